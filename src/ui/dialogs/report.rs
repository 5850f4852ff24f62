//! A report on its way out.

use super::{Answer, title};
use crate::app::{Action, Copy, ReportForm};
use crate::jose::escape;
use crate::jose::token::Token;
use crate::report::out::{self, Format, Redaction, Scope};
use crate::ui::scene::{STILL_READING, Scene};
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::controls;
use egui::{Id, Label, RadioButton, RichText, ScrollArea, Ui};
use std::sync::Arc;

/// Longest part of the text that is shown, in characters.
const SHOWN_CHARS: usize = 6_000;

/// The dialog.
pub(super) fn show(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut ReportForm) -> Answer {
    title(ui, "Report for others");
    if scene.report_is_old {
        controls::prose(ui, STILL_READING);
        return super::buttons(ui, "Choose file…", false);
    }
    if scene.whole.token.text.is_empty() {
        controls::prose(ui, "There is no token to report on: paste one first.");
        return super::buttons(ui, "Choose file…", false);
    }
    formats(ui, form);
    controls::checkbox(ui, &mut form.redacted, "Redact: cut the signature, mask claims");
    match form.redacted {
        true => masks(ui, scene, form),
        false => {
            let text = "The signature and all claims leave. Whoever gets the report may be able to use the token.";
            ui.add(Label::new(RichText::new(text).color(Palette::of(ui).warn)).wrap());
        }
    }
    let text = made(ui, scene, form);
    preview(ui, &text);
    answer(ui, scene, form, &text)
}

fn formats(ui: &mut Ui, form: &mut ReportForm) {
    ui.label(RichText::new("Format").color(Palette::of(ui).muted));
    controls::ticked(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            for format in Format::ALL {
                if ui.add(RadioButton::new(form.format == format, format.name())).clicked() {
                    form.format = format;
                }
            }
        });
    });
}

/// The claims of this token, to be ticked.
fn masks(ui: &mut Ui, scene: &Scene<'_>, form: &mut ReportForm) {
    let names = out::claim_names(scene.whole, &Redaction::default());
    let masked = names.iter().filter(|name| form.masks(name)).count();
    controls::small(
        ui,
        format!("{masked} of {} claims masked. A value that is masked is masked wherever it stands.", names.len()),
    );
    let height = ui.text_style_height(&egui::TextStyle::Body) + 6.0;
    ScrollArea::vertical().id_salt("report-claims").max_height(120.0).show_rows(ui, height, names.len(), |ui, rows| {
        for name in names.get(rows).unwrap_or_default() {
            let mut ticked = form.masks(name);
            let shown: String = escape::visible(name).chars().take(60).collect();
            if controls::checkbox(ui, &mut ticked, &format!("Mask {shown}")).changed() {
                form.mask(name, ticked);
            }
        }
    });
    controls::checkbox(ui, &mut form.key_names, "Mask the names of keys");
}

/// The text, made once for each choice.
#[derive(Clone)]
struct Made {
    form: ReportForm,
    token: Arc<Token>,
    headline: String,
    text: Arc<str>,
}

fn made(ui: &Ui, scene: &Scene<'_>, form: &ReportForm) -> Arc<str> {
    let (id, report) = (Id::unique("report-text"), scene.whole);
    let is_of_this =
        |m: &Made| m.form == *form && Arc::ptr_eq(&m.token, &report.token) && m.headline == report.headline;
    if let Some(old) = ui.data(|data| data.get_temp::<Made>(id)).filter(is_of_this) {
        return old.text;
    }
    let text = out::write(std::slice::from_ref(report), Scope::Judged, form.format, &form.redaction());
    let text: Arc<str> = text.into();
    let (token, headline) = (Arc::clone(&report.token), report.headline.clone());
    let new = Made { form: form.clone(), token, headline, text: Arc::clone(&text) };
    ui.data_mut(|data| data.insert_temp(id, new));
    text
}

/// What was made is not kept longer than the dialog.
pub(super) fn forget(ui: &Ui) {
    ui.data_mut(|data| data.remove::<Made>(Id::unique("report-text")));
}

fn preview(ui: &mut Ui, text: &str) {
    ui.add_space(theme::GAP_SMALL);
    let start: String = text.chars().take(SHOWN_CHARS).collect();
    let text = escape::visible_lines(&start);
    ScrollArea::both().id_salt("report-preview").max_height(180.0).show(ui, |ui| {
        ui.add(Label::new(RichText::new(text).font(theme::mono()).size(11.5)).extend());
    });
}

fn answer(ui: &mut Ui, scene: &mut Scene<'_>, form: &ReportForm, text: &str) -> Answer {
    let mut copies = false;
    let answer =
        super::buttons_with(ui, "Choose file…", true, false, |ui| copies = ui.button("Copy report").clicked());
    if copies {
        scene.act(Action::Copy(Copy::Report { text: text.to_owned(), is_redacted: form.redacted }));
        return Answer::Submit;
    }
    if answer == Answer::Submit {
        let (name, text, is_whole) = (form.file_name(), text.to_owned(), !form.redacted);
        scene.act(Action::SaveReport { name, text, is_whole });
    }
    answer
}
