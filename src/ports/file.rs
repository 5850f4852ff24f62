//! Whole files: read one that the user names, replace one without ever showing a half of it.

use std::ffi::OsStr;
use std::hash::{BuildHasher, RandomState};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::disk::{Disk, DiskError, Privacy};
use super::native_disk::NativeDisk;

/// The largest file that is opened for a user: 16 MiB.
pub const FILE_LIMIT_BYTES: u64 = 16 * 1024 * 1024;

const TEMP_PREFIX: &str = ".jwt-workbench-";
const TEMP_SUFFIX: &str = ".tmp";

/// Reads a file that the user chose: a token, a key, a policy.
///
/// Only regular files (through links) of at most `limit_bytes` are opened ([`FILE_LIMIT_BYTES`] is the usual limit): a
/// FIFO would wait for ever and a device never end.
///
/// # Errors
/// Not found, no permission, a folder, not a regular file, too large, or what the disk says.
pub fn read_file(path: &Path, limit_bytes: u64) -> Result<Vec<u8>, DiskError> {
    NativeDisk.read(path, limit_bytes)
}

/// How a file came to the disk.
#[derive(Clone, Debug)]
pub struct Written {
    /// Why the new content, although in place, may not survive a power loss; `None` once that is sure.
    pub unconfirmed: Option<DiskError>,
}

impl Written {
    /// Whether the content is known to survive a power loss.
    #[must_use]
    pub fn is_durable(&self) -> bool {
        self.unconfirmed.is_none()
    }
}

/// Writes an export: the old file whole or the new one whole, never a mixture. An existing file is replaced (ask before),
/// a link keeps pointing to where it points. A device or pipe (`/dev/stdout`) is written to directly.
///
/// # Errors
/// The old content is untouched and no temporary file is left.
pub fn write_file(path: &Path, content: &[u8], privacy: Privacy) -> Result<Written, DiskError> {
    match std::fs::metadata(path) {
        Ok(meta) if meta.is_dir() => Err(DiskError::Folder { path: path.to_path_buf() }),
        Ok(meta) if !meta.is_file() => write_into(path, content),
        Ok(_) => replace_file(&NativeDisk, &NativeDisk.resolve(path)?, content, privacy, || Ok(())),
        Err(_) if std::fs::symlink_metadata(path).is_ok() => write_into(path, content),
        Err(_) => replace_file(&NativeDisk, path, content, privacy, || Ok(())),
    }
}

fn write_into(path: &Path, content: &[u8]) -> Result<Written, DiskError> {
    let opened = std::fs::OpenOptions::new().write(true).open(path);
    let written = opened.and_then(|mut file| file.write_all(content));
    written.map_err(|e| DiskError::from_io("write", path, e)).map(|()| Written { unconfirmed: None })
}

/// Puts `content` under the name `target` in one step: a temporary file in the same folder, written, synced and read
/// back; then `before_rename` (a place for a backup); then the rename; then the folder is synced.
///
/// # Errors
/// Any failure up to the rename: `target` is as it was and the temporary file is removed. A failure after it is no error
/// but [`Written::unconfirmed`], because the new content is already in place.
pub fn replace_file(
    disk: &dyn Disk,
    target: &Path,
    content: &[u8],
    privacy: Privacy,
    before_rename: impl FnOnce() -> Result<(), DiskError>,
) -> Result<Written, DiskError> {
    let folder = parent(target);
    let temp = folder.join(temp_name());
    let placed = prepare(disk, &temp, content, privacy).and_then(|()| before_rename());
    if let Err(e) = placed.and_then(|()| disk.rename(&temp, target)) {
        let _ = disk.remove(&temp);
        return Err(e);
    }
    Ok(Written { unconfirmed: disk.sync_dir(&folder).err() })
}

fn prepare(disk: &dyn Disk, temp: &Path, content: &[u8], privacy: Privacy) -> Result<(), DiskError> {
    let mut file = disk.create_new(temp, privacy)?;
    file.write(content)?;
    file.sync()?;
    drop(file);
    let back = zeroize::Zeroizing::new(disk.read(temp, content.len() as u64)?);
    if back.as_slice() == content {
        return Ok(());
    }
    let source = std::io::Error::other("the disk gave back other bytes than were written");
    Err(DiskError::from_io("write", temp, source))
}

/// The folder that a path is in; the working folder for a bare name.
pub(crate) fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// A fresh name; `create_new` refuses the one that a guess would have to hit.
fn temp_name() -> String {
    format!("{TEMP_PREFIX}{:016x}{TEMP_SUFFIX}", RandomState::new().hash_one(std::process::id()))
}

/// Whether a file name is one of our temporary files, which a crash may leave behind and which may hold keys.
#[must_use]
pub fn is_temp_name(name: &OsStr) -> bool {
    let middle = name.to_str().and_then(|n| n.strip_prefix(TEMP_PREFIX)).and_then(|n| n.strip_suffix(TEMP_SUFFIX));
    middle.is_some_and(|m| m.len() == 16 && m.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pattern_is_a_temp_name() {
        assert!(is_temp_name(OsStr::new(&temp_name())));
        assert_ne!(temp_name(), temp_name());
        for foreign in
            [".jwt-workbench-.tmp", ".jwt-workbench-0123456789abcdeg.tmp", "a.tmp", ".jwt-workbench-0.tmp", ""]
        {
            assert!(!is_temp_name(OsStr::new(foreign)), "{foreign}");
        }
    }

    #[test]
    fn reading_names_what_is_wrong() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("t");
        std::fs::write(&file, b"12345").unwrap();
        assert_eq!(read_file(&file, 5).unwrap(), b"12345");
        assert_eq!(read_file(&file, 4).unwrap_err().id(), "file-too-large");
        assert_eq!(read_file(dir.path(), 5).unwrap_err().id(), "file-is-folder");
        assert_eq!(read_file(&dir.path().join("none"), 5).unwrap_err().id(), "file-not-found");
        assert_eq!(read_file(&file.join("under-a-file"), 5).unwrap_err().id(), "disk-error");
    }

    #[cfg(unix)]
    #[test]
    fn devices_are_not_opened_for_reading_but_written_to() {
        assert_eq!(read_file(Path::new("/dev/zero"), 5).unwrap_err().id(), "file-not-regular");
        assert!(write_file(Path::new("/dev/null"), b"x", Privacy::Private).unwrap().is_durable());
    }

    #[cfg(unix)]
    #[test]
    fn a_fifo_is_named_and_not_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        let fifo = dir.path().join("fifo");
        assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::spawn(move || sender.send(read_file(&fifo, 5).map_err(|e| e.id())));
        let answer = receiver.recv_timeout(std::time::Duration::from_secs(10)).expect("it waits for a writer");
        assert_eq!(answer, Err("file-not-regular"));
    }

    #[cfg(unix)]
    #[test]
    fn a_private_export_is_private_and_replaces_whole() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("k.pem");
        let link = dir.path().join("link.pem");
        std::fs::write(&file, b"a long old content").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert!(write_file(&link, b"new", Privacy::Private).unwrap().is_durable());
        assert_eq!(std::fs::read(&file).unwrap(), b"new");
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2, "no temporary file is left");
        assert_eq!(write_file(dir.path(), b"x", Privacy::Private).unwrap_err().id(), "file-is-folder");
    }
}
