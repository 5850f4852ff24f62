//! Are the claims there that the policy asks for?

use super::{Check, Group, Outcome, State, Subject, listed};

pub(super) const CHECK: Check = Check { ids: &["required-claims"], judge };

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let required = &subject.policy.required;
    if required.is_empty() {
        return Vec::new();
    }
    let missing: Vec<_> = required.iter().filter(|name| subject.claim(name).is_none()).collect();
    let outcome = |case, state| Outcome::new("required-claims", case, state, Group::Kind).expected(listed(required));
    if let Some(case) = subject.elsewhere("sealed", "inside") {
        return vec![outcome(case, State::NotChecked)];
    }
    if subject.claims_are_apart() {
        return vec![outcome("apart", State::NotChecked)];
    }
    vec![if missing.is_empty() {
        outcome("present", State::Pass)
    } else {
        outcome("missing", State::Fail).fact("missing", listed(&missing))
    }]
}
