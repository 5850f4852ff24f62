//! Have the registered claims the type that their standard gives them (RFC 7519 section 4.1, OpenID Connect Core sections 2 and
//! 5.1)? The types of `iss`, `sub`, `aud`, `nonce` and of the times are the business of their own checks.

use super::{Check, Group, Outcome, State, Subject, shown, shown_value};
use crate::jose::flaw::Part;
use crate::jose::json::{Node, Value};

pub(super) const CHECK: Check = Check { ids: &["claim-type", "string-or-uri"], judge };

/// A type that a claim must have.
#[derive(Clone, Copy)]
enum Wanted {
    Text,
    Texts,
    Flag,
    Number,
}

impl Wanted {
    fn is(self, node: &Node) -> bool {
        match (self, &node.value) {
            (Self::Text, Value::String(_)) | (Self::Flag, Value::Bool(_)) | (Self::Number, Value::Number) => true,
            (Self::Texts, Value::Array(items)) => items.iter().all(|item| item.as_str().is_some()),
            _ => false,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Texts => "an array of strings",
            Self::Flag => "true or false, without quotes",
            Self::Number => "a number of seconds",
        }
    }
}

const TYPES: [(&str, Wanted); 10] = [
    ("jti", Wanted::Text),
    ("client_id", Wanted::Text),
    ("azp", Wanted::Text),
    ("acr", Wanted::Text),
    ("sid", Wanted::Text),
    ("email", Wanted::Text),
    ("amr", Wanted::Texts),
    ("email_verified", Wanted::Flag),
    ("phone_number_verified", Wanted::Flag),
    ("auth_time", Wanted::Number),
];

/// Claims whose value is a StringOrURI (RFC 7519 section 2).
const NAMES: [&str; 3] = ["iss", "sub", "aud"];

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let mut outcomes: Vec<Outcome> =
        TYPES.iter().filter_map(|(name, wanted)| of_another_type(subject, name, *wanted)).collect();
    outcomes.extend(NAMES.iter().filter_map(|name| no_uri(subject, name)));
    outcomes
}

fn of_another_type(subject: &Subject<'_>, name: &'static str, wanted: Wanted) -> Option<Outcome> {
    let node = subject.claim(name).filter(|node| !wanted.is(node))?;
    let outcome = Outcome::new("claim-type", "found", State::Warn, Group::Who).fact("claim", name);
    let outcome = outcome.expected(wanted.name()).found(shown(subject.spelled(node)));
    Some(outcome.at(Part::Payload, node.span.clone()))
}

/// A value with a colon in it must be a URI.
fn no_uri(subject: &Subject<'_>, name: &'static str) -> Option<Outcome> {
    let claim = subject.claim(name)?;
    let values = if claim.items().is_empty() { std::slice::from_ref(claim) } else { claim.items() };
    let node = values.iter().find(|node| node.as_str().is_some_and(|text| text.contains(':') && !is_uri(text)))?;
    let outcome = Outcome::new("string-or-uri", "found", State::Warn, Group::Who).fact("claim", name);
    Some(outcome.found(shown_value(subject, node)).at(Part::Payload, node.span.clone()))
}

/// A scheme, a colon, and nothing that no URI may hold (RFC 3986 sections 2 and 3.1). Letters of other scripts may stand in the
/// rest: what is an address to people is none of this check's business.
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let begins = scheme.bytes().next().is_some_and(|b| b.is_ascii_alphabetic());
    let goes_on = scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    let excluded =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '{' | '}' | '\\' | '^' | '`');
    begins && goes_on && !rest.contains(excluded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_uri_is() {
        for uri in
            ["https://a.example/x?y=z#f", "urn:a:b", "system:serviceaccount:ns:default", "a+b-c.1:", "repo:o/r:ref"]
        {
            assert!(is_uri(uri), "{uri}");
        }
        for none in [":", "1a:x", "a b:c", "a:b c", "://x", "192.168.0.1:8080", "a:<b>", "a:\"", "ä:b"] {
            assert!(!is_uri(none), "{none}");
        }
    }
}
