//! Times as people read them, and the check for times that cannot be meant.

use super::{Check, DateClaim, Fix, Group, Outcome, State, Subject};
use crate::jose::flaw::Part;
use crate::jose::numeric_date::NumericDate;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The registered claims that are NumericDates, with those of OpenID Connect Core section 2.
pub const DATE_CLAIMS: [&str; 5] = ["exp", "nbf", "iat", "auth_time", "updated_at"];

pub(super) const CHECK: Check = Check { ids: &["time-milliseconds", "time-out-of-range"], judge };

/// `2026-11-22 14:05:09 UTC`; beyond four-digit years the number itself.
#[must_use]
pub fn utc(date: NumericDate) -> String {
    in_zone(date, &TimeZone::UTC)
}

/// The time in a zone, with the zone's abbreviation.
#[must_use]
pub fn in_zone(date: NumericDate, zone: &TimeZone) -> String {
    match timestamp(date) {
        Some(t) => t.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S %Z").to_string(),
        None => format!("{date} s"),
    }
}

/// Reads a time as people type it: RFC 3339, date and time or a date alone (midnight) in UTC, or seconds since 1970.
#[must_use]
pub fn parse(text: &str) -> Option<NumericDate> {
    parse_in(text, &TimeZone::UTC)
}

/// The same, where date and time without an offset are those of a zone. What [`utc`] writes is read as well.
#[must_use]
pub fn parse_in(text: &str, zone: &TimeZone) -> Option<NumericDate> {
    let text = text.trim();
    if let Some(text) = text.strip_suffix(" UTC") {
        return read(text, &TimeZone::UTC);
    }
    read(text, zone)
}

fn read(text: &str, zone: &TimeZone) -> Option<NumericDate> {
    let date = |t: Timestamp| Some(NumericDate::new(t.as_second(), u32::try_from(t.subsec_nanosecond()).unwrap_or(0)));
    if let Ok(time) = text.parse::<Timestamp>() {
        return date(time);
    }
    match text.parse::<jiff::civil::DateTime>() {
        Ok(time) => date(time.to_zoned(zone.clone()).ok()?.timestamp()),
        Err(_) => NumericDate::parse(text),
    }
}

fn timestamp(date: NumericDate) -> Option<Timestamp> {
    date.is_calendar().then(|| Timestamp::from_second(date.secs()).ok()).flatten()
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const YEAR: i64 = 365 * DAY + DAY / 4;

/// The unit in which a distance is told: seconds below two minutes, then minutes, hours, days, years.
fn unit(secs: i64) -> (i64, &'static str, &'static str) {
    match secs {
        ..120 => (1, "s", "s"),
        120..7_200 => (MINUTE, "min", "min"),
        7_200..172_800 => (HOUR, "h", "h"),
        172_800..63_115_200 => (DAY, "day", "days"),
        _ => (YEAR, "year", "years"),
    }
}

/// `in 14 min`, `3 h ago`, `now`.
#[must_use]
pub fn distance(date: NumericDate, now: NumericDate) -> String {
    match duration_text(date.nanos_since(now)) {
        text if text == "0 s" => "now".to_owned(),
        text if date > now => format!("in {text}"),
        text => format!("{text} ago"),
    }
}

/// A span without direction: `14 min`.
#[must_use]
pub fn span(secs: i64) -> String {
    duration_text(i128::from(secs) * 1_000_000_000)
}

fn duration_text(nanos: i128) -> String {
    let secs = i64::try_from(nanos.unsigned_abs() / 1_000_000_000).unwrap_or(i64::MAX);
    let (unit, one, many) = unit(secs);
    let count = secs / unit;
    format!("{count} {}", if count == 1 { one } else { many })
}

/// When the text of [`distance`] changes next, given that `now` moves on.
#[must_use]
pub fn next_change(date: NumericDate, now: NumericDate) -> NumericDate {
    let ahead = date.nanos_since(now);
    let secs = i64::try_from(ahead.unsigned_abs() / 1_000_000_000).unwrap_or(i64::MAX);
    let (unit, ..) = unit(secs);
    let count = secs / unit;
    if ahead > 0 {
        // still ahead: the count drops just after the distance falls below `count` units
        let edge = date.plus_secs(-count.saturating_mul(unit));
        edge.plus_millis(1)
    } else {
        date.plus_secs((count + 1).saturating_mul(unit))
    }
}

/// A clock difference that a leeway may bridge, in seconds; more is no skew.
const SKEW_SECS: i64 = 300;

/// The leeway with which a time that is missed by so many seconds would do, where two clocks that differ may be the cause.
pub(super) fn bridging(missed_secs: i64) -> Option<Fix> {
    let secs = u64::try_from(missed_secs).ok().filter(|_| missed_secs <= SKEW_SECS)?;
    Some(Fix::SetLeeway(secs.next_multiple_of(30)))
}

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    DATE_CLAIMS.iter().filter_map(|name| unlikely(subject, name)).collect()
}

