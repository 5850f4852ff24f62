//! Small controls with one look.

use crate::jose::flaw::Part;
use crate::ui::icons::{self, Icon};
use crate::ui::theme::{self, Palette};
use egui::{
    Button, Color32, Frame, Label, Margin, Response, RichText, Role, Sense, Stroke, TextEdit, TextStyle, Ui, Vec2,
    WidgetInfo, WidgetText,
};

/// A button that is an icon alone: its name is its tooltip.
pub fn icon_button(ui: &mut Ui, icon: Icon, name: &str) -> Response {
    let button = Button::new(icons::icon(icon)).frame_when_inactive(false).min_size(Vec2::splat(theme::CONTROL));
    ui.add(button).on_hover_text(name).accessible_name(name)
}

/// The one button of a place that people come for.
pub fn main_button(ui: &mut Ui, text: &str) -> Response {
    let palette = Palette::of(ui);
    ui.add(Button::new(RichText::new(text).color(palette.on_accent).family(theme::bold())).fill(palette.accent))
}

/// A quiet text button.
pub fn link(ui: &mut Ui, text: &str) -> Response {
    let colour = Palette::of(ui).accent;
    ui.add(Button::new(RichText::new(text).color(colour)).frame_when_inactive(false))
}

/// A quiet text button in a line of small text. In a row that wraps it goes to the next one whole.
pub fn small_link(ui: &mut Ui, text: &str) -> Response {
    let colour = Palette::of(ui).accent;
    let padding = std::mem::replace(&mut ui.spacing_mut().button_padding.x, 0.0);
    let button = Button::new(RichText::new(text).small().color(colour)).frame_when_inactive(false).small();
    let response = ui.add(button.wrap_mode(egui::TextWrapMode::Extend));
    ui.spacing_mut().button_padding.x = padding;
    response
}

/// Text that explains.
pub fn muted(ui: &mut Ui, text: impl Into<String>) -> Response {
    let colour = Palette::of(ui).muted;
    ui.add(Label::new(RichText::new(text.into()).color(colour)).wrap())
}

/// Small text that explains.
pub fn small(ui: &mut Ui, text: impl Into<String>) -> Response {
    let colour = Palette::of(ui).muted;
    ui.add(Label::new(RichText::new(text.into()).color(colour).small()).wrap())
}

/// Prose of at most 72 characters a line.
pub fn prose(ui: &mut Ui, text: &str) {
    ui.scope(|ui| {
        ui.set_max_width(theme::PROSE_WIDTH.min(ui.available_width()));
        ui.add(Label::new(text).wrap());
    });
}

/// A chip: a word on a wash.
pub fn chip(ui: &mut Ui, text: &str, colour: Color32) -> Response {
    const PADDING: Vec2 = Vec2::new(8.0, 2.0);
    let width = ui.available_width() - 2.0 * PADDING.x;
    let words = WidgetText::from(RichText::new(text).small());
    let words = words.into_galley(ui, None, width, TextStyle::Small);
    // a frame would be as high as the bar it stands in
    let (rect, response) = ui.allocate_exact_size(words.size() + 2.0 * PADDING, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    if ui.is_rect_visible(rect) {
        ui.painter().rect_filled(rect, theme::RADIUS, Palette::of(ui).wash(colour));
        ui.painter().galley(rect.min + PADDING, words, colour);
    }
    response
}

/// A surface with the coloured edge of a part.
pub fn edged<R>(ui: &mut Ui, part: Option<Part>, lit: bool, content: impl FnOnce(&mut Ui) -> R) -> R {
    let palette = Palette::of(ui);
    let inner = Frame::new().inner_margin(Margin { left: 10, right: 4, top: 4, bottom: 4 }).show(ui, content);
    if let Some(part) = part {
        let rect = inner.response.rect;
        let edge = egui::Rect::from_min_size(rect.min, Vec2::new(theme::EDGE, rect.height()));
        let colour = palette.part(part);
        ui.painter().rect_filled(edge, 1.0, if lit { colour } else { colour.gamma_multiply(0.65) });
    }
    inner.inner
}

/// A text field with an outline, so that it is seen on every surface.
pub fn outlined(ui: &mut Ui, edit: TextEdit<'_>) -> Response {
    let line = Stroke::new(1.0, Palette::of(ui).edge);
    ui.scope(|ui| {
        let widgets = &mut ui.visuals_mut().widgets;
        widgets.inactive.bg_stroke = line;
        widgets.hovered.bg_stroke = line;
        ui.add(edit)
    })
    .inner
}

/// Something with a box to tick: the box has an edge, so that it is seen while it is empty.
pub fn ticked<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let palette = Palette::of(ui);
    let before = ui.visuals().widgets.clone();
    let widgets = &mut ui.visuals_mut().widgets;
    let edge = Stroke::new(1.0, palette.edge);
    (widgets.inactive.bg_fill, widgets.inactive.bg_stroke, widgets.hovered.bg_stroke) =
        (palette.background, edge, edge);
    let result = content(ui);
    ui.visuals_mut().widgets = before;
    result
}

