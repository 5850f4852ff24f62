//! The user's keys, policies and settings on the disk: private, whole after any crash, never lost.
//!
//! ```text
//! FOLDER/                      0700; `location` says where
//!   keys/NAME.jwk.json         0600; one JWK (RFC 7517) a file, for other tools too
//!   keys/NAME.jwk.json.bak     its previous version
//!   policies/NAME.json
//!   issuers/NAME.json          what was fetched from one issuer; public
//!   settings.json
//!   uses.json                  when each key was used last
//!   trash/                     what was removed, until the trash is emptied
//!   vault.lock                 held while saving, so that two windows take turns
//! ```
//!
//! With a passphrase (`protection`):
//!
//! ```text
//!   vault-key.jwe.json         one random AES key as an encrypted JWK: PBES2-HS512+A256KW, A256GCM (RFC 7517 section 7)
//!   vault-key.jwe.json.bak     a second copy of the same
//!   keys/ID.jwe                a key file as a JWE under it: A256KW, A256GCM, `cty` jwk+json; ID is random
//!   keys/ID.jwe.bak            its previous version, likewise
//!   keys/ID.corrupt.jwe        damaged bytes that were put aside, likewise
//!   trash/TIME-ID.jwe          likewise
//!   uses.jwe                   likewise
//! ```
//!
//! # Promises
//! * One way to the disk (`store`): temporary file in the same folder, written, synced, read back, previous version kept
//!   as `.bak`, renamed, folder synced. A file is the old one or the new one, whole. A failure before the rename leaves
//!   the old file and no temporary file; one after it is "saved, not confirmed durable" ([`Saved::unconfirmed`]).
//! * Nothing that another window or program wrote since the load is overwritten: both are kept ([`How::KeptBoth`]);
//!   settings are merged member by member.
//! * A damaged file is kept beside its place as `….corrupt-TIME`, its backup is used, and a [`Notice`] says so. What
//!   cannot be read is left alone, and nothing is created over it.
//! * Opening writes nothing unless there is something to repair; folders are made by the first save.
//!
//! # Names
//! A name can be any text. It is the member `name` of the file's object (RFC 7517 section 4 and RFC 7516 section 7.2 let
//! readers ignore it); a file without one is called after itself. File names are made from it and mean nothing else.
//!
//! # Links
//! The vault's folder, its subfolders and its files may be links. Saving a linked file replaces the file that the link
//! leads to and keeps the link; the backup is made beside the link. Removing a linked file removes the link alone. A link
//! that leads nowhere is named and left alone.
//!
//! # Protection
//! * What is visible of a locked vault: how many keys there are, how long their files are, when they were written and
//!   removed; policies, issuers and settings. Names, notes and times of use are not.
//! * At no moment is the only copy of a key one that is not durable, and none is deleted before its other copy is: see
//!   `transition`. What was cut off is finished at the next opening or unlocking, which says so meanwhile
//!   ([`Notice::Unfinished`]).
//! * A clear key file that turns up in a protected vault is taken in, encrypted and deleted.
//! * Clear files are deleted, not overwritten: what a disk keeps of deleted files, and copies made elsewhere, are out of
//!   reach. A link's file is, too: the link goes, what it led to stays.
//! * Another passphrase encrypts the same vault key anew. A copy of the folder from before opens with the old one.
//! * Sizes and encrypted bytes can be replaced by whoever may write the folder; that is noticed (AES-GCM), an older version
//!   of a whole file put back in its place is not.
//!
//! # Not here
//! Cryptography (the room `crypto` has it), the meaning of a JWK. Without a passphrase the files are as private as the
//! user's account.

mod document;
mod error;
mod location;
mod modes;
mod names;
mod notice;
mod protection;
mod seal;
mod settings;
mod shelf;
mod store;
mod transition;
mod trash;
mod uses;
mod vault_key;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value};
use zeroize::Zeroizing;

pub use document::JsonFlaw;
pub use error::VaultError;
pub use location::{CONFIG_DIR_VARIABLE, location};
pub use notice::Notice;
pub use protection::{Protection, VAULT_ROUNDS};
pub use settings::SETTINGS_VERSION;
pub use trash::Removed;

