//! The menu of the policy line: the kept policies, then every command about policies.

use super::shown_name;
use crate::app::{Action, PolicyAction};
use crate::jose::escape;
use crate::policy::Document;
use crate::ui::chrome;
use crate::ui::icons::{self, Icon};
use crate::ui::scene::Scene;
use crate::ui::shortcuts::{self, Menu};
use crate::ui::theme;
use crate::ui::widgets::controls;
use egui::{Button, ScrollArea, Ui};

/// The longest label and its key.
const WIDTH: f32 = 310.0;

/// The button and what drops down from it.
pub(super) fn button(ui: &mut Ui, scene: &mut Scene<'_>) {
    let menu = ui.menu_button(icons::icon(Icon::ListChecks), |ui| {
        // as long as the window is high: a menu does not scroll by itself
        let height = (ui.ctx().content_rect().height() - 110.0).max(120.0);
        ScrollArea::vertical().max_height(height).min_scrolled_height(height).show(ui, |ui| items(ui, scene));
    });
    menu.response.on_hover_text("Kept policies, presets, save, compare").accessible_name("Policy menu");
}

fn items(ui: &mut Ui, scene: &mut Scene<'_>) {
    ui.set_max_width(WIDTH);
    ui.spacing_mut().item_spacing.y = 1.0;
    controls::small(ui, "Kept policies");
    let policies = scene.model.policies.all();
    if policies.is_empty() {
        controls::small(ui, "None yet: “Save policy as…” keeps what is in force.");
    }
    for document in policies {
        entry(ui, scene, document);
    }
    ui.add_space(theme::GAP_SMALL);
    controls::rule(ui);
    chrome::items(ui, scene, &shortcuts::commands(), Menu::Policy);
}

/// A kept policy, to be put in force.
fn entry(ui: &mut Ui, scene: &mut Scene<'_>, document: &Document) {
    let name = document.name.clone().unwrap_or_default();
    let is_in_force = scene.model.policy_name() == Some(&name);
    let unsaved = if scene.model.policies.is_unsaved(&name) { " (unsaved)" } else { "" };
    let label = format!("{}{unsaved}", shown_name(&name));
    let response = ui.add(Button::new(label).frame_when_inactive(is_in_force).selected(is_in_force).truncate());
    let about = [name.as_str(), &document.description].map(escape::visible);
    if response.on_hover_text(about.join("\n").trim_end()).clicked() {
        scene.act(Action::Policy(Box::new(PolicyAction::Use(name))));
        ui.close();
    }
}
