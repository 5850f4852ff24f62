//! Policies that are kept by name: putting one in force, keeping it, choosing it by the issuer of a token.

use super::LARGE_BYTES;
use crate::app::effect::Effect;
use crate::app::history::Change;
use crate::app::key_form::{KeyForm, PolicyForm, Side};
use crate::app::model::Model;
use crate::app::notice::Gravity;
use crate::app::policies::{PolicyAction, PolicyErrand};
use crate::checks::Policy;
use crate::jose::escape;
use crate::jose::token::Token;
use crate::policy::{self, Choice, Document, OfToken};
use crate::teach;
use serde_json::Value;
use std::path::Path;
use zeroize::Zeroizing;

pub(super) fn carry_out(model: &mut Model, action: PolicyAction) -> Vec<Effect> {
    match action {
        PolicyAction::Use(name) => put(model, &name),
        PolicyAction::UsePreset(id) => put_preset(model, id),
        PolicyAction::Expect(made) => expect(model, *made),
        PolicyAction::ExpectNothing => {
            note(model, "This token has no claims that can be read: there is nothing to expect.")
        }
        PolicyAction::Save => save(model),
        PolicyAction::AskName => ask_name(model, None),
        PolicyAction::AskRename => ask_rename(model),
        PolicyAction::Revert => revert(model),
        PolicyAction::Remove => remove(model),
        PolicyAction::Restore => match model.policies.removed.last().cloned() {
            Some(name) => vec![Effect::Policy(PolicyErrand::Restore(name))],
            None => Vec::new(),
        },
        PolicyAction::DoWithout => do_without(model),
        PolicyAction::Compare => compare(model),
        PolicyAction::SetByIssuer(on) => set_by_issuer(model, on),
        PolicyAction::Copy => vec![Effect::Copy { text: written(model), what: "The policy".to_owned() }],
        PolicyAction::Export => export(model),
        PolicyAction::Import => vec![Effect::Policy(PolicyErrand::Pick)],
        PolicyAction::FileRead { name, bytes } => file_read(model, &name, &bytes),
        PolicyAction::Loaded(read) => loaded(model, read),
        PolicyAction::Kept { document, asked } => kept(model, *document, &asked),
        PolicyAction::NotSaved(document, error) => not_saved(model, *document, &error),
        PolicyAction::Renamed { from, to } => renamed(model, &from, to),
        PolicyAction::Removed(name) => removed(model, name),
        PolicyAction::Restored(name) => {
            model.policies.removed.retain(|n| *n != name);
            Vec::new()
        }
    }
}

fn note(model: &mut Model, text: &str) -> Vec<Effect> {
    model.notify(Gravity::Note, text);
    Vec::new()
}

/// Puts a policy in force as one step that can be undone.
fn put_in_force(model: &mut Model, name: Option<String>, policy: Policy) -> Vec<Effect> {
    if model.inputs.policy == policy && model.settings.policy_name == name {
        return Vec::new();
    }
    model.remember(Change::Step);
    exchange(model, name, policy)
}

/// The same as a part of a step that was remembered already. Changes that nobody saved do not go silently.
fn exchange(model: &mut Model, name: Option<String>, policy: Policy) -> Vec<Effect> {
    let left = model.policy_name().filter(|_| model.policy_is_changed() && model.inputs.policy != policy);
    if let Some(left) = left.map(escape::visible) {
        let text = format!("Your changes to the policy “{left}” were not saved. Undo brings them back.");
        model.notify(Gravity::Note, text);
    }
    model.inputs.policy = policy.clone();
    super::session::set(model, |s| (s.policy, s.policy_name) = (policy, name))
}

fn put(model: &mut Model, name: &str) -> Vec<Effect> {
    let Some(policy) = model.policies.named(name).map(|document| document.policy.clone()) else {
        let text = format!("The policy “{}” is gone.", escape::visible(name));
        return note(model, &text);
    };
    put_in_force(model, Some(name.to_owned()), policy)
}

fn put_preset(model: &mut Model, id: &str) -> Vec<Effect> {
    let Some(preset) = policy::preset(id) else { return Vec::new() };
    let text = format!("“{}” is in force. Fill in what it asks for in the policy.", preset.title);
    model.notify(Gravity::Note, text);
    put_in_force(model, None, preset.policy.clone())
}

