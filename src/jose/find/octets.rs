//! Files: which encoding their text is in.

use thiserror::Error;

/// The encoding that a text came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-8 after a byte order mark, which is left out.
    Utf8WithMark,
    /// UTF-16, least significant octet first.
    Utf16Le,
    /// UTF-16, most significant octet first.
    Utf16Be,
}

impl Encoding {
    /// The stable name, for prose and reports.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf8WithMark => "utf-8-with-mark",
            Self::Utf16Le => "utf-16-le",
            Self::Utf16Be => "utf-16-be",
        }
    }
}

/// Why octets are no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum EncodingError {
    /// Neither UTF-8 nor anything else that is known.
    #[error("the octet at position {at} is not UTF-8: save the file as UTF-8 text")]
    NotUtf8 {
        /// The first octet that fits nothing, from 0.
        at: usize,
    },
    /// It starts as UTF-16 and breaks off or goes wrong.
    #[error("the UTF-16 text is broken at octet {at}: save the file as UTF-8 text")]
    BrokenUtf16 {
        /// The first octet of the unit that fits nothing, from 0.
        at: usize,
    },
}

/// Reads a file's octets as text: UTF-8, with or without a byte order mark, or UTF-16, known by its mark or by the zero in
/// every other octet that ASCII text has in it.
///
/// # Errors
/// [`EncodingError`] names the first octet that fits nothing.
pub fn from_bytes(octets: &[u8]) -> Result<(String, Encoding), EncodingError> {
    match octets {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest, 3).map(|text| (text, Encoding::Utf8WithMark)),
        [0xff, 0xfe, rest @ ..] => utf16(rest, 2, Encoding::Utf16Le),
        [0xfe, 0xff, rest @ ..] => utf16(rest, 2, Encoding::Utf16Be),
        _ => match unmarked_utf16(octets) {
            Some(encoding) => utf16(octets, 0, encoding),
            None => utf8(octets, 0).map(|text| (text, Encoding::Utf8)),
        },
    }
}

fn utf8(octets: &[u8], skipped: usize) -> Result<String, EncodingError> {
    let text = std::str::from_utf8(octets).map_err(|e| EncodingError::NotUtf8 { at: skipped + e.valid_up_to() })?;
    Ok(text.to_owned())
}

/// The first units all have a zero in the same half: ASCII in UTF-16.
fn unmarked_utf16(octets: &[u8]) -> Option<Encoding> {
    let units = octets.get(..octets.len().min(64) & !1).filter(|head| head.len() >= 4)?.chunks_exact(2);
    if units.clone().all(|unit| unit[0] != 0 && unit[1] == 0) {
        return Some(Encoding::Utf16Le);
    }
    let is_be = units.clone().all(|unit| unit[0] == 0 && unit[1] != 0);
    is_be.then_some(Encoding::Utf16Be)
}

fn utf16(octets: &[u8], skipped: usize, encoding: Encoding) -> Result<(String, Encoding), EncodingError> {
    let unit =
        |pair: [u8; 2]| if encoding == Encoding::Utf16Be { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) };
    let (pairs, rest) = octets.as_chunks::<2>();
    let mut text = String::with_capacity(pairs.len());
    let mut at = skipped;
    for read in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        let c = read.map_err(|_| EncodingError::BrokenUtf16 { at })?;
        at += c.len_utf16() * 2;
        text.push(c);
    }
    if rest.is_empty() { Ok((text, encoding)) } else { Err(EncodingError::BrokenUtf16 { at }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16_octets(text: &str, to_octets: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_octets).collect()
    }

    #[test]
    fn encodings_are_told_apart() {
        let text = "eyJ.a.b ä😀";
        for (octets, encoding) in [
            (text.as_bytes().to_vec(), Encoding::Utf8),
            (format!("\u{feff}{text}").into_bytes(), Encoding::Utf8WithMark),
            (utf16_octets(&format!("\u{feff}{text}"), u16::to_le_bytes), Encoding::Utf16Le),
            (utf16_octets(&format!("\u{feff}{text}"), u16::to_be_bytes), Encoding::Utf16Be),
        ] {
            assert_eq!(from_bytes(&octets), Ok((text.to_owned(), encoding)));
        }
        assert_eq!(from_bytes(&utf16_octets("eyJ", u16::to_le_bytes)), Ok(("eyJ".to_owned(), Encoding::Utf16Le)));
        assert_eq!(from_bytes(&utf16_octets("eyJ", u16::to_be_bytes)), Ok(("eyJ".to_owned(), Encoding::Utf16Be)));
        assert_eq!(from_bytes(b""), Ok((String::new(), Encoding::Utf8)));
        assert_eq!(from_bytes(b"a\0"), Ok(("a\0".to_owned(), Encoding::Utf8)), "too short to tell");
    }

    #[test]
    fn broken_text_names_the_octet() {
        assert_eq!(from_bytes(b"ab\xff"), Err(EncodingError::NotUtf8 { at: 2 }));
        assert_eq!(from_bytes(b"\xef\xbb\xbfab\xc3"), Err(EncodingError::NotUtf8 { at: 5 }));
        assert_eq!(from_bytes(b"\xff\xfea\0b"), Err(EncodingError::BrokenUtf16 { at: 4 }));
        assert_eq!(from_bytes(b"\xff\xfea\0\x00\xd8b\0"), Err(EncodingError::BrokenUtf16 { at: 4 }));
    }
}
