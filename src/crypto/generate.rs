//! Making new keys.

use super::{CryptoError, complete, ecdsa, ml_dsa, random};
use crate::jose::alg::{self, Algorithm, CONTENT, Curve, Family, KeyType};
use crate::keys::limits::{MAX_SECRET_BYTES, quoted};
use crate::keys::{Key, KeyError, Material, Misfit, Secret, from_pkcs8};
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{EcdsaKeyPair, RsaKeyPair};
use std::str::FromStr;

/// The sizes of RSA keys that are made, in bits.
pub const RSA_BITS: [u32; 4] = [2048, 3072, 4096, 8192];

/// What kind of key, and how large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyShape {
    /// A secret of so many bytes.
    Secret {
        /// Its length.
        bytes: usize,
    },
    /// RSA with a modulus of so many bits: one of [`RSA_BITS`].
    Rsa {
        /// Its length.
        bits: u32,
    },
    /// An EC key: P-256, P-384, P-521 or secp256k1.
    Ec {
        /// The curve.
        curve: Curve,
    },
    /// An octet key pair: Ed25519, Ed448, X25519 or X448.
    Okp {
        /// The curve.
        curve: Curve,
    },
    /// A key pair that is for one algorithm by its nature (RFC 9964).
    Akp {
        /// The algorithm: ML-DSA-44, ML-DSA-65 or ML-DSA-87.
        alg: &'static str,
    },
}

impl KeyShape {
    /// A key on this curve.
    #[must_use]
    pub fn on(curve: Curve) -> Self {
        if curve.key_type() == KeyType::Ec { Self::Ec { curve } } else { Self::Okp { curve } }
    }
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
    /// A key for an algorithm, be it one that signs or one that manages the key of a JWE. Without a size: a secret as long
    /// as the hash or the AES key, else of 256 bits; RSA with 2048 bits; the first of the curves (P-256 for ECDH-ES).
    ///
    /// # Errors
    /// [`CryptoError::Size`] for a size that such a key cannot have, [`CryptoError::Misfit`] for `none`.
    pub fn for_alg(alg: &'static Algorithm, bits: Option<u32>) -> Result<Self, CryptoError> {
        let shape = match alg.family {
            Family::Hmac => secret(bits.unwrap_or(u32::from(alg.hash_bits)))?,
            Family::Pbes2 => secret(bits.unwrap_or(256))?,
            Family::Direct => content_secret(bits.unwrap_or(256))?,
            Family::KeyWrap | Family::GcmKeyWrap => match bits {
                Some(bits) if bits != u32::from(alg.wrap_bits) => return Err(fixed(bits)),
                _ => secret(u32::from(alg.wrap_bits))?,
            },
            Family::RsaPkcs1 | Family::RsaPss | Family::RsaEncryption => rsa(bits.unwrap_or(2048))?,
            Family::Ecdsa | Family::EdDsa | Family::EcdhEs => curve(alg, bits)?,
            Family::MlDsa => match bits {
                Some(bits) => return Err(fixed(bits)),
                None => KeyShape::Akp { alg: alg.name },
            },
            Family::None => return Err(Misfit::NoSignature { alg: alg.name }.into()),
        };
        Ok(Self { shape, alg: Some(alg.name) })
    }

    /// The same of another size.
    ///
    /// # Errors
    /// [`CryptoError::Size`] for a size that such a key cannot have.
    pub fn sized(self, bits: u32) -> Result<Self, CryptoError> {
        let shape = match (self.alg.and_then(alg::find), self.shape) {
            (Some(row), _) => return Self::for_alg(row, Some(bits)),
            (None, KeyShape::Secret { .. }) => secret(bits)?,
            (None, KeyShape::Rsa { .. }) => rsa(bits)?,
            (None, KeyShape::Ec { curve } | KeyShape::Okp { curve }) if curve.bits() == bits => self.shape,
            (None, _) => {
                let allowed = "its kind fixes its size";
                return Err(CryptoError::Size { kind: "this key", bits, allowed });
            }
        };
        Ok(Self { shape, ..self })
    }

    /// The same on another curve: ECDH-ES and `EdDSA` leave a choice.
    ///
    /// # Errors
    /// [`CryptoError::Misfit`] when the algorithm does not take keys on this curve.
    pub fn on(self, curve: Curve) -> Result<Self, CryptoError> {
        if let Some(alg) = self.alg.and_then(alg::find).filter(|alg| !alg.curves.contains(&curve)) {
            let (expected, found) = (alg.curves, curve);
            return Err(match alg.key_type.filter(|_| expected.is_empty()) {
                Some(expected) => Misfit::KeyType { alg: alg.name, expected, found: curve.key_type() },
                None => Misfit::Curve { alg: alg.name, expected, found },
            }
            .into());
        }
        Ok(Self { shape: KeyShape::on(curve), ..self })
    }
}

