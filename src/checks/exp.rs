//! Has the token expired (RFC 7519 section 4.1.4)? The time must be *before* `exp`: equal is expired.

use super::{Check, DateClaim, Fix, Group, Outcome, State, Subject, shown, times};
use crate::jose::flaw::Part;
use crate::jose::json::Node;
use crate::jose::kind::Kind;
use crate::jose::numeric_date::NumericDate;

pub(super) const CHECK: Check = Check { ids: &["exp", "exp-missing", "exp-far-future"], judge };

/// Ten years: no session or assertion is meant to live so long.
const FAR_SECS: i64 = 10 * 31_557_600;

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    if let Some(case) = subject.elsewhere("sealed", "inside") {
        return vec![Outcome::new("exp", case, State::NotChecked, Group::Time)];
    }
    match subject.date("exp") {
        DateClaim::Absent if !subject.has_claims() => {
            vec![Outcome::new("exp", "no-claims", State::NotChecked, Group::Time)]
        }
        DateClaim::Absent => {
            let mut outcomes = vec![Outcome::new("exp", "absent", State::NotChecked, Group::Time)];
            if !subject.declares(Kind::lives_without_exp) {
                outcomes.push(Outcome::new("exp-missing", "found", State::Warn, Group::Hygiene));
            }
            outcomes
        }
        DateClaim::WrongType(node) => vec![
            Outcome::new("exp", "wrong-type", State::Fail, Group::Time)
                .expected("a number of seconds")
                .found(shown(subject.spelled(node)))
                .at(Part::Payload, node.span.clone()),
        ],
        DateClaim::Date(exp, node) => judge_date(subject, exp, node),
    }
}

fn judge_date(subject: &Subject<'_>, exp: NumericDate, node: &Node) -> Vec<Outcome> {
    let leeway = subject.leeway_secs();
    let late_secs = subject.now.secs_since(exp);
    let outcome = |id, case, state| {
        Outcome::new(id, case, state, Group::Time)
            .fact("exp", times::utc(exp))
            .fact("distance", times::distance(exp, subject.now))
            .fact("leeway", leeway.to_string())
            .expected(format!("a time before {}", times::utc(exp)))
            .found(times::utc(subject.now))
            .at(Part::Payload, node.span.clone())
    };
    if subject.now >= exp.plus_secs(leeway) {
        let expired = outcome("exp", "expired", State::Fail).fix(Fix::PretendNow(exp.plus_secs(-1)));
        // with a leeway of just as much, now would still be too late
        return vec![times::bridging(late_secs.saturating_add(1)).into_iter().fold(expired, Outcome::fix)];
    }
    let case = if subject.now >= exp { "within-leeway" } else { "valid" };
    let mut outcomes = vec![outcome("exp", case, State::Pass)];
    if exp.is_calendar() && exp.secs_since(subject.now) > FAR_SECS {
        let far = outcome("exp-far-future", "found", State::Warn);
        outcomes.push(Outcome { group: Group::Hygiene, ..far });
    }
    outcomes
}
