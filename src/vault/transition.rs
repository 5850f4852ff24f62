//! From files in the clear to encrypted ones and back.
//!
//! ```text
//! protect    1 vault-key.jwe.json   2 an encrypted copy of each file   3 the clear files go
//! unprotect  1 a clear copy of each file   2 vault-key.jwe.json -> ….retired   3 the encrypted files go   4 ….retired goes
//! ```
//! Each step is durable before the next begins. Cut off in the middle: while there is a vault key, what is in the clear is
//! encrypted at the next unlocking; while there is a retired one, what it opens is deleted at the next opening. Either way
//! nothing goes before its other copy is durable. A clear file that has an encrypted copy already gets no second one.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::document::with_name;
use super::names::fresh_file;
use super::seal::{JSON, OCTETS, kid_of, random_stem};
use super::store::{Look, SEALED_DAMAGE_SUFFIX, SEALED_LIMIT_BYTES, SEALED_SUFFIX, Store, backup_of, is_sealed};
use super::{KEYS, VaultError, trash, uses, vault_key};
use crate::ports::{DiskError, Privacy, parent, replace_file};

/// What is done with files that are no JSON object.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Damage {
    /// Their bytes are encrypted too.
    TakeAlong,
    /// Another program may be writing them: they stay.
    LeaveAlone,
}

/// Every file of the vault that may hold a key, or a key's name, in the clear.
///
/// # Errors
/// A folder cannot be listed.
pub(super) fn clear_files(store: &Store) -> Result<Vec<PathBuf>, DiskError> {
    let is_clear = |name: &&OsString| name.to_string_lossy().contains(KEYS.suffix);
    let mut found = Vec::new();
    for folder in folders(store) {
        found.extend(listed(store, &folder)?.iter().filter(is_clear).map(|name| folder.join(name)));
    }
    found.extend(Some(uses::clear_path(store)).filter(|path| store.disk.metadata(path).is_ok()));
    Ok(found)
}

/// The names in a folder; none where there is no folder. Whoever deletes by a list must know that it is whole.
fn listed(store: &Store, folder: &Path) -> Result<Vec<OsString>, DiskError> {
    match store.disk.list(folder) {
        Err(e) if e.is_not_found() => Ok(Vec::new()),
        other => other,
    }
}

fn folders(store: &Store) -> [PathBuf; 2] {
    [store.dir.join(KEYS.folder), trash::folder(store)]
}

/// Whether all that is in the clear can be read. The first file that cannot, otherwise.
///
/// # Errors
/// A folder cannot be listed.
pub(super) fn in_the_way(store: &Store) -> Result<Option<PathBuf>, DiskError> {
    let is_closed = |path: &PathBuf| matches!(store.look(path), Look::Unreadable(_) | Look::NotAFile(_) | Look::Sealed);
    Ok(clear_files(store)?.into_iter().find(is_closed))
}

/// Encrypts all that is in the clear, then deletes it. Says what could not be deleted. Only while holding the lock.
///
/// # Errors
/// An encrypted copy could not be made, or is not sure to survive a power loss: then nothing is deleted.
pub(super) fn seal_all(store: &Store, damage: Damage) -> Result<Vec<PathBuf>, DiskError> {
    let clear = clear_files(store)?;
    let mut done = Vec::new();
    for folder in folders(store) {
        let mut sealing = Sealing::of(store, &folder, damage)?;
        let here: Vec<&PathBuf> = clear.iter().filter(|path| path.parent() == Some(&folder)).collect();
        // a file before its backup, which goes along with it
        let (files, rest): (Vec<&PathBuf>, Vec<&PathBuf>) =
            here.into_iter().partition(|path| path.as_os_str().as_encoded_bytes().ends_with(KEYS.suffix.as_bytes()));
        files.into_iter().try_for_each(|path| sealing.file(path))?;
        rest.into_iter().try_for_each(|path| sealing.rest(path))?;
        done.extend(sealing.done);
    }
    done.extend(seal_uses(store)?);
    Ok(delete(store, done))
}

