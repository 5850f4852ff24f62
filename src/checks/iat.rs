//! When was the token issued (RFC 7519 section 4.1.6)? Informational: a future time is odd, not forbidden.

use super::{Check, DateClaim, Group, Outcome, State, Subject, shown, times};
use crate::jose::flaw::Part;

pub(super) const CHECK: Check = Check { ids: &["iat"], judge };

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let outcome = |case, state| Outcome::new("iat", case, state, Group::Time);
    vec![match subject.date("iat") {
        DateClaim::Absent => outcome("absent", State::NotChecked),
        DateClaim::WrongType(node) => outcome("wrong-type", State::Fail)
            .expected("a number of seconds")
            .found(shown(subject.spelled(node)))
            .at(Part::Payload, node.span.clone()),
        DateClaim::Date(iat, node) => {
            let early = iat > subject.now.plus_secs(subject.leeway_secs());
            let (case, state) = if early { ("future", State::Warn) } else { ("past", State::Pass) };
            let skew = if early { times::bridging(subject.now.secs_since(iat).saturating_neg()) } else { None };
            skew.into_iter()
                .fold(outcome(case, state), Outcome::fix)
                .fact("iat", times::utc(iat))
                .fact("distance", times::distance(iat, subject.now))
                .found(times::utc(iat))
                .at(Part::Payload, node.span.clone())
        }
    }]
}
