//! What a JWE's header asks of whoever opens it: the content's algorithm, compression, the work of a passphrase (RFC 7516
//! section 4.1, RFC 7518 sections 4.8 and 5, RFC 8725 section 3).

use super::signature::count;
use super::{Check, Group, Outcome, Parameter, State, Subject};
use crate::crypto::jwe::limits::{MAX_P2C, MIN_P2S_BYTES};
use crate::jose::alg::{self, Family};
use crate::jose::base64url;
use crate::jose::flaw::Part;

pub(super) const CHECK: Check =
    Check { ids: &["enc", "jwe-part-length", "jwe-compressed", "jwe-p2c-high", "jwe-p2c-low", "jwe-p2s-short"], judge };

/// Rounds above this are more than OWASP asks for SHA-256 (2023).
const USUAL_ROUNDS: u64 = 600_000;
/// Rounds below this are too few (RFC 7518 section 4.8.1.2).
const FEW_ROUNDS: u64 = 1_000;
/// Algorithms whose content key is no part of the token (RFC 7518 sections 4.5 and 4.6).
const BRING_NO_KEY: [&str; 2] = ["dir", "ECDH-ES"];

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let token = subject.token;
    if !token.form.is_jwe() || !token.has_header() {
        return Vec::new();
    }
    let mut outcomes = vec![content(subject)];
    outcomes.extend(lengths(subject));
    outcomes.extend(compression(subject));
    outcomes.extend(rounds(subject));
    outcomes.extend(salt(subject));
    outcomes
}

fn lint(id: &'static str, case: &'static str, state: State, at: &Parameter<'_>) -> Outcome {
    at.place(Outcome::new(id, case, state, Group::Encryption))
}

fn content(subject: &Subject<'_>) -> Outcome {
    let Some(enc) = subject.parameter("enc") else {
        return Outcome::new("enc", "missing", State::Fail, Group::Encryption);
    };
    let outcome = |case, state| lint("enc", case, state, &enc).found(enc.shown());
    let Some(name) = enc.as_str() else { return outcome("wrong-type", State::Fail) };
    match alg::find_content(name) {
        None => outcome("unknown", State::Fail),
        Some(row) => outcome("known", State::Pass).fact("bits", (row.key_len * 8).to_string()),
    }
}

/// What can be said of the parts without any key: the lengths that the algorithms fix (RFC 7518 sections 4.5, 4.6, 5.2 and 5.3).
fn lengths(subject: &Subject<'_>) -> Vec<Outcome> {
    let lint = |case, part| {
        let length = subject.token.bytes(part).len();
        let outcome = Outcome::new("jwe-part-length", case, State::Fail, Group::Encryption);
        outcome.found(count(length, "byte")).at(part, 0..length)
    };
    let mut outcomes = Vec::new();
    let content = subject.parameter("enc").and_then(|enc| alg::find_content(enc.as_str()?));
    if let Some(row) = content {
        for (case, part, wanted) in [("iv", Part::Iv, row.iv_len), ("tag", Part::Tag, row.tag_len)] {
            if subject.token.segment(part).is_some_and(|segment| segment.bytes.len() != wanted) {
                outcomes.push(lint(case, part).fact("enc", row.name).expected(count(wanted, "byte")));
            }
        }
    }
    if let Some(row) = subject.token.alg().and_then(alg::find).filter(|row| row.manages_keys()) {
        let has_key = !subject.token.bytes(Part::EncryptedKey).is_empty();
        let brings_none = BRING_NO_KEY.contains(&row.name);
        if has_key == brings_none {
            let case = if has_key { "key-unwanted" } else { "no-key" };
            outcomes.push(lint(case, Part::EncryptedKey).fact("alg", row.name));
        }
    }
    outcomes
}

fn compression(subject: &Subject<'_>) -> Option<Outcome> {
    let zip = subject.parameter("zip")?;
    let outcome = |case, state| lint("jwe-compressed", case, state, &zip).found(zip.shown());
    Some(if zip.as_str() == Some("DEF") { outcome("found", State::Warn) } else { outcome("unknown", State::Fail) })
}

fn passphrase_is_used(subject: &Subject<'_>) -> bool {
    subject.token.alg().and_then(alg::find).is_some_and(|row| row.family == Family::Pbes2)
}

fn rounds(subject: &Subject<'_>) -> Option<Outcome> {
    let p2c = subject.parameter("p2c").filter(|_| passphrase_is_used(subject))?;
    let spelled = p2c.document.spelled(p2c.node);
    let outcome = |id, case, state| lint(id, case, state, &p2c).found(p2c.shown());
    // what is beyond 64 bits is a whole number all the same
    let is_whole = !spelled.is_empty() && spelled.bytes().all(|b| b.is_ascii_digit());
    match spelled.parse::<u64>().or(if is_whole { Ok(u64::MAX) } else { Err(()) }) {
        Ok(count) if count > u64::from(MAX_P2C) => {
            Some(outcome("jwe-p2c-high", "refused", State::Fail).expected(format!("at most {MAX_P2C}")))
        }
        Ok(count) if count > USUAL_ROUNDS => {
            Some(outcome("jwe-p2c-high", "many", State::Warn).expected(format!("about {USUAL_ROUNDS}")))
        }
        Ok(0) => Some(outcome("jwe-p2c-low", "wrong-type", State::Fail)),
        Ok(count) if count < FEW_ROUNDS => {
            Some(outcome("jwe-p2c-low", "few", State::Warn).expected(format!("at least {FEW_ROUNDS}")))
        }
        Ok(_) => None,
        Err(_) => Some(outcome("jwe-p2c-low", "wrong-type", State::Fail)),
    }
}

fn salt(subject: &Subject<'_>) -> Option<Outcome> {
    let p2s = subject.parameter("p2s").filter(|_| passphrase_is_used(subject))?;
    let length = base64url::decode(p2s.as_str()?).bytes.len();
    (length < MIN_P2S_BYTES).then(|| {
        lint("jwe-p2s-short", "found", State::Warn, &p2s)
            .found(count(length, "byte"))
            .expected(format!("at least {MIN_P2S_BYTES} bytes"))
    })
}
