//! What stands around: regions, commands, help, theme, zoom, sizes, and what never leaves the window.

use crate::harness::{Bench, CTRL, CTRL_SHIFT, NOW, Start, claims, good, secret_jwk, signed};
use eframe::egui::accesskit::Role;
use eframe::egui::{self, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use jwt_workbench::app::ThemeChoice;

const PANES: [&str; 5] = ["Token", "Header", "Claims", "Keys", "Validation"];

fn full(width: f32, height: f32) -> Bench {
    Start::sized(width, height).keys(&secret_jwk("mine")).text(&good()).open()
}

fn pane_is_here(bench: &Bench, name: &str) -> bool {
    bench.h.query_by_role_and_label(Role::Region, name).is_some()
}

#[test]
fn the_window_has_its_regions() {
    let bench = full(1280.0, 800.0);
    for name in PANES.into_iter().chain(["Verdict"]) {
        assert!(!bench.region(name).is_empty(), "{name}");
    }
    assert!(bench.region("Keys").iter().any(|t| t.starts_with("Key mine, ")));
    assert!(bench.verdict().contains("Accepted"), "{}", bench.verdict());
}

/// Every command of the menus with its key, as the menus show them.
fn menu_labels(bench: &mut Bench) -> Vec<String> {
    let mut labels = Vec::new();
    for menu in ["Token", "Edit", "Keys", "View", "Help"] {
        let before = bench.texts();
        bench.first_button(menu);
        labels.extend(bench.texts().into_iter().filter(|t| !before.contains(t)));
        bench.press(Modifiers::NONE, Key::Escape);
    }
    labels
}

#[test]
fn the_palette_lists_every_command_of_the_menus() {
    let mut bench = full(1280.0, 800.0);
    let menus = menu_labels(&mut bench);
    assert!(menus.len() > 40, "{menus:?}");
    bench.press(CTRL, Key::K);
    for label in &menus {
        bench.assert_shows(label);
    }
    for (command, key) in
        [("Sign or encrypt", "Ctrl+Enter"), ("Import keys…", "Ctrl+I"), ("Help", "F1"), ("Redo", "Shift+Z")]
    {
        let listed = bench.texts().into_iter().any(|t| t.starts_with(command) && t.contains(key));
        assert!(listed, "{command} with {key}");
    }
}

#[test]
fn the_palette_runs_what_is_typed() {
    let mut bench = full(1280.0, 800.0);
    bench.command("gener");
    bench.assert_shows("Generate key");
    bench.press(Modifiers::NONE, Key::Escape);
    bench.command("dark theme");
    assert_eq!(bench.h.state().model().settings.theme, ThemeChoice::Dark);
    // by arrow
    bench.press(CTRL, Key::K);
    bench.h.event(egui::Event::Text("theme".to_owned()));
    bench.settle();
    bench.press(Modifiers::NONE, Key::ArrowUp);
    bench.press(Modifiers::NONE, Key::Enter);
    assert_ne!(bench.h.state().model().settings.theme, ThemeChoice::Dark, "the last of the list was another");
    // nothing fits: Enter does nothing, Escape closes
    bench.press(CTRL, Key::K);
    bench.h.event(egui::Event::Text("qqqq".to_owned()));
    bench.settle();
    bench.assert_shows("No command has these words.");
    bench.press(Modifiers::NONE, Key::Enter);
    bench.press(Modifiers::NONE, Key::Escape);
    assert!(bench.h.query_by_role_and_label(Role::TextInput, "Command").is_none());
    assert_eq!(bench.token(), good(), "what was typed went to the palette alone");
}

#[test]
fn help_and_about_open_and_close() {
    let mut bench = full(1280.0, 800.0);
    bench.press(Modifiers::NONE, Key::F1);
    bench.assert_shows("Keyboard shortcuts");
    bench.assert_shows("Ctrl+Shift+Z");
    bench.press(Modifiers::NONE, Key::Escape);
    assert!(!bench.shows("Keyboard shortcuts"));
    bench.command("About");
    bench.assert_shows(&format!("JWT Workbench {}", env!("CARGO_PKG_VERSION")));
    bench.assert_shows("connects to nobody unless you fetch keys");
    bench.button("Close");
    assert!(!bench.shows("Licence:"));
}

#[test]
fn the_theme_is_switched_and_kept() {
    let mut bench = full(1280.0, 800.0);
    let dark = |b: &Bench| b.h.ctx.theme() == egui::Theme::Dark;
    let first = dark(&bench);
    bench.press(CTRL_SHIFT, Key::T);
    assert_eq!(dark(&bench), !first);
    let folder = bench.folder.clone();
    let other = dark(&bench);
    drop(bench);
    let mut bench = Start::default().open_in(folder);
    assert_eq!(dark(&bench), other, "kept for the next start");
    let name = if other { "Light theme (Ctrl+Shift+T)" } else { "Dark theme (Ctrl+Shift+T)" };
    bench.button(name);
    assert_eq!(dark(&bench), first);
}

#[test]
fn zoom_goes_in_steps_and_stays_within_reason() {
    let mut bench = full(1280.0, 800.0);
    bench.press(CTRL, Key::Plus);
    assert_eq!(bench.h.ctx.zoom_factor(), 1.1);
    bench.assert_shows("110 %");
    bench.press(CTRL, Key::Num0);
    assert_eq!(bench.h.ctx.zoom_factor(), 1.0);
    for _ in 0..10 {
        bench.press(CTRL, Key::Minus);
    }
    assert_eq!(bench.h.state().model().settings.zoom, 0.6);
    let folder = bench.folder.clone();
    drop(bench);
    assert_eq!(Start::default().open_in(folder).h.ctx.zoom_factor(), 0.6);
}

#[test]
fn at_two_hundred_percent_all_is_still_there() {
    let mut bench = full(1280.0, 800.0);
    for _ in 0..10 {
        bench.press(CTRL, Key::Plus);
    }
    assert_eq!(bench.h.ctx.zoom_factor(), 2.0);
    assert!(bench.verdict().contains("Accepted"));
    for (pane, key) in PANES.into_iter().zip([Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5]) {
        bench.press(Modifiers::ALT, key);
        assert!(!bench.region(pane).is_empty(), "{pane}");
    }
}

#[test]
fn a_pane_fills_the_window_and_gives_it_back() {
    let mut bench = full(1280.0, 800.0);
    bench.button("Maximise Keys (Ctrl+M)");
    assert!(pane_is_here(&bench, "Keys") && !pane_is_here(&bench, "Token"));
    assert!(bench.verdict().contains("Accepted"), "the verdict stays");
    bench.button("Restore panes (Ctrl+M)");
    assert!(PANES.iter().all(|p| pane_is_here(&bench, p)));
    // by key: the pane that has the focus
    bench.press(Modifiers::ALT, Key::Num3);
    bench.press(CTRL, Key::M);
    assert!(pane_is_here(&bench, "Claims") && !pane_is_here(&bench, "Keys"));
    // going to another pane shows that one
    bench.press(Modifiers::ALT, Key::Num5);
    assert!(pane_is_here(&bench, "Validation") && !pane_is_here(&bench, "Claims"));
    bench.press(CTRL, Key::M);
    assert!(PANES.iter().all(|p| pane_is_here(&bench, p)));
}

#[test]
fn the_focus_goes_where_its_key_says() {
    let mut bench = full(1280.0, 800.0);
    for (key, editor) in [(Key::Num2, "Header JSON"), (Key::Num3, "Claims JSON"), (Key::Num1, "Encoded token")] {
        bench.press(Modifiers::ALT, key);
        assert!(bench.h.get_by_role_and_label(Role::MultilineTextInput, editor).is_focused(), "{editor}");
    }
    // a pane without an editor takes the focus away from the others': keys typed must not go there
    for key in [Key::Num4, Key::Num5] {
        bench.press(Modifiers::ALT, Key::Num1);
        bench.press(Modifiers::ALT, key);
        bench.h.event(egui::Event::Text("x".to_owned()));
        bench.settle();
        assert_eq!(bench.token(), good(), "{key:?}");
    }
}

/// A key as desktops send it: the key and its letter as text, in one frame.
fn press_with_letter(bench: &mut Bench, modifiers: Modifiers, key: Key, letter: &str) {
    let pressed = egui::Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers };
    bench.h.input_mut().events.extend([pressed, egui::Event::Text(letter.to_owned())]);
    bench.settle();
}

