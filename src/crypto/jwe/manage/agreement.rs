//! Diffie-Hellman on all five curves: four of the library's, and X448.

use crate::crypto::CryptoError;
use crate::crypto::curve448::{self, X448_LEN};
use crate::crypto::jwe::Octets;
use crate::crypto::random;
use crate::jose::alg::Curve;
use aws_lc_rs::agreement::{self, Algorithm, ECDH_P256, ECDH_P384, ECDH_P521, PrivateKey, UnparsedPublicKey, X25519};
use zeroize::Zeroizing;

/// A private key, ready to agree.
pub enum Private {
    Library(&'static Algorithm, PrivateKey),
    X448(Zeroizing<[u8; X448_LEN]>),
}

impl Private {
    /// Of the octets in a key: a scalar, or what stands for one.
    pub fn read(curve: Curve, octets: &[u8]) -> Option<Self> {
        let Some(algorithm) = algorithm(curve) else {
            return octets.try_into().ok().map(Zeroizing::new).map(Self::X448);
        };
        Some(Self::Library(algorithm, PrivateKey::from_private_key(algorithm, octets).ok()?))
    }

    /// A new one.
    pub fn generate(curve: Curve) -> Result<Self, CryptoError> {
        let refused = CryptoError::Backend { doing: "making an ephemeral key" };
        let Some(algorithm) = algorithm(curve) else {
            let octets = Zeroizing::new(random(X448_LEN)?);
            return Self::read(curve, &octets).ok_or(refused);
        };
        let pair = PrivateKey::generate(algorithm).map_err(|_| refused)?;
        Ok(Self::Library(algorithm, pair))
    }

    /// The public point: uncompressed on the NIST curves, raw on the others.
    pub fn point(&self) -> Option<Vec<u8>> {
        match self {
            Self::Library(_, pair) => Some(pair.compute_public_key().ok()?.as_ref().to_vec()),
            Self::X448(scalar) => curve448::x448(scalar, None).map(|point| point.to_vec()),
        }
    }

