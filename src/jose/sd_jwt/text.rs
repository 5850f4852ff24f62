//! The pieces between the `~` signs (RFC 9901 sections 4 and 4.2).

use super::{DIGESTS, ELEMENT};
use crate::jose::base64url;
use crate::jose::flaw::{Facts, Flaw, Part};
use crate::jose::json::{self, Node, OddityKind, Value};
use std::ops::Range;

/// More flaws than this in one text are not listed: the point is made.
const MAX_FLAWS: usize = 64;
/// A salt below this length has less than the 128 bits that are recommended (RFC 9901 section 9.3), in characters of base64url.
const SALT_CHARS: usize = 22;

/// An SD-JWT's text, taken apart. Ranges are bytes of [`SdJwtText::text`].
#[derive(Debug, Clone, PartialEq)]
pub struct SdJwtText {
    /// The text in compact form.
    pub text: String,
    /// The JWT that the issuer signed.
    pub issued: Range<usize>,
    /// The disclosures in order.
    pub disclosures: Vec<Disclosure>,
    /// The key binding token: what follows the last `~`.
    pub key_binding: Option<Range<usize>>,
    /// What is odd about the disclosures, in order of the text.
    pub flaws: Vec<Flaw>,
}

/// One disclosure.
#[derive(Debug, Clone, PartialEq)]
pub struct Disclosure {
    /// Where its encoded text stands.
    pub range: Range<usize>,
    /// Its decoded text; empty when it is no UTF-8.
    pub json: String,
    /// What it holds.
    pub content: Result<Opened, Fault>,
}

/// What a disclosure holds. Spans are bytes of [`Disclosure::json`].
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// The salt, as spelt, without its quotes.
    pub salt: String,
    /// The claim's name and where it stands, quotes included; `None` for an array element.
    pub name: Option<(String, Range<usize>)>,
    /// The value.
    pub value: Node,
}

impl Disclosure {
    /// The name of the claim, where it is one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.content.as_ref().ok()?.name.as_ref().map(|(name, _)| name.as_str())
    }

    /// The value's exact text.
    #[must_use]
    pub fn value_text(&self) -> Option<&str> {
        self.content.as_ref().ok()?.value.raw(&self.json)
    }
}

/// Why a disclosure cannot be used, whatever digests there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// There is nothing between two `~`.
    Empty,
    /// It is not base64url without padding.
    NotBase64url,
    /// It is no UTF-8 text or no JSON.
    NotJson,
    /// It is JSON, but no array.
    NotArray,
    /// The array has neither two nor three elements.
    Length,
    /// The salt is no string.
    Salt,
    /// The claim's name is no string.
    Name,
    /// The claim's name is `_sd` or `...`.
    NameReserved,
}

impl Fault {
    /// The id of its flaw.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Empty => "disclosure-empty",
            Self::NotBase64url => "disclosure-not-base64url",
            Self::NotJson => "disclosure-not-json",
            Self::NotArray => "disclosure-not-array",
            Self::Length => "disclosure-length",
            Self::Salt => "disclosure-salt",
            Self::Name => "disclosure-name",
            Self::NameReserved => "disclosure-name-reserved",
        }
    }
}

impl SdJwtText {
    /// Takes a text in compact form apart; `None` where it has no `~`, since even an SD-JWT without disclosures ends with one.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let first = text.find('~')?;
        let last = text.rfind('~')?;
        let mut found = Self {
            text: text.to_owned(),
            issued: 0..first,
            disclosures: Vec::new(),
            key_binding: (last + 1 < text.len()).then_some(last + 1..text.len()),
            flaws: Vec::new(),
        };
        let mut start = first + 1;
        for piece in text.get(start..last).into_iter().flat_map(|pieces| pieces.split('~')) {
            found.disclosure(start..start + piece.len(), piece);
            start += piece.len() + 1;
        }
        Some(found)
    }

    /// The JWT that the issuer signed.
    #[must_use]
    pub fn issued_text(&self) -> &str {
        self.text.get(self.issued.clone()).unwrap_or_default()
    }

    /// What `sd_hash` is computed over: everything up to and including the last `~` (RFC 9901 section 4.3.1).
    #[must_use]
    pub fn hashed_text(&self) -> &str {
        let end = self.text.rfind('~').map_or(0, |last| last + 1);
        self.text.get(..end).unwrap_or_default()
    }

    /// The key binding token.
    #[must_use]
    pub fn key_binding_text(&self) -> Option<&str> {
        self.text.get(self.key_binding.clone()?)
    }

    /// A disclosure's encoded text, which is what its digest is computed over.
    #[must_use]
    pub fn encoded(&self, disclosure: &Disclosure) -> &str {
        self.text.get(disclosure.range.clone()).unwrap_or_default()
    }

    /// Whether the last piece is a disclosure rather than a key binding token: the `~` after it was lost.
    #[must_use]
    pub fn lacks_last_tilde(&self) -> bool {
        self.key_binding_text().is_some_and(|last| !last.contains('.') && open(last).1.is_ok())
    }

    fn disclosure(&mut self, range: Range<usize>, piece: &str) {
        let number = self.disclosures.len() + 1;
        let mut notes = Vec::new();
        let (json, content) = open_noting(piece, &mut notes);
        for (id, at, facts) in notes {
            if self.flaws.len() < MAX_FLAWS {
                self.flaws.push(flaw(id, number, range.clone(), at, facts));
            }
        }
        self.disclosures.push(Disclosure { range, json, content });
    }
}

