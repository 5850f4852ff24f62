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
fn disclosed_claims_follow_in_the_order_of_the_text() {
    let b = r#"["2GLC42sKQveCfGfryNRN9w","b",2]"#;
    for digests in [[digest(NAME), digest(b)], [digest(b), digest(NAME)]] {
        let payload = json!({ "_sd": digests, "a": 1 }).to_string();
        let found = processed(&text_of(&payload, &[NAME, b]));
        assert_eq!(found.claims.text, r#"{"a":1,"name":"Ann","b":2}"#, "the digests' order says nothing");
    }
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

// ---------------------------------------------------------------------------------------------------- judged

use jwt_workbench::checks::{Policy, State};
use jwt_workbench::jose::numeric_date::NumericDate;
use jwt_workbench::keys::{KeyRing, Private};
use jwt_workbench::report::{self, At, Inputs, Report, Verdict};

/// 2026-01-01 00:01:00 UTC: a minute after the key bindings of these tests are made.
const NOW_SECS: i64 = 1_767_225_660;

fn judged(text: &str, keys: &[&Key], policy: &Policy) -> Report {
    let inputs = Inputs { token: text.to_owned(), tokens_in_text: 1, policy: policy.clone(), ..Inputs::default() };
    let ring = KeyRing::new(keys.iter().copied().cloned().collect(), 1);
    report::analyze(&inputs, &ring, &At::utc(NumericDate::from_secs(NOW_SECS)))
}

/// State and case of the first line with that id.
fn line(report: &Report, id: &str) -> Option<(State, &'static str)> {
    report.line(id).map(|l| (l.outcome.state, l.outcome.case))
}

#[test]
fn the_rfcs_key_binding_is_judged() {
    let Some(folder) = vectors::folder("sd-jwt-rfc9901") else { return };
    let set: Value = serde_json::from_slice(&std::fs::read(folder.join("vectors.json")).unwrap()).unwrap();
    let issuer = Key { name: "issuer".to_owned(), ..Key::from_jwk(&set["issuer_jwk"].to_string()).unwrap() };
    let text = set["cases"][3]["sd_jwt"].as_str().unwrap();
    let policy = Policy {
        audiences: list(&["https://verifier.example.org"]),
        nonce: Some("1234567890".to_owned()),
        require_key_binding: true,
        ..Policy::default()
    };
    let report = judged(text, &[&issuer], &policy);
    assert_eq!(report.verdict, Verdict::Accepted, "{}", report.headline);
    for id in ["sd-disclosures", "sd-key-binding", "sd-key-binding-aud", "sd-key-binding-nonce", "sd-hash"] {
        assert_eq!(line(&report, id).map(|l| l.0), Some(State::Pass), "{id}");
    }
    assert_eq!(
        report.claims.member("credentialSubject").unwrap().get("_sd"),
        None,
        "the claims are those that it reveals"
    );
    for case in set["cases"].as_array().unwrap() {
        let report = judged(case["sd_jwt"].as_str().unwrap(), &[&issuer], &Policy::default());
        assert_eq!(report.verdict, Verdict::Accepted, "{}: {}", case["name"], report.headline);
    }
    let other = Policy { audiences: list(&["https://other.example"]), ..policy.clone() };
    assert_eq!(judged(text, &[&issuer], &other).verdict, Verdict::Refused);
    let unknown = judged(text, &[], &policy);
    assert_eq!(line(&unknown, "sd-key-binding"), Some((State::NotChecked, "issuer-unproved")));
    assert_eq!(unknown.verdict, Verdict::Undecided);
}

#[test]
fn each_change_to_a_presentation_is_noticed() {
    let issuer = Key { name: "issuer".to_owned(), ..key("ES256") };
    let (holder, other) = (key("Ed25519"), key("Ed25519"));
    let made = make(CLAIMS, &list(&["/name", "/n"]), &making(&issuer, Some(&holder), 1)).unwrap().token;
    let good = present(&made, &these(&["/name"]), Some(binding(&holder, "v", "n"))).unwrap().token;
    let (presented, kb) = good.rsplit_once('~').unwrap();
    let wanted =
        Policy { audiences: list(&["v"]), nonce: Some("n".to_owned()), require_key_binding: true, ..Policy::default() };
    let refused = |text: &str, id: &str, case: &str| {
        let report = judged(text, &[&issuer], &wanted);
        assert_eq!(report.verdict, Verdict::Refused, "{case}: {}", report.headline);
        assert!(
            report.lines.iter().any(|l| l.outcome.id == id && l.outcome.case == case && l.outcome.state == State::Fail),
            "{case}: {:?}",
            report.lines.iter().map(|l| (l.outcome.id, l.outcome.case)).collect::<Vec<_>>()
        );
    };
    let report = judged(&good, &[&issuer], &wanted);
    assert_eq!(report.verdict, Verdict::Accepted, "{}", report.headline);
    assert_eq!(line(&report, "aud"), Some((State::NotChecked, "in-key-binding")));
    assert_eq!(line(&report, "nonce"), None);
    assert_eq!(report.next_change.map(|t| t.secs()), Some(NOW_SECS + 1), "the key binding's age is shown");

    refused(&format!("{presented}~"), "sd-key-binding", "required");
    let presented_to =
        |aud: &str, nonce: &str| present(&made, &these(&["/name"]), Some(binding(&holder, aud, nonce))).unwrap().token;
    refused(&presented_to("w", "n"), "sd-key-binding-aud", "mismatch");
    refused(&presented_to("v", "m"), "sd-key-binding-nonce", "mismatch");
    let later = Binding { iat_secs: NOW_SECS + 1, ..binding(&holder, "v", "n") };
    refused(&present(&made, &Show::All, Some(later)).unwrap().token, "sd-key-binding-time", "future");
    refused(presented, "sd-key-binding", "tilde-lost");
    refused(&format!("{presented}~x"), "sd-key-binding", "unreadable");
    let first = made.split('~').nth(2).unwrap();
    refused(&format!("{presented}~{first}~{kb}"), "sd-hash", "mismatch");
    let issued = presented.split('~').next().unwrap();
    refused(&format!("{issued}~{kb}"), "sd-hash", "mismatch");
    let foreign = make(CLAIMS, &[], &making(&issuer, Some(&other), 0)).unwrap().token;
    refused(&format!("{foreign}{kb}"), "sd-key-binding", "wrong-signature");
    let nobody = make(CLAIMS, &[], &making(&issuer, None, 0)).unwrap().token;
    refused(&format!("{nobody}{kb}"), "sd-key-binding", "no-key");
    let altered = presented.replacen('~', "~WyIyR0xDNDJzS1F2ZUNmR2ZyeU5STjl3IiwieCIsMV0~", 1);
    refused(&format!("{altered}~{kb}"), "sd-disclosures", "unreferenced");
    let exposed = format!(r#"{{"cnf":{{"jwk":{}}}}}"#, holder.to_jwk(Private::Include).unwrap().as_str());
    let exposed = make(&exposed, &[], &making(&issuer, None, 0)).unwrap().token;
    refused(&format!("{exposed}{kb}"), "sd-key-binding", "key-exposed");
    // what the issuer did not sign names no holder
    let forger = Key { name: "forger".to_owned(), ..key("ES256") };
    let forged = make(CLAIMS, &[], &making(&forger, Some(&other), 0)).unwrap().token;
    let forged = present(&forged, &Show::All, Some(binding(&other, "v", "n"))).unwrap().token;
    let named = Inputs {
        token: forged.clone(),
        tokens_in_text: 1,
        key_choice: report::KeyChoice::Named(list(&["issuer"])),
        policy: wanted.clone(),
        ..Inputs::default()
    };
    let ring = KeyRing::new(vec![issuer.clone()], 1);
    let report = report::analyze(&named, &ring, &At::utc(NumericDate::from_secs(NOW_SECS)));
    assert_eq!(line(&report, "sd-key-binding"), Some((State::NotChecked, "issuer-unproved")));
    assert_eq!(report.verdict, Verdict::Refused);
}

#[test]
fn a_key_binding_that_nobody_could_check_takes_no_claims_place() {
    let issuer = Key { name: "issuer".to_owned(), ..key("ES256") };
    let holder = key("Ed25519");
    let bound = make("{}", &[], &making(&issuer, Some(&holder), 0)).unwrap().token;
    let kb = present(&bound, &Show::All, Some(binding(&holder, "v", "n"))).unwrap().token;
    let kb = kb.rsplit_once('~').unwrap().1;
    let elsewhere = make(r#"{"cnf":{"kid":"x"}}"#, &[], &making(&issuer, None, 0)).unwrap().token;
    let text = format!("{elsewhere}{kb}");
    let anything = judged(&text, &[&issuer], &Policy::default());
    assert_eq!(line(&anything, "sd-key-binding"), Some((State::NotChecked, "key-elsewhere")));
    let wanted = Policy { audiences: list(&["v"]), ..Policy::default() };
    let report = judged(&text, &[&issuer], &wanted);
    assert_eq!((report.verdict, line(&report, "aud")), (Verdict::Refused, Some((State::Fail, "missing"))));
    let nonce = Policy { nonce: Some("n".to_owned()), ..Policy::default() };
    assert_eq!(line(&judged(&text, &[&issuer], &nonce), "nonce"), Some((State::Fail, "missing")));
}

#[test]
fn the_json_form_carries_disclosures_in_its_header() {
    let issuer = Key { name: "issuer".to_owned(), ..key("ES256") };
    let holder = key("Ed25519");
    let made = make(CLAIMS, &list(&["/name", "/n"]), &making(&issuer, Some(&holder), 0)).unwrap().token;
    let bound = present(&made, &these(&["/n"]), Some(binding(&holder, "v", "n"))).unwrap().token;
    let (presented, kb) = bound.rsplit_once('~').unwrap();
    let mut pieces = presented.split('~');
    let issued: Vec<&str> = pieces.next().unwrap().split('.').collect();
    let disclosures: Vec<&str> = pieces.collect();
    let flattened = json!({
        "payload": issued[1], "protected": issued[0], "signature": issued[2],
        "header": { "disclosures": disclosures, "kb_jwt": kb },
    });
    let found = processed(&flattened.to_string());
    assert_eq!((found.problems.as_slice(), found.text.text.as_str()), (&[][..], bound.as_str()));
    assert!(found.is_bound());
    assert!(found.claims.text.contains(r#""n":1.50"#));
    let report = judged(&flattened.to_string(), &[&issuer], &Policy::default());
    assert_eq!(line(&report, "sd-hash").map(|l| l.0), Some(State::Pass));
}

#[test]
fn a_tilde_in_an_unencoded_payload_is_no_disclosure() {
    let header = base64url::encode(br#"{"alg":"ES256","b64":false,"crit":["b64"]}"#);
    assert!(process(&Token::read(&format!("{header}.a~b.AAAA"))).is_none());
    assert!(process(&Token::read("eyJhbGciOiJFUzI1NiJ9.e30.AA")).is_none());
}

#[test]
fn parts_are_where_they_stand() {
    use jwt_workbench::jose::flaw::Part;
    let text = text_of(&format!(r#"{{"_sd":["{}"]}}"#, digest(NAME)), &[NAME, "[1]"]) + "x.y.z";
    let token = Token::read(&text);
    let told: Vec<_> = token.segments.iter().map(|s| (s.part, s.of, &text[s.range.clone()])).collect();
    let (one, two) = (encoded(NAME), encoded("[1]"));
    assert_eq!(
        told[3..],
        [(Part::Disclosure, 0, one.as_str()), (Part::Disclosure, 1, &two), (Part::KeyBinding, 0, "x.y.z")]
    );
    assert_eq!(token.segments[3].bytes, NAME.as_bytes());
    let flaw = token.flaws.iter().find(|f| f.id == "disclosure-length").unwrap();
    assert_eq!((flaw.part, &text[flaw.encoded.clone()]), (Part::Disclosure, two.as_str()));
    let private = Key::from_jwk(&key("ES256").to_jwk(Private::Include).unwrap()).unwrap();
    assert!(private.is_private());
}

// ------------------------------------------------------------------------------------------ the command line

use super::cli::Bench;

#[test]
fn made_presented_and_verified_on_the_command_line() {
    let bench = Bench::new();
    for (alg, file) in [("ES256", "issuer.jwk"), ("Ed25519", "holder.jwk"), ("Ed25519", "other.jwk")] {
        bench.run(&["keys", "generate", "--alg", alg, "--out", file]).ok();
    }
    let claims =
        bench.file("c.json", r#"{"iss":"i","name":"Ann","address":{"street":"S","n":1.50},"roles":["a","b"]}"#);
    let at_claims = format!("@{claims}");
    let make = ["sd-jwt", "make", "--key", "issuer.jwk", "--claims", &at_claims, "--holder-key", "holder.jwk"];
    let hide = ["--hide", "/name", "--hide", "/address", "--hide", "/address/n", "--hide", "/roles/1", "--decoys", "2"];
    let made = bench.run(&[&make[..], &hide, &["--iat-now", "--exp-in", "1h"]].concat()).ok();
    assert!(made.err.is_empty(), "{}", made.err);
    let token = bench.file("t.txt", &made.out);
    let told = bench.run(&["sd-jwt", "inspect", &token]).ok().out;
    for word in ["Disclosures (4)", "/address/n", "1.50", "(inside 3)", "2 list entries at /roles", "no key binding"] {
        assert!(told.contains(word), "{word}: {told}");
    }
    let bind = ["--holder-key", "holder.jwk", "--aud", "https://v.example", "--nonce", "n1"];
    let shown = bench.run(&[&["sd-jwt", "present", &token, "--show", "/address/n"][..], &bind].concat()).ok();
    let presentation = bench.file("p.txt", &shown.out);
    let document = bench.run(&["sd-jwt", "inspect", &presentation, "--json"]).ok().json();
    assert_eq!(document["claims"]["address"]["n"].to_string(), "1.5");
    assert_eq!(document["claims"].get("name"), None);
    assert_eq!(document["key_binding"]["claims"]["nonce"], "n1");
    let paths: Vec<_> =
        document["disclosures"].as_array().unwrap().iter().map(|d| d["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["/address/n", "/address"]);
    let verify = |more: &[&str]| bench.run(&[&["verify", &presentation, "--key", "issuer.jwk"], more].concat());
    let good = verify(&["--aud", "https://v.example", "--nonce", "n1", "--require-key-binding", "--json"]).ok();
    assert_eq!(good.json()["sd_jwt"]["key_binding"]["sd_hash_matches"], true);
    assert_eq!(good.json()["claims"]["address"]["n"].to_string(), "1.5");
    assert_eq!(verify(&["--nonce", "n2"]).code, 1);
    let bare = bench.run(&["sd-jwt", "present", &token]).ok();
    assert!(bare.err.contains("no key binding was made"), "{}", bare.err);
    let bare = bench.file("b.txt", &bare.out);
    assert_eq!(bench.run(&["verify", &bare, "--key", "issuer.jwk", "--require-key-binding"]).code, 1);
    let plain = bench.run(&["verify", &bare, "--key", "issuer.jwk"]);
    assert_eq!(plain.code, 0, "whether a key binding is needed is the policy's to say: {}", plain.out);
    let log = bench.file("log.txt", format!("got {} from the wallet.\n", shown.out.trim()));
    assert_eq!(bench.run(&["sd-jwt", "inspect", &log, "--json"]).ok().json()["claims"], document["claims"]);
    let by_number = bench.run(&["sd-jwt", "present", &token, "--disclosure", "1", "--json"]).ok();
    assert_eq!(by_number.json()["disclosures"], json!([1]));

    bench
        .run(&[&["sd-jwt", "present", &token][..], &["--holder-key", "other.jwk"], &bind[2..]].concat())
        .fails(2, "not the holder's key");
    bench.run(&["sd-jwt", "present", &token, "--holder-key", "holder.jwk"]).fails(2, "--aud");
    bench.run(&["sd-jwt", "present", &token, "--show", "/roles"]).fails(2, "/roles/1");
    bench.run(&["sd-jwt", "present", &token, "--disclosure", "0"]).fails(2, "counted from 1");
    bench.run(&[&make[..], &["--hide", "/nothing"]].concat()).fails(2, "/nothing");
    bench.run(&[&make[..], &["--hide", "name"]].concat()).fails(2, "JSON Pointer");
    bench.run(&[&make[..], &["--hash", "md5"]].concat()).fails(2, "sha-256");
    let warned = bench.run(&[&make[..], &["--hide", "/iss"]].concat()).ok();
    assert!(warned.err.contains("iss is hidden"), "{}", warned.err);
    let jwt = bench.token("{}", &[]);
    bench.run(&["sd-jwt", "inspect", &jwt]).fails(2, "no SD-JWT");
    let broken = bench.file("x.txt", made.out.replacen('~', "~WyIyR0xDNDJzS1F2ZUNmR2ZyeU5STjl3IiwieCIsMV0~", 1));
    let told = bench.run(&["sd-jwt", "inspect", &broken]);
    assert_eq!(told.code, 1);
    assert!(told.out.contains("Disclosure 1 has no digest in the payload"), "{}", told.out);
    bench.run(&["sd-jwt", "present", &broken, "--show-all"]).fails(2, "unreferenced");
}
