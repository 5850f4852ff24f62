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

// ------------------------------------------------------------------------------------------------------- encryption

/// Content of 1 kB: `crypto::jwe::encrypt` and `decrypt` against aws-lc-rs, aes-kw, x448 and flate2.
mod jwe {
    use super::{Bencher, black_box, specimen};
    use aes_kw::{KeyInit as _, KwAes128, KwAes256};
    use aws_lc_rs::agreement::{self, PrivateKey, UnparsedPublicKey, X25519};
    use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, OaepPublicEncryptingKey};
    use aws_lc_rs::rsa::{PrivateDecryptingKey, PublicEncryptingKey};
    use aws_lc_rs::{aead, cipher, hmac, iv, kdf, pbkdf2, rand};
    use jwt_workbench::crypto::jwe::{Encryption, Jwe, Recipient, decrypt, encrypt};
    use jwt_workbench::jose::alg::{self, Algorithm, ContentEncryption};
    use jwt_workbench::jose::base64url;
    use jwt_workbench::jose::serialize::JweText;
    use jwt_workbench::keys::{Format, Key, Material, Private, Secret, export};
    use serde_json::{Map, Value};
    use std::num::NonZeroU32;

    /// One of each family, and both kinds of content encryption.
    const CASES: [&str; 9] = [
        "dir A256GCM",
        "dir A128CBC-HS256",
        "A256KW A256GCM",
        "A256GCMKW A256GCM",
        "RSA-OAEP-256 A256GCM",
        "ECDH-ES P-256 A256GCM",
        "ECDH-ES X25519 A256GCM",
        "ECDH-ES X448 A256GCM",
        "PBES2-HS256+A128KW A256GCM",
    ];
    const ROUNDS: u32 = 1_000;

    #[divan::bench(args = CASES)]
    fn seal(bencher: Bencher<'_, '_>, name: &str) {
        let case = Case::new(name);
        bencher.bench_local(|| case.sealed());
    }

    #[divan::bench(args = CASES)]
    fn seal_bare(bencher: Bencher<'_, '_>, name: &str) {
        let case = Case::new(name);
        bencher.bench_local(|| case.seal_bare());
    }

    #[divan::bench(args = CASES)]
    fn open(bencher: Bencher<'_, '_>, name: &str) {
        let case = Case::new(name);
        let (text, header) = case.token();
        bencher.bench_local(|| {
            let jwe = Jwe {
                header: &header,
                protected: black_box(&text.protected),
                aad: None,
                encrypted_key: &text.recipients[0].encrypted_key,
                iv: &text.iv,
                ciphertext: &text.ciphertext,
                tag: &text.tag,
            };
            decrypt(&jwe, &case.key).result.expect("it opens")
        });
    }

    #[divan::bench(args = CASES)]
    fn open_bare(bencher: Bencher<'_, '_>, name: &str) {
        let case = Case::new(name);
        let (text, header) = case.token();
        assert_eq!(case.open_bare(&text, &header), case.content);
        bencher.bench_local(|| case.open_bare(black_box(&text), &header));
    }

    /// One algorithm, its key, and the key as the bare crates take it.
    struct Case {
        alg: &'static Algorithm,
        enc: &'static ContentEncryption,
        key: Key,
        der: Vec<u8>,
        spki: Vec<u8>,
        content: Vec<u8>,
    }

    impl Case {
        fn new(name: &str) -> Self {
            let words: Vec<_> = name.split(' ').collect();
            let key = match (words[0], words[1]) {
                ("RSA-OAEP-256", _) => specimen::key("RS256", "bench key"),
                ("ECDH-ES", "P-256") => specimen::key("ES256", "bench key"),
                ("ECDH-ES", "X25519") => okp(alg::Curve::X25519),
                ("ECDH-ES", _) => okp(alg::Curve::X448),
                _ => Key::new(Material::Oct(Secret::new(random(32)))),
            };
            let key = Key { alg: None, usage: None, kid: None, ..key };
            let der = |private| export(&[&key], Format::Der, private).map(|der| der.to_vec()).unwrap_or_default();
            let mut content = specimen::claims(2048).into_bytes();
            content.truncate(1024);
            Self {
                alg: alg::find(words[0]).expect("a known algorithm"),
                enc: words.last().and_then(|name| alg::find_content(name)).expect("a known content encryption"),
                der: der(Private::Include),
                spki: der(Private::Omit),
                key,
                content,
            }
        }

        fn sealed(&self) -> JweText {
            let recipients = [Recipient { key: &self.key, alg: self.alg, header: None }];
            let encryption = Encryption {
                protected: r#"{"typ":"JWT"}"#,
                unprotected: None,
                recipients: &recipients,
                enc: self.enc,
                zip: false,
                p2c: Some(ROUNDS),
                aad: None,
                plaintext: black_box(&self.content),
            };
            encrypt(&encryption).expect("it is sealed")
        }

        fn token(&self) -> (JweText, Map<String, Value>) {
            let text = self.sealed();
            let header = base64url::decode_strict(&text.protected).expect("base64url");
            (text, serde_json::from_slice(&header).expect("an object"))
        }

        fn seal_bare(&self) -> (Vec<u8>, Vec<u8>) {
            let mut cek = random(self.enc.key_len);
            let mut wrapped = Vec::new();
            match (self.alg.name, &self.key.material) {
                ("dir", Material::Oct(secret)) => cek = secret.expose().to_vec(),
                ("A256KW", Material::Oct(secret)) => wrapped = wrap(secret.expose(), &cek),
                ("A256GCMKW", Material::Oct(secret)) => wrapped = seal_gcm(secret.expose(), &cek).0,
                ("PBES2-HS256+A128KW", Material::Oct(secret)) => {
                    wrapped = wrap(&stretched(secret.expose(), &random(16)), &cek);
                }
                (_, Material::Rsa { .. }) => {
                    let key = PublicEncryptingKey::from_der(&self.spki).expect("a key");
                    let key = OaepPublicEncryptingKey::new(key).expect("a key");
                    wrapped = vec![0; key.ciphertext_size()];
                    key.encrypt(&OAEP_SHA256_MGF1SHA256, &cek, &mut wrapped, None).expect("a wrapped key");
                }
                (_, Material::Ec { x, y, .. }) => {
                    cek = agreed(&agreement::ECDH_P256, &[&[4], &x[..], &y[..]].concat());
                }
                (_, Material::Okp { curve: alg::Curve::X25519, x, .. }) => cek = agreed(&X25519, x),
                (_, Material::Okp { x, .. }) => {
                    let scalar: [u8; 56] = random(56).try_into().expect("56 octets");
                    black_box(x448::x448(scalar, x448::X448_BASEPOINT_BYTES));
                    cek = derived(&x448::x448(scalar, x[..].try_into().expect("56 octets")).expect("a secret"));
                }
                _ => unreachable!("a key of the case"),
            }
            let sealed = if self.enc.is_gcm { seal_gcm(&cek, &self.content) } else { seal_cbc(&cek, &self.content) };
            (wrapped, sealed.0)
        }

        fn open_bare(&self, text: &JweText, header: &Map<String, Value>) -> Vec<u8> {
            let octets = |value: &Value| base64url::decode_strict(value.as_str().expect("text")).expect("base64url");
            let wrapped = &text.recipients[0].encrypted_key;
            let epk = || &header["epk"];
            let cek = match (self.alg.name, &self.key.material) {
                ("dir", Material::Oct(secret)) => secret.expose().to_vec(),
                ("A256KW", Material::Oct(secret)) => unwrap(secret.expose(), wrapped),
                ("A256GCMKW", Material::Oct(secret)) => {
                    open_gcm(secret.expose(), &octets(&header["iv"]), b"", wrapped, &octets(&header["tag"]))
                }
                ("PBES2-HS256+A128KW", Material::Oct(secret)) => {
                    unwrap(&stretched(secret.expose(), &octets(&header["p2s"])), wrapped)
                }
                (_, Material::Rsa { .. }) => {
                    let key = PrivateDecryptingKey::from_pkcs8(&self.der).expect("a key");
                    let key = OaepPrivateDecryptingKey::new(key).expect("a key");
                    let mut out = vec![0; key.min_output_size()];
                    key.decrypt(&OAEP_SHA256_MGF1SHA256, wrapped, &mut out, None).expect("a key").to_vec()
                }
                (_, Material::Ec { d: Some(d), .. }) => {
                    let point = [&[4], &octets(&epk()["x"])[..], &octets(&epk()["y"])].concat();
                    agreed_with(&agreement::ECDH_P256, d.expose(), &point)
                }
                (_, Material::Okp { curve: alg::Curve::X25519, d: Some(d), .. }) => {
                    agreed_with(&X25519, d.expose(), &octets(&epk()["x"]))
                }
                (_, Material::Okp { d: Some(d), .. }) => {
                    let (d, x) = (d.expose().try_into().expect("56 octets"), octets(&epk()["x"]));
                    derived(&x448::x448(d, x.try_into().expect("56 octets")).expect("a secret"))
                }
                _ => unreachable!("a key of the case"),
            };
            let aad = text.protected.as_bytes();
            match self.enc.is_gcm {
                true => open_gcm(&cek, &text.iv, aad, &text.ciphertext, &text.tag),
                false => open_cbc(&cek, &text.iv, aad, &text.ciphertext, &text.tag),
            }
        }
    }

    fn okp(curve: alg::Curve) -> Key {
        let d = random(curve.coordinate_len());
        let x = match curve {
            alg::Curve::X25519 => {
                let private = PrivateKey::from_private_key(&X25519, &d).expect("a key");
                private.compute_public_key().expect("a point").as_ref().to_vec()
            }
            _ => {
                let scalar = d[..].try_into().expect("56 octets");
                x448::x448(scalar, x448::X448_BASEPOINT_BYTES).expect("a point").to_vec()
            }
        };
        Key::new(Material::Okp { curve, x, d: Some(Secret::new(d)) })
    }

    fn random(count: usize) -> Vec<u8> {
        let mut octets = vec![0; count];
        rand::fill(&mut octets).expect("random octets");
        octets
    }

    /// AES key wrap with 128 or 256 bits.
    fn wrap(kek: &[u8], cek: &[u8]) -> Vec<u8> {
        let mut out = vec![0; cek.len() + 8];
        match kek.len() {
            16 => KwAes128::new_from_slice(kek).expect("a key").wrap_key(cek, &mut out).map(drop),
            _ => KwAes256::new_from_slice(kek).expect("a key").wrap_key(cek, &mut out).map(drop),
        }
        .expect("a wrapped key");
        out
    }

    fn unwrap(kek: &[u8], wrapped: &[u8]) -> Vec<u8> {
        let mut out = vec![0; wrapped.len() - 8];
        match kek.len() {
            16 => KwAes128::new_from_slice(kek).expect("a key").unwrap_key(wrapped, &mut out).map(drop),
            _ => KwAes256::new_from_slice(kek).expect("a key").unwrap_key(wrapped, &mut out).map(drop),
        }
        .expect("a key");
        out
    }

    fn stretched(passphrase: &[u8], salt: &[u8]) -> Vec<u8> {
        let mut key = vec![0; 16];
        let salt = [b"PBES2-HS256+A128KW\0", salt].concat();
        let rounds = NonZeroU32::new(ROUNDS).expect("some");
        pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, rounds, &salt, passphrase, &mut key);
        key
    }

    /// A new key, its point and what it agrees on with the other.
    fn agreed(algorithm: &'static agreement::Algorithm, point: &[u8]) -> Vec<u8> {
        let own = PrivateKey::generate(algorithm).expect("a key");
        black_box(own.compute_public_key().expect("a point"));
        agreement::agree(&own, UnparsedPublicKey::new(algorithm, point), (), |z| Ok(derived(z))).expect("a secret")
    }

    fn agreed_with(algorithm: &'static agreement::Algorithm, private: &[u8], point: &[u8]) -> Vec<u8> {
        let own = PrivateKey::from_private_key(algorithm, private).expect("a key");
        agreement::agree(&own, UnparsedPublicKey::new(algorithm, point), (), |z| Ok(derived(z))).expect("a secret")
    }

    /// The Concat KDF for A256GCM.
    fn derived(secret: &[u8]) -> Vec<u8> {
        let info = [&[0, 0, 0, 7], &b"A256GCM"[..], &[0; 8], &[0, 0, 1, 0]].concat();
        let sha256 = kdf::get_sskdf_digest_algorithm(kdf::SskdfDigestAlgorithmId::Sha256).expect("SHA-256");
        let mut key = vec![0; 32];
        kdf::sskdf_digest(sha256, secret, &info, &mut key).expect("a key");
        key
    }

    fn gcm(key: &[u8]) -> aead::LessSafeKey {
        aead::LessSafeKey::new(aead::UnboundKey::new(&aead::AES_256_GCM, key).expect("a key"))
    }

    fn seal_gcm(key: &[u8], content: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let nonce = aead::Nonce::try_assume_unique_for_key(&random(12)).expect("12 octets");
        let mut out = content.to_vec();
        let tag = gcm(key).seal_in_place_separate_tag(nonce, aead::Aad::empty(), &mut out).expect("a tag");
        (out, tag.as_ref().to_vec())
    }

    fn open_gcm(key: &[u8], iv: &[u8], aad: &[u8], ciphertext: &[u8], tag: &[u8]) -> Vec<u8> {
        let nonce = aead::Nonce::try_assume_unique_for_key(iv).expect("12 octets");
        let mut out = vec![0; ciphertext.len()];
        gcm(key).open_separate_gather(nonce, aead::Aad::from(aad), ciphertext, tag, &mut out).expect("it opens");
        out
    }

    fn mac(key: &[u8], aad: &[u8], iv: &[u8], ciphertext: &[u8]) -> Vec<u8> {
        let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key));
        let bits = (aad.len() as u64 * 8).to_be_bytes();
        [aad, iv, ciphertext, &bits].into_iter().for_each(|part| context.update(part));
        context.sign().as_ref()[..16].to_vec()
    }

    fn seal_cbc(key: &[u8], content: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let start: [u8; 16] = random(16).try_into().expect("16 octets");
        let context = cipher::EncryptionContext::Iv128(iv::FixedLength::from(start));
        let block = cipher::UnboundCipherKey::new(&cipher::AES_128, &key[16..]).expect("a key");
        let block = cipher::PaddedBlockEncryptingKey::cbc_pkcs7(block).expect("a key");
        let mut out = content.to_vec();
        block.less_safe_encrypt(&mut out, context).expect("a ciphertext");
        let tag = mac(&key[..16], b"", &start, &out);
        (out, tag)
    }

    fn open_cbc(key: &[u8], start: &[u8], aad: &[u8], ciphertext: &[u8], tag: &[u8]) -> Vec<u8> {
        assert_eq!(mac(&key[..16], aad, start, ciphertext), tag);
        let start: [u8; 16] = start.try_into().expect("16 octets");
        let context = cipher::DecryptionContext::Iv128(iv::FixedLength::from(start));
        let block = cipher::UnboundCipherKey::new(&cipher::AES_128, &key[16..]).expect("a key");
        let block = cipher::PaddedBlockDecryptingKey::cbc_pkcs7(block).expect("a key");
        let mut out = ciphertext.to_vec();
        let len = block.decrypt(&mut out, context).expect("it opens").len();
        out.truncate(len);
        out
    }
}
