"""How long the thread that draws the window keeps others waiting, by the ping of window managers (_NET_WM_PING, EWMH).

    with Ping(desk, window) as ping:
        …
    print(ping.answers, ping.longest_millis)

The accessibility tree would not tell: a thread of its own answers for it.
"""

import ctypes
import threading
import time

CLIENT_MESSAGE = 33
SUBSTRUCTURE_NOTIFY = 1 << 19
BETWEEN_SECS = 0.01
GIVE_UP_SECS = 20


class ClientMessage(ctypes.Structure):
    """XClientMessageEvent with 32-bit data, filled up to the size of the union XEvent."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("rest", ctypes.c_long * 16),
    ]


def xlib():
    library = ctypes.CDLL("libX11.so.6")
    library.XOpenDisplay.restype = ctypes.c_void_p
    library.XDefaultRootWindow.restype = ctypes.c_ulong
    library.XInternAtom.restype = ctypes.c_ulong
    for name in ("XDefaultRootWindow", "XPending", "XFlush", "XCloseDisplay"):
        getattr(library, name).argtypes = [ctypes.c_void_p]
    library.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
    library.XSelectInput.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_long]
    library.XSendEvent.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_long, ctypes.c_void_p]
    library.XNextEvent.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    return library


class Ping(threading.Thread):
    """Asks again and again until the `with` block ends. An answer that never came counts with the time waited."""

    def __init__(self, desk, window):
        super().__init__(daemon=True)
        self.display_name = desk.env["DISPLAY"].encode()
        self.window = int(window.identity)
        self.answers = 0
        self.longest_millis = 0.0
        self.over = threading.Event()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.join(GIVE_UP_SECS + 1)

    def run(self):
        x = xlib()
        display = x.XOpenDisplay(self.display_name)
        root = x.XDefaultRootWindow(display)
        x.XSelectInput(display, root, SUBSTRUCTURE_NOTIFY)
        protocols, ping = (x.XInternAtom(display, name, 0) for name in (b"WM_PROTOCOLS", b"_NET_WM_PING"))
        number = 0
        while not self.over.is_set():
            number += 1
            message = ClientMessage(type=CLIENT_MESSAGE, window=self.window, message_type=protocols, format=32)
            message.data[:] = [ping, number, self.window, 0, 0]
            begin = time.monotonic()
            x.XSendEvent(display, self.window, 0, 0, ctypes.byref(message))
            x.XFlush(display)
            self.answers += self.answered(x, display, number, begin)
            self.longest_millis = max(self.longest_millis, (time.monotonic() - begin) * 1000)
            time.sleep(BETWEEN_SECS)
        x.XCloseDisplay(display)

    def answered(self, x, display, number, begin):
        """Waits for the answer with that number; the program sends it on to the root window."""
        event = ClientMessage()
        while time.monotonic() - begin < GIVE_UP_SECS:
            while x.XPending(display):
                x.XNextEvent(display, ctypes.byref(event))
                if event.type == CLIENT_MESSAGE and event.data[1] == number:
                    return True
            time.sleep(0.001)
        return False
