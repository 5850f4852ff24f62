//! What an SD-JWT discloses: every disclosure with a tick, the claims it gives, and what is still kept back.

use crate::app::Action;
use crate::checks::{DisclosureLine, Processed, State, VerificationState};
use crate::jose::escape;
use crate::jose::flaw::Part;
use crate::report::words;
use crate::ui::icons::{self, Icon};
use crate::ui::panes::payload;
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::controls;
use egui::{Align, Button, Label, Layout, RichText, ScrollArea, Ui};
use std::sync::Arc;

/// The disclosures at hand: those of the token, and those that were left out of it here and can come back.
pub struct Hand {
    /// What was last looked at.
    seen: Arc<Processed>,
    /// The token with all of them.
    whole: Arc<Processed>,
    /// Which of them the token has.
    revealed: Vec<bool>,
    /// The order in which they are listed: one that stands in another follows it.
    order: Vec<usize>,
}

/// Disclosures are claims about a person: their number stands for them.
impl std::fmt::Debug for Hand {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hand").field("revealed", &self.revealed).finish_non_exhaustive()
    }
}

impl Hand {
    fn of(disclosed: &Arc<Processed>) -> Self {
        let count = disclosed.disclosures.len();
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by_cached_key(|i| {
            let mut line: Vec<usize> = ancestry(disclosed, *i).collect();
            line.reverse();
            line
        });
        let revealed = vec![true; count];
        Self { seen: Arc::clone(disclosed), whole: Arc::clone(disclosed), revealed, order }
    }

    /// Follows the token: what it no longer shows stays at hand, as long as it is the same issued token.
    fn follow(&mut self, now: &Arc<Processed>) {
        if Arc::ptr_eq(&self.seen, now) {
            return;
        }
        let encoded = |of: &Processed| -> Vec<String> {
            of.text.disclosures.iter().map(|d| of.text.encoded(d).to_owned()).collect()
        };
        let (all, present) = (encoded(&self.whole), encoded(now));
        let is_same = self.whole.text.issued_text() == now.text.issued_text();
        if is_same && present.iter().all(|d| all.contains(d)) {
            self.seen = Arc::clone(now);
            self.revealed = all.iter().map(|d| present.contains(d)).collect();
        } else {
            *self = Self::of(now);
        }
    }

    /// The disclosures to present when that one is ticked or not: one that stands in another goes and comes with it.
    fn with(&self, index: usize, revealed: bool) -> Vec<usize> {
        let stands_in = |inner: usize, outer: usize| ancestry(&self.whole, inner).any(|i| i == outer);
        let stays = |i: usize| match revealed {
            true => self.revealed.get(i) == Some(&true) || stands_in(index, i),
            false => self.revealed.get(i) == Some(&true) && !stands_in(i, index),
        };
        (0..self.revealed.len()).filter(|i| stays(*i)).collect()
    }

    fn depth(&self, index: usize) -> usize {
        ancestry(&self.whole, index).skip(1).take(8).count()
    }
}

/// The disclosure, the one it stands in, the one that stands in, and so on.
fn ancestry(whole: &Processed, index: usize) -> impl Iterator<Item = usize> + '_ {
    let parent = |i: &usize| whole.disclosures.get(*i).and_then(|line| line.parent);
    std::iter::successors(Some(index), parent).take(whole.disclosures.len())
}

/// Draws the claims that are disclosed, and the disclosures. Whether it did: the payload as the issuer signed it has an editor.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>) -> bool {
    let Some(disclosed) = scene.report.sd_jwt.clone() else { return false };
    let is_inside = scene.is_inside();
    if scene.view.as_issued && !is_inside {
        return false;
    }
    let mut hand = scene.view.hand.take().unwrap_or_else(|| Hand::of(&disclosed));
    hand.follow(&disclosed);
    if !is_inside {
        switch(ui, scene);
    }
    let shown = Arc::clone(&scene.shown);
    // both are seen at once: what is ticked, and what comes of it
    controls::scrolling_foot(ui, "disclosures-foot", 0.55, |ui| {
        list(ui, scene, &hand);
        kept_back(ui, &hand);
        key_binding(ui, &disclosed);
    });
    ScrollArea::vertical().id_salt("disclosed").auto_shrink([false, false]).show(ui, |ui| {
        payload::reader(ui, scene, &shown.payload, true);
    });
    scene.view.hand = Some(hand);
    true
}

