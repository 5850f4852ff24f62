//! Who issued the token (RFC 7519 section 4.1.1)? Compared exactly, case-sensitive.

use super::{Check, Fix, Group, Outcome, State, Subject, listed, shown_value};
use crate::jose::flaw::Part;

pub(super) const CHECK: Check = Check { ids: &["iss"], judge };

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let wanted = &subject.policy.issuers;
    let outcome = |case, state| Outcome::new("iss", case, state, Group::Who);
    let list = || listed(wanted);
    if let Some(case) = subject.elsewhere("sealed", "inside") {
        return vec![outcome(case, State::NotChecked)];
    }
    if subject.claims_are_apart() {
        return vec![outcome("apart", State::NotChecked)];
    }
    let Some(node) = subject.claim("iss") else {
        return vec![match wanted.is_empty() {
            true => outcome("absent", State::NotChecked),
            false => outcome("missing", State::Fail).expected(list()),
        }];
    };
    let outcome =
        |case, state| outcome(case, state).found(shown_value(subject, node)).at(Part::Payload, node.span.clone());
    vec![match node.as_str() {
        None => outcome("wrong-type", State::Fail).expected("a string"),
        Some(iss) if wanted.is_empty() => {
            outcome("not-expected", State::NotChecked).fix(Fix::ExpectIssuer(iss.to_owned()))
        }
        Some(iss) if wanted.iter().any(|w| w == iss) => outcome("match", State::Pass).expected(list()),
        Some(iss) => {
            let alike = plain(iss);
            let near = wanted.iter().any(|w| plain(w) == alike);
            let case = if near { "near" } else { "mismatch" };
            outcome(case, State::Fail).expected(list()).fix(Fix::ExpectIssuer(iss.to_owned()))
        }
    }]
}

/// Without the usual slips: a slash at the end, letter case, the scheme.
pub(super) fn plain(text: &str) -> String {
    let lower = text.trim().to_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")).unwrap_or(&lower);
    rest.trim_end_matches('/').to_owned()
}
