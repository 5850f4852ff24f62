//! Was a public key taken for an HMAC secret (CVE-2015-9235)? The attack behind every "RS256 became HS256" story.

use super::{Check, Group, Outcome, Reason, State, Subject, shown};
use crate::jose::alg::{self, Family, KeyType};
use crate::keys::Misfit;

pub(super) const CHECK: Check = Check { ids: &["algorithm-confusion"], judge };

/// Speaks when the token asks for HMAC and the chosen key is an asymmetric one.
fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let Some(row) = subject.token.alg().and_then(alg::find) else { return Vec::new() };
    let Reason::Misfit { key, misfit: Misfit::KeyType { found, .. } } = &subject.verification.reason else {
        return Vec::new();
    };
    if row.family != Family::Hmac || *found == KeyType::Oct {
        return Vec::new();
    }
    let outcome = Outcome::new("algorithm-confusion", "found", State::Fail, Group::AlgorithmAndKey);
    vec![outcome.fact("key", shown(key)).fact("alg", row.name).fact("kty", found.name())]
}
