//! Making an encrypted token: header and content as they stand, everything else set (RFC 7516 section 5.1).

use super::Shape;
use super::convert::Written;
use crate::crypto::CryptoError;
use crate::crypto::jwe::{self, Encryption, Recipient};
use crate::jose::alg::{self, Algorithm, ContentEncryption, Family};
use crate::jose::json;
use crate::jose::token::Token;
use crate::keys::{Key, Misfit, Purpose};
use serde_json::json;
use thiserror::Error;

/// Why no encrypted token was made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum EncryptError {
    /// No key is chosen.
    #[error("no key is chosen for encrypting: choose the recipient's key in the Keys pane")]
    NoKey,
    /// No algorithm fits the key.
    #[error("no key management algorithm fits the key “{key}” ({kind}): choose another key")]
    NoAlgorithm {
        /// The key's name.
        key: String,
        /// What it is.
        kind: String,
    },
    /// The key cannot be used with the algorithm.
    #[error("the key “{key}” cannot encrypt with {alg}: {misfit}")]
    Misfit {
        /// The key's name.
        key: String,
        /// The algorithm.
        alg: &'static str,
        /// Why not.
        misfit: Misfit,
    },
    /// A form without room for more than one recipient.
    #[error("the {} form has room for one recipient, these are {count}: choose the general form", form.id())]
    SeveralRecipients {
        /// The form.
        form: Shape,
        /// Recipients there are.
        count: usize,
    },
    /// A form without room for something.
    #[error("the compact form has no room for {what}: choose the flattened or the general form, or leave it out")]
    NotCompact {
        /// What it has no room for.
        what: &'static str,
    },
    /// The cryptography refused.
    #[error("encrypting did not work: {0}")]
    Crypto(#[from] CryptoError),
}

/// An encrypted token to be made.
#[derive(Clone, Copy)]
pub struct Envelope<'a> {
    /// The protected header as typed: the text of a JSON object, or nothing.
    pub header: &'a str,
    /// The shared unprotected header: the text of a JSON object; JSON forms only.
    pub unprotected: Option<&'a str>,
    /// To whom.
    pub recipients: &'a [Recipient<'a>],
    /// How the content is encrypted.
    pub enc: &'static ContentEncryption,
    /// Whether the content is compressed; a header with `"zip":"DEF"` asks for it as well.
    pub zip: bool,
    /// Rounds of PBES2; without, those that the header names, else the usual number.
    pub p2c: Option<u32>,
    /// Further octets that are authenticated and not encrypted; JSON forms only.
    pub aad: Option<&'a [u8]>,
    /// How the token is written.
    pub form: Shape,
    /// Leave `kid` and `cty` as the header has them. Without, `kid` is the key's, and `cty` says when a token is inside.
    pub header_as_typed: bool,
    /// The content.
    pub content: &'a [u8],
}

/// Makes an encrypted token.
///
/// With PBES2 this takes up to a second: call it from a worker thread.
///
/// # Errors
/// A key does not fit, the form has no room for what is asked for, a header is no object, or the cryptography refuses.
pub fn encrypt(envelope: &Envelope<'_>) -> Result<String, EncryptError> {
    check_form(envelope)?;
    envelope.recipients.iter().try_for_each(|r| fits(r.key, r.alg))?;
    let typed = if envelope.header.trim().is_empty() { "{}" } else { envelope.header };
    let zip = envelope.zip || string(typed, "zip").as_deref() == Some("DEF");
    let (header, own) = match envelope.header_as_typed {
        true => (typed.to_owned(), envelope.recipients.iter().map(|r| r.header.map(str::to_owned)).collect()),
        false => labelled(envelope, typed),
    };
    let recipients = envelope.recipients.iter().zip(&own);
    let recipients: Vec<_> = recipients.map(|(r, own)| Recipient { header: own.as_deref(), ..*r }).collect();
    let text = jwe::encrypt(&Encryption {
        protected: &header,
        unprotected: envelope.unprotected,
        recipients: &recipients,
        enc: envelope.enc,
        zip,
        p2c: envelope.p2c,
        aad: envelope.aad,
        plaintext: envelope.content,
    })?;
    text.encoded().written(envelope.form).ok_or(EncryptError::NotCompact { what: "unprotected header parameters" })
}

/// The order in which they are offered. RSA1_5 is not: it is deprecated.
#[rustfmt::skip]
const LIKELIEST: [&str; 18] = [
    "RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512", "RSA-OAEP",
    "ECDH-ES+A256KW", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES",
    "A256KW", "A192KW", "A128KW", "A256GCMKW", "A192GCMKW", "A128GCMKW", "dir",
    "PBES2-HS256+A128KW", "PBES2-HS512+A256KW", "PBES2-HS384+A192KW",
];

