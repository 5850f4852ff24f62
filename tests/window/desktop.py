"""A private desktop for the real program: display, window manager, session bus, home folder.

    with Desktop(size=(1400, 900), zoom=1) as desk:
        window = desk.open()
        desk.copy("eyJ…")
        window.key("ctrl+v")
        window.click_on("Verify", "push button")
        window.shot("verified")
        assert window.close() == 0

Nothing of the user's is read, written or shown: an own X server that listens on no network, own XDG folders, an own
bus. Every wait has an end, and whatever was started is ended with the `with` block, or by the kernel if this process
dies. Python's standard library only; the work is done by Xvfb, openbox, xdotool, wmctrl, xclip and ImageMagick.
"""

import ctypes
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

HERE = pathlib.Path(__file__).resolve().parent
PAUSE_SECS = 0.05
START_SECS = 20
TOOL_SECS = 10
CLOSE_SECS = 10
SETTLE_SECS = 3
TICK_NANOS = 10_000_000  # the least processor time that counts as work: one tick of the usual clock
LOG_CHARS = 4000
DEAD_PICTURE_COLOURS = 50  # a window that draws anything has more: text alone is smoothed into dozens of greys

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
LIBC = ctypes.CDLL(None, use_errno=True)


class WindowTestError(AssertionError):
    """The window did not do what the scenario said."""


def wait_until(what, condition, secs):
    """The first true value of `condition()`, or an error that names what was waited for."""
    end = time.monotonic() + secs
    while True:
        outcome = condition()
        if outcome:
            return outcome
        if time.monotonic() > end:
            raise WindowTestError(f"waited {secs:g} s for {what}")
        time.sleep(PAUSE_SECS)


def die_with_parent():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def children():
    """The processes whose parent is this one, orphans of our programs included: we are their subreaper."""
    found = []
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            found.append(int(stat.parent.name))
    return found


def end_children():
    """Ends everything below this process, youngest generation last: ended parents hand their children to us."""
    for _ in range(20):
        below = children()
        if not below:
            return
        for pid in below:
            try:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
            except (ProcessLookupError, ChildProcessError):
                pass


