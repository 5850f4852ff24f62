//! Every key file that is known, and what becomes of it: `tests/keys/outcomes.tsv` names each with what opens or why not.

use crate::vectors;
use jwt_workbench::crypto;
use jwt_workbench::keys::{Imported, Key, Secret};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The table: a line for each file, its path, and the outcome without and with the right passphrase.
const OUTCOMES: &str = include_str!("../keys/outcomes.tsv");

/// The files that OpenSSL and OpenSSH wrote for these tests.
fn own() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/keys")
}

fn described(key: &Key) -> String {
    let half = if key.is_private() { "private" } else { "public" };
    let chain = match key.certificates().len() {
        0 => String::new(),
        count => format!(" with x5c ×{count}"),
    };
    format!("{} {half}{chain}", key.describe())
}

/// In a line: what opened, what was refused and why, what is locked.
fn outcome(imported: &Imported) -> String {
    let keys = imported.keys.iter().map(described);
    let refused = imported.ignored.iter().map(|i| format!("refused: {}", i.why.id()));
    let locked = imported.locked.iter().map(|l| format!("locked{}: {}", if l.refused { " still" } else { "" }, l.how));
    let mut all: Vec<(String, usize)> = Vec::new();
    for part in keys.chain(refused).chain(locked) {
        match all.last_mut() {
            Some((last, count)) if *last == part => *count += 1,
            _ => all.push((part, 1)),
        }
    }
    let said: Vec<_> =
        all.iter().map(|(part, count)| if *count > 1 { format!("{part} ×{count}") } else { part.clone() }).collect();
    if said.is_empty() { "nothing".to_owned() } else { said.join(", ") }
}

/// The outcome without a passphrase, and with one where that changes it.
fn outcomes(bytes: &[u8], passphrase: &str) -> String {
    let plain = crypto::import(bytes);
    if plain.locked.is_empty() {
        return outcome(&plain);
    }
    let tried = crypto::import_unlocking(bytes, &[Secret::new(b"not it".to_vec())]);
    assert!(tried.locked.iter().all(|l| l.refused), "{tried:?}");
    let right = crypto::import_unlocking(
        bytes,
        &[Secret::new(b"not it".to_vec()), Secret::new(passphrase.as_bytes().to_vec())],
    );
    format!("{}\t{}", outcome(&plain), outcome(&right))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// Compares what happens with the table; `KEY_OUTCOMES` names a file to write what happened to.
fn compare(collection: &str, found: &BTreeMap<String, String>) {
    let table: BTreeMap<String, String> = OUTCOMES
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter(|(file, _)| file.starts_with(collection))
        .map(|(file, outcome)| (file.to_owned(), outcome.to_owned()))
        .collect();
    if let Some(path) = std::env::var_os("KEY_OUTCOMES") {
        let lines: String = found.iter().map(|(file, outcome)| format!("{file}\t{outcome}\n")).collect();
        let path = PathBuf::from(path).join(collection.replace('/', "-") + "tsv");
        std::fs::write(path, lines).unwrap();
    }
    for (file, outcome) in found {
        assert_eq!(table.get(file), Some(outcome), "{file}");
    }
    let gone: Vec<_> = table.keys().filter(|file| !found.contains_key(*file)).collect();
    assert!(gone.is_empty(), "in the table, but no file: {gone:?}");
}

fn folder_outcomes(folder: &Path, collection: &str, passphrase: impl Fn(&str) -> String) -> BTreeMap<String, String> {
    let relative = |path: &Path| path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
    let is_key = |path: &&PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        !["make.sh", "outcomes.tsv", "SOURCE.md", "SOURCE.txt", "README.txt", "index.json"].contains(&name)
    };
    files(folder)
        .iter()
        .filter(is_key)
        .map(|path| {
            let name = relative(path);
            let outcome = outcomes(&std::fs::read(path).unwrap(), &passphrase(&name));
            (format!("{collection}{name}"), outcome)
        })
        .collect()
}

#[test]
fn what_openssl_and_openssh_write_opens() {
    compare("own/", &folder_outcomes(&own(), "own/", |_| "test".to_owned()));
}

/// The collection and what another implementation says of it: `index.json`.
fn pyca() -> Option<(PathBuf, Vec<Value>)> {
    let folder = vectors::folder("keys-pyca")?;
    let index: Value = serde_json::from_slice(&std::fs::read(folder.join("index.json")).unwrap()).unwrap();
    Some((folder, index.as_array().unwrap().clone()))
}

fn pyca_passphrase(index: &[Value], file: &str) -> String {
    let entry = index.iter().find(|e| e["file"] == file);
    let named = entry.and_then(|e| e["password"].as_str()).map(str::to_owned);
    // the index does not know what mbed TLS took for its files
    named.unwrap_or_else(|| "PolarSSLTest".to_owned())
}

