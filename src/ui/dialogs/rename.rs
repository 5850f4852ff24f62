//! Another name for a key.

use super::{Answer, buttons, title};
use crate::jose::escape;
use crate::ui::widgets::controls;
use egui::Ui;

/// The dialog.
pub(super) fn show(ui: &mut Ui, from: &str, to: &mut String) -> Answer {
    title(ui, &format!("Rename “{}”", escape::visible(from)));
    controls::focus_first(&controls::field(ui, "New name", to, ""));
    buttons(ui, "Rename", !to.trim().is_empty())
}
