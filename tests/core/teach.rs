//! Prose and checks, held one to one, and the prose itself held to its form.
//!
//! Which ids and cases there are is read from the text of `src/checks/`: there, a case that no sample reaches is found as
//! well. Each kebab-case string of a check's file has to be an id, a case, the name of a fact or claim, or one of a few
//! listed words; a new case without prose is a string that is none of these.

use jwt_workbench::jose::flaw::Facts;
use jwt_workbench::jose::{self, alg};
use jwt_workbench::teach::{self, Kind, Severity};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use toml::{Table, Value};

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

pub(super) fn book(name: &str) -> Table {
    read(&format!("assets/teach/{name}.toml")).parse().unwrap_or_else(|e| panic!("{name}.toml: {e}"))
}

pub(super) const BOOKS: [&str; 13] = [
    "checks",
    "verdicts",
    "fixes",
    "claims",
    "headers",
    "keys",
    "algorithms",
    "doctor",
    "code",
    "policies",
    "time",
    "terms",
    "help",
];

/// Every text of all books with its path, such as `checks/exp/case/expired/summary`.
pub(super) fn texts() -> Vec<(String, String)> {
    fn walk(path: String, value: &Value, found: &mut Vec<(String, String)>) {
        match value {
            Value::String(text) => found.push((path, text.clone())),
            Value::Table(table) => table.iter().for_each(|(name, v)| walk(format!("{path}/{name}"), v, found)),
            Value::Array(items) => items.iter().enumerate().for_each(|(i, v)| walk(format!("{path}/{i}"), v, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for name in BOOKS {
        walk(name.to_owned(), &Value::Table(book(name)), &mut found);
    }
    found
}

/// What kind of text a path leads to: `summary`, `why`, `refs`, …
pub(super) fn field(path: &str) -> &str {
    let name = path.rsplit('/').find(|step| step.bytes().any(|b| !b.is_ascii_digit()));
    if path.starts_with("fixes/") { "label" } else { name.unwrap_or_default() }
}

/// The names between single braces; doubled ones are braces themselves.
pub(super) fn placeholders(text: &str) -> BTreeSet<String> {
    let plain = text.replace("{{", "").replace("}}", "");
    plain.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect()
}

// ------------------------------------------------------------------------------------------- what the checks say

/// A string literal of a check's file and the code before it.
struct Literal {
    before: String,
    text: String,
}

/// One file of `src/checks/`, without comments, constants and tests.
struct Source {
    name: String,
    ids: BTreeSet<String>,
    literals: Vec<Literal>,
    /// Whether it adds up several signatures, with the facts of `several.rs`.
    sums_up: bool,
}

/// Calls whose string is no id and no case.
const CALLS: [&str; 11] = [
    ".fact(",
    ".with(",
    ".expected(",
    ".found(",
    ".claim(",
    ".date(",
    ".member(",
    ".get(",
    ".parameter(",
    ".parameter_in(",
    ".field(",
];
/// Strings of the checks that are neither ids nor cases: names of header parameters, units.
const WORDS: [&str; 20] = [
    "bit",
    "byte",
    "header",
    "claims",
    "b64",
    "jwk",
    "epk",
    "jku",
    "x5u",
    "certificate",
    "key",
    "s",
    "min",
    "h",
    "day",
    "days",
    "year",
    "years",
    "now",
    "exp",
];

/// The text of a check's file, or of all files of its folder.
fn sources(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/checks").join(name);
    let Ok(files) = fs::read_dir(&folder) else { return read(&format!("src/checks/{name}.rs")) };
    let mut files: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
    files.sort();
    files.iter().map(|file| fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()))).collect()
}

impl Source {
    fn read(name: &str) -> Self {
        let text = sources(name);
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let code = code.join("\n");
        let ids = code.split_once("ids: &[").and_then(|(_, rest)| rest.split_once(']')).map_or("", |(ids, _)| ids);
        let ids = literals(ids).into_iter().map(|l| l.text).collect();
        let sums_up = code.contains("several::counted(");
        Self { name: name.to_owned(), ids, literals: literals(&without_constants(&code)), sums_up }
    }

    /// The checks: every file but those that hold no check.
    fn all() -> Vec<Self> {
        let list = read("src/checks/mod.rs");
        let lines = list.lines().filter_map(|l| l.trim().strip_suffix("::CHECK,"));
        lines.map(Self::read).collect()
    }

    fn ids_and_cases(&self) -> BTreeSet<String> {
        let is_name =
            |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let named = self.literals.iter().filter(|l| is_name(&l.text) && !CALLS.iter().any(|c| l.before.ends_with(c)));
        let kinds = jose::kind::Kind::ALL.into_iter().filter(|_| self.name == "kind").map(|kind| kind.id().to_owned());
        named.map(|l| l.text.clone()).chain(kinds).collect()
    }

    /// The facts that its outcomes can have.
    fn facts(&self) -> BTreeSet<String> {
        let given = self.literals.iter().filter(|l| l.before.ends_with(".fact(") || l.before.ends_with(".with("));
        let mut facts: BTreeSet<_> = given.map(|l| l.text.clone()).collect();
        facts.extend(["expected", "found"].map(str::to_owned));
        if self.sums_up {
            facts.extend(Self::read("several").facts());
        }
        match self.name.as_str() {
            "structure" => facts.extend(flaws()),
            "decryption" => facts.extend(steps()),
            _ => {}
        }
        facts
    }
}

/// The strings of a file that are the first of such a call.
fn called(file: &str, call: &str) -> Vec<String> {
    literals(&read(file)).into_iter().filter(|l| l.before.ends_with(call)).map(|l| l.text).collect()
}

/// The facts of flaws, which the check of the structure passes on.
fn flaws() -> BTreeSet<String> {
    let files = ["compact", "document", "headers", "json_form", "mod", "segment"];
    let given: BTreeSet<_> =
        files.into_iter().flat_map(|file| called(&format!("src/jose/token/{file}.rs"), ".with(")).collect();
    assert!(given.contains("position") && given.contains("path"), "the scanner finds the facts of flaws");
    given
}

/// The facts of the steps of decrypting, which the check of the decryption passes on.
fn steps() -> BTreeSet<String> {
    let files = ["open", "manage/ecdh", "manage/pbes2", "manage/rsa"];
    let given: BTreeSet<_> =
        files.into_iter().flat_map(|file| called(&format!("src/crypto/jwe/{file}.rs"), ".note(")).collect();
    assert!(given.contains("rounds") && given.contains("aad_bytes"), "the scanner finds the facts of steps");
    given
}

/// The facts that the signature doctor gives; `tests/core/doctor.rs` holds that each cause has those it asks for.
fn facts_of_causes() -> BTreeSet<String> {
    let files = ["algorithms", "confusion", "known", "other_keys", "signature", "spelling", "subject"];
    let given: BTreeSet<_> =
        files.into_iter().flat_map(|file| called(&format!("src/doctor/{file}.rs"), ".with(")).collect();
    assert!(given.contains("key") && given.contains("made_with"), "the scanner finds the facts of causes");
    given
}

/// The string literals of Rust code.
fn literals(code: &str) -> Vec<Literal> {
    let mut found = Vec::new();
    let mut before = String::new();
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' if !before.ends_with('\'') => {
                let mut text = String::new();
                while let Some(c) = chars.next().filter(|c| *c != '"') {
                    text.push(c);
                    text.extend((c == '\\').then(|| chars.next()).flatten());
                }
                found.push(Literal { before: before.trim_end().to_owned(), text });
                before.clear();
            }
            c => before.push(c),
        }
    }
    found
}