/// The key management algorithms that this build can encrypt to the key with, the likeliest first: the key's own `alg`, then
/// what is best for its kind; passphrases come last. RSA1_5 is among them only where the key asks for it.
#[must_use]
pub fn key_algorithms(key: &Key) -> Vec<&'static Algorithm> {
    let own = key.alg.as_deref();
    let place = |row: &Algorithm| LIKELIEST.iter().position(|name| *name == row.name);
    let serves = |row: &&Algorithm| {
        key.fits(row, Purpose::Encrypt).is_ok()
            && (place(row).is_some() || own == Some(row.name))
            && (row.family != Family::Direct || content_of_length(key).is_some())
    };
    let mut fitting: Vec<_> = alg::managing().filter(serves).collect();
    fitting.sort_by_key(|row| (own != Some(row.name), place(row)));
    fitting
}

/// The content encryption to begin with: with `dir` the one that the key names or has the length for, else A256GCM.
#[must_use]
pub fn default_enc(alg: &Algorithm, key: &Key) -> &'static ContentEncryption {
    let direct = (alg.family == Family::Direct).then(|| {
        let named = key.alg.as_deref().and_then(alg::find_content);
        named.or_else(|| content_of_length(key))
    });
    direct.flatten().or_else(|| alg::find_content("A256GCM")).unwrap_or(&alg::CONTENT[0])
}

/// The first content encryption, GCM before CBC, whose key is as long as this one.
fn content_of_length(key: &Key) -> Option<&'static ContentEncryption> {
    let bytes = usize::try_from(key.bits() / 8).ok()?;
    alg::CONTENT.iter().find(|content| content.key_len == bytes)
}

/// `cty` for content that is a token itself (RFC 7519 section 5.2).
#[must_use]
pub fn content_type(content: &[u8]) -> Option<&'static str> {
    let token = Token::inside(std::str::from_utf8(content).ok()?)?;
    (!token.form.is_json()).then_some("JWT")
}

fn check_form(envelope: &Envelope<'_>) -> Result<(), EncryptError> {
    let (form, count) = (envelope.form, envelope.recipients.len());
    match form {
        _ if count == 0 => Err(EncryptError::NoKey),
        Shape::Compact | Shape::Flattened if count > 1 => Err(EncryptError::SeveralRecipients { form, count }),
        Shape::Compact if envelope.aad.is_some_and(|aad| !aad.is_empty()) => {
            Err(EncryptError::NotCompact { what: "additional authenticated data (aad)" })
        }
        Shape::Compact if envelope.unprotected.is_some() || envelope.recipients.iter().any(|r| r.header.is_some()) => {
            Err(EncryptError::NotCompact { what: "an unprotected header" })
        }
        _ => Ok(()),
    }
}

fn fits(key: &Key, alg: &'static Algorithm) -> Result<(), EncryptError> {
    let wrong = |misfit| EncryptError::Misfit { key: key.name.clone(), alg: alg.name, misfit };
    key.fits(alg, Purpose::Encrypt).map_err(wrong)
}

/// The protected header, and each recipient's own, with `kid` and `cty`.
fn labelled(envelope: &Envelope<'_>, typed: &str) -> (String, Vec<Option<String>>) {
    let mut header = typed.to_owned();
    let shared = envelope.unprotected.unwrap_or_default();
    if let Some(cty) = content_type(envelope.content).filter(|_| !has(typed, "cty") && !has(shared, "cty")) {
        header = set(&header, "cty", cty);
    }
    let mut own: Vec<_> = envelope.recipients.iter().map(|r| r.header.map(str::to_owned)).collect();
    match (envelope.recipients, own.as_mut_slice()) {
        ([only], [None]) if !has(shared, "kid") => {
            header = only.key.kid.as_deref().map_or_else(|| header.clone(), |kid| set(&header, "kid", kid));
        }
        (recipients, own) if !has(shared, "kid") && !has(typed, "kid") => {
            for (recipient, own) in recipients.iter().zip(own) {
                if let Some(kid) = &recipient.key.kid {
                    *own = Some(set(own.as_deref().unwrap_or("{}"), "kid", kid));
                }
            }
        }
        _ => {}
    }
    (header, own)
}

/// The text of the last string member of that name.
fn string(text: &str, name: &str) -> Option<String> {
    json::parse(text).ok()?.root.get(name)?.as_str().map(str::to_owned)
}

fn has(text: &str, name: &str) -> bool {
    json::parse(text).is_ok_and(|parsed| parsed.root.get(name).is_some())
}

/// Sets a string member unless it has this value. A text that is no object stays: the cryptography says so.
fn set(text: &str, name: &str, value: &str) -> String {
    if string(text, name).as_deref() == Some(value) {
        return text.to_owned();
    }
    json::set_member(text, name, &json!(value).to_string()).unwrap_or_else(|_| text.to_owned())
}