/// Reads the name of an algorithm ("HS256", "ECDH-ES"), a curve ("P-256", "X25519") or a key type ("oct", "RSA").
impl FromStr for KeySpec {
    type Err = CryptoError;

    fn from_str(name: &str) -> Result<Self, CryptoError> {
        if let Some(alg) = alg::find(name) {
            return Self::for_alg(alg, None);
        }
        let shape = match (name, Curve::named(name)) {
            ("oct", _) => KeyShape::Secret { bytes: 32 },
            ("RSA", _) => KeyShape::Rsa { bits: 2048 },
            (_, Some(curve)) => KeyShape::on(curve),
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

/// The secret of `dir` is the content encryption key itself (RFC 7518 section 4.5).
fn content_secret(bits: u32) -> Result<KeyShape, CryptoError> {
    let allowed = "choose what `enc` needs: 128, 192, 256, 384 or 512";
    let shape = secret(bits)?;
    let is_needed = |shape| CONTENT.iter().any(|enc| shape == KeyShape::Secret { bytes: enc.key_len });
    if is_needed(shape) { Ok(shape) } else { Err(CryptoError::Size { kind: "this secret", bits, allowed }) }
}

fn rsa(bits: u32) -> Result<KeyShape, CryptoError> {
    key_size(bits).map(|_| KeyShape::Rsa { bits })
}

fn key_size(bits: u32) -> Result<KeySize, CryptoError> {
    match bits {
        2048 => Ok(KeySize::Rsa2048),
        3072 => Ok(KeySize::Rsa3072),
        4096 => Ok(KeySize::Rsa4096),
        8192 => Ok(KeySize::Rsa8192),
        _ => Err(CryptoError::Size { kind: "an RSA key", bits, allowed: "choose 2048, 3072, 4096 or 8192" }),
    }
}

/// The size picks one of the algorithm's curves; most have one only.
fn curve(alg: &Algorithm, bits: Option<u32>) -> Result<KeyShape, CryptoError> {
    let fits = |curve: &&Curve| bits.is_none_or(|bits| curve.bits() == bits);
    match (alg.curves.iter().find(fits), alg.curves) {
        (Some(curve), _) => Ok(KeyShape::on(*curve)),
        (None, [_]) => Err(fixed(bits.unwrap_or_default())),
        (None, _) => {
            let allowed = "choose the size of one of its curves";
            Err(CryptoError::Size { kind: "this key", bits: bits.unwrap_or_default(), allowed })
        }
    }
}

fn fixed(bits: u32) -> CryptoError {
    CryptoError::Size { kind: "this key", bits, allowed: "the algorithm fixes its size" }
}

/// Makes a new key: its `alg` as asked for, its `use` as the algorithm has it, without a name and a `kid`.
///
/// RSA takes up to a minute (8192 bits): call it from a worker thread.
///
/// # Errors
/// [`CryptoError`] for a shape that cannot be made, or when the library fails.
pub fn generate(spec: &KeySpec) -> Result<Key, CryptoError> {
    let mut key = Key::new(material(spec.shape)?);
    let row = spec.alg.and_then(alg::find);
    key.alg = spec.alg.map(str::to_owned).or(key.alg);
    key.usage = row.map(|row| if row.manages_keys() { "enc" } else { "sig" }.to_owned());
    complete(&mut key)?;
    Ok(key)
}

/// The private half; the public one comes from [`complete()`] where it is not there yet.
fn material(shape: KeyShape) -> Result<Material, CryptoError> {
    let failed = || CryptoError::Backend { doing: "making a key" };
    Ok(match shape {
        KeyShape::Secret { bytes: 0 } => return Err(KeyError::EmptySecret.into()),
        KeyShape::Secret { bytes } => Material::Oct(Secret::new(random(bytes)?)),
        KeyShape::Rsa { bits } => {
            let pair = RsaKeyPair::generate(key_size(bits)?).map_err(|_| failed())?;
            from_pkcs8(pair.as_der().map_err(|_| failed())?.as_ref())?
        }
        KeyShape::Ec { curve } => {
            let unknown = || CryptoError::UnknownKind { name: format!("EC on {curve}") };
            let signer = ecdsa::signer(curve).ok_or_else(unknown)?;
            let pair = EcdsaKeyPair::generate(signer).map_err(|_| failed())?;
            from_pkcs8(pair.to_pkcs8v1().map_err(|_| failed())?.as_ref())?
        }
        KeyShape::Okp { curve } => {
            let d = Some(Secret::new(random(curve.coordinate_len())?));
            Material::Okp { curve, x: Vec::new(), d }
        }
        KeyShape::Akp { alg } => {
            let seed = Some(Secret::new(random(ml_dsa::SEED_LEN)?));
            Material::Akp { alg: alg.to_owned(), public: Vec::new(), seed }
        }
    })
}
