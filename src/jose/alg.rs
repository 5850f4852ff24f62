//! The one algorithm table (RFC 7518, RFC 8037, RFC 8812, RFC 9864, RFC 9964).
//!
//! Pickers, key filters, key generation and the key-fit check all read a row here. Crypto stands behind every row but
//! `none`.

use std::fmt;

/// What an algorithm does with a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// HMAC with SHA-2 (RFC 7518 section 3.2).
    Hmac,
    /// RSASSA-PKCS1-v1_5 (RFC 7518 section 3.3).
    RsaPkcs1,
    /// RSASSA-PSS (RFC 7518 section 3.5).
    RsaPss,
    /// ECDSA (RFC 7518 section 3.4, RFC 8812).
    Ecdsa,
    /// Edwards-curve signatures (RFC 8037, RFC 9864).
    EdDsa,
    /// Module-lattice signatures (RFC 9964).
    MlDsa,
    /// No signature at all (RFC 7518 section 3.6).
    None,
    /// JWE: the content encryption key is encrypted with RSA (RFC 7518 sections 4.2 and 4.3).
    RsaEncryption,
    /// JWE: it is wrapped with AES (RFC 7518 section 4.4).
    KeyWrap,
    /// JWE: it is wrapped with AES GCM (RFC 7518 section 4.7).
    GcmKeyWrap,
    /// JWE: the shared key is the content encryption key (RFC 7518 section 4.5).
    Direct,
    /// JWE: it is agreed on with an ephemeral key, or wrapped with what was agreed on (RFC 7518 section 4.6).
    EcdhEs,
    /// JWE: it is wrapped with a key made from a passphrase (RFC 7518 section 4.8).
    Pbes2,
}

/// The `kty` of a key (RFC 7517 section 4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyType {
    /// A symmetric secret.
    Oct,
    /// RSA.
    Rsa,
    /// An elliptic curve key.
    Ec,
    /// An octet key pair: Ed25519, Ed448, X25519, X448.
    Okp,
    /// An algorithm key pair (RFC 9964).
    Akp,
}

impl KeyType {
    /// The name as it stands in a JWK.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Oct => "oct",
            Self::Rsa => "RSA",
            Self::Ec => "EC",
            Self::Okp => "OKP",
            Self::Akp => "AKP",
        }
    }
}

impl fmt::Display for KeyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The curve of an EC or OKP key (RFC 7518 section 6.2.1.1, RFC 8037, RFC 8812).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Curve {
    /// NIST P-256.
    P256,
    /// NIST P-384.
    P384,
    /// NIST P-521.
    P521,
    /// secp256k1.
    Secp256k1,
    /// Ed25519.
    Ed25519,
    /// Ed448.
    Ed448,
    /// X25519: key agreement only.
    X25519,
    /// X448: key agreement only.
    X448,
}

impl Curve {
    /// Every curve, in the order in which people meet them.
    pub const ALL: [Self; 8] =
        [Self::P256, Self::P384, Self::P521, Self::Secp256k1, Self::Ed25519, Self::Ed448, Self::X25519, Self::X448];

    /// The name as it stands in a JWK's `crv`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::Secp256k1 => "secp256k1",
            Self::Ed25519 => "Ed25519",
            Self::Ed448 => "Ed448",
            Self::X25519 => "X25519",
            Self::X448 => "X448",
        }
    }

    /// The curve with this exact `crv` name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.name() == name)
    }

    /// Length in bytes of one coordinate, or of the raw public key for OKP curves.
    #[must_use]
    pub fn coordinate_len(self) -> usize {
        match self {
            Self::P256 | Self::Secp256k1 | Self::Ed25519 | Self::X25519 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
            Self::Ed448 => 57,
            Self::X448 => 56,
        }
    }

    /// Size of the field in bits, by which people call a curve.
    #[must_use]
    pub fn bits(self) -> u32 {
        match self {
            Self::P256 | Self::Secp256k1 | Self::Ed25519 | Self::X25519 => 256,
            Self::P384 => 384,
            Self::P521 => 521,
            Self::Ed448 | Self::X448 => 448,
        }
    }

    /// The `kty` that keys on this curve have.
    #[must_use]
    pub fn key_type(self) -> KeyType {
        match self {
            Self::P256 | Self::P384 | Self::P521 | Self::Secp256k1 => KeyType::Ec,
            Self::Ed25519 | Self::Ed448 | Self::X25519 | Self::X448 => KeyType::Okp,
        }
    }
}

