"""Short-lived signed words: what a screen shows as a QR code and a till reads, stale within a minute unless said otherwise.

The signature is ECDSA over P-256, which every browser can verify: who reads tokens needs the verifying key alone, so that a
till without a network holds nothing that could make one. Each kind of token has a key of its own, derived from ``SECRET_KEY``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.utils.crypto import salted_hmac

from . import base64url

TOKEN_LIVES = timedelta(seconds=60)
CLOCKS_DIFFER = timedelta(seconds=5)
HALF = 32
# The order of P-256's group: a private key is a number from 1 to one less (SEC 2, 2.4.2).
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True, slots=True)
class Read:
    """What a token of ours is for, and when it was made."""

    subject: str
    made_at: int


def signed_token(mark: str, subject: str, *, salt: str, at: datetime) -> str:
    """``MARK.subject.moment.signature``; neither mark nor subject holds a full stop."""
    said = f"{mark}.{subject}.{int(at.timestamp())}"
    r, s = decode_dss_signature(_key(settings.SECRET_KEY, salt).sign(said.encode(), ec.ECDSA(SHA256())))
    return f"{said}.{base64url.encode(r.to_bytes(HALF, 'big') + s.to_bytes(HALF, 'big'))}"


def subject_of(token: str, mark: str, *, salt: str, at: datetime, lives: timedelta = TOKEN_LIVES) -> str | None:
    """What a token is for, if it is ours, of this mark, and not older than it lives."""
    found = read_token(token, mark, salt=salt, at=at, lives=lives)
    return found.subject if found else None


def read_token(token: str, mark: str, *, salt: str, at: datetime, lives: timedelta = TOKEN_LIVES) -> Read | None:
    """As ``subject_of``, with the moment beside it."""
    parts = token.strip().split(".")
    if len(parts) != 4 or parts[0] != mark or not parts[2].isdecimal() or len(parts[2]) > 12:
        return None
    if not _is_signed(said_by(token), parts[3], salt):
        return None
    moment = int(parts[2])
    age = at.timestamp() - moment
    return Read(parts[1], moment) if -CLOCKS_DIFFER.total_seconds() <= age <= lives.total_seconds() else None


def said_by(token: str) -> str:
    """All of a token but its signature: what a token that is good once is known by, since one may be signed in more ways than one."""
    return token.strip().rpartition(".")[0]


def verifying_key(salt: str) -> dict[str, str]:
    """The public half as a JSON Web Key (RFC 7517), for who reads tokens of this kind elsewhere."""
    numbers = _key(settings.SECRET_KEY, salt).public_key().public_numbers()
    x, y = (base64url.encode(number.to_bytes(HALF, "big")) for number in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def _is_signed(said: str, signature: str, salt: str) -> bool:
    try:
        halves = base64url.decode(signature)
        if len(halves) != 2 * HALF:
            return False
        r, s = int.from_bytes(halves[:HALF], "big"), int.from_bytes(halves[HALF:], "big")
        _key(settings.SECRET_KEY, salt).public_key().verify(encode_dss_signature(r, s), said.encode(), ec.ECDSA(SHA256()))
    except (ValueError, InvalidSignature):
        return False
    return True


@lru_cache(maxsize=32)
def _key(secret: str, salt: str) -> ec.EllipticCurvePrivateKey:
    """The same for the same secret; twice the width of the order, so that no key is likelier than another."""
    wide = salted_hmac(salt, "tokens", secret=secret, algorithm="sha512").digest()
    return ec.derive_private_key(int.from_bytes(wide, "big") % (ORDER - 1) + 1, ec.SECP256R1())
