//! The checks as a table: token, policy and time in, the exact list of ids and states out.
//!
//! The rows are in `tests/checks/*.txt`, which people read and write by hand; `tests/checks/README.md` says how. A row says
//! what differs from the base row, so that what it is about stands in it and nothing else; the whole list is compared.

use super::rfc::A2_KEY;
use super::teach;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jwt_workbench::checks::{self, Policy, Reason, State, Subject, Verification, VerificationState};
use jwt_workbench::crypto::jwe::{Encryption, Recipient, encrypt};
use jwt_workbench::crypto::{self, KeySpec, digest};
use jwt_workbench::jose::alg::{self, Curve};
use jwt_workbench::jose::numeric_date::NumericDate;
use jwt_workbench::jose::token::Token;
use jwt_workbench::jose::{base64url, find};
use jwt_workbench::keys::{About, Key, KeyRing, Material, Origin, Private, Secret, Source};
use jwt_workbench::report::{At, Inputs, KeyChoice, Report, analyze};
use jwt_workbench::teach::Severity;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Arc, LazyLock};

/// 2026-01-01 00:00:00 UTC.
const NOW_SECS: i64 = 1_767_225_600;
const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;
const CLAIMS: &str = r#"{"iss":"https://issuer.example","sub":"alice","aud":"https://api.example","exp":1767229200,"nbf":1767225540,"iat":1767225540}"#;

/// Every id with its states, sorted.
type Said = BTreeMap<String, Vec<&'static str>>;

/// One row of a file.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// The check's file that it is about.
    pub section: String,
    pub name: String,
    /// The lines with a name and a colon, in order.
    fields: Vec<(String, String)>,
}

