//! Making new keys.

use super::{CryptoError, complete, random};
use crate::jose::alg::{self, Algorithm, Curve, Family};
use crate::keys::limits::{MAX_SECRET_BYTES, quoted};
use crate::keys::{Key, Material, Secret, from_pkcs8};
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, RsaKeyPair,
};
use std::str::FromStr;
use zeroize::Zeroizing;

/// What kind of key, and how large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyShape {
    /// A secret of so many bytes.
    Secret {
        /// Its length.
        bytes: usize,
    },
    /// RSA with a modulus of so many bits: 2048, 3072 or 4096.
    Rsa {
        /// Its length.
        bits: u32,
    },
    /// An EC key on P-256 or P-384.
    Ec {
        /// The curve.
        curve: Curve,
    },
    /// An Ed25519 key.
    Ed25519,
}

/// What key to make: its shape, and the algorithm that it will be bound to, if any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySpec {
    /// Kind and size.
    pub shape: KeyShape,
    /// The `alg` of the new key.
    pub alg: Option<&'static str>,
}

impl KeySpec {
    /// A key for an algorithm. Without a size: a secret as long as the hash, RSA with 2048 bits.
    ///
    /// # Errors
    /// [`CryptoError::NotServed`], or [`CryptoError::Size`] for a size that such a key cannot have.
    pub fn for_alg(alg: &'static Algorithm, bits: Option<u32>) -> Result<Self, CryptoError> {
        if !alg.served {
            return Err(CryptoError::NotServed { alg: alg.name });
        }
        let shape = match alg.family {
            Family::Hmac => secret(bits.unwrap_or(u32::from(alg.hash_bits)))?,
            Family::RsaPkcs1 | Family::RsaPss => rsa(bits.unwrap_or(2048))?,
            _ => curve(alg, bits)?,
        };
        Ok(Self { shape, alg: Some(alg.name) })
    }
}

/// Reads the name of an algorithm ("HS256", "ES384"), a curve ("P-256") or a key type ("oct", "RSA").
impl FromStr for KeySpec {
    type Err = CryptoError;

    fn from_str(name: &str) -> Result<Self, CryptoError> {
        if let Some(alg) = alg::find(name).filter(|a| a.signs()) {
            return Self::for_alg(alg, None);
        }
        let shape = match name {
            "oct" => KeyShape::Secret { bytes: 32 },
            "RSA" => KeyShape::Rsa { bits: 2048 },
            "P-256" => KeyShape::Ec { curve: Curve::P256 },
            "P-384" => KeyShape::Ec { curve: Curve::P384 },
            _ => return Err(CryptoError::UnknownKind { name: quoted(name) }),
        };
        Ok(Self { shape, alg: None })
    }
}

fn secret(bits: u32) -> Result<KeyShape, CryptoError> {
    let bytes = usize::try_from(bits / 8).unwrap_or(usize::MAX);
    if !bits.is_multiple_of(8) || bytes == 0 || bytes > MAX_SECRET_BYTES {
        return Err(CryptoError::Size { kind: "a secret", bits, allowed: "choose whole bytes, at most 65536" });
    }
    Ok(KeyShape::Secret { bytes })
}

fn rsa(bits: u32) -> Result<KeyShape, CryptoError> {
    key_size(bits).map(|_| KeyShape::Rsa { bits })
}

fn key_size(bits: u32) -> Result<KeySize, CryptoError> {
    match bits {
        2048 => Ok(KeySize::Rsa2048),
        3072 => Ok(KeySize::Rsa3072),
        4096 => Ok(KeySize::Rsa4096),
        _ => Err(CryptoError::Size { kind: "an RSA key", bits, allowed: "choose 2048, 3072 or 4096" }),
    }
}

/// The algorithm fixes the curve, and the curve the size.
fn curve(alg: &Algorithm, bits: Option<u32>) -> Result<KeyShape, CryptoError> {
    let (shape, fixed) = match alg.curves.first() {
        Some(Curve::Ed25519) => (KeyShape::Ed25519, 256),
        Some(curve @ Curve::P256) => (KeyShape::Ec { curve: *curve }, 256),
        Some(curve @ Curve::P384) => (KeyShape::Ec { curve: *curve }, 384),
        _ => return Err(CryptoError::NotServed { alg: alg.name }),
    };
    match bits {
        Some(bits) if bits != fixed => {
            Err(CryptoError::Size { kind: "this key", bits, allowed: "the algorithm fixes its size" })
        }
        _ => Ok(shape),
    }
}

/// Makes a new key: its `alg` as asked for, its `use` then `sig`, without a name and a `kid`.
///
/// RSA takes up to some seconds: call it from a worker thread.
///
/// # Errors
/// [`CryptoError`] for a shape that cannot be made, or when the library fails.
pub fn generate(spec: &KeySpec) -> Result<Key, CryptoError> {
    let failed = CryptoError::Backend { doing: "making a key" };
    let material = match spec.shape {
        KeyShape::Secret { bytes: 0 } => return Err(crate::keys::KeyError::EmptySecret.into()),
        KeyShape::Secret { bytes } => Material::Oct(Secret::new(random(bytes)?)),
        KeyShape::Rsa { bits } => {
            let pair = RsaKeyPair::generate(key_size(bits)?).map_err(|_| failed.clone())?;
            from_pkcs8(pair.as_der().map_err(|_| failed)?.as_ref())?
        }
        KeyShape::Ec { curve } => {
            let signer = match curve {
                Curve::P256 => &ECDSA_P256_SHA256_FIXED_SIGNING,
                Curve::P384 => &ECDSA_P384_SHA384_FIXED_SIGNING,
                _ => return Err(CryptoError::UnknownKind { name: curve.name().to_owned() }),
            };
            let pair = EcdsaKeyPair::generate(signer).map_err(|_| failed.clone())?;
            from_pkcs8(pair.to_pkcs8v1().map_err(|_| failed)?.as_ref())?
        }
        KeyShape::Ed25519 => {
            let seed = Zeroizing::new(random(32)?);
            Material::Okp { curve: Curve::Ed25519, x: Vec::new(), d: Some(Secret::new(seed.to_vec())) }
        }
    };
    let mut key = Key::new(material);
    key.alg = spec.alg.map(str::to_owned);
    key.usage = spec.alg.map(|_| "sig".to_owned());
    complete(&mut key)?;
    Ok(key)
}
