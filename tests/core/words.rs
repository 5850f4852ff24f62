//! The glossary: every special word of the prose is explained, and the same words are told everywhere.

use crate::cli::Bench;
use crate::teach::{book, field, placeholders, texts};
use jwt_workbench::jose::base64url;
use jwt_workbench::jose::numeric_date::NumericDate;
use jwt_workbench::keys::KeyRing;
use jwt_workbench::report::{self, At, Inputs};
use jwt_workbench::teach::{self, Kind};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Names of products, places and letters that need no definition here: who reads them knows them, or the text explains them
/// in the same breath.
const NAMES: [&str; 23] = [
    "AKP",
    "AQAB",
    "Auth0",
    "BEGIN",
    "EC",
    "END",
    "GitHub",
    "ID",
    "JWA",
    "JavaScript",
    "MiB",
    "NET",
    "NIST",
    "OKP",
    "OpenSSL",
    "POST",
    "VC",
    "W3C",
    "YAML",
    "deriveBits",
    "deriveKey",
    "unwrapKey",
    "wrapKey",
];

/// Words of the field that look like any other word.
const FIELD: [&str; 40] = [
    "access token",
    "audience",
    "authentication tag",
    "authorization server",
    "bearer",
    "certificate",
    "certificate chain",
    "claim",
    "claims set",
    "client assertion",
    "client id",
    "content's key",
    "credential",
    "curve",
    "detached",
    "digest",
    "disclosure",
    "discovery",
    "entropy",
    "header parameter",
    "holder",
    "introspection",
    "issuer",
    "key binding",
    "key pair",
    "key wrap",
    "leeway",
    "nonce",
    "octet",
    "padding",
    "payload",
    "private key",
    "public key",
    "replay",
    "revoked",
    "salt",
    "shared secret",
    "status list",
    "thumbprint",
    "verifier",
];

/// Texts without what stands in quotes or braces: those are names and values.
fn plain(text: &str) -> String {
    let text = placeholders(text).iter().fold(text.to_owned(), |text, fact| text.replace(&format!("{{{fact}}}"), "…"));
    let mut plain = String::new();
    let mut quoted = false;
    for c in text.chars() {
        quoted = c == '“' || quoted && c != '”';
        plain.push(if quoted || c == '”' { '…' } else { c });
    }
    plain
}

/// Words that are no plain words: acronyms, names in camel case, with digits or underscores.
fn special(text: &str) -> Vec<String> {
    let ends = |c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '+' | '#' | '.');
    let words = text.split(ends).map(|word| word.trim_matches(['-', '+', '.', '#']));
    let is_special = |word: &str| {
        let letters: Vec<char> = word.chars().collect();
        let odd = |pair: &[char]| match pair {
            [_, '_'] => true,
            [a, b] => a.is_alphanumeric() && b.is_uppercase() || a.is_alphabetic() && b.is_ascii_digit(),
            _ => false,
        };
        letters.windows(2).any(odd)
    };
    words.filter(|word| is_special(word)).map(str::to_owned).collect()
}

/// Whether a definition opens on all of that word, alone or together with its neighbours.
fn is_explained(word: &str, text: &str) -> bool {
    let covers = |text: &str, word: &str| {
        let place = text.find(word);
        place.is_some_and(|at| teach::marks(text).iter().any(|m| m.range.start <= at && at + word.len() <= m.range.end))
    };
    // its neighbours make it another term: PKCS #1 v1.5
    let with_neighbours = |at: usize| {
        let start = text[..at].rmatch_indices(' ').nth(2).map_or(0, |(blank, _)| blank + 1);
        let end = text[at + word.len()..].find([';', ':', ',']).map_or(text.len(), |e| at + word.len() + e);
        &text[start..end]
    };
    covers(word, word) || text.match_indices(word).any(|(at, _)| covers(with_neighbours(at), word))
}

fn is_listed(word: &str) -> bool {
    let pages = teach::entries(word).into_iter().any(|page| page.id == word);
    pages || NAMES.contains(&word)
}