impl Row {
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, text)| text.as_str())
    }

    fn json(&self, name: &str) -> Option<Map<String, Value>> {
        let text = self.field(name)?;
        Some(serde_json::from_str(text).unwrap_or_else(|e| panic!("{}: {name}: {e}", self.name)))
    }

    fn header(&self) -> String {
        self.field("header").unwrap_or(HEADER).to_owned()
    }

    fn claims(&self) -> String {
        if let Some(claims) = self.field("claims") {
            return claims.to_owned();
        }
        let mut claims: Map<String, Value> = serde_json::from_str(CLAIMS).expect("the base");
        self.field("without").unwrap_or_default().split_whitespace().for_each(|name| {
            claims.remove(name).unwrap_or_else(|| panic!("{}: {name} is not in the base", self.name));
        });
        claims.extend(self.json("with").unwrap_or_default());
        Value::Object(claims).to_string()
    }

    pub fn policy(&self) -> Policy {
        let mut policy = json!({ "issuers": ["https://issuer.example"], "audiences": ["https://api.example"] });
        let members = policy.as_object_mut().expect("an object");
        members.extend(self.json("policy").unwrap_or_default());
        serde_json::from_value(policy).unwrap_or_else(|e| panic!("{}: {e}", self.name))
    }

    fn now(&self) -> NumericDate {
        let offset: i64 = self.field("now").map_or(0, |text| text.parse().expect("an offset in seconds"));
        NumericDate::from_secs(NOW_SECS + offset)
    }

    /// The names of the keys at hand; nothing where there are none.
    fn keys(&self) -> Vec<Key> {
        let names = self.field("key").unwrap_or("secret");
        names.split_whitespace().filter(|name| *name != "none").map(key).collect()
    }

    /// The text with its macros written out.
    fn written_out(&self, text: &str) -> String {
        let mut known: Vec<(String, String)> = Vec::new();
        for (name, text) in &self.fields {
            if let Some(name) = name.strip_prefix("let ") {
                let text = expanded(text, &known);
                known.push((name.to_owned(), text));
            }
        }
        expanded(text, &known)
    }

    pub fn token(&self) -> String {
        if let Some(text) = self.field("token").or(self.field("text")) {
            return self.written_out(text);
        }
        let (header, claims) = (self.written_out(&self.header()), self.written_out(&self.claims()));
        if let Some(how) = self.field("seal") {
            return sealed(&self.keys()[0], how, &header, &claims);
        }
        let input = format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(claims.as_bytes()));
        match self.field("signature") {
            Some(text) => format!("{input}.{}", self.written_out(text)),
            None => format!("{input}.{}", signed(self.field("signer").unwrap_or("secret"), &header, &input)),
        }
    }

    /// What every check says.
    fn said(&self) -> Said {
        let (token, policy) = (self.token(), self.policy());
        let outcomes = match self.field("as-if") {
            Some(_) => self.as_if(&token, &policy),
            None => said_of(&self.report(token, policy)),
        };
        let mut said = Said::new();
        outcomes.into_iter().for_each(|(id, state)| said.entry(id.to_owned()).or_default().push(state.id()));
        said.values_mut().for_each(|states| states.sort_unstable());
        said
    }

    pub fn report(&self, token: String, policy: Policy) -> Report {
        let found = self.field("text").map(|_| find::find(&token).tokens).unwrap_or_default();
        let keys = self.keys();
        let names = keys.iter().map(|key| key.name.clone()).collect();
        let key_choice = match self.field("choose") {
            None if keys.is_empty() => KeyChoice::Automatic,
            None => KeyChoice::Named(names),
            Some("every") => KeyChoice::Every,
            Some("nothing") => KeyChoice::Nothing,
            Some("automatic") => KeyChoice::Automatic,
            Some(other) => panic!("{}: choose {other}", self.name),
        };
        let inputs = Inputs {
            token: found.first().map_or(token, |f| f.text.clone()),
            removed: found.first().map(find::Found::notes).unwrap_or_default(),
            tokens_in_text: found.len().max(1),
            key_choice,
            policy,
            ..Inputs::default()
        };
        analyze(&inputs, &KeyRing::new(keys, 1), &At::utc(self.now()))
    }

    /// As if this key had been used: for keys that no import lets through, and that no signature was made with.
    fn as_if(&self, token: &str, policy: &Policy) -> Vec<(&'static str, State)> {
        let token = Token::read(token);
        let key = self.keys().into_iter().next().map(Arc::new);
        let state = VerificationState::Valid;
        let verification = Verification { state, reason: Reason::Computed, key, fitting: None };
        let subject = Subject {
            token: &token,
            claims: &token.payload,
            removed: &[],
            tokens_in_text: 1,
            edited: None,
            verification: &verification,
            decryption: None,
            sd_jwt: None,
            inner: None,
            layer: 0,
            was_sealed: false,
            each: &[],
            policy,
            now: self.now(),
        };
        checks::judge(&subject).iter().map(|o| (o.id, o.state)).collect()
    }

    /// What the row expects, by the base and by what it says differs.
    fn expected(&self, base: &Said) -> Said {
        let says = self.field("says").unwrap_or_else(|| panic!("{}: it says nothing", self.name));
        let (mut said, says) = match says.strip_prefix("only ") {
            Some(all) => (Said::new(), all),
            None => (base.clone(), says),
        };
        for one in
            says.split(',').map(str::trim).filter(|one| !one.is_empty() && !matches!(*one, "nothing" | "nothing else"))
        {
            if let Some(id) = one.strip_prefix('-') {
                assert!(said.remove(id).is_some(), "{}: {id} is not in the base", self.name);
                continue;
            }
            let mut words = one.split_whitespace();
            let id = words.next().unwrap_or_default();
            let states = [State::Pass, State::Warn, State::Fail, State::NotChecked];
            let state = |word: &str| states.iter().find(|s| s.id() == word).map(|s| s.id());
            let mut states: Vec<_> = words
                .map(|word| word.split_once('×').unwrap_or((word, "1")))
                .flat_map(|(word, times)| {
                    let state = state(word).unwrap_or_else(|| panic!("{}: {one}", self.name));
                    std::iter::repeat_n(state, times.parse().expect("so many times"))
                })
                .collect();
            states.sort_unstable();
            assert!(!states.is_empty(), "{}: {one} has no state", self.name);
            said.insert(id.to_owned(), states);
        }
        said
    }
}

