//! Keys being pasted.

use super::{Answer, buttons, import_id, title};
use crate::app::{Action, ImportForm};
use crate::ui::icons::{self, Icon};
use crate::ui::scene::Scene;
use crate::ui::theme::Palette;
use crate::ui::widgets::controls;
use egui::{Button, Label, RichText, ScrollArea, TextEdit, Ui};

/// The dialog.
pub(super) fn show(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut ImportForm) -> Answer {
    title(ui, "Import keys");
    let label =
        ui.label(RichText::new("PEM, JWK or JWK Set; several in one text are fine").color(Palette::of(ui).muted));
    ScrollArea::vertical().id_salt("import-scroll").max_height(220.0).show(ui, |ui| {
        let edit = TextEdit::multiline(&mut *form.text)
            .id(import_id())
            .font(egui::FontId::monospace(12.0))
            .desired_rows(9)
            .desired_width(f32::INFINITY)
            .hint_text("-----BEGIN PUBLIC KEY-----");
        controls::focus_first(&controls::outlined(ui, edit).labelled_by(label.id));
    });
    let open = ui.add(Button::new((icons::icon(Icon::FolderOpen), "Open key file…"))).accessible_name("Open key file…");
    if open.clicked() {
        scene.act(Action::SetKeyForm(None));
        scene.act(Action::OpenKeyFile);
    }
    if let Some(error) = &form.error {
        ui.add(Label::new(RichText::new(error).color(Palette::of(ui).fail)).wrap());
    }
    buttons(ui, "Import keys", !form.text.trim().is_empty())
}
