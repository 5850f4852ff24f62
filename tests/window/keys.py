"""Keys in the real window: in with a passphrase, kept behind one, out in two steps, and what another program does to the
vault meanwhile. Run by tests/window/run.sh."""

import http.server
import json
import subprocess
import sys
import threading

from desktop import Desktop, play, wait_until

PASSPHRASE = "correct horse"


def locked_key_is_opened_and_leaves_in_two_steps():
    """An encrypted PEM is pasted; a wrong passphrase asks again; the private key leaves only after a tick."""
    with Desktop() as desk:
        made = subprocess.run(
            ["openssl", "genpkey", "-algorithm", "ed25519", "-aes256", "-pass", f"pass:{PASSPHRASE}"],
            capture_output=True, text=True, check=True)
        window = desk.open()
        window.key("ctrl+i")
        desk.copy(made.stdout)
        window.key("ctrl+v")
        window.shows("No key found, 1 locked")
        window.click_on("Passphrase for what is locked", "password text")
        window.type("wrong")
        window.key("Return")
        window.shows("That passphrase opens nothing here. Try another one.", wait=20.0)
        window.click_on("Passphrase for what is locked", "password text")
        window.key("ctrl+a")
        window.type(PASSPHRASE)
        window.key("Return")
        window.shows("1 key found", wait=20.0)
        window.click_on("Import keys", "push button")
        window.shows("Key Ed25519, Ed25519, a private key", wait=10.0)
        window.click_on("Key Ed25519, ", "toggle button", contains=True)
        window.settle()
        before = desk.copied()
        window.click_on("Copy private key…", "push button")
        window.shows("readable by whoever gets it")
        assert desk.copied() == before, "nothing leaves before it is agreed to"
        window.click_on("I understand what leaves", "check box")
        secret = desk.copied_after(lambda: window.click_on("Copy", "push button"))
        assert json.loads(secret)["kty"] == "OKP" and "d" in json.loads(secret)
        assert window.close() == 0


def vault_is_protected_locked_and_opened_again():
    """The vault gets a passphrase in the window; the command line needs it; a key that another program adds appears."""
    with Desktop() as desk:
        made = desk.command("keys", "generate", "--alg", "ES256", "--name", "kept")
        assert made.returncode == 0, made.stderr
        window = desk.open()
        window.shows("Key kept, ")
        window.click_on("Vault", "push button")
        window.click_on("Protect vault…", contains=True)
        window.click_on("New passphrase", "password text")
        window.type(PASSPHRASE)
        window.click_on("The same once more", "password text")
        window.type(PASSPHRASE)
        window.click_on("Protect", "push button")
        wait_until("the clear key to go", lambda: "kept" not in desk.command("keys", "list", "--json").stdout, 20)
        window.shows("Key kept, ")
        window.key("ctrl+shift+l")
        window.hides("Key kept, ")
        window.click_on("Unlock vault…", "push button")
        window.click_on("Passphrase", "password text")
        window.type(PASSPHRASE)
        window.key("Return")
        window.shows("Key kept, ", wait=20.0)
        assert window.close() == 0


def another_programs_key_is_taken_in():
    """A key that the command line adds while the window is open is there at once."""
    with Desktop() as desk:
        window = desk.open()
        window.shows("No keys yet. ")
        made = desk.command("keys", "generate", "--alg", "ES256", "--name", "theirs")
        assert made.returncode == 0, made.stderr
        window.shows("Key theirs, ", wait=10.0)
        assert window.close() == 0


def key_set_is_fetched_after_it_was_shown():
    """A key set on this machine: nothing is asked before the click, plain http and the address want a second yes."""
    asked = []

    class Keys(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, dict(self.headers)))
            body = json.dumps({"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "k1", "use": "sig",
                                         "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/jwk-set+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Keys)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/jwks"
    with Desktop() as desk:
        window = desk.open()
        window.click_on("Fetch keys…", "push button")
        window.type(url)
        window.click_on("Look up", "push button")
        window.shows("127.0.0.1", wait=8.0)
        assert asked == [], "looking up asks the host nothing"
        window.click_on("Ask without https, this once", "check box")
        window.click_on("Ask this address, this once", "check box")
        assert asked == [], "nor does agreeing"
        window.click_on("Fetch from 127.0.0.1", "push button")
        window.shows("Keep keys", wait=8.0)
        assert [path for path, _ in asked] == ["/jwks"], asked
        told = {name.lower() for name in asked[0][1]}
        assert not told & {"cookie", "authorization", "referer"}, told
        window.click_on("Keep keys", "push button")
        window.shows("#k1, Ed25519, a public key", wait=8.0)
        assert window.close() == 0
    assert len(asked) == 1, "nothing is asked again by itself"
    server.shutdown()


if __name__ == "__main__":
    sys.exit(play(locked_key_is_opened_and_leaves_in_two_steps, vault_is_protected_locked_and_opened_again,
                  another_programs_key_is_taken_in, key_set_is_fetched_after_it_was_shown))
