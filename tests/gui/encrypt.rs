//! Crafting encrypted tokens in the window: by hand, with every kind of key; what waits, what follows, what is slow.

use crate::harness::{Bench, CTRL, NOW, Start, claims, good, part, secret_jwk};
use eframe::egui::Key;
use eframe::egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use jwt_workbench::app::Kind;
use jwt_workbench::crypto::{KeySpec, generate};
use jwt_workbench::jose::alg;
use jwt_workbench::jose::token::{Form, Token};
use jwt_workbench::keys::Private;
use std::sync::LazyLock;

const PASSPHRASE: &str =
    r#"{"kty":"oct","kid":"words","key_ops":["deriveKey","deriveBits"],"k":"Y29ycmVjdCBob3JzZSBiYXR0ZXJ5"}"#;

static RSA: LazyLock<String> = LazyLock::new(|| made("RSA-OAEP-256", "rsa"));

/// A new key as a JWK.
fn made(alg: &str, kid: &str) -> String {
    let mut key = generate(&KeySpec::for_alg(alg::find(alg).unwrap(), None).unwrap()).unwrap();
    key.kid = Some(kid.to_owned());
    key.to_jwk(Private::Include).unwrap().to_string()
}

fn bench() -> Bench {
    Start::default().keys(&RSA).keys(&secret_jwk("mine")).text(&good()).open()
}

fn encrypted() -> Bench {
    let mut bench = bench();
    bench.click(Role::RadioButton, "Encrypt");
    bench.choose("Encrypt to", "rsa");
    bench.button("Encrypt token");
    bench.dismiss_messages();
    bench
}

fn form(bench: &Bench) -> Form {
    Token::read(&bench.token()).form
}

#[test]
fn a_token_is_crafted_from_nothing_with_every_kind_of_key() {
    for (jwk, alg) in [
        (RSA.clone(), "RSA-OAEP-256"),
        (made("ECDH-ES", "ec"), "ECDH-ES"),
        (made("A256KW", "aes"), "A256KW"),
        (made("dir", "shared"), "dir"),
    ] {
        let mut bench = Start::default().keys(&jwk).open();
        bench.click(Role::RadioButton, "Encrypt");
        bench.press(CTRL, Key::N);
        assert_eq!(bench.token(), "", "nothing is encrypted yet");
        bench.assert_shows("Not in the token yet: encrypt to make it so.");
        bench.edit("Claims JSON", "{\"sub\":\"crafted\"}");
        assert_eq!(bench.value(Role::ComboBox, "Key management"), alg);
        bench.press(CTRL, Key::Enter);
        assert_eq!(form(&bench), Form::JweCompact, "{alg}: {}", bench.notices());
        assert!(part(&bench.token(), 0).contains(&format!("\"alg\":\"{alg}\"")));
        assert!(bench.row("Decryption").contains("Passed"), "{}", bench.row("Decryption"));
        assert_eq!(bench.claims(), "{\"sub\":\"crafted\"}");
        assert!(!bench.shows("Not in the token yet"));
    }
}

#[test]
fn an_edit_waits_until_it_is_encrypted_and_undo_brings_the_old_token_back() {
    let mut bench = encrypted();
    let first = bench.token();
    bench.assert_shows("Decrypted from the ciphertext.");
    bench.edit("Claims JSON", "{\"sub\":\"bob\"}");
    assert_eq!(bench.token(), first);
    bench.assert_shows("Not in the token yet: encrypt to make it so.");
    assert!(bench.verdict().contains("What you changed is not in the token yet"), "{}", bench.verdict());
    bench.ask_to_close();
    bench.assert_shows("The claims editor holds changes that are not in the encrypted token yet.");
    bench.button("Stay");
    bench.press(CTRL, Key::Enter);
    assert_ne!(bench.token(), first);
    assert!(!bench.shows("Not in the token yet"));
    assert!(bench.notices().contains("Encrypted to “rsa”, RSA-OAEP-256 with A256GCM."), "{}", bench.notices());
    bench.press(CTRL, Key::Z);
    assert_eq!((bench.token(), bench.claims()), (first, "{\"sub\":\"bob\"}".to_owned()));
    bench.button("Put the claims back to what the token had");
    assert!(bench.claims().contains("alice") && !bench.shows("Not in the token yet"));
}