/// Without a name: what a token says must not be saved over a policy by one more click.
fn expect(model: &mut Model, made: OfToken) -> Vec<Effect> {
    let cautions: Vec<_> = made.cautions().into_iter().map(teach::policy_caution).collect();
    match cautions.is_empty() {
        true => model.notify(Gravity::Success, "The policy expects what this token has."),
        false => model.notify(Gravity::Note, cautions.join(" ")),
    }
    put_in_force(model, None, made.policy)
}

fn do_without(model: &mut Model) -> Vec<Effect> {
    let mut policy = model.inputs.policy.clone();
    let blanks = policy.blanks();
    policy.needs.retain(|need| !blanks.contains(need));
    super::policy::set(model, policy, Change::Step)
}

// ------------------------------------------------------------------------------------------------------ keeping

fn save(model: &mut Model) -> Vec<Effect> {
    let Some(document) = model.policy_name().and_then(|name| model.policies.named(name)) else {
        return ask_name(model, None);
    };
    let name = document.name.clone().unwrap_or_default();
    if !model.policy_is_changed() && !model.policies.is_unsaved(&name) {
        let text = format!("“{}” is saved already.", escape::visible(&name));
        return note(model, &text);
    }
    let document = Document { policy: model.inputs.policy.clone(), ..document.clone() };
    vec![Effect::Policy(PolicyErrand::Keep(Box::new(document)))]
}

fn ask_name(model: &mut Model, suggested: Option<(String, String)>) -> Vec<Effect> {
    let of_now = || {
        let document = model.policy_name().and_then(|name| model.policies.named(name))?;
        Some((document.name.clone().unwrap_or_default(), document.description.clone()))
    };
    let (name, description) = suggested.or_else(of_now).unwrap_or_default();
    model.key_form = Some(KeyForm::Policy(PolicyForm::SaveAs { name, description }));
    Vec::new()
}

fn ask_rename(model: &mut Model) -> Vec<Effect> {
    match model.policy_name().map(str::to_owned) {
        Some(name) => {
            model.key_form = Some(KeyForm::Policy(PolicyForm::Rename { from: name.clone(), to: name }));
            Vec::new()
        }
        None => note(model, "The policy in force has no name yet. “Save policy as…” gives it one."),
    }
}

/// Carries out a dialog.
pub(super) fn submit(model: &mut Model, form: &PolicyForm) -> Vec<Effect> {
    match form {
        PolicyForm::SaveAs { name, description } => save_as(model, name.trim(), description.trim()),
        PolicyForm::Rename { from, to } => rename(model, from, to.trim()),
        PolicyForm::Compare { .. } => {
            model.key_form = None;
            Vec::new()
        }
    }
}

fn save_as(model: &mut Model, name: &str, description: &str) -> Vec<Effect> {
    if name.is_empty() {
        model.notify(Gravity::Error, "A policy needs a name.");
        return Vec::new();
    }
    model.key_form = None;
    let (name, description) = (Some(name.to_owned()), description.to_owned());
    let document = Document { name, description, policy: model.inputs.policy.clone(), at: None };
    vec![Effect::Policy(PolicyErrand::Keep(Box::new(document)))]
}

fn rename(model: &mut Model, from: &str, to: &str) -> Vec<Effect> {
    if to.is_empty() || (to != from && model.policies.named(to).is_some()) {
        let text = match to.is_empty() {
            true => "A policy needs a name.".to_owned(),
            false => format!("“{}” is taken. Choose another name.", escape::visible(to)),
        };
        model.notify(Gravity::Error, text);
        return Vec::new();
    }
    model.key_form = None;
    if to == from {
        return Vec::new();
    }
    if model.policies.is_unsaved(from) {
        for document in model.policies.unsaved.iter_mut().filter(|p| p.name.as_deref() == Some(from)) {
            document.name = Some(to.to_owned());
        }
        return renamed(model, from, to.to_owned());
    }
    vec![Effect::Policy(PolicyErrand::Rename { from: from.to_owned(), to: to.to_owned() })]
}

/// The name in force follows, when the vault has agreed.
fn renamed(model: &mut Model, from: &str, to: String) -> Vec<Effect> {
    for document in model.policies.kept.iter_mut().filter(|p| p.name.as_deref() == Some(from)) {
        document.name = Some(to.clone());
    }
    if model.settings.policy_name.as_deref() != Some(from) {
        return Vec::new();
    }
    super::session::set(model, |s| s.policy_name = Some(to))
}

