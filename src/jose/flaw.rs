//! What is odd about a text that could be read all the same: the flaw, where it is, and the facts a person needs.

use std::ops::Range;

/// A part of a token (RFC 7515 section 7.1, RFC 7516 section 7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// The protected header.
    Header,
    /// The JWS payload.
    Payload,
    /// The JWS signature.
    Signature,
    /// The JWE encrypted key.
    EncryptedKey,
    /// The JWE initialization vector.
    Iv,
    /// The JWE ciphertext.
    Ciphertext,
    /// The JWE authentication tag.
    Tag,
    /// The JWE additional authenticated data, the member `aad` (RFC 7516 section 7.2.1).
    Aad,
    /// A disclosure of an SD-JWT (RFC 9901 section 4.2).
    Disclosure,
    /// The key binding JWT of an SD-JWT (RFC 9901 section 4.3).
    KeyBinding,
    /// An unprotected header of a JSON serialization.
    Unprotected,
    /// The token as a whole.
    Token,
}

impl Part {
    /// The parts of a compact JWS, in order.
    pub const JWS: [Self; 3] = [Self::Header, Self::Payload, Self::Signature];
    /// The parts of a compact JWE, in order.
    pub const JWE: [Self; 5] = [Self::Header, Self::EncryptedKey, Self::Iv, Self::Ciphertext, Self::Tag];

    /// The stable id, as `--json` prints it.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Payload => "payload",
            Self::Signature => "signature",
            Self::EncryptedKey => "encrypted_key",
            Self::Iv => "iv",
            Self::Ciphertext => "ciphertext",
            Self::Tag => "tag",
            Self::Aad => "aad",
            Self::Disclosure => "disclosure",
            Self::KeyBinding => "key_binding",
            Self::Unprotected => "unprotected",
            Self::Token => "token",
        }
    }

    /// The name people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Header => "Header",
            Self::Payload => "Payload",
            Self::Signature => "Signature",
            Self::EncryptedKey => "Encrypted key",
            Self::Iv => "Initialization vector",
            Self::Ciphertext => "Ciphertext",
            Self::Tag => "Authentication tag",
            Self::Aad => "Additional data",
            Self::Disclosure => "Disclosure",
            Self::KeyBinding => "Key binding",
            Self::Unprotected => "Unprotected header",
            Self::Token => "Token",
        }
    }
}

/// Named values that fill the placeholders of a prose text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts(Vec<(&'static str, String)>);

impl Facts {
    /// No facts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same facts and one more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.push((name, value.into()));
        self
    }

    /// The value of that name.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| *n == name).map(|(_, v)| v.as_str())
    }

    /// The names, in order.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.0.iter().map(|(n, _)| *n)
    }
}

/// One oddity of a token's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// Stable kebab-case id; its prose is in `assets/teach/checks.toml`.
    pub id: &'static str,
    /// Where it is.
    pub part: Part,
    /// First byte, counted in the decoded part (for [`Part::Token`]: in the token's text).
    pub at: usize,
    /// Length in bytes, counted as `at` is.
    pub length: usize,
    /// The same place in the token's text, for underlining.
    pub encoded: Range<usize>,
    /// Values for the prose.
    pub facts: Facts,
}
