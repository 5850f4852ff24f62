//! A locked vault: what is closed, and the way in.

use crate::app::{Action, KeyForm, PassphraseForm, PassphraseUse};
use crate::ui::icons::{self, Icon};
use crate::ui::scene::Scene;
use crate::ui::theme::Palette;
use crate::vault::Protection;
use egui::Ui;

/// Says that keys are locked, with the button that unlocks them. Nothing where the vault is open.
pub(super) fn show(ui: &mut Ui, scene: &mut Scene<'_>) {
    if scene.model.protection != Protection::Locked {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        let mark = icons::coloured(Icon::Lock, Palette::of(ui).warn);
        icons::mark(ui, mark, "");
        let text = match scene.model.locked_keys {
            0 => "The vault is locked.".to_owned(),
            1 => "One key is locked.".to_owned(),
            count => format!("{count} keys are locked."),
        };
        ui.label(text);
        if ui.button("Unlock vault…").clicked() {
            let form = PassphraseForm::new(PassphraseUse::Unlock);
            scene.act(Action::SetKeyForm(Some(KeyForm::Passphrase(form))));
        }
    });
}
