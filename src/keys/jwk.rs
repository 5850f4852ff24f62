//! Reading a JWK (RFC 7517, RFC 7518 section 6, RFC 8037, RFC 9964): strict in what carries the key, silent about
//! members that it does not know, which are kept.

use super::asn1::{ML_DSA, ML_DSA_SEED_LEN};
use super::error::{Base64Flaw, KeyError};
use super::limits::{MAX_RSA_BITS, MAX_SECRET_BYTES, MIN_RSA_BITS, quoted};
use super::note::Note;
use super::{About, Key, Material, RsaPrivate, Secret, json, octets};
use crate::jose::alg::{Curve, KeyType};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

/// Members that hold a secret in a key of some type. They never stay behind in [`Key::other`].
const PRIVATE_MEMBERS: [&str; 10] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv", "seed"];

impl Key {
    /// Reads one JWK.
    ///
    /// # Errors
    /// [`KeyError`] names the member, and the position in it, that is missing, mistyped, misspelt or of a wrong length.
    pub fn from_jwk(text: &str) -> Result<Self, KeyError> {
        if text.len() > super::limits::MAX_INPUT_BYTES {
            return Err(KeyError::TooLarge { bytes: text.len() });
        }
        from_members(json::parse_object(text)?, Spelling::Strict).map(|(key, _)| key)
    }
}

/// How octets must be spelt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// As RFC 7515 section 2 says.
    Strict,
    /// Padding and the letters of standard base64 are put right, with a note: publishers of keys do both.
    Repaired,
}

/// Reads the members of a JWK; the notes say what was accepted although it should not be so.
pub(crate) fn from_members(members: Map<String, Value>, spelling: Spelling) -> Result<(Key, Vec<Note>), KeyError> {
    let mut reader = Reader { members, spelling, notes: Vec::new() };
    let material = reader.material()?;
    let alg = match &material {
        Material::Akp { alg, .. } => Some(alg.clone()),
        _ => reader.optional_string("alg")?,
    };
    let (usage, key_ops) = (reader.optional_string("use")?, reader.key_ops()?);
    if let Some(usage) = usage.as_deref().filter(|usage| contradicts(usage, &key_ops)) {
        reader.notes.push(Note::UseAgainstKeyOps { usage: quoted(usage) });
    }
    let key = Key {
        name: reader.name(),
        kid: reader.kid()?,
        usage,
        key_ops,
        alg,
        about: About::take(&mut reader.members),
        other: reader.rest(),
        material,
    };
    Ok((key, reader.notes))
}

/// Takes members out of a JWK one by one; what is left over at the end is unknown and kept.
struct Reader {
    members: Map<String, Value>,
    spelling: Spelling,
    notes: Vec<Note>,
}

impl Reader {
    fn material(&mut self) -> Result<Material, KeyError> {
        let kty = self.string("kty")?;
        match kty.as_str() {
            "oct" => self.oct(),
            "RSA" => self.rsa(),
            "EC" => self.ec(),
            "OKP" => self.okp(),
            "AKP" => self.akp(),
            _ => Err(KeyError::UnknownKeyType { found: quoted(&kty) }),
        }
    }

    /// RFC 7518 section 6.4.
    fn oct(&mut self) -> Result<Material, KeyError> {
        let secret = self.octets("k")?;
        match secret.expose().len() {
            0 => Err(KeyError::EmptySecret),
            bytes if bytes > MAX_SECRET_BYTES => Err(KeyError::SecretTooLong { bytes }),
            _ => Ok(Material::Oct(secret)),
        }
    }

    /// RFC 7518 section 6.3.
    fn rsa(&mut self) -> Result<Material, KeyError> {
        let (n, e) = (self.number("n")?, self.number("e")?);
        if self.members.contains_key("oth") {
            return Err(KeyError::MultiPrime);
        }
        let private = if self.members.contains_key("d") { Some(self.rsa_private()?) } else { None };
        rsa(n.expose(), e.expose(), private)
    }

    fn rsa_private(&mut self) -> Result<RsaPrivate, KeyError> {
        let missing: Vec<_> =
            ["p", "q", "dp", "dq", "qi"].into_iter().filter(|m| !self.members.contains_key(*m)).collect();
        if missing.len() == 5 && self.spelling == Spelling::Repaired {
            // all of them can be computed from the rest, where the key is completed
            let none = || Secret::new(Vec::new());
            return Ok(RsaPrivate { d: self.number("d")?, p: none(), q: none(), dp: none(), dq: none(), qi: none() });
        }
        if !missing.is_empty() {
            return Err(KeyError::RsaPartsMissing { missing });
        }
        Ok(RsaPrivate {
            d: self.number("d")?,
            p: self.number("p")?,
            q: self.number("q")?,
            dp: self.number("dp")?,
            dq: self.number("dq")?,
            qi: self.number("qi")?,
        })
    }

