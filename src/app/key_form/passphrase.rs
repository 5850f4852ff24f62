//! The vault's passphrase being typed.

use crate::keys::Secret;
use std::fmt;
use zeroize::Zeroizing;

/// What is done with what is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PassphraseUse {
    /// Open a locked vault.
    #[default]
    Unlock,
    /// Protect the vault.
    Protect,
    /// Give the vault another passphrase.
    Change,
}

/// A passphrase being typed. It is wiped when the dialog closes.
#[derive(Clone, PartialEq, Default)]
pub struct PassphraseForm {
    /// What it is for.
    pub usage: PassphraseUse,
    /// The one that counts now: for unlocking and changing.
    pub present: Zeroizing<String>,
    /// The new one: for protecting and changing.
    pub new: Zeroizing<String>,
    /// The new one once more.
    pub again: Zeroizing<String>,
    /// Show what is typed.
    pub revealed: bool,
    /// Have the keychain remember it.
    pub remember: bool,
    /// A worker tries it.
    pub is_busy: bool,
    /// Why it did not work.
    pub error: Option<String>,
}

impl PassphraseForm {
    /// An empty form.
    #[must_use]
    pub fn new(usage: PassphraseUse) -> Self {
        Self { usage, ..Self::default() }
    }

    /// Whether a new passphrase is typed.
    #[must_use]
    pub fn sets_one(&self) -> bool {
        self.usage != PassphraseUse::Unlock
    }

    /// Whether the present passphrase is typed.
    #[must_use]
    pub fn asks_for_one(&self) -> bool {
        self.usage != PassphraseUse::Protect
    }

    /// Whether all that is needed is typed, and nothing is under way.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        let has_present = !self.asks_for_one() || !self.present.is_empty();
        let has_new = !self.sets_one() || (!self.new.is_empty() && self.new == self.again);
        has_present && has_new && !self.is_busy
    }

    /// The present passphrase.
    #[must_use]
    pub fn present(&self) -> Secret {
        Secret::new(self.present.as_bytes().to_vec())
    }

    /// The new passphrase.
    #[must_use]
    pub fn new_one(&self) -> Secret {
        Secret::new(self.new.as_bytes().to_vec())
    }
}

impl fmt::Debug for PassphraseForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("PassphraseForm");
        shown.field("usage", &self.usage).field("is_busy", &self.is_busy).field("error", &self.error);
        shown.finish_non_exhaustive()
    }
}
