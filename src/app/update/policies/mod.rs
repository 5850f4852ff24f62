//! Policies that are kept by name: putting one in force, keeping it, choosing it by the issuer of a token.

mod by_issuer;
mod keeping;

pub(super) use by_issuer::arrived;
pub(super) use keeping::submit;

use crate::app::effect::Effect;
use crate::app::history::Change;
use crate::app::key_form::{KeyForm, PolicyForm, Side};
use crate::app::model::Model;
use crate::app::notice::Gravity;
use crate::app::policies::{PolicyAction, PolicyErrand};
use crate::checks::Policy;
use crate::jose::escape;
use crate::policy::{self, Document, OfToken};
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
        PolicyAction::Save => keeping::save(model),
        PolicyAction::AskName => keeping::ask_name(model, None),
        PolicyAction::AskRename => keeping::ask_rename(model),
        PolicyAction::Revert => revert(model),
        PolicyAction::Remove => keeping::remove(model),
        PolicyAction::Restore => keeping::restore(model),
        PolicyAction::DoWithout => do_without(model),
        PolicyAction::Compare => compare(model),
        PolicyAction::SetByIssuer(on) => by_issuer::set(model, on),
        PolicyAction::Copy => vec![Effect::Copy { text: written(model), what: "The policy".to_owned() }],
        PolicyAction::Export => export(model),
        PolicyAction::Import => vec![Effect::Policy(PolicyErrand::Pick)],
        PolicyAction::FileRead { name, bytes } => file_read(model, &name, &bytes),
        PolicyAction::Loaded(read) => loaded(model, read),
        PolicyAction::Kept { document, asked } => keeping::kept(model, *document, &asked),
        PolicyAction::NotSaved(document, error) => keeping::not_saved(model, *document, &error),
        PolicyAction::Renamed { from, to } => keeping::renamed(model, &from, to),
        PolicyAction::Removed(name) => keeping::removed(model, name),
        PolicyAction::Restored(name) => keeping::restored(model, &name),
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

/// The same as a part of a step that was remembered already. What nobody saved does not go silently.
fn exchange(model: &mut Model, name: Option<String>, policy: Policy) -> Vec<Effect> {
    if model.inputs.policy != policy {
        told_of_loss(model);
    }
    model.inputs.policy = policy.clone();
    super::session::set(model, |s| (s.policy, s.policy_name) = (policy, name))
}

/// The policy in force is about to be replaced: whoever would lose it gets to know the way back.
fn told_of_loss(model: &mut Model) {
    match model.policy_name().map(escape::visible) {
        Some(left) if model.policy_is_changed() => {
            let text = format!("Your changes to the policy “{left}” were not saved. Undo brings them back.");
            model.notify(Gravity::Note, text);
        }
        None if !is_at_hand(model, &model.inputs.policy) => {
            let text = "The policy that was in force has no name and was not saved. Undo brings it back.";
            model.notify(Gravity::Note, text);
        }
        _ => {}
    }
}

/// Whether a policy can be had again by choosing it.
fn is_at_hand(model: &Model, policy: &Policy) -> bool {
    *policy == Policy::default()
        || policy::presets().iter().any(|preset| preset.policy == *policy)
        || model.policies.all().iter().any(|document| document.policy == *policy)
}

fn put(model: &mut Model, name: &str) -> Vec<Effect> {
    let Some(policy) = model.policies.named(name).map(|document| document.policy.clone()) else {
        let text = format!("The policy “{}” is gone.", escape::visible(name));
        return note(model, &text);
    };
    put_in_force(model, Some(name.to_owned()), policy)
}

fn revert(model: &mut Model) -> Vec<Effect> {
    match model.policy_name().map(str::to_owned) {
        Some(name) => put(model, &name),
        None => note(model, "The policy in force is kept under no name: there is nothing to go back to."),
    }
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
        keeping::ask_name(model, Some((name, document.description)));
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
