"""What a person does on the first day, in the real window. Run by tests/window/run.sh."""

import sys

from desktop import Desktop, play
from tokens import RFC_7515_A1, RFC_7515_A1_KEY

CLAIMS, TOKEN = "Claims JSON", "Encoded token"


def pasted_header_line_is_judged():
    """A whole Authorization line is pasted, as people have it at hand; then the key that belongs to it."""
    with Desktop() as desk:
        window = desk.open()
        window.verdict_is("Paste a token to begin")
        desk.copy(f"Authorization: Bearer {RFC_7515_A1}\n")
        window.key("ctrl+v")
        window.verdict_is("Refused")
        assert "the signature was not checked" in window.verdict(), window.verdict()
        window.shows("Taken off around the token: ")
        assert window.text_of(TOKEN, "entry") == RFC_7515_A1, "the token alone is left"
        assert '"joe"' in window.text_of(CLAIMS, "entry")

        window.key("ctrl+i")
        desk.copy(RFC_7515_A1_KEY)
        window.key("ctrl+v")
        window.click_on("Import keys", "push button")
        window.verdict_is("the signature is valid, but the token expired")
        assert window.close() == 0, "nothing is lost by closing: the token came from the clipboard"


def edited_claim_is_caught_signed_and_copied():
    """Generate a key, change a claim by hand, see the signature fail, sign, and let the command line judge the copy."""
    with Desktop() as desk:
        window = desk.open(["--sample", "good"])
        window.verdict_is("Accepted")
        window.key("ctrl+g")
        window.type("tour")
        window.key("Return")
        window.shows("Key tour, ")

        window.click_before(CLAIMS, "alice@example.com")
        window.type("m")
        window.verdict_is("Refused")
        window.shows("Changed since it was signed.")
        assert "malice@example.com" in window.text_of(CLAIMS, "entry")

        window.key("ctrl+Return")
        window.verdict_is("Accepted: key “tour” verifies the signature")
        window.hides("Changed since it was signed.")
        token = desk.copied_after(lambda: window.key("ctrl+shift+c"))
        assert token == window.text_of(TOKEN, "entry")
        judged = desk.command("verify", "-", "--key", "tour", text=token)
        assert judged.returncode == 0, judged.stdout + judged.stderr
        forged = desk.command("verify", "-", "--key", "tour", text=token[:-10] + "AAAAAAAAAA")
        assert forged.returncode == 1, forged.stdout + forged.stderr
        assert window.close() == 0, "a token that was copied is not lost"


def policy_is_made_of_the_token_kept_and_shown_as_code():
    """Commands with Alt while the caret is in the token: none of their letters is typed. The command line knows the policy."""
    with Desktop() as desk:
        window = desk.open(["--sample", "good"])
        token = window.text_of(TOKEN, "entry")
        window.click_on(TOKEN, "entry")
        window.key("alt+m", "alt+shift+m", "alt+m")
        window.shows("Back to now")
        window.key("alt+n", "alt+p")
        window.shows("The policy expects what this token has.")
        assert window.text_of(TOKEN, "entry") == token
        window.key("ctrl+shift+p")
        window.type("partner")
        window.key("Return")
        window.shows("Policy “partner” issuer: https://login.example.com")
        kept = desk.command("policy", "show", "partner", "--json")
        assert '"https://login.example.com"' in kept.stdout, kept.stdout + kept.stderr
        window.key("alt+k")
        window.click_on("Python", "radio button")
        code = desk.copied_after(lambda: window.click_on("Copy code", "push button"))
        assert 'issuer=["https://login.example.com"]' in code and "sample" not in code, code
        window.key("Escape")
        assert window.close() == 0


def nested_token_is_opened_changed_and_encrypted_again():
    """The keys are in the vault; an encrypted token is pasted, opened, its claims changed, and the command line judges it."""
    with Desktop() as desk:
        for alg, name in (("ES256", "issuer"), ("ECDH-ES+A256KW", "receiver")):
            made = desk.command("keys", "generate", "--alg", alg, "--name", name)
            assert made.returncode == 0, made.stderr
        claims = '{"sub":"alice","exp":4102444800}'
        signed = desk.command("sign", "--key", "issuer", "--claims", claims).stdout
        nested = desk.command("encrypt", "--key", "receiver", "--payload", "-", text=signed).stdout.strip()
        assert nested.count(".") == 4, nested

        window = desk.open()
        desk.copy(nested)
        window.key("ctrl+v")
        window.verdict_is("Opened with key “receiver”; the token inside is accepted")
        window.shows("Step 3: the tag: Passed", wait=8.0)
        window.key("alt+Right")
        window.shows("Work on this token")
        window.key("alt+Left")

        window.click_before(CLAIMS, "alice")
        window.type("m")
        window.shows("Not in the token yet")
        for label, key in (("Sign with", "issuer"), ("Encrypt to", "receiver")):
            window.click_on(label, "combo box")
            window.click_on(f"{key} · ", contains=True)
        window.key("ctrl+Return")
        window.hides("Not in the token yet")
        window.verdict_is("Opened with key “receiver”; the token inside is accepted")
        token = desk.copied_after(lambda: window.key("ctrl+shift+c"))
        opened = desk.command("decrypt", "-", "--key", "receiver", text=token)
        inner = desk.command("inspect", "-", text=opened.stdout)
        assert '"malice"' in inner.stdout, inner.stdout + inner.stderr
        judged = desk.command("verify", "-", "--key", "receiver", "--key", "issuer", text=token)
        assert judged.returncode == 0, judged.stdout + judged.stderr
        assert desk.command("verify", "-", "--no-vault", text=token).returncode == 3
        assert window.close() == 0, "a token that was copied is not lost"


def undo_palette_and_closing():
    """Back and forth by keys, a command by its name, and no edit lost by closing."""
    with Desktop() as desk:
        window = desk.open(["--sample", "good"])
        window.click_before(CLAIMS, "Alice Example")
        window.type("not ")
        window.verdict_is("Refused")
        window.key("ctrl+z")
        window.verdict_is("Accepted")
        assert "not Alice" not in window.text_of(CLAIMS, "entry")
        window.key("ctrl+shift+z")
        window.verdict_is("Refused")
        assert "not Alice" in window.text_of(CLAIMS, "entry")

        window.key("ctrl+k")
        window.type("dark th")
        window.key("Return")
        window.shows("Light theme (Ctrl+Shift+T)")
        window.hides("Command palette: ")

        window.ask_to_close()
        window.shows("Close without keeping this?")
        window.click_on("Stay", "push button")
        window.hides("Close without keeping this?")
        assert "not Alice" in window.text_of(CLAIMS, "entry"), "staying keeps the edit"
        window.key("ctrl+q")
        window.click_on("Close anyway", "push button")
        assert window.ended() == 0

        window = desk.open()
        window.shows("Light theme (Ctrl+Shift+T)")
        assert window.close() == 0, "an empty window closes at once"


if __name__ == "__main__":
    sys.exit(
        play(
            pasted_header_line_is_judged,
            edited_claim_is_caught_signed_and_copied,
            policy_is_made_of_the_token_kept_and_shown_as_code,
            nested_token_is_opened_changed_and_encrypted_again,
            undo_palette_and_closing,
        )
    )
