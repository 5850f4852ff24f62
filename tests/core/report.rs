//! Reports through the one door: token, policy and time in, verdict and states out.

use jwt_workbench::checks::{Policy, State, VerificationState};
use jwt_workbench::crypto::{self, KeySpec};
use jwt_workbench::jose::alg;
use jwt_workbench::jose::base64url;
use jwt_workbench::jose::flaw::Part;
use jwt_workbench::jose::numeric_date::NumericDate;
use jwt_workbench::jose::token::Token;
use jwt_workbench::keys::{Key, KeyRing, Material, Secret};
use jwt_workbench::report::{At, Inputs, KeyChoice, Memo, Report, Verdict, analyze, json};
use std::sync::Arc;

const NOW: i64 = 1_767_225_600;

fn at(secs: i64) -> At {
    At::utc(NumericDate::from_secs(secs))
}

fn key(alg: &str) -> Key {
    let mut key = crypto::generate(&alg.parse::<KeySpec>().unwrap()).unwrap();
    key.name = format!("the {alg} key");
    key
}

fn secret() -> Key {
    let octets = b"a secret of thirty-two bytes 0123".to_vec();
    Key { name: "secret".to_owned(), ..Key::new(Material::Oct(Secret::new(octets))) }
}

/// A token of this header and payload, as they stand, with a true signature.
fn signed(header: &str, payload: &str, key: &Key, alg: &str) -> String {
    let input = format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(payload.as_bytes()));
    let signature = crypto::sign(alg::find(alg).unwrap(), key, input.as_bytes()).unwrap();
    format!("{input}.{}", base64url::encode(&signature))
}

fn hs256(header: &str, payload: &str) -> String {
    signed(header, payload, &secret(), "HS256")
}

fn report(token: &str, policy: Policy, keys: Vec<Key>) -> Report {
    let inputs = Inputs { token: token.to_owned(), policy, tokens_in_text: 1, ..Inputs::default() };
    analyze(&inputs, &KeyRing::new(keys, 1), &at(NOW))
}

fn state(report: &Report, id: &str) -> Option<&'static str> {
    report.line(id).map(|l| l.outcome.state.id())
}

fn list(values: &[&str]) -> Vec<String> {
    values.iter().map(|v| (*v).to_owned()).collect()
}

const H: &str = r#"{"alg":"HS256"}"#;
const GOOD: &str = r#"{"iss":"https://i.example","aud":["a","b"],"sub":"s","nonce":"n","iat":1767225000,"nbf":1767225000,"exp":1767229200}"#;