use crate::ports::{Clock, Disk, DiskError, Lock, Moment, Stamp};
use protection::protection_of;
use settings::Settings;
use shelf::{Entry, Kind, Repair, Shelf};
use store::{Access, PATIENCE, Store};
use transition::Damage;
use trash::Sort;
use uses::Uses;

const KEYS: Kind = Kind { noun: "key", folder: "keys", suffix: ".jwk.json", is_secret: true };
const POLICIES: Kind = Kind { noun: "policy", folder: "policies", suffix: ".json", is_secret: false };
const ISSUERS: Kind = Kind { noun: "issuer", folder: "issuers", suffix: ".json", is_secret: false };

/// The vault's folder, loaded. Methods that save take as long as the disk's syncs do.
pub struct Vault {
    store: Store,
    keys: Shelf,
    policies: Shelf,
    issuers: Shelf,
    settings: Settings,
    uses: Uses,
    /// The sign of the vault key's file when it was looked at last.
    key_stamp: Option<Stamp>,
}

/// A key as its file holds it.
#[derive(Clone)]
pub struct VaultKey {
    /// What people call it; unique in the vault.
    pub name: String,
    /// The text of the file: a JSON object (a JWK, or whatever JSON object stands in its place).
    pub jwk: Zeroizing<String>,
    /// When the file was written, as far as the disk tells.
    pub modified: Option<Moment>,
    /// The file.
    pub path: PathBuf,
}

impl fmt::Debug for VaultKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VaultKey").field("name", &self.name).field("path", &self.path).finish_non_exhaustive()
    }
}

/// What saving did.
#[must_use]
#[derive(Clone, Debug)]
pub struct Saved {
    /// The name it has now.
    pub name: String,
    /// How it came to the disk.
    pub how: How,
    /// Why it may not survive a power loss although it is in place; `None` once that is sure.
    pub unconfirmed: Option<DiskError>,
    /// What turned up on the way.
    pub notices: Vec<Notice>,
}

impl Saved {
    fn new(name: &str, how: How) -> Self {
        Self { name: name.to_owned(), how, unconfirmed: None, notices: Vec::new() }
    }
}

/// How a text came to the disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    /// As a new file.
    Created,
    /// In place of the version that was loaded, which is the backup now.
    Replaced,
    /// It was there already.
    Unchanged,
    /// Under the fresh name [`Saved::name`], because the name asked for is another one's: of a version that another
    /// window saved meanwhile, or of another key.
    KeptBoth,
}

impl Vault {
    /// Loads the vault in `dir`, an absolute path ([`location()`]). A folder that does not exist is an empty vault. It
    /// never fails: what cannot be used is in the notices.
    #[must_use]
    pub fn open(disk: Arc<dyn Disk>, clock: Arc<dyn Clock>, dir: impl Into<PathBuf>) -> (Self, Vec<Notice>) {
        let store = Store { disk, clock, dir: dir.into(), access: Access::Clear };
        let shelf = |kind| Shelf::empty(&store, kind);
        let mut vault = Self {
            keys: shelf(KEYS),
            policies: shelf(POLICIES),
            issuers: shelf(ISSUERS),
            settings: Settings::default(),
            uses: Uses::default(),
            key_stamp: None,
            store,
        };
        let mut notices: Vec<Notice> = vault.probe().into_iter().collect();
        notices.extend(vault.load_repaired());
        notices.extend(vault.mixed());
        let loose = modes::loose(&vault.store, &vault.shelf_folders());
        if !loose.is_empty() {
            notices.push(Notice::Permissions { loose });
        }
        (vault, notices)
    }

