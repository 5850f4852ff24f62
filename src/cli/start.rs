//! With what the window starts: the command line makes it, the window takes it.

use crate::app::Sample;
use std::path::PathBuf;

/// How the window starts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Start {
    /// The vault's folder, where `--config-dir` names one.
    pub config_dir: Option<PathBuf>,
    /// What to show first.
    pub open: Option<Opening>,
}

/// What the window shows first.
#[derive(Clone, PartialEq)]
pub enum Opening {
    /// A text that holds a token: an argument, or what came on standard input.
    Text(String),
    /// A token or key file.
    File(PathBuf),
    /// A built-in token.
    Sample(Sample),
}

/// Opens the window and returns when it is closed.
///
/// # Errors
/// One sentence for standard error: what kept the window from opening, and what to do.
pub type OpenWindow = fn(Start) -> Result<(), String>;

/// Without the text: it may be somebody's token.
impl std::fmt::Debug for Opening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
            Self::Sample(sample) => f.debug_tuple("Sample").field(sample).finish(),
        }
    }
}