class Desktop:
    """`zoom` is the scale that the program sees, `size` the screen in points: zoom 2 shows the same layout on a screen of
    twice the pixels. The window begins with 1280 by 800, so there is room around it. `env` is added to the program's
    environment."""

    def __init__(self, size=(1400, 900), zoom=1, env=None):
        self.size, self.zoom = size, zoom
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="jwt-workbench-window-"))
        self.env = private_environment(self.home, zoom) | (env or {})
        self.started = []
        self.windows = []

    def __enter__(self):
        LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by a signal"))
        try:
            self.start_display()
            self.start_bus()
            self.start_window_manager()
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(self, kind, problem, _trace):
        if kind is not None:
            self.keep_evidence()
        self.end()

    def start_display(self):
        width, height = (side * self.zoom for side in self.size)
        reader, writer = os.pipe()
        # -noreset: or the server starts anew, and ends the window manager, when the first tool is the last client to go
        self.spawn(
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-noreset"],
            "display",
            pass_fds=[writer],
        )
        os.close(writer)
        self.env["DISPLAY"] = ":" + first_line(reader, "Xvfb's display number")

    def start_bus(self):
        reader, writer = os.pipe()
        self.spawn(["dbus-daemon", "--session", "--nofork", f"--print-address={writer}"], "bus", pass_fds=[writer])
        os.close(writer)
        self.env["DBUS_SESSION_BUS_ADDRESS"] = first_line(reader, "the session bus")
        # As a screen reader does when it starts: programs publish their tree only then.
        self.run(
            ["dbus-send", "--session", "--print-reply", "--dest=org.a11y.Bus", "/org/a11y/bus"]
            + ["org.freedesktop.DBus.Properties.Set", "string:org.a11y.Status", "string:IsEnabled"]
            + ["variant:boolean:true"]
        )

    def start_window_manager(self):
        self.spawn(["openbox"], "openbox")
        wait_until("the window manager", lambda: self.run(["wmctrl", "-m"], check=False).returncode == 0, START_SECS)

    def spawn(self, argv, log_name, pass_fds=()):
        with open(self.home / f"{log_name}.log", "ab") as log:
            process = subprocess.Popen(
                argv,
                env=self.env,
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=pass_fds,
                preexec_fn=die_with_parent,
            )
        self.started.append(process)
        return process

    def run(self, argv, check=True, **options):
        """A tool that ends by itself, on this desktop; its output as text."""
        options = {"timeout": TOOL_SECS, "text": True} | options
        done = subprocess.run([str(word) for word in argv], env=self.env, capture_output=True, **options)
        if check and done.returncode:
            raise WindowTestError(f"{' '.join(map(str, argv[:3]))}…: {done.stderr.strip() or done.returncode}")
        return done

    def open(self, argv=(), title="JWT Workbench", program=None, secs=START_SECS):
        """Starts the program with these arguments and waits until its window is on the screen and has the keyboard."""
        process = self.spawn([program or os.environ["JWT_WORKBENCH_BIN"], *argv], "program")
        begin = time.monotonic()

        def mapped():
            if process.poll() is not None:
                raise WindowTestError(f"the program ended with {process.returncode} before it had a window")
            found = self.run(["xdotool", "search", "--onlyvisible", "--name", title], check=False).stdout.split()
            return found[-1] if found else None

        identity = wait_until(f"a window titled {title!r}", mapped, secs)
        print(f"window after {time.monotonic() - begin:.2f} s", flush=True)
        window = Window(self, process, identity)
        window.focus()
        self.windows.append(window)
        return window

    def copy(self, text, selection="clipboard"):
        """Puts text on the X clipboard, as another program would."""
        subprocess.run(
            ["xclip", "-selection", selection, "-i"],
            env=self.env,
            input=text.encode(),
            stdout=subprocess.DEVNULL,  # xclip stays behind to answer pastes: it must not hold our pipe open
            stderr=subprocess.DEVNULL,
            timeout=TOOL_SECS,
            check=True,
        )

    def copied(self, selection="clipboard", target=None):
        """What another program would paste; None when there is nothing (or nothing in that form)."""
        wanted = ["-t", target] if target else []
        try:
            done = self.run(["xclip", "-selection", selection, "-o", *wanted], check=False, timeout=3)
        except subprocess.TimeoutExpired:
            return None
        return None if done.returncode else done.stdout

    def copied_after(self, act, secs=SETTLE_SECS):
        """Empties the clipboard, runs `act`, and gives what that put on the clipboard."""
        self.copy("nothing was copied")
        act()
        return wait_until("something on the clipboard", lambda: self.other_than("nothing was copied"), secs)

    def other_than(self, text):
        now = self.copied()
        return now if now not in (None, text) else None

    def a11y(self, *words, wait=5.0, check=True):
        """Asks tests/window/a11y.py, which says what it takes."""
        argv = ["/usr/bin/python3", "-B", HERE / "a11y.py", "--wait", wait, *words]
        done = self.run(argv, check=False, timeout=wait + TOOL_SECS)
        if check and done.returncode:
            raise WindowTestError(done.stderr.strip())
        return done

    def command(self, *words, text=None):
        """Runs the program's command line in the same home (so with the same vault)."""
        return self.run([os.environ["JWT_WORKBENCH_BIN"], *words], check=False, input=text if text is not None else "")

    def fails_to_open(self, **changes):
        """Starts the program where it cannot have a window; what it says, after its exit status was found to be 2.
        `changes` are variables of its environment; None takes one away."""
        env = {key: value for key, value in (self.env | changes).items() if value is not None}
        argv = [os.environ["JWT_WORKBENCH_BIN"]]
        done = subprocess.run(argv, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=START_SECS)
        said = done.stdout + done.stderr
        if done.returncode != 2:
            raise WindowTestError(f"exit status {done.returncode} instead of 2; it said:\n{said}")
        return said

    def keep_evidence(self):
        """What a person wants to see after a failure: the last picture and the program's own words."""
        for window in self.windows:
            try:
                window.shot("failed", check=False)
            except (WindowTestError, subprocess.SubprocessError, OSError):
                pass
        if self.program_log():
            print("--- the program said:", self.program_log()[-LOG_CHARS:], sep="\n", flush=True)

    def program_log(self):
        """What the program wrote on standard output and standard error so far."""
        log = self.home / "program.log"
        return log.read_text(errors="replace") if log.exists() else ""

    def end(self):
        end_children()
        shutil.rmtree(self.home, ignore_errors=True)