/// A flaw of the disclosure with that number. `at` counts in its decoded text.
fn flaw(id: &'static str, number: usize, range: Range<usize>, at: Range<usize>, facts: Facts) -> Flaw {
    let encoded = match at.is_empty() {
        true => range.clone(),
        false => {
            let place = |byte: usize, up: bool| range.start + if up { (byte * 4).div_ceil(3) } else { byte * 4 / 3 };
            place(at.start, false).min(range.end)..place(at.end, true).min(range.end)
        }
    };
    let facts = facts.with("count", number.to_string());
    Flaw { id, part: Part::Disclosure, at: at.start, length: at.len(), encoded, facts }
}

type Note = (&'static str, Range<usize>, Facts);

fn open(piece: &str) -> (String, Result<Opened, Fault>) {
    open_noting(piece, &mut Vec::new())
}

/// Reads one piece. What is wrong or odd goes to `notes`, with its place in the decoded text.
fn open_noting(piece: &str, notes: &mut Vec<Note>) -> (String, Result<Opened, Fault>) {
    let mut fail = |fault: Fault, at: Range<usize>, facts: Facts| {
        notes.push((fault.id(), at, facts));
        Err(fault)
    };
    if piece.is_empty() {
        return (String::new(), fail(Fault::Empty, 0..0, Facts::new()));
    }
    let decoded = base64url::decode(piece);
    let json = String::from_utf8(decoded.bytes);
    if !decoded.deviations.is_empty() {
        return (json.unwrap_or_default(), fail(Fault::NotBase64url, 0..0, Facts::new()));
    }
    let Ok(json) = json else {
        let facts = Facts::new().with("error", "it is no UTF-8 text");
        return (String::new(), fail(Fault::NotJson, 0..0, facts));
    };
    let parsed = match json::parse(&json) {
        Ok(parsed) => parsed,
        Err(e) => {
            let facts = Facts::new().with("error", e.to_string());
            return (json, fail(Fault::NotJson, 0..0, facts));
        }
    };
    let Value::Array(items) = parsed.root.value else { return (json, fail(Fault::NotArray, 0..0, Facts::new())) };
    let content = match opened(&json, items) {
        Ok(opened) => Ok(opened),
        Err((fault, at, found)) => fail(fault, at, Facts::new().with("found", found)),
    };
    if let Some(twice) = parsed.oddities.iter().find(|o| matches!(o.kind, OddityKind::DuplicateMember { .. })) {
        notes.push(("disclosure-duplicate-member", twice.span.clone(), Facts::new()));
    }
    if content.as_ref().is_ok_and(|c: &Opened| c.salt.len() < SALT_CHARS) {
        notes.push(("disclosure-salt-short", 0..0, Facts::new()));
    }
    (json, content)
}

/// The elements of the array, or what is wrong with them, where, and what was found.
fn opened(json: &str, items: Vec<Node>) -> Result<Opened, (Fault, Range<usize>, String)> {
    let found = items.len();
    let mut items = items.into_iter();
    let (salt, name, value) = match (items.next(), items.next(), items.next(), items.next()) {
        (Some(salt), Some(value), None, _) => (salt, None, value),
        (Some(salt), Some(name), Some(value), None) => (salt, Some(name), value),
        _ => return Err((Fault::Length, 0..0, found.to_string())),
    };
    if salt.as_str().is_none() {
        return Err((Fault::Salt, salt.span, String::new()));
    }
    let name = match name {
        None => None,
        Some(node) => match node.as_str() {
            None => return Err((Fault::Name, node.span, String::new())),
            Some(name) if name == DIGESTS || name == ELEMENT => {
                return Err((Fault::NameReserved, node.span.clone(), name.to_owned()));
            }
            Some(name) => Some((name.to_owned(), node.span)),
        },
    };
    let salt = salt.raw(json).map(|s| s.trim_matches('"').to_owned()).unwrap_or_default();
    Ok(Opened { salt, name, value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disclosure(json: &str) -> String {
        base64url::encode(json.as_bytes())
    }

    #[test]
    fn pieces_are_disclosures_and_the_last_is_the_key_binding() {
        let one = disclosure(r#"["2GLC42sKQveCfGfryNRN9w", "time", 1.50]"#);
        let two = disclosure(r#"["lklxF5jMYlGTPUovMNIvCA", "US"]"#);
        let text = format!("a.b.c~{one}~{two}~d.e.f");
        let read = SdJwtText::read(&text).unwrap();
        assert_eq!((read.issued_text(), read.key_binding_text()), ("a.b.c", Some("d.e.f")));
        assert_eq!(read.hashed_text(), format!("a.b.c~{one}~{two}~"));
        let [first, second] = read.disclosures.as_slice() else { panic!("two disclosures") };
        assert_eq!((first.name(), first.value_text()), (Some("time"), Some("1.50")));
        assert_eq!((second.name(), second.value_text()), (None, Some("\"US\"")));
        assert_eq!(read.encoded(second), two);
        assert_eq!(first.content.as_ref().unwrap().salt, "2GLC42sKQveCfGfryNRN9w");
        assert_eq!(read.flaws, []);
        let bare = SdJwtText::read("a.b.c~").unwrap();
        assert_eq!((bare.disclosures.len(), bare.key_binding.clone(), bare.hashed_text()), (0, None, "a.b.c~"));
        assert_eq!(SdJwtText::read("a.b.c"), None);
        assert!(SdJwtText::read(&format!("a.b.c~{one}~{two}")).unwrap().lacks_last_tilde());
        assert!(!read.lacks_last_tilde());
    }

    #[test]
    fn each_fault_is_named() {
        for (piece, fault) in [
            (String::new(), Fault::Empty),
            ("WyJh+g".to_owned(), Fault::NotBase64url),
            (format!("{}=", disclosure(r#"["2GLC42sKQveCfGfryNRN9w",1]"#)), Fault::NotBase64url),
            (base64url::encode(b"[\"\xff\",1]"), Fault::NotJson),
            (disclosure("[1,"), Fault::NotJson),
            (disclosure(r#"{"a":1}"#), Fault::NotArray),
            (disclosure(r#"["a"]"#), Fault::Length),
            (disclosure(r#"["a","b",1,2]"#), Fault::Length),
            (disclosure(r#"[1,"b",1]"#), Fault::Salt),
            (disclosure(r#"["2GLC42sKQveCfGfryNRN9w",7,1]"#), Fault::Name),
            (disclosure(r#"["2GLC42sKQveCfGfryNRN9w","_sd",1]"#), Fault::NameReserved),
            (disclosure(r#"["2GLC42sKQveCfGfryNRN9w","\u002e..",1]"#), Fault::NameReserved),
        ] {
            let read = SdJwtText::read(&format!("a.b.c~{piece}~")).unwrap();
            assert_eq!(read.disclosures[0].content.as_ref().err(), Some(&fault), "{piece}");
            assert_eq!(read.flaws.iter().map(|f| f.id).collect::<Vec<_>>(), [fault.id()], "{piece}");
        }
        let ids = |json: &str| {
            let read = SdJwtText::read(&format!("a.b.c~{}~", disclosure(json))).unwrap();
            read.flaws.iter().map(|f| f.id).collect::<Vec<_>>()
        };
        assert_eq!(ids(r#"["short","n",1]"#), ["disclosure-salt-short"]);
        assert_eq!(ids(r#"["2GLC42sKQveCfGfryNRN9w",{"a":1,"a":2}]"#), ["disclosure-duplicate-member"]);
    }

    #[test]
    fn a_flood_of_pieces_stays_short() {
        let read = SdJwtText::read(&format!("a.b.c{}", "~".repeat(100_000))).unwrap();
        assert_eq!((read.disclosures.len(), read.flaws.len()), (99_999, MAX_FLAWS));
    }
}
