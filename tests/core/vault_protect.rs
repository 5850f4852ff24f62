//! A vault with a passphrase, on a simulated disk: what is encrypted, who can open it, and what happens at every cut.

use std::collections::BTreeMap;
use std::path::Path;

use jwt_workbench::keys::Secret;
use jwt_workbench::ports::{Disk, Fault, SimDisk, is_temp_name};
use jwt_workbench::vault::{How, Notice, Protection, Vault, VaultError};
use serde_json::Value;

use crate::vault::{at, disk, jwk, kept, open, opened};

/// Few enough for thousands of unlockings; the program itself takes 600,000.
const ROUNDS: u32 = 1;

pub fn secret(text: &str) -> Secret {
    Secret::new(text.as_bytes().to_vec())
}

fn old() -> Secret {
    secret("correct horse")
}

fn new() -> Secret {
    secret("battery staple")
}

/// The key text that must never be in the clear: `k` of every key begins so.
const CANARY: &str = "Q0FOQVJZ";

fn canary(n: &str) -> String {
    jwk(&format!("{CANARY}{n}"))
}

fn protected(disk: &SimDisk) -> Vault {
    let mut vault = opened(disk);
    let notices = vault.protect(&old(), ROUNDS).unwrap();
    assert!(notices.is_empty(), "{notices:?}");
    vault
}

fn unlocked(disk: &SimDisk) -> Vault {
    let mut vault = opened(disk);
    assert_eq!(vault.protection(), Protection::Locked);
    let notices = vault.unlock(&old()).unwrap();
    assert!(notices.is_empty(), "{notices:?}");
    vault
}

/// Files that hold a text.
fn holding(disk: &SimDisk, text: &str) -> Vec<String> {
    let is_hit = |(path, content): (&std::path::PathBuf, &Vec<u8>)| {
        let hit = path.to_string_lossy().contains(text) || String::from_utf8_lossy(content).contains(text);
        hit.then(|| path.display().to_string())
    };
    disk.files().iter().filter_map(|(path, (_, content))| is_hit((path, content))).collect()
}

fn named(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, k)| ((*name).to_owned(), format!("{CANARY}{k}"))).collect()
}

/// A vault with everything that may hold a key: two keys, a backup, the trash, a damaged file that was put aside, uses.
fn full(disk: &SimDisk) {
    let mut vault = opened(disk);
    let _ = vault.save_key("demonstration", &canary("0")).unwrap();
    let _ = vault.save_key("demonstration", &canary("1")).unwrap();
    let _ = vault.save_key("other", &canary("2")).unwrap();
    let _ = vault.save_key("gone", &canary("3")).unwrap();
    vault.remove_key("gone").unwrap();
    vault.note_use("demonstration").unwrap();
    disk.put(at("keys/broken.jwk.json.corrupt-1"), format!("{{\"k\":\"{CANARY}4").as_bytes(), 0o600);
}

#[test]
fn protecting_leaves_nothing_in_the_clear_and_the_passphrase_opens_all_of_it() {
    let disk = disk();
    full(&disk);
    let mut vault = protected(&disk);
    assert_eq!(vault.protection(), Protection::Unlocked);
    assert_eq!(kept(&vault), named(&[("demonstration", "1"), ("other", "2")]));
    for secret in [CANARY, "demonstration"] {
        assert_eq!(holding(&disk, secret), Vec::<String>::new(), "{secret}");
    }
    assert!(disk.files().values().all(|(mode, _)| *mode == 0o600));
    let locked = opened(&disk);
    assert_eq!((locked.protection(), locked.keys().len(), locked.locked_keys()), (Protection::Locked, 0, 2));
    assert_eq!(locked.last_used("demonstration"), None);
    let again = unlocked(&disk);
    assert_eq!(kept(&again), named(&[("demonstration", "1"), ("other", "2")]));
    assert!(again.last_used("demonstration").is_some());
    vault.lock();
    assert_eq!((vault.protection(), vault.keys().len(), vault.locked_keys()), (Protection::Locked, 0, 2));
    assert!(vault.unlock(&old()).unwrap().is_empty());
    assert_eq!(kept(&vault).len(), 2);
}

