//! The front door for pasted text and files: finds out what it is and reads every key in it.

use super::asn1::{self, Structure};
use super::error::KeyError;
use super::jwk::Spelling;
use super::limits::{MAX_INPUT_BYTES, MAX_KEYS, quoted};
use super::note::Note;
use super::pem::{self, Block};
use super::{Key, Material, json, jwk};
use crate::jose::alg::Curve;
use base64::engine::{Engine as _, general_purpose::STANDARD};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

/// What an input held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// The keys, in their order.
    pub keys: Vec<Key>,
    /// What could not be used, and why.
    pub ignored: Vec<Ignored>,
    /// What was accepted although somebody should know of it.
    pub notes: Vec<Noted>,
    /// What needs a passphrase before it can be read.
    pub locked: Vec<Locked>,
}

/// A part of the input that a passphrase opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locked {
    /// Which part: "the PEM block ENCRYPTED PRIVATE KEY in line 3".
    pub what: String,
    /// How it is protected, in words: "PBKDF2 with 600000 rounds, AES-256-CBC".
    pub how: String,
    /// Whether passphrases were tried, and none opened it.
    pub refused: bool,
}

/// A part of the input that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    /// Which part: "key 2 of the set", "the PEM block PRIVATE KEY in line 3".
    pub what: String,
    /// Why.
    pub why: KeyError,
}

/// A remark about a part of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// Which part.
    pub what: String,
    /// The remark.
    pub note: Note,
}

/// Reads every key of an input: a JWK, a JWK Set, PEM with any number of blocks, DER, each with a byte order mark or in
/// UTF-16 as well.
///
/// Public halves that the input leaves out stay empty (of a compressed point `y` holds its leading octet), and points are
/// not checked: `crypto::import` does both.
#[must_use]
pub fn import(bytes: &[u8]) -> Imported {
    import_with(bytes, &|_| Ok(()))
}

/// The same, with a last look at each key.
pub(crate) fn import_with(bytes: &[u8], check: &dyn Fn(&mut Key) -> Result<(), KeyError>) -> Imported {
    let mut import = Import { check, out: Imported::default() };
    let read = if bytes.len() > MAX_INPUT_BYTES {
        Err(KeyError::TooLarge { bytes: bytes.len() })
    } else if Structure::sniff(bytes).is_some() && asn1::value_len(bytes).is_some() {
        import.der("the input", bytes);
        Ok(())
    } else {
        import.text(bytes)
    };
    if let Err(why) = read {
        import.ignore("the input", why);
    }
    import.out
}

struct Import<'a> {
    check: &'a dyn Fn(&mut Key) -> Result<(), KeyError>,
    out: Imported,
}

