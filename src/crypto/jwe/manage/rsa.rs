//! RSA: OAEP and PKCS #1 v1.5 (RFC 7518 sections 4.2 and 4.3).

use super::{Sent, Wrapped, encrypted_key};
use crate::crypto::complete::check_exponent;
use crate::crypto::jwe::error::DecryptError;
use crate::crypto::jwe::limits::{MAX_RSA_BITS, MIN_RSA_BITS};
use crate::crypto::jwe::{Octets, Trail};
use crate::crypto::{CryptoError, random};
use crate::jose::alg::Algorithm;
use crate::keys::{Key, KeyError, Material, pkcs8};
use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OAEP_SHA384_MGF1SHA384, OAEP_SHA512_MGF1SHA512, OaepAlgorithm,
    OaepPrivateDecryptingKey, OaepPublicEncryptingKey, Pkcs1PrivateDecryptingKey, Pkcs1PublicEncryptingKey,
    PrivateDecryptingKey, PublicEncryptingKey,
};
use aws_lc_rs::signature::RsaPublicKeyComponents;
use zeroize::Zeroizing;

/// Decrypts the content encryption key. When that fails in any way a random one takes its place, so that a wrong padding
/// looks like a wrong tag, to the clock as well (RFC 7516 section 11.5, RFC 3218).
pub fn unwrap(sent: &Sent<'_>, key: &Key, trail: &mut Trail) -> Result<Octets, DecryptError> {
    check_size(key)?;
    trail.note("bits", key.bits().to_string());
    let private = private_key(key)?;
    let (alg, found, expected) = (sent.alg.name, sent.encrypted_key.len(), private.key_size_bytes());
    if found != expected {
        return Err(DecryptError::EncryptedKeyLength { alg, expected, found });
    }
    let instead = Zeroizing::new(random(sent.enc.key_len)?);
    let decrypted = decrypt(sent.alg, private, sent.encrypted_key);
    Ok(decrypted.filter(|cek| cek.len() == sent.enc.key_len).unwrap_or(instead))
}

/// Encrypts a content encryption key.
pub fn wrap(alg: &'static Algorithm, key: &Key, cek: &[u8]) -> Result<Wrapped, CryptoError> {
    check_size(key)?;
    let refused = CryptoError::Backend { doing: "encrypting the content encryption key" };
    let public = public_key(key)?;
    let mut out = vec![0; public.key_size_bytes()];
    let len = match oaep(alg) {
        Some(oaep) => {
            let key = OaepPublicEncryptingKey::new(public).map_err(|_| refused.clone())?;
            key.encrypt(oaep, cek, &mut out, None).map(|c| c.len())
        }
        None => {
            let key = Pkcs1PublicEncryptingKey::new(public).map_err(|_| refused.clone())?;
            key.encrypt(cek, &mut out).map(|c| c.len())
        }
    };
    out.truncate(len.map_err(|_| refused)?);
    Ok(encrypted_key(out))
}

fn decrypt(alg: &'static Algorithm, private: PrivateDecryptingKey, encrypted_key: &[u8]) -> Option<Octets> {
    let mut out = Zeroizing::new(vec![0; private.key_size_bytes()]);
    let len = match oaep(alg) {
        Some(oaep) => {
            let key = OaepPrivateDecryptingKey::new(private).ok()?;
            key.decrypt(oaep, encrypted_key, &mut out, None).ok()?.len()
        }
        None => Pkcs1PrivateDecryptingKey::new(private).ok()?.decrypt(encrypted_key, &mut out).ok()?.len(),
    };
    out.truncate(len);
    Some(out)
}

/// The hash of OAEP, which MGF1 shares; `None` for PKCS #1 v1.5.
fn oaep(alg: &Algorithm) -> Option<&'static OaepAlgorithm> {
    match alg.hash_bits {
        160 => Some(&OAEP_SHA1_MGF1SHA1),
        256 => Some(&OAEP_SHA256_MGF1SHA256),
        384 => Some(&OAEP_SHA384_MGF1SHA384),
        512 => Some(&OAEP_SHA512_MGF1SHA512),
        _ => None,
    }
}

fn check_size(key: &Key) -> Result<(), CryptoError> {
    let Material::Rsa { e, .. } = &key.material else { return Ok(()) };
    match key.bits() {
        bits if bits < MIN_RSA_BITS => Err(CryptoError::KeyTooSmall { bits, min_bits: MIN_RSA_BITS }),
        bits if bits > MAX_RSA_BITS => Err(CryptoError::KeyTooLarge { bits, max_bits: MAX_RSA_BITS }),
        _ => check_exponent(e),
    }
}

fn private_key(key: &Key) -> Result<PrivateDecryptingKey, CryptoError> {
    PrivateDecryptingKey::from_pkcs8(&pkcs8(key)?).map_err(|_| KeyError::RsaInconsistent.into())
}

fn public_key(key: &Key) -> Result<PublicEncryptingKey, CryptoError> {
    let refused = CryptoError::Backend { doing: "reading the public key" };
    let Material::Rsa { n, e, .. } = &key.material else { return Err(refused) };
    RsaPublicKeyComponents { n, e }.try_into().map_err(|_| refused)
}
