//! From starting the program to its first frame on screen, against an empty eframe window with the same renderer; and
//! what the open window then costs while nobody touches it.
//!
//! The targets: no more than 1.3 × the empty window, and no processor time when idle. Seen from outside, for both alike:
//! a private X server is asked for a window that is mapped and painted.
//!
//!     cargo bench --profile ci --bench start
//!     JWT_WORKBENCH_BIN=FILE …          this program instead of the one that cargo built
//!
//! Needs Xvfb and libGL (`apt-get install xvfb libgl1`); without them it says so and measures nothing.

/// Started with this argument, the bench is the empty window.
const EMPTY: &str = "--empty-window";

fn main() {
    if std::env::args().any(|a| a == EMPTY) {
        empty::open();
        return;
    }
    #[cfg(target_os = "linux")]
    outside::measure();
    #[cfg(not(target_os = "linux"))]
    println!("skipped: the start is measured on X11");
}

/// The window to compare with: everything that eframe does, and nothing of ours.
mod empty {
    use eframe::egui;

    struct Nothing;

    impl eframe::App for Nothing {
        fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
            egui::CentralPanel::default().show(ui, |_| ());
        }
    }

    pub fn open() {
        let viewport = egui::ViewportBuilder::default().with_title("empty").with_inner_size([1280.0, 800.0]);
        let options = eframe::NativeOptions { viewport, centered: true, ..Default::default() };
        if let Err(error) = eframe::run_native("empty", options, Box::new(|_| Ok(Box::new(Nothing)))) {
            eprintln!("{error}");
            std::process::exit(2);
        }
    }
}

#[cfg(target_os = "linux")]
mod outside {
    use std::error::Error;
    use std::io::{BufRead as _, BufReader};
    use std::process::{Child, Command, Stdio};
    use std::time::{Duration, Instant};
    use x11rb::connection::Connection as _;
    use x11rb::protocol::xproto::{ChangeWindowAttributesAux, ConnectionExt as _, ImageFormat, InputFocus, MapState};
    use x11rb::rust_connection::RustConnection;

    const RUNS: usize = 15;
    const GIVE_UP: Duration = Duration::from_secs(20);
    /// Every so often it is looked whether the window is there.
    const LOOK: Duration = Duration::from_millis(1);
    /// After the first frame a program may settle for so long, then it is idle.
    const SETTLE: Duration = Duration::from_secs(3);
    const IDLE: Duration = Duration::from_secs(10);
    /// The colour of the empty screen; no window has it.
    const SCREEN: u32 = 0x00FF_00FF;

    type Fallible<T> = Result<T, Box<dyn Error>>;

    pub fn measure() {
        let Some(server) = Server::start() else {
            println!("skipped: there is no Xvfb. Get it with: apt-get install --no-install-recommends xvfb libgl1");
            return;
        };
        if let Err(error) = compare(&server) {
            println!("skipped: {error}");
        }
    }

    fn compare(server: &Server) -> Fallible<()> {
        let config = tempfile::tempdir()?;
        let own = std::env::current_exe()?;
        let ours = std::env::var_os("JWT_WORKBENCH_BIN").unwrap_or_else(|| env!("CARGO_BIN_EXE_jwt-workbench").into());
        let command = |program: &std::ffi::OsStr, arguments: &[&str]| {
            let mut command = Command::new(program);
            command.args(arguments).env("DISPLAY", &server.display).env("XDG_CONFIG_HOME", config.path());
            command.env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET").stdout(Stdio::null());
            command
        };
        let (mut empty, mut workbench) = (Vec::new(), Vec::new());
        for run in 0..=RUNS {
            // in turns, so that a busy moment meets both; the first of each warms the caches
            let starts =
                (server.start_of(command(own.as_os_str(), &[super::EMPTY]))?, server.start_of(command(&ours, &[]))?);
            if run > 0 {
                empty.push(starts.0);
                workbench.push(starts.1);
            }
        }
        println!("from exec to the first frame, {RUNS} starts each");
        let (of_empty, of_ours) = (rows("empty window", &empty), rows("workbench", &workbench));
        println!("  ratio of the medians {:.2}, of the minima {:.2}", of_ours.1 / of_empty.1, of_ours.0 / of_empty.0);
        println!("processor time in {} s without input", IDLE.as_secs());
        for (name, focus) in [("behind another window", false), ("with the keyboard's focus", true)] {
            println!("  {name:<28} {:5} ms", server.idle_of(command(&ours, &[]), focus)?.as_millis());
        }
        Ok(())
    }

    struct Start {
        mapped: Duration,
        painted: Duration,
        cpu: Duration,
    }

