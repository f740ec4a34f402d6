"""The supplier's notice of what is on its way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from ecosystem.audit.public import Note, record, record_all
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.quantities import plain
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once

from .. import access, links, rules
from ..errors import BadTerms, NothingLeft, NothingWanted, TooMuchAnnounced
from ..models import Line, Order, Shipment, ShipmentLine
from .moving import require_going_on, require_in, require_no_count
from .telling import tell

LONGEST = 80


@entry
def announce_shipment(
    *, order_id: UUID, quantities: Mapping[int, Decimal], expected_on: date, carrier: str = "", key: str, by: Actor, at: datetime
) -> Shipment:
    """Say what is on its way, by line position; the same key announces once.

    Raises:
        PurchaseNotFound, PurchaseMoved, OnHold: not an order of the actor's supplier, or not one that may be delivered now.
        NothingWanted, TooMuchAnnounced, BadTerms: what is announced is nothing, too much, or no quantity.
    """
    with once(key, verb="procurement.ship", by=by, body=shipment_body(order_id, quantities, expected_on, carrier), at=at) as turn:
        order = access.suppliers_order(by, order_id, lock=True)
        if turn.earlier:
            return order.shipments.get(pk=turn.earlier["shipment"])
        shipment = _announce(order, quantities, expected_on, carrier, by=by, at=at)
        turn.remember(shipment=shipment.pk)
        return shipment


@entry
def announce_by_link(*, token: str, quantities: Mapping[int, Decimal], expected_on: date, carrier: str = "", key: str, at: datetime) -> Shipment:
    """As ``announce_shipment``, by whoever holds the link. Raises ``LinkExpired`` too."""
    order_id = links.read(token, at=at).order_id
    # The scope of the key is the link's order: two suppliers' keys never meet.
    with once(
        f"{order_id}/{key}", verb="procurement.ship", by=links.HOLDER, body=shipment_body(order_id, quantities, expected_on, carrier), at=at
    ) as turn:
        order = access.linked_order(order_id, lock=True)
        if turn.earlier:
            return order.shipments.get(pk=turn.earlier["shipment"])
        shipment = _announce(order, quantities, expected_on, carrier, by=links.HOLDER, at=at)
        turn.remember(shipment=shipment.pk)
        return shipment


@entry
def withdraw_shipment(*, order_id: UUID, shipment_id: UUID, by: Actor, at: datetime) -> Shipment:
    """It is not on its way after all. Raises ``PurchaseNotFound``, ``NothingLeft`` once it has arrived, ``CountWaits`` once it was counted."""
    order = access.suppliers_order(by, order_id, lock=True)
    require_no_count(order)
    if not order.shipments.filter(pk=shipment_id, status=Shipment.Status.ON_THE_WAY).update(status=Shipment.Status.WITHDRAWN):
        raise NothingLeft
    record("procurement.withdraw_shipment", target=f"shipment/{shipment_id}", by=by, at=at)
    tell(order, "shipment_withdrawn", to="buyer", key=f"shipment/{shipment_id}/withdrawn", at=at)
    return order.shipments.get(pk=shipment_id)


@inner
def _announce(order: Order, quantities: Mapping[int, Decimal], expected_on: date, carrier: str, *, by: Actor, at: datetime) -> Shipment:
    require_in(order, rules.COMING)
    require_going_on(order)
    said = {position: quantity for position, quantity in quantities.items() if quantity}
    if not said:
        raise NothingWanted
    if len(carrier) > LONGEST or not 0 <= (expected_on - at.date()).days <= 365:
        raise BadTerms
    lines = {line.position: line for line in order.lines.all()}
    under_way = _under_way(order)
    for position, quantity in said.items():
        if position not in lines:
            raise BadTerms
        _require_expected(lines[position], quantity, under_way.get(lines[position].pk, Decimal(0)))
    shipment = Shipment.objects.create(order=order, expected_on=expected_on, carrier=carrier, announced_at=at)
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=shipment, line=lines[position], quantity=quantity) for position, quantity in sorted(said.items())
    )
    record_all([shipped_note(order, shipment, len(said), by=by, at=at)])
    tell(order, "shipment_announced", to="buyer", key=f"shipment/{shipment.pk}", at=at)
    return shipment


def shipped_note(order: Order, shipment: Shipment, lines: int, *, by: Actor, at: datetime) -> Note:
    return Note(act="procurement.ship", target=shipment, by=by, at=at, after={"order": str(order.pk), "lines": lines})


def _require_expected(line: Line, quantity: Decimal, under_way: Decimal) -> None:
    rules.checked_quantity(quantity)
    rules.require_whole(line.name, quantity, whole=line.whole)
    most = rules.most_acceptable(line.quantity, line.over_bp) - line.kept - line.given_up - under_way
    if quantity > most:
        raise TooMuchAnnounced(name=line.name, left=plain(max(most, Decimal(0))))


def _under_way(order: Order) -> dict[int, Decimal]:
    rows = ShipmentLine.objects.filter(shipment__order=order, shipment__status="on_the_way").values("line_id").annotate(sum=Sum("quantity"))
    return {row["line_id"]: row["sum"] for row in rows}


def shipment_body(order_id: UUID, quantities: Mapping[int, Decimal], expected_on: date, carrier: str) -> dict[str, object]:
    lines = sorted((position, str(quantity)) for position, quantity in quantities.items())
    return {"order": order_id, "lines": lines, "on": expected_on, "by": carrier}