fn revert(model: &mut Model) -> Vec<Effect> {
    match model.policy_name().map(str::to_owned) {
        Some(name) => put(model, &name),
        None => note(model, "The policy in force is kept under no name: there is nothing to go back to."),
    }
}

/// It stays in force: nobody expects less than before.
fn remove(model: &mut Model) -> Vec<Effect> {
    let Some(name) = model.policy_name().map(str::to_owned) else {
        return note(model, "The policy in force is kept under no name: there is nothing to remove.");
    };
    let is_kept = model.policies.kept.iter().any(|p| p.name.as_deref() == Some(&name));
    model.policies.unsaved.retain(|p| p.name.as_deref() != Some(&name));
    if is_kept { vec![Effect::Policy(PolicyErrand::Remove(name))] } else { Vec::new() }
}

fn removed(model: &mut Model, name: String) -> Vec<Effect> {
    let text = format!("The policy “{}” is in the trash. “Restore policy” brings it back.", escape::visible(&name));
    model.notify(Gravity::Note, text);
    model.policies.kept.retain(|p| p.name.as_deref() != Some(&name));
    model.policies.removed.push(name);
    Vec::new()
}

/// A policy is in the vault: it is the one in force, if it still says the same or had that name.
fn kept(model: &mut Model, document: Document, asked: &str) -> Vec<Effect> {
    let name = document.name.clone();
    let policies = &mut model.policies;
    policies.unsaved.retain(|p| p.name.as_deref() != Some(asked));
    policies.kept.retain(|p| p.name != name);
    policies.kept.push(document.clone());
    let text = format!("The policy “{}” is saved.", escape::visible(name.as_deref().unwrap_or_default()));
    model.notify(Gravity::Success, text);
    name_in_force(model, &document)
}

fn name_in_force(model: &mut Model, document: &Document) -> Vec<Effect> {
    if model.inputs.policy != document.policy {
        return Vec::new();
    }
    let name = document.name.clone();
    super::session::set(model, |s| s.policy_name = name)
}

fn not_saved(model: &mut Model, document: Document, error: &str) -> Vec<Effect> {
    let name = escape::visible(document.name.as_deref().unwrap_or_default()).into_owned();
    let text =
        format!("The policy “{name}” could not be saved. It stays here, marked unsaved, until you close. {error}");
    model.notify(Gravity::Error, text);
    model.policies.unsaved.retain(|p| p.name != document.name);
    model.policies.unsaved.push(document.clone());
    name_in_force(model, &document)
}

// ---------------------------------------------------------------------------------------------- from the vault

/// The vault's policies. One that was changed elsewhere and not here is taken in; what was changed here stays.
fn loaded(model: &mut Model, read: Vec<(String, Value)>) -> Vec<Effect> {
    if model.policies.read == read {
        return Vec::new();
    }
    let before = model.policy_name().and_then(|name| model.policies.named(name)).cloned();
    let (mut kept, mut damaged) = (Vec::new(), Vec::new());
    for (name, value) in &read {
        match policy::read(value) {
            Ok(document) => kept.push(Document { name: Some(name.clone()), ..document }),
            Err(why) => damaged.push((name.clone(), why)),
        }
    }
    let known = std::mem::take(&mut model.policies.damaged);
    for (name, why) in damaged.iter().filter(|d| !known.contains(d)) {
        let name = escape::visible(name);
        let text = format!("The kept policy “{name}” cannot be used: {why}. Its file was left as it is.");
        model.notify(Gravity::Error, text);
    }
    (model.policies.kept, model.policies.damaged, model.policies.read) = (kept, damaged, read);
    let Some(before) = before.filter(|before| before.policy == model.inputs.policy) else { return Vec::new() };
    let name = before.name.unwrap_or_default();
    let now = model.policies.named(&name).map(|document| document.policy.clone());
    match now {
        Some(now) if now != before.policy => {
            let text =
                format!("The policy “{}” was changed elsewhere. It is in force as it is now.", escape::visible(&name));
            model.notify(Gravity::Note, text);
            put_in_force(model, Some(name), now)
        }
        _ => Vec::new(),
    }
}

