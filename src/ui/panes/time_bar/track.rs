//! The line itself: what is drawn on it, and what a pointer, the keyboard and a screen reader can do with it.

use super::{DAY, HOUR, MINUTE};
use crate::app::Action;
use crate::checks::times;
use crate::report::timeline::{Mark, MarkKind, Scale, Span, Timeline};
use crate::report::words;
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use egui::accesskit::{Action as Spoken, Role};
use egui::{Align2, Color32, EventFilter, FontId, Galley, Id, Key, Modifiers, Rect, Response, Sense, Shape};
use egui::{CursorIcon, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2};
use jiff::tz::TimeZone;
use std::ops::Range;
use std::sync::Arc;

/// What the focus goes to.
#[must_use]
pub fn slider_id() -> Id {
    Id::unique("time-bar")
}

/// Between the ends of the line and those of its room: half a handle.
const MARGIN: f32 = 9.0;
/// Where the line is, from the top.
const LINE: f32 = 32.0;
/// Half the height of the time in which the token holds: elsewhere the line is thin.
const HALF: f32 = 5.0;
/// Radius of the handle.
const HANDLE: f32 = 7.0;
const HEIGHT: f32 = 62.0;

/// The line and where it is on the screen.
struct Track<'a> {
    rect: Rect,
    scale: &'a Scale,
    palette: &'static Palette,
}

impl Track<'_> {
    fn x(&self, place: f64) -> f32 {
        let (from, to) = (self.rect.left() + MARGIN, self.rect.right() - MARGIN);
        #[allow(clippy::cast_possible_truncation)]
        let place = place.clamp(0.0, 1.0) as f32;
        from + place * (to - from)
    }

    fn y(&self) -> f32 {
        self.rect.top() + LINE
    }

    fn points(&self) -> f64 {
        f64::from((self.rect.width() - 2.0 * MARGIN).max(1.0))
    }

    /// The place under a point of the screen.
    fn place(&self, x: f32) -> f64 {
        f64::from(x - self.rect.left() - MARGIN) / self.points()
    }

    fn area(&self, places: &Range<f64>, half: f32) -> Rect {
        Rect::from_x_y_ranges(self.x(places.start)..=self.x(places.end), self.y() - half..=self.y() + half)
    }
}

/// Draws the line and asks for what is done with it.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>, timeline: &Timeline) {
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), HEIGHT), Sense::hover());
    let track = Track { rect, scale: &timeline.scale, palette: Palette::of(ui) };
    let response = ui.interact(rect, slider_id(), Sense::click_and_drag());
    speak(ui, &response, timeline);
    drag(scene, &response, timeline, &track);
    keys(ui, scene, &response, timeline);
    if ui.is_rect_visible(rect) {
        line(ui, &track);
        if let Some(span) = &timeline.span {
            holds(ui, &track, span);
        }
        breaks(ui, &track);
        marks(ui, &track, timeline, scene.model.zone.shown());
        handle(ui, scene, &track, timeline, &response);
    }
    let response = response.on_hover_cursor(CursorIcon::ResizeHorizontal);
    if !scene.view.is_dragging_time() {
        hint(&response, timeline, &track, scene.model.zone.shown());
    }
}

/// A slider, for those who hear it.
fn speak(ui: &Ui, response: &Response, timeline: &Timeline) {
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Slider, true, "Time to judge at"));
    let said = format!("{}, {}", timeline.now_text, words::clause(&timeline.headline));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Slider);
        node.set_value(said);
        node.set_numeric_value(timeline.scale.place(timeline.now));
        node.set_min_numeric_value(0.0);
        node.set_max_numeric_value(1.0);
        node.add_action(Spoken::Increment);
        node.add_action(Spoken::Decrement);
    });
}

/// A press goes there at once; one on the handle takes it along from where it was taken.
fn drag(scene: &mut Scene<'_>, response: &Response, timeline: &Timeline, track: &Track<'_>) {
    let at = response.interact_pointer_pos();
    let Some(at) = at.filter(|_| response.is_pointer_button_down_on() || response.clicked()) else {
        scene.view.time_drag = None;
        return;
    };
    let x = track.x(track.scale.place(timeline.now));
    let drag = scene.view.time_drag.get_or_insert_with(|| {
        let off = at.x - x;
        crate::ui::view::TimeDrag { off: if off.abs() <= HANDLE { off } else { 0.0 }, from: at.x, has_moved: false }
    });
    // a press on the handle alone moves nothing
    let rests = (at.x - drag.from).abs() < 1.0 && drag.off != 0.0 && !drag.has_moved;
    let time = timeline.aim(track.place(at.x - drag.off), track.points());
    if rests || scene.model.inputs.as_of == Some(time) {
        return;
    }
    let begins = !std::mem::replace(&mut drag.has_moved, true);
    scene.act(Action::DragAsOf { time, begins });
}

