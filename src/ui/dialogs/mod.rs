//! The dialogs of the Keys pane, of the report and of the policy, one file each. They edit a form and say what was pressed.

mod export;
mod fetch;
mod generate;
mod import;
mod policy;
mod policy_code;
mod protect;
mod rename;
mod report;
mod secret;
mod trash;
mod unlock;

pub use fetch::age;

use crate::app::{Action, KeyForm};
use crate::ui::scene::Scene;
use crate::ui::theme;
use crate::ui::widgets::controls;
use egui::{Id, RichText, ScrollArea, Sides, Ui};

/// What the buttons below a form said.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Nothing,
    Cancel,
    Submit,
    /// Try a passphrase; the dialog stays.
    Unlock,
}

/// Draws the open dialog.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(mut form) = scene.model.key_form.clone() else { return };
    let before = form.clone();
    let modal = controls::modal(ui, "key-form").show(ui.ctx(), |ui| {
        let width = if matches!(form, KeyForm::PolicyCode(_)) { policy_code::WIDTH } else { 520.0 };
        ui.set_width(width.min(ui.ctx().content_rect().width() - 64.0));
        let height = (ui.ctx().content_rect().height() - 96.0).max(160.0);
        ScrollArea::vertical()
            .max_height(height)
            .min_scrolled_height(height)
            .show(ui, |ui| match &mut form {
                KeyForm::Secret(form) => secret::show(ui, scene, form),
                KeyForm::Import(form) => import::show(ui, scene, form),
                KeyForm::Generate(form) => generate::show(ui, form),
                KeyForm::Rename { from, to } => rename::show(ui, from, to),
                KeyForm::Export(form) => export::show(ui, scene, form),
                KeyForm::Fetch(form) => fetch::show(ui, scene, form),
                KeyForm::Policy(form) => policy::show(ui, scene, form),
                KeyForm::Report(form) => report::show(ui, scene, form),
                KeyForm::PolicyCode(form) => policy_code::show(ui, scene, form),
                KeyForm::EmptyTrash => trash::show(ui),
                KeyForm::Passphrase(form) if form.sets_one() => protect::show(ui, scene, form),
                KeyForm::Passphrase(form) => unlock::show(ui, scene, form),
                KeyForm::Unprotect => protect::remove(ui),
            })
            .inner
    });
    if form != before {
        scene.act(Action::SetKeyForm(Some(form)));
    }
    // a click beside it must not throw away what was typed
    let leaves = !modal.backdrop_response.clicked() && modal.should_close();
    match modal.inner {
        Answer::Submit => scene.act(Action::SubmitKeyForm),
        Answer::Unlock => scene.act(Action::UnlockKeys),
        Answer::Cancel => close(ui, scene),
        Answer::Nothing if leaves => close(ui, scene),
        Answer::Nothing => {}
    }
}

fn secret_id() -> Id {
    Id::unique("secret-text")
}

fn import_id() -> Id {
    Id::unique("import-text")
}

/// The passphrase of what is exported, and the same again.
fn passphrase_ids() -> [Id; 2] {
    [Id::unique("export-passphrase"), Id::unique("export-passphrase-again")]
}

/// The vault's passphrase: the present one, the new one, the new one again.
fn vault_ids() -> [Id; 3] {
    [Id::unique("vault-present"), Id::unique("vault-new"), Id::unique("vault-again")]
}

/// Secrets that were typed must not stay behind in the text fields' undo memory.
fn close(ui: &Ui, scene: &mut Scene<'_>) {
    forget(ui);
    scene.act(Action::SetKeyForm(None));
}

fn forget(ui: &Ui) {
    report::forget(ui);
    policy_code::forget(ui);
    for id in [secret_id(), import_id()].into_iter().chain(passphrase_ids()).chain(vault_ids()) {
        if let Some(mut state) = egui::text_edit::TextEditState::load(ui.ctx(), id) {
            state.clear_undoer();
            state.store(ui.ctx(), id);
        }
    }
}

fn title(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).font(theme::verdict_font(false)));
    ui.add_space(theme::GAP_SMALL);
}

fn buttons(ui: &mut Ui, submit: &str, ready: bool) -> Answer {
    buttons_with(ui, submit, ready, entered(ui), |_| {})
}

/// The same, with what stands at the left end of their row. `entered`: a key was pressed that stands for the main button.
fn buttons_with(ui: &mut Ui, submit: &str, ready: bool, entered: bool, left: impl FnOnce(&mut Ui)) -> Answer {
    ui.add_space(theme::GAP);
    let answer = Sides::new().show(ui, left, |ui| {
        let clicked = ui.add_enabled_ui(ready, |ui| controls::main_button(ui, submit)).inner.clicked();
        let submit = clicked || (ready && entered);
        let cancel = ui.button("Cancel").clicked();
        match (submit, cancel) {
            (true, _) => Answer::Submit,
            (_, true) => Answer::Cancel,
            _ => Answer::Nothing,
        }
    });
    if answer.1 == Answer::Submit {
        forget(ui);
    }
    answer.1
}

/// Enter in a line of text is as good as the main button; in a text of several lines it is a line break.
fn entered(ui: &Ui) -> bool {
    let many_lines = ui.memory(|m| m.focused() == Some(import_id()));
    !many_lines && ui.input(|i| i.key_pressed(egui::Key::Enter))
}
