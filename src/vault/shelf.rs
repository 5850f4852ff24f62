//! A folder of JSON objects, one a file: keys or policies.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::document::with_name;
use super::names::{fresh_file, fresh_name};
use super::store::{
    Access, Document, FILE_LIMIT_BYTES, Look, PATIENCE, Placed, SEALED_DAMAGE_SUFFIX, SEALED_SUFFIX, Store, backup_of,
    is_sealed,
};
use super::{How, Notice, Saved, VaultError, seal, vault_key};
use crate::ports::{DiskError, FileKind, Fingerprint, Moment, Stamp, parent};

/// What a shelf is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Kind {
    /// What one of them is called.
    pub(super) noun: &'static str,
    /// The folder's name.
    pub(super) folder: &'static str,
    /// What their files' names end in.
    pub(super) suffix: &'static str,
    /// Whether they are secret: those of a protected vault are encrypted.
    pub(super) is_secret: bool,
}

impl Kind {
    fn owns(&self, file: &OsStr) -> bool {
        let name = file.as_encoded_bytes();
        let is_sealed = name.ends_with(SEALED_SUFFIX.as_bytes()) && !name.ends_with(SEALED_DAMAGE_SUFFIX.as_bytes());
        name.ends_with(self.suffix.as_bytes()) || self.is_secret && is_sealed
    }
}

/// The files of a folder as they were when they were loaded or saved last.
pub(super) struct Shelf {
    kind: Kind,
    folder: PathBuf,
    entries: Vec<Entry>,
    seen: Seen,
    /// Why the folder cannot be read.
    sealed: Option<DiskError>,
    /// Names that unreadable files would have.
    barred: BTreeSet<String>,
    /// Folders elsewhere that links lead to.
    linked_folders: BTreeSet<PathBuf>,
    /// Files that are encrypted under a vault key that is not at hand.
    closed: usize,
}

/// The cheap signs of the files; `None` for what is no regular file.
type Seen = BTreeMap<OsString, Option<Stamp>>;

/// One file.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) file: OsString,
    pub(super) text: Zeroizing<String>,
    pub(super) modified: Option<Moment>,
    /// Of the bytes on the disk that `text` came from or went to.
    fingerprint: Fingerprint,
}

/// What a shelf does with damaged files while it loads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Repair {
    /// Puts them aside and their backups in place. Only while holding the lock.
    Now,
    /// Leaves them where they are.
    Later,
}

impl Shelf {
    /// A shelf that was not loaded.
    pub(super) fn empty(store: &Store, kind: Kind) -> Self {
        Self {
            kind,
            folder: store.dir.join(kind.folder),
            entries: Vec::new(),
            seen: Seen::new(),
            sealed: None,
            barred: BTreeSet::new(),
            linked_folders: BTreeSet::new(),
            closed: 0,
        }
    }

    /// Loads the folder. `known` are the entries of an earlier load: they stay when their file is damaged meanwhile.
    pub(super) fn load(store: &Store, kind: Kind, repair: Repair, known: &[Entry]) -> (Self, Vec<Notice>) {
        let mut shelf = Self::empty(store, kind);
        let mut notices = Vec::new();
        match shelf.snapshot(store) {
            Ok(seen) => shelf.seen = seen,
            Err(cause) => {
                shelf.sealed = Some(cause.clone());
                notices.push(Notice::Unreadable { cause });
            }
        }
        if kind.is_secret && matches!(store.access, Access::Locked) {
            shelf.closed = shelf.seen.len();
            return (shelf, notices);
        }
        let files: Vec<OsString> = shelf.seen.keys().cloned().collect();
        for file in files {
            shelf.load_file(store, file, repair, known, &mut notices);
        }
        shelf.sort();
        (shelf, notices)
    }

