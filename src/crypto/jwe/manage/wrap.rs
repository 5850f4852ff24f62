//! AES key wrap (RFC 3394, RFC 7518 section 4.4).

use super::Sent;
use crate::crypto::CryptoError;
use crate::crypto::jwe::Octets;
use crate::crypto::jwe::error::DecryptError;
use aes_kw::{IV_LEN, KeyInit, KwAes128, KwAes192, KwAes256};
use zeroize::Zeroizing;

/// Takes the content encryption key out of its wrapping. The length is looked at first: it is known to everybody.
pub fn unwrap(sent: &Sent<'_>, kek: &[u8]) -> Result<Octets, DecryptError> {
    let (alg, found, expected) = (sent.alg.name, sent.encrypted_key.len(), sent.enc.key_len + IV_LEN);
    if found != expected {
        return Err(DecryptError::EncryptedKeyLength { alg, expected, found });
    }
    let mut cek = Zeroizing::new(vec![0; sent.enc.key_len]);
    let unwrapped = match kek.len() {
        16 => KwAes128::new_from_slice(kek).ok().map(|k| k.unwrap_key(sent.encrypted_key, &mut cek).is_ok()),
        24 => KwAes192::new_from_slice(kek).ok().map(|k| k.unwrap_key(sent.encrypted_key, &mut cek).is_ok()),
        _ => KwAes256::new_from_slice(kek).ok().map(|k| k.unwrap_key(sent.encrypted_key, &mut cek).is_ok()),
    };
    match unwrapped {
        Some(true) => Ok(cek),
        _ => Err(DecryptError::NotAuthentic),
    }
}

/// Wraps a content encryption key.
pub fn wrap(kek: &[u8], cek: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let mut wrapped = vec![0; cek.len() + IV_LEN];
    let done = match kek.len() {
        16 => KwAes128::new_from_slice(kek).ok().map(|k| k.wrap_key(cek, &mut wrapped).is_ok()),
        24 => KwAes192::new_from_slice(kek).ok().map(|k| k.wrap_key(cek, &mut wrapped).is_ok()),
        _ => KwAes256::new_from_slice(kek).ok().map(|k| k.wrap_key(cek, &mut wrapped).is_ok()),
    };
    match done {
        Some(true) => Ok(wrapped),
        _ => Err(CryptoError::Backend { doing: "wrapping the content encryption key" }),
    }
}
