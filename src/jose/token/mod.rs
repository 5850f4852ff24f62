//! A token's text, taken apart as far as it goes (RFC 7515 section 7, RFC 7516 section 7).
//!
//! Reading never fails: a half-typed, cut or damaged token gives the parts that are there, and the flaws say what is odd.
//!
//! | file | holds |
//! |---|---|
//! | `compact` | parts between dots, with an unencoded payload too (RFC 7797) |
//! | `json_form`, `headers` | the JSON serializations; rules that hold between the headers of one |
//! | `segment`, `document` | one part; the JSON in it, and what is odd about that |
//! | `entry` | one signature or recipient, header parameters, the bytes signed, a detached payload |
//! | `selective` | the disclosures and the key binding of an SD-JWT (RFC 9901) |
//! | `edit` | the same token with one part exchanged |
//! | `payload` | what a payload is, when it is no claims set |

mod compact;
mod document;
mod edit;
mod entry;
mod headers;
mod json_form;
mod payload;
mod segment;
mod selective;

pub use document::{Content, Document};
pub use payload::PayloadKind;
pub use segment::{Segment, Spelling};

use super::flaw::{Facts, Flaw, Part};
use super::json::{self, Node};
use std::borrow::Cow;
use std::ops::Range;

/// The shape of a token (`form` of `--json`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Three parts with a signature.
    JwsCompact,
    /// Three parts, `alg` is `none` (RFC 7515 section A.5).
    Unsecured,
    /// Five parts.
    JweCompact,
    /// A JSON object with one signature (RFC 7515 section 7.2.2).
    JwsFlattened,
    /// A JSON object with a list of signatures (RFC 7515 section 7.2.1).
    JwsGeneral,
    /// A JSON object with one recipient (RFC 7516 section 7.2.2).
    JweFlattened,
    /// A JSON object with a list of recipients (RFC 7516 section 7.2.1).
    JweGeneral,
    /// Not a whole token.
    Unknown,
}

impl Form {
    /// The stable id, as `--json` prints it.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::JwsCompact => "jws-compact",
            Self::Unsecured => "unsecured",
            Self::JweCompact => "jwe-compact",
            Self::JwsFlattened => "jws-flattened",
            Self::JwsGeneral => "jws-general",
            Self::JweFlattened => "jwe-flattened",
            Self::JweGeneral => "jwe-general",
            Self::Unknown => "unknown",
        }
    }

    /// Whether the token is encrypted: its claims cannot be seen without a key.
    #[must_use]
    pub fn is_jwe(self) -> bool {
        matches!(self, Self::JweCompact | Self::JweFlattened | Self::JweGeneral)
    }

    /// Whether it is one of the JSON serializations.
    #[must_use]
    pub fn is_json(self) -> bool {
        matches!(self, Self::JwsFlattened | Self::JwsGeneral | Self::JweFlattened | Self::JweGeneral)
    }
}

/// A token, taken apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// The text as given.
    pub text: String,
    /// Its shape.
    pub form: Form,
    /// The parts, in order of the text: between the dots, or inside the JSON.
    pub segments: Vec<Segment>,
    /// The (protected) header; of several signatures, the first one's.
    pub header: Document,
    /// The unprotected header of the first signature or recipient (RFC 7515 section 7.2.1, RFC 7516 section 7.2.1).
    pub unprotected: Document,
    /// The unprotected header that all recipients share (RFC 7516 section 7.2.1).
    pub shared: Document,
    /// The payload of a JWS. A JWE's plaintext is not here: it takes a key.
    pub payload: Document,
    /// What is odd.
    pub flaws: Vec<Flaw>,
    outer: Outer,
    /// A detached payload that was given by hand.
    attached: Option<Vec<u8>>,
}

/// What of the outer JSON object is needed after reading.
#[derive(Debug, Clone, Default, PartialEq)]
struct Outer {
    /// Where each signature or recipient stands: the items of the list, or the whole object in a flattened form.
    entries: Vec<Range<usize>>,
    /// Where the value of `unprotected` stands, the header that all recipients share.
    shared: Option<Range<usize>>,
    /// Whether there is a member `payload`, be it of the wrong type.
    has_payload: bool,
    /// The signature or recipient that this is the view of.
    seen: Option<usize>,
}

/// Signatures and recipients beyond these are not read.
pub const MAX_ENTRIES: usize = 64;

