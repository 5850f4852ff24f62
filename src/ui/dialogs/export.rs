//! Keys on their way out.

use super::{Answer, passphrase_ids, title};
use crate::app::{Destination, ExportForm};
use crate::jose::{escape, hex};
use crate::keys::{Format, Material, Private, export};
use crate::report::words;
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::controls;
use egui::{Align2, Label, RadioButton, RichText, ScrollArea, TextEdit, Ui};

/// More keys than that are counted, not shown.
const SHOWN_KEYS: usize = 8;

/// Longest part of the text that is shown, in characters.
const SHOWN_CHARS: usize = 4_000;

/// The dialog.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, form: &mut ExportForm) -> Answer {
    match form.names.as_slice() {
        [name] => title(ui, &format!("Export “{}”", escape::visible(name))),
        names => title(ui, &format!("Export {} keys", names.len())),
    }
    if form.names.len() > 1 {
        list(ui, form);
    }
    halves(ui, scene, form);
    formats(ui, scene, form);
    controls::small(ui, format!("{}.", form.format.what()));
    refusal(ui, scene, form);
    if form.takes_passphrase(&scene.model.ring) {
        passphrase(ui, scene, form);
    }
    if form.secrets_leave(&scene.model.ring) {
        // what leaves depends on where it goes: that is asked first
        destination(ui, form);
        second_step(ui, scene, form);
    } else {
        preview(ui, scene, form);
    }
    answer(ui, scene, form)
}

/// Which of several keys.
fn list(ui: &mut Ui, form: &mut ExportForm) {
    ui.horizontal(|ui| {
        if controls::link(ui, "Tick all").clicked() {
            form.chosen = form.names.iter().cloned().collect();
        }
        if controls::link(ui, "Tick none").clicked() {
            form.chosen.clear();
        }
        controls::small(ui, format!("{} of {} ticked", form.chosen.len(), form.names.len()));
    });
    let height = ui.text_style_height(&egui::TextStyle::Body) + 6.0;
    let area = ScrollArea::vertical().id_salt("export-keys").max_height(132.0).auto_shrink([false, true]);
    area.show_rows(ui, height, form.names.len(), |ui, rows| {
        for name in form.names.get(rows).unwrap_or_default() {
            let mut ticked = form.chosen.contains(name);
            if controls::checkbox(ui, &mut ticked, &escape::visible(name)).changed() {
                match ticked {
                    true => form.chosen.insert(name.clone()),
                    false => form.chosen.remove(name),
                };
            }
        }
    });
}

/// Public is what is chosen until somebody chooses otherwise.
fn halves(ui: &mut Ui, scene: &Scene<'_>, form: &mut ExportForm) {
    let keys = form.ticked(&scene.model.ring);
    let secrets = keys.iter().filter(|key| matches!(key.material, Material::Oct(_))).count();
    let has_public = secrets < keys.len() || keys.is_empty();
    let has_private = keys.iter().any(|key| key.is_private());
    let private = if secrets == keys.len() { "Secret" } else { "Private key" };
    let choices = [
        (false, has_public, "Public key", "A secret has no public half"),
        (true, has_private, private, "Only the public half is here"),
    ];
    controls::choices(ui, |ui| {
        for (value, is_there, name, why) in choices {
            let radio = ui.add_enabled(is_there, RadioButton::new(form.private == value, name));
            if radio.on_disabled_hover_text(why).clicked() {
                form.private = value;
            }
        }
    });
    if form.half() == Private::Omit && secrets > 0 && secrets < keys.len() {
        let text = match secrets {
            1 => "1 secret has no public half and stays here.".to_owned(),
            count => format!("{count} secrets have no public half and stay here."),
        };
        controls::small(ui, text);
    }
}

fn formats(ui: &mut Ui, scene: &Scene<'_>, form: &mut ExportForm) {
    ui.label(RichText::new("Format").color(Palette::of(ui).muted));
    controls::choices(ui, |ui| {
        for format in Format::ALL {
            let refusal = form.holds(format, &scene.model.ring).err();
            let is_open = refusal.is_none() || form.format == format;
            let radio = ui.add_enabled(is_open, RadioButton::new(form.format == format, format.name()));
            let why = refusal.map_or_else(String::new, |why| words::sentence(&why.to_string()));
            if radio.on_hover_text(format.what()).on_disabled_hover_text(why).clicked() {
                form.format = format;
            }
        }
    });
}

fn refusal(ui: &mut Ui, scene: &Scene<'_>, form: &ExportForm) {
    let text = match form.holds(form.format, &scene.model.ring) {
        _ if form.chosen.is_empty() => "Tick at least one key.".to_owned(),
        Err(why) => words::sentence(&why.to_string()),
        Ok(()) => return,
    };
    ui.add(Label::new(RichText::new(text).color(Palette::of(ui).fail)).wrap());
}

