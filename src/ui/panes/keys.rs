//! The Keys pane: which key verifies or opens, what is made with which, and the keys that are kept.

use crate::app::{Action, Copy, ExportForm, GenerateForm, ImportForm, KeyForm, Kind, SecretForm};
use crate::crypto;
use crate::jose::alg::{self, KeyType};
use crate::jose::escape;
use crate::keys::{Key, Material, Purpose};
use crate::make;
use crate::report::KeyChoice;
use crate::ui::icons::{self, Icon};
use crate::ui::panes::making;
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::view::PaneName;
use crate::ui::widgets::controls;
use egui::{Align, Button, ComboBox, Frame, Label, Layout, Margin, RichText, ScrollArea, Sense, Ui, UiBuilder};
use std::sync::Arc;

/// Draws the pane. What is chosen stays in view above the keys, unless the pane is too low for both.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>) {
    const ADDING: f32 = 44.0;
    const SOME_KEYS: f32 = 96.0;
    let low = ui.available_height() < making::height(scene) + ADDING + SOME_KEYS;
    if low {
        ScrollArea::vertical().id_salt("keys-pane").auto_shrink([false, false]).show(ui, |ui| {
            above(ui, scene);
            list(ui, scene);
        });
        return;
    }
    above(ui, scene);
    ScrollArea::vertical().id_salt("keys").auto_shrink([false, false]).show(ui, |ui| list(ui, scene));
}

fn above(ui: &mut Ui, scene: &mut Scene<'_>) {
    choices(ui, scene);
    ui.add_space(theme::GAP_SMALL);
    controls::rule(ui);
    ui.horizontal_wrapped(|ui| adding(ui, scene));
}

fn list(ui: &mut Ui, scene: &mut Scene<'_>) {
    let keys: Vec<Arc<Key>> = scene.model.ring.keys().to_vec();
    if keys.is_empty() {
        controls::prose(
            ui,
            "No keys yet. Add the issuer's public key to check signatures, or generate one to make test tokens. Keys are kept in files on this computer.",
        );
    }
    for key in &keys {
        row(ui, scene, key);
    }
}

fn choices(ui: &mut Ui, scene: &mut Scene<'_>) {
    ui.horizontal_wrapped(|ui| {
        let name = if scene.report.token.form.is_jwe() { "Open with" } else { "Verify with" };
        let label = controls::label_column(ui, name, making::LABEL);
        verify_choice(ui, scene, label.id);
    });
    making::show(ui, scene);
}

fn choice_text(choice: &KeyChoice) -> String {
    match choice {
        KeyChoice::Automatic => "Automatic".to_owned(),
        KeyChoice::ByKid => "The key that kid names".to_owned(),
        KeyChoice::Every => "Every key that fits".to_owned(),
        KeyChoice::Nothing => "No key: decode only".to_owned(),
        KeyChoice::Named(names) => names.iter().map(|n| escape::visible(n).into_owned()).collect::<Vec<_>>().join(", "),
    }
}

fn verify_choice(ui: &mut Ui, scene: &mut Scene<'_>, label: egui::Id) {
    let current = scene.model.inputs.key_choice.clone();
    let mut chosen = None;
    let combo = ComboBox::from_id_salt("verify-key").selected_text(choice_text(&current)).width(190.0).truncate();
    let response = combo.show_ui(ui, |ui| {
        for (choice, text) in [
            (KeyChoice::Automatic, "The key that kid names, then each that fits"),
            (KeyChoice::ByKid, "Only the key that the header's kid names"),
            (KeyChoice::Every, "Try every key that fits, and name the one that verifies or opens"),
            (KeyChoice::Nothing, "Decode without checking the signature and without decrypting"),
        ] {
            if ui.selectable_label(current == choice, choice_text(&choice)).on_hover_text(text).clicked() {
                chosen = Some(choice);
            }
        }
        ui.separator();
        for key in scene.model.ring.keys() {
            let choice = KeyChoice::Named(vec![key.name.clone()]);
            if ui
                .selectable_label(current == choice, format!("{} · {}", escape::visible(&key.name), key.describe()))
                .clicked()
            {
                chosen = Some(choice);
            }
        }
    });
    scene.take_focus(PaneName::Keys, &response.response);
    response.response.labelled_by(label);
    if let Some(choice) = chosen {
        scene.act(Action::ChooseVerifyKey(choice));
    }
}

