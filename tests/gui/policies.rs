//! Policies that are kept by name, in the window.

use crate::harness::{Bench, CTRL, CTRL_SHIFT, MemFile, Start, good, secret_jwk, signed};
use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use jwt_workbench::app::{Action, Change};
use jwt_workbench::checks::{Policy, SignatureRule};
use jwt_workbench::jose::base64url;
use jwt_workbench::ports::{NativeDisk, Picked, SystemClock};
use jwt_workbench::vault::Vault;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

fn bench() -> Bench {
    Start::default().keys(&secret_jwk("mine")).text(&good()).open()
}

/// Opens and closes the fields.
fn line(bench: &mut Bench) {
    let is_line = |label: &str| label.starts_with("Policy ") && label.contains("issuer: ");
    let node = bench.h.get_by(|n| n.role() == Role::Button && n.label().is_some_and(|l| is_line(&l)));
    let label = node.accesskit_node().label().unwrap();
    bench.button(&label);
}

fn menu(bench: &mut Bench, entry: &str) {
    bench.dismiss_messages();
    bench.button("Policy menu");
    bench.button(entry);
}

fn kept(bench: &Bench, file: &str) -> Value {
    serde_json::from_slice(&std::fs::read(bench.config().join("policies").join(file)).unwrap()).unwrap()
}

fn policy_name(bench: &Bench) -> Option<String> {
    bench.h.state().model().policy_name().map(str::to_owned)
}

#[test]
fn what_a_token_has_is_expected_kept_and_chosen_again() {
    let mut bench = bench();
    bench.press(Modifiers::ALT, Key::P);
    assert!(bench.notices().contains("The policy expects what this token has"), "{}", bench.notices());
    assert!(bench.row("Issuer").contains("Passed") && bench.row("Audience").contains("Passed"));
    bench.press(CTRL_SHIFT, Key::P);
    bench.fill(Role::TextInput, "Name", "Partner API");
    bench.fill(Role::TextInput, "What it is for", "Orders");
    bench.button("Save");
    let file = kept(&bench, "Partner-API.json");
    assert_eq!(
        (&file["name"], &file["description"], &file["algorithms"]),
        (&json!("Partner API"), &json!("Orders"), &json!(["HS256"]))
    );
    assert_eq!(policy_name(&bench).as_deref(), Some("Partner API"));
    bench.assert_shows("Policy “Partner API” issuer: https://login.example.com");
    line(&mut bench);
    bench.fill(Role::TextInput, "Nonce", "n-1");
    bench.assert_shows("Policy “Partner API”, changed");
    assert!(bench.row("Nonce").contains("Failed"));
    bench.command("Revert policy");
    assert!(!bench.shows(", changed"));
    bench.fill(Role::TextInput, "Kind (typ)", "application/jwt");
    assert!(bench.row("Kind of token").contains("Passed"));
    bench.press(CTRL_SHIFT, Key::P);
    assert_eq!(kept(&bench, "Partner-API.json")["typ"], "application/jwt");
    // another start knows it
    let folder = Arc::clone(&bench.folder);
    drop(bench);
    let mut bench = Start::default().open_in(folder);
    assert_eq!(
        (policy_name(&bench).as_deref(), bench.h.state().model().policy_is_changed()),
        (Some("Partner API"), false)
    );
    menu(&mut bench, "Preset: access token (RFC 9068)");
    assert_eq!(policy_name(&bench), None);
    let folder = Arc::clone(&bench.folder);
    drop(bench);
    let mut bench = Start::default().open_in(folder);
    assert_eq!(policy_name(&bench), None, "a name that is gone does not come back");
    menu(&mut bench, "Partner API");
    assert_eq!(policy_name(&bench).as_deref(), Some("Partner API"));
}

#[test]
fn a_preset_says_what_to_fill_in_until_it_is_filled_in() {
    let mut bench = bench();
    menu(&mut bench, "Preset: access token (RFC 9068)");
    // the fields are open
    bench.assert_shows("Fill in the issuer and the audience. Until then no token is accepted.");
    bench.fill(Role::TextInput, "Algorithms", "HS256");
    bench.fill(Role::TextInput, "Kind (typ)", "");
    bench.fill(Role::TextInput, "Required", "");
    assert!(bench.verdict().contains("blanks to fill in"), "{}", bench.verdict());
    bench.fill(Role::TextInput, "Issuers", "https://login.example.com");
    bench.assert_shows("Fill in the audience. Until then no token is accepted.");
    bench.button("Do without");
    assert!(!bench.shows("Until then no token is accepted"));
    assert!(bench.verdict().starts_with("Accepted"), "{}", bench.verdict());
    bench.command("Undo");
    assert!(bench.verdict().contains("blanks to fill in"), "{}", bench.verdict());
}

