//! Spans and times as people type them.

use crate::jose::numeric_date::NumericDate;
use jiff::Timestamp;

/// A span in seconds: `90`, `90s`, `15m`, `2h`, `7d`.
///
/// # Errors
/// One sentence that shows the spellings.
pub fn span_secs(text: &str) -> Result<u64, String> {
    let wrong = || "write seconds, or a number with s, m, h or d, such as 90 or 15m".to_owned();
    let (digits, unit) = match text.as_bytes().last() {
        Some(b's') => (&text[..text.len() - 1], 1),
        Some(b'm') => (&text[..text.len() - 1], 60),
        Some(b'h') => (&text[..text.len() - 1], 3_600),
        Some(b'd') => (&text[..text.len() - 1], 86_400),
        _ => (text, 1),
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(wrong());
    }
    digits.parse::<u64>().ok().and_then(|n| n.checked_mul(unit)).ok_or_else(|| "the number is too large".to_owned())
}

/// A time: RFC 3339, or seconds since 1970.
///
/// # Errors
/// One sentence that shows the spellings.
pub fn time(text: &str) -> Result<NumericDate, String> {
    if let Some(date) = NumericDate::parse(text) {
        return Ok(date);
    }
    let time: Timestamp = text
        .parse()
        .map_err(|_| "write a time as 2026-11-22T14:05:09Z (RFC 3339), or seconds since 1970".to_owned())?;
    // jiff counts nanoseconds towards zero, NumericDate upwards
    let nanos = time.as_nanosecond();
    let (secs, rest) = (nanos.div_euclid(1_000_000_000), nanos.rem_euclid(1_000_000_000));
    Ok(NumericDate::new(i64::try_from(secs).unwrap_or_default(), u32::try_from(rest).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans() {
        for (text, secs) in [
            ("0", Some(0)),
            ("90", Some(90)),
            ("90s", Some(90)),
            ("15m", Some(900)),
            ("2h", Some(7200)),
            ("7d", Some(604_800)),
            ("18446744073709551615", Some(u64::MAX)),
            ("18446744073709551616", None),
            ("18446744073709551615d", None),
            ("", None),
            ("m", None),
            ("-1", None),
            ("+1", None),
            ("1.5", None),
            ("1 m", None),
            ("1ü", None),
        ] {
            assert_eq!(span_secs(text).ok(), secs, "{text:?}");
        }
    }

    #[test]
    fn times() {
        for (text, shown) in [
            ("1767225600", Some("1767225600")),
            ("1767225600.5", Some("1767225600.5")),
            ("2026-01-01T00:00:00Z", Some("1767225600")),
            ("2026-01-01T01:00:00+01:00", Some("1767225600")),
            ("2026-01-01t00:00:00.25z", Some("1767225600.25")),
            ("1969-12-31T23:59:59.5Z", Some("-0.5")),
            ("-5", Some("-5")),
            ("yesterday", None),
            ("2026-13-01T00:00:00Z", None),
            ("", None),
        ] {
            assert_eq!(time(text).ok().map(|t| t.to_string()).as_deref(), shown, "{text:?}");
        }
    }
}
