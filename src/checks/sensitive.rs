//! Does the payload carry secrets? It is encoded, not encrypted: whoever holds the token reads it.

use super::{Check, Group, Outcome, State, Subject, shown};
use crate::jose::flaw::Part;
use crate::jose::json::{Node, Value};

pub(super) const CHECK: Check = Check { ids: &["sensitive-claim"], judge };

/// Names that speak of secrets or of data that harms when it leaks.
pub const NAMES: [&str; 16] = [
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "secret",
    "client_secret",
    "api_key",
    "apikey",
    "private_key",
    "ssn",
    "social_security_number",
    "credit_card",
    "card_number",
    "cvv",
    "iban",
    "pin",
];
const DEPTH: usize = 8;

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let Some(root) = subject.claims.object() else { return Vec::new() };
    let mut found = Vec::new();
    collect(root, DEPTH, &mut found);
    let Some((_, first)) = found.first() else { return Vec::new() };
    let names: Vec<_> = found.iter().take(4).map(|(name, _)| shown(name)).collect();
    let outcome = Outcome::new("sensitive-claim", "found", State::Warn, Group::Hygiene);
    vec![outcome.found(names.join(", ")).at(Part::Payload, first.span.clone())]
}

fn collect<'a>(node: &'a Node, depth: usize, found: &mut Vec<(&'a str, &'a Node)>) {
    let Value::Object(members) = &node.value else { return };
    for member in members {
        let name = member.key.to_ascii_lowercase().replace('-', "_");
        if NAMES.contains(&name.as_str()) {
            found.push((&member.key, &member.value));
        } else if depth > 0 {
            collect(&member.value, depth - 1, found);
        }
    }
}
