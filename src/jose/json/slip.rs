//! What a person most likely got wrong, worked out only after the parser stopped.

use super::error::{Container, ErrorKind};
use super::lex::is_space;
use super::node::{Node, Value};
use super::parse::{Fault, Open, Parser};
use super::position::line_col;

/// The run of letters, digits, `_` and `$` that starts here.
pub(super) fn word(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    &rest[..rest.bytes().position(|b| !is_word(b)).unwrap_or(rest.len())]
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$')
}

/// Whether what follows a number belongs to it in the eye of the writer.
pub(super) fn word_goes_on(next: Option<u8>) -> bool {
    next.is_some_and(|b| is_word(b) || matches!(b, b'.' | b'-' | b'+'))
}

fn fault(at: usize, kind: ErrorKind) -> Fault {
    Fault { at, kind }
}

fn line_of(parser: &Parser<'_>, open: Open) -> usize {
    line_col(parser.text, open.at).0
}

fn unclosed(parser: &Parser<'_>, open: Open) -> Fault {
    let kind = ErrorKind::Unclosed { container: open.container, line: line_of(parser, open) };
    fault(parser.text.len(), kind)
}

fn wrong_closer(parser: &Parser<'_>, open: Open, found: char) -> Fault {
    let kind = ErrorKind::WrongCloser { found, container: open.container, line: line_of(parser, open) };
    fault(parser.at, kind)
}

/// Slips that look the same wherever they stand.
fn anywhere(text: &str, at: usize) -> Option<ErrorKind> {
    let rest = text.get(at..)?;
    let found = rest.chars().next()?;
    match found {
        '\u{feff}' if at == 0 => Some(ErrorKind::ByteOrderMark),
        '#' => Some(ErrorKind::Comment),
        '/' if rest.starts_with("//") || rest.starts_with("/*") => Some(ErrorKind::Comment),
        '\'' | '`' | '´' => Some(ErrorKind::WrongQuotes { found }),
        '\u{2018}'..='\u{201f}' | '«' | '»' | '‹' | '›' | '"' => Some(ErrorKind::SmartQuotes { found }),
        '…' => Some(ErrorKind::Ellipsis),
        '.' if rest.starts_with("..") => Some(ErrorKind::Ellipsis),
        _ if !is_json_space(found) && is_foreign_space(found) => Some(ErrorKind::ForeignSpace { found }),
        _ => None,
    }
}

fn is_json_space(c: char) -> bool {
    u8::try_from(c).is_ok_and(is_space)
}

fn is_foreign_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// No value starts here.
pub(super) fn for_value(text: &str, at: usize) -> Fault {
    let Some(found) = text.get(at..).and_then(|rest| rest.chars().next()) else {
        return fault(at, ErrorKind::MissingValue);
    };
    let next = text.as_bytes().get(at + 1).copied();
    let kind = anywhere(text, at).unwrap_or(match found {
        '+' => ErrorKind::PlusSign,
        '.' if next.is_some_and(|b| b.is_ascii_digit()) => ErrorKind::LeadingPoint,
        _ if found.is_alphabetic() || found == '_' || found == '$' => bare_word(word(text, at)),
        _ => ErrorKind::Unexpected { found },
    });
    fault(at, kind)
}

fn bare_word(word: &str) -> ErrorKind {
    const JSON: [&str; 3] = ["true", "false", "null"];
    if matches!(word, "NaN" | "nan" | "NAN" | "Infinity" | "infinity" | "inf" | "Inf") {
        return ErrorKind::NotFinite;
    }
    if word == "undefined" {
        return ErrorKind::Undefined;
    }
    if matches!(word, "None" | "nil" | "Nil") {
        return ErrorKind::OtherLanguage { write: "null" };
    }
    if let Some(write) = JSON.into_iter().find(|w| w.eq_ignore_ascii_case(word)) {
        return ErrorKind::OtherLanguage { write };
    }
    match JSON.into_iter().find(|w| !word.is_empty() && w.starts_with(word)) {
        Some(write) => ErrorKind::UnfinishedWord { write },
        None => ErrorKind::UnquotedText,
    }
}

/// The first value of the text failed.
pub(super) fn at_start(parser: &Parser<'_>, cause: Fault) -> Fault {
    let start = parser.text.len() - parser.text.trim_start_matches(is_json_space).len();
    if cause.at != start {
        return cause;
    }
    match (cause.kind, parser.peek()) {
        (_, None) if start == parser.text.len() => fault(start, ErrorKind::Empty),
        (ErrorKind::Unexpected { found: found @ ('}' | ']') }, _) => fault(start, ErrorKind::ExtraCloser { found }),
        (ErrorKind::Unexpected { found: ',' }, _) => fault(start, ErrorKind::ExtraComma),
        (ErrorKind::Unexpected { found: ':' }, _) => fault(start, ErrorKind::MissingName),
        (kind, _) => fault(start, kind),
    }
}

/// Something follows the one value.
pub(super) fn after_end(parser: &Parser<'_>, root: &Node) -> Fault {
    let kind = match parser.peek() {
        Some(b':') if matches!(root.value, Value::String(_)) => ErrorKind::MissingBraces,
        Some(closer @ (b'}' | b']')) => ErrorKind::ExtraCloser { found: closer.into() },
        _ => anywhere(parser.text, parser.at).unwrap_or(ErrorKind::TextAfterEnd),
    };
    fault(parser.at, kind)
}

