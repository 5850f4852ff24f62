//! Does the key belong to the issuer that the token names (RFC 8725 section 3.8)? Known of keys that were fetched from an
//! issuer: one issuer's key proves nothing about another's tokens, whatever `kid` they share.

use super::{Check, Group, Outcome, State, Subject, VerificationState, shown, shown_value};
use crate::jose::flaw::Part;

pub(super) const CHECK: Check = Check { ids: &["iss-key-mismatch"], judge };

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let verified = subject.verification.state == VerificationState::Valid;
    let key = subject.verification.key.as_deref().filter(|_| verified);
    let Some((key, owner)) = key.and_then(|key| Some((key, key.issuer()?))) else { return Vec::new() };
    let outcome = |case, state| {
        let outcome = Outcome::new("iss-key-mismatch", case, state, Group::Who);
        outcome.expected(shown(owner)).fact("key", shown(&key.name))
    };
    let Some(node) = subject.claim("iss") else { return vec![outcome("absent", State::Warn)] };
    let is_theirs = node.as_str() == Some(owner);
    let (case, state) = if is_theirs { ("match", State::Pass) } else { ("mismatch", State::Fail) };
    vec![outcome(case, state).found(shown_value(subject, node)).at(Part::Payload, node.span.clone())]
}
