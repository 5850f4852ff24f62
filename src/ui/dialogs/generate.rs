//! A key to be generated.

use super::{Answer, buttons, title};
use crate::app::{BARE_KINDS, GenerateForm, KidWord};
use crate::crypto::{KeyShape, RSA_BITS, UseChoice};
use crate::jose::alg::{self, Family};
use crate::report::words;
use crate::ui::theme::Palette;
use crate::ui::widgets::controls;
use egui::{ComboBox, DragValue, Label, RichText, Ui};

/// The dialog.
pub(super) fn show(ui: &mut Ui, form: &mut GenerateForm) -> Answer {
    title(ui, "Generate key");
    controls::focus_first(&controls::field(ui, "Name", &mut form.name, "made from the algorithm"));
    ui.horizontal_wrapped(|ui| {
        kind(ui, form);
        shape(ui, form);
    });
    prose(ui, form);
    kid(ui, form);
    usage(ui, form);
    controls::choices(ui, |ui| {
        if form.row().is_some() {
            let why = "The key is then for this one algorithm only (RFC 7517 section 4.4)";
            controls::checkbox(ui, &mut form.sets_alg, "Set alg").on_hover_text(why);
        }
        let why = "The single operations that the key is for; with use beside it one of the two is enough (RFC 7517 section 4.3)";
        controls::checkbox(ui, &mut form.sets_key_ops, "Set key_ops").on_hover_text(why);
    });
    certificate(ui, form);
    let ready = match form.new_key("key") {
        Ok(_) => true,
        Err(error) => {
            ui.add(Label::new(RichText::new(words::sentence(&error.to_string())).color(Palette::of(ui).fail)).wrap());
            false
        }
    };
    if form.rsa_bits > 4096 && form.spec().is_ok_and(|spec| matches!(spec.shape, KeyShape::Rsa { .. })) {
        controls::small(ui, "This may take a minute; it can be stopped, and the window stays usable.");
    }
    buttons(ui, "Generate key", ready)
}

fn muted(ui: &mut Ui, text: &str) -> egui::Response {
    let colour = Palette::of(ui).muted;
    ui.label(RichText::new(text).color(colour))
}

/// The algorithm, or a kind that is for no one algorithm.
fn kind(ui: &mut Ui, form: &mut GenerateForm) {
    let label = muted(ui, "For");
    let combo = ComboBox::from_id_salt("generate-alg").selected_text(form.kind).width(170.0).height(340.0);
    let layer = ui.layer_id();
    let combo = combo.show_ui(ui, |ui| {
        controls::keep_above(ui, layer);
        controls::small(ui, "Signatures");
        for row in alg::signing() {
            ui.selectable_value(&mut form.kind, row.name, row.name);
        }
        ui.separator();
        controls::small(ui, "Encryption");
        for row in alg::managing() {
            ui.selectable_value(&mut form.kind, row.name, row.name);
        }
        ui.separator();
        controls::small(ui, "No particular algorithm");
        for kind in BARE_KINDS {
            ui.selectable_value(&mut form.kind, kind, kind);
        }
    });
    combo.response.labelled_by(label.id);
}

fn prose(ui: &mut Ui, form: &GenerateForm) {
    if let Some(text) = crate::teach::algorithm(form.kind) {
        controls::prose(ui, &text.what);
        controls::small(ui, &text.when);
    } else {
        controls::small(ui, "A key that may be used with every algorithm that takes its kind.");
    }
}

/// Size or curve, where there is a choice.
fn shape(ui: &mut Ui, form: &mut GenerateForm) {
    let shape = form.spec().map(|spec| spec.shape);
    let is_rsa = form.row().map_or(form.kind == "RSA", |row| row.key_type == Some(alg::KeyType::Rsa));
    if is_rsa {
        bits(ui, &mut form.rsa_bits, &RSA_BITS);
    }
    if form.row().is_some_and(|row| row.family == Family::Direct) {
        bits(ui, &mut form.content_bits, &[128, 192, 256, 384, 512]);
    }
    if let (true, Ok(KeyShape::Secret { bytes })) = (form.has_free_length(), shape) {
        length(ui, form, bytes);
    }
    curve(ui, form);
}

