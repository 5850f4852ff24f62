//! Runs the effects: the only place where the window meets the world, always through ports.

mod import;

use crate::app::{Action, Effect, Gravity, Settings};
use crate::crypto;
use crate::jose::find;
use crate::jose::numeric_date::NumericDate;
use crate::keys::Key;
use crate::ports::{
    Ask, Clipboard, Clock, Dialogs, Disk, FILE_LIMIT_BYTES, FileFilter, JobId, Jobs, OnPicked, Picked, Privacy,
    read_file, write_file,
};
use crate::report::{At, Inputs, Memo, Report, Watch, words};
use crate::ui::chrome::VaultStatus;
use crate::vault::{How, Removed, Saved, Vault, VaultError};
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use zeroize::Zeroizing;

/// What comes out of a job.
#[derive(Debug)]
pub enum Outcome {
    /// Wishes, to be carried out in order.
    Actions(Vec<Action>),
    /// The report of a large token. The number tells for which inputs it was made.
    Report(u64, Box<(Report, Memo)>),
}

/// The ports a window needs.
pub struct Ports {
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// The clipboard.
    pub clipboard: Box<dyn Clipboard>,
    /// File dialogs.
    pub dialogs: Box<dyn Dialogs>,
    /// Work off the window's thread.
    pub jobs: Box<dyn Jobs<Outcome>>,
    /// The disk the vault is on.
    pub disk: Arc<dyn Disk>,
    /// The vault's folder, or why there is none.
    pub vault_dir: Result<PathBuf, String>,
    /// The local time zone.
    pub zone: TimeZone,
    /// Asks the window for another frame, from any thread.
    pub wake: Arc<dyn Fn() + Send + Sync>,
}

/// A secret leaves the clipboard after this long.
const SECRET_SECS: i64 = 30;

/// Some work on the vault; what it has to say goes into the list.
type VaultWork = Box<dyn FnOnce(&mut Vault, &mut Vec<Action>) + Send>;

/// The vault and the work on it that waits. Jobs run on threads of their own, but the work is done in the order in which
/// it was asked for: an older state must not be written over a newer one.
struct Shelf {
    vault: Mutex<Vault>,
    waiting: Mutex<VecDeque<VaultWork>>,
}

impl Shelf {
    /// Does the next piece of work, then tells the keys as they are now. `false` when none is left.
    fn work(&self, actions: &mut Vec<Action>) -> bool {
        let mut vault = self.vault.lock().unwrap_or_else(PoisonError::into_inner);
        let next = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let Some(work) = next else { return false };
        work(&mut vault, actions);
        actions.extend(keys_of(&vault));
        true
    }
}

/// The running ports.
pub struct World {
    ports: Ports,
    vault: Option<Arc<Shelf>>,
    /// Where keys are kept, for the status bar.
    pub status: VaultStatus,
    trash: Arc<Mutex<BTreeMap<String, Removed>>>,
    from_dialogs: (Sender<Action>, Receiver<Action>),
    secret_until: Option<NumericDate>,
}

impl World {
    /// Opens the vault. The settings, the keys and what there is to tell come with it.
    pub fn open(ports: Ports) -> (Self, Settings, Vec<Action>) {
        let mut actions = Vec::new();
        let (vault, status, settings) = match &ports.vault_dir {
            Ok(dir) => {
                let (mut vault, notices) = Vault::open(Arc::clone(&ports.disk), Arc::clone(&ports.clock), dir);
                let (settings, more) = vault.load_settings();
                for notice in notices.iter().chain(&more) {
                    actions.push(Action::Notify(
                        Gravity::Error,
                        format!("{notice}. {}", words::sentence(&notice.next_step())),
                    ));
                }
                actions.extend(keys_of(&vault));
                let status = VaultStatus::Open(dir.display().to_string());
                let shelf = Shelf { vault: Mutex::new(vault), waiting: Mutex::default() };
                (Some(Arc::new(shelf)), status, Settings::from_map(settings))
            }
            Err(why) => {
                actions.push(Action::Notify(Gravity::Error, format!("Keys and settings cannot be kept: {why}.")));
                (None, VaultStatus::Without(why.clone()), Settings::default())
            }
        };
        let world = Self { ports, vault, status, trash: Arc::default(), from_dialogs: channel(), secret_until: None };
        (world, settings, actions)
    }

    /// The clock's reading.
    #[must_use]
    pub fn now(&self) -> NumericDate {
        let moment = self.ports.clock.now();
        NumericDate::new(moment.secs, moment.nanos)
    }

