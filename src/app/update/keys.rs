//! The Keys pane: choosing, adding, generating, renaming, removing, exporting.

use super::making;
use crate::app::effect::Effect;
use crate::app::history::Change;
use crate::app::key_form::{ExportForm, GenerateForm, ImportForm, KeyForm, SecretForm, free_name};
use crate::app::making::RecipientChoice;
use crate::app::model::Model;
use crate::app::notice::Gravity;
use crate::crypto;
use crate::keys::{Format, Key, Material, Private};
use crate::make;
use crate::report::KeyChoice;

pub(super) fn choose_verify(model: &mut Model, choice: KeyChoice) -> Vec<Effect> {
    if model.inputs.key_choice != choice {
        model.remember(Change::Step);
        model.inputs.key_choice = choice;
    }
    Vec::new()
}

pub(super) fn choose_signing(model: &mut Model, name: Option<String>) -> Vec<Effect> {
    model.making.signing.key = name;
    let key = model.making.signing.key.as_deref().and_then(|n| model.ring.named(n));
    let still_fits =
        key.is_some_and(|k| make::algorithms(k, None).iter().any(|a| Some(a.name) == model.making.signing.alg));
    if !still_fits {
        model.making.signing.alg = None;
    }
    Vec::new()
}

pub(super) fn choose_algorithm(model: &mut Model, alg: &'static str) -> Vec<Effect> {
    model.making.signing.alg = Some(alg);
    Vec::new()
}

pub(super) fn set_form(model: &mut Model, form: Option<KeyForm>) -> Vec<Effect> {
    model.key_form = form;
    Vec::new()
}

pub(super) fn submit(model: &mut Model) -> Vec<Effect> {
    match model.key_form.clone() {
        None => Vec::new(),
        Some(KeyForm::Secret(form)) => add_secret(model, &form),
        Some(KeyForm::Import(form)) => import_typed(model, form),
        Some(KeyForm::Generate(form)) => generate(model, &form),
        Some(KeyForm::Rename { from, to }) => rename(model, &from, &to),
        Some(KeyForm::Export(form)) => export(model, &form),
        Some(KeyForm::EmptyTrash) => {
            model.key_form = None;
            model.removed_keys.clear();
            vec![Effect::EmptyTrash]
        }
    }
}

fn add_secret(model: &mut Model, form: &SecretForm) -> Vec<Effect> {
    match form.secret() {
        Ok(secret) if secret.expose().is_empty() => {
            model.notify(
                Gravity::Error,
                "The secret is empty: anybody could sign with it. Type at least one character.",
            );
            Vec::new()
        }
        Ok(secret) => {
            let name = if form.name.trim().is_empty() { "secret" } else { &form.name };
            let key = Key {
                name: free_name(name, model.ring.keys()),
                material: Material::Oct(secret),
                kid: None,
                alg: None,
                usage: form.usage.usage().map(str::to_owned),
                key_ops: form.usage.operations(),
                other: serde_json::Map::new(),
            };
            model.key_form = None;
            vec![take_in(model, key)]
        }
        Err(error) => {
            model.notify(Gravity::Error, format!("The secret was not added: {error}."));
            Vec::new()
        }
    }
}

fn import_typed(model: &mut Model, form: ImportForm) -> Vec<Effect> {
    match import(model, form.text.as_bytes()) {
        Ok(effects) => {
            model.key_form = None;
            effects
        }
        Err(error) => {
            model.key_form = Some(KeyForm::Import(ImportForm { error: Some(error), ..form }));
            Vec::new()
        }
    }
}

