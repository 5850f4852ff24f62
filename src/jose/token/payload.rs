//! What a payload is, when it is no claims set: a JWS may sign any bytes (RFC 7515 section 2).

use super::document::Content;
use super::{Form, Token};
use crate::jose::cbor;

/// What the bytes of a payload are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PayloadKind {
    /// Nothing: empty, detached, or the payload of a JWE, which takes a key.
    Empty,
    /// A JSON object: a claims set (RFC 7519 section 4).
    Claims,
    /// Other JSON.
    Json,
    /// Text.
    Text,
    /// One item of CBOR, in diagnostic notation (RFC 8949 section 8).
    Cbor(String),
    /// A compact token (RFC 7519 section 5.2: a nested one).
    Token,
    /// Bytes of no known kind.
    Bytes,
}

impl Token {
    /// The token that a payload or plaintext is, if it is one (RFC 7519 section 5.2). What `cty` says is not asked: many leave
    /// it out.
    #[must_use]
    pub fn inside(text: &str) -> Option<Self> {
        let text = text.trim();
        // the first letter of every encoded header is an e: `{` and what can follow it
        let in_one_line = text.starts_with('e') && text.contains('.');
        let in_json = text.starts_with('{') && ["\"ciphertext\"", "\"signature"].iter().any(|m| text.contains(m));
        let token = (in_one_line || in_json).then(|| Self::read(text))?;
        (token.form != Form::Unknown && token.alg().is_some()).then_some(token)
    }

    /// What the payload is.
    #[must_use]
    pub fn payload_kind(&self) -> PayloadKind {
        let hint = ["cty", "typ"].iter().filter_map(|name| self.parameter(name)?.1.as_str());
        let says_cbor =
            hint.map(str::to_ascii_lowercase).any(|h| ["cbor", "cwt", "cose"].iter().any(|c| h.contains(c)));
        PayloadKind::of(self.payload_bytes(), &self.payload.content, says_cbor)
    }
}

impl PayloadKind {
    /// Of decoded bytes and what they are as a document. `says_cbor`: the header announces CBOR.
    ///
    /// Short CBOR is often readable text as well, and nearly every byte alone is an item: without the announcement only an
    /// array, a map or a tagged item that is no text counts.
    #[must_use]
    pub fn of(bytes: &[u8], content: &Content, says_cbor: bool) -> Self {
        let item = || cbor::diagnostic(bytes).map(Self::Cbor);
        match content {
            _ if bytes.is_empty() => Self::Empty,
            Content::Object(_) => Self::Claims,
            _ if says_cbor && let Some(kind) = item() => kind,
            Content::OtherJson(_) => Self::Json,
            _ if std::str::from_utf8(bytes).is_ok_and(|text| Token::inside(text).is_some()) => Self::Token,
            _ if is_text(bytes) => Self::Text,
            _ if bytes.first().is_some_and(|b| matches!(b >> 5, 4..=6))
                && let Some(kind) = item() =>
            {
                kind
            }
            _ => Self::Bytes,
        }
    }
}

/// UTF-8 without control characters but those of layout.
fn is_text(bytes: &[u8]) -> bool {
    let is_plain = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
    std::str::from_utf8(bytes).is_ok_and(|text| text.chars().all(is_plain))
}
