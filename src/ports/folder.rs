//! Every file of a folder that the user names: a whole folder of keys.

use super::disk::{Disk, DiskError, FileKind};
use super::file::FILE_LIMIT_BYTES;
use std::fmt;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Most files that are read of one folder.
pub const FOLDER_FILES: usize = 1_000;
/// Folders inside of folders that are looked into.
const FOLDER_DEPTH: usize = 8;
/// Names that are looked at in all, read or not.
const MAX_NAMES: usize = 20_000;

/// The content of a folder.
#[derive(Default)]
pub struct Folder {
    /// The files, each by its path below the folder, with its content.
    pub files: Vec<(String, Zeroizing<Vec<u8>>)>,
    /// Files that could not be read, and why.
    pub unread: Vec<(String, DiskError)>,
    /// How many files and folders were passed over because their names begin with a dot.
    pub hidden: usize,
    /// How many links were passed over: they may lead out of the folder.
    pub links: usize,
    /// Whether there is more than is read: more files, more bytes, deeper folders.
    pub is_cut: bool,
}

impl fmt::Debug for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Folder").field("files", &self.files.len()).field("is_cut", &self.is_cut).finish_non_exhaustive()
    }
}

/// Reads every regular file of a folder and of the folders in it, by name: at most [`FOLDER_FILES`] with
/// [`FILE_LIMIT_BYTES`] together. Links and what is hidden are passed over and counted. `stopped` ends it early.
///
/// # Errors
/// The folder itself cannot be read.
pub fn read_folder(disk: &dyn Disk, path: &Path, stopped: &dyn Fn() -> bool) -> Result<Folder, DiskError> {
    let mut reading = Reading { disk, out: Folder::default(), bytes_left: FILE_LIMIT_BYTES, names_left: MAX_NAMES };
    // the folder itself may be a link: its user named it
    let root = disk.resolve(path)?;
    let names = disk.list(&root)?;
    let mut waiting = vec![(root, String::new(), names, 0)];
    while let Some((folder, prefix, names, depth)) = waiting.pop() {
        for name in names {
            if stopped() || reading.names_left == 0 {
                reading.out.is_cut = true;
                return Ok(reading.out);
            }
            reading.names_left -= 1;
            let shown = format!("{prefix}{}", name.to_string_lossy());
            let Some(inner) = reading.one(&folder.join(&name), &shown) else { continue };
            match disk.list(&inner) {
                Ok(_) if depth >= FOLDER_DEPTH => reading.out.is_cut = true,
                Ok(names) => waiting.push((inner, format!("{shown}/"), names, depth + 1)),
                Err(error) => reading.out.unread.push((shown, error)),
            }
        }
    }
    Ok(reading.out)
}

struct Reading<'a> {
    disk: &'a dyn Disk,
    out: Folder,
    bytes_left: u64,
    names_left: usize,
}

impl Reading<'_> {
    /// Reads a file; gives a folder back, to be looked into.
    fn one(&mut self, path: &Path, shown: &str) -> Option<PathBuf> {
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
            self.out.hidden += 1;
            return None;
        }
        match self.disk.metadata(path).map(|meta| meta.kind) {
            Ok(FileKind::Folder) => return Some(path.to_path_buf()),
            Ok(FileKind::Link) => self.out.links += 1,
            Ok(FileKind::File) if self.out.files.len() >= FOLDER_FILES => self.out.is_cut = true,
            Ok(_) => match self.disk.read(path, self.bytes_left) {
                Ok(bytes) => {
                    self.bytes_left = self.bytes_left.saturating_sub(bytes.len() as u64);
                    self.out.files.push((shown.to_owned(), Zeroizing::new(bytes)));
                }
                Err(DiskError::TooLarge { .. }) if self.bytes_left < FILE_LIMIT_BYTES => self.out.is_cut = true,
                Err(error) => self.out.unread.push((shown.to_owned(), error)),
            },
            Err(error) => self.out.unread.push((shown.to_owned(), error)),
        }
        None
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::ports::NativeDisk;

    fn names(folder: &Folder) -> Vec<&str> {
        folder.files.iter().map(|(name, _)| name.as_str()).collect()
    }

    #[test]
    fn a_folder_is_read_without_its_links_and_hidden_files() {
        let dir = tempfile::tempdir().unwrap();
        let inside = dir.path().join("keys");
        std::fs::create_dir_all(inside.join("more/.git")).unwrap();
        std::fs::write(dir.path().join("outside"), b"no").unwrap();
        for (name, content) in [("b.pem", "2"), ("a.pem", "1"), ("more/c", "3"), (".hidden", "x"), ("more/.git/d", "x")]
        {
            std::fs::write(inside.join(name), content).unwrap();
        }
        std::os::unix::fs::symlink(dir.path().join("outside"), inside.join("link")).unwrap();
        std::os::unix::fs::symlink("..", inside.join("more/up")).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(inside.join("fifo")).status().unwrap().success());
        let folder = read_folder(&NativeDisk, &inside, &|| false).unwrap();
        assert_eq!(names(&folder), ["a.pem", "b.pem", "more/c"]);
        assert_eq!((folder.hidden, folder.links, folder.is_cut), (2, 2, false));
        assert_eq!(
            folder.unread.iter().map(|(n, e)| (n.as_str(), e.id())).collect::<Vec<_>>(),
            [("fifo", "file-not-regular")]
        );
        assert!(read_folder(&NativeDisk, &dir.path().join("none"), &|| false).is_err());
        assert!(read_folder(&NativeDisk, &inside, &|| true).unwrap().is_cut);
    }

    #[test]
    fn files_and_depth_are_bounded() {
        let dir = tempfile::tempdir().unwrap();
        for i in 0..=FOLDER_FILES {
            std::fs::write(dir.path().join(format!("{i:05}")), b"k").unwrap();
        }
        let folder = read_folder(&NativeDisk, dir.path(), &|| false).unwrap();
        assert_eq!((folder.files.len(), folder.is_cut), (FOLDER_FILES, true));
        let deep = tempfile::tempdir().unwrap();
        let path = (0..20).fold(deep.path().to_path_buf(), |path, _| path.join("d"));
        std::fs::create_dir_all(&path).unwrap();
        assert!(read_folder(&NativeDisk, deep.path(), &|| false).unwrap().is_cut);
    }
}
