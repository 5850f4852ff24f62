//! Policies: the presets against tokens of their kind, what a token makes of itself, and whom its issuer asks for.

use jwt_workbench::checks::{Policy, State};
use jwt_workbench::crypto::{self, KeySpec};
use jwt_workbench::jose::alg;
use jwt_workbench::jose::base64url;
use jwt_workbench::jose::numeric_date::NumericDate;
use jwt_workbench::keys::{Key, KeyRing, Private};
use jwt_workbench::policy::{self, Choice, Document};
use jwt_workbench::report::{At, Inputs, Report, Verdict, analyze};
use jwt_workbench::teach;
use serde_json::{Value, json};
use std::sync::LazyLock;

/// 2026-01-01 00:00:00 UTC.
pub(super) const NOW: i64 = 1_767_225_600;

static SIGNER: LazyLock<Key> = LazyLock::new(|| {
    let spec: KeySpec = "ES256".parse().unwrap();
    Key { name: "signer".to_owned(), ..crypto::generate(&spec).unwrap() }
});

fn public_jwk() -> Value {
    serde_json::from_str(&SIGNER.to_jwk(Private::Omit).unwrap()).unwrap()
}

pub(super) fn signed(header: &Value, claims: &Value) -> String {
    let input = [header, claims].map(|part| base64url::encode(part.to_string().as_bytes())).join(".");
    let signature = crypto::sign(alg::find("ES256").unwrap(), &SIGNER, input.as_bytes()).unwrap();
    format!("{input}.{}", base64url::encode(&signature))
}

pub(super) fn judged_at(token: &str, policy: &Policy, secs: i64, keys: Vec<Key>) -> Report {
    let inputs = Inputs { token: token.to_owned(), tokens_in_text: 1, policy: policy.clone(), ..Inputs::default() };
    analyze(&inputs, &KeyRing::new(keys, 1), &At::utc(NumericDate::from_secs(secs)))
}

pub(super) fn judged(token: &str, policy: &Policy) -> Report {
    judged_at(token, policy, NOW, vec![SIGNER.clone()])
}

fn state(report: &Report, id: &str) -> Option<State> {
    report.line(id).map(|l| l.outcome.state)
}

pub(super) fn list(values: &[&str]) -> Vec<String> {
    values.iter().map(|v| (*v).to_owned()).collect()
}

// ------------------------------------------------------------------------------------------------------ presets

/// A preset with its blanks filled in, and a token that fits it.
struct Kind {
    policy: Policy,
    header: Value,
    claims: Value,
}

/// What a token is changed by.
type Slip = fn(&mut Value, &mut Value);

impl Kind {
    fn of(id: &str, fill: impl FnOnce(&mut Policy), header: Value, claims: Value) -> Self {
        let mut policy = policy::preset(id).unwrap().policy.clone();
        fill(&mut policy);
        assert_eq!(policy.blanks(), [], "{id}: filled in");
        Self { policy, header, claims }
    }

    /// The token as it should be is accepted without a warning; each slip is refused by that check.
    fn holds(&self, slips: &[(&str, Slip)]) {
        let good = judged(&signed(&self.header, &self.claims), &self.policy);
        let uneasy: Vec<_> = good.lines.iter().filter(|l| l.outcome.state < State::NotChecked).collect();
        assert_eq!((good.verdict, uneasy.len()), (Verdict::Accepted, 0), "{}: {uneasy:#?}", good.headline);
        for (number, (id, slip)) in slips.iter().enumerate() {
            let (mut header, mut claims) = (self.header.clone(), self.claims.clone());
            slip(&mut header, &mut claims);
            let report = judged(&signed(&header, &claims), &self.policy);
            assert_eq!(report.verdict, Verdict::Refused, "slip {number} ({id}): {}", report.headline);
            let state = state(&report, id);
            assert!(state <= Some(State::Warn) && state.is_some(), "slip {number}: {id} is {state:?}");
        }
    }
}

fn without(claims: &mut Value, name: &str) {
    claims.as_object_mut().unwrap().remove(name).expect("it was there");
}

fn trusted(policy: &mut Policy) {
    (policy.issuers, policy.audiences) = (list(&["https://login.example.com"]), list(&["my-api"]));
}

pub(super) fn claims() -> Value {
    json!({
        "iss": "https://login.example.com", "sub": "alice", "aud": "my-api", "client_id": "shop", "jti": "4f1c9a2e",
        "iat": NOW - 60, "exp": NOW + 840, "scope": "orders:read",
    })
}

