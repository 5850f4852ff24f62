//! What a passphrase protects, cut out of an input: how it is protected, and how much work a try is, before any is done.

use super::asn1::Structure;
use super::error::KeyError;
use super::limits::{UnlockLimits, quoted};
use crate::jose::token::Token;
use der::Decode as _;
use der::asn1::{ObjectIdentifier, OctetStringRef};
use pkcs8::pkcs5::pbes2::{EncryptionScheme, Kdf, Parameters, Pbkdf2Prf};
use spki::AlgorithmIdentifierRef;
use zeroize::Zeroizing;

/// `id-PBES2` (RFC 8018 appendix A.4).
pub(super) const PBES2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.13");

/// The older schemes (RFC 8018 appendix A.3, RFC 7292 appendix C), which are refused by name in PKCS#8.
pub(super) const PBES1: [(&str, &str); 12] = [
    ("1.2.840.113549.1.5.1", "PBE-MD2-DES"),
    ("1.2.840.113549.1.5.3", "PBE-MD5-DES"),
    ("1.2.840.113549.1.5.4", "PBE-MD2-RC2-64"),
    ("1.2.840.113549.1.5.6", "PBE-MD5-RC2-64"),
    ("1.2.840.113549.1.5.10", "PBE-SHA1-DES"),
    ("1.2.840.113549.1.5.11", "PBE-SHA1-RC2-64"),
    ("1.2.840.113549.1.12.1.1", "PBE-SHA1-RC4-128"),
    ("1.2.840.113549.1.12.1.2", "PBE-SHA1-RC4-40"),
    ("1.2.840.113549.1.12.1.3", "PBE-SHA1-3DES"),
    ("1.2.840.113549.1.12.1.4", "PBE-SHA1-2DES"),
    ("1.2.840.113549.1.12.1.5", "PBE-SHA1-RC2-128"),
    ("1.2.840.113549.1.12.1.6", "PBE-SHA1-RC2-40"),
];

const ENCRYPT_ANEW: &str =
    "encrypt it anew with `openssl pkcs8 -in FILE -topk8 -v2 aes256 -out KEY.pem` (older ones need `-provider legacy`)";

/// A part of the input that a passphrase opens.
pub(crate) struct Sealed<'a> {
    /// How it is protected, in words.
    pub how: String,
    /// What one try costs, in rounds of PBKDF2.
    pub work: u64,
    /// The octets, by the way in which they are protected.
    pub content: Content<'a>,
}

/// The ways of protection.
pub(crate) enum Content<'a> {
    /// PBES2 (RFC 8018 section 6.2) around PKCS#8.
    Pkcs8 { parameters: Box<Parameters>, encrypted: &'a [u8] },
    /// OpenSSL's old way: a key from MD5, one round, and a block cipher in CBC mode.
    Legacy { cipher: LegacyCipher, iv: Vec<u8>, encrypted: Zeroizing<Vec<u8>>, structure: Structure },
    /// The private part of an OpenSSH key.
    OpenSsh { cipher: String, salt: Vec<u8>, rounds: u32, encrypted: Vec<u8>, tag: Vec<u8> },
    /// An encrypted JWK or JWK Set (RFC 7517 section 7): the one recipient that a passphrase is for.
    Jwe(Box<Token>),
    /// A whole PKCS#12 file (RFC 7292).
    #[cfg_attr(not(feature = "pkcs12"), expect(dead_code, reason = "read by the feature's reader alone"))]
    Pkcs12 { file: &'a [u8] },
}

/// What was under the protection.
pub(crate) enum Unsealed {
    /// A private key in DER.
    Der(Structure, Zeroizing<Vec<u8>>),
    /// The private part of an OpenSSH key.
    OpenSsh(Zeroizing<Vec<u8>>),
    /// The text of a JWK or a JWK Set.
    Jwk(Zeroizing<Vec<u8>>),
    /// The bags of a PKCS#12 file.
    #[cfg_attr(not(feature = "pkcs12"), expect(dead_code, reason = "made by the feature's reader alone"))]
    Bags(Vec<Bag>),
}

/// One thing in a PKCS#12 file, with the name that it has there.
pub(crate) struct Bag {
    pub name: Option<String>,
    pub content: BagContent,
}

/// What a bag holds.
#[cfg_attr(not(feature = "pkcs12"), expect(dead_code, reason = "made by the feature's reader alone"))]
pub(crate) enum BagContent {
    /// PKCS#8.
    Key(Zeroizing<Vec<u8>>),
    /// DER.
    Certificate(Vec<u8>),
    /// The octets of a symmetric key.
    Secret(Zeroizing<Vec<u8>>),
}

/// Why something stays closed.
#[derive(Debug)]
pub(crate) enum Closed {
    /// The passphrase does not open it.
    WrongPassphrase,
    /// No passphrase would.
    Broken(KeyError),
}

/// Ciphers that `DEK-Info` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LegacyCipher {
    Des,
    TripleDes,
    Aes128,
    Aes192,
    Aes256,
}

