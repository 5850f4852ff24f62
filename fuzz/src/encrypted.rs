//! Encrypted tokens: what is made opens again, and what lies inside is reached.

use super::tokens::{judge, judged, strangers, text};
use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use jwt_workbench::checks::VerificationState;
use jwt_workbench::crypto::jwe::limits::MAX_INFLATED_BYTES;
use jwt_workbench::crypto::jwe::{self, Encryption, Recipient};
use jwt_workbench::crypto::{self, CryptoError};
use jwt_workbench::jose::alg::{self, Algorithm, Family, KeyType};
use jwt_workbench::jose::base64url;
use jwt_workbench::jose::serialize::JweText;
use jwt_workbench::keys::{Key, KeyRing, Material, Secret};
use jwt_workbench::report::{KeyChoice, Report};
use std::sync::OnceLock;

/// Private keys of this file, and of no other use.
const FRIENDS: &str = include_str!("friends.jwks.json");

/// The content encryption key of [`inflate`].
const CONTENT_KEY: [u8; 16] = [7; 16];

fn friends() -> &'static [Key] {
    static KEYS: OnceLock<Vec<Key>> = OnceLock::new();
    KEYS.get_or_init(|| {
        let mut keys = crypto::import(FRIENDS.as_bytes()).keys;
        assert_eq!(keys.len(), 4, "the friends are readable");
        keys.extend([16, 24, 32, 48, 64].map(secret));
        keys.iter_mut().enumerate().for_each(|(i, key)| key.name = format!("friend {i}"));
        keys
    })
}

fn secret(length: usize) -> Key {
    Key::new(Material::Oct(Secret::new(vec![7; length])))
}

/// Any token: nothing of it opens by chance, and no private key makes anything panic.
pub fn jwe_text(data: &[u8]) {
    static RING: OnceLock<KeyRing> = OnceLock::new();
    let ring = RING.get_or_init(|| KeyRing::new(friends().to_vec(), 3));
    judged(&text(data), ring, KeyChoice::Every);
}

/// Three octets of choices, then protected, shared and recipient's header and the plaintext, with zero octets between.
pub fn jwe(data: &[u8]) {
    let [alg, enc, choices, rest @ ..] = data else { return };
    let managing: Vec<_> = alg::managing().collect();
    let alg = managing[usize::from(*alg) % managing.len()];
    let enc = &alg::CONTENT[usize::from(*enc) % alg::CONTENT.len()];
    let parts: Vec<_> = rest.splitn(4, |b| *b == 0).collect();
    let part = |i: usize| parts.get(i).copied().unwrap_or_default();
    let header = |i: usize| Some(String::from_utf8_lossy(part(i)).into_owned()).filter(|h| !h.is_empty());
    let (protected, shared, own) = (header(0).unwrap_or_default(), header(1), header(2));
    let Some(key) = key_for(alg, enc.key_len, usize::from(*choices >> 4)) else { return };
    let recipient = Recipient { key: &key, alg, header: own.as_deref() };
    let encryption = Encryption {
        protected: &protected,
        unprotected: shared.as_deref(),
        recipients: &[recipient],
        enc,
        zip: choices & 1 != 0,
        // as many rounds as a person has patience for
        p2c: (alg.family == Family::Pbes2).then_some(2),
        aad: (choices & 2 != 0).then_some(&b"more"[..]),
        plaintext: part(3),
    };
    match jwe::encrypt(&encryption) {
        Ok(made) => opens(&made, &key, part(3)),
        Err(why @ CryptoError::Backend { .. }) => panic!("{why}"),
        Err(why) => super::text::assert_harmless(&why.to_string()),
    }
}

fn key_for(alg: &Algorithm, content_key_len: usize, which: usize) -> Option<Key> {
    let fits = |key: &&Key| key.shape_fits(alg) && key.key_type() != KeyType::Oct;
    match alg.family {
        Family::Direct => Some(secret(content_key_len)),
        Family::KeyWrap | Family::GcmKeyWrap => Some(secret(usize::from(alg.wrap_bits / 8))),
        Family::Pbes2 => Some(secret(which + 1)),
        _ => friends().iter().filter(fits).cloned().cycle().nth(which),
    }
    .map(|key| Key { name: "friend".to_owned(), ..key })
    .filter(|key| alg.family == Family::Pbes2 || key.shape_fits(alg))
}

