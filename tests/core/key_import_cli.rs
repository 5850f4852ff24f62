//! `keys import` and `keys show` with what is locked, and with folders.

use crate::cli::Bench;
use jwt_workbench::cli::{World, run};
use jwt_workbench::keys::Secret;
use jwt_workbench::ports::SetTerminal;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

fn own(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/keys").join(name)
}

fn copied(bench: &Bench, names: &[&str]) {
    for name in names {
        std::fs::copy(own(name), bench.path(name)).unwrap();
    }
}

fn with_passphrase(bench: &Bench, args: &[&str]) -> (i32, String, String) {
    let output = bench.command().env("PASS", "test").env("WRONG", "no").args(args).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_locked_file_opens_with_a_variable() {
    let bench = Bench::new();
    let files = ["modern.p12", "genrsa-aes256.pem", "ssh-ed25519-test"];
    copied(&bench, &files);
    for file in files {
        let (code, out, err) = with_passphrase(&bench, &["keys", "show", file, "--json"]);
        let shown: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(
            (code, shown["locked"].as_array().map(Vec::len), shown["keys"].as_array().map(Vec::len)),
            (2, Some(1), Some(0))
        );
        assert!(err.contains("needs a passphrase; give one with --passphrase-env"), "{err}");
        let (code, _, err) = with_passphrase(&bench, &["keys", "show", file, "--passphrase-env", "WRONG"]);
        assert!(code == 2 && err.contains("does not open it"), "{err}");
        let (code, out, _) = with_passphrase(&bench, &["keys", "show", file, "--passphrase-env", "PASS", "--json"]);
        let shown: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!((code, &shown["keys"][0]["private"]), (0, &serde_json::Value::from(true)), "{file}");
        let (code, out, err) =
            with_passphrase(&bench, &["keys", "import", file, "--passphrase-env", "WRONG", "--passphrase-env", "PASS"]);
        assert_eq!((code, out.matches("holds").count()), (0, 1), "{out}{err}");
        assert!(!out.contains("PASS") && !out.contains("WRONG"), "{out}");
    }
    let shown = bench.run(&["keys", "show", "modern", "--json"]).ok().json();
    let certificates = shown["keys"][0]["certificates"].as_array().unwrap();
    assert_eq!(certificates[0]["subject"], "CN=leaf.example,O=Example\\, Ltd.");
    let (code, token, err) = with_passphrase(
        &bench,
        &["sign", "--key", "ssh-ed25519-test", "--passphrase-env", "PASS", "--alg", "EdDSA", "--claims", "{}"],
    );
    assert_eq!((code, token.matches('.').count()), (0, 2), "{err}");
}

/// What the program writes, to be looked at afterwards.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn asked(answers: &[&str]) -> (u8, String) {
    let mut world = World::native();
    let errors = Written::default();
    let answers = answers.iter().map(|a| Secret::new(a.as_bytes().to_vec())).collect();
    world.terminal = Box::new(SetTerminal(answers));
    (world.output, world.errors) = (Box::new(Written::default()), Box::new(errors.clone()));
    let file = own("topk8-aes256.pem").into_os_string();
    let args = ["jwt-workbench".into(), "keys".into(), "show".into(), file];
    let code = run(args, &mut world, |_| Ok(()));
    let said = String::from_utf8(errors.0.lock().unwrap().clone()).unwrap();
    (code, said)
}

#[test]
fn whoever_sits_there_is_asked_three_times() {
    assert_eq!(asked(&["test"]).0, 0);
    let (code, said) = asked(&["no", "neither", "test"]);
    assert_eq!((code, said.matches("That passphrase does not open it.").count()), (0, 2), "{said}");
    let (code, said) = asked(&["a", "b", "c", "test"]);
    assert_eq!((code, said.matches("That passphrase does not open it.").count()), (2, 3), "{said}");
    assert!(!said.contains("neither") && asked(&[]).0 == 2);
}

#[test]
fn a_folder_is_taken_in_whole() {
    let bench = Bench::new();
    let names = ["genrsa.pem", "leaf-cert.pem", "leaf-key.pem", "ssh-ed25519.pub", "topk8.der", "make.sh"];
    std::fs::create_dir_all(bench.path("keys/.git")).unwrap();
    for name in names {
        std::fs::copy(own(name), bench.path("keys").join(name)).unwrap();
    }
    std::fs::write(bench.path("keys/.git/config"), "x").unwrap();
    let done = bench.run(&["keys", "import", "keys"]).ok();
    assert!(done.err.contains("make.sh holds no usable key") && done.err.contains("hidden"), "{}", done.err);
    assert!(done.err.contains("topk8.der holds no usable key: the input is locked (PBKDF2"), "{}", done.err);
    let listed = bench.run(&["keys", "list", "--json"]).ok().json();
    let mut kept: Vec<_> = listed["keys"].as_array().unwrap().iter().map(|k| k["name"].as_str().unwrap()).collect();
    kept.sort_unstable();
    assert_eq!(kept, ["genrsa", "leaf-cert", "leaf-key", "ssh-ed25519"]);
    bench.run(&["keys", "import", "keys/.git"]).fails(2, "no usable key");
    let source = std::fs::read_dir(bench.path("vault/keys"))
        .unwrap()
        .map(|e| std::fs::read_to_string(e.unwrap().path()).unwrap());
    assert!(source.into_iter().any(|text| text.contains("\"place\"") && text.contains("genrsa.pem")));
}