    /// The clock's reading and the local zone.
    #[must_use]
    pub fn at(&self) -> At {
        At { now: self.now(), zone: self.ports.zone.clone() }
    }

    /// The work going on.
    #[must_use]
    pub fn running(&self) -> Vec<crate::ports::JobStatus> {
        self.ports.jobs.running()
    }

    /// Asks some work to stop.
    pub fn cancel(&mut self, job: JobId) {
        self.ports.jobs.cancel(job);
    }

    /// What finished since the last frame.
    pub fn finished(&mut self) -> (Vec<Action>, Vec<(u64, Report, Memo)>) {
        let mut actions: Vec<Action> = self.from_dialogs.1.try_iter().collect();
        let mut reports = Vec::new();
        for (_, outcome) in self.ports.jobs.poll() {
            match outcome {
                Ok(Outcome::Actions(more)) => actions.extend(more),
                Ok(Outcome::Report(number, report)) => reports.push((number, report.0, report.1)),
                Err(error) => actions.push(Action::Notify(Gravity::Error, format!("{error}."))),
            }
        }
        (actions, reports)
    }

    /// Makes the report of a large token, or of one that is slow to open, on a worker. `label` says which.
    pub fn analyze(
        &mut self,
        label: &str,
        number: u64,
        mut memo: Memo,
        inputs: Inputs,
        ring: crate::keys::KeyRing,
    ) -> JobId {
        let at = self.at();
        self.ports.jobs.spawn(
            label,
            Box::new(move |cancel, progress| {
                let watch = Watch { progress: &|part| progress.set(part), stopped: &|| cancel.is_set() };
                let report = memo.analyze_watched(&inputs, &ring, &at, &watch);
                Outcome::Report(number, Box::new((report, memo)))
            }),
        )
    }

    /// Takes an over-due secret off the clipboard. When the next look is due.
    pub fn sweep_clipboard(&mut self) -> Option<NumericDate> {
        let due = self.secret_until?;
        if self.now() < due {
            return Some(due);
        }
        self.clear_secret();
        None
    }

    /// Takes a secret off the clipboard, if it is still there.
    pub fn clear_secret(&mut self) {
        if self.secret_until.take().is_some() {
            // another program's content is left alone, and a clipboard that is gone holds nothing
            let _ = self.ports.clipboard.clear_if_ours();
        }
    }

    /// The clipboard's text, for "Paste as token".
    pub fn clipboard_text(&self) -> Result<Option<String>, String> {
        self.ports.clipboard.read().map_err(|e| e.to_string())
    }

    /// Looks whether another window changed the vault; reads it anew if so.
    pub fn look_at_vault(&mut self) {
        self.with_vault("Reading keys", |vault, actions| {
            if vault.changed_on_disk() {
                for notice in vault.reload() {
                    actions.push(Action::Notify(
                        Gravity::Error,
                        format!("{notice}. {}", words::sentence(&notice.next_step())),
                    ));
                }
            }
        });
    }

