//! ECDSA on the curves of JOSE (RFC 7518 section 3.4, RFC 8812), with signatures as two numbers of fixed length. ES512 and
//! ES256K are computed here; of the other two, jsonwebtoken does.

use super::CryptoError;
use crate::jose::alg::Curve;
use crate::keys::{Key, KeyError, Material, pkcs8, uncompressed};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P256K1_SHA256_FIXED,
    ECDSA_P256K1_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED, ECDSA_P384_SHA384_FIXED_SIGNING,
    ECDSA_P521_SHA512_FIXED, ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
    EcdsaVerificationAlgorithm, ParsedPublicKey,
};

/// Signs with the hash that belongs to the key's curve.
pub(super) fn sign(key: &Key, signing_input: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let refused = || CryptoError::Backend { doing: "signing" };
    let signer = key.curve().and_then(signer).ok_or_else(refused)?;
    let pair = EcdsaKeyPair::from_pkcs8(signer, &pkcs8(key)?).map_err(|_| refused())?;
    let signature = pair.sign(&SystemRandom::new(), signing_input).map_err(|_| refused())?;
    Ok(signature.as_ref().to_vec())
}

/// Whether the signature verifies. Any other length than twice a coordinate's, DER included, does not.
pub(super) fn verify(key: &Key, signing_input: &[u8], signature: &[u8]) -> Result<bool, CryptoError> {
    let public = public_key(key)?;
    Ok(public.verify_sig(signing_input, signature).is_ok())
}

/// The point of the key, which must be on its curve.
pub(super) fn public_key(key: &Key) -> Result<ParsedPublicKey, KeyError> {
    let Material::Ec { curve, x, y, .. } = &key.material else { return Err(KeyError::NotRecognised) };
    let off_curve = || KeyError::NotOnCurve { curve: *curve };
    let has_full_length = x.len() == curve.coordinate_len() && y.len() == x.len();
    let verifier = verifier(*curve).filter(|_| has_full_length).ok_or_else(off_curve)?;
    ParsedPublicKey::new(verifier, uncompressed(x, y)).map_err(|_| off_curve())
}

/// How signatures on a curve are checked; `None` for curves that are not ECDSA's.
pub(super) fn verifier(curve: Curve) -> Option<&'static EcdsaVerificationAlgorithm> {
    match curve {
        Curve::P256 => Some(&ECDSA_P256_SHA256_FIXED),
        Curve::P384 => Some(&ECDSA_P384_SHA384_FIXED),
        Curve::P521 => Some(&ECDSA_P521_SHA512_FIXED),
        Curve::Secp256k1 => Some(&ECDSA_P256K1_SHA256_FIXED),
        _ => None,
    }
}

/// How signatures on a curve are made; `None` for curves that are not ECDSA's.
pub(super) fn signer(curve: Curve) -> Option<&'static EcdsaSigningAlgorithm> {
    match curve {
        Curve::P256 => Some(&ECDSA_P256_SHA256_FIXED_SIGNING),
        Curve::P384 => Some(&ECDSA_P384_SHA384_FIXED_SIGNING),
        Curve::P521 => Some(&ECDSA_P521_SHA512_FIXED_SIGNING),
        Curve::Secp256k1 => Some(&ECDSA_P256K1_SHA256_FIXED_SIGNING),
        _ => None,
    }
}
