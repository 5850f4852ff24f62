//! Claims that the header repeats, so that an encrypted token can be routed unopened: they must say the same (RFC 7519 section
//! 5.3).

use super::{Check, Group, Outcome, State, Subject, shown_value};

pub(super) const CHECK: Check = Check { ids: &["header-claim-differs"], judge };

/// Claims that are registered as header parameters too.
const REPLICATED: [&str; 3] = ["iss", "sub", "aud"];

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    REPLICATED.iter().filter_map(|name| differing(subject, name)).collect()
}

fn differing(subject: &Subject<'_>, name: &'static str) -> Option<Outcome> {
    let claim = subject.claim(name)?;
    let parameter = subject.parameter(name)?;
    if claim.to_serde(&subject.claims.text) == parameter.node.to_serde(&parameter.document.text) {
        return None;
    }
    let outcome = Outcome::new("header-claim-differs", "found", State::Warn, Group::Who).fact("claim", name);
    Some(parameter.place(outcome.expected(shown_value(subject, claim)).found(parameter.shown())))
}
