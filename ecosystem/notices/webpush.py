"""Waking a browser: a message that only it can read, from a server that it knows.

Encryption is RFC 8291 over the content coding ``aes128gcm`` (RFC 8188), one record; the server says who it is by VAPID
(RFC 8292), a JSON Web Token signed with ES256. Small enough to keep, and no further dependency with another licence.
"""

from __future__ import annotations

import json
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from ecosystem.kernel import base64url
from ecosystem.kernel.keeping import kept_secret

CURVE = ec.SECP256R1()
KEY_FILE = "vapid-private-key"
RECORD = 4096
# One record holds the message, a delimiter and the tag of AES-GCM; push services take 4,096 bytes in all (RFC 8030, 7.2).
HEADER = 16 + 4 + 1 + 65
LONGEST = RECORD - HEADER - 1 - 16
TOKEN_LASTS = timedelta(hours=12)


class UnusableDevice(ValueError):
    """The keys that a browser sent are none."""


def decode(text: str) -> bytes:
    """Raises ``UnusableDevice``."""
    try:
        return base64url.decode(text)
    except ValueError as error:
        raise UnusableDevice from error


def point_of(public: bytes) -> ec.EllipticCurvePublicKey:
    """Raises ``UnusableDevice`` for what is no point of the curve."""
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, public)
    except ValueError as error:
        raise UnusableDevice from error


def public_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def encrypted(message: bytes, *, p256dh: str, auth: str, salt: bytes | None = None, key: ec.EllipticCurvePrivateKey | None = None) -> bytes:
    """The body of a push request for the browser with these keys. ``salt`` and ``key`` are fresh but for the RFC's example.

    Raises:
        UnusableDevice: the keys are none.
        ValueError: the message is longer than one record.
    """
    if len(message) > LONGEST:
        raise ValueError("a push message is one record")
    salt, key = salt or secrets.token_bytes(16), key or ec.generate_private_key(CURVE)
    theirs, ours = decode(p256dh), public_bytes(key)
    secret = key.exchange(ec.ECDH(), point_of(theirs))
    content_key, nonce = content_keys(secret, decode(auth), theirs, ours, salt)
    # 2 delimits the last record (RFC 8188, 2).
    sealed = AESGCM(content_key).encrypt(nonce, message + b"\x02", None)
    return salt + RECORD.to_bytes(4, "big") + len(ours).to_bytes(1, "big") + ours + sealed


def content_keys(secret: bytes, auth: bytes, theirs: bytes, ours: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """Key and nonce of the one record (RFC 8291, 3.4); ``theirs`` is the browser's public key, ``ours`` the sender's for this message."""
    base = _hkdf(auth, secret, b"WebPush: info\0" + theirs + ours, 32)
    return _hkdf(salt, base, b"Content-Encoding: aes128gcm\0", 16), _hkdf(salt, base, b"Content-Encoding: nonce\0", 12)


def _hkdf(salt: bytes, material: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(material)


def server_key() -> ec.EllipticCurvePrivateKey:
    """``VAPID_PRIVATE_KEY`` (32 bytes in hexadecimal), or the key in the state folder. A browser lets in one key's owner alone."""
    text = settings.VAPID_PRIVATE_KEY or kept_secret(Path(settings.STATE_DIR) / KEY_FILE, _fresh_key)
    try:
        return ec.derive_private_key(int(text.strip(), 16), CURVE)
    except ValueError:
        raise ImproperlyConfigured("VAPID_PRIVATE_KEY must be 32 bytes in hexadecimal") from None


def _fresh_key() -> str:
    return f"{ec.generate_private_key(CURVE).private_numbers().private_value:064x}"


def headers_for(endpoint: str, *, urgent: bool, at: datetime) -> dict[str, str]:
    """Headers of a push request: who sends, for how long it is news, and whether a sleeping phone should wake for it."""
    key, parts = server_key(), urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": int((at + TOKEN_LASTS).timestamp()), "sub": settings.VAPID_SUBJECT}
    signed = ".".join(base64url.encode(json.dumps(part, separators=(",", ":")).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    token = f"{signed}.{base64url.encode(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"
    return {
        "Authorization": f"vapid t={token}, k={base64url.encode(public_bytes(key))}",
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": "3600",
        "Urgency": "high" if urgent else "normal",
    }
