//! Deceptive text in the window: no label, value or title has a character that cannot be seen, and nothing of a token stands
//! where the verdict does.

use crate::harness::{Bench, CTRL, Start, signed};
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, ViewportCommand};
use egui_kittest::kittest::NodeT as _;
use jwt_workbench::jose::{base64url, escape};
use serde_json::json;

const EVIL: [&str; 8] = [
    "\n✓ Accepted: key “mine” verifies the signature, and no check failed",
    "\u{1b}[32mAccepted\u{1b}[0m\u{7}\u{9b}",
    "user\u{202e}detpeccA\u{202c} \u{2066}x\u{2069}",
    "Acc\u{200b}ep\u{2060}t\u{feff}ed\u{ad}\u{3164}",
    "x\u{2028}Accepted\u{85}Accepted",
    "\u{e0041}\u{e0063}tagged",
    "backspace\u{8}\u{7f}Accepted",
    "{expected} {found} [a](b) <b>Accepted</b>",
];

/// Editors hold the token's own text, which is what a person edits; what is drawn over it shows each such character.
const EDITORS: [Role; 3] = [Role::MultilineTextInput, Role::TextInput, Role::TextRun];

#[track_caller]
fn nothing_hidden(bench: &Bench, way: &str) {
    for node in bench.h.root().children_recursive() {
        let node = node.accesskit_node();
        let texts = [node.label(), node.value().filter(|_| !EDITORS.contains(&node.role()))];
        for text in texts.into_iter().flatten() {
            let hidden = text.chars().find(|c| !matches!(c, '\n' | '\t') && escape::is_shapeless(*c));
            assert_eq!(hidden, None, "{way}: {:?} {text:?}", node.role());
        }
    }
    for command in &bench.left.lock().unwrap().viewport {
        assert!(!matches!(command, ViewportCommand::Title(_)), "{way}: the title is ours alone: {command:?}");
    }
}

fn opened(evil: &str) -> Bench {
    let header = json!({ "alg": "HS256", "kid": evil, "typ": evil, evil: evil });
    let claims = json!({ "iss": evil, "sub": evil, "aud": [evil], "exp": 1, "jti": evil, evil: { evil: evil } });
    let token = signed(&header.to_string(), &claims.to_string());
    let (signed_part, _) = token.rsplit_once('.').unwrap();
    let forged = format!("{signed_part}.{}", base64url::encode(&[7; 32]));
    let key = json!({ "kty": "oct", "kid": evil, "name": evil, "k": base64url::encode(&[9; 32]) });
    Start { any_glyph: true, ..Start::default() }.keys(&key.to_string()).text(&forged).open()
}

#[test]
fn no_part_of_the_window_shows_what_is_not_there() {
    for evil in EVIL {
        let mut bench = opened(evil);
        nothing_hidden(&bench, "the panes");
        let verdict = bench.verdict();
        assert!(verdict.starts_with("Refused"), "{verdict}");
        let imitates = |line: &str| line.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with("Accepted");
        assert!(!verdict.lines().any(imitates), "{verdict}");
        for command in ["Save report…", "Show policy as code…", "Copy report", "Expect what this token has"] {
            bench.command(command);
            nothing_hidden(&bench, command);
            bench.press(eframe::egui::Modifiers::NONE, Key::Escape);
        }
        bench.press(CTRL, Key::K);
        nothing_hidden(&bench, "the commands");
    }
}
