//! Locked keys beyond the files of `key_files`: PKCS#12 files made by hand that ask for too much, what the window looks at on
//! a worker, and encrypted JWKs (RFC 7517 section 7) both ways.

use crate::cli::Bench;
use crate::vectors;
use der::Encode as _;
use jwt_workbench::app::{Action, Effect, ImportForm, KeyForm, Model, update};
use jwt_workbench::crypto::{self, CryptoError, KeySpec};
use jwt_workbench::jose::base64url;
use jwt_workbench::keys::{Format, Imported, Key, KeyError, Material, Private, Secret, UnlockLimits, export};
use pkcs8::PrivateKeyInfoRef;
use pkcs8::pkcs5::pbes2::Parameters;
use serde_json::Value;
use std::path::Path;
use zeroize::Zeroizing;

fn secret(text: &str) -> Secret {
    Secret::new(text.as_bytes().to_vec())
}

fn ignored(imported: &Imported) -> Vec<&'static str> {
    imported.ignored.iter().map(|i| i.why.id()).collect()
}

fn own(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/keys").join(name)).unwrap()
}

fn made(kind: &str) -> Key {
    let spec: KeySpec = kind.parse().ok().unwrap();
    Key { name: format!("my {kind}"), kid: Some(kind.to_owned()), ..crypto::generate(&spec).unwrap() }
}

// ------------------------------------------------------------------------------------------ PKCS#12 made by hand

const DATA: &[u8] = &[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
const ENCRYPTED_DATA: &[u8] = &[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 6];
const PBES2: &[u8] = &[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 13];
const SHROUDED_KEY: &[u8] = &[0x06, 11, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 10, 1, 2];

/// An element of DER.
fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let value = parts.concat();
    let len = u32::try_from(value.len()).unwrap().to_be_bytes();
    let mut out = vec![tag, 0x84];
    if value.len() < 0x80 {
        out = vec![tag, len[3]];
    } else {
        let significant = &len[len.iter().position(|b| *b != 0).unwrap()..];
        out[1] = 0x80 | u8::try_from(significant.len()).unwrap();
        out.extend_from_slice(significant);
    }
    out.extend(value);
    out
}

fn parameters(rounds: u32) -> Parameters {
    Parameters::generate_pbkdf2_sha256_aes256cbc(rounds, &[7; 16], [9; 16]).unwrap()
}

/// A file whose bags are under encryption that takes one round, and each of which takes so many: none of that is to be seen
/// from outside. The passphrase is the empty one, and there is no MAC.
fn nested(bags: usize, rounds: u32) -> Vec<u8> {
    let pkcs8 = export(&[&made("P-256")], Format::Der, Private::Include).unwrap();
    let key = PrivateKeyInfoRef::try_from(pkcs8.as_slice()).unwrap();
    let sealed = key.encrypt_with_params(parameters(rounds), b"").unwrap();
    let bag = tlv(0x30, &[SHROUDED_KEY, &tlv(0xa0, &[sealed.as_bytes()])]);
    let contents = tlv(0x30, &[&bag.repeat(bags)]);
    let outer = parameters(1);
    let encrypted = outer.encrypt(b"", &contents).unwrap();
    let scheme = tlv(0x30, &[PBES2, &outer.to_der().unwrap()]);
    let info = tlv(0x30, &[DATA, &scheme, &tlv(0x80, &[&encrypted])]);
    let safe = tlv(0x30, &[ENCRYPTED_DATA, &tlv(0xa0, &[&tlv(0x30, &[&[2, 1, 0], &info])])]);
    let authenticated = tlv(0x04, &[&tlv(0x30, &[&safe])]);
    tlv(0x30, &[&[2, 1, 3], &tlv(0x30, &[DATA, &tlv(0xa0, &[&authenticated])])])
}

#[test]
fn a_file_made_by_hand_opens_as_any_other() {
    let imported = crypto::import(&nested(3, 2));
    assert_eq!((imported.keys.len(), ignored(&imported), imported.locked.len()), (3, vec![], 0), "{imported:?}");
}