#[test]
fn a_field_says_whether_it_may_stay_empty() {
    let mut bench = bench();
    // from the palette as from the menu: its blanks are in sight
    bench.command("Preset: DPoP proof");
    let hint = |bench: &Bench, field: &str| {
        let node = bench.h.get_by_role_and_label(Role::TextInput, field);
        node.accesskit_node().placeholder().map(str::to_owned).unwrap_or_default()
    };
    assert_eq!(hint(&bench, "Method"), "fill in; such as POST");
    assert_eq!(hint(&bench, "Subject"), "any");
    bench.command("Preset: best practice");
    assert_eq!(hint(&bench, "Issuers"), "fill in; several with commas");
    assert_eq!(hint(&bench, "Kind (typ)"), "fill in; such as at+jwt");
}

#[test]
fn changes_that_nobody_saved_come_back_with_undo() {
    let mut bench = bench();
    for name in ["one", "two"] {
        bench.command("Preset: ID token");
        bench.command("Save policy as");
        bench.fill(Role::TextInput, "Name", name);
        bench.button("Save");
    }
    bench.fill(Role::TextInput, "Issuers", "https://login.example.com");
    bench.assert_shows("Policy “two”, changed");
    menu(&mut bench, "one");
    assert!(bench.notices().contains("Your changes to the policy “two” were not saved. Undo brings them back."));
    bench.assert_shows("Policy “one” issuer: any");
    bench.command("Undo");
    bench.assert_shows("Policy “two”, changed");
    assert_eq!(bench.value(Role::TextInput, "Issuers"), "https://login.example.com");
    // and what is kept under either name is as it was saved
    assert_eq!(
        [kept(&bench, "one.json")["issuers"].clone(), kept(&bench, "two.json")["issuers"].clone()],
        [json!(null), json!(null)]
    );
}

#[test]
fn the_request_of_a_proof_is_a_part_of_the_policy() {
    let mut bench = bench();
    line(&mut bench);
    assert!(bench.h.query_by_role_and_label(Role::TextInput, "Method").is_none());
    bench.button("Request of a DPoP proof…");
    bench.fill(Role::TextInput, "Method", "POST");
    bench.fill(Role::TextInput, "Address", "https://a.example/");
    bench.fill(Role::TextInput, "Token hash", "h");
    let policy = bench.h.state().model().inputs.policy.clone();
    assert_eq!(
        (policy.htm.as_deref(), policy.htu.as_deref(), policy.ath.as_deref()),
        (Some("POST"), Some("https://a.example/"), Some("h"))
    );
    assert!(bench.row("Method of the request").contains("Failed"));
}

#[test]
fn two_policies_are_compared_side_by_side() {
    let mut bench = bench();
    bench.command("Preset: access token");
    bench.press(CTRL_SHIFT, Key::P);
    bench.fill(Role::TextInput, "Name", "strict one");
    bench.button("Save");
    bench.fill(Role::TextInput, "Issuers", "https://a.example");
    bench.fill(Role::TextInput, "Kind (typ)", "");
    bench.press(Modifiers::ALT, Key::V);
    for text in ["Compare policies", "Issuers", "https://a.example", "Stricter", "Kind (typ)", "at+jwt", "Looser"] {
        bench.assert_shows(text);
    }
    bench.choose("Second", "strict one");
    bench.assert_shows("They expect the same.");
    bench.button("Close");
    assert!(!bench.shows("Compare policies") || bench.h.query_by_role_and_label(Role::ComboBox, "Second").is_none());
}

#[test]
fn a_policy_is_renamed_removed_and_restored() {
    let mut bench = bench();
    bench.command("Expect what this token has");
    bench.command("Save policy as");
    bench.fill(Role::TextInput, "Name", "one");
    bench.button("Save");
    bench.command("Rename policy");
    bench.fill(Role::TextInput, "New name", "two");
    bench.button("Rename");
    assert_eq!(
        (policy_name(&bench).as_deref(), bench.config().join("policies/one.json").exists()),
        (Some("two"), false)
    );
    bench.command("Remove policy");
    assert_eq!((policy_name(&bench), bench.config().join("policies/two.json").exists()), (None, false));
    assert!(bench.row("Issuer").contains("Passed"), "it stays in force");
    bench.command("Restore policy");
    menu(&mut bench, "two");
    assert_eq!(policy_name(&bench).as_deref(), Some("two"));
    bench.command("Save policy as");
    bench.assert_shows(
        "A policy of that name is kept already. This takes its place; the earlier one stays as a backup file.",
    );
    bench.button("Replace");
    assert_eq!(bench.h.state().model().policies.all().len(), 1);
}

