//! Every key file that is known, and what becomes of it: `tests/keys/outcomes.tsv` names each with what opens or why not.

use crate::vectors;
use jwt_workbench::crypto;
use jwt_workbench::keys::{Imported, Key, Secret};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The table: a line for each file, its path, and the outcome without and with the right passphrase.
const OUTCOMES: &str = include_str!("../keys/outcomes.tsv");

/// The files that OpenSSL and OpenSSH wrote for these tests.
fn own() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/keys")
}

fn described(key: &Key) -> String {
    let half = if key.is_private() { "private" } else { "public" };
    let chain = match key.certificates().len() {
        0 => String::new(),
        count => format!(" with {count} certificates"),
    };
    format!("{} {half}{chain}", key.describe())
}

/// In a line: what opened, what was refused and why, what is locked.
fn outcome(imported: &Imported) -> String {
    let keys = imported.keys.iter().map(described);
    let refused = imported.ignored.iter().map(|i| format!("refused: {}", i.why.id()));
    let locked = imported.locked.iter().map(|l| format!("locked{}: {}", if l.refused { " still" } else { "" }, l.how));
    let mut all: Vec<(String, usize)> = Vec::new();
    for part in keys.chain(refused).chain(locked) {
        match all.last_mut() {
            Some((last, count)) if *last == part => *count += 1,
            _ => all.push((part, 1)),
        }
    }
    let said: Vec<_> = all.iter().map(|(part, count)| if *count > 1 { format!("{part} ×{count}") } else { part.clone() }).collect();
    if said.is_empty() { "nothing".to_owned() } else { said.join(", ") }
}

/// The outcome without a passphrase, and with one where that changes it.
fn outcomes(bytes: &[u8], passphrase: &str) -> String {
    let plain = crypto::import(bytes);
    if plain.locked.is_empty() {
        return outcome(&plain);
    }
    let tried = crypto::import_unlocking(bytes, &[Secret::new(b"not it".to_vec())]);
    assert!(tried.locked.iter().all(|l| l.refused), "{tried:?}");
    let right = crypto::import_unlocking(bytes, &[Secret::new(b"not it".to_vec()), Secret::new(passphrase.as_bytes().to_vec())]);
    format!("{}\t{}", outcome(&plain), outcome(&right))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// Compares what happens with the table; `KEY_OUTCOMES` names a file to write what happened to.
fn compare(collection: &str, found: &BTreeMap<String, String>) {
    let table: BTreeMap<String, String> = OUTCOMES
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter(|(file, _)| file.starts_with(collection))
        .map(|(file, outcome)| (file.to_owned(), outcome.to_owned()))
        .collect();
    if let Some(path) = std::env::var_os("KEY_OUTCOMES") {
        let lines: String = found.iter().map(|(file, outcome)| format!("{file}\t{outcome}\n")).collect();
        let path = PathBuf::from(path).join(collection.replace('/', "-") + "tsv");
        std::fs::write(path, lines).unwrap();
    }
    for (file, outcome) in found {
        assert_eq!(table.get(file), Some(outcome), "{file}");
    }
    let gone: Vec<_> = table.keys().filter(|file| !found.contains_key(*file)).collect();
    assert!(gone.is_empty(), "in the table, but no file: {gone:?}");
}

fn folder_outcomes(folder: &Path, collection: &str, passphrase: impl Fn(&str) -> String) -> BTreeMap<String, String> {
    let relative = |path: &Path| path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
    let is_key = |path: &&PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        !["make.sh", "outcomes.tsv", "SOURCE.txt", "README.txt", "index.json"].contains(&name)
    };
    files(folder)
        .iter()
        .filter(is_key)
        .map(|path| {
            let name = relative(path);
            let outcome = outcomes(&std::fs::read(path).unwrap(), &passphrase(&name));
            (format!("{collection}{name}"), outcome)
        })
        .collect()
}

#[test]
fn what_openssl_and_openssh_write_opens() {
    compare("own/", &folder_outcomes(&own(), "own/", |_| "test".to_owned()));
}

#[test]
fn files_of_pyca_open_or_say_why_not() {
    let Some(folder) = vectors::folder("keys-pyca") else { return };
    let index: Value = serde_json::from_slice(&std::fs::read(folder.join("index.json")).unwrap()).unwrap();
    let entry = |file: &str| index.as_array().unwrap().iter().find(|e| e["file"] == file);
    let passphrase = |file: &str| entry(file).and_then(|e| e["password"].as_str()).unwrap_or("password").to_owned();
    compare("pyca/", &folder_outcomes(&folder, "pyca/", passphrase));
}

#[test]
fn hostile_files_end_as_the_table_says() {
    for part in ["keys", "jwks"] {
        let Some(folder) = vectors::folder(&format!("../hostile/{part}")) else { return };
        let collection = format!("hostile-{part}/");
        compare(&collection, &folder_outcomes(&folder, &collection, |_| "test".to_owned()));
    }
}
