//! What the cryptography costs through this program's doors, against the crates underneath doing the same work: the key is
//! parsed each time on both sides, since a workbench sees each key once.
//!
//! The target: no longer than 1.2 × the bare crate + 20 µs.

#[path = "specimen.rs"]
mod specimen;

use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

// ------------------------------------------------------------------------------------------------------- signatures

/// A signing input of 1 kB: `crypto::sign` and `crypto::verify` against aws-lc-rs and ed448-goldilocks.
mod jws {
    use super::{Bencher, black_box, specimen};
    use aws_lc_rs::hmac;
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature as lc;
    use ed448_goldilocks::{Signature, SigningKey, VerifyingKey};
    use jwt_workbench::crypto;
    use jwt_workbench::jose::alg::{self, Algorithm};
    use jwt_workbench::keys::{Format, Key, Material, Private, export};

    /// Every row that signs; the hashes of one family differ by little.
    const ALGORITHMS: [&str; 14] = [
        "HS256",
        "HS512",
        "RS256",
        "RS512",
        "PS256",
        "ES256",
        "ES384",
        "ES512",
        "ES256K",
        "Ed25519",
        "Ed448",
        "ML-DSA-44",
        "ML-DSA-65",
        "ML-DSA-87",
    ];

    #[divan::bench(args = ALGORITHMS)]
    fn sign(bencher: Bencher<'_, '_>, name: &str) {
        let case = Case::new(name);
        bencher.bench_local(|| crypto::sign(case.alg, &case.key, black_box(&case.input)).expect("a signature"));
    }

    #[divan::bench(args = ALGORITHMS)]
    fn sign_bare(bencher: Bencher<'_, '_>, name: &str) {
        let case = Case::new(name);
        assert!(case.verify(&case.sign()));
        bencher.bench_local(|| case.sign());
    }

    #[divan::bench(args = ALGORITHMS)]
    fn verify(bencher: Bencher<'_, '_>, name: &str) {
        let case = Case::new(name);
        let signature = case.sign();
        bencher.bench_local(|| {
            let verdict = crypto::verify(case.alg, &case.key, black_box(&case.input), &signature);
            assert_eq!(verdict, Ok(true));
        });
    }

    #[divan::bench(args = ALGORITHMS)]
    fn verify_bare(bencher: Bencher<'_, '_>, name: &str) {
        let case = Case::new(name);
        let signature = case.sign();
        bencher.bench_local(|| assert!(case.verify(&signature)));
    }

    /// One algorithm, its key, and the key as the bare crate takes it.
    struct Case {
        alg: &'static Algorithm,
        key: Key,
        input: Vec<u8>,
        /// PKCS#8, for the keys that are not octets alone.
        der: Vec<u8>,
    }

    impl Case {
        fn new(name: &str) -> Self {
            let key = specimen::key(name, "bench key");
            let der = export(&[&key], Format::Der, Private::Include).map(|der| der.to_vec()).unwrap_or_default();
            let mut input = specimen::claims(2048).into_bytes();
            input.truncate(1024);
            Self { alg: alg::find(name).expect("a known algorithm"), key, input, der }
        }

        fn sign(&self) -> Vec<u8> {
            let input = black_box(&self.input[..]);
            let random = SystemRandom::new();
            match (&self.key.material, self.alg.name) {
                (Material::Oct(secret), name) => {
                    hmac::sign(&hmac::Key::new(hash(name), secret.expose()), input).as_ref().to_vec()
                }
                (Material::Rsa { .. }, name) => {
                    let pair = lc::RsaKeyPair::from_pkcs8(&self.der).expect("a key");
                    let mut signature = vec![0; pair.public_modulus_len()];
                    pair.sign(rsa(name).0, &random, input, &mut signature).expect("a signature");
                    signature
                }
                (Material::Ec { .. }, name) => {
                    let pair = lc::EcdsaKeyPair::from_pkcs8(ecdsa(name).0, &self.der).expect("a key");
                    pair.sign(&random, input).expect("a signature").as_ref().to_vec()
                }
                (Material::Okp { d: Some(d), .. }, "Ed25519") => {
                    let pair = lc::Ed25519KeyPair::from_seed_unchecked(d.expose()).expect("a key");
                    pair.sign(input).as_ref().to_vec()
                }
                (Material::Okp { d: Some(d), .. }, _) => {
                    SigningKey::try_from(d.expose()).expect("a key").sign_raw(input).to_bytes().to_vec()
                }
                (Material::Akp { seed: Some(seed), .. }, name) => {
                    let pair = lc::PqdsaKeyPair::from_seed(ml_dsa(name).0, seed.expose()).expect("a key");
                    let mut signature = vec![0; pair.algorithm().signature_len()];
                    pair.sign(input, &mut signature).expect("a signature");
                    signature
                }
                _ => unreachable!("a private key"),
            }
        }