#[test]
fn taking_the_passphrase_away_brings_every_file_back() {
    let disk = disk();
    full(&disk);
    let texts = |disk: &SimDisk| -> Vec<Value> {
        let parsed = disk.files().into_values().filter_map(|(_, content)| serde_json::from_slice(&content).ok());
        let mut all: Vec<Value> = parsed.collect();
        all.sort_by_key(ToString::to_string);
        all
    };
    let before = texts(&disk);
    protected(&disk);
    let mut vault = unlocked(&disk);
    assert!(vault.unprotect().unwrap().is_empty());
    assert_eq!(vault.protection(), Protection::None);
    assert_eq!(texts(&disk), before, "keys, backup, trash, uses");
    assert_eq!(holding(&disk, &format!("{CANARY}4")).len(), 1, "the damaged bytes");
    assert!(disk.files().keys().all(|path| !path.to_string_lossy().contains(".jwe")), "{:?}", disk.files().keys());
    assert_eq!(kept(&opened(&disk)), named(&[("demonstration", "1"), ("other", "2")]));
    assert!(disk.files().contains_key(&at("keys/demonstration.jwk.json.bak")));
}

#[test]
fn every_change_of_a_protected_vault_is_encrypted() {
    let disk = disk();
    let mut vault = protected(&disk);
    assert_eq!(vault.save_key("a", &canary("1")).unwrap().how, How::Created);
    assert_eq!(vault.save_key("a", &canary("2")).unwrap().how, How::Replaced);
    assert_eq!(vault.save_key("a", &canary("2")).unwrap().how, How::Unchanged);
    assert_eq!(vault.add_key("a", &canary("3")).unwrap().name, "a (2)");
    let _ = vault.rename_key("a", "b").unwrap();
    let removed = vault.remove_key("a (2)").unwrap();
    assert_eq!(kept(&unlocked(&disk)), named(&[("b", "2")]));
    let _ = vault.restore(&removed).unwrap();
    assert_eq!(kept(&unlocked(&disk)), named(&[("a (2)", "3"), ("b", "2")]));
    assert_eq!(holding(&disk, CANARY), Vec::<String>::new());
    assert_eq!(vault.empty_trash().unwrap(), 0);
    // a damaged file comes back from its backup, which is encrypted too
    let file = vault.keys().into_iter().find(|key| key.name == "b").unwrap().path;
    disk.put(&file, b"{\"ciphertext\":\"cut", 0o600);
    let (mut found, _) = open(&disk);
    let notices = found.unlock(&old()).unwrap();
    assert!(matches!(notices.as_slice(), [Notice::Damaged { restored: true, .. }]), "{notices:?}");
    assert_eq!(kept(&found).len(), 2);
    // and one whose bytes were changed is not taken for good
    let text = String::from_utf8(disk.content(&file).unwrap()).unwrap();
    let at_tag = text.find("\"tag\":\"").unwrap() + 7;
    let other = if &text[at_tag..=at_tag] == "A" { "B" } else { "A" };
    disk.put(&file, format!("{}{other}{}", &text[..at_tag], &text[at_tag + 1..]).as_bytes(), 0o600);
    let (mut found, _) = open(&disk);
    let notices = found.unlock(&old()).unwrap();
    assert!(matches!(notices.as_slice(), [Notice::Damaged { restored: true, .. }]), "{notices:?}");
}

#[test]
fn a_wrong_passphrase_changes_nothing_and_can_be_tried_again() {
    let disk = disk();
    full(&disk);
    protected(&disk);
    let before = disk.files();
    let mut vault = opened(&disk);
    for _ in 0..20 {
        assert!(matches!(vault.unlock(&new()), Err(VaultError::WrongPassphrase)));
    }
    assert!(matches!(vault.unlock(&secret("")), Err(VaultError::EmptyPassphrase)));
    assert!(matches!(vault.change_passphrase(&new(), &old(), ROUNDS), Err(VaultError::WrongPassphrase)));
    assert!(matches!(vault.change_passphrase(&old(), &secret(""), ROUNDS), Err(VaultError::EmptyPassphrase)));
    assert!(matches!(vault.save_key("x", &canary("9")), Err(VaultError::Locked)));
    assert!(matches!(vault.rename_key("demonstration", "x"), Err(VaultError::Locked)));
    assert!(matches!(vault.unprotect(), Err(VaultError::Locked)));
    assert!(matches!(vault.protect(&old(), ROUNDS), Err(VaultError::AlreadyProtected)));
    assert!(matches!(vault.note_use("demonstration"), Err(VaultError::Locked)));
    assert_eq!(disk.files(), before);
    assert!(vault.unlock(&old()).unwrap().is_empty());
    let mut clear = opened(&crate::vault::disk());
    assert!(matches!(clear.protect(&secret(""), ROUNDS), Err(VaultError::EmptyPassphrase)));
    assert!(matches!(clear.unprotect(), Err(VaultError::NotProtected)));
    assert!(matches!(clear.change_passphrase(&old(), &new(), ROUNDS), Err(VaultError::NotProtected)));
}