/// Whatever was made opens in each form that holds it, and does not with a bit of the tag changed.
fn opens(made: &JweText, key: &Key, plaintext: &[u8]) {
    let ring = KeyRing::new(vec![key.clone()], 4);
    let choice = || KeyChoice::Named(vec![key.name.clone()]);
    let forms = |made: &JweText| [made.compact(), made.flattened(), Some(made.general())].into_iter().flatten();
    for token in forms(made) {
        let report = judged(&token, &ring, choice());
        let decryption = report.decryption.as_ref().expect("it is encrypted");
        let opened = decryption.plaintext.as_deref().map(Vec::as_slice);
        assert!(opened == Some(plaintext), "what was made does not open: {:?}", decryption.failure);
    }
    let mut spoiled = made.clone();
    spoiled.tag.iter_mut().take(1).for_each(|b| *b ^= 1);
    for token in forms(&spoiled) {
        let report = judge(&token, &ring, choice());
        assert!(report.decryption.is_some_and(|d| !d.is_open()), "opened with a wrong tag");
    }
}

/// A plaintext, or what inflates to it, under a key that is known: inflating and nesting are reached. The first octet says
/// which.
pub fn inflate(data: &[u8]) {
    let [first, content @ ..] = data else { return };
    let zip = if first & 1 == 0 { ",\"zip\":\"DEF\"" } else { "" };
    let cty = if first & 2 == 0 { ",\"cty\":\"JWT\"" } else { "" };
    let token = sealed(&format!("{{\"alg\":\"dir\",\"enc\":\"A128GCM\"{zip}{cty}}}"), content);
    let keys = strangers().keys().iter().map(|k| Key::clone(k));
    let key = Key { name: "content key".to_owned(), ..secret(CONTENT_KEY.len()) };
    let ring = KeyRing::new(keys.chain([key]).collect(), 5);
    let report = judged(&token, &ring, KeyChoice::Every);
    let plaintext = report.decryption.as_ref().and_then(|d| d.plaintext.as_ref());
    assert!(zip.is_empty() || plaintext.is_none_or(|p| p.len() <= MAX_INFLATED_BYTES), "the limit does not hold");
    assert!(!zip.is_empty() || plaintext.is_some_and(|p| **p == content), "another plaintext");
    for inner in report.layers().into_iter().skip(1) {
        assert_ne!(inner.verification.state, VerificationState::Valid, "verified with the keys of strangers");
    }
    if let (false, Some(plaintext)) = (zip.is_empty(), plaintext) {
        inflates_again(&report, plaintext);
    }
}

/// What was inflated can be compressed, and is the same when it is inflated again.
fn inflates_again(report: &Report, plaintext: &[u8]) {
    let key = secret(CONTENT_KEY.len());
    let recipient = Recipient { key: &key, alg: alg::find("dir").expect("a row"), header: None };
    let enc = alg::find_content("A128GCM").expect("a row");
    let (zip, unprotected, p2c, aad, recipients) = (true, None, None, None, &[recipient]);
    let encryption = Encryption { protected: "", unprotected, recipients, enc, zip, p2c, aad, plaintext };
    let made = jwe::encrypt(&encryption).expect("a token");
    let key = Key { name: "content key".to_owned(), ..key };
    let token = made.compact().expect("one recipient");
    let again = judge(&token, &KeyRing::new(vec![key], 6), KeyChoice::Every);
    assert!(again.decryption.is_some_and(|d| d.plaintext.as_deref().is_some_and(|p| p == plaintext)));
    assert_eq!(again.claims.text, report.claims.text);
}

/// A token by `dir`, made without the library that is looked at.
fn sealed(header: &str, content: &[u8]) -> String {
    let protected = base64url::encode(header.as_bytes());
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &CONTENT_KEY).expect("a key"));
    let mut ciphertext = content.to_vec();
    let nonce = Nonce::assume_unique_for_key([9; 12]);
    let sealed = key.seal_in_place_separate_tag(nonce, Aad::from(protected.as_bytes()), &mut ciphertext);
    let tag = sealed.expect("a tag");
    let parts = [&[9; 12][..], &ciphertext, tag.as_ref()].map(base64url::encode);
    format!("{protected}..{}", parts.join("."))
}
