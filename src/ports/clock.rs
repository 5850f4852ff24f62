//! The system clock behind a trait.

use std::fmt;
use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A point in time: seconds since 1970-01-01T00:00:00Z without leap seconds (as NumericDate, RFC 7519 section 2, counts),
/// and the nanoseconds after that second.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Moment {
    /// Whole seconds; negative before 1970. `secs` is the floor: -0.5 s is `secs: -1, nanos: 500_000_000`.
    pub secs: i64,
    /// 0 to 999,999,999 nanoseconds after `secs`.
    pub nanos: u32,
}

impl Moment {
    /// The moment of a whole second.
    #[must_use]
    pub const fn from_secs(secs: i64) -> Self {
        Self { secs, nanos: 0 }
    }

    /// From the standard library's time; times out of the range of `i64` seconds stop at its ends.
    #[must_use]
    pub fn from_system(time: SystemTime) -> Self {
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => Self { secs: saturating_secs(after), nanos: after.subsec_nanos() },
            Err(e) => Self::before_epoch(e.duration()),
        }
    }

    fn before_epoch(before: Duration) -> Self {
        match before.subsec_nanos() {
            0 => Self { secs: -saturating_secs(before), nanos: 0 },
            nanos => Self { secs: -saturating_secs(before) - 1, nanos: 1_000_000_000 - nanos },
        }
    }

    /// Date and time in UTC for file names: `20260131T235959Z`. Years beyond 9999 give the seconds.
    #[must_use]
    pub fn file_stamp(self) -> String {
        jiff::Timestamp::from_second(self.secs)
            .map_or_else(|_| format!("{}s", self.secs), |t| t.strftime("%Y%m%dT%H%M%SZ").to_string())
    }
}

fn saturating_secs(d: Duration) -> i64 {
    i64::try_from(d.as_secs()).unwrap_or(i64::MAX)
}

/// Tells the time.
pub trait Clock: fmt::Debug + Send + Sync {
    /// The present moment.
    fn now(&self) -> Moment;
}

/// The clock of the system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        Moment::from_system(SystemTime::now())
    }
}

/// A clock that stands still until it is set.
#[derive(Debug, Default)]
pub struct SetClock(Mutex<Moment>);

impl SetClock {
    /// A clock that shows `now`.
    #[must_use]
    pub fn new(now: Moment) -> Self {
        Self(Mutex::new(now))
    }

    /// Sets the clock, backwards too.
    pub fn set(&self, now: Moment) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = now;
    }
}

impl Clock for SetClock {
    fn now(&self) -> Moment {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_around_the_epoch_are_floored() {
        let half = Duration::from_millis(500);
        assert_eq!(Moment::from_system(UNIX_EPOCH + half), Moment { secs: 0, nanos: 500_000_000 });
        assert_eq!(Moment::from_system(UNIX_EPOCH - half), Moment { secs: -1, nanos: 500_000_000 });
        assert_eq!(Moment::from_system(UNIX_EPOCH - Duration::from_secs(2)), Moment::from_secs(-2));
    }

    #[test]
    fn file_stamps_hold_no_colon_and_survive_any_second() {
        assert_eq!(Moment::from_secs(1_300_819_380).file_stamp(), "20110322T184300Z");
        assert_eq!(Moment::from_secs(i64::MAX).file_stamp(), format!("{}s", i64::MAX));
    }

    #[test]
    fn a_set_clock_shows_what_was_set() {
        let clock = SetClock::new(Moment::from_secs(5));
        assert_eq!(clock.now(), Moment::from_secs(5));
        clock.set(Moment::from_secs(-5));
        assert_eq!(clock.now(), Moment::from_secs(-5));
        assert!(SystemClock.now() > Moment::from_secs(1_700_000_000));
    }
}
