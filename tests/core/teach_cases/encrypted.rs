//! Samples of encrypted tokens, most of them real, and of tokens with several signatures.

use super::{Sample, base64url, list, secret, token};
use crate::rfc::A2_KEY;
use jwt_workbench::checks::decryption::{Failure, Step};
use jwt_workbench::checks::{
    self, Decryption, EntryVerdict, MAX_LAYERS, Reason, State, Verification, VerificationState,
};
use jwt_workbench::crypto::jwe::{Encryption, Recipient, encrypt};
use jwt_workbench::crypto::{self, KeyShape, KeySpec};
use jwt_workbench::jose::alg::{self, Curve};
use jwt_workbench::jose::flaw::Facts;
use jwt_workbench::jose::token::Token;
use jwt_workbench::keys::{Key, KeyRing, Misfit};
use jwt_workbench::report::{self, KeyChoice};
use std::sync::Arc;
use zeroize::Zeroizing;

const CLAIMS: &str = r#"{"exp":1767229200}"#;
const FEW_ROUNDS: u32 = 1_000;

/// A token in one line for one recipient.
pub(super) fn sealed(key: &Key, alg: &str, zip: bool, plaintext: &str) -> String {
    let alg = alg::find(alg).expect("a row");
    let recipients = [Recipient { key, alg, header: None }];
    let enc = alg::find_content("A256GCM").expect("a row");
    let plaintext = plaintext.as_bytes();
    let (protected, unprotected, aad, p2c) = ("", None, None, Some(FEW_ROUNDS));
    let encryption = Encryption { protected, unprotected, recipients: &recipients, enc, zip, p2c, aad, plaintext };
    encrypt(&encryption).expect("encrypted").compact().expect("in one line")
}

/// A token as the report finds it with these keys, the first of which is chosen.
fn tried(text: &str, keys: &[&Key]) -> Sample {
    let named = |(i, key): (usize, &&Key)| Key { name: format!("key {i}"), ..(*key).clone() };
    let ring = KeyRing::new(keys.iter().enumerate().map(named).collect(), 1);
    let decryption = report::decrypt(&Token::read(text), &ring, &KeyChoice::Named(list("key 0")));
    Sample::of(text).with(|s| s.decryption = Some(decryption)).because(Reason::Encrypted)
}

/// A token that was opened, and what its signature then is.
fn opened(reason: Reason) -> Sample {
    let key = secret(&[7; 32]);
    tried(&sealed(&key, "A256KW", false, CLAIMS), &[&key]).because(reason).with(|s| {
        s.verification.state = VerificationState::Absent;
    })
}

/// A finding without a computation behind it.
fn found(state: VerificationState, reason: Reason) -> Decryption {
    let finding = Verification { state, ..Verification::not_checked(reason) };
    Decryption { finding, recipient: 0, steps: Vec::new(), failure: None, plaintext: None }
}

pub(super) fn samples() -> Vec<Sample> {
    [by_algorithm(), unopened(), headers(), nested(), several()].concat()
}

