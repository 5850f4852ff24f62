//! The Token pane: the encoded token in the colours of its parts.

use crate::app::{Action, Copy, LARGE_BYTES, Sample};
use crate::checks::State;
use crate::jose::flaw::{Flaw, Part};
use crate::jose::token::Token;
use crate::report::{Report, words};
use crate::ui::icons::{self, Icon};
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::view::PaneName;
use crate::ui::widgets::{controls, escapes, underline};
use egui::text::{LayoutJob, TextWrapping};
use egui::{Button, Galley, Id, Label, Pos2, RichText, ScrollArea, Stroke, TextBuffer, TextEdit, TextFormat, Ui, Vec2};
use std::ops::Range;
use std::sync::Arc;

/// The id of the token editor, for focus and paste.
#[must_use]
pub fn editor_id() -> Id {
    Id::unique("token-editor")
}

/// Draws the pane.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>) {
    if !scene.model.inputs.token.is_empty() {
        controls::foot(ui, "token-foot", |ui| {
            legend(ui, scene);
            notes(ui, scene);
        });
    }
    ScrollArea::vertical().id_salt("token-scroll").auto_shrink([false, true]).show(ui, |ui| {
        if scene.model.inputs.token.len() > LARGE_BYTES {
            large(ui, scene);
        } else {
            editor(ui, scene);
        }
        if scene.model.inputs.token.is_empty() {
            empty_state(ui, scene);
        }
    });
}

fn editor(ui: &mut Ui, scene: &mut Scene<'_>) {
    let mut text = scene.model.inputs.token.clone();
    let token = Arc::clone(&scene.report.token);
    let lit = scene.view.lit;
    let lit_bytes = scene.view.lit_bytes.clone();
    let mut layouter = |ui: &Ui, buffer: &dyn TextBuffer, wrap: f32| -> Arc<Galley> {
        let mut job = colour(ui, buffer.as_str(), &token, lit, lit_bytes.as_ref());
        job.wrap = TextWrapping { max_width: wrap, break_anywhere: true, ..TextWrapping::default() };
        ui.fonts_mut(|f| f.layout_job(job))
    };
    let empty = text.is_empty();
    let palette = Palette::of(ui);
    let rows = if empty { 3 } else { 4 };
    let frame = egui::Frame::new()
        .fill(palette.background)
        .stroke(Stroke::new(if empty { 1.0 } else { 0.0 }, palette.line))
        .corner_radius(theme::RADIUS)
        .inner_margin(egui::Margin::same(8));
    let out = TextEdit::multiline(&mut text)
        .id(editor_id())
        .font(theme::mono())
        .background_color(palette.background)
        .frame(frame)
        .desired_rows(rows)
        .desired_width(f32::INFINITY)
        .hint_text("Paste a token, a header, a curl command, a URL… (Ctrl+V)")
        .layouter(&mut layouter)
        .show(ui);
    let response = out.response.response.clone().accessible_name("Encoded token");
    let painter = ui.painter().with_clip_rect(response.rect.intersect(ui.clip_rect()));
    decorate(ui, &painter, &out.galley, out.galley_pos, scene.report, lit);
    escapes::paint(ui, &painter, &out.galley, out.galley_pos, &token.text, palette.warn);
    let byte_at = |index: usize| token.text.char_indices().nth(index).map_or(token.text.len(), |(b, _)| b);
    let hovered = response.hover_pos().map(|p| out.galley.cursor_from_pos(p - out.galley_pos).index.0);
    let caret = out.cursor_range.filter(|_| response.has_focus()).map(|r| r.primary.index.0);
    let part_at = |index: usize| token.part_at(byte_at(index));
    match (hovered.and_then(part_at), caret.and_then(part_at)) {
        (Some(part), _) => scene.light(part),
        (None, Some(part)) => drop(scene.light_by_caret(part)),
        (None, None) => {}
    }
    if text != scene.model.inputs.token {
        scene.act(Action::TypeToken(text));
    }
    response.context_menu(|ui| copy_menu(ui, scene));
}

