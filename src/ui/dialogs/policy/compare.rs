//! Two policies side by side.

use crate::app::Side;
use crate::policy::{self, Change, Difference};
use crate::ui::dialogs::{Answer, entered, title};
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::controls;
use egui::{Align, Button, ComboBox, Label, Layout, RichText, ScrollArea, Sides, Ui, Vec2};

/// The dialog.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, first: &mut Side, second: &mut Side) -> Answer {
    title(ui, "Compare policies");
    side_by_side(ui, [&mut *first, &mut *second], |ui, side, number| choice(ui, scene, NAMES[number], side));
    ui.add_space(theme::GAP_SMALL);
    match (first.policy(scene.model), second.policy(scene.model)) {
        (Some(a), Some(b)) => differences(ui, &policy::compare(a, b)),
        _ => {
            controls::muted(ui, "One of them is not kept any more: choose another one.");
        }
    }
    ui.add_space(theme::GAP);
    let close = Sides::new().show(ui, |_| {}, |ui| controls::main_button(ui, "Close").clicked()).1;
    if close || entered(ui) { Answer::Submit } else { Answer::Nothing }
}

const NAMES: [&str; 2] = ["First", "Second"];

/// Two of the same beside each other, in columns of the same width.
fn side_by_side<T>(ui: &mut Ui, both: [T; 2], draw: impl Fn(&mut Ui, T, usize)) {
    const BETWEEN: f32 = 12.0;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = BETWEEN;
        let width = (ui.available_width() - BETWEEN) / 2.0;
        for (number, one) in both.into_iter().enumerate() {
            ui.allocate_ui_with_layout(Vec2::new(width, 0.0), Layout::top_down(Align::Min), |ui| {
                ui.set_width(width);
                draw(ui, one, number);
            });
        }
    });
}

fn choice(ui: &mut Ui, scene: &Scene<'_>, label: &str, side: &mut Side) {
    let name = ui.add(Label::new(RichText::new(label).color(Palette::of(ui).muted)).selectable(false));
    let layer = ui.layer_id();
    let width = ui.available_width() - 8.0;
    let combo = ComboBox::from_id_salt(("compare", label)).selected_text(side.label()).width(width).truncate();
    let combo = combo.show_ui(ui, |ui| {
        controls::keep_above(ui, layer);
        ui.set_max_width(width);
        for one in Side::all(scene.model) {
            if ui.add(Button::selectable(*side == one, one.label()).truncate()).clicked() {
                *side = one;
            }
        }
    });
    combo.response.labelled_by(name.id);
}

fn differences(ui: &mut Ui, found: &[Difference]) {
    if found.is_empty() {
        controls::muted(ui, "They expect the same.");
        return;
    }
    let height = (ui.ctx().content_rect().height() - 260.0).max(120.0);
    ScrollArea::vertical().id_salt("differences").max_height(height).show(ui, |ui| {
        for difference in found {
            row(ui, difference);
        }
    });
}

fn row(ui: &mut Ui, difference: &Difference) {
    let palette = Palette::of(ui);
    let colour = match difference.change {
        Change::Stricter => palette.pass,
        Change::Looser => palette.warn,
        Change::Different => palette.accent,
    };
    controls::rule(ui);
    ui.horizontal(|ui| {
        ui.label(RichText::new(difference.label).family(theme::bold()));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let tip = format!("The second policy is {} here", difference.change.id());
            controls::chip(ui, difference.change.label(), colour).on_hover_text(tip);
        });
    });
    side_by_side(ui, [&difference.before, &difference.after], |ui, value, _| {
        ui.add(Label::new(RichText::new(value).monospace().size(12.5)).wrap());
    });
    ui.add_space(theme::GAP_SMALL);
}
