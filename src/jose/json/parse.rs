//! The strict parser (RFC 8259). What went wrong is worked out in `slip`, after the fact, so that this stays the grammar.

use super::error::{Container, ErrorKind, JsonError};
use super::lex::is_space;
use super::node::{Member, Node, Value};
use super::oddity::{self, Oddity};
use super::{DEPTH_LIMIT, slip};
use std::ops::Range;

/// A text that is JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The one value.
    pub root: Node,
    /// What is valid and yet worth a word, in text order.
    pub oddities: Vec<Oddity>,
}

/// Reads a text that must be exactly one JSON value.
///
/// # Errors
/// [`JsonError`] names the first place that makes it no JSON, or nesting that reaches [`DEPTH_LIMIT`].
pub fn parse(text: &str) -> Result<Parsed, JsonError> {
    let mut parser = Parser { text, at: 0, depth: 0, lone_surrogates: Vec::new() };
    match parser.document() {
        Ok(root) => {
            let oddities = oddity::find(&root, text, parser.lone_surrogates);
            Ok(Parsed { root, oddities })
        }
        Err(fault) => Err(JsonError::new(text, fault.at, fault.kind)),
    }
}

/// An error before line and column are counted.
pub(super) struct Fault {
    pub at: usize,
    pub kind: ErrorKind,
}

/// A container that is being read, for what is said when it goes wrong.
#[derive(Clone, Copy)]
pub(super) struct Open {
    pub container: Container,
    pub at: usize,
}

pub(super) struct Parser<'t> {
    pub text: &'t str,
    pub at: usize,
    depth: usize,
    lone_surrogates: Vec<Range<usize>>,
}

