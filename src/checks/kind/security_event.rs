//! RFC 8417: security event tokens.

use super::super::{Outcome, State, Subject, listed};
use super::rules::{self, Rules};
use crate::jose::kind::Recognised;

/// Section 2.2.
const REQUIRED: [&str; 4] = ["iss", "iat", "jti", "events"];

pub(super) fn judge(subject: &Subject<'_>, found: Recognised) -> Vec<Outcome> {
    let mut rules = Rules::of("kind-security-event", subject, found);
    rules.require(&REQUIRED);
    let events = subject.claim("events");
    if let Some(events) = events.filter(|events| events.members().is_empty()) {
        rules.add(rules.broken_by("no-events", events));
    }
    // section 2.2: an event stays true, so an expiry means nothing
    if let Some(exp) = subject.claim("exp") {
        rules.add(rules::about(subject, rules.say("exp", State::NotChecked), exp));
    }
    let names = events.map(|node| node.members()).unwrap_or_default();
    let told = listed(&names.iter().map(|member| &member.key).collect::<Vec<_>>());
    rules.finish(|met| met.found(told))
}
