//! The structure of a PKCS#12 file (RFC 7292): what is in it, how each part is protected, and how many rounds a try costs.
//! Nothing is opened here, and nothing recurses: bags in bags are passed over, as every known program does.

use super::asn1::{TagOf, parts};
use super::error::KeyError;
use super::limits::UnlockLimits;
use super::sealed::{self, PBES1};
use der::asn1::{AnyRef, BmpString, ObjectIdentifier};
use der::{Decode, Tag, TagNumber};
use pkcs8::pkcs5::pbes2::Parameters;
use spki::AlgorithmIdentifierRef;

/// `data`, `signedData` and `encryptedData` (RFC 5652).
const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const ENCRYPTED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.6");
/// Kinds of bag (RFC 7292 section 4.2).
const KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.1");
const SHROUDED_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.2");
const CERTIFICATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.3");
const SECRET: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.5");
/// `x509Certificate` and `friendlyName` (RFC 2985).
const X509: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.22.1");
const FRIENDLY_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.20");
/// Safes, bags and attributes that are read; real files have two of the first and a few of the others.
const MAX_BAGS: usize = 1_000;
const INSTEAD: &str = "take out what is in it with `openssl pkcs12 -in FILE -legacy -nodes -out KEY.pem`";

/// A PKCS#12 file, taken apart as far as it goes without a passphrase.
pub(crate) struct Pfx<'a> {
    /// The integrity of what follows, where a passphrase protects it.
    pub mac: Option<Mac<'a>>,
    /// What the MAC is over.
    pub authenticated: &'a [u8],
    /// The parts.
    pub safes: Vec<Safe<'a>>,
}

/// `MacData` (RFC 7292 section 4).
pub(crate) struct Mac<'a> {
    pub hash: ObjectIdentifier,
    pub digest: &'a [u8],
    pub salt: &'a [u8],
    pub rounds: u64,
}

/// A part of the file.
pub(crate) enum Safe<'a> {
    /// Bags in the open; see [`bags`].
    Open(&'a [u8]),
    /// Bags under encryption.
    Sealed(Scheme<'a>, &'a [u8]),
}

/// A bag, and the name that it has.
pub(crate) struct SafeBag<'a> {
    pub name: Option<String>,
    pub content: SafeBagContent<'a>,
}

/// What a bag holds. Encrypted is PKCS#8, whose octets are the secret where it is one.
pub(crate) enum SafeBagContent<'a> {
    /// PKCS#8.
    Key(&'a [u8]),
    SealedKey(Scheme<'a>, &'a [u8]),
    SealedSecret(Scheme<'a>, &'a [u8]),
    /// DER.
    Certificate(&'a [u8]),
}

/// How something is encrypted.
pub(crate) struct Scheme<'a> {
    /// In words.
    pub how: String,
    /// What opening it costs, in rounds.
    pub work: u64,
    pub kind: SchemeKind<'a>,
}

/// The schemes that are served.
pub(crate) enum SchemeKind<'a> {
    Pbes2(Box<Parameters>),
    /// Three keys of DES, made as RFC 7292 appendix B says.
    TripleDes(Stretching<'a>),
    /// RC2 with 40 bits, made in the same way.
    Rc2(Stretching<'a>),
}

/// Parameters of RFC 7292 appendix C.
pub(crate) struct Stretching<'a> {
    pub salt: &'a [u8],
    pub rounds: u64,
}

/// How the file is protected, in words, and what one try costs at least: bags inside of an encrypted part are not seen yet.
pub(super) fn cost(file: &[u8], limits: &UnlockLimits) -> Result<(String, u64), KeyError> {
    let pfx = Pfx::read(file, limits)?;
    let (mut ways, mut work) = (Vec::new(), 0_u64);
    let mut add = |way: String, more: u64| {
        work = work.saturating_add(more);
        if !ways.contains(&way) {
            ways.push(way);
        }
    };
    if let Some(mac) = &pfx.mac {
        add(format!("a MAC with {} rounds", mac.rounds), mac.rounds);
    }
    for safe in pfx.safes {
        match safe {
            Safe::Sealed(scheme, _) => add(scheme.how, scheme.work),
            Safe::Open(contents) => bags(contents, limits)?.into_iter().for_each(|bag| match bag.content {
                SafeBagContent::SealedKey(scheme, _) | SafeBagContent::SealedSecret(scheme, _) => {
                    add(scheme.how, scheme.work);
                }
                SafeBagContent::Key(_) | SafeBagContent::Certificate(_) => {}
            }),
        }
    }
    let ways = if ways.is_empty() { "no encryption".to_owned() } else { ways.join("; ") };
    Ok((format!("PKCS#12: {ways}"), work))
}

