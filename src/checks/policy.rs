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
    /// The method of the request that a DPoP proof was made for (RFC 9449 section 4.3).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub htm: Option<String>,
    /// The address of that request; query and fragment do not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub htu: Option<String>,
    /// The hash of the access token that came with the proof: base64url of its SHA-256.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ath: Option<String>,
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
    /// What must be filled in before this policy accepts any token: a preset cannot know whom you trust.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
}

impl Policy {
    /// What must still be filled in.
    #[must_use]
    pub fn blanks(&self) -> Vec<Need> {
        self.needs.iter().copied().filter(|need| self.is_blank(*need)).collect()
    }

    fn is_blank(&self, need: Need) -> bool {
        match need {
            Need::Algorithms => self.algorithms.is_empty(),
            Need::Issuers => self.issuers.is_empty(),
            Need::Audiences => self.audiences.is_empty(),
            Need::Subject => self.subject.is_none(),
            Need::Typ => self.typ.is_none(),
            Need::Nonce => self.nonce.is_none(),
            Need::Htm => self.htm.is_none(),
            Need::Htu => self.htu.is_none(),
            Need::Ath => self.ath.is_none(),
        }
    }
}

/// A value that only the person who checks can know. Written as the claim or header parameter that it is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Need {
    /// The algorithms.
    #[serde(rename = "alg")]
    Algorithms,
    /// The issuers.
    #[serde(rename = "iss")]
    Issuers,
    /// The audiences.
    #[serde(rename = "aud")]
    Audiences,
    /// The subject.
    #[serde(rename = "sub")]
    Subject,
    /// The kind of token.
    #[serde(rename = "typ")]
    Typ,
    /// The nonce.
    #[serde(rename = "nonce")]
    Nonce,
    /// The method of a request.
    #[serde(rename = "htm")]
    Htm,
    /// The address of a request.
    #[serde(rename = "htu")]
    Htu,
    /// The hash of an access token.
    #[serde(rename = "ath")]
    Ath,
}

impl Need {
    /// Every one.
    pub const ALL: [Self; 9] = [
        Self::Algorithms,
        Self::Issuers,
        Self::Audiences,
        Self::Subject,
        Self::Typ,
        Self::Nonce,
        Self::Htm,
        Self::Htu,
        Self::Ath,
    ];

    /// The claim or header parameter.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Algorithms => "alg",
            Self::Issuers => "iss",
            Self::Audiences => "aud",
            Self::Subject => "sub",
            Self::Typ => "typ",
            Self::Nonce => "nonce",
            Self::Htm => "htm",
            Self::Htu => "htu",
            Self::Ath => "ath",
        }
    }
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
