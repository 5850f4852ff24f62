//! Making a token: header and payload as they stand, `alg` and `kid` set, signed with a key (RFC 7515 section 5.1).

use crate::crypto::{self, CryptoError};
use crate::jose::alg::{self, Algorithm};
use crate::jose::base64url;
use crate::jose::flaw::Part;
use crate::jose::json;
use crate::jose::token::{Content, Token};
use crate::keys::{Key, Misfit, Purpose};
use thiserror::Error;

/// Why no token was made.
#[derive(Debug, Error)]
pub enum SignError {
    /// No key is chosen.
    #[error("no key is chosen for signing: choose one in the Keys pane")]
    NoKey,
    /// No algorithm fits the key.
    #[error("no signature algorithm of this version fits the key “{key}” ({kind}): choose another key")]
    NoAlgorithm {
        /// The key's name.
        key: String,
        /// What it is.
        kind: String,
    },
    /// The key cannot be used with the algorithm.
    #[error("the key “{key}” cannot sign with {alg}: {misfit}")]
    Misfit {
        /// The key's name.
        key: String,
        /// The algorithm.
        alg: &'static str,
        /// Why not.
        misfit: Misfit,
    },
    /// An editor holds text that is no JSON yet.
    #[error("the {part} cannot be signed yet: line {line}, column {column}: {error}")]
    Unfinished {
        /// "header" or "claims".
        part: &'static str,
        /// Line of the error.
        line: usize,
        /// Column of the error.
        column: usize,
        /// What is wrong.
        error: String,
    },
    /// The header is not a JSON object.
    #[error("the header is not a JSON object: write one, for example {{\"typ\":\"JWT\"}}")]
    HeaderNotObject,
    /// The header asks for an unencoded payload (RFC 7797).
    #[error(
        "the header says \"b64\": false, and unencoded payloads cannot be signed yet: remove b64 and its crit entry"
    )]
    Unencoded,
    /// The cryptography refused.
    #[error("signing did not work: {0}")]
    Crypto(#[from] CryptoError),
}

/// How to sign.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// Leave `alg` and `kid` as the header has them.
    pub header_as_typed: bool,
    /// Keep the header's white space.
    pub keep_white_space: bool,
}

/// The algorithms that this build can sign with and that fit the key, the likeliest first: the key's own `alg`, then the
/// token's.
#[must_use]
pub fn algorithms(key: &Key, token_alg: Option<&str>) -> Vec<&'static Algorithm> {
    let mut fitting: Vec<_> = alg::served().filter(|a| key.fits(a, Purpose::Sign).is_ok()).collect();
    let rank = |a: &&Algorithm| (key.alg.as_deref() != Some(a.name), token_alg != Some(a.name));
    fitting.sort_by_key(rank);
    fitting
}

/// Signs a token's header and payload.
///
/// # Errors
/// The key does not fit, the header is no object, or the cryptography refuses.
pub fn sign(token: &Token, key: &Key, alg: &'static Algorithm, manner: Manner) -> Result<String, SignError> {
    key.fits(alg, Purpose::Sign).map_err(|misfit| SignError::Misfit {
        key: key.name.clone(),
        alg: alg.name,
        misfit,
    })?;
    if token.header.member("b64").and_then(json::Node::as_bool) == Some(false) {
        return Err(SignError::Unencoded);
    }
    let header = header_part(token, key, alg, manner)?;
    let payload = token.segment(Part::Payload).and_then(|s| token.text.get(s.range.clone())).unwrap_or_default();
    let signing_input = format!("{header}.{payload}");
    let signature = crypto::sign(alg, key, signing_input.as_bytes())?;
    Ok(format!("{signing_input}.{}", base64url::encode(&signature)))
}

/// The encoded header; the very bytes of the token's where nothing had to change.
fn header_part(token: &Token, key: &Key, alg: &Algorithm, manner: Manner) -> Result<String, SignError> {
    let encoded = token.segment(Part::Header).and_then(|s| token.text.get(s.range.clone())).unwrap_or_default();
    let text = match &token.header.content {
        Content::Object(_) => token.header.text.clone(),
        Content::Absent => "{}".to_owned(),
        _ => return Err(SignError::HeaderNotObject),
    };
    let mut changed = text.clone();
    if !manner.header_as_typed {
        changed = with_string(&changed, "alg", alg.name)?;
        if let Some(kid) = &key.kid {
            changed = with_string(&changed, "kid", kid)?;
        }
    }
    if changed == text && !encoded.is_empty() {
        return Ok(encoded.to_owned());
    }
    let changed = if manner.keep_white_space { changed } else { json::minify(&changed) };
    Ok(base64url::encode(changed.as_bytes()))
}

/// Sets a string member, unless the last of that name has this value already.
fn with_string(text: &str, name: &str, value: &str) -> Result<String, SignError> {
    let parsed = json::parse(text).map_err(|_| SignError::HeaderNotObject)?;
    if parsed.root.get(name).and_then(json::Node::as_str) == Some(value) {
        return Ok(text.to_owned());
    }
    let value = serde_json::Value::from(value).to_string();
    json::set_member(text, name, &value).map_err(|_| SignError::HeaderNotObject)
}
