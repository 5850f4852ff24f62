//! Looks prose up by id in `assets/teach/` and fills in facts. Knows ids, decides nothing.
//!
//! A check gives an id, a case and facts; [`lesson`] makes sentences of them. The words are data: who writes better ones
//! edits a TOML file, and the tests in `tests/core/teach.rs` hold files and checks one to one.

mod entry;
mod search;
mod severity;
mod shelf;
mod template;
mod terms;

pub use entry::{Entry, Kind, entries, explain, ids};
pub use search::{pages_with, topics_with};
pub use severity::Severity;
pub use shelf::{AlgorithmText, ClaimText, HeaderText, TermText, Topic};
pub use terms::{Mark, marks};

use crate::jose::flaw::Facts;
use shelf::{AdviceText, Book, CaseText, CheckText};

/// What to tell about one outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    /// The name of the check, a word or three.
    pub title: &'static str,
    /// How much it matters when the check fails or warns.
    pub severity: Severity,
    /// One sentence on what this token shows.
    pub summary: String,
    /// Why it matters, one to three sentences.
    pub why: &'static str,
    /// What to do; nothing where nothing needs doing.
    pub fix: Option<String>,
    /// The summary in a few words, to go on from "Refused: …"; no text of the token is in it.
    pub clause: String,
    /// Where the rule is written, such as `RFC 7519 4.1.4`.
    pub refs: &'static [String],
}

/// The words for an outcome. An id or case without words gives a plain sentence that names it.
#[must_use]
pub fn lesson(id: &str, case: &str, facts: &Facts) -> Lesson {
    match shelf::CHECKS.get(id).and_then(|check| Some((check, check.case.get(case)?))) {
        Some((check, text)) => told(check, text, facts),
        None => untold(id, case),
    }
}

fn told(check: &'static CheckText, case: &'static CaseText, facts: &Facts) -> Lesson {
    let fix = match &case.fix {
        Some(fix) => Some(fix.fill(facts)),
        None => (!case.calm).then(|| check.fix.clone()),
    };
    Lesson {
        title: &check.title,
        severity: check.severity,
        summary: case.summary.fill(facts),
        why: case.why.as_ref().unwrap_or(&check.why),
        fix,
        clause: case.clause.as_ref().map_or_else(|| failed(&check.title), |clause| clause.fill(facts)),
        refs: &check.refs,
    }
}

fn untold(id: &str, case: &str) -> Lesson {
    Lesson {
        title: "Check",
        severity: Severity::Medium,
        summary: format!("The check “{id}” found: {}.", case.replace('-', " ")),
        why: "",
        fix: None,
        clause: failed(id),
        refs: &[],
    }
}

fn failed(name: &str) -> String {
    format!("the check “{name}” failed")
}

/// What to tell about a cause that the signature doctor found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CauseLesson {
    /// Its name in a few words.
    pub title: &'static str,
    /// One sentence on what this token shows.
    pub summary: String,
    /// How it comes about, and why it matters.
    pub why: &'static str,
    /// What to do.
    pub fix: &'static str,
    /// Where the rule is written.
    pub refs: &'static [String],
}

/// The words for a cause. An id without words gives a plain sentence that names it.
#[must_use]
pub fn cause(id: &str, facts: &Facts) -> CauseLesson {
    match shelf::CAUSES.get(id) {
        Some(shelf::CauseText { title, summary, why, fix, refs, .. }) => {
            CauseLesson { title, summary: summary.fill(facts), why, fix, refs }
        }
        None => {
            let summary = format!("The cause is “{}”.", id.replace('-', " "));
            CauseLesson { title: "Cause", summary, why: "", fix: "", refs: &[] }
        }
    }
}

/// What to tell about a policy that is shown as code: what the code does or cannot do, and what to do about it. An id without
/// words gives a plain sentence that names it.
#[must_use]
pub fn code_note(id: &str, facts: &Facts) -> (String, String) {
    advice(&shelf::CODE, id, facts)
}

/// What to tell about a policy that was made from a token: what it expects, and what to do about it.
#[must_use]
pub fn policy_caution(id: &str) -> String {
    let (summary, fix) = advice(&shelf::POLICIES, id, &Facts::new());
    format!("{summary} {fix}")
}

fn advice(book: &Book<AdviceText>, id: &str, facts: &Facts) -> (String, String) {
    match book.get(id) {
        Some(text) => (text.summary.fill(facts), text.fix.fill(facts)),
        None => (format!("Mind “{}”.", id.replace('-', " ")), String::new()),
    }
}

/// The label of a button that puts something right; the id comes from `checks::Fix::label_id`.
#[must_use]
pub fn fix_label(id: &str, facts: &Facts) -> String {
    shelf::FIXES.get(id).map_or_else(|| id.replace('-', " "), |label| label.fill(facts))
}

