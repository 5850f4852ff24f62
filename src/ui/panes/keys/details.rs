//! The details of one key: what is odd about it, every member with what it means, its certificates, notes, and what can be
//! done with it.

use super::notes;
use super::rows::Facts;
use crate::app::{Action, Copy, Destination, ExportForm, KeyForm, Kind};
use crate::checks::times;
use crate::crypto;
use crate::jose::escape;
use crate::jose::numeric_date::NumericDate;
use crate::keys::{Certificate, Key, Material, Private};
use crate::make;
use crate::report::{KeyChoice, words};
use crate::teach;
use crate::ui::icons::{self, Icon};
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::controls;
use egui::{Button, Frame, Grid, Label, Margin, RichText, Sense, Ui};
use serde_json::{Map, Value};
use std::sync::Arc;

pub use notes::commit as commit_notes;

/// A public value longer than this is cut in the middle; the whole shows on hover.
const LONGEST_VALUE_CHARS: usize = 44;

/// Draws the details.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>, facts: &Facts, number: usize) {
    let palette = Palette::of(ui);
    let key = &facts.key;
    Frame::new().fill(palette.background).corner_radius(theme::RADIUS).inner_margin(Margin::same(10)).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        health(ui, scene, number);
        ui.horizontal_wrapped(|ui| uses(ui, scene, key));
        controls::rule(ui);
        Grid::new(("key-grid", &key.name)).num_columns(2).spacing([12.0, 4.0]).min_row_height(18.0).show(ui, |ui| {
            members(ui, scene, facts);
        });
        if let Material::Oct(secret) = &key.material {
            reveal(ui, scene, key, secret.expose());
        }
        let chain = key.certificates();
        if !chain.is_empty() {
            controls::rule(ui);
            certificates(ui, &key.name, &chain, scene.model.now);
        }
        controls::rule(ui);
        if scene.model.is_fetched(&key.name) {
            controls::small(ui, "Fetched keys carry no notes: the next refresh replaces them.");
            super::issuer::show(ui, scene, key);
        } else {
            notes::show(ui, scene, key);
        }
    });
}

fn health(ui: &mut Ui, scene: &Scene<'_>, number: usize) {
    for finding in scene.view.keys.health.get(number).into_iter().flatten() {
        let state = super::state(finding.state);
        let colour = Palette::of(ui).state(state);
        ui.horizontal_top(|ui| {
            icons::mark(ui, icons::coloured(icons::of_state(state), colour), "");
            ui.add(Label::new(RichText::new(words::sentence(&finding.text)).size(13.0)).wrap());
        });
    }
}

/// A row of the grid; its name explains itself.
fn fact(ui: &mut Ui, name: &str, value: &str, whole: &str) {
    let palette = Palette::of(ui);
    let label = ui.add(Label::new(RichText::new(name).color(palette.muted).small()).sense(Sense::hover()));
    if let Some(text) = teach::key_member(name) {
        label.on_hover_ui(|ui| {
            ui.set_max_width(360.0);
            ui.strong(&text.title);
            ui.label(&text.what);
            if let Some(caution) = &text.caution {
                ui.label(caution);
            }
            controls::small(ui, text.refs.join(", "));
        });
    }
    let response = ui.add(Label::new(RichText::new(value).monospace().size(12.0)).wrap());
    if whole != value {
        response.on_hover_ui(|ui| {
            ui.set_max_width(420.0);
            ui.add(Label::new(RichText::new(whole).monospace().size(12.0)).wrap());
        });
    }
    ui.end_row();
}

/// Every member of the JWK; of private ones only that they are there.
fn members(ui: &mut Ui, scene: &Scene<'_>, facts: &Facts) {
    let key = &facts.key;
    let mut shown = public_members(key);
    shown.retain(|(name, _)| !matches!(name.as_str(), "name" | "x5c"));
    let at = shown.iter().position(|(name, _)| is_material(name)).unwrap_or(shown.len());
    let (labels, material) = shown.split_at(at);
    for (name, value) in labels {
        fact(ui, name, &elided(value), value);
    }
    for (name, none) in [("kid", "none"), ("alg", "any that fits"), ("use", "any")] {
        if labels.iter().all(|(label, _)| label != name) {
            fact(ui, name, none, none);
        }
    }
    fact(ui, "can", &facts.can, &facts.can);
    let thumbprint = facts.thumbprint.as_deref().unwrap_or("not shown: it would give a short secret away");
    fact(ui, "thumbprint", thumbprint, thumbprint);
    for (name, value) in material {
        fact(ui, name, &elided(value), value);
    }
    let private = private_members(key);
    if let [first, others @ ..] = private {
        let text = if others.is_empty() { "hidden".to_owned() } else { format!("hidden, and {}", others.join(", ")) };
        fact(ui, first, &text, &text);
    }
    if let Some(source) = &key.about.source {
        let place = escape::visible(&source.place).into_owned();
        let issuer = source.issuer.as_deref().map(|i| format!(", issuer {}", escape::visible(i))).unwrap_or_default();
        let text = format!("{} {place}{issuer} · {}", source.origin.word(), times::utc(source.at)).replace("  ", " ");
        fact(ui, "from", &text, &text);
    }
    if let Some(time) = scene.model.uses.get(&key.name) {
        let text = times::utc(*time);
        fact(ui, "last used", &text, &text);
    }
}

