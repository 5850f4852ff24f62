//! The time bar: dragged, stepped, typed, and what follows from it.

use crate::harness::*;
use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect, pos2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use jwt_workbench::jose::numeric_date::NumericDate;

const HS256: &str = r#"{"alg":"HS256","typ":"JWT"}"#;
const SLIDER: &str = "Time to judge at";
const SHIFT: Modifiers = Modifiers::SHIFT;

fn slider(bench: &Bench) -> Rect {
    bench.h.get_by_role_and_label(Role::Slider, SLIDER).rect()
}

fn as_of(bench: &Bench) -> Option<i64> {
    bench.h.state().model().inputs.as_of.map(NumericDate::secs)
}

/// On the line, that part of its length from the left.
fn on_line(bench: &Bench, part: f32) -> Pos2 {
    let rect = slider(bench);
    pos2(rect.left() + rect.width() * part, rect.top() + 32.0)
}

fn pointer(bench: &mut Bench, pos: Pos2, pressed: bool) {
    bench.h.event(Event::PointerMoved(pos));
    bench.h.event(Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE });
    bench.settle();
}

fn move_to(bench: &mut Bench, pos: Pos2) {
    bench.h.event(Event::PointerMoved(pos));
    bench.settle();
}

fn focused(bench: &mut Bench) {
    bench.press(Modifiers::ALT, Key::T);
    assert!(bench.h.get_by_role_and_label(Role::Slider, SLIDER).accesskit_node().is_focused(), "Alt+T leads to it");
}

fn open_time(bench: &mut Bench) {
    let label = bench.texts().into_iter().find(|t| t.starts_with("Time ")).unwrap();
    bench.button(&label);
}

#[test]
fn a_drag_flips_the_checks_and_is_one_step_back() {
    let mut bench = Start::default().keys(&secret_jwk("mine")).text(&good()).open();
    assert!(bench.row("Expiry").contains("Passed") && bench.verdict().contains("Accepted"));
    let start = on_line(&bench, 0.97);
    pointer(&mut bench, start, true);
    assert!(bench.row("Expiry").contains("Failed"), "beyond the end: {}", bench.row("Expiry"));
    bench.assert_shows("Pretending it is");
    // it rests for long, and is the same drag
    bench.at(NOW + 30);
    let middle = on_line(&bench, 0.5);
    move_to(&mut bench, middle);
    assert!(bench.row("Expiry").contains("Passed") && bench.verdict().contains("Accepted"), "{}", bench.verdict());
    bench.at(NOW + 60);
    let end = on_line(&bench, 0.98);
    move_to(&mut bench, end);
    assert!(bench.verdict().contains("Refused"));
    pointer(&mut bench, end, false);
    let pretended = as_of(&bench);
    assert!(pretended.is_some_and(|t| t > NOW + 58 * 60), "{pretended:?}");
    // a pointer that only passes by moves nothing
    move_to(&mut bench, middle);
    assert_eq!(as_of(&bench), pretended);
    bench.press(CTRL, Key::Z);
    assert_eq!(as_of(&bench), None);
    assert!(bench.verdict().contains("Accepted"));
    bench.press(CTRL_SHIFT, Key::Z);
    assert_eq!(as_of(&bench), pretended);
}

#[test]
fn a_press_on_the_handle_alone_pretends_nothing() {
    let mut bench = Start::default().text(&good()).open();
    let rect = slider(&bench);
    let timeline = {
        use jwt_workbench::report::timeline::Timeline;
        let app = bench.h.state();
        Timeline::of(app.report(), &app.model().inputs, &app.model().at())
    };
    let place = timeline.scale.place(NumericDate::from_secs(NOW)) as f32;
    let handle = pos2(rect.left() + 9.0 + place * (rect.width() - 18.0) + 2.0, rect.top() + 32.0);
    pointer(&mut bench, handle, true);
    pointer(&mut bench, handle, false);
    assert_eq!(as_of(&bench), None, "two points beside the middle is still the handle");
    pointer(&mut bench, handle, true);
    move_to(&mut bench, handle + eframe::egui::vec2(40.0, 0.0));
    assert!(as_of(&bench).is_some_and(|t| t > NOW), "and then it goes along");
}

