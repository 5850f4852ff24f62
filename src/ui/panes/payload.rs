//! The Claims pane where the payload is no JSON to type into: text, CBOR, bytes, a token inside, a detached payload, what was
//! encrypted, what an SD-JWT discloses.

use crate::app::{Action, Copy};
use crate::checks::Decryption;
use crate::jose::escape;
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
    let is_closed = token.form.is_jwe() && !is_open(scene);
    if is_closed && scene.is_inside() {
        closed(ui, scene);
    } else if is_closed {
        return false;
    } else if token.is_detached() && !token.has_payload() {
        detached(ui, scene);
    } else if scene.report.sd_jwt.is_some() && !is_edited(scene) {
        return disclosures::show(ui, scene);
    } else if is_read_only(scene) {
        told(ui, scene);
        view(ui, scene);
    } else {
        return false;
    }
    true
}

fn is_open(scene: &Scene<'_>) -> bool {
    scene.report.decryption.as_deref().is_some_and(Decryption::is_open)
}

fn is_edited(scene: &Scene<'_>) -> bool {
    !scene.is_inside() && scene.model.claims.is_edited()
}

/// Whether there is no editor for the payload: it is in a token inside this one, or no JSON.
fn is_read_only(scene: &Scene<'_>) -> bool {
    let payload = &scene.shown.payload;
    if scene.is_inside() || is_edited(scene) {
        return scene.is_inside();
    }
    match &payload.kind {
        PayloadKind::Empty | PayloadKind::Claims | PayloadKind::Json => false,
        // what begins as JSON was meant to be that, and its error is told in the editor
        PayloadKind::Text => !payload.text.trim_start().starts_with(['{', '[', '"']),
        // the claims of a signed token inside are edited in its stead
        PayloadKind::Token => scene.model.claims.inside.is_none(),
        PayloadKind::Cbor(_) | PayloadKind::Bytes => true,
    }
}

/// A JWE inside another token that no key opened.
fn closed(ui: &mut Ui, scene: &mut Scene<'_>) {
    ui.add_space(theme::GAP_SMALL);
    controls::prose(ui, "The claims are inside the ciphertext.");
    let Some(line) = scene.report.line("decryption").cloned() else { return };
    controls::prose(ui, &line.lesson.summary);
    validation::fixes(ui, scene, &line.outcome.fixes.iter().collect::<Vec<_>>());
}

/// What is to be known before the payload is read.
fn told(ui: &mut Ui, scene: &mut Scene<'_>) {
    if is_open(scene) {
        let key = scene.report.decryption.as_deref().and_then(|d| d.finding.key.as_deref());
        let by = key.map(|k| format!(" with key “{}”", escape::visible(&k.name))).unwrap_or_default();
        note(ui, Icon::LockKeyholeOpen, &format!("Decrypted{by}."));
    }
    marks(ui, scene);
    layers::link_inside(ui, scene);
}

/// How the payload stands in the token, or beside it.
fn marks(ui: &mut Ui, scene: &mut Scene<'_>) {
    if scene.report.token.is_unencoded() {
        note(ui, Icon::Type, "Not encoded (b64: false): the payload stands in the token as it is.");
    }
    if scene.report.token.is_detached() {
        let size = words::size(scene.report.token.payload_bytes().len());
        note(ui, Icon::Paperclip, &format!("The payload is not in the token. Given by hand: {size}."));
        choose(ui, scene, "Choose another file…");
    }
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
    let token = &scene.report.token;
    let is_odd = token.is_unencoded() || token.is_detached() && token.has_payload();
    let is_selective = scene.report.sd_jwt.is_some() && !is_edited(scene);
    if scene.report.inner.is_none() && !is_selective && !is_odd {
        return;
    }
    controls::foot(ui, "payload-notes", |ui| {
        if is_odd {
            marks(ui, scene);
        }
        layers::link_inside(ui, scene);
        if is_selective {
            disclosures::switch(ui, scene);
        }
    });
}

/// A payload that travels by itself, and is not here.
fn detached(ui: &mut Ui, scene: &mut Scene<'_>) {
    ui.add_space(theme::GAP_SMALL);
    ui.label(RichText::new("The payload is not in the token").family(theme::bold()));
    controls::prose(
        ui,
        "It is detached: it travels on its own. To check the signature, give its file, byte for byte as it was signed.",
    );
    choose(ui, scene, "Choose the payload file…");
}

fn choose(ui: &mut Ui, scene: &mut Scene<'_>, text: &str) {
    if scene.is_inside() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        if ui.add(Button::new((icons::icon(Icon::FileInput), text))).accessible_name(text).clicked() {
            scene.act(Action::ChoosePayload);
        }
        let given = scene.report.token.has_payload();
        if given && ui.button("Forget it").on_hover_text("Judge the token without its payload").clicked() {
            scene.act(Action::ForgetPayload);
        }
    });
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
                    PayloadKind::Cbor(_) | PayloadKind::Bytes => payload.text.to_string(),
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
