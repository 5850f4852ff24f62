//! NumericDate (RFC 7519 section 2): seconds since 1970-01-01T00:00:00Z, read exactly, whatever its size.
//!
//! The number's text is read digit by digit: a fraction stays a fraction, and 1e400 is simply very late. No float, no
//! overflow, no clock.

use std::fmt;

const NANOS: i128 = 1_000_000_000;
/// Far beyond every calendar, far within `i128`: larger values are held here.
const LIMIT_SECS: i128 = 10_i128.pow(27);

/// A point in time: nanoseconds since the epoch. Values beyond ±10^27 seconds are held at that bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct NumericDate(i128);

impl NumericDate {
    /// From whole seconds.
    #[must_use]
    pub fn from_secs(secs: i64) -> Self {
        Self(i128::from(secs) * NANOS)
    }

    /// From seconds and nanoseconds.
    #[must_use]
    pub fn new(secs: i64, nanos: u32) -> Self {
        Self(i128::from(secs) * NANOS + i128::from(nanos))
    }

    /// Reads the text of a JSON number; `None` when it is none. Digits beyond nanoseconds are cut.
    #[must_use]
    pub fn parse(number: &str) -> Option<Self> {
        let (negative, rest) = number.strip_prefix('-').map_or((false, number), |r| (true, r));
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((m, e)) => (m, exponent(e)?),
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = || whole.bytes().chain(fraction.bytes());
        if whole.is_empty() || !digits().all(|b| b.is_ascii_digit()) {
            return None;
        }
        // value = 0.d1d2d3… × 10^(point); nanoseconds are nine places further
        let point = i64::try_from(whole.len()).ok()?.saturating_add(exponent);
        let nanos = scaled(digits().map(|b| i128::from(b - b'0')), point.saturating_add(9));
        Some(Self(if negative { -nanos } else { nanos }))
    }

    /// Whole seconds, rounded down; held at the bounds of `i64`.
    #[must_use]
    pub fn secs(self) -> i64 {
        let secs = self.0.div_euclid(NANOS);
        i64::try_from(secs).unwrap_or(if secs < 0 { i64::MIN } else { i64::MAX })
    }

    /// Nanoseconds within the second.
    #[must_use]
    pub fn subsec_nanos(self) -> u32 {
        u32::try_from(self.0.rem_euclid(NANOS)).unwrap_or(0)
    }

    /// This many seconds later (earlier, when negative).
    #[must_use]
    pub fn plus_secs(self, secs: i64) -> Self {
        Self((self.0 + i128::from(secs) * NANOS).clamp(-LIMIT_SECS * NANOS, LIMIT_SECS * NANOS))
    }

    /// This many milliseconds later (earlier, when negative).
    #[must_use]
    pub fn plus_millis(self, millis: i64) -> Self {
        Self((self.0 + i128::from(millis) * 1_000_000).clamp(-LIMIT_SECS * NANOS, LIMIT_SECS * NANOS))
    }

    /// Seconds from `earlier` to this one, rounded down; held at the bounds of `i64`.
    #[must_use]
    pub fn secs_since(self, earlier: Self) -> i64 {
        Self(self.0 - earlier.0).secs()
    }

    /// Nanoseconds from `earlier` to this one.
    #[must_use]
    pub fn nanos_since(self, earlier: Self) -> i128 {
        self.0 - earlier.0
    }

    /// Whether calendars with four-digit years can show it.
    #[must_use]
    pub fn is_calendar(self) -> bool {
        (-62_135_596_800..=253_402_300_799).contains(&self.secs())
    }
}

impl fmt::Display for NumericDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (secs, nanos) = (self.0.abs() / NANOS, self.0.abs() % NANOS);
        write!(f, "{sign}{secs}")?;
        if nanos != 0 {
            write!(f, ".{}", format!("{nanos:09}").trim_end_matches('0'))?;
        }
        Ok(())
    }
}

/// An exponent's digits; held at a bound far beyond any use.
fn exponent(text: &str) -> Option<i64> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let value = digits.parse::<i64>().unwrap_or(i64::MAX / 4).min(i64::MAX / 4);
    Some(if negative { -value } else { value })
}

/// The first `places` digits as one number, zero-filled; held at the limit.
fn scaled(digits: impl Iterator<Item = i128>, places: i64) -> i128 {
    let limit = LIMIT_SECS * NANOS;
    let mut value = 0_i128;
    let mut left = places;
    for digit in digits {
        if left <= 0 {
            return value;
        }
        value = value * 10 + digit;
        left -= 1;
        if value >= limit {
            return limit;
        }
    }
    if value == 0 {
        return 0;
    }
    while left > 0 {
        value *= 10;
        left -= 1;
        if value >= limit {
            return limit;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_spelling() {
        for (text, secs, nanos) in [
            ("0", 0, 0),
            ("-0", 0, 0),
            ("1767225600", 1_767_225_600, 0),
            ("1.5", 1, 500_000_000),
            ("-1.5", -2, 500_000_000),
            ("15e-1", 1, 500_000_000),
            ("1.7672256e9", 1_767_225_600, 0),
            ("0.0000000001", 0, 0),
            ("1E3", 1000, 0),
            ("9223372036854775807", i64::MAX, 0),
        ] {
            let date = NumericDate::parse(text).unwrap();
            assert_eq!((date.secs(), date.subsec_nanos()), (secs, nanos), "{text}");
        }
    }

    #[test]
    fn huge_values_are_late_not_wrong() {
        let now = NumericDate::from_secs(1_767_225_600);
        for text in ["1e50", "1e400", "18446744073709551616", "1e99999999999999999999"] {
            let date = NumericDate::parse(text).unwrap();
            assert!(date > now && !date.is_calendar(), "{text}");
        }
        assert!(NumericDate::parse("-1e400").unwrap() < now);
        assert_eq!(NumericDate::parse("0e400").unwrap(), NumericDate::default());
        assert_eq!(NumericDate::parse("1e-400").unwrap(), NumericDate::default());
    }

    #[test]
    fn refuses_what_is_no_number() {
        for text in ["", "-", "x", "1e", "1e+", ".5", "0x10", "1 ", "NaN"] {
            assert_eq!(NumericDate::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn shows_itself_as_json_would() {
        assert_eq!(NumericDate::parse("1.50").unwrap().to_string(), "1.5");
        assert_eq!(NumericDate::from_secs(-3).to_string(), "-3");
    }
}
