//! The real window on test ports, driven by role and label only.

use eframe::egui::accesskit::Role;
use eframe::egui::{self, Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, Node};
use jwt_workbench::app::Action;
use jwt_workbench::jose::base64url;
use jwt_workbench::ports::{
    Ask, Clipboard, ClipboardError, DialogBusy, Dialogs, Disk, Fetch, InlineJobs, JobId, JobPanicked, JobStatus, Jobs,
    Keychain, MemoryClipboard, Moment, NativeDisk, NoFolderWatch, NoKeychain, OnPicked, Picked, SetClock, ThreadJobs,
    Work,
};
use jwt_workbench::ui::{App, DesktopWishes, Outcome, Ports};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use zeroize::Zeroizing;

/// 2026-11-22 14:05:09 UTC.
pub const NOW: i64 = 1_795_356_309;
/// The octets of [`secret_jwk`]; no other text of a test holds them.
pub const SECRET: &str = "canary-7f3a: thirty-two octets and more";
pub const CTRL: Modifiers = Modifiers { ctrl: true, command: true, ..Modifiers::NONE };
pub const CTRL_SHIFT: Modifiers = Modifiers { ctrl: true, command: true, shift: true, ..Modifiers::NONE };

/// The clipboard, seen from outside too.
#[derive(Debug, Default, Clone)]
pub struct Board(pub Arc<MemoryClipboard>);

impl Clipboard for Board {
    fn copy(&self, text: &str) -> Result<(), ClipboardError> {
        self.0.copy(text)
    }
    fn copy_secret(&self, text: &str) -> Result<(), ClipboardError> {
        self.0.copy_secret(text)
    }
    fn clear_if_ours(&self) -> Result<bool, ClipboardError> {
        self.0.clear_if_ours()
    }
    fn read(&self) -> Result<Option<String>, ClipboardError> {
        self.0.read()
    }
}

/// File dialogs whose answers a test queues at any time.
#[derive(Debug, Default, Clone)]
pub struct Picks {
    answers: Arc<Mutex<VecDeque<Picked>>>,
    asked: Arc<Mutex<Vec<Ask>>>,
}

impl Picks {
    pub fn answer(&self, picked: Picked) {
        self.answers.lock().unwrap().push_back(picked);
    }
    pub fn asked(&self) -> Vec<Ask> {
        self.asked.lock().unwrap().clone()
    }
    fn give(&self, ask: Ask, done: OnPicked) -> Result<(), DialogBusy> {
        self.asked.lock().unwrap().push(ask);
        let answer = self.answers.lock().unwrap().pop_front();
        done(answer.unwrap_or(Picked::NoDialog));
        Ok(())
    }
}

impl Dialogs for Picks {
    fn open_file(&self, ask: Ask, done: OnPicked) -> Result<(), DialogBusy> {
        self.give(ask, done)
    }
    fn open_folder(&self, ask: Ask, done: OnPicked) -> Result<(), DialogBusy> {
        self.give(ask, done)
    }
    fn save_file(&self, ask: Ask, done: OnPicked) -> Result<(), DialogBusy> {
        self.give(ask, done)
    }
}

/// What left the window: a harness keeps the last frame's output alone.
#[derive(Default)]
pub struct Left {
    pub commands: Vec<egui::OutputCommand>,
    pub viewport: Vec<egui::ViewportCommand>,
}

struct Recorder(Arc<Mutex<Left>>);

impl egui::Plugin for Recorder {
    fn debug_name(&self) -> &'static str {
        "recorder"
    }
    fn output_hook(&mut self, _ctx: &egui::Context, output: &mut egui::FullOutput) {
        let mut left = self.0.lock().unwrap();
        left.commands.extend(output.platform_output.commands.iter().cloned());
        left.viewport.extend(output.viewport_output.values().flat_map(|v| v.commands.iter().cloned()));
    }
}

/// A dropped file that is in memory alone.
#[derive(Debug)]
pub struct MemFile(pub PathBuf, pub Vec<u8>);

impl egui::DroppedFile for MemFile {
    fn path(&self) -> &Path {
        &self.0
    }
    fn bytes(&self) -> Result<Vec<u8>, String> {
        Ok(self.1.clone())
    }
}

/// Work that is done at once, and whose results come when a test lets them.
#[derive(Debug)]
struct HeldJobs {
    done: InlineJobs<Outcome>,
    held: Arc<AtomicBool>,
}

