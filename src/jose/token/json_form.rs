//! The JSON serializations (RFC 7515 section 7.2, RFC 7516 section 7.2): which one it is, and where its parts stand.

use super::document::{self, Document};
use super::segment::{Segment, Spelling};
use super::{Form, MAX_ENTRIES, Outer, headers, visible_start, whole};
use crate::jose::base64url;
use crate::jose::flaw::{Facts, Flaw, Part};
use crate::jose::json::{self, Node, OddityKind, Parsed, Value};
use std::ops::Range;

/// More flaws than this in one token are not listed.
const MAX_FLAWS: usize = 256;

/// A JSON text, read as a token.
pub(super) struct Reading<'t> {
    text: &'t str,
    pub form: Form,
    pub segments: Vec<Segment>,
    pub flaws: Vec<Flaw>,
    pub outer: Outer,
}

impl<'t> Reading<'t> {
    pub fn of(text: &'t str) -> Self {
        let (segments, flaws, outer) = (Vec::new(), Vec::new(), Outer::default());
        let mut reading = Self { text, form: Form::Unknown, segments, flaws, outer };
        match json::parse(text) {
            Err(error) => {
                let end = (error.at + 1).min(text.len()).max(error.at);
                reading.note("form-not-json", error.at..end, document::error_facts(&error));
            }
            Ok(parsed) if !parsed.root.is_object() => {
                let facts = Facts::new().with("kind", document::kind_name(&parsed.root));
                reading.note("form-not-object", parsed.root.span.clone(), facts);
            }
            Ok(parsed) => reading.object(&parsed),
        }
        reading.flaws.truncate(MAX_FLAWS);
        reading
    }

    fn object(&mut self, parsed: &Parsed) {
        let root = &parsed.root;
        self.form = form_of(root);
        if self.form == Form::Unknown {
            return;
        }
        let facts = Facts::new().with("form", self.form.id());
        self.flaws.push(whole("format-json-serialization", self.text, facts));
        self.ambiguities(root);
        self.members(root);
        self.payload(root);
        self.segments.sort_by_key(|s| s.range.start);
        self.oddities(parsed);
        let has_document = |s: &&Segment| match s.part {
            // an empty protected header is told already
            Part::Header => !s.bytes.is_empty(),
            part => matches!(part, Part::Unprotected | Part::Payload),
        };
        for segment in self.segments.iter().filter(has_document) {
            self.flaws.extend(Document::read(&segment.bytes).flaws(segment));
        }
        self.flaws.extend(headers::flaws(&self.segments, &self.outer, self.form));
    }

    /// All but the payload of a JWS, which takes the headers to read.
    fn members(&mut self, root: &Node) {
        if self.form.is_jwe() {
            for (name, part) in [
                ("protected", Part::Header),
                ("aad", Part::Aad),
                ("iv", Part::Iv),
                ("ciphertext", Part::Ciphertext),
                ("tag", Part::Tag),
            ] {
                let there = self.encoded(root, name, part, 0);
                if !there && matches!(part, Part::Iv | Part::Ciphertext | Part::Tag) {
                    self.missing(root, name);
                }
            }
            self.outer.shared = self.header(root, "unprotected", 0);
        }
        let (list, entry): (_, fn(&mut Self, &Node, usize)) = match self.form {
            Form::JwsGeneral => (Some("signatures"), Self::signature),
            Form::JweGeneral => (Some("recipients"), Self::recipient),
            Form::JweFlattened => (None, Self::recipient),
            _ => (None, Self::signature),
        };
        match list {
            Some(name) => self.entries(root, name, entry),
            None => {
                self.outer.entries.push(root.span.clone());
                entry(self, root, 0);
            }
        }
    }

    fn entries(&mut self, root: &Node, name: &'static str, read: fn(&mut Self, &Node, usize)) {
        let Some(list) = root.get(name) else { return };
        if !matches!(list.value, Value::Array(_)) {
            return self.wrong_type(list, name, "an array");
        }
        let items = list.items();
        if items.is_empty() {
            self.note("form-no-entries", list.span.clone(), Facts::new().with("member", name));
        }
        if let Some(first) = items.get(MAX_ENTRIES) {
            let facts = Facts::new().with("count", items.len().to_string()).with("limit", MAX_ENTRIES.to_string());
            self.note("form-too-many", first.span.start..list.span.end, facts.with("member", name));
        }
        for (i, item) in items.iter().take(MAX_ENTRIES).enumerate() {
            self.outer.entries.push(item.span.clone());
            if item.is_object() { read(self, item, i) } else { self.wrong_type(item, name, "a list of objects") }
        }
    }

    fn signature(&mut self, entry: &Node, i: usize) {
        let protected = self.encoded(entry, "protected", Part::Header, i);
        let unprotected = self.header(entry, "header", i);
        if !protected && unprotected.is_none() {
            self.missing(entry, "protected");
        }
        if !self.encoded(entry, "signature", Part::Signature, i) {
            self.missing(entry, "signature");
        }
    }

    fn recipient(&mut self, entry: &Node, i: usize) {
        self.header(entry, "header", i);
        self.encoded(entry, "encrypted_key", Part::EncryptedKey, i);
    }

    /// A string of base64url. Whether the member is there, be it of the wrong type.
    fn encoded(&mut self, object: &Node, name: &'static str, part: Part, of: usize) -> bool {
        let Some(node) = object.get(name) else { return false };
        let Some(content) = node.as_str() else {
            self.wrong_type(node, name, "a string");
            return true;
        };
        let optional = !matches!(part, Part::Payload | Part::Signature | Part::Ciphertext);
        if content.is_empty() && optional {
            self.note("form-member-empty", node.span.clone(), Facts::new().with("member", name));
        }
        let (segment, flaws) = Segment::decode(part, of, inside(node), content);
        self.segments.push(segment);
        self.flaws.extend(flaws);
        true
    }

