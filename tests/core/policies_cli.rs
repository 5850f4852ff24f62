//! `policy …` and `verify --policy …`, as scripts meet them.

use crate::cli::Bench;
use serde_json::json;

const CLAIMS: &str = r#"{"iss":"https://login.example.com","aud":"my-api","sub":"alice"}"#;

fn verify<'a>(token: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["verify", token, "--secret-env", "CANARY_SECRET"], more].concat()
}

#[test]
fn a_policy_is_saved_shown_used_renamed_and_removed() {
    let bench = Bench::new();
    let file = bench.file("t.txt", bench.token(CLAIMS, &["--exp-in", "15m"]));
    let save =
        ["policy", "save", "partner", "--iss", "https://login.example.com", "--aud", "my-api", "--require", "exp"];
    let saved = bench.run(&save).ok();
    assert!(saved.out.is_empty() && saved.err.contains("'partner' is kept"), "{}", saved.err);
    bench.run(&save).fails(2, "there is a policy named 'partner' already");
    let shown = bench.run(&["policy", "show", "partner"]).ok().out;
    assert!(shown.contains("Issuers: https://login.example.com") && shown.contains("Required claims: exp"), "{shown}");
    let exported = bench.run(&["policy", "show", "partner", "--json"]).ok();
    assert_eq!(
        exported.json(),
        json!({"name": "partner", "issuers": ["https://login.example.com"], "audiences": ["my-api"], "required": ["exp"]})
    );
    assert_eq!(bench.run(&verify(&file, &["--policy", "partner"])).code, 0);
    assert_eq!(bench.run(&verify(&file, &["--policy", "partner", "--aud", "other"])).code, 1);
    // another machine
    let elsewhere = Bench::new();
    let policy = elsewhere.file("p.json", &exported.out);
    let file = elsewhere.file("t.txt", std::fs::read(bench.path("t.txt")).unwrap());
    assert_eq!(elsewhere.run(&verify(&file, &["--policy", &policy])).code, 0);
    elsewhere.run(&["policy", "save", "copy", &policy, "--description", "From a colleague"]).ok();
    let list = elsewhere.run(&["policy", "list", "--json"]).ok().json();
    assert_eq!(list["policies"][0]["description"], "From a colleague");
    assert_eq!(elsewhere.run(&["policy", "compare", "copy", &policy]).ok().out, "They expect the same.\n");

    bench.run(&["policy", "rename", "partner", "Partner API"]).ok();
    assert!(bench.run(&["policy", "list"]).ok().out.starts_with("Partner API  https://login.example.com"));
    let removed = bench.run(&["policy", "remove", "Partner API"]).ok().err;
    let path = removed.split(['(', ')']).nth(1).unwrap();
    bench.run(&["policy", "show", "Partner API"]).fails(2, "no such policy in the vault and no such preset");
    bench.run(&["policy", "save", "Partner API", path]).ok();
    assert_eq!(bench.run(&["policy", "show", "Partner API", "--json"]).ok().json()["audiences"], json!(["my-api"]));
    bench.run(&["policy", "save", "x", "--at", "0"]).fails(2, "keeps no time");
}

