//! Could a JWE be opened, and what does that prove (RFC 7516 section 5.2)? Decrypted never means authentic.

use super::{State, Verification, VerificationState};
use crate::jose::flaw::Facts;
use zeroize::Zeroizing;

/// One step of opening a JWE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Stable kebab-case id: `key-management`, `content-key`, `tag`, `inflate`.
    pub id: &'static str,
    /// Done, failed, or not reached.
    pub state: State,
    /// Values for the text.
    pub facts: Facts,
}

/// Why a JWE could not be opened with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Stable kebab-case id.
    pub id: &'static str,
    /// One lower-case sentence.
    pub text: String,
}

/// What became of the encryption: the finding that the report makes with keys, and that the checks judge.
#[derive(Clone, PartialEq, Eq)]
pub struct Decryption {
    /// Whether some key opened it, which, and why not. `Valid` means opened, `Invalid` that the key is not the one.
    pub finding: Verification,
    /// Which of several recipients the finding is about.
    pub recipient: usize,
    /// The steps, in order; empty when no key was tried.
    pub steps: Vec<Step>,
    /// Why the key that was tried did not open it.
    pub failure: Option<Failure>,
    /// What was inside.
    pub plaintext: Option<Zeroizing<Vec<u8>>>,
}

impl Decryption {
    /// Whether the token was opened.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.finding.state == VerificationState::Valid
    }
}

/// What is inside a JWE is a credential: its size stands for it.
impl std::fmt::Debug for Decryption {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let plaintext = self.plaintext.as_ref().map(|p| format!("{} bytes", p.len()));
        let mut f = f.debug_struct("Decryption");
        f.field("finding", &self.finding).field("recipient", &self.recipient).field("steps", &self.steps);
        f.field("failure", &self.failure).field("plaintext", &plaintext).finish()
    }
}
