//! Tokens: taken apart, judged, signed.

use jwt_workbench::checks::VerificationState;
use jwt_workbench::crypto;
use jwt_workbench::jose::flaw::Part;
use jwt_workbench::jose::numeric_date::NumericDate;
use jwt_workbench::jose::token::{Form, Spelling, Token};
use jwt_workbench::jose::{alg, base64url, json};
use jwt_workbench::keys::{Key, KeyRing, Material, Secret};
use jwt_workbench::make::{self, Shape};
use jwt_workbench::report::{At, Inputs, KeyChoice, Report, Verdict, analyze};
use std::sync::OnceLock;

/// 2026-01-01, as good as any.
const NOW: i64 = 1_767_225_600;

/// Public keys that nobody has signed anything with: the private halves were thrown away.
const STRANGERS: &str = include_str!("strangers.jwks.json");

/// The secret of [`signed`].
const SECRET: &[u8; 64] = b"fuzzing signs with this secret, and nobody else ever should: 64.";

/// The text as a token would be read: no token is anything but text.
pub(super) fn text(data: &[u8]) -> String {
    String::from_utf8_lossy(data).trim().to_owned()
}

/// Keys of every kind, none of which has ever signed or encrypted anything.
pub(super) fn strangers() -> &'static KeyRing {
    static RING: OnceLock<KeyRing> = OnceLock::new();
    RING.get_or_init(|| {
        let mut keys = crypto::import(STRANGERS.as_bytes()).keys;
        assert!(keys.len() >= 5, "the strangers are readable");
        let secret = crypto::random(64).expect("random numbers");
        keys.push(Key::new(Material::Oct(Secret::new(secret))));
        keys.iter_mut().enumerate().for_each(|(i, key)| key.name = format!("stranger {i}"));
        KeyRing::new(keys, 1)
    })
}

pub(super) fn judge(token: &str, ring: &KeyRing, key_choice: KeyChoice) -> Report {
    let inputs = Inputs { token: token.to_owned(), tokens_in_text: 1, key_choice, ..Inputs::default() };
    analyze(&inputs, ring, &At::utc(NumericDate::from_secs(NOW)))
}

/// What every report must hold, whatever the token: the same the second time, and sentences that are safe to print.
pub(super) fn judged(token: &str, ring: &KeyRing, key_choice: KeyChoice) -> Report {
    let report = judge(token, ring, key_choice.clone());
    let again = judge(token, ring, key_choice);
    assert_eq!(findings(&report), findings(&again), "two runs differ");
    assert_eq!(report.token.flaws, again.token.flaws, "two runs differ");
    report.layers().into_iter().for_each(assert_sayable);
    let printed = jwt_workbench::report::json::verified(&report);
    assert!(serde_json::from_str::<serde_json::Value>(&printed).is_ok(), "--json prints no JSON");
    report
}

/// Whatever the token, its report is safe to print.
fn assert_sayable(report: &Report) {
    let each = report.each.iter().flat_map(|signature| &signature.lines);
    for line in report.lines.iter().chain(each) {
        let lesson = &line.lesson;
        let facts = [&line.outcome.expected, &line.outcome.found].into_iter().flatten();
        let sentences = [&lesson.summary, &lesson.clause].into_iter().chain(&lesson.fix).chain(facts);
        sentences.for_each(|sentence| super::text::assert_harmless(sentence));
    }
    super::text::assert_harmless(&report.headline);
    report.action.iter().for_each(|action| super::text::assert_harmless(action));
}

fn findings(report: &Report) -> Vec<(&'static str, &'static str, String)> {
    let of =
        |line: &jwt_workbench::report::Line| (line.outcome.id, line.outcome.state.id(), line.lesson.summary.clone());
    report.lines.iter().map(of).chain([(report.verdict.id(), "", report.headline.clone())]).collect()
}

/// What is true of every token that was read.
fn assert_sound(token: &Token) {
    for segment in &token.segments {
        assert!(token.text.get(segment.range.clone()).is_some(), "{:?} lies across a character", segment.part);
    }
    for flaw in &token.flaws {
        assert!(token.text.get(flaw.encoded.clone()).is_some(), "{} points outside of the text", flaw.id);
    }
    for part in [Part::Header, Part::Payload] {
        let Some(root) = token.document(part).and_then(|d| d.object()) else { continue };
        let document = token.document(part).map(|d| d.text.as_str()).unwrap_or_default();
        for member in root.members() {
            assert!(document.get(member.value.span.clone()).is_some(), "a member lies outside of its text");
        }
    }
    for i in 0..token.entries() {
        let entry = token.entry(i);
        assert_eq!(entry.text, token.text);
        let _ = (entry.signing_input(), entry.jwe_aad_text(), entry.jose_header());
    }
    for byte in [0, token.text.len() / 2, token.text.len()] {
        let _ = token.part_at(byte);
    }
}

