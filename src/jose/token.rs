//! A token's text, taken apart as far as it goes (RFC 7515 section 7.1, RFC 7516 section 7.1).
//!
//! Reading never fails: a half-typed, cut or damaged token gives the parts that are there, and the flaws say what is odd.

use super::base64url::{self, Deviation};
use super::flaw::{Facts, Flaw, Part};
use super::json::{self, JsonError, Node, Oddity, OddityKind, Parsed, Value};
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

/// One part between the dots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// What it is.
    pub part: Part,
    /// Where it stands in the token's text, without the dots.
    pub range: Range<usize>,
    /// Its decoded bytes.
    pub bytes: Vec<u8>,
}

impl Segment {
    /// The characters of the token that carry these decoded bytes: six bits a character, eight a byte.
    #[must_use]
    pub fn encoded(&self, bytes: Range<usize>) -> Range<usize> {
        let start = self.range.start + bytes.start * 4 / 3;
        let end = self.range.start + (bytes.end * 4).div_ceil(3);
        start.min(self.range.end)..end.min(self.range.end)
    }
}

/// What a part that should be JSON turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// The part is missing or empty.
    Absent,
    /// A JSON object, as a header and a claims set must be.
    Object(Parsed),
    /// JSON, but no object.
    OtherJson(Parsed),
    /// Text that is no JSON.
    NotJson(JsonError),
    /// Bytes that are no UTF-8 text; the first bad byte.
    NotUtf8 {
        /// Offset of the first byte that is not UTF-8.
        at: usize,
    },
}

/// The text of the header or of the payload.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// The decoded text; empty when it is no UTF-8.
    pub text: String,
    /// What the text is.
    pub content: Content,
}

impl Document {
    fn absent() -> Self {
        Self { text: String::new(), content: Content::Absent }
    }

    fn read(bytes: &[u8]) -> Self {
        if bytes.is_empty() {
            return Self::absent();
        }
        match std::str::from_utf8(bytes) {
            Err(e) => Self { text: String::new(), content: Content::NotUtf8 { at: e.valid_up_to() } },
            Ok(text) => {
                let content = match json::parse(text) {
                    Err(e) => Content::NotJson(e),
                    Ok(parsed) if matches!(parsed.root.value, Value::Object(_)) => Content::Object(parsed),
                    Ok(parsed) => Content::OtherJson(parsed),
                };
                Self { text: text.to_owned(), content }
            }
        }
    }

    /// The object, when the document is one.
    #[must_use]
    pub fn object(&self) -> Option<&Node> {
        match &self.content {
            Content::Object(parsed) => Some(&parsed.root),
            _ => None,
        }
    }

    /// The last member of that name.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Node> {
        self.object()?.get(name)
    }

    /// The member's value when it is a string.
    #[must_use]
    pub fn string(&self, name: &str) -> Option<&str> {
        self.member(name)?.as_str()
    }

    /// The text of a node, spelled as in the document.
    #[must_use]
    pub fn spelled(&self, node: &Node) -> &str {
        self.text.get(node.span.clone()).unwrap_or_default()
    }

    /// The document as a JSON value for reports: the last of duplicate members.
    #[must_use]
    pub fn to_serde(&self) -> Option<serde_json::Value> {
        self.object().map(|root| root.to_serde(&self.text))
    }
}

/// A token, taken apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// The text as given.
    pub text: String,
    /// Its shape.
    pub form: Form,
    /// The parts between the dots, in order.
    pub segments: Vec<Segment>,
    /// The (protected) header.
    pub header: Document,
    /// The payload of a JWS. A JWE's plaintext is not here: it takes a key.
    pub payload: Document,
    /// What is odd, in order of the text.
    pub flaws: Vec<Flaw>,
}

/// More oddities than this in one part are not listed: the point is made.
const MAX_ODDITIES: usize = 64;
/// A token has at most five parts; what follows the sixth dot is not looked at.
const MAX_SEGMENTS: usize = 6;

