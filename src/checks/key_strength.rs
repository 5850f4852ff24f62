//! Is the key that was used strong enough (RFC 7518 sections 3.2 and 3.3, RFC 8725 section 3.5)?

use super::{Check, Group, Outcome, State, Subject, shown};
use crate::jose::alg::{self, Family, KeyType};

pub(super) const CHECK: Check = Check {
    ids: &[
        "hmac-key-empty",
        "hmac-key-short",
        "hmac-secret-is-public-key",
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
    key.weaknesses(row)
        .into_iter()
        .filter_map(|weakness| CHECK.ids.iter().find(|id| **id == weakness.id()))
        .map(|id| {
            let fatal =
                matches!(*id, "hmac-key-empty" | "hmac-secret-is-public-key" | "okp-low-order" | "rsa-exponent-weak");
            let state = if fatal { State::Fail } else { State::Warn };
            let wanted = row.and_then(alg::Algorithm::min_key_bits).unwrap_or(2048);
            Outcome::new(id, "found", state, Group::AlgorithmAndKey)
                .fact("key", shown(&key.name))
                .fact("alg", row.map(|r| r.name).unwrap_or_default())
                .expected(format!("at least {wanted} bits"))
                .found(format!("{} bits", key.bits()))
        })
        .collect()
}
