//! The desktop's keychain, which may remember the vault's passphrase.

use crate::keys::Secret;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use thiserror::Error;

/// Remembers one passphrase for each vault. It may ask the user something before it answers: call it from a worker.
pub trait Keychain: fmt::Debug + Send + Sync {
    /// Whether there is one.
    fn is_there(&self) -> bool;

    /// The passphrase of the vault in that folder, if it remembers one.
    ///
    /// # Errors
    /// There is no keychain, it is locked, or it refuses.
    fn recall(&self, vault: &Path) -> Result<Option<Secret>, KeychainError>;

    /// Remembers a passphrase, in place of the one before.
    ///
    /// # Errors
    /// There is no keychain, it is locked, or it refuses.
    fn remember(&self, vault: &Path, passphrase: &Secret) -> Result<(), KeychainError>;

    /// Forgets the passphrase; nothing happens where there is none.
    ///
    /// # Errors
    /// There is no keychain, it is locked, or it refuses.
    fn forget(&self, vault: &Path) -> Result<(), KeychainError>;
}

/// Why a keychain did not do it. Never holds what it remembers.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum KeychainError {
    /// No program keeps one.
    #[error("there is no keychain here: type the passphrase instead")]
    Missing,
    /// It is locked, or the user said no.
    #[error("the keychain is locked or was not allowed to answer: unlock it, or type the passphrase instead")]
    Refused,
    /// Anything else.
    #[error("the keychain failed: type the passphrase instead")]
    Failed,
}

/// No keychain at all.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoKeychain;

impl Keychain for NoKeychain {
    fn is_there(&self) -> bool {
        false
    }

    fn recall(&self, _vault: &Path) -> Result<Option<Secret>, KeychainError> {
        Ok(None)
    }

    fn remember(&self, _vault: &Path, _passphrase: &Secret) -> Result<(), KeychainError> {
        Err(KeychainError::Missing)
    }

    fn forget(&self, _vault: &Path) -> Result<(), KeychainError> {
        Ok(())
    }
}

/// A keychain in memory, for tests.
#[derive(Debug, Default)]
pub struct MemoryKeychain(Mutex<BTreeMap<PathBuf, Secret>>);

impl MemoryKeychain {
    fn with<T>(&self, look: impl FnOnce(&mut BTreeMap<PathBuf, Secret>) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Keychain for MemoryKeychain {
    fn is_there(&self) -> bool {
        true
    }

    fn recall(&self, vault: &Path) -> Result<Option<Secret>, KeychainError> {
        Ok(self.with(|known| known.get(vault).cloned()))
    }

    fn remember(&self, vault: &Path, passphrase: &Secret) -> Result<(), KeychainError> {
        self.with(|known| known.insert(vault.to_path_buf(), passphrase.clone()));
        Ok(())
    }

    fn forget(&self, vault: &Path) -> Result<(), KeychainError> {
        self.with(|known| known.remove(vault));
        Ok(())
    }
}

/// The desktop's own: Secret Service, Keychain Services or Credential Manager.
#[cfg(feature = "keychain")]
#[derive(Debug, Clone, Copy, Default)]
pub struct NativeKeychain;

#[cfg(feature = "keychain")]
impl NativeKeychain {
    const SERVICE: &'static str = "jwt-workbench vault";

    fn entry(vault: &Path) -> Result<keyring::Entry, KeychainError> {
        keyring::Entry::new(Self::SERVICE, &vault.to_string_lossy()).map_err(|e| sorted(&e))
    }
}

#[cfg(feature = "keychain")]
fn sorted(error: &keyring::Error) -> KeychainError {
    match error {
        keyring::Error::NoDefaultStore => KeychainError::Missing,
        keyring::Error::NoStorageAccess(_) => KeychainError::Refused,
        _ => KeychainError::Failed,
    }
}

#[cfg(feature = "keychain")]
impl Keychain for NativeKeychain {
    fn is_there(&self) -> bool {
        keyring::Entry::store_status().is_ok()
    }

    fn recall(&self, vault: &Path) -> Result<Option<Secret>, KeychainError> {
        match Self::entry(vault)?.get_secret() {
            Ok(octets) => Ok(Some(Secret::new(octets))),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(e) => Err(sorted(&e)),
        }
    }

    fn remember(&self, vault: &Path, passphrase: &Secret) -> Result<(), KeychainError> {
        Self::entry(vault)?.set_secret(passphrase.expose()).map_err(|e| sorted(&e))
    }

    fn forget(&self, vault: &Path) -> Result<(), KeychainError> {
        match Self::entry(vault)?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(e) => Err(sorted(&e)),
        }
    }
}

/// The desktop's keychain, where this build knows how to ask it.
#[must_use]
pub fn native_keychain() -> std::sync::Arc<dyn Keychain> {
    #[cfg(feature = "keychain")]
    return std::sync::Arc::new(NativeKeychain);
    #[cfg(not(feature = "keychain"))]
    return std::sync::Arc::new(NoKeychain);
}
