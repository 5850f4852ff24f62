//! What a certificate says of itself (RFC 5280 section 4.1): enough to show, to compare and to date it. Nobody is trusted for
//! it, and its signature is not looked at.

use super::Key;
use super::asn1::{self, TagOf, parts};
use super::limits::shown;
use super::names::{distinguished, general};
use crate::jose::numeric_date::NumericDate;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use der::asn1::{AnyRef, GeneralizedTime, ObjectIdentifier, OctetStringRef, UtcTime};
use der::{Decode, Encode, Tag};
use serde_json::Value;

/// `subjectAltName` (RFC 5280 section 4.2.1.6).
const SUBJECT_ALT_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.17");
/// `basicConstraints` (RFC 5280 section 4.2.1.9).
const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
/// Extensions that are looked at; real certificates have about ten.
const MAX_EXTENSIONS: usize = 100;

/// Names of signature algorithms (RFC 4055, 5758, 8410, 9881).
const SIGNATURE_ALGORITHMS: [(&str, &str); 17] = [
    ("1.2.840.113549.1.1.4", "RSA with MD5"),
    ("1.2.840.113549.1.1.5", "RSA with SHA-1"),
    ("1.2.840.113549.1.1.10", "RSA-PSS"),
    ("1.2.840.113549.1.1.11", "RSA with SHA-256"),
    ("1.2.840.113549.1.1.12", "RSA with SHA-384"),
    ("1.2.840.113549.1.1.13", "RSA with SHA-512"),
    ("1.2.840.10040.4.3", "DSA with SHA-1"),
    ("2.16.840.1.101.3.4.3.2", "DSA with SHA-256"),
    ("1.2.840.10045.4.1", "ECDSA with SHA-1"),
    ("1.2.840.10045.4.3.2", "ECDSA with SHA-256"),
    ("1.2.840.10045.4.3.3", "ECDSA with SHA-384"),
    ("1.2.840.10045.4.3.4", "ECDSA with SHA-512"),
    ("1.3.101.112", "Ed25519"),
    ("1.3.101.113", "Ed448"),
    ("2.16.840.1.101.3.4.3.17", "ML-DSA-44"),
    ("2.16.840.1.101.3.4.3.18", "ML-DSA-65"),
    ("2.16.840.1.101.3.4.3.19", "ML-DSA-87"),
];

/// A certificate that can be read. Every text is safe to show: cut where it is long, and without control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The DER octets, over which thumbprints are made (RFC 7515 sections 4.1.7 and 4.1.8).
    pub der: Vec<u8>,
    /// The first moment.
    pub not_before: NumericDate,
    /// The last moment.
    pub not_after: NumericDate,
    /// Whose key it is, as RFC 4514 writes names; empty where the name is.
    pub subject: String,
    /// Who says so.
    pub issuer: String,
    /// The serial number in hexadecimal.
    pub serial: String,
    /// The other names of the subject, such as `DNS:example.com` (RFC 5280 section 4.2.1.6).
    pub alternative_names: Vec<String>,
    /// What the key is, as [`Key::describe`] says it; `None` where it is of no kind that JOSE knows.
    pub key: Option<String>,
    /// How it was signed, such as "RSA with SHA-256".
    pub signature_algorithm: String,
    /// Whether it may sign other certificates (RFC 5280 section 4.2.1.9).
    pub is_ca: bool,
    /// Whether subject and issuer are the same.
    pub is_self_issued: bool,
    /// The two names as DER, for building chains.
    names: Names,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Names {
    subject: Vec<u8>,
    issuer: Vec<u8>,
}

impl Certificate {
    /// Reads an item of `x5c`: standard base64 of DER (RFC 7515 section 4.1.6). `None` where it is no certificate or its
    /// dates are none that a calendar since 1970 has.
    #[must_use]
    pub fn from_x5c(text: &str) -> Option<Self> {
        Self::from_der(&STANDARD.decode(text).ok()?)
    }

    /// Reads DER. What is missing or cannot be read besides its dates is left empty.
    #[must_use]
    pub fn from_der(der: &[u8]) -> Option<Self> {
        let fields = Fields::of(der)?;
        let (not_before, not_after) = fields.validity()?;
        let names = Names { subject: octets(fields.at(4)), issuer: octets(fields.at(2)) };
        let extension =
            |wanted| fields.extensions().into_iter().find(|(oid, _)| *oid == wanted).map(|(_, value)| value);
        let alternative = extension(SUBJECT_ALT_NAME).and_then(|value| AnyRef::from_der(value).ok());
        Some(Self {
            der: der.to_vec(),
            not_before,
            not_after,
            subject: distinguished(&names.subject),
            issuer: distinguished(&names.issuer),
            serial: fields.at(0).map(|serial| hex(serial.value())).unwrap_or_default(),
            alternative_names: alternative.map(general).unwrap_or_default(),
            key: asn1::certified_key(der).ok().map(|material| Key::new(material).describe()),
            signature_algorithm: fields.at(1).and_then(signature_algorithm).unwrap_or_default(),
            is_ca: extension(BASIC_CONSTRAINTS).is_some_and(says_ca),
            is_self_issued: !names.subject.is_empty() && names.subject == names.issuer,
            names,
        })
    }