impl<'a> Pfx<'a> {
    /// Takes a file apart.
    ///
    /// # Errors
    /// It is damaged, or protected in a way that is not served or beyond the limits.
    pub(crate) fn read(file: &'a [u8], limits: &UnlockLimits) -> Result<Self, KeyError> {
        let outer = AnyRef::from_der(file).map_err(|_| damaged())?;
        let fields = parts(outer, 3);
        let info = fields.get(1).ok_or(damaged())?;
        if oid(*info) == Some(SIGNED_DATA) {
            return Err(unsupported("that is signed instead of having a MAC"));
        }
        let mac = fields.get(2).map(|mac| Mac::read(*mac, limits)).transpose()?;
        let authenticated = content(*info).and_then(octets).ok_or(damaged())?;
        let safes = AnyRef::from_der(authenticated).map_err(|_| damaged())?;
        let safes = parts(safes, MAX_BAGS).into_iter().map(|safe| Safe::read(safe, limits));
        Ok(Self { mac, authenticated, safes: safes.collect::<Result<_, _>>()? })
    }
}

impl<'a> Mac<'a> {
    /// A missing number of rounds is one.
    fn read(mac: AnyRef<'a>, limits: &UnlockLimits) -> Result<Self, KeyError> {
        let fields = parts(mac, 3);
        let [info, salt, ..] = fields.as_slice() else { return Err(damaged()) };
        let rounds = fields.get(2).map_or(Some(1), number).ok_or(damaged())?;
        let rounds = limits.pkcs12(rounds)?;
        let info = parts(*info, 2);
        let [hash, digest] = info.as_slice() else { return Err(damaged()) };
        let hash = oid(*hash).ok_or(damaged())?;
        let (digest, salt) = octets(*digest).zip(octets(*salt)).ok_or(damaged())?;
        Ok(Self { hash, digest, salt, rounds })
    }
}

impl<'a> Safe<'a> {
    fn read(safe: AnyRef<'a>, limits: &UnlockLimits) -> Result<Self, KeyError> {
        let inside = content(safe).ok_or(damaged())?;
        match oid(safe) {
            Some(DATA) => octets(inside).map(Self::Open).ok_or(damaged()),
            Some(ENCRYPTED_DATA) => {
                let info = parts(inside, 2).get(1).map(|info| parts(*info, 3)).ok_or(damaged())?;
                let scheme = Scheme::read(*info.get(1).ok_or(damaged())?, limits)?;
                const CONTENT: Tag = Tag::ContextSpecific { constructed: false, number: TagNumber(0) };
                let encrypted = info.get(2).filter(|field| field.tag_of() == CONTENT).map(|field| field.value());
                Ok(Self::Sealed(scheme, encrypted.ok_or(damaged())?))
            }
            _ => Err(unsupported("with a part that is encrypted to a certificate")),
        }
    }
}

/// The bags in a part.
///
/// # Errors
/// One of them is damaged, or protected in a way that is not served or beyond the limits.
pub(crate) fn bags<'a>(contents: &'a [u8], limits: &UnlockLimits) -> Result<Vec<SafeBag<'a>>, KeyError> {
    let contents = AnyRef::from_der(contents).map_err(|_| damaged())?;
    let read = parts(contents, MAX_BAGS).into_iter().map(|bag| SafeBag::read(bag, limits));
    read.filter_map(Result::transpose).collect()
}

impl<'a> SafeBag<'a> {
    /// A bag of a kind that holds no key is none.
    fn read(bag: AnyRef<'a>, limits: &UnlockLimits) -> Result<Option<Self>, KeyError> {
        let fields = parts(bag, 3);
        let value =
            fields.get(1).filter(|f| f.tag_of().is_context_specific()).map(|field| field.value()).ok_or(damaged())?;
        let content = match oid(bag) {
            Some(KEY) => SafeBagContent::Key(value),
            Some(SHROUDED_KEY) => {
                let (scheme, encrypted) = encrypted_key(value, limits)?;
                SafeBagContent::SealedKey(scheme, encrypted)
            }
            Some(CERTIFICATE) => SafeBagContent::Certificate(certificate(value)?),
            Some(SECRET) => {
                let inner = AnyRef::from_der(value).ok().and_then(content).and_then(octets).ok_or(damaged())?;
                let (scheme, encrypted) = encrypted_key(inner, limits)?;
                SafeBagContent::SealedSecret(scheme, encrypted)
            }
            _ => return Ok(None),
        };
        let name = fields.get(2).and_then(|attributes| friendly_name(*attributes));
        Ok(Some(Self { name, content }))
    }
}

