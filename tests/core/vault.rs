//! The vault through its public door, on a simulated disk: naming, conflicts, damage, permissions, settings, trash.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jwt_workbench::ports::{Disk, Fault, Moment, SetClock, SimDisk};
use jwt_workbench::vault::{How, Notice, Vault};
use serde_json::{Map, Value, json};

pub const DIR: &str = "/home/u/.config/jwt-workbench";
const CANARY: &str = "Q0FOQVJZLVNFQ1JFVA";

pub fn disk() -> SimDisk {
    SimDisk::with_folders(&["/home/u/.config"])
}

pub fn at(file: &str) -> PathBuf {
    Path::new(DIR).join(file)
}

pub fn open(disk: &SimDisk) -> (Vault, Vec<Notice>) {
    let clock = SetClock::new(Moment::from_secs(1_300_819_380));
    Vault::open(Arc::new(disk.clone()), Arc::new(clock), DIR)
}

pub fn opened(disk: &SimDisk) -> Vault {
    let (vault, notices) = open(disk);
    assert!(notices.is_empty(), "{notices:?}");
    vault
}

pub fn jwk(k: &str) -> String {
    json!({"kty": "oct", "k": k}).to_string()
}

/// Name and `k` of each key.
pub fn kept(vault: &Vault) -> Vec<(String, String)> {
    let k = |text: &str| serde_json::from_str::<Value>(text).unwrap()["k"].as_str().unwrap_or_default().to_owned();
    vault.keys().iter().map(|key| (key.name.clone(), k(&key.jwk))).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, k)| ((*name).to_owned(), (*k).to_owned())).collect()
}

fn ids(notices: &[Notice]) -> Vec<&'static str> {
    notices.iter().map(Notice::id).collect()
}

fn map(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap()
}

fn put_key(disk: &SimDisk, file: &str, text: &str) {
    for folder in ["", "keys"] {
        disk.put_folder(at(folder));
    }
    disk.put(at("keys").join(file), text.as_bytes(), 0o600);
}

#[test]
fn opening_a_missing_vault_writes_nothing_and_the_first_save_makes_private_folders() {
    let disk = disk();
    let mut vault = opened(&disk);
    assert!(disk.files().is_empty());
    let saved = vault.save_key("A/b ü", &jwk("1")).unwrap();
    assert_eq!((saved.name.as_str(), saved.how, saved.unconfirmed.is_none()), ("A/b ü", How::Created, true));
    let (mode, text) = disk.files().remove(&at("keys/A-b-ü.jwk.json")).unwrap();
    assert_eq!(mode, 0o600);
    assert_eq!(serde_json::from_slice::<Value>(&text).unwrap(), json!({"kty": "oct", "k": "1", "name": "A/b ü"}));
    for folder in ["", "keys"] {
        assert_eq!(disk.metadata(&at(folder)).unwrap().mode, Some(0o700));
    }
    assert_eq!(kept(&opened(&disk)), pairs(&[("A/b ü", "1")]));
}

#[test]
fn any_text_is_a_name_and_equal_slugs_do_not_collide() {
    let disk = disk();
    let mut vault = opened(&disk);
    let long = "x".repeat(5_000);
    let names = ["a b", "a/b", "A B", "..", "\u{202e}x\0", "CON", "", long.as_str(), "a-b"];
    for (i, name) in names.iter().enumerate() {
        let outcome = vault.save_key(name, &jwk(&i.to_string()));
        assert_eq!(outcome.is_err(), name.is_empty(), "{name:?}");
    }
    let mut found = kept(&opened(&disk));
    found.sort();
    let mut expected: Vec<_> = names
        .iter()
        .enumerate()
        .filter(|(_, n)| !n.is_empty())
        .map(|(i, n)| ((*n).to_owned(), i.to_string()))
        .collect();
    expected.sort();
    assert_eq!(found, expected);
    for bad in ["", " ", "\t\n"] {
        assert_eq!(vault.add_key(bad, &jwk("1")).unwrap_err().id(), "vault-blank-name");
    }
}

