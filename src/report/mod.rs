//! One function turns inputs into a [`Report`]; the panes draw it, the command line prints it.
//!
//! `split → decode → verify → checks → words`. Reading and verifying depend on the token, the key choice and the keys
//! only, and are kept by [`Memo`]; the clock alone never makes a signature be computed again.

mod decrypt;
mod inputs;
pub mod json;
mod layers;
pub mod out;
pub mod sd_jwt;
mod search;
pub mod timeline;
mod verify;
mod watch;
pub mod words;
pub mod zone;

pub use decrypt::decrypt;
pub use inputs::{Inputs, KeyChoice};
pub use verify::verify;
pub use watch::Watch;

use crate::checks::{
    self, Decryption, EntryVerdict, KeyBinding, MAX_LAYERS, Outcome, Processed, Reason, State, Subject, Verification,
    VerificationState, times,
};
use crate::jose::alg::{self, Family};
use crate::jose::escape;
use crate::jose::find::Removed;
use crate::jose::flaw::{Facts, Part};
use crate::jose::json::Value;
use crate::jose::numeric_date::NumericDate;
use crate::jose::token::{Document, Token};
use crate::keys::{KeyRing, Purpose};
use crate::teach::{self, Lesson, Severity};
use jiff::tz::TimeZone;
use layers::{Found, Layer};
use std::ops::Range;
use std::sync::Arc;

/// The verdict on a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The signature is valid and no check fails.
    Accepted,
    /// Some check fails.
    Refused,
    /// Nothing fails, but the signature could not be checked, or the policy has blanks to fill in.
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

impl Line {
    /// Whether it only informs: nothing is wrong, and there is something to know.
    #[must_use]
    pub fn is_note(&self) -> bool {
        self.outcome.state == State::Pass && self.lesson.severity == Severity::Note
    }
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

/// One of several signatures of a token, with a verdict of its own.
#[derive(Debug, Clone)]
pub struct SignatureReport {
    /// The token as if it had this signature alone.
    pub token: Arc<Token>,
    /// What became of it.
    pub verification: Arc<Verification>,
    /// The verdict on it.
    pub verdict: Verdict,
    /// The lines of the checks that look at one signature.
    pub lines: Vec<Line>,
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
    /// What became of the signature; of several, of all together under the policy's rule.
    pub verification: Arc<Verification>,
    /// Each of several signatures; empty where there is one.
    pub each: Vec<SignatureReport>,
    /// What became of the encryption, for a JWE.
    pub decryption: Option<Arc<Decryption>>,
    /// What an SD-JWT discloses, and what became of its key binding.
    pub sd_jwt: Option<Arc<Processed>>,
    /// The claims that were judged: a payload, a plaintext, or what an SD-JWT reveals.
    pub claims: Arc<Document>,
    /// The token inside this one, judged like any other.
    pub inner: Option<Box<Report>>,
    /// How many tokens this one is inside of.
    pub layer: usize,
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
    /// The moments at which a check comes to another result, in order.
    pub turns: Vec<NumericDate>,
    /// When some shown value changes next on its own; `None` when never.
    pub next_change: Option<NumericDate>,
}

impl Report {
    /// The first line with that id.
    #[must_use]
    pub fn line(&self, id: &str) -> Option<&Line> {
        self.lines.iter().find(|l| l.outcome.id == id)
    }

    /// The tokens from this one to the innermost, this one first.
    #[must_use]
    pub fn layers(&self) -> Vec<&Report> {
        let mut layers = vec![self];
        while let Some(inner) = layers.last().and_then(|r| r.inner.as_deref()) {
            layers.push(inner);
        }
        layers
    }

    /// The names of the keys that verified or opened something in any layer.
    #[must_use]
    pub fn keys_at_work(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for layer in self.layers() {
            let signatures = layer.each.iter().map(|e| &e.verification).chain([&layer.verification]);
            let valid = signatures.filter(|v| v.state == VerificationState::Valid).filter_map(|v| v.key.as_ref());
            let opener = layer.decryption.as_deref().filter(|d| d.is_open()).and_then(|d| d.finding.key.as_ref());
            names.extend(valid.chain(opener).map(|k| k.name.clone()));
        }
        names.sort();
        names.dedup();
        names
    }