// ------------------------------------------------------------------------------------------------ in and out

fn written(model: &Model) -> String {
    let document = model.policy_name().and_then(|name| model.policies.named(name));
    let description = document.map(|document| document.description.as_str()).unwrap_or_default();
    format!("{:#}\n", policy::write(model.policy_name(), description, &model.inputs.policy))
}

fn export(model: &Model) -> Vec<Effect> {
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | ' ') { c } else { '-' };
    let name: String = model.policy_name().unwrap_or("policy").chars().map(plain).take(60).collect();
    let bytes = Zeroizing::new(written(model).into_bytes());
    vec![Effect::SaveFile { name: format!("{name}.json"), bytes, private: false, is_token: false }]
}

/// A policy file is put in force, and asks for the name to be kept under.
pub(super) fn file_read(model: &mut Model, file: &str, bytes: &[u8]) -> Vec<Effect> {
    let shown = escape::visible(file).into_owned();
    let document = match policy::parse(bytes) {
        Ok(document) => document,
        Err(why) => {
            model.notify(Gravity::Error, format!("“{shown}” cannot be used as a policy: {why}."));
            return Vec::new();
        }
    };
    let time = if document.at.is_some() { " Its time to judge at was left out." } else { "" };
    model.notify(Gravity::Success, format!("The policy of “{shown}” is in force.{time}"));
    let stem = || Path::new(file).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    if model.key_form.is_none() {
        let name = document.name.clone().unwrap_or_else(stem);
        ask_name(model, Some((name, document.description)));
    }
    put_in_force(model, None, document.policy)
}

fn compare(model: &mut Model) -> Vec<Effect> {
    let named = model.policy_name().map(|name| Side::Named(name.to_owned()));
    let other = || model.policies.all().first().and_then(|document| document.name.clone().map(Side::Named));
    let preset = || policy::presets().first().map(|preset| Side::Preset(&preset.id));
    let first = named.or_else(other).or_else(preset).unwrap_or(Side::InForce);
    model.key_form = Some(KeyForm::Policy(PolicyForm::Compare { first, second: Side::InForce }));
    Vec::new()
}

// ------------------------------------------------------------------------------------------------- by issuer

fn set_by_issuer(model: &mut Model, on: bool) -> Vec<Effect> {
    let mut effects = super::session::set(model, |s| s.policy_by_issuer = on);
    if on && !model.inputs.token.is_empty() {
        model.remember(Change::Step);
        effects.extend(arrived(model));
    }
    effects
}

/// A token arrived: where that is switched on, its issuer chooses among the kept policies. What it names was written by
/// whoever made the token, so it chooses and nothing more: the policy then judges it.
pub(super) fn arrived(model: &mut Model) -> Vec<Effect> {
    if !model.settings.policy_by_issuer || model.inputs.token.is_empty() {
        return Vec::new();
    }
    if model.inputs.token.len() > LARGE_BYTES {
        return note(model, "The token is too large to choose a policy by its issuer. The policy in force stays.");
    }
    let token = Token::read(&model.inputs.token);
    // half a token, while it is typed, names nothing yet
    if !token.form.is_jwe() && token.payload.object().is_none() {
        return Vec::new();
    }
    let Some(issuer) = policy::issuer_of(&token) else {
        return note(model, "The token names no issuer that can be read. The policy in force stays.");
    };
    let shown: String = escape::visible(issuer).chars().take(80).collect();
    match policy::by_issuer(&model.policies.all().into_iter().cloned().collect::<Vec<_>>(), issuer) {
        Choice::One(name) if model.policy_name() == Some(&name) => Vec::new(),
        Choice::One(name) => {
            let Some(document) = model.policies.named(&name).cloned() else { return Vec::new() };
            let text = format!("The policy “{}” is in force: it expects the issuer {shown}.", escape::visible(&name));
            model.notify(Gravity::Success, text);
            exchange(model, Some(name), document.policy)
        }
        Choice::Nobody => {
            note(model, &format!("No kept policy expects the issuer {shown}. The policy in force stays."))
        }
        Choice::Several(names) => {
            let names: Vec<_> = names.iter().map(|name| format!("“{}”", escape::visible(name))).collect();
            let names = names.join(" and ");
            note(model, &format!("{names} expect the issuer {shown}. The policy in force stays; choose one."))
        }
    }
}
