//! The Keys pane: which key verifies or opens, what is made with which, and the keys that are kept.

mod bar;
mod details;
mod fit;
mod issuer;
mod list;
mod locked;
pub mod notes;
mod rows;

use crate::app::{Action, FetchForm, GenerateForm, ImportForm, KeyForm, SecretForm};
use crate::checks::State;
use crate::jose::escape;
use crate::jose::numeric_date::NumericDate;
use crate::keys::{self, Finding, KeyRing, Severity};
use crate::report::KeyChoice;
use crate::ui::icons::Icon;
use crate::ui::panes::making;
use crate::ui::scene::Scene;
use crate::ui::theme;
use crate::ui::view::PaneName;
use crate::ui::widgets::controls;
use crate::vault::Protection;
use egui::{ComboBox, ScrollArea, Ui};
use rows::{Rows, Uses, Wish};

/// The pane's own state.
#[derive(Debug, Default)]
pub struct KeyList {
    /// What is asked of the list.
    wish: Wish,
    /// The rows, as last made.
    rows: Rows,
    /// What is wrong or odd about each key, in the ring's order.
    health: Vec<Vec<Finding>>,
    /// The keys and the day that was found out for.
    looked_at: Option<(u64, i64)>,
    /// How high the open details are.
    details_height: f32,
    /// Tags and notes while they are typed.
    pub notes: Option<notes::Draft>,
}

impl KeyList {
    /// Looks after the keys' health: when they change, and once an hour, for certificates expire.
    fn look_after(&mut self, ring: &KeyRing, now: NumericDate) {
        const HOUR_SECS: i64 = 3_600;
        let at = (ring.revision(), now.secs().div_euclid(HOUR_SECS));
        if self.looked_at != Some(at) {
            self.health = keys::health(ring.keys(), now);
            self.looked_at = Some(at);
        }
    }
}

/// The state that a severity is drawn as.
fn state(severity: Severity) -> State {
    match severity {
        Severity::Warn => State::Warn,
        Severity::Fail => State::Fail,
    }
}

/// Draws the pane. What is chosen stays in view above the keys, unless the pane is too low for both: details that are
/// read take more room than a few rows do.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>) {
    const ADDING: f32 = 44.0;
    const SOME_KEYS: f32 = 96.0;
    const DETAILS: f32 = 280.0;
    let list_height = if scene.view.open_key.is_some() { DETAILS } else { SOME_KEYS };
    let low = ui.available_height() < making::height(scene) + ADDING + list_height;
    if low {
        ScrollArea::vertical().id_salt("keys-pane").auto_shrink([false, false]).show(ui, |ui| {
            above(ui, scene);
            bar::show(ui, scene);
            let width = list::table_width(ui);
            list(ui, scene, width);
        });
        return;
    }
    above(ui, scene);
    if !scene.model.ring.keys().is_empty() {
        bar::show(ui, scene);
        list::heads(ui, scene);
    }
    let width = list::table_width(ui);
    ScrollArea::vertical().id_salt("keys").auto_shrink([false, false]).show(ui, |ui| list(ui, scene, width));
}

fn above(ui: &mut Ui, scene: &mut Scene<'_>) {
    choices(ui, scene);
    ui.add_space(theme::GAP_SMALL);
    controls::rule(ui);
    ui.horizontal_wrapped(|ui| adding(ui, scene));
    locked::show(ui, scene);
}

fn list(ui: &mut Ui, scene: &mut Scene<'_>, width: f32) {
    let model = scene.model;
    if model.ring.keys().is_empty() && model.protection == Protection::Locked {
        return;
    }
    if model.ring.keys().is_empty() {
        controls::prose(
            ui,
            "No keys yet. Add the issuer's public key to check signatures, or generate one to make test tokens. Keys are kept in files on this computer.",
        );
        return;
    }
    let list = &mut scene.view.keys;
    let uses = Uses { times: &model.uses, revision: model.uses_revision };
    list.rows.update(&model.ring, scene.whole, &list.wish, &uses);
    list.look_after(&model.ring, model.now);
    if list.rows.lines.is_empty() {
        controls::muted(ui, "No key has all of these words.");
    }
    list::show(ui, scene, width);
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

/// The ways to more keys, on one line of a pane of usual width: the words are short, the names say all.
fn adding(ui: &mut Ui, scene: &mut Scene<'_>) {
    let fetch = cfg!(feature = "fetch").then(|| ("Fetch…", "Fetch keys…", KeyForm::Fetch(FetchForm::default())));
    let ways = [
        ("Add secret…", "Add secret…", KeyForm::Secret(SecretForm::default())),
        ("Import…", "Import keys…", KeyForm::Import(ImportForm::default())),
        ("Generate…", "Generate key…", KeyForm::Generate(GenerateForm::default())),
    ];
    ui.spacing_mut().item_spacing.x = 6.0;
    ui.spacing_mut().button_padding.x = 8.0;
    for (word, name, form) in ways.into_iter().chain(fetch) {
        if ui.button(word).accessible_name(name).clicked() {
            scene.act(Action::SetKeyForm(Some(form)));
        }
    }
    if scene.model.can_restore() && controls::icon_button(ui, Icon::ArchiveRestore, "Restore key").clicked() {
        scene.act(Action::RestoreKey);
    }
}
