//! The vault on the real disk: several writers, kills, modes under any umask, special files.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jwt_workbench::keys::Secret;
use jwt_workbench::ports::{NativeDisk, NativeEnvironment, SystemClock, is_temp_name};
use jwt_workbench::vault::{How, Notice, Protection, Vault, location};

use crate::vault::{jwk, kept};

const CHILD_DIR: &str = "JWT_WORKBENCH_TEST_DIR";
const CHILD_WRITER: &str = "JWT_WORKBENCH_TEST_WRITER";
const CHILD_WRITERS: &str = "JWT_WORKBENCH_TEST_WRITERS";
const CHILD_SAVES: &str = "JWT_WORKBENCH_TEST_SAVES";

/// Two windows save as much as this each.
const SAVES: usize = 500;

fn open(dir: &Path) -> (Vault, Vec<Notice>) {
    Vault::open(Arc::new(NativeDisk), Arc::new(SystemClock), dir)
}

/// Adds keys under names that all writers use, and replaces one key again and again. All of the `writers` load before
/// any of them saves: whoever loads a key later may well replace it.
fn write(dir: &Path, writer: &str, saves: usize, writers: usize) {
    let (mut vault, _) = open(dir);
    if vault.protection() == Protection::Locked {
        vault.unlock(&passphrase()).unwrap();
    }
    if writers > 1 {
        let ready = dir.with_file_name("ready");
        std::fs::create_dir_all(ready.join(writer)).unwrap();
        while std::fs::read_dir(&ready).unwrap().count() < writers {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
    let mut mine = "shared".to_owned();
    for i in 0..saves {
        let k = format!("{writer}-{i}");
        // a window looks now and then, and learns what the other one added
        if i % 20 == 10 && vault.changed_on_disk() {
            let notices = vault.reload();
            assert!(notices.is_empty(), "{notices:?}");
        }
        if i % 4 == 3 {
            mine = vault.save_key(&mine, &jwk(&k)).unwrap().name;
        } else {
            let _ = vault.add_key(&format!("key {i}"), &jwk(&k)).unwrap();
        }
    }
}

fn passphrase() -> Secret {
    Secret::new(b"correct horse".to_vec())
}

fn expect_all(dir: &Path, writers: &[&str], saves: usize) {
    let (mut vault, notices) = open(dir);
    assert!(notices.is_empty(), "{notices:?}");
    if vault.protection() == Protection::Locked {
        let notices = vault.unlock(&passphrase()).unwrap();
        assert!(notices.is_empty(), "{notices:?}");
    }
    let found: BTreeSet<String> = kept(&vault).into_iter().map(|(_, k)| k).collect();
    for writer in writers {
        let last_shared = (0..saves).rev().find(|i| i % 4 == 3);
        for i in (0..saves).filter(|i| i % 4 != 3 || Some(*i) == last_shared) {
            assert!(found.contains(&format!("{writer}-{i}")), "lost: {writer}-{i}");
        }
    }
    expect_no_temps(dir);
}

fn expect_no_temps(dir: &Path) {
    for folder in [dir.to_path_buf(), dir.join("keys")] {
        let Ok(listed) = std::fs::read_dir(folder) else { continue };
        assert!(!listed.map(|e| e.unwrap().file_name()).any(|name| is_temp_name(&name)));
    }
}

/// This test binary again, as a writer; `shell` is run before it.
fn child(shell: &str, dir: &Path, writer: &str, saves: usize, writers: usize) -> Child {
    Command::new("sh")
        .arg("-c")
        .arg(format!("{shell} exec \"$0\" --exact vault_native::child_writes --nocapture"))
        .arg(std::env::current_exe().unwrap())
        .env(CHILD_DIR, dir)
        .env(CHILD_WRITER, writer)
        .env(CHILD_SAVES, saves.to_string())
        .env(CHILD_WRITERS, writers.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Does nothing unless another test has started it.
#[test]
fn child_writes() {
    let var = |name| std::env::var(name).ok();
    let (dir, writer) = (var(CHILD_DIR), var(CHILD_WRITER));
    if let (Some(dir), Some(writer), Some(saves), Some(writers)) = (dir, writer, var(CHILD_SAVES), var(CHILD_WRITERS)) {
        write(Path::new(&dir), &writer, saves.parse().unwrap(), writers.parse().unwrap());
    }
}

#[test]
fn two_windows_with_200_saves_each_lose_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let dir = &dir.path().join("vault");
    std::thread::scope(|scope| {
        for writer in ["one", "two"] {
            scope.spawn(move || write(dir, writer, 200, 2));
        }
    });
    expect_all(dir, &["one", "two"], 200);
}

#[cfg(unix)]
#[test]
fn two_processes_with_500_saves_each_lose_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("vault");
    let children = ["one", "two"].map(|writer| child("", &dir, writer, SAVES, 2));
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    expect_all(&dir, &["one", "two"], SAVES);
}

#[cfg(unix)]
#[test]
fn two_processes_with_500_saves_each_in_a_protected_vault_lose_nothing_and_write_nothing_in_the_clear() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("vault");
    open(&dir).0.protect(&passphrase(), 1).unwrap();
    let children = ["one", "two"].map(|writer| child("", &dir, writer, SAVES, 2));
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    expect_all(&dir, &["one", "two"], SAVES);
    for file in std::fs::read_dir(dir.join("keys")).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        assert!(text.contains("\"ciphertext\"") && !text.contains("shared") && !text.contains("\"k\""));
    }
}

