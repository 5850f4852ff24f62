"""What a person does on the first day, in the real window. Run by tests/window/run.sh."""

import sys

from desktop import Desktop, play


def empty_window_opens_and_closes():
    with Desktop() as desk:
        window = desk.open()
        window.shot("empty")
        assert window.close() == 0, "closing the window is not an error"


if __name__ == "__main__":
    sys.exit(play(empty_window_opens_and_closes))
