//! The effects that the vault carries out, on workers and in the order in which they were asked for.

use super::{Ports, World, fetch};
use crate::app::{Action, Effect, Gravity, PolicyAction, Settings, VaultDeed, VaultSaying};
use crate::crypto;
use crate::jose::numeric_date::NumericDate;
use crate::keys::Key;
use crate::report::words;
use crate::ui::chrome::VaultStatus;
use crate::vault::{self, How, Notice, Protection, Saved, VAULT_ROUNDS, Vault, VaultError};
use std::collections::{HashMap, VecDeque};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use zeroize::Zeroizing;

/// Some work on the vault; what it has to say goes into the list.
type VaultWork = Box<dyn FnOnce(&mut Vault, &mut Vec<Action>) + Send>;

/// The vault and the work on it that waits. Jobs run on threads of their own, but the work is done in the order in which
/// it was asked for: an older state must not be written over a newer one.
pub(super) struct Shelf {
    vault: Mutex<Vault>,
    understood: Mutex<Understood>,
    waiting: Mutex<VecDeque<VaultWork>>,
}

impl Shelf {
    /// Opens the vault; the settings come with it, and what there is to tell.
    pub(super) fn open(ports: &Ports, dir: &Path, actions: &mut Vec<Action>) -> (Self, Settings) {
        let (mut vault, notices) = Vault::open(Arc::clone(&ports.disk), Arc::clone(&ports.clock), dir);
        let (settings, more) = vault.load_settings();
        tell(notices.iter().chain(&more), actions);
        let mut understood = Understood::default();
        actions.extend(understood.keys_of(&vault));
        if vault.protection() == Protection::Locked {
            actions.push(Action::VaultSaid(VaultSaying::LockedAtFirst));
        }
        (
            Self { vault: Mutex::new(vault), understood: Mutex::new(understood), waiting: Mutex::default() },
            Settings::from_map(settings),
        )
    }

    /// Does the next piece of work, then tells the keys as they are now. `false` when none is left.
    pub(super) fn work(&self, actions: &mut Vec<Action>) -> bool {
        let mut vault = self.vault.lock().unwrap_or_else(PoisonError::into_inner);
        let next = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let Some(work) = next else { return false };
        work(&mut vault, actions);
        actions.extend(self.understood.lock().unwrap_or_else(PoisonError::into_inner).keys_of(&vault));
        true
    }
}

impl World {
    /// Asks to be told when another program changes the vault's files.
    pub(super) fn follow_vault(&mut self) {
        if let Ok(dir) = &self.ports.vault_dir {
            self.ports.folders.follow(&vault::folders(dir));
        }
    }

    /// Looks whether another window changed the vault; reads it anew if so.
    pub fn look_at_vault(&mut self) {
        self.with_vault("Reading keys", |vault, actions| {
            if vault.changed_on_disk() {
                let before = vault.protection();
                let notices = vault.reload();
                tell(&notices, actions);
                told_change(before, vault.protection(), actions);
            }
        });
    }

