"""Codes, tokens that soon go stale, and what each use of a voucher is worth."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils.crypto import salted_hmac

from ecosystem.kernel.money import refund_minor

# No letter that is read for another: 31 of them make five bits a letter, sixteen of them a code of 79 bits.
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXY"
CODE_LENGTH = 16
TOKEN_LIVES = timedelta(seconds=60)
CLOCKS_DIFFER = timedelta(seconds=5)
UNDO_WITHIN = timedelta(minutes=5)
MARK = "TCV"


def new_code() -> str:
    """Sixteen letters from the system's random source."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def spaced(code: str) -> str:
    """As people read it out: four by four."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def plain(code: str) -> str:
    return "".join(code.split()).replace("-", "").upper()


def digest_of(code: str) -> bytes:
    """A keyed hash: whoever reads the table can neither use a code nor try codes out."""
    return salted_hmac("vouchers.code", plain(code), algorithm="sha256").digest()


def token_of(voucher_id: UUID, at: datetime) -> str:
    """What a holder's screen shows as a QR code, new each time; a picture of it is stale within a minute."""
    moment = int(at.timestamp())
    return f"{MARK}.{voucher_id.hex}.{moment}.{_signature(voucher_id.hex, moment)}"


def voucher_of(token: str, at: datetime) -> UUID | None:
    """The voucher that a token is for, if it is ours and not a minute old."""
    parts = token.strip().split(".")
    if len(parts) != 4 or parts[0] != MARK or not parts[2].isdecimal() or len(parts[2]) > 12:
        return None
    moment = int(parts[2])
    if not hmac.compare_digest(_signature(parts[1], moment), parts[3]):
        return None
    age = at.timestamp() - moment
    return UUID(parts[1]) if -CLOCKS_DIFFER.total_seconds() <= age <= TOKEN_LIVES.total_seconds() else None


def is_token(text: str) -> bool:
    return text.strip().startswith(f"{MARK}.")


def worth_of_use(price_minor: int, uses: int, number: int) -> int:
    """R5 over the uses: all uses together are worth the price to the fen, and what is left is the price less what was released."""
    return refund_minor(price_minor, Decimal(uses), Decimal(number - 1), Decimal(number))


def _signature(voucher: str, moment: int) -> str:
    return salted_hmac("vouchers.token", f"{voucher}.{moment}", algorithm="sha256").hexdigest()[:32]
