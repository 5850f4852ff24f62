//! Tokens of every kind in the window: encrypted and nested ones, several signatures, payloads that are no JSON, detached
//! payloads, SD-JWTs.

use crate::harness::{Bench, CTRL, NOW, SECRET, Start, claims, good, secret_jwk, signed};
use eframe::egui::accesskit::{Role, Toggled};
use eframe::egui::{Key as Press, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use jwt_workbench::jose::flaw::Part;
use jwt_workbench::jose::sd_jwt::DigestAlgorithm;
use jwt_workbench::jose::{alg, base64url};
use jwt_workbench::keys::{Key, Material, Secret};
use jwt_workbench::make::{Layout, Shape, Signer, encrypt, sd_jwt, sign_forms};
use jwt_workbench::ports::Picked;

const BOX: &[u8] = b"a box for what is kept: 32 bytes";

fn key(octets: &[u8]) -> Key {
    Key::new(Material::Oct(Secret::new(octets.to_vec())))
}

fn box_jwk() -> String {
    format!(r#"{{"kty":"oct","kid":"box","k":"{}"}}"#, base64url::encode(BOX))
}

/// A JWE of these bytes for [`BOX`].
fn sealed(header: &str, content: &[u8]) -> String {
    sealed_for(header, content, &[("A256KW", BOX)], Shape::Compact, None)
}

fn sealed_for(header: &str, content: &[u8], to: &[(&str, &[u8])], form: Shape, aad: Option<&[u8]>) -> String {
    let keys: Vec<Key> = to.iter().map(|(_, octets)| key(octets)).collect();
    let recipients: Vec<_> = to
        .iter()
        .zip(&keys)
        .enumerate()
        .map(|(i, ((name, _), key))| jwt_workbench::crypto::jwe::Recipient {
            key,
            alg: alg::find(name).unwrap(),
            header: (to.len() > 1).then_some(if i == 0 { r#"{"kid":"first"}"# } else { r#"{"kid":"second"}"# }),
        })
        .collect();
    encrypt(&jwt_workbench::make::Envelope {
        header,
        unprotected: None,
        recipients: &recipients,
        enc: alg::find_content("A256GCM").unwrap(),
        zip: false,
        p2c: None,
        aad,
        form,
        header_as_typed: true,
        content,
    })
    .unwrap()
}

/// A JWS in JSON form: the first signature by [`SECRET`], the second damaged, the third by nobody here.
pub fn three() -> String {
    let (ours, other) = (key(SECRET.as_bytes()), key(b"another secret of thirty-two octets and more"));
    let row = |name| alg::find(name).unwrap();
    let signer = |key, name, protected, header| Signer { key, alg: row(name), protected, header };
    let signers = [
        signer(&ours, "HS256", r#"{"typ":"JWT"}"#, Some(r#"{"kid":"mine"}"#)),
        signer(&other, "HS384", r#"{"note":"second"}"#, Some(r#"{"kid":"mine"}"#)),
        signer(&other, "HS256", r#"{"kid":"auditor"}"#, None),
    ];
    let layout = Layout { shape: Shape::General, detached: false, unencoded: false };
    sign_forms(claims(NOW + 600).as_bytes(), &signers, layout).unwrap()
}

fn jws(header: &str, payload: &[u8]) -> String {
    let ours = key(SECRET.as_bytes());
    let signer = Signer { key: &ours, alg: alg::find("HS256").unwrap(), protected: header, header: None };
    let layout = Layout { shape: Shape::Compact, detached: false, unencoded: false };
    sign_forms(payload, &[signer], layout).unwrap()
}

fn open(text: &str) -> Bench {
    Start::default().keys(&secret_jwk("mine")).keys(&box_jwk()).text(text).open()
}

fn chips(bench: &Bench) -> String {
    bench.region("Token").join("\n")
}

/// The label of the first node that begins so.
fn label(bench: &Bench, start: &str) -> String {
    bench.texts().into_iter().find(|t| t.starts_with(start)).unwrap_or_else(|| panic!("{start}: {:#?}", bench.texts()))
}

#[test]
fn the_five_parts_of_a_jwe_have_chips_that_lead_to_them() {
    let mut bench = open(&sealed("{}", claims(NOW + 600).as_bytes()));
    for chip in ["Header · ", "Encrypted key · 40 B", "IV · 12 B", "Ciphertext · ", "Tag · 16 B"] {
        assert!(chips(&bench).contains(chip), "{chip}: {}", chips(&bench));
    }
    let chip = label(&bench, "IV · ");
    bench.h.get_by_role_and_label(Role::Button, &chip).hover();
    bench.settle();
    assert_eq!(bench.h.state().lit(), Some(Part::Iv));
    let chip = label(&bench, "Ciphertext · ");
    bench.button(&chip);
    assert!(bench.h.get_by_role_and_label(Role::MultilineTextInput, "Claims JSON").is_focused());
}

#[test]
fn what_a_key_opens_is_read_with_its_dates_and_its_steps() {
    let bench = open(&sealed("{}", claims(NOW + 600).as_bytes()));
    assert!(bench.claims().contains("\"sub\": \"alice\""), "{}", bench.claims());
    bench.assert_shows("Decrypted from the ciphertext");
    bench.assert_shows("in 10 min");
    let panel = bench.region("Validation").join("\n");
    let at = |title: &str| panel.find(title).unwrap_or_else(|| panic!("{title} is not in {panel}"));
    assert!(
        at("Decryption: Passed") < at("Step 1: ") && at("Step 1: ") < at("Step 2: ") && at("Step 2: ") < at("Step 3: ")
    );
}

#[test]
fn without_its_key_a_jwe_says_what_to_do() {
    let mut bench = Start::default().keys(&secret_jwk("mine")).text(&sealed("{}", b"{}")).open();
    bench.assert_shows("The claims are inside the ciphertext");
    assert!(bench.h.query_by_role_and_label(Role::MultilineTextInput, "Claims JSON").is_none());
    bench.first_button("Add a key…");
    bench.assert_shows("OpenSSH or base64 of DER");
}

#[test]
fn layers_are_gone_through_by_pointer_keyboard_and_palette() {
    let token = sealed(r#"{"cty":"JWT"}"#, good().as_bytes());
    let mut bench = open(&token);
    let outer = "Layer 1 of 2: Encrypted (A256KW), ";
    let inner = "Layer 2 of 2: Signed (HS256), passed";
    assert!(bench.region("Layers").iter().any(|t| t.starts_with(outer)), "{:?}", bench.region("Layers"));
    assert!(bench.header().contains("A256KW"));
    bench.button(inner);
    assert!(bench.header().contains("HS256"), "{}", bench.header());
    assert!(bench.claims().contains("alice") && bench.token() == good());
    assert!(bench.row("Signature").contains("Passed"));
    assert!(chips(&bench).contains("Signature · 32 B"));
    bench.press(Modifiers::ALT, Press::ArrowLeft);
    assert_eq!(bench.token(), token);
    assert!(chips(&bench).contains("Tag · 16 B"));
    bench.press(Modifiers::ALT, Press::ArrowRight);
    assert_eq!(bench.token(), good());
    bench.press(Modifiers::ALT, Press::ArrowRight);
    assert_eq!(bench.token(), good(), "there is no third");
    bench.command("Show the token around");
    assert_eq!(bench.token(), token);
    bench.button("Show the token inside");
    assert_eq!(bench.token(), good());
    assert!(
        bench.verdict().contains("the token inside is accepted"),
        "the strip speaks of the whole: {}",
        bench.verdict()
    );
}

#[test]
fn a_token_inside_is_read_only_until_it_is_taken_out() {
    let token = sealed(r#"{"cty":"JWT"}"#, good().as_bytes());
    let mut bench = open(&token);
    bench.button("Show the token inside");
    for field in ["Encoded token", "Header JSON", "Claims JSON"] {
        bench.fill(Role::MultilineTextInput, field, "typed");
        assert_eq!(bench.h.state().model().inputs.token, token, "{field}");
    }
    bench.button("Copy token");
    assert_eq!(bench.clipboard(), good());
    bench.button("Work on this token");
    assert_eq!(bench.h.state().model().inputs.token, good());
    assert!(bench.h.query_by_role_and_label(Role::Region, "Layers").is_none());
    bench.edit("Claims JSON", "{\"sub\":\"bob\"}");
    assert!(bench.h.state().model().inputs.token != good(), "now it can be edited");
    bench.press(CTRL, Press::Z);
    bench.press(CTRL, Press::Z);
    assert_eq!(bench.h.state().model().inputs.token, token);
    assert!(bench.header().contains("A256KW"), "back outside");
}

#[test]
fn a_new_token_is_shown_from_the_outside() {
    let mut bench = open(&sealed(r#"{"cty":"JWT"}"#, good().as_bytes()));
    bench.button("Show the token inside");
    bench.command("Clear token");
    assert_eq!(bench.token(), "");
    let other = sealed(r#"{"cty":"JWT"}"#, signed(r#"{"alg":"HS256"}"#, "{\"sub\":\"carol\"}").as_bytes());
    bench.paste(&other);
    assert_eq!(bench.token(), other);
}

#[test]
fn each_of_several_signatures_has_a_row_with_its_verdict() {
    let mut bench = open(&three());
    bench.assert_shows("Signatures (3)");
    let rows = [
        "Signature 1 of 3, accepted: HS256, kid mine, key “mine”",
        "Signature 2 of 3, refused: HS384, kid mine, key “mine”",
        "Signature 3 of 3, undecided: HS256, kid auditor",
    ];
    for row in rows {
        bench.h.get_by_role_and_label(Role::RadioButton, row);
    }
    assert!(bench.region("Header").join("\n").contains("Unprotected header"), "{:?}", bench.region("Header"));
    assert!(bench.header().contains("\"typ\""));
    bench.click(Role::RadioButton, rows[1]);
    assert!(bench.header().contains("second") && !bench.header().contains("typ"), "{}", bench.header());
    assert!(chips(&bench).contains("Signature 2 · 48 B"), "{}", chips(&bench));
    let panel = bench.region("Validation").join("\n");
    let (own, whole) = (panel.find("Signature: Failed").unwrap(), panel.find("The token as a whole").unwrap());
    assert!(own < whole, "its own checks come first: {panel}");
    bench.h.get_by_role_and_label(Role::RadioButton, rows[2]).focus();
    bench.settle();
    bench.press(Modifiers::NONE, Press::Enter);
    assert!(bench.header().contains("auditor"), "by keyboard: {}", bench.header());
}

#[test]
fn the_policy_says_how_many_signatures_must_hold() {
    let mut bench = open(&three());
    assert!(bench.verdict().contains("Refused"), "{}", bench.verdict());
    bench.assert_shows("all must hold");
    let policy = label(&bench, "Policy issuer:");
    bench.button(&policy);
    bench.choose("Signatures that must hold", "Any one");
    assert!(bench.verdict().contains("Accepted"), "{}", bench.verdict());
    bench.assert_shows("one must hold");
    bench.choose("Signatures that must hold", "At least");
    bench.assert_shows("at least 2 of 3 must hold");
    assert!(!bench.verdict().contains("Accepted"), "{}", bench.verdict());
}

#[test]
fn a_recipient_is_named_with_the_key_that_opened_it() {
    let other = b"another box, of somebody else 32";
    let token =
        sealed_for("{}", b"{\"sub\":\"alice\"}", &[("A256KW", other), ("A256KW", BOX)], Shape::General, Some(b"more"));
    let mut bench = open(&token);
    bench.assert_shows("Recipients (2)");
    bench.h.get_by_role_and_label(Role::RadioButton, "Recipient 1 of 2, not opened: A256KW, kid first");
    let second = "Recipient 2 of 2, opened: A256KW, kid second, key “box”";
    bench.click(Role::RadioButton, second);
    bench.assert_shows("Unprotected header of this recipient");
    let header = bench.value(Role::MultilineTextInput, "Unprotected header of this recipient");
    assert!(header.contains("second"), "{header}");
    assert!(chips(&bench).contains("Encrypted key 2 · 40 B") && chips(&bench).contains("Additional data · 4 B"));
    assert!(bench.claims().contains("alice"));
}

#[test]
fn payloads_are_shown_as_what_they_are() {
    let cbor = [0xa1, 0x01, 0x65, b'a', b'l', b'i', b'c', b'e'];
    for (token, caption, field, text) in [
        (jws("{}", b"plain words"), "Text · 11 bytes", "Payload as text", "plain words"),
        (
            jws(r#"{"cty":"application/cwt"}"#, &cbor),
            "CBOR, in diagnostic notation · 8 bytes",
            "Payload in CBOR diagnostic notation",
            "{1: \"alice\"}",
        ),
        (
            jws("{}", &[0xff, 0xfe, 0x00, 0x41]),
            "Bytes · 4 bytes",
            "Payload as bytes",
            "0000  ff fe 00 41              ···A",
        ),
        (sealed("{}", &[0xff, 0x00]), "Bytes · 2 bytes", "Payload as bytes", "0000  ff 00                    ··"),
    ] {
        let mut bench = open(&token);
        bench.assert_shows(caption);
        assert_eq!(bench.value(Role::MultilineTextInput, field), text);
        bench.button("Copy payload");
        assert_eq!(bench.clipboard(), text);
    }
}

#[test]
fn a_long_dump_tells_that_it_is_the_beginning() {
    let bench = open(&jws("{}", &[0xff; 10_000]));
    bench.assert_shows("Bytes · 10.0 kB; its beginning is shown");
    assert_eq!(bench.value(Role::MultilineTextInput, "Payload as bytes").lines().count(), 512);
}

#[test]
fn json_that_is_broken_stays_in_its_editor() {
    let bench = open(&jws("{}", b"{\"sub\":"));
    assert_eq!(bench.claims(), "{\"sub\":");
}

#[test]
fn an_unencoded_payload_is_marked() {
    let ours = key(SECRET.as_bytes());
    let signer = Signer { key: &ours, alg: alg::find("HS256").unwrap(), protected: "{}", header: None };
    let layout = Layout { shape: Shape::Compact, detached: false, unencoded: true };
    let token = sign_forms(b"{\"sub\":\"alice\"}", &[signer], layout).unwrap();
    let bench = open(&token);
    bench.assert_shows("Not encoded (b64: false)");
    assert!(bench.claims().contains("alice"));
    assert!(bench.row("Signature").contains("Passed"));
}

#[test]
fn a_detached_payload_is_chosen_and_forgotten() {
    let ours = key(SECRET.as_bytes());
    let signer = Signer { key: &ours, alg: alg::find("HS256").unwrap(), protected: "{}", header: None };
    let layout = Layout { shape: Shape::Compact, detached: true, unencoded: false };
    let token = sign_forms(claims(NOW + 600).as_bytes(), &[signer], layout).unwrap();
    let mut bench = open(&token);
    bench.assert_shows("The payload is not in the token");
    assert!(!bench.row("Signature").contains("Passed"));
    let file = bench.folder.path().join("payload.json");
    std::fs::write(&file, claims(NOW + 600)).unwrap();
    bench.picks.answer(Picked::File(file));
    bench.button("Choose the payload file…");
    assert!(bench.row("Signature").contains("Passed"), "{}", bench.row("Signature"));
    assert!(bench.claims().contains("alice"));
    assert_eq!(bench.token(), token, "the token stays as it is");
    bench.button("Forget it");
    assert!(!bench.row("Signature").contains("Passed"));
    bench.press(CTRL, Press::Z);
    assert!(bench.row("Signature").contains("Passed"), "undo brings it back");
    bench.command("Clear token");
    bench.paste(&good());
    assert_eq!(bench.h.state().model().inputs.detached, None, "it was for the other token");
}

fn sd_token() -> String {
    let ours = key(SECRET.as_bytes());
    let making = sd_jwt::Making {
        key: &ours,
        alg: alg::find("HS256").unwrap(),
        header: "{}",
        typ: None,
        digest: DigestAlgorithm::Sha256,
        decoys: 0,
        holder: None,
    };
    let text = format!(
        r#"{{"iss":"https://a.example","exp":{},"given_name":"Alice","address":{{"street":"1 Main St","city":"Ely"}}}}"#,
        NOW + 600
    );
    let hide = ["/given_name", "/address", "/address/street"].map(str::to_owned);
    sd_jwt::make(&text, &hide, &making).unwrap().token
}

fn tick(bench: &Bench, name: &str) -> (String, Option<Toggled>) {
    let part = format!(": {name}, ");
    let node = bench.h.get_by(|n| {
        n.role() == Role::CheckBox && n.label().is_some_and(|l| l.starts_with("Disclosure ") && l.contains(&part))
    });
    (node.accesskit_node().label().unwrap_or_default(), node.accesskit_node().toggled())
}

#[test]
fn disclosures_are_ticked_and_the_token_follows() {
    let token = sd_token();
    let mut bench = open(&token);
    assert!(chips(&bench).contains("3 disclosures · "), "{}", chips(&bench));
    assert!(bench.claims().contains("given_name") && !bench.claims().contains("_sd"), "{}", bench.claims());
    bench.assert_shows("Disclosures (3 of 3 revealed)");
    bench.assert_shows("No key binding");
    let (name, on) = tick(&bench, "given_name");
    assert_eq!((name.ends_with("revealed"), on), (true, Some(Toggled::True)), "{name}");
    bench.click(Role::CheckBox, &name);
    bench.assert_shows("Disclosures (2 of 3 revealed)");
    assert!(!bench.claims().contains("given_name"));
    let less = bench.token();
    assert!(less.len() < token.len() && token.starts_with(less.split('~').next().unwrap()));
    // what was left out stays at hand
    let (name, on) = tick(&bench, "given_name");
    assert_eq!((name.ends_with("kept back"), on), (true, Some(Toggled::False)), "{name}");
    bench.click(Role::CheckBox, &name);
    assert_eq!(bench.token(), token);
    bench.press(CTRL, Press::Z);
    assert_eq!(bench.token(), less);
}

#[test]
fn what_stands_in_a_disclosure_goes_and_comes_with_it() {
    let token = sd_token();
    let mut bench = open(&token);
    let (address, _) = tick(&bench, "address");
    bench.click(Role::CheckBox, &address);
    bench.assert_shows("Disclosures (1 of 3 revealed)");
    let (street, _) = tick(&bench, "street");
    bench.click(Role::CheckBox, &street);
    bench.assert_shows("Disclosures (3 of 3 revealed)");
    bench.button("Reveal none");
    bench.assert_shows("Disclosures (0 of 3 revealed)");
    assert_eq!(bench.token().matches('~').count(), 1);
    bench.button("Reveal all");
    assert_eq!(bench.token(), token);
    assert!(bench.row("Signature").contains("Passed"), "the issuer's signature holds all along");
}

#[test]
fn the_payload_as_signed_has_its_editor() {
    let mut bench = open(&sd_token());
    bench.button("As signed");
    assert!(bench.claims().contains("_sd"), "{}", bench.claims());
    bench.button("As disclosed");
    assert!(!bench.claims().contains("_sd"));
}

#[test]
fn small_windows_hold_every_kind() {
    let nested = sealed(r#"{"cty":"JWT"}"#, good().as_bytes());
    for (width, height) in [(900.0, 600.0), (480.0, 360.0)] {
        for text in [nested.clone(), three(), sd_token(), jws("{}", b"words")] {
            let mut bench = Start::sized(width, height).keys(&secret_jwk("mine")).keys(&box_jwk()).text(&text).open();
            for pane in [Press::Num1, Press::Num2, Press::Num3, Press::Num5] {
                bench.press(Modifiers::ALT, pane);
            }
            bench.press(Modifiers::ALT, Press::ArrowRight);
            bench.command("Zoom in");
        }
    }
}
