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

    def sign(self, alg, key, header, payload, **more):
        return self.ask("sign", alg=alg, key=key, header=json.dumps(header), payload=encode(payload), **more)["token"]

    def verify(self, token, key, **more):
        reply = self.ask("verify", token=token, key=key, **more)
        if reply["state"] != "valid":
            raise Refused(f"{reply['state']}: {reply['headline']}")
        return decode(reply["payload"])
