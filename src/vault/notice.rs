//! What opening a vault has to tell: once, with the path, the cause and the next step.

use crate::jose::escape::shown_path;
use std::fmt;
use std::path::{Path, PathBuf};

use super::document::JsonFlaw;
use crate::ports::{DiskError, FileKind};

/// Something about the vault's files that the user should know. Never holds any content of a file.
#[derive(Clone, Debug)]
pub enum Notice {
    /// A file was damaged.
    Damaged {
        /// Its usual place.
        path: PathBuf,
        /// What is wrong with it.
        flaw: JsonFlaw,
        /// Where its bytes are now; `None` if they could not be moved and are still at `path`.
        kept_as: Option<PathBuf>,
        /// Whether the backup was good and took its place.
        restored: bool,
    },
    /// A file or folder is there and cannot be read; it is left alone.
    Unreadable {
        /// Why, and which.
        cause: DiskError,
    },
    /// Something else than a file has a file's name; it is not opened.
    NotAFile {
        /// Which.
        path: PathBuf,
        /// What it is; [`FileKind::Link`] is a link that leads nowhere.
        kind: FileKind,
    },
    /// Others may read these files or enter these folders; [`Vault::fix_modes`](super::Vault::fix_modes) changes that.
    Permissions {
        /// Which, with their permission bits.
        loose: Vec<(PathBuf, u32)>,
    },
    /// The settings come from a later version of this program and are not written.
    LaterVersion {
        /// The settings file.
        path: PathBuf,
    },
    /// Another program changed a file to something that is not a JSON object; the version in memory is kept.
    ChangedToDamaged {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        flaw: JsonFlaw,
    },
    /// The vault is protected, and files of it are still in the clear: protecting it was cut off, or another program put
    /// them there.
    Unfinished {
        /// Which.
        paths: Vec<PathBuf>,
    },
    /// Keys are encrypted under a vault key that is not there.
    NoVaultKey {
        /// The place of the vault key.
        path: PathBuf,
        /// How many keys.
        count: usize,
    },
    /// The vault key's file is damaged; its backup took its place.
    VaultKeyDamaged {
        /// The vault key's file.
        path: PathBuf,
        /// Whether its backup is good.
        restored: bool,
    },
    /// The old passphrase still opens a copy of the vault key.
    OldPassphrase {
        /// Where.
        path: PathBuf,
    },
    /// What was done is in place, but may not survive a power loss.
    Unconfirmed {
        /// Why.
        cause: DiskError,
    },
    /// When keys were used could not be noted.
    UsesNotSaved {
        /// Why.
        cause: DiskError,
    },
}

