//! The window on simulated ports, without a display: what a frame does until the graphics card would draw it.

#![allow(dead_code, reason = "each bench takes what it needs of it")]

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use jwt_workbench::app::Action;
use jwt_workbench::keys::Key;
use jwt_workbench::ports::{
    InlineJobs, Jobs, MemoryClipboard, Moment, NoFolderWatch, NoKeychain, QueuedDialogs, SetClock, SimDisk,
};
use jwt_workbench::ui::{App, DesktopWishes, Outcome, Ports};
use std::sync::Arc;

/// The window's size in points, as it opens.
pub const SIZE: [f32; 2] = [1280.0, 800.0];

/// The ports: a clock that stands still, a disk in memory.
pub fn ports(jobs: Box<dyn Jobs<Outcome>>) -> Ports {
    Ports {
        clock: Arc::new(SetClock::new(Moment::from_secs(crate::specimen::now_secs()))),
        clipboard: Box::new(MemoryClipboard::default()),
        dialogs: Box::new(QueuedDialogs::default()),
        jobs,
        disk: Arc::new(SimDisk::with_folders(&["/home"])),
        folders: Box::new(NoFolderWatch),
        keychain: Arc::new(NoKeychain),
        vault_dir: Ok("/home/vault".into()),
        fetch: None,
        zone: jiff::tz::TimeZone::UTC,
        wake: Arc::new(|| ()),
    }
}

/// A window with this token and these keys.
pub fn window(token: &str, keys: Vec<Key>) -> Harness<'static, App> {
    let first = vec![Action::KeysLoaded(keys), Action::TypeToken(token.to_owned())];
    let mut harness = Harness::builder().with_size(SIZE).with_accessibility_check(false).build_eframe(|cc| {
        let jobs = Box::new(InlineJobs::default());
        App::new(&cc.egui_ctx, ports(jobs), DesktopWishes::default(), first)
    });
    harness.run_steps(5);
    harness
}

/// The same window without the accessibility tree, which the real one builds only while some program reads it.
pub struct Bare {
    ctx: egui::Context,
    app: App,
    frame: eframe::Frame,
}

impl Bare {
    pub fn new(token: &str, keys: Vec<Key>) -> Self {
        let first = vec![Action::KeysLoaded(keys), Action::TypeToken(token.to_owned())];
        let ctx = egui::Context::default();
        let app = App::new(&ctx, ports(Box::new(InlineJobs::default())), DesktopWishes::default(), first);
        let mut bare = Self { ctx, app, frame: eframe::Frame::_new_kittest() };
        (0..5).for_each(|_| bare.step());
        bare
    }

    pub fn step(&mut self) {
        self.step_with(Vec::new());
    }

    pub fn step_with(&mut self, events: Vec<egui::Event>) {
        let screen_rect = Some(egui::Rect::from_min_size(egui::Pos2::ZERO, SIZE.into()));
        let input = egui::RawInput { screen_rect, events, ..Default::default() };
        let output = self.ctx.run_ui(input, |ui| {
            eframe::App::logic(&mut self.app, ui, &mut self.frame);
            eframe::App::ui(&mut self.app, ui, &mut self.frame);
        });
        divan::black_box_drop(output);
    }
}

/// Opens every check, as a click does.
pub fn open_checks(harness: &mut Harness<'_, App>) {
    let is_check = |label: Option<String>| label.is_some_and(|l| !l.starts_with("Key "));
    for row in harness.get_all_by_role(Role::DisclosureTriangle) {
        if is_check(row.accesskit_node().label()) {
            row.click_accesskit();
        }
    }
    harness.run_steps(5);
}