#[test]
fn the_letter_of_a_command_is_not_typed() {
    let mut bench = full(1280.0, 800.0);
    bench.press(Modifiers::ALT, Key::Num1);
    let shift = Modifiers::ALT.plus(Modifiers::SHIFT);
    for (modifiers, key, letter) in
        [(Modifiers::ALT, Key::M, "m"), (shift, Key::M, "M"), (Modifiers::ALT, Key::Num1, "1")]
    {
        press_with_letter(&mut bench, modifiers, key, letter);
        assert_eq!(bench.token(), good(), "{letter}");
    }
    // letters without a command, and those of no key at all, are text
    press_with_letter(&mut bench, Modifiers::NONE, Key::M, "m");
    bench.h.event(egui::Event::Text("n".to_owned()));
    bench.settle();
    assert!(bench.token().ends_with("mn"), "{}", bench.token());
    // nor into a dialog, where the command has to wait
    bench.press(CTRL, Key::G);
    bench.fill(Role::TextInput, "Name", "mine");
    press_with_letter(&mut bench, Modifiers::ALT, Key::K, "k");
    assert_eq!(bench.value(Role::TextInput, "Name"), "mine");
}

#[test]
fn small_windows_have_every_pane_within_reach() {
    for (width, height) in [(900.0, 600.0), (640.0, 400.0), (480.0, 360.0)] {
        let mut bench = full(width, height);
        assert!(bench.verdict().contains("Accepted"), "{width}");
        for (pane, key) in PANES.into_iter().zip([Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5]) {
            bench.press(Modifiers::ALT, key);
            let rect = bench.h.get_by_role_and_label(Role::Region, pane).rect();
            assert!(rect.width() > 150.0 && rect.height() > 60.0, "{pane} at {width}: {rect:?}");
        }
        bench.press(Modifiers::ALT, Key::Num3);
        bench.edit("Claims JSON", "{\"a\":1}");
        bench.press(CTRL, Key::Enter);
        assert!(bench.verdict().contains("Accepted"), "{}", bench.verdict());
        for (modifiers, key) in [(CTRL, Key::G), (CTRL, Key::I), (CTRL, Key::K), (Modifiers::NONE, Key::F1)] {
            bench.press(modifiers, key);
            bench.press(Modifiers::NONE, Key::Escape);
        }
        bench.ask_to_close();
        for label in ["Stay", "Close anyway"] {
            let rect = bench.h.get_by_role_and_label(Role::Button, label).rect();
            assert!(rect.max.x <= width && rect.max.y <= height, "{label} at {width}: {rect:?}");
        }
    }
}