/// Between the claims that are disclosed and the payload with its digests.
pub fn switch(ui: &mut Ui, scene: &mut Scene<'_>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        ui.spacing_mut().interact_size.y = 24.0;
        for (as_issued, text, hint) in [
            (false, "As disclosed", "The claims with every disclosure in its place: these are judged"),
            (true, "As signed", "The payload that the issuer signed, with digests where claims are kept back"),
        ] {
            let chosen = scene.view.as_issued == as_issued;
            let button = Button::selectable(chosen, RichText::new(text).size(12.5).color(Palette::of(ui).text));
            if ui.add(button).on_hover_text(hint).clicked() {
                scene.view.as_issued = as_issued;
                ui.ctx().request_repaint();
            }
        }
    });
}

fn list(ui: &mut Ui, scene: &mut Scene<'_>, hand: &Hand) {
    let count = hand.revealed.len();
    let shown = hand.revealed.iter().filter(|r| **r).count();
    let title = match count {
        0 => "No disclosures".to_owned(),
        _ => format!("Disclosures ({shown} of {count} revealed)"),
    };
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(title).family(theme::bold()).size(12.5));
        let can = can_choose(scene, hand);
        if can && shown < count && controls::link(ui, "Reveal all").clicked() {
            present(scene, hand, (0..count).collect());
        }
        if can && shown > 0 && controls::link(ui, "Reveal none").clicked() {
            present(scene, hand, Vec::new());
        }
    });
    for index in &hand.order {
        if let Some(line) = hand.whole.disclosures.get(*index) {
            row(ui, scene, hand, *index, line);
        }
    }
}

/// Whether another choice can be presented: of a token that is to be worked on, in the form with tildes, and sound.
fn can_choose(scene: &Scene<'_>, hand: &Hand) -> bool {
    !scene.is_inside() && !scene.report.token.form.is_json() && hand.whole.problems.is_empty()
}

fn present(scene: &mut Scene<'_>, hand: &Hand, disclosures: Vec<usize>) {
    scene.act(Action::Present { text: hand.whole.text.text.clone(), disclosures });
}

/// What a disclosure is called: a claim's name, or its place in an array.
fn name(line: &DisclosureLine) -> String {
    match (&line.name, &line.path) {
        (Some(name), _) => cut(name, 40),
        (None, Some(path)) => {
            let (around, number) = path.rsplit_once('/').unwrap_or_default();
            let array = around.rsplit('/').next().unwrap_or_default();
            format!("element {} of {}", cut(number, 8), cut(array, 24))
        }
        (None, None) => "unnamed".to_owned(),
    }
}

fn cut(text: &str, chars: usize) -> String {
    let start: String = text.chars().take(chars).collect();
    let more = if start.len() < text.len() { "…" } else { "" };
    format!("{}{more}", escape::visible(&start))
}

