//! The Keys pane: secrets, imports, generation, names, the vault.

use crate::harness::{Bench, NOW, SECRET, Start, good, part, secret_jwk};
use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use jwt_workbench::jose::base64url;
use jwt_workbench::keys::{Material, Origin};
use jwt_workbench::ports::{Clipboard as _, Fault, Picked, SimDisk};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::sync::Arc;

/// The label of a key's row.
pub fn row(bench: &Bench, name: &str) -> String {
    let starts = format!("Key {name}, ");
    bench.texts().into_iter().find(|t| t.starts_with(&starts)).unwrap_or_else(|| panic!("no row {name}"))
}

/// Opens a key's details.
pub fn open(bench: &mut Bench, name: &str) {
    let label = row(bench, name);
    bench.click(Role::DisclosureTriangle, &label);
}

fn octets(bench: &Bench, name: &str) -> Vec<u8> {
    match &bench.h.state().model().ring.named(name).unwrap().material {
        Material::Oct(secret) => secret.expose().to_vec(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_secret_is_added_in_each_encoding() {
    for (text, encoding, size, octets_wanted) in [
        ("c2VjcmV0", "Text (UTF-8)", "8 bytes", b"c2VjcmV0".as_slice()),
        ("c2VjcmV0", "base64", "6 bytes", b"secret"),
        ("_-8", "base64url", "2 bytes", &[0xFF, 0xEF]),
        ("736563726574", "Hex", "6 bytes", b"secret"),
    ] {
        let mut bench = Bench::new();
        bench.button("Add secret…");
        bench.fill(Role::TextInput, "Name", "demo");
        bench.fill(Role::PasswordInput, "Secret", text);
        bench.click(Role::RadioButton, &format!("{encoding} · {size}"));
        bench.assert_shows(&format!("{size}: shorter than HS256 asks for"));
        bench.button("Add secret");
        assert_eq!(octets(&bench, "demo"), octets_wanted, "{encoding}");
        assert!(row(&bench, "demo").contains("signs and verifies"));
        assert!(!bench.button_is_here("Cancel"), "the dialog closed");
    }
}

#[test]
fn a_text_that_is_not_in_an_encoding_cannot_be_read_as_it() {
    let mut bench = Bench::new();
    bench.button("Add secret…");
    bench.fill(Role::PasswordInput, "Secret", "not hex!");
    let hex = bench.h.get_by_role_and_label(Role::RadioButton, "Hex");
    assert!(hex.accesskit_node().is_disabled());
    bench.press(Default::default(), Key::Escape);
    assert!(!bench.shows("Read it as"), "Escape closes it");
    assert!(bench.h.state().model().ring.keys().is_empty());
}

#[test]
fn a_typed_secret_is_nowhere_in_the_tree() {
    let mut bench = Bench::new();
    bench.button("Add secret…");
    bench.fill(Role::PasswordInput, "Secret", SECRET);
    assert!(!bench.texts().iter().any(|t| t.contains("canary")), "while it is typed");
    bench.button("Add secret");
    open(&mut bench, "secret");
    assert!(!bench.texts().iter().any(|t| t.contains("canary")), "in the details");
    bench.assert_shows("••••••••••••");
    // held down, it shows; let go, it is gone
    bench.reach(Role::Button, "Hold to reveal");
    let at = bench.h.get_by_role_and_label(Role::Button, "Hold to reveal").rect().center();
    bench.h.event(Event::PointerMoved(at));
    bench.h.event(Event::PointerButton {
        pos: at,
        button: eframe::egui::PointerButton::Primary,
        pressed: true,
        modifiers: Default::default(),
    });
    bench.settle();
    bench.assert_shows(SECRET);
    bench.h.event(Event::PointerButton {
        pos: at,
        button: eframe::egui::PointerButton::Primary,
        pressed: false,
        modifiers: Default::default(),
    });
    bench.settle();
    assert!(!bench.shows("canary"));
}

#[test]
fn a_secret_is_shown_while_typing_on_demand_alone() {
    let mut bench = Bench::new();
    bench.button("Add secret…");
    bench.fill(Role::PasswordInput, "Secret", SECRET);
    bench.button("Show the secret");
    assert_eq!(bench.value(Role::TextInput, "Secret"), SECRET);
    bench.button("Hide the secret");
    assert!(!bench.shows("canary"));
    bench.press(Default::default(), Key::Escape);
    bench.button("Add secret…");
    assert_eq!(bench.value(Role::PasswordInput, "Secret"), "", "a closed dialog keeps nothing");
    bench.h.get_by_role_and_label(Role::PasswordInput, "Secret").focus();
    bench.settle();
    bench.press(crate::harness::CTRL, Key::Z);
    assert_eq!(bench.value(Role::PasswordInput, "Secret"), "", "nor does its undo");
}

#[test]
fn who_looks_at_a_secret_types_on_in_it() {
    let mut bench = Bench::new();
    bench.button("Add secret…");
    bench.fill(Role::PasswordInput, "Secret", "abc");
    bench.button("Show the secret");
    bench.h.event(Event::Text("def".to_owned()));
    bench.settle();
    assert_eq!(bench.value(Role::TextInput, "Secret"), "abcdef");
    assert_eq!(bench.value(Role::TextInput, "Name"), "", "a secret must not be typed into what is shown");
}

#[test]
fn a_click_beside_a_dialog_throws_nothing_away() {
    let mut bench = Bench::new();
    bench.button("Add secret…");
    bench.fill(Role::PasswordInput, "Secret", "abc");
    let pos = eframe::egui::pos2(4.0, 300.0);
    for pressed in [true, false] {
        let (button, modifiers) = (eframe::egui::PointerButton::Primary, Default::default());
        bench.h.event(Event::PointerMoved(pos));
        bench.h.event(Event::PointerButton { pos, button, pressed, modifiers });
        bench.settle();
    }
    bench.button("Show the secret");
    assert_eq!(bench.value(Role::TextInput, "Secret"), "abc");
}

fn pem_of(alg: &'static str) -> (String, String) {
    use jwt_workbench::crypto::{KeySpec, generate};
    use jwt_workbench::keys::{Format, Private, export};
    let key = generate(&KeySpec::for_alg(jwt_workbench::jose::alg::find(alg).unwrap(), None).unwrap()).unwrap();
    let text = |private| String::from_utf8(export(&[&key], Format::Pem, private).unwrap().to_vec()).unwrap();
    (text(Private::Include), text(Private::Omit))
}

fn import(bench: &mut Bench, text: &str) {
    bench.button("Import keys…");
    bench.h.event(Event::Paste(text.to_owned()));
    bench.settle();
    bench.button("Import keys");
}

#[test]
fn keys_are_imported_in_every_format() {
    let (private, public) = pem_of("ES256");
    let jwks =
        format!(r#"{{"keys":[{},{}]}}"#, secret_jwk("one"), secret_jwk("two").replace("\"k\":\"", "\"k\":\"AAAA"));
    for (text, keys) in [(private, 1), (public, 1), (secret_jwk("named"), 1), (jwks, 2)] {
        let mut bench = Bench::new();
        import(&mut bench, &text);
        assert_eq!(bench.h.state().model().ring.keys().len(), keys, "{}", bench.notices());
        assert!(!bench.shows("Import keys\n"), "the dialog closed");
    }
}

#[test]
fn what_is_no_key_is_told_in_the_dialog() {
    let mut bench = Bench::new();
    import(&mut bench, "-----BEGIN PUBLIC KEY-----\nnonsense\n-----END PUBLIC KEY-----\n");
    bench.assert_shows("No usable key was found");
    assert!(bench.button_is_here("Cancel"), "it stays open, with the text in it");
    bench.button("Cancel");
    assert!(bench.h.state().model().ring.keys().is_empty());
}

#[test]
fn a_key_that_is_here_is_not_added_twice() {
    let mut bench = Start::default().keys(&secret_jwk("mine")).open();
    import(&mut bench, &secret_jwk("again"));
    assert!(bench.notices().contains("“mine” is here already"), "{}", bench.notices());
    assert_eq!(bench.h.state().model().ring.keys().len(), 1);
}

#[test]
fn a_key_file_is_opened() {
    let mut bench = Bench::new();
    let path = bench.folder.path().join("k.jwk");
    std::fs::write(&path, secret_jwk("from-file")).unwrap();
    bench.picks.answer(Picked::File(path));
    bench.button("Import keys…");
    bench.button("Open key file…");
    assert!(bench.h.state().model().ring.named("from-file").is_some());
    assert_eq!(bench.picks.asked()[0].title, "Open a key file");
}

#[test]
fn a_key_is_generated_for_each_algorithm_and_signs() {
    let signing: Vec<&str> = jwt_workbench::jose::alg::signing().map(|a| a.name).collect();
    let mut rsa_done = false;
    for alg in signing {
        let rsa = alg.starts_with("RS") || alg.starts_with("PS");
        if rsa && std::mem::replace(&mut rsa_done, true) {
            continue;
        }
        let mut bench = Start::default().text(&good()).open();
        bench.button("Generate key…");
        bench.choose("For", alg);
        bench.button("Generate key");
        let name = format!("my-{}", alg.to_lowercase());
        assert!(bench.notices().contains(&format!("“{name}” was generated")), "{alg}: {}", bench.notices());
        bench.button("Sign token");
        assert!(bench.verdict().contains(&format!("key “{name}” verifies")), "{alg}: {}", bench.verdict());
        assert!(part(&bench.token(), 0).contains(&format!("\"alg\":\"{alg}\"")));
    }
}

#[test]
fn keys_are_files_for_their_owner_alone_and_are_there_the_next_time() {
    let mut bench = Start::default().keys(&secret_jwk("mine")).open();
    bench.button("Generate key…");
    bench.fill(Role::TextInput, "Name", "fresh");
    bench.button("Generate key");
    let folder = bench.config().join("keys");
    let files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|f| f.unwrap())
        .filter(|f| f.path().extension().is_some_and(|e| e == "json"))
        .collect();
    assert_eq!(files.len(), 2);
    for file in files {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.path());
    }
    assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    assert!(!bench.shows("this session") && !bench.shows("unsaved"));
    let keep = bench.folder.clone();
    drop(bench);
    let again = Start::default().open_in(keep);
    assert_eq!(octets(&again, "mine"), SECRET.as_bytes());
    assert!(row(&again, "fresh").contains("a private key"));
    again.assert_shows("2 keys");
}

#[test]
fn a_key_is_renamed() {
    let mut bench = Start::default().keys(&secret_jwk("mine")).text(&good()).open();
    bench.choose("Verify with", "mine");
    open(&mut bench, "mine");
    bench.button("Rename…");
    bench.fill(Role::TextInput, "New name", "yours");
    bench.press(Default::default(), Key::Enter);
    assert!(bench.verdict().contains("key “yours” verifies"), "the choice follows: {}", bench.verdict());
    assert_eq!(bench.value(Role::ComboBox, "Sign with"), "yours");
    let keep = bench.folder.clone();
    drop(bench);
    assert!(Start::default().open_in(keep).h.state().model().ring.named("yours").is_some());
}

#[test]
fn a_name_that_is_taken_is_refused() {
    let mut bench = Start::default().keys(&secret_jwk("mine")).open();
    bench.button("Generate key…");
    bench.fill(Role::TextInput, "Name", "other");
    bench.button("Generate key");
    open(&mut bench, "mine");
    bench.button("Rename…");
    bench.fill(Role::TextInput, "New name", "other");
    bench.button("Rename");
    assert!(bench.notices().contains("“other” is taken"), "{}", bench.notices());
    assert!(bench.button_is_here("Cancel"), "the dialog stays");
}

#[test]
fn a_removed_key_comes_back() {
    let mut bench = Start::default().keys(&secret_jwk("mine")).text(&good()).open();
    open(&mut bench, "mine");
    bench.button("Remove");
    assert!(bench.h.state().model().ring.named("mine").is_none());
    assert!(bench.notices().contains("“mine” is in the trash"));
    assert!(bench.verdict().contains("Undecided"), "{}", bench.verdict());
    bench.button("Restore key");
    assert_eq!(octets(&bench, "mine"), SECRET.as_bytes());
    assert!(bench.verdict().contains("Accepted"));
    assert!(!bench.button_is_here("Restore key"));
}

#[test]
fn a_removed_signing_key_is_not_offered_any_more() {
    let mut bench = Start::default().keys(&secret_jwk("mine")).text(&good()).open();
    assert_eq!(bench.value(Role::ComboBox, "Sign with"), "mine");
    open(&mut bench, "mine");
    bench.button("Remove");
    assert_eq!(bench.value(Role::ComboBox, "Sign with"), "No key");
    assert!(bench.h.get_by_role_and_label(Role::Button, "Sign token").accesskit_node().is_disabled());
}

#[test]
fn every_key_names_the_winner() {
    let other = base64url::encode(b"another secret of thirty-two octets and more");
    let other = format!(r#"{{"kty":"oct","kid":"aaa","k":"{other}"}}"#);
    let mut bench = Start::default().keys(&other).keys(&secret_jwk("zzz")).text(&good()).open();
    bench.choose("Verify with", "Every key that fits");
    assert!(bench.verdict().contains("key “zzz” verifies the signature"), "{}", bench.verdict());
    bench.assert_shows("Verify with");
}

fn broken(fault: Fault) -> (SimDisk, Bench) {
    let disk = SimDisk::with_folders(&["/home/me/.config/jwt-workbench"]);
    let vault = Some((Arc::new(disk.clone()) as _, PathBuf::from("/home/me/.config/jwt-workbench")));
    let mut bench = Start { vault, ..Start::default() }.open();
    disk.fail_from(0, fault);
    bench.button("Generate key…");
    bench.fill(Role::TextInput, "Name", "precious");
    bench.button("Generate key");
    (disk, bench)
}

#[test]
fn a_key_that_cannot_be_saved_stays_and_is_marked() {
    for fault in Fault::ALL {
        let (disk, mut bench) = broken(fault);
        assert!(bench.h.state().model().ring.named("precious").is_some(), "{fault:?}");
        bench.assert_shows("unsaved");
        let told = bench.notices();
        assert!(
            told.contains("“precious” could not be saved") && told.contains("/home/me/.config"),
            "{fault:?}: {told}"
        );
        bench.ask_to_close();
        bench.assert_shows("Close without keeping this?");
        bench.assert_shows("The key “precious” could not be saved.");
        assert!(!bench.has_quit());
        bench.button("Stay");
        assert!(!bench.shows("Close without keeping this?") && !bench.has_quit());
        // the disk has room again
        disk.heal();
        bench.command("Save unsaved keys");
        assert!(!bench.region("Keys").contains(&"unsaved".to_owned()), "{:?}", bench.region("Keys"));
        assert!(bench.h.state().model().is_kept("precious"));
        bench.ask_to_close();
        assert!(bench.has_quit(), "{fault:?}");
    }
}

#[test]
fn an_unsaved_key_that_is_renamed_stays_unsaved() {
    let (disk, mut bench) = broken(Fault::Full);
    open(&mut bench, "precious");
    bench.button("Rename…");
    bench.fill(Role::TextInput, "New name", "renamed");
    bench.button("Rename");
    assert_eq!(bench.h.state().model().unsaved(), ["The key “renamed” could not be saved."]);
    bench.assert_shows("unsaved");
    disk.heal();
    bench.command("Save unsaved keys");
    assert!(bench.h.state().model().is_kept("renamed"));
    assert!(bench.h.state().model().unsaved().is_empty());
}

#[test]
fn a_rename_that_fails_changes_no_choice() {
    let disk = SimDisk::with_folders(&["/v"]);
    let vault = Some((Arc::new(disk.clone()) as _, PathBuf::from("/v")));
    let mut bench = Start { vault, ..Start::default() }.keys(&secret_jwk("mine")).text(&good()).open();
    bench.choose("Verify with", "mine");
    disk.fail_from(0, Fault::Denied);
    open(&mut bench, "mine");
    bench.button("Rename…");
    bench.fill(Role::TextInput, "New name", "yours");
    bench.button("Rename");
    assert!(bench.notices().contains("“mine” was not renamed"), "{}", bench.notices());
    assert!(bench.verdict().contains("Accepted: key “mine”"), "{}", bench.verdict());
    assert_eq!(bench.value(Role::ComboBox, "Sign with"), "mine");
}

#[test]
fn a_restore_that_fails_can_be_tried_again() {
    let disk = SimDisk::with_folders(&["/v"]);
    let vault = Some((Arc::new(disk.clone()) as _, PathBuf::from("/v")));
    let mut bench = Start { vault, ..Start::default() }.keys(&secret_jwk("mine")).open();
    open(&mut bench, "mine");
    bench.button("Remove");
    disk.fail_from(0, Fault::Broken);
    bench.button("Restore key");
    assert!(bench.notices().contains("“mine” was not restored"), "{}", bench.notices());
    disk.heal();
    bench.button("Restore key");
    assert!(bench.h.state().model().ring.named("mine").is_some());
}

#[test]
fn without_a_config_folder_nothing_is_kept_and_that_is_said() {
    let mut bench = Start { no_vault: true, ..Start::default() }.open();
    assert!(bench.notices().contains("Keys and settings cannot be kept: there is no config folder"));
    bench.assert_shows("Nothing is kept");
    bench.button("Generate key…");
    bench.button("Generate key");
    bench.assert_shows("unsaved");
    assert_eq!(bench.h.state().model().unsaved().len(), 1);
}

#[test]
fn another_windows_keys_are_seen_when_this_one_is_looked_at() {
    let mut bench = Bench::new();
    let other = Start::default().keys(&secret_jwk("theirs")).open_in(bench.folder.clone());
    drop(other);
    let root = eframe::egui::ViewportId::ROOT;
    for focused in [false, true] {
        bench.h.input_mut().viewports.entry(root).or_default().focused = Some(focused);
        bench.settle();
    }
    assert!(bench.h.state().model().ring.named("theirs").is_some());
}

#[test]
fn a_private_key_is_exported_after_a_confirmation() {
    let mut bench = Bench::new();
    bench.button("Generate key…");
    bench.fill(Role::TextInput, "Name", "out");
    bench.button("Generate key");
    open(&mut bench, "out");
    bench.button("Export…");
    bench.click(Role::RadioButton, "PEM");
    bench.click(Role::RadioButton, "Private key");
    assert!(bench.h.get_by_role_and_label(Role::Button, "Choose file…").accesskit_node().is_disabled());
    bench.click(Role::CheckBox, "I understand what leaves");
    let path = bench.folder.path().join("out.pem");
    bench.picks.answer(Picked::File(path.clone()));
    bench.button("Choose file…");
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("-----BEGIN PRIVATE KEY-----"));
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(bench.notices().contains("“out.pem” was written"));
    let _ = NOW;
}

#[test]
fn a_key_is_made_with_labels_and_a_certificate() {
    let mut bench = Bench::new();
    bench.button("Generate key…");
    bench.fill(Role::TextInput, "Name", "labelled");
    bench.click(Role::RadioButton, "Own text");
    bench.fill(Role::TextInput, "Text of the key ID", "k-1");
    bench.click(Role::CheckBox, "Set key_ops");
    bench.click(Role::CheckBox, "With a self-signed certificate");
    bench.fill(Role::TextInput, "Common name", "demo.example");
    bench.button("Generate key");
    let key = bench.h.state().model().ring.named("labelled").expect("made").clone();
    assert_eq!(
        (key.kid.as_deref(), key.usage.as_deref(), key.alg.as_deref()),
        (Some("k-1"), Some("sig"), Some("ES256"))
    );
    assert_eq!(key.key_ops, ["sign", "verify"]);
    assert_eq!(key.other["x5c"].as_array().map(Vec::len), Some(1));
    let source = key.about.source.clone().expect("a source");
    assert_eq!((source.origin, source.at.secs()), (Origin::Generated, NOW));
}

#[test]
fn a_short_secret_is_warned_of_and_made() {
    let mut bench = Bench::new();
    bench.button("Generate key…");
    bench.choose("For", "HS512");
    assert!(!bench.shows("fine for a test"));
    let bytes = bench.h.get_by_role_and_label(Role::SpinButton, "Bytes");
    assert_eq!(bytes.accesskit_node().numeric_value(), Some(64.0));
    bytes.focus();
    bench.settle();
    for _ in 0..49 {
        bench.press(Default::default(), Key::ArrowDown);
    }
    bench.assert_shows("fine for a test");
    bench.button("Generate key");
    let length = octets(&bench, "my-hs512").len();
    assert!(length < 64, "{length}");
}

#[test]
fn slow_keys_are_stopped_at_once() {
    let mut bench = Start { threads: true, ..Start::default() }.open();
    bench.button("Generate key…");
    bench.choose("For", "RS512");
    bench.choose("Bits", "8192");
    bench.button("Generate key");
    std::thread::sleep(std::time::Duration::from_millis(300));
    bench.settle();
    bench.assert_shows("Generating RSA 8192");
    bench.button("Cancel");
    assert!(bench.notices().contains("No key was made: you stopped it"), "{}", bench.notices());
    assert!(!bench.button_is_here("Cancel") && !bench.shows("Generating RSA 8192"));
    assert!(bench.h.state().model().ring.named("my-rs512").is_none());
}

#[test]
fn several_keys_leave_as_a_public_set_without_their_secrets() {
    let mut bench = Start::default().keys(&secret_jwk("mine")).open();
    for name in ["a", "b"] {
        bench.button("Generate key…");
        bench.fill(Role::TextInput, "Name", name);
        bench.button("Generate key");
    }
    bench.command("Export keys…");
    bench.assert_shows("Export 3 keys");
    bench.assert_shows("1 secret has no public half");
    bench.click(Role::CheckBox, "b");
    bench.button("Copy public text");
    let text = bench.board.0.read().unwrap().unwrap_or_default();
    assert!(text.contains("\"keys\"") && text.contains("\"a\"") && !text.contains("\"b\""), "{text}");
    assert!(!text.contains("\"d\"") && !text.contains("\"k\""), "{text}");
}

#[test]
fn a_passphrase_is_typed_twice_and_what_leaves_is_agreed_to() {
    let mut bench = Bench::new();
    bench.button("Generate key…");
    bench.fill(Role::TextInput, "Name", "out");
    bench.choose("For", "EdDSA");
    bench.button("Generate key");
    open(&mut bench, "out");
    bench.button("Export…");
    bench.click(Role::RadioButton, "Private key");
    bench.click(Role::RadioButton, "OpenSSH");
    bench.assert_shows("Without a passphrase the file is not protected");
    bench.click(Role::CheckBox, "I understand what leaves");
    let disabled =
        |bench: &Bench| bench.h.get_by_role_and_label(Role::Button, "Choose file…").accesskit_node().is_disabled();
    assert!(!disabled(&bench));
    bench.fill(Role::PasswordInput, "Passphrase", "long enough for this");
    assert!(disabled(&bench), "something else would leave than was agreed to");
    bench.assert_shows("The two passphrases differ");
    bench.fill(Role::PasswordInput, "The same again", "long enough for this");
    assert!(disabled(&bench));
    bench.click(Role::CheckBox, "I understand what leaves");
    let path = bench.folder.path().join("out.key");
    bench.picks.answer(Picked::File(path.clone()));
    bench.button("Choose file…");
    bench.settle();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("-----BEGIN OPENSSH PRIVATE KEY-----"), "{text}");
    assert!(ssh_key::PrivateKey::from_openssh(&text).unwrap().is_encrypted());
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

fn own_key(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/keys").join(name)
}

#[test]
fn a_locked_file_asks_for_its_passphrase_until_it_is_right() {
    for file in ["modern.p12", "ssh-ed25519-test", "genrsa-aes256.pem"] {
        let mut bench = Bench::new();
        bench.picks.answer(Picked::File(own_key(file)));
        bench.button("Import keys…");
        bench.button("Open key file…");
        bench.assert_shows("No key found, 1 locked");
        bench.assert_shows(&format!("From “{file}”"));
        bench.fill(Role::PasswordInput, "Passphrase for what is locked", "wrong");
        bench.button("Unlock");
        bench.assert_shows("That passphrase opens nothing here. Try another one.");
        bench.assert_shows("still locked");
        bench.fill(Role::PasswordInput, "Passphrase for what is locked", "test");
        bench.press(Default::default(), Key::Enter);
        bench.assert_shows("1 key found");
        assert!(bench.h.state().model().ring.keys().is_empty(), "nothing is taken in before it is asked for");
        bench.button("Import keys");
        let keys = bench.h.state().model().ring.keys().to_vec();
        assert_eq!((keys.len(), keys[0].is_private()), (1, true), "{file}");
        let source = keys[0].about.source.clone().unwrap();
        assert_eq!((source.place.as_str(), source.at.secs()), (file, NOW));
    }
}

#[test]
fn what_is_found_is_shown_and_can_be_left_out() {
    let text = |name: &str| std::fs::read_to_string(own_key(name)).unwrap();
    let mut bench = Bench::new();
    bench.button("Import keys…");
    let all = [text("leaf-key.pem"), text("chain.pem"), text("genrsa.pem"), text("topk8-v1.pem")].concat();
    bench.h.event(Event::Paste(all));
    bench.settle();
    bench.assert_shows("2 keys found, 1 left out");
    bench.assert_shows("PBE-SHA1-3DES");
    bench.assert_shows("is for this key: it was kept with it as “x5c”");
    bench.click(Role::CheckBox, "RSA 2048 · private");
    bench.button("Import keys");
    let keys = bench.h.state().model().ring.keys().to_vec();
    assert_eq!((keys.len(), keys[0].describe().as_str(), keys[0].certificates().len()), (1, "EC P-256", 2));
}

#[test]
fn a_folder_of_keys_is_looked_through() {
    let mut bench = Bench::new();
    let folder = bench.folder.path().join("test keys");
    std::fs::create_dir_all(folder.join("more")).unwrap();
    for (name, to) in
        [("genpkey-ec.pem", "a.pem"), ("ssh-ed25519.pub", "more/b.pub"), ("topk8.der", "c.der"), ("make.sh", "make.sh")]
    {
        std::fs::copy(own_key(name), folder.join(to)).unwrap();
    }
    std::fs::write(folder.join(".hidden"), "x").unwrap();
    bench.picks.answer(Picked::File(folder));
    bench.button("Import keys…");
    bench.button("Open folder of keys…");
    bench.assert_shows("From “test keys”");
    bench.assert_shows("2 keys found, 1 locked, 2 left out");
    bench.assert_shows("make.sh: no key in it");
    bench.assert_shows("1 hidden file was passed over");
    bench.fill(Role::PasswordInput, "Passphrase for what is locked", "test");
    bench.button("Unlock");
    bench.assert_shows("3 keys found, 2 left out");
    bench.button("Import keys");
    let keys = bench.h.state().model().ring.keys().to_vec();
    // two of the files hold the same key
    assert_eq!(keys.len(), 2, "{keys:?}");
    assert!(bench.notices().contains("2 keys added"), "{}", bench.notices());
}

#[test]
fn a_files_bytes_are_a_secret_and_its_line_end_is_told() {
    for (is_left_out, wanted) in [(false, &b"canary\r\n"[..]), (true, b"canary")] {
        let mut bench = Bench::new();
        let path = bench.folder.path().join("hmac.bin");
        std::fs::write(&path, "canary\r\n").unwrap();
        bench.picks.answer(Picked::File(path));
        bench.button("Add secret…");
        bench.button("Take a file's bytes…");
        bench.assert_shows("The exact bytes of “hmac.bin”: 8 bytes");
        bench.assert_shows("They end in a line end");
        if is_left_out {
            bench.click(Role::CheckBox, "Leave the line end out");
        }
        bench.button("Add secret");
        assert_eq!(octets(&bench, "hmac.bin"), wanted);
    }
}
