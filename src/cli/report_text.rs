//! Reports as text for people. Everything that stands in a token went through `escape` before it comes here.

use super::paint::{Paint, harmless, mark};
use crate::checks::{Group, State, times};
use crate::jose::alg;
use crate::jose::escape;
use crate::jose::flaw::{Flaw, Part};
use crate::jose::hex;
use crate::jose::json;
use crate::jose::token::{Content, Document, Form, PayloadKind};
use crate::report::{DateLine, Line, Report, Verdict, words};
use crate::teach;
use std::fmt::Write as _;

/// The verdict, then each check. Why and what to do stand with what did not pass; with `verbose` with everything. Several
/// signatures and tokens inside follow, each with its own.
#[must_use]
pub fn verified(report: &Report, paint: Paint, verbose: bool) -> String {
    let mut out = headline(report, paint);
    checks(&mut out, &report.lines, paint, verbose);
    for (i, signature) in report.each.iter().enumerate() {
        let title = format!("Signature {} of {}: {}", i + 1, report.each.len(), signature.verdict.id());
        let _ = writeln!(out, "\n{}", paint.state(state_of(signature.verdict, 0), &title));
        signature.lines.iter().for_each(|line| check(&mut out, line, width(&signature.lines), paint, verbose));
    }
    let _ = writeln!(out, "\n{}", paint.faint(&footer(report)));
    if let Some(inner) = report.inner.as_deref() {
        let title = format!("Inside: {}", form(inner.token.form));
        let _ = writeln!(out, "\n{}", paint.bold(&title));
        out.push_str(&verified(inner, paint, verbose));
    }
    out
}

fn checks(out: &mut String, lines: &[Line], paint: Paint, verbose: bool) {
    let mut group: Option<Group> = None;
    for line in lines {
        if group != Some(line.outcome.group) {
            group = Some(line.outcome.group);
            let _ = writeln!(out, "\n{}", paint.bold(line.outcome.group.label()));
        }
        check(out, line, width(lines), paint, verbose);
    }
}

/// The longest title.
fn width(lines: &[Line]) -> usize {
    lines.iter().map(|l| l.lesson.title.chars().count()).max().unwrap_or_default()
}

/// A verdict in the colours of the checks.
fn state_of(verdict: Verdict, warnings: usize) -> State {
    match verdict {
        Verdict::Accepted if warnings > 0 => State::Warn,
        Verdict::Accepted => State::Pass,
        Verdict::Refused => State::Fail,
        Verdict::Undecided => State::NotChecked,
    }
}

fn headline(report: &Report, paint: Paint) -> String {
    let state = state_of(report.verdict, report.count(State::Warn));
    let mut out = format!("{} {}\n", paint.state(state, mark(state)), paint.bold(&harmless(&report.headline)));
    if let Some(action) = &report.action {
        let _ = writeln!(out, "  {action}");
    }
    removed(&mut out, report);
    out
}

fn removed(out: &mut String, report: &Report) {
    if !report.removed.is_empty() {
        let list: Vec<_> = report.removed.iter().map(words::removed).collect();
        let _ = writeln!(out, "  Taken off around or inside the token: {}.", list.join(", "));
    }
}

fn check(out: &mut String, line: &Line, width: usize, paint: Paint, verbose: bool) {
    let (outcome, lesson) = (&line.outcome, &line.lesson);
    let pad = " ".repeat(width.saturating_sub(lesson.title.chars().count()));
    let mark = paint.state(outcome.state, mark(outcome.state));
    let _ = writeln!(out, "  {mark} {}{pad}  {}", lesson.title, harmless(&lesson.summary));
    let indent = " ".repeat(width + 6);
    let troubled = matches!(outcome.state, State::Fail | State::Warn);
    if (troubled || verbose) && !lesson.why.is_empty() {
        let _ = writeln!(out, "{indent}{}", paint.faint(lesson.why));
    }
    if let Some(fix) = lesson.fix.as_ref().filter(|_| troubled || verbose) {
        let _ = writeln!(out, "{indent}→ {}", harmless(fix));
    }
    if verbose {
        let _ = writeln!(
            out,
            "{indent}{}",
            paint.faint(&format!("{}, {} ({})", outcome.id, lesson.severity, lesson.refs.join(", ")))
        );
    }
}

fn footer(report: &Report) -> String {
    let count = |state| report.count(state);
    let warnings = if count(State::Warn) == 1 { "warning" } else { "warnings" };
    format!(
        "{} passed, {} {warnings}, {} failed, {} not checked. Judged at {}, leeway {} s.",
        count(State::Pass),
        count(State::Warn),
        count(State::Fail),
        count(State::NotChecked),
        times::utc(report.now),
        report.leeway_secs
    )
}

