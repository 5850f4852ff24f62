//! `jose::find`: tokens come out of realistic text unchanged, and every change is named.

use crate::vectors;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jwt_workbench::jose::find::{self, Findings, Form, Removed, SecretInput};
use proptest::prelude::*;

fn part(text: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(text)
}

/// A token with this algorithm and a signature of this many octets.
fn jws(alg: &str, signature_octets: usize) -> String {
    let signature: Vec<u8> = (0..signature_octets).map(|n| u8::try_from(n * 37 % 251).unwrap()).collect();
    let header = part(&format!(r#"{{"alg":"{alg}","typ":"JWT"}}"#));
    let claims = part(r#"{"iss":"https://issuer.example","sub":"user-1","aud":"workbench","exp":1767229200}"#);
    format!("{header}.{claims}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
}

fn hs() -> String {
    jws("HS256", 32)
}

fn rs() -> String {
    jws("RS256", 256)
}

fn unsecured() -> String {
    jws("none", 0)
}

fn jwe() -> String {
    let header = part(r#"{"alg":"RSA-OAEP-256","enc":"A256GCM"}"#);
    format!("{header}.{}.{}.{}.{}", "K".repeat(342), "i".repeat(16), "c".repeat(90), "t".repeat(22))
}

fn sd_jwt() -> String {
    let disclosure = part(r#"["salt","given_name","Erika"]"#);
    format!("{}~{disclosure}~{disclosure}~", jws("ES256", 64))
}

fn found(text: &str) -> Vec<(String, Vec<&'static str>)> {
    let tokens = find::find(text).tokens;
    tokens.into_iter().map(|t| (t.text, t.removed.iter().map(Removed::id).collect())).collect()
}

fn wrapped(token: &str, width: usize, joint: &str) -> String {
    let lines: Vec<_> = token.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect();
    lines.join(joint)
}

/// Each text with the one token that is in it and the names of what was removed.
fn cases() -> Vec<(String, String, Vec<&'static str>)> {
    let (h, r, n, e, s) = (hs(), rs(), unsecured(), jwe(), sd_jwt());
    let encoded = h.replace('.', "%2E");
    let padded = n.replacen('.', "==.", 1);
    let case = |text: String, token: &str, removed: &[&'static str]| (text, token.to_owned(), removed.to_vec());
    vec![
        // bare
        case(h.clone(), &h, &[]),
        case(r.clone(), &r, &[]),
        case(n.clone(), &n, &[]),
        case(e.clone(), &e, &[]),
        case(s.clone(), &s, &[]),
        case(padded.clone(), &padded, &[]),
        case(format!("{h}\n"), &h, &["white-space"]),
        case(format!("  \t{h}\r\n\r\n"), &h, &["white-space"]),
        // marks
        case(format!("\u{feff}{h}"), &h, &["byte-order-mark"]),
        case(format!("\u{200b}{h}\u{200b}\u{2060}"), &h, &["invisible-characters"]),
        case(format!("{}\u{200b}{}\u{ad}{}", &h[..50], &h[50..90], &h[90..]), &h, &["invisible-characters"]),
        case(format!("\u{feff}Bearer {h}"), &h, &["bearer-prefix", "byte-order-mark"]),
        // headers
        case(format!("Bearer {h}"), &h, &["bearer-prefix"]),
        case(format!("bearer   {h}\n"), &h, &["bearer-prefix", "white-space"]),
        case(format!("Authorization: Bearer {h}"), &h, &["bearer-prefix", "authorization-header"]),
        case(format!("authorization:bearer {n}"), &n, &["bearer-prefix", "authorization-header"]),
        case(format!("Authorization: DPoP {h}"), &h, &["authorization-header"]),
        case(format!("Authorization: {h}"), &h, &["authorization-header"]),
        case(format!("\"Authorization: Bearer {h}\""), &h, &["bearer-prefix", "authorization-header", "quotes"]),
        case(
            format!("GET /me HTTP/1.1\r\nHost: api.example.com\r\nAuthorization: Bearer {r}\r\nAccept: */*\r\n\r\n"),
            &r,
            &["bearer-prefix", "authorization-header", "surrounding-text"],
        ),
        case(format!("Bearer%20{h}"), &h, &["bearer-prefix"]),
        // commands
        case(
            format!("curl -s -H 'Authorization: Bearer {h}' https://api.example.com/v1/me | jq ."),
            &h,
            &["bearer-prefix", "authorization-header", "quotes", "surrounding-text"],
        ),
        case(
            format!("curl --header \"Authorization: Bearer {h}\" \\\n  https://api.example.com/"),
            &h,
            &["bearer-prefix", "authorization-header", "quotes", "surrounding-text"],
        ),
        case(format!("export TOKEN={h}"), &h, &["surrounding-text"]),
        case(format!("TOKEN=\"{h}\""), &h, &["quotes", "surrounding-text"]),
        case(format!("$ echo {h} | jwt decode -"), &h, &["surrounding-text"]),
        // quotes
        case(format!("\"{h}\""), &h, &["quotes"]),
        case(format!("'{h}'\n"), &h, &["quotes", "white-space"]),
        case(format!("“{h}”"), &h, &["quotes"]),
        case(format!("„{h}“"), &h, &["quotes"]),
        case(format!("`{s}`"), &s, &["quotes"]),
        case(format!("\\\"{h}\\\""), &h, &["quotes"]),
        case(format!("('{h}')"), &h, &["quotes", "surrounding-text"]),
        // cookies
        case(format!("Cookie: session={h}; theme=dark"), &h, &["cookie"]),
        case(format!("Cookie: a=1; theme=dark; session={h}"), &h, &["cookie"]),
        case(format!("set-cookie: access_token={h}; Path=/; HttpOnly; Secure"), &h, &["cookie"]),
        case(format!("session={h}; theme=dark"), &h, &["cookie"]),
        // URLs
        case(format!("https://app.example.com/cb?code=1&id_token={h}&state=x"), &h, &["url"]),
        case(format!("https://app.example.com/cb#access_token={h}"), &h, &["url"]),
        case(format!("https://app.example.com/verify/{h}/confirm"), &h, &["url"]),
        case(format!("https://app.example.com/cb#id_token={encoded}&state=x"), &h, &["percent-encoding", "url"]),
        case(format!("id_token={h}&token_type=Bearer"), &h, &["url"]),
        case(format!("https%3A%2F%2Fapp.example.com%2Fcb%23id_token%3D{h}%26state%3D1"), &h, &["url"]),
        case(encoded.clone(), &h, &["percent-encoding"]),
        case(padded.replace('=', "%3D"), &padded, &["percent-encoding"]),
        // JSON
        case(format!("{{\"access_token\":\"{h}\",\"token_type\":\"Bearer\"}}"), &h, &["quotes", "json-field"]),
        case(format!("{{\n  \"data\": {{\n    \"jwt\" : \"{r}\"\n  }}\n}}\n"), &r, &["quotes", "json-field"]),
        case(format!("\"id_token\": \"{h}\","), &h, &["quotes", "json-field"]),
        case(format!("{{\"body\":\"{{\\\"id_token\\\":\\\"{h}\\\"}}\"}}"), &h, &["quotes", "json-field"]),
        case(
            format!("{{\"headers\":{{\"authorization\":\"Bearer {h}\"}}}}"),
            &h,
            &["bearer-prefix", "authorization-header", "quotes", "surrounding-text"],
        ),
        case(format!("{{'token': '{h}'}}"), &h, &["quotes", "json-field"]),
        case(format!("{{\"msg\":\"got token\\n{h}\\nnext\"}}"), &h, &["surrounding-text"]),
        // logs and pages
        case(format!("2026-01-01T00:00:00Z WARN auth: rejected token={h} status=401"), &h, &["surrounding-text"]),
        case(format!("\u{1b}[32m{h}\u{1b}[0m"), &h, &["surrounding-text"]),
        case(format!("<input type=\"hidden\" name=\"jwt\" value=\"{h}\">"), &h, &["quotes", "surrounding-text"]),
        case(format!("<p>Token:&nbsp;{h}&quot;</p>"), &h, &["surrounding-text"]),
        case(format!("トークンは{h}です"), &h, &["surrounding-text"]),
        case(format!("eyes.are.blue, example.com.au and eyJustAWord.x.y; {h}"), &h, &["surrounding-text"]),
        case(format!("eyJ.a.b {h}"), &h, &["surrounding-text"]),
        // punctuation
        case(format!("{h}."), &h, &["trailing-punctuation"]),
        case(format!("{h},"), &h, &["trailing-punctuation"]),
        case(format!("{h};\n"), &h, &["trailing-punctuation", "white-space"]),
        case(format!("My token is {h}. Why is it refused?"), &h, &["trailing-punctuation", "surrounding-text"]),
        case(format!("{n}."), &n, &["trailing-punctuation"]),
        case(format!("{s}."), &s, &["trailing-punctuation"]),
        case(format!("~~{h}~~"), &h, &["trailing-punctuation", "surrounding-text"]),
        case(format!("**{h}**"), &h, &["surrounding-text"]),
        // cut
        case(wrapped(&h, 64, "\n"), &h, &["line-breaks"]),
        case(wrapped(&r, 76, "\r\n"), &r, &["line-breaks"]),
        case(wrapped(&r, 200, "\n"), &r, &["line-breaks"]),
        case(wrapped(&e, 72, "\n    "), &e, &["line-breaks", "white-space"]),
        case(wrapped(&n, 40, "\n"), &n, &["line-breaks"]),
        case(h.replace('.', ".\n"), &h, &["line-breaks"]),
        case(h.replace('.', "\n."), &h, &["line-breaks"]),
        case(format!("Bearer {}\n", wrapped(&h, 60, "\n")), &h, &["line-breaks", "bearer-prefix", "white-space"]),
        case(
            format!("Hello,\n\n{}\n\nis my token.\n", wrapped(&r, 70, "\n")),
            &r,
            &["line-breaks", "surrounding-text"],
        ),
        case(format!("{h}\ndone\n"), &h, &["surrounding-text"]),
        case(format!("{}\ndone\n", wrapped(&h, 64, "\n")), &h, &["line-breaks", "surrounding-text"]),
        case(format!("{}.\n", wrapped(&h, 64, "\n")), &h, &["line-breaks", "trailing-punctuation", "white-space"]),
        case(wrapped(&jws("X-UNKNOWN", 100), 64, "\n"), &jws("X-UNKNOWN", 100), &["line-breaks"]),
        case(
            format!("{}\ndone\n", wrapped(&jws("X-UNKNOWN", 100), 64, "\n")),
            &jws("X-UNKNOWN", 100),
            &["line-breaks", "surrounding-text"],
        ),
        case(format!("{}\nabc\n", jws("X-UNKNOWN", 100)), &jws("X-UNKNOWN", 100), &["surrounding-text"]),
        case(wrapped(&h, 64, "\\\n"), &h, &["line-breaks"]),
        case(format!("{{\"t\":\"{}\"}}", wrapped(&h, 64, "\\n")), &h, &["line-breaks", "quotes", "json-field"]),
        case(h.replacen('.', ". ", 1), &h, &["white-space"]),
        case(format!("{} {}", &h[..h.len() - 9], &h[h.len() - 9..]), &h, &["white-space"]),
    ]
}

#[test]
fn tokens_come_out_of_realistic_text() {
    let cases = cases();
    assert!(cases.len() >= 40);
    for (text, token, removed) in cases {
        let tokens = find::find(&text).tokens;
        let texts: Vec<_> = tokens.iter().map(|t| t.text.as_str()).collect();
        assert_eq!(texts, [token.as_str()], "{text}");
        let ids: Vec<_> = tokens[0].removed.iter().map(Removed::id).collect();
        assert_eq!(ids, removed, "{text}");
        assert_eq!(tokens[0].form, Form::Compact, "{text}");
        let inside = &text[tokens[0].range.clone()];
        assert!(inside.starts_with("ey") && inside.len() >= token.len(), "{text}");
        if !inside.contains(['%', '\n', ' ', '\u{200b}', '\u{ad}', '\\']) {
            assert_eq!(inside, token, "{text}");
        }
    }
}

#[test]
fn every_removal_has_a_case_and_its_count() {
    let removed = |text: String| find::find(&text).tokens[0].removed.clone();
    let h = hs();
    assert_eq!(removed(format!("ab {h} cd")), [Removed::SurroundingText { bytes: 6 }]);
    assert_eq!(
        removed(format!("{h}.;\n")),
        [Removed::TrailingPunctuation { characters: 2 }, Removed::WhiteSpace { characters: 1 }]
    );
    assert_eq!(removed(h.replace('.', "%2e")), [Removed::PercentEncoding { count: 2 }]);
    assert_eq!(
        removed(h.replace('.', "\n  .")),
        [Removed::LineBreaks { count: 2 }, Removed::WhiteSpace { characters: 4 }]
    );
    assert_eq!(removed(h.replace('.', ".\u{200b}")), [Removed::InvisibleCharacters { count: 2 }]);
    assert_eq!(
        removed(format!("{{\"a_b\": \"{h}\"}}")),
        [Removed::Quotes, Removed::JsonField { name: "a_b".to_owned() }]
    );
    assert_eq!(removed(format!("Cookie: x=1; s.id={h}")), [Removed::Cookie { name: "s.id".to_owned() }]);
    let seen: std::collections::BTreeSet<_> = cases().into_iter().flat_map(|(_, _, removed)| removed).collect();
    assert_eq!(seen.len(), 13, "{seen:?}");
}

#[test]
fn several_tokens_come_in_order() {
    let (a, b, c) = (hs(), rs(), jwe());
    let both = [a.clone(), b.clone()];
    let texts = |text: String| found(&text).into_iter().map(|(token, _)| token).collect::<Vec<_>>();
    assert_eq!(texts(format!("{a}\n{b}")), both);
    assert_eq!(texts(format!("{a}\n{b}\n{c}\n")), [a.clone(), b.clone(), c.clone()]);
    assert_eq!(texts(format!("{a} {b}")), both);
    assert_eq!(texts(format!("{{\"access_token\":\"{a}\",\"id_token\":\"{b}\",\"expires_in\":3600}}")), both);
    assert_eq!(texts(format!("Cookie: a={a}; b={b}")), both);
    assert_eq!(texts(format!("{}\n{}", wrapped(&a, 64, "\n"), wrapped(&b, 64, "\n"))), both);
    let unknown = jws("X-UNKNOWN", 100);
    assert_eq!(texts(format!("{unknown}\n{unknown}")), [unknown.clone(), unknown], "two of unknown length");
    let names: Vec<_> =
        find::find(&format!("{{\"x\":\"{a}\",\"y\":\"{b}\"}}")).tokens.into_iter().flat_map(|t| t.removed).collect();
    assert!(names.contains(&Removed::JsonField { name: "y".to_owned() }), "{names:?}");
    let cookies = find::find(&format!("Cookie: a={a}; b={b}\nX-Other: c={a}")).tokens;
    let cookies: Vec<_> = cookies.iter().map(|t| t.removed.last().unwrap().id()).collect();
    assert_eq!(cookies, ["cookie", "cookie", "surrounding-text"]);
}

/// What is meant as a token and broken comes back as it stands.
#[test]
fn damage_is_kept_for_the_decoder() {
    let h = hs();
    let (header, rest) = h.split_once('.').unwrap();
    let (claims, signature) = rest.split_once('.').unwrap();
    let wide = h.replace('.', "．");
    let homoglyph = h.replacen('e', "\u{435}", 1);
    let nul = format!("{h}\0");
    let mixed = format!("{header}.{claims}.{}\u{430}{}", &signature[..9], &signature[10..]);
    let redacted = format!("{header}.{claims}.[REDACTED]");
    let starred = format!("{header}.{claims}.***");
    let elided = format!("{header}.{}...", &claims[..20]);
    let more = format!("{h}.extra");
    let two = format!("{header}.{claims}");
    let jwe = jwe();
    let cut_jwe = jwe.rsplit_once('.').unwrap().0.to_owned();
    for text in
        [&wide, &homoglyph, &nul, &mixed, &redacted, &starred, &elided, &more, &two, &header.to_owned(), &cut_jwe]
    {
        for (around, removed) in [
            (text.clone(), &[][..]),
            (format!("{text}\n"), &["white-space"]),
            (format!("Bearer {text}"), &["bearer-prefix"]),
        ] {
            assert_eq!(found(&around), [(text.clone(), removed.to_vec())], "{around}");
            assert_eq!(find::find(&around).tokens[0].form, Form::Damaged, "{around}");
        }
    }
    let in_noise = format!("rejected: {two} (signature missing)");
    assert_eq!(found(&in_noise), [(two.clone(), vec!["surrounding-text"])]);
    assert_eq!(found(&format!("rejected: {two} instead of {h}"))[0].0, h, "an intact one is what is wanted");
    let spaced = format!("{} {}", &two[..30], &two[30..]);
    assert_eq!(found(&spaced), [(spaced.clone(), vec![])], "nothing is joined that does not become whole");
}

#[test]
fn odd_headers_still_are_tokens_when_nothing_else_is_there() {
    for header in ["\u{feff}{\"alg\":\"HS256\"}", "[\"alg\",\"HS256\"]", "  {\"alg\":\"HS256\"}"] {
        let token = format!("{}.{}.{}", part(header), part("{\"sub\":\"x\"}"), "s".repeat(43));
        assert_eq!(found(&token), [(token.clone(), vec![])], "{header}");
        assert_eq!(find::find(&token).tokens[0].form, Form::Compact);
    }
}

#[test]
fn texts_without_a_token_give_none() {
    for text in [
        "",
        " \n",
        ".",
        "..",
        "...",
        "....",
        "e",
        "ey",
        "eyJ",
        "hello world",
        "https://login.example.com/a.b.c",
        "a@b.c.d",
        "<html><body>Login</body></html>",
        "{\"a\":1}",
        "192.168.178.254",
        "eyes.are.blue",
        "example.com.au",
        "%",
        "%2",
        "eyJ%",
        "\u{feff}",
        "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----",
    ] {
        assert_eq!(find::find(text), Findings::default(), "{text}");
    }
}

#[test]
fn secrets_are_noticed() {
    for (text, secret) in [
        ("-----BEGIN PRIVATE KEY-----\nMC4CAQ\n-----END PRIVATE KEY-----", SecretInput::Pem),
        ("key: |\n  -----BEGIN RSA PRIVATE KEY-----\n", SecretInput::Pem),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\\nb3Blbn", SecretInput::Pem),
        ("-----BEGIN ENCRYPTED PRIVATE KEY-----", SecretInput::Pem),
        ("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"\",\"y\":\"\",\"d\":\"AA\"}", SecretInput::Jwk),
        (" {\"kty\":\"oct\",\"k\":\"AA\"}\n", SecretInput::Jwk),
        ("{\"keys\":[{\"kty\":\"RSA\",\"n\":\"\",\"e\":\"\"},{\"kty\":\"OKP\",\"d\":\"AA\"}]}", SecretInput::Jwk),
    ] {
        let findings = find::find(text);
        assert_eq!((findings.secret, findings.tokens), (Some(secret), vec![]), "{text}");
        assert_eq!(secret.id(), "private-key");
    }
    for public in [
        "{\"kty\":\"EC\",\"x\":\"\"}",
        "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"\"}]}",
        "-----BEGIN PUBLIC KEY-----",
        "kty d k",
    ] {
        assert_eq!(find::find(public).secret, None, "{public}");
    }
    let both = find::find(&format!("{}\n-----BEGIN PRIVATE KEY-----\n", hs()));
    assert_eq!((both.tokens.len(), both.secret), (1, Some(SecretInput::Pem)));
}

#[test]
fn json_serializations_come_whole() {
    let h = hs();
    let (header, claims) = (h.split('.').next().unwrap(), h.split('.').nth(1).unwrap());
    for text in [
        format!("{{\"payload\":\"{claims}\",\"protected\":\"{header}\",\"signature\":\"AA\"}}"),
        format!("{{\"payload\":\"{claims}\",\"signatures\":[{{\"protected\":\"{header}\",\"signature\":\"AA\"}}]}}"),
        format!("{{\"protected\":\"{header}\",\"iv\":\"AA\",\"ciphertext\":\"AA\",\"tag\":\"AA\"}}"),
    ] {
        let spaced = format!("\n {text} ");
        for around in [&text, &spaced] {
            let token = &find::find(around).tokens[0];
            assert_eq!((token.text.as_str(), token.form), (text.as_str(), Form::JsonSerialization));
            assert_eq!(&around[token.range.clone()], text);
        }
    }
    let general = format!("{{\"signatures\":[{{\"protected\":\"{header}\",\"signature\":\"AA\"}}]}}");
    for (around, ids) in [
        (format!("curl -d '{general}' https://a.example/x?y=1"), &["quotes", "surrounding-text"][..]),
        (format!("it said {general}, and {{\"a\": {{}} }}"), &["trailing-punctuation", "surrounding-text"]),
        (format!("{{ {{{{ {general}"), &["surrounding-text"]),
        (format!("{{\"jws\": {general}, \"n\": 1}}"), &["json-field"]),
    ] {
        let found = find::find(&around).tokens;
        assert_eq!(found.len(), 1, "{around}");
        assert_eq!((found[0].text.as_str(), found[0].form), (general.as_str(), Form::JsonSerialization));
        assert_eq!(found[0].removed.iter().map(Removed::id).collect::<Vec<_>>(), ids, "{around}");
    }
    let both = format!("{h}\n{general}\n{general}");
    assert_eq!(found(&both).iter().map(|f| f.0.as_str()).collect::<Vec<_>>(), [h.as_str(), &general, &general]);
    let response = format!("{{\"payload\":1,\"signature\":\"x\",\"token\":\"{h}\"}}");
    assert_eq!(found(&response)[0].0, h, "a response that happens to have such names");
}

/// RFC 7797 section 4.2, and the same with a payload that makes the dots ambiguous.
#[test]
fn unencoded_payloads_come_whole() {
    let header = "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19";
    for payload in ["This is the payload string!", "$.02", "{\"iss\":\"https://a.example\"}"] {
        let text = format!("{header}.{payload}.A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY");
        let found = find::find(&format!(" {text}\n")).tokens;
        assert_eq!(found.iter().map(|f| f.text.as_str()).collect::<Vec<_>>(), [text.as_str()]);
    }
}

#[test]
fn hostile_tokens() {
    let Some(folder) = vectors::folder("../hostile/tokens") else { return };
    let clean = |name: &str| {
        name.starts_with("ok-") || name.starts_with("text-") || name.starts_with("sig-") || name.starts_with("kid-")
    };
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let (text, _) = find::from_bytes(&std::fs::read(&path).unwrap()).unwrap();
        let tokens = find::find(&text).tokens;
        let (expected, form) = match name.as_str() {
            "in-html" | "shape-dot" | "shape-dots-2" | "shape-dots-3" | "shape-dots-4" | "shape-dots-5"
            | "shape-empty" | "shape-space" => (0, None),
            "in-fullwidth-dot" | "in-homoglyph" | "in-nul" | "shape-header-only" => (1, Some(Form::Damaged)),
            "shape-flattened" | "shape-general-2" => (1, Some(Form::JsonSerialization)),
            "shape-two-lines" => (2, Some(Form::Compact)),
            "in-trailing-newline" | "in-utf16" | "shape-sd-jwt" | "b64-inner-space" => (1, Some(Form::Compact)),
            _ if clean(&name) => (1, Some(Form::Compact)),
            _ => (1, None),
        };
        assert_eq!(tokens.len(), expected, "{name}");
        assert!(tokens.iter().all(|t| form.is_none_or(|form| t.form == form)), "{name}: {tokens:?}");
        if expected == 1 && name != "b64-inner-space" {
            assert_eq!(tokens[0].text, text.trim(), "{name}");
        }
        seen += 1;
    }
    assert!(seen > 180, "{seen}");
}

/// Megabytes of each shape: no square of the length hides anywhere.
#[test]
fn long_texts_are_searched_to_the_end() {
    const LEN: usize = 10_000_000;
    let (h, n) = (hs(), unsecured());
    let header = h.split('.').next().unwrap();
    const PART: usize = 1_500_000;
    let fill = |unit: &str| unit.repeat(PART / unit.len());
    let unknown = jws("X-UNKNOWN", 100);
    let shapes = [
        ("prose", "the quick brown fox jumps over the lazy dog, eyed by everyone. ".repeat(LEN / 63), 0),
        ("dots", ".".repeat(1_000_000), 0),
        ("header and dots", format!("{header}{}", ".".repeat(1_000_000)), 1),
        ("one long word", fill("a"), 0),
        ("e", fill("e"), 0),
        ("headers in lines", fill(&format!("{header}\n")), 1),
        ("headers in blanks", fill(&format!("{header} ")), 1),
        ("headers and dots", fill(&format!("{header}.")), 1),
        ("start of header in lines", fill("eyJh\n"), 1),
        ("escaped line breaks", fill("eyJh\\n"), 0),
        ("tokens", fill(&format!("{n} ")), PART / (n.len() + 1)),
        ("cookies", format!("Cookie: {}", fill(&format!("a={h}; "))), PART / (h.len() + 4)),
        ("cookies without values", fill(&format!("{h};")), PART / (h.len() + 1)),
        (
            "marks and tokens",
            format!("{}{}", "\u{feff}".repeat(PART / 6), "\n".repeat(PART / 6)) + &fill(&format!("\n{h} ")),
            PART / (h.len() + 2),
        ),
        ("broken tokens in one word", fill("eyJhbGciOiJIUzI1NiJ9.eyJhbGciOiJIUzI1NiJ9;"), 1),
        ("broken tokens", fill("eyJhbGciOiJIUzI1NiJ9.eyJhbGciOiJIUzI1NiJ9; "), PART / 43),
        ("lines without an end", format!("{unknown}\n") + &fill(&format!("{}\n", "s".repeat(64))), 1),
        (
            "cut lines without an end",
            format!("{}\n", wrapped(&unknown, 64, "\n")) + &fill(&format!("{}\n", "s".repeat(2))),
            1,
        ),
        ("wrapped for ever", wrapped(&format!("{unknown}{}", fill("s")), 64, "\n"), 1),
        ("zero-width", fill("\u{200b}"), 0),
        ("zero-width after a header", format!("{header}{}", fill("\u{200b}")), 1),
        ("quotes", fill("\""), 0),
        ("percent signs", fill("%2E"), 0),
        ("begin", fill("-----BEGIN "), 0),
        ("brackets", fill("{\"signature\":"), 0),
    ];
    for (name, text, expected) in shapes {
        // a search that is not linear would not come back from these within a test run's patience
        assert_eq!(find::find(&text).tokens.len(), expected, "{name}");
    }
}

proptest! {
    #[test]
    fn noise_changes_no_token(before in "[ ,;:()<>\\[\\]{}|!?*#@$&\"'`\na-z=]{0,30}", after in "[ ,;:()\\[<>|!&\"'`\n]([ ,;a-z0-9\n\"=.]{0,30})?", which in 0..4usize) {
        let token = [hs(), rs(), jwe(), sd_jwt()][which].clone();
        // a letter or an assignment right before would be another word
        let before = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric()).to_owned();
        let text = format!("{before}{token}{after}");
        let tokens = find::find(&text).tokens;
        prop_assert_eq!(tokens.len(), 1, "{}", &text);
        prop_assert_eq!(&tokens[0].text, &token, "{}", &text);
        prop_assert_eq!(&tokens[0].range, &(before.len()..before.len() + token.len()));
    }

    #[test]
    fn wrapped_tokens_are_whole_again(width in 20..200usize, indent in 0..9usize, which in 0..4usize) {
        let token = [hs(), rs(), jwe(), unsecured()][which].clone();
        let text = wrapped(&token, width, &format!("\n{}", " ".repeat(indent)));
        let tokens = find::find(&text).tokens;
        prop_assert_eq!(tokens.len(), 1, "{}", &text);
        prop_assert_eq!(&tokens[0].text, &token, "{}", &text);
    }

    #[test]
    fn no_text_panics_and_nothing_is_invented(text in prop_oneof![
        ".{0,60}",
        "(eyJhbGciOiJIUzI1NiJ9|eyJ|\\.|~|=|%2E|%|\\\\n|\\\\|\n| |\u{feff}|\u{200b}|\"|'|“|”|Bearer |Authorization: |\\{|\\}|:|Cookie: |e|а|．|https://|\\?|&|#|\u{0}){0,24}",
    ]) {
        for token in find::find(&text).tokens {
            let inside = text.get(token.range.clone()).unwrap();
            let mut left = inside.chars();
            let plain = token.text.replace(['.', '='], "");
            prop_assert!(plain.chars().all(|c| left.any(|l| l == c)), "{token:?} from {text:?}");
            prop_assert_eq!(token.removed.is_empty(), token.text == text, "{:?} from {:?}", token, &text);
        }
        let _ = find::from_bytes(text.as_bytes());
    }
}
