//! The real disk.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::Moment;
use super::disk::{Disk, DiskError, FileKind, Lock, Meta, NewFile, Privacy, Stamp};

/// Between two tries for a lock that another process holds.
const LOCK_PAUSE: Duration = Duration::from_millis(5);

/// The file system of the machine. Links, FIFOs and modes have their Unix meaning; on Windows files inherit the access
/// list of the profile folder and modes do nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NativeDisk;

impl Disk for NativeDisk {
    fn create_new(&self, path: &Path, privacy: Privacy) -> Result<Box<dyn NewFile>, DiskError> {
        let mut options = match privacy {
            Privacy::Private => private_options(),
            Privacy::Ordinary => ordinary_options(),
        };
        let file = options.create_new(true).open(path).map_err(|e| DiskError::from_io("create", path, e))?;
        if privacy == Privacy::Private {
            // The umask can only have taken bits away (a mask like 0777 would lock the owner out). A file system without
            // modes refuses; whoever opens the vault there is told.
            let _ = set_mode(path, 0o600);
        }
        Ok(Box::new(OpenFile { file, path: path.to_path_buf() }))
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<(), DiskError> {
        retry_sharing(|| fs::rename(from, to)).map_err(|e| DiskError::from_io("rename", to, e))
    }

    fn remove(&self, path: &Path) -> Result<(), DiskError> {
        fs::remove_file(path).map_err(|e| DiskError::from_io("remove", path, e))
    }

    fn sync_dir(&self, path: &Path) -> Result<(), DiskError> {
        if cfg!(unix) {
            File::open(path).and_then(|d| d.sync_all()).map_err(|e| DiskError::from_io("sync", path, e))?;
        }
        Ok(())
    }

    fn create_dir(&self, path: &Path) -> Result<(), DiskError> {
        private_folder(path).map_err(|e| DiskError::from_io("create the folder", path, e))?;
        let _ = set_mode(path, 0o700);
        Ok(())
    }

    fn list(&self, path: &Path) -> Result<Vec<OsString>, DiskError> {
        let listed = fs::read_dir(path).and_then(|entries| entries.map(|e| e.map(|e| e.file_name())).collect());
        let mut names: Vec<OsString> = listed.map_err(|e| DiskError::from_io("list", path, e))?;
        names.sort();
        Ok(names)
    }

    fn read(&self, path: &Path, limit_bytes: u64) -> Result<Vec<u8>, DiskError> {
        // before opening: opening a FIFO would wait for a writer
        refuse_irregular(path, &fs::metadata(path).map_err(|e| DiskError::from_io("read", path, e))?)?;
        let file = File::open(path).map_err(|e| DiskError::from_io("read", path, e))?;
        let meta = file.metadata().map_err(|e| DiskError::from_io("read", path, e))?;
        refuse_irregular(path, &meta)?;
        let too_large = |len| DiskError::TooLarge { path: path.to_path_buf(), len, limit: limit_bytes };
        if meta.len() > limit_bytes {
            return Err(too_large(meta.len()));
        }
        // one allocation, so that no copy of a key is left behind by a growing buffer
        let mut content = Vec::with_capacity(usize::try_from(meta.len()).unwrap_or(0).saturating_add(1));
        let mut bounded = file.take(limit_bytes.saturating_add(1));
        bounded.read_to_end(&mut content).map_err(|e| DiskError::from_io("read", path, e))?;
        if content.len() as u64 > limit_bytes {
            return Err(too_large(content.len() as u64));
        }
        Ok(content)
    }

    fn metadata(&self, path: &Path) -> Result<Meta, DiskError> {
        let meta = fs::symlink_metadata(path).map_err(|e| DiskError::from_io("look at", path, e))?;
        Ok(Meta { kind: kind_of(&meta), mode: mode_of(&meta), stamp: stamp_of(&meta) })
    }

    fn resolve(&self, path: &Path) -> Result<PathBuf, DiskError> {
        fs::canonicalize(path).map_err(|e| DiskError::from_io("resolve", path, e))
    }

    fn set_mode(&self, path: &Path, mode: u32) -> Result<(), DiskError> {
        set_mode(path, mode).map_err(|e| DiskError::from_io("change the permissions of", path, e))
    }

    fn lock(&self, path: &Path, patience: Duration) -> Result<Lock, DiskError> {
        let opened = private_options().create(true).truncate(false).open(path);
        let file = opened.map_err(|e| DiskError::from_io("open the lock file", path, e))?;
        if file.metadata().is_ok_and(|meta| mode_of(&meta).is_some_and(|mode| mode != 0o600)) {
            // a umask that takes the owner's bits would lock them out next time
            let _ = set_mode(path, 0o600);
        }
        let started = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Lock::new(file)),
                Err(TryLockError::WouldBlock) if started.elapsed() < patience => std::thread::sleep(LOCK_PAUSE),
                Err(TryLockError::WouldBlock) => return Err(DiskError::Locked { path: path.to_path_buf() }),
                Err(TryLockError::Error(e)) => return Err(DiskError::from_io("lock", path, e)),
            }
        }
    }
}