fn said_of(report: &Report) -> Vec<(&'static str, State)> {
    let mut said: Vec<_> = report.lines.iter().map(|l| (l.outcome.id, l.outcome.state)).collect();
    // what is said of each of several signatures, and of the token inside
    said.extend(report.each.iter().flat_map(|one| &one.lines).map(|l| (l.outcome.id, l.outcome.state)));
    said.extend(report.inner.as_deref().map(said_of).unwrap_or_default());
    said
}

/// `‹x›` is x in base64url, `@name` and `#name` are a text that was named with `let` and its SHA-256 digest, `$key(x)` is the
/// signature of x with a key, `*(N x)*` is x so many times, `&cert(key from days)` a certificate,
/// `&thumb(c)` its thumbprint and `&jwk(key)` a public key.
fn expanded(text: &str, known: &[(String, String)]) -> String {
    let mut text = text.to_owned();
    for (name, value) in known.iter().rev() {
        text = text.replace(&format!("@{name}"), value);
        text = text.replace(&format!("#{name}"), &base64url::encode(&digest::sha256(value.as_bytes())));
    }
    // the innermost first
    while let Some(at) = text.find("*(") {
        let rest = text[at + 2..].to_owned();
        let (inside, after) = rest.split_once(")*").expect("`*(N x)*` ends");
        let (count, unit) = inside.split_once(' ').expect("a count and a text");
        text = format!("{}{}{after}", &text[..at], unit.repeat(count.parse().expect("a count")));
    }
    while let Some(at) = text.find("&cert(") {
        let rest = text[at + 6..].to_owned();
        let (inside, after) = rest.split_once(')').expect("`&cert(key from days)` ends");
        text = format!("{}{}{after}", &text[..at], certificate(inside));
    }
    while let Some(at) = text.find("&thumb(") {
        let rest = text[at + 7..].to_owned();
        let (inside, after) = rest.split_once(')').expect("`&thumb(certificate)` ends");
        let der = STANDARD.decode(inside).expect("a certificate");
        text = format!("{}{}{after}", &text[..at], base64url::encode(&digest::sha256(&der)));
    }
    while let Some(at) = text.find("&jwk(") {
        let rest = text[at + 5..].to_owned();
        let (name, after) = rest.split_once(')').expect("`&jwk(key)` ends");
        let public = key(name).to_jwk(Private::Omit).expect("a public key");
        text = format!("{}{}{after}", &text[..at], public.as_str());
    }
    while let Some(close) = text.find('›') {
        let open = text[..close].rfind('‹').expect("each › has its ‹");
        let encoded = base64url::encode(&octets(&text[open + '‹'.len_utf8()..close]));
        text = format!("{}{encoded}{}", &text[..open], &text[close + '›'.len_utf8()..]);
    }
    let names_key = |at: &usize, text: &str| text[at + 1..].starts_with(|c: char| c.is_ascii_lowercase());
    while let Some(at) = text.match_indices('$').map(|(at, _)| at).find(|at| names_key(at, &text)) {
        let rest = text[at + 1..].to_owned();
        let (name, rest) = rest.split_once('(').expect("`$key(input)`");
        let (input, rest) = rest.split_once(')').expect("`$key(input)` ends");
        let header = base64url::decode(input.split('.').next().unwrap_or_default()).bytes;
        let signature = signed(name, &String::from_utf8_lossy(&header), input);
        text = format!("{}{signature}{rest}", &text[..at]);
    }
    text
}

