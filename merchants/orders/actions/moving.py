"""One change of an order's status: compare and set, with its moment, in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F

from ecosystem.audit.public import Note, record_all
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import inner

from .. import rules
from ..errors import NotWeighed, OrderMoved
from ..models import Order


@inner
def move(
    order: Order,
    to: str,
    *,
    before: Sequence[str] | None = None,
    reason: str = "",
    also: Mapping[str, object] | None = None,
    by: Actor,
    at: datetime,
) -> Order:
    """Take an order to ``to`` if it stands in one of ``before``; a lost race is refused.

    ``also`` are fields that change with it. Whoever moves it on has answered a buyer who asked to cancel.

    Raises:
        NotWeighed: something of it is still to be weighed.
        OrderMoved: somebody else moved it first, or it never stood there.
    """
    if to in rules.PACKED and order.waits_for_the_scale:
        raise NotWeighed(number=order.number)
    came_from = order.status
    change = {"status": to, rules.STAMP[to]: at, "version": F("version") + 1, "cancel_by": None, **(also or {})}
    if reason:
        change["reason"] = reason
    if to in rules.ENDED:
        # Where she lives is needed for bringing it, and for nothing afterwards.
        change |= {"lat": None, "lng": None}
    if not Order.objects.filter(pk=order.pk, status__in=before or rules.BEFORE[to]).update(**change):
        now = Order.objects.values_list("status", flat=True).get(pk=order.pk)
        raise OrderMoved(status=str(Order.Status(now).label))
    order.status, order.cancel_by = to, None
    for name, value in (also or {}).items():
        setattr(order, name, value)
    setattr(order, rules.STAMP[to], at)
    if to in rules.ENDED:
        order.lat = order.lng = None
    record_all([moved_note(order.pk, came_from, to, reason=reason, by=by, at=at)])
    return order


def moved_note(order_id: UUID, came_from: str, to: str, *, reason: str = "", by: Actor, at: datetime) -> Note:
    """What audit keeps of a change of status."""
    return Note(act=f"orders.{to}", target=f"order/{order_id}", by=by, at=at, before={"status": came_from}, after={"status": to}, reason=reason)
