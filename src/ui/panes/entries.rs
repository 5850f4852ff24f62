//! The signatures or recipients of a token that has several: one row each, and the one that the panes show is chosen here.

use crate::checks::{SignatureRule, State, VerificationState};
use crate::jose::escape;
use crate::report::Verdict;
use crate::ui::icons;
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::view::Ask;
use crate::ui::widgets::controls;
use egui::{Align, Frame, Label, Layout, Margin, RichText, Sense, Ui, UiBuilder};

/// What became of a signature or recipient.
struct Fate {
    state: State,
    word: &'static str,
    key: Option<String>,
}

/// Draws the list, where there is more than one.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>) {
    ui.scope(|ui| list(ui, scene));
}

fn list(ui: &mut Ui, scene: &mut Scene<'_>) {
    let shown = std::sync::Arc::clone(&scene.shown);
    let count = shown.entries.len();
    if count == 0 {
        return;
    }
    ui.add_space(theme::GAP);
    let is_jwe = scene.report.token.form.is_jwe();
    ui.horizontal_wrapped(|ui| {
        let title = if is_jwe { "Recipients" } else { "Signatures" };
        ui.label(RichText::new(format!("{title} ({count})")).family(theme::bold()).size(12.5));
        if is_jwe {
            controls::small(ui, "one key opens it for its recipient");
        } else {
            controls::small(ui, rule(scene.model.inputs.policy.signatures, count))
                .on_hover_text("The policy says how many must hold");
        }
    });
    ui.spacing_mut().item_spacing.y = 2.0;
    ui.spacing_mut().interact_size.y = 24.0;
    for i in 0..count {
        row(ui, scene, i, &fate(scene, i));
    }
}

fn rule(rule: SignatureRule, count: usize) -> String {
    match rule {
        SignatureRule::All => "all must hold".to_owned(),
        SignatureRule::Any => "one must hold".to_owned(),
        SignatureRule::AtLeast(needed) => format!("at least {needed} of {count} must hold"),
    }
}

/// "Signature 2 of 3", where there are several.
#[must_use]
pub fn name(scene: &Scene<'_>) -> Option<String> {
    let count = scene.shown.entries.len();
    let kind = if scene.report.token.form.is_jwe() { "Recipient" } else { "Signature" };
    (count > 0).then(|| format!("{kind} {} of {count}", scene.view.entry + 1))
}

fn fate(scene: &Scene<'_>, i: usize) -> Fate {
    if let Some(signature) = scene.report.each.get(i) {
        let (state, word) = match signature.verdict {
            Verdict::Accepted => (State::Pass, "Accepted"),
            Verdict::Refused => (State::Fail, "Refused"),
            Verdict::Undecided => (State::NotChecked, "Undecided"),
        };
        return Fate { state, word, key: signature.verification.key.as_deref().map(|k| k.name.clone()) };
    }
    let Some(decryption) = scene.report.decryption.as_deref().filter(|d| d.recipient == i) else {
        return Fate { state: State::NotChecked, word: "Not opened", key: None };
    };
    let (state, word) = match decryption.finding.state {
        VerificationState::Valid => (State::Pass, "Opened"),
        VerificationState::Invalid => (State::Fail, "Does not open"),
        _ => (State::NotChecked, "Not opened"),
    };
    Fate { state, word, key: decryption.finding.key.as_deref().map(|k| k.name.clone()) }
}

fn row(ui: &mut Ui, scene: &mut Scene<'_>, i: usize, fate: &Fate) {
    let Some(entry) = scene.shown.entries.get(i).cloned() else { return };
    let palette = Palette::of(ui);
    let chosen = scene.view.entry == i;
    let kind = if scene.report.token.form.is_jwe() { "Recipient" } else { "Signature" };
    let key = fate.key.as_deref().map(|k| escape::visible(k).into_owned());
    let of_key = key.as_deref().map(|k| format!(", key “{k}”")).unwrap_or_default();
    let of_kid = entry.kid.as_deref().map(|k| format!(", kid {k}")).unwrap_or_default();
    let count = scene.shown.entries.len();
    let word = fate.word.to_lowercase();
    let label = format!("{kind} {} of {count}, {word}: {}{of_kid}{of_key}", i + 1, entry.alg);
    let top = ui.scope_builder(UiBuilder::new().id_salt(("entry", i)).sense(Sense::click()), |ui| {
        let fill = if chosen { palette.selection } else { egui::Color32::TRANSPARENT };
        Frame::new().fill(fill).corner_radius(theme::RADIUS).inner_margin(Margin::symmetric(6, 2)).show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.set_min_width(ui.available_width());
                ui.spacing_mut().item_spacing.x = 6.0;
                icons::mark(ui, icons::coloured(icons::of_state(fate.state), palette.state(fate.state)), "");
                let text = |text: String, colour| Label::new(RichText::new(text).color(colour)).selectable(false);
                ui.add(text((i + 1).to_string(), palette.text));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let colour = if chosen { palette.text } else { palette.state(fate.state) };
                    ui.add(Label::new(RichText::new(fate.word).color(colour).small()).selectable(false));
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        let alg = RichText::new(&entry.alg).font(theme::mono()).color(palette.text);
                        ui.add(Label::new(alg).truncate().selectable(false));
                        let more = match (&key, &entry.kid) {
                            (Some(key), _) => format!("key “{key}”"),
                            (None, Some(kid)) => format!("kid {kid}"),
                            (None, None) => String::new(),
                        };
                        let quiet = if chosen { palette.text } else { palette.muted };
                        ui.add(text(more, quiet).truncate());
                    });
                });
            });
        });
    });
    let response = top.response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text(&label);
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::RadioButton, true, chosen, &label));
    if response.has_focus() {
        let stroke = egui::Stroke::new(2.0, palette.accent);
        ui.painter().rect_stroke(response.rect, theme::RADIUS, stroke, egui::StrokeKind::Outside);
    }
    if response.clicked() {
        scene.ask(Ask::Entry(i));
    }
}
