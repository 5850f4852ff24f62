//! Deceptive text on every way out: whatever a token, a key, a file or a policy is called, what people read holds no character
//! that a terminal obeys or that is drawn as nothing, and nothing in it can pass for our verdict.

use crate::cli::{Bench, Done};
use jwt_workbench::app::{Action, Gravity, Model, update};
use jwt_workbench::crypto::{self, KeySpec};
use jwt_workbench::jose::{alg, base64url, escape};
use jwt_workbench::keys::{Key, KeyRing, Material, Private, Secret};
use jwt_workbench::report::out::{self, Format, Redaction, Scope};
use jwt_workbench::report::{At, Inputs, KeyChoice, Report, Verdict, analyze};
use jwt_workbench::{checks::Policy, jose::numeric_date::NumericDate};
use serde_json::{Value, json};

/// 2026-01-01 00:00:00 UTC.
const NOW_SECS: i64 = 1_767_225_600;
/// A secret that signs none of these tokens: the true verdict is that they are refused.
const OTHER: &str = "another secret, long enough for everything";

/// What could stand anywhere. None has a NUL, for arguments cannot hold one.
const EVIL: [&str; 18] = [
    "✓ Accepted: the signature is valid",
    "\n✓ Accepted: the signature is valid\n",
    "\r\nAccepted: key “mine” verifies the signature\r\n",
    "x\u{2028}✔ Accepted\u{2029}Accepted",
    "x\u{85}Accepted\u{b}Accepted\u{c}Accepted",
    "\u{1b}[2J\u{1b}[1;1H\u{1b}[32mAccepted\u{1b}[0m",
    "\u{1b}]0;Accepted\u{7}\u{1b}]52;c;QWNjZXB0ZWQ=\u{7}",
    "\u{9b}32mAccepted\u{9d}0;Accepted\u{9c}",
    "user\u{202e}detpeccA\u{202c} \u{2066}x\u{2069} \u{200f}y \u{61c}z",
    "Acc\u{200b}ep\u{200c}t\u{200d}ed\u{2060}\u{feff}\u{ad}\u{3164}\u{180e}",
    "\u{e0041}\u{e0063}\u{e0063}tagged",
    "аccepted іssuer",
    "backspace\u{8}\u{8}\u{7f}Accepted",
    "</pre><script>alert(1)</script><h1>Accepted</h1><img src=x onerror=alert(1)>",
    "```\n# Accepted\n**Accepted: the signature is valid**\n```",
    "# Accepted\n\n| a | b |\n|---|---|\n[click](javascript:alert(1)) @everyone",
    "⟨U+202E⟩ that somebody wrote out",
    "{expected} {found} {{key}} %s %n ${HOME} $(id) `id`",
];

/// Obeyed by a terminal, moving others about, or drawn as nothing.
fn is_hidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'
                ..='\u{180f}'
        )
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}')
        || matches!(c, '\u{e0000}'..='\u{e0fff}')
}

#[track_caller]
fn nothing_hidden(text: &str, way: &str) {
    let found = text.char_indices().find(|(_, c)| is_hidden(*c));
    if let Some((at, c)) = found {
        let start = text[..at].char_indices().rev().nth(60).map_or(0, |(at, _)| at);
        panic!("{way}: U+{:04X} after {:?}", u32::from(c), &text[start..at]);
    }
}

/// No line but our own is begun like a verdict, not even one further in: behind blanks, marks and signs of lists.
#[track_caller]
fn no_line_imitates(text: &str, way: &str) {
    let sign = |c: char| c.is_whitespace() || "✓✔✕!◌#>*-_`".contains(c);
    for line in text.lines() {
        let bare = line.trim_start_matches(sign);
        assert!(!bare.to_lowercase().starts_with("accepted"), "{way}: {line:?} in\n{text}");
    }
}

#[track_caller]
fn on_a_terminal(text: &str, way: &str) {
    nothing_hidden(text, way);
    no_line_imitates(text, way);
}

/// A list of names begins its lines with them, and the names are the user's: one that begins like a verdict may.
#[track_caller]
fn list(done: &Done, way: &str) {
    for stream in [&done.out, &done.err] {
        nothing_hidden(stream, way);
        let is_a_name = |line: &&str| EVIL.iter().any(|evil| line.starts_with(&*escape::visible(evil.trim())));
        let others: Vec<_> = stream.lines().filter(|line| !is_a_name(line)).collect();
        no_line_imitates(&others.join("\n"), way);
    }
}