fn adding(ui: &mut Ui, scene: &mut Scene<'_>) {
    for (label, form) in [
        ("Add secret…", KeyForm::Secret(SecretForm::default())),
        ("Import keys…", KeyForm::Import(ImportForm::default())),
        ("Generate key…", KeyForm::Generate(GenerateForm::default())),
    ] {
        if ui.button(label).clicked() {
            scene.act(Action::SetKeyForm(Some(form)));
        }
    }
    if scene.model.can_restore()
        && controls::link(ui, "Restore key").on_hover_text("Bring back the key removed last").clicked()
    {
        scene.act(Action::RestoreKey);
    }
}

fn kind_icon(key: &Key) -> Icon {
    match (key.key_type(), key.is_private()) {
        (KeyType::Oct, _) => Icon::LockKeyhole,
        (_, true) => Icon::KeyRound,
        (_, false) => Icon::Globe,
    }
}

/// What the key is, and what it can do here.
fn kind_word(key: &Key) -> String {
    let what = match (key.key_type(), key.is_private()) {
        (KeyType::Oct, _) => "a secret",
        (_, true) => "a private key",
        (_, false) => "a public key",
    };
    let can = [
        (Purpose::Sign, "signs"),
        (Purpose::Verify, "verifies"),
        (Purpose::Encrypt, "encrypts"),
        (Purpose::Decrypt, "decrypts"),
    ];
    let fits = |purpose| alg::ALL.iter().any(|row| key.fits(row, purpose).is_ok());
    let can: Vec<_> = can.iter().filter(|(purpose, _)| fits(*purpose)).map(|(_, word)| *word).collect();
    match can.as_slice() {
        [] => format!("{what}: fits nothing here"),
        [only] => format!("{what}: {only}"),
        [most @ .., last] => format!("{what}: {} and {last}", most.join(", ")),
    }
}

fn row(ui: &mut Ui, scene: &mut Scene<'_>, key: &Arc<Key>) {
    let palette = Palette::of(ui);
    let open = scene.view.open_key.as_deref() == Some(&key.name);
    let verifies = |v: &crate::checks::Verification| {
        v.key.as_ref().is_some_and(|k| k.name == key.name) && v.state == crate::checks::VerificationState::Valid
    };
    let verified = scene.report.layers().iter().any(|r| {
        let is_signed = !r.token.form.is_jwe();
        is_signed && (verifies(&r.verification) || r.each.iter().any(|e| verifies(&e.verification)))
    });
    let finding = scene.report.decryption.as_deref().filter(|d| d.is_open()).map(|d| &d.finding);
    let opened = finding.and_then(|f| f.key.as_ref()).is_some_and(|k| k.name == key.name);
    let name = escape::visible(&key.name).into_owned();
    let label = format!("Key {name}, {}, {}", key.describe(), kind_word(key));
    let top = ui.scope_builder(UiBuilder::new().id_salt(("key", &key.name)).sense(Sense::click()), |ui| {
        let fill = if open { palette.background } else { egui::Color32::TRANSPARENT };
        Frame::new().fill(fill).corner_radius(theme::RADIUS).inner_margin(Margin::symmetric(6, 3)).show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.set_min_width(ui.available_width());
                icons::mark(ui, icons::coloured(kind_icon(key), palette.muted), "").on_hover_text(kind_word(key));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    ui.add(Label::new(RichText::new(key.describe()).color(palette.muted).small()).selectable(false));
                    if verified {
                        let mark = icons::coloured(Icon::BadgeCheck, palette.pass);
                        icons::mark(ui, mark, "Verifies this token").on_hover_text("Verifies this token");
                    }
                    if opened {
                        let mark = icons::coloured(Icon::LockKeyholeOpen, palette.pass);
                        icons::mark(ui, mark, "Opens this token").on_hover_text("Opens this token");
                    }
                    let making = &scene.model.making;
                    if making.signing.key.as_deref() == Some(&key.name) {
                        let mark = icons::coloured(Icon::PenLine, palette.accent);
                        icons::mark(ui, mark, "Chosen for signing").on_hover_text("Chosen for signing");
                    }
                    if making.sealing.recipients.iter().any(|r| r.key.as_deref() == Some(&key.name)) {
                        let mark = icons::coloured(Icon::LockKeyhole, palette.accent);
                        icons::mark(ui, mark, "Chosen for encrypting").on_hover_text("Chosen for encrypting");
                    }
                    if !scene.model.is_kept(&key.name) {
                        let (word, why) = if scene.model.is_unsaved(&key.name) {
                            ("unsaved", "Could not be saved; it is kept here until you close")
                        } else {
                            ("this session", "Not kept in a file")
                        };
                        ui.add(Label::new(RichText::new(word).color(palette.warn).small()).selectable(false))
                            .on_hover_text(why);
                    }
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        ui.add(Label::new(&name).truncate().selectable(false));
                    });
                });
            });
        });
    });
    let response = top.response.on_hover_cursor(egui::CursorIcon::PointingHand);
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::DisclosureTriangle, true, open, &label));
    if response.has_focus() {
        let stroke = egui::Stroke::new(2.0, palette.accent);
        ui.painter().rect_stroke(response.rect, theme::RADIUS, stroke, egui::StrokeKind::Outside);
    }
    if response.clicked() {
        scene.view.open_key = (!open).then(|| key.name.clone());
        scene.view.opened_key = !open;
    }
    if open {
        let inner = ui.scope(|ui| details(ui, scene, key));
        if std::mem::take(&mut scene.view.opened_key) {
            // what was asked for is brought into view, as far as the pane is high enough
            inner.response.scroll_to_me(None);
        }
    }
}