fn ordinary_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    options
}

struct OpenFile {
    file: File,
    path: PathBuf,
}

impl NewFile for OpenFile {
    fn write(&mut self, bytes: &[u8]) -> Result<(), DiskError> {
        self.file.write_all(bytes).map_err(|e| DiskError::from_io("write", &self.path, e))
    }

    fn sync(&mut self) -> Result<(), DiskError> {
        self.file.sync_all().map_err(|e| DiskError::from_io("sync", &self.path, e))
    }
}

fn refuse_irregular(path: &Path, meta: &fs::Metadata) -> Result<(), DiskError> {
    match kind_of(meta) {
        FileKind::File => Ok(()),
        FileKind::Folder => Err(DiskError::Folder { path: path.to_path_buf() }),
        FileKind::Link | FileKind::Special => Err(DiskError::NotRegular { path: path.to_path_buf() }),
    }
}

fn kind_of(meta: &fs::Metadata) -> FileKind {
    match meta.file_type() {
        t if t.is_file() => FileKind::File,
        t if t.is_dir() => FileKind::Folder,
        t if t.is_symlink() => FileKind::Link,
        _ => FileKind::Special,
    }
}

/// Virus scanners on Windows hold new files open for a moment; elsewhere the first answer counts.
fn retry_sharing(mut step: impl FnMut() -> std::io::Result<()>) -> std::io::Result<()> {
    let tries = if cfg!(windows) { 10 } else { 0 };
    for _ in 0..tries {
        match step() {
            Err(e) if e.kind() == std::io::ErrorKind::PermissionDenied => std::thread::sleep(LOCK_PAUSE * 4),
            answer => return answer,
        }
    }
    step()
}

#[cfg(unix)]
mod system {
    use std::fs::{self, DirBuilder, OpenOptions, Permissions};
    use std::io;
    use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
    use std::path::Path;

    pub(super) fn private_options() -> OpenOptions {
        let mut options = OpenOptions::new();
        options.write(true).mode(0o600);
        options
    }

    pub(super) fn private_folder(path: &Path) -> io::Result<()> {
        DirBuilder::new().mode(0o700).create(path)
    }

    pub(super) fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
        fs::set_permissions(path, Permissions::from_mode(mode))
    }

    pub(super) fn mode_of(meta: &fs::Metadata) -> Option<u32> {
        Some(meta.mode() & 0o777)
    }

    pub(super) fn identity(meta: &fs::Metadata) -> (super::Moment, u64) {
        let nanos = u32::try_from(meta.ctime_nsec()).unwrap_or(0);
        (super::Moment { secs: meta.ctime(), nanos }, meta.ino())
    }
}

#[cfg(not(unix))]
mod system {
    use std::fs::{self, OpenOptions};
    use std::io;
    use std::path::Path;

    pub(super) fn private_options() -> OpenOptions {
        super::ordinary_options()
    }

    pub(super) fn private_folder(path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }

    pub(super) fn set_mode(_path: &Path, _mode: u32) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn mode_of(_meta: &fs::Metadata) -> Option<u32> {
        None
    }

    pub(super) fn identity(_meta: &fs::Metadata) -> (super::Moment, u64) {
        (super::Moment::default(), 0)
    }
}

use system::{identity, mode_of, private_folder, private_options, set_mode};

fn stamp_of(meta: &fs::Metadata) -> Stamp {
    let (changed, inode) = identity(meta);
    Stamp { len: meta.len(), modified: meta.modified().ok().map(Moment::from_system), changed, inode }
}
