//! The only way of the vault to the disk: look at a file, replace it whole, put a damaged one aside, sweep up.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use zeroize::Zeroizing;

use super::document::{JsonFlaw, name_in, text_of};
use crate::ports::{
    Clock, Disk, DiskError, FileKind, Fingerprint, Lock, Privacy, Stamp, Written, is_temp_name, replace_file,
};

/// No file of the vault is larger: 4 MiB.
pub(super) const FILE_LIMIT_BYTES: u64 = 4 * 1024 * 1024;

/// A save takes some milliseconds; whoever holds the lock for longer is stuck.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

const LOCK_FILE: &str = "vault.lock";

/// The vault's folder on a disk.
#[derive(Clone, Debug)]
pub(super) struct Store {
    pub(super) disk: Arc<dyn Disk>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) dir: PathBuf,
}

/// What is under a name. Links were followed.
pub(super) enum Look {
    Missing,
    Good(Box<Document>),
    Damaged { target: PathBuf, bytes: Zeroizing<Vec<u8>>, flaw: JsonFlaw },
    NotAFile(FileKind),
    Unreadable(DiskError),
}

/// A file that holds one JSON object.
pub(super) struct Document {
    /// Where its bytes are, which is elsewhere for a link.
    pub(super) target: PathBuf,
    pub(super) text: Zeroizing<String>,
    pub(super) name: Option<String>,
    pub(super) fingerprint: Fingerprint,
    pub(super) stamp: Stamp,
}

/// Where a regular file is, and the cheap sign of its content.
pub(super) struct Place {
    pub(super) target: PathBuf,
    pub(super) mode: Option<u32>,
    pub(super) stamp: Stamp,
}

impl Store {
    /// The regular file under a name, through links.
    pub(super) fn place(&self, path: &Path) -> Result<Place, Look> {
        let failed = |e: DiskError| if e.is_not_found() { Look::Missing } else { Look::Unreadable(e) };
        let mut meta = self.disk.metadata(path).map_err(failed)?;
        let mut target = path.to_path_buf();
        if meta.kind == FileKind::Link {
            target = self.disk.resolve(path).map_err(|e| match e {
                DiskError::Denied { .. } => Look::Unreadable(e),
                _ => Look::NotAFile(FileKind::Link),
            })?;
            meta = self.disk.metadata(&target).map_err(failed)?;
        }
        match meta.kind {
            FileKind::File => Ok(Place { target, mode: meta.mode, stamp: meta.stamp }),
            kind => Err(Look::NotAFile(kind)),
        }
    }

    /// The content under a name.
    pub(super) fn look(&self, path: &Path) -> Look {
        let Place { target, stamp, .. } = match self.place(path) {
            Ok(place) => place,
            Err(other) => return other,
        };
        let bytes = match self.disk.read(&target, FILE_LIMIT_BYTES) {
            Ok(bytes) => Zeroizing::new(bytes),
            Err(DiskError::NotFound { .. }) => return Look::Missing,
            Err(e) => return Look::Unreadable(e),
        };
        match text_of(&bytes).and_then(|text| Ok((text, name_in(text)?))) {
            Ok((text, name)) => Look::Good(Box::new(Document {
                target,
                text: Zeroizing::new(text.to_owned()),
                name,
                fingerprint: Fingerprint::of(&bytes),
                stamp,
            })),
            Err(flaw) => Look::Damaged { target, bytes, flaw },
        }
    }

    /// Takes the vault's lock; `None` on a file system that has no locks.
    pub(super) fn lock(&self, patience: Duration) -> Result<Option<Lock>, DiskError> {
        match self.disk.lock(&self.dir.join(LOCK_FILE), patience) {
            Err(DiskError::Unsupported { .. }) => Ok(None),
            other => other.map(Some),
        }
    }

    /// Makes a folder and its parents where they are missing. The answer says why a new one may not survive a power loss.
    pub(super) fn ensure_folder(&self, path: &Path) -> Result<Option<DiskError>, DiskError> {
        match self.disk.metadata(path) {
            Ok(_) => return Ok(None),
            Err(e) if !e.is_not_found() => return Err(e),
            Err(_) => {}
        }
        let Some(parent) = path.parent().filter(|p| !p.as_os_str().is_empty()) else { return Ok(None) };
        let unconfirmed = self.ensure_folder(parent)?;
        match self.disk.create_dir(path) {
            Ok(()) | Err(DiskError::Exists { .. }) => Ok(unconfirmed.or(self.disk.sync_dir(parent).err())),
            Err(e) => Err(e),
        }
    }

    /// Puts the text in place in one step, after its backup.
    pub(super) fn replace(
        &self,
        target: &Path,
        text: &str,
        backup: Option<(&Path, &str)>,
    ) -> Result<Written, DiskError> {
        let keep_backup = || match backup {
            Some((path, old)) => self.replace(path, old, None).map(drop),
            None => Ok(()),
        };
        replace_file(&*self.disk, target, text.as_bytes(), Privacy::Private, keep_backup)
    }

    /// A copy of damaged bytes beside their file, under a name that is free.
    pub(super) fn copy_aside(&self, path: &Path, bytes: &[u8]) -> Result<PathBuf, DiskError> {
        let aside = self.aside_name(path)?;
        replace_file(&*self.disk, &aside, bytes, Privacy::Private, || Ok(())).map(|_| aside)
    }

    /// Gives a damaged file another name in one step (which works on a full disk too).
    pub(super) fn move_aside(&self, path: &Path) -> Result<PathBuf, DiskError> {
        let aside = self.aside_name(path)?;
        self.disk.rename(path, &aside)?;
        let _ = self.disk.sync_dir(&crate::ports::parent(path));
        Ok(aside)
    }

    fn aside_name(&self, path: &Path) -> Result<PathBuf, DiskError> {
        let stamp = self.clock.now().file_stamp();
        for n in 1_u32.. {
            let number = if n == 1 { String::new() } else { format!("-{n}") };
            let mut name = path.as_os_str().to_os_string();
            name.push(format!(".corrupt-{stamp}{number}"));
            match self.disk.metadata(Path::new(&name)) {
                Err(e) if e.is_not_found() => return Ok(name.into()),
                Err(e) => return Err(e),
                Ok(_) => {}
            }
        }
        Err(DiskError::Exists { path: path.to_path_buf() })
    }

    /// Whether a folder holds temporary files of a save that was cut off.
    pub(super) fn has_temps(&self, folder: &Path) -> bool {
        self.disk.list(folder).is_ok_and(|names| names.iter().any(|name| is_temp_name(name)))
    }

    /// Removes them. Only while holding the lock: they may belong to a save that goes on right now.
    pub(super) fn sweep(&self, folder: &Path, _held: &Lock) {
        for name in self.disk.list(folder).unwrap_or_default().iter().filter(|name| is_temp_name(name)) {
            let _ = self.disk.remove(&folder.join(name));
        }
    }
}

/// The name of a file's previous version.
pub(super) fn backup_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(".bak");
    name.into()
}
