//! Making and checking a JWS signature over its signing input (RFC 7515 section 5): through jsonwebtoken what it knows, the
//! rest through the families beside this file.

use super::complete::{check_exponent, check_public};
use super::{CryptoError, curve448, ecdsa, ml_dsa};
use crate::jose::alg::{Algorithm, Curve, Family};
use crate::keys::{Key, Material, Misfit, Purpose, bits_of, pkcs1, pkcs8, to_base64url, uncompressed};
use aws_lc_rs::signature::{
    RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY, RsaParameters,
    RsaPublicKeyComponents,
};
use base64::engine::{Engine as _, general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm as Backend, DecodingKey, EncodingKey, crypto};

/// Smallest RSA key that signs, in bits (RFC 7518 sections 3.3 and 3.5).
const MIN_RSA_BITS: u32 = 2048;
/// Smallest RSA key whose signatures are checked where the library has a verifier for it, in bits.
const LEGACY_RSA_BITS: u32 = 1024;
/// Largest RSA key that is computed with, in bits.
const MAX_RSA_BITS: u32 = 8192;

/// Signs the octets of a signing input.
///
/// # Errors
/// [`CryptoError`] when the key does not fit, is too small or too large, or is broken.
pub fn sign(alg: &Algorithm, key: &Key, signing_input: &[u8]) -> Result<Vec<u8>, CryptoError> {
    key.fits(alg, Purpose::Sign)?;
    if let Some(backend) = backend(alg, key) {
        return sign_with_jsonwebtoken(backend, key, signing_input);
    }
    match &key.material {
        Material::Ec { .. } => ecdsa::sign(key, signing_input),
        Material::Okp { curve: Curve::Ed448, d: Some(d), .. } => curve448::sign(d.expose(), signing_input),
        Material::Akp { seed: Some(seed), .. } => ml_dsa::sign(alg, seed.expose(), signing_input),
        _ => Err(Misfit::NoSignature { alg: alg.name }.into()),
    }
}

/// Checks a signature over the octets of a signing input. A signature that is wrong in any way, its length included, is
/// `false`; an error says that nothing could be found out.
///
/// # Errors
/// [`CryptoError`] when the key does not fit, is too small or too large, or is broken.
pub fn verify(alg: &Algorithm, key: &Key, signing_input: &[u8], signature: &[u8]) -> Result<bool, CryptoError> {
    key.fits(alg, Purpose::Verify)?;
    if key.has_low_order() {
        check_public(key)?;
    }
    if let Some(backend) = backend(alg, key) {
        return match legacy_parameters(alg, key)? {
            Some(parameters) => verify_legacy(parameters, key, signing_input, signature),
            None => verify_with_jsonwebtoken(backend, key, signing_input, signature),
        };
    }
    match &key.material {
        Material::Ec { .. } => ecdsa::verify(key, signing_input, signature),
        Material::Okp { curve: Curve::Ed448, x, .. } => curve448::verify(x, signing_input, signature),
        Material::Akp { public, .. } => ml_dsa::verify(alg, public, signing_input, signature),
        _ => Err(Misfit::NoSignature { alg: alg.name }.into()),
    }
}

/// jsonwebtoken's name of an algorithm, where it computes it; Ed25519 is EdDSA there, and Ed448 is unknown.
fn backend(alg: &Algorithm, key: &Key) -> Option<Backend> {
    Some(match alg.name {
        "HS256" => Backend::HS256,
        "HS384" => Backend::HS384,
        "HS512" => Backend::HS512,
        "RS256" => Backend::RS256,
        "RS384" => Backend::RS384,
        "RS512" => Backend::RS512,
        "PS256" => Backend::PS256,
        "PS384" => Backend::PS384,
        "PS512" => Backend::PS512,
        "ES256" => Backend::ES256,
        "ES384" => Backend::ES384,
        "EdDSA" | "Ed25519" if key.curve() == Some(Curve::Ed25519) => Backend::EdDSA,
        _ => return None,
    })
}

fn sign_with_jsonwebtoken(backend: Backend, key: &Key, signing_input: &[u8]) -> Result<Vec<u8>, CryptoError> {
    check_rsa_size(key, MIN_RSA_BITS)?;
    let refused = CryptoError::Backend { doing: "signing" };
    let text = crypto::sign(signing_input, &encoding_key(key)?, backend).map_err(|_| refused.clone())?;
    URL_SAFE_NO_PAD.decode(text).map_err(|_| refused)
}

fn verify_with_jsonwebtoken(
    backend: Backend,
    key: &Key,
    signing_input: &[u8],
    signature: &[u8],
) -> Result<bool, CryptoError> {
    let valid = crypto::verify(&to_base64url(signature), signing_input, &decoding_key(key), backend)
        .map_err(|_| CryptoError::Backend { doing: "checking a signature" })?;
    if !valid {
        // the library calls a signature for a broken key wrong; only then is it worth the time to tell them apart
        check_public(key)?;
    }
    Ok(valid)
}

fn encoding_key(key: &Key) -> Result<EncodingKey, CryptoError> {
    Ok(match &key.material {
        Material::Oct(secret) => EncodingKey::from_secret(secret.expose()),
        Material::Rsa { n, e, private: Some(private) } => EncodingKey::from_rsa_der(&pkcs1(n, e, private)?),
        Material::Ec { .. } => EncodingKey::from_ec_der(&pkcs8(key)?),
        _ => EncodingKey::from_ed_der(&pkcs8(key)?),
    })
}

/// Straight from the octets: no text and no ASN.1 on the way.
fn decoding_key(key: &Key) -> DecodingKey {
    match &key.material {
        Material::Oct(secret) => DecodingKey::from_secret(secret.expose()),
        Material::Rsa { n, e, .. } => DecodingKey::from_rsa_raw_components(n, e),
        Material::Ec { x, y, .. } => DecodingKey::from_ec_der(&uncompressed(x, y)),
        Material::Okp { x, .. } => DecodingKey::from_ed_der(x),
        Material::Akp { public, .. } => DecodingKey::from_ed_der(public),
    }
}

fn check_rsa_size(key: &Key, min_bits: u32) -> Result<(), CryptoError> {
    let Material::Rsa { n, e, .. } = &key.material else { return Ok(()) };
    match bits_of(n) {
        bits if bits < min_bits => Err(CryptoError::KeyTooSmall { bits, min_bits }),
        bits if bits > MAX_RSA_BITS => Err(CryptoError::KeyTooLarge { bits, max_bits: MAX_RSA_BITS }),
        _ => check_exponent(e),
    }
}

/// The verifier for an RSA key of 1024 to 2047 bits, where there is one: with SHA-256 and SHA-512, PKCS #1 v1.5 only.
fn legacy_parameters(alg: &Algorithm, key: &Key) -> Result<Option<&'static RsaParameters>, CryptoError> {
    let legacy = match (alg.family, alg.hash_bits) {
        (Family::RsaPkcs1, 256) => &RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
        (Family::RsaPkcs1, 512) => &RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
        _ => return check_rsa_size(key, MIN_RSA_BITS).map(|()| None),
    };
    check_rsa_size(key, LEGACY_RSA_BITS)?;
    Ok((key.bits() < MIN_RSA_BITS).then_some(legacy))
}

fn verify_legacy(
    parameters: &RsaParameters,
    key: &Key,
    signing_input: &[u8],
    signature: &[u8],
) -> Result<bool, CryptoError> {
    let Material::Rsa { n, e, .. } = &key.material else { return Ok(false) };
    Ok(RsaPublicKeyComponents { n, e }.verify(parameters, signing_input, signature).is_ok())
}
