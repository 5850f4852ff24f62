//! The vault's passphrase, to open it.

use super::{Answer, buttons, title, vault_ids};
use crate::app::PassphraseForm;
use crate::report::words;
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::controls;
use egui::{Align2, Id, Label, Response, RichText, TextEdit, Ui};

/// The dialog.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, form: &mut PassphraseForm) -> Answer {
    title(ui, "Unlock vault");
    let count = match scene.model.locked_keys {
        1 => "One key is locked.".to_owned(),
        count => format!("{count} keys are locked."),
    };
    controls::muted(ui, count);
    let typed = masked(ui, "Passphrase", vault_ids()[0], &mut form.present, &mut form.revealed);
    controls::focus_first(&typed);
    try_again(&typed, form);
    below(ui, scene, form);
    let submit = if form.is_busy { "Unlocking…" } else { "Unlock" };
    buttons(ui, submit, form.is_ready())
}

/// After a passphrase that did not fit the next one is typed at once.
pub(super) fn try_again(typed: &Response, form: &PassphraseForm) {
    let waits = form.error.is_some() && !form.is_busy;
    if waits && typed.ctx.memory(|m| m.focused().is_none()) {
        typed.request_focus();
    }
}

/// A line for a passphrase, with a button that shows what is typed.
pub(super) fn masked(ui: &mut Ui, label: &str, id: Id, text: &mut String, revealed: &mut bool) -> Response {
    let label_response = ui.label(RichText::new(label).color(Palette::of(ui).muted));
    ui.horizontal(|ui| {
        let edit = TextEdit::singleline(text)
            .id(id)
            .password(!*revealed)
            .font(theme::mono())
            .align(Align2::LEFT_CENTER)
            .desired_width(ui.available_width() - 44.0);
        let typed = controls::outlined(ui, edit).labelled_by(label_response.id);
        let (icon, name) =
            if *revealed { (Icon::EyeOff, "Hide the passphrase") } else { (Icon::Eye, "Show the passphrase") };
        if controls::icon_button(ui, icon, name).clicked() {
            *revealed = !*revealed;
            typed.request_focus();
        }
        typed
    })
    .inner
}

/// The keychain's tick where there is a keychain, and why the last try did not work.
pub(super) fn below(ui: &mut Ui, scene: &Scene<'_>, form: &mut PassphraseForm) {
    if scene.model.has_keychain {
        let tick = controls::checkbox(ui, &mut form.remember, "Remember in the system keychain");
        tick.on_hover_text("Whoever is logged in as you can then open the vault without typing the passphrase");
    } else {
        form.remember = false;
    }
    if let Some(error) = &form.error {
        let text = words::sentence(error);
        ui.add(Label::new(RichText::new(text).color(Palette::of(ui).fail)).wrap());
    }
}
