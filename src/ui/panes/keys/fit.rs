//! What a key does for the open token.

use crate::checks::{Verification, VerificationState};
use crate::jose::alg::{self, Algorithm};
use crate::jose::token::Token;
use crate::keys::{Key, Purpose};
use crate::report::Report;
use std::sync::Arc;

/// What a key does for the open token, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fit {
    /// It verifies a signature.
    Verifies,
    /// It opens the encryption.
    Opens,
    /// The header names it, and it does neither.
    Named,
    /// It is of the right kind.
    Fits,
    /// Nothing.
    Nothing,
}

impl Fit {
    /// The word in the table; empty for nothing.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Verifies => "verifies it",
            Self::Opens => "opens it",
            Self::Named => "named by kid",
            Self::Fits => "right kind",
            Self::Nothing => "",
        }
    }

    /// The head of the group.
    #[must_use]
    pub fn group(self) -> &'static str {
        match self {
            Self::Verifies => "Verifies this token",
            Self::Opens => "Opens this token",
            Self::Named => "Named by its kid",
            Self::Fits => "Of the right kind",
            Self::Nothing => "Does not fit",
        }
    }
}

/// What the layers of a token ask of a key.
#[derive(Debug)]
pub struct Wanted {
    of: Vec<(Arc<Token>, Arc<Verification>)>,
    verifying: Vec<String>,
    opening: Vec<String>,
    algorithms: Vec<(&'static Algorithm, Purpose)>,
    kids: Vec<String>,
}

impl Wanted {
    /// Reads it off the report.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        let mut wanted = Self {
            of: identity(report).collect(),
            verifying: Vec::new(),
            opening: Vec::new(),
            algorithms: Vec::new(),
            kids: Vec::new(),
        };
        report.layers().into_iter().for_each(|layer| wanted.take(layer));
        wanted
    }

    /// Whether nothing has changed since.
    #[must_use]
    pub fn is_of(&self, report: &Report) -> bool {
        let mut now = identity(report);
        let same = self
            .of
            .iter()
            .all(|(token, found)| now.next().is_some_and(|(t, f)| Arc::ptr_eq(token, &t) && Arc::ptr_eq(found, &f)));
        same && now.next().is_none()
    }

    fn take(&mut self, layer: &Report) {
        let valid = |v: &Verification| {
            let is_valid = v.state == VerificationState::Valid;
            v.key.as_ref().filter(|_| is_valid).map(|k| k.name.clone())
        };
        let is_jwe = layer.token.form.is_jwe();
        if !is_jwe {
            self.verifying.extend(valid(&layer.verification));
            self.verifying.extend(layer.each.iter().filter_map(|e| valid(&e.verification)));
        }
        if let Some(found) = layer.decryption.as_deref().filter(|d| d.is_open()) {
            self.opening.extend(found.finding.key.as_ref().map(|k| k.name.clone()));
        }
        let purpose = if is_jwe { Purpose::Decrypt } else { Purpose::Verify };
        match layer.token.entries() {
            0 | 1 => self.ask(&layer.token, purpose),
            several => (0..several).for_each(|i| self.ask(&layer.token.entry_headers(i), purpose)),
        }
    }

    fn ask(&mut self, token: &Token, purpose: Purpose) {
        self.algorithms.extend(token.alg().and_then(alg::find).map(|row| (row, purpose)));
        self.kids.extend(token.kid().map(str::to_owned));
    }

    /// What a key does.
    #[must_use]
    pub fn fit(&self, key: &Key) -> Fit {
        match () {
            () if self.verifying.contains(&key.name) => Fit::Verifies,
            () if self.opening.contains(&key.name) => Fit::Opens,
            () if key.kid.as_ref().is_some_and(|kid| self.kids.contains(kid)) => Fit::Named,
            () if self.algorithms.iter().any(|(row, purpose)| key.fits(row, *purpose).is_ok()) => Fit::Fits,
            () => Fit::Nothing,
        }
    }
}

fn identity(report: &Report) -> impl Iterator<Item = (Arc<Token>, Arc<Verification>)> {
    report.layers().into_iter().map(|r| (Arc::clone(&r.token), Arc::clone(&r.verification)))
}
