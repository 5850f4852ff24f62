//! The policies that are kept by name, and what is asked of the model and of the world about them.

use crate::policy::{Document, OfToken};
use serde_json::Value;
use zeroize::Zeroizing;

/// The policies at hand: the vault's, and those whose saving failed.
#[derive(Debug, Clone, Default)]
pub struct Policies {
    /// Those of the vault that can be read, by name.
    pub(super) kept: Vec<Document>,
    /// Those whose saving failed. They stand before the vault's.
    pub(super) unsaved: Vec<Document>,
    /// The vault's as they came: what did not change is not read again.
    pub(super) read: Vec<(String, Value)>,
    /// Those that cannot be read, and why: each is told once.
    pub(super) damaged: Vec<(String, String)>,
    /// Those removed in this session, last one last.
    pub(super) removed: Vec<Removed>,
}

/// A policy that was removed, for as long as the window is open.
#[derive(Debug, Clone)]
pub(super) struct Removed {
    /// The name it had.
    pub(super) name: String,
    /// What of it was not saved.
    pub(super) here: Option<Document>,
    /// The vault's trash has it.
    pub(super) is_in_vault: bool,
}

impl Policies {
    /// All of them, by name.
    #[must_use]
    pub fn all(&self) -> Vec<&Document> {
        let is_here = |document: &&Document| document.name.as_deref().is_none_or(|name| !self.is_unsaved(name));
        let mut all: Vec<_> = self.kept.iter().filter(is_here).chain(&self.unsaved).collect();
        all.sort_by_cached_key(|document| document.name.as_deref().map(str::to_lowercase));
        all
    }

    /// The one of that name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Document> {
        let is_it = |document: &&Document| document.name.as_deref() == Some(name);
        self.unsaved.iter().find(is_it).or_else(|| self.kept.iter().find(is_it))
    }

    /// Whether its saving failed.
    #[must_use]
    pub fn is_unsaved(&self, name: &str) -> bool {
        self.unsaved.iter().any(|document| document.name.as_deref() == Some(name))
    }

    /// Whether a removed one can be brought back.
    #[must_use]
    pub fn can_restore(&self) -> bool {
        !self.removed.is_empty()
    }
}

/// A wish or a piece of news about policies.
#[derive(Clone, PartialEq)]
pub enum PolicyAction {
    /// Put the policy of this name in force.
    Use(String),
    /// Put a preset in force.
    UsePreset(&'static str),
    /// Expect what a token has.
    Expect(Box<OfToken>),
    /// The token has no claims to make a policy of.
    ExpectNothing,
    /// Keep what is in force under its name, or ask for one.
    Save,
    /// Ask for a name to keep what is in force under.
    AskName,
    /// Ask for another name of the policy in force.
    AskRename,
    /// Put the policy in force back to what is kept.
    Revert,
    /// Move the policy in force to the trash; it stays in force, without a name.
    Remove,
    /// Bring the policy back that was removed last.
    Restore,
    /// Take the blanks away that were not filled in.
    DoWithout,
    /// Open the comparison.
    Compare,
    /// Choose the policy by the issuer of each token that arrives, or leave off.
    SetByIssuer(bool),
    /// Copy what is in force as JSON.
    Copy,
    /// Write what is in force to a file.
    Export,
    /// Ask for a policy file.
    Import,
    /// A policy file was picked or dropped, and read.
    FileRead {
        /// Its name, without the folder.
        name: String,
        /// Its content.
        bytes: Zeroizing<Vec<u8>>,
    },
    /// The vault's policies, read anew.
    Loaded(Vec<(String, Value)>),
    /// A policy is in the vault.
    Kept {
        /// The policy, under the name that it has now.
        document: Box<Document>,
        /// The name that was asked for.
        asked: String,
    },
    /// A policy was not saved; it stays here. Why, and what to do.
    NotSaved(Box<Document>, String),
    /// A kept policy has another name.
    Renamed {
        /// The name it had.
        from: String,
        /// The name it has.
        to: String,
    },
    /// A policy is in the trash.
    Removed(String),
    /// A policy is out of the trash; the name it had.
    Restored(String),
}

/// A deed in the world.
#[derive(Clone, PartialEq)]
pub enum PolicyErrand {
    /// Keep a policy in the vault, in place of the one of its name.
    Keep(Box<Document>),
    /// Give a policy another name.
    Rename {
        /// Its present name.
        from: String,
        /// The new one.
        to: String,
    },
    /// Move a policy to the trash.
    Remove(String),
    /// Bring a policy back from the trash.
    Restore(String),
    /// Ask for a policy file and read it.
    Pick,
}
