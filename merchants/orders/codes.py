"""What a buyer shows for her goods, at the counter, at a pickup point or at her door: digits to say, or a picture to scan. Kept nowhere."""

from __future__ import annotations

import hmac
from datetime import datetime
from uuid import UUID

from django.utils.crypto import salted_hmac

from ecosystem.kernel.tokens import signed_token, subject_of

DIGITS = 4
MARK, SALT = "TCO", "orders.shown"


def code_of(order_id: UUID) -> str:
    """The digits that the buyer tells: hers for the order, whoever hands it over. Only her page shows them."""
    digest = salted_hmac("delivery.door_code", order_id.hex, algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8]) % 10**DIGITS:0{DIGITS}d}"


def token_of(order_id: UUID, at: datetime) -> str:
    """What her screen shows as a QR code, new each time; a picture of it is stale within a minute."""
    return signed_token(MARK, order_id.hex, salt=SALT, at=at)


def order_of(shown: str, at: datetime) -> UUID | None:
    """The order that a scanned code is for, if it is ours and not a minute old."""
    subject = subject_of(shown, MARK, salt=SALT, at=at)
    return UUID(subject) if subject else None


def is_right(order_id: UUID, shown: str, *, at: datetime) -> bool:
    """Whether what was said or scanned is this order's."""
    said = "".join(shown.split())
    return hmac.compare_digest(said.encode(), code_of(order_id).encode()) or order_of(said, at) == order_id
