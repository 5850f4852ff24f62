//! Key sets from a hostile server on this machine: every limit by what comes of it. Nothing here leaves the machine.

mod cli;
mod server;

use jwt_workbench::app::{Action, Effect, FetchAction, FetchErrand, FetchForm, KeyForm, Model, update};
use jwt_workbench::checks::{State, VerificationState};
use jwt_workbench::crypto::{self, KeySpec};
use jwt_workbench::jose::numeric_date::NumericDate;
use jwt_workbench::jose::token::Token;
use jwt_workbench::jose::{alg, base64url};
use jwt_workbench::keys::{About, Key, KeyRing, Origin, Private, Source};
use jwt_workbench::ports::{Cancel, Fetch, FetchAnswer, FetchError, ScriptedFetch};
use jwt_workbench::remote::{Arrival, By, Consent, FetchedSet, Found, Plan, RemoteError, Stop};
use jwt_workbench::report::{self, At, Inputs, KeyChoice, Verdict};
use serde_json::{Value, json};
use server::{Authority, JWKS, Net, Server, Wire, reply};
use std::io::Write;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

fn now() -> NumericDate {
    NumericDate::from_secs(1_795_356_309)
}

const ALL: Consent = Consent { http: true, unusual: true };
/// Short enough to wait for, long enough for a busy machine to answer in.
const SHORT: Duration = Duration::from_millis(400);

pub fn key(kid: &str) -> Key {
    let key = crypto::generate(&"ES256".parse::<KeySpec>().unwrap()).unwrap();
    Key { kid: Some(kid.to_owned()), ..key }
}

fn jwk(key: &Key, private: Private) -> Value {
    serde_json::from_str(&key.to_jwk(private).unwrap()).unwrap()
}

pub fn set_of(keys: &[&Key]) -> String {
    json!({ "keys": keys.iter().map(|k| jwk(k, Private::Omit)).collect::<Vec<_>>() }).to_string()
}

fn looked_up(net: &dyn Fetch, text: &str, by: By) -> Result<Stop, RemoteError> {
    Plan::make(text, by)?.look_up(net, &Cancel::default())
}

fn visit(net: &dyn Fetch, stop: &Stop) -> Result<Arrival, RemoteError> {
    let address = stop.first_choice().unwrap().address;
    stop.visit(net, address, ALL, now(), &Cancel::default())
}

fn fetch(net: &dyn Fetch, text: &str, by: By) -> Result<Arrival, RemoteError> {
    visit(net, &looked_up(net, text, by)?)
}

fn keys(arrival: Result<Arrival, RemoteError>) -> Found {
    match arrival.unwrap() {
        Arrival::Keys(found) => *found,
        Arrival::Onward { plan, .. } => panic!("onward to {plan:?}"),
    }
}

#[track_caller]
fn refused(arrival: Result<Arrival, RemoteError>) -> String {
    let error = arrival.unwrap_err();
    let text = error.to_string();
    assert!(!text.contains('\u{1b}') && !text.contains('\n'), "{text:?}");
    assert!(text.starts_with(|c: char| !c.is_uppercase()) && !text.ends_with('.'), "{text}");
    error.id().to_owned()
}

/// What a server without TLS that answers like this leads to.
fn against(answer: impl Fn(&str, &mut dyn Wire) + Send + Sync + 'static) -> Result<Arrival, RemoteError> {
    let server = Server::http(answer);
    fetch(&Net::new(), &format!("http://{}/jwks", server.address), By::Url)
}

/// What this body leads to.
fn body(bytes: impl Into<Vec<u8>>) -> Result<Arrival, RemoteError> {
    let bytes = bytes.into();
    against(move |_, wire| reply(wire, "200 OK", &[JWKS], &bytes))
}

