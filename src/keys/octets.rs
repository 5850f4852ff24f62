//! Octets as JWK members spell them: strict base64url, unsigned big-endian numbers of a fixed or a minimal length.

use super::error::{Base64Flaw, KeyError};
use super::secret::Secret;
use base64::DecodeError;
use base64::engine::{Engine as _, general_purpose::URL_SAFE_NO_PAD};

pub(crate) use crate::jose::base64url::encode as to_base64url;

/// The octets behind strict base64url: no padding, no white space, no spare bits.
pub(crate) fn from_base64url(member: &'static str, text: &str) -> Result<Vec<u8>, KeyError> {
    URL_SAFE_NO_PAD.decode(text).map_err(|e| {
        let (offset, flaw) = flaw_of(&e, text.len());
        // the decoder may point at the second of two
        let offset = text.find('=').filter(|_| flaw == Base64Flaw::Padding).unwrap_or(offset);
        KeyError::Base64url { member, position: offset + 1, flaw }
    })
}

/// Offset and kind of what the decoder stumbled over.
pub(crate) fn flaw_of(error: &DecodeError, len: usize) -> (usize, Base64Flaw) {
    match *error {
        DecodeError::InvalidByte(at, b'=') => (at, Base64Flaw::Padding),
        DecodeError::InvalidByte(at, b'+' | b'/') => (at, Base64Flaw::StandardAlphabet),
        DecodeError::InvalidByte(at, b' ' | b'\t' | b'\r' | b'\n') => (at, Base64Flaw::WhiteSpace),
        DecodeError::InvalidByte(at, _) => (at, Base64Flaw::Character),
        DecodeError::InvalidLastSymbol(at, _) => (at, Base64Flaw::SpareBits),
        DecodeError::InvalidLength(_) => (len.saturating_sub(1), Base64Flaw::Length),
        DecodeError::InvalidPadding => (len.saturating_sub(1), Base64Flaw::Padding),
    }
}

/// The number without leading zeros; zero itself is one zero octet.
pub(crate) fn minimal(octets: &[u8]) -> &[u8] {
    let zeros = octets.iter().take_while(|b| **b == 0).count();
    octets.get(zeros.min(octets.len().saturating_sub(1))..).unwrap_or_default()
}

/// The number with leading zeros up to `len`; `None` when it is too large for that.
pub(crate) fn padded(octets: &[u8], len: usize) -> Option<Secret> {
    let digits = minimal(octets);
    let zeros = len.checked_sub(digits.len())?;
    let mut out = Vec::with_capacity(len);
    out.resize(zeros, 0);
    out.extend_from_slice(digits);
    Some(Secret::new(out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flaws_are_named_with_their_place() {
        let flaw = |text| match from_base64url("x", text) {
            Err(KeyError::Base64url { position, flaw, .. }) => Some((position, flaw)),
            _ => None,
        };
        assert_eq!(flaw("AQAB"), None);
        assert_eq!(flaw("AQ=="), Some((3, Base64Flaw::Padding)));
        assert_eq!(flaw("A+AB"), Some((2, Base64Flaw::StandardAlphabet)));
        assert_eq!(flaw("AQ AB"), Some((3, Base64Flaw::WhiteSpace)));
        assert_eq!(flaw("A!AB"), Some((2, Base64Flaw::Character)));
        assert_eq!(flaw("AQABA"), Some((5, Base64Flaw::Length)));
        assert_eq!(flaw("AQAC_w"), None);
        assert_eq!(flaw("AQAC_x"), Some((6, Base64Flaw::SpareBits)));
    }

    #[test]
    fn numbers_shrink_and_grow() {
        assert_eq!(minimal(&[0, 0, 1, 0]), [1, 0]);
        assert_eq!(minimal(&[0, 0]), [0]);
        assert_eq!(minimal(&[]), [0u8; 0]);
        assert_eq!(padded(&[0, 1], 3).unwrap().expose(), [0, 0, 1]);
        assert_eq!(padded(&[0, 1], 1).unwrap().expose(), [1]);
        assert!(padded(&[1, 1], 1).is_none());
    }
}
