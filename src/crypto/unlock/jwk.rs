//! Opening an encrypted JWK (RFC 7517 section 7).

use crate::crypto::jwe::{DecryptError, Jwe, decrypt};
use crate::jose::flaw::Part;
use crate::jose::token::Token;
use crate::keys::{Closed, Key, KeyError, Material, Secret};
use zeroize::Zeroizing;

/// The text of the key or the set.
pub(super) fn open(token: &Token, passphrase: &[u8]) -> Result<Zeroizing<Vec<u8>>, Closed> {
    if passphrase.is_empty() {
        return Err(Closed::WrongPassphrase);
    }
    let header = token.jose_header();
    let (protected, aad) = (token.encoded_text(Part::Header).unwrap_or_default(), token.jwe_aad_text());
    let jwe = Jwe {
        header: &header,
        protected: &protected,
        aad: aad.as_deref(),
        encrypted_key: token.bytes(Part::EncryptedKey),
        iv: token.bytes(Part::Iv),
        ciphertext: token.bytes(Part::Ciphertext),
        tag: token.bytes(Part::Tag),
    };
    let key = Key::new(Material::Oct(Secret::new(passphrase.to_vec())));
    match decrypt(&jwe, &key).result {
        Ok(opened) => Ok(opened.plaintext),
        Err(DecryptError::NotAuthentic) => Err(Closed::WrongPassphrase),
        Err(error) => Err(Closed::Broken(KeyError::EncryptedJwk { problem: error.to_string() })),
    }
}
