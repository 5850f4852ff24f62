//! Editing header and claims.

use crate::app::draft::Draft;
use crate::app::effect::Effect;
use crate::app::history::Change;
use crate::app::model::Model;
use crate::app::notice::Gravity;
use crate::jose::flaw::Part;
use crate::jose::json;
use std::sync::Arc;

pub(super) fn edit(model: &mut Model, part: Part, text: String) -> Vec<Effect> {
    if model.draft(part).text == text || model.draft(part).is_large {
        return Vec::new();
    }
    model.remember(if part == Part::Header { Change::Header } else { Change::Claims });
    apply_edit(model, part, text);
    Vec::new()
}

/// The draft takes the text; where it parses, the token follows. What is inside an encrypted token waits for the button.
fn apply_edit(model: &mut Model, part: Part, text: String) {
    let keep = model.settings.keep_white_space;
    let Some(encoded) = model.draft_mut(part).edit(text, keep) else { return };
    if model.edits_wait() {
        if model.making.follow && model.is_ahead() {
            super::making::follow(model);
        }
        return;
    }
    let token = model.shown_token();
    if part == Part::Payload && token.is_detached() && model.inputs.detached.is_some() {
        let payload = &model.claims.text;
        let payload = if keep { payload.clone() } else { json::minify(payload) };
        model.inputs.detached = Some(Arc::new(payload.into_bytes()));
    } else {
        let old = token.segment(part).and_then(|s| token.text.get(s.range.clone())).unwrap_or_default();
        if old == encoded {
            return;
        }
        model.inputs.token = token.with_part(part, &encoded);
    }
    model.inputs.edited = model.draft(part).is_edited().then_some(part).or_else(|| other_edited(model, part));
    model.token_unsaved = true;
    if model.making.follow {
        super::making::follow(model);
    }
}

fn other_edited(model: &Model, part: Part) -> Option<Part> {
    let other = if part == Part::Header { Part::Payload } else { Part::Header };
    model.draft(other).is_edited().then_some(other)
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
        apply_edit(model, part, std::mem::take(&mut draft.text));
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
