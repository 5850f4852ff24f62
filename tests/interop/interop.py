"""Tokens and keys between the workbench and independent implementations, both ways.

    interop.py PEER [--cases N] [--seed N] [--only ALG]

Every token that one side makes is read by the other, with the same content; with one bit of it changed, both refuse it.
"""

import argparse
import json
import time

from cases import Cases
from others import Joserfc, Jwcrypto, Primitives
from workbench import Workbench

OTHERS = [Jwcrypto(), Joserfc(), Primitives()]
# algorithms of which one key serves for many cases: making one takes long
SLOW_KEYS = ("RS", "PS")


class Interop:
    def __init__(self, workbench, cases, count):
        self.workbench, self.cases, self.count = workbench, cases, count
        self.random = cases.random
        self.pool = {}

    def key(self, other, alg, **shape):
        """A key in JWK, of one side's making: a new one where that is cheap, one of two where it is not."""
        maker = self.random.choice([other, self.workbench])
        if alg[:2] not in SLOW_KEYS:
            return maker.generate(alg, **shape)
        keys = self.pool.setdefault(maker, [])
        if len(keys) < 2:
            keys.append(maker.generate("RS256"))
        return self.random.choice(keys)

    def public(self, key):
        """What is given to whoever verifies or encrypts."""
        return key if json.loads(key)["kty"] == "oct" else self.workbench.key(key)["public_jwk"]

    def both_ways(self, row, other, make, read, is_read=True):
        """`make(side)` gives a token; `read(side, token)` raises unless the side finds the right content in it."""
        ways = [(self.workbench, other, f"to {other.name}")] if is_read else []
        for maker, reader, direction in [*ways, (other, self.workbench, f"from {other.name}")]:
            token = self.cases.made(row, direction, lambda: make(maker))
            if token is None:
                continue
            self.cases.holds(row, direction, lambda: read(reader, token), token)
            damaged = self.cases.damaged(token)
            for side in (self.workbench, other) if is_read else (self.workbench,):
                self.cases.refuses(row, side.name, lambda: read(side, damaged, judge=False), damaged, token)

    # signatures

    def signatures(self, alg):
        for other in (other for other in OTHERS if alg in other.sign_algs):
            for _ in range(self.count):
                self.signed(other, alg, "compact")
            for _ in range(self.count // 5):
                self.signed(other, alg, "flattened")
                self.signed(other, alg, "general")
                self.signed(other, alg, "compact", detached=True)
                self.signed(other, alg, self.random.choice(["compact", "flattened"]), unencoded=True)
                if "flattened" in other.detaches:
                    self.signed(other, alg, "flattened", detached=True)

    def signed(self, other, alg, form, detached=False, unencoded=False):
        key = self.key(other, alg)
        public = self.public(key)
        payload = self.random.randbytes(20).hex().encode() if unencoded else self.cases.payload()
        protected = {"alg": alg, **self.cases.header()}
        if unencoded:
            protected |= {"b64": False, "crit": ["b64"]}
        header = {"custom header": self.cases.value()} if form != "compact" and self.random.random() < 0.5 else None
        signatures = [(alg, key, protected, header)]
        if form == "general" and other.name == "jwcrypto":
            # joserfc wants every signature to be by a key that it has
            signatures.append(("HS256", self.workbench.generate("HS256"), {"alg": "HS256"}, None))
        algs = [alg for alg, *_ in signatures]

        def make(side):
            more = {"unencoded": unencoded} if side is self.workbench else {}
            return side.sign(signatures, payload, form, detached, **more)

        def read(side, token, judge=True):
            found = side.verify(token, algs, public, payload if detached else None)
            assert not judge or found == payload, f"another payload: {found!r}, not {payload!r}"

        if form == "general":
            # a signature that is spoiled leaves the other one valid: the payload is damaged
            self.cases.only_damage = ["payload"]
        kind = form + " detached" * detached + " b64=false" * unencoded
        is_read = not unencoded or form in other.reads_unencoded
        self.both_ways(f"{alg} {kind}" if kind != "compact" else alg, other, make, read, is_read)
        self.cases.only_damage = None

    # encryption

    def encryption(self, alg):
        for other in (other for other in OTHERS if alg in other.encrypt_algs):
            for _ in range(self.count):
                self.encrypted(other, alg)

    def encrypted(self, other, alg):
        enc = self.random.choice(sorted(other.content))
        forms = ["compact"] if other.name == "cryptography" else ["compact", "compact", "flattened", "general"]
        form = self.random.choice(forms)
        key = self.encryption_key(other, alg, enc)
        is_lonely = alg in ("dir", "ECDH-ES")
        protected = {"enc": enc, **self.cases.header()}
        if other.name != "cryptography" and self.random.random() < 0.3:
            protected["zip"] = "DEF"
        agreement = {name: "Qm9i" for name in ("apu", "apv") if alg.startswith("ECDH") and self.random.random() < 0.4}
        plaintext = self.cases.payload()
        header, unprotected, aad, recipients = None, None, None, []
        if form == "general" and not is_lonely:
            header = {"alg": alg, **agreement}
            recipients = [("A256KW", self.workbench.generate("A256KW"), {"alg": "A256KW"})]
        else:
            protected |= {"alg": alg, **agreement}
        if form != "compact":
            aad = self.random.choice([None, b"more", self.random.randbytes(40)])
            unprotected = self.random.choice([None, {"jku": "https://keys.example/"}])
        recipients.insert(self.random.randrange(len(recipients) + 1), (alg, key, header))
        public = [(a, self.public(k), h) for a, k, h in recipients]
        algs = [a for a, *_ in recipients] + [enc]

        def make(side):
            return side.encrypt(protected, plaintext, public, form, unprotected, aad)

        def read(side, token, judge=True):
            found = side.decrypt(token, algs, key)
            assert not judge or found == plaintext, "another plaintext"

        if form != "compact":
            # another recipient's encrypted key may be spoiled; joserfc authenticates the header as it would write it itself
            covered = ["iv", "ciphertext", "tag", "aad"] + ["encrypted_key"] * (len(recipients) == 1)
            self.cases.only_damage = covered + ["protected"] * (other.name != "joserfc")
        self.both_ways(f"{alg} {form}" if form != "compact" else alg, other, make, read)
        self.cases.only_damage = None

    def encryption_key(self, other, alg, enc):
        if alg.startswith("RSA"):
            return self.key(other, "RS256")
        if alg.startswith("ECDH"):
            return self.key(other, alg, curve=self.random.choice(["P-256", "P-384", "P-521", "X25519", "X448"]))
        if alg == "dir":
            return self.key(other, alg, bits=int(enc[1:4]) * (1 if "GCM" in enc else 2))
        if alg.startswith("PBES2"):
            return self.key(other, alg, bits=self.random.choice([64, 128, 512]))
        return self.key(other, alg, bits=int(alg[1:4]))

    # keys

    def keys(self, alg):
        """Each side reads what the other wrote, JWK and PEM, and both compute the same thumbprint."""
        for other in (other for other in OTHERS if alg in other.sign_algs):
            for _ in range(3 if alg[:2] in SLOW_KEYS else self.count):
                key = self.key(other, alg)
                self.cases.holds(f"{alg} keys", f"from {other.name}", lambda: self.reads_keys(other, key), key)
                self.cases.holds(f"{alg} keys", f"to {other.name}", lambda: self.writes_keys(other, key), key)

    def reads_keys(self, other, key):
        ours = self.workbench.key(key)
        if json.loads(key)["kty"] not in ("oct", "AKP"):
            for private in (True, False):
                read = self.workbench.key(other.to_pem(key, private))
                assert read["jwk" if private else "public_jwk"] == ours["jwk" if private else "public_jwk"], "another key"
        assert ours["thumbprint"] == other.thumbprint(key), "another thumbprint"

    def writes_keys(self, other, key):
        ours = self.workbench.key(key)
        for name in ("jwk", "public_jwk", "pem", "public_pem"):
            if ours[name] is None or json.loads(key)["kty"] == "AKP" and "pem" in name:
                continue
            back = other.from_pem(ours[name]) if "pem" in name else ours[name]
            assert other.thumbprint(back) == ours["thumbprint"], f"another key from {name}"


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("peer")
    arguments.add_argument("--cases", type=int, default=50)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--only", default="")
    chosen = arguments.parse_args()
    workbench, cases, begin = Workbench(chosen.peer), Cases(chosen.seed), time.monotonic()
    interop = Interop(workbench, cases, chosen.cases)
    algorithms = workbench.ask("algorithms")
    for alg in (alg for alg in algorithms["sign"] if chosen.only in alg):
        interop.signatures(alg)
        interop.keys(alg)
    for alg in (alg for alg in algorithms["encrypt"] if chosen.only in alg):
        interop.encryption(alg)
    cases.report(time.monotonic() - begin)


if __name__ == "__main__":
    main()
