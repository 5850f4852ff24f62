//! Times on a line of limited length.
//!
//! Tokens live five minutes or ten years, and what matters happens close to their bounds. So the line is cut at the times
//! that are to be seen (the knots). Between two of them it is even. A short stretch gets a least width; a very long one
//! keeps a quarter of an hour beside each of its ends, and what is between is drawn together. Before the first and after
//! the last knot the line goes on for a while, and then ever faster, for two hundred years.
//!
//! Nothing of it depends on the time that is judged at: while that is dragged, the line stands still.

use crate::jose::numeric_date::NumericDate;
use std::ops::Range;

/// What a long stretch keeps beside each of its ends, in seconds.
const NEAR_SECS: i64 = 900;
/// From this length on a stretch is drawn together.
const LONG_SECS: i64 = 50 * NEAR_SECS;
/// How far the line reaches beyond its last knot, in seconds: two hundred years.
const FAR_SECS: i64 = 200 * 31_557_600;
/// The part of the line at each end that grows ever faster.
const TAIL: f64 = 0.1;
/// The least width of a stretch.
const LEAST: f64 = 0.07;

/// One knot: a time and its place.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Knot {
    secs: i64,
    place: f64,
}

/// The line: times to places from 0 to 1, and back.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    knots: Vec<Knot>,
    drawn_together: Vec<Range<f64>>,
    near_secs: i64,
}

impl Scale {
    /// A line for these times, in any order. Without any it is one around the beginning of 1970.
    #[must_use]
    pub fn new(times: impl IntoIterator<Item = NumericDate>) -> Self {
        let mut secs: Vec<i64> = times.into_iter().filter(|t| t.is_calendar()).map(NumericDate::secs).collect();
        secs.sort_unstable();
        secs.dedup();
        let (first, last) = (secs.first().copied().unwrap_or_default(), secs.last().copied().unwrap_or_default());
        let near_secs = if first < last { ((last - first) / 4).clamp(60, NEAR_SECS) } else { NEAR_SECS };
        let mut stretches = vec![Stretch { from: first - near_secs, to: first, is_long: false }];
        stretches.extend(secs.windows(2).flat_map(|ends| Stretch::between(ends[0], ends[1])));
        stretches.push(Stretch { from: last, to: last + near_secs, is_long: false });
        let widths = widths(&stretches);
        let mut knots = vec![Knot { secs: first - near_secs, place: TAIL }];
        let mut drawn_together = Vec::new();
        let mut place = TAIL;
        for (stretch, width) in stretches.iter().zip(widths) {
            if stretch.is_long {
                drawn_together.push(place..place + width);
            }
            place += width;
            knots.push(Knot { secs: stretch.to, place });
        }
        Self { knots, drawn_together, near_secs }
    }

    /// Where a time is; beyond the ends of the line, at its end.
    #[must_use]
    pub fn place(&self, time: NumericDate) -> f64 {
        let (first, last) = (self.first(), self.last());
        let (before, after) = (secs_between(time, first.secs), secs_between(time, last.secs));
        if before < 0.0 {
            return (first.place - self.tail(-before)).max(0.0);
        }
        if after > 0.0 {
            return (last.place + self.tail(after)).min(1.0);
        }
        let next = self.knots.partition_point(|knot| secs_between(time, knot.secs) >= 0.0);
        match (self.knots.get(next.wrapping_sub(1)), self.knots.get(next)) {
            (Some(a), Some(b)) => {
                let part = secs_between(time, a.secs) / exact(b.secs - a.secs);
                a.place + part.clamp(0.0, 1.0) * (b.place - a.place)
            }
            _ => last.place,
        }
    }

    /// The time at a place, to the second.
    #[must_use]
    pub fn time(&self, place: f64) -> NumericDate {
        let place = if place.is_finite() { place.clamp(0.0, 1.0) } else { 0.0 };
        let (first, last) = (self.first(), self.last());
        if place < first.place {
            return date(first.secs - self.tail_secs(first.place - place));
        }
        if place > last.place {
            return date(last.secs + self.tail_secs(place - last.place));
        }
        let next = self.knots.partition_point(|knot| knot.place <= place);
        match (self.knots.get(next.wrapping_sub(1)), self.knots.get(next)) {
            (Some(a), Some(b)) => {
                let part = (place - a.place) / (b.place - a.place);
                date(a.secs + whole(part * exact(b.secs - a.secs)))
            }
            _ => date(last.secs),
        }
    }

    /// The time at a place, as round as a line of that many points can tell: a drag over ten years stops at days.
    #[must_use]
    pub fn round_time(&self, place: f64, points: f64) -> NumericDate {
        const UNITS: [i64; 9] = [86_400, 21_600, 3_600, 600, 300, 60, 30, 10, 5];
        let half = 0.5 / points.max(1.0);
        let time = self.time(place);
        let reach = self.time(place + half).secs_since(self.time(place - half));
        match UNITS.into_iter().find(|unit| *unit <= reach) {
            Some(unit) => date(time.secs().saturating_add(unit / 2).div_euclid(unit).saturating_mul(unit)),
            None => time,
        }
    }

    /// The stretches that are drawn together: much time in little room.
    #[must_use]
    pub fn drawn_together(&self) -> &[Range<f64>] {
        &self.drawn_together
    }