#[test]
fn the_menus_fold_on_a_narrow_window() {
    let mut bench = full(640.0, 400.0);
    bench.button("Menu");
    bench.first_button("Edit");
    bench.assert_shows("Compact claims");
}

#[test]
fn every_check_fits_its_pane() {
    for (width, height) in [(1280.0, 800.0), (900.0, 600.0), (640.0, 400.0)] {
        let mut bench = full(width, height);
        bench.dismiss_messages();
        bench.press(Modifiers::ALT, Key::Num5);
        let is_row = |n: &egui_kittest::Node<'_>| n.accesskit_node().role() == Role::DisclosureTriangle;
        let rows: Vec<String> = {
            let region = bench.h.get_by_role_and_label(Role::Region, "Validation");
            region.children_recursive().filter(is_row).filter_map(|n| n.accesskit_node().label()).collect()
        };
        for row in &rows {
            bench.click(Role::DisclosureTriangle, row);
        }
        let region = bench.h.get_by_role_and_label(Role::Region, "Validation");
        for node in region.children_recursive() {
            let role = node.accesskit_node().role();
            if matches!(role, Role::Label | Role::Button | Role::DisclosureTriangle) {
                let text = node.accesskit_node().label().or(node.value()).unwrap_or_default();
                assert!(node.rect().max.x <= width, "cut at {width}: {text}: {:?}", node.rect());
            }
        }
    }
}

