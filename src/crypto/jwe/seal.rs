//! Making a JWE (RFC 7516 section 5.1).

use super::error::SealError;
use super::headers::Headers;
use super::limits::{DEFAULT_P2C, MAX_INFLATED_BYTES, MAX_P2C};
use super::open::authenticated;
use super::{Encryption, Octets, content, deflate, manage};
use crate::crypto::{CryptoError, random};
use crate::jose::alg::{Algorithm, Family};
use crate::jose::serialize::{JweText, RecipientText};
use crate::jose::{base64url, json};
use crate::keys::Purpose;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

/// Makes a JWE: a new content encryption key and initialization vector, except where the algorithm leaves no choice of the
/// key. White space in the headers goes; order and spelling stay.
///
/// With PBES2 this takes up to a second: call it from a worker thread.
///
/// # Errors
/// [`CryptoError`] when a key does not fit or is broken; [`CryptoError::Encryption`] when headers, recipients or choices do not
/// go together.
pub fn encrypt(encryption: &Encryption<'_>) -> Result<JweText, CryptoError> {
    check_recipients(encryption)?;
    let mut headers = headers(encryption)?;
    let (cek, encrypted_keys) = keys(encryption, &mut headers)?;
    let compressed = encryption.zip.then(|| compressed(encryption.plaintext)).transpose()?;
    let plaintext = compressed.as_deref().map_or(encryption.plaintext, Vec::as_slice);
    let protected = Some(json::minify(&headers.protected)).filter(|text| text != "{}");
    let protected = protected.map(|text| base64url::encode(text.as_bytes())).unwrap_or_default();
    let aad = encryption.aad.filter(|aad| !aad.is_empty());
    let authenticated = authenticated(&protected, aad.map(base64url::encode).as_deref());
    let iv = random(encryption.enc.iv_len)?;
    let sealed = content::seal(encryption.enc, &cek, &iv, authenticated.as_bytes(), plaintext)?;
    let recipients = headers
        .own
        .into_iter()
        .zip(encrypted_keys)
        .map(|(header, encrypted_key)| RecipientText { header: kept(header), encrypted_key });
    Ok(JweText {
        protected,
        unprotected: kept(headers.unprotected),
        recipients: recipients.collect(),
        aad: aad.map(<[u8]>::to_vec),
        iv,
        ciphertext: sealed.ciphertext,
        tag: sealed.tag,
    })
}

/// Every key fits its algorithm, and an algorithm without an encrypted key is alone.
fn check_recipients(encryption: &Encryption<'_>) -> Result<(), CryptoError> {
    let recipients = encryption.recipients;
    if recipients.is_empty() {
        return Err(SealError::NoRecipient.into());
    }
    if let Some(lonely) = recipients.iter().find(|r| recipients.len() > 1 && r.alg.has_no_encrypted_key()) {
        return Err(SealError::SingleRecipient { alg: lonely.alg.name }.into());
    }
    recipients.iter().try_for_each(|r| r.key.fits(r.alg, Purpose::Encrypt)).map_err(CryptoError::from)
}

/// The headers with everything that is known before the keys are.
fn headers(encryption: &Encryption<'_>) -> Result<Headers, CryptoError> {
    let mut headers = Headers::read(encryption)?;
    let rounds = encryption.recipients.iter().enumerate().map(|(i, recipient)| match recipient.alg.family {
        Family::Pbes2 => rounds(encryption, &headers.of(i)).map(Some),
        _ => Ok(None),
    });
    let rounds = rounds.collect::<Result<Vec<_>, _>>()?;
    let again: Vec<_> = encryption.recipients.iter().flat_map(|r| made_by(r.alg)).copied().collect();
    headers.drop_made(&again);
    let names: Vec<_> = encryption.recipients.iter().map(|r| r.alg.name).collect();
    headers.set_algorithms(&names);
    headers.set_shared("enc", &Value::from(encryption.enc.name));
    headers.set_zip(encryption.zip)?;
    for (i, rounds) in rounds.into_iter().enumerate() {
        if let Some(rounds) = rounds {
            headers.set_own(i, "p2c", &Value::from(rounds));
        }
    }
    Ok(headers)
}

/// The header parameters that an algorithm makes.
fn made_by(alg: &Algorithm) -> &'static [&'static str] {
    match alg.family {
        Family::EcdhEs => &["epk"],
        Family::GcmKeyWrap => &["iv", "tag"],
        Family::Pbes2 => &["p2s", "p2c"],
        _ => &[],
    }
}

/// The rounds of PBES2: as asked for, else as the header says.
fn rounds(encryption: &Encryption<'_>, header: &Map<String, Value>) -> Result<u32, SealError> {
    let out_of_range = SealError::P2cRange { max: MAX_P2C };
    let rounds = match (encryption.p2c, header.get("p2c")) {
        (Some(rounds), _) => rounds,
        (None, Some(typed)) => typed.as_u64().and_then(|n| u32::try_from(n).ok()).ok_or(out_of_range.clone())?,
        (None, None) => DEFAULT_P2C,
    };
    if (1..=MAX_P2C).contains(&rounds) { Ok(rounds) } else { Err(out_of_range) }
}

/// The content encryption key, and what each recipient gets of it. What was made on the way is put into the headers.
fn keys(encryption: &Encryption<'_>, headers: &mut Headers) -> Result<(Octets, Vec<Vec<u8>>), CryptoError> {
    let enc = encryption.enc;
    if let [only] = encryption.recipients
        && only.alg.has_no_encrypted_key()
    {
        let (cek, wrapped) = manage::agree(only.alg, enc, only.key, &headers.of(0))?;
        wrapped.parameters.iter().for_each(|(name, value)| headers.set_own(0, name, value));
        return Ok((cek, vec![wrapped.encrypted_key]));
    }
    let cek = Zeroizing::new(random(enc.key_len)?);
    let mut encrypted_keys = Vec::new();
    for (i, recipient) in encryption.recipients.iter().enumerate() {
        let wrapped = manage::wrap(recipient.alg, enc, recipient.key, &headers.of(i), &cek)?;
        wrapped.parameters.iter().for_each(|(name, value)| headers.set_own(i, name, value));
        encrypted_keys.push(wrapped.encrypted_key);
    }
    Ok((cek, encrypted_keys))
}

/// The content compressed, if it may be inflated again.
fn compressed(plaintext: &[u8]) -> Result<Octets, SealError> {
    match plaintext.len() {
        found if found > MAX_INFLATED_BYTES => Err(SealError::TooLargeToZip { max_bytes: MAX_INFLATED_BYTES, found }),
        _ => Ok(deflate::deflate(plaintext)),
    }
}

/// An unprotected header as it is written: no empty one is.
fn kept(header: Option<String>) -> Option<String> {
    header.map(|text| json::minify(&text)).filter(|text| text != "{}")
}
