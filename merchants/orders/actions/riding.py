"""What becomes of an order once its round is cut off: on to the shop with what is over her share given back, or all of the money back.

One order a transaction.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.kernel.actor import platform
from ecosystem.kernel.verbs import entry, inner
from ecosystem.notices.public import notify, nudge
from ecosystem.payments.public import try_refund
from merchants.rounds.public import Round, seat_of_order

from .. import rules
from ..models import Order
from .cancelling import cancel
from .following import follow
from .moving import move

CLOCK = platform("orders.rounds")


def go_on_with_rounds(*, at: datetime, most: int = 200) -> int:
    """Move on the paid orders whose rounds are decided; how many moved. Safe to run by several workers, and again."""
    decided = Order.objects.filter(status=Order.Status.GATHERING, round__status__in=[Round.Status.CLOSED, Round.Status.CALLED_OFF])
    ids = list(decided.order_by("round__decided_at", "pk").values_list("pk", flat=True)[:most])
    return follow(ids, _go_on, "round", at=at)


@entry
def _go_on(*, order_id: UUID, at: datetime) -> bool:
    gathering = Order.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=order_id, status=Order.Status.GATHERING)
    order = gathering.select_related("shop").first()
    seat = seat_of_order(order_id)
    # A decided round stays as it is decided, and so do its seats: neither row need be held.
    if order is None or seat is None or seat.round.decided_at is None:
        return False
    if seat.share_minor is None:
        cancel(order, (Order.Status.GATHERING,), rules.ROUND_OFF, by=CLOCK, at=at)
        return True
    over = seat.paid_minor - seat.share_minor
    also = {"promised_at": seat.round.begins_at, "fee_back_minor": over}
    # The shop has promised to come with the round, so that it is not asked once more.
    move(order, "accepted", before=(Order.Status.GATHERING,), also=also, by=CLOCK, at=at)
    if over:
        _give_back(order, over, at=at)
    _tell(order, people=seat.round.seats_paid, over=over, at=at)
    return True


@inner
def _give_back(order: Order, over: int, *, at: datetime) -> None:
    """One refund a seat. A way to pay that refuses holds up nobody's goods: the refund is tried again, and stands in the books until then."""
    if order.payment_id is None:
        raise LookupError("a paid order has a payment")
    key = f"round/{order.pk}"
    try_refund(payment_id=order.payment_id, document_id=order.pk, amount_minor=over, reason=rules.SHARED, key=key, by=CLOCK, at=at)


@inner
def _tell(order: Order, *, people: int, over: int, at: datetime) -> None:
    if order.buyer_id:
        kind = "round_shared" if over else "round_closed"
        values = {"number": order.number, "people": people, "amount_minor": over or order.delivery_fee_minor}
        notify(order.buyer_id, kind, f"order/{order.pk}/round", values, at=at)
        nudge([order.buyer_id, order.shop.party_id], "orders")
