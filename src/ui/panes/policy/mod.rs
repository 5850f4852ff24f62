//! What is expected of the token, edited right where it is judged.

mod menu;
mod request;

use crate::app::{Action, Change, Model, PolicyAction};
use crate::checks::{Need, Policy, SignatureRule};
use crate::jose::{alg, escape};
use crate::ui::icons::{self, Icon};
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::view::{PaneName, PolicyTexts};
use crate::ui::widgets::controls;
use egui::text::LayoutJob;
use egui::{
    Align, Align2, AtomExt as _, Button, ComboBox, DragValue, FontSelection, Frame, Label, Layout, Margin, RichText,
    Ui, Vec2, WidgetText,
};

/// Room for the button of the menu.
const MENU: f32 = 44.0;

/// Draws the policy: one line, or its fields.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>) {
    let palette = Palette::of(ui);
    Frame::new().fill(palette.background).corner_radius(theme::RADIUS).inner_margin(Margin::symmetric(10, 6)).show(
        ui,
        |ui| {
            ui.set_min_width(ui.available_width());
            ui.horizontal_top(|ui| {
                let room = Vec2::new(ui.available_width() - MENU, theme::CONTROL);
                ui.allocate_ui_with_layout(room, Layout::top_down(Align::Min), |ui| {
                    ui.set_width(room.x);
                    line(ui, scene);
                });
                menu::button(ui, scene);
            });
            blanks(ui, scene);
            if scene.view.policy_open {
                fields(ui, scene);
            }
        },
    );
}

/// The line that opens and closes the fields.
fn line(ui: &mut Ui, scene: &mut Scene<'_>) {
    let palette = Palette::of(ui);
    let open = scene.view.policy_open;
    let arrow = if open { Icon::ChevronDown } else { Icon::ChevronRight };
    let parts = parts(&scene.model.inputs.policy);
    let summary = parts.join(" · ");
    // a line ends between the parts, not within one
    let unbroken = parts.join("\0").replace(' ', "\u{a0}").replace('\0', " · ");
    let title = title(scene.model);
    let padding = std::mem::replace(&mut ui.spacing_mut().button_padding.x, 0.0);
    let mut text = LayoutJob::default();
    let words = [
        RichText::new(format!("{title} ")).family(theme::bold()).color(palette.text),
        // the fields say the same
        RichText::new(if open { "" } else { &unbroken }).color(palette.muted).size(13.0),
    ];
    for part in words {
        part.append_to(&mut text, ui.style(), FontSelection::Default, Align::Center);
    }
    // of an icon and a text it is the text that wraps, and the icon stays at its first line
    let arrow = icons::coloured(arrow, palette.muted).atom_align(Align2::CENTER_TOP);
    let button = Button::new((arrow, WidgetText::from(text).atom_shrink(true))).frame_when_inactive(false).wrap();
    let response = ui.add(button).on_hover_text("What you expect of the token. What is not expected is not checked.");
    let response = response.accessible_name(format!("{title} {summary}"));
    ui.spacing_mut().button_padding.x = padding;
    scene.take_focus(PaneName::Validation, &response);
    if response.clicked() {
        scene.view.policy_open = !open;
    }
}

/// “Policy”, and the name that it is kept under.
fn title(model: &Model) -> String {
    let Some(name) = model.policy_name() else { return "Policy".to_owned() };
    let shown = shown_name(name);
    let state = match (model.policy_is_changed(), model.policies.is_unsaved(name)) {
        (true, _) => ", changed",
        (false, true) => ", unsaved",
        (false, false) => "",
    };
    format!("Policy “{shown}”{state}")
}

/// A name in the room of a line.
fn shown_name(name: &str) -> String {
    const SHOWN_CHARS: usize = 40;
    let shown = escape::visible(name);
    match shown.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", shown.get(..end).unwrap_or_default()),
        None => shown.into_owned(),
    }
}

/// A policy that lacks something never looks complete, open or not.
fn blanks(ui: &mut Ui, scene: &mut Scene<'_>) {
    let blanks = scene.model.inputs.policy.blanks();
    let words = match blanks.as_slice() {
        [] => return,
        [only] => asked(*only).to_owned(),
        [more @ .., last] => {
            let more: Vec<_> = more.iter().map(|need| asked(*need)).collect();
            format!("{} and {}", more.join(", "), asked(*last))
        }
    };
    let colour = Palette::of(ui).warn;
    ui.horizontal_wrapped(|ui| {
        (ui.spacing_mut().interact_size.y, ui.spacing_mut().item_spacing.y) = (0.0, 2.0);
        let text = format!("Fill in {words}. Until then no token is accepted.");
        ui.add(Label::new(RichText::new(text).color(colour).size(13.0)).wrap());
        let link = controls::small_link(ui, "Do without");
        if link.on_hover_text("Let this policy accept tokens without it; that compares less").clicked() {
            scene.act(Action::Policy(Box::new(PolicyAction::DoWithout)));
        }
    });
}

