//! Finding out why a signature does not verify, and doing what cures it.

use super::{keys, token};
use crate::app::diagnosing::{DiagnosisAction, Examination, Examined, Patient};
use crate::app::effect::Effect;
use crate::app::key_form::free_name;
use crate::app::model::Model;
use crate::app::notice::Gravity;
use crate::doctor::{Cure, Diagnosis};
use crate::keys::{About, Key, Origin, Source};
use crate::report::KeyChoice;
use std::path::PathBuf;
use std::sync::Arc;

pub(super) fn diagnose(model: &mut Model, action: DiagnosisAction) -> Vec<Effect> {
    match action {
        DiagnosisAction::Start(patient) => examine(model, patient, None),
        DiagnosisAction::ChooseWords => vec![Effect::PickWordList],
        DiagnosisAction::TryWords(path) => match model.examined.as_ref().map(|e| Arc::clone(&e.patient)) {
            Some(patient) => examine(model, patient, Some(path)),
            None => Vec::new(),
        },
        DiagnosisAction::Found(ticket, result) => found(model, ticket, result),
        DiagnosisAction::Cure(number) => cure(model, number),
    }
}

fn examine(model: &mut Model, patient: Arc<Patient>, words: Option<PathBuf>) -> Vec<Effect> {
    model.tickets += 1;
    let ticket = model.tickets;
    let with_words = words.is_some();
    model.examined = Some(Examined { ticket, patient: Arc::clone(&patient), with_words, diagnosis: None });
    vec![Effect::Diagnose(Box::new(Examination { ticket, patient, ring: model.ring.clone(), words }))]
}

/// What came out, unless something else was asked since.
fn found(model: &mut Model, ticket: u64, result: Result<Box<Diagnosis>, String>) -> Vec<Effect> {
    match (&mut model.examined, result) {
        (Some(examined), Ok(diagnosis)) if examined.ticket == ticket => examined.diagnosis = Some(*diagnosis),
        (Some(examined), Err(error)) if examined.ticket == ticket => {
            model.examined = None;
            model.notify(Gravity::Error, error);
        }
        _ => {}
    }
    Vec::new()
}

fn cure(model: &mut Model, number: usize) -> Vec<Effect> {
    let Some(examined) = &model.examined else { return Vec::new() };
    let cause = examined.diagnosis.as_ref().and_then(|d| d.causes.get(number));
    let Some(cure) = cause.and_then(|cause| cause.cure.clone()) else { return Vec::new() };
    let is_shown = examined.patient.token.text == model.inputs.token;
    match cure {
        Cure::ChooseKey { name } => keys::choose_verify(model, KeyChoice::Named(vec![name])),
        Cure::AddKey(key) => add(model, *key),
        // a token inside another is not the one that the token pane holds
        Cure::UseText(text) if is_shown => token::type_token(model, text),
        Cure::UseText(_) => Vec::new(),
    }
}

/// The key with the right reading of its secret, under a name of its own, and chosen.
fn add(model: &mut Model, key: Key) -> Vec<Effect> {
    let source = Source { origin: Origin::Typed, place: String::new(), issuer: None, at: model.now };
    let name = free_name(&key.name, model.ring.keys());
    let key = Key { name: name.clone(), about: About { source: Some(source), ..About::default() }, ..key };
    let mut effects = vec![keys::take_in(model, key)];
    effects.extend(keys::choose_verify(model, KeyChoice::Named(vec![name])));
    effects
}
