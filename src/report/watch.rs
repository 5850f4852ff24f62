//! Watching a report while it is made, where many keys are tried.

use crate::keys::KeyRing;

/// Who is told how far the search for a key is, and may stop it.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// Is told the part done, from 0 to 1.
    pub progress: &'a dyn Fn(f32),
    /// Says whether to stop.
    pub stopped: &'a dyn Fn() -> bool,
}

impl Watch<'_> {
    /// Nobody watches.
    pub const NOBODY: Watch<'static> = Watch { progress: &|_| (), stopped: &|| false };

    /// Tells that so many keys were tried, now and then. Whether to go on.
    pub(super) fn goes_on(&self, tried: usize, of: usize) -> bool {
        const NOW_AND_THEN: usize = 8;
        if !tried.is_multiple_of(NOW_AND_THEN) {
            return true;
        }
        (self.progress)(tried as f32 / of.max(1) as f32);
        !(self.stopped)()
    }
}

/// More keys than this may take longer than a frame to try.
const MANY_KEYS: usize = 64;

/// Whether there are so many keys that trying each is work for another thread.
pub(super) fn are_many(ring: &KeyRing) -> bool {
    ring.keys().len() > MANY_KEYS
}

/// Whether so many of them can be tried.
pub(super) fn many_fit(ring: &KeyRing, fits: impl Fn(&crate::keys::Key) -> bool) -> bool {
    ring.keys().iter().filter(|k| fits(k)).nth(MANY_KEYS).is_some()
}
