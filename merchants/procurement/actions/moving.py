"""One change of an order's status: compare and set, recorded and told to both sides, in one statement."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from ecosystem.audit.public import Note, record_all
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import inner

from .. import rules
from ..errors import CountWaits, OnHold, PurchaseMoved, ReasonMissing
from ..models import Order
from .listing import policy_of


@inner
def move(order: Order, to: str, *, before: tuple[str, ...] | None = None, reason: str = "", by: Actor, at: datetime, **changes: Any) -> Order:
    """Take an order to ``to`` if it stands in one of ``before``.

    Raises:
        PurchaseMoved: somebody else moved it first, or it never stood there.
    """
    came_from = order.status
    told = {"reason": reason} if reason else {}
    changes |= _time_to_answer(order, to, at=at)
    change = {"status": to, "version": F("version") + 1, **told, **changes}
    if not Order.objects.filter(pk=order.pk, status__in=before or rules.BEFORE[to]).update(**change):
        raise moved(order)
    order.refresh_from_db(fields=["status", "version", *told, *changes])
    record_all([moved_note(order, came_from, to, reason=reason, by=by, at=at)])
    return order


def _time_to_answer(order: Order, to: str, *, at: datetime) -> dict[str, datetime | None]:
    """Whoever's turn it is now has as long as the shop waits, and is asked again at half of it."""
    if to not in rules.WAITING:
        return {"answer_by": None, "ask_again_at": None} if order.status in rules.WAITING else {}
    return time_to_answer(policy_of(order.shop_id).answer_hours, at=at)


def time_to_answer(hours: int, *, at: datetime) -> dict[str, datetime | None]:
    return {"answer_by": at + timedelta(hours=hours), "ask_again_at": at + timedelta(hours=hours) / 2}


def moved_note(order: Order, came_from: str, to: str, *, reason: str = "", by: Actor, at: datetime) -> Note:
    return Note(
        act=f"procurement.{to}", target=order, by=by, at=at, before={"status": came_from}, after={"status": to}, reason=reason, about=order.shop_id
    )


def moved(order: Order) -> PurchaseMoved:
    now = Order.objects.values_list("status", flat=True).get(pk=order.pk)
    return PurchaseMoved(status=str(Order.Status(now).label))


def require_in(order: Order, statuses: tuple[str, ...]) -> None:
    if order.status not in statuses:
        raise moved(order)


def require_going_on(order: Order) -> None:
    """Raises ``OnHold``."""
    if order.on_hold:
        raise OnHold(reason=order.hold_reason)


def require_no_count(order: Order) -> None:
    """Raises ``CountWaits`` while a delivery lies here that nobody has accepted."""
    if order.counts.filter(status="waiting").exists():
        raise CountWaits


def required_reason(text: str) -> str:
    """Raises ``ReasonMissing`` for nothing but spaces."""
    clean = " ".join(text.split())[:200]
    if not clean:
        raise ReasonMissing
    return clean
