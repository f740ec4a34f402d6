"""A signed link by which a supplier without an account answers one order.

Whoever holds the link may answer, as whoever holds the letter could: it names one order of one supplier outside the circle,
the wording that it was sent for, and ends after two weeks. A new wording needs a new link.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing

from ecosystem.kernel.actor import platform

from .errors import LinkExpired
from .models import Order

SALT = "merchants.procurement.link"
LASTS = timedelta(days=14)
HOLDER = platform("supplier_link")


@dataclass(frozen=True, slots=True)
class Link:
    order_id: UUID
    revision: int


def write(order: Order, *, at: datetime) -> str:
    """The token for the newest wording of an order, good for two weeks."""
    said = {"o": order.pk.hex, "r": order.revision, "u": int((at + LASTS).timestamp())}
    return signing.dumps(said, salt=SALT)


def read(token: str, *, at: datetime) -> Link:
    """Raises ``LinkExpired`` for anything that we did not sign, or not for this moment."""
    try:
        said = signing.loads(token, salt=SALT)
        link = Link(UUID(said["o"]), int(said["r"]))
        until = int(said["u"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        raise LinkExpired from None
    if at.timestamp() >= until:
        raise LinkExpired
    return link
