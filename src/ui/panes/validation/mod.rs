//! The Validation pane: the policy, then every check with its state, what it found, why it matters and what to do.
//!
//! | file | is |
//! | --- | --- |
//! | `list` | which checks are listed, in which order: no drawing |
//! | `bar` | search, states, order, all explanations at once |
//! | `row` | one check |

mod bar;
pub mod list;
mod row;

use crate::checks::{Group, State};
use crate::report::Line;
use crate::ui::icons::{self, Icon};
use crate::ui::panes::{entries, policy, time_bar};
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::controls;
use egui::{FontId, Id, Key, Modifiers, RichText, ScrollArea, Sense, Ui, Vec2, pos2};
use list::{Head, Section};
use row::Row;
pub use row::fixes;
use std::collections::BTreeSet;

/// What the window remembers of the list of checks.
#[derive(Debug, Default)]
pub struct Checks {
    /// What is looked for, and how it is ordered.
    pub wish: list::Wish,
    /// The checks that are open; `true`: those of the chosen one of several signatures.
    open: BTreeSet<(bool, &'static str)>,
    /// All that are listed are open.
    all_are_open: bool,
    /// Open all, or close all.
    pub wants_all: bool,
    /// Put the focus into the search.
    pub wants_search: bool,
    /// Put the focus on the first check.
    wants_first: bool,
}

impl Checks {
    /// Only the checks in this state; asked again, all of them.
    pub fn show_only(&mut self, state: State) {
        let is_on = self.wish.state == Some(state);
        self.wish.widen();
        self.wish.state = (!is_on).then_some(state);
    }
}

/// Draws the pane.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>) {
    ScrollArea::vertical().id_salt("checks").auto_shrink([false, false]).show(ui, |ui| {
        policy::show(ui, scene);
        time_bar::show(ui, scene);
        let report = scene.report;
        if report.lines.is_empty() {
            ui.add_space(theme::GAP);
            controls::prose(
                ui,
                "Every check will be listed here: what the token shows, why it matters, and what to do.",
            );
            return;
        }
        ui.add_space(theme::GAP_SMALL);
        let one: &[Line] = report.each.get(scene.view.entry).map_or(&[], |e| &e.lines);
        let all: Vec<&Line> = one.iter().chain(&report.lines).collect();
        bar::show(ui, scene, &all);
        let sections = list::arrange(&report.lines, &scene.view.checks.wish);
        bar::open_all(&mut scene.view.checks, &sections);
        let mut rows = Vec::with_capacity(all.len());
        entries::show(ui, scene);
        of_one_signature(ui, scene, one, &mut rows);
        for part in &sections {
            section(ui, scene, part, &mut rows);
        }
        if !scene.view.checks.wish.is_narrowed() || !rows.is_empty() {
            walk(ui, &rows, std::mem::take(&mut scene.view.checks.wants_first));
            return;
        }
        ui.add_space(theme::GAP);
        controls::muted(ui, "No check has these words.");
    });
}

/// The checks of the chosen one of several signatures, above those of the whole.
fn of_one_signature(ui: &mut Ui, scene: &mut Scene<'_>, lines: &[Line], rows: &mut Vec<Id>) {
    let Some(name) = entries::name(scene).filter(|_| !lines.is_empty()) else { return };
    let mut lines: Vec<&Line> = lines.iter().filter(|line| scene.view.checks.wish.takes(line)).collect();
    lines.sort_by_key(|line| place(line.outcome.state));
    ui.add_space(theme::GAP);
    title(ui, &name);
    for line in lines {
        rows.push(Row { line, of_one: true, tagged: false }.show(ui, scene).id);
    }
    ui.add_space(theme::GAP);
    title(ui, "The token as a whole");
}

/// Failures first.
fn place(state: State) -> u8 {
    match state {
        State::Fail => 0,
        State::Warn => 1,
        State::Pass => 2,
        State::NotChecked => 3,
    }
}

fn title(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).family(theme::bold()).size(12.5));
}