#[test]
fn files_of_pyca_open_or_say_why_not() {
    let Some((folder, index)) = pyca() else { return };
    compare("pyca/", &folder_outcomes(&folder, "pyca/", |file| pyca_passphrase(&index, file)));
}

/// What opens is the key, and the certificate, that pyca/cryptography reads out of the same file.
#[test]
fn what_opens_is_what_others_read() {
    let Some((folder, index)) = pyca() else { return };
    let (mut keys, mut certificates, mut refused) = (0, 0, Vec::new());
    for entry in &index {
        let file = entry["file"].as_str().unwrap();
        let passphrase = Secret::new(pyca_passphrase(&index, file).into_bytes());
        let imported = crypto::import_unlocking(&std::fs::read(folder.join(file)).unwrap(), &[passphrase]);
        if let Some(thumbprint) = entry["thumbprint_sha256"].as_str() {
            match imported.keys.iter().any(|key| crypto::thumbprint(key) == thumbprint) {
                true => keys += 1,
                false => refused.push(file),
            }
        }
        let Some(first) = imported.keys.first().and_then(|key| key.certificates().into_iter().next()) else { continue };
        if let Some(x5t) = entry["x5t"].as_str() {
            assert_eq!(crypto::x5t(&first.der), x5t, "{file}");
            assert_eq!(Some(crypto::x5t_s256(&first.der).as_str()), entry["x5t#S256"].as_str(), "{file}");
            let until: jiff::Timestamp = entry["not_after"].as_str().unwrap().parse().unwrap();
            assert_eq!(first.not_after.secs(), until.as_second(), "{file}");
            // RFC 4514 leaves open which names beyond its own are written as words
            let subject = entry["subject"].as_str().unwrap().replace("2.5.4.17=", "POSTALCODE=");
            assert_eq!(first.subject, subject, "{file}");
            certificates += 1;
        }
    }
    assert!(keys >= 108 && certificates >= 30, "{keys} keys, {certificates} certificates, without {refused:#?}");
}

#[test]
fn hostile_files_end_as_the_table_says() {
    for part in ["keys", "jwks"] {
        let Some(folder) = vectors::folder(&format!("../hostile/{part}")) else { return };
        let collection = format!("hostile-{part}/");
        compare(&collection, &folder_outcomes(&folder, &collection, |_| "test".to_owned()));
    }
}

#[test]
fn keys_of_other_libraries_open() {
    let Some(root) = vectors::folder(".") else { return };
    let mut found = BTreeMap::new();
    for path in files(&root).iter().filter(|path| path.ends_with("keys.json")) {
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        if name.starts_with("lib-") {
            found.insert(name, outcomes(&std::fs::read(path).unwrap(), ""));
        }
    }
    compare("lib-", &found);
}

/// One text with everything in it: each part is named, and what belongs together is together.
#[test]
fn parts_of_one_text_are_named() {
    let text = |name: &str| std::fs::read_to_string(own().join(name)).unwrap();
    let all = ["leaf-cert.pem", "topk8-aes256.pem", "leaf-key.pem", "ssh-ed25519-test", "topk8-v1.pem", "req-cert.pem"]
        .map(text)
        .concat();
    let imported = crypto::import_unlocking(all.as_bytes(), &[Secret::new(b"test".to_vec())]);
    assert_eq!(
        outcome(&imported),
        "EC P-256 private, EC P-256 private with x5c ×1, Ed25519 private, EC P-256 public with x5c ×1, refused: key-unsupported"
    );
    assert_eq!(imported.places.len(), imported.keys.len());
    assert!(imported.places[0].starts_with("the PEM block ENCRYPTED PRIVATE KEY in line "), "{:?}", imported.places);
    assert_eq!(imported.keys[2].name, "user@host");
    let about =
        |place: &str| imported.notes.iter().filter(|n| n.what == place).map(|n| n.note.id()).collect::<Vec<_>>();
    assert_eq!(about(&imported.places[0]), ["key-unlocked"]);
    assert_eq!(about(&imported.places[1]), ["key-certified"]);
    assert_eq!(about(&imported.places[3]), ["key-from-certificate"]);
    assert_eq!(about("the input"), ["key-file-multiple"]);
}

#[test]
fn certificates_say_who_they_are_for() {
    let imported = crypto::import(&std::fs::read(own().join("key-and-chain.pem")).unwrap());
    let [leaf, root] = &imported.keys[0].certificates()[..] else { panic!("{imported:?}") };
    assert_eq!(leaf.subject, "CN=leaf.example,O=Example\\, Ltd.");
    assert_eq!(leaf.issuer, root.subject);
    assert_eq!((leaf.serial.as_str(), leaf.is_ca, leaf.is_self_issued), ("0a1b2c", false, false));
    assert_eq!(leaf.alternative_names, ["DNS:leaf.example", "IP:192.0.2.1", "email:a@leaf.example"]);
    assert_eq!((leaf.key.as_deref(), leaf.signature_algorithm.as_str()), (Some("EC P-256"), "ECDSA with SHA-256"));
    assert!(root.is_ca && root.is_self_issued && leaf.names_as_issuer(root) && !root.names_as_issuer(leaf));
}