#[test]
fn with_follow_on_the_token_follows_at_once() {
    let mut bench = encrypted();
    let first = bench.token();
    bench.click(Role::CheckBox, "Follow my edits");
    assert_eq!(bench.token(), first);
    bench.edit("Claims JSON", "{\"sub\":\"bob\"}");
    assert_ne!(bench.token(), first);
    assert!(!bench.shows("Not in the token yet"));
    assert_eq!(bench.claims(), "{\"sub\":\"bob\"}");
}

#[test]
fn signed_then_encrypted_is_accepted_with_both_keys() {
    let mut bench = bench();
    bench.choose("Sign with", "mine");
    bench.click(Role::RadioButton, "Sign, then encrypt");
    bench.choose("Encrypt to", "rsa");
    bench.button("Sign and encrypt");
    assert!(bench.verdict().contains("accepted") || bench.verdict().contains("Accepted"), "{}", bench.verdict());
    bench.assert_shows("Inside: a signed token (HS256). These are its claims.");
    bench.assert_shows("in 58 min");
    assert!(part(&bench.token(), 0).starts_with("{\"alg\":\"RSA-OAEP-256\",\"enc\":\"A256GCM\""));
    // pasted elsewhere, it is made the same way again without being asked how
    let token = bench.token();
    let mut other = Start::default().keys(&RSA).keys(&secret_jwk("mine")).text(&token).open();
    assert!(other.button_is_here("Sign and encrypt"));
    other.edit("Claims JSON", &claims(NOW + 7200));
    other.button("Sign and encrypt");
    let report = other.h.state().report();
    assert_eq!(report.inner.as_ref().map(|r| r.verdict), Some(jwt_workbench::report::Verdict::Accepted));
}

#[test]
fn what_goes_with_the_key_alone_is_offered() {
    let mut bench = Start::default().keys(&made("dir", "shared")).keys(&made("ECDH-ES", "ec")).text(&good()).open();
    bench.press(eframe::egui::Modifiers::ALT, Key::E);
    bench.choose("Encrypt to", "shared");
    bench.click(Role::ComboBox, "Content");
    for (enc, offered) in [("A256GCM", true), ("A128CBC-HS256", true), ("A128GCM", false), ("A256CBC-HS512", false)] {
        assert_eq!(bench.h.query_all_by_role_and_label(Role::Button, enc).count() > 0, offered, "{enc}");
    }
    bench.button("A128CBC-HS256");
    bench.button("Encrypt token");
    assert!(part(&bench.token(), 0).contains("A128CBC-HS256"), "{}", bench.notices());
}

#[test]
fn a_token_without_its_key_says_so_and_offers_the_ways() {
    let token = encrypted().token();
    let mut bench = Start::default().text(&token).open();
    bench.assert_shows("They show here once a key opens it.");
    assert!(bench.h.query_by_role_and_label(Role::MultilineTextInput, "Claims JSON").is_none());
    bench.button("Add passphrase…");
    let radio = bench.h.get_by_role_and_label(Role::RadioButton, "Encryption: passphrase");
    assert_eq!(radio.accesskit_node().toggled(), Some(eframe::egui::accesskit::Toggled::True));
}

#[test]
fn a_passphrase_is_typed_and_encrypts_off_the_windows_thread() {
    let mut bench = Start { threads: true, ..Start::default() }.text(&good()).open();
    bench.button("Add secret…");
    bench.fill(Role::TextInput, "Name", "words");
    bench.click(Role::RadioButton, "Encryption: passphrase");
    bench.fill(Role::PasswordInput, "Secret", "correct horse battery staple");
    bench.button("Add secret");
    bench.wait_for(|app| app.model().is_kept("words"));
    bench.click(Role::RadioButton, "Encrypt");
    assert_eq!(bench.value(Role::ComboBox, "Key management"), "PBES2-HS256+A128KW");
    let follow = bench.h.get_by_role_and_label(Role::CheckBox, "Follow my edits");
    assert!(follow.accesskit_node().is_disabled(), "too slow for each keystroke");
    bench.h.get_by_role_and_label(Role::Button, "Encrypt token").click();
    // frames go on while 600 000 rounds are computed
    bench.h.run_steps(3);
    assert!(bench.h.state().model().is_making() && bench.token() == good());
    bench.wait_for(|app| !app.model().is_making());
    assert_eq!(form(&bench), Form::JweCompact, "{}", bench.notices());
    // opening it again is work for a worker too
    bench.wait_for(|app| app.report().decryption.as_ref().is_some_and(|d| d.is_open()));
    assert!(part(&bench.token(), 0).contains("\"p2c\":600000"));
    assert!(bench.claims().contains("alice"));
}

