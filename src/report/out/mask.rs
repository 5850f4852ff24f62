//! Masks in the text of a JSON document; all other bytes stay.
//!
//! A value that is masked under its name is a secret wherever else it stands: the address in `email` that is repeated in
//! `upn`, the subject in a sentence of a check. So masking is done twice, and the second time what was learnt counts.

use super::redaction::{Redaction, Taken};
use crate::jose::escape;
use crate::jose::flaw::Facts;
use crate::jose::json::{self, Member, Node, Value};
use crate::jose::token::{Form, Token};
use std::collections::BTreeSet;
use std::ops::Range;

/// What stands for a character of a masked value: one byte, so that the encoded text keeps its length as well.
pub(super) const MASK: char = '*';
/// What stands for a character that was cut. It is in no alphabet of base64, so that nothing decodes it.
pub(super) const CUT: char = '•';
/// Shorter values are masked under their names alone: they would hide half of all words.
const LEARNT_CHARS: usize = 5;
/// A part of a secret that a check names by itself, such as the account in a subject.
const PART_CHARS: usize = 3;
/// More secrets than these are not looked for elsewhere.
const MAX_LEARNT: usize = 512;
/// Tokens and JSON texts in strings are opened so often.
pub(super) const MAX_DEPTH: usize = 6;
/// Members of a key that are secret (RFC 7518 section 6, RFC 9864 and its kind).
const KEY_SECRETS: [&str; 10] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv", "seed"];

/// Facts of messages that are values of a token or of a policy, in whole or in part; the others are names, places and counts.
#[rustfmt::skip]
const VALUES: [&str; 26] = [
    "found", "expected", "value", "characters", "text", "wanted", "account", "namespace", "kid", "login", "other", "date",
    "time", "distance", "exp", "iat", "nbf", "age", "secs", "address", "meant", "near", "first", "last", "evidence", "path",
];

/// A place in a text and what is to stand there.
pub(super) type Edit = (Range<usize>, String);

/// Masks, and remembers what it masked.
pub(super) struct Masker<'a> {
    pub redaction: &'a Redaction,
    pub taken: Taken,
    /// Masked values, raw and as messages show them.
    secrets: BTreeSet<String>,
    /// Those that are long enough to be looked for in other texts, the longest first.
    long: Vec<String>,
}

/// A masked document.
pub(super) struct Masked {
    pub text: String,
    /// Where masked values stood in the text that was given.
    pub spans: Vec<Range<usize>>,
}

impl<'a> Masker<'a> {
    pub fn new(redaction: &'a Redaction) -> Self {
        let taken = Taken { is_redacted: redaction.is_on(), ..Taken::default() };
        Self { redaction, taken, secrets: BTreeSet::new(), long: Vec::new() }
    }

    /// Keeps what was learnt and forgets what was counted.
    pub fn begin_again(&mut self) {
        let is_long = |secret: &&String| secret.chars().nth(LEARNT_CHARS - 1).is_some();
        self.long = self.secrets.iter().filter(is_long).cloned().collect();
        self.long.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        self.taken = Taken { is_redacted: self.redaction.is_on(), ..Taken::default() };
    }

    /// A JSON text with masks; `None` where it is no object or array, for then nothing says what is in it.
    pub fn document(&mut self, text: &str, depth: usize) -> Option<Masked> {
        let root = json::parse(text).ok()?.root;
        if !matches!(root.value, Value::Object(_) | Value::Array(_)) {
            return None;
        }
        let (mut edits, mut spans) = (Vec::new(), Vec::new());
        self.walk(&root, text, depth, &mut edits, &mut spans);
        Some(Masked { text: spliced(text, edits), spans })
    }

