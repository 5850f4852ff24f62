"""Key files between the workbench and OpenSSL, OpenSSH, Python's cryptography and jwcrypto, both ways.

    key_files.py PEER [--cases N] [--seed N]

Every kind of key in every format: what one side writes the other opens as the same key; with a wrong passphrase it does not.
"""

import argparse
import base64
import datetime
import json
import os
import subprocess
import tempfile
import time

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa, x448, x25519
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from joserfc import jwe as joserfc_jwe
from joserfc._rfc7518 import jwe_algs
from joserfc.jwk import OctKey
from joserfc.registry import HeaderParameter
from jwcrypto import jwa, jwe, jwk

from cases import Cases
from workbench import Refused, Workbench, decode, encode

PASSPHRASE = "Pässword 1"
# when the workbench makes its keys, by its clock there
NOW = 1_767_225_600
# they stop at fewer rounds unless they are told otherwise
jwa.default_max_pbkdf2_iterations = 600_000
jwe_algs.PBES2HSAlgKeyEncryption.more_header_registry["p2c"] = HeaderParameter("PBES2 Count", "int", True)
JWK_ALGORITHMS = ["PBES2-HS512+A256KW", "A256GCM"]
OPENSSL_KINDS = {
    "RSA": ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    "P-256": ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "P-384": ["EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
    "P-521": ["EC", "-pkeyopt", "ec_paramgen_curve:P-521"],
    "secp256k1": ["EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"],
    "Ed25519": ["ED25519"],
    "Ed448": ["ED448"],
    "X25519": ["X25519"],
    "X448": ["X448"],
}
PYTHON_KINDS = {
    "RSA": lambda: rsa.generate_private_key(65537, 2048),
    "P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "P-384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "P-521": lambda: ec.generate_private_key(ec.SECP521R1()),
    "secp256k1": lambda: ec.generate_private_key(ec.SECP256K1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate,
    "Ed448": ed448.Ed448PrivateKey.generate,
    "X25519": x25519.X25519PrivateKey.generate,
    "X448": x448.X448PrivateKey.generate,
}
SSH_KINDS = {"RSA": ["rsa", "-b", "2048"], "P-256": ["ecdsa", "-b", "256"], "P-384": ["ecdsa", "-b", "384"],
             "P-521": ["ecdsa", "-b", "521"], "Ed25519": ["ed25519"]}
CERTIFIED = ("RSA", "P-256", "P-384", "P-521", "Ed25519")
# X448 it knows as JWK alone
JWCRYPTO_PEM = [kind for kind in OPENSSL_KINDS if kind != "X448"]
NO_AGREEMENT = ("RSA", "P-256", "P-384", "P-521", "secp256k1", "Ed25519", "Ed448")


def run(*command, given=None):
    """What a program prints; raises where it fails."""
    environment = os.environ | {"PASSPHRASE": PASSPHRASE, "WRONG": "wrong"}
    done = subprocess.run(command, input=given, capture_output=True, env=environment, timeout=60)
    if done.returncode:
        raise ValueError(f"{' '.join(command)}: {done.stderr.decode(errors='replace').strip()[-300:]}")
    return done.stdout


def spki(key):
    """The public half of a key of Python's cryptography."""
    public = key.public_key() if hasattr(key, "public_key") else key
    return public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def same(found, wanted, what="another key"):
    assert found == wanted, what


class KeyFiles:
    def __init__(self, workbench, cases, folder):
        self.workbench, self.cases, self.folder = workbench, cases, folder

    # the workbench's side

    def export(self, key, form, private, passphrase=None):
        return decode(self.workbench.ask("export", key=key, format=form, private=private, passphrase=passphrase)["octets"])

    def read(self, octets, *passphrases):
        """The one key of a file, in the workbench."""
        found = self.workbench.ask("read", octets=encode(octets), passphrases=list(passphrases))
        if found["locked"] or found["ignored"] or len(found["keys"]) != 1:
            raise Refused(f"{len(found['keys'])} keys, locked {found['locked']}, ignored {found['ignored']}")
        return found["keys"][0]

    def file(self, octets, name="file"):
        path = os.path.join(self.folder, name)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(octets)
        return path

    # the workbench writes

    def writes(self, kind):
        certificate = kind in CERTIFIED
        key = self.workbench.ask("make", kind=kind, certificate="demo.example" if certificate else None)["jwk"]
        self.public = self.export(key, "DER", False)
        self.thumbprint = self.workbench.key(key)["thumbprint"]
        for private in (True, False):
            for form in ("PEM", "DER", "Traditional PEM"):
                self.writes_plain(kind, key, form, private)
        self.writes_encrypted(kind, key)
        self.writes_encrypted_jwk(kind, key, self.thumbprint)
        if kind in SSH_KINDS:
            self.writes_ssh(kind, key)
        if certificate:
            self.writes_certificate(kind, key)
        self.writes_snippets(kind, key)

    def holds(self, kind, who, form, case):
        self.cases.holds(f"{kind} {form}", f"to {who}", case)

    def refuses(self, kind, who, form, case):
        self.cases.refuses(f"{kind} {form}", who, case)

    def writes_plain(self, kind, key, form, private):
        try:
            octets = self.export(key, form, private)
        except Refused:
            # which formats hold which keys is tested elsewhere: here PEM and DER hold all of these
            assert form == "Traditional PEM" and (kind in ("Ed25519", "Ed448", "X25519", "X448") or not private), kind
            return
        name = f"{form} {'private' if private else 'public'}"
        path = self.file(octets)
        encoding = ["-inform", "DER"] if form == "DER" else []
        half = [] if private else (["-RSAPublicKey_in"] if form == "Traditional PEM" else ["-pubin"])
        program = "rsa" if half == ["-RSAPublicKey_in"] else "pkey"
        command = ["openssl", program, "-in", path, *encoding, *half, "-pubout", "-outform", "DER"]
        self.holds(kind, "OpenSSL", name, lambda: same(run(*command), self.public))
        if private:
            self.holds(kind, "OpenSSL", name, lambda: run("openssl", "pkey", "-in", path, *encoding, "-noout", "-check"))
        load = serialization.load_der_private_key if form == "DER" else serialization.load_pem_private_key
        load_public = serialization.load_der_public_key if form == "DER" else serialization.load_pem_public_key
        read = (lambda: load(octets, None)) if private else (lambda: load_public(octets))
        self.holds(kind, "cryptography", name, lambda: same(spki(read()), self.public))
        if form != "DER" and kind in JWCRYPTO_PEM:
            self.holds(kind, "jwcrypto", name, lambda: same(jwk.JWK.from_pem(octets).thumbprint(), self.thumbprint))

    def writes_encrypted(self, kind, key):
        octets = self.export(key, "Encrypted PEM", True, PASSPHRASE)
        path, form = self.file(octets), "Encrypted PEM"
        command = ["openssl", "pkey", "-in", path, "-pubout", "-outform", "DER", "-passin"]
        self.holds(kind, "OpenSSL", form, lambda: same(run(*command, "env:PASSPHRASE"), self.public))
        self.refuses(kind, "OpenSSL", form, lambda: run(*command, "env:WRONG"))
        load = lambda passphrase: serialization.load_pem_private_key(octets, passphrase.encode())
        self.holds(kind, "cryptography", form, lambda: same(spki(load(PASSPHRASE)), self.public))
        self.refuses(kind, "cryptography", form, lambda: load("wrong"))
        open_it = lambda: jwk.JWK.from_pem(octets, PASSPHRASE.encode()).thumbprint()
        if kind in JWCRYPTO_PEM:
            self.holds(kind, "jwcrypto", form, lambda: same(open_it(), self.thumbprint))

    def writes_encrypted_jwk(self, kind, key, thumbprint):
        octets, form = self.export(key, "Encrypted JWK", True, PASSPHRASE), "Encrypted JWK"
        text = octets.decode().strip()

        def jwcrypto(passphrase):
            token = jwe.JWE(algs=JWK_ALGORITHMS)
            token.deserialize(text, jwk.JWK.from_password(passphrase))
            same(json.loads(token.objects["protected"])["cty"], "jwk+json", "another cty")
            return json.loads(token.payload)

        def joserfc(passphrase):
            key = OctKey.import_key(passphrase.encode())
            return json.loads(joserfc_jwe.decrypt_compact(text, key, algorithms=JWK_ALGORITHMS).plaintext)

        for who, opened in (("jwcrypto", jwcrypto), ("joserfc", joserfc)):
            # what jwcrypto has no thumbprint for is compared as it stands
            self.holds(kind, who, form, lambda: same(self.workbench.key(json.dumps(opened(PASSPHRASE)))["thumbprint"], thumbprint))
            self.refuses(kind, who, form, lambda: opened("wrong"))

    def writes_ssh(self, kind, key):
        line = self.export(key, "OpenSSH", False)
        public = line.split()[:2]
        self.holds(kind, "OpenSSH", "line", lambda: run("ssh-keygen", "-l", "-f", self.file(line, "line.pub")))
        load = serialization.load_ssh_public_key
        self.holds(kind, "cryptography", "line", lambda: same(spki(load(line)), self.public))
        for form, passphrase in (("OpenSSH", None), ("OpenSSH encrypted", PASSPHRASE)):
            octets = self.export(key, "OpenSSH", True, passphrase)
            path = self.file(octets)
            command = ["ssh-keygen", "-y", "-f", path, "-P"]
            self.holds(kind, "OpenSSH", form, lambda: same(run(*command, passphrase or "").split()[:2], public))
            if passphrase:
                self.refuses(kind, "OpenSSH", form, lambda: run(*command, "wrong"))
            else:
                read = lambda: serialization.load_ssh_private_key(octets, None)
                self.holds(kind, "cryptography", form, lambda: same(spki(read()), self.public))

    def writes_certificate(self, kind, key):
        octets = self.export(key, "Certificate", False)
        path, form = self.file(octets), "certificate"

        def openssl():
            text = run("openssl", "x509", "-in", path, "-noout", "-subject", "-issuer", "-ext", "keyUsage").decode()
            assert text.count("CN = demo.example") == 2 and "Digital Signature" in text, text
            public = run("openssl", "x509", "-in", path, "-noout", "-pubkey")
            same(run("openssl", "pkey", "-pubin", "-outform", "DER", given=public), self.public)
            run("openssl", "verify", "-attime", str(NOW + 60), "-check_ss_sig", "-partial_chain", "-trusted", path, path)

        def cryptography():
            certificate = x509.load_pem_x509_certificate(octets)
            certificate.verify_directly_issued_by(certificate)
            same(spki(certificate.public_key()), self.public)
            length = certificate.not_valid_after_utc - certificate.not_valid_before_utc
            same(length, datetime.timedelta(days=30), "another length")

        self.holds(kind, "OpenSSL", form, openssl)
        self.holds(kind, "cryptography", form, cryptography)
        self.holds(kind, "jwcrypto", form, lambda: same(jwk.JWK.from_pem(octets).thumbprint(), self.thumbprint))

    def writes_snippets(self, kind, key):
        public = lambda pem: run("openssl", "pkey", "-pubout", "-outform", "DER", given=pem)
        path = self.file(self.export(key, "Environment", True))
        shell = ["sh", "-euc", '. "$0"; printf %b "$JWT_PRIVATE_KEY"', path]
        self.holds(kind, "OpenSSL", "Environment", lambda: same(public(run(*shell)), self.public))

        def kubernetes():
            lines = self.export(key, "Kubernetes", True).decode().splitlines()
            content = dict(line.strip().split(": ", 1) for line in lines[lines.index("data:") + 1:])
            same(public(base64.b64decode(content["private.pem"], validate=True)), self.public)

        def http():
            lines = self.export(key, ".http file", False).decode().splitlines()
            texts = dict(line[1:].split(" = ", 1) for line in lines)
            same(jwk.JWK.from_json(texts["jwk"]).thumbprint(), self.thumbprint)

        def key_set():
            (read,) = jwk.JWKSet.from_json(self.export(key, "JWK Set", False).decode())["keys"]
            same((read.thumbprint(), read.has_private), (self.thumbprint, False))

        self.holds(kind, "OpenSSL", "Kubernetes", kubernetes)
        self.holds(kind, "jwcrypto", ".http file", http)
        self.holds(kind, "jwcrypto", "JWK Set", key_set)

    def writes_secrets(self):
        key = self.workbench.ask("make", kind="oct")["jwk"]
        wanted = jwk.JWK.from_json(key).thumbprint()
        back = lambda octets: jwk.JWK(kty="oct", k=encode(octets)).thumbprint()
        path = self.file(self.export(key, "Environment", True))
        # chance may have made a secret of letters alone; not in the lifetime of this program
        shell = ["sh", "-euc", '. "$0"; printf %s "$JWT_SECRET_BASE64"', path]
        self.holds("oct", "sh", "Environment", lambda: same(back(base64.b64decode(run(*shell))), wanted))
        yaml = self.export(key, "Kubernetes", True).decode().split("  secret: ")[1]
        self.holds("oct", "jwcrypto", "Kubernetes", lambda: same(back(base64.b64decode(yaml)), wanted))
        self.holds("oct", "jwcrypto", "JWK", lambda: same(self.read(key.encode())["thumbprint"], wanted))
        self.writes_encrypted_jwk("oct", key, wanted)

    # the workbench reads

    def reads(self, kind, who, form, octets, public, *passphrases, is_private=True):
        """A file of another program, whose public half is that SPKI."""
        def case():
            found = self.read(octets, *passphrases)
            same(self.export(found["jwk"], "DER", False), public)
            same(found["private"], is_private, "another half")

        self.cases.holds(f"{kind} {form}", f"from {who}", case)
        if passphrases:
            self.cases.refuses(f"{kind} {form}", "the workbench", lambda: self.read(octets, "wrong"))

    def reads_openssl(self, kind):
        pem = run("openssl", "genpkey", "-algorithm", *OPENSSL_KINDS[kind])
        path = self.file(pem, "theirs.pem")
        pkey = lambda *more: run("openssl", "pkey", "-in", path, *more)
        public = pkey("-pubout", "-outform", "DER")
        reads = lambda form, *more, **how: self.reads(kind, "OpenSSL", form, *more, **how)
        reads("PEM private", pem, public)
        reads("DER private", pkey("-outform", "DER"), public)
        reads("PEM public", pkey("-pubout"), public, is_private=False)
        reads("DER public", public, public, is_private=False)
        locked = lambda *how: run("openssl", "pkcs8", "-topk8", "-in", path, "-passout", "env:PASSPHRASE", *how)
        reads("Encrypted PEM", locked("-v2", "aes-256-cbc"), public, PASSPHRASE)
        reads("Encrypted PEM 3DES", locked("-v2", "des3"), public, PASSPHRASE)
        if kind in ("RSA", "P-256", "P-384", "P-521", "secp256k1"):
            reads("Traditional PEM private", pkey("-traditional"), public)
            old = ["-traditional", "-aes256", "-passout", "env:PASSPHRASE"]
            reads("Traditional PEM encrypted", pkey(*old), public, PASSPHRASE)
        if kind in NO_AGREEMENT:
            certificate = run("openssl", "req", "-x509", "-key", path, "-subj", "/CN=theirs", "-days", "2")
            reads("certificate", certificate, public, is_private=False)
            reads("certificate and key", certificate + pem, public)
            chain = self.file(certificate, "theirs.crt")
            for form, more in (("PKCS#12", []), ("PKCS#12 legacy", ["-legacy"])):
                bag = ["openssl", "pkcs12", "-export", "-inkey", path, "-in", chain, "-passout", "env:PASSPHRASE"]
                reads(form, run(*bag, *more), public, PASSPHRASE)

    def reads_ssh(self, kind):
        for form, passphrase in (("OpenSSH", ""), ("OpenSSH encrypted", PASSPHRASE)):
            path = os.path.join(self.folder, "ssh")
            for old in (path, f"{path}.pub"):
                if os.path.exists(old):
                    os.remove(old)
            run("ssh-keygen", "-q", "-t", *SSH_KINDS[kind], "-N", passphrase, "-C", "a comment", "-f", path)
            with open(f"{path}.pub", "rb") as line, open(path, "rb") as private:
                line, private = line.read(), private.read()
            public = spki(serialization.load_ssh_public_key(line))
            self.reads(kind, "OpenSSH", form, private, public, *([passphrase] if passphrase else []))
            self.reads(kind, "OpenSSH", "line", line, public, is_private=False)

    def reads_cryptography(self, kind):
        key = PYTHON_KINDS[kind]()
        public, formats = spki(key), serialization.PrivateFormat
        plain, locked = serialization.NoEncryption(), serialization.BestAvailableEncryption(PASSPHRASE.encode())
        pem, der = serialization.Encoding.PEM, serialization.Encoding.DER
        reads = lambda form, *more, **how: self.reads(kind, "cryptography", form, *more, **how)
        reads("PEM private", key.private_bytes(pem, formats.PKCS8, plain), public)
        reads("DER private", key.private_bytes(der, formats.PKCS8, plain), public)
        reads("Encrypted PEM", key.private_bytes(pem, formats.PKCS8, locked), public, PASSPHRASE)
        subject = serialization.PublicFormat.SubjectPublicKeyInfo
        reads("PEM public", key.public_key().public_bytes(pem, subject), public, is_private=False)
        if kind in ("RSA", "P-256", "P-384", "P-521", "secp256k1"):
            reads("Traditional PEM private", key.private_bytes(pem, formats.TraditionalOpenSSL, plain), public)
        if kind in SSH_KINDS:
            reads("OpenSSH", key.private_bytes(pem, formats.OpenSSH, plain), public)
        if kind in NO_AGREEMENT:
            certificate = self.certificate(kind, key)
            reads("certificate", certificate.public_bytes(pem), public, is_private=False)
            bag = pkcs12.serialize_key_and_certificates(b"theirs", key, certificate, None, locked)
            reads("PKCS#12", bag, public, PASSPHRASE)

    def certificate(self, kind, key):
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "theirs")])
        start = datetime.datetime(2026, 1, 1)
        made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        made = made.serial_number(x509.random_serial_number()).not_valid_before(start)
        made = made.not_valid_after(start + datetime.timedelta(days=9))
        return made.sign(key, None if kind in ("Ed25519", "Ed448") else hashes.SHA256())

    def reads_jwcrypto(self, kind):
        kty = "RSA" if kind == "RSA" else "EC" if kind.startswith(("P", "s")) else "OKP"
        key = jwk.JWK.generate(kty=kty, **({"size": 2048} if kty == "RSA" else {"crv": kind}))
        public = spki(serialization.load_pem_public_key(key.export_to_pem(False, None)))
        reads = lambda form, *more, **how: self.reads(kind, "jwcrypto", form, *more, **how)
        reads("JWK", key.export().encode(), public)
        reads("JWK Set", json.dumps({"keys": [key.export_public(as_dict=True)]}).encode(), public, is_private=False)
        reads("PEM private", key.export_to_pem(True, None), public)
        reads("Encrypted PEM", key.export_to_pem(True, PASSPHRASE.encode()), public, PASSPHRASE)
        for compact, content, cty in (
            (True, key.export(), "jwk+json"),
            (False, json.dumps({"keys": [key.export(as_dict=True)]}), "jwk-set+json"),
            (True, key.export(), None),
        ):
            header = {"alg": "PBES2-HS256+A128KW", "enc": "A128CBC-HS256"} | ({"cty": cty} if cty else {})
            token = jwe.JWE(content.encode(), json.dumps(header), recipient=jwk.JWK.from_password(PASSPHRASE))
            reads(f"Encrypted JWK {cty or 'without cty'}", token.serialize(compact).encode(), public, PASSPHRASE)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("peer")
    arguments.add_argument("--cases", type=int, default=2, help="keys of each kind")
    arguments.add_argument("--seed", type=int, default=1)
    chosen = arguments.parse_args()
    workbench, cases, begin = Workbench(chosen.peer), Cases(chosen.seed), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        files = KeyFiles(workbench, cases, folder)
        for kind in OPENSSL_KINDS:
            for _ in range(chosen.cases if kind != "RSA" else 1):
                files.writes(kind)
                files.reads_openssl(kind)
                files.reads_cryptography(kind)
                files.reads_jwcrypto(kind)
                if kind in SSH_KINDS:
                    files.reads_ssh(kind)
        files.writes_secrets()
    cases.report(time.monotonic() - begin)


if __name__ == "__main__":
    main()
