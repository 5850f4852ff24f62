//! The list of keys: a table where there is room, one line a key where there is not. Only what is in view is drawn, so
//! that a thousand keys are as quick as ten.

use super::details;
use super::fit::Fit;
use super::rows::{Column, Facts, Line};
use crate::checks::{State, times};
use crate::jose::alg::KeyType;
use crate::jose::escape;
use crate::jose::numeric_date::NumericDate;
use crate::keys::{Finding, Key, Severity};
use crate::ui::icons::{self, Icon};
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::controls;
use egui::{
    Align, Color32, CursorIcon, Label, Layout, Rect, Response, RichText, Sense, Stroke, StrokeKind, Ui, UiBuilder,
    Vec2, WidgetInfo, pos2,
};
use std::ops::Range;

/// Height of a row and of a head.
const ROW: f32 = 30.0;
/// Room beside the name in the least.
const NAME: f32 = 150.0;
/// From here on there is a table.
const TABLE: f32 = 520.0;

/// The columns beside the name that fit, the most telling first; each with its width.
const BESIDE: [(Column, f32); 8] = [
    (Column::Kind, 116.0),
    (Column::Token, 104.0),
    (Column::Can, 196.0),
    (Column::Algorithm, 96.0),
    (Column::Kid, 110.0),
    (Column::Used, 96.0),
    (Column::From, 120.0),
    (Column::Thumbprint, 96.0),
];

/// Where the columns stand, in the order of [`Column::ALL`].
struct Columns(Vec<(Column, Range<f32>)>);

impl Columns {
    /// `None` where one line a key must do.
    fn of(width: f32) -> Option<Self> {
        if width < TABLE {
            return None;
        }
        let mut room = width - NAME;
        let mut taken: Vec<(Column, f32)> = Vec::new();
        for (column, width) in BESIDE {
            if width > room {
                break;
            }
            room -= width;
            taken.push((column, width));
        }
        let name = width - taken.iter().map(|(_, w)| w).sum::<f32>();
        taken.push((Column::Name, name));
        let mut left = 0.0;
        let placed = Column::ALL.into_iter().filter_map(|column| {
            let width = taken.iter().find(|(c, _)| *c == column)?.1;
            left += width;
            Some((column, left - width..left))
        });
        Some(Self(placed.collect()))
    }
}

/// Whether there is a table, whose heads order the keys.
pub fn is_table(ui: &Ui) -> bool {
    table_width(ui) >= TABLE
}

/// The list below may stand beside a scroll bar: its room is left free whether or not there is one, so that the columns
/// stay where they are when a key is opened.
pub fn table_width(ui: &Ui) -> f32 {
    ui.available_width() - ui.spacing().scroll.allocated_width()
}

/// Draws the keys, in columns for `width` points.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>, width: f32) {
    let columns = Columns::of(width);
    let lines = std::mem::take(&mut scene.view.keys.rows.lines);
    let facts = std::mem::take(&mut scene.view.keys.rows.facts);
    let open = open_line(scene, &lines, &facts);
    let details_height = if open.is_some() { scene.view.keys.details_height } else { 0.0 };
    let height = ROW * lines.len() as f32 + details_height;
    let (area, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), height), Sense::hover());
    let top = |i: usize| area.top() + ROW * i as f32 + if open.is_some_and(|o| i > o) { details_height } else { 0.0 };
    let seen = ui.clip_rect();
    // the first line in view, and all until one is below it
    let first = ((seen.top() - details_height - area.top()) / ROW).floor().max(0.0) as usize;
    for (i, line) in lines.iter().enumerate().skip(first) {
        if top(i) > seen.bottom() {
            break;
        }
        let rect = Rect::from_min_size(pos2(area.left(), top(i)), Vec2::new(area.width(), ROW));
        match line {
            Line::Head(name, count) => head(ui, rect, name, *count),
            Line::Key(number) => {
                let fit = scene.view.keys.rows.fits.get(*number).copied().unwrap_or(Fit::Nothing);
                row(ui, scene, &facts[*number], fit, *number, rect, columns.as_ref());
            }
        }
        if open == Some(i) {
            opened(ui, scene, &facts, line, rect);
        }
    }
    (scene.view.keys.rows.lines, scene.view.keys.rows.facts) = (lines, facts);
}

