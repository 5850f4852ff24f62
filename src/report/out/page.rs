//! What a reader is told, in order, as plain text: the writers add their own marks and escape every text.
//!
//! A token's text stands in quotes inside a sentence of ours, or in a part of the page. JSON is laid out again, so that each of its
//! lines starts as JSON does; what is no JSON stands in one line, behind a bar. So no line of a page can be begun by a token.

use super::{Scope, Taken};
use crate::checks::{State, times};
use crate::jose::escape::{self, Layout};
use crate::jose::flaw::Flaw;
use crate::jose::json;
use crate::jose::token::{Content, Document, Token};
use crate::report::{Line, Report, SignatureReport, Verdict, words};
use crate::teach;

/// What stands before a text that could begin like a word of ours.
const BAR: &str = "│ ";
/// More of a text than this is left out.
const MAX_SHOWN_CHARS: usize = 16_384;

/// One token's page.
pub(super) struct Page {
    /// The verdict, or `None` where nothing was judged.
    pub verdict: Option<Verdict>,
    pub headline: String,
    /// What to do about it.
    pub action: Option<String>,
    /// What was taken out.
    pub redaction: String,
    pub sections: Vec<Section>,
    pub footer: String,
}

/// A heading and what is under it.
pub(super) struct Section {
    pub title: String,
    pub body: Body,
}

pub(super) enum Body {
    Checks(Vec<Check>),
    /// A token's own text, and whether it is JSON.
    Part(String),
    /// Sentences of ours.
    List(Vec<String>),
}

/// One check's line.
pub(super) struct Check {
    pub state: State,
    pub title: String,
    pub summary: String,
    /// How much it matters, where something is wrong.
    pub severity: Option<&'static str>,
    /// What to do, where something is to be done.
    pub fix: Option<String>,
    pub refs: String,
}

impl Page {
    pub(super) fn of(report: &Report, taken: &Taken, scope: Scope) -> Self {
        let mut sections = Vec::new();
        layer(&mut sections, report, scope, "");
        let is_judged = scope == Scope::Judged;
        Self {
            verdict: is_judged.then_some(report.verdict),
            headline: if is_judged { plain(&report.headline) } else { NOT_VERIFIED.to_owned() },
            action: report.action.as_deref().filter(|_| is_judged).map(plain),
            redaction: plain(&taken.sentence()),
            sections,
            footer: footer(report, is_judged),
        }
    }

    /// The word above everything else.
    pub(super) fn word(&self) -> &'static str {
        match self.verdict {
            Some(Verdict::Accepted) => "Accepted",
            Some(Verdict::Refused) => "Refused",
            Some(Verdict::Undecided) => "Undecided",
            None => "Not verified",
        }
    }
}

const NOT_VERIFIED: &str = "Decoded, nothing verified: anybody can write what stands here.";

fn footer(report: &Report, is_judged: bool) -> String {
    let at = times::utc(report.now);
    match is_judged {
        true => format!("Judged by JWT Workbench at {at}, with a leeway of {} s.", report.leeway_secs),
        false => format!("Decoded by JWT Workbench at {at}."),
    }
}

/// A token and those inside it.
fn layer(sections: &mut Vec<Section>, report: &Report, scope: Scope, prefix: &str) {
    let titled = |title: &str| format!("{prefix}{title}");
    if scope == Scope::Judged {
        sections
            .push(Section { title: titled("Checks"), body: Body::Checks(report.lines.iter().map(check).collect()) });
        for (i, one) in report.each.iter().enumerate() {
            sections.push(of_signature(one, titled(&format!("Signature {} of {}", i + 1, report.each.len()))));
        }
    }
    parts(sections, report, prefix);
    if !report.dates.is_empty() {
        let date = |d: &crate::report::DateLine| format!("{}: {} ({})", d.claim, d.utc, d.distance);
        let body = Body::List(report.dates.iter().map(|d| plain(&date(d))).collect());
        sections.push(Section { title: titled("Times"), body });
    }
    let flaws: Vec<String> = report.token.flaws.iter().map(flaw).chain(removed(report)).collect();
    if !flaws.is_empty() {
        sections.push(Section { title: titled("Oddities"), body: Body::List(flaws) });
    }
    if let Some(inner) = report.inner.as_deref() {
        let prefix = format!("{prefix}Inside: ");
        if scope == Scope::Judged {
            let said = vec![plain(&inner.headline)];
            sections.push(Section { title: format!("{prefix}{}", inner.verdict.id()), body: Body::List(said) });
        }
        layer(sections, inner, scope, &prefix);
    }
}

