//! The Validation pane: the policy, then every check with its state, what it found, why it matters and what to do.
//!
//! | file | is |
//! | --- | --- |
//! | `list` | which checks are listed, in which order: no drawing |
//! | `bar` | search, states, order, all explanations at once |
//! | `heading` | what stands above some checks, and folds them away |
//! | `row` | one check |

mod bar;
mod heading;
pub mod list;
mod row;

use crate::checks::State;
use crate::report::Line;
use crate::ui::panes::{entries, policy, time_bar};
use crate::ui::scene::Scene;
use crate::ui::theme;
use crate::ui::widgets::controls;
use egui::{Id, Key, Modifiers, ScrollArea, Ui};
use list::{Head, Section};
use row::Row;
pub use row::fixes;
use std::collections::BTreeSet;

/// A check in the list; `true`: of the chosen one of several signatures. The number tells lines of the same check apart.
type Place = (bool, &'static str, usize);

/// The checks of the chosen one of several signatures, or of the token as a whole.
fn lines_of<'a>(scene: &Scene<'a>, of_one: bool) -> &'a [Line] {
    match of_one {
        true => scene.report.each.get(scene.view.entry).map_or(&[], |each| &each.lines),
        false => &scene.report.lines,
    }
}

/// Which of the lines of its check a line is, whatever is listed and in which order.
fn nth(all: &[Line], line: &Line) -> usize {
    let of_check = all.iter().filter(|one| one.outcome.id == line.outcome.id);
    of_check.take_while(|one| !std::ptr::eq(*one, line)).count()
}

/// What the window remembers of the list of checks.
#[derive(Debug, Default)]
pub struct Checks {
    /// What is looked for, and how it is ordered.
    pub wish: list::Wish,
    /// The checks that are open.
    open: BTreeSet<Place>,
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

    /// Opens all that are listed, or closes them where all are open; if that was asked.
    fn open_all(&mut self, listed: &[Place]) {
        self.all_are_open = !listed.is_empty() && listed.iter().all(|place| self.open.contains(place));
        if !std::mem::take(&mut self.wants_all) {
            return;
        }
        if self.all_are_open {
            self.open.clear();
        } else {
            self.open.extend(listed);
            self.wish.folded.clear();
        }
        self.all_are_open = !self.all_are_open;
    }
}

/// Draws the pane.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>) {
    ScrollArea::vertical().id_salt("checks").auto_shrink([false, false]).show(ui, |ui| {
        policy::show(ui, scene);
        time_bar::show(ui, scene);
        if scene.report.lines.is_empty() {
            ui.add_space(theme::GAP);
            controls::prose(
                ui,
                "Every check will be listed here: what the token shows, why it matters, and what to do.",
            );
            return;
        }
        ui.add_space(theme::GAP_SMALL);
        checks(ui, scene);
    });
}

fn checks(ui: &mut Ui, scene: &mut Scene<'_>) {
    let report = scene.report;
    let lines_of_one = lines_of(scene, true);
    let all: Vec<&Line> = lines_of_one.iter().chain(&report.lines).collect();
    bar::show(ui, scene, &all);
    let wish = &scene.view.checks.wish;
    let (of_one, sections) = (list::worst_first(lines_of_one, wish), list::arrange(&report.lines, wish));
    let of_all = sections.iter().flat_map(|section| &section.lines);
    let place = |is_of_one, all, line: &Line| (is_of_one, line.outcome.id, nth(all, line));
    let listed = of_one.iter().map(|line| place(true, lines_of_one, line));
    let listed: Vec<Place> = listed.chain(of_all.map(|line| place(false, &report.lines, line))).collect();
    scene.view.checks.open_all(&listed);
    entries::show(ui, scene);
    let mut rows = Vec::with_capacity(listed.len());
    if let Some(name) = entries::name(scene).filter(|_| !of_one.is_empty()) {
        ui.add_space(theme::GAP);
        heading::title(ui, &name);
        list_of(ui, scene, &of_one, true, false, &mut rows);
        ui.add_space(theme::GAP);
        heading::title(ui, "The token as a whole");
    }
    for part in &sections {
        section(ui, scene, part, &mut rows);
    }
    if listed.is_empty() {
        ui.add_space(theme::GAP);
        let by_words = !scene.view.checks.wish.query.trim().is_empty();
        controls::muted(ui, if by_words { "No check has these words." } else { "No check is in this state." });
    }
    let to_first = std::mem::take(&mut scene.view.checks.wants_first);
    walk(ui, &rows, to_first);
}

fn section(ui: &mut Ui, scene: &mut Scene<'_>, section: &Section<'_>, rows: &mut Vec<Id>) {
    ui.add_space(theme::GAP_SMALL);
    match section.head {
        Head::Steps => heading::title(ui, "Opening it, step by step"),
        Head::State(state) => heading::of_state(ui, state, section.lines.len()),
        Head::Group(group) => {
            let is_folded = scene.view.checks.wish.hides(group);
            if heading::of_group(ui, group, &section.lines, is_folded) {
                scene.view.checks.wish.fold(group);
            }
            if is_folded {
                return;
            }
        }
    }
    let is_tagged = matches!(section.head, Head::State(_));
    list_of(ui, scene, &section.lines, false, is_tagged, rows);
}

fn list_of(ui: &mut Ui, scene: &mut Scene<'_>, lines: &[&Line], of_one: bool, is_tagged: bool, rows: &mut Vec<Id>) {
    let all = lines_of(scene, of_one);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for line in lines {
            rows.push(Row { line, of_one, nth: nth(all, line), is_tagged }.show(ui, scene).id);
        }
    });
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
