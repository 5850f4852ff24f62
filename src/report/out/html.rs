//! The page as one HTML file. It loads nothing and runs nothing, and its policy forbids both: the one style sheet is named
//! by its digest. Every text is escaped, in the one function that writes texts.

use super::page::{Body, Check, Page, Section};
use crate::checks::State;
use crate::crypto::digest;
use crate::jose::base64url;
use crate::report::Verdict;
use std::fmt::Write as _;

/// Contrast of every text is 4.5 to 1 and more, in both.
const STYLE: &str = "\
:root{color-scheme:light dark;--page:#fff;--text:#1b1f24;--soft:#57606a;--line:#d0d7de;--code:#f6f8fa;--pass:#116329;\
--warn:#7d4e00;--fail:#b3141d;--none:#57606a}\
@media(prefers-color-scheme:dark){:root{--page:#0d1117;--text:#e6edf3;--soft:#9da7b3;--line:#30363d;--code:#161b22;\
--pass:#56d364;--warn:#e3b341;--fail:#ff8f88;--none:#9da7b3}}\
body{margin:0 auto;max-width:60rem;padding:1.5rem;background:var(--page);color:var(--text);font:16px/1.5 system-ui,sans-serif}\
h1{margin:0;font-size:1.6rem}h2{margin:1.6rem 0 .4rem;font-size:1.1rem}p{margin:.4rem 0}\
pre{margin:0;padding:.8rem;background:var(--code);border:1px solid var(--line);border-radius:6px;overflow-x:auto;\
white-space:pre-wrap;overflow-wrap:anywhere;font:13px/1.5 ui-monospace,monospace}\
ul{margin:0;padding:0;list-style:none}li{padding:.4rem 0;border-top:1px solid var(--line)}\
li,p,h2,pre{unicode-bidi:isolate}.soft,footer{color:var(--soft);font-size:.9rem}\
.verdict{padding:1rem;border:1px solid var(--line);border-left-width:6px;border-radius:6px}\
.pass{border-left-color:var(--pass)}.warn{border-left-color:var(--warn)}.fail{border-left-color:var(--fail)}\
.state{display:inline-block;min-width:7rem;font-weight:600}\
.state.pass{color:var(--pass)}.state.warn{color:var(--warn)}.state.fail{color:var(--fail)}.state.none{color:var(--none)}\
footer{margin-top:2rem}main+main{margin-top:3rem}";

/// The whole file.
pub(super) fn document(pages: &[Page]) -> String {
    let title = pages.first().map_or("Token report", Page::word);
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        base64(&digest::sha256(STYLE.as_bytes()))
    );
    let mut out = String::from("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    let _ = writeln!(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
    out.push_str("<meta name=\"referrer\" content=\"no-referrer\">\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    let _ = writeln!(out, "<title>Token report: {title}</title>\n<style>{STYLE}</style>\n</head>\n<body>");
    pages.iter().for_each(|page| self::page(&mut out, page));
    out.push_str("</body>\n</html>\n");
    out
}

/// With the alphabet and the padding that a policy's digest has.
fn base64(octets: &[u8]) -> String {
    let text = base64url::encode(octets).replace('-', "+").replace('_', "/");
    let padding = "=".repeat((4 - text.len() % 4) % 4);
    text + &padding
}

fn page(out: &mut String, page: &Page) {
    let class = match page.verdict {
        Some(Verdict::Accepted) => "pass",
        Some(Verdict::Refused) => "fail",
        Some(Verdict::Undecided) => "warn",
        None => "none",
    };
    let _ = writeln!(out, "<main>\n<header class=\"verdict {class}\">\n<h1>{}</h1>", page.word());
    let _ = writeln!(out, "<p>{}</p>", escaped(&page.headline));
    if let Some(action) = &page.action {
        let _ = writeln!(out, "<p>{}</p>", escaped(action));
    }
    let _ = writeln!(out, "<p class=\"soft\">{}</p>\n</header>", escaped(&page.redaction));
    page.sections.iter().for_each(|section| self::section(out, section));
    let _ = writeln!(out, "<footer>{}</footer>\n</main>", escaped(&page.footer));
}

fn section(out: &mut String, section: &Section) {
    let _ = writeln!(out, "<section>\n<h2>{}</h2>", escaped(&section.title));
    match &section.body {
        Body::Part(text) => {
            let _ = writeln!(out, "<pre>{}</pre>", escaped(text));
        }
        Body::Checks(checks) => {
            out.push_str("<ul>\n");
            checks.iter().for_each(|check| self::check(out, check));
            out.push_str("</ul>\n");
        }
        Body::List(items) => {
            out.push_str("<ul>\n");
            items.iter().for_each(|item| {
                let _ = writeln!(out, "<li>{}</li>", escaped(item));
            });
            out.push_str("</ul>\n");
        }
    }
    out.push_str("</section>\n");
}

fn check(out: &mut String, check: &Check) {
    let class = match check.state {
        State::Pass => "pass",
        State::Warn => "warn",
        State::Fail => "fail",
        State::NotChecked => "none",
    };
    let (state, title, summary) = (check.state.label(), escaped(&check.title), escaped(&check.summary));
    let severity =
        check.severity.map(|severity| format!(" <span class=\"soft\">({severity})</span>")).unwrap_or_default();
    let _ =
        write!(out, "<li><span class=\"state {class}\">{state}</span> <strong>{title}</strong>{severity}: {summary}");
    if let Some(fix) = &check.fix {
        let _ = write!(out, "<p>{}</p>", escaped(fix));
    }
    if !check.refs.is_empty() {
        let _ = write!(out, "<p class=\"soft\">{}</p>", escaped(&check.refs));
    }
    out.push_str("</li>\n");
}

/// Text that stays text, in an element and in an attribute.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stay_texts() {
        assert_eq!(escaped("<b a='1'>&\"</b>"), "&lt;b a=&#39;1&#39;&gt;&amp;&quot;&lt;/b&gt;");
    }

    #[test]
    fn the_digest_is_in_the_spelling_of_policies() {
        let text = base64(&digest::sha256(STYLE.as_bytes()));
        assert!(text.len() == 44 && text.ends_with('=') && !text.contains(['-', '_']), "{text}");
    }
}
