//! Opening a JWE (RFC 7516 section 5.2).

use super::error::DecryptError;
use super::manage::{self, Sent};
use super::trail::{CONTENT_KEY, INFLATE, KEY_MANAGEMENT, TAG};
use super::{Decrypted, Jwe, Octets, Opened, Trail, content, deflate};
use crate::jose::alg::{self, Algorithm, ContentEncryption};
use crate::jose::base64url;
use crate::keys::{Key, Purpose};
use serde_json::{Map, Value};

/// Opens a JWE with a key. What is looked at without the key comes first; nothing is decrypted that is not authentic.
///
/// With PBES2 this takes up to some seconds: call it from a worker thread.
#[must_use]
pub fn decrypt(jwe: &Jwe<'_>, key: &Key) -> Decrypted {
    let mut trail = Trail::default();
    let result = open(jwe, key, &mut trail);
    Decrypted { steps: trail.finish(result.is_ok()), result }
}

fn open(jwe: &Jwe<'_>, key: &Key, trail: &mut Trail) -> Result<Opened, DecryptError> {
    trail.enter(KEY_MANAGEMENT);
    let is_compressed = is_compressed(jwe)?;
    if is_compressed {
        trail.expect_inflating();
    }
    let (alg, enc) = algorithms(jwe.header)?;
    trail.note("alg", alg.name);
    trail.note("enc", enc.name);
    check_lengths(jwe, enc)?;
    key.fits(alg, Purpose::Decrypt)?;
    let sent = Sent { alg, enc, header: jwe.header, encrypted_key: jwe.encrypted_key };
    let cek = manage::unwrap(&sent, key, trail)?;
    trail.enter(CONTENT_KEY);
    trail.note("alg", alg.name);
    trail.note("enc", enc.name);
    let (expected, found) = (enc.key_len * 8, cek.len() * 8);
    trail.note("bits", found.to_string());
    if expected != found {
        return Err(DecryptError::ContentKeyLength { enc: enc.name, expected, found });
    }
    let plaintext = authentic(jwe, enc, &cek, trail)?;
    if !is_compressed {
        return Ok(Opened { plaintext, alg, enc, compressed_len: None });
    }
    trail.enter(INFLATE);
    trail.note("compressed_bytes", plaintext.len().to_string());
    let inflated = deflate::inflate(&plaintext)?;
    trail.note("inflated_bytes", inflated.len().to_string());
    Ok(Opened { plaintext: inflated, alg, enc, compressed_len: Some(plaintext.len()) })
}

/// The content, if its tag is right.
fn authentic(
    jwe: &Jwe<'_>,
    enc: &'static ContentEncryption,
    cek: &[u8],
    trail: &mut Trail,
) -> Result<Octets, DecryptError> {
    trail.enter(TAG);
    let aad = authenticated(jwe.protected, jwe.aad);
    trail.note("enc", enc.name);
    trail.note("aad_bytes", aad.len().to_string());
    trail.note("ciphertext_bytes", jwe.ciphertext.len().to_string());
    content::open(enc, cek, jwe.iv, aad.as_bytes(), jwe.ciphertext, jwe.tag).ok_or(DecryptError::NotAuthentic)
}

/// What is authenticated beside the ciphertext (RFC 7516 section 5.1, step 14).
pub fn authenticated(protected: &str, aad: Option<&str>) -> String {
    match aad {
        Some(aad) => format!("{protected}.{aad}"),
        None => protected.to_owned(),
    }
}

/// The rows of `alg` and `enc`.
fn algorithms(header: &Map<String, Value>) -> Result<(&'static Algorithm, &'static ContentEncryption), DecryptError> {
    let text = |name: &str| header.get(name).and_then(Value::as_str);
    let alg = text("alg").ok_or(DecryptError::AlgMissing)?;
    let enc = text("enc").ok_or(DecryptError::EncMissing)?;
    let alg = alg::find(alg).ok_or_else(|| DecryptError::AlgUnknown { name: alg.to_owned() })?;
    let enc = alg::find_content(enc).ok_or_else(|| DecryptError::EncUnknown { name: enc.to_owned() })?;
    Ok((alg, enc))
}

/// Initialization vector and tag have one length each: a short tag would be easy to guess.
fn check_lengths(jwe: &Jwe<'_>, enc: &'static ContentEncryption) -> Result<(), DecryptError> {
    let (name, iv, tag) = (enc.name, jwe.iv.len(), jwe.tag.len());
    if iv != enc.iv_len {
        return Err(DecryptError::IvLength { enc: name, expected: enc.iv_len, found: iv });
    }
    if tag != enc.tag_len {
        return Err(DecryptError::TagLength { enc: name, expected: enc.tag_len, found: tag });
    }
    Ok(())
}

/// Whether `zip` asks for inflating. It counts only where it is protected (RFC 7516 section 4.1.3).
fn is_compressed(jwe: &Jwe<'_>) -> Result<bool, DecryptError> {
    let protected = protected(jwe.protected)?;
    match (jwe.header.get("zip"), protected.get("zip")) {
        (None, None) => Ok(false),
        (_, None) => Err(DecryptError::ZipUnprotected),
        (_, Some(Value::String(zip))) if zip == "DEF" => Ok(true),
        _ => Err(DecryptError::ZipUnknown),
    }
}

/// The members of the protected header; none where there is no such header.
fn protected(encoded: &str) -> Result<Map<String, Value>, DecryptError> {
    if encoded.is_empty() {
        return Ok(Map::new());
    }
    let octets = base64url::decode_strict(encoded).ok_or(DecryptError::ProtectedUnreadable)?;
    serde_json::from_slice(&octets).map_err(|_| DecryptError::ProtectedUnreadable)
}
