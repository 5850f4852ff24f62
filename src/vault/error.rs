//! Why the vault did not do it.

use crate::jose::escape::{shown_path, visible};
use std::path::PathBuf;

use super::document::JsonFlaw;
use crate::ports::DiskError;

/// A refusal: what was asked for did not happen, and the files are as they were. Never holds any content of a file.
#[derive(Clone, Debug, thiserror::Error)]
pub enum VaultError {
    /// There is no place for the vault.
    #[error("there is no home folder to keep keys and settings in")]
    NoHome,
    /// The disk refused.
    #[error("{} was not saved: {source}", visible(what))]
    NotSaved {
        /// Which thing: "the key 'a'".
        what: String,
        /// Why.
        source: DiskError,
    },
    /// The disk refused to remove it.
    #[error("{} was not removed: {source}", visible(what))]
    NotRemoved {
        /// Which thing.
        what: String,
        /// Why.
        source: DiskError,
    },
    /// The folder or file cannot be read, so nothing is written there either.
    #[error("the vault is read-only: {source}")]
    Unreadable {
        /// Why.
        source: DiskError,
    },
    /// The text is not a JSON object.
    #[error("{} is not a JSON object: {flaw}", visible(what))]
    NotAnObject {
        /// Which thing.
        what: String,
        /// Where and what.
        flaw: JsonFlaw,
    },
    /// The text is longer than any file of the vault may be.
    #[error("{} has {len} bytes, more than the limit of {limit}", visible(what))]
    TooLarge {
        /// Which thing.
        what: String,
        /// Its size in bytes.
        len: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// A name without a visible character.
    #[error("a name is missing")]
    BlankName,
    /// There is nothing of that name.
    #[error("there is no {kind} named '{}'", visible(name))]
    Unknown {
        /// "key" or "policy".
        kind: &'static str,
        /// The name.
        name: String,
    },
    /// Something else has the name.
    #[error("there is a {kind} named '{}' already", visible(name))]
    NameTaken {
        /// "key" or "policy".
        kind: &'static str,
        /// The name.
        name: String,
    },
    /// The vault is protected, and nobody has said the passphrase.
    #[error("the vault is locked")]
    Locked,
    /// The passphrase is not the vault's.
    #[error("this passphrase does not open the vault")]
    WrongPassphrase,
    /// A passphrase without a character.
    #[error("the passphrase is empty")]
    EmptyPassphrase,
    /// The vault has a passphrase already.
    #[error("the vault is protected already")]
    AlreadyProtected,
    /// The vault has no passphrase.
    #[error("the vault is not protected")]
    NotProtected,
    /// Another window protected the vault, took the protection away or gave it another vault key.
    #[error("another window changed the protection of the vault")]
    ProtectionChanged,
    /// The vault key's file is no encrypted JWK, and neither is its backup.
    #[error("{} is damaged", shown_path(path))]
    VaultKeyDamaged {
        /// The vault key's file.
        path: PathBuf,
    },
    /// A key is still in the clear in a protected vault.
    #[error("{} is not encrypted yet", shown_path(path))]
    Unfinished {
        /// Its file.
        path: PathBuf,
    },
    /// Something in the folder stands in the way of protecting the vault or of taking its protection away.
    #[error("{} cannot be read, so that it cannot be taken along", shown_path(path))]
    InTheWay {
        /// Which file.
        path: PathBuf,
    },
    /// The cryptography refused.
    #[error("the vault key could not be made: {why}")]
    NoVaultKey {
        /// Why.
        why: String,
    },
    /// The settings were written by a later version of this program.
    #[error("{} was written by a later version of this program and is not overwritten", shown_path(path))]
    LaterVersion {
        /// The settings file.
        path: PathBuf,
    },
}

impl VaultError {
    /// A stable id.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::NoHome => "vault-no-home",
            Self::NotSaved { .. } => "vault-not-saved",
            Self::NotRemoved { .. } => "vault-not-removed",
            Self::Unreadable { .. } => "vault-unreadable",
            Self::NotAnObject { .. } => "vault-not-an-object",
            Self::TooLarge { .. } => "vault-too-large",
            Self::BlankName => "vault-blank-name",
            Self::Unknown { .. } => "vault-unknown-name",
            Self::NameTaken { .. } => "vault-name-taken",
            Self::LaterVersion { .. } => "vault-later-version",
            Self::Locked => "vault-locked",
            Self::WrongPassphrase => "vault-wrong-passphrase",
            Self::EmptyPassphrase => "vault-empty-passphrase",
            Self::AlreadyProtected => "vault-already-protected",
            Self::NotProtected => "vault-not-protected",
            Self::ProtectionChanged => "vault-protection-changed",
            Self::VaultKeyDamaged { .. } => "vault-key-damaged",
            Self::Unfinished { .. } => "vault-unfinished",
            Self::InTheWay { .. } => "vault-in-the-way",
            Self::NoVaultKey { .. } => "vault-key-not-made",
        }
    }

    /// What the user can do: one imperative sentence.
    #[must_use]
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::NoHome => "set HOME, or name a folder with --config-dir or JWT_WORKBENCH_CONFIG_DIR",
            Self::NotSaved { source, .. } | Self::NotRemoved { source, .. } | Self::Unreadable { source } => {
                source.next_step()
            }
            Self::NotAnObject { .. } => "check the text",
            Self::TooLarge { .. } => "check that this is a single key or policy",
            Self::BlankName => "type a name",
            Self::Unknown { .. } => "look at the list of names; another window may have removed or renamed it",
            Self::NameTaken { .. } => "choose another name",
            Self::Locked => "unlock it with its passphrase, then try again",
            Self::WrongPassphrase => "type it again; nothing was changed and nothing is counted",
            Self::EmptyPassphrase => "type a passphrase",
            Self::AlreadyProtected => "change its passphrase instead",
            Self::NotProtected => "protect it first",
            Self::ProtectionChanged => "unlock the vault or look at its keys again, then try again",
            Self::VaultKeyDamaged { .. } => "put a good copy of it in its place",
            Self::Unfinished { .. } => "lock the vault and unlock it again",
            Self::InTheWay { .. } => "repair it or move it elsewhere, then try again",
            Self::NoVaultKey { .. } => "try again",
            Self::LaterVersion { .. } => "update this program, or move the file elsewhere to start with defaults",
        }
    }
}
