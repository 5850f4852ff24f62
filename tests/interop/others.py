"""Independent implementations behind one door. Each refuses by raising; keys are JWK texts.

A signature is (alg, key, protected header, unprotected header), a recipient (alg, key, unprotected header).
"""

import functools
import json
import os
import warnings

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from joserfc import errors, jwe as rjwe, jwk as rjwk, jws as rjws
from jwcrypto import jwa as cjwa, jwe as cjwe, jwk as cjwk, jws as cjws

from workbench import decode, encode

warnings.simplefilter("ignore")

KEY_TYPE = {"HS": "oct", "RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP", "ML": "AKP"}
CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521", "ES256K": "secp256k1", "Ed25519": "Ed25519",
          "EdDSA": "Ed25519", "Ed448": "Ed448"}


def key_parameters(alg, curve, bits):
    """Key type, and curve or size."""
    if bits:
        return "oct", bits
    if curve:
        return ("OKP" if curve.startswith("X") else "EC"), curve
    kty = KEY_TYPE.get(alg[:2])
    return kty, {"oct": 512, "RSA": 2048}.get(kty) or CURVES.get(alg)


class Jwcrypto:
    name = "jwcrypto"
    sign_algs = {name for name, row in cjwa.JWA.algorithms_registry.items() if row.algorithm_use == "sig"}
    encrypt_algs = {name for name, row in cjwa.JWA.algorithms_registry.items() if row.algorithm_use == "kex"}
    content = {"A128GCM", "A192GCM", "A256GCM", "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512"}
    detaches = {"compact", "flattened"}
    # it decodes the payload of a compact token whatever b64 says
    reads_unencoded = {"flattened"}

    def generate(self, alg, curve=None, bits=None):
        kty, size = key_parameters(alg, curve, bits)
        parameters = {"oct": {"size": size}, "RSA": {"size": size}, "AKP": {"alg": alg}}.get(kty, {"crv": size})
        return cjwk.JWK.generate(kty=kty, **parameters).export()

    # reading an RSA key checks its numbers, which takes longer than a signature
    @functools.lru_cache(64)
    def key(self, text):
        return cjwk.JWK.from_json(text)

    def from_pem(self, pem):
        return cjwk.JWK.from_pem(pem.encode()).export()

    def to_pem(self, text, private):
        return self.key(text).export_to_pem(private, None).decode()

    def thumbprint(self, text):
        return self.key(text).thumbprint()

    def sign(self, signatures, payload, form, detached=False):
        is_text = signatures[0][2].get("b64") is False
        token = cjws.JWS(payload.decode() if is_text else payload)
        token.allowed_algs = [alg for alg, *_ in signatures]
        for alg, key, protected, header in signatures:
            token.add_signature(self.key(key), alg, json.dumps(protected), header and json.dumps(header))
        if detached:
            token.detach_payload()
        return token.serialize(compact=form == "compact")

    def verify(self, token, algs, key, payload=None):
        read = cjws.JWS()
        read.allowed_algs = algs
        read.deserialize(token)
        read.verify(self.key(key), detached_payload=payload)
        if not read.is_valid:
            raise ValueError("invalid")
        found = payload if payload is not None else read.payload
        return found.encode() if isinstance(found, str) else found

    def encrypt(self, protected, plaintext, recipients, form, unprotected=None, aad=None):
        algs = [alg for alg, *_ in recipients] + [protected["enc"]]
        token = cjwe.JWE(plaintext, json.dumps(protected), unprotected and json.dumps(unprotected), aad, algs)
        for _, key, header in recipients:
            token.add_recipient(self.key(key), header and json.dumps(header))
        return token.serialize(compact=form == "compact")

    def decrypt(self, token, algs, key):
        read = cjwe.JWE(algs=algs)
        read.deserialize(token, self.key(key))
        return read.payload


