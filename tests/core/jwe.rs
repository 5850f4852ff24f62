//! JWE through its public doors: every algorithm there and back, and what must be refused.

use crate::rfc::{A2_KEY, A4_KEY};
use crate::vectors;
use jwt_workbench::crypto::jwe::{
    DecryptError, Decrypted, Encryption, Jwe, Opened, Recipient, SealError, StepState, decrypt, decrypt_token, encrypt,
};
use jwt_workbench::crypto::{self, CryptoError, KeyShape, KeySpec, generate};
use jwt_workbench::jose::alg::{self, Algorithm, CONTENT, ContentEncryption, Curve, Family, KeyType};
use jwt_workbench::jose::base64url;
use jwt_workbench::jose::serialize::JweText;
use jwt_workbench::jose::token::Token;
use jwt_workbench::keys::{Key, Material, Private, Secret};
use jwt_workbench::make::{self, Envelope, Shape};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// RFC 8037 appendix A.6, Bob's, with its private half (RFC 7748 section 6.1).
const X25519: &str = concat!(
    r#"{"kty":"OKP","crv":"X25519","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08","#,
    r#""d":"XasIfmJKikt54X-Lg4AO5m87sSkmGLb9HC-LJ_-I4Os"}"#,
);

/// RFC 8037 appendix A.7, Dave's, with its private half (RFC 7748 section 6.2).
const X448: &str = concat!(
    r#"{"kty":"OKP","crv":"X448","x":"PreoKbDNIPW8_AtZm2_sz22kYnEHvbDU80W0MCfYuXL8PjT7QjKhPKcG3LV67D2uB73BxnvzNgk","#,
    r#""d":"HDBqesKg4uCZCylEcMujOeZFN3KwdYEdj60NHWknwSC7XuiXKw0-ITdMnJIbCdGwNm8QtlFzmS0"}"#,
);

/// Rounds of PBES2 in these tests.
const FEW_ROUNDS: u32 = 1_000;

fn alg(name: &str) -> &'static Algorithm {
    alg::find(name).unwrap()
}

fn enc(name: &str) -> &'static ContentEncryption {
    alg::find_content(name).unwrap()
}

fn jwk(text: &str) -> Key {
    crypto::import(text.as_bytes()).keys.remove(0)
}

fn secret(octets: usize) -> Key {
    let octets = (0..octets).map(|n| u8::try_from(n * 7 % 251).unwrap() + 1);
    Key::new(Material::Oct(Secret::new(octets.collect())))
}

static RSA: LazyLock<Key> = LazyLock::new(|| jwk(A2_KEY));

static AGREEMENT: LazyLock<Vec<Key>> = LazyLock::new(|| {
    let made = |curve| generate(&KeySpec { shape: KeyShape::on(curve), alg: None }).unwrap();
    vec![made(Curve::P256), made(Curve::P384), jwk(A4_KEY), jwk(X25519), jwk(X448)]
});

/// Keys that fit an algorithm: one for each curve, or for the content encryption.
fn keys_for(alg: &Algorithm, enc: &ContentEncryption) -> Vec<Key> {
    match alg.family {
        Family::RsaEncryption => vec![RSA.clone()],
        Family::KeyWrap | Family::GcmKeyWrap => vec![secret(usize::from(alg.wrap_bits / 8))],
        Family::Direct => vec![secret(enc.key_len)],
        Family::Pbes2 => vec![secret(20)],
        _ => AGREEMENT.clone(),
    }
}

fn public(key: &Key) -> Key {
    match key.material {
        Material::Oct(_) => key.clone(),
        _ => jwk(&key.to_jwk(Private::Omit).unwrap()),
    }
}

/// A JWE for one recipient, with few rounds.
fn sealed(header: &str, key: &Key, alg: &'static Algorithm, enc: &'static ContentEncryption, zip: bool) -> JweText {
    let recipients = [Recipient { key, alg, header: None }];
    let p2c = Some(FEW_ROUNDS);
    encrypt(&Encryption { p2c, zip, ..plain(header, &recipients, enc, b"a plaintext of some bytes") }).unwrap()
}

fn plain<'a>(
    protected: &'a str,
    recipients: &'a [Recipient<'a>],
    enc: &'static ContentEncryption,
    plaintext: &'a [u8],
) -> Encryption<'a> {
    Encryption { protected, unprotected: None, recipients, enc, zip: false, p2c: None, aad: None, plaintext }
}

fn parsed(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).unwrap()
}

/// The union of a recipient's headers.
fn header_of(text: &JweText, recipient: usize) -> Map<String, Value> {
    let protected = base64url::decode_strict(&text.protected).unwrap();
    let protected = if protected.is_empty() { Map::new() } else { serde_json::from_slice(&protected).unwrap() };
    let shared = text.unprotected.as_deref().map(parsed).unwrap_or_default();
    let own = text.recipients[recipient].header.as_deref().map(parsed).unwrap_or_default();
    protected.into_iter().chain(shared).chain(own).collect()
}

fn opened_by(text: &JweText, recipient: usize, key: &Key) -> Decrypted {
    let aad = text.aad.as_deref().map(base64url::encode);
    let jwe = Jwe {
        header: &header_of(text, recipient),
        protected: &text.protected,
        aad: aad.as_deref(),
        encrypted_key: &text.recipients[recipient].encrypted_key,
        iv: &text.iv,
        ciphertext: &text.ciphertext,
        tag: &text.tag,
    };
    decrypt(&jwe, key)
}

fn opened(text: &JweText, key: &Key) -> Result<Opened, DecryptError> {
    opened_by(text, 0, key).result
}

fn pairs() -> impl Iterator<Item = (&'static Algorithm, &'static ContentEncryption)> {
    alg::managing().flat_map(|a| CONTENT.iter().map(move |e| (a, e)))
}

