//! A key on its way out.

use super::{Answer, buttons, title};
use crate::app::ExportForm;
use crate::jose::escape;
use crate::keys::Material;
use crate::ui::scene::Scene;
use crate::ui::theme::Palette;
use crate::ui::widgets::controls;
use egui::{Label, RichText, Ui};

/// The dialog.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, form: &mut ExportForm) -> Answer {
    title(ui, &format!("Export “{}”", escape::visible(&form.name)));
    let key = scene.model.ring.named(&form.name);
    let is_secret = key.is_some_and(|k| matches!(k.material, Material::Oct(_)));
    if !is_secret {
        ui.horizontal_wrapped(|ui| {
            controls::ticked(ui, |ui| {
                ui.radio_value(&mut form.pem, false, "JWK");
                ui.radio_value(&mut form.pem, true, "PEM");
            });
        });
        ui.horizontal_wrapped(|ui| {
            controls::ticked(ui, |ui| ui.radio_value(&mut form.private, false, "Public key"));
            ui.add_enabled_ui(key.is_some_and(|k| k.is_private()), |ui| {
                controls::ticked(ui, |ui| ui.radio_value(&mut form.private, true, "Private key"))
            });
        });
    }
    if form.private {
        let colour = Palette::of(ui).warn;
        let what = if is_secret { "The secret" } else { "The private key" };
        let text = format!(
            "{what} leaves the vault unprotected. Whoever reads the file can use it as you can: sign with it, or open what is encrypted to it."
        );
        ui.add(Label::new(RichText::new(text).color(colour)).wrap());
        controls::checkbox(ui, &mut form.confirmed, "I understand; write it to a file");
    }
    buttons(ui, "Choose file…", !form.private || form.confirmed)
}
