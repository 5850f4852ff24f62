//! Keys to be exported.

use crate::jose::escape;
use crate::keys::{Format, Key, KeyError, KeyRing, Material, Private, Secret};
use std::collections::BTreeSet;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Where an export goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Destination {
    /// A file, which is asked for.
    #[default]
    File,
    /// The clipboard; what is private leaves it by itself.
    Clipboard,
}

/// Keys to be exported.
#[derive(Clone, PartialEq)]
pub struct ExportForm {
    /// The keys to choose from, by name.
    pub names: Vec<String>,
    /// Those that are ticked.
    pub chosen: BTreeSet<String>,
    /// The format.
    pub format: Format,
    /// The private halves too.
    pub private: bool,
    /// The second step: the sentence that was read and agreed to. Any other choice makes another sentence.
    pub agreed: Option<String>,
    /// The passphrase for formats that take one, and the same again.
    pub passphrase: [Zeroizing<String>; 2],
    /// Show what is typed.
    pub revealed: bool,
    /// Where to.
    pub to: Destination,
}

impl std::fmt::Debug for ExportForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ExportForm").field("chosen", &self.chosen).field("format", &self.format).finish_non_exhaustive()
    }
}

impl ExportForm {
    /// All of these keys, and of them the public halves: as a JWK, or as a set where they are several. Secrets alone leave
    /// as they are, for they have no public half; that too takes the second step.
    #[must_use]
    pub fn of<'a>(keys: impl IntoIterator<Item = &'a Key>) -> Self {
        let keys: Vec<&Key> = keys.into_iter().collect();
        let names: Vec<String> = keys.iter().map(|key| key.name.clone()).collect();
        Self {
            chosen: names.iter().cloned().collect(),
            format: if names.len() == 1 { Format::Jwk } else { Format::JwkSet },
            private: !keys.is_empty() && keys.iter().all(|key| is_secret(key)),
            names,
            agreed: None,
            passphrase: Default::default(),
            revealed: false,
            to: Destination::File,
        }
    }

    /// The ticked keys that leave. Secrets have no public half: they stay when only those leave.
    #[must_use]
    pub fn keys(&self, ring: &KeyRing) -> Vec<Arc<Key>> {
        let leaves = |key: &Arc<Key>| self.half() == Private::Include || !is_secret(key);
        self.ticked(ring).into_iter().filter(leaves).collect()
    }

    /// The ticked keys.
    #[must_use]
    pub fn ticked(&self, ring: &KeyRing) -> Vec<Arc<Key>> {
        let names = self.names.iter().filter(|name| self.chosen.contains(*name));
        names.filter_map(|name| ring.named(name).cloned()).collect()
    }

    /// Which half leaves. A certificate is public whatever else is chosen.
    #[must_use]
    pub fn half(&self) -> Private {
        if self.private && self.format != Format::Certificate { Private::Include } else { Private::Omit }
    }

    /// Whether the chosen format holds what is ticked.
    ///
    /// # Errors
    /// Why not.
    pub fn holds(&self, format: Format, ring: &KeyRing) -> Result<(), KeyError> {
        let form = Self { format, ..self.clone() };
        let keys = form.keys(ring);
        if keys.is_empty() && !form.ticked(ring).is_empty() {
            return Err(KeyError::NoPublicHalf);
        }
        format.holds(&keys.iter().map(AsRef::as_ref).collect::<Vec<_>>(), form.half())
    }

    /// Whether a passphrase can protect what leaves.
    #[must_use]
    pub fn takes_passphrase(&self, ring: &KeyRing) -> bool {
        self.format.takes_passphrase() && self.secrets_leave(ring)
    }

    /// The passphrase, where one is typed and wanted.
    ///
    /// # Errors
    /// What is in the way, as a sentence.
    pub fn secret(&self, ring: &KeyRing) -> Result<Option<Secret>, &'static str> {
        let [first, second] = &self.passphrase;
        match () {
            () if !self.takes_passphrase(ring) => Ok(None),
            () if first.is_empty() && second.is_empty() && self.format.needs_passphrase() => {
                Err("Type a passphrase, twice.")
            }
            () if first != second => Err("The two passphrases differ."),
            () if first.is_empty() => Ok(None),
            () => Ok(Some(Secret::new(first.as_bytes().to_vec()))),
        }
    }

    /// Whether a secret or a private half is among what leaves.
    #[must_use]
    pub fn secrets_leave(&self, ring: &KeyRing) -> bool {
        self.half() == Private::Include && self.keys(ring).iter().any(|key| key.is_private())
    }

    /// What leaves, as the sentence that must be agreed to; `None` where all of it is public.
    #[must_use]
    pub fn leaving(&self, ring: &KeyRing) -> Option<String> {
        if !self.secrets_leave(ring) {
            return None;
        }
        let keys: Vec<_> = self.keys(ring).into_iter().filter(|key| key.is_private()).collect();
        let names: Vec<_> = keys.iter().take(3).map(|key| format!("“{}”", escape::visible(&key.name))).collect();
        let more = keys.len() - names.len();
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let what = match (keys.len(), keys.iter().all(|key| is_secret(key))) {
            (1, true) => "The secret",
            (1, false) => "The private key",
            (_, true) => "The secrets",
            (_, false) => "The private keys",
        };
        let always = self.format.needs_passphrase();
        let protected = self.takes_passphrase(ring) && (always || !self.passphrase[0].is_empty());
        let how = match (protected, self.to_word()) {
            (true, place) => format!("to {place}, behind the passphrase"),
            (false, place) => format!("to {place}, readable by whoever gets it"),
        };
        let verb = if keys.len() == 1 { "goes" } else { "go" };
        Some(format!("{what} {}{more} {verb} {how}", names.join(", ")))
    }

    fn to_word(&self) -> &'static str {
        match self.to {
            Destination::File => "a file",
            Destination::Clipboard => "the clipboard",
        }
    }

    /// Whether it can be carried out: the format holds the keys, the passphrases agree, the second step was taken.
    #[must_use]
    pub fn is_ready(&self, ring: &KeyRing) -> bool {
        let agreed = self.leaving(ring).is_none_or(|sentence| self.agreed.as_ref() == Some(&sentence));
        agreed && self.holds(self.format, ring).is_ok() && self.secret(ring).is_ok()
    }
}

fn is_secret(key: &Key) -> bool {
    matches!(key.material, Material::Oct(_))
}
