//! JWE through its public doors: every algorithm there and back, and what must be refused.

use crate::rfc::{A2_KEY, A4_KEY};
use jwt_workbench::crypto::jwe::{DecryptError, Decrypted, Encryption, Jwe, Opened, Recipient, decrypt, encrypt};
use jwt_workbench::crypto::{self, KeyShape, KeySpec, generate};
use jwt_workbench::jose::alg::{self, Algorithm, CONTENT, ContentEncryption, Curve, Family};
use jwt_workbench::jose::base64url;
use jwt_workbench::jose::serialize::JweText;
use jwt_workbench::keys::{Key, Material, Private, Secret};
use serde_json::{Map, Value};
use std::sync::LazyLock;

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
