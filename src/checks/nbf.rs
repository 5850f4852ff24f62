//! Is the token valid yet (RFC 7519 section 4.1.5)?

use super::{Check, DateClaim, Fix, Group, Outcome, State, Subject, shown, times};
use crate::jose::flaw::Part;

pub(super) const CHECK: Check = Check { ids: &["nbf", "nbf-after-exp"], judge };

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let (nbf, node) = match subject.date("nbf") {
        DateClaim::Absent => return vec![Outcome::new("nbf", "absent", State::NotChecked, Group::Time)],
        DateClaim::WrongType(node) => {
            let outcome = Outcome::new("nbf", "wrong-type", State::Fail, Group::Time);
            let outcome = outcome.expected("a number of seconds").found(shown(subject.spelled(node)));
            return vec![outcome.at(Part::Payload, node.span.clone())];
        }
        DateClaim::Date(nbf, node) => (nbf, node),
    };
    let leeway = subject.leeway_secs();
    let outcome = |id, case, state| {
        Outcome::new(id, case, state, Group::Time)
            .fact("nbf", times::utc(nbf))
            .fact("distance", times::distance(nbf, subject.now))
            .fact("leeway", leeway.to_string())
            .at(Part::Payload, node.span.clone())
    };
    let bounds = |o: Outcome| o.expected(format!("{} or later", times::utc(nbf))).found(times::utc(subject.now));
    let mut outcomes = vec![if subject.now.plus_secs(leeway) < nbf {
        let early = bounds(outcome("nbf", "early", State::Fail)).fix(Fix::PretendNow(nbf));
        times::bridging(subject.now.secs_since(nbf).saturating_neg()).into_iter().fold(early, Outcome::fix)
    } else if subject.now < nbf {
        bounds(outcome("nbf", "within-leeway", State::Pass))
    } else {
        bounds(outcome("nbf", "valid", State::Pass))
    }];
    if let DateClaim::Date(exp, _) = subject.date("exp")
        && nbf >= exp
    {
        let outcome = outcome("nbf-after-exp", "found", State::Warn);
        outcomes.push(outcome.fact("exp", times::utc(exp)).found(times::utc(nbf)));
    }
    outcomes
}