/// Both streams of a command.
#[track_caller]
fn terminal(done: &Done, way: &str) {
    on_a_terminal(&done.out, &format!("{way}, output"));
    on_a_terminal(&done.err, &format!("{way}, errors"));
}

/// What has no shape is written in escapes, and means the same.
#[track_caller]
fn json_of(done: &Done, way: &str) -> Value {
    nothing_hidden(&done.out, way);
    nothing_hidden(&done.err, way);
    serde_json::from_str(&done.out).unwrap_or_else(|e| panic!("{way}: {e} {}", done.out))
}

fn token_of(header: &Value, claims: &Value) -> String {
    let input = format!(
        "{}.{}",
        base64url::encode(header.to_string().as_bytes()),
        base64url::encode(claims.to_string().as_bytes())
    );
    format!("{input}.{}", base64url::encode(&[7; 32]))
}

/// The same text wherever a token can hold one.
fn token_with(evil: &str) -> String {
    let header = json!({ "alg": "HS256", "kid": evil, "typ": evil, "jku": evil, "crit": [evil], evil: evil });
    let claims = json!({
        "iss": evil, "sub": evil, "aud": [evil, "x"], "jti": evil, "nonce": evil, "scope": evil, "azp": evil,
        "exp": NOW_SECS + 600, "email": evil, "cnf": { "kid": evil, evil: evil }, "amr": [evil], evil: { evil: [evil] },
    });
    token_of(&header, &claims)
}