    /// Carries out what the vault is to do.
    pub(super) fn run_on_vault(&mut self, effect: Effect) -> Vec<Action> {
        match effect {
            Effect::SaveKey(key) => self.save_key(*key),
            Effect::SaveKeys(keys) => self.save_keys(keys),
            Effect::UpdateKey(key) => self.update_key(*key),
            Effect::NoteUse(name) => self.with_vault("Noting a use", move |vault, _| {
                // a note that is lost costs nobody anything
                let _ = if vault.keys().iter().any(|k| k.name == name) { vault.note_use(&name) } else { Ok(()) };
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
            // the others are not the vault's
            _ => Vec::new(),
        }
    }

    fn save_key(&mut self, key: Key) -> Vec<Action> {
        self.save_keys(vec![key])
    }

    /// Keeps new keys, in one piece of work.
    fn save_keys(&mut self, keys: Vec<Key>) -> Vec<Action> {
        if self.vault.is_none() {
            let VaultStatus::Without(why) = &self.status else { return Vec::new() };
            let not_saved = |key: Key| Action::KeyNotSaved { name: key.name, error: why.clone() };
            return keys.into_iter().map(not_saved).collect();
        }
        let label = if keys.len() == 1 { "Saving a key" } else { "Saving keys" };
        self.with_vault(label, move |vault, actions| keys.iter().for_each(|key| keep(vault, key, actions)))
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
    pub(super) fn with_vault(
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
}

/// The passphrase, and what remembers it.
impl World {
    pub(super) fn vault_deed(&mut self, deed: VaultDeed) -> Vec<Action> {
        match deed {
            VaultDeed::Unlock { passphrase, remember } => {
                self.with_vault("Unlocking the vault", move |vault, actions| {
                    let outcome = vault.unlock(&passphrase);
                    done(outcome, VaultSaying::Unlocked { remember: remember.then_some(passphrase) }, actions);
                })
            }
            VaultDeed::Lock => self.with_vault("Locking the vault", |vault, _| vault.lock()),
            VaultDeed::Protect { passphrase, remember } => {
                self.with_vault("Protecting the vault", move |vault, actions| {
                    let outcome = vault.protect(&passphrase, VAULT_ROUNDS);
                    done(outcome, VaultSaying::Protected { remember: remember.then_some(passphrase) }, actions);
                })
            }
            VaultDeed::Change { old, new, remember } => {
                self.with_vault("Changing the passphrase", move |vault, actions| {
                    let outcome = vault.change_passphrase(&old, &new, VAULT_ROUNDS);
                    done(outcome, VaultSaying::Changed { remember: remember.then_some(new) }, actions);
                })
            }
            VaultDeed::Unprotect => self.with_vault("Taking the passphrase away", |vault, actions| {
                let outcome = vault.unprotect();
                done(outcome, VaultSaying::Unprotected, actions);
            }),
            VaultDeed::LookForKeychain | VaultDeed::Recall | VaultDeed::Remember(_) | VaultDeed::Forget => {
                self.ask_keychain(deed)
            }
        }
    }

    /// A keychain may ask the user something before it answers: never on the window's thread, and not while the vault waits.
    fn ask_keychain(&mut self, deed: VaultDeed) -> Vec<Action> {
        let Ok(dir) = self.ports.vault_dir.clone() else { return Vec::new() };
        let keychain = Arc::clone(&self.ports.keychain);
        self.spawn("Asking the keychain", move |actions| match deed {
            VaultDeed::Remember(passphrase) => actions.push(match keychain.remember(&dir, &passphrase) {
                Ok(()) => Action::Notify(Gravity::Success, "The keychain remembers the passphrase.".to_owned()),
                Err(error) => Action::Notify(Gravity::Error, format!("The keychain does not remember it: {error}.")),
            }),
            VaultDeed::Forget => {
                if let Err(error) = keychain.forget(&dir) {
                    let text = format!("The keychain may still remember the old passphrase: {error}.");
                    actions.push(Action::Notify(Gravity::Error, text));
                }
            }
            VaultDeed::Recall => {
                if let Ok(Some(passphrase)) = keychain.recall(&dir) {
                    actions.push(Action::VaultSaid(VaultSaying::Recalled(passphrase)));
                }
            }
            _ => actions.push(Action::VaultSaid(VaultSaying::Keychain(keychain.is_there()))),
        });
        Vec::new()
    }
}

fn done(outcome: Result<Vec<Notice>, VaultError>, saying: VaultSaying, actions: &mut Vec<Action>) {
    match outcome {
        Ok(notices) => {
            tell(&notices, actions);
            actions.push(Action::VaultSaid(saying));
        }
        Err(error) => actions.push(Action::VaultSaid(VaultSaying::NotDone(failed("", &error)))),
    }
}

fn tell<'a>(notices: impl IntoIterator<Item = &'a Notice>, actions: &mut Vec<Action>) {
    let told = |notice: &Notice| format!("{notice}. {}", words::sentence(&notice.next_step()));
    actions.extend(notices.into_iter().map(|notice| Action::Notify(Gravity::Error, told(notice))));
}

/// Another window changed the protection: what was refused for it is looked at again.
fn follow(vault: &mut Vault, error: &VaultError, actions: &mut Vec<Action>) {
    if matches!(error, VaultError::ProtectionChanged) {
        let before = vault.protection();
        let notices = vault.reload();
        tell(&notices, actions);
        told_change(before, vault.protection(), actions);
    }
}

fn told_change(before: Protection, now: Protection, actions: &mut Vec<Action>) {
    let text = match (before, now) {
        (Protection::None | Protection::Unlocked, Protection::Locked) => {
            "Another window protected the vault. Unlock it to see its keys; what is unsaved here stays."
        }
        (Protection::Locked | Protection::Unlocked, Protection::None) => {
            "Another window took the vault's passphrase away. Its keys are in the clear now."
        }
        _ => return,
    };
    actions.push(Action::Notify(Gravity::Note, text.to_owned()));
}

/// What the texts of the vault's files were understood as. A thousand keys are not computed with again for each deed; what
/// is locked away is forgotten.
#[derive(Default)]
struct Understood(HashMap<String, (Zeroizing<String>, Result<Key, String>)>);

impl Understood {
    /// The vault's keys as actions; what cannot be understood is told and left on disk.
    fn keys_of(&mut self, vault: &Vault) -> Vec<Action> {
        let files = vault.keys();
        let mut known = std::mem::take(&mut self.0);
        let texts: HashMap<&str, &Zeroizing<String>> = files.iter().map(|f| (f.name.as_str(), &f.jwk)).collect();
        known.retain(|name, (text, _)| texts.get(name.as_str()).is_some_and(|now| *now == text));
        let new: Vec<_> = files.iter().filter(|f| !known.contains_key(&f.name)).collect();
        let texts: Vec<_> = new.iter().map(|f| (f.name.as_str(), f.jwk.as_str())).collect();
        let read = crypto::kept_keys(&texts);
        known.extend(new.iter().zip(read).map(|(file, key)| (file.name.clone(), (file.jwk.clone(), key))));
        self.0 = known;
        said_of(vault, files.iter().filter_map(|f| Some((f.name.as_str(), &self.0.get(&f.name)?.1))))
    }
}

fn said_of<'a>(vault: &Vault, read: impl Iterator<Item = (&'a str, &'a Result<Key, String>)>) -> Vec<Action> {
    let mut actions = Vec::new();
    let mut keys = Vec::new();
    for (name, read) in read {
        match read {
            Ok(key) => keys.push(key.clone()),
            Err(error) => actions.push(unusable(name, error)),
        }
    }
    actions.push(Action::VaultSaid(VaultSaying::Is(vault.protection(), vault.locked_keys())));
    actions.push(Action::KeysLoaded(keys));
    actions.extend(fetch::sets_of(vault));
    actions.push(Action::Policy(Box::new(PolicyAction::Loaded(vault.policies()))));
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

pub(super) fn failed(what: &str, error: &VaultError) -> String {
    let what = if what.is_empty() { String::new() } else { format!("{what}: ") };
    format!("{what}{error}. {}", words::sentence(error.next_step()))
}

fn saved_well(saved: &Saved, actions: &mut Vec<Action>) {
    told_of(saved, "key", actions);
}

/// What saving one of these left to tell.
pub(super) fn told_of(saved: &Saved, noun: &str, actions: &mut Vec<Action>) {
    if saved.how == How::KeptBoth {
        let text = format!("Another window changed a {noun} of that name. Both are kept; yours is “{}”.", saved.name);
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

/// Keeps a new key, and says how that went.
fn keep(vault: &mut Vault, key: &Key, actions: &mut Vec<Action>) {
    let not_saved = |error: String| Action::KeyNotSaved { name: key.name.clone(), error };
    match key.to_vault_jwk().map(|jwk| vault.add_key(&key.name, &jwk)) {
        Ok(Ok(saved)) => saved_well(&saved, actions),
        Ok(Err(error)) => {
            actions.push(not_saved(failed("", &error)));
            follow(vault, &error, actions);
        }
        Err(error) => actions.push(not_saved(error.to_string())),
    }
}
