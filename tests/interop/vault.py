"""A protected vault, opened by independent implementations with nothing but its folder and the passphrase.

    vault.py PROGRAM          PROGRAM is the workbench itself
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import warnings

from joserfc import jwe as rjwe, jwk as rjwk
from joserfc._rfc7518 import jwe_algs
from joserfc.jwe import JWERegistry
from joserfc.registry import HeaderParameter
from jwcrypto import jwa, jwe as cjwe, jwk as cjwk

warnings.simplefilter("ignore")
PASSPHRASE = "correct horse, battery staple: ü"
ROUNDS = 600_000
ALGS = ["PBES2-HS512+A256KW", "A256KW", "A256GCM"]

# By default jwcrypto computes 16,384 rounds and joserfc 300,000: a reader has to allow more
jwa.default_max_pbkdf2_iterations = ROUNDS
jwe_algs.PBES2HSAlgKeyEncryption.more_header_registry["p2c"] = HeaderParameter("PBES2 Count", "int", True)


def with_jwcrypto(text, key):
    token = cjwe.JWE(algs=ALGS)
    token.deserialize(text, key)
    return json.loads(token.payload)


def passphrase_of_jwcrypto():
    return cjwk.JWK.from_password(PASSPHRASE)


def key_of_jwcrypto(jwk):
    return cjwk.JWK(**jwk)


def with_joserfc(text, key):
    registry = JWERegistry(algorithms=ALGS, strict_check_header=False)
    return json.loads(rjwe.decrypt_json(json.loads(text), key, registry=registry).plaintext)


def passphrase_of_joserfc():
    return rjwk.OctKey.import_key(PASSPHRASE)


def key_of_joserfc(jwk):
    return rjwk.OctKey.import_key(jwk)


READERS = {
    "jwcrypto": (with_jwcrypto, passphrase_of_jwcrypto, key_of_jwcrypto),
    "joserfc": (with_joserfc, passphrase_of_joserfc, key_of_joserfc),
}


def workbench(program, vault, *words):
    environment = {**os.environ, "VAULT_PASSPHRASE": PASSPHRASE}
    command = [program, "keys", *words, "--config-dir", str(vault), "--vault-passphrase-env", "VAULT_PASSPHRASE"]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


def add_foreign_key(vault, vault_key):
    """Another tool puts a key file of its own into the vault."""
    header = {"alg": "A256KW", "enc": "A256GCM", "cty": "jwk+json", "kid": vault_key["kid"]}
    content = json.dumps({"kty": "oct", "k": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "name": "made elsewhere"})
    token = cjwe.JWE(content.encode(), json.dumps(header), algs=ALGS, recipient=key_of_jwcrypto(vault_key))
    (vault / "keys" / "elsewhere.jwe").write_text(token.serialize(compact=False))


def main(program):
    with tempfile.TemporaryDirectory() as folder:
        vault = pathlib.Path(folder) / "vault"
        for alg in ["ES256", "RS256", "HS256", "EdDSA"]:
            workbench(program, vault, "generate", "--alg", alg, "--name", f"key {alg}")
        clear = {jwk["name"]: jwk for jwk in (json.loads(p.read_text()) for p in (vault / "keys").glob("*.jwk.json"))}
        workbench(program, vault, "protect")
        assert not list((vault / "keys").glob("*.jwk.json*")), "clear files are left"
        for name, (read, of_passphrase, of_jwk) in READERS.items():
            vault_key = read((vault / "vault-key.jwe.json").read_text(), of_passphrase())
            opened = [read(path.read_text(), of_jwk(vault_key)) for path in (vault / "keys").glob("*.jwe")]
            assert {jwk["name"]: jwk for jwk in opened} == clear, f"{name} reads other keys"
            print(f"vault: {name} opens the vault key and {len(opened)} key files")
        add_foreign_key(vault, vault_key)
        assert "made elsewhere" in workbench(program, vault, "list")
        print("vault: the workbench opens a key file that jwcrypto encrypted")


if __name__ == "__main__":
    main(sys.argv[1])
