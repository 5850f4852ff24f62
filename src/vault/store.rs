//! The only way of the vault to the disk: look at a file, replace it whole, put a damaged one aside, sweep up.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use zeroize::Zeroizing;

use super::document::{JsonFlaw, name_in, text_of};
use super::seal::{Closed, JWK, Seal};
use crate::ports::{
    Clock, Disk, DiskError, FileKind, Fingerprint, Lock, Privacy, Stamp, Written, is_temp_name, replace_file,
};

/// No file of the vault is larger: 4 MiB.
pub(super) const FILE_LIMIT_BYTES: u64 = 4 * 1024 * 1024;

/// Base64url makes an encrypted file a third larger; its headers are small.
pub(super) const SEALED_LIMIT_BYTES: u64 = FILE_LIMIT_BYTES + FILE_LIMIT_BYTES / 2;

/// A save takes some milliseconds; whoever holds the lock for longer is stuck.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

const LOCK_FILE: &str = "vault.lock";

/// What the names of encrypted files end in.
pub(super) const SEALED_SUFFIX: &str = ".jwe";

/// What is added to the name of a file that holds a previous version.
const BACKUP_SUFFIX: &str = ".bak";

/// What the names of encrypted bytes that were no JSON end in: they are kept and not loaded.
pub(super) const SEALED_DAMAGE_SUFFIX: &str = ".corrupt.jwe";

/// The vault's folder on a disk. A file whose name ends in `.jwe` is encrypted: it is opened on the way in and sealed on the
/// way out, so that nobody else has to know.
#[derive(Clone, Debug)]
pub(super) struct Store {
    pub(super) disk: Arc<dyn Disk>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) dir: PathBuf,
    pub(super) access: Access,
}

/// What this window knows of the vault key.
#[derive(Clone)]
pub(super) enum Access {
    /// There is none: files are in the clear.
    Clear,
    /// There is one, and nobody has said the passphrase.
    Locked,
    /// It is at hand.
    Sealed(Arc<Seal>),
}

impl std::fmt::Debug for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Clear => "Clear",
            Self::Locked => "Locked",
            Self::Sealed(_) => "Sealed(redacted)",
        })
    }
}

/// How a content came to the disk.
#[must_use]
pub(super) struct Placed {
    /// Why it may not survive a power loss; `None` once that is sure.
    pub(super) unconfirmed: Option<DiskError>,
    /// Of the bytes on the disk.
    pub(super) fingerprint: Fingerprint,
}

impl Placed {
    /// The same, as an error where it is not sure to survive a power loss.
    pub(super) fn durable(self) -> Result<(), DiskError> {
        self.unconfirmed.map_or(Ok(()), Err)
    }
}

/// What is under a name. Links were followed.
pub(super) enum Look {
    Missing,
    Good(Box<Document>),
    Damaged {
        target: PathBuf,
        bytes: Zeroizing<Vec<u8>>,
        flaw: JsonFlaw,
    },
    /// Encrypted, and not under a vault key that is at hand.
    Sealed,
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
        let is_sealed = is_sealed(path);
        let limit = if is_sealed { SEALED_LIMIT_BYTES } else { FILE_LIMIT_BYTES };
        let bytes = match self.disk.read(&target, limit) {
            Ok(bytes) => Zeroizing::new(bytes),
            Err(DiskError::NotFound { .. }) => return Look::Missing,
            Err(e) => return Look::Unreadable(e),
        };
        let fingerprint = Fingerprint::of(&bytes);
        let content = match is_sealed.then(|| self.unsealed(&bytes)) {
            None => None,
            Some(Ok(content)) => Some(content),
            Some(Err(Closed::OtherKey)) => return Look::Sealed,
            Some(Err(Closed::Broken)) => return Look::Damaged { target, bytes, flaw: UNAUTHENTIC },
        };
        match text_of(content.as_ref().unwrap_or(&bytes)).and_then(|text| Ok((text, name_in(text)?))) {
            Ok((text, name)) => {
                let text = Zeroizing::new(text.to_owned());
                Look::Good(Box::new(Document { target, text, name, fingerprint, stamp }))
            }
            Err(flaw) => Look::Damaged { target, bytes, flaw },
        }
    }

    /// The content of an encrypted file.
    pub(super) fn unsealed(&self, bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, Closed> {
        let Access::Sealed(seal) = &self.access else { return Err(Closed::OtherKey) };
        seal.open(text_of(bytes).map_err(|_| Closed::Broken)?)
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

    /// Puts the text in place in one step, after its backup. Under an encrypted file's name it is encrypted.
    pub(super) fn replace(
        &self,
        target: &Path,
        text: &str,
        backup: Option<(&Path, &str)>,
    ) -> Result<Placed, DiskError> {
        let sealed = is_sealed(target).then(|| self.sealed(target, text.as_bytes(), JWK)).transpose()?;
        let bytes = sealed.as_deref().unwrap_or(text).as_bytes();
        let keep_backup = || match backup {
            Some((path, old)) => self.replace(path, old, None).map(drop),
            None => Ok(()),
        };
        let Written { unconfirmed } = replace_file(&*self.disk, target, bytes, Privacy::Private, keep_backup)?;
        Ok(Placed { unconfirmed, fingerprint: Fingerprint::of(bytes) })
    }

    /// Puts an encrypted copy of bytes that may be anything in place.
    pub(super) fn put_sealed(&self, target: &Path, bytes: &[u8], cty: &str) -> Result<Placed, DiskError> {
        let sealed = self.sealed(target, bytes, cty)?;
        let Written { unconfirmed } =
            replace_file(&*self.disk, target, sealed.as_bytes(), Privacy::Private, || Ok(()))?;
        Ok(Placed { unconfirmed, fingerprint: Fingerprint::of(sealed.as_bytes()) })
    }

    /// The JWE, opened once more: what cannot be opened again must not take the place of anything.
    fn sealed(&self, target: &Path, content: &[u8], cty: &str) -> Result<String, DiskError> {
        let failed = |why: String| DiskError::from_io("encrypt", target, std::io::Error::other(why));
        let Access::Sealed(seal) = &self.access else { return Err(failed("the vault is locked".to_owned())) };
        let sealed = seal.seal(content, cty).map_err(|e| failed(e.to_string()))?;
        match seal.open(&sealed) {
            Ok(back) if back.as_slice() == content => Ok(sealed),
            _ => Err(failed("what was encrypted does not open again".to_owned())),
        }
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

/// What is wrong with a file that the vault key does not open.
const UNAUTHENTIC: JsonFlaw = JsonFlaw { line: 0, column: 0, what: "its bytes are not those that were encrypted" };

/// Whether the file of that name, or its previous version, is encrypted.
pub(super) fn is_sealed(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    name.strip_suffix(BACKUP_SUFFIX).unwrap_or(&name).ends_with(SEALED_SUFFIX)
}

/// The name of a file's previous version.
pub(super) fn backup_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(BACKUP_SUFFIX);
    name.into()
}
