//! A passphrase for the vault: protect, unlock, lock, change, remove.

use std::path::PathBuf;
use std::sync::Arc;

use super::seal::{Refused, Seal};
use super::shelf::Repair;
use super::store::{Access, PATIENCE, Store};
use super::transition::{self, Damage};
use super::vault_key::{self, Found, WrappedKey};
use super::{Notice, Vault, VaultError};
use crate::keys::Secret;
use crate::ports::DiskError;

/// Rounds that a vault's passphrase is stretched with (PBES2-HS512+A256KW).
pub const VAULT_ROUNDS: u32 = crate::crypto::jwe::limits::DEFAULT_P2C;

/// Whether a vault has a passphrase, and whether it was said.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Protection {
    /// Key files are in the clear.
    #[default]
    None,
    /// Key files are encrypted, and closed.
    Locked,
    /// Key files are encrypted, and open to this window.
    Unlocked,
}

impl Vault {
    /// Whether the vault has a passphrase, and whether it was said.
    #[must_use]
    pub fn protection(&self) -> Protection {
        protection_of(&self.store)
    }

    /// How many key files cannot be opened now: of a locked vault, all.
    #[must_use]
    pub fn locked_keys(&self) -> usize {
        self.keys.closed()
    }

    /// Opens a protected vault, and finishes what was cut off while it was protected. Stretching the passphrase takes a part
    /// of a second: call it from a worker. A vault without a passphrase, or one that is open, stays as it is.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`], a damaged vault key, or what the disk says; the vault is still locked.
    pub fn unlock(&mut self, passphrase: &Secret) -> Result<Vec<Notice>, VaultError> {
        if !matches!(self.store.access, Access::Locked) {
            return Ok(Vec::new());
        }
        let Some(wrapped) = wrapped(&self.store)? else { return Ok(self.reload()) };
        self.open_with(unwrapped(&self.store, &wrapped, passphrase)?, &wrapped)
    }

    fn open_with(&mut self, seal: Seal, wrapped: &WrappedKey) -> Result<Vec<Notice>, VaultError> {
        self.store.access = Access::Sealed(Arc::new(seal));
        let mut notices = Vec::new();
        // without a lock (a read-only folder, another window that saves) the keys can be read all the same
        if let Ok(Some(lock)) = self.store.lock(PATIENCE) {
            if let Err(e) = vault_key::check(&self.store) {
                self.lock();
                return Err(e);
            }
            if wrapped.is_backup {
                vault_key::write(&self.store, &wrapped.text);
            }
            notices.extend(vault_key::copy(&self.store, &wrapped.text));
            notices.extend(self.seal_what_is_clear(Damage::TakeAlong));
            self.sweep(&lock);
        }
        notices.extend(self.load_repaired());
        Ok(notices)
    }

    /// Encrypts what is in the clear and says what stayed so. Only while holding the lock.
    pub(super) fn seal_what_is_clear(&self, damage: Damage) -> Option<Notice> {
        let clear = || match transition::clear_files(&self.store) {
            Ok(paths) => paths,
            Err(e) => vec![e.path().to_path_buf()],
        };
        if clear().is_empty() {
            return None;
        }
        let left = transition::seal_all(&self.store, damage).unwrap_or_default();
        let paths = if left.is_empty() { clear() } else { left };
        (!paths.is_empty()).then_some(Notice::Unfinished { paths })
    }

    /// Closes a protected vault: keys leave the memory, as far as this program holds them.
    pub fn lock(&mut self) {
        if matches!(self.store.access, Access::Sealed(_)) {
            self.store.access = Access::Locked;
            self.keys.close();
            self.uses.close();
        }
    }

