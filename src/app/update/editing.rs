//! Editing header and claims, and signing.

use crate::app::draft::Draft;
use crate::app::effect::Effect;
use crate::app::history::Change;
use crate::app::model::Model;
use crate::app::notice::Gravity;
use crate::jose::flaw::Part;
use crate::jose::json;
use crate::jose::token::Token;
use crate::make::{self, Manner, SignError};

pub(super) fn edit(model: &mut Model, part: Part, text: String) -> Vec<Effect> {
    if model.draft(part).text == text || model.draft(part).is_large {
        return Vec::new();
    }
    model.remember(if part == Part::Header { Change::Header } else { Change::Claims });
    apply_edit(model, part, text);
    Vec::new()
}

/// The draft takes the text; where it parses, the token follows.
fn apply_edit(model: &mut Model, part: Part, text: String) {
    let keep = model.settings.keep_white_space;
    let Some(encoded) = model.draft_mut(part).edit(text, keep) else { return };
    let token = Token::read(&model.inputs.token);
    let old = token.segment(part).and_then(|s| token.text.get(s.range.clone())).unwrap_or_default();
    if old == encoded {
        return;
    }
    model.inputs.token = token.with_part(part, &encoded);
    model.inputs.edited = model.draft(part).is_edited().then_some(part).or_else(|| other_edited(model, part));
    model.token_unsaved = true;
    if model.signing.resign {
        resign(model);
    }
}

fn other_edited(model: &Model, part: Part) -> Option<Part> {
    let other = if part == Part::Header { Part::Payload } else { Part::Header };
    model.draft(other).is_edited().then_some(other)
}

/// Re-signs after a change; what cannot be signed leaves the edit as it is, and the signature check speaks.
fn resign(model: &mut Model) {
    if let Err(error) = sign(model) {
        model.signing.resign = false;
        model.notify(Gravity::Error, format!("Re-signing was switched off: {error}."));
    }
}

pub(super) fn lay_out(model: &mut Model, part: Part, layout: fn(&mut Draft)) -> Vec<Effect> {
    let before = model.draft(part).text.clone();
    let mut draft = model.draft(part).clone();
    layout(&mut draft);
    if draft.text == before {
        return Vec::new();
    }
    model.remember(Change::Step);
    if model.settings.keep_white_space {
        apply_edit(model, part, draft.text);
    } else {
        *model.draft_mut(part) = draft;
    }
    Vec::new()
}

pub(super) fn revert(model: &mut Model, part: Part) -> Vec<Effect> {
    let first = model.draft(part).first_text().to_owned();
    edit(model, part, first)
}

pub(super) fn set_date(model: &mut Model, claim: &'static str, from_now_secs: i64) -> Vec<Effect> {
    if model.claims.is_large {
        model.notify(Gravity::Note, "This token is too large to be edited here.");
        return Vec::new();
    }
    let value = model.now.plus_secs(from_now_secs).secs().to_string();
    let text = if model.claims.text.trim().is_empty() { "{}" } else { &model.claims.text };
    match json::set_member(text, claim, &value) {
        Ok(text) => {
            model.remember(Change::Step);
            apply_edit(model, Part::Payload, text);
        }
        Err(error) => model.notify(Gravity::Error, format!("“{claim}” cannot be set yet: {error}.")),
    }
    Vec::new()
}

pub(super) fn set_resign(model: &mut Model, on: bool) -> Vec<Effect> {
    model.signing.resign = on;
    if on && model.inputs.edited.is_some() {
        return sign_now(model);
    }
    Vec::new()
}

pub(super) fn sign_now(model: &mut Model) -> Vec<Effect> {
    let before = model.snapshot();
    match sign(model) {
        Ok(message) => {
            // a refusal changed nothing: it is no step
            model.history.before(Change::Step, model.now_millis(), before);
            model.notify(Gravity::Success, message);
        }
        Err(error) => model.notify(Gravity::Error, format!("Not signed: {error}.")),
    }
    Vec::new()
}

/// Makes the token anew and lets the drafts stand for it.
fn sign(model: &mut Model) -> Result<String, SignError> {
    for (part, name) in [(Part::Header, "header"), (Part::Payload, "claims")] {
        if let Some(error) = &model.draft(part).error
            && model.draft(part).is_waiting()
        {
            let (line, column, error) = (error.line, error.column, error.kind.to_string());
            return Err(SignError::Unfinished { part: name, line, column, error });
        }
    }
    let name = model.signing.key.clone().ok_or(SignError::NoKey)?;
    let key = model.ring.named(&name).cloned().ok_or(SignError::NoKey)?;
    let token = Token::read(&model.inputs.token);
    let fitting = make::algorithms(&key, token.alg());
    let chosen = model.signing.alg.and_then(|wish| fitting.iter().find(|a| a.name == wish));
    let alg = chosen.or(fitting.first()).ok_or_else(|| SignError::NoAlgorithm { key: name, kind: key.describe() })?;
    let manner =
        Manner { header_as_typed: model.settings.header_as_typed, keep_white_space: model.settings.keep_white_space };
    let text = make::sign(&token, &key, alg, manner)?;
    adopt(model, text);
    Ok(format!("Signed with “{}”, {}.", key.name, alg.name))
}

/// The signed token takes the place of the old one. An editor whose part did not change keeps its text and layout.
fn adopt(model: &mut Model, text: String) {
    let token = Token::read(&text);
    for part in [Part::Header, Part::Payload] {
        let encoded = token.segment(part).and_then(|s| text.get(s.range.clone())).unwrap_or_default().to_owned();
        let keep = model.settings.keep_white_space;
        let draft = model.draft_mut(part);
        if draft.is_large {
            continue;
        }
        if draft.encoded(keep).as_deref() == Some(&encoded) {
            draft.settle(encoded);
        } else {
            *draft = Draft::of(&token, part, keep);
        }
    }
    model.inputs.token = text;
    model.inputs.edited = None;
    model.inputs.removed.clear();
    model.inputs.tokens_in_text = 0;
    model.token_unsaved = true;
}
