//! The JSON editor: colours, line numbers, the error where it is, and the human time beside a line.

use crate::jose::flaw::Part;
use crate::jose::json::{self, JsonError, Kind};
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::{escapes, underline};
use egui::text::{CCursor, CharIndex, LayoutJob, TextWrapping};
use egui::{
    Align, Color32, Galley, Id, Label, Layout, Margin, Pos2, Rect, Response, RichText, TextBuffer, TextEdit,
    TextFormat, Ui, Vec2,
};
use std::ops::Range;
use std::sync::Arc;

/// A note beside a line.
#[derive(Debug, Clone)]
pub struct Hint {
    /// A byte of the line.
    pub at: usize,
    /// What to show, the fullest first: the first that has room is taken.
    pub texts: Vec<String>,
    /// What to show on hover.
    pub more: String,
}

/// An editor to be drawn.
pub struct Editor<'a> {
    /// Its accessible name.
    pub name: &'a str,
    /// Tells it from others.
    pub id: Id,
    /// The part whose colour it has.
    pub part: Part,
    /// Whether the part is lit up.
    pub lit: bool,
    /// The error to underline.
    pub error: Option<&'a JsonError>,
    /// Notes beside lines.
    pub hints: Vec<Hint>,
    /// What to show when it is empty.
    pub placeholder: &'a str,
}

/// What became of it in this frame.
pub struct Edited {
    /// The response of the text field.
    pub response: Response,
    /// The caret's byte in the text, while the editor has the focus.
    pub caret: Option<usize>,
    /// The byte under the pointer.
    pub hovered: Option<usize>,
}

/// Room for line numbers.
pub(super) const GUTTER: f32 = 34.0;

impl Editor<'_> {
    /// Draws the editor; the text is changed in place.
    pub fn show(self, ui: &mut Ui, text: &mut String) -> Edited {
        let palette = Palette::of(ui);
        let fill = if self.lit { palette.glow(self.part) } else { palette.background };
        let error = self.error.map(|e| error_chars(text, e));
        let mut layouter = |ui: &Ui, buffer: &dyn TextBuffer, wrap: f32| -> Arc<Galley> {
            let mut job = colour(ui, buffer.as_str(), self.part);
            job.wrap = TextWrapping { max_width: wrap, break_anywhere: true, ..TextWrapping::default() };
            ui.fonts_mut(|f| f.layout_job(job))
        };
        let edit = TextEdit::multiline(text)
            .id(self.id)
            .font(theme::mono())
            .lock_focus(false)
            .background_color(fill)
            .frame(egui::Frame::new().fill(fill).inner_margin(Margin {
                left: GUTTER as i8,
                right: 8,
                top: 6,
                bottom: 6,
            }))
            .desired_width(f32::INFINITY)
            .min_size(Vec2::new(0.0, ui.available_height()))
            .hint_text(RichText::new(self.placeholder).font(theme::mono()))
            .layouter(&mut layouter);
        let out = edit.show(ui);
        let response = out.response.response.clone().accessible_name(self.name);
        let (galley, origin) = (&out.galley, out.galley_pos);
        let painter = ui.painter().with_clip_rect(response.rect.intersect(ui.clip_rect()));
        let edge = Rect::from_min_size(response.rect.min, Vec2::new(theme::EDGE, response.rect.height()));
        painter.rect_filled(edge, 0.0, palette.part(self.part).gamma_multiply(if self.lit { 1.0 } else { 0.65 }));
        if !text.is_empty() {
            paint_numbers(ui, &painter, galley, origin, response.rect);
        }
        if let Some(range) = error {
            underline::chars(&painter, galley, origin, range, underline::Style::Wave, palette.fail, 1.2);
        }
        escapes::paint(ui, &painter, galley, origin, text, palette.warn);
        for hint in &self.hints {
            place_hint(ui, galley, origin, response.rect, text, hint);
        }
        let byte = |index: CharIndex| text.char_indices().nth(index.0).map_or(text.len(), |(b, _)| b);
        let caret = out.cursor_range.filter(|_| response.has_focus()).map(|r| byte(r.primary.index));
        let hovered = response.hover_pos().map(|p| byte(galley.cursor_from_pos(p - origin).index));
        Edited { response, caret, hovered }
    }
}

/// The characters an error stands on; at least one place wide.
fn error_chars(text: &str, error: &JsonError) -> Range<usize> {
    let at = text.get(..error.at).map_or_else(|| text.chars().count(), |before| before.chars().count());
    let count = text.chars().count();
    if at < count && !text[error.at..].starts_with('\n') { at..at + 1 } else { at.saturating_sub(1)..at.min(count) }
}

