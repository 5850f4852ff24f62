//! Fetching keys in the window: nothing is asked before its click, and what is kept stays until something better is.

use crate::harness::{Bench, NOW, Start};
use crate::keys::{open, row};
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use jwt_workbench::crypto::{self, KeySpec};
use jwt_workbench::keys::{self as key_room, Private};
use jwt_workbench::ports::{Fetch, FetchError, ScriptedFetch};
use serde_json::{Value, json};
use std::net::IpAddr;
use std::sync::Arc;

const URL: &str = "https://id.test/jwks";

fn key(kid: &str) -> key_room::Key {
    let key = crypto::generate(&"ES256".parse::<KeySpec>().unwrap()).unwrap();
    key_room::Key { kid: Some(kid.to_owned()), ..key }
}

fn set(keys: &[&key_room::Key]) -> String {
    let jwk = |key: &&key_room::Key| serde_json::from_str::<Value>(&key.to_jwk(Private::Omit).unwrap()).unwrap();
    json!({ "keys": keys.iter().map(jwk).collect::<Vec<_>>() }).to_string()
}

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn public_host() -> ScriptedFetch {
    ScriptedFetch::default().host("id.test", &[ip("93.184.216.34")])
}

fn window(net: &Arc<ScriptedFetch>) -> Start {
    Start { fetch: Some(Arc::clone(net) as Arc<dyn Fetch>), ..Start::default() }
}

fn is_enabled(bench: &Bench, label: &str) -> bool {
    !bench.h.get_by_role_and_label(Role::Button, label).accesskit_node().is_disabled()
}

fn names(bench: &Bench) -> Vec<String> {
    bench.h.state().model().ring.keys().iter().map(|k| k.name.clone()).collect()
}

/// Up to the question whether to fetch.
fn look_up(bench: &mut Bench, url: &str) {
    bench.button("Fetch keys…");
    bench.fill(Role::TextInput, "Address of the key set", url);
    bench.button("Look up");
}

#[test]
fn each_step_takes_its_click_and_the_keys_stay() {
    let net = Arc::new(public_host().answer(URL, 200, "application/json", set(&[&key("a"), &key("b")])));
    let mut bench = window(&net).open();
    bench.button("Fetch keys…");
    assert!(!is_enabled(&bench, "Look up"));
    bench.fill(Role::TextInput, "Address of the key set", URL);
    bench.assert_shows("asks your DNS server");
    assert!(net.looked_up().is_empty(), "typing asks nobody");
    bench.button("Look up");
    bench.assert_shows("id.test has 1 address:");
    assert_eq!((net.looked_up().len(), net.asked().len()), (1, 0));
    bench.button("Fetch from 93.184.216.34");
    bench.assert_shows("2 keys from https://id.test/jwks (93.184.216.34).");
    assert_eq!((net.looked_up().len(), net.asked().len()), (1, 1));
    assert!(names(&bench).is_empty(), "found is not kept");
    bench.button("Keep keys");
    assert_eq!(names(&bench), ["id.test#a", "id.test#b"]);
    assert!(!bench.h.state().model().is_kept("id.test#a") && bench.h.state().model().is_fetched("id.test#a"));
    let folder = Arc::clone(&bench.folder);
    drop(bench);
    let mut bench = window(&net).open_in(folder);
    assert_eq!(names(&bench), ["id.test#a", "id.test#b"]);
    bench.at(NOW + 3 * 86_400);
    open(&mut bench, "id.test#a");
    bench.assert_shows("Fetched 3 days ago from https://id.test/jwks (93.184.216.34).");
    assert_eq!(net.asked().len(), 1, "starting asks nobody");
}

#[test]
fn enter_looks_up_and_never_fetches() {
    let net = Arc::new(public_host().answer(URL, 200, "application/json", set(&[&key("a")])));
    let mut bench = window(&net).open();
    bench.button("Fetch keys…");
    bench.fill(Role::TextInput, "Address of the key set", URL);
    for _ in 0..5 {
        bench.press(Modifiers::NONE, Key::Enter);
    }
    assert_eq!((net.looked_up().len(), net.asked().len()), (1, 0));
}

#[test]
fn what_is_unusual_takes_a_second_yes() {
    let net = Arc::new(ScriptedFetch::default().host("id.test", &[ip("127.0.0.1"), ip("10.0.0.1")]).answer(
        "http://id.test/jwks",
        200,
        "application/json",
        set(&[&key("a")]),
    ));
    let mut bench = window(&net).open();
    look_up(&mut bench, "http://id.test/jwks");
    bench.assert_shows("This computer itself");
    bench.assert_shows("A private address");
    bench.assert_shows("Without https anybody on the way");
    let button = "Fetch from 127.0.0.1";
    assert!(!is_enabled(&bench, button));
    bench.click(Role::CheckBox, "Ask without https, this once");
    assert!(!is_enabled(&bench, button));
    bench.click(Role::CheckBox, "Ask this address, this once");
    assert!(is_enabled(&bench, button));
    bench.click(Role::RadioButton, "10.0.0.1");
    assert!(!is_enabled(&bench, "Fetch from 10.0.0.1"), "the yes was for the other address");
    bench.click(Role::RadioButton, "127.0.0.1");
    bench.click(Role::CheckBox, "Ask this address, this once");
    bench.button(button);
    assert_eq!(net.asked()[0].address.to_string(), "127.0.0.1:80");
}

