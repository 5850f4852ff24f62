//! What stands in for Ed448 and X448 in a build without the feature `ed448`: every use says that it was left out.

use super::CryptoError;
use crate::keys::KeyError;
use zeroize::Zeroizing;

/// Length of a key on X448 in bytes.
pub(super) const X448_LEN: usize = 56;

const ED448: KeyError = KeyError::FeatureLeftOut { what: "a private key on Ed448", feature: "ed448" };
const X448: KeyError = KeyError::FeatureLeftOut { what: "a private key on X448", feature: "ed448" };

pub(super) fn sign(_d: &[u8], _signing_input: &[u8]) -> Result<Vec<u8>, CryptoError> {
    Err(ED448.into())
}

pub(super) fn verify(_x: &[u8], _signing_input: &[u8], _signature: &[u8]) -> Result<bool, CryptoError> {
    Err(KeyError::FeatureLeftOut { what: "a key on Ed448", feature: "ed448" }.into())
}

/// A public key can be kept and shown; nothing is done with it.
pub(super) fn check_ed448(_x: &[u8]) -> Result<(), KeyError> {
    Ok(())
}

pub(super) fn ed448_public(_d: &[u8]) -> Result<Vec<u8>, KeyError> {
    Err(ED448)
}

pub(super) fn x448_public(_d: &[u8]) -> Result<Vec<u8>, KeyError> {
    Err(X448)
}

pub(super) fn x448(_scalar: &[u8; X448_LEN], _point: Option<&[u8]>) -> Option<Zeroizing<Vec<u8>>> {
    None
}
