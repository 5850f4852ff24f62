//! Many keys: the search for the one that verifies is told about, can be stopped, and is known to be slow beforehand.

use jwt_workbench::checks::{Reason, VerificationState};
use jwt_workbench::crypto::{self, KeySpec};
use jwt_workbench::jose::{alg, base64url, numeric_date::NumericDate};
use jwt_workbench::keys::{Key, KeyRing};
use jwt_workbench::report::{At, Inputs, KeyChoice, Memo, Report, Watch, is_slow};
use std::cell::{Cell, RefCell};

const KEYS: usize = 200;

fn keys() -> Vec<Key> {
    let spec: KeySpec = "ES256".parse().unwrap();
    let key = |i| Key { name: format!("key {i:03}"), kid: Some(format!("k{i}")), ..crypto::generate(&spec).unwrap() };
    (0..KEYS).map(key).collect()
}

/// A token that the last key signed; `kid` names a key, or none.
fn token(keys: &[Key], kid: &str) -> String {
    let header =
        format!(r#"{{"alg":"ES256"{}}}"#, if kid.is_empty() { String::new() } else { format!(r#","kid":"{kid}""#) });
    let input = format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(b"{}"));
    let signature = crypto::sign(alg::find("ES256").unwrap(), keys.last().unwrap(), input.as_bytes()).unwrap();
    format!("{input}.{}", base64url::encode(&signature))
}

fn inputs(token: String, key_choice: KeyChoice) -> Inputs {
    Inputs { token, tokens_in_text: 1, key_choice, ..Inputs::default() }
}

fn report(inputs: &Inputs, ring: &KeyRing, watch: &Watch<'_>) -> Report {
    Memo::default().analyze_watched(inputs, ring, &At::utc(NumericDate::from_secs(0)), watch)
}

#[test]
fn the_search_tells_how_far_it_is_and_can_be_stopped() {
    let keys = keys();
    let inputs = inputs(token(&keys, ""), KeyChoice::Every);
    let ring = KeyRing::new(keys, 1);
    let told = RefCell::new(Vec::new());
    let whole = report(&inputs, &ring, &Watch { progress: &|part| told.borrow_mut().push(part), stopped: &|| false });
    assert_eq!(whole.verification.state, VerificationState::Valid);
    assert_eq!(whole.verification.key.as_ref().unwrap().name, "key 199");
    let told = told.into_inner();
    assert!(told.len() > 10 && told.is_sorted() && *told.last().unwrap() > 0.9, "{told:?}");
    let asked = Cell::new(0);
    let stopped = || {
        asked.set(asked.get() + 1);
        asked.get() > 3
    };
    let cut = report(&inputs, &ring, &Watch { progress: &|_| (), stopped: &stopped });
    assert_eq!(cut.verification.reason, Reason::Stopped { tried: 24, of: KEYS });
    assert_eq!(
        cut.line("signature").unwrap().lesson.summary,
        "You stopped the search after 24 of 200 keys. None of those verifies the signature."
    );
}

#[test]
fn a_search_among_many_keys_is_known_to_be_slow() {
    let keys = keys();
    let (named, nameless) = (token(&keys, "k199"), token(&keys, ""));
    let few = KeyRing::new(keys[..10].to_vec(), 1);
    let ring = KeyRing::new(keys, 2);
    let slow = |token: &str, choice, ring: &KeyRing| is_slow(&inputs(token.to_owned(), choice), ring);
    assert!(slow(&nameless, KeyChoice::Automatic, &ring) && slow(&nameless, KeyChoice::Every, &ring));
    assert!(slow(&named, KeyChoice::Every, &ring));
    assert!(!slow(&named, KeyChoice::Automatic, &ring), "the key that kid names is asked first");
    assert!(!slow(&nameless, KeyChoice::Automatic, &few));
    assert!(!slow(&nameless, KeyChoice::Named(vec!["key 001".to_owned()]), &ring));
    assert!(!slow("eyJhbGciOiJIUzI1NiJ9.e30.AA", KeyChoice::Every, &ring), "no key here fits");
}