    /// How many lines are in that state.
    #[must_use]
    pub fn count(&self, state: State) -> usize {
        self.lines.iter().filter(|l| l.outcome.state == state).count()
    }
}

/// Whether making the report may take a second and more, so that it is work for another thread: a passphrase is stretched to
/// open the token, what is inside it cannot be told yet, there are many signatures, or many keys to try.
#[must_use]
pub fn is_slow(inputs: &Inputs, ring: &KeyRing) -> bool {
    const MANY_SIGNATURES: usize = 4;
    // asked at each keystroke: a signed token in one line has too few dots
    let in_one_line = !inputs.token.trim_start().starts_with('{');
    if inputs.key_choice == KeyChoice::Nothing
        || in_one_line && inputs.token.bytes().filter(|b| *b == b'.').take(4).count() < 4
    {
        return in_one_line && tries_many(inputs, ring);
    }
    let token = Token::read(&inputs.token);
    if !token.form.is_jwe() {
        return token.entries() > MANY_SIGNATURES || tries_many(inputs, ring);
    }
    let stretches = |token: &Token| token.alg().and_then(alg::find).is_some_and(|row| row.family == Family::Pbes2);
    token.parameter("cty").is_some() || (0..token.entries()).any(|i| stretches(&token.entry(i)))
}

/// Whether many keys may have to be tried on a signature: none is chosen, and the header names none that is here.
fn tries_many(inputs: &Inputs, ring: &KeyRing) -> bool {
    if !watch::are_many(ring) || !matches!(inputs.key_choice, KeyChoice::Automatic | KeyChoice::Every) {
        return false;
    }
    let token = Token::read(&inputs.token);
    let is_named = inputs.key_choice == KeyChoice::Automatic
        && token.entries() <= 1
        && token.kid().is_some_and(|kid| !ring.with_kid(kid).is_empty());
    let Some(row) = token.entry_headers(0).alg().and_then(alg::find).filter(|_| !is_named) else { return false };
    // a thousand HMACs fit a frame
    row.family != Family::Hmac && watch::many_fit(ring, |key| key.fits(row, Purpose::Verify).is_ok())
}

/// Makes a report from scratch.
#[must_use]
pub fn analyze(inputs: &Inputs, ring: &KeyRing, at: &At) -> Report {
    Memo::default().analyze(inputs, ring, at)
}

/// Keeps what did not change since the last report.
#[derive(Debug, Default, Clone)]
pub struct Memo(Layer);

impl Memo {
    /// Makes a report, computing only what the change asks for.
    #[must_use]
    pub fn analyze(&mut self, inputs: &Inputs, ring: &KeyRing, at: &At) -> Report {
        self.analyze_watched(inputs, ring, at, &Watch::NOBODY)
    }

    /// The same, telling somebody how far it is.
    #[must_use]
    pub fn analyze_watched(&mut self, inputs: &Inputs, ring: &KeyRing, at: &At, watch: &Watch<'_>) -> Report {
        layer(&mut self.0, inputs, ring, at, &Place { number: 0, opener: None, watch })
    }
}

/// Where a token stands among those around it.
struct Place<'a> {
    /// How many it is inside of.
    number: usize,
    /// The key that opened the one around it.
    opener: Option<&'a str>,
    /// Who is told how far it is.
    watch: &'a Watch<'a>,
}

/// Judges a token and those inside it.
fn layer(memo: &mut Layer, inputs: &Inputs, ring: &KeyRing, at: &At, place: &Place<'_>) -> Report {
    let token = memo.token(inputs);
    let found = memo.found(&token, inputs, ring, place);
    let inner = match found.inner.as_deref() {
        None => Inside::Nothing,
        Some(text) if place.number + 1 >= MAX_LAYERS => Inside::TooDeep(Arc::new(Token::read(text))),
        Some(text) => {
            let (tokens_in_text, edited, detached, removed) = (1, None, None, Vec::new());
            let inputs = Inputs { token: text.to_owned(), removed, tokens_in_text, edited, detached, ..inputs.clone() };
            let opener = found.decryption.as_deref().and_then(|d| d.finding.key.as_deref()).map(|k| k.name.as_str());
            let place = Place { number: place.number + 1, opener, watch: place.watch };
            Inside::Judged(Box::new(layer(memo.inner.get_or_insert_default(), &inputs, ring, at, &place)))
        }
    };
    judge(inputs, token, &found, inner, at, place)
}

/// What is inside a token.
enum Inside {
    /// No token.
    Nothing,
    /// One that is not opened any more: tokens are nested too deep.
    TooDeep(Arc<Token>),
    /// One that was judged.
    Judged(Box<Report>),
}

impl Inside {
    fn token(&self) -> Option<&Token> {
        match self {
            Self::Nothing => None,
            Self::TooDeep(token) => Some(token),
            Self::Judged(report) => Some(&report.token),
        }
    }

    fn report(&self) -> Option<&Report> {
        if let Self::Judged(report) = self { Some(report) } else { None }
    }
}

