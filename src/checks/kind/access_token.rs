//! RFC 9068: JWT access tokens.

use super::super::{Outcome, State, Subject};
use super::rules::{self, Rules};
use crate::jose::kind::Recognised;

/// Section 2.2.
const REQUIRED: [&str; 7] = ["iss", "exp", "aud", "sub", "client_id", "iat", "jti"];

pub(super) fn judge(subject: &Subject<'_>, found: Recognised) -> Vec<Outcome> {
    let mut rules = Rules::of("kind-access-token", subject, found);
    if found.is_declared() {
        rules.require(&REQUIRED);
        return rules.finish(|met| met);
    }
    // a service's own kind of access token need not follow the profile: what it would add is told, nothing is judged
    let missing = rules::missing(subject, &REQUIRED);
    let outcome = match missing.as_slice() {
        [] => rules.say("not-declared", State::NotChecked),
        missing => rules.say("not-the-profile", State::NotChecked).fact("missing", rules::quoted(missing)),
    };
    vec![outcome]
}
