//! What stands above some checks: a title, or what they are about with how many are in which state.

use super::row;
use crate::checks::{Group, State};
use crate::report::Line;
use crate::ui::icons::{self, Icon};
use crate::ui::theme::{self, Palette};
use egui::{Color32, FontId, RichText, Sense, Ui, Vec2, pos2};

const SIZE: f32 = 12.5;
const HEIGHT: f32 = 22.0;

/// A title alone.
pub fn title(ui: &mut Ui, text: &str) {
    coloured(ui, text, Palette::of(ui).text);
}

/// What failed, or what warns; nothing folds it away.
pub fn of_state(ui: &mut Ui, state: State, count: usize) {
    let word = if state == State::Fail { "Failed" } else { "Warnings" };
    coloured(ui, &format!("{word} ({count})"), Palette::of(ui).state(state));
}

fn coloured(ui: &mut Ui, text: &str, colour: Color32) {
    ui.label(RichText::new(text).family(theme::bold()).size(SIZE).color(colour));
}

/// What some checks are about. Whether it was clicked: that folds them away, or shows them again.
pub fn of_group(ui: &mut Ui, group: Group, lines: &[&Line], is_folded: bool) -> bool {
    let palette = Palette::of(ui);
    let counts = counts(lines);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), HEIGHT), Sense::click());
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
    response.widget_info(|| {
        let told: Vec<String> = counts.iter().map(|(s, n)| format!("{n} {}", s.label().to_lowercase())).collect();
        let label = format!("{}: {}", group.label(), told.join(", "));
        egui::WidgetInfo::selected(egui::Role::Button, true, !is_folded, label)
    });
    if ui.is_rect_visible(rect) {
        let colour = if response.hovered() { palette.text } else { palette.muted };
        let name = row::laid(ui, group.label(), FontId::new(SIZE, theme::bold()), colour, f32::INFINITY, 1);
        ui.painter().galley(pos2(rect.left(), rect.center().y - name.size().y / 2.0), name, colour);
        let arrow = if is_folded { Icon::ChevronRight } else { Icon::ChevronDown };
        let mut x = rect.right() - row::ARROW - 2.0;
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
    response.on_hover_text(if is_folded { "Show these checks" } else { "Fold these checks away" }).clicked()
}

/// How many are in which state, where there are any.
fn counts(lines: &[&Line]) -> Vec<(State, usize)> {
    let count = |state| lines.iter().filter(|l| l.outcome.state == state).count();
    let all = [State::Fail, State::Warn, State::Pass, State::NotChecked].map(|state| (state, count(state)));
    all.into_iter().filter(|(_, count)| *count > 0).collect()
}