#[test]
fn a_policy_goes_out_and_comes_in() {
    let mut bench = bench();
    bench.command("Expect what this token has");
    bench.command("Copy policy as JSON");
    let copied: Value = serde_json::from_str(&bench.clipboard()).unwrap();
    assert_eq!(copied["issuers"], json!(["https://login.example.com"]));
    let path = bench.folder.path().join("p.json");
    bench.picks.answer(Picked::File(path.clone()));
    bench.command("Export policy");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), bench.clipboard());
    let mut there = Start::default().open();
    there.picks.answer(Picked::File(path.clone()));
    there.command("Import policy");
    there.settle();
    assert!(there.notices().contains("The policy of “p.json” is in force"), "{}", there.notices());
    there.button("Save");
    assert_eq!((policy_name(&there).as_deref(), &kept(&there, "p.json")["issuers"]), (Some("p"), &copied["issuers"]));
    // dropped on the window
    let mut dropped = Start::default().open();
    let file = MemFile(PathBuf::from("q.json"), std::fs::read(&path).unwrap());
    dropped.h.input_mut().dropped_files.push(Arc::new(file));
    dropped.settle();
    dropped.button("Cancel");
    assert_eq!(dropped.h.state().model().inputs.policy.issuers, ["https://login.example.com"]);
    assert!(!dropped.config().join("policies/q.json").exists(), "only used");
}

#[test]
fn another_window_s_policies_turn_up_and_choose_themselves() {
    let mut bench = Start::default().keys(&secret_jwk("mine")).open();
    let mut other = Vault::open(Arc::new(NativeDisk), Arc::new(SystemClock), bench.config()).0;
    let policy = json!({"issuers": ["https://login.example.com"], "audiences": ["other"], "description": "d"});
    let _ = other.save_policy("from there", &policy).unwrap();
    std::fs::write(bench.config().join("policies/slip.json"), "{\"audience\":\"x\"}").unwrap();
    let focus = |bench: &mut Bench, on| {
        bench.h.input_mut().viewports.entry(eframe::egui::ViewportId::ROOT).or_default().focused = Some(on);
        bench.settle();
    };
    focus(&mut bench, false);
    focus(&mut bench, true);
    assert!(bench.notices().contains("“slip” cannot be used"), "{}", bench.notices());
    line(&mut bench);
    bench.click(Role::CheckBox, "Choose policy by issuer");
    bench.paste(&good());
    assert_eq!(policy_name(&bench).as_deref(), Some("from there"));
    assert!(bench.row("Audience").contains("Failed"), "it then judges the token");
    menu(&mut bench, "Keep policy whatever the issuer");
    assert!(!bench.h.state().model().settings.policy_by_issuer);
}

#[test]
fn without_a_vault_a_policy_stays_in_the_window_and_closing_asks() {
    let mut bench = Start { no_vault: true, any_glyph: true, ..Start::default() }.text(&good()).open();
    bench.command("Expect what this token has");
    bench.press(CTRL_SHIFT, Key::P);
    bench.fill(Role::TextInput, "Name", "a\u{202e}b");
    bench.button("Save");
    assert!(bench.notices().contains("could not be saved"), "{}", bench.notices());
    bench.assert_shows("Policy “a⟨U+202E⟩b”, unsaved");
    bench.ask_to_close();
    assert!(!bench.has_quit());
    bench.assert_shows("The policy “a⟨U+202E⟩b” could not be saved.");
}

/// A token that a passphrase may open: trying that is work for another thread.
fn slow() -> String {
    let header = r#"{"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2c":1000,"p2s":"c2FsdCBhbmQgbW9yZQ"}"#;
    [header, "key", "iv", "text", "tag"].map(|part| base64url::encode(part.as_bytes())).join(".")
}

#[test]
fn nothing_is_made_of_the_token_before_while_the_new_one_is_read() {
    let held = Arc::<AtomicBool>::default();
    let start = Start { held: Arc::clone(&held), ..Start::default() };
    let mut bench = start.keys(&secret_jwk("mine")).text(&good()).open();
    bench.press(Modifiers::ALT, Key::K);
    bench.assert_shows("Pinned: key “mine”, which verified the token on screen.");
    bench.press(Modifiers::NONE, Key::Escape);
    held.store(true, Ordering::Relaxed);
    bench.paste(&slow());
    assert_eq!(bench.h.state().model().inputs.token, slow());
    bench.press(Modifiers::ALT, Key::P);
    assert_eq!(bench.h.state().model().inputs.policy, Policy::default(), "it would be that of the old token");
    assert!(bench.notices().contains("The token is still being read. Try again in a moment."), "{}", bench.notices());
    bench.command("Copy report");
    assert_eq!(bench.clipboard(), "");
    bench.press(CTRL_SHIFT, Key::S);
    bench.assert_shows("The token is still being read.");
    assert!(bench.h.query_by_role_and_label(Role::MultilineTextInput, "Report").is_none());
    bench.press(Modifiers::NONE, Key::Escape);
    bench.press(Modifiers::ALT, Key::K);
    bench.assert_shows("No key is pinned yet. The token is still being read.");
    bench.press(Modifiers::NONE, Key::Escape);
    held.store(false, Ordering::Relaxed);
    bench.settle();
    bench.command("Copy report");
    assert!(bench.clipboard().contains("PBES2-HS256+A128KW"), "{}", bench.clipboard());
}

