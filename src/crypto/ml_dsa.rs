//! ML-DSA (FIPS 204) as JOSE uses it (RFC 9964): pure, with an empty context, private keys as their seed.

use super::CryptoError;
use crate::jose::alg::Algorithm;
use crate::keys::KeyError;
use aws_lc_rs::signature::{
    KeyPair, ML_DSA_44, ML_DSA_44_SIGNING, ML_DSA_65, ML_DSA_65_SIGNING, ML_DSA_87, ML_DSA_87_SIGNING, ParsedPublicKey,
    PqdsaKeyPair, PqdsaSigningAlgorithm, PqdsaVerificationAlgorithm,
};

/// Length of a seed in bytes (RFC 9964).
pub(super) const SEED_LEN: usize = 32;

/// Signs with the key pair that the seed makes.
pub(super) fn sign(alg: &Algorithm, seed: &[u8], signing_input: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let refused = |()| CryptoError::Backend { doing: "signing" };
    let (signer, _) = by_name(alg.name).ok_or_else(|| refused(()))?;
    let pair = key_pair(signer, seed)?;
    let mut signature = vec![0; signer.signature_len()];
    let len = pair.sign(signing_input, &mut signature).map_err(|_| refused(()))?;
    signature.truncate(len);
    Ok(signature)
}

/// Whether the signature verifies for the public key.
pub(super) fn verify(
    alg: &Algorithm,
    public: &[u8],
    signing_input: &[u8],
    signature: &[u8],
) -> Result<bool, CryptoError> {
    let refused = CryptoError::Backend { doing: "reading an ML-DSA public key" };
    let (_, verifier) = by_name(alg.name).ok_or_else(|| refused.clone())?;
    check_public(alg.name, public)?;
    let key = ParsedPublicKey::new(verifier, public).map_err(|_| refused)?;
    Ok(key.verify_sig(signing_input, signature).is_ok())
}

/// Whether the public key has the length that its algorithm asks for. Of that length, any octets are a key. Keys of other
/// algorithms are nobody's business here.
pub(super) fn check_public(alg: &str, public: &[u8]) -> Result<(), KeyError> {
    let Some((signer, _)) = by_name(alg) else { return Ok(()) };
    let (found, expected) = (public.len(), signer.public_key_len());
    // the library would read an SPKI as well
    if found == expected { Ok(()) } else { Err(KeyError::MemberLength { member: "pub", found, expected }) }
}

/// The public key that the seed makes; `None` for algorithms that are not ML-DSA.
pub(super) fn public(alg: &str, seed: &[u8]) -> Result<Option<Vec<u8>>, KeyError> {
    let Some((signer, _)) = by_name(alg) else { return Ok(None) };
    Ok(Some(key_pair(signer, seed)?.public_key().as_ref().to_vec()))
}

fn key_pair(signer: &'static PqdsaSigningAlgorithm, seed: &[u8]) -> Result<PqdsaKeyPair, KeyError> {
    let refused = KeyError::MemberLength { member: "priv", found: seed.len(), expected: SEED_LEN };
    PqdsaKeyPair::from_seed(signer, seed).map_err(|_| refused)
}

fn by_name(alg: &str) -> Option<(&'static PqdsaSigningAlgorithm, &'static PqdsaVerificationAlgorithm)> {
    match alg {
        "ML-DSA-44" => Some((&ML_DSA_44_SIGNING, &ML_DSA_44)),
        "ML-DSA-65" => Some((&ML_DSA_65_SIGNING, &ML_DSA_65)),
        "ML-DSA-87" => Some((&ML_DSA_87_SIGNING, &ML_DSA_87)),
        _ => None,
    }
}
