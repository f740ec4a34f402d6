"""A signed link by which a supplier without an account quotes: it names one quotation, and ends a month after it was written."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing

from ecosystem.kernel.actor import platform

from .errors import QuoteLinkExpired
from .models import Quotation

SALT = "merchants.sourcing.link"
LASTS = timedelta(days=30)
HOLDER = platform("supplier_link")


def write(quotation: Quotation, *, at: datetime) -> str:
    return signing.dumps({"q": quotation.pk.hex, "u": int((at + LASTS).timestamp())}, salt=SALT)


def read(token: str, *, at: datetime) -> UUID:
    """Raises ``QuoteLinkExpired`` for anything that we did not sign, or not for this moment."""
    try:
        said = signing.loads(token, salt=SALT)
        quotation_id, until = UUID(said["q"]), int(said["u"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        raise QuoteLinkExpired from None
    if at.timestamp() >= until:
        raise QuoteLinkExpired
    return quotation_id