impl Token {
    /// Takes a text apart. Surrounding white space is the caller's to remove.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut token = Self::taken_apart(text);
        for flaw in &mut token.flaws {
            flaw.encoded = whole_characters(text, &flaw.encoded);
        }
        token
    }

    fn taken_apart(text: &str) -> Self {
        let mut token = Self::empty(text);
        if text.trim_start().starts_with(['{', '[']) {
            let reading = json_form::Reading::of(text);
            token.form = reading.form;
            token.segments = reading.segments;
            token.flaws = reading.flaws;
            token.outer = reading.outer;
            token.read_documents();
            token.read_selective();
            return token;
        }
        let split = compact::Split::of(text);
        (token.form, token.segments, token.flaws) = (split.form, split.segments, split.flaws);
        token.read_documents();
        if token.form == Form::JwsCompact && token.alg() == Some("none") {
            token.form = Form::Unsecured;
        }
        for part in [Part::Header, Part::Payload] {
            if let (Some(segment), Some(document)) = (token.segment(part), token.document(part)) {
                let flaws = document.flaws(segment);
                token.flaws.extend(flaws);
            }
        }
        token.read_selective();
        token
    }

    fn empty(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            form: Form::Unknown,
            segments: Vec::new(),
            header: Document::absent(),
            unprotected: Document::absent(),
            shared: Document::absent(),
            payload: Document::absent(),
            flaws: Vec::new(),
            outer: Outer::default(),
            attached: None,
        }
    }

    fn read_documents(&mut self) {
        self.read_headers();
        self.read_payload();
    }

    /// Reads the headers of the signature or recipient that is seen.
    fn read_headers(&mut self) {
        let read = |segment: Option<&Segment>| segment.map_or_else(Document::absent, |s| Document::read(&s.bytes));
        self.header = read(self.segment(Part::Header));
        self.unprotected = read(self.segments.iter().find(|s| s.part == Part::Unprotected && self.is_own(s)));
        self.shared = read(self.segments.iter().find(|s| self.is_shared_header(s)));
    }

    fn read_payload(&mut self) {
        self.payload = Document::read(self.payload_bytes());
    }

    /// The segment of that part; of a signature's or recipient's parts, the one that is seen (the first, unless
    /// [`Token::entry`] chose another). For the unprotected header its own, then the one that all recipients share.
    #[must_use]
    pub fn segment(&self, part: Part) -> Option<&Segment> {
        let own = |s: &&Segment| s.part == part && self.is_own(s);
        self.segments
            .iter()
            .find(own)
            .or_else(|| self.segments.iter().find(|s| s.part == part && !self.is_of_an_entry(s)))
    }

    /// The segment that holds this byte of the text; a dot or a quote belongs to the part before it.
    #[must_use]
    pub fn segment_at(&self, byte: usize) -> Option<&Segment> {
        self.segments.iter().find(|s| byte >= s.range.start && byte <= s.range.end)
    }

    /// The decoded bytes of a part; empty when the part is missing.
    #[must_use]
    pub fn bytes(&self, part: Part) -> &[u8] {
        self.segment(part).map_or(&[], |s| &s.bytes)
    }

    /// A part's text as it stands, escapes of a JSON string resolved: what signatures and authentication tags cover.
    #[must_use]
    pub fn encoded_text(&self, part: Part) -> Option<Cow<'_, str>> {
        self.segment(part).map(|segment| self.encoded_text_of(segment))
    }

    /// As [`Token::encoded_text`], of a segment of this token.
    #[must_use]
    pub fn encoded_text_of(&self, segment: &Segment) -> Cow<'_, str> {
        let text = self.text.get(segment.range.clone()).unwrap_or_default();
        let is_string = matches!(segment.spelling, Spelling::EscapedBase64url | Spelling::JsonString);
        if !is_string || !text.contains('\\') {
            return Cow::Borrowed(text);
        }
        let parsed = json::parse(&format!("\"{text}\"")).ok();
        Cow::Owned(parsed.and_then(|p| p.root.as_str().map(str::to_owned)).unwrap_or_default())
    }

    /// The part that holds this byte of the text; a dot belongs to the part before it.
    #[must_use]
    pub fn part_at(&self, byte: usize) -> Option<Part> {
        self.segment_at(byte).map(|s| s.part)
    }

    /// The document of the header, of the payload, or of the unprotected header.
    #[must_use]
    pub fn document(&self, part: Part) -> Option<&Document> {
        match part {
            Part::Header => Some(&self.header),
            Part::Payload => Some(&self.payload),
            Part::Unprotected if self.unprotected.content == Content::Absent => Some(&self.shared),
            Part::Unprotected => Some(&self.unprotected),
            _ => None,
        }
    }

    /// The document of a segment of this token, where it has one: every header of a JSON form, not only the first.
    #[must_use]
    pub fn document_of(&self, segment: &Segment) -> Option<Document> {
        let has_one = matches!(segment.part, Part::Header | Part::Payload | Part::Unprotected);
        has_one.then(|| Document::read(&segment.bytes))
    }

    /// Whether a segment belongs to one signature or recipient, rather than to the token.
    #[must_use]
    pub fn is_of_an_entry(&self, segment: &Segment) -> bool {
        match segment.part {
            Part::Signature | Part::EncryptedKey => true,
            Part::Header => !self.form.is_jwe(),
            Part::Unprotected => !self.is_shared_header(segment),
            _ => false,
        }
    }

    fn is_own(&self, segment: &Segment) -> bool {
        self.is_of_an_entry(segment) && segment.of == self.outer.seen.unwrap_or_default()
    }

    fn is_shared_header(&self, segment: &Segment) -> bool {
        segment.part == Part::Unprotected && self.outer.shared.as_ref() == Some(&segment.range)
    }
}

