//! Which checks are listed, and in which order: what failed first, then what is uneasy, then all else by what it is about.

use crate::checks::{Group, State};
use crate::report::Line;
use crate::ui::widgets::finder;
use std::collections::BTreeSet;

/// What is wished of the list.
#[derive(Debug, Default)]
pub struct Wish {
    /// What is typed into the search.
    pub query: String,
    /// Only checks in this state.
    pub state: Option<State>,
    /// Group by group, whatever the state: the order in which a verifier looks.
    pub in_order: bool,
    /// The groups that are folded away.
    pub folded: BTreeSet<Group>,
}

impl Wish {
    /// Whether the list may leave something out.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        self.state.is_some() || !self.query.trim().is_empty()
    }

    /// Shows all of them again.
    pub fn widen(&mut self) {
        self.query.clear();
        self.state = None;
    }

    /// Whether a line is among those that are looked for.
    #[must_use]
    pub fn takes(&self, line: &Line) -> bool {
        let has_words = || self.query.trim().is_empty() || has_words(line, &self.query);
        self.state.is_none_or(|state| line.outcome.state == state) && has_words()
    }

    /// Folds a group away, or shows it again.
    pub fn fold(&mut self, group: Group) {
        if !self.folded.remove(&group) {
            self.folded.insert(group);
        }
    }

    /// Whether a group's lines are out of sight. Nothing that was looked for is.
    #[must_use]
    pub fn hides(&self, group: Group) -> bool {
        self.folded.contains(&group) && !self.is_narrowed()
    }
}

/// What some checks have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Head {
    /// The steps of opening a JWE, in the order in which they happen.
    Steps,
    /// They failed, or warn.
    State(State),
    /// What they are about.
    Group(Group),
}

/// Checks below one heading.
#[derive(Debug)]
pub struct Section<'a> {
    /// The heading.
    pub head: Head,
    /// The checks.
    pub lines: Vec<&'a Line>,
}

/// How a JWE is opened, in the order in which it happens; the first one sums up.
const STEPS: [&str; 5] = ["decryption", "key-management", "content-key", "tag", "inflate"];

/// The lines that are looked for, each once.
#[must_use]
pub fn arrange<'a>(lines: &'a [Line], wish: &Wish) -> Vec<Section<'a>> {
    let steps: Vec<&Line> = STEPS.iter().filter_map(|id| lines.iter().find(|l| l.outcome.id == *id)).collect();
    let is_step = |line: &Line| steps.iter().any(|step| std::ptr::eq(*step, line));
    let mut rest: Vec<&Line> = lines.iter().filter(|line| !is_step(line)).collect();
    rest.sort_by_key(|line| line.outcome.group);
    let lifted = |state| move |line: &&Line| !wish.in_order && line.outcome.state == state;
    let mut sections = Vec::new();
    let mut add = |head, lines: Vec<&'a Line>| {
        let lines: Vec<&Line> = lines.into_iter().filter(|line| wish.takes(line)).collect();
        if !lines.is_empty() {
            sections.push(Section { head, lines });
        }
    };
    // whether it could be opened comes before what was found in it; once it was, that is a matter of course
    let opens_first = wish.in_order || steps.iter().any(|step| step.outcome.state != State::Pass);
    if opens_first {
        add(Head::Steps, steps.clone());
    }
    for state in [State::Fail, State::Warn] {
        let mut found: Vec<&Line> = rest.iter().copied().filter(lifted(state)).collect();
        found.sort_by_key(|line| line.lesson.severity);
        add(Head::State(state), found);
    }
    if !opens_first {
        add(Head::Steps, steps.clone());
    }
    let is_left = |line: &&Line| !lifted(State::Fail)(line) && !lifted(State::Warn)(line);
    for group in Group::ALL {
        add(
            Head::Group(group),
            rest.iter().copied().filter(|line| line.outcome.group == group).filter(is_left).collect(),
        );
    }
    sections
}

/// The lines that are looked for, failures first, of those the gravest.
#[must_use]
pub fn worst_first<'a>(lines: &'a [Line], wish: &Wish) -> Vec<&'a Line> {
    let place = |state| match state {
        State::Fail => 0,
        State::Warn => 1,
        State::Pass => 2,
        State::NotChecked => 3,
    };
    let mut lines: Vec<&Line> = lines.iter().filter(|line| wish.takes(line)).collect();
    lines.sort_by_key(|line| (place(line.outcome.state), line.lesson.severity));
    lines
}

