//! One check: a line that opens to the values, the reason, what to do and where it is written.

use crate::app::Action;
use crate::checks::{Fix, State};
use crate::report::{Line, part_of};
use crate::teach::{self, Kind, Severity};
use crate::ui::icons::{self, Icon};
use crate::ui::panes::diagnosis;
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::controls;
use crate::ui::widgets::prose::Prose;
use egui::{
    Button, Color32, EventFilter, FontId, Frame, Galley, Grid, Label, Margin, Rect, Response, RichText, Sense, Ui,
    Vec2, pos2, text::LayoutJob,
};
use std::sync::Arc;

/// Where the words begin: to the right of the state's icon.
const INDENT: f32 = 22.0;
/// Room for the arrow.
pub(super) const ARROW: f32 = 18.0;
/// The height of a line that is one.
const LINE: f32 = 22.0;

/// How a check is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// What it found, in words.
    pub line: &'a Line,
    /// It is among those of one of several signatures.
    pub of_one: bool,
    /// Which of several lines of the same check it is, counted from 0.
    pub nth: usize,
    /// Its group is told: no heading does.
    pub is_tagged: bool,
}

impl Row<'_> {
    /// Draws it. The response of its line.
    pub fn show(self, ui: &mut Ui, scene: &mut Scene<'_>) -> Response {
        let outcome = &self.line.outcome;
        let part = part_of(self.line);
        let lit = part.is_some_and(|p| scene.is_lit(p));
        let key = (self.of_one, outcome.id, self.nth);
        let is_open = scene.view.checks.open.contains(&key);
        let is_key = matches!(outcome.id, "signature" | "decryption");
        // the time bar above offers the leeway
        let offered = outcome.fixes.iter().filter(|fix| !matches!(fix, Fix::SetLeeway(_)));
        let offered: Vec<&Fix> = offered.filter(|_| outcome.state == State::Fail || is_key).collect();
        let is_explained = outcome.id == "signature" && diagnosis::is_due(scene, self.of_one);
        controls::edged(ui, part, lit, |ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            let response = self.headline(ui, is_open);
            if response.hovered()
                && let Some(part) = part
            {
                scene.light(part);
            }
            if response.clicked() && !scene.view.checks.open.remove(&key) {
                scene.view.checks.open.insert(key);
            }
            // where nothing stands below the line, nothing takes room there
            if is_open || !offered.is_empty() || is_explained {
                below(ui, |ui| {
                    if is_open {
                        ui.push_id((key, outcome.case), |ui| self.details(ui, scene));
                    } else if !offered.is_empty() {
                        fixes(ui, scene, &offered);
                    }
                    if is_explained {
                        ui.push_id(("diagnosis", self.of_one), |ui| diagnosis::show(ui, scene, self.of_one));
                    }
                });
            }
            response
        })
    }

    /// The line itself, painted as one control: what is in order on one line, what is not with all of its sentence. Once it
    /// is open the sentence stands below, where its terms open their definition.
    fn headline(&self, ui: &mut Ui, is_open: bool) -> Response {
        let palette = Palette::of(ui);
        let (outcome, lesson) = (&self.line.outcome, &self.line.lesson);
        let state = outcome.state;
        let (sign, colour) = look(self.line, palette);
        let width = ui.available_width();
        let bold = FontId::new(14.0, theme::bold());
        let title = laid(ui, lesson.title, bold, palette.text, width - INDENT - ARROW, 1);
        let tag = self.is_tagged.then(|| small(ui, outcome.group.label(), palette.muted));
        let tag = tag.or_else(|| (state == State::NotChecked).then(|| small(ui, state.label(), palette.muted)));
        let beside = width - INDENT - title.size().x - 8.0 - ARROW - tag.as_ref().map_or(0.0, |t| t.size().x);
        let is_beside = state == State::Pass && beside > 60.0;
        let body = FontId::proportional(13.5);
        let summary = (!is_open).then(|| match is_beside {
            true => laid(ui, &lesson.summary, body, palette.muted, beside, 1),
            false => laid(ui, &lesson.summary, body, palette.text, width - INDENT, usize::MAX),
        });
        let more = summary.as_ref().filter(|_| !is_beside).map_or(0.0, |summary| 1.0 + summary.size().y);
        let height = LINE + more;
        let (rect, response) = ui.allocate_exact_size(Vec2::new(width, height), Sense::click());
        let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
        response.widget_info(|| {
            let note = if self.line.is_note() { "Note: " } else { "" };
            let label = format!("{}: {}. {note}{}", lesson.title, state.label(), lesson.summary);
            egui::WidgetInfo::selected(egui::Role::DisclosureTriangle, true, is_open, label)
        });
        if response.has_focus() {
            let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|m| m.set_focus_lock_filter(response.id, filter));
        }
        if ui.is_rect_visible(rect) {
            let middle = |galley: &Galley| rect.top() + (LINE - galley.size().y) / 2.0;
            if response.hovered() {
                ui.painter().rect_filled(
                    rect.expand2(Vec2::new(5.0, 2.0)),
                    theme::RADIUS,
                    palette.control.gamma_multiply(0.6),
                );
            }
            icon(ui, sign, colour, pos2(rect.left(), rect.top()));
            let arrow = if is_open { Icon::ChevronDown } else { Icon::ChevronRight };
            icon(ui, arrow, palette.muted, pos2(rect.right() - 16.0, rect.top()));
            if let Some(tag) = tag {
                let at = pos2(rect.right() - ARROW - tag.size().x - 2.0, middle(&tag));
                ui.painter().galley(at, tag, palette.muted);
            }
            let at = pos2(rect.left() + INDENT, middle(&title));
            if let Some(summary) = summary {
                let at = match is_beside {
                    true => pos2(at.x + title.size().x + 8.0, middle(&summary)),
                    false => pos2(at.x, rect.top() + LINE + 1.0),
                };
                ui.painter().galley(at, summary, palette.text);
            }
            ui.painter().galley(at, title, palette.text);
            focus_ring(ui, &response, rect);
        }
        match state {
            State::Pass if !is_open => response.on_hover_text(&lesson.summary),
            State::Fail | State::Warn => response.on_hover_text(gravity(lesson.severity)),
            _ => response,
        }
    }

    fn details(&self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let palette = Palette::of(ui);
        let (outcome, lesson) = (&self.line.outcome, &self.line.lesson);
        let mut prose = Prose::default();
        prose.knows(Kind::Check, outcome.id);
        prose.paragraph(ui, &lesson.summary);
        if outcome.expected.is_some() || outcome.found.is_some() {
            ui.spacing_mut().interact_size.y = 18.0;
            Grid::new("values").num_columns(2).spacing([12.0, 2.0]).show(ui, |ui| {
                for (name, value) in [("Expected", &outcome.expected), ("Found", &outcome.found)] {
                    if let Some(value) = value {
                        ui.label(RichText::new(name).color(palette.muted).small());
                        ui.add(Label::new(RichText::new(value).monospace().size(12.5)).wrap());
                        ui.end_row();
                    }
                }
            });
        }
        ui.spacing_mut().interact_size.y = theme::CONTROL;
        if !lesson.why.is_empty() {
            told(ui, &mut prose, "Why it matters", lesson.why);
        }
        if let Some(fix) = &lesson.fix {
            told(ui, &mut prose, "What to do", fix);
        }
        fixes(ui, scene, &outcome.fixes.iter().collect::<Vec<_>>());
        ui.add_space(2.0);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().interact_size.y = 18.0;
            if matches!(outcome.state, State::Fail | State::Warn) {
                severity(ui, lesson.severity);
            }
            if !lesson.refs.is_empty() {
                controls::small(ui, lesson.refs.join(" · "));
            }
            let link = controls::small_link(ui, "More in help");
            let name = format!("More in help: {}", lesson.title);
            if link.on_hover_text(format!("The page about “{}”", outcome.id)).accessible_name(name).clicked() {
                scene.help_on(Some((Kind::Check, outcome.id)));
            }
        });
        scene.help_on(prose.asked);
        ui.add_space(theme::GAP_SMALL);
    }
}

