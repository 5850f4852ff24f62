//! The same token with one part exchanged; all other bytes stay.

use super::{Spelling, Token};
use crate::jose::flaw::Part;
use crate::jose::json;
use std::ops::Range;

impl Token {
    /// The same token with one part's text exchanged. `encoded` is what stands between the dots or quotes, as
    /// [`Spelling::write`] makes it. A part that is missing is added.
    #[must_use]
    pub fn with_part(&self, part: Part, encoded: &str) -> String {
        match self.segment(part) {
            Some(segment) => self.spliced(segment.range.clone(), encoded),
            None if self.form.is_json() => self.with_member(part, encoded),
            None => self.grown_to(part, encoded),
        }
    }

    /// The token of a changed text, seen as this one is: the same signature or recipient, the same detached payload.
    #[must_use]
    pub fn with_text(&self, text: String) -> Self {
        let mut token = Self::read(&text);
        if let Some(payload) = &self.attached {
            token = token.with_detached(payload);
        }
        match self.outer.seen {
            Some(i) => token.entry(i),
            None => token,
        }
    }

    /// How a text becomes a part of this token.
    #[must_use]
    pub fn spelling(&self, part: Part) -> Spelling {
        match part {
            Part::Unprotected => Spelling::Plain,
            Part::Payload if self.is_unencoded() && self.form.is_json() => Spelling::JsonString,
            Part::Payload if self.is_unencoded() => Spelling::Plain,
            _ => Spelling::Base64url,
        }
    }

    pub(super) fn spliced(&self, range: Range<usize>, with: &str) -> String {
        let before = self.text.get(..range.start).unwrap_or_default();
        [before, with, self.text.get(range.end..).unwrap_or_default()].concat()
    }

    /// A JSON form gets a member that it did not have. Where that makes no sense, the text stays as it is.
    fn with_member(&self, part: Part, encoded: &str) -> String {
        let own = || self.outer.entries.first().cloned();
        let outside = 0..self.text.len();
        let quoted = format!("\"{encoded}\"");
        let (place, name, value) = match part {
            Part::Payload => (Some(outside), "payload", quoted),
            Part::Header if self.form.is_jwe() => (Some(outside), "protected", quoted),
            Part::Header => (own(), "protected", quoted),
            Part::Unprotected => (own(), "header", encoded.to_owned()),
            Part::Signature => (own(), "signature", quoted),
            Part::EncryptedKey => (own(), "encrypted_key", quoted),
            Part::Iv => (Some(outside), "iv", quoted),
            Part::Ciphertext => (Some(outside), "ciphertext", quoted),
            Part::Tag => (Some(outside), "tag", quoted),
            Part::Aad => (Some(outside), "aad", quoted),
            Part::Disclosure | Part::KeyBinding | Part::Token => (None, "", quoted),
        };
        let changed = place.and_then(|range| {
            let object = self.text.get(range.clone())?;
            Some(self.spliced(range, &json::set_member(object, name, &value).ok()?))
        });
        changed.unwrap_or_else(|| self.text.clone())
    }

    /// A compact token that had no such part yet (an empty pane, a half-typed token) grows up to it.
    fn grown_to(&self, part: Part, encoded: &str) -> String {
        let parts = Part::JWS.map(|p| {
            let old = self.segment(p).and_then(|s| self.text.get(s.range.clone())).unwrap_or_default();
            if p == part { encoded } else { old }
        });
        parts.join(".")
    }
}
