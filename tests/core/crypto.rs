//! Signatures: every served algorithm signs and verifies, any change is refused, and no key passes for another.

use super::rfc::split;
use jwt_workbench::crypto::{self, CryptoError, KeyShape, KeySpec, digest};
use jwt_workbench::jose::alg::{self, Algorithm, Curve};
use jwt_workbench::jose::base64url;
use jwt_workbench::keys::{
    Key, KeyError, Material, Misfit, Private, Purpose, RsaPrivate, Secret, SecretEncoding, Weakness,
};
use std::sync::OnceLock;

const INPUT: &[u8] = b"eyJhbGciOiJ4In0.eyJzdWIiOiIxMjM0NTY3ODkwIiwiYWRtaW4iOnRydWV9";

/// One key for each served algorithm; RSA keys are slow to make, so that all tests share them.
fn keys() -> &'static [(&'static Algorithm, Key)] {
    static KEYS: OnceLock<Vec<(&'static Algorithm, Key)>> = OnceLock::new();
    KEYS.get_or_init(|| {
        let rsa = crypto::generate(&"RSA".parse().unwrap()).unwrap();
        let key = |alg: &'static Algorithm| match alg.key_type.unwrap().name() {
            "RSA" => rsa.clone(),
            _ => crypto::generate(&KeySpec { alg: None, ..KeySpec::for_alg(alg, None).unwrap() }).unwrap(),
        };
        alg::served().map(|alg| (alg, key(alg))).collect()
    })
}

fn key(alg: &str) -> Key {
    keys().iter().find(|(a, _)| a.name == alg).unwrap().1.clone()
}

fn public(key: &Key) -> Key {
    key.to_jwk(Private::Omit).map_or_else(|_| key.clone(), |jwk| Key::from_jwk(&jwk).unwrap())
}

fn verify(alg: &str, key: &Key, input: &[u8], signature: &[u8]) -> Result<bool, CryptoError> {
    crypto::verify(alg::find(alg).unwrap(), key, input, signature)
}

fn sign(alg: &str, key: &Key) -> Result<Vec<u8>, CryptoError> {
    crypto::sign(alg::find(alg).unwrap(), key, INPUT)
}

fn flipped(octets: &[u8], bit: usize) -> Vec<u8> {
    let mut changed = octets.to_vec();
    changed[bit / 8] ^= 1 << (bit % 8);
    changed
}

#[test]
fn every_served_algorithm_signs_and_verifies() {
    for (alg, key) in keys() {
        let signature = crypto::sign(alg, key, INPUT).unwrap();
        assert_eq!(alg.signature_len.unwrap_or(256), signature.len(), "{}", alg.name);
        assert_eq!(crypto::verify(alg, &public(key), INPUT, &signature), Ok(true), "{}", alg.name);
    }
    assert_eq!(keys().len(), 13);
}

#[test]
fn every_bit_of_the_signature_counts() {
    for (alg, key) in keys() {
        let (signature, public) = (crypto::sign(alg, key, INPUT).unwrap(), public(key));
        for bit in 0..signature.len() * 8 {
            let changed = flipped(&signature, bit);
            assert_eq!(crypto::verify(alg, &public, INPUT, &changed), Ok(false), "{} bit {bit}", alg.name);
        }
    }
}

#[test]
fn every_bit_of_the_signing_input_counts() {
    for (alg, key) in keys() {
        let (signature, public) = (crypto::sign(alg, key, INPUT).unwrap(), public(key));
        for bit in 0..INPUT.len() * 8 {
            let changed = flipped(INPUT, bit);
            assert_eq!(crypto::verify(alg, &public, &changed, &signature), Ok(false), "{} bit {bit}", alg.name);
        }
        assert_eq!(crypto::verify(alg, &public, &INPUT[1..], &signature), Ok(false));
        assert_eq!(crypto::verify(alg, &public, b"", &signature), Ok(false));
    }
}

#[test]
fn a_signature_of_another_length_is_wrong() {
    for (alg, key) in keys() {
        let signature = crypto::sign(alg, key, INPUT).unwrap();
        for len in [0, 1, signature.len() / 2, signature.len() - 1] {
            assert_eq!(crypto::verify(alg, key, INPUT, &signature[..len]), Ok(false), "{} {len}", alg.name);
        }
        for extra in [[&signature[..], &[0]].concat(), [&[0], &signature[..]].concat(), vec![0; signature.len()]] {
            assert_eq!(crypto::verify(alg, key, INPUT, &extra), Ok(false), "{}", alg.name);
        }
    }
}

