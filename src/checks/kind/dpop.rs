//! RFC 9449: DPoP proofs. Signed with the key in their own header, which proves possession of that key and nothing else.

use super::super::{DateClaim, Outcome, State, Subject, shown, times};
use super::rules::{self, Rules};
use crate::crypto;
use crate::jose::alg::{self, Family};
use crate::jose::flaw::Part;
use crate::jose::kind::Recognised;
use crate::keys::Key;

/// Section 4.2.
const REQUIRED: [&str; 4] = ["jti", "htm", "htu", "iat"];
/// How old a proof may be where the policy says nothing (section 11.1: seconds or minutes).
pub(in crate::checks) const AGE_SECS: i64 = 60;

pub(super) fn judge(subject: &Subject<'_>, found: Recognised) -> Vec<Outcome> {
    let mut rules = Rules::of("kind-dpop", subject, found);
    if !found.is_declared() {
        rules.add(rules.broken("no-typ"));
    }
    rules.require(&REQUIRED);
    algorithm(&mut rules);
    let thumbprint = key(&mut rules);
    address(&mut rules);
    age(&mut rules);
    access_token_hash(&mut rules);
    if let Some(thumbprint) = thumbprint {
        rules.add(rules.say("own-key", State::NotChecked).fact("thumbprint", thumbprint));
    }
    let text = |node| rules::text_of(node).unwrap_or_default();
    let (method, address) = (text(subject.claim("htm")), text(subject.claim("htu")));
    rules.finish(|met| met.fact("method", method).fact("address", address))
}

/// Section 4.2: an asymmetric digital signature.
fn algorithm(rules: &mut Rules<'_, '_>) {
    let Some(name) = rules.subject.token.alg() else { return };
    let is_shared = alg::find(name).is_some_and(|row| matches!(row.family, Family::Hmac | Family::None));
    if is_shared {
        rules.add(rules.broken("symmetric").found(shown(name)));
    }
}

/// The public key in the header; its thumbprint (RFC 7638), where it can be read.
fn key(rules: &mut Rules<'_, '_>) -> Option<String> {
    let header = &rules.subject.token.header;
    let Some(node) = header.member("jwk") else {
        rules.add(rules.broken("no-jwk"));
        return None;
    };
    if rules::is_private(node) {
        rules.add(rules.say("private-jwk", State::Fail).at(Part::Header, node.span.clone()));
        return None;
    }
    match Key::from_jwk(header.spelled(node)) {
        Ok(key) => Some(crypto::thumbprint(&key)),
        Err(error) => {
            let outcome = rules.broken("bad-jwk").fact("error", shown(&error.to_string()));
            rules.add(outcome.at(Part::Header, node.span.clone()));
            None
        }
    }
}

/// Section 4.2: the address of the request, without query and fragment.
fn address(rules: &mut Rules<'_, '_>) {
    let Some(node) = rules.subject.claim("htu") else { return };
    let Some(address) = node.as_str() else { return };
    if !rules::is_web_address(address) {
        rules.add(rules.broken_by("htu-address", node));
    } else if address.contains(['?', '#']) {
        rules.add(rules.broken_by("htu-query", node));
    }
}

/// Section 11.1. A greatest age in the policy has a check of its own.
fn age(rules: &mut Rules<'_, '_>) {
    let subject = rules.subject;
    let DateClaim::Date(iat, node) = subject.date("iat") else { return };
    let age = subject.now.secs_since(iat);
    if subject.policy.max_age_secs.is_none() && age > AGE_SECS.saturating_add(subject.leeway_secs()) {
        let outcome = rules.say("old", State::Warn).fact("distance", times::distance(iat, subject.now));
        rules.add(outcome.expected(times::span(AGE_SECS)).at(Part::Payload, node.span.clone()));
    }
}

/// `ath` belongs to an access token that is not here. Where its hash is expected, a check of its own compares it.
fn access_token_hash(rules: &mut Rules<'_, '_>) {
    let Some(node) = rules.subject.claim("ath") else { return };
    let outcome = match node.as_str().is_some_and(rules::is_sha256) {
        true if rules.subject.policy.ath.is_some() => return,
        true => rules::about(rules.subject, rules.say("ath", State::NotChecked), node),
        false => rules.broken_by("ath-form", node),
    };
    rules.add(outcome);
}
