"""`X-Hub-Signature`: which content comes from whom it should (§7.1, §8)."""

import hmac

METHODS = ("sha256", "sha384", "sha512", "sha1")
"""Recognized by the specification (§7.1.1). We sign with the first; SHA-1 as an HMAC is weak in no known way."""


def sign(secret: str, body: bytes) -> str:
    """The header's value for content sent to a subscriber who gave this secret."""
    return f"{METHODS[0]}={_digest(secret, body, METHODS[0])}"


def is_signed(header: str, secret: str, body: bytes) -> bool:
    """Whether the header's value is the signature of this content with this secret, by any recognized method."""
    method, _, signature = header.strip().partition("=")
    method = method.lower()
    if method not in METHODS or not signature.isascii():
        return False
    return hmac.compare_digest(_digest(secret, body, method), signature.lower())


def _digest(secret: str, body: bytes, method: str) -> str:
    return hmac.new(secret.encode(), body, method).hexdigest()
