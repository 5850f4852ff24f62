//! Signing, copying, saving, closing.

use crate::harness::{Bench, CTRL, CTRL_SHIFT, NOW, SECRET, Start, claims, good, part, secret_jwk};
use crate::keys::open;
use eframe::egui::Key;
use eframe::egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use jwt_workbench::ports::{Clipboard as _, Picked};

fn bench() -> Bench {
    Start::default().keys(&secret_jwk("mine")).text(&good()).open()
}

#[test]
fn an_edited_token_is_signed_on_demand_alone() {
    let mut bench = bench();
    let resign = bench.h.get_by_role_and_label(Role::CheckBox, "Follow my edits");
    assert_eq!(
        egui_kittest::kittest::NodeT::accesskit_node(&resign).toggled(),
        Some(eframe::egui::accesskit::Toggled::False)
    );
    bench.edit("Claims JSON", "{\"sub\":\"bob\"}");
    let edited = bench.token();
    assert!(!bench.verdict().contains("Accepted"), "{}", bench.verdict());
    bench.press(CTRL, Key::Enter);
    assert!(bench.verdict().contains("Accepted"), "{}", bench.verdict());
    assert_eq!(part(&bench.token(), 1), "{\"sub\":\"bob\"}");
    assert_eq!(part(&bench.token(), 0), r#"{"alg":"HS256","typ":"JWT","kid":"mine"}"#);
    assert!(bench.notices().contains("Signed with “mine”, HS256."));
    assert_eq!(bench.claims(), "{\"sub\":\"bob\"}", "the editor keeps its text");
    bench.press(CTRL, Key::Z);
    assert_eq!(bench.token(), edited);
}

#[test]
fn with_resign_on_each_edit_is_signed() {
    let mut bench = bench();
    bench.click(Role::CheckBox, "Follow my edits");
    assert_eq!(bench.token(), good(), "nothing was edited, nothing is signed");
    bench.edit("Claims JSON", "{\"sub\":\"bob\"}");
    assert!(bench.verdict().contains("Accepted"), "{}", bench.verdict());
    bench.edit("Claims JSON", "{\"sub\":");
    assert_eq!(part(&bench.token(), 1), "{\"sub\":\"bob\"}");
    let keep = bench.folder.clone();
    drop(bench);
    assert!(!Start::default().open_in(keep).h.state().model().making.follow, "it is off at the next start");
}

#[test]
fn only_fitting_algorithms_are_offered() {
    let mut bench = bench();
    bench.click(Role::ComboBox, "Signing algorithm");
    for (alg, offered) in [("HS384", true), ("HS512", true), ("ES256", false), ("RS256", false), ("EdDSA", false)] {
        assert_eq!(bench.button_is_here(alg), offered, "{alg}");
    }
    bench.button("HS512");
    bench.button("Sign token");
    assert!(part(&bench.token(), 0).contains("HS512"));
    assert!(bench.verdict().contains("Accepted"), "{}", bench.verdict());
}

#[test]
fn the_header_stays_as_typed_when_asked() {
    let mut bench = bench();
    bench.button("Making options");
    bench.click(Role::CheckBox, "Keep header as typed");
    bench.press(Default::default(), Key::Escape);
    bench.edit("Header JSON", "{\"alg\":\"none\",\"x\":1}");
    bench.button("Sign token");
    assert_eq!(part(&bench.token(), 0), "{\"alg\":\"none\",\"x\":1}");
}

#[test]
fn half_typed_claims_are_not_signed_and_the_place_is_told() {
    let mut bench = bench();
    bench.edit("Claims JSON", "{\n\"a\": }");
    bench.press(CTRL, Key::Enter);
    assert!(bench.notices().contains("Not signed: the claims cannot be signed yet: line 2"), "{}", bench.notices());
    assert_eq!(bench.token(), good());
}

#[test]
fn a_new_token_is_made_and_signed() {
    let mut bench = Start::default().keys(&secret_jwk("mine")).open();
    bench.press(CTRL, Key::N);
    assert!(!bench.verdict().contains("Accepted"));
    bench.press(CTRL_SHIFT, Key::E);
    bench.press(CTRL, Key::Enter);
    assert!(bench.verdict().contains("Accepted"), "{}", bench.verdict());
    assert!(part(&bench.token(), 1).contains(&format!("\"exp\":{}", NOW + 900)));
}

#[test]
fn tokens_and_their_parts_are_copied() {
    let mut bench = bench();
    bench.button("Copy token");
    assert_eq!(bench.clipboard(), good());
    assert!(!bench.board.0.holds_secret());
    for (command, text) in [
        ("Copy header as JSON", r#"{"alg":"HS256","typ":"JWT"}"#.to_owned()),
        ("Copy claims as JSON", claims(NOW + 58 * 60)),
        ("Copy signature part", good().split('.').nth(2).unwrap().to_owned()),
        ("Copy token", good()),
    ] {
        bench.command(command);
        assert_eq!(bench.clipboard(), text, "{command}");
    }
}

#[test]
fn context_menus_copy_parts_and_values() {
    let mut bench = bench();
    bench.h.get_by_role_and_label(Role::MultilineTextInput, "Encoded token").click_secondary();
    bench.settle();
    bench.button("Copy payload part");
    assert_eq!(bench.clipboard(), good().split('.').nth(1).unwrap());
    bench.h.get_by_role_and_label(Role::MultilineTextInput, "Claims JSON").click_secondary();
    bench.settle();
    bench.button("Copy value of aud");
    assert_eq!(bench.clipboard(), "https://api.example.com");
    bench.h.get_by_role_and_label(Role::MultilineTextInput, "Claims JSON").click_secondary();
    bench.settle();
    bench.button("Copy value of exp");
    assert_eq!(bench.clipboard(), (NOW + 58 * 60).to_string());
    bench.h.get_by_role_and_label(Role::Button, "Header · 27 B").click_secondary();
    bench.settle();
    bench.button("Copy decoded");
    assert_eq!(bench.clipboard(), r#"{"alg":"HS256","typ":"JWT"}"#);
}

/// In two steps: what leaves is said before it does.
fn copy_secret(bench: &mut Bench) {
    bench.button("Copy secret…");
    let copy = |bench: &Bench| bench.h.get_by_role_and_label(Role::Button, "Copy").accesskit_node().is_disabled();
    assert!(copy(bench) && bench.shows("The secret “mine” goes to the clipboard"), "{:?}", bench.texts());
    bench.click(Role::CheckBox, "I understand what leaves");
    bench.button("Copy");
}

#[test]
fn a_copied_secret_leaves_the_clipboard() {
    let mut bench = bench();
    open(&mut bench, "mine");
    copy_secret(&mut bench);
    assert!(bench.board.0.holds_secret() && bench.clipboard().contains("\"k\""));
    assert!(bench.notices().contains("It leaves the clipboard in 30 s"));
    bench.at(NOW + 29);
    assert!(!bench.clipboard().is_empty());
    bench.at(NOW + 30);
    assert_eq!(bench.clipboard(), "");
    // what another program put there meanwhile is left alone
    copy_secret(&mut bench);
    bench.board.0.put_foreign("theirs");
    bench.at(NOW + 90);
    assert_eq!(bench.clipboard(), "theirs");
    // and a token stays
    bench.button("Copy token");
    bench.at(NOW + 900);
    assert_eq!(bench.clipboard(), good());
}

#[test]
fn a_copied_secret_leaves_with_the_window() {
    let mut bench = bench();
    open(&mut bench, "mine");
    copy_secret(&mut bench);
    let board = bench.board.clone();
    drop(bench);
    assert_eq!(board.read().unwrap(), None);
}

#[test]
fn a_token_is_saved_through_the_dialog() {
    let mut bench = bench();
    bench.edit("Claims JSON", "{}");
    let path = bench.folder.path().join("out.jwt");
    bench.picks.answer(Picked::File(path.clone()));
    bench.press(CTRL, Key::S);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), format!("{}\n", bench.token()));
    assert!(bench.notices().contains("The token was saved."));
    bench.ask_to_close();
    assert!(bench.has_quit(), "nothing is unsaved any more");
}

#[test]
fn closing_asks_when_something_would_be_lost() {
    let mut bench = bench();
    bench.edit("Claims JSON", "{\"a\":1}");
    bench.edit("Claims JSON", "{\"a\":");
    bench.ask_to_close();
    bench.assert_shows("The token you changed was neither copied nor saved.");
    bench.assert_shows("The claims editor holds text that is not JSON yet.");
    assert!(!bench.has_quit());
    bench.button("Stay");
    assert!(!bench.shows("Close without keeping this?"));
    assert_eq!(bench.claims(), "{\"a\":", "all is as it was");
    bench.press(CTRL, Key::Q);
    bench.assert_shows("Close without keeping this?");
    bench.press(Default::default(), Key::Escape);
    assert!(!bench.shows("Close without keeping this?"), "Escape stays");
    bench.ask_to_close();
    bench.button("Close anyway");
    assert!(bench.has_quit());
}

#[test]
fn closing_asks_nothing_when_nothing_would_be_lost() {
    let mut bench = bench();
    bench.ask_to_close();
    assert!(bench.has_quit());
    // copied is kept enough
    let mut other = self::bench();
    other.edit("Claims JSON", "{\"a\":1}");
    other.press(CTRL_SHIFT, Key::C);
    other.ask_to_close();
    assert!(other.has_quit());
}

#[test]
fn an_undone_edit_is_nothing_to_lose() {
    let mut bench = bench();
    bench.edit("Claims JSON", "{\"a\":1}");
    bench.press(CTRL, Key::Z);
    assert_eq!(bench.token(), good());
    bench.ask_to_close();
    assert!(bench.has_quit(), "{:?}", bench.h.state().model().unsaved());
}

#[test]
fn the_secret_is_in_no_text_while_signing() {
    let mut bench = bench();
    bench.button("Sign token");
    open(&mut bench, "mine");
    assert!(bench.texts().iter().all(|t| !t.contains(SECRET)));
}
