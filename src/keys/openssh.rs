//! OpenSSH keys: the line of a public key (RFC 4253 section 6.6, RFC 5656, RFC 8709), the container of a private one
//! (`PROTOCOL.key` of OpenSSH), and what is in it.

use super::error::KeyError;
use super::limits::{MAX_KEYS, UnlockLimits, quoted};
use super::sealed::{Content, Sealed};
use super::{Material, RsaPrivate, Secret, asn1, jwk, octets};
use crate::jose::alg::Curve;
use base64::engine::{Engine as _, general_purpose::STANDARD};

const MAGIC: &[u8] = b"openssh-key-v1\0";
const MAKE_ANOTHER: &str = "make an RSA, EC or Ed25519 key";
/// Beginnings of the names of key types.
const TYPES: [&str; 4] = ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-sha2-"];
/// Beginning of every key in base64: the length of its type's name is below 64 KiB.
const BLOB_START: &str = "AAAA";

/// The line of a public key.
pub(super) struct PublicLine<'a> {
    /// Line in the text, counted from 1.
    pub line: usize,
    /// What stands behind the key: most often user and machine.
    pub comment: &'a str,
    kind: &'a str,
    blob: &'a str,
}

/// Whether a text begins with OpenSSH public keys, comments aside.
pub(crate) fn is_openssh_text(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.next().is_some_and(|line| public_line(1, line).is_some())
}

/// The lines of a text that are public keys; options before a key, as in `authorized_keys`, are passed over.
pub(super) fn public_lines(text: &str) -> Vec<PublicLine<'_>> {
    text.lines().enumerate().filter_map(|(i, line)| public_line(i + 1, line)).take(MAX_KEYS + 1).collect()
}

fn public_line(number: usize, line: &str) -> Option<PublicLine<'_>> {
    let is_kind = |word: &str| TYPES.iter().any(|t| word.starts_with(t));
    let mut words = line.split_ascii_whitespace().skip_while(|word| !is_kind(word));
    let (kind, blob) = (words.next()?, words.next()?);
    let comment = line.split_once(blob).map_or("", |(_, behind)| behind.trim());
    let is_key = blob.starts_with(BLOB_START) && !line.trim_start().starts_with('#');
    is_key.then_some(PublicLine { line: number, comment, kind, blob })
}

impl PublicLine<'_> {
    /// The key in the line.
    pub(super) fn read(&self) -> Result<Material, KeyError> {
        let blob = STANDARD.decode(self.blob).map_err(|_| broken())?;
        let mut reader = Reader(&blob);
        if reader.string()? != self.kind.as_bytes() {
            return Err(broken());
        }
        let key = public(self.kind, &mut reader)?;
        if reader.0.is_empty() { Ok(key) } else { Err(broken()) }
    }
}