#[test]
fn best_practice_takes_a_good_token_and_refuses_each_slip() {
    let fill = |policy: &mut Policy| {
        trusted(policy);
        policy.typ = Some("at+jwt".to_owned());
    };
    let kind = Kind::of("rfc8725", fill, json!({"alg": "ES256", "typ": "at+jwt"}), claims());
    kind.holds(&[
        ("algorithm", |h, _| h["alg"] = json!("none")),
        ("algorithm", |h, _| h["alg"] = json!("HS256")),
        ("algorithm", |h, _| h["alg"] = json!("es256")),
        ("algorithm", |h, _| h["alg"] = json!("RSA1_5")),
        ("typ", |h, _| without(h, "typ")),
        ("typ", |h, _| h["typ"] = json!("JWT")),
        ("iss", |_, c| c["iss"] = json!("https://login.example.com/")),
        ("required-claims", |_, c| without(c, "iss")),
        ("aud", |_, c| c["aud"] = json!(["other-api"])),
        ("required-claims", |_, c| without(c, "aud")),
        ("required-claims", |_, c| without(c, "exp")),
        ("exp", |_, c| c["exp"] = json!(NOW)),
        // warnings refuse
        ("sensitive-claim", |_, c| c["password"] = json!("x")),
    ]);
}

#[test]
fn an_access_token_has_what_its_profile_asks_for() {
    let header = json!({"alg": "ES256", "typ": "application/AT+jwt"});
    let kind = Kind::of("rfc9068", trusted, header, claims());
    kind.holds(&[
        ("typ", |h, _| h["typ"] = json!("JWT")),
        ("typ", |h, _| without(h, "typ")),
        ("algorithm", |h, _| h["alg"] = json!("none")),
        ("required-claims", |_, c| without(c, "iss")),
        ("required-claims", |_, c| without(c, "exp")),
        ("required-claims", |_, c| without(c, "aud")),
        ("required-claims", |_, c| without(c, "sub")),
        ("required-claims", |_, c| without(c, "client_id")),
        ("required-claims", |_, c| without(c, "iat")),
        ("required-claims", |_, c| without(c, "jti")),
        ("iss", |_, c| c["iss"] = json!("https://login.example.org")),
        ("aud", |_, c| c["aud"] = json!("other-api")),
        ("exp", |_, c| c["exp"] = json!(NOW - 1)),
    ]);
}

#[test]
fn an_id_token_answers_its_own_login() {
    let fill = |policy: &mut Policy| {
        (policy.issuers, policy.audiences) = (list(&["https://login.example.com"]), list(&["client-7"]));
        policy.nonce = Some("n-0S6".to_owned());
    };
    let claims = json!({
        "iss": "https://login.example.com", "sub": "248289761001", "aud": ["client-7"], "nonce": "n-0S6",
        "iat": NOW - 5, "exp": NOW + 595, "auth_time": NOW - 20, "email": "alice@example.com",
    });
    let kind = Kind::of("oidc-id-token", fill, json!({"alg": "ES256"}), claims);
    kind.holds(&[
        ("algorithm", |h, _| h["alg"] = json!("none")),
        ("algorithm", |h, _| h["alg"] = json!("HS256")),
        ("iss", |_, c| c["iss"] = json!("https://other.example.com")),
        ("aud", |_, c| c["aud"] = json!("client-8")),
        ("nonce", |_, c| c["nonce"] = json!("another")),
        ("nonce", |_, c| without(c, "nonce")),
        ("required-claims", |_, c| without(c, "sub")),
        ("required-claims", |_, c| without(c, "iat")),
        ("required-claims", |_, c| without(c, "exp")),
        ("exp", |_, c| c["exp"] = json!(NOW - 1)),
    ]);
    let aged = Policy { max_age_secs: Some(3), ..kind.policy.clone() };
    assert_eq!(state(&judged(&signed(&kind.header, &kind.claims), &aged), "max-age"), Some(State::Fail));
    // the default algorithm of the standard
    assert!(kind.policy.algorithms.contains(&"RS256".to_owned()));
}

