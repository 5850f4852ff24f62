//! Fetching keys: each step on a click of its own, and what was kept stays until something better is.

use super::remove::forget_gone_keys;
use crate::app::effect::Effect;
use crate::app::fetching::{FetchAction, FetchErrand};
use crate::app::key_form::{FetchForm, FetchStep, KeyForm};
use crate::app::model::Model;
use crate::app::notice::Gravity;
use crate::jose::escape;
use crate::remote::{Arrival, Consent, FetchedSet, Found, Plan, Stop};
use crate::report::words;

pub(crate) fn fetch(model: &mut Model, action: FetchAction) -> Vec<Effect> {
    match action {
        FetchAction::Refresh(name) => refresh(model, &name),
        FetchAction::Forget(name) => forget(model, name),
        FetchAction::Back => back(model),
        FetchAction::LookedUp(ticket, result) => looked_up(model, ticket, result),
        FetchAction::Arrived(ticket, result) => arrived(model, ticket, result),
        FetchAction::Known(sets) => known(model, sets),
        FetchAction::NotKept { name, error } => not_kept(model, name, &error),
        FetchAction::Forgotten(name) => {
            let shown = escape::visible(&name);
            let text = format!("The keys of “{shown}” are in the trash. “Restore key” brings them back.");
            model.notify(Gravity::Note, text);
            model.removed_keys.push(name);
            Vec::new()
        }
    }
}

/// The dialog's main button.
pub(super) fn submit(model: &mut Model, form: FetchForm) -> Vec<Effect> {
    match form.step.clone() {
        FetchStep::Ask => match form.plan() {
            Ok(plan) => look_up(model, form, plan),
            Err(error) => failed(model, form, words::sentence(&format!("{error}."))),
        },
        FetchStep::Onward(plan) => look_up(model, form, *plan),
        FetchStep::Ready(stop) => visit(model, form, stop),
        FetchStep::Found(found) => keep(model, *found),
        FetchStep::LookingUp(_) | FetchStep::Asking(_) => Vec::new(),
    }
}

/// What is to be stopped when the dialog goes, or another one comes.
pub(super) fn left(before: Option<&KeyForm>, after: Option<&KeyForm>) -> Vec<Effect> {
    let ticket = |form: Option<&KeyForm>| match form {
        Some(KeyForm::Fetch(form)) if form.is_waiting() => Some(form.ticket),
        _ => None,
    };
    match ticket(before) {
        Some(awaited) if ticket(after) != Some(awaited) => vec![Effect::Fetch(FetchErrand::Stop)],
        _ => Vec::new(),
    }
}

fn failed(model: &mut Model, form: FetchForm, error: String) -> Vec<Effect> {
    model.key_form = Some(KeyForm::Fetch(FetchForm { error: Some(error), ..form }));
    Vec::new()
}

fn next_ticket(model: &mut Model) -> u64 {
    model.tickets += 1;
    model.tickets
}

fn look_up(model: &mut Model, form: FetchForm, plan: Plan) -> Vec<Effect> {
    let ticket = next_ticket(model);
    let plan = Box::new(plan);
    let step = FetchStep::LookingUp(plan.clone());
    // what was agreed to was agreed for another visit
    let form = FetchForm { ticket, step, error: None, chosen: None, consent: Consent::default(), ..form };
    model.key_form = Some(KeyForm::Fetch(form));
    vec![Effect::Fetch(FetchErrand::LookUp { ticket, plan })]
}

fn visit(model: &mut Model, form: FetchForm, stop: Box<Stop>) -> Vec<Effect> {
    let Some(address) = form.chosen else { return Vec::new() };
    if let Err(error) = stop.allow(address, form.consent) {
        return failed(model, form, words::sentence(&format!("{error}.")));
    }
    let (ticket, consent) = (next_ticket(model), form.consent);
    let form = FetchForm { ticket, step: FetchStep::Asking(stop.clone()), error: None, ..form };
    model.key_form = Some(KeyForm::Fetch(form));
    vec![Effect::Fetch(FetchErrand::Visit { ticket, stop, address, consent })]
}

/// The open form, if it is the one that awaits this answer.
fn awaiting(model: &Model, ticket: u64) -> Option<FetchForm> {
    match &model.key_form {
        Some(KeyForm::Fetch(form)) if form.ticket == ticket && form.is_waiting() => Some(form.clone()),
        _ => None,
    }
}

