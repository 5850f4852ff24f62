//! The policy as code for a resource server.

use crate::harness::{SECRET, Start, good, secret_jwk};
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use jwt_workbench::app::{Action, Change};
use jwt_workbench::checks::Policy;
use jwt_workbench::code::Language;
use jwt_workbench::ports::Picked;

fn expects(issuer: &str) -> Action {
    let policy = Policy { issuers: vec![issuer.to_owned()], leeway_secs: 45, ..Policy::default() };
    Action::SetPolicy(Box::new(policy), Change::Step)
}

#[test]
fn the_policy_and_the_key_that_verified_are_shown_in_every_language() {
    let mut bench =
        Start::default().keys(&secret_jwk("mine")).text(&good()).with(expects("https://login.example.com")).open();
    bench.press(Modifiers::ALT, Key::K);
    bench.assert_shows("Pinned: key “mine”, which verified the token on screen.");
    for language in Language::ALL {
        bench.click(Role::RadioButton, language.name());
        let code = bench.value(Role::MultilineTextInput, "Code");
        for text in ["\"https://login.example.com\"", "45", "JWT_SECRET_BASE64"] {
            assert!(code.contains(text), "{language:?}: {text}: {code}");
        }
        assert!(!code.contains(SECRET));
        bench.assert_shows(&language.proof().sentence());
        bench.assert_shows("The secret is not in the code.");
    }
    bench.button("Close");
    assert!(bench.h.query_by_role_and_label(Role::MultilineTextInput, "Code").is_none());
}

#[test]
fn the_code_is_copied_and_saved() {
    let mut bench = Start::default().with(expects("an issuer")).open();
    bench.command("Show policy as code…");
    bench.assert_shows("No key is pinned: none verified the token on screen, and none is chosen.");
    bench.click(Role::RadioButton, "Node.js");
    bench.button("Copy code");
    let code = bench.value(Role::MultilineTextInput, "Code");
    assert!(bench.clipboard() == code && code.contains("\"an issuer\"") && code.contains("FILL IN"), "{code}");
    assert!(bench.notices().contains("code for Node.js"), "{}", bench.notices());
    bench.click(Role::RadioButton, "Go");
    let path = bench.folder.path().join("verify_token.go");
    bench.picks.answer(Picked::File(path.clone()));
    bench.button("Save…");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), bench.value(Role::MultilineTextInput, "Code"));
    // nobody can type into it
    bench.fill(Role::MultilineTextInput, "Code", "typed");
    assert!(!bench.shows("typed"));
    bench.press(Modifiers::NONE, Key::Escape);
    assert!(!bench.shows("Policy as code"));
}
