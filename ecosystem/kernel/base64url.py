"""Base64 for addresses, headers and codes, without the padding (RFC 4648, 5)."""

from __future__ import annotations

from base64 import b64decode, urlsafe_b64encode


def encode(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Raises ``ValueError`` for what is no such text."""
    return b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