fn row(ui: &mut Ui, scene: &mut Scene<'_>, hand: &Hand, index: usize, line: &DisclosureLine) {
    let palette = Palette::of(ui);
    let mut revealed = hand.revealed.get(index) == Some(&true);
    let place = match (&line.path, line.fault) {
        (_, Some(fault)) => format!("cannot be read ({})", fault.id()),
        (None, None) => "no digest in the token is its own: it belongs nowhere".to_owned(),
        (Some(path), None) => escape::visible(path).into_owned(),
    };
    let is_good = line.path.is_some() && line.fault.is_none();
    let can = can_choose(scene, hand);
    let value = cut(&line.value, 60);
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 24.0;
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.add_space(hand.depth(index) as f32 * 18.0);
        let text = RichText::new(name(line)).color(palette.part(Part::Disclosure)).font(theme::mono());
        let tick = ui.add_enabled_ui(can, |ui| controls::ticked(ui, |ui| ui.checkbox(&mut revealed, text))).inner;
        let state = if revealed { "revealed" } else { "kept back" };
        let label = format!("Disclosure {}: {}, {value}, {state}", index + 1, name(line));
        let more = format!(
            "{place}\nSalt {}\nDigest {}",
            cut(&line.salt, 60),
            if line.digest.is_empty() { "none" } else { &line.digest }
        );
        let tick = tick.on_hover_text(&more).on_disabled_hover_text(&more).accessible_name(label);
        if tick.clicked() {
            present(scene, hand, hand.with(index, revealed));
        }
        if tick.hovered() {
            scene.light(Part::Disclosure);
        }
        if !is_good {
            icons::mark(ui, icons::coloured(Icon::TriangleAlert, palette.warn).size(14.0), "").on_hover_text(&place);
        }
        let quiet = if revealed { palette.text } else { palette.muted };
        let text = RichText::new(&value).font(theme::mono()).color(quiet);
        let around =
            line.path.as_deref().and_then(|p| p.rsplit_once('/')).map(|(around, _)| around).unwrap_or_default();
        let room = ui.available_width();
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            // what its name says already, or the one above it, is not said again
            let is_told = line.parent.is_some() || line.name.is_none();
            if !around.is_empty() && !is_told && room > 160.0 {
                ui.scope(|ui| {
                    ui.set_max_width(room * 0.4);
                    let text = RichText::new(tail(around)).small().color(palette.muted);
                    ui.add(Label::new(text).truncate()).on_hover_text(format!("In {}", escape::visible(around)));
                });
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(text).truncate()).on_hover_text(cut(&line.value, 2_000));
            });
        });
    });
}

/// The end of a path says most.
fn tail(path: &str) -> String {
    let last = path.rsplit('/').next().unwrap_or_default();
    let more = if last.len() + 1 < path.len() { "…" } else { "" };
    format!("in {more}/{}", cut(last, 24))
}

/// Digests that nothing at hand belongs to.
fn kept_back(ui: &mut Ui, hand: &Hand) {
    let hidden = &hand.whole.hidden;
    if hidden.is_empty() {
        return;
    }
    let place = |path: &str| if path.is_empty() { "the claims".to_owned() } else { cut(path, 40) };
    let list: Vec<String> = hidden.iter().take(6).map(|h| format!("{} in {}", h.count, place(&h.path))).collect();
    let more = if hidden.len() > 6 { ", …" } else { "" };
    let count = hand.whole.hidden_count();
    let digests = if count == 1 { "1 digest has" } else { &format!("{count} digests have") };
    controls::small(
        ui,
        format!("{digests} no disclosure here: {}{more}. Claims kept back, or decoys.", list.join(", ")),
    );
}

fn key_binding(ui: &mut Ui, disclosed: &Processed) {
    let palette = Palette::of(ui);
    let (state, text) = match &disclosed.key_binding {
        None => (State::NotChecked, "No key binding: whoever has this text can present it.".to_owned()),
        Some(kb) => {
            let size = words::size(kb.token.text.len());
            match kb.finding.state {
                VerificationState::Valid => {
                    (State::Pass, "Key binding: made with the key that the issuer named as the holder's.".to_owned())
                }
                VerificationState::Invalid => (
                    State::Fail,
                    "Key binding: not made with the key that the issuer named as the holder's.".to_owned(),
                ),
                _ => (State::NotChecked, format!("Key binding ({size}): its signature could not be checked.")),
            }
        }
    };
    ui.horizontal_top(|ui| {
        icons::mark(ui, icons::coloured(icons::of_state(state), palette.state(state)).size(14.0), "");
        ui.add(Label::new(RichText::new(text).small().color(palette.text)).wrap());
    });
}
