//! The report goes out: into a ticket, a chat, a mail. What leaves is redacted unless somebody says otherwise, and nothing
//! that a token holds can pass for a word of ours.
//!
//! There is one gate. [`redact`] makes a token's text safe, and `gate` makes of a report another one in which no secret is
//! left; only that one reaches the writers. So a writer cannot forget to redact: it never sees what was taken out.
//!
//! | file | holds |
//! |---|---|
//! | `redaction` | what is to be taken out, and the account of what was |
//! | `mask` | masks in the text of a JSON document; all other bytes stay |
//! | `token` | a token's text in all its forms |
//! | `gate` | a report without secrets |
//! | `page` | what a reader is told, in order, as plain text |
//! | `markdown`, `html` | the page, written so that a token's text stays text |

mod gate;
mod html;
mod markdown;
mod mask;
mod page;
mod redaction;
mod token;

pub use redaction::{Redaction, Taken};

use super::{Report, json};
use crate::jose::json::{Node, minify};
use mask::Masker;
use page::Page;
use serde_json::json;

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Format {
    /// Markdown, for tickets and chats.
    #[default]
    Markdown,
    /// One HTML file that loads nothing.
    Html,
    /// The document of `--json`, redacted.
    Json,
}

impl Format {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Markdown, Self::Html, Self::Json];

    /// The name people read.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Markdown => "Markdown",
            Self::Html => "HTML",
            Self::Json => "JSON",
        }
    }

    /// The ending of a file, without the dot.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Json => "json",
        }
    }
}

/// What a report tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Scope {
    /// The verdict and every check.
    #[default]
    Judged,
    /// What is in the token. Nothing was verified, and it says so.
    Decoded,
}

/// A token's text that can be shown to others: signatures, ciphertexts and disclosures become marks of the same length,
/// chosen claims are masked and the rest is encoded again, so that every decoder reads it. Nothing can verify it any more.
/// What cannot be read cannot be judged either: it becomes marks.
#[must_use]
pub fn redact(token: &str, redaction: &Redaction) -> String {
    redact_telling(token, redaction).0
}

/// [`redact`], and what was taken out.
#[must_use]
pub fn redact_telling(token: &str, redaction: &Redaction) -> (String, Taken) {
    let mut masker = Masker::new(redaction);
    // a masked value may stand elsewhere too, before the place that gives it away
    let _ = masker.token(token, 0);
    masker.begin_again();
    let text = masker.token(token, 0);
    (text, masker.taken)
}

/// The reports of one or more tokens, written.
#[must_use]
pub fn write(reports: &[Report], scope: Scope, format: Format, redaction: &Redaction) -> String {
    let safe: Vec<(Report, Taken)> = reports.iter().map(|report| gate::without_secrets(report, redaction)).collect();
    if format == Format::Json {
        return json_text(&safe, scope);
    }
    let pages: Vec<Page> = safe.iter().map(|(report, taken)| Page::of(report, taken, scope)).collect();
    if format == Format::Html { html::document(&pages) } else { markdown::document(&pages) }
}

/// The verdict and every check as Markdown.
#[must_use]
pub fn markdown(report: &Report, redaction: &Redaction) -> String {
    write(std::slice::from_ref(report), Scope::Judged, Format::Markdown, redaction)
}

/// The same as one HTML file: no script, no address to load from, and a policy that forbids both.
#[must_use]
pub fn html(report: &Report, redaction: &Redaction) -> String {
    write(std::slice::from_ref(report), Scope::Judged, Format::Html, redaction)
}

/// The document of `verify --json` with a member `redaction`, which says what was taken out.
#[must_use]
pub fn json(report: &Report, redaction: &Redaction) -> String {
    write(std::slice::from_ref(report), Scope::Judged, Format::Json, redaction)
}

/// The names of the claims that a person may want to mask: those of each layer's outermost object, and what the redaction
/// masks further inside.
#[must_use]
pub fn claim_names(report: &Report, redaction: &Redaction) -> Vec<String> {
    let mut names = Vec::new();
    for layer in report.layers() {
        let Some(root) = layer.claims.object() else { continue };
        for member in root.members().iter().take(MAX_NAMES) {
            names.push(member.key.clone());
            masked_inside(&member.value, redaction, &mut names);
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names.truncate(MAX_NAMES);
    names
}

/// More names than these are not offered one by one.
const MAX_NAMES: usize = 200;

fn masked_inside(node: &Node, redaction: &Redaction, names: &mut Vec<String>) {
    for member in node.members() {
        if names.len() < MAX_NAMES && redaction.masked_name(&member.key).is_some() {
            names.push(member.key.clone());
        }
        masked_inside(&member.value, redaction, names);
    }
    node.items().iter().for_each(|item| masked_inside(item, redaction, names));
}

fn json_text(safe: &[(Report, Taken)], scope: Scope) -> String {
    let mut all = Taken::default();
    safe.iter().for_each(|(_, taken)| all.add(taken));
    let reports: Vec<Report> = safe.iter().map(|(report, _)| report.clone()).collect();
    let document = match (scope, reports.as_slice()) {
        (Scope::Judged, [only]) => json::verified(only),
        (Scope::Judged, _) => several_verdicts(&reports),
        (Scope::Decoded, _) => json::decoded(&reports),
    };
    let said = json!({ "is_redacted": all.is_redacted, "masked_claims": all.claims, "note": all.sentence() });
    crate::jose::json::set_member(&minify(&document), "redaction", &said.to_string())
        .map_or(document, |text| crate::jose::json::format(&text))
}

/// Several verdicts in one document: no command asks for it, and yet it is one document.
fn several_verdicts(reports: &[Report]) -> String {
    let list: Vec<String> = reports.iter().map(|report| minify(&json::verified(report))).collect();
    format!("{{\"schema\":{},\"reports\":[{}]}}", json::SCHEMA, list.join(","))
}