/// Malleability: a text that is read without a flaw is the only text with these bytes.
fn assert_canonical(token: &Token) {
    // what follows a `~` is judged by the `sd-jwt` checks, whatever stands before it
    if token.sd_jwt().is_some() || !matches!(token.form, Form::JwsCompact | Form::JweCompact | Form::Unsecured) {
        return;
    }
    let parts = token.segments.iter().map(|s| match s.spelling {
        Spelling::Plain => String::from_utf8_lossy(&s.bytes).into_owned(),
        _ => base64url::encode(&s.bytes),
    });
    let same = parts.collect::<Vec<_>>().join(".") == token.text;
    assert!(same || !token.flaws.is_empty(), "two texts mean the same, and nothing is said about it");
}

/// Written in another form and back, a token says the same; a form that is refused is refused for a reason that can be told.
fn assert_convertible(token: &Token) {
    for shape in Shape::ALL {
        let text = match make::convert(token, shape) {
            Ok(text) => text,
            Err(why) => {
                super::text::assert_harmless(&why.to_string());
                continue;
            }
        };
        let other = Token::read(&text);
        assert_eq!(other.entries(), token.entries(), "{}: another number of signatures or recipients", shape.id());
        for i in 0..token.entries() {
            let (a, b) = (token.entry(i), other.entry(i));
            assert!(a.jose_header() == b.jose_header(), "{}: another header", shape.id());
            let is_detached = a.is_detached() || b.is_detached();
            assert!(is_detached || a.signing_input() == b.signing_input(), "{}: something else is signed", shape.id());
            assert!(a.jwe_aad_text() == b.jwe_aad_text(), "{}: something else is authenticated", shape.id());
            for part in [Part::Signature, Part::EncryptedKey, Part::Iv, Part::Ciphertext, Part::Tag] {
                assert!(a.bytes(part) == b.bytes(part), "{}: another {}", shape.id(), part.id());
            }
        }
        let again = make::convert(&other, shape).expect("what was written can be written again");
        assert_eq!(again, text, "{}: a second time changes something", shape.id());
    }
}

/// A compact token, or what is meant to be one.
pub fn compact(data: &[u8]) {
    let text = text(data);
    let token = Token::read(&text);
    assert_eq!(token.text, text);
    assert_sound(&token);
    assert_canonical(&token);
    assert_convertible(&token);
    let report = judged(&text, strangers(), KeyChoice::Every);
    assert_ne!(report.verdict, Verdict::Accepted, "accepted with the keys of strangers");
    assert_ne!(report.verification.state, VerificationState::Valid, "verified with the keys of strangers");
}

/// A token in one of the JSON serializations, or any other JSON.
pub fn json_form(data: &[u8]) {
    let text = text(data);
    let text = if text.starts_with('{') { text } else { format!("{{{text}") };
    let token = Token::read(&text);
    assert_eq!(token.text, text);
    assert_sound(&token);
    assert_convertible(&token);
    for segment in token.segments.iter().filter(|s| s.spelling == Spelling::Base64url) {
        let same = token.encoded_text_of(segment) == base64url::encode(&segment.bytes);
        assert!(same || !token.flaws.is_empty(), "two texts mean the same, and nothing is said about it");
    }
    let report = judged(&text, strangers(), KeyChoice::Every);
    assert_ne!(report.verdict, Verdict::Accepted, "accepted with the keys of strangers");
    assert_ne!(report.verification.state, VerificationState::Valid, "verified with the keys of strangers");
}

/// A header, a zero octet and a payload, signed with a key that the judge knows: what lies behind the signature is reached.
pub fn signed(data: &[u8]) {
    let mut parts = data.splitn(2, |b| *b == 0);
    let (header, payload) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let header = String::from_utf8_lossy(header);
    let header = json::set_member(&header, "alg", "\"HS512\"").unwrap_or_else(|_| "{\"alg\":\"HS512\"}".to_owned());
    let signing_input = format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(payload));
    let key = Key { name: "secret".to_owned(), ..Key::new(Material::Oct(Secret::new(SECRET.to_vec()))) };
    let row = alg::find("HS512").expect("a row of the table");
    let mac = crypto::sign(row, &key, signing_input.as_bytes()).expect("a MAC");
    let (ring, choice) = (KeyRing::new(vec![key], 2), KeyChoice::Named(vec!["secret".to_owned()]));
    let whole = format!("{signing_input}.{}", base64url::encode(&mac));
    let report = judged(&whole, &ring, choice.clone());
    let spoiled: Vec<u8> = mac.iter().enumerate().map(|(i, b)| if i == 0 { b ^ 1 } else { *b }).collect();
    let forged = judge(&format!("{signing_input}.{}", base64url::encode(&spoiled)), &ring, choice);
    assert_ne!(forged.verdict, Verdict::Accepted, "accepted with a wrong MAC");
    assert_ne!(forged.verification.state, VerificationState::Valid, "a wrong MAC is valid");
    if report.verdict == Verdict::Accepted {
        assert_eq!(report.verification.state, VerificationState::Valid, "accepted without a signature");
    }
}
