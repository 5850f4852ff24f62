//! SHA-2, and SHA-1 where a standard has nothing else (FIPS 180-4).

use crate::jose::sd_jwt::DigestAlgorithm;
use aws_lc_rs::digest::{Algorithm, SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA384, SHA512, digest};

/// SHA-1, for the thumbprint `x5t` alone (RFC 7515 section 4.1.7): a label that proves nothing.
#[must_use]
pub fn sha1(octets: &[u8]) -> [u8; 20] {
    hash(&SHA1_FOR_LEGACY_USE_ONLY, octets)
}

/// SHA-256.
#[must_use]
pub fn sha256(octets: &[u8]) -> [u8; 32] {
    hash(&SHA256, octets)
}

/// SHA-384.
#[must_use]
pub fn sha384(octets: &[u8]) -> [u8; 48] {
    hash(&SHA384, octets)
}

/// SHA-512.
#[must_use]
pub fn sha512(octets: &[u8]) -> [u8; 64] {
    hash(&SHA512, octets)
}

/// The digest that `_sd_alg` names (RFC 9901 section 4.1.1).
#[must_use]
pub fn named(algorithm: DigestAlgorithm, octets: &[u8]) -> Vec<u8> {
    match algorithm {
        DigestAlgorithm::Sha256 => sha256(octets).to_vec(),
        DigestAlgorithm::Sha384 => sha384(octets).to_vec(),
        DigestAlgorithm::Sha512 => sha512(octets).to_vec(),
    }
}

fn hash<const N: usize>(algorithm: &'static Algorithm, octets: &[u8]) -> [u8; N] {
    let mut out = [0; N];
    out.copy_from_slice(digest(algorithm, octets).as_ref());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(octets: &[u8]) -> String {
        octets.iter().map(|b| format!("{b:02x}")).collect()
    }

    #[test]
    fn fips_180_4_examples() {
        assert_eq!(hex(&sha1(b"abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(hex(&sha256(b"abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert!(hex(&sha384(b"abc")).starts_with("cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163"));
        assert!(hex(&sha512(b"abc")).starts_with("ddaf35a193617abacc417349ae20413112e6fa4e89a97ea2"));
    }
}
