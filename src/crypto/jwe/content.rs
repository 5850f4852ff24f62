//! Content encryption: AES in GCM mode, and AES in CBC mode with HMAC SHA-2 (RFC 7518 section 5).

use super::Octets;
use crate::crypto::CryptoError;
use crate::jose::alg::ContentEncryption;
use aws_lc_rs::aead::{AES_128_GCM, AES_192_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{
    AES_128, AES_192, AES_256, Algorithm as BlockCipher, DecryptionContext, EncryptionContext,
    PaddedBlockDecryptingKey, PaddedBlockEncryptingKey, UnboundCipherKey,
};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac::{Context, HMAC_SHA256, HMAC_SHA384, HMAC_SHA512, Key as MacKey};
use aws_lc_rs::iv::FixedLength;
use zeroize::Zeroizing;

/// Length of one block of AES in bytes.
const BLOCK_LEN: usize = 16;

/// Ciphertext and tag.
pub struct Sealed {
    pub ciphertext: Vec<u8>,
    pub tag: Vec<u8>,
}

/// Encrypts and authenticates. The lengths of key and initialization vector are those of `enc`.
pub fn seal(
    enc: &ContentEncryption,
    cek: &[u8],
    iv: &[u8],
    aad: &[u8],
    plaintext: &[u8],
) -> Result<Sealed, CryptoError> {
    let sealed = if enc.is_gcm { seal_gcm(cek, iv, aad, plaintext) } else { seal_cbc(enc, cek, iv, aad, plaintext) };
    sealed.ok_or(CryptoError::Backend { doing: "encrypting the content" })
}

/// The plaintext, if everything is authentic: `None` tells nothing more.
pub fn open(
    enc: &ContentEncryption,
    cek: &[u8],
    iv: &[u8],
    aad: &[u8],
    ciphertext: &[u8],
    tag: &[u8],
) -> Option<Octets> {
    if enc.is_gcm { open_gcm(cek, iv, aad, ciphertext, tag) } else { open_cbc(enc, cek, iv, aad, ciphertext, tag) }
}

/// AES in GCM mode with a key of 128, 192 or 256 bits.
pub fn gcm_key(key: &[u8]) -> Option<LessSafeKey> {
    let algorithm = match key.len() {
        16 => &AES_128_GCM,
        24 => &AES_192_GCM,
        32 => &AES_256_GCM,
        _ => return None,
    };
    UnboundKey::new(algorithm, key).ok().map(LessSafeKey::new)
}

pub fn seal_gcm(key: &[u8], iv: &[u8], aad: &[u8], plaintext: &[u8]) -> Option<Sealed> {
    let nonce = Nonce::try_assume_unique_for_key(iv).ok()?;
    // encrypted in place: nothing of the plaintext is left behind
    let mut ciphertext = plaintext.to_vec();
    let tag = gcm_key(key)?.seal_in_place_separate_tag(nonce, Aad::from(aad), &mut ciphertext).ok()?;
    Some(Sealed { ciphertext, tag: tag.as_ref().to_vec() })
}

pub fn open_gcm(key: &[u8], iv: &[u8], aad: &[u8], ciphertext: &[u8], tag: &[u8]) -> Option<Octets> {
    let nonce = Nonce::try_assume_unique_for_key(iv).ok()?;
    let mut plaintext = Zeroizing::new(vec![0; ciphertext.len()]);
    gcm_key(key)?.open_separate_gather(nonce, Aad::from(aad), ciphertext, tag, &mut plaintext).ok()?;
    Some(plaintext)
}

fn seal_cbc(enc: &ContentEncryption, cek: &[u8], iv: &[u8], aad: &[u8], plaintext: &[u8]) -> Option<Sealed> {
    let (mac_key, enc_key) = halves(enc, cek)?;
    // room for the padding: growing would leave a copy of the plaintext behind
    let mut ciphertext = Vec::with_capacity(plaintext.len() + BLOCK_LEN);
    ciphertext.extend_from_slice(plaintext);
    let context = EncryptionContext::Iv128(FixedLength::try_from(iv).ok()?);
    let key = PaddedBlockEncryptingKey::cbc_pkcs7(block_key(enc_key)?).ok()?;
    key.less_safe_encrypt(&mut ciphertext, context).ok()?;
    let tag = mac(enc, mac_key, aad, iv, &ciphertext)?;
    Some(Sealed { ciphertext, tag })
}

/// The tag is compared before anything is decrypted (RFC 7518 section 5.2.2.2).
fn open_cbc(
    enc: &ContentEncryption,
    cek: &[u8],
    iv: &[u8],
    aad: &[u8],
    ciphertext: &[u8],
    tag: &[u8],
) -> Option<Octets> {
    let (mac_key, enc_key) = halves(enc, cek)?;
    verify_slices_are_equal(&mac(enc, mac_key, aad, iv, ciphertext)?, tag).ok()?;
    let context = DecryptionContext::Iv128(FixedLength::try_from(iv).ok()?);
    let mut plaintext = Zeroizing::new(ciphertext.to_vec());
    let key = PaddedBlockDecryptingKey::cbc_pkcs7(block_key(enc_key)?).ok()?;
    let len = key.decrypt(&mut plaintext, context).ok()?.len();
    plaintext.truncate(len);
    Some(plaintext)
}

/// The key of the HMAC, which comes first, and that of AES (RFC 7518 section 5.2.2.1).
fn halves<'k>(enc: &ContentEncryption, cek: &'k [u8]) -> Option<(&'k [u8], &'k [u8])> {
    (cek.len() == enc.key_len).then(|| cek.split_at(enc.key_len / 2))
}

fn block_key(key: &[u8]) -> Option<UnboundCipherKey> {
    let cipher: &'static BlockCipher = match key.len() {
        16 => &AES_128,
        24 => &AES_192,
        32 => &AES_256,
        _ => return None,
    };
    UnboundCipherKey::new(cipher, key).ok()
}

/// The first half of an HMAC over AAD, initialization vector, ciphertext and the length of the AAD in bits.
fn mac(enc: &ContentEncryption, key: &[u8], aad: &[u8], iv: &[u8], ciphertext: &[u8]) -> Option<Vec<u8>> {
    let algorithm = match enc.tag_len {
        16 => HMAC_SHA256,
        24 => HMAC_SHA384,
        _ => HMAC_SHA512,
    };
    let aad_bits = u64::try_from(aad.len()).ok()?.checked_mul(8)?;
    let mut context = Context::with_key(&MacKey::new(algorithm, key));
    [aad, iv, ciphertext, &aad_bits.to_be_bytes()].into_iter().for_each(|part| context.update(part));
    context.sign().as_ref().get(..enc.tag_len).map(<[u8]>::to_vec)
}
