//! Key material as values: parse and write every format, describe, thumbprint (RFC 7517, RFC 7638).
//!
//! Nothing here computes a signature or reads a file. Secret octets live in [`Secret`]: zeroized on drop, redacted in
//! `Debug`, without `Display` or `Serialize`.

mod about;
mod asn1;
mod asn1_write;
mod budget;
mod certificate;
mod chain;
mod chain_write;
mod describe;
mod encrypted_jwk;
mod error;
mod export;
mod fit;
mod health;
mod import;
mod json;
mod jwk;
mod jwk_write;
mod known;
pub mod limits;
mod low_order;
mod names;
mod note;
mod octets;
mod openssh;
mod openssh_write;
mod pem;
#[cfg_attr(not(feature = "pkcs12"), expect(dead_code, reason = "opened by the feature alone"))]
pub(crate) mod pkcs12;
mod ring;
mod sealed;
mod secret;
mod secret_text;
mod snippet;
mod weakness;

pub use about::{About, Origin, Source};
pub(crate) use asn1::{Structure, from_pkcs8, spki_point, value_len};
pub(crate) use asn1_write::{pkcs1, pkcs8, uncompressed};
pub(crate) use budget::Budget;
pub use certificate::Certificate;
pub(crate) use encrypted_jwk::says_encrypted_jwk;
pub use error::{Base64Flaw, KeyError};
pub use export::{Format, export};
pub use fit::{Misfit, Purpose};
pub use health::{Finding, Severity, health};
pub use import::{Ignored, Imported, Locked, Noted, import};
pub(crate) use import::{Opener, import_with};
pub(crate) use json::parse_object as json_object;
pub use known::{known_secret, known_secrets};
pub use limits::UnlockLimits;
pub use note::Note;
pub(crate) use octets::to_base64url;
pub(crate) use openssh::{is_open, is_openssh_text};
pub(crate) use openssh_write::private_key as openssh_private;
pub(crate) use pem::write as write_pem;
pub use ring::KeyRing;
#[cfg(feature = "pkcs12")]
pub(crate) use sealed::{Bag, BagContent};
pub(crate) use sealed::{Closed, Content, LegacyCipher, Sealed, Unsealed};
pub use secret::Secret;
pub use secret_text::{Guess, SecretEncoding};
pub(crate) use snippet::secret_variable;
pub use weakness::Weakness;

use crate::jose::alg::{Algorithm, Curve, Family, KeyType};

/// One key and what is known about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Key {
    /// What people call it; unique in a vault. Never part of the cryptography.
    pub name: String,
    /// The octets.
    pub material: Material,
    /// `kid` (RFC 7517 section 4.5): a label that a token may point to.
    pub kid: Option<String>,
    /// `alg` (RFC 7517 section 4.4): the one algorithm the key is for, where it says so.
    pub alg: Option<String>,
    /// `use` (RFC 7517 section 4.2): `sig` or `enc`.
    pub usage: Option<String>,
    /// `key_ops` (RFC 7517 section 4.3).
    pub key_ops: Vec<String>,
    /// Members of the JWK that this program has no field for, kept as they came.
    pub other: serde_json::Map<String, serde_json::Value>,
    /// Notes about the key, which stay in the vault.
    pub about: About,
}

/// The octets of a key. Numbers are unsigned, big-endian; RSA integers have no leading zero, EC coordinates and OKP keys
/// have their curve's full length.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Material {
    /// A shared secret (`kty` oct).
    Oct(Secret),
    /// RSA: modulus and public exponent, and the private half where it is there.
    Rsa {
        /// Modulus.
        n: Vec<u8>,
        /// Public exponent.
        e: Vec<u8>,
        /// The private half.
        private: Option<RsaPrivate>,
    },
    /// An elliptic curve point and its scalar (`kty` EC).
    Ec {
        /// The curve.
        curve: Curve,
        /// First coordinate.
        x: Vec<u8>,
        /// Second coordinate.
        y: Vec<u8>,
        /// The private scalar.
        d: Option<Secret>,
    },
    /// An octet key pair (`kty` OKP, RFC 8037).
    Okp {
        /// The curve.
        curve: Curve,
        /// The public key.
        x: Vec<u8>,
        /// The private key (the seed, for Ed25519 and Ed448).
        d: Option<Secret>,
    },
    /// An algorithm key pair (`kty` AKP, RFC 9964).
    Akp {
        /// The algorithm, which the key must name.
        alg: String,
        /// The public key.
        public: Vec<u8>,
        /// The private seed.
        seed: Option<Secret>,
    },
}