/// Whether a header says that the payload stands unencoded (RFC 7797 section 3). Only a boolean says so, and only in a JWS.
fn says_unencoded(header: &Document) -> bool {
    header.member("b64").and_then(Node::as_bool) == Some(false) && header.member("enc").is_none()
}

/// The range made wide enough to cut no character: where a part holds what is no base64url, the place is a guess.
fn whole_characters(text: &str, range: &Range<usize>) -> Range<usize> {
    text.floor_char_boundary(range.start)..text.ceil_char_boundary(range.end)
}

/// A short, harmless rendering of a token's own text for a message.
fn visible_start(text: &str) -> String {
    const SHOWN: usize = 24;
    let start: String = text.chars().take(SHOWN).collect();
    let more = if text.chars().nth(SHOWN).is_some() { "…" } else { "" };
    format!("{}{more}", crate::jose::escape::visible(&start))
}

fn whole(id: &'static str, text: &str, facts: Facts) -> Flaw {
    Flaw { id, part: Part::Token, at: 0, length: text.len(), encoded: 0..text.len(), facts }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::base64url;

    /// RFC 7515 section A.1.
    const A1: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    #[test]
    fn reads_the_first_example_of_rfc_7515() {
        let token = Token::read(A1);
        assert_eq!(token.form, Form::JwsCompact);
        assert_eq!(token.header.text, "{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}");
        assert_eq!(token.alg(), Some("HS256"));
        assert_eq!(token.payload.string("iss"), Some("joe"));
        assert_eq!(token.bytes(Part::Signature).len(), 32);
        assert_eq!(token.flaws, []);
        assert_eq!(token.signing_input().as_deref(), Some(&A1.as_bytes()[..A1.rfind('.').unwrap()]));
    }

    #[test]
    fn exchanging_a_part_leaves_the_others_alone() {
        let token = Token::read(A1);
        let same = token.with_part(Part::Payload, &A1[token.segments[1].range.clone()]);
        assert_eq!(same, A1);
        assert_eq!(Token::read("").with_part(Part::Payload, "e30"), ".e30.");
        assert_eq!(Token::read("e30").with_part(Part::Payload, "e30"), "e30.e30.");
    }

    #[test]
    fn partial_and_broken_texts_decode_as_far_as_they_go() {
        for (text, form, header, flaw) in [
            ("", Form::Unknown, None, None),
            ("eyJhbGciOiJIUzI1NiJ9", Form::Unknown, Some("HS256"), Some("segment-count")),
            ("eyJhbGciOiJIUzI1NiJ9.e30", Form::Unknown, Some("HS256"), Some("segment-count")),
            ("eyJhbGciOiJIUzI1NiJ9=.e30.AA", Form::JwsCompact, Some("HS256"), Some("b64-padding")),
            ("eyJhbGciOiJYWVoifQ.e30.AA", Form::JwsCompact, Some("XYZ"), None),
            ("eyJhbGciOiJub25lIn0.e30.", Form::Unsecured, Some("none"), None),
            ("eyJhbGciOiJkaXIifQ..AA.AA.AA", Form::JweCompact, Some("dir"), None),
            ("eyJhbGciOiJIUzI1NiJ9.e30.AA~WyJhIl0~", Form::JwsCompact, Some("HS256"), Some("disclosure-length")),
            ("{\"payload\":\"\",\"signature\":\"\"}", Form::JwsFlattened, None, Some("format-json-serialization")),
            ("{\"payload\":\"\"", Form::Unknown, None, Some("form-not-json")),
        ] {
            let token = Token::read(text);
            assert_eq!(token.form, form, "{text}");
            assert_eq!(token.alg(), header, "{text}");
            let ids: Vec<_> = token.flaws.iter().map(|f| f.id).collect();
            assert!(flaw.is_none_or(|f| ids.contains(&f)), "{text}: {ids:?}");
        }
    }

    #[test]
    fn a_byte_of_the_payload_is_found_in_the_encoded_text() {
        let token = Token::read(A1);
        let segment = token.segment(Part::Payload).unwrap();
        let span = token.payload.member("iss").unwrap().span.clone();
        let encoded = segment.encoded(span.clone());
        let back = base64url::decode(&A1[segment.range.start..encoded.end]).bytes;
        assert_eq!(&back[span.start..span.end], b"\"joe\"");
    }

    #[test]
    fn a_flaw_never_lies_across_a_character() {
        let token = Token::read("\u{20ac}_w.e30.AA");
        assert!(token.flaws.iter().any(|f| f.part == Part::Header && f.id != "b64-foreign"));
        assert!(token.flaws.iter().all(|f| token.text.get(f.encoded.clone()).is_some()), "{:?}", token.flaws);
    }

    #[test]
    fn a_million_dots_are_five_parts() {
        let token = Token::read(&".".repeat(1_000_000));
        assert_eq!(token.segments.len(), 3);
        assert!(token.flaws.iter().any(|f| f.facts.value("count") == Some("more than 6")));
    }
}