fn section(ui: &mut Ui, scene: &mut Scene<'_>, section: &Section<'_>, rows: &mut Vec<Id>) {
    ui.add_space(theme::GAP);
    let count = section.lines.len();
    match section.head {
        Head::Steps => title(ui, "Opening it, step by step"),
        Head::State(state) => {
            let word = if state == State::Fail { "Failed" } else { "Warnings" };
            let text = RichText::new(format!("{word} ({count})")).color(Palette::of(ui).state(state));
            ui.label(text.family(theme::bold()).size(12.5));
        }
        Head::Group(group) => {
            if group_heading(ui, scene, group, &section.lines) {
                return;
            }
        }
    }
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for line in &section.lines {
            let tagged = matches!(section.head, Head::State(_));
            rows.push(Row { line, of_one: false, tagged }.show(ui, scene).id);
        }
    });
}

/// What some checks are about, with how many are in which state. A click folds them away; whether they are.
fn group_heading(ui: &mut Ui, scene: &mut Scene<'_>, group: Group, lines: &[&Line]) -> bool {
    const HEIGHT: f32 = 22.0;
    let palette = Palette::of(ui);
    let is_folded = scene.view.checks.wish.hides(group);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), HEIGHT), Sense::click());
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
    let counts: Vec<(State, usize)> = [State::Fail, State::Warn, State::Pass, State::NotChecked]
        .into_iter()
        .map(|state| (state, lines.iter().filter(|l| l.outcome.state == state).count()))
        .filter(|(_, count)| *count > 0)
        .collect();
    response.widget_info(|| {
        let told: Vec<String> = counts.iter().map(|(s, n)| format!("{n} {}", s.label().to_lowercase())).collect();
        let label = format!("{}: {}", group.label(), told.join(", "));
        egui::WidgetInfo::selected(egui::Role::Button, true, !is_folded, label)
    });
    if ui.is_rect_visible(rect) {
        let colour = if response.hovered() { palette.text } else { palette.muted };
        let name = row::laid(ui, group.label(), FontId::new(12.5, theme::bold()), colour, f32::INFINITY, 1);
        ui.painter().galley(pos2(rect.left(), rect.center().y - name.size().y / 2.0), name, colour);
        let arrow = if is_folded { Icon::ChevronRight } else { Icon::ChevronDown };
        let mut x = rect.right() - 20.0;
        row::icon(ui, arrow, palette.muted, pos2(x, rect.top()));
        for (state, count) in counts.iter().rev() {
            let colour = palette.state(*state);
            let number = row::small(ui, &count.to_string(), colour);
            x -= number.size().x + 6.0;
            ui.painter().galley(pos2(x, rect.center().y - number.size().y / 2.0), number, colour);
            x -= 18.0;
            row::icon(ui, icons::of_state(*state), colour, pos2(x, rect.top()));
        }
        row::focus_ring(ui, &response, rect);
    }
    if response.on_hover_text(if is_folded { "Show these checks" } else { "Fold these checks away" }).clicked() {
        bar::fold(&mut scene.view.checks.wish, group);
    }
    is_folded
}

/// The arrow keys go from check to check.
fn walk(ui: &Ui, rows: &[Id], to_first: bool) {
    let go = |id: Id| {
        ui.memory_mut(|m| m.request_focus(id));
        if let Some(response) = ui.ctx().read_response(id) {
            ui.scroll_to_rect(response.rect, None);
        }
    };
    if to_first && let Some(first) = rows.first() {
        go(*first);
    }
    let Some(at) = ui.memory(|m| m.focused()).and_then(|id| rows.iter().position(|row| *row == id)) else { return };
    let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
    let target = match () {
        () if pressed(Key::ArrowDown) => at + 1,
        () if pressed(Key::ArrowUp) => at.saturating_sub(1),
        () if pressed(Key::Home) => 0,
        () if pressed(Key::End) => rows.len().saturating_sub(1),
        () => return,
    };
    if let Some(id) = rows.get(target) {
        go(*id);
    }
}