#[test]
fn another_key_of_the_same_kind_is_refused() {
    for (alg, key) in keys() {
        let signature = crypto::sign(alg, key, INPUT).unwrap();
        let other = match alg.key_type.unwrap().name() {
            "RSA" => Key::from_jwk(super::rfc::A2_KEY).unwrap(),
            _ => crypto::generate(&KeySpec::for_alg(alg, None).unwrap()).unwrap(),
        };
        assert_eq!(crypto::verify(alg, &other, INPUT, &signature), Ok(false), "{}", alg.name);
    }
}

#[test]
fn no_algorithm_takes_the_signature_of_another() {
    for (made_with, key) in keys() {
        let signature = crypto::sign(made_with, key, INPUT).unwrap();
        for (alg, _) in keys() {
            let same = alg.name == made_with.name
                || (alg.family == made_with.family && alg.signature_len == Some(64) && alg.hash_bits == 0);
            let verdict = crypto::verify(alg, key, INPUT, &signature);
            assert_eq!(verdict == Ok(true), same, "{} for {}: {verdict:?}", made_with.name, alg.name);
        }
    }
}

#[test]
fn a_public_key_is_never_an_hmac_secret() {
    let rsa = public(&key("RS256"));
    for name in ["HS256", "HS384", "HS512"] {
        let expected = Misfit::KeyType { alg: name, expected: alg::KeyType::Oct, found: alg::KeyType::Rsa };
        assert_eq!(verify(name, &rsa, INPUT, &[0; 32]), Err(CryptoError::Misfit(expected.clone())));
        assert_eq!(sign(name, &key("RS256")), Err(CryptoError::Misfit(expected.clone())));
        assert_eq!(expected.id(), "alg-key-mismatch");
    }
    for (alg, made_for) in [("RS256", "HS256"), ("ES256", "RS256"), ("Ed25519", "ES256"), ("ES256", "Ed25519")] {
        assert!(matches!(
            verify(alg, &key(made_for), INPUT, &[0; 64]),
            Err(CryptoError::Misfit(Misfit::KeyType { .. }))
        ));
    }
    assert!(matches!(sign("ES384", &key("ES256")), Err(CryptoError::Misfit(Misfit::Curve { .. }))));
}

#[test]
fn fits_reads_what_the_key_says_about_itself() {
    let fits = |key: &Key, name: &str, purpose| key.fits(alg::find(name).unwrap(), purpose).map_err(|m| m.id());
    let (private, mut other) = (key("ES256"), key("ES256"));
    other.alg = Some("ES384".into());
    assert_eq!(fits(&other, "ES256", Purpose::Verify), Err("alg-key-mismatch"));
    other = Key { alg: None, usage: Some("enc".into()), ..other };
    assert_eq!(fits(&other, "ES256", Purpose::Verify), Err("jwk-use-conflict"));
    other = Key { usage: Some("sig".into()), key_ops: vec!["sign".into()], ..other };
    assert_eq!(fits(&other, "ES256", Purpose::Verify), Ok(()), "its public half may verify");
    assert_eq!(fits(&public(&other), "ES256", Purpose::Verify), Err("jwk-use-conflict"));
    other.key_ops = vec!["verify".into()];
    assert_eq!(fits(&other, "ES256", Purpose::Sign), Err("jwk-use-conflict"));
    assert_eq!(fits(&public(&private), "ES256", Purpose::Sign), Err("key-not-private"));
    let secret = Key { key_ops: vec!["sign".into()], ..key("HS256") };
    assert_eq!(fits(&secret, "HS256", Purpose::Verify), Err("jwk-use-conflict"), "a secret has no public half");
    let empty = Key::new(Material::Oct(Secret::new(Vec::new())));
    assert_eq!(fits(&empty, "HS256", Purpose::Verify), Err("hmac-key-empty"));
    for (of_key, of_token) in [("EdDSA", "Ed25519"), ("Ed25519", "EdDSA")] {
        let edwards = Key { alg: Some(of_key.into()), ..key("Ed25519") };
        assert_eq!(fits(&edwards, of_token, Purpose::Sign), Ok(()));
    }
    for name in ["none", "dir", "RSA-OAEP", "ECDH-ES"] {
        assert_eq!(fits(&secret, name, Purpose::Verify), Err("alg-no-signature"), "{name}");
    }
}

