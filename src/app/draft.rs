//! What is being typed into the header and claims editors, and how it becomes the token's text.
//!
//! The token text is the truth; bytes nobody edited are never encoded again. A draft that parses becomes its part's text
//! with insignificant white space removed (or exactly as typed, with "Keep white space" on); one put back to its first
//! text restores the original bytes; one that does not parse waits here and changes nothing.
//!
//! What is inside an encrypted token is a draft too. It cannot change the token without encrypting: it waits here, and is
//! wiped when it goes.

use crate::jose::base64url;
use crate::jose::flaw::Part;
use crate::jose::json::{self, JsonError};
use crate::jose::token::{Content, Document, Spelling, Token};
use zeroize::{Zeroize as _, Zeroizing};

/// One editor's text.
#[derive(Clone, PartialEq, Default)]
pub struct Draft {
    /// What the editor shows.
    pub text: String,
    /// What it showed when it was renewed from the token.
    first_text: String,
    /// The part's encoded text at that time.
    first_encoded: String,
    /// How a text becomes the part: encoded, or as it is where `b64` is false.
    spelling: Spelling,
    /// Why the text cannot become a part yet.
    pub error: Option<JsonError>,
    /// Whether the part holds bytes that are no text: the editor is closed then.
    pub is_binary: bool,
    /// Whether the token is too large to be edited: the editor is closed then.
    pub is_large: bool,
    /// Whether the token is encrypted: edits wait for the button.
    pub is_encrypted: bool,
    /// Whether the token has a signature.
    pub is_signed: bool,
    /// Whether the part's content is known: it stands in the token, or was opened or made here.
    pub is_known: bool,
    /// The signed token that the part is in, inside the encrypted one.
    pub inside: Option<Zeroizing<String>>,
}

/// What is inside a token is a credential.
impl Drop for Draft {
    fn drop(&mut self) {
        for text in [&mut self.text, &mut self.first_text, &mut self.first_encoded] {
            text.zeroize();
        }
    }
}

impl Draft {
    /// A draft of a part as it stands in the token.
    #[must_use]
    pub fn of(token: &Token, part: Part, keep_white_space: bool) -> Self {
        let encoded = token.segment(part).and_then(|s| token.text.get(s.range.clone())).unwrap_or_default();
        let document = token.document(part);
        let text = document.map(|d| shown(d, keep_white_space)).unwrap_or_default();
        Self {
            first_text: text.clone(),
            first_encoded: encoded.to_owned(),
            spelling: token.spelling(part),
            error: document.and_then(error_of),
            is_large: false,
            is_binary: document.is_some_and(|d| matches!(d.content, Content::NotUtf8 { .. })),
            is_encrypted: token.form.is_jwe(),
            is_signed: !token.bytes(Part::Signature).is_empty(),
            is_known: part == Part::Header || !token.form.is_jwe(),
            inside: None,
            text,
        }
    }

    /// A draft of what is inside an encrypted token: the content itself, or the claims of the signed token that it is.
    #[must_use]
    pub fn opened(content: &[u8], inside: Option<Zeroizing<String>>, keep_white_space: bool) -> Self {
        let mut draft = match &inside {
            Some(token) => Self::of(&Token::read(token), Part::Payload, keep_white_space),
            None => {
                let document = Document::read(content);
                let text = shown(&document, keep_white_space);
                let mut draft = Self::default();
                draft.first_encoded = base64url::encode(content);
                draft.error = error_of(&document);
                draft.is_binary = matches!(document.content, Content::NotUtf8 { .. });
                draft.first_text.clone_from(&text);
                draft.text = text;
                draft
            }
        };
        (draft.is_encrypted, draft.is_known, draft.inside) = (true, true, inside);
        draft
    }

    /// Text that is the beginning of a token, and in none yet.
    #[must_use]
    pub fn typed(text: String) -> Self {
        let mut draft = Self::default();
        draft.text = text;
        draft
    }

    /// The closed draft of a token that is too large to be edited: it costs nothing.
    #[must_use]
    pub fn of_large(is_encrypted: bool) -> Self {
        let mut draft = Self::default();
        (draft.is_large, draft.is_encrypted) = (true, is_encrypted);
        draft
    }

    /// Whether this is the draft of that content of an encrypted token.
    #[must_use]
    pub fn stands_for(&self, content: &[u8]) -> bool {
        match &self.inside {
            Some(token) => token.as_bytes() == content.trim_ascii(),
            None => self.is_known && self.first_encoded == base64url::encode(content),
        }
    }

    /// Another token has the part now. What was typed stays, and is measured by the new one.
    pub fn rebase(&mut self, mut new: Self) {
        if self.is_edited() {
            std::mem::swap(&mut new.text, &mut self.text);
            new.error = self.error.take();
        }
        *self = new;
    }

    /// The part was made anew. The text and its layout stay where they say the same.
    pub fn follow(&mut self, mut new: Self, keep_white_space: bool) {
        if self.encoded(keep_white_space).as_ref() == Some(&new.first_encoded) && !new.is_binary {
            new.first_text.clone_from(&self.text);
            new.text.clone_from(&self.text);
        }
        *self = new;
    }

    /// Takes a new text. The part's new encoded text, where there is one.
    pub fn edit(&mut self, text: String, keep_white_space: bool) -> Option<String> {
        self.text = text;
        self.encoded(keep_white_space)
    }

