"""Goods are counted at the door: what is accepted goes on the shelf, what is not becomes a difference that both sides see."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import Note, record_all
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.money import line_minor
from ecosystem.kernel.quantities import plain
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once

from .. import access, rules
from ..errors import BadTerms, NothingLeft, NothingWanted, ReceiptsMoved, TooMuchDelivered
from ..facts import GoodsReceived
from ..models import Dispute, Line, Order, Receipt, ReceiptLine, Refused, Shipment
from ..rules import Counted
from .covering import cover_again
from .differing import open_disputes
from .landing import landed_share
from .moving import move, require_going_on, require_in, require_no_count, required_reason
from .stocking import put_on_shelf
from .telling import publish_for_both, tell

MAX_LABEL, MAX_GRAMS = 60, 1_000_000


@entry
def post_receipt(
    *,
    order_id: UUID,
    counted: Sequence[Counted],
    shipment_id: UUID | None = None,
    seen_receipts: int | None = None,
    key: str,
    by: Actor,
    at: datetime,
) -> Receipt:
    """Take in a delivery for ever; the same key takes it in once.

    ``seen_receipts`` is how many there were when the counting began, for whoever can say: two who count one delivery post it once.

    Raises:
        PurchaseNotFound: not an order of a shop where the actor takes goods in.
        PurchaseMoved, OnHold: it is not delivered now.
        TooMuchDelivered: with earlier deliveries more would be accepted than ordered and tolerated.
        NothingWanted, BadTerms, ReasonMissing: what was counted is nothing, no quantity, or refused without a word.
        ReceiptsMoved: somebody else took a delivery of the order in meanwhile.
        NothingLeft: the shipment has arrived before, or was withdrawn.
        BatchNeeded: an article kept by batch, without its expiry.
        CountWaits: a delivery was counted and waits to be accepted.
        CountedBlind: deliveries are counted here without seeing the order, and the actor does not buy.
    """
    with once(key, verb="procurement.receive", by=by, body=receipt_body(order_id, shipment_id, counted), at=at) as turn:
        # The order's lock makes a second receipt wait here and then see what the first one took in.
        order = access.buyers_order(by, order_id, access.RECEIVERS, lock=True)
        if turn.earlier:
            return order.receipts.get(pk=turn.earlier["receipt"])
        require_in(order, rules.DELIVERABLE)
        require_going_on(order)
        access.require_sees(by, order)
        require_no_count(order)
        if seen_receipts is not None and order.receipts.count() != seen_receipts:
            raise ReceiptsMoved
        receipt = take_in(order, checked_counts(order, counted), shipment=on_the_way(order, shipment_id), by=by, at=at)
        turn.remember(receipt=receipt.pk)
        return receipt


def receipt_body(order_id: UUID, shipment_id: UUID | None, counted: Sequence[Counted]) -> dict[str, object]:
    """What a repeated receipt must say again."""
    return {"order": order_id, "shipment": shipment_id, "lines": [told_of(one) for one in counted]}


@inner
def take_in(order: Order, counts: Sequence[tuple[Line, Counted]], *, shipment: Shipment | None, by: Actor, at: datetime) -> Receipt:
    """What ``post_receipt`` does once it is settled that these goods came and who says so."""
    for line, one in counts:
        line.accepted, line.rejected = line.accepted + one.accepted, line.rejected + one.rejected
    Line.objects.bulk_update([line for line, _one in counts], ["accepted", "rejected"])
    taken = [(line, one) for line, one in counts if one.accepted]
    receipt = Receipt(
        id=uuid7(),
        order=order,
        shipment=shipment,
        value_minor=sum(line_minor(line.unit_minor, one.accepted) for line, one in taken),
        posted_by_id=by.person_id,
        posted_at=at,
    )
    landed = _shelve(receipt, taken, by=by, at=at)
    receipt.save(force_insert=True)
    rows = ReceiptLine.objects.bulk_create(_row(receipt, line, one, landed.get(one.position, 0)) for line, one in counts)
    Refused.objects.bulk_create(Refused(of=row, quantity=row.rejected) for row in rows if row.rejected)
    disputes = open_disputes(receipt, counts, shipment, at=at)
    if shipment is not None:
        Shipment.objects.filter(pk=shipment.pk).update(status=Shipment.Status.ARRIVED)
    cover_again(order)
    settle_status(order, by=by, at=at)
    record_all([taken_in_note(receipt, len(counts), disputes, by=by, at=at)])
    publish_goods(receipt, lines=len(taken), refused=sum(1 for _line, one in counts if one.rejected), at=at)
    tell(order, "goods_differ" if disputes else "goods_taken_in", to="supplier", key=f"receipt/{receipt.pk}", at=at)
    return receipt


def taken_in_note(receipt: Receipt, lines: int, disputes: int, *, by: Actor, at: datetime) -> Note:
    told = {"value_minor": receipt.value_minor, "lines": lines, "disputes": disputes}
    return Note(act="procurement.receive", target=receipt, by=by, at=at, after=told, about=receipt.order.shop_id)


@inner
def _shelve(receipt: Receipt, taken: Sequence[tuple[Line, Counted]], *, by: Actor, at: datetime) -> dict[int, int]:
    """Answers what the line at each position bears of the order's freight and other cost."""
    if not taken:
        return {}
    order = receipt.order
    if order.extra_minor:
        receipt.landed_minor = landed_share(order, list(order.lines.all()))
    receipt.stock_id, shares = put_on_shelf(order, taken, landed_minor=receipt.landed_minor, by=by, at=at)
    if receipt.landed_minor:
        order.landed_minor += receipt.landed_minor
        order.save(update_fields=["landed_minor"])
    return {one.position: share for (_line, one), share in zip(taken, shares, strict=True)}