/// A secret of any length: a short one is warned of, and made.
fn length(ui: &mut Ui, form: &mut GenerateForm, bytes: usize) {
    let label = muted(ui, "Bytes");
    let mut chosen = u32::try_from(bytes).unwrap_or(u32::MAX);
    let value = DragValue::new(&mut chosen).range(1..=65_536).speed(1.0);
    if ui.add(value).labelled_by(label.id).on_hover_text("How long the secret is").changed() {
        form.secret_bytes = Some(chosen);
    }
    let hash = form.row().filter(|row| row.family == Family::Hmac).map_or(32, |row| u32::from(row.hash_bits / 8));
    if chosen < hash {
        let text = format!("Shorter than the {hash} bytes of the hash: fine for a test, guessable in earnest.");
        ui.add(Label::new(RichText::new(text).color(Palette::of(ui).warn).size(12.5)).wrap());
    }
}

fn curve(ui: &mut Ui, form: &mut GenerateForm) {
    let curves = form.curves();
    let Some(first) = curves.first() else { return };
    let label = muted(ui, "Curve");
    let mut curve = form.curve.filter(|c| curves.contains(c)).unwrap_or(*first);
    let layer = ui.layer_id();
    let combo = ComboBox::from_id_salt("generate-curve").selected_text(curve.name()).show_ui(ui, |ui| {
        controls::keep_above(ui, layer);
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
    let label = muted(ui, "Bits");
    let layer = ui.layer_id();
    let combo = ComboBox::from_id_salt("generate-bits").selected_text(bits.to_string()).show_ui(ui, |ui| {
        controls::keep_above(ui, layer);
        for size in sizes {
            ui.selectable_value(bits, *size, size.to_string());
        }
    });
    combo.response.labelled_by(label.id);
}

/// A choice with its name before it; the names stand in one column.
fn row(ui: &mut Ui, name: &str, content: impl FnOnce(&mut Ui)) {
    controls::choices(ui, |ui| {
        controls::label_column(ui, name, 48.0);
        content(ui);
    });
}

fn kid(ui: &mut Ui, form: &mut GenerateForm) {
    row(ui, "Key ID", |ui| {
        for word in KidWord::ALL {
            let why = match word {
                KidWord::Unset => "The key has no label that a token could point to",
                KidWord::Thumbprint => "The key's thumbprint (RFC 7638): two programs come to the same",
                KidWord::Date => "The day and four letters of chance, such as 2026-11-22-ab12",
                KidWord::Own => "A text of your own",
            };
            let radio = ui.radio(form.kid == word, word.label());
            if radio.on_hover_text(why).clicked() {
                form.kid = word;
            }
        }
    });
    if form.kid == KidWord::Own {
        controls::field(ui, "Text of the key ID", &mut form.own_kid, "my-key-1");
    }
}

/// `use`: the algorithm says which; a bare kind leaves the choice.
fn usage(ui: &mut Ui, form: &mut GenerateForm) {
    let suited = form.spec().ok().and_then(|spec| spec.suited_use());
    row(ui, "Use", |ui| {
        let mut choice = |ui: &mut Ui, usage: UseChoice, text: &str| {
            let is_chosen = form.usage == usage
                || (usage == UseChoice::Unset && suited.is_none() && form.usage == UseChoice::Suited);
            if ui.radio(is_chosen, text).clicked() {
                form.usage = usage;
            }
        };
        match suited {
            Some(usage) => {
                choice(ui, UseChoice::Suited, if usage == "sig" { "Signatures (sig)" } else { "Encryption (enc)" });
            }
            None => {
                choice(ui, UseChoice::Signatures, "Signatures (sig)");
                choice(ui, UseChoice::Encryption, "Encryption (enc)");
            }
        }
        choice(ui, UseChoice::Unset, "Not set");
    });
}

fn certificate(ui: &mut Ui, form: &mut GenerateForm) {
    if !form.can_have_certificate() {
        return;
    }
    let why = "Puts a certificate into the key (x5c) in which it vouches for itself. Nobody trusts it: it is there to be looked at";
    controls::checkbox(ui, &mut form.certificate, "With a self-signed certificate").on_hover_text(why);
    if form.certificate {
        controls::field(ui, "Common name", &mut form.subject, "the key's name");
        ui.horizontal(|ui| {
            let label = muted(ui, "Good for days");
            ui.add(DragValue::new(&mut form.days).range(1..=crate::crypto::MAX_DAYS).speed(1.0)).labelled_by(label.id);
        });
    }
}