/// Takes in every key of a text or file, and says what was found and what was not.
pub(super) fn import(model: &mut Model, bytes: &[u8]) -> Result<Vec<Effect>, String> {
    let imported = crypto::import(bytes);
    let ignored: Vec<String> = imported.ignored.iter().map(|i| format!("{}: {}", i.what, i.why)).collect();
    if imported.keys.is_empty() {
        let all = ignored.join("; ");
        return Err(match all.strip_prefix("the input: ") {
            _ if all.is_empty() => "No key was found. Paste PEM, a JWK or a JWK Set.".to_owned(),
            Some(why) => format!("Not taken in: {why}."),
            None => format!("No usable key was found. {all}."),
        });
    }
    let count = imported.keys.len();
    let mut effects = Vec::new();
    for mut key in imported.keys {
        if let Some(same) =
            model.ring.keys().iter().find(|k| k.material == key.material && k.is_private() == key.is_private())
        {
            let text = format!("“{}” is here already; it was not added again.", same.name);
            model.notify(Gravity::Note, text);
            continue;
        }
        let wish = [Some(key.name.as_str()), key.kid.as_deref()].into_iter().flatten().find(|n| !n.trim().is_empty());
        let wish = wish.map_or_else(|| key.describe(), str::to_owned);
        key.name = free_name(&wish, model.ring.keys());
        effects.push(take_in(model, key));
    }
    if !effects.is_empty() {
        let keys = if effects.len() == 1 { "1 key".to_owned() } else { format!("{} keys", effects.len()) };
        model.notify(Gravity::Success, format!("{keys} added."));
    }
    if !ignored.is_empty() {
        model.notify(
            Gravity::Note,
            format!("Not taken in, of {} found: {}.", count + ignored.len(), ignored.join("; ")),
        );
    }
    Ok(effects)
}

/// A new key is at hand at once; the vault follows.
fn take_in(model: &mut Model, key: Key) -> Effect {
    model.session.push(key.clone());
    model.rebuild_ring();
    making::offer(model, &key, false);
    Effect::SaveKey(Box::new(key))
}

fn generate(model: &mut Model, form: &GenerateForm) -> Vec<Effect> {
    match form.spec() {
        Ok(spec) => {
            let alg = form.alg.to_lowercase().replace('+', "-");
            let wish = if form.name.trim().is_empty() { format!("my-{alg}") } else { form.name.clone() };
            model.key_form = None;
            vec![Effect::Generate(spec, free_name(&wish, model.ring.keys()))]
        }
        Err(error) => {
            model.notify(Gravity::Error, format!("No key was made: {error}."));
            Vec::new()
        }
    }
}

pub(super) fn generated(model: &mut Model, mut key: Key) -> Vec<Effect> {
    key.name = free_name(&key.name, model.ring.keys());
    model.notify(Gravity::Success, format!("“{}” was generated ({}).", key.name, key.describe()));
    making::offer(model, &key, true);
    vec![take_in(model, key)]
}

pub(super) fn loaded(model: &mut Model, kept: Vec<Key>) -> Vec<Effect> {
    model.unsaved_keys.retain(|name| kept.iter().all(|k| k.name != *name));
    model.session.retain(|s| kept.iter().all(|k| k.name != s.name));
    model.kept = kept;
    model.rebuild_ring();
    forget_gone_keys(model);
    Vec::new()
}

pub(super) fn not_saved(model: &mut Model, name: &str, error: &str) -> Vec<Effect> {
    if !model.is_unsaved(name) {
        model.unsaved_keys.push(name.to_owned());
    }
    model.notify(
        Gravity::Error,
        format!("“{name}” could not be saved. It stays here, marked unsaved, until you close. {error}"),
    );
    Vec::new()
}

pub(super) fn save_unsaved(model: &mut Model) -> Vec<Effect> {
    let unsaved = model.session.iter().filter(|k| model.is_unsaved(&k.name));
    unsaved.map(|k| Effect::SaveKey(Box::new(k.clone()))).collect()
}

