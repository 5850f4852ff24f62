//! The times of a token on one line: what the time bar draws.
//!
//! A value of the report, the policy and the clock. It says nothing that the checks do not say; it says where it happens.

mod scale;

pub use scale::Scale;

use super::{At, Inputs, Report};
use crate::checks::{Fix, KeyBinding, State, times};
use crate::jose::flaw::Facts;
use crate::jose::numeric_date::NumericDate;
use crate::teach;
use std::ops::Range;

/// What a mark stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkKind {
    /// A claim of the token.
    Claim,
    /// The end that the policy's maximum age sets.
    MaxAge,
    /// When the key binding of an SD-JWT was made.
    Presented,
    /// What a claim in milliseconds would be in seconds.
    Meant,
}

/// A time of the token on the line.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// What it stands for.
    pub kind: MarkKind,
    /// Its short name: `exp`; several that are the same moment share one mark.
    pub label: String,
    /// The time.
    pub date: NumericDate,
    /// Where it is.
    pub place: f64,
    /// Whether the line does not reach that far: it stands at its end.
    pub is_off: bool,
    /// The same for people, line by line: what it is, the time in UTC and in the zone, the distance.
    pub told: Vec<String>,
}

/// When the token holds, as places.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Span {
    /// From its beginning to its end; empty where it ends before it begins.
    pub holds: Range<f64>,
    /// What the leeway adds before.
    pub early: Range<f64>,
    /// What the leeway adds after.
    pub late: Range<f64>,
    /// Whether nothing says when it begins.
    pub has_no_start: bool,
    /// Whether nothing says when it ends.
    pub has_no_end: bool,
}

/// Something to explain beside the bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// The words.
    pub words: teach::NoteText,
    /// What one click can do.
    pub fix: Option<Fix>,
}

/// The times of a token.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// The line.
    pub scale: Scale,
    /// The marks, in the order of time.
    pub marks: Vec<Mark>,
    /// When it holds; `None` where the token names no time.
    pub span: Option<Span>,
    /// The time it is judged at.
    pub now: NumericDate,
    /// That time for people: in the zone.
    pub now_text: String,
    /// The real time, where another one is pretended.
    pub real_now: Option<NumericDate>,
    /// How it stands, in a few words.
    pub headline: String,
    /// The colour of those words.
    pub state: State,
    /// What there is to explain.
    pub notes: Vec<Note>,
    /// The moments at which a check flips, in order.
    pub flips: Vec<NumericDate>,
}

impl Timeline {
    /// Of a report that was made of these inputs.
    #[must_use]
    pub fn of(report: &Report, inputs: &Inputs, at: &At) -> Self {
        let now = inputs.as_of.unwrap_or(report.now);
        let real_now = inputs.as_of.map(|_| at.now);
        let facts = Bounds::of(report, inputs);
        let scale = Scale::new(facts.knots(at.now));
        let (line, state, words) = facts.line(report, now);
        Self {
            marks: facts.marks(&scale, now, at),
            span: facts.span(&scale),
            now,
            now_text: times::in_zone(now, &at.zone),
            real_now,
            headline: teach::time_line(line, &words),
            state,
            notes: notes(report),
            flips: report.turns.clone(),
            scale,
        }
    }

    /// The last moment before `time` at which a check flips, or the second before such a moment: stepping there shows both.
    #[must_use]
    pub fn stop_before(&self, time: NumericDate) -> Option<NumericDate> {
        self.stops().filter(|stop| *stop < time).max()
    }

    /// The next one after `time`.
    #[must_use]
    pub fn stop_after(&self, time: NumericDate) -> Option<NumericDate> {
        self.stops().filter(|stop| *stop > time).min()
    }

    fn stops(&self) -> impl Iterator<Item = NumericDate> + '_ {
        self.flips.iter().flat_map(|flip| [flip.plus_secs(-1), *flip])
    }

    /// The time that is meant by a place on a line of so many points: a round one, or, close to a moment at which a check
    /// flips, that very moment, or the second before it.
    #[must_use]
    pub fn aim(&self, place: f64, points: f64) -> NumericDate {
        const CATCH_POINTS: f64 = 4.0;
        let from = |flip: &NumericDate| self.scale.place(*flip) - place;
        let nearest = self.flips.iter().min_by(|a, b| from(a).abs().total_cmp(&from(b).abs()));
        match nearest {
            Some(flip) if from(flip).abs() * points <= CATCH_POINTS => {
                if from(flip) > 0.0 {
                    flip.plus_secs(-1)
                } else {
                    *flip
                }
            }
            _ => self.scale.round_time(place, points),
        }
    }
}