#[test]
fn a_dpop_proof_is_for_one_request() {
    const HASH: &str = "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo";
    let fill = |policy: &mut Policy| {
        (policy.htm, policy.htu) = (Some("POST".to_owned()), Some("https://server.example.com/token?x=1".to_owned()));
        policy.ath = Some(HASH.to_owned());
    };
    let header = json!({"alg": "ES256", "typ": "dpop+jwt", "jwk": public_jwk()});
    let claims = json!({"jti": "-BwC3ESc6acc2lTc", "htm": "POST", "htu": "https://SERVER.example.com:443/token",
        "iat": NOW - 2, "ath": HASH});
    let kind = Kind::of("dpop", fill, header, claims);
    kind.holds(&[
        ("typ", |h, _| h["typ"] = json!("JWT")),
        ("algorithm", |h, _| h["alg"] = json!("HS256")),
        ("kind-dpop", |h, _| without(h, "jwk")),
        ("htm", |_, c| c["htm"] = json!("GET")),
        ("htm", |_, c| c["htm"] = json!("post")),
        ("htm", |_, c| c["htm"] = json!(1)),
        ("htu", |_, c| c["htu"] = json!("https://server.example.com/tokens")),
        ("ath", |_, c| c["ath"] = json!("fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEA")),
        ("ath", |_, c| without(c, "ath")),
        ("required-claims", |_, c| without(c, "jti")),
        ("required-claims", |_, c| without(c, "htm")),
        ("required-claims", |_, c| without(c, "htu")),
        ("max-age", |_, c| without(c, "iat")),
        ("max-age", |_, c| c["iat"] = json!(NOW - 66)),
        ("iat", |_, c| c["iat"] = json!(NOW + 60)),
    ]);
}

/// What a preset cannot know is never quietly passed.
#[test]
fn a_preset_with_blanks_accepts_nothing_and_says_what_to_fill_in() {
    for preset in policy::presets() {
        let typ = preset.policy.typ.clone().unwrap_or_else(|| "at+jwt".to_owned());
        let mut claims = claims();
        (claims["htm"], claims["htu"]) = (json!("GET"), json!("https://a.example/"));
        claims["iat"] = json!(NOW - 1);
        let mut header = json!({"alg": "ES256", "typ": typ});
        if preset.id == "dpop" {
            header["jwk"] = public_jwk();
        }
        let token = signed(&header, &claims);
        let report = judged(&token, &preset.policy);
        assert_eq!(report.verdict, Verdict::Undecided, "{}: {}", preset.id, report.headline);
        assert!(report.headline.contains("blanks to fill in"), "{}", report.headline);
        let line = report.line("policy-blank").unwrap();
        assert_eq!(line.outcome.state, State::NotChecked);
        for need in &preset.policy.needs {
            assert!(line.lesson.summary.contains(need.id()), "{}: {}", preset.id, line.lesson.summary);
        }
        // a value that is missing is no excuse for what is wrong
        let expired = judged_at(&token, &preset.policy, NOW + 9_000, vec![SIGNER.clone()]);
        assert_eq!(expired.verdict, Verdict::Refused, "{}", preset.id);
        // without a key it is the signature that is open
        let keyless = judged_at(&token, &preset.policy, NOW, Vec::new());
        assert_eq!(keyless.verdict, Verdict::Undecided);
        assert!(!keyless.headline.contains("blanks"), "{}", keyless.headline);
    }
}

/// The prose of the presets keeps the rules of the other books.
#[test]
fn presets_are_told_in_short_sentences() {
    for preset in policy::presets() {
        assert!(preset.title.chars().count() <= 48 && !preset.title.ends_with('.'), "{}", preset.title);
        assert!(
            preset.description.chars().count() <= 320 && preset.description.ends_with('.'),
            "{}",
            preset.description
        );
        assert!(!preset.refs.is_empty() && !preset.policy.needs.is_empty(), "{}", preset.id);
        for name in &preset.policy.algorithms {
            let row = alg::find(name).unwrap_or_else(|| panic!("{name}"));
            assert!(row.signs() && !name.starts_with("HS") && name != "none", "{}: {name}", preset.id);
        }
        assert!(preset.policy.required.iter().all(|claim| teach::claim(claim).is_some()), "{}", preset.id);
    }
}

// ------------------------------------------------------------------------------------------------- from a token