impl Token {
    /// Takes a text apart. Surrounding white space is the caller's to remove.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut token = Self {
            text: text.to_owned(),
            form: Form::Unknown,
            segments: Vec::new(),
            header: Document::absent(),
            payload: Document::absent(),
            flaws: Vec::new(),
        };
        if text.trim_start().starts_with('{') {
            token.form = json_form(text).unwrap_or(Form::Unknown);
            if token.form.is_json() {
                token.flaws.push(whole("format-json-serialization", text, Facts::new().with("form", token.form.id())));
            }
            return token;
        }
        token.split();
        token.header = Document::read(token.bytes(Part::Header));
        token.payload = Document::read(token.bytes(Part::Payload));
        if token.form == Form::JwsCompact && token.alg() == Some("none") {
            token.form = Form::Unsecured;
        }
        token.note_document(Part::Header);
        token.note_document(Part::Payload);
        token
    }

    /// The segment of that part.
    #[must_use]
    pub fn segment(&self, part: Part) -> Option<&Segment> {
        self.segments.iter().find(|s| s.part == part)
    }

    /// The decoded bytes of a part; empty when the part is missing.
    #[must_use]
    pub fn bytes(&self, part: Part) -> &[u8] {
        self.segment(part).map_or(&[], |s| &s.bytes)
    }

    /// `alg`, when it is a string.
    #[must_use]
    pub fn alg(&self) -> Option<&str> {
        self.header.string("alg")
    }

    /// `kid`, when it is a string.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.header.string("kid")
    }

    /// The bytes that a JWS signature covers: header, dot and payload exactly as they stand (RFC 7515 section 5.1).
    #[must_use]
    pub fn signing_input(&self) -> Option<&[u8]> {
        let end = self.segment(Part::Payload)?.range.end;
        self.text.as_bytes().get(..end)
    }

    /// The part that holds this byte of the text; a dot belongs to the part before it.
    #[must_use]
    pub fn part_at(&self, byte: usize) -> Option<Part> {
        self.segments.iter().find(|s| byte >= s.range.start && byte <= s.range.end).map(|s| s.part)
    }

    /// The document of the header or of the payload.
    #[must_use]
    pub fn document(&self, part: Part) -> Option<&Document> {
        match part {
            Part::Header => Some(&self.header),
            Part::Payload => Some(&self.payload),
            _ => None,
        }
    }

    /// The same token with one part's encoded text exchanged; all other bytes stay.
    #[must_use]
    pub fn with_part(&self, part: Part, encoded: &str) -> String {
        match self.segment(part) {
            Some(segment) => {
                let mut text = String::with_capacity(self.text.len() + encoded.len());
                text.push_str(&self.text[..segment.range.start]);
                text.push_str(encoded);
                text.push_str(&self.text[segment.range.end..]);
                text
            }
            None => self.grown_to(part, encoded),
        }
    }

    /// A token that had no such part yet (an empty pane, a half-typed token) grows up to it.
    fn grown_to(&self, part: Part, encoded: &str) -> String {
        let parts = Part::JWS.map(|p| {
            let old = self.segment(p).map_or("", |s| &self.text[s.range.clone()]);
            if p == part { encoded } else { old }
        });
        parts.join(".")
    }

    fn split(&mut self) {
        let body = self.text.split('~').next().unwrap_or_default();
        let dots = body.bytes().filter(|b| *b == b'.').take(MAX_SEGMENTS).count();
        self.form = match dots {
            2 => Form::JwsCompact,
            4 => Form::JweCompact,
            _ => Form::Unknown,
        };
        let names: &[Part] = if dots == 4 { &Part::JWE } else { &Part::JWS };
        let mut start = 0;
        for (i, text) in body.splitn(MAX_SEGMENTS, '.').enumerate() {
            let part = names.get(i).copied().unwrap_or(Part::Token);
            let range = start..start + text.len();
            start = range.end + 1;
            if part == Part::Token {
                continue;
            }
            let decoded = base64url::decode(text);
            for found in decoded.deviations {
                let at = found.range.start * 3 / 4;
                self.flaws.push(Flaw {
                    id: deviation_id(found.deviation),
                    part,
                    at,
                    length: 1,
                    encoded: range.start + found.range.start..range.start + found.range.end,
                    facts: Facts::new()
                        .with("part", part.label())
                        .with("position", (found.range.start + 1).to_string())
                        .with("characters", visible_start(&text[found.range])),
                });
            }
            self.segments.push(Segment { part, range, bytes: decoded.bytes });
        }
        if !matches!(dots, 2 | 4) && !self.text.is_empty() {
            let count = if dots >= MAX_SEGMENTS { "more than 6".to_owned() } else { (dots + 1).to_string() };
            self.flaws.push(whole("segment-count", &self.text, Facts::new().with("count", count)));
        }
        if body.len() < self.text.len() {
            let disclosures = self.text[body.len()..].split('~').filter(|d| !d.is_empty()).count();
            let facts = Facts::new().with("count", disclosures.to_string());
            let encoded = body.len()..self.text.len();
            let flaw = Flaw { id: "sd-jwt", part: Part::Token, at: body.len(), length: encoded.len(), encoded, facts };
            self.flaws.push(flaw);
        }
    }

    fn note_document(&mut self, part: Part) {
        let (Some(segment), Some(document)) = (self.segment(part), self.document(part)) else { return };
        let name = if part == Part::Header { "header" } else { "payload" };
        let mut found = Vec::new();
        let mut push = |id: &'static str, span: Range<usize>, facts: Facts| {
            let (at, length) = (span.start, span.len());
            let encoded = whole_characters(&self.text, segment.encoded(span));
            found.push(Flaw { id, part, at, length, encoded, facts });
        };
        match &document.content {
            Content::Absent if part == Part::Header => {
                push("header-not-json", 0..0, Facts::new().with("error", "it is empty"))
            }
            Content::Absent => push("payload-empty", 0..0, Facts::new()),
            Content::NotUtf8 { at } => {
                let id = if part == Part::Header { "header-not-utf8" } else { "payload-not-utf8" };
                push(id, *at..*at + 1, Facts::new().with("at", at.to_string()));
                if part == Part::Payload {
                    // what is no text is no JSON either: two rules are broken, and each is named
                    let facts = Facts::new().with("error", "it is not UTF-8 text");
                    push("payload-not-json", *at..*at + 1, facts.with("line", "1").with("column", "1"));
                }
            }
            Content::NotJson(error) => {
                let id = if part == Part::Header { "header-not-json" } else { "payload-not-json" };
                let end = (error.at + 1).min(document.text.len()).max(error.at);
                let facts = Facts::new()
                    .with("error", error.to_string())
                    .with("line", error.line.to_string())
                    .with("column", error.column.to_string());
                push(id, error.at..end, facts);
            }
            Content::OtherJson(parsed) => {
                let id = if part == Part::Header { "header-not-object" } else { "payload-not-object" };
                push(id, parsed.root.span.clone(), Facts::new().with("kind", kind_name(&parsed.root)));
            }
            Content::Object(parsed) => {
                for oddity in parsed.oddities.iter().take(MAX_ODDITIES) {
                    let (id, facts) = oddity_flaw(oddity, name, &document.text, &parsed.root);
                    push(id, oddity.span.clone(), facts);
                }
            }
        }
        self.flaws.extend(found);
    }
}

