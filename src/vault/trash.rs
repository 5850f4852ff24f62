//! Removing with a way back.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::shelf::{Shelf, not_a_file};
use super::store::{Look, PATIENCE, Store, backup_of, is_sealed};
use super::{How, KEYS, Saved, VaultError};
use crate::ports::DiskError;

pub(super) const FOLDER: &str = "trash";

/// A removed key or policy, which [`Vault::restore`](super::Vault::restore) brings back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Removed {
    /// The name that it had.
    pub name: String,
    /// Its file in the trash folder.
    pub path: PathBuf,
    pub(super) sort: Sort,
}

/// Which shelf something removed belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sort {
    Key,
    Policy,
    Issuer,
}

pub(super) fn folder(store: &Store) -> PathBuf {
    store.dir.join(FOLDER)
}

/// Moves an entry into the trash: a durable copy there first, then the file goes. A power loss may leave both, never
/// neither.
pub(super) fn remove(store: &Store, shelf: &mut Shelf, name: &str, sort: Sort) -> Result<Removed, VaultError> {
    let failed = |source| VaultError::NotRemoved { what: format!("'{name}'"), source };
    shelf.refuse_sealed()?;
    let at = shelf.find(name)?;
    let entry = shelf.entries()[at].clone();
    let path = shelf.folder().join(&entry.file);
    let unconfirmed = store.ensure_folder(&folder(store)).map_err(failed)?;
    unconfirmed.map_or(Ok(()), |source| Err(failed(source)))?;
    let _lock = store.lock(PATIENCE).map_err(failed)?;
    shelf.check_access(store)?;
    shelf.refuse_clear(store, at)?;
    let (text, is_there) = match store.look(&path) {
        Look::Good(document) => (document.text, true),
        // another window removed it: the way back leads to what this one has
        Look::Missing => (entry.text, false),
        Look::Damaged { bytes, .. } => {
            store.copy_aside(&path, &bytes).map_err(failed)?;
            (entry.text, true)
        }
        Look::Sealed => return Err(VaultError::ProtectionChanged),
        Look::NotAFile(kind) => return Err(failed(not_a_file(path, kind))),
        Look::Unreadable(source) => return Err(VaultError::Unreadable { source }),
    };
    let kept = folder(store).join(format!("{}-{}", store.clock.now().file_stamp(), entry.file.to_string_lossy()));
    let kept = free(store, kept).map_err(failed)?;
    let written = store.replace(&kept, &text, None).map_err(failed)?;
    let gone = match written.unconfirmed {
        Some(source) => Err(source),
        None if is_there => unlink(store, &path),
        None => Ok(()),
    };
    if let Err(source) = gone {
        let _ = store.disk.remove(&kept);
        return Err(failed(source));
    }
    shelf.forget(at);
    Ok(Removed { name: name.to_owned(), path: kept, sort })
}

/// The backup goes first: a file without one is better than a backup that a later key of that name would inherit.
fn unlink(store: &Store, path: &Path) -> Result<(), DiskError> {
    match store.disk.remove(&backup_of(path)) {
        Err(e) if !e.is_not_found() => return Err(e),
        _ => {}
    }
    store.disk.remove(path)?;
    // it may come back after a power loss, which is the safe side
    let _ = store.disk.sync_dir(&crate::ports::parent(path));
    Ok(())
}

fn free(store: &Store, path: PathBuf) -> Result<PathBuf, DiskError> {
    let mut tried = path.clone();
    for n in 2_u32.. {
        match store.disk.metadata(&tried) {
            Err(e) if e.is_not_found() => break,
            Err(e) => return Err(e),
            Ok(_) => tried = path.with_file_name(format!("{n}-{}", file_name(&path))),
        }
    }
    Ok(tried)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Brings an entry back, under a fresh name if its own is taken meanwhile.
pub(super) fn restore(store: &Store, shelf: &mut Shelf, removed: &Removed) -> Result<Saved, VaultError> {
    let (path, text) = match store.look(&removed.path) {
        Look::Good(document) => (removed.path.clone(), document.text),
        Look::Unreadable(source) => return Err(VaultError::Unreadable { source }),
        Look::Damaged { flaw, .. } => {
            return Err(VaultError::NotAnObject { what: removed.path.to_string_lossy().into_owned(), flaw });
        }
        Look::Sealed => return Err(VaultError::Locked),
        // the vault's protection was changed meanwhile: its files have other names
        Look::Missing if removed.sort == Sort::Key => latest(store, &removed.name).ok_or_else(|| unknown(removed))?,
        Look::Missing | Look::NotAFile(_) => return Err(unknown(removed)),
    };
    let saved = shelf.add(store, &removed.name, &text)?;
    if saved.unconfirmed.is_none() {
        let _ = store.disk.remove(&path);
    }
    debug_assert!(saved.how != How::Replaced, "restoring never replaces");
    Ok(saved)
}

fn unknown(removed: &Removed) -> VaultError {
    VaultError::Unknown { kind: "removed entry", name: removed.name.clone() }
}

/// Brings the key of that name back that was removed last, whichever window or command removed it.
pub(super) fn restore_key(store: &Store, shelf: &mut Shelf, name: &str) -> Result<Saved, VaultError> {
    let gone = || VaultError::Unknown { kind: "removed key", name: name.to_owned() };
    let (path, text) = latest(store, name).ok_or_else(gone)?;
    let saved = shelf.add(store, name, &text)?;
    if saved.unconfirmed.is_none() {
        let _ = store.disk.remove(&path);
    }
    Ok(saved)
}

/// The key of that name that was removed last.
fn latest(store: &Store, name: &str) -> Option<(PathBuf, Zeroizing<String>)> {
    let mut listed = store.disk.list(&folder(store)).ok()?;
    listed.reverse();
    // policies and issuers are there as well, and may have the same name
    let is_key = |file: &&OsString| is_sealed(Path::new(file)) || file.to_string_lossy().ends_with(KEYS.suffix);
    listed.iter().filter(is_key).map(|file| folder(store).join(file)).find_map(|path| match store.look(&path) {
        Look::Good(document) if document.name.as_deref() == Some(name) => Some((path, document.text)),
        _ => None,
    })
}

/// Deletes what is in the trash for good, and says how many files that were.
pub(super) fn empty(store: &Store) -> Result<usize, VaultError> {
    let failed = |source| VaultError::NotRemoved { what: "the trash".to_owned(), source };
    let listed = match store.disk.list(&folder(store)) {
        Err(e) if e.is_not_found() => return Ok(0),
        other => other.map_err(failed)?,
    };
    let _lock = store.lock(PATIENCE).map_err(failed)?;
    for name in &listed {
        store.disk.remove(&folder(store).join(name)).map_err(failed)?;
    }
    store.disk.sync_dir(&folder(store)).map_err(failed)?;
    Ok(listed.len())
}