impl Jobs<Outcome> for HeldJobs {
    fn spawn(&mut self, label: &str, work: Work<Outcome>) -> JobId {
        self.done.spawn(label, work)
    }
    fn poll(&mut self) -> Vec<(JobId, Result<Outcome, JobPanicked>)> {
        if self.held.load(Ordering::Relaxed) { Vec::new() } else { self.done.poll() }
    }
    fn cancel(&mut self, id: JobId) {
        self.done.cancel(id);
    }
    fn running(&self) -> Vec<JobStatus> {
        self.done.running()
    }
}

/// How a window is to be started.
pub struct Start {
    pub size: [f32; 2],
    pub first: Vec<Action>,
    pub vault: Option<(Arc<dyn Disk>, PathBuf)>,
    pub no_vault: bool,
    pub threads: bool,
    /// While this is set, no work comes to its end.
    pub held: Arc<AtomicBool>,
    pub any_glyph: bool,
    pub keychain: Arc<dyn Keychain>,
    pub fetch: Option<Arc<dyn Fetch>>,
}

impl Default for Start {
    fn default() -> Self {
        Self {
            size: [1280.0, 800.0],
            first: Vec::new(),
            vault: None,
            no_vault: false,
            threads: false,
            held: Arc::default(),
            any_glyph: false,
            keychain: Arc::new(NoKeychain),
            fetch: None,
        }
    }
}

/// The window and its world.
pub struct Bench {
    pub h: Harness<'static, App>,
    pub clock: Arc<SetClock>,
    pub board: Board,
    pub picks: Picks,
    pub left: Arc<Mutex<Left>>,
    pub folder: Arc<TempDir>,
}

impl Start {
    pub fn sized(width: f32, height: f32) -> Self {
        Self { size: [width, height], ..Self::default() }
    }

    pub fn with(mut self, action: Action) -> Self {
        self.first.push(action);
        self
    }

    /// A window that has this text pasted at its start.
    pub fn text(self, text: &str) -> Self {
        self.with(Action::TakeText { text: text.to_owned(), source: "a test".to_owned() })
    }

    /// A window that has these keys (JWK or PEM).
    pub fn keys(self, text: &str) -> Self {
        let bytes = Zeroizing::new(text.as_bytes().to_vec());
        // several keys are shown first; they are all wanted
        self.with(Action::FileRead { name: "keys.json".to_owned(), bytes }).with(Action::SubmitKeyForm)
    }

    pub fn open(self) -> Bench {
        self.open_in(Arc::new(tempfile::tempdir().unwrap()))
    }

    pub fn open_in(self, folder: Arc<TempDir>) -> Bench {
        let clock = Arc::new(SetClock::new(Moment::from_secs(NOW)));
        let (board, picks, left) = (Board::default(), Picks::default(), Arc::<Mutex<Left>>::default());
        let own_folder = folder.path().join("config");
        let (disk, dir) = self.vault.unwrap_or_else(|| (Arc::new(NativeDisk), own_folder));
        let jobs: Box<dyn Jobs<Outcome>> = match self.threads {
            true => Box::new(ThreadJobs::new(|| {})),
            false => Box::new(HeldJobs { done: InlineJobs::default(), held: self.held }),
        };
        let ports = Ports {
            clock: Arc::clone(&clock) as _,
            clipboard: Box::new(board.clone()),
            dialogs: Box::new(picks.clone()),
            jobs,
            disk,
            folders: Box::new(NoFolderWatch),
            keychain: self.keychain,
            vault_dir: if self.no_vault { Err("there is no config folder".to_owned()) } else { Ok(dir) },
            fetch: self.fetch,
            zone: jiff::tz::TimeZone::UTC,
            wake: Arc::new(|| {}),
        };
        let recorder = Recorder(Arc::clone(&left));
        let mut builder = Harness::builder().with_size(self.size).with_os(egui::os::OperatingSystem::Nix);
        if self.any_glyph {
            builder = builder.allow_missing_glyphs();
        }
        let first = self.first;
        let h = builder.build_eframe(move |cc| {
            let app = App::new(&cc.egui_ctx, ports, DesktopWishes::default(), first);
            // after the window's own plugins: what they leave is what leaves
            cc.egui_ctx.add_plugin(recorder);
            app
        });
        let mut bench = Bench { h, clock, board, picks, left, folder };
        bench.settle();
        bench
    }
}