    /// The encoded text that this draft stands for; `None` while it does not parse.
    pub fn encoded(&mut self, keep_white_space: bool) -> Option<String> {
        if self.text == self.first_text {
            self.error = None;
            return Some(self.first_encoded.clone());
        }
        match json::parse(&self.text) {
            Err(error) => {
                self.error = Some(error);
                None
            }
            Ok(_) => {
                self.error = None;
                let text = if keep_white_space { self.text.clone() } else { json::minify(&self.text) };
                Some(self.spelling.write(&text))
            }
        }
    }

    /// The text as the token gave it.
    #[must_use]
    pub fn first_text(&self) -> &str {
        &self.first_text
    }

    /// Whether the text differs from what the token gave.
    #[must_use]
    pub fn is_edited(&self) -> bool {
        self.text != self.first_text
    }

    /// Whether typed text waits here because it does not parse.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.error.is_some() && self.is_edited()
    }

    /// Lays the text out over several lines. A view only: an untouched draft stays untouched.
    pub fn format(&mut self) {
        self.lay_out(json::format);
    }

    /// Puts the text on one line. A view only: an untouched draft stays untouched.
    pub fn compact(&mut self) {
        self.lay_out(json::minify);
    }

    fn lay_out(&mut self, layout: fn(&str) -> String) {
        if json::parse(&self.text).is_err() {
            return;
        }
        let untouched = !self.is_edited();
        self.text = layout(&self.text);
        if untouched {
            self.first_text.clone_from(&self.text);
        }
    }
}

fn shown(document: &Document, keep_white_space: bool) -> String {
    match document.content {
        Content::Object(_) | Content::OtherJson(_) if !keep_white_space => json::format(&document.text),
        _ => document.text.clone(),
    }
}

fn error_of(document: &Document) -> Option<JsonError> {
    match &document.content {
        Content::NotJson(error) => Some(error.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::base64url;

    fn token(payload: &str) -> Token {
        Token::read(&format!("eyJhbGciOiJIUzI1NiJ9.{}.c2ln", base64url::encode(payload.as_bytes())))
    }

    fn decoded(encoded: Option<String>) -> Option<String> {
        encoded.map(|e| String::from_utf8(base64url::decode(&e).bytes).unwrap())
    }

    /// The truth-and-drafts table: original payload, edited text, keep white space, what the part becomes.
    #[test]
    fn truth_and_drafts() {
        for (original, edit, keep, becomes) in [
            // untouched: the very bytes, whatever their spacing
            ("{\"a\": 1.00 , \"a\":2}", None, false, Some("{\"a\": 1.00 , \"a\":2}")),
            ("{\"a\": 1}\r\n", None, true, Some("{\"a\": 1}\r\n")),
            // edited: insignificant white space goes, all else stays
            ("{\"a\":1}", Some("{\n  \"a\": 1.00,\n  \"a\": 1e2\n}"), false, Some("{\"a\":1.00,\"a\":1e2}")),
            ("{\"a\":1}", Some("{ \"b\": \"\\u00e9 \" }"), false, Some("{\"b\":\"\\u00e9 \"}")),
            ("{\"a\":1}", Some("{ \"n\": 12345678901234567890123 }"), false, Some("{\"n\":12345678901234567890123}")),
            // with "Keep white space": exactly as typed
            ("{\"a\":1}", Some("{ \"b\" : 2 }\n"), true, Some("{ \"b\" : 2 }\n")),
            // half typed: nothing changes
            ("{\"a\":1}", Some("{ \"a\": "), false, None),
            ("{\"a\":1}", Some(""), false, None),
        ] {
            let token = token(original);
            let mut draft = Draft::of(&token, Part::Payload, keep);
            let text = edit.map_or_else(|| draft.text.clone(), str::to_owned);
            let encoded = draft.edit(text, keep);
            assert_eq!(decoded(encoded).as_deref(), becomes, "{original} → {edit:?}");
        }
    }

    #[test]
    fn put_back_to_its_first_text_a_draft_restores_the_bytes() {
        let token = token("{ \"a\" :1,\n\"b\":\"\\u0041\" }");
        let mut draft = Draft::of(&token, Part::Payload, false);
        let first = draft.text.clone();
        assert!(draft.edit("{\"x\":1}".to_owned(), false).is_some());
        assert!(draft.is_edited());
        let back = draft.edit(first, false);
        assert_eq!(back.as_deref(), Some(&token.text[token.segment(Part::Payload).unwrap().range.clone()]));
        assert!(!draft.is_edited());
    }

    #[test]
    fn formatting_is_a_view() {
        let token = token("{ \"a\" :1 }");
        let mut draft = Draft::of(&token, Part::Payload, false);
        draft.compact();
        assert_eq!(draft.text, "{\"a\":1}");
        assert!(!draft.is_edited());
        draft.format();
        let text = draft.text.clone();
        assert_eq!(decoded(draft.edit(text, false)).as_deref(), Some("{ \"a\" :1 }"), "the original bytes");
    }

    #[test]
    fn an_error_has_a_place_and_goes_when_mended() {
        let token = token("{}");
        let mut draft = Draft::of(&token, Part::Payload, false);
        draft.edit("{\n  \"a\": 1\n  \"b\": 2\n}".to_owned(), false);
        let error = draft.error.clone().unwrap();
        assert_eq!((error.line, draft.is_waiting()), (2, true), "the comma is missing at the end of line 2");
        draft.edit("{\"a\":1}".to_owned(), false);
        assert_eq!(draft.error, None);
    }
}