/// A name should start here.
pub(super) fn for_name(parser: &Parser<'_>, open: Open) -> Fault {
    let Some(found) = parser.text.get(parser.at..).and_then(|rest| rest.chars().next()) else {
        return unclosed(parser, open);
    };
    if found == ']' {
        return wrong_closer(parser, open, found);
    }
    let kind = anywhere(parser.text, parser.at).unwrap_or(match found {
        ',' => ErrorKind::ExtraComma,
        ':' => ErrorKind::MissingName,
        _ if found.is_alphanumeric() || matches!(found, '_' | '$' | '-' | '@') => ErrorKind::UnquotedName,
        _ if found.is_ascii_graphic() => ErrorKind::NameNotString { found },
        _ => ErrorKind::Unexpected { found },
    });
    fault(parser.at, kind)
}

/// A colon should stand between the name, which ends at `name_end`, and here.
pub(super) fn for_colon(parser: &Parser<'_>, name_end: usize) -> Fault {
    match parser.peek() {
        Some(b'=') => fault(parser.at, ErrorKind::EqualsSign),
        _ => match anywhere(parser.text, parser.at) {
            Some(kind @ (ErrorKind::Comment | ErrorKind::ForeignSpace { .. })) => fault(parser.at, kind),
            _ => fault(name_end, ErrorKind::MissingColon),
        },
    }
}

/// The value after a colon failed.
pub(super) fn after_colon(parser: &Parser<'_>, cause: Fault) -> Fault {
    let here = cause.at == parser.at;
    match cause.kind {
        ErrorKind::Unexpected { found: '}' | ']' | ',' } if here => fault(cause.at, ErrorKind::MissingValue),
        kind => fault(cause.at, kind),
    }
}

/// An item failed.
pub(super) fn in_array(parser: &Parser<'_>, open: Open, cause: Fault) -> Fault {
    let here = cause.at == parser.at;
    match cause.kind {
        ErrorKind::MissingValue if here && parser.peek().is_none() => unclosed(parser, open),
        ErrorKind::Unexpected { found: ',' } if here => fault(cause.at, ErrorKind::ExtraComma),
        ErrorKind::Unexpected { found: ':' } if here => fault(cause.at, ErrorKind::NameInArray),
        ErrorKind::Unexpected { found: '}' } if here => wrong_closer(parser, open, '}'),
        kind => fault(cause.at, kind),
    }
}

/// A comma or the closer should stand between the last part, which ends at `end`, and here.
pub(super) fn for_comma(parser: &Parser<'_>, open: Open, end: usize) -> Fault {
    let Some(found) = parser.text.get(parser.at..).and_then(|rest| rest.chars().next()) else {
        return unclosed(parser, open);
    };
    let kind = match found {
        '}' | ']' => return wrong_closer(parser, open, found),
        ':' if open.container == Container::Array => ErrorKind::NameInArray,
        '"' | '{' | '[' => return fault(end, ErrorKind::MissingComma { container: open.container }),
        _ if found.is_alphanumeric() || matches!(found, '-' | '_' | '$') => {
            return fault(end, ErrorKind::MissingComma { container: open.container });
        }
        _ => anywhere(parser.text, parser.at).unwrap_or(ErrorKind::NoComma { found, container: open.container }),
    };
    fault(parser.at, kind)
}

/// A string that opened at `open` stops at a byte no string may hold.
pub(super) fn in_string(parser: &Parser<'_>, open: usize, found: Option<u8>) -> Fault {
    match found {
        None => fault(open, ErrorKind::UnclosedString),
        Some(b'\n' | b'\r') => fault(parser.at, ErrorKind::LineBreakInString),
        Some(byte) => fault(parser.at, ErrorKind::ControlInString { found: byte.into() }),
    }
}

/// The backslash at `start` starts no escape.
pub(super) fn bad_escape(text: &str, start: usize, open: usize) -> Fault {
    match text.get(start + 1..).and_then(|rest| rest.chars().next()) {
        None => fault(open, ErrorKind::UnclosedString),
        Some('\n' | '\r') => fault(start, ErrorKind::LineBreakInString),
        Some(found) if found.is_control() => fault(start + 1, ErrorKind::ControlInString { found }),
        Some(found) => fault(start, ErrorKind::BadEscape { found }),
    }
}

/// The number that starts at `start` went wrong in this way, unless the whole of it tells more.
pub(super) fn in_number(parser: &Parser<'_>, start: usize, kind: ErrorKind) -> Fault {
    let unsigned = &parser.text[start..].trim_start_matches('-');
    let word = word(unsigned, 0);
    let prefix = word.as_bytes().first_chunk::<2>();
    let kind = match kind {
        ErrorKind::LoneMinus if matches!(bare_word(word), ErrorKind::NotFinite) => ErrorKind::NotFinite,
        ErrorKind::LoneMinus if unsigned.starts_with('.') => ErrorKind::LeadingPoint,
        ErrorKind::NumberGoesOn if matches!(prefix, Some([b'0', b'x' | b'X' | b'b' | b'B' | b'o' | b'O'])) => {
            ErrorKind::NotDecimal
        }
        kind => kind,
    };
    fault(start, kind)
}
