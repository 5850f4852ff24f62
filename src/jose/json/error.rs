//! What is wrong with a text that is no JSON, in words that say what to do.

use super::position::line_col;
use thiserror::Error;

/// The first thing that makes a text no JSON.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}, column {column}: {kind}")]
pub struct JsonError {
    /// Where, in bytes. For a missing thing: where it belongs.
    pub at: usize,
    /// The line of `at`, from 1.
    pub line: usize,
    /// The column of `at`, from 1, in characters.
    pub column: usize,
    /// What.
    pub kind: ErrorKind,
}

impl JsonError {
    pub(super) fn new(text: &str, at: usize, kind: ErrorKind) -> Self {
        let (line, column) = line_col(text, at);
        Self { at, line, column, kind }
    }
}

/// An object or an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// `{` … `}`
    Object,
    /// `[` … `]`
    Array,
}

impl Container {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::Array => "array",
        }
    }

    /// The character that closes it.
    #[must_use]
    pub fn closer(self) -> char {
        match self {
            Self::Object => '}',
            Self::Array => ']',
        }
    }

    fn parts(self) -> &'static str {
        match self {
            Self::Object => "members",
            Self::Array => "items",
        }
    }
}

/// The slips that are told apart. Texts carry single characters at most, never content.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Nothing but white space.
    #[error("there is nothing here: JSON starts with a value, a token's parts with {{")]
    Empty,
    /// U+FEFF at the start.
    #[error("a byte order mark stands before the JSON: remove it")]
    ByteOrderMark,
    /// A space that RFC 8259 does not know, or an invisible character.
    #[error("U+{:04X} is no white space in JSON: use an ordinary space, or remove it", u32::from(*found))]
    ForeignSpace {
        /// The character.
        found: char,
    },
    /// `//`, `/* */` or `#`.
    #[error("comments are not JSON: remove this one")]
    Comment,
    /// `'` or a backtick around text.
    #[error("strings need double quotes: write \" instead of {found}")]
    WrongQuotes {
        /// The quote that stands there.
        found: char,
    },
    /// Typographic quotes, as word processors and chats put them.
    #[error("{found} is a typographic quote: write a plain \" instead")]
    SmartQuotes {
        /// The quote that stands there.
        found: char,
    },
    /// Three dots for text left out.
    #[error("dots that stand for left-out text are not JSON: fill in what is missing, or remove them")]
    Ellipsis,
    /// A comma before a closer.
    #[error("remove the comma before {}", container.closer())]
    TrailingComma {
        /// What the closer closes.
        container: Container,
    },
    /// A comma where no value came before.
    #[error("there is a comma too many: remove it, or put what is missing before it")]
    ExtraComma,
    /// Two values side by side.
    #[error("a comma is missing between {}", container.parts())]
    MissingComma {
        /// What they stand in.
        container: Container,
    },
    /// A name without its colon.
    #[error("a colon is missing between the name and its value")]
    MissingColon,
    /// `=` or `=>` in place of a colon.
    #[error("write : between a name and its value, not =")]
    EqualsSign,
    /// A name and a colon, then nothing.
    #[error("the value after the colon is missing")]
    MissingValue,
    /// A colon without a name.
    #[error("the name before the colon is missing: write it in double quotes")]
    MissingName,
    /// A bare word as a name.
    #[error("names need double quotes: put \" on both sides")]
    UnquotedName,
    /// A name that is a value of another kind.
    #[error("a name is a string in double quotes, but here stands {}", drawn(*found))]
    NameNotString {
        /// The character found.
        found: char,
    },
    /// A name and a colon inside an array.
    #[error("an array holds values without names: put {{ and }} around the member, or remove the name")]
    NameInArray,
    /// A name and a colon outside of any object.
    #[error("the members need {{ before the first and }} after the last")]
    MissingBraces,
    /// A container that the text ends in.
    #[error("the {} opened in line {line} is not closed: add {} where it ends", container.word(), container.closer())]
    Unclosed {
        /// What is open.
        container: Container,
        /// The line in which it was opened.
        line: usize,
    },
    /// `]` for `{`, or `}` for `[`.
    #[error("found {found}, but what is open since line {line} is an {}: close it with {}", container.word(), container.closer())]
    WrongCloser {
        /// The closer that stands there.
        found: char,
        /// What is open.
        container: Container,
        /// The line in which it was opened.
        line: usize,
    },
    /// A closer with nothing open.
    #[error("{found} closes nothing: remove it, or add what opens it")]
    ExtraCloser {
        /// The closer.
        found: char,
    },
    /// The text ends inside a string.
    #[error("this string is not closed: add \" where it ends")]
    UnclosedString,
    /// A line ends inside a string.
    #[error("this string is not closed on its line: add \" where it ends, or write \\n for a line break")]
    LineBreakInString,
    /// Another control character inside a string.
    #[error("the control character U+{:04X} may not stand in a string as it is: write {}", u32::from(*found), control_escape(*found))]
    ControlInString {
        /// The character.
        found: char,
    },
    /// A backslash before a character that needs none.
    #[error("\\{} is no escape: JSON knows \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u; write \\\\ for a backslash", drawn(*found))]
    BadEscape {
        /// The character after the backslash.
        found: char,
    },
    /// `\u` without four hexadecimal digits.
    #[error("\\u needs four hexadecimal digits after it, as in \\u00e9")]
    BadUnicodeEscape,
    /// `007`.
    #[error("a number may not start with more zeros than one: remove them, or put it in double quotes")]
    LeadingZero,
    /// `+1`.
    #[error("a number has no plus sign: remove it")]
    PlusSign,
    /// `.5`.
    #[error("a number needs a digit before its point: write 0 there")]
    LeadingPoint,
    /// `1.`.
    #[error("a number needs a digit after its point: add one, or remove the point")]
    TrailingPoint,
    /// `1e`.
    #[error("a number needs a digit after its e: add the exponent, or remove the e")]
    MissingExponent,
    /// `-` alone.
    #[error("a minus sign needs a number after it")]
    LoneMinus,
    /// `0x1F`, `0b1`, `0o7`.
    #[error("JSON knows decimal numbers only: convert this one, or put it in double quotes")]
    NotDecimal,
    /// `2026-01-02`, `1_000`, `12ab`.
    #[error("this starts as a number and goes on as something else: write digits only, or put it in double quotes")]
    NumberGoesOn,
    /// `NaN`, `Infinity`.
    #[error("JSON has no NaN and no Infinity: use null, or put the word in double quotes")]
    NotFinite,
    /// JavaScript's `undefined`.
    #[error("undefined is JavaScript, not JSON: use null, or remove the member")]
    Undefined,
    /// `True`, `None`, `NULL`.
    #[error("write {write} here, in small letters (this is how another language spells it)")]
    OtherLanguage {
        /// JSON's own word.
        write: &'static str,
    },
    /// `tru`, `nul`.
    #[error("this word is not finished: write {write}, or put it in double quotes")]
    UnfinishedWord {
        /// The word it begins.
        write: &'static str,
    },
    /// A bare word as a value.
    #[error("text needs double quotes: put \" on both sides")]
    UnquotedText,
    /// More after the one value.
    #[error("the JSON ends before this: a text holds one value only, so remove what follows or put all in an array")]
    TextAfterEnd,
    /// Too deep.
    #[error("nesting reaches {limit} levels here: what is this deep is not read")]
    TooDeep {
        /// [`super::DEPTH_LIMIT`].
        limit: usize,
    },
    /// Neither a comma nor the closer after a value.
    #[error("found {} after a value: write a comma before the next of the {}, or {} at the end", shown(*found), container.parts(), container.closer())]
    NoComma {
        /// The character.
        found: char,
        /// What the value stands in.
        container: Container,
    },
    /// Anything else.
    #[error("{} cannot stand here: a value is expected", shown(*found))]
    Unexpected {
        /// The character.
        found: char,
    },
}

