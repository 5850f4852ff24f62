//! What stands around a token, as far as it can be named. Looks a short way back only.

use super::Removed;
use super::run::{self, Run};
use std::ops::Range;

/// How far back a prefix, a name or the start of a URL is looked for, in bytes.
const REACH: usize = 2048;

/// A text in which tokens are found from left to right.
pub(super) struct Surroundings<'t> {
    text: &'t str,
    /// Without white space at both ends.
    core: Range<usize>,
    /// Length of the byte order marks at the start.
    marks: usize,
    /// The end of the last token, and whether its line is a cookie header.
    last: (usize, bool),
}

/// The quote that closes what this one opens.
pub(super) fn closing_quote(open: char) -> Option<char> {
    Some(match open {
        '"' | '\'' | '`' => open,
        '“' | '„' | '‟' => '”',
        '‘' | '‚' => '’',
        '«' => '»',
        _ => return None,
    })
}

impl<'t> Surroundings<'t> {
    pub fn new(text: &'t str) -> Self {
        let start = text.len() - text.trim_start().len();
        let marks = text.len() - text.trim_start_matches('\u{feff}').len();
        Self { text, core: start..start + text.trim().len(), marks, last: (0, false) }
    }

    /// Everything that was taken off the token in this run; the last characters of the run, `tail` in number, are no part
    /// of it.
    pub fn removed(&mut self, run: &Run, tail: usize) -> Vec<Removed> {
        let in_cookie = self.in_cookie(run);
        let mut edge = Edge::new(self.text, run);
        let mut removed = Vec::new();
        let beside = edge.skip_invisible();
        inside(run, beside, &mut removed);
        removed.extend(edge.take_quotes());
        let prefixes = edge.take_prefixes();
        let is_prefixed = !prefixes.is_empty();
        removed.extend(prefixes);
        if is_prefixed && !removed.contains(&Removed::Quotes) {
            removed.extend(edge.take_quotes());
        }
        let place = edge.place(in_cookie);
        let punctuation = tail + if place.is_none() { edge.take_punctuation() } else { 0 };
        if punctuation > 0 {
            removed.push(Removed::TrailingPunctuation { characters: punctuation });
        }
        match place {
            Some(place) => removed.push(place),
            None => self.leftover(&edge, &mut removed),
        }
        removed
    }

    /// Whether the line of this token started as a cookie header; each stretch of text is looked at once.
    fn in_cookie(&mut self, run: &Run) -> bool {
        let (from, was_cookie) = self.last;
        let between = self.text.get(from.min(run.start)..run.start).unwrap_or_default();
        let (line, known) = match between.rfind('\n') {
            Some(newline) => (&between[newline + 1..], false),
            None => (between, was_cookie),
        };
        let is_cookie = known || contains_ignore_case(line, "cookie:");
        self.last = (run.end, is_cookie);
        is_cookie
    }

    /// Text or white space that nothing else explains.
    fn leftover(&self, edge: &Edge<'_>, removed: &mut Vec<Removed>) {
        if self.marks > 0 {
            removed.push(Removed::ByteOrderMark);
        }
        let before = edge.start.saturating_sub(self.core.start.max(self.marks));
        let after = self.core.end.saturating_sub(edge.end);
        let blanks = (self.core.start.min(edge.start)) + (self.text.len() - self.core.end.max(edge.end));
        match removed.iter_mut().find(|r| matches!(r, Removed::WhiteSpace { .. })) {
            Some(Removed::WhiteSpace { characters }) => *characters += blanks,
            _ if blanks > 0 && before + after == 0 => removed.push(Removed::WhiteSpace { characters: blanks }),
            _ => {}
        }
        if before + after > 0 {
            removed.push(Removed::SurroundingText { bytes: before + after });
        }
    }
}

fn inside(run: &Run, beside: usize, removed: &mut Vec<Removed>) {
    let invisibles = run.invisibles + beside;
    let counts = [
        (run.line_breaks, Removed::LineBreaks { count: run.line_breaks }),
        (run.blanks, Removed::WhiteSpace { characters: run.blanks }),
        (run.percents, Removed::PercentEncoding { count: run.percents }),
        (invisibles, Removed::InvisibleCharacters { count: invisibles }),
    ];
    removed.extend(counts.into_iter().filter(|(count, _)| *count > 0).map(|(_, removed)| removed));
}

/// The part of a text that is explained so far, growing outwards from a token.
struct Edge<'t> {
    text: &'t str,
    /// Where looking back ends.
    floor: usize,
    start: usize,
    end: usize,
}

impl<'t> Edge<'t> {
    fn new(text: &'t str, run: &Run) -> Self {
        let floor = text.floor_char_boundary(run.start.saturating_sub(REACH));
        Self { text, floor, start: run.start, end: run.end }
    }

