//! Keeping policies by name: saving, renaming, removing, bringing back.

use super::note;
use crate::app::effect::Effect;
use crate::app::key_form::{KeyForm, PolicyForm};
use crate::app::model::Model;
use crate::app::notice::Gravity;
use crate::app::policies::{PolicyErrand, Removed};
use crate::app::update::session;
use crate::jose::escape;
use crate::policy::{self, Document};

pub(super) fn save(model: &mut Model) -> Vec<Effect> {
    let Some(document) = model.policy_name().and_then(|name| model.policies.named(name)) else {
        return ask_name(model, None);
    };
    let name = document.name.clone().unwrap_or_default();
    if !model.policy_is_changed() && !model.policies.is_unsaved(&name) {
        let text = format!("“{}” is saved already.", escape::visible(&name));
        return note(model, &text);
    }
    let document = Document { policy: model.inputs.policy.clone(), ..document.clone() };
    keep(model, document)
}

pub(super) fn ask_name(model: &mut Model, suggested: Option<(String, String)>) -> Vec<Effect> {
    let of_now = || {
        let document = model.policy_name().and_then(|name| model.policies.named(name))?;
        Some((document.name.clone().unwrap_or_default(), document.description.clone()))
    };
    let (name, description) = suggested.or_else(of_now).unwrap_or_default();
    model.key_form = Some(KeyForm::Policy(PolicyForm::SaveAs { name, description }));
    Vec::new()
}

pub(super) fn ask_rename(model: &mut Model) -> Vec<Effect> {
    match model.policy_name().map(str::to_owned) {
        Some(name) => {
            model.key_form = Some(KeyForm::Policy(PolicyForm::Rename { from: name.clone(), to: name }));
            Vec::new()
        }
        None => note(model, "The policy in force has no name yet. “Save policy as…” gives it one."),
    }
}

/// Carries out a dialog.
pub(crate) fn submit(model: &mut Model, form: &PolicyForm) -> Vec<Effect> {
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
    keep(model, document)
}

/// What could not be read again is not written.
fn keep(model: &mut Model, document: Document) -> Vec<Effect> {
    if let Err(why) = policy::read(&policy::write(None, "", &document.policy)) {
        model.notify(Gravity::Error, format!("The policy was not saved: {why}."));
        return Vec::new();
    }
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

/// The name in force follows, when the vault has agreed; so do the states that undo and redo go to.
pub(super) fn renamed(model: &mut Model, from: &str, to: String) -> Vec<Effect> {
    model.history.rename_policy(from, &to);
    if let Some(ordered) = model.ordered.as_deref_mut() {
        ordered.rename_policy(from, &to);
    }
    for document in model.policies.kept.iter_mut().filter(|p| p.name.as_deref() == Some(from)) {
        document.name = Some(to.clone());
    }
    if model.settings.policy_name.as_deref() != Some(from) {
        return Vec::new();
    }
    session::set(model, |s| s.policy_name = Some(to))
}

/// It stays in force: nobody expects less than before.
pub(super) fn remove(model: &mut Model) -> Vec<Effect> {
    let Some(name) = model.policy_name().map(str::to_owned) else {
        return note(model, "The policy in force is kept under no name: there is nothing to remove.");
    };
    if model.policies.kept.iter().any(|p| p.name.as_deref() == Some(&name)) {
        return vec![Effect::Policy(PolicyErrand::Remove(name))];
    }
    // the vault never had it: its trash is here
    let here = take_unsaved(model, &name).map(|document| Document { policy: model.inputs.policy.clone(), ..document });
    let text = format!("The policy “{}” is removed. “Restore policy” brings it back until you close.", shown(&name));
    model.notify(Gravity::Note, text);
    model.policies.removed.push(Removed { name, here, is_in_vault: false });
    Vec::new()
}

fn shown(name: &str) -> String {
    escape::visible(name).into_owned()
}

fn take_unsaved(model: &mut Model, name: &str) -> Option<Document> {
    let unsaved = &mut model.policies.unsaved;
    let at = unsaved.iter().position(|p| p.name.as_deref() == Some(name))?;
    Some(unsaved.remove(at))
}

/// The vault has it in its trash; what could not be saved of it is kept here.
pub(super) fn removed(model: &mut Model, name: String) -> Vec<Effect> {
    let text = format!("The policy “{}” is in the trash. “Restore policy” brings it back.", shown(&name));
    model.notify(Gravity::Note, text);
    model.policies.kept.retain(|p| p.name.as_deref() != Some(&name));
    let here = take_unsaved(model, &name);
    model.policies.removed.push(Removed { name, here, is_in_vault: true });
    Vec::new()
}

pub(super) fn restore(model: &mut Model) -> Vec<Effect> {
    match model.policies.removed.last() {
        Some(removed) if removed.is_in_vault => {
            vec![Effect::Policy(PolicyErrand::Restore(removed.name.clone()))]
        }
        Some(removed) => {
            let name = removed.name.clone();
            let text = format!("The policy “{}” is back. It is not saved yet.", shown(&name));
            model.notify(Gravity::Success, text);
            restored(model, &name)
        }
        None => Vec::new(),
    }
}

/// The one of that name that was removed last is back.
pub(super) fn restored(model: &mut Model, name: &str) -> Vec<Effect> {
    let policies = &mut model.policies;
    let Some(at) = policies.removed.iter().rposition(|removed| removed.name == name) else { return Vec::new() };
    let Removed { name, here, is_in_vault } = policies.removed.remove(at);
    if let Some(document) = here {
        // another one may have taken the name
        let is_free = |name: &str| !policies.is_unsaved(name) && (is_in_vault || policies.named(name).is_none());
        let mut names = std::iter::once(name.clone()).chain((2..).map(|n: u32| format!("{name} ({n})")));
        let name = names.find(|name| is_free(name));
        policies.unsaved.push(Document { name, ..document });
    }
    Vec::new()
}

/// A policy is in the vault: it is the one in force, if it still says the same or had that name.
pub(super) fn kept(model: &mut Model, document: Document, asked: &str) -> Vec<Effect> {
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
    session::set(model, |s| s.policy_name = name)
}

pub(super) fn not_saved(model: &mut Model, document: Document, error: &str) -> Vec<Effect> {
    let name = escape::visible(document.name.as_deref().unwrap_or_default()).into_owned();
    let text =
        format!("The policy “{name}” could not be saved. It stays here, marked unsaved, until you close. {error}");
    model.notify(Gravity::Error, text);
    model.policies.unsaved.retain(|p| p.name != document.name);
    model.policies.unsaved.push(document.clone());
    name_in_force(model, &document)
}
