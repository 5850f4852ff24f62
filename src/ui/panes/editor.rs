//! The Header and Claims panes: JSON to edit, with the human time beside dates.

use crate::app::{Action, Copy, Draft, ImportForm, KeyForm, SecretForm, SecretUse};
use crate::jose::escape;
use crate::jose::flaw::Part;
use crate::jose::json;
use crate::report::{DateLine, words};
use crate::teach;
use crate::ui::icons::{self, Icon};
use crate::ui::panes::{payload, reading};
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::code::{Editor, Hint};
use crate::ui::widgets::controls;
use egui::{Align, Id, Label, Layout, RichText, ScrollArea, Ui};

/// The id of a part's editor, for focus.
#[must_use]
pub fn editor_id(part: Part) -> Id {
    Id::unique(if part == Part::Header { "header-editor" } else { "claims-editor" })
}

/// Draws the pane of a part.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>, part: Part) {
    // what cannot be typed into is read: tokens inside this one, other signatures, payloads that are no JSON
    if reading::show(ui, scene, part) {
        return;
    }
    let draft = scene.model.draft(part).clone();
    if draft.is_large {
        large(ui, scene, part);
        return;
    }
    if part == Part::Payload && draft.is_encrypted {
        if !draft.is_known && !draft.is_edited() {
            locked(ui, scene);
            return;
        }
        origin(ui, scene, &draft);
    }
    if draft.is_binary {
        controls::prose(
            ui,
            "This part holds bytes that are not text, so there is nothing to edit here. Its size is in the Token pane.",
        );
        return;
    }
    controls::foot(ui, if part == Part::Header { "header-foot" } else { "claims-foot" }, |ui| {
        foot(ui, scene, part, &draft)
    });
    if part == Part::Header {
        reading::unprotected(ui, scene);
        reading::whose(ui, scene);
    } else {
        payload::notes(ui, scene);
    }
    let is_claims = part == Part::Payload && draft.error.is_none();
    let hints = if is_claims { hints(&draft.text, dates(scene, &draft)) } else { Vec::new() };
    let mut text = draft.text.clone();
    let (name, placeholder) = match part {
        Part::Header => ("Header JSON", "{ \"alg\": \"HS256\", \"typ\": \"JWT\" }"),
        _ => ("Claims JSON", "{ \"sub\": \"alice\" }"),
    };
    let lit = scene.is_lit(part);
    let edited =
        ScrollArea::vertical().id_salt(name).auto_shrink([false, false]).min_scrolled_height(0.0).show(ui, |ui| {
            let editor =
                Editor { name, id: editor_id(part), part, lit, error: draft.error.as_ref(), hints, placeholder };
            editor.show(ui, &mut text)
        });
    let edited = edited.inner;
    if let Some(byte) = edited.hovered {
        scene.light(part);
        light_member(scene, part, &draft.text, byte);
    } else if let Some(byte) = edited.caret
        && scene.light_by_caret(part)
    {
        light_member(scene, part, &draft.text, byte);
    }
    if let Some(byte) = edited.hovered {
        explain_member(&edited.response, part, &draft.text, byte);
    }
    edited.response.context_menu(|ui| copy_menu(ui, scene, part, &draft));
    if text != draft.text {
        scene.act(Action::EditPart(part, text));
    }
}

/// What the pane of an encrypted token says instead of claims, and the way to them.
fn locked(ui: &mut Ui, scene: &mut Scene<'_>) {
    ui.add_space(theme::GAP);
    if scene.report_is_old {
        controls::muted(ui, "Opening…");
        return;
    }
    let headline = scene.report.line("decryption").map(|l| l.lesson.summary.clone()).unwrap_or_default();
    controls::prose(ui, "The claims are inside the ciphertext. They show here once a key opens it.");
    ui.add_space(theme::GAP_SMALL);
    controls::prose(ui, &headline);
    ui.add_space(theme::GAP_SMALL);
    ui.horizontal_wrapped(|ui| {
        if ui.button("Import keys…").clicked() {
            scene.act(Action::SetKeyForm(Some(KeyForm::Import(ImportForm::default()))));
        }
        if ui.button("Add passphrase…").clicked() {
            let form = SecretForm { usage: SecretUse::Passphrase, ..SecretForm::default() };
            scene.act(Action::SetKeyForm(Some(KeyForm::Secret(form))));
        }
    });
}