fn details(ui: &mut Ui, scene: &mut Scene<'_>, key: &Arc<Key>) {
    let palette = Palette::of(ui);
    Frame::new().fill(palette.background).corner_radius(theme::RADIUS).inner_margin(Margin::same(10)).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        egui::Grid::new(("key-grid", &key.name)).num_columns(2).spacing([12.0, 4.0]).min_row_height(18.0).show(
            ui,
            |ui| {
                let mut fact = |name: &str, value: String| {
                    ui.label(RichText::new(name).color(palette.muted).small());
                    ui.add(Label::new(RichText::new(value).monospace().size(12.0)).wrap());
                    ui.end_row();
                };
                fact("kid", key.kid.as_deref().map_or_else(|| "none".to_owned(), |k| escape::visible(k).into_owned()));
                fact("alg", key.alg.clone().unwrap_or_else(|| "any that fits".to_owned()));
                fact("thumbprint", crypto::thumbprint(key));
            },
        );
        if let Material::Oct(secret) = &key.material {
            reveal(ui, scene, key, secret.expose());
        }
        ui.horizontal_wrapped(|ui| uses(ui, scene, key));
    });
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
            Ok(text) => escape::visible(text).into_owned(),
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
        let text = "Leaves the clipboard after 30 seconds, and asks clipboard histories to skip it";
        if ui.button("Copy private key").on_hover_text(text).clicked() {
            scene.act(Action::Copy(Copy::PrivateKey(name())));
        }
    }
    if ui.button("Copy thumbprint").clicked() {
        scene.act(Action::Copy(Copy::Thumbprint(name())));
    }
    if ui.button("Export…").clicked() {
        let private = matches!(key.material, Material::Oct(_));
        let form = ExportForm { name: name(), pem: false, private, confirmed: false };
        scene.act(Action::SetKeyForm(Some(KeyForm::Export(form))));
    }
    if ui.button("Rename…").clicked() {
        scene.act(Action::SetKeyForm(Some(KeyForm::Rename { from: name(), to: name() })));
    }
    if ui.button("Remove").on_hover_text("Into the trash; it can be restored").clicked() {
        scene.act(Action::RemoveKey(name()));
    }
}