/// Beyond this a count of seconds is far off, and a count of milliseconds is a date of our time (from 1998 on). Between the
/// end of the calendar and this, a number is no date either way.
const MILLIS_FROM: i64 = 900_000_000_000;
const MILLIS_TO: i64 = 9_999_999_999_999;

fn unlikely(subject: &Subject<'_>, name: &'static str) -> Option<Outcome> {
    let DateClaim::Date(date, node) = subject.date(name) else { return None };
    let outcome = |id, case| {
        Outcome::new(id, case, State::Warn, Group::Time)
            .fact("claim", name)
            .found(super::shown(subject.spelled(node)))
            .at(Part::Payload, node.span.clone())
    };
    if (MILLIS_FROM..=MILLIS_TO).contains(&date.secs()) {
        let meant = NumericDate::from_secs(date.secs() / 1000);
        let fix = Fix::PretendNow(meant);
        let outcome = outcome("time-milliseconds", "millis").fact("meant", utc(meant)).fact("read", utc(date));
        return Some(if name == "exp" { outcome } else { outcome.fix(fix) });
    }
    (!date.is_calendar()).then(|| outcome("time-out-of-range", "range"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(secs: i64) -> NumericDate {
        NumericDate::from_secs(secs)
    }

    #[test]
    fn times_read_well() {
        assert_eq!(utc(at(1_795_356_309)), "2026-11-22 14:05:09 UTC");
        assert_eq!(utc(NumericDate::parse("1e50").unwrap()), "1000000000000000000000000000 s");
        for (ahead, text) in [
            (0, "now"),
            (1, "in 1 s"),
            (-1, "1 s ago"),
            (119, "in 119 s"),
            (120, "in 2 min"),
            (14 * 60 + 59, "in 14 min"),
            (-3 * 3600, "3 h ago"),
            (-40 * 86_400, "40 days ago"),
            (3 * 366 * 86_400, "in 3 years"),
        ] {
            assert_eq!(distance(at(1_000_000 + ahead), at(1_000_000)), text);
        }
    }

    #[test]
    fn times_are_read_as_people_type_them() {
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        for (text, utc_secs, zone_secs) in [
            ("2026-11-22T14:05:09Z", 1_795_356_309, 1_795_356_309),
            ("2026-11-22T14:05:09+01:00", 1_795_352_709, 1_795_352_709),
            ("2026-11-22 14:05:09 UTC", 1_795_356_309, 1_795_356_309),
            (" 2026-11-22 14:05 ", 1_795_356_300, 1_795_349_100),
            ("2026-11-22", 1_795_305_600, 1_795_298_400),
            ("1795356309", 1_795_356_309, 1_795_356_309),
        ] {
            assert_eq!(parse(text), Some(at(utc_secs)), "{text}");
            assert_eq!(parse_in(text, &zone), Some(at(zone_secs)), "{text} in a zone");
        }
        for text in ["", "tomorrow", "2026-13-01", "14:05", "UTC", "2026-11-22 14:05 CET"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_text_changes_exactly_when_announced() {
        for ahead in [
            1, 2, 119, 120, 121, 179, 180, 7199, 7200, 7201, 90_000, 180_000, -1, -59, -119, -120, -121, -7199, -7200,
            -90_000,
        ] {
            let (date, now) = (at(10_000_000 + ahead), at(10_000_000));
            let next = next_change(date, now);
            assert!(next > now, "{ahead}");
            assert_ne!(distance(date, next), distance(date, now), "{ahead}: changed at the announced time");
            let before = next.plus_millis(-2);
            if before > now {
                assert_eq!(distance(date, before), distance(date, now), "{ahead}: not before it");
            }
        }
    }
}
