//! The policy in force as code for a resource server.

use super::{Answer, title};
use crate::app::{Action, Copy, PolicyCodeForm};
use crate::checks::{Policy, State, VerificationState};
use crate::code::{self, Language, Snippet};
use crate::jose::escape;
use crate::keys::Key;
use crate::report::KeyChoice;
use crate::teach;
use crate::ui::icons;
use crate::ui::scene::{STILL_READING, Scene};
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::controls;
use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Align, Frame, Galley, Id, Label, Layout, Margin, RadioButton, RichText, ScrollArea, TextBuffer, TextEdit,
    TextFormat, Ui,
};
use std::sync::{Arc, Weak};

/// Code has long lines.
pub(super) const WIDTH: f32 = 860.0;

/// The dialog.
pub(super) fn show(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut PolicyCodeForm) -> Answer {
    title(ui, "Policy as code");
    languages(ui, form);
    let key = pinned_key(scene);
    let snippet = &made(ui, &scene.model.inputs.policy, key.as_ref(), form.language).snippet;
    controls::small(ui, told_of_key(scene, key.as_deref()));
    listing(ui, snippet);
    // above the notes, which may be long: what people come for is in sight
    let answer = buttons(ui, scene, snippet);
    notes(ui, snippet);
    answer
}

/// The code, made once for each policy, key and language: a policy may name thousands of audiences.
struct Made {
    policy: Policy,
    /// Not held: whoever takes a key away takes it from here, too.
    key: Option<Weak<Key>>,
    snippet: Snippet,
}

impl Made {
    fn is_of(&self, policy: &Policy, key: Option<&Arc<Key>>, language: Language) -> bool {
        let is_of_key = match (&self.key, key) {
            (Some(old), Some(key)) => std::ptr::eq(old.as_ptr(), Arc::as_ptr(key)),
            (None, None) => true,
            _ => false,
        };
        is_of_key && self.snippet.language == language && self.policy == *policy
    }
}

fn made(ui: &Ui, policy: &Policy, key: Option<&Arc<Key>>, language: Language) -> Arc<Made> {
    let id = Id::unique("policy-code-text");
    let old = ui.data(|data| data.get_temp::<Arc<Made>>(id)).filter(|made| made.is_of(policy, key, language));
    old.unwrap_or_else(|| {
        let snippet = code::write(policy, key.map(Arc::as_ref), language);
        let new = Arc::new(Made { policy: policy.clone(), key: key.map(Arc::downgrade), snippet });
        ui.data_mut(|data| data.insert_temp(id, Arc::clone(&new)));
        new
    })
}

/// What was made is not kept longer than the dialog.
pub(super) fn forget(ui: &Ui) {
    ui.data_mut(|data| data.remove::<Arc<Made>>(Id::unique("policy-code-text")));
}

fn languages(ui: &mut Ui, form: &mut PolicyCodeForm) {
    controls::choices(ui, |ui| {
        for language in Language::ALL {
            let button = RadioButton::new(form.language == language, language.name());
            if ui.add(button).on_hover_text(&language.proof().library).clicked() {
                form.language = language;
            }
        }
    });
}

/// Whether a key verified the token on screen. While that is still being read, none has.
fn is_verified(scene: &Scene<'_>) -> bool {
    !scene.report_is_old && scene.report.verification.state == VerificationState::Valid
}

/// The key that verified the token; else the one that was chosen to.
fn pinned_key(scene: &Scene<'_>) -> Option<Arc<Key>> {
    match (&scene.report.verification.key, &scene.model.inputs.key_choice) {
        (Some(key), _) if is_verified(scene) => Some(Arc::clone(key)),
        (_, KeyChoice::Named(names)) => match names.as_slice() {
            [only] => scene.model.ring.named(only).cloned(),
            _ => None,
        },
        _ => None,
    }
}

fn told_of_key(scene: &Scene<'_>, key: Option<&Key>) -> String {
    let Some(key) = key else {
        if scene.report_is_old {
            return format!("No key is pinned yet. {}", STILL_READING);
        }
        return "No key is pinned: none verified the token on screen, and none is chosen.".to_owned();
    };
    let name = escape::visible(&key.name);
    match is_verified(scene) {
        true => format!("Pinned: key “{name}”, which verified the token on screen."),
        false => format!("Pinned: key “{name}”, which is chosen to verify."),
    }
}

