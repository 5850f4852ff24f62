//! What is asked of the model, and of the world, about signatures that do not verify.

use crate::doctor::Diagnosis;
use crate::jose::token::Token;
use crate::keys::{Key, KeyRing};
use std::path::PathBuf;
use std::sync::Arc;

/// What workers that look for a cause are called.
pub const LOOKING_FOR_CAUSES: &str = "Finding out why";

/// A wish or a piece of news.
#[derive(Clone, PartialEq, Debug)]
pub enum DiagnosisAction {
    /// Find out why no key verifies the signature of this token.
    Start(Arc<Patient>),
    /// Ask for a word list.
    ChooseWords,
    /// That file was picked: look once more, with its words.
    TryWords(PathBuf),
    /// A worker is done: which examination it was, and what came out or why nothing did.
    Found(u64, Result<Box<Diagnosis>, String>),
    /// Do what cures the cause of that number, counted from 0.
    Cure(usize),
}

/// One signature to be examined.
#[derive(Clone, PartialEq)]
pub struct Patient {
    /// The token; of several signatures, the view of one.
    pub token: Arc<Token>,
    /// The key that was to verify it.
    pub chosen: Option<Arc<Key>>,
}

/// A token is a credential: its size stands for it.
impl std::fmt::Debug for Patient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Patient({} bytes)", self.token.text.len())
    }
}

/// The examination that was asked for last.
#[derive(Clone, Debug)]
pub struct Examined {
    /// Its number.
    pub ticket: u64,
    /// What is examined.
    pub patient: Arc<Patient>,
    /// Whether the words of a list were tried.
    pub with_words: bool,
    /// What came out, once it has.
    pub diagnosis: Option<Diagnosis>,
}

impl Examined {
    /// Whether it is about this token and this one of its signatures.
    #[must_use]
    pub fn is_of(&self, token: &Token) -> bool {
        self.patient.token.text == token.text && self.patient.token.seen() == token.seen()
    }
}

/// An examination to be carried out.
#[derive(Clone)]
pub struct Examination {
    /// Its number, which goes back with the outcome.
    pub ticket: u64,
    /// What is examined.
    pub patient: Arc<Patient>,
    /// The keys at hand.
    pub ring: KeyRing,
    /// A word list to read.
    pub words: Option<PathBuf>,
}

impl PartialEq for Examination {
    fn eq(&self, other: &Self) -> bool {
        self.ticket == other.ticket && self.words == other.words
    }
}