fn passphrase(ui: &mut Ui, scene: &Scene<'_>, form: &mut ExportForm) {
    let revealed = form.revealed;
    let hint = if form.format == Format::OpenSsh { "none: the file is not protected" } else { "" };
    let names = ["Passphrase", "The same again"];
    for ((text, name), id) in form.passphrase.iter_mut().zip(names).zip(passphrase_ids()) {
        let label = ui.label(RichText::new(name).color(Palette::of(ui).muted));
        let edit = TextEdit::singleline(&mut **text)
            .id(id)
            .password(!revealed)
            .font(theme::mono())
            .hint_text(hint)
            .align(Align2::LEFT_CENTER);
        controls::outlined(ui, edit.desired_width(f32::INFINITY)).labelled_by(label.id);
    }
    ui.horizontal_wrapped(|ui| {
        let (icon, name) =
            if revealed { (Icon::EyeOff, "Hide the passphrase") } else { (Icon::Eye, "Show the passphrase") };
        if controls::icon_button(ui, icon, name).clicked() {
            form.revealed = !revealed;
        }
        let palette = Palette::of(ui);
        let (text, colour) = match (form.secret(&scene.model.ring), form.passphrase[0].chars().count()) {
            (Err(why), _) => (why, palette.fail),
            (Ok(None), _) => ("Without a passphrase the file is not protected.", palette.warn),
            (_, 0..12) => {
                ("Short: fine for a test. In earnest take twelve characters and more, or several words.", palette.warn)
            }
            _ => ("It is stretched, so that guessing is slow. Nobody can open the file without it.", palette.muted),
        };
        ui.add(Label::new(RichText::new(text).color(colour).size(12.5)).wrap());
    });
}

fn destination(ui: &mut Ui, form: &mut ExportForm) {
    controls::choices(ui, |ui| {
        ui.radio_value(&mut form.to, Destination::File, "To a file, which only you can read");
        let is_chosen = form.to == Destination::Clipboard;
        let clipboard = RadioButton::new(is_chosen, "To the clipboard, for 30 seconds");
        let clipboard = ui.add_enabled(form.format.is_text(), clipboard);
        if clipboard.on_disabled_hover_text("The clipboard takes text").clicked() {
            form.to = Destination::Clipboard;
        }
    });
    if !form.format.is_text() {
        form.to = Destination::File;
    }
}

/// What leaves, said in full, and agreed to with a tick. Whatever is changed after it takes the tick away.
fn second_step(ui: &mut Ui, scene: &Scene<'_>, form: &mut ExportForm) {
    let Some(sentence) = form.leaving(&scene.model.ring) else { return };
    let colour = Palette::of(ui).warn;
    let text =
        format!("{sentence}. With it others can do what you can: sign as you, or open what is encrypted to you.");
    ui.add(Label::new(RichText::new(text).color(colour)).wrap());
    let mut agreed = form.agreed.as_ref() == Some(&sentence);
    if controls::checkbox(ui, &mut agreed, "I understand what leaves").changed() {
        form.agreed = agreed.then_some(sentence);
    }
}

/// The public text as it will be.
fn preview(ui: &mut Ui, scene: &Scene<'_>, form: &ExportForm) {
    let keys = form.keys(&scene.model.ring);
    if keys.len() > SHOWN_KEYS {
        controls::small(ui, format!("{} public keys.", keys.len()));
        return;
    }
    let plain: Vec<_> = keys.iter().map(AsRef::as_ref).collect();
    let Ok(octets) = export(&plain, form.format, Private::Omit) else { return };
    let text = match std::str::from_utf8(&octets) {
        Ok(text) => text.chars().take(SHOWN_CHARS).collect(),
        Err(_) => hex::dump(&octets, 16),
    };
    let text = escape::visible_lines(&text);
    ScrollArea::both().id_salt("export-preview").max_height(150.0).show(ui, |ui| {
        ui.add(Label::new(RichText::new(text).font(theme::mono()).size(11.5)).extend());
    });
}

fn answer(ui: &mut Ui, scene: &Scene<'_>, form: &mut ExportForm) -> Answer {
    let ring = &scene.model.ring;
    if form.secrets_leave(ring) {
        let submit = if form.to == Destination::File { "Choose file…" } else { "Copy" };
        return super::buttons(ui, submit, form.is_ready(ring));
    }
    let ready = form.is_ready(ring);
    form.to = Destination::File;
    if ready && form.format.is_text() && ui.button("Copy public text").clicked() {
        form.to = Destination::Clipboard;
        return Answer::Submit;
    }
    super::buttons(ui, "Choose file…", ready)
}
