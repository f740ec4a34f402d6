"""The key that signs the chain: from the environment, or made once in the state folder."""

from __future__ import annotations

from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from ecosystem.kernel.keeping import kept_secret

FILE = "audit-signing-key"


def signing_key() -> Ed25519PrivateKey:
    """``AUDIT_SIGNING_KEY`` (32 bytes in hexadecimal), or the key in the state folder."""
    text = settings.AUDIT_SIGNING_KEY or kept_secret(Path(settings.STATE_DIR) / FILE, lambda: Ed25519PrivateKey.generate().private_bytes_raw().hex())
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text.strip()))
    except ValueError:
        raise ImproperlyConfigured("AUDIT_SIGNING_KEY must be 32 bytes in hexadecimal") from None


def trusted_signers() -> set[bytes]:
    """Public keys whose seals are believed: today's, and earlier ones named in ``AUDIT_EARLIER_SIGNERS``."""
    return {public_bytes(signing_key())} | {bytes.fromhex(name) for name in settings.AUDIT_EARLIER_SIGNERS}


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def is_signed(signer: bytes, signature: bytes, said: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(signer).verify(signature, said)
    except InvalidSignature:
        return False
    return True
