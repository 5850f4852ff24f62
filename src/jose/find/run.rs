//! Runs of characters that may belong to a token.

use crate::jose::escape;
use std::ops::Range;

/// A run, and what was skipped inside it.
#[derive(Debug, Clone, Default)]
pub(super) struct Run {
    pub start: usize,
    pub end: usize,
    /// The characters without what is counted below.
    pub clean: String,
    pub percents: usize,
    pub invisibles: usize,
    pub line_breaks: usize,
    pub blanks: usize,
}

/// What stands at one place.
enum Unit {
    /// A character of a token, and the bytes it takes.
    Token(u8, usize),
    /// A character drawn as nothing.
    Invisible(usize),
    Stop,
}

/// RFC 4648 section 5, the dot between parts and the tilde of SD-JWT (RFC 9901).
pub(super) fn is_token_byte(byte: u8) -> bool {
    is_base64url(byte) || matches!(byte, b'.' | b'~')
}

fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

/// Characters that mail programs, chats and web pages slip in to allow a line break, and marks at the start of a text.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// The next place where a header may start: base64url of `{` and a quote or white space, at the start of a word.
pub(super) fn next_start(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(found) = bytes.get(at..)?.iter().position(|b| *b == b'e') {
        let start = at + found;
        if starts_header(&bytes[start..]) && is_boundary(text, start) {
            return Some(start);
        }
        at = start + 1;
    }
    None
}

/// Whether these bytes decode to `{"`, or to `{` and white space.
pub(super) fn starts_header(bytes: &[u8]) -> bool {
    matches!(bytes, [b'e', b'y', b'I'..=b'L' | b'A'..=b'D', next, ..] if is_base64url(*next))
        || matches!(bytes, [b'e', b'w', b'k'..=b'r' | b'0'..=b'3', next, ..] if is_base64url(*next))
}

/// Whether a word may start here: what stands before is no base64url, or the end of an escape.
fn is_boundary(text: &str, start: usize) -> bool {
    let before = &text.as_bytes()[..start];
    match before {
        [] => true,
        [.., b'%', high, low] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
            hex_pair(*high, *low).is_none_or(|b| !is_base64url(b))
        }
        [.., b'\\', b'n' | b'r' | b't' | b'b' | b'f'] => true,
        [.., b'\\', b'u', a, b, c, d] if [a, b, c, d].into_iter().all(u8::is_ascii_hexdigit) => true,
        [.., last] => !is_base64url(*last) || ends_colour(before),
    }
}

/// Whether a terminal's colour sequence ends here: `ESC [ 32 m`.
fn ends_colour(before: &[u8]) -> bool {
    let Some(rest) = before.strip_suffix(b"m") else { return false };
    let digits = rest.iter().rev().take(12).take_while(|b| b.is_ascii_digit() || **b == b';').count();
    rest[..rest.len() - digits].ends_with(b"\x1b[")
}

fn hex_pair(high: u8, low: u8) -> Option<u8> {
    let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    Some(digit(high)? * 16 + digit(low)?)
}

/// Reads the run that starts here.
pub(super) fn read(text: &str, start: usize) -> Run {
    // in a URL, a slash ends the token and a plus sign is a blank; elsewhere both are the standard alphabet, misused
    let in_url = matches!(text.as_bytes()[..start].last(), Some(b'/' | b'=' | b'&' | b'?' | b'#' | b'%'));
    let mut run = Run { start, end: start, ..Run::default() };
    let (mut at, mut invisibles) = (start, 0);
    loop {
        match unit(text, at, in_url) {
            Unit::Token(byte, len) => {
                at += len;
                run.clean.push(byte.into());
                run.percents += usize::from(len == 3);
                run.invisibles += std::mem::take(&mut invisibles);
                run.end = at;
            }
            Unit::Invisible(len) => {
                at += len;
                invisibles += 1;
            }
            Unit::Stop => return run,
        }
    }
}

fn unit(text: &str, at: usize, in_url: bool) -> Unit {
    let bytes = text.as_bytes();
    let (byte, len) = match bytes.get(at..) {
        None | Some([]) => return Unit::Stop,
        Some([b'%', high, low, ..]) => match hex_pair(*high, *low) {
            Some(byte) => (byte, 3),
            None => return Unit::Stop,
        },
        Some([byte, ..]) => (*byte, 1),
    };
    match byte {
        _ if is_token_byte(byte) => Unit::Token(byte, len),
        b'=' if is_padding(&bytes[at..]) => Unit::Token(byte, len),
        b'+' | b'/' if !in_url && len == 1 && bytes.get(at + 1).is_some_and(|b| is_token_byte(*b)) => {
            Unit::Token(byte, 1)
        }
        0x80.. if len == 1 => match text.get(at..).and_then(|rest| rest.chars().next()).filter(|c| is_invisible(*c)) {
            Some(c) => Unit::Invisible(c.len_utf8()),
            None => Unit::Stop,
        },
        _ => Unit::Stop,
    }
}

/// Whether the equals signs that start here pad a part, as opposed to standing between a name and a value.
fn is_padding(mut bytes: &[u8]) -> bool {
    for _ in 0..3 {
        match bytes {
            [b'=', rest @ ..] | [b'%', b'3', b'D' | b'd', rest @ ..] => bytes = rest,
            [b'%', b'2', b'E' | b'e', ..] | [b'.', ..] => return true,
            [next, ..] => return !is_base64url(*next),
            [] => return true,
        }
    }
    false
}

/// Whether the run touches something that belongs to it and is no token: a control character, a letter of another script
/// that looks like one of its own; or, in the place of a signature, dots or a placeholder.
pub(super) fn is_glued(text: &str, run: &Run) -> bool {
    let Some(next) = text.get(run.end..).and_then(|rest| rest.chars().next()) else { return false };
    let breaks = next.is_control() && !next.is_whitespace() && next != '\u{1b}';
    let placeholder = run.clean.ends_with('.') && matches!(next, '*' | '<' | '[' | '(' | '{' | '$' | '#' | '…');
    breaks || placeholder || next == char::REPLACEMENT_CHARACTER || escape::resembles_ascii(next).is_some()
}

/// Where a run ends when this many of its last characters are left out.
pub(super) fn end_before(text: &str, run: &Run, tail: usize) -> usize {
    let mut kept = text.get(run.start..run.end).unwrap_or_default();
    for _ in 0..tail {
        let encoded = kept.len().checked_sub(3).and_then(|at| kept.get(at..)).is_some_and(|last| last.starts_with('%'));
        let len = if encoded { 3 } else { 1 };
        kept = kept.get(..kept.len().saturating_sub(len)).unwrap_or(kept);
        kept = kept.trim_end_matches(|c: char| is_invisible(c) || c.is_whitespace());
    }
    run.start + kept.len()
}

/// The word that a run is part of: up to white space and quotes.
pub(super) fn word_around(text: &str, run: &Run) -> Range<usize> {
    let outside = |c: char| c.is_whitespace() || context_quote(c);
    let after = text.get(run.end..).unwrap_or_default();
    let end = run.end + after.find(outside).unwrap_or(after.len());
    // to the left only what a token is made of: names and URLs are left out
    let before = text.as_bytes()[..run.start].iter().rev().take_while(|b| is_token_byte(**b)).count();
    run.start - before..end
}

fn context_quote(c: char) -> bool {
    super::context::closing_quote(c).is_some() || matches!(c, '”' | '’' | '»' | '\\')
}
