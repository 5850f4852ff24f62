//! Issuers that are known by name, and what their tokens ask of a verifier.

use super::super::{Group, Outcome, State, Subject, shown_value};
use crate::jose::flaw::Part;
use crate::jose::kind::Recognised;

pub(super) fn judge(subject: &Subject<'_>, found: Recognised) -> Outcome {
    let outcome = Outcome::new("kind-issuer", found.kind.id(), State::Pass, Group::Kind);
    match subject.claim("iss") {
        Some(iss) => outcome.found(shown_value(subject, iss)).at(Part::Payload, iss.span.clone()),
        None => outcome,
    }
}

/// Entra signs the header with the SHA-256 of `nonce` in place of the nonce itself, for services of Microsoft alone.
pub(super) fn graph(subject: &Subject<'_>) -> Outcome {
    let outcome = Outcome::new("kind-microsoft-nonce", "found", State::NotChecked, Group::Kind);
    match subject.token.header.member("nonce") {
        Some(nonce) => outcome.at(Part::Header, nonce.span.clone()),
        None => outcome,
    }
}
