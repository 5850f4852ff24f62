//! One signature or recipient of a token, the header parameters that hold for it, and the bytes that are signed.

use super::document::Document;
use super::{Form, Segment, Spelling, Token};
use crate::jose::base64url;
use crate::jose::flaw::{Flaw, Part};
use crate::jose::json::Node;
use serde_json::{Map, Value};
use std::borrow::Cow;

impl Token {
    /// How many signatures a JWS or recipients a JWE has; 1 for a compact token and for the view of an [`Token::entry`].
    #[must_use]
    pub fn entries(&self) -> usize {
        if self.form.is_json() { self.outer.entries.len() } else { 1 }
    }

    /// The same token seen as having only that signature or recipient, counted from 0: headers, signature and encrypted key
    /// are that one's. The view of a view is itself, and so is that of a compact token.
    #[must_use]
    pub fn entry(&self, i: usize) -> Self {
        if !self.form.is_json() || self.outer.seen.is_some() {
            return self.clone();
        }
        let is_foreign = |s: &&Segment| self.is_of_an_entry(s) && s.of != i;
        let is_elsewhere = |flaw: &Flaw| {
            let holds = |s: &Segment| {
                s.part == flaw.part && s.range.start <= flaw.encoded.start && flaw.encoded.end <= s.range.end
            };
            self.segments.iter().filter(is_foreign).any(holds)
        };
        let mut view = Self { text: self.text.clone(), attached: self.attached.clone(), ..self.seen_as(i) };
        view.segments = self.segments.iter().filter(|s| !is_foreign(s)).cloned().collect();
        view.flaws = self.flaws.iter().filter(|flaw| !is_elsewhere(flaw)).cloned().collect();
        view.payload = self.payload.clone();
        view.reread_payload();
        view
    }

    /// The headers of that signature or recipient alone, to be looked at: a view without text, payload and flaws, which costs
    /// little however large the token is.
    #[must_use]
    pub fn entry_headers(&self, i: usize) -> Self {
        if self.form.is_json() && self.outer.seen.is_none() { self.seen_as(i) } else { self.seen_as(self.seen()) }
    }

    fn seen_as(&self, i: usize) -> Self {
        let is_header = |s: &&Segment| {
            let is_seen = !self.is_of_an_entry(s) || s.of == i;
            is_seen && matches!(s.part, Part::Header | Part::Unprotected)
        };
        let mut view = Self::empty("");
        view.form = self.form;
        view.segments = self.segments.iter().filter(is_header).cloned().collect();
        view.outer = self.outer.clone();
        if self.form.is_json() && self.outer.seen.is_none() {
            view.outer.seen = Some(i);
            view.outer.entries = self.outer.entries.get(i).cloned().into_iter().collect();
        }
        view.read_headers();
        view
    }

    /// Signatures that disagree on `b64` read the same payload text differently, though they must not (RFC 7797 section 3).
    fn reread_payload(&mut self) {
        let Some(at) = self.segments.iter().position(|s| s.part == Part::Payload) else { return };
        let Some(old) = self.segments.get(at) else { return };
        let is_plain = old.spelling == Spelling::JsonString;
        if is_plain == super::says_unencoded(&self.header) {
            return;
        }
        let text = self.encoded_text_of(old).into_owned();
        let new = if is_plain {
            Segment::decode(Part::Payload, 0, old.range.clone(), &text).0
        } else {
            Segment::plain(Part::Payload, 0, old.range.clone(), &text, Spelling::JsonString)
        };
        if let Some(segment) = self.segments.get_mut(at) {
            *segment = new;
        }
        self.read_payload();
    }

    /// A header parameter, and the header it stands in: the protected one, then the one all recipients share, then that
    /// of the signature or recipient (RFC 7515 section 4, RFC 7516 section 4). Both unprotected ones are [`Part::Unprotected`].
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<(Part, &Node)> {
        self.parameter_in(name).map(|(part, _, node)| (part, node))
    }

    /// As [`Token::parameter`], with the document that the node belongs to.
    #[must_use]
    pub fn parameter_in(&self, name: &str) -> Option<(Part, &Document, &Node)> {
        let headers =
            [(Part::Header, &self.header), (Part::Unprotected, &self.shared), (Part::Unprotected, &self.unprotected)];
        headers.into_iter().find_map(|(part, document)| Some((part, document, document.member(name)?)))
    }

    /// Whether any header can be read as one.
    #[must_use]
    pub fn has_header(&self) -> bool {
        [&self.header, &self.shared, &self.unprotected].iter().any(|document| document.object().is_some())
    }

