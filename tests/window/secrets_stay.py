"""What must not leave the window unasked, and what must leave the clipboard again."""

import sys

from desktop import Desktop, play, wait_until

CLAIMS, TOKEN = "Claims JSON", "Encoded token"
KEPT_SECS = 30
HINT = "x-kde-passwordManagerHint"


def selecting_reaches_no_other_program():
    """Every X client can read the PRIMARY selection: a token or claim marked with the mouse must not be there."""
    with Desktop() as desk:
        window = desk.open(["--sample", "good"])
        desk.copy("from another program", "primary")
        beginning = window.text_of(TOKEN, "entry")[:12]
        for editor, text in ((TOKEN, beginning), (CLAIMS, "alice@example")):
            window.select(editor, text)
            copied = desk.copied_after(lambda: window.key("ctrl+c"))
            assert copied == text, f"{copied!r} was selected with the mouse, {text!r} was meant"
            assert desk.copied("primary") == "from another program", f"selecting in {editor} reached PRIMARY"
        assert window.close() == 0


def copy_private_key(desk, window):
    """In two steps: the dialog says what leaves."""
    window.click_on("Copy private key…", "push button")
    window.click_on("I understand what leaves", "check box")
    return desk.copied_after(lambda: window.click_on("Copy", "push button"))


def secret_leaves_the_clipboard():
    """A private key is marked as a secret for clipboard histories, is gone after a while, and gone on quitting."""
    with Desktop() as desk:
        made = desk.command("keys", "generate", "--alg", "ES256", "--name", "tour")
        assert made.returncode == 0, made.stderr
        window = desk.open()
        window.click_on("Key tour, ", "toggle button", contains=True)
        window.settle()
        secret = copy_private_key(desk, window)
        assert '"d":' in secret, "a private JWK is on the clipboard"
        targets = desk.copied(target="TARGETS").split()
        assert HINT in targets, f"no {HINT} among {targets}"
        assert desk.copied(target=HINT) == "secret"
        wait_until("the secret to leave the clipboard", lambda: not desk.copied(), KEPT_SECS + 10)

        copy_private_key(desk, window)
        window.key("ctrl+q")
        assert window.ended() == 0
        assert not desk.copied(), "quitting takes the secret off the clipboard"


if __name__ == "__main__":
    sys.exit(play(selecting_reaches_no_other_program, secret_leaves_the_clipboard))
