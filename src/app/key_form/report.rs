//! A report that is to leave: how it is written and what is taken out of it.

use crate::report::out::{Format, Redaction};
use std::collections::BTreeSet;

/// A report that is to leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportForm {
    /// How it is written.
    pub format: Format,
    /// Whether anything is taken out at all.
    pub redacted: bool,
    /// The claims whose values are masked, in the spelling of the list or of the token.
    pub masked: BTreeSet<String>,
    /// Mask the names of the keys too.
    pub key_names: bool,
}

/// Redacted, as Markdown.
impl Default for ReportForm {
    fn default() -> Self {
        let Redaction { claims, key_names, .. } = Redaction::default();
        Self { format: Format::default(), redacted: true, masked: claims.into_iter().collect(), key_names }
    }
}

impl ReportForm {
    /// What is taken out.
    #[must_use]
    pub fn redaction(&self) -> Redaction {
        if !self.redacted {
            return Redaction::nothing();
        }
        let claims = self.masked.iter().cloned().collect();
        Redaction { signature: true, claims, key_names: self.key_names }
    }

    /// Masks the values of this claim, or shows them.
    pub fn mask(&mut self, claim: &str, masked: bool) {
        let listed = self.redaction_list().masked_name(claim).map(str::to_owned);
        match (masked, listed) {
            (true, None) => {
                self.masked.insert(claim.to_owned());
            }
            (false, Some(name)) => {
                self.masked.remove(&name);
            }
            _ => {}
        }
    }

    /// Whether the values of this claim are masked.
    #[must_use]
    pub fn masks(&self, claim: &str) -> bool {
        self.redaction_list().masked_name(claim).is_some()
    }

    fn redaction_list(&self) -> Redaction {
        Redaction { claims: self.masked.iter().cloned().collect(), ..Redaction::nothing() }
    }

    /// The suggested name of a file.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("token-report.{}", self.format.ending())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tick_is_for_all_spellings_of_a_name() {
        let mut form = ReportForm::default();
        assert!(form.masks("Phone-Number") && !form.masks("scope"));
        form.mask("Phone-Number", false);
        form.mask("scope", true);
        assert!(!form.masks("phone_number") && form.redaction().claims.contains(&"scope".to_owned()));
        form.redacted = false;
        assert!(!form.redaction().is_on());
    }
}