#[test]
fn a_file_of_another_tool_is_read_under_its_own_name_and_kept_to_the_byte() {
    let disk = disk();
    let text = "{ \"k\":\"x\",\n\t\"kty\":\"oct\", \"unknown\": [1.50] }";
    put_key(&disk, "from elsewhere.jwk.json", text);
    put_key(&disk, "README.txt", "not a key");
    let mut vault = opened(&disk);
    assert_eq!(vault.keys()[0].name, "from elsewhere");
    assert_eq!(vault.keys()[0].jwk.as_str(), text);
    assert_eq!(vault.keys()[0].path, at("keys/from elsewhere.jwk.json"));
    let other = vault.add_key("y", &jwk("y")).unwrap();
    assert_eq!(other.how, How::Created);
    assert_eq!(disk.content(at("keys/from elsewhere.jwk.json")).unwrap(), text.as_bytes());
}

#[test]
fn two_files_of_one_name_are_two_keys() {
    let disk = disk();
    put_key(&disk, "a.jwk.json", r#"{"name":"n","k":"1"}"#);
    put_key(&disk, "b.jwk.json", r#"{"name":"n","k":"2"}"#);
    let mut vault = opened(&disk);
    assert_eq!(kept(&vault), pairs(&[("n", "1"), ("n (2)", "2")]));
    assert_eq!(vault.save_key("n (2)", &jwk("3")).unwrap().how, How::Replaced);
    assert_eq!(kept(&opened(&disk)), pairs(&[("n", "1"), ("n (2)", "3")]));
}

#[test]
fn replacing_keeps_the_previous_version_as_a_private_backup() {
    let disk = disk();
    let mut vault = opened(&disk);
    for k in ["1", "2", "3"] {
        assert!(vault.save_key("a", &jwk(k)).unwrap().unconfirmed.is_none());
    }
    let (mode, backup) = disk.files().remove(&at("keys/a.jwk.json.bak")).unwrap();
    assert_eq!((mode, serde_json::from_slice::<Value>(&backup).unwrap()["k"].as_str()), (0o600, Some("2")));
    let steps = disk.log().len();
    assert_eq!(vault.save_key("a", &jwk("3")).unwrap().how, How::Unchanged);
    assert!(!disk.log()[steps..].iter().any(|step| step.starts_with("write")));
}

#[test]
fn another_windows_version_is_never_overwritten() {
    let disk = disk();
    let mut one = opened(&disk);
    let _ = one.save_key("a", &jwk("1")).unwrap();
    let mut two = opened(&disk);
    let _ = two.save_key("a", &jwk("2")).unwrap();
    assert!(one.changed_on_disk() && !two.changed_on_disk());
    let saved = one.save_key("a", &jwk("3")).unwrap();
    assert_eq!((saved.name.as_str(), saved.how), ("a (2)", How::KeptBoth));
    assert_eq!(kept(&one), pairs(&[("a", "2"), ("a (2)", "3")]));
    assert_eq!(kept(&opened(&disk)), kept(&one));
    assert!(!one.changed_on_disk() && two.changed_on_disk());
    assert!(two.reload().is_empty());
    assert_eq!(kept(&two), kept(&one));
    assert_eq!(two.save_key("a", &jwk("4")).unwrap().how, How::Replaced);
}

#[test]
fn names_that_another_window_took_meanwhile_are_respected() {
    let disk = disk();
    let (mut one, mut two) = (opened(&disk), opened(&disk));
    let _ = one.save_key("a", &jwk("1")).unwrap();
    let saved = two.save_key("a", &jwk("2")).unwrap();
    assert_eq!((saved.name.as_str(), saved.how), ("a (2)", How::KeptBoth));
    let _ = two.save_key("b", &jwk("3")).unwrap();
    assert_eq!(two.rename_key("b", "a").unwrap_err().id(), "vault-name-taken");
    assert_eq!(kept(&opened(&disk)), pairs(&[("a", "1"), ("a (2)", "2"), ("b", "3")]));
}

#[test]
fn a_key_removed_by_another_window_is_saved_again() {
    let disk = disk();
    let mut one = opened(&disk);
    let _ = one.save_key("a", &jwk("1")).unwrap();
    opened(&disk).remove_key("a").unwrap();
    assert!(one.changed_on_disk());
    assert_eq!(one.save_key("a", &jwk("2")).unwrap().how, How::Created);
    assert_eq!(kept(&opened(&disk)), pairs(&[("a", "2")]));
}

#[test]
fn renaming_changes_the_name_the_file_and_nothing_else() {
    let disk = disk();
    let mut vault = opened(&disk);
    let _ = vault.save_key("a", r#"{"kty":"oct","k":"1","name":"a","future":{"x":[1]}}"#).unwrap();
    assert_eq!(vault.rename_key("a", "Bé").unwrap().how, How::Replaced);
    assert_eq!(disk.files().keys().filter(|p| p.starts_with(at("keys"))).count(), 2, "the key and its backup");
    assert!(disk.content(at("keys/Bé.jwk.json.bak")).is_some());
    let text = disk.content(at("keys/Bé.jwk.json")).unwrap();
    let expected = json!({"kty": "oct", "k": "1", "name": "Bé", "future": {"x": [1]}});
    assert_eq!(serde_json::from_slice::<Value>(&text).unwrap(), expected);
    assert_eq!(vault.rename_key("Bé", "bé").unwrap().name, "bé", "only the case");
    assert_eq!(kept(&opened(&disk)), pairs(&[("bé", "1")]));
    assert!(!vault.changed_on_disk());
    assert_eq!(vault.rename_key("none", "x").unwrap_err().id(), "vault-unknown-name");
    let _ = vault.save_key("c", &jwk("2")).unwrap();
    assert_eq!(vault.rename_key("c", "bé").unwrap_err().id(), "vault-name-taken");
}

#[test]
fn what_is_removed_comes_back_whole() {
    let disk = disk();
    let mut vault = opened(&disk);
    let _ = vault.save_key("a", &jwk("0")).unwrap();
    let _ = vault.save_key("a", &jwk("1")).unwrap();
    let removed = vault.remove_key("a").unwrap();
    assert!(vault.keys().is_empty() && opened(&disk).keys().is_empty());
    assert!(disk.files().keys().all(|p| !p.starts_with(at("keys"))), "no backup is left behind");
    assert_eq!(disk.metadata(&at("trash")).unwrap().mode, Some(0o700));
    assert_eq!(disk.files()[&removed.path].0, 0o600);
    let _ = vault.save_key("a", &jwk("2")).unwrap();
    assert_eq!(vault.restore(&removed).unwrap().name, "a (2)");
    assert_eq!(kept(&opened(&disk)), pairs(&[("a", "2"), ("a (2)", "1")]));
    assert_eq!(vault.restore(&removed).unwrap_err().id(), "vault-unknown-name");
    vault.remove_key("a").unwrap();
    assert_eq!(vault.empty_trash().unwrap(), 1);
    assert!(!disk.files().values().any(|(_, text)| String::from_utf8_lossy(text).contains("\"2\"")));
}

#[test]
fn two_keys_removed_in_one_second_both_come_back() {
    let disk = disk();
    let mut vault = opened(&disk);
    let removed: Vec<_> = ["1", "2", "3"]
        .iter()
        .map(|k| {
            let _ = vault.save_key("a", &jwk(k)).unwrap();
            vault.remove_key("a").unwrap()
        })
        .collect();
    removed.iter().for_each(|r| assert!(vault.restore(r).is_ok()));
    assert_eq!(kept(&opened(&disk)), pairs(&[("a", "1"), ("a (2)", "2"), ("a (3)", "3")]));
}

#[test]
fn a_text_that_is_no_object_is_refused_and_named_without_its_content() {
    let disk = disk();
    let mut vault = opened(&disk);
    let deep = "[".repeat(100_000);
    let long = jwk(&"x".repeat(5 * 1024 * 1024));
    for bad in ["", "[]", CANARY, &format!("{{\"k\":\"{CANARY}"), &deep, &long] {
        let e = vault.save_key("a", bad).unwrap_err();
        assert!(["vault-not-an-object", "vault-too-large"].contains(&e.id()));
        assert!(!format!("{e} {e:?} {}", e.next_step()).contains(CANARY));
    }
    assert!(!disk.files().keys().any(|p| p.starts_with(at("keys"))));
}

#[test]
fn a_damaged_file_cut_at_every_byte_is_kept_and_its_backup_used() {
    let whole = format!("{{\"name\":\"a\",\"kty\":\"oct\",\"k\":\"{CANARY}\"}}");
    let previous = "{\"name\":\"a\",\"kty\":\"oct\",\"k\":\"old\"}";
    for len in 0..whole.len() {
        for has_backup in [true, false] {
            let disk = disk();
            put_key(&disk, "a.jwk.json", &whole[..len]);
            put_key(&disk, "b.jwk.json", &jwk("b"));
            if has_backup {
                put_key(&disk, "a.jwk.json.bak", previous);
            }
            let (vault, notices) = open(&disk);
            let [Notice::Damaged { path, kept_as: Some(kept_as), restored, .. }] = &notices[..] else {
                panic!("cut at {len}: {notices:?}")
            };
            assert_eq!((path, *restored), (&at("keys/a.jwk.json"), has_backup));
            assert_eq!(disk.content(kept_as).unwrap(), whole.as_bytes()[..len]);
            assert!(notices[0].next_step().contains(".corrupt-20110322T184300Z"));
            assert!(!format!("{notices:?}{}", notices[0]).contains(CANARY));
            let expected: &[(&str, &str)] = if has_backup { &[("a", "old"), ("b", "b")] } else { &[("b", "b")] };
            assert_eq!(kept(&vault), pairs(expected));
            assert_eq!(kept(&opened(&disk)), pairs(expected), "the second start is quiet");
        }
    }
}

#[test]
fn any_flipped_bit_leaves_the_program_starting_and_the_bytes_on_the_disk() {
    let whole = format!("{{\"name\":\"a\",\"kty\":\"oct\",\"k\":\"{CANARY}\"}}").into_bytes();
    for bit in 0..whole.len() * 8 {
        let mut bytes = whole.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let disk = disk();
        disk.put(at("keys/a.jwk.json"), &bytes, 0o600);
        let (vault, notices) = open(&disk);
        assert_eq!(vault.keys().len() + notices.len(), 1, "bit {bit}: a key or a notice");
        assert!(disk.files().values().any(|(_, content)| *content == bytes), "bit {bit}");
    }
}

#[test]
fn damage_on_a_full_disk_still_gives_the_backups_key_and_keeps_the_bytes() {
    let disk = disk();
    put_key(&disk, "a.jwk.json", "{\"k\":\"dam");
    put_key(&disk, "a.jwk.json.bak", "{\"k\":\"old\"}");
    disk.fail_from(0, Fault::Full);
    let disk_reads = disk.after_kill();
    let (mut vault, _) = open(&disk_reads);
    assert_eq!(kept(&vault), pairs(&[("a", "old")]));
    let _ = vault.save_key("a", &jwk("new")).unwrap();
    assert!(disk_reads.files().values().any(|(_, content)| content == b"{\"k\":\"dam"));
}

#[test]
fn a_file_damaged_by_another_program_while_open_keeps_its_version_in_memory() {
    let disk = disk();
    let mut vault = opened(&disk);
    let _ = vault.save_key("a", &jwk("1")).unwrap();
    disk.put(at("keys/a.jwk.json"), b"{\"half", 0o600);
    assert!(vault.changed_on_disk());
    assert_eq!(ids(&vault.reload()), ["vault-changed-to-damaged"]);
    assert_eq!(kept(&vault), pairs(&[("a", "1")]));
    let saved = vault.save_key("a", &jwk("2")).unwrap();
    assert_eq!(ids(&saved.notices), ["vault-damaged"]);
    assert!(disk.files().values().any(|(_, content)| content == b"{\"half"));
    assert_eq!(kept(&opened(&disk)), pairs(&[("a", "2")]));
}

#[test]
fn unreadable_is_not_absent() {
    let disk = disk();
    put_key(&disk, "b.jwk.json", &jwk("b"));
    disk.put(at("keys/a.jwk.json"), b"{\"k\":\"locked\"}", 0o000);
    let (mut vault, notices) = open(&disk);
    assert_eq!(ids(&notices), ["vault-unreadable"]);
    assert!(notices[0].to_string().contains("no permission"));
    assert_eq!(vault.add_key("a", &jwk("1")).unwrap().name, "a (2)");
    assert_eq!(disk.content(at("keys/a.jwk.json")).unwrap(), b"{\"k\":\"locked\"}");
    disk.set_mode(&at("keys"), 0o000).unwrap();
    let (mut vault, notices) = open(&disk);
    assert_eq!(ids(&notices), ["vault-unreadable"]);
    assert_eq!(vault.save_key("c", &jwk("1")).unwrap_err().id(), "vault-unreadable");
    disk.set_mode(&at("keys"), 0o700).unwrap();
    assert!(vault.changed_on_disk());
    vault.reload();
    assert!(vault.save_key("c", &jwk("1")).is_ok());
}

#[test]
fn a_folder_that_cannot_be_written_is_read() {
    let disk = disk();
    put_key(&disk, "a.jwk.json", &jwk("1"));
    put_key(&disk, "b.jwk.json", "{\"dam");
    for folder in ["keys", ""] {
        disk.set_mode(&at(folder), 0o500).unwrap();
    }
    let (mut vault, notices) = open(&disk);
    assert_eq!(kept(&vault), pairs(&[("a", "1")]));
    let [Notice::Damaged { kept_as: None, .. }] = &notices[..] else { panic!("{notices:?}") };
    let e = vault.save_key("a", &jwk("2")).unwrap_err();
    assert_eq!(e.id(), "vault-not-saved");
    assert!(e.to_string().contains(DIR) && e.to_string().contains("no permission"), "{e}");
    assert_eq!(kept(&vault), pairs(&[("a", "1")]));
}

#[test]
fn what_is_no_file_is_named_and_not_opened() {
    let disk = disk();
    put_key(&disk, "a.jwk.json", &jwk("1"));
    disk.put_special(at("keys/fifo.jwk.json"));
    disk.put_folder(at("keys/folder.jwk.json"));
    disk.put_link(at("keys/dangling.jwk.json"), "/nowhere");
    disk.put_link(at("keys/loop.jwk.json"), "loop.jwk.json");
    let (vault, notices) = open(&disk);
    assert_eq!(ids(&notices), ["vault-not-a-file"; 4]);
    assert_eq!(notices.iter().filter(|n| n.to_string().contains("leads nowhere")).count(), 2);
    assert_eq!(kept(&vault), pairs(&[("a", "1")]));
    assert!(!disk.log().iter().any(|step| step.starts_with("read") && !step.contains("a.jwk.json")));
}

#[test]
fn links_are_followed_and_kept() {
    let disk = disk();
    disk.put_link(DIR, "/data/vault");
    disk.put("/data/vault/keys/x.jwk.json", jwk("x").as_bytes(), 0o600);
    disk.put("/secrets/k.json", jwk("1").as_bytes(), 0o600);
    disk.put("/secrets/.jwt-workbench-0123456789abcdef.tmp", b"left over", 0o600);
    disk.put_link("/data/vault/keys/l.jwk.json", "../../../secrets/k.json");
    let mut vault = opened(&disk);
    assert!(disk.content("/secrets/.jwt-workbench-0123456789abcdef.tmp").is_none());
    let _ = vault.save_key("l", &jwk("2")).unwrap();
    assert!(String::from_utf8(disk.content("/secrets/k.json").unwrap()).unwrap().contains("\"2\""));
    assert_eq!(disk.files().keys().filter(|p| p.starts_with("/secrets")).count(), 1, "the backup is beside the link");
    assert_eq!(disk.content("/data/vault/keys/l.jwk.json").unwrap(), b"../../../secrets/k.json");
    let _ = vault.rename_key("l", "m").unwrap();
    vault.remove_key("m").unwrap();
    assert!(disk.content("/secrets/k.json").is_some(), "removing takes the link");
    assert_eq!(kept(&opened(&disk)), pairs(&[("x", "x")]));
}

#[test]
fn loose_permissions_are_told_and_fixed() {
    let disk = disk();
    put_key(&disk, "a.jwk.json", &jwk("1"));
    disk.put(at("keys/a.jwk.json.bak"), jwk("0").as_bytes(), 0o644);
    disk.put(at("settings.json"), b"{}", 0o666);
    disk.put(at("my notes.txt"), b"of the user", 0o644);
    disk.set_mode(&at("keys"), 0o755).unwrap();
    let (vault, notices) = open(&disk);
    let [Notice::Permissions { loose }] = &notices[..] else { panic!("{notices:?}") };
    assert_eq!(notices[0].id(), "vault-permissions");
    let mut found: Vec<_> = loose.clone();
    found.sort();
    let expected = [("keys", 0o755), ("keys/a.jwk.json.bak", 0o644), ("settings.json", 0o666)];
    assert_eq!(found, expected.map(|(file, mode)| (at(file), mode)));
    assert_eq!(vault.fix_modes().unwrap(), 3);
    assert_eq!(disk.metadata(&at("keys")).unwrap().mode, Some(0o700));
    assert_eq!(disk.files()[&at("settings.json")].0, 0o600);
    assert_eq!(disk.files()[&at("my notes.txt")].0, 0o644);
    assert!(open(&disk).1.is_empty());
}

#[test]
fn orphans_are_swept_only_while_nobody_else_saves() {
    let orphan = at("keys/.jwt-workbench-00112233aabbccdd.tmp");
    let foreign = at("keys/.jwt-workbench-mine.tmp");
    let disk = disk();
    put_key(&disk, "a.jwk.json", &jwk("1"));
    disk.put(&orphan, CANARY.as_bytes(), 0o600);
    disk.put(&foreign, b"of the user", 0o600);
    let held = disk.lock(&at("vault.lock"), std::time::Duration::ZERO).unwrap();
    let _ = open(&disk);
    assert!(disk.content(&orphan).is_some());
    drop(held);
    let _ = open(&disk);
    assert!(disk.content(&orphan).is_none() && disk.content(&foreign).is_some());
}

#[test]
fn a_lock_held_elsewhere_refuses_the_save_and_says_so() {
    let disk = disk();
    let mut vault = opened(&disk);
    let _ = vault.save_key("a", &jwk("1")).unwrap();
    let _held = disk.lock(&at("vault.lock"), std::time::Duration::ZERO).unwrap();
    let e = vault.save_key("a", &jwk("2")).unwrap_err();
    assert!(e.to_string().contains("locked by another window"), "{e}");
    assert_eq!(kept(&opened(&disk)), pairs(&[("a", "1")]));
}

#[test]
fn policies_are_objects_by_name() {
    let disk = disk();
    let mut vault = opened(&disk);
    let policy = json!({"iss": ["https://a"], "leeway_secs": 5, "future": {"x": null}});
    assert_eq!(vault.save_policy("Prod: strict", &policy).unwrap().how, How::Created);
    assert_eq!(opened(&disk).policies(), [("Prod: strict".to_owned(), policy.clone())]);
    assert!(disk.content(at("policies/Prod-strict.json")).is_some());
    assert_eq!(vault.save_policy("x", &json!([1])).unwrap_err().id(), "vault-not-an-object");
    let removed = vault.remove_policy("Prod: strict").unwrap();
    assert!(opened(&disk).policies().is_empty());
    let _ = vault.restore(&removed).unwrap();
    assert_eq!(opened(&disk).policies(), [("Prod: strict".to_owned(), policy)]);
}

#[test]
fn settings_keep_what_nobody_knows() {
    let disk = disk();
    disk.put_folder(DIR);
    disk.put(at("settings.json"), br#"{"version":1,"zoom":1.25,"later":{"x":[1,2]}}"#, 0o600);
    let mut vault = opened(&disk);
    let (loaded, notices) = vault.load_settings();
    assert!(notices.is_empty());
    assert_eq!(loaded, map(json!({"version": 1, "zoom": 1.25, "later": {"x": [1, 2]}})));
    assert_eq!(vault.save_settings(&map(json!({"zoom": 1.25}))).unwrap().how, How::Unchanged);
    assert!(vault.save_settings(&map(json!({"zoom": 2}))).unwrap().unconfirmed.is_none());
    let (loaded, _) = opened(&disk).load_settings();
    assert_eq!(loaded, map(json!({"version": 1, "zoom": 2, "later": {"x": [1, 2]}})));
}

#[test]
fn settings_of_two_windows_are_merged() {
    let disk = disk();
    let (mut one, mut two) = (opened(&disk), opened(&disk));
    let _ = (one.load_settings(), two.load_settings());
    let _ = one.save_settings(&map(json!({"theme": "dark"}))).unwrap();
    assert!(two.changed_on_disk());
    let _ = two.save_settings(&map(json!({"zoom": 2}))).unwrap();
    let (loaded, _) = opened(&disk).load_settings();
    assert_eq!(loaded, map(json!({"theme": "dark", "zoom": 2, "version": 1})));
    assert!(one.changed_on_disk() && !two.changed_on_disk());
}

#[test]
fn settings_of_a_later_version_or_unreadable_are_not_written() {
    for (content, mode, id) in [
        (br#"{"version":2,"theme":{"new":"shape"}}"#.as_slice(), 0o600, "vault-later-version"),
        (b"{}", 0o000, "vault-unreadable"),
    ] {
        let disk = disk();
        disk.put_folder(DIR);
        disk.put(at("settings.json"), content, mode);
        let mut vault = opened(&disk);
        assert_eq!(ids(&vault.load_settings().1), [id]);
        assert_eq!(vault.save_settings(&map(json!({"a": 1}))).unwrap_err().id(), id);
        assert_eq!(disk.content(at("settings.json")).unwrap(), content);
    }
}

#[test]
fn debug_shows_no_key() {
    let disk = disk();
    let mut vault = opened(&disk);
    let saved = vault.save_key("a", &jwk(CANARY)).unwrap();
    let removed = vault.remove_key("a").unwrap();
    let restored = vault.restore(&removed).unwrap();
    let shown = format!("{vault:?} {:?} {saved:?} {removed:?} {restored:?} {disk:?} {:?}", vault.keys(), disk.log());
    assert!(!shown.contains(CANARY), "{shown}");
}

#[test]
fn the_last_use_of_a_key_is_kept_merged_and_follows_its_name() {
    let disk = disk();
    let clock = Arc::new(SetClock::new(Moment::from_secs(1_000)));
    let open = || Vault::open(Arc::new(disk.clone()), clock.clone(), DIR).0;
    let (mut one, mut two) = (open(), open());
    assert_eq!(one.last_used("a"), None);
    let _ = one.save_key("a", &jwk("1")).unwrap();
    one.note_use("a").unwrap();
    let writes = disk.log().len();
    clock.set(Moment::from_secs(1_299));
    one.note_use("a").unwrap();
    assert_eq!(disk.log().len(), writes, "at most once in five minutes");
    clock.set(Moment::from_secs(1_300));
    two.note_use("b").unwrap();
    one.note_use("a").unwrap();
    assert_eq!(
        (one.last_used("a"), one.last_used("b")),
        (Some(Moment::from_secs(1_300)), Some(Moment::from_secs(1_300)))
    );
    let _ = one.rename_key("a", "c").unwrap();
    let later = open();
    assert_eq!((later.last_used("a"), later.last_used("c")), (None, Some(Moment::from_secs(1_300))));
    assert_eq!(disk.files()[&at("uses.json")].0, 0o600);
    let _ = one.remove_key("c").unwrap();
    assert!(one.last_used("c").is_some(), "it may come back");
    one.empty_trash().unwrap();
    assert_eq!(open().last_used("c"), None);
    disk.put(at("uses.json"), b"{\"a\":", 0o600);
    let (mut damaged, notices) = Vault::open(Arc::new(disk.clone()), clock.clone(), DIR);
    assert!(notices.is_empty() && damaged.last_used("b").is_none());
    damaged.note_use("d").unwrap();
    assert!(open().last_used("d").is_some());
}

#[test]
fn issuers_are_a_shelf_of_their_own() {
    let disk = disk();
    let mut vault = opened(&disk);
    let fetched = json!({"issuer": "https://issuer.example", "keys": []});
    assert_eq!(vault.save_issuer("https://issuer.example", &fetched).unwrap().how, How::Created);
    assert_eq!(opened(&disk).issuers(), [("https://issuer.example".to_owned(), fetched)]);
    assert!(disk.files().contains_key(&at("issuers/https-issuer.example.json")));
    let removed = vault.remove_issuer("https://issuer.example").unwrap();
    assert!(opened(&disk).issuers().is_empty() && opened(&disk).policies().is_empty());
    let _ = vault.restore(&removed).unwrap();
    assert_eq!(opened(&disk).issuers().len(), 1);
    assert!(vault.save_issuer("x", &json!([])).is_err());
}

#[test]
fn a_policy_is_renamed_and_restored_and_is_never_taken_for_a_key() {
    let disk = disk();
    let mut vault = opened(&disk);
    let _ = vault.save_policy("demo", &json!({"issuers": ["i"]})).unwrap();
    let _ = vault.save_key("demo", &jwk("AA")).unwrap();
    vault.remove_key("demo").unwrap();
    let removed = vault.remove_policy("demo").unwrap();
    // the policy was removed last, and still it is the key that comes back
    assert_eq!(vault.restore_key("demo").unwrap().name, "demo");
    assert_eq!(kept(&vault), pairs(&[("demo", "AA")]));
    assert_eq!(vault.restore(&removed).unwrap().name, "demo");
    assert_eq!(vault.rename_policy("demo", "Partner API").unwrap().name, "Partner API");
    assert_eq!(vault.add_policy("Partner API", &json!({})).unwrap().how, How::KeptBoth);
    let names: Vec<_> = opened(&disk).policies().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["Partner API", "Partner API (2)"]);
    assert!(vault.rename_policy("Partner API", "Partner API (2)").is_err());
}