#[test]
fn nothing_is_sent_before_the_click_and_nothing_more_than_needed_after_it() {
    let set = set_of(&[&key("a")]);
    let server = Server::http(move |_, wire| reply(wire, "200 OK", &[JWKS, "Set-Cookie: a=b"], set.as_bytes()));
    let net = Net::new().names(&[&["127.0.0.1"]]);
    let stop = looked_up(&net, &format!("http://id.test:{}/jwks?v=1#part", server.port()), By::Url).unwrap();
    let address = stop.first_choice().unwrap().address;
    for (http, unusual, id) in
        [(false, false, "remote-needs-http"), (false, true, "remote-needs-http"), (true, false, "remote-needs-unusual")]
    {
        assert_eq!(refused(stop.visit(&net, address, Consent { http, unusual }, now(), &Cancel::default())), id);
    }
    let other = "127.0.0.2".parse().unwrap();
    assert_eq!(refused(stop.visit(&net, other, ALL, now(), &Cancel::default())), "remote-other-address");
    assert_eq!(server.connections(), 0, "before the click");

    for _ in 0..2 {
        let found = keys(visit(&net, &stop));
        assert_eq!(found.set.keys[0].name, "id.test#a");
        assert_eq!((found.left_out.len(), found.remarks.len(), found.trail.len()), (0, 0, 1));
    }
    assert_eq!(server.connections(), 2);
    assert_eq!(net.looked_up(), 1, "the address that was shown is the one that is asked");
    for request in server.requests() {
        let lines: Vec<String> = request.trim_end().lines().map(str::to_lowercase).collect();
        assert_eq!(lines[0], "get /jwks?v=1 http/1.1");
        let mut names: Vec<_> = lines[1..].iter().map(|l| l.split(':').next().unwrap()).collect();
        names.sort_unstable();
        assert_eq!(names, ["accept", "accept-encoding", "connection", "host", "user-agent"]);
        assert!(lines.contains(&format!("host: id.test:{}", server.port())));
        assert!(lines.contains(&format!("user-agent: jwt-workbench/{}", env!("CARGO_PKG_VERSION"))));
        assert!(lines.contains(&"accept-encoding: identity".to_owned()));
    }
}

#[test]
fn a_trusted_server_gives_its_keys_over_tls() {
    let authority = Authority::new();
    let set = set_of(&[&key("a"), &key("b")]);
    let server = Server::https(authority.server(&["id.test"], 2100), move |_, wire| {
        reply(wire, "200 OK", &[JWKS], set.as_bytes())
    });
    let net = Net::trusting(&[authority.der]).names(&[&["127.0.0.1"]]);
    let url = format!("https://id.test:{}/jwks", server.port());
    let stop = looked_up(&net, &url, By::Url).unwrap();
    let only_unusual = Consent { http: false, unusual: true };
    let address = stop.first_choice().unwrap().address;
    let found = keys(stop.visit(&net, address, only_unusual, now(), &Cancel::default()));
    let source = found.set.keys[1].about.source.clone().unwrap();
    assert_eq!((source.origin, source.place, source.issuer, source.at), (Origin::Fetched, url.clone(), None, now()));
    assert_eq!((found.set.name(), found.set.address), (url.as_str(), address));
    assert!(found.set.keys.iter().all(|k| !k.is_private()));
}

#[test]
fn a_certificate_that_proves_nothing_ends_it_before_a_request() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    for (what, tls) in [
        ("another name", authority.server(&["other.test"], 2100)),
        ("expired", authority.server(&["id.test"], 2001)),
        ("unknown authority", stranger.server(&["id.test"], 2100)),
    ] {
        let server = Server::https(tls, |_, wire| reply(wire, "200 OK", &[JWKS], b"{}"));
        let net = Net::trusting(std::slice::from_ref(&authority.der)).names(&[&["127.0.0.1"]]);
        let url = format!("https://id.test:{}/jwks", server.port());
        assert_eq!(refused(fetch(&net, &url, By::Url)), "fetch-certificate", "{what}");
        assert!(server.requests().is_empty(), "{what}");
    }
}

#[test]
fn the_wrong_protocol_on_a_port_is_named() {
    let net = Net::new();
    // a server without TLS that is the first to speak, as mail servers are
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            std::thread::sleep(Duration::from_millis(200));
        }
    });
    assert_eq!(refused(fetch(&net, &format!("https://{address}/"), By::Url)), "fetch-not-tls");
    let tls = Authority::new().server(&["id.test"], 2100);
    let server = Server::https(tls, |_, _| ());
    let id = refused(fetch(&net, &format!("http://{}/", server.address), By::Url));
    assert!(["fetch-not-http", "fetch-cut-short"].contains(&id.as_str()), "{id}");
}

fn drip(wire: &mut dyn Wire, first: &str, again: &[u8]) {
    let _ = wire.write_all(first.as_bytes());
    for _ in 0..200 {
        if wire.write_all(again).and_then(|()| wire.flush()).is_err() {
            return;
        }
        std::thread::sleep(Duration::from_millis(25));
    }
}