/// Work is looked at before any is done: so that a file which asks for a thousand million rounds is answered at once.
#[test]
fn work_beyond_the_limits_is_not_begun() {
    let open = std::fs::read(own().join("topk8.der")).unwrap();
    let limits = jwt_workbench::keys::UnlockLimits { pbkdf2_rounds: 2047, ..Default::default() };
    let refused = crypto::import_within(&open, &[Secret::new(b"test".to_vec())], &limits);
    assert_eq!(outcome(&refused), "refused: key-unlock-work");
    let pem = std::fs::read_to_string(own().join("topk8-aes256.pem")).unwrap().repeat(3);
    let limits = jwt_workbench::keys::UnlockLimits { work: 2 * 2048 + 1, ..Default::default() };
    let some = crypto::import_within(pem.as_bytes(), &[Secret::new(b"test".to_vec())], &limits);
    assert_eq!(outcome(&some), "EC P-256 private ×2, refused: key-unlock-work");
}

/// Half of all keys on P-521 begin with a zero, which OpenSSH leaves out.
#[test]
fn short_scalars_of_openssh_are_whole() {
    let name = std::env::temp_dir().join(format!("jwt-workbench-{}", std::process::id()));
    for _ in 0..4 {
        let made = std::process::Command::new("ssh-keygen")
            .args(["-q", "-t", "ecdsa", "-b", "521", "-N", "", "-f"])
            .arg(&name)
            .status();
        if !made.is_ok_and(|status| status.success()) {
            eprintln!("skipped: there is no ssh-keygen");
            return;
        }
        let imported = crypto::import(&std::fs::read(&name).unwrap());
        std::fs::remove_file(&name).unwrap();
        std::fs::remove_file(name.with_extension("pub")).unwrap();
        assert_eq!(outcome(&imported), "EC P-521 private");
    }
}

/// What is locked, mutated: no input makes the readers below panic, however deep in the format it reaches.
mod mutated {
    use super::{files, own};
    use jwt_workbench::crypto;
    use jwt_workbench::keys::{Secret, UnlockLimits};
    use proptest::prelude::*;
    use std::sync::OnceLock;

    fn seeds() -> &'static [Vec<u8>] {
        static SEEDS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
        let small = |bytes: &Vec<u8>| bytes.len() < 20_000;
        SEEDS.get_or_init(|| {
            let read = files(&own()).into_iter().filter_map(|path| std::fs::read(path).ok());
            // PEM is opened up as well: a mutation of its base64 seldom reaches what is inside
            let opened = |bytes: &Vec<u8>| {
                let text = String::from_utf8(bytes.clone()).ok()?;
                let body: String = text.lines().filter(|l| !l.contains("---") && !l.contains(':')).collect();
                base64::Engine::decode(&base64::engine::general_purpose::STANDARD, body).ok()
            };
            let all: Vec<Vec<u8>> = read.filter(small).collect();
            all.iter().filter_map(opened).chain(all.iter().cloned()).collect()
        })
    }

    /// OpenSSH keys are read out of PEM alone.
    fn wrapped(bytes: &[u8]) -> Vec<u8> {
        if !bytes.starts_with(b"openssh-key") {
            return bytes.to_vec();
        }
        let body = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes);
        format!("-----BEGIN OPENSSH PRIVATE KEY-----\n{body}\n-----END OPENSSH PRIVATE KEY-----\n").into_bytes()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn locked_files_never_panic(
            which in any::<prop::sample::Index>(),
            edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4u8), 1..4),
        ) {
            let mut bytes = which.get(seeds()).clone();
            for (at, octet, how) in edits {
                let at = at.index(bytes.len().max(1));
                match how {
                    0 | 3 if at < bytes.len() => bytes[at] = octet,
                    1 => bytes.insert(at.min(bytes.len()), octet),
                    _ if at < bytes.len() => drop(bytes.remove(at)),
                    _ => {}
                }
            }
            let limits = UnlockLimits {
                pbkdf2_rounds: 4096, scrypt_bytes: 2 << 20, bcrypt_rounds: 24, pkcs12_rounds: 4096, work: 500_000,
            };
            let imported = crypto::import_within(&wrapped(&bytes), &[Secret::new(b"test".to_vec())], &limits);
            prop_assert_eq!(imported.keys.len(), imported.places.len());
            for key in &imported.keys {
                let _ = (key.describe(), key.certificates(), crypto::thumbprint(key));
            }
        }
    }
}
