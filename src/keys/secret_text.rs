//! HMAC secrets as people write them: the same text may be read in several ways, and only its owner knows which.

use super::error::{Base64Flaw, KeyError};
use super::limits::MAX_SECRET_BYTES;
use super::octets::flaw_of;
use super::secret::Secret;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, Engine as _, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

/// How the text of a secret becomes octets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SecretEncoding {
    /// The octets of the text itself. Every character counts, white space and line ends too.
    #[default]
    Utf8,
    /// Standard base64, padded or not; white space does not count.
    Base64,
    /// base64url, padded or not; white space does not count.
    Base64url,
    /// Two hexadecimal digits an octet; white space, and `:` between octets, do not count.
    Hex,
}

/// One way in which a text can be a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guess {
    /// The encoding.
    pub encoding: SecretEncoding,
    /// How many octets the secret has then.
    pub bytes: usize,
}

const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);

impl SecretEncoding {
    /// Every encoding.
    pub const ALL: [Self; 4] = [Self::Utf8, Self::Base64, Self::Base64url, Self::Hex];

    /// How people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Base64 => "base64",
            Self::Base64url => "base64url",
            Self::Hex => "hex",
        }
    }

    /// The secret that the text is in this encoding.
    ///
    /// # Errors
    /// [`KeyError::SecretText`] names the character, [`KeyError::EmptySecret`] says that nothing is left,
    /// [`KeyError::SecretTooLong`] that it is beyond the limit.
    pub fn decode(self, text: &str) -> Result<Secret, KeyError> {
        if text.len() > MAX_SECRET_BYTES * 4 {
            return Err(KeyError::SecretTooLong { bytes: text.len() });
        }
        let octets = match self {
            Self::Utf8 => text.as_bytes().to_vec(),
            Self::Base64 => self.base64(text, &GeneralPurpose::new(&STANDARD, LENIENT))?,
            Self::Base64url => self.base64(text, &GeneralPurpose::new(&URL_SAFE, LENIENT))?,
            Self::Hex => self.hex(text)?,
        };
        let secret = Secret::new(octets);
        match secret.expose().len() {
            0 => Err(KeyError::EmptySecret),
            bytes if bytes > MAX_SECRET_BYTES => Err(KeyError::SecretTooLong { bytes }),
            _ => Ok(secret),
        }
    }

    /// Every way in which the text can be a secret, with its length then; UTF-8 first, which always is one. Of base64 and
    /// base64url only one is named where both give the same octets.
    #[must_use]
    pub fn guess(text: &str) -> Vec<Guess> {
        let mut secrets: Vec<(Self, Secret)> = Vec::new();
        for encoding in Self::ALL {
            let Ok(secret) = encoding.decode(text) else { continue };
            if encoding != Self::Base64url || secrets.iter().all(|(e, s)| *e != Self::Base64 || *s != secret) {
                secrets.push((encoding, secret));
            }
        }
        secrets.iter().map(|(encoding, secret)| Guess { encoding: *encoding, bytes: secret.expose().len() }).collect()
    }

    fn base64(self, text: &str, engine: &GeneralPurpose) -> Result<Vec<u8>, KeyError> {
        let (packed, places) = pack(text);
        engine.decode(packed.as_str()).map_err(|e| {
            let (offset, flaw) = flaw_of(&e, packed.len());
            let flaw = match flaw {
                // the letters of the other alphabet, or padding in the wrong place
                Base64Flaw::StandardAlphabet if self == Self::Base64url => flaw,
                Base64Flaw::Length | Base64Flaw::SpareBits => flaw,
                Base64Flaw::Padding => Base64Flaw::Length,
                _ => Base64Flaw::Character,
            };
            self.wrong(&places, offset, flaw)
        })
    }

    fn hex(self, text: &str) -> Result<Vec<u8>, KeyError> {
        let (packed, places) = pack(text);
        let mut digits = Zeroizing::new(Vec::with_capacity(packed.len()));
        for (offset, c) in packed.bytes().enumerate() {
            let between = digits.len() % 2 == 0 && !digits.is_empty();
            match char::from(c).to_digit(16).and_then(|d| u8::try_from(d).ok()) {
                Some(digit) => digits.push(digit),
                None if c == b':' && between => {}
                None => return Err(self.wrong(&places, offset, Base64Flaw::Character)),
            }
        }
        if digits.len() % 2 == 1 {
            return Err(self.wrong(&places, packed.len().saturating_sub(1), Base64Flaw::Length));
        }
        Ok(digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |octet, digit| octet << 4 | digit)).collect())
    }

    fn wrong(self, places: &[usize], offset: usize, flaw: Base64Flaw) -> KeyError {
        let position = places.get(offset).or(places.last()).map_or(1, |place| place + 1);
        KeyError::SecretText { encoding: self.name(), position, flaw }
    }
}

