//! Every form of a token: read, made and converted. RFC 7515 appendices A.6, A.7 and F, RFC 7797 section 4, RFC 7520
//! sections 4.5 to 4.8 and 5.10 to 5.13, the latchset vectors, hostile shapes, and properties.

use crate::cli::Bench;
use crate::vectors;
use jwt_workbench::crypto;
use jwt_workbench::jose::alg;
use jwt_workbench::jose::base64url;
use jwt_workbench::jose::flaw::Part;
use jwt_workbench::jose::json;
use jwt_workbench::jose::serialize::{EncodedJws, EncodedSignature, JweText, RecipientText};
use jwt_workbench::jose::token::{Content, Form, MAX_ENTRIES, PayloadKind, Token};
use jwt_workbench::keys::{Key, Material, Secret};
use jwt_workbench::make::{
    self, ConvertError, Layout, Manner, Shape, SignError, Signer, add_signature, convert, remove_signature, sign_forms,
};
use proptest::prelude::*;
use serde_json::Value;
use std::path::Path;

// ---------------------------------------------------------------------------------------------------- reading

/// RFC 7515 appendix A.6.4.
const A6: &str = concat!(
    r#"{"payload":"eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ","#,
    r#""signatures":[{"protected":"eyJhbGciOiJSUzI1NiJ9","header":{"kid":"2010-12-29"},"signature":"cC4hiUPoj9Eetdgtv3"#,
    r#"hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4B"#,
    r#"AynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqt"#,
    r#"FZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"},"#,
    r#"{"protected":"eyJhbGciOiJFUzI1NiJ9","header":{"kid":"e9bc097a-ce51-4036-9562-d2ade882db0d"},"signature":"DtEhU3l"#,
    r#"jbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"}]}"#,
);

/// RFC 7515 appendix A.3.1: the key of the second signature.
const A3_KEY: &str = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;

/// RFC 7797 section 4: the key of RFC 7515 appendix A.1.
const A1_KEY: &str =
    r#"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}"#;

fn ids(token: &Token) -> Vec<&'static str> {
    token.flaws.iter().map(|f| f.id).collect()
}

fn key(jwk: &str) -> Key {
    Key::from_jwk(jwk).unwrap()
}

fn secret() -> Key {
    Key { name: "demo".to_owned(), ..Key::new(Material::Oct(Secret::new(vec![7; 32]))) }
}

fn row(name: &str) -> &'static alg::Algorithm {
    alg::find(name).unwrap()
}

/// Whether the signature that is seen holds.
fn holds(entry: &Token, key: &Key) -> bool {
    let row = row(entry.alg().unwrap());
    crypto::verify(row, key, &entry.signing_input().unwrap(), entry.bytes(Part::Signature)).unwrap()
}