    /// Loads everything, and repairs what is damaged or left over.
    fn load_repaired(&mut self) -> Vec<Notice> {
        let mut notices = self.load(Repair::Later);
        let is_damaged = notices.iter().any(|notice| matches!(notice, Notice::Damaged { .. }));
        if is_damaged || self.folders().iter().any(|folder| self.store.has_temps(folder)) {
            // no lock: another window is saving (and has swept), or the folder cannot be written
            if let Ok(Some(lock)) = self.store.lock(PATIENCE) {
                notices = self.load(Repair::Now);
                self.sweep(&lock);
            }
        }
        notices
    }

    fn load(&mut self, repair: Repair) -> Vec<Notice> {
        let mut notices = Vec::new();
        let store = &self.store;
        for (shelf, kind) in [(&mut self.keys, KEYS), (&mut self.policies, POLICIES), (&mut self.issuers, ISSUERS)] {
            let (loaded, more) = Shelf::load(store, kind, repair, &[]);
            *shelf = loaded;
            notices.extend(more);
        }
        self.uses = Uses::load(store);
        self.key_stamp = vault_key::stamp(store);
        notices
    }

    fn load_again(&mut self) -> Vec<Notice> {
        self.load(Repair::Later)
    }

    /// The vault's folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.store.dir
    }

    /// Whether another window or program has changed the files since they were loaded or saved here. Lists the folders
    /// and reads no content.
    #[must_use]
    pub fn changed_on_disk(&self) -> bool {
        self.key_stamp != vault_key::stamp(&self.store)
            || self.keys.has_changed(&self.store)
            || self.policies.has_changed(&self.store)
            || self.issuers.has_changed(&self.store)
            || self.settings.has_changed(&self.store)
    }

    /// Loads keys, policies and issuers again (settings: [`load_settings`](Vault::load_settings)). A file that is damaged now keeps
    /// its version in memory: whoever writes it may not have finished.
    pub fn reload(&mut self) -> Vec<Notice> {
        let before = self.protection();
        let mut notices: Vec<Notice> = self.probe().into_iter().collect();
        if matches!(self.store.access, Access::Sealed(_))
            && transition::clear_files(&self.store).is_ok_and(|paths| !paths.is_empty())
            && let Ok(Some(_lock)) = self.store.lock(PATIENCE)
        {
            notices.extend(self.seal_what_is_clear(Damage::LeaveAlone));
        }
        let store = &self.store;
        for (shelf, kind) in [(&mut self.keys, KEYS), (&mut self.policies, POLICIES), (&mut self.issuers, ISSUERS)] {
            // what another window has encrypted or locked meanwhile is not known any more
            let known = if kind.is_secret && before != protection_of(store) { &[][..] } else { shelf.entries() };
            let (loaded, more) = Shelf::load(store, kind, Repair::Later, known);
            *shelf = loaded;
            notices.extend(more);
        }
        self.uses = Uses::load(store);
        self.key_stamp = vault_key::stamp(store);
        notices.extend(self.mixed());
        notices
    }

    /// Takes the access of other users away (0700 for folders, 0600 for files), and says of how many.
    ///
    /// # Errors
    /// The disk refuses, for instance because somebody else owns the file.
    pub fn fix_modes(&self) -> Result<usize, VaultError> {
        modes::fix(&self.store, &self.shelf_folders())
    }

    fn shelf_folders(&self) -> [&Path; 3] {
        self.shelves().map(Shelf::folder)
    }

    fn shelves(&self) -> [&Shelf; 3] {
        [&self.keys, &self.policies, &self.issuers]
    }

    fn folders(&self) -> Vec<PathBuf> {
        let own = [self.store.dir.clone(), trash::folder(&self.store)];
        own.into_iter().chain(self.shelves().into_iter().flat_map(Shelf::folders).cloned()).collect()
    }

    fn sweep(&self, held: &Lock) {
        self.folders().iter().for_each(|folder| self.store.sweep(folder, held));
    }
}

/// The folders whose files a vault in `dir` is made of, whether they are there yet or not.
#[must_use]
pub fn folders(dir: &Path) -> Vec<PathBuf> {
    let shelves = [KEYS, POLICIES, ISSUERS].map(|kind| dir.join(kind.folder));
    std::iter::once(dir.to_path_buf()).chain(shelves).collect()
}