/// The words of the verdict strip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerdictText {
    /// One line that can stand alone.
    pub headline: String,
    /// What to do next.
    pub action: Option<String>,
}

/// The words for a verdict. Facts: `key`, `alg`, `reason` (a [`Lesson::clause`]) and `count`, as the id needs them.
#[must_use]
pub fn verdict(id: &str, facts: &Facts) -> VerdictText {
    match shelf::VERDICTS.get(id) {
        Some(text) => {
            VerdictText { headline: text.headline.fill(facts), action: text.action.as_ref().map(|a| a.fill(facts)) }
        }
        None => VerdictText { headline: id.replace('-', " "), action: None },
    }
}

/// What is explained beside the time bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteText {
    /// Its name in a few words.
    pub title: &'static str,
    /// One sentence on what this token shows.
    pub summary: String,
    /// Why it matters.
    pub why: &'static str,
    /// What to do.
    pub fix: &'static str,
    /// Where the rule is written.
    pub refs: &'static [String],
}

/// How it stands with a token's time, in a few words.
#[must_use]
pub fn time_line(id: &str, facts: &Facts) -> String {
    shelf::TIME.line.get(id).map_or_else(|| id.replace('-', " "), |text| text.headline.fill(facts))
}

/// The words for something about a token's time that needs explaining.
#[must_use]
pub fn time_note(id: &str, facts: &Facts) -> NoteText {
    match shelf::TIME.note.get(id) {
        Some(shelf::TimeNote { title, summary, why, fix, refs }) => {
            NoteText { title, summary: summary.fill(facts), why, fix, refs }
        }
        None => NoteText { title: "Time", summary: format!("{}.", id.replace('-', " ")), why: "", fix: "", refs: &[] },
    }
}

/// What a claim means, for hovers in the claims editor.
#[must_use]
pub fn claim(name: &str) -> Option<&'static ClaimText> {
    shelf::CLAIMS.get(name)
}

/// What a header parameter means, for hovers in the header editor.
#[must_use]
pub fn header(name: &str) -> Option<&'static HeaderText> {
    shelf::HEADERS.get(name)
}

/// What a member of a JWK means, for the details of a key.
#[must_use]
pub fn key_member(name: &str) -> Option<&'static HeaderText> {
    shelf::KEYS.get(name)
}

/// What an algorithm does. The name is exact, as `alg` is.
#[must_use]
pub fn algorithm(name: &str) -> Option<&'static AlgorithmText> {
    shelf::ALGORITHMS.get(name)
}

/// The pages of the in-app help, in reading order.
#[must_use]
pub fn help() -> &'static [Topic] {
    &shelf::HELP.topic
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expired_token_is_told_with_its_values() {
        let facts = Facts::new().with("distance", "3 h ago").with("exp", "2026-11-22 11:05:09 UTC").with("leeway", "0");
        let lesson = lesson("exp", "expired", &facts);
        assert_eq!((lesson.title, lesson.severity), ("Expiry", Severity::High));
        assert_eq!(lesson.summary, "Expired 3 h ago, at 2026-11-22 11:05:09 UTC.");
        assert_eq!(lesson.clause, "the token expired 3 h ago");
        assert!(lesson.fix.is_some());
        assert_eq!(lesson.refs, ["RFC 7519 4.1.4"]);
    }

    #[test]
    fn calm_cases_ask_for_nothing_and_others_inherit_the_advice() {
        let facts = Facts::new().with("distance", "in 14 min").with("exp", "2026-11-22 11:05:09 UTC");
        assert_eq!(lesson("exp", "valid", &facts).fix, None);
        let inherited = lesson("exp-missing", "found", &Facts::new()).fix;
        assert_eq!(inherited, shelf::CHECKS.get("exp-missing").map(|check| check.fix.clone()));
        assert!(inherited.is_some());
    }

    #[test]
    fn unknown_ids_get_a_plain_sentence() {
        for (id, case) in [("no-such-check", "found"), ("exp", "no-such-case"), ("", ""), ("{", "}")] {
            let lesson = lesson(id, case, &Facts::new());
            assert!(lesson.summary.contains(id) && lesson.summary.contains(&case.replace('-', " ")), "{id} {case}");
            assert_eq!((lesson.fix, lesson.refs), (None, &[][..]));
        }
        assert_eq!(fix_label("no-such-fix", &Facts::new()), "no such fix");
        assert_eq!(verdict("no-such-verdict", &Facts::new()).headline, "no such verdict");
    }

    #[test]
    fn names_are_exact() {
        assert!(claim("exp").is_some() && claim("EXP").is_none());
        assert!(header("x5t#S256").is_some() && header("x5t#s256").is_none());
        assert!(algorithm("HS256").is_some() && algorithm("hs256").is_none());
    }
}