/// Code without `const` and `static` items: their lists of names are no ids.
fn without_constants(code: &str) -> String {
    let is_item =
        |line: &str| ["const ", "pub const ", "pub(super) const ", "static "].iter().any(|s| line.starts_with(s));
    let mut kept = String::new();
    let mut inside = false;
    for line in code.lines() {
        inside |= is_item(line.trim_start());
        if !inside {
            kept.push_str(line);
            kept.push('\n');
        }
        inside &= !line.ends_with(';');
    }
    kept
}

/// The ids of each file of `src/checks/`.
pub(super) fn checks_by_file() -> Vec<(String, BTreeSet<String>)> {
    Source::all().into_iter().map(|source| (source.name, source.ids)).collect()
}

/// The checks by id, `sub` with the cases of `nonce`, whose judgement it borrows.
fn spoken() -> BTreeMap<String, Source> {
    let mut by_id = BTreeMap::new();
    for source in Source::all() {
        for id in source.ids.clone() {
            let words = if source.name == "sub" { "nonce" } else { &source.name };
            by_id.insert(id, Source::read(words));
        }
    }
    by_id
}

pub(super) fn cases(check: &Value) -> &Table {
    check["case"].as_table().expect("cases are a table")
}

#[test]
fn every_id_has_prose_and_all_prose_has_an_id() {
    let written: BTreeSet<String> = book("checks").keys().cloned().collect();
    let spoken: BTreeSet<String> = spoken().into_keys().collect();
    assert_eq!(spoken.difference(&written).collect::<Vec<_>>(), Vec::<&String>::new(), "checks without prose");
    assert_eq!(written.difference(&spoken).collect::<Vec<_>>(), Vec::<&String>::new(), "prose without a check");
    assert!(spoken.len() > 60, "the scanner finds the checks");
}

