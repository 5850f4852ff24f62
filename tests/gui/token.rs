//! Token in: pasting, files, drops; what its parts look like.

use crate::harness::{Bench, CTRL, MemFile, NOW, Start, claims, good, secret_jwk, signed};
use eframe::egui::accesskit::Role;
use eframe::egui::{self, Key};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use jwt_workbench::jose::base64url;
use jwt_workbench::ports::Picked;
use std::sync::Arc;

#[test]
fn a_token_is_found_in_what_people_paste() {
    let token = good();
    let (half, rest) = token.split_at(60);
    for (text, note) in [
        (token.clone(), ""),
        (format!("Authorization: Bearer {token}"), "the Authorization header's name"),
        (format!("Bearer {token}"), "the word “Bearer”"),
        (format!("\"{token}\""), "quotes"),
        (format!("https://app.example.com/callback?x=1&id_token={token}&state=2"), "the rest of the URL"),
        (format!("{{\"access_token\": \"{token}\", \"expires_in\": 300}}"), "the JSON around “access_token”"),
        (format!("{half}\n{rest}\n"), "line break"),
    ] {
        let mut bench = Bench::new();
        bench.paste(&text);
        assert_eq!(bench.token(), token, "{text}");
        assert_eq!(bench.shows("Taken off around the token: "), !note.is_empty(), "{text}");
        bench.assert_shows(note);
    }
}

#[test]
fn pasting_takes_the_place_of_the_token_and_can_be_undone() {
    let mut bench = Start::default().text(&good()).open();
    let other = signed("{\"alg\":\"HS256\"}", "{\"sub\":\"bob\"}");
    bench.paste(&other);
    assert_eq!(bench.token(), other);
    bench.press(CTRL, Key::Z);
    assert_eq!(bench.token(), good());
}

#[test]
fn a_file_is_opened_through_the_dialog() {
    let mut bench = Bench::new();
    let path = bench.folder.path().join("token.jwt");
    std::fs::write(&path, format!("{}\n", good())).unwrap();
    bench.picks.answer(Picked::File(path));
    bench.press(CTRL, Key::O);
    assert_eq!(bench.token(), good());
    assert_eq!(bench.picks.asked().len(), 1);
    // cancelled: nothing changes, and nothing is said
    bench.picks.answer(Picked::Cancelled);
    bench.press(CTRL, Key::O);
    assert_eq!((bench.token(), bench.notices()), (good(), String::new()));
    // no dialog on this desktop: said, with a way out
    bench.press(CTRL, Key::O);
    assert!(bench.notices().contains("No file dialog came up") && bench.notices().contains("Drop the file"));
}

#[test]
fn a_file_that_cannot_be_read_is_told_with_its_path() {
    let mut bench = Bench::new();
    let path = bench.folder.path().join("gone.jwt");
    bench.picks.answer(Picked::File(path.clone()));
    bench.press(CTRL, Key::O);
    assert!(bench.notices().contains(&path.display().to_string()), "{}", bench.notices());
    assert_eq!(bench.token(), "");
}

fn drop_file(bench: &mut Bench, name: &str, bytes: &[u8]) {
    bench.h.input_mut().hovered_files.push(egui::HoveredFile { path: Some(name.into()), ..Default::default() });
    bench.h.step();
    bench.h.input_mut().hovered_files.clear();
    bench.h.input_mut().dropped_files.push(Arc::new(MemFile(name.into(), bytes.to_vec())));
    bench.h.step();
    bench.h.input_mut().dropped_files.clear();
    bench.settle();
}

