//! OpenID Connect Back-Channel Logout 1.0 section 2.4.

use super::super::{Outcome, State, Subject};
use super::rules::Rules;
use crate::jose::kind::{LOGOUT_EVENT, Recognised};

const REQUIRED: [&str; 6] = ["iss", "aud", "iat", "exp", "jti", "events"];

pub(super) fn judge(subject: &Subject<'_>, found: Recognised) -> Vec<Outcome> {
    let mut rules = Rules::of("kind-logout-token", subject, found);
    rules.require(&REQUIRED);
    if let Some(events) = subject.claim("events") {
        match events.get(LOGOUT_EVENT) {
            None => rules.add(rules.broken_by("no-event", events).expected(LOGOUT_EVENT)),
            Some(event) if !event.is_object() => rules.add(rules.broken_by("event-value", event)),
            Some(_) => {}
        }
    }
    if subject.claim("sub").is_none() && subject.claim("sid").is_none() {
        rules.add(rules.broken("nobody"));
    }
    // with one, it could be replayed as an ID token
    if let Some(nonce) = subject.claim("nonce") {
        rules.add(rules.broken_by("nonce", nonce));
    }
    if !found.is_declared() {
        rules.add(rules.say("not-declared", State::NotChecked));
    }
    rules.finish(|met| met)
}
