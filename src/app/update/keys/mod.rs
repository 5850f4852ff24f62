//! The Keys pane, one file a deed: choosing, adding, generating, keeping, renaming, removing, exporting.

mod about;
mod choose;
mod export;
mod fetch;
mod generate;
mod import;
mod keep;
mod remove;
mod rename;
mod secret;
mod vault;

pub(super) use about::{about_kept, set_about, used, uses_loaded};
pub(super) use choose::{choose_algorithm, choose_signing, choose_verify};
pub(super) use export::leave;
pub(super) use fetch::fetch;
pub(super) use generate::generated;
pub(super) use import::{file, folder, read, unlock};
pub(super) use keep::{loaded, not_saved, save_unsaved};
pub(super) use remove::{remove, removed, restore, restored};
pub(super) use rename::renamed;
pub(super) use secret::file_read as secret_file_read;

pub(super) use vault::{lock, said as vault_said};

use super::making;
use crate::app::effect::Effect;
use crate::app::key_form::KeyForm;
use crate::app::model::Model;
use crate::app::vault_deed::VaultDeed;
use crate::keys::Key;

pub(super) fn set_form(model: &mut Model, form: Option<KeyForm>) -> Vec<Effect> {
    let mut effects = fetch::left(model.key_form.as_ref(), form.as_ref());
    if let Some(KeyForm::Passphrase(form)) = form {
        effects.extend(vault::ask(model, form));
        return effects;
    }
    if let Some(KeyForm::Import(form)) = form {
        effects.extend(import::edited(model, form));
        return effects;
    }
    if form == Some(KeyForm::Unprotect) {
        // it is to forget the passphrase, if there is one
        effects.push(Effect::Vault(VaultDeed::LookForKeychain));
    }
    model.key_form = form;
    effects
}

pub(super) fn submit(model: &mut Model) -> Vec<Effect> {
    match model.key_form.clone() {
        None => Vec::new(),
        Some(KeyForm::Secret(form)) => secret::add(model, &form),
        Some(KeyForm::Import(form)) => import::submit(model, form),
        Some(KeyForm::Generate(form)) => generate::start(model, &form),
        Some(KeyForm::Rename { from, to }) => rename::rename(model, &from, &to),
        Some(KeyForm::Export(form)) => export::start(model, &form),
        Some(KeyForm::Passphrase(form)) => vault::submit(model, form),
        Some(KeyForm::Unprotect) => vault::unprotect(model),
        Some(KeyForm::Fetch(form)) => fetch::submit(model, form),
        Some(KeyForm::Policy(form)) => super::policies::submit(model, &form),
        // the text was made of the report, which only the window has: it came with an action of its own
        Some(KeyForm::Report(_) | KeyForm::PolicyCode(_)) => {
            model.key_form = None;
            Vec::new()
        }
        Some(KeyForm::EmptyTrash) => {
            model.key_form = None;
            model.removed_keys.clear();
            vec![Effect::EmptyTrash]
        }
    }
}

/// New keys are at hand at once; the vault follows.
fn take_all(model: &mut Model, keys: Vec<Key>) -> Vec<Effect> {
    model.session.extend(keys.iter().cloned());
    model.rebuild_ring();
    keys.iter().for_each(|key| making::offer(model, key, false));
    match <[Key; 1]>::try_from(keys) {
        Ok([only]) => vec![Effect::SaveKey(Box::new(only))],
        Err(keys) if keys.is_empty() => Vec::new(),
        Err(keys) => vec![Effect::SaveKeys(keys)],
    }
}

/// A new key is at hand at once; the vault follows.
pub(super) fn take_in(model: &mut Model, key: Key) -> Effect {
    model.session.push(key.clone());
    model.rebuild_ring();
    making::offer(model, &key, false);
    Effect::SaveKey(Box::new(key))
}
