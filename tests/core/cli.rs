//! The command line through the real program, as scripts meet it.

use serde_json::Value;
use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder of its own for files and vault; the program runs in it.
pub struct Bench {
    dir: tempfile::TempDir,
}

/// What a command did.
pub struct Done {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Bench {
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        std::fs::write(self.path(name), content).unwrap();
        name.to_owned()
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jwt-workbench"));
        command.current_dir(self.dir.path()).env_clear().env("JWT_WORKBENCH_CONFIG_DIR", self.path("vault"));
        command.env("CANARY_SECRET", CANARY).stdin(Stdio::null());
        command
    }

    pub fn run<S: AsRef<OsStr>>(&self, args: &[S]) -> Done {
        done(self.command().args(args).output().unwrap())
    }

    pub fn pipe<S: AsRef<OsStr>>(&self, args: &[S], input: &[u8]) -> Done {
        let mut command = self.command();
        let mut child =
            command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // a command that fails early does not read
        let _ = child.stdin.take().unwrap().write_all(input);
        done(child.wait_with_output().unwrap())
    }

    /// A token in a file, signed with the canary secret.
    pub fn token(&self, claims: &str, more: &[&str]) -> String {
        let mut args = vec!["sign", "--secret-env", "CANARY_SECRET", "--claims", claims];
        args.extend(more);
        self.run(&args).ok().out.trim().to_owned()
    }
}

const CANARY: &str = "canary-4d1f-secret-of-32-bytes-xx";

fn done(output: Output) -> Done {
    let out = String::from_utf8(output.stdout).expect("output is UTF-8");
    let err = String::from_utf8(output.stderr).expect("errors are UTF-8");
    for stream in [&out, &err] {
        assert!(!stream.contains(CANARY), "the secret got out: {stream}");
        assert!(!stream.contains("Y2FuYXJ5LTRkMWYtc2VjcmV0"), "the secret got out in base64: {stream}");
        assert!(!stream.contains('\u{1b}'), "a control sequence without a terminal: {stream:?}");
        assert!(!stream.contains("panicked") && !stream.contains("internal error"), "{stream}");
    }
    Done { code: output.status.code().unwrap(), out, err }
}

impl Done {
    pub fn ok(self) -> Self {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self
    }

    /// It failed with that status, said `why` on standard error and nothing on standard output.
    pub fn fails(&self, code: i32, why: &str) {
        assert_eq!(self.code, code, "{}{}", self.out, self.err);
        assert!(self.err.contains(why), "wanted {why:?}: {}", self.err);
        assert!(self.out.is_empty(), "{}", self.out);
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}{}", self.out, self.err))
    }

    fn check(&self, id: &str) -> Option<String> {
        let document = self.json();
        let checks = document["checks"].as_array().unwrap();
        checks.iter().find(|c| c["id"] == id).map(|c| c["state"].as_str().unwrap().to_owned())
    }
}

const SECRET: [&str; 2] = ["--secret-env", "CANARY_SECRET"];

fn verify<'a>(token: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["verify", token, SECRET[0], SECRET[1]], more].concat()
}

