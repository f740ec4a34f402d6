"""Revisions: what one side proposes, and how it becomes what both agreed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from ecosystem.kernel.money import line_minor
from ecosystem.kernel.quantities import plain
from ecosystem.kernel.verbs import inner

from .. import rules
from ..errors import BadTerms, BilledAhead, NothingWanted, RevisionMoved
from ..models import Line, Order, Revision, RevisionLine
from ..models.orders import Billing
from ..rules import Wording


def current_wording(order: Order) -> list[Wording]:
    return [Wording(line.position, line.quantity, line.unit_minor, line.promised_on) for line in order.lines.order_by("position")]


@inner
def write_revision(
    order: Order, side: str, wording: Sequence[Wording], *, seen_revision: int, reason: str, billing: str = "", at: datetime
) -> Revision:
    """The next revision, acknowledged by the side that proposes it. Every line of the order is worded once; ``billing`` stays where it is left out.

    Raises:
        RevisionMoved: another revision is the newest.
        BadTerms, NothingWanted: what is proposed is no order.
        BilledAhead: a line would say less, or another price, than an invoice already asks for; or invoices stand and the basis would change.
    """
    require_newest(order, seen_revision)
    said = {one.position: _checked(one) for one in wording}
    agreed = {line.position: line for line in order.lines.all()}
    if set(said) != set(agreed) or len(said) != len(wording):
        raise BadTerms
    for one in wording:
        rules.require_whole(agreed[one.position].name, one.quantity, whole=agreed[one.position].whole)
    _require_unbilled(order, said, agreed, billing)
    revision, lines = draft_revision(order, side, list(said.values()), reason=reason, at=at)
    revision.billing = billing or order.billing
    revision.save(force_insert=True)
    for line in lines:
        line.revision = revision
    RevisionLine.objects.bulk_create(lines)
    return revision


def draft_revision(order: Order, side: str, wording: Sequence[Wording], *, reason: str = "", at: datetime) -> tuple[Revision, list[RevisionLine]]:
    """The unsaved next revision with its lines. Raises ``NothingWanted``."""
    lines = [
        RevisionLine(
            position=one.position,
            quantity=one.quantity,
            unit_minor=one.unit_minor,
            gross_minor=line_minor(one.unit_minor, one.quantity),
            promised_on=one.promised_on,
        )
        for one in wording
    ]
    total = sum(line.gross_minor for line in lines)
    if not total:
        raise NothingWanted
    stamp = {"buyer_at" if side == Revision.Side.BUYER else "supplier_at": at}
    number = order.revision + 1
    return Revision(order=order, number=number, proposed_by=side, total_minor=total, reason=reason[:200], proposed_at=at, **stamp), lines


def _require_unbilled(order: Order, said: Mapping[int, Wording], agreed: Mapping[int, Line], billing: str) -> None:
    """Invoices ahead of the goods keep to what they were issued on."""
    if billing not in ("", *Billing.values):
        raise BadTerms
    billed = [line for line in agreed.values() if line.billed]
    for line in billed:
        one = said[line.position]
        if one.quantity - line.given_up < line.billed or one.unit_minor != line.unit_minor:
            raise BilledAhead(name=line.name, billed=plain(line.billed))
    if billed and billing and billing != order.billing:
        raise BilledAhead(name=billed[0].name, billed=plain(billed[0].billed))


@inner
def agree(order: Order, side: str, *, at: datetime) -> Revision:
    """The other side acknowledges the newest revision: the order's lines now say what it says, and are billed as it says."""
    revision = order.revisions.get(number=order.revision)
    stamp = "buyer_at" if side == Revision.Side.BUYER else "supplier_at"
    setattr(revision, stamp, at)
    revision.save(update_fields=[stamp])
    lines = {line.position: line for line in order.lines.all()}
    for said in revision.lines.all():
        line = lines[said.position]
        line.ahead = revision.billing == Billing.ORDER
        line.quantity, line.unit_minor, line.gross_minor, line.promised_on = said.quantity, said.unit_minor, said.gross_minor, said.promised_on
    Line.objects.bulk_update(lines.values(), ["quantity", "unit_minor", "gross_minor", "promised_on", "ahead"])
    return revision


def require_newest(order: Order, seen_revision: int) -> None:
    """Raises ``RevisionMoved``."""
    if seen_revision != order.revision:
        raise RevisionMoved(revision=order.revision)


def _checked(one: Wording) -> Wording:
    if one.quantity:
        rules.checked_quantity(one.quantity)
    elif one.quantity.is_signed():
        raise BadTerms
    rules.checked_unit_price(one.unit_minor)
    return one
