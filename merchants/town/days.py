"""The town's last days worked out for the first page; the sweep works out the older ones while somebody looks around."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from merchants.reports.public import fold_day
from merchants.shops.public import Shop

SHOWN_DAYS = 8


class Days:
    """Joined to the port ``TownPart``; runs when all trade is there."""

    def load(self, *, town: Any, at: datetime) -> Iterator[str]:
        shops = list(Shop.objects.values_list("pk", flat=True))
        days = [town.ends_on - timedelta(days=back) for back in range(SHOWN_DAYS)]
        worked = sum(fold_day(shop_id=shop_id, on=on) for shop_id in shops for on in days)
        yield f"{worked} days of {len(shops)} shops worked out for their first pages"