    /// Prints minimum, median and maximum; gives the first two of the first frame, in milliseconds.
    fn rows(name: &str, starts: &[Start]) -> (f64, f64) {
        let row = |what: &str, time: fn(&Start) -> Duration| {
            let mut times: Vec<_> = starts.iter().map(|s| time(s).as_secs_f64() * 1e3).collect();
            times.sort_by(f64::total_cmp);
            let (min, median, max) = (times[0], times[times.len() / 2], times[times.len() - 1]);
            println!("  {name:<13} {what:<15} min {min:6.1} ms   median {median:6.1} ms   max {max:6.1} ms");
            (min, median)
        };
        row("mapped", |s| s.mapped);
        let painted = row("painted", |s| s.painted);
        row("processor time", |s| s.cpu);
        painted
    }

    /// A private X server, ended when dropped.
    struct Server {
        process: Child,
        display: String,
        eyes: RustConnection,
        root: u32,
    }

    impl Drop for Server {
        fn drop(&mut self) {
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
    }

    /// A program, ended when dropped.
    struct Program(Child);

    impl Drop for Program {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    impl Server {
        fn start() -> Option<Self> {
            let mut process = Command::new("Xvfb")
                .args(["-displayfd", "1", "-screen", "0", "1400x900x24", "-nolisten", "tcp"])
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .ok()?;
            let mut number = String::new();
            BufReader::new(process.stdout.take()?).read_line(&mut number).ok()?;
            let display = format!(":{}", number.trim());
            let (eyes, screen) = x11rb::connect(Some(&display)).ok()?;
            let root = eyes.setup().roots.get(screen)?.root;
            let aux = ChangeWindowAttributesAux::new().background_pixel(SCREEN);
            eyes.change_window_attributes(root, &aux).ok()?.check().ok()?;
            Some(Self { process, display, eyes, root })
        }

        fn start_of(&self, command: Command) -> Fallible<Start> {
            Ok(self.open(command)?.1)
        }

        /// Starts a program and waits for its first frame.
        fn open(&self, mut command: Command) -> Fallible<(Program, Start, u32)> {
            while self.window().is_some() {
                std::thread::sleep(LOOK); // the one before goes away
            }
            self.eyes.clear_area(false, self.root, 0, 0, 0, 0)?.check()?;
            let begin = Instant::now();
            let program = Program(command.spawn()?);
            let mut mapped = None;
            while begin.elapsed() < GIVE_UP {
                if let Some(window) = self.window() {
                    let mapped = *mapped.get_or_insert_with(|| begin.elapsed());
                    if self.is_painted(window) {
                        let painted = begin.elapsed();
                        let cpu = cpu(&program.0)?;
                        return Ok((program, Start { mapped, painted, cpu }, window));
                    }
                }
                std::thread::sleep(LOOK);
            }
            Err("no window came up; are libgl1, libx11-xcb1, libxcursor1, libxi6 and libxkbcommon-x11-0 there?".into())
        }

        /// The first window of a program's size that is on screen.
        fn window(&self) -> Option<u32> {
            let tree = self.eyes.query_tree(self.root).ok()?.reply().ok()?;
            tree.children.into_iter().find(|w| {
                let shown =
                    || Some(self.eyes.get_window_attributes(*w).ok()?.reply().ok()?.map_state == MapState::VIEWABLE);
                let wide = || Some(self.eyes.get_geometry(*w).ok()?.reply().ok()?.width >= 400);
                shown() == Some(true) && wide() == Some(true)
            })
        }

        /// Whether a patch amid the window shows anything but the screen behind it or nothing.
        fn is_painted(&self, window: u32) -> bool {
            let image = self.eyes.get_image(ImageFormat::Z_PIXMAP, window, 300, 300, 16, 16, !0);
            let Some(image) = image.ok().and_then(|c| c.reply().ok()) else { return false };
            let pixels = image.data.chunks_exact(4).map(|p| u32::from_le_bytes([p[0], p[1], p[2], 0]));
            pixels.into_iter().any(|p| p != SCREEN && p != 0)
        }

        fn idle_of(&self, command: Command, focus: bool) -> Fallible<Duration> {
            let (program, _, window) = self.open(command)?;
            if focus {
                self.eyes.set_input_focus(InputFocus::POINTER_ROOT, window, x11rb::CURRENT_TIME)?.check()?;
            }
            std::thread::sleep(SETTLE);
            let before = cpu(&program.0)?;
            std::thread::sleep(IDLE);
            Ok(cpu(&program.0)?.saturating_sub(before))
        }
    }

    /// The processor time of a program and its threads so far, in steps of 10 ms.
    fn cpu(program: &Child) -> Fallible<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", program.id()))?;
        let fields: Vec<_> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |i: usize| fields.get(i).and_then(|f| f.parse::<u64>().ok()).unwrap_or(0);
        Ok(Duration::from_millis((ticks(11) + ticks(12)) * 10))
    }
}
