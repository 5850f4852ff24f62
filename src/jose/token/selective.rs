//! What follows a token's signature in an SD-JWT (RFC 9901): disclosures and a key binding, as parts of the text.

use super::{Segment, Spelling, Token};
use crate::jose::flaw::Part;
use crate::jose::sd_jwt::SdJwtText;
use std::ops::Range;

impl Token {
    /// The pieces of an SD-JWT; `None` for any other token. In a JSON form they stand in the unprotected header (RFC 9901 section 8).
    #[must_use]
    pub fn sd_jwt(&self) -> Option<SdJwtText> {
        if self.form.is_json() {
            return self.sd_jwt_of_json();
        }
        let issued = |s: &&Segment| !matches!(s.part, Part::Disclosure | Part::KeyBinding);
        let end = self.segments.iter().filter(issued).map(|s| s.range.end).max().unwrap_or_default();
        // an unencoded payload may hold a `~` of its own (RFC 7797)
        SdJwtText::read(&self.text).filter(|sd| end <= sd.issued.end)
    }

    fn sd_jwt_of_json(&self) -> Option<SdJwtText> {
        if self.form.is_jwe() {
            return None;
        }
        let disclosures = self.unprotected.member("disclosures")?;
        let parts = Part::JWS.map(|part| self.encoded_text(part).unwrap_or_default());
        let mut text = parts.join(".");
        text.push('~');
        for disclosure in disclosures.items() {
            text.push_str(disclosure.as_str().unwrap_or_default());
            text.push('~');
        }
        text.push_str(self.unprotected.string("kb_jwt").unwrap_or_default());
        SdJwtText::read(&text)
    }

    /// Adds the pieces to the parts of the text, and what is odd about them to the flaws.
    pub(super) fn read_selective(&mut self) {
        let Some(sd) = self.sd_jwt() else { return };
        let mut flaws = sd.flaws;
        if self.form.is_json() {
            let header = self.segment(Part::Unprotected).map_or(0..0, |s| s.range.clone());
            flaws.iter_mut().for_each(|flaw| flaw.encoded = header.clone());
        } else {
            let bytes = |range: &Range<usize>| self.text.get(range.clone()).unwrap_or_default().as_bytes().to_vec();
            let pieces = sd.disclosures.iter().enumerate().map(|(of, disclosure)| {
                let octets =
                    crate::jose::base64url::decode(self.text.get(disclosure.range.clone()).unwrap_or_default());
                segment(Part::Disclosure, of, disclosure.range.clone(), octets.bytes, Spelling::Base64url)
            });
            let binding = sd.key_binding.as_ref();
            let binding = binding.map(|r| segment(Part::KeyBinding, 0, r.clone(), bytes(r), Spelling::Plain));
            let pieces: Vec<Segment> = pieces.chain(binding).collect();
            self.segments.extend(pieces);
        }
        self.flaws.extend(flaws);
    }
}

fn segment(part: Part, of: usize, range: Range<usize>, bytes: Vec<u8>, spelling: Spelling) -> Segment {
    Segment { part, of, range, bytes, spelling }
}