/// What stands below the line, in its column.
fn below(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    Frame::new().inner_margin(Margin { left: INDENT as i8, ..Margin::ZERO }).show(ui, content);
}

fn told(ui: &mut Ui, prose: &mut Prose, title: &str, text: &str) {
    let colour = Palette::of(ui).muted;
    ui.add_space(2.0);
    ui.label(RichText::new(title).color(colour).small());
    ui.add_space(-3.0);
    prose.paragraph(ui, text);
}

/// The sign of a line and its colour: a note passed, but is no tick to pass over.
fn look(line: &Line, palette: &Palette) -> (Icon, Color32) {
    let state = line.outcome.state;
    match line.is_note() {
        true => (Icon::Info, palette.accent),
        false => (icons::of_state(state), palette.state(state)),
    }
}

/// How much it matters, in words.
fn gravity(severity: Severity) -> String {
    format!("Severity: {}. {}", severity.label().to_lowercase(), severity.meaning())
}

/// How much it matters, by sign and word.
fn severity(ui: &mut Ui, severity: Severity) {
    let palette = Palette::of(ui);
    // the state's colour says how bad it is here; this says how bad it can be, and is calm
    let icon = match severity {
        Severity::Critical => Icon::Siren,
        Severity::High => Icon::SignalHigh,
        Severity::Medium => Icon::SignalMedium,
        Severity::Low => Icon::SignalLow,
        Severity::Note => Icon::Info,
    };
    ui.spacing_mut().item_spacing.x = 4.0;
    icons::mark(ui, icons::coloured(icon, palette.text).size(14.0), "");
    let text = format!("Severity: {}", severity.label().to_lowercase());
    ui.label(RichText::new(text).color(palette.text).small()).on_hover_text(gravity(severity));
    ui.add_space(6.0);
}

