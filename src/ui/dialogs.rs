//! The dialogs of the Keys pane: a secret, keys to import, a key to generate, a name, an export.

use crate::app::{Action, ExportForm, GenerateForm, ImportForm, KeyForm, SecretForm, SecretUse};
use crate::jose::{alg, escape};
use crate::keys::{Material, SecretEncoding};
use crate::report::words;
use crate::ui::icons::{self, Icon};
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::controls;
use egui::{Button, ComboBox, Id, Label, RichText, ScrollArea, Sides, TextEdit, Ui};

/// What the buttons below a form said.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Nothing,
    Cancel,
    Submit,
}

/// Draws the open dialog.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(mut form) = scene.model.key_form.clone() else { return };
    let before = form.clone();
    let modal = controls::modal(ui, "key-form").show(ui.ctx(), |ui| {
        ui.set_width(480.0_f32.min(ui.ctx().content_rect().width() - 64.0));
        let height = (ui.ctx().content_rect().height() - 96.0).max(160.0);
        ScrollArea::vertical()
            .max_height(height)
            .min_scrolled_height(height)
            .show(ui, |ui| match &mut form {
                KeyForm::Secret(form) => secret(ui, form),
                KeyForm::Import(form) => import(ui, scene, form),
                KeyForm::Generate(form) => generate(ui, form),
                KeyForm::Rename { from, to } => rename(ui, from, to),
                KeyForm::Export(form) => export(ui, scene, form),
                KeyForm::EmptyTrash => empty_trash(ui),
            })
            .inner
    });
    if form != before {
        scene.act(Action::SetKeyForm(Some(form)));
    }
    match modal.inner {
        Answer::Submit => scene.act(Action::SubmitKeyForm),
        Answer::Cancel => close(ui, scene),
        Answer::Nothing if modal.should_close() => close(ui, scene),
        Answer::Nothing => {}
    }
}

fn secret_id() -> Id {
    Id::unique("secret-text")
}

fn import_id() -> Id {
    Id::unique("import-text")
}

/// Secrets that were typed must not stay behind in the text fields' undo memory.
fn close(ui: &Ui, scene: &mut Scene<'_>) {
    forget(ui);
    scene.act(Action::SetKeyForm(None));
}

fn forget(ui: &Ui) {
    for id in [secret_id(), import_id()] {
        if let Some(mut state) = egui::text_edit::TextEditState::load(ui.ctx(), id) {
            state.clear_undoer();
            state.store(ui.ctx(), id);
        }
    }
}

fn title(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).font(theme::verdict_font(false)));
    ui.add_space(theme::GAP_SMALL);
}

fn buttons(ui: &mut Ui, submit: &str, ready: bool) -> Answer {
    ui.add_space(theme::GAP);
    let answer = Sides::new().show(
        ui,
        |_| {},
        |ui| {
            let clicked = ui.add_enabled_ui(ready, |ui| controls::main_button(ui, submit)).inner.clicked();
            let submit = clicked || (ready && entered(ui));
            let cancel = ui.button("Cancel").clicked();
            match (submit, cancel) {
                (true, _) => Answer::Submit,
                (_, true) => Answer::Cancel,
                _ => Answer::Nothing,
            }
        },
    );
    if answer.1 == Answer::Submit {
        forget(ui);
    }
    answer.1
}

/// Enter in a line of text is as good as the main button; in a text of several lines it is a line break.
fn entered(ui: &Ui) -> bool {
    let many_lines = ui.memory(|m| m.focused() == Some(import_id()));
    !many_lines && ui.input(|i| i.key_pressed(egui::Key::Enter))
}

fn encoding_label(encoding: SecretEncoding) -> &'static str {
    match encoding {
        SecretEncoding::Utf8 => "Text (UTF-8)",
        SecretEncoding::Base64 => "base64",
        SecretEncoding::Base64url => "base64url",
        SecretEncoding::Hex => "Hex",
    }
}

