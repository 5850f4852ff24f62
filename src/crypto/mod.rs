//! Signing, verifying, generating, digesting: the only room that names a crypto crate.
//!
//! Keys come from [`crate::keys`], algorithms from [`crate::jose::alg`]. Every operation asks [`Key::fits`] first, so that a
//! key can never be used as something that it is not. [`import`] is the front door for key text: it reads what
//! [`crate::keys::import`] reads, computes missing public halves and refuses broken keys.

mod certificate;
mod complete;
#[cfg_attr(not(feature = "ed448"), path = "curve448_left_out.rs")]
mod curve448;
pub mod digest;
mod ecdsa;
mod error;
mod generate;
pub mod jwe;
mod kept;
mod ml_dsa;
mod new_key;
mod protect;
mod rsa_numbers;
mod signature;
mod unlock;

pub use certificate::{MAX_DAYS, MAX_NAME_CHARS, can_self_sign, certify, self_signed};
pub use complete::complete;
pub use error::CryptoError;
pub use generate::{KeyShape, KeySpec, RSA_BITS, generate};
pub use kept::{kept_key, kept_keys};
pub use new_key::{CertificateSpec, KidChoice, NewKey, UseChoice};
pub use protect::{BCRYPT_ROUNDS, PBKDF2_ROUNDS, export_protected};
pub use signature::{sign, verify};

use crate::keys::{Budget, Imported, Key, Secret, UnlockLimits, import_with, to_base64url};

/// Reads every key of an input, completes and checks it: the front door for pasted text and files. What is broken is among
/// the ignored, with the reason; what needs a passphrase is among the locked.
#[must_use]
pub fn import(bytes: &[u8]) -> Imported {
    import_unlocking(bytes, &[])
}

/// The same, with passphrases that are tried on everything that is locked. Slow: a try may take a second and more. What none
/// of them opens is among the locked, marked as refused.
#[must_use]
pub fn import_unlocking(bytes: &[u8], passphrases: &[Secret]) -> Imported {
    import_within(bytes, passphrases, &UnlockLimits::default())
}

/// The same, with limits of one's own for the work of opening.
#[must_use]
pub fn import_within(bytes: &[u8], passphrases: &[Secret], limits: &UnlockLimits) -> Imported {
    import_with(bytes, &unlock::Unlocker { passphrases, tries_none: true }, &Budget::new(limits, &|| false))
}

/// The same with the usual limits, until somebody stops it: no further try is begun then, and what comes out is to be thrown
/// away.
#[must_use]
pub fn import_until(bytes: &[u8], passphrases: &[Secret], stopped: &dyn Fn() -> bool) -> Imported {
    let limits = UnlockLimits::default();
    import_with(bytes, &unlock::Unlocker { passphrases, tries_none: true }, &Budget::new(&limits, stopped))
}

/// Reads every key that is not locked, quickly: nothing is stretched. A PKCS#12 file is among the locked even where it needs
/// no passphrase, marked as untried.
#[must_use]
pub fn glance(bytes: &[u8]) -> Imported {
    let limits = UnlockLimits::default();
    import_with(bytes, &unlock::Unlocker { passphrases: &[], tries_none: false }, &Budget::new(&limits, &|| false))
}

/// So many octets from the operating system's random source.
///
/// # Errors
/// [`CryptoError::Backend`] when the source fails.
pub fn random(count: usize) -> Result<Vec<u8>, CryptoError> {
    let mut octets = vec![0; count];
    aws_lc_rs::rand::fill(&mut octets).map_err(|_| CryptoError::Backend { doing: "random numbers" })?;
    Ok(octets)
}

/// The thumbprint of a key (RFC 7638): SHA-256 over its required members, in base64url. The same for both halves.
#[must_use]
pub fn thumbprint(key: &Key) -> String {
    to_base64url(&digest::sha256(key.thumbprint_input().as_bytes()))
}

/// The thumbprint `x5t` of a certificate in DER: SHA-1 in base64url (RFC 7515 section 4.1.7).
#[must_use]
pub fn x5t(certificate: &[u8]) -> String {
    to_base64url(&digest::sha1(certificate))
}

/// The thumbprint `x5t#S256` of a certificate in DER: SHA-256 in base64url (RFC 7515 section 4.1.8).
#[must_use]
pub fn x5t_s256(certificate: &[u8]) -> String {
    to_base64url(&digest::sha256(certificate))
}
