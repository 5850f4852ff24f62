//! The Validation pane: the policy, then every check with its state, what it found, why it matters and what to do.

use crate::app::Action;
use crate::checks::{Outcome, State};
use crate::report::{Line, part_of};
use crate::teach;
use crate::ui::icons::{self, Icon};
use crate::ui::panes::{diagnosis, entries, policy, time_bar};
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::controls;
use egui::{Align, Button, Grid, Label, Layout, RichText, ScrollArea, Sense, Ui, UiBuilder};

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
        entries::show(ui, scene);
        of_one_signature(ui, scene);
        let lines: Vec<Line> = scene.report.lines.clone();
        opening(ui, scene, &lines);
        let rest: Vec<Line> = lines.into_iter().filter(|l| !STEPS.contains(&l.outcome.id)).collect();
        for state in STATES {
            section(ui, scene, state, &rest);
        }
    });
}

const STATES: [State; 4] = [State::Fail, State::Warn, State::Pass, State::NotChecked];

/// How a JWE is opened, in the order in which it happens; the first one sums up.
const STEPS: [&str; 5] = ["decryption", "key-management", "content-key", "tag", "inflate"];

/// The checks of the chosen one of several signatures, above those of the whole.
fn of_one_signature(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(lines) = scene.report.each.get(scene.view.entry).map(|e| e.lines.clone()) else { return };
    let Some(name) = entries::name(scene) else { return };
    ui.add_space(theme::GAP);
    title(ui, &name);
    for state in STATES {
        for line in lines.iter().filter(|l| l.outcome.state == state) {
            row(ui, scene, line, true);
        }
    }
    ui.add_space(theme::GAP);
    title(ui, "The token as a whole");
}

fn title(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).family(theme::bold()).size(12.5));
}

/// Opening a JWE is read from the top: whether it worked, then each step on the way.
fn opening(ui: &mut Ui, scene: &mut Scene<'_>, lines: &[Line]) {
    let steps: Vec<&Line> = STEPS.iter().filter_map(|id| lines.iter().find(|l| l.outcome.id == *id)).collect();
    if steps.is_empty() {
        return;
    }
    ui.add_space(theme::GAP);
    title(ui, "Opening it, step by step");
    for line in steps {
        row(ui, scene, line, false);
    }
}

fn heading(state: State) -> &'static str {
    match state {
        State::Fail => "Failed",
        State::Warn => "Warnings",
        State::Pass => "Passed",
        State::NotChecked => "Not checked",
    }
}

fn section(ui: &mut Ui, scene: &mut Scene<'_>, state: State, lines: &[Line]) {
    let count = lines.iter().filter(|l| l.outcome.state == state).count();
    if count == 0 {
        return;
    }
    ui.add_space(theme::GAP);
    let colour = Palette::of(ui).state(state);
    ui.label(RichText::new(format!("{} ({count})", heading(state))).color(colour).family(theme::bold()).size(12.5));
    for line in lines.iter().filter(|l| l.outcome.state == state) {
        row(ui, scene, line, false);
    }
}

/// One check: a line that opens. `of_one`: among those of one of several signatures.
fn row(ui: &mut Ui, scene: &mut Scene<'_>, line: &Line, of_one: bool) {
    let outcome = &line.outcome;
    let part = part_of(line);
    let lit = part.is_some_and(|p| scene.is_lit(p));
    let open = scene.view.open_checks.contains(&(of_one, outcome.id));
    controls::edged(ui, part, lit, |ui| {
        let label = format!("{}: {}. {}", line.lesson.title, outcome.state.label(), line.lesson.summary);
        let top = ui.scope_builder(
            UiBuilder::new().id_salt(("check", of_one, outcome.id, outcome.case)).sense(Sense::click()),
            |ui| {
                ui.set_min_width(ui.available_width());
                headline(ui, line, open);
            },
        );
        let response = top.response.on_hover_cursor(egui::CursorIcon::PointingHand);
        response.widget_info(|| egui::WidgetInfo::selected(egui::Role::DisclosureTriangle, true, open, &label));
        if response.has_focus() {
            let stroke = egui::Stroke::new(2.0, Palette::of(ui).accent);
            ui.painter().rect_stroke(response.rect.expand(2.0), theme::RADIUS, stroke, egui::StrokeKind::Outside);
        }
        if response.hovered()
            && let Some(part) = part
        {
            scene.light(part);
        }
        if response.clicked() {
            let check = (of_one, outcome.id);
            if !scene.view.open_checks.remove(&check) {
                scene.view.open_checks.insert(check);
            }
        }
        if open {
            ui.push_id(of_one, |ui| details(ui, scene, line));
        } else if outcome.state == State::Fail || matches!(outcome.id, "signature" | "decryption") {
            fixes(ui, scene, outcome);
        }
        if outcome.id == "signature" {
            ui.push_id(("diagnosis", of_one), |ui| diagnosis::show(ui, scene, of_one));
        }
    });
}

fn headline(ui: &mut Ui, line: &Line, open: bool) {
    let palette = Palette::of(ui);
    // the whole check is the control: its first line need not be as high as one
    ui.spacing_mut().interact_size.y = 22.0;
    ui.spacing_mut().item_spacing.y = 2.0;
    let state = line.outcome.state;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        icons::mark(ui, icons::coloured(icons::of_state(state), palette.state(state)), "");
        ui.add(Label::new(RichText::new(line.lesson.title).family(theme::bold())).selectable(false));
        ui.add(Label::new(RichText::new(state.label()).color(palette.state(state)).small()).selectable(false));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let arrow = if open { Icon::ChevronDown } else { Icon::ChevronRight };
            icons::mark(ui, icons::coloured(arrow, palette.muted), "");
        });
    });
    ui.add(Label::new(RichText::new(&line.lesson.summary).color(palette.text)).wrap().selectable(false));
}

fn details(ui: &mut Ui, scene: &mut Scene<'_>, line: &Line) {
    let palette = Palette::of(ui);
    let (outcome, lesson) = (&line.outcome, &line.lesson);
    if outcome.expected.is_some() || outcome.found.is_some() {
        Grid::new(("values", outcome.id, outcome.case)).num_columns(2).spacing([12.0, 2.0]).show(ui, |ui| {
            for (name, value) in [("Expected", &outcome.expected), ("Found", &outcome.found)] {
                if let Some(value) = value {
                    ui.label(RichText::new(name).color(palette.muted).small());
                    ui.add(Label::new(RichText::new(value).monospace().size(12.5)).wrap());
                    ui.end_row();
                }
            }
        });
    }
    if !lesson.why.is_empty() {
        told(ui, "Why it matters", lesson.why);
    }
    if let Some(fix) = &lesson.fix {
        told(ui, "What to do", fix);
    }
    if !lesson.refs.is_empty() {
        controls::small(ui, lesson.refs.join(" · "));
    }
    fixes(ui, scene, outcome);
    ui.add_space(theme::GAP_SMALL);
}

fn told(ui: &mut Ui, title: &str, text: &str) {
    ui.add_space(2.0);
    let colour = Palette::of(ui).muted;
    ui.label(RichText::new(title).color(colour).small());
    controls::prose(ui, text);
}

/// What one click can do.
pub fn fixes(ui: &mut Ui, scene: &mut Scene<'_>, outcome: &Outcome) {
    if outcome.fixes.is_empty() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        for fix in &outcome.fixes {
            let (id, facts) = fix.label_id();
            let button = Button::new(RichText::new(teach::fix_label(id, &facts)).size(13.0)).wrap();
            if ui.add(button).clicked() {
                scene.act(Action::Apply(fix.clone()));
            }
        }
    });
}