#[test]
fn the_policy_of_a_token_accepts_that_token_and_not_its_neighbours() {
    let header = json!({"alg": "ES256", "typ": "at+jwt"});
    let token = signed(&header, &claims());
    let made = policy::of_token(&judged(&token, &Policy::default())).unwrap();
    assert!(made.is_verified && made.cautions().is_empty());
    let expected = Policy {
        algorithms: list(&["ES256"]),
        issuers: list(&["https://login.example.com"]),
        audiences: list(&["my-api"]),
        typ: Some("at+jwt".to_owned()),
        required: list(&["iss", "sub", "aud", "exp", "iat", "jti", "client_id"]),
        ..Policy::default()
    };
    assert_eq!(made.policy, expected);
    assert_eq!(judged(&token, &made.policy).verdict, Verdict::Accepted);
    // another person's token of the same issuer is as good
    let mut other = claims();
    (other["sub"], other["jti"]) = (json!("bob"), json!("2"));
    assert_eq!(judged(&signed(&header, &other), &made.policy).verdict, Verdict::Accepted);
    for (name, value) in [("iss", json!("x")), ("aud", json!("x"))] {
        let mut other = claims();
        other[name] = value;
        assert_eq!(judged(&signed(&header, &other), &made.policy).verdict, Verdict::Refused, "{name}");
    }
    let id_token = signed(&json!({"alg": "ES256"}), &claims());
    assert_eq!(judged(&id_token, &made.policy).verdict, Verdict::Refused);
}

#[test]
fn what_a_stranger_wrote_is_said_to_be_that() {
    let token = signed(&json!({"alg": "ES256"}), &json!({"aud": ["a", "b"], "exp": NOW + 60}));
    let made = policy::of_token(&judged_at(&token, &Policy::default(), NOW, Vec::new())).unwrap();
    assert!(!made.is_verified);
    assert_eq!(made.cautions(), ["unverified-token", "several-audiences", "no-issuer"]);
    // `none` is never worth expecting, and a text without claims has nothing to expect
    let unsecured = format!("{}.{}.", base64url::encode(b"{\"alg\":\"none\"}"), base64url::encode(b"{\"iss\":\"i\"}"));
    let made = policy::of_token(&judged(&unsecured, &Policy::default())).unwrap();
    assert_eq!((made.policy.algorithms.len(), made.is_verified), (0, false));
    for text in ["", "no token", &signed(&json!({"alg": "ES256"}), &json!([1]))] {
        assert_eq!(policy::of_token(&judged(text, &Policy::default())), None, "{text}");
    }
}

#[test]
fn an_issuer_chooses_the_one_policy_that_expects_it_exactly() {
    let of = |name: &str, issuers: &[&str]| Document {
        name: Some(name.to_owned()),
        policy: Policy { issuers: list(issuers), ..Policy::default() },
        ..Document::default()
    };
    let policies =
        [of("a", &["https://a.example"]), of("b", &["https://b.example", "https://c.example"]), of("any", &[])];
    let chosen = |issuer: &str| policy::by_issuer(&policies, issuer);
    assert_eq!(chosen("https://a.example"), Choice::One("a".to_owned()));
    assert_eq!(chosen("https://c.example"), Choice::One("b".to_owned()));
    for near in ["https://a.example/", "https://A.example", "https://d.example", ""] {
        assert_eq!(chosen(near), Choice::Nobody, "{near}");
    }
    let twice = [of("a", &["i"]), of("b", &["i"])];
    assert_eq!(policy::by_issuer(&twice, "i"), Choice::Several(list(&["a", "b"])));
}

#[test]
fn long_lists_are_compared_at_once_and_never_made() {
    let many = |prefix: &str| (0..20_000).map(|n| format!("{prefix}{n}")).collect::<Vec<_>>();
    let [a, b] = ["a", "b"].map(|p| Policy { audiences: many(p), ..Policy::default() });
    let backwards = Policy { audiences: a.audiences.iter().rev().cloned().collect(), ..Policy::default() };
    let start = std::time::Instant::now();
    assert_eq!((policy::compare(&a, &backwards).len(), policy::compare(&a, &b).len()), (0, 1));
    assert!(start.elapsed().as_secs_f32() < 2.0, "{:?}", start.elapsed());
    // a token may name as many: the policy has the first of them, and says so
    let token = signed(&json!({"alg": "ES256"}), &json!({"iss": "i", "aud": &a.audiences[..1_001], "exp": NOW + 60}));
    let made = policy::of_token(&judged(&token, &Policy::default())).unwrap();
    assert_eq!(
        (made.policy.audiences.as_slice(), made.cautions()),
        (&a.audiences[..1_000], vec!["too-many-audiences"])
    );
    assert!(teach::policy_caution("too-many-audiences").contains("accepts the first 1,000"));
    let kept = policy::write(None, "", &made.policy);
    assert_eq!(policy::read(&kept).unwrap().policy, made.policy);
}