    /// Gives the vault a passphrase: every key, its backup and the trash are encrypted, then the clear files are deleted.
    /// Stretching takes a part of a second; call it from a worker. The vault is unlocked afterwards.
    ///
    /// # Errors
    /// The vault has one already, the passphrase is empty, a file cannot be read, or what the disk says: then the vault is as
    /// it was.
    pub fn protect(&mut self, passphrase: &Secret, rounds: u32) -> Result<Vec<Notice>, VaultError> {
        if !matches!(self.store.access, Access::Clear) {
            return Err(VaultError::AlreadyProtected);
        }
        let seal = Seal::generate().map_err(|e| VaultError::NoVaultKey { why: e.to_string() })?;
        let text = wrap(&seal, passphrase, rounds)?;
        let failed = |source| VaultError::NotSaved { what: "the vault with a passphrase".to_owned(), source };
        self.store.ensure_folder(&self.store.dir).map_err(failed)?.map_or(Ok(()), |e| Err(failed(e)))?;
        let lock = self.store.lock(PATIENCE).map_err(failed)?;
        vault_key::check(&self.store)?;
        transition::finish_retired(&self.store).map_err(failed)?;
        if let Some(path) = transition::in_the_way(&self.store).map_err(failed)? {
            return Err(VaultError::InTheWay { path });
        }
        vault_key::write(&self.store, &text).map_err(|e| failed(self.give_up(e)))?;
        self.store.access = Access::Sealed(Arc::new(seal));
        let left = transition::seal_all(&self.store, Damage::TakeAlong).map_err(|e| failed(self.give_up(e)))?;
        let mut notices: Vec<Notice> = vault_key::copy(&self.store, &text).into_iter().collect();
        if let Some(lock) = &lock {
            self.sweep(lock);
        }
        drop(lock);
        notices.extend((!left.is_empty()).then_some(Notice::Unfinished { paths: left }));
        notices.extend(self.load_again());
        Ok(notices)
    }

    /// Protecting did not work: the clear files are all there, so the vault key and what it encrypted can go.
    fn give_up(&mut self, why: DiskError) -> DiskError {
        let is_there = self.store.disk.metadata(&vault_key::path(&self.store)).is_ok();
        if !is_there || vault_key::retire(&self.store).is_ok() {
            // what cannot be deleted now goes at the next opening
            let _ = transition::finish_retired(&self.store);
            self.store.access = Access::Clear;
        } else {
            // the passphrase counts, and the next unlocking goes on
            self.store.access = Access::Locked;
        }
        self.load_again();
        why
    }

    /// Takes the passphrase away: keys, backups and trash are written in the clear again, then the encrypted files go.
    ///
    /// # Errors
    /// The vault has none or is locked, a file cannot be opened, or what the disk says: then the vault is still protected.
    pub fn unprotect(&mut self) -> Result<Vec<Notice>, VaultError> {
        match self.store.access {
            Access::Clear => return Err(VaultError::NotProtected),
            Access::Locked => return Err(VaultError::Locked),
            Access::Sealed(_) => {}
        }
        let failed = |source| VaultError::NotSaved { what: "the vault without a passphrase".to_owned(), source };
        let lock = self.store.lock(PATIENCE).map_err(failed)?;
        vault_key::check(&self.store)?;
        // nothing that is damaged may be left for the step that deletes
        let (shelf, mut notices) = super::Shelf::load(&self.store, super::KEYS, Repair::Now, &[]);
        self.keys = shelf;
        self.seal_what_is_clear(Damage::TakeAlong);
        transition::unseal_all(&self.store)?;
        if let Err(source) = vault_key::retire(&self.store) {
            // the clear copies go again: each has an encrypted one
            self.seal_what_is_clear(Damage::TakeAlong);
            return Err(failed(source));
        }
        let finished = transition::finish_retired(&self.store);
        self.store.access = Access::Clear;
        drop(lock);
        notices.extend(finished.err().map(|cause| Notice::Unreadable { cause }));
        notices.extend(self.load_again());
        Ok(notices)
    }