class Joserfc:
    name = "joserfc"
    sign_algs = set(rjws.JWSRegistry.algorithms) - {"none"}
    encrypt_algs = set(rjwe.JWERegistry.algorithms["alg"])
    content = set(rjwe.JWERegistry.algorithms["enc"])
    detaches = {"compact"}
    reads_unencoded = {"compact", "flattened"}

    def generate(self, alg, curve=None, bits=None):
        kty, size = key_parameters(alg, curve, bits)
        return json.dumps(rjwk.generate_key(kty, size, private=True, auto_kid=False).as_dict(private=True))

    @functools.lru_cache(64)
    def key(self, text):
        return rjwk.import_key(json.loads(text))

    def from_pem(self, pem):
        for kind in (rjwk.RSAKey, rjwk.ECKey, rjwk.OKPKey):
            try:
                return json.dumps(kind.import_key(pem).as_dict())
            except (ValueError, errors.JoseError):
                continue
        raise ValueError("no kind of key")

    def to_pem(self, text, private):
        return self.key(text).as_pem(private=private).decode()

    def thumbprint(self, text):
        return self.key(text).thumbprint()

    def jws_registry(self, algs):
        return rjws.JWSRegistry(algorithms=algs, strict_check_header=False)

    def jwe_registry(self, algs):
        return rjwe.JWERegistry(algorithms=[*algs, "DEF"], strict_check_header=False, verify_all_recipients=False)

    def sign(self, signatures, payload, form, detached=False):
        registry = self.jws_registry([alg for alg, *_ in signatures])
        alg, key, protected, _ = signatures[0]
        if form == "compact":
            token = rjws.serialize_compact(protected, payload, self.key(key), registry=registry)
            return rjws.detach_content(token) if detached else token
        members = [{"protected": protected, **({"header": header} if header else {})}
                   for _, _, protected, header in signatures]
        if form == "flattened":
            return json.dumps(rjws.serialize_json(members[0], payload, self.key(key), registry=registry))
        by_alg = {alg: self.key(key) for alg, key, *_ in signatures}
        find = lambda member: by_alg[member.headers()["alg"]]
        return json.dumps(rjws.serialize_json(members, payload, find, registry=registry))

    def verify(self, token, algs, key, payload=None):
        registry = self.jws_registry(algs)
        if not token.startswith("{"):
            return rjws.deserialize_compact(token, self.key(key), registry=registry, payload=payload).payload
        return rjws.deserialize_json(json.loads(token), self.key(key), registry=registry).payload

    def encrypt(self, protected, plaintext, recipients, form, unprotected=None, aad=None):
        registry = self.jwe_registry([alg for alg, *_ in recipients] + [protected["enc"]])
        if form == "compact":
            return rjwe.encrypt_compact(protected, plaintext, self.key(recipients[0][1]), registry=registry)
        kind = rjwe.GeneralJSONEncryption if form == "general" else rjwe.FlattenedJSONEncryption
        token = kind(protected, plaintext, unprotected, aad)
        for _, key, header in recipients:
            token.add_recipient(header or {}, self.key(key))
        return json.dumps(rjwe.encrypt_json(token, None, registry=registry))

    def decrypt(self, token, algs, key):
        registry = self.jwe_registry(algs)
        if not token.startswith("{"):
            return rjwe.decrypt_compact(token, self.key(key), registry=registry).plaintext
        return rjwe.decrypt_json(json.loads(token), self.key(key), registry=registry).plaintext


class Primitives:
    """RSA-OAEP with SHA-384 and SHA-512, which neither library knows, put together by hand."""

    name = "cryptography"
    sign_algs = set()
    encrypt_algs = {"RSA-OAEP-384", "RSA-OAEP-512"}
    content = {"A128GCM", "A192GCM", "A256GCM"}
    detaches = set()

    def generate(self, alg, curve=None, bits=None):
        return cjwk.JWK.generate(kty="RSA", size=2048).export()

    @functools.lru_cache(64)
    def key(self, text):
        return cjwk.JWK.from_json(text)

    def padding(self, alg):
        digest = {"RSA-OAEP-384": hashes.SHA384(), "RSA-OAEP-512": hashes.SHA512()}[alg]
        return padding.OAEP(mgf=padding.MGF1(digest), algorithm=digest, label=None)

    def encrypt(self, protected, plaintext, recipients, form, unprotected=None, aad=None):
        (alg, key, _), = recipients
        content_key, iv = os.urandom(int(protected["enc"][1:4]) // 8), os.urandom(12)
        wrapped = self.key(key).get_op_key("wrapKey").encrypt(content_key, self.padding(alg))
        header = encode(json.dumps(protected).encode())
        sealed = AESGCM(content_key).encrypt(iv, plaintext, header.encode())
        return ".".join([header, *map(encode, (wrapped, iv, sealed[:-16], sealed[-16:]))])

    def decrypt(self, token, algs, key):
        header, wrapped, iv, ciphertext, tag = token.split(".")
        alg = json.loads(decode(header))["alg"]
        content_key = self.key(key).get_op_key("unwrapKey").decrypt(decode(wrapped), self.padding(alg))
        return AESGCM(content_key).decrypt(decode(iv), decode(ciphertext) + decode(tag), header.encode())
