//! Making a token: header and payload as they stand, `alg` and `kid` set, signed with a key (RFC 7515 section 5.1).

use super::convert::ConvertError;
use super::forms::marked_unencoded;
use super::{compact_payload, with_string};
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
    /// An encrypted token has no signature.
    #[error("an encrypted token has no signature: open it and sign what is inside, or begin a new token")]
    Encrypted,
    /// The payload is somewhere else.
    #[error("the payload is detached: give it first, and it can be signed")]
    Detached,
    /// A name in two headers (RFC 7515 section 7.2.1).
    #[error("“{name}” stands in the protected and in the unprotected header: leave it in one of them")]
    Overlap {
        /// The name, harmless to show.
        name: String,
    },
    /// More signers than the form has room for.
    #[error("the {form} form has room for one signature, and {count} keys are to sign: use the general form")]
    Several {
        /// "compact" or "flattened".
        form: &'static str,
        /// How many.
        count: usize,
    },
    /// More signatures than are read.
    #[error("{count} signatures are too many: a token has at most {limit} here")]
    TooMany {
        /// How many it would be.
        count: usize,
        /// How many may be.
        limit: usize,
    },
    /// There is no such signature.
    #[error("there is no signature {number} in a list of this token")]
    NoSuchSignature {
        /// Counted from 1.
        number: usize,
    },
    /// Without it the token would be unsigned.
    #[error("a token needs one signature at least: the last one cannot be removed")]
    LastSignature,
    /// The form has no room for what is asked.
    #[error("{0}")]
    Convert(#[from] ConvertError),
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
    let mut fitting: Vec<_> = alg::signing().filter(|a| key.fits(a, Purpose::Sign).is_ok()).collect();
    let rank = |a: &&Algorithm| (key.alg.as_deref() != Some(a.name), token_alg != Some(a.name));
    fitting.sort_by_key(rank);
    fitting
}

/// Signs a token's header and payload. Of a JSON form it is the signature that is seen ([`Token::entry`]); the others stay as
/// they are.
///
/// # Errors
/// The key does not fit, the header is no object, the payload is not there or cannot stand unencoded in a compact token, or
/// the cryptography refuses.
pub fn sign(token: &Token, key: &Key, alg: &'static Algorithm, manner: Manner) -> Result<String, SignError> {
    key.fits(alg, Purpose::Sign).map_err(|misfit| SignError::Misfit {
        key: key.name.clone(),
        alg: alg.name,
        misfit,
    })?;
    if token.form.is_jwe() {
        return Err(SignError::Encrypted);
    }
    let headed = with_headers(token, key, alg, manner)?;
    if !headed.form.is_json() {
        return compact(&headed, key, alg);
    }
    let input = headed.signing_input().filter(|_| headed.has_payload()).ok_or(SignError::Detached)?;
    let signature = crypto::sign(alg, key, &input)?;
    Ok(headed.with_part(Part::Signature, &base64url::encode(&signature)))
}

/// A token that is being typed may lack parts: it gets them.
fn compact(token: &Token, key: &Key, alg: &Algorithm) -> Result<String, SignError> {
    let part = |part| token.encoded_text(part).unwrap_or_default();
    let (header, payload) = (part(Part::Header), part(Part::Payload));
    if token.is_unencoded() {
        compact_payload(payload.as_bytes()).map_err(|what| ConvertError::Payload { what })?;
    }
    let attached = token.signing_input().filter(|_| token.is_detached() && token.has_payload());
    let input = attached.unwrap_or_else(|| format!("{header}.{payload}").into_bytes().into());
    let signature = crypto::sign(alg, key, &input)?;
    Ok(format!("{header}.{payload}.{}", base64url::encode(&signature)))
}

/// The token with `alg` and `kid` set, in the headers where they stand; the very bytes where nothing had to change.
fn with_headers(token: &Token, key: &Key, alg: &Algorithm, manner: Manner) -> Result<Token, SignError> {
    let mut header = match &token.header.content {
        Content::Object(_) => token.header.text.clone(),
        Content::Absent => "{}".to_owned(),
        _ => return Err(SignError::HeaderNotObject),
    };
    let own = token.own_unprotected().map(str::to_owned);
    let mut unprotected = own.clone();
    if !manner.header_as_typed {
        let kid = key.kid.as_deref().map(|kid| ("kid", kid));
        for (name, value) in [("alg", alg.name)].into_iter().chain(kid) {
            match &mut unprotected {
                Some(text) if token.unprotected.member(name).is_some() => *text = with_string(text, name, value)?,
                _ => header = with_string(&header, name, value)?,
            }
        }
        if token.is_unencoded() {
            header = marked_unencoded(&header)?;
        }
    }
    let mut text = token.clone();
    if unprotected != own
        && let Some(unprotected) = unprotected
    {
        text = text.with_text(text.with_part(Part::Unprotected, &unprotected));
    }
    let is_new = token.encoded_text(Part::Header).is_none_or(|encoded| encoded.is_empty());
    let stays_out = is_new && header == "{}" && token.form.is_json();
    if (header == token.header.text && !is_new) || stays_out {
        return Ok(text);
    }
    let header = if manner.keep_white_space { header } else { json::minify(&header) };
    Ok(text.with_text(text.with_part(Part::Header, &base64url::encode(header.as_bytes()))))
}
