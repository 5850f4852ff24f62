//! What the shell is to do in the world. Its outcome is a later [`super::Action`].

use super::diagnosing::Examination;
use super::fetching::FetchErrand;
use super::key_form::KeyReading;
use super::leaving::ProtectOrder;
use super::order::Order;
use super::policies::PolicyErrand;
use super::settings::Settings;
use super::vault_deed::VaultDeed;
use crate::crypto::NewKey;
use crate::keys::Key;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// One deed.
#[derive(Clone, PartialEq)]
pub enum Effect {
    /// Put a text on the clipboard; `what` names it for the notice.
    Copy {
        /// The text.
        text: String,
        /// "The token".
        what: String,
    },
    /// Put a secret on the clipboard, out of histories, and take it away after a while.
    CopySecret {
        /// The secret.
        text: Zeroizing<String>,
        /// "The private key “demo”".
        what: String,
    },
    /// Ask for a token or key file.
    PickFile,
    /// Ask for a key file.
    PickKeyFile,
    /// Ask for a folder of key files.
    PickKeyFolder,
    /// Ask for the file whose bytes are a secret.
    PickSecretFile,
    /// Look on a worker what keys files hold.
    ReadKeys(Box<KeyReading>),
    /// Ask for the file with a detached payload.
    PickPayload,
    /// Read a detached payload on a worker.
    ReadPayload(PathBuf),
    /// Read a file on a worker.
    ReadFile(PathBuf),
    /// Ask where to write a text, then write it. Private material is written 0600.
    SaveFile {
        /// The suggested name.
        name: String,
        /// The content.
        bytes: Zeroizing<Vec<u8>>,
        /// Whether it must stay private.
        private: bool,
        /// Whether it is the token itself: saving it makes it no longer unsaved.
        is_token: bool,
    },
    /// Look for a token in a large text on a worker.
    FindToken(String),
    /// Generate a key of this name on a worker.
    Generate(Box<NewKey>, String),
    /// Put a private key behind a passphrase on a worker.
    Protect(Box<ProtectOrder>),
    /// Make a token on a worker.
    Make(Box<Order>),
    /// Keep several keys in the vault.
    SaveKeys(Vec<Key>),
    /// Keep a key in the vault.
    SaveKey(Box<Key>),
    /// Keep a key in place of the one of its name.
    UpdateKey(Box<Key>),
    /// Note that a key was used.
    NoteUse(String),
    /// Give a kept key another name.
    RenameKey {
        /// Its present name.
        from: String,
        /// The new one.
        to: String,
    },
    /// Move a key to the trash.
    RemoveKey(String),
    /// Bring a key back from the trash.
    RestoreKey(String),
    /// Delete what was removed, for good.
    EmptyTrash,
    /// Take other users' access to the vault away.
    FixVaultModes,
    /// Something about the vault's passphrase.
    Vault(VaultDeed),
    /// Keep the settings.
    SaveSettings(Box<Settings>),
    /// Find out on a worker why a signature does not verify.
    Diagnose(Box<Examination>),
    /// Ask for a word list.
    PickWordList,
    /// Keep, rename, remove or read a policy.
    Policy(PolicyErrand),
    /// Fetch keys, keep them or forget them.
    Fetch(FetchErrand),
    /// Close the window.
    Quit,
}