/// Text of at most so many rows, cut with a mark.
pub(super) fn laid(ui: &Ui, text: &str, font: FontId, colour: Color32, width: f32, rows: usize) -> Arc<Galley> {
    let mut job = LayoutJob::simple(text.to_owned(), font, colour, width.max(10.0));
    job.wrap.max_rows = rows;
    job.wrap.break_anywhere = rows == 1;
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

pub(super) fn small(ui: &Ui, text: &str, colour: Color32) -> Arc<Galley> {
    laid(ui, text, FontId::proportional(12.0), colour, f32::INFINITY, 1)
}

/// An icon in the middle of a line that begins there. The one who draws it names it.
pub(super) fn icon(ui: &Ui, which: Icon, colour: Color32, at: egui::Pos2) {
    let text = char::from(which).to_string();
    let galley = ui.fonts_mut(|f| f.layout_no_wrap(text, FontId::new(16.0, theme::icons()), colour));
    ui.painter().galley(pos2(at.x, at.y + (LINE - galley.size().y) / 2.0), galley, colour);
}

pub(super) fn focus_ring(ui: &Ui, response: &Response, rect: Rect) {
    if response.has_focus() {
        let stroke = egui::Stroke::new(2.0, Palette::of(ui).accent);
        ui.painter().rect_stroke(rect.expand(2.0), theme::RADIUS, stroke, egui::StrokeKind::Outside);
    }
}

/// What one click can do.
pub fn fixes(ui: &mut Ui, scene: &mut Scene<'_>, fixes: &[&Fix]) {
    if fixes.is_empty() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        for fix in fixes {
            let (id, facts) = fix.label_id();
            let button = Button::new(RichText::new(teach::fix_label(id, &facts)).size(13.0)).wrap();
            if ui.add(button).clicked() {
                scene.act(Action::Apply((*fix).clone()));
            }
        }
    });
}
