//! Does the header demand what this reader cannot do (RFC 7515 section 4.1.11, RFC 7797 section 6)?

use super::{Check, Group, Outcome, State, Subject, listed, shown};
use crate::jose::flaw::Part;
use crate::jose::json::{Node, Value};
use crate::jose::token::Token;
use std::collections::HashSet;

pub(super) const CHECK: Check = Check { ids: &["crit-malformed", "crit-unknown", "b64-unencoded"], judge };

/// Names that RFC 7515, 7516 and 7518 define: `crit` must not list them.
const BASE: [&str; 20] = [
    "alg", "enc", "zip", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit", "epk", "apu",
    "apv", "iv", "tag", "p2s", "p2c",
];
/// Extensions this reader understands.
const UNDERSTOOD: [&str; 1] = ["b64"];

/// Each signature has a header of its own, and each must keep the rules.
fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let mut outcomes: Vec<Outcome> = Vec::new();
    for i in 0..subject.token.entries() {
        let entry = if subject.token.form.is_json() { &subject.token.entry_headers(i) } else { subject.token };
        for mut outcome in judge_entry(entry) {
            // places are counted in the first header
            outcome.place = outcome.place.filter(|_| i == 0);
            if !outcomes.iter().any(|o| (o.id, o.case) == (outcome.id, outcome.case)) {
                outcomes.push(outcome);
            }
        }
    }
    outcomes
}

fn judge_entry(token: &Token) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    if let Some(node) = token.header.member("crit") {
        outcomes.extend(critical(token, node));
    }
    for document in [&token.shared, &token.unprotected] {
        if let Some(node) = document.member("crit") {
            let outcome = lint("crit-malformed", "unprotected", State::Fail, node).found(shown(document.spelled(node)));
            outcomes.push(outcome.at(Part::Unprotected, node.span.clone()));
        }
    }
    if let Some(node) = token.header.member("b64") {
        outcomes.extend(unencoded(token, node));
    }
    outcomes
}

fn lint(id: &'static str, case: &'static str, state: State, node: &Node) -> Outcome {
    Outcome::new(id, case, state, Group::AlgorithmAndKey).at(Part::Header, node.span.clone())
}

fn critical(token: &Token, node: &Node) -> Option<Outcome> {
    let malformed =
        |case| Some(lint("crit-malformed", case, State::Fail, node).found(shown(token.header.spelled(node))));
    let Value::Array(items) = &node.value else { return malformed("not-array") };
    let names: Option<Vec<&str>> = items.iter().map(Node::as_str).collect();
    let Some(names) = names else { return malformed("not-strings") };
    if names.is_empty() {
        return malformed("empty");
    }
    let distinct: HashSet<&str> = names.iter().copied().collect();
    if distinct.len() < names.len() {
        return malformed("duplicate");
    }
    if names.iter().any(|n| BASE.contains(n)) {
        return malformed("registered");
    }
    let headers = [&token.header, &token.shared, &token.unprotected];
    let members = headers.into_iter().filter_map(|document| document.object()).flat_map(Node::members);
    let there: HashSet<&str> = members.map(|member| member.key.as_str()).collect();
    if names.iter().any(|n| !there.contains(n)) {
        return malformed("absent");
    }
    let unknown: Vec<_> = names.into_iter().filter(|n| !UNDERSTOOD.contains(n)).collect();
    (!unknown.is_empty()).then(|| lint("crit-unknown", "found", State::Fail, node).found(listed(&unknown)))
}

fn unencoded(token: &Token, node: &Node) -> Option<Outcome> {
    let listed = token.header.member("crit").is_some_and(|crit| match &crit.value {
        Value::Array(items) => items.iter().any(|i| i.as_str() == Some("b64")),
        _ => false,
    });
    match node.value {
        Value::Bool(true) => None,
        Value::Bool(false) if listed => Some(lint("b64-unencoded", "unencoded", State::Warn, node)),
        Value::Bool(false) => Some(lint("b64-unencoded", "not-critical", State::Fail, node)),
        _ => Some(lint("b64-unencoded", "wrong-type", State::Fail, node)),
    }
}
