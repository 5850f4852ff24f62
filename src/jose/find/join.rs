//! Tokens that were cut: by a mail program at some column, by a terminal, by a stray blank.
//!
//! Lines are joined only when they make one token. The length of a signature is known for most algorithms, which tells
//! where a token ends; where it is not, lines of one width show that they were cut.

use super::run::{self, Run};
use super::shape::{self, Growing, Standing};

/// White space between two pieces.
struct Gap {
    end: usize,
    line_breaks: usize,
    blanks: usize,
}

/// The token that the lines from this run on make together; `None` where the run stands for itself.
pub(super) fn lines(text: &str, first: &Run, budget: &mut usize) -> Option<Run> {
    let mut joining = Joining::new(text, first);
    while joining.step(text, budget) {}
    let (run, len) = joining.kept?;
    Some(Run { clean: joining.growing.clean.get(..len)?.to_owned(), ..run })
}

/// A token on its way, piece by piece.
struct Joining {
    /// Without its characters, which `growing` has.
    whole: Run,
    growing: Growing,
    width: Width,
    /// Whether all gaps so far have line breaks: blanks alone join only what ends the text.
    only_lines: bool,
    /// The best token so far, and how much of the text that grows it takes.
    kept: Option<(Run, usize)>,
    /// Whether a usual length was met: an unusual one does not replace it.
    is_likely: bool,
}

impl Joining {
    fn new(text: &str, first: &Run) -> Self {
        let mut growing = Growing::default();
        growing.push(&first.clean);
        let whole = Run { clean: String::new(), ..first.clone() };
        Self { whole, growing, width: Width::of_first(text, first), only_lines: true, kept: None, is_likely: false }
    }

    /// Looks at what is there and takes one piece more; false at the end.
    fn step(&mut self, text: &str, budget: &mut usize) -> bool {
        let is_alone = self.whole.line_breaks + self.whole.blanks == 0;
        let standing = self.growing.standing();
        match standing {
            Standing::Over => return false,
            Standing::Maybe if is_alone => return false,
            Standing::Likely | Standing::Done => {
                self.is_likely = true;
                self.keep(text, is_alone);
            }
            Standing::Maybe if !self.is_likely && self.only_lines => self.keep(text, is_alone),
            Standing::Maybe | Standing::Less => {}
        }
        standing != Standing::Done && self.take_next(text, standing, budget)
    }

    fn keep(&mut self, text: &str, is_alone: bool) {
        if !is_alone && (self.only_lines || is_blank_after(text, self.whole.end)) {
            self.kept = Some((self.whole.clone(), self.growing.clean.len()));
        }
    }

    fn take_next(&mut self, text: &str, standing: Standing, budget: &mut usize) -> bool {
        let Some((gap, piece)) = next_piece(text, self.whole.end, budget) else { return false };
        // padding ends a part: what follows a line break then is another thing, unless it is the next part
        if self.growing.clean.ends_with('=') && !piece.clean.starts_with(['.', '=']) {
            return false;
        }
        let is_whole = standing != Standing::Less;
        if is_whole && !self.width.allows(&piece) || starts_its_own(&piece.clean, is_whole) {
            return false;
        }
        self.only_lines &= gap.line_breaks > 0;
        self.growing.push(&piece.clean);
        self.whole.add(&gap, &piece);
        true
    }
}

impl Run {
    fn add(&mut self, gap: &Gap, piece: &Run) {
        self.end = piece.end;
        self.percents += piece.percents;
        self.invisibles += piece.invisibles;
        self.line_breaks += gap.line_breaks;
        self.blanks += gap.blanks;
    }
}

/// The piece after the white space that starts here, as long as there is budget left.
fn next_piece(text: &str, at: usize, budget: &mut usize) -> Option<(Gap, Run)> {
    let gap = gap(text, at)?;
    let piece = run::read(text, gap.end);
    *budget = budget.checked_sub(piece.end - at)?;
    (!piece.clean.is_empty()).then_some((gap, piece))
}

/// White space, written out or as `\n` in a JSON string, or a shell's backslash at the end of a line. More than one
/// empty line ends a token.
fn gap(text: &str, start: usize) -> Option<Gap> {
    let bytes = text.as_bytes();
    let mut gap = Gap { end: start, line_breaks: 0, blanks: 0 };
    loop {
        match bytes.get(gap.end..).unwrap_or_default() {
            [b'\n', ..] => gap.line_breaks += 1,
            [b' ' | b'\t', ..] => gap.blanks += 1,
            [b'\r', ..] => {}
            [b'\\', b'\n' | b'\r', ..] => {}
            [b'\\', b'n', ..] => {
                gap.line_breaks += 1;
                gap.end += 1;
            }
            [b'\\', b'r', ..] => gap.end += 1,
            _ => break,
        }
        gap.end += 1;
    }
    (gap.end > start && gap.line_breaks <= 2).then_some(gap)
}

/// Whether a line is a token of its own: it starts with a header, and what came before needs none.
fn starts_its_own(line: &str, is_whole: bool) -> bool {
    run::starts_header(line.as_bytes())
        && (is_whole || line.split_once('.').is_some_and(|(first, _)| shape::names_an_algorithm(first)))
}

fn is_blank_after(text: &str, at: usize) -> bool {
    text.get(at..).is_some_and(|rest| rest.trim_start_matches(['"', '\'', '`', '.', ',', ';']).trim().is_empty())
}

/// The width that a text was cut to.
struct Width {
    columns: usize,
    ended: bool,
}

impl Width {
    /// The whole first line counts, with what stands before the token.
    fn of_first(text: &str, first: &Run) -> Self {
        let before = text.as_bytes()[..first.start].iter().rev().take(256).take_while(|b| **b != b'\n').count();
        Self { columns: before + first.end - first.start, ended: false }
    }

    /// Whether this line may be the next one: none is wider, and after a narrower one there is none.
    fn allows(&mut self, line: &Run) -> bool {
        let columns = line.end - line.start;
        let allowed = !self.ended && columns <= self.columns;
        self.ended |= columns < self.columns;
        allowed
    }
}
