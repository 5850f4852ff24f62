//! OpenSSL's old way to protect PEM (`Proc-Type: 4,ENCRYPTED`), for reading only: nothing is protected so any more.

use super::whole_der;
use crate::keys::{Closed, LegacyCipher};
use cbc::Decryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt, KeyInit, KeyIvInit};
use md5::{Digest, Md5};
use zeroize::Zeroizing;

/// Octets of the salt: the first of the initialization vector.
const SALT_LEN: usize = 8;

/// The private key in DER.
pub(super) fn open(
    cipher: LegacyCipher,
    iv: &[u8],
    encrypted: &[u8],
    passphrase: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Closed> {
    let key = key(passphrase, iv.get(..SALT_LEN).unwrap_or_default(), cipher.lengths().0);
    match cipher {
        LegacyCipher::Des => decrypt::<des::Des>(&key, iv, encrypted),
        LegacyCipher::TripleDes => decrypt::<des::TdesEde3>(&key, iv, encrypted),
        LegacyCipher::Aes128 => decrypt::<aes::Aes128>(&key, iv, encrypted),
        LegacyCipher::Aes192 => decrypt::<aes::Aes192>(&key, iv, encrypted),
        LegacyCipher::Aes256 => decrypt::<aes::Aes256>(&key, iv, encrypted),
    }
}

fn decrypt<C: BlockCipherDecrypt + KeyInit>(
    key: &[u8],
    iv: &[u8],
    encrypted: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Closed> {
    let decryptor = Decryptor::<C>::new_from_slices(key, iv).map_err(|_| Closed::WrongPassphrase)?;
    let opened = decryptor.decrypt_padded_vec::<Pkcs7>(encrypted).map_err(|_| Closed::WrongPassphrase)?;
    whole_der(Zeroizing::new(opened))
}

/// `EVP_BytesToKey` with MD5 and one round: each block is the hash of the one before, the passphrase and the salt.
fn key(passphrase: &[u8], salt: &[u8], len: usize) -> Zeroizing<Vec<u8>> {
    let mut key: Zeroizing<Vec<u8>> = Zeroizing::new(Vec::with_capacity(len + 16));
    while key.len() < len {
        let last = key.len().saturating_sub(16);
        let hash = Md5::new().chain_update(key.get(last..).unwrap_or_default());
        let block = hash.chain_update(passphrase).chain_update(salt).finalize();
        key.extend_from_slice(&block);
    }
    key.truncate(len);
    key
}
