//! Secrets that everybody has: defaults, placeholders and samples of documentation.

use super::pem::bare_base64;
use base64::engine::{Engine as _, general_purpose::STANDARD};
use std::collections::HashSet;
use std::sync::OnceLock;

/// The list, one a line.
const LIST: &str = include_str!("../../assets/known-secrets.txt");

/// An entry that is read as base64 or hex stands for octets from this length on: any four letters are base64 too.
const MIN_DECODED_BYTES: usize = 8;

/// The list in two shapes.
struct Known {
    /// Entries as [`folded`] texts.
    texts: HashSet<String>,
    /// What the entries stand for when they are read as base64 or hexadecimal.
    octets: HashSet<Vec<u8>>,
}

/// Whether the octets are a secret that is publicly known. White space at the ends, case and punctuation make no
/// difference, nor does base64 or hexadecimal, on either side. `false` says nothing about how good the secret is.
#[must_use]
pub fn known_secret(secret: &[u8]) -> bool {
    let known = known();
    if known.octets.contains(secret) {
        return true;
    }
    let Ok(text) = std::str::from_utf8(secret) else { return false };
    let text = text.trim();
    is_listed(text) || decoded(text).iter().any(|octets| std::str::from_utf8(octets).is_ok_and(|t| is_listed(t.trim())))
}

/// Every entry of the list with the octets that a program may take for it: as it stands, with a line end, in small and in
/// capital letters, decoded from base64 or hexadecimal, and encoded so.
pub fn known_secrets() -> impl Iterator<Item = (&'static str, Vec<u8>)> {
    entries().flat_map(|entry| {
        let texts = [entry.to_owned(), format!("{entry}\n"), entry.to_lowercase(), entry.to_uppercase(), to_hex(entry)];
        let base64 = [STANDARD.encode(entry), super::to_base64url(entry.as_bytes())];
        let texts = texts.into_iter().chain(base64).map(String::into_bytes);
        texts.chain(decoded(entry)).filter(|octets| !octets.is_empty()).map(move |octets| (entry, octets))
    })
}

fn to_hex(text: &str) -> String {
    text.bytes().map(|b| format!("{b:02x}")).collect()
}

/// The lines that are no remark.
fn entries() -> impl Iterator<Item = &'static str> {
    LIST.lines().filter(|line| !line.is_empty() && !line.starts_with("# ") && *line != "#")
}

fn is_listed(text: &str) -> bool {
    // what is mostly punctuation is not told apart by the rest
    let folded = folded(text);
    folded.chars().count() * 2 >= text.chars().count() && known().texts.contains(&folded)
}

fn known() -> &'static Known {
    static KNOWN: OnceLock<Known> = OnceLock::new();
    KNOWN.get_or_init(|| Known {
        texts: entries().map(folded).collect(),
        octets: entries().flat_map(decoded).filter(|octets| octets.len() >= MIN_DECODED_BYTES).collect(),
    })
}

/// The text without case and punctuation; without its case alone where there is nothing else.
fn folded(text: &str) -> String {
    let letters: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if letters.is_empty() { text.to_lowercase() } else { letters }
}

/// What the text stands for as hexadecimal and as base64 of either alphabet.
fn decoded(text: &str) -> Vec<Vec<u8>> {
    let base64 = bare_base64(text).map(|octets| octets.to_vec());
    from_hex(text).into_iter().chain(base64).collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |c: &u8| char::from(*c).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let digits: Vec<u8> = text.as_bytes().iter().map(digit).collect::<Option<_>>()?;
    digits.len().is_multiple_of(2).then(|| digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_found_and_stands_once() {
        let entries: Vec<_> = LIST.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).collect();
        assert!(entries.len() > 300, "{}", entries.len());
        for entry in &entries {
            assert!(known_secret(entry.as_bytes()), "{entry}");
            assert_eq!(entry.trim(), *entry, "white space at an end");
        }
        assert_eq!(known().texts.len(), entries.len(), "two entries are the same text");
    }

    #[test]
    fn other_spellings_and_encodings_are_found_too() {
        for text in ["secret\n", " Secret ", "YOUR_256_BIT_SECRET", "c2VjcmV0", "736563726574", "change_me!\r\n"] {
            assert!(known_secret(text.as_bytes()), "{text:?}");
        }
        assert!(known_secret(&[0; 32]) && known_secret(&(0..32).collect::<Vec<u8>>()));
        let sample =
            bare_base64("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");
        assert!(known_secret(&sample.unwrap()), "RFC 7515 A.1");
    }

    #[test]
    fn others_are_not() {
        for secret in [&b""[..], b"-", b"kT8-zq\xff", b"Yx92-kd0s-qpLz-71hf", b"!!!!!x!!!!!", &[7; 31], &[0xfe; 16]] {
            assert!(!known_secret(secret), "{secret:?}");
        }
    }
}
