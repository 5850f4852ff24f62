//! The hostile corpus: every token of it through find and analyze, as the window and the command line do it; its keys and
//! files of settings in [`material`]; and a set of our own, which is always run, in [`own`].

mod material;
mod own;

use super::cli::Bench;
use crate::vectors;
use jwt_workbench::checks::{Policy, State};
use jwt_workbench::crypto;
use jwt_workbench::jose::find;
use jwt_workbench::jose::numeric_date::NumericDate;
use jwt_workbench::keys::{Imported, Key, KeyRing, Material, Secret};
use jwt_workbench::report::{At, Inputs, KeyChoice, Report, Verdict, analyze};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Not refused, because nothing is there to be judged: no key was given, and the one in the header is not used.
const ONLY_UNDECIDED: [&str; 1] = ["jwk-embedded-nokey"];

/// There is no token in the file: the report is empty, and the command fails.
const NO_TOKEN: [&str; 2] = ["shape-empty", "shape-space"];

/// Entries whose file does not hold what the manifest says: there is no padding in it.
const NOT_IN_THE_FILE: [(&str, &str); 1] = [("b64-padding", "b64-padding")];

/// The kinds of the manifest; each has a judge here or in a file of this folder.
const KINDS: [&str; 4] = ["token", "key", "jwks", "config"];

struct Entry(Value);

impl Entry {
    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    fn id(&self) -> &str {
        self.text("id").unwrap()
    }

    fn texts(&self, name: &str) -> Vec<String> {
        let items = self.0.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
        items.iter().map(|i| i.as_str().unwrap().to_owned()).collect()
    }

    /// What the entry's key file holds; no keys where the file is refused.
    fn imported(&self, root: &Path) -> Imported {
        let Some(file) = self.text("key") else { return Imported::default() };
        let bytes = std::fs::read(root.join(file)).unwrap();
        let mut imported = if file.ends_with(".secret") || file.ends_with(".txt") {
            Imported { keys: vec![Key::new(Material::Oct(Secret::new(bytes)))], ..Imported::default() }
        } else {
            crypto::import(&bytes)
        };
        imported.keys.iter_mut().enumerate().for_each(|(i, key)| key.name = format!("{file}#{i}"));
        imported
    }

    /// The report on the first token of the file, with the entry's keys given by hand.
    fn report(&self, root: &Path) -> Report {
        let bytes = std::fs::read(root.join(self.text("file").unwrap())).unwrap();
        let text = find::from_bytes(&bytes).map_or_else(|_| String::from_utf8_lossy(&bytes).into_owned(), |(t, _)| t);
        let tokens = find::find(&text).tokens;
        let keys = self.imported(root).keys;
        let names: Vec<_> = keys.iter().map(|k| k.name.clone()).collect();
        let inputs = Inputs {
            token: tokens.first().map_or_else(|| text.trim().to_owned(), |f| f.text.clone()),
            removed: tokens.first().map(find::Found::notes).unwrap_or_default(),
            tokens_in_text: tokens.len(),
            edited: None,
            detached: None,
            key_choice: if names.is_empty() { KeyChoice::Automatic } else { KeyChoice::Named(names) },
            policy: Policy { algorithms: self.texts("algs"), ..Policy::default() },
            as_of: None,
        };
        let now = self.0.get("now").and_then(Value::as_i64).unwrap();
        analyze(&inputs, &KeyRing::new(keys, 1), &At::utc(NumericDate::from_secs(now)))
    }
}

/// The corpus folder and its manifest.
fn manifest() -> Option<(PathBuf, Value)> {
    let root = vectors::folder("../hostile")?;
    let manifest = serde_json::from_slice(&std::fs::read(root.join("manifest.json")).unwrap()).unwrap();
    Some((root, manifest))
}

/// The corpus folder and what it has of these kinds, without the controls.
fn corpus(kinds: &[&str]) -> Option<(PathBuf, Vec<Entry>)> {
    let (root, manifest) = manifest()?;
    Some((root, of_kinds(&manifest["entries"], kinds)))
}

fn of_kinds(list: &Value, kinds: &[&str]) -> Vec<Entry> {
    let list = list.as_array().unwrap().iter().cloned().map(Entry);
    list.filter(|e| kinds.contains(&e.text("kind").unwrap())).collect()
}

#[test]
fn every_entry_is_of_a_kind_with_a_judge() {
    let Some((root, manifest)) = manifest() else { return };
    for list in ["entries", "controls"] {
        for entry in manifest[list].as_array().unwrap().iter().cloned().map(Entry) {
            assert!(KINDS.contains(&entry.text("kind").unwrap()), "{}", entry.id());
            assert!(root.join(entry.text("file").unwrap()).exists(), "{}", entry.id());
        }
    }
    for (name, count) in manifest["counts"].as_object().unwrap() {
        let (kind, expectation) = name.split_once('/').unwrap();
        let of_kind = of_kinds(&manifest["entries"], &[kind]);
        let is = |e: &&Entry| e.text("expectation").unwrap().split(':').next() == Some(expectation);
        assert_eq!(of_kind.iter().filter(is).count() as u64, count.as_u64().unwrap(), "{name}");
    }
}

