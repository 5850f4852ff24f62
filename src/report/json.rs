//! The report as `--json` prints it. Fields may be added, never renamed or retyped.

use super::{Line, Report};
use crate::checks::VerificationState;
use crate::jose::base64url;
use crate::jose::flaw::{Flaw, Part};
use crate::teach;
use serde_json::{Value, json};

/// The version of the document's shape.
pub const SCHEMA: u32 = 1;

/// The document that `verify --json` prints.
#[must_use]
pub fn verified(report: &Report) -> Value {
    let mut document = decoded(report);
    let verification = &report.verification;
    let signature = report.line("signature");
    let key = verification.key.as_deref().filter(|_| verification.state == VerificationState::Valid);
    let reason = signature.filter(|_| verification.state != VerificationState::Valid).map(|l| l.lesson.summary.clone());
    let more = json!({
        "verdict": report.verdict.id(),
        "headline": report.headline,
        "signature": { "state": verification.state.id(), "key": key.map(|k| k.name.clone()), "reason": reason },
        "checks": report.lines.iter().map(line).collect::<Vec<_>>(),
    });
    merge(&mut document, more);
    document
}

/// The part of the document that needs no verdict: what `inspect --json` prints for each token.
#[must_use]
pub fn decoded(report: &Report) -> Value {
    let token = &report.token;
    let payload = token.segment(Part::Payload).map(|s| base64url::encode(&s.bytes));
    json!({
        "schema": SCHEMA,
        "form": token.form.id(),
        "header": token.header.to_serde(),
        "claims": token.payload.to_serde(),
        "payload_base64url": payload,
        "removed": report.removed.iter().map(|r| r.id()).collect::<Vec<_>>(),
        "flaws": token.flaws.iter().map(flaw).collect::<Vec<_>>(),
        "inner": Value::Null,
    })
}

fn line(line: &Line) -> Value {
    let (outcome, lesson) = (&line.outcome, &line.lesson);
    json!({
        "id": outcome.id,
        "state": outcome.state.id(),
        "summary": lesson.summary,
        "expected": outcome.expected,
        "found": outcome.found,
        "why": lesson.why,
        "fix": lesson.fix,
        "refs": lesson.refs,
    })
}

fn flaw(flaw: &Flaw) -> Value {
    let facts = flaw.facts.clone().with("where", flaw.part.label().to_lowercase());
    json!({
        "id": flaw.id,
        "part": flaw.part.id(),
        "at": flaw.at,
        "length": flaw.length,
        "summary": teach::lesson(flaw.id, "found", &facts).summary,
    })
}

fn merge(into: &mut Value, more: Value) {
    if let (Value::Object(into), Value::Object(more)) = (into, more) {
        into.extend(more);
    }
}
