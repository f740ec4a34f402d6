"""Codes, tokens that soon go stale, and what each use of a voucher is worth."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils.crypto import salted_hmac

from ecosystem.kernel.codes import code_typed
from ecosystem.kernel.money import refund_minor
from ecosystem.kernel.tokens import signed_token, subject_of

# Eighty bits: a code is worth what it was bought for.
CODE_LENGTH = 16
UNDO_WITHIN = timedelta(minutes=5)
MARK, SALT = "TCV", "vouchers.token"


def spaced(code: str) -> str:
    """As people read it out: four by four."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def digest_of(code: str) -> bytes:
    """A keyed hash: whoever reads the table can neither use a code nor try codes out."""
    return salted_hmac("vouchers.code", code_typed(code), algorithm="sha256").digest()


def token_of(voucher_id: UUID, at: datetime) -> str:
    """What a holder's screen shows as a QR code, new each time; a picture of it is stale within a minute."""
    return signed_token(MARK, voucher_id.hex, salt=SALT, at=at)


def voucher_of(token: str, at: datetime) -> UUID | None:
    """The voucher that a token is for, if it is ours and not a minute old."""
    subject = subject_of(token, MARK, salt=SALT, at=at)
    return UUID(subject) if subject else None


def is_token(text: str) -> bool:
    return text.strip().startswith(f"{MARK}.")


def worth_of_use(price_minor: int, uses: int, number: int) -> int:
    """R5 over the uses: all uses together are worth the price to the fen, and what is left is the price less what was released."""
    return refund_minor(price_minor, Decimal(uses), Decimal(number - 1), Decimal(number))