fn seal_uses(store: &Store) -> Result<Option<PathBuf>, DiskError> {
    let clear = uses::clear_path(store);
    let text = match store.look(&clear) {
        Look::Good(document) => document.text,
        Look::Damaged { .. } => return Ok(Some(clear)),
        Look::Unreadable(e) => return Err(e),
        _ => return Ok(None),
    };
    store.put_sealed(&uses::sealed_path(store), text.as_bytes(), JSON)?.durable().map(|()| Some(clear))
}

/// Deletes files; those that are still there, or may come back after a power loss.
fn delete(store: &Store, mut paths: Vec<PathBuf>) -> Vec<PathBuf> {
    paths.dedup();
    let is_left = |path: &PathBuf| store.disk.remove(path).is_err_and(|e| !e.is_not_found());
    let mut left: Vec<PathBuf> = paths.iter().filter(|path| is_left(path)).cloned().collect();
    let mut folders: Vec<PathBuf> = paths.iter().map(|path| parent(path)).collect();
    folders.sort();
    folders.dedup();
    left.extend(folders.into_iter().filter(|folder| store.disk.sync_dir(folder).is_err()));
    left
}

/// Encrypting the files of one folder.
struct Sealing<'a> {
    store: &'a Store,
    folder: &'a Path,
    damage: Damage,
    /// What is encrypted there already, and where.
    known: Vec<(Zeroizing<Vec<u8>>, PathBuf)>,
    /// What may be deleted.
    done: Vec<PathBuf>,
}

impl<'a> Sealing<'a> {
    fn of(store: &'a Store, folder: &'a Path, damage: Damage) -> Result<Self, DiskError> {
        let mut known = Vec::new();
        for path in listed(store, folder)?.iter().map(|name| folder.join(name)).filter(|path| is_sealed_file(path)) {
            known.extend(content(store, &path)?.map(|content| (content, path)));
        }
        Ok(Self { store, folder, damage, known, done: Vec::new() })
    }

    fn file(&mut self, path: &Path) -> Result<(), DiskError> {
        let backup = backup_of(path);
        match self.store.look(path) {
            Look::Good(document) => {
                let name = document.name.clone().unwrap_or_else(|| self.stem(path));
                // it was looked at: it is an object
                let text = with_name(&document.text, &name).unwrap_or(document.text);
                let sealed = self.put(path, &text)?;
                self.backup(&backup, &sealed)?;
            }
            Look::Damaged { bytes, .. } if self.damage == Damage::TakeAlong => {
                self.put_bytes(&bytes)?;
                if let Look::Good(document) = self.store.look(&backup) {
                    self.put(path, &document.text)?;
                    self.done.push(backup);
                }
            }
            Look::Unreadable(e) if self.damage == Damage::TakeAlong => return Err(e),
            _ => return Ok(()),
        }
        self.done.push(path.to_path_buf());
        Ok(())
    }

    fn stem(&self, path: &Path) -> String {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.strip_suffix(KEYS.suffix).unwrap_or(&name).to_owned()
    }

    fn backup(&mut self, backup: &Path, sealed: &Path) -> Result<(), DiskError> {
        match self.store.look(backup) {
            Look::Good(document) => {
                let place = backup_of(sealed);
                if !matches!(self.store.look(&place), Look::Good(_)) {
                    self.store.replace(&place, &document.text, None)?.durable()?;
                }
            }
            Look::Damaged { bytes, .. } => self.put_bytes(&bytes)?,
            Look::Unreadable(e) => return Err(e),
            _ => return Ok(()),
        }
        self.done.push(backup.to_path_buf());
        Ok(())
    }

    /// A backup without its file, or damaged bytes that were put aside.
    fn rest(&mut self, path: &Path) -> Result<(), DiskError> {
        if self.done.iter().any(|done| done == path) {
            return Ok(());
        }
        match self.store.look(path) {
            // its file was left alone
            _ if self.damage == Damage::LeaveAlone && self.has_file(path) => return Ok(()),
            Look::Good(document) => self.put_bytes(document.text.as_bytes())?,
            Look::Damaged { bytes, .. } => self.put_bytes(&bytes)?,
            Look::Unreadable(e) => return Err(e),
            _ => return Ok(()),
        }
        self.done.push(path.to_path_buf());
        Ok(())
    }

