//! The report on its way out: nothing secret in it, nothing of a token that passes for a word of ours.

use jwt_workbench::checks::Policy;
use jwt_workbench::crypto::jwe::{Encryption, Recipient, encrypt};
use jwt_workbench::crypto::{self, KeySpec};
use jwt_workbench::jose::alg;
use jwt_workbench::jose::base64url;
use jwt_workbench::jose::flaw::Part;
use jwt_workbench::jose::numeric_date::NumericDate;
use jwt_workbench::jose::token::Token;
use jwt_workbench::keys::{Key, KeyRing, Material, Secret};
use jwt_workbench::report::out::{self, Format, Redaction, Scope, redact, redact_telling};
use jwt_workbench::report::{At, Inputs, Report, Verdict, analyze};

const NOW: i64 = 1_767_225_600;
const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

fn secret() -> Key {
    let octets = b"a secret of thirty-two bytes 0123".to_vec();
    Key { name: "shared with payroll".to_owned(), ..Key::new(Material::Oct(Secret::new(octets))) }
}

fn signed(header: &str, payload: &str) -> String {
    let input = format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(payload.as_bytes()));
    let signature = crypto::sign(alg::find("HS256").unwrap(), &secret(), input.as_bytes()).unwrap();
    format!("{input}.{}", base64url::encode(&signature))
}

fn report_with(token: &str, policy: Policy) -> Report {
    let inputs = Inputs { token: token.to_owned(), policy, tokens_in_text: 1, ..Inputs::default() };
    analyze(&inputs, &KeyRing::new(vec![secret()], 1), &At::utc(NumericDate::from_secs(NOW)))
}

fn report(token: &str) -> Report {
    report_with(token, Policy::default())
}

fn written(report: &Report, redaction: &Redaction) -> Vec<(Format, Scope, String)> {
    let every = Format::ALL.into_iter().flat_map(|format| [(format, Scope::Judged), (format, Scope::Decoded)]);
    every.map(|(f, s)| (f, s, out::write(std::slice::from_ref(report), s, f, redaction))).collect()
}

/// The canary stands nowhere in the text: not as it is, not in base64url at any offset, not in hex.
#[track_caller]
fn absent(canary: &str, text: &str, what: &str) {
    assert!(!text.contains(canary), "{what}: {canary} got out:\n{text}");
    for pad in 0..3 {
        let shifted = format!("{}{canary}", "x".repeat(pad));
        let encoded = base64url::encode(shifted.as_bytes());
        let middle = &encoded[4..encoded.len() - 3];
        assert!(!text.contains(middle), "{what}: {canary} got out in base64url:\n{text}");
    }
}

const CANARIES: [&str; 8] = [
    "canary-subject-41",
    "canary-mail@example.test",
    "canary-deep-phone-77",
    "canary-street-12",
    "canary-nonce-b00b5",
    "canary-password-9",
    "canary-private-d-member",
    "canary-in-inner-token",
];

fn canary_claims() -> String {
    let inner = signed(HEADER, r#"{"sub":"canary-in-inner-token","scope":"kept-inner"}"#);
    format!(
        r#"{{"iss":"https://issuer.example","sub":"canary-subject-41","email":"canary-mail@example.test",
"upn":"canary-mail@example.test","note":"for canary-subject-41 only","canary-subject-41":1,
"profile":{{"list":[{{"phone_number":"canary-deep-phone-77"}}],"address":{{"street":"canary-street-12"}}}},
"nonce":"canary-nonce-b00b5","Password":"canary-password-9","scope":"kept-scope","exp":1767229200,
"extra":{{"jwk":{{"kty":"OKP","crv":"Ed25519","x":"AA","d":"canary-private-d-member"}}}},
"id_token":"{inner}","text":"{{\"email\":\"canary-mail@example.test\"}}"}}"#
    )
}

