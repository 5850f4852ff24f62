//! The parts of a JWE as a token has them, taken once for every key that is tried.

use super::{Decrypted, Jwe, decrypt};
use crate::jose::flaw::Part;
use crate::jose::token::Token;
use crate::keys::Key;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// What a token says, taken apart for [`decrypt`].
pub struct TokenParts<'a> {
    token: &'a Token,
    /// The union of its headers (RFC 7516 section 4).
    pub header: Map<String, Value>,
    protected: Cow<'a, str>,
    aad: Option<Cow<'a, str>>,
}

impl<'a> TokenParts<'a> {
    /// Of a token with one recipient: a compact one, or an entry of the JSON form.
    #[must_use]
    pub fn of(token: &'a Token) -> Self {
        let protected = token.encoded_text(Part::Header).unwrap_or_default();
        Self { token, header: token.jose_header(), protected, aad: token.jwe_aad_text() }
    }

    /// As the cryptography wants them.
    #[must_use]
    pub fn jwe(&self) -> Jwe<'_> {
        Jwe {
            header: &self.header,
            protected: &self.protected,
            aad: self.aad.as_deref(),
            encrypted_key: self.token.bytes(Part::EncryptedKey),
            iv: self.token.bytes(Part::Iv),
            ciphertext: self.token.bytes(Part::Ciphertext),
            tag: self.token.bytes(Part::Tag),
        }
    }
}

/// Opens a token with one key.
#[must_use]
pub fn decrypt_token(token: &Token, key: &Key) -> Decrypted {
    decrypt(&TokenParts::of(token).jwe(), key)
}
