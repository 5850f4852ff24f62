//! The verdict, the checks, what one click puts right, and the policy.

use crate::harness::{Bench, CTRL, NOW, SECRET, Start, claims, good, secret_jwk, signed};
use eframe::egui::Key;
use eframe::egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use jwt_workbench::jose::base64url;

const HS256: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

fn other_jwk(kid: &str) -> String {
    let octets = base64url::encode(b"another secret of thirty-two octets and more");
    format!(r#"{{"kty":"oct","kid":"{kid}","k":"{octets}"}}"#)
}

#[test]
fn the_strip_never_mixes_the_four_answers() {
    let expired = signed(HS256, &claims(NOW - 3 * 3600));
    let none = format!("{}.{}.", base64url::encode(b"{\"alg\":\"none\"}"), base64url::encode(b"{\"exp\":9999999999}"));
    for (keys, text, headline) in [
        (secret_jwk("mine"), good(), "Accepted: key “mine” verifies the signature, and no check failed"),
        (secret_jwk("mine"), expired.clone(), "Refused: the signature is valid, but the token expired 3 h ago"),
        (secret_jwk("mine"), none, "Refused: nobody signed this token"),
        (String::new(), good(), "Undecided: nothing failed, but there is no key here"),
        (String::new(), expired, "Refused: the token expired 3 h ago; the signature was not checked"),
    ] {
        let start = if keys.is_empty() { Start::default() } else { Start::default().keys(&keys) };
        let bench = start.text(&text).open();
        assert!(bench.verdict().contains(headline), "{headline}: {}", bench.verdict());
    }
}

#[test]
fn a_key_that_does_not_verify_is_told_apart_from_forgery() {
    let mut bench = Start::default().keys(&other_jwk("wrong")).text(&good()).open();
    assert!(bench.row("Signature").contains("Not checked"), "no key here is the issuer's: {}", bench.row("Signature"));
    assert!(bench.verdict().contains("Undecided"), "{}", bench.verdict());
    bench.choose("Verify with", "wrong");
    assert!(bench.verdict().contains("Refused: key “wrong” does not verify the signature"), "{}", bench.verdict());
    bench.choose("Verify with", "No key: decode only");
    assert!(bench.verdict().contains("Undecided"), "{}", bench.verdict());
}

#[test]
fn every_check_has_a_row_that_opens() {
    let mut bench = Start::default().keys(&secret_jwk("mine")).text(&good()).open();
    for title in ["Structure", "Signature", "Algorithm", "Expiry", "Issuer", "Audience"] {
        let label = bench.row(title);
        assert!(["Passed", "Warning", "Failed", "Not checked"].iter().any(|s| label.contains(s)), "{label}");
    }
    let lines = bench.h.state().report().lines.len();
    let rows =
        bench.region("Validation").iter().filter(|t| t.contains(": Passed. ") || t.contains(": Not checked. ")).count();
    assert_eq!(rows, lines, "one row a line");
    assert!(!bench.shows("Why it matters"));
    let label = bench.row("Audience");
    bench.click(Role::DisclosureTriangle, &label);
    for text in ["Why it matters", "What to do", "RFC 7519"] {
        bench.assert_shows(text);
    }
    bench.click(Role::DisclosureTriangle, &label);
    assert!(!bench.shows("Why it matters"), "and closes");
}

#[test]
fn a_row_opens_by_keyboard() {
    let mut bench = Start::default().keys(&secret_jwk("mine")).text(&good()).open();
    let label = bench.row("Audience");
    bench.h.get_by_role_and_label(Role::DisclosureTriangle, &label).focus();
    bench.settle();
    bench.press(Default::default(), Key::Enter);
    bench.assert_shows("Why it matters");
}

#[test]
fn use_this_key() {
    let mut bench = Start::default().keys(&other_jwk("wrong")).keys(&secret_jwk("right")).text(&good()).open();
    bench.choose("Verify with", "wrong");
    assert!(bench.verdict().contains("Refused: key “wrong” does not verify"), "{}", bench.verdict());
    bench.button("Use key “right”");
    assert!(bench.verdict().contains("Accepted: key “right”"), "{}", bench.verdict());
    assert_eq!(bench.value(Role::ComboBox, "Verify with"), "right");
}

#[test]
fn expect_what_the_token_says() {
    let mut bench = Start::default().keys(&secret_jwk("mine")).text(&good()).open();
    bench.dismiss_messages();
    let row = bench.row("Issuer");
    assert!(row.contains("Not checked"), "{row}");
    bench.click(Role::DisclosureTriangle, &row);
    bench.button("Expect issuer https://login.example.com");
    assert!(bench.row("Issuer").contains("Passed"), "{}", bench.row("Issuer"));
    let row = bench.row("Audience");
    bench.click(Role::DisclosureTriangle, &row);
    bench.button("Expect audience https://api.example.com");
    assert!(bench.row("Audience").contains("Passed"));
    // a token for somebody else is refused from now on
    bench.paste(&signed(HS256, &claims(NOW + 600).replace("api.example", "evil.example")));
    assert!(bench.row("Audience").contains("Failed"), "{}", bench.row("Audience"));
    assert!(bench.verdict().contains("Refused: the signature is valid, but"));
}

#[test]
fn pretending_a_time_is_never_overlooked() {
    let mut bench = Start::default().keys(&secret_jwk("mine")).text(&signed(HS256, &claims(NOW - 3600))).open();
    assert!(bench.verdict().contains("Refused"));
    let pretend = bench.texts().into_iter().find(|t| t.starts_with("Judge as of ")).expect("the expiry offers it");
    bench.button(&pretend);
    assert!(bench.verdict().contains("Accepted"), "{}", bench.verdict());
    bench.assert_shows("Pretending it is 2026-11-22 1");
    bench.button("Back to now");
    assert!(bench.verdict().contains("Refused"));
    assert!(!bench.shows("Pretending it is"));
}

#[test]
fn a_damaged_encoding_is_repaired_on_demand() {
    let token = good().replace('-', "+").replace('_', "/");
    let text = format!("{token}=");
    let mut bench = Start::default().keys(&secret_jwk("mine")).open();
    bench.edit("Encoded token", &text);
    assert_eq!(bench.token(), text);
    bench.first_button("Repair the encoding");
    assert_eq!(bench.token(), good());
    assert!(bench.verdict().contains("Accepted"));
}

#[test]
fn no_key_leads_to_adding_one() {
    let mut bench = Start::default().text(&good()).open();
    bench.button("Add a key…");
    bench.assert_shows("OpenSSH or base64 of DER");
}

fn open_time(bench: &mut Bench) {
    let label = bench.texts().into_iter().find(|t| t.starts_with("Time ")).unwrap();
    bench.button(&label);
}

fn open_policy(bench: &mut Bench) {
    let label = bench.texts().into_iter().find(|t| t.starts_with("Policy issuer:")).unwrap();
    bench.button(&label);
}

#[test]
fn the_policy_is_edited_in_place_and_kept() {
    let mut bench = Start::default().keys(&secret_jwk("mine")).text(&good()).open();
    open_policy(&mut bench);
    bench.fill(Role::TextInput, "Issuers", "https://login.example.com, https://b.example");
    assert!(bench.row("Issuer").contains("Passed"));
    assert_eq!(bench.value(Role::TextInput, "Issuers"), "https://login.example.com, https://b.example", "as typed");
    bench.fill(Role::TextInput, "Required", "jti");
    assert!(bench.verdict().contains("Refused"), "{}", bench.verdict());
    bench.fill(Role::TextInput, "Required", "");
    bench.fill(Role::TextInput, "Algorithms", "hs256");
    bench.assert_shows("Did you mean HS256?");
    bench.fill(Role::TextInput, "Algorithms", "RS256");
    assert!(bench.row("Algorithm").contains("Failed"), "{}", bench.row("Algorithm"));
    bench.fill(Role::TextInput, "Algorithms", "");
    bench.click(Role::CheckBox, "Strict");
    open_time(&mut bench);
    bench.fill(Role::TextInput, "Judge at", "2026-11-22T14:06:00Z");
    bench.button("Set");
    bench.assert_shows("Pretending it is 2026-11-22 14:06:00 UTC");
    let policy = bench.h.state().model().inputs.policy.clone();
    let folder = bench.folder.clone();
    drop(bench);
    let again = Start::default().open_in(folder);
    assert_eq!(again.h.state().model().inputs.policy, policy);
    assert!(policy.strict && policy.issuers.len() == 2);
    assert_eq!(again.h.state().model().inputs.as_of, None, "the pretended time is not kept");
    assert!(!again.shows("Pretending it is"));
}

#[test]
fn a_time_that_is_none_is_told() {
    let mut bench = Start::default().text(&good()).open();
    open_time(&mut bench);
    bench.fill(Role::TextInput, "Judge at", "tomorrow");
    bench.button("Set");
    assert!(bench.notices().contains("That is no time"));
    bench.fill(Role::TextInput, "Judge at", "1795359789");
    bench.press(Default::default(), Key::Enter);
    bench.assert_shows("Pretending it is 2026-11-22 15:03:09 UTC");
    bench.button("+1 day");
    bench.assert_shows("Pretending it is 2026-11-23 15:03:09 UTC");
}

#[test]
fn undo_brings_a_policy_back() {
    let mut bench = Start::default().keys(&secret_jwk("mine")).text(&good()).open();
    let row = bench.row("Issuer");
    bench.click(Role::DisclosureTriangle, &row);
    bench.button("Expect issuer https://login.example.com");
    bench.press(CTRL, Key::Z);
    assert!(bench.row("Issuer").contains("Not checked"));
    let kept = std::fs::read_to_string(bench.config().join("settings.json")).unwrap();
    assert!(!kept.contains("login.example.com"), "the kept one follows: {kept}");
    assert!(!kept.contains(SECRET) && !kept.contains("eyJ"), "settings hold neither token nor key");
}

#[test]
fn no_text_of_the_token_reaches_the_strip() {
    let evil = "ACCEPTED-by-canary";
    let bench = Start::default()
        .keys(&secret_jwk("mine"))
        .text(&signed(
            &format!(r#"{{"alg":"HS256","kid":"{evil}","typ":"{evil}","crit":["{evil}"],"{evil}":1}}"#),
            &format!(r#"{{"iss":"{evil}","sub":"{evil}","aud":"{evil}","exp":"{evil}","nbf":"{evil}"}}"#),
        ))
        .open();
    assert!(bench.verdict().contains("Refused"));
    assert!(!bench.verdict().contains("canary"), "{}", bench.verdict());
    assert!(bench.region("Validation").join(" ").contains("canary"), "it is told below");
    let _ = bench.h.root().children_recursive().count();
}

#[test]
fn the_counts_lead_to_the_checks() {
    let mut bench = Start::sized(640.0, 400.0).keys(&secret_jwk("mine")).text(&good()).open();
    assert!(bench.h.query_by_role_and_label(Role::Region, "Validation").is_none());
    let count = bench.region("Verdict").into_iter().find(|t| t.ends_with(" passed")).unwrap();
    bench.button(&count);
    assert!(!bench.region("Validation").is_empty());
}
