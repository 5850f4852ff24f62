//! Keeping a policy under a name.

use crate::ui::dialogs::{Answer, buttons, title};
use crate::ui::scene::Scene;
use crate::ui::theme;
use crate::ui::widgets::controls;
use egui::Ui;

/// The dialog.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, name: &mut String, description: &mut String) -> Answer {
    title(ui, "Save policy as");
    controls::focus_first(&controls::field(ui, "Name", name, "Partner API"));
    ui.add_space(theme::GAP_SMALL);
    controls::field(ui, "What it is for", description, "optional, a sentence");
    ui.add_space(theme::GAP_SMALL);
    let is_taken = scene.model.policies.named(name.trim()).is_some();
    let text = match is_taken {
        true => "A policy of that name is kept already. This takes its place; the earlier one stays as a backup file.",
        false => "It is a JSON file in your vault. The command line uses it as “verify --policy NAME”.",
    };
    controls::small(ui, text);
    buttons(ui, if is_taken { "Replace" } else { "Save" }, !name.trim().is_empty())
}
