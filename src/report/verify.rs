//! Finds the key and verifies the signature: the one step of a report that computes.

use super::KeyChoice;
use crate::checks::{Reason, Verification, VerificationState};
use crate::crypto::{self, CryptoError};
use crate::jose::alg::{self, Algorithm};
use crate::jose::flaw::Part;
use crate::jose::json::Value;
use crate::jose::token::{Form, Token};
use crate::keys::{Key, KeyRing, Purpose};
use std::borrow::Cow;
use std::sync::Arc;

/// So many other keys are tried to find out which one would have fitted.
const MAX_SECOND_GUESSES: usize = 64;

/// Judges the signature of a token with the keys at hand.
#[must_use]
pub fn verify(token: &Token, ring: &KeyRing, choice: &KeyChoice) -> Verification {
    match prepare(token) {
        Err(found) => found,
        Ok(material) => Attempt { token, ring, material }.run(choice),
    }
}

/// What is verified: the row, the bytes signed, the signature.
struct Material<'a> {
    row: &'static Algorithm,
    signing_input: Cow<'a, [u8]>,
    signature: &'a [u8],
}

/// The reasons for which no key can help.
fn prepare(token: &Token) -> Result<Material<'_>, Verification> {
    let not = |reason| Err(Verification::not_checked(reason));
    match token.form {
        _ if token.text.is_empty() => return not(Reason::NoToken),
        form if form.is_json() => return not(Reason::FormNotServed),
        Form::JweCompact => return not(Reason::Encrypted),
        Form::Unsecured => {
            let found = Verification::not_checked(Reason::Unsecured);
            return Err(Verification { state: VerificationState::Absent, ..found });
        }
        _ => {}
    }
    let Some(name) = token.alg() else { return not(Reason::NoAlg) };
    let Some(row) = alg::find(name) else { return not(Reason::UnknownAlg) };
    if row.manages_keys() {
        return not(Reason::Encrypted);
    }
    if matches!(token.header.member("b64").map(|n| &n.value), Some(Value::Bool(false))) {
        return not(Reason::UnencodedPayload);
    }
    let Some(signature) = token.segment(Part::Signature) else { return not(Reason::Cut) };
    let Some(signing_input) = token.signing_input() else { return not(Reason::Cut) };
    if !row.served {
        return not(Reason::NotServed);
    }
    Ok(Material { row, signing_input, signature: &signature.bytes })
}

struct Attempt<'a> {
    token: &'a Token,
    ring: &'a KeyRing,
    material: Material<'a>,
}

impl Attempt<'_> {
    fn run(&self, choice: &KeyChoice) -> Verification {
        match choice {
            KeyChoice::Nothing => Verification::not_checked(Reason::NoneChosen),
            KeyChoice::Named(names) => self.named(names),
            KeyChoice::ByKid => self.by_kid(),
            KeyChoice::Every => self.every(None),
            KeyChoice::Automatic => match self.by_kid() {
                found if found.state == VerificationState::Valid => found,
                found => self.every(Some(found)),
            },
        }
    }

    /// One of these must verify. The key that `kid` names is asked first: where none verifies, it is the one to speak of.
    fn named(&self, names: &[String]) -> Verification {
        let mut names: Vec<&String> = names.iter().collect();
        let is_meant =
            |name: &str| self.ring.named(name).is_some_and(|k| k.kid.is_some() && k.kid.as_deref() == self.token.kid());
        names.sort_by_key(|name| !is_meant(name));
        let mut best = Verification::not_checked(Reason::NoneChosen);
        for name in &names {
            let found = match self.ring.named(name) {
                Some(key) => self.with_key(key),
                None => Verification::not_checked(Reason::KeyGone { name: (*name).clone() }),
            };
            if telling(&found) < telling(&best) {
                best = found;
            }
            if best.state == VerificationState::Valid {
                return best;
            }
        }
        if best.state == VerificationState::Invalid {
            best.fitting = self.other_that_verifies(&names);
        }
        best
    }

    fn by_kid(&self) -> Verification {
        if self.ring.keys().is_empty() {
            return Verification::not_checked(Reason::NoKeys);
        }
        let Some(kid) = self.token.kid() else { return Verification::not_checked(Reason::NoKid) };
        let keys = self.ring.with_kid(kid);
        if keys.is_empty() {
            return Verification::not_checked(Reason::UnknownKid { kid: kid.to_owned() });
        }
        let found: Vec<_> = keys.into_iter().map(|key| self.with_key(key)).collect();
        found.iter().min_by_key(|f| telling(f)).cloned().unwrap_or_else(|| Verification::not_checked(Reason::NoKid))
    }

    /// Tries each key that fits. `named` is what the key of the header's `kid` gave, where it was asked before.
    fn every(&self, named: Option<Verification>) -> Verification {
        let keys = self.ring.keys();
        if keys.is_empty() {
            return Verification::not_checked(Reason::NoKeys);
        }
        let fitting: Vec<_> = keys.iter().filter(|k| k.fits(self.material.row, Purpose::Verify).is_ok()).collect();
        let mut tried = 0;
        for key in &fitting {
            let found = self.with_key(key);
            if found.state == VerificationState::Valid {
                return found;
            }
            tried += usize::from(found.state == VerificationState::Invalid);
        }
        match named {
            // the key that the header names is here and does not verify: that is a verdict
            Some(found) if found.state == VerificationState::Invalid || found.key.is_some() => found,
            _ if tried > 0 => Verification::not_checked(Reason::NoneMatches { tried }),
            _ => match fitting.first() {
                Some(key) => self.with_key(key),
                None => Verification::not_checked(Reason::NoneFits { keys: keys.len() }),
            },
        }
    }

    fn with_key(&self, key: &Arc<Key>) -> Verification {
        let found = |state, reason| Verification { state, reason, key: Some(Arc::clone(key)), fitting: None };
        let name = || key.name.clone();
        if let Err(misfit) = key.fits(self.material.row, Purpose::Verify) {
            return found(VerificationState::NotChecked, Reason::Misfit { key: name(), misfit });
        }
        match crypto::verify(self.material.row, key, &self.material.signing_input, self.material.signature) {
            Ok(true) => found(VerificationState::Valid, Reason::Computed),
            Ok(false) => found(VerificationState::Invalid, Reason::Computed),
            Err(CryptoError::KeyTooSmall { bits, .. }) => {
                found(VerificationState::NotChecked, Reason::KeyTooSmall { key: name(), bits })
            }
            Err(error) => {
                let error = error.to_string();
                found(VerificationState::NotChecked, Reason::KeyUnusable { key: name(), error })
            }
        }
    }

    fn other_that_verifies(&self, chosen: &[&String]) -> Option<Arc<Key>> {
        let others = self.ring.keys().iter().filter(|k| !chosen.contains(&&k.name));
        let fitting = others.filter(|k| k.fits(self.material.row, Purpose::Verify).is_ok());
        fitting.take(MAX_SECOND_GUESSES).find(|k| self.with_key(k).state == VerificationState::Valid).cloned()
    }
}

/// Of several findings the one to speak of has the lowest number: a computed answer says more than a key that could not be
/// computed with, and that more than one of another type.
fn telling(found: &Verification) -> u8 {
    match (found.state, &found.reason) {
        (VerificationState::Valid, _) => 0,
        (VerificationState::Invalid, _) => 1,
        (_, Reason::KeyTooSmall { .. } | Reason::KeyUnusable { .. }) => 2,
        (_, Reason::Misfit { .. }) => 3,
        (_, Reason::KeyGone { .. }) => 4,
        _ => 5,
    }
}
