//! The menu of the policy line: the kept policies, then every command about policies.

use crate::app::{Action, PolicyAction};
use crate::jose::escape;
use crate::ui::chrome;
use crate::ui::icons::{self, Icon};
use crate::ui::scene::Scene;
use crate::ui::shortcuts::{self, Deed, Menu};
use crate::ui::theme;
use crate::ui::widgets::controls;
use egui::{Button, ScrollArea, Ui};

/// The longest label and its key.
const WIDTH: f32 = 310.0;

/// The button and what drops down from it.
pub(super) fn button(ui: &mut Ui, scene: &mut Scene<'_>) {
    let menu = ui.menu_button(icons::icon(Icon::ListChecks), |ui| {
        // as long as the window is high: a menu does not scroll by itself
        let height = (ui.ctx().content_rect().height() - 80.0).max(120.0);
        ScrollArea::vertical().max_height(height).min_scrolled_height(height).show(ui, |ui| items(ui, scene));
    });
    menu.response.on_hover_text("Kept policies, presets, save, compare").accessible_name("Policy menu");
}

fn items(ui: &mut Ui, scene: &mut Scene<'_>) {
    ui.set_max_width(WIDTH);
    controls::small(ui, "Kept policies");
    let policies = scene.model.policies.all();
    if policies.is_empty() {
        controls::small(ui, "None yet: “Save policy as…” keeps what is in force.");
    }
    for document in policies {
        let name = document.name.clone().unwrap_or_default();
        let is_in_force = scene.model.policy_name() == Some(&name);
        let mut label: String = escape::visible(&name).chars().take(48).collect();
        if scene.model.policies.is_unsaved(&name) {
            label.push_str(" (unsaved)");
        }
        let button = Button::new(label).frame_when_inactive(is_in_force).selected(is_in_force);
        let mut response = ui.add(button);
        if !document.description.is_empty() {
            response = response.on_hover_text(escape::visible(&document.description));
        }
        if response.clicked() {
            scene.act(Action::Policy(Box::new(PolicyAction::Use(name))));
            ui.close();
        }
    }
    ui.add_space(theme::GAP_SMALL);
    controls::rule(ui);
    let before = scene.deeds.len();
    chrome::items(ui, scene, &shortcuts::commands(), Menu::Policy);
    // its blanks are filled in there
    let is_preset = |action: &Action| matches!(action, Action::Policy(a) if matches!(**a, PolicyAction::UsePreset(_)));
    let is_chosen = |deed: &Deed| matches!(deed, Deed::Do(action) if is_preset(action));
    scene.view.policy_open |= scene.deeds.get(before..).is_some_and(|new| new.iter().any(is_chosen));
}
