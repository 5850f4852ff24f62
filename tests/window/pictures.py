"""Pictures of the window for people to look at: target/window/NAME.png. Fails only where nothing is drawn."""

import sys

from desktop import Desktop, play
from tokens import hs256

KEY = b"a secret of the window test, 32+ bytes long"
SCOPES = " ".join(f"resource-{n}:read resource-{n}:write" for n in range(12))


def long_claims():
    """What an identity provider really sends: nested claims, long values, letters of several scripts."""
    return {
        "iss": "https://login.example.com/realms/a-rather-long-realm-name/protocol/openid-connect",
        "sub": "f:0c8a0d7e-9d0f-4c7c-a7cf-9be4a1b1b1a3:alice",
        "aud": ["https://api.example.com", "https://reports.example.com", "account"],
        "iat": 1_700_000_000,
        "nbf": 1_700_000_000,
        "exp": 4_102_444_800,
        "name": "Zoë Ångström-O'Neill, Алиса, 愛麗絲",
        "realm_access": {"roles": ["offline_access", "uma_authorization", "default-roles-example"]},
        "resource_access": {f"service-{n}": {"roles": ["reader", "writer"]} for n in range(6)},
        "scope": SCOPES,
    }


def opened(desk, *argv):
    window = desk.open(argv)
    window.rest_pointer()
    return window


def main_window_in_both_themes():
    with Desktop() as desk:
        window = opened(desk, "--sample", "expired")
        window.verdict_is("Refused")
        window.shot("light-expired")
        window.key("ctrl+shift+t")
        window.shot("dark-expired")
        assert window.close() == 0
        window = opened(desk, "--sample", "good")
        window.shot("dark-good")
        window.key("ctrl+shift+t")
        window.shot("light-good")
        window.click_on("Signature: Passed", "toggle button", contains=True)
        window.click_on("Key sample-secret", "toggle button", contains=True)
        window.rest_pointer()
        window.shot("light-opened")
        assert window.close() == 0


def empty_window():
    with Desktop() as desk:
        window = opened(desk)
        window.shot("light-empty")
        window.key("ctrl+shift+t")
        window.shot("dark-empty")
        assert window.close() == 0


def twice_the_size():
    with Desktop() as desk:
        window = opened(desk, "--sample", "expired")
        window.key(*["ctrl+plus"] * 10)
        window.shot("light-200-percent")
        window.key("alt+5")
        window.shows("Expiry: Failed")
        window.shot("light-200-percent-checks")
        window.key("ctrl+g")
        window.shot("light-200-percent-dialog")
        window.key("Escape")
        window.key("ctrl+0")
        assert window.close() == 0


def small_windows():
    with Desktop() as desk:
        window = opened(desk, "--sample", "expired")
        window.resize(900, 600)
        window.rest_pointer()
        window.shot("light-900x600")
        window.key("ctrl+shift+t")
        window.shot("dark-900x600")
        window.resize(480, 360)
        window.shot("dark-480x360")
        assert window.close() == 0


def long_token():
    with Desktop() as desk:
        file = desk.home / "token.jwt"
        file.write_text(hs256(long_claims(), KEY, kid="2026-11-login-signing-key-with-a-long-name"))
        window = opened(desk, str(file))
        window.verdict_is("Undecided")
        window.shot("light-long")
        window.key("ctrl+shift+t")
        window.shot("dark-long")
        assert window.close() == 0


def mistake_in_json():
    with Desktop() as desk:
        window = opened(desk, "--sample", "good")
        window.click_before("Claims JSON", '"sub"')
        window.type('"a" 1, ')
        window.rest_pointer()
        window.shot("light-json-error")
        window.key("ctrl+shift+t")
        window.shot("dark-json-error")
        window.ask_to_close()
        window.shows("Close without keeping this?")
        window.shot("dark-closing")
        window.click_on("Close anyway", "push button")
        assert window.ended() == 0


def dialogs():
    with Desktop() as desk:
        window = opened(desk, "--sample", "good")
        for name, keys in (("palette", "ctrl+k"), ("generate", "ctrl+g"), ("import", "ctrl+i"), ("help", "F1")):
            window.key(keys)
            window.shot(f"light-{name}")
            window.key("Escape")
        window.click_on("Add secret…", "push button")
        window.type("short")
        window.key("Tab")
        window.type("secret")
        window.shot("light-secret")
        window.key("Escape")
        window.click_on("issuer: any", "push button", contains=True)
        window.rest_pointer()
        window.shot("light-policy")
        window.key("ctrl+shift+t")
        window.key("ctrl+k")
        window.shot("dark-palette")
        window.key("Escape")
        window.key("ctrl+g")
        window.shot("dark-generate")
        window.key("Escape")
        window.click_on("Token", "push button", nth=1)
        window.shot("dark-menu")
        window.key("Escape")
        assert window.close() == 0


def tokens_of_every_form():
    """Encrypted with a token inside, several signatures, disclosures."""
    with Desktop() as desk:
        for alg in ("ES256", "ES512", "RSA-OAEP-256"):
            assert desk.command("keys", "generate", "--alg", alg, "--name", alg.lower()).returncode == 0
        claims = '{"iss":"https://login.example.com","sub":"alice","name":"Alice Example","exp":4102444800}'
        signed = desk.command("sign", "--key", "es256", "--claims", claims).stdout
        nested = desk.command("encrypt", "--key", "rsa-oaep-256", "--payload", "-", text=signed).stdout
        several = ("sign", "--key", "es256", "--key", "es512", "--form", "general", "--claims", claims)
        hidden = ("sd-jwt", "make", "--key", "es256", "--claims", claims, "--hide", "/name", "--hide", "/sub")
        forms = {
            "nested": nested,
            "several": desk.command(*several).stdout,
            "disclosures": desk.command(*hidden).stdout,
        }
        for name, token in forms.items():
            assert token.strip(), name
            window = desk.open()
            desk.copy(token)
            window.key("ctrl+v")
            window.verdict_is("ccepted")
            window.rest_pointer()
            window.shot(f"light-{name}")
            window.key("ctrl+shift+t")
            window.shot(f"dark-{name}")
            window.key("ctrl+shift+t")
            assert window.close() == 0


SCENES = (
    main_window_in_both_themes,
    empty_window,
    twice_the_size,
    small_windows,
    long_token,
    mistake_in_json,
    dialogs,
    tokens_of_every_form,
)

if __name__ == "__main__":
    sys.exit(play(*SCENES))
