//! Keys on their way out: every kind in every format, and back where this program reads the format.

use crate::cli::Bench;
use jwt_workbench::crypto::{self, CryptoError, KeySpec};
use jwt_workbench::jose::numeric_date::NumericDate;
use jwt_workbench::keys::{Certificate, Format, Key, KeyError, Material, Private, Secret, export};
use std::sync::LazyLock;

/// One of each kind.
static KEYS: LazyLock<Vec<Key>> = LazyLock::new(|| {
    let kinds = [
        "oct",
        "RSA",
        "P-256",
        "P-384",
        "P-521",
        "secp256k1",
        "Ed25519",
        "Ed448",
        "X25519",
        "X448",
        "ML-DSA-44",
        "ML-DSA-65",
    ];
    let made = |kind: &&str| {
        let spec: KeySpec = kind.parse().ok()?;
        Some(Key { name: format!("my {kind}"), ..crypto::generate(&spec).ok()? })
    };
    kinds.iter().filter_map(made).collect()
});

fn start() -> NumericDate {
    NumericDate::from_secs(1_767_225_600)
}

fn kind(name: &str) -> Key {
    KEYS.iter().find(|key| key.name == format!("my {name}")).expect("one of the kinds").clone()
}

fn text(octets: &[u8]) -> &str {
    std::str::from_utf8(octets).expect("text")
}

/// The one key of some octets, without labels and names.
fn back(octets: &[u8]) -> Key {
    let imported = crypto::import(octets);
    assert!(imported.ignored.is_empty(), "{:?}", imported.ignored);
    assert_eq!(imported.keys.len(), 1);
    Key::new(imported.keys.into_iter().next().expect("one").material)
}

fn public(key: &Key) -> Key {
    Key::from_jwk(&key.to_jwk(Private::Omit).expect("a public half")).expect("a key")
}

#[test]
fn every_kind_is_written_in_every_format_or_says_why_not() {
    let (mut written, mut refused, mut returned) = (0, 0, 0);
    for key in KEYS.iter() {
        for format in Format::ALL {
            for private in [Private::Include, Private::Omit] {
                let case = format!("{} as {} {private:?}", key.name, format.name());
                let octets = match (format.holds(&[key], private), export(&[key], format, private)) {
                    (Ok(()), Ok(octets)) => octets,
                    (Ok(()), Err(KeyError::PassphraseNeeded { .. })) if format.needs_passphrase() => continue,
                    (Err(why), Err(error)) if why == error => {
                        assert!(error.to_string().contains(": "), "{case}: {error} says what to do");
                        refused += 1;
                        continue;
                    }
                    (foreseen, found) => panic!("{case}: {foreseen:?}, but {found:?}"),
                };
                written += 1;
                assert_eq!(format.is_text(), std::str::from_utf8(&octets).is_ok(), "{case}");
                if matches!(format, Format::Jwk | Format::JwkSet | Format::Pem | Format::TraditionalPem | Format::Der) {
                    let wanted = if private == Private::Include { key.clone() } else { public(key) };
                    assert_eq!(back(&octets).material, wanted.material, "{case}");
                    returned += 1;
                }
            }
        }
    }
    println!("{written} written, {returned} of them read again, {refused} refused");
    assert!(written > 120 && returned > 70 && refused > 20);
}

/// The octets of a private half must not be in what is called public, in any spelling.
#[test]
fn nothing_private_leaves_with_the_public_half() {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    for key in KEYS.iter() {
        let secret = match &key.material {
            Material::Oct(secret) => secret,
            Material::Rsa { private, .. } => &private.as_ref().expect("private").d,
            Material::Ec { d, .. } | Material::Okp { d, .. } => d.as_ref().expect("private"),
            Material::Akp { seed, .. } => seed.as_ref().expect("private"),
        };
        let spelt = [0, 1, 2].map(|skip| STANDARD.encode(&secret.expose()[skip..skip + 18]));
        let url = URL_SAFE_NO_PAD.encode(&secret.expose()[..18]);
        for format in Format::ALL {
            let Ok(octets) = export(&[key], format, Private::Omit) else { continue };
            assert!(!octets.windows(18).any(|window| window == &secret.expose()[..18]), "{}", key.name);
            let lines = String::from_utf8_lossy(&octets).replace(['\n', '\r'], "").replace("\\n", "");
            for form in spelt.iter().chain([&url]) {
                assert!(!lines.contains(form), "{} as {}", key.name, format.name());
            }
        }
    }
}

