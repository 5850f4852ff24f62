//! Which key verifies, and which signs with what.

use crate::app::effect::Effect;
use crate::app::history::Change;
use crate::app::model::Model;
use crate::make;
use crate::report::KeyChoice;

pub(crate) fn choose_verify(model: &mut Model, choice: KeyChoice) -> Vec<Effect> {
    if model.inputs.key_choice != choice {
        model.remember(Change::Step);
        model.inputs.key_choice = choice;
    }
    Vec::new()
}

pub(crate) fn choose_signing(model: &mut Model, name: Option<String>) -> Vec<Effect> {
    model.making.signing.key = name;
    let key = model.making.signing.key.as_deref().and_then(|n| model.ring.named(n));
    let still_fits =
        key.is_some_and(|k| make::algorithms(k, None).iter().any(|a| Some(a.name) == model.making.signing.alg));
    if !still_fits {
        model.making.signing.alg = None;
    }
    Vec::new()
}

pub(crate) fn choose_algorithm(model: &mut Model, alg: &'static str) -> Vec<Effect> {
    model.making.signing.alg = Some(alg);
    Vec::new()
}