impl Import<'_> {
    fn ignore(&mut self, what: &str, why: KeyError) {
        self.out.ignored.push(Ignored { what: what.to_owned(), why });
    }

    fn note(&mut self, what: &str, note: Note) {
        self.out.notes.push(Noted { what: what.to_owned(), note });
    }

    /// Takes a key in, unless the last look refuses it.
    fn add(&mut self, what: &str, read: Result<(Key, Vec<Note>), KeyError>) {
        let checked = read.and_then(|(mut key, notes)| (self.check)(&mut key).map(|()| (key, notes)));
        match checked {
            Ok((key, notes)) => {
                notes.into_iter().for_each(|note| self.note(what, note));
                self.out.keys.push(key);
            }
            Err(why) => self.ignore(what, why),
        }
    }

    fn text(&mut self, bytes: &[u8]) -> Result<(), KeyError> {
        let (text, is_utf16) = decode_text(bytes)?;
        if is_utf16 {
            self.note("the input", Note::Utf16);
        }
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(KeyError::Empty);
        }
        let is_object = trimmed.starts_with('{');
        if !is_object && pem::is_pem(trimmed) {
            self.pem(&text);
            return Ok(());
        }
        if is_object || trimmed.starts_with(['[', '"']) {
            return self.json(&text);
        }
        if ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"].iter().any(|p| trimmed.starts_with(p)) {
            let instead = "convert it with `ssh-keygen -e -m PKCS8 -f FILE`";
            return Err(KeyError::NotYet { what: "an OpenSSH public key", instead });
        }
        let octets =
            pem::bare_base64(trimmed).filter(|o| asn1::value_len(o).is_some()).ok_or(KeyError::NotRecognised)?;
        self.note("the input", Note::BareBase64);
        self.der("the input", &octets);
        Ok(())
    }

    fn json(&mut self, text: &str) -> Result<(), KeyError> {
        let mut members = json::parse_object(text)?;
        if members.contains_key("kty") {
            let read = read_jwk(members);
            self.add("the JWK", read);
            return Ok(());
        }
        match members.shift_remove("keys") {
            Some(Value::Array(keys)) => self.set(keys),
            Some(_) => return Err(KeyError::MemberType { member: "keys", expected: "an array of JWKs" }),
            // a service account file and the like: PEM in a member
            None if pem::is_pem(text) => self.pem(text),
            None => return Err(KeyError::MemberMissing { member: "kty" }),
        }
        Ok(())
    }

    /// A JWK Set (RFC 7517 section 5): keys that cannot be used are left out, the others stay.
    fn set(&mut self, keys: Vec<Value>) {
        const SET: &str = "the set";
        let count = keys.len();
        if count == 0 {
            self.note(SET, Note::EmptySet);
        }
        for (i, value) in keys.into_iter().take(MAX_KEYS).enumerate() {
            let what = format!("key {} of the set", i + 1);
            let read = match value {
                Value::Object(members) => read_jwk(members),
                other => Err(KeyError::NotAnObject { found: json::kind(&other) }),
            };
            self.add(&what, read);
        }
        if count > MAX_KEYS {
            self.ignore(SET, KeyError::TooManyKeys { count });
        }
        let secret = self.out.keys.iter().filter(|k| k.is_private()).count();
        if secret > 0 {
            self.note(SET, Note::PrivateKeysInSet { count: secret });
        }
        for kid in repeated_kids(&self.out.keys) {
            self.note(SET, Note::DuplicateKid { kid: quoted(&kid) });
        }
    }

    fn pem(&mut self, text: &str) {
        let blocks = pem::blocks(text);
        let mut curve = None;
        for block in blocks.iter().take(MAX_KEYS) {
            let what = format!("the PEM block {} in line {}", quoted(block.label), block.line);
            let known = curve.take();
            match self.block(&what, block, known) {
                Ok(next) => curve = next,
                Err(why) => self.ignore(&what, why),
            }
        }
        if blocks.len() > MAX_KEYS {
            self.ignore("the input", KeyError::TooManyKeys { count: blocks.len() });
        }
        if self.out.keys.len() > 1 {
            self.note("the input", Note::SeveralKeys { count: self.out.keys.len() });
        }
    }

    /// Reads one block; an EC PARAMETERS block gives the curve for the next.
    fn block(&mut self, what: &str, block: &Block<'_>, curve: Option<Curve>) -> Result<Option<Curve>, KeyError> {
        let expected = expected(block.label)?;
        let contents = block.contents()?;
        if contents.encrypted {
            let instead = "decrypt it first with `openssl pkey -in FILE -out KEY.pem`";
            return Err(KeyError::NotYet { what: "an encrypted private key", instead });
        }
        if contents.escaped {
            self.note(what, Note::EscapedLineEnds);
        }
        let Some(expected) = expected else { return Ok(asn1::ec_parameters(&contents.octets)) };
        let found =
            Structure::sniff(&contents.octets).ok_or(KeyError::Der { structure: "the PEM block", position: None })?;
        if found.is_private() != expected.is_private() {
            return Err(KeyError::PemContent { label: quoted(block.label), found: found.name() });
        }
        if found != expected {
            self.note(what, Note::OtherLabel { label: quoted(block.label), found: found.name() });
        }
        let ends_early = block.label == "TRUSTED CERTIFICATE";
        let read = read_der(found, &contents.octets, curve, ends_early);
        self.add(what, read);
        Ok(None)
    }

    fn der(&mut self, what: &str, bytes: &[u8]) {
        let read = match Structure::sniff(bytes) {
            Some(structure) => read_der(structure, bytes, None, false),
            None => Err(KeyError::NotRecognised),
        };
        self.add(what, read);
    }
}