class Window:
    """The program's window. Coordinates are points within it, from its upper left corner, whatever the zoom."""

    def __init__(self, desk, process, identity):
        self.desk, self.process, self.identity = desk, process, identity

    def focus(self):
        self.desk.run(["xdotool", "windowactivate", "--sync", self.identity])
        self.settle()

    def settle(self, secs=SETTLE_SECS):
        """Waits until the program has finished drawing, or is gone: two pictures in a row are the same, and it took no
        processor time between them."""
        before = None
        end = time.monotonic() + secs
        while time.monotonic() < end:
            time.sleep(0.1)
            now = self.pixels(), self.cpu_nanos() // TICK_NANOS
            if now == before:
                return True
            before = now
        return False

    def pixels(self):
        """The picture as bytes; None while there is none, as when the window is just being closed."""
        if self.process.poll() is not None:
            return None
        picture = ["import", "-silent", "-window", self.identity, "-depth", "8", "rgb:-"]
        try:
            done = self.desk.run(picture, check=False, text=False, timeout=2)  # it waits for ever for a window that is gone
        except subprocess.TimeoutExpired:
            return None
        return done.stdout if done.returncode == 0 else None

    def key(self, *keys):
        """Presses each of `keys` ("ctrl+v", "Tab", "F1") once, as a person would."""
        self.alive()
        self.desk.run(["xdotool", "key", "--clearmodifiers", "--delay", 30, *keys])
        self.settle()

    def type(self, text):
        self.alive()
        self.desk.run(["xdotool", "type", "--delay", 12, text], timeout=TOOL_SECS + len(text) * 0.1)
        self.settle()

    def click(self, x, y, button=1, times=1):
        self.alive()
        self.desk.run(["xdotool", "mousemove", "--window", self.identity, x * self.desk.zoom, y * self.desk.zoom])
        time.sleep(PAUSE_SECS)
        self.desk.run(["xdotool", "click", "--repeat", times, "--delay", 60, button])
        self.settle()

    def click_on(self, name, role=None, button=1, times=1, nth=None, contains=False, wait=5.0):
        """Moves the mouse to the middle of the control with that accessible name and clicks."""
        x, y, width, height = self.place(name, role, nth, contains, wait)
        self.alive()
        self.desk.run(["xdotool", "mousemove", x + width // 2, y + height // 2])
        time.sleep(PAUSE_SECS)
        self.desk.run(["xdotool", "click", "--repeat", times, "--delay", 60, button])
        self.settle()

    def scroll(self, name, role=None, turns=5, contains=False):
        """Turns the mouse wheel down over that control."""
        x, y, width, height = self.place(name, role, contains=contains)
        self.desk.run(["xdotool", "mousemove", x + width // 2, y + height // 2])
        self.desk.run(["xdotool", "click", "--repeat", turns, "--delay", 40, 5])
        self.settle()

    def place(self, name, role=None, nth=None, contains=False, wait=5.0):
        """x, y, width, height on the screen, in pixels."""
        return tuple(int(n) for n in self.ask("find", name, role, nth, contains, wait).split())

    def text_of(self, name, role=None, nth=None, contains=False, wait=5.0):
        return self.ask("text", name, role, nth, contains, wait).removesuffix("\n")

    def ask(self, what, name, role, nth, contains, wait):
        words = [name] + ([role] if role else [])
        options = (["--nth", nth] if nth else []) + (["--contains"] if contains else [])
        return self.desk.a11y(*options, what, "--", *words, wait=wait).stdout

    def letters(self, editor, text):
        """x, y, width, height of that text in an editor, on the screen, in pixels."""
        return tuple(int(n) for n in self.desk.a11y("letters", "--", editor, text).stdout.split())

    def click_before(self, editor, text):
        """Puts the caret before that text, by mouse."""
        x, y, _, height = self.letters(editor, text)
        self.desk.run(["xdotool", "mousemove", x + 1, y + height // 2])
        time.sleep(PAUSE_SECS)
        self.desk.run(["xdotool", "click", 1])
        self.settle()

    def select(self, editor, text):
        """Selects that text by dragging the mouse over it, as a hand does: with stops on the way."""
        x, y, width, height = self.letters(editor, text)
        middle = y + height // 2
        self.desk.run(["xdotool", "mousemove", x + 1, middle, "sleep", "0.1", "mousedown", 1, "sleep", "0.1"])
        self.desk.run(["xdotool", "mousemove", x + width // 2, middle, "sleep", "0.1"])
        self.desk.run(["xdotool", "mousemove", x + width - 1, middle, "sleep", "0.1", "mouseup", 1])
        self.settle()

    def drag_over(self, name, role, start, end):
        """Drags the mouse over the middle line of that control, from one part of its width to another, as a hand does."""
        x, y, width, height = self.place(name, role)
        middle, way = y + height // 2, [round(x + width * (start + (end - start) * step / 4)) for step in range(5)]
        self.desk.run(["xdotool", "mousemove", way[0], middle, "sleep", "0.1", "mousedown", 1, "sleep", "0.1"])
        for place in way[1:]:
            self.desk.run(["xdotool", "mousemove", place, middle, "sleep", "0.1"])
        self.desk.run(["xdotool", "mouseup", 1])
        self.settle()

    def rest_pointer(self):
        """Moves the mouse where nothing lights up."""
        width, height = (side * self.desk.zoom for side in self.desk.size)
        self.desk.run(["xdotool", "mousemove", width - 1, height - 1])
        self.settle()

    def verdict(self):
        """The words of the verdict strip: counts, headline, what to do."""
        return self.desk.a11y("below", "Verdict").stdout

    def verdict_is(self, words, wait=5.0):
        """Waits until the verdict holds these words."""
        wait_until(f"{words!r} in the verdict", lambda: words in self.verdict(), wait)

    def cpu_nanos(self):
        """Processor time all its threads have used, in nanoseconds; 0 when it is gone. The clock ticks of `stat` would not
        do: they are rounded down, so that a thread which ran for a microsecond may show one more tick."""
        total = 0
        for thread in pathlib.Path(f"/proc/{self.process.pid}/task").glob("*"):
            try:
                total += int((thread / "schedstat").read_text().split()[0])
            except (FileNotFoundError, ProcessLookupError):
                continue
        return total

    def shows(self, name, wait=5.0):
        """Waits until some control's name contains `name`: for verdicts and messages."""
        self.desk.a11y("--contains", "--nth", 1, "find", "--", name, wait=wait)

    def hides(self, name, wait=5.0):
        self.desk.a11y("--contains", "--gone", "find", "--", name, wait=wait)

    def names(self, role=None):
        """Every accessible name, or those of one role."""
        lines = self.desk.a11y("names", *([role] if role else [])).stdout.splitlines()
        return [line.split("\t", 1)[1] for line in lines if "\t" in line]

    def tree(self):
        return self.desk.a11y("tree").stdout

    def resize(self, width, height):
        zoom = self.desk.zoom
        self.desk.run(["xdotool", "windowsize", "--sync", self.identity, width * zoom, height * zoom])
        self.settle()

    def shot(self, name, check=True):
        """Saves the picture as NAME.png and fails when it is blank."""
        folder = pathlib.Path(os.environ.get("JWT_WORKBENCH_SHOTS", "target/window"))
        folder.mkdir(parents=True, exist_ok=True)
        file = folder.resolve() / f"{name}.png"
        self.desk.run(["import", "-silent", "-window", self.identity, file])
        size, colours = self.desk.run(["identify", "-format", "%wx%h %k", file]).stdout.split()
        print(f"{name}.png: {size}, {colours} colours", flush=True)
        if check and int(colours) < DEAD_PICTURE_COLOURS:
            raise WindowTestError(f"{name}.png has only {colours} colours: nothing is drawn")
        return file

    def alive(self):
        if self.process.poll() is not None:
            raise WindowTestError(f"the program ended with {self.process.returncode}")

    def ask_to_close(self):
        """Does as its close button does. (xdotool windowclose destroys the window under the program instead: no program
        survives that cleanly.)"""
        self.alive()
        self.desk.run(["wmctrl", "-i", "-c", self.identity])
        time.sleep(PAUSE_SECS)

    def close(self):
        """Closes it, and gives the exit status."""
        self.ask_to_close()
        return self.ended()

    def ended(self):
        """The exit status, when it has been told to close."""
        try:
            status = self.process.wait(timeout=CLOSE_SECS)
        except subprocess.TimeoutExpired as late:
            raise WindowTestError(f"the window did not close within {CLOSE_SECS} s") from late
        self.desk.windows.remove(self)
        if "panicked at" in self.desk.program_log():
            raise WindowTestError(f"a thread of the program panicked:\n{self.desk.program_log()[-LOG_CHARS:]}")
        return status


def private_environment(home, zoom):
    """The caller's environment without its desktop, with folders of our own."""
    theirs = ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS", "XDG_CURRENT_DESKTOP")
    env = {key: value for key, value in os.environ.items() if key not in theirs}
    for key in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
        folder = home / key.lower()
        folder.mkdir(mode=0o700)
        env[key] = str(folder)
    env["LIBGL_ALWAYS_SOFTWARE"] = "1"
    env["LC_ALL"] = "C.UTF-8"
    env["WINIT_X11_SCALE_FACTOR"] = str(zoom)
    return env


def first_line(reader, what):
    """A server's first line on a pipe: it says so when it is ready."""
    os.set_blocking(reader, False)
    line = b""

    def complete():
        nonlocal line
        try:
            line += os.read(reader, 1024)
        except BlockingIOError:
            pass
        return line.endswith(b"\n")

    wait_until(what, complete, START_SECS)
    os.close(reader)
    return line.decode().strip()


def play(*scenes):
    """Runs each scene, a function that opens its own Desktop, to its end; the exit status of the scenario."""
    failed = 0
    for scene in scenes:
        begin = time.monotonic()
        try:
            scene()
            outcome = "passed"
        except (AssertionError, subprocess.SubprocessError) as problem:
            traceback.print_exc()
            print(f"{scene.__name__}: {problem}", flush=True)
            outcome, failed = "FAILED", failed + 1
        print(f"{outcome}  {scene.__name__}  {time.monotonic() - begin:.1f} s", flush=True)
    print(f"scenes: {len(scenes) - failed} passed, {failed} failed", flush=True)
    return 1 if failed else 0
