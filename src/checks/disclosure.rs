//! What an SD-JWT discloses and whether its key binding holds: the findings that the report makes and that the checks judge.

use super::{Verification, VerificationState};
use crate::jose::json::Value;
use crate::jose::numeric_date::NumericDate;
use crate::jose::sd_jwt::{DigestAlgorithm, Fault, Hidden, Problem, SdJwtText};
use crate::jose::token::{Document, Token};
use crate::keys::Key;
use std::sync::Arc;

/// An SD-JWT with its disclosures put where they belong (RFC 9901 section 7.1).
#[derive(Debug, Clone, PartialEq)]
pub struct Processed {
    /// The pieces of the text.
    pub text: SdJwtText,
    /// The processed payload: the claims to judge.
    pub claims: Document,
    /// The digest algorithm; `None` where it is not known.
    pub algorithm: Option<DigestAlgorithm>,
    /// Every disclosure, in the order of the text.
    pub disclosures: Vec<DisclosureLine>,
    /// The digests without a disclosure: claims that were kept back, or decoys.
    pub hidden: Vec<Hidden>,
    /// The rules that are broken; with any of them the SD-JWT must be rejected.
    pub problems: Vec<Problem>,
    /// The key binding token, where there is one.
    pub key_binding: Option<KeyBinding>,
}

impl Processed {
    /// How many digests have no disclosure.
    #[must_use]
    pub fn hidden_count(&self) -> usize {
        self.hidden.iter().map(|h| h.count).sum()
    }

    /// Whether the key that the issuer named made the key binding. It proves something only with the issuer's signature valid.
    #[must_use]
    pub fn is_bound(&self) -> bool {
        self.key_binding.as_ref().is_some_and(|kb| kb.finding.state == VerificationState::Valid)
    }
}

/// A disclosure as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisclosureLine {
    /// The claim's name; `None` for an array element and where it cannot be read.
    pub name: Option<String>,
    /// The value's exact JSON text; empty where it cannot be read.
    pub value: String,
    /// The salt.
    pub salt: String,
    /// Its digest in base64url; empty where none could be computed.
    pub digest: String,
    /// The JSON Pointer (RFC 6901) of its value in the processed payload; `None` where it belongs nowhere.
    pub path: Option<String>,
    /// The disclosure in whose value its digest stands, counted from 0; `None` for the payload itself.
    pub parent: Option<usize>,
    /// Why it cannot be read.
    pub fault: Option<Fault>,
}

/// A key binding token (RFC 9901 section 4.3) and what became of its signature.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyBinding {
    /// The token, taken apart.
    pub token: Token,
    /// The holder's public key, as the issuer named it in `cnf`.
    pub holder: Result<Arc<Key>, NoHolderKey>,
    /// Whether that key made the signature.
    pub finding: Verification,
    /// The `sd_hash` that belongs to what is presented; `None` where the digest algorithm is not known.
    pub expected_hash: Option<String>,
}

impl KeyBinding {
    /// The times it names, with their claims: `iat`, `exp` and `nbf`, as far as they are numbers.
    #[must_use]
    pub fn dates(&self) -> Vec<(&'static str, NumericDate)> {
        let payload = &self.token.payload;
        let date = |name| {
            let node = payload.member(name).filter(|n| n.value == Value::Number)?;
            Some((name, NumericDate::parse(payload.spelled(node))?))
        };
        ["iat", "exp", "nbf"].into_iter().filter_map(date).collect()
    }
}

/// Why there is no key to check a key binding with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoHolderKey {
    /// The payload has no `cnf`, or it is no object.
    Missing,
    /// `cnf` names a key without giving it.
    Elsewhere {
        /// Its members, such as `kid` or `jkt`.
        members: String,
    },
    /// `cnf.jwk` is a secret or a private key: whoever reads the token has it.
    Exposed,
    /// `cnf.jwk` cannot be used.
    Broken {
        /// Why.
        error: String,
    },
}