/// Choices beside each other, on as many lines as they need: further from each other than from their own words. Each is
/// added to that very line: what has a place of its own in it would not be wrapped.
pub fn choices(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    ticked(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 16.0;
            content(ui);
        });
    });
}

/// A box to tick.
pub fn checkbox(ui: &mut Ui, ticked: &mut bool, text: &str) -> Response {
    self::ticked(ui, |ui| ui.checkbox(ticked, text))
}

/// A label that takes as much room as the longest of its column, so that what follows stands in one line.
pub fn label_column(ui: &mut Ui, text: &str, width: f32) -> Response {
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    ui.allocate_ui_with_layout(Vec2::new(width, theme::CONTROL), layout, |ui| {
        ui.set_min_width(width);
        ui.label(text)
    })
    .inner
}

/// A line of text to fill in, with its label above it.
pub fn field(ui: &mut Ui, label: &str, text: &mut String, hint: &str) -> Response {
    let name = ui.add(Label::new(RichText::new(label).color(Palette::of(ui).muted)).selectable(false));
    let edit = TextEdit::singleline(text).hint_text(hint.to_owned()).desired_width(f32::INFINITY);
    outlined(ui, edit).labelled_by(name.id)
}

/// A line of text to fill in, with its label before it.
pub fn field_in_line(ui: &mut Ui, label: &str, text: &mut dyn egui::TextBuffer, hint: &str) -> Response {
    const LABEL: f32 = 84.0;
    ui.horizontal(|ui| {
        let name = RichText::new(label).color(Palette::of(ui).muted).size(13.0);
        let size = Vec2::new(LABEL, theme::CONTROL);
        let layout = egui::Layout::left_to_right(egui::Align::Center);
        let name = ui.allocate_ui_with_layout(size, layout, |ui| {
            ui.set_min_width(LABEL);
            ui.add(Label::new(name).selectable(false))
        });
        let edit = TextEdit::singleline(text).hint_text(hint.to_owned()).desired_width(f32::INFINITY);
        outlined(ui, edit).labelled_by(name.inner.id)
    })
    .inner
}

/// A thin line between two surfaces.
pub fn rule(ui: &mut Ui) {
    let line = Stroke::new(1.0, Palette::of(ui).line);
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 1.0), egui::Sense::hover());
    ui.painter().hline(rect.x_range(), rect.center().y, line);
}

/// A dialog over everything else.
#[must_use]
pub fn modal(ui: &Ui, id: &'static str) -> egui::Modal {
    let frame = Frame::popup(ui.style()).inner_margin(Margin::same(16)).corner_radius(theme::RADIUS + 2);
    egui::Modal::new(egui::Id::unique(id)).frame(frame)
}

/// Keeps a list that drops down in a dialog above that dialog (`layer`). A press and its release in one frame would raise
/// both, and leave them as they were before: the list behind.
pub fn keep_above(list: &Ui, layer: egui::LayerId) {
    list.ctx().set_sublayer(layer, list.layer_id());
}

/// The first field of a dialog takes the focus when the dialog opens; only then: whoever clicks a button beside a secret and
/// types on must not find the secret in the name.
pub fn focus_first(response: &Response) {
    let (ctx, id, now) = (&response.ctx, response.id.with("focused-first"), response.ctx.cumulative_pass_nr());
    let seen: Option<(u64, bool)> = ctx.data(|d| d.get_temp(id));
    let had_it = seen.is_some_and(|(pass, had_it)| had_it && pass + 1 >= now);
    if !had_it && ctx.memory(|m| m.focused().is_none()) {
        response.request_focus();
    }
    let has_it = had_it || response.has_focus();
    ctx.data_mut(|d| d.insert_temp(id, (now, has_it)));
}

/// What stands at the bottom of a pane, below what scrolls.
pub fn foot(ui: &mut Ui, id: &'static str, content: impl FnOnce(&mut Ui)) {
    let frame = Frame::new().inner_margin(Margin { left: 0, right: 0, top: 4, bottom: 0 });
    egui::Panel::bottom(id).frame(frame).resizable(false).show_separator_line(false).show(ui, content);
}

/// As [`foot`], of content that may be long: it takes at most that part of the pane, and scrolls.
pub fn scrolling_foot(ui: &mut Ui, id: &'static str, part: f32, content: impl FnOnce(&mut Ui)) {
    let most = (ui.available_height() * part).max(48.0);
    foot(ui, id, |ui| {
        // a panel is as high as it was: without the least height the area would never grow beyond that
        let area = egui::ScrollArea::vertical().id_salt(id).max_height(most).min_scrolled_height(most);
        area.auto_shrink([false, true]).show(ui, content);
    });
}

/// Names a region for screen readers and tests.
pub fn name_region(ui: &Ui, name: &str) {
    ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
        node.set_role(egui::accesskit::Role::Region);
        node.set_label(name);
        let (min, max) = (ui.max_rect().min, ui.max_rect().max);
        let (x0, y0, x1, y1) = (min.x.into(), min.y.into(), max.x.into(), max.y.into());
        node.set_bounds(egui::accesskit::Rect { x0, y0, x1, y1 });
    });
}