/// A minute, with Shift an hour, with Ctrl a day; Home and End to where a check flips.
fn keys(ui: &mut Ui, scene: &mut Scene<'_>, response: &Response, timeline: &Timeline) {
    let asked = |action| ui.input(|i| i.num_accesskit_action_requests(response.id, action));
    let steps = |more: usize, less: usize| i64::try_from(more).unwrap_or(0) - i64::try_from(less).unwrap_or(0);
    let mut secs = steps(asked(Spoken::Increment), asked(Spoken::Decrement)) * MINUTE;
    let mut stop = None;
    if response.has_focus() {
        let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|m| m.set_focus_lock_filter(response.id, filter));
        ui.input_mut(|i| {
            // those with more keys first: the others would answer for them
            for (modifiers, unit) in [(Modifiers::COMMAND, DAY), (Modifiers::SHIFT, HOUR), (Modifiers::NONE, MINUTE)] {
                let more = i.count_and_consume_key(modifiers, Key::ArrowRight);
                let less = i.count_and_consume_key(modifiers, Key::ArrowLeft);
                secs += steps(more, less) * unit;
            }
            if i.consume_key(Modifiers::NONE, Key::Home) {
                stop = timeline.stop_before(timeline.now);
            }
            if i.consume_key(Modifiers::NONE, Key::End) {
                stop = timeline.stop_after(timeline.now);
            }
        });
    }
    if secs != 0 {
        scene.act(Action::StepAsOf(secs));
    }
    if let Some(time) = stop {
        scene.act(Action::SetAsOf(Some(time)));
    }
}

/// What the pointer is on, and what can be done there.
fn hint(response: &Response, timeline: &Timeline, track: &Track<'_>, zone: &TimeZone) {
    response.clone().on_hover_ui_at_pointer(|ui| {
        ui.set_max_width(320.0);
        let at = ui.ctx().pointer_hover_pos().unwrap_or(track.rect.center());
        let near = timeline.marks.iter().min_by(|a, b| {
            let way = |mark: &Mark| (track.x(mark.place) - at.x).abs();
            way(a).total_cmp(&way(b))
        });
        match near.filter(|mark| (track.x(mark.place) - at.x).abs() < 5.0) {
            Some(mark) => told(ui, mark),
            None => {
                let time = timeline.aim(track.place(at.x), track.points());
                ui.label(times::in_zone(time, zone));
            }
        }
        crate::ui::widgets::controls::small(
            ui,
            "Drag to judge at another time. Arrow keys: a minute, with Shift an hour, with Ctrl a day. Home, End: to where a check flips.",
        );
    });
}

fn told(ui: &mut Ui, mark: &Mark) {
    for (i, text) in mark.told.iter().enumerate() {
        let text = egui::RichText::new(text);
        ui.label(if i == 0 { text.family(theme::bold()) } else { text });
    }
}

/// Even in the middle, dotted where it grows ever faster.
fn line(ui: &Ui, track: &Track<'_>) {
    let stroke = Stroke::new(2.0, track.palette.edge);
    let at = |place: f64| pos2(track.x(place), track.y());
    let middle = track.scale.middle();
    ui.painter().hline(track.x(middle.start)..=track.x(middle.end), track.y(), stroke);
    for ends in [[at(middle.start), at(0.0)], [at(middle.end), at(1.0)]] {
        ui.painter().extend(Shape::dotted_line(&ends, stroke.color, 5.0, 1.2));
    }
}