/// JSON in colours: names in the part's colour, the rest by weight.
pub(super) fn colour(ui: &Ui, text: &str, part: Part) -> LayoutJob {
    let palette = Palette::of(ui);
    let mut job = LayoutJob::default();
    for (range, colour) in stretches(text, |kind| of_kind(palette, part, kind)) {
        let format = TextFormat { line_height: Some(theme::MONO_LINE), ..TextFormat::simple(theme::mono(), colour) };
        escapes::append(ui, &mut job, text.get(range).unwrap_or_default(), &format);
    }
    job
}

fn of_kind(palette: &Palette, part: Part, kind: Kind) -> Color32 {
    match kind {
        Kind::Key => palette.part(part),
        Kind::Number | Kind::True | Kind::False | Kind::Null => palette.accent,
        Kind::Error => palette.fail,
        Kind::String | Kind::Whitespace => palette.text,
        _ => palette.muted,
    }
}

/// The text in stretches of one colour. White space has none of its own, and fewer stretches are less work in each frame.
fn stretches(text: &str, colour_of: impl Fn(Kind) -> Color32) -> Vec<(Range<usize>, Color32)> {
    let mut list: Vec<(Range<usize>, Color32)> = Vec::new();
    for lexeme in json::lex(text) {
        let colour = colour_of(lexeme.kind);
        match list.last_mut() {
            Some((range, last)) if lexeme.kind == Kind::Whitespace || *last == colour => range.end = lexeme.span.end,
            _ => list.push((lexeme.span, colour)),
        }
    }
    list
}

/// The number of each line.
pub(super) fn paint_numbers(ui: &Ui, painter: &egui::Painter, galley: &Galley, origin: Pos2, rect: Rect) {
    let palette = Palette::of(ui);
    let font = egui::FontId::monospace(11.0);
    let mut number = 1;
    let mut starts_line = true;
    for row in &galley.rows {
        if starts_line {
            let y = origin.y + row.rect().center().y;
            if painter.clip_rect().y_range().contains(y) {
                let at = Pos2::new(rect.left() + GUTTER - 10.0, y);
                painter.text(
                    at,
                    egui::Align2::RIGHT_CENTER,
                    number.to_string(),
                    font.clone(),
                    palette.muted.gamma_multiply(0.85),
                );
            }
            number += 1;
        }
        starts_line = row.ends_with_newline;
    }
}

/// Puts a note behind the end of its line, as long as the line leaves room.
pub(super) fn place_hint(ui: &mut Ui, galley: &Galley, origin: Pos2, rect: Rect, text: &str, hint: &Hint) {
    let Some(before) = text.get(..hint.at) else { return };
    let at = galley.pos_from_cursor(CCursor::new(CharIndex(before.chars().count())));
    let Some(row) = galley.rows.iter().find(|r| r.rect().y_range().contains(at.center().y)) else { return };
    let left = origin.x + row.rect().right() + 14.0;
    let room = rect.right() - 8.0 - left;
    let colour = Palette::of(ui).muted;
    for shown in &hint.texts {
        let font = egui::FontId::proportional(12.0);
        let width = ui.fonts_mut(|f| f.layout_no_wrap(shown.clone(), font, colour).size().x);
        if width <= room {
            let line = Rect::from_min_size(
                Pos2::new(left, origin.y + row.rect().top()),
                Vec2::new(width + 2.0, row.rect().height()),
            );
            if ui.clip_rect().intersects(line) {
                let label = Label::new(RichText::new(shown).color(colour).size(12.0)).selectable(false).extend();
                // over the text, and no part of the column it stands in
                ui.new_child(egui::UiBuilder::new().max_rect(line).layout(Layout::left_to_right(Align::Center)))
                    .add(label)
                    .on_hover_text(&hint.more);
            }
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_cover_the_text_and_white_space_joins_what_is_before_it() {
        let text = " { \"a\" : 1 , \"b\": [true, \u{202e} \"c\\";
        let palette = [Color32::RED, Color32::GREEN];
        let list = stretches(text, |kind| palette[usize::from(kind == Kind::Key)]);
        let whole: String = list.iter().map(|(range, _)| &text[range.clone()]).collect();
        assert_eq!(whole, text);
        let keys: Vec<_> = list.iter().filter(|(_, c)| *c == Color32::GREEN).map(|(r, _)| &text[r.clone()]).collect();
        assert_eq!(keys, ["\"a\" ", "\"b\""]);
    }
}
