"""A month's books are closed by who keeps them, once everything of it is decided."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.verbs import entry
from ecosystem.once.public import once
from merchants.periods.public import ClosedMonth, MonthNotReady, close, hold_months, open_again
from merchants.shops.public import OWNERS, shop_for

from .. import access, queries


@entry
def close_month(*, shop_id: UUID, first: date, key: str, by: Actor, at: datetime) -> ClosedMonth:
    """Keep what a month says, and let nothing be dated into it any more. The same key closes once.

    Raises:
        NotFound: not a shop whose reports the actor reads, or no first day of a month.
        MonthNotOver, MonthClosed, MonthSkipped: it is not its turn.
        MonthNotReady: a shift, a count, an invoice or a day of it is not decided; ``details`` say how many of each.
    """
    if first.day != 1:
        raise NotFound
    with once(key, verb="reports.close_month", by=by, body={"shop": shop_id, "first": first}, at=at) as turn:
        shop, _shops = access.shop_read(by, shop_id)
        if turn.earlier:
            return ClosedMonth.objects.get(pk=turn.earlier["month"])
        hold_months(shop.pk)
        waits = {name: count for name, count in queries.undecided_of(shop.pk, first).items() if count}
        if waits:
            raise MonthNotReady(details=waits)
        month = close(shop_id=shop.pk, first=first, figures=queries.figures_of(shop.pk, first), by=by, at=at)
        turn.remember(month=month.pk)
        return month


@entry
def reopen_month(*, shop_id: UUID, first: date, reason: str, by: Actor, at: datetime) -> ClosedMonth:
    """The owner lets the month that was closed last be written to again.

    Raises:
        NotFound: not the actor's own shop.
        MonthNotClosed, OpeningWithoutReason: another month, or no word why.
    """
    shop = shop_for(by, shop_id, OWNERS)
    hold_months(shop.pk)
    return open_again(shop_id=shop.pk, first=first, reason=reason, by=by, at=at)
