//! Keys on their way in: what is pasted or opened, what was found in it, what is locked.

use super::{Answer, buttons, import_id, secret_id, title};
use crate::app::key_form::{Found, FoundKey};
use crate::app::{Action, ImportForm};
use crate::jose::escape;
use crate::keys::Material;
use crate::report::words;
use crate::ui::icons::{self, Icon};
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::controls;
use egui::{Align2, Button, Frame, Label, Margin, RichText, ScrollArea, TextEdit, Ui};

/// Height of the list of what was found.
const LIST_HEIGHT: f32 = 240.0;
/// Lines of what was left out that are drawn; of a large folder it may be a thousand.
const SHOWN_LINES: usize = 60;

/// The dialog.
pub(super) fn show(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut ImportForm) -> Answer {
    title(ui, "Import keys");
    match form.files.is_empty() {
        true => paste(ui, scene, form),
        false => {
            controls::muted(ui, format!("From “{}”", escape::visible(&form.place)));
        }
    }
    if form.is_reading {
        ui.horizontal(|ui| {
            ui.spinner();
            ui.label("Looking for keys… You can stop it in the status bar.");
        });
    }
    let asked = form.found.clone().map_or(Asked::Nothing, |found| self::found(ui, form, &found));
    if let Some(error) = &form.error {
        ui.add(Label::new(RichText::new(error).color(Palette::of(ui).fail)).wrap());
    }
    // where all that is there is locked there is nothing to import yet
    let is_locked =
        form.found.as_ref().is_some_and(|found| found.keys().next().is_none() && found.locked().next().is_some());
    let is_ready = !form.is_reading
        && !is_locked
        && asked == Asked::Nothing
        && (form.found.is_some() || !form.text.trim().is_empty());
    match buttons(ui, "Import keys", is_ready) {
        Answer::Nothing if asked == Asked::Unlock => Answer::Unlock,
        answer => answer,
    }
}

/// What the field for the passphrase said.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    Nothing,
    /// Somebody types there: Enter is for it.
    Typing,
    Unlock,
}

fn paste(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut ImportForm) {
    let label = ui.label(
        RichText::new("JWK, JWK Set, encrypted too, PEM, OpenSSH or base64 of DER; one or several in one text")
            .color(Palette::of(ui).muted),
    );
    ScrollArea::vertical().id_salt("import-scroll").max_height(180.0).show(ui, |ui| {
        let edit = TextEdit::multiline(&mut *form.text)
            .id(import_id())
            .font(egui::FontId::monospace(12.0))
            .desired_rows(7)
            .desired_width(f32::INFINITY)
            .hint_text("-----BEGIN PUBLIC KEY-----");
        controls::focus_first(&controls::outlined(ui, edit).labelled_by(label.id));
    });
    ui.horizontal_wrapped(|ui| {
        for (icon, name, action) in [
            (Icon::FolderOpen, "Open key file…", Action::OpenKeyFile),
            (Icon::Folder, "Open folder of keys…", Action::OpenKeyFolder),
        ] {
            if ui.add(Button::new((icons::icon(icon), name))).accessible_name(name).clicked() {
                scene.act(Action::SetKeyForm(None));
                scene.act(action);
            }
        }
    });
}

/// What was found, and the field for what is locked.
fn found(ui: &mut Ui, form: &mut ImportForm, found: &Found) -> Asked {
    ui.add_space(theme::GAP_SMALL);
    let keys: Vec<FoundKey<'_>> = found.keys().collect();
    // what a worker still looks at may need no passphrase
    let locked = found.locked().filter(|(_, part)| !(part.untried && form.is_reading)).count();
    ui.label(RichText::new(summary(found, keys.len(), locked, form)).family(theme::bold()));
    ScrollArea::vertical().id_salt("import-found").max_height(LIST_HEIGHT).show(ui, |ui| {
        for (number, key) in keys.iter().enumerate() {
            row(ui, form, number, key);
        }
        for (file, part) in found.locked() {
            let what = named(file, &part.what);
            let state = match part {
                _ if part.untried => "not opened yet",
                _ if part.refused => "still locked",
                _ => "locked",
            };
            line(ui, Icon::Lock, &format!("{what} is {state}: {}", part.how), Palette::of(ui).warn);
        }
        let remarks = found.remarks().map(|(file, note)| named(file, &note.to_string()));
        for remark in remarks.take(SHOWN_LINES) {
            controls::small(ui, words::sentence(&format!("{remark}.")));
        }
        left_out(ui, found, form);
    });
    if locked == 0 { Asked::Nothing } else { passphrase(ui, form, locked) }
}

