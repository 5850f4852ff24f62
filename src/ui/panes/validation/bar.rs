//! One line above the checks: a search, the states, the order, and all explanations at once.

use super::Checks;
use crate::checks::State;
use crate::report::Line;
use crate::ui::icons::{self, Icon};
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::controls;
use egui::{Align, Button, Key, Layout, RichText, TextEdit, Ui};

/// The states in the order of the strip above.
const STATES: [State; 4] = [State::Fail, State::Warn, State::Pass, State::NotChecked];

/// Draws the bar.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>, lines: &[&Line]) {
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let checks = &mut scene.view.checks;
            let (icon, name) = match checks.all_are_open {
                true => (Icon::ChevronsDownUp, "Close all (Ctrl+E)"),
                false => (Icon::ChevronsUpDown, "Explain all (Ctrl+E)"),
            };
            if controls::icon_button(ui, icon, name).clicked() {
                checks.wants_all = true;
            }
            order(ui, checks);
            ui.add_space(theme::GAP_SMALL);
            for state in STATES.into_iter().rev() {
                only(ui, checks, state, lines);
            }
            ui.add_space(theme::GAP_SMALL);
            search(ui, checks);
        });
    });
    narrowed(ui, &mut scene.view.checks, lines);
}

fn search(ui: &mut Ui, checks: &mut Checks) {
    let width = ui.available_width();
    let edit = TextEdit::singleline(&mut checks.wish.query).hint_text("Find a check").desired_width(width);
    let response = controls::outlined(ui, edit);
    if std::mem::take(&mut checks.wants_search) {
        response.request_focus();
        response.scroll_to_me(None);
    }
    if response.lost_focus() {
        match () {
            () if ui.input(|i| i.key_pressed(Key::Escape)) => checks.wish.widen(),
            () if ui.input(|i| i.key_pressed(Key::Enter)) => checks.wants_first = true,
            () => {}
        }
    }
    response
        .on_hover_text("Words of a check's name, id, texts or references (Ctrl+F); Esc shows all again")
        .accessible_name("Find a check");
}

/// Only the checks of one state, or all again.
fn only(ui: &mut Ui, checks: &mut Checks, state: State, lines: &[&Line]) {
    let count = lines.iter().filter(|l| l.outcome.state == state).count();
    let is_on = checks.wish.state == Some(state);
    if count == 0 && !is_on {
        return;
    }
    let palette = Palette::of(ui);
    let colour = if is_on { palette.text } else { palette.state(state) };
    let name = format!("Only {}: {count}", state.label().to_lowercase());
    let words = (
        icons::coloured(icons::of_state(state), palette.state(state)).size(15.0),
        RichText::new(count.to_string()).color(colour).size(13.0),
    );
    ui.scope(|ui| {
        ui.spacing_mut().button_padding.x = 5.0;
        ui.spacing_mut().item_spacing.x = 3.0;
        let button = Button::selectable(is_on, words);
        if ui.add(button).on_hover_text(&name).accessible_name(&name).clicked() {
            checks.wish.state = (!is_on).then_some(state);
        }
    });
}

fn order(ui: &mut Ui, checks: &mut Checks) {
    let name =
        if checks.wish.in_order { "Failures first" } else { "Reading order: as a verifier looks, group by group" };
    let button = Button::selectable(checks.wish.in_order, icons::icon(Icon::ListOrdered)).frame_when_inactive(false);
    let button = button.min_size(egui::Vec2::splat(theme::CONTROL));
    if ui.add(button).on_hover_text(name).accessible_name(name).clicked() {
        checks.wish.in_order = !checks.wish.in_order;
    }
}

/// How many are shown of how many. A failure that is left out is never overlooked.
fn narrowed(ui: &mut Ui, checks: &mut Checks, lines: &[&Line]) {
    if !checks.wish.is_narrowed() {
        return;
    }
    let shown = lines.iter().filter(|line| checks.wish.takes(line)).count();
    let is_hidden = |line: &&&Line| line.outcome.state == State::Fail && !checks.wish.takes(line);
    let hidden = lines.iter().filter(is_hidden).count();
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 20.0;
        controls::small(ui, format!("{shown} of {}", lines.len()));
        if hidden > 0 {
            let palette = Palette::of(ui);
            icons::mark(ui, icons::coloured(icons::of_state(State::Fail), palette.fail).size(13.0), "");
            let text =
                if hidden == 1 { "1 failed is not shown".to_owned() } else { format!("{hidden} failed are not shown") };
            ui.label(RichText::new(text).color(palette.fail).small());
        }
        if controls::small_link(ui, "Show all").clicked() {
            checks.wish.widen();
        }
    });
}
