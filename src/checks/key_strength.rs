//! Is the key that was used strong enough (RFC 7518 sections 3.2 and 3.3, RFC 8725 section 3.5)?

use super::{Check, Group, Outcome, Reason, State, Subject, shown};
use crate::jose::alg::{self, Algorithm, Family, KeyType};
use crate::keys::{Key, Misfit};

pub(super) const CHECK: Check = Check {
    ids: &[
        "hmac-key-empty",
        "hmac-key-short",
        "hmac-secret-is-public-key",
        "hmac-secret-guessable",
        "hmac-secret-whitespace",
        "rsa-key-small",
        "rsa-exponent-weak",
        "okp-low-order",
    ],
    judge,
};

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let Some(key) = subject.verification.key.as_deref() else { return Vec::new() };
    let row = subject.token.alg().and_then(alg::find);
    if row.is_some_and(|row| row.family == Family::Hmac) && key.key_type() != KeyType::Oct {
        let outcome = Outcome::new("hmac-secret-is-public-key", "offered", State::Fail, Group::AlgorithmAndKey);
        return vec![outcome.fact("key", shown(&key.name))];
    }
    let empty = matches!(subject.verification.reason, Reason::Misfit { misfit: Misfit::EmptySecret, .. });
    let weak = key.weaknesses(row).into_iter().map(|w| w.id());
    empty
        .then_some("hmac-key-empty")
        .into_iter()
        .chain(weak)
        .filter_map(|found| CHECK.ids.iter().find(|id| **id == found))
        .map(|id| line(id, key, row))
        .collect()
}

fn line(id: &'static str, key: &Key, row: Option<&'static Algorithm>) -> Outcome {
    let fatal = matches!(id, "hmac-key-empty" | "hmac-secret-is-public-key" | "okp-low-order" | "rsa-exponent-weak");
    let state = if fatal { State::Fail } else { State::Warn };
    let outcome = Outcome::new(id, "found", state, Group::AlgorithmAndKey)
        .fact("key", shown(&key.name))
        .fact("alg", row.map(|r| r.name).unwrap_or_default())
        .found(format!("{} bits", key.bits()));
    match row.and_then(Algorithm::min_key_bits) {
        Some(bits) => outcome.expected(format!("at least {bits} bits")),
        None => outcome,
    }
}