/// What is in a token, part by part.
#[must_use]
pub fn decoded(report: &Report, paint: Paint, verbose: bool) -> String {
    let token = &report.token;
    let size = words::size(token.text.len());
    let mut out = format!("{}, {size}. {}\n", paint.bold(form(token.form)), NOT_VERIFIED);
    removed(&mut out, report);
    for segment in &token.segments {
        let size = words::size(segment.bytes.len());
        let of =
            if token.entries() > 1 { format!(" of {} {}", noun(token.form), segment.of + 1) } else { String::new() };
        let own = if token.is_of_an_entry(segment) { of.as_str() } else { "" };
        let name = paint.part(segment.part, &format!("{}{own}", segment.part.label()));
        match token.document_of(segment) {
            Some(document) => {
                let _ = writeln!(out, "\n{} ({size})", name);
                out.push_str(&match token.payload_kind() {
                    kind @ (PayloadKind::Cbor(_) | PayloadKind::Bytes) if segment.part == Part::Payload => {
                        bytes(&kind, &segment.bytes, paint)
                    }
                    _ => self::document(&document, segment.part, paint),
                });
                if let Part::Header | Part::Unprotected | Part::Payload = segment.part {
                    members(&mut out, &document, segment.part, &report.dates, paint, verbose);
                }
            }
            None if segment.part == Part::Disclosure => {
                let number = segment.of + 1;
                let _ = writeln!(out, "\n{name} {number} ({size}){}", paint.faint(&disclosed_at(report, segment.of)));
                let text = String::from_utf8_lossy(&segment.bytes);
                let end = text.floor_char_boundary(MAX_SHOWN_BYTES.min(text.len()));
                let _ = writeln!(out, "  {BAR}{}", paint.part(segment.part, &escape::visible(&text[..end])));
            }
            None if segment.range.is_empty() => {
                let _ = writeln!(out, "\n{name} ({size})\n  (empty)");
            }
            None => {
                let _ = writeln!(out, "\n{name} ({size})");
                let text = token.text.get(segment.range.clone()).unwrap_or_default();
                let _ = writeln!(out, "  {BAR}{}", paint.part(segment.part, &escape::visible(&shortened(text))));
            }
        }
    }
    if let Some(disclosed) = report.sd_jwt.as_deref() {
        let _ = writeln!(out, "\n{}", paint.bold("Claims as disclosed"));
        out.push_str(&document(&disclosed.claims, Part::Payload, paint));
    }
    flaws(&mut out, &token.flaws, paint);
    if let Some(inner) = report.inner.as_deref() {
        let _ = writeln!(out, "\n{}", paint.bold("Inside the payload"));
        out.push_str(&decoded(inner, paint, verbose));
    }
    out
}

/// Where a disclosure belongs.
fn disclosed_at(report: &Report, index: usize) -> String {
    let line = report.sd_jwt.as_deref().and_then(|d| d.disclosures.get(index));
    match line.map(|line| line.path.as_deref()) {
        Some(Some(path)) => format!("  {}", escape::visible(path)),
        Some(None) => "  belongs nowhere".to_owned(),
        None => String::new(),
    }
}

/// What a JSON form has several of.
fn noun(form: Form) -> &'static str {
    if form.is_jwe() { "recipient" } else { "signature" }
}

const NOT_VERIFIED: &str = "Decoded, nothing verified.";

fn form(form: Form) -> &'static str {
    match form {
        Form::JwsCompact => "A JWS in compact form",
        Form::Unsecured => "An unsecured token (alg none): nobody signed it",
        Form::JweCompact => "A JWE in compact form: encrypted, its claims take a key to see",
        Form::JwsFlattened => "A JWS in flattened JSON form",
        Form::JwsGeneral => "A JWS in general JSON form",
        Form::JweFlattened => "A JWE in flattened JSON form",
        Form::JweGeneral => "A JWE in general JSON form",
        Form::Unknown => "Not a whole token",
    }
}

/// The start and the end of a long encoded text.
fn shortened(text: &str) -> String {
    const HEAD: usize = 48;
    const TAIL: usize = 12;
    let count = text.chars().count();
    if count <= HEAD + TAIL + 1 {
        return text.to_owned();
    }
    let head: String = text.chars().take(HEAD).collect();
    let tail: String = text.chars().skip(count - TAIL).collect();
    format!("{head}…{tail}")
}

