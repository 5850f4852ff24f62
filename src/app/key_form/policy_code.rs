//! The policy that is shown as code.

use crate::code::Language;

/// The policy that is shown as code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicyCodeForm {
    /// In which language.
    pub language: Language,
}

/// The first that is offered.
impl Default for PolicyCodeForm {
    fn default() -> Self {
        Self { language: Language::ALL[0] }
    }
}