fn rename(model: &mut Model, from: &str, to: &str) -> Vec<Effect> {
    let to = to.trim();
    if to.is_empty() || (to != from && model.ring.named(to).is_some()) {
        let text = if to.is_empty() {
            "A key needs a name.".to_owned()
        } else {
            format!("“{to}” is taken. Choose another name.")
        };
        model.notify(Gravity::Error, text);
        return Vec::new();
    }
    model.key_form = None;
    if to == from {
        return Vec::new();
    }
    if model.is_kept(from) {
        return vec![Effect::RenameKey { from: from.to_owned(), to: to.to_owned() }];
    }
    for key in model.session.iter_mut().filter(|k| k.name == from) {
        to.clone_into(&mut key.name);
    }
    for name in model.unsaved_keys.iter_mut().filter(|n| *n == from) {
        to.clone_into(name);
    }
    renamed(model, from, to);
    model.rebuild_ring();
    Vec::new()
}

/// The choices follow a key to its new name; not before it has it, for the vault may refuse.
pub(super) fn renamed(model: &mut Model, from: &str, to: &str) -> Vec<Effect> {
    if model.making.signing.key.as_deref() == Some(from) {
        model.making.signing.key = Some(to.to_owned());
    }
    for choice in model.making.sealing.recipients.iter_mut().filter(|c| c.key.as_deref() == Some(from)) {
        choice.key = Some(to.to_owned());
    }
    if let KeyChoice::Named(names) = &mut model.inputs.key_choice {
        names.iter_mut().filter(|n| *n == from).for_each(|n| to.clone_into(n));
    }
    Vec::new()
}

pub(super) fn remove(model: &mut Model, name: String) -> Vec<Effect> {
    if model.is_kept(&name) {
        return vec![Effect::RemoveKey(name)];
    }
    model.session.retain(|k| k.name != name);
    model.unsaved_keys.retain(|k| *k != name);
    model.rebuild_ring();
    forget_gone_keys(model);
    Vec::new()
}

/// A key that is gone signs and encrypts nothing: the pane must not go on naming it.
fn forget_gone_keys(model: &mut Model) {
    let ring = &model.ring;
    for choice in &mut model.making.sealing.recipients {
        if choice.key.as_deref().is_some_and(|name| ring.named(name).is_none()) {
            *choice = RecipientChoice::default();
        }
    }
    if model.making.signing.key.as_deref().is_some_and(|name| model.ring.named(name).is_none()) {
        model.making.signing.key = None;
        model.making.signing.alg = None;
    }
}

pub(super) fn removed(model: &mut Model, name: String) -> Vec<Effect> {
    model.notify(Gravity::Note, format!("“{name}” is in the trash. “Restore key” brings it back."));
    model.removed_keys.push(name);
    Vec::new()
}

pub(super) fn restore(model: &mut Model) -> Vec<Effect> {
    model.removed_keys.last().cloned().map(Effect::RestoreKey).into_iter().collect()
}

/// A key is out of the trash again.
pub(super) fn restored(model: &mut Model, name: &str) -> Vec<Effect> {
    model.removed_keys.retain(|n| n != name);
    Vec::new()
}

fn export(model: &mut Model, form: &ExportForm) -> Vec<Effect> {
    let Some(key) = model.ring.named(&form.name).cloned() else { return Vec::new() };
    if form.private && !form.confirmed {
        return Vec::new();
    }
    let private = if form.private { Private::Include } else { Private::Omit };
    let (format, ending) = if form.pem { (Format::Pem, "pem") } else { (Format::Jwk, "jwk.json") };
    match crate::keys::export(&[&key], format, private) {
        Ok(bytes) => {
            model.key_form = None;
            let half = if form.private { "private" } else { "public" };
            let name = format!("{}.{half}.{ending}", file_name(&key.name));
            vec![Effect::SaveFile { name, bytes, private: form.private, is_token: false }]
        }
        Err(error) => {
            model.notify(Gravity::Error, format!("“{}” was not exported: {error}.", key.name));
            Vec::new()
        }
    }
}

fn file_name(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' }).collect()
}
