//! The vault's passphrase: unlock, lock, protect, change, remove.

use crate::app::effect::Effect;
use crate::app::key_form::{KeyForm, PassphraseForm, PassphraseUse};
use crate::app::model::Model;
use crate::app::notice::Gravity;
use crate::app::vault_deed::{VaultDeed, VaultSaying};
use crate::keys::Secret;
use crate::vault::Protection;

/// Opens a dialog about the passphrase. Whether there is a keychain is found out meanwhile.
pub(super) fn ask(model: &mut Model, form: PassphraseForm) -> Vec<Effect> {
    let why_not = match (form.usage, model.protection) {
        (PassphraseUse::Unlock, Protection::Unlocked) => Some("The vault is unlocked already."),
        (PassphraseUse::Unlock | PassphraseUse::Change, Protection::None) => {
            Some("The vault has no passphrase. “Protect vault…” gives it one.")
        }
        (PassphraseUse::Protect, Protection::Locked | Protection::Unlocked) => {
            Some("The vault is protected already. “Change passphrase…” gives it another passphrase.")
        }
        _ => None,
    };
    if let Some(text) = why_not {
        model.notify(Gravity::Note, text);
        return Vec::new();
    }
    let is_new = !matches!(model.key_form, Some(KeyForm::Passphrase(_)));
    model.key_form = Some(KeyForm::Passphrase(form));
    if is_new { vec![Effect::Vault(VaultDeed::LookForKeychain)] } else { Vec::new() }
}

/// Tries what was typed. The dialog stays until it worked.
pub(super) fn submit(model: &mut Model, mut form: PassphraseForm) -> Vec<Effect> {
    if !form.is_ready() {
        return Vec::new();
    }
    let remember = form.remember;
    let deed = match form.usage {
        PassphraseUse::Unlock => VaultDeed::Unlock { passphrase: form.present(), remember },
        PassphraseUse::Protect => VaultDeed::Protect { passphrase: form.new_one(), remember },
        PassphraseUse::Change => VaultDeed::Change { old: form.present(), new: form.new_one(), remember },
    };
    form.is_busy = true;
    form.error = None;
    model.key_form = Some(KeyForm::Passphrase(form));
    vec![Effect::Vault(deed)]
}

/// Takes the passphrase away, after the question.
pub(super) fn unprotect(model: &mut Model) -> Vec<Effect> {
    model.key_form = None;
    match model.protection {
        Protection::Unlocked => vec![Effect::Vault(VaultDeed::Unprotect)],
        Protection::Locked => ask(model, PassphraseForm::new(PassphraseUse::Unlock)),
        Protection::None => {
            model.notify(Gravity::Note, "The vault has no passphrase.");
            Vec::new()
        }
    }
}

/// Closes the vault. Keys that are not saved stay: they are nowhere else.
pub(crate) fn lock(model: &mut Model) -> Vec<Effect> {
    match model.protection {
        Protection::None => {
            model.notify(Gravity::Note, "The vault has no passphrase. “Protect vault…” gives it one.");
            return Vec::new();
        }
        Protection::Locked => return Vec::new(),
        Protection::Unlocked => {}
    }
    // a dialog may hold a secret, or name a key
    model.key_form = None;
    model.examined = None;
    let text = match model.session.iter().filter(|key| model.is_unsaved(&key.name)).count() {
        0 => "The vault is locked.".to_owned(),
        1 => "The vault is locked. One key is not saved yet and stays in the window.".to_owned(),
        count => format!("The vault is locked. {count} keys are not saved yet and stay in the window."),
    };
    model.notify(Gravity::Success, text);
    vec![Effect::Vault(VaultDeed::Lock)]
}

/// What the vault or the keychain says.
pub(crate) fn said(model: &mut Model, saying: VaultSaying) -> Vec<Effect> {
    match saying {
        VaultSaying::Is(protection, locked_keys) => {
            (model.protection, model.locked_keys) = (protection, locked_keys);
            Vec::new()
        }
        VaultSaying::LockedAtFirst => vec![Effect::Vault(VaultDeed::Recall)],
        VaultSaying::Unlocked { remember } => {
            let mut effects = super::save_unsaved(model);
            effects.extend(worked(model, "The vault is unlocked.", remember, None));
            effects
        }
        VaultSaying::Protected { remember } => {
            let mut effects = super::save_unsaved(model);
            let text = "The vault is protected. Without the passphrase nobody can open it.";
            effects.extend(worked(model, text, remember, None));
            effects
        }
        VaultSaying::Changed { remember } => {
            let mut effects = super::save_unsaved(model);
            effects.extend(worked(model, "The vault has another passphrase.", remember, Some(VaultDeed::Forget)));
            effects
        }
        VaultSaying::Unprotected => {
            let text = "The vault has no passphrase any more: its keys are in the clear.";
            worked(model, text, None, Some(VaultDeed::Forget))
        }
        VaultSaying::NotDone(error) => not_done(model, error),
        VaultSaying::Keychain(is_there) => {
            model.has_keychain = is_there;
            Vec::new()
        }
        VaultSaying::Recalled(passphrase) if model.protection == Protection::Locked => {
            vec![Effect::Vault(VaultDeed::Unlock { passphrase, remember: false })]
        }
        VaultSaying::Recalled(_) => Vec::new(),
    }
}

/// `otherwise`: what the keychain does when it is not to remember a passphrase.
fn worked(model: &mut Model, text: &str, remember: Option<Secret>, otherwise: Option<VaultDeed>) -> Vec<Effect> {
    if matches!(model.key_form, Some(KeyForm::Passphrase(_))) {
        model.key_form = None;
    }
    model.notify(Gravity::Success, text);
    let keychain = remember.map(VaultDeed::Remember).or(otherwise.filter(|_| model.has_keychain));
    keychain.map(Effect::Vault).into_iter().collect()
}

/// What was typed is gone, and the dialog says why it did not work.
fn not_done(model: &mut Model, error: String) -> Vec<Effect> {
    match &mut model.key_form {
        Some(KeyForm::Passphrase(form)) if form.is_busy => {
            let remember = form.remember;
            *form = PassphraseForm { remember, error: Some(error), ..PassphraseForm::new(form.usage) };
        }
        _ => model.notify(Gravity::Error, error),
    }
    Vec::new()
}
