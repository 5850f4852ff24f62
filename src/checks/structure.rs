//! Can the text be read as a token (RFC 7515 section 5.2, RFC 7519 section 7.2)? And each flaw of the text, as a line of
//! its own.

use super::{Check, Fix, Group, Outcome, State, Subject};
use crate::jose::base64url;
use crate::jose::flaw::{Flaw, Part};
use crate::jose::token::{Document, Form, Segment, Token};

pub(super) const CHECK: Check = Check {
    ids: &[
        "structure",
        "segment-count",
        "b64-padding",
        "b64-alphabet",
        "b64-noncanonical",
        "b64-foreign",
        "b64-length",
        "header-not-json",
        "header-not-object",
        "header-not-utf8",
        "payload-empty",
        "payload-not-json",
        "payload-not-object",
        "payload-not-utf8",
        "header-duplicate-member",
        "claim-duplicate-member",
        "header-lookalike-member",
        "claim-lookalike-member",
        "json-number-precision",
        "text-lone-surrogate",
        "format-json-serialization",
        "format-polyglot",
        "form-not-json",
        "form-not-object",
        "form-member-type",
        "form-member-missing",
        "form-member-empty",
        "form-duplicate-member",
        "form-no-entries",
        "form-too-many",
        "header-names-overlap",
        "header-unprotected",
        "b64-differs",
        "b64-payload-dot",
        "disclosure-empty",
        "disclosure-not-base64url",
        "disclosure-not-json",
        "disclosure-not-array",
        "disclosure-length",
        "disclosure-salt",
        "disclosure-name",
        "disclosure-name-reserved",
        "disclosure-duplicate-member",
        "disclosure-salt-short",
    ],
    judge,
};

/// How each flaw counts. What a strict reader must refuse fails; what one merely should not write warns.
fn weight(flaw: &Flaw) -> (State, Group) {
    match flaw.id {
        "payload-not-json" | "payload-not-object" | "payload-not-utf8" | "payload-empty" => {
            (State::Warn, Group::Structure)
        }
        "json-number-precision" | "text-lone-surrogate" => (State::Warn, Group::Hygiene),
        "input-whitespace" | "format-json-serialization" | "form-member-empty" => (State::Warn, Group::Structure),
        "disclosure-salt-short" => (State::Warn, Group::Hygiene),
        _ => (State::Fail, Group::Structure),
    }
}

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let token = subject.token;
    let mut outcomes = vec![shape(token)];
    let mut seen = Vec::new();
    let inside = subject.shown_inside().map(Document::flaws_of_payload).unwrap_or_default();
    // a payload that travels apart is not missing: the check of the signature asks for it
    let is_apart = |flaw: &Flaw| flaw.id == "payload-empty" && token.is_detached();
    // a token inside is no JSON, and is meant to be none
    let is_token = |flaw: &Flaw| flaw.id == "payload-not-json" && subject.inner.is_some();
    for flaw in token.flaws.iter().chain(&inside).filter(|flaw| !is_apart(flaw) && !is_token(flaw)) {
        if !seen.contains(&(flaw.id, flaw.part)) {
            seen.push((flaw.id, flaw.part));
            outcomes.push(line(token, flaw));
        }
    }
    outcomes.extend(lookalikes(token));
    outcomes.extend(twin_claims(subject));
    outcomes
}

fn shape(token: &Token) -> Outcome {
    let outcome = |case, state| {
        Outcome::new("structure", case, state, Group::Structure)
            .fact("parts", token.segments.len().to_string())
            .fact("bytes", token.text.len().to_string())
    };
    let unreadable = token.flaws.iter().any(|f| weight(f).0 == State::Fail);
    match token.form {
        _ if token.text.is_empty() => outcome("empty", State::NotChecked),
        Form::Unknown if token.text.starts_with(['{', '[']) => outcome("json-other", State::Fail),
        Form::Unknown => outcome("unknown", State::Fail).found(parts_word(token.segments.len())),
        _ if unreadable => outcome("flawed", State::Fail).fact("flaws", token.flaws.len().to_string()),
        form if form.is_jwe() && form.is_json() => {
            outcome("jwe-json", State::Pass).found(form.id()).fact("count", recipients_word(token.entries()))
        }
        form if form.is_json() => {
            let case = if token.is_detached() { "jws-json-detached" } else { "jws-json" };
            outcome(case, State::Pass).found(form.id()).fact("count", signatures_word(token.entries()))
        }
        Form::JweCompact => outcome("jwe", State::Pass),
        Form::Unsecured => outcome("unsecured", State::Pass),
        _ if token.payload.object().is_none() => outcome("no-claims", State::Pass),
        _ => outcome("jws", State::Pass),
    }
}

fn parts_word(parts: usize) -> String {
    if parts == 1 { "1 part".to_owned() } else { format!("{parts} parts") }
}

fn signatures_word(count: usize) -> String {
    if count == 1 { "1 signature".to_owned() } else { format!("{count} signatures") }
}

fn recipients_word(count: usize) -> String {
    if count == 1 { "1 recipient".to_owned() } else { format!("{count} recipients") }
}

fn line(token: &Token, flaw: &Flaw) -> Outcome {
    let (state, group) = weight(flaw);
    let mut outcome = Outcome::new(flaw.id, "found", state, group).at(flaw.part, flaw.at..flaw.at + flaw.length);
    outcome.facts = flaw.facts.clone();
    let outcome = outcome.fact("where", flaw.part.label().to_lowercase());
    match repaired(token, flaw) {
        Some(text) => outcome.fix(Fix::Repair(text)),
        None => outcome,
    }
}

/// The token with a part re-spelled, where that keeps its bytes.
fn repaired(token: &Token, flaw: &Flaw) -> Option<String> {
    matches!(flaw.id, "b64-padding" | "b64-alphabet" | "b64-noncanonical").then_some(())?;
    let has_it = |s: &&Segment| s.range.start <= flaw.encoded.start && flaw.encoded.end <= s.range.end;
    let segment = token.segments.iter().filter(|s| s.part == flaw.part).find(has_it)?;
    let text = token.encoded_text_of(segment);
    Some(token.entry(segment.of).with_part(flaw.part, &base64url::canonical(&text)))
}

/// The header parameters that steer a reader: a name that differs from one of them only in case is a trap.
const STEERING: [&str; 12] = ["alg", "enc", "zip", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "typ", "cty", "crit"];

fn lookalikes(token: &Token) -> Option<Outcome> {
    let member = token
        .header
        .object()?
        .members()
        .iter()
        .find(|m| STEERING.iter().any(|name| m.key != *name && m.key.trim().eq_ignore_ascii_case(name)))?;
    Some(
        Outcome::new("header-lookalike-member", "found", State::Warn, Group::Structure)
            .found(super::shown(&member.key))
            .fact("meant", member.key.trim().to_ascii_lowercase())
            .at(Part::Header, member.key_span.clone()),
    )
}

/// The claims that decide whether a token is accepted: readers that compare names loosely, as some JSON libraries do, take a
/// twin for one of them.
const DECIDING: [&str; 8] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "nonce"];

fn twin_claims(subject: &Subject<'_>) -> Option<Outcome> {
    let member = subject
        .claims
        .object()?
        .members()
        .iter()
        .find(|m| DECIDING.iter().any(|name| m.key != *name && m.key.trim().eq_ignore_ascii_case(name)))?;
    Some(
        Outcome::new("claim-lookalike-member", "found", State::Warn, Group::Structure)
            .found(super::shown(&member.key))
            .fact("meant", member.key.trim().to_ascii_lowercase())
            .at(Part::Payload, member.key_span.clone()),
    )
}
