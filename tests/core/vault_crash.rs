//! Crashes, power losses and disk errors at every step of everything that the vault writes.

use std::collections::BTreeSet;

use jwt_workbench::ports::{Fault, SimDisk, is_temp_name};
use jwt_workbench::vault::{Vault, VaultError};
use serde_json::{Value, json};

use crate::vault::{at, disk, jwk, kept, open, opened};

type Act = fn(&mut Vault) -> Result<(), VaultError>;

/// A thing to do, on which keys, and what the keys may be afterwards: before it or after it.
struct Story {
    name: &'static str,
    prepare: fn(&mut Vault),
    /// What another window does between the load and the act.
    meanwhile: fn(&SimDisk),
    act: Act,
    before: &'static [(&'static str, &'static str)],
    /// Every other state that a cut may leave; the last one is the finished state.
    after: &'static [&'static [(&'static str, &'static str)]],
}

const STORIES: [Story; 8] = [
    Story {
        name: "first save",
        prepare: |_| (),
        meanwhile: |_| (),
        act: |vault| vault.save_key("a", &jwk("1")).map(drop),
        before: &[],
        after: &[&[("a", "1")]],
    },
    Story {
        name: "second key",
        prepare: |vault| drop(vault.save_key("a", &jwk("1")).unwrap()),
        meanwhile: |_| (),
        act: |vault| vault.save_key("b", &jwk("2")).map(drop),
        before: &[("a", "1")],
        after: &[&[("a", "1"), ("b", "2")]],
    },
    Story {
        name: "replace",
        prepare: |vault| drop(vault.save_key("a", &jwk("1")).unwrap()),
        meanwhile: |_| (),
        act: |vault| vault.save_key("a", &jwk("2")).map(drop),
        before: &[("a", "1")],
        after: &[&[("a", "2")]],
    },
    Story {
        name: "replace with a backup",
        prepare: |vault| {
            drop(vault.save_key("a", &jwk("0")).unwrap());
            drop(vault.save_key("a", &jwk("1")).unwrap());
        },
        meanwhile: |_| (),
        act: |vault| vault.save_key("a", &jwk("2")).map(drop),
        before: &[("a", "1")],
        after: &[&[("a", "2")]],
    },
    Story {
        name: "rename",
        prepare: |vault| {
            drop(vault.save_key("a", &jwk("0")).unwrap());
            drop(vault.save_key("a", &jwk("1")).unwrap());
        },
        meanwhile: |_| (),
        act: |vault| vault.rename_key("a", "b").map(drop),
        before: &[("a", "1")],
        after: &[&[("b", "1")]],
    },
    Story {
        name: "remove",
        prepare: |vault| {
            drop(vault.save_key("a", &jwk("0")).unwrap());
            drop(vault.save_key("a", &jwk("1")).unwrap());
        },
        meanwhile: |_| (),
        act: |vault| vault.remove_key("a").map(drop),
        before: &[("a", "1")],
        after: &[&[]],
    },
    Story {
        name: "restore",
        prepare: |vault| {
            drop(vault.save_key("a", &jwk("1")).unwrap());
        },
        meanwhile: |_| (),
        act: |vault| {
            let removed = vault.remove_key("a")?;
            vault.restore(&removed).map(drop)
        },
        before: &[("a", "1")],
        after: &[&[], &[("a", "1")]],
    },
    Story {
        name: "conflict",
        prepare: |vault| drop(vault.save_key("a", &jwk("1")).unwrap()),
        meanwhile: |disk| drop(opened(disk).save_key("a", &jwk("other")).unwrap()),
        act: |vault| vault.save_key("a", &jwk("2")).map(drop),
        before: &[("a", "other")],
        after: &[&[("a", "other"), ("a (2)", "2")]],
    },
];

impl Story {
    /// A fresh disk with everything prepared and durable.
    fn begin(&self) -> (SimDisk, Vault) {
        let disk = disk();
        (self.prepare)(&mut opened(&disk));
        let disk = disk.after_power_loss().pop().unwrap();
        let vault = opened(&disk);
        (self.meanwhile)(&disk);
        (disk, vault)
    }

    fn steps(&self) -> usize {
        let (disk, mut vault) = self.begin();
        let before = disk.log().len();
        (self.act)(&mut vault).unwrap();
        disk.log().len() - before
    }