#[test]
fn another_passphrase_opens_the_same_keys_and_the_old_one_no_more() {
    let disk = disk();
    full(&disk);
    protected(&disk);
    let before: BTreeMap<_, _> = disk.files().into_iter().filter(|(path, _)| path.starts_with(at("keys"))).collect();
    let mut vault = opened(&disk);
    assert!(vault.change_passphrase(&old(), &new(), ROUNDS).unwrap().is_empty());
    assert_eq!((vault.protection(), vault.keys().len()), (Protection::Unlocked, 2));
    assert!(before.iter().all(|(path, (_, content))| disk.content(path).as_ref() == Some(content)));
    let mut found = opened(&disk);
    assert!(matches!(found.unlock(&old()), Err(VaultError::WrongPassphrase)));
    assert!(found.unlock(&new()).unwrap().is_empty());
    // the second copy is the same, not a way in for the old one
    let copy = at("vault-key.jwe.json.bak");
    assert_eq!(disk.content(&copy), disk.content(at("vault-key.jwe.json")));
    disk.put(at("vault-key.jwe.json"), b"{\"prot", 0o600);
    let (mut found, notices) = open(&disk);
    assert!(notices.iter().any(|n| n.id() == "vault-key-damaged"), "{notices:?}");
    assert!(matches!(found.unlock(&old()), Err(VaultError::WrongPassphrase)));
    found.unlock(&new()).unwrap();
    assert_eq!(kept(&found).len(), 2);
    assert!(open(&disk).1.is_empty(), "the vault key was put right");
}

#[test]
fn two_windows_follow_each_other_and_lose_nothing() {
    let disk = disk();
    full(&disk);
    let (mut one, mut two) = (opened(&disk), opened(&disk));
    one.protect(&old(), ROUNDS).unwrap();
    // the other window saves without having looked: refused, nothing is in the clear
    assert!(matches!(two.save_key("mine", &canary("7")), Err(VaultError::ProtectionChanged)));
    assert!(matches!(two.remove_key("demonstration"), Err(VaultError::ProtectionChanged)));
    assert!(matches!(two.note_use("mine"), Err(VaultError::ProtectionChanged)));
    assert_eq!(holding(&disk, CANARY), Vec::<String>::new());
    assert!(two.changed_on_disk());
    assert!(two.reload().is_empty());
    assert_eq!((two.protection(), two.keys().len()), (Protection::Locked, 0));
    two.unlock(&old()).unwrap();
    let _ = two.save_key("mine", &canary("7")).unwrap();
    assert!(one.changed_on_disk());
    one.reload();
    assert_eq!(kept(&one), named(&[("demonstration", "1"), ("mine", "7"), ("other", "2")]));
    // another passphrase does not disturb who has the vault open
    one.change_passphrase(&old(), &new(), ROUNDS).unwrap();
    let _ = two.save_key("mine", &canary("8")).unwrap();
    two.reload();
    assert_eq!(two.protection(), Protection::Unlocked);
    one.reload();
    one.unprotect().unwrap();
    assert!(matches!(two.save_key("mine", &canary("9")), Err(VaultError::ProtectionChanged)));
    two.reload();
    assert_eq!(two.protection(), Protection::None);
    let _ = two.save_key("mine", &canary("9")).unwrap();
    one.protect(&new(), ROUNDS).unwrap();
    two.reload();
    assert_eq!(two.protection(), Protection::Locked);
}

