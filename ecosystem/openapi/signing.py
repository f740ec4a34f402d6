"""A detached JWS (RFC 7515 appendix F) over the very bytes of a request's body, by EdDSA (RFC 8037).

``X-JWS-Signature: <protected>..<signature>``; the protected header says ``alg``, ``kid`` (the client), ``iat`` (seconds) and ``path``. What is
signed is for one address and for minutes. A request that somebody sends once more changes nothing: its facts have keys.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ecosystem.kernel import base64url

from .errors import SignatureRefused
from .models import Client

HEADER = "X-JWS-Signature"
OLDEST, NEWEST = timedelta(minutes=5), timedelta(seconds=60)
FIELDS = {"alg", "kid", "iat", "path"}
LONGEST = 1_024


def client_signed(*, header: str, path: str, body: bytes, at: datetime) -> Client:
    """The live client that signed these bytes for this address. Raises ``SignatureRefused``."""
    protected, signature = _parts(header)
    try:
        told = json.loads(_decoded(protected))
        client_id, signed_at = UUID(told["kid"]), datetime.fromtimestamp(int(told["iat"]), UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        raise SignatureRefused from None
    if set(told) != FIELDS or told["alg"] != "EdDSA" or told["path"] != path or not at - OLDEST <= signed_at <= at + NEWEST:
        raise SignatureRefused
    client = Client.objects.filter(pk=client_id, status=Client.Status.LIVE).first()
    if client is None:
        raise SignatureRefused
    try:
        Ed25519PublicKey.from_public_bytes(bytes(client.public_key)).verify(_decoded(signature), signing_input(protected, body))
    except (InvalidSignature, ValueError):
        raise SignatureRefused from None
    return client


def signing_input(protected: str, body: bytes) -> bytes:
    return f"{protected}.".encode() + base64url.encode(body).encode()


def _parts(header: str) -> tuple[str, str]:
    parts = header.split(".")
    if len(header) > LONGEST or len(parts) != 3 or parts[1]:
        raise SignatureRefused
    return parts[0], parts[2]


def _decoded(text: str) -> bytes:
    try:
        return base64url.decode(text)
    except ValueError:
        raise SignatureRefused from None
