"""What is here and on no shelf: a delivery counted before it is accepted, and goods that were refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.quantities import plain
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once

from .. import access, rules
from ..errors import BadTerms, CountDiffers, CountMoved, MoreThanAside, NothingLeft, NothingWanted, RefusedMoved
from ..models import DoorCount, DoorCountLine, Line, Order, Receipt, Refused
from ..rules import Counted
from .closing import close_if_done
from .moving import require_going_on, require_in, require_no_count, required_reason
from .receiving import checked_counts, on_the_way, take_in, told_of
from .telling import tell

WAYS_OUT = (Refused.Status.SENT_BACK, Refused.Status.SCRAPPED)


@entry
def count_delivery(
    *, order_id: UUID, delivered: Mapping[int, Decimal], shipment_id: UUID | None = None, key: str, by: Actor, at: datetime
) -> DoorCount:
    """Write down what came, good or not, and set it aside until somebody accepts it; the same key counts once.

    Nothing goes on a shelf, and nothing is compared: whoever counts need not know what was ordered.

    Raises:
        PurchaseNotFound: not an order of a shop where the actor takes goods in.
        PurchaseMoved, OnHold: it is not delivered now.
        CountWaits: another delivery of it waits to be accepted.
        NothingLeft: the shipment has arrived before, or was withdrawn.
        NothingWanted, BadTerms, NotWhole: what was counted is nothing, or no quantity.
    """
    with once(key, verb="procurement.count", by=by, body=count_body(order_id, shipment_id, delivered), at=at) as turn:
        order = access.buyers_order(by, order_id, access.RECEIVERS, lock=True)
        if turn.earlier:
            return order.counts.get(pk=turn.earlier["count"])
        require_in(order, rules.DELIVERABLE)
        require_going_on(order)
        require_no_count(order)
        made = _count(order, delivered, shipment_id, by=by, at=at)
        turn.remember(count=made.pk)
        return made


def count_body(order_id: UUID, shipment_id: UUID | None, delivered: Mapping[int, Decimal]) -> dict[str, object]:
    """What a repeated count must say again."""
    lines = sorted((position, str(quantity)) for position, quantity in delivered.items())
    return {"order": order_id, "shipment": shipment_id, "lines": lines}


@entry
def accept_count(*, order_id: UUID, count_id: UUID, counted: Sequence[Counted], key: str, by: Actor, at: datetime) -> Receipt:
    """Compare a counted delivery with the order and take it in: all that was counted is accepted or refused. The same key takes it in once.

    Raises:
        CountMoved: it was accepted or dropped before.
        CountDiffers: accepted and refused are not what was counted.
        CountedBlind: the actor counts here, and whoever buys accepts.
        PurchaseNotFound, PurchaseMoved, OnHold, TooMuchDelivered, NothingLeft, BatchNeeded, ReasonMissing: as ``post_receipt``.
    """
    body = {"count": count_id, "lines": [told_of(one) for one in counted]}
    with once(key, verb="procurement.accept", by=by, body=body, at=at) as turn:
        # The order's lock makes a second acceptance wait here and then find the count taken in.
        order = access.buyers_order(by, order_id, access.RECEIVERS, lock=True)
        if turn.earlier:
            return order.receipts.get(pk=turn.earlier["receipt"])
        require_in(order, rules.DELIVERABLE)
        require_going_on(order)
        access.require_sees(by, order)
        count = _waiting(order, count_id)
        counts = checked_counts(order, counted)
        _require_adds_up(count, counts)
        receipt = take_in(order, counts, shipment=on_the_way(order, count.shipment_id), by=by, at=at)
        _decide(count, DoorCount.Status.ACCEPTED, by=by, at=at, receipt=receipt)
        turn.remember(receipt=receipt.pk)
        return receipt


@entry
def drop_count(*, order_id: UUID, count_id: UUID, reason: str, by: Actor, at: datetime) -> DoorCount:
    """A count was wrong: it is made anew. Raises ``CountMoved``, ``ReasonMissing``, ``PurchaseNotFound``, ``NothingLeft``."""
    order = access.buyers_order(by, order_id, access.RECEIVERS, lock=True)
    count = _waiting(order, count_id)
    _decide(count, DoorCount.Status.DROPPED, by=by, at=at, reason=required_reason(reason))
    close_if_done(order, by=by, at=at)
    return count


@entry
def decide_refused(*, order_id: UUID, refused_id: UUID, decision: str, quantity: Decimal | None = None, key: str, by: Actor, at: datetime) -> Refused:
    """Goods that were refused at the door are sent back or thrown away, all that lies there or ``quantity`` of it; the supplier is told which.

    The same key decides once. What is left over lies there for another decision.

    Raises:
        PurchaseNotFound, NothingLeft: not goods of an order of a shop where the actor takes goods in.
        RefusedMoved: somebody decided it first, or the receipt was reversed.
        BadTerms, NotWhole: neither of the two ways, or no quantity.
        MoreThanAside: so much does not lie there any more.
    """
    body = {"order": order_id, "refused": refused_id, "decision": decision, "quantity": quantity}
    with once(key, verb="procurement.decide_refused", by=by, body=body, at=at) as turn:
        order = access.buyers_order(by, order_id, access.RECEIVERS, lock=True)
        if turn.earlier:
            return Refused.objects.get(pk=turn.earlier["refused"])
        if decision not in WAYS_OUT:
            raise BadTerms
        refused = Refused.objects.filter(pk=refused_id, of__receipt__order=order).select_related("of__line").first()
        if refused is None:
            raise NothingLeft
        if refused.status != Refused.Status.HELD:
            raise RefusedMoved
        part = _taken_from(refused, quantity)
        part.status, part.decided_by_id, part.decided_at = decision, by.person_id, at
        part.save()
        told = {"status": decision, "quantity": str(part.quantity)}
        record("procurement.decide_refused", target=part, by=by, at=at, after=told, about=order.shop_id)
        tell(order, f"refused_{decision}", to="supplier", key=f"refused/{part.pk}", at=at)
        turn.remember(refused=part.pk)
        return part


@inner
def _taken_from(refused: Refused, quantity: Decimal | None) -> Refused:
    """The row to decide on: the whole heap, or a new row of a part of it, by which the heap is less. The order's lock guards both."""
    if quantity is None or quantity == refused.quantity:
        return refused
    rules.checked_quantity(quantity)
    rules.require_whole(refused.of.line.name, quantity, whole=refused.of.line.whole)
    if quantity > refused.quantity:
        raise MoreThanAside(left=plain(refused.quantity), unit=refused.of.line.unit)
    refused.quantity -= quantity
    refused.save(update_fields=["quantity"])
    return Refused(of=refused.of, quantity=quantity)


