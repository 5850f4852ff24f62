//! Who else may read the vault.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::store::Store;
use super::{VaultError, trash};
use crate::ports::FileKind;

const OTHERS: u32 = 0o077;

/// The folders and files that others have any access to, with their permission bits.
pub(super) fn loose(store: &Store, folders: &[&Path]) -> Vec<(PathBuf, u32)> {
    let trash = trash::folder(store);
    let mut found: Vec<_> = loose_folder(store, &store.dir).into_iter().collect();
    // the vault's own folder may be one that the user has other things in
    found.extend(loose_files(store, &store.dir, is_ours));
    for folder in folders.iter().copied().chain([trash.as_path()]) {
        found.extend(loose_folder(store, folder));
        found.extend(loose_files(store, folder, |_| true));
    }
    found
}

fn is_ours(name: &str) -> bool {
    name.starts_with("settings.json")
        || name.starts_with("uses.")
        || name.starts_with("vault-key.jwe.json")
        || name == "vault.lock"
}

fn loose_folder(store: &Store, folder: &Path) -> Option<(PathBuf, u32)> {
    let real = store.disk.resolve(folder).ok()?;
    let meta = store.disk.metadata(&real).ok()?;
    let mode = meta.mode.filter(|mode| meta.kind == FileKind::Folder && mode & OTHERS != 0)?;
    Some((folder.to_path_buf(), mode))
}

fn loose_files(store: &Store, folder: &Path, is_ours: impl Fn(&str) -> bool) -> Vec<(PathBuf, u32)> {
    let names = store.disk.list(folder).unwrap_or_default();
    let ours = names.iter().filter(|name| is_ours(&OsStr::to_string_lossy(name)));
    let loose = |name| {
        let path = folder.join(name);
        let mode = store.place(&path).ok()?.mode.filter(|mode| mode & OTHERS != 0)?;
        Some((path, mode))
    };
    ours.filter_map(loose).collect()
}

/// Takes the access of others away.
pub(super) fn fix(store: &Store, folders: &[&Path]) -> Result<usize, VaultError> {
    let loose = loose(store, folders);
    for (path, mode) in &loose {
        let failed = |source| VaultError::NotSaved { what: "the change of permissions".to_owned(), source };
        store.disk.set_mode(path, mode & !OTHERS).map_err(failed)?;
    }
    Ok(loose.len())
}
