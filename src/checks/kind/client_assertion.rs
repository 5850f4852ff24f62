//! RFC 7523 section 3, and what draft-ietf-oauth-rfc7523bis makes of its audience.

use super::super::{Outcome, State, Subject, listed};
use super::rules::{self, Rules};
use crate::jose::flaw::Part;
use crate::jose::kind::Recognised;

const REQUIRED: [&str; 4] = ["iss", "sub", "aud", "exp"];
/// The last step of an address that speaks of tokens: issuers do not look so.
const ENDPOINT: &str = "token";

pub(super) fn judge(subject: &Subject<'_>, found: Recognised) -> Vec<Outcome> {
    let mut rules = Rules::of("kind-client-assertion", subject, found);
    rules.require(&REQUIRED);
    if let (Some(iss), Some(sub)) = (subject.claim("iss"), subject.claim("sub"))
        && iss.as_str() != sub.as_str()
    {
        let expected = rules::text_of(Some(iss)).unwrap_or_default();
        rules.add(rules.broken_by("two-names", sub).expected(expected));
    }
    audience(&mut rules, found.is_declared());
    if subject.claim("jti").is_none() {
        rules.add(rules.say("no-jti", if found.is_declared() { State::Warn } else { State::NotChecked }));
    }
    rules.finish(|met| met)
}

/// Old rule: the token endpoint or the issuer, among others. New rule, for tokens that name their kind: the issuer alone.
fn audience(rules: &mut Rules<'_, '_>, is_new: bool) {
    let audiences = rules::audiences(rules.subject);
    let case = match audiences.as_slice() {
        [] => return,
        [one] if is_token_endpoint(one) => {
            if is_new {
                "endpoint"
            } else {
                "endpoint-old-rule"
            }
        }
        [_] => return,
        _ if is_new => "several",
        _ => "several-old-rule",
    };
    let found = listed(&audiences);
    let state = if is_new { State::Fail } else { State::NotChecked };
    let outcome = rules.say(case, state).found(found);
    let place = rules.subject.claim("aud").map(|node| node.span.clone());
    rules.add(match place {
        Some(span) => outcome.at(Part::Payload, span),
        None => outcome,
    });
}

fn is_token_endpoint(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    rules::is_web_address(address)
        && last.strip_prefix(ENDPOINT).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
