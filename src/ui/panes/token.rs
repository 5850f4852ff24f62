//! The Token pane: the encoded token in the colours of its parts.

use crate::app::{Action, Copy, LARGE_BYTES, Sample};
use crate::checks::State;
use crate::jose::flaw::{Flaw, Part};
use crate::jose::token::Token;
use crate::report::out::{Redaction, redact};
use crate::report::{Report, words};
use crate::ui::icons::{self, Icon};
use crate::ui::scene::Scene;
use crate::ui::shown::Piece;
use crate::ui::theme::{self, Palette};
use crate::ui::view::{Ask, PaneName};
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
        let is_low = ui.available_height() < LOW;
        controls::foot(ui, "token-foot", |ui| {
            legend(ui, scene, is_low);
            notes(ui, scene);
        });
    }
    ScrollArea::vertical().id_salt("token-scroll").auto_shrink([false, true]).min_scrolled_height(0.0).show(ui, |ui| {
        let inner = if scene.is_inside() { scene.report.token.text.len() } else { 0 };
        if scene.model.inputs.token.len().max(inner) > LARGE_BYTES {
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
    // the token in the model is the outermost: one inside it is read, not typed
    let inside = scene.is_inside();
    let mut text = if inside { String::new() } else { scene.model.inputs.token.clone() };
    let token = Arc::clone(&scene.report.token);
    let shown = Arc::clone(&scene.shown);
    let marks = Marks {
        token: &token,
        pieces: &shown.pieces,
        entry: (!shown.entries.is_empty()).then_some(scene.view.entry),
        lit: scene.view.lit,
        lit_bytes: scene.view.lit_bytes.clone(),
    };
    let mut layouter = |ui: &Ui, buffer: &dyn TextBuffer, wrap: f32| -> Arc<Galley> {
        let mut job = colour(ui, buffer.as_str(), &marks);
        job.wrap = TextWrapping { max_width: wrap, break_anywhere: true, ..TextWrapping::default() };
        ui.fonts_mut(|f| f.layout_job(job))
    };
    let empty = text.is_empty() && !inside;
    let palette = Palette::of(ui);
    let rows = if empty { 3 } else { 4 };
    let frame = egui::Frame::new()
        .fill(palette.background)
        .stroke(Stroke::new(if empty { 1.0 } else { 0.0 }, palette.line))
        .corner_radius(theme::RADIUS)
        .inner_margin(egui::Margin::same(8));
    let mut read = token.text.as_str();
    let buffer: &mut dyn TextBuffer = if inside { &mut read } else { &mut text };
    let out = TextEdit::multiline(buffer)
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
    decorate(ui, &painter, &out.galley, out.galley_pos, scene.report, &marks);
    escapes::paint(ui, &painter, &out.galley, out.galley_pos, &token.text, palette.warn);
    if std::mem::take(&mut scene.view.chose_entry) && !response.clicked() {
        let own = shown.pieces.iter().find(|p| p.entry.is_some() && p.entry == marks.entry);
        let chars = own.map(|p| in_chars(&token.text, &p.range));
        let rects = chars.map(|chars| underline::rects(&out.galley, out.galley_pos, chars)).unwrap_or_default();
        if let Some(rect) = rects.first() {
            ui.scroll_to_rect(*rect, Some(egui::Align::Min));
        }
    }
    let byte_at = |index: usize| token.text.char_indices().nth(index).map_or(token.text.len(), |(b, _)| b);
    let hovered = response.hover_pos().map(|p| out.galley.cursor_from_pos(p - out.galley_pos).index.0);
    let caret = out.cursor_range.filter(|_| response.has_focus()).map(|r| r.primary.index.0);
    // an empty editor is one empty header: that is nothing to light up
    let piece_at = |index: usize| shown.piece_at(byte_at(index)).filter(|_| !empty);
    // only the chosen signature's parts are on the other panes
    let part_at = |index: usize| piece_at(index).filter(|p| marks.is_seen(p)).map(|p| p.part);
    match (hovered.and_then(part_at), caret.and_then(part_at)) {
        (Some(part), _) => scene.light(part),
        (None, Some(part)) => drop(scene.light_by_caret(part)),
        (None, None) => {}
    }
    if response.clicked()
        && let Some(entry) = hovered.and_then(piece_at).and_then(|p| p.entry).filter(|e| *e != scene.view.entry)
    {
        scene.ask(Ask::Entry(entry));
    }
    if !inside && text != scene.model.inputs.token {
        scene.act(Action::TypeToken(text));
    }
    response.context_menu(|ui| copy_menu(ui, scene));
}

/// What the token's text is drawn by.
struct Marks<'a> {
    token: &'a Token,
    pieces: &'a [Piece],
    /// The chosen one of several signatures or recipients.
    entry: Option<usize>,
    lit: Option<Part>,
    lit_bytes: Option<Range<usize>>,
}

impl Marks<'_> {
    /// Whether a piece is shown by the other panes: those of another signature are not.
    fn is_seen(&self, piece: &Piece) -> bool {
        piece.entry.is_none() || self.entry.is_none() || piece.entry == self.entry
    }
}

