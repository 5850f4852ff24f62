//! The real program, killed at random moments while it writes: no key is lost, every file is whole, nothing secret stays in
//! temporary files or in the clear. `JWT_WORKBENCH_KILLS` says how often (50 unless told), `JWT_WORKBENCH_SEED` makes a run
//! happen again, and `JWT_WORKBENCH_PROGRAM` names another build of the program.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jwt_workbench::jose::base64url;
use jwt_workbench::keys::Secret;
use jwt_workbench::ports::{NativeDisk, SystemClock, is_temp_name};
use jwt_workbench::vault::{Protection, Vault};
use serde_json::{Value, json};

use crate::vault::kept;

/// Few rounds, so that the program spends its time with files. It reads them from the vault.
const ROUNDS: u32 = 1_000;
const PASSPHRASES: [(&str, &str); 2] = [("ONE", "correct horse"), ("TWO", "battery staple")];
/// `CANARY-KEY-` in base64url.
const CANARY: &str = "Q0FOQVJZLUtFWS";

/// Random enough, and the same for the same seed (xorshift64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Deed {
    Import,
    Rename,
    Remove,
    Change,
    Protect,
    Unprotect,
}

/// A vault that is killed again and again.
struct Victim {
    dir: tempfile::TempDir,
    /// Every key that was ever seen whole in the vault, by its secret; none may vanish.
    known: BTreeMap<String, String>,
    next_key: usize,
    /// How long a deed takes when nobody disturbs it.
    usual: BTreeMap<Deed, Duration>,
}

fn secret(number: usize) -> Secret {
    Secret::new(PASSPHRASES[number].1.as_bytes().to_vec())
}

impl Victim {
    fn new(usual: BTreeMap<Deed, Duration>, first_key: usize) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut victim = Self { dir, known: BTreeMap::new(), next_key: first_key, usual };
        victim.open().0.protect(&secret(0), ROUNDS).unwrap();
        let status = victim.command(Deed::Import, 0, 0).status().unwrap();
        assert!(status.success());
        victim.look("at first");
        victim
    }

    fn vault(&self) -> PathBuf {
        self.dir.path().join("vault")
    }

    fn open(&self) -> (Vault, Vec<jwt_workbench::vault::Notice>) {
        Vault::open(Arc::new(NativeDisk), Arc::new(SystemClock), self.vault())
    }

    /// The program doing something. `passphrase` is the one that counts.
    fn command(&mut self, deed: Deed, passphrase: usize, pick: u64) -> Command {
        let program = std::env::var_os("JWT_WORKBENCH_PROGRAM");
        let mut command = Command::new(program.unwrap_or(env!("CARGO_BIN_EXE_jwt-workbench").into()));
        command.current_dir(self.dir.path()).env_clear().envs(PASSPHRASES);
        let names: Vec<String> = self.known.values().cloned().collect();
        let name = |i: u64| names[usize::try_from((pick + i) % names.len() as u64).unwrap()].clone();
        let fresh = format!("renamed {}", self.next_key);
        let words: Vec<String> = match deed {
            Deed::Import => vec!["import".to_owned(), self.key_file()],
            Deed::Rename => vec!["rename".to_owned(), name(0), fresh],
            Deed::Remove => vec!["remove".to_owned(), name(0), name(1), name(2)],
            Deed::Change => {
                vec!["change-passphrase".into(), "--new-passphrase-env".into(), PASSPHRASES[1 - passphrase].0.into()]
            }
            Deed::Protect => vec!["protect".to_owned()],
            Deed::Unprotect => vec!["unprotect".to_owned()],
        };
        self.next_key += 1;
        command.arg("keys").args(words).args(["--config-dir", "vault"]);
        command.args(["--vault-passphrase-env", PASSPHRASES[passphrase].0]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Eight keys in a file outside of the vault.
    fn key_file(&mut self) -> String {
        let keys: Vec<Value> = (0..8)
            .map(|_| {
                self.next_key += 1;
                let octets = format!("CANARY-KEY-{:08}-{}", self.next_key, "x".repeat(16));
                json!({"kty": "oct", "kid": format!("key {}", self.next_key), "k": base64url::encode(octets.as_bytes())})
            })
            .collect();
        std::fs::write(self.dir.path().join("new.json"), json!({ "keys": keys }).to_string()).unwrap();
        "new.json".to_owned()
    }

    /// Which passphrase counts, if any; and that all is well after the next start.
    fn look(&mut self, when: &str) -> Option<usize> {
        let (mut vault, notices) = self.open();
        assert!(notices.iter().all(|n| n.id() == "vault-unfinished"), "{when}: {notices:?}");
        let mut counts = None;
        if vault.protection() == Protection::Locked {
            let opened = (0..2).find_map(|number| Some((number, vault.unlock(&secret(number)).ok()?)));
            let (number, notices) = opened.unwrap_or_else(|| panic!("{when}: no passphrase opens it"));
            counts = Some(number);
            assert!(notices.is_empty(), "{when}: {notices:?}");
            assert_eq!(vault.protection(), Protection::Unlocked);
        }
        let found: BTreeMap<String, String> = kept(&vault).into_iter().map(|(name, k)| (k, name)).collect();
        assert_eq!(found.len(), vault.keys().len(), "{when}: a key is there twice");
        let gone: Vec<&String> = self.known.keys().filter(|k| !found.contains_key(*k)).collect();
        if !gone.is_empty() {
            let trash = self.trash(counts);
            assert!(gone.iter().all(|k| trash.contains(k.as_str())), "{when}: lost {}", gone.len());
        }
        for (path, text) in files(&self.vault()) {
            assert!(!is_temp_name(path.file_name().unwrap()), "{when}: {} is left", path.display());
            assert!(counts.is_none() || !text.contains(CANARY), "{when}: {} is in the clear", path.display());
        }
        self.known = found;
        counts
    }

    /// All that is in the trash, in the clear: read in a copy of the vault.
    fn trash(&self, counts: Option<usize>) -> String {
        let copy = tempfile::tempdir().unwrap();
        let status = Command::new("cp").arg("-a").arg(self.vault()).arg(copy.path()).status().unwrap();
        assert!(status.success());
        let (mut vault, _) = Vault::open(Arc::new(NativeDisk), Arc::new(SystemClock), copy.path().join("vault"));
        if let Some(number) = counts {
            vault.unlock(&secret(number)).unwrap();
            vault.unprotect().unwrap();
        }
        files(&copy.path().join("vault/trash")).into_iter().map(|(_, text)| text).collect()
    }

    /// Starts a deed and kills it; says whether it was still running.
    fn kill(&mut self, deed: Deed, passphrase: usize, chance: &mut Chance) -> bool {
        let pick = chance.next();
        let usual = self.usual.get(&deed).copied();
        let mut child = self.command(deed, passphrase, pick).spawn().unwrap();
        let started = Instant::now();
        let Some(usual) = usual else {
            // the first of its kind shows how long it takes
            assert!(child.wait().unwrap().success());
            self.usual.insert(deed, started.elapsed());
            return false;
        };
        // files are written towards the end
        let micros = u64::try_from(usual.as_micros()).unwrap();
        let from = if chance.below(4) == 0 { 0 } else { micros.saturating_sub(90_000) };
        std::thread::sleep(Duration::from_micros(from + chance.below(micros + micros / 20 - from)));
        let was_running = child.try_wait().unwrap().is_none();
        let _ = child.kill();
        child.wait().unwrap();
        // how busy the machine is changes
        let usual = if was_running { usual * 101 / 100 } else { usual * 93 / 100 };
        self.usual.insert(deed, usual);
        was_running
    }
}

fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let Ok(listed) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = listed.map(|entry| entry.unwrap().path());
    let read = |path: PathBuf| match path.is_dir() {
        true => files(&path),
        false => vec![(path.clone(), String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned())],
    };
    paths.flat_map(read).collect()
}