#[test]
fn every_case_has_prose_and_all_prose_has_a_case() {
    let checks = book("checks");
    for source in Source::all() {
        let said = spoken().remove(source.ids.first().expect("a check has an id")).expect("listed").ids_and_cases();
        let written: BTreeSet<String> =
            source.ids.iter().flat_map(|id| cases(&checks[id]).keys().cloned().collect::<Vec<_>>()).collect();
        let unused: Vec<_> = written.difference(&said).collect();
        assert!(unused.is_empty(), "{}.rs has no case {unused:?}", source.name);
        let known =
            |name: &String| written.contains(name) || checks.contains_key(name) || WORDS.contains(&name.as_str());
        let unknown: Vec<_> = said.iter().filter(|name| !known(name)).collect();
        assert!(unknown.is_empty(), "{}.rs says {unknown:?}: no case in checks.toml", source.name);
    }
}

#[test]
fn every_check_says_how_much_it_matters() {
    let mut counts: BTreeMap<Severity, usize> = BTreeMap::new();
    for (id, check) in book("checks") {
        let written = check["severity"].as_str().expect("a severity");
        let page = teach::explain(&format!("check:{id}")).expect("a page");
        let severity = page.severity.expect("a check has a severity");
        assert_eq!(severity.id(), written, "{id}");
        let case = cases(&check).keys().next().expect("a case");
        assert_eq!(teach::lesson(&id, case, &Facts::new()).severity, severity, "{id}");
        *counts.entry(severity).or_default() += 1;
    }
    assert_eq!(
        counts.keys().copied().collect::<Vec<_>>(),
        Severity::ALL,
        "each is used, and they sort the worst first"
    );
    let few = |severity| counts[&severity] * 4 < counts.values().sum::<usize>();
    assert!(few(Severity::Critical) && few(Severity::Note), "what is critical stands out: {counts:?}");
    let meanings: BTreeSet<_> = Severity::ALL.map(Severity::meaning).into();
    assert_eq!(meanings.len(), Severity::ALL.len());
    for (kind, id) in teach::ids().filter(|(kind, _)| *kind != Kind::Check) {
        assert_eq!(teach::explain(&format!("{kind}:{id}")).and_then(|e| e.severity), None, "{kind}:{id}");
    }
}

