//! `dir`: the shared key is the content encryption key (RFC 7518 section 4.5).

use super::secret_of;
use crate::crypto::CryptoError;
use crate::crypto::jwe::Octets;
use crate::crypto::jwe::error::SealError;
use crate::jose::alg::{ContentEncryption, find_content};
use crate::keys::{Key, Misfit};
use zeroize::Zeroizing;

/// The key itself. Where it names a content encryption, it is for that one only.
pub fn cek(enc: &'static ContentEncryption, key: &Key) -> Result<Octets, Misfit> {
    let named = key.alg.as_deref().and_then(find_content);
    match named.filter(|named| *named != enc) {
        Some(other) => Err(Misfit::OtherAlgorithm { alg: enc.name, key_alg: other.name.to_owned() }),
        None => Ok(Zeroizing::new(secret_of(key).to_vec())),
    }
}

/// The same, if it is as long as `enc` needs it.
pub fn checked(enc: &'static ContentEncryption, key: &Key) -> Result<Octets, CryptoError> {
    let cek = cek(enc, key)?;
    let (expected, found) = (enc.key_len * 8, cek.len() * 8);
    match expected == found {
        true => Ok(cek),
        false => Err(SealError::ContentKeyLength { enc: enc.name, expected, found }.into()),
    }
}