#[test]
fn rfc_7515_a6_general() {
    let token = Token::read(A6);
    assert_eq!((token.form, token.entries()), (Form::JwsGeneral, 2));
    assert_eq!(ids(&token), ["format-json-serialization"]);
    assert_eq!(token.payload.string("iss"), Some("joe"));
    let told: Vec<_> = token.segments.iter().map(|s| (s.part, s.of)).collect();
    use Part::{Header, Payload, Signature, Unprotected};
    assert_eq!(
        told,
        [(Payload, 0), (Header, 0), (Unprotected, 0), (Signature, 0), (Header, 1), (Unprotected, 1), (Signature, 1)]
    );
    assert_eq!((token.alg(), token.kid()), (Some("RS256"), Some("2010-12-29")));
    let second = token.entry(1);
    assert_eq!((second.entries(), second.seen()), (1, 1));
    assert_eq!((second.alg(), second.kid()), (Some("ES256"), Some("e9bc097a-ce51-4036-9562-d2ade882db0d")));
    assert_eq!(second.parameter("kid").map(|(part, _)| part), Some(Part::Unprotected));
    assert_eq!(second.entry(0), second, "the view of a view is itself");
    assert!(holds(&second, &key(A3_KEY)) && !holds(&token.entry(1), &other_p256()), "A.6.2");
    assert!(holds(&token.entry(0), &key(crate::rfc::A2_KEY)), "A.6.1");
    assert_eq!(token.entry(2).segment(Part::Signature), None);
    let union = serde_json::to_string(&second.jose_header()).unwrap();
    assert_eq!(union, r#"{"alg":"ES256","kid":"e9bc097a-ce51-4036-9562-d2ade882db0d"}"#);
}

/// RFC 7515 appendix A.3 with other coordinates would do as well; this is the key of RFC 7517 appendix A.1.
fn other_p256() -> Key {
    key(concat!(
        r#"{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","#,
        r#""y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}"#
    ))
}

#[test]
fn rfc_7515_a7_flattened_is_the_second_signature() {
    let second = Token::read(A6).entry(1);
    let members = [
        ("payload", second.encoded_text(Part::Payload).unwrap()),
        ("protected", second.encoded_text(Part::Header).unwrap()),
        ("signature", second.encoded_text(Part::Signature).unwrap()),
    ];
    let members: Vec<_> = members.iter().map(|(name, text)| format!("\"{name}\": \"{text}\"")).collect();
    let text = format!("{{ {},\n \"header\":{} }}", members.join(" ,"), second.own_unprotected().unwrap());
    let token = Token::read(&text);
    assert_eq!((token.form, token.entries()), (Form::JwsFlattened, 1));
    assert_eq!(ids(&token), ["format-json-serialization"]);
    assert!(holds(&token, &key(A3_KEY)));
    assert_eq!(token.signing_input(), second.signing_input());
}

/// RFC 7515 appendix F: the payload of A.1 taken out.
#[test]
fn rfc_7515_f_detached() {
    let payload = b"{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";
    let compact = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9..dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let flattened = convert(&Token::read(compact), Shape::Flattened).unwrap();
    assert!(!flattened.contains("payload"), "{flattened}");
    for text in [compact, &flattened, &convert(&Token::read(compact), Shape::General).unwrap()] {
        let token = Token::read(text);
        assert!(token.is_detached() && !token.has_payload(), "{text}");
        let whole = token.with_detached(payload);
        assert!(whole.is_detached() && whole.has_payload());
        assert_eq!(whole.payload.string("iss"), Some("joe"));
        assert!(holds(&whole, &key(A1_KEY)), "{text}");
        assert!(holds(&whole.entry(0), &key(A1_KEY)), "{text}");
        assert!(!holds(&token.with_detached(b"{}"), &key(A1_KEY)), "{text}");
        assert!(!ids(&whole).contains(&"payload-empty"));
        assert!(ids(&token.with_detached(b"[")).contains(&"payload-not-json"));
    }
    assert!(!Token::read("eyJhbGciOiJub25lIn0..").is_detached(), "nothing is signed");
    assert!(!Token::read(A6).is_detached());
}

/// RFC 7797 section 4: the same bytes signed encoded and unencoded, and the text of section 4.2.
#[test]
fn rfc_7797_unencoded() {
    let protected = "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19";
    let signature = "A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY";
    let detached = Token::read(&format!("{protected}..{signature}"));
    assert!(detached.is_detached() && detached.is_unencoded());
    assert!(holds(&detached.with_detached(b"$.02"), &key(A1_KEY)), "detached");
    let flattened = format!(r#"{{"protected":"{protected}","payload":"$.02","signature":"{signature}"}}"#);
    let token = Token::read(&flattened);
    assert!(holds(&token, &key(A1_KEY)), "flattened");
    assert_eq!((token.payload_bytes(), token.payload_kind()), (&b"$.02"[..], PayloadKind::Text));
    let escaped = Token::read(&flattened.replace("$.02", "\\u0024.0\\u0032"));
    assert_eq!(escaped.signing_input(), token.signing_input());
    // readers that count dots see another token
    let dotted = Token::read(&format!("{protected}.$.02.{signature}"));
    assert_eq!(dotted.form, Form::JwsCompact);
    assert!(ids(&dotted).contains(&"b64-payload-dot") && holds(&dotted, &key(A1_KEY)));
    assert_eq!(dotted.flaws.iter().find(|f| f.id == "b64-payload-dot").unwrap().encoded, 58..59);
    assert_eq!(&dotted.text[58..59], ".");
}

/// `b64` counts as a boolean in the protected header, and nowhere else (RFC 7797 sections 3 and 6).
#[test]
fn only_a_protected_boolean_makes_a_payload_unencoded() {
    let token = |header: &str| Token::read(&format!("{}.e30.AA", base64url::encode(header.as_bytes())));
    assert_eq!(token(r#"{"alg":"HS256","b64":false}"#).payload_bytes(), b"e30");
    assert_eq!(token(r#"{"alg":"HS256","\u00624":0,"\u00624":1,"b\u0036\u0034":false}"#).payload_bytes(), b"e30");
    for header in
        [r#"{"b64":true}"#, r#"{"b64":"false"}"#, r#"{"b64":0}"#, r#"{"x":"b64"}"#, r#"{"enc":"x","b64":false}"#]
    {
        assert_eq!(token(header).payload_bytes(), b"{}", "{header}");
    }
    let outside =
        Token::read(r#"{"payload":"e30","protected":"eyJhbGciOiJIUzI1NiJ9","header":{"b64":false},"signature":"AA"}"#);
    assert_eq!((outside.payload_bytes(), outside.is_unencoded()), (&b"{}"[..], false));
    assert!(ids(&outside).contains(&"header-unprotected"));
}

/// The files of a latchset set with one of these ends.
fn latchset(ends: &[&str]) -> Option<Vec<(String, String)>> {
    let folder = vectors::folder("rfc-appendix-latchset/tests/vectors")?;
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if ends.iter().any(|end| name.ends_with(end)) {
            found.push((name, std::fs::read_to_string(&path).unwrap().trim().to_owned()));
        }
    }
    found.sort();
    Some(found)
}

#[test]
fn latchset_tokens_are_read_and_written_back() {
    let ends = [".jwsc", ".jwsf", ".jwsg", ".jwec", ".jwef", ".jweg"];
    let Some(files) = latchset(&ends) else { return };
    assert!(files.len() >= 45, "{}", files.len());
    for (name, text) in files {
        let token = Token::read(&text);
        let (form, shape) = match &name[name.len() - 4..] {
            "jwsc" if token.alg() == Some("none") => (Form::Unsecured, Shape::Compact),
            "jwsc" => (Form::JwsCompact, Shape::Compact),
            "jwsf" => (Form::JwsFlattened, Shape::Flattened),
            "jwsg" => (Form::JwsGeneral, Shape::General),
            "jwec" => (Form::JweCompact, Shape::Compact),
            "jwef" => (Form::JweFlattened, Shape::Flattened),
            // two files of direct encryption say general and are not
            _ if !text.contains("recipients") => (Form::JweFlattened, Shape::Flattened),
            _ => (Form::JweGeneral, Shape::General),
        };
        assert_eq!(token.form, form, "{name}");
        let severe = ids(&token).into_iter().find(|id| id.starts_with("form-") || id.starts_with("b64-"));
        assert_eq!(severe, None, "{name}");
        assert!((0..token.entries()).all(|i| token.entry(i).alg().is_some()), "{name}: every entry has an alg");
        let (a, b): (Value, Value) = match serde_json::from_str(&text) {
            Ok(before) => (before, serde_json::from_str(&convert(&token, shape).unwrap()).unwrap()),
            Err(_) => (text.clone().into(), convert(&token, shape).unwrap().into()),
        };
        assert_eq!(a, b, "{name}");
    }
}

#[test]
fn rfc_7520_4_5_to_4_8() {
    let Some(files) = latchset(&["4.5.jwsc", "4.5.jwsf", "4.6.jwsg", "4.6.jwsf", "4.7.jwsg", "4.7.jwsf", "4.8.jwsg"])
    else {
        return;
    };
    let hmac = key(r#"{"kty":"oct","alg":"HS256","k":"hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg"}"#);
    let payload = "It\u{2019}s a dangerous business, Frodo, going out your door. You step onto the road, and if you don't keep your feet, there\u{2019}s no knowing where you might be swept off to.";
    assert_eq!(files.len(), 7);
    for (name, text) in files {
        let mut token = Token::read(&text);
        if name.contains("4.5") {
            assert!(token.is_detached(), "{name}");
            token = token.with_detached(payload.as_bytes());
        }
        assert_eq!(token.payload.text, payload, "{name}");
        assert_eq!(token.payload_kind(), PayloadKind::Text, "{name}");
        let last = token.entry(token.entries() - 1);
        assert!(holds(&last, &hmac), "{name}");
        if name.contains("4.7") {
            assert_eq!(last.header.content, Content::Absent, "nothing is protected");
            assert_eq!(last.parameter("alg").map(|(part, _)| part), Some(Part::Unprotected));
            assert_eq!(convert(&last, Shape::Compact), Err(ConvertError::Unprotected));
        }
        if name.contains("4.8") {
            let algs: Vec<_> = (0..3).map(|i| token.entry(i).alg().unwrap().to_owned()).collect();
            assert_eq!(algs, ["RS256", "ES512", "HS256"]);
            assert_eq!(convert(&token, Shape::Flattened), Err(ConvertError::Several { form: "flattened", count: 3 }));
        }
    }
}

#[test]
fn rfc_7520_5_10_to_5_13() {
    let Some(files) = latchset(&["5.10.jwef", "5.11.jwef", "5.12.jwef", "5.12.jweg", "5.13.jweg"]) else { return };
    assert_eq!(files.len(), 5);
    for (name, text) in files {
        let token = Token::read(&text);
        assert_eq!(token.jwe_aad_text().is_some(), name.contains("5.10"), "{name}");
        assert_eq!(token.shared_unprotected().is_some(), !name.contains("5.10"), "{name}");
        assert_eq!(token.header.content == Content::Absent, name.contains("5.12"), "{name}");
        assert!(token.parameter("enc").is_some(), "{name}");
        if name.contains("5.13") {
            assert_eq!(token.entries(), 3);
            let algs: Vec<_> = (0..3).map(|i| token.entry(i).alg().unwrap().to_owned()).collect();
            assert_eq!(algs, ["RSA1_5", "ECDH-ES+A256KW", "A256GCMKW"]);
            let last = token.entry(2);
            assert_eq!(last.bytes(Part::EncryptedKey).len(), 32);
            assert_eq!(last.bytes(Part::Tag).len(), 16, "the tag of the content, not of the key");
            let names: Vec<_> = last.jose_header().keys().cloned().collect();
            assert_eq!(names, ["enc", "cty", "alg", "kid", "tag", "iv"]);
        }
    }
}

// ---------------------------------------------------------------------------------------------- what is odd

/// A text, the flaw it must have, and what the flaw stands on.
#[test]
fn flaws_have_their_places() {
    const P: &str = r#""protected":"eyJhbGciOiJIUzI1NiJ9","signature":"AA""#;
    let plain = base64url::encode(br#"{"alg":"HS256","b64":false,"crit":["b64"]}"#);
    let many = vec!["{}"; MAX_ENTRIES + 1].join(",");
    let jwe = r#""iv":"AA","ciphertext":"AA","tag":"AA""#;
    for (text, id, place) in [
        ("{\"payload\":}".to_owned(), "form-not-json", "}"),
        (" [1]".to_owned(), "form-not-object", "[1]"),
        (format!(r#"{{"payload":7,{P}}}"#), "form-member-type", "7"),
        (r#"{"payload":"","signatures":{}}"#.to_owned(), "form-member-type", "{}"),
        (r#"{"payload":"","signatures":[1]}"#.to_owned(), "form-member-type", "1"),
        (format!(r#"{{"payload":"e30","header":[],{P}}}"#), "form-member-type", "[]"),
        (r#"{"payload":"e30","signatures":[{"signature":"AA"}]}"#.to_owned(), "form-member-missing", "{"),
        (r#"{"payload":"e30","signatures":[{"protected":"e30"}]}"#.to_owned(), "form-member-missing", "{"),
        (r#"{"protected":"e30","iv":"AA","ciphertext":"AA"}"#.to_owned(), "form-member-missing", "{"),
        (format!(r#"{{"protected":"","recipients":[{{}}],{jwe}}}"#), "form-member-empty", "\"\""),
        (format!(r#"{{"payload":"e30","p\u0061yload":"e31",{P}}}"#), "form-duplicate-member", r#""p\u0061yload""#),
        (r#"{"payload":"e30","signatures":[]}"#.to_owned(), "form-no-entries", "[]"),
        (format!(r#"{{"recipients":[{many}],{jwe}}}"#), "form-too-many", "{}]"),
        (format!(r#"{{"payload":"e30","ciphertext":"AA",{P}}}"#), "format-polyglot", "\"payload\""),
        (format!(r#"{{"payload":"e30","signatures":[{{{P}}}],{P}}}"#), "format-polyglot", "\"protected\""),
        (format!(r#"{{"payload":"e30","header":{{"alg":"x"}},{P}}}"#), "header-names-overlap", "\"alg\""),
        (
            format!(r#"{{"protected":"eyJhIjoxfQ","unprotected":{{"b":1}},"header":{{"b":2}},{jwe}}}"#),
            "header-names-overlap",
            "\"b\"",
        ),
        (format!(r#"{{"payload":"e30","header":{{"crit":["x"]}},{P}}}"#), "header-unprotected", "\"crit\""),
        (format!(r#"{{"unprotected":{{"zip":"DEF"}},"recipients":[{{}}],{jwe}}}"#), "header-unprotected", "\"zip\""),
        (format!(r#"{{"payload":"e30","header":{{"a":1,"a":2}},{P}}}"#), "header-duplicate-member", "\"a\""),
        (
            format!(r#"{{"payload":"e30","signatures":[{{{P}}},{{"protected":"{plain}","signature":"AA"}}]}}"#),
            "b64-differs",
            "ZmFsc2",
        ),
        (format!(r#"{{"payload":"e30=",{P}}}"#), "b64-padding", "="),
        (format!(r#"{{"payload":"e30\u003d",{P}}}"#), "b64-padding", r"e30\u003d"),
        (format!(r#"{{"payload":"e31",{P}}}"#), "b64-noncanonical", "1"),
        (format!(r#"{{"payload":"IntdIg",{P}}}"#), "payload-not-object", "IntdIg"),
    ] {
        let token = Token::read(&text);
        let flaw = token.flaws.iter().find(|f| f.id == id);
        let flaw = flaw.unwrap_or_else(|| panic!("{text}: no {id}, but {:?}", ids(&token)));
        let stands_on = &text[flaw.encoded.clone()];
        assert!(
            stands_on.starts_with(place) && stands_on.len() <= place.len() + 4,
            "{text}: {id} stands on {stands_on:?}"
        );
    }
    let clean = Token::read(&format!(r#"{{"payload":"e30","header":{{"kid":"a"}},"x":[1e999],{P}}}"#));
    assert_eq!(ids(&clean), ["format-json-serialization"], "what nobody knows is ignored (RFC 7515 section 7.2.1)");
}

/// CVE-2022-39227: a token in JSON form that a reader of compact tokens takes for another one.
#[test]
fn a_text_that_is_two_tokens_is_told() {
    let header = base64url::encode(br#"{"alg":"HS256"}"#);
    let text =
        format!(r#"{{"  {header}.e30.":"","protected":"{header}","payload":"eyJhZG1pbiI6MX0","signature":"AA"}}"#);
    let token = Token::read(&text);
    let flaw = token.flaws.iter().find(|f| f.id == "format-polyglot").expect("told");
    assert_eq!(&text[flaw.encoded.clone()], header);
    assert_eq!(convert(&token, Shape::Compact), Err(ConvertError::Ambiguous { id: "format-polyglot" }));
    let harmless = text.replace(&format!("  {header}.e30."), "https://a.example/x");
    assert!(!ids(&Token::read(&harmless)).contains(&"format-polyglot"));
}

#[test]
fn many_entries_are_not_read() {
    let one = r#"{"protected":"eyJhbGciOiJIUzI1NiJ9","signature":"AA"}"#;
    let text = format!(r#"{{"payload":"e30","signatures":[{}]}}"#, vec![one; 10_000].join(","));
    let token = Token::read(&text);
    assert_eq!(token.entries(), MAX_ENTRIES);
    assert!(ids(&token).contains(&"form-too-many"));
    let signature = secret();
    let signer = Signer { key: &signature, alg: row("HS256"), protected: "", header: None };
    assert!(matches!(add_signature(&token, &signer), Err(SignError::TooMany { limit: MAX_ENTRIES, .. })));
}

/// A view costs a copy, not another reading of the payload.
#[test]
fn views_of_a_large_token_are_quick() {
    let claims = format!("{{\"a\":[{}1]}}", "1,".repeat(500_000));
    let one = r#"{"protected":"eyJhbGciOiJIUzI1NiJ9","signature":"AA"}"#;
    let payload = base64url::encode(claims.as_bytes());
    let text = format!(r#"{{"payload":"{payload}","signatures":[{}]}}"#, vec![one; MAX_ENTRIES].join(","));
    let read = std::time::Instant::now();
    let token = Token::read(&text);
    let read = read.elapsed();
    let views = std::time::Instant::now();
    assert!((0..MAX_ENTRIES).all(|i| token.entry_headers(i).alg() == Some("HS256")));
    assert!(views.elapsed() < read, "{:?} for the headers of all, {read:?} for the token", views.elapsed());
}

#[test]
fn signatures_that_disagree_on_b64_see_the_payload_each_in_its_way() {
    let plain = base64url::encode(br#"{"alg":"HS256","b64":false,"crit":["b64"]}"#);
    let text = format!(
        r#"{{"payload":"e30","signatures":[{{"protected":"eyJhbGciOiJIUzI1NiJ9","signature":"AA"}},{{"protected":"{plain}","signature":"AA"}}]}}"#
    );
    let token = Token::read(&text);
    assert_eq!((token.payload_bytes(), token.entry(1).payload_bytes()), (&b"{}"[..], &b"e30"[..]));
    assert_eq!(token.entry(1).signing_input().as_deref(), Some(format!("{plain}.e30").as_bytes()));
    assert_eq!(token.entry(0).payload, token.payload);
}

#[test]
fn payloads_are_told_apart() {
    let kind = |header: &str, payload: &[u8]| {
        let text = format!("{}.{}.AA", base64url::encode(header.as_bytes()), base64url::encode(payload));
        Token::read(&text).payload_kind()
    };
    let plain = r#"{"alg":"HS256"}"#;
    let nested = "eyJhbGciOiJIUzI1NiJ9.e30.AA";
    for (payload, expected) in [
        (&b"{\"a\":1}"[..], PayloadKind::Claims),
        (b"[1]", PayloadKind::Json),
        (b"", PayloadKind::Empty),
        (b"It is text.\n", PayloadKind::Text),
        (nested.as_bytes(), PayloadKind::Token),
        (b"eye.of.newt", PayloadKind::Text),
        (b"\xa1\x61a\x18\x20", PayloadKind::Cbor("{\"a\": 32}".to_owned())),
        (b"\xa1\x61a\x18", PayloadKind::Bytes),
        (b"\x00\x01\x02", PayloadKind::Bytes),
        (b"ehello", PayloadKind::Text),
    ] {
        assert_eq!(kind(plain, payload), expected, "{payload:?}");
    }
    assert_eq!(
        kind(r#"{"alg":"HS256","cty":"application/cbor"}"#, b"ehello"),
        PayloadKind::Cbor("\"hello\"".to_owned())
    );
    assert_eq!(kind(r#"{"alg":"HS256","cty":"application/cbor"}"#, b"{}"), PayloadKind::Claims);
}

// ------------------------------------------------------------------------------------------------------ making

fn layout(shape: Shape) -> Layout {
    Layout { shape, detached: false, unencoded: false }
}

fn ec() -> Key {
    Key { name: "ec".to_owned(), ..key(A3_KEY) }
}

#[test]
fn every_layout_is_made_and_holds() {
    let (hmac, ec) = (secret(), ec());
    let signers = [
        Signer { key: &hmac, alg: row("HS256"), protected: r#"{"kid":"1"}"#, header: None },
        Signer { key: &ec, alg: row("ES256"), protected: "", header: Some(r#"{"kid": "2"}"#) },
    ];
    let payload = "It\u{2019}s \"text\".".as_bytes();
    for detached in [false, true] {
        for unencoded in [false, true] {
            for (shape, signers) in
                [(Shape::General, &signers[..]), (Shape::Flattened, &signers[1..]), (Shape::Compact, &signers[..1])]
            {
                let layout = Layout { shape, detached, unencoded };
                let made = sign_forms(payload, signers, layout);
                if shape == Shape::Compact && unencoded && !detached {
                    assert!(
                        matches!(made, Err(SignError::Convert(ConvertError::Payload { what: "a dot" }))),
                        "{made:?}"
                    );
                    continue;
                }
                let text = made.unwrap();
                let token = Token::read(&text);
                let odd =
                    ids(&token).into_iter().find(|id| !id.starts_with("payload-") && !id.starts_with("format-json"));
                assert_eq!(odd, None, "{text}");
                assert_eq!((token.is_detached(), token.is_unencoded()), (detached, unencoded), "{text}");
                let token = if detached { token.with_detached(payload) } else { token };
                assert_eq!(token.payload_bytes(), payload, "{text}");
                assert_eq!(token.entries(), signers.len());
                for (i, signer) in signers.iter().enumerate() {
                    let entry = token.entry(i);
                    assert!(holds(&entry, signer.key), "{text}");
                    assert_eq!(entry.header.member("crit").is_some(), unencoded);
                }
                assert_eq!(convert(&token, shape).unwrap(), text, "what is made is written back byte for byte");
            }
        }
    }
}

#[test]
fn what_cannot_be_made_says_why() {
    let (hmac, public) = (secret(), Key { name: "public".to_owned(), ..other_p256() });
    let plain = Signer { key: &hmac, alg: row("HS256"), protected: "{}", header: None };
    let failed = |payload: &[u8], signers: &[Signer<'_>], layout| {
        sign_forms(payload, signers, layout).map_err(|e| e.to_string()).unwrap_err()
    };
    let unencoded = |shape| Layout { shape, detached: false, unencoded: true };
    for (message, told) in [
        (failed(b"", &[], layout(Shape::General)), "no key"),
        (failed(b"", &[plain, plain], layout(Shape::Compact)), "compact form has room for one"),
        (failed(b"", &[plain, plain], layout(Shape::Flattened)), "flattened form has room for one"),
        (failed(b"", &[Signer { header: Some("{}"), ..plain }], layout(Shape::Compact)), "no unprotected header"),
        (failed(b"", &[Signer { protected: "[]", ..plain }], layout(Shape::Compact)), "not a JSON object"),
        (failed(b"", &[Signer { header: Some("1"), ..plain }], layout(Shape::General)), "not a JSON object"),
        (
            failed(
                b"",
                &[Signer { protected: r#"{"a":1}"#, header: Some(r#"{"a":2}"#), ..plain }],
                layout(Shape::General),
            ),
            "“a” stands in",
        ),
        (failed(b"a.b", &[plain], unencoded(Shape::Compact)), "a dot in it"),
        (failed("\u{e9}".as_bytes(), &[plain], unencoded(Shape::Compact)), "no printable ASCII"),
        (failed(b"\xff", &[plain], unencoded(Shape::General)), "no text"),
        (failed(b"", &[Signer { key: &public, alg: row("ES256"), ..plain }], layout(Shape::General)), "public"),
    ] {
        assert!(message.contains(told), "{message}");
    }
}

#[test]
fn a_header_of_its_own_may_name_the_algorithm() {
    let hmac = secret();
    let signer = Signer { key: &hmac, alg: row("HS256"), protected: "", header: Some(r#"{"alg":"HS256"}"#) };
    let text = sign_forms(b"{}", &[signer], layout(Shape::Flattened)).unwrap();
    assert!(!text.contains("protected"), "{text}");
    assert!(holds(&Token::read(&text), &hmac));
    let unencoded = Layout { unencoded: true, ..layout(Shape::Flattened) };
    let token = Token::read(&sign_forms(b"{}", &[signer], unencoded).unwrap());
    assert_eq!(token.header.text, r#"{"b64":false,"crit":["b64"]}"#);
    assert!(holds(&token, &hmac));
    let kept = Signer { protected: r#"{"crit":["exp"],"exp":1,"b64":true}"#, header: None, ..signer };
    let token = Token::read(&sign_forms(b"{}", &[kept], unencoded).unwrap());
    assert_eq!(token.header.text, r#"{"crit":["exp","b64"],"exp":1,"b64":false,"alg":"HS256"}"#);
}

#[test]
fn a_signature_is_added_and_taken_away_again() {
    let (hmac, ec) = (secret(), ec());
    let signer = Signer { key: &hmac, alg: row("HS256"), protected: r#"{"kid":"x"}"#, header: None };
    let spaced = A6.replace("},{", "} ,\n {");
    let token = Token::read(&spaced);
    let three = add_signature(&token, &signer).unwrap();
    assert!(three.starts_with(spaced.strip_suffix("]}").unwrap()), "every other byte stays");
    let read = Token::read(&three);
    assert!(holds(&read.entry(2), &hmac) && holds(&read.entry(1), &ec));
    assert_eq!(remove_signature(&read, 2).unwrap(), spaced);
    let first_gone = Token::read(&remove_signature(&token, 0).unwrap());
    assert!(first_gone.entries() == 1 && holds(&first_gone, &ec));
    assert!(matches!(remove_signature(&first_gone, 0), Err(SignError::LastSignature)));
    assert!(matches!(remove_signature(&token, 2), Err(SignError::NoSuchSignature { number: 3 })));
    // a compact token becomes general, an unencoded one stays that, a detached one stays that
    for (detached, unencoded) in [(false, false), (false, true), (true, false), (true, true)] {
        let text = sign_forms(b"{}", &[signer], Layout { shape: Shape::Compact, detached, unencoded }).unwrap();
        let token = Token::read(&text);
        if detached {
            assert!(matches!(add_signature(&token, &signer), Err(SignError::Detached)));
        }
        let token = if detached { token.with_detached(b"{}") } else { token };
        let signer = Signer { key: &ec, alg: row("ES256"), protected: "", header: None };
        let two = Token::read(&add_signature(&token, &signer).unwrap());
        assert_eq!((two.form, two.entries(), two.is_detached()), (Form::JwsGeneral, 2, detached));
        let two = if detached { two.with_detached(b"{}") } else { two };
        assert!(holds(&two.entry(0), &hmac) && holds(&two.entry(1), &ec));
        assert!(!ids(&two).contains(&"b64-differs"));
    }
    // a payload that is not spelt as an encoder would
    let odd = Token::read(&A6.replace("fQ\",\"sig", "fR\",\"sig"));
    assert!(ids(&odd).contains(&"b64-noncanonical"));
    assert!(holds(&Token::read(&add_signature(&odd, &signer).unwrap()).entry(2), &hmac));
}

#[test]
fn signing_again_leaves_the_other_signatures_alone() {
    let manner = Manner { header_as_typed: false, keep_white_space: false };
    let ec = Key { kid: Some("new".to_owned()), ..ec() };
    let token = Token::read(A6);
    let text = make::sign(&token.entry(0), &ec, row("ES256"), manner).unwrap();
    let after = Token::read(&text);
    assert!(holds(&after.entry(0), &ec) && holds(&after.entry(1), &ec));
    assert_eq!(after.entry(0).unprotected.text, r#"{"kid":"new"}"#, "set where it stands");
    assert_eq!(after.entry(0).header.text, r#"{"alg":"ES256"}"#);
    let (_, second) = A6.split_once("},{").unwrap();
    assert!(text.ends_with(second), "{text}");
    // a changed payload, and only the second signature made anew
    let changed = token.entry(1).with_text(token.with_part(Part::Payload, "e30"));
    let resigned = Token::read(&make::sign(&changed, &ec, row("ES256"), manner).unwrap());
    assert!(holds(&resigned.entry(1), &ec));
    assert!(!holds(&resigned.entry(0), &key(crate::rfc::A2_KEY)), "the other one covers the old payload");
    let jwe = Token::read("eyJhbGciOiJkaXIifQ..AA.AA.AA");
    assert!(matches!(make::sign(&jwe, &ec, row("ES256"), manner), Err(SignError::Encrypted)));
}

#[test]
fn signing_an_unencoded_payload_signs_it_as_it_stands() {
    let manner = Manner { header_as_typed: false, keep_white_space: false };
    let header = base64url::encode(br#"{"alg":"HS256","b64":false}"#);
    let sign = |text: &str| make::sign(&Token::read(text), &secret(), row("HS256"), manner);
    let text = sign(&format!("{header}.$!02.AA")).unwrap();
    let token = Token::read(&text);
    assert_eq!(token.header.text, r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#);
    assert!(text.contains(".$!02.") && holds(&token, &secret()));
    let dotted = sign(&format!("{header}.$.02.AA"));
    assert!(matches!(dotted, Err(SignError::Convert(ConvertError::Payload { .. }))), "{dotted:?}");
    let json = sign(&format!(r#"{{"payload":"\"$.02\"","protected":"{header}","signature":"AA"}}"#)).unwrap();
    assert!(holds(&Token::read(&json), &secret()) && json.contains(r#""payload":"\"$.02\"""#), "{json}");
    let detached = Token::read(&format!("{header}..AA")).with_detached(b"$.02");
    let text = make::sign(&detached, &secret(), row("HS256"), manner).unwrap();
    assert!(holds(&Token::read(&text).with_detached(b"$.02"), &secret()));
}

// ------------------------------------------------------------------------------------------- the command line

/// A folder with an EC key and a secret in it.
fn bench() -> Bench {
    let bench = Bench::new();
    bench.file("ec.jwk", A3_KEY.replace("\"crv\"", "\"kid\":\"two\",\"crv\""));
    bench.file("oct.jwk", A1_KEY);
    bench.file("public.jwk", A3_KEY.split(",\"d\"").next().unwrap().to_owned() + "}");
    bench
}

fn signed(bench: &Bench, args: &[&str]) -> Token {
    let done = bench.run(&[&["sign"], args].concat()).ok();
    Token::read(done.out.trim_end())
}

#[test]
fn the_command_makes_every_form() {
    let bench = bench();
    let (ec, oct) = (ec(), key(A1_KEY));
    let claims = r#"{"a":"x.y"}"#;
    let both = ["--key", "oct.jwk", "--key", "ec.jwk", "--key", "public.jwk", "--form", "general", "--claims", claims];
    let token = signed(&bench, &both);
    assert_eq!((token.form, token.entries()), (Form::JwsGeneral, 2), "the public key does not sign");
    assert!(holds(&token.entry(0), &oct) && holds(&token.entry(1), &ec));
    assert_eq!(token.entry(0).header.text, r#"{"alg":"HS256"}"#, "no typ: it is no JWT");
    assert_eq!(token.entry(1).header.text, r#"{"alg":"ES256","kid":"two"}"#);
    let paired = ["--key", "oct.jwk", "--key", "ec.jwk", "--alg", "HS512", "--alg", "ES256"];
    let token = signed(&bench, &[&paired[..], &["--form", "general", "--claims", claims]].concat());
    assert_eq!((token.entry(0).alg(), token.entry(1).alg()), (Some("HS512"), Some("ES256")));
    let one = ["--key", "oct.jwk", "--claims", claims];
    let token = signed(&bench, &[&one[..], &["--form", "flattened"]].concat());
    assert!(token.form == Form::JwsFlattened && holds(&token, &oct));
    let token = signed(&bench, &[&one[..], &["--form", "flattened", "--unencoded"]].concat());
    assert_eq!((token.is_unencoded(), token.payload.text.as_str()), (true, claims));
    assert!(holds(&token, &oct));
    for unencoded in [&[][..], &["--unencoded"]] {
        let args = [&one[..], &["--detached", "--header", r#"{"cty":"json"}"#], unencoded].concat();
        let token = signed(&bench, &args);
        assert!(token.form == Form::JwsCompact && token.is_detached() && !token.has_payload());
        assert!(holds(&token.with_detached(claims.as_bytes()), &oct));
    }
    let json = bench.run(&[&["sign", "--json"], &both[..]].concat()).ok().json();
    assert_eq!(json["signatures"][1], serde_json::json!({ "alg": "ES256", "key": "ec.jwk" }));
    assert_eq!((json["form"].as_str(), json["claims"]["a"].as_str()), (Some("jws-general"), Some("x.y")));
    let detached = bench.run(&[&["sign", "--json", "--detached"], &one[..]].concat()).ok().json();
    assert_eq!((detached["detached"].as_bool(), detached["claims"]["a"].as_str()), (Some(true), Some("x.y")));
    // a payload that a terminal would obey is escaped, and means the same
    let nasty = "{\"a\":\"\u{202e}\u{9b}x\"}";
    let token = signed(&bench, &["--key", "oct.jwk", "--claims", nasty, "--form", "flattened", "--unencoded"]);
    assert!(token.payload_bytes() == nasty.as_bytes() && holds(&token, &oct));
}

#[test]
fn the_command_says_what_a_form_cannot_hold() {
    let bench = bench();
    let keys = ["--key", "oct.jwk", "--key", "ec.jwk"];
    for (args, why) in [
        (&["--claims", r#"{"a":"x.y"}"#, "--key", "oct.jwk", "--unencoded"][..], "a dot in it"),
        (&["--claims", "{}", "--key", "oct.jwk", "--form", "xml"], "compact, flattened or general"),
        (&["--claims", "{}", "--key", "oct.jwk", "--alg", "HS256", "--alg", "ES256"], "add --form general"),
        (&["--claims", "{}", "--allow-none", "--alg", "none", "--form", "general"], "compact token"),
        (&[&keys[..], &["--claims", "{}"]].concat(), "add --form general"),
        (&[&keys[..], &["--claims", "{}", "--form", "general", "--kid", "x"]].concat(), "--kid would name"),
        (&[&keys[..], &["--claims", "{}", "--form", "general", "--alg", "ES512"]].concat(), "none of the keys"),
        (
            &[&keys[..], &["--claims", "{}", "--form", "general", "--alg", "ES256", "--alg", "HS256"]].concat(),
            "cannot sign with",
        ),
        (
            &["--claims", "{}", "--key", "ec.jwk", "--form", "general", "--alg", "ES256", "--alg", "HS256"],
            "2 algorithms are given for 1 keys",
        ),
    ] {
        bench.run(&[&["sign"], args].concat()).fails(2, why);
    }
}

// -------------------------------------------------------------------------------------------------- properties

fn small_object() -> impl Strategy<Value = String> {
    let member = ("[a-z]{1,5}", prop_oneof!["\"[ -!#-\\[\\]-~é]{0,6}\"", "[1-9][0-9]{0,3}", Just("true".to_owned())]);
    prop::collection::btree_map(member.0, member.1, 1..4).prop_map(|members| {
        let members: Vec<_> = members.iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
        format!("{{{}}}", members.join(","))
    })
}

/// Upper case, so that no name of an unprotected header is the same.
fn protected() -> impl Strategy<Value = String> {
    "[A-Z]{1,4}".prop_map(|name| base64url::encode(format!("{{\"alg\":\"HS256\",\"{name}\":1}}").as_bytes()))
}

fn octets(max: usize) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 1..max)
}

prop_compose! {
    fn jws_text()(
        payload in prop::option::of(octets(40)),
        signatures in prop::collection::vec((protected(), prop::option::of(small_object()), octets(40)), 1..4),
    ) -> EncodedJws {
        let signature = |(protected, header, signature): (String, Option<String>, Vec<u8>)| EncodedSignature { protected, header, signature: base64url::encode(&signature) };
        EncodedJws {
            payload: payload.map(|p| base64url::encode(&p)),
            signatures: signatures.into_iter().map(signature).collect(),
        }
    }
}

prop_compose! {
    fn jwe_text()(
        protected in protected(),
        unprotected in prop::option::of(Just(r#"{ "Shared" : 1.0 }"#.to_owned())),
        recipients in prop::collection::vec((prop::option::of(small_object()), prop::option::of(octets(20))), 1..4),
        aad in prop::option::of(octets(20)),
        parts in (octets(20), octets(40), octets(20)),
    ) -> JweText {
        let recipient = |(header, key): (_, Option<Vec<u8>>)| RecipientText { header, encrypted_key: key.unwrap_or_default() };
        let recipients = recipients.into_iter().map(recipient).collect();
        JweText { protected, unprotected, recipients, aad, iv: parts.0, ciphertext: parts.1, tag: parts.2 }
    }
}

/// Everything that holds for any text whatever.
fn check_any(text: &str) -> Result<(), TestCaseError> {
    let token = Token::read(text);
    let mut end = 0;
    for segment in &token.segments {
        prop_assert!(segment.range.start >= end, "in order and apart: {:?}", text);
        prop_assert!(text.get(segment.range.clone()).is_some(), "{:?}", text);
        end = segment.range.end;
        let encoded = segment.encoded(0..segment.bytes.len());
        prop_assert!(encoded.start >= segment.range.start && encoded.end <= segment.range.end);
    }
    for flaw in &token.flaws {
        prop_assert!(
            flaw.encoded.start <= flaw.encoded.end && flaw.encoded.end <= text.len(),
            "{} in {:?}",
            flaw.id,
            text
        );
    }
    for i in 0..=token.entries().min(3) {
        let entry = token.entry(i);
        let headers = token.entry_headers(i);
        prop_assert_eq!(
            (&headers.header, &headers.unprotected, &headers.shared),
            (&entry.header, &entry.unprotected, &entry.shared)
        );
        let _ = (entry.signing_input(), entry.jose_header(), entry.payload_kind(), entry.alg(), entry.is_detached());
        prop_assert_eq!(&entry.text, text);
        for part in Part::JWS.into_iter().chain(Part::JWE).chain([Part::Unprotected, Part::Aad]) {
            // exchanging a part for itself changes nothing
            if let Some(segment) = entry.segment(part) {
                prop_assert_eq!(entry.with_part(part, &text[segment.range.clone()]), text);
            }
            let _ = Token::read(&entry.with_part(part, "e30"));
        }
        let _ = entry.with_detached(text.as_bytes()).signing_input();
    }
    for shape in Shape::ALL {
        if let Ok(converted) = convert(&token, shape) {
            let again = Token::read(&converted);
            prop_assert_eq!(convert(&again, shape), Ok(converted), "of {:?}", text);
        }
    }
    Ok(())
}

/// Both are the same token: every part of every entry has the same text.
fn same_parts(a: &Token, b: &Token) -> Result<(), TestCaseError> {
    prop_assert_eq!(a.entries(), b.entries());
    prop_assert_eq!(a.form.is_jwe(), b.form.is_jwe());
    for i in 0..a.entries() {
        let (a, b) = (a.entry(i), b.entry(i));
        for part in Part::JWS.into_iter().chain(Part::JWE).chain([Part::Aad]) {
            let text = |token: &Token| token.encoded_text(part).filter(|t| !t.is_empty()).map(|t| t.into_owned());
            prop_assert_eq!(text(&a), text(&b), "{:?}", part);
        }
        prop_assert_eq!(a.own_unprotected(), b.own_unprotected());
        prop_assert_eq!(a.shared_unprotected(), b.shared_unprotected());
        prop_assert_eq!(a.is_detached(), b.is_detached());
    }
    Ok(())
}

/// Into every form that has room, and back.
fn check_round_trips(text: &str, shape: Shape) -> Result<(), TestCaseError> {
    let token = Token::read(text);
    prop_assert_eq!(convert(&token, shape), Ok(text.to_owned()), "read and written back");
    for other in Shape::ALL {
        let Ok(there) = convert(&token, other) else { continue };
        let there = Token::read(&there);
        same_parts(&token, &there)?;
        prop_assert_eq!(convert(&there, shape), Ok(text.to_owned()), "by way of {:?}: {}", other, there.text);
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_jws_goes_there_and_back(jws in jws_text()) {
        check_round_trips(&jws.general(), Shape::General)?;
        let one = EncodedJws { signatures: jws.signatures[..1].to_vec(), ..jws };
        check_round_trips(&one.flattened().unwrap(), Shape::Flattened)?;
        if let Some(compact) = one.compact() {
            check_round_trips(&compact, Shape::Compact)?;
        }
    }

    #[test]
    fn a_jwe_goes_there_and_back(jwe in jwe_text()) {
        check_round_trips(&jwe.general(), Shape::General)?;
        let one = JweText { recipients: jwe.recipients[..1].to_vec(), ..jwe };
        check_round_trips(&one.flattened().unwrap(), Shape::Flattened)?;
        if let Some(compact) = one.compact() {
            check_round_trips(&compact, Shape::Compact)?;
        }
    }

    /// What reads without a flaw is written back with the same bytes in every part, or some flaw says why not.
    #[test]
    fn a_changed_token_is_told_or_is_the_same(jws in jws_text(), at in any::<prop::sample::Index>(), new in "[ -~]{0,2}") {
        let text = jws.general();
        let (before, rest) = text.split_at(text.floor_char_boundary(at.index(text.len())));
        let changed: String = before.chars().chain(new.chars()).chain(rest.chars().skip(1)).collect();
        check_any(&changed)?;
        let token = Token::read(&changed);
        if let Ok(written) = convert(&token, Shape::General) {
            same_parts(&token, &Token::read(&written))?;
        }
    }

    #[test]
    fn reading_never_panics(text in prop_oneof![
        ".{0,60}",
        "\\{(\"(payload|protected|header|signature|signatures|ciphertext|iv|tag|aad|recipients|encrypted_key|unprotected)\":(\"(e30|eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2V9|\\\\u0065|é|=|\\.)*\"|\\{\"alg\":1,\"b64\":false\\}|\\[\\{\"signature\":\"A\"\\}\\]|\\[\\]|1|null),?){0,6}\\}?",
        "(eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2V9|eyJhbGciOiJIUzI1NiJ9)?[.~ a-z\"{é]{0,20}",
    ]) {
        check_any(&text)?;
    }
}

/// Every token of the hostile corpus and every line of JSONTestSuite through the same invariants.
#[test]
fn hostile_texts_hold_the_invariants() {
    let Some(folder) = vectors::folder("../hostile/tokens") else { return };
    let mut seen = 0;
    for path in
        files(&folder).into_iter().chain(vectors::folder("json-test-suite/test_parsing").iter().flat_map(|f| files(f)))
    {
        let octets = std::fs::read(&path).unwrap();
        // the largest ones would take an unoptimised build too long here
        if octets.len() > 400_000 {
            continue;
        }
        let text = String::from_utf8_lossy(&octets);
        check_any(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        seen += 1;
    }
    assert!(seen > 400, "{seen}");
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect()
}

/// The lints that the corpus asks for, from the reading alone.
#[test]
fn hostile_shapes() {
    let Some(folder) = vectors::folder("../hostile/tokens") else { return };
    let read = |name: &str| Token::read(std::fs::read_to_string(folder.join(format!("{name}.txt"))).unwrap().trim());
    assert_eq!(read("shape-flattened").form, Form::JwsFlattened);
    let general = read("shape-general-2");
    assert_eq!((general.form, general.entries()), (Form::JwsGeneral, 2));
    let key = key(&std::fs::read_to_string(folder.join("../material/oct32.jwk.json")).unwrap());
    assert!(holds(&general.entry(0), &key) && !holds(&general.entry(1), &key), "one good, one bad");
    assert!(ids(&read("b64-false-dot-payload")).contains(&"b64-payload-dot"));
    assert!(read("b64-false-detached").is_detached());
    assert!(
        holds(&read("b64-false-detached").with_detached(b"$.02"), &key) || !read("b64-false-detached").has_payload()
    );
    assert!(!read("b64-string-false").is_unencoded());
    let claims = read("b64-false-no-crit");
    assert_eq!(claims.payload.string("sub"), Some("user-1"));
    assert_eq!(json::parse(&claims.payload.text).map(|p| p.oddities.len()), Ok(0));
}
