//! `uses.json`: when each key was used last. A convenience and nothing more: a damaged file is an empty one, and no backup
//! is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde_json::{Map, Value};

use super::document::pretty;
use super::seal::JSON;
use super::store::{Access, Look, PATIENCE, Store};
use super::{VaultError, vault_key};
use crate::ports::Moment;

const FILE: &str = "uses.json";

/// A protected vault's, whose key names are nobody's business.
const SEALED_FILE: &str = "uses.jwe";

/// Uses that follow each other more closely than this are one: 5 minutes.
const GRAIN_SECS: i64 = 300;

pub(super) fn clear_path(store: &Store) -> PathBuf {
    store.dir.join(FILE)
}

pub(super) fn sealed_path(store: &Store) -> PathBuf {
    store.dir.join(SEALED_FILE)
}

fn path(store: &Store) -> PathBuf {
    match store.access {
        Access::Clear => clear_path(store),
        Access::Locked | Access::Sealed(_) => sealed_path(store),
    }
}

/// Seconds since 1970 by name, as last read or written.
#[derive(Debug, Default)]
pub(super) struct Uses {
    by_name: BTreeMap<String, i64>,
}

impl Uses {
    /// Forgets what a locked vault does not tell.
    pub(super) fn close(&mut self) {
        self.by_name.clear();
    }

    pub(super) fn load(store: &Store) -> Self {
        Self { by_name: on_disk(store) }
    }

    pub(super) fn last(&self, name: &str) -> Option<Moment> {
        self.by_name.get(name).copied().map(Moment::from_secs)
    }

    /// Notes a use at this moment, unless one was noted shortly before.
    pub(super) fn note(&mut self, store: &Store, name: &str) -> Result<(), VaultError> {
        let now = store.clock.now().secs;
        // a clock that was set back counts as time gone by
        let is_recent = |then: &i64| (0..GRAIN_SECS).contains(&now.saturating_sub(*then));
        if self.by_name.get(name).is_some_and(is_recent) {
            return Ok(());
        }
        self.change(store, |uses| {
            uses.insert(name.to_owned(), now);
        })
    }

    /// The use follows a key to its new name.
    pub(super) fn rename(&mut self, store: &Store, from: &str, to: &str) -> Result<(), VaultError> {
        if !self.by_name.contains_key(from) {
            return Ok(());
        }
        self.change(store, |uses| {
            if let Some(then) = uses.remove(from) {
                uses.insert(to.to_owned(), then);
            }
        })
    }

    /// Forgets the names that no key has any more.
    pub(super) fn keep_only(&mut self, store: &Store, names: &BTreeSet<&str>) -> Result<(), VaultError> {
        if self.by_name.keys().all(|name| names.contains(name.as_str())) {
            return Ok(());
        }
        self.change(store, |uses| uses.retain(|name, _| names.contains(name.as_str())))
    }

    /// Changes what is on the disk now, so that the uses of two windows add up.
    fn change(&mut self, store: &Store, edit: impl FnOnce(&mut BTreeMap<String, i64>)) -> Result<(), VaultError> {
        let failed = |source| VaultError::NotSaved { what: "when keys were used".to_owned(), source };
        if matches!(store.access, Access::Locked) {
            return Err(VaultError::Locked);
        }
        let _ = store.ensure_folder(&store.dir).map_err(failed)?;
        let _lock = store.lock(PATIENCE).map_err(failed)?;
        vault_key::check(store)?;
        let mut uses = on_disk(store);
        for (name, then) in std::mem::take(&mut self.by_name) {
            let known = uses.entry(name).or_insert(then);
            *known = then.max(*known);
        }
        edit(&mut uses);
        self.by_name = uses;
        let object: Map<String, Value> =
            self.by_name.iter().map(|(name, then)| (name.clone(), (*then).into())).collect();
        let text = pretty(&object, 0);
        let written = match store.access {
            Access::Clear => store.replace(&path(store), &text, None),
            _ => store.put_sealed(&path(store), text.as_bytes(), JSON),
        };
        written.map_err(failed).map(drop)
    }
}

fn on_disk(store: &Store) -> BTreeMap<String, i64> {
    let Look::Good(document) = store.look(&path(store)) else { return BTreeMap::new() };
    let object: Map<String, Value> = serde_json::from_str(&document.text).unwrap_or_default();
    object.into_iter().filter_map(|(name, then)| Some((name, then.as_i64()?))).collect()
}
