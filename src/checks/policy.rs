//! What the person in front of the workbench expects of a token.

use serde::{Deserialize, Serialize};

/// Expectations. Everything is optional: what is not expected is *not checked*, and the report says so.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// The allowed `alg` values; empty: those that fit the key's type and its own `alg` (RFC 8725 section 3.1).
    pub algorithms: Vec<String>,
    /// Any of these issuers (RFC 7519 section 4.1.1).
    pub issuers: Vec<String>,
    /// Any of these audiences (RFC 7519 section 4.1.3).
    pub audiences: Vec<String>,
    /// The subject (RFC 7519 section 4.1.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The `typ` header parameter (RFC 8725 section 3.11).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub typ: Option<String>,
    /// The `nonce` claim (OpenID Connect Core section 3.1.3.7).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// Claims that must be there.
    pub required: Vec<String>,
    /// Accepted difference between clocks, in seconds.
    pub leeway_secs: u64,
    /// Greatest accepted age since `iat`, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_age_secs: Option<u64>,
    /// How many of several signatures must hold (RFC 7515 section 5.2 leaves it to the application).
    #[serde(skip_serializing_if = "SignatureRule::is_default")]
    pub signatures: SignatureRule,
    /// An SD-JWT must come with a key binding (RFC 9901 section 7.3): the verifier's choice, never the token's.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub require_key_binding: bool,
    /// Warnings refuse too.
    pub strict: bool,
}

/// How many of several signatures must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SignatureRule {
    /// Every one.
    #[default]
    All,
    /// One is enough.
    Any,
    /// So many.
    #[serde(untagged)]
    AtLeast(usize),
}

impl SignatureRule {
    fn is_default(&self) -> bool {
        *self == Self::All
    }

    /// How many of so many signatures must hold. Never none: a rule of 0 would accept what nobody signed.
    #[must_use]
    pub fn needed(self, of: usize) -> usize {
        match self {
            Self::All => of.max(1),
            Self::Any => 1,
            Self::AtLeast(count) => count.max(1),
        }
    }
}
