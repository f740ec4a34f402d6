"""Holidays and other days on which a shop opens otherwise than in every week."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.verbs import entry
from ecosystem.notices.public import nudge

from . import access
from .day_rules import SpecialDay, checked, grouped
from .errors import ShopChanged
from .models import Shop, SpecialHours


def special_days_of(shop: Shop, *, today: date) -> list[SpecialDay]:
    """From today on, in order."""
    rows = shop.special_rows.filter(on__gte=today).order_by("on", "opens_minute")
    return list(grouped(rows.values_list("on", "opens_minute", "closes_minute")))


@entry
def set_special_days(*, shop_id: UUID, days: Iterable[SpecialDay], seen_version: int, by: Actor, at: datetime) -> Shop:
    """All days from today on that are otherwise than their weekday, closed or with other hours; for managers. Days that are over are forgotten.

    What is booked or placed for such a day stays, and the shop answers it.

    Raises:
        NotFound: no such shop, or none that the actor manages.
        ShopChanged: the shop is no longer as the actor saw it.
        BadSpecialDay, HoursOverlap: what is wrong with a day or its times.
    """
    shop = access.shop_for(by, shop_id, access.MANAGERS, lock=True)
    if shop.version != seen_version:
        raise ShopChanged
    today = business_date(at)
    before, after = special_days_of(shop, today=today), checked(days, today=today)
    if after == before:
        return shop
    shop.special_rows.all().delete()
    # A day without opening times is one row without them.
    times = [(day.on, each) for day in after for each in (day.times or ((None, None),))]
    SpecialHours.objects.bulk_create(SpecialHours(shop=shop, on=on, opens_minute=opens, closes_minute=closes) for on, (opens, closes) in times)
    shop.version += 1
    shop.save(update_fields=["version"])
    record("merchants.shop.set_special_days", target=shop, by=by, at=at, before=_plain(before), after=_plain(after), about=shop.pk)
    nudge([shop.party_id], "shop")
    return shop


def _plain(days: Iterable[SpecialDay]) -> list[list[object]]:
    return [[day.on.isoformat(), [list(each) for each in day.times]] for day in days]
