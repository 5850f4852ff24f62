//! Opening an encrypted JWK (RFC 7517 section 7).

use crate::crypto::jwe::{DecryptError, decrypt_token};
use crate::jose::token::Token;
use crate::keys::{Closed, Key, KeyError, Material, Secret};
use zeroize::Zeroizing;

/// The text of the key or the set.
pub(super) fn open(token: &Token, passphrase: &[u8]) -> Result<Zeroizing<Vec<u8>>, Closed> {
    if passphrase.is_empty() {
        return Err(Closed::WrongPassphrase);
    }
    let key = Key::new(Material::Oct(Secret::new(passphrase.to_vec())));
    match decrypt_token(token, &key).result {
        Ok(opened) => Ok(opened.plaintext),
        Err(DecryptError::NotAuthentic) => Err(Closed::WrongPassphrase),
        Err(error) => Err(Closed::Broken(KeyError::EncryptedJwk { problem: error.to_string() })),
    }
}
