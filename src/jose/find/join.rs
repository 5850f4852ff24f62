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
    let mut whole = first.clone();
    let mut growing = Growing::default();
    growing.push(&first.clean);
    let mut kept = None;
    let mut width = Width::of_first(text, first);
    let mut only_lines = true;
    loop {
        let standing = growing.standing();
        match standing {
            Standing::Over => break,
            Standing::Done if whole.line_breaks + whole.blanks == 0 => break,
            Standing::Done => {
                whole.clean = growing.clean;
                return Some(whole).filter(|w| only_lines || is_blank_after(text, w.end));
            }
            Standing::Maybe if whole.line_breaks == 0 => break,
            Standing::Maybe => kept = only_lines.then(|| Run { clean: growing.clean.clone(), ..whole.clone() }),
            Standing::Less => {}
        }
        let Some((gap, piece)) = next_piece(text, whole.end, budget) else { break };
        only_lines &= gap.line_breaks > 0;
        let continues = standing != Standing::Maybe || width.allows(&piece);
        if !continues || starts_its_own(&piece.clean, standing) {
            break;
        }
        growing.push(&piece.clean);
        whole = extended(whole, &gap, &piece);
    }
    kept
}

fn extended(whole: Run, gap: &Gap, piece: &Run) -> Run {
    Run {
        end: piece.end,
        percents: whole.percents + piece.percents,
        invisibles: whole.invisibles + piece.invisibles,
        line_breaks: whole.line_breaks + gap.line_breaks,
        blanks: whole.blanks + gap.blanks,
        ..whole
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
fn starts_its_own(line: &str, standing: Standing) -> bool {
    run::starts_header(line.as_bytes())
        && (standing == Standing::Maybe
            || line.split_once('.').is_some_and(|(first, _)| shape::names_an_algorithm(first)))
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
