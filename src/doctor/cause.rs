//! What the doctor says.

use crate::jose::flaw::Facts;
use crate::keys::Key;
use std::fmt;

/// Why a signature does not verify. Its words are in `assets/teach/doctor.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The stable kebab-case id.
    pub id: &'static str,
    /// Values for the words. None of them is secret.
    pub facts: Facts,
    /// What puts it right. Nothing does where the signature proves nothing, or where only its maker can.
    pub cure: Option<Cure>,
}

/// What puts a signature right. It is offered and never taken: the verdict stays as it is until somebody asks.
#[derive(Clone, PartialEq, Eq)]
pub enum Cure {
    /// Verify with the key of that name, which is at hand.
    ChooseKey {
        /// The name.
        name: String,
    },
    /// Add this key: the same secret, read as the signer read it.
    AddKey(Box<Key>),
    /// Use this text of the token: it is what was signed.
    UseText(String),
}

impl Cure {
    /// The stable id, as `--json` prints it.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::ChooseKey { .. } => "choose-key",
            Self::AddKey(_) => "add-key",
            Self::UseText(_) => "use-text",
        }
    }
}

/// A token is a credential: its size stands for it.
impl fmt::Debug for Cure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ChooseKey { name } => f.debug_struct("ChooseKey").field("name", name).finish(),
            Self::AddKey(key) => f.debug_tuple("AddKey").field(key).finish(),
            Self::UseText(text) => write!(f, "UseText({} bytes)", text.len()),
        }
    }
}

/// All that was found out about a signature.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diagnosis {
    /// The causes, the likeliest first; none where nothing that was tried explains the signature.
    pub causes: Vec<Cause>,
    /// How many signatures were computed.
    pub tried: u64,
    /// Whether somebody stopped it, or a limit did, before all was tried.
    pub is_cut_short: bool,
}

impl Cause {
    pub(super) fn new(id: &'static str, facts: Facts, cure: Option<Cure>) -> Self {
        Self { id, facts, cure }
    }
}
