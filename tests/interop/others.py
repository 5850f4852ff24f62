"""Two independent implementations behind one door. Each refuses by raising; keys are JWK texts."""

import functools
import json
import warnings

from joserfc import errors, jwe as rjwe, jwk as rjwk, jws as rjws
from jwcrypto import jwe as cjwe, jwk as cjwk, jws as cjws

warnings.simplefilter("ignore")

KEY_TYPE = {"HS": "oct", "RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP", "ML": "AKP"}
CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521", "ES256K": "secp256k1", "Ed25519": "Ed25519",
          "EdDSA": "Ed25519", "Ed448": "Ed448"}


def general(token):
    return "signatures" in token or "recipients" in token


class Jwcrypto:
    name = "jwcrypto"
    sign_algs = {n for n, a in cjws.JWA.algorithms_registry.items() if a.algorithm_use == "sig"}
    encrypt_algs = {n for n, a in cjws.JWA.algorithms_registry.items() if a.algorithm_use == "kex"}

    def generate(self, alg, kind=None):
        kty = kind or KEY_TYPE[alg[:2]]
        if kty == "oct":
            return cjwk.JWK.generate(kty="oct", size=512).export()
        if kty == "RSA":
            return cjwk.JWK.generate(kty="RSA", size=2048).export()
        if kty == "AKP":
            return cjwk.JWK.generate(kty="AKP", alg=alg).export()
        return cjwk.JWK.generate(kty=kty, crv=CURVES[alg]).export()

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
        token = cjws.JWS(payload)
        token.allowed_algs = [alg for alg, *_ in signatures]
        for alg, key, protected, header in signatures:
            token.add_signature(self.key(key), alg, json.dumps(protected), header and json.dumps(header))
        if detached:
            token.detach_payload()
        return token.serialize(compact=form == "compact")

    def verify(self, token, alg, key, payload=None):
        read = cjws.JWS()
        read.allowed_algs = [alg]
        read.deserialize(token)
        read.verify(self.key(key), alg, detached_payload=payload)
        if not read.is_valid:
            raise ValueError("invalid")
        found = payload if payload is not None else read.payload
        return found.encode() if isinstance(found, str) else found

    def encrypt(self, protected, plaintext, recipients, form, unprotected=None, aad=None):
        algs = [a for a, *_ in recipients] + list(cjwe.default_allowed_algs)
        token = cjwe.JWE(plaintext, json.dumps(protected), unprotected=unprotected and json.dumps(unprotected),
                         aad=aad, algs=algs)
        for _, key, header in recipients:
            token.add_recipient(self.key(key), header and json.dumps(header))
        return token.serialize(compact=form == "compact")

    def decrypt(self, token, alg, enc, key):
        read = cjwe.JWE(algs=[alg, enc])
        read.deserialize(token, self.key(key))
        return read.payload


class Joserfc:
    name = "joserfc"
    sign_algs = set(rjws.JWSRegistry.algorithms) - {"none"}
    encrypt_algs = set(rjwe.JWERegistry.algorithms["alg"])

    def generate(self, alg, kind=None):
        kty = kind or KEY_TYPE[alg[:2]]
        size = {"oct": 512, "RSA": 2048}.get(kty) or CURVES[alg]
        key = rjwk.generate_key(kty, size, private=True, auto_kid=False)
        return json.dumps(key.as_dict(private=True))

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
        if form == "compact":
            alg, key, protected, _ = signatures[0]
            token = rjws.serialize_compact({"alg": alg, **protected}, payload, self.key(key), registry=registry)
            return rjws.detach_content(token) if detached else token
        members = [{"protected": {"alg": alg, **protected}, **({"header": header} if header else {})}
                   for alg, _, protected, header in signatures]
        keys = rjwk.KeySet([self.key(key) for _, key, *_ in signatures])
        one = len(keys.keys) == 1
        token = rjws.serialize_json(members[0] if form == "flattened" else members, payload,
                                    keys.keys[0] if one else keys, registry=registry)
        return json.dumps(rjws.detach_content(token) if detached else token)

    def verify(self, token, alg, key, payload=None):
        registry = self.jws_registry([alg])
        if not token.startswith("{"):
            return rjws.deserialize_compact(token, self.key(key), registry=registry, payload=payload).payload
        return rjws.deserialize_json(json.loads(token), self.key(key), registry=registry).payload

    def encrypt(self, protected, plaintext, recipients, form, unprotected=None, aad=None):
        registry = self.jwe_registry([a for a, *_ in recipients] + [protected["enc"]])
        if form == "compact":
            return rjwe.encrypt_compact(protected, plaintext, self.key(recipients[0][1]), registry=registry)
        kind = rjwe.GeneralJSONEncryption if form == "general" else rjwe.FlattenedJSONEncryption
        token = kind(protected, plaintext, unprotected, aad)
        for _, key, header in recipients:
            token.add_recipient(header, self.key(key))
        return json.dumps(rjwe.encrypt_json(token, None, registry=registry))

    def decrypt(self, token, alg, enc, key):
        registry = self.jwe_registry([alg, enc])
        if not token.startswith("{"):
            return rjwe.decrypt_compact(token, self.key(key), registry=registry).plaintext
        return rjwe.decrypt_json(json.loads(token), self.key(key), registry=registry).plaintext
