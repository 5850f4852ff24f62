//! `keys fetch` through the real program, against a server on this machine.

use super::server::{JWKS, Server, reply};
use super::{jwk, key, set_of};
use crate::cli::Bench;
use jwt_workbench::keys::Private;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

fn server(set: String) -> (Server, String) {
    let server = Server::http(move |_, wire| reply(wire, "200 OK", &[JWKS], set.as_bytes()));
    let url = format!("http://{}/jwks", server.address);
    (server, url)
}

#[test]
fn without_a_yes_nothing_is_sent() {
    let (server, url) = server(set_of(&[&key("a")]));
    let bench = Bench::new();
    for (options, wanted) in [
        (&[][..], "--allow-http"),
        (&["--yes"], "--allow-http"),
        (&["--yes", "--allow-http"], "--allow-private"),
        (&["--yes", "--allow-private"], "--allow-http"),
        (&["--allow-http", "--allow-private"], "add --yes"),
    ] {
        let done = bench.run(&[&["keys", "fetch", &url], options].concat());
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{options:?}");
        assert!(done.err.contains(wanted), "{}", done.err);
        assert!(done.err.contains("at 127.0.0.1"), "the address is shown: {}", done.err);
    }
    let taken = bench.file("taken.json", "{}");
    let all = ["keys", "fetch", &url, "--yes", "--allow-http", "--allow-private", "--out", &taken];
    assert!(bench.run(&all).err.contains("exists already, nothing was sent"));
    assert_eq!(server.connections(), 0);
}

#[test]
fn fetched_keys_verify_what_names_them_and_are_renewed() {
    let (a, b) = (key("a"), key("b"));
    let (first, second) = (set_of(&[&a]), set_of(&[&a, &b]));
    let is_later = Arc::new(AtomicBool::new(false));
    let later = Arc::clone(&is_later);
    let server = Server::http(move |_, wire| {
        let set = if later.load(Ordering::SeqCst) { &second } else { &first };
        reply(wire, "200 OK", &[JWKS], set.as_bytes());
    });
    let url = format!("http://{}/jwks", server.address);
    let bench = Bench::new();
    let fetch = ["keys", "fetch", &url, "--yes", "--allow-http", "--allow-private"];
    assert!(bench.run(&fetch).ok().err.contains("1 key of"));
    is_later.store(true, Ordering::SeqCst);
    let done = bench.run(&[&fetch[..], &["--json"]].concat()).ok();
    assert!(done.err.contains("Added: b."), "{}", done.err);
    let described: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(described["keys"].as_array().unwrap().len(), 2);
    let private = bench.file("b.json", jwk(&b, Private::Include).to_string());
    let token = bench.run(&["sign", "--key", &private, "--claims", "{}", "--exp-in", "5m"]).ok().out;
    let token = bench.file("token.jwt", token);
    let verdict = bench.run(&["verify", &token]);
    assert_eq!(verdict.code, 0, "{}{}", verdict.out, verdict.err);
    assert!(verdict.out.contains("127.0.0.1#b"), "{}", verdict.out);
    assert!(bench.run(&["keys", "list"]).ok().out.contains("127.0.0.1#a"));
}

#[test]
fn no_proxy_is_told_the_address() {
    let (server, url) = server(set_of(&[&key("a")]));
    let (proxy, address) = self::server(String::new());
    let bench = Bench::new();
    let mut command = bench.command();
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env(name, &address);
    }
    command.args(["keys", "fetch", &url, "--yes", "--allow-http", "--allow-private", "--out", "-"]);
    let output = command.output().unwrap();
    assert!(output.status.success());
    let set: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(set["keys"][0]["kid"], json!("a"));
    assert!(set["keys"][0].get("name").is_none() && set["keys"][0].get("jwt-workbench").is_none(), "{set}");
    assert_eq!((server.connections(), proxy.connections()), (1, 0));
}

#[test]
fn private_keys_are_named_and_nothing_of_them_is_printed() {
    let bad = key("bad");
    let text = json!({ "keys": [jwk(&key("good"), Private::Omit), jwk(&bad, Private::Include)] }).to_string();
    let (_server, url) = server(text);
    let done = Bench::new().run(&["keys", "fetch", &url, "--yes", "--allow-http", "--allow-private"]).ok();
    assert!(done.err.contains("left out: the key “bad”") && done.err.contains("(jwks-private-key)"), "{}", done.err);
    let d = jwk(&bad, Private::Include)["d"].as_str().unwrap().to_owned();
    assert!(!done.err.contains(&d) && !done.out.contains(&d));
}

#[test]
#[cfg(target_os = "linux")]
fn the_platform_says_whom_to_trust() {
    use base64::Engine as _;
    let authority = super::Authority::new();
    let set = set_of(&[&key("a")]);
    let tls = authority.server(&["127.0.0.1"], 2100);
    let server = Server::https(tls, move |_, wire| reply(wire, "200 OK", &[JWKS], set.as_bytes()));
    let bench = Bench::new();
    let text = base64::engine::general_purpose::STANDARD.encode(&authority.der);
    bench.file("ca.pem", format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n"));
    let url = format!("https://{}/jwks", server.address);
    for is_trusted in [false, true] {
        let mut command = bench.command();
        if is_trusted {
            command.env("SSL_CERT_FILE", bench.path("ca.pem"));
        }
        let output = command.args(["keys", "fetch", &url, "--yes", "--allow-private"]).output().unwrap();
        assert_eq!(output.status.success(), is_trusted, "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(server.requests().len(), 1);
}