    /// An unprotected header. Where its object stands.
    fn header(&mut self, object: &Node, name: &'static str, of: usize) -> Option<Range<usize>> {
        let node = object.get(name)?;
        if !node.is_object() {
            self.wrong_type(node, name, "an object");
            return None;
        }
        let content = self.text.get(node.span.clone()).unwrap_or_default();
        self.segments.push(Segment::plain(Part::Unprotected, of, node.span.clone(), content, Spelling::Plain));
        Some(node.span.clone())
    }

    /// The payload of a JWS: base64url, unless the first signature's header says otherwise.
    fn payload(&mut self, root: &Node) {
        if self.form.is_jwe() {
            return;
        }
        let Some(node) = root.get("payload") else { return };
        self.outer.has_payload = true;
        let first = self.segments.iter().find(|s| s.part == Part::Header && s.of == 0);
        let is_plain = first.is_some_and(|s| super::says_unencoded(&Document::read(&s.bytes)));
        match node.as_str().filter(|_| is_plain) {
            Some(text) => {
                self.segments.push(Segment::plain(Part::Payload, 0, inside(node), text, Spelling::JsonString))
            }
            None => {
                self.encoded(root, "payload", Part::Payload, 0);
            }
        }
    }

    /// Members that make two readings of one text.
    fn ambiguities(&mut self, root: &Node) {
        let clashes: &[&str] = match self.form {
            Form::JweFlattened => &["payload", "signature", "signatures"],
            Form::JweGeneral => &["payload", "signature", "signatures", "encrypted_key", "header"],
            Form::JwsGeneral => &["signature", "protected", "header"],
            _ => &["recipients", "encrypted_key", "iv", "tag"],
        };
        for member in root.members().iter().filter(|m| clashes.contains(&m.key.as_str())) {
            let facts = Facts::new().with("member", member.key.clone()).with("form", self.form.id());
            self.note("format-polyglot", member.key_span.clone(), facts);
        }
        if let Some(range) = compact_in_disguise(self.text) {
            let facts = Facts::new().with("member", visible_start(self.text.get(range.clone()).unwrap_or_default()));
            self.note("format-polyglot", range, facts.with("form", self.form.id()));
        }
    }

    /// Oddities outside the unprotected headers, which have their own.
    fn oddities(&mut self, parsed: &Parsed) {
        let headers = self.segments.iter().filter(|s| s.part == Part::Unprotected).map(|s| s.range.clone());
        let headers: Vec<_> = headers.collect();
        let is_outside = |at: usize| !headers.iter().any(|h| h.contains(&at));
        let outside = parsed.oddities.iter().filter(|o| is_outside(o.span.start));
        for oddity in outside.take(MAX_FLAWS) {
            let spelled = self.text.get(oddity.span.clone()).map(visible_start).unwrap_or_default();
            let facts = Facts::new().with("path", document::shown_path(oddity, &parsed.root)).with("text", spelled);
            match oddity.kind {
                OddityKind::DuplicateMember { .. } => self.note("form-duplicate-member", oddity.span.clone(), facts),
                OddityKind::LoneSurrogate => self.note("text-lone-surrogate", oddity.span.clone(), facts),
                // a number has no place in a token but a header, and what nobody knows is ignored
                OddityKind::BigInteger | OddityKind::HugeNumber => {}
            }
        }
    }

    fn wrong_type(&mut self, node: &Node, name: &'static str, expected: &'static str) {
        let facts = Facts::new().with("member", name).with("kind", document::kind_name(node)).with("wanted", expected);
        self.note("form-member-type", node.span.clone(), facts);
    }

    /// At the opening brace of the object that should have the member.
    fn missing(&mut self, object: &Node, name: &'static str) {
        let at = object.span.start..object.span.start + 1;
        self.note("form-member-missing", at, Facts::new().with("member", name));
    }

    fn note(&mut self, id: &'static str, range: Range<usize>, facts: Facts) {
        let (at, length) = (range.start, range.len());
        self.flaws.push(Flaw { id, part: Part::Token, at, length, encoded: range, facts });
    }
}

/// The content of a string, without its quotes.
fn inside(node: &Node) -> Range<usize> {
    node.span.start + 1..node.span.end.saturating_sub(1).max(node.span.start + 1)
}

/// Which JSON serialization an object is, by the members that only that form has.
fn form_of(root: &Node) -> Form {
    let has = |name| root.get(name).is_some();
    if has("ciphertext") || has("recipients") && !has("signatures") && !has("signature") {
        return if has("recipients") { Form::JweGeneral } else { Form::JweFlattened };
    }
    match (has("signatures"), has("signature")) {
        (true, _) => Form::JwsGeneral,
        (false, true) => Form::JwsFlattened,
        _ => Form::Unknown,
    }
}

/// A JSON text that is a compact token at the same time, for readers that split at dots and skip what is not base64url
/// (CVE-2022-39227): the first part has a header in it once foreign characters are dropped.
fn compact_in_disguise(text: &str) -> Option<Range<usize>> {
    let dots = text.bytes().filter(|b| *b == b'.').take(6).count();
    let (first, _) = text.split_once('.').filter(|_| matches!(dots, 2 | 4))?;
    let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let kept: String = first.chars().filter(|c| is_letter(*c)).collect();
    let header = Document::read(&base64url::decode(&kept).bytes);
    let start = first.find(is_letter).unwrap_or_default();
    header.member("alg").map(|_| start..first.len())
}
