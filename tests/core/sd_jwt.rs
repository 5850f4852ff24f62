//! SD-JWT and SD-JWT+KB (RFC 9901): the examples of the RFC, every rule that rejects, made and presented.

use super::vectors;
use jwt_workbench::checks::VerificationState;
use jwt_workbench::crypto;
use jwt_workbench::jose::sd_jwt::DigestAlgorithm;
use jwt_workbench::jose::token::Token;
use jwt_workbench::jose::{alg, base64url};
use jwt_workbench::keys::Key;
use jwt_workbench::make::sd_jwt::{Binding, Making, SdJwtError, Show, Warning, make, present};
use jwt_workbench::report::sd_jwt::process;
use serde_json::{Value, json};

fn processed(text: &str) -> jwt_workbench::checks::Processed {
    process(&Token::read(text)).expect("an SD-JWT")
}

fn problems(text: &str) -> Vec<&'static str> {
    processed(text).problems.iter().map(|p| p.id()).collect()
}

fn claims(text: &str) -> Value {
    serde_json::from_str(&processed(text).claims.text).expect("processed claims are JSON")
}

#[test]
fn the_examples_of_rfc_9901() {
    let Some(folder) = vectors::folder("sd-jwt-rfc9901") else { return };
    let set: Value = serde_json::from_slice(&std::fs::read(folder.join("vectors.json")).unwrap()).unwrap();
    let holder = Key::from_jwk(&set["holder_jwk"].to_string()).unwrap();
    for case in set["cases"].as_array().unwrap() {
        let (name, text) = (&case["name"], case["sd_jwt"].as_str().unwrap());
        let found = processed(text);
        assert_eq!(found.problems, [], "{name}");
        assert_eq!(claims(text), case["expected_processed_payload"], "{name}");
        assert_eq!(found.disclosures.len() as u64, case["disclosures"].as_u64().unwrap(), "{name}");
        assert!(found.disclosures.iter().all(|d| d.path.is_some()), "{name}");
        assert_eq!(found.key_binding.is_some(), case["kb_jwt"] == true, "{name}");
        let Some(kb) = found.key_binding else { continue };
        assert_eq!(kb.finding.state, VerificationState::Valid, "{name}");
        assert_eq!(kb.token.payload.string("sd_hash"), kb.expected_hash.as_deref(), "{name}");
        assert_eq!(crypto::thumbprint(&kb.holder.unwrap()), crypto::thumbprint(&holder));
    }
}

/// Without a signature: the digests do not ask for one.
fn text_of(payload: &str, disclosures: &[&str]) -> String {
    let pieces: String = disclosures.iter().map(|d| format!("{}~", encoded(d))).collect();
    format!("eyJhbGciOiJFUzI1NiJ9.{}.AA~{pieces}", base64url::encode(payload.as_bytes()))
}

fn encoded(disclosure: &str) -> String {
    base64url::encode(disclosure.as_bytes())
}

fn digest(disclosure: &str) -> String {
    base64url::encode(&crypto::digest::sha256(encoded(disclosure).as_bytes()))
}

const NAME: &str = r#"["2GLC42sKQveCfGfryNRN9w","name","Ann"]"#;
const ELEMENT: &str = r#"["2GLC42sKQveCfGfryNRN9w","DE"]"#;