#[test]
fn a_token_that_came_in_the_same_frame_is_the_one_that_is_meant() {
    let mut bench = bench();
    // one slow frame may hold both
    let pressed =
        Event::Key { key: Key::P, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::ALT };
    bench.h.input_mut().events.extend([Event::Paste(slow()), pressed]);
    bench.settle();
    assert_eq!(bench.token(), slow());
    assert_eq!(bench.h.state().model().inputs.policy, Policy::default(), "{}", bench.notices());
}

#[test]
fn looking_at_the_fields_changes_nothing() {
    let policy = Policy {
        leeway_secs: 172_800,
        max_age_secs: Some(u64::MAX),
        signatures: SignatureRule::AtLeast(100_000),
        ..Policy::default()
    };
    let set = Action::SetPolicy(Box::new(policy.clone()), Change::Step);
    let mut bench = Start::default().text(&good()).with(set).open();
    line(&mut bench);
    bench.assert_shows("172800 s");
    bench.press(Modifiers::NONE, Key::Tab);
    assert_eq!(bench.h.state().model().inputs.policy, policy);
}

#[test]
fn behind_help_and_about_nothing_changes() {
    let other = signed(r#"{"alg":"HS256"}"#, r#"{"sub":"other"}"#);
    let mut bench = bench();
    bench.paste(&other);
    bench.press(CTRL, Key::Z);
    bench.press(CTRL_SHIFT, Key::Z);
    assert_eq!(bench.token(), other, "there is a step to undo");
    for command in ["Help", "About"] {
        match command {
            "Help" => bench.press(Modifiers::NONE, Key::F1),
            _ => bench.command(command),
        }
        for key in [Key::Z, Key::N, Key::Enter] {
            bench.press(CTRL, key);
        }
        assert_eq!(bench.h.state().model().inputs.token, other, "{command}");
        // the key that opens the help closes it; over another dialog it opens nothing
        bench.press(Modifiers::NONE, Key::F1);
        assert!(bench.h.query_by_role_and_label(Role::TextInput, "Search help").is_none(), "{command}");
        bench.press(Modifiers::NONE, Key::Escape);
    }
    bench.press(CTRL, Key::Z);
    assert_eq!(bench.token(), good());
}

#[test]
fn two_of_one_name_are_restored_one_after_the_other() {
    let mut bench = bench();
    for typ in ["first", "second"] {
        bench.command("Expect what this token has");
        if typ == "first" {
            line(&mut bench);
        }
        bench.fill(Role::TextInput, "Kind (typ)", typ);
        bench.command("Save policy as");
        bench.fill(Role::TextInput, "Name", "one");
        bench.button("Save");
        bench.command("Remove policy");
        bench.dismiss_messages();
    }
    bench.command("Restore policy");
    bench.command("Restore policy");
    let all = bench.h.state().model().policies.all().into_iter().cloned().collect::<Vec<_>>();
    let mut found: Vec<_> = all.iter().map(|d| (d.policy.typ.clone().unwrap(), d.name.clone().unwrap())).collect();
    found.sort();
    let wanted = [("first", "one (2)"), ("second", "one")].map(|(typ, name)| (typ.to_owned(), name.to_owned()));
    assert_eq!(found, wanted);
    assert!(!bench.h.state().model().policies.can_restore());
}

#[test]
fn a_value_with_a_comma_is_shown_and_not_broken_apart() {
    let mut bench = bench();
    let file = MemFile(PathBuf::from("p.json"), br#"{"issuers":["https://a,b"],"aud":["x"]}"#.to_vec());
    bench.h.input_mut().dropped_files.push(Arc::new(file));
    bench.settle();
    bench.button("Cancel");
    line(&mut bench);
    bench.assert_shows("A comma or a blank is part of a value here");
    bench.fill(Role::TextInput, "Issuers", "https://a,b, https://c");
    assert_eq!(bench.value(Role::TextInput, "Issuers"), "https://a,b");
    assert_eq!(bench.h.state().model().inputs.policy.issuers, ["https://a,b"]);
    // the other lists are typed as ever
    bench.fill(Role::TextInput, "Audiences", "x, y");
    assert_eq!(bench.h.state().model().inputs.policy.audiences, ["x", "y"]);
}
