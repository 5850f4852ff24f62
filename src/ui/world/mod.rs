//! Runs the effects: the only place where the window meets the world, always through ports.

mod diagnosing;
mod import;
mod keys_out;
mod policies;
mod vault;

use self::keys_out::Discardable;
use self::vault::Shelf;
mod fetch;
use crate::app::{Action, Effect, Gravity, Settings};
use crate::jose::find;
use crate::jose::numeric_date::NumericDate;
use crate::ports::{
    Ask, Clipboard, Clock, Dialogs, Disk, FILE_LIMIT_BYTES, Fetch, FileFilter, FolderWatch, JobId, Jobs, Keychain,
    OnPicked, Picked, Privacy, read_file, write_file,
};
use crate::report::{At, Inputs, Memo, Report, Watch, words};
use crate::ui::chrome::VaultStatus;
use crate::vault::Removed;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
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
    /// What may remember the vault's passphrase.
    pub keychain: Arc<dyn Keychain>,
    /// Tells when another program changes the vault's files.
    pub folders: Box<dyn FolderWatch>,
    /// The vault's folder, or why there is none.
    pub vault_dir: Result<PathBuf, String>,
    /// The network; `None` in a build without the feature `fetch`.
    pub fetch: Option<Arc<dyn Fetch>>,
    /// The local time zone.
    pub zone: TimeZone,
    /// Asks the window for another frame, from any thread.
    pub wake: Arc<dyn Fn() + Send + Sync>,
}

/// A secret leaves the clipboard after this long.
const SECRET_SECS: i64 = 30;

/// The running ports.
pub struct World {
    ports: Ports,
    vault: Option<Arc<Shelf>>,
    /// Where keys are kept, for the status bar.
    pub status: VaultStatus,
    trash: Arc<Mutex<BTreeMap<String, Removed>>>,
    policy_trash: Arc<Mutex<Vec<(String, Removed)>>>,
    from_dialogs: (Sender<Action>, Receiver<Action>),
    secret_until: Option<NumericDate>,
    discardable: Discardable,
    /// The work on the network that is under way, as far as it was not stopped.
    fetching: Option<JobId>,
}

impl World {
    /// Opens the vault. The settings, the keys and what there is to tell come with it.
    pub fn open(ports: Ports) -> (Self, Settings, Vec<Action>) {
        let mut actions = Vec::new();
        let (vault, status, settings) = match &ports.vault_dir {
            Ok(dir) => {
                let (shelf, settings) = Shelf::open(&ports, dir, &mut actions);
                (Some(Arc::new(shelf)), VaultStatus::Open(dir.display().to_string()), settings)
            }
            Err(why) => {
                actions.push(Action::Notify(Gravity::Error, format!("Keys and settings cannot be kept: {why}.")));
                (None, VaultStatus::Without(why.clone()), Settings::default())
            }
        };
        let mut world = Self {
            ports,
            vault,
            status,
            trash: Arc::default(),
            policy_trash: Arc::default(),
            from_dialogs: channel(),
            secret_until: None,
            discardable: Discardable::default(),
            fetching: None,
        };
        world.follow_vault();
        (world, settings, actions)
    }

    /// The clock's reading.
    #[must_use]
    pub fn now(&self) -> NumericDate {
        let moment = self.ports.clock.now();
        NumericDate::new(moment.secs, moment.nanos)
    }

    /// The desktop's time zone.
    #[must_use]
    pub fn zone(&self) -> TimeZone {
        self.ports.zone.clone()
    }

    /// The work going on.
    #[must_use]
    pub fn running(&self) -> Vec<crate::ports::JobStatus> {
        let mut running = self.ports.jobs.running();
        running.retain(|job| !self.discardable.is_discarded(job.id));
        running
    }

    /// Asks some work to stop.
    pub fn cancel(&mut self, job: JobId) {
        self.ports.jobs.cancel(job);
        self.discard(job);
    }

    /// What finished since the last frame.
    pub fn finished(&mut self) -> (Vec<Action>, Vec<(u64, Report, Memo)>) {
        if self.ports.folders.has_changed() {
            self.follow_vault();
            self.look_at_vault();
        }
        let mut actions: Vec<Action> = self.from_dialogs.1.try_iter().collect();
        let mut reports = Vec::new();
        for (id, outcome) in self.ports.jobs.poll() {
            match outcome {
                _ if self.discardable.ended(id) => {}
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
        at: At,
    ) -> JobId {
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
            Effect::SaveFile { name, bytes, private, is_token } => self.pick_to_save(name, bytes, private, is_token),
            Effect::FindToken(text) => {
                self.spawn("Looking for a token", move |actions| {
                    actions.push(Action::Found(Box::new(find::find(&text))))
                });
                Vec::new()
            }
            Effect::Generate(new, name) => self.generate(*new, name),
            Effect::Protect(order) => self.protect(*order),
            Effect::Make(order) => {
                self.spawn_stoppable("Encrypting", move |stopped| match order.carry_out() {
                    _ if stopped() => Action::NotMade(None),
                    Ok(made) => Action::Made(Box::new(made)),
                    Err(error) => Action::NotMade(Some(error.to_string())),
                });
                Vec::new()
            }
            Effect::Vault(deed) => self.vault_deed(deed),
            Effect::Diagnose(examination) => self.diagnose(*examination),
            Effect::PickWordList => self.pick_word_list(),
            Effect::Policy(errand) => self.policy(errand),
            Effect::Fetch(errand) => self.fetch(errand),
            // the shell closes the window itself
            Effect::Quit => Vec::new(),
            other => self.run_on_vault(other),
        }
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

fn said(result: Result<String, crate::ports::ClipboardError>) -> Vec<Action> {
    vec![match result {
        Ok(text) => Action::Notify(Gravity::Success, text),
        Err(error) => Action::Notify(Gravity::Error, format!("Not copied: {error}.")),
    }]
}

fn busy(result: Result<(), crate::ports::DialogBusy>) -> Vec<Action> {
    result.err().map(|error| Action::Notify(Gravity::Note, format!("{error}."))).into_iter().collect()
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