    fn has_file(&self, backup: &Path) -> bool {
        backup.extension() == Some(OsStr::new("bak")) && self.store.disk.metadata(&backup.with_extension("")).is_ok()
    }

    /// Where the text is encrypted, now if not before.
    fn put(&mut self, clear: &Path, text: &str) -> Result<PathBuf, DiskError> {
        if let Some((_, path)) = self.known.iter().find(|(known, _)| known.as_slice() == text.as_bytes()) {
            return Ok(path.clone());
        }
        let path = self.new_path(&when(clear), SEALED_SUFFIX)?;
        self.store.replace(&path, text, None)?.durable()?;
        self.known.push((Zeroizing::new(text.as_bytes().to_vec()), path.clone()));
        Ok(path)
    }

    fn put_bytes(&mut self, bytes: &[u8]) -> Result<(), DiskError> {
        if self.known.iter().any(|(known, _)| known.as_slice() == bytes) {
            return Ok(());
        }
        let path = self.new_path("", SEALED_DAMAGE_SUFFIX)?;
        self.store.put_sealed(&path, bytes, OCTETS)?.durable()?;
        self.known.push((Zeroizing::new(bytes.to_vec()), path));
        Ok(())
    }

    fn new_path(&self, prefix: &str, suffix: &str) -> Result<PathBuf, DiskError> {
        let failed = |why: String| DiskError::from_io("name a file in", self.folder, std::io::Error::other(why));
        let stem = random_stem().map_err(|e| failed(e.to_string()))?;
        Ok(self.folder.join(format!("{prefix}{stem}{suffix}")))
    }
}

/// When a file of the trash was removed: the first part of its name, with its hyphen. Nothing for other files.
fn when(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let is_stamp = |part: &str| part.len() == 16 && part.ends_with('Z') && part.as_bytes().get(8) == Some(&b'T');
    let is_in_trash = path.parent().and_then(Path::file_name) == Some(OsStr::new(trash::FOLDER));
    let stamp = name.split('-').find(|part| is_stamp(part)).filter(|_| is_in_trash);
    stamp.map_or_else(String::new, |stamp| format!("{stamp}-"))
}

fn is_sealed_file(path: &Path) -> bool {
    path.extension() == Some(OsStr::new("jwe"))
}

fn is_sealed_damage(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().ends_with(SEALED_DAMAGE_SUFFIX.as_bytes())
}