    fn is_allowed(&self, keys: &[(String, String)]) -> bool {
        std::iter::once(&self.before).chain(self.after).any(|state| same(keys, state))
    }

    /// What must hold for a disk that is found after a crash.
    fn judge(&self, disk: &SimDisk, when: &str) {
        let (vault, notices) = open(disk);
        let keys = kept(&vault);
        assert!(notices.is_empty(), "{} {when}: {notices:?}", self.name);
        assert!(self.is_allowed(&keys), "{} {when}: {keys:?}", self.name);
        assert!(!keys.is_empty() || self.before.is_empty() || in_trash(disk, "1"), "{} {when}: lost", self.name);
        assert_eq!(temps(disk), 0, "{} {when}: temporary files are left", self.name);
    }
}

fn same(keys: &[(String, String)], state: &[(&str, &str)]) -> bool {
    keys.iter().map(|(name, k)| (name.as_str(), k.as_str())).eq(state.iter().copied())
}

fn temps(disk: &SimDisk) -> usize {
    disk.files().keys().filter(|path| path.file_name().is_some_and(is_temp_name)).count()
}

fn in_trash(disk: &SimDisk, k: &str) -> bool {
    let holds = |text: &[u8]| serde_json::from_slice::<Value>(text).is_ok_and(|v| v["k"] == k);
    disk.files().iter().any(|(path, (_, text))| path.starts_with(at("trash")) && holds(text))
}

#[test]
fn no_crash_and_no_power_loss_at_any_step_loses_a_key() {
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
            found.iter().for_each(|state| story.judge(state, &format!("power lost {when}")));
        }
    }
    println!("{cuts} cuts, {states} states after a power loss");
    assert!(cuts > 100 && states > 500, "{cuts} cuts, {states} states: the model has become weaker");
}

#[test]
fn a_second_crash_after_the_first_loses_nothing_either() {
    let story = &STORIES[3];
    let mut states = 0;
    for first in 0..story.steps() {
        let (disk, mut vault) = story.begin();
        disk.power_off_after(first);
        let _ = (story.act)(&mut vault);
        for found in disk.after_power_loss() {
            for second in 0..story.steps() {
                let disk = found.after_kill();
                disk.power_off_after(second);
                let (mut vault, _) = open(&disk);
                let _ = (story.act)(&mut vault);
                let after = disk.after_power_loss();
                states += after.len();
                after
                    .iter()
                    .for_each(|state| story.judge(state, &format!("cut after {first} and again after {second}")));
            }
        }
    }
    println!("{states} states after a second power loss");
    assert!(states > 1_000, "{states}");
}

#[test]
fn what_is_reported_as_saved_survives_the_next_power_loss() {
    for story in &STORIES {
        let (disk, mut vault) = story.begin();
        (story.act)(&mut vault).unwrap();
        for state in disk.after_power_loss() {
            let keys = kept(&opened(&state));
            let is_removal = story.name == "remove";
            let end = story.after.last().unwrap();
            assert!(same(&keys, end) || is_removal && same(&keys, story.before), "{}: {keys:?}", story.name);
        }
    }
}

#[test]
fn every_disk_error_is_reported_and_leaves_the_old_file_whole() {
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
                let when = format!("{} at step {step} with {fault:?} (lasting: {lasting})", story.name);
                let in_memory = kept(&vault);
                disk.heal();
                assert!(lasting || temps(&disk) == 0, "{when}: temporary files are left at once");
                disk.after_power_loss()
                    .iter()
                    .for_each(|state| story.judge(state, &format!("power lost after {when}")));
                story.judge(&disk, &when);
                let keys = kept(&opened(&disk));
                match &outcome {
                    Ok(()) => assert!(same(&keys, story.after.last().unwrap()), "{when}: said to be done: {keys:?}"),
                    Err(e) => {
                        let text = format!("{e}; {}", e.next_step());
                        assert!(text.contains('/') && !e.id().is_empty(), "{when}: {text}");
                        let is_restore = story.name == "restore";
                        assert!(same(&keys, story.before) || is_restore, "{when}: {keys:?}");
                        let is_stale = story.name == "conflict" && same(&in_memory, &[("a", "1")]);
                        assert!(same(&in_memory, story.before) || is_restore || is_stale, "{when}: {in_memory:?}");
                    }
                }
                injected += 1;
            }
        }
    }
    println!("{injected} errors injected");
    assert!(injected > 1_000, "{injected}");
}

