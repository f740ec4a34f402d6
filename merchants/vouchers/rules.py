"""Codes, tokens that soon go stale, and what each use of a voucher is worth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils.crypto import salted_hmac

from ecosystem.kernel import base64url
from ecosystem.kernel.codes import code_typed
from ecosystem.kernel.money import refund_minor
from ecosystem.kernel.tokens import TOKEN_LIVES, read_token, signed_token, verifying_key

# Eighty bits: a code is worth what it was bought for.
CODE_LENGTH = 16
UNDO_WITHIN = timedelta(minutes=5)
MARK, SALT = "TCV", "vouchers.token"
# How old a code may be that a till without a network takes: its clock and the one the code was made by are a little apart.
LIVES_OFFLINE = timedelta(minutes=4)
# What was taken without a network is sent in within so long; after that a manager decides whether it is booked.
OFFLINE_LASTS = timedelta(hours=72)
EVER = timedelta(days=36_500)
WIDTH = 16 + 16 + 2


@dataclass(frozen=True, slots=True)
class Shown:
    """What a code on a screen says: which voucher, of which product, how many uses were left, and when it was made."""

    voucher_id: UUID
    product_id: UUID
    left: int
    made_at: datetime


def spaced(code: str) -> str:
    """As people read it out: four by four."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def digest_of(code: str) -> bytes:
    """A keyed hash: whoever reads the table can neither use a code nor try codes out."""
    return salted_hmac("vouchers.code", code_typed(code), algorithm="sha256").digest()


def signed(voucher_id: UUID, product_id: UUID, left: int, at: datetime) -> str:
    """What a holder's screen shows as a QR code, new each time; a picture of it is stale within a minute.

    It says all that a till without a network must know, in the way that ``till/voucher.js`` reads it.
    """
    return signed_token(MARK, base64url.encode(voucher_id.bytes + product_id.bytes + left.to_bytes(2, "big")), salt=SALT, at=at)


def read(token: str, at: datetime, *, lives: timedelta = TOKEN_LIVES) -> Shown | None:
    """What a token says, if it is ours and not older than it lives."""
    found = read_token(token, MARK, salt=SALT, at=at, lives=lives)
    raw = base64url.decode(found.subject) if found else b""
    if found is None or len(raw) != WIDTH:
        return None
    made_at = datetime.fromtimestamp(found.made_at, UTC)
    return Shown(UUID(bytes=raw[:16]), UUID(bytes=raw[16:32]), int.from_bytes(raw[32:], "big"), made_at)


def key_of_codes() -> dict[str, str]:
    """With which a till verifies codes, and can't make one."""
    return verifying_key(SALT)


def is_token(text: str) -> bool:
    return text.strip().startswith(f"{MARK}.")


def worth_of_use(price_minor: int, uses: int, number: int) -> int:
    """R5 over the uses: all uses together are worth the price to the fen, and what is left is the price less what was released."""
    return refund_minor(price_minor, Decimal(uses), Decimal(number - 1), Decimal(number))