fn ids(report: &Report) -> Vec<&'static str> {
    let lines = report.lines.iter().map(|l| l.outcome.id);
    lines.chain(report.token.flaws.iter().map(|f| f.id)).collect()
}

#[test]
fn nothing_that_must_be_rejected_is_accepted() {
    let Some((root, entries)) = corpus(&["token"]) else { return };
    let mut undecided = Vec::new();
    for entry in entries.iter().filter(|e| e.text("expectation") == Some("must_reject")) {
        let report = entry.report(&root);
        assert_ne!(report.verdict, Verdict::Accepted, "{}: {}", entry.id(), report.headline);
        // a key that is refused when it is read verifies nothing
        let imported = entry.imported(&root);
        let is_key_refused = imported.keys.is_empty() && !imported.ignored.is_empty();
        if report.verdict == Verdict::Undecided && !is_key_refused {
            undecided.push(entry.id().to_owned());
        }
    }
    let known: Vec<_> = ONLY_UNDECIDED.into_iter().chain(NO_TOKEN).collect();
    assert_eq!(undecided, known, "only undecided");
}

/// What the window leaves open, the command refuses: a script reads its exit code.
#[test]
fn the_command_accepts_none_of_what_stays_open() {
    let Some((root, entries)) = corpus(&["token"]) else { return };
    let bench = Bench::new();
    for id in ONLY_UNDECIDED.into_iter().chain(NO_TOKEN) {
        let entry = entries.iter().find(|e| e.id() == id).unwrap();
        let token = bench.file("token", std::fs::read(root.join(entry.text("file").unwrap())).unwrap());
        let done = bench.run(&["verify", &token]);
        assert!(done.code != 0 && !(done.out + &done.err).trim().is_empty(), "{id}");
    }
}

#[test]
fn valid_controls_are_valid_and_everything_is_quick() {
    let Some((root, entries)) = corpus(&["token"]) else { return };
    let mut wrong = Vec::new();
    for entry in &entries {
        let start = Instant::now();
        let report = entry.report(&root);
        let took = start.elapsed();
        // the limit is for an optimised build; this one may take some more
        let limit = Duration::from_millis(entry.0.get("max_ms").and_then(Value::as_u64).unwrap_or(1_000)) * 3;
        if took > limit {
            wrong.push(format!("{} took {took:?}", entry.id()));
        }
        let must_hold = entry.text("expectation") == Some("must_survive") && entry.text("sig") == Some("valid");
        if must_hold && report.verdict != Verdict::Accepted {
            wrong.push(format!("{}: {}", entry.id(), report.headline));
        }
    }
    let (_, manifest) = manifest().unwrap();
    let controls = of_kinds(&manifest["controls"], &["token"]);
    for entry in &controls {
        let report = entry.report(&root);
        if report.verdict != Verdict::Accepted || report.count(State::Fail) > 0 {
            wrong.push(format!("{}: {}", entry.id(), report.headline));
        }
    }
    assert!(wrong.is_empty() && controls.len() >= 12, "{} controls {wrong:#?}", controls.len());
}

#[test]
fn every_lint_that_exists_speaks() {
    let Some((root, entries)) = corpus(&["token"]) else { return };
    let mut silent = Vec::new();
    for entry in &entries {
        let must = entry.text("expectation").and_then(|e| e.strip_prefix("must_warn:")).map(str::to_owned);
        let wanted = must.into_iter().chain(entry.texts("also_warn"));
        let mut found = ids(&entry.report(&root));
        // a key that is refused when it is read says why there
        found.extend(entry.imported(&root).ignored.iter().map(|i| match i.why.id() {
            // an exponent of 1 is no weak key but none at all
            "rsa-exponent" => "rsa-exponent-weak",
            id => id,
        }));
        let absent = |lint: &str| NOT_IN_THE_FILE.contains(&(entry.id(), lint));
        for lint in wanted.filter(|lint| !found.contains(&lint.as_str()) && !absent(lint)) {
            silent.push(format!("{}: {lint} is silent; there is {found:?}", entry.id()));
        }
    }
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn no_control_character_of_a_token_gets_into_a_sentence() {
    let Some((root, entries)) = corpus(&["token"]) else { return };
    for entry in &entries {
        let report = entry.report(&root);
        let sentences = report.lines.iter().flat_map(|l| {
            let fix = l.lesson.fix.clone().unwrap_or_default();
            let (expected, found) = (l.outcome.expected.clone(), l.outcome.found.clone());
            [
                l.lesson.summary.clone(),
                fix,
                l.lesson.clause.clone(),
                expected.unwrap_or_default(),
                found.unwrap_or_default(),
            ]
        });
        for sentence in sentences.chain([report.headline.clone()]) {
            assert!(!sentence.chars().any(char::is_control), "{}: {sentence:?}", entry.id());
            assert!(!sentence.contains(['\u{202e}', '\u{2066}', '\u{200b}']), "{}: {sentence:?}", entry.id());
        }
    }
}