#[test]
fn several_keys_go_where_there_is_room() {
    let (one, two) = (kind("P-256"), kind("Ed25519"));
    let both = [&one, &two];
    for (format, count) in [(Format::JwkSet, 2), (Format::Pem, 2)] {
        let octets = export(&both, format, Private::Omit).unwrap();
        assert_eq!(crypto::import(&octets).keys.len(), count, "{}", format.name());
    }
    let ssh = export(&both, Format::OpenSsh, Private::Omit).unwrap();
    let ssh: Vec<_> = text(&ssh).lines().map(|line| line.split(' ').collect::<Vec<_>>()).collect();
    assert_eq!([ssh[0][0], ssh[0][2], ssh[1][0]], ["ecdsa-sha2-nistp256", "my-P-256", "ssh-ed25519"]);
    for format in [Format::Jwk, Format::Der, Format::EncryptedPem] {
        assert_eq!(
            export(&both, format, Private::Include).err(),
            Some(KeyError::OneKeyOnly { format: format.name(), count: 2 })
        );
    }
    assert!(export(&both, Format::OpenSsh, Private::Include).is_err());
    assert!(export(&[], Format::JwkSet, Private::Omit).is_err());
}

#[test]
fn snippets_are_one_line_each_and_safe() {
    let secret = |octets: &[u8]| Key::new(Material::Oct(Secret::new(octets.to_vec())));
    let env = |key: &Key| text(&export(&[key], Format::Env, Private::Include).unwrap()).to_owned();
    assert_eq!(env(&secret(b"correct-horse.battery")), "JWT_SECRET='correct-horse.battery'\n");
    assert_eq!(env(&secret(b"it's $HOME")), "JWT_SECRET_BASE64='aXQncyAkSE9NRQ=='\n");
    assert_eq!(env(&secret(&[0xff, 10])), "JWT_SECRET_BASE64='/wo='\n");
    let evil = Key {
        name: "$(touch x)\nEVIL=1; `id`".to_owned(),
        kid: Some("a\n@admin = true".to_owned()),
        ..kind("Ed25519")
    };
    let twin = Key { name: "$(touch_x)\nEVIL=1; `id`".to_owned(), ..kind("P-256") };
    for private in [Private::Include, Private::Omit] {
        let lines = text(&export(&[&evil, &twin], Format::Env, private).unwrap()).to_owned();
        assert_eq!(lines.lines().count(), 2, "{lines}");
        for line in lines.lines() {
            let (name, value) = line.split_once('=').unwrap();
            assert!(name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'), "{name}");
            assert!(value.starts_with("\"-----BEGIN ") && value.ends_with("-----\\n\""), "{value}");
            assert!(!value.contains(['$', '`', '\'']) && value.matches('"').count() == 2);
        }
        let mut names: Vec<_> = lines.lines().map(|l| l.split('=').next().unwrap()).collect();
        names.dedup();
        assert_eq!(names.len(), 2, "two names");
        // other programs get the same keys out of them
        let read = crypto::import(lines.as_bytes());
        assert_eq!(read.keys.len(), 2);
        assert!(
            read.keys.iter().all(|k| [&evil, &twin].iter().any(|own| crypto::thumbprint(own) == crypto::thumbprint(k)))
        );
        let http = text(&export(&[&evil, &twin], Format::Http, private).unwrap()).to_owned();
        assert_eq!(http.lines().filter(|l| l.starts_with("@jwk_")).count(), 2, "{http}");
        assert!(http.lines().all(|l| l.starts_with("@jwk_")), "no `kid` that is more than a word: {http}");
        let yaml = text(&export(&[&evil, &twin], Format::Kubernetes, private).unwrap()).to_owned();
        assert_eq!(yaml.lines().count(), 8, "{yaml}");
        assert!(yaml.is_ascii() && !yaml.contains(['$', '`', '&', '*', '!', '#']), "{yaml}");
    }
    let braces = Key { kid: Some("k-1".to_owned()), name: "{{x}}".to_owned(), ..kind("Ed25519") };
    let http = text(&export(&[&braces], Format::Http, Private::Omit).unwrap()).to_owned();
    assert!(http.starts_with("@kid = k-1\n@jwk = {\"kty\"") && !http.contains("{{"), "{http}");
    let jwk = http.lines().nth(1).unwrap().strip_prefix("@jwk = ").unwrap();
    assert_eq!(Key::from_jwk(jwk).unwrap().name, "{{x}}");
}

#[test]
fn a_passphrase_protects_a_private_key() {
    let passphrase = Secret::new("pässphrase".as_bytes().to_vec());
    let pem = crypto::export_protected(&[&kind("Ed25519")], Format::EncryptedPem, &passphrase).unwrap();
    assert!(text(&pem).starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
    let ssh = crypto::export_protected(&[&kind("P-384")], Format::OpenSsh, &passphrase).unwrap();
    let read = ssh_key::PrivateKey::from_openssh(&*ssh).unwrap();
    assert!(read.is_encrypted() && read.decrypt(b"wrong").is_err());
    assert_eq!(read.decrypt("pässphrase").unwrap().comment(), "my-P-384");
    let again = crypto::export_protected(&[&kind("P-384")], Format::OpenSsh, &passphrase).unwrap();
    assert_ne!(ssh, again, "the salt is new each time");
    let empty = Secret::new(Vec::new());
    let why = |key: &Key, format, passphrase| match crypto::export_protected(&[key], format, passphrase) {
        Err(CryptoError::Key(error)) => error.id(),
        other => panic!("{other:?}"),
    };
    assert_eq!(why(&kind("P-256"), Format::EncryptedPem, &empty), "key-passphrase-needed");
    assert_eq!(why(&kind("P-256"), Format::Pem, &passphrase), "key-format-cannot-hold");
    assert_eq!(why(&kind("oct"), Format::EncryptedPem, &passphrase), "key-format-cannot-hold");
    assert_eq!(why(&public(&kind("P-256")), Format::OpenSsh, &passphrase), "key-format-cannot-hold");
    assert_eq!(why(&kind("X25519"), Format::OpenSsh, &passphrase), "key-format-cannot-hold");
}

#[test]
fn a_key_vouches_for_itself() {
    let mut made = 0;
    for mut key in KEYS.clone() {
        let result = crypto::certify(&mut key, "Jörg's demo", start(), 30);
        assert_eq!(result.is_ok(), crypto::can_self_sign(&key), "{}: {result:?}", key.name);
        if result.is_err() {
            assert_eq!(export(&[&key], Format::Certificate, Private::Omit).err(), Some(KeyError::NoCertificate));
            continue;
        }
        made += 1;
        let item = key.other["x5c"][0].as_str().unwrap();
        let certificate = Certificate::from_x5c(item).unwrap();
        assert_eq!(certificate.not_before, start());
        assert_eq!(certificate.not_after.secs_since(start()), 30 * 86_400);
        assert_eq!(back(&certificate.der).material, public(&key).material, "the certificate is for this key");
        let pem = export(&[&key], Format::Certificate, Private::Include).unwrap();
        assert!(text(&pem).starts_with("-----BEGIN CERTIFICATE-----\n"));
        assert_eq!(back(&pem).material, public(&key).material);
        let twice = crypto::self_signed(&key, "x", start(), 1).unwrap();
        assert_ne!(twice, crypto::self_signed(&key, "x", start(), 1).unwrap(), "serial numbers differ");
    }
    assert_eq!(made, 5, "RSA, three curves and Ed25519");
}

#[test]
fn certificates_have_limits() {
    let key = kind("P-256");
    let max = NumericDate::from_secs(i64::MAX);
    let long = "x".repeat(65);
    let cases =
        [("", start(), 1), (&long, start(), 1), ("a\nb", start(), 1), ("a", start(), 0), ("a", start(), 40_000)];
    for (name, from, days) in cases.into_iter().chain([("a", max, 1), ("a", NumericDate::from_secs(-1), 1)]) {
        let error = crypto::self_signed(&key, name, from, days).unwrap_err();
        assert_eq!(error.id(), "certificate-refused", "{name:?} {days}");
    }
    crypto::self_signed(&key, "a", NumericDate::from_secs(249_999_999_999), 36_525).unwrap();
    assert!(crypto::self_signed(&public(&key), "a", start(), 1).is_err());
}

// ------------------------------------------------------------------------------------------- the command line

#[test]
fn keys_are_made_on_the_command_line() {
    let bench = Bench::new();
    let made = |args: &[&str]| {
        let all = [&["keys", "generate", "--json"], args].concat();
        bench.run(&all).ok().json()["keys"][0].clone()
    };
    let key = made(&["--alg", "ES384", "--name", "a", "--kid", "date", "--certificate", "demo", "--days", "3"]);
    let kid = key["kid"].as_str().unwrap().to_owned();
    assert!(kid.len() == 15 && kid.starts_with("20") && kid.matches('-').count() == 3, "{kid}");
    bench.run(&["keys", "export", "a", "--as", "certificate", "--out", "a.crt"]).ok();
    assert!(std::fs::read_to_string(bench.path("a.crt")).unwrap().starts_with("-----BEGIN CERTIFICATE-----"));
    let short = made(&["--alg", "HS256", "--bits", "64", "--name", "short"]);
    assert_eq!((short["bits"].as_u64(), short["warnings"][0]["id"].as_str()), (Some(64), Some("hmac-key-short")));
    let bare = made(&["--alg", "P-521", "--use", "enc", "--key-ops", "--name", "bare"]);
    assert_eq!((bare["use"].as_str(), bare["alg"].is_null()), (Some("enc"), true));
    assert_eq!(bare["can"], serde_json::json!(["encrypt", "decrypt"]));
    assert_eq!(made(&["--alg", "oct", "--bits", "8", "--name", "tiny"])["bits"], 8);
    assert_eq!(made(&["--alg", "ECDH-ES", "--curve", "X25519", "--name", "x"])["crv"], "X25519");
    assert!(made(&["--alg", "ES256", "--no-alg", "--use", "none", "--name", "n"])["use"].is_null());
    let fails = |args: &[&str], why: &str| bench.run(&[&["keys", "generate"], args].concat()).fails(2, why);
    fails(&["--alg", "ES256", "--use", "enc"], "does not encrypt");
    fails(&["--alg", "RSA", "--bits", "2047"], "2048, 3072, 4096 or 8192");
    fails(&["--alg", "P-256", "--bits", "384"], "fixes its size");
    fails(&["--alg", "HS256", "--certificate", "x"], "no certificate can be made");
    fails(&["--alg", "ES256", "--certificate", "x", "--days", "0"], "1 to 36525 days");
    let files = std::fs::read_dir(bench.path("vault/keys")).unwrap().filter_map(Result::ok);
    let kept: Vec<_> = files.filter_map(|file| std::fs::read_to_string(file.path()).ok()).collect();
    let sources = kept.iter().filter(|text| text.contains("\"origin\":\"generated\"")).count();
    assert_eq!(sources, 6, "each key's source is noted");
}

#[test]
fn keys_leave_on_the_command_line() {
    let bench = Bench::new();
    bench.run(&["keys", "generate", "--alg", "ES256", "--name", "k"]).ok();
    bench.run(&["keys", "generate", "--alg", "HS256", "--name", "s"]).ok();
    let export = |args: &[&str]| bench.run(&[&["keys", "export"], args].concat());
    assert!(export(&["k", "--as", "ssh"]).ok().out.starts_with("ecdsa-sha2-nistp256 "));
    assert!(export(&["k", "--as", "env"]).ok().out.starts_with("JWT_PUBLIC_KEY=\"-----BEGIN PUBLIC KEY-----\\n"));
    assert!(export(&["s", "--private", "--as", "env"]).ok().out.starts_with("JWT_SECRET_BASE64='"));
    assert!(export(&["k", "--private", "--as", "kubernetes"]).ok().out.contains("\n  private.pem: "));
    assert!(export(&["k", "--as", "http"]).ok().out.starts_with("@jwk = {\"kty\":\"EC\""));
    assert!(export(&["k", "--private", "--as", "pem-traditional"]).ok().out.starts_with("-----BEGIN EC PRIVATE KEY"));
    export(&["s", "--as", "env"]).fails(2, "add --private");
    export(&["k", "--as", "certificate"]).fails(2, "carries no certificate");
    export(&["k", "--as", "pem-traditional"]).fails(2, "cannot hold a public EC key");
    export(&["k", "--as", "pem-encrypted"]).fails(2, "add --private");
    // CANARY_SECRET is a variable that is there
    export(&["k", "--private", "--as", "pem", "--passphrase-env", "CANARY_SECRET"]).fails(2, "pem-encrypted or ssh");
    export(&["k", "--private", "--as", "pem-encrypted"]).fails(2, "--passphrase-env");
    export(&["k", "--private", "--as", "ssh", "--passphrase-env", "NOT_SET"]).fails(2, "NOT_SET is not set");
    let sealed = export(&["k", "--private", "--as", "ssh", "--passphrase-env", "CANARY_SECRET"]).ok();
    assert!(ssh_key::PrivateKey::from_openssh(sealed.out.as_bytes()).unwrap().is_encrypted());
    assert!(sealed.err.contains("behind its passphrase"));
    export(&["k", "--private", "--as", "pem-encrypted", "--passphrase-env", "CANARY_SECRET", "--out", "k.pem"]).ok();
    assert!(std::fs::read_to_string(bench.path("k.pem")).unwrap().starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(bench.path("k.pem")).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
