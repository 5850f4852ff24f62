//! Samples that reach every case of every check, and what the prose makes of each.

mod encrypted;

use encrypted::sealed;
use jwt_workbench::checks::{
    self, Decryption, EntryVerdict, Need, Outcome, Policy, Reason, SignatureRule, State, Subject, Verification,
    VerificationState,
};
use jwt_workbench::crypto;
use jwt_workbench::jose::alg::{self, Curve, KeyType};
use jwt_workbench::jose::base64url;
use jwt_workbench::jose::find::Removed;
use jwt_workbench::jose::flaw::Part;
use jwt_workbench::jose::numeric_date::NumericDate;
use jwt_workbench::jose::token::{Document, Token};
use jwt_workbench::keys::{About, Key, KeyRing, Material, Misfit, Origin, Purpose, Secret, Source};
use jwt_workbench::report::{self, At, Inputs, KeyChoice};
use jwt_workbench::teach;
use std::collections::BTreeSet;
use std::sync::Arc;

/// 2026-01-01 00:00:00 UTC.
const NOW_SECS: i64 = 1_767_225_600;

/// One thing to judge; what is not set is as harmless as can be.
#[derive(Clone)]
struct Sample {
    text: String,
    removed: Vec<Removed>,
    tokens_in_text: usize,
    edited: Option<Part>,
    verification: Verification,
    decryption: Option<Decryption>,
    inner: Option<Token>,
    layer: usize,
    each: Vec<EntryVerdict>,
    policy: Policy,
}

impl Sample {
    fn of(text: &str) -> Self {
        let verification = Verification::not_checked(Reason::NoneChosen);
        Self {
            text: text.to_owned(),
            removed: Vec::new(),
            tokens_in_text: 1,
            edited: None,
            verification,
            decryption: None,
            inner: None,
            layer: 0,
            each: Vec::new(),
            policy: Policy::default(),
        }
    }