#[test]
fn a_clear_key_that_turns_up_in_a_protected_vault_is_taken_in_and_encrypted() {
    let disk = disk();
    let mut vault = protected(&disk);
    let _ = vault.save_key("a", &canary("1")).unwrap();
    disk.put(at("keys/dropped.jwk.json"), canary("2").as_bytes(), 0o644);
    let (locked, notices) = open(&disk);
    assert!(notices.iter().any(|n| n.id() == "vault-unfinished"), "{notices:?}");
    assert_eq!((locked.keys().len(), locked.locked_keys()), (0, 2));
    assert!(vault.changed_on_disk());
    assert!(vault.reload().is_empty());
    assert_eq!(kept(&vault), named(&[("a", "1"), ("dropped", "2")]));
    assert_eq!(holding(&disk, CANARY), Vec::<String>::new());
    // half written by another program: left alone until it is whole
    disk.put(at("keys/half.jwk.json"), b"{\"kty\":", 0o600);
    let notices = vault.reload();
    assert!(!notices.is_empty());
    assert_eq!(disk.content(at("keys/half.jwk.json")).unwrap(), b"{\"kty\":");
    assert_eq!(kept(&vault).len(), 2);
}

#[test]
fn a_missing_vault_key_is_told_and_its_return_opens_the_keys() {
    let disk = disk();
    full(&disk);
    protected(&disk);
    let key = disk.content(at("vault-key.jwe.json")).unwrap();
    for file in ["vault-key.jwe.json", "vault-key.jwe.json.bak"] {
        disk.remove(&at(file)).unwrap();
    }
    let (mut vault, notices) = open(&disk);
    assert!(matches!(notices.as_slice(), [Notice::NoVaultKey { count: 2, .. }]), "{notices:?}");
    assert_eq!((vault.protection(), vault.keys().len()), (Protection::None, 0));
    let _ = vault.save_key("new", &canary("5")).unwrap();
    disk.put(at("vault-key.jwe.json"), &key, 0o600);
    let (mut vault, _) = open(&disk);
    vault.unlock(&old()).unwrap();
    assert_eq!(kept(&vault), named(&[("demonstration", "1"), ("new", "5"), ("other", "2")]));
    assert_eq!(holding(&disk, CANARY), Vec::<String>::new());
}

#[test]
fn protecting_is_refused_while_a_file_cannot_be_read() {
    let disk = disk();
    full(&disk);
    disk.put_folder(at("keys/odd.jwk.json"));
    let before = disk.files();
    let (mut vault, _) = open(&disk);
    let refused = vault.protect(&old(), ROUNDS).unwrap_err();
    assert!(matches!(&refused, VaultError::InTheWay { path } if path.ends_with("odd.jwk.json")), "{refused}");
    assert_eq!(disk.files(), before);
    assert_eq!(vault.protection(), Protection::None);
}

#[test]
fn what_was_removed_before_the_change_of_protection_comes_back_after_it() {
    let disk = disk();
    let mut vault = opened(&disk);
    let _ = vault.save_key("a", &canary("1")).unwrap();
    let removed = vault.remove_key("a").unwrap();
    vault.protect(&old(), ROUNDS).unwrap();
    assert_eq!(vault.restore(&removed).unwrap().name, "a");
    let removed = vault.remove_key("a").unwrap();
    vault.unprotect().unwrap();
    assert_eq!(vault.restore(&removed).unwrap().name, "a");
    assert_eq!(kept(&opened(&disk)), named(&[("a", "1")]));
}

#[test]
fn nothing_printed_tells_a_key_a_name_or_a_passphrase() {
    let disk = disk();
    full(&disk);
    let vault = protected(&disk);
    let error = opened(&disk).unlock(&new()).unwrap_err();
    let shown = format!("{vault:?} {error:?} {error} {:?} {:?}", old(), vault.keys());
    for secret in [CANARY, "correct", "horse", "battery"] {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
}

// Cuts and errors

type Act = fn(&mut Vault) -> Result<(), VaultError>;

struct Story {
    name: &'static str,
    /// On a vault that is protected and unlocked, or on one in the clear.
    is_protected: bool,
    act: Act,
    before: &'static [(&'static str, &'static str)],
    after: &'static [&'static [(&'static str, &'static str)]],
}