@inner
def _count(order: Order, delivered: Mapping[int, Decimal], shipment_id: UUID | None, *, by: Actor, at: datetime) -> DoorCount:
    lines = {line.position: line for line in order.lines.filter(quantity__gt=0)}
    said = {position: quantity for position, quantity in delivered.items() if quantity}
    if not said:
        raise NothingWanted
    for position, quantity in said.items():
        if position not in lines:
            raise BadTerms
        rules.checked_quantity(quantity)
        rules.require_whole(lines[position].name, quantity, whole=lines[position].whole)
    count = DoorCount.objects.create(order=order, shipment=on_the_way(order, shipment_id), counted_by_id=by.person_id, counted_at=at)
    DoorCountLine.objects.bulk_create(
        DoorCountLine(count=count, line=lines[position], delivered=quantity) for position, quantity in sorted(said.items())
    )
    told = {"order": str(order.pk), "lines": [[position, str(quantity)] for position, quantity in sorted(said.items())]}
    record("procurement.count", target=count, by=by, at=at, after=told, about=order.shop_id)
    tell(order, "goods_counted", to="buyer", key=f"count/{count.pk}", at=at)
    return count


def _waiting(order: Order, count_id: UUID) -> DoorCount:
    count = order.counts.filter(pk=count_id).first()
    if count is None:
        raise NothingLeft
    if count.status != DoorCount.Status.WAITING:
        raise CountMoved
    return count


def _require_adds_up(count: DoorCount, counts: Sequence[tuple[Line, Counted]]) -> None:
    said = {line.pk: one.accepted + one.rejected for line, one in counts}
    for row in count.lines.select_related("line").order_by("line__position"):
        now = said.pop(row.line_id, Decimal(0))
        if now != row.delivered:
            raise CountDiffers(name=row.line.name, counted=plain(row.delivered), said=plain(now))
    for line, one in counts:
        if line.pk in said:
            raise CountDiffers(name=line.name, counted="0", said=plain(one.accepted + one.rejected))


@inner
def _decide(count: DoorCount, status: str, *, by: Actor, at: datetime, reason: str = "", receipt: Receipt | None = None) -> None:
    count.status, count.reason, count.receipt, count.decided_by_id, count.decided_at = status, reason, receipt, by.person_id, at
    count.save(update_fields=["status", "reason", "receipt", "decided_by", "decided_at"])
    record(f"procurement.count.{status}", target=count, by=by, at=at, after={"status": status}, reason=reason, about=count.order.shop_id)