impl Bench {
    pub fn new() -> Self {
        Start::default().open()
    }

    /// Lets queued events and finished work come through. Every widget that can be acted on must have a name.
    #[track_caller]
    pub fn settle(&mut self) {
        self.h.run_steps(4);
        let unnamed = self.h.unnamed_widgets();
        assert!(unnamed.is_empty(), "without a name: {unnamed:#?}");
    }

    /// Waits for work on other threads.
    #[track_caller]
    pub fn wait_for(&mut self, what: impl Fn(&App) -> bool) {
        for _ in 0..1_500 {
            self.h.run_steps(1);
            if what(self.h.state()) {
                return self.settle();
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        panic!("nothing came of it: {:#?}", self.texts());
    }

    pub fn at(&mut self, secs: i64) {
        self.clock.set(Moment::from_secs(secs));
        self.settle();
    }

    pub fn paste(&mut self, text: &str) {
        self.h.event(Event::Paste(text.to_owned()));
        self.settle();
    }

    pub fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.h.key_press_modifiers(modifiers, key);
        self.settle();
    }

    #[track_caller]
    pub fn click(&mut self, role: Role, label: &str) {
        self.reach(role, label);
        self.h.get_by_role_and_label(role, label).click();
        self.settle();
    }

    #[track_caller]
    pub fn button(&mut self, label: &str) {
        self.click(Role::Button, label);
    }

    /// Takes the messages away, as time would.
    pub fn dismiss_messages(&mut self) {
        while self.button_is_here("Dismiss message") {
            self.first_button("Dismiss message");
        }
    }

    /// Clicks the first of several buttons of that name.
    #[track_caller]
    pub fn first_button(&mut self, label: &str) {
        let first =
            |h: &Harness<'static, App>| h.get_all_by_role_and_label(Role::Button, label).next().map(|n| n.click());
        first(&self.h).expect("there is one");
        self.settle();
    }

    /// Scrolls there first, as a person would.
    #[track_caller]
    pub fn reach(&mut self, role: Role, label: &str) {
        self.h.get_by_role_and_label(role, label).scroll_to_me();
        let mut before = egui::Rect::NOTHING;
        for _ in 0..20 {
            self.h.run_steps(2);
            let now = self.h.get_by_role_and_label(role, label).rect();
            if now == before {
                break;
            }
            before = now;
        }
    }

    /// Puts the focus into a text field and gives it this text instead of its own.
    #[track_caller]
    pub fn fill(&mut self, role: Role, label: &str, text: &str) {
        self.h.get_by_role_and_label(role, label).focus();
        self.settle();
        self.press(CTRL, Key::A);
        if text.is_empty() {
            self.press(Modifiers::NONE, Key::Backspace);
        } else {
            self.h.event(Event::Text(text.to_owned()));
            self.settle();
        }
    }

    /// Types at the end of an editor.
    #[track_caller]
    pub fn edit(&mut self, label: &str, text: &str) {
        self.fill(Role::MultilineTextInput, label, text);
    }

    /// Runs a command through the palette, as a person types it.
    #[track_caller]
    pub fn command(&mut self, label: &str) {
        self.press(CTRL, Key::K);
        self.h.event(Event::Text(label.to_owned()));
        self.settle();
        self.press(Modifiers::NONE, Key::Enter);
        assert!(self.h.query_by_role_and_label(Role::TextInput, "Command").is_none(), "the palette closed");
    }

    /// Chooses an entry of a combo box.
    #[track_caller]
    pub fn choose(&mut self, combo: &str, entry: &str) {
        self.click(Role::ComboBox, combo);
        self.reach_entry(entry);
    }

    #[track_caller]
    pub fn reach_entry(&mut self, entry: &str) {
        let node = self.h.get_by(|n| {
            n.role() == Role::Button && n.label().is_some_and(|l| l == entry || l.starts_with(&format!("{entry} · ")))
        });
        let label = node.accesskit_node().label().unwrap_or_default();
        self.button(&label);
    }

    #[track_caller]
    pub fn value(&self, role: Role, label: &str) -> String {
        self.h.get_by_role_and_label(role, label).value().unwrap_or_default()
    }

    #[track_caller]
    pub fn token(&self) -> String {
        self.value(Role::MultilineTextInput, "Encoded token")
    }

    #[track_caller]
    pub fn claims(&self) -> String {
        self.value(Role::MultilineTextInput, "Claims JSON")
    }

    #[track_caller]
    pub fn header(&self) -> String {
        self.value(Role::MultilineTextInput, "Header JSON")
    }

    /// Every text on screen: labels and values of all nodes.
    pub fn texts(&self) -> Vec<String> {
        let of = |n: Node<'_>| [n.accesskit_node().label(), n.accesskit_node().value()];
        self.h.root().children_recursive().flat_map(of).flatten().filter(|t| !t.is_empty()).collect()
    }

    pub fn shows(&self, text: &str) -> bool {
        self.texts().iter().any(|t| t.contains(text))
    }

    #[track_caller]
    pub fn assert_shows(&self, text: &str) {
        assert!(self.shows(text), "“{text}” is not in {:#?}", self.texts());
    }

    /// The texts inside a region.
    #[track_caller]
    pub fn region(&self, name: &str) -> Vec<String> {
        let region = self.h.get_by_role_and_label(Role::Region, name);
        let of = |n: Node<'_>| [n.accesskit_node().label(), n.accesskit_node().value()];
        region.children_recursive().flat_map(of).flatten().filter(|t| !t.is_empty()).collect()
    }

    #[track_caller]
    pub fn verdict(&self) -> String {
        self.region("Verdict").join("\n")
    }

    /// The label of a check's row: its title, its state, what it found.
    #[track_caller]
    pub fn row(&self, title: &str) -> String {
        let starts = format!("{title}: ");
        let row = self
            .h
            .get_by(|n| n.role() == Role::DisclosureTriangle && n.label().is_some_and(|l| l.starts_with(&starts)));
        row.accesskit_node().label().unwrap_or_default()
    }

    pub fn button_is_here(&self, label: &str) -> bool {
        self.h.query_all_by_role_and_label(Role::Button, label).next().is_some()
    }

    /// The texts of the messages.
    pub fn notices(&self) -> String {
        self.h.state().model().notices.iter().map(|n| n.text.clone()).collect::<Vec<_>>().join("\n")
    }

    pub fn clipboard(&self) -> String {
        self.board.read().unwrap().unwrap_or_default()
    }

    pub fn config(&self) -> PathBuf {
        self.folder.path().join("config")
    }

    /// The desktop asks the window to close.
    pub fn ask_to_close(&mut self) {
        let root = egui::ViewportId::ROOT;
        self.h.input_mut().viewports.entry(root).or_default().events.push(egui::ViewportEvent::Close);
        self.h.run_steps(1);
        self.h.input_mut().viewports.entry(root).or_default().events.clear();
        self.settle();
    }

    /// Whether the window closed itself.
    pub fn has_quit(&self) -> bool {
        self.left.lock().unwrap().viewport.contains(&egui::ViewportCommand::Close)
    }
}

/// A token over these texts, signed with [`SECRET`] by HS256 whatever the header says.
pub fn signed(header: &str, claims: &str) -> String {
    use jwt_workbench::keys::{Key, Material, Secret};
    let input = format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(claims.as_bytes()));
    let key = Key::new(Material::Oct(Secret::new(SECRET.as_bytes().to_vec())));
    let row = jwt_workbench::jose::alg::find("HS256").unwrap();
    let signature = jwt_workbench::crypto::sign(row, &key, input.as_bytes()).unwrap();
    format!("{input}.{}", base64url::encode(&signature))
}

/// A token of the canary secret that is good for 58 minutes more.
pub fn good() -> String {
    signed(r#"{"alg":"HS256","typ":"JWT"}"#, &claims(NOW + 58 * 60))
}

pub fn claims(exp: i64) -> String {
    format!(
        r#"{{"iss":"https://login.example.com","sub":"alice","aud":"https://api.example.com","iat":{},"exp":{exp}}}"#,
        NOW - 60
    )
}

/// The canary secret as a JWK of this name.
pub fn secret_jwk(kid: &str) -> String {
    format!(r#"{{"kty":"oct","kid":"{kid}","k":"{}"}}"#, base64url::encode(SECRET.as_bytes()))
}

/// The decoded text of a token's part.
pub fn part(token: &str, index: usize) -> String {
    let text = token.split('.').nth(index).unwrap_or_default();
    String::from_utf8(base64url::decode(text).bytes).unwrap()
}
