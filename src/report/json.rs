//! The report as `--json` prints it. Fields may be added, never renamed or retyped.
//!
//! The document is put together as text, so that numbers of the header and of the claims keep their spelling: no float
//! stands between the token and the reader.

use super::{Line, Report, SignatureReport, sd_jwt};
use crate::checks::{Verification, VerificationState};
use crate::crypto;
use crate::jose::base64url;
use crate::jose::flaw::{Flaw, Part};
use crate::jose::json::{self, Node, Value as NodeValue};
use crate::jose::token::Document;
use crate::keys::Key;
use crate::teach;
use serde_json::{Value, json};

/// The version of the document's shape.
pub const SCHEMA: u32 = 1;

/// The document that `verify --json` prints.
#[must_use]
pub fn verified(report: &Report) -> String {
    json::format(&verdict(report))
}

/// The same with one more member, whose value is a JSON text.
#[must_use]
pub fn verified_with(report: &Report, name: &str, value: &str) -> String {
    let document = verdict(report);
    // the document is an object that is never empty
    let open = document.strip_suffix('}').unwrap_or(&document);
    json::format(&format!("{open},\"{name}\":{value}}}"))
}

fn verdict(report: &Report) -> String {
    let reason = report.line("signature").map(|l| l.lesson.summary.as_str());
    let mut signature = signature(&report.verification, reason);
    if let Value::Object(members) = &mut signature
        && !report.each.is_empty()
    {
        members.insert("each".to_owned(), report.each.iter().map(each).collect());
    }
    let mut members = vec![
        ("schema", json!(SCHEMA).to_string()),
        ("verdict", json!(report.verdict.id()).to_string()),
        ("headline", json!(report.headline).to_string()),
        ("judged_at", json!(report.now.to_string()).to_string()),
        ("leeway_secs", json!(report.leeway_secs).to_string()),
    ];
    members.extend(parts(report));
    members.push(("signature", signature.to_string()));
    members.push(("decryption", decryption(report).to_string()));
    members.push(("checks", array(report.lines.iter().map(|l| line(l).to_string()))));
    members.extend(oddities(report));
    members.push(("inner", report.inner.as_deref().map_or_else(|| "null".to_owned(), verdict)));
    object(&members)
}

/// The document that `inspect --json` prints: what each token holds, without a verdict.
#[must_use]
pub fn decoded(reports: &[Report]) -> String {
    let tokens = reports.iter().map(holds);
    json::format(&object(&[("schema", json!(SCHEMA).to_string()), ("tokens", array(tokens))]))
}

fn holds(report: &Report) -> String {
    let mut members = parts(report);
    members.extend(oddities(report));
    members.push(("inner", report.inner.as_deref().map_or_else(|| "null".to_owned(), holds)));
    object(&members)
}

