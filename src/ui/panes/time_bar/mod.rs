//! The time bar: the token's times on one line, and the time to judge at, to be dragged, stepped or typed.

mod track;

pub use track::slider_id;

use crate::app::{Action, Gravity};
use crate::checks::{Fix, State, times};
use crate::report::timeline::{Note, Timeline};
use crate::report::zone;
use crate::teach;
use crate::ui::icons::{self, Icon};
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::view::Ask;
use crate::ui::widgets::controls;
use crate::ui::widgets::prose::Prose;
use egui::{Align, AtomExt as _, Button, FontId, Frame, Label, Layout, Margin, RichText, TextEdit, Ui, Vec2};

/// In a pane that is lower, the line is shown on request.
const LOW: f32 = 320.0;

/// Draws the bar of the shown layer.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>) {
    let asked = std::mem::take(&mut scene.view.focus_time);
    if scene.model.inputs.token.is_empty() {
        return;
    }
    let timeline = Timeline::of(scene.report, &scene.model.inputs, &scene.model.at());
    scene.view.time_open |= asked && (timeline.marks.is_empty() || ui.clip_rect().height() < LOW);
    let frame = Frame::new()
        .fill(Palette::of(ui).background)
        .corner_radius(theme::RADIUS)
        .inner_margin(Margin::symmetric(10, 6));
    ui.add_space(theme::GAP_SMALL);
    // as wide as the pane is, even where something above is wider
    let (pane, left) = (ui.clip_rect(), ui.cursor().left());
    let room = ui.available_width().min(pane.right() - left - (left - pane.left()));
    ui.scope(|ui| {
        ui.set_max_width(room);
        frame.show(ui, |ui| content(ui, scene, &timeline, asked));
    });
}

fn content(ui: &mut Ui, scene: &mut Scene<'_>, timeline: &Timeline, asked: bool) {
    ui.set_min_width(ui.available_width());
    ui.spacing_mut().item_spacing.y = 3.0;
    head(ui, scene, timeline);
    // a line without a time on it tells nothing, and in a low pane it would push the checks out of sight
    let is_low = ui.clip_rect().height() < LOW;
    if !timeline.marks.is_empty() && (!is_low || scene.view.time_open) {
        track::show(ui, scene, timeline);
        if asked {
            ui.memory_mut(|m| m.request_focus(slider_id()));
        }
    }
    for note in &timeline.notes {
        explained(ui, scene, note);
    }
    if scene.view.time_open {
        typed(ui, scene, timeline);
        steps(ui, scene);
    }
}

/// How it stands, and the zone at the right.
fn head(ui: &mut Ui, scene: &mut Scene<'_>, timeline: &Timeline) {
    let palette = Palette::of(ui);
    let (zone, short) = zone_of(scene, timeline);
    let short = Button::new(RichText::new(short).color(palette.muted).size(12.5)).frame_when_inactive(false);
    ui.horizontal(|ui| {
        const ZONE: f32 = 64.0;
        let room = Vec2::new((ui.available_width() - ZONE - ui.spacing().item_spacing.x).max(80.0), theme::CONTROL);
        ui.allocate_ui_with_layout(room, Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_width(room.x);
            how_it_stands(ui, scene, timeline);
        });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let hint = format!("Times are shown in the zone {zone}. Choose another one (Alt+Z)");
            if ui.add(short).on_hover_text(hint).accessible_name(format!("Zone: {zone}")).clicked() {
                scene.ask(Ask::ChooseZone);
            }
        });
    });
}

fn how_it_stands(ui: &mut Ui, scene: &mut Scene<'_>, timeline: &Timeline) {
    let palette = Palette::of(ui);
    let open = scene.view.time_open;
    let colour = match timeline.state {
        State::Fail | State::Warn => palette.state(timeline.state),
        State::Pass | State::NotChecked => palette.muted,
    };
    let arrow = if open { Icon::ChevronDown } else { Icon::ChevronRight };
    let title = RichText::new("Time").family(theme::bold());
    let headline = RichText::new(&timeline.headline).color(colour).size(13.0);
    let padding = std::mem::replace(&mut ui.spacing_mut().button_padding.x, 0.0);
    let button = Button::new((icons::coloured(arrow, palette.muted), title, headline.atom_shrink(true)));
    let response = ui.add(button.frame_when_inactive(false).wrap());
    ui.spacing_mut().button_padding.x = padding;
    let response = response.on_hover_text("Type the time to judge at, or step to it");
    if response.accessible_name(format!("Time {}", timeline.headline)).clicked() {
        scene.view.time_open = !open;
    }
}

/// The name of the zone, and its abbreviation at that time.
fn zone_of(scene: &Scene<'_>, timeline: &Timeline) -> (String, String) {
    let shown = scene.model.zone.shown();
    let short = abbreviation(&zone::offset(shown, timeline.now.secs())).to_owned();
    (zone::name(shown).unwrap_or(&short).to_owned(), short)
}