    /// RFC 7518 section 6.2.
    fn ec(&mut self) -> Result<Material, KeyError> {
        let curve = self.curve(KeyType::Ec)?;
        let len = curve.coordinate_len();
        let (x, y) = (self.sized("x", len)?, self.sized("y", len)?);
        let d = self.optional_octets("d")?.map(|d| self.scalar(&d, len)).transpose()?;
        Ok(Material::Ec { curve, x: x.expose().to_vec(), y: y.expose().to_vec(), d })
    }

    /// A private scalar in full length: some writers drop its leading zeros.
    fn scalar(&mut self, d: &Secret, len: usize) -> Result<Secret, KeyError> {
        let found = d.expose().len();
        if found < len {
            self.notes.push(Note::ScalarPadded { found, expected: len });
        }
        if found == 0 {
            return Err(KeyError::MemberLength { member: "d", found, expected: len });
        }
        octets::padded(d.expose(), len).ok_or(KeyError::MemberLength { member: "d", found, expected: len })
    }

    /// RFC 8037 section 2.
    fn okp(&mut self) -> Result<Material, KeyError> {
        let curve = self.curve(KeyType::Okp)?;
        let len = curve.coordinate_len();
        let x = self.sized("x", len)?.expose().to_vec();
        let d = self.optional_octets("d")?;
        match d.as_ref().map(|d| d.expose().len()) {
            Some(found) if found != len => Err(KeyError::MemberLength { member: "d", found, expected: len }),
            _ => Ok(Material::Okp { curve, x, d }),
        }
    }

    /// RFC 9964: `alg` is required, `priv` is the seed.
    fn akp(&mut self) -> Result<Material, KeyError> {
        let alg = self.string("alg")?.to_string();
        let len = ML_DSA.iter().find(|(name, ..)| *name == alg).map(|(_, _, len)| *len);
        let public = match len {
            Some(len) => self.sized("pub", len)?,
            None => self.octets("pub")?,
        };
        let seed = self.optional_octets("priv")?;
        match seed.as_ref().map(|seed| seed.expose().len()) {
            Some(found) if len.is_some() && found != ML_DSA_SEED_LEN => {
                Err(KeyError::MemberLength { member: "priv", found, expected: ML_DSA_SEED_LEN })
            }
            _ => Ok(Material::Akp { alg, public: public.expose().to_vec(), seed }),
        }
    }

    fn curve(&mut self, key_type: KeyType) -> Result<Curve, KeyError> {
        let crv = self.string("crv")?;
        Curve::named(&crv)
            .filter(|c| c.key_type() == key_type)
            .ok_or_else(|| KeyError::UnknownCurve { key_type, found: quoted(&crv) })
    }

