//! What is above the list: the search, the groups, and in a narrow pane the order.

use super::list;
use super::rows::{Column, Grouping, Wish};
use crate::ui::scene::Scene;
use crate::ui::widgets::controls;
use egui::{ComboBox, TextEdit, Ui};

/// Fewer keys than this are seen at a glance.
const WORTH_A_SEARCH: usize = 5;
/// Room for both choices beside the search.
const CHOICES: f32 = 232.0;

/// Draws the bar, where there are enough keys for it or it is in use.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>) {
    let wish = &mut scene.view.keys.wish;
    if scene.model.ring.keys().len() < WORTH_A_SEARCH && *wish == Default::default() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        let width = (ui.available_width() - CHOICES).clamp(120.0, 320.0);
        let edit = TextEdit::singleline(&mut wish.query).hint_text("Search keys").desired_width(width);
        controls::outlined(ui, edit)
            .on_hover_text("Words of the name, type, kid, thumbprint, source, tags or notes")
            .accessible_name("Search keys");
        if !list::is_table(ui) {
            order(ui, wish);
        }
        let combo = ComboBox::from_id_salt("key-group").selected_text(wish.group.label()).width(96.0);
        let response = combo.show_ui(ui, |ui| {
            for group in Grouping::ALL {
                ui.selectable_value(&mut wish.group, group, group.label());
            }
        });
        response.response.on_hover_text("What the keys are put together by").accessible_name("Group keys");
    });
}

/// A table is ordered by its heads.
fn order(ui: &mut Ui, wish: &mut Wish) {
    let combo = ComboBox::from_id_salt("key-sort").selected_text(wish.sort.label()).width(84.0);
    let response = combo.show_ui(ui, |ui| {
        for column in Column::ALL {
            ui.selectable_value(&mut wish.sort, column, column.label());
        }
        ui.separator();
        ui.selectable_value(&mut wish.reverse, false, "First to last");
        ui.selectable_value(&mut wish.reverse, true, "Last to first");
    });
    response.response.on_hover_text("What the keys are ordered by").accessible_name("Order keys by");
}
