//! Keys on their way in: pasted, or out of files; looked at before any is taken in.

use crate::crypto;
use crate::keys::{Ignored, Imported, Key, KeyError, Locked, Note, Secret};
use std::collections::BTreeSet;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Keys on their way in.
#[derive(Clone, PartialEq, Default)]
pub struct ImportForm {
    /// What is pasted; unused where there are files.
    pub text: Zeroizing<String>,
    /// The files that were opened or dropped.
    pub files: Arc<Vec<KeyFile>>,
    /// What the files are called together: a file's or a folder's name.
    pub place: String,
    /// What was passed over in a folder, in words.
    pub passed_over: Vec<String>,
    /// The passphrase that is being typed.
    pub passphrase: Zeroizing<String>,
    /// Passphrases that opened something.
    pub opened_with: Vec<Secret>,
    /// What was found; nothing before the first look.
    pub found: Option<Arc<Found>>,
    /// Keys that are not to be taken in, by their number in [`Found::keys`].
    pub unticked: BTreeSet<usize>,
    /// Which look at the input is awaited or was the last.
    pub look: u64,
    /// Whether a worker is looking.
    pub is_reading: bool,
    /// What was wrong at the last try.
    pub error: Option<String>,
}

impl std::fmt::Debug for ImportForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ImportForm").field("files", &self.files).field("error", &self.error).finish_non_exhaustive()
    }
}

impl ImportForm {
    /// The keys that are ticked.
    #[must_use]
    pub fn ticked(&self) -> usize {
        let count = self.found.as_ref().map_or(0, |found| found.keys().count());
        count - self.unticked.iter().filter(|number| **number < count).count()
    }
}

/// A file that may hold keys.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyFile {
    /// Its name; empty for pasted text.
    pub name: String,
    /// Its content.
    pub bytes: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeyFile({:?}, {} bytes)", self.name, self.bytes.len())
    }
}

/// A look at files, for a worker.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyReading {
    /// Which look it is.
    pub look: u64,
    /// The files.
    pub files: Arc<Vec<KeyFile>>,
    /// Passphrases that are known to open something.
    pub opened_with: Vec<Secret>,
    /// One more to try.
    pub tried: Option<Secret>,
}

impl KeyReading {
    /// Looks into every file. Slow where something is locked.
    #[must_use]
    pub fn carry_out(&self, stopped: &dyn Fn() -> bool) -> Found {
        let passphrases: Vec<Secret> = self.opened_with.iter().chain(&self.tried).cloned().collect();
        Found::read(&self.files, &passphrases, stopped)
    }
}

/// What files hold.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Found {
    files: Vec<FoundFile>,
    /// Files of several that hold nothing like a key.
    pub without_keys: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct FoundFile {
    name: String,
    imported: Imported,
}

/// A key that was found.
#[derive(Debug)]
pub struct FoundKey<'a> {
    /// The file's name; empty for pasted text.
    pub file: &'a str,
    /// The part of the file.
    pub place: &'a str,
    /// The key.
    pub key: &'a Key,
    /// What there is to say about it.
    pub notes: Vec<&'a Note>,
}

impl Found {
    /// Looks into files, with these passphrases for what is locked. Slow, and stopped between any two tries.
    #[must_use]
    pub fn read(files: &[KeyFile], passphrases: &[Secret], stopped: &dyn Fn() -> bool) -> Self {
        Self::of(files, stopped, |bytes| crypto::import_until(bytes, passphrases, stopped))
    }

    /// Looks at what can be seen at once; see [`Self::is_untried`].
    #[must_use]
    pub fn glance(files: &[KeyFile]) -> Self {
        Self::of(files, &|| false, crypto::glance)
    }

    fn of(files: &[KeyFile], stopped: &dyn Fn() -> bool, import: impl Fn(&[u8]) -> Imported) -> Self {
        let mut found = Self::default();
        for file in files.iter().take_while(|_| !stopped()) {
            let imported = import(&file.bytes);
            let is_nothing = imported.keys.is_empty()
                && imported.locked.is_empty()
                && imported.ignored.iter().all(|i| matches!(i.why, KeyError::NotRecognised | KeyError::Empty));
            if is_nothing && files.len() > 1 {
                found.without_keys.push(file.name.clone());
            } else {
                found.files.push(FoundFile { name: file.name.clone(), imported });
            }
        }
        found
    }

    /// Every key, in the order of the files.
    pub fn keys(&self) -> impl Iterator<Item = FoundKey<'_>> {
        self.files.iter().flat_map(|FoundFile { name, imported }| {
            imported.keys.iter().zip(&imported.places).map(move |(key, place)| {
                let notes = imported.notes.iter().filter(|n| n.what == *place).map(|n| &n.note).collect();
                FoundKey { file: name, place, key, notes }
            })
        })
    }

    /// What needs a passphrase, with the file's name.
    pub fn locked(&self) -> impl Iterator<Item = (&str, &Locked)> {
        self.files.iter().flat_map(|f| f.imported.locked.iter().map(|l| (f.name.as_str(), l)))
    }

    /// Whether something that is among the locked may be open: finding out takes time.
    #[must_use]
    pub fn is_untried(&self) -> bool {
        self.locked().any(|(_, locked)| locked.untried)
    }

    /// What was left out and why, with the file's name.
    pub fn ignored(&self) -> impl Iterator<Item = (&str, &Ignored)> {
        self.files.iter().flat_map(|f| f.imported.ignored.iter().map(|i| (f.name.as_str(), i)))
    }

    /// What there is to say about a whole input, with the file's name: notes that speak of no single key.
    pub fn remarks(&self) -> impl Iterator<Item = (&str, &Note)> {
        self.files.iter().flat_map(|FoundFile { name, imported }| {
            let of_a_key = |what: &String| imported.places.contains(what);
            imported.notes.iter().filter(move |n| !of_a_key(&n.what)).map(|n| (name.as_str(), &n.note))
        })
    }

    /// Whether there is exactly one key and nothing to decide.
    #[must_use]
    pub fn is_one_plain_key(&self) -> bool {
        self.keys().count() == 1 && self.is_without_questions()
    }

    /// Whether there is nothing at all that a person could do something with.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.keys().next().is_none() && self.locked().next().is_none()
    }

    fn is_without_questions(&self) -> bool {
        self.locked().next().is_none() && self.ignored().next().is_none() && self.without_keys.is_empty()
    }

    /// Why nothing can be taken in, in a sentence or more.
    #[must_use]
    pub fn why_nothing(&self) -> String {
        let reasons: Vec<String> = self.ignored().map(|(_, i)| format!("{}: {}", i.what, i.why)).collect();
        let all = reasons.join("; ");
        match all.strip_prefix("the input: ") {
            _ if all.is_empty() => "No key was found. Paste PEM, a JWK or a JWK Set.".to_owned(),
            Some(why) => format!("Not taken in: {why}."),
            None => format!("No usable key was found. {all}."),
        }
    }
}
