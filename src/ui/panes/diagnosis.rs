//! Below a signature that no key verifies: find out why, and what was found out.

use crate::app::{Action, DiagnosisAction, LOOKING_FOR_CAUSES, Patient};
use crate::checks::{Reason, Verification, VerificationState};
use crate::doctor::{Cause, Cure, Diagnosis};
use crate::jose::alg::{self, Family};
use crate::jose::escape;
use crate::jose::token::Token;
use crate::report::words;
use crate::teach::{self, Kind};
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::controls;
use crate::ui::widgets::prose::Prose;
use egui::{Button, RichText, Ui};
use std::sync::Arc;

/// Whether there is something to explain. `of_one`: about the chosen one of several signatures.
#[must_use]
pub fn is_due(scene: &Scene<'_>, of_one: bool) -> bool {
    subject(scene, of_one).is_some_and(|(_, verification)| is_unexplained(&verification))
}

/// Draws what belongs below the line of such a signature.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>, of_one: bool) {
    let Some((token, verification)) = subject(scene, of_one) else { return };
    let examined = scene.model.examined.clone().filter(|examined| examined.is_of(&token));
    let is_looking = scene.jobs.iter().any(|job| job.label == LOOKING_FOR_CAUSES && !job.cancelled);
    if is_looking {
        controls::small(ui, "Finding out why. The status bar says how far it is, and can cancel it.");
        return;
    }
    let Some((with_words, diagnosis)) = examined.and_then(|e| Some((e.with_words, e.diagnosis?))) else {
        start(ui, scene, token, &verification);
        return;
    };
    for (number, cause) in diagnosis.causes.iter().enumerate() {
        told(ui, scene, number, cause, &token);
    }
    if diagnosis.causes.is_empty() {
        controls::prose(ui, &words::no_cause(diagnosis.tried, diagnosis.is_cut_short));
    }
    more(ui, scene, &token, &diagnosis, with_words);
}

/// The signature that the line is about.
fn subject(scene: &Scene<'_>, of_one: bool) -> Option<(Arc<Token>, Arc<Verification>)> {
    let report = scene.report;
    if of_one {
        let one = report.each.get(scene.view.entry)?;
        return Some((Arc::clone(&one.token), Arc::clone(&one.verification)));
    }
    // of several signatures each has its own cause
    report.each.is_empty().then(|| (Arc::clone(&report.token), Arc::clone(&report.verification)))
}

/// Whether keys were asked, and none did; or there is none to ask.
fn is_unexplained(verification: &Verification) -> bool {
    use Reason::{Misfit, NoKeys, NoKid, NoneFits, NoneMatches, UnknownKid};
    match verification.state {
        VerificationState::Invalid => true,
        VerificationState::NotChecked => matches!(
            verification.reason,
            NoneMatches { .. } | UnknownKid { .. } | NoneFits { .. } | Misfit { .. } | NoKid | NoKeys
        ),
        _ => false,
    }
}

fn start(ui: &mut Ui, scene: &mut Scene<'_>, token: Arc<Token>, verification: &Verification) {
    let button = ui.add(Button::new(RichText::new("Find out why").size(13.0))).on_hover_text(
        "Tries other readings of the secret, every other key, other algorithms and what else usually goes wrong",
    );
    if button.clicked() {
        let patient = Patient { token, chosen: verification.key.clone() };
        scene.act(Action::Diagnose(DiagnosisAction::Start(Arc::new(patient))));
    }
}

fn told(ui: &mut Ui, scene: &mut Scene<'_>, number: usize, cause: &Cause, token: &Token) {
    let lesson = teach::cause(cause.id, &cause.facts);
    ui.add_space(theme::GAP_SMALL);
    ui.label(RichText::new(lesson.title).family(theme::bold()).color(Palette::of(ui).text));
    let mut prose = Prose::default();
    prose.knows(Kind::Cause, cause.id);
    for text in [lesson.summary.as_str(), lesson.why, lesson.fix] {
        prose.paragraph(ui, text);
    }
    scene.help_on(prose.asked);
    controls::small(ui, lesson.refs.join(" · "));
    let is_inside = token.text != scene.model.inputs.token;
    let Some(label) = cause.cure.as_ref().and_then(|cure| label(cure, is_inside)) else { return };
    if ui.add(Button::new(RichText::new(label).size(13.0)).wrap()).clicked() {
        scene.act(Action::Diagnose(DiagnosisAction::Cure(number)));
    }
}

fn label(cure: &Cure, is_inside: bool) -> Option<String> {
    match cure {
        Cure::ChooseKey { name } => Some(format!("Verify with “{}”", escape::visible(name))),
        Cure::AddKey(_) => Some("Add this secret as a key".to_owned()),
        Cure::UseText(_) => (!is_inside).then(|| "Use the token as it was signed".to_owned()),
    }
}

/// An HMAC secret may be in a list that somebody has.
fn more(ui: &mut Ui, scene: &mut Scene<'_>, token: &Token, diagnosis: &Diagnosis, with_words: bool) {
    let is_hmac = token.alg().and_then(alg::find).is_some_and(|row| row.family == Family::Hmac);
    if !is_hmac || !diagnosis.causes.is_empty() {
        return;
    }
    let label = if with_words { "Try another word list…" } else { "Try a word list…" };
    let button = ui.add(Button::new(RichText::new(label).size(13.0)));
    if button.on_hover_text("Each line of a file is tried as the secret").clicked() {
        scene.act(Action::Diagnose(DiagnosisAction::ChooseWords));
    }
}
