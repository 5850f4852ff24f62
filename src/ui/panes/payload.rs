//! The Claims pane where the payload is no JSON to type into: text, CBOR, bytes, a token inside, a detached payload, what was
//! encrypted, what an SD-JWT discloses.

use crate::app::{Action, Copy};
use crate::jose::flaw::Part;
use crate::jose::token::PayloadKind;
use crate::report::words;
use crate::ui::icons::{self, Icon};
use crate::ui::panes::{disclosures, editor, layers, validation};
use crate::ui::scene::Scene;
use crate::ui::shown::Payload;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::controls;
use crate::ui::widgets::reader::{Look, Reader};
use egui::{Align, Button, Label, Layout, RichText, ScrollArea, Ui};
use std::sync::Arc;

/// Draws the payload, if it is to be read only. Whether it is.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>) -> bool {
    let token = &scene.report.token;
    if scene.report_is_old || token.text.is_empty() {
        return false;
    }
    if token.form.is_jwe() && !scene.report.decryption.as_deref().is_some_and(|d| d.is_open()) {
        closed(ui, scene);
    } else if token.is_detached() {
        detached(ui, scene);
    } else if scene.report.sd_jwt.is_some() {
        return disclosures::show(ui, scene);
    } else if is_read_only(scene) {
        told(ui, scene);
        view(ui, scene);
    } else {
        return false;
    }
    true
}

/// Whether there is no editor for the payload.
fn is_read_only(scene: &Scene<'_>) -> bool {
    let token = &scene.report.token;
    let payload = &scene.shown.payload;
    scene.is_inside()
        || token.form.is_jwe()
        || token.is_unencoded()
        || match &payload.kind {
            PayloadKind::Empty | PayloadKind::Claims | PayloadKind::Json => false,
            // what begins as JSON was meant to be that, and its error is told in the editor
            PayloadKind::Text => !payload.text.trim_start().starts_with(['{', '[', '"']),
            PayloadKind::Cbor(_) | PayloadKind::Token | PayloadKind::Bytes => true,
        }
}

/// A JWE that no key opened.
fn closed(ui: &mut Ui, scene: &mut Scene<'_>) {
    ui.add_space(theme::GAP_SMALL);
    controls::prose(ui, "The claims are inside the ciphertext.");
    let Some(line) = scene.report.line("decryption").cloned() else { return };
    controls::prose(ui, &line.lesson.summary);
    validation::fixes(ui, scene, &line.outcome);
}

/// What is to be known before the payload is read.
fn told(ui: &mut Ui, scene: &mut Scene<'_>) {
    if let Some(decryption) = scene.report.decryption.as_deref() {
        let key = decryption.finding.key.as_deref().map(|k| crate::jose::escape::visible(&k.name).into_owned());
        let by = key.map(|k| format!(" with key “{k}”")).unwrap_or_default();
        note(ui, Icon::LockKeyholeOpen, &format!("Decrypted{by}. Read only."));
    }
    if scene.report.token.is_unencoded() {
        note(ui, Icon::Type, "Not encoded (b64: false): the payload stands in the token as it is. Read only.");
    }
    layers::link_inside(ui, scene);
}

fn note(ui: &mut Ui, icon: Icon, text: &str) {
    let muted = Palette::of(ui).muted;
    ui.horizontal_top(|ui| {
        icons::mark(ui, icons::coloured(icon, muted).size(14.0), "");
        ui.add(Label::new(RichText::new(text).color(muted).small()).wrap());
    });
}

/// What an editor of claims has to say besides: under the JSON, above its tools.
pub fn notes(ui: &mut Ui, scene: &mut Scene<'_>) {
    let disclosed = scene.report.sd_jwt.is_some();
    if scene.report.inner.is_none() && !disclosed {
        return;
    }
    controls::foot(ui, "payload-notes", |ui| {
        layers::link_inside(ui, scene);
        if disclosed {
            disclosures::switch(ui, scene);
        }
    });
}

