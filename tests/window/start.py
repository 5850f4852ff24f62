"""Starting where no window can be: a sentence and exit status 2, never a bare panic."""

import sys

from desktop import Desktop, play


def says_what_to_do(said, *words):
    assert "panicked" not in said and "RUST_BACKTRACE" not in said, said
    for word in words:
        assert word in said, f"{word!r} is not in: {said}"


def without_a_display():
    with Desktop() as desk:
        says_what_to_do(desk.fails_to_open(DISPLAY=None), "no display", "inspect", "xvfb-run")


def with_a_display_that_does_not_answer():
    with Desktop() as desk:
        says_what_to_do(desk.fails_to_open(DISPLAY=":9876"), "could not be opened", "--help")


def without_a_library_of_the_window_system():
    """An empty file in its place is what the loader finds first. (For other libraries it has more names to try.)"""
    with Desktop() as desk:
        (desk.home / "libxkbcommon-x11.so.0").touch()
        said = desk.fails_to_open(LD_LIBRARY_PATH=str(desk.home))
        says_what_to_do(said, "could not be opened", "apt-get install", "libxkbcommon-x11-0", "--help")


def commands_need_no_display():
    with Desktop() as desk:
        desk.env.pop("DISPLAY")
        assert desk.command("--version").returncode == 0
        assert desk.command("explain", "exp").returncode == 0


if __name__ == "__main__":
    sys.exit(
        play(
            without_a_display,
            with_a_display_that_does_not_answer,
            without_a_library_of_the_window_system,
            commands_need_no_display,
        )
    )