#[test]
fn can_says_what_a_key_may_do() {
    assert_eq!(key("RS256").can(), [Purpose::Sign, Purpose::Verify]);
    assert_eq!(public(&key("RS256")).can(), [Purpose::Verify]);
    assert_eq!(Key { usage: Some("enc".into()), ..key("RS256") }.can(), []);
    assert_eq!(Key { key_ops: vec!["verify".into()], ..key("HS256") }.can(), [Purpose::Verify]);
    let x25519 = Material::Okp { curve: Curve::X25519, x: vec![9; 32], d: None };
    assert_eq!(Key::new(x25519).can(), []);
}

#[test]
fn known_algorithms_that_are_not_served_say_so() {
    let mut p521 = Key::from_jwk(super::rfc::A4_KEY).unwrap();
    assert_eq!(sign("ES512", &p521), Err(CryptoError::NotServed { alg: "ES512" }));
    assert_eq!(verify("ES512", &p521, INPUT, &[0; 132]), Err(CryptoError::NotServed { alg: "ES512" }));
    p521.usage = Some("enc".into());
    assert_eq!(sign("ES512", &p521), Err(CryptoError::NotServed { alg: "ES512" }));
    assert_eq!("ES512".parse::<KeySpec>(), Err(CryptoError::NotServed { alg: "ES512" }));
}

/// A 1024-bit key made with OpenSSL, and a token it signed.
const RSA_1024: &str = concat!(
    r#"{"kty":"RSA","e":"AQAB","n":"ygKJvWopBP4twFOFAeXY3irhzeB6TMaYB6g4CxmG6xlLmPDBJxx74Ik7muC9k67lA3XL5fhIKddJ"#,
    r#"fSteTfLrkzQtn_rlSNDSPfdFT78vJMVbBANEW3vT62YOlvx1Jr3vv2DhKyYKu4vb82USR8r5jgJhJamu52g_2p0vMMYgMiU"}"#,
);
const RSA_1024_TOKEN: &str = concat!(
    "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzbWFsbCJ9.",
    "HB5Dj76KlYsEZK4AGvGs43H0bT7cHH7vuCqE20Ed3wytgV0EBSjRC6biW51vV4aWCtRnXO9l_emKKx_LfJH1qIe0HpfG7KAdQ6wK4POc",
    "_rrcSxVNUzFArc6zze6gOXR7K8YBGaBvjgQiz3PdqR2cD3DkY5gHPROnDalgPgVPy8c",
);

#[test]
fn small_rsa_keys_verify_where_they_can_and_never_sign() {
    let small = crypto::import(RSA_1024.as_bytes()).keys.remove(0);
    // the size is looked at before the private numbers are
    let Material::Rsa { n, e, .. } = small.material.clone() else { panic!() };
    let one = || Secret::new(vec![1]);
    let private = RsaPrivate { d: one(), p: one(), q: one(), dp: one(), dq: one(), qi: one() };
    let signer = Key::new(Material::Rsa { n, e, private: Some(private) });
    assert_eq!(small.weaknesses(None), [Weakness::RsaKeySmall { bits: 1024 }]);
    let too_small = CryptoError::KeyTooSmall { bits: 1024, min_bits: 2048 };
    for name in ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] {
        assert_eq!(sign(name, &signer), Err(too_small.clone()), "{name}");
    }
    for name in ["RS384", "PS256", "PS384", "PS512"] {
        assert_eq!(verify(name, &small, INPUT, &[0; 128]), Err(too_small.clone()), "{name}");
    }
    let (input, signature) = split(RSA_1024_TOKEN);
    assert_eq!(verify("RS256", &small, input, &signature), Ok(true));
    assert_eq!(verify("RS512", &small, input, &signature), Ok(false));
    for bit in 0..signature.len() * 8 {
        assert_eq!(verify("RS256", &small, input, &flipped(&signature, bit)), Ok(false), "bit {bit}");
    }
}

