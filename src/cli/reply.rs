//! What a command answers: bytes for standard output, notes for standard error, an exit status.

use super::paint::harmless_json;
use crate::ports::DiskError;
use crate::report::Verdict;
use crate::vault::VaultError;
use zeroize::Zeroizing;

/// The exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Accepted, decoded, done.
    Done,
    /// Judged and refused.
    Refused,
    /// Wrong usage, an unreadable file, an unusable key.
    Failed,
    /// Nothing failed, but the signature could not be checked.
    Undecided,
}

impl Exit {
    /// The number that the process returns.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Refused => 1,
            Self::Failed => 2,
            Self::Undecided => 3,
        }
    }
}

impl From<Verdict> for Exit {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Accepted => Self::Done,
            Verdict::Refused => Self::Refused,
            Verdict::Undecided => Self::Undecided,
        }
    }
}

/// A command's answer.
#[derive(Debug)]
pub struct Reply {
    /// For standard output. It can hold a key that somebody asked for, hence it is wiped.
    pub output: Zeroizing<Vec<u8>>,
    /// For standard error.
    pub notes: Vec<String>,
    /// The status.
    pub exit: Exit,
}

impl Reply {
    /// An answer in text. A line end is added where none is.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        let mut text = text.into();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        Self::bytes(text.into_bytes())
    }

    /// An answer in JSON, safe to look at on a terminal.
    #[must_use]
    pub fn json(text: &str) -> Self {
        Self::text(harmless_json(text))
    }

    /// An answer of these very bytes.
    #[must_use]
    pub fn bytes(output: Vec<u8>) -> Self {
        Self { output: Zeroizing::new(output), notes: Vec::new(), exit: Exit::Done }
    }

    /// Nothing on standard output.
    #[must_use]
    pub fn nothing() -> Self {
        Self::bytes(Vec::new())
    }

    /// The same with this status.
    #[must_use]
    pub fn exit(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }

    /// The same with one more note for standard error.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}

/// Why a command did nothing: one sentence that says what, where and what to do. Exit status 2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure(pub String);

impl Failure {
    /// A failure with that sentence.
    #[must_use]
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// Something that a later version does.
    #[must_use]
    pub fn not_yet(what: &str) -> Self {
        Self(format!("not yet: {what} comes with a later version"))
    }
}

impl From<DiskError> for Failure {
    fn from(error: DiskError) -> Self {
        Self(format!("{error}: {}", error.next_step()))
    }
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        Self(format!("{error}: {}", error.next_step()))
    }
}