    fn before(&self) -> &'t str {
        self.text.get(self.floor..self.start).unwrap_or_default()
    }

    fn after(&self) -> &'t str {
        self.text.get(self.end..).unwrap_or_default()
    }

    /// Leaves out characters drawn as nothing on both sides; a byte order mark that starts the text is told apart.
    fn skip_invisible(&mut self) -> usize {
        let before = self.before().trim_end_matches(run::is_invisible);
        let after = self.after().trim_start_matches(run::is_invisible);
        let skipped = &self.text[self.floor + before.len()..self.start];
        let marks = usize::from(self.floor + before.len() == 0 && skipped.starts_with('\u{feff}'));
        let count = skipped.chars().count() - marks;
        let behind = self.text.len() - after.len();
        let count = count + self.text[self.end..behind].chars().count();
        (self.start, self.end) = (self.floor + before.len(), behind);
        count
    }

    /// A pair of quotes directly around, with the backslashes of an escaped text.
    fn take_quotes(&mut self) -> Option<Removed> {
        let open = self.before().chars().next_back()?;
        let close = closing_quote(open)?;
        let after = self.after();
        let bare = after.trim_start_matches('\\');
        // „so“ closes with what opens “so”
        let closes = bare.starts_with(close) || (open == '„' && bare.starts_with('“'));
        let closes = closes.then(|| bare.chars().next().map_or(0, char::len_utf8))?;
        self.end += after.len() - bare.len() + closes;
        self.start = self.floor + self.before()[..self.before().len() - open.len_utf8()].trim_end_matches('\\').len();
        Some(Removed::Quotes)
    }

    /// `Authorization:` and its scheme.
    fn take_prefixes(&mut self) -> Vec<Removed> {
        let mut removed = Vec::new();
        let before = self.before();
        let gap =
            before.strip_suffix("%20").unwrap_or_else(|| before.trim_end_matches([' ', '\t', '+', '\n', '\r', ':']));
        if gap.len() < before.len() && self.take_word(gap, "bearer") {
            removed.push(Removed::BearerPrefix);
        } else if let Some(scheme) = ["dpop", "jwt", "token"].into_iter().find(|s| ends_with_ignore_case(gap, s)) {
            let outer = &gap[..gap.len() - scheme.len()];
            if self.take_word(outer.trim_end_matches([' ', ':', '"', '\'', '=']), "authorization") {
                removed.push(Removed::AuthorizationHeader);
            }
            return removed;
        }
        let outer = self.before().trim_end_matches([' ', '\t', ':', '=', '"', '\'', '\\', '`']);
        if outer.len() < self.before().len() && self.take_word(outer, "authorization") {
            removed.push(Removed::AuthorizationHeader);
        }
        removed
    }

    /// Whether what is before ends with this word; it is explained then.
    fn take_word(&mut self, before: &str, word: &str) -> bool {
        let found = ends_with_ignore_case(before, word);
        if found {
            self.start = self.floor + before.len() - word.len();
        }
        found
    }

    /// The JSON member, cookie or URL that the token is a part of.
    fn place(&self, in_cookie: bool) -> Option<Removed> {
        let before = self.before();
        if let Some(name) = member_name(before) {
            return Some(Removed::JsonField { name: name.to_owned() });
        }
        let word = before.rsplit(|c: char| c.is_whitespace() || closing_quote(c).is_some()).next().unwrap_or_default();
        let name = word.strip_suffix('=').or_else(|| word.strip_suffix("%3D")).or_else(|| word.strip_suffix("%3d"));
        let name = name.map(|n| n.rsplit(|c: char| !is_name(c)).next().unwrap_or_default());
        if in_cookie {
            return Some(Removed::Cookie { name: name.unwrap_or_default().to_owned() });
        }
        let in_url = word.contains("://") || word.contains("%3A%2F%2F") || word.starts_with('/');
        if in_url || name.is_some() && (word.contains(['?', '&', '#']) || self.after().starts_with('&')) {
            return Some(Removed::Url);
        }
        let is_cookie = self.after().strip_prefix(';').is_some_and(|rest| rest.bytes().take(64).any(|b| b == b'='));
        name.filter(|_| is_cookie).map(|name| Removed::Cookie { name: name.to_owned() })
    }

    /// Full stops and the like, where the word ends with them.
    fn take_punctuation(&mut self) -> usize {
        let after = self.after();
        let rest = after.trim_start_matches(['.', ',', ';', ':', '!', '?']);
        if rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || closing_quote(c).is_some()) {
            self.end = self.text.len() - rest.len();
            return after.len() - rest.len();
        }
        0
    }
}

/// The name in `"name": ` or `\"name\":`, the opening quote of the value already left out.
fn member_name(before: &str) -> Option<&str> {
    let named = before.trim_end_matches([' ', '\t', '\n', '\r', '"', '\\', '\'']).strip_suffix(':')?.trim_end();
    let quote = named.chars().next_back().filter(|c| matches!(c, '"' | '\''))?;
    let named = named[..named.len() - 1].trim_end_matches('\\');
    let name = &named[named.rfind(quote)? + 1..];
    (!name.is_empty() && name.len() <= 128 && !name.contains('\n')).then_some(name)
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}

fn ends_with_ignore_case(text: &str, suffix: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len().checked_sub(suffix.len()).is_some_and(|at| bytes[at..].eq_ignore_ascii_case(suffix.as_bytes()))
}

fn contains_ignore_case(text: &str, word: &str) -> bool {
    text.as_bytes().windows(word.len()).any(|w| w.eq_ignore_ascii_case(word.as_bytes()))
}
