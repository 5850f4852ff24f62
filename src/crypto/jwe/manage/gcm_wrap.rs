//! Key wrapping with AES in GCM mode: initialization vector and tag stand in the header (RFC 7518 section 4.7).

use super::{Sent, Wrapped, needed};
use crate::crypto::jwe::Octets;
use crate::crypto::jwe::content::{open_gcm, seal_gcm};
use crate::crypto::jwe::error::DecryptError;
use crate::crypto::{CryptoError, random};
use crate::jose::base64url;
use serde_json::Value;

/// Length of the initialization vector in bytes.
const IV_LEN: usize = 12;
/// Length of the tag in bytes.
const TAG_LEN: usize = 16;

/// Decrypts the content encryption key.
pub fn unwrap(sent: &Sent<'_>, kek: &[u8]) -> Result<Octets, DecryptError> {
    let iv = needed(sent.header, "iv")?;
    let tag = needed(sent.header, "tag")?;
    if iv.len() != IV_LEN {
        return Err(DecryptError::Parameter { name: "iv", expected: "base64url of 12 bytes" });
    }
    if tag.len() != TAG_LEN {
        return Err(DecryptError::Parameter { name: "tag", expected: "base64url of 16 bytes" });
    }
    let (alg, found, expected) = (sent.alg.name, sent.encrypted_key.len(), sent.enc.key_len);
    if found != expected {
        return Err(DecryptError::EncryptedKeyLength { alg, expected, found });
    }
    open_gcm(kek, &iv, &[], sent.encrypted_key, &tag).ok_or(DecryptError::NotAuthentic)
}

/// Encrypts a content encryption key under a new initialization vector.
pub fn wrap(kek: &[u8], cek: &[u8]) -> Result<Wrapped, CryptoError> {
    let iv = random(IV_LEN)?;
    let refused = CryptoError::Backend { doing: "wrapping the content encryption key" };
    let sealed = seal_gcm(kek, &iv, &[], cek).ok_or(refused)?;
    let encoded = |octets: &[u8]| Value::from(base64url::encode(octets));
    let parameters = vec![("iv", encoded(&iv)), ("tag", encoded(&sealed.tag))];
    Ok(Wrapped { encrypted_key: sealed.ciphertext, parameters })
}