    fn optional_string(&mut self, member: &'static str) -> Result<Option<String>, KeyError> {
        match self.members.shift_remove(member) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(KeyError::MemberType { member, expected: "a string" }),
        }
    }

    fn string(&mut self, member: &'static str) -> Result<Zeroizing<String>, KeyError> {
        self.optional_string(member)?.map(Zeroizing::new).ok_or(KeyError::MemberMissing { member })
    }

    fn optional_octets(&mut self, member: &'static str) -> Result<Option<Secret>, KeyError> {
        let Some(text) = self.optional_string(member)?.map(Zeroizing::new) else { return Ok(None) };
        let octets = match octets::from_base64url(member, &text) {
            Err(KeyError::Base64url { flaw: flaw @ (Base64Flaw::Padding | Base64Flaw::StandardAlphabet), .. })
                if self.spelling == Spelling::Repaired =>
            {
                self.notes.push(Note::Base64Repaired { member, flaw });
                octets::from_base64url(member, &url_safe(&text))
            }
            read => read,
        };
        octets.map(|octets| Some(Secret::new(octets)))
    }

    fn octets(&mut self, member: &'static str) -> Result<Secret, KeyError> {
        self.optional_octets(member)?.ok_or(KeyError::MemberMissing { member })
    }

    fn sized(&mut self, member: &'static str, expected: usize) -> Result<Secret, KeyError> {
        let octets = self.octets(member)?;
        match octets.expose().len() {
            found if found != expected => Err(KeyError::MemberLength { member, found, expected }),
            _ => Ok(octets),
        }
    }

    /// A Base64urlUInt (RFC 7518 section 2): never empty, without leading zeros.
    fn number(&mut self, member: &'static str) -> Result<Secret, KeyError> {
        let octets = self.octets(member)?;
        if octets.expose().is_empty() {
            return Err(KeyError::MemberLength { member, found: 0, expected: 1 });
        }
        let minimal = octets::minimal(octets.expose());
        if minimal.len() == octets.expose().len() {
            return Ok(octets);
        }
        self.notes.push(Note::LeadingZeros { member });
        Ok(Secret::new(minimal.to_vec()))
    }

    /// The member `name`, which is ours; of another type it is a stranger's and stays where it is.
    fn name(&mut self) -> String {
        match self.members.get("name") {
            Some(Value::String(_)) => self.optional_string("name").ok().flatten().unwrap_or_default(),
            _ => String::new(),
        }
    }

    /// A `kid` of another type is no label that a token could name: the key is good without it.
    fn kid(&mut self) -> Result<Option<String>, KeyError> {
        match self.optional_string("kid") {
            Err(KeyError::MemberType { .. }) if self.spelling == Spelling::Repaired => {
                self.notes.push(Note::KidLeftOut);
                Ok(None)
            }
            read => read,
        }
    }

    fn key_ops(&mut self) -> Result<Vec<String>, KeyError> {
        let wrong = KeyError::MemberType { member: "key_ops", expected: "an array of strings" };
        let items = match self.members.shift_remove("key_ops") {
            None => return Ok(Vec::new()),
            Some(Value::Array(items)) => items,
            Some(_) => return Err(wrong),
        };
        let mut ops = Vec::with_capacity(items.len());
        for item in items {
            let Value::String(op) = item else { return Err(wrong) };
            if !ops.contains(&op) {
                ops.push(op);
            } else if !self.notes.contains(&Note::RepeatedKeyOps) {
                self.notes.push(Note::RepeatedKeyOps);
            }
        }
        Ok(ops)
    }

    /// What nobody took, without secrets of another key type: those would be shown with the public half.
    fn rest(&mut self) -> Map<String, Value> {
        for member in PRIVATE_MEMBERS {
            if let Some(value) = self.members.shift_remove(member) {
                if let Value::String(text) = value {
                    drop(Zeroizing::new(text));
                }
                self.notes.push(Note::StrayPrivateMember { member });
            }
        }
        std::mem::take(&mut self.members)
    }
}

/// The text in the alphabet of base64url and without padding.
fn url_safe(text: &str) -> Zeroizing<String> {
    let letter = |c| match c {
        '+' => '-',
        '/' => '_',
        c => c,
    };
    Zeroizing::new(text.trim_end_matches('=').chars().map(letter).collect())
}

/// Whether `use` and `key_ops` name no common purpose (RFC 7517 section 4.3).
pub(super) fn contradicts(usage: &str, key_ops: &[String]) -> bool {
    let signs = key_ops.iter().filter(|op| matches!(op.as_str(), "sign" | "verify")).count();
    match usage {
        "sig" => signs < key_ops.len(),
        "enc" => signs > 0,
        _ => false,
    }
}

/// An RSA key of numbers, in bounds: what any reader of RSA keys must pass.
pub(crate) fn rsa(n: &[u8], e: &[u8], private: Option<RsaPrivate>) -> Result<Material, KeyError> {
    let material = Material::Rsa { n: octets::minimal(n).to_vec(), e: octets::minimal(e).to_vec(), private };
    let Material::Rsa { n, e, private } = &material else { return Ok(material) };
    let bits = super::bits_of(n);
    if !(MIN_RSA_BITS..=MAX_RSA_BITS).contains(&bits) {
        return Err(KeyError::RsaSize { bits });
    }
    if n.last().is_some_and(|b| b % 2 == 0) {
        return Err(KeyError::RsaModulus { problem: "is even" });
    }
    if private.as_ref().is_some_and(|p| p.p == p.q && !p.p.expose().is_empty()) {
        return Err(KeyError::RsaModulus { problem: "is a square: `p` and `q` are the same" });
    }
    match e.as_slice() {
        [] | [0] => Err(KeyError::RsaExponent { problem: "is 0" }),
        [1] => Err(KeyError::RsaExponent { problem: "is 1, so that every text is its own signature" }),
        e if e.last().is_some_and(|b| b % 2 == 0) => Err(KeyError::RsaExponent { problem: "is even" }),
        e if super::bits_of(e) > bits => Err(KeyError::RsaExponent { problem: "is larger than the modulus" }),
        _ => Ok(material),
    }
}