    /// Whether it certifies this key; `None` where the key in it is of no kind that JOSE knows.
    #[must_use]
    pub fn certifies(&self, key: &Key) -> Option<bool> {
        let own = asn1::certified_key(&self.der).ok()?;
        Some(super::chain::same_public_key(&own, &key.material))
    }

    /// Whether the other certificate bears the name of this one's issuer. Its signature is not looked at.
    #[must_use]
    pub fn names_as_issuer(&self, other: &Self) -> bool {
        !self.names.issuer.is_empty() && self.names.issuer == other.names.subject
    }
}

impl Key {
    /// The certificates in `x5c`, the key's own first (RFC 7517 section 4.7). Items that are none are passed over.
    #[must_use]
    pub fn certificates(&self) -> Vec<Certificate> {
        let chain = self.other.get("x5c").and_then(Value::as_array).into_iter().flatten();
        chain.filter_map(|item| Certificate::from_x5c(item.as_str()?)).collect()
    }
}

/// The elements of `TBSCertificate`, of which the version may be missing.
struct Fields<'a> {
    elements: Vec<AnyRef<'a>>,
    first: usize,
}

impl<'a> Fields<'a> {
    fn of(der: &'a [u8]) -> Option<Self> {
        let outer = AnyRef::from_der(der).ok()?;
        let elements = parts(*parts(outer, 1).first()?, 10);
        let has_version = matches!(elements.first()?.tag_of(), Tag::ContextSpecific { .. });
        Some(Self { elements, first: usize::from(has_version) })
    }

    /// Serial number, signature algorithm, issuer, validity, subject, key: counted from 0.
    fn at(&self, number: usize) -> Option<AnyRef<'a>> {
        self.elements.get(self.first + number).copied()
    }

    fn validity(&self) -> Option<(NumericDate, NumericDate)> {
        let dates = parts(self.at(3)?, 2);
        let [from, to] = dates.as_slice() else { return None };
        Some((date(from)?, date(to)?))
    }

    /// The extensions with their values; what cannot be read ends the list.
    fn extensions(&self) -> Vec<(ObjectIdentifier, &'a [u8])> {
        let last = |e: &&AnyRef<'a>| matches!(e.tag_of(), Tag::ContextSpecific { number, .. } if number.value() == 3);
        let Some(wrapped) = self.elements.iter().skip(self.first + 6).find(last) else { return Vec::new() };
        let Ok(list) = AnyRef::from_der(wrapped.value()) else { return Vec::new() };
        let read = |extension: AnyRef<'a>| {
            let fields = parts(extension, 3);
            let oid = fields.first()?.decode_as::<ObjectIdentifier>().ok()?;
            let value = fields.iter().skip(1).find(|f| f.tag_of() == Tag::OctetString)?;
            Some((oid, value.decode_as::<&OctetStringRef>().ok()?.as_bytes()))
        };
        parts(list, MAX_EXTENSIONS).into_iter().map_while(read).collect()
    }
}

fn octets(element: Option<AnyRef<'_>>) -> Vec<u8> {
    element.and_then(|e| e.to_der().ok()).unwrap_or_default()
}

fn hex(number: &[u8]) -> String {
    shown(&number.iter().map(|b| format!("{b:02x}")).collect::<String>())
}

fn date(element: &AnyRef<'_>) -> Option<NumericDate> {
    let since_1970 = match element.tag_of() {
        Tag::UtcTime => element.decode_as::<UtcTime>().ok()?.to_unix_duration(),
        Tag::GeneralizedTime => element.decode_as::<GeneralizedTime>().ok()?.to_unix_duration(),
        _ => return None,
    };
    i64::try_from(since_1970.as_secs()).ok().map(NumericDate::from_secs)
}

fn signature_algorithm(identifier: AnyRef<'_>) -> Option<String> {
    let oid = parts(identifier, 1).first()?.decode_as::<ObjectIdentifier>().ok()?.to_string();
    let known = SIGNATURE_ALGORITHMS.iter().find(|(o, _)| *o == oid);
    Some(known.map_or(oid, |(_, name)| (*name).to_owned()))
}

/// `cA` of the basic constraints, which is false where it is missing.
fn says_ca(value: &[u8]) -> bool {
    let constraints = AnyRef::from_der(value).map(|list| parts(list, 1)).unwrap_or_default();
    constraints.first().is_some_and(|first| first.tag_of() == Tag::Boolean && first.value() != [0])
}
