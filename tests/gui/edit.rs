//! Header and claims: the token follows what is typed, and nothing else changes.

use crate::harness::{Bench, CTRL, CTRL_SHIFT, NOW, Start, claims, good, part, secret_jwk, signed};
use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

fn bench() -> Bench {
    Start::default().keys(&secret_jwk("mine")).text(&good()).open()
}

#[test]
fn the_token_follows_the_claims() {
    let mut bench = bench();
    bench.edit("Claims JSON", "{\n  \"sub\": \"bob\",\n  \"big\": 12345678901234567890123\n}");
    let token = bench.token();
    assert_eq!(part(&token, 1), "{\"sub\":\"bob\",\"big\":12345678901234567890123}");
    assert_eq!(
        (token.split('.').next(), token.split('.').nth(2)),
        (good().split('.').next(), good().split('.').nth(2))
    );
    assert!(bench.row("Signature").contains("changed after signing"), "{}", bench.row("Signature"));
    assert!(bench.verdict().contains("Refused: the claims changed after signing"), "{}", bench.verdict());
    bench.assert_shows("Changed since it was signed.");
}

#[test]
fn the_token_follows_the_header() {
    let mut bench = bench();
    bench.edit("Header JSON", "{\"alg\": \"HS512\"}");
    assert_eq!(part(&bench.token(), 0), "{\"alg\":\"HS512\"}");
    assert_eq!(part(&bench.token(), 1), claims(NOW + 58 * 60));
}

#[test]
fn the_editors_follow_the_token() {
    let mut bench = bench();
    bench.edit("Encoded token", &signed("{\"alg\":\"HS256\",\"x\":1}", "{\"sub\":\"carol\"}"));
    assert!(bench.header().contains("\"x\": 1"), "{}", bench.header());
    assert!(bench.claims().contains("\"sub\": \"carol\""));
    bench.assert_shows("key “mine” verifies");
}

#[test]
fn half_typed_json_keeps_the_token_and_says_where() {
    let mut bench = bench();
    bench.edit("Claims JSON", "{\n  \"a\": 1\n  \"b\": 2\n}");
    assert_eq!(bench.token(), good());
    let told = bench.region("Claims").join("\n");
    assert!(told.contains("Line 2") && told.contains("column"), "{told}");
    assert!(told.contains("The token keeps its last whole text"), "{told}");
    bench.edit("Claims JSON", "{\n  \"a\": 1,\n  \"b\": 2\n}");
    assert!(!bench.shows("The token keeps its last whole text"));
    assert_eq!(part(&bench.token(), 1), "{\"a\":1,\"b\":2}");
}

#[test]
fn put_back_the_bytes_are_the_first_ones() {
    let odd = signed("{\"alg\":\"HS256\" }", "{ \"a\" :1.00 , \"a\":2,\r\n\"u\":\"\\u0041\"}");
    let mut bench = Start::default().text(&odd).open();
    let shown = bench.claims();
    bench.edit("Claims JSON", "{}");
    assert_ne!(bench.token(), odd);
    // by hand
    bench.edit("Claims JSON", &shown);
    assert_eq!(bench.token(), odd);
    // by its button
    bench.edit("Claims JSON", "{\"half");
    bench.button("Put the claims back to what the token had");
    assert_eq!((bench.token(), bench.claims()), (odd.clone(), shown));
    // the header too
    bench.edit("Header JSON", "{}");
    bench.button("Put the header back to what the token had");
    assert_eq!(bench.token(), odd);
}

#[test]
fn dates_are_told_as_people_read_them_and_follow_the_clock() {
    let mut bench = bench();
    bench.assert_shows("2026-11-22 15:03:09 UTC · in 58 min");
    bench.assert_shows("2026-11-22 14:04:09 UTC · 60 s ago");
    bench.at(NOW + 61);
    bench.assert_shows("in 56 min");
    bench.at(NOW + 58 * 60 - 1);
    bench.assert_shows("in 1 s");
    assert!(bench.verdict().contains("Accepted"), "{}", bench.verdict());
    bench.at(NOW + 58 * 60);
    assert!(bench.verdict().contains("the token expired"), "it flips at exp: {}", bench.verdict());
    assert!(bench.row("Expiry").contains("Failed"), "{}", bench.row("Expiry"));
    bench.at(NOW + 58 * 60 - 1);
    assert!(bench.verdict().contains("Accepted"), "the clock went back");
}

