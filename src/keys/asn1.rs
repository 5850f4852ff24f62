//! Reading keys in DER: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017), SEC1 (RFC 5915), SPKI and certificates (RFC 5280), with
//! the algorithm identifiers of RFC 3279, 5480, 8410 and 9881.
//!
//! Nothing here recurses, whatever the input nests.

use super::error::KeyError;
use super::note::Note;
use super::{Material, RsaPrivate, Secret, jwk, octets};
use crate::jose::alg::{Curve, KeyType};
use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier, OctetStringRef, UintRef};
use der::{Decode, Header, Reader, SliceReader, Tag, TagNumber};
use pkcs1::{RsaPrivateKeyRef, RsaPublicKeyRef};
use pkcs8::PrivateKeyInfoRef;
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

/// `rsaEncryption` (RFC 8017).
pub(super) const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// `id-RSASSA-PSS` (RFC 8017).
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
/// `id-ecPublicKey` (RFC 5480).
pub(super) const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");

/// Named curves (RFC 5480, SEC 2) and the curve keys of RFC 8410.
pub(super) const CURVES: [(Curve, ObjectIdentifier); 8] = [
    (Curve::P256, ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7")),
    (Curve::P384, ObjectIdentifier::new_unwrap("1.3.132.0.34")),
    (Curve::P521, ObjectIdentifier::new_unwrap("1.3.132.0.35")),
    (Curve::Secp256k1, ObjectIdentifier::new_unwrap("1.3.132.0.10")),
    (Curve::Ed25519, ObjectIdentifier::new_unwrap("1.3.101.112")),
    (Curve::Ed448, ObjectIdentifier::new_unwrap("1.3.101.113")),
    (Curve::X25519, ObjectIdentifier::new_unwrap("1.3.101.110")),
    (Curve::X448, ObjectIdentifier::new_unwrap("1.3.101.111")),
];

/// ML-DSA (RFC 9881), and the length of its public keys in bytes (FIPS 204 table 2).
pub(super) const ML_DSA: [(&str, ObjectIdentifier, usize); 3] = [
    ("ML-DSA-44", ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.17"), 1312),
    ("ML-DSA-65", ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.18"), 1952),
    ("ML-DSA-87", ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.19"), 2592),
];

/// Length of an ML-DSA seed in bytes (RFC 9964).
pub(super) const ML_DSA_SEED_LEN: usize = 32;

/// The seed alone in an ML-DSA private key (RFC 9881 section 6).
pub(super) const SEED: Tag = Tag::ContextSpecific { constructed: false, number: TagNumber(0) };

/// Kinds of key that people meet and that JOSE has no place for.
const FOREIGN: [(&str, &str); 6] = [
    ("1.2.840.10040.4.1", "a DSA key"),
    ("1.2.840.113549.1.3.1", "a Diffie-Hellman key"),
    ("1.2.840.10046.2.1", "a Diffie-Hellman key"),
    ("1.2.840.113549.1.1.7", "an RSA key for OAEP only"),
    ("1.2.643.7.1.1.1.1", "a GOST key"),
    ("1.2.643.2.2.19", "a GOST key"),
];

pub(super) const MAKE_ANOTHER: &str = "make an RSA, EC or Ed25519 key";
const NAMED_CURVE: &str = "write it with a named curve: `openssl pkey -ec_param_enc named_curve`";

/// The structures that a DER-encoded key can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Structure {
    Pkcs8,
    EncryptedPkcs8,
    Pkcs1Private,
    Pkcs1Public,
    Sec1,
    Spki,
    Certificate,
    Pkcs12,
}

impl Structure {
    /// How people call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pkcs8 => "a private key (PKCS#8)",
            Self::EncryptedPkcs8 => "an encrypted private key",
            Self::Pkcs1Private => "an RSA private key (PKCS#1)",
            Self::Pkcs1Public => "an RSA public key (PKCS#1)",
            Self::Sec1 => "an EC private key (SEC1)",
            Self::Spki => "a public key (SPKI)",
            Self::Certificate => "a certificate",
            Self::Pkcs12 => "a PKCS#12 file",
        }
    }

    /// Whether it holds private octets.
    pub(crate) fn is_private(self) -> bool {
        !matches!(self, Self::Pkcs1Public | Self::Spki | Self::Certificate)
    }

    /// Looks at the first elements only.
    pub(crate) fn sniff(bytes: &[u8]) -> Option<Self> {
        let (outer, _) = AnyRef::from_der_partial(bytes).ok()?;
        let parts = parts(outer, 3);
        let first = parts.first()?;
        let tag = |i: usize| parts.get(i).map(TagOf::tag_of);
        match (first.tag_of(), tag(1), tag(2)) {
            (Tag::Integer, Some(Tag::Integer), None) => Some(Self::Pkcs1Public),
            (Tag::Integer, Some(Tag::Integer), Some(Tag::Integer)) => Some(Self::Pkcs1Private),
            (Tag::Integer, Some(Tag::OctetString), _) => Some(Self::Sec1),
            (Tag::Integer, Some(Tag::Sequence), _) if first.value() == [3] => Some(Self::Pkcs12),
            (Tag::Integer, Some(Tag::Sequence), _) => Some(Self::Pkcs8),
            (Tag::Sequence, Some(Tag::BitString), None) => Some(Self::Spki),
            (Tag::Sequence, Some(Tag::OctetString), None) => Some(Self::EncryptedPkcs8),
            (Tag::Sequence, Some(Tag::Sequence), Some(Tag::BitString)) => Some(Self::Certificate),
            _ => None,
        }
    }
}

/// Shorthand for the tag of an element.
pub(super) trait TagOf {
    /// Its tag.
    fn tag_of(&self) -> Tag;
}

impl TagOf for AnyRef<'_> {
    fn tag_of(&self) -> Tag {
        der::Tagged::tag(self)
    }
}