#[test]
fn every_algorithm_opens_what_it_sealed() {
    assert_eq!(pairs().count(), 19 * 6);
    for (alg, enc) in pairs() {
        for key in keys_for(alg, enc) {
            for zip in [false, true] {
                let text = sealed(r#"{"typ":"x"}"#, &public(&key), alg, enc, zip);
                let opened = opened(&text, &key).unwrap_or_else(|e| panic!("{} {}: {e}", alg.name, enc.name));
                assert_eq!(opened.plaintext.as_slice(), b"a plaintext of some bytes");
                assert_eq!((opened.alg, opened.enc, opened.compressed_len.is_some()), (alg, enc, zip));
            }
        }
    }
}

/// A way to spoil a token in one place.
type Spoil = fn(&mut JweText);

/// The id of the error after a change.
fn refused(mut text: JweText, key: &Key, spoil: Spoil) -> &'static str {
    spoil(&mut text);
    opened(&text, key).expect_err("it was spoilt").id()
}

/// The protected header with a parameter set, or taken away; what is authenticated changes with it.
fn with_header(text: &mut JweText, name: &str, value: Option<Value>) {
    let mut header = header_of(text, 0);
    match value {
        Some(value) => header.insert(name.to_owned(), value),
        None => header.shift_remove(name),
    };
    text.protected = base64url::encode(Value::Object(header).to_string().as_bytes());
}

