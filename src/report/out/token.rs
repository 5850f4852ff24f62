//! A token's text without what must not leave. What is kept is kept by name: whatever is not known to be harmless becomes
//! marks, so that a damaged or odd token gives nothing away that a whole one would not.

use super::mask::{CUT, Edit, MAX_DEPTH, Masker, marks, quoted, spliced};
use crate::jose::base64url;
use crate::jose::flaw::Part;
use crate::jose::json::{self, Node, Value};
use crate::jose::sd_jwt::SdJwtText;
use crate::jose::token::{Segment, Spelling, Token};

impl Masker<'_> {
    /// The token's text, redacted.
    pub fn token(&mut self, text: &str, depth: usize) -> String {
        if !self.redaction.is_on() {
            return text.to_owned();
        }
        if depth > MAX_DEPTH {
            return self.unreadable(text);
        }
        if text.trim_start().starts_with('{') {
            return match json::parse(text) {
                Ok(parsed) if parsed.root.is_object() => self.json_form(&parsed.root, text, depth),
                _ => self.unreadable(text),
            };
        }
        match SdJwtText::read(text) {
            Some(pieces) => self.selective(&pieces, depth),
            None => self.compact(text, depth),
        }
    }

    /// An SD-JWT: the token of the issuer, the disclosures, the key binding.
    fn selective(&mut self, pieces: &SdJwtText, depth: usize) -> String {
        let mut out = self.compact(pieces.issued_text(), depth);
        for disclosure in &pieces.disclosures {
            self.taken.disclosures += 1;
            self.learn_disclosure(disclosure);
            out.push('~');
            out.push_str(&marks(CUT, pieces.encoded(disclosure)));
        }
        out.push('~');
        match pieces.key_binding_text() {
            Some(last) if pieces.lacks_last_tilde() => {
                self.taken.disclosures += 1;
                out.push_str(&marks(CUT, last));
            }
            Some(last) => out.push_str(&self.compact(last, depth + 1)),
            None => {}
        }
        out
    }

    /// What was disclosed is not to be read anywhere else either.
    fn learn_disclosure(&mut self, disclosure: &crate::jose::sd_jwt::Disclosure) {
        if let Ok(opened) = &disclosure.content {
            self.learn(&opened.value, &disclosure.json);
            self.learn_text(&opened.salt);
        }
    }

    /// Parts between dots. Only dots are kept of what belongs to no part.
    fn compact(&mut self, text: &str, depth: usize) -> String {
        let token = Token::read(text);
        let is_jwe = token.form.is_jwe();
        let mut segments: Vec<&Segment> = token.segments.iter().collect();
        segments.sort_by_key(|s| s.range.start);
        let (mut out, mut done) = (String::new(), 0);
        for segment in segments {
            let between = text.get(done..segment.range.start).unwrap_or_default();
            out.extend(between.chars().map(|c| if c == '.' { c } else { CUT }));
            let own = text.get(segment.range.clone()).unwrap_or_default();
            out.push_str(&match segment.part {
                Part::Header => self.header(own, depth),
                Part::Payload if !is_jwe => self.payload(&segment.bytes, own, segment.spelling, depth),
                part => self.cut(own, part),
            });
            done = segment.range.end.max(done);
        }
        out.extend(text.get(done..).unwrap_or_default().chars().map(|c| if c == '.' { c } else { CUT }));
        out
    }

    /// A JSON serialization: known members by name, every other one cut.
    fn json_form(&mut self, root: &Node, text: &str, depth: usize) -> String {
        let token = Token::read(text);
        let mut edits = Vec::new();
        let spelling = token.spelling(Part::Payload);
        self.members(root, text, spelling, depth, &mut edits);
        // nothing but white space may stand around it, which the parser saw to
        spliced(text, edits)
    }

    fn members(&mut self, object: &Node, text: &str, spelling: Spelling, depth: usize, edits: &mut Vec<Edit>) {
        for member in object.members() {
            let value = &member.value;
            let safe = match (member.key.as_str(), &value.value) {
                ("protected", Value::String(content)) => self.header(content, depth),
                ("payload", Value::String(content)) => {
                    let bytes = match spelling {
                        Spelling::JsonString | Spelling::Plain => content.as_bytes().to_vec(),
                        _ => base64url::decode(content).bytes,
                    };
                    self.payload(&bytes, content, spelling, depth)
                }
                ("signature", Value::String(content)) => self.cut(content, Part::Signature),
                ("ciphertext" | "tag" | "iv" | "encrypted_key" | "aad", Value::String(content)) => {
                    self.cut(content, Part::Ciphertext)
                }
                ("header" | "unprotected", Value::Object(_)) => {
                    self.unprotected(value, text, depth, edits);
                    continue;
                }
                ("signatures" | "recipients", Value::Array(items)) => {
                    items.iter().for_each(|item| self.entry(item, text, spelling, depth, edits));
                    continue;
                }
                _ => {
                    edits.push((member.key_span.clone(), quoted(&self.name_of(&member.key))));
                    self.unreadable(content_of(value, text))
                }
            };
            edits.push((value.span.clone(), quoted(&safe)));
        }
    }

    /// One of several signatures or recipients; what is no object is none.
    fn entry(&mut self, item: &Node, text: &str, spelling: Spelling, depth: usize, edits: &mut Vec<Edit>) {
        if item.is_object() {
            return self.members(item, text, spelling, depth, edits);
        }
        let cut = self.unreadable(content_of(item, text));
        edits.push((item.span.clone(), quoted(&cut)));
    }

    /// The name of a member that no standard knows.
    fn name_of(&self, name: &str) -> String {
        self.scrubbed(name)
    }

    /// An unprotected header; the disclosures and the key binding of an SD-JWT may stand in it (RFC 9901 section 5.1).
    fn unprotected(&mut self, header: &Node, text: &str, depth: usize, edits: &mut Vec<Edit>) {
        let (mut own, mut spans) = (Vec::new(), Vec::new());
        self.walk(header, text, depth, &mut own, &mut spans);
        for list in header.members().iter().filter(|m| m.key == "disclosures") {
            own.retain(|(range, _)| range.start < list.value.span.start || range.start >= list.value.span.end);
            self.disclosure_list(&list.value, text, &mut own);
        }
        edits.extend(own);
    }

    fn disclosure_list(&mut self, list: &Node, text: &str, edits: &mut Vec<Edit>) {
        let items = if list.items().is_empty() { std::slice::from_ref(list) } else { list.items() };
        for item in items {
            self.taken.disclosures += 1;
            let content = content_of(item, text);
            if let Some(pieces) = SdJwtText::read(&format!("~{content}~")) {
                pieces.disclosures.iter().for_each(|disclosure| self.learn_disclosure(disclosure));
            }
            edits.push((item.span.clone(), quoted(&marks(CUT, content))));
        }
    }

    /// An encoded header with masks in it.
    fn header(&mut self, encoded: &str, depth: usize) -> String {
        let bytes = base64url::decode(encoded).bytes;
        let masked = std::str::from_utf8(&bytes).ok().and_then(|text| self.document(text, depth));
        match masked {
            Some(masked) => base64url::encode(masked.text.as_bytes()),
            None => self.unreadable(encoded),
        }
    }

    /// A payload with masks in it: claims, or a token inside. `own` is how it stands in the text.
    fn payload(&mut self, bytes: &[u8], own: &str, spelling: Spelling, depth: usize) -> String {
        match self.content(bytes, depth) {
            Some(safe) => match spelling {
                Spelling::Plain | Spelling::JsonString => safe,
                _ => base64url::encode(safe.as_bytes()),
            },
            None => self.unreadable(own),
        }
    }

    /// What a token holds, masked; `None` where it is neither JSON nor a token.
    pub fn content(&mut self, bytes: &[u8], depth: usize) -> Option<String> {
        let text = std::str::from_utf8(bytes).ok()?;
        let is_token = text.trim().starts_with("eyJ") || Token::read(text).form.is_json();
        if is_token && text.contains(['.', '{']) {
            return Some(self.token(text.trim(), depth + 1));
        }
        self.document(text, depth).map(|masked| masked.text)
    }

    /// A part that makes the token work.
    fn cut(&mut self, own: &str, part: Part) -> String {
        if !self.redaction.signature && part != Part::Disclosure {
            return own.to_owned();
        }
        if !own.is_empty() {
            match part {
                Part::Signature => self.taken.signatures += 1,
                _ => self.taken.encrypted += 1,
            }
        }
        marks(CUT, own)
    }

    fn unreadable(&mut self, own: &str) -> String {
        self.taken.unreadable += usize::from(!own.is_empty());
        marks(CUT, own)
    }
}

/// A string's content, or the text of any other value.
fn content_of<'a>(node: &'a Node, text: &'a str) -> &'a str {
    node.as_str().unwrap_or_else(|| node.raw(text).unwrap_or_default())
}
