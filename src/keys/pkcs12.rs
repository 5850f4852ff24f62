//! Looking at a PKCS#12 file (RFC 7292) from outside: how it is protected, and how many rounds a try costs.

use super::asn1::{TagOf, parts};
use super::error::KeyError;
use super::limits::UnlockLimits;
use super::sealed::{self, PBES1};
use der::asn1::{AnyRef, ObjectIdentifier};
use der::{Decode, Tag};
use spki::AlgorithmIdentifierRef;

/// `encryptedData` (RFC 5652).
const ENCRYPTED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.6");
/// `pkcs8ShroudedKeyBag` (RFC 7292 section 4.2.2).
const SHROUDED_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.2");
/// The schemes of [`PBES1`] that the reader serves.
const SERVED: [&str; 2] = ["PBE-SHA1-3DES", "PBE-SHA1-RC2-40"];
/// Safes and bags that are read; real files have two of the first and a few of the second.
const MAX_BAGS: usize = 1_000;
const INSTEAD: &str = "take out what is in it with `openssl pkcs12 -in FILE -legacy -nodes -out KEY.pem`";

/// How the file is protected, in words, and what one try costs. Bags inside of an encrypted part are not seen here.
pub(super) fn cost(file: &[u8], limits: &UnlockLimits) -> Result<(String, u64), KeyError> {
    let mut found = Found { ways: Vec::new(), work: 0, limits };
    found.file(file)?;
    if found.ways.is_empty() {
        found.ways.push("no encryption".to_owned());
    }
    Ok((format!("PKCS#12: {}", found.ways.join("; ")), found.work))
}

struct Found<'a> {
    ways: Vec<String>,
    work: u64,
    limits: &'a UnlockLimits,
}

impl Found<'_> {
    fn file(&mut self, file: &[u8]) -> Result<(), KeyError> {
        let outer = AnyRef::from_der(file).map_err(|_| damaged())?;
        let fields = parts(outer, 3);
        let info = fields.get(1).ok_or(damaged())?;
        if let Some(mac) = fields.get(2) {
            self.mac(*mac)?;
        }
        let safes = content(*info).and_then(octets).and_then(|o| AnyRef::from_der(o).ok()).ok_or(damaged())?;
        for safe in parts(safes, MAX_BAGS) {
            self.safe(safe)?;
        }
        Ok(())
    }

    /// `MacData` (RFC 7292 section 4): a missing number of rounds is one.
    fn mac(&mut self, mac: AnyRef<'_>) -> Result<(), KeyError> {
        let rounds = parts(mac, 3).get(2).map_or(Some(1), number).ok_or(damaged())?;
        self.add(format!("a MAC with {rounds} rounds"), self.limits.pkcs12(rounds)?);
        Ok(())
    }

    fn safe(&mut self, safe: AnyRef<'_>) -> Result<(), KeyError> {
        let inside = content(safe).ok_or(damaged())?;
        if oid(safe) == Some(ENCRYPTED_DATA) {
            let info = parts(inside, 2).get(1).map(|info| parts(*info, 2)).ok_or(damaged())?;
            return self.scheme(*info.get(1).ok_or(damaged())?);
        }
        let Some(bags) = octets(inside).and_then(|o| AnyRef::from_der(o).ok()) else { return Ok(()) };
        for bag in parts(bags, MAX_BAGS).into_iter().filter(|bag| oid(*bag) == Some(SHROUDED_KEY)) {
            let key = content(bag).ok_or(damaged())?;
            self.scheme(*parts(key, 1).first().ok_or(damaged())?)?;
        }
        Ok(())
    }

    fn scheme(&mut self, identifier: AnyRef<'_>) -> Result<(), KeyError> {
        let algorithm: AlgorithmIdentifierRef<'_> = identifier.decode_as().map_err(|_| damaged())?;
        let id = algorithm.oid.to_string();
        let old = PBES1.iter().find(|(o, name)| *o == id && SERVED.contains(name));
        let Some((_, name)) = old else {
            let parameters = sealed::pbes2(&algorithm, "a PKCS#12 file encrypted", INSTEAD)?;
            let (how, work) = sealed::cost(&parameters, self.limits)?;
            self.add(how, work);
            return Ok(());
        };
        let rounds = algorithm.parameters.and_then(|p| number(parts(p, 2).get(1)?)).ok_or(damaged())?;
        self.add(format!("{name} with {rounds} rounds"), self.limits.pkcs12(rounds)?);
        Ok(())
    }

    fn add(&mut self, way: String, work: u64) {
        self.work = self.work.saturating_add(work);
        if !self.ways.contains(&way) {
            self.ways.push(way);
        }
    }
}

fn damaged() -> KeyError {
    KeyError::Der { structure: "PKCS#12", position: None }
}

fn oid(sequence: AnyRef<'_>) -> Option<ObjectIdentifier> {
    parts(sequence, 1).first()?.decode_as().ok()
}

/// What `[0]` behind the identifier holds.
fn content(sequence: AnyRef<'_>) -> Option<AnyRef<'_>> {
    let fields = parts(sequence, 2);
    let wrapped = fields.get(1).filter(|f| matches!(f.tag_of(), Tag::ContextSpecific { .. }))?;
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
