//! One function turns inputs into a [`Report`]; the panes draw it, the command line prints it.
//!
//! `split → decode → verify → checks → words`. Reading and verifying depend on the token, the key choice and the keys
//! only, and are kept by [`Memo`]; the clock alone never makes a signature be computed again.

mod inputs;
pub mod json;
pub mod sd_jwt;
mod search;
mod verify;
pub mod words;

pub use inputs::{Inputs, KeyChoice};
pub use verify::verify;

use crate::checks::{self, Outcome, State, Subject, Verification, VerificationState, times};
use crate::jose::escape;
use crate::jose::find::Removed;
use crate::jose::flaw::{Facts, Part};
use crate::jose::json::Value;
use crate::jose::numeric_date::NumericDate;
use crate::jose::token::{Form, Token};
use crate::keys::KeyRing;
use crate::teach::{self, Lesson};
use jiff::tz::TimeZone;
use std::ops::Range;
use std::sync::Arc;

/// The verdict on a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The signature is valid and no check fails.
    Accepted,
    /// Some check fails.
    Refused,
    /// Nothing fails, but the signature could not be checked.
    Undecided,
}

impl Verdict {
    /// The stable id, as `--json` prints it.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Undecided => "undecided",
        }
    }
}

/// One line of the panel: what a check found, in words.
#[derive(Debug, Clone)]
pub struct Line {
    /// The outcome.
    pub outcome: Outcome,
    /// The words.
    pub lesson: Lesson,
}

/// A NumericDate claim as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateLine {
    /// The claim's name.
    pub claim: &'static str,
    /// Its time.
    pub date: NumericDate,
    /// Where its value stands in the payload's text, in bytes.
    pub span: Range<usize>,
    /// `2026-11-22 14:05:09 UTC`.
    pub utc: String,
    /// The same in the local time zone.
    pub local: String,
    /// `in 14 min`.
    pub distance: String,
}

/// The clock's reading and the zone to show it in.
#[derive(Debug, Clone)]
pub struct At {
    /// The real time.
    pub now: NumericDate,
    /// The local zone.
    pub zone: TimeZone,
}

impl At {
    /// A time shown in UTC.
    #[must_use]
    pub fn utc(now: NumericDate) -> Self {
        Self { now, zone: TimeZone::UTC }
    }
}

/// All that is known about a token.
#[derive(Debug, Clone)]
pub struct Report {
    /// The token, taken apart.
    pub token: Arc<Token>,
    /// What became of the signature.
    pub verification: Arc<Verification>,
    /// What was stripped from the text it was found in.
    pub removed: Vec<Removed>,
    /// How many tokens that text held.
    pub tokens_in_text: usize,
    /// The verdict.
    pub verdict: Verdict,
    /// The verdict in one sentence.
    pub headline: String,
    /// What to do about it, where one sentence can say that.
    pub action: Option<String>,
    /// Every check's line, by group.
    pub lines: Vec<Line>,
    /// The date claims.
    pub dates: Vec<DateLine>,
    /// The time it was judged at.
    pub now: NumericDate,
    /// The accepted difference between clocks, in seconds.
    pub leeway_secs: u64,
    /// When some shown value changes next on its own; `None` when never.
    pub next_change: Option<NumericDate>,
}

impl Report {
    /// The first line with that id.
    #[must_use]
    pub fn line(&self, id: &str) -> Option<&Line> {
        self.lines.iter().find(|l| l.outcome.id == id)
    }

    /// How many lines are in that state.
    #[must_use]
    pub fn count(&self, state: State) -> usize {
        self.lines.iter().filter(|l| l.outcome.state == state).count()
    }
}

/// Makes a report from scratch.
#[must_use]
pub fn analyze(inputs: &Inputs, ring: &KeyRing, at: &At) -> Report {
    Memo::default().analyze(inputs, ring, at)
}

/// Keeps what did not change since the last report.
#[derive(Debug, Default, Clone)]
pub struct Memo {
    token: Option<Arc<Token>>,
    verification: Option<(KeyChoice, u64, Arc<Verification>)>,
}

impl Memo {
    /// Makes a report, computing only what the change asks for.
    #[must_use]
    pub fn analyze(&mut self, inputs: &Inputs, ring: &KeyRing, at: &At) -> Report {
        let token = self.token(&inputs.token);
        let verification = self.verification(&token, ring, &inputs.key_choice);
        judge(inputs, token, verification, at)
    }

    fn token(&mut self, text: &str) -> Arc<Token> {
        match &self.token {
            Some(token) if token.text == text => Arc::clone(token),
            _ => {
                self.verification = None;
                let token = Arc::new(Token::read(text));
                self.token = Some(Arc::clone(&token));
                token
            }
        }
    }

    fn verification(&mut self, token: &Token, ring: &KeyRing, choice: &KeyChoice) -> Arc<Verification> {
        match &self.verification {
            Some((c, revision, found)) if c == choice && *revision == ring.revision() => Arc::clone(found),
            _ => {
                let found = Arc::new(verify(token, ring, choice));
                self.verification = Some((choice.clone(), ring.revision(), Arc::clone(&found)));
                found
            }
        }
    }
}

