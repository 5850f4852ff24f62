//! Making tokens: sign, encrypt or both, with which keys and algorithms, and the one button.

use crate::app::{Action, Choice, Kind, TOO_SLOW};
use crate::crypto::jwe::limits::MAX_P2C;
use crate::jose::alg::{Algorithm, Family, Standing};
use crate::jose::escape;
use crate::keys::Key;
use crate::make;
use crate::report::Report;
use crate::teach;
use crate::ui::icons::{self, Icon};
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::controls;
use egui::{Button, ComboBox, DragValue, Frame, Id, Margin, Role, Ui, WidgetInfo};

/// Width of the labels before the choices.
pub const LABEL: f32 = 72.0;

/// How high the choices are, about: what they leave to the keys below.
#[must_use]
pub fn height(scene: &Scene<'_>) -> f32 {
    const ROW: f32 = 34.0;
    let kind = scene.model.kind();
    let recipients = if kind.encrypts() { scene.model.making.sealing.recipients.len() + 1 } else { 0 };
    let more = [kind.encrypts() && scene.model.making_is_slow(), kind == Kind::Encrypt && scene.model.has_whole()];
    let rows = 3 + usize::from(kind.signs()) + recipients + more.iter().filter(|row| **row).count();
    rows as f32 * ROW
}

/// Draws the choices and the button.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>) {
    let kind = scene.model.kind();
    ui.horizontal_wrapped(|ui| {
        controls::label_column(ui, "Make", LABEL);
        kinds(ui, scene, kind);
    });
    if kind.signs() {
        ui.horizontal_wrapped(|ui| {
            let label = controls::label_column(ui, "Sign with", LABEL);
            signer(ui, scene, label.id);
        });
    }
    if kind.encrypts() {
        recipients(ui, scene);
        content(ui, scene);
    }
    ui.horizontal_wrapped(|ui| {
        button(ui, scene, kind);
        follow(ui, scene);
        options(ui, scene, kind);
    });
}

/// One of three, side by side.
fn kinds(ui: &mut Ui, scene: &mut Scene<'_>, current: Kind) {
    let palette = Palette::of(ui);
    Frame::new().fill(palette.control).corner_radius(theme::RADIUS).inner_margin(Margin::ZERO).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            for kind in Kind::ALL {
                let text = egui::RichText::new(kind.label()).color(palette.text);
                let button = Button::selectable(kind == current, text);
                let response = ui.add(button).on_hover_text(kind.meaning());
                response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, kind == current, kind.label()));
                if response.clicked() {
                    scene.act(Action::ChooseKind(kind));
                }
            }
        });
    });
}

/// The `alg` of the token that is signed: the shown one, or the one inside.
fn signed_alg(report: &Report) -> Option<&str> {
    match report.inner.as_deref() {
        Some(inner) if report.token.form.is_jwe() => inner.token.alg(),
        _ => report.token.alg(),
    }
}

/// The keys that can do something, as entries of a combo box. The one that was clicked; an empty choice is `Some(None)`.
fn key_entries(
    ui: &mut Ui,
    scene: &Scene<'_>,
    current: Option<&str>,
    fits: fn(&Key) -> bool,
) -> Option<Option<String>> {
    let mut chosen = None;
    if ui.selectable_label(current.is_none(), "No key").clicked() {
        chosen = Some(None);
    }
    for key in scene.model.ring.keys().iter().filter(|k| fits(k)) {
        let text = format!("{} · {}", escape::visible(&key.name), key.describe());
        if ui.selectable_label(current == Some(&key.name), text).clicked() {
            chosen = Some(Some(key.name.clone()));
        }
    }
    chosen
}

fn shown_name(name: Option<&str>) -> String {
    name.map_or_else(|| "No key".to_owned(), |n| escape::visible(n).into_owned())
}

/// The algorithms that fit, explained. The one that was clicked.
fn algorithms(ui: &mut Ui, id: (&str, usize), name: &str, choice: &Choice) -> Option<&'static Algorithm> {
    let shown = choice.alg.map_or("none fits", |a| a.name);
    let mut chosen = None;
    // room for the button that removes a recipient; what is longer is cut, and whole on hover
    let room = ui.available_size_before_wrap().x - if id.1 > 0 { 36.0 } else { 0.0 };
    let widest = if choice.fitting.iter().any(|a| a.manages_keys()) { 180.0 } else { 120.0 };
    let width = room.clamp(84.0, widest);
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let combo = ui.allocate_ui_with_layout(egui::vec2(width, theme::CONTROL), layout, |ui| {
        ComboBox::from_id_salt(id).selected_text(shown).width(width).truncate().show_ui(ui, |ui| {
            for row in &choice.fitting {
                let response = ui.selectable_label(shown == row.name, row.name);
                let response = match teach::algorithm(row.name) {
                    Some(text) => response.on_hover_text(&text.what),
                    None => response,
                };
                if response.clicked() {
                    chosen = Some(*row);
                }
            }
        })
    });
    let combo = combo.inner;
    combo.response.accessible_name(name).on_hover_text(shown);
    chosen
}

