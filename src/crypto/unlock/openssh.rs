//! The private part of an OpenSSH key: bcrypt makes the key of the cipher.

use crate::keys::{Closed, KeyError, is_open};
use ssh_key::{Cipher, Kdf};
use zeroize::Zeroizing;

/// The deciphered octets; `parts` are the enciphered ones and the authentication tag, where the cipher has one.
pub(super) fn open(
    cipher: &str,
    salt: &[u8],
    rounds: u32,
    parts: (&[u8], &[u8]),
    passphrase: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Closed> {
    let (encrypted, tag) = parts;
    let unknown = || KeyError::Unsupported {
        what: format!("an OpenSSH key enciphered with {}", crate::keys::limits::quoted(cipher)),
        instead: "encipher it anew with `ssh-keygen -p -Z aes256-ctr -f FILE`",
    };
    let cipher = Cipher::new(cipher).map_err(|_| Closed::Broken(unknown()))?;
    if passphrase.is_empty() {
        return Err(Closed::WrongPassphrase);
    }
    let kdf = Kdf::Bcrypt { salt: salt.to_vec(), rounds };
    let (key, iv) = kdf.derive_key_and_iv(cipher, passphrase).map_err(|_| Closed::Broken(unknown()))?;
    let mut octets = Zeroizing::new(encrypted.to_vec());
    let tag = cipher.has_tag().then(|| tag.try_into().ok()).flatten();
    cipher.decrypt(&key, &iv, &mut octets, tag).map_err(|_| Closed::WrongPassphrase)?;
    if is_open(&octets) { Ok(octets) } else { Err(Closed::WrongPassphrase) }
}