impl fmt::Display for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How the standards stand to an algorithm today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Fit for new work.
    Current,
    /// Still seen, no longer recommended.
    Deprecated,
}

/// One row of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct Algorithm {
    /// The exact, case-sensitive `alg` value.
    pub name: &'static str,
    /// What it does.
    pub family: Family,
    /// The `kty` its keys must have; `None` for `none` and for key management by any type.
    pub key_type: Option<KeyType>,
    /// The curves its keys may be on; empty where curves do not matter.
    pub curves: &'static [Curve],
    /// Length of the hash in bits; 0 where the algorithm fixes its own. RSA-OAEP's is 160 (SHA-1).
    pub hash_bits: u16,
    /// Length in bits of the AES key that wraps the content encryption key; 0 where nothing is wrapped with AES.
    pub wrap_bits: u16,
    /// Length of the signature in bytes where the algorithm alone fixes it (not RSA, nor `EdDSA` by that name).
    pub signature_len: Option<usize>,
    /// How the standards stand to it.
    pub standing: Standing,
}

impl Algorithm {
    /// Whether the algorithm signs (as opposed to `none` and to JWE key management).
    #[must_use]
    pub fn signs(&self) -> bool {
        self.family != Family::None && !self.manages_keys()
    }

    /// Whether it is one of JWE's key management algorithms (RFC 7518 section 4): never a signature.
    #[must_use]
    pub fn manages_keys(&self) -> bool {
        use Family::{Direct, EcdhEs, GcmKeyWrap, KeyWrap, Pbes2, RsaEncryption};
        matches!(self.family, RsaEncryption | KeyWrap | GcmKeyWrap | Direct | EcdhEs | Pbes2)
    }

    /// Whether a JWE made with it has an empty encrypted key: the content encryption key is shared or agreed on.
    #[must_use]
    pub fn has_no_encrypted_key(&self) -> bool {
        self.family == Family::Direct || (self.family == Family::EcdhEs && self.wrap_bits == 0)
    }

    /// Whether anybody can encrypt with the public half of the key: decrypting then says nothing about the sender.
    #[must_use]
    pub fn encrypts_to_public_key(&self) -> bool {
        matches!(self.family, Family::RsaEncryption | Family::EcdhEs)
    }

    /// Every length in bytes that a signature can have, shortest first; empty where any size of key makes another (RSA).
    #[must_use]
    pub fn signature_lens(&self) -> &[usize] {
        match self.family {
            Family::EdDsa if self.curves.len() > 1 => &[64, 114],
            _ => self.signature_len.as_slice(),
        }
    }

    /// Smallest fitting key in bits: the hash length for HMAC, 2048 for RSA, the very length for AES key wrapping (RFC 7518
    /// sections 3.2, 3.3, 3.5, 4.2 to 4.4, 4.7).
    #[must_use]
    pub fn min_key_bits(&self) -> Option<u32> {
        match self.family {
            Family::Hmac => Some(u32::from(self.hash_bits)),
            Family::RsaPkcs1 | Family::RsaPss | Family::RsaEncryption => Some(2048),
            Family::KeyWrap | Family::GcmKeyWrap => Some(u32::from(self.wrap_bits)),
            _ => None,
        }
    }
}

const fn row(
    name: &'static str,
    family: Family,
    key_type: Option<KeyType>,
    curves: &'static [Curve],
    hash_bits: u16,
    signature_len: Option<usize>,
) -> Algorithm {
    let standing = Standing::Current;
    Algorithm { name, family, key_type, curves, hash_bits, wrap_bits: 0, signature_len, standing }
}

const fn deprecated(row: Algorithm) -> Algorithm {
    Algorithm { standing: Standing::Deprecated, ..row }
}

