//! What the window computes for one frame, without a display: input, layout, shapes, the accessibility tree.
//!
//! The target: below 4 ms for a 1 kB token, whatever is open.

#[path = "specimen.rs"]
mod specimen;
#[path = "window.rs"]
mod window;

use divan::{Bencher, black_box};
use egui::{Event, Key, Modifiers, pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use jwt_workbench::keys::Key as JoseKey;
use jwt_workbench::ui::App;

fn main() {
    divan::main();
}

/// An RS256 token of this many characters, and this many keys, one of which verifies it.
fn token_and_keys(chars: usize, keys: usize) -> (String, Vec<JoseKey>) {
    let key = specimen::key("RS256", "bench key");
    (specimen::token("RS256", &key, chars), specimen::crowd(&key, keys - 1))
}

fn with_token(chars: usize, keys: usize) -> Harness<'static, App> {
    let (token, keys) = token_and_keys(chars, keys);
    window::window(&token, keys)
}

/// What is in the window: characters of the token, keys, and whether each check is open.
const SIGHTS: [(&str, usize, usize, bool); 5] = [
    ("1 kB, 10 keys", 1 << 10, 10, false),
    ("1 kB, 10 keys, checks open", 1 << 10, 10, true),
    ("1 kB, 100 keys", 1 << 10, 100, false),
    ("60 KiB, 10 keys", 60 << 10, 10, false),
    ("60 KiB, 10 keys, checks open", 60 << 10, 10, true),
];

/// Nobody touches anything: what each repaint costs at least, with a screen reader at work.
#[divan::bench(args = SIGHTS.map(|s| s.0))]
fn repaint(bencher: Bencher<'_, '_>, sight: &str) {
    let (_, chars, keys, open) = SIGHTS.into_iter().find(|s| s.0 == sight).expect("a sight");
    let mut harness = with_token(chars, keys);
    if open {
        window::open_checks(&mut harness);
    }
    bencher.bench_local(|| harness.step());
}

/// The same without one, as most windows are.
#[divan::bench(args = SIGHTS.map(|s| s.0).into_iter().filter(|s| !s.ends_with("open")))]
fn repaint_without_reader(bencher: Bencher<'_, '_>, sight: &str) {
    let (_, chars, keys, _) = SIGHTS.into_iter().find(|s| s.0 == sight).expect("a sight");
    let (token, keys) = token_and_keys(chars, keys);
    let mut bare = window::Bare::new(&token, keys);
    bencher.bench_local(|| bare.step());
}

/// No token yet.
#[divan::bench]
fn repaint_empty(bencher: Bencher<'_, '_>) {
    let mut harness = window::window("", Vec::new());
    bencher.bench_local(|| harness.step());
}

/// The pointer moves over the token: parts light up in every pane.
#[divan::bench(args = [1 << 10, 60 << 10])]
fn pointer_over_token(bencher: Bencher<'_, '_>, chars: usize) {
    let mut harness = with_token(chars, 10);
    let rect = harness.get_by_label("Encoded token").rect();
    let mut i = 0;
    bencher.bench_local(|| {
        i = (i + 1) % 40;
        harness.hover_at(pos2(rect.left() + 10.0 + 3.0 * i as f32, rect.top() + 12.0 + 2.0 * i as f32));
        harness.step();
    });
}

/// The pointer moves over the claims: the member's characters light up in the token.
#[divan::bench(args = [1 << 10, 60 << 10])]
fn pointer_over_claims(bencher: Bencher<'_, '_>, chars: usize) {
    let mut harness = with_token(chars, 10);
    let rect = harness.get_by_label("Claims JSON").rect();
    let mut i = 0;
    bencher.bench_local(|| {
        i = (i + 1) % 40;
        harness.hover_at(pos2(rect.left() + 60.0 + i as f32, rect.top() + 12.0 + 4.0 * i as f32));
        harness.step();
    });
}

/// A key is struck in the claims: the text, the token, the signature check and every pane are new.
#[divan::bench(args = [1 << 10, 60 << 10])]
fn keystroke_in_claims(bencher: Bencher<'_, '_>, chars: usize) {
    let mut harness = with_token(chars, 10);
    type_at_the_end(&mut harness);
    let mut typed = false;
    bencher.bench_local(|| {
        harness.event(if typed { press(Key::Backspace, Modifiers::NONE) } else { Event::Text(" ".to_owned()) });
        harness.step();
        typed = !typed;
    });
}

/// The same repaint after so many steps that could be undone: it must not grow.
#[divan::bench(args = [0, 200])]
fn repaint_after_edits(bencher: Bencher<'_, '_>, edits: usize) {
    let mut harness = with_token(1 << 10, 10);
    type_at_the_end(&mut harness);
    for i in 0..edits {
        let there = i % 2 == 0;
        harness.event(if there { Event::Text(" ".to_owned()) } else { press(Key::Backspace, Modifiers::NONE) });
        harness.step();
    }
    bencher.bench_local(|| harness.step());
}

/// Triangles for the graphics card: belongs to the frame, comes after the window's own work.
#[divan::bench]
fn tessellate(bencher: Bencher<'_, '_>) {
    let mut harness = with_token(1 << 10, 10);
    harness.step();
    let shapes = harness.output().shapes.clone();
    bencher
        .with_inputs(|| shapes.clone())
        .bench_local_values(|shapes| harness.ctx.tessellate(black_box(shapes), 1.0).len());
}

fn type_at_the_end(harness: &mut Harness<'_, App>) {
    harness.get_by_label("Claims JSON").focus();
    harness.run_steps(2);
    harness.event(press(Key::End, Modifiers::COMMAND));
    harness.run_steps(2);
}

fn press(key: Key, modifiers: Modifiers) -> Event {
    Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers }
}
