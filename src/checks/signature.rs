//! Does a key verify the signature (RFC 7515 section 5.2)? "No key" is never "forged".

use super::{Check, Fix, Group, Outcome, Reason, State, Subject, VerificationState, shown};
use crate::jose::alg::Algorithm;
use crate::jose::flaw::Part;
use crate::jose::token::Form;

pub(super) const CHECK: Check = Check { ids: &["signature", "sig-empty", "sig-zero", "sig-length"], judge };

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    if !subject.each.is_empty() {
        return vec![several(subject)];
    }
    let mut outcomes = vec![verdict(subject)];
    outcomes.extend(shape(subject));
    outcomes
}

fn verdict(subject: &Subject<'_>) -> Outcome {
    let found = subject.verification;
    let alg = subject.token.alg().map(shown).unwrap_or_default();
    let outcome = |case, state| {
        let end = subject.token.bytes(Part::Signature).len();
        Outcome::new("signature", case, state, Group::Signature).fact("alg", alg.clone()).at(Part::Signature, 0..end)
    };
    let key = found.key.as_deref().map(|k| shown(&k.name)).unwrap_or_default();
    match found.state {
        VerificationState::Valid => {
            let kid = subject.token.kid();
            let other = kid.is_some_and(|kid| {
                found.key.as_deref().is_some_and(|k| k.kid.as_deref().is_some_and(|own| own != kid))
            });
            let outcome = outcome(if other { "valid-other-kid" } else { "valid" }, State::Pass);
            outcome.fact("key", key).fact("kid", kid.map(shown).unwrap_or_default())
        }
        // whoever signed it signed other bytes: that needs no key to know
        VerificationState::Invalid | VerificationState::NotChecked if was_signed_and_edited(subject) => {
            let part = if subject.edited == Some(Part::Header) { "header" } else { "claims" };
            outcome("invalid-edited", State::Fail).fact("key", key).fact("part", part).fix(Fix::Sign)
        }
        VerificationState::Invalid => match found.fitting.as_deref() {
            Some(other) => outcome("invalid-other-fits", State::Fail)
                .fact("key", key)
                .fact("other", shown(&other.name))
                .fix(Fix::UseKey(other.name.clone())),
            None => outcome("invalid", State::Fail).fact("key", key).fix(Fix::TryEveryKey),
        },
        VerificationState::Absent => match found.reason {
            Reason::OnlyEncrypted => outcome("only-encrypted", State::NotChecked),
            Reason::SignedInside => outcome("inside", State::NotChecked),
            _ => outcome("unsecured", State::Fail),
        },
        VerificationState::NotChecked => not_checked(subject, outcome("", State::NotChecked)),
    }
}

/// All signatures together, under the policy's rule.
fn several(subject: &Subject<'_>) -> Outcome {
    let (case, state) = match subject.verification.state {
        VerificationState::Valid => ("several-valid", State::Pass),
        VerificationState::NotChecked => ("several-open", State::NotChecked),
        _ => ("several-refused", State::Fail),
    };
    super::several::counted(subject, Outcome::new("signature", case, state, Group::Signature))
}

/// Whether the token carries a signature that was made before its header or claims were changed here.
fn was_signed_and_edited(subject: &Subject<'_>) -> bool {
    let signed = subject.token.form == Form::JwsCompact && !subject.token.bytes(Part::Signature).is_empty();
    signed && subject.edited.is_some()
}