/// What a blank asks for.
fn asked(need: Need) -> &'static str {
    match need {
        Need::Algorithms => "the algorithms",
        Need::Issuers => "the issuer",
        Need::Audiences => "the audience",
        Need::Subject => "the subject",
        Need::Typ => "the kind (typ)",
        Need::Nonce => "the nonce",
        Need::Htm => "the method",
        Need::Htu => "the address",
        Need::Ath => "the token hash",
    }
}

/// The policy in one line.
#[must_use]
pub fn summary(policy: &Policy) -> String {
    parts(policy).join(" · ")
}

fn parts(policy: &Policy) -> Vec<String> {
    let list = |values: &[String], any: &str| match values {
        [] => any.to_owned(),
        [one] => escape::visible(one).into_owned(),
        more => format!("one of {}", more.len()),
    };
    let mut parts = vec![
        format!("issuer: {}", list(&policy.issuers, "any")),
        format!("audience: {}", list(&policy.audiences, "any")),
        format!("leeway {} s", policy.leeway_secs),
    ];
    if !policy.algorithms.is_empty() {
        parts.push(format!("algorithm: {}", list(&policy.algorithms, "")));
    }
    if let Some(typ) = &policy.typ {
        parts.push(format!("kind: {}", escape::visible(typ)));
    }
    match policy.signatures {
        SignatureRule::All => {}
        SignatureRule::Any => parts.push("one signature".to_owned()),
        SignatureRule::AtLeast(count) => parts.push(format!("{count} signatures")),
    }
    if policy.require_key_binding {
        parts.push("key binding".to_owned());
    }
    if policy.strict {
        parts.push("strict".to_owned());
    }
    parts
}

fn fields(ui: &mut Ui, scene: &mut Scene<'_>) {
    sync_texts(scene);
    let mut texts = scene.view.policy_texts.clone();
    let mut policy = scene.model.inputs.policy.clone();
    ui.spacing_mut().item_spacing.y = 3.0;
    let blanks = policy.blanks();
    let several = |need| format!("{}; several with commas", unsaid(&blanks, need));
    list(ui, "Issuers", &mut texts.issuers, &policy.issuers, &several(Need::Issuers));
    list(ui, "Audiences", &mut texts.audiences, &policy.audiences, &several(Need::Audiences));
    list(ui, "Required", &mut texts.required, &policy.required, "claims that must be there: exp, sub");
    let hint =
        if blanks.contains(&Need::Algorithms) { "fill in; several with commas" } else { "those that fit the key" };
    list(ui, "Algorithms", &mut texts.algorithms, &policy.algorithms, hint);
    let unknown: Vec<_> = split(&texts.algorithms).into_iter().filter(|a| alg::find(a).is_none()).collect();
    if let Some(name) = unknown.first() {
        let near = alg::nearest(name).map(|a| format!(" Did you mean {}?", a.name)).unwrap_or_default();
        let colour = Palette::of(ui).warn;
        let text = format!("“{}” is no algorithm of the standards.{near}", escape::visible(name));
        ui.add(Label::new(RichText::new(text).color(colour).small()).wrap());
    }
    let before = &scene.view.policy_texts;
    let mut typing = texts != *before;
    // what nobody typed in stays as it is
    for (text, before, list) in [
        (&texts.issuers, &before.issuers, &mut policy.issuers),
        (&texts.audiences, &before.audiences, &mut policy.audiences),
        (&texts.algorithms, &before.algorithms, &mut policy.algorithms),
        (&texts.required, &before.required, &mut policy.required),
    ] {
        if text != before {
            *list = split(text);
        }
    }
    let hint = format!("{}; such as at+jwt", unsaid(&blanks, Need::Typ));
    text(ui, "Kind (typ)", &mut policy.typ, &hint, "The header parameter typ, which names the kind of token");
    text(ui, "Subject", &mut policy.subject, unsaid(&blanks, Need::Subject), "The claim sub, exactly");
    let about = "The nonce that you sent with the login, exactly";
    text(ui, "Nonce", &mut policy.nonce, unsaid(&blanks, Need::Nonce), about);
    request::show(ui, scene, &mut policy);
    ui.add_space(theme::GAP_SMALL);
    ui.horizontal_wrapped(|ui| {
        let label = ui.label("Leeway");
        let drag =
            DragValue::new(&mut policy.leeway_secs).range(0..=86_400).clamp_existing_to_range(false).suffix(" s");
        ui.add(drag).labelled_by(label.id).on_hover_text("Accepted difference between clocks");
        let mut limited = policy.max_age_secs.is_some();
        controls::checkbox(ui, &mut limited, "Maximum age").on_hover_text("Refuse tokens issued longer ago than this");
        policy.max_age_secs = limited.then(|| policy.max_age_secs.unwrap_or(3600));
        if let Some(secs) = &mut policy.max_age_secs {
            let drag = DragValue::new(secs).range(0..=315_576_000_u64).clamp_existing_to_range(false).suffix(" s");
            ui.add(drag).accessible_name("Maximum age in seconds");
        }
        controls::checkbox(ui, &mut policy.strict, "Strict").on_hover_text("Warnings count as failures");
        controls::checkbox(ui, &mut policy.require_key_binding, "Require key binding")
            .on_hover_text("An SD-JWT must prove that its holder presents it, with the key that the issuer named");
    });
    signatures(ui, &mut policy.signatures);
    by_issuer(ui, scene);
    if policy != scene.model.inputs.policy {
        texts.of = Some(policy.clone());
        typing = true;
        scene.act(Action::SetPolicy(Box::new(policy), Change::Policy));
    }
    if typing {
        scene.view.policy_texts = texts;
    }
}