def _row(receipt: Receipt, line: Line, one: Counted, landed_minor: int) -> ReceiptLine:
    return ReceiptLine(
        receipt=receipt,
        line=line,
        delivered=one.accepted + one.rejected,
        accepted=one.accepted,
        rejected=one.rejected,
        why=one.why,
        landed_minor=landed_minor,
        batch=one.batch,
        expires_on=one.expires_on,
    )


@inner
def settle_status(order: Order, *, by: Actor, at: datetime) -> None:
    """Partly received, received, or neither any more: what the lines say."""
    to = status_of(list(order.lines.filter(quantity__gt=0)))
    if to != order.status:
        move(order, to, before=rules.DELIVERABLE, by=by, at=at)


def status_of(lines: Sequence[Line]) -> str:
    """What an order that may be delivered stands at, by its lines of something."""
    if all(line.kept >= line.quantity - line.given_up for line in lines):
        return "received"
    return "partially_received" if any(line.kept for line in lines) else "acknowledged"


def checked_counts(order: Order, counted: Sequence[Counted]) -> list[tuple[Line, Counted]]:
    lines = {line.position: line for line in order.lines.filter(quantity__gt=0)}
    said = [one for one in counted if one.accepted or one.rejected]
    if not said:
        raise NothingWanted
    if len({one.position for one in said}) < len(said) or any(one.position not in lines for one in said):
        raise BadTerms
    return [(lines[one.position], _counted(lines[one.position], one)) for one in sorted(said, key=lambda one: one.position)]


def _counted(line: Line, one: Counted) -> Counted:
    for quantity in (one.accepted, one.rejected):
        if quantity:
            rules.checked_quantity(quantity)
            rules.require_whole(line.name, quantity, whole=line.whole)
    would_be, most = line.kept + one.accepted, rules.most_acceptable(line.quantity, line.over_bp) - line.given_up
    if one.accepted and would_be > most:
        raise TooMuchDelivered(name=line.name, would_be=plain(would_be), most=plain(most))
    if len(one.batch) > MAX_LABEL or not 0 <= one.weight_g <= MAX_GRAMS:
        raise BadTerms
    return replace(one, why=required_reason(one.why)) if one.rejected else one


def told_of(one: Counted) -> tuple[object, ...]:
    """What a repeated receipt must say again; labels and weights only where there are any."""
    label = (one.batch, one.expires_on, one.weight_g)
    told = (one.position, one.accepted, one.rejected, one.why)
    return (*told, *label) if any(label) else told


def on_the_way(order: Order, shipment_id: UUID | None) -> Shipment | None:
    if shipment_id is None:
        return None
    shipment = order.shipments.filter(pk=shipment_id, status=Shipment.Status.ON_THE_WAY).first()
    if shipment is None:
        raise NothingLeft
    return shipment


@inner
def publish_goods(
    receipt: Receipt, *, lines: int, refused: int, at: datetime, corrects: dict[str, int] | None = None, value_minor: int | None = None
) -> None:
    """Attested where the supplier announced at least what the buyer took in, else the buyer's claim: more is her word alone."""
    order = receipt.order
    promised = [day for day in order.lines.values_list("promised_on", flat=True) if day]
    days_late = (business_date(receipt.posted_at) - max(promised)).days if promised else 0

    worth = receipt.value_minor if value_minor is None else value_minor
    fact = goods_fact(receipt, worth, lines=lines, refused=refused, days_late=days_late)
    key = f"{order.pk}/receipt/{receipt.pk}" + ("/reversed" if corrects else "")
    announced = receipt.shipment_id is not None and not receipt.disputes.filter(kind=Dispute.Kind.OVER).exists()
    publish_for_both(order, fact, key=key, standing="attested" if announced else "claimed", at=at, corrects=corrects)


def goods_fact(receipt: Receipt, value_minor: int, *, lines: int, refused: int, days_late: int) -> Callable[[str, str], GoodsReceived]:
    """What either side is told of a delivery."""

    def fact(side: str, counterpart: str) -> GoodsReceived:
        return GoodsReceived(
            order=str(receipt.order_id),
            receipt=str(receipt.pk),
            side=side,
            counterpart=counterpart,
            value_minor=value_minor,
            currency=receipt.order.currency,
            lines=lines,
            refused_lines=refused,
            days_late=days_late,
        )

    return fact
