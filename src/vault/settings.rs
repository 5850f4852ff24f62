//! `settings.json`: one object whose members belong to the program; those of later versions and other tools are kept.

use std::path::PathBuf;

use serde_json::{Map, Value};

use super::document::pretty;
use super::shelf::not_a_file;
use super::store::{FILE_LIMIT_BYTES, Look, PATIENCE, Store, backup_of};
use super::{How, Notice, Saved, VaultError};
use crate::ports::{DiskError, Stamp};

const FILE: &str = "settings.json";
const WHAT: &str = "the settings file";
const VERSION: &str = "version";

/// The version of `settings.json` that this program writes.
pub const SETTINGS_VERSION: u64 = 1;

/// What was loaded last.
#[derive(Debug, Default)]
pub(super) struct Settings {
    base: Map<String, Value>,
    seen: Option<Stamp>,
    sealed: Option<VaultError>,
    is_loaded: bool,
}

impl Settings {
    pub(super) fn path(store: &Store) -> PathBuf {
        store.dir.join(FILE)
    }

    pub(super) fn has_changed(&self, store: &Store) -> bool {
        self.is_loaded && self.seen != stamp(store)
    }

    /// Reads the file; a missing one is an empty object.
    pub(super) fn load(&mut self, store: &Store) -> (Map<String, Value>, Vec<Notice>) {
        let path = Self::path(store);
        *self = Self { seen: stamp(store), is_loaded: true, ..Self::default() };
        let mut notices = Vec::new();
        match store.look(&path) {
            Look::Missing => {}
            Look::Good(document) => self.base = object(&document.text),
            Look::Damaged { .. } => self.recover(store, &mut notices),
            Look::NotAFile(kind) => {
                self.seal(not_a_file(path.clone(), kind));
                notices.push(Notice::NotAFile { path: path.clone(), kind });
            }
            // no settings file has such a name
            Look::Sealed => {}
            Look::Unreadable(cause) => {
                self.seal(cause.clone());
                notices.push(Notice::Unreadable { cause });
            }
        }
        if is_later(&self.base) {
            self.sealed = Some(VaultError::LaterVersion { path: path.clone() });
            notices.push(Notice::LaterVersion { path });
        }
        (self.base.clone(), notices)
    }

    fn seal(&mut self, source: DiskError) {
        self.sealed = Some(VaultError::Unreadable { source });
    }

    fn recover(&mut self, store: &Store, notices: &mut Vec<Notice>) {
        let path = Self::path(store);
        let lock = store.lock(PATIENCE).ok().flatten();
        // looked at again under the lock: another window may have been quicker
        let Look::Damaged { target, bytes, flaw } = store.look(&path) else {
            if let Look::Good(document) = store.look(&path) {
                self.base = object(&document.text);
            }
            return;
        };
        let repair = if lock.is_some() { super::shelf::Repair::Now } else { super::shelf::Repair::Later };
        let (notice, document) = super::shelf::recover(store, path, target, &bytes, flaw, repair);
        notices.push(notice);
        self.base = document.map(|document| object(&document.text)).unwrap_or_default();
        self.seen = stamp(store);
    }

    /// Writes the members of `settings` over those in the file: a member that `settings` does not have stays, one that is
    /// `null` goes, and one that another window changed meanwhile stays changed unless it was changed here too.
    pub(super) fn save(&mut self, store: &Store, settings: &Map<String, Value>) -> Result<Saved, VaultError> {
        if !self.is_loaded {
            let _ = self.load(store);
        }
        self.sealed.clone().map_or(Ok(()), Err)?;
        let failed = |source| VaultError::NotSaved { what: WHAT.to_owned(), source };
        let path = Self::path(store);
        let unconfirmed = store.ensure_folder(&store.dir).map_err(failed)?;
        let _lock = store.lock(PATIENCE).map_err(failed)?;
        let mut saved = Saved::new(WHAT, How::Replaced);
        let (target, old, theirs) = match store.look(&path) {
            Look::Good(document) => {
                let theirs = object(&document.text);
                (document.target, Some(document.text), theirs)
            }
            Look::Missing => (path.clone(), None, self.base.clone()),
            Look::Damaged { target, bytes, flaw } => {
                let kept_as = Some(store.copy_aside(&path, &bytes).map_err(failed)?);
                saved.notices.push(Notice::Damaged { path: path.clone(), flaw, kept_as, restored: false });
                (target, None, self.base.clone())
            }
            Look::Sealed => return Err(VaultError::Locked),
            Look::NotAFile(kind) => return Err(failed(not_a_file(path, kind))),
            Look::Unreadable(source) => return Err(VaultError::Unreadable { source }),
        };
        if is_later(&theirs) {
            return Err(VaultError::LaterVersion { path });
        }
        let merged = merge(&self.base, settings, theirs.clone());
        if old.is_some() && merged == theirs {
            saved.how = How::Unchanged;
        } else {
            let text = pretty(&merged, 0);
            refuse_large(text.len() as u64)?;
            let backup = backup_of(&path);
            let backup = old.as_ref().map(|old| (backup.as_path(), old.as_str()));
            let written = store.replace(&target, &text, backup).map_err(failed)?;
            saved.unconfirmed = unconfirmed.or(written.unconfirmed);
        }
        self.base = merged;
        self.seen = stamp(store);
        Ok(saved)
    }
}

fn stamp(store: &Store) -> Option<Stamp> {
    store.place(&Settings::path(store)).ok().map(|place| place.stamp)
}

fn object(text: &str) -> Map<String, Value> {
    // it was looked at before, with the same limits
    serde_json::from_str(text).unwrap_or_default()
}

fn refuse_large(len: u64) -> Result<(), VaultError> {
    if len > FILE_LIMIT_BYTES {
        return Err(VaultError::TooLarge { what: WHAT.to_owned(), len, limit: FILE_LIMIT_BYTES });
    }
    Ok(())
}

fn is_later(object: &Map<String, Value>) -> bool {
    // a version that is no such number was not written by this version either
    object.get(VERSION).is_some_and(|version| version.as_u64().is_none_or(|v| v > SETTINGS_VERSION))
}

/// `theirs` with what differs between `base` and `ours`.
fn merge(base: &Map<String, Value>, ours: &Map<String, Value>, theirs: Map<String, Value>) -> Map<String, Value> {
    let mut merged = theirs;
    for (member, value) in ours.iter().filter(|(member, value)| base.get(*member) != Some(value)) {
        match value {
            Value::Null => drop(merged.shift_remove(member)),
            _ => drop(merged.insert(member.clone(), value.clone())),
        }
    }
    merged.insert(VERSION.to_owned(), SETTINGS_VERSION.into());
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn merging_keeps_what_only_they_changed_and_what_nobody_knows() {
        let base = map(json!({"theme": "dark", "zoom": 1, "future": [1], "gone": 1, "version": 1}));
        let ours = map(json!({"theme": "dark", "zoom": 2, "gone": null}));
        let theirs = map(json!({"theme": "light", "zoom": 1.5, "future": [1], "gone": 1, "version": 1}));
        let merged = merge(&base, &ours, theirs);
        assert_eq!(merged, map(json!({"theme": "light", "zoom": 2, "future": [1], "version": 1})));
    }

    #[test]
    fn only_known_versions_are_written() {
        for (value, later) in [(json!(1), false), (json!(2), true), (json!("1"), true), (json!(-1), true)] {
            assert_eq!(is_later(&map(json!({"version": value}))), later);
        }
        assert!(!is_later(&Map::new()));
    }
}
