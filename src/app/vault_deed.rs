//! What is done about the vault's passphrase, and what comes back.

use crate::keys::Secret;
use crate::vault::Protection;

/// Something to be done with the vault's passphrase.
#[derive(Debug, Clone, PartialEq)]
pub enum VaultDeed {
    /// Open the vault.
    Unlock {
        /// What was typed.
        passphrase: Secret,
        /// Whether the keychain is to remember it.
        remember: bool,
    },
    /// Close it.
    Lock,
    /// Give it a passphrase.
    Protect {
        /// The new one.
        passphrase: Secret,
        /// Whether the keychain is to remember it.
        remember: bool,
    },
    /// Give it another passphrase.
    Change {
        /// The present one.
        old: Secret,
        /// The new one.
        new: Secret,
        /// Whether the keychain is to remember it.
        remember: bool,
    },
    /// Take the passphrase away.
    Unprotect,
    /// See whether there is a keychain.
    LookForKeychain,
    /// Ask the keychain for the passphrase.
    Recall,
    /// Have the keychain remember the passphrase.
    Remember(Secret),
    /// Have the keychain forget it.
    Forget,
}

/// What the vault or the keychain says.
#[derive(Debug, Clone, PartialEq)]
pub enum VaultSaying {
    /// Its protection, and how many keys cannot be opened now.
    Is(Protection, usize),
    /// It was locked when the window opened.
    LockedAtFirst,
    /// It is open.
    Unlocked {
        /// What the keychain is to remember.
        remember: Option<Secret>,
    },
    /// It has a passphrase now.
    Protected {
        /// What the keychain is to remember.
        remember: Option<Secret>,
    },
    /// It has another passphrase now.
    Changed {
        /// What the keychain is to remember.
        remember: Option<Secret>,
    },
    /// It has no passphrase any more.
    Unprotected,
    /// What was asked for was not done: why, and what to do.
    NotDone(String),
    /// Whether there is a keychain.
    Keychain(bool),
    /// The passphrase that the keychain remembers.
    Recalled(Secret),
}