/// Whether the private half of a key goes along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Private {
    /// The whole key, fit for signing and to be kept secret.
    Include,
    /// The public half only, fit to be shown to anybody.
    Omit,
}

/// The private half of an RSA key (RFC 7518 section 6.3.2).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RsaPrivate {
    /// Private exponent.
    pub d: Secret,
    /// First prime.
    pub p: Secret,
    /// Second prime.
    pub q: Secret,
    /// `d mod (p - 1)`.
    pub dp: Secret,
    /// `d mod (q - 1)`.
    pub dq: Secret,
    /// `q⁻¹ mod p`.
    pub qi: Secret,
}

impl Key {
    /// A key that is material alone: without a name and without any label but the `alg` that an AKP key must have.
    #[must_use]
    pub fn new(material: Material) -> Self {
        let alg = match &material {
            Material::Akp { alg, .. } => Some(alg.clone()),
            _ => None,
        };
        Self {
            name: String::new(),
            material,
            kid: None,
            alg,
            usage: None,
            key_ops: Vec::new(),
            other: serde_json::Map::new(),
            about: About::default(),
        }
    }

    /// The issuer that the key was fetched from.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.about.source.as_ref()?.issuer.as_deref()
    }

    /// The `kty`.
    #[must_use]
    pub fn key_type(&self) -> KeyType {
        match self.material {
            Material::Oct(_) => KeyType::Oct,
            Material::Rsa { .. } => KeyType::Rsa,
            Material::Ec { .. } => KeyType::Ec,
            Material::Okp { .. } => KeyType::Okp,
            Material::Akp { .. } => KeyType::Akp,
        }
    }

    /// The curve, for EC and OKP keys.
    #[must_use]
    pub fn curve(&self) -> Option<Curve> {
        match self.material {
            Material::Ec { curve, .. } | Material::Okp { curve, .. } => Some(curve),
            _ => None,
        }
    }

    /// Whether the key can sign: it holds a secret or a private half.
    #[must_use]
    pub fn is_private(&self) -> bool {
        match &self.material {
            Material::Oct(_) => true,
            Material::Rsa { private, .. } => private.is_some(),
            Material::Ec { d, .. } | Material::Okp { d, .. } => d.is_some(),
            Material::Akp { seed, .. } => seed.is_some(),
        }
    }

    /// Size in bits: of the secret, the modulus or the curve; of an AKP key the length of its public half.
    #[must_use]
    pub fn bits(&self) -> u32 {
        match &self.material {
            Material::Oct(k) => bits_of_bytes(k.expose().len()),
            Material::Rsa { n, .. } => bits_of(n),
            Material::Ec { curve, .. } | Material::Okp { curve, .. } => curve.bits(),
            Material::Akp { public, .. } => bits_of_bytes(public.len()),
        }
    }

    /// Length in bytes of the signatures that the key makes with an algorithm that fits it, where it is known.
    #[must_use]
    pub fn signature_len(&self, alg: &Algorithm) -> Option<usize> {
        match &self.material {
            Material::Rsa { n, .. } => Some(n.len()),
            Material::Okp { curve: Curve::Ed25519, .. } => Some(64),
            Material::Okp { curve: Curve::Ed448, .. } => Some(114),
            _ => alg.signature_len,
        }
    }

    /// Whether type and curve fit the algorithm (not its `alg`, `use` or `key_ops`).
    #[must_use]
    pub fn shape_fits(&self, alg: &Algorithm) -> bool {
        alg.family != Family::None
            && alg.key_type.is_none_or(|t| t == self.key_type())
            && (alg.curves.is_empty() || self.curve().is_some_and(|c| alg.curves.contains(&c)))
    }
}

/// Length of a big-endian number in bits.
pub(crate) fn bits_of(number: &[u8]) -> u32 {
    let zeros = number.iter().take_while(|b| **b == 0).count();
    let digits = number.get(zeros..).unwrap_or_default();
    bits_of_bytes(digits.len()) - digits.first().map_or(0, |b| b.leading_zeros())
}

fn bits_of_bytes(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX / 8).saturating_mul(8)
}
