//! Undo, settings, messages, closing.

use crate::app::effect::Effect;
use crate::app::history::Snapshot;
use crate::app::model::Model;
use crate::app::notice::Gravity;
use crate::app::settings::Settings;
use crate::report::zone::ZoneChoice;

pub(super) fn undo(model: &mut Model) -> Vec<Effect> {
    let present = model.snapshot();
    let state = model.history.undo(present);
    go_to(model, state)
}

pub(super) fn redo(model: &mut Model) -> Vec<Effect> {
    let present = model.snapshot();
    let state = model.history.redo(present);
    go_to(model, state)
}

fn go_to(model: &mut Model, state: Option<Snapshot>) -> Vec<Effect> {
    let Some(state) = state else { return Vec::new() };
    let policy_changed = state.inputs.policy != model.inputs.policy || state.policy_name != model.settings.policy_name;
    model.inputs = state.inputs;
    model.header = state.header;
    model.claims = state.claims;
    model.making.entry = state.entry;
    model.token_unsaved = state.token_unsaved;
    if policy_changed {
        let (policy, name) = (model.inputs.policy.clone(), state.policy_name);
        return set(model, |s| (s.policy, s.policy_name) = (policy, name));
    }
    Vec::new()
}

/// Changes a setting and keeps it.
pub(super) fn set(model: &mut Model, change: impl FnOnce(&mut Settings)) -> Vec<Effect> {
    let before = model.settings.clone();
    change(&mut model.settings);
    if model.settings == before {
        return Vec::new();
    }
    vec![Effect::SaveSettings(Box::new(model.settings.clone()))]
}

pub(super) fn set_zone(model: &mut Model, choice: ZoneChoice) -> Vec<Effect> {
    model.zone.choose(&choice);
    set(model, |s| s.zone = choice)
}

pub(super) fn settings_not_saved(model: &mut Model, error: &str) -> Vec<Effect> {
    model.notify(Gravity::Error, format!("Your settings could not be saved; they hold until you close. {error}"));
    Vec::new()
}

pub(super) fn notify(model: &mut Model, gravity: Gravity, text: String) -> Vec<Effect> {
    model.notify(gravity, text);
    Vec::new()
}

pub(super) fn dismiss(model: &mut Model, id: u64) -> Vec<Effect> {
    model.notices.retain(|n| n.id != id);
    Vec::new()
}

pub(super) fn tick(model: &mut Model) -> Vec<Effect> {
    let now = model.now_millis();
    model.notices.retain(|n| n.lifetime_millis().is_none_or(|life| now - n.since_millis < life));
    Vec::new()
}

pub(super) fn close(model: &mut Model) -> Vec<Effect> {
    if model.unsaved().is_empty() {
        return vec![Effect::Quit];
    }
    model.closing = true;
    Vec::new()
}

pub(super) fn stay_open(model: &mut Model) -> Vec<Effect> {
    model.closing = false;
    Vec::new()
}
