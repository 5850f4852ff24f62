//! Key management: how the content encryption key gets to the recipient (RFC 7518 section 4), one file a family.

mod agreement;
mod direct;
mod ecdh;
mod gcm_wrap;
mod pbes2;
mod rsa;
mod wrap;

use super::error::DecryptError;
use super::{Octets, Trail};
use crate::crypto::CryptoError;
use crate::jose::alg::{Algorithm, ContentEncryption, Family};
use crate::jose::base64url;
use crate::keys::{Key, Material};
use serde_json::{Map, Value};

/// For an algorithm that does not do what is asked for: the callers look before.
const REFUSED: CryptoError = CryptoError::Backend { doing: "managing the content encryption key" };

/// What a recipient needs to open: the encrypted key and the header parameters that belong to it.
#[derive(Default)]
pub struct Wrapped {
    pub encrypted_key: Vec<u8>,
    /// Names and values, as JSON.
    pub parameters: Vec<(&'static str, Value)>,
}

/// What the header and the token say about the key, for opening.
pub struct Sent<'a> {
    pub alg: &'static Algorithm,
    pub enc: &'static ContentEncryption,
    pub header: &'a Map<String, Value>,
    pub encrypted_key: &'a [u8],
}

/// The content encryption key. Whether it is as long as `enc` needs it, the caller looks.
pub fn unwrap(sent: &Sent<'_>, key: &Key, trail: &mut Trail) -> Result<Octets, DecryptError> {
    let (alg, found) = (sent.alg.name, sent.encrypted_key.len());
    if sent.alg.has_no_encrypted_key() && found > 0 {
        return Err(DecryptError::EncryptedKeyPresent { alg, found });
    }
    match sent.alg.family {
        Family::RsaEncryption => rsa::unwrap(sent, key, trail),
        Family::KeyWrap => wrap::unwrap(sent, secret_of(key)),
        Family::GcmKeyWrap => gcm_wrap::unwrap(sent, secret_of(key)),
        Family::Direct => Ok(direct::cek(sent.enc, key)?),
        Family::EcdhEs => ecdh::unwrap(sent, key, trail),
        Family::Pbes2 => pbes2::unwrap(sent, secret_of(key), trail),
        _ => Err(REFUSED.into()),
    }
}

/// The content encryption key that `dir` and bare `ECDH-ES` leave no choice of, and the parameters that go with it.
pub fn agree(
    alg: &'static Algorithm,
    enc: &'static ContentEncryption,
    key: &Key,
    header: &Map<String, Value>,
) -> Result<(Octets, Wrapped), CryptoError> {
    match alg.family {
        Family::Direct => Ok((direct::checked(enc, key)?, Wrapped::default())),
        Family::EcdhEs => ecdh::agree(alg, enc, key, header),
        _ => Err(REFUSED),
    }
}

/// Encrypts a content encryption key to a recipient.
pub fn wrap(
    alg: &'static Algorithm,
    enc: &'static ContentEncryption,
    key: &Key,
    header: &Map<String, Value>,
    cek: &[u8],
) -> Result<Wrapped, CryptoError> {
    match alg.family {
        Family::RsaEncryption => rsa::wrap(alg, key, cek),
        Family::KeyWrap => wrap::wrap(secret_of(key), cek).map(encrypted_key),
        Family::GcmKeyWrap => gcm_wrap::wrap(secret_of(key), cek),
        Family::EcdhEs => ecdh::wrap(alg, enc, key, header, cek),
        Family::Pbes2 => pbes2::wrap(alg, secret_of(key), header, cek),
        _ => Err(REFUSED),
    }
}

fn encrypted_key(encrypted_key: Vec<u8>) -> Wrapped {
    Wrapped { encrypted_key, ..Wrapped::default() }
}

/// The octets of a shared secret; [`Key::fits`] has seen to it that there are some.
fn secret_of(key: &Key) -> &[u8] {
    match &key.material {
        Material::Oct(secret) => secret.expose(),
        _ => &[],
    }
}

/// A header parameter that is base64url of some octets.
fn octets(header: &Map<String, Value>, name: &'static str) -> Option<Result<Vec<u8>, DecryptError>> {
    let value = header.get(name)?;
    let decoded = value.as_str().and_then(base64url::decode_strict);
    Some(decoded.ok_or(DecryptError::Parameter { name, expected: "a string of base64url" }))
}

/// The same, where the algorithm cannot do without it.
fn needed(header: &Map<String, Value>, name: &'static str) -> Result<Vec<u8>, DecryptError> {
    octets(header, name).unwrap_or(Err(DecryptError::Parameter { name, expected: "a string of base64url" }))
}
