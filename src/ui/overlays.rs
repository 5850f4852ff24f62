//! What lies over the panes: the command palette, about, the close question, messages, the drop hint.

use crate::app::{Action, Gravity};
use crate::ui::help::{self, Help, Page};
use crate::ui::icons::{self, Icon};
use crate::ui::scene::Scene;
use crate::ui::shortcuts::Command;
use crate::ui::theme::{self, Palette};
use crate::ui::view::Ask;
use crate::ui::widgets::controls;
use crate::ui::widgets::finder::{self, Naming, Outcome};
use crate::ui::zone_list;
use egui::{Align2, Area, Frame, Id, Label, Margin, Order, RichText, Sides, Stroke, Ui};

/// Draws whatever is open.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>, commands: &[Command]) {
    palette(ui, scene, commands);
    zone_list::show(ui, scene);
    help::show(ui, scene, commands);
    about(ui, scene);
    closing(ui, scene);
    notices(ui, scene);
    drop_hint(ui);
}

/// Every command whose label or menu holds the typed words.
fn matching<'a>(commands: &'a [Command], query: &str) -> Vec<&'a Command> {
    let fits = |c: &&Command| finder::has_words(&format!("{} {}", c.menu.label(), c.label), query);
    let mut list: Vec<_> = commands.iter().filter(fits).collect();
    // what begins with the typed text is meant more often than what contains it
    let query = query.trim().to_lowercase();
    list.sort_by_key(|c| !c.label.to_lowercase().starts_with(&query));
    list
}

const PALETTE: Naming =
    Naming { id: "palette", field: "Command", hint: "Type a command", nothing: "No command has these words." };

fn palette(ui: &mut Ui, scene: &mut Scene<'_>, commands: &[Command]) {
    let Some(mut open) = scene.view.palette.clone() else { return };
    let list = matching(commands, &open.query);
    let key = |c: &Command| c.key.map(|k| ui.ctx().format_shortcut(&k)).unwrap_or_default();
    let rows: Vec<_> = list.iter().map(|c| (c.label.to_owned(), key(c))).collect();
    let outcome = open.show(ui, &PALETTE, &rows);
    scene.view.palette = (outcome == Outcome::Open).then_some(open);
    if let Outcome::Taken(row) = outcome {
        scene.deeds.extend(list.get(row).map(|c| c.deed.clone()));
    }
}

fn close_row(ui: &mut Ui) -> bool {
    ui.add_space(theme::GAP);
    Sides::new().show(ui, |_| {}, |ui| ui.button("Close").clicked()).1
}

fn about(ui: &mut Ui, scene: &mut Scene<'_>) {
    if !scene.view.about {
        return;
    }
    let modal = controls::modal(ui, "about").show(ui.ctx(), |ui| {
        ui.set_width(420.0_f32.min(ui.ctx().content_rect().width() - 64.0));
        ui.label(RichText::new(format!("JWT Workbench {}", env!("CARGO_PKG_VERSION"))).font(theme::verdict_font(false)));
        controls::prose(ui, "Tokens stay on this computer: the program connects to nobody unless you fetch keys, and sends nothing of a token then.");
        controls::prose(ui, "Licence: MIT or Apache-2.0. Cryptography: AWS-LC through aws-lc-rs and jsonwebtoken (ISC, Apache-2.0, MIT, BSD-3-Clause). Fonts: Noto Sans (OFL-1.1), Hack (MIT, Bitstream Vera), Ubuntu (UFL-1.0). Icons: Lucide (ISC).");
        close_row(ui)
    });
    if modal.should_close() || modal.inner {
        scene.view.about = false;
    }
}