/// Where the token holds the line is thick; what the leeway adds is hatched.
fn holds(ui: &Ui, track: &Track<'_>, span: &Span) {
    let palette = track.palette;
    let fill = palette.background.lerp_to_gamma(palette.pass, 0.5);
    let edge = Stroke::new(1.0, palette.pass);
    if span.holds.start < span.holds.end {
        let area = track.area(&span.holds, HALF);
        ui.painter().rect_filled(area, 2.0, fill);
        for (is_open, x, way) in [(span.has_no_start, area.left(), -1.0), (span.has_no_end, area.right(), 1.0)] {
            if is_open {
                // it goes on beyond the line
                let tip = pos2(x + way * HANDLE, track.y());
                let foot = |dy: f32| pos2(x, track.y() + dy);
                let points = vec![foot(-HALF), tip, foot(HALF)];
                ui.painter().add(Shape::convex_polygon(points, fill, Stroke::NONE));
            }
        }
    }
    for leeway in [&span.early, &span.late].into_iter().filter(|l| l.end > l.start) {
        let area = track.area(leeway, HALF);
        ui.painter().rect_filled(area, 0.0, palette.background);
        hatch(ui, area, edge);
        ui.painter().rect_stroke(area, 0.0, edge, StrokeKind::Inside);
    }
}

fn hatch(ui: &Ui, area: Rect, stroke: Stroke) {
    const STEP: f32 = 4.0;
    let painter = ui.painter().with_clip_rect(area.intersect(ui.clip_rect()));
    let mut x = area.left() - area.height();
    while x < area.right() {
        painter.line_segment([pos2(x, area.bottom()), pos2(x + area.height(), area.top())], stroke);
        x += STEP;
    }
}

/// Where much time is drawn together, two strokes across the line.
fn breaks(ui: &Ui, track: &Track<'_>) {
    for piece in track.scale.drawn_together() {
        let area = track.area(piece, HALF + 1.0);
        let middle = area.center().x;
        let slanted = |x: f32| [pos2(x - 2.0, area.bottom()), pos2(x + 2.0, area.top())];
        let (left, right) = (slanted(middle - 3.0), slanted(middle + 3.0));
        let between = vec![left[0], left[1], right[1], right[0]];
        ui.painter().add(Shape::convex_polygon(between, track.palette.background, Stroke::NONE));
        for ends in [left, right] {
            ui.painter().line_segment(ends, Stroke::new(1.2, track.palette.muted));
        }
    }
}

/// A label and the point it belongs to.
struct Label {
    text: Arc<Galley>,
    colour: Color32,
    x: f32,
    /// The mark, by number; `None` is the real time.
    mark: Option<usize>,
}

/// Each mark with its name above it. Names that would meet move aside; a thin line leads to the mark.
fn marks(ui: &mut Ui, track: &Track<'_>, timeline: &Timeline, zone: &TimeZone) {
    let palette = track.palette;
    let font = FontId::proportional(12.0);
    let label = |ui: &Ui, text: &str, colour, x, mark| {
        let text = ui.painter().layout_no_wrap(text.to_owned(), font.clone(), colour);
        Label { text, colour, x, mark }
    };
    let mut labels: Vec<Label> = timeline
        .marks
        .iter()
        .enumerate()
        .map(|(i, mark)| {
            let colour = if mark.kind == MarkKind::Claim { palette.payload } else { palette.muted };
            let text = match (mark.is_off, mark.place < 0.5) {
                (false, _) => mark.label.clone(),
                (true, true) => format!("← {}", mark.label),
                (true, false) => format!("{} →", mark.label),
            };
            label(ui, &text, colour, track.x(mark.place), Some(i))
        })
        .collect();
    if let Some(real) = timeline.real_now {
        labels.push(label(ui, "now", palette.muted, track.x(track.scale.place(real)), None));
    }
    labels.sort_by(|a, b| a.x.total_cmp(&b.x));
    let widths: Vec<f32> = labels.iter().map(|l| l.text.size().x).collect();
    let centres: Vec<f32> = labels.iter().map(|l| l.x).collect();
    let lefts = spread(&centres, &widths, 6.0, track.rect.left()..track.rect.right());
    for (label, left) in labels.iter().zip(lefts) {
        let area = Rect::from_min_size(pos2(left, track.rect.top()), label.text.size());
        let top = track.y() - HALF - 3.0;
        let is_claim = label.mark.is_some_and(|i| timeline.marks[i].kind == MarkKind::Claim);
        let stroke = Stroke::new(if is_claim { 1.5 } else { 1.0 }, label.colour);
        let way = [pos2(area.center().x, area.bottom()), pos2(label.x, top)];
        ui.painter().line_segment(way, Stroke::new(1.0, label.colour.gamma_multiply(0.6)));
        let foot = [pos2(label.x, top), pos2(label.x, track.y() + HALF + 3.0)];
        match is_claim {
            true => drop(ui.painter().line_segment(foot, stroke)),
            false => ui.painter().extend(Shape::dashed_line(&foot, stroke, 2.5, 2.0)),
        }
        ui.painter().galley(area.min, Arc::clone(&label.text), label.colour);
        name(ui, area, timeline, label.mark, zone);
    }
}