    /// Waits for the vault's work that is under way, and does what still waits: nothing is lost by closing early.
    pub fn finish(&mut self) -> Vec<Action> {
        let mut actions = Vec::new();
        if let Some(shelf) = &self.vault {
            while shelf.work(&mut actions) {}
        }
        // a job whose work is done still has to hand over what it says
        for _ in 0..50 {
            actions.extend(self.finished().0);
            if self.running().is_empty() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        actions
    }

    /// Carries out one effect. What can be said at once comes back as actions.
    pub fn run(&mut self, effect: Effect) -> Vec<Action> {
        match effect {
            Effect::Copy { text, what } => {
                let result = self.ports.clipboard.copy(&text);
                said(result.map(|()| format!("{what} was copied.")))
            }
            Effect::CopySecret { text, what } => {
                let result = self.ports.clipboard.copy_secret(&text);
                if result.is_ok() {
                    self.secret_until = Some(self.now().plus_secs(SECRET_SECS));
                }
                said(result.map(|()| format!("{what} was copied. It leaves the clipboard in {SECRET_SECS} s.")))
            }
            Effect::PickFile => {
                self.pick("Open a token or key file", &["jwt", "txt", "json", "jwk", "pem", "der", "crt", "cer", "key"])
            }
            Effect::PickKeyFile => {
                self.pick("Open a key file", &["json", "jwk", "jwks", "pem", "der", "crt", "cer", "key", "pub"])
            }
            Effect::PickPayload => {
                let ask = Ask { title: "Choose the payload file".to_owned(), ..Ask::default() };
                let done = self.answer(Action::ReadPayload, "Use “jwt-workbench verify --payload FILE” instead");
                busy(self.ports.dialogs.open_file(ask, done))
            }
            Effect::ReadPayload(path) => {
                self.spawn("Reading a payload", move |actions| {
                    actions.push(match read(&path) {
                        Action::FileRead { name, bytes } => Action::PayloadRead { name, bytes },
                        said => said,
                    });
                });
                Vec::new()
            }
            Effect::ReadFile(path) => self.read_file_or_folder(path),
            Effect::PickKeyFolder => self.pick_key_folder(),
            Effect::PickSecretFile => self.pick_secret_file(),
            Effect::ReadKeys(reading) => self.read_keys(*reading),
            Effect::SaveKeys(keys) => self.save_keys(keys),
            Effect::SaveFile { name, bytes, private, is_token } => self.pick_to_save(name, bytes, private, is_token),
            Effect::FindToken(text) => {
                self.spawn("Looking for a token", move |actions| {
                    actions.push(Action::Found(Box::new(find::find(&text))))
                });
                Vec::new()
            }
            Effect::Generate(spec, name) => {
                self.spawn_stoppable("Generating a key", move |stopped| match crypto::generate(&spec) {
                    _ if stopped() => Action::Notify(Gravity::Note, "No key was made: you stopped it.".to_owned()),
                    Ok(key) => Action::KeyGenerated(Box::new(Key { name, ..key })),
                    Err(error) => Action::Notify(Gravity::Error, format!("No key was made: {error}.")),
                });
                Vec::new()
            }
            Effect::Make(order) => {
                self.spawn_stoppable("Encrypting", move |stopped| match order.carry_out() {
                    _ if stopped() => Action::NotMade(None),
                    Ok(made) => Action::Made(Box::new(made)),
                    Err(error) => Action::NotMade(Some(error.to_string())),
                });
                Vec::new()
            }
            Effect::SaveKey(key) => self.save_key(*key),
            Effect::UpdateKey(key) => self.update_key(*key),
            Effect::NoteUse(name) => self.with_vault("Noting a use", move |vault, _| {
                // a note that is lost costs nobody anything
                let _ = vault.note_use(&name);
            }),
            Effect::RenameKey { from, to } => {
                self.with_vault("Renaming a key", move |vault, actions| match vault.rename_key(&from, &to) {
                    Ok(saved) => {
                        saved_well(&saved, actions);
                        actions.push(Action::KeyRenamed { from, to: saved.name });
                    }
                    Err(error) => actions
                        .push(Action::Notify(Gravity::Error, failed(&format!("“{from}” was not renamed"), &error))),
                })
            }
            Effect::RemoveKey(name) => {
                let trash = Arc::clone(&self.trash);
                self.with_vault("Removing a key", move |vault, actions| match vault.remove_key(&name) {
                    Ok(removed) => {
                        trash.lock().unwrap_or_else(PoisonError::into_inner).insert(name.clone(), removed);
                        actions.push(Action::KeyRemoved(name));
                    }
                    Err(error) => actions
                        .push(Action::Notify(Gravity::Error, failed(&format!("“{name}” was not removed"), &error))),
                })
            }
            Effect::RestoreKey(name) => {
                let removed = self.trash.lock().unwrap_or_else(PoisonError::into_inner).remove(&name);
                let Some(removed) = removed else { return Vec::new() };
                let trash = Arc::clone(&self.trash);
                self.with_vault("Restoring a key", move |vault, actions| match vault.restore(&removed) {
                    Ok(saved) => {
                        actions.push(Action::Notify(Gravity::Success, format!("“{}” is back.", saved.name)));
                        saved_well(&saved, actions);
                        actions.push(Action::KeyRestored(name));
                    }
                    Err(error) => {
                        let text = failed(&format!("“{name}” was not restored"), &error);
                        actions.push(Action::Notify(Gravity::Error, text));
                        // it is still in the trash: the next try may work
                        trash.lock().unwrap_or_else(PoisonError::into_inner).insert(name, removed);
                    }
                })
            }
            Effect::EmptyTrash => self.with_vault("Emptying the trash", |vault, actions| {
                actions.push(match vault.empty_trash() {
                    Ok(count) => {
                        Action::Notify(Gravity::Success, format!("The trash is empty: {count} files deleted."))
                    }
                    Err(error) => Action::Notify(Gravity::Error, failed("The trash was not emptied", &error)),
                });
            }),
            Effect::FixVaultModes => self.with_vault("Taking other users' access away", |vault, actions| {
                actions.push(match vault.fix_modes() {
                    Ok(0) => Action::Notify(Gravity::Note, "Nobody else has access to the vault.".to_owned()),
                    Ok(_) => Action::Notify(Gravity::Success, "Only you have access to the vault now.".to_owned()),
                    Err(error) => Action::Notify(Gravity::Error, failed("Access was not taken away", &error)),
                });
            }),
            Effect::SaveSettings(settings) => self.with_vault("Saving settings", move |vault, actions| {
                if let Err(error) = vault.save_settings(&settings.to_map()) {
                    actions.push(Action::SettingsNotSaved(failed("", &error)));
                }
            }),
            // the shell closes the window itself
            Effect::Quit => Vec::new(),
        }
    }

    fn save_key(&mut self, key: Key) -> Vec<Action> {
        if self.vault.is_none() {
            let VaultStatus::Without(why) = &self.status else { return Vec::new() };
            return vec![Action::KeyNotSaved { name: key.name, error: why.clone() }];
        }
        self.with_vault("Saving a key", move |vault, actions| keep_key(vault, &key, actions))
    }

    fn update_key(&mut self, key: Key) -> Vec<Action> {
        let name = key.name.clone();
        match key.to_vault_jwk() {
            Err(error) => vec![Action::KeyNotSaved { name, error: error.to_string() }],
            Ok(jwk) => self.with_vault("Saving a key", move |vault, actions| match vault.save_key(&name, &jwk) {
                Ok(saved) => {
                    saved_well(&saved, actions);
                    actions.push(Action::AboutKept(name));
                }
                Err(error) => {
                    let text = failed(&format!("The notes of “{name}” were not saved"), &error);
                    actions.push(Action::Notify(Gravity::Error, text));
                }
            }),
        }
    }

    /// Runs vault work on a worker; the keys come back with it.
    fn with_vault(
        &mut self,
        label: &str,
        work: impl FnOnce(&mut Vault, &mut Vec<Action>) + Send + 'static,
    ) -> Vec<Action> {
        let Some(shelf) = self.vault.clone() else { return Vec::new() };
        shelf.waiting.lock().unwrap_or_else(PoisonError::into_inner).push_back(Box::new(work));
        self.spawn(label, move |actions| {
            shelf.work(actions);
        });
        Vec::new()
    }

    fn spawn(&mut self, label: &str, work: impl FnOnce(&mut Vec<Action>) + Send + 'static) {
        self.ports.jobs.spawn(
            label,
            Box::new(move |_, _| {
                let mut actions = Vec::new();
                work(&mut actions);
                Outcome::Actions(actions)
            }),
        );
    }

    /// Runs work whose outcome counts only if nobody stopped it meanwhile: it asks when it is done.
    fn spawn_stoppable(&mut self, label: &str, work: impl FnOnce(&dyn Fn() -> bool) -> Action + Send + 'static) {
        self.ports.jobs.spawn(label, Box::new(move |cancel, _| Outcome::Actions(vec![work(&|| cancel.is_set())])));
    }

    fn pick(&mut self, title: &str, extensions: &[&str]) -> Vec<Action> {
        let filters = vec![
            FileFilter {
                name: "Tokens and keys".to_owned(),
                extensions: extensions.iter().map(|e| (*e).to_owned()).collect(),
            },
            FileFilter { name: "All files".to_owned(), extensions: vec!["*".to_owned()] },
        ];
        let ask = Ask { title: title.to_owned(), filters, ..Ask::default() };
        let done = self.answer(Action::ReadFile, "Drop the file onto the window, or start with “jwt-workbench FILE”");
        busy(self.ports.dialogs.open_file(ask, done))
    }

    fn pick_to_save(&mut self, name: String, bytes: Zeroizing<Vec<u8>>, private: bool, is_token: bool) -> Vec<Action> {
        let ask = Ask { title: format!("Save {name}"), file_name: Some(name), ..Ask::default() };
        let privacy = if private { Privacy::Private } else { Privacy::Ordinary };
        let write = move |path: PathBuf| written(&path, &bytes, privacy, is_token);
        let done = self.answer(write, "Copy it instead, or use the command line");
        busy(self.ports.dialogs.save_file(ask, done))
    }

    /// A callback that turns a dialog's answer into an action; it comes on the dialog's own thread.
    fn answer(&self, picked: impl FnOnce(PathBuf) -> Action + Send + 'static, instead: &'static str) -> OnPicked {
        let (to, wake) = (self.from_dialogs.0.clone(), Arc::clone(&self.ports.wake));
        Box::new(move |answer| {
            let action = match answer {
                Picked::File(path) => Some(picked(path)),
                Picked::Cancelled => None,
                Picked::NoDialog => Some(Action::Notify(
                    Gravity::Error,
                    format!("No file dialog came up: neither xdg-desktop-portal nor zenity answers. {instead}."),
                )),
            };
            if let Some(action) = action {
                let _ = to.send(action);
                wake();
            }
        })
    }
}

/// Keeps a new key in the vault, and says how that went.
fn keep_key(vault: &mut Vault, key: &Key, actions: &mut Vec<Action>) {
    let not_saved = |error: String| Action::KeyNotSaved { name: key.name.clone(), error };
    match key.to_vault_jwk().map(|jwk| vault.add_key(&key.name, &jwk)) {
        Ok(Ok(saved)) => saved_well(&saved, actions),
        Ok(Err(error)) => actions.push(not_saved(failed("", &error))),
        Err(error) => actions.push(not_saved(error.to_string())),
    }
}

/// The vault's keys as an action; what cannot be understood is told and left on disk.
fn keys_of(vault: &Vault) -> Vec<Action> {
    let mut actions = Vec::new();
    let mut keys = Vec::new();
    for kept in vault.keys() {
        match crypto::kept_key(&kept.name, kept.jwk.as_bytes()) {
            Ok(key) => keys.push(key),
            Err(error) => actions.push(unusable(&kept.name, &error)),
        }
    }
    actions.push(Action::KeysLoaded(keys));
    let used = vault.keys().into_iter().filter_map(|key| {
        let moment = vault.last_used(&key.name)?;
        Some((key.name, NumericDate::new(moment.secs, moment.nanos)))
    });
    actions.push(Action::UsesLoaded(used.collect()));
    actions
}

fn unusable(name: &str, error: &str) -> Action {
    let name = crate::jose::escape::visible(name);
    Action::Notify(
        Gravity::Error,
        format!("The kept key “{name}” cannot be used: {error}. Its file was left as it is."),
    )
}

fn said(result: Result<String, crate::ports::ClipboardError>) -> Vec<Action> {
    vec![match result {
        Ok(text) => Action::Notify(Gravity::Success, text),
        Err(error) => Action::Notify(Gravity::Error, format!("Not copied: {error}.")),
    }]
}

fn busy(result: Result<(), crate::ports::DialogBusy>) -> Vec<Action> {
    result.err().map(|error| Action::Notify(Gravity::Note, format!("{error}."))).into_iter().collect()
}

fn failed(what: &str, error: &VaultError) -> String {
    let what = if what.is_empty() { String::new() } else { format!("{what}: ") };
    format!("{what}{error}. {}", words::sentence(error.next_step()))
}

/// What is worth saying about a save that worked.
fn saved_well(saved: &Saved, actions: &mut Vec<Action>) {
    if saved.how == How::KeptBoth {
        let text = format!("Another window changed a key of that name. Both are kept; yours is “{}”.", saved.name);
        actions.push(Action::Notify(Gravity::Note, text));
    }
    if saved.unconfirmed.is_some() {
        let text =
            format!("“{}” was saved, but the disk did not confirm it. A power failure now could lose it.", saved.name);
        actions.push(Action::Notify(Gravity::Note, text));
    }
    for notice in &saved.notices {
        actions.push(Action::Notify(Gravity::Note, format!("{notice}. {}", words::sentence(&notice.next_step()))));
    }
}

fn read(path: &Path) -> Action {
    match read_file(path, FILE_LIMIT_BYTES) {
        Ok(bytes) => {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            Action::FileRead { name, bytes: Zeroizing::new(bytes) }
        }
        Err(error) => Action::Notify(Gravity::Error, format!("{error}. {}", words::sentence(error.next_step()))),
    }
}

fn written(path: &Path, bytes: &[u8], privacy: Privacy, is_token: bool) -> Action {
    match write_file(path, bytes, privacy) {
        Ok(_) if is_token => Action::TokenSaved,
        Ok(_) => {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            Action::Notify(Gravity::Success, format!("“{name}” was written."))
        }
        Err(error) => Action::Notify(Gravity::Error, format!("{error}. {}", words::sentence(error.next_step()))),
    }
}
