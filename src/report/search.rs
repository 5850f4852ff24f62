//! Choosing keys: which are asked, in what order, and which finding is the one to speak of. The same for signatures and for
//! encryption; what is done with a key is the caller's.

use super::{KeyChoice, Watch};
use crate::checks::{Reason, Verification, VerificationState};
use crate::keys::{Key, KeyRing};
use std::sync::Arc;

/// So many other keys are tried to find out which one would have fitted.
const MAX_SECOND_GUESSES: usize = 64;

/// What is asked of each key.
pub(super) struct Search<'a> {
    /// The keys at hand.
    pub ring: &'a KeyRing,
    /// The `kid` of the header.
    pub kid: Option<&'a str>,
    /// The `iss` of the token, as far as it is known before the key is.
    pub issuer: Option<&'a str>,
    /// Whether a key may be tried at all.
    pub fits: &'a dyn Fn(&Key) -> bool,
    /// Tries one, whatever it is.
    pub attempt: &'a dyn Fn(&Arc<Key>) -> Verification,
    /// Tries one that fits.
    pub compute: &'a dyn Fn(&Arc<Key>) -> Verification,
    /// Who is told how far it is.
    pub watch: &'a Watch<'a>,
}

impl Search<'_> {
    /// Asks the keys that the choice names.
    pub(super) fn run(&self, choice: &KeyChoice) -> Verification {
        match choice {
            KeyChoice::Nothing => Verification::not_checked(Reason::NoneChosen),
            KeyChoice::Named(names) => self.named(names),
            KeyChoice::ByKid => self.by_kid(),
            KeyChoice::Every => self.every(None),
            KeyChoice::Automatic => match self.by_kid() {
                found if found.state == VerificationState::Valid => found,
                found => self.every(Some(found)),
            },
        }
    }

    /// One of these must do. The key that `kid` names is asked first: where none does, it is the one to speak of.
    fn named(&self, names: &[String]) -> Verification {
        let mut names: Vec<&String> = names.iter().collect();
        let is_meant =
            |name: &str| self.ring.named(name).is_some_and(|k| k.kid.is_some() && k.kid.as_deref() == self.kid);
        names.sort_by_key(|name| !is_meant(name));
        let mut best = Verification::not_checked(Reason::NoneChosen);
        for name in &names {
            let found = match self.ring.named(name) {
                Some(key) => (self.attempt)(key),
                None => Verification::not_checked(Reason::KeyGone { name: (*name).clone() }),
            };
            if telling(&found) < telling(&best) {
                best = found;
            }
            if best.state == VerificationState::Valid {
                return best;
            }
        }
        if best.state == VerificationState::Invalid {
            best.fitting = self.other_that_does(&names);
        }
        best
    }

    fn by_kid(&self) -> Verification {
        if self.ring.keys().is_empty() {
            return Verification::not_checked(Reason::NoKeys);
        }
        let Some(kid) = self.kid else { return Verification::not_checked(Reason::NoKid) };
        let keys = self.ring.with_kid_of(kid, self.issuer);
        if keys.is_empty() {
            return Verification::not_checked(Reason::UnknownKid { kid: kid.to_owned() });
        }
        let found: Vec<_> = keys.into_iter().map(|key| (self.attempt)(key)).collect();
        found.iter().min_by_key(|f| telling(f)).cloned().unwrap_or_else(|| Verification::not_checked(Reason::NoKid))
    }

    /// Tries each key that fits. `named` is what the key of the header's `kid` gave, where it was asked before.
    fn every(&self, named: Option<Verification>) -> Verification {
        let keys = self.ring.keys();
        if keys.is_empty() {
            return Verification::not_checked(Reason::NoKeys);
        }
        let fitting: Vec<_> = keys.iter().filter(|k| (self.fits)(k)).collect();
        let mut tried = 0;
        for (i, key) in fitting.iter().enumerate() {
            if !self.watch.goes_on(i, fitting.len()) {
                return Verification::not_checked(Reason::Stopped { tried: i, of: fitting.len() });
            }
            let found = (self.compute)(key);
            if found.state == VerificationState::Valid {
                return found;
            }
            tried += usize::from(found.state == VerificationState::Invalid);
        }
        match named {
            // the key that the header names is here and does not do: that is a verdict
            Some(found) if found.state == VerificationState::Invalid || found.key.is_some() => found,
            _ if tried > 0 => Verification::not_checked(Reason::NoneMatches { tried }),
            _ => match fitting.first() {
                Some(key) => (self.attempt)(key),
                None => Verification::not_checked(Reason::NoneFits { keys: keys.len() }),
            },
        }
    }

    fn other_that_does(&self, chosen: &[&String]) -> Option<Arc<Key>> {
        let others = self.ring.keys().iter().filter(|k| !chosen.contains(&&k.name));
        let fitting = others.filter(|k| (self.fits)(k));
        fitting.take(MAX_SECOND_GUESSES).find(|k| (self.attempt)(k).state == VerificationState::Valid).cloned()
    }
}

/// Of several findings the one to speak of has the lowest number: a computed answer says more than a key that could not be
/// computed with, and that more than one of another type.
pub(super) fn telling(found: &Verification) -> u8 {
    match (found.state, &found.reason) {
        (VerificationState::Valid, _) => 0,
        (VerificationState::Invalid, _) => 1,
        (_, Reason::KeyTooSmall { .. } | Reason::KeyUnusable { .. }) => 2,
        (_, Reason::Misfit { .. }) => 3,
        (_, Reason::KeyGone { .. }) => 4,
        _ => 5,
    }
}
