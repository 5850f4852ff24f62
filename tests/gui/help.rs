//! The help window: every page, one search, and the way from page to page.

use crate::harness::{Bench, Start};
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use jwt_workbench::teach;

fn open(width: f32, height: f32) -> Bench {
    let mut bench = Start::sized(width, height).open();
    bench.press(Modifiers::NONE, Key::F1);
    bench
}

fn search(bench: &mut Bench, words: &str) {
    bench.fill(Role::TextInput, "Search help", words);
}

/// The first paragraph of a topic.
fn guide(id: &str) -> &'static str {
    &teach::help().iter().find(|topic| topic.id == id).expect("a topic").text[0]
}

/// The text of the page is on screen.
fn has_page(bench: &Bench, id: &str) -> bool {
    let page = teach::explain(id).expect("a page");
    bench.texts().iter().any(|text| text == page.what)
}

#[test]
fn the_search_finds_a_check_a_term_a_claim_and_the_guide() {
    let mut bench = open(1280.0, 800.0);
    bench.assert_shows(guide("first-five-minutes"));
    for (words, page) in [
        ("exp", "check:exp"),
        ("clock skew", "term:leeway"),
        ("given_name", "claim:given_name"),
        ("x5t#s256", "header:x5t#S256"),
        ("ES256K", "algorithm:ES256K"),
        ("confusion", "cause:confusion"),
    ] {
        search(&mut bench, words);
        let found = teach::explain(page).expect("a page");
        let row = bench.texts().into_iter().find(|text| text.starts_with(found.title)).expect("in the list");
        if !has_page(&bench, page) {
            bench.button(&row);
        }
        assert!(has_page(&bench, page), "{words}: {:#?}", bench.texts());
    }
    search(&mut bench, "no such words");
    bench.assert_shows("No page has these words.");
    search(&mut bench, "vault passphrase");
    bench.button("Where keys live");
    bench.assert_shows(guide("keys"));
}

#[test]
fn arrows_choose_while_words_are_typed() {
    let mut bench = open(1280.0, 800.0);
    search(&mut bench, "expiry");
    let found = teach::pages_with("expiry");
    let id = |at: usize| format!("{}:{}", found[at].0, found[at].1);
    assert!(has_page(&bench, &id(0)), "the first page is shown at once");
    bench.press(Modifiers::NONE, Key::ArrowDown);
    assert!(has_page(&bench, &id(1)));
    bench.press(Modifiers::NONE, Key::ArrowUp);
    bench.press(Modifiers::NONE, Key::ArrowUp);
    assert!(has_page(&bench, &id(0)), "it does not go round");
}

#[test]
fn a_term_of_a_page_leads_to_its_page_and_back() {
    let mut bench = open(1280.0, 800.0);
    search(&mut bench, "id token");
    assert!(has_page(&bench, "term:id-token"), "{:#?}", bench.texts());
    search(&mut bench, "exp");
    assert!(has_page(&bench, "check:exp"));
    let term = bench.texts().into_iter().find(|text| text.starts_with("Definition of issuer")).expect("a term");
    bench.button(&term);
    assert!(has_page(&bench, "term:issuer") && !has_page(&bench, "check:exp"));
    bench.button("Back");
    assert!(has_page(&bench, "check:exp"));
    bench.press(Modifiers::NONE, Key::Escape);
    assert!(!has_page(&bench, "check:exp"), "Escape closes it");
}

#[test]
fn in_a_small_window_list_and_page_take_turns() {
    let mut bench = open(480.0, 360.0);
    assert!(!bench.button_is_here("What the four states mean"));
    bench.button("List of pages");
    bench.button("What the four states mean");
    bench.assert_shows(guide("states"));
    assert!(!bench.button_is_here("What the four states mean"), "the page takes the room of the list");
    search(&mut bench, "leeway");
    assert!(bench.button_is_here("Leeway, term"), "who searches sees what is found: {:#?}", bench.texts());
}

#[test]
fn nothing_stands_outside_the_window() {
    for (width, height) in [(1280.0, 800.0), (900.0, 600.0), (640.0, 400.0), (480.0, 360.0)] {
        let bench = open(width, height);
        for name in ["Close", "Back"] {
            let rect = bench.h.get_by_role_and_label(Role::Button, name).rect();
            assert!(rect.left() >= 0.0 && rect.right() <= width && rect.bottom() <= height, "{name}: {rect:?}");
        }
        let rect = bench.h.get_by_value(guide("first-five-minutes")).rect();
        assert!(rect.left() >= 0.0 && rect.right() <= width && rect.width() > 200.0, "{width}: {rect:?}");
    }
}

#[test]
fn what_was_found_tells_its_kind() {
    let mut bench = open(1280.0, 800.0);
    search(&mut bench, "audience");
    let rows = ["Audience, aud, check", "Audience, aud, claim", "Audience, term"];
    for (row, page) in rows.into_iter().zip(["check:aud", "claim:aud", "term:audience"]) {
        bench.button(row);
        assert!(has_page(&bench, page), "{row}");
    }
    // below the headings of the kinds nothing has to be told; the list goes to the page that is shown
    bench.button("Audience, aud, check");
    search(&mut bench, "");
    bench.assert_shows("Audience, aud");
    assert!(!bench.button_is_here("Audience, aud, check"));
}