fn secret(ui: &mut Ui, form: &mut SecretForm) -> Answer {
    title(ui, "Add secret");
    controls::focus_first(&controls::field(ui, "Name", &mut form.name, "secret"));
    ui.label(RichText::new("For").color(Palette::of(ui).muted));
    ui.horizontal_wrapped(|ui| {
        for usage in SecretUse::ALL {
            if controls::ticked(ui, |ui| ui.radio(form.usage == usage, usage.label())).clicked() {
                form.usage = usage;
            }
        }
    });
    let label = ui.label(RichText::new("Secret").color(Palette::of(ui).muted));
    ui.horizontal(|ui| {
        let edit = TextEdit::singleline(&mut *form.text)
            .id(secret_id())
            .password(!form.revealed)
            .font(theme::mono())
            .desired_width(ui.available_width() - 44.0);
        controls::outlined(ui, edit).labelled_by(label.id);
        let (icon, name) =
            if form.revealed { (Icon::EyeOff, "Hide the secret") } else { (Icon::Eye, "Show the secret") };
        if controls::icon_button(ui, icon, name).clicked() {
            form.revealed = !form.revealed;
        }
    });
    ui.label(RichText::new("Read it as").color(Palette::of(ui).muted));
    ui.horizontal_wrapped(|ui| {
        for encoding in SecretEncoding::ALL {
            let text = match encoding.decode(&form.text) {
                _ if form.text.is_empty() => encoding_label(encoding).to_owned(),
                Ok(secret) => format!("{} · {}", encoding_label(encoding), words::size(secret.expose().len())),
                Err(_) => encoding_label(encoding).to_owned(),
            };
            let fits = form.text.is_empty() || encoding.decode(&form.text).is_ok();
            let response = ui
                .add_enabled_ui(fits, |ui| controls::ticked(ui, |ui| ui.radio(form.encoding == encoding, text)))
                .inner;
            if response.on_disabled_hover_text("The text is not in this encoding").clicked() {
                form.encoding = encoding;
            }
        }
    });
    let ready = match form.secret() {
        _ if form.text.is_empty() => false,
        Ok(secret) => {
            strength(ui, secret.expose().len(), form.usage);
            true
        }
        Err(error) => {
            ui.add(Label::new(RichText::new(format!("{error}.")).color(Palette::of(ui).fail)).wrap());
            false
        }
    };
    buttons(ui, "Add secret", ready)
}

/// Warns about short secrets, and never refuses one: test secrets are short.
fn strength(ui: &mut Ui, bytes: usize, usage: SecretUse) {
    let size = words::size(bytes);
    let (weak, text) = match usage {
        SecretUse::Signatures => signing_strength(bytes),
        SecretUse::Passphrase if bytes < 16 => {
            (true, format!("{size}: fine for a test. In earnest take sixteen characters and more, or several words."))
        }
        SecretUse::Passphrase => (false, format!("{size}: it is stretched, so that guessing is slow.")),
        SecretUse::Encryption => match bytes {
            16 | 24 | 32 => (false, format!("{size}: fits A{0}KW, A{0}GCMKW and dir.", bytes * 8)),
            48 | 64 => (false, format!("{size}: fits dir with A{}CBC-HS{}.", bytes * 4, bytes * 8)),
            _ => (
                true,
                format!("{size}: no algorithm takes that. An AES key has 16, 24 or 32 bytes; dir takes 48 and 64 too."),
            ),
        },
    };
    let palette = Palette::of(ui);
    let colour = if weak { palette.warn } else { palette.muted };
    ui.add(Label::new(RichText::new(text).color(colour).size(12.5)).wrap());
}

fn signing_strength(bytes: usize) -> (bool, String) {
    let text = match bytes {
        0..32 => {
            format!("{}: shorter than HS256 asks for (32). Fine for a test, guessable in earnest.", words::size(bytes))
        }
        32..48 => format!("{bytes} bytes: long enough for HS256."),
        48..64 => format!("{bytes} bytes: long enough for HS256 and HS384."),
        _ => format!("{bytes} bytes: long enough for HS256, HS384 and HS512."),
    };
    (bytes < 32, text)
}

fn import(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut ImportForm) -> Answer {
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

fn generate(ui: &mut Ui, form: &mut GenerateForm) -> Answer {
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

fn rename(ui: &mut Ui, from: &str, to: &mut String) -> Answer {
    title(ui, &format!("Rename “{}”", escape::visible(from)));
    controls::focus_first(&controls::field(ui, "New name", to, ""));
    buttons(ui, "Rename", !to.trim().is_empty())
}

fn empty_trash(ui: &mut Ui) -> Answer {
    title(ui, "Empty the key trash?");
    controls::prose(
        ui,
        "Removed keys are kept in the trash until then. What is deleted from it cannot be brought back.",
    );
    buttons(ui, "Empty trash", true)
}

fn export(ui: &mut Ui, scene: &Scene<'_>, form: &mut ExportForm) -> Answer {
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
