//! The Header pane where there is nothing to type into: the header of a token inside another. And below any header those that nothing protects.

use crate::jose::flaw::Part;
use crate::report::words;
use crate::ui::panes::{editor, entries, payload};
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::controls;
use crate::ui::widgets::reader::{Look, Reader};
use egui::{Id, Label, RichText, ScrollArea, Ui};
use std::sync::Arc;

/// Draws the pane of a part, if the part is to be read only. Whether it is.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>, part: Part) -> bool {
    match part {
        Part::Header => header(ui, scene),
        _ => payload::show(ui, scene),
    }
}

fn header(ui: &mut Ui, scene: &mut Scene<'_>) -> bool {
    if !scene.is_inside() {
        return false;
    }
    unprotected(ui, scene);
    let shown = Arc::clone(&scene.shown);
    whose(ui, scene);
    if shown.header.is_empty() {
        controls::muted(ui, "There is no protected header: no signature and no tag covers what the header says.");
        return true;
    }
    let lit = scene.is_lit(Part::Header);
    let read = ScrollArea::vertical().id_salt("header-reader").auto_shrink([false, false]).show(ui, |ui| {
        let id = editor::editor_id(Part::Header);
        let reader =
            Reader { name: "Header JSON", id, part: Part::Header, lit, look: Look::Json, hints: &[], fills: true };
        reader.show(ui, &shown.header)
    });
    if let Some(byte) = read.inner.hovered {
        scene.light(Part::Header);
        editor::light_member(scene, Part::Header, &shown.header, byte);
        editor::explain_member(&read.inner.response, Part::Header, &shown.header, byte);
    }
    true
}

/// Which one of several signatures or recipients the header belongs to.
pub fn whose(ui: &mut Ui, scene: &Scene<'_>) {
    // the recipients of a JWE share it; and where there is little room, the chips in the Token pane say it too
    let is_shared = scene.report.token.form.is_jwe();
    if let Some(name) = entries::name(scene).filter(|_| !is_shared && ui.available_height() > 120.0) {
        controls::small(ui, format!("Header of {}", words::clause(&name)));
    }
}

/// The headers that nothing protects, under the protected one: they are not the same, and do not look it.
pub fn unprotected(ui: &mut Ui, scene: &mut Scene<'_>) {
    let shown = Arc::clone(&scene.shown);
    if shown.unprotected.is_empty() {
        return;
    }
    let lit = scene.is_lit(Part::Unprotected);
    controls::scrolling_foot(ui, "unprotected-foot", 0.5, |ui| {
        for (name, text) in &shown.unprotected {
            let colour = Palette::of(ui).part(Part::Unprotected);
            let heading = RichText::new(*name).color(colour).family(theme::bold()).size(12.5);
            ui.add(Label::new(heading).wrap())
                .on_hover_text("Nothing protects it: anybody can change it without being noticed");
            let id = Id::unique(("unprotected", name));
            let reader = Reader { name, id, part: Part::Unprotected, lit, look: Look::Json, hints: &[], fills: false };
            let read = reader.show(ui, text);
            if let Some(byte) = read.hovered {
                scene.light(Part::Unprotected);
                editor::explain_member(&read.response, Part::Header, text, byte);
            }
        }
    });
}
