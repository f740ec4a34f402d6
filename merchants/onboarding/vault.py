"""Private files and personal numbers: sealed with a key that is not in the database.

A file lies under its own random id, outside everything that is served, and is sealed with
AES-256-GCM bound to that id: a file put in another's place does not open. A personal number is
kept as a code name, HMAC-SHA256 under a second key: equal numbers are found equal, none is found out.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from ecosystem.kernel.keeping import kept_secret

KEY_FILE = "documents-key"
NONCE = 12


class Unreadable(RuntimeError):
    """A document that was kept is gone, or was changed on disk."""


def store(document_id: UUID, content: bytes) -> None:
    """Seal and keep; written beside and then renamed, so that a file is whole or absent."""
    path = _path(document_id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    nonce = secrets.token_bytes(NONCE)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as kept:
        kept.write(nonce + AESGCM(_key("file")).encrypt(nonce, content, document_id.bytes))
    fresh.replace(path)


def read(document_id: UUID) -> bytes:
    """Raises ``Unreadable``."""
    try:
        sealed = _path(document_id).read_bytes()
        return AESGCM(_key("file")).decrypt(sealed[:NONCE], sealed[NONCE:], document_id.bytes)
    except (OSError, InvalidTag) as fault:
        raise Unreadable(str(document_id)) from fault


def destroy(document_id: UUID) -> None:
    _path(document_id).unlink(missing_ok=True)


def code_name_of(number: str) -> str:
    """128 bits in hexadecimal; the same number is the same name as long as the key is kept."""
    return hmac.new(_key("number"), number.encode(), hashlib.sha256).hexdigest()[:32]


def _path(document_id: UUID) -> Path:
    name = document_id.hex
    return Path(settings.STATE_DIR) / "documents" / name[-2:] / name


def _key(purpose: str) -> bytes:
    """One secret, another key for each purpose."""
    text = settings.DOCUMENTS_KEY or kept_secret(Path(settings.STATE_DIR) / KEY_FILE, lambda: secrets.token_hex(32))
    try:
        secret = bytes.fromhex(text.strip())
    except ValueError:
        secret = b""
    if len(secret) != 32:
        raise ImproperlyConfigured("DOCUMENTS_KEY must be 32 bytes in hexadecimal")
    return hmac.new(secret, purpose.encode(), hashlib.sha256).digest()
