//! Finds the key and verifies the signature: the one step of a report that computes.

use super::search::Search;
use super::{KeyChoice, Watch};
use crate::checks::{Reason, Verification, VerificationState};
use crate::crypto::{self, CryptoError};
use crate::jose::alg::{self, Algorithm};
use crate::jose::flaw::Part;
use crate::jose::token::{Form, Token};
use crate::keys::{Key, KeyRing, Purpose};
use std::borrow::Cow;
use std::sync::Arc;

/// Judges the signature of a token with the keys at hand.
#[must_use]
pub fn verify(token: &Token, ring: &KeyRing, choice: &KeyChoice) -> Verification {
    verify_watched(token, ring, choice, &Watch::NOBODY)
}

/// The same, telling somebody how far it is.
pub(super) fn verify_watched(token: &Token, ring: &KeyRing, choice: &KeyChoice, watch: &Watch<'_>) -> Verification {
    match prepare(token) {
        Err(found) => found,
        Ok(material) => {
            let fits = |key: &Key| key.fits(material.row, Purpose::Verify).is_ok();
            let attempt = |key: &Arc<Key>| with_key(&material, key);
            let compute = |key: &Arc<Key>| computed(&material, key);
            let claims = token.document(Part::Payload);
            let issuer = claims.and_then(|claims| claims.string("iss"));
            Search { ring, kid: token.kid(), issuer, fits: &fits, attempt: &attempt, compute: &compute, watch }
                .run(choice)
        }
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
        form if form.is_jwe() => return not(Reason::Encrypted),
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
    let Some(signature) = token.segment(Part::Signature) else { return not(Reason::Cut) };
    if token.is_detached() && token.payload_bytes().is_empty() {
        return not(Reason::Detached);
    }
    let Some(signing_input) = token.signing_input() else { return not(Reason::Cut) };
    Ok(Material { row, signing_input, signature: &signature.bytes })
}

fn with_key(material: &Material<'_>, key: &Arc<Key>) -> Verification {
    match key.fits(material.row, Purpose::Verify) {
        Ok(()) => computed(material, key),
        Err(misfit) => {
            let reason = Reason::Misfit { key: key.name.clone(), misfit };
            Verification { key: Some(Arc::clone(key)), ..Verification::not_checked(reason) }
        }
    }
}

/// What a key that fits computes.
fn computed(material: &Material<'_>, key: &Arc<Key>) -> Verification {
    let found = |state, reason| Verification { state, reason, key: Some(Arc::clone(key)), fitting: None };
    let name = || key.name.clone();
    match crypto::verify(material.row, key, &material.signing_input, material.signature) {
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