#[test]
fn arrow_keys_step_and_home_and_end_stop_where_a_check_flips() {
    let mut bench = Start::default().keys(&secret_jwk("mine")).text(&good()).open();
    let exp = NOW + 58 * 60;
    assert_eq!(bench.value(Role::Slider, SLIDER), "2026-11-22 14:05:09 UTC, expires in 58 min");
    focused(&mut bench);
    bench.press(Modifiers::NONE, Key::ArrowRight);
    assert_eq!(as_of(&bench), Some(NOW + 60));
    assert_eq!(bench.value(Role::Slider, SLIDER), "2026-11-22 14:06:09 UTC, expires in 57 min");
    bench.press(SHIFT, Key::ArrowRight);
    assert_eq!(as_of(&bench), Some(NOW + 3_660));
    bench.press(CTRL, Key::ArrowLeft);
    assert_eq!(as_of(&bench), Some(NOW + 3_660 - 86_400));
    bench.press(Modifiers::ALT, Key::N);
    assert_eq!(as_of(&bench), None, "Alt+N is back to now");
    bench.press(Modifiers::NONE, Key::End);
    assert_eq!((as_of(&bench), bench.row("Expiry").contains("Passed")), (Some(exp - 1), true));
    bench.press(Modifiers::NONE, Key::End);
    assert_eq!((as_of(&bench), bench.row("Expiry").contains("Failed")), (Some(exp), true));
    bench.press(Modifiers::NONE, Key::End);
    assert_eq!(as_of(&bench), Some(exp), "nothing flips after that");
    bench.press(Modifiers::NONE, Key::Home);
    assert_eq!((as_of(&bench), bench.row("Expiry").contains("Passed")), (Some(exp - 1), true));
    bench.press(Modifiers::NONE, Key::Home);
    assert_eq!(as_of(&bench), Some(NOW - 60), "when it was issued");
}

#[test]
fn commands_and_buttons_step_too() {
    let mut bench = Start::default().text(&good()).open();
    bench.press(Modifiers::ALT, Key::D);
    assert_eq!(as_of(&bench), Some(NOW + 86_400));
    bench.press(Modifiers::ALT | SHIFT, Key::H);
    assert_eq!(as_of(&bench), Some(NOW + 86_400 - 3_600), "Shift turns it round");
    bench.command("Pretend it is 1 minute earlier");
    assert_eq!(as_of(&bench), Some(NOW + 86_400 - 3_660));
    open_time(&mut bench);
    for (label, secs) in
        [("−1 day", -86_400), ("−1 h", -3_600), ("−1 min", -60), ("+1 min", 60), ("+1 h", 3_600), ("+1 day", 86_400)]
    {
        let before = as_of(&bench).unwrap();
        bench.button(label);
        assert_eq!(as_of(&bench), Some(before + secs), "{label}");
    }
    bench.first_button("Back to now");
    assert_eq!(as_of(&bench), None);
}

#[test]
fn a_screen_reader_steps_by_a_minute() {
    let mut bench = Start::default().text(&good()).open();
    let node = bench.h.get_by_role_and_label(Role::Slider, SLIDER);
    let (target_node, target_tree) = node.accesskit_node().locate();
    let action = eframe::egui::accesskit::Action::Increment;
    bench.h.event(Event::AccessKitActionRequest(eframe::egui::accesskit::ActionRequest {
        action,
        target_tree,
        target_node,
        data: None,
    }));
    bench.settle();
    assert_eq!(as_of(&bench), Some(NOW + 60));
}

#[test]
fn a_zone_is_chosen_and_times_are_read_and_shown_in_it() {
    let mut bench = Start::default().text(&good()).open();
    assert!(!bench.shows("CET"));
    bench.press(Modifiers::ALT, Key::Z);
    bench.h.event(Event::Text("berl".to_owned()));
    bench.settle();
    bench.press(Modifiers::NONE, Key::Enter);
    bench.button("Zone: Europe/Berlin");
    bench.press(Modifiers::NONE, Key::Escape);
    bench.assert_shows("exp: expires at, 2026-11-22 15:03:09 UTC, 2026-11-22 16:03:09 CET, in 58 min");
    let exp = bench.h.state().report().dates.iter().find(|d| d.claim == "exp").unwrap().local.clone();
    assert_eq!(exp, "2026-11-22 16:03:09 CET", "the hint of the editor has it from here");
    open_time(&mut bench);
    bench.fill(Role::TextInput, "Judge at", "2026-11-22 16:04");
    bench.press(Modifiers::NONE, Key::Enter);
    assert_eq!(as_of(&bench), Some(NOW + 58 * 60 + 51));
    bench.assert_shows("Pretending it is 2026-11-22 16:04:00 CET");
    assert!(bench.row("Expiry").contains("Failed"));
    let folder = bench.folder.clone();
    drop(bench);
    let again = Start::default().text(&good()).open_in(folder);
    assert!(again.button_is_here("Zone: Europe/Berlin"), "kept between starts");
}