fn signer(ui: &mut Ui, scene: &mut Scene<'_>, label: Id) {
    let current = scene.model.making.signing.key.clone();
    let shown = shown_name(current.as_deref());
    let combo = ComboBox::from_id_salt("signing-key").selected_text(shown).width(130.0).truncate();
    let signs = |k: &Key| !make::algorithms(k, None).is_empty();
    let combo = combo.show_ui(ui, |ui| key_entries(ui, scene, current.as_deref(), signs));
    combo.response.labelled_by(label);
    if let Some(name) = combo.inner.flatten() {
        scene.act(Action::ChooseSigningKey(name));
    }
    if let Some(choice) = scene.model.signer(signed_alg(scene.report))
        && let Some(row) = algorithms(ui, ("signing-alg", 0), "Signing algorithm", &choice)
    {
        scene.act(Action::ChooseAlgorithm(row.name));
    }
}

fn recipients(ui: &mut Ui, scene: &mut Scene<'_>) {
    let count = scene.model.making.sealing.recipients.len();
    for number in 0..count {
        ui.horizontal_wrapped(|ui| recipient(ui, scene, number, count));
    }
}

/// "Encrypt to" of the first, "and to" of the others: names that tell them apart.
fn recipient_name(number: usize) -> String {
    if number == 0 { "Encrypt to".to_owned() } else { format!("and to ({})", number + 1) }
}

fn recipient(ui: &mut Ui, scene: &mut Scene<'_>, number: usize, count: usize) {
    let label = controls::label_column(ui, &recipient_name(number), LABEL);
    let current = scene.model.making.sealing.recipients.get(number).and_then(|r| r.key.clone());
    let shown = shown_name(current.as_deref());
    let combo = ComboBox::from_id_salt(("recipient-key", number)).selected_text(shown).width(104.0).truncate();
    let encrypts = |k: &Key| !make::key_algorithms(k).is_empty();
    let combo = combo.show_ui(ui, |ui| key_entries(ui, scene, current.as_deref(), encrypts));
    combo.response.labelled_by(label.id);
    if let Some(key) = combo.inner.flatten() {
        scene.act(Action::ChooseRecipient { number, key });
    }
    if let Some(choice) = scene.model.recipient(number, scene.model.shown_alg().as_deref()) {
        let name = if number == 0 { "Key management" } else { &format!("Key management ({})", number + 1) };
        if let Some(row) = algorithms(ui, ("recipient-alg", number), name, &choice) {
            scene.act(Action::ChooseKeyManagement { number, alg: row.name });
        }
        caution(ui, &choice);
    }
    if count > 1 {
        let name = format!("Remove recipient {}", number + 1);
        if controls::icon_button(ui, Icon::X, &name).clicked() {
            scene.act(Action::RemoveRecipient(number));
        }
    }
}

/// What the choice of algorithm gives away, where it is worth a mark.
fn caution(ui: &mut Ui, choice: &Choice) {
    if choice.alg.is_some_and(|alg| alg.standing == Standing::Deprecated) {
        let mark = icons::coloured(Icon::TriangleAlert, Palette::of(ui).warn);
        icons::mark(ui, mark, "Deprecated").on_hover_text("No longer recommended: choose it for old recipients alone");
    }
}

fn content(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(first) = scene.model.recipient(0, scene.model.shown_alg().as_deref()) else { return };
    ui.horizontal_wrapped(|ui| {
        let label = controls::label_column(ui, "Content", LABEL);
        let (fitting, enc) = scene.model.content_encryption(&first, scene.model.shown_enc().as_deref());
        let shown = enc.map_or("none fits", |enc| enc.name);
        let mut chosen = None;
        let combo = ComboBox::from_id_salt("enc").selected_text(shown).width(130.0).show_ui(ui, |ui| {
            for row in &fitting {
                if ui.selectable_label(shown == row.name, row.name).clicked() {
                    chosen = Some(row.name);
                }
            }
        });
        combo.response.labelled_by(label.id).on_hover_text("enc: how the content is encrypted");
        if let Some(name) = chosen {
            scene.act(Action::ChooseContentEncryption(name));
        }
        let why = "Another key that opens the same token; it gets the general JSON form";
        if controls::icon_button(ui, Icon::UserPlus, "Add recipient").on_hover_text(why).clicked() {
            scene.act(Action::AddRecipient);
        }
    });
    rounds(ui, scene);
    if scene.model.kind() == Kind::Encrypt && scene.model.has_whole() {
        ui.horizontal_wrapped(|ui| {
            controls::label_column(ui, "", LABEL);
            let mut whole = scene.model.encrypts_whole();
            let why =
                "On: the signed token goes in as it stands. Off: its claims alone go in, and the signature is lost.";
            if controls::checkbox(ui, &mut whole, "The whole signed token").on_hover_text(why).changed() {
                scene.act(Action::SetWhole(whole));
            }
        });
    }
}

