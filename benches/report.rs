//! From text to report, against what bare verification takes.
//!
//! The targets: a report on a 1 kB RS256 token takes no longer than 1.5 × `bare_decode::rs256` + 100 µs, and every check under a
//! policy that expects all there is (`every_check`) less than 200 µs beyond the signature itself (`signature_alone`).

#[path = "specimen.rs"]
mod specimen;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use jwt_workbench::checks::{Need, Policy, State};
use jwt_workbench::crypto;
use jwt_workbench::jose::{alg, base64url, find, json, numeric_date::NumericDate, token::Token};
use jwt_workbench::keys::{Key, Material};
use jwt_workbench::report::{At, Inputs, KeyChoice, Memo, Verdict, analyze};
use specimen::TEN_MB;

const ALGORITHMS: [&str; 4] = ["RS256", "HS256", "ES256", "EdDSA"];

fn main() {
    divan::main();
}

/// The clock's reading in the bench.
fn at() -> At {
    At::utc(NumericDate::from_secs(specimen::now_secs()))
}

fn inputs(token: &str) -> Inputs {
    let mut inputs = Inputs { token: token.to_owned(), tokens_in_text: 1, ..Inputs::default() };
    inputs.policy.issuers = vec![specimen::ISSUER.to_owned()];
    inputs.policy.audiences = vec![specimen::AUDIENCE.to_owned()];
    inputs
}

/// jsonwebtoken alone, with the key prepared: signature, `exp`, `nbf`, `iss`, `aud`, and the claims as a value.
#[divan::bench(args = ALGORITHMS)]
fn bare_decode(bencher: Bencher<'_, '_>, algorithm: &str) {
    let key = specimen::key(algorithm, "bench key");
    let token = specimen::token(algorithm, &key, 1024);
    let (prepared, name) = prepared(&key, algorithm);
    let mut validation = Validation::new(name);
    validation.set_issuer(&[specimen::ISSUER]);
    validation.set_audience(&[specimen::AUDIENCE]);
    validation.validate_nbf = true;
    bencher.bench_local(|| {
        jsonwebtoken::decode::<serde_json::Value>(black_box(&token), &prepared, &validation).expect("a good token")
    });
}

fn prepared(key: &Key, algorithm: &str) -> (DecodingKey, Algorithm) {
    let name = algorithm.parse().expect("an algorithm of jsonwebtoken");
    let key = match &key.material {
        Material::Oct(secret) => DecodingKey::from_secret(secret.expose()),
        Material::Rsa { n, e, .. } => DecodingKey::from_rsa_raw_components(n, e),
        Material::Ec { x, y, .. } => DecodingKey::from_ec_der(&[&[4], &x[..], &y[..]].concat()),
        Material::Okp { x, .. } => DecodingKey::from_ed_der(x),
        Material::Akp { .. } => unreachable!("none is measured"),
    };
    (key, name)
}

/// The whole way, nothing remembered: 10 keys at hand, the token found in the text, read, verified, judged, in words.
#[divan::bench(args = ALGORITHMS)]
fn paste_to_report(bencher: Bencher<'_, '_>, algorithm: &str) {
    let key = specimen::key(algorithm, "bench key");
    let (token, ring, at) = (specimen::token(algorithm, &key, 1024), specimen::among(&key, 9), at());
    // what is measured is a report with a verdict, with the books of prose opened before
    assert_eq!(analyze(&inputs(&token), &ring, &at).verdict, Verdict::Accepted);
    bencher.bench_local(|| {
        let found = find::find(black_box(&token));
        analyze(&inputs(&found.tokens[0].text), &ring, &at)
    });
}

/// Reading, verifying, every check and its words, under a policy that expects all that can be expected; the key is chosen.
#[divan::bench(args = ALGORITHMS)]
fn every_check(bencher: Bencher<'_, '_>, algorithm: &str) {
    let key = specimen::key(algorithm, "bench key");
    let (token, ring, at) = (specimen::token(algorithm, &key, 1024), specimen::among(&key, 0), at());
    let inputs =
        Inputs { policy: full_policy(algorithm), key_choice: KeyChoice::Named(vec![key.name]), ..inputs(&token) };
    let report = analyze(&inputs, &ring, &at);
    assert!(report.verdict == Verdict::Accepted && report.count(State::Pass) >= 12, "{}", report.headline);
    bencher.bench_local(|| analyze(black_box(&inputs), &ring, &at));
}

