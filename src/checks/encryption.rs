//! What a JWE's header asks of whoever opens it: the content's algorithm, compression, the work of a passphrase (RFC 7516
//! section 4.1, RFC 7518 sections 4.8 and 5, RFC 8725 section 3).

use super::{Check, Group, Outcome, State, Subject, shown};
use crate::crypto::jwe::limits::{MAX_P2C, MIN_P2S_BYTES};
use crate::jose::alg::{self, Family};
use crate::jose::base64url;
use crate::jose::flaw::Part;
use crate::jose::json::Node;

pub(super) const CHECK: Check =
    Check { ids: &["enc", "jwe-compressed", "jwe-p2c-high", "jwe-p2c-low", "jwe-p2s-short"], judge };

/// Rounds above this are more than OWASP asks for SHA-256 (2023).
const USUAL_ROUNDS: u64 = 600_000;
/// Rounds below this are too few (RFC 7518 section 4.8.1.2).
const FEW_ROUNDS: u64 = 1_000;

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    if !subject.token.form.is_jwe() || subject.token.header.object().is_none() {
        return Vec::new();
    }
    let mut outcomes = vec![content(subject)];
    outcomes.extend(compression(subject));
    outcomes.extend(rounds(subject));
    outcomes.extend(salt(subject));
    outcomes
}

fn lint(id: &'static str, case: &'static str, state: State, node: &Node, part: Part) -> Outcome {
    Outcome::new(id, case, state, Group::Encryption).at(part, node.span.clone())
}

fn content(subject: &Subject<'_>) -> Outcome {
    let Some((part, document, node)) = subject.token.parameter_in("enc") else {
        return Outcome::new("enc", "missing", State::Fail, Group::Encryption);
    };
    let outcome = |case, state| lint("enc", case, state, node, part);
    match node.as_str() {
        None => outcome("wrong-type", State::Fail).found(shown(document.spelled(node))),
        Some(name) => match alg::find_content(name) {
            None => outcome("unknown", State::Fail).found(shown(name)),
            Some(row) => outcome("known", State::Pass).found(row.name).fact("bits", (row.key_len * 8).to_string()),
        },
    }
}

fn compression(subject: &Subject<'_>) -> Option<Outcome> {
    let (part, document, node) = subject.token.parameter_in("zip")?;
    let outcome = |case, state| {
        let found = node.as_str().map_or_else(|| shown(document.spelled(node)), shown);
        lint("jwe-compressed", case, state, node, part).found(found)
    };
    Some(if node.as_str() == Some("DEF") { outcome("found", State::Warn) } else { outcome("unknown", State::Fail) })
}

fn passphrase_is_used(subject: &Subject<'_>) -> bool {
    let name = subject.token.parameter("alg").and_then(|(_, n)| n.as_str());
    name.and_then(alg::find).is_some_and(|row| row.family == Family::Pbes2)
}

fn rounds(subject: &Subject<'_>) -> Option<Outcome> {
    let (part, document, node) = subject.token.parameter_in("p2c").filter(|_| passphrase_is_used(subject))?;
    let spelled = document.spelled(node);
    let outcome = |id, case, state| lint(id, case, state, node, part).found(shown(spelled));
    match spelled.parse::<u64>() {
        Ok(count) if count > u64::from(MAX_P2C) => {
            Some(outcome("jwe-p2c-high", "refused", State::Fail).expected(format!("at most {MAX_P2C}")))
        }
        Ok(count) if count > USUAL_ROUNDS => {
            Some(outcome("jwe-p2c-high", "many", State::Warn).expected(format!("about {USUAL_ROUNDS}")))
        }
        Ok(count) if count < FEW_ROUNDS => {
            Some(outcome("jwe-p2c-low", "few", State::Warn).expected(format!("at least {FEW_ROUNDS}")))
        }
        Ok(_) => None,
        Err(_) => Some(outcome("jwe-p2c-low", "wrong-type", State::Fail)),
    }
}

fn salt(subject: &Subject<'_>) -> Option<Outcome> {
    let (part, _, node) = subject.token.parameter_in("p2s").filter(|_| passphrase_is_used(subject))?;
    let length = base64url::decode(node.as_str()?).bytes.len();
    (length < MIN_P2S_BYTES).then(|| {
        lint("jwe-p2s-short", "found", State::Warn, node, part)
            .found(super::signature::count(length, "byte"))
            .expected(format!("at least {MIN_P2S_BYTES} bytes"))
    })
}
