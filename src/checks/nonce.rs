//! Was the token made for this request (OpenID Connect Core section 3.1.3.7)?

use super::{Check, Group, Outcome, State, Subject, shown, shown_value};
use crate::jose::flaw::Part;
use crate::jose::json::Value;

pub(super) const CHECK: Check = Check { ids: &["nonce"], judge };

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    exact(subject, "nonce", subject.policy.nonce.as_deref())
}

/// A string claim against one expected value. Silent when nothing is expected, unless the claim has the wrong type.
pub(super) fn exact(subject: &Subject<'_>, claim: &'static str, wanted: Option<&str>) -> Vec<Outcome> {
    let outcome = |case, state| Outcome::new(claim, case, state, Group::Who);
    let node = subject.claim(claim);
    if let Some(node) = node
        && !matches!(node.value, Value::String(_))
    {
        let outcome = outcome("wrong-type", State::Fail).expected("a string").found(shown(subject.spelled(node)));
        return vec![outcome.at(Part::Payload, node.span.clone())];
    }
    let Some(wanted) = wanted else { return Vec::new() };
    if claim == "nonce" && node.is_none() && subject.is_bound_presentation() {
        // the nonce of the presentation, judged by `sd-key-binding-nonce`
        return Vec::new();
    }
    let Some(node) = node else { return vec![outcome("missing", State::Fail).expected(shown(wanted))] };
    let (case, state) = if node.as_str() == Some(wanted) { ("match", State::Pass) } else { ("mismatch", State::Fail) };
    vec![
        outcome(case, state)
            .expected(shown(wanted))
            .found(shown_value(subject, node))
            .at(Part::Payload, node.span.clone()),
    ]
}