fn summary(found: &Found, keys: usize, locked: usize, form: &ImportForm) -> String {
    let counted = |count: usize, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    };
    let ignored = found.ignored().count() + found.without_keys.len() + form.passed_over.len();
    let mut parts = vec![if keys == 0 { "No key found".to_owned() } else { counted(keys, "key found", "keys found") }];
    parts.extend((locked > 0).then(|| format!("{locked} locked")));
    parts.extend((ignored > 0).then(|| format!("{ignored} left out")));
    parts.join(", ")
}

/// A key to tick, with what there is to say about it.
fn row(ui: &mut Ui, form: &mut ImportForm, number: usize, found: &FoundKey<'_>) {
    let key = found.key;
    let half = if key.is_private() { "private" } else { "public" };
    let name = [key.name.as_str(), key.kid.as_deref().unwrap_or_default(), found.file]
        .into_iter()
        .find(|n| !n.trim().is_empty());
    let what = match key.material {
        // its description says that it is a secret
        Material::Oct(_) => key.describe(),
        _ => format!("{} · {half}", key.describe()),
    };
    let label = name.map_or_else(|| what.clone(), |name| format!("{} · {what}", escape::visible(name)));
    let mut is_ticked = !form.unticked.contains(&number);
    if controls::checkbox(ui, &mut is_ticked, &label).on_hover_text(named(found.file, found.place)).changed() {
        match is_ticked {
            true => form.unticked.remove(&number),
            false => form.unticked.insert(number),
        };
    }
    for note in &found.notes {
        // below the words, not below the box
        let margin = Margin { left: 24, ..Margin::ZERO };
        Frame::new().inner_margin(margin).show(ui, |ui| controls::small(ui, words::sentence(&format!("{note}."))));
    }
}

fn left_out(ui: &mut Ui, found: &Found, form: &ImportForm) {
    let ignored = found.ignored().map(|(file, i)| format!("{}: {}", named(file, &i.what), i.why));
    let files = found.without_keys.iter().map(|file| format!("{}: no key in it", escape::visible(file)));
    let passed_over = form.passed_over.iter().map(|text| escape::visible(text).into_owned());
    let lines: Vec<String> = ignored.chain(files).chain(passed_over).collect();
    for text in lines.iter().take(SHOWN_LINES) {
        line(ui, Icon::CircleMinus, &format!("Left out: {text}"), Palette::of(ui).muted);
    }
    if let Some(more) = lines.len().checked_sub(SHOWN_LINES).filter(|more| *more > 0) {
        controls::small(ui, format!("… and {more} more"));
    }
}

/// The field for what is locked.
fn passphrase(ui: &mut Ui, form: &mut ImportForm, locked: usize) -> Asked {
    let what = if locked == 1 { "Passphrase for what is locked" } else { "A passphrase for what is locked" };
    let label = ui.label(RichText::new(what).color(Palette::of(ui).muted));
    let (mut has_focus, mut entered) = (false, false);
    ui.horizontal(|ui| {
        let edit = TextEdit::singleline(&mut *form.passphrase)
            .id(secret_id())
            .password(true)
            .font(theme::mono())
            .align(Align2::LEFT_CENTER)
            .desired_width(ui.available_width() - 78.0);
        let field = controls::outlined(ui, edit).labelled_by(label.id);
        let is_enter = ui.input(|i| i.key_pressed(egui::Key::Enter));
        has_focus = field.has_focus() || (field.lost_focus() && is_enter);
        entered = has_focus && is_enter && !form.passphrase.is_empty();
        if entered {
            // the next try is typed here
            field.request_focus();
        }
        let button = ui.add_enabled(!form.passphrase.is_empty() && !form.is_reading, Button::new("Unlock"));
        entered |= button.clicked();
    });
    match (entered, has_focus) {
        (true, _) => Asked::Unlock,
        (_, true) => Asked::Typing,
        _ => Asked::Nothing,
    }
}

fn line(ui: &mut Ui, icon: Icon, text: &str, colour: egui::Color32) {
    ui.horizontal_top(|ui| {
        icons::mark(ui, icons::coloured(icon, colour), "");
        ui.add(Label::new(RichText::new(words::sentence(text)).color(colour)).wrap());
    });
}

/// A part of a file; of pasted text just the part.
fn named(file: &str, what: &str) -> String {
    let file = escape::visible(file);
    match what {
        _ if file.is_empty() => words::sentence(what),
        "the input" => file.into_owned(),
        what => format!("{file}: {what}"),
    }
}
