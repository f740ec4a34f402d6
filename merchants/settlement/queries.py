from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from .models import CommissionRate

RateOn = Callable[[str, date], Decimal]


def rate_for(channel: str, on: date) -> Decimal:
    """The commission rate of a channel on a day; the latest that has begun."""
    return CommissionRate.objects.filter(channel=channel, from_on__lte=on).order_by("-from_on").values_list("rate", flat=True)[0]
