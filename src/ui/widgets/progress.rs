//! A bar for work that cannot say how far it is.

use crate::ui::theme::{self, Palette};
use egui::{Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo};

/// How long the mark takes from one end to the other, in seconds.
const SWEEP_SECS: f64 = 1.6;

/// A bar in which a mark goes to and fro. `name` says what is going on, for those who hear it.
pub fn endless(ui: &mut Ui, width: f32, name: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, 6.0), Sense::hover());
    let palette = Palette::of(ui);
    // from 0 to 1 and back
    let sweep = (ui.input(|input| input.time) / SWEEP_SECS).rem_euclid(2.0);
    let place = if sweep > 1.0 { 2.0 - sweep } else { sweep };
    let mark = width * 0.3;
    #[allow(clippy::cast_possible_truncation)]
    let left = rect.left() + (width - mark) * place as f32;
    ui.painter().rect_filled(rect, theme::RADIUS, palette.line);
    let inner = Rect::from_min_size(egui::pos2(left, rect.top()), Vec2::new(mark, rect.height()));
    ui.painter().rect_filled(inner, theme::RADIUS, palette.accent);
    ui.ctx().request_repaint_after(std::time::Duration::from_millis(33));
    let said = name.to_owned();
    response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, &said));
    response.on_hover_text("How long this takes cannot be foretold")
}
