//! What became of a signature: the finding that the report makes with keys, and that the checks judge.

use crate::keys::{Key, Misfit};
use std::sync::Arc;

/// The four things that can be said of a signature (`signature.state` of `--json`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerificationState {
    /// A key verified it.
    Valid,
    /// The key that was to verify it does not.
    Invalid,
    /// No verdict, for the reason given.
    NotChecked,
    /// The token has no signature to check.
    Absent,
}

impl VerificationState {
    /// The stable id, as `--json` prints it.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::NotChecked => "not-checked",
            Self::Absent => "none",
        }
    }
}

/// Why a signature was judged as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The cryptography said so.
    Computed,
    /// There is no token to judge.
    NoToken,
    /// No key was given and none is kept.
    NoKeys,
    /// Checking was switched off.
    NoneChosen,
    /// The chosen key is no longer there.
    KeyGone {
        /// Its name.
        name: String,
    },
    /// The header names a key that is not here.
    UnknownKid {
        /// The `kid`.
        kid: String,
    },
    /// The header names no key, and only `kid` may choose.
    NoKid,
    /// None of the keys has the type that the algorithm takes.
    NoneFits {
        /// How many keys were looked at.
        keys: usize,
    },
    /// Every fitting key was tried, none made this signature.
    NoneMatches {
        /// How many were tried.
        tried: usize,
    },
    /// Somebody stopped the search for a key.
    Stopped {
        /// How many were tried.
        tried: usize,
        /// How many there were to try.
        of: usize,
    },
    /// The chosen key cannot be used with the token's algorithm.
    Misfit {
        /// The key.
        key: String,
        /// Why not.
        misfit: Misfit,
    },
    /// The key is below what the cryptography accepts at all.
    KeyTooSmall {
        /// The key.
        key: String,
        /// Its size in bits.
        bits: u32,
    },
    /// The key's numbers are unusable.
    KeyUnusable {
        /// The key.
        key: String,
        /// What the library says.
        error: String,
    },
    /// `alg` is missing or no string.
    NoAlg,
    /// No standard knows this `alg`.
    UnknownAlg,
    /// `alg` is `none`.
    Unsecured,
    /// A JWE: encrypted, not signed.
    Encrypted,
    /// The payload is not in the token, and was not given (RFC 7515 appendix F).
    Detached,
    /// A JWE that was opened, and what is inside was not signed.
    OnlyEncrypted,
    /// A JWE that was opened: the token inside has a signature of its own.
    SignedInside,
    /// The only key at hand opened the token around this one; it did not sign this one.
    OnlyOpened {
        /// Its name.
        key: String,
    },
    /// A part is missing.
    Cut,
}

/// The finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// What can be said.
    pub state: VerificationState,
    /// Why.
    pub reason: Reason,
    /// The key that was used: the one that verified it, or the one chosen.
    pub key: Option<Arc<Key>>,
    /// Another key that is here and verifies it, where the chosen one does not.
    pub fitting: Option<Arc<Key>>,
}

impl Verification {
    /// A finding without a key.
    #[must_use]
    pub fn not_checked(reason: Reason) -> Self {
        Self { state: VerificationState::NotChecked, reason, key: None, fitting: None }
    }
}