/// Where the claims of an encrypted token come from: a line above the editor.
fn origin(ui: &mut Ui, scene: &Scene<'_>, draft: &Draft) {
    let palette = Palette::of(ui);
    let opened = scene.report.decryption.as_deref().is_some_and(crate::checks::Decryption::is_open);
    let inner = scene.report.inner.as_deref().map(|inner| inner.token.alg().unwrap_or("no alg").to_owned());
    let alg = |alg: &str| escape::visible(&alg.chars().take(40).collect::<String>()).into_owned();
    let text = match (&draft.inside, inner) {
        _ if scene.report_is_old => "Inside the encrypted token.".to_owned(),
        (Some(_), Some(inner)) if opened => {
            format!("Inside: a signed token ({}). These are its claims.", alg(&inner))
        }
        (None, Some(inner)) if opened => format!("Inside: another token ({}).", alg(&inner)),
        (Some(_), _) => "What you signed and encrypted. No key here opens the token again.".to_owned(),
        _ if opened => "Decrypted from the ciphertext.".to_owned(),
        _ if draft.is_known => "What you encrypted. No key here opens the token again.".to_owned(),
        _ => "Typed here. The token itself is not opened.".to_owned(),
    };
    ui.horizontal(|ui| {
        let icon = if opened { Icon::LockKeyholeOpen } else { Icon::LockKeyhole };
        icons::mark(ui, icons::coloured(icon, palette.muted), "");
        controls::small(ui, text);
    });
}

/// The beginning of a part that is too large for an editor.
fn large(ui: &mut Ui, scene: &Scene<'_>, part: Part) {
    const SHOWN: usize = 2_000;
    if scene.report_is_old {
        controls::muted(ui, "Reading…");
        return;
    }
    let text = scene.shown.token.document(part).map(|d| d.text.as_str()).unwrap_or_default();
    let head = text.char_indices().nth(SHOWN).map_or(text.len(), |(b, _)| b);
    let size = crate::report::words::size(text.len());
    let whole = head == text.len();
    controls::muted(
        ui,
        match whole {
            true => "The token is too large to be edited here.".to_owned(),
            false => format!("{size} in all, too much to be edited here. It begins:"),
        },
    );
    ScrollArea::vertical().id_salt("large-part").auto_shrink([false, false]).show(ui, |ui| {
        ui.add(Label::new(RichText::new(escape::visible_lines(&text[..head])).monospace()).wrap());
    });
}

/// The dates of the claims that are shown: the token's own, or those of the token inside.
fn dates<'a>(scene: &'a Scene<'_>, draft: &Draft) -> &'a [DateLine] {
    match (&draft.inside, scene.report.inner.as_deref()) {
        (Some(_), Some(inner)) => &inner.dates,
        (Some(_), None) => &[],
        _ => &scene.report.dates,
    }
}

/// The human time of each date claim, beside its line.
pub(super) fn hints(text: &str, dates: &[DateLine]) -> Vec<Hint> {
    let Ok(parsed) = json::parse(text) else { return Vec::new() };
    let place = |d: &DateLine| parsed.root.member(d.claim).map(|m| m.value.span.start);
    dates
        .iter()
        .filter_map(|d| {
            Some(Hint {
                at: place(d)?,
                texts: beside(d),
                more: format!("{}\n{} (local)\n{}", d.utc, d.local, d.distance),
            })
        })
        .collect()
}

/// The human time in three lengths. Where there is room for one time alone it is the local one.
fn beside(date: &DateLine) -> Vec<String> {
    let mut texts = vec![format!("{} · {}", date.local, date.distance), date.distance.clone()];
    if date.local != date.utc {
        texts.insert(0, format!("{} · {} · {}", date.utc, date.local, date.distance));
    }
    texts
}

/// Lights up the token's characters that carry the member under the pointer.
pub(super) fn light_member(scene: &mut Scene<'_>, part: Part, text: &str, byte: usize) {
    let token = &scene.shown.token;
    let Some((name, _)) = member_at(text, byte) else { return };
    let (Some(segment), Some(document)) = (token.segment(part), token.document(part)) else { return };
    let Some(member) = document.object().and_then(|o| o.member(&name)) else { return };
    scene.view.next_lit_bytes = Some(segment.encoded(member.key_span.start..member.value.span.end));
}

/// The top-level member that a byte of the text belongs to, and whether the byte is in its name.
fn member_at(text: &str, byte: usize) -> Option<(String, bool)> {
    let parsed = json::parse(text).ok()?;
    let member = parsed.root.members().iter().find(|m| (m.key_span.start..=m.value.span.end).contains(&byte))?;
    Some((member.key.clone(), member.key_span.contains(&byte)))
}

/// Says what the member is whose name is under the pointer.
pub(super) fn explain_member(response: &egui::Response, part: Part, text: &str, byte: usize) {
    let Some((name, true)) = member_at(text, byte) else { return };
    let told = match part {
        Part::Header => teach::header(&name).map(|t| (t.title.as_str(), t.what.as_str(), &t.refs)),
        _ => teach::claim(&name).map(|t| (t.title.as_str(), t.what.as_str(), &t.refs)),
    };
    let Some((title, what, refs)) = told else { return };
    response.clone().on_hover_ui_at_pointer(|ui| {
        ui.set_max_width(340.0);
        ui.label(RichText::new(title).family(theme::bold()));
        ui.label(what);
        controls::small(ui, refs.join(", "));
    });
}