#[test]
fn every_exit_status() {
    let bench = Bench::new();
    let good = bench.token(r#"{"sub":"a"}"#, &["--exp-in", "15m"]);
    let file = bench.file("t.txt", &good);
    assert_eq!(bench.run(&verify(&file, &[])).code, 0);
    assert_eq!(bench.run(&verify(&file, &["--aud", "x"])).code, 1);
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let other = if signature.starts_with('A') { "B" } else { "A" };
    assert_eq!(bench.run(&verify(&format!("{signed}.{other}{}", &signature[1..]), &[])).code, 1);
    assert_eq!(bench.run(&["verify", &file, "--no-vault"]).code, 3);
    assert_eq!(bench.run(&["verify", &file]).code, 3, "an empty vault");
    assert_eq!(bench.run(&["inspect", &file]).code, 0);
    assert_eq!(bench.pipe(&["inspect", "-"], b"nothing at all").code, 1);
    assert_eq!(bench.pipe(&["verify", "-"], b"nothing at all").code, 1, "judged: it is no token");
    bench.pipe(&["verify", "-"], b"").fails(2, "empty");
    bench.run(&["verify", "no-such-file.txt"]).fails(2, "names no file");
    bench.run(&["verify", ".", "--no-vault"]).fails(2, "folder");
    bench.run(&["verify", &file, "--key", "no-such-key"]).fails(2, "keys list");
    bench.run(&["verify", &file, "--key", &file]).fails(2, "no usable key");
    bench.run(&["verify", &file, "--secret-env", "NOT_SET"]).fails(2, "NOT_SET is not set");
    bench.run(&["verify", &file, "--nonsense"]).fails(2, "--nonsense");
    bench.run(&["verify", &file, "--at", "tomorrow"]).fails(2, "RFC 3339");
    bench.run(&["verify", &file, "--leeway", "-1"]).fails(2, "");
    assert_eq!(bench.run(&["--version"]).ok().out.trim(), concat!("jwt-workbench ", env!("CARGO_PKG_VERSION")));
}

#[test]
fn tokens_come_from_arguments_files_and_pipes() {
    let bench = Bench::new();
    let token = bench.token("{}", &["--exp-in", "1h"]);
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(token.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    bench.file("utf16.txt", utf16);
    bench.file("plain.txt", format!("\u{feff}Authorization: Bearer {token}\r\n"));
    for argument in [token.as_str(), "utf16.txt", "plain.txt"] {
        bench.run(&verify(argument, &[])).ok();
    }
    let input = format!("curl -H 'Authorization: Bearer {token}' https://api.example");
    bench.pipe(&["verify", SECRET[0], SECRET[1]], input.as_bytes()).ok();
    bench.pipe(&["verify", "-", SECRET[0], SECRET[1]], input.as_bytes()).ok();
    // a file that is called like nothing a text can say
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt;
        let name = OsString::from_vec(b"t\xff\x1b[31m.txt".to_vec());
        std::fs::write(bench.dir.path().join(&name), &token).unwrap();
        let args: Vec<OsString> = ["inspect".into(), name].into();
        bench.run(&args).ok();
        let missing: Vec<OsString> = ["verify".into(), OsString::from_vec(b"\xff\x1b[31m".to_vec())].into();
        bench.run(&missing).fails(2, "names no file");
        let key: Vec<OsString> =
            ["verify".into(), "utf16.txt".into(), "--key".into(), OsString::from_vec(b"\xff\x1b".to_vec())].into();
        bench.run(&key).fails(2, "keys list");
    }
    let private = bench.run(&["keys", "generate", "--alg", "ES256", "--out", "-"]).ok().out;
    bench.file("private.json", &private);
    bench.run(&["inspect", "private.json"]).fails(2, "keys show");
}

#[test]
fn several_tokens_are_listed_and_chosen() {
    let bench = Bench::new();
    let (one, two) = (bench.token("{}", &["--exp-in", "1h"]), bench.token(r#"{"exp":1}"#, &[]));
    let file = bench.file("log", format!("first {one}\nthen {two}\n"));
    let asked = bench.run(&verify(&file, &[]));
    asked.fails(2, "choose one with --nth");
    assert!(asked.err.contains("line 2, column 6") && !asked.err.contains(&one[..40]), "{}", asked.err);
    assert_eq!(bench.run(&verify(&file, &["--nth", "1"])).code, 0);
    assert_eq!(bench.run(&verify(&file, &["--nth", "2"])).code, 1);
    bench.run(&verify(&file, &["--nth", "3"])).fails(2, "no token 3");
    bench.run(&verify(&file, &["--nth", "0"])).fails(2, "no token 0");
    let seen = bench.run(&verify(&file, &["--nth", "1", "--json"]));
    assert_eq!(seen.check("input-multiple-tokens").as_deref(), Some("warn"));
    let document = bench.run(&["inspect", &file, "--json"]).ok().json();
    assert_eq!((document["schema"].as_u64(), document["tokens"].as_array().map(Vec::len)), (Some(1), Some(2)));
    assert_eq!(document["tokens"][1]["claims"]["exp"], 1);
    assert_eq!(document["tokens"][0]["form"], "jws-compact");
}

#[test]
fn policies_by_option_and_by_file() {
    let bench = Bench::new();
    let claims = r#"{"iss":"i","aud":["a","b"],"sub":"s","nonce":"n","iat":1767225000,"exp":1767225600}"#;
    let token = bench.token(claims, &["--typ", "order+jwt"]);
    let at = |time: &'static str, more: &[&'static str]| {
        let options = [&["--at", time], more].concat();
        bench.run(&verify(&token, &options)).code
    };
    for (time, more, code) in [
        ("1767225599", vec![], 0),
        ("1767225599.999", vec![], 0),
        ("1767225600", vec![], 1),
        ("2025-12-31T23:59:59Z", vec![], 0),
        ("2026-01-01T00:00:00+00:00", vec![], 1),
        ("2026-01-01T00:59:59+01:00", vec![], 0),
        ("1767225600", vec!["--leeway", "1"], 0),
        ("1767225629", vec!["--leeway", "30s"], 0),
        ("1767225630", vec!["--leeway", "30"], 1),
        ("1767225630", vec!["--leeway", "18446744073709551615"], 0),
        ("1767225599", vec!["--max-age", "599"], 0),
        ("1767225599", vec!["--max-age", "9m"], 1),
        (
            "1767225599",
            vec!["--iss", "x", "--iss", "i", "--aud", "b", "--sub", "s", "--nonce", "n", "--typ", "order+jwt"],
            0,
        ),
        ("1767225599", vec!["--iss", "I"], 1),
        ("1767225599", vec!["--require", "iss", "--require", "jti"], 1),
        ("1767225599", vec!["--alg", "HS256", "--alg", "ES256"], 0),
        ("1767225599", vec!["--alg", "ES256"], 1),
        ("1767225599", vec!["--strict"], 0),
    ] {
        assert_eq!(at(time, &more), code, "{time} {more:?}");
    }
    bench.file("p.json", r#"{"iss":"i","aud":["a"],"alg":["HS256"],"leeway":60,"at":"2026-01-01T00:00:59Z"}"#);
    assert_eq!(bench.run(&verify(&token, &["--policy", "p.json"])).code, 0);
    assert_eq!(bench.run(&verify(&token, &["--policy", "p.json", "--leeway", "0"])).code, 1, "options win");
    bench.file("slip.json", r#"{"audience":["a"]}"#);
    bench.run(&verify(&token, &["--policy", "slip.json"])).fails(2, "audience");
    bench.run(&verify(&token, &["--policy", "nowhere"])).fails(2, "no such policy");
    std::fs::create_dir_all(bench.path("vault/policies")).unwrap();
    std::fs::write(bench.path("vault/policies/mine.json"), r#"{"name":"mine","issuers":["other"]}"#).unwrap();
    assert_eq!(bench.run(&verify(&token, &["--policy", "mine", "--at", "1767225599"])).code, 1);
    bench.run(&verify(&token, &["--policy", "mine", "--no-vault"])).fails(2, "--no-vault");
    // without an expiry there is a warning, which strict makes a failure
    let endless = bench.token(r#"{"sub":"s"}"#, &[]);
    assert_eq!(bench.run(&verify(&endless, &[])).code, 0);
    assert_eq!(bench.run(&verify(&endless, &["--strict"])).code, 1);
}

#[test]
fn keys_sign_and_verify_for_each_algorithm() {
    let bench = Bench::new();
    let signing: Vec<_> = jwt_workbench::jose::alg::signing().map(|a| a.name).collect();
    assert!(signing.len() >= 12, "{signing:?}");
    for alg in signing {
        let name = format!("key {alg} ü");
        bench.run(&["keys", "generate", "--alg", alg, "--name", &name, "--kid", "thumbprint"]).ok();
        let token = bench.run(&["sign", "--key", &name, "--claims", r#"{"sub":"a"}"#, "--exp-in", "15m"]).ok().out;
        let by_kid = bench.run(&["verify", token.trim(), "--json"]).ok().json();
        assert_eq!(by_kid["signature"]["key"], name.as_str(), "{alg}: the key that kid names");
        assert_eq!(by_kid["header"]["alg"], alg);
        bench.run(&["verify", token.trim(), "--key", &name, "--alg", alg]).ok();
        let twice = bench.run(&["keys", "generate", "--alg", alg, "--name", &name]);
        twice.fails(2, "already");
    }
}

#[test]
fn keys_for_encryption_are_made_in_the_size_asked_for() {
    let bench = Bench::new();
    let made =
        |args: &[&str]| bench.run(&[&["keys", "generate", "--json"], args].concat()).ok().json()["keys"][0].clone();
    for (alg, bits) in [("dir", "512"), ("A128KW", "128"), ("ECDH-ES+A256KW", "521")] {
        let key = made(&["--alg", alg, "--bits", bits]);
        assert_eq!(
            (key["alg"].as_str(), key["use"].as_str(), key["bits"].to_string()),
            (Some(alg), Some("enc"), bits.into())
        );
        assert_eq!(key["can"].to_string(), CAN, "{alg}");
    }
    assert_eq!(made(&["--alg", "X448"])["can"].to_string(), CAN);
    bench.run(&["keys", "generate", "--alg", "A128KW", "--bits", "256"]).fails(2, "256 bits");
    bench.run(&["keys", "generate", "--alg", "none"]).fails(2, "makes no signatures");
}

const CAN: &str = r#"["encrypt","decrypt"]"#;

#[test]
fn key_files_go_round() {
    let bench = Bench::new();
    for alg in ["ES256", "ES384", "RS256", "EdDSA"] {
        let private = format!("{alg}.pem");
        bench.run(&["keys", "generate", "--alg", alg, "--out", &private]).ok();
        bench.run(&["keys", "generate", "--alg", alg, "--out", &private]).fails(2, "exists already");
        let thumb = bench.run(&["keys", "thumbprint", "--from", &private]).ok().out;
        assert_eq!(thumb.trim().len(), 43);
        for format in ["jwk", "jwks", "pem", "der"] {
            for half in ["--private", "--public"] {
                let out = format!("{alg}{half}.{format}");
                bench.run(&["keys", "export", "--from", &private, "--as", format, half, "--out", &out]).ok();
                assert_eq!(bench.run(&["keys", "thumbprint", "--from", &out]).ok().out, thumb, "{out}");
                let shown = bench.run(&["keys", "show", &out, "--json"]).ok().json();
                assert_eq!(shown["keys"][0]["private"], half == "--private", "{out}");
                let token = bench.run(&["sign", "--key", &private, "--claims", "{}"]).ok().out;
                bench.run(&["verify", token.trim(), "--key", &out]).ok();
                if half == "--public" {
                    bench.run(&["sign", "--key", &out, "--claims", "{}"]).fails(2, "public key");
                }
            }
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(bench.path(&private)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{private}");
        }
    }
}

#[test]
fn openssl_and_this_program_read_each_other() {
    let bench = Bench::new();
    let openssl = |args: &[&str]| Command::new("openssl").args(args).current_dir(bench.dir.path()).output();
    if openssl(&["version"]).map_or(true, |o| !o.status.success()) {
        eprintln!("skipped: there is no openssl");
        return;
    }
    for (alg, args) in [
        ("PS384", vec!["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "k.pem"]),
        ("ES256", vec!["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "k.pem"]),
        ("EdDSA", vec!["genpkey", "-algorithm", "ED25519", "-out", "k.pem"]),
    ] {
        assert!(openssl(&args).unwrap().status.success());
        let public = openssl(&["pkey", "-in", "k.pem", "-pubout"]).unwrap().stdout;
        bench.file("pub.pem", &public);
        let token = bench.run(&["sign", "--key", "k.pem", "--alg", alg, "--claims", "{}"]).ok().out;
        bench.run(&["verify", token.trim(), "--key", "pub.pem"]).ok();
        let ours = bench.run(&["keys", "export", "--from", "k.pem", "--public", "--as", "pem"]).ok().out;
        assert_eq!(ours.as_bytes(), public, "{alg}");
        bench.run(&["keys", "export", "--from", "k.pem", "--as", "pem", "--out", "back.pem", "--force"]).ok();
        let back = openssl(&["pkey", "-in", "back.pem", "-pubout"]).unwrap().stdout;
        assert_eq!(back, public, "{alg}: openssl reads the private key");
    }
}

#[test]
fn the_vault_by_its_commands() {
    let bench = Bench::new();
    assert_eq!(bench.run(&["keys", "list", "--json"]).ok().json()["keys"].as_array().map(Vec::len), Some(0));
    bench.run(&["keys", "import", "--secret-env", "CANARY_SECRET", "--name", "shared"]).ok();
    let again = bench.run(&["keys", "import", "--secret-env", "CANARY_SECRET", "--name", "twice"]).ok();
    assert!(again.err.contains("already"), "{}", again.err);
    bench.run(&["keys", "rename", "shared", "renamed"]).ok();
    bench.run(&["keys", "rename", "shared", "x"]).fails(2, "no key named 'shared'");
    let listed = bench.run(&["keys", "list", "--json"]).ok().json();
    let key = &listed["keys"][0];
    assert_eq!(
        (key["name"].as_str(), key["kty"].as_str(), key["private"].as_bool()),
        (Some("renamed"), Some("oct"), Some(true))
    );
    assert!(bench.run(&["keys", "list"]).ok().out.contains("secret, 33 bytes"));
    bench.run(&["keys", "show", "renamed"]).ok();
    bench.run(&["keys", "export", "renamed"]).fails(2, "--private");
    let token = bench.run(&["sign", "--key", "renamed", "--claims", "{}"]).ok().out;
    bench.run(&["verify", token.trim()]).ok();
    bench.run(&["keys", "remove", "renamed"]).ok();
    assert_eq!(bench.run(&["verify", token.trim()]).code, 3);
    let other = bench.path("other");
    bench.run(&["keys", "generate", "--alg", "ES256", "--name", "o", "--config-dir", other.to_str().unwrap()]).ok();
    assert!(Path::new(&other).join("keys/o.jwk.json").exists());
    bench.run(&["keys", "show", "nowhere"]).fails(2, "keys list");
}

#[test]
fn key_files_are_described() {
    let bench = Bench::new();
    bench.file(
        "set.json",
        r#"{"keys":[{"kty":"oct","k":"AAAA","kid":"a"},{"kty":"quantum"},{"kty":"oct","k":"c2hvcnQ","kid":"a"}]}"#,
    );
    let shown = bench.run(&["keys", "show", "set.json", "--json"]).ok().json();
    assert_eq!(shown["keys"].as_array().map(Vec::len), Some(2));
    assert_eq!(shown["ignored"].as_array().map(Vec::len), Some(1));
    let warnings = |key: &Value| -> Vec<String> {
        key["warnings"].as_array().unwrap().iter().map(|w| w["id"].as_str().unwrap().to_owned()).collect()
    };
    for id in ["hmac-key-short", "jwks-duplicate-kid", "jwks-private-key"] {
        assert!(warnings(&shown["keys"][0]).contains(&id.to_owned()), "{id}: {shown}");
    }
    assert!(shown["keys"][0]["thumbprint"].is_null(), "a short secret could be guessed from it");
    bench.file("bidi.json", r#"{"kty":"oct","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","kid":"a\u202eb"}"#);
    let bidi = bench.run(&["keys", "show", "bidi.json", "--json"]).ok();
    assert_eq!(warnings(&bidi.json()["keys"][0]), ["hmac-secret-guessable", "text-bidi-control"]);
    assert!(!bidi.out.contains('\u{202e}') && !bench.run(&["keys", "show", "bidi.json"]).ok().out.contains('\u{202e}'));
    bench.file("empty.json", r#"{"keys":[]}"#);
    let empty = bench.run(&["keys", "show", "empty.json", "--json"]);
    assert_eq!((empty.code, warnings(&empty.json())), (2, vec!["jwks-empty".to_owned()]));
    assert_eq!(bench.run(&["keys", "show", "no.json"]).code, 2);
}

#[test]
fn secrets_are_exact_bytes_unless_an_encoding_is_given() {
    let bench = Bench::new();
    bench.file("raw", "0123456789abcdef0123456789abcdef\n");
    let token = bench.run(&["sign", "--secret-file", "raw", "--claims", "{}"]).ok().out;
    let token = token.trim();
    bench.file("cut", "0123456789abcdef0123456789abcdef");
    assert_eq!(bench.run(&["verify", token, "--secret-file", "raw"]).code, 0);
    assert_eq!(bench.run(&["verify", token, "--secret-file", "cut"]).code, 1, "the line end counts");
    let read = bench.run(&["verify", token, "--secret-file", "raw", "--secret-encoding", "utf8"]);
    assert_eq!(read.code, 1);
    assert!(read.err.contains("line end"), "it is said: {}", read.err);
    bench.file("hex", "30313233343536373839616263646566 30313233343536373839616263646566 0a\n");
    assert_eq!(bench.run(&["verify", token, "--secret-file", "hex", "--secret-encoding", "hex"]).code, 0);
    bench.file("none", "");
    bench.run(&["verify", token, "--secret-file", "none"]).fails(2, "empty");
    bench.run(&["verify", token, "--secret-file", "raw", "--secret-encoding", "hex!"]).fails(2, "base64url");
}

#[test]
fn signing_keeps_every_byte() {
    let bench = Bench::new();
    let claims =
        "{ \"b\" : 1.50,\n \"a\": 12345678901234567890123456789012345678901, \"e\":\"\\u00e9\\/\", \"exp\": 1 }";
    bench.file("c.json", claims);
    let sign = |more: &[&str], input: &str| {
        let token = bench.pipe(&[&["sign", SECRET[0], SECRET[1]], more].concat(), input.as_bytes()).ok().out;
        let shown = bench.run(&["inspect", token.trim(), "--json"]).ok().json();
        let payload = shown["tokens"][0]["payload_base64url"].as_str().unwrap().to_owned();
        let bytes = jwt_workbench::jose::base64url::decode(&payload).bytes;
        (shown["tokens"][0]["header"].to_string(), bytes)
    };
    let plain = r#"{"b":1.50,"a":12345678901234567890123456789012345678901,"e":"\u00e9\/","exp":1}"#;
    for (more, input) in [(["--claims", "@c.json"], ""), (["--claims", "-"], claims), (["--claims", claims], "")] {
        assert_eq!(String::from_utf8(sign(&more, input).1).unwrap(), plain);
    }
    let (_, later) = sign(&["--claims", "@c.json", "--exp-in", "1h"], "");
    let later = String::from_utf8(later).unwrap();
    assert!(later.starts_with(plain.strip_suffix("1}").unwrap()) && later.len() == plain.len() + 9, "{later}");
    let bytes: Vec<u8> = (0..=255).collect();
    bench.file("bytes", &bytes);
    assert_eq!(sign(&["--payload", "bytes"], "").1, bytes);
    let header = r#"{"x":1,"typ":"a"}"#;
    assert_eq!(sign(&["--claims", "{}", "--header", header], "").0, r#"{"x":1,"typ":"a","alg":"HS256"}"#);
    let over = ["--claims", "{}", "--header", header, "--typ", "b", "--kid", "k", "--alg", "HS384"];
    assert_eq!(sign(&over, "").0, r#"{"x":1,"typ":"b","alg":"HS384","kid":"k"}"#);
    assert_eq!(sign(&["--claims", "{}"], "").0, r#"{"alg":"HS256","typ":"JWT"}"#);
    let (_, set) = sign(&["--iat-now", "--nbf-in", "0", "--jti-random"], "");
    let set: Value = serde_json::from_slice(&set).unwrap();
    assert!(set["iat"].is_u64() && set["nbf"].is_u64());
    let jti = set["jti"].as_str().unwrap();
    assert_eq!((jti.len(), &jti[14..15]), (36, "4"), "{jti}");
}

#[test]
fn signing_refuses_what_it_must() {
    let bench = Bench::new();
    let sign = |more: &[&str]| bench.run(&[&["sign", SECRET[0], SECRET[1]], more].concat());
    sign(&["--claims", "{", "--exp-in", "1"]).fails(2, "line 1, column");
    sign(&["--claims", "[]"]).fails(2, "JSON object");
    sign(&["--claims", "{}", "--header", "1"]).fails(2, "JSON object");
    sign(&["--claims", "{}", "--alg", "ES256"]).fails(2, "ES256");
    sign(&["--claims", "{}", "--alg", "hs256"]).fails(2, "HS256");
    sign(&["--claims", "{}", "--alg", "RSA-OAEP"]).fails(2, "no signatures");
    sign(&["--claims", r#"{"a":"x.y"}"#, "--header", r#"{"b64":false,"crit":["b64"]}"#]).fails(2, "a dot in it");
    sign(&["--claims", "{}", "--exp-in", "18446744073709551615"]).fails(2, "too long");
    sign(&[]).fails(2, "--claims");
    bench.run(&["sign", "--claims", "{}"]).fails(2, "--key");
    bench.run(&["sign", "--claims", "@no-such-file", SECRET[0], SECRET[1]]).fails(2, "no-such-file");
    bench.run(&["sign", "--alg", "none", "--claims", "{}"]).fails(2, "--allow-none");
    let none = bench.run(&["sign", "--alg", "none", "--allow-none", "--claims", "{}"]).ok();
    assert!(none.err.contains("TEST TOKEN"), "{}", none.err);
    assert_eq!(bench.run(&verify(none.out.trim(), &[])).code, 1, "and it is refused");
    let made = bench.run(&["sign", "--alg", "none", "--allow-none", "--claims", "{}", "--json"]).ok().json();
    assert_eq!((made["test_token"].as_bool(), made["form"].as_str()), (Some(true), Some("unsecured")));
}

#[test]
fn payloads_that_are_no_text_are_shown_as_what_they_are() {
    let bench = Bench::new();
    for (payload, shown) in [
        (&b"\xa2\x61a\x01\x62id\x83\x01\x02\x43abc"[..], "{\"a\": 1, \"id\": [1, 2, h'616263']}"),
        (&b"\xff\x00PNG"[..], "0000  ff 00 50 4e 47"),
        (&b"plain words"[..], "plain words"),
    ] {
        let token = format!("eyJhbGciOiJIUzI1NiJ9.{}.AA", jwt_workbench::jose::base64url::encode(payload));
        let seen = bench.run(&["inspect", &token]).ok().out;
        assert!(seen.contains(shown), "{seen}");
    }
}

#[test]
fn what_cannot_be_opened_or_checked_is_undecided() {
    let bench = Bench::new();
    let jwe = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA";
    let seen = bench.run(&["inspect", jwe, "--json"]).ok().json();
    assert_eq!(
        (seen["tokens"][0]["form"].as_str(), seen["tokens"][0]["header"]["enc"].as_str()),
        (Some("jwe-compact"), Some("A128GCM"))
    );
    let undecided = bench.run(&["verify", jwe, "--no-vault", "--json"]);
    assert_eq!((undecided.code, undecided.json()["decryption"]["state"].as_str()), (3, Some("not-checked")));
    assert_eq!(bench.run(&["decrypt", jwe, "--no-vault"]).code, 3, "there is no key");
    let flattened = r#"{"payload":"e30","protected":"eyJhbGciOiJIUzI1NiJ9","signature":"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"}"#;
    let undecided = bench.pipe(&["verify", "-", "--no-vault", "--json"], flattened.as_bytes());
    assert_eq!((undecided.code, undecided.json()["form"].as_str()), (3, Some("jws-flattened")));
    assert_eq!(bench.run(&verify(jwe, &["--alg", "HS256"])).code, 1, "only signatures are allowed");
}

#[test]
fn nothing_a_terminal_obeys_gets_out() {
    let bench = Bench::new();
    // done() looks at every output for the escape character
    let claims = r#"{"\u001b[31mred":"\u001b]52;c;aGk=\u0007","iss":"\u202eevil\u009b","exp":"\u001b[2J"}"#;
    let token = bench.token(claims, &["--kid", "\u{1b}[1m\r\n", "--typ", "\u{1b}c"]);
    let raw = "{\"a\":\"\u{202e}\u{9b}x\"}";
    let other = bench.token(raw, &[]);
    for args in [
        vec!["inspect", &token, "-v"],
        verify(&token, &["-v", "--iss", "\u{1b}[0m"]),
        vec!["inspect", &other],
        verify(&other, &[]),
    ] {
        let done = bench.run(&args);
        assert!(!done.out.contains(['\u{202e}', '\u{9b}', '\u{7}', '\r']), "{}", done.out);
    }
    bench.run(&["verify", &token, "--alg", "\u{1b}[31m"]);
    bench.run(&["explain", "\u{1b}[31m"]).fails(2, "no page");
    bench.run(&["keys", "generate", "--alg", "\u{1b}[31m"]).fails(2, "no key was made");
    bench.run(&["\u{1b}[31mverfy"]).fails(2, "no command and no file");
    bench.run(&["verify", "a.b.c", "\u{1b}[31m"]).fails(2, "unexpected");
}

#[test]
fn wrong_usage_does_not_repeat_a_token() {
    let bench = Bench::new();
    let token = bench.token("{}", &[]);
    for args in [
        vec!["verify", "t", &token],
        vec!["keys", "list", &token],
        vec!["--leeway", &token],
        vec!["verify", "t", "--at", &token],
        vec!["keys", &token],
        vec!["completions", &token],
        vec!["sign", "--form", &token],
        vec!["verify", "--key", "x", "--secret-encoding", &token],
    ] {
        let done = bench.run(&args);
        assert_eq!(done.code, 2, "{args:?}");
        assert!(!done.err.contains(&token[20..]) && done.out.is_empty(), "{}", done.err);
    }
}

#[test]
fn a_closed_pipe_is_quiet() {
    let bench = Bench::new();
    let token = bench.token(&format!("{{\"a\":\"{}\"}}", "x".repeat(60_000)), &[]);
    let file = bench.file("big", token);
    for (args, code) in [(vec!["inspect", &file, "--json"], 0), (verify(&file, &["--aud", "x", "--json"]), 1)] {
        let mut child = bench.command().args(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let done = done(child.wait_with_output().unwrap());
        assert_eq!((done.code, done.err.as_str()), (code, ""), "{args:?}");
    }
}

#[test]
fn a_full_disk_is_told() {
    let bench = Bench::new();
    let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else { return };
    let output = bench.command().args(["explain", "exp"]).stdout(full).stderr(Stdio::piped()).spawn().unwrap();
    let done = done(output.wait_with_output().unwrap());
    assert_eq!(done.code, 2);
    assert!(done.err.contains("standard output"), "{}", done.err);
}

#[test]
fn manual_pages_completions_and_explanations() {
    let bench = Bench::new();
    let man = bench.run(&["man"]).ok().out;
    for word in [".TH", "COMMAND VERIFY", "COMMAND KEYS GENERATE", "\\-\\-leeway", "vault\\-passphrase", "EXIT STATUS"]
    {
        assert!(man.contains(word), "{word}");
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = bench.run(&["completions", shell]).ok().out;
        assert!(script.contains("inspect") && script.contains("jwt-workbench"), "{shell}");
    }
    let page = bench.run(&["explain", "exp"]).ok().out;
    assert!(page.contains("RFC 7519") && page.contains("Severity: high. "), "{page}");
    assert!(!bench.run(&["explain", "claim:exp"]).ok().out.contains("Severity"));
    let pages = bench.run(&["explain", "nonce", "--json"]).ok().json();
    assert!(pages["pages"].as_array().unwrap().len() >= 2);
    assert_eq!(bench.run(&["explain", "claim:nonce", "--json"]).ok().json()["pages"].as_array().map(Vec::len), Some(1));
    bench.run(&["explain", "expp"]).fails(2, "exp");
    for command in [
        vec![],
        vec!["open"],
        vec!["inspect"],
        vec!["verify"],
        vec!["sign"],
        vec!["explain"],
        vec!["keys", "list"],
        vec!["keys", "show"],
        vec!["keys", "generate"],
        vec!["keys", "import"],
        vec!["keys", "export"],
        vec!["keys", "thumbprint"],
        vec!["keys", "rename"],
        vec!["keys", "remove"],
        vec!["completions"],
        vec!["man"],
    ] {
        let help = bench.run(&[command.clone(), vec!["--help"]].concat()).ok().out;
        assert!(help.contains("Example"), "{command:?}: {help}");
        if matches!(command.first(), None | Some(&("open" | "inspect" | "verify"))) {
            assert!(help.contains("can be seen by other programs") || help.contains("can see"), "{command:?}");
        }
    }
}

#[test]
fn without_a_display_the_window_says_what_it_needs() {
    let bench = Bench::new();
    let done = bench.run(&["--sample", "good"]);
    assert_eq!(done.code, 2, "{}{}", done.out, done.err);
    assert!(done.err.contains("display") || done.err.contains("window"), "{}", done.err);
    bench.run(&["--sample", "best"]).fails(2, "good, expired or none");
    bench.run(&["open", "no-such-file.jwt"]).fails(2, "no command and no file");
}

#[test]
fn a_vault_without_a_home_is_no_obstacle() {
    let bench = Bench::new();
    let token = bench.token("{}", &[]);
    let output =
        bench.command().env_remove("JWT_WORKBENCH_CONFIG_DIR").args(["verify", &token, "--json"]).output().unwrap();
    let done = done(output);
    assert_eq!(done.code, 3, "{}", done.err);
    assert!(done.err.contains("home"), "{}", done.err);
    done.json();
}

#[test]
fn nothing_is_written_by_looking() {
    let bench = Bench::new();
    let token = bench.token("{}", &[]);
    bench.run(&["verify", &token]);
    bench.run(&["inspect", &token]);
    bench.run(&["keys", "list"]);
    assert!(!bench.path("vault").exists());
}