    /// What both sides know. `None` where the point is not on the curve, or where everybody would know it (RFC 7748 section 6).
    pub fn agree(&self, point: &[u8]) -> Option<Octets> {
        match self {
            Self::Library(algorithm, pair) => {
                let point = UnparsedPublicKey::new(algorithm, point);
                agreement::agree(pair, point, (), |secret| Ok(Zeroizing::new(secret.to_vec()))).ok()
            }
            Self::X448(scalar) => {
                let secret = curve448::x448(scalar, Some(point))?;
                // points of low order are refused before; whatever that missed would give zero
                let is_zero = secret.iter().fold(0, |bits, octet| bits | octet) == 0;
                (!is_zero).then_some(secret)
            }
        }
    }
}

/// The library's algorithm for a curve; X448 has none.
fn algorithm(curve: Curve) -> Option<&'static Algorithm> {
    match curve {
        Curve::P256 => Some(&ECDH_P256),
        Curve::P384 => Some(&ECDH_P384),
        Curve::P521 => Some(&ECDH_P521),
        Curve::X25519 => Some(&X25519),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap()).collect()
    }

    /// The examples of RFC 7748 sections 6.1 and 6.2: Alice's private and public key, Bob's, and what they share. Those of
    /// RFC 8037 appendices A.6 and A.7 are the same.
    const RFC_7748: [(Curve, [&str; 5]); 2] = [
        (
            Curve::X25519,
            [
                "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
                "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
                "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
                "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
                "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742",
            ],
        ),
        (
            Curve::X448,
            [
                concat!(
                    "9a8f4925d1519f5775cf46b04b5800d4ee9ee8bae8bc5565d498c28d",
                    "d9c9baf574a9419744897391006382a6f127ab1d9ac2d8c0a598726b"
                ),
                concat!(
                    "9b08f7cc31b7e3e67d22d5aea121074a273bd2b83de09c63faa73d2c",
                    "22c5d9bbc836647241d953d40c5b12da88120d53177f80e532c41fa0"
                ),
                concat!(
                    "1c306a7ac2a0e2e0990b294470cba339e6453772b075811d8fad0d1d",
                    "6927c120bb5ee8972b0d3e21374c9c921b09d1b0366f10b65173992d"
                ),
                concat!(
                    "3eb7a829b0cd20f5bcfc0b599b6feccf6da4627107bdb0d4f345b430",
                    "27d8b972fc3e34fb4232a13ca706dcb57aec3dae07bdc1c67bf33609"
                ),
                concat!(
                    "07fff4181ac6cc95ec1c16a94a0f74d12da232ce40a77552281d282b",
                    "b60c0b56fd2464c335543936521c24403085d59a449a5037514a879d"
                ),
            ],
        ),
    ];

    #[test]
    fn the_examples_of_the_rfcs() {
        for (curve, example) in RFC_7748 {
            let [alice, alice_point, bob, bob_point, shared] = example.map(hex);
            let (alice, bob) = (Private::read(curve, &alice).unwrap(), Private::read(curve, &bob).unwrap());
            assert_eq!((alice.point().unwrap(), bob.point().unwrap()), (alice_point.clone(), bob_point.clone()));
            assert_eq!(alice.agree(&bob_point).unwrap().as_slice(), shared);
            assert_eq!(bob.agree(&alice_point).unwrap().as_slice(), shared);
        }
    }

    /// RFC 7748 section 5.2.
    #[test]
    fn x448_multiplies_as_the_rfc_does() {
        let scalar = concat!(
            "3d262fddf9ec8e88495266fea19a34d28882acef045104d0d1aae121",
            "700a779c984c24f8cdd78fbff44943eba368f54b29259a4f1c600ad3"
        );
        let point = concat!(
            "06fce640fa3487bfda5f6cf2d5263f8aad88334cbd07437f020f08f9",
            "814dc031ddbdc38c19c6da2583fa5429db94ada18aa7a7fb4ef8a086"
        );
        let product = concat!(
            "ce3e4ff95a60dc6697da1db1d85e6afbdf79b50a2412d7546d5f239f",
            "e14fbaadeb445fc66a01b0779d98223961111e21766282f73dd96b6f"
        );
        let private = Private::read(Curve::X448, &hex(scalar)).unwrap();
        assert_eq!(private.agree(&hex(point)).unwrap().as_slice(), hex(product));
    }

    #[test]
    fn both_sides_agree_on_every_curve() {
        for curve in [Curve::P256, Curve::P384, Curve::P521, Curve::X25519, Curve::X448] {
            let [a, b, other] = [(); 3].map(|()| Private::generate(curve).unwrap());
            let agreed = a.agree(&b.point().unwrap()).unwrap();
            assert_eq!(agreed, b.agree(&a.point().unwrap()).unwrap());
            assert_eq!(agreed.len(), curve.coordinate_len());
            assert_ne!(agreed, other.agree(&a.point().unwrap()).unwrap());
        }
    }

    /// Zero, one, and what is one more or less than the prime, not reduced too: the secret would be zero.
    #[test]
    fn low_order_points_agree_on_nothing() {
        let x448 = Private::generate(Curve::X448).unwrap();
        let x25519 = Private::generate(Curve::X25519).unwrap();
        // 2^448 - 2^224 - 1
        let mut prime = [0xff_u8; 56];
        prime[28] = 0xfe;
        let [mut one, mut below, mut above] = [[0_u8; 56], prime, [0_u8; 56]];
        one[0] = 1;
        below[0] = 0xfe;
        above[28..].copy_from_slice(&[0xff; 28]);
        for point in [[0; 56], one, below, prime, above] {
            assert_eq!(x448.agree(&point), None, "{point:02x?}");
        }
        let (mut one, mut prime) = ([0_u8; 32], [0xff_u8; 32]);
        (one[0], prime[0], prime[31]) = (1, 0xed, 0x7f);
        for point in [[0; 32], one, prime] {
            assert_eq!(x25519.agree(&point), None, "{point:02x?}");
        }
    }

    /// Wycheproof's points for both curves, where they are: the secret is the one given, or there is none.
    #[test]
    fn wycheproof_points() {
        let Some(root) = std::env::var_os("JWT_WORKBENCH_VECTORS") else { return eprintln!("skipped wycheproof-jose") };
        for (name, curve) in [("x25519_jwk_test.json", Curve::X25519), ("x448_jwk_test.json", Curve::X448)] {
            let path = std::path::Path::new(&root).join("wycheproof-jose").join(name);
            let file: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
            let (mut agreed, mut zero) = (0, 0);
            for test in file["testGroups"].as_array().unwrap().iter().flat_map(|g| g["tests"].as_array().unwrap()) {
                let octets = |jwk: &str, member: &str| {
                    crate::jose::base64url::decode_strict(test[jwk][member].as_str()?).filter(|o| !o.is_empty())
                };
                let (Some(d), Some(x)) = (octets("private", "d"), octets("public", "x")) else { continue };
                if test["public"]["crv"] != curve.name() || x.len() != curve.coordinate_len() {
                    continue;
                }
                let shared = hex(test["shared"].as_str().unwrap());
                if shared.is_empty() {
                    continue;
                }
                let found = Private::read(curve, &d).unwrap().agree(&x);
                if shared.iter().all(|octet| *octet == 0) {
                    assert_eq!(found, None, "{name} {}", test["tcId"]);
                    zero += 1;
                } else {
                    assert_eq!(found.unwrap().as_slice(), shared, "{name} {}", test["tcId"]);
                    agreed += 1;
                }
            }
            assert!(agreed > 400 && zero > 5, "{name}: {agreed}, {zero}");
        }
    }
}