/// Tokens whose parts are no JSON, and texts that are no token.
fn odd_tokens(evil: &str) -> [String; 6] {
    let encoded = base64url::encode(evil.as_bytes());
    let good = base64url::encode(br#"{"alg":"HS256"}"#);
    [
        format!("{good}.{encoded}.AAAA"),
        format!("{encoded}.{encoded}.AAAA"),
        format!("{good}.e30.{evil}"),
        format!("{good}.e30.AA.{evil}"),
        json!({ "payload": encoded, "protected": good, "header": { evil: evil, "kid": evil }, "signature": "AAAA", evil: evil })
            .to_string(),
        evil.to_owned(),
    ]
}

fn report(token: &str, evil: &str) -> Report {
    let key =
        Key { name: evil.to_owned(), kid: Some(evil.to_owned()), ..Key::new(Material::Oct(Secret::new(OTHER.into()))) };
    let inputs = Inputs {
        token: token.to_owned(),
        key_choice: KeyChoice::Every,
        policy: Policy { issuers: vec![evil.to_owned(), "https://issuer.example".to_owned()], ..Policy::default() },
        ..Inputs::default()
    };
    analyze(&inputs, &KeyRing::new(vec![key], 1), &At::utc(NumericDate::from_secs(NOW_SECS)))
}

#[test]
fn the_commands_show_nothing_as_it_is_not() {
    let bench = Bench::new();
    for evil in EVIL {
        let file = bench.file("token", token_with(evil));
        let secret = bench.file("secret", OTHER);
        terminal(&bench.run(&["inspect", &file]), "inspect");
        terminal(&bench.run(&["inspect", &file, "--verbose"]), "inspect --verbose");
        let verify = ["verify", &file, "--secret-file", &secret, "--iss", evil, "--typ", evil, "--require", evil];
        let done = bench.run(&verify);
        terminal(&done, "verify");
        assert!(
            done.code == 1 && done.out.lines().next().is_some_and(|line| !line.contains("Accepted")),
            "{}",
            done.out
        );
        terminal(&bench.run(&[&verify[..], &["--verbose"]].concat()), "verify --verbose");
        let document = json_of(&bench.run(&[&verify[..], &["--json"]].concat()), "verify --json");
        assert_eq!(document["verdict"], "refused");
        let document = json_of(&bench.run(&["inspect", &file, "--json"]), "inspect --json");
        assert!(document.to_string().contains(&json!(evil).to_string()), "--json keeps every text: {document}");
        terminal(&bench.run(&["explain", evil]), "explain");
        for odd in odd_tokens(evil) {
            let file = bench.file("odd", odd);
            terminal(&bench.run(&["inspect", &file]), "inspect, odd");
            terminal(&bench.run(&["verify", &file, "--secret-file", &secret]), "verify, odd");
            let found = bench.run(&["inspect", &file, "--json"]);
            if !found.out.is_empty() {
                json_of(&found, "inspect --json, odd");
            }
        }
    }
}

#[test]
fn names_of_keys_policies_and_files_show_nothing_as_it_is_not() {
    for evil in EVIL {
        let bench = Bench::new();
        // a name of a key comes by an option, or with a file of somebody else
        list(&bench.run(&["keys", "generate", "--alg", "HS256", "--name", evil, "--kid", evil]), "keys generate");
        let mut key = crypto::generate(&KeySpec::for_alg(alg::find("ES256").unwrap(), None).unwrap()).unwrap();
        key.kid = Some(evil.to_owned());
        let jwk = key.to_jwk(Private::Include).unwrap();
        let mut value: Value = serde_json::from_str(&jwk).unwrap();
        value["name"] = json!(format!("{evil} of a file"));
        let file = bench.file("key.json", json!({ "keys": [value] }).to_string());
        list(&bench.run(&["keys", "import", &file]), "keys import");
        list(&bench.run(&["keys", "show", evil]), "keys show");
        list(&bench.run(&["keys", "remove", &format!("{evil} of nobody")]), "keys remove");
        let policy = json!({ "name": evil, "description": evil, "issuers": [evil], "audiences": [evil], "subject": evil, "typ": evil, "required": [evil] });
        let file = bench.file("policy.json", policy.to_string());
        list(&bench.run(&["policy", "save", evil, &file]), "policy save");
        list(&bench.run(&["policy", "show", evil]), "policy show");
        list(&bench.run(&["policy", "compare", evil, "rfc9068"]), "policy compare");
        json_of(&bench.run(&["policy", "compare", evil, "rfc9068", "--json"]), "policy compare --json");
        list(&bench.run(&["policy", "show", &format!("no {evil}")]), "policy show, none");
        let token = bench.file("token", token_with(evil));
        terminal(&bench.run(&["verify", &token]), "verify with the vault");
        terminal(&bench.run(&["verify", &token, "--policy-by-iss"]), "verify --policy-by-iss");
        terminal(&bench.run(&["verify", &token, "--policy", evil, "--key", evil]), "verify --policy");
        json_of(&bench.run(&["policy", "from-token", &token]), "policy from-token");
        // the file systems here allow every character but the slash
        let name = format!("a {}", evil.replace('/', "_"));
        bench.file(&name, token_with(evil));
        terminal(&bench.run(&["inspect", &name]), "a file's name");
        terminal(&bench.run(&["verify", &name, "--key", &name]), "a file's name as key");
        terminal(&bench.run(&["inspect", &format!("no {name}")]), "no file of that name");
        list(&bench.run(&["keys", "import", &name]), "no key in a file");
        bench.file(&name, policy.to_string());
        list(&bench.run(&["policy", "show", &name]), "a file of a policy");
        for args in [&["keys", "list"][..], &["policy", "list"]] {
            list(&bench.run(args), "a list");
            let names = json_of(&bench.run(&[args, &["--json"]].concat()), "a list in JSON");
            assert!(names.to_string().contains(&json!(evil).to_string()), "the names are taken as they are: {names}");
        }
    }
}

#[test]
fn reports_for_others_hold_no_hidden_character_and_one_verdict() {
    for evil in EVIL {
        let tokens = odd_tokens(evil).into_iter().chain([token_with(evil)]);
        for token in tokens {
            let report = report(&token, evil);
            assert_ne!(report.verdict, Verdict::Accepted);
            let lines = report.lines.iter().flat_map(|l| [Some(l.lesson.summary.clone()), l.lesson.fix.clone()]);
            for text in lines.flatten().chain([report.headline.clone()]).chain(report.action.clone()) {
                nothing_hidden(&text, "a line of the report");
                assert!(!text.contains('\n'), "a sentence is one line: {text:?}");
            }
            assert!(!report.headline.starts_with("Accepted"), "{}", report.headline);
            for (scope, redaction) in [Scope::Judged, Scope::Decoded]
                .into_iter()
                .flat_map(|scope| [Redaction::default(), Redaction::nothing()].map(|redaction| (scope, redaction)))
            {
                let written = |format| out::write(std::slice::from_ref(&report), scope, format, &redaction);
                let markdown = written(Format::Markdown);
                on_a_terminal(&markdown, "Markdown");
                let html = written(Format::Html);
                nothing_hidden(&html, "HTML");
                assert!(
                    !html.contains("<script") && !html.contains("<img") && html.matches("<h1>").count() == 1,
                    "{html}"
                );
                let _: Value = serde_json::from_str(&written(Format::Json)).unwrap();
            }
        }
    }
}

#[test]
fn both_values_of_a_name_and_all_digits_of_a_number_are_told() {
    let claims =
        r#"{"sub":"alice","sub":"bob","sub":"admin","id":12345678901234567890123456789,"wide":-9007199254740993}"#;
    let header = base64url::encode(br#"{"alg":"HS256","alg":"none"}"#);
    let report = report(&format!("{header}.{}.AAAA", base64url::encode(claims.as_bytes())), "mine");
    let said = |id: &str| report.lines.iter().find(|l| l.outcome.id == id).unwrap().lesson.summary.clone();
    let claim = said("claim-duplicate-member");
    assert!(claim.contains("“alice”") && claim.contains("“admin”"), "the first and the last: {claim}");
    let header = said("header-duplicate-member");
    assert!(header.contains("“HS256”") && header.contains("“none”"), "{header}");
    let number = said("json-number-precision");
    assert!(number.contains("12345678901234567890123456789 "), "{number}");
    let flaws: Vec<_> = report.token.flaws.iter().filter(|f| f.id == "json-number-precision").collect();
    assert_eq!(flaws.len(), 2, "each is told");
    // every way out has the digits
    let bench = Bench::new();
    let file = bench.file("token", &report.token.text);
    for args in [&["inspect", &file][..], &["inspect", &file, "--json"]] {
        let out = bench.run(args).out;
        assert!(out.contains("12345678901234567890123456789") && out.contains("-9007199254740993"), "{out}");
    }
    // and a claim that is masked is masked in this sentence too
    let claims = r#"{"email":"first@mail.example","email":"last@mail.example","phone_number":7,"phone_number":8,"x":{"email":true,"email":false}}"#;
    let token = token_of(&json!({ "alg": "HS256" }), &json!({}));
    let report = self::report(&token.replace(".e30.", &format!(".{}.", base64url::encode(claims.as_bytes()))), "mine");
    for format in Format::ALL {
        let text = out::write(std::slice::from_ref(&report), Scope::Judged, format, &Redaction::default());
        assert!(!text.contains("@mail") && !text.contains("reads 7") && !text.contains("reads true"), "{text}");
    }
}

#[test]
fn tokens_of_dots_and_giant_ones_are_told_and_not_shown_whole() {
    for (text, most) in
        [(".".repeat(10), 4_000), (".".repeat(2_000_000), 100_000), (format!("eyJ{}", "A".repeat(3_000_000)), 200_000)]
    {
        let report = report(&text, "mine");
        assert_eq!(report.verdict, Verdict::Refused, "{}", report.headline);
        let markdown = out::markdown(&report, &Redaction::nothing());
        assert!(markdown.len() < most, "{} bytes: {}", markdown.len(), markdown.chars().take(3000).collect::<String>());
        let bench = Bench::new();
        let done = bench.run(&["inspect", &bench.file("token", &text)]);
        assert!(done.out.len() + done.err.len() < most, "{} bytes", done.out.len());
    }
}

/// What the window's model says in its messages.
#[test]
fn messages_of_the_window_show_nothing_as_it_is_not() {
    for evil in EVIL {
        let mut model = Model::default();
        let deeds = [
            Action::TakeText { text: token_with(evil), source: evil.to_owned() },
            Action::FileRead { name: evil.to_owned(), bytes: token_with(evil).into_bytes().into() },
            Action::FileRead { name: evil.to_owned(), bytes: vec![0xff; 40].into() },
            Action::RemoveKey(evil.to_owned()),
            Action::KeyRemoved(evil.to_owned()),
            Action::KeyRestored(evil.to_owned()),
            Action::Copy(jwt_workbench::app::Copy::PublicKey(evil.to_owned())),
            Action::Copy(jwt_workbench::app::Copy::Thumbprint(evil.to_owned())),
            Action::Copy(jwt_workbench::app::Copy::Member(jwt_workbench::jose::flaw::Part::Payload, evil.to_owned())),
            Action::KeyUsed(evil.to_owned()),
            Action::Notify(Gravity::Note, evil.to_owned()),
        ];
        for deed in deeds {
            let _ = update(&mut model, deed);
            for notice in &model.notices {
                nothing_hidden(&notice.text, "a message");
            }
        }
    }
}
