"""What goods sold by weight came to when they were packed: seen on a picture, never above what was held, the difference back at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.money import to_text
from ecosystem.kernel.photos import Shot, fresh, stored
from ecosystem.kernel.verbs import entry, inner
from ecosystem.notices.public import notify, nudge
from ecosystem.once.public import once
from ecosystem.payments.public import lock_payment, try_refund
from merchants.stock.public import trim

from .. import access, rules
from ..errors import AboveHeld, BadWeight, NothingToWeigh, OrderMoved, PictureMissing, WeighedAlready
from ..models import Line, Order, ScalePhoto


@entry
def weigh_order(*, order_id: UUID, weights: Mapping[int, Decimal], shots: Sequence[Shot], key: str, by: Actor, at: datetime) -> Order:
    """Write down what each line sold by weight weighs, in its sale unit, with a picture; what was held above it goes back. Once a key.

    A line costs its price times its weight, less what was taken off when it was ordered. What lies on the scale leaves the shelf.

    Raises:
        OrderNotFound: not an order of a shop that the actor keeps.
        OrderMoved: it is not being prepared.
        WeighedAlready: it was weighed before.
        NothingToWeigh: nothing of it is sold by weight.
        BadWeight: a line is missing, or a number is no weight.
        AboveHeld: more than the buyer was told; she is not asked again.
        PictureMissing, TooManyPictures: what is shown.
        SoldOut: the shelf does not have what lies on the scale.
    """
    body = {
        "order": order_id,
        "weights": {str(position): weights[position] for position in sorted(weights)},
        "shown": [s.digest.hex() for s in shots],
    }
    with once(key, verb="orders.weigh", by=by, body=body, at=at) as turn:
        order = access.order_for_shop(by, order_id, lock=True)
        if turn.earlier:
            return order
        lines = _weighable(order)
        if not shots:
            raise PictureMissing
        changed = {line.position: _changed(line, weights) for line in lines}
        if set(weights) != set(changed):
            raise BadWeight
        if order.payment_id is None:
            raise LookupError("an order that is prepared was paid")
        lock_payment(order.payment_id)
        trim(shop_id=order.shop_id, order_id=order.pk, parts={line.position: (weights[line.position], line.quantity) for line in lines})
        _write(order, lines, weights, changed, shots, by=by, at=at)
        _give_back(order, by=by, at=at)
        turn.remember(order=order.pk)
        return order


@inner
def _weighable(order: Order) -> list[Line]:
    if order.weighed_at is not None:
        raise WeighedAlready
    if order.status != Order.Status.ACCEPTED:
        raise OrderMoved(status=str(Order.Status(order.status).label))
    lines = [line for line in order.lines.order_by("position") if line.by_weight]
    if not lines or order.tender in rules.OUTSIDE:
        raise NothingToWeigh
    return lines


def _changed(line: Line, weights: Mapping[int, Decimal]) -> int:
    """What the line costs more, or less, than it was ordered for. Raises ``BadWeight`` or ``AboveHeld``."""
    weight = weights.get(line.position)
    if weight is None or not rules.is_weight(weight):
        raise BadWeight
    change = rules.weighed_change(line.unit_minor, line.quantity, weight, paid_minor=line.paid_minor)
    if change > line.margin_minor:
        raise AboveHeld(name=line.name, most=to_text(line.gross_minor + line.margin_minor))
    return change


@inner
def _write(
    order: Order, lines: Sequence[Line], weights: Mapping[int, Decimal], changed: Mapping[int, int], shots: Sequence[Shot], *, by: Actor, at: datetime
) -> None:
    for line in lines:
        line.weighed, line.weighed_minor = weights[line.position], changed[line.position]
    Line.objects.bulk_update(lines, ["weighed", "weighed_minor"])
    order.weighed_at, order.weighed_back_minor = at, order.margin_minor - sum(changed.values())
    order.version += 1
    order.save(update_fields=["weighed_at", "weighed_back_minor", "version"])
    for digest, shot in fresh(shots, ()).items():
        photo = ScalePhoto(id=uuid7(), order=order, kind=shot.kind, size=len(shot.content), digest=digest, taken_at=at)
        photo.name = stored(shot, f"orders/{photo.pk}")
        photo.save(force_insert=True)
    told = {"weights": {str(line.position): str(line.weighed) for line in lines}, "back_minor": order.weighed_back_minor}
    record("orders.weigh", target=order, by=by, at=at, before={"margin_minor": order.margin_minor}, after=told, about=order.shop_id)


@inner
def _give_back(order: Order, *, by: Actor, at: datetime) -> None:
    """One refund an order. A way to pay that refuses holds up nobody's goods: it is tried again, and stands in the books until then."""
    back = order.weighed_back_minor
    if back and order.payment_id:
        key = f"weighed/{order.pk}"
        try_refund(payment_id=order.payment_id, document_id=order.pk, amount_minor=back, reason=rules.WEIGHED, key=key, by=by, at=at)
    if order.buyer_id:
        kind = "order_weighed" if back else "order_weighed_exact"
        notify(order.buyer_id, kind, f"order/{order.pk}/weighed", {"number": order.number, "amount_minor": back}, at=at)
        nudge([order.buyer_id, order.shop.party_id], "orders")