impl Notice {
    /// A stable id.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::Damaged { .. } => "vault-damaged",
            Self::Unreadable { .. } => "vault-unreadable",
            Self::NotAFile { .. } => "vault-not-a-file",
            Self::Permissions { .. } => "vault-permissions",
            Self::LaterVersion { .. } => "vault-later-version",
            Self::ChangedToDamaged { .. } => "vault-changed-to-damaged",
            Self::UsesNotSaved { .. } => "vault-uses-not-saved",
            Self::Unconfirmed { .. } => "vault-unconfirmed",
            Self::Unfinished { .. } => "vault-unfinished",
            Self::NoVaultKey { .. } => "vault-key-missing",
            Self::VaultKeyDamaged { .. } => "vault-key-damaged",
            Self::OldPassphrase { .. } => "vault-old-passphrase",
        }
    }

    /// The file or folder it is about (the first, if there are several).
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Damaged { path, .. }
            | Self::NotAFile { path, .. }
            | Self::LaterVersion { path }
            | Self::ChangedToDamaged { path, .. }
            | Self::NoVaultKey { path, .. }
            | Self::VaultKeyDamaged { path, .. }
            | Self::OldPassphrase { path } => path,
            Self::Unfinished { paths } => paths.first().map_or(Path::new(""), PathBuf::as_path),
            Self::Unreadable { cause } | Self::UsesNotSaved { cause } | Self::Unconfirmed { cause } => cause.path(),
            Self::Permissions { loose } => loose.first().map_or(Path::new(""), |(path, _)| path),
        }
    }

    /// What the user can do: one imperative sentence.
    #[must_use]
    pub fn next_step(&self) -> String {
        match self {
            Self::Damaged { kept_as: Some(kept), restored: true, .. } => {
                format!("check what came back; the damaged file is {}", shown_path(kept))
            }
            Self::Damaged { kept_as: Some(kept), restored: false, .. } => {
                format!("repair {} with an editor and give it its old name, or import it again", shown_path(kept))
            }
            Self::Damaged { kept_as: None, .. } => "repair it with an editor, or move it elsewhere".to_owned(),
            Self::Unreadable { cause } => format!("{}; nothing is written there meanwhile", cause.next_step()),
            Self::UsesNotSaved { cause } | Self::Unconfirmed { cause } => cause.next_step().to_owned(),
            Self::Unfinished { .. } => {
                "unlock the vault: they are encrypted and deleted then; or delete them yourself".to_owned()
            }
            Self::NoVaultKey { path, .. } => {
                format!("put {} back from a copy of the folder: without it nobody can open them", shown_path(path))
            }
            Self::VaultKeyDamaged { restored: true, .. } => "unlock the vault: that repairs it".to_owned(),
            Self::VaultKeyDamaged { .. } => "put a good copy of it in its place".to_owned(),
            Self::OldPassphrase { .. } => "delete that copy, or unlock the vault once more".to_owned(),
            Self::NotAFile { .. } => "move it elsewhere, or put a regular file in its place".to_owned(),
            Self::Permissions { loose } => {
                let mode = |(path, _): &(PathBuf, u32)| format!("chmod go= '{}'", shown_path(path));
                format!("take the permissions away: {}", loose.first().map(mode).unwrap_or_default())
            }
            Self::LaterVersion { .. } => {
                "update this program, or move the file elsewhere to start with defaults".to_owned()
            }
            Self::ChangedToDamaged { .. } => {
                "repair it with the program that wrote it, or save again here: the damaged text is then kept beside it"
                    .to_owned()
            }
        }
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged { path, flaw, restored: true, .. } => {
                write!(f, "{} was damaged: {flaw}; its backup took its place", shown_path(path))
            }
            Self::Damaged { path, flaw, restored: false, .. } => write!(f, "{} is damaged: {flaw}", shown_path(path)),
            Self::Unreadable { cause } => cause.fmt(f),
            Self::NotAFile { path, kind: FileKind::Link } => {
                write!(f, "{} is a link that leads nowhere", shown_path(path))
            }
            Self::NotAFile { path, kind } => {
                write!(f, "{} is {kind}, not a file, and was not opened", shown_path(path))
            }
            Self::Permissions { loose } => match loose.as_slice() {
                [(path, mode)] => write!(f, "other users have access to {} (mode {mode:04o})", shown_path(path)),
                _ => write!(f, "other users have access to {} files and folders of the vault", loose.len()),
            },
            Self::LaterVersion { path } => {
                write!(f, "{} was written by a later version of this program; settings are not saved", shown_path(path))
            }
            Self::Unfinished { paths } => match paths.as_slice() {
                [path] => write!(f, "the vault is protected, and {} is still in the clear", shown_path(path)),
                _ => write!(f, "the vault is protected, and {} files of it are still in the clear", paths.len()),
            },
            Self::NoVaultKey { path, count: 1 } => {
                write!(f, "a key is encrypted, and {} is not there", shown_path(path))
            }
            Self::NoVaultKey { path, count } => {
                write!(f, "{count} keys are encrypted, and {} is not there", shown_path(path))
            }
            Self::VaultKeyDamaged { path, restored: true } => {
                write!(f, "{} is damaged; its backup is used", shown_path(path))
            }
            Self::VaultKeyDamaged { path, .. } => write!(f, "{} is damaged", shown_path(path)),
            Self::OldPassphrase { path } => write!(f, "the old passphrase still opens {}", shown_path(path)),
            Self::Unconfirmed { cause } => write!(f, "it is done, but a power failure now could undo it: {cause}"),
            Self::UsesNotSaved { cause } => write!(f, "when keys were used was not noted: {cause}"),
            Self::ChangedToDamaged { path, flaw } => {
                write!(f, "another program changed {} and it is damaged now: {flaw}", shown_path(path))
            }
        }
    }
}
