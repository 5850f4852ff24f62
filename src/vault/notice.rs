//! What opening a vault has to tell: once, with the path, the cause and the next step.

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
        }
    }

    /// The file or folder it is about (the first, if there are several).
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Damaged { path, .. }
            | Self::NotAFile { path, .. }
            | Self::LaterVersion { path }
            | Self::ChangedToDamaged { path, .. } => path,
            Self::Unreadable { cause } | Self::UsesNotSaved { cause } => cause.path(),
            Self::Permissions { loose } => loose.first().map_or(Path::new(""), |(path, _)| path),
        }
    }

    /// What the user can do: one imperative sentence.
    #[must_use]
    pub fn next_step(&self) -> String {
        match self {
            Self::Damaged { kept_as: Some(kept), restored: true, .. } => {
                format!("check what came back; the damaged file is {}", kept.display())
            }
            Self::Damaged { kept_as: Some(kept), restored: false, .. } => {
                format!("repair {} with an editor and give it its old name, or import it again", kept.display())
            }
            Self::Damaged { kept_as: None, .. } => "repair it with an editor, or move it elsewhere".to_owned(),
            Self::Unreadable { cause } => format!("{}; nothing is written there meanwhile", cause.next_step()),
            Self::UsesNotSaved { cause } => cause.next_step().to_owned(),
            Self::NotAFile { .. } => "move it elsewhere, or put a regular file in its place".to_owned(),
            Self::Permissions { loose } => {
                let mode = |(path, _): &(PathBuf, u32)| format!("chmod go= '{}'", path.display());
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
                write!(f, "{} was damaged: {flaw}; its backup took its place", path.display())
            }
            Self::Damaged { path, flaw, restored: false, .. } => write!(f, "{} is damaged: {flaw}", path.display()),
            Self::Unreadable { cause } => cause.fmt(f),
            Self::NotAFile { path, kind: FileKind::Link } => {
                write!(f, "{} is a link that leads nowhere", path.display())
            }
            Self::NotAFile { path, kind } => write!(f, "{} is {kind}, not a file, and was not opened", path.display()),
            Self::Permissions { loose } => match loose.as_slice() {
                [(path, mode)] => write!(f, "other users have access to {} (mode {mode:04o})", path.display()),
                _ => write!(f, "other users have access to {} files and folders of the vault", loose.len()),
            },
            Self::LaterVersion { path } => {
                write!(f, "{} was written by a later version of this program; settings are not saved", path.display())
            }
            Self::UsesNotSaved { cause } => write!(f, "when keys were used was not noted: {cause}"),
            Self::ChangedToDamaged { path, flaw } => {
                write!(f, "another program changed {} and it is damaged now: {flaw}", path.display())
            }
        }
    }
}