#[test]
fn claims_against_policies() {
    use Verdict::{Accepted, Refused};
    let none = Policy::default;
    let exp = |exp: &str| format!("{{\"exp\":{exp}}}");
    let rows: Vec<(&str, String, Policy, Verdict, &str, &str)> = vec![
        ("nothing is expected", GOOD.into(), none(), Accepted, "iss", "not-checked"),
        ("nothing is expected", GOOD.into(), none(), Accepted, "aud", "not-checked"),
        ("iss", GOOD.into(), Policy { issuers: list(&["x", "https://i.example"]), ..none() }, Accepted, "iss", "pass"),
        (
            "iss, other",
            GOOD.into(),
            Policy { issuers: list(&["https://i.example/"]), ..none() },
            Refused,
            "iss",
            "fail",
        ),
        ("iss, case", GOOD.into(), Policy { issuers: list(&["https://I.example"]), ..none() }, Refused, "iss", "fail"),
        ("iss, missing", exp("1767229200"), Policy { issuers: list(&["x"]), ..none() }, Refused, "iss", "fail"),
        ("aud, one of", GOOD.into(), Policy { audiences: list(&["b", "c"]), ..none() }, Accepted, "aud", "pass"),
        ("aud, longer", GOOD.into(), Policy { audiences: list(&["ab"]), ..none() }, Refused, "aud", "fail"),
        ("aud, case", GOOD.into(), Policy { audiences: list(&["A"]), ..none() }, Refused, "aud", "fail"),
        ("aud, shorter", GOOD.into(), Policy { audiences: list(&[""]), ..none() }, Refused, "aud", "fail"),
        ("aud, none of", GOOD.into(), Policy { audiences: list(&["c"]), ..none() }, Refused, "aud", "fail"),
        ("aud, missing", exp("1767229200"), Policy { audiences: list(&["c"]), ..none() }, Refused, "aud", "fail"),
        ("aud, number", r#"{"aud":[1]}"#.into(), none(), Refused, "aud", "fail"),
        ("sub", GOOD.into(), Policy { subject: Some("s".into()), ..none() }, Accepted, "sub", "pass"),
        ("sub, other", GOOD.into(), Policy { subject: Some("S".into()), ..none() }, Refused, "sub", "fail"),
        ("nonce", GOOD.into(), Policy { nonce: Some("n".into()), ..none() }, Accepted, "nonce", "pass"),
        ("nonce, other", GOOD.into(), Policy { nonce: Some("m".into()), ..none() }, Refused, "nonce", "fail"),
        ("typ, missing", GOOD.into(), Policy { typ: Some("at+jwt".into()), ..none() }, Refused, "typ", "fail"),
        ("required", GOOD.into(), Policy { required: list(&["jti"]), ..none() }, Refused, "required-claims", "fail"),
        ("exp, a second ahead", exp("1767225601"), none(), Accepted, "exp", "pass"),
        ("exp, now", exp("1767225600"), none(), Refused, "exp", "fail"),
        ("exp, now, within leeway", exp("1767225600"), Policy { leeway_secs: 1, ..none() }, Accepted, "exp", "pass"),
        (
            "exp, at the end of the leeway",
            exp("1767225570"),
            Policy { leeway_secs: 30, ..none() },
            Refused,
            "exp",
            "fail",
        ),
        ("exp, a second before that", exp("1767225571"), Policy { leeway_secs: 30, ..none() }, Accepted, "exp", "pass"),
        ("exp, any leeway", exp("1"), Policy { leeway_secs: u64::MAX, ..none() }, Accepted, "exp", "pass"),
        ("exp, text", exp("\"1767229200\""), none(), Refused, "exp", "fail"),
        ("exp, null", exp("null"), none(), Refused, "exp", "fail"),
        ("exp, absent", r#"{"sub":"s"}"#.into(), none(), Accepted, "exp", "not-checked"),
        ("exp, fraction ahead", exp("1767225600.5"), none(), Accepted, "exp", "pass"),
        ("exp, exponent", exp("1.7672256e9"), none(), Refused, "exp", "fail"),
        ("nbf, now", r#"{"nbf":1767225600}"#.into(), none(), Accepted, "nbf", "pass"),
        ("nbf, a second ahead", r#"{"nbf":1767225601}"#.into(), none(), Refused, "nbf", "fail"),
        (
            "nbf, within leeway",
            r#"{"nbf":1767225601}"#.into(),
            Policy { leeway_secs: 1, ..none() },
            Accepted,
            "nbf",
            "pass",
        ),
        ("nbf, text", r#"{"nbf":"1"}"#.into(), none(), Refused, "nbf", "fail"),
        ("nbf, 1e19", r#"{"nbf":1e19}"#.into(), none(), Refused, "nbf", "fail"),
        ("age, at the limit", GOOD.into(), Policy { max_age_secs: Some(600), ..none() }, Accepted, "max-age", "pass"),
        ("age, beyond it", GOOD.into(), Policy { max_age_secs: Some(599), ..none() }, Refused, "max-age", "fail"),
        ("age, no iat", exp("1767229200"), Policy { max_age_secs: Some(9), ..none() }, Refused, "max-age", "fail"),
        (
            "age, extremes",
            GOOD.into(),
            Policy { max_age_secs: Some(0), leeway_secs: u64::MAX, ..none() },
            Accepted,
            "max-age",
            "pass",
        ),
        (
            "age, extremes",
            GOOD.into(),
            Policy { max_age_secs: Some(u64::MAX), leeway_secs: u64::MAX, ..none() },
            Accepted,
            "max-age",
            "pass",
        ),
        ("strict", r#"{"sub":"s"}"#.into(), Policy { strict: true, ..none() }, Refused, "exp-missing", "warn"),
        ("not strict", r#"{"sub":"s"}"#.into(), none(), Accepted, "exp-missing", "warn"),
        ("duplicates", r#"{"exp":1,"exp":1767229200}"#.into(), none(), Refused, "claim-duplicate-member", "fail"),
        ("no claims", "hello".into(), none(), Accepted, "exp", "not-checked"),
    ];
    for (what, payload, policy, verdict, id, wanted) in rows {
        let report = report(&hs256(H, &payload), policy, vec![secret()]);
        assert_eq!(report.verification.state, VerificationState::Valid, "{what}");
        assert_eq!((report.verdict, state(&report, id)), (verdict, Some(wanted)), "{what}: {}", report.headline);
        for five in ["signature", "algorithm", "exp", "iss", "aud"] {
            assert!(report.line(five).is_some(), "{what}: {five} always appears");
        }
        assert!(!report.headline.contains('{'), "{what}: {}", report.headline);
    }
}

#[test]
fn headers_against_policies() {
    use Verdict::{Accepted, Refused, Undecided};
    let alg = |names: &[&str]| Policy { algorithms: list(names), ..Policy::default() };
    let typ = |t: &str| Policy { typ: Some(t.into()), ..Policy::default() };
    for (header, policy, verdict, id, wanted) in [
        (H, alg(&["HS256"]), Accepted, "algorithm", "pass"),
        (H, alg(&["RS256", "HS512"]), Refused, "algorithm", "fail"),
        (H, alg(&["hs256"]), Refused, "algorithm", "fail"),
        (r#"{"alg":"hs256"}"#, alg(&[]), Refused, "alg-unknown", "fail"),
        (r#"{"alg":"none"}"#, alg(&[]), Refused, "alg-none", "fail"),
        (r#"{"alg":"nOnE"}"#, alg(&[]), Refused, "alg-none", "fail"),
        (r#"{"alg":"none"}"#, alg(&["none"]), Refused, "signature", "fail"),
        (r#"{}"#, alg(&[]), Refused, "algorithm", "fail"),
        (r#"{"alg":["HS256"]}"#, alg(&[]), Refused, "algorithm", "fail"),
        (r#"{"alg":"RS256"}"#, alg(&[]), Undecided, "signature", "not-checked"),
        (r#"{"alg":"HS256","typ":"order+jwt"}"#, typ("application/ORDER+jwt"), Accepted, "typ", "pass"),
        (r#"{"alg":"HS256","typ":"JWT"}"#, typ("at+jwt"), Refused, "typ", "fail"),
        (r#"{"alg":"HS256","crit":["exp"],"exp":1}"#, alg(&[]), Refused, "crit-unknown", "fail"),
        (r#"{"alg":"HS256","crit":[]}"#, alg(&[]), Refused, "crit-malformed", "fail"),
        (r#"{"alg":"HS256","crit":["alg"]}"#, alg(&[]), Refused, "crit-malformed", "fail"),
        (r#"{"alg":"HS256","crit":"b64","b64":true}"#, alg(&[]), Refused, "crit-malformed", "fail"),
        (r#"{"alg":"HS256","b64":false}"#, alg(&[]), Refused, "b64-unencoded", "fail"),
        (r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#, alg(&[]), Accepted, "b64-unencoded", "warn"),
        (r#"{"alg":"HS256","kid":"../../dev/null"}"#, alg(&[]), Accepted, "kid-suspicious", "warn"),
        (r#"{"alg":"HS256","kid":""}"#, alg(&[]), Accepted, "kid-suspicious", "warn"),
        (r#"{"alg":"HS256","kid":"NUL"}"#, alg(&[]), Accepted, "kid-suspicious", "warn"),
        (r#"{"alg":"HS256","Alg":"none"}"#, alg(&[]), Accepted, "header-lookalike-member", "warn"),
        (r#"{"alg":"none","alg":"HS256"}"#, alg(&[]), Refused, "header-duplicate-member", "fail"),
    ] {
        let report = report(&hs256(header, GOOD), policy, vec![secret()]);
        assert_eq!((report.verdict, state(&report, id)), (verdict, Some(wanted)), "{header}: {}", report.headline);
    }
    let plain = report(&hs256(r#"{"alg":"HS256","kid":"NULL-1"}"#, GOOD), Policy::default(), vec![secret()]);
    assert_eq!(state(&plain, "kid-suspicious"), None, "an ordinary label");
}

#[test]
fn no_key_is_never_invalid() {
    let token = hs256(H, GOOD);
    let other = key("ES256");
    for keys in [vec![], vec![other.clone()]] {
        let report = report(&token, Policy::default(), keys);
        assert_eq!((report.verdict, state(&report, "signature")), (Verdict::Undecided, Some("not-checked")));
    }
    // a secret that fits and was only tried says nothing about forgery; one that was chosen does
    let wrong = Key { name: "wrong".into(), ..Key::new(Material::Oct(Secret::new(vec![7; 32]))) };
    assert_eq!(report(&token, Policy::default(), vec![wrong.clone()]).verdict, Verdict::Undecided);
    let named = |name: &str, keys| {
        let key_choice = KeyChoice::Named(vec![name.to_owned()]);
        analyze(&Inputs { token: token.clone(), key_choice, ..Inputs::default() }, &KeyRing::new(keys, 1), &at(NOW))
    };
    let report = named("wrong", vec![wrong, secret()]);
    assert_eq!((report.verdict, state(&report, "signature")), (Verdict::Refused, Some("fail")));
    assert_eq!(
        report.verification.fitting.as_ref().map(|k| k.name.as_str()),
        Some("secret"),
        "the one that fits is named"
    );
    let report = named("gone", vec![secret()]);
    assert_eq!((report.verdict, state(&report, "signature")), (Verdict::Undecided, Some("not-checked")));
    // a key of another type is no forgery either, but it is a refusal: the token asks for what the key cannot be
    let report = named(&other.name.clone(), vec![other]);
    assert_eq!((report.verdict, state(&report, "signature")), (Verdict::Refused, Some("not-checked")));
    assert_eq!(state(&report, "hmac-secret-is-public-key"), Some("fail"));
}

#[test]
fn the_key_that_kid_names_is_asked_first() {
    let (mut a, mut b) = (secret(), Key { name: "b".into(), ..Key::new(Material::Oct(Secret::new(vec![9; 32]))) });
    (a.name, a.kid, b.kid) = ("a".into(), Some("one".into()), Some("two".into()));
    let keys = || vec![a.clone(), b.clone()];
    let used = |header: &str| {
        let report = report(&hs256(header, GOOD), Policy::default(), keys());
        (report.verdict, report.verification.key.as_ref().map(|k| k.name.clone()))
    };
    assert_eq!(used(r#"{"alg":"HS256","kid":"one"}"#), (Verdict::Accepted, Some("a".into())));
    assert_eq!(used(H), (Verdict::Accepted, Some("a".into())), "no kid: each that fits");
    assert_eq!(used(r#"{"alg":"HS256","kid":"three"}"#), (Verdict::Accepted, Some("a".into())), "an unknown kid");
    let alone = report(&hs256(r#"{"alg":"HS256","kid":"two"}"#, GOOD), Policy::default(), vec![b.clone()]);
    assert_eq!(alone.verdict, Verdict::Refused, "the key that kid names says no");
}

#[test]
fn the_report_flips_exactly_at_exp() {
    let inputs = Inputs { token: hs256(H, r#"{"exp":1767225700}"#), ..Inputs::default() };
    let ring = KeyRing::new(vec![secret()], 1);
    let mut now = NumericDate::from_secs(NOW);
    let exp = NumericDate::from_secs(1_767_225_700);
    let mut steps = 0;
    loop {
        let report = analyze(&inputs, &ring, &At::utc(now));
        let wanted = if now < exp { Verdict::Accepted } else { Verdict::Refused };
        assert_eq!(report.verdict, wanted, "at {now}");
        if now >= exp {
            assert_eq!(now, exp, "the change was announced for this very moment");
            break;
        }
        let next = report.next_change.expect("something is still to change");
        assert!(next > now && next <= exp, "{next} after {now}");
        now = next;
        steps += 1;
        assert!(steps < 500);
    }
    let fixed = Inputs { as_of: Some(NumericDate::from_secs(NOW)), ..inputs };
    let report = analyze(&fixed, &ring, &at(NOW * 2));
    assert_eq!((report.verdict, report.next_change), (Verdict::Accepted, None), "a set time stands still");
}

#[test]
fn the_clock_alone_computes_no_signature_again() {
    let mut memo = Memo::default();
    let (inputs, ring) = (Inputs { token: hs256(H, GOOD), ..Inputs::default() }, KeyRing::new(vec![secret()], 1));
    let first = memo.analyze(&inputs, &ring, &at(NOW));
    let later = memo.analyze(&inputs, &ring, &at(NOW + 9_999));
    assert!(Arc::ptr_eq(&first.token, &later.token) && Arc::ptr_eq(&first.verification, &later.verification));
    assert_ne!(first.verdict, later.verdict, "and yet it is judged anew");
    let policy = Policy { issuers: list(&["x"]), ..Policy::default() };
    let other = memo.analyze(&Inputs { policy, ..inputs.clone() }, &ring, &at(NOW));
    assert!(Arc::ptr_eq(&first.verification, &other.verification));
    let fewer = memo.analyze(&inputs, &KeyRing::new(vec![], 2), &at(NOW));
    assert_eq!(fewer.verdict, Verdict::Undecided, "another ring is asked anew");
    let changed = memo.analyze(&Inputs { token: hs256(H, "{}"), ..inputs }, &ring, &at(NOW));
    assert!(!Arc::ptr_eq(&first.token, &changed.token));
}

/// Flips each bit of payload and signature that `step` reaches; all must be refused.
fn every_flip_is_refused(alg: &str, step: usize) {
    let key = key(alg);
    let token = signed(&format!("{{\"alg\":\"{alg}\"}}"), r#"{"exp":1767229200,"n":1}"#, &key, alg);
    let ring = KeyRing::new(vec![key.clone()], 1);
    let judged = |token: String| {
        let key_choice = KeyChoice::Named(vec![key.name.clone()]);
        analyze(&Inputs { token, key_choice, ..Inputs::default() }, &ring, &at(NOW))
    };
    assert_eq!(judged(token.clone()).verdict, Verdict::Accepted, "{alg}");
    let read = Token::read(&token);
    for part in [Part::Payload, Part::Signature] {
        let bytes = read.bytes(part).to_vec();
        for bit in (0..bytes.len() * 8).step_by(step) {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let report = judged(read.with_part(part, &base64url::encode(&flipped)));
            assert_eq!(report.verdict, Verdict::Refused, "{alg}: bit {bit} of the {}: {}", part.id(), report.headline);
            assert_eq!(report.verification.state, VerificationState::Invalid, "{alg}: bit {bit} of the {}", part.id());
        }
    }
}

#[test]
fn a_flipped_bit_is_refused() {
    every_flip_is_refused("HS256", 1);
    every_flip_is_refused("ES256", 1);
    every_flip_is_refused("EdDSA", 1);
    every_flip_is_refused("RS256", 61);
}

#[test]
fn a_flipped_character_is_never_accepted_as_clean() {
    let token = hs256(H, GOOD);
    for (at, c) in token.char_indices() {
        let other = if c == 'A' { 'B' } else { 'A' };
        let changed: String = token.char_indices().map(|(i, c)| if i == at { other } else { c }).collect();
        assert_ne!(report(&changed, Policy::default(), vec![secret()]).verdict, Verdict::Accepted, "character {at}");
    }
}

#[test]
fn other_forms_are_undecided_and_never_accepted() {
    for text in [
        "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA",
        r#"{"payload":"e30","protected":"eyJhbGciOiJIUzI1NiJ9","signature":"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"}"#,
    ] {
        let report = report(text, Policy::default(), vec![secret()]);
        assert_eq!(report.verdict, Verdict::Undecided, "{text}: {}", report.headline);
        assert!(report.count(State::Fail) == 0);
    }
    for text in [r#"{"payload":"e30","signatures":[]}"#, r#"{"ciphertext":"AA","recipients":[]}"#] {
        assert_eq!(report(text, Policy::default(), vec![secret()]).verdict, Verdict::Refused, "nobody signed: {text}");
    }
    let signatures_only = Policy { algorithms: list(&["HS256"]), ..Policy::default() };
    let jwe = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA";
    assert_eq!(
        report(jwe, signatures_only, vec![secret()]).verdict,
        Verdict::Refused,
        "a JWE where only signatures are allowed"
    );
}

#[test]
fn the_document_has_its_fields_and_types() {
    let report = report(
        &hs256(H, r#"{"n":1.50,"big":12345678901234567890123456789012345678901}"#),
        Policy::default(),
        vec![secret()],
    );
    let text = json::verified(&report);
    assert!(text.contains("\"n\": 1.50") && text.contains("12345678901234567890123456789012345678901"), "{text}");
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["schema"], 1);
    assert_eq!(value["verdict"], "accepted");
    assert_eq!(value["signature"], serde_json::json!({"state": "valid", "key": "secret", "reason": null}));
    assert_eq!(value["form"], "jws-compact");
    assert!(value["inner"].is_null());
    for check in value["checks"].as_array().unwrap() {
        for name in ["id", "state", "severity", "summary", "why"] {
            assert!(check[name].is_string(), "{check}");
        }
        for name in ["expected", "found", "fix"] {
            assert!(check[name].is_string() || check[name].is_null(), "{check}");
        }
        assert!(check["refs"].as_array().unwrap().iter().all(serde_json::Value::is_string));
    }
    let flaw = &value["flaws"][0];
    assert_eq!((flaw["id"].as_str(), flaw["part"].as_str()), (Some("json-number-precision"), Some("payload")));
    assert!(flaw["at"].is_u64() && flaw["length"].is_u64() && flaw["summary"].is_string());
}

#[test]
fn of_several_named_keys_the_one_that_says_most_is_spoken_of() {
    let token = hs256(r#"{"alg":"HS256","kid":"meant"}"#, GOOD);
    let oct = |name: &str, byte: u8| Key { name: name.into(), ..Key::new(Material::Oct(Secret::new(vec![byte; 32]))) };
    let meant = Key { kid: Some("meant".into()), ..oct("z", 1) };
    let ec = key("ES256");
    let judged = |keys: Vec<Key>| {
        let key_choice = KeyChoice::Named(keys.iter().map(|k| k.name.clone()).collect());
        let inputs = Inputs { token: token.clone(), key_choice, ..Inputs::default() };
        let report = analyze(&inputs, &KeyRing::new(keys, 1), &at(NOW));
        (report.verification.state, report.verification.key.as_ref().map(|k| k.name.clone()).unwrap_or_default())
    };
    assert_eq!(judged(vec![oct("a", 2), meant.clone()]), (VerificationState::Invalid, "z".to_owned()));
    assert_eq!(judged(vec![meant.clone(), ec.clone()]), (VerificationState::Invalid, "z".to_owned()));
    assert_eq!(judged(vec![ec.clone(), meant, secret()]), (VerificationState::Valid, "secret".to_owned()));
}

/// Some implementations write a detached payload in JSON as an empty one. Only a payload that is given is taken for it.
#[test]
fn an_empty_payload_in_json_takes_the_one_that_is_given() {
    let token = hs256(H, GOOD);
    let parts: Vec<_> = token.split('.').collect();
    let text = format!("{{\"payload\":\"\",\"protected\":\"{}\",\"signature\":\"{}\"}}", parts[0], parts[2]);
    let state = |detached: Option<&str>| {
        let detached = detached.map(|payload| Arc::new(payload.as_bytes().to_vec()));
        let key_choice = KeyChoice::Named(vec![secret().name]);
        let inputs = Inputs { token: text.clone(), detached, tokens_in_text: 1, key_choice, ..Inputs::default() };
        analyze(&inputs, &KeyRing::new(vec![secret()], 1), &at(NOW)).verification.state
    };
    assert_eq!(state(Some(GOOD)), VerificationState::Valid);
    assert_eq!(state(Some("{}")), VerificationState::Invalid);
    assert_eq!(state(None), VerificationState::Invalid);
}

#[test]
fn a_signed_layer_that_was_not_checked_leaves_the_whole_undecided() {
    let hs256 = alg::find("HS256").unwrap();
    let secret =
        |name: &str, byte: u8| Key { name: name.to_owned(), ..Key::new(Material::Oct(Secret::new(vec![byte; 32]))) };
    let signed = |header: &str, payload: &str, key: &Key| {
        let input = [header, payload].map(|part| base64url::encode(part.as_bytes())).join(".");
        let signature = crypto::sign(hs256, key, input.as_bytes()).unwrap();
        format!("{input}.{}", base64url::encode(&signature))
    };
    let (ours, theirs) = (secret("ours", 1), secret("theirs", 2));
    let inner = signed(r#"{"alg":"HS256"}"#, r#"{"exp":4102444800}"#, &ours);
    for (outer_key, verdict) in [(&ours, Verdict::Accepted), (&theirs, Verdict::Undecided)] {
        let token = signed(r#"{"alg":"HS256","cty":"JWT"}"#, &inner, outer_key);
        let inputs = Inputs { token, tokens_in_text: 1, ..Inputs::default() };
        let ring = KeyRing::new(vec![ours.clone()], 1);
        let report = analyze(&inputs, &ring, &At::utc(NumericDate::from_secs(1_767_225_600)));
        assert_eq!(report.verdict, verdict, "{}", report.headline);
        assert_eq!(report.inner.as_ref().map(|r| r.verdict), Some(Verdict::Accepted));
    }
}