#[test]
fn time_is_limited_as_a_whole_and_not_from_byte_to_byte() {
    let within = |url: &str| fetch(&Net::new().within(SHORT), url, By::Url);
    for (what, first, again) in [
        ("silence", "", &b""[..]),
        ("the status line", "HTTP/1.1 ", b"2"),
        ("header fields", "HTTP/1.1 200 OK\r\nX: ", b"x"),
        ("the body", "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b" "),
        ("chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
        ("no end", "HTTP/1.1 200 OK\r\n\r\n", b" "),
    ] {
        let server = Server::http(move |_, wire| drip(wire, first, again));
        let id = refused(within(&format!("http://{}/", server.address)));
        let expected: &[&str] =
            if what == "the status line" { &["fetch-too-slow", "fetch-not-http"] } else { &["fetch-too-slow"] };
        assert!(expected.contains(&id.as_str()), "{what}: {id}");
    }
    // somebody listens and never says a word of TLS
    let mute = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    assert_eq!(refused(within(&format!("https://{}/", mute.local_addr().unwrap()))), "fetch-too-slow");
}

#[test]
fn redirects_share_the_time_of_the_visit() {
    let slow = |url: &str, location: Option<&str>| FetchAnswer {
        status: if location.is_some() { 302 } else { 200 },
        location: location.map(str::to_owned),
        content_type: None,
        body: zeroize::Zeroizing::new(set_of(&[&key(url)]).into_bytes()),
        took: Duration::from_secs(2),
    };
    let net = ScriptedFetch::default()
        .host("id.test", &["93.184.216.34".parse().unwrap()])
        .tell("https://id.test/a", Ok(slow("a", Some("/b"))))
        .tell("https://id.test/b", Ok(slow("b", None)));
    keys(fetch(&net, "https://id.test/a", By::Url));
    let times: Vec<_> = net.asked().iter().map(|r| r.limits.time.as_secs()).collect();
    assert_eq!(times, [5, 3]);
    assert!(net.asked().iter().all(|r| r.limits.body_bytes == 1 << 20));
}

#[test]
fn a_cancelled_fetch_answers_at_once() {
    let server = Server::http(|_, wire| drip(wire, "HTTP/1.1 200 OK\r\n\r\n", b" "));
    let stop = looked_up(&Net::new(), &format!("http://{}/", server.address), By::Url).unwrap();
    let cancel = Cancel::default();
    let (other, started) = (cancel.clone(), Instant::now());
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(200));
        other.set();
    });
    let address = stop.first_choice().unwrap().address;
    let answer = stop.visit(&Net::new(), address, ALL, now(), &cancel);
    assert_eq!(answer.unwrap_err(), RemoteError::Fetch(FetchError::Cancelled));
    println!("answered {:?} after the cancel", started.elapsed().saturating_sub(Duration::from_millis(200)));
    assert!(started.elapsed() < Duration::from_secs(3), "the limit is a minute");
    assert_eq!(refused(stop.visit(&Net::new(), address, ALL, now(), &cancel)), "fetch-cancelled");
}

#[test]
fn size_is_limited_however_it_is_sent() {
    const TEN_MEGABYTES: usize = 10 << 20;
    let too_large = "fetch-body-too-large";
    assert_eq!(refused(body(vec![b' '; TEN_MEGABYTES])), too_large);
    let written = Arc::new(AtomicUsize::new(0));
    for (head, chunk) in [
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            [b"1000\r\n".as_slice(), &[b' '; 4096], b"\r\n"].concat(),
        ),
        ("HTTP/1.1 200 OK\r\n\r\n", vec![b' '; 4096]),
        ("HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n", vec![b' '; 4096]),
    ] {
        let count = Arc::clone(&written);
        let answer = against(move |_, wire| {
            let _ = wire.write_all(head.as_bytes());
            while wire.write_all(&chunk).is_ok() && count.fetch_add(chunk.len(), Ordering::SeqCst) < 8 * TEN_MEGABYTES {
            }
        });
        assert_eq!(refused(answer), too_large, "{head}");
    }
    // what was read is the limit, and what buffers hold
    assert!(written.load(Ordering::SeqCst) < 2 * TEN_MEGABYTES, "{written:?}");
    // to the byte: a set of exactly the limit is read, one of a byte more is not
    let set = set_of(&[&key("a")]);
    let padded = |len: usize| format!("{set}{}", " ".repeat(len - set.len()));
    assert_eq!(keys(body(padded(1 << 20))).set.keys.len(), 1);
    assert_eq!(refused(body(padded((1 << 20) + 1))), too_large);
}

#[test]
fn header_fields_are_limited() {
    for field in ["X: ", "x"] {
        let answer = against(move |_, wire| {
            let _ = wire.write_all(b"HTTP/1.1 200 OK\r\n");
            let line = format!("{field}{}{}", "a".repeat(500), if field == "X: " { "\r\n" } else { "" });
            while wire.write_all(line.as_bytes()).is_ok() {}
        });
        let id = refused(answer);
        assert!(["fetch-head-too-large", "fetch-not-http"].contains(&id.as_str()), "{field:?}: {id}");
    }
}

