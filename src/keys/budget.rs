//! What opening an input may still cost.

use super::error::KeyError;
use super::limits::UnlockLimits;
use std::cell::Cell;

/// The work that may still be done on one input, and whether anybody still waits for it.
pub(crate) struct Budget<'a> {
    /// What a single part may ask for.
    pub limits: &'a UnlockLimits,
    left: Cell<u64>,
    stopped: &'a dyn Fn() -> bool,
}

impl<'a> Budget<'a> {
    pub(crate) fn new(limits: &'a UnlockLimits, stopped: &'a dyn Fn() -> bool) -> Self {
        Self { limits, left: Cell::new(limits.work), stopped }
    }

    /// Whether so much may still be done.
    pub(super) fn allows(&self, work: u64) -> bool {
        work <= self.left.get()
    }

    /// Pays for work that is about to be done.
    ///
    /// # Errors
    /// There is not enough left, or nobody waits any more: the work must not be done.
    pub(crate) fn spend(&self, work: u64) -> Result<(), KeyError> {
        if (self.stopped)() {
            return Err(KeyError::Stopped);
        }
        let left = self.left.get().checked_sub(work).ok_or(KeyError::TooMuchLocked)?;
        self.left.set(left);
        Ok(())
    }
}
