//! A new key with all that people choose about it: what it is, its labels, a certificate.

use super::{CryptoError, KeySpec, certify, generate, random, thumbprint};
use crate::jose::alg::{self, Algorithm, Curve, Family};
use crate::jose::numeric_date::NumericDate;
use crate::keys::{Key, Material, Misfit, Origin, Source};
use jiff::Timestamp;

/// The `kid` of a new key (RFC 7517 section 4.5).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum KidChoice {
    /// None.
    #[default]
    Unset,
    /// Its thumbprint (RFC 7638).
    Thumbprint,
    /// The day it was made (UTC) and four letters of chance: `2026-11-22-ab12`.
    Date,
    /// A text of one's own.
    Own(String),
}

/// The `use` of a new key (RFC 7517 section 4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum UseChoice {
    /// None.
    Unset,
    /// What its algorithm or its curve is for; none where that says nothing.
    #[default]
    Suited,
    /// `sig`.
    Signatures,
    /// `enc`.
    Encryption,
}

/// A self-signed certificate for a new key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateSpec {
    /// Its common name, which is subject and issuer.
    pub subject: String,
    /// For how many days it is good, from the key's making on.
    pub days: u32,
}

/// A key to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// Kind and size, and the algorithm that it is for, if any.
    pub spec: KeySpec,
    /// Its `kid`.
    pub kid: KidChoice,
    /// Whether `alg` is set, where it is for one algorithm.
    pub sets_alg: bool,
    /// Its `use`.
    pub usage: UseChoice,
    /// Whether `key_ops` is set, where something says what the key is for.
    pub sets_key_ops: bool,
    /// A certificate in `x5c`.
    pub certificate: Option<CertificateSpec>,
}

impl NewKey {
    /// A key of this kind with the labels that go without saying: `alg` and `use` of its algorithm.
    #[must_use]
    pub fn of(spec: KeySpec) -> Self {
        let usage = if spec.alg.is_some() { UseChoice::Suited } else { UseChoice::Unset };
        Self { spec, kid: KidChoice::Unset, sets_alg: true, usage, sets_key_ops: false, certificate: None }
    }

    /// Makes it. RSA takes up to a minute: call it from a worker thread.
    ///
    /// # Errors
    /// What [`generate()`] and [`certify()`] say; [`CryptoError::Misfit`] for a `use` that contradicts the algorithm.
    pub fn make(&self, now: NumericDate) -> Result<Key, CryptoError> {
        // what is refused is better known before the work
        let usage = self.usage()?;
        let mut key = generate(&self.spec)?;
        let row = self.spec.alg.and_then(alg::find);
        if !self.sets_alg && !matches!(key.material, Material::Akp { .. }) {
            key.alg = None;
        }
        key.usage = usage.map(str::to_owned);
        if self.sets_key_ops {
            key.key_ops = operations(&key, row, usage).iter().map(|op| (*op).to_owned()).collect();
        }
        key.kid = self.kid(&key, now)?;
        key.about.source = Some(Source { origin: Origin::Generated, place: String::new(), issuer: None, at: now });
        if let Some(certificate) = &self.certificate {
            certify(&mut key, &certificate.subject, now, certificate.days)?;
        }
        Ok(key)
    }

    /// The `use` that it will have.
    ///
    /// # Errors
    /// [`CryptoError::Misfit`] where that contradicts its algorithm or curve.
    pub fn usage(&self) -> Result<Option<&'static str>, CryptoError> {
        let suited = self.spec.suited_use();
        let row = self.spec.alg.and_then(alg::find);
        match (self.usage, suited) {
            (UseChoice::Unset, _) => Ok(None),
            (UseChoice::Suited, suited) => Ok(suited),
            (UseChoice::Signatures, Some("enc")) => {
                Err(Misfit::NoSignature { alg: row.map_or("a key for key agreement", |row| row.name) }.into())
            }
            (UseChoice::Encryption, Some("sig")) => {
                Err(Misfit::NoEncryption { alg: row.map_or("a key for signatures", |row| row.name) }.into())
            }
            (UseChoice::Signatures, _) => Ok(Some("sig")),
            (UseChoice::Encryption, _) => Ok(Some("enc")),
        }
    }

    fn kid(&self, key: &Key, now: NumericDate) -> Result<Option<String>, CryptoError> {
        Ok(match &self.kid {
            KidChoice::Unset => None,
            KidChoice::Thumbprint => Some(thumbprint(key)),
            KidChoice::Date => Some(dated(now)?),
            KidChoice::Own(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        })
    }
}

/// Two keys of one day differ in their last letters.
fn dated(now: NumericDate) -> Result<String, CryptoError> {
    let day = Timestamp::from_second(now.secs()).unwrap_or_default().strftime("%Y-%m-%d").to_string();
    let chance: String = random(2)?.iter().map(|octet| format!("{octet:02x}")).collect();
    Ok(format!("{day}-{chance}"))
}

/// The `key_ops` (RFC 7517 section 4.3) of both halves of a key that is for this algorithm, else for this `use`.
fn operations(key: &Key, row: Option<&Algorithm>, usage: Option<&str>) -> &'static [&'static str] {
    const SIGN: &[&str] = &["sign", "verify"];
    const WRAP: &[&str] = &["wrapKey", "unwrapKey"];
    const ENCRYPT: &[&str] = &["encrypt", "decrypt"];
    const DERIVE: &[&str] = &["deriveKey", "deriveBits"];
    match (row.map(|row| row.family), usage, &key.material) {
        (Some(Family::Direct), ..) => ENCRYPT,
        (Some(Family::EcdhEs | Family::Pbes2), ..) => DERIVE,
        (Some(Family::KeyWrap | Family::GcmKeyWrap | Family::RsaEncryption), ..) => WRAP,
        (Some(_), ..) | (None, Some("sig"), _) => SIGN,
        (None, Some("enc"), Material::Ec { .. } | Material::Okp { .. }) => DERIVE,
        (None, Some("enc"), _) => &["encrypt", "decrypt", "wrapKey", "unwrapKey"],
        _ => &[],
    }
}

impl KeySpec {
    /// The `use` that a key of this kind can alone have; `None` where it may be for either.
    #[must_use]
    pub fn suited_use(&self) -> Option<&'static str> {
        match (self.alg.and_then(alg::find), self.shape) {
            (Some(row), _) => Some(if row.manages_keys() { "enc" } else { "sig" }),
            (None, super::KeyShape::Okp { curve: Curve::X25519 | Curve::X448 }) => Some("enc"),
            (None, super::KeyShape::Okp { .. } | super::KeyShape::Akp { .. }) => Some("sig"),
            (None, super::KeyShape::Ec { curve: Curve::Secp256k1 }) => Some("sig"),
            _ => None,
        }
    }
}