    /// The places between which the line is even, or at least made of even stretches: beyond it grows ever faster.
    #[must_use]
    pub fn middle(&self) -> Range<f64> {
        self.first().place..self.last().place
    }

    /// Whether a time is on the line at all.
    #[must_use]
    pub fn holds(&self, time: NumericDate) -> bool {
        time >= date(self.first().secs - FAR_SECS) && time <= date(self.last().secs + FAR_SECS)
    }

    fn first(&self) -> Knot {
        self.knots.first().copied().unwrap_or(Knot { secs: 0, place: TAIL })
    }

    fn last(&self) -> Knot {
        self.knots.last().copied().unwrap_or(Knot { secs: 0, place: 1.0 - TAIL })
    }

    /// How far into a tail so many seconds lead. It begins as steep as a line that goes on, more or less.
    fn tail(&self, secs: f64) -> f64 {
        let near = exact(self.near_secs);
        TAIL * ((1.0 + secs / near).ln() / (1.0 + exact(FAR_SECS) / near).ln()).clamp(0.0, 1.0)
    }

    /// How many seconds lead so far into a tail.
    fn tail_secs(&self, way: f64) -> i64 {
        let near = exact(self.near_secs);
        whole((((way / TAIL).clamp(0.0, 1.0) * (1.0 + exact(FAR_SECS) / near).ln()).exp() - 1.0) * near)
    }
}

/// A piece of the line between two knots.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    from: i64,
    to: i64,
    is_long: bool,
}

impl Stretch {
    /// The one stretch between two times, or three where it is long.
    fn between(from: i64, to: i64) -> Vec<Self> {
        if to - from < LONG_SECS {
            return vec![Self { from, to, is_long: false }];
        }
        let (a, b) = (from + NEAR_SECS, to - NEAR_SECS);
        vec![
            Self { from, to: a, is_long: false },
            Self { from: a, to: b, is_long: true },
            Self { from: b, to, is_long: false },
        ]
    }

    fn secs(&self) -> f64 {
        exact(self.to - self.from)
    }
}

/// Each stretch as wide as it is long, but none narrower than the least width.
fn widths(stretches: &[Stretch]) -> Vec<f64> {
    let room = 1.0 - 2.0 * TAIL;
    let count = u32::try_from(stretches.len()).map_or(1.0, f64::from).max(1.0);
    let least = LEAST.min(0.6 * room / count);
    let mut is_least = vec![false; stretches.len()];
    loop {
        let all = || stretches.iter().zip(&is_least);
        let held: f64 = all().filter(|(_, held)| **held).map(|_| least).sum();
        let secs: f64 = all().filter(|(_, held)| !**held).map(|(s, _)| s.secs()).sum();
        let per_sec = (room - held) / secs.max(f64::MIN_POSITIVE);
        let is_narrow = |(i, s): &(usize, &Stretch)| !is_least[*i] && s.secs() * per_sec < least;
        match stretches.iter().enumerate().find(is_narrow).map(|(i, _)| i) {
            Some(narrow) => is_least[narrow] = true,
            None => {
                let width = |(s, held): (&Stretch, &bool)| if *held { least } else { s.secs() * per_sec };
                return all().map(width).collect();
            }
        }
    }
}

fn date(secs: i64) -> NumericDate {
    NumericDate::from_secs(secs)
}

fn secs_between(time: NumericDate, secs: i64) -> f64 {
    let nanos = time.nanos_since(date(secs)) as f64;
    nanos / 1e9
}

/// Seconds within the calendar: a float holds them exactly.
fn exact(secs: i64) -> f64 {
    secs as f64
}

/// Never beyond the calendar's reach: what comes here is a part of such a span.
fn whole(secs: f64) -> i64 {
    secs.round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(secs: &[i64]) -> Scale {
        Scale::new(secs.iter().map(|s| date(*s)))
    }

    #[test]
    fn a_short_life_is_even() {
        let scale = scale(&[1_000_000, 1_000_300]);
        let middle = scale.place(date(1_000_150));
        assert!((middle - 0.5).abs() < 1e-9, "{middle}");
        assert!(scale.drawn_together().is_empty());
        assert!(scale.place(date(1_000_300)) - scale.place(date(1_000_000)) > 0.5, "it has most of the room");
    }

    #[test]
    fn what_is_close_to_a_bound_is_seen_beside_it_however_long_the_life() {
        const YEAR: i64 = 31_557_600;
        let (iat, exp) = (1_795_356_309 - 3 * YEAR, 1_795_356_309 + 600);
        let scale = scale(&[iat, exp]);
        let now = scale.place(date(1_795_356_309));
        let bound = scale.place(date(exp));
        assert!(bound - now > 0.03, "ten minutes before the end: {now} {bound}");
        assert_eq!(scale.drawn_together().len(), 1);
        assert!(scale.place(date(iat)) > 0.1 && bound < 0.9);
        let late = scale.place(date(exp + 3 * YEAR));
        assert!(late > bound + 0.08 && late < 1.0, "years after the end: {late}");
    }

    #[test]
    fn a_drag_stops_at_round_times() {
        let ten_years = scale(&[1_795_356_309, 1_795_356_309 + 315_576_000]);
        let time = ten_years.round_time(0.5, 300.0).secs();
        assert_eq!(time % 86_400, 0, "{time}");
        let minutes = scale(&[1_000_000, 1_000_300]).round_time(0.5, 300.0).secs();
        assert_eq!(minutes, 1_000_150);
    }
}
