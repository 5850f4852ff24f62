//! `encrypt` through the real program, and `decrypt` to see what is inside.

use crate::cli::{Bench, Done};
use crate::rfc::{A2_KEY, A4_KEY};
use jwt_workbench::jose::base64url;
use jwt_workbench::keys::{Key, Private};
use serde_json::Value;
use std::process::Output;

/// 32 bytes.
const OCT: &str = r#"{"kty":"oct","kid":"shared","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}"#;
/// RFC 8037 appendix A.6.
const X25519: &str = concat!(
    r#"{"kty":"OKP","crv":"X25519","kid":"Bob","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08","#,
    r#""d":"XasIfmJKikt54X-Lg4AO5m87sSkmGLb9HC-LJ_-I4Os"}"#,
);

fn bench() -> Bench {
    let bench = Bench::new();
    let public = |jwk: &str| Key::from_jwk(jwk).unwrap().to_jwk(Private::Omit).unwrap().to_string();
    bench.file("rsa.jwk", A2_KEY);
    bench.file("rsa.pub.jwk", public(A2_KEY));
    bench.file("p521.jwk", A4_KEY);
    bench.file("bob.jwk", X25519);
    bench.file("oct.jwk", OCT);
    bench.file("set.jwks", format!(r#"{{"keys":[{},{},{}]}}"#, public(A2_KEY), public(A4_KEY), public(X25519)));
    bench
}

/// What `encrypt` prints with these arguments.
fn encrypted(bench: &Bench, args: &[&str]) -> String {
    bench.run(&[&["encrypt", "--no-vault"], args].concat()).ok().out.trim_end().to_owned()
}

fn decrypted(bench: &Bench, token: &str, key: &str) -> Done {
    bench.pipe(&["decrypt", "-", "--no-vault", "--key", key], token.as_bytes())
}

fn protected(token: &str) -> String {
    String::from_utf8(base64url::decode_strict(token.split('.').next().unwrap()).unwrap()).unwrap()
}

#[test]
fn each_key_gets_the_likeliest_algorithms() {
    let bench = bench();
    for (to, by, header) in [
        ("rsa.pub.jwk", "rsa.jwk", r#"{"alg":"RSA-OAEP-256","enc":"A256GCM","typ":"JWT"}"#),
        ("oct.jwk", "oct.jwk", r#"{"alg":"A256KW","enc":"A256GCM","typ":"JWT","kid":"shared"}"#),
        ("bob.jwk", "bob.jwk", r#"{"alg":"ECDH-ES+A256KW","enc":"A256GCM","typ":"JWT","kid":"Bob","epk":"#),
        ("p521.jwk", "p521.jwk", r#"{"alg":"ECDH-ES+A256KW","enc":"A256GCM","typ":"JWT","epk":"#),
    ] {
        let token = encrypted(&bench, &["--key", to, "--claims", r#"{ "sub": "alice", "n": 1.0 }"#]);
        assert!(protected(&token).starts_with(header), "{}", protected(&token));
        assert_eq!(decrypted(&bench, &token, by).ok().out, r#"{"sub":"alice","n":1.0}"#);
    }
}

#[test]
fn every_algorithm_can_be_asked_for() {
    let bench = bench();
    bench.file("secret16", [7; 16]);
    for (key, alg, enc) in [
        ("rsa.jwk", "RSA1_5", "A128CBC-HS256"),
        ("rsa.jwk", "RSA-OAEP", "A192GCM"),
        ("rsa.jwk", "RSA-OAEP-512", "A256CBC-HS512"),
        ("oct.jwk", "dir", "A256GCM"),
        ("oct.jwk", "dir", "A128CBC-HS256"),
        ("oct.jwk", "A256GCMKW", "A128GCM"),
        ("bob.jwk", "ECDH-ES", "A192CBC-HS384"),
        ("p521.jwk", "ECDH-ES+A128KW", "A128GCM"),
    ] {
        let token = encrypted(&bench, &["--key", key, "--alg", alg, "--enc", enc, "--zip", "--claims", "{}"]);
        let header: Value = serde_json::from_str(&protected(&token)).unwrap();
        assert_eq!((&header["alg"], &header["enc"], &header["zip"]), (&alg.into(), &enc.into(), &"DEF".into()));
        assert_eq!(decrypted(&bench, &token, key).ok().out, "{}");
    }
    let args = ["encrypt", "--no-vault", "--secret-file", "secret16", "--alg", "dir", "--claims", "{}"];
    let token = bench.run(&args).ok().out;
    assert_eq!(protected(&token), r#"{"alg":"dir","enc":"A128GCM","typ":"JWT"}"#, "the length says which enc");
}

#[test]
fn headers_and_options_go_together() {
    let bench = bench();
    let header = r#"{ "x": [1.0], "kid": "theirs", "enc": "A128GCM", "alg": "dir" }"#;
    bench.file("header.json", header);
    bench.file("oct16.jwk", r#"{"kty":"oct","kid":"mine","k":"AAECAwQFBgcICQoLDA0ODw"}"#);
    let token = encrypted(&bench, &["--key", "oct16.jwk", "--header", "@header.json", "--claims", "{}"]);
    assert_eq!(protected(&token), r#"{"x":[1.0],"kid":"theirs","enc":"A128GCM","alg":"dir"}"#);
    let more = ["--alg", "A128KW", "--enc", "A256GCM", "--kid", "k", "--typ", "t", "--cty", "c"];
    let args = [&["--key", "oct16.jwk", "--header", "@header.json", "--claims", "{}"], &more[..]].concat();
    let token = encrypted(&bench, &args);
    assert_eq!(protected(&token), r#"{"x":[1.0],"kid":"k","enc":"A256GCM","alg":"A128KW","typ":"t","cty":"c"}"#);
    let token = encrypted(&bench, &["--key", "oct16.jwk", "--claims", "{}"]);
    assert!(protected(&token).contains(r#""kid":"mine""#));
}

#[test]
fn a_token_inside_is_said_to_be_one() {
    let bench = bench();
    let inner = bench.token(r#"{"sub":"alice"}"#, &[]);
    bench.file("inner.txt", format!("{inner}\n"));
    let done = bench.run(&["encrypt", "--no-vault", "--key", "rsa.pub.jwk", "--payload", "inner.txt"]).ok();
    assert_eq!(protected(&done.out), r#"{"alg":"RSA-OAEP-256","enc":"A256GCM","cty":"JWT"}"#);
    assert!(done.err.contains("line end"), "{}", done.err);
    assert_eq!(decrypted(&bench, &done.out, "rsa.jwk").ok().out, inner);
    // other bytes stay as they are, line end and all
    bench.file("bytes.bin", b"a.b.c\n");
    let token = encrypted(&bench, &["--key", "rsa.pub.jwk", "--payload", "bytes.bin"]);
    assert_eq!(protected(&token), r#"{"alg":"RSA-OAEP-256","enc":"A256GCM"}"#);
    assert_eq!(decrypted(&bench, &token, "rsa.jwk").ok().out, "a.b.c\n");
}

#[test]
fn a_passphrase_encrypts() {
    let bench = bench();
    let run =
        |args: &[&str]| -> Output { bench.command().env("PASS", "sixteen letters!").args(args).output().unwrap() };
    let made = run(&["encrypt", "--no-vault", "--passphrase-env", "PASS", "--p2c", "1000", "--claims", "{}"]);
    let token = String::from_utf8(made.stdout).unwrap();
    let header: Value = serde_json::from_str(&protected(&token)).unwrap();
    assert_eq!(header["alg"], "PBES2-HS256+A128KW", "not A128KW, though it has 16 bytes");
    assert_eq!((header["p2c"].as_u64(), header["p2s"].as_str().map(str::len)), (Some(1000), Some(22)));
    let opened = run(&["decrypt", token.trim(), "--no-vault", "--passphrase-env", "PASS"]);
    assert_eq!(opened.stdout, b"{}");
    let many = run(&["encrypt", "--no-vault", "--passphrase-env", "PASS", "--p2c", "1200001", "--claims", "{}"]);
    assert_eq!(many.status.code(), Some(2));
    assert!(String::from_utf8(many.stderr).unwrap().contains("1200000"));
}

#[test]
fn several_recipients_need_the_general_form() {
    let bench = bench();
    bench.file("more.txt", "shown to all");
    let to = ["--key", "rsa.pub.jwk", "--key", "bob.jwk", "--key", "oct.jwk", "--claims", "{}"];
    let all = [&to[..], &["--form", "general", "--aad", "@more.txt", "--enc", "A128CBC-HS256"]].concat();
    let token = encrypted(&bench, &all);
    let whole: Value = serde_json::from_str(&token).unwrap();
    let algs: Vec<_> = (0..3).map(|i| whole["recipients"][i]["header"]["alg"].as_str().unwrap()).collect();
    assert_eq!(algs, ["RSA-OAEP-256", "ECDH-ES+A256KW", "A256KW"]);
    assert_eq!(whole["recipients"][1]["header"]["kid"], "Bob");
    assert_eq!(whole["aad"], base64url::encode(b"shown to all"));
    let shared = base64url::decode_strict(whole["protected"].as_str().unwrap()).unwrap();
    assert_eq!(shared, br#"{"enc":"A128CBC-HS256","typ":"JWT"}"#);
    for key in ["rsa.jwk", "bob.jwk", "oct.jwk"] {
        assert_eq!(decrypted(&bench, &token, key).ok().out, "{}", "{key}");
    }
    let flat = encrypted(&bench, &["--key", "oct.jwk", "--aad", "x", "--form", "flattened", "--claims", "{}"]);
    assert_eq!(decrypted(&bench, &flat, "oct.jwk").ok().out, "{}");
    let run = |args: &[&str]| bench.run(&[&["encrypt", "--no-vault"], args].concat());
    run(&to).fails(2, "choose the general form");
    run(&[&to[..], &["--form", "flattened"]].concat()).fails(2, "choose the general form");
    run(&[&to[..], &["--form", "general", "--kid", "k"]].concat()).fails(2, "--kid is for one recipient");
    run(&["--key", "oct.jwk", "--aad", "x", "--claims", "{}"]).fails(2, "no room for additional authenticated data");
    run(&[&to[..], &["--form", "general", "--alg", "dir"]].concat()).fails(2, "");
}

#[test]
fn of_a_set_the_key_that_is_meant_is_taken() {
    let bench = bench();
    let run =
        |args: &[&str]| bench.run(&[&["encrypt", "--no-vault", "--key", "set.jwks", "--claims", "{}"], args].concat());
    run(&[]).fails(2, "3 of the keys");
    assert!(protected(&run(&["--kid", "Bob"]).ok().out).contains(r#""kid":"Bob""#));
    assert!(protected(&run(&["--alg", "RSA-OAEP"]).ok().out).contains("RSA-OAEP"), "one fits");
    run(&["--alg", "A128KW"]).fails(2, "none of the keys");
    let all: Value = serde_json::from_str(&run(&["--form", "general"]).ok().out).unwrap();
    assert_eq!(all["recipients"].as_array().unwrap().len(), 3);
}

#[test]
fn what_does_not_fit_is_said_and_is_status_2() {
    let bench = bench();
    bench.file("sig.jwk", OCT.replace(r#""kid""#, r#""use":"sig","kid""#));
    bench.file("p256k.jwk", r#"{"kty":"oct","k":"AAEC"}"#);
    let run = |args: &[&str]| bench.run(&[&["encrypt", "--no-vault"], args].concat());
    for (args, why) in [
        (&["--claims", "{}"][..], "no key is given"),
        (&["--key", "oct.jwk"], "nothing to encrypt"),
        (&["--key", "oct.jwk", "--claims", "[]"], "encrypt other bytes with --payload"),
        (&["--key", "oct.jwk", "--claims", "{"], "cannot be encrypted"),
        (&["--key", "oct.jwk", "--claims", "{}", "--alg", "A128KW"], "needs a key of 128 bits"),
        (&["--key", "oct.jwk", "--claims", "{}", "--alg", "RSA-OAEP"], "needs a key of type RSA"),
        (&["--key", "oct.jwk", "--claims", "{}", "--alg", "HS256"], "does not encrypt"),
        (&["--key", "oct.jwk", "--claims", "{}", "--alg", "a256kw"], "did you mean A256KW?"),
        (&["--key", "oct.jwk", "--claims", "{}", "--alg", "dir", "--enc", "A128GCM"], "needs a key of 128 bits"),
        (&["--key", "oct.jwk", "--claims", "{}", "--enc", "A128CBC"], "choose A128GCM"),
        (&["--key", "oct.jwk", "--claims", "{}", "--form", "round"], "compact, flattened or general"),
        (&["--key", "oct.jwk", "--claims", "{}", "--header", r#"{"alg":1}"#], "alg is no string"),
        (&["--key", "sig.jwk", "--claims", "{}", "--alg", "A256KW"], "`use` is sig"),
        (&["--key", "sig.jwk", "--claims", "{}"], "no key management algorithm fits"),
        (&["--key", "nowhere", "--claims", "{}"], "--no-vault forbids"),
    ] {
        run(args).fails(2, why);
    }
    let old = run(&["--key", "rsa.pub.jwk", "--claims", "{}", "--alg", "RSA1_5"]).ok();
    assert!(old.err.contains("deprecated"), "{}", old.err);
    let zipped = run(&["--key", "oct.jwk", "--claims", "{}", "--zip"]).ok();
    assert!(zipped.err.contains("compressed"), "{}", zipped.err);
}

#[test]
fn json_says_what_was_made_and_the_vault_holds_the_keys() {
    let bench = bench();
    bench.run(&["keys", "import", "bob.jwk", "--name", "bob"]).ok();
    let done = bench.run(&["encrypt", "--key", "bob", "--claims", r#"{"n":1.0}"#, "--json"]).ok();
    let document = done.json();
    assert_eq!(
        (&document["schema"], &document["form"], &document["enc"]),
        (&1.into(), &"jwe-compact".into(), &"A256GCM".into())
    );
    assert_eq!(document["recipients"][0], serde_json::json!({"alg": "ECDH-ES+A256KW", "key": "bob"}));
    assert_eq!(document["header"]["kid"], "Bob");
    let token = document["token"].as_str().unwrap();
    assert_eq!(bench.pipe(&["decrypt", "-"], token.as_bytes()).ok().out, r#"{"n":1.0}"#, "the vault's key opens it");
}