fn not_checked(subject: &Subject<'_>, outcome: Outcome) -> Outcome {
    let case = |case: &'static str, outcome: Outcome| Outcome { case, ..outcome };
    match &subject.verification.reason {
        Reason::NoKeys => case("no-keys", outcome).fix(Fix::AddKey),
        Reason::NoneChosen => case("none-chosen", outcome).fix(Fix::TryEveryKey),
        Reason::KeyGone { name } => case("key-gone", outcome).fact("key", shown(name)),
        Reason::UnknownKid { kid } => case("unknown-kid", outcome).fact("kid", shown(kid)).fix(Fix::TryEveryKey),
        Reason::NoKid => case("no-kid", outcome).fix(Fix::TryEveryKey),
        Reason::NoneFits { keys } => case("none-fits", outcome).fact("keys", count(*keys, "key")).fix(Fix::AddKey),
        Reason::NoneMatches { tried } => {
            case("none-matches", outcome).fact("tried", count(*tried, "key")).fix(Fix::AddKey)
        }
        Reason::Stopped { tried, of } => {
            case("stopped", outcome).fact("tried", tried.to_string()).fact("of", count(*of, "key"))
        }
        Reason::Misfit { key, misfit } => {
            case("misfit", outcome).fact("key", shown(key)).fact("misfit", misfit.to_string()).fix(Fix::TryEveryKey)
        }
        Reason::KeyTooSmall { key, bits } => {
            case("key-too-small", outcome).fact("key", shown(key)).fact("bits", bits.to_string())
        }
        Reason::KeyUnusable { key, error } => {
            case("key-unusable", outcome).fact("key", shown(key)).fact("error", error.clone())
        }
        Reason::NoAlg => case("no-alg", outcome),
        Reason::UnknownAlg => case("unknown-alg", outcome),
        Reason::Encrypted => case("encrypted", outcome),
        Reason::Detached => case("detached", outcome),
        Reason::Cut => case("cut", outcome),
        Reason::OnlyOpened { key } => case("only-opened", outcome).fact("key", shown(key)).fix(Fix::AddKey),
        Reason::NoToken | Reason::Computed | Reason::Unsecured | Reason::OnlyEncrypted | Reason::SignedInside => {
            case("no-token", outcome)
        }
    }
}

pub(super) fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

/// What can be said of the signature's bytes without any key.
fn shape(subject: &Subject<'_>) -> Option<Outcome> {
    let alg = crate::jose::alg::find(subject.token.alg()?)?;
    let segment = subject.token.segment(Part::Signature)?;
    let length = segment.bytes.len();
    let lint = |id, case| {
        Outcome::new(id, case, State::Fail, Group::Signature).fact("alg", alg.name).at(Part::Signature, 0..length)
    };
    if !alg.signs() {
        return None;
    }
    if length == 0 {
        return Some(lint("sig-empty", "empty"));
    }
    if is_zero(&segment.bytes) {
        return Some(lint("sig-zero", "zero"));
    }
    let wanted = wanted_len(alg, subject, length)?;
    if length == wanted {
        return half_zero(alg.family, &segment.bytes).then(|| lint("sig-zero", "half"));
    }
    let case = if is_der(alg.family, &segment.bytes) { "der" } else { "length" };
    Some(lint("sig-length", case).expected(format!("{wanted} bytes")).found(format!("{length} bytes")))
}

/// The key knows best: an RSA signature is as long as the modulus, and `EdDSA` is two algorithms.
fn wanted_len(alg: &Algorithm, subject: &Subject<'_>, length: usize) -> Option<usize> {
    let of_key = subject.verification.key.as_deref().filter(|key| key.shape_fits(alg));
    let any = || alg.signature_lens().iter().find(|len| **len == length).or(alg.signature_lens().first()).copied();
    of_key.and_then(|key| key.signature_len(alg)).or_else(any)
}

fn is_zero(bytes: &[u8]) -> bool {
    bytes.iter().all(|b| *b == 0) || bytes == [0x30, 6, 2, 1, 0, 2, 1, 0]
}

/// r = 0 or s = 0 verifies anything in a reader that forgets the range check (CVE-2022-21449).
fn half_zero(family: crate::jose::alg::Family, bytes: &[u8]) -> bool {
    family == crate::jose::alg::Family::Ecdsa && {
        let (r, s) = bytes.split_at(bytes.len() / 2);
        is_zero(r) || is_zero(s)
    }
}

/// An ASN.1 SEQUENCE that is as long as it says: ECDSA's other spelling, which JWS does not use (RFC 7518 section 3.4).
fn is_der(family: crate::jose::alg::Family, bytes: &[u8]) -> bool {
    family == crate::jose::alg::Family::Ecdsa
        && match bytes {
            [0x30, 0x81, len, rest @ ..] | [0x30, len, rest @ ..] => usize::from(*len) == rest.len(),
            _ => false,
        }
}
