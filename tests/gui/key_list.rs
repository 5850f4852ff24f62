//! The list of keys: search, order, groups, details, notes, health, last use; and a thousand of them.

use crate::harness::{Bench, Start, good, secret_jwk};
use crate::keys::{open, row};
use eframe::egui::Key;
use eframe::egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use jwt_workbench::crypto::{self, KeySpec};
use jwt_workbench::keys::{Key as JoseKey, Private};

/// Keys of several kinds; "alpha" signed nothing, "mine" is the harness's secret.
fn set() -> String {
    let made = |alg: &str, name: &str| {
        let spec: KeySpec = alg.parse().unwrap();
        let key = JoseKey { name: name.to_owned(), kid: Some(name.to_owned()), ..crypto::generate(&spec).unwrap() };
        key.to_jwk(Private::Include).unwrap().to_string()
    };
    let keys = [
        secret_jwk("mine"),
        made("ES256", "zulu"),
        made("EdDSA", "alpha"),
        made("RS256", "kilo"),
        made("ES256", "echo"),
    ];
    format!("{{\"keys\":[{}]}}", keys.join(","))
}

/// The names in the order of the list.
fn listed(bench: &Bench) -> Vec<String> {
    let rows = bench.h.get_all_by_role(Role::DisclosureTriangle);
    let mut rows: Vec<_> = rows.filter_map(|n| Some((n.rect().top(), n.accesskit_node().label()?))).collect();
    rows.retain(|(_, label)| label.starts_with("Key "));
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    rows.into_iter().map(|(_, label)| label["Key ".len()..label.find(',').unwrap()].to_owned()).collect()
}

/// A window with the keys filling it.
fn bench() -> Bench {
    let mut bench = Start::default().keys(&set()).text(&good()).open();
    bench.click(Role::Button, "Maximise Keys (Ctrl+M)");
    bench
}

#[test]
fn heads_order_the_table_and_the_search_narrows_it() {
    let mut bench = bench();
    assert_eq!(listed(&bench), ["alpha", "echo", "kilo", "mine", "zulu"]);
    bench.button("Sort by Name, now first to last");
    assert_eq!(listed(&bench), ["zulu", "mine", "kilo", "echo", "alpha"]);
    bench.button("Sort by This token");
    assert_eq!(listed(&bench)[0], "mine", "the key that verifies comes first");
    assert!(bench.shows("verifies it"));
    bench.fill(Role::TextInput, "Search keys", "p-256");
    assert_eq!(listed(&bench), ["echo", "zulu"]);
    bench.fill(Role::TextInput, "Search keys", "no such key");
    bench.assert_shows("No key has all of these words.");
}

#[test]
fn keys_are_put_together_by_what_they_do_for_the_token() {
    let mut bench = bench();
    bench.choose("Group keys", "By this token");
    bench.assert_shows("Verifies this token");
    bench.assert_shows("Does not fit");
    assert_eq!(listed(&bench), ["mine", "alpha", "echo", "kilo", "zulu"]);
    bench.choose("Group keys", "By type");
    bench.assert_shows("EC P-256");
    assert_eq!(listed(&bench), ["echo", "zulu", "alpha", "kilo", "mine"]);
}

#[test]
fn details_tell_every_member_and_nothing_private() {
    let mut bench = bench();
    open(&mut bench, "kilo");
    let texts = bench.texts();
    for label in ["kty", "kid", "alg", "thumbprint", "n", "e", "d"] {
        assert!(texts.iter().any(|t| t == label), "{label}");
    }
    bench.assert_shows("hidden, and p, q, dp, dq, qi");
    let key = bench.h.state().model().ring.named("kilo").unwrap().clone();
    bench.assert_shows(&crypto::thumbprint(&key));
    let private = key.to_jwk(Private::Include).unwrap();
    let private: serde_json::Value = serde_json::from_str(&private).unwrap();
    for member in ["d", "p", "q", "dp", "dq", "qi"] {
        let value = private[member].as_str().unwrap();
        assert!(!bench.texts().iter().any(|t| t.contains(&value[..20])), "{member} is shown");
    }
}

#[test]
fn tags_and_notes_are_kept_once_the_field_is_left() {
    let mut bench = bench();
    open(&mut bench, "echo");
    bench.reach(Role::TextInput, "Tags, separated by commas");
    bench.fill(Role::TextInput, "Tags, separated by commas", "prod, team a");
    bench.press(Default::default(), Key::Tab);
    bench.settle();
    let about = |bench: &Bench| bench.h.state().model().ring.named("echo").unwrap().about.clone();
    assert_eq!(about(&bench).tags, ["prod", "team a"]);
    bench.fill(Role::TextInput, "Search keys", "team");
    assert_eq!(listed(&bench), ["echo"]);
    let folder = bench.folder.clone();
    // typed, and the window closed with the caret still there
    bench.reach(Role::MultilineTextInput, "Notes");
    bench.fill(Role::MultilineTextInput, "Notes", "half a sen");
    bench.ask_to_close();
    drop(bench);
    let again = Start::default().open_in(folder);
    assert_eq!(about(&again).notes, "half a sen");
    assert_eq!(about(&again).tags, ["prod", "team a"]);
}

#[test]
fn what_is_odd_about_a_key_is_seen_in_the_list() {
    let short = r#"{"kty":"oct","kid":"weak","k":"c2VjcmV0"}"#;
    let mut bench = Start::default().keys(short).open();
    bench.click(Role::Button, "Maximise Keys (Ctrl+M)");
    let marks: Vec<_> = bench.texts().into_iter().filter(|t| t.contains("256 are needed")).collect();
    assert!(!marks.is_empty(), "{:?}", bench.texts());
    open(&mut bench, "weak");
    bench.assert_shows("The secret is a default or a sample that everybody has");
    bench.assert_shows("not shown: it would give a short secret away");
}

#[test]
fn a_key_that_verifies_was_used() {
    let mut bench = bench();
    assert!(bench.h.state().model().uses.contains_key("mine"));
    assert!(!bench.h.state().model().uses.contains_key("echo"));
    bench.button("Sort by Last used");
    assert_eq!(listed(&bench)[0], "mine");
    let folder = bench.folder.clone();
    drop(bench);
    let again = Start::default().open_in(folder);
    assert!(again.h.state().model().uses.contains_key("mine"), "it is known at the next start");
}

#[test]
fn of_many_keys_only_those_in_view_are_drawn() {
    let keys: Vec<_> = (0..300)
        .map(|i| secret_jwk(&format!("key {i:03}")).replacen("\"k\":\"", &format!("\"k\":\"{:04}", i), 1))
        .collect();
    let mut bench = Start::default().keys(&format!("{{\"keys\":[{}]}}", keys.join(","))).open();
    assert_eq!(bench.h.state().model().ring.keys().len(), 300);
    bench.click(Role::Button, "Maximise Keys (Ctrl+M)");
    let seen = listed(&bench);
    assert!(seen.len() > 5 && seen.len() < 40, "{}", seen.len());
    assert_eq!(seen[0], "key 000");
    bench.fill(Role::TextInput, "Search keys", "299");
    assert_eq!(listed(&bench), ["key 299"]);
    row(&bench, "key 299");
}
