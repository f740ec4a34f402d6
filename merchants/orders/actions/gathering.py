"""What becomes of a seat's order once its group is decided: on to the shop, or the money back. One order a transaction."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from ecosystem.kernel.actor import platform
from ecosystem.kernel.verbs import entry, inner
from ecosystem.notices.public import notify, notify_all, nudge
from merchants.groups.public import Group
from merchants.shops.public import serving_shops

from .. import rules
from ..models import Order
from .cancelling import cancel
from .following import follow
from .moving import move

CLOCK = platform("orders.groups")


def go_on_with_groups(*, at: datetime, most: int = 200) -> int:
    """Move on the paid orders whose groups are decided; how many moved. Safe to run by several workers, and again.

    What a closed shop is to prepare waits until it opens, two days at most; then the money goes back.
    """
    decided = Order.objects.filter(status=Order.Status.GATHERING, group__status__in=[Group.Status.SUCCEEDED, Group.Status.FAILED])
    ids = list(decided.order_by("group__decided_at", "pk").values_list("pk", flat=True)[:most])
    return follow(ids, _go_on, "group", at=at)


@entry
def _go_on(*, order_id: UUID, at: datetime) -> bool:
    gathering = Order.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=order_id, status=Order.Status.GATHERING)
    order = gathering.select_related("shop", "group").first()
    # A decided group stays as it is decided, so that its row need not be held.
    if order is None or order.group is None or order.group.decided_at is None:
        return False
    if order.group.status == Group.Status.FAILED:
        cancel(order, ("gathering",), rules.NOT_FILLED, by=CLOCK, at=at)
        return True
    shop = serving_shops([order.shop_id])[order.shop_id]
    if shop.is_open(at) and not shop.is_paused(at):
        _release(order, at)
        return True
    if at >= order.group.decided_at + rules.SHOP_OPENS_WITHIN:
        cancel(order, ("gathering",), rules.NOT_ACCEPTED, by=CLOCK, at=at)
        return True
    return False


@inner
def _release(order: Order, at: datetime) -> None:
    """To the shop, as a paid order comes to it: accepted by itself, or with its time to answer."""
    if order.shop.auto_accept:
        move(order, "accepted", before=("gathering",), also={"promised_at": order.shop.ready_about(at, order.prep_minutes)}, by=CLOCK, at=at)
    else:
        # Paid it was when it was paid; what begins now is the shop's time.
        until = at + timedelta(minutes=order.shop.accept_minutes)
        move(order, "paid", before=("gathering",), also={"accept_by": until, "paid_at": order.paid_at}, by=CLOCK, at=at)
    key, values = f"order/{order.pk}", {"number": order.number}
    notify_all([(order.shop.party_id, "order_arrived", f"{key}/arrived", values, order.shop_id)], at=at)
    nudge([order.shop.party_id], "orders")
    if order.buyer_id:
        notify(order.buyer_id, "group_filled", f"{key}/group", values, at=at)
        nudge([order.buyer_id], "orders")