/// The token's text with each part in its colour.
fn colour(ui: &Ui, text: &str, token: &Token, lit: Option<Part>, lit_bytes: Option<&Range<usize>>) -> LayoutJob {
    let palette = Palette::of(ui);
    let mut job = LayoutJob::default();
    let format =
        |colour| TextFormat { line_height: Some(theme::MONO_LINE + 2.0), ..TextFormat::simple(theme::mono(), colour) };
    if token.text != text {
        // the report follows a moment later
        escapes::append(ui, &mut job, text, &format(palette.text));
        return job;
    }
    let mut from = 0;
    for segment in &token.segments {
        escapes::append(ui, &mut job, &text[from..segment.range.start], &format(palette.muted));
        let mut own = format(palette.part(segment.part));
        if lit == Some(segment.part) {
            own.background = palette.lit(segment.part);
        }
        from = segment.range.end;
        match lit_bytes.filter(|b| b.start >= segment.range.start && b.end <= segment.range.end) {
            Some(bytes) => {
                let strong = TextFormat { background: palette.selection, ..own.clone() };
                for (range, format) in [
                    (segment.range.start..bytes.start, &own),
                    (bytes.clone(), &strong),
                    (bytes.end..segment.range.end, &own),
                ] {
                    escapes::append(ui, &mut job, text.get(range).unwrap_or_default(), format);
                }
            }
            None => escapes::append(ui, &mut job, &text[segment.range.clone()], &own),
        }
    }
    escapes::append(ui, &mut job, &text[from..], &format(palette.muted));
    job
}

/// Underlines parts in their own style, and flaws where they are.
fn decorate(ui: &Ui, painter: &egui::Painter, galley: &Galley, origin: Pos2, report: &Report, lit: Option<Part>) {
    let (palette, token) = (Palette::of(ui), &*report.token);
    let chars = |range: &Range<usize>| {
        let count = |end: usize| token.text.get(..end).map_or(0, |t| t.chars().count());
        count(range.start)..count(range.end)
    };
    for segment in token.segments.iter().filter(|s| !s.range.is_empty()) {
        let strong = lit == Some(segment.part);
        let colour = palette.part(segment.part);
        let (colour, width) = if strong { (colour, 1.6) } else { (colour.gamma_multiply(0.45), 1.0) };
        underline::chars(
            painter,
            galley,
            origin,
            chars(&segment.range),
            underline::of_part(segment.part),
            colour,
            width,
        );
    }
    for flaw in token.flaws.iter().filter(|f| is_a_place(f, token)) {
        let colour = palette.state(report.line(flaw.id).map_or(State::Warn, |l| l.outcome.state));
        underline::chars(painter, galley, origin, chars(&flaw.encoded), underline::Style::Wave, colour, 1.2);
    }
}

/// A flaw of the whole token underlines nothing: it is told in the panel.
fn is_a_place(flaw: &Flaw, token: &Token) -> bool {
    !flaw.encoded.is_empty() && flaw.encoded != (0..token.text.len())
}

/// A token too large for an editor: its beginning, its end, its size.
fn large(ui: &mut Ui, scene: &mut Scene<'_>) {
    const SHOWN: usize = 600;
    let text = &scene.model.inputs.token;
    let head = text.char_indices().nth(SHOWN).map_or(text.len(), |(b, _)| b);
    let tail = text.char_indices().rev().nth(SHOWN / 3).map_or(0, |(b, _)| b);
    let size = words::size(text.len());
    controls::muted(
        ui,
        format!(
            "This token is {size}. Its beginning and end are shown; it can be judged, copied and saved, but not typed into here."
        ),
    );
    for (name, piece) in [("Beginning of the token", &text[..head]), ("End of the token", &text[tail..])] {
        controls::small(ui, name);
        ui.add(Label::new(RichText::new(crate::jose::escape::visible(piece)).monospace()).wrap());
    }
    if scene.report_is_old {
        ui.horizontal(|ui| {
            ui.spinner();
            ui.label("Reading and judging it…");
        });
    }
}

fn empty_state(ui: &mut Ui, scene: &mut Scene<'_>) {
    ui.add_space(theme::GAP);
    controls::prose(
        ui,
        "Paste a token with Ctrl+V, open a file with Ctrl+O, or drop one here. Or start with a sample:",
    );
    ui.add_space(theme::GAP_SMALL);
    for (sample, icon) in Sample::ALL.into_iter().zip([Icon::ShieldCheck, Icon::Hourglass, Icon::ShieldOff]) {
        let button = Button::new((icons::icon(icon), sample.label())).min_size(Vec2::new(220.0, theme::CONTROL));
        if ui.add(button).clicked() {
            scene.act(Action::LoadSample(sample));
        }
    }
    ui.add_space(theme::GAP_SMALL);
    if controls::link(ui, "New token").on_hover_text("An unsigned token to fill in and sign (Ctrl+N)").clicked() {
        scene.act(Action::NewToken);
    }
}