#[test]
fn what_is_compressed_is_not_opened() {
    let bomb = {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(&vec![b' '; 8 << 20]).unwrap();
        gzip.finish().unwrap()
    };
    for encoding in ["gzip", "br", "identity, gzip"] {
        let (bomb, field) = (bomb.clone(), format!("Content-Encoding: {encoding}"));
        let answer = against(move |_, wire| reply(wire, "200 OK", &[JWKS, &field], &bomb));
        assert_eq!(refused(answer), "fetch-encoded", "{encoding}");
    }
    // nor guessed
    assert_eq!(refused(body(bomb)), "remote-not-what-was-asked");
}

#[test]
fn redirects_stay_on_the_host_and_end() {
    let set = set_of(&[&key("a")]);
    let server = Server::http(move |path, wire| match path.split_once('/').unwrap().1 {
        "two" => reply(wire, "302 Found", &["Location: one"], b""),
        "one" => reply(wire, "301 Moved Permanently", &["Location: /jwks"], b"moved"),
        "jwks" => reply(wire, "200 OK", &[JWKS], set.as_bytes()),
        "loop" => reply(wire, "307 Temporary Redirect", &["Location: /loop"], b""),
        "nowhere" => reply(wire, "302 Found", &["Location: http://["], b""),
        "none" => reply(wire, "302 Found", &[], b""),
        other => {
            let field = format!("Location: {}", other.replace("COLON", ":"));
            reply(wire, "302 Found", &[&field], b"");
        }
    });
    let net = Net::new().names(&[&["127.0.0.1"]]);
    let at = |path: &str| fetch(&net, &format!("http://id.test:{}/{path}", server.port()), By::Url);
    let found = keys(at("two"));
    assert_eq!(found.trail.len(), 3, "{:?}", found.trail);
    assert_eq!(found.set.url, format!("http://id.test:{}/jwks", server.port()), "what was asked in the end");
    for (path, id) in [
        ("loop", "remote-too-many-redirects"),
        ("nowhere", "remote-redirect-nowhere"),
        ("none", "remote-status"),
        ("httpCOLON//other.test/", "remote-redirect-elsewhere"),
        ("//other.test/", "remote-redirect-elsewhere"),
        ("httpCOLON//id.testCOLON1/", "remote-redirect-elsewhere"),
        ("httpCOLON//169.254.169.254/latest/meta-data", "remote-redirect-elsewhere"),
        ("fileCOLON///etc/passwd", "remote-scheme"),
        ("httpCOLON//u@id.test/", "remote-credentials"),
    ] {
        let before = server.connections();
        assert_eq!(refused(at(path)), id, "{path}");
        assert!(server.connections() - before <= 4, "{path}");
    }
    // a step down from https is another place
    let scripted = ScriptedFetch::default()
        .host("id.test", &["93.184.216.34".parse().unwrap()])
        .redirect("https://id.test/a", "http://id.test/a");
    assert_eq!(refused(fetch(&scripted, "https://id.test/a", By::Url)), "remote-redirect-elsewhere");
    assert_eq!(scripted.asked().len(), 1);
}

#[test]
fn the_address_that_was_judged_is_the_one_that_is_asked() {
    let set = set_of(&[&key("a")]);
    let server = Server::http(move |path, wire| match path {
        "/again" => reply(wire, "302 Found", &["Location: /jwks"], b""),
        _ => reply(wire, "200 OK", &[JWKS], set.as_bytes()),
    });
    // the second look would lead to nobody: a visit that looks again fails
    let net = Net::new().names(&[&["127.0.0.1"], &["127.0.0.77"]]);
    let url = format!("http://rebind.test:{}/again", server.port());
    let stop = looked_up(&net, &url, By::Url).unwrap();
    assert_eq!(keys(visit(&net, &stop)).set.address.to_string(), "127.0.0.1");
    assert_eq!(net.looked_up(), 1);
    let second = looked_up(&net, &url, By::Url).unwrap();
    assert_eq!(refused(visit(&net, &second)), "fetch-unreachable");
}