/// Keys.
impl Vault {
    /// All keys, by name.
    #[must_use]
    pub fn keys(&self) -> Vec<VaultKey> {
        self.keys.entries().iter().map(|entry| self.vault_key(entry)).collect()
    }

    fn vault_key(&self, entry: &Entry) -> VaultKey {
        VaultKey {
            name: entry.name.clone(),
            jwk: entry.text.clone(),
            modified: entry.modified,
            path: self.keys.folder().join(&entry.file),
        }
    }

    /// Saves a key in place of the one of that name, or as a new one. `jwk` is a JSON object; its `name` is set.
    ///
    /// # Errors
    /// Not a JSON object, too large, a vault that cannot be read, or what the disk says; the files are as they were.
    pub fn save_key(&mut self, name: &str, jwk: &str) -> Result<Saved, VaultError> {
        self.keys.save(&self.store, name, jwk)
    }

    /// Saves a key as a new one, under a fresh name (`NAME (2)`) if the name is taken.
    ///
    /// # Errors
    /// As [`save_key`](Vault::save_key).
    pub fn add_key(&mut self, name: &str, jwk: &str) -> Result<Saved, VaultError> {
        self.keys.add(&self.store, name, jwk)
    }

    /// Gives a key another name.
    ///
    /// # Errors
    /// No such key, a name that is taken, or as [`save_key`](Vault::save_key).
    pub fn rename_key(&mut self, from: &str, to: &str) -> Result<Saved, VaultError> {
        let mut saved = self.keys.rename(&self.store, from, to)?;
        if let Err(VaultError::NotSaved { source, .. }) = self.uses.rename(&self.store, from, to) {
            saved.notices.push(Notice::UsesNotSaved { cause: source });
        }
        Ok(saved)
    }

    /// Moves a key to the trash folder; its backup is deleted.
    ///
    /// # Errors
    /// No such key, or what the disk says; the key is still there.
    pub fn remove_key(&mut self, name: &str) -> Result<Removed, VaultError> {
        trash::remove(&self.store, &mut self.keys, name, Sort::Key)
    }
}

/// When keys were used.
impl Vault {
    /// When a key was used last, to a few minutes; `None` where that is not known.
    #[must_use]
    pub fn last_used(&self, name: &str) -> Option<Moment> {
        self.uses.last(name)
    }

    /// Notes that a key was used now. It is written at most once in five minutes for each key.
    ///
    /// # Errors
    /// What the disk says; nothing else depends on it.
    pub fn note_use(&mut self, name: &str) -> Result<(), VaultError> {
        self.uses.note(&self.store, name)
    }
}

/// Issuers: what was fetched from each, which is public.
impl Vault {
    /// What is kept of all issuers, by name. Their `name` member is the name and not part of the value.
    #[must_use]
    pub fn issuers(&self) -> Vec<(String, Value)> {
        values(&self.issuers)
    }

    /// Saves what was fetched from an issuer, a JSON object, in place of what there was under that name or as a new one.
    ///
    /// # Errors
    /// As [`save_key`](Vault::save_key).
    pub fn save_issuer(&mut self, name: &str, issuer: &Value) -> Result<Saved, VaultError> {
        self.issuers.save(&self.store, name, &text_of(issuer))
    }

    /// Moves an issuer to the trash folder.
    ///
    /// # Errors
    /// As [`remove_key`](Vault::remove_key).
    pub fn remove_issuer(&mut self, name: &str) -> Result<Removed, VaultError> {
        trash::remove(&self.store, &mut self.issuers, name, Sort::Issuer)
    }
}

/// The entries of a shelf as values, without their names.
fn values(shelf: &Shelf) -> Vec<(String, Value)> {
    let parsed = |entry: &Entry| {
        let mut value: Value = serde_json::from_str(&entry.text).ok()?;
        value.as_object_mut()?.shift_remove(document::NAME);
        Some((entry.name.clone(), value))
    };
    shelf.entries().iter().filter_map(parsed).collect()
}