#[test]
fn an_idle_window_asks_for_its_next_frame_when_a_text_changes() {
    let bench = bench();
    let asked = bench.h.output().viewport_output.values().map(|v| v.repaint_delay).min().unwrap();
    assert!(asked > std::time::Duration::ZERO, "it sleeps");
    assert!(asked <= std::time::Duration::from_secs(61), "and wakes for the next minute: {asked:?}");
}

#[test]
fn formatting_is_a_view() {
    let mut bench = bench();
    let formatted = bench.claims();
    bench.press(CTRL_SHIFT, Key::J);
    assert_eq!(bench.claims(), claims(NOW + 58 * 60));
    assert_eq!(bench.token(), good());
    bench.press(CTRL_SHIFT, Key::F);
    assert_eq!(bench.claims(), formatted);
    assert_eq!(bench.token(), good());
    bench.button("Compact header: one line");
    assert_eq!(bench.header(), r#"{"alg":"HS256","typ":"JWT"}"#);
    bench.button("Format header: several lines");
    assert_eq!(bench.header(), "{\n  \"alg\": \"HS256\",\n  \"typ\": \"JWT\"\n}");
    assert!(bench.verdict().contains("Accepted"));
}

#[test]
fn white_space_is_kept_when_asked() {
    let mut bench = bench();
    bench.button("Making options");
    bench.click(Role::CheckBox, "Keep white space");
    bench.press(Default::default(), Key::Escape);
    bench.edit("Claims JSON", "{ \"a\" : 1 }\n");
    assert_eq!(part(&bench.token(), 1), "{ \"a\" : 1 }\n");
}

#[test]
fn undo_and_redo_step_over_the_whole_workbench() {
    let mut bench = bench();
    bench.edit("Claims JSON", "{\"a\":1}");
    let edited = bench.token();
    bench.at(NOW + 5);
    bench.command("Verify with every key");
    bench.press(CTRL, Key::Z);
    assert_eq!(bench.token(), edited);
    bench.press(CTRL, Key::Z);
    assert_eq!(bench.token(), good());
    bench.assert_shows("in 57 min");
    bench.press(CTRL_SHIFT, Key::Z);
    bench.press(CTRL_SHIFT, Key::Z);
    assert_eq!((bench.token(), bench.claims()), (edited, "{\"a\":1}".to_owned()));
    // the buttons do the same
    bench.button("Undo (Ctrl+Z)");
    bench.button("Redo (Ctrl+Shift+Z)");
    assert_eq!(bench.claims(), "{\"a\":1}");
}

#[test]
fn typing_character_by_character_keeps_every_one() {
    let mut bench = bench();
    bench.edit("Claims JSON", "{\"n\":");
    for c in ["1", "2", "3", "}"] {
        bench.h.event(Event::Text(c.to_owned()));
        bench.h.step();
    }
    bench.settle();
    assert_eq!(part(&bench.token(), 1), "{\"n\":123}");
}

#[test]
fn dates_are_set_from_the_menu() {
    let mut bench = bench();
    bench.button("Set dates");
    bench.button("Expires in 15 minutes");
    assert!(part(&bench.token(), 1).contains(&format!("\"exp\":{}", NOW + 900)));
    bench.press(CTRL_SHIFT, Key::E);
    bench.command("Let it expire 1 hour ago");
    assert!(part(&bench.token(), 1).contains(&format!("\"exp\":{}", NOW - 3600)));
    assert!(part(&bench.token(), 1).starts_with("{\"iss\":"), "the order stays");
}

#[test]
fn a_payload_that_is_no_text_closes_its_editor() {
    use jwt_workbench::jose::base64url;
    let text = format!("{}.{}.AAAA", base64url::encode(b"{\"alg\":\"HS256\"}"), base64url::encode(&[0xFF, 0xFE, 0, 1]));
    let bench = Start::default().text(&text).open();
    assert!(bench.h.query_by_role_and_label(Role::MultilineTextInput, "Claims JSON").is_none());
    assert_eq!(bench.value(Role::MultilineTextInput, "Payload as bytes"), "0000  ff fe 00 01              ····");
}

#[test]
fn the_focus_leaves_an_editor_with_tab() {
    let mut bench = bench();
    bench.h.get_by_role_and_label(Role::MultilineTextInput, "Header JSON").focus();
    bench.settle();
    bench.press(Default::default(), Key::Tab);
    let editor = bench.h.get_by_role_and_label(Role::MultilineTextInput, "Header JSON");
    assert!(!editor.is_focused() && editor.accesskit_node().value().is_some());
    assert_eq!(bench.token(), good(), "and no tab was typed");
}
