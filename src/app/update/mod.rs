//! The one writer. Each area of the workbench has its file; this one only says who answers for what.

mod copying;
mod diagnosing;
mod disclosing;
mod editing;
mod keys;
mod making;
mod policies;
mod policy;
mod session;
mod token;

use super::action::Action;
use super::effect::Effect;
use super::making::Kind;
use super::model::Model;

pub use making::TOO_SLOW;

/// Texts longer than this are searched and judged on a worker.
pub const LARGE_BYTES: usize = 64 * 1024;

/// Carries out one wish. Returns what is to be done in the world.
pub fn update(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::TypeToken(text) => token::type_token(model, text),
        Action::TakeText { text, source } => token::take_text(model, text, &source),
        Action::Found(findings) => token::take_findings(model, *findings),
        Action::ShowToken(index) => token::show(model, index),
        Action::LoadSample(sample) => token::load_sample(model, sample),
        Action::NewToken => token::new_token(model),
        Action::Clear => token::clear(model),
        Action::EditPart(part, text) => editing::edit(model, part, text),
        Action::FormatPart(part) => editing::lay_out(model, part, super::Draft::format),
        Action::CompactPart(part) => editing::lay_out(model, part, super::Draft::compact),
        Action::RevertPart(part) => editing::revert(model, part),
        Action::SetDate { claim, from_now_secs } => editing::set_date(model, claim, from_now_secs),
        Action::Sign => making::make_now(model, Kind::Sign),
        Action::Make => making::make_now(model, model.kind()),
        Action::Made(made) => making::made(model, *made),
        Action::NotMade(error) => making::not_made(model, error),
        Action::Opened { content, inside } => making::opened(model, &content, inside),
        Action::ChooseKind(kind) => making::choose_kind(model, kind),
        Action::ChooseRecipient { number, key } => making::choose_recipient(model, number, key),
        Action::ChooseKeyManagement { number, alg } => making::choose_key_management(model, number, alg),
        Action::AddRecipient => making::add_recipient(model),
        Action::RemoveRecipient(number) => making::remove_recipient(model, number),
        Action::ChooseContentEncryption(enc) => making::choose(model, |s| s.enc = Some(enc)),
        Action::SetZip(on) => making::choose(model, |s| s.zip = on),
        Action::SetWhole(on) => making::choose(model, |s| s.whole = Some(on)),
        Action::SetRounds(rounds) => making::set_rounds(model, rounds),
        Action::SetFollow(on) => making::set_follow(model, on),
        Action::ChooseEntry(entry) => making::choose_entry(model, entry),
        Action::Convert(shape) => making::convert(model, shape),
        Action::AddSignature => making::add_signature(model),
        Action::ChooseVerifyKey(choice) => keys::choose_verify(model, choice),
        Action::ChooseSigningKey(name) => keys::choose_signing(model, name),
        Action::ChooseAlgorithm(alg) => keys::choose_algorithm(model, alg),
        Action::SetKeyForm(form) => keys::set_form(model, form),
        Action::SubmitKeyForm => keys::submit(model),
        Action::OpenKeyFile => vec![Effect::PickKeyFile],
        Action::OpenKeyFolder => vec![Effect::PickKeyFolder],
        Action::FolderRead { name, files, passed_over } => keys::folder(model, &name, files, passed_over),
        Action::UnlockKeys => keys::unlock(model),
        Action::KeysRead { look, found, tried } => keys::read(model, look, found.map(|found| *found), tried),
        Action::ChooseSecretFile => vec![Effect::PickSecretFile],
        Action::SecretFileRead { name, bytes } => keys::secret_file_read(model, name, &bytes),
        Action::Leave(leaving) => keys::leave(*leaving),
        Action::KeyGenerated(key) => keys::generated(model, *key),
        Action::KeysLoaded(loaded) => keys::loaded(model, loaded),
        Action::KeyNotSaved { name, error } => keys::not_saved(model, &name, &error),
        Action::SetAbout { name, about } => keys::set_about(model, &name, about),
        Action::AboutKept(name) => keys::about_kept(model, &name),
        Action::KeyUsed(name) => keys::used(model, &name),
        Action::UsesLoaded(uses) => keys::uses_loaded(model, uses),
        Action::SaveUnsaved => keys::save_unsaved(model),
        Action::RemoveKey(name) => keys::remove(model, name),
        Action::KeyRemoved(name) => keys::removed(model, name),
        Action::RestoreKey => keys::restore(model),
        Action::LockVault => keys::lock(model),
        Action::VaultSaid(saying) => keys::vault_said(model, saying),
        Action::SetLockAfter(minutes) => session::set(model, |s| s.lock_after_minutes = minutes),
        Action::Diagnose(action) => diagnosing::diagnose(model, action),
        Action::Fetch(action) => keys::fetch(model, *action),
        Action::FixVaultModes => vec![Effect::FixVaultModes],
        Action::KeyRestored(name) => keys::restored(model, &name),
        Action::KeyRenamed { from, to } => keys::renamed(model, &from, &to),
        Action::SetPolicy(policy, change) => policy::set(model, *policy, change),
        Action::SetAsOf(time) => policy::set_as_of(model, time),
        Action::Policy(action) => policies::carry_out(model, *action),
        Action::StepAsOf(secs) => policy::step_as_of(model, secs),
        Action::DragAsOf { time, begins } => policy::drag_as_of(model, time, begins),
        Action::Apply(fix) => policy::apply(model, fix),
        Action::Copy(what) => copying::copy(model, what),
        Action::OpenFile => vec![Effect::PickFile],
        Action::ReadFile(path) => vec![Effect::ReadFile(path)],
        Action::FileRead { name, bytes } => token::file_read(model, &name, &bytes),
        Action::ChoosePayload => vec![Effect::PickPayload],
        Action::ReadPayload(path) => vec![Effect::ReadPayload(path)],
        Action::PayloadRead { name, bytes } => disclosing::payload_read(model, &name, &bytes),
        Action::ForgetPayload => disclosing::forget_payload(model),
        Action::Present { text, disclosures } => disclosing::present(model, &text, disclosures),
        Action::SaveToken => token::save(model),
        Action::SaveReport { name, text, is_whole } => copying::save_report(name, text, is_whole),
        Action::SaveCode { name, text } => copying::save_code(name, text),
        Action::TokenSaved => token::saved(model),
        Action::Undo => session::undo(model),
        Action::Redo => session::redo(model),
        Action::SetHeaderAsTyped(on) => session::set(model, |s| s.header_as_typed = on),
        Action::SetKeepWhiteSpace(on) => session::set(model, |s| s.keep_white_space = on),
        Action::SetTheme(theme) => session::set(model, |s| s.theme = theme),
        Action::SetZoom(zoom) => session::set(model, |s| s.zoom = zoom),
        Action::SetZone(zone) => session::set_zone(model, zone),
        Action::SetLayout(layout) => session::set(model, |s| s.layout = Some(layout)),
        Action::SettingsNotSaved(error) => session::settings_not_saved(model, &error),
        Action::Notify(gravity, text) => session::notify(model, gravity, text),
        Action::Dismiss(id) => session::dismiss(model, id),
        Action::Tick => session::tick(model),
        Action::Close => session::close(model),
        Action::CloseAnyway => vec![Effect::Quit],
        Action::StayOpen => session::stay_open(model),
    }
}