/// Whether a check's texts have all these words.
fn has_words(line: &Line, query: &str) -> bool {
    let lesson = &line.lesson;
    let texts = [lesson.title, line.outcome.id, &lesson.summary, lesson.why, lesson.fix.as_deref().unwrap_or_default()];
    let texts = texts.into_iter().chain(lesson.refs.iter().map(String::as_str));
    finder::has_words(&texts.collect::<Vec<_>>().join(" "), query)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::base64url;
    use crate::jose::numeric_date::NumericDate;
    use crate::keys::KeyRing;
    use crate::report::{At, Inputs, Report, analyze};

    fn report(header: &str, claims: &str) -> Report {
        let token = format!("{}.{}.", base64url::encode(header.as_bytes()), base64url::encode(claims.as_bytes()));
        let inputs = Inputs { token, ..Inputs::default() };
        analyze(&inputs, &KeyRing::default(), &At::utc(NumericDate::parse("1767225600").expect("a time")))
    }

    fn many() -> Report {
        report(
            r#"{"alg":"none","kid":"../../etc/passwd","jku":"https://a.example/keys","crit":[]}"#,
            r#"{"exp":1,"iat":1767225600000,"nbf":9000000000,"password":"x","aud":"a"}"#,
        )
    }

    fn ids<'a>(sections: &[Section<'a>]) -> Vec<&'a str> {
        sections.iter().flat_map(|s| &s.lines).map(|l| l.outcome.id).collect()
    }

    #[test]
    fn each_line_is_there_once_and_failures_come_first() {
        let report = many();
        for in_order in [false, true] {
            let sections = arrange(&report.lines, &Wish { in_order, ..Wish::default() });
            let mut shown: Vec<*const Line> =
                sections.iter().flat_map(|s| &s.lines).map(|l| std::ptr::from_ref(*l)).collect();
            shown.sort();
            let mut all: Vec<*const Line> = report.lines.iter().map(std::ptr::from_ref).collect();
            all.sort();
            assert_eq!(shown, all);
        }
        let sections = arrange(&report.lines, &Wish::default());
        assert_eq!((sections[0].head, sections[1].head), (Head::State(State::Fail), Head::State(State::Warn)));
        let severities: Vec<_> = sections[0].lines.iter().map(|l| l.lesson.severity).collect();
        assert!(severities.is_sorted() && severities.first() < severities.last(), "the worst first: {severities:?}");
        let heads: Vec<Group> =
            sections[2..].iter().filter_map(|s| if let Head::Group(g) = s.head { Some(g) } else { None }).collect();
        assert!(heads.is_sorted() && heads.len() == sections.len() - 2);
        let calm = |s: &Section<'_>| s.lines.iter().all(|l| matches!(l.outcome.state, State::Pass | State::NotChecked));
        assert!(sections[2..].iter().all(calm));
    }

    #[test]
    fn in_reading_order_nothing_is_lifted() {
        let report = many();
        let sections = arrange(&report.lines, &Wish { in_order: true, ..Wish::default() });
        assert!(sections.iter().all(|s| matches!(s.head, Head::Group(_))));
        assert_eq!(sections[0].head, Head::Group(Group::Structure));
    }

    #[test]
    fn the_search_reads_every_text_and_the_filter_every_state() {
        let report = many();
        let found =
            |query: &str| ids(&arrange(&report.lines, &Wish { query: query.to_owned(), ..Wish::default() })).join(" ");
        assert!(found("EXPIRY").split(' ').any(|id| id == "exp"), "by title, whatever the capitals");
        assert!(found("kid-susp").contains("kid-suspicious"), "by id");
        assert!(found("etc/passwd").contains("kid-suspicious"), "by what was found");
        assert!(found("7515 4.1.11").contains("crit-malformed"), "by reference");
        assert_eq!(found("no such words"), "");
        let failed = Wish { state: Some(State::Fail), ..Wish::default() };
        let sections = arrange(&report.lines, &failed);
        assert_eq!(sections.len(), 1);
        assert_eq!(sections[0].lines.len(), report.count(State::Fail));
    }

    #[test]
    fn what_is_looked_for_is_not_folded_away() {
        let mut wish = Wish::default();
        wish.fold(Group::Time);
        assert!(wish.hides(Group::Time) && !wish.hides(Group::Who));
        wish.query = "exp".to_owned();
        assert!(!wish.hides(Group::Time));
        wish.widen();
        assert!(wish.hides(Group::Time));
        wish.fold(Group::Time);
        assert!(!wish.hides(Group::Time));
    }
}