/// One chip a part: its colour, its line, its size. It lights the part up and leads to it.
fn legend(ui: &mut Ui, scene: &mut Scene<'_>) {
    let token = Arc::clone(&scene.report.token);
    ui.add_space(theme::GAP_SMALL);
    ui.horizontal_wrapped(|ui| {
        for segment in &token.segments {
            let palette = Palette::of(ui);
            let colour = palette.part(segment.part);
            let bytes = words::size(segment.bytes.len());
            let label = format!("{} · {}", segment.part.label(), words::short_size(segment.bytes.len()));
            let lit = scene.is_lit(segment.part);
            let fill = if lit { palette.lit(segment.part) } else { palette.panel };
            ui.spacing_mut().button_padding.x = 6.0;
            let button = Button::new(RichText::new(&label).color(colour).size(12.5)).fill(fill).stroke(Stroke::NONE);
            let response = ui.add(button).on_hover_text(format!(
                "{}: {} characters encoded, {bytes} decoded. Click to go there, right-click to copy.",
                segment.part.label(),
                segment.range.len()
            ));
            let x = response.rect.left() + 6.0..response.rect.right() - 6.0;
            underline::line(
                ui.painter(),
                x,
                response.rect.bottom() - 3.0,
                underline::of_part(segment.part),
                Stroke::new(1.4, colour),
            );
            if response.hovered() || response.has_focus() {
                scene.light(segment.part);
            }
            if response.clicked() {
                let pane = match segment.part {
                    Part::Header => PaneName::Header,
                    Part::Payload => PaneName::Claims,
                    _ => PaneName::Validation,
                };
                scene.ask(crate::ui::view::Ask::Focus(pane));
            }
            response.context_menu(|ui| {
                if ui.button("Copy encoded").clicked() {
                    scene.act(Action::Copy(Copy::Encoded(segment.part)));
                }
                if matches!(segment.part, Part::Header | Part::Payload) && ui.button("Copy decoded").clicked() {
                    scene.act(Action::Copy(Copy::Decoded(segment.part)));
                }
            });
        }
    });
    ui.horizontal(|ui| {
        if ui.add(Button::new((icons::icon(Icon::Copy), "Copy token"))).on_hover_text("Ctrl+Shift+C").clicked() {
            scene.act(Action::Copy(Copy::Token));
        }
        if controls::icon_button(ui, Icon::Save, "Save token… (Ctrl+S)").clicked() {
            scene.act(Action::SaveToken);
        }
        if controls::icon_button(ui, Icon::Eraser, "Clear token (Ctrl+Shift+X)").clicked() {
            scene.act(Action::Clear);
        }
    });
}

/// What was stripped, and which of several tokens this is.
fn notes(ui: &mut Ui, scene: &mut Scene<'_>) {
    let removed = &scene.model.inputs.removed;
    if !removed.is_empty() {
        let list: Vec<_> = removed.iter().map(words::removed).collect();
        controls::small(ui, format!("Taken off around the token: {}. Undo with Ctrl+Z.", list.join(", ")));
    }
    let found = scene.model.found.len();
    if found > 1 {
        ui.horizontal_wrapped(|ui| {
            controls::small(ui, format!("The text held {found} tokens:"));
            for index in 0..found.min(12) {
                let shown = scene.model.found[index].text == scene.model.inputs.token;
                let button = Button::selectable(shown, (index + 1).to_string());
                if ui.add(button).on_hover_text(format!("Show token {}", index + 1)).clicked() {
                    scene.act(Action::ShowToken(index));
                }
            }
        });
    }
}

fn copy_menu(ui: &mut Ui, scene: &mut Scene<'_>) {
    for (label, what) in [
        ("Copy token", Copy::Token),
        ("Copy header part", Copy::Encoded(Part::Header)),
        ("Copy payload part", Copy::Encoded(Part::Payload)),
        ("Copy signature part", Copy::Encoded(Part::Signature)),
    ] {
        if ui.button(label).clicked() {
            scene.act(Action::Copy(what));
        }
    }
}
