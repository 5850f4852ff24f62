//! What is expected of tokens, and the one-click fixes of the checks.

use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::history::Change;
use crate::app::key_form::{ImportForm, KeyForm};
use crate::app::model::Model;
use crate::checks::{Fix, Policy};
use crate::jose::numeric_date::NumericDate;
use crate::report::KeyChoice;

pub(super) fn set(model: &mut Model, policy: Policy, change: Change) -> Vec<Effect> {
    if policy == model.inputs.policy {
        return Vec::new();
    }
    model.remember(change);
    model.inputs.policy = policy;
    keep(model)
}

/// The policy is kept between starts.
fn keep(model: &mut Model) -> Vec<Effect> {
    model.settings.policy = model.inputs.policy.clone();
    vec![Effect::SaveSettings(Box::new(model.settings.clone()))]
}

/// The as-of time is never kept: each start is at the real clock.
pub(super) fn set_as_of(model: &mut Model, time: Option<NumericDate>) -> Vec<Effect> {
    if time != model.inputs.as_of {
        model.remember(Change::Time);
        model.inputs.as_of = time;
    }
    Vec::new()
}

pub(super) fn step_as_of(model: &mut Model, secs: i64) -> Vec<Effect> {
    let from = model.inputs.as_of.unwrap_or(model.now);
    set_as_of(model, Some(from.plus_secs(secs)))
}

/// However long a drag takes, and wherever it rests on its way.
pub(super) fn drag_as_of(model: &mut Model, time: NumericDate, begins: bool) -> Vec<Effect> {
    if begins {
        model.remember(Change::Step);
    }
    model.inputs.as_of = Some(time);
    Vec::new()
}

pub(super) fn apply(model: &mut Model, fix: Fix) -> Vec<Effect> {
    let mut policy = model.inputs.policy.clone();
    let add = |list: &mut Vec<String>, value: String| {
        if !list.contains(&value) {
            list.push(value);
        }
    };
    match fix {
        Fix::UseKey(name) => return super::update(model, Action::ChooseVerifyKey(KeyChoice::Named(vec![name]))),
        Fix::TryEveryKey => return super::update(model, Action::ChooseVerifyKey(KeyChoice::Every)),
        Fix::AddKey => {
            return super::update(model, Action::SetKeyForm(Some(KeyForm::Import(ImportForm::default()))));
        }
        Fix::ExpectIssuer(value) => add(&mut policy.issuers, value),
        Fix::ExpectAudience(value) => add(&mut policy.audiences, value),
        Fix::AllowAlgorithm(value) => add(&mut policy.algorithms, value),
        Fix::SetLeeway(secs) => policy.leeway_secs = secs,
        Fix::PretendNow(time) => return set_as_of(model, Some(time)),
        Fix::Repair(text) => return super::update(model, Action::TypeToken(text)),
        Fix::Sign => return super::update(model, Action::Sign),
    }
    set(model, policy, Change::Step)
}
