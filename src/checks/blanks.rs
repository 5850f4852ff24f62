//! Does the policy lack something that it says must be filled in? Then it cannot accept a token yet.

use super::{Check, Group, Need, Outcome, State, Subject};

pub(super) const CHECK: Check = Check { ids: &["policy-blank"], judge };

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let blanks = subject.policy.blanks();
    if blanks.is_empty() {
        return Vec::new();
    }
    let list = blanks.into_iter().map(Need::id).map(|id| format!("“{id}”")).collect::<Vec<_>>().join(", ");
    vec![Outcome::new("policy-blank", "open", State::NotChecked, Group::Who).fact("blanks", list)]
}