#[cfg(unix)]
#[test]
fn killing_a_writer_leaves_whole_files_only() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("vault");
    let mut last = 0;
    for round in 0..20_u64 {
        let mut writer = child("", &dir, &format!("w{round}"), 100_000, 1);
        let started = Instant::now();
        while !dir.join("keys").is_dir() && started.elapsed() < Duration::from_secs(10) {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(20 + round * 7 % 40));
        writer.kill().unwrap();
        writer.wait().unwrap();
        let (vault, notices) = open(&dir);
        assert!(notices.is_empty(), "round {round}: {notices:?}");
        assert!(vault.keys().len() >= last, "round {round}: {} keys after {last}", vault.keys().len());
        last = vault.keys().len();
        expect_no_temps(&dir);
    }
    assert!(last > 0);
}

#[cfg(unix)]
#[test]
fn modes_are_private_whatever_the_umask() {
    use std::os::unix::fs::PermissionsExt;
    for mask in ["000", "022", "077", "277"] {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().join("a").join("vault");
        assert!(child(&format!("umask {mask};"), &dir, "w", 8, 1).wait().unwrap().success(), "umask {mask}");
        let mut seen = 0;
        for folder in [dir.parent().unwrap(), &dir, &dir.join("keys")] {
            assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o777, 0o700, "{mask} {}", folder.display());
            for file in std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_file()) {
                let mode = file.metadata().unwrap().permissions().mode() & 0o777;
                assert_eq!(mode, 0o600, "umask {mask}: {mode:o} {}", file.display());
                seen += 1;
            }
        }
        assert!(seen > 7, "keys, a backup and the lock: {seen}");
    }
}

#[cfg(unix)]
#[test]
fn special_files_are_named_within_a_second_and_links_are_kept() {
    use std::os::unix::fs::symlink;
    let dir = tempfile::tempdir().unwrap();
    let keys = dir.path().join("ü 🎉 vault/keys");
    std::fs::create_dir_all(&keys).unwrap();
    assert!(Command::new("mkfifo").arg(keys.join("fifo.jwk.json")).status().unwrap().success());
    std::fs::create_dir(keys.join("folder.jwk.json")).unwrap();
    symlink("nowhere", keys.join("dangling.jwk.json")).unwrap();
    symlink("loop.jwk.json", keys.join("loop.jwk.json")).unwrap();
    symlink("/dev/zero", keys.join("device.jwk.json")).unwrap();
    std::fs::write(dir.path().join("real.json"), jwk("1")).unwrap();
    symlink("../../real.json", keys.join("link.jwk.json")).unwrap();
    let (mut vault, notices) = open(keys.parent().unwrap());
    let odd: Vec<_> = notices.iter().filter(|n| n.id() == "vault-not-a-file").collect();
    assert_eq!(odd.len(), 5, "{notices:?}");
    assert_eq!(vault.save_key("link", &jwk("2")).unwrap().how, How::Replaced);
    assert!(keys.join("link.jwk.json").is_symlink());
    assert!(std::fs::read_to_string(dir.path().join("real.json")).unwrap().contains("\"2\""));
    assert!(vault.fix_modes().unwrap() > 0);
    assert!(!open(keys.parent().unwrap()).1.iter().any(|n| n.id() == "vault-permissions"));
}

#[cfg(unix)]
#[test]
fn a_change_by_another_program_is_noticed_without_reading() {
    let dir = tempfile::tempdir().unwrap();
    let (mut vault, _) = open(dir.path());
    let _ = vault.save_key("a", &jwk("1")).unwrap();
    assert!(!vault.changed_on_disk());
    let path = vault.keys()[0].path.clone();
    std::fs::write(&path, jwk("22")).unwrap();
    assert!(vault.changed_on_disk());
    vault.reload();
    assert!(!vault.changed_on_disk());
    assert_eq!(kept(&vault)[0].1, "22");
    std::fs::remove_file(&path).unwrap();
    assert!(vault.changed_on_disk());
    vault.reload();
    assert!(vault.keys().is_empty());
}

#[test]
fn a_file_in_the_place_of_a_folder_is_named_and_nothing_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("keys"), b"mine").unwrap();
    let (mut vault, notices) = open(dir.path());
    assert_eq!(notices.first().map(Notice::id), Some("vault-unreadable"), "{notices:?}");
    assert!(vault.save_key("a", &jwk("1")).is_err());
    assert_eq!(std::fs::read(dir.path().join("keys")).unwrap(), b"mine");
    let (mut vault, _) = open(&dir.path().join("keys"));
    assert!(vault.save_key("a", &jwk("1")).is_err());
}

#[cfg(unix)]
#[test]
fn without_a_home_there_is_a_clear_error() {
    const EXPECTED: &str = "JWT_WORKBENCH_TEST_HOME";
    if let Some(expected) = std::env::var_os(EXPECTED) {
        let found = location(None, &NativeEnvironment).map_err(|e| e.id());
        let shown = found.map_or_else(str::to_owned, |path| path.display().to_string());
        assert_eq!(shown, expected.to_str().unwrap());
        return;
    }
    for (home, xdg, expected) in [
        (None, None, "vault-no-home"),
        (Some(""), None, "vault-no-home"),
        (Some(" "), None, "vault-no-home"),
        (None, Some("/x y/ü"), "/x y/ü/jwt-workbench"),
    ] {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "vault_native::without_a_home_there_is_a_clear_error"]).env(EXPECTED, expected);
        for (name, value) in [("HOME", home), ("XDG_CONFIG_HOME", xdg), ("JWT_WORKBENCH_CONFIG_DIR", None)] {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        if cfg!(target_os = "macos") && xdg.is_some() {
            continue;
        }
        assert!(command.stdout(Stdio::null()).status().unwrap().success(), "HOME {home:?}, XDG {xdg:?}");
    }
}
