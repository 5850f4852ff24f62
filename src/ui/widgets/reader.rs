//! A text to be read, selected and copied, and not typed into.

use crate::jose::flaw::Part;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::code::{self, Hint};
use crate::ui::widgets::escapes;
use egui::text::{LayoutJob, TextWrapping};
use egui::{Galley, Id, Margin, Rect, Response, TextBuffer, TextEdit, TextFormat, Ui, Vec2};
use std::sync::Arc;

/// How the text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// JSON, in colours and with line numbers.
    Json,
    /// Text, wrapped.
    Text,
    /// Text without words: wrapped anywhere.
    Code,
    /// Columns that must stay columns.
    Columns,
}

/// A text to be drawn.
pub struct Reader<'a> {
    /// Its accessible name.
    pub name: &'a str,
    /// Tells it from others.
    pub id: Id,
    /// The part whose colour it has.
    pub part: Part,
    /// Whether the part is lit up.
    pub lit: bool,
    /// How it is laid out.
    pub look: Look,
    /// Notes beside lines.
    pub hints: &'a [Hint],
    /// Whether it fills the room that is left, or takes what its lines need.
    pub fills: bool,
}

/// What became of it in this frame.
pub struct Read {
    /// The response of the text field.
    pub response: Response,
    /// The byte under the pointer.
    pub hovered: Option<usize>,
}

impl Reader<'_> {
    /// Draws the text.
    pub fn show(self, ui: &mut Ui, text: &str) -> Read {
        let palette = Palette::of(ui);
        let fill = if self.lit { palette.glow(self.part) } else { palette.background };
        let left = if self.look == Look::Json { code::GUTTER as i8 } else { theme::PAD };
        let height = if self.fills { ui.available_height() } else { 0.0 };
        let (look, part) = (self.look, self.part);
        let mut layouter = |ui: &Ui, buffer: &dyn TextBuffer, wrap: f32| -> Arc<Galley> {
            let mut job = match look {
                Look::Json => code::colour(ui, buffer.as_str(), part),
                _ => plain(ui, buffer.as_str()),
            };
            let max_width = if look == Look::Columns { f32::INFINITY } else { wrap };
            job.wrap = TextWrapping {
                max_width,
                break_anywhere: !matches!(look, Look::Text | Look::Columns),
                ..TextWrapping::default()
            };
            ui.fonts_mut(|f| f.layout_job(job))
        };
        let mut buffer = text;
        let out = TextEdit::multiline(&mut buffer)
            .id(self.id)
            .font(theme::mono())
            .lock_focus(false)
            .background_color(fill)
            .frame(egui::Frame::new().fill(fill).inner_margin(Margin { left, right: 8, top: 6, bottom: 6 }))
            .desired_width(f32::INFINITY)
            .desired_rows(1)
            .min_size(Vec2::new(0.0, height))
            .layouter(&mut layouter)
            .show(ui);
        let response = out.response.response.clone().accessible_name(self.name);
        let (galley, origin) = (&out.galley, out.galley_pos);
        let painter = ui.painter().with_clip_rect(response.rect.intersect(ui.clip_rect()));
        let edge = Rect::from_min_size(response.rect.min, Vec2::new(theme::EDGE, response.rect.height()));
        painter.rect_filled(edge, 0.0, palette.part(self.part).gamma_multiply(if self.lit { 1.0 } else { 0.65 }));
        if self.look == Look::Json {
            code::paint_numbers(ui, &painter, galley, origin, response.rect);
        }
        escapes::paint(ui, &painter, galley, origin, text, palette.warn);
        for hint in self.hints {
            code::place_hint(ui, galley, origin, response.rect, text, hint);
        }
        let byte = |index: usize| text.char_indices().nth(index).map_or(text.len(), |(b, _)| b);
        let hovered = response.hover_pos().map(|p| byte(galley.cursor_from_pos(p - origin).index.0));
        Read { response, hovered }
    }
}

fn plain(ui: &Ui, text: &str) -> LayoutJob {
    let mut job = LayoutJob::default();
    let colour = Palette::of(ui).text;
    let format = TextFormat { line_height: Some(theme::MONO_LINE), ..TextFormat::simple(theme::mono(), colour) };
    escapes::append(ui, &mut job, text, &format);
    job
}
