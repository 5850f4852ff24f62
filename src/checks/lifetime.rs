//! How long is the token good for? Whoever steals it has it for that long.

use super::{Check, DateClaim, Group, Outcome, State, Subject, times};
use crate::jose::flaw::Part;
use crate::jose::kind::{Kind, recognise};

pub(super) const CHECK: Check = Check { ids: &["lifetime"], judge };

const HOUR_SECS: i64 = 3_600;
const DAY_SECS: i64 = 24 * HOUR_SECS;

/// Kinds that are meant for a moment or for a working day, and how long they may live at most before it is told. The
/// standards say “short” and leave the number to the issuer; these are generous.
const LIMITS: [(Kind, i64); 5] = [
    (Kind::AccessToken, DAY_SECS),
    (Kind::IdToken, DAY_SECS),
    (Kind::ClientAssertion, HOUR_SECS),
    (Kind::RequestObject, HOUR_SECS),
    (Kind::LogoutToken, HOUR_SECS),
];

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    lived(subject).into_iter().collect()
}

fn lived(subject: &Subject<'_>) -> Option<Outcome> {
    let (DateClaim::Date(exp, node), DateClaim::Date(iat, _)) = (subject.date("exp"), subject.date("iat")) else {
        return None;
    };
    // milliseconds, or what no clock shows: a check of its own tells that
    if !exp.is_calendar() || !iat.is_calendar() {
        return None;
    }
    let lifetime = exp.secs_since(iat);
    let outcome = |case| {
        Outcome::new("lifetime", case, State::Warn, Group::Hygiene)
            .found(times::span(lifetime))
            .at(Part::Payload, node.span.clone())
    };
    if exp <= iat {
        return Some(outcome("none"));
    }
    let kinds = recognise(&subject.token.header, subject.claims);
    let limit = LIMITS.iter().find(|(kind, _)| kinds.iter().any(|r| r.kind == *kind)).map(|(_, secs)| *secs)?;
    (lifetime > limit).then(|| outcome("long").expected(format!("at most {}", times::span(limit))))
}
