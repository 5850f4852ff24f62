//! A passphrase for the vault, another one, or none any more.

use super::unlock::{below, masked, try_again};
use super::{Answer, buttons, title, vault_ids};
use crate::app::{PassphraseForm, PassphraseUse};
use crate::ui::scene::Scene;
use crate::ui::theme::Palette;
use crate::ui::widgets::controls;
use egui::{Label, RichText, Ui};

/// The dialog for a new passphrase.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, form: &mut PassphraseForm) -> Answer {
    let is_change = form.usage == PassphraseUse::Change;
    title(ui, if is_change { "Change passphrase" } else { "Protect vault" });
    controls::prose(
        ui,
        match is_change {
            true => {
                "The vault key is encrypted anew; the key files stay as they are. Copies of the folder that were made before still open with the old passphrase."
            }
            false => {
                "Key files are encrypted, names included, and can be opened with this passphrase by any tool that knows JWE (RFC 7516). Clear files are deleted. Copies elsewhere, such as backups, stay as they are."
            }
        },
    );
    let [present, new, again] = vault_ids();
    if is_change {
        let typed = masked(ui, "Present passphrase", present, &mut form.present, &mut form.revealed);
        controls::focus_first(&typed);
        try_again(&typed, form);
    }
    let typed = masked(ui, "New passphrase", new, &mut form.new, &mut form.revealed);
    if !is_change {
        controls::focus_first(&typed);
    }
    masked(ui, "The same once more", again, &mut form.again, &mut form.revealed);
    hint(ui, form);
    below(ui, scene, form);
    let submit = match (is_change, form.is_busy) {
        (_, true) => "Encrypting…",
        (true, _) => "Change passphrase",
        (false, _) => "Protect",
    };
    buttons(ui, submit, form.is_ready())
}

/// Warns about short passphrases and never refuses one.
fn hint(ui: &mut Ui, form: &PassphraseForm) {
    let palette = Palette::of(ui);
    let (text, colour) = match form.new.chars().count() {
        0 => ("Nobody can open the vault without it: keep it where you will find it.", palette.muted),
        _ if !form.again.is_empty() && form.new != form.again => ("The two differ.", palette.fail),
        1..12 => {
            ("Short: fine for test keys. In earnest take twelve characters and more, or several words.", palette.warn)
        }
        _ => ("It is stretched, so that guessing is slow. Nobody can open the vault without it.", palette.muted),
    };
    ui.add(Label::new(RichText::new(text).color(colour).size(12.5)).wrap());
}

/// The question before the passphrase goes.
pub(super) fn remove(ui: &mut Ui) -> Answer {
    title(ui, "Remove passphrase");
    controls::prose(
        ui,
        "Every key is written to its file in the clear again, private keys and secrets too. Whoever can read the files can use them.",
    );
    buttons(ui, "Remove passphrase", true)
}
