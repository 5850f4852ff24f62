//! One part of a token: where it stands, how it is spelt, and its bytes.

use super::visible_start;
use crate::jose::base64url::{self, Deviation};
use crate::jose::flaw::{Facts, Flaw, Part};
use std::ops::Range;

/// How the bytes of a part are written in the token's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spelling {
    /// base64url, each character standing for itself.
    #[default]
    Base64url,
    /// base64url in a JSON string that has escapes (`\u0065` for `e`): legal, and nobody needs it.
    EscapedBase64url,
    /// As they are: the payload of a compact JWS with `b64` false (RFC 7797), or an unprotected header.
    Plain,
    /// As the content of a JSON string: the payload of a JSON form with `b64` false (RFC 7797).
    JsonString,
}

impl Spelling {
    /// The characters that stand for a text in this spelling.
    #[must_use]
    pub fn write(self, text: &str) -> String {
        match self {
            Self::Base64url | Self::EscapedBase64url => base64url::encode(text.as_bytes()),
            Self::Plain => text.to_owned(),
            Self::JsonString => {
                let quoted = serde_json::Value::from(text).to_string();
                quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default().to_owned()
            }
        }
    }
}

/// One part of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// What it is.
    pub part: Part,
    /// Which signature, recipient or disclosure it belongs to, counted from 0; 0 where there is only one of it.
    pub of: usize,
    /// Where it stands in the token's text: between the dots, or inside the quotes of a JSON string.
    pub range: Range<usize>,
    /// Its decoded bytes.
    pub bytes: Vec<u8>,
    /// How they are written.
    pub spelling: Spelling,
}

impl Segment {
    /// The characters of the token that carry these decoded bytes: six bits a character, eight a byte. Where that cannot be
    /// told, the whole part.
    #[must_use]
    pub fn encoded(&self, bytes: Range<usize>) -> Range<usize> {
        let (start, end) = match self.spelling {
            Spelling::Base64url => (bytes.start * 4 / 3, (bytes.end * 4).div_ceil(3)),
            Spelling::Plain => (bytes.start, bytes.end),
            Spelling::JsonString if self.bytes.len() == self.range.len() => (bytes.start, bytes.end),
            Spelling::JsonString | Spelling::EscapedBase64url => return self.range.clone(),
        };
        let within = |n: usize| self.range.start.saturating_add(n).min(self.range.end);
        within(start)..within(end)
    }

    /// Decodes base64url that stands at this range of the token's text. `text` is the content: in a JSON string, escapes are
    /// resolved in it.
    pub(super) fn decode(part: Part, of: usize, range: Range<usize>, text: &str) -> (Self, Vec<Flaw>) {
        let decoded = base64url::decode(text);
        let escaped = text.len() != range.len();
        let flaw = |found: base64url::Found| Flaw {
            id: deviation_id(found.deviation),
            part,
            at: found.range.start * 3 / 4,
            length: 1,
            encoded: if escaped {
                range.clone()
            } else {
                range.start + found.range.start..range.start + found.range.end
            },
            facts: Facts::new()
                .with("part", part.label())
                .with("position", (found.range.start + 1).to_string())
                .with("characters", visible_start(text.get(found.range).unwrap_or_default())),
        };
        let flaws = decoded.deviations.into_iter().map(flaw).collect();
        let spelling = if escaped { Spelling::EscapedBase64url } else { Spelling::Base64url };
        (Self { part, of, range, bytes: decoded.bytes, spelling }, flaws)
    }

    /// A part whose bytes stand in the token's text as they are, or as the content of a JSON string.
    pub(super) fn plain(part: Part, of: usize, range: Range<usize>, content: &str, spelling: Spelling) -> Self {
        Self { part, of, range, bytes: content.as_bytes().to_vec(), spelling }
    }
}

fn deviation_id(deviation: Deviation) -> &'static str {
    match deviation {
        Deviation::Padding => "b64-padding",
        Deviation::StandardAlphabet => "b64-alphabet",
        Deviation::WhiteSpace => "input-whitespace",
        Deviation::Foreign => "b64-foreign",
        Deviation::Length => "b64-length",
        Deviation::SpareBits => "b64-noncanonical",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_is_written_as_its_place_asks() {
        let written = [Spelling::Base64url, Spelling::Plain, Spelling::JsonString].map(|s| s.write("a\"\n"));
        assert_eq!(written, ["YSIK", "a\"\n", "a\\\"\\n"]);
    }

    #[test]
    fn places_are_found_in_every_spelling() {
        let segment =
            |spelling, len| Segment { part: Part::Payload, of: 0, range: 10..20, bytes: vec![0; len], spelling };
        assert_eq!(segment(Spelling::Base64url, 7).encoded(3..6), 14..18);
        assert_eq!(segment(Spelling::Plain, 10).encoded(3..6), 13..16);
        assert_eq!(segment(Spelling::JsonString, 10).encoded(3..99), 13..20);
        assert_eq!(segment(Spelling::JsonString, 9).encoded(3..6), 10..20);
        assert_eq!(segment(Spelling::EscapedBase64url, 1).encoded(0..1), 10..20);
    }
}