/// What an empty field means.
fn unsaid(blanks: &[Need], need: Need) -> &'static str {
    if blanks.contains(&need) { "fill in" } else { "any" }
}

/// Values with commas between them. Where a comma is part of a value, typing would break it apart, and the policy would accept
/// its pieces: such a list is only shown.
fn list(ui: &mut Ui, label: &str, text: &mut String, values: &[String], hint: &str) {
    if split(&values.join(", ")) == values {
        controls::field_in_line(ui, label, text, hint);
        return;
    }
    controls::field_in_line(ui, label, &mut text.as_str(), hint);
    let about = "A comma or a blank is part of a value here, so this list cannot be typed. “Export policy…” writes it to a \
                 file, where it can be changed.";
    controls::small(ui, about);
}

/// One value; an empty field is no expectation.
fn text(ui: &mut Ui, label: &str, value: &mut Option<String>, hint: &str, about: &str) {
    let mut typed = value.clone().unwrap_or_default();
    if controls::field_in_line(ui, label, &mut typed, hint).on_hover_text(about).changed() {
        *value = (!typed.is_empty()).then_some(typed);
    }
}

/// The choice by issuer, and what it means.
fn by_issuer(ui: &mut Ui, scene: &mut Scene<'_>) {
    let mut on = scene.model.settings.policy_by_issuer;
    let about = "When a token arrives, the kept policy that expects its issuer is put in force. An issuer that nobody has \
                 verified yet only chooses among your own policies; the policy then judges it.";
    if controls::checkbox(ui, &mut on, "Choose policy by issuer").on_hover_text(about).changed() {
        scene.act(Action::Policy(Box::new(PolicyAction::SetByIssuer(on))));
    }
}

/// How many of several signatures must hold.
fn signatures(ui: &mut Ui, rule: &mut SignatureRule) {
    ui.horizontal_wrapped(|ui| {
        let label = ui.label("Signatures that must hold");
        let text = |rule: &SignatureRule| match rule {
            SignatureRule::All => "All",
            SignatureRule::Any => "Any one",
            SignatureRule::AtLeast(_) => "At least",
        };
        let combo = ComboBox::from_id_salt("signature-rule").selected_text(text(rule)).width(84.0).show_ui(ui, |ui| {
            for one in [SignatureRule::All, SignatureRule::Any, SignatureRule::AtLeast(2)] {
                if ui.selectable_label(text(&one) == text(rule), text(&one)).clicked() && text(&one) != text(rule) {
                    *rule = one;
                }
            }
        });
        combo.response.labelled_by(label.id).on_hover_text("Of a token with several signatures");
        if let SignatureRule::AtLeast(count) = rule {
            let drag = DragValue::new(count).range(1..=crate::jose::token::MAX_ENTRIES).clamp_existing_to_range(false);
            ui.add(drag).accessible_name("Signatures needed");
        }
    });
}

/// The fields follow the policy, unless it is they who changed it.
fn sync_texts(scene: &mut Scene<'_>) {
    let policy = &scene.model.inputs.policy;
    if scene.view.policy_texts.of.as_ref() == Some(policy) {
        return;
    }
    scene.view.policy_texts = PolicyTexts {
        of: Some(policy.clone()),
        issuers: policy.issuers.join(", "),
        audiences: policy.audiences.join(", "),
        algorithms: policy.algorithms.join(", "),
        required: policy.required.join(", "),
    };
}

fn split(text: &str) -> Vec<String> {
    text.split([',', '\n']).map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned).collect()
}