/// A passphrase is stretched, and how far is a choice.
fn rounds(ui: &mut Ui, scene: &mut Scene<'_>) {
    let count = scene.model.making.sealing.recipients.len();
    let is_stretched = |i| scene.model.recipient(i, scene.model.shown_alg().as_deref()).and_then(|c| c.alg);
    if !(0..count).filter_map(is_stretched).any(|alg| alg.family == Family::Pbes2) {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        let label = controls::label_column(ui, "Rounds", LABEL);
        let mut p2c = scene.model.making.sealing.p2c;
        let drag = DragValue::new(&mut p2c).range(1..=MAX_P2C).speed(1_000);
        let why = "p2c: how often the passphrase is hashed. More makes guessing slower; 600 000 is the usual advice.";
        if ui.add(drag).labelled_by(label.id).on_hover_text(why).changed() {
            scene.act(Action::SetRounds(p2c));
        }
    });
}

/// Why the button cannot be pressed.
fn missing(scene: &Scene<'_>, kind: Kind) -> Option<&'static str> {
    let making = &scene.model.making;
    match kind {
        _ if scene.model.is_making() => Some("The token is being made"),
        _ if kind.signs() && making.signing.key.is_none() => Some("Choose a signing key first"),
        _ if kind.encrypts() && making.sealing.recipients.iter().any(|r| r.key.is_none()) => {
            Some("Choose the recipient's key first")
        }
        _ => None,
    }
}

fn button(ui: &mut Ui, scene: &mut Scene<'_>, kind: Kind) {
    let missing = missing(scene, kind);
    let response = ui.add_enabled_ui(missing.is_none(), |ui| controls::main_button(ui, kind.deed())).inner;
    let does = match kind {
        Kind::Sign => "Sets alg and kid, signs header and claims (Ctrl+Enter)",
        Kind::Encrypt => "Sets alg, enc and kid, encrypts the claims (Ctrl+Enter)",
        Kind::SignThenEncrypt => "Signs header and claims, then encrypts the signed token (Ctrl+Enter)",
    };
    let response = response.on_hover_text(does).on_disabled_hover_text(missing.unwrap_or_default());
    if response.clicked() {
        scene.act(Action::Make);
    }
    if scene.model.is_making() {
        ui.add(egui::Spinner::new().size(14.0));
    }
}

fn follow(ui: &mut Ui, scene: &mut Scene<'_>) {
    let slow = scene.model.making_is_slow();
    let mut follow = scene.model.making.follow && !slow;
    let text = "When on, every edit makes the token anew at once. It is off at each start: an edited signed token keeps its old signature, and what is typed for an encrypted one waits.";
    let response = ui.add_enabled_ui(!slow, |ui| controls::checkbox(ui, &mut follow, "Follow my edits")).inner;
    if response.on_hover_text(text).on_disabled_hover_text(TOO_SLOW).changed() {
        scene.act(Action::SetFollow(follow));
    }
}

fn options(ui: &mut Ui, scene: &mut Scene<'_>, kind: Kind) {
    let button = Button::new(icons::icon(Icon::Settings2)).frame_when_inactive(false);
    let response = ui.add(button).on_hover_text("Options for making tokens").accessible_name("Making options");
    egui::Popup::menu(&response).close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        let mut typed = scene.model.settings.header_as_typed;
        let text = "Signing leaves alg and kid as they are, encrypting leaves kid and cty";
        if controls::checkbox(ui, &mut typed, "Keep header as typed").on_hover_text(text).changed() {
            scene.act(Action::SetHeaderAsTyped(typed));
        }
        let mut keep = scene.model.settings.keep_white_space;
        let text = "Edited parts are encoded exactly as typed";
        if controls::checkbox(ui, &mut keep, "Keep white space").on_hover_text(text).changed() {
            scene.act(Action::SetKeepWhiteSpace(keep));
        }
        let mut zip = scene.model.making.sealing.zip;
        let text =
            "zip: the size of what is compressed can give its content away. Only for recipients that ask for it.";
        let zipped = ui.add_enabled_ui(kind.encrypts(), |ui| controls::checkbox(ui, &mut zip, "Compress the content"));
        if zipped.inner.on_hover_text(text).on_disabled_hover_text("Only what is encrypted is compressed").changed() {
            scene.act(Action::SetZip(zip));
        }
    });
}