/// A payload that travels by itself.
fn detached(ui: &mut Ui, scene: &mut Scene<'_>) {
    let given = scene.report.token.has_payload();
    ui.add_space(theme::GAP_SMALL);
    let size = words::size(scene.shown.payload.size);
    if given {
        note(ui, Icon::Paperclip, &format!("The payload is not in the token. Given by hand: {size}."));
    } else {
        ui.label(RichText::new("The payload is not in the token").family(theme::bold()));
        controls::prose(
            ui,
            "It is detached: it travels on its own. To check the signature, give its file, byte for byte as it was signed.",
        );
    }
    if !scene.is_inside() {
        ui.horizontal_wrapped(|ui| {
            let text = if given { "Choose another file…" } else { "Choose the payload file…" };
            if ui.add(Button::new((icons::icon(Icon::FileInput), text))).accessible_name(text).clicked() {
                scene.act(Action::ChoosePayload);
            }
            if given && ui.button("Forget it").on_hover_text("Judge the token without its payload").clicked() {
                scene.act(Action::ForgetPayload);
            }
        });
    }
    if given {
        layers::link_inside(ui, scene);
        view(ui, scene);
    }
}

/// What a payload is called, and how it is laid out.
fn manner(kind: &PayloadKind) -> (&'static str, &'static str, Look) {
    match kind {
        PayloadKind::Empty => ("Nothing", "Payload", Look::Text),
        PayloadKind::Claims => ("Claims", "Claims JSON", Look::Json),
        PayloadKind::Json => ("JSON, but no claims set", "Payload JSON", Look::Json),
        PayloadKind::Text => ("Text", "Payload as text", Look::Text),
        PayloadKind::Cbor(_) => ("CBOR, in diagnostic notation", "Payload in CBOR diagnostic notation", Look::Text),
        PayloadKind::Token => ("A token", "Payload: a token", Look::Code),
        PayloadKind::Bytes => ("Bytes", "Payload as bytes", Look::Columns),
    }
}

/// The payload itself, with what it is above it.
fn view(ui: &mut Ui, scene: &mut Scene<'_>) {
    let shown = Arc::clone(&scene.shown);
    let payload = &shown.payload;
    caption(ui, scene, payload);
    if payload.kind == PayloadKind::Empty {
        return;
    }
    ScrollArea::both().id_salt("payload").auto_shrink([false, false]).show(ui, |ui| {
        reader(ui, scene, payload, true);
    });
}

/// The payload's text, which lights up with its part.
pub fn reader(ui: &mut Ui, scene: &mut Scene<'_>, payload: &Payload, fills: bool) {
    let part = if scene.report.token.form.is_jwe() { Part::Ciphertext } else { Part::Payload };
    let (_, name, look) = manner(&payload.kind);
    let hints = match payload.kind {
        PayloadKind::Claims => editor::hints(&payload.text, &scene.report.dates),
        _ => Vec::new(),
    };
    let (id, lit) = (editor::editor_id(Part::Payload), scene.is_lit(part));
    let read = Reader { name, id, part, lit, look, hints: &hints, fills }.show(ui, &payload.text);
    if let Some(byte) = read.hovered {
        scene.light(part);
        if payload.kind == PayloadKind::Claims {
            editor::light_member(scene, part, &payload.text, byte);
            editor::explain_member(&read.response, Part::Payload, &payload.text, byte);
        }
    }
}

fn caption(ui: &mut Ui, scene: &mut Scene<'_>, payload: &Payload) {
    let (what, name, _) = manner(&payload.kind);
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if payload.kind != PayloadKind::Empty && controls::icon_button(ui, Icon::Copy, "Copy payload").clicked() {
                // not the beginning that is shown, and not over several lines: what is there
                let text = match payload.kind {
                    PayloadKind::Cbor(_) | PayloadKind::Bytes => payload.text.clone(),
                    _ => scene.report.claims.text.clone(),
                };
                scene.act(Action::Copy(Copy::Text { text, what: name.to_owned() }));
            }
            let size = words::size(payload.size);
            let more = match payload.is_whole {
                true => String::new(),
                false => "; its beginning is shown".to_owned(),
            };
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let text = format!("{what} · {size}{more}");
                ui.add(Label::new(RichText::new(text).color(Palette::of(ui).muted).small()).truncate());
            });
        });
    });
}
