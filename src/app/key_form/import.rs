//! Keys being pasted.

use zeroize::Zeroizing;

/// Keys being pasted.
#[derive(Clone, PartialEq, Default)]
pub struct ImportForm {
    /// PEM, JWK or JWK Set, as pasted.
    pub text: Zeroizing<String>,
    /// What was wrong with it at the last try.
    pub error: Option<String>,
}

impl std::fmt::Debug for ImportForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ImportForm").field("error", &self.error).finish_non_exhaustive()
    }
}