/// What an encrypted file holds; nothing where the vault key does not open it.
fn content(store: &Store, path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>, DiskError> {
    Ok(raw(store, path)?.and_then(|bytes| store.unsealed(&bytes).ok()))
}

/// The bytes of a regular file, through links; nothing for what is none.
fn raw(store: &Store, path: &Path) -> Result<Option<Vec<u8>>, DiskError> {
    match store.place(path) {
        Ok(place) => store.disk.read(&place.target, SEALED_LIMIT_BYTES).map(Some),
        Err(Look::Unreadable(e)) => Err(e),
        Err(_) => Ok(None),
    }
}

/// Writes a clear copy of all that is encrypted. Only while holding the lock.
///
/// # Errors
/// A file cannot be opened, or a copy could not be made durable; then the copies are deleted.
pub(super) fn unseal_all(store: &Store) -> Result<(), VaultError> {
    let mut written = Vec::new();
    let result = unseal_into(store, &mut written);
    if result.is_err() {
        // what stays behind is found and deleted at the next unlocking
        let _ = delete(store, written);
    }
    result
}

fn unseal_into(store: &Store, written: &mut Vec<PathBuf>) -> Result<(), VaultError> {
    for folder in folders(store) {
        let files = listed(store, &folder).map_err(failed)?;
        for path in files.iter().map(|name| folder.join(name)).filter(|path| is_sealed_file(path)) {
            let is_damage = is_sealed_damage(&path);
            if is_damage { unseal_damage(store, &path, written) } else { unseal(store, &path, written) }?;
        }
    }
    match store.look(&uses::sealed_path(store)) {
        Look::Good(document) => {
            written.push(uses::clear_path(store));
            put_clear(store, written, document.text.as_bytes()).map_err(failed)
        }
        Look::Unreadable(e) => Err(failed(e)),
        _ => Ok(()),
    }
}

/// A key, and its previous version.
fn unseal(store: &Store, path: &Path, written: &mut Vec<PathBuf>) -> Result<(), VaultError> {
    let folder = parent(path);
    let document = match store.look(path) {
        Look::Good(document) => document,
        // another vault key's
        Look::Sealed | Look::Missing => return Ok(()),
        _ => return Err(VaultError::InTheWay { path: path.to_path_buf() }),
    };
    let name = document.name.clone().unwrap_or_default();
    let clear = folder.join(clear_name(path, &name, &listed(store, &folder).map_err(failed)?));
    written.push(clear.clone());
    put_clear(store, written, document.text.as_bytes()).map_err(failed)?;
    match store.look(&backup_of(path)) {
        Look::Good(previous) => {
            written.push(backup_of(&clear));
            put_clear(store, written, previous.text.as_bytes()).map_err(failed)
        }
        Look::Unreadable(e) => Err(failed(e)),
        // a damaged previous version of a whole file
        _ => Ok(()),
    }
}

/// Bytes that were damaged before they were encrypted.
fn unseal_damage(store: &Store, path: &Path, written: &mut Vec<PathBuf>) -> Result<(), VaultError> {
    let Some(bytes) = content(store, path).map_err(failed)? else { return Ok(()) };
    written.push(parent(path).join(format!("recovered{}.corrupt-{}", KEYS.suffix, stem_of(path))));
    put_clear(store, written, &bytes).map_err(failed)
}

fn failed(source: DiskError) -> VaultError {
    VaultError::NotSaved { what: "the vault without a passphrase".to_owned(), source }
}

fn put_clear(store: &Store, written: &[PathBuf], bytes: &[u8]) -> Result<(), DiskError> {
    let Some(path) = written.last() else { return Ok(()) };
    let placed = replace_file(&*store.disk, path, bytes, Privacy::Private, || Ok(()))?;
    placed.unconfirmed.map_or(Ok(()), Err)
}

fn stem_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.split('.').next().unwrap_or_default().to_owned()
}

fn clear_name(sealed: &Path, name: &str, listed: &[OsString]) -> String {
    let when = when(sealed);
    match when.as_str() {
        "" => fresh_file(name, KEYS.suffix, listed),
        when => fresh_file(&format!("{when}{name}"), KEYS.suffix, listed),
    }
}

/// After the protection was taken away: deletes what the retired vault key opens, then that key. Only while holding the lock.
///
/// # Errors
/// Something could not be deleted; the next opening tries again.
pub(super) fn finish_retired(store: &Store) -> Result<(), DiskError> {
    if !vault_key::is_retired(store) {
        return Ok(());
    }
    let retired = vault_key::retired(store);
    // nothing goes before it is sure that the vault key has gone
    store.disk.sync_dir(&store.dir)?;
    let kid = kid_at(store, &retired)?.or(kid_at(store, &backup_of(&vault_key::path(store)))?);
    let mut candidates = vec![uses::sealed_path(store)];
    for folder in folders(store) {
        let files = listed(store, &folder)?;
        candidates.extend(files.iter().map(|name| folder.join(name)).filter(|path| is_sealed(path)));
    }
    let mut gone = Vec::new();
    for path in candidates {
        if kid.is_some() && kid_at(store, &path)? == kid {
            gone.push(path);
        }
    }
    gone.push(backup_of(&vault_key::path(store)));
    match delete(store, gone).first() {
        Some(left) => Err(DiskError::from_io("delete", left, std::io::Error::other("it is still there"))),
        None => {
            store.disk.remove(&retired)?;
            store.disk.sync_dir(&store.dir)
        }
    }
}

fn kid_at(store: &Store, path: &Path) -> Result<Option<String>, DiskError> {
    Ok(raw(store, path)?.and_then(|bytes| kid_in(&bytes)))
}

fn kid_in(bytes: &[u8]) -> Option<String> {
    kid_of(std::str::from_utf8(bytes).ok()?)
}
