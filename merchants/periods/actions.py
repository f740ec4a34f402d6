"""Closing a month and opening it again; and the question whether a day may still be written to."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.verbs import inner

from . import queries, rules
from .errors import MonthClosed, MonthNotClosed, MonthNotOver, MonthSkipped, OpeningWithoutReason, PeriodClosed
from .models import ClosedMonth

# Whoever dates something back shares the shop's books; whoever closes a month has them alone.
SHARED = "SELECT pg_advisory_xact_lock_shared(hashtextextended('periods/' || %s, 0))"
ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('periods/' || %s, 0))"


@inner
def require_open(shop_id: UUID, on: date, *, at: datetime) -> None:
    """Hold the shop's months as they are until the end of the transaction. Raises ``PeriodClosed`` for a day of a closed one.

    This month is never closed, so that nobody who writes today waits for whoever closes the last one.
    """
    if on >= business_date(at).replace(day=1):
        return
    _hold(SHARED, shop_id)
    until = queries.closed_until(shop_id)
    if until is not None and on < until:
        raise PeriodClosed(day=on.isoformat(), open=until.isoformat())


@inner
def hold_months(shop_id: UUID) -> None:
    """Nobody dates anything back, and nobody else closes or opens a month of the shop, before this transaction ends."""
    _hold(ALONE, shop_id)


@inner
def close(*, shop_id: UUID, first: date, figures: dict[str, int], by: Actor, at: datetime) -> ClosedMonth:
    """Close a month over ``hold_months``, with what it says.

    Raises:
        MonthNotOver: it ended less than a whole day ago.
        MonthClosed: it is closed.
        MonthSkipped: an earlier one is next.
        NotFound: nobody closes a month but a person.
    """
    opens = rules.may_close_from(first)
    if business_date(at) < opens:
        raise MonthNotOver(open=opens.isoformat())
    until = queries.closed_until(shop_id)
    if until is not None and first < until:
        raise MonthClosed
    if until is not None and first > until:
        raise MonthSkipped(first=f"{until:%Y-%m}")
    if by.person_id is None:
        raise NotFound
    made = ClosedMonth.objects.create(shop_id=shop_id, first=first, figures=figures, closed_by_id=by.person_id, closed_at=at)
    record("periods.close", target=made, by=by, at=at, after={"month": f"{first:%Y-%m}", **figures}, about=shop_id)
    return made


@inner
def open_again(*, shop_id: UUID, first: date, reason: str, by: Actor, at: datetime) -> ClosedMonth:
    """Open the month that was closed last. Raises ``OpeningWithoutReason``, or ``MonthNotClosed`` for any other."""
    reason = " ".join(reason.split())[:200]
    if not reason:
        raise OpeningWithoutReason
    until = queries.closed_until(shop_id)
    if until is None or first != (until - timedelta(days=1)).replace(day=1):
        raise MonthNotClosed
    month = ClosedMonth.objects.get(shop=shop_id, first=first, opened_at=None)
    month.opened_by_id, month.opened_at, month.reason = by.person_id, at, reason
    month.save(update_fields=["opened_by", "opened_at", "reason"])
    told = {"month": f"{first:%Y-%m}"}
    record("periods.open", target=month, by=by, at=at, before={**told, **month.figures}, after=told, reason=reason, about=shop_id)
    return month


@inner
def _hold(statement: str, shop_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [str(shop_id)])
