//! The disk behind a trait: each method is one step that a crash can come before or after.

use crate::jose::escape::shown_path;
use std::any::Any;
use std::ffi::OsString;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::Moment;

/// Files and folders. Paths are absolute; links are followed unless a method says otherwise.
pub trait Disk: fmt::Debug + Send + Sync {
    /// Makes an empty file.
    ///
    /// # Errors
    /// [`DiskError::Exists`] if anything (a dangling link too) has that name.
    fn create_new(&self, path: &Path, privacy: Privacy) -> Result<Box<dyn NewFile>, DiskError>;

    /// Gives a file another name in one step, replacing what had it. A link itself is renamed, not its target.
    ///
    /// # Errors
    /// The old name keeps its file.
    fn rename(&self, from: &Path, to: &Path) -> Result<(), DiskError>;

    /// Removes a file or a link (never its target, never a folder).
    ///
    /// # Errors
    /// [`DiskError::NotFound`] if there is none.
    fn remove(&self, path: &Path) -> Result<(), DiskError>;

    /// Makes a folder's list of names durable. Does nothing where the system has no such call (Windows).
    ///
    /// # Errors
    /// The names may be lost with the power.
    fn sync_dir(&self, path: &Path) -> Result<(), DiskError>;

    /// Makes one folder that nobody else may enter (mode 0700 whatever the umask). Its parent must exist.
    ///
    /// # Errors
    /// [`DiskError::Exists`] if anything has that name.
    fn create_dir(&self, path: &Path) -> Result<(), DiskError>;

    /// The names in a folder, sorted.
    ///
    /// # Errors
    /// The folder is missing, unreadable, or none.
    fn list(&self, path: &Path) -> Result<Vec<OsString>, DiskError>;

    /// The whole content of a regular file of at most `limit_bytes`. Anything else is named, not opened.
    ///
    /// # Errors
    /// [`DiskError::Folder`], [`DiskError::NotRegular`], [`DiskError::TooLarge`], or what the system says.
    fn read(&self, path: &Path, limit_bytes: u64) -> Result<Vec<u8>, DiskError>;

    /// What the name stands for, without following a link.
    ///
    /// # Errors
    /// [`DiskError::NotFound`] if there is nothing.
    fn metadata(&self, path: &Path) -> Result<Meta, DiskError>;

    /// The absolute path without links.
    ///
    /// # Errors
    /// [`DiskError::NotFound`] for a dangling link, `Io` for a loop.
    fn resolve(&self, path: &Path) -> Result<PathBuf, DiskError>;

    /// Sets the permission bits; does nothing where there are none (Windows).
    ///
    /// # Errors
    /// Not the owner, or a read-only file system.
    fn set_mode(&self, path: &Path, mode: u32) -> Result<(), DiskError>;

    /// Takes the exclusive lock of a lock file (made with mode 0600 if missing), waiting at most `patience`.
    ///
    /// # Errors
    /// [`DiskError::Locked`] if another process kept it all the time, [`DiskError::Unsupported`] on a file system
    /// without locks.
    fn lock(&self, path: &Path, patience: Duration) -> Result<Lock, DiskError>;
}

/// Who may read a new file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Privacy {
    /// The owner alone: mode 0600 whatever the umask. For everything that may hold a secret.
    Private,
    /// Whoever the user's umask lets.
    Ordinary,
}

/// A file that was just made and is not under its final name yet.
pub trait NewFile: Send {
    /// Appends all the bytes.
    ///
    /// # Errors
    /// Some of the bytes may be there.
    fn write(&mut self, bytes: &[u8]) -> Result<(), DiskError>;

    /// Makes the content durable.
    ///
    /// # Errors
    /// The content may be lost with the power.
    fn sync(&mut self) -> Result<(), DiskError>;
}

/// A lock that is held until it is dropped.
pub struct Lock(#[expect(dead_code, reason = "held for its Drop")] Box<dyn Any + Send>);

impl Lock {
    /// Keeps `held` until the lock is dropped.
    #[must_use]
    pub fn new(held: impl Any + Send) -> Self {
        Self(Box::new(held))
    }
}

impl fmt::Debug for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lock")
    }
}

/// What a name on the disk stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, wherever it leads.
    Link,
    /// A pipe, socket or device.
    Special,
}

impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::File => "a file",
            Self::Folder => "a folder",
            Self::Link => "a link",
            Self::Special => "a pipe, socket or device",
        })
    }
}

/// What the disk says about a name without reading its content.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Meta {
    /// What it is.
    pub kind: FileKind,
    /// The permission bits (the lower nine); `None` where the system has none.
    pub mode: Option<u32>,
    /// Changes with each change of the content, as far as that can be told without reading it.
    pub stamp: Stamp,
}

/// The cheap sign that a file has changed: size, times and identity.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Stamp {
    /// Size in bytes.
    pub len: u64,
    /// Last change of the content, where the system tells it.
    pub modified: Option<Moment>,
    /// Last change of the inode (Unix); zero elsewhere.
    pub changed: Moment,
    /// Inode number (Unix); zero elsewhere.
    pub inode: u64,
}

/// The sure sign that a content has changed: a 128-bit hash under keys drawn anew by each process, so that a printed or
/// kept fingerprint tells nothing about a short secret. It compares contents within one process only.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint([u64; 2]);

