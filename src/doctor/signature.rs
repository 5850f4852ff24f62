//! The signature is right, but its octets or its letters are not written as JOSE wants them.

use super::cause::{Cause, Cure};
use super::subject::Subject;
use crate::jose::alg::Family;
use crate::jose::base64url;
use crate::jose::flaw::Part;
use std::collections::BTreeSet;

/// The letters of base64url.
const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

pub(super) fn causes(subject: &Subject<'_>) -> Vec<Cause> {
    [der(subject), hexadecimal(subject), last_character(subject)].into_iter().flatten().collect()
}

/// `ECDSA-Sig-Value`, as OpenSSL and X.509 write it (RFC 3279 section 2.2.3), where `r` and `s` belong side by side.
fn der(subject: &Subject<'_>) -> Option<Cause> {
    let len = subject.row.signature_len.filter(|_| subject.row.family == Family::Ecdsa)? / 2;
    let numbers = two_numbers(subject.signature, len)?;
    rewritten(subject, "signature-der", &numbers)
}

/// Two INTEGERs in a SEQUENCE as two numbers of fixed length.
fn two_numbers(der: &[u8], len: usize) -> Option<Vec<u8>> {
    let (0x30, content, []) = element(der)? else { return None };
    let (0x02, r, rest) = element(content)? else { return None };
    let (0x02, s, []) = element(rest)? else { return None };
    Some([padded(r, len)?, padded(s, len)?].concat())
}

/// The tag and the content of a DER element of less than 256 octets, and what follows it.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = der.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (len, rest) = match first {
        0..=0x7f => (usize::from(*first), rest),
        0x81 => rest.split_first().map(|(len, rest)| (usize::from(*len), rest))?,
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(len)?;
    Some((*tag, content, rest))
}

fn padded(number: &[u8], len: usize) -> Option<Vec<u8>> {
    let zeros = number.iter().take_while(|b| **b == 0).count();
    let digits = number.get(zeros..)?;
    let missing = len.checked_sub(digits.len())?;
    Some([&vec![0; missing], digits].concat())
}

/// The hexadecimal digits of the signature: encoded once more, or in the place of base64url.
fn hexadecimal(subject: &Subject<'_>) -> Option<Cause> {
    let text = subject.token.encoded_text(Part::Signature)?;
    let readings = [octets(subject.signature), octets(text.as_bytes())];
    readings.into_iter().flatten().find_map(|signature| rewritten(subject, "signature-hex", &signature))
}

fn octets(digits: &[u8]) -> Option<Vec<u8>> {
    let digit = |c: &u8| char::from(*c).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let digits: Vec<u8> = digits.iter().map(digit).collect::<Option<_>>()?;
    (!digits.is_empty() && digits.len().is_multiple_of(2))
        .then(|| digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |octet, digit| octet << 4 | digit)).collect())
}

/// The last letter is another one than it was, or is missing, or one too many is there.
fn last_character(subject: &Subject<'_>) -> Option<Cause> {
    let text = subject.token.encoded_text(Part::Signature)?;
    let (at, last) = text.char_indices().next_back()?;
    let short = text.get(..at)?;
    let spellings = std::iter::once(short.to_owned())
        .chain([&*text, short].into_iter().flat_map(|start| LETTERS.chars().map(move |c| format!("{start}{c}"))));
    let mut seen = BTreeSet::new();
    for spelling in spellings.filter(|spelling| *spelling != text) {
        let Some(signature) = base64url::decode_strict(&spelling).filter(|s| seen.insert(s.clone())) else { continue };
        let Some(key) = signer(subject, &signature) else { continue };
        let facts = subject.facts_with(key).with("found", crate::jose::escape::visible(&last.to_string()));
        let cure = Cure::UseText(subject.token.with_part(Part::Signature, &spelling));
        return Some(Cause::new("signature-last-character", facts, Some(cure)));
    }
    None
}

fn rewritten(subject: &Subject<'_>, id: &'static str, signature: &[u8]) -> Option<Cause> {
    let key = signer(subject, signature)?;
    Some(Cause::new(id, subject.facts_with(key), Some(subject.with_signature(signature))))
}

/// The key that made that signature.
fn signer<'a>(subject: &Subject<'a>, signature: &[u8]) -> Option<&'a crate::keys::Key> {
    let has_length = |key: &crate::keys::Key| key.signature_len(subject.row).is_none_or(|len| len == signature.len());
    let mut fitting = subject.fitting().filter(|s| has_length(&s.bare));
    fitting.find(|s| subject.verifies(subject.row, &s.bare, &subject.input, signature)).map(|s| s.key)
}