/// The cheap half: every check at this time, in words.
fn judge(inputs: &Inputs, token: Arc<Token>, found: &Found, inner: Inside, at: &At, place: &Place<'_>) -> Report {
    let now = inputs.as_of.unwrap_or(at.now);
    // of several recipients, the one that was opened (or came closest) is judged
    let recipient = found.decryption.as_deref().filter(|_| token.entries() > 1).map(|d| d.recipient);
    let entry = recipient.map(|i| token.entry(i));
    let first = found.signatures.first().cloned().unwrap_or_else(|| Arc::new(Verification::not_checked(Reason::Cut)));
    let subject = Subject {
        token: entry.as_ref().unwrap_or(&token),
        claims: &found.claims,
        removed: &inputs.removed,
        tokens_in_text: inputs.tokens_in_text,
        edited: inputs.edited,
        verification: &first,
        decryption: found.decryption.as_deref(),
        sd_jwt: found.sd_jwt.as_deref(),
        inner: inner.token(),
        layer: place.number,
        was_sealed: place.opener.is_some(),
        each: &[],
        policy: &inputs.policy,
        now,
    };
    let each =
        if found.signatures.len() > 1 { each_signature(&subject, &token, &found.signatures) } else { Vec::new() };
    let verdicts: Vec<EntryVerdict> = each.iter().map(SignatureReport::summed_up).collect();
    let needed = inputs.policy.signatures.needed(verdicts.len());
    let verification =
        if verdicts.is_empty() { Arc::clone(&first) } else { Arc::new(checks::combined(&verdicts, needed)) };
    let subject = Subject { verification: &verification, each: &verdicts, ..subject };
    let outcomes = if token.text.is_empty() { Vec::new() } else { checks::judge(&subject) };
    let lines: Vec<Line> = outcomes.into_iter().map(in_words).collect();
    let own = verdict(&lines, &verification, inputs.policy.strict);
    let (verdict, words) = match inner.report() {
        // an encrypted layer only hides; a signed one that could not be checked leaves the whole undecided
        Some(inner)
            if own == Verdict::Undecided && subject.decryption.is_none() && inner.verdict == Verdict::Accepted =>
        {
            (own, headline(&subject, &lines, own))
        }
        // what is wrong with a layer refuses all that is inside
        Some(inner) if own != Verdict::Refused => (inner.verdict, around(inner, &subject)),
        _ => (own, headline(&subject, &lines, own)),
    };
    let dates = dates(&subject, &at.zone);
    let turns = checks::turns(&subject);
    let next_change = inputs.as_of.is_none().then(|| next_change(&dates, &turns, &subject)).flatten();
    let next_change = [next_change, inner.report().and_then(|r| r.next_change)].into_iter().flatten().min();
    Report {
        verdict,
        headline: words.headline,
        action: words.action,
        lines,
        dates,
        now,
        leeway_secs: inputs.policy.leeway_secs,
        turns,
        next_change,
        removed: inputs.removed.clone(),
        tokens_in_text: inputs.tokens_in_text,
        token,
        verification,
        each,
        decryption: found.decryption.clone(),
        sd_jwt: found.sd_jwt.clone(),
        claims: Arc::clone(&found.claims),
        inner: if let Inside::Judged(report) = inner { Some(report) } else { None },
        layer: place.number,
    }
}

/// Judges each of several signatures by the checks that look at one.
fn each_signature(subject: &Subject<'_>, token: &Token, found: &[Arc<Verification>]) -> Vec<SignatureReport> {
    let each = found.iter().enumerate().map(|(i, verification)| {
        let token = Arc::new(token.entry(i));
        let subject = Subject { token: &token, verification, ..*subject };
        let lines: Vec<Line> = checks::judge_signature(&subject).into_iter().map(in_words).collect();
        let verdict = verdict(&lines, verification, subject.policy.strict);
        SignatureReport { token: Arc::clone(&token), verification: Arc::clone(verification), verdict, lines }
    });
    each.collect()
}

impl SignatureReport {
    /// The verdict as the sum of all signatures needs it.
    fn summed_up(&self) -> EntryVerdict {
        let state = match self.verdict {
            Verdict::Accepted => State::Pass,
            Verdict::Refused => State::Fail,
            Verdict::Undecided => State::NotChecked,
        };
        let algorithm =
            self.lines.iter().find(|l| l.outcome.id == "algorithm").map_or(State::NotChecked, |l| l.outcome.state);
        EntryVerdict { state, algorithm, verification: Arc::clone(&self.verification) }
    }
}

/// The strip's words for a token around another: the inner one's, with what the layer adds.
fn around(inner: &Report, subject: &Subject<'_>) -> teach::VerdictText {
    let key = subject.decryption.and_then(|d| d.finding.key.as_deref()).map(|k| key_name(&k.name)).unwrap_or_default();
    let facts = Facts::new().with("key", key).with("inner", words::clause(&inner.headline));
    let id = if subject.decryption.is_some() { "inside-encrypted" } else { "inside-signed" };
    let text = teach::verdict(id, &facts);
    teach::VerdictText { action: inner.action.clone().or(text.action), ..text }
}

