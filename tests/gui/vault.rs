//! The vault's passphrase in the window: protect, lock, unlock, change, remove; the keychain; the other window.

use crate::harness::{Bench, NOW, Start, secret_jwk};
use eframe::egui::Event;
use eframe::egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use jwt_workbench::keys::Secret;
use jwt_workbench::ports::{Keychain, MemoryKeychain, NativeDisk, SystemClock};
use jwt_workbench::vault::{Protection, Vault};
use std::path::Path;
use std::sync::Arc;

const PASSPHRASE: &str = "canary-passphrase of several words";
/// Few, so that a test does not wait; the window itself takes 600,000.
const ROUNDS: u32 = 1_000;

fn secret(text: &str) -> Secret {
    Secret::new(text.as_bytes().to_vec())
}

fn keys(bench: &Bench) -> usize {
    bench.h.state().model().ring.keys().len()
}

fn protection(bench: &Bench) -> Protection {
    bench.h.state().model().protection
}

fn with_a_key() -> Bench {
    let mut bench = Start::default().keys(&secret_jwk("demo")).open();
    bench.dismiss_messages();
    bench
}

/// Another window on the same folder.
fn another(dir: &Path) -> Vault {
    Vault::open(Arc::new(NativeDisk), Arc::new(SystemClock), dir).0
}

/// A window on a vault that is locked.
fn locked(keychain: Arc<dyn Keychain>) -> Bench {
    let bench = with_a_key();
    another(&bench.config()).protect(&secret(PASSPHRASE), ROUNDS).unwrap();
    let folder = Arc::clone(&bench.folder);
    drop(bench);
    Start { keychain, ..Start::default() }.open_in(folder)
}

fn unlock(bench: &mut Bench, passphrase: &str) {
    bench.fill(Role::PasswordInput, "Passphrase", passphrase);
    bench.button("Unlock");
}

fn on_disk(folder: &Path) -> String {
    let mut all = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => all += &on_disk(&path),
            false => all += &String::from_utf8_lossy(&std::fs::read(&path).unwrap()),
        }
    }
    all
}

#[test]
fn a_vault_is_protected_locked_and_unlocked_in_the_window() {
    let mut bench = with_a_key();
    assert!(on_disk(&bench.config()).contains("\"k\""));
    assert!(!bench.shows("Vault locked") && !bench.shows("Vault unlocked"), "no chip without a passphrase");
    bench.command("Protect vault");
    bench.fill(Role::PasswordInput, "New passphrase", PASSPHRASE);
    bench.fill(Role::PasswordInput, "The same once more", "something else");
    bench.assert_shows("The two differ.");
    bench.fill(Role::PasswordInput, "The same once more", PASSPHRASE);
    assert!(!bench.texts().iter().any(|t| t.contains("canary-pass")), "masked while it is typed");
    bench.button("Protect");
    assert!(bench.notices().contains("The vault is protected"), "{}", bench.notices());
    assert_eq!((protection(&bench), keys(&bench)), (Protection::Unlocked, 1));
    let files = on_disk(&bench.config().join("keys"));
    assert!(files.contains("ciphertext") && !files.contains("\"k\"") && !files.contains("demo"));
    bench.button("Vault unlocked");
    assert_eq!((protection(&bench), keys(&bench)), (Protection::Locked, 0));
    bench.assert_shows("One key is locked.");
    bench.first_button("Unlock vault…");
    unlock(&mut bench, "wrong");
    bench.assert_shows("does not open the vault");
    assert_eq!(bench.value(Role::PasswordInput, "Passphrase"), "", "what was wrong is gone");
    unlock(&mut bench, PASSPHRASE);
    assert_eq!((protection(&bench), keys(&bench)), (Protection::Unlocked, 1));
    assert!(!bench.button_is_here("Cancel"), "the dialog closed");
}

#[test]
fn the_window_works_on_a_locked_vault_and_keeps_what_cannot_be_saved() {
    let mut bench = locked(Arc::new(jwt_workbench::ports::NoKeychain));
    assert_eq!((protection(&bench), keys(&bench)), (Protection::Locked, 0));
    bench.assert_shows("Vault locked");
    bench.button("Add secret…");
    bench.fill(Role::TextInput, "Name", "mine");
    bench.fill(Role::PasswordInput, "Secret", "another secret");
    bench.button("Add secret");
    assert!(bench.notices().contains("“mine” could not be saved"), "{}", bench.notices());
    assert!(bench.h.state().model().is_unsaved("mine"));
    bench.button("Vault locked");
    assert!(!bench.shows("Remember in the system keychain"), "there is none");
    unlock(&mut bench, PASSPHRASE);
    assert!(!bench.h.state().model().is_unsaved("mine"), "saved as soon as it could be: {}", bench.notices());
    assert_eq!(keys(&bench), 2);
    let mut seen = another(&bench.config());
    seen.unlock(&secret(PASSPHRASE)).unwrap();
    assert_eq!(seen.keys().len(), 2);
}

