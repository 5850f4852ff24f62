//! The front door for pasted text and files: finds out what it is and reads every key in it.

use super::asn1::{self, Structure};
use super::budget::Budget;
use super::chain::{join, same_public_key};
use super::error::KeyError;
use super::jwk::Spelling;
use super::limits::{MAX_INPUT_BYTES, MAX_KEYS, UnlockLimits, quoted};
use super::note::Note;
use super::openssh::{self, Container};
use super::pem::{self, Block};
use super::sealed::{Bag, BagContent, Closed, Content, Sealed, Unsealed};
use super::{Key, Material, Secret, encrypted_jwk, json, jwk};
use crate::jose::alg::Curve;
use base64::engine::{Engine as _, general_purpose::STANDARD};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

/// What an input held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// The keys, in their order.
    pub keys: Vec<Key>,
    /// For each key the part of the input that it is from, as [`Noted::what`] names it.
    pub places: Vec<String>,
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
    /// Whether it may well be open: nobody has looked yet whether it needs a passphrase, because looking takes time.
    pub untried: bool,
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

/// What reading needs of the room above this one: cryptography.
pub(crate) trait Opener {
    /// Computes what the input left out, and refuses a broken key.
    fn complete(&self, key: &mut Key, notes: &mut Vec<Note>) -> Result<(), KeyError>;
    /// How many passphrases there are to try.
    fn passphrases(&self) -> u64;
    /// Whether it looks into what may need no passphrase, which takes time.
    fn tries_none(&self) -> bool;
    /// Tries them in turn, and pays for each try.
    fn open(&self, sealed: &Sealed<'_>, budget: &Budget<'_>) -> Result<Unsealed, Closed>;
}

/// Takes keys as they are, and opens nothing.
struct AsTheyAre;

impl Opener for AsTheyAre {
    fn complete(&self, _key: &mut Key, _notes: &mut Vec<Note>) -> Result<(), KeyError> {
        Ok(())
    }

    fn passphrases(&self) -> u64 {
        0
    }

    fn tries_none(&self) -> bool {
        false
    }

    fn open(&self, _sealed: &Sealed<'_>, _budget: &Budget<'_>) -> Result<Unsealed, Closed> {
        Err(Closed::WrongPassphrase)
    }
}

/// Reads every key of an input: a JWK, a JWK Set, PEM with any number of blocks, DER, OpenSSH keys, each with a byte order
/// mark or in UTF-16 as well.
///
/// Public halves that the input leaves out stay empty (of a compressed point `y` holds its leading octet), points are
/// not checked, and what a passphrase protects stays closed: `crypto::import` and `crypto::import_unlocking` do all that.
#[must_use]
pub fn import(bytes: &[u8]) -> Imported {
    import_with(bytes, &AsTheyAre, &Budget::new(&UnlockLimits::default(), &|| false))
}

/// The same, with what cryptography can do.
pub(crate) fn import_with(bytes: &[u8], opener: &dyn Opener, budget: &Budget<'_>) -> Imported {
    let mut import = Import { opener, budget, entries: Vec::new(), is_set: false, out: Imported::default() };
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
    import.finish()
}

/// A key that was read, and the certificates that came with it.
pub(super) struct Entry {
    pub what: String,
    pub key: Key,
    pub notes: Vec<Note>,
    /// Certificates in DER, the key's own first.
    pub chain: Vec<Vec<u8>>,
    pub is_gone: bool,
}

