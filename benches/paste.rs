//! A paste of 10 MB, with workers as in the real window: how long one frame can take, and when the answer is there.
//!
//! The targets: no frame above 250 ms, the report within 2 s.
//!
//!     cargo bench --profile ci --bench paste

#[path = "specimen.rs"]
mod specimen;
#[path = "window.rs"]
mod window;

use egui_kittest::Harness;
use jwt_workbench::app::Action;
use jwt_workbench::ports::ThreadJobs;
use jwt_workbench::report::Verdict;
use jwt_workbench::ui::{App, DesktopWishes};
use std::time::{Duration, Instant};

const RUNS: usize = 5;
/// After this long an answer does not come any more.
const GIVE_UP: Duration = Duration::from_secs(60);

fn main() {
    let key = specimen::key("RS256", "bench key");
    let many = specimen::token("RS256", &key, specimen::TEN_MB);
    let prose = "it was a dark and stormy night. ".repeat(specimen::TEN_MB / 32) + &specimen::token("RS256", &key, 900);
    for (what, text) in [("a token of 10 MB", &many), ("10 MB of prose with a token at its end", &prose)] {
        println!("{what}: {RUNS} runs");
        let runs: Vec<_> = (0..RUNS).map(|_| Run::of(text, &key)).collect();
        row("longest frame", runs.iter().map(|r| r.longest));
        row("until the report", runs.iter().map(|r| r.answered));
        row("longest frame of clear, undo, redo", runs.iter().map(|r| r.longest_later));
    }
}

fn row(name: &str, times: impl Iterator<Item = Duration>) {
    let mut times: Vec<_> = times.map(|t| t.as_secs_f64() * 1e3).collect();
    times.sort_by(f64::total_cmp);
    let (min, median, max) = (times[0], times[times.len() / 2], times[times.len() - 1]);
    println!("  {name:<36} min {min:7.1} ms   median {median:7.1} ms   max {max:7.1} ms");
}

struct Run {
    longest: Duration,
    answered: Duration,
    longest_later: Duration,
}

impl Run {
    fn of(text: &str, key: &jwt_workbench::keys::Key) -> Self {
        let keys = specimen::crowd(key, 9);
        let mut harness = Harness::builder().with_size(window::SIZE).build_eframe(|cc| {
            let jobs = Box::new(ThreadJobs::new(|| ()));
            App::new(&cc.egui_ctx, window::ports(jobs), DesktopWishes::default(), vec![Action::KeysLoaded(keys)])
        });
        harness.run_steps(5);
        let pasted = text.to_owned();
        let begin = Instant::now();
        harness.event(egui::Event::Paste(pasted));
        let mut longest = Duration::ZERO;
        while harness.state().report().verdict != Verdict::Accepted {
            assert!(begin.elapsed() < GIVE_UP, "no answer within {GIVE_UP:?}");
            longest = longest.max(frame(&mut harness));
        }
        let answered = begin.elapsed();
        // what the answer leaves behind is cleared away in the frames after it
        for _ in 0..5 {
            longest = longest.max(frame(&mut harness));
        }
        Self { longest, answered, longest_later: later(&mut harness) }
    }
}

/// One frame as the window makes it, at 60 a second.
fn frame(harness: &mut Harness<'_, App>) -> Duration {
    let begin = Instant::now();
    harness.step();
    let took = begin.elapsed();
    std::thread::sleep(Duration::from_millis(16).saturating_sub(took));
    took
}

/// Clears the token, takes that back, does it again.
fn later(harness: &mut Harness<'_, App>) -> Duration {
    use egui::{Key, Modifiers};
    let mut longest = Duration::ZERO;
    for (modifiers, key) in [
        (Modifiers::COMMAND | Modifiers::SHIFT, Key::X),
        (Modifiers::COMMAND, Key::Z),
        (Modifiers::COMMAND | Modifiers::SHIFT, Key::Z),
    ] {
        harness.event(egui::Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers });
        for _ in 0..60 {
            longest = longest.max(frame(harness));
        }
    }
    longest
}