#[test]
fn addresses_that_are_not_public_take_a_second_yes() {
    let set = set_of(&[&key("a")]);
    for (address, place) in [
        ("127.0.0.1", "loopback"),
        ("10.1.2.3", "private"),
        ("fd12::1", "private"),
        ("fe80::1", "link-local"),
        ("100.64.0.1", "shared"),
        ("169.254.169.254", "metadata"),
        ("::ffff:169.254.169.254", "metadata"),
        ("64:ff9b::7f00:1", "loopback"),
    ] {
        let address: IpAddr = address.parse().unwrap();
        let net = ScriptedFetch::default().host("id.test", &[address]).answer("https://id.test/", 200, "", &set);
        let stop = looked_up(&net, "https://id.test", By::Url).unwrap();
        let asked = |consent| stop.visit(&net, address, consent, now(), &Cancel::default());
        let error = asked(Consent::default()).unwrap_err();
        assert!(error.to_string().contains(place), "{error}");
        assert!(net.asked().is_empty(), "{address}");
        keys(asked(Consent { unusual: true, http: false }));
    }
    for address in ["0.0.0.0", "224.0.0.1", "255.255.255.255", "::", "ff02::1"] {
        let net = ScriptedFetch::default().host("id.test", &[address.parse().unwrap()]);
        assert_eq!(looked_up(&net, "https://id.test", By::Url).unwrap_err().id(), "remote-no-address", "{address}");
        assert_eq!(looked_up(&net, "https://0.0.0.0/", By::Url).unwrap_err().id(), "remote-no-address");
    }
    let mixed = ["10.0.0.1".parse().unwrap(), "93.184.216.34".parse().unwrap(), "0.0.0.0".parse().unwrap()];
    let net = ScriptedFetch::default().host("id.test", &mixed);
    let stop = looked_up(&net, "https://id.test", By::Url).unwrap();
    assert!(stop.is_mixed());
    assert_eq!(stop.first_choice().unwrap().address, mixed[1]);
    assert_eq!(refused(stop.visit(&net, mixed[2], ALL, now(), &Cancel::default())), "remote-no-address");
    assert!(net.asked().is_empty());
}

#[test]
fn odd_answers_are_told_apart() {
    let private = json!({ "keys": [jwk(&key("secret"), Private::Include), { "kty": "oct", "k": "AAAA" }] });
    for (what, bytes, id) in [
        ("a page", b" <!doctype html><html>".to_vec(), "remote-web-page"),
        ("no UTF-8", b"{\"keys\":[],\"a\":\"\xff\"}".to_vec(), "remote-not-what-was-asked"),
        ("nothing", Vec::new(), "remote-not-what-was-asked"),
        ("cut JSON", b"{\"keys\":[".to_vec(), "remote-not-what-was-asked"),
        ("twice", b"{\"keys\":[],\"keys\":[]}".to_vec(), "remote-not-what-was-asked"),
        ("an array", b"[]".to_vec(), "remote-not-what-was-asked"),
        ("no array", b"{\"keys\":{}}".to_vec(), "remote-not-what-was-asked"),
        ("one key", jwk(&key("a"), Private::Omit).to_string().into_bytes(), "remote-not-what-was-asked"),
        ("a document", b"{\"issuer\":\"a\",\"jwks_uri\":\"b\"}".to_vec(), "remote-not-what-was-asked"),
        ("PEM", b"-----BEGIN PUBLIC KEY-----".to_vec(), "remote-not-what-was-asked"),
        ("deep", "[".repeat(100_000).into_bytes(), "remote-not-what-was-asked"),
        ("an empty set", b"{\"keys\":[]}".to_vec(), "remote-no-keys"),
        ("unusable keys", b"{\"keys\":[{\"kty\":\"XX\"},7]}".to_vec(), "remote-no-keys"),
        ("private keys only", private.to_string().into_bytes(), "remote-no-keys"),
    ] {
        assert_eq!(refused(body(bytes)), id, "{what}");
    }
    for status in ["404 Not Found", "500 Oops", "204 No Content", "401 Unauthorized"] {
        assert_eq!(refused(against(move |_, wire| reply(wire, status, &[], b""))), "remote-status", "{status}");
    }
    let cut = against(|_, wire| {
        let _ = wire.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"keys\":");
    });
    assert_eq!(refused(cut), "fetch-cut-short");
    let id = refused(against(|_, wire| {
        let _ = wire.write_all(b"\x1b]0;evil\x07 this is no HTTP\r\n\r\n");
    }));
    assert_eq!(id, "fetch-not-http");
}

