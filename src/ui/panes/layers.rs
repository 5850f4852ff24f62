//! Tokens inside tokens: one row that says how they are nested, and chooses the one that the panes show.

use crate::app::Action;
use crate::checks::State;
use crate::jose::alg;
use crate::jose::escape;
use crate::jose::token::Form;
use crate::report::Report;
use crate::ui::icons::{self, Icon};
use crate::ui::layout;
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::view::Ask;
use crate::ui::widgets::controls;
use egui::{Align, Button, Frame, Layout, Margin, Panel, RichText, ScrollArea, Ui};

/// Draws the row, where there is more than one layer.
pub fn bar(ui: &mut Ui, scene: &mut Scene<'_>) {
    let whole = scene.whole;
    let layers = whole.layers();
    if layers.len() < 2 {
        return;
    }
    let frame = Frame::new().fill(Palette::of(ui).panel).inner_margin(Margin { left: 8, right: 8, top: 2, bottom: 2 });
    Panel::top("layers").frame(frame).show_separator_line(false).show(ui, |ui| {
        controls::name_region(ui, "Layers");
        ui.horizontal(|ui| {
            ui.set_min_height(theme::CONTROL);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if scene.is_inside() {
                    take_out(ui, scene);
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ScrollArea::horizontal().id_salt("layer-row").auto_shrink([false, true]).show(ui, |ui| {
                        ui.horizontal(|ui| crumbs(ui, scene, &layers));
                    });
                });
            });
        });
    });
    let top = ui.available_rect_before_wrap();
    ui.painter().hline(top.x_range(), top.top(), layout::hairline(ui));
}

/// The way from reading a token inside to working on it.
fn take_out(ui: &mut Ui, scene: &mut Scene<'_>) {
    let narrow = ui.available_width() < 420.0;
    let text = if narrow { "Work on it" } else { "Work on this token" };
    let hint = "Takes it out of the token around it: then it can be edited and signed. Undo with Ctrl+Z.";
    if controls::link(ui, text).on_hover_text(hint).accessible_name("Work on this token").clicked() {
        let text = scene.report.token.text.clone();
        scene.act(Action::TakeText { text, source: "the token around it".to_owned() });
    }
    if !narrow {
        controls::small(ui, "Read only").on_hover_text("A token inside another cannot be edited where it is");
    }
}

fn crumbs(ui: &mut Ui, scene: &mut Scene<'_>, layers: &[&Report]) {
    ui.spacing_mut().item_spacing.x = 2.0;
    ui.spacing_mut().button_padding.x = 8.0;
    let palette = Palette::of(ui);
    for (i, layer) in layers.iter().enumerate() {
        if i > 0 {
            icons::mark(ui, icons::coloured(Icon::ChevronRight, palette.muted), "");
        }
        let chosen = scene.view.layer == i;
        let (name, state) = (name(layer), state_of(layer));
        // the accent is too faint on the selection's colour
        let text = RichText::new(&name).color(palette.text).family(if chosen {
            theme::bold()
        } else {
            egui::FontFamily::Proportional
        });
        let mark = icons::coloured(icons::of_state(state), palette.state(state)).size(14.0);
        let kind = icons::coloured(icon_of(layer), palette.text).size(14.0);
        let button = Button::selectable(chosen, (kind, text, mark));
        let label = format!("Layer {} of {}: {name}, {}", i + 1, layers.len(), state.label().to_lowercase());
        let hint = format!("{}. {}", state.label(), "Show this layer in every pane (Alt+Left, Alt+Right)");
        let response = ui.add(button).on_hover_text(hint).accessible_name(label);
        if response.clicked() {
            scene.ask(Ask::Layer(i));
        }
    }
}

fn icon_of(layer: &Report) -> Icon {
    match layer.token.form {
        form if form.is_jwe() => Icon::LockKeyhole,
        Form::Unsecured | Form::Unknown => Icon::ShieldOff,
        _ => Icon::PenLine,
    }
}

/// What a layer does, and by which algorithm.
#[must_use]
pub fn name(layer: &Report) -> String {
    let token = &layer.token;
    let verb = match token.form {
        form if form.is_jwe() => "Encrypted",
        Form::Unsecured => return "Not signed".to_owned(),
        Form::Unknown => return "No token".to_owned(),
        _ => "Signed",
    };
    let by = match token.entries() {
        0 | 1 => token.alg().map(|name| alg::find(name).map_or_else(|| short(name), |row| row.name.to_owned())),
        more if token.form.is_jwe() => Some(format!("{more} recipients")),
        more => Some(format!("{more} signatures")),
    };
    by.map_or_else(|| verb.to_owned(), |by| format!("{verb} ({by})"))
}

/// An algorithm that nobody knows is the token's own text.
fn short(name: &str) -> String {
    escape::visible(&name.chars().take(20).collect::<String>()).into_owned()
}

/// The worst that a layer's own checks found; a layer that nothing could be said of is not checked.
fn state_of(layer: &Report) -> State {
    let any = |state| layer.lines.iter().any(|l| l.outcome.state == state);
    let opened = layer.decryption.as_ref().map(|d| d.is_open());
    let valid = layer.verification.state == crate::checks::VerificationState::Valid;
    match opened.unwrap_or(valid) {
        _ if any(State::Fail) => State::Fail,
        false => State::NotChecked,
        true if any(State::Warn) => State::Warn,
        true => State::Pass,
    }
}

/// A link to the token inside the one that is shown, where there is one.
pub fn link_inside(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(inner) = scene.report.inner.as_deref() else { return };
    let name = name(inner);
    ui.horizontal_wrapped(|ui| {
        // of an encrypted token the line above the claims has told that
        if !scene.report.token.form.is_jwe() || scene.model.claims.inside.is_none() {
            controls::small(ui, format!("A token is inside: {name}."));
        }
        if controls::link(ui, "Show the token inside").on_hover_text("Alt+Right").clicked() {
            scene.ask(Ask::StepLayer(1));
        }
    });
}