#[test]
fn the_passphrase_is_changed_and_removed() {
    let mut bench = locked(Arc::new(jwt_workbench::ports::NoKeychain));
    bench.command("Change passphrase");
    bench.fill(Role::PasswordInput, "Present passphrase", PASSPHRASE);
    bench.fill(Role::PasswordInput, "New passphrase", "short");
    bench.assert_shows("Short: fine for test keys");
    bench.fill(Role::PasswordInput, "The same once more", "short");
    bench.button("Change passphrase");
    assert_eq!(protection(&bench), Protection::Unlocked, "{}", bench.notices());
    assert!(another(&bench.config()).unlock(&secret(PASSPHRASE)).is_err());
    bench.command("Remove passphrase");
    bench.button("Remove passphrase");
    assert_eq!((protection(&bench), keys(&bench)), (Protection::None, 1), "{}", bench.notices());
    assert!(on_disk(&bench.config().join("keys")).contains("\"k\""));
}

#[test]
fn a_keychain_remembers_the_passphrase_where_there_is_one() {
    let keychain = Arc::new(MemoryKeychain::default());
    let mut bench = locked(keychain.clone());
    let dir = bench.config();
    assert_eq!(protection(&bench), Protection::Locked, "it knows nothing yet");
    bench.first_button("Unlock vault…");
    bench.click(Role::CheckBox, "Remember in the system keychain");
    unlock(&mut bench, PASSPHRASE);
    assert_eq!(keychain.recall(&dir).unwrap(), Some(secret(PASSPHRASE)));
    let folder = Arc::clone(&bench.folder);
    drop(bench);
    let mut bench = Start { keychain: keychain.clone(), ..Start::default() }.open_in(folder);
    assert_eq!((protection(&bench), keys(&bench)), (Protection::Unlocked, 1), "nothing was asked");
    // another passphrase, not to be remembered: the old one is forgotten
    bench.command("Change passphrase");
    bench.fill(Role::PasswordInput, "Present passphrase", PASSPHRASE);
    bench.fill(Role::PasswordInput, "New passphrase", "another passphrase");
    bench.fill(Role::PasswordInput, "The same once more", "another passphrase");
    bench.button("Change passphrase");
    assert_eq!(keychain.recall(&dir).unwrap(), None);
}

#[test]
fn an_idle_window_locks_the_vault_when_it_was_told_to() {
    let mut bench = locked(Arc::new(jwt_workbench::ports::NoKeychain));
    bench.button("Vault locked");
    unlock(&mut bench, PASSPHRASE);
    bench.at(NOW + 100_000);
    assert_eq!(protection(&bench), Protection::Unlocked, "never, unless asked for");
    bench.command("Lock after 5 minutes without input");
    bench.at(NOW + 100_000 + 299);
    assert_eq!(protection(&bench), Protection::Unlocked);
    bench.h.event(Event::PointerMoved(eframe::egui::pos2(5.0, 5.0)));
    bench.settle();
    bench.at(NOW + 100_000 + 598);
    assert_eq!(protection(&bench), Protection::Unlocked, "moving the pointer counts");
    bench.at(NOW + 100_000 + 600);
    assert_eq!((protection(&bench), keys(&bench)), (Protection::Locked, 0));
    assert!(bench.notices().contains("The vault is locked"), "{}", bench.notices());
}

#[test]
fn another_window_that_protects_the_vault_is_noticed_and_nothing_is_lost() {
    let mut bench = with_a_key();
    another(&bench.config()).protect(&secret(PASSPHRASE), ROUNDS).unwrap();
    bench.button("Add secret…");
    bench.fill(Role::TextInput, "Name", "mine");
    bench.fill(Role::PasswordInput, "Secret", "another secret");
    bench.button("Add secret");
    assert_eq!(protection(&bench), Protection::Locked, "{}", bench.notices());
    assert!(bench.notices().contains("Another window protected the vault"), "{}", bench.notices());
    assert!(bench.h.state().model().is_unsaved("mine"));
    assert!(!on_disk(&bench.config()).contains("mine"), "nothing in the clear");
    bench.button("Vault locked");
    unlock(&mut bench, PASSPHRASE);
    assert_eq!(keys(&bench), 2);
    assert!(!bench.h.state().model().is_unsaved("mine"));
    assert!(bench.h.query_by_label("Vault unlocked").is_some());
}