/// `CET` of `CET, UTC+01:00`. A time so far away that no zone's rules reach it has no offset, and is told in UTC.
fn abbreviation(offset: &str) -> &str {
    offset.split(',').next().filter(|short| !short.is_empty()).unwrap_or("UTC")
}

/// What needs more words than a check has: in short, and at length where the bar is open.
fn explained(ui: &mut Ui, scene: &mut Scene<'_>, note: &Note) {
    let words = &note.words;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        icons::mark(ui, icons::coloured(Icon::Info, Palette::of(ui).accent).size(14.0), "");
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            if scene.view.time_open {
                ui.add(Label::new(RichText::new(words.title).family(theme::bold()).size(12.5)).wrap());
            }
            ui.scope(|ui| {
                ui.style_mut().override_font_id = Some(FontId::proportional(13.0));
                let mut prose = Prose::default();
                prose.paragraph(ui, &words.summary);
                if scene.view.time_open {
                    prose.paragraph(ui, words.why);
                    prose.paragraph(ui, words.fix);
                }
                scene.help_on(prose.asked);
            });
            if scene.view.time_open {
                controls::small(ui, words.refs.join(" · "));
            }
            if let Some(fix) = &note.fix {
                fix_link(ui, scene, fix);
            }
        });
    });
}

fn fix_link(ui: &mut Ui, scene: &mut Scene<'_>, fix: &Fix) {
    let (id, facts) = fix.label_id();
    let label = teach::fix_label(id, &facts);
    let response = controls::small_link(ui, &label).on_hover_text("Sets the leeway of the policy");
    // the check below offers the same
    if response.accessible_name(format!("{label}, from the time bar")).clicked() {
        scene.act(Action::Apply(fix.clone()));
    }
}

/// A field for the time, and the way back.
fn typed(ui: &mut Ui, scene: &mut Scene<'_>, timeline: &Timeline) {
    ui.add_space(theme::GAP_SMALL);
    ui.horizontal_wrapped(|ui| {
        let label = ui.label("Judge at");
        let width = (ui.available_width() - 60.0).clamp(100.0, 190.0);
        let hint = if scene.model.inputs.as_of.is_some() { timeline.now_text.as_str() } else { "now" };
        let edit = TextEdit::singleline(&mut scene.view.as_of_text).hint_text(hint).desired_width(width);
        let response = controls::outlined(ui, edit).labelled_by(label.id).on_hover_text(
            "Date and time in the zone shown, RFC 3339 such as 2026-01-31T12:00:00Z, a date alone, or seconds since 1970",
        );
        let entered = response.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
        let set = ui.button("Set").on_hover_text("Pretend that it is this time").clicked();
        if (entered || set) && !scene.view.as_of_text.trim().is_empty() {
            take(scene);
        }
        if scene.model.inputs.as_of.is_some()
            && ui.button("Back to now").on_hover_text("Judge by the real clock again (Alt+N)").clicked()
        {
            scene.view.as_of_text.clear();
            scene.act(Action::SetAsOf(None));
        }
    });
}

fn take(scene: &mut Scene<'_>) {
    match times::parse_in(&scene.view.as_of_text, scene.model.zone.shown()) {
        Some(time) => {
            scene.view.as_of_text.clear();
            scene.act(Action::SetAsOf(Some(time)));
        }
        None => scene.act(Action::Notify(
            Gravity::Error,
            "That is no time. Write it as 2026-01-31 12:00, as 2026-01-31T12:00:00Z, or as seconds since 1970."
                .to_owned(),
        )),
    }
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

fn steps(ui: &mut Ui, scene: &mut Scene<'_>) {
    const STEPS: [(&str, &str, i64); 6] = [
        ("−1 day", "Judge a day earlier (Alt+Shift+D)", -DAY),
        ("−1 h", "Judge an hour earlier (Alt+Shift+H)", -HOUR),
        ("−1 min", "Judge a minute earlier (Alt+Shift+M)", -MINUTE),
        ("+1 min", "Judge a minute later (Alt+M)", MINUTE),
        ("+1 h", "Judge an hour later (Alt+H)", HOUR),
        ("+1 day", "Judge a day later (Alt+D)", DAY),
    ];
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP_SMALL;
        ui.spacing_mut().button_padding.x = 6.0;
        for (label, hint, secs) in STEPS {
            if ui.button(RichText::new(label).size(12.5)).on_hover_text(hint).clicked() {
                scene.act(Action::StepAsOf(secs));
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    #[test]
    fn the_button_of_the_zone_has_a_word_at_any_time() {
        for secs in [i64::MIN, 0, i64::MAX] {
            assert_eq!(abbreviation(&zone::offset(&TimeZone::UTC, secs)), "UTC", "{secs}");
        }
        assert_eq!(abbreviation("CET, UTC+01:00"), "CET");
    }
}