/// The prose that people read: no ids, no references, no other spellings.
fn prose() -> Vec<(String, String)> {
    texts().into_iter().filter(|(path, _)| !matches!(field(path), "refs" | "id" | "also")).collect()
}

#[test]
fn no_jargon_without_a_definition() {
    let mut unknown: BTreeMap<String, String> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for (path, text) in prose() {
        let text = plain(&text);
        for word in special(&text) {
            seen.insert(word.clone());
            if !is_explained(&word, &text) && !is_listed(&word) {
                unknown.insert(word, path.clone());
            }
        }
    }
    assert!(unknown.is_empty(), "neither explained in terms.toml nor a known name: {unknown:#?}");
    for word in ["HMAC", "SD-JWT", "ES256", "AES-GCM"] {
        assert!(seen.contains(word), "the scanner finds {word}");
    }
    let idle: Vec<_> = NAMES.iter().filter(|name| !seen.contains(**name) || is_explained(name, name)).collect();
    assert!(idle.is_empty(), "names that no text needs: {idle:?}");
}

#[test]
fn a_new_acronym_would_be_noticed() {
    for (text, word) in [
        ("The JWQ is checked.", "JWQ"),
        ("Have the issuer set foo_bar.", "foo_bar"),
        ("FancyFormat is no format.", "FancyFormat"),
        ("Use the XS512-variant.", "XS512-variant"),
    ] {
        assert!(special(&plain(text)).contains(&word.to_owned()), "{text}");
        assert!(!is_explained(word, text) && !is_listed(word), "{word}");
    }
    assert_eq!(special(&plain("The “fancyName” of {found} in HMAC.")), ["HMAC"], "names in quotes are names");
}

#[test]
fn words_of_the_field_have_a_definition() {
    for word in FIELD {
        let text = format!("A text with a {word} in it.");
        let whole = teach::marks(&text).into_iter().find(|m| &text[m.range.clone()] == word);
        assert!(whole.is_some_and(|m| m.kind == Kind::Term), "{word} has no definition");
    }
}

#[test]
fn definitions_are_short_and_every_spelling_leads_to_its_own() {
    let mut spellings: BTreeMap<String, String> = BTreeMap::new();
    for (id, term) in book("terms") {
        let what = term["what"].as_str().unwrap_or_default();
        let sentences = what.matches(". ").count() + 1;
        assert!(sentences <= 2 && what.chars().count() <= 170, "{id}: {what}");
        let also = term.get("also").and_then(|also| also.as_array()).cloned().unwrap_or_default();
        let also = also.iter().filter_map(|s| s.as_str().map(str::to_owned));
        for spelling in std::iter::once(term["title"].as_str().unwrap_or_default().to_owned()).chain(also) {
            let before = spellings.insert(spelling.to_lowercase(), id.clone());
            assert_eq!(before, None, "“{spelling}” is a spelling of two terms, {id} among them");
            let text = format!("About {spelling}: it is known.");
            let found = teach::marks(&text).into_iter().find(|m| text[m.range.clone()] == spelling);
            assert_eq!(found.map(|m| (m.kind, m.id.to_owned())), Some((Kind::Term, id.clone())), "“{spelling}”");
            let page = teach::explain(&format!("term:{}", spelling.to_uppercase()));
            assert_eq!(page.map(|page| page.id.to_owned()), Some(id.clone()), "“{spelling}”");
        }
    }
    assert!(spellings.len() > 120);
}

/// Every word that is marked leads to a page, and no definition is cut through the middle of a character or a word.
#[test]
fn marks_of_all_prose_lead_to_pages() {
    let mut count = 0;
    for (path, text) in prose() {
        let mut end = 0;
        for mark in teach::marks(&text) {
            assert!(mark.range.start >= end && text.is_char_boundary(mark.range.end), "{path}: {mark:?}");
            end = mark.range.end;
            assert!(teach::explain(&format!("{}:{}", mark.kind, mark.id)).is_some(), "{path}: {mark:?}");
            count += 1;
        }
    }
    assert!(count > 1_500, "{count}");
}

