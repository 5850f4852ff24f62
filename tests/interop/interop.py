"""Tokens and keys between the workbench and two independent implementations, both ways.

    interop.py PEER [--cases N] [--seed N]
"""

import argparse
import json
import time

from cases import Cases
from others import Jwcrypto, Joserfc
from workbench import Workbench

OTHERS = [Jwcrypto(), Joserfc()]


class Interop:
    def __init__(self, workbench, cases, count):
        self.workbench, self.cases, self.count = workbench, cases, count
        self.pool = {}

    def key(self, maker, alg):
        """A key in JWK: a new one where that is cheap, one of two where it is not."""
        if alg[:2] not in ("RS", "PS"):
            return self.new_key(maker, alg)
        keys = self.pool.setdefault(maker, [])
        if len(keys) < 2:
            keys.append(self.new_key(maker, alg))
        return self.cases.random.choice(keys)

    def new_key(self, maker, alg):
        return maker.generate(alg) if maker else self.workbench.ask("generate", alg=alg)["jwk"]

    def public(self, key):
        """What a verifier is given."""
        return key if json.loads(key)["kty"] == "oct" else self.workbench.ask("import", key=key)["public_jwk"]

    # signatures

    def signatures(self, alg):
        for other in (other for other in OTHERS if alg in other.sign_algs):
            for _ in range(self.count):
                key, public, header, payload = self.signing_case(other, alg)
                made = [self.workbench.sign(alg, key, header, payload), other.sign([(alg, key, {"alg": alg, **header}, None)], payload, "compact")]
                self.reads_ours(other, alg, made[0], public, payload)
                self.reads_theirs(other, alg, made[1], public, payload)

    def signing_case(self, other, alg):
        key = self.key(self.cases.random.choice([other, None]), alg)
        return key, self.public(key), self.cases.header(), self.cases.payload()

    def reads_ours(self, other, alg, token, public, payload):
        def case():
            assert other.verify(token, alg, public) == payload, "another payload"
        self.cases.holds(alg, f"to {other.name}", case, token, public)

    def reads_theirs(self, other, alg, token, public, payload):
        def case():
            assert self.workbench.verify(token, public) == payload, "another payload"
        self.cases.holds(alg, f"from {other.name}", case, token, public)
        damaged = self.cases.damaged(token)
        self.cases.refuses(alg, "the workbench", lambda: self.workbench.verify(damaged, public), damaged, public)
        self.cases.refuses(alg, other.name, lambda: other.verify(damaged, alg, public), damaged, public)

    # keys

    def keys(self, alg):
        """Each side reads what the other wrote, JWK and PEM, and both compute the same thumbprint."""
        for other in (other for other in OTHERS if alg in other.sign_algs):
            key = self.key(self.cases.random.choice([other, None]), alg)
            self.cases.holds(f"{alg} keys", f"from {other.name}", lambda: self.reads_keys(other, key), key)
            self.cases.holds(f"{alg} keys", f"to {other.name}", lambda: self.writes_keys(other, key), key)

    def reads_keys(self, other, key):
        ours = self.workbench.ask("import", key=key)
        if json.loads(key)["kty"] not in ("oct", "AKP"):
            for private in (True, False):
                read = self.workbench.ask("import", key=other.to_pem(key, private))
                assert read["jwk" if private else "public_jwk"] == ours["jwk" if private else "public_jwk"], "another key"
        assert ours["thumbprint"] == other.thumbprint(key), "another thumbprint"

    def writes_keys(self, other, key):
        ours = self.workbench.ask("import", key=key)
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
    chosen = arguments.parse_args()
    workbench, cases, begin = Workbench(chosen.peer), Cases(chosen.seed), time.monotonic()
    interop = Interop(workbench, cases, chosen.cases)
    algorithms = workbench.ask("algorithms")
    for alg in algorithms["sign"]:
        interop.signatures(alg)
        for _ in range(chosen.cases):
            interop.keys(alg)
    cases.report(time.monotonic() - begin)


if __name__ == "__main__":
    main()
