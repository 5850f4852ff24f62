//! Tokens inside tokens and encrypted tokens under a policy: what each layer is asked, and what the whole comes to.

use jwt_workbench::checks::{Policy, Reason, State};
use jwt_workbench::crypto::jwe::{Encryption, Recipient, encrypt};
use jwt_workbench::crypto::{self, KeySpec};
use jwt_workbench::jose::alg;
use jwt_workbench::jose::base64url;
use jwt_workbench::jose::numeric_date::NumericDate;
use jwt_workbench::keys::{Key, KeyRing, Material, Secret};
use jwt_workbench::report::{At, Inputs, KeyChoice, Report, Verdict, analyze};
use std::sync::LazyLock;

/// 2026-01-01 00:00:00 UTC.
const NOW_SECS: i64 = 1_767_225_600;
const CLAIMS: &str = r#"{"iss":"https://i.example","aud":"api","sub":"alice","iat":1767225590,"exp":1767229200}"#;

static SIGNER: LazyLock<Key> = LazyLock::new(|| made("ES256", "signer"));
static RECEIVER: LazyLock<Key> = LazyLock::new(|| made("ECDH-ES+A128KW", "receiver"));

fn made(alg: &str, name: &str) -> Key {
    let spec: KeySpec = alg.parse().unwrap();
    Key { name: name.to_owned(), ..crypto::generate(&spec).unwrap() }
}

fn signed(header: &str, payload: &str, key: &Key) -> String {
    let row = alg::find(key.alg.as_deref().unwrap_or("HS256")).unwrap();
    let input = [header, payload].map(|part| base64url::encode(part.as_bytes())).join(".");
    format!("{input}.{}", base64url::encode(&crypto::sign(row, key, input.as_bytes()).unwrap()))
}

/// A token for the receiver; `unprotected` holds what is in no protected header.
fn sealed(plaintext: &str) -> String {
    let recipients = [Recipient { key: &RECEIVER, alg: alg::find("ECDH-ES+A128KW").unwrap(), header: None }];
    let enc = alg::find_content("A128GCM").unwrap();
    let (protected, unprotected, zip, p2c, aad) = ("{}", None, false, None, None);
    let plaintext = plaintext.as_bytes();
    let encryption = Encryption { protected, unprotected, recipients: &recipients, enc, zip, p2c, aad, plaintext };
    encrypt(&encryption).unwrap().compact().unwrap()
}

fn judged(token: &str, keys: &[&Key], policy: Policy) -> Report {
    let inputs = Inputs { token: token.to_owned(), tokens_in_text: 1, policy, ..Inputs::default() };
    let keys = keys.iter().copied().cloned().collect();
    analyze(&inputs, &KeyRing::new(keys, 1), &At::utc(NumericDate::from_secs(NOW_SECS)))
}

fn strict_about_claims() -> Policy {
    Policy {
        issuers: vec!["https://i.example".to_owned()],
        audiences: vec!["api".to_owned()],
        subject: Some("alice".to_owned()),
        typ: Some("JWT".to_owned()),
        required: vec!["sub".to_owned(), "exp".to_owned()],
        max_age_secs: Some(60),
        ..Policy::default()
    }
}

fn states(report: &Report) -> Vec<(&'static str, &'static str, State)> {
    let ids = ["exp", "iss", "aud", "typ", "required-claims", "max-age", "sub"];
    let of = |id| report.lines.iter().find(|l| l.outcome.id == id);
    ids.iter().filter_map(|id| of(*id)).map(|l| (l.outcome.id, l.outcome.case, l.outcome.state)).collect()
}