/// What of that is the signature's: the same verification by the same room.
#[divan::bench(args = ALGORITHMS)]
fn signature_alone(bencher: Bencher<'_, '_>, algorithm: &str) {
    let key = specimen::key(algorithm, "bench key");
    let token = specimen::token(algorithm, &key, 1024);
    let (input, signature) = token.rsplit_once('.').expect("three parts");
    let (row, signature) = (alg::find(algorithm).expect("known"), base64url::decode(signature).bytes);
    bencher.bench_local(|| {
        assert_eq!(crypto::verify(row, &key, black_box(input.as_bytes()), &signature), Ok(true));
    });
}

fn full_policy(algorithm: &str) -> Policy {
    Policy {
        algorithms: vec![algorithm.to_owned()],
        issuers: vec![specimen::ISSUER.to_owned()],
        audiences: vec![specimen::AUDIENCE.to_owned()],
        subject: Some("f3a1c7d0-5b7e-4f7e-9b51-1c2d3e4f5a6b".to_owned()),
        typ: Some("at+jwt".to_owned()),
        required: ["exp", "iat", "jti", "client_id", "scope"].map(str::to_owned).to_vec(),
        leeway_secs: 30,
        max_age_secs: Some(3_600),
        needs: vec![Need::Algorithms, Need::Issuers, Need::Audiences],
        ..Policy::default()
    }
}

/// Another key choice or policy on a token that was read and verified before.
#[divan::bench]
fn policy_changed(bencher: Bencher<'_, '_>) {
    let key = specimen::key("RS256", "bench key");
    let (token, ring, at) = (specimen::token("RS256", &key, 1024), specimen::among(&key, 9), at());
    let mut inputs = inputs(&token);
    let mut memo = Memo::default();
    bencher.bench_local(|| {
        inputs.policy.leeway_secs = (inputs.policy.leeway_secs + 1) % 60;
        memo.analyze(black_box(&inputs), &ring, &at)
    });
}

/// Nothing but the time went on: what an open window does when a shown distance changes.
#[divan::bench]
fn clock_ticked(bencher: Bencher<'_, '_>) {
    let key = specimen::key("RS256", "bench key");
    let (token, ring, mut at) = (specimen::token("RS256", &key, 1024), specimen::among(&key, 9), at());
    let inputs = inputs(&token);
    let mut memo = Memo::default();
    bencher.bench_local(|| {
        at.now = at.now.plus_secs(1);
        memo.analyze(black_box(&inputs), &ring, &at)
    });
}

/// Taking the token apart, without a key or a check.
#[divan::bench(args = [1 << 10, 60 << 10, TEN_MB])]
fn read_token(bencher: Bencher<'_, '_>, chars: usize) {
    let key = specimen::key("RS256", "bench key");
    let token = specimen::token("RS256", &key, chars);
    bencher.counter(BytesCount::of_str(&token)).bench_local(|| Token::read(black_box(&token)));
}

/// The report of a large token. Target: with finding it, below 2 s for 10 MB.
#[divan::bench(args = [60 << 10, TEN_MB], sample_count = 10)]
fn large_report(bencher: Bencher<'_, '_>, chars: usize) {
    let key = specimen::key("RS256", "bench key");
    let (token, ring, at) = (specimen::token("RS256", &key, chars), specimen::among(&key, 9), at());
    let inputs = inputs(&token);
    assert_eq!(analyze(&inputs, &ring, &at).verdict, Verdict::Accepted);
    bencher.counter(BytesCount::of_str(&token)).bench_local(|| analyze(black_box(&inputs), &ring, &at));
}

/// Finding a token in what was pasted.
#[divan::bench(args = ["1 kB of curl", "10 MB token", "10 MB of prose, the token last", "10 MB of dots"], sample_count = 10)]
fn find_token(bencher: Bencher<'_, '_>, what: &str) {
    let key = specimen::key("HS256", "bench key");
    let token = |chars| specimen::token("HS256", &key, chars);
    let text = match what {
        "1 kB of curl" => specimen::curl(&token(900)),
        "10 MB token" => token(TEN_MB),
        "10 MB of dots" => "eyJhbGciOiJIUzI1NiJ9.e30.".repeat(TEN_MB / 25),
        _ => "it was a dark and stormy night. ".repeat(TEN_MB / 32) + &token(900),
    };
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| find::find(black_box(&text)));
}

#[divan::bench(args = [1 << 10, 64 << 10])]
fn json_lex(bencher: Bencher<'_, '_>, bytes: usize) {
    let text = specimen::claims(bytes);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| json::lex(black_box(&text)).count());
}

#[divan::bench(args = [1 << 10, 64 << 10])]
fn json_parse(bencher: Bencher<'_, '_>, bytes: usize) {
    let text = specimen::claims(bytes);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| json::parse(black_box(&text)));
}

#[divan::bench(args = [1 << 10, 64 << 10])]
fn json_format(bencher: Bencher<'_, '_>, bytes: usize) {
    let text = specimen::claims(bytes);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| json::format(black_box(&text)));
}
