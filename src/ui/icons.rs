//! The icons in use, from the Lucide font.

use crate::checks::State;
use crate::ui::theme;
use egui::{Color32, RichText};
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