#[test]
fn rsa_keys_beyond_the_library_are_named_and_not_called_a_wrong_signature() {
    let Material::Rsa { n, .. } = public(&key("RS256")).material else { panic!() };
    let rsa = |n: Vec<u8>, e: Vec<u8>| Key::new(Material::Rsa { n, e, private: None });
    let check = |key: Key| verify("RS256", &key, INPUT, &[1; 256]);
    let huge = CryptoError::ExponentTooLarge { bits: 2048, max_bits: 33 };
    assert_eq!(check(rsa(n.clone(), n.clone())), Err(huge));
    assert_eq!(check(rsa(n.repeat(5), vec![1, 0, 1])).unwrap_err().id(), "rsa-key-too-large");
    for exponent in [vec![1], vec![], vec![0], vec![4]] {
        let broken = check(rsa(n.clone(), exponent.clone()));
        assert!(matches!(broken, Err(CryptoError::Key(KeyError::RsaExponent { .. }))), "{exponent:?} {broken:?}");
    }
    let three = rsa(n, vec![3]);
    assert_eq!(three.weaknesses(None), [Weakness::RsaExponentWeak]);
    assert_eq!(check(three), Ok(false));
}

/// The points of order 1, 2, 4 and 8 on edwards25519, by their y coordinates, reduced and not.
const LOW_ORDER: [&str; 7] = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

/// With such a key, R the neutral element and S zero, verifiers that multiply by the cofactor take any text.
#[test]
fn ed25519_keys_of_small_order_are_refused() {
    let forged = [&[1][..], &[0; 63]].concat();
    for hex in LOW_ORDER {
        for sign in [0, 0x80] {
            let mut x = SecretEncoding::Hex.decode(hex).unwrap().expose().to_vec();
            x[31] |= sign;
            let key = Key::new(Material::Okp { curve: Curve::Ed25519, x, d: None });
            let refused = KeyError::LowOrder { curve: Curve::Ed25519 };
            assert_eq!(verify("EdDSA", &key, INPUT, &forged), Err(CryptoError::Key(refused.clone())), "{hex}");
            assert_eq!(key.weaknesses(None), [Weakness::OkpLowOrder]);
            let import = crypto::import(key.to_jwk(Private::Omit).unwrap().as_bytes());
            assert_eq!((import.keys.len(), &import.ignored[0].why), (0, &refused));
        }
    }
    assert_eq!(key("Ed25519").weaknesses(None), []);
}

#[test]
fn points_off_the_curve_are_refused() {
    let Material::Ec { curve, x, mut y, .. } = key("ES256").material else { panic!() };
    y[31] ^= 1;
    for (x, y) in [(x.clone(), y), (vec![0; 32], vec![0; 32]), (vec![0xff; 32], vec![0xff; 32]), (x, Vec::new())] {
        let mut key = Key::new(Material::Ec { curve, x, y, d: None });
        assert_eq!(crypto::complete(&mut key), Err(KeyError::NotOnCurve { curve }));
        assert_eq!(verify("ES256", &key, INPUT, &[1; 64]), Err(CryptoError::Key(KeyError::NotOnCurve { curve })));
    }
}

#[test]
fn halves_must_belong_together() {
    for name in ["ES256", "ES384", "Ed25519"] {
        let mut key = key(name);
        let other = crypto::generate(&name.parse().unwrap()).unwrap();
        match (&mut key.material, &other.material) {
            (Material::Ec { x, y, .. }, Material::Ec { x: x2, y: y2, .. }) => (*x, *y) = (x2.clone(), y2.clone()),
            (Material::Okp { x, .. }, Material::Okp { x: x2, .. }) => *x = x2.clone(),
            _ => panic!(),
        }
        assert_eq!(crypto::complete(&mut key), Err(KeyError::HalvesDiffer), "{name}");
    }
    let Material::Rsa { n, e, private: Some(sound) } = key("RS256").material else { panic!() };
    let broken = |change: &dyn Fn(&mut RsaPrivate)| {
        let mut private = sound.clone();
        change(&mut private);
        let material = Material::Rsa { n: n.clone(), e: e.clone(), private: Some(private) };
        crypto::complete(&mut Key::new(material))
    };
    assert_eq!(broken(&|_| {}), Ok(()));
    let one_off = |s: &Secret| Secret::new(flipped(s.expose(), 8));
    let changes: [&dyn Fn(&mut RsaPrivate); 6] = [
        &|k| k.d = one_off(&k.d),
        &|k| k.p = one_off(&k.p),
        &|k| k.q = one_off(&k.q),
        &|k| k.dp = one_off(&k.dp),
        &|k| k.dq = one_off(&k.dq),
        &|k| k.qi = one_off(&k.qi),
    ];
    for (i, change) in changes.into_iter().enumerate() {
        assert_eq!(broken(change), Err(KeyError::RsaInconsistent), "number {i}");
    }
}