/// The cheap half: every check at this time, in words.
fn judge(inputs: &Inputs, token: Arc<Token>, verification: Arc<Verification>, at: &At) -> Report {
    let now = inputs.as_of.unwrap_or(at.now);
    let subject = Subject {
        token: &token,
        claims: &token.payload,
        removed: &inputs.removed,
        tokens_in_text: inputs.tokens_in_text,
        edited: inputs.edited,
        verification: &verification,
        decryption: None,
        inner: None,
        layer: 0,
        policy: &inputs.policy,
        now,
    };
    let outcomes = if token.text.is_empty() { Vec::new() } else { checks::judge(&subject) };
    let lines: Vec<Line> = outcomes.into_iter().map(in_words).collect();
    let verdict = verdict(&lines, &verification, inputs.policy.strict);
    let words = headline(&token, &verification, &lines, verdict);
    let dates = dates(&subject, &at.zone);
    let next_change = inputs.as_of.is_none().then(|| next_change(&dates, &subject)).flatten();
    Report {
        verdict,
        headline: words.headline,
        action: words.action,
        lines,
        dates,
        now,
        leeway_secs: inputs.policy.leeway_secs,
        next_change,
        removed: inputs.removed.clone(),
        tokens_in_text: inputs.tokens_in_text,
        token,
        verification,
    }
}

fn in_words(outcome: Outcome) -> Line {
    let lesson = teach::lesson(outcome.id, outcome.case, &outcome.facts);
    Line { outcome, lesson }
}

fn verdict(lines: &[Line], verification: &Verification, strict: bool) -> Verdict {
    let any = |state| lines.iter().any(|l| l.outcome.state == state);
    if any(State::Fail) || (strict && any(State::Warn)) {
        Verdict::Refused
    } else if verification.state == VerificationState::Valid {
        Verdict::Accepted
    } else {
        Verdict::Undecided
    }
}

/// Chooses the sentence of the strip. The signature is named first: it decides whether the rest can be believed.
fn headline(token: &Token, verification: &Verification, lines: &[Line], verdict: Verdict) -> teach::VerdictText {
    let first = |state| lines.iter().find(|l| l.outcome.state == state);
    // nothing of the token stands in the strip; a key's name is the user's, or came with an imported key
    let key = verification.key.as_deref().map(|k| escape::visible(&k.name).chars().take(60).collect::<String>());
    let facts = Facts::new().with("key", key.unwrap_or_default());
    let count = |state| lines.iter().filter(|l| l.outcome.state == state).count();
    let about = |facts: Facts, line: Option<&Line>| match line {
        Some(line) => facts.with("reason", line.lesson.clause.clone()),
        None => facts,
    };
    let signature = lines.iter().find(|l| l.outcome.id == "signature");
    let (id, facts) = match verdict {
        _ if token.text.is_empty() => ("empty", facts),
        Verdict::Accepted if count(State::Warn) > 0 => {
            ("accepted-warnings", facts.with("count", checks_word(count(State::Warn))))
        }
        Verdict::Accepted => ("accepted", facts),
        Verdict::Refused if first(State::Fail).is_none() => {
            ("refused-strict", facts.with("count", checks_word(count(State::Warn))))
        }
        Verdict::Refused => match verification.state {
            VerificationState::Absent => ("refused-unsecured", facts),
            _ if signature.is_some_and(|l| l.outcome.case == "invalid-edited") => {
                ("refused-edited", about(facts, signature))
            }
            VerificationState::Invalid => ("refused-signature-invalid", facts),
            VerificationState::Valid => ("refused-signature-valid", about(facts, first(State::Fail))),
            VerificationState::NotChecked => ("refused-other", about(facts, first(State::Fail))),
        },
        Verdict::Undecided if token.form == Form::JweCompact => ("undecided-encrypted", facts),
        Verdict::Undecided if token.form.is_json() => ("undecided-unreadable", facts),
        Verdict::Undecided => ("undecided", about(facts, signature)),
    };
    teach::verdict(id, &facts)
}

fn checks_word(count: usize) -> String {
    if count == 1 { "1 warning".to_owned() } else { format!("{count} warnings") }
}

fn dates(subject: &Subject<'_>, zone: &TimeZone) -> Vec<DateLine> {
    let payload = subject.claims;
    let Some(root) = payload.object() else { return Vec::new() };
    let members = root.members().iter().filter_map(|m| {
        let claim = *times::DATE_CLAIMS.iter().find(|c| **c == m.key)?;
        matches!(m.value.value, Value::Number).then_some(())?;
        let date = NumericDate::parse(payload.spelled(&m.value))?;
        Some(DateLine {
            claim,
            date,
            span: m.value.span.clone(),
            utc: times::utc(date),
            local: times::in_zone(date, zone),
            distance: times::distance(date, subject.now),
        })
    });
    members.collect()
}

/// The earliest moment at which a distance ticks over or a bound is crossed.
fn next_change(dates: &[DateLine], subject: &Subject<'_>) -> Option<NumericDate> {
    let leeway = subject.leeway_secs();
    let ticks = dates.iter().map(|d| times::next_change(d.date, subject.now));
    let bounds = dates.iter().flat_map(|d| [d.date.plus_secs(leeway), d.date.plus_secs(-leeway)]);
    let age = subject.policy.max_age_secs.and_then(|s| i64::try_from(s).ok());
    let aged = dates
        .iter()
        .filter(|d| d.claim == "iat")
        .filter_map(|d| Some(d.date.plus_secs(age?.checked_add(leeway)?.checked_add(1)?)));
    ticks.chain(bounds).chain(aged).filter(|t| *t > subject.now && t.is_calendar()).min()
}

/// The part a line speaks of, for the colour of its edge.
#[must_use]
pub fn part_of(line: &Line) -> Option<Part> {
    line.outcome.place.as_ref().map(|(part, _)| *part)
}
