//! Characters that would not show, or would show as something else, made visible inside an editor.
//!
//! The text stays what it is, character by character: the escape is drawn in room that is made before the character.

use crate::jose::escape::{self, Kind, Layout};
use crate::ui::theme;
use egui::text::LayoutJob;
use egui::{Color32, FontId, Galley, Painter, Pos2, Rect, Stroke, StrokeKind, TextFormat, Ui};
use std::ops::Range;

/// The font of escapes.
fn font() -> FontId {
    FontId::monospace(10.5)
}

/// Room for one escape such as `U+202E`.
const ROOM_A_CHARACTER: f32 = 6.6;

/// The characters that need an escape, by their bytes: unseen or deceptive ones, and those no font has a glyph for.
/// A carriage return at a line's end stays quiet.
fn spots(ui: &Ui, text: &str) -> Vec<Range<usize>> {
    if text.bytes().all(|b| matches!(b, b' '..=b'~' | b'\n' | b'\t' | b'\r')) {
        return Vec::new();
    }
    let mut spots = Vec::new();
    for run in escape::runs(text, Layout::Lines) {
        let piece = text.get(run.range.clone()).unwrap_or_default();
        match run.kind {
            Kind::Escape if piece == "\r" => {}
            Kind::Escape => spots.push(run.range),
            Kind::Plain => {
                let chars = piece.char_indices().filter(|(_, c)| !c.is_ascii() && !joins(*c));
                let missing = chars.filter(|(_, c)| ui.fonts_mut(|fonts| !fonts.has_glyph(&theme::mono(), *c)));
                spots.extend(missing.map(|(at, c)| run.range.start + at..run.range.start + at + c.len_utf8()));
            }
        }
    }
    spots
}

/// Characters that only shape their neighbours: joiners and variation selectors inside a legitimate sequence.
fn joins(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0020}'..='\u{E007F}')
}

/// Appends a text in one format, making room where an escape will be drawn.
pub fn append(ui: &Ui, job: &mut LayoutJob, text: &str, format: &TextFormat) {
    let mut from = 0;
    for spot in spots(ui, text) {
        if from < spot.start {
            job.append(&text[from..spot.start], 0.0, format.clone());
        }
        let hidden = TextFormat { color: Color32::TRANSPARENT, ..format.clone() };
        let space = text[spot.clone()].chars().next().map_or(0.0, room);
        job.append(&text[spot.clone()], space, hidden);
        from = spot.end;
    }
    if from < text.len() {
        job.append(&text[from..], 0.0, format.clone());
    }
}

fn room(c: char) -> f32 {
    escape::code_point(c).chars().count() as f32 * ROOM_A_CHARACTER + 4.0
}

/// Draws the escapes of a text that was laid out with [`append`].
///
/// Glyphs are counted instead of characters: shaping may draw several characters as one glyph.
pub fn paint(ui: &Ui, painter: &Painter, galley: &Galley, origin: Pos2, text: &str, colour: Color32) {
    let mut awaited = spots(ui, text).into_iter().filter_map(|spot| text[spot].chars().next()).peekable();
    if awaited.peek().is_none() {
        return;
    }
    for row in &galley.rows {
        for glyph in &row.glyphs {
            if awaited.peek() == Some(&glyph.chr) {
                awaited.next();
                let right = origin + row.pos.to_vec2() + egui::vec2(glyph.pos.x, row.size.y / 2.0);
                label(painter, right, glyph.chr, colour);
            }
        }
    }
}

/// One escape, ending at this point.
fn label(painter: &Painter, right: Pos2, c: char, colour: Color32) {
    let label = painter.layout_no_wrap(escape::code_point(c), font(), colour);
    let corner = Pos2::new(right.x - label.size().x - 3.0, right.y - label.size().y / 2.0);
    let rect = Rect::from_min_size(corner, label.size()).expand2(egui::vec2(1.0, 0.0));
    painter.rect_stroke(rect, 2.0, Stroke::new(1.0, colour.gamma_multiply(0.6)), StrokeKind::Inside);
    painter.galley(corner, label, colour);
}