impl LegacyCipher {
    const ALL: [(&'static str, Self); 5] = [
        ("DES-CBC", Self::Des),
        ("DES-EDE3-CBC", Self::TripleDes),
        ("AES-128-CBC", Self::Aes128),
        ("AES-192-CBC", Self::Aes192),
        ("AES-256-CBC", Self::Aes256),
    ];

    /// Lengths of key and initialization vector in bytes.
    pub(crate) fn lengths(self) -> (usize, usize) {
        match self {
            Self::Des => (8, 8),
            Self::TripleDes => (24, 8),
            Self::Aes128 => (16, 16),
            Self::Aes192 => (24, 16),
            Self::Aes256 => (32, 16),
        }
    }
}

impl<'a> Sealed<'a> {
    /// An encrypted private key (RFC 5958 section 3).
    pub(super) fn pkcs8(der: &'a [u8], limits: &UnlockLimits) -> Result<Self, KeyError> {
        let damaged = || KeyError::Der { structure: "encrypted PKCS#8", position: None };
        let outer = der::asn1::AnyRef::from_der(der).map_err(|_| damaged())?;
        let fields = super::asn1::parts(outer, 2);
        let [algorithm, data] = fields.as_slice() else { return Err(damaged()) };
        let algorithm: AlgorithmIdentifierRef<'_> = algorithm.decode_as().map_err(|_| damaged())?;
        let encrypted = data.decode_as::<&OctetStringRef>().map_err(|_| damaged())?.as_bytes();
        let parameters = pbes2(&algorithm, "a private key encrypted", ENCRYPT_ANEW)?;
        let (how, work) = cost(&parameters, limits)?;
        Ok(Self { how, work, content: Content::Pkcs8 { parameters: Box::new(parameters), encrypted } })
    }

    /// A private key that OpenSSL encrypted in its old way (RFC 1421 section 4.6.1.3 has the header).
    pub(super) fn legacy(
        dek_info: Option<&str>,
        encrypted: Zeroizing<Vec<u8>>,
        structure: Structure,
    ) -> Result<Self, KeyError> {
        let wrong = |problem| KeyError::DekInfo { problem };
        let (name, iv) = dek_info.and_then(|d| d.split_once(',')).ok_or(wrong("is missing or cut off"))?;
        let known = LegacyCipher::ALL.iter().find(|(n, _)| *n == name.trim());
        let (name, cipher) = *known.ok_or_else(|| KeyError::Unsupported {
            what: format!("a private key encrypted with {}", quoted(name)),
            instead: ENCRYPT_ANEW,
        })?;
        let iv = unhex(iv.trim()).filter(|iv| iv.len() == cipher.lengths().1);
        let iv = iv.ok_or(wrong("has an initialization vector that is cut off or not in hexadecimal"))?;
        let how = format!("{name}, the key made with one round of MD5");
        Ok(Self { how, work: 1, content: Content::Legacy { cipher, iv, encrypted, structure } })
    }

    /// A PKCS#12 file. Its rounds are looked up where they stand in the open.
    pub(super) fn pkcs12(file: &'a [u8], limits: &UnlockLimits) -> Result<Self, KeyError> {
        let (how, work) = super::pkcs12::cost(file, limits)?;
        Ok(Self { how, work, content: Content::Pkcs12 { file } })
    }
}

/// The parameters of PBES2; another scheme is refused by its name.
pub(super) fn pbes2(
    algorithm: &AlgorithmIdentifierRef<'_>,
    what: &str,
    instead: &'static str,
) -> Result<Parameters, KeyError> {
    let oid = algorithm.oid.to_string();
    let refused = |name: &str| Err(KeyError::Unsupported { what: format!("{what} with {name}"), instead });
    if algorithm.oid != PBES2 {
        return refused(PBES1.iter().find(|(o, _)| *o == oid).map_or(oid.as_str(), |(_, name)| name));
    }
    match algorithm.parameters.and_then(|p| Parameters::try_from(p).ok()) {
        Some(parameters) => Ok(parameters),
        None => refused("a cipher or hash of PBES2 that is not served"),
    }
}

/// How it is protected and what one try costs; beyond the limits it is refused.
pub(super) fn cost(parameters: &Parameters, limits: &UnlockLimits) -> Result<(String, u64), KeyError> {
    let cipher = match parameters.encryption {
        EncryptionScheme::Aes128Cbc { .. } => "AES-128-CBC",
        EncryptionScheme::Aes192Cbc { .. } => "AES-192-CBC",
        EncryptionScheme::Aes256Cbc { .. } => "AES-256-CBC",
        EncryptionScheme::Aes128Gcm { .. } => "AES-128-GCM",
        EncryptionScheme::Aes256Gcm { .. } => "AES-256-GCM",
        _ => "3DES-CBC",
    };
    let (kdf, work) = match &parameters.kdf {
        Kdf::Pbkdf2(p) => {
            let rounds = limits.pbkdf2(p.iteration_count.into())?;
            (format!("PBKDF2 with {} and {rounds} rounds", hash_name(p.prf)), rounds)
        }
        Kdf::Scrypt(p) => {
            let work = limits.scrypt(p.cost_parameter, p.block_size.into(), p.parallelization.into())?;
            (format!("scrypt with N {}, r {}, p {}", p.cost_parameter, p.block_size, p.parallelization), work)
        }
        _ => return Err(KeyError::Der { structure: "PBES2", position: None }),
    };
    Ok((format!("{kdf}, {cipher}"), work))
}

fn hash_name(prf: Pbkdf2Prf) -> &'static str {
    match prf {
        Pbkdf2Prf::HmacWithSha1 => "SHA-1",
        Pbkdf2Prf::HmacWithSha224 => "SHA-224",
        Pbkdf2Prf::HmacWithSha256 => "SHA-256",
        Pbkdf2Prf::HmacWithSha384 => "SHA-384",
        _ => "SHA-512",
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
    let digits = digits.filter(|d| d.len() % 2 == 0)?;
    Some(digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |octet, digit| octet << 4 | digit)).collect())
}
