//! What does everybody who holds the token get to read? Its payload is encoded, not encrypted: secrets must not be in it, and
//! what is personal should be known to be.

use super::header_keys::PRIVATE;
use super::{Check, Group, Outcome, State, Subject, shown};
use crate::jose::flaw::Part;
use crate::jose::json::{Member, Node, Value};

pub(super) const CHECK: Check = Check { ids: &["sensitive-claim", "personal-claim"], judge };

/// Names that speak of secrets or of data that harms when it leaks.
pub const NAMES: [&str; 19] = [
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "secret",
    "client_secret",
    "api_key",
    "apikey",
    "private_key",
    "access_token",
    "refresh_token",
    "session_token",
    "ssn",
    "social_security_number",
    "credit_card",
    "card_number",
    "cvv",
    "iban",
    "pin",
];

/// Names of claims about a person (OpenID Connect Core section 5.1, and what vendors call the same).
const PERSONAL: [&str; 12] = [
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "upn",
    "email",
    "phone_number",
    "address",
    "birthdate",
    "gender",
];

/// Deeper inside, it is that of a pod or a key as often as that of a person.
const NAME: &str = "name";

/// How the secrets of some services begin.
const BEGINNINGS: [&str; 9] =
    ["ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "sk_live_", "rk_live_", "xoxb-", "xoxp-"];

const DEPTH: usize = 8;
/// More names than these make no sentence.
const TOLD: usize = 4;

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    // what was encrypted is read by its recipient alone
    let is_readable = subject.decryption.is_none() && !subject.was_sealed;
    let Some(root) = subject.claims.object().filter(|_| is_readable) else { return Vec::new() };
    let mut seen = Seen::default();
    seen.walk(root, DEPTH);
    let named = |id, case, state, found: &[(&str, &Node)]| {
        let first = found.first()?;
        let mut names: Vec<&str> = found.iter().map(|(name, _)| *name).collect();
        names.dedup();
        let names: Vec<String> = names.into_iter().take(TOLD).map(shown).collect();
        let outcome = Outcome::new(id, case, state, Group::Hygiene);
        Some(outcome.found(names.join(", ")).at(Part::Payload, first.1.span.clone()))
    };
    [
        named("sensitive-claim", "found", State::Warn, &seen.named),
        named("sensitive-claim", "value", State::Warn, &seen.values),
        named("personal-claim", "found", State::Pass, &seen.personal),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[derive(Default)]
struct Seen<'a> {
    named: Vec<(&'a str, &'a Node)>,
    values: Vec<(&'a str, &'a Node)>,
    personal: Vec<(&'a str, &'a Node)>,
}

impl<'a> Seen<'a> {
    fn walk(&mut self, node: &'a Node, depth: usize) {
        node.members().iter().for_each(|member| self.member(member, depth));
    }

    fn member(&mut self, member: &'a Member, depth: usize) {
        let name = member.key.to_ascii_lowercase().replace('-', "_");
        let found = (member.key.as_str(), &member.value);
        if NAMES.contains(&name.as_str()) && !is_blank(&member.value) {
            return self.named.push(found);
        }
        let is_of_a_person = name != NAME || depth == DEPTH;
        if PERSONAL.contains(&name.as_str()) && is_of_a_person && !is_blank(&member.value) {
            return self.personal.push(found);
        }
        self.value(&member.key, &member.value, depth);
    }

    fn value(&mut self, name: &'a str, node: &'a Node, depth: usize) {
        match &node.value {
            Value::String(text) if is_secret(text) => self.values.push((name, node)),
            Value::String(text) if is_mail_address(text) => self.personal.push((name, node)),
            Value::Object(_) if is_private_key(node) => self.values.push((name, node)),
            Value::Object(_) if depth > 0 => self.walk(node, depth - 1),
            Value::Array(items) if depth > 0 => items.iter().for_each(|item| self.value(name, item, depth - 1)),
            _ => {}
        }
    }
}

/// A flag such as `"password": true` says that there is one, and an empty text or `null` that there is none.
fn is_blank(node: &Node) -> bool {
    match &node.value {
        Value::String(text) => text.is_empty(),
        value => matches!(value, Value::Bool(_) | Value::Null),
    }
}

fn is_private_key(node: &Node) -> bool {
    node.get("kty").is_some() && PRIVATE.iter().any(|name| node.get(name).is_some())
}

fn is_secret(text: &str) -> bool {
    let is_pem = text.contains("-----BEGIN ") && text.contains("PRIVATE KEY-----");
    is_pem
        || BEGINNINGS.iter().any(|start| text.len() >= start.len() + 16 && text.starts_with(start))
        || has_login(text)
}

/// An address with a password in it: `https://name:password@host`.
fn has_login(text: &str) -> bool {
    let Some((_, rest)) = text.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let login = authority.rsplit_once('@').and_then(|(login, _)| login.split_once(':'));
    login.is_some_and(|(name, password)| !name.is_empty() && !password.is_empty())
}

fn is_mail_address(text: &str) -> bool {
    let Some((local, host)) = text.split_once('@') else { return false };
    let is_host = host.contains('.') && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    let is_plain = |c: char| c.is_alphanumeric() || "!#$%&'*+-=?^_{|}~.".contains(c);
    is_host && !local.is_empty() && local.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_secrets_and_addresses_look_like() {
        for secret in [
            "-----BEGIN PRIVATE KEY-----\nMII",
            "-----BEGIN EC PRIVATE KEY-----",
            "ghp_0123456789abcdef",
            "postgres://app:hunter2@db.example/x",
        ] {
            assert!(is_secret(secret), "{secret}");
        }
        for none in
            ["-----BEGIN PUBLIC KEY-----", "ghp_short", "https://a.example/@b:c", "https://u@a.example", "a:b@c"]
        {
            assert!(!is_secret(none), "{none}");
        }
        for mail in ["a@b.example", "a.b+c@d-e.example"] {
            assert!(is_mail_address(mail), "{mail}");
        }
        for none in ["a@b", "@b.example", "a b@c.example", "https://x@b.example", "a@b@c.example"] {
            assert!(!is_mail_address(none), "{none}");
        }
    }
}
