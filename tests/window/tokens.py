"""Tokens and keys for the scenarios, made with Python's standard library only."""

import base64
import hashlib
import hmac
import json


def base64url(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def part(value):
    return base64url(json.dumps(value, separators=(",", ":")).encode())


def hs256(claims, secret, **header):
    """A compact JWS with HS256 (RFC 7515, RFC 7518 3.2)."""
    signing_input = part({"alg": "HS256", "typ": "JWT"} | header) + "." + part(claims)
    return signing_input + "." + base64url(hmac.new(secret, signing_input.encode(), hashlib.sha256).digest())


def secret_jwk(secret, kid):
    """The secret as a JWK (RFC 7517)."""
    return json.dumps({"kty": "oct", "k": base64url(secret), "kid": kid, "alg": "HS256"})


# The example of RFC 7515 A.1: its line breaks are part of it, and so of the signature.
RFC_7515_A1 = (
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
    ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
)
RFC_7515_A1_KEY = json.dumps({
    "kty": "oct",
    "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
})