    fn load_file(&mut self, store: &Store, file: OsString, repair: Repair, known: &[Entry], notices: &mut Vec<Notice>) {
        let path = self.folder.join(&file);
        let before = known.iter().find(|entry| entry.file == file);
        let unusable = match store.look(&path) {
            Look::Missing => return,
            Look::Good(document) => return self.adopt(file, *document),
            Look::Damaged { flaw, .. } if before.is_some() => Notice::ChangedToDamaged { path, flaw },
            Look::Damaged { target, bytes, flaw } => {
                let (notice, document) = recover(store, path, target, &bytes, flaw, repair);
                notices.push(notice);
                return if let Some(document) = document {
                    self.adopt(file, document)
                };
            }
            Look::Sealed => {
                self.closed += 1;
                self.barred.insert(self.stem(&file));
                return;
            }
            Look::NotAFile(kind) => Notice::NotAFile { path, kind },
            Look::Unreadable(cause) => Notice::Unreadable { cause },
        };
        notices.push(unusable);
        match before {
            Some(entry) => self.entries.push(entry.clone()),
            None => drop(self.barred.insert(self.stem(&file))),
        }
    }

    fn adopt(&mut self, file: OsString, document: Document) {
        let wanted = document.name.unwrap_or_else(|| self.stem(&file));
        let name = fresh_name(&wanted, &self.names());
        let at = parent(&document.target);
        if at != self.folder {
            self.linked_folders.insert(at);
        }
        self.entries.push(Entry {
            name,
            file,
            text: document.text,
            modified: document.stamp.modified,
            fingerprint: document.fingerprint,
        });
    }

    fn sort(&mut self) {
        self.entries.sort_by_cached_key(|entry| (entry.name.to_lowercase(), entry.name.clone()));
    }

    fn stem(&self, file: &OsStr) -> String {
        let name = file.to_string_lossy();
        name.strip_suffix(self.kind.suffix).or(name.strip_suffix(SEALED_SUFFIX)).unwrap_or(&name).to_owned()
    }

    fn names(&self) -> BTreeSet<String> {
        self.entries.iter().map(|entry| entry.name.clone()).chain(self.barred.iter().cloned()).collect()
    }

    fn snapshot(&self, store: &Store) -> Result<Seen, DiskError> {
        let listed = match store.disk.list(&self.folder) {
            Err(e) if e.is_not_found() && self.is_absent(store) => Vec::new(),
            other => other?,
        };
        let ours = |name: &OsString| self.kind.owns(name);
        let stamped = |name: OsString| {
            let stamp = self.stamp(store, &name);
            (name, stamp)
        };
        Ok(listed.into_iter().filter(ours).map(stamped).collect())
    }

    /// Whether the folder does not exist, as opposed to a link that leads nowhere.
    fn is_absent(&self, store: &Store) -> bool {
        store.disk.metadata(&self.folder).is_err_and(|e| e.is_not_found())
    }

    fn stamp(&self, store: &Store, file: &OsStr) -> Option<Stamp> {
        store.place(&self.folder.join(file)).ok().map(|place| place.stamp)
    }

