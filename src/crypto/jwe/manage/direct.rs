//! `dir`: the shared key is the content encryption key (RFC 7518 section 4.5).

use crate::crypto::CryptoError;
use crate::crypto::jwe::Octets;
use crate::crypto::jwe::error::EncryptError;
use crate::jose::alg::ContentEncryption;
use zeroize::Zeroizing;

/// The key itself.
pub fn cek(secret: &[u8]) -> Octets {
    Zeroizing::new(secret.to_vec())
}

/// The key itself, if it is as long as `enc` needs it.
pub fn checked(enc: &'static ContentEncryption, secret: &[u8]) -> Result<Octets, CryptoError> {
    let (expected, found) = (enc.key_len * 8, secret.len() * 8);
    match expected == found {
        true => Ok(cek(secret)),
        false => Err(EncryptError::ContentKeyLength { enc: enc.name, expected, found }.into()),
    }
}
