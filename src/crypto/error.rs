//! Why a cryptographic operation could not be done. A wrong signature is no error: it is an answer.

use super::jwe::SealError;
use crate::keys::{KeyError, Misfit};
use thiserror::Error;

/// Why an operation could not be done.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CryptoError {
    /// The key does not fit the algorithm and the purpose.
    #[error(transparent)]
    Misfit(#[from] Misfit),
    /// No such algorithm or kind of key.
    #[error("there is no kind of key called {name}: try HS256, RS256, ES256 or Ed25519")]
    UnknownKind {
        /// The name, made safe to show.
        name: String,
    },
    /// A size that this kind of key cannot have.
    #[error("{kind} cannot have {bits} bits: {allowed}")]
    Size {
        /// Such as "an RSA key".
        kind: &'static str,
        /// The size asked for.
        bits: u32,
        /// Such as "choose 2048, 3072 or 4096".
        allowed: &'static str,
    },
    /// An RSA key below what the operation takes.
    #[error("the RSA key has {bits} bits, this needs {min_bits}: make a larger key")]
    KeyTooSmall {
        /// Its length.
        bits: u32,
        /// The smallest that is taken.
        min_bits: u32,
    },
    /// An RSA key above what the operation takes.
    #[error("the RSA key has {bits} bits, at most {max_bits} are computed")]
    KeyTooLarge {
        /// Its length.
        bits: u32,
        /// The largest that is taken.
        max_bits: u32,
    },
    /// An RSA public exponent above what the operation takes.
    #[error("the RSA public exponent has {bits} bits, at most {max_bits} are computed: 65537 is usual")]
    ExponentTooLarge {
        /// Its length.
        bits: u32,
        /// The largest that is taken.
        max_bits: u32,
    },
    /// The key itself is broken.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Headers, recipients and choices of a JWE to be made do not go together.
    #[error(transparent)]
    Encryption(#[from] SealError),
    /// A certificate that cannot be made.
    #[error("no certificate can be made: {problem}")]
    Certificate {
        /// What is in the way, and what is needed.
        problem: &'static str,
    },
    /// The cryptographic library refused without saying why.
    #[error("the cryptographic library refused: {doing}")]
    Backend {
        /// What was being done.
        doing: &'static str,
    },
}

impl CryptoError {
    /// The stable kebab-case id.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::Misfit(misfit) => misfit.id(),
            Self::UnknownKind { .. } => "key-kind-unknown",
            Self::Size { .. } => "key-size",
            Self::KeyTooSmall { .. } => "rsa-key-too-small",
            Self::KeyTooLarge { .. } => "rsa-key-too-large",
            Self::ExponentTooLarge { .. } => "rsa-exponent-too-large",
            Self::Key(error) => error.id(),
            Self::Encryption(error) => error.id(),
            Self::Certificate { .. } => "certificate-refused",
            Self::Backend { .. } => "crypto-refused",
        }
    }
}
