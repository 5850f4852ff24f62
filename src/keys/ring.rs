//! The keys at hand, for choosing one.

use super::Key;
use std::sync::Arc;

/// Keys in order of their names. Cheap to clone; `revision` changes with the content, so that a memo can compare it.
#[derive(Clone, Debug, Default)]
pub struct KeyRing {
    keys: Vec<Arc<Key>>,
    revision: u64,
}

impl KeyRing {
    /// A ring of these keys.
    #[must_use]
    pub fn new(keys: Vec<Key>, revision: u64) -> Self {
        let mut keys: Vec<Arc<Key>> = keys.into_iter().map(Arc::new).collect();
        keys.sort_by(|a, b| a.name.cmp(&b.name));
        Self { keys, revision }
    }

    /// The keys, by name.
    #[must_use]
    pub fn keys(&self) -> &[Arc<Key>] {
        &self.keys
    }

    /// A number that differs whenever the content does.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The key of that name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Arc<Key>> {
        self.keys.iter().find(|k| k.name == name)
    }

    /// The keys with that `kid`, for a token of that issuer: a `kid` is one issuer's word, so that where keys fetched from this issuer have
    /// it, keys of others that happen to have it too are not meant.
    #[must_use]
    pub fn with_kid_of(&self, kid: &str, issuer: Option<&str>) -> Vec<&Arc<Key>> {
        let all = self.with_kid(kid);
        let is_theirs = |key: &&Arc<Key>| issuer.is_some() && key.issuer() == issuer;
        let theirs: Vec<_> = all.iter().copied().filter(is_theirs).collect();
        if theirs.is_empty() { all } else { theirs }
    }

    /// The keys with that `kid`; or, where no key has it, those whose name is that text.
    #[must_use]
    pub fn with_kid(&self, kid: &str) -> Vec<&Arc<Key>> {
        let by_kid: Vec<_> = self.keys.iter().filter(|k| k.kid.as_deref() == Some(kid)).collect();
        if by_kid.is_empty() { self.named(kid).into_iter().collect() } else { by_kid }
    }
}
