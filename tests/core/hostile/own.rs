//! Hostile tokens of our own, which are always run: `tests/hostile/*.txt`.

use crate::checks_table::{Row, rows_in};
use jwt_workbench::checks::State;
use jwt_workbench::report::Report;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// The words of the reports' verdict: `accepted`, `refused`, `undecided`.
fn wrong(row: &Row) -> Option<String> {
    let (token, policy) = (row.token(), row.policy());
    let start = Instant::now();
    let report = row.report(token, policy);
    let took = start.elapsed();
    let ms = row.field("within").map_or(1_000, |text| text.parse().expect("milliseconds"));
    let told = told(&report);
    let wanted = row.field("tells").unwrap_or_else(|| panic!("{}: it tells nothing", row.name));
    let silent: Vec<_> = wanted.split(", ").filter(|id| !id.is_empty() && !told.contains(id)).collect();
    let verdict = row.field("verdict").unwrap_or_else(|| panic!("{}: no verdict", row.name));
    // the time is one for an optimised build; this one may take some more
    let is_late = took > Duration::from_millis(ms) * 3;
    (report.verdict.id() != verdict || !silent.is_empty() || is_late)
        .then(|| format!("{}: {} in {took:?}; {silent:?} are silent, {told:?} speak", row.name, report.verdict.id()))
}

/// The checks that warn or fail, those of tokens inside and of each signature too.
fn told(report: &Report) -> BTreeSet<&'static str> {
    let lines = report.lines.iter().chain(report.each.iter().flat_map(|one| &one.lines));
    let troubled = lines.filter(|line| matches!(line.outcome.state, State::Warn | State::Fail));
    let mut told: BTreeSet<_> = troubled.map(|line| line.outcome.id).collect();
    if let Some(inner) = report.inner.as_deref() {
        told.extend(self::told(inner));
    }
    told
}

#[test]
fn each_ends_as_its_row_says() {
    let rows = rows_in("tests/hostile");
    assert!(rows.len() >= 40, "{} rows", rows.len());
    let names: BTreeSet<_> = rows.iter().map(|row| &row.name).collect();
    assert_eq!(names.len(), rows.len(), "each row has a name of its own");
    let wrong: Vec<_> = rows.iter().filter_map(wrong).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The control shows that the rows are refused for their attack.
#[test]
fn the_honest_one_is_accepted_without_a_word() {
    let rows = rows_in("tests/hostile");
    let control = rows.iter().find(|row| row.section == "control").expect("a control");
    assert_eq!(told(&control.report(control.token(), control.policy())), BTreeSet::new());
}
