"""Returns of the wholesaler's customers as the verbs would have written them, and what becomes of the order that they are of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from merchants.procurement import models, rules
from merchants.procurement.actions import approving, receiving, returning
from merchants.stock.actions.moving import Cause, draft_movements
from merchants.stock.actions.returning import sent_back_note
from merchants.stock.models import Movement

from .copying import Copy, Going, code_of, counts_of
from .settling import Desk
from .shape import GivenBack

Counts = Sequence[tuple[models.Line, Decimal]]


def reason_of(document: str) -> str:
    return f"退货单 {document} · credit note {document}"


def key_of(told: GivenBack) -> str:
    return f"{code_of(told.document)}/{told.invoice}"


def give_back(copy: Copy, desk: Desk, going: Going, told: GivenBack) -> None:
    """As ``return_goods`` by the customer and ``acknowledge_return`` by the wholesaler do; then nothing more is expected of the order."""
    at, order, by = told.at, going.order, desk.actor
    counts = counts_of(going.lines, told.quantities)
    made = returning.draft_return(order, counts, reason_of(told.document), by=by, at=at)
    copy.rows.add(made, *(models.ReturnLine(returned=made, line=line, quantity=quantity) for line, quantity in counts))
    for line, quantity in counts:
        line.returned, line.billed = line.returned + quantity, line.billed - quantity
        _debit(copy, going, line, quantity, made, at=at)
    _take_off(copy, desk, counts, made)
    to = receiving.status_of(going.lines)
    if order.status in rules.DELIVERABLE and to != order.status:
        copy.move(going, to, by=by, at=at)
    copy.note(returning.returned_note(made, len(counts), by=by, at=at))
    said = {line.position: quantity for line, quantity in counts}
    copy.effect(key_of(told), "procurement.return", by, returning.return_body(order.pk, said, made.reason), {"return": made.pk}, at)
    copy.tell(desk, going, "goods_returned", to="supplier", key=f"return/{made.pk}", at=at, amount_minor=made.value_minor)
    made.acknowledged_at = at
    copy.note(returning.acknowledged_note(made, by=copy.wholesaler.actor, at=at))
    copy.tell(desk, going, "return_acknowledged", to="buyer", key=f"return/{made.pk}/acknowledged", at=at)
    _end(copy, desk, going, made.reason, at=at)


def _debit(copy: Copy, going: Going, line: models.Line, quantity: Decimal, made: models.Return, *, at: datetime) -> None:
    """Everything was billed, so the invoice asks less."""
    row = going.billed[line.position - 1]
    claimed = row.invoice.status == models.Invoice.Status.APPROVED
    debit = approving.draft_debit(row, quantity, made, at=at)
    if debit is not None:
        copy.rows.add(debit)
    if claimed and going.claim is not None:
        going.claim.amount_minor = row.invoice.payable_minor


def _take_off(copy: Copy, desk: Desk, counts: Counts, made: models.Return) -> None:
    """As ``return_to_supplier`` does: at the shelf's average."""
    cause = Cause(made.pk, desk.actor, made.made_at, made.reason)
    for line, quantity in sorted(counts, key=lambda count: desk.levels[count[0].sku_id].pk):
        copy.rows.add(*draft_movements(desk.levels[line.sku_id], Movement.Kind.PURCHASE_RETURN, -quantity, cause))
    copy.note(sent_back_note(made.pk, len(counts), made.reason, by=desk.actor, at=made.made_at))


def _end(copy: Copy, desk: Desk, going: Going, reason: str, *, at: datetime) -> None:
    """As ``short_close`` does, or ``cancel_order`` where all of it went back: what was given back is not delivered again."""
    ends = {"partially_received": "short_closed", "acknowledged": "cancelled"}.get(going.order.status)
    if ends is None:
        return
    copy.move(going, ends, reason=reason, by=desk.actor, at=at, ended_at=at)
    for line in going.lines:
        if line.quantity > line.kept:
            line.given_up = line.quantity - line.kept
    copy.tell(desk, going, f"purchase_{ends}", to="supplier", key=ends, at=at)