    fn header(json: &str) -> Self {
        Self::of(&token(json.as_bytes(), br#"{"exp":1767229200}"#, &[1; 32]))
    }

    fn claims(json: &str) -> Self {
        Self::of(&token(br#"{"alg":"HS256","typ":"JWT"}"#, json.as_bytes(), &[1; 32]))
    }

    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    fn expecting(self, change: impl FnOnce(&mut Policy)) -> Self {
        self.with(|s| change(&mut s.policy))
    }

    fn because(self, reason: Reason) -> Self {
        self.with(|s| s.verification.reason = reason)
    }

    /// As if this key had been used.
    fn found(self, state: VerificationState, key: Key) -> Self {
        self.with(|s| {
            s.verification = Verification { state, reason: Reason::Computed, key: Some(Arc::new(key)), fitting: None };
        })
    }

    fn outcomes(&self) -> Vec<Outcome> {
        let token = Token::read(&self.text);
        let sd_jwt = report::sd_jwt::process(&token);
        let plaintext = self.decryption.as_ref().and_then(|d| d.plaintext.as_deref());
        let claims = plaintext.map(|octets| Document::read(octets));
        checks::judge(&Subject {
            token: &token,
            claims: claims.as_ref().or(sd_jwt.as_ref().map(|sd| &sd.claims)).unwrap_or(&token.payload),
            removed: &self.removed,
            tokens_in_text: self.tokens_in_text,
            edited: self.edited,
            verification: &self.verification,
            decryption: self.decryption.as_ref(),
            sd_jwt: sd_jwt.as_ref(),
            inner: self.inner.as_ref(),
            layer: self.layer,
            was_sealed: false,
            each: &self.each,
            policy: &self.policy,
            now: NumericDate::from_secs(NOW_SECS),
        })
    }
}

fn token(header: &[u8], payload: &[u8], signature: &[u8]) -> String {
    [header, payload, signature].map(base64url::encode).join(".")
}

fn key(name: &str, material: Material) -> Key {
    Key { name: name.to_owned(), ..Key::new(material) }
}

fn secret(octets: &[u8]) -> Key {
    key("demo", Material::Oct(Secret::new(octets.to_vec())))
}

fn list(one: &str) -> Vec<String> {
    vec![one.to_owned()]
}

fn structures() -> Vec<Sample> {
    let good = token(br#"{"alg":"HS256"}"#, b"{}", &[1; 32]);
    let (head, rest) = good.split_once('.').expect("three parts");
    let mut samples: Vec<Sample> = [
        "",
        "abc",
        "{\"payload\":\"\",\"signature\":\"\"}",
        "eyJhbGciOiJkaXIifQ..AA.AA.AA",
        "eyJhbGciOiJub25lIn0.e30.",
        &format!("{head}=.{rest}"),
        &format!("{head}.e+A.AA"),
        &format!("{head}.e30*.AA"),
        &format!("{head}.e30AA.AA"),
        &format!("{head}.e31.AA"),
        &format!("{head}.e 30.AA"),
        &format!("{good}~WyJhIl0~"),
        &format!("{head}..AA"),
    ]
    .map(Sample::of)
    .into();
    for bytes in
        [&b"{nope"[..], b"[]", b"{\"a\":\"\xff\"}", br#"{"alg":"HS256","alg":"none"}"#, br#"{"alg":"HS256","Kid":"x"}"#]
    {
        samples.push(Sample::of(&token(bytes, b"{}", &[1; 32])));
        samples.push(Sample::of(&token(br#"{"alg":"HS256"}"#, bytes, &[1; 32])));
    }
    samples.extend(json_forms());
    samples.push(Sample::claims(r#"{"id":12345678901234567890,"half":"\ud800"}"#));
    samples.push(Sample::of(&good).with(|s| s.tokens_in_text = 2));
    samples.push(Sample::of(&good).with(|s| s.removed.push(Removed::LineBreaks { count: 2 })));
    samples
}

fn json_forms() -> Vec<Sample> {
    const P: &str = r#""protected":"eyJhbGciOiJIUzI1NiJ9","signature":"AA""#;
    const PLAIN: &str = r#""protected":"eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19","signature":"AA""#;
    let many = vec!["{}"; 65].join(",");
    let texts = [
        format!(r#"{{"payload":"e30",{P}}}"#),
        format!("{{{P}}}"),
        r#"{"ciphertext":"AA","iv":"AA","tag":"AA","protected":"","recipients":[{}]}"#.to_owned(),
        "{".to_owned(),
        "[]".to_owned(),
        format!(r#"{{"payload":7,"payload":8,"iv":"",{P}}}"#),
        r#"{"payload":"e30","signatures":[]}"#.to_owned(),
        format!(r#"{{"payload":"e30","signatures":[{many}]}}"#),
        format!(r#"{{"payload":"e30","header":{{"alg":"HS256","crit":["x"]}},{P}}}"#),
        format!(r#"{{"payload":"e30","signatures":[{{{P}}},{{{PLAIN}}}]}}"#),
        "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19.$.02.AA".to_owned(),
    ];
    texts.map(|text| Sample::of(&text)).into()
}

/// Tokens with disclosures and key bindings. Two keys sign: what is broken is broken in what they sign.
fn selective() -> Vec<Sample> {
    let disclosures = [
        "",
        "a+b",
        "WyJh",
        "e30",
        "WyJhIl0",
        "WzEsImEiLDFd",
        "WyJhIiwxLDFd",
        "WyJhIiwiX3NkIixbXV0",
        "WyJhIiwiYiIseyJhIjoxLCJhIjoyfV0",
    ];
    let mut samples: Vec<Sample> = disclosures.map(|d| Sample::of(&sd_token("{}", &[d], ""))).into();
    let (name, element) = ("WyIyR0xDNDJzS1F2ZUNmR2ZyeU5STjl3IiwibiIsMV0", "WyIyR0xDNDJzS1F2ZUNmR2ZyeU5STjl3IiwxXQ");
    let in_object = |d: &str| format!(r#"{{"_sd":["{}"]}}"#, sd_digest(d));
    samples.extend(
        [
            sd_token(&in_object(name), &[name], ""),
            sd_token(&in_object(name), &[], ""),
            sd_token("[]", &[name], ""),
            sd_token(r#"{"_sd_alg":"md5"}"#, &[name], ""),
            sd_token(r#"{"_sd":"x"}"#, &[], ""),
            sd_token(r#"{"a":{"...":"x"}}"#, &[], ""),
            sd_token(&in_object("e30"), &["e30"], ""),
            sd_token(&in_object(element), &[element], ""),
            sd_token(&format!(r#"{{"n":2,"_sd":["{}"]}}"#, sd_digest(name)), &[name], ""),
            sd_token(r#"{"_sd":["x","x"]}"#, &[], ""),
            sd_token(&in_object(name), &[name, name], ""),
            sd_token("{}", &[name], ""),
            token(br#"{"alg":"ES256"}"#, br#"{"_sd":["x"]}"#, &[1; 64]),
            format!("eyJhbGciOiJkaXIifQ..AA.AA.AA~{name}~"),
            sd_token(&in_object(name), &[], name),
            sd_token(&in_object(name), &[name], "x.y.z"),
            sd_chain(),
        ]
        .map(|text| Sample::of(&text)),
    );
    let exp = base64url::encode(br#"["2GLC42sKQveCfGfryNRN9w","exp",1767229200]"#);
    for typ in ["JWT", "dc+sd-jwt"] {
        let header = format!(r#"{{"alg":"ES256","typ":"{typ}"}}"#);
        let issued = token(header.as_bytes(), in_object(&exp).as_bytes(), &[1; 64]);
        samples.push(Sample::of(&format!("{issued}~{exp}~")));
    }
    samples.extend(key_bindings());
    samples
}

fn key_bindings() -> Vec<Sample> {
    let row = |name| jwt_workbench::jose::alg::find(name).expect("a row");
    let new = |name| crypto::generate(&crypto::KeySpec::for_alg(row(name), None).expect("served")).expect("a key");
    let (holder, other) = (new("ES256"), new("ES256"));
    let public = Key { name: String::new(), ..holder.clone() }
        .to_jwk(jwt_workbench::keys::Private::Omit)
        .expect("a public half");
    let private = holder.to_jwk(jwt_workbench::keys::Private::Include).expect("a private half");
    let cnf = |jwk: &str| format!(r#"{{"cnf":{{"jwk":{jwk}}}}}"#);
    let bound = |payload: &str, key: &Key, header: &str, claims: &str| {
        let issued = sd_token(payload, &[], "");
        let claims = claims.replace("HASH", &sd_digest(&issued));
        let input = format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(claims.as_bytes()));
        let signature = crypto::sign(row("ES256"), key, input.as_bytes()).expect("signed");
        Sample::of(&format!("{issued}{input}.{}", base64url::encode(&signature)))
    };
    const HEADER: &str = r#"{"alg":"ES256","typ":"kb+jwt"}"#;
    const GOOD: &str = r#"{"iat":1767225500,"aud":"https://a.example","nonce":"n","sd_hash":"HASH"}"#;
    let good = || bound(&cnf(&public), &holder, HEADER, GOOD);
    let valid = |sample: Sample| sample.found(VerificationState::Valid, key("issuer", holder.material.clone()));
    let required = |sample: Sample| sample.expecting(|p| p.require_key_binding = true);
    let expecting = |sample: Sample, aud: &str, nonce: &str| {
        sample.expecting(|p| (p.audiences, p.nonce) = (list(aud), Some(nonce.to_owned())))
    };
    let mut samples = vec![
        good(),
        valid(good()),
        expecting(valid(good()), "https://a.example", "n"),
        expecting(valid(good()), "https://b.example", "m"),
        bound(&cnf(&public), &other, HEADER, GOOD),
        Sample::of(&sd_token(&cnf(&public), &[], "")),
        required(Sample::of(&sd_token(&cnf(&public), &[], ""))),
        bound(&cnf(&private), &holder, HEADER, GOOD),
    ];
    let odd = [r#"{"a":1}"#.to_owned(), r#"{"cnf":{"kid":"k"}}"#.to_owned(), cnf(r#"{"kty":"EC"}"#)];
    for payload in odd {
        samples.extend([bound(&payload, &holder, HEADER, GOOD), required(bound(&payload, &holder, HEADER, GOOD))]);
    }
    let headers = [
        r#"{"alg":"none","typ":"kb+jwt"}"#,
        r#"{"alg":"RS256","typ":"kb+jwt"}"#,
        r#"{"alg":"XY","typ":"kb+jwt"}"#,
        r#"{"alg":"ES256","typ":"kb+jwt","crit":["x"],"x":1}"#,
        r#"{"alg":"ES256"}"#,
        r#"{"alg":"ML-DSA-44","typ":"kb+jwt"}"#,
    ];
    samples.extend(headers.map(|header| bound(&cnf(&public), &holder, header, GOOD)));
    let claims = [
        "{}",
        r#"{"iat":"now","aud":1,"nonce":1,"sd_hash":"x"}"#,
        r#"{"iat":1767229200}"#,
        r#"{"iat":1767225500,"exp":1767225550}"#,
        r#"{"iat":1767225500,"nbf":1767229200}"#,
    ];
    samples.extend(claims.map(|claims| bound(&cnf(&public), &holder, HEADER, claims)));
    samples.push(bound(r#"{"_sd_alg":"md5"}"#, &holder, HEADER, GOOD));
    samples
}

fn sd_token(payload: &str, disclosures: &[&str], binding: &str) -> String {
    let issued = token(br#"{"alg":"ES256"}"#, payload.as_bytes(), &[1; 64]);
    let pieces: String = disclosures.iter().map(|d| format!("{d}~")).collect();
    format!("{issued}~{pieces}{binding}")
}

fn sd_digest(text: &str) -> String {
    base64url::encode(&crypto::digest::sha256(text.as_bytes()))
}

/// Each disclosure holds the digest of the next, deeper than anything is read.
fn sd_chain() -> String {
    let mut pieces = vec![base64url::encode(br#"["2GLC42sKQveCfGfryNRN9w","x",{}]"#)];
    for _ in 0..130 {
        let last = pieces.last().map(|d| sd_digest(d)).unwrap_or_default();
        let next = format!(r#"["2GLC42sKQveCfGfryNRN9w","x",{{"_sd":["{last}"]}}]"#);
        pieces.push(base64url::encode(next.as_bytes()));
    }
    let payload = format!(r#"{{"_sd":["{}"]}}"#, pieces.last().map(|d| sd_digest(d)).unwrap_or_default());
    sd_token(&payload, &pieces.iter().map(String::as_str).collect::<Vec<_>>(), "")
}

fn signatures() -> Vec<Sample> {
    use VerificationState::{Absent, Invalid, Valid};
    let good = || Sample::header(r#"{"alg":"HS256","kid":"a"}"#);
    let named = |kid: &str| Key { kid: Some(kid.to_owned()), ..secret(&[7; 32]) };
    let text = |s: &str| s.to_owned();
    let mut samples = vec![
        good().found(Valid, named("a")),
        good().found(Valid, named("b")),
        good().found(Invalid, named("a")),
        good().found(Invalid, named("a")).with(|s| s.edited = Some(Part::Payload)),
        good().found(Invalid, named("a")).with(|s| s.verification.fitting = Some(Arc::new(named("b")))),
        Sample::of("eyJhbGciOiJub25lIn0.e30.").with(|s| s.verification.state = Absent),
    ];
    let reasons = [
        Reason::NoKeys,
        Reason::NoneChosen,
        Reason::KeyGone { name: text("demo") },
        Reason::UnknownKid { kid: text("a") },
        Reason::NoKid,
        Reason::NoneFits { keys: 2 },
        Reason::NoneMatches { tried: 1 },
        Reason::Stopped { tried: 8, of: 100 },
        Reason::Misfit { key: text("demo"), misfit: Misfit::EmptySecret },
        Reason::KeyTooSmall { key: text("demo"), bits: 512 },
        Reason::KeyUnusable { key: text("demo"), error: text("the point is not on the curve") },
        Reason::NoAlg,
        Reason::UnknownAlg,
        Reason::Encrypted,
        Reason::Detached,
        Reason::OnlyOpened { key: "a".to_owned() },
        Reason::Cut,
        Reason::NoToken,
    ];
    samples.extend(reasons.map(|reason| good().because(reason)));
    let es256 = br#"{"alg":"ES256"}"#;
    let half_zero = [[0; 32], [1; 32]].concat();
    let der = [vec![0x30, 68], vec![2, 32], vec![1; 32], vec![2, 32], vec![1; 32]].concat();
    samples.extend([&[][..], &[0; 64], &half_zero, &der, &[1; 63]].map(|s| Sample::of(&token(es256, b"{}", s))));
    samples
}

fn algorithms() -> Vec<Sample> {
    let mut samples: Vec<Sample> = [
        "{}",
        r#"{"alg":1}"#,
        r#"{"alg":"hs256"}"#,
        r#"{"alg":"XY"}"#,
        r#"{"alg":"none"}"#,
        r#"{"alg":"nOnE"}"#,
        r#"{"alg":"HS256"}"#,
        r#"{"alg":"RSA1_5"}"#,
        r#"{"alg":"dir"}"#,
        "nope",
    ]
    .map(Sample::header)
    .into();
    let hs256 = || Sample::header(r#"{"alg":"HS256"}"#);
    samples.push(hs256().expecting(|p| p.algorithms = list("HS256")));
    samples.push(hs256().expecting(|p| p.algorithms = list("ES256")));
    samples.push(hs256().found(VerificationState::Valid, secret(&[7; 32])));
    let misfit = Misfit::KeyType { alg: "HS256", expected: KeyType::Oct, found: KeyType::Rsa };
    samples.push(hs256().because(Reason::Misfit { key: "demo".to_owned(), misfit }));
    let misfit = Misfit::Use { purpose: Purpose::Verify, usage: "enc".to_owned() };
    samples.push(hs256().because(Reason::Misfit { key: "demo".to_owned(), misfit }));
    samples.push(Sample::header(r#"{"alg":"EdDSA"}"#));
    samples.push(Sample::header(r#"{"alg":"RSA-OAEP-256"}"#));
    samples.push(Sample::of(&format!("{}..AAAA.AA.AA", base64url::encode(br#"{"alg":"HS256","enc":"A256GCM"}"#))));
    samples
}

fn keys() -> Vec<Sample> {
    let rsa = |n: Vec<u8>, e: Vec<u8>| key("demo", Material::Rsa { n, e, private: None });
    let pem = b"-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----\n";
    let used = |header: &str, key: Key| Sample::header(header).found(VerificationState::Valid, key);
    let mut samples = vec![
        used(r#"{"alg":"HS256"}"#, secret(b"short")),
        used(r#"{"alg":"HS256"}"#, secret(b"your-256-bit-secret")),
        used(r#"{"alg":"HS256"}"#, secret(pem)),
        used(r#"{"alg":"HS256"}"#, secret(b"a secret that is long enough, really\n")),
        used(r#"{"alg":"RS256"}"#, rsa(vec![0xff; 128], vec![1, 0, 1])),
        used(r#"{"alg":"RS256"}"#, rsa(vec![0xff; 256], vec![3])),
        used(r#"{"alg":"Ed25519"}"#, key("demo", Material::Okp { curve: Curve::Ed25519, x: vec![0; 32], d: None })),
    ];
    samples.push(used(r#"{"alg":"HS256"}"#, rsa(vec![0xff; 256], vec![1, 0, 1])));
    let empty = Reason::Misfit { key: "demo".to_owned(), misfit: Misfit::EmptySecret };
    samples.push(used(r#"{"alg":"HS256"}"#, secret(b"")).because(empty));
    let headers = [
        r#""crit":"b64""#,
        r#""crit":[1]"#,
        r#""crit":[]"#,
        r#""crit":["x","x"],"x":1"#,
        r#""crit":["alg"]"#,
        r#""crit":["x"]"#,
        r#""crit":["x"],"x":1"#,
        r#""b64":false,"crit":["b64"]"#,
        r#""b64":false"#,
        r#""b64":"no""#,
        r#""jwk":{"d":"x"}"#,
        r#""jku":"https://a.example""#,
        r#""x5c":["MII"]"#,
        r#""kid":7"#,
        r#""kid":"""#,
        r#""kid":"a\nb""#,
        r#""kid":"../../dev/null""#,
    ];
    samples.extend(headers.map(|h| Sample::header(&format!(r#"{{"alg":"HS256",{h}}}"#))));
    samples.push(Sample::header(&format!(r#"{{"alg":"HS256","kid":"{}"}}"#, "x".repeat(600))));
    samples.extend(super::certificates::tokens().iter().map(|token| Sample::of(token)));
    let certified = super::certificates::certified();
    samples.push(Sample::of(&certified).found(VerificationState::Valid, rsa(vec![0xff; 256], vec![1, 0, 1])));
    samples
}

fn times() -> Vec<Sample> {
    let at = |name: &str, offset: i64| Sample::claims(&format!(r#"{{"{name}":{}}}"#, NOW_SECS + offset));
    let leeway = |sample: Sample| sample.expecting(|p| p.leeway_secs = 60);
    let aged = |sample: Sample| sample.expecting(|p| p.max_age_secs = Some(3600));
    let mut samples = vec![Sample::of(&token(br#"{"alg":"HS256"}"#, b"text", &[1; 32]))];
    for name in ["exp", "nbf", "iat"] {
        samples.extend([-7200, -30, 30, 7200, 20 * 31_557_600].map(|offset| leeway(at(name, offset))));
        samples.push(Sample::claims(&format!(r#"{{"{name}":"soon"}}"#)));
    }
    samples.extend([aged(at("iat", -60)), aged(at("iat", -7200)), aged(Sample::claims("{}"))]);
    samples.push(Sample::claims(r#"{"exp":1767225600000,"nbf":1e30}"#));
    samples.push(Sample::claims(r#"{"exp":1767225600,"nbf":1767225601}"#));
    samples.push(Sample::claims(r#"{"exp":1767225600,"iat":1767225600}"#));
    let access = br#"{"alg":"HS256","typ":"at+jwt"}"#;
    samples.push(Sample::of(&token(access, br#"{"exp":1767312001,"iat":1767225600}"#, &[1; 32])));
    samples.extend([4_000, 8_000].map(|n| Sample::claims(&format!(r#"{{"groups":"{}"}}"#, "g".repeat(n)))));
    samples
}

fn expectations() -> Vec<Sample> {
    let mut samples = vec![Sample::claims("{}")];
    for name in ["iss", "aud", "sub", "nonce"] {
        let wanted = |sample: Sample| {
            sample.expecting(|p| {
                p.issuers = list("https://a.example");
                p.audiences = list("https://a.example");
                p.subject = Some("https://a.example".to_owned());
                p.nonce = Some("https://a.example".to_owned());
            })
        };
        for value in [r#""https://a.example""#, r#""https://A.example/""#, r#""https://b.example""#, "7"] {
            samples.push(Sample::claims(&format!(r#"{{"{name}":{value}}}"#)));
            samples.push(wanted(Sample::claims(&format!(r#"{{"{name}":{value}}}"#))));
        }
        samples.push(wanted(Sample::claims("{}")));
    }
    let theirs = Source {
        origin: Origin::Fetched,
        place: String::new(),
        issuer: Some("https://a.example".to_owned()),
        at: NumericDate::from_secs(NOW_SECS),
    };
    let about = About { source: Some(theirs), ..About::default() };
    for claims in ["{}", r#"{"iss":"https://a.example"}"#, r#"{"iss":"https://b.example"}"#, r#"{"iss":7}"#] {
        let key = Key { about: about.clone(), ..secret(&[7; 32]) };
        samples.push(Sample::claims(claims).found(VerificationState::Valid, key));
    }
    let typ = |header: &str| Sample::header(header).expecting(|p| p.typ = Some("at+jwt".to_owned()));
    samples.extend([r#"{"alg":"HS256"}"#, r#"{"typ":"at+jwt"}"#, r#"{"typ":"JWT"}"#].map(typ));
    // the payload is somewhere else
    let apart = token(br#"{"alg":"HS256","typ":"JWT"}"#, b"", &[1; 32]);
    samples.push(Sample::of(&apart).expecting(|p| p.required = list("jti")));
    samples.extend(["{}", r#"{"jti":"a"}"#].map(|c| Sample::claims(c).expecting(|p| p.required = list("jti"))));
    samples.extend(["{}", r#"{"htm":"a","htu":"a","ath":"a"}"#, r#"{"htm":"b","htu":"b","ath":"b"}"#].map(|c| {
        Sample::claims(c).expecting(|p| (p.htm, p.htu, p.ath) = (Some("a".into()), Some("a".into()), Some("a".into())))
    }));
    samples.push(Sample::claims("{}").expecting(|p| p.needs = Need::ALL.to_vec()));
    samples.extend(
        [
            r#"{"password":"x"}"#,
            r#"{"db":"pg://a:b@c"}"#,
            r#"{"email":"a@b.example"}"#,
            r#"{"a":"x\u202ey"}"#,
            r#"{"a":"x\u200by"}"#,
            r#"{"a":"x\u0007y"}"#,
        ]
        .map(Sample::claims),
    );
    samples.push(Sample::claims("{\"a\":\"p\u{430}ypal\"}"));
    samples.extend([r#"{"Exp":1}"#, r#"{"jti":7}"#, r#"{"iss":"1:2"}"#].map(Sample::claims));
    samples.push(Sample::of(&token(br#"{"alg":"HS256","iss":"a"}"#, br#"{"iss":"b"}"#, &[1; 32])));
    for cty in ["", r#","cty":"text/plain""#] {
        let header = format!(r#"{{"alg":"HS256"{cty}}}"#);
        samples.push(Sample::header(&header).with(|s| s.inner = Some(Token::read(A1))));
    }
    let two = r#"{"iss":"a","sub":"b","aud":["https://a.example","c"],"exp":1767229200,"iat":1767225600,"nonce":"n"}"#;
    samples.push(Sample::claims(two).expecting(|p| p.audiences = list("https://a.example")));
    samples
}

fn kinds() -> Vec<Sample> {
    super::kinds::rows().iter().map(|row| Sample::of(&row.token()).expecting(|p| *p = row.policy())).collect()
}

fn samples() -> Vec<Sample> {
    [
        structures(),
        selective(),
        signatures(),
        algorithms(),
        keys(),
        times(),
        expectations(),
        kinds(),
        encrypted::samples(),
    ]
    .concat()
}

#[test]
fn samples_reach_every_case_and_each_pair_has_prose() {
    let book = super::teach::book("checks");
    let written: BTreeSet<(String, String)> = book
        .iter()
        .flat_map(|(id, check)| super::teach::cases(check).keys().map(|case| (id.clone(), case.clone())))
        .collect();
    let outcomes: Vec<Outcome> = samples().iter().flat_map(Sample::outcomes).collect();
    let reached: BTreeSet<_> = outcomes.iter().map(|o| (o.id.to_owned(), o.case.to_owned())).collect();
    let silent: Vec<_> = reached.difference(&written).collect();
    assert!(silent.is_empty(), "no prose for {silent:?}");
    let unreached: Vec<_> = written.difference(&reached).map(|(id, case)| (id.as_str(), case.as_str())).collect();
    assert!(unreached.is_empty(), "written for nobody: {unreached:?}");
}

#[test]
fn what_a_declared_kind_does_without_is_not_missed() {
    let silent = |typ: &str, id: &str| {
        let header = format!(r#"{{"alg":"ES256","typ":"{typ}","jwk":{{"kty":"EC"}}}}"#);
        let sample = Sample::of(&token(header.as_bytes(), br#"{"iat":1767225600}"#, &[1; 64]));
        sample.outcomes().iter().all(|o| o.id != id)
    };
    for (typ, no_expiry, own_key) in [("dpop+jwt", true, true), ("secevent+jwt", true, false), ("JWT", false, false)] {
        assert_eq!((silent(typ, "exp-missing"), silent(typ, "embedded-jwk")), (no_expiry, own_key), "{typ}");
    }
}

#[test]
fn every_outcome_is_told_in_full() {
    let book = super::teach::book("checks");
    for outcome in samples().iter().flat_map(Sample::outcomes) {
        let (id, case) = (outcome.id, outcome.case);
        let text = &book[id]["case"][case];
        let given: BTreeSet<String> = outcome.facts.names().map(str::to_owned).collect();
        for field in ["summary", "fix", "clause"] {
            let asked = super::teach::placeholders(text.get(field).and_then(|t| t.as_str()).unwrap_or_default());
            let missing: Vec<_> = asked.difference(&given).collect();
            assert!(missing.is_empty(), "{id} {case}: {field} asks for {missing:?}, given are {given:?}");
        }
        let lesson = teach::lesson(id, case, &outcome.facts);
        let blank = lesson.summary.contains("“”") || lesson.summary.ends_with(" .") || lesson.summary.contains("  ");
        assert!(lesson.summary.ends_with('.'), "{id} {case}: a sentence: {}", lesson.summary);
        assert!(!blank, "{id} {case}: a fact is empty: {}", lesson.summary);
        match outcome.state {
            // content, and still there may be something to put in order
            State::Pass => {
                assert!(lesson.fix.is_none() || case == "valid-other-kid", "{id} {case}: passed, so no advice")
            }
            State::Warn | State::Fail => {
                assert!(lesson.fix.is_some(), "{id} {case}: says what to do");
                assert!(text.get("clause").is_some(), "{id} {case}: has a clause for the verdict");
            }
            State::NotChecked => {}
        }
    }
}

/// Prints every sentence, filled in: `cargo test --test core proof_read -- --ignored --nocapture`.
#[test]
#[ignore = "for proof-reading"]
fn proof_read() {
    let mut seen = BTreeSet::new();
    for outcome in samples().iter().flat_map(Sample::outcomes) {
        if seen.insert((outcome.id, outcome.case)) {
            let lesson = teach::lesson(outcome.id, outcome.case, &outcome.facts);
            println!("{} / {} [{}] {}", outcome.id, outcome.case, outcome.state.id(), lesson.title);
            println!("    {}\n    {}\n    → {}", lesson.summary, lesson.why, lesson.fix.unwrap_or_default());
            println!("    Refused: …, but {}", lesson.clause);
        }
    }
}

// ------------------------------------------------------------------------------------------------- the verdicts

/// The header and claims of RFC 7515 section A.1, expired on 2011-03-22 18:43:00 UTC. Signed with a secret that, unlike the
/// RFC's own, nobody else has.
const A1: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.TpWutHj2SjPruZOaAcwHesUfCxFcu5M9qGxNXuywn1w";
const A1_KEY: &str =
    r#"{"kty":"oct","k":"d6Pex_zxKpr7I7hdsJ4nkaxwrEa1OIJFunEynq5qwyN_hABjZE6rbaRcZwDznoaN6Hi7B4lzNRNQAe09tF1i5Q"}"#;
const FLATTENED: &str =
    r#"{"payload":"e30","protected":"eyJhbGciOiJIUzI1NiJ9","signature":"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"}"#;
const BEFORE_EXPIRY_SECS: i64 = 1_300_819_000;

fn ring() -> KeyRing {
    let own = Key { name: "rfc".to_owned(), ..Key::from_jwk(A1_KEY).expect("a key") };
    let other = Key { name: "other".to_owned(), ..secret(&[7; 32]) };
    KeyRing::new(vec![own, other], 1)
}

fn headline(token: &str, now_secs: i64, change: impl FnOnce(&mut Inputs)) -> String {
    let mut inputs = Inputs { token: token.to_owned(), tokens_in_text: 1, ..Inputs::default() };
    change(&mut inputs);
    let report = report::analyze(&inputs, &ring(), &At::utc(NumericDate::from_secs(now_secs)));
    assert!(report.action.is_some_and(|action| !action.contains('…')), "{token}: the strip says what to do");
    report.headline
}

#[test]
fn every_verdict_is_told_in_full() {
    let named = |name: &str| KeyChoice::Named(list(name));
    let (rfc, other) = (Key::from_jwk(A1_KEY).expect("a key"), secret(&[7; 32]));
    let claims = r#"{"exp":1767229200}"#;
    let sealed_claims = sealed(&other, "A256KW", false, claims);
    let signature = |header: &str, payload: &str, key: &Key| {
        let input = format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(payload.as_bytes()));
        let signature = crypto::sign(alg::find("HS256").expect("a row"), key, input.as_bytes()).expect("signed");
        (input, base64url::encode(&signature))
    };
    let (input, signed) = signature(r#"{"alg":"HS256","cty":"JWT"}"#, A1, &rfc);
    let around = format!("{input}.{signed}");
    let entry = |key| {
        format!(
            r#"{{"protected":"eyJhbGciOiJIUzI1NiJ9","signature":"{}"}}"#,
            signature(r#"{"alg":"HS256"}"#, claims, key).1
        )
    };
    let (payload, both) = (base64url::encode(claims.as_bytes()), [entry(&rfc), entry(&other)].join(","));
    let several = format!(r#"{{"payload":"{payload}","signatures":[{both}]}}"#);
    let told = [
        headline("", NOW_SECS, |_| {}),
        headline(A1, BEFORE_EXPIRY_SECS, |_| {}),
        headline(A1, BEFORE_EXPIRY_SECS, |i| i.tokens_in_text = 2),
        headline(A1, BEFORE_EXPIRY_SECS, |i| (i.tokens_in_text, i.policy.strict) = (2, true)),
        headline(A1, 1_300_819_380 + 3 * 3600, |_| {}),
        headline(A1, BEFORE_EXPIRY_SECS, |i| i.key_choice = named("other")),
        headline(A1, BEFORE_EXPIRY_SECS, |i| (i.key_choice, i.edited) = (named("other"), Some(Part::Payload))),
        headline(A1, BEFORE_EXPIRY_SECS, |i| i.key_choice = KeyChoice::Nothing),
        headline(A1, NOW_SECS, |i| i.key_choice = KeyChoice::Nothing),
        headline("eyJhbGciOiJub25lIn0.e30.", NOW_SECS, |_| {}),
        headline("eyJhbGciOiJkaXIifQ..AA.AA.AA", NOW_SECS, |_| {}),
        headline(FLATTENED, NOW_SECS, |_| {}),
        headline(&sealed_claims, NOW_SECS, |i| i.key_choice = KeyChoice::Nothing),
        headline(&sealed_claims, NOW_SECS, |_| {}),
        headline(&sealed(&other, "A256KW", false, A1), BEFORE_EXPIRY_SECS, |_| {}),
        headline(&sealed(&other, "A256KW", false, A1), NOW_SECS, |_| {}),
        headline(&around, BEFORE_EXPIRY_SECS, |_| {}),
        headline(&several, NOW_SECS, |_| {}),
        headline(&several, NOW_SECS, |i| i.policy.signatures = SignatureRule::AtLeast(3)),
    ];
    let expected = [
        "Paste a token to begin",
        "Accepted: key “rfc” verifies the signature, and no check failed",
        "Accepted with 1 warning: key “rfc” verifies the signature",
        "Refused: nothing failed, but warnings count as failures (1 warning)",
        "Refused: the signature is valid, but the token expired 3 h ago",
        "Refused: key “other” does not verify the signature",
        "Refused: the claims changed after signing",
        "Undecided: nothing failed, but no key is chosen to check the signature",
        "Refused: the token expired 14 years ago; the signature was not checked",
        "Refused: nobody signed this token, so anybody could have written it",
        "Refused: the header does not say how the content is encrypted",
        "Undecided: nothing failed, but no key here verifies the signature",
        "Undecided: the token is encrypted, and no key is chosen to open it",
        "Accepted with 1 warning: key “other” opens the token, but nothing says who made it",
        "Opened with key “other”; the token inside is accepted: key “rfc” verifies the signature, and no check failed",
        "Opened with key “other”; the token inside is refused: the signature is valid, but the token expired 14 years ago",
        "This token holds another one; the token inside is accepted: key “rfc” verifies the signature, and no check failed",
        "Accepted: enough of the 2 signatures verify, and no check failed",
        "Refused: too few of its signatures verify",
    ];
    assert_eq!(told.each_ref().map(String::as_str), expected);
}

#[test]
fn no_token_writes_into_the_headline() {
    for sample in samples() {
        let told = headline(&sample.text, NOW_SECS, |i| {
            (i.policy, i.tokens_in_text) = (sample.policy.clone(), sample.tokens_in_text)
        });
        let foreign = ["a.example", "A.example", "b.example", "dev/null", "nOnE", "XY", "⟨U+"]
            .iter()
            .find(|t| told.contains(**t));
        assert_eq!(foreign, None, "{told}");
        assert!(!told.contains('…') && told.chars().count() <= 110, "{told}");
    }
}
