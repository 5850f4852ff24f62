//! Why a JWE could not be opened, and why none could be made.

use super::limits::{MAX_INFLATED_BYTES, MAX_P2C, MIN_P2S_BYTES};
use crate::crypto::CryptoError;
use crate::jose::alg::{Curve, KeyType};
use crate::keys::limits::quoted;
use crate::keys::{KeyError, Misfit};
use thiserror::Error;

/// Why a JWE could not be opened.
///
/// What an attacker could learn from is one and the same error, [`NotAuthentic`](Self::NotAuthentic): a padding, an
/// unwrapped key and a tag that are wrong (RFC 7516 section 11.5).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DecryptError {
    /// The header names no key management algorithm.
    #[error("the header has no `alg` that is a string: it must name the key management algorithm")]
    AlgMissing,
    /// Nobody knows the algorithm.
    #[error("no algorithm is called {}", quoted(name))]
    AlgUnknown {
        /// The `alg` of the header.
        name: String,
    },
    /// The header names no content encryption.
    #[error("the header has no `enc` that is a string: it must name the content encryption")]
    EncMissing,
    /// Nobody knows the content encryption.
    #[error("no content encryption is called {}: choose one such as A256GCM", quoted(name))]
    EncUnknown {
        /// The `enc` of the header.
        name: String,
    },
    /// The key does not fit, is too small or too large, or is broken.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// The protected header cannot be read.
    #[error("the protected header is no base64url of a JSON object")]
    ProtectedUnreadable,
    /// `zip` stands where anybody may change it (RFC 7516 section 4.1.3).
    #[error("`zip` must stand in the protected header, here it does not")]
    ZipUnprotected,
    /// Another compression than DEF.
    #[error("`zip` must be \"DEF\": no other compression is known")]
    ZipUnknown,
    /// What was compressed is larger than what is inflated.
    #[error("the compressed content grows beyond {max_bytes} bytes: it is not inflated further")]
    ZipLimit {
        /// The limit, in bytes.
        max_bytes: usize,
    },
    /// What was decrypted is no raw DEFLATE stream (RFC 1951).
    #[error("the content is not compressed as RFC 1951 says: {problem}")]
    ZipBroken {
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The initialization vector has another length.
    #[error("the initialization vector has {found} bytes, {enc} needs {expected}")]
    IvLength {
        /// The content encryption.
        enc: &'static str,
        /// Bytes it must have.
        expected: usize,
        /// Bytes it has.
        found: usize,
    },
    /// The authentication tag has another length.
    #[error("the authentication tag has {found} bytes, {enc} needs {expected}")]
    TagLength {
        /// The content encryption.
        enc: &'static str,
        /// Bytes it must have.
        expected: usize,
        /// Bytes it has.
        found: usize,
    },
    /// An encrypted key where there must be none (RFC 7516 section 5.2, step 10).
    #[error("the encrypted key has {found} bytes, with {alg} it must be empty")]
    EncryptedKeyPresent {
        /// The key management algorithm.
        alg: &'static str,
        /// Bytes it has.
        found: usize,
    },
    /// The encrypted key has a length that none made for this key and `enc` has.
    #[error("the encrypted key has {found} bytes, {alg} makes {expected} of them for this key and `enc`")]
    EncryptedKeyLength {
        /// The key management algorithm.
        alg: &'static str,
        /// Bytes it must have.
        expected: usize,
        /// Bytes it has.
        found: usize,
    },
    /// The content encryption key has another length.
    #[error("the content encryption key has {found} bits, {enc} needs {expected}")]
    ContentKeyLength {
        /// The content encryption.
        enc: &'static str,
        /// Bits it must have.
        expected: usize,
        /// Bits it has.
        found: usize,
    },
    /// A header parameter that the algorithm needs is not there, or not what it must be.
    #[error("the header parameter `{name}` must be {expected}")]
    Parameter {
        /// Its name.
        name: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// More rounds of PBKDF2 than are computed.
    #[error("`p2c` is above {max}: so many rounds are not computed")]
    P2cHigh {
        /// The limit.
        max: u32,
    },
    /// `p2c` is no positive integer.
    #[error("`p2c` must be a positive integer")]
    P2cInvalid,
    /// The salt is too short.
    #[error("`p2s` has {found} bytes, at least {min_bytes} are needed")]
    P2sShort {
        /// The limit, in bytes.
        min_bytes: usize,
        /// Bytes it has.
        found: usize,
    },
    /// The ephemeral key is on another curve than the recipient's key.
    #[error("`epk` is {} on {}, the key is {kty} on {curve}", quoted(found_kty), quoted(found_crv))]
    EpkMismatch {
        /// The type it must have.
        kty: KeyType,
        /// The curve it must be on.
        curve: Curve,
        /// Its `kty`.
        found_kty: String,
        /// Its `crv`.
        found_crv: String,
    },
    /// The ephemeral key is no point of its curve: whoever sent it may be after the private key.
    #[error("`epk` is no point of {curve}")]
    EpkNotOnCurve {
        /// The curve.
        curve: Curve,
    },
    /// What is agreed on with the ephemeral key is known to everybody (RFC 7748 section 6).
    #[error("`epk` is a point of low order on {curve}: whatever the key, everybody knows what is agreed on")]
    EpkLowOrder {
        /// The curve.
        curve: Curve,
    },
    /// The key is another one, or something was changed.
    #[error("the key does not open the token: it is another one, or the token was changed")]
    NotAuthentic,
}

impl DecryptError {
    /// The stable kebab-case id.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::AlgMissing => "alg-missing",
            Self::AlgUnknown { .. } => "alg-unknown",
            Self::EncMissing => "jwe-enc-missing",
            Self::EncUnknown { .. } => "jwe-enc-unknown",
            Self::Crypto(error) => error.id(),
            Self::ProtectedUnreadable => "jwe-protected-unreadable",
            Self::ZipUnprotected => "jwe-zip-unprotected",
            Self::ZipUnknown => "jwe-zip-unknown",
            Self::ZipLimit { .. } => "jwe-zip-limit",
            Self::ZipBroken { .. } => "jwe-zip-broken",
            Self::IvLength { .. } => "jwe-iv-length",
            Self::TagLength { .. } => "jwe-tag-length",
            Self::EncryptedKeyPresent { .. } => "jwe-encrypted-key-present",
            Self::EncryptedKeyLength { .. } => "jwe-encrypted-key-length",
            Self::ContentKeyLength { .. } => "jwe-content-key-length",
            Self::Parameter { .. } => "jwe-parameter",
            Self::P2cHigh { .. } => "jwe-p2c-high",
            Self::P2cInvalid => "jwe-p2c-invalid",
            Self::P2sShort { .. } => "jwe-p2s-short",
            Self::EpkMismatch { .. } => "jwe-epk-mismatch",
            Self::EpkNotOnCurve { .. } => "jwe-epk-not-on-curve",
            Self::EpkLowOrder { .. } => "okp-low-order",
            Self::NotAuthentic => "jwe-not-authentic",
        }
    }

    pub(super) const ZIP_LIMIT: Self = Self::ZipLimit { max_bytes: MAX_INFLATED_BYTES };
    pub(super) const P2C_HIGH: Self = Self::P2cHigh { max: MAX_P2C };

    pub(super) fn p2s_short(found: usize) -> Self {
        Self::P2sShort { min_bytes: MIN_P2S_BYTES, found }
    }
}