/// Reads DER that may have something behind it: files with a line end at the end are about.
fn read_der(
    structure: Structure,
    bytes: &[u8],
    curve: Option<Curve>,
    ends_early: bool,
) -> Result<(Key, Vec<Note>), KeyError> {
    let mut notes = Vec::new();
    let len = asn1::value_len(bytes).ok_or(KeyError::Der { structure: structure.name(), position: None })?;
    if len < bytes.len() && !ends_early {
        notes.push(Note::TrailingBytes { bytes: bytes.len() - len });
    }
    let material = asn1::read(structure, bytes.get(..len).unwrap_or_default(), curve, &mut notes)?;
    Ok((Key::new(material), notes))
}

fn read_jwk(members: Map<String, Value>) -> Result<(Key, Vec<Note>), KeyError> {
    let (key, mut notes) = jwk::from_members(members, Spelling::Repaired)?;
    if let Some(certified) = first_certificate(&key)
        && !same_public_key(&certified, &key.material)
    {
        notes.push(Note::X5cMismatch);
    }
    Ok((key, notes))
}

/// The key of the first certificate in `x5c`, which is standard base64 (RFC 7517 section 4.7).
fn first_certificate(key: &Key) -> Option<Material> {
    let text = key.other.get("x5c")?.as_array()?.first()?.as_str()?;
    let octets = STANDARD.decode(text).ok()?;
    asn1::read(Structure::Certificate, &octets, None, &mut Vec::new()).ok()
}

fn same_public_key(a: &Material, b: &Material) -> bool {
    match (a, b) {
        (Material::Rsa { n, e, .. }, Material::Rsa { n: n2, e: e2, .. }) => n == n2 && e == e2,
        (Material::Ec { curve, x, .. }, Material::Ec { curve: c2, x: x2, .. }) => curve == c2 && x == x2,
        (Material::Okp { curve, x, .. }, Material::Okp { curve: c2, x: x2, .. }) => curve == c2 && x == x2,
        (Material::Akp { public, .. }, Material::Akp { public: p2, .. }) => public == p2,
        _ => false,
    }
}

fn repeated_kids(keys: &[Key]) -> Vec<String> {
    let mut kids: Vec<&str> = keys.iter().filter_map(|k| k.kid.as_deref()).collect();
    kids.sort_unstable();
    let mut repeated: Vec<String> =
        kids.windows(2).filter(|w| w.first() == w.last()).filter_map(|w| w.first().map(ToString::to_string)).collect();
    repeated.dedup();
    repeated
}

/// What a label promises; `None` for EC PARAMETERS, which is no key.
fn expected(label: &str) -> Result<Option<Structure>, KeyError> {
    Ok(Some(match label {
        "PRIVATE KEY" => Structure::Pkcs8,
        "RSA PRIVATE KEY" => Structure::Pkcs1Private,
        "EC PRIVATE KEY" => Structure::Sec1,
        "PUBLIC KEY" => Structure::Spki,
        "RSA PUBLIC KEY" => Structure::Pkcs1Public,
        "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => Structure::Certificate,
        "ENCRYPTED PRIVATE KEY" => Structure::EncryptedPkcs8,
        "EC PARAMETERS" => return Ok(None),
        "OPENSSH PRIVATE KEY" => {
            let instead = "convert a copy of it with `ssh-keygen -p -m PKCS8 -f COPY`";
            return Err(KeyError::NotYet { what: "an OpenSSH private key", instead });
        }
        other => {
            let what = format!("a PEM block called {}", quoted(other));
            return Err(KeyError::Unsupported { what, instead: "paste a private key, a public key or a certificate" });
        }
    }))
}

/// The text of the input, and whether it was UTF-16. Bytes that are no UTF-8 are let pass outside of JSON: text around
/// PEM may be in any encoding.
fn decode_text(bytes: &[u8]) -> Result<(Zeroizing<String>, bool), KeyError> {
    let utf16 = |bytes: &[u8], read: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|c| read([c[0], c[1]]));
        let text: String = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        Ok((Zeroizing::new(text), true))
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [1..0x80, 0, ..] => utf16(bytes, u16::from_le_bytes),
        [0, 1..0x80, ..] => utf16(bytes, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: &[u8]) -> Result<(Zeroizing<String>, bool), KeyError> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(e) if bytes.trim_ascii_start().starts_with(b"{") => {
            return Err(KeyError::NotUtf8 { position: e.valid_up_to() });
        }
        Err(_) => String::from_utf8_lossy(bytes).into_owned(),
    };
    Ok((Zeroizing::new(text), false))
}
