//! A tour through the real program with canaries in every secret place, errors among it: none of them comes out anywhere.
//! Another tour under strace: no command opens a socket of the internet.

#![cfg(unix)]

use crate::cli::Bench;
use jwt_workbench::cli::{World, run};
use jwt_workbench::jose::base64url;
use jwt_workbench::keys::Secret;
use jwt_workbench::ports::{NativeDisk, SetEnvironment, SetTerminal, SystemClock};
use std::collections::VecDeque;
use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

const KEY: &str = "canary-key-1b7e-thirty-two-octets";
const OLD: &str = "canary-old-passphrase-5c2d";
const NEW: &str = "canary-new-passphrase-9e4a";
const NAME: &str = "canary-name-of-a-key";

/// As they are, in base64url, and in base64 from inside of a longer text.
fn traces() -> Vec<String> {
    [KEY, OLD, NEW]
        .iter()
        .flat_map(|text| [(*text).to_owned(), base64url::encode(text.as_bytes())[..20].to_owned()])
        .collect()
}

fn expect_none(text: &str, place: &str) {
    for trace in traces() {
        assert!(!text.contains(&trace), "{trace} is in {place}: {text}");
    }
}

fn everything_below(folder: &Path, look: &mut dyn FnMut(&Path, &str)) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => everything_below(&path, look),
            false => look(&path, &String::from_utf8_lossy(&std::fs::read(&path).unwrap())),
        }
    }
}

fn tour() -> Vec<Vec<&'static str>> {
    vec![
        vec!["keys", "import", "key.json"],
        vec!["keys", "list"],
        vec!["keys", "show", NAME],
        vec!["keys", "protect", "--vault-passphrase-env", "OLD"],
        vec!["keys", "protect", "--vault-passphrase-env", "OLD"],
        vec!["keys", "list"],
        vec!["keys", "list", "--vault-passphrase-env", "NEW"],
        vec!["keys", "list", "--vault-passphrase-env", "UNSET"],
        vec!["keys", "list", "--json", "--vault-passphrase-env", "OLD"],
        vec!["keys", "show", NAME, "--json", "--vault-passphrase-env", "OLD"],
        vec!["keys", "thumbprint", NAME, "--vault-passphrase-env", "OLD"],
        vec!["keys", "import", "damaged.json", "--vault-passphrase-env", "OLD"],
        vec!["keys", "rename", NAME, "canary-name-2", "--vault-passphrase-env", "OLD"],
        vec!["sign", "--key", "canary-name-2", "--claims", "{}", "--vault-passphrase-env", "OLD"],
        vec!["sign", "--key", "no such key", "--claims", "{}", "--vault-passphrase-env", "OLD"],
        vec!["verify", "e30.e30.AA", "--vault-passphrase-env", "OLD"],
        vec!["verify", "e30.e30.AA", "--vault-passphrase-env", "NEW"],
        vec!["verify", "e30.e30.AA", "--no-vault"],
        vec!["keys", "change-passphrase", "--vault-passphrase-env", "NEW", "--new-passphrase-env", "OLD"],
        vec!["keys", "change-passphrase", "--vault-passphrase-env", "OLD", "--new-passphrase-env", "NEW"],
        vec!["keys", "generate", "--alg", "ES256", "--vault-passphrase-env", "NEW"],
        vec!["keys", "remove", "canary-name-2", "--vault-passphrase-env", "NEW"],
        vec!["keys", "restore", "canary-name-2", "--vault-passphrase-env", "NEW"],
        vec!["keys", "unprotect", "--vault-passphrase-env", "OLD"],
        vec!["keys", "list", "--vault-passphrase-env", "NEW"],
    ]
}

fn prepared() -> Bench {
    let bench = Bench::new();
    let k = base64url::encode(KEY.as_bytes());
    bench.file("key.json", format!("{{\"kty\":\"oct\",\"kid\":\"{NAME}\",\"k\":\"{k}\"}}"));
    bench.file("damaged.json", format!("{{\"kty\":\"oct\",\"k\":\"{k}"));
    bench
}

