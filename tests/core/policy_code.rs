//! `policy code`: what the command writes. That the code does what it says is for `tests/interop/policy_code.py`.

use crate::cli::Bench;
use jwt_workbench::code::Language;

const RULES: [&str; 8] = ["--iss", "https://a.example", "--aud", "api", "--alg", "ES256", "--leeway", "30"];

fn code<'a>(language: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["policy", "code", "--lang", language], more].concat()
}

#[test]
fn the_code_pins_the_policy_and_the_public_key() {
    let bench = Bench::new();
    bench.run(&["keys", "generate", "--alg", "ES256", "--name", "demo"]).ok();
    let public: serde_json::Value = bench.run(&["keys", "export", "demo"]).ok().json();
    let private: serde_json::Value = bench.run(&["keys", "export", "demo", "--private"]).ok().json();
    for language in Language::ALL {
        let id = language.id();
        let done = bench.run(&code(id, &[&RULES[..], &["--key", "demo"]].concat())).ok();
        for text in ["\"https://a.example\"", "\"api\"", "ES256", "30"] {
            assert!(done.out.contains(text), "{id}: {text}: {}", done.out);
        }
        // Go has the key as PEM
        let pinned = if language == Language::Go { "BEGIN PUBLIC KEY" } else { public["x"].as_str().unwrap() };
        assert!(done.out.contains(pinned) && !done.out.contains(private["d"].as_str().unwrap()), "{id}: {}", done.out);
        assert!(done.err.contains(&language.proof().sentence()), "{id}: {}", done.err);
        assert!(done.err.contains("fetch the set from an address that you configured"), "{id}: {}", done.err);
    }
}

#[test]
fn the_code_goes_to_a_file_and_the_notes_do_not() {
    let bench = Bench::new();
    let to_file =
        code("python", &["--secret-env", "CANARY_SECRET", "--out", "verify.py", "--at", "2026-01-01T00:00:00Z"]);
    let done = bench.run(&to_file).ok();
    assert!(
        done.out.is_empty() && done.err.contains("JWT_SECRET") && done.err.contains("its server's clock"),
        "{}",
        done.err
    );
    let text = std::fs::read_to_string(bench.path("verify.py")).unwrap();
    assert!(text.contains("os.environ[\"JWT_SECRET\"]") && !text.contains("canary"), "{text}");
    bench.run(&to_file).fails(2, "verify.py exists already");
    bench.run(&[&to_file[..], &["--force"]].concat()).ok();
    bench.run(&code("cobol", &[])).fails(2, "rust, node, python, java, go, dotnet");
    let two = ["--secret-env", "CANARY_SECRET", "--secret-env", "CANARY_SECRET"];
    bench.run(&code("go", &two)).fails(2, "pins one key, and 2 were given");
}

#[test]
fn values_of_a_policy_file_stay_values() {
    let bench = Bench::new();
    let hostile = "\"; process.exit(7); \u{202e}\u{2028}\n//";
    let policy = serde_json::json!({"iss": hostile, "nonce": hostile, "require": [hostile], "alg": [hostile]});
    bench.file("policy.json", policy.to_string());
    for language in Language::ALL {
        let done = bench.run(&code(language.id(), &["--policy", "policy.json", "--no-vault"])).ok();
        assert!(done.out.bytes().all(|b| matches!(b, b' '..=b'~' | b'\n' | b'\t')), "{}", done.out);
        assert!(done.out.contains(r#""\"; process.exit(7); \u"#), "{}", done.out);
        assert!(!done.err.contains('\u{202e}') && done.err.contains("⟨U+202E⟩"), "{}", done.err);
    }
}

/// What a library, or an old version of it, lets pass: the code has to refuse it. .NET is not run, and Python in one version.
#[test]
fn the_code_makes_good_for_lenient_libraries() {
    let bench = Bench::new();
    for (language, line) in [
        ("python", "(2.12 or later)"),
        ("python", "if \"crit\" in header:"),
        ("dotnet", "IgnoreTrailingSlashWhenValidatingAudience = false"),
        ("dotnet", "TryGetPayloadValue<object>(name, out var found) || !(found is string text && text == value)"),
        ("dotnet", "typ.All(char.IsAscii)"),
        ("java", "toLowerCase(Locale.ROOT)"),
        ("java", "typ.matches(\"\\\\p{ASCII}*\")"),
    ] {
        let done = bench.run(&code(language, &["--aud", "api", "--nonce", "n", "--typ", "at+jwt"])).ok();
        assert!(done.out.contains(line), "{language}: {line}: {}", done.out);
    }
}