const fn key_management(name: &'static str, family: Family, hash_bits: u16, wrap_bits: u16) -> Algorithm {
    let (key_type, curves): (_, &[Curve]) = match family {
        Family::RsaEncryption => (Some(Rsa), &[]),
        // EC or OKP: the curve tells
        Family::EcdhEs => (None, AGREEMENT_CURVES),
        _ => (Some(Oct), &[]),
    };
    Algorithm { wrap_bits, ..row(name, family, key_type, curves, hash_bits, None) }
}

use Curve::{Ed448, Ed25519, P256, P384, P521, Secp256k1, X448, X25519};
use Family::{Direct, EcdhEs, GcmKeyWrap, KeyWrap, Pbes2, RsaEncryption};
use KeyType::{Akp, Ec, Oct, Okp, Rsa};

/// The curves of `EdDSA` (RFC 8037) that this build serves.
const EDDSA_CURVES: &[Curve] = if cfg!(feature = "ed448") { &[Ed25519, Ed448] } else { &[Ed25519] };
/// The curves of ECDH-ES (RFC 7518 section 4.6, RFC 8037) that this build serves.
const AGREEMENT_CURVES: &[Curve] =
    if cfg!(feature = "ed448") { &[P256, P384, P521, X25519, X448] } else { &[P256, P384, P521, X25519] };

/// Every `alg` value the workbench knows by name, in the order in which pickers show them.
pub static ALL: &[Algorithm] = &[
    row("HS256", Family::Hmac, Some(Oct), &[], 256, Some(32)),
    row("HS384", Family::Hmac, Some(Oct), &[], 384, Some(48)),
    row("HS512", Family::Hmac, Some(Oct), &[], 512, Some(64)),
    row("RS256", Family::RsaPkcs1, Some(Rsa), &[], 256, None),
    row("RS384", Family::RsaPkcs1, Some(Rsa), &[], 384, None),
    row("RS512", Family::RsaPkcs1, Some(Rsa), &[], 512, None),
    row("PS256", Family::RsaPss, Some(Rsa), &[], 256, None),
    row("PS384", Family::RsaPss, Some(Rsa), &[], 384, None),
    row("PS512", Family::RsaPss, Some(Rsa), &[], 512, None),
    row("ES256", Family::Ecdsa, Some(Ec), &[P256], 256, Some(64)),
    row("ES384", Family::Ecdsa, Some(Ec), &[P384], 384, Some(96)),
    row("ES512", Family::Ecdsa, Some(Ec), &[P521], 512, Some(132)),
    row("ES256K", Family::Ecdsa, Some(Ec), &[Secp256k1], 256, Some(64)),
    row("Ed25519", Family::EdDsa, Some(Okp), &[Ed25519], 0, Some(64)),
    #[cfg(feature = "ed448")]
    row("Ed448", Family::EdDsa, Some(Okp), &[Ed448], 0, Some(114)),
    // the key decides which of the two it is
    deprecated(row("EdDSA", Family::EdDsa, Some(Okp), EDDSA_CURVES, 0, None)),
    row("ML-DSA-44", Family::MlDsa, Some(Akp), &[], 0, Some(2420)),
    row("ML-DSA-65", Family::MlDsa, Some(Akp), &[], 0, Some(3309)),
    row("ML-DSA-87", Family::MlDsa, Some(Akp), &[], 0, Some(4627)),
    row("none", Family::None, None, &[], 0, Some(0)),
    deprecated(key_management("RSA1_5", RsaEncryption, 0, 0)),
    key_management("RSA-OAEP", RsaEncryption, 160, 0),
    key_management("RSA-OAEP-256", RsaEncryption, 256, 0),
    key_management("RSA-OAEP-384", RsaEncryption, 384, 0),
    key_management("RSA-OAEP-512", RsaEncryption, 512, 0),
    key_management("A128KW", KeyWrap, 0, 128),
    key_management("A192KW", KeyWrap, 0, 192),
    key_management("A256KW", KeyWrap, 0, 256),
    key_management("dir", Direct, 0, 0),
    key_management("ECDH-ES", EcdhEs, 0, 0),
    key_management("ECDH-ES+A128KW", EcdhEs, 0, 128),
    key_management("ECDH-ES+A192KW", EcdhEs, 0, 192),
    key_management("ECDH-ES+A256KW", EcdhEs, 0, 256),
    key_management("A128GCMKW", GcmKeyWrap, 0, 128),
    key_management("A192GCMKW", GcmKeyWrap, 0, 192),
    key_management("A256GCMKW", GcmKeyWrap, 0, 256),
    key_management("PBES2-HS256+A128KW", Pbes2, 256, 128),
    key_management("PBES2-HS384+A192KW", Pbes2, 384, 192),
    key_management("PBES2-HS512+A256KW", Pbes2, 512, 256),
];

