//! Text: JSON, what has no shape, dates, pastes.

use jwt_workbench::jose::escape::{self, Kind, Layout};
use jwt_workbench::jose::find;
use jwt_workbench::jose::json::{self, OddityKind};
use jwt_workbench::jose::numeric_date::NumericDate;
use jwt_workbench::jose::token::Token;

/// Nothing in it rings a bell, moves a cursor, turns the direction or is drawn as nothing. The joiners of emoji and the
/// selectors of ideographs are the exception, and only next to such.
pub fn assert_harmless(text: &str) {
    let bad = text.char_indices().find(|(at, c)| is_harmful(&text[..*at], *c));
    assert!(bad.is_none(), "{bad:?} in {text:?}");
}

fn is_harmful(before: &str, c: char) -> bool {
    match c {
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{180e}' | '\u{e0000}'..='\u{e007f}' => true,
        '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => before.is_empty() || before.ends_with(' '),
        _ => c.is_control(),
    }
}

/// What is shown of any text is harmless, and says exactly which text it was.
pub fn escape(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let shown = escape::visible(&text);
    assert_harmless(&shown);
    assert_eq!(unescaped(&shown), text, "two texts look the same");
    let lines = escape::visible_lines(&text);
    assert_harmless(&lines.replace(['\n', '\t'], " "));
    assert_eq!(unescaped(&lines), text, "two texts look the same");
    for layout in [Layout::Line, Layout::Lines] {
        let runs = escape::runs(&text, layout);
        let end = runs.iter().fold(0, |at, run| {
            assert_eq!(run.range.start, at, "a gap");
            assert!(run.kind == Kind::Plain || text[run.range.clone()].chars().count() == 1);
            run.range.end
        });
        assert_eq!(end, text.len(), "a gap");
    }
    for found in escape::deceptive(&text) {
        assert!(text[found.at..].starts_with(found.found));
    }
    let _ = escape::has_rtl(&text);
}

/// The text that was shown in this way.
fn unescaped(shown: &str) -> String {
    let mut out = String::new();
    let mut rest = shown;
    while let Some((before, after)) = rest.split_once("⟨U+") {
        out.push_str(before);
        let (digits, after) = after.split_once('⟩').expect("an escape has an end");
        let code = u32::from_str_radix(digits, 16).expect("an escape is a number");
        out.push(char::from_u32(code).expect("an escape is a character"));
        rest = after;
    }
    out + rest
}

/// Two JSON texts with a zero octet between them: the second is put into the first.
pub fn json(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (text, value) = text.split_once('\0').unwrap_or((&text, "null"));
    let end = json::lex(text).fold(0, |at, lexeme| {
        assert_eq!(lexeme.span.start, at, "a gap between the pieces");
        lexeme.span.end
    });
    assert_eq!(end, text.len(), "the pieces end before the text");
    let parsed = json::parse(text);
    let other: Result<serde_json::Value, _> = serde_json::from_str(text);
    match &parsed {
        Err(error) => {
            assert!(other.is_err(), "serde_json reads what is refused here: {error}");
            assert!(error.at <= text.len() && text.is_char_boundary(error.at), "the error is nowhere");
            assert_harmless(&error.to_string());
            assert_eq!((json::minify(text).as_str(), json::format(text).as_str()), (text, text));
            assert!(json::set_member(text, "k", "1").is_err());
            return;
        }
        Ok(parsed) => {
            let excused = |kind: &OddityKind| matches!(kind, OddityKind::LoneSurrogate | OddityKind::HugeNumber);
            let is_excused = parsed.oddities.iter().any(|o| excused(&o.kind));
            assert!(other.is_ok() || is_excused, "serde_json refuses what is read here");
            if let (Ok(other), false) = (&other, is_excused) {
                let ours = parsed.root.to_serde(text);
                assert!(is_alike(other, &ours), "another value: {other} and {ours}");
            }
            parsed.oddities.iter().for_each(|o| drop(o.path(&parsed.root)));
        }
    }
    layout(text);
    members(text, value);
}

