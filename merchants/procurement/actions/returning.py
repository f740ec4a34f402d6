"""Goods that go back, and differences that are answered and settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from ecosystem.audit.public import Note, record, record_all
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.money import line_minor
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once

from .. import access, rules
from ..errors import BadTerms, DisputeMoved, NothingLeft, NothingWanted
from ..models import Dispute, Line, Order, Return, ReturnLine
from .approving import debit_back
from .closing import close_if_done
from .moving import require_in, required_reason
from .receiving import settle_status
from .stocking import take_off_shelf
from .telling import tell


@entry
def return_goods(*, order_id: UUID, quantities: Mapping[int, Decimal], reason: str, key: str, by: Actor, at: datetime) -> Return:
    """Send accepted goods back: they leave the shelf, and what was billed of them is taken off or owed back. The same key returns once.

    Raises:
        PurchaseNotFound, PurchaseMoved: not an order of a shop where the actor takes goods in, or nothing came of it.
        NothingLeft: more than was kept.
        SoldOut: they are no longer on the shelf.
        NothingWanted, BadTerms, ReasonMissing: nothing, no quantity, no reason.
    """
    with once(key, verb="procurement.return", by=by, body=return_body(order_id, quantities, reason), at=at) as turn:
        order = access.buyers_order(by, order_id, access.RECEIVERS, lock=True)
        if turn.earlier:
            return order.returns.get(pk=turn.earlier["return"])
        require_in(order, ("partially_received", "received", "closed", "short_closed"))
        made = _return(order, quantities, required_reason(reason), by=by, at=at)
        turn.remember(**{"return": made.pk})
        return made


def return_body(order_id: UUID, quantities: Mapping[int, Decimal], reason: str) -> dict[str, object]:
    """What a repeated return must say again."""
    return {"order": order_id, "lines": sorted((position, str(quantity)) for position, quantity in quantities.items()), "reason": reason}


@inner
def _return(order: Order, quantities: Mapping[int, Decimal], reason: str, *, by: Actor, at: datetime) -> Return:
    counts = _checked(order, quantities)
    made = draft_return(order, counts, reason, by=by, at=at)
    made.save(force_insert=True)
    ReturnLine.objects.bulk_create(ReturnLine(returned=made, line=line, quantity=quantity) for line, quantity in counts)
    for line, quantity in counts:
        unbilled = min(line.billable, quantity)
        line.returned += quantity
        line.billed -= quantity - unbilled
        if quantity > unbilled:
            debit_back(line, quantity - unbilled, made, at=at)
    Line.objects.bulk_update([line for line, _quantity in counts], ["returned", "billed"])
    take_off_shelf(order, counts, cause=made.pk, reason=reason, by=by, at=at)
    if order.status in rules.DELIVERABLE:
        settle_status(order, by=by, at=at)
    record_all([returned_note(made, len(counts), by=by, at=at)])
    tell(order, "goods_returned", to="supplier", key=f"return/{made.pk}", at=at, amount_minor=made.value_minor)
    return made


def draft_return(order: Order, counts: Sequence[tuple[Line, Decimal]], reason: str, *, by: Actor, at: datetime) -> Return:
    """The unsaved return of so much of these lines, at the order's prices."""
    value = sum(line_minor(line.unit_minor, quantity) for line, quantity in counts)
    return Return(id=uuid7(), order=order, reason=reason, value_minor=value, made_by_id=by.person_id, made_at=at)


def returned_note(made: Return, lines: int, *, by: Actor, at: datetime) -> Note:
    return Note(
        act="procurement.return",
        target=made,
        by=by,
        at=at,
        after={"value_minor": made.value_minor, "lines": lines},
        reason=made.reason,
        about=made.order.shop_id,
    )


@entry
def acknowledge_return(*, order_id: UUID, return_id: UUID, by: Actor, at: datetime) -> Return:
    """The supplier has the goods back; saying it again changes nothing. Raises ``PurchaseNotFound`` or ``NothingLeft``."""
    order = access.suppliers_order(by, order_id, lock=True)
    made = order.returns.filter(pk=return_id).first()
    if made is None:
        raise NothingLeft
    if made.acknowledged_at is None:
        made.acknowledged_at = at
        made.save(update_fields=["acknowledged_at"])
        record_all([acknowledged_note(made, by=by, at=at)])
        tell(order, "return_acknowledged", to="buyer", key=f"return/{made.pk}/acknowledged", at=at)
    return made


def acknowledged_note(made: Return, *, by: Actor, at: datetime) -> Note:
    return Note(act="procurement.acknowledge_return", target=made, by=by, at=at)


@entry
def answer_dispute(*, order_id: UUID, dispute_id: UUID, answer: str, note: str = "", by: Actor, at: datetime) -> Dispute:
    """The supplier will deliver again, not bill it, or contests it. Raises ``DisputeMoved`` unless it is open, ``PurchaseNotFound``, ``BadTerms``."""
    order = access.suppliers_order(by, order_id, lock=True)
    if answer not in Dispute.Answer.values:
        raise BadTerms
    change = {"status": "answered", "answer": answer, "answer_note": note[:200], "answered_at": at}
    if not order.disputes.filter(pk=dispute_id, status="open").update(**change):
        raise DisputeMoved
    record("procurement.answer_dispute", target=f"dispute/{dispute_id}", by=by, at=at, after={"answer": answer}, reason=note[:200])
    tell(order, "dispute_answered", to="buyer", key=f"dispute/{dispute_id}/answered", at=at)
    return order.disputes.get(pk=dispute_id)


@entry
def settle_dispute(*, order_id: UUID, dispute_id: UUID, by: Actor, at: datetime) -> Dispute:
    """The buyer lets the difference rest. Raises ``DisputeMoved`` when it was settled before, or ``PurchaseNotFound``."""
    order = access.buyers_order(by, order_id, access.RECEIVERS, lock=True)
    if not order.disputes.filter(pk=dispute_id).exclude(status="settled").update(status="settled", settled_at=at):
        raise DisputeMoved
    record("procurement.settle_dispute", target=f"dispute/{dispute_id}", by=by, at=at, about=order.shop_id)
    close_if_done(order, by=by, at=at)
    tell(order, "dispute_settled", to="supplier", key=f"dispute/{dispute_id}/settled", at=at)
    return order.disputes.get(pk=dispute_id)


def _checked(order: Order, quantities: Mapping[int, Decimal]) -> list[tuple[Line, Decimal]]:
    lines = {line.position: line for line in order.lines.all()}
    said = {position: quantity for position, quantity in quantities.items() if quantity}
    if not said:
        raise NothingWanted
    for position, quantity in said.items():
        rules.checked_quantity(quantity)
        if position not in lines:
            raise BadTerms
        rules.require_whole(lines[position].name, quantity, whole=lines[position].whole)
        if quantity > lines[position].kept:
            raise NothingLeft
    return [(lines[position], quantity) for position, quantity in sorted(said.items())]