/// The container of a private key: open, or to be opened with a passphrase.
pub(super) enum Container {
    Plain(zeroize::Zeroizing<Vec<u8>>),
    Sealed(Sealed<'static>),
}

/// Takes the container apart. A key on a security key or of a kind that JOSE does not know is refused here already: the
/// public half stands in the open.
pub(super) fn container(octets: &[u8], limits: &UnlockLimits) -> Result<Container, KeyError> {
    let mut reader = Reader(octets.strip_prefix(MAGIC).ok_or(broken())?);
    let (cipher, kdf, options) = (reader.text()?, reader.text()?, reader.string()?);
    if reader.number()? != 1 {
        let what = "an OpenSSH file with several private keys".to_owned();
        return Err(KeyError::Unsupported { what, instead: "give them one by one" });
    }
    let mut blob = Reader(reader.string()?);
    let kind = blob.text()?;
    public(&kind, &mut blob)?;
    let content = reader.string()?;
    match (cipher.as_str(), kdf.as_str()) {
        ("none", "none") => Ok(Container::Plain(zeroize::Zeroizing::new(content.to_vec()))),
        (_, "bcrypt") => {
            let mut options = Reader(options);
            let (salt, rounds) = (options.string()?.to_vec(), options.number()?);
            let work = limits.bcrypt(rounds.into())?;
            let how = format!("bcrypt with {rounds} rounds, {}", quoted(&cipher));
            let (encrypted, tag) = (content.to_vec(), reader.0.to_vec());
            let content = Content::OpenSsh { cipher, salt, rounds, encrypted, tag };
            Ok(Container::Sealed(Sealed { how, work, content }))
        }
        _ => {
            let what = format!("an OpenSSH key protected with {}", quoted(&kdf));
            Err(KeyError::Unsupported { what, instead: "protect it anew with `ssh-keygen -p -f FILE`" })
        }
    }
}

/// Whether the deciphered octets begin as they must: with the same random number twice.
pub(crate) fn is_open(content: &[u8]) -> bool {
    matches!((content.get(..4), content.get(4..8)), (Some(a), Some(b)) if a == b)
}

/// The private key of a container, and its comment.
pub(super) fn private(content: &[u8]) -> Result<(Material, String), KeyError> {
    let mut reader = Reader(content.get(8..).filter(|_| is_open(content)).ok_or(broken())?);
    let kind = reader.text()?;
    let material = match kind.as_str() {
        "ssh-rsa" => {
            let (n, e, d, qi) = (reader.string()?, reader.string()?, reader.string()?, reader.string()?);
            let (p, q) = (reader.string()?, reader.string()?);
            let secret = |number: &[u8]| Secret::new(octets::minimal(number).to_vec());
            // the two exponents are computed where the key is completed
            let (dp, dq) = (Secret::new(Vec::new()), Secret::new(Vec::new()));
            let private = RsaPrivate { d: secret(d), p: secret(p), q: secret(q), dp, dq, qi: secret(qi) };
            jwk::rsa(n, e, Some(private))?
        }
        "ssh-ed25519" => {
            let (x, both) = (reader.string()?, reader.string()?);
            let d = both.strip_suffix(x).filter(|d| d.len() == Curve::Ed25519.coordinate_len()).ok_or(broken())?;
            Material::Okp { curve: Curve::Ed25519, x: x.to_vec(), d: Some(Secret::new(d.to_vec())) }
        }
        _ => match public(&kind, &mut reader)? {
            Material::Ec { curve, x, y, .. } => {
                let scalar = octets::padded(reader.string()?, curve.coordinate_len());
                Material::Ec { curve, x, y, d: Some(scalar.ok_or(KeyError::ScalarRange { curve })?) }
            }
            _ => return Err(broken()),
        },
    };
    Ok((material, String::from_utf8_lossy(reader.string()?).into_owned()))
}

/// A public key behind the name of its type.
fn public(kind: &str, reader: &mut Reader<'_>) -> Result<Material, KeyError> {
    let curve = match kind {
        "ssh-rsa" => {
            let (e, n) = (reader.string()?, reader.string()?);
            return jwk::rsa(n, e, None);
        }
        "ssh-ed25519" => {
            let x = reader.string()?.to_vec();
            let fits = x.len() == Curve::Ed25519.coordinate_len();
            return if fits { Ok(Material::Okp { curve: Curve::Ed25519, x, d: None }) } else { Err(broken()) };
        }
        "ecdsa-sha2-nistp256" => Curve::P256,
        "ecdsa-sha2-nistp384" => Curve::P384,
        "ecdsa-sha2-nistp521" => Curve::P521,
        other => return Err(refused(other)),
    };
    reader.string()?;
    let (x, y) = asn1::point(curve, reader.string()?)?;
    Ok(Material::Ec { curve, x, y, d: None })
}

fn refused(kind: &str) -> KeyError {
    let (what, instead) = match kind {
        _ if kind.contains("-cert-v0") => {
            ("an OpenSSH certificate".to_owned(), "give the public key that it was made for")
        }
        "ssh-dss" => ("a DSA key".to_owned(), MAKE_ANOTHER),
        "ssh-ed448" => ("an OpenSSH key on Ed448".to_owned(), "give it as PEM"),
        _ if kind.starts_with("sk-") => {
            ("a key on a security key (FIDO)".to_owned(), "its signatures are none that JOSE knows: make another key")
        }
        _ => (format!("an OpenSSH key of the type {}", quoted(kind)), MAKE_ANOTHER),
    };
    KeyError::Unsupported { what, instead }
}

fn broken() -> KeyError {
    KeyError::Der { structure: "OpenSSH key", position: None }
}

/// The fields of the wire format (RFC 4251 section 5).
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn number(&mut self) -> Result<u32, KeyError> {
        let (number, rest) = self.0.split_first_chunk::<4>().ok_or(broken())?;
        self.0 = rest;
        Ok(u32::from_be_bytes(*number))
    }

    fn string(&mut self) -> Result<&'a [u8], KeyError> {
        let len = usize::try_from(self.number()?).map_err(|_| broken())?;
        let (string, rest) = self.0.split_at_checked(len).ok_or(broken())?;
        self.0 = rest;
        Ok(string)
    }

    fn text(&mut self) -> Result<String, KeyError> {
        String::from_utf8(self.string()?.to_vec()).map_err(|_| broken())
    }
}
