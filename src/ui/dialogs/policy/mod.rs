//! Policies: keeping one, giving it another name, comparing two.

mod compare;
mod save;

use super::{Answer, buttons, title};
use crate::app::PolicyForm;
use crate::jose::escape;
use crate::ui::scene::Scene;
use crate::ui::widgets::controls;
use egui::Ui;

/// The dialog.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, form: &mut PolicyForm) -> Answer {
    match form {
        PolicyForm::SaveAs { name, description } => save::show(ui, scene, name, description),
        PolicyForm::Rename { from, to } => {
            title(ui, &format!("Rename “{}”", escape::visible(from)));
            controls::focus_first(&controls::field(ui, "New name", to, ""));
            buttons(ui, "Rename", !to.trim().is_empty())
        }
        PolicyForm::Compare { first, second } => compare::show(ui, scene, first, second),
    }
}