#[test]
fn a_failed_save_can_be_tried_again() {
    let steps = STORIES[2].steps();
    for step in 0..steps {
        let (disk, mut vault) = STORIES[2].begin();
        disk.fail_at(step, Fault::Full);
        let first = (STORIES[2].act)(&mut vault);
        let again = (STORIES[2].act)(&mut vault);
        assert!(again.is_ok(), "after {first:?}: {again:?}");
        assert!(same(&kept(&opened(&disk)), &[("a", "2")]), "step {step}");
    }
}

#[test]
fn what_the_disk_garbles_is_not_put_in_place() {
    let mut refused = 0;
    for story in &STORIES {
        for step in 0..story.steps() {
            let (disk, mut vault) = story.begin();
            disk.fail_at(step, Fault::Garbled);
            refused += usize::from((story.act)(&mut vault).is_err());
            story.judge(&disk, &format!("garbled at {step}"));
        }
    }
    assert!(refused >= STORIES.len(), "every story writes: {refused}");
}

#[test]
fn a_failure_after_the_rename_is_saved_but_not_confirmed() {
    let mut unconfirmed = 0;
    for step in 0..STORIES[2].steps() {
        let (disk, mut vault) = STORIES[2].begin();
        disk.fail_at(step, Fault::Broken);
        if let Ok(saved) = vault.save_key("a", &jwk("2")) {
            let is_sure = disk.after_power_loss().iter().all(|state| same(&kept(&opened(state)), &[("a", "2")]));
            assert!(is_sure || saved.unconfirmed.is_some(), "step {step}: told to be durable and is not");
            unconfirmed += usize::from(saved.unconfirmed.is_some());
        }
    }
    assert_eq!(unconfirmed, 1, "the sync of the folder after the rename");
}

#[test]
fn settings_survive_every_cut_and_error() {
    let old = json!({"a": 1, "version": 1});
    let new = json!({"a": 2, "version": 1});
    let save = |vault: &mut Vault| vault.save_settings(json!({"a": 2}).as_object().unwrap());
    let begin = || {
        let disk = disk();
        disk.put(at("settings.json"), old.to_string().as_bytes(), 0o600);
        let mut vault = opened(&disk);
        let _ = vault.load_settings();
        (disk, vault)
    };
    let found = |disk: &SimDisk| {
        let (loaded, notices) = opened(disk).load_settings();
        assert!(notices.is_empty() && temps(disk) == 0);
        Value::Object(loaded)
    };
    for step in 0..40 {
        let (disk, mut vault) = begin();
        disk.power_off_after(step);
        let _ = save(&mut vault);
        for state in disk.after_power_loss().into_iter().chain([disk.after_kill()]) {
            let settings = found(&state);
            assert!(settings == old || settings == new, "step {step}: {settings}");
        }
        for fault in Fault::ALL {
            let (disk, mut vault) = begin();
            disk.fail_at(step, fault);
            let outcome = save(&mut vault);
            disk.heal();
            assert_eq!(found(&disk), if outcome.is_ok() { new.clone() } else { old.clone() }, "step {step}");
        }
    }
}

#[test]
fn a_crash_while_repairing_loses_neither_the_damaged_bytes_nor_the_backup() {
    let damaged = b"{\"k\":\"dam";
    let begin = || {
        let disk = disk();
        disk.put(at("keys/a.jwk.json"), damaged, 0o600);
        disk.put(at("keys/a.jwk.json.bak"), b"{\"k\":\"old\"}", 0o600);
        disk
    };
    let mut seen = BTreeSet::new();
    for step in 0..40 {
        let disk = begin();
        disk.power_off_after(step);
        let _ = open(&disk);
        for state in disk.after_power_loss() {
            let (vault, _) = open(&state);
            assert!(same(&kept(&vault), &[("a", "old")]), "step {step}");
            assert!(state.files().values().any(|(_, content)| content == damaged), "step {step}");
            assert_eq!(temps(&state), 0);
            seen.insert(state.files().len());
        }
    }
    assert!(seen.len() > 1, "the repair was cut at different points");
}