/// What a JSON value is, for a sentence.
fn kind_name(node: &Node) -> &'static str {
    match node.value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// The range made wide enough to cut no character: where a part holds what is no base64url, the place is a guess.
fn whole_characters(text: &str, range: Range<usize>) -> Range<usize> {
    text.floor_char_boundary(range.start)..text.ceil_char_boundary(range.end)
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

fn oddity_flaw(oddity: &Oddity, part: &'static str, text: &str, root: &Node) -> (&'static str, Facts) {
    let spelled = text.get(oddity.span.clone()).map(visible_start).unwrap_or_default();
    let facts = Facts::new().with("path", shown_path(&oddity.path(root))).with("text", spelled);
    match oddity.kind {
        OddityKind::DuplicateMember { .. } if part == "header" => ("header-duplicate-member", facts),
        OddityKind::DuplicateMember { .. } => ("claim-duplicate-member", facts),
        OddityKind::LoneSurrogate => ("text-lone-surrogate", facts),
        OddityKind::BigInteger | OddityKind::HugeNumber => ("json-number-precision", facts),
    }
}

/// A path for a message: made of the token's own names, so it is neither long nor can it turn the sentence around.
fn shown_path(path: &str) -> String {
    const SHOWN: usize = 80;
    let start: String = path.chars().take(SHOWN).collect();
    let more = if start.len() < path.len() { "…" } else { "" };
    format!("{}{more}", super::escape::visible(&start))
}

/// A short, harmless rendering of a token's own text for a message.
fn visible_start(text: &str) -> String {
    const SHOWN: usize = 24;
    let start: String = text.chars().take(SHOWN).collect();
    let more = if text.chars().nth(SHOWN).is_some() { "…" } else { "" };
    format!("{}{more}", super::escape::visible(&start))
}

fn whole(id: &'static str, text: &str, facts: Facts) -> Flaw {
    Flaw { id, part: Part::Token, at: 0, length: text.len(), encoded: 0..text.len(), facts }
}

/// Which JSON serialization an object is, by the members that only that form has (RFC 7515 section 7.2, RFC 7516 7.2).
fn json_form(text: &str) -> Option<Form> {
    let parsed = json::parse(text.trim()).ok()?;
    let has = |name| parsed.root.get(name).is_some();
    if has("ciphertext") {
        Some(if has("recipients") { Form::JweGeneral } else { Form::JweFlattened })
    } else if has("signatures") {
        Some(Form::JwsGeneral)
    } else if has("signature") {
        Some(Form::JwsFlattened)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(token.signing_input(), Some(&A1.as_bytes()[..A1.rfind('.').unwrap()]));
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
            ("eyJhbGciOiJIUzI1NiJ9.e30.AA~WyJhIl0~", Form::JwsCompact, Some("HS256"), Some("sd-jwt")),
            ("{\"payload\":\"\",\"signature\":\"\"}", Form::JwsFlattened, None, Some("format-json-serialization")),
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
