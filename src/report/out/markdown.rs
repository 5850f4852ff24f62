//! The page as Markdown (CommonMark with the extensions of GitHub and GitLab).
//!
//! Sentences are escaped character by character, for each of these can begin something: emphasis, a link, a table, HTML, a
//! mention that sends somebody a mail. A token's own text stands between fences that are longer than any run in it.

use super::page::{Body, Check, Page, Section};
use crate::checks::State;
use std::fmt::Write as _;

/// One page after the other, with a rule between.
pub(super) fn document(pages: &[Page]) -> String {
    let texts: Vec<String> = pages.iter().map(page).collect();
    texts.join("\n---\n\n")
}

fn page(page: &Page) -> String {
    let mut out = format!("# {}\n\n", page.word());
    let _ = writeln!(out, "**{}**", escaped(&page.headline));
    if let Some(action) = &page.action {
        let _ = writeln!(out, "\n{}", escaped(action));
    }
    let _ = writeln!(out, "\n> {}", escaped(&page.redaction));
    page.sections.iter().for_each(|section| self::section(&mut out, section));
    let _ = writeln!(out, "\n*{}*", escaped(&page.footer));
    out
}

fn section(out: &mut String, section: &Section) {
    let _ = writeln!(out, "\n## {}\n", escaped(&section.title));
    match &section.body {
        Body::Checks(checks) => checks.iter().for_each(|check| self::check(out, check)),
        Body::Part(text) => {
            let fence = fence(text);
            let _ = writeln!(out, "{fence}\n{text}\n{fence}");
        }
        Body::List(items) => items.iter().for_each(|item| {
            let _ = writeln!(out, "- {}", escaped(item));
        }),
    }
}

fn check(out: &mut String, check: &Check) {
    let (state, title, summary) = (check.state.label(), escaped(&check.title), escaped(&check.summary));
    let severity = check.severity.map(|severity| format!(" ({severity})")).unwrap_or_default();
    let _ = writeln!(out, "- **{state}**{severity} · {title} · {summary}");
    if let Some(fix) = &check.fix {
        let _ = writeln!(out, "  - {}", escaped(fix));
    }
    if !check.refs.is_empty() && check.state != State::Pass {
        let _ = writeln!(out, "  - {}", escaped(&check.refs));
    }
}

/// Backticks, one more than the longest run in the text, and three at least.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    "`".repeat((longest + 1).max(3))
}

/// A sentence in which every character is itself. Letters, digits and blanks need nothing, and neither does punctuation
/// that begins nothing.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // an empty comment ends the word: nobody is mentioned, and no address becomes a link
            '@' => out.push_str("@<!-- -->"),
            '\n' | '\r' => out.push(' '),
            ',' | ';' | '\'' | '"' | '?' | '%' | '=' | '/' => out.push(c),
            c if c.is_ascii_punctuation() => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_sentence_begins_anything() {
        assert_eq!(escaped("a|b *c* [d](javascript:e)"), r"a\|b \*c\* \[d\]\(javascript\:e\)");
        assert_eq!(escaped("<img> @x `y` # z\n1. w"), "&lt;img&gt; @<!-- -->x \\`y\\` \\# z 1\\. w");
        assert_eq!(escaped("www.x.example https://x.example"), r"www\.x\.example https\://x\.example");
    }

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        assert_eq!((fence("a ``` b ```` c").as_str(), fence("`").as_str()), ("`````", "```"));
    }
}