/// Of three hundred bags only those are opened that the budget pays for, and then nothing of the file is taken in.
#[test]
fn nested_bags_cannot_ask_for_more_than_an_input_may_cost() {
    let limits = UnlockLimits { work: 60_000, ..UnlockLimits::default() };
    let bomb = nested(300, 20_000);
    let imported = crypto::import_within(&bomb, &[], &limits);
    assert_eq!((imported.keys.len(), ignored(&imported)), (0, vec!["key-unlock-work"]));
    let few = crypto::import_within(&nested(2, 20_000), &[], &limits);
    assert_eq!((few.keys.len(), ignored(&few)), (2, vec![]));
    // the empty passphrase and each of the others have one purse together
    let tried = crypto::import_within(&bomb, &[secret("a"), secret("b")], &limits);
    assert_eq!((tried.keys.len(), ignored(&tried)), (0, vec!["key-unlock-work"]));
    let greedy = crypto::import(&nested(1, 2_000_001));
    assert_eq!(ignored(&greedy), ["key-unlock-work"]);
}

#[test]
fn opening_can_be_stopped_between_any_two_parts() {
    let asked = std::cell::Cell::new(0);
    let stopped = || asked.replace(asked.get() + 1) >= 3;
    let imported = crypto::import_until(&nested(300, 20_000), &[], &stopped);
    assert_eq!((imported.keys.len(), ignored(&imported), asked.get()), (0, vec!["key-unlock-stopped"], 4));
}

// ----------------------------------------------------------------------------------------------------- the window

fn pasted(text: String) -> Action {
    Action::SetKeyForm(Some(KeyForm::Import(ImportForm { text: Zeroizing::new(text), ..ImportForm::default() })))
}

fn form(model: &Model) -> &ImportForm {
    match &model.key_form {
        Some(KeyForm::Import(form)) => form,
        other => panic!("{other:?}"),
    }
}

/// Carries out what a worker would.
fn worked(model: &mut Model, effects: Vec<Effect>) {
    let [Effect::ReadKeys(reading)] = <[Effect; 1]>::try_from(effects).unwrap() else { panic!("no look at keys") };
    let found = Some(Box::new(reading.carry_out(&|| false)));
    assert_eq!(update(model, Action::KeysRead { look: reading.look, found, tried: reading.tried }), []);
}

/// Whether a PKCS#12 file needs a passphrase is found out by stretching one: not on the thread that draws.
#[test]
fn what_has_to_be_stretched_is_looked_at_by_a_worker() {
    let bomb = nested(300, 20_000);
    let seen = crypto::glance(&bomb);
    assert_eq!((seen.keys.len(), seen.locked.len()), (0, 1));
    assert!(seen.locked[0].untried && !seen.locked[0].refused);
    let pem = |octets: &[u8]| {
        let body = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, octets);
        format!("-----BEGIN PKCS12-----\n{body}\n-----END PKCS12-----\n")
    };
    for (place, open) in [
        ("pasted", pasted(pem(&own("empty-passphrase.p12")))),
        ("a file", Action::FileRead { name: "k.p12".to_owned(), bytes: own("empty-passphrase.p12").into() }),
    ] {
        let mut model = Model::default();
        let effects = update(&mut model, open);
        assert!(form(&model).is_reading && form(&model).ticked() == 0, "{place}");
        worked(&mut model, effects);
        assert!(!form(&model).is_reading && form(&model).ticked() == 1, "{place}");
        assert_eq!(form(&model).found.as_ref().unwrap().locked().count(), 0, "{place}");
    }
    let mut model = Model::default();
    assert_eq!(update(&mut model, pasted(String::from_utf8(own("topk8-aes256.pem")).unwrap())), []);
    assert!(!form(&model).is_reading, "what surely needs a passphrase is not tried without one");
    // stopped: the file is still there, and a passphrase may be tried
    let mut model = Model::default();
    update(&mut model, pasted(pem(&bomb)));
    let look = form(&model).look;
    update(&mut model, Action::KeysRead { look, found: None, tried: None });
    assert!(!form(&model).is_reading && form(&model).error.is_some());
}

// ------------------------------------------------------------------------------------------------ encrypted JWKs

fn rfc_7517_appendix_c() -> Option<(Secret, String, Key)> {
    let vectors: Value =
        serde_json::from_slice(&std::fs::read(vectors::folder("rfc-appendix-extra")?.join("vectors.json")).unwrap())
            .unwrap();
    let vectors = vectors.as_array().unwrap();
    let found = vectors.iter().find(|v| v["rfc"].as_str().is_some_and(|rfc| rfc.contains("7517"))).unwrap();
    let k = base64url::decode_strict(found["key"]["k"].as_str().unwrap()).unwrap();
    let plaintext = base64url::decode_strict(found["payload_b64u"].as_str().unwrap()).unwrap();
    let key = Key::from_jwk(std::str::from_utf8(&plaintext).unwrap()).unwrap();
    Some((Secret::new(k), found["token"].as_str().unwrap().to_owned(), key))
}