fn copy_menu(ui: &mut Ui, scene: &mut Scene<'_>, part: Part, draft: &Draft) {
    let Ok(parsed) = json::parse(&draft.text) else {
        controls::muted(ui, "Values can be copied when the JSON is whole.");
        return;
    };
    if ui.button("Copy all as JSON").clicked() {
        scene.act(Action::Copy(Copy::Decoded(part)));
    }
    ui.separator();
    ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
        for member in parsed.root.members() {
            let label = format!("Copy value of {}", escape::visible(&member.key));
            if ui.button(label).clicked() {
                scene.act(Action::Copy(Copy::Member(part, member.key.clone())));
            }
        }
    });
}

/// The error, the notes, and the few tools of the editor.
fn foot(ui: &mut Ui, scene: &mut Scene<'_>, part: Part, draft: &Draft) {
    let palette = Palette::of(ui);
    if let Some(error) = &draft.error {
        ui.horizontal_top(|ui| {
            icons::mark(ui, icons::coloured(Icon::OctagonX, palette.fail), "");
            let waiting =
                if draft.is_waiting() { " The token keeps its last whole text until this is mended." } else { "" };
            let text = words::sentence(&format!("{error}.{waiting}"));
            ui.add(Label::new(RichText::new(text).color(palette.fail).size(12.5)).wrap());
        });
    }
    if escape::has_rtl(&draft.text) {
        controls::small(ui, "Right-to-left text is shown in logical order: first letter first.");
    }
    if part == Part::Payload && scene.model.inputs.edited.is_some() {
        ahead(ui, scene, "Changed since it was signed.");
    } else if scene.model.edits_wait() && draft.is_edited() && draft.error.is_none() {
        ahead(ui, scene, "Not in the token yet: encrypt to make it so.");
    }
    ui.horizontal(|ui| tools(ui, scene, part, draft));
}

/// An editor is ahead of the token, or of its signature: that is said, with the way to mend it.
fn ahead(ui: &mut Ui, scene: &mut Scene<'_>, text: &str) {
    let palette = Palette::of(ui);
    ui.horizontal_wrapped(|ui| {
        icons::mark(ui, icons::coloured(Icon::PenLine, palette.warn), "");
        ui.add(Label::new(RichText::new(text).color(palette.warn).size(12.5)));
        if controls::link(ui, scene.model.kind().again()).on_hover_text("Ctrl+Enter").clicked() {
            scene.act(Action::Make);
        }
    });
}

fn tools(ui: &mut Ui, scene: &mut Scene<'_>, part: Part, draft: &Draft) {
    let name = if part == Part::Header { "header" } else { "claims" };
    if controls::icon_button(ui, Icon::AlignLeft, &format!("Format {name}: several lines")).clicked() {
        scene.act(Action::FormatPart(part));
    }
    if controls::icon_button(ui, Icon::FoldVertical, &format!("Compact {name}: one line")).clicked() {
        scene.act(Action::CompactPart(part));
    }
    let copy = controls::icon_button(ui, Icon::Copy, &format!("Copy {name}, or one value"));
    egui::Popup::menu(&copy).show(|ui| copy_menu(ui, scene, part, draft));
    ui.add_enabled_ui(draft.is_edited(), |ui| {
        if controls::icon_button(ui, Icon::RotateCcw, &format!("Put the {name} back to what the token had")).clicked() {
            scene.act(Action::RevertPart(part));
        }
    });
    if part == Part::Payload {
        dates_menu(ui, scene);
    }
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let chars = draft.text.chars().count();
        controls::small(ui, format!("{chars} characters"));
    });
}

/// Shortcuts for the dates that test tokens need.
fn dates_menu(ui: &mut Ui, scene: &mut Scene<'_>) {
    let button = egui::Button::new(icons::icon(Icon::Clock)).frame_when_inactive(false);
    let response = ui.add(button).on_hover_text("Set dates").accessible_name("Set dates");
    egui::Popup::menu(&response).show(|ui| {
        for (label, claim, secs) in [
            ("Issued now", "iat", 0),
            ("Valid from now on", "nbf", 0),
            ("Expires in 5 minutes", "exp", 300),
            ("Expires in 15 minutes", "exp", 900),
            ("Expires in 1 hour", "exp", 3600),
            ("Expires in 1 day", "exp", 86_400),
            ("Expired 1 hour ago", "exp", -3600),
        ] {
            if ui.button(label).clicked() {
                scene.act(Action::SetDate { claim, from_now_secs: secs });
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::numeric_date::NumericDate;

    #[test]
    fn where_one_time_has_room_it_is_the_local_one() {
        let date = |local: &str| DateLine {
            claim: "exp",
            date: NumericDate::from_secs(0),
            span: 0..1,
            utc: "00:00 UTC".to_owned(),
            local: local.to_owned(),
            distance: "now".to_owned(),
        };
        assert_eq!(beside(&date("01:00 CET")), ["00:00 UTC · 01:00 CET · now", "01:00 CET · now", "now"]);
        assert_eq!(beside(&date("00:00 UTC")), ["00:00 UTC · now", "now"]);
    }
}
