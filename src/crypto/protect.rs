//! Private keys behind a passphrase.

use super::{CryptoError, random};
use crate::keys::{Format, Key, KeyError, Private, Secret, openssh_private, pkcs8, write_pem};
use ::pkcs8::PrivateKeyInfoRef;
use ::pkcs8::pkcs5::pbes2;
use ssh_key::{Cipher, Kdf, LineEnding};
use zeroize::Zeroizing;

/// Rounds of PBKDF2 for an encrypted PKCS#8: a guess costs as much as a tenth of a second.
pub const PBKDF2_ROUNDS: u32 = 600_000;

/// Rounds of bcrypt for a key of OpenSSH, as its own tool does by default.
pub const BCRYPT_ROUNDS: u32 = 24;

/// Writes one private key so that only the passphrase opens it: [`Format::EncryptedPem`] or [`Format::OpenSsh`].
///
/// Takes a tenth of a second and more, on purpose: call it from a worker thread.
///
/// # Errors
/// [`KeyError::PassphraseNeeded`] for an empty one; [`KeyError::FormatCannotHold`] for another format or a key that it does
/// not hold; [`CryptoError::Backend`] when the random source fails.
pub fn export_protected(key: &Key, format: Format, passphrase: &Secret) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    if passphrase.expose().is_empty() {
        return Err(KeyError::PassphraseNeeded { format: format.name() }.into());
    }
    format.holds(&[key], Private::Include)?;
    match format {
        _ if !key.is_private() => Err(KeyError::FormatCannotHold { format: format.name(), key: "a public key" }.into()),
        Format::EncryptedPem => encrypted_pem(key, passphrase),
        Format::OpenSsh => openssh(key, passphrase),
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

fn openssh(key: &Key, passphrase: &Secret) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    const REFUSED: CryptoError = CryptoError::Backend { doing: "encrypting a private key" };
    let kdf = Kdf::Bcrypt { salt: random(16)?, rounds: BCRYPT_ROUNDS };
    let check = random(4)?.try_into().map(u32::from_be_bytes).map_err(|_| REFUSED)?;
    let sealed = openssh_private(key)?.encrypt_with(Cipher::Aes256Ctr, kdf, check, passphrase.expose());
    let text = sealed.and_then(|sealed| sealed.to_openssh(LineEnding::LF)).map_err(|_| REFUSED)?;
    Ok(Zeroizing::new(text.as_bytes().to_vec()))
}