/// The certificate of a key, good from so many days before or after now for so many days.
fn certificate(how: &str) -> String {
    let words: Vec<&str> = how.split_whitespace().collect();
    let [name, from, days] = words[..] else { panic!("`&cert(key from days)`: {how}") };
    let from = NumericDate::from_secs(NOW_SECS + from.parse::<i64>().expect("days") * 86_400);
    let der = crypto::self_signed(&key(name), "signer.example", from, days.parse().expect("days"));
    STANDARD.encode(der.expect("a certificate"))
}

/// The octets of a text, or those that `0x…` writes.
fn octets(text: &str) -> Vec<u8> {
    match text.strip_prefix("0x") {
        Some(hex) => hex
            .as_bytes()
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).expect("hex"), 16).expect("hex"))
            .collect(),
        None => text.as_bytes().to_vec(),
    }
}

/// The signature of a text; a token without an algorithm that signs has one of 32 octets that nobody made.
fn signed(name: &str, header: &str, input: &str) -> String {
    let header: Value = serde_json::from_str(header).unwrap_or_default();
    let row = header["alg"].as_str().and_then(alg::find).filter(|row| row.signs());
    let signature = row.and_then(|row| crypto::sign(row, &key(name), input.as_bytes()).ok());
    base64url::encode(&signature.unwrap_or_else(|| vec![1; 32]))
}

/// Claims encrypted by “alg”, “enc” and further words: `zip`, `p2c=1000`.
fn sealed(key: &Key, how: &str, header: &str, claims: &str) -> String {
    let mut words = how.split_whitespace();
    let mut row = || words.next().expect("alg and enc");
    let (alg, enc) = (alg::find(row()).expect("alg"), alg::find_content(row()).expect("enc"));
    let rest: Vec<&str> = words.collect();
    let p2c = rest.iter().find_map(|word| word.strip_prefix("p2c=")?.parse().ok());
    let recipients = [Recipient { key, alg, header: None }];
    let (zip, plaintext) = (rest.contains(&"zip"), claims.as_bytes());
    let (protected, unprotected, aad, p2c) = (header, None, None, p2c.or(Some(1_000)));
    let encryption = Encryption { protected, unprotected, recipients: &recipients, enc, zip, p2c, aad, plaintext };
    let text = encrypt(&encryption).expect("encrypted").compact().expect("in one line");
    // a part broken on purpose
    match rest.iter().find_map(|word| word.strip_prefix("tag=")) {
        Some(tag) => format!("{}.{tag}", text.rsplit_once('.').expect("parts").0),
        None => text,
    }
}