#[test]
fn encrypting_is_stopped() {
    let mut bench = Start { threads: true, ..Start::default() }.keys(PASSPHRASE).text(&good()).open();
    bench.wait_for(|app| app.model().is_kept("words"));
    bench.click(Role::RadioButton, "Encrypt");
    bench.choose("Encrypt to", "words");
    bench.fill(Role::SpinButton, "Rounds", "1200000");
    bench.press(Default::default(), Key::Enter);
    bench.h.get_by_role_and_label(Role::Button, "Encrypt token").click();
    for _ in 0..200 {
        bench.h.run_steps(1);
        if bench.button_is_here("Cancel") {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    bench.h.get_by_role_and_label(Role::Button, "Cancel").click();
    bench.wait_for(|app| !app.model().is_making());
    assert_eq!(bench.token(), good());
    assert!(bench.notices().contains("Encrypting was stopped"), "{}", bench.notices());
}

#[test]
fn forms_are_converted_from_the_menu_and_the_palette() {
    let mut bench = bench();
    let compact = bench.token();
    bench.command("Convert to general JSON");
    assert_eq!(form(&bench), Form::JwsGeneral);
    bench.choose("Sign with", "mine");
    bench.command("Add a signature with the chosen key");
    assert_eq!(Token::read(&bench.token()).entries(), 2, "{}", bench.notices());
    bench.first_button("Token");
    let item = bench.h.get_by_role_and_label(Role::Button, "Convert to compact form");
    assert!(item.accesskit_node().is_disabled(), "two signatures have no room there");
    bench.press(Default::default(), Key::Escape);
    bench.press(CTRL, Key::Z);
    bench.command("Convert to compact form");
    assert_eq!(bench.token(), compact);
}

#[test]
fn a_second_recipient_makes_the_general_form() {
    let mut bench = Start::default().keys(&RSA).keys(&made("ECDH-ES+A256KW", "ec")).text(&good()).open();
    bench.press(eframe::egui::Modifiers::ALT, Key::E);
    bench.choose("Encrypt to", "rsa");
    bench.button("Add recipient");
    assert!(bench.h.get_by_role_and_label(Role::Button, "Encrypt token").accesskit_node().is_disabled());
    bench.choose("and to (2)", "ec");
    bench.button("Encrypt token");
    let token = Token::read(&bench.token());
    assert_eq!((token.form, token.entries()), (Form::JweGeneral, 2), "{}", bench.notices());
    bench.button("Remove recipient 2");
    assert_eq!(bench.h.state().model().making.sealing.recipients.len(), 1);
}

#[test]
fn keys_for_encryption_are_generated() {
    let mut bench = Bench::new();
    bench.button("Generate key…");
    bench.click(Role::ComboBox, "For");
    bench.button("ECDH-ES");
    bench.choose("Curve", "X25519");
    bench.button("Generate key");
    let model = bench.h.state().model();
    let key = model.ring.named("my-ecdh-es").expect("it is there").clone();
    assert_eq!((key.curve().map(|c| c.name()), key.usage.as_deref()), (Some("X25519"), Some("enc")));
    assert_eq!(model.making.sealing.recipients[0].key.as_deref(), Some("my-ecdh-es"), "it is the recipient");
    assert_eq!(model.making.signing.key, None, "it does not sign");
}

#[test]
fn the_kind_is_chosen_by_key() {
    let mut bench = bench();
    for (key, kind) in [(Key::E, Kind::Encrypt), (Key::B, Kind::SignThenEncrypt), (Key::S, Kind::Sign)] {
        bench.press(eframe::egui::Modifiers::ALT, key);
        assert_eq!(bench.h.state().model().kind(), kind);
    }
}
