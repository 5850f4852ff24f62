//! Making certificates, to show what `x5c` is (RFC 7515 section 4.1.6). Nobody trusts them: the key vouches for itself.

use super::CryptoError;
use crate::jose::alg::Curve;
use crate::jose::numeric_date::NumericDate;
use crate::keys::{Key, Material, pkcs8};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{
    CertificateParams, DistinguishedName, DnType, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
    PKCS_ECDSA_P384_SHA384, PKCS_ECDSA_P521_SHA512, PKCS_ED25519, PKCS_RSA_SHA256, SerialNumber, SignatureAlgorithm,
    date_time_ymd,
};
use serde_json::json;
use std::time::Duration;

/// Longest time that a certificate is made for, in days: a hundred years.
pub const MAX_DAYS: u32 = 36_525;

/// Longest common name, in characters (RFC 5280 appendix A.1).
pub const MAX_NAME_CHARS: usize = 64;

const SECS_PER_DAY: u64 = 86_400;

/// Smallest and largest RSA key that the library signs with, in bits.
const RSA_BITS: std::ops::RangeInclusive<u32> = 2048..=8192;

/// Whether a certificate can be made for the key: private, and RSA of 2048 to 8192 bits, on P-256, P-384 or P-521, or
/// Ed25519.
#[must_use]
pub fn can_self_sign(key: &Key) -> bool {
    key.is_private() && algorithm(key).is_some()
}

/// A certificate (RFC 5280, version 3) in DER, in which the key vouches for itself: subject and issuer are the same common
/// name, it is good for that many days from its first moment on, for signatures, and for no authority.
///
/// # Errors
/// [`CryptoError::Certificate`] for a key that has no such certificate, a name that is empty or too long, no days or too
/// many, or a time outside the calendar; [`CryptoError::Backend`] when the library fails.
pub fn self_signed(key: &Key, subject: &str, not_before: NumericDate, days: u32) -> Result<Vec<u8>, CryptoError> {
    let refused = |problem| CryptoError::Certificate { problem };
    let subject = subject.trim();
    if subject.is_empty() || subject.chars().count() > MAX_NAME_CHARS || subject.chars().any(char::is_control) {
        return Err(refused("its name must have 1 to 64 characters on one line"));
    }
    if !(1..=MAX_DAYS).contains(&days) {
        return Err(refused("it is good for 1 to 36525 days"));
    }
    let algorithm = algorithm(key).filter(|_| key.is_private());
    let algorithm = algorithm.ok_or(refused("it needs a private key: RSA, P-256, P-384, P-521 or Ed25519"))?;
    // the last date that a certificate can say is in the year 9999
    let start = u64::try_from(not_before.secs()).ok().filter(|secs| *secs < 250_000_000_000);
    let start = start.ok_or(refused("it begins before 1970 or too late for a calendar"))?;
    sign(key, algorithm, subject, start, days).ok_or(CryptoError::Backend { doing: "making a certificate" })
}

/// Gives the key a certificate of its own as `x5c` (RFC 7517 section 4.7).
///
/// # Errors
/// As [`self_signed`].
pub fn certify(key: &mut Key, subject: &str, not_before: NumericDate, days: u32) -> Result<(), CryptoError> {
    let der = self_signed(key, subject, not_before, days)?;
    key.other.insert("x5c".to_owned(), json!([STANDARD.encode(der)]));
    Ok(())
}

fn sign(key: &Key, algorithm: &'static SignatureAlgorithm, subject: &str, start: u64, days: u32) -> Option<Vec<u8>> {
    let octets = pkcs8(key).ok()?;
    let pair = KeyPair::from_pkcs8_der_and_sign_algo(&octets.as_slice().into(), algorithm).ok()?;
    let mut parameters = CertificateParams::default();
    let first = date_time_ymd(1970, 1, 1) + Duration::from_secs(start);
    parameters.not_before = first;
    parameters.not_after = first + Duration::from_secs(u64::from(days) * SECS_PER_DAY);
    parameters.distinguished_name = DistinguishedName::new();
    parameters.distinguished_name.push(DnType::CommonName, subject);
    parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    // positive, and of no more than 20 octets (RFC 5280 section 4.1.2.2)
    let mut serial = super::random(16).ok()?;
    serial.iter_mut().take(1).for_each(|first| *first = *first & 0x7f | 0x40);
    parameters.serial_number = Some(SerialNumber::from(serial));
    Some(parameters.self_signed(&pair).ok()?.der().to_vec())
}

fn algorithm(key: &Key) -> Option<&'static SignatureAlgorithm> {
    match (&key.material, key.curve()) {
        (Material::Rsa { .. }, _) => RSA_BITS.contains(&key.bits()).then_some(&PKCS_RSA_SHA256),
        (_, Some(Curve::P256)) => Some(&PKCS_ECDSA_P256_SHA256),
        (_, Some(Curve::P384)) => Some(&PKCS_ECDSA_P384_SHA384),
        (_, Some(Curve::P521)) => Some(&PKCS_ECDSA_P521_SHA512),
        (_, Some(Curve::Ed25519)) => Some(&PKCS_ED25519),
        _ => None,
    }
}