#[test]
fn no_canary_gets_out_and_the_rest_stays() {
    let token = signed(HEADER, &canary_claims());
    let signature = token.rsplit('.').next().unwrap().to_owned();
    let (nonce, subject) = (Some("canary-nonce-b00b5".to_owned()), Some("canary-subject-41".to_owned()));
    let policy = Policy { nonce, subject, ..Policy::default() };
    let report = report_with(&token, policy);
    assert_eq!(report.verdict, Verdict::Accepted, "{:?}", report.headline);
    for (format, scope, text) in written(&report, &Redaction::default()) {
        let what = format!("{format:?} {scope:?}");
        CANARIES.iter().for_each(|canary| absent(canary, &text, &what));
        assert!(!text.contains(&signature[..20]), "{what}: the signature got out");
        assert!(text.contains("kept-scope") && text.contains("issuer.example"), "{text}");
        assert!(text.contains("Redacted"), "{what} does not say that it is redacted");
        for claim in ["email", "nonce", "sub"] {
            assert!(text.contains(claim), "{what} does not say what was taken out");
        }
    }
    let safe = redact(&token, &Redaction::default());
    CANARIES.iter().for_each(|canary| absent(canary, &safe, "the token"));
    let all = out::markdown(&report, &Redaction::nothing());
    assert!(all.contains("canary-subject-41") && all.contains(&signature) && all.contains("Not redacted"), "{all}");
}