/// Length of the DER value at the beginning of the bytes, its header included, when all of it is there.
pub(crate) fn value_len(bytes: &[u8]) -> Option<usize> {
    let mut reader = SliceReader::new(bytes).ok()?;
    let header = Header::decode(&mut reader).ok()?;
    let total = usize::try_from(reader.position()).ok()?.checked_add(usize::try_from(header.length()).ok()?)?;
    (header.tag() == Tag::Sequence && total <= bytes.len()).then_some(total)
}

/// Reads a key of a known structure. The bytes must end with it.
pub(crate) fn read(
    structure: Structure,
    bytes: &[u8],
    curve: Option<Curve>,
    notes: &mut Vec<Note>,
) -> Result<Material, KeyError> {
    match structure {
        Structure::Pkcs8 => pkcs8(bytes, notes),
        Structure::Pkcs1Private => rsa_private(bytes),
        Structure::Pkcs1Public => rsa_public(bytes),
        Structure::Sec1 => sec1(bytes, curve, notes),
        Structure::Spki => spki(&SubjectPublicKeyInfoRef::from_der(bytes).map_err(damaged("SPKI"))?, notes),
        Structure::Certificate => certificate(bytes, notes),
        // these are opened first, where they are imported
        Structure::EncryptedPkcs8 | Structure::Pkcs12 => Err(broken(structure.name())),
    }
}

/// Says what public thing the octets are, for a secret that is none.
pub(crate) fn public_form(bytes: &[u8]) -> Option<&'static str> {
    if value_len(bytes)? != bytes.len() {
        return None;
    }
    let structure = Structure::sniff(bytes)?;
    read(structure, bytes, None, &mut Vec::new()).ok()?;
    match structure {
        Structure::Spki | Structure::Pkcs1Public => Some("a public key in DER"),
        Structure::Certificate => Some("a certificate in DER"),
        _ => None,
    }
}

/// The key of a certificate.
pub(super) fn certified_key(der: &[u8]) -> Result<Material, KeyError> {
    certificate(der, &mut Vec::new())
}

/// The key of a PKCS#8 document that this program had made.
pub(crate) fn from_pkcs8(bytes: &[u8]) -> Result<Material, KeyError> {
    pkcs8(bytes, &mut Vec::new())
}

/// The coordinates of an EC key in SPKI.
pub(crate) fn spki_point(bytes: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    match read(Structure::Spki, bytes, None, &mut Vec::new()) {
        Ok(Material::Ec { x, y, .. }) => Some((x, y)),
        _ => None,
    }
}