/// More of a text than this is left out: nobody reads it on a terminal.
const MAX_SHOWN_BYTES: usize = 64 * 1024;

/// A payload that is neither JSON nor text.
fn bytes(kind: &PayloadKind, bytes: &[u8], paint: Paint) -> String {
    let (title, text) = match kind {
        PayloadKind::Cbor(notation) => ("CBOR, in diagnostic notation:", escape::visible_lines(notation).into_owned()),
        _ => ("Bytes that are no text:", hex::dump(bytes, 16)),
    };
    let lines = text.lines().map(|line| format!("  {}\n", paint.part(Part::Payload, line)));
    let more = match bytes.len().saturating_sub(hex::SHOWN_BYTES) {
        more @ 1.. if matches!(kind, PayloadKind::Bytes) => {
            format!("  (and {} more: --json prints all of it)\n", words::size(more))
        }
        _ => String::new(),
    };
    format!("  {title}\n{}{more}", lines.collect::<String>())
}

/// What stands before a text of the token that is no JSON: it could begin like a verdict.
const BAR: &str = "│ ";

fn document(document: &Document, part: Part, paint: Paint) -> String {
    let (text, bar) = match &document.content {
        Content::Absent => return "  (empty)\n".to_owned(),
        Content::NotUtf8 { at } => return format!("  (not text: byte {at} is no UTF-8)\n"),
        Content::Object(_) | Content::OtherJson(_) => (json::format(&document.text), ""),
        Content::NotJson(_) => (document.text.clone(), BAR),
    };
    let mut end = text.floor_char_boundary(MAX_SHOWN_BYTES.min(text.len()));
    let mut shown = escape::visible_lines(&text[..end]);
    if shown.len() > 2 * MAX_SHOWN_BYTES {
        // nearly all of it is escapes, each of which takes the room of many characters
        end = text.floor_char_boundary(MAX_SHOWN_BYTES / 8);
        shown = escape::visible_lines(&text[..end]);
    }
    let mut out = String::new();
    for line in shown.lines() {
        let _ = writeln!(out, "  {bar}{}", paint.part(part, line));
    }
    if end < text.len() {
        let _ = writeln!(out, "  (and {} more: --json prints all of it)", words::size(text.len() - end));
    }
    out
}

/// A line for each member that there is something to say of.
fn members(out: &mut String, document: &Document, part: Part, dates: &[DateLine], paint: Paint, verbose: bool) {
    let Some(root) = document.object() else { return };
    let mut seen = Vec::new();
    let rows: Vec<_> = root
        .members()
        .iter()
        .filter_map(|member| {
            if seen.contains(&member.key.as_str()) {
                return None;
            }
            seen.push(&member.key);
            let (title, what) = match part {
                Part::Header | Part::Unprotected => {
                    teach::header(&member.key).map(|h| (h.title.as_str(), h.what.as_str()))?
                }
                _ => teach::claim(&member.key).map(|c| (c.title.as_str(), c.what.as_str()))?,
            };
            Some((member.key.as_str(), title, what))
        })
        .collect();
    let width = rows.iter().map(|(name, ..)| name.chars().count()).max().unwrap_or_default();
    for (name, title, what) in rows {
        let _ = writeln!(out, "  {name:width$}  {title}{}", value(document, part, name, dates));
        if verbose {
            let _ = writeln!(out, "  {:width$}  {}", "", paint.faint(what));
        }
    }
}

/// What the value means, where it can be said.
fn value(document: &Document, part: Part, name: &str, dates: &[DateLine]) -> String {
    if part == Part::Payload {
        return dates.iter().rev().find(|d| d.claim == name).map(date).unwrap_or_default();
    }
    let known = document.string("alg").filter(|_| name == "alg").and_then(alg::find);
    known.and_then(|row| teach::algorithm(row.name)).map(|text| format!(": {}", text.title)).unwrap_or_default()
}

fn date(date: &DateLine) -> String {
    let local = if date.local == date.utc { String::new() } else { format!(", {}", date.local) };
    format!(": {}{local} ({})", date.utc, date.distance)
}

fn flaws(out: &mut String, flaws: &[Flaw], paint: Paint) {
    if flaws.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", paint.bold("Oddities"));
    for flaw in flaws {
        let facts = flaw.facts.clone().with("where", flaw.part.label().to_lowercase());
        let summary = teach::lesson(flaw.id, "found", &facts).summary;
        let _ = writeln!(out, "  {} {}: {summary}", paint.state(State::Warn, mark(State::Warn)), flaw.id);
    }
}