#[test]
fn texts_ask_only_for_facts_that_are_given() {
    let spoken = spoken();
    let facts: BTreeMap<_, _> = spoken.iter().map(|(id, source)| (id.as_str(), source.facts())).collect();
    let (verdicts, fixes) = (called("src/report/mod.rs", ".with("), called("src/checks/mod.rs", ".with("));
    let (causes, times) = (facts_of_causes(), called("src/report/timeline/mod.rs", ".with("));
    for (path, text) in texts() {
        let asked = placeholders(&text);
        let id = path.split('/').nth(1).unwrap_or_default();
        let given = match path.split('/').next().unwrap_or_default() {
            "checks" if path.contains("/case/") && field(&path) != "why" => facts[id].clone(),
            "verdicts" => verdicts.iter().cloned().collect(),
            "fixes" => fixes.iter().cloned().collect(),
            "doctor" if field(&path) == "summary" => causes.clone(),
            "code" => called("src/code/rules.rs", ".with(").into_iter().collect(),
            "time" if matches!(field(&path), "headline" | "summary") => times.iter().cloned().collect(),
            _ => BTreeSet::new(),
        };
        // a brace in a text that takes no facts is an example of JSON
        let asked = asked.iter().filter(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
        for name in asked {
            assert!(given.contains(name), "{path} asks for {{{name}}}");
        }
    }
}

#[test]
fn every_button_has_a_label() {
    let source = read("src/checks/mod.rs");
    let (_, labels) = source.split_once("fn label_id").expect("Fix::label_id");
    let (labels, _) =
        labels.split_once("impl Outcome").or(labels.split_once("pub struct Outcome")).expect("what follows");
    let spoken: BTreeSet<_> =
        literals(labels).into_iter().filter(|l| l.before.ends_with("=> (")).map(|l| l.text).collect();
    let written: BTreeSet<_> = book("fixes").keys().cloned().collect();
    assert_eq!(spoken, written);
    let label = teach::fix_label("use-key", &Facts::new().with("key", "demo"));
    assert_eq!(label, "Use key “demo”");
}

#[test]
fn every_caution_about_a_policy_has_words_and_all_words_have_a_caution() {
    let source = read("src/policy/of_token.rs");
    let (_, cautions) = source.split_once("fn cautions").expect("OfToken::cautions");
    let (cautions, _) = cautions.split_once("cautions.into_iter()").expect("its end");
    let spoken: BTreeSet<_> = literals(cautions).into_iter().map(|l| l.text).collect();
    assert_eq!(spoken, book("policies").keys().cloned().collect());
    let told = teach::policy_caution("unverified-token");
    assert!(
        told.starts_with("No key has verified this token") && told.ends_with("what the issuer tells you."),
        "{told}"
    );
}

#[test]
fn the_time_bar_has_words_for_all_that_it_says_and_no_others() {
    let file = "src/report/timeline/mod.rs";
    let lines: BTreeSet<_> = called(file, "told(").into_iter().collect();
    let is_note = |text: &String| text.starts_with("skew-") || text == "milliseconds";
    let notes: BTreeSet<_> = literals(&read(file)).into_iter().map(|l| l.text).filter(is_note).collect();
    let book = book("time");
    let written = |shelf: &str| book[shelf].as_table().expect("a table").keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!((lines, notes), (written("line"), written("note")));
}

#[test]
fn every_algorithm_has_prose() {
    let written: BTreeSet<_> = book("algorithms").keys().cloned().collect();
    let names = alg::ALL.iter().map(|row| row.name).chain(alg::CONTENT.iter().map(|content| content.name));
    assert_eq!(written, names.map(str::to_owned).collect());
    for row in alg::ALL {
        assert!(teach::algorithm(row.name).is_some(), "{}", row.name);
    }
}

/// The ids that `report::analyze` chooses from.
const VERDICTS: [&str; 18] = [
    "empty",
    "accepted",
    "accepted-warnings",
    "refused-signature-valid",
    "refused-edited",
    "refused-signature-invalid",
    "refused-unsecured",
    "refused-other",
    "refused-strict",
    "undecided",
    "undecided-policy",
    "undecided-encrypted",
    "refused-encrypted",
    "accepted-decrypted",
    "accepted-several",
    "refused-several",
    "inside-encrypted",
    "inside-signed",
];

#[test]
fn every_verdict_has_words() {
    let written: BTreeSet<_> = book("verdicts").keys().cloned().collect();
    assert_eq!(written, VERDICTS.map(str::to_owned).into());
    let expired = teach::verdict("refused-signature-valid", &Facts::new().with("reason", "the token expired 3 h ago"));
    assert_eq!(expired.headline, "Refused: the signature is valid, but the token expired 3 h ago");
}

#[test]
fn a_case_is_calm_or_says_what_to_do_and_why_the_verdict_is_as_it_is() {
    for (id, check) in book("checks") {
        for (name, case) in cases(&check) {
            let calm = case.get("calm").is_some();
            assert!(
                !calm || (case.get("fix").is_none() && case.get("clause").is_none()),
                "{id} {name}: calm, so no fix"
            );
            let summary = case["summary"].as_str().unwrap_or_default();
            let unchecked = summary.contains("not checked") || summary.contains("nothing to check");
            assert!(calm || unchecked || case.get("clause").is_some(), "{id} {name}: no clause for the verdict");
            // the token's own text must not reach the headline
            let clause = case.get("clause").and_then(Value::as_str).unwrap_or_default();
            let computed: BTreeSet<String> = ["distance", "part"].map(str::to_owned).into();
            assert!(placeholders(clause).is_subset(&computed), "{id} {name}: a clause has computed facts only");
        }
    }
}

// ------------------------------------------------------------------------------------------- the form of the prose

#[test]
fn texts_are_short() {
    let limit = |field: &str| match field {
        "title" => 48,
        "clause" => 60,
        "headline" => 110,
        "label" => 40,
        "summary" | "action" => 160,
        "fix" | "what" | "when" | "caution" => 240,
        "why" => 420,
        "refs" => 60,
        "text" => 320,
        _ => 40,
    };
    for (path, text) in texts() {
        let count = text.chars().count();
        assert!(count <= limit(field(&path)), "{path} has {count} characters, {} are allowed", limit(field(&path)));
        assert!(count > 1 && text.trim() == text && !text.contains("  "), "{path}: stray blanks");
    }
}

#[test]
fn texts_are_sentences_and_labels_are_not() {
    for (path, text) in texts() {
        let sentence = match field(&path) {
            "summary" | "why" | "fix" | "what" | "when" | "caution" | "action" | "text" => true,
            "title" | "headline" | "label" | "clause" => false,
            _ => continue,
        };
        assert_eq!(text.ends_with('.'), sentence, "{path}: {text}");
        let first = text.chars().next().unwrap_or_default();
        let upper = first.is_uppercase() || matches!(first, '“' | '{') || path.contains("algorithms/");
        assert_eq!(upper, field(&path) != "clause" || text.starts_with('“'), "{path}: {text}");
    }
}

/// Words that talk down, shout or hide behind jargon.
const FORBIDDEN: [&str; 24] = [
    "simply",
    "just",
    "obviously",
    "clearly",
    "trivial",
    "easy",
    "easily",
    "please",
    "sorry",
    "oops",
    "unfortunately",
    "merely",
    "basically",
    "stupid",
    "whitelist",
    "blacklist",
    "leverage",
    "utilize",
    "etc",
    "eg",
    "ie",
    "aka",
    "malformed",
    "nonsense",
];

#[test]
fn texts_are_plain_and_polite() {
    for (path, text) in texts() {
        let plain: String = text.chars().map(|c| if c.is_alphanumeric() || c == '\'' { c } else { ' ' }).collect();
        let words = format!(" {} ", plain.to_lowercase());
        for word in FORBIDDEN {
            assert!(!words.contains(&format!(" {word} ")), "{path} says {word:?}: {text}");
        }
        assert!(
            !text.contains('!') && !text.contains(" ,") && !text.contains("..") || path.contains("refs"),
            "{path}: {text}"
        );
        let quotes = (text.matches('“').count(), text.matches('”').count());
        assert_eq!(quotes.0, quotes.1, "{path}: quotes pair up");
        assert!(!text.contains('"') || text.contains("{\""), "{path}: straight quotes are for JSON");
    }
}

#[test]
fn the_four_words_are_never_used_for_one_another() {
    for (path, text) in texts() {
        if path.starts_with("help/") || path.contains("refs") {
            continue;
        }
        let words: Vec<String> = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
        let says = |word: &str| words.iter().any(|w| w == word);
        assert!(!says("invalid"), "{path}: say what is wrong instead: {text}");
        assert!(!says("valid") || says("signature"), "{path}: only a signature is valid: {text}");
        assert!(!says("decoded") && !says("decrypted"), "{path}: {text}");
    }
}

/// The sections of the documents that prose may cite, by the document's name.
fn sections() -> BTreeMap<String, BTreeSet<String>> {
    let list = read("tests/core/sections.txt");
    let lines = list.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let cut = |line: &str| {
        let (name, sections) = line.rsplit_once(": ").unwrap_or_else(|| panic!("sections.txt: {line}"));
        (name.to_owned(), sections.split(' ').map(str::to_owned).collect())
    };
    lines.map(cut).collect()
}

fn is_reference(text: &str) -> bool {
    let documents = sections();
    let cited = documents.iter().find_map(|(name, sections)| Some((name, sections, text.strip_prefix(name.as_str())?)));
    if let Some((name, sections, rest)) = cited {
        // the whole of an RFC is no help; a draft or the one on ML-DSA may be meant as a whole
        let as_whole = rest.is_empty() && (name.starts_with("draft-") || name == "RFC 9964");
        return as_whole || rest.strip_prefix(' ').is_some_and(|section| sections.contains(section));
    }
    if let Some(rest) = text.strip_prefix("CVE-") {
        return rest.split_once('-').is_some_and(|(year, number)| {
            year.parse::<u16>().is_ok_and(|y| (2006..=2026).contains(&y))
                && number.len() >= 4
                && number.bytes().all(|b| b.is_ascii_digit())
        });
    }
    let others = [
        "draft-ietf-oauth-sd-jwt-vc",
        "W3C ",
        "IANA: ",
        "Microsoft Entra: ",
        "Google: ",
        "Kubernetes: ",
        "GitHub Actions: ",
        "Auth0: ",
        "Keycloak: ",
        "Amazon Cognito: ",
    ];
    let names_more = |other: &&str| !other.ends_with(' ') || text.len() > other.len() + 4;
    others.iter().any(|other| text.starts_with(other) && names_more(other))
}

#[test]
fn references_are_real() {
    assert!(is_reference("RFC 7519 4.1.4") && is_reference("RFC 7515 F"));
    assert!(is_reference("OpenID Connect Core 1.0 2") && is_reference("draft-ietf-oauth-status-list 8.3"));
    for wrong in [
        "RFC 7519",
        "RFC 7519 44",
        "RFC 7519 4.1.8",
        "RFC 75191 1",
        "RFC 7520 1",
        "RFC 7519 4.",
        "7519 4.1",
        "CVE-2015",
        "rfc 7519 4",
        "IANA: ",
        "OpenID Connect Core 1.0",
        "OpenID Connect Core 1.0 3.1.3.9",
    ] {
        assert!(!is_reference(wrong), "{wrong}");
    }
    for (path, text) in texts().into_iter().filter(|(path, _)| field(path) == "refs") {
        assert!(is_reference(&text), "{path}: {text}: no such section in tests/core/sections.txt");
    }
    for (kind, id) in teach::ids() {
        let entry = teach::explain(&format!("{kind}:{id}")).expect("listed");
        assert!(!entry.refs.is_empty(), "{kind}:{id} has no reference");
    }
}

#[test]
fn registered_names_are_explained() {
    let claims = [
        "iss",
        "sub",
        "aud",
        "exp",
        "nbf",
        "iat",
        "jti",
        "auth_time",
        "nonce",
        "acr",
        "amr",
        "azp",
        "at_hash",
        "c_hash",
        "sid",
        "name",
        "given_name",
        "family_name",
        "email",
        "email_verified",
        "act",
        "may_act",
        "scope",
        "client_id",
        "cnf",
        "roles",
        "groups",
        "entitlements",
        "events",
        "toe",
        "txn",
        "tid",
        "oid",
        "scp",
        "appid",
        "ver",
        "upn",
        "hd",
        "kubernetes.io",
        "job_workflow_ref",
        "repository",
        "permissions",
        "_sd",
        "_sd_alg",
        "vct",
        "status",
    ];
    let headers = [
        "alg", "typ", "cty", "kid", "jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256", "crit", "b64", "enc", "zip", "epk",
        "apu", "apv", "iv", "tag", "p2s", "p2c", "nonce",
    ];
    let missing: Vec<_> = claims.iter().filter(|c| teach::claim(c).is_none()).collect();
    assert!(missing.is_empty(), "claims: {missing:?}");
    let missing: Vec<_> = headers.iter().filter(|h| teach::header(h).is_none()).collect();
    assert!(missing.is_empty(), "header parameters: {missing:?}");
    assert_eq!(teach::explain("exp").map(|e| (e.kind, e.title)), Some((Kind::Check, "Expiry")));
    assert!(teach::help().len() >= 6);
}