fn is_material(name: &str) -> bool {
    matches!(name, "crv" | "n" | "e" | "x" | "y" | "pub" | "k")
}

/// The members that anybody may see, in the order of the JWK.
fn public_members(key: &Key) -> Vec<(String, String)> {
    // of a secret nothing but its labels
    let text = match key.to_jwk(Private::Omit) {
        Ok(text) => text,
        Err(_) => return labels_of_secret(key),
    };
    let members: Map<String, Value> = serde_json::from_str(&text).unwrap_or_default();
    members.into_iter().map(|(name, value)| (visible(&name), spelled(&value))).collect()
}

fn labels_of_secret(key: &Key) -> Vec<(String, String)> {
    let mut labels = vec![("kty".to_owned(), "oct".to_owned())];
    let own = [("kid", &key.kid), ("use", &key.usage), ("alg", &key.alg)];
    labels.extend(own.into_iter().filter_map(|(name, value)| Some((name.to_owned(), visible(value.as_deref()?)))));
    if !key.key_ops.is_empty() {
        labels.push(("key_ops".to_owned(), visible(&key.key_ops.join(", "))));
    }
    labels.extend(key.other.iter().map(|(name, value)| (visible(name), spelled(value))));
    labels
}

fn visible(text: &str) -> String {
    escape::visible(text).into_owned()
}

fn spelled(value: &Value) -> String {
    match value {
        Value::String(text) => visible(text),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            items.iter().filter_map(Value::as_str).map(visible).collect::<Vec<_>>().join(", ")
        }
        other => visible(&other.to_string()),
    }
}

fn private_members(key: &Key) -> &'static [&'static str] {
    match &key.material {
        Material::Oct(_) => &["k"],
        _ if !key.is_private() => &[],
        Material::Rsa { .. } => &["d", "p", "q", "dp", "dq", "qi"],
        Material::Ec { .. } | Material::Okp { .. } => &["d"],
        Material::Akp { .. } => &["priv"],
    }
}

fn elided(text: &str) -> String {
    let count = text.chars().count();
    if count <= LONGEST_VALUE_CHARS {
        return text.to_owned();
    }
    let half = LONGEST_VALUE_CHARS / 2;
    let (first, last): (String, String) =
        (text.chars().take(half).collect(), text.chars().skip(count - half).collect());
    format!("{first}…{last}")
}

/// The chain, leaf first. Nobody is trusted for it: it is shown, not judged.
fn certificates(ui: &mut Ui, key: &str, chain: &[Certificate], now: NumericDate) {
    let count = if chain.len() == 1 { "Certificate".to_owned() } else { format!("{} certificates", chain.len()) };
    ui.label(RichText::new(count).family(theme::bold()));
    controls::small(ui, "Shown as they are: their signatures are not checked, and nobody is trusted for them.");
    for (i, certificate) in chain.iter().enumerate() {
        let subject = if certificate.subject.is_empty() { "no subject" } else { &certificate.subject };
        ui.add_space(theme::GAP_SMALL);
        ui.horizontal_wrapped(|ui| {
            icons::mark(ui, icons::icon(Icon::ScrollText), "");
            ui.add(Label::new(RichText::new(subject).size(13.0)).wrap());
            role(ui, certificate);
        });
        Grid::new(("certificate", key, i)).num_columns(2).spacing([12.0, 4.0]).min_row_height(18.0).show(ui, |ui| {
            certificate_facts(ui, certificate, now);
        });
    }
}

fn role(ui: &mut Ui, certificate: &Certificate) {
    let palette = Palette::of(ui);
    let word = match (certificate.is_self_issued, certificate.is_ca) {
        (true, true) => "root",
        (true, false) => "self-signed",
        (false, true) => "authority",
        (false, false) => "leaf",
    };
    controls::chip(ui, word, palette.muted);
}

