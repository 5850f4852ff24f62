//! Kinds of token: recognised by what they are, and held to the rules of their kind.

use crate::vectors;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use jwt_workbench::app::Sample;
use jwt_workbench::checks::{Outcome, Policy, State};
use jwt_workbench::crypto::{self, KeySpec};
use jwt_workbench::jose::base64url;
use jwt_workbench::jose::numeric_date::NumericDate;
use jwt_workbench::keys::{Key, KeyRing};
use jwt_workbench::report::{At, Inputs, KeyChoice, Report, Verdict, analyze};
use jwt_workbench::teach;
use serde_json::Value;
use std::io::Write as _;

/// 2026-01-01 00:00:00 UTC.
const NOW_SECS: i64 = 1_767_225_600;

/// RFC 9449 section 4.1: the key of its proofs.
const JWK: &str = r#"{"kty":"EC","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA","crv":"P-256"}"#;
const JKT: &str = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";

/// A token and everything that is said about its kind, as `id/case state`.
pub(super) struct Row {
    header: String,
    claims: String,
    policy: Policy,
    said: Vec<&'static str>,
}

impl Row {
    fn new(header: &str, claims: &str, said: &[&'static str]) -> Self {
        let header = format!("{{\"alg\":\"ES256\"{}{header}}}", if header.is_empty() { "" } else { "," });
        Self {
            header: header.replace("$JWK", JWK),
            claims: format!("{{{claims}}}").replace("$JKT", JKT).replace("$JWK", JWK),
            policy: Policy::default(),
            said: said.to_vec(),
        }
    }

    fn expecting(mut self, change: impl FnOnce(&mut Policy)) -> Self {
        change(&mut self.policy);
        self
    }

    pub(super) fn token(&self) -> String {
        [self.header.as_bytes(), self.claims.as_bytes(), &[1; 64]].map(base64url::encode).join(".")
    }

    pub(super) fn policy(&self) -> Policy {
        self.policy.clone()
    }
}

/// The token by itself, judged without a key.
fn judged(token: &str, policy: Policy) -> Report {
    let inputs = Inputs { token: token.to_owned(), tokens_in_text: 1, policy, ..Inputs::default() };
    analyze(&inputs, &KeyRing::default(), &At::utc(NumericDate::from_secs(NOW_SECS)))
}

fn about_kind(report: &Report) -> impl Iterator<Item = &Outcome> {
    report.lines.iter().map(|l| &l.outcome).filter(|o| o.id == "cnf" || o.id.starts_with("kind"))
}

fn said(report: &Report) -> Vec<String> {
    about_kind(report).map(|o| format!("{}/{} {}", o.id, o.case, o.state.id())).collect()
}

/// The claims that most tokens have.
const BASE: &str =
    r#""iss":"https://a.example","sub":"alice","aud":"https://b.example","exp":1767229200,"iat":1767225600"#;

fn base(more: &str) -> String {
    format!("{BASE}{}{more}", if more.is_empty() { "" } else { "," })
}

fn general() -> Vec<Row> {
    let general = ["kind/general not-checked"];
    vec![
        Row::new(r#""typ":"JWT""#, &base(""), &general),
        Row::new("", "", &general),
        Row::new("", r#""events":{},"status":"active","nonce":"n""#, &general),
        // what looks like a kind and is a claim of somebody's own
        Row::new(
            "",
            &base(r#""events":{"party":1},"status":{"code":1},"kubernetes.io":"no","status_list":7"#),
            &general,
        ),
        Row::new("", r#""scope":"read","roles":["a"]"#, &general),
    ]
}

fn id_tokens() -> Vec<Row> {
    let kind = "kind/id-token pass";
    let half = |bytes: usize| base64url::encode(&vec![7; bytes]);
    let hashed = |alg: &str, bytes: usize, rest: &'static [&'static str]| {
        let mut row = Row::new("", &base(&format!(r#""at_hash":"{}""#, half(bytes))), rest);
        row.header = format!("{{\"alg\":\"{alg}\"}}");
        row
    };
    let with_nonce = |more: &str, rest: &[&'static str]| Row::new("", &base(&format!(r#""nonce":"n"{more}"#)), rest);
    let of_nonce = |row: Row| row.expecting(|p| p.nonce = Some("n".to_owned()));
    let aged = |row: Row| row.expecting(|p| p.max_age_secs = Some(600));
    let met = [kind, "kind-id-token/met pass"];
    let uncompared = [kind, "kind-id-token/met pass", "kind-id-token/nonce-not-compared not-checked"];
    vec![
        with_nonce("", &uncompared),
        of_nonce(with_nonce("", &met)),
        of_nonce(with_nonce(r#","azp":"https://b.example""#, &met)),
        of_nonce(with_nonce(r#","azp":"c""#, &[kind, met[1], "kind-id-token/authorized-party not-checked"])),
        hashed("ES256", 16, &["kind/id-token pass", "kind-id-token/met pass"]),
        hashed("ES384", 24, &["kind/id-token pass", "kind-id-token/met pass"]),
        hashed("EdDSA", 3, &["kind/id-token pass", "kind-id-token/met pass"]),
        hashed("RS256", 32, &["kind/id-token pass", "kind-id-token/hash-length warn"]),
        Row::new("", r#""iss":"i","c_hash":"AAAAAAAAAAAAAAAAAAAAAA""#, &[kind, "kind-id-token/missing warn"]),
        Row::new("", &base(r#""typ":"ID""#), &met),
        Row::new("", &base(r#""token_use":"id","sub":"é""#), &[kind, "kind-id-token/sub-form warn"]),
        Row::new("", &base(&format!(r#""typ":"ID","sub":"{}""#, "a".repeat(255))), &met),
        Row::new(
            "",
            &base(&format!(r#""typ":"ID","sub":"{}""#, "a".repeat(256))),
            &[kind, "kind-id-token/sub-form warn"],
        ),
        aged(Row::new("", &base(r#""typ":"ID","auth_time":1767225000"#), &met)),
        aged(Row::new("", &base(r#""typ":"ID","auth_time":1767224999"#), &[kind, "kind-id-token/login-old warn"])),
        aged(Row::new("", &base(r#""typ":"ID","auth_time":"x""#), &[kind, "kind-id-token/login-time-type warn"])),
        aged(Row::new("", &base(r#""typ":"ID""#), &[kind, met[1], "kind-id-token/no-login-time not-checked"])),
        Row::new(
            "",
            &base(r#""nonce":"n","scope":"a""#),
            &[
                kind,
                "kind-ambiguous/found not-checked",
                "kind-id-token/met pass",
                "kind-id-token/nonce-not-compared not-checked",
            ],
        ),
    ]
}

fn access_tokens() -> Vec<Row> {
    let kind = "kind/access-token pass";
    let typ = r#""typ":"at+jwt""#;
    vec![
        Row::new(typ, &base(r#""client_id":"c","jti":"j""#), &[kind, "kind-access-token/met pass"]),
        Row::new(
            r#""typ":"application/AT+jwt""#,
            &base(r#""client_id":"c","jti":"j","nonce":"n""#),
            &[kind, "kind-access-token/met pass"],
        ),
        Row::new(typ, &base(r#""jti":"j""#), &[kind, "kind-access-token/missing fail"]),
        Row::new(typ, &base(r#""client_id":7,"jti":"j""#), &[kind, "kind-access-token/missing fail"]),
        Row::new("", &base(r#""scope":"a""#), &[kind, "kind-access-token/not-the-profile not-checked"]),
        Row::new("", &base(r#""client_id":"c","jti":"j""#), &[kind, "kind-access-token/not-declared not-checked"]),
        Row::new("", &base(r#""token_use":"access""#), &[kind, "kind-access-token/not-the-profile not-checked"]),
    ]
}

fn logout_tokens() -> Vec<Row> {
    let kind = "kind/logout-token pass";
    let typ = r#""typ":"logout+jwt""#;
    let claims = |who: &str, event: &str| {
        format!(
            r#""iss":"i","aud":"a","iat":1767225600,"exp":1767225720,"jti":"j"{who},"events":{{"http://schemas.openid.net/event/backchannel-logout":{event}}}"#
        )
    };
    let good = claims(r#","sub":"s""#, "{}");
    vec![
        Row::new(typ, &good, &[kind, "kind-logout-token/met pass"]),
        Row::new(typ, &claims(r#","sid":"s""#, "{}"), &[kind, "kind-logout-token/met pass"]),
        Row::new(
            r#""typ":"JWT""#,
            &good,
            &[kind, "kind-logout-token/met pass", "kind-logout-token/not-declared not-checked"],
        ),
        Row::new(typ, &claims("", "{}"), &[kind, "kind-logout-token/nobody fail"]),
        Row::new(typ, &claims(r#","sub":"s""#, "true"), &[kind, "kind-logout-token/event-value fail"]),
        Row::new(typ, &format!(r#"{good},"nonce":"n""#), &[kind, "kind-logout-token/nonce fail"]),
        Row::new(
            "",
            &format!(r#"{good},"nonce":"n""#),
            &[kind, "kind-logout-token/nonce warn", "kind-logout-token/not-declared not-checked"],
        ),
        Row::new(typ, &format!(r#"{good},"events":{{"x":{{}}}}"#), &[kind, "kind-logout-token/no-event fail"]),
        Row::new(typ, r#""sub":"s""#, &[kind, "kind-logout-token/missing fail"]),
    ]
}

fn client_assertions() -> Vec<Row> {
    let kind = "kind/client-assertion pass";
    let met = "kind-client-assertion/met pass";
    let typ = r#""typ":"client-authentication+jwt""#;
    let claims = |aud: &str, more: &str| format!(r#""iss":"c","sub":"c","aud":{aud},"exp":1767225660{more}"#);
    let (issuer, endpoint) = (r#""https://as.example""#, r#""https://as.example/oauth2/token""#);
    let jti = r#","jti":"j""#;
    let both = format!("[{issuer},{endpoint}]");
    vec![
        Row::new(typ, &claims(issuer, jti), &[kind, met]),
        Row::new(typ, &claims(&format!("[{issuer}]"), jti), &[kind, met]),
        Row::new("", &claims(issuer, jti), &[kind, met]),
        Row::new(typ, &claims(endpoint, jti), &[kind, "kind-client-assertion/endpoint fail"]),
        Row::new("", &claims(endpoint, jti), &[kind, met, "kind-client-assertion/endpoint-old-rule not-checked"]),
        Row::new(typ, &claims(&both, jti), &[kind, "kind-client-assertion/several fail"]),
        Row::new("", &claims(&both, jti), &[kind, met, "kind-client-assertion/several-old-rule not-checked"]),
        Row::new(typ, &claims(issuer, ""), &[kind, "kind-client-assertion/no-jti warn"]),
        Row::new("", &claims(issuer, ""), &[kind, met, "kind-client-assertion/no-jti not-checked"]),
        // a client that asks for rights, and not a login
        Row::new(
            "",
            &claims(issuer, r#","scope":"a""#),
            &["kind/access-token pass", "kind-access-token/not-the-profile not-checked"],
        ),
        Row::new(typ, &claims(issuer, r#","jti":"j","sub":"d""#), &[kind, "kind-client-assertion/two-names fail"]),
        Row::new(typ, r#""iss":"c","sub":"c","jti":"j","aud":"a""#, &[kind, "kind-client-assertion/missing fail"]),
    ]
}

fn proofs() -> Vec<Row> {
    let kind = "kind/dpop-proof pass";
    let own = "kind-dpop/own-key not-checked";
    let typ = r#""typ":"dpop+jwt","jwk":$JWK"#;
    let claims = |htu: &str, more: &str| format!(r#""jti":"j","htm":"POST","htu":"{htu}","iat":1767225590{more}"#);
    let good = claims("https://a.example/token", "");
    let symmetric = Row {
        header: format!(r#"{{"alg":"HS256","typ":"dpop+jwt","jwk":{JWK}}}"#),
        ..Row::new("", &good, &[kind, "kind-dpop/symmetric fail", own])
    };
    let old = r#""jti":"j","htm":"GET","htu":"https://a.example/","iat":1767225539"#;
    vec![
        Row::new(typ, &good, &[kind, "kind-dpop/met pass", own]),
        Row::new(r#""jwk":$JWK"#, &good, &[kind, "kind-dpop/no-typ warn", own]),
        Row::new(typ, &claims("https://a.example/?q=1", ""), &[kind, "kind-dpop/htu-query fail", own]),
        Row::new(typ, &claims("/token", ""), &[kind, "kind-dpop/htu-address fail", own]),
        Row::new(
            typ,
            r#""htm":"GET","htu":"https://a.example/","iat":1767225600"#,
            &[kind, "kind-dpop/missing fail", own],
        ),
        Row::new(
            typ,
            r#""jti":"j","htm":"GET","htu":"https://a.example/","iat":1767225540"#,
            &[kind, "kind-dpop/met pass", own],
        ),
        Row::new(typ, old, &[kind, "kind-dpop/old warn", own]),
        // the policy's own age is judged by its own check
        Row::new(typ, old, &[kind, "kind-dpop/met pass", own]).expecting(|p| p.max_age_secs = Some(300)),
        Row::new(r#""typ":"dpop+jwt""#, &good, &[kind, "kind-dpop/no-jwk fail"]),
        Row::new(r#""typ":"dpop+jwt","jwk":{"kty":"EC"}"#, &good, &[kind, "kind-dpop/bad-jwk fail"]),
        Row::new(r#""typ":"dpop+jwt","jwk":{"kty":"EC","d":"AA"}"#, &good, &[kind, "kind-dpop/private-jwk fail"]),
        // a private key is given away whether or not the token names its kind
        Row::new(
            r#""jwk":{"kty":"oct","k":"AA"}"#,
            &good,
            &[kind, "kind-dpop/no-typ warn", "kind-dpop/private-jwk fail"],
        ),
        Row::new(
            typ,
            &claims("https://a.example/", r#","ath":"fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo""#),
            &[kind, "kind-dpop/met pass", "kind-dpop/ath not-checked", own],
        ),
        Row::new(
            typ,
            &claims("https://a.example/", r#","ath":"7d"#).replace("7d", "7d\""),
            &[kind, "kind-dpop/ath-form fail", own],
        ),
        symmetric,
    ]
}

fn events() -> Vec<Row> {
    let kind = "kind/security-event pass";
    let typ = r#""typ":"secevent+jwt""#;
    let claims = r#""iss":"i","iat":1767225600,"jti":"j","aud":"a","events":{"urn:example:closed":{}}"#;
    vec![
        Row::new(typ, claims, &[kind, "kind-security-event/met pass"]),
        Row::new("", claims, &[kind, "kind-security-event/met pass"]),
        Row::new(
            typ,
            &format!(r#"{claims},"exp":1767229200"#),
            &[kind, "kind-security-event/met pass", "kind-security-event/exp not-checked"],
        ),
        Row::new(
            typ,
            r#""iss":"i","iat":1767225600,"events":{"urn:a:b":{}}"#,
            &[kind, "kind-security-event/missing fail"],
        ),
        Row::new(
            "",
            r#""iss":"i","iat":1767225600,"events":{"urn:a:b":{}}"#,
            &[kind, "kind-security-event/missing warn"],
        ),
        Row::new(
            typ,
            &claims.replace(r#"{"urn:example:closed":{}}"#, "{}"),
            &[kind, "kind-security-event/no-events fail"],
        ),
    ]
}

fn requests() -> Vec<Row> {
    let (kind, met) = ("kind/request-object pass", "kind-request-object/met pass");
    let typ = r#""typ":"oauth-authz-req+jwt""#;
    let claims = r#""iss":"c","aud":"https://as.example","client_id":"c","response_type":"code""#;
    let (answer, answered) = ("kind/introspection-response pass", "kind-introspection/met pass");
    let answer_typ = r#""typ":"token-introspection+jwt""#;
    let reply = r#""iss":"i","aud":"a","iat":1767225600,"token_introspection":{"active":true}"#;
    vec![
        Row::new(typ, claims, &[kind, met]),
        Row::new("", claims, &[kind, met]),
        Row::new(typ, r#""client_id":"c""#, &[kind, "kind-request-object/no-audience warn"]),
        Row::new(
            "",
            r#""client_id":"c","response_type":"code""#,
            &[kind, met, "kind-request-object/no-audience not-checked"],
        ),
        Row::new(typ, r#""iss":"c","aud":"a""#, &[kind, "kind-request-object/missing fail"]),
        Row::new(typ, &format!(r#"{claims},"request_uri":"u""#), &[kind, "kind-request-object/nested-request fail"]),
        Row::new(typ, &format!(r#"{claims},"sub":"c""#), &[kind, "kind-request-object/client-as-subject warn"]),
        Row::new(answer_typ, reply, &[answer, answered]),
        Row::new("", reply, &[answer, answered]),
        Row::new(answer_typ, &reply.replace("true", "1"), &[answer, "kind-introspection/no-answer fail"]),
        Row::new(answer_typ, &format!(r#"{reply},"sub":"s""#), &[answer, "kind-introspection/own-claims warn"]),
        Row::new(answer_typ, r#""iss":"i""#, &[answer, "kind-introspection/missing fail"]),
    ]
}

fn credentials() -> Vec<Row> {
    let (kind, met) = ("kind/sd-jwt-vc pass", "kind-sd-jwt-vc/met pass");
    let (binding, bound) = ("kind/key-binding pass", "kind-key-binding/met pass");
    let proof = r#""iat":1767225600,"aud":"v","nonce":"n","sd_hash":"h""#;
    vec![
        Row::new(r#""typ":"dc+sd-jwt""#, r#""vct":"urn:card""#, &[kind, met]),
        Row::new("", r#""vct":"urn:card""#, &[kind, met]),
        Row::new(r#""typ":"vc+sd-jwt""#, r#""vct":"urn:card""#, &[kind, met, "kind-sd-jwt-vc/old-typ not-checked"]),
        Row::new(r#""typ":"dc+sd-jwt""#, r#""iss":"i""#, &[kind, "kind-sd-jwt-vc/missing fail"]),
        Row::new(r#""typ":"kb+jwt""#, proof, &[binding, bound]),
        Row::new("", proof, &[binding, "kind-key-binding/no-typ warn"]),
        Row::new(
            r#""typ":"kb+jwt""#,
            r#""aud":"v","nonce":1,"sd_hash":"h""#,
            &[binding, "kind-key-binding/missing fail"],
        ),
    ]
}

fn statuses() -> Vec<Row> {
    let (kind, met) = ("kind/status-list pass", "kind-status-list/met pass");
    let typ = r#""typ":"statuslist+jwt""#;
    let claims = |bits: &str, lst: &str| {
        format!(
            r#""sub":"https://a.example/1","iat":1767225600,"ttl":60,"status_list":{{"bits":{bits},"lst":"{lst}"}}"#
        )
    };
    let good = claims("1", "eNrbuRgAAhcBXQ");
    let bomb = claims("8", &base64url::encode(&zlib(&vec![0; (1 << 20) + 1])));
    let largest = claims("8", &base64url::encode(&zlib(&vec![0; 1 << 20])));
    let general = "kind/general not-checked";
    let reference = |inside: &str| format!(r#""status":{{"status_list":{inside}}}"#);
    vec![
        Row::new(typ, &good, &[kind, met]),
        Row::new("", &good, &[kind, "kind-status-list/no-typ warn"]),
        Row::new(typ, &good.replace("60", "0"), &[kind, "kind-status-list/bad-ttl fail"]),
        Row::new(typ, &claims("3", "eNrbuRgAAhcBXQ"), &[kind, "kind-status-list/bad-bits fail"]),
        Row::new(typ, &claims("1", "eNrbuRgAAhcBX!"), &[kind, "kind-status-list/bad-list fail"]),
        Row::new(typ, &claims("1", "AAAA"), &[kind, "kind-status-list/bad-list fail"]),
        Row::new(typ, &largest, &[kind, met]),
        Row::new(typ, &bomb, &[kind, "kind-status-list/met-unread pass", "kind-status-list/large-list not-checked"]),
        Row::new(typ, r#""sub":"s""#, &[kind, "kind-status-list/missing fail"]),
        Row::new(
            "",
            &reference(r#"{"idx":0,"uri":"https://a.example/1"}"#),
            &[general, "kind-status/reference not-checked"],
        ),
        Row::new("", &reference(r#"{"idx":-1,"uri":"https://a.example/1"}"#), &[general, "kind-status/bad-index warn"]),
        Row::new("", &reference(r#"{"idx":1,"uri":7}"#), &[general, "kind-status/bad-uri warn"]),
        Row::new("", &reference(r#"{"idx":1,"uri":"http://a.example/1"}"#), &[general, "kind-status/not-https warn"]),
    ]
}

fn clusters() -> Vec<Row> {
    let (kind, met) = ("kind/kubernetes pass", "kind-kubernetes/met pass");
    let claims = |sub: &str, more: &str| {
        let base = BASE.replace("alice", sub);
        format!(r#"{base},"kubernetes.io":{{"namespace":"shop","serviceaccount":{{"name":"cart","uid":"1"}}{more}}}"#)
    };
    let account = "system:serviceaccount:shop:cart";
    let pod = r#","pod":{"name":"cart-7","uid":"2"},"node":{"name":"n1","uid":"3"}"#;
    let legacy = r#""iss":"kubernetes/serviceaccount","sub":"system:serviceaccount:shop:cart","kubernetes.io/serviceaccount/namespace":"shop","kubernetes.io/serviceaccount/service-account.name":"cart""#;
    vec![
        Row::new("", &claims(account, pod), &[kind, met]),
        Row::new("", &claims(account, ""), &[kind, "kind-kubernetes/met-unbound pass"]),
        Row::new("", &claims("system:serviceaccount:shop:till", pod), &[kind, "kind-kubernetes/other-subject warn"]),
        Row::new(
            "",
            &claims(account, &format!(r#"{pod},"warnafter":1767225000"#)),
            &[kind, met, "kind-kubernetes/stale not-checked"],
        ),
        Row::new("", &claims(account, &format!(r#"{pod},"warnafter":1767226000"#)), &[kind, met]),
        Row::new("", legacy, &[kind, "kind-kubernetes/legacy warn"]),
        Row::new("", r#""kubernetes.io":{}"#, &[kind, "kind-kubernetes/no-account warn"]),
    ]
}

fn issuers() -> Vec<Row> {
    let named = |iss: &str| BASE.replace("https://a.example", iss);
    let entra = named("https://sts.windows.net/1/");
    vec![
        Row::new(
            "",
            &named("https://token.actions.githubusercontent.com"),
            &["kind/vendor pass", "kind-issuer/github-actions pass"],
        ),
        Row::new("", &named("https://accounts.google.com"), &["kind/vendor pass", "kind-issuer/google pass"]),
        Row::new("", &named("https://appleid.apple.com"), &["kind/vendor pass", "kind-issuer/apple pass"]),
        Row::new("", &named("https://x.eu.auth0.com/"), &["kind/vendor pass", "kind-issuer/auth0 pass"]),
        Row::new("", &entra, &["kind/vendor pass", "kind-issuer/microsoft pass"]),
        Row::new(
            r#""typ":"JWT","nonce":"n""#,
            &format!(r#"{entra},"scp":"User.Read""#),
            &[
                "kind/microsoft-graph pass",
                "kind-microsoft-nonce/found not-checked",
                "kind-access-token/not-the-profile not-checked",
                "kind-issuer/microsoft pass",
            ],
        ),
        // a nonce in the header is also what ACME has
        Row::new(r#""nonce":"n""#, BASE, &["kind/general not-checked"]),
    ]
}

fn bound() -> Vec<Row> {
    let cnf = |inside: &str, case: &'static str| {
        Row::new("", &format!(r#""cnf":{inside}"#), &["kind/general not-checked", case])
    };
    vec![
        cnf(r#"{"jwk":$JWK}"#, "cnf/key-itself not-checked"),
        cnf(r#"{"jkt":"$JKT"}"#, "cnf/key-thumbprint not-checked"),
        cnf(r#"{"jkt":"$JKT","kid":"k"}"#, "cnf/key-thumbprint not-checked"),
        cnf(r#"{"jkt":"0ZcO"}"#, "cnf/bad-thumbprint warn"),
        cnf(r#"{"x5t#S256":"bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"}"#, "cnf/bad-thumbprint warn"),
        cnf(r#"{"x5t#S256":"A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0"}"#, "cnf/certificate-thumbprint not-checked"),
        cnf(r#"{"kid":"k"}"#, "cnf/label not-checked"),
        cnf(r#"{"jwe":"x"}"#, "cnf/encrypted-key not-checked"),
        cnf(r#"{"jku":"https://a.example/keys"}"#, "cnf/address not-checked"),
        cnf(r#"{"osc":{}}"#, "cnf/unknown not-checked"),
        cnf("7", "cnf/wrong-type warn"),
        cnf(r#"{"jkt":"$JKT","jwk":$JWK}"#, "cnf/several warn"),
        cnf(r#"{"jwk":{"kty":"EC"}}"#, "cnf/bad-key warn"),
        cnf(r#"{"jwk":{"kty":"oct","k":"AA"}}"#, "cnf/private-key fail"),
    ]
}

/// Every case of every kind.
pub(super) fn rows() -> Vec<Row> {
    let groups = [
        general(),
        id_tokens(),
        access_tokens(),
        logout_tokens(),
        client_assertions(),
        proofs(),
        events(),
        requests(),
        credentials(),
        statuses(),
        clusters(),
        issuers(),
        bound(),
    ];
    groups.into_iter().flatten().collect()
}

fn zlib(octets: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(octets).expect("memory");
    encoder.finish().expect("memory")
}

#[test]
fn each_kind_is_recognised_and_held_to_its_rules() {
    for row in rows() {
        let report = judged(&row.token(), row.policy());
        assert_eq!(said(&report), row.said, "{} {}", row.header, row.claims);
    }
}

#[test]
fn a_guess_fails_nothing_but_a_key_given_away() {
    for row in rows().into_iter().filter(|row| !row.header.contains("\"typ\"")) {
        let report = judged(&row.token(), row.policy());
        let failed = about_kind(&report).find(|o| o.state == State::Fail);
        assert!(failed.is_none_or(|o| o.case.starts_with("private")), "{} {}: {failed:?}", row.header, row.claims);
    }
}

/// The claims with one value exchanged for a text that is not to be shown as it is.
#[test]
fn texts_of_the_token_are_shown_escaped() {
    for row in rows() {
        for value in ["\"s\"", "\"n\"", "\"c\"", "\"j\"", "https://a.example", "shop", "urn:", "k"] {
            let end = value.trim_end_matches('"').len();
            let mut claims = row.claims.clone();
            if let Some(at) = claims.find(value) {
                claims.insert_str(at + end, "\\u202e\\u0007");
            }
            let row = Row { claims, header: row.header.clone(), policy: row.policy(), said: Vec::new() };
            for line in &judged(&row.token(), row.policy()).lines {
                let sentence = format!("{} {:?} {:?}", line.lesson.summary, line.outcome.found, line.outcome.expected);
                assert!(!sentence.contains(['\u{202e}', '\u{7}']), "{sentence}");
            }
        }
    }
}

#[test]
fn the_evidence_is_told() {
    let told = |header: &str, claims: &str| {
        let report = judged(&Row::new(header, claims, &[]).token(), Policy::default());
        report.line("kind").map(|line| line.lesson.summary.clone()).expect("a line")
    };
    assert_eq!(told(r#""typ":"application/AT+JWT""#, ""), "An access token: “typ” is “at+jwt”.");
    assert_eq!(told("", r#""iss":"i","at_hash":"x""#), "An ID token: it has “at_hash”.");
    assert_eq!(told(r#""jwk":{}"#, r#""htm":"a","htu":"b""#), "A DPoP proof: it has “htm” and “htu”.");
    assert_eq!(
        told("", r#""iss":"c","sub":"c","aud":"a","exp":1"#),
        "A client assertion: “iss” and “sub” are the same."
    );
}

#[test]
fn a_text_without_claims_has_no_kind() {
    for text in
        ["", "abc", "eyJ0eXAiOiJhdCtqd3QifQ.W10.AA", "eyJ0eXAiOiJhdCtqd3QifQ..AA", "eyJhbGciOiJkaXIifQ..AA.AA.AA"]
    {
        assert_eq!(said(&judged(text, Policy::default())), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn good_tokens_stay_without_warnings() {
    let now = NumericDate::from_secs(NOW_SECS);
    let uneasy = |token: &str| {
        let report = judged(token, Policy::default());
        let found: Vec<_> = about_kind(&report)
            .filter(|o| matches!(o.state, State::Warn | State::Fail))
            .map(|o| format!("{}/{}: {token}", o.id, o.case))
            .collect();
        found
    };
    assert_eq!(uneasy(&Sample::Good.token(now).expect("a sample")), Vec::<String>::new());
    // tokens of other libraries' own tests, none of which names a kind
    let libraries =
        ["golang-jwt", "joserfc", "keats-jsonwebtoken", "node-jsonwebtoken", "panva-jose", "pyjwt", "ruby-jwt"];
    for library in libraries {
        let Some(folder) = vectors::folder(&format!("lib-{library}")) else { return };
        let text = std::fs::read_to_string(folder.join("vectors.json")).unwrap();
        let tokens = text.split('"').filter(|t| t.starts_with("eyJ") && t.contains('.'));
        let found: Vec<String> = tokens.flat_map(uneasy).collect();
        assert_eq!(found, Vec::<String>::new(), "{library}");
    }
}

/// Signed for real: the kind's rules stand beside the signature and change the verdict only when one is broken.
#[test]
fn a_signed_access_token_is_accepted_and_one_without_client_refused() {
    let spec: KeySpec = "ES256".parse().expect("an algorithm");
    let key = Key { name: "own".to_owned(), ..crypto::generate(&spec).expect("a key") };
    let row = jwt_workbench::jose::alg::find("ES256").expect("known");
    let verdict = |claims: String| {
        let input =
            [r#"{"alg":"ES256","typ":"at+jwt"}"#, &format!("{{{claims}}}")].map(|p| base64url::encode(p.as_bytes()));
        let input = input.join(".");
        let signature = crypto::sign(row, &key, input.as_bytes()).expect("a signature");
        let token = format!("{input}.{}", base64url::encode(&signature));
        let inputs = Inputs { token, tokens_in_text: 1, key_choice: KeyChoice::Every, ..Inputs::default() };
        analyze(&inputs, &KeyRing::new(vec![key.clone()], 1), &At::utc(NumericDate::from_secs(NOW_SECS)))
    };
    let good = verdict(base(r#""client_id":"c","jti":"j""#));
    assert_eq!((good.verdict, good.count(State::Warn)), (Verdict::Accepted, 0));
    let bad = verdict(base(r#""jti":"j""#));
    assert_eq!(bad.headline, "Refused: the signature is valid, but an access token lacks a claim that it must have");
}

#[test]
fn proofs_of_rfc_9449_are_met_and_their_own_key_decides_nothing() {
    let Some(folder) = vectors::folder("rfc9449-dpop") else { return };
    let examples: Value = serde_json::from_slice(&std::fs::read(folder.join("vectors.json")).unwrap()).unwrap();
    for example in examples.as_array().unwrap() {
        let token = example["token"].as_str().unwrap().to_owned();
        let made = NumericDate::from_secs(example["payload"]["iat"].as_i64().unwrap());
        let judge = |keys: Vec<Key>, secs: i64| {
            let choice = if keys.is_empty() { KeyChoice::Automatic } else { KeyChoice::Every };
            let inputs = Inputs { token: token.clone(), tokens_in_text: 1, key_choice: choice, ..Inputs::default() };
            analyze(&inputs, &KeyRing::new(keys, 1), &At::utc(made.plus_secs(secs)))
        };
        let fresh = judge(Vec::new(), 5);
        assert_eq!(fresh.verdict, Verdict::Undecided, "the key in the header is never used");
        assert_eq!(fresh.line("kind-dpop").map(|l| l.outcome.case), Some("met"));
        let own = about_kind(&fresh).find(|o| o.case == "own-key").expect("its key is shown");
        assert_eq!(own.facts.value("thumbprint"), example["jkt"].as_str());
        let hash = about_kind(&fresh).find(|o| o.case == "ath").and_then(|o| o.found.as_deref());
        assert_eq!(hash, example["payload"]["ath"].as_str());
        assert!(about_kind(&judge(Vec::new(), 600)).any(|o| o.case == "old"));
        let key = Key { name: "client".to_owned(), ..Key::from_jwk(&example["header"]["jwk"].to_string()).unwrap() };
        assert_eq!(judge(vec![key], 5).verdict, Verdict::Accepted, "with the client's key given by hand");
    }
}

#[test]
fn status_lists_of_the_draft_are_counted() {
    let counted = |bits: usize, lst: &str| {
        let claims =
            format!(r#""sub":"https://a.example/1","iat":1767225600,"status_list":{{"bits":{bits},"lst":"{lst}"}}"#);
        let report = judged(&Row::new(r#""typ":"statuslist+jwt""#, &claims, &[]).token(), Policy::default());
        let facts = report.line("kind-status-list").expect("a line").outcome.facts.clone();
        ["entries", "set"].map(|name| facts.value(name).and_then(|n| n.parse::<usize>().ok()).expect("a count"))
    };
    assert_eq!(counted(1, "eNrbuRgAAhcBXQ"), [16, 9]);
    assert_eq!(counted(2, "eNo76fITAAPfAgc"), [12, 9]);
    assert_eq!(counted(4, &base64url::encode(&zlib(&[0x01, 0x10, 0x00, 0x22]))), [8, 4]);
    assert_eq!(counted(8, &base64url::encode(&zlib(&[0x01, 0x00]))), [2, 1]);
    let Some(folder) = vectors::folder("draft-token-status-list") else { return };
    let raw = std::fs::read_to_string(folder.join("examples/status_list_jwt_raw.md")).unwrap();
    let report = judged(&raw.split_whitespace().collect::<String>(), Policy::default());
    assert_eq!(said(&report), ["kind/status-list pass", "kind-status-list/met pass"]);
    // every place n of these has the status n modulo what the bits hold, as the draft's own tests set them
    for (file, bits, entries) in [("1_long", 1, 1 << 20), ("2_long", 2, 1 << 20), ("4", 4, 1 << 20), ("8", 8, 1 << 20)]
    {
        let text =
            std::fs::read_to_string(folder.join(format!("examples/status_list_encoding{file}_json.md"))).unwrap();
        let lst: String =
            text.split("\"lst\": \"").nth(1).unwrap().split('"').next().unwrap().split_whitespace().collect();
        assert_eq!(counted(bits, &lst)[0], entries, "{file}");
    }
}

#[test]
fn a_list_that_grows_without_end_is_left_alone() {
    let lst = base64url::encode(&zlib(&vec![0; 64 << 20]));
    let claims = format!(r#""sub":"s","iat":1,"status_list":{{"bits":1,"lst":"{lst}"}}"#);
    let token = Row::new(r#""typ":"statuslist+jwt""#, &claims, &[]).token();
    let report = judged(&token, Policy::default());
    assert!(said(&report).contains(&"kind-status-list/large-list not-checked".to_owned()));
}

#[test]
fn each_id_has_a_page() {
    for row in rows() {
        for line in row.said {
            let id = line.split('/').next().unwrap_or_default();
            assert!(teach::explain(id).is_some_and(|page| page.id == id && !page.refs.is_empty()), "{id}");
        }
    }
}
