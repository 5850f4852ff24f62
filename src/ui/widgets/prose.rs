//! Prose whose terms open their definition: a dotted underline, a click or Enter, a small window beside the word.

use crate::teach::{self, Kind, Mark};
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::{controls, underline};
use egui::cache::{ComputerMut, FrameCache};
use egui::{
    FontSelection, Frame, Galley, Label, Margin, Popup, PopupCloseBehavior, Pos2, Rect, Response, RichText, Sense,
    Shape, Stroke, Ui, Vec2,
};
use std::sync::Arc;

/// Paragraphs that belong together: of each term the first is marked.
#[derive(Debug, Default)]
pub struct Prose {
    known: Vec<(Kind, &'static str)>,
    /// A click on a term asks for its page, and opens nothing.
    leads_on: bool,
    /// The page that somebody asked for.
    pub asked: Option<(Kind, &'static str)>,
}

impl Prose {
    /// Paragraphs of a window that shows the pages themselves: a click on a term asks for its page.
    #[must_use]
    pub fn leading_on() -> Self {
        Self { leads_on: true, ..Self::default() }
    }

    /// What the paragraphs are about is not marked in them.
    pub fn knows(&mut self, kind: Kind, id: &'static str) {
        self.known.push((kind, id));
    }

    /// Draws a paragraph of at most 72 characters a line.
    pub fn paragraph(&mut self, ui: &mut Ui, text: &str) {
        let width = theme::PROSE_WIDTH.min(ui.available_width());
        let (font, colour) = (FontSelection::Default.resolve(ui.style()), Palette::of(ui).text);
        let galley = ui.fonts_mut(|f| f.layout(text.to_owned(), font, colour, width));
        let marks = found(ui, text);
        let response = ui.add(Label::new(Arc::clone(&galley)));
        for mark in marks.iter() {
            if self.known.contains(&(mark.kind, mark.id)) {
                continue;
            }
            self.known.push((mark.kind, mark.id));
            self.term(ui, &response, &galley, text, mark);
        }
    }

    fn term(&mut self, ui: &mut Ui, paragraph: &Response, galley: &Galley, text: &str, mark: &Mark) {
        let Some(word) = text.get(mark.range.clone()) else { return };
        let before = text.get(..mark.range.start).map_or(0, |before| before.chars().count());
        let chars = before..before + word.chars().count();
        let rects = underline::rects(galley, paragraph.rect.min, chars);
        let Some(first) = rects.first() else { return };
        let id = paragraph.id.with((mark.kind, mark.id));
        let mut response = ui.interact(*first, id, Sense::click());
        // a term on two lines is one stop of the keyboard
        for (row, rect) in rects.iter().enumerate().skip(1) {
            response |= ui.interact(*rect, id.with(row), Sense::click() - Sense::FOCUSABLE);
        }
        let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Definition of {word}")));
        // who hears the word hears what it means, without a detour
        let page = teach::explain(&format!("{}:{}", mark.kind, mark.id));
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_description(page.map(|page| page.what).unwrap_or_default());
        });
        dots(ui, &rects, &response);
        if self.leads_on {
            if response.clicked() {
                self.asked = Some((mark.kind, mark.id));
            }
        } else if popup(&response, word, mark) {
            self.asked = Some((mark.kind, mark.id));
        }
    }
}

/// A quiet line of dots; under the pointer or with the focus it is no longer quiet.
fn dots(ui: &Ui, rects: &[Rect], response: &Response) {
    let palette = Palette::of(ui);
    let colour = if response.hovered() { palette.accent } else { palette.muted };
    for rect in rects.iter().filter(|rect| ui.is_rect_visible(**rect)) {
        let y = rect.bottom() - 1.5;
        let line = [Pos2::new(rect.left(), y), Pos2::new(rect.right(), y)];
        ui.painter().extend(Shape::dotted_line(&line, colour, 3.0, 0.7));
        if response.has_focus() {
            let stroke = Stroke::new(2.0, palette.accent);
            ui.painter().rect_stroke(rect.expand2(Vec2::new(2.0, 0.0)), 3.0, stroke, egui::StrokeKind::Outside);
        }
    }
}

/// The definition, beside its word. Whether more is wished.
fn popup(response: &Response, word: &str, mark: &Mark) -> bool {
    let Some(page) = teach::explain(&format!("{}:{}", mark.kind, mark.id)) else { return false };
    let popup = Popup::from_toggle_button_response(response)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .accessible_name(format!("{word}, defined"));
    let shown = popup.frame(Frame::popup(&response.ctx.global_style()).inner_margin(Margin::same(12))).show(|ui| {
        ui.set_max_width(320.0_f32.min(ui.ctx().content_rect().width() - 48.0));
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.label(RichText::new(page.title).family(theme::bold()));
        ui.add(Label::new(page.what).wrap());
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().interact_size.y = 18.0;
            controls::small(ui, page.refs.join(" · "));
            controls::small_link(ui, "More in help").accessible_name(format!("More in help: {}", page.title)).clicked()
        })
        .inner
    });
    let Some(shown) = shown else { return false };
    if response.ctx.input(|i| i.key_pressed(egui::Key::Escape)) {
        // Escape closes the definition, and the keyboard stays where it was
        response.request_focus();
    }
    if shown.inner {
        Popup::close_all(&response.ctx);
    }
    shown.inner
}

#[derive(Default)]
struct Finder;

impl ComputerMut<&str, Arc<[Mark]>> for Finder {
    fn compute(&mut self, text: &str) -> Arc<[Mark]> {
        teach::marks(text).into()
    }
}

/// The terms of a text, looked for once as long as it is on screen.
fn found(ui: &Ui, text: &str) -> Arc<[Mark]> {
    ui.memory_mut(|m| m.caches.cache::<FrameCache<Arc<[Mark]>, Finder>>().get(text).clone())
}
