"""Nothing to do and very much to do: processor time at rest, a token of 10 MB. Figures are printed for people to compare;
only what no slow machine explains is a failure."""

import secrets
import sys
import time

from desktop import TICK_NANOS, Desktop, play
from ping import Ping
from tokens import hs256, secret_jwk

REST_SECS = 10
LARGE_BYTES = 10 * 1024 * 1024
WORST_SECS = 10
KEY = b"a secret of the window test, 32+ bytes long"


def nanos_at_rest(window):
    time.sleep(5)
    before = window.cpu_nanos()
    time.sleep(REST_SECS)
    return window.cpu_nanos() - before


def window_at_rest_uses_no_time():
    """A token without dates shows nothing that changes: the program must sleep."""
    with Desktop() as desk:
        file = desk.home / "token.jwt"
        file.write_text(hs256({"sub": "alice"}, KEY))
        window = desk.open([str(file)])
        window.verdict_is("no key")
        window.rest_pointer()
        nanos = nanos_at_rest(window)
        print(f"at rest: {nanos / 1e6:.2f} ms in {REST_SECS} s", flush=True)
        assert nanos < TICK_NANOS, f"{nanos / 1e6:.2f} ms of processor time in {REST_SECS} s at rest"
        assert window.close() == 0


def ten_megabytes_are_pasted_and_judged():
    """From the X clipboard, signed with a key of the vault; the window answers all the while."""
    filler = secrets.token_hex((LARGE_BYTES * 3 // 4 - 200) // 2)
    token = hs256({"sub": "alice", "data": filler}, KEY, kid="large")
    with Desktop() as desk:
        file = desk.home / "large.jwk"
        file.write_text(secret_jwk(KEY, "large"))
        kept = desk.command("keys", "import", str(file), "--name", "large")
        assert kept.returncode == 0, kept.stderr
        window = desk.open()
        desk.copy(token)
        with Ping(desk, window) as calm:
            time.sleep(1)
        with Ping(desk, window) as ping:
            begin = time.monotonic()
            desk.run(["xdotool", "key", "ctrl+v"])
            window.shows("verifies the signature", wait=60)
            secs = time.monotonic() - begin
            window.settle()
        print(
            f"{len(token) / 1e6:.1f} MB: verdict after {secs:.2f} s, longest wait for an answer {ping.longest_millis:.0f} ms"
            f" ({ping.answers} answers; {calm.longest_millis:.0f} ms before), {resident_mib(window)} MiB",
            flush=True,
        )
        assert "Accepted" in window.verdict(), window.verdict()
        assert secs < WORST_SECS and ping.longest_millis < WORST_SECS * 1000
        window.shot("large")
        copied = desk.copied_after(lambda: window.key("ctrl+shift+c"), secs=WORST_SECS)
        assert copied == token, "the whole token comes out again"
        window.key("ctrl+shift+x")
        window.verdict_is("Paste a token to begin")
        assert window.close() == 0


def resident_mib(window):
    with open(f"/proc/{window.process.pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:")) // 1024


if __name__ == "__main__":
    sys.exit(play(window_at_rest_uses_no_time, ten_megabytes_are_pasted_and_judged))