    /// Gives the vault another passphrase. Keys stay as they are: the vault key alone is encrypted anew. Takes twice the
    /// stretching; call it from a worker. Afterwards the vault is unlocked.
    ///
    /// # Errors
    /// The old passphrase is wrong, the new one empty, the vault has none, or what the disk says: then the old one counts.
    pub fn change_passphrase(&mut self, old: &Secret, new: &Secret, rounds: u32) -> Result<Vec<Notice>, VaultError> {
        let wrapped = wrapped(&self.store)?.ok_or(VaultError::NotProtected)?;
        let seal = unwrapped(&self.store, &wrapped, old)?;
        let text = wrap(&seal, new, rounds)?;
        let failed = |source| VaultError::NotSaved { what: "the new passphrase".to_owned(), source };
        let lock = self.store.lock(PATIENCE).map_err(failed)?;
        match vault_key::find(&self.store) {
            Found::Key(now) if now.fingerprint() == wrapped.fingerprint() => {}
            _ => return Err(VaultError::ProtectionChanged),
        }
        let placed = self.store.replace(&vault_key::path(&self.store), &text, None).map_err(failed)?;
        let mut notices: Vec<Notice> =
            placed.unconfirmed.map(|cause| Notice::Unconfirmed { cause }).into_iter().collect();
        if notices.is_empty() {
            notices.extend(vault_key::copy(&self.store, &text));
        }
        drop(lock);
        let now = WrappedKey { kid: wrapped.kid, text, is_backup: false };
        notices.extend(self.open_with(seal, &now)?);
        Ok(notices)
    }

    /// Looks at the protection again, as another window may have left it.
    pub(super) fn probe(&mut self) -> Option<Notice> {
        if vault_key::is_retired(&self.store)
            && let Ok(Some(_lock)) = self.store.lock(PATIENCE)
        {
            let _ = transition::finish_retired(&self.store);
        }
        let (access, notice) = vault_key::probe(&self.store);
        let is_ours =
            |seal: &Arc<Seal>| matches!(vault_key::find(&self.store), Found::Key(key) if key.kid == seal.kid());
        match &self.store.access {
            Access::Sealed(seal) if is_ours(seal) => {}
            _ => self.store.access = access,
        }
        notice
    }

    /// What is odd about encrypted and clear files side by side.
    pub(super) fn mixed(&self) -> Option<Notice> {
        match self.store.access {
            Access::Locked => {
                let paths = transition::clear_files(&self.store).unwrap_or_default();
                (!paths.is_empty()).then_some(Notice::Unfinished { paths })
            }
            _ if self.keys.closed() > 0 => {
                let path: PathBuf = vault_key::path(&self.store);
                Some(Notice::NoVaultKey { path, count: self.keys.closed() })
            }
            _ => None,
        }
    }
}

pub(super) fn protection_of(store: &Store) -> Protection {
    match store.access {
        Access::Clear => Protection::None,
        Access::Locked => Protection::Locked,
        Access::Sealed(_) => Protection::Unlocked,
    }
}

fn wrapped(store: &Store) -> Result<Option<WrappedKey>, VaultError> {
    match vault_key::find(store) {
        Found::Nothing => Ok(None),
        Found::Key(key) => Ok(Some(key)),
        Found::Damaged => Err(VaultError::VaultKeyDamaged { path: vault_key::path(store) }),
        Found::Unreadable(source) => Err(VaultError::Unreadable { source }),
    }
}

fn unwrapped(store: &Store, wrapped: &WrappedKey, passphrase: &Secret) -> Result<Seal, VaultError> {
    if passphrase.expose().is_empty() {
        return Err(VaultError::EmptyPassphrase);
    }
    Seal::unwrap(&wrapped.text, passphrase).map_err(|refused| match refused {
        Refused::WrongPassphrase => VaultError::WrongPassphrase,
        Refused::Broken => VaultError::VaultKeyDamaged { path: vault_key::path(store) },
    })
}

fn wrap(seal: &Seal, passphrase: &Secret, rounds: u32) -> Result<String, VaultError> {
    if passphrase.expose().is_empty() {
        return Err(VaultError::EmptyPassphrase);
    }
    seal.wrapped(passphrase, rounds).map_err(|e| VaultError::NoVaultKey { why: e.to_string() })
}
