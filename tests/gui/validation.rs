//! The list of checks: its order, its groups, what narrows it, what opens, and the words that explain themselves.

use crate::forms::three;
use crate::harness::{Bench, CTRL, NOW, SECRET, Start, good, secret_jwk, signed};
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use jwt_workbench::app::{Action, Change};
use jwt_workbench::checks::{Group, Policy};
use jwt_workbench::jose::base64url;
use jwt_workbench::teach;

/// Expired, for others, and issued in the future; one thing of each gravity.
fn bad() -> String {
    bad_since(60)
}

/// The same, expired so long ago.
fn bad_since(secs: i64) -> String {
    let claims = format!(
        r#"{{"iss":"https://login.example.com","sub":"alice","email":"a@example.com","aud":"x","iat":{},"exp":{}}}"#,
        NOW + 3600,
        NOW - secs
    );
    signed(r#"{"alg":"HS256","typ":"JWT"}"#, &claims)
}

fn judged(token: &str) -> Bench {
    let policy = Policy { audiences: vec!["https://api.example.com".to_owned()], ..Policy::default() };
    let policy = Action::SetPolicy(Box::new(policy), Change::Step);
    Start::default().keys(&secret_jwk("mine")).text(token).with(policy).open()
}

/// What stands in the list, from top to bottom: headings in brackets, checks with their state.
fn listed(bench: &Bench) -> Vec<String> {
    let groups: Vec<String> = Group::ALL.iter().map(|group| format!("{}: ", group.label())).collect();
    let pane = bench.h.get_by_role_and_label(Role::Region, "Validation");
    let mut found: Vec<(f32, String)> = Vec::new();
    for node in pane.children_recursive() {
        let text = [node.accesskit_node().label(), node.accesskit_node().value()].into_iter().flatten().next();
        let Some(text) = text else { continue };
        let told = match node.accesskit_node().role() {
            Role::DisclosureTriangle => {
                let note = if text.contains(". Note: ") { ", a note" } else { "" };
                format!("{}{note}", text.split(". ").next().unwrap_or_default())
            }
            Role::Button if groups.iter().any(|group| text.starts_with(group)) => format!("[{text}]"),
            Role::Label if text.starts_with("Failed (") || text.starts_with("Warnings (") => format!("[{text}]"),
            _ => continue,
        };
        found.push((node.rect().top(), told));
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found.into_iter().map(|(_, told)| told).collect()
}

/// The checks alone, without their state.
fn checks(bench: &Bench) -> Vec<String> {
    let listed = listed(bench).into_iter().filter(|line| !line.starts_with('['));
    listed.map(|line| line.split(": ").next().unwrap_or_default().to_owned()).collect()
}

fn is_focused(bench: &Bench, role: Role, start: &str) -> bool {
    let begins = |label: Option<String>| label.is_some_and(|label| label.starts_with(start));
    bench.h.get_all_by_role(role).any(|n| n.is_focused() && begins(n.accesskit_node().label()))
}

/// Opens a check, or closes it.
fn toggle(bench: &mut Bench, title: &str) {
    let row = bench.row(title);
    bench.click(Role::DisclosureTriangle, &row);
}

#[test]
fn failures_come_first_then_warnings_then_the_groups_in_their_order() {
    let mut bench = judged(&bad());
    let expected = [
        "[Failed (2)]",
        "Expiry: Failed",
        "Audience: Failed",
        "[Warnings (2)]",
        "Issued at: Warning",
        "Lifetime: Warning",
        "[Structure: 1 passed]",
        "Structure: Passed",
        "[Signature: 1 passed]",
        "Signature: Passed",
        "[Algorithm and key: 2 passed]",
        "Algorithm: Passed",
        "Key without an algorithm: Passed, a note",
        "[Time: 1 not checked]",
        "Not before: Not checked",
        "[Who: 1 not checked]",
        "Issuer: Not checked",
        "[Kind: 1 passed, 1 not checked]",
        "Kind left open: Passed, a note",
        "What it is: Not checked",
        "[Hygiene: 1 passed]",
        "Personal data: Passed, a note",
    ];
    assert_eq!(listed(&bench), expected);
    // as a verifier looks: nothing is lifted out of its group
    bench.button("Reading order: as a verifier looks, group by group");
    let in_order = listed(&bench);
    assert_eq!(in_order[0], "[Structure: 1 passed]");
    assert!(in_order.contains(&"[Time: 1 failed, 1 warning, 1 not checked]".to_owned()), "{in_order:#?}");
    bench.button("Failures first");
    assert_eq!(listed(&bench), expected);
}

#[test]
fn four_checks_of_a_refused_token_are_in_sight() {
    let bench = judged(&bad_since(3 * 3600));
    let pane = bench.h.get_by_role_and_label(Role::Region, "Validation");
    let bottom = pane.rect().bottom();
    let rows = pane.children_recursive().filter(|n| n.accesskit_node().role() == Role::DisclosureTriangle);
    let in_sight = rows.filter(|n| n.rect().bottom() <= bottom).count();
    assert!(in_sight >= 4, "{in_sight}");
}

#[test]
fn in_a_low_pane_the_time_line_waits_to_be_asked_for() {
    let mut bench = Start::sized(640.0, 400.0).keys(&secret_jwk("mine")).text(&bad()).open();
    bench.press(Modifiers::ALT, Key::Num5);
    let slider = |bench: &Bench| bench.h.query_by_role_and_label(Role::Slider, "Time to judge at").is_some();
    assert!(!slider(&bench) && bench.shows("Time Expired 60 s ago"));
    bench.press(Modifiers::ALT, Key::T);
    assert!(slider(&bench));
}

#[test]
fn a_group_folds_away_and_what_is_searched_for_shows_all_the_same() {
    let mut bench = judged(&bad());
    bench.button("Hygiene: 1 passed");
    assert!(!checks(&bench).contains(&"Personal data".to_owned()));
    assert!(listed(&bench).contains(&"[Hygiene: 1 passed]".to_owned()), "its heading stays, with its count");
    bench.fill(Role::TextInput, "Find a check", "personal");
    assert_eq!(checks(&bench), ["Personal data"], "nothing that is looked for is folded away");
    bench.fill(Role::TextInput, "Find a check", "");
    assert!(!checks(&bench).contains(&"Personal data".to_owned()));
    bench.button("Hygiene: 1 passed");
    assert!(checks(&bench).contains(&"Personal data".to_owned()));
}

#[test]
fn the_search_narrows_and_says_what_it_leaves_out() {
    let mut bench = judged(&bad());
    let all = checks(&bench).len();
    bench.press(CTRL, Key::F);
    bench.h.get_by_role_and_label(Role::TextInput, "Find a check").type_text("7519 4.1.3");
    bench.settle();
    assert_eq!(checks(&bench), ["Audience"], "references are searched too");
    bench.assert_shows(&format!("1 of {all}"));
    bench.assert_shows("1 failed is not shown");
    bench.fill(Role::TextInput, "Find a check", "no such words");
    assert!(checks(&bench).is_empty());
    bench.assert_shows("No check has these words.");
    bench.assert_shows("2 failed are not shown");
    bench.press(Modifiers::NONE, Key::Escape);
    assert_eq!(checks(&bench).len(), all, "Escape shows all again");
    assert_eq!(bench.token(), bad(), "what was typed went to the search alone");
}

#[test]
fn one_state_alone_is_shown_on_request() {
    let mut bench = judged(&bad());
    let all = checks(&bench).len();
    bench.click(Role::Button, "Only warning: 2");
    assert_eq!(checks(&bench), ["Issued at", "Lifetime"]);
    bench.assert_shows("2 failed are not shown");
    bench.button("Only failed: 2");
    assert_eq!(checks(&bench), ["Expiry", "Audience"]);
    bench.fill(Role::TextInput, "Find a check", "signature");
    bench.button("Show all");
    assert_eq!(checks(&bench).len(), all);
    // a state that is no longer there says so
    bench.button("Only failed: 2");
    bench.paste(&good());
    assert!(checks(&bench).is_empty());
    bench.assert_shows("No check is in this state.");
    bench.button("Only failed: 0");
    assert!(checks(&bench).len() > 6);
}

#[test]
fn all_explanations_open_and_close_at_once() {
    let mut bench = judged(&bad());
    let count = |bench: &Bench| bench.texts().iter().filter(|text| text.starts_with("More in help: ")).count();
    assert_eq!(count(&bench), 0);
    bench.press(CTRL, Key::E);
    assert_eq!(count(&bench), checks(&bench).len());
    bench.assert_shows("Severity: high");
    bench.assert_shows("RFC 7519 4.1.3");
    bench.button("Close all (Ctrl+E)");
    assert_eq!(count(&bench), 0);
    toggle(&mut bench, "Expiry");
    assert_eq!(count(&bench), 1);
    bench.button("Explain all (Ctrl+E)");
    assert_eq!(count(&bench), checks(&bench).len(), "one that was open stays open");
}

#[test]
fn the_keyboard_walks_through_the_list() {
    let mut bench = judged(&bad());
    let at = |bench: &Bench, title: &str| is_focused(bench, Role::DisclosureTriangle, &format!("{title}: "));
    bench.press(CTRL, Key::F);
    bench.press(Modifiers::NONE, Key::Enter);
    assert!(at(&bench, "Expiry"), "Enter goes to what was found");
    bench.press(Modifiers::NONE, Key::ArrowDown);
    assert!(at(&bench, "Audience"));
    bench.press(Modifiers::NONE, Key::End);
    assert!(at(&bench, "Personal data"));
    bench.press(Modifiers::NONE, Key::Home);
    bench.press(Modifiers::NONE, Key::ArrowUp);
    assert!(at(&bench, "Expiry"), "it does not go round");
    assert!(!bench.shows("Why it matters"));
    bench.press(Modifiers::NONE, Key::Enter);
    bench.assert_shows("Why it matters");
    bench.press(Modifiers::NONE, Key::Enter);
    assert!(!bench.shows("Why it matters"));
}

#[test]
fn a_term_opens_its_definition_by_keyboard_and_by_click() {
    let mut bench = judged(&bad());
    toggle(&mut bench, "Expiry");
    let defined = teach::explain("term:issuer").expect("a page").what;
    let term = bench.h.get_by_role_and_label(Role::Button, "Definition of issuer");
    let told = term.accesskit_node().data().description().map(str::to_owned);
    assert!(told.as_deref() == Some(defined), "who hears the word hears what it means");
    term.focus();
    bench.settle();
    assert!(!bench.shows(defined));
    bench.press(Modifiers::NONE, Key::Enter);
    bench.assert_shows(defined);
    bench.press(Modifiers::NONE, Key::Escape);
    assert!(!bench.shows(defined));
    assert!(is_focused(&bench, Role::Button, "Definition of issuer"), "the keyboard stays where it was");
    bench.assert_shows("Why it matters");
    bench.button("Definition of issuer");
    bench.assert_shows(defined);
    bench.button("More in help: Issuer");
    assert!(bench.h.query_by_role_and_label(Role::TextInput, "Search help").is_some());
    bench.press(Modifiers::NONE, Key::Escape);
    assert!(!bench.shows(defined), "neither the help nor the definition");
}

#[test]
fn a_note_of_the_time_bar_and_a_cause_explain_their_words_too() {
    let mut bench = judged(&bad());
    bench.button("Time Expired 60 s ago");
    bench.button("Definition of leeway");
    bench.assert_shows(teach::explain("term:leeway").expect("a page").what);
    let as_text = base64url::encode(SECRET.as_bytes());
    let jwk = format!(r#"{{"kty":"oct","kid":"pasted","k":"{}"}}"#, base64url::encode(as_text.as_bytes()));
    let mut bench = Start::default().keys(&jwk).text(&good()).open();
    bench.button("Find out why");
    let term = bench.texts().into_iter().find(|text| text.starts_with("Definition of ")).expect("a term");
    bench.button(&term);
    assert!(bench.texts().iter().any(|text| text.starts_with("More in help: ")), "{term}: {:#?}", bench.texts());
}

#[test]
fn a_check_leads_to_its_page_in_the_help() {
    let mut bench = judged(&bad());
    toggle(&mut bench, "Audience");
    bench.button("More in help: Audience");
    bench.assert_shows("Severity: high.");
    assert!(bench.h.query_by_role_and_label(Role::TextInput, "Search help").is_some());
}

#[test]
fn of_several_signatures_the_chosen_one_has_checks_of_its_own() {
    let mut bench = Start::default().keys(&secret_jwk("mine")).text(&three()).open();
    bench.assert_shows("Signature 1 of 3");
    let first = checks(&bench);
    assert_eq!(first[0], "Signature", "those of the signature stand above those of the whole: {first:?}");
    let opened = |bench: &Bench| bench.texts().iter().filter(|text| text.starts_with("More in help: ")).count();
    bench.press(CTRL, Key::E);
    assert_eq!(opened(&bench), first.len(), "all means all");
    bench.press(CTRL, Key::E);
    assert_eq!(opened(&bench), 0);
    let second = bench.texts().into_iter().find(|text| text.starts_with("Signature 2 of 3, refused")).unwrap();
    bench.click(Role::RadioButton, &second);
    bench.assert_shows("Signature 2 of 3");
    assert!(listed(&bench)[0].contains("Failed"), "what failed comes first there too: {:?}", listed(&bench));
    // one that failed is found in its own part of the list
    bench.fill(Role::TextInput, "Find a check", "algorithm");
    let narrowed = checks(&bench);
    assert!(narrowed.len() >= 2 && narrowed.len() < first.len(), "{narrowed:?}");
}

#[test]
fn two_lines_of_one_check_open_one_by_one() {
    let claims = format!(r#"{{"jti":1,"email":2,"exp":{}}}"#, NOW + 60);
    let mut bench = judged(&signed(r#"{"alg":"HS256","typ":"JWT"}"#, &claims));
    let title = jwt_workbench::teach::explain("check:claim-type").unwrap().title;
    let rows = |bench: &Bench| -> Vec<String> {
        let labels = bench
            .h
            .root()
            .children_recursive()
            .map(|n| n.accesskit_node())
            .filter(|n| n.role() == Role::DisclosureTriangle);
        let labels = labels.filter_map(|n| n.label());
        labels.filter(|label| label.contains("jti") || label.contains("email")).collect()
    };
    let opened = |bench: &Bench| bench.texts().iter().filter(|t| **t == format!("More in help: {title}")).count();
    let found: Vec<String> = rows(&bench).into_iter().filter(|label| label.starts_with(title)).collect();
    assert_eq!(found.len(), 2, "{found:?}");
    bench.click(Role::DisclosureTriangle, &found[0]);
    assert_eq!(opened(&bench), 1, "{:#?}", bench.texts());
    bench.click(Role::DisclosureTriangle, &found[1]);
    assert_eq!(opened(&bench), 2);
    // another order leaves open what was opened
    bench.click(Role::DisclosureTriangle, &found[0]);
    bench.command("Checks in reading order");
    assert_eq!(opened(&bench), 1);
}