/// The label as a screen reader hears it, and what the pointer learns on it.
fn name(ui: &Ui, area: Rect, timeline: &Timeline, mark: Option<usize>, zone: &TimeZone) {
    let response = ui.interact(area, slider_id().with(("mark", mark)), Sense::hover());
    let mark = mark.map(|i| &timeline.marks[i]);
    let said = mark.map_or_else(
        || format!("The real time: {}", timeline.real_now.map(|time| times::in_zone(time, zone)).unwrap_or_default()),
        |mark| mark.told.join(", "),
    );
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, &said));
    response.on_hover_ui(|ui| match mark {
        Some(mark) => told(ui, mark),
        None => drop(ui.label(&said)),
    });
}

/// The time to judge at: a knob, and below it the time that is pretended. The real one is only called so: an idle window
/// is not drawn each second, and its clock would be seen standing still.
fn handle(ui: &Ui, scene: &Scene<'_>, track: &Track<'_>, timeline: &Timeline, response: &Response) {
    let palette = track.palette;
    let is_pretended = scene.model.inputs.as_of.is_some();
    let colour = if is_pretended { palette.warn } else { palette.accent };
    let at = pos2(track.x(track.scale.place(timeline.now)), track.y());
    let radius = if response.hovered() || response.has_focus() { HANDLE + 1.0 } else { HANDLE };
    ui.painter().circle(at, radius, colour, Stroke::new(2.0, palette.background));
    if response.has_focus() {
        ui.painter().circle_stroke(at, radius + 2.5, Stroke::new(2.0, palette.accent));
    }
    let text = match is_pretended {
        true => format!("pretended {}", timeline.now_text),
        false => "now".to_owned(),
    };
    let colour = if is_pretended { palette.warn } else { palette.muted };
    let text = ui.painter().layout_no_wrap(text, FontId::proportional(12.0), colour);
    let half = text.size().x / 2.0;
    let (least, most) = (track.rect.left() + half, track.rect.right() - half);
    // where there is no room for it, it begins at the left
    let middle = if least <= most { at.x.clamp(least, most) } else { least };
    let area = Align2::CENTER_TOP.anchor_size(pos2(middle, track.y() + HANDLE + 5.0), text.size());
    ui.painter().galley(area.min, text, colour);
}

/// Where labels begin that are to stand in the middle of these points, as far as none meets another or leaves the room.
/// The points are in order.
fn spread(centres: &[f32], widths: &[f32], gap: f32, room: Range<f32>) -> Vec<f32> {
    let mut lefts = Vec::with_capacity(centres.len());
    let mut free = room.start;
    for (centre, width) in centres.iter().zip(widths) {
        let left = (centre - width / 2.0).max(free);
        free = left + width + gap;
        lefts.push(left);
    }
    let mut end = room.end;
    for (left, width) in lefts.iter_mut().zip(widths).rev() {
        *left = left.min(end - width);
        end = *left - gap;
    }
    lefts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meet(lefts: &[f32], widths: &[f32]) -> bool {
        (1..lefts.len()).any(|i| lefts[i - 1] + widths[i - 1] > lefts[i])
    }

    #[test]
    fn labels_stand_in_the_middle_and_make_way_for_each_other() {
        let widths = [20.0, 30.0, 20.0];
        assert_eq!(spread(&[50.0, 100.0, 150.0], &widths, 6.0, 0.0..200.0), [40.0, 85.0, 140.0]);
        for centres in [[100.0; 3], [0.0, 1.0, 2.0], [199.0, 200.0, 200.0], [0.0, 199.0, 200.0], [90.0, 100.0, 101.0]] {
            let lefts = spread(&centres, &widths, 6.0, 0.0..200.0);
            assert!(!meet(&lefts, &widths), "{centres:?}: {lefts:?}");
            assert!(lefts[0] >= 0.0 && lefts[2] + widths[2] <= 200.0, "{centres:?}: {lefts:?}");
        }
    }
}