fn number(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[test]
fn killing_the_program_loses_no_key_and_leaves_none_in_the_clear() {
    let kills = number("JWT_WORKBENCH_KILLS", 50);
    let seed = number("JWT_WORKBENCH_SEED", u64::from(std::process::id()) * 7_919 + 1);
    println!("{kills} kills, JWT_WORKBENCH_SEED={seed}");
    let mut chance = Chance(seed);
    let mut victim = Victim::new(BTreeMap::new(), 0);
    let mut counts = Some(0);
    let (mut killed, mut too_late, mut unfinished) = (0, 0, 0);
    let mut by_deed: BTreeMap<Deed, usize> = BTreeMap::new();
    while killed < kills {
        if victim.known.len() > 60 || victim.known.len() < 3 {
            victim = Victim::new(std::mem::take(&mut victim.usual), victim.next_key);
            counts = Some(0);
        }
        let deed = match (counts, chance.below(20)) {
            (None, 0..8) => Deed::Protect,
            (Some(_), 0..4) => Deed::Unprotect,
            (Some(_), 4) => Deed::Change,
            (_, 5..8) => Deed::Rename,
            (_, 8..12) => Deed::Remove,
            _ => Deed::Import,
        };
        let was_running = victim.kill(deed, counts.unwrap_or(0), &mut chance);
        let mixed = mixed(&victim.vault());
        counts = victim.look(&format!("kill {killed}, {deed:?}, seed {seed}"));
        match was_running {
            true => {
                killed += 1;
                unfinished += usize::from(mixed);
                *by_deed.entry(deed).or_default() += 1;
            }
            false => too_late += 1,
        }
        if victim.rounds() > ROUNDS
            && let Some(number) = counts
        {
            // the program's own number of rounds would make the test wait
            victim.open().0.change_passphrase(&secret(number), &secret(number), ROUNDS).unwrap();
        }
    }
    println!("{killed} killed {by_deed:?}, {too_late} were done before, {unfinished} left something to finish");
}

/// Whether a start has something to put in order.
fn mixed(vault: &Path) -> bool {
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let names: Vec<String> = files(vault).iter().map(|(path, _)| name(path)).collect();
    let any = |part: &str| names.iter().any(|name| name.contains(part));
    any(".tmp") || any(".retired") || (any(".jwk.json") && any("vault-key.jwe.json"))
}

impl Victim {
    fn rounds(&self) -> u32 {
        let Ok(text) = std::fs::read_to_string(self.vault().join("vault-key.jwe.json")) else { return 0 };
        let token = jwt_workbench::jose::token::Token::read(&text);
        token.jose_header().get("p2c").and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok()).unwrap_or(0)
    }
}
