"""Days whose books changed are worked out anew, one by one; nobody who trades waits for it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from ecosystem.kernel.verbs import entry
from merchants.orders.public import SHARED

from .. import sums
from ..days import moment
from ..models import Mark

HOLD = "SELECT pg_try_advisory_xact_lock(hashtextextended('reports/' || %s || '/' || %s, 0))"


@entry
def fold_day(*, shop_id: UUID, on: date) -> bool:
    """Work out one day of a shop from the books, and take its marks away; false if somebody else is at it.

    The marks are taken before the books are read: a change that is not seen here leaves its mark for the next time.
    The lock comes before both, so that no older reading is written over a newer one.
    """
    day: dict[str, Any] = {"shop": shop_id, "on": on, "begins": moment(on), "ends": moment(on + timedelta(days=1)), "shared": SHARED}
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [str(shop_id), on.isoformat()])
        if not cursor.fetchone()[0]:
            return False
        _take_marks(shop_id, on)
        for statement in (*sums.CLEAR, sums.DAY, sums.PARTS, sums.ARTICLES, sums.RATES):
            cursor.execute(statement, day)
    return True


def _take_marks(shop_id: UUID, on: date) -> None:
    Mark.objects.filter(shop=shop_id, on=on).delete()


def fold(*, most: int = 500) -> int:
    """Work out the marked days, the longest marked first; returns how many. Safe to run by several workers."""
    return sum(fold_day(shop_id=shop_id, on=on) for shop_id, on in marked(most))


def marked(most: int) -> list[tuple[UUID, date]]:
    """Days that wait, each once, in the order in which they were first marked."""
    waiting = dict.fromkeys(Mark.objects.order_by("pk").values_list("shop_id", "on")[: most * 20])
    return list(waiting)[:most]


@entry
def mark_every_day(*, shop_id: UUID | None = None) -> None:
    """Mark every day of a shop, or of all, on which something happened or is said to have: the whole is worked out anew."""
    with connection.cursor() as cursor:
        cursor.execute(sums.EVERY_DAY, {"shop": shop_id})