    /// The JOSE header: the union of the protected and unprotected ones (RFC 7515 section 2, RFC 7516 section 2). Where two
    /// have the same name, which they must not, the protected one counts.
    #[must_use]
    pub fn jose_header(&self) -> Map<String, Value> {
        let mut union = Map::new();
        for document in [&self.header, &self.shared, &self.unprotected] {
            let Some(Value::Object(members)) = document.to_serde() else { continue };
            for (name, value) in members {
                union.entry(name).or_insert(value);
            }
        }
        union
    }

    /// `alg`, when it is a string.
    #[must_use]
    pub fn alg(&self) -> Option<&str> {
        self.parameter("alg")?.1.as_str()
    }

    /// `kid`, when it is a string.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.parameter("kid")?.1.as_str()
    }

    /// Whether the payload stands unencoded (`b64` is false in the protected header, RFC 7797 section 3).
    #[must_use]
    pub fn is_unencoded(&self) -> bool {
        !self.form.is_jwe() && super::says_unencoded(&self.header)
    }

    /// Whether the payload of a JWS is not in it (RFC 7515 appendix F): a compact one has an empty part there and a
    /// signature, a JSON one no such member. A payload given through [`Token::with_detached`] changes nothing of that.
    #[must_use]
    pub fn is_detached(&self) -> bool {
        let payload = self.segments.iter().find(|s| s.part == Part::Payload);
        match self.form {
            Form::JwsCompact => payload.is_some_and(|s| s.range.is_empty()) && !self.bytes(Part::Signature).is_empty(),
            Form::JwsFlattened | Form::JwsGeneral => !self.outer.has_payload,
            _ => false,
        }
    }

    /// Whether a payload given by hand is this token's: it is detached, or one in JSON whose payload is empty, which is how
    /// some implementations write detached ones.
    #[must_use]
    pub fn takes_detached(&self) -> bool {
        let is_empty = || self.segment(Part::Payload).is_some_and(|s| s.range.is_empty());
        self.is_detached() || matches!(self.form, Form::JwsFlattened | Form::JwsGeneral) && is_empty()
    }

    /// The same token with its detached payload (RFC 7515 appendix F). The text stays as it is.
    #[must_use]
    pub fn with_detached(&self, payload: &[u8]) -> Self {
        let mut whole = self.clone();
        whole.attached = Some(payload.to_vec());
        whole.payload = Document::read(payload);
        whole.flaws.retain(|f| f.id != "payload-empty");
        whole.flaws.extend(whole.payload.flaws_of_payload());
        whole
    }

    /// Whether the payload is at hand: in the token, or given by [`Token::with_detached`].
    #[must_use]
    pub fn has_payload(&self) -> bool {
        self.attached.is_some() || !self.is_detached() && self.segment(Part::Payload).is_some()
    }

    /// Which signature or recipient this is the view of, counted from 0; 0 for a whole token.
    #[must_use]
    pub fn seen(&self) -> usize {
        self.outer.seen.unwrap_or_default()
    }

    /// The text of the unprotected header that belongs to the signature or recipient alone.
    #[must_use]
    pub fn own_unprotected(&self) -> Option<&str> {
        let own = self.segments.iter().find(|s| s.part == Part::Unprotected && self.is_own(s))?;
        self.text.get(own.range.clone())
    }

    /// The text of the unprotected header that all recipients share (RFC 7516 section 7.2.1).
    #[must_use]
    pub fn shared_unprotected(&self) -> Option<&str> {
        self.text.get(self.outer.shared.clone()?)
    }

    /// The bytes of the payload, be it in the token or given by hand.
    #[must_use]
    pub fn payload_bytes(&self) -> &[u8] {
        self.attached.as_deref().unwrap_or_else(|| self.bytes(Part::Payload))
    }

    /// The bytes that a JWS signature covers: the protected header as it stands, a dot and the payload as it stands
    /// (RFC 7515 section 5.1), be that encoded or not (RFC 7797 section 3). `None` where the token has no payload.
    #[must_use]
    pub fn signing_input(&self) -> Option<Cow<'_, [u8]>> {
        if self.form.is_jwe() {
            return None;
        }
        if !self.form.is_json() && self.attached.is_none() {
            let end = self.segment(Part::Payload)?.range.end;
            return self.text.as_bytes().get(..end).map(Cow::Borrowed);
        }
        let header = self.encoded_text(Part::Header).unwrap_or_default();
        let mut input = [header.as_bytes(), b"."].concat();
        match &self.attached {
            Some(payload) if self.is_unencoded() => input.extend_from_slice(payload),
            Some(payload) => input.extend_from_slice(base64url::encode(payload).as_bytes()),
            None => input.extend_from_slice(self.encoded_text(Part::Payload)?.as_bytes()),
        }
        Some(Cow::Owned(input))
    }

    /// The `aad` member as it stands: what follows the dot in the additional authenticated data (RFC 7516 section 5.1).
    #[must_use]
    pub fn jwe_aad_text(&self) -> Option<Cow<'_, str>> {
        self.encoded_text(Part::Aad)
    }
}