/// The times that bound a token.
struct Bounds {
    iat: Option<NumericDate>,
    nbf: Option<NumericDate>,
    exp: Option<NumericDate>,
    /// Up to this time it is young enough.
    aged: Option<NumericDate>,
    max_age_secs: i64,
    presented: Option<NumericDate>,
    /// What a claim in milliseconds means in seconds.
    meant: Option<(String, NumericDate)>,
    leeway_secs: i64,
}

impl Bounds {
    fn of(report: &Report, inputs: &Inputs) -> Self {
        let date = |claim| report.dates.iter().find(|d| d.claim == claim).map(|d| d.date);
        let iat = date("iat");
        let max_age = inputs.policy.max_age_secs.map(|secs| i64::try_from(secs).unwrap_or(i64::MAX));
        let bound = report.sd_jwt.as_deref().and_then(|d| d.key_binding.as_ref()).map(KeyBinding::dates);
        let presented = bound.unwrap_or_default().into_iter().find(|(claim, _)| *claim == "iat").map(|(_, date)| date);
        let millis = report.line("time-milliseconds").and_then(|line| line.outcome.facts.value("claim"));
        let meant = millis.and_then(|claim| {
            let read = report.dates.iter().find(|d| d.claim == claim)?;
            Some((claim.to_owned(), NumericDate::from_secs(read.date.secs() / 1000)))
        });
        Self {
            iat,
            nbf: date("nbf"),
            exp: date("exp"),
            aged: max_age.and_then(|secs| Some(iat?.plus_secs(secs))),
            max_age_secs: max_age.unwrap_or_default(),
            presented,
            meant,
            leeway_secs: i64::try_from(report.leeway_secs).unwrap_or(i64::MAX),
        }
    }

    /// When it begins to hold: `nbf`, or when it was made.
    fn start(&self) -> Option<NumericDate> {
        self.nbf.or(self.iat)
    }

    /// When it ceases to.
    fn end(&self) -> Option<NumericDate> {
        [self.exp, self.aged].into_iter().flatten().min()
    }

    /// The times that get a place of their own. Without any, the full hour before now.
    fn knots(&self, real_now: NumericDate) -> Vec<NumericDate> {
        const AGES_SECS: i64 = 150 * 31_557_600;
        let (start, end) = (self.start().into_iter(), self.end().into_iter());
        let with_leeway =
            start.map(|t| t.plus_secs(-self.leeway_secs)).chain(end.map(|t| t.plus_secs(self.leeway_secs)));
        let meant = self.meant.as_ref().map(|(_, date)| *date);
        let named = [self.iat, self.nbf, self.exp, self.aged, self.presented, meant];
        // what is centuries away would take the room of what is not
        let is_near = |t: &NumericDate| t.is_calendar() && t.secs_since(real_now).saturating_abs() < AGES_SECS;
        let knots: Vec<_> = named.into_iter().flatten().chain(with_leeway).filter(is_near).collect();
        if knots.is_empty() {
            return vec![NumericDate::from_secs(real_now.secs().div_euclid(3_600).saturating_mul(3_600))];
        }
        knots
    }

    fn marks(&self, scale: &Scale, now: NumericDate, at: &At) -> Vec<Mark> {
        let max_age = format!("Maximum age: {} after “iat”", times::span(self.max_age_secs));
        let meant = self.meant.as_ref().map(|(claim, date)| {
            (MarkKind::Meant, format!("{claim} ÷ 1000"), format!("What “{claim}” means in seconds"), Some(*date))
        });
        let claim = |name: &str, date| (MarkKind::Claim, name.to_owned(), titled(name), date);
        let named = [
            claim("iat", self.iat),
            claim("nbf", self.nbf),
            claim("exp", self.exp),
            (MarkKind::MaxAge, "max age".to_owned(), max_age, self.aged),
            (MarkKind::Presented, "presented".to_owned(), "The key binding was made".to_owned(), self.presented),
        ];
        let mut marks: Vec<Mark> = Vec::new();
        for (kind, label, what, date) in named.into_iter().chain(meant) {
            let Some(date) = date else { continue };
            if let Some(same) = marks.iter_mut().find(|m| m.date == date && m.kind == kind) {
                same.label = format!("{}, {label}", same.label);
                same.told.insert(1, what);
                continue;
            }
            let (place, is_off) = (scale.place(date), !scale.holds(date));
            let mut told = vec![what, times::utc(date)];
            let local = times::in_zone(date, &at.zone);
            if Some(&local) != told.last() {
                told.push(local);
            }
            told.push(times::distance(date, now));
            marks.push(Mark { kind, label, date, place, is_off, told });
        }
        marks.sort_by_key(|mark| mark.date);
        marks
    }

