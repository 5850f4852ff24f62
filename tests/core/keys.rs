//! Keys from everywhere: JWK, JWK Sets, PEM and DER in the shapes that people have them, and back again.

use super::rfc;
use super::vectors;
use base64::engine::Engine as _;
use jwt_workbench::crypto;
use jwt_workbench::keys::{
    Base64Flaw, Format, Imported, Key, KeyError, Material, Private, Secret, SecretEncoding, export, import,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const P256: &str = concat!(
    r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","#,
    r#""y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#,
);

/// A JWK with some members changed; `null` removes one.
fn changed(jwk: &str, changes: Value) -> String {
    let mut members: serde_json::Map<String, Value> = serde_json::from_str(jwk).unwrap();
    for (member, value) in changes.as_object().unwrap() {
        members.shift_remove(member);
        if !value.is_null() {
            members.insert(member.clone(), value.clone());
        }
    }
    Value::Object(members).to_string()
}

fn only(key: &Key) -> &[Key] {
    std::slice::from_ref(key)
}

fn ids(import: &Imported) -> Vec<&'static str> {
    import.notes.iter().map(|n| n.note.id()).collect()
}

fn refusals(import: &Imported) -> Vec<&'static str> {
    import.ignored.iter().map(|i| i.why.id()).collect()
}

#[test]
fn a_jwk_keeps_everything() {
    let text = changed(
        P256,
        json!({"kid": "k\u{1}\"", "use": "sig", "key_ops": ["sign", "verify"], "alg": "ES256", "name": "Mine",
               "x5t": "abc", "iat": 12, "nested": {"d": [1, null, {}]}, "x5u": ["odd"]}),
    );
    let key = Key::from_jwk(&text).unwrap();
    assert_eq!((key.name.as_str(), key.kid.as_deref()), ("Mine", Some("k\u{1}\"")));
    assert_eq!(key.key_ops, ["sign", "verify"]);
    for jwk in [key.to_jwk(Private::Include).unwrap(), key.to_jwk_pretty(Private::Include).unwrap()] {
        assert_eq!(Key::from_jwk(&jwk).as_ref(), Ok(&key));
        let (written, read): (Value, Value) =
            (serde_json::from_str(&jwk).unwrap(), serde_json::from_str(&text).unwrap());
        assert_eq!(written, read, "{}", *jwk);
    }
}

#[test]
fn the_public_view_has_no_private_member() {
    let stray = json!({"k": "c2VjcmV0", "priv": "c2VjcmV0", "p": "c2VjcmV0", "qi": 5});
    for jwk in [P256, rfc::A2_KEY, &changed(P256, stray.clone())] {
        let key = Key::from_jwk(jwk).unwrap();
        let public: Value = serde_json::from_str(&key.to_jwk(Private::Omit).unwrap()).unwrap();
        for member in ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"] {
            assert!(public.get(member).is_none(), "{member}");
        }
        assert!(!Key::from_jwk(&public.to_string()).unwrap().is_private());
    }
    let mixed = import(changed(P256, stray).as_bytes());
    assert_eq!(ids(&mixed), ["jwk-mixed"; 4]);
    let secret = Key::new(Material::Oct(Secret::new(vec![1; 32])));
    assert_eq!(secret.to_jwk(Private::Omit), Err(KeyError::NoPublicHalf));
}