fn with_passphrases(mut command: Command, bench: &Bench) -> Command {
    command.env("OLD", OLD).env("NEW", NEW).env("HOME", bench.path("home")).env("TMPDIR", bench.path("tmp"));
    command
}

#[test]
fn no_secret_comes_out_of_a_tour_with_errors() {
    let bench = prepared();
    std::fs::create_dir_all(bench.path("home")).unwrap();
    std::fs::create_dir_all(bench.path("tmp")).unwrap();
    let (mut done, mut refused) = (0, 0);
    for args in tour() {
        let output = with_passphrases(bench.command(), &bench).args(&args).output().unwrap();
        let what = args.join(" ");
        expect_none(&String::from_utf8_lossy(&output.stdout), &format!("the output of {what}"));
        expect_none(&String::from_utf8_lossy(&output.stderr), &format!("the errors of {what}"));
        let has_failed = output.status.code() == Some(2);
        assert!(output.status.code().is_some_and(|code| code <= 3), "{what}");
        if has_failed {
            refused += 1
        } else {
            done += 1
        }
        let is_protected = bench.path("vault/vault-key.jwe.json").exists();
        everything_below(&bench.path("vault"), &mut |path, text| {
            if is_protected || !path.starts_with(bench.path("vault/keys")) {
                expect_none(text, &format!("{} after {what}", path.display()));
            }
            assert!(!is_protected || !text.contains("canary-name"), "a name is in {} after {what}", path.display());
            assert!(!is_protected || !path.to_string_lossy().contains("canary"), "{} after {what}", path.display());
        });
    }
    for folder in ["home", "tmp"] {
        everything_below(&bench.path(folder), &mut |path, text| expect_none(text, &path.display().to_string()));
    }
    println!("{done} commands done, {refused} refused");
    assert!(done >= 12 && refused >= 8, "{done} done, {refused} refused");
}

#[test]
fn no_command_opens_a_socket_of_the_internet() {
    if Command::new("strace").arg("-V").output().is_err() {
        println!("skipped: strace is not there");
        return;
    }
    let bench = prepared();
    let mut traced = 0;
    for args in tour() {
        let program = env!("CARGO_BIN_EXE_jwt-workbench");
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-e", "trace=socket,connect,bind,sendto", "-o", "trace.log", program]).args(&args);
        command.current_dir(bench.path("")).env_clear().env("PATH", "/usr/bin:/bin");
        command.env("JWT_WORKBENCH_CONFIG_DIR", bench.path("vault"));
        let output = with_passphrases(command, &bench).output().unwrap();
        let log = std::fs::read_to_string(bench.path("trace.log")).unwrap_or_default();
        if output.status.code().is_none_or(|code| code > 3) || log.contains("ptrace") {
            println!("skipped: strace may not look at programs here");
            return;
        }
        assert!(!log.contains("AF_INET"), "{}: {log}", args.join(" "));
        traced += 1;
    }
    println!("{traced} commands traced");
}

/// What a command writes.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Runs a command with somebody at the terminal; the status, what was written, and how many answers are left.
fn at_terminal(vault: &Path, answers: &[&str], args: &[&str]) -> (u8, String, usize) {
    let (out, errors) = (Written::default(), Written::default());
    let left = Arc::new(Mutex::new(0));
    #[derive(Debug)]
    struct Counted(SetTerminal, Arc<Mutex<usize>>);
    impl jwt_workbench::ports::Terminal for Counted {
        fn ask(&mut self, prompt: &str) -> Option<Secret> {
            let answer = self.0.ask(prompt);
            *self.1.lock().unwrap() = self.0.0.len();
            answer
        }

        fn confirm(&mut self, question: &str) -> Option<bool> {
            self.0.confirm(question)
        }
    }
    *left.lock().unwrap() = answers.len();
    let queue: VecDeque<Secret> = answers.iter().map(|a| Secret::new(a.as_bytes().to_vec())).collect();
    let environment = SetEnvironment { config_folder: Some(vault.to_path_buf()), ..SetEnvironment::default() };
    let mut world = World {
        output: Box::new(out.clone()),
        errors: Box::new(errors.clone()),
        terminal: Box::new(Counted(SetTerminal(queue), Arc::clone(&left))),
        environment: Arc::new(environment),
        clock: Arc::new(SystemClock),
        disk: Arc::new(NativeDisk),
        ..World::native()
    };
    let words = std::iter::once("jwt-workbench").chain(args.iter().copied()).map(OsString::from);
    let code = run(words, &mut world, |_| Ok(()));
    let mut text = String::from_utf8(out.0.lock().unwrap().clone()).unwrap();
    text += &String::from_utf8(errors.0.lock().unwrap().clone()).unwrap();
    let left = *left.lock().unwrap();
    (code, text, left)
}