impl<'t> Parser<'t> {
    pub fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(is_space) {
            self.at += 1;
        }
    }

    fn document(&mut self) -> Result<Node, Fault> {
        self.skip_space();
        let root = self.value().map_err(|fault| slip::at_start(self, fault))?;
        self.skip_space();
        match self.peek() {
            None => Ok(root),
            Some(_) => Err(slip::after_end(self, &root)),
        }
    }

    /// A value; the caller skipped the space before it.
    fn value(&mut self) -> Result<Node, Fault> {
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::array)?,
            Some(b'"') => Value::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.keyword()?,
        };
        Ok(Node { span: start..self.at, value })
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Value, Fault>) -> Result<Value, Fault> {
        self.depth += 1;
        if self.depth >= DEPTH_LIMIT {
            return Err(Fault { at: self.at, kind: ErrorKind::TooDeep { limit: DEPTH_LIMIT } });
        }
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn object(&mut self) -> Result<Value, Fault> {
        let open = Open { container: Container::Object, at: self.at };
        let mut members = Vec::new();
        self.at += 1;
        self.skip_space();
        if self.eat(b'}') {
            return Ok(Value::Object(members));
        }
        loop {
            members.push(self.member(open)?);
            if !self.next_part(open)? {
                return Ok(Value::Object(members));
            }
        }
    }

    fn member(&mut self, open: Open) -> Result<Member, Fault> {
        let start = self.at;
        if self.peek() != Some(b'"') {
            return Err(slip::for_name(self, open));
        }
        let key = self.string()?;
        let key_span = start..self.at;
        self.skip_space();
        if !self.eat(b':') {
            return Err(slip::for_colon(self, key_span.end));
        }
        self.skip_space();
        let value = self.value().map_err(|fault| slip::after_colon(self, fault))?;
        Ok(Member { key, key_span, value })
    }

    fn array(&mut self) -> Result<Value, Fault> {
        let open = Open { container: Container::Array, at: self.at };
        let mut items = Vec::new();
        self.at += 1;
        self.skip_space();
        if self.eat(b']') {
            return Ok(Value::Array(items));
        }
        loop {
            items.push(self.value().map_err(|fault| slip::in_array(self, open, fault))?);
            if !self.next_part(open)? {
                return Ok(Value::Array(items));
            }
        }
    }

    /// Past a comma (true) or past the closer (false).
    fn next_part(&mut self, open: Open) -> Result<bool, Fault> {
        let end = self.at;
        self.skip_space();
        let closer = if open.container == Container::Object { b'}' } else { b']' };
        if self.eat(b',') {
            let comma = self.at - 1;
            self.skip_space();
            if self.peek() == Some(closer) {
                return Err(Fault { at: comma, kind: ErrorKind::TrailingComma { container: open.container } });
            }
            return Ok(true);
        }
        if self.eat(closer) { Ok(false) } else { Err(slip::for_comma(self, open, end)) }
    }

    fn string(&mut self) -> Result<String, Fault> {
        let open = self.at;
        let mut content = String::new();
        self.at += 1;
        loop {
            let start = self.at;
            while self.peek().is_some_and(|b| b >= 0x20 && b != b'"' && b != b'\\') {
                self.at += 1;
            }
            content.push_str(self.text.get(start..self.at).unwrap_or_default());
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(content);
                }
                Some(b'\\') => content.push(self.escape(open)?),
                other => return Err(slip::in_string(self, open, other)),
            }
        }
    }

    /// One escape sequence, the cursor on its backslash.
    fn escape(&mut self, open: usize) -> Result<char, Fault> {
        let start = self.at;
        self.at += 2;
        let unescaped = match self.text.as_bytes().get(start + 1) {
            Some(b'u') => return self.unicode_escape(start),
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            _ => return Err(slip::bad_escape(self.text, start, open)),
        };
        Ok(unescaped)
    }

    /// `\uXXXX`, or a pair of them; a lone surrogate is noted and becomes U+FFFD (RFC 8259 section 8.2).
    fn unicode_escape(&mut self, start: usize) -> Result<char, Fault> {
        let bad = |at| Fault { at, kind: ErrorKind::BadUnicodeEscape };
        let first = self.hex4().ok_or(bad(start))?;
        if (0xD800..0xDC00).contains(&first) && self.text.as_bytes()[self.at..].starts_with(b"\\u") {
            let second_start = self.at;
            self.at += 2;
            let second = self.hex4().ok_or(bad(second_start))?;
            if (0xDC00..0xE000).contains(&second) {
                let scalar = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
                return Ok(char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = second_start;
        }
        Ok(char::from_u32(first).unwrap_or_else(|| {
            self.lone_surrogates.push(start..self.at);
            char::REPLACEMENT_CHARACTER
        }))
    }

    fn hex4(&mut self) -> Option<u32> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4)?;
        let value = digits.iter().try_fold(0, |value, d| Some(value * 16 + char::from(*d).to_digit(16)?))?;
        self.at += 4;
        Some(value)
    }

    fn number(&mut self) -> Result<Value, Fault> {
        let start = self.at;
        self.eat(b'-');
        match self.digits() {
            0 => return Err(slip::in_number(self, start, ErrorKind::LoneMinus)),
            1 => {}
            _ if self.text[start..].trim_start_matches('-').starts_with('0') => {
                return Err(slip::in_number(self, start, ErrorKind::LeadingZero));
            }
            _ => {}
        }
        if self.eat(b'.') && self.digits() == 0 {
            return Err(slip::in_number(self, start, ErrorKind::TrailingPoint));
        }
        if self.eat(b'e') || self.eat(b'E') {
            let _ = self.eat(b'+') || self.eat(b'-');
            if self.digits() == 0 {
                return Err(slip::in_number(self, start, ErrorKind::MissingExponent));
            }
        }
        if slip::word_goes_on(self.peek()) {
            return Err(slip::in_number(self, start, ErrorKind::NumberGoesOn));
        }
        Ok(Value::Number)
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.peek().is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
        }
        self.at - start
    }

    fn keyword(&mut self) -> Result<Value, Fault> {
        let word = slip::word(self.text, self.at);
        let value = match word {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "null" => Value::Null,
            _ => return Err(slip::for_value(self.text, self.at)),
        };
        self.at += word.len();
        Ok(value)
    }
}
