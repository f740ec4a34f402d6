"""The town's last days worked out for the first page; the sweep works out the older ones while somebody looks around."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from merchants.reports.public import fold_day
from merchants.shops.public import Serving, Shop, set_serving, shops_of

from .part import owners_of

SHOWN_DAYS = 8
# Nobody sits in most of the town's shops: they accept by themselves. Where a visitor may sit, she has time to look around.
UNATTENDED = Serving(auto_accept=True, accept_minutes=5, prep_minutes=15, misses_allowed=3)
ATTENDED = Serving(auto_accept=False, accept_minutes=60, prep_minutes=15, misses_allowed=20)


class Days:
    """Joined to the port ``TownPart``; runs when all trade is there."""

    def load(self, *, town: Any, at: datetime) -> Iterator[str]:
        shops = list(Shop.objects.values_list("pk", flat=True))
        days = [town.ends_on - timedelta(days=back) for back in range(SHOWN_DAYS)]
        worked = sum(fold_day(shop_id=shop_id, on=on) for shop_id in shops for on in days)
        yield f"{worked} days of {len(shops)} shops worked out for their first pages"
        attended = {one.stands_for for one in town.people if one.role in {"owner", "clerk", "newcomer"}}
        for code, owner in owners_of(town).items():
            for shop in shops_of(owner):
                set_serving(shop_id=shop.pk, terms=ATTENDED if code in attended else UNATTENDED, seen_version=shop.version, by=owner, at=at)
