//! The pieces of any text, for colouring: never fails, one pass, every byte belongs to exactly one piece.

use std::ops::Range;

/// What a [`Lexeme`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `{` or `}`.
    Brace,
    /// `[` or `]`.
    Bracket,
    /// `:`
    Colon,
    /// `,`
    Comma,
    /// A string that names a member: inside an object, a colon follows.
    Key,
    /// Any other closed string; its escapes are not looked at.
    String,
    /// A number as RFC 8259 section 6 writes it.
    Number,
    /// `true`
    True,
    /// `false`
    False,
    /// `null`
    Null,
    /// Space, tab, line feed, carriage return.
    Whitespace,
    /// Whatever else: a misspelt word, a malformed number, a string that its line does not close.
    Error,
}

/// One piece of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lexeme {
    /// What it is.
    pub kind: Kind,
    /// Where it is, in bytes, on character boundaries.
    pub span: Range<usize>,
}

/// Cuts a text into lexemes that follow one another without a gap.
#[must_use]
pub fn lex(text: &str) -> Lexer<'_> {
    Lexer { text, at: 0, in_object: Vec::new() }
}

/// The iterator behind [`lex()`].
#[derive(Debug, Clone)]
pub struct Lexer<'a> {
    text: &'a str,
    at: usize,
    /// One entry for each open brace (true) or bracket (false).
    in_object: Vec<bool>,
}

impl Iterator for Lexer<'_> {
    type Item = Lexeme;

    fn next(&mut self) -> Option<Lexeme> {
        let start = self.at;
        let first = *self.text.as_bytes().get(start)?;
        let (kind, end) = match first {
            b'{' | b'}' | b'[' | b']' | b':' | b',' => (self.structural(first), start + 1),
            b'"' => self.string(start),
            _ if is_space(first) => (Kind::Whitespace, run_end(self.text, start, is_space)),
            _ => {
                let end = run_end(self.text, start, |b| !ends_a_word(b));
                (word_kind(&self.text[start..end]), end)
            }
        };
        self.at = end;
        Some(Lexeme { kind, span: start..end })
    }
}

impl Lexer<'_> {
    fn structural(&mut self, byte: u8) -> Kind {
        match byte {
            b'{' | b'[' => self.in_object.push(byte == b'{'),
            b'}' | b']' => drop(self.in_object.pop()),
            b':' => return Kind::Colon,
            _ => return Kind::Comma,
        }
        if matches!(byte, b'{' | b'}') { Kind::Brace } else { Kind::Bracket }
    }

    fn string(&self, start: usize) -> (Kind, usize) {
        let (closed, end) = string_end(self.text.as_bytes(), start);
        if !closed {
            return (Kind::Error, end);
        }
        let after = run_end(self.text, end, is_space);
        let named = self.in_object.last() == Some(&true) && self.text.as_bytes().get(after) == Some(&b':');
        (if named { Kind::Key } else { Kind::String }, end)
    }
}

/// Whether the string that starts here is closed on its line, and where it (or the line) ends.
fn string_end(bytes: &[u8], start: usize) -> (bool, usize) {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return (true, at + 1),
            b'\n' | b'\r' => return (false, at),
            // the next byte cannot close the string; a line end still does end it
            b'\\' if !matches!(bytes.get(at + 1), Some(b'\n' | b'\r') | None) => at += 2,
            _ => at += 1,
        }
    }
    (false, bytes.len())
}

/// Where the run of bytes that starts here ends. All bytes that end a run are ASCII, hence a character boundary.
fn run_end(text: &str, start: usize, belongs: impl Fn(u8) -> bool) -> usize {
    let bytes = text.as_bytes();
    bytes[start..].iter().position(|b| !belongs(*b)).map_or(bytes.len(), |n| start + n)
}

fn ends_a_word(byte: u8) -> bool {
    is_space(byte) || matches!(byte, b'{' | b'}' | b'[' | b']' | b':' | b',' | b'"')
}

/// RFC 8259 section 2: the four characters that may stand between tokens.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

fn word_kind(word: &str) -> Kind {
    match word {
        "true" => Kind::True,
        "false" => Kind::False,
        "null" => Kind::Null,
        _ if is_number(word.as_bytes()) => Kind::Number,
        _ => Kind::Error,
    }
}

/// RFC 8259 section 6.
fn is_number(word: &[u8]) -> bool {
    let rest = word.strip_prefix(b"-").unwrap_or(word);
    let (whole, rest) = digits(rest);
    if whole.is_empty() || (whole.len() > 1 && whole[0] == b'0') {
        return false;
    }
    let rest = match rest.strip_prefix(b".").map(digits) {
        Some(([], _)) => return false,
        Some((_, rest)) => rest,
        None => rest,
    };
    match rest {
        [] => true,
        [b'e' | b'E', b'+' | b'-', exponent @ ..] | [b'e' | b'E', exponent @ ..] => {
            !exponent.is_empty() && exponent.iter().all(u8::is_ascii_digit)
        }
        _ => false,
    }
}

fn digits(bytes: &[u8]) -> (&[u8], &[u8]) {
    bytes.split_at(bytes.iter().take_while(|b| b.is_ascii_digit()).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Kind> {
        lex(text).map(|l| l.kind).filter(|k| *k != Kind::Whitespace).collect()
    }

    #[test]
    fn names_are_told_from_values() {
        use Kind::{Brace, Bracket, Colon, Comma, Error, Key, Null, Number, String, True};
        assert_eq!(
            kinds(r#"{"a" : "b", "c":[true,null,-0.5e+3]}"#),
            [Brace, Key, Colon, String, Comma, Key, Colon, Bracket, True, Comma, Null, Comma, Number, Bracket, Brace]
        );
        assert_eq!(kinds(r#"["a":1]"#), [Bracket, String, Colon, Number, Bracket], "an array has no names");
        assert_eq!(kinds("{\"a: 1,\n\"b\":tru"), [Brace, Error, Key, Colon, Error], "a broken line spoils itself only");
    }

    #[test]
    fn numbers_are_strict() {
        for good in ["0", "-0", "10", "1.5", "1e5", "1E-5", "-1.0e+10"] {
            assert_eq!(kinds(good), [Kind::Number], "{good}");
        }
        for bad in ["01", "-", "+1", ".5", "1.", "1e", "1e+", "0x1", "1_0", "NaN", "1.e5", "--1"] {
            assert_eq!(kinds(bad), [Kind::Error], "{bad}");
        }
    }

    #[test]
    fn a_backslash_hides_a_quote_but_not_a_line_end() {
        assert_eq!(kinds(r#""a\"b""#), [Kind::String]);
        assert_eq!(kinds("\"a\\\n1"), [Kind::Error, Kind::Number]);
        assert_eq!(kinds("\"\\"), [Kind::Error]);
        assert_eq!(kinds("\"\\ä\""), [Kind::String]);
    }
}
