"""A receipt is taken back by one of negative quantities; what was posted stays."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.feed.public import FactRow
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from merchants.shops.public import MANAGERS

from .. import access, rules
from ..errors import AlreadyReversed, NothingLeft, StillBilled
from ..models import Line, Order, Receipt, ReceiptLine, Refused
from .moving import require_in, required_reason
from .receiving import publish_goods, settle_status
from .stocking import take_off_shelf
from .telling import tell


@entry
def reverse_receipt(*, order_id: UUID, receipt_id: UUID, reason: str, key: str, by: Actor, at: datetime) -> Receipt:
    """Take a receipt back by one of negative quantities: the goods leave the shelf and are expected again.

    Raises:
        PurchaseNotFound, NothingLeft: no such receipt for the actor.
        AlreadyReversed: it was taken back before, or is itself a reversal.
        StillBilled: an invoice covers the goods, or they went back.
        SoldOut: they are no longer on the shelf.
        ReasonMissing, PurchaseMoved: no reason, or the order is at its end.
    """
    with once(key, verb="procurement.reverse", by=by, body={"receipt": receipt_id, "reason": reason}, at=at) as turn:
        order = access.buyers_order(by, order_id, MANAGERS, lock=True)
        if turn.earlier:
            return order.receipts.get(pk=turn.earlier["receipt"])
        require_in(order, rules.DELIVERABLE)
        made = _reverse(order, receipt_id, required_reason(reason), by=by, at=at)
        turn.remember(receipt=made.pk)
        return made


@inner
def _reverse(order: Order, receipt_id: UUID, reason: str, *, by: Actor, at: datetime) -> Receipt:
    receipt = order.receipts.filter(pk=receipt_id).first()
    if receipt is None:
        raise NothingLeft
    if receipt.reverses_id is not None or Receipt.objects.filter(reverses=receipt).exists():
        raise AlreadyReversed
    lines = {line.pk: line for line in order.lines.all()}
    rows = [(lines[row.line_id], row) for row in receipt.lines.order_by("line__position")]
    for line, row in rows:
        line.accepted, line.rejected = line.accepted - row.accepted, line.rejected - row.rejected
        if line.kept < 0 or line.billable < 0:
            raise StillBilled
    Line.objects.bulk_update([line for line, _row in rows], ["accepted", "rejected"])
    taken = [(line, row.accepted) for line, row in rows if row.accepted]
    made = Receipt(id=uuid7(), order=order, reverses=receipt, reason=reason, value_minor=-receipt.value_minor, landed_minor=-receipt.landed_minor)
    made.posted_by_id, made.posted_at = by.person_id, at
    landed = [row.landed_minor for _line, row in rows if row.accepted]
    made.stock_id = take_off_shelf(order, taken, cause=made.pk, reason=reason, by=by, at=at, landed=landed) if taken else None
    made.save(force_insert=True)
    ReceiptLine.objects.bulk_create(_mirrored(made, row) for _line, row in rows)
    if receipt.landed_minor:
        order.landed_minor -= receipt.landed_minor
        order.save(update_fields=["landed_minor"])
    # What was refused lies here no longer as refused: whoever takes the delivery in anew says what of it is.
    Refused.objects.filter(of__receipt=receipt, status="held").update(status="reversed", decided_by=by.person_id, decided_at=at)
    receipt.disputes.exclude(status="settled").update(status="settled", settled_at=at)
    settle_status(order, by=by, at=at)
    record("procurement.reverse", target=made, by=by, at=at, after={"value_minor": made.value_minor}, reason=reason, about=order.shop_id)
    publish_goods(receipt, lines=0, refused=0, at=at, corrects=_told(receipt), value_minor=0)
    tell(order, "goods_taken_back", to="supplier", key=f"receipt/{made.pk}", at=at)
    return made


def _mirrored(made: Receipt, row: ReceiptLine) -> ReceiptLine:
    """The unsaved line that takes one back."""
    return ReceiptLine(
        receipt=made,
        line_id=row.line_id,
        delivered=-row.delivered,
        accepted=-row.accepted,
        rejected=-row.rejected,
        landed_minor=-row.landed_minor,
        batch=row.batch,
        expires_on=row.expires_on,
    )


def _told(receipt: Receipt) -> dict[str, int]:
    """The numbers of the facts that told of a receipt, by side."""
    keys = {f"purchase/{receipt.order_id}/receipt/{receipt.pk}/{side}": side for side in ("buyer", "supplier")}
    return {keys[key]: number for key, number in FactRow.objects.filter(source="twin", source_key__in=list(keys)).values_list("source_key", "pk")}