/// The text of an object; of anything else a text that will be refused.
fn text_of(value: &Value) -> Zeroizing<String> {
    value.as_object().map_or_else(|| Zeroizing::new(value.to_string()), |object| document::pretty(object, 0))
}

/// Policies.
impl Vault {
    /// All policies, by name. Their `name` member is the name and not part of the value.
    #[must_use]
    pub fn policies(&self) -> Vec<(String, Value)> {
        values(&self.policies)
    }

    /// Saves a policy, a JSON object, in place of the one of that name or as a new one.
    ///
    /// # Errors
    /// As [`save_key`](Vault::save_key).
    pub fn save_policy(&mut self, name: &str, policy: &Value) -> Result<Saved, VaultError> {
        self.policies.save(&self.store, name, &text_of(policy))
    }

    /// Saves a policy as a new one, under a fresh name (`NAME (2)`) if the name is taken.
    ///
    /// # Errors
    /// As [`save_key`](Vault::save_key).
    pub fn add_policy(&mut self, name: &str, policy: &Value) -> Result<Saved, VaultError> {
        self.policies.add(&self.store, name, &text_of(policy))
    }

    /// Gives a policy another name.
    ///
    /// # Errors
    /// As [`rename_key`](Vault::rename_key).
    pub fn rename_policy(&mut self, from: &str, to: &str) -> Result<Saved, VaultError> {
        self.policies.rename(&self.store, from, to)
    }

    /// Moves a policy to the trash folder.
    ///
    /// # Errors
    /// As [`remove_key`](Vault::remove_key).
    pub fn remove_policy(&mut self, name: &str) -> Result<Removed, VaultError> {
        trash::remove(&self.store, &mut self.policies, name, Sort::Policy)
    }
}

/// Trash.
impl Vault {
    /// Brings back what was removed, under a fresh name if its own is taken meanwhile.
    ///
    /// # Errors
    /// The trash was emptied, or as [`save_key`](Vault::save_key).
    pub fn restore(&mut self, removed: &Removed) -> Result<Saved, VaultError> {
        let shelf = match removed.sort {
            Sort::Key => &mut self.keys,
            Sort::Policy => &mut self.policies,
            Sort::Issuer => &mut self.issuers,
        };
        trash::restore(&self.store, shelf, removed)
    }

    /// Brings the key of that name back that was removed last, whoever removed it.
    ///
    /// # Errors
    /// There is none in the trash, or as [`save_key`](Vault::save_key).
    pub fn restore_key(&mut self, name: &str) -> Result<Saved, VaultError> {
        if matches!(self.store.access, Access::Locked) {
            return Err(VaultError::Locked);
        }
        trash::restore_key(&self.store, &mut self.keys, name)
    }

    /// Deletes everything in the trash folder for good, and says how many files that were.
    ///
    /// # Errors
    /// What the disk says; some files may be gone.
    pub fn empty_trash(&mut self) -> Result<usize, VaultError> {
        let count = trash::empty(&self.store)?;
        let names = self.keys.entries().iter().map(|entry| entry.name.as_str()).collect();
        // names of keys that are gone for good; the next time will do as well
        let _ = self.uses.keep_only(&self.store, &names);
        Ok(count)
    }
}

/// Settings.
impl Vault {
    /// The settings as they are in the file; empty without one. Later versions and unreadable files are in the notices,
    /// and are not written by [`save_settings`](Vault::save_settings).
    pub fn load_settings(&mut self) -> (Map<String, Value>, Vec<Notice>) {
        self.settings.load(&self.store)
    }

    /// Writes the members of `settings`. Members of the file that `settings` does not have stay; `null` removes one. What
    /// another window changed since the load stays, except where it was changed here too.
    ///
    /// # Errors
    /// Settings of a later version, an unreadable file, or what the disk says; the file is as it was.
    pub fn save_settings(&mut self, settings: &Map<String, Value>) -> Result<Saved, VaultError> {
        self.settings.save(&self.store, settings)
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("dir", &self.store.dir).field("keys", &self.keys).finish_non_exhaustive()
    }
}
