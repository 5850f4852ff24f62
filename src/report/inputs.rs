//! What a report is made from.

use crate::checks::Policy;
use crate::jose::find::Removed;
use crate::jose::flaw::Part;
use crate::jose::numeric_date::NumericDate;
use std::sync::Arc;

/// Which key is to verify.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum KeyChoice {
    /// The key that `kid` names, then each that fits.
    #[default]
    Automatic,
    /// Only the key that `kid` names.
    ByKid,
    /// Every key that fits, whatever `kid` says.
    Every,
    /// These keys, by name; one must verify.
    Named(Vec<String>),
    /// None: decode only.
    Nothing,
}

/// Everything a report depends on, but for the keys and the clock.
#[derive(Clone, PartialEq, Default)]
pub struct Inputs {
    /// The token's text: the truth.
    pub token: String,
    /// What was stripped from the text it was found in.
    pub removed: Vec<Removed>,
    /// How many tokens that text held.
    pub tokens_in_text: usize,
    /// The part that was changed here since the token was signed or came in.
    pub edited: Option<Part>,
    /// The payload of a detached JWS, which the token does not carry (RFC 7515 appendix F).
    pub detached: Option<Arc<Vec<u8>>>,
    /// Which key is to verify or to open.
    pub key_choice: KeyChoice,
    /// What is expected.
    pub policy: Policy,
    /// Judge as if now were this time; `None` is the real clock.
    pub as_of: Option<NumericDate>,
}

/// A token is a credential: its size stands for it.
impl std::fmt::Debug for Inputs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let token = format!("{} bytes", self.token.len());
        let mut f = f.debug_struct("Inputs");
        f.field("token", &token).field("edited", &self.edited).field("key_choice", &self.key_choice);
        f.field("policy", &self.policy).field("as_of", &self.as_of).finish_non_exhaustive()
    }
}
