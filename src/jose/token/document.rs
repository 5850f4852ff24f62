//! The text of a header or of a payload, and what is odd about it.

use super::segment::{Segment, Spelling};
use super::visible_start;
use crate::jose::flaw::{Facts, Flaw, Part};
use crate::jose::json::{self, JsonError, Node, Oddity, OddityKind, Parsed, Value};
use std::ops::Range;

/// More oddities than this in one part are not listed: the point is made.
const MAX_ODDITIES: usize = 64;

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

/// The text of a header or of the payload.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// The decoded text; empty when it is no UTF-8.
    pub text: String,
    /// What the text is.
    pub content: Content,
}

impl Document {
    pub(super) fn absent() -> Self {
        Self { text: String::new(), content: Content::Absent }
    }

    /// Reads decoded bytes. No bytes are an absent document.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Self {
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

    /// What is odd about the document as a payload that does not stand in a token's text: a detached one, or what was
    /// encrypted.
    #[must_use]
    pub fn flaws_of_payload(&self) -> Vec<Flaw> {
        self.flaws(&Segment { part: Part::Payload, of: 0, range: 0..0, bytes: Vec::new(), spelling: Spelling::Plain })
    }

    /// What is odd about the document of that segment.
    pub(super) fn flaws(&self, segment: &Segment) -> Vec<Flaw> {
        let notes = match segment.part {
            Part::Header => self.header_notes(),
            Part::Unprotected => self.oddities("header"),
            _ => self.payload_notes(),
        };
        let flaw = |(id, span, facts): Note| {
            let encoded = segment.encoded(span.clone());
            Flaw { id, part: segment.part, at: span.start, length: span.len(), encoded, facts }
        };
        notes.into_iter().map(flaw).collect()
    }

    fn header_notes(&self) -> Vec<Note> {
        match &self.content {
            Content::Absent => vec![("header-not-json", 0..0, Facts::new().with("error", "it is empty"))],
            Content::NotUtf8 { at } => {
                vec![("header-not-utf8", *at..*at + 1, Facts::new().with("at", at.to_string()))]
            }
            Content::NotJson(error) => vec![self.not_json("header-not-json", error)],
            Content::OtherJson(parsed) => vec![not_object("header-not-object", &parsed.root)],
            Content::Object(_) => self.oddities("header"),
        }
    }

    fn payload_notes(&self) -> Vec<Note> {
        match &self.content {
            Content::Absent => vec![("payload-empty", 0..0, Facts::new())],
            // what is no text is no JSON either: two rules are broken, and each is named
            Content::NotUtf8 { at } => {
                let facts = Facts::new().with("error", "it is not UTF-8 text").with("line", "1").with("column", "1");
                let spot = *at..*at + 1;
                let not_utf8 = ("payload-not-utf8", spot.clone(), Facts::new().with("at", at.to_string()));
                vec![not_utf8, ("payload-not-json", spot, facts)]
            }
            Content::NotJson(error) => vec![self.not_json("payload-not-json", error)],
            Content::OtherJson(parsed) => vec![not_object("payload-not-object", &parsed.root)],
            Content::Object(_) => self.oddities("payload"),
        }
    }

    fn not_json(&self, id: &'static str, error: &JsonError) -> Note {
        let end = (error.at + 1).min(self.text.len()).max(error.at);
        (id, error.at..end, error_facts(error))
    }

    fn oddities(&self, part: &'static str) -> Vec<Note> {
        let Content::Object(parsed) = &self.content else { return Vec::new() };
        let note = |oddity: &Oddity| {
            let (id, facts) = oddity_note(oddity, part, &self.text, &parsed.root);
            (id, oddity.span.clone(), facts)
        };
        parsed.oddities.iter().take(MAX_ODDITIES).map(note).collect()
    }
}

/// An id, a place in the document, and the facts.
type Note = (&'static str, Range<usize>, Facts);

/// What an error of JSON has to tell.
pub(super) fn error_facts(error: &JsonError) -> Facts {
    Facts::new()
        .with("error", error.to_string())
        .with("line", error.line.to_string())
        .with("column", error.column.to_string())
}

fn not_object(id: &'static str, root: &Node) -> Note {
    (id, root.span.clone(), Facts::new().with("kind", kind_name(root)))
}

/// What a JSON value is, for a sentence.
pub(super) fn kind_name(node: &Node) -> &'static str {
    match node.value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// Where an oddity is, for a message: made of the token's own names, so it is cut to a length and cannot turn the sentence
/// around.
pub(super) fn shown_path(oddity: &Oddity, root: &Node) -> String {
    const SHOWN: usize = 80;
    let path = oddity.path(root);
    let start: String = path.chars().take(SHOWN).collect();
    let more = if start.len() < path.len() { "…" } else { "" };
    format!("{}{more}", crate::jose::escape::visible(&start))
}

fn oddity_note(oddity: &Oddity, part: &'static str, text: &str, root: &Node) -> (&'static str, Facts) {
    let spelled = text.get(oddity.span.clone()).map(visible_start).unwrap_or_default();
    let facts = Facts::new().with("path", shown_path(oddity, root));
    match &oddity.kind {
        OddityKind::DuplicateMember { first } => {
            let id = if part == "header" { "header-duplicate-member" } else { "claim-duplicate-member" };
            (id, both_values(facts, root, first, text))
        }
        OddityKind::LoneSurrogate => ("text-lone-surrogate", facts.with("text", spelled)),
        OddityKind::BigInteger | OddityKind::HugeNumber => {
            let digits = text.get(oddity.span.clone()).unwrap_or_default();
            ("json-number-precision", facts.with("text", all_digits(digits)))
        }
    }
}

/// What a reader sees that takes the first of equal names, and one that takes the last.
fn both_values(facts: Facts, root: &Node, first: &Range<usize>, text: &str) -> Facts {
    let Some(object) = root.object_of(first) else { return facts };
    let Some(name) = object.members().iter().find(|m| m.key_span == *first).map(|m| &m.key) else { return facts };
    let mut values = object.members().iter().filter(|m| m.key == *name).map(|m| value_shown(&m.value, text));
    let first = values.next().unwrap_or_default();
    let last = values.next_back().unwrap_or_default();
    facts.with("first", first).with("last", last)
}

/// A value for a sentence: what is large by its kind.
fn value_shown(node: &Node, text: &str) -> String {
    match &node.value {
        Value::String(content) => format!("“{}”", visible_start(content)),
        Value::Object(_) | Value::Array(_) => kind_name(node).to_owned(),
        Value::Number => all_digits(node.raw(text).unwrap_or_default()),
        Value::Bool(_) | Value::Null => node.raw(text).unwrap_or_default().to_owned(),
    }
}

/// A number with all its digits, for their end is what gets lost; one that fills lines is cut, and says how long it is.
fn all_digits(number: &str) -> String {
    const WHOLE: usize = 120;
    const START: usize = 60;
    match number.get(..START).filter(|_| number.len() > WHOLE) {
        Some(start) => format!("{start}… ({} digits)", number.len()),
        None => number.to_owned(),
    }
}
