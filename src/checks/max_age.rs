//! Is the token younger than the policy asks? Silent where the policy asks nothing.

use super::{Check, DateClaim, Group, Outcome, State, Subject, times};
use crate::jose::flaw::Part;

pub(super) const CHECK: Check = Check { ids: &["max-age"], judge };

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let Some(limit_secs) = subject.policy.max_age_secs else { return Vec::new() };
    let limit = i64::try_from(limit_secs).unwrap_or(i64::MAX);
    let outcome = |case, state| {
        Outcome::new("max-age", case, state, Group::Time).expected(format!("at most {}", times::span(limit)))
    };
    vec![match subject.date("iat") {
        DateClaim::Absent | DateClaim::WrongType(_) => outcome("no-iat", State::Fail),
        DateClaim::Date(iat, node) => {
            let age = subject.now.secs_since(iat);
            let old = age > limit.saturating_add(subject.leeway_secs());
            let (case, state) = if old { ("old", State::Fail) } else { ("young", State::Pass) };
            outcome(case, state).found(times::span(age.max(0))).at(Part::Payload, node.span.clone())
        }
    }]
}
