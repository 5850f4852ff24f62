//! A key to be generated.

use super::{Answer, buttons, title};
use crate::app::GenerateForm;
use crate::jose::alg;
use crate::ui::theme::Palette;
use crate::ui::widgets::controls;
use egui::{ComboBox, RichText, Ui};

/// The dialog.
pub(super) fn show(ui: &mut Ui, form: &mut GenerateForm) -> Answer {
    title(ui, "Generate key");
    controls::focus_first(&controls::field(ui, "Name", &mut form.name, "made from the algorithm"));
    ui.horizontal_wrapped(|ui| {
        let label = ui.label(RichText::new("For").color(Palette::of(ui).muted));
        let combo = ComboBox::from_id_salt("generate-alg").selected_text(form.alg).width(170.0).height(340.0);
        let combo = combo.show_ui(ui, |ui| {
            controls::small(ui, "Signatures");
            for row in alg::signing() {
                ui.selectable_value(&mut form.alg, row.name, row.name);
            }
            ui.separator();
            controls::small(ui, "Encryption");
            for row in alg::managing() {
                ui.selectable_value(&mut form.alg, row.name, row.name);
            }
        });
        combo.response.labelled_by(label.id);
        shape(ui, form);
    });
    if let Some(text) = crate::teach::algorithm(form.alg) {
        controls::prose(ui, &text.what);
        controls::small(ui, &text.when);
    }
    buttons(ui, "Generate key", true)
}

/// Size or curve, where the algorithm leaves a choice.
fn shape(ui: &mut Ui, form: &mut GenerateForm) {
    let row = alg::find(form.alg);
    if row.and_then(|a| a.key_type) == Some(alg::KeyType::Rsa) {
        bits(ui, &mut form.rsa_bits, &[2048, 3072, 4096]);
    }
    if row.is_some_and(|a| a.family == alg::Family::Direct) {
        bits(ui, &mut form.secret_bits, &[128, 192, 256, 384, 512]);
    }
    let curves = form.curves();
    let Some(first) = curves.first() else { return };
    let label = ui.label(RichText::new("Curve").color(Palette::of(ui).muted));
    let mut curve = form.curve.filter(|c| curves.contains(c)).unwrap_or(*first);
    let combo = ComboBox::from_id_salt("generate-curve").selected_text(curve.name()).show_ui(ui, |ui| {
        for row in curves {
            ui.selectable_value(&mut curve, *row, row.name());
        }
    });
    combo.response.labelled_by(label.id);
    if curve != *first || form.curve.is_some() {
        form.curve = Some(curve);
    }
}

fn bits(ui: &mut Ui, bits: &mut u32, sizes: &[u32]) {
    let label = ui.label(RichText::new("Bits").color(Palette::of(ui).muted));
    let combo = ComboBox::from_id_salt("generate-bits").selected_text(bits.to_string()).show_ui(ui, |ui| {
        for size in sizes {
            ui.selectable_value(bits, *size, size.to_string());
        }
    });
    combo.response.labelled_by(label.id);
}