#[test]
fn a_selection_reaches_no_other_program() {
    let mut bench = full(1280.0, 800.0);
    for editor in ["Encoded token", "Header JSON", "Claims JSON"] {
        bench.h.get_by_role_and_label(Role::MultilineTextInput, editor).focus();
        bench.settle();
        bench.press(CTRL, Key::A);
        bench.h.run_steps(8);
    }
    let text = "Licence: MIT or Apache-2.0.";
    bench.command("About");
    let rect = bench.h.get_by(|n| n.role() == Role::Label && n.value().is_some_and(|v| v.starts_with(text))).rect();
    bench.h.drag_at(rect.left_center() + egui::vec2(2.0, -4.0));
    bench.h.hover_at(rect.center());
    bench.h.drop_at(rect.center());
    bench.settle();
    let left = bench.left.lock().unwrap();
    let primary = |c: &&egui::OutputCommand| matches!(c, egui::OutputCommand::TextSelectionSettled(_));
    assert_eq!(left.commands.iter().filter(primary).count(), 0);
    assert!(left.commands.iter().all(|c| !matches!(c, egui::OutputCommand::OpenUrl(_))), "and no address is opened");
}

#[test]
fn copying_a_selection_is_left_to_the_field() {
    let mut bench = full(1280.0, 800.0);
    bench.h.get_by_role_and_label(Role::MultilineTextInput, "Encoded token").focus();
    bench.settle();
    bench.press(CTRL, Key::A);
    bench.h.event(egui::Event::Copy);
    bench.settle();
    let left = bench.left.lock().unwrap();
    assert!(left.commands.iter().any(|c| matches!(c, egui::OutputCommand::CopyText(t) if *t == good())));
}

#[test]
fn a_paste_goes_to_the_token_unless_a_text_field_has_the_focus() {
    let other = signed("{\"alg\":\"HS256\"}", &claims(NOW + 9));
    let mut bench = full(1280.0, 800.0);
    // a button has the focus
    bench.h.get_by_role_and_label(Role::Button, "Generate key…").focus();
    bench.settle();
    bench.paste(&other);
    assert_eq!(bench.token(), other);
    // a dialog is open: the token behind it stays
    bench.press(CTRL, Key::G);
    bench.h.get_by_role_and_label(Role::Button, "Cancel").focus();
    bench.settle();
    bench.paste(&good());
    assert_eq!(bench.token(), other);
}

#[test]
fn no_name_holds_an_icon() {
    let mut bench = full(1280.0, 800.0);
    for (modifiers, key) in [(CTRL, Key::G), (CTRL, Key::I), (CTRL, Key::K), (Modifiers::NONE, Key::F1)] {
        for node in bench.h.root().children_recursive().map(|n| n.accesskit_node()) {
            let name = node.label().or(node.value().filter(|_| node.role() == Role::Label)).unwrap_or_default();
            assert!(!name.contains(|c| ('\u{E000}'..='\u{F8FF}').contains(&c)), "{name:?}");
        }
        bench.press(modifiers, key);
    }
}
