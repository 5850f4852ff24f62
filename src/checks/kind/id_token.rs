//! OpenID Connect Core 1.0 section 2: the ID token. No `typ` names it, so all its rules are about a guess.

use super::super::{DateClaim, Outcome, State, Subject, listed, times};
use super::rules::{self, Rules};
use crate::jose::base64url;
use crate::jose::flaw::Part;
use crate::jose::kind::Recognised;
use std::collections::HashSet;

const REQUIRED: [&str; 5] = ["iss", "sub", "aud", "exp", "iat"];
/// Claims that tie the token to what was issued with it, each half of a hash (section 3.3.2.11).
const HASHES: [&str; 3] = ["at_hash", "c_hash", "s_hash"];
/// The hash of an algorithm, by the end of its name. Of `EdDSA` and the later ones the standard does not speak.
const HASH_BITS: [(&str, usize); 3] = [("256", 256), ("384", 384), ("512", 512)];
const SUBJECT_MAX_CHARS: usize = 255;

pub(super) fn judge(subject: &Subject<'_>, found: Recognised) -> Vec<Outcome> {
    let mut rules = Rules::of("kind-id-token", subject, found);
    rules.require(&REQUIRED);
    subject_form(&mut rules);
    for claim in HASHES {
        hash_length(&mut rules, claim);
    }
    login_age(&mut rules);
    nonce(&mut rules);
    authorized_party(&mut rules);
    other_audiences(&mut rules);
    rules.finish(|met| met)
}

/// Section 2: at most 255 ASCII characters.
fn subject_form(rules: &mut Rules<'_, '_>) {
    let Some(node) = rules.subject.claim("sub") else { return };
    let too_long = node.as_str().is_some_and(|sub| sub.len() > SUBJECT_MAX_CHARS || !sub.is_ascii());
    if too_long {
        rules.add(rules.broken_by("sub-form", node));
    }
}

/// Half of the hash that the algorithm uses (section 3.1.3.6).
fn hash_length(rules: &mut Rules<'_, '_>, claim: &'static str) {
    let (Some(node), Some(alg)) = (rules.subject.claim(claim), rules.subject.token.alg()) else { return };
    let Some(bytes) = half_hash_bytes(alg) else { return };
    let found = node.as_str().and_then(base64url::decode_strict).map(|octets| octets.len());
    if found != Some(bytes) {
        let outcome = rules.broken_by("hash-length", node).fact("claim", claim);
        rules.add(outcome.expected(super::super::signature::count(bytes, "byte")));
    }
}

fn half_hash_bytes(alg: &str) -> Option<usize> {
    let (_, bits) = HASH_BITS.into_iter().find(|(end, _)| alg.ends_with(end))?;
    (alg.len() == "RS256".len()).then_some(bits / 16)
}

/// Section 3.1.3.7: with a greatest age, the login counts and not the token.
fn login_age(rules: &mut Rules<'_, '_>) {
    let subject = rules.subject;
    let Some(limit) = subject.policy.max_age_secs.and_then(|secs| i64::try_from(secs).ok()) else { return };
    match subject.date("auth_time") {
        DateClaim::Date(login, node) => {
            let age = subject.now.secs_since(login);
            if age > limit.saturating_add(subject.leeway_secs()) {
                let outcome = rules.broken_by("login-old", node).fact("age", times::span(age));
                rules.add(outcome.expected(format!("at most {}", times::span(limit))));
            }
        }
        DateClaim::Absent => rules.add(rules.say("no-login-time", State::NotChecked)),
        DateClaim::WrongType(node) => rules.add(rules.broken_by("login-time-type", node)),
    }
}

/// What was not expected was not compared.
fn nonce(rules: &mut Rules<'_, '_>) {
    if let (Some(node), None) = (rules.subject.claim("nonce"), &rules.subject.policy.nonce) {
        rules.add(rules::about(rules.subject, rules.say("nonce-not-compared", State::NotChecked), node));
    }
}

/// Errata set 2 took the rule for several audiences away: it is told and not judged.
fn authorized_party(rules: &mut Rules<'_, '_>) {
    let Some(node) = rules.subject.claim("azp") else { return };
    let audiences = rules::audiences(rules.subject);
    if node.as_str().is_some_and(|azp| audiences != [azp]) {
        rules.add(rules::about(rules.subject, rules.say("authorized-party", State::NotChecked), node));
    }
}

/// Section 3.1.3.7: an audience beside ours that we do not trust refuses the token. What is expected is what is trusted.
fn other_audiences(rules: &mut Rules<'_, '_>) {
    let wanted = &rules.subject.policy.audiences;
    let audiences = rules::audiences(rules.subject);
    let trusted: HashSet<&str> = wanted.iter().map(String::as_str).collect();
    let (ours, others): (Vec<_>, Vec<_>) = audiences.into_iter().partition(|aud| trusted.contains(aud));
    let Some(node) = rules.subject.claim("aud").filter(|_| !ours.is_empty() && !others.is_empty()) else { return };
    let outcome = rules.broken("other-audience").found(listed(&others)).at(Part::Payload, node.span.clone());
    rules.add(outcome);
}