fn looked_up(model: &mut Model, ticket: u64, result: Result<Box<Stop>, String>) -> Vec<Effect> {
    let Some(form) = awaiting(model, ticket) else { return Vec::new() };
    let form = match result {
        Ok(stop) => {
            let chosen = stop.first_choice().map(|judged| judged.address);
            FetchForm { chosen, step: FetchStep::Ready(stop), ..form }
        }
        Err(error) => {
            let step = match form.step {
                FetchStep::LookingUp(plan) if !form.trail.is_empty() => FetchStep::Onward(plan),
                _ => FetchStep::Ask,
            };
            FetchForm { step, error: Some(error), ..form }
        }
    };
    model.key_form = Some(KeyForm::Fetch(form));
    Vec::new()
}

fn arrived(model: &mut Model, ticket: u64, result: Result<Box<Arrival>, String>) -> Vec<Effect> {
    let Some(mut form) = awaiting(model, ticket) else { return Vec::new() };
    let FetchStep::Asking(stop) = form.step else { return Vec::new() };
    match result.map(|arrival| *arrival) {
        Ok(Arrival::Keys(found)) => {
            form.trail.extend(found.trail.iter().cloned());
            form.step = FetchStep::Found(found);
        }
        Ok(Arrival::Onward { plan, trail }) => {
            form.trail.extend(trail);
            form.step = FetchStep::Onward(plan);
        }
        Err(error) => {
            form.step = FetchStep::Ready(stop);
            form.error = Some(error);
        }
    }
    model.key_form = Some(KeyForm::Fetch(form));
    Vec::new()
}

fn back(model: &mut Model) -> Vec<Effect> {
    let Some(KeyForm::Fetch(form)) = model.key_form.clone() else { return Vec::new() };
    let effects = if form.is_waiting() { vec![Effect::Fetch(FetchErrand::Stop)] } else { Vec::new() };
    let step = match form.step {
        FetchStep::Asking(stop) => FetchStep::Ready(stop),
        _ => FetchStep::Ask,
    };
    let trail = if step == FetchStep::Ask { Vec::new() } else { form.trail };
    model.key_form = Some(KeyForm::Fetch(FetchForm { step, trail, error: None, ..form }));
    effects
}

fn keep(model: &mut Model, found: Found) -> Vec<Effect> {
    let set = found.set;
    let older = model.fetched_sets().into_iter().find(|s| s.name() == set.name());
    let changes = older.map(|older| format!(" {}", set.since(older).sentence())).unwrap_or_default();
    let count = if set.keys.len() == 1 { "1 key".to_owned() } else { format!("{} keys", set.keys.len()) };
    let name = escape::visible(set.name()).into_owned();
    model.key_form = None;
    model.fetched_here.retain(|s| s.name() != set.name());
    model.fetched_here.push(set.clone());
    model.unsaved_sets.retain(|s| s != set.name());
    model.rebuild_ring();
    model.notify(Gravity::Success, format!("{count} of “{name}”.{changes}"));
    vec![Effect::Fetch(FetchErrand::Keep(Box::new(set)))]
}

fn known(model: &mut Model, sets: Vec<FetchedSet>) -> Vec<Effect> {
    let is_there = |s: &FetchedSet| sets.iter().any(|k| k.name() == s.name() && k.at.secs() >= s.at.secs());
    model.fetched_here.retain(|s| !is_there(s));
    model.unsaved_sets.retain(|name| model.fetched_here.iter().any(|s| s.name() == name));
    if model.fetched != sets {
        model.fetched = sets;
        model.rebuild_ring();
        forget_gone_keys(model);
    }
    Vec::new()
}

fn not_kept(model: &mut Model, name: String, error: &str) -> Vec<Effect> {
    let shown = escape::visible(&name);
    model.notify(
        Gravity::Error,
        format!("The keys of “{shown}” could not be saved. They stay here until you close. {error}"),
    );
    if !model.unsaved_sets.contains(&name) {
        model.unsaved_sets.push(name);
    }
    Vec::new()
}

fn forget(model: &mut Model, name: String) -> Vec<Effect> {
    model.fetched_here.retain(|s| s.name() != name);
    model.unsaved_sets.retain(|s| *s != name);
    model.rebuild_ring();
    forget_gone_keys(model);
    let is_kept = model.fetched.iter().any(|s| s.name() == name);
    if is_kept { vec![Effect::Fetch(FetchErrand::Forget(name))] } else { Vec::new() }
}

fn refresh(model: &mut Model, name: &str) -> Vec<Effect> {
    let found = model.fetched_sets().into_iter().find(|s| s.name() == name).map(|s| (s.by, s.plan()));
    let Some((by, plan)) = found else { return Vec::new() };
    let form = FetchForm { text: name.to_owned(), by, ..FetchForm::default() };
    match plan {
        Ok(plan) => look_up(model, form, plan),
        Err(error) => failed(model, form, words::sentence(&format!("{error}."))),
    }
}
