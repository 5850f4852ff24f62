//! For whom is the token (RFC 7519 section 4.1.3)? A string, or a list in which one must be ours.

use super::{Check, Fix, Group, Outcome, State, Subject, iss, listed, shown};
use crate::jose::flaw::Part;
use crate::jose::json::{Node, Value};
use std::collections::HashSet;

pub(super) const CHECK: Check = Check { ids: &["aud"], judge };

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let wanted = &subject.policy.audiences;
    let list = || listed(wanted);
    let outcome = |case, state| Outcome::new("aud", case, state, Group::Who);
    if let Some(case) = subject.elsewhere("sealed", "inside") {
        return vec![outcome(case, State::NotChecked)];
    }
    if subject.claims_are_apart() {
        return vec![outcome("apart", State::NotChecked)];
    }
    let Some(node) = subject.claim("aud") else {
        return vec![match wanted.is_empty() {
            // the audience of the presentation, judged by `sd-key-binding-aud`
            false if subject.is_bound_presentation() => outcome("in-key-binding", State::NotChecked),
            true => outcome("absent", State::NotChecked),
            false => outcome("missing", State::Fail).expected(list()),
        }];
    };
    let Some(named) = audiences(node) else {
        let outcome = outcome("wrong-type", State::Fail).expected("a string, or an array of strings");
        return vec![outcome.found(shown(subject.spelled(node))).at(Part::Payload, node.span.clone())];
    };
    let found = listed(&named);
    // both lists may be long, and this is done at every tick
    let ours: HashSet<&str> = wanted.iter().map(String::as_str).collect();
    let outcome = |case, state| outcome(case, state).found(found.clone()).at(Part::Payload, node.span.clone());
    vec![if wanted.is_empty() {
        let outcome = outcome("not-expected", State::NotChecked);
        named
            .iter()
            .fold(outcome, |o, a| if o.fixes.len() < 3 { o.fix(Fix::ExpectAudience((*a).to_owned())) } else { o })
    } else if named.iter().any(|a| ours.contains(a)) {
        outcome("match", State::Pass).expected(list())
    } else {
        let alike: HashSet<String> = wanted.iter().map(|w| iss::plain(w)).collect();
        let near = named.iter().any(|a| alike.contains(&iss::plain(a)));
        let outcome = outcome(if near { "near" } else { "mismatch" }, State::Fail).expected(list());
        named.first().map_or(outcome.clone(), |a| outcome.fix(Fix::ExpectAudience((*a).to_owned())))
    }]
}

/// The audiences, when the claim has one of the two legal types.
fn audiences(node: &Node) -> Option<Vec<&str>> {
    match &node.value {
        Value::String(one) => Some(vec![one]),
        Value::Array(items) => items.iter().map(Node::as_str).collect(),
        _ => None,
    }
}