        fn verify(&self, signature: &[u8]) -> bool {
            let input = black_box(&self.input[..]);
            let parsed = |verifier, octets: &[u8]| {
                let key = lc::ParsedPublicKey::new(verifier, octets).expect("a key");
                key.verify_sig(input, signature).is_ok()
            };
            match (&self.key.material, self.alg.name) {
                (Material::Oct(secret), name) => {
                    hmac::verify(&hmac::Key::new(hash(name), secret.expose()), input, signature).is_ok()
                }
                (Material::Rsa { n, e, .. }, name) => {
                    lc::RsaPublicKeyComponents { n, e }.verify(rsa(name).1, input, signature).is_ok()
                }
                (Material::Ec { x, y, .. }, name) => parsed(ecdsa(name).1, &[&[4], &x[..], &y[..]].concat()),
                (Material::Okp { x, .. }, "Ed25519") => parsed(&lc::ED25519, x),
                (Material::Okp { x, .. }, _) => {
                    let key = VerifyingKey::from_bytes(&x[..].try_into().expect("57 octets")).expect("a key");
                    key.verify_raw(&Signature::from_slice(signature).expect("114 octets"), input).is_ok()
                }
                (Material::Akp { public, .. }, name) => parsed(ml_dsa(name).1, public),
            }
        }
    }

    fn hash(name: &str) -> hmac::Algorithm {
        if name == "HS256" { hmac::HMAC_SHA256 } else { hmac::HMAC_SHA512 }
    }

    fn rsa(name: &str) -> (&'static dyn lc::RsaEncoding, &'static lc::RsaParameters) {
        match name {
            "RS256" => (&lc::RSA_PKCS1_SHA256, &lc::RSA_PKCS1_2048_8192_SHA256),
            "RS512" => (&lc::RSA_PKCS1_SHA512, &lc::RSA_PKCS1_2048_8192_SHA512),
            _ => (&lc::RSA_PSS_SHA256, &lc::RSA_PSS_2048_8192_SHA256),
        }
    }

    fn ecdsa(name: &str) -> (&'static lc::EcdsaSigningAlgorithm, &'static lc::EcdsaVerificationAlgorithm) {
        match name {
            "ES256" => (&lc::ECDSA_P256_SHA256_FIXED_SIGNING, &lc::ECDSA_P256_SHA256_FIXED),
            "ES384" => (&lc::ECDSA_P384_SHA384_FIXED_SIGNING, &lc::ECDSA_P384_SHA384_FIXED),
            "ES512" => (&lc::ECDSA_P521_SHA512_FIXED_SIGNING, &lc::ECDSA_P521_SHA512_FIXED),
            _ => (&lc::ECDSA_P256K1_SHA256_FIXED_SIGNING, &lc::ECDSA_P256K1_SHA256_FIXED),
        }
    }

    fn ml_dsa(name: &str) -> (&'static lc::PqdsaSigningAlgorithm, &'static lc::PqdsaVerificationAlgorithm) {
        match name {
            "ML-DSA-44" => (&lc::ML_DSA_44_SIGNING, &lc::ML_DSA_44),
            "ML-DSA-65" => (&lc::ML_DSA_65_SIGNING, &lc::ML_DSA_65),
            _ => (&lc::ML_DSA_87_SIGNING, &lc::ML_DSA_87),
        }
    }
}
