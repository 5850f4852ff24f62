//! The health of keys that are kept together.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jwt_workbench::crypto::{self, KeySpec};
use jwt_workbench::jose::numeric_date::NumericDate;
use jwt_workbench::keys::{Key, Material, Origin, Private, Secret, Severity, Source, health};
use std::sync::Arc;
use std::time::Instant;

fn now() -> NumericDate {
    NumericDate::from_secs(1_767_225_600)
}

fn named(name: &str, key: Key) -> Key {
    Key { name: name.to_owned(), ..key }
}

fn made(kind: &str) -> Key {
    let spec: KeySpec = kind.parse().unwrap();
    crypto::generate(&spec).unwrap()
}

fn public(key: &Key) -> Key {
    Key::from_jwk(&key.to_jwk(Private::Omit).unwrap()).unwrap()
}

fn ids(keys: Vec<Key>) -> Vec<Vec<&'static str>> {
    let keys: Vec<_> = keys.into_iter().map(Arc::new).collect();
    health(&keys, now()).iter().map(|found| found.iter().map(|f| f.id).collect()).collect()
}

fn alone(key: Key) -> Vec<&'static str> {
    ids(vec![key]).remove(0)
}

#[test]
fn sound_keys_are_silent() {
    for kind in ["HS256", "RS256", "ES384", "Ed25519", "X25519", "ML-DSA-44", "A128KW", "dir", "PBES2-HS256+A128KW"] {
        let key = made(kind);
        assert_eq!(alone(key.clone()), [""; 0], "{kind}");
        if !matches!(key.material, Material::Oct(_)) {
            assert_eq!(alone(public(&key)), [""; 0], "{kind}");
        }
    }
}

#[test]
fn weaknesses_come_with_their_weight() {
    let secret = |text: &str| Key::new(Material::Oct(Secret::new(text.as_bytes().to_vec())));
    assert_eq!(alone(secret("changeme")), ["hmac-key-short", "hmac-secret-guessable"]);
    assert_eq!(alone(secret("a-string-secret-at-least-256-bits-long")), ["hmac-secret-guessable"]);
    let pem = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----";
    let found = health(&[Arc::new(secret(pem))], now()).remove(0);
    assert_eq!((found[0].id, found[0].state), ("hmac-secret-is-public-key", Severity::Fail));
}

#[test]
fn one_key_twice_and_one_kid_for_two() {
    let (one, two) = (made("ES256"), made("ES256"));
    let with_kid = |key: &Key, name: &str, kid: &str| named(name, Key { kid: Some(kid.to_owned()), ..key.clone() });
    let keys = vec![with_kid(&one, "a", "k"), with_kid(&public(&one), "b", "k"), with_kid(&two, "c", "k")];
    assert_eq!(
        ids(keys.clone()),
        [vec!["key-twice", "kid-duplicate"], vec!["key-twice", "kid-duplicate"], vec!["kid-duplicate"]]
    );
    let keys: Vec<_> = keys.into_iter().map(Arc::new).collect();
    let found = health(&keys, now());
    assert!(found[0][0].text.contains("“b” is the public half"), "{}", found[0][0].text);
    assert!(found[1][0].text.contains("“a” is the whole"), "{}", found[1][0].text);
    assert!(found[0][1].text.contains("“c”") && found[2][0].text.contains("“a”"));
    // the halves of one key may share their `kid`
    assert_eq!(ids(vec![with_kid(&one, "a", "k"), with_kid(&public(&one), "b", "k")]), [["key-twice"], ["key-twice"]]);
    assert_eq!(ids(vec![with_kid(&one, "a", "k"), with_kid(&two, "b", "l")]), [[""; 0], [""; 0]]);
}