#[test]
fn private_keys_in_a_set_are_left_out_and_told() {
    let (good, bad) = (key("good"), key("bad"));
    let text = json!({ "keys": [
        jwk(&good, Private::Omit), jwk(&bad, Private::Include), { "kty": "oct", "k": "c2VjcmV0LWNhbmFyeQ" }, { "kty": "XX" },
    ] });
    let found = keys(body(text.to_string()));
    let kids: Vec<_> = found.set.keys.iter().map(|k| k.kid.as_deref().unwrap()).collect();
    assert_eq!(kids, ["good"]);
    let ids: Vec<_> = found.left_out.iter().map(|l| l.id).collect();
    assert_eq!(ids, ["key-unusable", "jwks-private-key", "jwks-private-key"]);
    assert!(found.left_out.iter().any(|l| l.what.contains("“bad”")));
    let all = format!("{:?} {}", found, found.set.to_json());
    assert!(!all.contains("c2VjcmV0LWNhbmFyeQ") && !all.contains("secret-canary"), "{all}");
    let d = jwk(&bad, Private::Include)["d"].as_str().unwrap().to_owned();
    assert!(!all.contains(&d));
}

#[test]
fn a_thousand_keys_are_taken_in_and_no_more() {
    let key = jwk(&key("a"), Private::Omit);
    // short kids, so that a megabyte holds them
    let many: Vec<Value> = (0..1_001)
        .map(|n| {
            let mut key = key.clone();
            key["kid"] = json!(n.to_string());
            key
        })
        .collect();
    let found = keys(body(json!({ "keys": many }).to_string()));
    assert_eq!(found.set.keys.len(), 1_000);
    assert!(found.left_out.iter().any(|l| l.why.contains("1001")), "{:?}", found.left_out);
}

#[test]
fn the_media_type_is_remarked_on_and_not_relied_on() {
    let set = set_of(&[&key("a")]);
    for (field, remarks) in [
        ("Content-Type: application/json; charset=utf-8", 0),
        ("Content-Type: Application/JWK-Set+JSON", 0),
        ("Content-Type: text/html", 1),
        ("X: y", 1),
    ] {
        let set = set.clone();
        let found = keys(against(move |_, wire| reply(wire, "200 OK", &[field], set.as_bytes())));
        assert_eq!(found.remarks.len(), remarks, "{field}");
    }
}

fn documents(openid: Option<Value>, oauth: Option<Value>) -> ScriptedFetch {
    let mut net = ScriptedFetch::default()
        .host("id.test", &["93.184.216.34".parse().unwrap()])
        .host("keys.test", &["93.184.216.35".parse().unwrap()])
        .answer("https://id.test/jwks", 200, "application/json", set_of(&[&key("a")]));
    if let Some(text) = openid {
        net =
            net.answer("https://id.test/a/.well-known/openid-configuration", 200, "application/json", text.to_string());
    }
    if let Some(text) = oauth {
        let url = "https://id.test/.well-known/oauth-authorization-server/a";
        net = net.answer(url, 200, "application/json", text.to_string());
    }
    net
}

#[test]
fn an_issuer_leads_to_its_keys_by_either_document() {
    const ISSUER: &str = "https://id.test/a";
    let document = || Some(json!({ "issuer": ISSUER, "jwks_uri": "https://id.test/jwks" }));
    for (openid, oauth, by, asked) in [
        (document(), None, By::OpenId, 2),
        (None, document(), By::OpenId, 3),
        (None, document(), By::OAuth, 2),
        (document(), None, By::OAuth, 3),
        (Some(json!({ "issuer": ISSUER })), document(), By::OpenId, 3),
        (Some(json!(["no object"])), document(), By::OpenId, 3),
    ] {
        let net = documents(openid, oauth);
        let found = keys(fetch(&net, ISSUER, by));
        assert_eq!(found.set.issuer.as_deref(), Some(ISSUER));
        assert_eq!(found.set.keys[0].about.source.as_ref().unwrap().issuer.as_deref(), Some(ISSUER));
        assert_eq!(found.set.plan().unwrap(), Plan::make(ISSUER, by).unwrap(), "asking again asks the same");
        assert_eq!((net.asked().len(), net.looked_up().len()), (asked, 1));
        assert!(net.asked().iter().all(|r| r.address.to_string() == "93.184.216.34:443"));
    }
    assert_eq!(refused(fetch(&documents(None, None), ISSUER, By::OpenId)), "remote-no-document");
}

#[test]
fn a_document_of_another_issuer_is_not_believed() {
    for issuer in
        ["https://id.test/a/", "https://ID.test/a", "https://id.test", "https://evil.test/a", "http://id.test/a"]
    {
        let net = documents(Some(json!({ "issuer": issuer, "jwks_uri": "https://id.test/jwks" })), None);
        assert_eq!(refused(fetch(&net, "https://id.test/a", By::OpenId)), "remote-other-issuer", "{issuer}");
        assert_eq!(net.asked().len(), 1, "the keys were not asked for");
    }
    let nameless = documents(Some(json!({ "jwks_uri": "https://id.test/jwks" })), None);
    assert_eq!(refused(fetch(&nameless, "https://id.test/a", By::OpenId)), "remote-no-document");
}

