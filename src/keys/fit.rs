//! Whether a key may be used with an algorithm: asked before any cryptography, which is what makes the confusion of key
//! types (an RSA public key taken for an HMAC secret) impossible.

use super::{Key, Material};
use crate::jose::alg::{Algorithm, Curve, Family, KeyType, find_content};
use std::fmt;
use thiserror::Error;

/// What a key is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Making a signature.
    Sign,
    /// Checking one.
    Verify,
    /// Encrypting a token to the key.
    Encrypt,
    /// Opening one.
    Decrypt,
}

impl Purpose {
    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::Verify => "verify",
            Self::Encrypt => "encrypt",
            Self::Decrypt => "decrypt",
        }
    }

    /// Whether it is about signatures; the others are about encryption.
    #[must_use]
    pub fn is_about_signatures(self) -> bool {
        matches!(self, Self::Sign | Self::Verify)
    }

    /// The `use` that a key for it may have (RFC 7517 section 4.2).
    #[must_use]
    pub fn usage(self) -> &'static str {
        if self.is_about_signatures() { "sig" } else { "enc" }
    }

    /// The `key_ops` of which a key for it must have one (RFC 7517 section 4.3).
    #[must_use]
    pub fn operations(self) -> &'static [&'static str] {
        match self {
            Self::Sign => &["sign"],
            Self::Verify => &["verify"],
            Self::Encrypt => &["encrypt", "wrapKey", "deriveKey", "deriveBits"],
            Self::Decrypt => &["decrypt", "unwrapKey", "deriveKey", "deriveBits"],
        }
    }

    /// The `key_ops` of which a key must have one to be used for it with this algorithm.
    #[must_use]
    pub fn operations_with(self, alg: &Algorithm) -> &'static [&'static str] {
        match (self, alg.family) {
            (Self::Encrypt, Family::Direct) => &["encrypt"],
            (Self::Decrypt, Family::Direct) => &["decrypt"],
            (Self::Encrypt | Self::Decrypt, Family::EcdhEs | Family::Pbes2) => &["deriveKey", "deriveBits"],
            (Self::Encrypt, _) => &["wrapKey", "encrypt"],
            (Self::Decrypt, _) => &["unwrapKey", "decrypt"],
            _ => self.operations(),
        }
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a key does not fit an algorithm and a purpose.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Misfit {
    /// The algorithm makes no signatures at all: `none`, or one of JWE.
    #[error("{alg} makes no signatures: choose a signature algorithm")]
    NoSignature {
        /// The algorithm.
        alg: &'static str,
    },
    /// The algorithm encrypts nothing: it signs.
    #[error("{alg} does not encrypt: choose a key management algorithm such as RSA-OAEP-256 or ECDH-ES")]
    NoEncryption {
        /// The algorithm.
        alg: &'static str,
    },
    /// The key is of another type.
    #[error("{alg} needs a key of type {expected}, this one is {found}")]
    KeyType {
        /// The algorithm.
        alg: &'static str,
        /// The type it needs.
        expected: KeyType,
        /// The type there is.
        found: KeyType,
    },
    /// The key is on another curve.
    #[error("{alg} needs a key on {}, this one is on {found}", names(expected))]
    Curve {
        /// The algorithm.
        alg: &'static str,
        /// The curves it may be on.
        expected: &'static [Curve],
        /// The curve there is.
        found: Curve,
    },
    /// The key says that it is for another algorithm (RFC 7517 section 4.4).
    #[error("the key is for {} only, not for {alg}", super::limits::quoted(key_alg))]
    OtherAlgorithm {
        /// The algorithm.
        alg: &'static str,
        /// The `alg` of the key.
        key_alg: String,
    },
    /// The secret has another length than the algorithm takes (RFC 7518 sections 4.4 and 4.7).
    #[error("{alg} needs a key of {expected} bits, this one has {found}")]
    Length {
        /// The algorithm.
        alg: &'static str,
        /// The length it needs, in bits.
        expected: u32,
        /// The length there is, in bits.
        found: u32,
    },
    /// The key's `use` is for something else (RFC 7517 section 4.2).
    #[error("the key's `use` is {}, to {purpose} needs {}", super::limits::quoted(usage), purpose.usage())]
    Use {
        /// The operation that is wanted.
        purpose: Purpose,
        /// The `use` of the key.
        usage: String,
    },
    /// The key's `key_ops` lacks the operation (RFC 7517 section 4.3).
    #[error("the key's `key_ops` does not allow it to {purpose}")]
    KeyOps {
        /// The operation that is wanted.
        purpose: Purpose,
        /// The operations that are allowed.
        key_ops: Vec<String>,
    },
    /// A public key can neither sign nor decrypt.
    #[error("this is a public key: to {purpose} needs the private one")]
    NotPrivate {
        /// The operation that is wanted.
        purpose: Purpose,
    },
    /// An empty secret: anybody can sign with it.
    #[error("the secret is empty: anybody has it")]
    EmptySecret,
}

impl Misfit {
    /// The stable kebab-case id.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::NoSignature { .. } => "alg-no-signature",
            Self::NoEncryption { .. } => "alg-no-encryption",
            Self::KeyType { .. } | Self::Curve { .. } | Self::OtherAlgorithm { .. } | Self::Length { .. } => {
                "alg-key-mismatch"
            }
            Self::Use { .. } | Self::KeyOps { .. } => "jwk-use-conflict",
            Self::NotPrivate { .. } => "key-not-private",
            Self::EmptySecret => "hmac-key-empty",
        }
    }
}