    pub fn walk(
        &mut self,
        node: &Node,
        text: &str,
        depth: usize,
        edits: &mut Vec<Edit>,
        spans: &mut Vec<Range<usize>>,
    ) {
        match &node.value {
            Value::Object(members) => {
                let is_key = members.iter().any(|m| m.key == "kty");
                for member in members {
                    match self.hides(member, is_key) {
                        true => {
                            self.learn(&member.value, text);
                            spans.push(member.value.span.clone());
                            edits.push((member.value.span.clone(), mask_of(&member.value, text)));
                        }
                        false => {
                            self.name(member, edits);
                            self.walk(&member.value, text, depth, edits, spans);
                        }
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.walk(item, text, depth, edits, spans)),
            Value::String(content) => {
                let safe = self.string(content, depth);
                if safe != *content {
                    edits.push((node.span.clone(), quoted(&safe)));
                }
            }
            _ => {
                let spelling = node.raw(text).unwrap_or_default();
                if self.long.iter().any(|secret| secret == spelling) {
                    edits.push((node.span.clone(), mask_of(node, text)));
                }
            }
        }
    }

    /// Whether the value of this member is masked; counts it.
    fn hides(&mut self, member: &Member, is_key: bool) -> bool {
        if let Some(name) = self.redaction.masked_name(&member.key) {
            let name = name.to_owned();
            self.taken.claims.insert(name);
            return true;
        }
        let is_secret = self.redaction.signature && is_key && KEY_SECRETS.contains(&member.key.as_str());
        self.taken.key_secrets += usize::from(is_secret);
        is_secret
    }

    /// A member's name may repeat a secret too.
    fn name(&self, member: &Member, edits: &mut Vec<Edit>) {
        let safe = self.scrubbed(&member.key);
        if safe != member.key {
            edits.push((member.key_span.clone(), quoted(&safe)));
        }
    }

    /// The content of a string: a token or a JSON text in it is treated as such.
    fn string(&mut self, content: &str, depth: usize) -> String {
        let start = content.trim_start();
        if start.starts_with(['{', '['])
            && depth < MAX_DEPTH
            && let Some(masked) = self.document(content, depth + 1)
        {
            return masked.text;
        }
        if is_token(content) {
            return self.token(content, depth + 1);
        }
        self.scrubbed(content)
    }

    /// The text with masks in the places of all secrets that are long enough to be recognised.
    pub fn scrubbed(&self, text: &str) -> String {
        let mut out = text.to_owned();
        for secret in &self.long {
            if secret.len() <= out.len() && out.contains(secret.as_str()) {
                out = out.replace(secret.as_str(), &marks(MASK, secret));
            }
        }
        out
    }

    /// A value that a message is filled with: a secret, what holds one, the ends of a long one, or (where it is a `value` and
    /// no name of a claim or an algorithm) a piece of one.
    pub fn fact(&self, text: &str, is_value: bool) -> String {
        let is_piece = |piece: &str, least: usize| {
            let is_long = piece.chars().nth(least - 1).is_some();
            is_long && !piece.bytes().all(|b| b.is_ascii_digit()) && self.secrets.iter().any(|s| s.contains(piece))
        };
        let is_cut_secret = text.split_once('…').is_some_and(|(head, _)| is_piece(head, LEARNT_CHARS));
        if is_cut_secret || is_value && (self.secrets.contains(text) || is_piece(text, PART_CHARS)) {
            return marks(MASK, text);
        }
        self.scrubbed(text)
    }

    /// The facts of a message without secrets; with `all`, nothing that was found in the token stays.
    pub fn facts(&self, facts: &Facts, all: bool) -> Facts {
        facts.names().fold(Facts::new(), |safe, name| {
            let text = facts.value(name).unwrap_or_default();
            let names_key = self.redaction.key_names && matches!(name, "key" | "keys" | "fitting");
            let is_value = VALUES.contains(&name) || names_key;
            safe.with(name, if all && is_value { marks(MASK, text) } else { self.fact(text, is_value) })
        })
    }

    /// Remembers a value and all that is inside it.
    pub fn learn(&mut self, node: &Node, text: &str) {
        match &node.value {
            Value::Object(members) => members.iter().for_each(|m| self.learn(&m.value, text)),
            Value::Array(items) => items.iter().for_each(|item| self.learn(item, text)),
            Value::String(content) => {
                let spelt = node.raw(text).unwrap_or_default();
                let spelt = spelt.get(1..spelt.len().saturating_sub(1)).unwrap_or_default();
                [content.as_str(), spelt].into_iter().for_each(|secret| self.learn_text(secret));
            }
            Value::Number => self.learn_text(node.raw(text).unwrap_or_default()),
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// Remembers a text, as it is and as messages show it.
    pub fn learn_text(&mut self, secret: &str) {
        if secret.is_empty() || self.secrets.len() >= MAX_LEARNT {
            return;
        }
        self.secrets.insert(secret.to_owned());
        self.secrets.insert(escape::visible(secret).into_owned());
    }
}

fn is_token(text: &str) -> bool {
    let text = text.trim();
    text.starts_with("eyJ") && text.contains('.') && Token::read(text).form != Form::Unknown
}

/// As many marks as the text has characters.
pub(super) fn marks(mark: char, text: &str) -> String {
    std::iter::repeat_n(mark, text.chars().count()).collect()
}

/// A string in the place of a value: as many masks as the value has characters. The two booleans and null look alike.
fn mask_of(node: &Node, text: &str) -> String {
    match &node.value {
        Value::String(content) => quoted(&marks(MASK, content)),
        Value::Null | Value::Bool(_) => quoted(&marks(MASK, "value")),
        _ => quoted(&marks(MASK, node.raw(text).unwrap_or_default())),
    }
}

pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The text with every edit made.
pub(super) fn spliced(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (range, with) in edits {
        out.push_str(text.get(done..range.start).unwrap_or_default());
        out.push_str(&with);
        done = range.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        let redaction = Redaction::default();
        let mut masker = Masker::new(&redaction);
        let _ = masker.document(text, 0);
        masker.begin_again();
        masker.document(text, 0).unwrap().text
    }

    #[test]
    fn values_are_masked_where_they_stand_and_nothing_else_changes() {
        assert_eq!(
            masked(
                "{ \"iss\": \"i\",\n \"sub\" : \"alice\", \"x\":[{\"Email\":\"ä@b\"}], \"jti\": 12345, \"n\": 1.50 }"
            ),
            "{ \"iss\": \"i\",\n \"sub\" : \"*****\", \"x\":[{\"Email\":\"***\"}], \"jti\": \"*****\", \"n\": 1.50 }"
        );
        assert_eq!(masked(r#"{"nonce":true,"sid":null,"pin":""}"#), r#"{"nonce":"*****","sid":"*****","pin":""}"#);
        assert_eq!(masked(r#"{"sub":"a","sub":"b"}"#), r#"{"sub":"*","sub":"*"}"#, "each of several");
        assert_eq!(masked(r#"{"address":{"city":"Bonn"}}"#), r#"{"address":"***************"}"#);
    }

    #[test]
    fn what_is_masked_is_masked_wherever_it_stands() {
        assert_eq!(
            masked(r#"{"upn":"mail alice@x.example now","email":"alice@x.example","alice@x.example":1}"#),
            r#"{"upn":"mail *************** now","email":"***************","***************":1}"#
        );
        assert_eq!(masked(r#"{"id":4711471,"sub":4711471}"#), r#"{"id":"*******","sub":"*******"}"#);
        assert_eq!(
            masked(r#"{"sub":"al","role":"al, also"}"#),
            r#"{"sub":"**","role":"al, also"}"#,
            "too short to tell"
        );
    }

    #[test]
    fn keys_and_texts_inside_are_opened() {
        assert_eq!(
            masked(r#"{"cnf":{"jwk":{"kty":"oct","k":"AAAA"}},"k":"kept"}"#),
            r#"{"cnf":{"jwk":{"kty":"oct","k":"****"}},"k":"kept"}"#
        );
        assert_eq!(masked(r#"{"x":"{\"sub\":\"alice\"}"}"#), r#"{"x":"{\"sub\":\"*****\"}"}"#);
    }
}