type Member = (&'static str, String);

fn parts(report: &Report) -> Vec<Member> {
    let token = &report.token;
    let plaintext = report.decryption.as_deref().and_then(|d| d.plaintext.as_deref());
    let payload = plaintext.map(Vec::as_slice).or_else(|| token.segment(Part::Payload).map(|_| token.payload_bytes()));
    vec![
        ("form", json!(token.form.id()).to_string()),
        ("header", exact(&token.header)),
        ("claims", exact(&report.claims)),
        ("payload_base64url", json!(payload.map(base64url::encode)).to_string()),
        ("sd_jwt", report.sd_jwt.as_deref().map_or_else(|| "null".to_owned(), sd_jwt::to_json)),
    ]
}

fn oddities(report: &Report) -> Vec<Member> {
    let removed: Vec<_> = report.removed.iter().map(|r| r.id()).collect();
    let shows_plaintext = report.decryption.as_deref().is_some_and(|d| d.is_open()) && report.inner.is_none();
    let inside = if shows_plaintext { report.claims.flaws_of_payload() } else { Vec::new() };
    vec![("removed", json!(removed).to_string()), ("flaws", array(report.token.flaws.iter().chain(&inside).map(flaw)))]
}

/// What is said of a signature: its state, the key that verifies it, the reason where none does.
fn signature(verification: &Verification, reason: Option<&str>) -> Value {
    let is_valid = verification.state == VerificationState::Valid;
    let key = verification.key.as_deref().filter(|_| is_valid).map(key_label);
    json!({ "state": verification.state.id(), "key": key, "reason": reason.filter(|_| !is_valid) })
}

/// One of several signatures.
fn each(report: &SignatureReport) -> Value {
    let reason = report.lines.iter().find(|l| l.outcome.id == "signature").map(|l| l.lesson.summary.as_str());
    let mut document = signature(&report.verification, reason);
    if let Value::Object(members) = &mut document {
        members.insert("verdict".to_owned(), json!(report.verdict.id()));
        members.insert("header".to_owned(), json!(report.token.header.to_serde()));
        members.insert("unprotected".to_owned(), json!(report.token.unprotected.to_serde()));
        members.insert("checks".to_owned(), report.lines.iter().map(line).collect());
    }
    document
}

/// What became of the encryption; `null` for a JWS.
fn decryption(report: &Report) -> Value {
    let Some(decryption) = report.decryption.as_deref() else { return Value::Null };
    let key = decryption.finding.key.as_deref().filter(|_| decryption.is_open()).map(key_label);
    let state = match decryption.finding.state {
        VerificationState::Valid => "opened",
        VerificationState::Invalid => "failed",
        _ => "not-checked",
    };
    let reason = report.line("decryption").map(|l| l.lesson.summary.as_str()).filter(|_| !decryption.is_open());
    json!({ "state": state, "key": key, "recipient": decryption.recipient, "reason": reason })
}

/// The name people gave the key, or its thumbprint.
fn key_label(key: &Key) -> String {
    if key.name.is_empty() { crypto::thumbprint(key) } else { key.name.clone() }
}

fn line(line: &Line) -> Value {
    let (outcome, lesson) = (&line.outcome, &line.lesson);
    json!({
        "id": outcome.id,
        "state": outcome.state.id(),
        "severity": lesson.severity.id(),
        "title": lesson.title,
        "summary": lesson.summary,
        "expected": outcome.expected,
        "found": outcome.found,
        "why": lesson.why,
        "fix": lesson.fix,
        "refs": lesson.refs,
    })
}

fn flaw(flaw: &Flaw) -> String {
    let facts = flaw.facts.clone().with("where", flaw.part.label().to_lowercase());
    let document = json!({
        "id": flaw.id,
        "part": flaw.part.id(),
        "at": flaw.at,
        "length": flaw.length,
        "summary": teach::lesson(flaw.id, "found", &facts).summary,
    });
    document.to_string()
}

/// The object of a document with the last of duplicate members, numbers as they are spelt; `null` where it is none.
#[must_use]
pub fn exact(document: &Document) -> String {
    document.object().map_or_else(|| "null".to_owned(), |root| exact_node(root, &document.text))
}

pub(super) fn exact_node(node: &Node, text: &str) -> String {
    match &node.value {
        NodeValue::Number => number(node, text),
        NodeValue::Array(items) => array(items.iter().map(|item| exact_node(item, text))),
        NodeValue::Object(members) => {
            let mut last: indexed::Last<'_> = indexed::Last::default();
            members.iter().for_each(|m| last.put(&m.key, &m.value));
            let members = last.in_order().map(|(name, value)| format!("{}:{}", json!(name), exact_node(value, text)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        _ => node.to_serde(text).to_string(),
    }
}

/// A number as it is spelt. One that is beyond every double becomes a string: many readers would refuse the whole document.
fn number(node: &Node, text: &str) -> String {
    let spelling = node.raw(text).unwrap_or("null");
    match spelling.parse::<f64>() {
        Ok(double) if double.is_finite() => spelling.to_owned(),
        _ => json!(spelling).to_string(),
    }
}

/// Duplicate members: the place of the first, the value of the last.
mod indexed {
    use super::Node;
    use std::collections::HashMap;

    #[derive(Default)]
    pub(super) struct Last<'a> {
        order: Vec<(&'a str, &'a Node)>,
        place: HashMap<&'a str, usize>,
    }

    impl<'a> Last<'a> {
        pub(super) fn put(&mut self, name: &'a str, value: &'a Node) {
            let next = self.order.len();
            match self.order.get_mut(*self.place.entry(name).or_insert(next)) {
                Some(entry) => entry.1 = value,
                None => self.order.push((name, value)),
            }
        }

        pub(super) fn in_order(self) -> impl Iterator<Item = (&'a str, &'a Node)> {
            self.order.into_iter()
        }
    }
}

fn object(members: &[Member]) -> String {
    let members: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!("{{{}}}", members.join(","))
}

fn array(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::token::Token;

    fn claims(payload: &str) -> String {
        let token = Token::read(&format!("e30.{}.", base64url::encode(payload.as_bytes())));
        exact(&token.payload)
    }

    #[test]
    fn numbers_keep_their_spelling_and_the_last_duplicate_counts() {
        let digits = "1234567890123456789012345678901234567890";
        assert_eq!(claims(&format!("{{\"n\": {digits}}}")), format!("{{\"n\":{digits}}}"));
        assert_eq!(claims(r#"{"a":1.50,"b":-0,"c":1E2}"#), r#"{"a":1.50,"b":-0,"c":1E2}"#);
        assert_eq!(claims(r#"{"a":1,"b":{"x":1,"x":[2]},"\u0061":3}"#), r#"{"a":3,"b":{"x":[2]}}"#);
        assert_eq!(claims(r#"{"a":1e400}"#), r#"{"a":"1e400"}"#, "no reader of doubles may trip");
        assert_eq!(claims(r#"{"a":"\ud800"}"#), "{\"a\":\"\u{fffd}\"}");
        assert_eq!(claims("[1]"), "null");
    }
}