fn closing(ui: &mut Ui, scene: &mut Scene<'_>) {
    if !scene.model.closing {
        return;
    }
    let modal = controls::modal(ui, "closing").show(ui.ctx(), |ui| {
        ui.set_width(440.0_f32.min(ui.ctx().content_rect().width() - 64.0));
        ui.label(RichText::new("Close without keeping this?").font(theme::verdict_font(false)));
        for line in scene.model.unsaved() {
            ui.add(Label::new(format!("• {line}")).wrap());
        }
        ui.add_space(theme::GAP);
        Sides::new().show(
            ui,
            |_| {},
            |ui| {
                if controls::main_button(ui, "Stay").clicked() {
                    scene.act(Action::StayOpen);
                }
                if ui.button("Close anyway").clicked() {
                    scene.act(Action::CloseAnyway);
                }
                if !scene.model.inputs.token.is_empty() && ui.button("Save token…").clicked() {
                    scene.act(Action::StayOpen);
                    scene.act(Action::SaveToken);
                }
            },
        );
    });
    if modal.should_close() {
        scene.act(Action::StayOpen);
    }
}

/// Messages, lower right, newest last.
fn notices(ui: &mut Ui, scene: &mut Scene<'_>) {
    if scene.model.notices.is_empty() {
        return;
    }
    let offset = [-12.0, -theme::STATUS_BAR - 12.0];
    Area::new(Id::unique("notices")).order(Order::Foreground).anchor(Align2::RIGHT_BOTTOM, offset).show(
        ui.ctx(),
        |ui| {
            ui.set_max_width(400.0_f32.min(ui.ctx().content_rect().width() - 32.0));
            for notice in scene.model.notices.clone() {
                let palette = Palette::of(ui);
                let (icon, colour, word) = match notice.gravity {
                    Gravity::Success => (Icon::CircleCheck, palette.pass, "Done"),
                    Gravity::Note => (Icon::Info, palette.accent, "Note"),
                    Gravity::Error => (Icon::OctagonX, palette.fail, "Error"),
                };
                let frame = Frame::new()
                    .fill(palette.background)
                    .stroke(Stroke::new(1.0, palette.line))
                    .corner_radius(theme::RADIUS)
                    .shadow(ui.visuals().popup_shadow)
                    .inner_margin(Margin::symmetric(10, 6));
                frame.show(ui, |ui| {
                    ui.horizontal_top(|ui| {
                        ui.add_space(2.0);
                        icons::mark(ui, icons::coloured(icon, colour), word);
                        let width = (ui.available_width() - 40.0).max(80.0);
                        ui.scope(|ui| {
                            ui.set_max_width(width);
                            ui.add(Label::new(&notice.text).wrap());
                        });
                        if controls::icon_button(ui, Icon::X, "Dismiss message").clicked() {
                            scene.act(Action::Dismiss(notice.id));
                        }
                    });
                });
                ui.add_space(theme::GAP_SMALL);
            }
        },
    );
}

fn drop_hint(ui: &Ui) {
    if ui.input(|i| i.raw.hovered_files.is_empty()) {
        return;
    }
    let palette = Palette::of(ui);
    let painter = ui.ctx().layer_painter(egui::LayerId::new(Order::Foreground, Id::unique("drop")));
    let rect = ui.ctx().content_rect().shrink(8.0);
    painter.rect(
        rect,
        theme::RADIUS,
        palette.background.gamma_multiply(0.92),
        Stroke::new(2.0, palette.accent),
        egui::StrokeKind::Inside,
    );
    let text = "Drop a file with a token or keys";
    painter.text(rect.center(), Align2::CENTER_CENTER, text, theme::verdict_font(false), palette.text);
}

/// Opens or closes what a command names.
pub fn toggle(scene: &mut Scene<'_>, ask: Ask) {
    match ask {
        Ask::Palette => {
            let open = scene.view.palette.is_none();
            scene.view.palette = open.then(Default::default);
        }
        Ask::Help => {
            let open = scene.view.help.is_none();
            scene.view.help = open.then(|| Help::at(Page::Guide));
        }
        Ask::HelpPage(page) => scene.view.help = Some(Help::at(page)),
        Ask::About => scene.view.about = !scene.view.about,
        _ => {}
    }
}