fn of_signature(one: &SignatureReport, title: String) -> Section {
    let body = Body::Checks(one.lines.iter().map(check).collect());
    Section { title: format!("{title}: {}", one.verdict.id()), body }
}

fn parts(sections: &mut Vec<Section>, report: &Report, prefix: &str) {
    let token = &report.token;
    let mut part = |title: &str, text: Option<String>| {
        if let Some(text) = text {
            sections.push(Section { title: format!("{prefix}{title}"), body: Body::Part(text) });
        }
    };
    part("Header", shown(&token.header));
    part("Unprotected header", shown(&token.unprotected));
    part("Shared unprotected header", shown(&token.shared));
    let claims = if token.form.is_jwe() { "Claims that were encrypted" } else { "Claims" };
    let is_inside = report.inner.is_some();
    part(claims, shown(&report.claims).filter(|_| !is_inside));
    part("Token", encoded(token).filter(|_| report.layer == 0));
}

fn shown(document: &Document) -> Option<String> {
    match &document.content {
        Content::Absent => None,
        Content::NotUtf8 { .. } => Some("(bytes that are no text)".to_owned()),
        Content::Object(_) | Content::OtherJson(_) => Some(cut(&escape::visible_lines(&json::format(&document.text)))),
        Content::NotJson(_) => Some(format!("{BAR}{}", cut(&escape::visible(&document.text)))),
    }
}

fn encoded(token: &Token) -> Option<String> {
    let text = match token.form {
        form if form.is_json() => escape::visible_lines(&json::format(&token.text)).into_owned(),
        // whatever has no header to begin with could begin with anything
        _ if token.has_header() => escape::visible(&token.text).into_owned(),
        _ => format!("{BAR}{}", escape::visible(&token.text)),
    };
    (!token.text.is_empty()).then(|| cut(&text))
}

fn cut(text: &str) -> String {
    let end = text.char_indices().nth(MAX_SHOWN_CHARS).map(|(at, _)| at);
    match end {
        None => text.to_owned(),
        Some(end) => {
            let more = words::size(text.len() - end);
            format!("{}… ({more} more)", text.get(..end).unwrap_or_default())
        }
    }
}

fn check(line: &Line) -> Check {
    let (outcome, lesson) = (&line.outcome, &line.lesson);
    let is_troubled = matches!(outcome.state, State::Fail | State::Warn);
    Check {
        state: outcome.state,
        title: lesson.title.to_owned(),
        summary: plain(&lesson.summary),
        severity: is_troubled.then(|| lesson.severity.id()),
        fix: lesson.fix.as_deref().filter(|_| is_troubled).map(plain),
        refs: lesson.refs.join(", "),
    }
}

fn flaw(flaw: &Flaw) -> String {
    let facts = flaw.facts.clone().with("where", flaw.part.label().to_lowercase());
    plain(&teach::lesson(flaw.id, "found", &facts).summary)
}

fn removed(report: &Report) -> Option<String> {
    let list: Vec<String> = report.removed.iter().map(words::removed).collect();
    (!list.is_empty()).then(|| plain(&format!("Taken off around or inside the token: {}.", list.join(", "))))
}

/// One line without a character that moves others about.
fn plain(text: &str) -> String {
    escape::guarded(text, Layout::Line).into_owned()
}
