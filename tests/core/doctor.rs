//! The signature doctor: each cause starts from a token that is broken in that way and ends with its name, a cure makes the
//! token verify, and a forged token has no cause.

use jwt_workbench::checks::VerificationState;
use jwt_workbench::crypto::{self, digest};
use jwt_workbench::doctor::{self, Cause, Cure, Diagnosis};
use jwt_workbench::jose::flaw::Part;
use jwt_workbench::jose::token::Token;
use jwt_workbench::jose::{alg, base64url, json};
use jwt_workbench::keys::{self, Format, Key, KeyRing, Material, Private, Secret};
use jwt_workbench::report::{self, KeyChoice, Watch};
use jwt_workbench::teach;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

const CLAIMS: &str = r#"{"iss":"https://id.example/","sub":"é","n":1.50,"x":["a/b",{"z":1,"y":2}]}"#;
/// Random, and on no list.
const SECRET: &[u8] =
    b"\x8d\x01N\xf3\x99Q/7\xe2\xb1\xfe\x10kR\xc5\x7f\x02\xd9:\x94\xa0\xee\x1b\x63\xcd\x44\x12\xf9\x86\x2e\xb3\x55";

fn oct(name: &str, secret: &[u8]) -> Key {
    Key { name: name.to_owned(), ..Key::new(Material::Oct(Secret::new(secret.to_vec()))) }
}

fn made(name: &str, spec: &str) -> Key {
    Key { name: name.to_owned(), ..Key::new(crypto::generate(&spec.parse().unwrap()).unwrap().material) }
}

fn public(key: &Key) -> Key {
    let jwk = keys::export(&[key], Format::Jwk, Private::Omit).unwrap();
    Key { name: key.name.clone(), ..Key::from_jwk(std::str::from_utf8(&jwk).unwrap()).unwrap() }
}

fn input(header: &str, payload: &str) -> String {
    format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(payload.as_bytes()))
}

fn with_signature(input: &str, signature: &[u8]) -> String {
    format!("{input}.{}", base64url::encode(signature))
}

fn sign(alg: &str, key: &Key, input: &str) -> Vec<u8> {
    let bare = Key::new(key.material.clone());
    crypto::sign(alg::find(alg).unwrap(), &bare, input.as_bytes()).unwrap()
}

