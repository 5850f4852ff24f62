//! A token and a report on their way to others.

use crate::harness::{Bench, CTRL_SHIFT, NOW, Start, claims, good, secret_jwk, signed};
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use jwt_workbench::jose::token::Token;
use jwt_workbench::ports::Picked;

fn bench() -> Bench {
    Start::default().keys(&secret_jwk("mine")).text(&good()).open()
}

#[test]
fn a_token_is_copied_safely() {
    let mut bench = bench();
    bench.press(Modifiers::ALT, Key::C);
    let copied = bench.clipboard();
    assert!(!copied.contains(good().split('.').nth(2).unwrap()), "{copied}");
    assert_eq!(Token::read(&copied).payload.text, claims(NOW + 58 * 60).replace("alice", "*****"));
    assert!(bench.notices().contains("redacted token"), "{}", bench.notices());
    bench.command("Copy token");
    assert_eq!(bench.clipboard(), good());
    bench.button("Copy token safely (Alt+C)");
    assert_eq!(bench.clipboard(), copied);
}

#[test]
fn the_command_copies_a_redacted_report() {
    let mut bench = bench();
    bench.command("Copy report");
    let copied = bench.clipboard();
    assert!(copied.starts_with("# Accepted\n") && copied.contains("**Passed** · Expiry"), "{copied}");
    assert!(!copied.contains("alice") && !copied.contains(good().split('.').nth(2).unwrap()), "{copied}");
    assert!(bench.notices().contains("The redacted report was copied."), "{}", bench.notices());
    // what the dialog would copy, untouched
    bench.command("Save report…");
    bench.button("Copy report");
    assert_eq!(bench.clipboard(), copied);
    bench.command("Save report…");
    bench.click(Role::CheckBox, "Redact: cut the signature, mask claims");
    bench.button("Copy report");
    assert!(bench.notices().contains("The whole report, claims and signature, was copied."), "{}", bench.notices());
}

#[test]
fn the_report_is_redacted_until_somebody_says_otherwise() {
    let mut bench = bench();
    bench.press(CTRL_SHIFT, Key::S);
    bench.assert_shows("Report for others");
    assert!(bench.texts().iter().any(|text| text.starts_with("# Accepted") && !text.contains("alice")));
    bench.click(Role::CheckBox, "Mask aud");
    bench.button("Copy report");
    let copied = bench.clipboard();
    assert!(copied.starts_with("# Accepted\n") && copied.contains("the values of aud, sub"), "{copied}");
    assert!(!copied.contains("alice") && !copied.contains("api.example.com"), "{copied}");
    assert!(!bench.shows("Report for others"), "the dialog is done");

    bench.command("Save report…");
    bench.click(Role::RadioButton, "HTML");
    bench.click(Role::CheckBox, "Mask sub");
    bench.click(Role::CheckBox, "Mask the names of keys");
    let path = bench.folder.path().join("report.html");
    bench.picks.answer(Picked::File(path.clone()));
    bench.button("Choose file…");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("<!DOCTYPE html>") && text.contains("alice") && !text.contains("“mine”"), "{text}");

    bench.command("Save report…");
    bench.click(Role::CheckBox, "Redact: cut the signature, mask claims");
    bench.assert_shows("The signature and all claims leave. Whoever gets the report may be able to use the token.");
    bench.button("Copy report");
    assert!(bench.clipboard().contains(&good()));
    bench.command("Save report…");
    bench.button("Cancel");
    assert!(!bench.shows("Report for others"));
}

#[test]
fn a_deceptive_claim_is_shown_as_it_is_named() {
    let mut bench = Start { any_glyph: true, ..Start::default() }
        .text(&signed(r#"{"alg":"HS256"}"#, r#"{"a\u202eb":1,"email":"x"}"#))
        .open();
    bench.command("Save report…");
    assert!(bench.h.query_by_role_and_label(Role::CheckBox, "Mask a⟨U+202E⟩b").is_some());
    bench.press(Modifiers::NONE, Key::Escape);
    let mut bench = Start::default().open();
    bench.command("Save report…");
    bench.assert_shows("There is no token to report on: paste one first.");
}
