//! Finds the key and opens a JWE: the other step of a report that computes.

use super::search::Search;
use super::{KeyChoice, Watch};
use crate::checks::decryption::{Decryption, Failure, Step};
use crate::checks::{Reason, State, Verification, VerificationState};
use crate::crypto::jwe::{self, DecryptError, Decrypted, Jwe, StepState, TokenParts};
use crate::jose::alg::{self, Algorithm, Family};
use crate::jose::flaw::Part;
use crate::jose::token::Token;
use crate::keys::{Key, KeyRing, Purpose};
use std::cell::{Cell, RefCell};
use std::sync::Arc;

/// A passphrase is stretched with so many rounds in all, over every key and recipient that is tried: some seconds of work.
const MAX_ROUNDS: u64 = 2_400_000;

/// Opens a token with the keys at hand. Of several recipients the first that a key opens counts.
#[must_use]
pub fn decrypt(token: &Token, ring: &KeyRing, choice: &KeyChoice) -> Decryption {
    decrypt_watched(token, ring, choice, &Watch::NOBODY)
}

/// The same, telling somebody how far it is.
pub(super) fn decrypt_watched(token: &Token, ring: &KeyRing, choice: &KeyChoice, watch: &Watch<'_>) -> Decryption {
    let recipients = token.entries().max(1);
    let rounds = Cell::new(0);
    let mut best: Option<Decryption> = None;
    for recipient in 0..recipients {
        let entry = if recipients > 1 { &token.entry(recipient) } else { token };
        let found = Decryption { recipient, ..one(entry, ring, choice, &rounds, watch) };
        if found.is_open() {
            return found;
        }
        let says_more = |b: &Decryption| super::search::telling(&found.finding) < super::search::telling(&b.finding);
        if best.as_ref().is_none_or(says_more) {
            best = Some(found);
        }
    }
    best.unwrap_or_else(|| unopened(Reason::Cut))
}

fn unopened(reason: Reason) -> Decryption {
    let finding = Verification::not_checked(reason);
    Decryption { finding, recipient: 0, steps: Vec::new(), failure: None, plaintext: None }
}

/// One recipient. `rounds` counts those of all recipients.
fn one(token: &Token, ring: &KeyRing, choice: &KeyChoice, rounds: &Cell<u64>, watch: &Watch<'_>) -> Decryption {
    let Some((_, name)) = token.parameter("alg") else { return unopened(Reason::NoAlg) };
    let Some(row) = name.as_str().and_then(alg::find).filter(|row| row.manages_keys()) else {
        return unopened(Reason::UnknownAlg);
    };
    if token.segment(Part::Ciphertext).is_none() || token.segment(Part::Tag).is_none() {
        return unopened(Reason::Cut);
    }
    let parts = TokenParts::of(token);
    let jwe = parts.jwe();
    let last: RefCell<Option<(Arc<Key>, Decrypted)>> = RefCell::new(None);
    let cost = if row.family == Family::Pbes2 {
        parts.header.get("p2c").and_then(serde_json::Value::as_u64).unwrap_or(0)
    } else {
        0
    };
    let fits = |key: &Key| key.fits(row, Purpose::Decrypt).is_ok() && rounds.get().saturating_add(cost) <= MAX_ROUNDS;
    let attempt = |key: &Arc<Key>| {
        if rounds.get() > 0 && rounds.get().saturating_add(cost) > MAX_ROUNDS {
            return Verification::not_checked(Reason::NoneMatches { tried: 1 });
        }
        rounds.set(rounds.get().saturating_add(cost));
        let (finding, decrypted) = with_key(row, &jwe, key);
        let is_worth_keeping = finding.state != VerificationState::NotChecked || last.borrow().is_none();
        if let Some(decrypted) = decrypted.filter(|_| is_worth_keeping) {
            *last.borrow_mut() = Some((Arc::clone(key), decrypted));
        }
        finding
    };
    let kid = token.parameter("kid").and_then(|(_, n)| n.as_str());
    let finding =
        Search { ring, kid, issuer: None, fits: &fits, attempt: &attempt, compute: &attempt, watch }.run(choice);
    let spoken_of = last.into_inner().filter(|(key, _)| finding.key.as_ref().is_some_and(|k| k.name == key.name));
    told(finding, spoken_of.map(|(_, decrypted)| decrypted))
}

fn with_key(row: &'static Algorithm, jwe: &Jwe<'_>, key: &Arc<Key>) -> (Verification, Option<Decrypted>) {
    let found = |state, reason| Verification { state, reason, key: Some(Arc::clone(key)), fitting: None };
    let name = || key.name.clone();
    if let Err(misfit) = key.fits(row, Purpose::Decrypt) {
        return (found(VerificationState::NotChecked, Reason::Misfit { key: name(), misfit }), None);
    }
    let decrypted = jwe::decrypt(jwe, key);
    let finding = match &decrypted.result {
        Ok(_) => found(VerificationState::Valid, Reason::Computed),
        Err(error @ DecryptError::Crypto(_)) => {
            found(VerificationState::NotChecked, Reason::KeyUnusable { key: name(), error: error.to_string() })
        }
        Err(_) => found(VerificationState::Invalid, Reason::Computed),
    };
    (finding, Some(decrypted))
}

fn told(finding: Verification, decrypted: Option<Decrypted>) -> Decryption {
    let Some(decrypted) = decrypted else {
        return Decryption { finding, ..unopened(Reason::NoKeys) };
    };
    let steps = decrypted.steps.into_iter().map(|s| Step { id: s.id, state: state(s.state), facts: s.facts });
    let (plaintext, failure) = match decrypted.result {
        Ok(opened) => (Some(opened.plaintext), None),
        Err(error) => (None, Some(Failure { id: error.id(), text: error.to_string() })),
    };
    Decryption { finding, recipient: 0, steps: steps.collect(), failure, plaintext }
}

fn state(step: StepState) -> State {
    match step {
        StepState::Done => State::Pass,
        StepState::Failed => State::Fail,
        StepState::NotReached => State::NotChecked,
    }
}