impl ErrorKind {
    /// The stable name, for prose and reports.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::ByteOrderMark => "byte-order-mark",
            Self::ForeignSpace { .. } => "foreign-space",
            Self::Comment => "comment",
            Self::WrongQuotes { .. } => "wrong-quotes",
            Self::SmartQuotes { .. } => "smart-quotes",
            Self::Ellipsis => "ellipsis",
            Self::TrailingComma { .. } => "trailing-comma",
            Self::ExtraComma => "extra-comma",
            Self::MissingComma { .. } => "missing-comma",
            Self::MissingColon => "missing-colon",
            Self::EqualsSign => "equals-sign",
            Self::MissingValue => "missing-value",
            Self::MissingName => "missing-name",
            Self::UnquotedName => "unquoted-name",
            Self::NameNotString { .. } => "name-not-string",
            Self::NameInArray => "name-in-array",
            Self::MissingBraces => "missing-braces",
            Self::Unclosed { .. } => "unclosed",
            Self::WrongCloser { .. } => "wrong-closer",
            Self::ExtraCloser { .. } => "extra-closer",
            Self::UnclosedString => "unclosed-string",
            Self::LineBreakInString => "line-break-in-string",
            Self::ControlInString { .. } => "control-in-string",
            Self::BadEscape { .. } => "bad-escape",
            Self::BadUnicodeEscape => "bad-unicode-escape",
            Self::LeadingZero => "leading-zero",
            Self::PlusSign => "plus-sign",
            Self::LeadingPoint => "leading-point",
            Self::TrailingPoint => "trailing-point",
            Self::MissingExponent => "missing-exponent",
            Self::LoneMinus => "lone-minus",
            Self::NotDecimal => "not-decimal",
            Self::NumberGoesOn => "number-goes-on",
            Self::NotFinite => "not-finite",
            Self::Undefined => "undefined",
            Self::OtherLanguage { .. } => "other-language",
            Self::UnfinishedWord { .. } => "unfinished-word",
            Self::UnquotedText => "unquoted-text",
            Self::TextAfterEnd => "text-after-end",
            Self::TooDeep { .. } => "too-deep",
            Self::NoComma { .. } => "no-comma",
            Self::Unexpected { .. } => "unexpected",
        }
    }
}

/// A character for a message: itself where it surely has a shape of its own, its code point otherwise.
fn shown(found: char) -> String {
    if found.is_ascii_graphic() { found.to_string() } else { format!("U+{:04X}", u32::from(found)) }
}

/// A character that stands beside others in a message: drawn as in the text, with an escape for what has no shape.
fn drawn(found: char) -> String {
    crate::jose::escape::visible(&found.to_string()).into_owned()
}

fn control_escape(found: char) -> String {
    match found {
        '\t' => "\\t".to_owned(),
        '\u{8}' => "\\b".to_owned(),
        '\u{c}' => "\\f".to_owned(),
        _ => format!("\\u{:04x}", u32::from(found)),
    }
}
