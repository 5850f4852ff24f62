//! The Keys pane: which key verifies, which signs, and the keys that are kept.

use crate::app::{Action, Copy, ExportForm, GenerateForm, ImportForm, KeyForm, SecretForm};
use crate::crypto;
use crate::jose::alg::KeyType;
use crate::jose::escape;
use crate::keys::{Key, Material};
use crate::make::algorithms;
use crate::report::KeyChoice;
use crate::teach;
use crate::ui::icons::{self, Icon};
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::view::PaneName;
use crate::ui::widgets::controls;
use egui::{Align, Button, ComboBox, Frame, Label, Layout, Margin, RichText, ScrollArea, Sense, Ui, UiBuilder};
use std::sync::Arc;

/// Draws the pane.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>) {
    choices(ui, scene);
    ui.add_space(theme::GAP_SMALL);
    controls::rule(ui);
    ui.horizontal_wrapped(|ui| adding(ui, scene));
    let keys: Vec<Arc<Key>> = scene.model.ring.keys().to_vec();
    ScrollArea::vertical().id_salt("keys").auto_shrink([false, false]).show(ui, |ui| {
        if keys.is_empty() {
            controls::prose(ui, "No keys yet. Add the issuer's public key to check signatures, or generate one to sign test tokens. Keys are kept in files on this computer.");
        }
        for key in &keys {
            row(ui, scene, key);
        }
    });
}

/// Width of the labels before the two choices.
const LABEL: f32 = 72.0;

fn choices(ui: &mut Ui, scene: &mut Scene<'_>) {
    ui.horizontal_wrapped(|ui| {
        let label = controls::label_column(ui, "Verify with", LABEL);
        verify_choice(ui, scene, label.id);
    });
    ui.horizontal_wrapped(|ui| {
        let label = controls::label_column(ui, "Sign with", LABEL);
        signing_choice(ui, scene, label.id);
    });
    ui.horizontal_wrapped(|ui| {
        let ready = scene.model.signing.key.is_some();
        let sign = ui.add_enabled_ui(ready, |ui| controls::main_button(ui, "Sign token")).inner;
        let sign = sign.on_hover_text("Sets alg and kid, signs header and claims (Ctrl+Enter)");
        if sign.on_disabled_hover_text("Choose a signing key first").clicked() {
            scene.act(Action::Sign);
        }
        let mut resign = scene.model.signing.resign;
        let text = "When on, every edit is signed at once. It is off at each start: an edited token keeps its old signature, and the check shows it.";
        if controls::checkbox(ui, &mut resign, "Re-sign while typing").on_hover_text(text).changed() {
            scene.act(Action::SetResign(resign));
        }
        options_menu(ui, scene);
    });
}

fn options_menu(ui: &mut Ui, scene: &mut Scene<'_>) {
    let button = Button::new(icons::icon(Icon::Settings2)).frame_when_inactive(false);
    let response = ui.add(button).on_hover_text("Signing options").accessible_name("Signing options");
    egui::Popup::menu(&response).close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        let mut typed = scene.model.settings.header_as_typed;
        if controls::checkbox(ui, &mut typed, "Keep header as typed")
            .on_hover_text("Signing leaves alg and kid as they are")
            .changed()
        {
            scene.act(Action::SetHeaderAsTyped(typed));
        }
        let mut keep = scene.model.settings.keep_white_space;
        if controls::checkbox(ui, &mut keep, "Keep white space")
            .on_hover_text("Edited parts are encoded exactly as typed")
            .changed()
        {
            scene.act(Action::SetKeepWhiteSpace(keep));
        }
    });
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
            (KeyChoice::Every, "Try every key that fits, and name the one that verifies"),
            (KeyChoice::Nothing, "Decode without checking the signature"),
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

fn signing_choice(ui: &mut Ui, scene: &mut Scene<'_>, label: egui::Id) {
    let ring = &scene.model.ring;
    let current = scene.model.signing.key.clone();
    let shown = current.as_deref().map_or_else(|| "No key".to_owned(), |n| escape::visible(n).into_owned());
    let mut chosen = None;
    let combo = ComboBox::from_id_salt("signing-key").selected_text(shown).width(130.0).truncate().show_ui(ui, |ui| {
        if ui.selectable_label(current.is_none(), "No key").clicked() {
            chosen = Some(Action::ChooseSigningKey(None));
        }
        for key in ring.keys().iter().filter(|k| !algorithms(k, None).is_empty()) {
            let text = format!("{} · {}", escape::visible(&key.name), key.describe());
            if ui.selectable_label(current.as_deref() == Some(&key.name), text).clicked() {
                chosen = Some(Action::ChooseSigningKey(Some(key.name.clone())));
            }
        }
    });
    combo.response.labelled_by(label);
    if let Some(key) = current.as_deref().and_then(|n| ring.named(n)) {
        let fitting = algorithms(key, scene.report.token.alg());
        let alg = fitting.iter().find(|a| Some(a.name) == scene.model.signing.alg).or(fitting.first());
        let shown = alg.map_or("none fits", |a| a.name);
        let combo = ComboBox::from_id_salt("signing-alg").selected_text(shown).width(84.0).show_ui(ui, |ui| {
            for row in &fitting {
                let response = ui.selectable_label(shown == row.name, row.name);
                let response = match teach::algorithm(row.name) {
                    Some(text) => response.on_hover_text(&text.what),
                    None => response,
                };
                if response.clicked() {
                    chosen = Some(Action::ChooseAlgorithm(row.name));
                }
            }
        });
        combo.response.accessible_name("Signing algorithm");
    }
    if let Some(action) = chosen {
        scene.act(action);
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

fn kind_word(key: &Key) -> &'static str {
    match (key.key_type(), key.is_private()) {
        (KeyType::Oct, _) => "a secret: signs and verifies",
        (_, true) => "a private key: signs and verifies",
        (_, false) => "a public key: verifies",
    }
}

fn row(ui: &mut Ui, scene: &mut Scene<'_>, key: &Arc<Key>) {
    let palette = Palette::of(ui);
    let open = scene.view.open_key.as_deref() == Some(&key.name);
    let verified = scene.report.verification.key.as_ref().is_some_and(|k| k.name == key.name)
        && scene.report.verification.state == crate::checks::VerificationState::Valid;
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
                    if scene.model.signing.key.as_deref() == Some(&key.name) {
                        let mark = icons::coloured(Icon::PenLine, palette.accent);
                        icons::mark(ui, mark, "Chosen for signing").on_hover_text("Chosen for signing");
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
    if ui.button("Verify with it").clicked() {
        scene.act(Action::ChooseVerifyKey(KeyChoice::Named(vec![name()])));
    }
    if key.is_private() && ui.button("Sign with it").clicked() {
        scene.act(Action::ChooseSigningKey(Some(name())));
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
