//! Reading what came back. It was written by somebody else: nothing of it is believed without a look.

use super::RemoteError;
use super::error::safe;
use crate::crypto;
use crate::keys::{Key, Note, Noted, json_object};
use crate::ports::FetchAnswer;
use serde_json::Value;

/// A part of a key set that was not taken in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LeftOut {
    /// A stable id.
    pub id: &'static str,
    /// Which part: "key 2 of the set", "the key “a”".
    pub what: String,
    /// Why.
    pub why: String,
}

/// What a key set held.
#[derive(Debug, Default)]
pub(super) struct KeySet {
    pub(super) keys: Vec<Key>,
    pub(super) left_out: Vec<LeftOut>,
    pub(super) remarks: Vec<String>,
}

/// What an issuer's document is called in errors.
const DOCUMENT: &str = "document of an issuer";
/// What a key set is called in errors.
const SET: &str = "JWK Set";

/// Where an issuer's document says that the keys are (RFC 8414 sections 2 and 3.3, OpenID Connect Discovery 1.0 section 4.3).
pub(super) fn jwks_uri(answer: &FetchAnswer, issuer: &str) -> Result<String, RemoteError> {
    let members = object(answer, DOCUMENT)?;
    let text = |member: &str| members.get(member).and_then(Value::as_str);
    let Some(found) = text("issuer") else {
        return Err(RemoteError::NotWhatWasAsked { what: DOCUMENT, why: "it names no issuer".to_owned() });
    };
    if found != issuer {
        return Err(RemoteError::OtherIssuer { asked: safe(issuer), found: safe(found) });
    }
    text("jwks_uri").map(str::to_owned).ok_or(RemoteError::NoJwksUri)
}

/// The public keys of a JWK Set (RFC 7517 section 5).
pub(super) fn key_set(answer: &FetchAnswer) -> Result<KeySet, RemoteError> {
    let members = object(answer, SET)?;
    let no_set = |why: &str| Err(RemoteError::NotWhatWasAsked { what: SET, why: why.to_owned() });
    match members.get("keys") {
        Some(Value::Array(_)) => {}
        Some(_) => return no_set("its member keys is no array"),
        None if members.contains_key("kty") => return no_set("it is a single key without a set around it"),
        None if members.contains_key("jwks_uri") => {
            return no_set("it is an issuer's document: ask by the issuer, or for its jwks_uri");
        }
        None => return no_set("it has no member keys"),
    }
    let imported = crypto::import(&answer.body);
    let left_out = imported.ignored.into_iter();
    let mut set = KeySet {
        left_out: left_out.map(|i| LeftOut { id: "key-unusable", what: i.what, why: i.why.to_string() }).collect(),
        remarks: imported
            .notes
            .iter()
            .filter(|n| is_worth_saying(n))
            .map(|n| format!("{}: {}", n.what, n.note))
            .collect(),
        ..KeySet::default()
    };
    for key in imported.keys {
        if key.is_private() { set.left_out.push(private(&key)) } else { set.keys.push(key) }
    }
    remark_on_type(answer, &mut set);
    match set.left_out.first() {
        _ if !set.keys.is_empty() => Ok(set),
        None => Err(RemoteError::NoKeys { why: "the set is empty".to_owned() }),
        Some(first) => Err(RemoteError::NoKeys { why: format!("{}: {}", first.what, first.why) }),
    }
}

/// Private keys are told one by one.
fn is_worth_saying(noted: &Noted) -> bool {
    !matches!(noted.note, Note::PrivateKeysInSet { .. })
}

fn private(key: &Key) -> LeftOut {
    let what = match &key.kid {
        Some(kid) => format!("the key “{}”", safe(kid)),
        None => "a key without kid".to_owned(),
    };
    let why = "it is a private key or a secret, which the server gives to everybody: tell its owner, and trust no signature made with it";
    LeftOut { id: "jwks-private-key", what, why: why.to_owned() }
}

/// The media type is looked at and not relied on: many servers call everything the same.
fn remark_on_type(answer: &FetchAnswer, set: &mut KeySet) {
    let named = answer.content_type.as_deref().unwrap_or_default();
    let essence = named.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "application/jwk-set+json" | "application/json" => {}
        "" => set.remarks.push("The server does not say what type the answer has; it was read as JSON.".to_owned()),
        other => set.remarks.push(format!("The server calls the answer {}; it was read as JSON.", safe(other))),
    }
}

fn object(answer: &FetchAnswer, what: &'static str) -> Result<serde_json::Map<String, Value>, RemoteError> {
    let wrong = |why: String| RemoteError::NotWhatWasAsked { what, why };
    if answer.body.trim_ascii_start().starts_with(b"<") {
        return Err(RemoteError::WebPage);
    }
    // a byte order mark is let pass (RFC 8259 section 8.1)
    let bytes = answer.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&answer.body);
    let text = std::str::from_utf8(bytes).map_err(|e| wrong(format!("byte {} is not UTF-8", e.valid_up_to())))?;
    json_object(text).map_err(|e| wrong(safe(&e.to_string())))
}