/// The curve that an EC PARAMETERS block names.
pub(crate) fn ec_parameters(bytes: &[u8]) -> Option<Curve> {
    let oid = ObjectIdentifier::from_der(bytes).ok()?;
    CURVES.iter().find(|(_, o)| *o == oid).map(|(c, _)| *c)
}

/// The first elements of a constructed value; what cannot be read ends the list.
pub(super) fn parts(outer: AnyRef<'_>, most: usize) -> Vec<AnyRef<'_>> {
    let mut found = Vec::new();
    let Ok(mut reader) = SliceReader::new(outer.value()) else { return found };
    while found.len() < most && !reader.is_finished() {
        let Ok(part) = AnyRef::decode(&mut reader) else { break };
        found.push(part);
    }
    found
}

fn damaged(structure: &'static str) -> impl Fn(der::Error) -> KeyError {
    move |e| KeyError::Der { structure, position: e.position().and_then(|p| usize::try_from(p).ok()) }
}

fn broken(structure: &'static str) -> KeyError {
    KeyError::Der { structure, position: None }
}

/// RFC 8017 appendix A.1.1.
fn rsa_public(bytes: &[u8]) -> Result<Material, KeyError> {
    let key = RsaPublicKeyRef::from_der(bytes).map_err(damaged("RSAPublicKey"))?;
    jwk::rsa(key.modulus.as_bytes(), key.public_exponent.as_bytes(), None)
}

/// RFC 8017 appendix A.1.2.
fn rsa_private(bytes: &[u8]) -> Result<Material, KeyError> {
    let read = RsaPrivateKeyRef::from_der(bytes);
    if read.is_err() && AnyRef::from_der(bytes).is_ok_and(|outer| parts(outer, 10).len() == 6) {
        // OpenSSL's old form of DSA keys: a version and five numbers
        return Err(KeyError::Unsupported { what: "a DSA key".to_owned(), instead: MAKE_ANOTHER });
    }
    let key = read.map_err(damaged("RSAPrivateKey"))?;
    if key.other_prime_infos.is_some() {
        return Err(KeyError::MultiPrime);
    }
    let number = |n: UintRef<'_>| Secret::new(octets::minimal(n.as_bytes()).to_vec());
    let private = RsaPrivate {
        d: number(key.private_exponent),
        p: number(key.prime1),
        q: number(key.prime2),
        dp: number(key.exponent1),
        dq: number(key.exponent2),
        qi: number(key.coefficient),
    };
    jwk::rsa(key.modulus.as_bytes(), key.public_exponent.as_bytes(), Some(private))
}

/// RFC 5958 section 2.
fn pkcs8(bytes: &[u8], notes: &mut Vec<Note>) -> Result<Material, KeyError> {
    let info = PrivateKeyInfoRef::from_der(bytes).map_err(damaged("PKCS#8"))?;
    let inner = info.private_key.as_bytes();
    match Kind::of(&info.algorithm)? {
        Kind::Rsa { pss_only } => {
            notes.extend(pss_only.then_some(Note::RsaPssOnly));
            rsa_private(inner)
        }
        Kind::Curve(curve) if curve.key_type() == KeyType::Ec => sec1(inner, Some(curve), notes),
        Kind::Curve(curve) => {
            let d = <&OctetStringRef>::from_der(inner).map_err(damaged("CurvePrivateKey"))?.as_bytes();
            let x = info.public_key.map(|b| b.as_bytes().unwrap_or_default().to_vec()).unwrap_or_default();
            okp(curve, x, Some(Secret::new(d.to_vec())))
        }
        Kind::MlDsa(alg, _) => {
            let public = info.public_key.map(|b| b.as_bytes().unwrap_or_default().to_vec()).unwrap_or_default();
            Ok(Material::Akp { alg: alg.to_owned(), public, seed: Some(ml_dsa_seed(inner)?) })
        }
    }
}

/// The seed of an ML-DSA key: `[0]` alone, or the first of both forms (RFC 9881 section 6).
fn ml_dsa_seed(inner: &[u8]) -> Result<Secret, KeyError> {
    let no_seed = || KeyError::Unsupported {
        what: "an ML-DSA private key without its seed".to_owned(),
        instead: "JOSE keeps the seed only: make a new key",
    };
    let any = AnyRef::from_der(inner).map_err(damaged("ML-DSA private key"))?;
    let both = if any.tag_of() == Tag::Sequence { parts(any, 2) } else { Vec::new() };
    let seed = match (any.tag_of(), both.as_slice()) {
        (SEED, _) => any.value(),
        (Tag::Sequence, [seed, expanded]) if [seed, expanded].iter().all(|p| p.tag_of() == Tag::OctetString) => {
            seed.value()
        }
        _ => return Err(no_seed()),
    };
    match seed.len() {
        ML_DSA_SEED_LEN => Ok(Secret::new(seed.to_vec())),
        _ => Err(broken("ML-DSA private key")),
    }
}

/// RFC 5915 section 3. The curve comes from inside, else from outside.
fn sec1(bytes: &[u8], outside: Option<Curve>, notes: &mut Vec<Note>) -> Result<Material, KeyError> {
    let outer = AnyRef::from_der(bytes).map_err(damaged("ECPrivateKey"))?;
    let fields = parts(outer, 4);
    let (Some(version), Some(scalar)) = (fields.first(), fields.get(1)) else { return Err(broken("ECPrivateKey")) };
    if version.value() != [1] || scalar.tag_of() != Tag::OctetString {
        return Err(broken("ECPrivateKey"));
    }
    let field = |number: u32| {
        let tag = |f: &&AnyRef<'_>| matches!(f.tag_of(), Tag::ContextSpecific { number: n, .. } if n.value() == number);
        fields.iter().skip(2).find(tag).map(|f| f.value())
    };
    let inside = field(0).map(named_curve).transpose()?;
    let curve = inside.or(outside).ok_or(KeyError::Unsupported {
        what: "an EC private key that does not name its curve".to_owned(),
        instead: "paste its EC PARAMETERS block as well",
    })?;
    if outside.is_some_and(|o| o != curve) {
        return Err(broken("ECPrivateKey"));
    }
    let len = curve.coordinate_len();
    let d = octets::padded(scalar.value(), len).ok_or(KeyError::ScalarRange { curve })?;
    if scalar.value().len() < len {
        notes.push(Note::ScalarPadded { found: scalar.value().len(), expected: len });
    }
    let (x, y) = match field(1) {
        Some(bits) => point(curve, bit_string(bits, "ECPrivateKey")?)?,
        None => (Vec::new(), Vec::new()),
    };
    Ok(Material::Ec { curve, x, y, d: Some(d) })
}

fn bit_string<'a>(der: &'a [u8], structure: &'static str) -> Result<&'a [u8], KeyError> {
    let bits = BitStringRef::from_der(der).map_err(damaged(structure))?;
    bits.as_bytes().ok_or(broken(structure))
}

/// ECParameters (RFC 5480 section 2.1.1): only named curves.
fn named_curve(der: &[u8]) -> Result<Curve, KeyError> {
    let any = AnyRef::from_der(der).map_err(damaged("ECParameters"))?;
    curve_of(any)
}

fn curve_of(parameters: AnyRef<'_>) -> Result<Curve, KeyError> {
    let unsupported = |what: String, instead| Err(KeyError::Unsupported { what, instead });
    match parameters.tag_of() {
        Tag::ObjectIdentifier => {
            let oid: ObjectIdentifier = parameters.decode_as().map_err(damaged("ECParameters"))?;
            let known = CURVES.iter().find(|(c, o)| *o == oid && c.key_type() == KeyType::Ec);
            known.map_or_else(|| unsupported(format!("a key on the curve {oid}"), MAKE_ANOTHER), |(c, _)| Ok(*c))
        }
        Tag::Sequence => unsupported("a key on a curve spelt out by its numbers".to_owned(), NAMED_CURVE),
        _ => unsupported("a key that does not name its curve".to_owned(), NAMED_CURVE),
    }
}

/// A point (SEC 1 section 2.3.3). Of a compressed point, `y` holds the leading octet alone until somebody computes it.
pub(super) fn point(curve: Curve, octets: &[u8]) -> Result<(Vec<u8>, Vec<u8>), KeyError> {
    let len = curve.coordinate_len();
    match octets.split_first() {
        Some((4, xy)) if xy.len() == 2 * len => {
            let (x, y) = xy.split_at(len);
            Ok((x.to_vec(), y.to_vec()))
        }
        Some((sign @ (2 | 3), x)) if x.len() == len => Ok((x.to_vec(), vec![*sign])),
        _ => Err(KeyError::NotOnCurve { curve }),
    }
}

fn okp(curve: Curve, x: Vec<u8>, d: Option<Secret>) -> Result<Material, KeyError> {
    let len = curve.coordinate_len();
    let fits = |found: usize| found == len || found == 0;
    if !fits(x.len()) || d.as_ref().is_some_and(|d| d.expose().len() != len) || (d.is_none() && x.is_empty()) {
        return Err(broken("CurvePrivateKey"));
    }
    Ok(Material::Okp { curve, x, d })
}

/// RFC 5280 section 4.1.2.7.
fn spki(info: &SubjectPublicKeyInfoRef<'_>, notes: &mut Vec<Note>) -> Result<Material, KeyError> {
    let bits = info.subject_public_key.as_bytes().ok_or(broken("SPKI"))?;
    match Kind::of(&info.algorithm)? {
        Kind::Rsa { pss_only } => {
            notes.extend(pss_only.then_some(Note::RsaPssOnly));
            rsa_public(bits)
        }
        Kind::Curve(curve) if curve.key_type() == KeyType::Ec => {
            let (x, y) = point(curve, bits)?;
            Ok(Material::Ec { curve, x, y, d: None })
        }
        Kind::Curve(curve) => okp(curve, bits.to_vec(), None),
        Kind::MlDsa(_, len) if bits.len() != len => Err(broken("SPKI")),
        Kind::MlDsa(alg, _) => Ok(Material::Akp { alg: alg.to_owned(), public: bits.to_vec(), seed: None }),
    }
}

/// The key of a certificate (RFC 5280 section 4.1). The rest is not looked at, so that a certificate which is broken in
/// another place still gives its key.
fn certificate(bytes: &[u8], notes: &mut Vec<Note>) -> Result<Material, KeyError> {
    let outer = AnyRef::from_der(bytes).map_err(damaged("certificate"))?;
    let tbs = *parts(outer, 1).first().ok_or(broken("certificate"))?;
    let fields = parts(tbs, 7);
    let has_version = matches!(fields.first().map(TagOf::tag_of), Some(Tag::ContextSpecific { .. }));
    let key = fields.get(if has_version { 6 } else { 5 }).ok_or(broken("certificate"))?;
    let info: SubjectPublicKeyInfoRef<'_> = key.decode_as().map_err(damaged("certificate"))?;
    notes.push(Note::FromCertificate);
    spki(&info, notes)
}

/// What an algorithm identifier says about the key.
enum Kind {
    Rsa {
        pss_only: bool,
    },
    Curve(Curve),
    /// The algorithm, and the length of its public keys.
    MlDsa(&'static str, usize),
}

impl Kind {
    fn of(id: &AlgorithmIdentifierRef<'_>) -> Result<Self, KeyError> {
        match id.oid {
            RSA => return Ok(Self::Rsa { pss_only: false }),
            RSA_PSS => return Ok(Self::Rsa { pss_only: true }),
            EC => return curve_of(id.parameters.unwrap_or(AnyRef::NULL)).map(Self::Curve),
            _ => {}
        }
        if let Some((curve, _)) = CURVES.iter().find(|(c, o)| *o == id.oid && c.key_type() == KeyType::Okp) {
            return Ok(Self::Curve(*curve));
        }
        if let Some((alg, _, len)) = ML_DSA.iter().find(|(_, o, _)| *o == id.oid) {
            return Ok(Self::MlDsa(alg, *len));
        }
        let oid = id.oid.to_string();
        let known = FOREIGN.iter().find(|(o, _)| *o == oid).map(|(_, what)| (*what).to_owned());
        let what = known.unwrap_or_else(|| format!("a key of the kind {oid}"));
        Err(KeyError::Unsupported { what, instead: MAKE_ANOTHER })
    }
}
