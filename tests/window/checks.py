"""The validation panel by mouse and keyboard: the time bar, the list of checks, words that open, a policy. Run by run.sh."""

import sys

from desktop import Desktop, play

SLIDER = "Time to judge at"


def clock_is_dragged_and_the_verdict_follows():
    """The knob is taken along to behind the token's end; one undo takes the whole drag back."""
    with Desktop() as desk:
        window = desk.open(["--sample", "good"])
        window.verdict_is("Accepted")
        window.drag_over(SLIDER, "slider", 0.25, 0.97)
        window.verdict_is("Refused: the signature is valid, but the token expired")
        window.shows("Pretending it is ")
        window.shows("Expiry: Failed")
        window.key("ctrl+z")
        window.verdict_is("Accepted")
        window.hides("Pretending it is ")

        window.key("alt+t")
        window.key("End", "End")
        window.verdict_is("the token expired")
        window.key("alt+n")
        window.verdict_is("Accepted")
        assert window.close() == 0, "a time that is pretended is nothing to keep"


def check_is_found_and_its_words_open():
    """A search leaves one check; its explanation has a word that opens."""
    with Desktop() as desk:
        window = desk.open(["--sample", "expired"])
        window.verdict_is("Refused")
        window.key("ctrl+f")
        window.type("algorithm")
        window.hides("Structure: Passed")
        window.click_on("Algorithm: Passed", contains=True)
        window.shows("RFC 8725 3.1")
        window.click_on("Definition of HS256", "push button")
        window.shows("More in help: HMAC with SHA-256")
        window.key("Escape")
        window.hides("More in help: HMAC with SHA-256")
        window.key("ctrl+f")
        window.key("ctrl+a")
        window.type("xyzzy")
        window.shows("No check has these words.")
        window.key("ctrl+a", "BackSpace")
        window.shows("Structure: Passed")
        assert window.close() == 0


def policy_is_made_of_a_preset_and_kept():
    """A preset accepts nothing until its blanks are filled in; the command line then judges by what was kept."""
    with Desktop() as desk:
        window = desk.open(["--sample", "good"])
        window.verdict_is("Accepted")
        window.key("ctrl+k")
        window.type("rfc 8725")
        window.key("Return")
        window.verdict_is("its algorithm is not among the allowed ones")
        window.shows("Until then no token is accepted.")
        window.click_on("Policy issuer: any", "push button", contains=True)
        window.click_on("Allow HS256", "push button")
        window.verdict_is("Undecided")
        window.key("alt+p")
        window.verdict_is("Accepted")
        window.key("ctrl+k")
        window.type("save policy as")
        window.key("Return")
        window.key("ctrl+a")
        window.type("partner")
        window.key("Return")
        window.shows("partner")
        shown = desk.command("policy", "show", "partner", "--json")
        assert "https://login.example.com" in shown.stdout, shown.stdout + shown.stderr
        token = desk.copied_after(lambda: window.key("ctrl+shift+c"))
        # no key is kept: what the policy refuses is refused, and the rest stays undecided
        judged = desk.command("verify", "-", "--policy", "partner", text=token)
        assert judged.returncode == 3, judged.stdout + judged.stderr
        other = desk.command("verify", "-", "--policy", "partner", "--iss", "https://other.example", text=token)
        assert other.returncode == 1, other.stdout + other.stderr
        assert window.close() == 0


if __name__ == "__main__":
    sys.exit(
        play(
            clock_is_dragged_and_the_verdict_follows,
            check_is_found_and_its_words_open,
            policy_is_made_of_a_preset_and_kept,
        )
    )
