//! RFC 9101: authorization requests as tokens; RFC 9701: signed answers to introspection.

use super::super::{Outcome, State, Subject};
use super::rules::{self, Rules};
use crate::jose::kind::Recognised;

const CLIENT: [&str; 1] = ["client_id"];
const NESTED: [&str; 2] = ["request", "request_uri"];
const ADDRESSED: [&str; 2] = ["iss", "aud"];
const ANSWER: [&str; 4] = ["iss", "aud", "iat", "token_introspection"];
/// Claims of the token that the answer is about: they belong inside the answer.
const OTHERS: [&str; 2] = ["sub", "exp"];

pub(super) fn judge(subject: &Subject<'_>, found: Recognised) -> Vec<Outcome> {
    let mut rules = Rules::of("kind-request-object", subject, found);
    rules.require(&CLIENT);
    // section 4: a request does not lead to another one
    for claim in NESTED {
        if let Some(node) = subject.claim(claim) {
            rules.add(rules.broken_by("nested-request", node).fact("claim", claim));
        }
    }
    let missing = rules::missing(subject, &ADDRESSED);
    if !missing.is_empty() {
        let state = if found.is_declared() { State::Warn } else { State::NotChecked };
        rules.add(rules.say("no-audience", state).fact("missing", rules::quoted(&missing)));
    }
    // section 10.8: with the client as its subject it could be passed off as a client assertion
    if let (Some(sub), Some(client)) = (subject.claim("sub"), subject.claim("client_id"))
        && sub.as_str().is_some()
        && sub.as_str() == client.as_str()
    {
        rules.add(rules::about(subject, rules.say("client-as-subject", State::Warn), sub));
    }
    let client = rules::text_of(subject.claim("client_id")).unwrap_or_default();
    rules.finish(|met| met.found(client))
}

/// RFC 9701 section 5.
pub(super) fn introspection(subject: &Subject<'_>, found: Recognised) -> Vec<Outcome> {
    let mut rules = Rules::of("kind-introspection", subject, found);
    rules.require(&ANSWER);
    let answer = subject.claim("token_introspection");
    let active = answer.and_then(|node| node.get("active")).and_then(|node| node.as_bool());
    if let (Some(node), None) = (answer, active) {
        rules.add(rules.broken_by("no-answer", node));
    }
    for claim in OTHERS {
        if let Some(node) = subject.claim(claim) {
            rules.add(rules::about(subject, rules.say("own-claims", State::Warn), node).fact("claim", claim));
        }
    }
    rules.finish(|met| met.found((active == Some(true)).to_string()))
}