const FULL: &[(&str, &str)] = &[("demonstration", "1"), ("other", "2")];

const STORIES: [Story; 8] = [
    Story {
        name: "protect",
        is_protected: false,
        act: |vault| vault.protect(&old(), ROUNDS).map(drop),
        before: FULL,
        after: &[FULL],
    },
    Story {
        name: "unprotect",
        is_protected: true,
        act: |vault| vault.unprotect().map(drop),
        before: FULL,
        after: &[FULL],
    },
    Story {
        name: "change",
        is_protected: true,
        act: |vault| vault.change_passphrase(&old(), &new(), ROUNDS).map(drop),
        before: FULL,
        after: &[FULL],
    },
    Story {
        name: "save",
        is_protected: true,
        act: |vault| vault.save_key("new", &canary("5")).map(drop),
        before: FULL,
        after: &[&[("demonstration", "1"), ("new", "5"), ("other", "2")]],
    },
    Story {
        name: "replace",
        is_protected: true,
        act: |vault| vault.save_key("demonstration", &canary("5")).map(drop),
        before: FULL,
        after: &[&[("demonstration", "5"), ("other", "2")]],
    },
    Story {
        name: "rename",
        is_protected: true,
        act: |vault| vault.rename_key("demonstration", "zoo").map(drop),
        before: FULL,
        after: &[&[("other", "2"), ("zoo", "1")]],
    },
    Story {
        name: "remove",
        is_protected: true,
        act: |vault| vault.remove_key("demonstration").map(drop),
        before: FULL,
        after: &[&[("other", "2")]],
    },
    Story {
        name: "restore",
        is_protected: true,
        act: |vault| {
            let removed = vault.remove_key("demonstration")?;
            vault.restore(&removed).map(drop)
        },
        before: FULL,
        after: &[&[("other", "2")], FULL],
    },
];

impl Story {
    fn begin(&self) -> (SimDisk, Vault) {
        let disk = disk();
        full(&disk);
        if self.is_protected {
            protected(&disk);
        }
        let disk = disk.after_power_loss().pop().unwrap();
        let mut vault = opened(&disk);
        if self.is_protected {
            vault.unlock(&old()).unwrap();
        }
        (disk, vault)
    }

    fn steps(&self) -> usize {
        let (disk, mut vault) = self.begin();
        let before = disk.log().len();
        (self.act)(&mut vault).unwrap();
        disk.log().len() - before
    }

    /// What must hold for a disk that is found after a crash: every key is there, and the next start puts all in order.
    fn judge(&self, disk: &SimDisk, when: &str) -> Protection {
        let (mut vault, notices) = open(disk);
        let is_expected = |n: &Notice| n.id() == "vault-unfinished";
        assert!(notices.iter().all(is_expected), "{} {when}: {notices:?}", self.name);
        let protection = vault.protection();
        if protection == Protection::Locked {
            let notices = vault.unlock(&old()).or_else(|_| vault.unlock(&new()));
            let notices = notices.unwrap_or_else(|e| panic!("{} {when}: neither passphrase opens: {e}", self.name));
            assert!(notices.is_empty(), "{} {when}: {notices:?}", self.name);
            assert_eq!(holding(disk, CANARY), Vec::<String>::new(), "{} {when}: in the clear", self.name);
            assert_eq!(
                holding(disk, "demonstration"),
                Vec::<String>::new(),
                "{} {when}: named in the clear",
                self.name
            );
        } else {
            let sealed = disk.files().into_keys().filter(|path| path.to_string_lossy().contains(".jwe")).count();
            assert_eq!(sealed, 0, "{} {when}: encrypted files are left", self.name);
        }
        let keys = kept(&vault);
        let is_allowed = std::iter::once(&self.before).chain(self.after).any(|state| keys == named(state));
        assert!(is_allowed, "{} {when}: {keys:?}", self.name);
        let is_demo_there = keys.iter().any(|(_, k)| k == &format!("{CANARY}1") || k == &format!("{CANARY}5"));
        assert!(is_demo_there || self.trash_holds(disk, &mut vault), "{} {when}: lost", self.name);
        let temps = disk.files().keys().filter(|path| path.file_name().is_some_and(is_temp_name)).count();
        assert_eq!(temps, 0, "{} {when}: temporary files are left", self.name);
        protection
    }

