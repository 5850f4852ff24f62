//! Why the vault did not do it.

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
    #[error("{} was not saved: {source}", what)]
    NotSaved {
        /// Which thing: "the key 'a'".
        what: String,
        /// Why.
        source: DiskError,
    },
    /// The disk refused to remove it.
    #[error("{} was not removed: {source}", what)]
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
    #[error("{} is not a JSON object: {flaw}", what)]
    NotAnObject {
        /// Which thing.
        what: String,
        /// Where and what.
        flaw: JsonFlaw,
    },
    /// The text is longer than any file of the vault may be.
    #[error("{} has {len} bytes, more than the limit of {limit}", what)]
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
    #[error("there is no {kind} named '{name}'")]
    Unknown {
        /// "key" or "policy".
        kind: &'static str,
        /// The name.
        name: String,
    },
    /// Something else has the name.
    #[error("there is a {kind} named '{name}' already")]
    NameTaken {
        /// "key" or "policy".
        kind: &'static str,
        /// The name.
        name: String,
    },
    /// The settings were written by a later version of this program.
    #[error("{} was written by a later version of this program and is not overwritten", path.display())]
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
            Self::LaterVersion { .. } => "update this program, or move the file elsewhere to start with defaults",
        }
    }
}