#[test]
fn what_is_wrong_with_a_jwk_is_named() {
    let error = |changes: Value| Key::from_jwk(&changed(P256, changes)).unwrap_err().to_string();
    assert_eq!(error(json!({"kty": null})), "the member `kty` is missing");
    assert_eq!(error(json!({"kty": 5})), "`kty` must be a string");
    assert_eq!(error(json!({"kty": "ec"})), "the key type `ec` is not known: `kty` is oct, RSA, EC, OKP or AKP");
    assert_eq!(error(json!({"crv": "P-257"})), "the curve `P-257` is not known for EC keys");
    assert_eq!(error(json!({"crv": "Ed25519"})), "the curve `Ed25519` is not known for EC keys");
    assert_eq!(error(json!({"x": ["a"]})), "`x` must be a string");
    assert_eq!(error(json!({"y": null})), "the member `y` is missing");
    assert_eq!(error(json!({"x": "AAAA"})), "`x` has 3 bytes, 32 are needed: leading zeros must be kept");
    assert_eq!(
        error(json!({"x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU="})),
        "`x`, character 44: padding has no place in base64url: remove the `=`"
    );
    assert_eq!(error(json!({"kid": 1})), "`kid` must be a string");
    assert_eq!(error(json!({"use": {}})), "`use` must be a string");
    assert_eq!(error(json!({"key_ops": "sign"})), "`key_ops` must be an array of strings");
    assert_eq!(error(json!({"key_ops": [1]})), "`key_ops` must be an array of strings");
    let spare = Key::from_jwk(&changed(P256, json!({"x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEV"})));
    let flaw = Base64Flaw::SpareBits;
    assert_eq!(spare, Err(KeyError::Base64url { member: "x", position: 43, flaw }));
    let twice = Key::from_jwk(r#"{"kty":"oct","k":"AQ","k":"Ag"}"#);
    assert_eq!(twice, Err(KeyError::DuplicateMember { member: "k".into(), line: 1, column: 23 }));
    assert_eq!(Key::from_jwk(r#"{"kty":"oct","k":""}"#), Err(KeyError::EmptySecret));
}

#[test]
fn an_rsa_key_without_its_primes_says_what_to_do() {
    let missing = |changes: Value| Key::from_jwk(&changed(rfc::A2_KEY, changes)).unwrap_err().to_string();
    let all = missing(json!({"p": null, "q": null, "dp": null, "dq": null, "qi": null}));
    assert!(all.contains("`p`, `q`, `dp`, `dq`, `qi` are missing") && all.contains("openssl"), "{all}");
    assert!(missing(json!({"qi": null})).contains("`qi` is missing"));
    let oth = json!({"oth": [{"r": "AQ", "d": "AQ", "t": "AQ"}]});
    assert_eq!(Key::from_jwk(&changed(rfc::A2_KEY, oth)), Err(KeyError::MultiPrime));
}

#[test]
fn broken_rsa_numbers_are_refused_before_any_cryptography() {
    let id = |changes: Value| Key::from_jwk(&changed(rfc::A2_KEY, changes)).err().map(|e| e.id());
    let members: Value = serde_json::from_str(rfc::A2_KEY).unwrap();
    assert_eq!(id(json!({"p": members["q"]})), Some("rsa-modulus"), "a square");
    assert_eq!(id(json!({"n": "A".repeat(40) + "AQ"})), Some("rsa-size"));
    assert_eq!(id(json!({"n": "_".repeat(3000)})), Some("rsa-size"));
    assert_eq!(id(json!({"n": "_".repeat(341) + "g"})), Some("rsa-modulus"), "even");
    assert_eq!(id(json!({"e": "_".repeat(400)})), Some("rsa-exponent-weak"), "larger than the modulus");
    for e in ["AA", "AQ", "Ag"] {
        assert_eq!(id(json!({"e": e})), Some("rsa-exponent-weak"), "{e}");
    }
    assert_eq!(id(json!({"e": "Aw"})), None);
}

#[test]
fn numbers_are_made_canonical_and_it_is_said() {
    let canonical = Key::from_jwk(rfc::A2_KEY).unwrap();
    let padded = changed(rfc::A2_KEY, json!({"e": "AAEAAQ"}));
    let import = crypto::import(padded.as_bytes());
    assert_eq!(ids(&import), ["jwk-noncanonical"]);
    assert_eq!(crypto::thumbprint(&import.keys[0]), crypto::thumbprint(&canonical));
}

/// Pasted keys with padding or in standard base64 are put right; a JWK in a token is not.
#[test]
fn base64_is_repaired_at_the_front_door_only() {
    for (k, id) in [("-_8=", "b64-padding"), ("+/8", "b64-standard-alphabet"), ("+/8=", "b64-standard-alphabet")] {
        let jwk = json!({"kty": "oct", "k": k}).to_string();
        let import = crypto::import(jwk.as_bytes());
        assert_eq!(import.keys[0].material, Material::Oct(Secret::new(vec![0xfb, 0xff])));
        assert_eq!(ids(&import), [id]);
        assert_eq!(Key::from_jwk(&jwk).unwrap_err().id(), id);
    }
    for k in ["-_9", "-_ 8", "-_8A8", "-_8?", "=-_8"] {
        assert!(crypto::import(json!({"kty": "oct", "k": k}).to_string().as_bytes()).keys.is_empty(), "{k}");
    }
}

/// RFC 7517 section 4.3: where both stand there, they must agree.
#[test]
fn use_and_key_ops_that_contradict_each_other_are_told() {
    for (usage, key_ops, told) in [
        ("sig", json!(["sign", "verify"]), false),
        ("sig", json!(["verify", "wrapKey"]), true),
        ("sig", json!([]), false),
        ("enc", json!(["deriveKey"]), false),
        ("enc", json!(["verify"]), true),
        ("other", json!(["verify"]), false),
    ] {
        let import = crypto::import(changed(P256, json!({"use": usage, "key_ops": key_ops})).as_bytes());
        assert_eq!(ids(&import).contains(&"jwk-use-conflict"), told, "{usage} {key_ops}");
    }
    let twice = crypto::import(changed(P256, json!({"key_ops": ["sign", "sign", "sign"]})).as_bytes());
    assert_eq!((ids(&twice), &twice.keys[0].key_ops[..]), (vec!["jwk-key-ops-repeated"], &["sign".to_owned()][..]));
}

/// Some writers drop the leading zeros of a scalar; on P-521 every second one has one.
#[test]
fn a_short_scalar_is_padded() {
    for (name, der_octets) in [("P-521", 66_u8), ("secp256k1", 32)] {
        let mut found = 0;
        for _ in 0..3000 {
            let key = Key::new(crypto::generate(&name.parse().unwrap()).unwrap().material);
            let Material::Ec { d: Some(d), .. } = &key.material else { panic!() };
            let [0, short @ ..] = d.expose() else { continue };
            let jwk = changed(
                &key.to_jwk(Private::Include).unwrap(),
                json!({"d": jwt_workbench::jose::base64url::encode(short)}),
            );
            let der = bare_sec1(&key, short, der_octets - 1);
            for bytes in [jwk.as_bytes(), &der] {
                let import = crypto::import(bytes);
                assert_eq!(ids(&import), ["jwk-scalar-padded"], "{import:?}");
                assert_eq!(import.keys, only(&key), "{name}");
            }
            found += 1;
            if found == 3 {
                break;
            }
        }
        assert!(found > 0, "{name}: none of 3000 scalars began with a zero");
    }
}

/// An EC private key (RFC 5915) without its public half, the scalar as it is given.
fn bare_sec1(key: &Key, scalar: &[u8], len: u8) -> Vec<u8> {
    let oid: &[u8] = match key.describe().as_str() {
        "EC P-521" => &[0xa0, 7, 6, 5, 0x2b, 0x81, 4, 0, 0x23],
        _ => &[0xa0, 7, 6, 5, 0x2b, 0x81, 4, 0, 0x0a],
    };
    let body = [&[2, 1, 1, 4, len], scalar, oid].concat();
    [&[0x30, u8::try_from(body.len()).unwrap()], &body[..]].concat()
}

/// Keys of every kind go through a JWK unchanged; of AKP also those whose algorithm is from a later day.
#[test]
fn every_kind_of_key_is_read_and_kept() {
    let texts = [
        r#"{"kty":"OKP","crv":"X25519","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"}"#.to_owned(),
        json!({"kty": "OKP", "crv": "Ed448", "x": "A".repeat(76)}).to_string(),
        json!({"kty": "AKP", "alg": "ML-DSA-44", "pub": "A".repeat(1750), "priv": "A".repeat(43)}).to_string(),
        json!({"kty": "AKP", "alg": "SLH-DSA-SHA2-128s", "pub": "AQ", "priv": "Ag"}).to_string(),
        changed(P256, json!({"crv": "secp256k1", "d": null})),
    ];
    for text in texts {
        let key = Key::from_jwk(&text).unwrap();
        let again = key.to_jwk(Private::Include).unwrap();
        let (a, b): (Value, Value) = (serde_json::from_str(&text).unwrap(), serde_json::from_str(&again).unwrap());
        assert_eq!(a, b);
    }
    let akp = Key::from_jwk(r#"{"kty":"AKP","alg":"SLH-DSA-SHA2-128s","pub":"AQ"}"#).unwrap();
    assert_eq!(*akp.thumbprint_input(), r#"{"alg":"SLH-DSA-SHA2-128s","kty":"AKP","pub":"AQ"}"#);
    assert_eq!(akp.describe(), "SLH-DSA-SHA2-128s");
    for (members, id) in [
        (json!({"pub": "AQ"}), "jwk-member-missing"),
        (json!({"alg": "ML-DSA-44", "pub": "AQ"}), "jwk-member-length"),
        (json!({"alg": "ML-DSA-65", "pub": "A".repeat(1750)}), "jwk-member-length"),
        (json!({"alg": "ML-DSA-44", "pub": "A".repeat(1750), "priv": "AQ"}), "jwk-member-length"),
    ] {
        let text = changed(r#"{"kty":"AKP"}"#, members);
        assert_eq!(Key::from_jwk(&text).map_err(|e| e.id()), Err(id), "{text}");
    }
}

#[test]
fn a_set_keeps_its_good_keys() {
    let set = json!({"keys": [
        serde_json::from_str::<Value>(P256).unwrap(),
        {"kty": "XYZ"},
        7,
        {"kty": "oct", "k": "AQ AQ", "kid": "1"},
        {"kty": "oct", "k": "AQID", "kid": "1"},
        {"kty": "oct", "k": "AQIE", "kid": "1"},
    ]});
    let import = crypto::import(set.to_string().as_bytes());
    assert_eq!(import.keys.len(), 3);
    assert_eq!(refusals(&import), ["jwk-kty-unknown", "jwk-json", "b64-white-space"]);
    assert_eq!(import.ignored[0].what, "key 2 of the set");
    assert_eq!(ids(&import), ["jwks-private-key", "jwks-duplicate-kid"]);
    assert_eq!(ids(&crypto::import(b"{\"keys\":[]}")), ["jwks-empty"]);
    for (text, id) in [
        ("{\"keys\":null}", "jwk-member-type"),
        ("{\"keys\":{}}", "jwk-member-type"),
        ("{}", "jwk-member-missing"),
        ("[]", "jwk-json"),
        ("{\"keys\":[],\"keys\":[]}", "jwk-duplicate-member"),
        ("", "key-input-empty"),
        (" \n", "key-input-empty"),
        ("hello", "key-not-recognised"),
        ("{", "jwk-json"),
    ] {
        assert_eq!(refusals(&import_checked(text.as_bytes())), [id], "{text}");
    }
}

/// Imports through both doors and compares how many keys came through.
fn import_checked(bytes: &[u8]) -> Imported {
    let (plain, checked) = (import(bytes), crypto::import(bytes));
    assert!(plain.keys.len() >= checked.keys.len());
    checked
}

#[test]
fn sizes_are_bounded() {
    let many = format!(r#"{{"keys":[{}]}}"#, vec![r#"{"kty":"oct","k":"AQ"}"#; 2000].join(","));
    let import = crypto::import(many.as_bytes());
    assert_eq!((import.keys.len(), refusals(&import)), (1000, vec!["key-too-many"]));
    let large = " ".repeat((1 << 20) + 1);
    assert_eq!(refusals(&crypto::import(large.as_bytes())), ["key-input-too-large"]);
    assert!(matches!(Key::from_jwk(&large), Err(KeyError::TooLarge { .. })));
}

#[test]
fn text_in_utf16_and_with_a_byte_order_mark() {
    let pem = export(&[&Key::from_jwk(P256).unwrap()], Format::Pem, Private::Include).unwrap();
    for text in [std::str::from_utf8(&pem).unwrap(), P256] {
        let expected = crypto::import(text.as_bytes()).keys;
        assert_eq!(expected.len(), 1);
        let utf16: Vec<u16> = text.encode_utf16().collect();
        let le: Vec<u8> = utf16.iter().flat_map(|u| u.to_le_bytes()).collect();
        let be: Vec<u8> = utf16.iter().flat_map(|u| u.to_be_bytes()).collect();
        for (bytes, notes) in [
            ([&[0xef, 0xbb, 0xbf], text.as_bytes()].concat(), vec![]),
            ([&[0xff, 0xfe], &le[..]].concat(), vec!["key-text-utf16"]),
            ([&[0xfe, 0xff], &be[..]].concat(), vec!["key-text-utf16"]),
            (le, vec!["key-text-utf16"]),
            (be, vec!["key-text-utf16"]),
        ] {
            let import = crypto::import(&bytes);
            assert_eq!((&import.keys, ids(&import)), (&expected, notes));
        }
    }
}

#[test]
fn pem_as_people_paste_it() {
    let key = Key::from_jwk(P256).unwrap();
    let pem = export(&[&key], Format::Pem, Private::Include).unwrap();
    let pem = std::str::from_utf8(&pem).unwrap();
    let indented: String = pem.lines().map(|l| format!("\t  {l}\n")).collect();
    let json = json!({"type": "service_account", "private_key": pem}).to_string();
    for (text, notes) in [
        (pem.replace('\n', "\r\n"), vec![]),
        (indented, vec![]),
        (format!("Private-Key: (256 bit)\npriv:\n    8e:9b\n{pem}trailing"), vec![]),
        (pem.replace('\n', " "), vec![]),
        (pem.replace('\n', "\\n"), vec!["pem-escaped-line-ends"]),
        (Value::from(pem).to_string(), vec!["pem-escaped-line-ends"]),
        (format!("KEY=\"{}\"", pem.replace('\n', "\\r\\n")), vec!["pem-escaped-line-ends"]),
        (json, vec!["pem-escaped-line-ends"]),
        (pem.lines().filter(|l| !l.contains("---")).collect(), vec!["key-bare-base64"]),
    ] {
        let import = crypto::import(text.as_bytes());
        assert_eq!(import.keys, only(&key), "{text}");
        assert_eq!(ids(&import), notes, "{text}");
    }
    let below = crypto::import(format!("\n\n{}", pem.replace("-----END", "-----")).as_bytes());
    assert_eq!(below.ignored[0].what, "the PEM block PRIVATE KEY in line 3");
    let error = crypto::import(b"\n\n {\"a\" 1}").ignored[0].why.to_string();
    assert!(error.starts_with("line 3, column 6"), "{error}");
    let latin1 = [b"Schl\xfcssel\n", pem.as_bytes()].concat();
    assert_eq!(crypto::import(&latin1).keys, only(&key));
}

#[test]
fn pem_that_is_not_what_it_says() {
    let key = Key::from_jwk(P256).unwrap();
    let text = |private| String::from_utf8(export(&[&key], Format::Pem, private).unwrap().to_vec()).unwrap();
    let (private, public) = (text(Private::Include), text(Private::Omit));
    for (pem, id) in [
        (private.replace("PRIVATE KEY", "PUBLIC KEY"), "pem-label-content"),
        (public.replace("PUBLIC KEY", "PRIVATE KEY"), "pem-label-content"),
        (public.replace("END PUBLIC", "END RSA PUBLIC"), "pem-damaged"),
        (public.replace("-----END", "-----"), "pem-damaged"),
        (public.replace("MFk", "M*k"), "pem-damaged"),
        (public.replace("PUBLIC KEY", "GARBAGE"), "key-unsupported"),
        (private.replace("PRIVATE KEY-----\n", "OPENSSH PRIVATE KEY-----\n"), "der-damaged"),
    ] {
        let import = crypto::import(pem.as_bytes());
        assert_eq!((import.keys.len(), refusals(&import)), (0, vec![id]), "{pem}");
    }
    let relabelled = crypto::import(private.replace("PRIVATE KEY", "RSA PRIVATE KEY").as_bytes());
    assert_eq!((relabelled.keys.len(), ids(&relabelled)), (1, vec!["pem-other-label"]));
    let two = crypto::import(format!("{private}{public}").as_bytes());
    assert_eq!((two.keys.len(), ids(&two)), (2, vec!["key-file-multiple"]));
}

#[test]
fn secrets_stay_out_of_pem_and_der() {
    let secret = Key::new(Material::Oct(Secret::new(vec![1; 32])));
    for format in [Format::Pem, Format::Der] {
        for private in [Private::Include, Private::Omit] {
            let refused = export(&[&secret], format, private).unwrap_err();
            assert_eq!(refused.id(), "key-format-cannot-hold");
        }
    }
    assert_eq!(export(&[&secret], Format::JwkSet, Private::Omit), Err(KeyError::NoPublicHalf));
    let one = Key::from_jwk(P256).unwrap();
    let refused = export(&[&one, &one], Format::Der, Private::Omit);
    assert_eq!(refused, Err(KeyError::OneKeyOnly { format: "DER", count: 2 }));
}

const KINDS: [&str; 12] = [
    "P-256",
    "P-384",
    "P-521",
    "secp256k1",
    "Ed25519",
    "Ed448",
    "X25519",
    "X448",
    "RSA",
    "ML-DSA-44",
    "ML-DSA-65",
    "ML-DSA-87",
];

/// One key of each kind that has two halves, without the labels that PEM and DER cannot hold.
fn some_keys() -> Vec<Key> {
    let made = |name: &str| crypto::generate(&name.parse().unwrap()).unwrap();
    KINDS.map(|name| Key::new(made(name).material)).into()
}

#[test]
fn every_format_round_trips() {
    let keys = some_keys();
    for key in &keys {
        let public = Key::from_jwk(&key.to_jwk(Private::Omit).unwrap()).unwrap();
        for format in Format::PLAIN {
            for (private, expected) in [(Private::Include, key), (Private::Omit, &public)] {
                let bytes = export(&[key], format, private).unwrap();
                assert_eq!(crypto::import(&bytes).keys, only(expected), "{} {format:?}", key.describe());
            }
        }
    }
    let all: Vec<&Key> = keys.iter().collect();
    for format in [Format::JwkSet, Format::Pem] {
        assert_eq!(crypto::import(&export(&all, format, Private::Include).unwrap()).keys, keys);
    }
}

/// Runs openssl; `None`, with a line that says so, where there is none.
fn openssl(args: &[&str], input: &[u8]) -> Option<Vec<u8>> {
    let child =
        Command::new("openssl").args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let Ok(mut child) = child else {
        eprintln!("skipped openssl {}: there is no openssl", args.join(" "));
        return None;
    };
    // openssl may end without reading everything
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "openssl {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    Some(output.stdout)
}

#[test]
fn openssl_reads_what_we_write() {
    // OpenSSL knows ML-DSA since 3.5 only
    for key in some_keys().into_iter().filter(|key| !key.describe().starts_with("ML-DSA")) {
        for (format, form) in [(Format::Pem, "PEM"), (Format::Der, "DER")] {
            let private = export(&[&key], format, Private::Include).unwrap();
            let is_okp = !key.describe().contains(' ');
            let check = ["pkey", "-inform", form, "-noout", "-text", "-check"];
            let check = if is_okp { &check[..5] } else { &check };
            let Some(text) = openssl(check, &private) else { return };
            let text = String::from_utf8_lossy(&text).into_owned();
            assert!(is_okp || text.contains("Key is valid"), "{text}");
            let public = export(&[&key], format, Private::Omit).unwrap();
            let theirs = openssl(&["pkey", "-inform", form, "-pubout", "-outform", form], &private).unwrap();
            assert_eq!(theirs, *public, "{} as {form}", key.describe());
            openssl(&["pkey", "-pubin", "-inform", form, "-noout"], &public).unwrap();
        }
    }
}

#[test]
fn we_read_what_openssl_writes() {
    for (described, genpkey) in [
        ("RSA 2048", &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"][..]),
        ("RSA 2048", &["-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"]),
        ("EC P-256", &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]),
        ("EC P-384", &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"]),
        ("EC P-521", &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"]),
        ("EC secp256k1", &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"]),
        ("Ed25519", &["-algorithm", "ED25519"]),
        ("X25519", &["-algorithm", "X25519"]),
        ("Ed448", &["-algorithm", "ED448"]),
        ("X448", &["-algorithm", "X448"]),
    ] {
        let Some(pem) = openssl(&[&["genpkey"], genpkey].concat(), b"") else { return };
        let imported = crypto::import(&pem);
        assert_eq!(imported.keys.len(), 1, "{described}: {imported:?}");
        let key = &imported.keys[0];
        assert_eq!((key.describe().as_str(), key.is_private()), (described, true));
        let pss = genpkey.contains(&"RSA-PSS");
        assert_eq!(ids(&imported), if pss { vec!["rsa-pss-only"] } else { vec![] });
        let public = Key::from_jwk(&key.to_jwk(Private::Omit).unwrap()).unwrap();
        for args in [&["-outform", "DER"][..], &["-traditional"], &["-traditional", "-outform", "DER"], &["-text"]] {
            if args.contains(&"-traditional") && (pss || !described.contains(' ')) {
                continue;
            }
            let bytes = openssl(&[&["pkey"], args].concat(), &pem).unwrap();
            assert_eq!(crypto::import(&bytes).keys, only(key), "{described} {args:?}");
        }
        for args in [&["-pubout"][..], &["-pubout", "-outform", "DER"]] {
            let bytes = openssl(&[&["pkey"], args].concat(), &pem).unwrap();
            assert_eq!(crypto::import(&bytes).keys, only(&public), "{described} {args:?}");
        }
        if described.starts_with("EC") {
            elliptic_forms(described, &pem, key, &public);
        }
    }
}

/// SEC1 with its parameters, without its public half, and compressed points.
fn elliptic_forms(described: &str, pem: &[u8], key: &Key, public: &Key) {
    for args in [&["ec"][..], &["ec", "-no_public"], &["ec", "-outform", "DER"], &["ec", "-conv_form", "compressed"]] {
        let bytes = openssl(args, pem).unwrap();
        assert_eq!(crypto::import(&bytes).keys, only(key), "{described} {args:?}");
    }
    let bare = openssl(&["pkcs8", "-topk8", "-nocrypt"], &openssl(&["ec", "-no_public"], pem).unwrap()).unwrap();
    assert_eq!(crypto::import(&bare).keys, only(key), "{described} PKCS#8 without public key");
    for form in ["compressed", "uncompressed"] {
        let bytes = openssl(&["ec", "-pubout", "-conv_form", form], pem).unwrap();
        assert_eq!(crypto::import(&bytes).keys, only(public), "{described} {form}");
    }
    let explicit = openssl(&["ec", "-param_enc", "explicit"], pem).unwrap();
    assert_eq!(refusals(&crypto::import(&explicit)), ["key-unsupported"]);
}

#[test]
fn ec_parameters_stand_before_the_key() {
    let Some(pem) = openssl(&["ecparam", "-name", "prime256v1", "-genkey"], b"") else { return };
    let text = String::from_utf8(pem.clone()).unwrap();
    assert!(text.contains("EC PARAMETERS"));
    let import = crypto::import(&pem);
    assert_eq!((import.keys.len(), import.ignored.len(), import.notes.len()), (1, 0, 0), "{import:?}");
}

/// Old files leave the curve to the EC PARAMETERS block; where it stands in both places, both must say the same.
#[test]
fn the_curve_comes_from_the_block_before() {
    let p256 = "06082a8648ce3d030107";
    let scalar = "8e9b109e719098bf980487df1f5d77e9cb29606ebed2263b5f57c213df84f4b2";
    let bare = format!("302502010104 20{scalar}");
    let named = format!("303102010104 20{scalar}a00a{p256}");
    let block = |label: &str, hex: &str| {
        let octets = SecretEncoding::Hex.decode(hex).unwrap();
        let body = base64::engine::general_purpose::STANDARD.encode(octets.expose());
        format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
    };
    let expected = Key::from_jwk(P256).unwrap();
    let both = |parameters: &str, key: &str| {
        let text = block("EC PARAMETERS", parameters) + &block("EC PRIVATE KEY", key);
        crypto::import(text.as_bytes())
    };
    assert_eq!(both(p256, &bare).keys, only(&expected));
    assert_eq!(both(p256, &named).keys, only(&expected));
    assert_eq!(crypto::import(block("EC PRIVATE KEY", &named).as_bytes()).keys, [expected]);
    let p384 = "06052b81040022";
    assert_eq!(refusals(&both(p384, &named)), ["der-damaged"], "two curves");
    assert_eq!(refusals(&crypto::import(block("EC PRIVATE KEY", &bare).as_bytes())), ["key-unsupported"]);
}

#[test]
fn a_certificate_gives_its_key() {
    let key = Key::from_jwk(P256).unwrap();
    let pem = export(&[&key], Format::Pem, Private::Include).unwrap();
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&pem).unwrap();
    let path = file.path().to_str().unwrap();
    let request = ["req", "-x509", "-new", "-key", path, "-subj", "/CN=example.com", "-days", "1"];
    let Some(certificate) = openssl(&request, b"") else { return };
    let public = Key::from_jwk(&key.to_jwk(Private::Omit).unwrap()).unwrap();
    for args in [&["x509"][..], &["x509", "-text"], &["x509", "-outform", "DER"], &["x509", "-trustout"]] {
        let import = crypto::import(&openssl(args, &certificate).unwrap());
        let [key] = import.keys.as_slice() else { panic!("{import:?}") };
        assert_eq!((&key.material, ids(&import)), (&public.material, vec!["key-from-certificate"]), "{args:?}");
        let [certificate] = &key.certificates()[..] else { panic!("{key:?}") };
        assert_eq!((certificate.subject.as_str(), certificate.key.as_deref()), ("CN=example.com", Some("EC P-256")));
        assert!(certificate.is_self_issued);
    }
    let trusted = openssl(&["x509", "-trustout", "-addtrust", "serverAuth"], &certificate).unwrap();
    assert_eq!(ids(&crypto::import(&trusted)), ["key-from-certificate"], "what OpenSSL puts behind it is no surprise");
    let der = openssl(&["x509", "-outform", "DER"], &certificate).unwrap();
    let trailing = crypto::import(&[&der[..], b"\n"].concat());
    assert_eq!((trailing.keys.len(), ids(&trailing)[0]), (1, "der-trailing-bytes"));
    let other = crypto::generate(&"P-256".parse().unwrap()).unwrap();
    for (holder, notes) in [(&public, vec![]), (&other, vec!["x5c-mismatch"])] {
        let jwk = changed(
            &holder.to_jwk(Private::Omit).unwrap(),
            json!({"x5c": [base64::engine::general_purpose::STANDARD.encode(&der)]}),
        );
        assert_eq!(ids(&crypto::import(jwk.as_bytes())), notes);
    }
}

/// What is locked waits for its passphrase, and says how it is protected.
#[test]
fn encrypted_keys_open_with_their_passphrase() {
    let key = Key::from_jwk(P256).unwrap();
    let pem = export(&[&key], Format::Pem, Private::Include).unwrap();
    let passphrase = |text: &str| Secret::new(text.as_bytes().to_vec());
    for args in [
        &["pkcs8", "-topk8", "-passout", "pass:x"][..],
        &["pkcs8", "-topk8", "-passout", "pass:x", "-outform", "DER"],
        &["ec", "-aes128", "-passout", "pass:x"],
    ] {
        let Some(bytes) = openssl(args, &pem) else { return };
        let closed = crypto::import(&bytes);
        assert_eq!((closed.keys.len(), closed.ignored.len(), closed.locked.len()), (0, 0, 1), "{closed:?}");
        assert!(!closed.locked[0].refused);
        let wrong = crypto::import_unlocking(&bytes, &[passphrase("y")]);
        assert!(wrong.keys.is_empty() && wrong.locked[0].refused, "{wrong:?}");
        let open = crypto::import_unlocking(&bytes, &[passphrase("y"), passphrase("x")]);
        assert_eq!((open.keys.as_slice(), ids(&open)), (only(&key), vec!["key-unlocked"]), "{args:?}");
        assert_eq!((open.locked.len(), open.ignored.len()), (0, 0));
    }
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// Imports a file.
fn import_file(path: &Path) -> Imported {
    let bytes = std::fs::read(path).unwrap();
    let import = import_checked(&bytes);
    assert!(!import.keys.is_empty() || !import.ignored.is_empty() || !import.notes.is_empty(), "{}", path.display());
    for ignored in &import.ignored {
        assert!(ignored.why.to_string().len() < 300, "{}", ignored.why);
    }
    import
}

#[test]
fn real_world_key_sets_open() {
    let Some(folder) = vectors::folder("real-world-jwks") else { return };
    let mut opened = 0;
    for path in files(&folder).iter().filter(|p| p.to_string_lossy().ends_with("jwks.json")) {
        let import = import_file(path);
        assert_eq!(import.ignored, [], "{}", path.display());
        // one publisher pads, another writes standard base64
        for (file, id) in [("paypal.jwks.json", "b64-padding"), ("battle-net.jwks.json", "b64-standard-alphabet")] {
            assert_eq!(ids(&import).contains(&id), path.ends_with(file), "{}", path.display());
        }
        for key in &import.keys {
            assert_eq!(Key::from_jwk(&key.to_jwk(Private::Include).unwrap()).as_ref(), Ok(key));
        }
        opened += import.keys.len();
    }
    assert!(opened > 40, "{opened}");
}

fn any_jwk() -> impl Strategy<Value = Key> {
    let text = || proptest::option::of("\\PC{0,12}");
    let octets = |len| proptest::collection::vec(any::<u8>(), len);
    let material = prop_oneof![
        octets(1..80).prop_map(|k| Material::Oct(Secret::new(k))),
        (octets(64..65), octets(3..4), any::<bool>()).prop_map(|(mut n, mut e, _)| {
            (n[0], n[63], e[0], e[2]) = (n[0] | 0x80, n[63] | 1, e[0] | 1, e[2] | 1);
            Material::Rsa { n, e, private: None }
        }),
        (octets(32..33), octets(32..33), proptest::option::of(octets(32..33))).prop_map(|(x, y, d)| Material::Ec {
            curve: jwt_workbench::jose::alg::Curve::P256,
            x,
            y,
            d: d.map(Secret::new),
        }),
        (octets(57..58), proptest::option::of(octets(57..58))).prop_map(|(x, d)| Material::Okp {
            curve: jwt_workbench::jose::alg::Curve::Ed448,
            x,
            d: d.map(Secret::new),
        }),
    ];
    let labels = (text(), text(), text(), proptest::collection::vec("[a-z]{1,8}", 0..3), "\\PC{0,12}");
    (material, labels, text()).prop_map(|(material, (kid, alg, usage, mut key_ops, name), other)| {
        key_ops.dedup();
        let repeated = key_ops.len() > 1 && key_ops.first() == key_ops.last();
        let mut key = Key { kid, alg, usage, name, ..Key::new(material) };
        key.key_ops = if repeated { Vec::new() } else { key_ops };
        key.other.extend(other.map(|text| ("x-other".to_owned(), Value::from(text))));
        key
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_key_survives_the_way_through_a_jwk(key in any_jwk()) {
        let (line, pretty) = (key.to_jwk(Private::Include).unwrap(), key.to_jwk_pretty(Private::Include).unwrap());
        prop_assert_eq!(Key::from_jwk(&line), Ok(key.clone()));
        prop_assert_eq!(Key::from_jwk(&pretty), Ok(key.clone()));
        let set = export(&[&key], Format::JwkSet, Private::Include).unwrap();
        prop_assert_eq!(import(&set).keys, [key]);
    }

    #[test]
    fn mutated_key_files_never_panic(
        which in 0..96usize,
        edits in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>(), 0..4u8), 1..6),
    ) {
        let mut bytes = seeds()[which % seeds().len()].clone();
        for (at, octet, how) in edits {
            let at = at.index(bytes.len().max(1));
            match how {
                0 if at < bytes.len() => bytes[at] = octet,
                1 => bytes.insert(at.min(bytes.len()), octet),
                2 if at < bytes.len() => drop(bytes.remove(at)),
                _ => bytes.truncate(at.max(1)),
            }
        }
        let import = import_checked(&bytes);
        for key in &import.keys {
            prop_assert!(key.to_jwk(Private::Include).is_ok());
            let _ = (key.describe(), key.weaknesses(None), key.can(), crypto::thumbprint(key));
            for alg in jwt_workbench::jose::alg::ALL {
                let _ = crypto::verify(alg, key, b"a.b", &[1; 64]);
            }
        }
    }
}

/// Every format of every kind of key.
fn seeds() -> &'static [Vec<u8>] {
    static SEEDS: std::sync::OnceLock<Vec<Vec<u8>>> = std::sync::OnceLock::new();
    SEEDS.get_or_init(|| {
        let write = |key: &Key, format, private| export(&[key], format, private).unwrap().to_vec();
        let all = |key: &Key| {
            [Private::Include, Private::Omit].map(|private| Format::PLAIN.map(|format| write(key, format, private)))
        };
        some_keys().iter().flat_map(all).flatten().collect()
    })
}