#[test]
fn scalars_out_of_range_are_refused() {
    for (curve, len) in [(Curve::P256, 32), (Curve::P384, 48), (Curve::P521, 66), (Curve::Secp256k1, 32)] {
        for octet in [0, 0xff] {
            let d = Some(Secret::new(vec![octet; len]));
            let mut key = Key::new(Material::Ec { curve, x: Vec::new(), y: Vec::new(), d });
            assert_eq!(crypto::complete(&mut key), Err(KeyError::ScalarRange { curve }), "{curve} {octet}");
        }
    }
}

#[test]
fn generated_keys_are_what_was_asked_for() {
    for (name, described, alg) in [
        ("HS256", "secret, 32 bytes", Some("HS256")),
        ("HS512", "secret, 64 bytes", Some("HS512")),
        ("oct", "secret, 32 bytes", None),
        ("ES384", "EC P-384", Some("ES384")),
        ("P-256", "EC P-256", None),
        ("EdDSA", "Ed25519", Some("EdDSA")),
        ("Ed25519", "Ed25519", Some("Ed25519")),
    ] {
        let spec: KeySpec = name.parse().unwrap();
        let (key, other) = (crypto::generate(&spec).unwrap(), crypto::generate(&spec).unwrap());
        assert_eq!((key.describe().as_str(), key.alg.as_deref()), (described, alg));
        assert_eq!(key.usage.as_deref(), alg.map(|_| "sig"));
        assert_ne!(key.material, other.material, "two keys are never the same");
        assert_eq!(key.weaknesses(None), []);
    }
    let rs256 = alg::find("RS256").unwrap();
    assert_eq!(KeySpec::for_alg(rs256, Some(3072)).unwrap().shape, KeyShape::Rsa { bits: 3072 });
    assert_eq!(KeySpec::for_alg(rs256, Some(1024)).unwrap_err().id(), "key-size");
    assert_eq!(KeySpec::for_alg(alg::find("HS256").unwrap(), Some(7)).unwrap_err().id(), "key-size");
    assert_eq!(KeySpec::for_alg(alg::find("ES256").unwrap(), Some(384)).unwrap_err().id(), "key-size");
    assert!(matches!("RS257".parse::<KeySpec>(), Err(CryptoError::UnknownKind { .. })));
    assert!("none".parse::<KeySpec>().is_err());
}

#[test]
fn weaknesses_of_secrets() {
    let weak = |secret: &[u8], alg: &str| {
        let found = Key::new(Material::Oct(Secret::new(secret.to_vec()))).weaknesses(alg::find(alg));
        found.iter().map(Weakness::id).collect::<Vec<_>>()
    };
    assert_eq!(weak(&[7; 31], "HS256"), ["hmac-key-short"]);
    assert_eq!(weak(&[7; 32], "HS256"), [""; 0]);
    assert_eq!(weak(&[7; 47], "HS384"), ["hmac-key-short"]);
    assert_eq!(weak(&[7; 32], "?"), [""; 0]);
    let text = b"correct horse battery staple, more or less";
    assert_eq!(weak(text, "HS256"), [""; 0]);
    assert_eq!(weak(&[text, &b"\n"[..]].concat(), "HS256"), ["hmac-secret-whitespace"]);
    assert_eq!(weak(&[&b" "[..], text].concat(), "HS256"), ["hmac-secret-whitespace"]);
    let mut random = [0xee; 32];
    random[31] = b' ';
    assert_eq!(weak(&random, "HS256"), [""; 0], "an octet of a random secret may be a blank");
    let mut ascii = [7; 32];
    ascii[31] = b' ';
    assert_eq!(weak(&ascii, "HS256"), [""; 0], "also where its octets happen to be UTF-8");
}

