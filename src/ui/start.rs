//! Opens the window, or says what is missing for it.

use crate::app::Action;
use crate::cli::{Opening, Start};
use crate::ports::{
    Environment, Fetch, NativeClipboard, NativeDialogs, NativeDisk, NativeEnvironment, NativeFolderWatch, SystemClock,
    ThreadJobs, native_keychain,
};
use crate::ui::desktop;
use crate::ui::shell::App;
use crate::ui::world::Ports;
use crate::vault;
use eframe::egui;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The name that desktop entry, icon and window share.
const APP_ID: &str = "io.github.jwt_workbench.JwtWorkbench";

/// Opens the window and stays until it closes.
///
/// # Errors
/// One or two sentences for people: no display, or a library of the window system is missing.
pub fn run(start: Start) -> Result<(), String> {
    if !has_display() {
        return Err("There is no display here (neither WAYLAND_DISPLAY nor DISPLAY is set). Use the subcommands, for example “jwt-workbench inspect”, or run the window under a virtual display: “xvfb-run jwt-workbench”.".to_owned());
    }
    let vault_dir = vault::location(start.config_dir.as_deref(), &NativeEnvironment).map_err(|e| e.to_string());
    let icon =
        eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icons/window-256.png")).unwrap_or_default();
    let viewport = egui::ViewportBuilder::default()
        .with_title("JWT Workbench")
        .with_app_id(APP_ID)
        .with_inner_size([1280.0, 800.0])
        .with_min_inner_size([480.0, 360.0])
        .with_icon(icon);
    let options = eframe::NativeOptions { viewport, centered: true, ..Default::default() };
    let was_open = Arc::new(AtomicBool::new(false));
    let is_open = Arc::clone(&was_open);
    let made = move |cc: &eframe::CreationContext<'_>| {
        let app = app(&cc.egui_ctx, vault_dir, start.open);
        is_open.store(true, Ordering::Relaxed);
        Ok(Box::new(app) as Box<dyn eframe::App>)
    };
    let opened = catch_unwind(AssertUnwindSafe(|| eframe::run_native(APP_ID, options, Box::new(made))));
    match opened {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(missing(&error.to_string())),
        Err(_) if was_open.load(Ordering::Relaxed) => {
            Err("A fault in this program closed the window. What was saved is safe; please report the lines above."
                .to_owned())
        }
        Err(_) => Err(missing("the window system's libraries could not be loaded")),
    }
}

fn has_display() -> bool {
    let set = |name| NativeEnvironment.var(name).is_some_and(|v| !v.is_empty());
    cfg!(not(target_os = "linux")) || set("DISPLAY") || set("WAYLAND_DISPLAY") || set("WAYLAND_SOCKET")
}

/// Which packages a window needs on Debian and its relatives.
fn missing(error: &str) -> String {
    format!(
        "The window could not be opened: {error}.\nOn Debian and Ubuntu it needs: apt-get install libgl1 libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon-x11-0 (X11), or libegl1 libwayland-client0 libwayland-egl1 (Wayland).\nThe subcommands work without them; see “jwt-workbench --help”."
    )
}

/// The network, in a build that has one.
fn network() -> Option<Arc<dyn Fetch>> {
    #[cfg(feature = "fetch")]
    return Some(Arc::new(crate::ports::NativeFetch::default()));
    #[cfg(not(feature = "fetch"))]
    None
}

fn app(ctx: &egui::Context, vault_dir: Result<std::path::PathBuf, String>, open: Option<Opening>) -> App {
    let waker = ctx.clone();
    let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(move || waker.request_repaint());
    let wishes = desktop::Shared::default();
    desktop::listen(&wishes, Arc::clone(&wake));
    let for_jobs = Arc::clone(&wake);
    let ports = Ports {
        clock: Arc::new(SystemClock),
        clipboard: Box::new(NativeClipboard::default()),
        dialogs: Box::new(NativeDialogs::default()),
        jobs: Box::new(ThreadJobs::new(move || for_jobs())),
        disk: Arc::new(NativeDisk),
        keychain: native_keychain(),
        folders: Box::new(NativeFolderWatch::new(Arc::clone(&wake))),
        vault_dir,
        fetch: network(),
        zone: jiff::tz::TimeZone::system(),
        wake,
    };
    let first = open.map(|opening| match opening {
        Opening::Text(text) => Action::TakeText { text, source: "the command line".to_owned() },
        Opening::File(path) => Action::ReadFile(path),
        Opening::Sample(sample) => Action::LoadSample(sample),
    });
    App::new(ctx, ports, wishes, first.into_iter().collect())
}