#[test]
fn the_rfcs_encrypted_keys_open() {
    let Some((passphrase, token, key)) = rfc_7517_appendix_c() else { return };
    let locked = crypto::import(token.as_bytes());
    assert_eq!(locked.locked[0].how, "PBES2-HS256+A128KW with 4096 rounds, A128CBC-HS256");
    let wrong = crypto::import_unlocking(token.as_bytes(), &[secret("wrong")]);
    assert!(wrong.keys.is_empty() && wrong.locked[0].refused);
    let opened = crypto::import_unlocking(token.as_bytes(), &[secret("wrong"), passphrase]);
    assert_eq!(crypto::thumbprint(&opened.keys[0]), crypto::thumbprint(&key));
    assert!(opened.keys[0].is_private() && opened.locked.is_empty() && opened.ignored.is_empty());
    let Some(folder) = vectors::folder("rfc7520-cookbook") else { return };
    let name = "jwe/5_3.key_wrap_using_pbes2-aes-keywrap_with-aes-cbc-hmac-sha2.json";
    let vector: Value = serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap();
    let passphrase = [secret(vector["input"]["pwd"].as_str().unwrap())];
    let wanted = crypto::import(vector["input"]["plaintext"].as_str().unwrap().as_bytes());
    for form in ["compact", "json", "json_flat"] {
        let text = match &vector["output"][form] {
            Value::String(text) => text.clone(),
            object => object.to_string(),
        };
        let opened = crypto::import_unlocking(text.as_bytes(), &passphrase);
        assert_eq!(opened.keys, wanted.keys, "{form}");
        assert!(opened.keys.len() > 1 && opened.ignored.is_empty(), "{form}");
    }
}

#[test]
fn keys_of_every_kind_leave_behind_a_passphrase_and_come_back() {
    let keys: Vec<Key> = ["oct", "RSA", "P-384", "X25519", "ML-DSA-44"].map(made).to_vec();
    let all: Vec<&Key> = keys.iter().collect();
    for some in [&all[..1], &all[..]] {
        let octets = crypto::export_protected(some, Format::EncryptedJwk, &secret("pässphrase")).unwrap();
        let text = std::str::from_utf8(&octets).unwrap();
        let header = base64url::decode_strict(text.split('.').next().unwrap()).unwrap();
        let header: Value = serde_json::from_slice(&header).unwrap();
        let cty = if some.len() == 1 { "jwk+json" } else { "jwk-set+json" };
        assert_eq!((&header["cty"], &header["p2c"]), (&Value::from(cty), &Value::from(600_000)));
        assert_eq!((&header["alg"], &header["enc"]), (&"PBES2-HS512+A256KW".into(), &"A256GCM".into()));
        let back = crypto::import_unlocking(&octets, &[secret("pässphrase")]);
        assert!(back.ignored.is_empty() && back.locked.is_empty(), "{back:?}");
        assert_eq!(back.notes.iter().map(|n| n.note.id()).collect::<Vec<_>>(), ["key-unlocked"]);
        let same = |(a, b): (&Key, &&Key)| a.material == b.material && a.kid == b.kid;
        assert!(back.keys.len() == some.len() && back.keys.iter().zip(some).all(same));
    }
    let public = Key::from_jwk(&keys[2].to_jwk(Private::Omit).unwrap()).unwrap();
    let refused = |keys: &[&Key], passphrase| match crypto::export_protected(keys, Format::EncryptedJwk, &passphrase) {
        Err(CryptoError::Key(error)) => error.id(),
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(&[&public], secret("x")), "key-format-cannot-hold");
    assert_eq!(refused(&[], secret("x")), "key-format-one-key");
    assert_eq!(refused(&all, secret("")), "key-passphrase-needed");
    assert!(matches!(export(&all, Format::EncryptedJwk, Private::Include), Err(KeyError::PassphraseNeeded { .. })));
}

/// A JWE in its compact form with this header and nothing right behind it.
fn jwe(header: &str) -> String {
    let parts = [header.as_bytes(), &[1; 24], &[2; 12], b"ciphertext", &[3; 16]];
    parts.map(base64url::encode).join(".")
}

