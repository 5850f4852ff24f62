//! The keys, key sets and files of settings of the hostile corpus.

use super::{Entry, corpus, manifest, of_kinds};
use crate::vault::{at, disk, open};
use jwt_workbench::crypto;
use jwt_workbench::jose::alg;
use jwt_workbench::jose::numeric_date::NumericDate;
use jwt_workbench::keys::{Imported, Key, Material, Secret, health};
use serde_json::{Map, Value, json};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A file in UTF-16 is read and told of: more than the corpus asks for.
const READ_ALL_THE_SAME: [&str; 1] = ["pem-utf16"];
/// For an unoptimised build, and for entries that name no time.
const SLOWER: u32 = 3;
const USUAL_MS: u64 = 1_000;

fn octets(root: &Path, entry: &Entry) -> Vec<u8> {
    std::fs::read(root.join(entry.text("file").unwrap())).unwrap()
}

/// Everything that is said about the keys of an input, by id: refusals, notes, weaknesses, what the list of keys tells.
fn said(imported: &Imported, octets: &[u8]) -> Vec<&'static str> {
    let as_secret = (octets.len() < 10_000).then(|| Key::new(Material::Oct(Secret::new(octets.to_vec()))));
    let weaknesses = imported.keys.iter().chain(&as_secret).flat_map(|key| key.weaknesses(None));
    let keys: Vec<_> = imported.keys.iter().take(100).cloned().map(Arc::new).collect();
    let listed = health(&keys, NumericDate::from_secs(1_767_225_600)).into_iter().flatten().map(|f| f.id);
    let notes = imported.notes.iter().map(|n| n.note.id());
    let refusals = imported.ignored.iter().map(|i| i.why.id());
    weaknesses.map(|w| w.id()).chain(listed).chain(notes).chain(refusals).collect()
}

/// The key is used as a verifier uses it: each algorithm that it fits, on a signature that nobody made.
fn used(key: &Key) {
    for row in alg::ALL.iter().filter(|row| row.signs() && key.shape_fits(row)) {
        let length = key.signature_len(row).unwrap_or(64);
        let _ = crypto::verify(row, key, b"header.payload", &vec![0x5a; length]);
    }
}

#[test]
fn keys_and_key_sets_end_as_they_should() {
    let Some((root, entries)) = corpus(&["key", "jwks"]) else { return };
    let mut wrong = Vec::new();
    for entry in &entries {
        let octets = octets(&root, entry);
        let start = Instant::now();
        let imported = crypto::import(&octets);
        imported.keys.iter().take(10).for_each(used);
        let took = start.elapsed();
        let ms = entry.0.get("max_ms").and_then(Value::as_u64).unwrap_or(USUAL_MS);
        let said = said(&imported, &octets);
        let expectation = entry.text("expectation").unwrap();
        let is_good = match expectation.split_once(':') {
            Some((_, lint)) => said.contains(&lint),
            None if READ_ALL_THE_SAME.contains(&entry.id()) => !said.is_empty(),
            None if expectation == "must_reject" => imported.keys.is_empty() && !imported.ignored.is_empty(),
            None => !imported.keys.is_empty() || !imported.ignored.is_empty(),
        };
        if !is_good || took > Duration::from_millis(ms) * SLOWER {
            wrong.push(format!("{}: {expectation}; {} keys and {said:?} in {took:?}", entry.id(), imported.keys.len()));
        }
        for ignored in &imported.ignored {
            let text = ignored.why.to_string();
            assert!(text.len() < 300 && !text.chars().any(char::is_control), "{}: {text}", entry.id());
        }
    }
    assert!(wrong.is_empty() && entries.len() >= 51, "{} entries {wrong:#?}", entries.len());
}

#[test]
fn good_keys_are_read_without_a_word() {
    let Some((root, manifest)) = manifest() else { return };
    let controls = of_kinds(&manifest["controls"], &["key", "jwks"]);
    for entry in &controls {
        let imported = crypto::import(&octets(&root, entry));
        assert!(!imported.keys.is_empty() && imported.ignored.is_empty(), "{}: {:?}", entry.id(), imported.ignored);
        let weaknesses = imported.keys.iter().flat_map(|key| key.weaknesses(None)).count();
        assert_eq!(weaknesses, 0, "{}", entry.id());
    }
    assert!(controls.len() >= 4, "{} controls", controls.len());
}

#[test]
fn damaged_files_are_survived_as_settings_and_as_keys() {
    let Some((root, entries)) = corpus(&["config"]) else { return };
    for entry in &entries {
        let octets = octets(&root, entry);
        let is_good = serde_json::from_slice::<Map<String, Value>>(&octets).is_ok();
        let mode = if entry.text("expectation") == Some("must_warn:vault-permissions") { 0o666 } else { 0o600 };
        let disk = disk();
        disk.put(at("settings.json"), &octets, mode);
        disk.put(at("keys/k.jwk.json"), &octets, mode);
        let (mut vault, notices) = open(&disk);
        let mut ids: Vec<_> = notices.iter().map(|n| n.id()).collect();
        let mut expected = if is_good { vec![] } else { vec!["vault-damaged"] };
        if mode == 0o666 {
            expected.push("vault-permissions");
            ids.dedup();
        }
        assert_eq!(ids, expected, "{}", entry.id());
        let told_of_settings: Vec<_> = vault.load_settings().1.iter().map(|n| n.id()).collect();
        assert_eq!(told_of_settings.contains(&"vault-damaged"), !is_good, "{}", entry.id());
        let _ = vault.save_settings(json!({ "a": 1 }).as_object().unwrap()).unwrap();
        let copies = disk.files().values().filter(|(_, content)| *content == octets).count();
        assert!(copies >= 2, "{}: settings and key are both still there", entry.id());
    }
    assert!(entries.len() >= 13, "{} entries", entries.len());
}
