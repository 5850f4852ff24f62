//! The icons in use, from the Lucide font.

use crate::checks::State;
use crate::ui::theme;
use egui::{Color32, Label, Response, RichText, Ui, accesskit};
pub use lucide_icons::Icon;

/// An icon as text, in the colour of the text around it.
#[must_use]
pub fn icon(icon: Icon) -> RichText {
    RichText::new(char::from(icon).to_string()).family(theme::icons()).size(16.0)
}

/// An icon in a colour.
#[must_use]
pub fn coloured(which: Icon, colour: Color32) -> RichText {
    icon(which).color(colour)
}

/// Draws an icon that stands alone. A screen reader hears `name` and never the letter of the icon font; an icon beside
/// words that say the same has no name, and is passed over.
pub fn mark(ui: &mut Ui, icon: RichText, name: &str) -> Response {
    let response = ui.add(Label::new(icon).selectable(false));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.clear_value();
        node.set_role(accesskit::Role::Image);
        if name.is_empty() {
            node.set_hidden();
        } else {
            node.set_label(name);
        }
    });
    response
}

/// The icon of a state: circle, triangle, octagon, dashed circle; told apart by shape alone.
#[must_use]
pub fn of_state(state: State) -> Icon {
    match state {
        State::Pass => Icon::CircleCheck,
        State::Warn => Icon::TriangleAlert,
        State::Fail => Icon::OctagonX,
        State::NotChecked => Icon::CircleDashed,
    }
}