#[test]
fn a_check_that_fails_says_nothing_of_what_it_found() {
    let token = signed(HEADER, &canary_claims());
    let (nonce, subject) = (Some("another nonce of ours".to_owned()), Some("another subject".to_owned()));
    let policy = Policy { nonce, subject, ..Policy::default() };
    let report = report_with(&token, policy);
    assert_eq!(report.verdict, Verdict::Refused);
    for (format, scope, text) in written(&report, &Redaction::default()) {
        CANARIES.iter().for_each(|canary| absent(canary, &text, &format!("{format:?} {scope:?}")));
        assert!(!text.contains("another nonce of ours"), "what was expected is no one's business either: {text}");
    }
    // short values are not looked for everywhere, and yet a check that quotes one is masked
    let token = signed(HEADER, r#"{"sub":"zq"}"#);
    let report = report_with(&token, Policy { subject: Some("yx".to_owned()), ..Policy::default() });
    for (format, _, text) in written(&report, &Redaction::default()) {
        let quoted = ["“zq”", "\"zq\"", "“yx”", "\"yx\"", "&quot;zq"];
        assert!(quoted.iter().all(|q| !text.contains(q)), "{format:?}: {text}");
    }
}

#[test]
fn masks_keep_lengths_and_the_rest_of_the_text() {
    let token = signed(HEADER, r#"{"iss":"i", "sub":"alice", "email":"a@b.example", "jti": 12345, "n":1.50}"#);
    let safe = redact(&token, &Redaction::default());
    let (before, after) = (Token::read(&token), Token::read(&safe));
    assert_eq!(after.header.text, HEADER);
    assert_eq!(after.payload.text, r#"{"iss":"i", "sub":"*****", "email":"***********", "jti": "*****", "n":1.50}"#);
    let lengths = |text: &str| text.split('.').map(|part| part.chars().count()).collect::<Vec<_>>();
    let (old, new) = (lengths(&token), lengths(&safe));
    assert_eq!((old[0], old[2]), (new[0], new[2]));
    assert_eq!(before.payload.text.len() + 2, after.payload.text.len(), "the number became a string, nothing else");
    assert!(safe.rsplit('.').next().unwrap().chars().all(|c| c == '•'));
    let only_ascii = signed(HEADER, r#"{"sub":"alice"}"#);
    assert_eq!(redact(&only_ascii, &Redaction::default()).chars().count(), only_ascii.chars().count());
    let untouched = Redaction::nothing();
    assert_eq!(redact(&token, &untouched), token);
    let (_, taken) = redact_telling(&token, &Redaction::default().with_claim("n"));
    assert_eq!(taken.claims.into_iter().collect::<Vec<_>>(), ["email", "jti", "n", "sub"]);
    assert_eq!((taken.signatures, taken.unreadable), (1, 0));
}

#[test]
fn a_redacted_token_never_verifies() {
    let payloads = [r#"{"iss":"i"}"#, r#"{"sub":"alice"}"#, "{}"];
    for payload in payloads {
        let token = signed(HEADER, payload);
        assert_eq!(report(&token).verdict, Verdict::Accepted);
        let safe = redact(&token, &Redaction::default());
        assert_ne!(report(&safe).verdict, Verdict::Accepted, "{safe}");
        assert!(Token::read(&safe).bytes(Part::Signature).is_empty());
        assert_eq!(redact(&safe, &Redaction::default()), safe, "once is enough");
    }
    // the signature may stay, and then it is not the signature of what is left
    let shown = Redaction { signature: false, ..Redaction::default() };
    let safe = redact(&signed(HEADER, r#"{"sub":"alice"}"#), &shown);
    assert_ne!(report(&safe).verdict, Verdict::Accepted);
}

#[test]
fn every_form_is_redacted() {
    let signature = "c2lnbmF0dXJlLWNhbmFyeQ";
    let protected = base64url::encode(HEADER.as_bytes());
    let payload = base64url::encode(br#"{"sub":"canary-subject-41","iss":"kept"}"#);
    let disclosure = base64url::encode(br#"["2GLC42sKQveCfGfryNRN9w","given_name","canary-disclosed"]"#);
    let kb = signed(r#"{"alg":"HS256","typ":"kb+jwt"}"#, r#"{"nonce":"canary-nonce-b00b5","aud":"kept-aud"}"#);
    let many: Vec<String> =
        (0..80).map(|_| format!(r#"{{"protected":"{protected}","signature":"{signature}"}}"#)).collect();
    let forms = [
        format!("{protected}.{payload}.{signature}"),
        format!("{protected}.{payload}.{signature}~{disclosure}~{kb}"),
        format!("{protected}.{payload}.{signature}~{disclosure}~{disclosure}"),
        format!(r#"{{"payload":"{payload}","protected":"{protected}","signature":"{signature}"}}"#),
        format!(
            r#"{{"payload":"{payload}","protected":"{protected}","signature":"{signature}","signature":"{signature}"}}"#
        ),
        format!(r#"{{"payload":"{payload}","signatures":[{}]}}"#, many.join(",")),
        format!(
            r#"{{"payload":"{payload}","signature":"{signature}","header":{{"sub":"canary-subject-41","disclosures":["{disclosure}"],"kb_jwt":"{kb}"}}}}"#
        ),
        format!(r#"{{"payload":"{payload}","signature":"{signature}","more":{{"x":"canary-disclosed"}}}}"#),
        format!(r#"{{"payload":{{"sub":"canary-subject-41"}},"signature":["{signature}"]}}"#),
        format!("{protected}.{payload}"),
        format!("{protected}.{payload}.{signature}.{signature}"),
        format!("{protected}.{}.{signature}", base64url::encode(b"canary-subject-41 is no JSON")),
        format!("canary-subject-41 {protected}.{payload}.{signature}"),
        format!("{{\"payload\":\"{payload}\", \"signature\":\"{signature}\" and canary-subject-41"),
        format!(
            "{}.{{\"sub\":\"canary-subject-41\"}}.{signature}",
            base64url::encode(br#"{"alg":"HS256","b64":false,"crit":["b64"]}"#)
        ),
        format!("{}.{payload}.{signature}", base64url::encode(br#"{"alg":"HS256","sub":"canary-subject-41"}"#)),
    ];
    for token in forms {
        let safe = redact(&token, &Redaction::default());
        for canary in ["canary-subject-41", "canary-disclosed", "canary-nonce-b00b5", "2GLC42sKQveCfGfryNRN9w"] {
            absent(canary, &safe, &token);
        }
        assert!(!safe.contains(&signature[..12]), "{token}\n{safe}");
        for (format, scope, text) in written(&report(&token), &Redaction::default()) {
            for canary in ["canary-subject-41", "canary-disclosed", "canary-nonce-b00b5", &signature[..12]] {
                absent(canary, &text, &format!("{format:?} {scope:?} of {token}"));
            }
        }
    }
}

#[test]
fn an_encrypted_token_keeps_its_header_alone() {
    let header = base64url::encode(br#"{"alg":"dir","enc":"A256GCM","kid":"kept"}"#);
    let token = format!("{header}..aXYtY2FuYXJ5LTEy.Y2lwaGVydGV4dC1jYW5hcnk.dGFnLWNhbmFyeS0xMjM0NQ");
    let safe = redact(&token, &Redaction::default());
    assert!(safe.starts_with(&format!("{header}..••••")), "{safe}");
    assert_eq!(safe.chars().count(), token.chars().count());
    assert!(safe[header.len()..].chars().all(|c| matches!(c, '.' | '•')), "{safe}");
    let json = format!(
        r#"{{"protected":"{header}","iv":"aXYtY2FuYXJ5","ciphertext":"Y2lwaGVydGV4dA","tag":"dGFn","encrypted_key":"a2V5"}}"#
    );
    let safe = redact(&json, &Redaction::default());
    assert!(safe.contains(&header) && !safe.contains("Y2lwaGVydGV4dA") && !safe.contains("a2V5"), "{safe}");
}

#[test]
fn what_was_inside_an_encrypted_token_is_masked_too() {
    let key = Key { name: "receiver".to_owned(), ..crypto::generate(&"A128KW".parse::<KeySpec>().unwrap()).unwrap() };
    let recipients = [Recipient { key: &key, alg: alg::find("A128KW").unwrap(), header: None }];
    let enc = alg::find_content("A128GCM").unwrap();
    let (protected, unprotected, zip, p2c, aad) = ("{}", None, false, None, None);
    for (inside, kept) in [(canary_claims(), "kept-scope"), (signed(HEADER, &canary_claims()), "kept-scope")] {
        let plaintext = inside.as_bytes();
        let encryption = Encryption { protected, unprotected, recipients: &recipients, enc, zip, p2c, aad, plaintext };
        let token = encrypt(&encryption).unwrap().compact().unwrap();
        let inputs = Inputs { token, tokens_in_text: 1, ..Inputs::default() };
        let ring = KeyRing::new(vec![key.clone(), secret()], 1);
        let report = analyze(&inputs, &ring, &At::utc(NumericDate::from_secs(NOW)));
        assert!(report.decryption.as_ref().is_some_and(|d| d.is_open()));
        for (format, scope, text) in written(&report, &Redaction::default()) {
            let what = format!("{format:?} {scope:?}");
            CANARIES.iter().for_each(|canary| absent(canary, &text, &what));
            assert!(text.contains(kept), "{what}: {text}");
        }
    }
}

/// Claims that try to be something else in every format.
const DECEPTIVE: &str = r##"{"iss":"</pre><script>alert(1)</script><h1>Accepted</h1>","aud":"[click](javascript:alert(1)) <img src=x onerror=e>",
"typ":"```\n# Accepted\n```","scope":"| a | b |\n|---|---|\n@everyone www.evil.example https://evil.example","roles":["\u001b[32mAccepted\u001b[0m","\u202eDETPECCA","\u0000"],"<b>name</b>":"<!-- -->","x":"&lt;script&gt; ' \" onload=1"}"##;

#[test]
fn nothing_of_a_token_is_obeyed() {
    let token = signed(r#"{"alg":"HS256","kid":"<svg onload=x>`|[a](javascript:b)\u202e"}"#, DECEPTIVE);
    let policy = Policy { issuers: vec!["https://issuer.example".to_owned()], ..Policy::default() };
    for (report, is_refused) in [(report(&token), false), (report_with(&token, policy), true)] {
        assert_eq!(report.verdict == Verdict::Refused, is_refused, "{}", report.headline);
        for redaction in [Redaction::default(), Redaction::nothing()] {
            for (format, scope, text) in written(&report, &redaction) {
                let hostile = |c: char| {
                    (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
                };
                if format != Format::Json {
                    assert!(!text.contains(hostile), "{format:?} {scope:?}: {text:?}");
                }
                match format {
                    Format::Html => html_is_ours(&text),
                    Format::Markdown => markdown_is_ours(&text, &report, scope),
                    Format::Json => {
                        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
                        assert_eq!(value["redaction"]["is_redacted"], redaction.is_on());
                    }
                }
            }
        }
    }
}

/// Tags are balanced, all of them are ours, none has an attribute that loads or runs something.
#[track_caller]
fn html_is_ours(text: &str) {
    const VOID: [&str; 1] = ["meta"];
    const OURS: [&str; 16] = [
        "html", "head", "title", "style", "body", "main", "header", "section", "footer", "h1", "h2", "p", "ul", "li",
        "pre", "span",
    ];
    let body = text.strip_prefix("<!DOCTYPE html>").expect("a document");
    let mut open: Vec<&str> = Vec::new();
    for piece in body.split('<').skip(1) {
        let (tag, _) = piece.split_once('>').expect("every < begins a tag");
        let name = tag.trim_start_matches('/').split_whitespace().next().unwrap();
        assert!(OURS.contains(&name) || VOID.contains(&name) || name == "strong", "a tag that is not ours: {tag}");
        let attributes = tag.split_whitespace().skip(1).collect::<Vec<_>>().join(" ");
        let allowed = ["", "lang=\"en\"", "charset=\"utf-8\""];
        let is_ours = allowed.contains(&attributes.as_str())
            || attributes.starts_with("class=\"")
            || name == "meta" && !attributes.contains("refresh");
        assert!(is_ours, "an attribute that is not ours: {tag}");
        match (tag.starts_with('/'), VOID.contains(&name)) {
            (true, _) => assert_eq!(open.pop(), Some(name), "closed in order"),
            (false, false) => open.push(name),
            (false, true) => {}
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
    assert!(text.contains("default-src 'none'") && !text.contains("<script"), "{text}");
    assert_eq!(text.matches("<h1>").count(), 1, "one verdict");
}

/// Fences are paired; outside of them no line begins with what is not ours, and no character means more than itself.
#[track_caller]
fn markdown_is_ours(text: &str, report: &Report, scope: Scope) {
    let verdict = match (scope, report.verdict) {
        (Scope::Decoded, _) => "# Not verified",
        (_, Verdict::Accepted) => "# Accepted",
        (_, Verdict::Refused) => "# Refused",
        (_, Verdict::Undecided) => "# Undecided",
    };
    assert_eq!(text.lines().next(), Some(verdict));
    let mut fence: Option<&str> = None;
    for line in text.lines().skip(1) {
        match fence {
            Some(end) if line == end => fence = None,
            // JSON's own lines, or the one line of a token
            Some(_) => assert!(!line.starts_with(['#', '-', '>', '|', '*', '`']), "a line that could be ours: {line}"),
            None if line.starts_with("```") => fence = Some(line),
            None => {
                assert!(!line.starts_with("# "), "a second verdict: {line}");
                let bare = line.replace("\\\\", "").replace("<!-- -->", "");
                let hostile = ["](", "<", "`", "www.", "https:"];
                let unescaped = |mark: &&str| bare.match_indices(*mark).any(|(at, _)| !bare[..at].ends_with('\\'));
                assert!(!hostile.iter().any(unescaped), "{line}");
            }
        }
    }
    assert_eq!(fence, None, "a fence is left open");
}

#[test]
fn names_of_keys_are_masked_where_that_is_asked_for() {
    let report = report(&signed(HEADER, r#"{"iss":"i"}"#));
    let masked = Redaction { key_names: true, ..Redaction::default() };
    for (format, scope, text) in written(&report, &masked) {
        assert!(!text.contains("payroll"), "{format:?} {scope:?}: {text}");
    }
    let inputs = Inputs { token: signed(HEADER, "{}"), tokens_in_text: 1, ..Inputs::default() };
    let ring = KeyRing::new(vec![Key { name: "zq".to_owned(), ..secret() }], 1);
    let short = analyze(&inputs, &ring, &At::utc(NumericDate::from_secs(NOW)));
    for (format, scope, text) in written(&short, &masked) {
        assert!(!text.contains("“zq”") && !text.contains("\"zq\""), "{format:?} {scope:?}: {text}");
    }
    assert!(out::markdown(&report, &Redaction::default()).contains("payroll"), "a name is the user's own word");
}

#[test]
fn a_report_of_a_large_token_is_made_in_time() {
    let claims: Vec<String> =
        (0..20_000).map(|i| format!(r#"{{"email":"person-{i}@example.test","n":{i}}}"#)).collect();
    let token = signed(HEADER, &format!(r#"{{"list":[{}]}}"#, claims.join(",")));
    let report = report(&token);
    let start = std::time::Instant::now();
    let text = out::html(&report, &Redaction::default());
    eprintln!("{} bytes of token, {} ms, {} bytes of report", token.len(), start.elapsed().as_millis(), text.len());
    assert!(!text.contains("person-19999"));
    assert!(start.elapsed().as_secs() < 60);
}

#[test]
fn the_commands_write_what_the_core_makes() {
    use crate::cli::Bench;
    let bench = Bench::new();
    bench.file("token.txt", signed(HEADER, &canary_claims()));
    let safe = bench.run(&["redact", "token.txt", "--mask", "scope"]).ok();
    CANARIES.iter().for_each(|canary| absent(canary, &safe.out, "redact"));
    assert!(safe.err.contains("Redacted. Taken out: 2 signatures") && safe.err.contains("scope"), "{}", safe.err);
    let claims = Token::read(safe.out.trim()).payload.text;
    assert!(claims.contains("https://issuer.example") && !claims.contains("kept-scope"), "{claims}");

    let out = bench.run(&["verify", "token.txt", "--no-vault", "--at", "2026-01-01T00:00:00Z", "--report", "markdown"]);
    assert_eq!(out.code, 3, "the verdict stays the exit status: {}", out.err);
    assert!(out.out.starts_with("# Undecided\n"), "{}", out.out);
    CANARIES.iter().for_each(|canary| absent(canary, &out.out, "verify"));
    let all = bench.run(&["inspect", "token.txt", "--report", "json", "--show-all"]).ok();
    assert!(all.json()["redaction"]["is_redacted"] == false && all.out.contains(CANARIES[0]), "{}", all.out);

    bench.run(&["inspect", "token.txt", "--report", "html", "--out", "a.html"]).ok();
    let text = std::fs::read_to_string(bench.path("a.html")).unwrap();
    html_is_ours(&text);
    let again = ["inspect", "token.txt", "--report", "html", "--out", "a.html"];
    bench.run(&again).fails(2, "exists already");
    bench.run(&[&again[..], &["--force"]].concat()).ok();
    bench.run(&["inspect", "token.txt", "--mask", "scope"]).fails(2, "--report");
}

#[test]
fn no_token_however_odd_stops_a_report() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/seeds");
    let mut count = 0;
    for seeds in ["compact", "json_form", "jwe_text", "sd_jwt_text", "paste", "signed"] {
        for file in std::fs::read_dir(folder.join(seeds)).into_iter().flatten().flatten() {
            let Ok(text) = std::fs::read_to_string(file.path()) else { continue };
            let safe = redact(&text, &Redaction::default());
            assert_eq!(redact(&safe, &Redaction::default()), safe, "{}", file.path().display());
            for (format, _, text) in written(&report(&text), &Redaction::default()) {
                match format {
                    Format::Html => html_is_ours(&text),
                    Format::Json => drop(serde_json::from_str::<serde_json::Value>(&text).expect("JSON")),
                    Format::Markdown => {}
                }
            }
            count += 1;
        }
    }
    assert!(count > 20, "only {count} seeds");
}