/// The token's text with each part in its colour.
fn colour(ui: &Ui, text: &str, marks: &Marks<'_>) -> LayoutJob {
    let palette = Palette::of(ui);
    let mut job = LayoutJob::default();
    let format =
        |colour| TextFormat { line_height: Some(theme::MONO_LINE + 2.0), ..TextFormat::simple(theme::mono(), colour) };
    if marks.token.text != text {
        // the report follows a moment later
        escapes::append(ui, &mut job, text, &format(palette.text));
        return job;
    }
    let cut = |range: Range<usize>| text.get(range).unwrap_or_default();
    let mut from = 0;
    for piece in marks.pieces {
        escapes::append(ui, &mut job, cut(from..piece.range.start), &format(palette.muted));
        from = piece.range.end;
        let is_seen = marks.is_seen(piece);
        let mut own = format(if is_seen { palette.part(piece.part) } else { palette.faint(piece.part) });
        if is_seen && marks.lit == Some(piece.part) {
            own.background = palette.lit(piece.part);
        } else if is_seen && marks.entry.is_some() && piece.entry.is_some() {
            // the chosen one of several signatures stands out
            own.background = palette.glow(piece.part);
        }
        let strong = TextFormat { background: palette.selection, ..own.clone() };
        let range = &piece.range;
        let lit = marks.lit_bytes.as_ref().filter(|b| is_seen && b.start >= range.start && b.end <= range.end);
        let lit = lit.cloned().unwrap_or(range.end..range.end);
        for (range, format) in [(range.start..lit.start, &own), (lit.clone(), &strong), (lit.end..range.end, &own)] {
            escapes::append(ui, &mut job, cut(range), format);
        }
    }
    escapes::append(ui, &mut job, cut(from..text.len()), &format(palette.muted));
    job
}

/// A range of bytes counted in characters, as a galley counts.
fn in_chars(text: &str, range: &Range<usize>) -> Range<usize> {
    let count = |end: usize| {
        let before = text.as_bytes().get(..end).unwrap_or_default();
        if before.is_ascii() { end } else { text.get(..end).map_or(0, |t| t.chars().count()) }
    };
    count(range.start)..count(range.end)
}