#[test]
fn presets_are_listed_used_and_overridden_by_what_has_their_name() {
    let bench = Bench::new();
    let token = bench.token(CLAIMS, &["--exp-in", "15m", "--typ", "order+jwt"]);
    let file = bench.file("t.txt", token);
    let listed = bench.run(&["policy", "presets"]).ok().out;
    for id in ["rfc8725", "rfc9068", "oidc-id-token", "dpop"] {
        assert!(listed.contains(&format!("{id}: ")), "{listed}");
    }
    let presets = bench.run(&["policy", "presets", "--json"]).ok().json();
    assert_eq!(presets["presets"][3]["policy"]["needs"], json!(["htm", "htu"]));
    // blanks leave it open, and the report says what is missing
    let open = bench.run(&verify(&file, &["--policy", "rfc8725", "--alg", "HS256"]));
    assert_eq!(open.code, 3, "{}{}", open.out, open.err);
    assert!(open.out.contains("blanks to fill in") && open.out.contains("“iss”, “aud”, “typ”"), "{}", open.out);
    let filled = ["--policy", "rfc8725", "--alg", "HS256", "--typ", "application/Order+JWT"];
    let filled = [&filled[..], &["--iss", "https://login.example.com", "--aud", "my-api"]].concat();
    assert_eq!(bench.run(&verify(&file, &filled)).code, 0);
    let refused = bench.run(&verify(&file, &["--policy", "rfc9068", "--json"]));
    assert_eq!((refused.code, refused.json()["verdict"].as_str()), (1, Some("refused")));
    // saved with its blanks filled in
    let save = ["policy", "save", "mine", "rfc8725", "--alg", "HS256", "--iss", "https://login.example.com"];
    let saved = bench.run(&save).ok().err;
    assert!(saved.contains("Still to fill in before it accepts a token: aud, typ"), "{saved}");
    let compared = bench.run(&["policy", "compare", "rfc8725", "mine", "--json"]).ok().json();
    assert_eq!(compared["differences"][1]["second_is"], "stricter");
    // a policy of the vault wins, and a file wins over both
    bench.run(&["policy", "save", "rfc8725", "--aud", "my-api"]).ok();
    let kept = bench.run(&verify(&file, &["--policy", "rfc8725"]));
    assert!(kept.code == 0 && kept.err.contains("as the policy of the vault, not as the preset"), "{}", kept.err);
    bench.file("rfc8725", r#"{"aud":"other"}"#);
    let of_file = bench.run(&verify(&file, &["--policy", "rfc8725"]));
    assert!(of_file.code == 1 && of_file.err.contains("as the file of that name"), "{}", of_file.err);
}

#[test]
fn a_policy_is_made_from_a_token_and_accepts_it() {
    let bench = Bench::new();
    let file = bench.file("t.txt", bench.token(CLAIMS, &["--exp-in", "15m"]));
    let made = bench.run(&["policy", "from-token", &file]).ok();
    assert!(made.err.contains("No key has verified this token"), "{}", made.err);
    let verified = bench.run(&["policy", "from-token", &file, "--secret-env", "CANARY_SECRET"]).ok();
    assert_eq!((verified.err.as_str(), &verified.out), ("", &made.out));
    let policy = bench.file("p.json", &made.out);
    assert_eq!(bench.run(&verify(&file, &["--policy", &policy])).code, 0);
    bench.run(&["policy", "from-token", &file, "--secret-env", "CANARY_SECRET", "--save", "partner"]).ok();
    assert_eq!(bench.run(&verify(&file, &["--policy", "partner"])).code, 0);
    bench.run(&["policy", "from-token", &file, "--save", "partner"]).fails(2, "--force");
    bench.run(&["policy", "from-token", "e30.W10.AA"]).fails(2, "no claims that can be read");
}

#[test]
fn a_token_chooses_its_policy_by_its_issuer_and_is_then_judged_by_it() {
    let bench = Bench::new();
    let file = bench.file("t.txt", bench.token(CLAIMS, &["--exp-in", "15m"]));
    let by_issuer = verify(&file, &["--policy-by-iss"]);
    // going on without a policy would expect less than was asked for
    bench.run(&by_issuer).fails(2, "no policy of the vault expects the issuer https://login.example.com");
    bench.run(&["policy", "save", "partner", "--iss", "https://login.example.com", "--aud", "my-api"]).ok();
    bench.run(&["policy", "save", "slash", "--iss", "https://login.example.com/"]).ok();
    let done = bench.run(&by_issuer);
    assert!(done.code == 0 && done.err.contains("the policy 'partner' is for the issuer"), "{}", done.err);
    assert_eq!(bench.run(&[&by_issuer[..], &["--aud", "other"]].concat()).code, 1, "options win");
    bench.run(&["policy", "save", "twin", "--iss", "https://login.example.com"]).ok();
    bench.run(&by_issuer).fails(2, "the policies 'partner' and 'twin' expect the issuer");
    let none = bench.file("n.txt", bench.token(r#"{"sub":"a"}"#, &[]));
    bench.run(&verify(&none, &["--policy-by-iss"])).fails(2, "names no issuer that can be read");
    bench.run(&verify(&file, &["--policy-by-iss", "--policy", "twin"])).fails(2, "cannot be used with");
}

#[test]
fn a_damaged_policy_of_the_vault_is_told_and_stops_nothing() {
    let bench = Bench::new();
    bench.run(&["policy", "save", "good", "--aud", "a"]).ok();
    std::fs::write(bench.path("vault/policies/slip.json"), r#"{"audience":"a"}"#).unwrap();
    let listed = bench.run(&["policy", "list"]).ok();
    assert!(listed.out.starts_with("good  any issuer"), "{}", listed.out);
    assert!(listed.err.contains("'slip' of the vault cannot be used: it has a member `audience`"), "{}", listed.err);
    bench.run(&["policy", "show", "slip"]).fails(2, "it has a member `audience`");
}

#[test]
fn what_is_shown_as_json_is_saved_as_the_same() {
    let bench = Bench::new();
    let full = json!({"name": "full", "description": "d", "algorithms": ["ES256"], "issuers": ["i"], "audiences": ["a", "b"],
        "subject": "s", "typ": "at+jwt", "nonce": "n", "htm": "POST", "htu": "https://a.example/", "ath": "h",
        "required": ["jti"], "leeway_secs": 60, "max_age_secs": 900, "signatures": 2,
        "require_key_binding": true, "strict": true, "needs": ["iss", "htu"]});
    let spelt = json!({"name": "full", "description": "d", "alg": "ES256", "iss": "i", "aud": ["a", "b"], "sub": "s",
        "typ": "at+jwt", "nonce": "n", "htm": "POST", "htu": "https://a.example/", "ath": "h", "require": ["jti"],
        "leeway": "1m", "max-age": "15m", "signatures": 2, "require-key-binding": true, "strict": true, "needs": ["iss", "htu"]});
    let file = bench.file("full.json", spelt.to_string());
    for from in ["rfc8725", "rfc9068", "oidc-id-token", "dpop", file.as_str()] {
        let shown = bench.run(&["policy", "show", from, "--json"]).ok();
        bench.pipe(&["policy", "save", "copy", "-", "--force"], shown.out.as_bytes()).ok();
        let again = bench.run(&["policy", "show", "copy", "--json"]).ok().json();
        let mut expected = shown.json();
        expected["name"] = json!("copy");
        assert_eq!(again, expected, "{from}");
    }
    // nothing of it was lost on the way
    let members = |value: &serde_json::Value| {
        value.as_object().unwrap().keys().cloned().collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(members(&bench.run(&["policy", "show", "copy", "--json"]).ok().json()), members(&full));
    let listed = bench.run(&["policy", "save", "copy", "dpop", "--force"]).ok();
    assert_eq!(listed.err.matches("htm, htu").count(), 2, "required, and to fill in: {}", listed.err);
    assert_eq!(bench.run(&["policy", "list"]).ok().out, "copy  any issuer; to fill in: htm, htu\n");
}

#[test]
fn a_file_with_a_slip_is_refused_with_its_place() {
    let bench = Bench::new();
    let token = bench.file("t.txt", bench.token(CLAIMS, &["--exp-in", "15m"]));
    for (text, told) in [
        ("{\n  \"iss\": \"i\",\n  \"audience\": \"a\"\n}", "line 3, column 3: it has a member `audience`"),
        ("{\"leeway\": \"soon\"}", "line 1, column 2: its member `leeway` must be a number of seconds"),
        ("{\"aud\": \"a\", \"audiences\": []}", "line 1, column 14: its members `aud` and `audiences` are the same"),
        ("{\"iss\": ", "it is no JSON: line 1, column 9"),
        ("[]", "it is not a JSON object"),
    ] {
        let file = bench.file("p.json", text);
        bench.run(&verify(&token, &["--policy", &file])).fails(2, told);
        bench.run(&["policy", "save", "x", &file]).fails(2, told);
        bench.run(&["policy", "code", "--lang", "go", "--policy", &file]).fails(2, told);
    }
}

#[test]
fn names_from_files_are_made_visible() {
    let bench = Bench::new();
    bench.run(&["policy", "save", "a\u{202e}b", "--iss", "x\u{202e}y", "--description", "\u{1b}[31m"]).ok();
    for args in [&["policy", "list"][..], &["policy", "show", "a\u{202e}b"]] {
        let out = bench.run(args).ok().out;
        assert!(!out.contains('\u{202e}') && out.contains("⟨U+202E⟩"), "{out}");
    }
}