// ---------------------------------------------------------------------------------------------- the same words everywhere

fn token(header: &str, claims: &str) -> String {
    format!("{}.{}.AAAA", base64url::encode(header.as_bytes()), base64url::encode(claims.as_bytes()))
}

/// What the window draws (the lines of the report), what `--json` prints and what `explain` says of the same check.
#[test]
fn window_json_and_explain_say_the_same() {
    let now = NumericDate::parse("1767225600").expect("a time");
    let mut ids = BTreeSet::new();
    for text in [
        token(r#"{"alg":"HS256","typ":"JWT","kid":"../a"}"#, r#"{"exp":1,"iat":"x","nbf":9e9,"password":"x"}"#),
        token(
            r#"{"alg":"none","crit":[],"jku":"https://a.example"}"#,
            r#"{"iss":"a","aud":"b","nonce":"c","exp":1e12}"#,
        ),
        "a.b".to_owned(),
    ] {
        let inputs = Inputs { token: text, ..Inputs::default() };
        let report = report::analyze(&inputs, &KeyRing::default(), &At::utc(now));
        let printed: Value = serde_json::from_str(&report::json::verified(&report)).expect("JSON");
        let checks = printed["checks"].as_array().expect("a list");
        assert_eq!(checks.len(), report.lines.len());
        for (check, line) in checks.iter().zip(&report.lines) {
            let (id, lesson) = (line.outcome.id, &line.lesson);
            ids.insert(id);
            assert_eq!(check["id"], id);
            assert_eq!(check["title"], lesson.title);
            assert_eq!(check["summary"], lesson.summary);
            assert_eq!(check["why"], lesson.why);
            assert_eq!(check["fix"].as_str(), lesson.fix.as_deref());
            assert_eq!(check["refs"], serde_json::json!(lesson.refs));
            // the page is about the check, the line about a case of it: what the case does not say itself is the page's
            let page = teach::explain(&format!("check:{id}")).expect("a page");
            assert_eq!((page.title, page.refs), (lesson.title, lesson.refs), "{id}");
            let case = &book("checks")[id]["case"][line.outcome.case];
            if case.get("why").is_none() {
                assert_eq!(page.why, Some(lesson.why), "{id}");
            }
            if case.get("fix").is_none() && lesson.fix.is_some() {
                assert_eq!(page.fix, lesson.fix.as_deref(), "{id}");
            }
        }
    }
    assert!(ids.len() > 12, "{ids:?}");
}

#[test]
fn explain_prints_the_pages_of_the_help() {
    let bench = Bench::new();
    let listed = bench.run(&["explain", "--json"]).ok().json();
    let listed: BTreeSet<_> = listed["ids"].as_array().expect("a list").iter().map(|i| i.to_string()).collect();
    let known: BTreeSet<_> =
        teach::ids().map(|(kind, id)| serde_json::json!({ "kind": kind.id(), "id": id }).to_string()).collect();
    assert_eq!(listed, known);
    for id in ["term:leeway", "check:exp", "claim:exp", "header:crit", "algorithm:ES256", "key:kty", "cause:confusion"]
    {
        let printed = bench.run(&["explain", id, "--json"]).ok().json();
        let page = teach::explain(id).expect("a page");
        let printed = &printed["pages"][0];
        assert_eq!(printed["kind"], page.kind.id());
        assert_eq!(printed["what"], page.what);
        assert_eq!(printed["why"].as_str(), page.why);
        assert_eq!(printed["fix"].as_str(), page.fix);
        assert_eq!(printed["refs"], serde_json::json!(page.refs));
    }
    bench.run(&["explain", "skew"]).fails(2, "did you mean leeway?");
    let skew = bench.run(&["explain", "clock skew"]).ok();
    assert!(skew.out.contains("Leeway") && skew.out.contains("Term leeway"), "{}", skew.out);
}