#[test]
fn a_public_key_as_a_secret_is_told_in_every_spelling() {
    use jwt_workbench::keys::{Format, export};
    for name in ["RS256", "ES256", "Ed25519"] {
        let key = key(name);
        let pem = export(&[&key], Format::Pem, Private::Omit).unwrap();
        let pem = std::str::from_utf8(&pem).unwrap();
        let bare: String = pem.lines().filter(|l| !l.contains("---")).collect();
        let der = export(&[&key], Format::Der, Private::Omit).unwrap().to_vec();
        let jwk = key.to_jwk(Private::Omit).unwrap();
        let spellings = [
            pem.into(),
            pem.trim().into(),
            pem.replace('\n', "\r\n").into(),
            bare.into_bytes(),
            der,
            jwk.as_bytes().into(),
        ];
        for (i, secret) in spellings.into_iter().enumerate() {
            let found = Key::new(Material::Oct(Secret::new(secret))).weaknesses(alg::find("HS256"));
            let told = found.iter().any(|w| w.id() == "hmac-secret-is-public-key");
            assert!(told, "{name}, spelling {i}: {found:?}");
        }
        let private = export(&[&key], Format::Pem, Private::Include).unwrap().to_vec();
        let found = Key::new(Material::Oct(Secret::new(private))).weaknesses(alg::find("HS256"));
        assert!(found.iter().all(|w| w.id() != "hmac-secret-is-public-key"), "{name}: a private key is not public");
    }
}

#[test]
fn thumbprints_are_the_same_for_both_halves() {
    for (alg, key) in keys() {
        assert_eq!(crypto::thumbprint(key), crypto::thumbprint(&public(key)), "{}", alg.name);
        let digest = digest::sha256(key.thumbprint_input().as_bytes());
        assert_eq!(crypto::thumbprint(key), base64url::encode(&digest));
    }
}

#[test]
fn random_octets_differ() {
    assert_eq!(crypto::random(0).unwrap(), Vec::<u8>::new());
    assert_ne!(crypto::random(16).unwrap(), crypto::random(16).unwrap());
}

#[test]
fn errors_and_debug_show_no_secret() {
    for (_, key) in keys() {
        let shown = format!("{key:?}");
        let jwk = key.to_jwk(Private::Include).unwrap();
        let members: serde_json::Value = serde_json::from_str(&jwk).unwrap();
        for member in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            let Some(text) = members[member].as_str() else { continue };
            let octets = base64url::decode_strict(text).unwrap();
            assert!(!shown.contains(&format!("{octets:?}")) && !shown.contains(text), "{member}");
        }
    }
}

/// Wycheproof's entries that contradict themselves or name the key's algorithm wrongly; see `overlay.json` beside them.
const WYCHEPROOF_ODD: [u64; 8] = [367, 370, 372, 373, 346, 347, 350, 351];

/// Splits a compact token strictly and checks it, as far as this room goes: no `crit`, no JSON serialization.
fn accepts(key: &Key, jws: &str) -> Result<bool, String> {
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

#[test]
fn wycheproof_signatures() {
    let Some(folder) = super::vectors::folder("wycheproof-jose") else { return };
    let file = std::fs::read(folder.join("json_web_signature_test.json")).unwrap();
    let file: serde_json::Value = serde_json::from_slice(&file).unwrap();
    let (mut accepted, mut refused, mut not_served, mut wrong) = (0, 0, 0, Vec::new());
    for group in file["testGroups"].as_array().unwrap() {
        let jwk = group.get("public").filter(|k| k.is_object()).unwrap_or(&group["private"]);
        let key = Key::from_jwk(&jwk.to_string());
        for test in group["tests"].as_array().unwrap() {
            let Some(id) = test["tcId"].as_u64().filter(|id| !WYCHEPROOF_ODD.contains(id)) else { continue };
            let Some(jws) = test["jws"].as_str() else { continue };
            let verdict = key.as_ref().map_err(ToString::to_string).and_then(|key| accepts(key, jws));
            match (test["result"] == "valid", &verdict) {
                (true, Ok(true)) => accepted += 1,
                (_, Err(id)) if id == "alg-not-served" => not_served += 1,
                (false, Ok(false) | Err(_)) => refused += 1,
                _ => wrong.push(format!("{id} {}: {verdict:?}", test["comment"])),
            }
        }
    }
    println!("{accepted} accepted, {refused} refused, {not_served} of algorithms that are not served");
    assert!(wrong.is_empty() && accepted > 20 && refused > 100, "{}", wrong.join("\n"));
}