#[test]
fn a_policy_asks_the_claims_where_they_are() {
    let inner = signed(r#"{"alg":"ES256","typ":"JWT"}"#, CLAIMS, &SIGNER);
    let token = sealed(&inner);
    let report = judged(&token, &[&SIGNER, &RECEIVER], strict_about_claims());
    assert_eq!(report.verdict, Verdict::Accepted, "{}", report.headline);
    let five = ["exp", "iss", "aud", "typ", "required-claims"];
    assert_eq!(states(&report), five.map(|id| (id, "inside", State::NotChecked)));
    let passed: Vec<_> = states(report.inner.as_ref().unwrap()).iter().map(|(id, _, state)| (*id, *state)).collect();
    assert_eq!(passed, ["exp", "iss", "aud", "typ", "required-claims", "max-age", "sub"].map(|id| (id, State::Pass)));
    let other = Policy { issuers: vec!["https://other.example".to_owned()], ..strict_about_claims() };
    assert_eq!(judged(&token, &[&SIGNER, &RECEIVER], other).verdict, Verdict::Refused);
}

#[test]
fn what_cannot_be_opened_is_undecided_whatever_the_policy_expects() {
    let token = sealed(CLAIMS);
    let report = judged(&token, &[], strict_about_claims());
    assert_eq!(report.verdict, Verdict::Undecided, "{}", report.headline);
    assert!(states(&report).iter().all(|(_, case, state)| (*case, *state) == ("sealed", State::NotChecked)));
    let opened = judged(&token, &[&RECEIVER], Policy { typ: None, ..strict_about_claims() });
    assert_eq!(opened.verdict, Verdict::Accepted, "{}", opened.headline);
    let strict = judged(&token, &[&RECEIVER], Policy { strict: true, ..Policy::default() });
    assert_eq!(strict.verdict, Verdict::Refused, "nothing says who made it");
}

#[test]
fn what_is_odd_about_encrypted_claims_is_told() {
    for (claims, id, verdict) in [
        (r#"{"sub":"a","sub":"b","exp":1767229200}"#, "claim-duplicate-member", Verdict::Refused),
        ("just text", "payload-not-json", Verdict::Accepted),
    ] {
        let report = judged(&sealed(claims), &[&RECEIVER], Policy::default());
        assert!(report.line(id).is_some(), "{claims}: {:?}", report.headline);
        assert_eq!(report.verdict, verdict, "{claims}");
        assert!(jwt_workbench::report::json::verified(&report).contains(&format!("\"id\": \"{id}\"")));
    }
}

#[test]
fn tokens_nested_too_deep_are_refused() {
    let wrapped = |times: usize| {
        let innermost = signed(r#"{"alg":"ES256"}"#, CLAIMS, &SIGNER);
        (1..times).fold(innermost, |token, _| signed(r#"{"alg":"ES256","cty":"JWT"}"#, &token, &SIGNER))
    };
    let eight = judged(&wrapped(8), &[&SIGNER], Policy::default());
    assert_eq!((eight.verdict, eight.layers().len()), (Verdict::Accepted, 8));
    let nine = judged(&wrapped(9), &[&SIGNER], Policy::default());
    assert_eq!((nine.verdict, nine.layers().len()), (Verdict::Refused, 8));
    let deepest = nine.layers().last().and_then(|r| r.line("nesting-depth")).map(|l| l.outcome.state);
    assert_eq!(deepest, Some(State::Fail));
}

#[test]
fn parameters_count_in_whichever_header_they_stand() {
    let row = alg::find("ES256").unwrap();
    let payload = base64url::encode(CLAIMS.as_bytes());
    let signature = base64url::encode(&crypto::sign(row, &SIGNER, format!(".{payload}").as_bytes()).unwrap());
    let token = |header: &str| format!(r#"{{"payload":"{payload}","header":{header},"signature":"{signature}"}}"#);
    let report = judged(&token(r#"{"alg":"ES256"}"#), &[&SIGNER], Policy::default());
    assert_eq!(report.verdict, Verdict::Accepted, "{}", report.headline);
    let ids = |header: &str| -> Vec<_> {
        judged(&token(header), &[&SIGNER], Policy::default()).lines.iter().map(|l| l.outcome.id).collect()
    };
    assert!(ids(r#"{"alg":"ES256","kid":"../../dev/null"}"#).contains(&"kid-suspicious"));
    assert!(ids(r#"{"alg":"ES256","jku":"https://x.example"}"#).contains(&"remote-key-url"));
    assert!(ids(r#"{"alg":"none"}"#).contains(&"alg-none"));
}

#[test]
fn passphrases_of_many_recipients_cost_no_more_than_those_of_one() {
    let salt = base64url::encode(&[1; 16]);
    let recipient = format!(
        r#"{{"header":{{"alg":"PBES2-HS256+A128KW","p2s":"{salt}","p2c":1200000}},"encrypted_key":"{}"}}"#,
        base64url::encode(&[2; 24])
    );
    let recipients = vec![recipient; 40].join(",");
    let protected = base64url::encode(br#"{"enc":"A128GCM"}"#);
    let token = format!(
        r#"{{"protected":"{protected}","recipients":[{recipients}],"iv":"{}","ciphertext":"AA","tag":"{}"}}"#,
        base64url::encode(&[3; 12]),
        base64url::encode(&[4; 16])
    );
    let passphrases: Vec<Key> = (0..4)
        .map(|i| Key {
            name: format!("p{i}"),
            ..Key::new(Material::Oct(Secret::new(format!("pass {i}").into_bytes())))
        })
        .collect();
    let inputs = Inputs { token, tokens_in_text: 1, key_choice: KeyChoice::Every, ..Inputs::default() };
    let ring = KeyRing::new(passphrases, 1);
    assert!(jwt_workbench::report::is_slow(&inputs, &ring), "such work is for another thread");
    // 160 tries of 1.2 million rounds would take minutes: the test would not end in time
    let report = analyze(&inputs, &ring, &At::utc(NumericDate::from_secs(NOW_SECS)));
    let found = report.decryption.as_deref().map(|d| d.finding.reason.clone());
    assert_eq!(found, Some(Reason::NoneMatches { tried: 2 }), "the budget is two tries of this size");
}