#[test]
fn keys_on_another_host_take_a_click_of_their_own() {
    let elsewhere = |uri: &str| documents(Some(json!({ "issuer": "https://id.test/a", "jwks_uri": uri })), None);
    for uri in ["https://keys.test/jwks", "https://id.test:8443/jwks", "http://id.test/jwks", "https://10.0.0.1/jwks"] {
        let net = elsewhere(uri);
        let Arrival::Onward { plan, trail } = fetch(&net, "https://id.test/a", By::OpenId).unwrap() else {
            panic!("{uri} was asked without a click")
        };
        assert_eq!((net.asked().len(), net.looked_up()), (1, vec!["id.test".to_owned()]), "not even looked up");
        assert_eq!((plan.asks[0].url(), plan.asks_documents, trail.len()), (uri, false, 1));
        assert_eq!(plan.issuer.as_deref(), Some("https://id.test/a"));
    }
    let net = elsewhere("https://keys.test/jwks").answer("https://keys.test/jwks", 200, "", set_of(&[&key("b")]));
    let Arrival::Onward { plan, .. } = fetch(&net, "https://id.test/a", By::OpenId).unwrap() else { panic!() };
    let stop = plan.look_up(&net, &Cancel::default()).unwrap();
    let found = keys(visit(&net, &stop));
    assert_eq!((found.set.name(), found.set.keys[0].name.as_str()), ("https://id.test/a", "keys.test#b"));
    for (uri, id) in
        [("file:///etc/passwd", "remote-scheme"), ("https://u:p@id.test/", "remote-credentials"), ("", "remote-blank")]
    {
        assert_eq!(refused(fetch(&elsewhere(uri), "https://id.test/a", By::OpenId)), id);
    }
}

#[test]
fn what_is_kept_comes_back_and_a_private_key_put_there_does_not() {
    let (a, b, none) = (key("a"), key("b"), Key { kid: None, ..key("") });
    let found = keys(body(set_of(&[&a, &b, &none, &a])));
    let names: Vec<_> = found.set.keys.iter().map(|k| k.name.as_str()).collect();
    assert_eq!(names, ["127.0.0.1#a", "127.0.0.1#b", "127.0.0.1#3", "127.0.0.1#a-2"]);
    let mut kept = found.set.to_json();
    assert_eq!(FetchedSet::from_json(&kept).unwrap(), found.set);
    kept["keys"].as_array_mut().unwrap().push(jwk(&key("planted"), Private::Include));
    assert_eq!(FetchedSet::from_json(&kept).unwrap(), found.set);
    for member in ["url", "address", "fetched", "keys"] {
        let mut broken = kept.clone();
        broken[member] = json!(true);
        assert!(FetchedSet::from_json(&broken).unwrap_err().contains(member));
    }
}

#[test]
fn what_changed_since_the_last_time_is_told() {
    let (a, b, c) = (key("a"), key("b"), key("c"));
    let set = |keys: &[&Key]| keys_of(keys);
    let before = set(&[&a, &b]);
    assert!(before.since(&before).is_empty());
    let changes = set(&[&Key { kid: Some("a".to_owned()), ..key("x") }, &c]).since(&before);
    assert_eq!(
        (changes.added, changes.gone, changes.changed),
        (vec!["c".to_owned()], vec!["b".to_owned()], vec!["a".to_owned()])
    );
    let sentence = set(&[&a, &c]).since(&before).sentence();
    assert_eq!(sentence, "Added: c. Gone: b.");
}

fn keys_of(list: &[&Key]) -> FetchedSet {
    keys(body(set_of(list))).set
}

fn signed(key: &Key, issuer: Option<&str>) -> String {
    let claims = issuer.map_or_else(|| json!({}), |iss| json!({ "iss": iss })).to_string();
    let header = json!({ "alg": "ES256", "kid": key.kid }).to_string();
    let input = format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(claims.as_bytes()));
    let signature = crypto::sign(alg::find("ES256").unwrap(), key, input.as_bytes()).unwrap();
    format!("{input}.{}", base64url::encode(&signature))
}