fn open_line(scene: &Scene<'_>, lines: &[Line], facts: &[Facts]) -> Option<usize> {
    let name = scene.view.open_key.as_deref()?;
    lines.iter().position(|l| matches!(l, Line::Key(i) if facts[*i].key.name == name))
}

/// The details below their row. How high they are is known once they are drawn.
fn opened(ui: &mut Ui, scene: &mut Scene<'_>, facts: &[Facts], line: &Line, row: Rect) {
    let Line::Key(number) = line else { return };
    let room = Rect::from_min_size(row.left_bottom(), Vec2::new(row.width(), f32::INFINITY));
    let salt = ("key-details", &facts[*number].key.name);
    let inner = ui.scope_builder(UiBuilder::new().id_salt(salt).max_rect(room), |ui| {
        details::show(ui, scene, &facts[*number], *number);
    });
    let height = inner.response.rect.height() + theme::GAP_SMALL;
    if (height - scene.view.keys.details_height).abs() > 0.5 {
        scene.view.keys.details_height = height;
        ui.ctx().request_discard("the details of a key have another height");
        ui.ctx().request_repaint();
    } else if std::mem::take(&mut scene.view.opened_key) {
        // what was asked for is brought into view; where the pane is too low for all of it, its beginning
        let all = row.union(inner.response.rect);
        let align = (all.height() > ui.clip_rect().height()).then_some(Align::Min);
        ui.scroll_to_rect(all, align);
        ui.ctx().request_repaint();
    }
}

/// Draws the heads of the columns, where there are any.
pub fn heads(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(columns) = Columns::of(table_width(ui)) else { return };
    let (area, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), theme::CONTROL), Sense::hover());
    let wish = scene.view.keys.wish.clone();
    for (column, x) in &columns.0 {
        let rect = Rect::from_x_y_ranges(area.left() + x.start..=area.left() + x.end, area.y_range());
        let sorted = wish.sort == *column;
        let response = sort_button(ui, rect, *column, sorted.then_some(wish.reverse));
        if response.clicked() {
            let reverse = sorted && !wish.reverse;
            scene.view.keys.wish.sort = *column;
            scene.view.keys.wish.reverse = reverse;
        }
    }
    controls::rule(ui);
}

/// The head of a column; `reversed` is given for the one that orders the list.
fn sort_button(ui: &mut Ui, rect: Rect, column: Column, reversed: Option<bool>) -> Response {
    let palette = Palette::of(ui);
    let response = ui.interact(rect, ui.scope_id().with(("key-column", column)), Sense::click());
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    let colour = if reversed.is_some() || response.hovered() { palette.text } else { palette.muted };
    let mut inner = ui.new_child(UiBuilder::new().max_rect(rect.shrink2(Vec2::new(6.0, 0.0))).layout(line()));
    let _ = inner.add(Label::new(RichText::new(column.label()).color(colour).small()).selectable(false).truncate());
    if let Some(reversed) = reversed {
        let icon = if reversed { Icon::ArrowUp } else { Icon::ArrowDown };
        icons::mark(&mut inner, icons::coloured(icon, colour).size(12.0), "");
    }
    ring(ui, &response);
    let name = match reversed {
        None => format!("Sort by {}", column.label()),
        Some(false) => format!("Sort by {}, now first to last", column.label()),
        Some(true) => format!("Sort by {}, now last to first", column.label()),
    };
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, &name));
    response
}

fn line() -> Layout {
    Layout::left_to_right(Align::Center)
}

/// What has the focus is seen to have it.
fn ring(ui: &Ui, response: &Response) {
    if response.has_focus() {
        let stroke = Stroke::new(2.0, Palette::of(ui).accent);
        ui.painter().rect_stroke(response.rect.shrink(1.0), theme::RADIUS, stroke, StrokeKind::Inside);
    }
}

fn head(ui: &mut Ui, rect: Rect, name: &str, count: usize) {
    let palette = Palette::of(ui);
    let mut inner = ui.new_child(UiBuilder::new().max_rect(rect.shrink2(Vec2::new(6.0, 0.0))).layout(line()));
    inner.add(Label::new(RichText::new(name).family(theme::bold()).size(13.0)).selectable(false).truncate());
    inner.add(Label::new(RichText::new(count.to_string()).color(palette.muted).small()).selectable(false));
}

fn kind_icon(key: &Key) -> Icon {
    match (key.key_type(), key.is_private()) {
        (KeyType::Oct, _) => Icon::LockKeyhole,
        (_, true) => Icon::KeyRound,
        (_, false) => Icon::Globe,
    }
}