fn certificate_facts(ui: &mut Ui, certificate: &Certificate, now: NumericDate) {
    let validity = match () {
        () if now < certificate.not_before => "not valid yet",
        () if now > certificate.not_after => "expired",
        () => "valid now",
    };
    let dates = format!("{} to {}", times::utc(certificate.not_before), times::utc(certificate.not_after));
    let names = certificate.alternative_names.join(", ");
    let rows = [
        ("issuer", certificate.issuer.clone()),
        ("dates", format!("{dates} · {validity}")),
        ("names", names),
        ("key", certificate.key.clone().unwrap_or_else(|| "of a kind that JOSE does not know".to_owned())),
        ("signed with", certificate.signature_algorithm.clone()),
        ("serial", certificate.serial.clone()),
        ("x5t#S256", crypto::x5t_s256(&certificate.der)),
        ("x5t", crypto::x5t(&certificate.der)),
    ];
    for (name, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
        fact(ui, name, value, value);
    }
}

/// A secret is dots until the button is held down.
fn reveal(ui: &mut Ui, scene: &mut Scene<'_>, key: &Key, octets: &[u8]) {
    let shown = scene.view.revealed_key.as_deref() == Some(&key.name);
    ui.horizontal_wrapped(|ui| {
        let button = Button::new((icons::icon(Icon::Eye), "Hold to reveal")).sense(Sense::click_and_drag());
        let response = ui.add(button).accessible_name("Hold to reveal");
        let by_key = response.has_focus() && ui.input(|i| i.key_down(egui::Key::Space));
        let held = response.is_pointer_button_down_on() || by_key;
        scene.view.revealed_key = if held {
            Some(key.name.clone())
        } else if shown {
            None
        } else {
            scene.view.revealed_key.take()
        };
        let text = match std::str::from_utf8(octets) {
            _ if !held => "••••••••••••".to_owned(),
            Ok(text) => visible(text),
            Err(_) => octets.iter().map(|b| format!("{b:02x}")).collect(),
        };
        ui.add(Label::new(RichText::new(text).monospace()).wrap().selectable(false));
    });
}

fn uses(ui: &mut Ui, scene: &mut Scene<'_>, key: &Arc<Key>) {
    let name = || key.name.clone();
    if ui.button(if scene.report.token.form.is_jwe() { "Open with it" } else { "Verify with it" }).clicked() {
        scene.act(Action::ChooseVerifyKey(KeyChoice::Named(vec![name()])));
    }
    if !make::algorithms(key, None).is_empty() && ui.button("Sign with it").clicked() {
        scene.act(Action::ChooseSigningKey(Some(name())));
        if !scene.model.kind().signs() {
            scene.act(Action::ChooseKind(Kind::Sign));
        }
    }
    if !make::key_algorithms(key).is_empty() && ui.button("Encrypt to it").clicked() {
        scene.act(Action::ChooseRecipient { number: 0, key: Some(name()) });
        if !scene.model.kind().encrypts() {
            scene.act(Action::ChooseKind(Kind::Encrypt));
        }
    }
    if !matches!(key.material, Material::Oct(_)) && ui.button("Copy public key").clicked() {
        scene.act(Action::Copy(Copy::PublicKey(name())));
    }
    if key.is_private() {
        let text = "Says what leaves before it does; it leaves the clipboard after 30 seconds";
        let label = if matches!(key.material, Material::Oct(_)) { "Copy secret…" } else { "Copy private key…" };
        if ui.button(label).on_hover_text(text).clicked() {
            let form = ExportForm { private: true, to: Destination::Clipboard, ..ExportForm::of([&**key]) };
            scene.act(Action::SetKeyForm(Some(KeyForm::Export(form))));
        }
    }
    if ui.button("Copy thumbprint").clicked() {
        scene.act(Action::Copy(Copy::Thumbprint(name())));
    }
    if ui.button("Export…").clicked() {
        scene.act(Action::SetKeyForm(Some(KeyForm::Export(ExportForm::of([&**key])))));
    }
    if scene.model.is_fetched(&key.name) {
        return;
    }
    if ui.button("Rename…").clicked() {
        scene.act(Action::SetKeyForm(Some(KeyForm::Rename { from: name(), to: name() })));
    }
    if ui.button("Remove").on_hover_text("Into the trash; it can be restored").clicked() {
        scene.act(Action::RemoveKey(name()));
    }
}