/// An authenticated encryption of the content: one `enc` value (RFC 7518 section 5).
#[derive(Debug, PartialEq, Eq)]
pub struct ContentEncryption {
    /// The exact, case-sensitive `enc` value.
    pub name: &'static str,
    /// AES in GCM mode; otherwise AES in CBC mode with HMAC SHA-2.
    pub is_gcm: bool,
    /// Length of the content encryption key in bytes. With CBC its first half is the HMAC's.
    pub key_len: usize,
    /// Length of the initialization vector in bytes.
    pub iv_len: usize,
    /// Length of the authentication tag in bytes.
    pub tag_len: usize,
}

const fn content(name: &'static str, is_gcm: bool, key_len: usize) -> ContentEncryption {
    let (iv_len, tag_len) = if is_gcm { (12, 16) } else { (16, key_len / 2) };
    ContentEncryption { name, is_gcm, key_len, iv_len, tag_len }
}

/// Every `enc` value, in the order in which pickers show them.
pub static CONTENT: &[ContentEncryption] = &[
    content("A128GCM", true, 16),
    content("A192GCM", true, 24),
    content("A256GCM", true, 32),
    content("A128CBC-HS256", false, 32),
    content("A192CBC-HS384", false, 48),
    content("A256CBC-HS512", false, 64),
];

/// The row of that exact `enc` value.
#[must_use]
pub fn find_content(name: &str) -> Option<&'static ContentEncryption> {
    CONTENT.iter().find(|c| c.name == name)
}

/// The row with this exact name: `alg` is case-sensitive (RFC 7515 section 4.1.1).
#[must_use]
pub fn find(name: &str) -> Option<&'static Algorithm> {
    ALL.iter().find(|a| a.name == name)
}

/// The row a person most likely meant by a misspelt name ("hs256", "ED25519", "ES521"), never used to verify.
#[must_use]
pub fn nearest(name: &str) -> Option<&'static Algorithm> {
    let bare = name.trim();
    ALL.iter()
        .find(|a| a.name.eq_ignore_ascii_case(bare))
        .or_else(|| (bare.eq_ignore_ascii_case("ES521")).then(|| find("ES512")).flatten())
}

/// The rows that sign.
pub fn signing() -> impl Iterator<Item = &'static Algorithm> {
    ALL.iter().filter(|a| a.signs())
}

/// The rows that manage the key of a JWE.
pub fn managing() -> impl Iterator<Item = &'static Algorithm> {
    ALL.iter().filter(|a| a.manages_keys())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_case_sensitive() {
        for (i, a) in ALL.iter().enumerate() {
            assert!(ALL[i + 1..].iter().all(|b| b.name != a.name), "{} twice", a.name);
            assert_eq!(find(a.name), Some(a));
        }
        assert_eq!(find("hs256"), None);
        assert_eq!(nearest("hs256").map(|a| a.name), Some("HS256"));
        assert_eq!(nearest("ES521").map(|a| a.name), Some("ES512"));
    }

    #[test]
    fn none_never_signs() {
        assert!(!find("none").unwrap().signs());
        assert!(signing().all(|a| a.name != "none"));
        let left_out = usize::from(cfg!(not(feature = "ed448")));
        assert_eq!(signing().count() + left_out, 19, "all of RFC 7518 3.1, RFC 8037, RFC 8812, RFC 9864 and RFC 9964");
    }
}