/// The code, to be read, selected and copied.
fn listing(ui: &mut Ui, snippet: &Snippet) {
    let palette = Palette::of(ui);
    let height = (ui.ctx().content_rect().height() - 270.0).clamp(96.0, 380.0);
    let mark = if snippet.language == Language::Python { "#" } else { "//" };
    let mut layouter = |ui: &Ui, buffer: &dyn TextBuffer, _: f32| -> Arc<Galley> {
        ui.fonts_mut(|fonts| fonts.layout_job(coloured(palette, buffer.as_str(), mark)))
    };
    Frame::new().fill(palette.background).corner_radius(theme::RADIUS).show(ui, |ui| {
        ScrollArea::both().id_salt("policy-code").max_height(height).auto_shrink([false, true]).show(ui, |ui| {
            let mut text = snippet.text.as_str();
            TextEdit::multiline(&mut text)
                .font(theme::mono())
                .lock_focus(false)
                .frame(Frame::new().inner_margin(Margin::symmetric(theme::PAD, 8)))
                .desired_width(f32::INFINITY)
                .desired_rows(1)
                .layouter(&mut layouter)
                .show(ui)
                .response
                .response
                .accessible_name("Code");
        });
    });
}

/// Lines that are comments stand back.
fn coloured(palette: &Palette, text: &str, mark: &str) -> LayoutJob {
    let mut job = LayoutJob { wrap: TextWrapping::no_max_width(), ..LayoutJob::default() };
    for line in text.split_inclusive('\n') {
        let start = line.trim_start();
        let is_comment = start.starts_with(mark) || start.starts_with("/*");
        let colour = match is_comment {
            _ if start.contains("FILL IN") => palette.warn,
            true => palette.muted,
            false => palette.text,
        };
        job.append(line, 0.0, TextFormat::simple(theme::mono(), colour));
    }
    job
}

/// Whether the code was run, which nobody should have to guess; and the buttons. The dialog stays: people copy, and look at
/// another language.
fn buttons(ui: &mut Ui, scene: &mut Scene<'_>, snippet: &Snippet) -> Answer {
    ui.add_space(theme::GAP_SMALL);
    let row = ui.with_layout(Layout::right_to_left(Align::TOP), |ui| {
        let closes = ui.button("Close").clicked();
        let saves = ui.button("Save…").clicked();
        let copies = controls::main_button(ui, "Copy code").clicked();
        ui.add_space(theme::GAP);
        ui.with_layout(Layout::left_to_right(Align::TOP), |ui| proof(ui, snippet));
        (copies, saves, closes)
    });
    let (copies, saves, closes) = row.inner;
    let text = snippet.text.clone();
    if copies {
        scene.act(Action::Copy(Copy::Text { text, what: format!("The code for {}", snippet.language.name()) }));
    } else if saves {
        scene.act(Action::SaveCode { name: snippet.language.file_name(), text });
    }
    if closes { Answer::Cancel } else { Answer::Nothing }
}

fn proof(ui: &mut Ui, snippet: &Snippet) {
    let proof = snippet.proof();
    let state = if proof.run { State::Pass } else { State::NotChecked };
    icons::mark(ui, icons::coloured(icons::of_state(state), Palette::of(ui).state(state)), "");
    ui.add(Label::new(proof.sentence()).wrap());
}

fn notes(ui: &mut Ui, snippet: &Snippet) {
    let palette = Palette::of(ui);
    for note in &snippet.notes {
        let (summary, fix) = teach::code_note(note.id, &note.facts);
        ui.add_space(theme::GAP_SMALL);
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.add(Label::new(summary).wrap());
            ui.add(Label::new(RichText::new(fix).color(palette.muted)).wrap());
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{Material, Secret};

    #[test]
    fn code_is_written_again_for_a_change_alone() {
        let key = |octet| Arc::new(Key::new(Material::Oct(Secret::new(vec![octet; 32]))));
        let (mine, other) = (key(b'a'), key(0xff));
        let policy = Policy { issuers: vec!["a".to_owned()], ..Policy::default() };
        egui::__run_test_ui(|ui| {
            let first = made(ui, &policy, Some(&mine), Language::Go);
            assert!(Arc::ptr_eq(&first, &made(ui, &policy.clone(), Some(&Arc::clone(&mine)), Language::Go)));
            for (policy, key, language) in [
                (&Policy::default(), Some(&mine), Language::Go),
                (&policy, Some(&other), Language::Go),
                (&policy, None, Language::Go),
                (&policy, Some(&mine), Language::Java),
            ] {
                let next = made(ui, policy, key, language);
                assert_eq!(next.snippet, code::write(policy, key.map(Arc::as_ref), language));
                assert_ne!(next.snippet, first.snippet);
            }
            forget(ui);
            assert!(!Arc::ptr_eq(&first, &made(ui, &policy, Some(&mine), Language::Go)));
        });
    }
}