#[test]
fn any_bit_of_any_part_counts() {
    for (alg, enc) in pairs().filter(|(_, enc)| ["A128GCM", "A192CBC-HS384"].contains(&enc.name)) {
        for key in keys_for(alg, enc) {
            let whole = sealed(r#"{"apu":"QQ"}"#, &public(&key), alg, enc, false);
            let parts: [fn(&mut JweText) -> &mut Vec<u8>; 4] =
                [|t| &mut t.recipients[0].encrypted_key, |t| &mut t.iv, |t| &mut t.ciphertext, |t| &mut t.tag];
            for part in parts {
                let bits = part(&mut whole.clone()).len() * 8;
                // every bit; of what takes a private key some stand for all
                let step = match key.key_type() {
                    KeyType::Oct => 1,
                    KeyType::Rsa => 29,
                    _ => 7,
                };
                for bit in (0..bits).step_by(step).chain(bits.checked_sub(1)) {
                    let mut changed = whole.clone();
                    part(&mut changed)[bit / 8] ^= 1 << (bit % 8);
                    assert_eq!(opened(&changed, &key).unwrap_err(), DecryptError::NotAuthentic, "{} {bit}", alg.name);
                }
            }
            let mut changed = whole.clone();
            with_header(&mut changed, "apv", Some(json!("")));
            assert_eq!(opened(&changed, &key).unwrap_err(), DecryptError::NotAuthentic, "{} header", alg.name);
        }
    }
}

#[test]
fn another_key_opens_nothing() {
    let other_rsa = generate(&KeySpec { shape: KeyShape::Rsa { bits: 2048 }, alg: None }).unwrap();
    for (alg, enc) in pairs().filter(|(_, enc)| ["A256GCM", "A128CBC-HS256"].contains(&enc.name)) {
        for key in keys_for(alg, enc) {
            let text = sealed("{}", &public(&key), alg, enc, false);
            let other = match &key.material {
                Material::Oct(secret) => Key::new(Material::Oct(Secret::new(vec![9; secret.expose().len()]))),
                Material::Rsa { .. } => other_rsa.clone(),
                _ => continue,
            };
            assert_eq!(opened(&text, &other).unwrap_err(), DecryptError::NotAuthentic, "{}", alg.name);
            assert!(opened(&text, &public(&other)).is_err());
        }
    }
}

#[test]
fn lengths_are_exact() {
    let key = secret(32);
    for content in CONTENT {
        let text = || sealed("{}", &key, alg("A256KW"), content, false);
        let too_short: [(&str, Spoil); 6] = [
            ("jwe-iv-length", |t| t.iv.truncate(8)),
            ("jwe-iv-length", |t| t.iv.push(0)),
            ("jwe-tag-length", |t| t.tag.truncate(4)),
            ("jwe-tag-length", |t| t.tag.clear()),
            ("jwe-tag-length", |t| t.tag.push(0)),
            ("jwe-encrypted-key-length", |t| t.recipients[0].encrypted_key.truncate(16)),
        ];
        for (id, spoil) in too_short {
            assert_eq!(refused(text(), &key, spoil), id, "{}", content.name);
        }
        assert_eq!(refused(text(), &key, |t| t.ciphertext.truncate(3)), "jwe-not-authentic");
    }
    let agreed = jwk(X25519);
    for (text, key) in [
        (sealed("{}", &key, alg("dir"), enc("A256GCM"), false), &key),
        (sealed("{}", &agreed, alg("ECDH-ES"), enc("A256GCM"), false), &agreed),
    ] {
        assert_eq!(refused(text, key, |t| t.recipients[0].encrypted_key.push(0)), "jwe-encrypted-key-present");
    }
}

/// A content encryption key that is right in itself and too long or too short for `enc`.
#[test]
fn the_content_key_has_the_length_that_enc_needs() {
    let long = secret(32);
    let text = sealed("{}", &secret(16), alg("dir"), enc("A128GCM"), false);
    let error = opened(&text, &long).unwrap_err();
    assert_eq!(error, DecryptError::ContentKeyLength { enc: "A128GCM", expected: 128, found: 256 });
    let for_gcm = Key { alg: Some("A128GCM".to_owned()), ..secret(16) };
    assert!(opened(&text, &for_gcm).is_ok(), "a key for dir may name the content encryption");
    let for_other = Key { alg: Some("A256GCM".to_owned()), ..secret(16) };
    assert_eq!(opened(&text, &for_other).unwrap_err().id(), "alg-key-mismatch");
    // the wrapped key is one for A128CBC-HS256, and so are iv and tag
    for name in ["A256KW", "A256GCMKW", "RSA-OAEP", "RSA1_5"] {
        let key = if name.starts_with("RSA") { RSA.clone() } else { long.clone() };
        let mut text = sealed("{}", &key, alg(name), enc("A256GCM"), false);
        with_header(&mut text, "enc", Some(json!("A128GCM")));
        let id = opened(&text, &key).unwrap_err().id();
        assert_eq!(
            id,
            if name.starts_with("RSA") { "jwe-not-authentic" } else { "jwe-encrypted-key-length" },
            "{name}"
        );
    }
}

/// With RSA, whatever is wrong behind the decryption looks the same, and the key management step always succeeds.
#[test]
fn rsa_tells_nothing_about_the_padding() {
    for name in ["RSA1_5", "RSA-OAEP", "RSA-OAEP-512"] {
        let text = sealed("{}", &RSA, alg(name), enc("A128CBC-HS256"), false);
        let spoils: [Spoil; 3] =
            [|t| t.recipients[0].encrypted_key[3] ^= 1, |t| t.recipients[0].encrypted_key.fill(0), |t| t.tag[0] ^= 1];
        for spoil in spoils {
            let mut text = text.clone();
            spoil(&mut text);
            let Decrypted { steps, result } = opened_by(&text, 0, &RSA);
            assert_eq!(result.unwrap_err(), DecryptError::NotAuthentic);
            let states: Vec<_> = steps.iter().map(|s| (s.id, s.state)).collect();
            use StepState::{Done, Failed};
            assert_eq!(states, [("key-management", Done), ("content-key", Done), ("tag", Failed)], "{name}");
        }
        let mut short = text.clone();
        short.recipients[0].encrypted_key.pop();
        assert_eq!(opened(&short, &RSA).unwrap_err().id(), "jwe-encrypted-key-length", "everybody sees that");
    }
}

#[test]
fn small_rsa_keys_are_refused() {
    let Some(root) = vectors::folder("../hostile/keys") else { return };
    let small = crypto::import(&std::fs::read(root.join("rsa-1024.pem")).unwrap()).keys.remove(0);
    let recipients = [Recipient { key: &small, alg: alg("RSA-OAEP"), header: None }];
    let error = encrypt(&plain("{}", &recipients, enc("A256GCM"), b"")).unwrap_err();
    assert_eq!(error, CryptoError::KeyTooSmall { bits: 1024, min_bits: 2048 });
    if small.is_private() {
        let mut text = sealed("{}", &RSA, alg("RSA-OAEP"), enc("A256GCM"), false);
        text.recipients[0].encrypted_key.truncate(128);
        assert_eq!(opened(&text, &small).unwrap_err().id(), "rsa-key-too-small");
    }
}

/// The header of a token whose `epk` is judged; nothing else of it matters.
fn judged_epk(key: &Key, epk: Value) -> DecryptError {
    let mut text = sealed("{}", key, alg("ECDH-ES"), enc("A128GCM"), false);
    with_header(&mut text, "epk", Some(epk));
    opened(&text, key).unwrap_err()
}

#[test]
fn the_ephemeral_key_is_a_point_of_the_curve() {
    let p256 = &AGREEMENT[0];
    let off = |x: &[u8], y: &[u8]| {
        let epk = json!({"kty": "EC", "crv": "P-256", "x": base64url::encode(x), "y": base64url::encode(y)});
        judged_epk(p256, epk)
    };
    let Material::Ec { x, y, .. } = &p256.material else { unreachable!() };
    let mut wrong_y = y.clone();
    wrong_y[31] ^= 1;
    let not_on_curve = DecryptError::EpkNotOnCurve { curve: Curve::P256 };
    for (x, y) in [(&x[..], &wrong_y[..]), (&[0; 32], &[0; 32]), (&[0xff; 32], &[0xff; 32]), (&x[1..], y), (x, &[])] {
        assert_eq!(off(x, y), not_on_curve);
    }
    let x25519 = "3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08";
    for epk in [
        json!({"kty": "EC", "crv": "P-384", "x": base64url::encode(x), "y": base64url::encode(y)}),
        json!({"kty": "OKP", "crv": "X25519", "x": x25519}),
        json!({"kty": "OKP", "crv": "P-256", "x": base64url::encode(x), "y": base64url::encode(y)}),
        json!({"x": x25519}),
        json!({"kty": 1, "crv": ["P-256"]}),
    ] {
        assert_eq!(judged_epk(p256, epk).id(), "jwe-epk-mismatch");
    }
    for epk in [json!(null), json!("x"), json!([1])] {
        assert_eq!(judged_epk(p256, epk).id(), "jwe-parameter");
    }
    for name in ["apu", "apv"] {
        let mut text = sealed("{}", p256, alg("ECDH-ES"), enc("A128GCM"), false);
        with_header(&mut text, name, Some(json!("not base64url!")));
        assert_eq!(opened(&text, p256).unwrap_err().id(), "jwe-parameter");
    }
}

#[test]
fn points_of_low_order_are_refused() {
    for (key, len) in [(jwk(X25519), 32), (jwk(X448), 56)] {
        let curve = key.curve().unwrap();
        for first in [0, 1] {
            let mut point = vec![0_u8; len];
            point[0] = first;
            let epk = json!({"kty": "OKP", "crv": curve.name(), "x": base64url::encode(&point)});
            assert_eq!(judged_epk(&key, epk), DecryptError::EpkLowOrder { curve });
            let weak = Key::new(Material::Okp { curve, x: point, d: None });
            let recipients = [Recipient { key: &weak, alg: alg("ECDH-ES"), header: None }];
            let made = encrypt(&plain("{}", &recipients, enc("A128GCM"), b""));
            assert_eq!(made.unwrap_err().id(), "okp-low-order", "nor is anything encrypted to one");
        }
        let epk = json!({"kty": "OKP", "crv": curve.name(), "x": base64url::encode(&vec![9; len - 1])});
        assert_eq!(judged_epk(&key, epk), DecryptError::EpkNotOnCurve { curve });
    }
}

#[test]
fn rounds_are_judged_before_they_are_computed() {
    let key = secret(12);
    let text = sealed("{}", &key, alg("PBES2-HS512+A256KW"), enc("A128GCM"), false);
    let begun = Instant::now();
    for (p2c, id) in [
        (json!(1_200_001), "jwe-p2c-high"),
        (json!(2_147_483_647), "jwe-p2c-high"),
        (json!(u64::MAX), "jwe-p2c-high"),
        (json!(1e300), "jwe-p2c-high"),
        (json!(0), "jwe-p2c-invalid"),
        (json!(-1), "jwe-p2c-invalid"),
        (json!(1000.5), "jwe-p2c-invalid"),
        (json!("1000"), "jwe-p2c-invalid"),
        (json!(null), "jwe-p2c-invalid"),
        (json!(true), "jwe-p2c-invalid"),
    ] {
        let mut changed = text.clone();
        with_header(&mut changed, "p2c", Some(p2c.clone()));
        assert_eq!(opened(&changed, &key).unwrap_err().id(), id, "{p2c}");
    }
    assert!(begun.elapsed() < Duration::from_millis(200));
    for (p2s, id) in [
        (Some(json!(base64url::encode(&[1; 7]))), "jwe-p2s-short"),
        (Some(json!("")), "jwe-p2s-short"),
        (Some(json!("=")), "jwe-parameter"),
        (Some(json!(8)), "jwe-parameter"),
        (None, "jwe-parameter"),
    ] {
        let mut changed = text.clone();
        with_header(&mut changed, "p2s", p2s.clone());
        assert_eq!(opened(&changed, &key).unwrap_err().id(), id, "{p2s:?}");
    }
    let recipients = [Recipient { key: &key, alg: alg("PBES2-HS256+A128KW"), header: None }];
    for p2c in [0, 1_200_001] {
        let made = encrypt(&Encryption { p2c: Some(p2c), ..plain("{}", &recipients, enc("A128GCM"), b"") });
        assert_eq!(made.unwrap_err().id(), "jwe-p2c-high");
    }
    let typed = encrypt(&plain(r#"{"p2c":"many"}"#, &recipients, enc("A128GCM"), b""));
    assert_eq!(typed.unwrap_err().id(), "jwe-p2c-high");
}

#[test]
fn compression_is_protected_and_bounded() {
    let key = secret(16);
    let text = sealed("{}", &key, alg("dir"), enc("A128GCM"), true);
    let mut unprotected = text.clone();
    with_header(&mut unprotected, "zip", None);
    unprotected.unprotected = Some(r#"{"zip":"DEF"}"#.to_owned());
    assert_eq!(opened(&unprotected, &key).unwrap_err().id(), "jwe-zip-unprotected");
    for (zip, id) in
        [(json!("GZIP"), "jwe-zip-unknown"), (json!("def"), "jwe-zip-unknown"), (json!(1), "jwe-zip-unknown")]
    {
        let mut changed = text.clone();
        with_header(&mut changed, "zip", Some(zip));
        assert_eq!(opened(&changed, &key).unwrap_err().id(), id);
    }
    let recipients = [Recipient { key: &key, alg: alg("dir"), header: None }];
    let most = vec![b'a'; 250_000];
    let sealed = encrypt(&Encryption { zip: true, ..plain("{}", &recipients, enc("A128GCM"), &most) }).unwrap();
    assert_eq!(opened(&sealed, &key).unwrap().plaintext.len(), 250_000);
    let more = vec![b'a'; 250_001];
    let made = encrypt(&Encryption { zip: true, ..plain("{}", &recipients, enc("A128GCM"), &more) });
    assert_eq!(made.unwrap_err(), SealError::TooLargeToZip { max_bytes: 250_000, found: 250_001 }.into());
    assert!(encrypt(&plain("{}", &recipients, enc("A128GCM"), &more)).is_ok(), "without zip there is no limit");
}

#[test]
fn an_algorithm_nobody_knows_is_named() {
    let key = secret(16);
    let text = sealed("{}", &key, alg("dir"), enc("A128GCM"), false);
    for (name, value, id) in [
        ("alg", None, "alg-missing"),
        ("alg", Some(json!(1)), "alg-missing"),
        ("alg", Some(json!("DIR")), "alg-unknown"),
        ("alg", Some(json!("HS256")), "alg-no-encryption"),
        ("alg", Some(json!("none")), "alg-no-encryption"),
        ("alg", Some(json!("RSA-OAEP")), "alg-key-mismatch"),
        ("enc", None, "jwe-enc-missing"),
        ("enc", Some(json!("A128CBC")), "jwe-enc-unknown"),
    ] {
        let mut changed = text.clone();
        with_header(&mut changed, name, value.clone());
        assert_eq!(opened(&changed, &key).unwrap_err().id(), id, "{name} {value:?}");
    }
    let mut unreadable = text.clone();
    unreadable.protected = "e30=".to_owned();
    let header = header_of(&text, 0);
    let jwe = Jwe {
        header: &header,
        protected: &unreadable.protected,
        aad: None,
        encrypted_key: &[],
        iv: &text.iv,
        ciphertext: &text.ciphertext,
        tag: &text.tag,
    };
    assert_eq!(decrypt(&jwe, &key).result.unwrap_err().id(), "jwe-protected-unreadable");
}

#[test]
fn steps_tell_how_far_it_got() {
    use StepState::{Done, Failed, NotReached};
    let key = secret(24);
    let text = sealed("{}", &key, alg("PBES2-HS384+A192KW"), enc("A128CBC-HS256"), true);
    let states =
        |text: &JweText, key: &Key| opened_by(text, 0, key).steps.iter().map(|s| (s.id, s.state)).collect::<Vec<_>>();
    let all = [("key-management", Done), ("content-key", Done), ("tag", Done), ("inflate", Done)];
    assert_eq!(states(&text, &key), all);
    let other = [("key-management", Failed), ("content-key", NotReached), ("tag", NotReached), ("inflate", NotReached)];
    assert_eq!(states(&text, &secret(25)), other);
    let steps = opened_by(&text, 0, &key).steps;
    assert_eq!(steps[0].facts.value("rounds"), Some("1000"));
    assert_eq!(steps[0].facts.value("salt_bytes"), Some("16"));
    assert_eq!(steps[1].facts.value("bits"), Some("256"));
    assert_eq!(steps[3].facts.value("inflated_bytes"), Some("25"));
    let shown = format!("{:?}", opened_by(&text, 0, &key));
    assert!(!shown.contains("plaintext") && !shown.contains("112, 108"), "{shown}");
}

#[test]
fn header_texts_keep_their_order_and_spelling() {
    let key = secret(16);
    let typed = "{ \"x\" : 1.0,\n\"alg\":\"?\", \"\\u0061\":[ ],\"enc\":1 }";
    let text = sealed(typed, &key, alg("A128KW"), enc("A128GCM"), false);
    let header = String::from_utf8(base64url::decode_strict(&text.protected).unwrap()).unwrap();
    assert_eq!(header, r#"{"x":1.0,"alg":"A128KW","\u0061":[],"enc":"A128GCM"}"#);
    // what another algorithm left behind is gone, what is made again stands where it stood
    let typed = r#"{"alg":"ECDH-ES","enc":"A128GCM","epk":{"kty":"EC"},"iv":"old","kid":"k","tag":"old"}"#;
    let header = header_of(&sealed(typed, &key, alg("A128GCMKW"), enc("A128GCM"), false), 0);
    assert_eq!(header.keys().collect::<Vec<_>>(), ["alg", "enc", "iv", "kid", "tag"]);
    let header = header_of(&sealed(typed, &key, alg("A128KW"), enc("A128GCM"), true), 0);
    assert_eq!(header.keys().collect::<Vec<_>>(), ["alg", "enc", "kid", "zip"]);
    let header = header_of(&sealed(r#"{"zip":"DEF"}"#, &key, alg("A128KW"), enc("A128GCM"), false), 0);
    assert_eq!(header.get("zip"), None);
    let recipients = [Recipient { key: &key, alg: alg("A128KW"), header: None }];
    for typed in ["[]", "{", "\"x\"", "{} {}"] {
        let made = encrypt(&plain(typed, &recipients, enc("A128GCM"), b""));
        assert_eq!(made.unwrap_err().id(), "header-not-object", "{typed}");
    }
}

#[test]
fn several_recipients_each_open_the_same() {
    let (rsa, ec, oct) = (RSA.clone(), AGREEMENT[1].clone(), secret(32));
    let names = ["RSA-OAEP-256", "ECDH-ES+A256KW", "A256GCMKW", "PBES2-HS256+A128KW"];
    let keys = [&rsa, &ec, &oct, &oct];
    let recipients: Vec<_> =
        keys.iter().zip(names).map(|(key, name)| Recipient { key, alg: alg(name), header: None }).collect();
    let encryption = Encryption {
        unprotected: Some(r#"{"jku":"x"}"#),
        p2c: Some(FEW_ROUNDS),
        aad: Some(b"more"),
        zip: true,
        ..plain(r#"{"epk":1,"kid":"k"}"#, &recipients, enc("A128CBC-HS256"), b"for all")
    };
    let text = encrypt(&encryption).unwrap();
    let protected = base64url::decode_strict(&text.protected).unwrap();
    assert_eq!(String::from_utf8(protected).unwrap(), r#"{"kid":"k","enc":"A128CBC-HS256","zip":"DEF"}"#);
    for (i, key) in keys.iter().enumerate() {
        assert_eq!(header_of(&text, i)["alg"], names[i]);
        assert_eq!(opened_by(&text, i, key).result.unwrap().plaintext.as_slice(), b"for all");
    }
    assert!(header_of(&text, 1).contains_key("epk") && !header_of(&text, 0).contains_key("epk"));
    let mut changed = text.clone();
    changed.aad = Some(b"less".to_vec());
    assert_eq!(opened_by(&changed, 2, &oct).result.unwrap_err(), DecryptError::NotAuthentic);
    // all share the algorithm: it stands once
    let same = [Recipient { key: &oct, alg: alg("A256KW"), header: Some(r#"{"kid":"a"}"#) }; 2];
    let text = encrypt(&plain("", &same, enc("A128GCM"), b"")).unwrap();
    assert_eq!(parsed(text.recipients[0].header.as_ref().unwrap()).keys().collect::<Vec<_>>(), ["kid"]);
    assert!(opened_by(&text, 1, &oct).result.is_ok());
    for name in ["dir", "ECDH-ES"] {
        let key = if name == "dir" { &oct } else { &ec };
        let recipients = [Recipient { key, alg: alg(name), header: None }, recipients[0]];
        let made = encrypt(&plain("", &recipients, enc("A256GCM"), b""));
        assert_eq!(made.unwrap_err(), SealError::SingleRecipient { alg: alg(name).name }.into());
    }
    assert_eq!(encrypt(&plain("", &[], enc("A256GCM"), b"")).unwrap_err().id(), "jwe-no-recipient");
}

/// RFC 7520 sections 5.11 and 5.12: parameters stay in the header that somebody put them into.
#[test]
fn parameters_stay_unprotected_where_they_stand() {
    let key = secret(16);
    let own = [Recipient { key: &key, alg: alg("A128GCMKW"), header: Some(r#"{"iv":"","kid":"k"}"#) }];
    let shared = Some(r#"{"alg":"","enc":""}"#);
    let text = encrypt(&Encryption { unprotected: shared, ..plain("", &own, enc("A128GCM"), b"x") }).unwrap();
    assert_eq!(text.protected, "", "an empty header is left out");
    assert_eq!(text.unprotected.as_deref(), Some(r#"{"alg":"A128GCMKW","enc":"A128GCM"}"#));
    assert_eq!(parsed(text.recipients[0].header.as_ref().unwrap()).keys().collect::<Vec<_>>(), ["iv", "kid", "tag"]);
    assert!(opened(&text, &key).is_ok());
    for (protected, header, id) in [
        (r#"{"kid":"k"}"#, r#"{"kid":"k"}"#, "header-parameter-twice"),
        ("{}", r#"{"zip":"DEF"}"#, "header-parameter-unprotected"),
    ] {
        let own = [Recipient { key: &key, alg: alg("A128KW"), header: Some(header) }];
        assert_eq!(encrypt(&plain(protected, &own, enc("A128GCM"), b"x")).unwrap_err().id(), id);
        let bare = [Recipient { key: &key, alg: alg("A128KW"), header: None }];
        let shared = Encryption { unprotected: Some(header), ..plain(protected, &bare, enc("A128GCM"), b"x") };
        assert_eq!(encrypt(&shared).unwrap_err().id(), id);
    }
}

#[test]
fn the_likeliest_algorithms_come_first() {
    let names = |key: &Key| make::key_algorithms(key).iter().map(|row| row.name).collect::<Vec<_>>();
    assert_eq!(names(&RSA), ["RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512", "RSA-OAEP"]);
    let agreed = ["ECDH-ES+A256KW", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES"];
    for key in AGREEMENT.iter() {
        assert_eq!(names(key), agreed);
    }
    let passphrase = ["PBES2-HS256+A128KW", "PBES2-HS512+A256KW", "PBES2-HS384+A192KW"];
    assert_eq!(names(&secret(24)), [&["A192KW", "A192GCMKW", "dir"][..], &passphrase].concat());
    assert_eq!(names(&secret(64)), [&["dir"][..], &passphrase].concat());
    assert_eq!(names(&secret(9)), passphrase);
    let own = |alg: &str, key: &Key| names(&Key { alg: Some(alg.to_owned()), ..key.clone() });
    assert_eq!(own("RSA1_5", &RSA), ["RSA1_5"], "only where the key asks for it");
    assert_eq!(own("A256GCM", &secret(32)), ["dir"]);
    assert!(own("HS256", &secret(32)).is_empty() && own("ES256", &AGREEMENT[0]).is_empty());
    for (bytes, content) in [(16, "A128GCM"), (24, "A192GCM"), (32, "A256GCM"), (48, "A192CBC-HS384"), (9, "A256GCM")] {
        assert_eq!(make::default_enc(alg("dir"), &secret(bytes)).name, content);
    }
    let named = Key { alg: Some("A128CBC-HS256".to_owned()), ..secret(32) };
    assert_eq!(make::default_enc(alg("dir"), &named).name, "A128CBC-HS256");
    assert_eq!(make::default_enc(alg("A128KW"), &secret(16)).name, "A256GCM");
}

fn envelope<'a>(header: &'a str, recipients: &'a [Recipient<'a>], content: &'a [u8]) -> Envelope<'a> {
    Envelope {
        header,
        unprotected: None,
        recipients,
        enc: enc("A128GCM"),
        zip: false,
        p2c: None,
        aad: None,
        form: Shape::Compact,
        header_as_typed: false,
        content,
    }
}

#[test]
fn envelopes_are_labelled_unless_the_header_is_to_stay() {
    let key = Key { kid: Some("mine".to_owned()), ..secret(16) };
    let to = [Recipient { key: &key, alg: alg("A128KW"), header: None }];
    let inner = "eyJhbGciOiJIUzI1NiJ9.e30.AAAA";
    let header = |e: &Envelope<'_>| Value::Object(Token::read(&make::encrypt(e).unwrap()).jose_header()).to_string();
    let made = envelope(r#"{"kid":"old"}"#, &to, inner.as_bytes());
    assert_eq!(header(&made), r#"{"kid":"mine","cty":"JWT","alg":"A128KW","enc":"A128GCM"}"#);
    let made = Envelope { header_as_typed: true, ..made };
    assert_eq!(header(&made), r#"{"kid":"old","alg":"A128KW","enc":"A128GCM"}"#);
    let typed = envelope(r#"{"cty":"text/plain"}"#, &to, inner.as_bytes());
    assert!(header(&typed).contains("text/plain"));
    let zipped = envelope(r#"{"zip":"DEF"}"#, &to, b"x");
    assert!(header(&zipped).contains(r#""zip":"DEF""#), "the header asks for it");
    let own = [Recipient { header: Some(r#"{"x":1}"#), ..to[0] }];
    for (what, id) in [
        (Envelope { aad: Some(b"x"), ..typed }, "aad"),
        (Envelope { unprotected: Some("{}"), ..typed }, "unprotected"),
        (Envelope { recipients: &own, ..typed }, "unprotected"),
        (Envelope { recipients: &[], ..typed }, "no key"),
        (Envelope { recipients: &[to[0], to[0]], form: Shape::Flattened, ..typed }, "these are 2"),
    ] {
        let error = make::encrypt(&what).unwrap_err().to_string();
        assert!(error.contains(id), "{error}");
    }
    let aad = Envelope { aad: Some(b""), ..typed };
    assert!(make::encrypt(&aad).is_ok(), "nothing is nothing");
    for form in [Shape::Flattened, Shape::General] {
        let text = make::encrypt(&Envelope { form, aad: Some(b"x"), recipients: &own, ..typed }).unwrap();
        assert!(text.contains(r#""header":{"x":1,"kid":"mine"}"#), "{text}");
        assert!(opened_text(&text, 0, &key).is_ok());
    }
}

/// What becomes of a token's text with a key, for one recipient.
fn opened_text(text: &str, recipient: usize, key: &Key) -> Result<Opened, String> {
    let whole = Token::read(text);
    if let Some(flaw) = whole.flaws.iter().find(|f| f.id != "format-json-serialization") {
        return Err(flaw.id.to_owned());
    }
    if !whole.form.is_jwe() {
        return Err("no JWE".to_owned());
    }
    let token = whole.entry(recipient);
    decrypt_token(&token, key).result.map_err(|e| e.id().to_owned())
}

/// The key of a cookbook example: a JWK, or a passphrase.
fn cookbook_key(input: &Value, i: usize) -> Key {
    let key = input.get("key").map(|key| key.get(i).unwrap_or(key));
    match (key, input.get("pwd")) {
        (Some(key), _) => jwk(&key.to_string()),
        (None, pwd) => Key::new(Material::Oct(Secret::new(pwd.unwrap().as_str().unwrap().as_bytes().to_vec()))),
    }
}

/// RFC 7520 section 5, and the same with X25519: every example opens in every form that it is written in.
#[test]
fn the_cookbook_opens() {
    let Some(root) = vectors::folder("rfc7520-cookbook") else { return };
    let files = std::fs::read_dir(root.join("jwe")).unwrap().map(|entry| entry.unwrap().path());
    let mut read = 0;
    for path in files.chain([root.join("curve25519/ecdh-es.json")]) {
        let example: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let (input, output) = (&example["input"], &example["output"]);
        let forms = ["compact", "json_flat", "json"].map(|form| &output[form]);
        for (form, i) in forms.into_iter().filter(|f| !f.is_null()).flat_map(|f| (0..3).map(move |i| (f, i))) {
            if i >= input["key"].as_array().map_or(1, Vec::len) {
                continue;
            }
            let text = form.as_str().map_or_else(|| form.to_string(), str::to_owned);
            let opened = opened_text(&text, i, &cookbook_key(input, i));
            let opened = opened.unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            assert_eq!(String::from_utf8(opened.plaintext.to_vec()).unwrap(), input["plaintext"].as_str().unwrap());
            read += 1;
        }
    }
    assert_eq!(read, EXAMPLES);
}

/// Forms and recipients of the cookbook's examples.
const EXAMPLES: usize = 39;

/// RFC 7516 appendix A, RFC 7517 appendix C, RFC 7519 appendix A.2.
#[test]
fn the_examples_of_the_rfcs_open() {
    let Some(root) = vectors::folder("rfc-appendix-extra") else { return };
    let examples: Vec<Value> = serde_json::from_slice(&std::fs::read(root.join("vectors.json")).unwrap()).unwrap();
    let mut read = 0;
    for example in examples.iter().filter(|e| e["kind"] == "jwe") {
        let opened = opened_text(example["token"].as_str().unwrap(), 0, &jwk(&example["key"].to_string()));
        let opened = opened.unwrap_or_else(|e| panic!("{}: {e}", example["name"]));
        assert_eq!(base64url::encode(&opened.plaintext), example["payload_b64u"].as_str().unwrap());
        read += 1;
    }
    assert_eq!(read, 5);
}

/// The same examples as another project wrote them down.
#[test]
fn the_appendices_open_in_every_form() {
    let Some(root) = vectors::folder("rfc-appendix-latchset/tests/vectors") else { return };
    let mut read = 0;
    for section in 1..=13 {
        // some files are links that came as their text
        let named = |end: &str| {
            let content = std::fs::read(root.join(format!("rfc7520_5.{section}.{end}")));
            match content {
                Ok(link) if link.starts_with(b"rfc7520_") => {
                    std::fs::read(root.join(std::str::from_utf8(&link).unwrap().trim()))
                }
                content => content,
            }
        };
        let Ok(plaintext) = named("pt") else { continue };
        for form in ["jwec", "jwef", "jweg"] {
            let (Ok(text), Ok(key)) = (named(form), named("jwk")) else { continue };
            let key = jwk(std::str::from_utf8(&key).unwrap());
            let opened = opened_text(String::from_utf8(text).unwrap().trim(), 0, &key);
            let opened = opened.unwrap_or_else(|e| panic!("5.{section} {form}: {e}"));
            assert_eq!(opened.plaintext.as_slice(), plaintext, "5.{section} {form}");
            read += 1;
        }
    }
    assert_eq!(read, 31);
}

/// Valid in the file, refused here, and why.
const REFUSED_HERE: [(u64, &str); 0] = [];

/// Invalid in the file for whoever reads compact tokens alone.
const ONLY_IN_JSON: [u64; 1] = [22];

/// Wycheproof: nothing is opened that must not be, and everything that is valid opens to the plaintext given.
#[test]
fn wycheproof_encryption() {
    let Some(root) = vectors::folder("wycheproof-jose") else { return };
    let file = std::fs::read(root.join("json_web_encryption_test.json")).unwrap();
    let file: Value = serde_json::from_slice(&file).unwrap();
    let (mut accepted, mut refused) = (0, 0);
    for group in file["testGroups"].as_array().unwrap() {
        let key = jwk(&group["private"].to_string());
        for test in group["tests"].as_array().unwrap() {
            let id = test["tcId"].as_u64().unwrap();
            let text = test["jwe"].as_str().map_or_else(|| test["jwe"].to_string(), str::to_owned);
            let opened = opened_text(&text, 0, &key);
            let is_valid = test["result"] == "valid" || ONLY_IN_JSON.contains(&id);
            let named = REFUSED_HERE.iter().find(|(refused, _)| *refused == id);
            match (opened, named) {
                (Ok(opened), None) => {
                    assert!(is_valid, "{id} {}: opened", test["comment"]);
                    let hex: String = opened.plaintext.iter().map(|b| format!("{b:02x}")).collect();
                    assert_eq!(hex, test["pt"].as_str().unwrap_or("666f6f"), "{id}");
                    accepted += 1;
                }
                (Ok(_), Some(_)) => panic!("{id} opened: take it out of the list"),
                (Err(why), None) => {
                    assert!(!is_valid, "{id} {}: {why}", test["comment"]);
                    refused += 1;
                }
                (Err(why), Some((_, expected))) => assert_eq!(why, *expected, "{id}"),
            }
        }
    }
    eprintln!("wycheproof: {accepted} opened, {refused} refused");
    assert_eq!(accepted + refused + REFUSED_HERE.len(), 139);
}

/// RFC 7518 appendix C: what Alice and Bob agree on, and what the Concat KDF makes of it.
#[test]
fn the_key_agreed_on_is_that_of_the_rfc() {
    let bob = jwk(concat!(
        r#"{"kty":"EC","crv":"P-256","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ","#,
        r#""y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck","d":"VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"}"#,
    ));
    let agreed = jwk(r#"{"kty":"oct","k":"VqqN6vgjbSBcIijNcacQGg"}"#);
    // nothing is protected, so that the header can say afterwards how the key came to be
    let shared = Some(r#"{"alg":"dir","enc":"A128GCM"}"#);
    let recipients = [Recipient { key: &agreed, alg: alg("dir"), header: None }];
    let encryption = plain("", &recipients, enc("A128GCM"), b"x");
    let mut text = encrypt(&Encryption { unprotected: shared, ..encryption }).unwrap();
    text.unprotected = Some(
        concat!(
            r#"{"alg":"ECDH-ES","enc":"A128GCM","apu":"QWxpY2U","apv":"Qm9i","epk":{"kty":"EC","crv":"P-256","#,
            r#""x":"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0","y":"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"}}"#,
        )
        .to_owned(),
    );
    assert_eq!(opened(&text, &bob).unwrap().plaintext.as_slice(), b"x");
    text.unprotected = text.unprotected.map(|header| header.replace("Qm9i", "Qm9j"));
    assert_eq!(opened(&text, &bob).unwrap_err(), DecryptError::NotAuthentic);
}

fn hostile_key(root: &std::path::Path, file: &str) -> Key {
    let bytes = std::fs::read(root.join(file)).unwrap();
    match file.ends_with(".txt") {
        true => Key::new(Material::Oct(Secret::new(bytes))),
        false => crypto::import(&bytes).keys.remove(0),
    }
}

/// The hostile corpus: what must be refused is, in time and by the id that it names; what is only worth a warning opens.
#[test]
fn the_hostile_corpus() {
    let Some(root) = vectors::folder("../hostile") else { return };
    let manifest: Value = serde_json::from_slice(&std::fs::read(root.join("manifest.json")).unwrap()).unwrap();
    let entries = ["entries", "controls"].iter().flat_map(|list| manifest[list].as_array().unwrap());
    let mut seen = 0;
    for entry in entries {
        let (id, expectation) = (entry["id"].as_str().unwrap(), entry["expectation"].as_str().unwrap());
        if !id.starts_with("jwe-") && !id.starts_with("ok-jwe-") {
            continue;
        }
        let text = std::fs::read_to_string(root.join(entry["file"].as_str().unwrap())).unwrap();
        let key = hostile_key(&root, entry["key"].as_str().unwrap());
        let begun = Instant::now();
        let opened = opened_text(text.trim(), 0, &key);
        let taken = begun.elapsed();
        match (expectation, opened) {
            ("must_reject", Err(why)) => {
                let named = entry["also_warn"].as_array();
                assert!(named.is_none_or(|ids| ids.iter().any(|id| *id == *why)), "{id}: {why}");
            }
            ("must_warn:jwe-p2s-short", Err(why)) => assert_eq!(why, "jwe-p2s-short"),
            ("must_reject", Ok(_)) => panic!("{id} was opened"),
            (_, opened) => drop(opened.unwrap_or_else(|e| panic!("{id}: {e}"))),
        }
        let most = entry["max_ms"].as_u64().unwrap_or(5_000);
        assert!(taken < Duration::from_millis(most), "{id} took {taken:?}");
        seen += 1;
    }
    assert!(seen > 15);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Any content comes back, whatever the algorithms; with one bit of the compact token changed, nothing does.
    #[test]
    fn what_is_sealed_opens_and_nothing_else(
        pair in 0..19 * 6_usize,
        content in proptest::collection::vec(any::<u8>(), 0..300),
        zip in any::<bool>(),
        at in any::<prop::sample::Index>(),
        bit in 0..6_u8,
    ) {
        let (alg, enc) = pairs().nth(pair).unwrap();
        let key = keys_for(alg, enc).swap_remove(pair % keys_for(alg, enc).len());
        let recipients = [Recipient { key: &public(&key), alg, header: None }];
        let encryption = Encryption { zip, p2c: Some(FEW_ROUNDS), ..plain("{}", &recipients, enc, &content) };
        let text = encrypt(&encryption).unwrap().compact().unwrap();
        let opened = opened_text(&text, 0, &key).unwrap();
        prop_assert_eq!(opened.plaintext.as_slice(), content.as_slice());
        let mut changed = text.clone().into_bytes();
        let at = at.index(changed.len());
        const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        if let Some(digit) = ALPHABET.iter().position(|c| *c == changed[at]) {
            changed[at] = ALPHABET[digit ^ (1 << bit)];
            prop_assert!(opened_text(&String::from_utf8(changed).unwrap(), 0, &key).is_err());
        }
    }

    /// No header, part or length of a token from outside does more than fail.
    #[test]
    fn no_token_is_too_odd(
        pair in 0..19 * 6_usize,
        parts in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..300), 4),
        odd in "[{}\\[\\]\"a-z0-9:,.]{0,40}",
    ) {
        let (alg, enc) = pairs().nth(pair).unwrap();
        let key = &keys_for(alg, enc)[0];
        let mut header = parsed(r#"{"epk":{"kty":"EC","crv":"P-256","x":"","y":""},"p2c":9,"p2s":"","iv":"","tag":""}"#);
        header.extend([("alg".to_owned(), json!(alg.name)), ("enc".to_owned(), json!(enc.name))]);
        if let Ok(Value::Object(more)) = serde_json::from_str(&odd) {
            header.extend(more);
        }
        let jwe = Jwe {
            header: &header,
            protected: &odd,
            aad: Some(&odd),
            encrypted_key: &parts[0],
            iv: &parts[1],
            ciphertext: &parts[2],
            tag: &parts[3],
        };
        prop_assert!(decrypt(&jwe, key).result.is_err());
        let bare = Jwe { protected: "", ..jwe };
        prop_assert!(decrypt(&bare, key).result.is_err());
    }
}
