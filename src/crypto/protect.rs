//! Private keys behind a passphrase.

use super::jwe::{Encryption, Recipient, encrypt};
use super::{CryptoError, random};
use crate::jose::alg;
use crate::keys::{Format, Key, KeyError, Material, Private, Secret, export, openssh_private, pkcs8, write_pem};
use ::pkcs8::PrivateKeyInfoRef;
use ::pkcs8::pkcs5::pbes2;
use ssh_key::{Cipher, Kdf, LineEnding};
use zeroize::Zeroizing;

/// Rounds of PBKDF2 for an encrypted PKCS#8 or JWK: a guess costs as much as a tenth of a second.
pub const PBKDF2_ROUNDS: u32 = 600_000;

/// Rounds of bcrypt for a key of OpenSSH, as its own tool does by default.
pub const BCRYPT_ROUNDS: u32 = 24;

/// Writes private keys so that only the passphrase opens them: one as [`Format::EncryptedPem`] or [`Format::OpenSsh`], any
/// number as [`Format::EncryptedJwk`].
///
/// Takes a tenth of a second and more, on purpose: call it from a worker thread.
///
/// # Errors
/// [`KeyError::PassphraseNeeded`] for an empty one; [`KeyError::FormatCannotHold`] for another format or a key that it does
/// not hold; [`KeyError::OneKeyOnly`] for several in a format that holds one; [`CryptoError::Backend`] when the random source fails.
pub fn export_protected(keys: &[&Key], format: Format, passphrase: &Secret) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    if passphrase.expose().is_empty() {
        return Err(KeyError::PassphraseNeeded { format: format.name() }.into());
    }
    format.holds(keys, Private::Include)?;
    match (format, keys) {
        _ if !keys.iter().any(|key| key.is_private()) => {
            Err(KeyError::FormatCannotHold { format: format.name(), key: "a public key" }.into())
        }
        (Format::EncryptedPem, [key]) => encrypted_pem(key, passphrase),
        (Format::OpenSsh, [key]) => openssh(key, passphrase),
        (Format::EncryptedJwk, keys) => encrypted_jwk(keys, passphrase),
        _ => Err(KeyError::FormatCannotHold { format: format.name(), key: "a passphrase" }.into()),
    }
}

fn encrypted_pem(key: &Key, passphrase: &Secret) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    const REFUSED: CryptoError = CryptoError::Backend { doing: "encrypting a private key" };
    let octets = pkcs8(key)?;
    let info = PrivateKeyInfoRef::try_from(octets.as_slice()).map_err(|_| REFUSED)?;
    let iv = random(16)?.try_into().map_err(|_| REFUSED)?;
    let parameters = pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(PBKDF2_ROUNDS, &random(16)?, iv);
    let sealed =
        info.encrypt_with_params(parameters.map_err(|_| REFUSED)?, passphrase.expose()).map_err(|_| REFUSED)?;
    let mut out = Zeroizing::new(Vec::new());
    write_pem(&mut out, "ENCRYPTED PRIVATE KEY", sealed.as_bytes());
    Ok(out)
}

/// RFC 7517 section 7: one key as a JWK, several as a JWK Set.
fn encrypted_jwk(keys: &[&Key], passphrase: &Secret) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    const REFUSED: CryptoError = CryptoError::Backend { doing: "encrypting a JWK" };
    let (format, cty) = if keys.len() == 1 { (Format::Jwk, "jwk+json") } else { (Format::JwkSet, "jwk-set+json") };
    let plaintext = export(keys, format, Private::Include)?;
    let key = Key::new(Material::Oct(passphrase.clone()));
    let recipient = Recipient { key: &key, alg: alg::find("PBES2-HS512+A256KW").ok_or(REFUSED)?, header: None };
    let sealed = encrypt(&Encryption {
        protected: &format!("{{\"alg\":\"PBES2-HS512+A256KW\",\"enc\":\"A256GCM\",\"cty\":\"{cty}\"}}"),
        unprotected: None,
        recipients: &[recipient],
        enc: alg::find_content("A256GCM").ok_or(REFUSED)?,
        zip: false,
        p2c: Some(PBKDF2_ROUNDS),
        aad: None,
        plaintext: &plaintext,
    })?;
    let mut out = Zeroizing::new(sealed.compact().ok_or(REFUSED)?.into_bytes());
    out.push(b'\n');
    Ok(out)
}

fn openssh(key: &Key, passphrase: &Secret) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    const REFUSED: CryptoError = CryptoError::Backend { doing: "encrypting a private key" };
    let kdf = Kdf::Bcrypt { salt: random(16)?, rounds: BCRYPT_ROUNDS };
    let check = random(4)?.try_into().map(u32::from_be_bytes).map_err(|_| REFUSED)?;
    let sealed = openssh_private(key)?.encrypt_with(Cipher::Aes256Ctr, kdf, check, passphrase.expose());
    let text = sealed.and_then(|sealed| sealed.to_openssh(LineEnding::LF)).map_err(|_| REFUSED)?;
    Ok(Zeroizing::new(text.as_bytes().to_vec()))
}