#[test]
fn a_zone_that_is_not_known_is_told_and_the_desktops_is_shown() {
    let folder = std::sync::Arc::new(tempfile::tempdir().unwrap());
    let config = folder.path().join("config");
    std::fs::create_dir(&config).unwrap();
    std::fs::write(config.join("settings.json"), r#"{"version":1,"zone":"Mars/Olympus"}"#).unwrap();
    let bench = Start::default().text(&good()).open_in(folder);
    assert!(bench.notices().contains("There is no time zone “Mars/Olympus” here"), "{}", bench.notices());
    assert!(bench.button_is_here("Zone: UTC"));
}

#[test]
fn little_skew_is_explained_and_accepted_with_a_click() {
    let mut bench = Start::default().keys(&secret_jwk("mine")).text(&signed(HS256, &claims(NOW - 20))).open();
    assert!(bench.verdict().contains("Refused"));
    bench.assert_shows("Late by 20 s. A difference this small often means only that two clocks disagree.");
    bench.button("Allow 30 s of clock difference, from the time bar");
    assert!(bench.verdict().contains("Accepted"), "{}", bench.verdict());
    bench.assert_shows("Time Expired 20 s ago, within the leeway of 30 s");
    bench.at(NOW + 10);
    assert!(bench.verdict().contains("Refused"), "the countdown goes on by itself: {}", bench.verdict());
}

#[test]
fn milliseconds_are_explained_where_the_date_was_meant() {
    let mut bench = Start::default().text(&signed(HS256, &claims((NOW + 600) * 1_000))).open();
    bench.assert_shows("“exp” counts milliseconds. Divided by 1000 it is 2026-11-22 14:15:09 UTC.");
    bench.assert_shows("What “exp” means in seconds, 2026-11-22 14:15:09 UTC, in 10 min");
    assert!(!bench.shows("Date.now()"));
    open_time(&mut bench);
    bench.assert_shows("Date.now()");
}

#[test]
fn the_bar_speaks_of_the_layer_that_is_shown() {
    let outer = signed(r#"{"alg":"HS256","cty":"JWT"}"#, &good());
    let mut bench = Start::default().text(&outer).open();
    bench.assert_shows("Time Its times are in the token inside");
    assert!(bench.h.query_by_role_and_label(Role::Slider, SLIDER).is_none(), "a line without a time tells nothing");
    bench.press(Modifiers::ALT, Key::T);
    assert!(bench.h.query_by_role_and_label(Role::TextInput, "Judge at").is_some(), "the field is there all the same");
    bench.press(Modifiers::ALT, Key::ArrowRight);
    bench.assert_shows("Time Expires in 58 min");
    slider(&bench);
}

#[test]
fn the_bar_shrinks_with_its_pane_and_nothing_leaves_it() {
    let claims =
        format!(r#"{{"iat":{},"nbf":{},"exp":{}}}"#, NOW - 3 * 31_557_600, NOW - 3 * 31_557_600 + 1, NOW + 600);
    let mut bench = Start::sized(300.0, 640.0).text(&signed(HS256, &claims)).open();
    bench.press(Modifiers::ALT, Key::M);
    bench.press(Modifiers::ALT, Key::T);
    open_time(&mut bench);
    let line = slider(&bench);
    assert!(line.left() >= 0.0 && line.right() <= 300.0, "{line:?}");
    let labels: Vec<Rect> = ["iat:", "nbf:", "exp:", "The real time:"]
        .iter()
        .map(|start| {
            bench.h.get_by(|n| n.role() == Role::Label && n.value().is_some_and(|v| v.starts_with(start))).rect()
        })
        .collect();
    for (i, a) in labels.iter().enumerate() {
        assert!(line.x_range().contains(a.left()) && line.x_range().contains(a.right()), "{a:?} leaves {line:?}");
        assert!(labels[i + 1..].iter().all(|b| a.right() <= b.left() || b.right() <= a.left()), "{labels:?}");
    }
    for button in ["−1 day", "+1 day", "Set"] {
        let rect = bench.h.get_by_role_and_label(Role::Button, button).rect();
        assert!(rect.left() >= 0.0 && rect.right() <= 300.0, "{button}: {rect:?}");
    }
}
