//! Deleting what was removed, for good.

use super::{Answer, buttons, title};
use crate::ui::widgets::controls;
use egui::Ui;

/// The dialog.
pub(super) fn show(ui: &mut Ui) -> Answer {
    title(ui, "Empty the key trash?");
    controls::prose(
        ui,
        "Removed keys are kept in the trash until then. What is deleted from it cannot be brought back.",
    );
    buttons(ui, "Empty trash", true)
}
