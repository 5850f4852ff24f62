//! ECDH-ES: a key agreed on between an ephemeral key and the recipient's, made longer with the Concat KDF (RFC 7518 section
//! 4.6, RFC 8037 section 3.2).

use super::agreement::Private;
use super::{Sent, Wrapped, octets, wrap as aes};
use crate::crypto::CryptoError;
use crate::crypto::complete::check_public;
use crate::crypto::jwe::error::{DecryptError, SealError};
use crate::crypto::jwe::{Octets, Trail};
use crate::jose::alg::{Algorithm, ContentEncryption, Curve, KeyType};
use crate::jose::base64url;
use crate::keys::{Key, KeyError, Material, uncompressed};
use aws_lc_rs::kdf::{SskdfDigestAlgorithmId, get_sskdf_digest_algorithm, sskdf_digest};
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

/// Agrees on a key with `epk`; it is the content encryption key, or unwraps it.
pub fn unwrap(sent: &Sent<'_>, key: &Key, trail: &mut Trail) -> Result<Octets, DecryptError> {
    let unreadable = || CryptoError::Backend { doing: "reading the private key" };
    let (curve, octets) = private_half(key).ok_or_else(unreadable)?;
    trail.note("curve", curve.name());
    let point = ephemeral_point(sent.header, curve)?;
    let parties = Parties::read(sent.header)?;
    let private = Private::read(curve, octets).ok_or_else(unreadable)?;
    let secret = private.agree(&point).ok_or(match curve.key_type() {
        KeyType::Okp => DecryptError::EpkLowOrder { curve },
        _ => DecryptError::EpkNotOnCurve { curve },
    })?;
    let agreed = parties.derive(sent.alg, sent.enc, &secret)?;
    trail.note("agreed_bits", (agreed.len() * 8).to_string());
    if sent.alg.wrap_bits == 0 { Ok(agreed) } else { aes::unwrap(sent, &agreed) }
}

/// Agrees on a key with a new ephemeral key: it is the content encryption key.
pub fn agree(
    alg: &'static Algorithm,
    enc: &'static ContentEncryption,
    key: &Key,
    header: &Map<String, Value>,
) -> Result<(Octets, Wrapped), CryptoError> {
    check_public(key)?;
    let refused = CryptoError::Backend { doing: "agreeing on a key" };
    let (curve, point) = public_half(key).ok_or(refused.clone())?;
    let parties = Parties::read(header)
        .map_err(|_| SealError::Parameter { name: "apu` or `apv", expected: "a string of base64url" })?;
    let ephemeral = Private::generate(curve)?;
    let secret = ephemeral.agree(&point).ok_or(KeyError::LowOrder { curve })?;
    let agreed = parties.derive(alg, enc, &secret)?;
    let epk = ephemeral.point().and_then(|point| public_jwk(curve, &point)).ok_or(refused)?;
    Ok((agreed, Wrapped { encrypted_key: Vec::new(), parameters: vec![("epk", epk)] }))
}

/// Wraps a content encryption key with what was agreed on.
pub fn wrap(
    alg: &'static Algorithm,
    enc: &'static ContentEncryption,
    key: &Key,
    header: &Map<String, Value>,
    cek: &[u8],
) -> Result<Wrapped, CryptoError> {
    let (agreed, wrapped) = agree(alg, enc, key, header)?;
    Ok(Wrapped { encrypted_key: aes::wrap(&agreed, cek)?, ..wrapped })
}

/// What `apu` and `apv` say about the two sides.
struct Parties {
    producer: Vec<u8>,
    recipient: Vec<u8>,
}

impl Parties {
    fn read(header: &Map<String, Value>) -> Result<Self, DecryptError> {
        let read = |name| octets(header, name).unwrap_or_else(|| Ok(Vec::new()));
        Ok(Self { producer: read("apu")?, recipient: read("apv")? })
    }

    /// The Concat KDF with SHA-256 (NIST SP 800-56A section 5.8.1) over what was agreed on.
    fn derive(&self, alg: &Algorithm, enc: &ContentEncryption, secret: &[u8]) -> Result<Octets, CryptoError> {
        let refused = || CryptoError::Backend { doing: "deriving a key" };
        let (name, len) = match alg.wrap_bits {
            0 => (enc.name, enc.key_len),
            bits => (alg.name, usize::from(bits / 8)),
        };
        let key_bits = u32::try_from(len * 8).map_err(|_| refused())?;
        let mut info = Vec::new();
        for field in [name.as_bytes(), &self.producer, &self.recipient] {
            info.extend_from_slice(&u32::try_from(field.len()).map_err(|_| refused())?.to_be_bytes());
            info.extend_from_slice(field);
        }
        info.extend_from_slice(&key_bits.to_be_bytes());
        let sha256 = get_sskdf_digest_algorithm(SskdfDigestAlgorithmId::Sha256).ok_or_else(refused)?;
        let mut derived = Zeroizing::new(vec![0; len]);
        sskdf_digest(sha256, secret, &info, &mut derived).map_err(|_| refused())?;
        Ok(derived)
    }
}

/// The point of `epk`, whose type and curve are those of the recipient's key.
fn ephemeral_point(header: &Map<String, Value>, curve: Curve) -> Result<Vec<u8>, DecryptError> {
    let expected = "the ephemeral public key, as a JWK";
    let jwk = header.get("epk").and_then(Value::as_object).ok_or(DecryptError::Parameter { name: "epk", expected })?;
    let text = |name: &str| jwk.get(name).and_then(Value::as_str).unwrap_or("missing").to_owned();
    let (kty, found_kty, found_crv) = (curve.key_type(), text("kty"), text("crv"));
    if found_kty != kty.name() || found_crv != curve.name() {
        return Err(DecryptError::EpkMismatch { kty, curve, found_kty, found_crv });
    }
    let coordinate = |name: &str| {
        let octets = jwk.get(name).and_then(Value::as_str).and_then(base64url::decode_strict);
        octets.filter(|o| o.len() == curve.coordinate_len()).ok_or(DecryptError::EpkNotOnCurve { curve })
    };
    match kty {
        KeyType::Ec => Ok(uncompressed(&coordinate("x")?, &coordinate("y")?)),
        _ => coordinate("x"),
    }
}

fn public_jwk(curve: Curve, point: &[u8]) -> Option<Value> {
    let (kty, crv) = (curve.key_type().name(), curve.name());
    if curve.key_type() == KeyType::Okp {
        return Some(json!({"kty": kty, "crv": crv, "x": base64url::encode(point)}));
    }
    let coordinates = point.get(1..)?;
    let (x, y) = coordinates.split_at_checked(curve.coordinate_len())?;
    Some(json!({"kty": kty, "crv": crv, "x": base64url::encode(x), "y": base64url::encode(y)}))
}

fn private_half(key: &Key) -> Option<(Curve, &[u8])> {
    match &key.material {
        Material::Ec { curve, d, .. } | Material::Okp { curve, d, .. } => Some((*curve, d.as_ref()?.expose())),
        _ => None,
    }
}

fn public_half(key: &Key) -> Option<(Curve, Vec<u8>)> {
    match &key.material {
        Material::Ec { curve, x, y, .. } => Some((*curve, uncompressed(x, y))),
        Material::Okp { curve, x, .. } => Some((*curve, x.clone())),
        _ => None,
    }
}