#[test]
fn files_can_be_dropped() {
    let mut bench = Bench::new();
    drop_file(&mut bench, "token.txt", good().as_bytes());
    assert_eq!(bench.token(), good());
    // UTF-16, as some editors write it
    let other = signed("{\"alg\":\"HS256\"}", "{\"sub\":\"bob\"}");
    let utf16: Vec<u8> = std::iter::once(0xFEFF).chain(other.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    drop_file(&mut bench, "token16.txt", &utf16);
    assert_eq!(bench.token(), other);
    // a key file goes to the keys, and leaves the token alone
    drop_file(&mut bench, "key.json", secret_jwk("dropped").as_bytes());
    assert_eq!(bench.token(), other);
    assert!(bench.h.state().model().ring.named("dropped").is_some());
    // what is neither is said
    drop_file(&mut bench, "picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    assert!(bench.notices().contains("“picture.png”") || bench.notices().contains("No token was found"));
    assert_eq!(bench.token(), other);
}

#[test]
fn damaged_tokens_are_shown_as_far_as_they_go() {
    let token = good();
    let cut = &token[..token.rfind('.').unwrap()];
    for (text, word) in [
        (cut.to_owned(), "Refused: the text is not a whole token"),
        (token[..token.len() - 9].to_owned(), "Refused"),
        (signed("{\"alg\":\"XS999\"}", "{}"), "Refused"),
        (signed("{\"alg\":\"HS256\"", "{}"), "Refused"),
        (format!("{}.{}.", base64url::encode(b"{\"alg\":\"none\"}"), base64url::encode(b"{}")), "Refused"),
    ] {
        let mut bench = Start::default().keys(&secret_jwk("mine")).open();
        bench.edit("Encoded token", &text);
        assert_eq!(bench.token(), text);
        assert!(bench.verdict().contains(word), "{text}: {}", bench.verdict());
        assert!(!bench.region("Validation").is_empty());
    }
}

#[test]
fn an_unknown_algorithm_is_named() {
    let bench = Start::default().text(&signed("{\"alg\":\"XS256\"}", "{\"a\":1}")).open();
    bench.assert_shows("“XS256” is not the name of a standard algorithm");
    assert!(bench.claims().contains("\"a\": 1"), "the claims are shown all the same");
}

#[test]
fn an_encrypted_token_shows_its_header_and_says_so() {
    let header = base64url::encode(br#"{"alg":"RSA-OAEP","enc":"A256GCM","kid":"k1"}"#);
    let text = format!("{header}.{}.{}.{}.{}", "AAAA", "AAAAAAAAAAAAAAAA", "qqqq", "AAAAAAAAAAAAAAAAAAAAAA");
    let mut bench = Bench::new();
    bench.paste(&text);
    assert!(bench.header().contains("\"enc\": \"A256GCM\""));
    assert!(bench.verdict().contains("the token is encrypted"), "{}", bench.verdict());
    assert!(bench.region("Claims").join(" ").contains("inside the ciphertext"));
    assert!(bench.h.query_by_role_and_label(Role::MultilineTextInput, "Claims JSON").is_none());
    for chip in ["Encrypted key", "Ciphertext"] {
        assert!(bench.region("Token").iter().any(|t| t.starts_with(chip)), "{:?}", bench.region("Token"));
    }
}

#[test]
fn a_private_key_does_not_land_in_the_token_pane() {
    let pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA\n-----END PRIVATE KEY-----\n";
    for text in [pem.to_owned(), secret_jwk("k")] {
        let mut bench = Bench::new();
        bench.paste(&text);
        assert_eq!(bench.token(), "", "{text}");
        assert!(bench.notices().contains("It was not taken in"), "{}", bench.notices());
        assert!(!bench.texts().iter().any(|t| t.contains("MC4CAQAw") || t.contains("\"k\"")));
        assert!(!bench.h.state().model().can_undo(), "it is in no undo step either");
    }
}

#[test]
fn of_several_tokens_one_is_chosen() {
    let (one, two) = (good(), signed("{\"alg\":\"HS256\"}", "{\"sub\":\"bob\"}"));
    let mut bench = Bench::new();
    bench.paste(&format!("first {one}\nsecond {two}\n"));
    assert_eq!(bench.token(), one);
    bench.assert_shows("The text held 2 tokens:");
    bench.button("2");
    assert_eq!(bench.token(), two);
    bench.button("1");
    assert_eq!(bench.token(), one);
    bench.press(CTRL, Key::Z);
    assert_eq!(bench.token(), two);
}

#[test]
fn text_without_a_token_is_refused_outside_the_editor() {
    let mut bench = Start::default().text(&good()).open();
    bench.paste("just words");
    assert_eq!(bench.token(), good(), "nothing was changed");
    assert!(bench.notices().contains("No token was found"), "{}", bench.notices());
}

#[test]
fn the_empty_window_offers_samples() {
    for (sample, verdict) in [
        ("A good token", "Accepted"),
        ("An expired token", "Refused: the signature is valid, but the token expired"),
        ("A token with alg: none", "Refused: nobody signed this token"),
    ] {
        let mut bench = Bench::new();
        assert!(bench.verdict().contains("Paste a token to begin"));
        bench.button(sample);
        assert!(bench.verdict().contains(verdict), "{}", bench.verdict());
        assert!(!bench.button_is_here(sample), "the samples make room");
    }
}

#[test]
fn each_part_has_a_chip_with_its_size() {
    let bench = Start::default().text(&good()).open();
    let payload = claims(NOW + 58 * 60).len();
    for label in ["Header · 27 B".to_owned(), format!("Payload · {payload} B"), "Signature · 32 B".to_owned()] {
        assert!(bench.button_is_here(&label), "{label} is not in {:#?}", bench.region("Token"));
    }
}

#[test]
fn a_chip_leads_to_its_part_and_lights_it() {
    let mut bench = Start::default().text(&good()).open();
    bench.button("Header · 27 B");
    assert!(bench.h.get_by_role_and_label(Role::MultilineTextInput, "Header JSON").is_focused());
    bench.button(&format!("Payload · {} B", claims(NOW + 58 * 60).len()));
    assert!(bench.h.get_by_role_and_label(Role::MultilineTextInput, "Claims JSON").is_focused());
    assert_eq!(bench.h.state().lit(), Some(jwt_workbench::jose::flaw::Part::Payload));
    bench.h.get_by_role_and_label(Role::Button, "Signature · 32 B").hover();
    bench.settle();
    assert_eq!(bench.h.state().lit(), Some(jwt_workbench::jose::flaw::Part::Signature));
}

#[test]
fn the_pointer_lights_the_part_it_is_on() {
    use jwt_workbench::jose::flaw::Part;
    let mut bench = Start::default().text(&good()).open();
    let rect = bench.h.get_by_role_and_label(Role::MultilineTextInput, "Encoded token").rect();
    bench.h.hover_at(rect.min + egui::vec2(40.0, 18.0));
    bench.settle();
    assert_eq!(bench.h.state().lit(), Some(Part::Header));
    let rect = bench.h.get_by_role_and_label(Role::MultilineTextInput, "Claims JSON").rect();
    bench.h.hover_at(rect.min + egui::vec2(60.0, 34.0));
    bench.settle();
    assert_eq!(bench.h.state().lit(), Some(Part::Payload));
}

#[test]
fn large_tokens_are_read_on_a_worker_and_never_laid_out() {
    let filler = "x".repeat(70 * 1024);
    let token = signed("{\"alg\":\"HS256\"}", &format!("{{\"sub\":\"alice\",\"f\":\"{filler}\"}}"));
    let mut bench = Start { threads: true, ..Start::default() }.keys(&secret_jwk("mine")).open();
    bench.paste(&format!("Bearer {token}"));
    bench.wait_for(|app| app.report().headline.starts_with("Accepted"));
    assert_eq!(bench.h.state().model().inputs.token, token);
    assert!(bench.h.query_by_role_and_label(Role::MultilineTextInput, "Encoded token").is_none());
    bench.assert_shows("too large to be edited here");
    assert!(bench.texts().iter().all(|t| t.len() < 4_000), "no widget holds it whole");
    bench.command("Copy token");
    assert_eq!(bench.clipboard(), token);
}

#[test]
fn two_megabytes_of_text_do_not_hold_the_window_up() {
    let text = format!("{} {} {}", "log line without anything ".repeat(40_000), good(), "more ".repeat(200_000));
    assert!(text.len() > 2_000_000);
    let mut bench = Start { threads: true, ..Start::default() }.open();
    bench.h.event(egui::Event::Paste(text));
    bench.h.step();
    assert_eq!(bench.token(), "", "the frame that took it in did not search it");
    assert!(bench.notices().contains("Looking for a token in"), "{}", bench.notices());
    bench.wait_for(|app| !app.model().inputs.token.is_empty());
    assert_eq!(bench.token(), good());
}

#[test]
fn a_large_paste_into_the_claims_changes_nothing() {
    let mut bench = Start::default().text(&good()).open();
    bench.h.get_by_role_and_label(Role::MultilineTextInput, "Claims JSON").focus();
    bench.settle();
    bench.paste(&"y".repeat(70 * 1024));
    assert_eq!(bench.token(), good());
    assert!(bench.notices().contains("too large to edit here"), "{}", bench.notices());
}

#[test]
fn strange_text_is_shown_and_nothing_panics() {
    let strange = [
        "\u{202E}gnp.exe\u{202C}",
        "a\u{200B}b\u{FEFF}c",
        "漢字かな",
        "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️",
        "שלום عالم",
        "e\u{301}\u{327}",
        "\u{7}\u{1b}[31m",
        "नमस्ते",
        "\u{E0041}\u{FE0F}",
        "\u{2028}\u{2029}",
    ];
    let members: Vec<String> = strange
        .iter()
        .enumerate()
        .map(|(i, s)| format!("{}:{}", serde_json::json!(format!("{i}{s}")), serde_json::json!(s)))
        .collect();
    let token = signed("{\"alg\":\"HS256\",\"kid\":\"\u{202E}kid\u{200B}\"}", &format!("{{{}}}", members.join(",")));
    let mut bench = Start { any_glyph: true, ..Start::default() }.keys(&secret_jwk("mine")).text(&token).open();
    let rect = bench.h.get_by_role_and_label(Role::MultilineTextInput, "Claims JSON").rect();
    for y in 0..12 {
        bench.h.hover_at(rect.min + egui::vec2(70.0 + 9.0 * y as f32, 10.0 + 20.0 * y as f32));
        bench.h.step();
    }
    bench.settle();
    assert_eq!(bench.token(), token);
    // typed into the token pane as it is
    bench.edit("Encoded token", strange[3]);
    assert_eq!(bench.token(), strange[3]);
    let texts: Vec<String> = bench.region("Verdict");
    assert!(texts.iter().all(|t| !t.contains('\u{202E}')), "{texts:?}");
    let _ = bench.h.root().children_recursive().count();
}
