//! A secret being typed.

use super::{Answer, buttons, secret_id, title};
use crate::app::{Action, SecretForm, SecretUse};
use crate::jose::escape;
use crate::keys::SecretEncoding;
use crate::report::words;
use crate::ui::icons::{self, Icon};
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::controls;
use egui::{Align2, Button, Label, RadioButton, RichText, TextEdit, Ui};

fn encoding_label(encoding: SecretEncoding) -> &'static str {
    match encoding {
        SecretEncoding::Utf8 => "Text (UTF-8)",
        SecretEncoding::Base64 => "base64",
        SecretEncoding::Base64url => "base64url",
        SecretEncoding::Hex => "Hex",
    }
}

/// The dialog.
pub(super) fn show(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut SecretForm) -> Answer {
    title(ui, "Add secret");
    controls::focus_first(&controls::field(ui, "Name", &mut form.name, "secret"));
    ui.label(RichText::new("For").color(Palette::of(ui).muted));
    controls::choices(ui, |ui| {
        for usage in SecretUse::ALL {
            if ui.radio(form.usage == usage, usage.label()).clicked() {
                form.usage = usage;
            }
        }
    });
    match form.file.is_some() {
        true => file(ui, form),
        false => typed(ui, scene, form),
    }
    let ready = match form.secret() {
        _ if form.text.is_empty() && form.file.is_none() => false,
        Ok(secret) => {
            strength(ui, secret.expose().len(), form.usage);
            true
        }
        Err(error) => {
            ui.add(Label::new(RichText::new(words::sentence(&format!("{error}."))).color(Palette::of(ui).fail)).wrap());
            false
        }
    };
    buttons(ui, "Add secret", ready)
}

/// The text of a secret, and how it is to be read.
fn typed(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut SecretForm) {
    let label = ui.label(RichText::new("Secret").color(Palette::of(ui).muted));
    ui.horizontal(|ui| {
        let edit = TextEdit::singleline(&mut *form.text)
            .id(secret_id())
            .password(!form.revealed)
            .font(theme::mono())
            .align(Align2::LEFT_CENTER)
            .desired_width(ui.available_width() - 44.0);
        let edit = controls::outlined(ui, edit).labelled_by(label.id);
        let (icon, name) =
            if form.revealed { (Icon::EyeOff, "Hide the secret") } else { (Icon::Eye, "Show the secret") };
        if controls::icon_button(ui, icon, name).clicked() {
            form.revealed = !form.revealed;
            edit.request_focus();
        }
    });
    ui.label(RichText::new("Read it as").color(Palette::of(ui).muted));
    controls::choices(ui, |ui| {
        for encoding in SecretEncoding::ALL {
            let text = match encoding.decode(&form.text) {
                _ if form.text.is_empty() => encoding_label(encoding).to_owned(),
                Ok(secret) => format!("{} · {}", encoding_label(encoding), words::size(secret.expose().len())),
                Err(_) => encoding_label(encoding).to_owned(),
            };
            let fits = form.text.is_empty() || encoding.decode(&form.text).is_ok();
            let response = ui.add_enabled(fits, RadioButton::new(form.encoding == encoding, text));
            if response.on_disabled_hover_text("The text is not in this encoding").clicked() {
                form.encoding = encoding;
            }
        }
    });
    let open = Button::new((icons::icon(Icon::FileKey), "Take a file's bytes…"));
    if ui.add(open).accessible_name("Take a file's bytes…").clicked() {
        scene.act(Action::ChooseSecretFile);
    }
}

/// A file whose very bytes are the secret.
fn file(ui: &mut Ui, form: &mut SecretForm) {
    let Some(file) = &mut form.file else { return };
    let size = words::size(file.bytes.expose().len());
    ui.label(format!("The exact bytes of “{}”: {size}", escape::visible(&file.name)));
    if file.line_end_len() > 0 {
        controls::small(
            ui,
            "They end in a line end, which an editor may have put there. It counts as part of the secret.",
        );
        controls::checkbox(ui, &mut file.without_line_end, "Leave the line end out");
    }
    if ui.button("Type it instead").clicked() {
        form.file = None;
    }
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