#[test]
fn what_is_no_encrypted_key_or_asks_for_too_much_is_told() {
    let salt = base64url::encode(&[1; 16]);
    let pbes2 = |more: &str| jwe(&format!(r#"{{"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2s":"{salt}"{more}}}"#));
    let outcome = |token: &str| {
        let imported = crypto::import_unlocking(token.as_bytes(), &[secret("x")]);
        assert!(imported.keys.is_empty());
        imported.ignored.first().map_or("locked", |i| i.why.id())
    };
    for (token, wanted) in [
        (pbes2(r#","p2c":1000"#), "locked"),
        (pbes2(r#","p2c":1000,"cty":"application/JWK+json""#), "locked"),
        (pbes2(r#","p2c":1000,"cty":"JWT""#), "key-not-recognised"),
        (pbes2(r#","p2c":4000000000"#), "key-unlock-work"),
        (pbes2(r#","p2c":1500000,"cty":"jwk+json""#), "jwk-encrypted"),
        (pbes2(r#","p2c":1e3,"cty":"jwk+json""#), "jwk-member-type"),
        (pbes2(""), "jwk-member-type"),
        (jwe(r#"{"alg":"A256KW","enc":"A256GCM","cty":"jwk+json"}"#), "key-unsupported"),
        (jwe(r#"{"alg":"A256KW","enc":"A256GCM"}"#), "key-not-recognised"),
        (jwe("{"), "key-not-recognised"),
    ] {
        assert_eq!(outcome(&token), wanted, "{token}");
    }
}

/// In the import dialog, and as a file that says what it holds, it is a key; where tokens are pasted it is a token.
#[test]
fn an_encrypted_key_is_a_key_where_keys_are_expected_and_else_a_token() {
    let key = Key::new(Material::Oct(secret("a secret of thirty-two characters")));
    let octets = crypto::export_protected(&[&key], Format::EncryptedJwk, &secret("p")).unwrap();
    let text = std::str::from_utf8(&octets).unwrap().trim().to_owned();
    let file = Action::FileRead { name: "k.jwe".to_owned(), bytes: octets.clone() };
    for open in [pasted(text.clone()), file] {
        let mut model = Model::default();
        assert_eq!(update(&mut model, open), []);
        assert!(model.inputs.token.is_empty());
        assert_eq!(form(&model).found.as_ref().unwrap().locked().count(), 1);
        let Some(KeyForm::Import(form)) = &mut model.key_form else { panic!("no dialog") };
        form.passphrase = Zeroizing::new("p".to_owned());
        let effects = update(&mut model, Action::UnlockKeys);
        worked(&mut model, effects);
        update(&mut model, Action::SubmitKeyForm);
        assert_eq!(model.ring.keys()[0].material, key.material);
    }
    let mut model = Model::default();
    update(&mut model, Action::TakeText { text: text.clone(), source: "the clipboard".to_owned() });
    assert!(model.key_form.is_none());
    assert_eq!(model.inputs.token, text);
    let token = jwe(r#"{"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2s":"AQEBAQEBAQEBAQEBAQEBAQ","p2c":1000}"#);
    let file = Action::FileRead { name: "token.txt".to_owned(), bytes: token.clone().into_bytes().into() };
    let mut model = Model::default();
    update(&mut model, file);
    assert_eq!((model.inputs.token, model.key_form.is_none()), (token, true), "it does not say that it is a key");
}

#[test]
fn encrypted_keys_go_out_and_in_on_the_command_line() {
    let bench = Bench::new();
    bench.run(&["keys", "generate", "--alg", "ES256", "--name", "k"]).ok();
    bench.run(&["keys", "generate", "--alg", "HS256", "--name", "s"]).ok();
    let protect = ["--private", "--passphrase-env", "CANARY_SECRET"];
    bench.run(&[&["keys", "export", "k", "s", "--out", "both.jwe"], &protect[..]].concat()).ok();
    bench.run(&["keys", "export", "k", "--as", "jwk-encrypted"]).fails(2, "add --private");
    bench.run(&["keys", "export", "k", "--private", "--as", "jwk-encrypted"]).fails(2, "--passphrase-env");
    bench.run(&["keys", "show", "both.jwe"]).fails(2, "needs a passphrase; give one with --passphrase-env");
    let shown = bench.run(&["keys", "show", "both.jwe", "--passphrase-env", "CANARY_SECRET", "--json"]).ok().json();
    let kinds: Vec<_> = shown["keys"].as_array().unwrap().iter().map(|key| key["kty"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["EC", "oct"]);
    bench
        .run(&[
            "keys",
            "export",
            "s",
            "--out",
            "s.jwk.jwe",
            "--as",
            "jwk-encrypted",
            protect[0],
            protect[1],
            protect[2],
        ])
        .ok();
    let signed =
        ["sign", "--key", "s.jwk.jwe", "--passphrase-env", "CANARY_SECRET", "--alg", "HS256", "--claims", "{}"];
    assert_eq!(bench.run(&signed).ok().out.matches('.').count(), 2);
}
