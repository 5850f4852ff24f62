"""The workbench, at the other end of a pipe (tests/interop/peer.rs)."""

import base64
import json
import subprocess


def encode(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Refused(Exception):
    """The workbench said no."""


class Workbench:
    name = "the workbench"

    def __init__(self, program):
        self.process = subprocess.Popen([program, "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, do, **request):
        self.process.stdin.write(json.dumps({"do": do, **request}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("FAILED: the workbench died")
        reply = json.loads(line)
        if "error" in reply:
            raise Refused(reply["error"])
        return reply

    def generate(self, alg, curve=None, bits=None):
        return self.ask("generate", alg=alg, curve=curve, bits=bits)["jwk"]

    def key(self, key):
        """The key in every format."""
        return self.ask("import", key=key)

    def sign(self, signatures, payload, form, detached=False, unencoded=False):
        (alg, key, protected, header), *others = signatures
        if form == "compact" and not (detached or unencoded):
            header = json.dumps(protected)
            return self.ask("sign", alg=alg, key=key, header=header, payload=encode(payload))["token"]
        signers = [{"alg": alg, "key": key, "protected": json.dumps(protected), "header": header and json.dumps(header)}
                   for alg, key, protected, header in signatures]
        return self.ask("sign in a form", signers=signers, payload=encode(payload), form=form, detached=detached,
                        unencoded=unencoded)["token"]

    def verify(self, token, algs, key, payload=None):
        """One of the signatures is by that key."""
        detached = None if payload is None else encode(payload)
        reply = self.ask("verify", token=token, key=key, detached=detached)
        if "valid" not in reply["states"]:
            raise Refused(f"{reply['states']}: {reply['headline']}")
        return decode(reply["payload"])

    def encrypt(self, protected, plaintext, recipients, form, unprotected=None, aad=None):
        recipients = [{"alg": alg, "key": key, "header": header and json.dumps(header)} for alg, key, header in recipients]
        return self.ask("encrypt", protected=json.dumps(protected), unprotected=unprotected and json.dumps(unprotected),
                        recipients=recipients, enc=protected["enc"], zip="zip" in protected, p2c=1000,
                        aad=aad and encode(aad), plaintext=encode(plaintext), form=form)["token"]

    def decrypt(self, token, algs, key):
        return decode(self.ask("decrypt", token=token, key=key)["plaintext"])