/// The keys that rows may name.
fn key(name: &str) -> Key {
    static KEYS: LazyLock<Vec<Key>> = LazyLock::new(|| {
        let named = |name: &str, material: Material, alg: Option<&str>| {
            let alg = alg.map(str::to_owned);
            Key { name: name.to_owned(), alg, ..Key::new(material) }
        };
        let oct = |name: &str, octets: &[u8]| named(name, Material::Oct(Secret::new(octets.to_vec())), Some("HS256"));
        let made = |name: &str, alg_name: &str| {
            let row = alg::find(alg_name).expect("a row");
            let made = crypto::generate(&KeySpec::for_alg(row, None).expect("served")).expect("a key");
            named(name, made.material, Some(alg_name))
        };
        let rsa = || Key::from_jwk(A2_KEY).expect("a key").material;
        let small = |n: usize, e: &[u8]| Material::Rsa { n: vec![0xf1; n], e: e.to_vec(), private: None };
        let public = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";
        let long: Vec<u8> = (0..32).map(|i| 200_u8.wrapping_add(i * 7)).collect();
        let theirs = Source {
            origin: Origin::Fetched,
            place: String::new(),
            issuer: Some("https://issuer.example".to_owned()),
            at: NumericDate::from_secs(NOW_SECS),
        };
        vec![
            oct("secret", &long),
            oct("other", &[7; 32]),
            Key { alg: None, ..oct("open", &long) },
            Key { kid: Some("one".to_owned()), ..oct("labelled", &long) },
            Key { about: About { source: Some(theirs), ..About::default() }, ..oct("theirs", &long) },
            Key { usage: Some("enc".to_owned()), ..oct("for-encryption", &long) },
            Key { key_ops: vec!["sign".to_owned()], ..oct("for-signing", &long) },
            Key { key_ops: vec!["verify".to_owned()], ..oct("for-verifying", &long) },
            oct("short", &[200; 16]),
            oct("short-by-one", &long[1..]),
            oct("empty", b""),
            oct("known", b"a-string-secret-at-least-256-bits-long"),
            oct("public", public.as_bytes()),
            oct("line", b"a secret that is long enough for this one\n"),
            oct("blanks", b" a secret that is long enough for this one "),
            oct("sample", b"your-256-bit-secret"),
            named("rsa", rsa(), Some("RS256")),
            named("rsa-open", rsa(), None),
            named("rsa-enc", rsa(), Some("RSA-OAEP-256")),
            named("rsa-old", rsa(), Some("RSA1_5")),
            named("rsa-small", small(128, &[1, 0, 1]), Some("RS256")),
            named(
                "rsa-almost",
                Material::Rsa { n: [&[0x71_u8][..], &[0xf1; 255]].concat(), e: vec![1, 0, 1], private: None },
                Some("RS256"),
            ),
            named("rsa-one", small(256, &[1]), Some("RS256")),
            named("rsa-three", small(256, &[3]), Some("RS256")),
            made("ec", "ES256"),
            made("holder", "ES256"),
            made("ed", "EdDSA"),
            named("ed-zero", Material::Okp { curve: Curve::Ed25519, x: vec![0; 32], d: None }, Some("EdDSA")),
            named(
                "ed-one",
                Material::Okp { curve: Curve::Ed25519, x: [&[1_u8][..], &[0; 31]].concat(), d: None },
                Some("EdDSA"),
            ),
            made("ec-open", "ECDH-ES"),
            named("wrap", Material::Oct(Secret::new(vec![9; 32])), None),
            named("phrase", Material::Oct(Secret::new(b"correct horse battery staple".to_vec())), None),
        ]
    });
    KEYS.iter().find(|key| key.name == name).unwrap_or_else(|| panic!("there is no key {name}")).clone()
}

/// The rows of a file. A line that begins with a blank goes on from the one before.
fn rows_of(text: &str) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut section = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#') || line.starts_with("## ")) {
        if let Some(name) = line.strip_prefix("## ") {
            section = name.trim().to_owned();
        } else if let Some(name) = line.strip_prefix("= ") {
            rows.push(Row { section: section.clone(), name: name.trim().to_owned(), fields: Vec::new() });
        } else if let Some(more) = line.strip_prefix("  ") {
            let last = rows.last_mut().and_then(|row| row.fields.last_mut()).expect("a line to go on from");
            last.1.push_str(more.trim_start());
        } else if let Some((name, value)) = line.split_once(':') {
            let row = rows.last_mut().unwrap_or_else(|| panic!("no row yet: {line}"));
            row.fields.push((name.trim().to_owned(), value.trim().to_owned()));
        } else {
            assert!(line.trim().is_empty(), "no field: {line}");
        }
    }
    rows
}

fn rows() -> Vec<Row> {
    rows_in("tests/checks")
}

/// The rows of all files of a folder.
pub(super) fn rows_in(folder: &str) -> Vec<Row> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = std::fs::read_dir(&folder).expect("the folder").map(|file| file.expect("a file").path());
    let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|e| e == "txt")).collect();
    files.sort();
    files.iter().flat_map(|file| rows_of(&std::fs::read_to_string(file).expect("text"))).collect()
}

/// The states of an id as rows say them: `pass fail×65`.
fn counted(states: &[&str]) -> String {
    let runs = states.chunk_by(|a, b| a == b).map(|run| match run {
        [state, _, _, _, ..] => format!("{state}×{}", run.len()),
        few => few.join(" "),
    });
    runs.collect::<Vec<_>>().join(" ")
}

