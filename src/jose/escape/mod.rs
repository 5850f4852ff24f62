//! Text from a token, made safe to look at: what cannot be seen gets a shape, what deceives is named.
//!
//! [`visible`] puts `⟨U+202E⟩` in the place of every character that has no shape of its own or that moves others about,
//! so that what is seen is what is there. It is not sanitising: the text itself stays as it is, and real writing (Arabic,
//! Hebrew, accents, emoji families) is left alone. [`deceptive`] is the narrower question, and the one to warn about:
//! does this text look like another one?

mod class;
mod confusable;

use class::Class;
use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;

pub use class::has_rtl;
pub(in crate::jose) use confusable::resembles_ascii;

/// Whether line feed and tab are layout, as in an editor of several lines, or characters to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layout {
    /// One line: every control character is shown.
    Line,
    /// Several lines: line feed and tab stay.
    Lines,
}

/// What a [`Run`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Text to draw as it is.
    Plain,
    /// One character to draw as [`code_point`] writes it.
    Escape,
}

/// A piece of a text that is drawn in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Where it is in the text, in bytes.
    pub range: Range<usize>,
    /// How it is drawn.
    pub kind: Kind,
}

/// The text for one line, with [`code_point`] in the place of what has no shape. Borrowed where nothing changes. Two
/// different texts never look the same for what is escaped: a literal `⟨U+` is escaped too.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    shown(text, Layout::Line)
}

/// [`visible`] for several lines: line feed and tab stay.
#[must_use]
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    shown(text, Layout::Lines)
}

/// The second wall, for a sentence that quotes texts which are [`visible`] already: the same, but escapes that stand there
/// stay as they are. It catches what somebody forgot.
#[must_use]
pub fn guarded(text: &str, layout: Layout) -> Cow<'_, str> {
    joined(text, pieces(text, |at, c| c != '⟨' && needs_escape(text, at, c, layout)))
}

/// Whether a character has no shape of its own: it is obeyed, moves others about or is drawn as nothing.
#[must_use]
pub fn is_shapeless(c: char) -> bool {
    !(' '..='~').contains(&c) && class::of(c) != Class::Shaped
}

/// The name of a file or folder for one line.
#[must_use]
pub fn shown_path(path: &Path) -> String {
    visible(&path.to_string_lossy()).into_owned()
}

fn shown(text: &str, layout: Layout) -> Cow<'_, str> {
    joined(text, runs(text, layout))
}

fn joined(text: &str, runs: Vec<Run>) -> Cow<'_, str> {
    let mut out = String::new();
    for run in runs {
        let piece = text.get(run.range.clone()).unwrap_or_default();
        match run.kind {
            Kind::Plain if run.range.len() == text.len() => return Cow::Borrowed(text),
            Kind::Plain => out.push_str(piece),
            Kind::Escape => out.extend(piece.chars().map(code_point)),
        }
    }
    Cow::Owned(out)
}

/// How a character without a shape is written: `⟨U+202E⟩`.
#[must_use]
pub fn code_point(c: char) -> String {
    format!("⟨U+{:04X}⟩", u32::from(c))
}

/// The pieces of a text for drawing, in order and without a gap: plain runs, and single characters to escape.
#[must_use]
pub fn runs(text: &str, layout: Layout) -> Vec<Run> {
    pieces(text, |at, c| needs_escape(text, at, c, layout))
}

fn pieces(text: &str, is_escaped: impl Fn(usize, char) -> bool) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut plain = 0;
    for (at, c) in text.char_indices().filter(|(at, c)| is_escaped(*at, *c)) {
        if plain < at {
            runs.push(Run { range: plain..at, kind: Kind::Plain });
        }
        plain = at + c.len_utf8();
        runs.push(Run { range: at..plain, kind: Kind::Escape });
    }
    if plain < text.len() {
        runs.push(Run { range: plain..text.len(), kind: Kind::Plain });
    }
    runs
}

fn needs_escape(text: &str, at: usize, c: char, layout: Layout) -> bool {
    match class::of(c) {
        Class::Shaped => c == '⟨' && text[at..].starts_with("⟨U+"),
        Class::Control => layout == Layout::Line || !matches!(c, '\n' | '\t'),
        Class::Bidi | Class::Blank | Class::Unassigned => true,
        Class::Joiner | Class::Selector => !class::in_sequence(text, at, c),
    }
}

/// A character that makes a text look like another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deceptive {
    /// Where it starts, in bytes.
    pub at: usize,
    /// The character.
    pub found: char,
    /// How it deceives.
    pub kind: DeceptiveKind,
}

/// How a character deceives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeceptiveKind {
    /// It changes the order in which others are drawn (all of Bidi_Control, UAX 9).
    Bidi,
    /// It is drawn as nothing.
    Invisible,
    /// It moves a cursor, rings a bell, ends a string: a control character other than tab and line end.
    Control,
    /// It looks like another letter, in a word of that letter's script (UTS 39).
    Confusable {
        /// What it looks like.
        looks_like: char,
    },
}

impl DeceptiveKind {
    /// The stable name, for prose and reports.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Bidi => "bidi",
            Self::Invisible => "invisible",
            Self::Control => "control",
            Self::Confusable { .. } => "confusable",
        }
    }

    /// The id under which it is told.
    #[must_use]
    pub fn lint(self) -> &'static str {
        match self {
            Self::Bidi => "text-bidi-control",
            Self::Invisible => "text-invisible",
            Self::Control => "text-control",
            Self::Confusable { .. } => "text-confusable",
        }
    }
}

/// Every deceptive character of a text, in order. Words wholly in one script, emoji families, and joiners where a script
/// needs them are not deceptive.
#[must_use]
pub fn deceptive(text: &str) -> Vec<Deceptive> {
    if text.bytes().all(|b| matches!(b, b' '..=b'~')) {
        return Vec::new();
    }
    let mut found: Vec<_> = text.char_indices().filter_map(|(at, c)| hidden(text, at, c)).collect();
    found.extend(confusable::find(text));
    found.sort_by_key(|d| d.at);
    found
}

fn hidden(text: &str, at: usize, found: char) -> Option<Deceptive> {
    let kind = match class::of(found) {
        Class::Bidi => DeceptiveKind::Bidi,
        Class::Control if !class::is_line_layout(text, at, found) => DeceptiveKind::Control,
        Class::Blank => DeceptiveKind::Invisible,
        Class::Joiner if class::joins_letters(text, at) => return None,
        Class::Joiner | Class::Selector if !class::in_sequence(text, at, found) => DeceptiveKind::Invisible,
        _ => return None,
    };
    Some(Deceptive { at, found, kind })
}