fn header(alg: &str) -> String {
    format!(r#"{{"alg":"{alg}","typ":"JWT"}}"#)
}

fn signed(alg: &str, key: &Key) -> String {
    let input = input(&header(alg), CLAIMS);
    with_signature(&input, &sign(alg, key, &input))
}

fn diagnose(token: &str, at_hand: &[Key], chosen: Option<&str>) -> Diagnosis {
    let ring = KeyRing::new(at_hand.to_vec(), 1);
    let chosen = chosen.map(|name| ring.named(name).unwrap());
    doctor::diagnose(&Token::read(token), &ring, chosen.map(|key| &**key), None, &Watch::NOBODY)
}

/// The only cause, which has words and no fact missing in them.
fn only(diagnosis: Diagnosis, id: &str) -> Cause {
    let ids: Vec<_> = diagnosis.causes.iter().map(|cause| cause.id).collect();
    assert_eq!(ids, [id]);
    let cause = diagnosis.causes.into_iter().next().unwrap();
    let lesson = teach::cause(cause.id, &cause.facts);
    assert!(!lesson.summary.contains('…') && !lesson.refs.is_empty(), "{id}: {}", lesson.summary);
    cause
}

fn is_valid(token: &str, ring: Vec<Key>) -> bool {
    let names = ring.iter().map(|key| key.name.clone()).collect();
    report::verify(&Token::read(token), &KeyRing::new(ring, 1), &KeyChoice::Named(names)).state
        == VerificationState::Valid
}

/// The token does not verify, that cause is named, and what cures it makes it verify.
fn cured(token: &str, keys: &[Key], chosen: &str, id: &str) -> Cause {
    let chosen_key = keys.iter().find(|key| key.name == chosen).unwrap().clone();
    assert!(!is_valid(token, vec![chosen_key.clone()]), "{id}: the token is broken");
    let cause = only(diagnose(token, keys, Some(chosen)), id);
    let healed = match cause.cure.as_ref().unwrap_or_else(|| panic!("{id} has a cure")) {
        Cure::ChooseKey { name } => is_valid(token, keys.iter().filter(|key| key.name == *name).cloned().collect()),
        Cure::AddKey(key) => is_valid(token, vec![(**key).clone()]),
        Cure::UseText(text) => is_valid(text, vec![chosen_key]),
    };
    assert!(healed, "{id}: its cure cures");
    cause
}

fn uncured(token: &str, keys: &[Key], chosen: Option<&str>, id: &str) -> Cause {
    let cause = only(diagnose(token, keys, chosen), id);
    assert_eq!(cause.cure, None, "{id}");
    cause
}

#[test]
fn another_key_signed_it() {
    let (right, wrong) = (made("right", "ES256"), made("wrong", "ES256"));
    let token = signed("ES256", &right);
    let cause = cured(&token, &[public(&right), wrong.clone()], "wrong", "other-key");
    assert_eq!(cause.facts.value("key"), Some("right"));
    let labelled = Key { usage: Some("enc".to_owned()), ..public(&right) };
    let cause = uncured(&token, &[labelled, wrong], Some("wrong"), "key-for-something-else");
    assert!(cause.facts.value("why").unwrap().contains("use"), "{cause:?}");
    let named = Key { alg: Some("ES384".to_owned()), ..public(&right) };
    uncured(&token, &[named], Some("right"), "key-for-something-else");
}

#[test]
fn the_secret_is_read_in_another_way() {
    let text = "Zk3vQx9-Lw7_Tb2HnR5sYp8uJc4gDm6A";
    let (base64, url, hex) =
        ("+/kqhkiG9w0BAQEFAAOCAQ8A", "-_kqhkiG9w0BAQEFAAOCAQ8A", "8d014ef399512f37e2b1fe106b52c57f02d93a94");
    let standard = |octets: &[u8]| keys_base64(octets);
    let octets = base64url::decode(base64).bytes;
    let digits: Vec<u8> = (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect();
    for (id, tried, signer) in [
        ("secret-base64", base64.to_owned(), octets.clone()),
        ("secret-base64", format!("{}\n", standard(&octets)), octets.clone()),
        ("secret-base64url", url.to_owned(), octets.clone()),
        ("secret-base64-lenient", format!("!{url}"), octets.clone()),
        ("secret-hex", hex.to_owned(), digits.clone()),
        ("secret-line-end", format!("{text}\n"), text.into()),
        ("secret-line-end", format!("{text}\r\n"), text.into()),
        ("secret-white-space", format!(" {text}\t"), text.into()),
        ("secret-quotes", format!("\"{text}\""), text.into()),
        ("secret-line-end-missing", text.to_owned(), format!("{text}\n").into()),
        ("secret-line-end-missing", text.to_owned(), format!("{text}\r\n").into()),
    ] {
        let token = signed("HS256", &oct("signer", &signer));
        cured(&token, &[oct("tried", tried.as_bytes())], "tried", id);
    }
    for (id, signer) in [
        ("secret-as-base64", standard(&digits)),
        ("secret-as-hex", hex.to_owned()),
        ("secret-as-hex", hex.to_uppercase()),
    ] {
        let token = signed("HS256", &oct("signer", signer.as_bytes()));
        cured(&token, &[oct("tried", &digits)], "tried", id);
    }
}

fn keys_base64(octets: &[u8]) -> String {
    let mut text = base64url::encode(octets).replace('-', "+").replace('_', "/");
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

#[test]
fn another_algorithm_made_it() {
    let rsa = made("rsa", "RS256");
    for (said, made_with) in [("RS256", "PS256"), ("RS256", "RS512"), ("PS384", "RS384")] {
        let input = input(&header(said), CLAIMS);
        let token = with_signature(&input, &sign(made_with, &rsa, &input));
        let cause = uncured(&token, &[public(&rsa)], Some("rsa"), "other-algorithm");
        assert_eq!(cause.facts.value("made_with"), Some(made_with));
    }
    let (secret, ec) = (oct("secret", SECRET), made("ec", "ES256"));
    for (said, made_with, key) in [("HS256", "HS512", &secret), ("RS256", "ES256", &ec)] {
        let input = input(&header(said), CLAIMS);
        let token = with_signature(&input, &sign(made_with, key, &input));
        let cause = uncured(&token, &[rsa.clone(), key.clone()], Some("rsa"), "other-algorithm");
        assert_eq!(cause.facts.value("key"), Some(key.name.as_str()));
    }
}

fn der(signature: &[u8]) -> Vec<u8> {
    let number = |octets: &[u8]| {
        let digits: Vec<u8> = octets.iter().copied().skip_while(|b| *b == 0).collect();
        let zero = if digits[0] & 0x80 > 0 { vec![0] } else { vec![] };
        let content = [zero, digits].concat();
        [vec![2, u8::try_from(content.len()).unwrap()], content].concat()
    };
    let (r, s) = signature.split_at(signature.len() / 2);
    let content = [number(r), number(s)].concat();
    let len = u8::try_from(content.len()).unwrap();
    let len = if len < 0x80 { vec![len] } else { vec![0x81, len] };
    [vec![0x30], len, content].concat()
}

#[test]
fn the_signature_is_written_in_another_way() {
    for alg in ["ES256", "ES384", "ES512"] {
        let key = made("key", alg);
        let input = input(&header(alg), CLAIMS);
        let token = with_signature(&input, &der(&sign(alg, &key, &input)));
        cured(&token, &[public(&key)], "key", "signature-der");
    }
    let key = oct("key", SECRET);
    let input = input(&header("HS256"), CLAIMS);
    let hex: String = sign("HS256", &key, &input).iter().map(|b| format!("{b:02x}")).collect();
    cured(&with_signature(&input, hex.as_bytes()), std::slice::from_ref(&key), "key", "signature-hex");
    cured(&format!("{input}.{hex}"), &[key], "key", "signature-hex");
}

#[test]
fn the_last_character_was_changed() {
    for (alg, key) in
        [("HS256", oct("key", SECRET)), ("ES256", made("key", "ES256")), ("EdDSA", made("key", "Ed25519"))]
    {
        let token = signed(alg, &key);
        let (start, last) = token.split_at(token.len() - 1);
        let other = if last == "A" { "Q" } else { "A" };
        for changed in [format!("{start}{other}"), start.to_owned()] {
            cured(&changed, std::slice::from_ref(&key), "key", "signature-last-character");
        }
    }
}

#[test]
fn the_token_or_what_was_signed_is_in_standard_base64() {
    let key = oct("key", SECRET);
    let payload = r#"{"a":"¿>>>???¿","b":"~~~"}"#;
    let input = input(&header("HS256"), payload);
    let token = with_signature(&input, &sign("HS256", &key, &input));
    let standard: Vec<String> = token.split('.').map(|part| keys_base64(&base64url::decode(part).bytes)).collect();
    let standard = standard.join(".");
    assert!(standard.contains(['+', '/']) && standard.contains('='));
    cured(&standard, std::slice::from_ref(&key), "key", "standard-base64");
    let under = standard.rsplit_once('.').unwrap().0;
    uncured(&with_signature(&input, &sign("HS256", &key, under)), &[key], Some("key"), "signed-standard-base64");
}

#[test]
fn a_part_was_written_again() {
    let key = oct("key", SECRET);
    let pretty = json::format(CLAIMS);
    let python = r#"{"iss": "https://id.example/", "sub": "\u00e9", "n": 1.50, "x": ["a/b", {"z": 1, "y": 2}]}"#;
    let php = r#"{"iss":"https:\/\/id.example\/","sub":"\u00e9","n":1.50,"x":["a\/b",{"z":1,"y":2}]}"#;
    let slashes = php.replace("\\u00e9", "é");
    let moved = r#"{"sub":"é","n":1.50,"x":["a/b",{"z":1,"y":2}],"iss":"https://id.example/"}"#;
    let sorted = r#"{"iss":"https://id.example/","n":1.50,"sub":"é","x":["a/b",{"y":2,"z":1}]}"#;
    let plain = header("HS256");
    for (id, part, was, is) in [
        ("respelt-white-space", Part::Payload, CLAIMS, pretty.as_str()),
        ("respelt-white-space", Part::Payload, "{\n  \"a\": 1\n}", r#"{"a":1}"#),
        ("respelt-white-space", Part::Payload, "{\r\n  \"a\": 1\r\n}", r#"{"a":1}"#),
        ("respelt-white-space", Part::Payload, "{\"a\":1}\n", r#"{"a":1}"#),
        ("respelt-escapes", Part::Payload, python, CLAIMS),
        ("respelt-escapes", Part::Payload, php, CLAIMS),
        ("respelt-escapes", Part::Payload, CLAIMS, php),
        ("respelt-escapes", Part::Payload, &slashes, CLAIMS),
        ("respelt-order", Part::Payload, moved, CLAIMS),
        ("respelt-order", Part::Payload, sorted, CLAIMS),
        ("respelt-order", Part::Header, r#"{"typ":"JWT","alg":"HS256"}"#, &plain),
        ("respelt-white-space", Part::Header, r#"{"alg": "HS256", "typ": "JWT"}"#, &plain),
    ] {
        let (then, now) = match part {
            Part::Header => (input(was, CLAIMS), input(is, CLAIMS)),
            _ => (input(&plain, was), input(&plain, is)),
        };
        let token = with_signature(&now, &sign("HS256", &key, &then));
        let cause = cured(&token, std::slice::from_ref(&key), "key", id);
        assert_eq!(cause.facts.value("part"), Some(part.label().to_lowercase().as_str()));
        assert_eq!(cause.cure, Some(Cure::UseText(with_signature(&then, &sign("HS256", &key, &then)))), "{was}");
    }
    let then = input("{\n  \"alg\": \"HS256\",\n  \"typ\": \"JWT\"\n}", "{\n  \"a\": 1\n}");
    let token = with_signature(&input(&plain, r#"{"a":1}"#), &sign("HS256", &key, &then));
    let cause = cured(&token, &[key], "key", "respelt-white-space");
    assert_eq!(cause.facts.value("part"), Some("header and payload"));
}

#[test]
fn a_public_key_was_the_secret() {
    for spec in ["RS256", "ES256", "Ed25519"] {
        let pair = made("pair", spec);
        for format in [Format::Pem, Format::Der, Format::Jwk, Format::OpenSsh] {
            let text = keys::export(&[&pair], format, Private::Omit).unwrap().to_vec();
            let trimmed = text.trim_ascii_end().to_vec();
            for secret in [text, trimmed] {
                let token = signed("HS256", &oct("attack", &secret));
                for at_hand in [public(&pair), pair.clone()] {
                    let cause = uncured(&token, &[at_hand], Some("pair"), "confusion");
                    assert_eq!(cause.facts.value("form"), Some(format.name()));
                }
            }
        }
    }
}

#[test]
fn secrets_that_are_none() {
    let at_hand = [oct("mine", SECRET)];
    let input = input(&header("HS256"), CLAIMS);
    // an empty key is no key to this program: one octet of zeros is the same to HMAC
    let empty = with_signature(&input, &sign("HS256", &oct("", &[0]), &input));
    uncured(&empty, &at_hand, Some("mine"), "secret-empty");
    uncured(&empty, &[], None, "secret-empty");
    for secret in ["secret", "your-256-bit-secret", "SECRET", "c2VjcmV0", "changeme\n", "736563726574"] {
        let token = signed("HS256", &oct("", secret.as_bytes()));
        cured(&token, &at_hand, "mine", "secret-known");
    }
    let word = signed("HS512", &oct("", b"Tr0ub4dour&3-battery"));
    let words = b"first\r\nsecond\nTr0ub4dour&3-battery\r\nlast\n";
    let found = doctor::diagnose(&Token::read(&word), &KeyRing::default(), None, Some(words), &Watch::NOBODY);
    let cause = only(found, "secret-in-word-list");
    assert_eq!(cause.facts.value("line"), Some("3"));
    assert!(!format!("{cause:?}").contains("Tr0ub4dour"), "the word is secret");
    assert_eq!(diagnose(&word, &at_hand, Some("mine")).causes, []);
}

#[test]
fn the_token_brings_its_key_along() {
    let key = made("key", "ES256");
    let jwk = keys::export(&[&public(&key)], Format::Jwk, Private::Omit).unwrap();
    let jwk = json::minify(std::str::from_utf8(&jwk).unwrap());
    let certificate = crypto::self_signed(
        &key,
        "Mallory",
        jwt_workbench::jose::numeric_date::NumericDate::from_secs(1_700_000_000),
        90,
    )
    .unwrap();
    let x5c = keys_base64(&certificate);
    for (id, member) in [("own-jwk", format!(r#""jwk":{jwk}"#)), ("own-certificate", format!(r#""x5c":["{x5c}"]"#))] {
        let input = input(&format!(r#"{{"alg":"ES256",{member}}}"#), CLAIMS);
        let token = with_signature(&input, &sign("ES256", &key, &input));
        uncured(&token, &[], None, id);
        uncured(&token, &[made("mine", "ES256")], Some("mine"), id);
    }
}

#[test]
fn a_token_for_graph_cannot_be_verified_here() {
    let key = made("key", "RS256");
    let claims = r#"{"aud":"00000003-0000-0000-c000-000000000000","iss":"https://sts.windows.net/72f988bf/"}"#;
    let head = |nonce: &str| format!(r#"{{"typ":"JWT","nonce":"{nonce}","alg":"RS256"}}"#);
    let hashed = base64url::encode(&digest::sha256(b"n-1"));
    let token = with_signature(&input(&head("n-1"), claims), &sign("RS256", &key, &input(&head(&hashed), claims)));
    uncured(&token, &[made("mine", "RS256")], Some("mine"), "graph-nonce");
    uncured(&token, &[public(&key)], Some("key"), "graph-nonce-hashed");
}

/// What anybody might change, but for the last character, which may be a slip.
fn forged(token: &str, length: usize) -> Vec<String> {
    let parsed = Token::read(token);
    let mut all = Vec::new();
    for bit in [0, 9, length * 4 + 3, length * 8 - 17] {
        let mut signature = parsed.bytes(Part::Signature).to_vec();
        signature[bit / 8] ^= 1 << (bit % 8);
        all.push(parsed.with_part(Part::Signature, &base64url::encode(&signature)));
    }
    all.push(parsed.with_part(Part::Signature, &base64url::encode(&crypto::random(length).unwrap())));
    all.push(parsed.with_part(Part::Payload, &base64url::encode(CLAIMS.replace("1.50", "1.51").as_bytes())));
    all.push(parsed.with_part(Part::Header, &base64url::encode(parsed.header.text.replace("JWT", "jwt").as_bytes())));
    all.push(parsed.with_part(Part::Signature, ""));
    all
}

#[test]
fn a_forged_token_has_no_cause() {
    for (alg, spec) in
        [("HS256", "HS256"), ("RS256", "RS256"), ("PS256", "RS256"), ("ES256", "ES256"), ("EdDSA", "Ed25519")]
    {
        let (key, other, absent) = (made("key", spec), made("other", spec), made("absent", spec));
        let token = signed(alg, &key);
        let length = Token::read(&token).bytes(Part::Signature).len();
        let at_hand = [key, other, oct("text", b"c29tZSBzZWNyZXQgb2YgbWluZQ=="), made("rsa", "RS256")];
        for forged in forged(&token, length).into_iter().chain([signed(alg, &absent)]) {
            for chosen in [Some("key"), None] {
                let diagnosis = diagnose(&forged, &at_hand, chosen);
                assert_eq!(diagnosis.causes, [], "{alg} {chosen:?}");
                assert!(diagnosis.tried > 0 && !diagnosis.is_cut_short);
            }
        }
        assert_eq!(diagnose(&token, &at_hand, Some("key")).causes, [], "a valid token needs no doctor");
    }
    for nothing in
        ["", "x", "a.b", "eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJkaXIifQ..AA.AA.AA", "{}", "eyJhbGciOiJIUzI1NiJ9.e30"]
    {
        assert_eq!(diagnose(nothing, &[], None), Diagnosis::default(), "{nothing}");
    }
}

#[test]
fn it_tells_how_far_it_is_and_can_be_stopped() {
    let keys = KeyRing::new(vec![oct("key", SECRET)], 1);
    let token = Token::read(&signed("HS256", &oct("", b"of somebody else, 0x51")));
    let words = b"no word of these\n".repeat(20_000);
    let told = RefCell::new(Vec::new());
    let watch = Watch { progress: &|part| told.borrow_mut().push(part), stopped: &|| false };
    let whole = doctor::diagnose(&token, &keys, None, Some(&words), &watch);
    assert!(whole.tried > 20_000 && !whole.is_cut_short, "{whole:?}");
    let told = told.into_inner();
    assert!(told.is_sorted() && *told.last().unwrap() > 0.9 && *told.last().unwrap() <= 1.0, "{told:?}");
    let asked = Cell::new(0);
    let stopped = || {
        asked.set(asked.get() + 1);
        asked.get() > 20
    };
    let cut = doctor::diagnose(&token, &keys, None, Some(&words), &Watch { progress: &|_| (), stopped: &stopped });
    assert!(cut.is_cut_short && cut.tried < 2_000, "{cut:?}");
}

/// The strings of the doctor's code that are ids of causes.
#[test]
fn every_cause_has_words_and_all_words_have_a_cause() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/doctor");
    let files = std::fs::read_dir(folder).unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    let code: String = files.collect();
    let written: BTreeSet<String> = super::teach::book("doctor").keys().cloned().collect();
    for id in &written {
        assert!(code.contains(&format!("\"{id}\"")), "{id} is no cause");
        let tests = include_str!("doctor.rs");
        assert!(tests.contains(&format!("\"{id}\"")), "{id} has no test");
    }
    let constructed =
        code.split("Cause::new(").skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next());
    for id in constructed {
        assert!(written.contains(id), "{id} has no words");
    }
}

#[test]
fn the_command_line_tells_the_causes_and_leaves_the_verdict_alone() {
    let bench = super::cli::Bench::new();
    let token = signed("HS256", &oct("signer", b"Tr0ub4dour&3-battery"));
    let file = bench.file("token.txt", &token);
    let secret = bench.file("secret.txt", b"Tr0ub4dour&3-battery\n");
    let done = bench.run(&["verify", &file, "--secret-file", &secret, "--diagnose", "--json"]);
    assert_eq!(done.code, 1, "{}", done.err);
    let document: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    let cause = &document["diagnosis"][0];
    assert_eq!((&cause["id"], &cause["cure"]["id"]), (&"secret-line-end".into(), &"add-key".into()));
    for member in ["title", "summary", "fix", "why"] {
        assert!(cause[member].as_str().is_some_and(|text| text.len() > 10), "{member}");
    }
    assert!(cause["refs"][0].is_string() && !done.out.contains("Tr0ub4dour"));
    let text = bench.run(&["verify", &file, "--secret-file", &secret, "--diagnose"]);
    assert!(
        text.code == 1 && text.out.contains("\nDiagnosis\n") && text.out.contains("secret-line-end"),
        "{}",
        text.out
    );
    let other = bench.file("other.txt", SECRET);
    let none = bench.run(&["verify", &file, "--secret-file", &other, "--diagnose"]);
    assert!(none.code == 1 && none.out.contains("Nothing explains this signature"), "{}", none.out);
    let words = bench.file("words.txt", "one\ntwo\nTr0ub4dour&3-battery\n");
    let listed = bench.run(&["verify", &file, "--diagnose", "--word-list", &words]);
    assert!(listed.code == 3 && listed.out.contains("in line 3 of the list"), "{}", listed.out);
    let without = bench.run(&["verify", &file, "--secret-file", &secret, "--json"]);
    assert!(!without.out.contains("diagnosis"), "only who asks gets it");
    assert_eq!(bench.run(&["verify", &file, "--word-list", &words]).code, 2);
    let page = bench.run(&["explain", "confusion"]);
    assert!(page.out.contains("Cause of a wrong signature"), "{}", page.out);
}

#[test]
fn the_vault_is_searched_too() {
    let bench = super::cli::Bench::new();
    let key = made("kept", "ES256");
    let jwk = keys::export(&[&key], Format::Jwk, Private::Omit).unwrap();
    let (file, jwk) = (bench.file("token.txt", signed("ES256", &key)), bench.file("kept.jwk", &jwk[..]));
    let wrong = keys::export(&[&made("wrong", "ES256")], Format::Jwk, Private::Omit).unwrap();
    let wrong = bench.file("wrong.jwk", &wrong[..]);
    assert_eq!(bench.run(&["keys", "import", &jwk]).code, 0);
    let done = bench.run(&["verify", &file, "--key", &wrong, "--diagnose", "--json"]);
    let document: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(document["diagnosis"][0]["id"], "other-key", "{}", done.out);
    let alone = bench.run(&["verify", &file, "--key", &wrong, "--diagnose", "--json", "--no-vault"]);
    let document: serde_json::Value = serde_json::from_str(&alone.out).unwrap();
    assert_eq!(document["diagnosis"], serde_json::json!([]));
}