/// How one list differs from another, as rows say it.
fn difference(said: &Said, base: &Said) -> String {
    let mut out: Vec<String> = Vec::new();
    for (id, states) in said {
        if base.get(id) != Some(states) {
            out.push(format!("{id} {}", counted(states)));
        }
    }
    out.extend(base.keys().filter(|id| !said.contains_key(*id)).map(|id| format!("-{id}")));
    if out.len() > said.len() {
        let all: Vec<String> = said.iter().map(|(id, states)| format!("{id} {}", counted(states))).collect();
        return format!("only {}", if all.is_empty() { "nothing".to_owned() } else { all.join(", ") });
    }
    if out.is_empty() { "nothing else".to_owned() } else { out.join(", ") }
}

fn base(rows: &[Row]) -> Said {
    let mut of_base = rows.iter().filter(|row| row.section == "base");
    let (Some(base), None) = (of_base.next(), of_base.next()) else { panic!("there is one base row") };
    let said = base.said();
    assert_eq!(said, base.expected(&Said::new()), "the base row");
    said
}

#[test]
fn every_row_says_exactly_this() {
    let rows = rows();
    let base = base(&rows);
    let mut wrong = String::new();
    for row in rows.iter().filter(|row| row.section != "base") {
        let (said, expected) = (row.said(), row.expected(&base));
        if said != expected {
            let (said, expected) = (difference(&said, &base), difference(&expected, &base));
            let _ = writeln!(wrong, "{}: {}\n    says     {said}\n    expected {expected}", row.section, row.name);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Ids that judge nothing: they say what is still open.
const ONLY_OPEN: [&str; 1] = ["policy-blank"];

fn is_trouble(states: &[&str]) -> bool {
    states.iter().any(|state| matches!(*state, "warn" | "fail"))
}

#[test]
fn every_check_fires_in_its_section_and_is_silent_in_a_neighbour() {
    let rows = rows();
    assert!(rows.len() >= 150, "{} rows", rows.len());
    let names: BTreeSet<_> = rows.iter().map(|row| (&row.section, &row.name)).collect();
    assert_eq!(names.len(), rows.len(), "each row has a name of its own");
    let said: Vec<(&Row, Said)> = rows.iter().map(|row| (row, row.said())).collect();
    for (file, ids) in teach::checks_by_file() {
        let of_file: Vec<&Said> = said.iter().filter(|(row, _)| row.section == file).map(|(_, said)| said).collect();
        assert!(of_file.len() >= 3, "{file}: {} rows", of_file.len());
        for id in ids {
            let page = jwt_workbench::teach::explain(&format!("check:{id}")).expect("a page");
            let is_note = page.severity == Some(Severity::Note);
            let is_telling = is_note || ONLY_OPEN.contains(&id.as_str());
            let told = |said: &&&Said| said.get(&id).is_some_and(|states| is_telling || is_trouble(states));
            assert!(of_file.iter().any(|said| told(&said)), "{file}: no row in which {id} fires");
            assert!(!of_file.iter().all(|said| told(&said)), "{file}: no row in which {id} is silent");
        }
    }
    for (row, said) in &said {
        for (id, states) in said {
            let page = jwt_workbench::teach::explain(&format!("check:{id}")).expect("a page");
            let is_note = page.severity == Some(Severity::Note);
            assert!(!is_note || !is_trouble(states), "{}: {id} is a note, and {states:?}", row.name);
        }
    }
}

/// Prints what each row says: `cargo test --test core what_rows_say -- --ignored --nocapture`. Read it against the standard
/// before it goes into a row.
#[test]
#[ignore = "for writing rows"]
fn what_rows_say() {
    let rows = rows();
    let base = rows.iter().find(|row| row.section == "base").expect("the base row").said();
    for row in &rows {
        let from = if row.section == "base" { Said::new() } else { base.clone() };
        println!("{} | {} | {}", row.section, row.name, difference(&row.said(), &from));
    }
}
