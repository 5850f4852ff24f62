//! The certificate in a token's header: its dates and its thumbprints.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jwt_workbench::checks::State;
use jwt_workbench::crypto::{self, KeySpec, digest};
use jwt_workbench::jose::alg;
use jwt_workbench::jose::base64url;
use jwt_workbench::jose::numeric_date::NumericDate;
use jwt_workbench::keys::{Certificate, Key, KeyRing};
use jwt_workbench::report::{At, Inputs, KeyChoice, analyze};

/// A DER element of less than 128 bytes.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    [&[tag, u8::try_from(content.len()).expect("short")], content].concat()
}

/// So much of a certificate as is looked at. Thirteen digits and `Z` are UTCTime, fifteen GeneralizedTime.
fn certificate(from: &str, to: &str) -> Vec<u8> {
    let time = |text: &str| element(if text.len() == 13 { 0x17 } else { 0x18 }, text.as_bytes());
    let version = element(0xa0, &element(2, &[2]));
    let validity = element(0x30, &[time(from), time(to)].concat());
    let tbs =
        [version, element(2, &[1]), element(0x30, &[]), element(0x30, &[]), validity, element(0x30, &[])].concat();
    element(0x30, &[element(0x30, &tbs), element(0x30, &[]), element(3, &[0])].concat())
}

/// A token with these parameters beside the first of its certificates.
fn token(der: &[u8], parameters: &str) -> String {
    let header = format!(r#"{{"alg":"RS256","x5c":["{}"]{parameters}}}"#, STANDARD.encode(der));
    [header.as_bytes(), b"{\"exp\":1767229200}", &[1; 256]].map(base64url::encode).join(".")
}

const CURRENT: (&str, &str) = ("250101000000Z", "270101000000Z");

/// Samples that reach every case.
pub(super) fn tokens() -> Vec<String> {
    vec![
        token(&certificate("240101000000Z", "251231235959Z"), ""),
        token(&certificate("270101000000Z", "280101000000Z"), ""),
        token(&certificate(CURRENT.0, CURRENT.1), r#","x5t":"AAAA""#),
    ]
}

/// A new key, named.
fn new_key(name: &str) -> Key {
    let spec = KeySpec::for_alg(alg::find("ES256").expect("a row"), None).expect("served");
    Key { name: name.to_owned(), ..crypto::generate(&spec).expect("a key") }
}

/// A token signed with one key, with the certificate of another beside it.
fn signed(by: &Key, certified: &Key) -> String {
    let from = NumericDate::from_secs(1_735_689_600);
    let der = crypto::self_signed(certified, "a.example", from, 730).expect("a certificate");
    let header = format!(r#"{{"alg":"ES256","x5c":["{}"]}}"#, STANDARD.encode(der));
    let input = [header.as_bytes(), b"{\"exp\":1767229200}"].map(base64url::encode).join(".");
    let signature = crypto::sign(alg::find("ES256").expect("a row"), by, input.as_bytes()).expect("signed");
    format!("{input}.{}", base64url::encode(&signature))
}

/// A token with a whole certificate.
pub(super) fn certified() -> String {
    signed(&new_key("a"), &new_key("b"))
}

#[test]
fn a_certificate_is_that_of_the_key_that_signed() {
    let (own, other) = (new_key("own"), new_key("other"));
    let ids = |certified: &Key, keys: &[&Key]| {
        let ring = KeyRing::new(keys.iter().map(|key| (*key).clone()).collect(), 1);
        let (token, at) = (signed(&own, certified), At::utc(NumericDate::from_secs(1_767_225_600)));
        let key_choice = KeyChoice::Every;
        let report = analyze(&Inputs { token, tokens_in_text: 1, key_choice, ..Inputs::default() }, &ring, &at);
        report.lines.iter().map(|l| l.outcome.id).filter(|id| *id == "x5c-mismatch").count()
    };
    assert_eq!(ids(&own, &[&own]), 0, "its own");
    assert_eq!(ids(&other, &[&own]), 1, "another's");
    assert_eq!(ids(&other, &[&other]), 0, "where nothing was verified, nothing is compared");
    assert_eq!(ids(&other, &[]), 0);
}

fn said(token: &str, now_secs: i64) -> Vec<String> {
    let inputs = Inputs { token: token.to_owned(), tokens_in_text: 1, ..Inputs::default() };
    let report = analyze(&inputs, &KeyRing::default(), &At::utc(NumericDate::from_secs(now_secs)));
    let lines = report.lines.iter().map(|l| &l.outcome).filter(|o| ["x5c-expired", "x5t-mismatch"].contains(&o.id));
    lines
        .map(|o| {
            assert_eq!(o.state, State::Warn);
            format!("{}/{}", o.id, o.case)
        })
        .collect()
}

#[test]
fn a_certificate_holds_from_its_first_second_to_its_last() {
    const FROM_SECS: i64 = 1_735_689_600;
    const TO_SECS: i64 = 1_798_761_600;
    for (from, to) in [CURRENT, ("20250101000000Z", "20270101000000Z")] {
        let read = Certificate::from_x5c(&STANDARD.encode(certificate(from, to))).expect("a certificate");
        assert_eq!((read.not_before.secs(), read.not_after.secs()), (FROM_SECS, TO_SECS));
        let token = token(&certificate(from, to), "");
        assert_eq!(said(&token, FROM_SECS - 1), ["x5c-expired/early"]);
        assert_eq!(said(&token, FROM_SECS), Vec::<String>::new());
        assert_eq!(said(&token, TO_SECS), Vec::<String>::new());
        assert_eq!(said(&token, TO_SECS + 1), ["x5c-expired/ended"]);
    }
}

#[test]
fn thumbprints_are_of_the_first_certificate() {
    let der = certificate(CURRENT.0, CURRENT.1);
    let (short, long) = (base64url::encode(&digest::sha1(&der)), base64url::encode(&digest::sha256(&der)));
    let now = 1_767_225_600;
    let right = format!(r#","x5t":"{short}","x5t#S256":"{long}""#);
    assert_eq!(said(&token(&der, &right), now), Vec::<String>::new());
    let exchanged = format!(r#","x5t":"{long}","x5t#S256":"{short}""#);
    assert_eq!(said(&token(&der, &exchanged), now), ["x5t-mismatch/found", "x5t-mismatch/found"]);
    assert_eq!(said(&token(&der, r#","x5t#S256":7"#), now), ["x5t-mismatch/found"]);
}

#[test]
fn what_is_no_certificate_is_left_to_other_checks() {
    let der = certificate(CURRENT.0, CURRENT.1);
    for cut in 0..der.len() {
        assert_eq!(Certificate::from_x5c(&STANDARD.encode(&der[..cut])), None, "{cut}");
    }
    for text in ["", "!!!", "AAAA", "MIICxDCCAaygAwIBAgII"] {
        assert_eq!(Certificate::from_x5c(text), None, "{text}");
    }
    for chain in ["7", "{}", "[]", "[7]", r#"["!!!"]"#] {
        let header = format!(r#"{{"alg":"RS256","x5t":"AAAA","x5c":{chain}}}"#);
        let token = [header.as_bytes(), b"{}", &[1; 256]].map(base64url::encode).join(".");
        assert_eq!(said(&token, 0), Vec::<String>::new(), "{chain}");
    }
}