/// The same value; the last bit of a double may differ, since serde_json does not round exactly.
fn is_alike(a: &serde_json::Value, b: &serde_json::Value) -> bool {
    use serde_json::Value::{Array, Number, Object};
    match (a, b) {
        (Number(x), Number(y)) if x.is_f64() && y.is_f64() => {
            let (x, y) = (x.as_f64().unwrap_or(0.0), y.as_f64().unwrap_or(1.0));
            (x - y).abs() <= x.abs() * 1e-15
        }
        (Array(x), Array(y)) => x.len() == y.len() && x.iter().zip(y).all(|(x, y)| is_alike(x, y)),
        (Object(x), Object(y)) => {
            x.len() == y.len() && x.iter().zip(y).all(|((n, x), (m, y))| n == m && is_alike(x, y))
        }
        _ => a == b,
    }
}

fn layout(text: &str) {
    let (small, large) = (json::minify(text), json::format(text));
    assert_eq!(json::minify(&large), small, "formatting changes more than white space");
    assert_eq!(json::format(&small), large, "formatting depends on white space");
    assert_eq!((json::minify(&small), json::format(&large)), (small, large), "a second time changes something");
}

fn members(text: &str, value: &str) {
    for key in ["alg", "k\"\n"] {
        let Ok(changed) = json::set_member(text, key, value) else { continue };
        let root = json::parse(&changed).expect("still JSON").root;
        let raw = root.get(key).and_then(|node| node.raw(&changed)).expect("the member is there");
        assert_eq!(raw, value.trim_matches([' ', '\t', '\n', '\r']), "another value");
        let before = json::parse(text).expect("it was JSON").root;
        let others = |root: &json::Node, text: &str| -> Vec<String> {
            let kept = root.members().iter().filter(|m| m.key != key);
            kept.map(|m| text[m.key_span.start..m.value.span.end].to_owned()).collect()
        };
        assert_eq!(others(&before, text), others(&root, &changed), "another member changed");
        let removed = json::remove_member(&changed, key).expect("an object");
        let root = json::parse(&removed).expect("still JSON").root;
        assert!(root.get(key).is_none(), "the member is still there");
        assert_eq!(others(&before, text), others(&root, &removed), "another member changed");
    }
}

/// A number as a NumericDate: never wrong by wrapping, whatever its size.
pub fn numeric_date(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let date = NumericDate::parse(&text);
    let as_json = json::parse(&text).ok().filter(|p| p.root.number_text(&text) == Some(&*text));
    assert!(date.is_some() || as_json.is_none(), "a JSON number that is no date");
    let Some(date) = date else { return };
    assert_eq!(NumericDate::parse(&date.to_string()), Some(date), "what is printed is another date");
    if let (Some(_), Ok(double)) = (as_json, text.parse::<f64>()) {
        compare(date, double);
    }
    for secs in [0, 1, -1, i64::MAX, i64::MIN] {
        let later = date.plus_secs(secs);
        let is_right = if secs < 0 { later <= date } else { later >= date };
        assert!(is_right, "time runs backwards");
        let _ = (later.secs_since(date), later.nanos_since(date), later.is_calendar(), later.plus_millis(secs));
    }
    let claims = format!("{{\"exp\":{text},\"nbf\":{text},\"iat\":{text}}}");
    super::tokens::signed(format!("{{}}\0{claims}").as_bytes());
}

/// A double is another opinion on the same number; beyond 2^53 only about its size.
fn compare(date: NumericDate, double: f64) {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if double.abs() < EXACT {
        let secs = date.secs() as f64 + f64::from(date.subsec_nanos()) / 1e9;
        assert!((secs - double).abs() <= 1e-6_f64.max(double.abs() * 1e-9), "{secs} is not {double}");
    } else {
        assert_eq!(date > NumericDate::default(), double > 0.0, "{double} has another sign");
        assert!(!date.is_calendar(), "{double} is in no calendar");
    }
}

/// Whatever was copied from a mail, a log, a terminal.
pub fn paste(data: &[u8]) {
    let text = find::from_bytes(data).map_or_else(|_| String::from_utf8_lossy(data).into_owned(), |(text, _)| text);
    let found = find::find(&text);
    assert_eq!(found, find::find(&text), "two runs differ");
    let mut end = 0;
    for token in &found.tokens {
        assert!(token.range.start >= end, "two tokens overlap");
        end = token.range.end;
        assert!(text.get(token.range.clone()).is_some(), "a token lies outside of the text");
        let _ = (token.notes(), Token::read(&token.text));
        if token.form == find::Form::Compact {
            let again = find::find(&token.text);
            let same = again.tokens.iter().map(|t| t.text.as_str()).eq([token.text.as_str()]);
            assert!(same, "what was found is not found on its own: {:?}, but {:?}", token.text, again.tokens);
        }
    }
}
