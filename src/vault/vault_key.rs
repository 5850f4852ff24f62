//! `vault-key.jwe.json`: the vault key as an encrypted JWK. That it is there means that the vault is protected.
//!
//! Its backup is a second copy of the same, not a previous version: an older passphrase must not go on opening the vault.
//! While the protection is taken away it is `….retired`, until all that it opens is deleted.

use std::path::PathBuf;

use super::seal::kid_of;
use super::store::{Access, Look, Store, backup_of};
use super::{Notice, VaultError};
use crate::ports::{DiskError, Fingerprint, Stamp};

const FILE: &str = "vault-key.jwe.json";
const RETIRED: &str = "vault-key.jwe.json.retired";

/// What there is of a vault key.
pub(super) enum Found {
    Nothing,
    Key(WrappedKey),
    Damaged,
    Unreadable(DiskError),
}

/// An encrypted vault key.
pub(super) struct WrappedKey {
    pub(super) text: String,
    pub(super) kid: String,
    /// Whether it comes from the backup, because the file itself is missing or damaged.
    pub(super) is_backup: bool,
}

impl WrappedKey {
    pub(super) fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(self.text.as_bytes())
    }
}

pub(super) fn path(store: &Store) -> PathBuf {
    store.dir.join(FILE)
}

pub(super) fn retired(store: &Store) -> PathBuf {
    store.dir.join(RETIRED)
}

pub(super) fn stamp(store: &Store) -> Option<Stamp> {
    store.place(&path(store)).ok().map(|place| place.stamp)
}

/// Whether the protection was taken away and what it opened is still there.
pub(super) fn is_retired(store: &Store) -> bool {
    let is_there = |path: PathBuf| store.disk.metadata(&path).is_ok();
    is_there(retired(store)) && !is_there(path(store))
}

pub(super) fn find(store: &Store) -> Found {
    let is_missing = match store.look(&path(store)) {
        Look::Good(document) => match wrapped(&document.text, false) {
            Some(key) => return Found::Key(key),
            None => false,
        },
        Look::Unreadable(cause) => return Found::Unreadable(cause),
        Look::Missing if is_retired(store) => return Found::Nothing,
        Look::Missing => true,
        Look::Damaged { .. } | Look::Sealed | Look::NotAFile(_) => false,
    };
    match store.look(&backup_of(&path(store))) {
        Look::Good(document) if kid_of(&document.text).is_some() => {
            wrapped(&document.text, true).map_or(Found::Damaged, Found::Key)
        }
        _ if is_missing => Found::Nothing,
        _ => Found::Damaged,
    }
}

fn wrapped(text: &str, is_backup: bool) -> Option<WrappedKey> {
    Some(WrappedKey { kid: kid_of(text)?, text: text.to_owned(), is_backup })
}

/// What opening a vault can know without the passphrase.
pub(super) fn probe(store: &Store) -> (Access, Option<Notice>) {
    match find(store) {
        Found::Nothing => (Access::Clear, None),
        Found::Key(key) => {
            let notice = || Notice::VaultKeyDamaged { path: path(store), restored: true };
            (Access::Locked, key.is_backup.then(notice))
        }
        Found::Damaged => (Access::Locked, Some(Notice::VaultKeyDamaged { path: path(store), restored: false })),
        Found::Unreadable(cause) => (Access::Locked, Some(Notice::Unreadable { cause })),
    }
}

/// Whether the protection is still what this window thinks it is. Only while holding the lock.
pub(super) fn check(store: &Store) -> Result<(), VaultError> {
    match (&store.access, find(store)) {
        (_, Found::Unreadable(source)) => Err(VaultError::Unreadable { source }),
        (Access::Locked, _) => Err(VaultError::Locked),
        (Access::Clear, Found::Nothing) => Ok(()),
        (Access::Sealed(seal), Found::Key(key)) if seal.kid() == key.kid => Ok(()),
        (Access::Sealed(_), Found::Damaged) => Err(VaultError::VaultKeyDamaged { path: path(store) }),
        _ => Err(VaultError::ProtectionChanged),
    }
}

/// Puts the encrypted vault key in place, durably. Only while holding the lock.
pub(super) fn write(store: &Store, text: &str) -> Result<(), DiskError> {
    store.replace(&path(store), text, None)?.durable()
}

/// Makes the second copy the same as the first. What it says otherwise is an older passphrase's. Only while holding the lock.
pub(super) fn copy(store: &Store, text: &str) -> Option<Notice> {
    let backup = backup_of(&path(store));
    if matches!(store.look(&backup), Look::Good(document) if document.text.as_str() == text) {
        return None;
    }
    let written = store.replace(&backup, text, None).and_then(|placed| placed.durable());
    if written.is_ok() || store.disk.remove(&backup).is_ok_and(|()| store.disk.sync_dir(&store.dir).is_ok()) {
        return None;
    }
    store.disk.metadata(&backup).is_ok().then_some(Notice::OldPassphrase { path: backup })
}

/// The point of no return when the protection is taken away: one rename. Only while holding the lock.
pub(super) fn retire(store: &Store) -> Result<(), DiskError> {
    store.disk.rename(&path(store), &retired(store))
}
