"""Random claims, headers and damage; counting."""

import collections
import json
import random
import sys

from workbench import decode, encode

TEXTS = ["", "joe", "Zoë", "日本語", "👩‍👩‍👧", "a\"b\\c\n\u0000", "\u202eevil", "0" * 100, "https://example.com/a?b=c&d=%20"]


DAMAGED = ["payload", "protected", "signature", "encrypted_key", "iv", "ciphertext", "tag", "aad"]


class Cases:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.seed = seed
        self.count = collections.Counter()
        self.failures = []
        # of a JSON form, the members that are damaged; without, any that signature or tag covers
        self.only_damage = None

    def value(self, depth=0):
        pick = self.random.randrange(9 if depth < 3 else 6)
        if pick < 3:
            return self.random.choice(TEXTS)
        if pick == 3:
            return self.random.choice([0, 1, -1, 2**53 - 1, 1767225600, 0.5, -1e-9, 1e300])
        if pick == 4:
            return self.random.choice([True, False, None])
        if pick == 5:
            return self.random.randrange(10**9)
        if pick < 8:
            return [self.value(depth + 1) for _ in range(self.random.randrange(4))]
        return {self.random.choice(TEXTS): self.value(depth + 1) for _ in range(self.random.randrange(4))}

    def payload(self, text_only=False):
        if not text_only and self.random.random() < 0.3:
            return self.random.randbytes(self.random.choice([1, 2, 3, 31, 32, 33, 64, 1000, 5000]))
        claims = {"iss": self.random.choice(TEXTS), "n": self.random.randrange(2**40)}
        claims |= {f"claim {i}": self.value() for i in range(self.random.randrange(6))}
        options = {"indent": self.random.choice([None, 2]), "ensure_ascii": self.random.random() < 0.5}
        return json.dumps(claims, **options).encode()

    def header(self):
        extra = {"typ": "JWT", "cty": "json", "kid": self.random.choice(TEXTS), "custom": self.random.randrange(1000)}
        return {name: value for name, value in extra.items() if self.random.random() < 0.4}

    def flipped(self, octets):
        octets = bytearray(octets)
        octets[self.random.randrange(len(octets))] ^= 1 << self.random.randrange(8)
        return bytes(octets)

    def damaged(self, token):
        """The token with one bit of one decoded part changed."""
        if not token.startswith("{"):
            parts = token.split(".")
            at = self.random.choice([i for i, part in enumerate(parts) if part])
            parts[at] = encode(self.flipped(decode(parts[at])))
            return ".".join(parts)
        members = json.loads(token)
        names = self.only_damage or DAMAGED
        entries = members.get("signatures", []) + members.get("recipients", [])
        places = [(holder, name) for holder in (members, *entries) for name in names]
        holder, name = self.random.choice([(holder, name) for holder, name in places if holder.get(name)])
        try:
            holder[name] = encode(self.flipped(decode(holder[name])))
        except ValueError:
            # an unencoded payload
            holder[name] += "x"
        return json.dumps(members)

    def made(self, row, direction, make):
        """A token, or nothing when its maker does not make it, which is noted."""
        try:
            return make()
        except Exception as why:
            self.failures.append((row, direction, f"not made: {why!r}", ()))
            return None

    def holds(self, row, direction, case, *details):
        """Runs a case; whatever goes wrong is noted and the next one goes on."""
        try:
            case()
            self.count[row, direction] += 1
        except Exception as why:
            self.failures.append((row, direction, repr(why), details))

    def refuses(self, row, who, case, *details):
        try:
            case()
        except Exception:
            self.count[row, "damaged"] += 1
            return
        self.failures.append((row, f"{who} accepts a damaged token", "", details))

    def report(self, seconds):
        rows = list(dict.fromkeys(row for row, _ in self.count))
        directions = sorted({direction for _, direction in self.count}, key=lambda d: (d.split()[-1], d))
        width = max(map(len, rows), default=0)
        print(" " * width, *(f"{d:>17}" for d in directions))
        for row in rows:
            print(f"{row:<{width}}", *(f"{self.count[row, d] or '':>17}" for d in directions))
        print(f"{sum(self.count.values())} cases in {seconds:.0f} s, seed {self.seed}")
        for row, direction, why, details in self.failures[:10]:
            print(f"FAILED: {row}, {direction}: {why}", *details, sep="\n    ", file=sys.stderr)
        if self.failures:
            sys.exit(f"FAILED: {len(self.failures)} cases")