#[test]
fn a_fetched_private_key_is_given_away() {
    let from = |origin| {
        let mut key = made("ES256");
        key.about.source = Some(Source { origin, place: String::new(), issuer: None, at: now() });
        key
    };
    assert_eq!(alone(from(Origin::Fetched)), ["private-key-published"]);
    assert_eq!(alone(from(Origin::Generated)), [""; 0]);
    let key = from(Origin::Fetched);
    assert_eq!(alone(Key { about: key.about.clone(), ..public(&key) }), [""; 0]);
}

#[test]
fn labels_that_do_not_go_together() {
    let ops = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    let bare = |kind: &str| Key { alg: None, usage: None, ..made(kind) };
    let alg = |kind: &str, alg: &str| Key { alg: Some(alg.to_owned()), ..bare(kind) };
    for (kind, wrong) in
        [("RS256", "ES256"), ("ES256", "ES384"), ("HS256", "A128KW"), ("X25519", "EdDSA"), ("oct", "none")]
    {
        assert_eq!(alone(alg(kind, wrong)), ["alg-key-mismatch"], "{kind} as {wrong}");
    }
    for (kind, right) in
        [("RS256", "RSA-OAEP-256"), ("Ed25519", "EdDSA"), ("A128KW", "A128GCM"), ("ES256", "unheard-of")]
    {
        assert!(!alone(alg(kind, right)).contains(&"alg-key-mismatch"), "{kind} as {right}");
    }
    let conflict = |key: Key| assert_eq!(alone(key), ["jwk-use-conflict"]);
    conflict(Key { usage: Some("enc".to_owned()), ..alg("RS256", "RS256") });
    conflict(Key { usage: Some("sig".to_owned()), key_ops: ops(&["encrypt"]), ..bare("RS256") });
    conflict(Key { key_ops: ops(&["wrapKey"]), ..alg("ES256", "ES256") });
    conflict(Key { usage: Some("sig".to_owned()), ..bare("X25519") });
    assert_eq!(alone(Key { usage: Some("sig".to_owned()), key_ops: ops(&["sign"]), ..alg("ES256", "ES256") }), [""; 0]);
    assert_eq!(alone(Key { usage: Some("enc".to_owned()), ..alg("RS256", "RSA-OAEP") }), [""; 0]);
}

#[test]
fn a_thousand_keys_are_quick() {
    let one = made("ES256");
    let many = |same: bool| -> Vec<Arc<Key>> {
        let key = |n: u32| {
            let mut key = named(&format!("key {n}"), Key { kid: Some(format!("kid {}", n / 2)), ..one.clone() });
            if let (Material::Ec { x, .. }, false) = (&mut key.material, same) {
                x[..4].copy_from_slice(&n.to_be_bytes());
            }
            key.other.insert("x5c".to_owned(), serde_json::json!([STANDARD.encode([0x30; 900])]));
            Arc::new(key)
        };
        (0..1_000).map(key).collect()
    };
    for same in [true, false] {
        let keys = many(same);
        let start = Instant::now();
        let found = health(&keys, now());
        let took = start.elapsed();
        assert!(found.iter().all(|f| !f.is_empty()));
        eprintln!("health of 1,000 keys, all the same: {same}: {took:?}");
        // the limit is 5 ms in an optimised build
        assert!(took.as_millis() < 200, "{took:?}");
    }
}

#[test]
fn a_name_that_shows_something_else_is_told() {
    let key = |name: &str, kid: &str| named(name, Key { kid: Some(kid.to_owned()), ..made("HS256") });
    assert_eq!(alone(key("a", "k\u{202e}1")), ["text-bidi-control"]);
    assert_eq!(alone(key("a\u{200b}", "k\u{1b}")), ["text-invisible", "text-control"]);
    assert_eq!(alone(key("sеrver", "k")), ["text-confusable"]);
    assert_eq!(alone(key("Schlüssel 中 🔑 مفتاح", "k")), [""; 0]);
    let found = health(&[Arc::new(key("a", "k\u{202e}1"))], now()).remove(0);
    assert!(found[0].text.contains("⟨U+202E⟩") && !found[0].text.contains('\u{202e}'), "{}", found[0].text);
}