impl Fingerprint {
    /// The fingerprint of a content.
    #[must_use]
    pub fn of(content: &[u8]) -> Self {
        static KEYS: OnceLock<[RandomState; 2]> = OnceLock::new();
        let [a, b] = KEYS.get_or_init(|| [RandomState::new(), RandomState::new()]);
        Self([a.hash_one(content), b.hash_one((content.len(), content))])
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fingerprint(redacted)")
    }
}

/// Why the disk did not do it. The text names the path and the cause and never holds any content.
#[derive(Clone, Debug, thiserror::Error)]
pub enum DiskError {
    /// Nothing has that name.
    #[error("{} does not exist", shown_path(path))]
    NotFound {
        /// Where.
        path: PathBuf,
    },
    /// The permissions forbid it.
    #[error("no permission to {step} {}", shown_path(path))]
    Denied {
        /// What was tried, as a verb.
        step: &'static str,
        /// Where.
        path: PathBuf,
    },
    /// The file system is mounted read-only.
    #[error("cannot {step} {}: the file system is read-only", shown_path(path))]
    ReadOnly {
        /// What was tried, as a verb.
        step: &'static str,
        /// Where.
        path: PathBuf,
    },
    /// No room: the disk or the user's quota is full, or a size limit is reached.
    #[error("cannot {step} {}: the disk is full", shown_path(path))]
    Full {
        /// What was tried, as a verb.
        step: &'static str,
        /// Where.
        path: PathBuf,
    },
    /// The name is taken.
    #[error("{} exists already", shown_path(path))]
    Exists {
        /// Where.
        path: PathBuf,
    },
    /// A folder where a file was wanted.
    #[error("{} is a folder, not a file", shown_path(path))]
    Folder {
        /// Where.
        path: PathBuf,
    },
    /// A pipe, socket or device where a file was wanted.
    #[error("{} is a pipe, socket or device, not a regular file", shown_path(path))]
    NotRegular {
        /// Where.
        path: PathBuf,
    },
    /// More bytes than the caller allows.
    #[error("{} has {len} bytes, more than the limit of {limit}", shown_path(path))]
    TooLarge {
        /// Where.
        path: PathBuf,
        /// Its size in bytes, as far as it was looked at.
        len: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// Another process holds the lock.
    #[error("{} is locked by another window or command", shown_path(path))]
    Locked {
        /// The lock file.
        path: PathBuf,
    },
    /// The file system cannot do it.
    #[error("the file system cannot {step} {}", shown_path(path))]
    Unsupported {
        /// What was tried, as a verb.
        step: &'static str,
        /// Where.
        path: PathBuf,
    },
    /// Anything else.
    #[error("cannot {step} {}: {source}", shown_path(path))]
    Io {
        /// What was tried, as a verb.
        step: &'static str,
        /// Where.
        path: PathBuf,
        /// What the system says.
        source: Arc<io::Error>,
    },
}

impl DiskError {
    /// Sorts an error of the system.
    #[must_use]
    pub fn from_io(step: &'static str, path: &Path, source: io::Error) -> Self {
        use io::ErrorKind as Kind;
        let path = path.to_path_buf();
        match source.kind() {
            Kind::NotFound => Self::NotFound { path },
            Kind::PermissionDenied => Self::Denied { step, path },
            Kind::ReadOnlyFilesystem => Self::ReadOnly { step, path },
            Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => Self::Full { step, path },
            Kind::AlreadyExists => Self::Exists { path },
            Kind::IsADirectory => Self::Folder { path },
            Kind::Unsupported => Self::Unsupported { step, path },
            _ => Self::Io { step, path, source: Arc::new(source) },
        }
    }

    /// A stable name for the kind of failure.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "file-not-found",
            Self::Denied { .. } => "file-permission",
            Self::ReadOnly { .. } => "disk-read-only",
            Self::Full { .. } => "disk-full",
            Self::Exists { .. } => "file-exists",
            Self::Folder { .. } => "file-is-folder",
            Self::NotRegular { .. } => "file-not-regular",
            Self::TooLarge { .. } => "file-too-large",
            Self::Locked { .. } => "file-locked",
            Self::Unsupported { .. } => "disk-unsupported",
            Self::Io { .. } => "disk-error",
        }
    }

    /// What the user can do about it: one imperative sentence.
    #[must_use]
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "check the name and the folder",
            Self::Denied { .. } => "check who owns the file and its folder and what their permissions are",
            Self::ReadOnly { .. } => "choose another folder or mount the file system writable",
            Self::Full { .. } => "free some space, then try again",
            Self::Exists { .. } => "choose another name",
            Self::Folder { .. } => "choose a file in it",
            Self::NotRegular { .. } => "choose a regular file, or pipe the content to standard input",
            Self::TooLarge { .. } => "check that this is the right file",
            Self::Locked { .. } => "close the other window or wait for the other command, then try again",
            Self::Unsupported { .. } => "choose a folder on another file system",
            Self::Io { .. } => "check the disk, then try again",
        }
    }

    /// Where it happened.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::NotFound { path }
            | Self::Denied { path, .. }
            | Self::ReadOnly { path, .. }
            | Self::Full { path, .. }
            | Self::Exists { path }
            | Self::Folder { path }
            | Self::NotRegular { path }
            | Self::TooLarge { path, .. }
            | Self::Locked { path }
            | Self::Unsupported { path, .. }
            | Self::Io { path, .. } => path,
        }
    }

    /// Whether the reason is that nothing has that name.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound { .. })
    }
}