#[test]
fn passphrases_are_asked_at_the_terminal_when_no_variable_names_them() {
    let dir = tempfile::tempdir().unwrap();
    let vault = dir.path().join("vault");
    let (code, text, _) = at_terminal(&vault, &["one", "two"], &["keys", "protect"]);
    assert_eq!((code, text.contains("differ")), (2, true), "{text}");
    let (code, text, _) = at_terminal(&vault, &["right", "right"], &["keys", "protect"]);
    assert_eq!(code, 0, "{text}");
    let (code, text, _) =
        at_terminal(&vault, &["wrong", "right"], &["keys", "generate", "--alg", "HS256", "--name", "demo"]);
    assert_eq!((code, text.contains("not the passphrase")), (0, true), "{text}");
    let (code, text, left) = at_terminal(&vault, &["a", "b", "c", "right"], &["keys", "list"]);
    assert_eq!((code, left), (2, 1), "three tries: {text}");
    let (code, text, _) = at_terminal(&vault, &[], &["keys", "list"]);
    assert!(code == 2 && text.contains("--vault-passphrase-env"), "{text}");
    let (code, _, left) = at_terminal(&vault, &["right"], &["verify", "e30.e30.AA", "--no-vault"]);
    assert_eq!((code, left), (1, 1), "--no-vault asks nobody");
    let (code, text, _) = at_terminal(&vault, &["right", "new", "new"], &["keys", "change-passphrase"]);
    assert_eq!(code, 0, "{text}");
    let (code, text, _) = at_terminal(&vault, &["new"], &["keys", "list"]);
    assert!(code == 0 && text.contains("demo"), "{text}");
    let (code, text, _) = at_terminal(&vault, &["new"], &["keys", "remove", "demo"]);
    assert!(code == 0 && text.contains("keys restore"), "{text}");
    let (code, text, _) = at_terminal(&vault, &["new"], &["keys", "restore", "no such key"]);
    assert!(code == 2 && text.contains("removed key"), "{text}");
    let (code, text, _) = at_terminal(&vault, &["new"], &["keys", "restore", "demo"]);
    assert!(code == 0 && text.contains("'demo' is back"), "{text}");
    let (code, text, _) = at_terminal(&vault, &["new"], &["keys", "unprotect"]);
    assert_eq!(code, 0, "{text}");
    assert!(vault.join("keys/demo.jwk.json").exists());
}

/// A whole process that falls over with every secret in its message: what is printed names the place alone.
#[test]
fn a_panic_with_secrets_in_it_tells_none() {
    const CHILD: &str = "JWT_WORKBENCH_TEST_PANIC";
    if std::env::var_os(CHILD).is_some() {
        jwt_workbench::panic::install();
        let fell = std::panic::catch_unwind(|| panic!("{KEY} {OLD} {NEW}")).is_err();
        std::process::exit(if fell { 101 } else { 0 });
    }
    let own = ["--exact", "vault_leaks::a_panic_with_secrets_in_it_tells_none", "--nocapture"];
    let output = Command::new(std::env::current_exe().unwrap()).args(own).env(CHILD, "1").output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(101), "{out}{err}");
    assert!(err.contains("internal error at vault_leaks.rs:"), "{err}");
    expect_none(&out, "standard output");
    expect_none(&err, "standard error");
}