#[test]
fn a_kid_means_the_keys_of_the_tokens_issuer() {
    let (ours, theirs) = (key("1"), key("1"));
    let of = |key: &Key, issuer: &str, name: &str| {
        let source = Source {
            origin: Origin::Fetched,
            place: "https://id.test/jwks".to_owned(),
            issuer: Some(issuer.to_owned()),
            at: now(),
        };
        let about = About { source: Some(source), ..About::default() };
        Key { name: name.to_owned(), about, ..key.clone() }
    };
    // the other issuer's key comes first by its name
    let ring = KeyRing::new(vec![of(&theirs, "https://b.test", "a"), of(&ours, "https://a.test", "b")], 1);
    let verdict = |key: &Key, iss: Option<&str>| {
        let token = Token::read(&signed(key, iss));
        let found = report::verify(&token, &ring, &KeyChoice::ByKid);
        (found.state, found.key.map(|k| k.name.clone()))
    };
    let b = Some("b".to_owned());
    assert_eq!(verdict(&ours, Some("https://a.test")), (VerificationState::Valid, b.clone()));
    assert_eq!(
        verdict(&theirs, Some("https://a.test")),
        (VerificationState::Invalid, b),
        "another issuer's key is not meant"
    );
    assert_eq!(verdict(&theirs, Some("https://c.test")).0, VerificationState::Valid, "nobody's kid: any may be meant");
    assert_eq!(verdict(&theirs, None).0, VerificationState::Valid);
    // where any key may be tried, another issuer's may verify; the token is refused all the same
    let judged = |key: &Key, iss: &str| {
        let inputs = Inputs { token: signed(key, Some(iss)), ..Inputs::default() };
        let report = report::analyze(&inputs, &ring, &At { now: now(), zone: jiff::tz::TimeZone::UTC });
        let line = report.lines.iter().find(|l| l.outcome.id == "iss-key-mismatch").unwrap();
        (line.outcome.state, report.verdict)
    };
    assert_eq!(judged(&ours, "https://a.test"), (State::Pass, Verdict::Accepted));
    assert_eq!(judged(&theirs, "https://a.test"), (State::Fail, Verdict::Refused));
    assert_eq!(judged(&theirs, "https://c.test"), (State::Fail, Verdict::Refused));
}

#[test]
fn a_head_of_more_than_16_kilobytes_is_refused_and_one_of_less_is_read() {
    let set = set_of(&[&key("a")]);
    let with = |len: usize| {
        let (set, field) = (set.clone(), format!("X: {}", "a".repeat(len)));
        against(move |_, wire| reply(wire, "200 OK", &[JWKS, &field], set.as_bytes()))
    };
    keys(with(15 << 10));
    assert_eq!(refused(with(17 << 10)), "fetch-head-too-large");
}

/// Whatever else this program does, it cannot reach the internet from there.
#[test]
fn sockets_of_the_internet_are_named_in_one_file() {
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let names = ["ureq::", "rustls::", "TcpStream", "TcpListener", "UdpSocket", "ToSocketAddrs"];
            if names.iter().any(|name| text.contains(name)) {
                files.push(path.file_name().unwrap().to_owned());
            }
        }
    }
    assert_eq!(files, ["native.rs"]);
}

#[test]
fn leaving_the_dialog_stops_what_is_under_way_and_late_answers_are_dropped() {
    let form = || Some(KeyForm::Fetch(FetchForm { text: "https://id.test/jwks".to_owned(), ..FetchForm::default() }));
    let said = |action| Action::Fetch(Box::new(action));
    let net = ScriptedFetch::default().host("id.test", &["93.184.216.34".parse().unwrap()]);
    let stop = looked_up(&net, "https://id.test/jwks", By::Url).unwrap();
    for leave in [Action::SetKeyForm(None), said(FetchAction::Back)] {
        let mut model = Model::default();
        assert!(update(&mut model, Action::SetKeyForm(form())).is_empty());
        let effects = update(&mut model, Action::SubmitKeyForm);
        let [Effect::Fetch(FetchErrand::LookUp { ticket, .. })] = effects[..] else { panic!("{effects:?}") };
        assert!(update(&mut model, leave) == [Effect::Fetch(FetchErrand::Stop)]);
        let before = model.key_form.clone();
        update(&mut model, said(FetchAction::LookedUp(ticket, Ok(Box::new(stop.clone())))));
        assert!(model.key_form == before, "nobody waits for it");
    }
    let mut model = Model::default();
    update(&mut model, Action::SetKeyForm(form()));
    update(&mut model, Action::SubmitKeyForm);
    update(&mut model, said(FetchAction::LookedUp(1, Ok(Box::new(stop)))));
    let effects = update(&mut model, Action::SubmitKeyForm);
    assert!(matches!(effects[..], [Effect::Fetch(FetchErrand::Visit { ticket: 2, .. })]), "{effects:?}");
    assert!(update(&mut model, said(FetchAction::Refresh("https://nobody.test".to_owned()))).is_empty());
}
