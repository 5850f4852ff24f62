//! Below a signature that no key verifies: why, and one click that cures it.

use crate::harness::{NOW, SECRET, Start, claims, good, secret_jwk, signed};
use jwt_workbench::jose::base64url;
use jwt_workbench::ports::Picked;

const HS256: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

fn jwk(kid: &str, secret: &str) -> String {
    format!(r#"{{"kty":"oct","kid":"{kid}","k":"{}"}}"#, base64url::encode(secret.as_bytes()))
}

#[test]
fn a_secret_with_a_line_end_is_found_out_and_cured() {
    let mut bench = Start::default().keys(&jwk("pasted", &format!("{SECRET}\n"))).text(&good()).open();
    bench.choose("Verify with", "pasted");
    assert!(bench.verdict().contains("Refused"), "{}", bench.verdict());
    bench.button("Find out why");
    bench.assert_shows("The secret ends with an extra line break");
    bench.assert_shows("the line break at the end of the secret of “pasted” is removed");
    assert!(bench.verdict().contains("Refused"), "the doctor explains, it does not accept: {}", bench.verdict());
    bench.button("Add this secret as a key");
    assert!(bench.verdict().contains("Accepted: key “pasted-2”"), "{}", bench.verdict());
    assert!(!bench.shows("Find out why") && !bench.shows("extra line break"), "nothing is left to explain");
}

#[test]
fn a_token_that_was_written_again_is_put_back() {
    let plain = claims(NOW + 600);
    let spaced = plain.replace(":", ": ").replace(",", ", ").replace(": //", "://");
    let token = signed(HS256, &spaced);
    let rewritten: Vec<&str> = token.split('.').collect();
    let payload = base64url::encode(plain.as_bytes());
    let rewritten = format!("{}.{payload}.{}", rewritten[0], rewritten[2]);
    let mut bench = Start::default().keys(&secret_jwk("mine")).text(&rewritten).open();
    bench.button("Find out why");
    bench.assert_shows("The white space was changed");
    bench.button("Use the token as it was signed");
    assert_eq!(bench.token(), token);
    assert!(bench.verdict().contains("Accepted"), "{}", bench.verdict());
}

#[test]
fn a_forged_token_has_no_cause_and_a_word_list_may_help() {
    let mut bench = Start::default().keys(&jwk("wrong", "another secret of thirty-two octets")).text(&good()).open();
    bench.button("Find out why");
    bench.assert_shows("Nothing explains this signature");
    let list = bench.folder.path().join("words.txt");
    std::fs::write(&list, format!("first\n{SECRET}\n")).unwrap();
    bench.picks.answer(Picked::File(list));
    bench.button("Try a word list…");
    bench.assert_shows("the word in line 2 of the list");
    // the answer belongs to one token
    bench.paste(&signed(HS256, &claims(NOW + 601)));
    assert!(!bench.shows("line 2 of the list"));
    bench.assert_shows("Find out why");
}
