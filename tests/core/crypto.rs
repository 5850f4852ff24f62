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

/// One key for each served algorithm, and a second one for `EdDSA`; RSA keys are slow to make, so that all tests share them.
fn keys() -> &'static [(&'static Algorithm, Key)] {
    static KEYS: OnceLock<Vec<(&'static Algorithm, Key)>> = OnceLock::new();
    KEYS.get_or_init(|| {
        let rsa = crypto::generate(&"RSA".parse().unwrap()).unwrap();
        let key = |alg: &'static Algorithm| match alg.key_type.unwrap().name() {
            "RSA" => rsa.clone(),
            _ => crypto::generate(&KeySpec { alg: None, ..KeySpec::for_alg(alg, None).unwrap() }).unwrap(),
        };
        let mut keys: Vec<_> = alg::signing().map(|alg| (alg, key(alg))).collect();
        // one name for two algorithms (RFC 8037 section 3.1)
        keys.push((alg::find("EdDSA").unwrap(), crypto::generate(&KeySpec { alg: None, ..spec("Ed448") }).unwrap()));
        keys
    })
}

fn generated(name: &str) -> Key {
    crypto::generate(&spec(name)).unwrap()
}

fn spec(name: &str) -> KeySpec {
    name.parse().unwrap()
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

/// Every bit, or, where there are very many, all of those at both ends and one of each octet between.
fn bits(octets: &[u8]) -> impl Iterator<Item = usize> {
    let (len, near) = (octets.len(), 48);
    let is_taken = move |bit: &usize| {
        let octet = bit / 8;
        len <= 512 || octet < near || octet >= len - near || bit % 8 == octet % 8
    };
    (0..len * 8).filter(is_taken)
}

#[test]
fn every_served_algorithm_signs_and_verifies() {
    for (alg, key) in keys() {
        let signature = crypto::sign(alg, key, INPUT).unwrap();
        assert_eq!(key.signature_len(alg), Some(signature.len()), "{}", alg.name);
        let lens = alg.signature_lens();
        assert!(lens.contains(&signature.len()) || (lens.is_empty() && signature.len() == 256), "{}", alg.name);
        assert_eq!(crypto::verify(alg, &public(key), INPUT, &signature), Ok(true), "{}", alg.name);
        for input in [&b""[..], b"\0", &[0xff; 100_000]] {
            let signature = crypto::sign(alg, key, input).unwrap();
            assert_eq!(crypto::verify(alg, &public(key), input, &signature), Ok(true), "{}", alg.name);
        }
    }
    assert_eq!(keys().len(), 20);
}

#[test]
fn every_bit_of_the_signature_counts() {
    for (alg, key) in keys() {
        let (signature, public) = (crypto::sign(alg, key, INPUT).unwrap(), public(key));
        for bit in bits(&signature) {
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
        let other = match key.curve() {
            None if alg.key_type == Some(alg::KeyType::Rsa) => Key::from_jwk(super::rfc::A2_KEY).unwrap(),
            None => crypto::generate(&KeySpec::for_alg(alg, None).unwrap()).unwrap(),
            Some(curve) => crypto::generate(&KeySpec::for_alg(alg, None).unwrap().on(curve).unwrap()).unwrap(),
        };
        assert_eq!(crypto::verify(alg, &other, INPUT, &signature), Ok(false), "{}", alg.name);
    }
}

#[test]
fn no_algorithm_takes_the_signature_of_another() {
    for (made_with, key) in keys() {
        let signature = crypto::sign(made_with, key, INPUT).unwrap();
        for (alg, _) in keys() {
            let is_edwards = alg.family == made_with.family && alg.family == alg::Family::EdDsa;
            let same = key.shape_fits(alg) && (alg.name == made_with.name || is_edwards);
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
    for (curve, of_key, of_token, expected) in [
        ("Ed25519", "EdDSA", "Ed25519", Ok(())),
        ("Ed25519", "Ed25519", "EdDSA", Ok(())),
        ("Ed448", "EdDSA", "Ed448", Ok(())),
        ("Ed448", "Ed448", "EdDSA", Ok(())),
        ("Ed448", "EdDSA", "EdDSA", Ok(())),
        // RFC 9864 section 2.2: the name fixes the curve
        ("Ed448", "EdDSA", "Ed25519", Err("alg-key-mismatch")),
        ("Ed25519", "EdDSA", "Ed448", Err("alg-key-mismatch")),
        ("Ed448", "Ed25519", "EdDSA", Err("alg-key-mismatch")),
        ("Ed25519", "Ed448", "EdDSA", Err("alg-key-mismatch")),
        ("Ed25519", "ES256", "EdDSA", Err("alg-key-mismatch")),
    ] {
        let edwards = Key { alg: Some(of_key.into()), ..key(curve) };
        assert_eq!(fits(&edwards, of_token, Purpose::Sign), expected, "{curve} {of_key} {of_token}");
    }
    let ml_dsa = Key { alg: None, ..key("ML-DSA-44") };
    assert_eq!(fits(&ml_dsa, "ML-DSA-65", Purpose::Verify), Err("alg-key-mismatch"), "bound by its nature");
    assert_eq!(fits(&key("ES256"), "ES256K", Purpose::Verify), Err("alg-key-mismatch"));
    assert_eq!(fits(&generated("X25519"), "EdDSA", Purpose::Sign), Err("alg-key-mismatch"));
    for name in ["none", "dir", "RSA-OAEP", "ECDH-ES"] {
        assert_eq!(fits(&secret, name, Purpose::Verify), Err("alg-no-signature"), "{name}");
    }
}

#[test]
fn can_says_what_a_key_may_do() {
    use Purpose::{Decrypt, Encrypt, Sign, Verify};
    let secret = generated("oct");
    assert_eq!(key("RS256").can(), [Sign, Verify, Encrypt, Decrypt], "RS256 and RSA-OAEP take the same keys");
    assert_eq!(public(&key("RS256")).can(), [Verify, Encrypt]);
    assert_eq!(Key { usage: Some("enc".into()), ..key("RS256") }.can(), [Encrypt, Decrypt]);
    assert_eq!(Key { usage: Some("sig".into()), ..key("RS256") }.can(), [Sign, Verify]);
    assert_eq!(key("ES512").can(), [Sign, Verify, Encrypt, Decrypt], "ES512 and ECDH-ES as well");
    assert_eq!(secret.can(), [Sign, Verify, Encrypt, Decrypt]);
    assert_eq!(Key { key_ops: vec!["verify".into()], ..secret }.can(), [Verify]);
    for name in ["ES256K", "Ed25519", "Ed448", "ML-DSA-65"] {
        assert_eq!(key(name).can(), [Sign, Verify], "{name}");
        assert_eq!(public(&key(name)).can(), [Verify], "{name}");
    }
    for name in ["X25519", "X448"] {
        assert_eq!(generated(name).can(), [Encrypt, Decrypt], "{name}");
        assert_eq!(public(&generated(name)).can(), [Encrypt], "{name}");
    }
}

#[test]
fn none_is_known_and_never_computed() {
    let none = alg::find("none").unwrap();
    for (_, key) in keys() {
        let refused = Err(CryptoError::Misfit(Misfit::NoSignature { alg: "none" }));
        assert_eq!(crypto::verify(none, key, INPUT, b""), refused);
        assert_eq!(crypto::sign(none, key, INPUT).map(|_| true), refused);
    }
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

/// Coordinates of the points of small order on the curves of RFC 8032 and RFC 7748, reduced and not.
const LOW_ORDER: [(Curve, &[&str]); 4] = [
    (
        Curve::Ed25519,
        &[
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        ],
    ),
    (
        Curve::X25519,
        &[
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        ],
    ),
    (Curve::Ed448, &LOW_ORDER_448),
    (Curve::X448, &LOW_ORDER_448),
];

/// 0, 1, p - 1, p and p + 1.
const LOW_ORDER_448: [&str; 5] = [
    concat!(
        "00000000000000000000000000000000000000000000000000000000",
        "00000000000000000000000000000000000000000000000000000000"
    ),
    concat!(
        "01000000000000000000000000000000000000000000000000000000",
        "00000000000000000000000000000000000000000000000000000000"
    ),
    concat!(
        "feffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "feffffffffffffffffffffffffffffffffffffffffffffffffffffff"
    ),
    concat!(
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "feffffffffffffffffffffffffffffffffffffffffffffffffffffff"
    ),
    concat!(
        "00000000000000000000000000000000000000000000000000000000",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
    ),
];

/// With such a key, R the neutral element and S zero, verifiers that multiply by the cofactor take any text; key agreement
/// gives what anybody knows.
#[test]
fn keys_of_small_order_are_refused() {
    for (curve, points) in LOW_ORDER {
        for (point, top) in points.iter().flat_map(|point| [(point, 0), (point, 0x80)]) {
            let mut x = hex(point);
            x.resize(curve.coordinate_len(), 0);
            *x.last_mut().unwrap() |= if curve == Curve::X448 { 0 } else { top };
            let key = Key::new(Material::Okp { curve, x, d: None });
            let refused = KeyError::LowOrder { curve };
            assert_eq!(key.weaknesses(None), [Weakness::OkpLowOrder], "{curve} {point}");
            let import = crypto::import(key.to_jwk(Private::Omit).unwrap().as_bytes());
            assert_eq!((import.keys.len(), &import.ignored[0].why), (0, &refused));
            if matches!(curve, Curve::Ed25519 | Curve::Ed448) {
                let len = curve.coordinate_len() * 2;
                let forged = [&[1][..], &vec![0; len - 1]].concat();
                assert_eq!(verify("EdDSA", &key, INPUT, &forged), Err(CryptoError::Key(refused)), "{curve} {point}");
            }
        }
    }
    for name in ["Ed25519", "Ed448", "X25519", "X448"] {
        assert_eq!(generated(name).weaknesses(None), []);
    }
}

fn hex(text: &str) -> Vec<u8> {
    SecretEncoding::Hex.decode(text).unwrap().expose().to_vec()
}

#[test]
fn points_off_the_curve_are_refused() {
    for name in ["ES256", "ES384", "ES512", "ES256K"] {
        let Material::Ec { curve, x, mut y, .. } = key(name).material else { panic!() };
        let len = x.len();
        *y.last_mut().unwrap() ^= 1;
        let (zero, beyond) = (vec![0; len], vec![0xff; len]);
        for (x, y) in [(x.clone(), y.clone()), (zero.clone(), zero), (beyond.clone(), beyond), (x, Vec::new())] {
            let mut key = Key::new(Material::Ec { curve, x, y, d: None });
            assert_eq!(crypto::complete(&mut key), Err(KeyError::NotOnCurve { curve }));
            let refused = Err(CryptoError::Key(KeyError::NotOnCurve { curve }));
            assert_eq!(verify(name, &key, INPUT, &vec![1; len * 2]), refused, "{name}");
        }
    }
}

/// Half of all y are no point's, three quarters of the points are in no group that a signer's key is in, and a point has
/// one spelling (RFC 8032 section 5.2.3).
#[test]
fn ed448_keys_must_be_a_point_in_its_one_spelling() {
    let (curve, ed448) = (Curve::Ed448, key("Ed448"));
    let signature = sign("Ed448", &ed448).unwrap();
    let Material::Okp { x: sound, .. } = public(&ed448).material else { panic!() };
    let refused = |x: Vec<u8>| {
        let mut key = Key::new(Material::Okp { curve, x, d: None });
        let verdict = verify("Ed448", &key, INPUT, &signature);
        let completed = crypto::complete(&mut key);
        assert_eq!(completed.is_err(), matches!(verdict, Err(CryptoError::Key(_))), "{completed:?} {verdict:?}");
        completed == Err(KeyError::NotOnCurve { curve })
    };
    assert!(!refused(sound.clone()));
    let off_curve = (2..34).filter(|y| refused([&[*y][..], &[0; 56]].concat())).count();
    assert!((16..=31).contains(&off_curve), "{off_curve} of 32");
    for bits in [1, 2, 0x40, 0x7f] {
        let mut x = sound.clone();
        x[56] |= bits;
        assert!(refused(x), "{bits}");
    }
    assert!(refused(sound[..56].to_vec()) && refused(Vec::new()));
}

/// S and S + L are the same number to a careless verifier (RFC 8032 section 5.2.7), R may be spelt in two ways.
#[test]
fn edwards_signatures_have_one_spelling() {
    // the orders of the two groups, little-endian
    let orders = [
        ("Ed25519", "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"),
        (
            "Ed448",
            concat!(
                "f34458ab92c27823558fc58d72c26c219036d6ae49db4ec4e923ca7c",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffff3f00",
            ),
        ),
    ];
    for (name, order) in orders {
        let (key, order) = (key(name), hex(order));
        let mut signature = sign(name, &key).unwrap();
        let half = signature.len() / 2;
        for _ in 0..3 {
            let mut carry = 0;
            for (digit, more) in signature[half..].iter_mut().zip(&order) {
                let sum = u16::from(*digit) + u16::from(*more) + carry;
                (*digit, carry) = (sum.to_le_bytes()[0], sum >> 8);
            }
            assert_eq!(verify(name, &key, INPUT, &signature), Ok(false), "{name}");
        }
    }
}

/// r and s are between 1 and n - 1, and nothing else is a signature (CVE-2022-21449); s and n - s both are one.
#[test]
fn ecdsa_numbers_stay_in_their_range() {
    let orders = [
        ("ES256", "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
        ("ES384", "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"),
        (
            "ES512",
            concat!(
                "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa",
                "51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
            ),
        ),
        ("ES256K", "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"),
    ];
    for (name, order) in orders {
        let (key, n) = (key(name), hex(order));
        let signature = sign(name, &key).unwrap();
        let (r, s) = signature.split_at(n.len());
        let (zero, mut one) = (vec![0; n.len()], vec![0; n.len()]);
        *one.last_mut().unwrap() = 1;
        for (r, s) in [(&zero, &zero), (&n, &n), (&zero, &one), (&one, &zero), (&n, &one), (&one, &n), (&one, &one)] {
            assert_eq!(verify(name, &key, INPUT, &[&r[..], s].concat()), Ok(false), "{name} {r:?} {s:?}");
        }
        assert_eq!(verify(name, &key, INPUT, &[s, r].concat()), Ok(false), "{name}: s and r swapped");
        assert_eq!(verify(name, &key, INPUT, &[r, &difference(&n, s)].concat()), Ok(true), "{name}: the other s");
        for der in [der_signature(r, s), hex("3006020100020100"), hex("3006020101020101")] {
            assert_eq!(verify(name, &key, INPUT, &der), Ok(false), "{name} in DER");
        }
        let short: Vec<u8> = [&r[1..], &s[1..]].concat();
        let long = [&[0], r, &[0], s].concat();
        assert_eq!([short, long].map(|s| verify(name, &key, INPUT, &s)), [Ok(false), Ok(false)], "{name}");
    }
}

fn difference(a: &[u8], b: &[u8]) -> Vec<u8> {
    let (mut out, mut borrow) = (a.to_vec(), 0);
    for (digit, less) in out.iter_mut().zip(b).rev() {
        let found = i16::from(*digit) - i16::from(*less) - borrow;
        (*digit, borrow) = (found.to_le_bytes()[0], i16::from(found < 0));
    }
    out
}

/// The same signature as ECDSA spells it elsewhere (RFC 3279 section 2.2.3).
fn der_signature(r: &[u8], s: &[u8]) -> Vec<u8> {
    let integer = |number: &[u8]| {
        let digits: Vec<u8> = number.iter().copied().skip_while(|b| *b == 0).collect();
        let sign = if digits[0] > 0x7f { &[0][..] } else { &[] };
        [&[2, u8::try_from(sign.len() + digits.len()).unwrap()], sign, &digits].concat()
    };
    let body = [integer(r), integer(s)].concat();
    let len = u8::try_from(body.len()).unwrap();
    [if len > 0x7f { vec![0x30, 0x81, len] } else { vec![0x30, len] }, body].concat()
}

#[test]
fn halves_must_belong_together() {
    let names = ["P-256", "P-384", "P-521", "secp256k1", "Ed25519", "Ed448", "X25519", "X448"];
    for name in names.into_iter().chain(["ML-DSA-44", "ML-DSA-65", "ML-DSA-87"]) {
        let (mut key, other) = (generated(name), generated(name));
        assert_eq!(crypto::complete(&mut key), Ok(()), "{name}");
        match (&mut key.material, &other.material) {
            (Material::Ec { x, y, .. }, Material::Ec { x: x2, y: y2, .. }) => (*x, *y) = (x2.clone(), y2.clone()),
            (Material::Okp { x, .. }, Material::Okp { x: x2, .. }) => *x = x2.clone(),
            (Material::Akp { public, .. }, Material::Akp { public: p2, .. }) => *public = p2.clone(),
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

/// A private half alone gives the whole key; halves of a wrong length are refused.
#[test]
fn the_public_half_comes_from_the_private_one() {
    for name in ["Ed25519", "Ed448", "X25519", "X448", "P-521", "secp256k1", "ML-DSA-44", "ML-DSA-87"] {
        let whole = generated(name);
        let mut bare = whole.clone();
        match &mut bare.material {
            Material::Ec { x, y, .. } => (*x, *y) = (Vec::new(), Vec::new()),
            Material::Okp { x, .. } | Material::Akp { public: x, .. } => x.clear(),
            _ => panic!(),
        }
        assert_eq!(crypto::complete(&mut bare), Ok(()), "{name}");
        assert_eq!(bare, whole, "{name}");
        let mut short = bare;
        match &mut short.material {
            Material::Okp { d: Some(d), .. } | Material::Akp { seed: Some(d), .. } => {
                *d = Secret::new(d.expose()[1..].to_vec());
            }
            _ => continue,
        }
        let refused = crypto::complete(&mut short).unwrap_err();
        assert!(matches!(refused, KeyError::ScalarRange { .. } | KeyError::MemberLength { .. }), "{name} {refused}");
        let refused = sign(if name.starts_with('X') { "EdDSA" } else { name }, &short);
        assert!(refused.is_err(), "{name}");
    }
    let Material::Akp { alg, mut public, .. } = key("ML-DSA-65").material else { panic!() };
    public.pop();
    let wrong = KeyError::MemberLength { member: "pub", found: 1951, expected: 1952 };
    let mut key = Key::new(Material::Akp { alg, public, seed: None });
    assert_eq!(crypto::complete(&mut key), Err(wrong.clone()));
    assert_eq!(verify("ML-DSA-65", &key, INPUT, &[0; 3309]), Err(CryptoError::Key(wrong.clone())));
    assert_eq!(Key::from_jwk(&key.to_jwk(Private::Omit).unwrap()), Err(wrong));
}

#[test]
fn generated_keys_are_what_was_asked_for() {
    for (name, described, alg) in [
        ("HS256", "secret, 32 bytes", Some("HS256")),
        ("HS512", "secret, 64 bytes", Some("HS512")),
        ("oct", "secret, 32 bytes", None),
        ("ES384", "EC P-384", Some("ES384")),
        ("ES512", "EC P-521", Some("ES512")),
        ("ES256K", "EC secp256k1", Some("ES256K")),
        ("P-256", "EC P-256", None),
        ("P-384", "EC P-384", None),
        ("P-521", "EC P-521", None),
        ("secp256k1", "EC secp256k1", None),
        ("EdDSA", "Ed25519", Some("EdDSA")),
        ("Ed25519", "Ed25519", Some("Ed25519")),
        ("Ed448", "Ed448", Some("Ed448")),
        ("X25519", "X25519", None),
        ("X448", "X448", None),
        ("ML-DSA-44", "ML-DSA-44", Some("ML-DSA-44")),
        ("A128KW", "secret, 16 bytes", Some("A128KW")),
        ("A192GCMKW", "secret, 24 bytes", Some("A192GCMKW")),
        ("dir", "secret, 32 bytes", Some("dir")),
        ("PBES2-HS512+A256KW", "secret, 32 bytes", Some("PBES2-HS512+A256KW")),
        ("ECDH-ES", "EC P-256", Some("ECDH-ES")),
        ("ECDH-ES+A256KW", "EC P-256", Some("ECDH-ES+A256KW")),
    ] {
        let (key, other) = (generated(name), generated(name));
        assert_eq!((key.describe().as_str(), key.alg.as_deref()), (described, alg));
        let usage = alg.map(|alg| if alg::find(alg).unwrap().signs() { "sig" } else { "enc" });
        assert_eq!(key.usage.as_deref(), usage, "{name}");
        assert_ne!(key.material, other.material, "two keys are never the same");
        assert_eq!(key.weaknesses(None), []);
    }
    assert!("RS257".parse::<KeySpec>().is_err_and(|e| matches!(e, CryptoError::UnknownKind { .. })));
    assert_eq!("none".parse::<KeySpec>(), Err(CryptoError::Misfit(Misfit::NoSignature { alg: "none" })));
}

/// A row without a key to try it with would be a row in name only.
#[test]
fn there_is_a_key_for_every_algorithm() {
    for alg in alg::ALL.iter().filter(|alg| alg.name != "none") {
        let spec = spec(alg.name);
        let key = match spec.shape {
            KeyShape::Rsa { bits } => {
                assert_eq!(bits, 2048);
                key("RS256")
            }
            _ => crypto::generate(&spec).unwrap(),
        };
        assert!(key.shape_fits(alg) && key.is_private(), "{}", alg.name);
        let purpose = if alg.signs() { Purpose::Sign } else { Purpose::Decrypt };
        assert!(key.can().contains(&purpose), "{}", alg.name);
        assert_eq!(key.fits(alg, purpose), Ok(()), "{}", alg.name);
    }
}

#[test]
fn sizes_and_curves_are_those_that_the_algorithm_takes() {
    let shape = |name: &str, bits| KeySpec::for_alg(alg::find(name).unwrap(), bits).map(|spec| spec.shape);
    let on = |curve| Ok(KeyShape::on(curve));
    assert_eq!(shape("RS256", Some(3072)), Ok(KeyShape::Rsa { bits: 3072 }));
    assert_eq!(shape("RSA-OAEP", Some(4096)), Ok(KeyShape::Rsa { bits: 4096 }));
    assert_eq!(shape("HS256", Some(512)), Ok(KeyShape::Secret { bytes: 64 }));
    assert_eq!(shape("dir", Some(384)), Ok(KeyShape::Secret { bytes: 48 }));
    assert_eq!(shape("A256KW", Some(256)), Ok(KeyShape::Secret { bytes: 32 }));
    assert_eq!(shape("EdDSA", Some(448)), on(Curve::Ed448));
    assert_eq!(shape("ECDH-ES", Some(521)), on(Curve::P521));
    for (name, bits) in [
        ("RS256", 1024),
        ("RSA-OAEP", 1024),
        ("HS256", 7),
        ("HS256", 0),
        ("ES256", 384),
        ("dir", 200),
        ("A128KW", 256),
        ("ECDH-ES", 255),
        ("ML-DSA-44", 44),
        ("ML-DSA-44", 0),
        ("Ed448", 256),
    ] {
        assert_eq!(shape(name, Some(bits)).map_err(|e| e.id()), Err("key-size"), "{name} {bits}");
    }
    let on = |name: &str, curve| spec(name).on(curve).map(|spec| (spec.shape, spec.alg)).map_err(|e| e.id());
    for curve in [Curve::P256, Curve::P384, Curve::P521, Curve::X25519, Curve::X448] {
        assert_eq!(on("ECDH-ES+A128KW", curve), Ok((KeyShape::on(curve), Some("ECDH-ES+A128KW"))));
    }
    for (name, curve) in [("ECDH-ES", Curve::Secp256k1), ("ES256", Curve::P384), ("RS256", Curve::P256)] {
        assert_eq!(on(name, curve), Err("alg-key-mismatch"), "{name} {curve}");
    }
    assert_eq!(on("P-256", Curve::X448), Ok((KeyShape::on(Curve::X448), None)));
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
        for member in ["d", "p", "q", "dp", "dq", "qi", "k", "priv"] {
            let Some(text) = members[member].as_str() else { continue };
            let octets = base64url::decode_strict(text).unwrap();
            assert!(!shown.contains(&format!("{octets:?}")) && !shown.contains(text), "{member}");
        }
    }
}