impl From<Misfit> for DecryptError {
    fn from(misfit: Misfit) -> Self {
        Self::Crypto(misfit.into())
    }
}

impl From<KeyError> for DecryptError {
    fn from(error: KeyError) -> Self {
        Self::Crypto(error.into())
    }
}

/// Why no JWE could be made of what was given.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SealError {
    /// There is nobody to encrypt to.
    #[error("there is no recipient: choose a key")]
    NoRecipient,
    /// The algorithm leaves no room for a second recipient (RFC 7516 section 5.1, steps 3 and 6).
    #[error(
        "{alg} is for a single recipient: choose one that wraps the content's key, such as A256KW or ECDH-ES+A256KW"
    )]
    SingleRecipient {
        /// The algorithm.
        alg: &'static str,
    },
    /// A header text is no JSON object.
    #[error("the {header} header is no JSON object: write one, for example {{}}")]
    HeaderNotObject {
        /// "protected", "unprotected" or "recipient's".
        header: &'static str,
    },
    /// A header parameter stands in two headers of one recipient (RFC 7516 section 7.2.1).
    #[error("`{}` stands in two headers: leave it in one", quoted(name))]
    Twice {
        /// Its name.
        name: String,
    },
    /// A header parameter must be protected and is not.
    #[error("`{name}` must stand in the protected header: move it there")]
    Unprotected {
        /// Its name.
        name: &'static str,
    },
    /// A header parameter is not what it must be.
    #[error("the header parameter `{name}` must be {expected}")]
    Parameter {
        /// Its name.
        name: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// The shared secret of `dir` has another length than the content encryption needs.
    #[error("{enc} needs a key of {expected} bits, this one has {found}: choose another `enc` or another key")]
    ContentKeyLength {
        /// The content encryption.
        enc: &'static str,
        /// Bits it must have.
        expected: usize,
        /// Bits it has.
        found: usize,
    },
    /// A number of rounds that no reader should compute.
    #[error("`p2c` must be between 1 and {max}")]
    P2cRange {
        /// The limit.
        max: u32,
    },
    /// A plaintext that no reader should inflate again.
    #[error("at most {max_bytes} bytes are inflated again, these are {found}: leave `zip` out")]
    TooLargeToZip {
        /// The limit, in bytes.
        max_bytes: usize,
        /// Bytes there are.
        found: usize,
    },
}

impl SealError {
    /// The stable kebab-case id.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::NoRecipient => "jwe-no-recipient",
            Self::SingleRecipient { .. } => "jwe-single-recipient",
            Self::HeaderNotObject { .. } => "header-not-object",
            Self::Twice { .. } => "header-parameter-twice",
            Self::Unprotected { .. } => "header-parameter-unprotected",
            Self::Parameter { .. } => "jwe-parameter",
            Self::ContentKeyLength { .. } => "jwe-content-key-length",
            Self::P2cRange { .. } => "jwe-p2c-high",
            Self::TooLargeToZip { .. } => "jwe-zip-limit",
        }
    }
}