    /// Whether files came, went or changed since they were loaded.
    pub(super) fn has_changed(&self, store: &Store) -> bool {
        match self.snapshot(store) {
            Ok(seen) => self.sealed.is_some() || seen != self.seen,
            Err(_) => self.sealed.is_none(),
        }
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// How many files are encrypted under a vault key that is not at hand; of a locked vault, all of them.
    pub(super) fn closed(&self) -> usize {
        self.closed
    }

    /// Drops all entries from memory.
    pub(super) fn close(&mut self) {
        self.closed += self.entries.len();
        self.entries.clear();
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder and those that its links lead to.
    pub(super) fn folders(&self) -> impl Iterator<Item = &PathBuf> {
        std::iter::once(&self.folder).chain(&self.linked_folders)
    }

    pub(super) fn find(&self, name: &str) -> Result<usize, VaultError> {
        let unknown = || VaultError::Unknown { kind: self.kind.noun, name: name.to_owned() };
        self.entries.iter().position(|entry| entry.name == name).ok_or_else(unknown)
    }
}

/// Saving.
impl Shelf {
    /// Replaces the entry of that name, or adds one.
    pub(super) fn save(&mut self, store: &Store, name: &str, text: &str) -> Result<Saved, VaultError> {
        self.locked(store, name, |shelf, what| {
            let text = checked(text, name, what)?;
            match shelf.find(name) {
                Ok(at) => shelf.save_known(store, at, &text, what),
                Err(_) => shelf.save_new(store, name, &text, what),
            }
        })
    }

    /// Adds an entry, under a fresh name if this one is taken.
    pub(super) fn add(&mut self, store: &Store, name: &str, text: &str) -> Result<Saved, VaultError> {
        self.locked(store, name, |shelf, what| shelf.save_new(store, name, &checked(text, name, what)?, what))
    }

    /// Gives an entry another name, in its text and as its file's name.
    pub(super) fn rename(&mut self, store: &Store, from: &str, to: &str) -> Result<Saved, VaultError> {
        if from == to {
            return self.find(from).map(|_| Saved::new(to, How::Unchanged));
        }
        if self.names().contains(to) {
            return Err(VaultError::NameTaken { kind: self.kind.noun, name: to.to_owned() });
        }
        self.locked(store, to, |shelf, what| {
            let at = shelf.find(from)?;
            shelf.rename_known(store, at, to, what)
        })
    }

    fn locked(
        &mut self,
        store: &Store,
        name: &str,
        save: impl FnOnce(&mut Self, &str) -> Result<Saved, VaultError>,
    ) -> Result<Saved, VaultError> {
        if name.trim().is_empty() {
            return Err(VaultError::BlankName);
        }
        self.refuse_sealed()?;
        if self.kind.is_secret && matches!(store.access, Access::Locked) {
            return Err(VaultError::Locked);
        }
        let what = format!("the {} '{name}'", self.kind.noun);
        let failed = |source| VaultError::NotSaved { what: what.clone(), source };
        let unconfirmed = store.ensure_folder(&self.folder).map_err(failed)?;
        let _lock = store.lock(PATIENCE).map_err(failed)?;
        self.check_access(store)?;
        let mut saved = save(self, &what)?;
        self.sort();
        saved.unconfirmed = unconfirmed.or(saved.unconfirmed);
        Ok(saved)
    }

    pub(super) fn refuse_sealed(&self) -> Result<(), VaultError> {
        self.sealed.clone().map_or(Ok(()), |source| Err(VaultError::Unreadable { source }))
    }

    /// Whether the vault's protection is still what it was when this window looked. Only while holding the lock.
    pub(super) fn check_access(&self, store: &Store) -> Result<(), VaultError> {
        if self.kind.is_secret { vault_key::check(store) } else { Ok(()) }
    }

    /// A protected vault writes nothing in the clear: not even over a file that still is.
    pub(super) fn refuse_clear(&self, store: &Store, at: usize) -> Result<(), VaultError> {
        let path = self.folder.join(&self.entries[at].file);
        let is_left = self.kind.is_secret && matches!(store.access, Access::Sealed(_)) && !is_sealed(&path);
        if is_left { Err(VaultError::Unfinished { path }) } else { Ok(()) }
    }

    fn save_known(&mut self, store: &Store, at: usize, text: &str, what: &str) -> Result<Saved, VaultError> {
        self.refuse_clear(store, at)?;
        let Entry { name, file, fingerprint, .. } = self.entries[at].clone();
        let path = self.folder.join(&file);
        let failed = |source| VaultError::NotSaved { what: what.to_owned(), source };
        match store.look(&path) {
            Look::Missing => {
                let written = store.replace(&path, text, None).map_err(failed)?;
                Ok(self.settle(store, at, text, written, Saved::new(&name, How::Created)))
            }
            Look::Good(document) if document.text.as_str() == text => {
                self.entries[at].text = document.text;
                self.entries[at].fingerprint = document.fingerprint;
                self.seen.insert(file, Some(document.stamp));
                Ok(Saved::new(&name, How::Unchanged))
            }
            Look::Good(document) if document.fingerprint == fingerprint => {
                let backup = backup_of(&path);
                let written = store.replace(&document.target, text, Some((&backup, &document.text))).map_err(failed)?;
                Ok(self.settle(store, at, text, written, Saved::new(&name, How::Replaced)))
            }
            Look::Good(document) => {
                let saved = self.save_new(store, &name, text, what)?;
                self.take_theirs(at, file, *document);
                Ok(Saved { how: How::KeptBoth, ..saved })
            }
            Look::Damaged { target, bytes, flaw } => {
                let kept_as = store.copy_aside(&path, &bytes).map_err(failed)?;
                let written = store.replace(&target, text, None).map_err(failed)?;
                let mut saved = self.settle(store, at, text, written, Saved::new(&name, How::Replaced));
                saved.notices.push(Notice::Damaged { path, flaw, kept_as: Some(kept_as), restored: false });
                Ok(saved)
            }
            Look::Sealed => Err(VaultError::ProtectionChanged),
            Look::NotAFile(kind) => Err(failed(not_a_file(path, kind))),
            Look::Unreadable(source) => Err(VaultError::Unreadable { source }),
        }
    }

    /// Both versions are on the disk now; the name stays with the one that was there first.
    fn take_theirs(&mut self, at: usize, file: OsString, document: Document) {
        let entry = &mut self.entries[at];
        entry.text = document.text;
        entry.fingerprint = document.fingerprint;
        entry.modified = document.stamp.modified;
        self.seen.insert(file, Some(document.stamp));
    }

    fn save_new(&mut self, store: &Store, name: &str, text: &str, what: &str) -> Result<Saved, VaultError> {
        let failed = |source| VaultError::NotSaved { what: what.to_owned(), source };
        let listed = store.disk.list(&self.folder).map_err(failed)?;
        let mut taken = self.names();
        taken.extend(self.unloaded_names(store, &listed));
        let fresh = fresh_name(name, &taken);
        let text = checked(text, &fresh, what)?;
        let file = self.new_file(store, &fresh, &listed).map_err(failed)?;
        let written = store.replace(&self.folder.join(&file), &text, None).map_err(failed)?;
        let how = if fresh == name { How::Created } else { How::KeptBoth };
        self.entries.push(Entry {
            name: fresh.clone(),
            file,
            text: text.clone(),
            modified: None,
            fingerprint: Fingerprint::of(text.as_bytes()),
        });
        Ok(self.settle(store, self.entries.len() - 1, &text, written, Saved::new(&fresh, how)))
    }

    /// A file name that is free: made from the key's name, or saying nothing in a protected vault.
    fn new_file(&self, store: &Store, name: &str, listed: &[OsString]) -> Result<OsString, DiskError> {
        if !(self.kind.is_secret && matches!(store.access, Access::Sealed(_))) {
            return Ok(fresh_file(name, self.kind.suffix, listed).into());
        }
        let stem = seal::random_stem();
        let failed = |e: crate::crypto::CryptoError| {
            DiskError::from_io("name a file in", &self.folder, std::io::Error::other(e.to_string()))
        };
        Ok((stem.map_err(failed)? + SEALED_SUFFIX).into())
    }

    /// The names of files that another window has added since this one loaded.
    fn unloaded_names(&self, store: &Store, listed: &[OsString]) -> Vec<String> {
        let is_unknown =
            |file: &&OsString| self.kind.owns(file) && self.entries.iter().all(|entry| entry.file != **file);
        let name = |file: &OsString| match store.look(&self.folder.join(file)) {
            Look::Good(document) => document.name.unwrap_or_else(|| self.stem(file)),
            _ => self.stem(file),
        };
        listed.iter().filter(is_unknown).map(name).collect()
    }

    fn rename_known(&mut self, store: &Store, at: usize, to: &str, what: &str) -> Result<Saved, VaultError> {
        self.refuse_clear(store, at)?;
        let failed = |source| VaultError::NotSaved { what: what.to_owned(), source };
        let file = self.entries[at].file.clone();
        let path = self.folder.join(&file);
        let listed = store.disk.list(&self.folder).map_err(failed)?;
        if self.unloaded_names(store, &listed).iter().any(|name| name == to) {
            return Err(VaultError::NameTaken { kind: self.kind.noun, name: to.to_owned() });
        }
        let (target, old) = match store.look(&path) {
            // what is on the disk gets the name, so that nobody's change is lost
            Look::Good(document) => (document.target, Some(document.text)),
            Look::Missing => (path.clone(), None),
            Look::Damaged { target, flaw, .. } => {
                return Err(VaultError::NotAnObject { what: target.to_string_lossy().into_owned(), flaw });
            }
            Look::Sealed => return Err(VaultError::ProtectionChanged),
            Look::NotAFile(kind) => return Err(failed(not_a_file(path, kind))),
            Look::Unreadable(source) => return Err(VaultError::Unreadable { source }),
        };
        let text = checked(old.as_ref().unwrap_or(&self.entries[at].text), to, what)?;
        let backup = backup_of(&path);
        let written = store.replace(&target, &text, old.as_ref().map(|old| (backup.as_path(), old.as_str())));
        let mut written = written.map_err(failed)?;
        self.entries[at].name = to.to_owned();
        // the name of an encrypted file says nothing
        if target == path && !is_sealed(&path) {
            let unconfirmed = self.rename_file(store, at, to, &listed);
            written.unconfirmed = written.unconfirmed.or(unconfirmed);
        }
        Ok(self.settle(store, at, &text, written, Saved::new(to, How::Replaced)))
    }

    /// The file's name follows the key's. Should that fail, the name in the file counts all the same.
    fn rename_file(&mut self, store: &Store, at: usize, to: &str, listed: &[OsString]) -> Option<DiskError> {
        let old = self.entries[at].file.clone();
        let old_path = self.folder.join(&old);
        let others: Vec<OsString> = listed.iter().filter(|file| !belongs_to(file, &old)).cloned().collect();
        let new = OsString::from(fresh_file(to, self.kind.suffix, &others));
        let new_path = self.folder.join(&new);
        if new == old || store.disk.rename(&old_path, &new_path).is_err() {
            return None;
        }
        let _ = store.disk.rename(&backup_of(&old_path), &backup_of(&new_path));
        self.seen.remove(&old);
        self.entries[at].file = new;
        store.disk.sync_dir(&self.folder).err()
    }

    /// Notes what is on the disk now.
    fn settle(&mut self, store: &Store, at: usize, text: &str, written: Placed, saved: Saved) -> Saved {
        let stamp = self.stamp(store, &self.entries[at].file);
        let entry = &mut self.entries[at];
        entry.text = Zeroizing::new(text.to_owned());
        entry.fingerprint = written.fingerprint;
        entry.modified = stamp.and_then(|stamp| stamp.modified);
        self.seen.insert(entry.file.clone(), stamp);
        Saved { unconfirmed: written.unconfirmed, ..saved }
    }

    /// Forgets an entry whose file is gone.
    pub(super) fn forget(&mut self, at: usize) {
        let entry = self.entries.remove(at);
        self.seen.remove(&entry.file);
    }
}

/// A damaged file: its bytes are kept under another name, its backup is used.
pub(super) fn recover(
    store: &Store,
    path: PathBuf,
    target: PathBuf,
    bytes: &[u8],
    flaw: super::JsonFlaw,
    repair: Repair,
) -> (Notice, Option<Document>) {
    let backup = match store.look(&backup_of(&path)) {
        Look::Good(document) => Some(*document),
        _ => None,
    };
    let kept_as = match (repair, &backup) {
        (Repair::Later, _) => None,
        (Repair::Now, None) => store.move_aside(&path).ok(),
        // a copy, so that at no time the file is missing
        (Repair::Now, Some(good)) => store.copy_aside(&path, bytes).ok().inspect(|_| {
            // if it fails, the damaged file is still there and the next save puts it aside again
            let _ = store.replace(&target, &good.text, None);
        }),
    };
    let restored = backup.is_some();
    let document = backup.map(|good| Document { target, ..good });
    (Notice::Damaged { path, flaw, kept_as, restored }, document)
}

fn checked(text: &str, name: &str, what: &str) -> Result<Zeroizing<String>, VaultError> {
    let named = with_name(text, name).map_err(|flaw| VaultError::NotAnObject { what: what.to_owned(), flaw })?;
    let len = named.len() as u64;
    if len > FILE_LIMIT_BYTES {
        return Err(VaultError::TooLarge { what: what.to_owned(), len, limit: FILE_LIMIT_BYTES });
    }
    Ok(named)
}

/// Whether a listed name is the file itself or its backup.
fn belongs_to(listed: &OsStr, file: &OsStr) -> bool {
    listed == file || Path::new(listed) == backup_of(Path::new(file))
}

pub(super) fn not_a_file(path: PathBuf, kind: FileKind) -> DiskError {
    match kind {
        FileKind::Folder => DiskError::Folder { path },
        _ => DiskError::NotRegular { path },
    }
}

impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shelf")
            .field("folder", &self.folder)
            .field("entries", &self.entries.len())
            .finish_non_exhaustive()
    }
}
