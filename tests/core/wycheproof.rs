//! Wycheproof's vectors for signatures and for keys of key agreement, and ML-DSA's from RFC 9964.

use jwt_workbench::crypto;
use jwt_workbench::jose::alg;
use jwt_workbench::jose::base64url;
use jwt_workbench::keys::{Key, Material, Private, SecretEncoding, Weakness};
use serde_json::Value;
use std::path::Path;

fn read(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Each test of a file, with its group.
fn tests(file: &Value) -> impl Iterator<Item = (&Value, &Value)> {
    let groups = file["testGroups"].as_array().unwrap().iter();
    groups.flat_map(|group| group["tests"].as_array().unwrap().iter().map(move |test| (group, test)))
}

fn hex(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap();
    SecretEncoding::Hex.decode(text).map(|s| s.expose().to_vec()).unwrap_or_default()
}

/// What this program says otherwise than the file, and why.
const OTHERWISE: [(u64, &str, &str); 8] = [
    (346, "alg-key-mismatch", "the key's `alg` is PS256, the token's PS384"),
    (350, "alg-key-mismatch", "the same"),
    (347, "alg-key-mismatch", "the key's `alg` is ES521, which does not exist"),
    (351, "alg-key-mismatch", "the same"),
    (367, "valid", "the token is that of test 357, octet for octet, and that one is valid"),
    (370, "valid", "the same"),
    (372, "not base64url", "a `?` in the header: RFC 7515 section 2 has no such letter"),
    (373, "not base64url", "a `?` in the payload"),
];

/// Splits a compact token strictly and checks it, as far as this room goes: no `crit`, no JSON serialization.
fn judge(key: &Key, jws: &str) -> Result<bool, String> {
    let parts: Vec<&str> = jws.split('.').collect();
    let [header, payload, signature] = parts[..] else { return Err("not compact".into()) };
    let strict = |text| base64url::decode_strict(text).ok_or_else(|| "not base64url".to_owned());
    let (header, _, signature) = (strict(header)?, strict(payload)?, strict(signature)?);
    let header = std::str::from_utf8(&header).map_err(|e| e.to_string())?;
    let root = jwt_workbench::jose::json::parse(header).map_err(|e| e.to_string())?.root;
    let alg = root.get("alg").and_then(|a| a.as_str()).and_then(alg::find).ok_or("no such algorithm")?;
    let input = &jws.as_bytes()[..jws.rfind('.').unwrap_or_default()];
    crypto::verify(alg, key, input, &signature).map_err(|e| e.id().to_owned())
}

fn verdict(key: &Key, jws: &str) -> String {
    match judge(key, jws) {
        Ok(true) => "valid".to_owned(),
        Ok(false) => "invalid".to_owned(),
        Err(why) => why,
    }
}

#[test]
fn signatures() {
    let Some(folder) = super::vectors::folder("wycheproof-jose") else { return };
    let file = read(&folder.join("json_web_signature_test.json"));
    let (mut accepted, mut refused, mut otherwise, mut wrong) = (0, 0, 0, Vec::new());
    for (group, test) in tests(&file) {
        let jwk = group.get("public").filter(|k| k.is_object()).unwrap_or(&group["private"]);
        let (key, id) = (Key::from_jwk(&jwk.to_string()), test["tcId"].as_u64().unwrap());
        // what is not text is no compact token
        let jws = test["jws"].as_str().unwrap_or_default();
        let found = key.as_ref().map_or_else(|e| e.id().to_owned(), |key| verdict(key, jws));
        if let Some((_, said, why)) = OTHERWISE.iter().find(|(other, ..)| *other == id) {
            assert_eq!(found, *said, "{id}: {why}");
            if found == "alg-key-mismatch" {
                assert_eq!(verdict(&Key { alg: None, ..key.unwrap() }, jws), "valid", "{id} without the key's `alg`");
            }
            otherwise += 1;
            continue;
        }
        match (test["result"] == "valid", found.as_str()) {
            (true, "valid") => accepted += 1,
            (false, found) if found != "valid" => refused += 1,
            _ => wrong.push(format!("{id} {}: {found}", test["comment"])),
        }
    }
    println!("{accepted} accepted, {refused} refused, {otherwise} otherwise than the file says, for a reason");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!((accepted + refused + otherwise, otherwise), (401, OTHERWISE.len()));
    assert!(accepted > 30 && refused > 300, "{accepted} {refused}");
}

#[test]
fn ml_dsa_signatures() {
    let Some(folder) = super::vectors::folder("wycheproof-mldsa") else { return };
    for (name, file) in [("ML-DSA-44", "mldsa_44_verify_test.json"), ("ML-DSA-65", "mldsa_65_verify_test.json")] {
        let (mut accepted, mut refused, mut with_context) = (0, 0, 0);
        for (group, test) in tests(&read(&folder.join(file))) {
            let id = format!("{name} {}: {}", test["tcId"], test["comment"]);
            let (message, signature) = (hex(&test["msg"]), hex(&test["sig"]));
            let material = Material::Akp { alg: name.to_owned(), public: hex(&group["publicKey"]), seed: None };
            let found = crypto::verify(alg::find(name).unwrap(), &Key::new(material), &message, &signature);
            let has_context = test["ctx"].as_str().is_some_and(|ctx| !ctx.is_empty());
            match test["result"].as_str() {
                // RFC 9964 leaves the context empty
                _ if has_context => {
                    assert_eq!(found, Ok(false), "{id}");
                    with_context += 1;
                }
                Some("valid") => {
                    assert_eq!(found, Ok(true), "{id}");
                    accepted += 1;
                }
                _ => {
                    assert!(matches!(found, Ok(false) | Err(_)), "{id}: {found:?}");
                    assert_eq!(found.is_err(), test["flags"][0] == "IncorrectPublicKeyLength", "{id}: {found:?}");
                    refused += 1;
                }
            }
        }
        println!("{name}: {accepted} accepted, {refused} refused, {with_context} with a context refused");
        assert!(accepted > 70 && refused > 90 && with_context == 7, "{name} {accepted} {refused} {with_context}");
    }
}

#[test]
fn rfc_9964_examples() {
    let Some(folder) = super::vectors::folder("rfc9964-ml-dsa") else { return };
    for size in ["44", "65", "87"] {
        let file = read(&folder.join(format!("examples/jose/examples/ML_DSA_{size}.jose.json")));
        let alg = alg::find(&format!("ML-DSA-{size}")).unwrap();
        let imported = crypto::import(file["jwk"].to_string().as_bytes());
        let [key] = &imported.keys[..] else { panic!("{imported:?}") };
        assert!(key.is_private() && imported.notes.is_empty(), "the public half belongs to the seed");
        assert_eq!(Some(crypto::thumbprint(key)).as_deref(), file["jwk"]["kid"].as_str(), "{size}");
        assert_eq!(verdict(key, file["jws"].as_str().unwrap()), "valid");
        let (input, signature) = (hex(&file["raw_to_be_signed"]), hex(&file["raw_signature"]));
        assert_eq!(crypto::verify(alg, key, &input, &signature), Ok(true));
        assert_eq!(crypto::verify(alg, key, &input[1..], &signature), Ok(false));
        let mut other = file["jwk"].clone();
        other["priv"] = Value::from("B".repeat(42) + "A");
        let refused = crypto::import(other.to_string().as_bytes());
        assert_eq!(refused.ignored[0].why.id(), "key-halves-differ", "{size}");
    }
}

/// The key pairs of X25519 and X448: the public half follows from the private one, low order is told, and what is no such
/// key is refused.
#[test]
fn keys_for_agreement() {
    let Some(folder) = super::vectors::folder("wycheproof-jose") else { return };
    for file in ["x25519_jwk_test.json", "x448_jwk_test.json"] {
        let (mut pairs, mut low, mut refused) = (0, 0, 0);
        for (_, test) in tests(&read(&folder.join(file))) {
            let id = format!("{file} {}: {}", test["tcId"], test["comment"]);
            let private = crypto::import(test["private"].to_string().as_bytes());
            assert_eq!((private.keys.len(), private.notes.len()), (1, 0), "{id} {private:?}");
            pairs += 1;
            let public = crypto::import(test["public"].to_string().as_bytes());
            let is_low = test["flags"].to_string().contains("ZeroSharedSecret");
            let is_pair = public.keys.first().is_some_and(|k| k.describe() == private.keys[0].describe());
            assert_eq!(is_pair, !is_low && test["result"] != "invalid", "{id} {public:?}");
            if is_low {
                assert_eq!(public.ignored[0].why.id(), "okp-low-order", "{id}");
                let key = Key::from_jwk(&test["public"].to_string()).unwrap();
                assert_eq!(key.weaknesses(None), [Weakness::OkpLowOrder]);
                assert!(key.to_jwk(Private::Omit).is_ok());
                low += 1;
            }
            refused += u32::from(public.keys.is_empty());
        }
        println!("{file}: {pairs} pairs, {low} of low order among {refused} refused");
        assert!(pairs > 500 && low > 10 && refused > low, "{file} {pairs} {low} {refused}");
    }
}