/// A key's name is the user's, or came with an imported key: as the strip may show it.
fn key_name(name: &str) -> String {
    escape::visible(name).chars().take(60).collect()
}

fn in_words(outcome: Outcome) -> Line {
    let lesson = teach::lesson(outcome.id, outcome.case, &outcome.facts);
    Line { outcome, lesson }
}

fn verdict(lines: &[Line], verification: &Verification, strict: bool) -> Verdict {
    let any = |state| lines.iter().any(|l| l.outcome.state == state);
    let has_blanks = lines.iter().any(|l| l.outcome.id == "policy-blank");
    if any(State::Fail) || (strict && any(State::Warn)) {
        Verdict::Refused
    } else if is_proven(verification) && !has_blanks {
        Verdict::Accepted
    } else {
        Verdict::Undecided
    }
}

/// What was only encrypted proves nothing more than its key: the warning says so, and a strict policy refuses.
fn is_proven(verification: &Verification) -> bool {
    verification.state == VerificationState::Valid || verification.reason == Reason::OnlyEncrypted
}

/// Chooses the sentence of the strip. The signature is named first: it decides whether the rest can be believed.
fn headline(subject: &Subject<'_>, lines: &[Line], verdict: Verdict) -> teach::VerdictText {
    let (token, verification) = (subject.token, subject.verification);
    let first = |state| lines.iter().find(|l| l.outcome.state == state);
    let opener = subject.decryption.and_then(|d| d.finding.key.as_deref());
    // nothing of the token stands in the strip
    let key = verification.key.as_deref().or(opener).map(|k| key_name(&k.name));
    let count = |state| lines.iter().filter(|l| l.outcome.state == state).count();
    let facts = Facts::new().with("key", key.unwrap_or_default()).with("signatures", subject.each.len().to_string());
    let about = |facts: Facts, line: Option<&Line>| match line {
        Some(line) => facts.with("reason", line.lesson.clause.clone()),
        None => facts,
    };
    let signature = lines.iter().find(|l| l.outcome.id == "signature");
    let decryption = lines.iter().find(|l| l.outcome.id == "decryption");
    let (id, facts) = match verdict {
        _ if token.text.is_empty() => ("empty", facts),
        Verdict::Accepted if verification.reason == Reason::OnlyEncrypted => {
            ("accepted-decrypted", facts.with("count", checks_word(count(State::Warn))))
        }
        Verdict::Accepted if !subject.each.is_empty() => ("accepted-several", facts),
        Verdict::Accepted if count(State::Warn) > 0 => {
            ("accepted-warnings", facts.with("count", checks_word(count(State::Warn))))
        }
        Verdict::Accepted => ("accepted", facts),
        Verdict::Refused if first(State::Fail).is_none() => {
            ("refused-strict", facts.with("count", checks_word(count(State::Warn))))
        }
        Verdict::Refused if subject.decryption.is_some() => ("refused-encrypted", about(facts, first(State::Fail))),
        Verdict::Refused if !subject.each.is_empty() => ("refused-several", about(facts, first(State::Fail))),
        Verdict::Refused => match verification.state {
            VerificationState::Absent => ("refused-unsecured", facts),
            _ if signature.is_some_and(|l| l.outcome.case == "invalid-edited") => {
                ("refused-edited", about(facts, signature))
            }
            VerificationState::Invalid => ("refused-signature-invalid", facts),
            VerificationState::Valid => ("refused-signature-valid", about(facts, first(State::Fail))),
            VerificationState::NotChecked => ("refused-other", about(facts, first(State::Fail))),
        },
        Verdict::Undecided if is_proven(verification) => ("undecided-policy", facts),
        Verdict::Undecided if decryption.is_some() => ("undecided-encrypted", about(facts, decryption)),
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

/// The earliest moment at which a distance ticks over or a check comes to another result.
fn next_change(dates: &[DateLine], turns: &[NumericDate], subject: &Subject<'_>) -> Option<NumericDate> {
    let bound = subject.sd_jwt.and_then(|d| d.key_binding.as_ref()).map(KeyBinding::dates).unwrap_or_default();
    let shown = dates.iter().map(|d| d.date).chain(bound.into_iter().map(|(_, date)| date));
    let ticks = shown.map(|date| times::next_change(date, subject.now));
    ticks.chain(turns.iter().copied()).filter(|t| *t > subject.now && t.is_calendar()).min()
}

/// The part a line speaks of, for the colour of its edge.
#[must_use]
pub fn part_of(line: &Line) -> Option<Part> {
    line.outcome.place.as_ref().map(|(part, _)| *part)
}