/// The text without white space, and for each of its bytes the place of its character in the text.
fn pack(text: &str) -> (Zeroizing<String>, Vec<usize>) {
    let mut packed = Zeroizing::new(String::with_capacity(text.len()));
    let mut places = Vec::with_capacity(text.len());
    for (place, c) in text.chars().enumerate().filter(|(_, c)| !c.is_whitespace()) {
        packed.push(c);
        places.extend(std::iter::repeat_n(place, c.len_utf8()));
    }
    (packed, places)
}

#[cfg(test)]
mod tests {
    use super::SecretEncoding::{Base64, Base64url, Hex, Utf8};
    use super::*;

    fn octets(encoding: SecretEncoding, text: &str) -> Option<Vec<u8>> {
        encoding.decode(text).ok().map(|s| s.expose().to_vec())
    }

    fn flaw(encoding: SecretEncoding, text: &str) -> Option<(usize, Base64Flaw)> {
        match encoding.decode(text) {
            Err(KeyError::SecretText { position, flaw, .. }) => Some((position, flaw)),
            _ => None,
        }
    }

    #[test]
    fn spellings_that_are_accepted() {
        assert_eq!(octets(Utf8, "a\n"), Some(b"a\n".to_vec()), "a line end counts");
        for text in ["+/8=", "+/8", " +/\n8 ="] {
            assert_eq!(octets(Base64, text), Some(vec![0xfb, 0xff]), "{text:?}");
        }
        assert_eq!(octets(Base64url, "-_8"), Some(vec![0xfb, 0xff]));
        for text in ["00ff1A", "00:ff:1a", "00 FF\n1a"] {
            assert_eq!(octets(Hex, text), Some(vec![0, 255, 26]), "{text:?}");
        }
    }

    #[test]
    fn flaws_name_the_character_of_the_text() {
        assert_eq!(flaw(Base64, "ab c-"), Some((5, Base64Flaw::Character)));
        assert_eq!(flaw(Base64url, "ab c+"), Some((5, Base64Flaw::StandardAlphabet)));
        assert_eq!(flaw(Base64, "äbcd"), Some((1, Base64Flaw::Character)));
        assert_eq!(flaw(Base64, "abcde"), Some((5, Base64Flaw::Length)));
        assert_eq!(flaw(Base64, "AB"), Some((2, Base64Flaw::SpareBits)));
        assert_eq!(flaw(Hex, "0 0g"), Some((4, Base64Flaw::Character)));
        assert_eq!(flaw(Hex, "000"), Some((3, Base64Flaw::Length)));
        assert_eq!(flaw(Hex, ":00"), Some((1, Base64Flaw::Character)));
        assert_eq!(Utf8.decode(""), Err(KeyError::EmptySecret));
        assert_eq!(Base64.decode(" \n"), Err(KeyError::EmptySecret));
    }

    #[test]
    fn guesses_say_how_long_each_reading_is() {
        let lengths = |text| SecretEncoding::guess(text).iter().map(|g| (g.encoding, g.bytes)).collect::<Vec<_>>();
        assert_eq!(lengths("deadbeef"), [(Utf8, 8), (Base64, 6), (Hex, 4)]);
        assert_eq!(lengths("-_-_"), [(Utf8, 4), (Base64url, 3)]);
        assert_eq!(lengths("correct horse!"), [(Utf8, 14)]);
        assert_eq!(lengths(""), []);
    }
}