/// What the key is, and what it can do here.
pub fn kind_word(key: &Key) -> String {
    let what = match (key.key_type(), key.is_private()) {
        (KeyType::Oct, _) => "a secret",
        (_, true) => "a private key",
        (_, false) => "a public key",
    };
    let can: Vec<_> = key.can().iter().map(|p| format!("{}s", p.name()).replace("ys", "ies")).collect();
    match can.as_slice() {
        [] => format!("{what}: fits nothing here"),
        [only] => format!("{what}: {only}"),
        [most @ .., last] => format!("{what}: {} and {last}", most.join(", ")),
    }
}

fn row(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    facts: &Facts,
    fit: Fit,
    number: usize,
    rect: Rect,
    columns: Option<&Columns>,
) {
    let palette = Palette::of(ui);
    let key = &facts.key;
    let open = scene.view.open_key.as_deref() == Some(&key.name);
    let response = ui.interact(rect, ui.scope_id().with(("key", &key.name, number)), Sense::click());
    if open || response.hovered() {
        let fill = if open { palette.background } else { palette.control };
        ui.painter().rect_filled(rect.shrink2(Vec2::new(0.0, 1.0)), theme::RADIUS, fill);
    }
    match columns {
        None => in_one_line(ui, scene, facts, fit, number, rect),
        Some(columns) => {
            for (column, x) in &columns.0 {
                let rect = Rect::from_x_y_ranges(rect.left() + x.start..=rect.left() + x.end, rect.y_range());
                cell(ui, scene, facts, fit, number, *column, rect);
            }
        }
    }
    let label = format!("Key {}, {}, {}", facts.name, facts.kind, kind_word(key));
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    response.widget_info(|| WidgetInfo::selected(egui::Role::DisclosureTriangle, true, open, &label));
    ring(ui, &response);
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    if response.clicked() {
        details::commit_notes(scene);
        scene.view.open_key = (!open).then(|| key.name.clone());
        scene.view.opened_key = !open;
    }
}

fn text(ui: &mut Ui, text: &str, colour: Color32, mono: bool) {
    let rich = RichText::new(text).color(colour).size(12.5);
    let rich = if mono { rich.monospace().size(12.0) } else { rich };
    ui.add(Label::new(rich).selectable(false).truncate());
}

fn cell(ui: &mut Ui, scene: &Scene<'_>, facts: &Facts, fit: Fit, number: usize, column: Column, rect: Rect) {
    let palette = Palette::of(ui);
    let mut ui = ui.new_child(UiBuilder::new().max_rect(rect.shrink2(Vec2::new(6.0, 0.0))).layout(line()));
    let ui = &mut ui;
    let key = &facts.key;
    match column {
        Column::Name => {
            icons::mark(ui, icons::coloured(kind_icon(key), palette.muted), "").on_hover_text(kind_word(key));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                marks(ui, scene, key, number);
                ui.with_layout(line(), |ui| ui.add(Label::new(&facts.name).truncate().selectable(false)));
            });
        }
        Column::Kind => text(ui, &facts.kind, palette.muted, false),
        Column::Algorithm => {
            text(ui, key.alg.as_deref().map(escape::visible).as_deref().unwrap_or("any"), palette.muted, false)
        }
        Column::Kid => {
            text(ui, key.kid.as_deref().map(escape::visible).as_deref().unwrap_or("none"), palette.muted, true)
        }
        Column::Thumbprint => text(ui, facts.thumbprint.as_deref().unwrap_or("hidden"), palette.muted, true),
        Column::Can => text(ui, &facts.can, palette.muted, false),
        Column::From => text(ui, &facts.from, palette.muted, false),
        Column::Used => text(ui, &used(scene, key), palette.muted, false),
        Column::Token => {
            fit_mark(ui, fit);
            let colour = if fit <= Fit::Opens { palette.pass } else { palette.muted };
            text(ui, fit.word(), colour, false);
        }
    }
}

fn used(scene: &Scene<'_>, key: &Key) -> String {
    scene.model.uses.get(&key.name).map_or_else(String::new, |time| day_or_time(*time, scene.model.now))
}