impl Key {
    /// Whether the key may be used with the algorithm for the purpose.
    ///
    /// # Errors
    /// The first [`Misfit`]: what the key is comes before what it says about itself, that before what it lacks.
    pub fn fits(&self, alg: &Algorithm, purpose: Purpose) -> Result<(), Misfit> {
        self.check_shape(alg, purpose)?;
        self.check_labels(alg, purpose)?;
        if matches!(purpose, Purpose::Sign | Purpose::Decrypt) && !self.is_private() {
            return Err(Misfit::NotPrivate { purpose });
        }
        match &self.material {
            Material::Oct(secret) if secret.expose().is_empty() => Err(Misfit::EmptySecret),
            Material::Oct(_) => self.check_length(alg),
            _ => Ok(()),
        }
    }

    fn check_shape(&self, alg: &Algorithm, purpose: Purpose) -> Result<(), Misfit> {
        if purpose.is_about_signatures() && !alg.signs() {
            return Err(Misfit::NoSignature { alg: alg.name });
        }
        if !purpose.is_about_signatures() && !alg.manages_keys() {
            return Err(Misfit::NoEncryption { alg: alg.name });
        }
        let found = self.key_type();
        if let Some(expected) = alg.key_type.filter(|t| *t != found) {
            return Err(Misfit::KeyType { alg: alg.name, expected, found });
        }
        if alg.curves.is_empty() {
            return Ok(());
        }
        match self.curve() {
            None => Err(Misfit::KeyType { alg: alg.name, expected: alg.key_type.unwrap_or(KeyType::Ec), found }),
            Some(found) if !alg.curves.contains(&found) => {
                Err(Misfit::Curve { alg: alg.name, expected: alg.curves, found })
            }
            Some(_) => Ok(()),
        }
    }

    fn check_labels(&self, alg: &Algorithm, purpose: Purpose) -> Result<(), Misfit> {
        if let Some(key_alg) = self.own_alg().filter(|own| !same_algorithm(own, alg, self.curve())) {
            return Err(Misfit::OtherAlgorithm { alg: alg.name, key_alg: key_alg.to_owned() });
        }
        if let Some(usage) = self.usage.as_deref().filter(|u| *u != purpose.usage()) {
            return Err(Misfit::Use { purpose, usage: usage.to_owned() });
        }
        if !self.allows_one_of(purpose, purpose.operations_with(alg)) {
            return Err(Misfit::KeyOps { purpose, key_ops: self.key_ops.clone() });
        }
        Ok(())
    }

    /// AES keys have one length each. `dir` takes the length that `enc` asks for, which decrypting looks at.
    fn check_length(&self, alg: &Algorithm) -> Result<(), Misfit> {
        let expected = u32::from(alg.wrap_bits);
        let is_aes = matches!(alg.family, Family::KeyWrap | Family::GcmKeyWrap);
        if is_aes && self.bits() != expected {
            return Err(Misfit::Length { alg: alg.name, expected, found: self.bits() });
        }
        Ok(())
    }

    /// The algorithm the key is bound to: an AKP key always is (RFC 9964).
    fn own_alg(&self) -> Option<&str> {
        match &self.material {
            Material::Akp { alg, .. } => Some(alg),
            _ => self.alg.as_deref(),
        }
    }
}

/// Whether the key's `alg` names this algorithm. `EdDSA` and the name of the key's curve are the same thing (RFC 9864
/// section 2.2). A key for `dir` may name the content encryption (RFC 7520 section 5.6); decrypting looks whether it is the
/// token's.
fn same_algorithm(key_alg: &str, alg: &Algorithm, curve: Option<Curve>) -> bool {
    let of_the_curve = curve.filter(|c| matches!(c, Curve::Ed25519 | Curve::Ed448)).map(Curve::name);
    let edwards = |name: &str| name == "EdDSA" || Some(name) == of_the_curve;
    key_alg == alg.name
        || (alg.family == Family::EdDsa && edwards(key_alg) && edwards(alg.name))
        || (alg.family == Family::Direct && find_content(key_alg).is_some())
}

fn names(curves: &[Curve]) -> String {
    curves.iter().map(|c| c.name()).collect::<Vec<_>>().join(" or ")
}
