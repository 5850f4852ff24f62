//! base64url without padding (RFC 7515 section 2, RFC 4648 section 5), read strictly but never given up on.
//!
//! A strict reader answers first. Where it refuses, a second look names every deviation with its place and decodes as much
//! as can be decoded: a debugger is for invalid input.

use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::URL_SAFE_NO_PAD};
use std::ops::Range;

/// Accepts set spare bits and any padding; used only after the strict engine refused.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// How a text deviates from base64url.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deviation {
    /// `=` at the end: JOSE leaves padding out.
    Padding,
    /// `+` or `/`: the standard alphabet instead of the URL-safe one.
    StandardAlphabet,
    /// A blank or a line break.
    WhiteSpace,
    /// A character that no base64 alphabet has.
    Foreign,
    /// A length of 4n + 1 characters: six bits are left over, so something is missing.
    Length,
    /// Bits after the last byte that are not zero: the same bytes have another spelling.
    SpareBits,
}

/// A deviation and the bytes of the text it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub deviation: Deviation,
    /// Where, in bytes of the encoded text.
    pub range: Range<usize>,
}

/// The outcome of reading one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The bytes, as far as the text gives them.
    pub bytes: Vec<u8>,
    /// What was wrong, in the order of the text. At most [`MAX_FOUND`] entries.
    pub deviations: Vec<Found>,
}

/// More deviations than this in one part are not listed: the point is made.
pub const MAX_FOUND: usize = 32;

/// Encodes bytes.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Decodes strictly: `None` for any deviation.
#[must_use]
pub fn decode_strict(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Decodes as far as possible and lists what deviates.
#[must_use]
pub fn decode(text: &str) -> Decoded {
    if let Some(bytes) = decode_strict(text) {
        return Decoded { bytes, deviations: Vec::new() };
    }
    let mut deviations = Vec::new();
    let mut clean = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let deviation = match c {
            'A'..='Z' | 'a'..='z' | '0'..='9' | '-' | '_' => {
                clean.push(c);
                continue;
            }
            '+' => {
                clean.push('-');
                Deviation::StandardAlphabet
            }
            '/' => {
                clean.push('_');
                Deviation::StandardAlphabet
            }
            '=' => Deviation::Padding,
            c if c.is_whitespace() => Deviation::WhiteSpace,
            _ => Deviation::Foreign,
        };
        note(&mut deviations, deviation, at..at + c.len_utf8());
    }
    if clean.len() % 4 == 1 {
        clean.pop();
        note(&mut deviations, Deviation::Length, last_char(text));
    } else if URL_SAFE_NO_PAD.decode(&clean).is_err() {
        note(&mut deviations, Deviation::SpareBits, last_char(text.trim_end_matches('=')));
    }
    Decoded { bytes: LENIENT.decode(&clean).unwrap_or_default(), deviations }
}

/// The spelling that strict readers take, for the same bytes.
#[must_use]
pub fn canonical(text: &str) -> String {
    encode(&decode(text).bytes)
}

fn last_char(text: &str) -> Range<usize> {
    let start = text.char_indices().next_back().map_or(0, |(i, _)| i);
    start..text.len()
}

/// Adds to the list, growing the entry before it where the two are alike and touch.
fn note(list: &mut Vec<Found>, deviation: Deviation, range: Range<usize>) {
    let is_full = list.len() >= MAX_FOUND;
    match list.last_mut() {
        Some(last) if last.deviation == deviation && last.range.end == range.start => last.range.end = range.end,
        _ if is_full => {}
        _ => list.push(Found { deviation, range }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Deviation> {
        decode(text).deviations.into_iter().map(|f| f.deviation).collect()
    }

    #[test]
    fn strict_text_has_no_deviation() {
        assert_eq!(decode("eyJhIjoxfQ"), Decoded { bytes: b"{\"a\":1}".to_vec(), deviations: vec![] });
        assert_eq!(decode("").bytes, b"");
    }

    #[test]
    fn each_deviation_is_named_and_the_bytes_still_come() {
        use Deviation::*;
        for (text, kind) in [
            ("eyJhIjoxfQ==", Padding),
            ("-_-_/w", StandardAlphabet),
            ("eyJh IjoxfQ", WhiteSpace),
            ("eyJhIjoxfQ\u{0}", Foreign),
            ("eyJhIjoxfQAAA", Length),
            ("eyJhIjoxfR", SpareBits),
        ] {
            assert_eq!(kinds(text), [kind], "{text:?}");
        }
        assert_eq!(decode("eyJhIjoxfR==").bytes, b"{\"a\":1}");
        assert_eq!(decode("eyJhIjoxfR").deviations[0].range, 9..10);
        assert_eq!(canonical("eyJhIjoxfR=="), "eyJhIjoxfQ");
    }

    #[test]
    fn a_flood_of_deviations_stays_short() {
        let text = "é.".repeat(100_000);
        assert_eq!(decode(&text).deviations.len(), 1, "touching ones are one");
        let text = "é a".repeat(100_000);
        assert_eq!(decode(&text).deviations.len(), MAX_FOUND);
    }
}