struct Import<'a> {
    opener: &'a dyn Opener,
    budget: &'a Budget<'a>,
    entries: Vec<Entry>,
    is_set: bool,
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
        self.add_certified(what, read, Vec::new());
    }

    fn add_certified(&mut self, what: &str, read: Result<(Key, Vec<Note>), KeyError>, chain: Vec<Vec<u8>>) {
        let checked = read.and_then(|(mut key, mut notes)| {
            self.opener.complete(&mut key, &mut notes)?;
            Ok((key, notes))
        });
        match checked {
            Ok((key, notes)) => {
                self.entries.push(Entry { what: what.to_owned(), key, notes, chain, is_gone: false });
            }
            Err(why) => self.ignore(what, why),
        }
    }

    /// Joins what belongs together, and sets it out.
    fn finish(mut self) -> Imported {
        let entries = join(std::mem::take(&mut self.entries));
        // of a set everybody knows that it holds several
        if entries.len() > 1 && !self.is_set {
            self.note("the input", Note::SeveralKeys { count: entries.len() });
        }
        for Entry { what, key, notes, .. } in entries {
            notes.into_iter().for_each(|note| self.note(&what, note));
            self.out.keys.push(key);
            self.out.places.push(what);
        }
        self.out
    }

    /// Opens a part that a passphrase protects, or tells that it is locked.
    fn sealed(&mut self, what: &str, sealed: Result<Sealed<'_>, KeyError>) {
        let sealed = match sealed {
            Ok(sealed) => sealed,
            Err(why) => return self.ignore(what, why),
        };
        let passphrases = self.opener.passphrases();
        let (may_be_open, tries_none) = (matches!(sealed.content, Content::Pkcs12 { .. }), self.opener.tries_none());
        let tries = passphrases + u64::from(may_be_open && tries_none);
        if !self.budget.allows(sealed.work.saturating_mul(tries)) {
            return self.ignore(what, KeyError::TooMuchLocked);
        }
        match self.opener.open(&sealed, self.budget) {
            Ok(Unsealed::Der(structure, octets)) => {
                let read = read_der(structure, &octets, None, false);
                self.add(what, read.map(unlocked));
            }
            Ok(Unsealed::OpenSsh(content)) => self.add(what, openssh_key(&content).map(unlocked)),
            Ok(Unsealed::Jwk(text)) => {
                self.note(what, Note::Unlocked);
                if let Err(why) = self.opened_json(&text) {
                    self.ignore(what, why);
                }
            }
            Ok(Unsealed::Bags(bags)) => self.bags(what, bags),
            Err(Closed::Broken(why)) => self.ignore(what, why),
            Err(Closed::WrongPassphrase) => {
                let (refused, untried) = (passphrases > 0, may_be_open && !tries_none);
                self.out.locked.push(Locked { what: what.to_owned(), how: sealed.how, refused, untried });
            }
        }
    }

    fn bags(&mut self, what: &str, bags: Vec<Bag>) {
        let (mut keys, mut certificates) = (0, 0);
        for Bag { name, content } in bags.into_iter().take(MAX_KEYS) {
            let place = match &content {
                BagContent::Certificate(_) => format!("certificate {} of {what}", next(&mut certificates)),
                _ => format!("key {} of {what}", next(&mut keys)),
            };
            let named = |(key, notes)| (Key { name: name.unwrap_or_default(), ..key }, notes);
            match content {
                BagContent::Key(der) => self.add(&place, read_der(Structure::Pkcs8, &der, None, false).map(named)),
                BagContent::Secret(octets) => {
                    let key = Key::new(Material::Oct(Secret::new(octets.to_vec())));
                    self.add(
                        &place,
                        if octets.is_empty() { Err(KeyError::EmptySecret) } else { Ok(named((key, Vec::new()))) },
                    );
                }
                BagContent::Certificate(der) => {
                    let read = read_der(Structure::Certificate, &der, None, false).map(named);
                    self.add_certified(&place, read, vec![der]);
                }
            }
        }
        if keys + certificates == 0 {
            self.note(what, Note::EmptyFile);
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
        if trimmed.starts_with("PuTTY-User-Key-File-") {
            let instead = "convert it with `puttygen FILE -O private-openssh -o KEY`";
            return Err(KeyError::Unsupported { what: "a PuTTY key file".to_owned(), instead });
        }
        if trimmed.starts_with("---- BEGIN SSH2") {
            let instead = "convert it with `ssh-keygen -i -f FILE`";
            return Err(KeyError::Unsupported { what: "a public key in the form of RFC 4716".to_owned(), instead });
        }
        if let Some(token) = encrypted_jwk::read(trimmed) {
            self.sealed("the encrypted JWK", Sealed::jwe(token, self.budget.limits));
            return Ok(());
        }
        let lines = openssh::public_lines(&text);
        if !lines.is_empty() {
            self.openssh_lines(&lines);
            return Ok(());
        }
        let octets =
            pem::bare_base64(trimmed).filter(|o| asn1::value_len(o).is_some()).ok_or(KeyError::NotRecognised)?;
        self.note("the input", Note::BareBase64);
        self.der("the input", &octets);
        Ok(())
    }

    fn openssh_lines(&mut self, lines: &[openssh::PublicLine<'_>]) {
        for line in lines.iter().take(MAX_KEYS) {
            let read =
                line.read().map(|material| (Key { name: line.comment.to_owned(), ..Key::new(material) }, Vec::new()));
            self.add(&format!("the OpenSSH key in line {}", line.line), read);
        }
        if lines.len() > MAX_KEYS {
            self.ignore("the input", KeyError::TooManyKeys { count: lines.len() });
        }
    }

    fn json(&mut self, text: &str) -> Result<(), KeyError> {
        let members = json::parse_object(text)?;
        let token = members.contains_key("ciphertext").then(|| encrypted_jwk::read(text)).flatten();
        if let Some(token) = token {
            self.sealed("the encrypted JWK", Sealed::jwe(token, self.budget.limits));
            return Ok(());
        }
        // a service account file and the like: PEM in a member
        if !members.contains_key("kty") && !members.contains_key("keys") && pem::is_pem(text) {
            self.pem(text);
            return Ok(());
        }
        self.jwk_or_set(members, false)
    }

    /// What was encrypted. Another encrypted JWK in it is none.
    fn opened_json(&mut self, text: &[u8]) -> Result<(), KeyError> {
        let text = std::str::from_utf8(text).map_err(|e| KeyError::NotUtf8 { position: e.valid_up_to() })?;
        self.jwk_or_set(json::parse_object(text)?, true)
    }

    fn jwk_or_set(&mut self, mut members: Map<String, Value>, was_encrypted: bool) -> Result<(), KeyError> {
        if members.contains_key("kty") {
            let read = read_jwk(members);
            self.add("the JWK", read);
            return Ok(());
        }
        match members.shift_remove("keys") {
            Some(Value::Array(keys)) => self.set(keys, was_encrypted),
            Some(_) => return Err(KeyError::MemberType { member: "keys", expected: "an array of JWKs" }),
            None => return Err(KeyError::MemberMissing { member: "kty" }),
        }
        Ok(())
    }

    /// A JWK Set (RFC 7517 section 5): keys that cannot be used are left out, the others stay.
    fn set(&mut self, keys: Vec<Value>, was_encrypted: bool) {
        const SET: &str = "the set";
        let count = keys.len();
        self.is_set = true;
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
        let secret = self.entries.iter().filter(|e| e.key.is_private()).count();
        // encrypted sets are there to hold them
        if secret > 0 && !was_encrypted {
            self.note(SET, Note::PrivateKeysInSet { count: secret });
        }
        for kid in repeated_kids(&self.entries) {
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
    }

    /// Reads one block; an EC PARAMETERS block gives the curve for the next.
    fn block(&mut self, what: &str, block: &Block<'_>, curve: Option<Curve>) -> Result<Option<Curve>, KeyError> {
        let expected = expected(block.label)?;
        let contents = block.contents()?;
        if contents.escaped {
            self.note(what, Note::EscapedLineEnds);
        }
        let expected = match expected {
            Expected::Parameters => return Ok(asn1::ec_parameters(&contents.octets)),
            Expected::OpenSsh => {
                self.openssh(what, &contents.octets)?;
                return Ok(None);
            }
            Expected::Der(structure) => structure,
        };
        if let Some(dek_info) = contents.encrypted {
            self.sealed(what, Sealed::legacy(dek_info.as_deref(), contents.octets, expected));
            return Ok(None);
        }
        let found =
            Structure::sniff(&contents.octets).ok_or(KeyError::Der { structure: "the PEM block", position: None })?;
        if found.is_private() != expected.is_private() {
            return Err(KeyError::PemContent { label: quoted(block.label), found: found.name() });
        }
        if found != expected {
            self.note(what, Note::OtherLabel { label: quoted(block.label), found: found.name() });
        }
        if matches!(found, Structure::EncryptedPkcs8 | Structure::Pkcs12) {
            self.der(what, &contents.octets);
            return Ok(None);
        }
        let ends_early = block.label == "TRUSTED CERTIFICATE";
        let read = read_der(found, &contents.octets, curve, ends_early);
        self.add_certified(what, read, certificate(found, &contents.octets));
        Ok(None)
    }

    fn openssh(&mut self, what: &str, octets: &[u8]) -> Result<(), KeyError> {
        match openssh::container(octets, self.budget.limits)? {
            Container::Plain(content) => self.add(what, openssh_key(&content)),
            Container::Sealed(sealed) => self.sealed(what, Ok(sealed)),
        }
        Ok(())
    }

    fn der(&mut self, what: &str, bytes: &[u8]) {
        let whole = asn1::value_len(bytes).and_then(|len| bytes.get(..len)).unwrap_or(bytes);
        match Structure::sniff(bytes) {
            Some(Structure::EncryptedPkcs8) => self.sealed(what, Sealed::pkcs8(whole, self.budget.limits)),
            Some(Structure::Pkcs12) => self.sealed(what, Sealed::pkcs12(whole, self.budget.limits)),
            Some(structure) => {
                self.add_certified(what, read_der(structure, bytes, None, false), certificate(structure, bytes));
            }
            None => self.ignore(what, KeyError::NotRecognised),
        }
    }
}

/// The next number, counted from 1.
fn next(count: &mut usize) -> usize {
    *count += 1;
    *count
}

/// The octets of a certificate, where it is one.
fn certificate(structure: Structure, bytes: &[u8]) -> Vec<Vec<u8>> {
    let len = asn1::value_len(bytes).filter(|_| structure == Structure::Certificate);
    len.and_then(|len| bytes.get(..len)).map(<[u8]>::to_vec).into_iter().collect()
}

fn unlocked((key, mut notes): (Key, Vec<Note>)) -> (Key, Vec<Note>) {
    notes.push(Note::Unlocked);
    (key, notes)
}

fn openssh_key(content: &[u8]) -> Result<(Key, Vec<Note>), KeyError> {
    let (material, comment) = openssh::private(content)?;
    Ok((Key { name: comment, ..Key::new(material) }, Vec::new()))
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

fn repeated_kids(entries: &[Entry]) -> Vec<String> {
    let mut kids: Vec<&str> = entries.iter().filter_map(|e| e.key.kid.as_deref()).collect();
    kids.sort_unstable();
    let mut repeated: Vec<String> =
        kids.windows(2).filter(|w| w.first() == w.last()).filter_map(|w| w.first().map(ToString::to_string)).collect();
    repeated.dedup();
    repeated
}

/// What a label promises.
enum Expected {
    Der(Structure),
    OpenSsh,
    /// EC PARAMETERS, which is no key.
    Parameters,
}

fn expected(label: &str) -> Result<Expected, KeyError> {
    const GIVE: &str = "paste a private key, a public key or a certificate";
    Ok(Expected::Der(match label {
        "PRIVATE KEY" => Structure::Pkcs8,
        "RSA PRIVATE KEY" => Structure::Pkcs1Private,
        "EC PRIVATE KEY" => Structure::Sec1,
        "PUBLIC KEY" => Structure::Spki,
        "RSA PUBLIC KEY" => Structure::Pkcs1Public,
        "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => Structure::Certificate,
        "ENCRYPTED PRIVATE KEY" => Structure::EncryptedPkcs8,
        "PKCS12" => Structure::Pkcs12,
        "EC PARAMETERS" => return Ok(Expected::Parameters),
        "OPENSSH PRIVATE KEY" => return Ok(Expected::OpenSsh),
        other => {
            let (what, instead) = match other {
                "DSA PRIVATE KEY" | "DSA PUBLIC KEY" | "DSA PARAMETERS" => ("a DSA key".to_owned(), asn1::MAKE_ANOTHER),
                "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => {
                    ("a request for a certificate".to_owned(), "paste the key or the certificate")
                }
                "PKCS7" | "PKCS #7 SIGNED DATA" | "CMS" => {
                    ("a PKCS#7 file".to_owned(), "take out the certificates with `openssl pkcs7 -in FILE -print_certs`")
                }
                "X509 CRL" => ("a list of revoked certificates".to_owned(), GIVE),
                other => (format!("a PEM block called {}", quoted(other)), GIVE),
            };
            return Err(KeyError::Unsupported { what, instead });
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
