//! A wrapping key made of a passphrase with PBKDF2 (RFC 7518 section 4.8). The number of rounds is judged before any is done.

use super::{Sent, Wrapped, needed, wrap as aes};
use crate::crypto::jwe::error::{DecryptError, SealError};
use crate::crypto::jwe::limits::{MAX_P2C, MIN_P2S_BYTES, P2S_BYTES};
use crate::crypto::jwe::{Octets, Trail};
use crate::crypto::{CryptoError, random};
use crate::jose::alg::Algorithm;
use crate::jose::base64url;
use aws_lc_rs::pbkdf2::{self, PBKDF2_HMAC_SHA256, PBKDF2_HMAC_SHA384, PBKDF2_HMAC_SHA512};
use serde_json::{Map, Value};
use std::num::NonZeroU32;
use zeroize::Zeroizing;

/// Makes the wrapping key and takes the content encryption key out of its wrapping.
pub fn unwrap(sent: &Sent<'_>, passphrase: &[u8], trail: &mut Trail) -> Result<Octets, DecryptError> {
    let rounds = rounds(sent.header)?;
    let salt = needed(sent.header, "p2s")?;
    if salt.len() < MIN_P2S_BYTES {
        return Err(DecryptError::p2s_short(salt.len()));
    }
    trail.note("rounds", rounds.to_string());
    trail.note("salt_bytes", salt.len().to_string());
    aes::unwrap(sent, &wrapping_key(sent.alg, rounds, &salt, passphrase))
}

/// Makes a wrapping key with a new salt and wraps a content encryption key. The rounds stand in the header already.
pub fn wrap(
    alg: &'static Algorithm,
    passphrase: &[u8],
    header: &Map<String, Value>,
    cek: &[u8],
) -> Result<Wrapped, CryptoError> {
    let rounds = rounds(header).map_err(|_| SealError::P2cRange { max: MAX_P2C })?;
    let salt = random(P2S_BYTES)?;
    let encrypted_key = aes::wrap(&wrapping_key(alg, rounds, &salt, passphrase), cek)?;
    let parameters = vec![("p2s", Value::from(base64url::encode(&salt)))];
    Ok(Wrapped { encrypted_key, parameters })
}

/// `p2c`, if it is an integer from 1 to [`MAX_P2C`].
fn rounds(header: &Map<String, Value>) -> Result<NonZeroU32, DecryptError> {
    let Some(Value::Number(number)) = header.get("p2c") else { return Err(DecryptError::P2cInvalid) };
    if number.as_f64().is_some_and(|n| n > f64::from(MAX_P2C)) {
        return Err(DecryptError::P2C_HIGH);
    }
    let whole = number.as_u64().and_then(|n| u32::try_from(n).ok());
    whole.and_then(NonZeroU32::new).ok_or(DecryptError::P2cInvalid)
}

fn wrapping_key(alg: &Algorithm, rounds: NonZeroU32, salt: &[u8], passphrase: &[u8]) -> Octets {
    let hash = match alg.hash_bits {
        256 => PBKDF2_HMAC_SHA256,
        384 => PBKDF2_HMAC_SHA384,
        _ => PBKDF2_HMAC_SHA512,
    };
    let salt = [alg.name.as_bytes(), &[0], salt].concat();
    let mut key = Zeroizing::new(vec![0; usize::from(alg.wrap_bits / 8)]);
    pbkdf2::derive(hash, rounds, &salt, passphrase, &mut key);
    key
}