#[test]
fn each_rule_rejects() {
    let (name, element) = (digest(NAME), digest(ELEMENT));
    let in_object = |d: &str| format!(r#"{{"_sd":["{d}"],"iss":"i"}}"#);
    let in_array = |d: &str| format!(r#"{{"a":["x",{{"...":"{d}"}}]}}"#);
    let reserved = r#"["2GLC42sKQveCfGfryNRN9w","_sd",[]]"#;
    let four = r#"["2GLC42sKQveCfGfryNRN9w","a",1,2]"#;
    let inner = format!(r#"["2GLC42sKQveCfGfryNRN9w","o",{{"_sd":["{name}"]}}]"#);
    let cases: Vec<(&str, String, Vec<&str>)> = vec![
        ("good, a claim", text_of(&in_object(&name), &[NAME]), vec![]),
        ("good, an element", text_of(&in_array(&element), &[ELEMENT]), vec![]),
        ("good, nothing disclosed", text_of(&in_object(&name), &[]), vec![]),
        ("good, nested", text_of(&in_object(&digest(&inner)), &[NAME, &inner]), vec![]),
        ("an element where a claim belongs", text_of(&in_object(&element), &[ELEMENT]), vec!["wrong-length"]),
        ("a claim where an element belongs", text_of(&in_array(&name), &[NAME]), vec!["wrong-length"]),
        ("a reserved name", text_of(&in_object(&digest(reserved)), &[reserved]), vec!["unreadable"]),
        ("four elements", text_of(&in_object(&digest(four)), &[four]), vec!["unreadable"]),
        ("the name is there", text_of(&format!(r#"{{"_sd":["{name}"],"name":"Eve"}}"#), &[NAME]), vec!["name-taken"]),
        (
            "a digest twice in one list",
            text_of(&format!(r#"{{"_sd":["{name}","{name}"]}}"#), &[NAME]),
            vec!["digest-twice"],
        ),
        (
            "a digest twice in two lists",
            text_of(&format!(r#"{{"_sd":["{name}"],"a":{{"_sd":["{name}"]}}}}"#), &[NAME]),
            vec!["digest-twice"],
        ),
        ("a decoy twice", text_of(r#"{"_sd":["x","x"]}"#, &[]), vec!["digest-twice"]),
        (
            "a digest in payload and disclosure",
            text_of(&format!(r#"{{"_sd":["{name}","{}"]}}"#, digest(&inner)), &[NAME, &inner]),
            vec!["digest-twice"],
        ),
        ("nobody refers to it", text_of(r#"{"iss":"i"}"#, &[NAME]), vec!["unreferenced"]),
        ("its parent is not there", text_of(&in_object(&digest(&inner)), &[NAME]), vec!["unreferenced"]),
        ("given twice", text_of(&in_object(&name), &[NAME, NAME]), vec!["disclosure-twice"]),
        (
            "an unknown algorithm",
            text_of(&format!(r#"{{"_sd_alg":"SHA-256","_sd":["{name}"]}}"#), &[NAME]),
            vec!["unknown-algorithm"],
        ),
        ("an algorithm that is no string", text_of(r#"{"_sd_alg":1}"#, &[]), vec!["unknown-algorithm"]),
        ("_sd is no array", text_of(&format!(r#"{{"_sd":"{name}"}}"#), &[]), vec!["digests-type"]),
        ("_sd is no array of strings", text_of(r#"{"_sd":[1]}"#, &[]), vec!["digests-type"]),
        ("an element with more members", text_of(r#"{"a":[{"...":"x","b":1}]}"#, &[]), vec!["element-type"]),
        ("an element's digest is no string", text_of(r#"{"a":[{"...":1}]}"#, &[]), vec!["element-type"]),
        ("an element outside of an array", text_of(r#"{"a":{"...":"x"}}"#, &[]), vec!["element-type"]),
        ("no claims", text_of("[]", &[NAME]), vec!["no-claims"]),
    ];
    for (name, text, expected) in cases {
        let found: Vec<_> = problems(&text);
        assert_eq!(found, expected, "{name}");
        // whatever is wrong, what is shown is JSON without any digest
        if !expected.contains(&"no-claims") {
            let shown = processed(&text).claims.text;
            assert!(!shown.contains("_sd") && !shown.contains("..."), "{name}: {shown}");
            assert!(claims(&text).is_object(), "{name}: {shown}");
        }
    }
}

#[test]
fn spellings_and_order_survive_and_paths_tell_where() {
    let inner = r#"["2GLC42sKQveCfGfryNRN9w","n\u0061me", 1.50]"#;
    let outer = format!(r#"["2GLC42sKQveCfGfryNRN9w","o/b",{{ "a":1e2,"_sd":["{}"]}}]"#, digest(inner));
    let element = r#"["2GLC42sKQveCfGfryNRN9w",12345678901234567890]"#;
    let payload = format!(
        r#"{{"z":-0.0, "_sd":["{}","decoy"],"list":[{{"...":"gone"}},{{"...":"{}"}},"x"],"_sd_alg":"sha-256"}}"#,
        digest(&outer),
        digest(element)
    );
    let found = processed(&text_of(&payload, &[inner, &outer, element]));
    assert_eq!(found.problems, []);
    assert_eq!(found.claims.text, r#"{"z":-0.0,"list":[12345678901234567890,"x"],"o/b":{"a":1e2,"n\u0061me":1.50}}"#);
    let told: Vec<_> = found.disclosures.iter().map(|d| (d.path.as_deref(), d.parent)).collect();
    assert_eq!(told, [(Some("/o~1b/name"), Some(1)), (Some("/o~1b"), None), (Some("/list/0"), None)]);
    let hidden: Vec<_> = found.hidden.iter().map(|h| (h.path.as_str(), h.in_array, h.count)).collect();
    assert_eq!(hidden, [("", false, 1), ("/list", true, 1)]);
}

#[test]
fn a_chain_of_disclosures_ends_at_the_depth_limit() {
    let mut pieces = vec![r#"["2GLC42sKQveCfGfryNRN9w","x",{}]"#.to_owned()];
    for _ in 0..500 {
        let last = digest(pieces.last().unwrap());
        pieces.push(format!(r#"["2GLC42sKQveCfGfryNRN9w","x",{{"_sd":["{last}"]}}]"#));
    }
    let payload = format!(r#"{{"_sd":["{}"]}}"#, digest(pieces.last().unwrap()));
    let refs: Vec<&str> = pieces.iter().map(String::as_str).collect();
    let text = text_of(&payload, &refs);
    let found = processed(&text);
    assert!(found.problems.iter().any(|p| p.id() == "too-deep"));
    assert!(found.claims.object().is_some(), "what is left can be read");
}

// ------------------------------------------------------------------------------------------------ made and presented

fn key(name: &str) -> Key {
    let row = alg::find(name).unwrap();
    crypto::generate(&crypto::KeySpec::for_alg(row, None).unwrap()).unwrap()
}

fn making<'a>(key: &'a Key, holder: Option<&'a Key>, decoys: usize) -> Making<'a> {
    let alg = alg::find("ES256").unwrap();
    Making { key, alg, header: "{}", typ: None, digest: DigestAlgorithm::Sha256, decoys, holder }
}

fn binding<'a>(key: &'a Key, aud: &'a str, nonce: &'a str) -> Binding<'a> {
    Binding { key, alg: alg::find("Ed25519").unwrap(), aud, nonce, iat_secs: 1_767_225_600 }
}

fn list(paths: &[&str]) -> Vec<String> {
    paths.iter().map(|p| (*p).to_owned()).collect()
}

fn these(paths: &[&str]) -> Show {
    Show::These { disclosures: Vec::new(), paths: list(paths) }
}

const CLAIMS: &str = r#"{"iss": "https://i.example", "name": "Ann", "n": 1.50,
    "address": {"street": "High St", "zip": "1", "geo": {"lat": 1e0}}, "nationalities": ["DE", "FR", ["x"]]}"#;

#[test]
fn what_is_hidden_is_shown_by_choice() {
    let (issuer, holder) = (key("ES256"), key("Ed25519"));
    let hide = list(&[
        "/name",
        "/n",
        "/address",
        "/address/street",
        "/address/geo/lat",
        "/nationalities/1",
        "/nationalities/2/0",
    ]);
    let made = make(CLAIMS, &hide, &making(&issuer, Some(&holder), 3)).unwrap();
    assert_eq!(made.warnings, []);
    let found = processed(&made.token);
    let mut original: Value = serde_json::from_str(CLAIMS).unwrap();
    let jwk: Value = serde_json::from_str(&holder.to_jwk(jwt_workbench::keys::Private::Omit).unwrap()).unwrap();
    original["cnf"] = json!({ "jwk": jwk });
    assert_eq!(claims(&made.token), original, "with every disclosure, it reads as before");
    assert!(found.claims.text.contains(r#""n":1.50"#) && found.claims.text.contains("1e0"), "in the same spelling");
    assert_eq!(found.hidden_count(), 5 * 3, "decoys where something is hidden: {:?}", found.hidden);
    let paths: Vec<_> = found.disclosures.iter().map(|d| d.path.clone().unwrap()).collect();
    assert_eq!(paths, made.disclosures);

    let shown = present(&made.token, &these(&["/address/street"]), None).unwrap();
    assert_eq!(shown.warnings, [Warning::Unbound]);
    let visible = claims(&shown.token);
    assert_eq!(visible["address"], json!({"street": "High St", "zip": "1", "geo": {}}), "its parent came along");
    assert_eq!((visible.get("name"), &visible["nationalities"]), (None, &json!(["DE", []])));
    let none = present(&made.token, &Show::nothing(), None).unwrap();
    assert_eq!(none.token.matches('~').count(), 1);
    assert_eq!(claims(&none.token).get("address"), None);
    let inside = present(&made.token, &these(&["/address/zip", "/iss"]), None).unwrap();
    assert!(inside.warnings.contains(&Warning::AlwaysShown { path: "/iss".to_owned() }));
    assert_eq!(claims(&inside.token)["address"], json!({"zip": "1", "geo": {}}));

    let error = |show: &Show| present(&made.token, show, None).unwrap_err().to_string();
    assert!(error(&these(&["/nationalities"])).contains("/nationalities/1"));
    assert!(error(&these(&["/nothing"])).contains("/nothing"));
    assert!(error(&Show::These { disclosures: vec![7], paths: vec![] }).contains("no disclosure 8, there are 7"));
    assert_eq!(present("a.b.c", &Show::All, None), Err(SdJwtError::NoSdJwt));
    let torn = made.token.replacen('~', "~WyIyR0xDNDJzS1F2ZUNmR2ZyeU5STjl3IiwxXQ~", 1);
    assert!(matches!(present(&torn, &Show::All, None), Err(SdJwtError::Rejected { problem: "unreferenced" })));
}

#[test]
fn what_cannot_be_hidden_says_so() {
    let (issuer, secret) = (key("ES256"), key("HS256"));
    let error = |claims: &str, hide: &[&str]| make(claims, &list(hide), &making(&issuer, None, 0)).unwrap_err();
    assert_eq!(error("{}", &[""]), SdJwtError::WholePayload);
    assert!(matches!(error("{}", &["/a"]), SdJwtError::NoSuchPath { .. }));
    assert!(matches!(error("{}", &["a"]), SdJwtError::NoSuchPath { .. }));
    assert!(matches!(error(r#"{"a":1,"a":2}"#, &["/a"]), SdJwtError::Duplicate { .. }));
    for reserved in [r#"{"_sd":[]}"#, r#"{"a":{"_sd":1}}"#, r#"{"a":[{"...":"x"}]}"#, r#"{"_sd_alg":"sha-256"}"#] {
        assert!(matches!(error(reserved, &[]), SdJwtError::Reserved { .. }), "{reserved}");
    }
    assert!(matches!(error("[]", &[]), SdJwtError::NotObject { .. }));
    assert!(matches!(error("{", &[]), SdJwtError::Unfinished { .. }));
    assert_eq!(make("{}", &[], &making(&issuer, Some(&secret), 0)), Err(SdJwtError::HolderKeyIsSecret));
    assert!(matches!(make("{}", &[], &making(&secret, None, 0)), Err(SdJwtError::Misfit { .. })));
    assert!(matches!(make("{}", &[], &making(&issuer, None, 100_000)), Err(SdJwtError::TooManyDecoys { .. })));
    let vc = make(r#"{"vct":"x","exp":1,"a":1}"#, &list(&["/exp", "/a"]), &making(&issuer, None, 0)).unwrap();
    assert_eq!(vc.warnings, [Warning::Undisclosable { claim: "exp".to_owned(), is_credential: true }]);
    assert_eq!(Token::read(&vc.token).header.string("typ"), Some("dc+sd-jwt"));
    let plain = make(r#"{"a":1}"#, &[], &making(&issuer, None, 5)).unwrap();
    assert_eq!(Token::read(&plain.token).header.string("typ"), Some("sd-jwt"));
    assert_eq!(Token::read(&plain.token).payload.text, r#"{"a":1}"#, "nothing hidden, nothing added");
}

#[test]
fn every_digest_algorithm_works_and_salts_differ() {
    let issuer = key("ES256");
    for digest in DigestAlgorithm::ALL {
        let making = Making { digest, ..making(&issuer, None, 1) };
        let made = make(r#"{"a":1,"b":1}"#, &list(&["/a", "/b"]), &making).unwrap();
        let found = processed(&made.token);
        assert_eq!((found.problems.as_slice(), found.algorithm), (&[][..], Some(digest)));
        assert_ne!(found.disclosures[0].salt, found.disclosures[1].salt);
        assert_eq!(found.disclosures[0].salt.len(), 22);
        assert_eq!(found.text.flaws, []);
    }
}

#[test]
fn a_key_binding_fits_one_choice_and_one_key() {
    let (issuer, holder, other) = (key("ES256"), key("Ed25519"), key("Ed25519"));
    let made = make(CLAIMS, &list(&["/name", "/n"]), &making(&issuer, Some(&holder), 0)).unwrap();
    let bound = |show: &Show, key: &Key| present(&made.token, show, Some(binding(key, "https://v.example", "n-1")));
    let text = bound(&these(&["/name"]), &holder).unwrap().token;
    let kb = processed(&text).key_binding.unwrap();
    assert_eq!(kb.finding.state, VerificationState::Valid);
    assert_eq!(kb.token.payload.string("sd_hash"), kb.expected_hash.as_deref());
    assert_eq!(
        (kb.token.payload.string("aud"), kb.token.payload.string("nonce")),
        (Some("https://v.example"), Some("n-1"))
    );
    assert_eq!(kb.token.header.string("typ"), Some("kb+jwt"));
    assert!(matches!(bound(&Show::All, &other), Err(SdJwtError::OtherHolder { .. })));
    let unbound = make(CLAIMS, &[], &making(&issuer, None, 0)).unwrap();
    assert_eq!(
        present(&unbound.token, &Show::All, Some(binding(&holder, "a", "n"))).unwrap_err(),
        SdJwtError::NotBindable
    );
    // a disclosure more or less is another hash
    let more = bound(&Show::All, &holder).unwrap().token;
    let (_, foreign) = more.rsplit_once('~').unwrap();
    let (presented, _) = text.rsplit_once('~').unwrap();
    let mixed = processed(&format!("{presented}~{foreign}")).key_binding.unwrap();
    assert_eq!(mixed.finding.state, VerificationState::Valid, "the holder made it");
    assert_ne!(mixed.token.payload.string("sd_hash"), mixed.expected_hash.as_deref(), "for something else");
    let again = present(&text, &these(&[]), None).unwrap();
    assert_eq!(again.warnings, [Warning::BindingDropped]);
}

/// A source of numbers that is the same on every run.
fn numbers(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed;
    move |bound| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % bound
    }
}

fn tree(random: &mut impl FnMut(usize) -> usize, depth: usize) -> Value {
    match random(if depth > 3 { 3 } else { 6 }) {
        0 => json!(random(1000)),
        1 => json!(["x", "~/", "ü", ""][random(4)]),
        2 => Value::Null,
        3 | 4 => Value::Object(
            (0..random(5)).map(|i| (["a", "b/c", "~d", "é", ""][i].to_owned(), tree(random, depth + 1))).collect(),
        ),
        _ => (0..random(5)).map(|_| tree(random, depth + 1)).collect(),
    }
}

/// Every path below, with the value itself left out.
fn paths(value: &Value, path: &str, found: &mut Vec<String>) {
    let mut inner = |step: String, value: &Value| {
        let path = format!("{path}/{}", step.replace('~', "~0").replace('/', "~1"));
        found.push(path.clone());
        paths(value, &path, found);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, v)| inner(name.clone(), v)),
        Value::Array(items) => items.iter().enumerate().for_each(|(i, v)| inner(i.to_string(), v)),
        _ => {}
    }
}

/// The value without what is hidden.
fn without(value: &Value, path: &str, is_hidden: &dyn Fn(&str) -> bool) -> Value {
    let inner = |step: &str| format!("{path}/{}", step.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(name, _)| !is_hidden(&inner(name)))
            .map(|(name, v)| (name.clone(), without(v, &inner(name), is_hidden)))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(i, v)| (inner(&i.to_string()), v))
            .filter(|(path, _)| !is_hidden(path))
            .map(|(path, v)| without(v, &path, is_hidden))
            .collect(),
        scalar => scalar.clone(),
    }
}

#[test]
fn any_choice_gives_the_claims_without_what_stays_hidden() {
    let issuer = key("ES256");
    let mut random = numbers(11);
    let mut disclosed = 0;
    for round in 0..150 {
        let claims_in: Value =
            (0..4).map(|i| (format!("m{i}"), tree(&mut random, 0))).collect::<serde_json::Map<_, _>>().into();
        let mut all = Vec::new();
        paths(&claims_in, "", &mut all);
        let hide: Vec<String> = all.into_iter().filter(|_| random(3) == 0).collect();
        let made = make(&claims_in.to_string(), &hide, &making(&issuer, None, random(3))).unwrap();
        assert_eq!(claims(&made.token), claims_in, "round {round}");
        let chosen: Vec<usize> = (0..made.disclosures.len()).filter(|_| random(2) == 0).collect();
        disclosed += chosen.len();
        let by_path = random(2) == 0;
        let show = match by_path {
            true => Show::These {
                disclosures: vec![],
                paths: chosen.iter().map(|i| made.disclosures[*i].clone()).collect(),
            },
            false => Show::These { disclosures: chosen.clone(), paths: vec![] },
        };
        let shown = present(&made.token, &show, None).unwrap();
        let is_shown = |path: &str| {
            chosen.iter().any(|i| {
                let own = &made.disclosures[*i];
                own == path || own.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
            })
        };
        let expected = without(&claims_in, "", &|path| hide.iter().any(|h| h == path) && !is_shown(path));
        assert_eq!(problems(&shown.token), [""; 0], "round {round}");
        assert_eq!(claims(&shown.token), expected, "round {round}: {hide:?} {chosen:?}");
    }
    assert!(disclosed > 500, "the rounds disclose something: {disclosed}");
}

#[test]
fn no_text_makes_it_panic() {
    let mut random = numbers(7);
    let good =
        text_of(&format!(r#"{{"_sd":["{}"],"a":[{{"...":"{}"}}]}}"#, digest(NAME), digest(ELEMENT)), &[NAME, ELEMENT]);
    for _ in 0..3000 {
        let mut bytes = good.clone().into_bytes();
        for _ in 0..=random(4) {
            let at = random(bytes.len());
            match random(3) {
                0 => bytes[at] = b"~.=A-_ {\"\xc3"[random(10)],
                1 => drop(bytes.remove(at)),
                _ => bytes.insert(at, b"~.A"[random(3)]),
            }
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some(found) = process(&Token::read(&text)) {
            assert!(found.claims.object().is_some() || found.claims.text.is_empty() || !found.problems.is_empty());
        }
        let _ = present(&text, &Show::All, None);
    }
}