#[test]
fn an_issuer_elsewhere_is_looked_up_and_asked_on_clicks_of_its_own() {
    const ISSUER: &str = "https://id.test";
    let document = json!({ "issuer": ISSUER, "jwks_uri": "https://keys.test/jwks" }).to_string();
    let net = Arc::new(
        public_host()
            .host("keys.test", &[ip("93.184.216.35")])
            .answer("https://id.test/.well-known/openid-configuration", 200, "application/json", document)
            .answer("https://keys.test/jwks", 200, "application/json", set(&[&key("a")])),
    );
    let mut bench = window(&net).open();
    bench.button("Fetch keys…");
    bench.click(Role::RadioButton, "Issuer, OpenID Connect first");
    bench.fill(Role::TextInput, "Issuer", ISSUER);
    bench.assert_shows("https://id.test/.well-known/oauth-authorization-server");
    bench.button("Look up");
    bench.button("Fetch from 93.184.216.34");
    bench.assert_shows("Nobody there was asked yet.");
    assert_eq!(net.looked_up(), ["id.test"]);
    bench.button("Look up keys.test");
    assert_eq!((net.looked_up().len(), net.asked().len()), (2, 1));
    bench.button("Fetch from 93.184.216.35");
    bench.button("Keep keys");
    assert_eq!(names(&bench), ["keys.test#a"]);
    let model = bench.h.state().model();
    assert_eq!(model.ring.named("keys.test#a").unwrap().issuer(), Some(ISSUER));
}

#[test]
fn a_refresh_says_what_changed_and_a_failed_one_changes_nothing() {
    let (a, b) = (key("a"), key("b"));
    let net = Arc::new(
        public_host().answer(URL, 200, "application/json", set(&[&a])).tell(URL, Err(FetchError::CutShort)).answer(
            URL,
            200,
            "application/json",
            set(&[&b]),
        ),
    );
    let mut bench = window(&net).open();
    look_up(&mut bench, URL);
    bench.button("Fetch from 93.184.216.34");
    bench.button("Keep keys");
    open(&mut bench, "id.test#a");
    bench.button("Refresh keys…");
    assert_eq!((net.looked_up().len(), net.asked().len()), (2, 1), "a refresh shows the address first");
    bench.button("Fetch from 93.184.216.34");
    bench.assert_shows("The connection ended before the answer did");
    assert_eq!(names(&bench), ["id.test#a"]);
    bench.button("Fetch from 93.184.216.34");
    bench.assert_shows("Added: b. Gone: a.");
    assert_eq!(names(&bench), ["id.test#a"]);
    bench.button("Keep keys");
    assert_eq!(names(&bench), ["id.test#b"]);
}

#[test]
fn a_set_is_removed_as_one_and_comes_back() {
    let net = Arc::new(public_host().answer(URL, 200, "application/json", set(&[&key("a"), &key("b")])));
    let mut bench = window(&net).open();
    look_up(&mut bench, URL);
    bench.button("Fetch from 93.184.216.34");
    bench.button("Keep keys");
    open(&mut bench, "id.test#a");
    assert!(!bench.button_is_here("Rename…"), "a fetched key is not the user's to rename");
    bench.button("Remove these keys");
    assert!(names(&bench).is_empty());
    bench.button("Restore key");
    assert_eq!(names(&bench), ["id.test#a", "id.test#b"]);
    bench.button("Fetch keys…");
    bench.assert_shows("https://id.test/jwks · 2 keys · just now");
    bench.button("Remove https://id.test/jwks");
    assert!(names(&bench).is_empty());
}

#[test]
fn what_the_token_names_is_offered_marked_and_asked_of_nobody() {
    let claims = "eyJpc3MiOiJodHRwczovL2lkLnRlc3QifQ";
    let net = Arc::new(public_host());
    let mut bench = window(&net).text(&format!("eyJhbGciOiJFUzI1NiJ9.{claims}.c2ln")).open();
    bench.button("Fetch keys…");
    bench.button("Use the token's iss: https://id.test");
    bench.assert_shows("This is the iss of the token: whoever wrote the token chose it.");
    bench.assert_shows("https://id.test/.well-known/openid-configuration");
    assert!(net.looked_up().is_empty() && net.asked().is_empty());
}

#[test]
fn an_answer_that_nobody_waits_for_changes_nothing() {
    let net = Arc::new(public_host().answer(URL, 200, "application/json", set(&[&key("a")])));
    let mut bench = Start { threads: true, ..window(&net) }.open();
    bench.button("Fetch keys…");
    bench.fill(Role::TextInput, "Address of the key set", URL);
    bench.button("Look up");
    bench.press(Modifiers::NONE, Key::Escape);
    std::thread::sleep(std::time::Duration::from_millis(100));
    bench.settle();
    assert!(bench.h.state().model().key_form.is_none());
    bench.button("Fetch keys…");
    assert!(!bench.button_is_here("Fetch from 93.184.216.34"));
}

#[test]
fn keys_that_cannot_be_saved_stay_and_say_so() {
    let net = Arc::new(public_host().answer(URL, 200, "application/json", set(&[&key("a")])));
    let mut bench = Start { no_vault: true, ..window(&net) }.open();
    look_up(&mut bench, URL);
    bench.button("Fetch from 93.184.216.34");
    bench.button("Keep keys");
    bench.assert_shows("could not be saved");
    assert_eq!(names(&bench), ["id.test#a"]);
    let unsaved = bench.h.state().model().unsaved();
    assert!(unsaved.iter().any(|line| line.contains("https://id.test/jwks")), "{unsaved:?}");
    assert!(row(&bench, "id.test#a").contains("verifies"));
}