/// Underlines parts in their own style, and flaws where they are.
fn decorate(ui: &Ui, painter: &egui::Painter, galley: &Galley, origin: Pos2, report: &Report, marks: &Marks<'_>) {
    let (palette, token) = (Palette::of(ui), marks.token);
    let chars = |range: &Range<usize>| in_chars(&token.text, range);
    for piece in marks.pieces.iter().filter(|p| !p.range.is_empty()) {
        let is_seen = marks.is_seen(piece);
        let strong = is_seen && (marks.lit == Some(piece.part) || marks.entry.is_some() && piece.entry.is_some());
        let colour = if is_seen { palette.part(piece.part) } else { palette.faint(piece.part) };
        let (colour, width) = if strong { (colour, 1.6) } else { (colour.gamma_multiply(0.45), 1.0) };
        let style = underline::of_part(piece.part);
        underline::chars(painter, galley, origin, chars(&piece.range), style, colour, width);
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
    let text = if scene.is_inside() { &scene.report.token.text } else { &scene.model.inputs.token };
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
    controls::prose(ui, "You can also open a file with Ctrl+O, drop one here, or start with a sample:");
    ui.add_space(theme::GAP_SMALL);
    ui.horizontal_wrapped(|ui| {
        for (sample, icon) in Sample::ALL.into_iter().zip([Icon::ShieldCheck, Icon::Hourglass, Icon::ShieldOff]) {
            let button = Button::new((icons::icon(icon), sample.label())).min_size(Vec2::new(0.0, theme::CONTROL));
            if ui.add(button).accessible_name(sample.label()).clicked() {
                scene.act(Action::LoadSample(sample));
            }
        }
        if controls::link(ui, "New token").on_hover_text("An unsigned token to fill in and sign (Ctrl+N)").clicked() {
            scene.act(Action::NewToken);
        }
    });
}

/// One chip: a part, or all disclosures together.
struct Chip {
    part: Part,
    /// The signature or recipient it belongs to, where there are several.
    entry: Option<usize>,
    /// How many pieces it stands for.
    count: usize,
    characters: usize,
    bytes: usize,
}

/// Of several signatures the chosen one's parts have chips: the others are a click away in the list, or in the text.
fn chips(scene: &Scene<'_>) -> Vec<Chip> {
    let several = scene.shown.entries.len();
    let mut chips: Vec<Chip> = Vec::new();
    for piece in &scene.shown.pieces {
        let entry = piece.entry.filter(|_| several > 0);
        if entry.is_some_and(|e| e != scene.view.entry) {
            continue;
        }
        let (characters, bytes) = (piece.range.len(), piece.bytes);
        match chips.last_mut().filter(|c| c.part == piece.part && piece.part == Part::Disclosure) {
            Some(chip) => {
                chip.count += 1;
                chip.characters += characters;
                chip.bytes += bytes;
            }
            None => chips.push(Chip { part: piece.part, entry, count: 1, characters, bytes }),
        }
    }
    chips
}

impl Chip {
    fn name(&self) -> String {
        let name = match (self.part, self.count) {
            (Part::Iv, _) => "IV",
            (Part::Tag, _) => "Tag",
            (Part::Unprotected, _) => "Unprotected",
            (Part::Disclosure, 1) => "1 disclosure",
            (Part::Disclosure, count) => return format!("{count} disclosures"),
            (part, _) => part.label(),
        };
        self.entry.map_or_else(|| name.to_owned(), |entry| format!("{name} {}", entry + 1))
    }

    /// The pane that tells more about it.
    fn pane(&self) -> PaneName {
        match self.part {
            Part::Header | Part::Unprotected => PaneName::Header,
            Part::Payload | Part::Ciphertext | Part::Disclosure => PaneName::Claims,
            _ => PaneName::Validation,
        }
    }
}

/// One chip a part: its colour, its line, its size. It lights the part up and leads to it.
fn legend(ui: &mut Ui, scene: &mut Scene<'_>, is_low: bool) {
    ui.add_space(theme::GAP_SMALL);
    let mut row = |ui: &mut Ui| {
        ui.spacing_mut().item_spacing = Vec2::new(GAP_OF_CHIPS, 2.0);
        for chip in chips(scene) {
            draw_chip(ui, scene, &chip);
        }
    };
    if is_low {
        // the token itself needs the little room there is
        ScrollArea::horizontal().id_salt("chips").auto_shrink([false, true]).show(ui, |ui| ui.horizontal(row));
    } else {
        ui.horizontal_wrapped(&mut row);
    }
    ui.horizontal(|ui| {
        let copy = ui.add(Button::new((icons::icon(Icon::Copy), "Copy token"))).accessible_name("Copy token");
        if copy.on_hover_text("Ctrl+Shift+C").clicked() {
            let inner = scene.is_inside().then(|| scene.report.token.text.clone());
            let what = "The token inside".to_owned();
            scene.act(Action::Copy(inner.map_or(Copy::Token, |text| Copy::Text { text, what })));
        }
        if controls::icon_button(ui, Icon::EyeOff, "Copy token safely (Alt+C)").clicked() {
            let inner = scene.is_inside().then(|| redact(&scene.report.token.text, &Redaction::default()));
            let what = "The redacted token inside".to_owned();
            scene.act(Action::Copy(inner.map_or(Copy::Redacted, |text| Copy::Text { text, what })));
        }
        if scene.is_inside() {
            return;
        }
        if controls::icon_button(ui, Icon::Save, "Save token… (Ctrl+S)").clicked() {
            scene.act(Action::SaveToken);
        }
        if controls::icon_button(ui, Icon::Eraser, "Clear token (Ctrl+Shift+X)").clicked() {
            scene.act(Action::Clear);
        }
    });
}

const GAP_OF_CHIPS: f32 = 2.0;
/// A pane lower than this has its chips in one row.
const LOW: f32 = 190.0;

fn draw_chip(ui: &mut Ui, scene: &mut Scene<'_>, chip: &Chip) {
    let palette = Palette::of(ui);
    let colour = palette.part(chip.part);
    let lit = scene.is_lit(chip.part);
    let label = format!("{} · {}", chip.name(), words::short_size(chip.bytes));
    let fill = match chip.entry {
        _ if lit => palette.lit(chip.part),
        Some(_) => palette.glow(chip.part),
        None => palette.panel,
    };
    ui.spacing_mut().button_padding.x = 6.0;
    let button = Button::new(RichText::new(&label).color(colour).size(12.5)).fill(fill).stroke(Stroke::NONE);
    let response = ui.add(button).on_hover_text(format!(
        "{}: {} characters encoded, {} decoded. Click to go there, right-click to copy.",
        if chip.count > 1 { chip.name() } else { chip.part.label().to_owned() },
        chip.characters,
        words::size(chip.bytes)
    ));
    let x = response.rect.left() + 6.0..response.rect.right() - 6.0;
    let style = underline::of_part(chip.part);
    underline::line(ui.painter(), x, response.rect.bottom() - 3.0, style, Stroke::new(1.4, colour));
    if response.hovered() || response.has_focus() {
        scene.light(chip.part);
    }
    if response.clicked() {
        scene.view.as_issued &= chip.part != Part::Disclosure;
        scene.ask(Ask::Focus(chip.pane()));
    }
    response.context_menu(|ui| copy_chip(ui, scene, chip));
}

/// The text of a part, or what it decodes to.
fn copy_chip(ui: &mut Ui, scene: &mut Scene<'_>, chip: &Chip) {
    let is_whole = |p: &&Piece| p.part == chip.part && (chip.entry.is_none() || p.entry == chip.entry);
    if ui.button("Copy encoded").clicked() {
        let token = &scene.report.token.text;
        let pieces: Vec<&str> =
            scene.shown.pieces.iter().filter(is_whole).filter_map(|p| token.get(p.range.clone())).collect();
        let what = format!("The encoded {}", chip.name().to_lowercase());
        scene.act(Action::Copy(Copy::Text { text: pieces.join("~"), what }));
    }
    let document = match chip.part {
        Part::Header | Part::Payload | Part::Unprotected => {
            let index = scene
                .report
                .token
                .segments
                .iter()
                .find(|s| s.part == chip.part && chip.entry.is_none_or(|e| s.of == e));
            index.and_then(|s| scene.report.token.document_of(s))
        }
        _ => None,
    };
    if let Some(document) = document.filter(|d| !d.text.is_empty())
        && ui.button("Copy decoded").clicked()
    {
        let what = format!("The decoded {}", chip.name().to_lowercase());
        scene.act(Action::Copy(Copy::Text { text: document.text, what }));
    }
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
    if ui.button("Copy token").clicked() {
        let inner = scene.is_inside().then(|| scene.report.token.text.clone());
        let what = "The token inside".to_owned();
        scene.act(Action::Copy(inner.map_or(Copy::Token, |text| Copy::Text { text, what })));
    }
    for chip in chips(scene).iter().filter(|c| c.count == 1 && c.characters > 0) {
        if ui.button(format!("Copy {} part", chip.name().to_lowercase())).clicked() {
            let piece = scene
                .shown
                .pieces
                .iter()
                .find(|p| p.part == chip.part && (chip.entry.is_none() || p.entry == chip.entry));
            let text = piece.and_then(|p| scene.report.token.text.get(p.range.clone())).unwrap_or_default().to_owned();
            let what = format!("The encoded {}", chip.name().to_lowercase());
            scene.act(Action::Copy(Copy::Text { text, what }));
        }
    }
}