/// The time of today, else the day; in UTC. It changes at midnight alone.
fn day_or_time(time: NumericDate, now: NumericDate) -> String {
    let (time, now) = (times::utc(time), times::utc(now));
    match (time.split_once(' '), now.split_once(' ')) {
        (Some((day, clock)), Some((today, _))) if day == today => clock.chars().take(5).collect::<String>() + " UTC",
        (Some((day, _)), _) => day.to_owned(),
        _ => time,
    }
}

fn fit_mark(ui: &mut Ui, fit: Fit) {
    let palette = Palette::of(ui);
    let (icon, name) = match fit {
        Fit::Verifies => (Icon::BadgeCheck, "Verifies this token"),
        Fit::Opens => (Icon::LockKeyholeOpen, "Opens this token"),
        _ => return,
    };
    icons::mark(ui, icons::coloured(icon, palette.pass), name).on_hover_text(name);
}

/// One line: the name, what it is, and marks. From the right, so that the name gives way.
fn in_one_line(ui: &mut Ui, scene: &Scene<'_>, facts: &Facts, fit: Fit, number: usize, rect: Rect) {
    let palette = Palette::of(ui);
    let mut ui = ui.new_child(UiBuilder::new().max_rect(rect.shrink2(Vec2::new(6.0, 0.0))).layout(line()));
    let key = &facts.key;
    icons::mark(&mut ui, icons::coloured(kind_icon(key), palette.muted), "").on_hover_text(kind_word(key));
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.add(Label::new(RichText::new(&facts.kind).color(palette.muted).small()).selectable(false));
        fit_mark(ui, fit);
        marks(ui, scene, key, number);
        ui.with_layout(line(), |ui| ui.add(Label::new(&facts.name).truncate().selectable(false)));
    });
}

/// What is chosen, what is odd, what is not kept.
fn marks(ui: &mut Ui, scene: &Scene<'_>, key: &Key, number: usize) {
    let palette = Palette::of(ui);
    let making = &scene.model.making;
    let mut mark = |icon, colour, name: &str| {
        icons::mark(ui, icons::coloured(icon, colour), name).on_hover_text(name);
    };
    if making.signing.key.as_deref() == Some(&key.name) {
        mark(Icon::PenLine, palette.accent, "Chosen for signing");
    }
    if making.sealing.recipients.iter().any(|r| r.key.as_deref() == Some(&key.name)) {
        mark(Icon::LockKeyhole, palette.accent, "Chosen for encrypting");
    }
    if let Some((state, name)) = odd(scene.view.keys.health.get(number).map(Vec::as_slice).unwrap_or_default()) {
        mark(icons::of_state(state), palette.state(state), &name);
    }
    if !scene.model.is_kept(&key.name) && !scene.model.is_fetched(&key.name) {
        let (word, why) = if scene.model.is_unsaved(&key.name) {
            ("unsaved", "Could not be saved; it is kept here until you close")
        } else {
            ("this session", "Not kept in a file")
        };
        ui.add(Label::new(RichText::new(word).color(palette.warn).small()).selectable(false)).on_hover_text(why);
    }
}

/// The gravest of what is odd, and how much there is.
fn odd(findings: &[Finding]) -> Option<(State, String)> {
    let worst = findings.iter().find(|f| f.state == Severity::Fail).or(findings.first())?;
    let more = match findings.len() {
        1 => String::new(),
        n => format!(" (and {} more)", n - 1),
    };
    Some((super::state(worst.state), format!("{}{more}", crate::report::words::sentence(&worst.text))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_come_as_there_is_room() {
        assert!(Columns::of(TABLE - 1.0).is_none());
        let names = |width| Columns::of(width).unwrap().0.iter().map(|(c, _)| *c).collect::<Vec<_>>();
        assert_eq!(names(520.0), [Column::Name, Column::Kind, Column::Token]);
        assert_eq!(names(2000.0), Column::ALL);
        for width in [520.0, 640.0, 900.0, 1280.0] {
            let columns = Columns::of(width).unwrap().0;
            assert!((columns.last().unwrap().1.end - width).abs() < 0.1, "{width}");
            assert!(columns[0].1.end >= NAME);
        }
    }

    #[test]
    fn a_day_has_its_times_and_other_days_their_date() {
        let at = NumericDate::from_secs;
        let now = at(1_700_000_000);
        assert_eq!(day_or_time(at(1_700_000_000 - 60), now), "22:12 UTC");
        assert_eq!(day_or_time(at(1_700_000_000 - 100_000), now), "2023-11-13");
    }
}
