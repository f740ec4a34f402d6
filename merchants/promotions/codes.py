"""The code of a coupon that its holder shows at a counter, and the slip that the till keeps of it while it rings up.

The code is stale within a minute, so that a picture of it is of no use to anybody. A sale takes longer: whoever read a
fresh code gets a slip for it, good at that shop alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from ecosystem.kernel.tokens import signed_token, subject_of

MARK, SALT = "TCQ", "promotions.coupon"
SLIP_MARK, SLIP_SALT = "TCR", "promotions.coupon.slip"
SLIP_LIVES = timedelta(minutes=15)


def code_of(coupon_id: UUID, at: datetime) -> str:
    """What a holder's screen shows."""
    return signed_token(MARK, coupon_id.hex, salt=SALT, at=at)


def coupon_of_code(code: str, at: datetime) -> UUID | None:
    subject = subject_of(code, MARK, salt=SALT, at=at)
    return UUID(subject) if subject else None


def slip_of(coupon_id: UUID, shop_id: UUID, at: datetime) -> str:
    return signed_token(SLIP_MARK, f"{coupon_id.hex}-{shop_id.hex}", salt=SLIP_SALT, at=at)


def coupon_of_slip(slip: str, shop_id: UUID, at: datetime) -> UUID | None:
    """The coupon of a slip of this shop, a quarter of an hour old at most."""
    subject = subject_of(slip, SLIP_MARK, salt=SLIP_SALT, at=at, lives=SLIP_LIVES)
    coupon, _, shop = (subject or "").partition("-")
    return UUID(coupon) if shop == shop_id.hex else None
