//! Collecting what a kind's rules make of a token.

use super::super::header_keys::PRIVATE;
use super::super::{Group, Outcome, State, Subject, shown, shown_value};
use crate::jose::base64url;
use crate::jose::flaw::Part;
use crate::jose::json::{Node, Value};
use crate::jose::kind::Recognised;

/// Claims that are strings wherever a kind asks for them. The types of the registered ones have checks of their own.
const TEXTS: [&str; 8] = ["jti", "client_id", "htm", "htu", "nonce", "sd_hash", "vct", "sid"];

/// The outcomes of one kind's rules under one id.
pub(super) struct Rules<'a, 's> {
    pub(super) subject: &'a Subject<'s>,
    id: &'static str,
    /// The state of a broken MUST.
    must: State,
    outcomes: Vec<Outcome>,
}

impl<'a, 's> Rules<'a, 's> {
    pub(super) fn of(id: &'static str, subject: &'a Subject<'s>, found: Recognised) -> Self {
        let must = if found.is_declared() { State::Fail } else { State::Warn };
        Self { subject, id, must, outcomes: Vec::new() }
    }

    pub(super) fn say(&self, case: &'static str, state: State) -> Outcome {
        Outcome::new(self.id, case, state, Group::Kind)
    }

    /// A MUST that the token breaks.
    pub(super) fn broken(&self, case: &'static str) -> Outcome {
        self.say(case, self.must)
    }

    /// The same about a claim: its value and its place.
    pub(super) fn broken_by(&self, case: &'static str, node: &Node) -> Outcome {
        about(self.subject, self.broken(case), node)
    }

    pub(super) fn add(&mut self, outcome: Outcome) {
        self.outcomes.push(outcome);
    }

    /// Claims that must be there.
    pub(super) fn require(&mut self, names: &[&str]) {
        let missing = missing(self.subject, names);
        if !missing.is_empty() {
            self.add(self.broken("missing").fact("missing", quoted(&missing)).expected(quoted(names)));
        }
    }

    /// All outcomes; where nothing is broken, first that the rules are met.
    pub(super) fn finish(mut self, met: impl FnOnce(Outcome) -> Outcome) -> Vec<Outcome> {
        if self.outcomes.iter().all(|o| o.state == State::NotChecked) {
            let outcome = met(self.say("met", State::Pass));
            self.outcomes.insert(0, outcome);
        }
        self.outcomes
    }
}

/// The names that are absent, or of another type than they must have.
pub(super) fn missing<'n>(subject: &Subject<'_>, names: &[&'n str]) -> Vec<&'n str> {
    let is_there = |name: &str| {
        let node = subject.claim(name);
        node.is_some_and(|n| !TEXTS.contains(&name) || matches!(n.value, Value::String(_)))
    };
    names.iter().copied().filter(|name| !is_there(name)).collect()
}

/// The value of a claim and its place.
pub(super) fn about(subject: &Subject<'_>, outcome: Outcome, node: &Node) -> Outcome {
    outcome.found(shown_value(subject, node)).at(Part::Payload, node.span.clone())
}

/// Names as a sentence lists them.
pub(super) fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join(", ")
}

/// A member's text for a sentence; a word where it is none.
pub(super) fn text_of(node: Option<&Node>) -> Option<String> {
    node.and_then(Node::as_str).map(shown)
}

/// Every audience: one string, or those of an array (RFC 7519 section 4.1.3).
pub(super) fn audiences<'a>(subject: &Subject<'a>) -> Vec<&'a str> {
    match subject.claim("aud").map(|node| &node.value) {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(items)) => items.iter().filter_map(Node::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Whether a JWK holds what must stay secret: also where the rest of it is broken.
pub(super) fn is_private(jwk: &Node) -> bool {
    PRIVATE.iter().any(|name| jwk.get(name).is_some())
}

/// Whether a text is a SHA-256 hash in base64url.
pub(super) fn is_sha256(text: &str) -> bool {
    text.len() == 43 && base64url::decode_strict(text).is_some_and(|octets| octets.len() == 32)
}

/// Whether a text is an address of the web.
pub(super) fn is_web_address(text: &str) -> bool {
    let starts = |scheme: &str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    starts("https://") || starts("http://")
}