    fn span(&self, scale: &Scale) -> Option<Span> {
        let (start, end) = (self.start(), self.end());
        if start.is_none() && end.is_none() {
            return None;
        }
        let from = start.map_or(0.0, |t| scale.place(t));
        let until = end.map_or(1.0, |t| scale.place(t));
        let before = start.map_or(from, |t| scale.place(t.plus_secs(-self.leeway_secs)));
        let after = end.map_or(until, |t| scale.place(t.plus_secs(self.leeway_secs)));
        Some(Span {
            holds: from..until,
            early: before..from,
            late: until..after,
            has_no_start: start.is_none(),
            has_no_end: end.is_none(),
        })
    }

    /// Which words say how it stands, in which colour, with which facts.
    fn line(&self, report: &Report, now: NumericDate) -> (&'static str, State, Facts) {
        let leeway = times::span(self.leeway_secs);
        let told = |id, state, date: Option<NumericDate>| {
            let distance = date.map(|date| times::distance(date, now)).unwrap_or_default();
            let facts = Facts::new().with("distance", distance).with("leeway", leeway.clone());
            (id, state, facts.with("max_age", times::span(self.max_age_secs)))
        };
        let later = now.plus_secs(self.leeway_secs);
        let case = |id| report.line(id).map_or("", |line| line.outcome.case);
        match (self.exp, self.nbf) {
            (Some(exp), Some(nbf)) if nbf.plus_secs(-self.leeway_secs) >= exp.plus_secs(self.leeway_secs) => {
                told("never", State::Fail, None)
            }
            (Some(exp), _) if now >= exp.plus_secs(self.leeway_secs) && !exp.is_calendar() => {
                told("expired-far", State::Fail, None)
            }
            (Some(exp), _) if now >= exp.plus_secs(self.leeway_secs) => told("expired", State::Fail, Some(exp)),
            (_, Some(nbf)) if later < nbf => told("too-early", State::Fail, Some(nbf)),
            _ if case("max-age") == "old" => told("too-old", State::Fail, self.iat),
            (Some(exp), _) if now >= exp => told("expired-within-leeway", State::Warn, Some(exp)),
            (_, Some(nbf)) if now < nbf => told("early-within-leeway", State::Warn, Some(nbf)),
            _ if self.meant.is_some() => told("milliseconds", State::Warn, None),
            _ if self.iat.is_some_and(|iat| iat > later) => told("issued-later", State::Warn, self.iat),
            (Some(exp), _) if !exp.is_calendar() => told("expires-far", State::Warn, None),
            (Some(exp), _) => told("expires", State::Pass, Some(exp)),
            _ => match case("exp") {
                "wrong-type" => told("unreadable-end", State::Fail, None),
                "sealed" => told("sealed", State::NotChecked, None),
                "inside" => told("inside", State::NotChecked, None),
                "no-claims" => told("no-claims", State::NotChecked, None),
                _ if self.iat.is_none() && self.nbf.is_none() => told("no-times", State::NotChecked, None),
                _ => told("no-end", State::NotChecked, None),
            },
        }
    }
}

/// A claim by its title: `exp: expires at`.
fn titled(claim: &str) -> String {
    teach::claim(claim).map_or_else(|| claim.to_owned(), |text| format!("{claim}: {}", text.title.to_lowercase()))
}

/// What the checks of times found, where it needs more words than theirs.
fn notes(report: &Report) -> Vec<Note> {
    let skew =
        [("exp", "skew-end"), ("nbf", "skew-start"), ("iat", "skew-issued")].into_iter().find_map(|(id, note)| {
            let line = report.line(id)?;
            let fix = line.outcome.fixes.iter().find(|fix| matches!(fix, Fix::SetLeeway(_)))?;
            let date = report.dates.iter().find(|d| d.claim == id)?.date;
            // one of them is negative; both are rounded down
            let missed = date.secs_since(report.now).max(report.now.secs_since(date));
            let words = teach::time_note(note, &Facts::new().with("miss", times::span(missed)));
            Some(Note { words, fix: Some(fix.clone()) })
        });
    let millis = report.line("time-milliseconds").map(|line| {
        let fact = |name| line.outcome.facts.value(name).unwrap_or_default().to_owned();
        let facts = Facts::new().with("claim", fact("claim")).with("meant", fact("meant"));
        Note { words: teach::time_note("milliseconds", &facts), fix: None }
    });
    skew.into_iter().chain(millis).collect()
}