/// `EncryptedPrivateKeyInfo` (RFC 5958 section 3).
fn encrypted_key<'a>(der: &'a [u8], limits: &UnlockLimits) -> Result<(Scheme<'a>, &'a [u8]), KeyError> {
    let fields = AnyRef::from_der(der).map(|key| parts(key, 2)).map_err(|_| damaged())?;
    let [scheme, encrypted] = fields.as_slice() else { return Err(damaged()) };
    Ok((Scheme::read(*scheme, limits)?, octets(*encrypted).ok_or(damaged())?))
}

fn certificate(der: &[u8]) -> Result<&[u8], KeyError> {
    let bag = AnyRef::from_der(der).map_err(|_| damaged())?;
    if oid(bag) != Some(X509) {
        return Err(unsupported("with a certificate that is not X.509"));
    }
    content(bag).and_then(octets).ok_or(damaged())
}

fn friendly_name(attributes: AnyRef<'_>) -> Option<String> {
    let named = parts(attributes, MAX_BAGS).into_iter().find(|attribute| oid(*attribute) == Some(FRIENDLY_NAME))?;
    let value = parts(*parts(named, 2).get(1)?, 1).first()?.decode_as::<BmpString>().ok()?;
    Some(value.to_string())
}

impl<'a> Scheme<'a> {
    fn read(identifier: AnyRef<'a>, limits: &UnlockLimits) -> Result<Self, KeyError> {
        let algorithm: AlgorithmIdentifierRef<'a> = identifier.decode_as().map_err(|_| damaged())?;
        let id = algorithm.oid.to_string();
        let name = PBES1.iter().find(|(o, _)| *o == id).map(|(_, name)| *name);
        // what one output of SHA-1 is too short for takes the rounds again: for the key, and for the initialization vector
        let (name, outputs): (_, u64) = match name {
            Some(name @ "PBE-SHA1-3DES") => (name, 3),
            Some(name @ "PBE-SHA1-RC2-40") => (name, 2),
            _ => {
                let parameters = sealed::pbes2(&algorithm, "a PKCS#12 file encrypted", INSTEAD)?;
                let (how, work) = sealed::cost(&parameters, limits)?;
                return Ok(Self { how, work, kind: SchemeKind::Pbes2(Box::new(parameters)) });
            }
        };
        let fields = algorithm.parameters.map(|p| parts(p, 2)).unwrap_or_default();
        let [salt, rounds] = fields.as_slice() else { return Err(damaged()) };
        let rounds = limits.pkcs12(number(rounds).ok_or(damaged())?)?;
        let stretching = Stretching { salt: octets(*salt).ok_or(damaged())?, rounds };
        let kind = if outputs == 3 { SchemeKind::TripleDes(stretching) } else { SchemeKind::Rc2(stretching) };
        Ok(Self { how: format!("{name} with {rounds} rounds"), work: rounds.saturating_mul(outputs), kind })
    }
}

/// A file that is not what RFC 7292 says.
pub(crate) fn damaged() -> KeyError {
    KeyError::Der { structure: "PKCS#12", position: None }
}

/// A file that is as it should be and not served.
pub(crate) fn unsupported(how: &str) -> KeyError {
    KeyError::Unsupported { what: format!("a PKCS#12 file {how}"), instead: INSTEAD }
}

fn oid(sequence: AnyRef<'_>) -> Option<ObjectIdentifier> {
    parts(sequence, 1).first()?.decode_as().ok()
}

/// What `[0]` behind the identifier holds.
fn content(sequence: AnyRef<'_>) -> Option<AnyRef<'_>> {
    let fields = parts(sequence, 2);
    let wrapped = fields.get(1).filter(|f| f.tag_of().is_context_specific())?;
    AnyRef::from_der(wrapped.value()).ok()
}

fn octets(element: AnyRef<'_>) -> Option<&[u8]> {
    (element.tag_of() == Tag::OctetString).then(|| element.value())
}

/// A small number; a larger one than fits counts as the largest.
fn number(element: &AnyRef<'_>) -> Option<u64> {
    let digits = Some(element).filter(|e| e.tag_of() == Tag::Integer)?.value();
    Some(digits.iter().try_fold(0_u64, |n, b| n.checked_mul(256)?.checked_add(u64::from(*b))).unwrap_or(u64::MAX))
}