/// Each family, opened.
fn by_algorithm() -> Vec<Sample> {
    let rsa = crypto::import(A2_KEY.as_bytes()).keys.remove(0);
    let ec = crypto::generate(&KeySpec { shape: KeyShape::on(Curve::P256), alg: None }).expect("a key");
    let (long, short) = (secret(&[7; 32]), secret(&[7; 16]));
    let rows = [
        ("RSA-OAEP-256", &rsa),
        ("A256KW", &long),
        ("A128GCMKW", &short),
        ("dir", &long),
        ("ECDH-ES", &ec),
        ("ECDH-ES+A128KW", &ec),
        ("PBES2-HS256+A128KW", &long),
    ];
    let mut samples: Vec<Sample> =
        rows.iter().map(|(alg, key)| tried(&sealed(key, alg, false, CLAIMS), &[key])).collect();
    assert!(samples.iter().all(|s| s.decryption.as_ref().is_some_and(Decryption::is_open)), "all open");
    samples.push(tried(&sealed(&long, "dir", true, CLAIMS), &[&long]));
    samples.extend(["dir", "A256KW"].map(|alg| {
        let header = format!(r#"{{"alg":"{alg}","enc":"A256GCM"}}"#);
        let key = if alg == "dir" { "AA" } else { "" };
        Sample::of(&format!("{}.{key}.AA.AA.AA", base64url::encode(header.as_bytes())))
    }));
    // the tag of another token
    let text = sealed(&rsa, "RSA-OAEP-256", false, CLAIMS);
    let (all_but_tag, _) = text.rsplit_once('.').expect("parts");
    samples.push(tried(&format!("{all_but_tag}.{}", base64url::encode(&[1; 16])), &[&rsa]));
    samples.push(tried(&sealed(&long, "dir", false, CLAIMS), &[&short]));
    let other = secret(&[8; 32]);
    let zipped = sealed(&long, "A256KW", true, CLAIMS);
    samples.extend([tried(&zipped, &[&other]), tried(&zipped, &[&other, &long])]);
    samples
}

/// No key was tried, or none could be.
fn unopened() -> Vec<Sample> {
    let text = sealed(&secret(&[7; 32]), "A256KW", false, CLAIMS);
    let name = || "demo".to_owned();
    let reasons = [
        Reason::NoKeys,
        Reason::NoneChosen,
        Reason::KeyGone { name: name() },
        Reason::UnknownKid { kid: name() },
        Reason::NoKid,
        Reason::NoneFits { keys: 2 },
        Reason::NoneMatches { tried: 1 },
        Reason::Stopped { tried: 8, of: 100 },
        Reason::Misfit { key: name(), misfit: Misfit::EmptySecret },
        Reason::KeyUnusable { key: name(), error: "the point is not on the curve".to_owned() },
        Reason::NoAlg,
        Reason::UnknownAlg,
        Reason::Cut,
    ];
    let because = |reason| {
        let mut decryption = found(VerificationState::NotChecked, reason);
        decryption.finding.key = Some(Arc::new(secret(&[7; 32])));
        Sample::of(&text).with(|s| s.decryption = Some(decryption))
    };
    let mut samples: Vec<Sample> = reasons.map(because).into();
    samples.push(because(Reason::NoKeys).expecting(expect_kind_and_claims));
    // no honest sealer makes such a token
    let error = "the compressed content grows beyond 250000 bytes: it is not inflated further".to_owned();
    let facts = Facts::new().with("compressed_bytes", "4000");
    let too_large = Decryption {
        steps: vec![Step { id: "inflate", state: State::Fail, facts }],
        failure: Some(Failure { id: "jwe-zip-limit", text: error }),
        ..found(VerificationState::Invalid, Reason::Computed)
    };
    samples.push(Sample::of(&text).with(|s| s.decryption = Some(too_large)));
    samples
}

fn headers() -> Vec<Sample> {
    let headers = [
        r#""alg":"dir","enc":7"#,
        r#""alg":"dir","enc":"A1GCM""#,
        r#""alg":"dir","enc":"A256GCM","zip":"DEF""#,
        r#""alg":"dir","enc":"A256GCM","zip":"GZIP""#,
        r#""alg":"PBES2-HS256+A128KW","enc":"A256GCM","p2c":2000000,"p2s":"AAAA""#,
        r#""alg":"PBES2-HS256+A128KW","enc":"A256GCM","p2c":1000000"#,
        r#""alg":"PBES2-HS256+A128KW","enc":"A256GCM","p2c":10"#,
        r#""alg":"PBES2-HS256+A128KW","enc":"A256GCM","p2c":"many""#,
    ];
    let text = |header| format!("{}.AA.AA.AA.AA", base64url::encode(format!("{{{header}}}").as_bytes()));
    headers.map(|header| Sample::of(&text(header))).into()
}

fn nested() -> Vec<Sample> {
    let inside = |text: &str| opened(Reason::SignedInside).with(|s| s.inner = Some(Token::read(text)));
    let signed = token(br#"{"alg":"HS256"}"#, CLAIMS.as_bytes(), &[1; 32]);
    vec![
        opened(Reason::OnlyEncrypted),
        inside(&signed).expecting(expect_kind_and_claims),
        inside("eyJhbGciOiJub25lIn0.e30."),
        inside(&signed).with(|s| s.layer = MAX_LAYERS - 1),
    ]
}

fn expect_kind_and_claims(policy: &mut checks::Policy) {
    policy.typ = Some("at+jwt".to_owned());
    policy.required = list("sub");
}

/// Several signatures, in each of the ways that they add up.
fn several() -> Vec<Sample> {
    const P: &str = r#""protected":"eyJhbGciOiJIUzI1NiJ9","signature":"AA""#;
    let text = format!(r#"{{"payload":"e30","signatures":[{{{P}}},{{{P}}}]}}"#);
    let entry = |state| {
        let verification = Arc::new(Verification::not_checked(Reason::NoKeys));
        EntryVerdict { state, algorithm: state, verification }
    };
    [State::Pass, State::NotChecked, State::Fail]
        .map(|second| {
            Sample::of(&text).with(|s| {
                s.each = vec![entry(State::Pass), entry(second)];
                s.verification = checks::combined(&s.each, 2);
            })
        })
        .into()
}

/// What a key that cannot be computed with leaves undone is no fault of the token.
#[test]
fn a_key_that_cannot_be_used_says_nothing_about_the_token() {
    let (alg, reason) = ("A256KW", Reason::KeyUnusable { key: "demo".to_owned(), error: "it is broken".to_owned() });
    let step = Step { id: "key-management", state: State::Fail, facts: Facts::new() };
    let decryption = Decryption { steps: vec![step], ..found(VerificationState::NotChecked, reason) };
    let sample = Sample::of(&sealed(&secret(&[7; 32]), alg, false, CLAIMS)).because(Reason::Encrypted);
    let outcomes = sample.with(|s| s.decryption = Some(decryption)).outcomes();
    let failed: Vec<_> = outcomes.iter().filter(|o| o.state == State::Fail).map(|o| (o.id, o.case)).collect();
    assert_eq!(failed, []);
}

/// A secret is not shown where a decryption is printed for debugging.
#[test]
fn a_plaintext_is_not_in_debug_texts() {
    let plaintext = Some(Zeroizing::new(b"swordfish".to_vec()));
    let decryption = Decryption { plaintext, ..found(VerificationState::Valid, Reason::Computed) };
    let text = format!("{decryption:?}");
    assert!(text.contains("9 bytes") && !text.contains("swordfish") && !text.contains("115"), "{text}");
}