    /// The trash of a protected vault is read by taking the protection away.
    fn trash_holds(&self, disk: &SimDisk, vault: &mut Vault) -> bool {
        if vault.protection() == Protection::Unlocked {
            vault.unprotect().unwrap();
        }
        let in_trash = |path: &Path| path.starts_with(at("trash"));
        disk.files()
            .iter()
            .any(|(path, (_, text))| in_trash(path) && String::from_utf8_lossy(text).contains(&format!("{CANARY}1")))
    }
}

#[test]
fn no_crash_and_no_power_loss_at_any_step_loses_or_exposes_a_key_of_a_protected_vault() {
    let (mut cuts, mut states) = (0, 0);
    for story in &STORIES {
        for cut in 0..=story.steps() {
            let (disk, mut vault) = story.begin();
            disk.power_off_after(cut);
            let _ = (story.act)(&mut vault);
            let when = format!("after step {cut} ({:?})", disk.log().last());
            story.judge(&disk.after_kill(), &format!("killed {when}"));
            let found = disk.after_power_loss();
            cuts += 1;
            states += found.len();
            for state in &found {
                story.judge(state, &format!("power lost {when}"));
            }
        }
    }
    println!("{cuts} cuts, {states} states after a power loss");
    assert!(cuts > 200 && states > 1_000, "{cuts} cuts, {states} states: the model has become weaker");
}

#[test]
fn a_second_cut_while_the_first_is_put_right_loses_nothing_either() {
    let mut states = 0;
    for story in &STORIES[..3] {
        for first in 0..story.steps() {
            let (disk, mut vault) = story.begin();
            disk.power_off_after(first);
            let _ = (story.act)(&mut vault);
            let found = disk.after_kill();
            for second in (0..60).step_by(4) {
                let disk = found.after_kill();
                disk.power_off_after(second);
                let (mut vault, _) = open(&disk);
                let _ = vault.unlock(&old()).or_else(|_| vault.unlock(&new()));
                states += 1;
                story.judge(&disk.after_kill(), &format!("cut after {first} and again after {second}"));
            }
        }
    }
    println!("{states} second cuts");
    assert!(states > 1_000, "{states}");
}

#[test]
fn every_disk_error_is_reported_and_loses_or_exposes_nothing() {
    let mut injected = 0;
    for story in &STORIES {
        for (step, fault) in (0..story.steps()).flat_map(|step| Fault::ALL.map(|fault| (step, fault))) {
            for lasting in [false, true] {
                let (disk, mut vault) = story.begin();
                if lasting {
                    disk.fail_from(step, fault)
                } else {
                    disk.fail_at(step, fault)
                }
                let outcome = (story.act)(&mut vault);
                let when = format!("at step {step} with {fault:?} (lasting: {lasting}): {outcome:?}");
                disk.heal();
                for state in disk.after_power_loss().iter().take(if lasting { 1 } else { 4 }) {
                    story.judge(state, &format!("power lost {when}"));
                }
                let protection = story.judge(&disk, &when);
                let expected = match (story.name, &outcome) {
                    ("protect", Ok(())) => Some(Protection::Locked),
                    ("protect", Err(_)) if !lasting => Some(Protection::None),
                    ("unprotect", Ok(())) => Some(Protection::None),
                    ("unprotect", Err(_)) => Some(Protection::Locked),
                    _ => None,
                };
                assert!(
                    expected.is_none_or(|expected| expected == protection),
                    "{} {when}: {protection:?}",
                    story.name
                );
                injected += 1;
            }
        }
    }
    println!("{injected} errors injected");
    assert!(injected > 1_000, "{injected}");
}

#[test]
fn two_vaults_of_one_passphrase_share_no_key() {
    let texts: Vec<Value> = (0..2)
        .map(|_| {
            let disk = disk();
            protected(&disk);
            serde_json::from_slice(&disk.content(at("vault-key.jwe.json")).unwrap()).unwrap()
        })
        .collect();
    assert_ne!(texts[0]["ciphertext"], texts[1]["ciphertext"]);
    assert_ne!(texts[0]["protected"], texts[1]["protected"], "another salt and another id");
}
