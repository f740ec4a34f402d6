"""The buyer decides: what won becomes shared orders at once, and whoever lost is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from uuid import UUID

from ecosystem.feed.public import publish
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.money import to_text
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from merchants.procurement.public import OnTop, Order, Quoted, place_quoted
from merchants.staff.public import limits_for

from .. import access, rules
from ..errors import AwardAboveLimit, BadRfq, LineUnnamed, QuoteMoved, QuoteOutOfDate
from ..facts import RfqAwarded
from ..models import AwardLine, Quotation, QuoteLine, Rfq, RfqLine
from ..queries import comparable
from ..rules import Cell
from .moving import move, require_in, tell_suppliers


@dataclass(frozen=True, slots=True)
class Pick:
    """The line at ``position`` goes to a quotation, in the version that the buyer saw."""

    position: int
    quotation_id: UUID
    number: int


@dataclass(frozen=True, slots=True)
class _Won:
    quotation: Quotation
    rows: Sequence[tuple[RfqLine, QuoteLine, Cell]]
    on_top: OnTop


@entry
def award(*, rfq_id: UUID, picks: Sequence[Pick], seen_total_minor: int, landed_by: str = "value", key: str, by: Actor, at: datetime) -> Rfq:
    """Order each line from the supplier picked for it, in one commit; the same key awards once.

    ``seen_total_minor`` is what the buyer saw that it costs with freight. The orders are on the suppliers' desks afterwards, each at
    the quantities that its least and steps allow. Lines without a pick are not ordered.

    Raises:
        RfqNotFound, RfqMoved: not a request of the actor's shop that waits for an award.
        QuoteMoved: a quote was revised, or withdrawn, or the sum is another one.
        QuoteOutOfDate: a quote no longer holds.
        LineUnnamed: nobody said what a line in free words is in the shop.
        AwardAboveLimit: all of it together is more than the actor may order alone.
        BadRfq, NotTakingOrders: nothing is picked, or a supplier stopped.
    """
    body = {"rfq": rfq_id, "picks": [astuple(pick) for pick in picks], "total": seen_total_minor, "landed_by": landed_by}
    with once(key, verb="sourcing.award", by=by, body=body, at=at) as turn:
        # The request's lock makes another award and every quote wait here, and then find it decided.
        rfq = access.buyers_rfq(by, rfq_id, lock=True)
        if turn.earlier:
            return rfq
        require_in(rfq, rules.BEFORE["awarded"])
        won = _chosen(comparable(rfq.pk, today=business_date(at)), picks, landed_by, at=at)
        _require_allowed(rfq, won, seen_total_minor, by=by)
        orders = {one.quotation.pk: _order(rfq, one, by=by, at=at) for one in won}
        _settle(rfq, won, orders, by=by, at=at)
        turn.remember(orders=[order.pk for order in orders.values()])
        return rfq


def _chosen(rfq: Rfq, picks: Sequence[Pick], landed_by: str, *, at: datetime) -> list[_Won]:
    lines = {line.position: line for line in rfq.lines.all()}
    if not picks or len({pick.position for pick in picks}) < len(picks) or any(pick.position not in lines for pick in picks):
        raise BadRfq
    if landed_by not in ("value", "quantity", "weight"):
        raise BadRfq
    quotations = {one.pk: one for one in rfq.quotations.all()}
    by_supplier: dict[UUID, list[tuple[RfqLine, QuoteLine, Cell]]] = {}
    for pick in sorted(picks, key=lambda pick: pick.position):
        quotation = quotations.get(pick.quotation_id)
        if quotation is None or not quotation.stands or quotation.number != pick.number:
            raise QuoteMoved
        by_supplier.setdefault(quotation.pk, []).append(_cell(quotation, lines[pick.position], at=at))
    return [_Won(quotations[pk], rows, _on_top(quotations[pk], landed_by)) for pk, rows in by_supplier.items()]


def _cell(quotation: Quotation, line: RfqLine, *, at: datetime) -> tuple[RfqLine, QuoteLine, Cell]:
    version = next(one for one in quotation.versions.all() if one.number == quotation.number)
    row = next((one for one in version.lines.all() if one.line_id == line.pk), None)
    today = business_date(at)
    if row is None:
        raise QuoteMoved
    if row.valid_until < today:
        raise QuoteOutOfDate(supplier=quotation.supplier.name)
    if line.sku_id is None:
        raise LineUnnamed(name=line.name)
    wanted = rules.Wanted(line.position, line.quantity, line.wanted_by)
    priced = rules.Priced(line.position, row.paid_minor, row.moq, row.multiple, row.lead_days, row.valid_until)
    offer = rules.Offer(quotation.pk, version.number, 0, [priced])
    return line, row, rules.cell_of(wanted, priced, offer, extra_minor=0, today=today)


def _on_top(quotation: Quotation, landed_by: str) -> OnTop:
    version = next(one for one in quotation.versions.all() if one.number == quotation.number)
    return OnTop(version.freight_paid_minor, version.other_paid_minor, version.freight_tax_bp, version.other_tax_bp, landed_by)


def _require_allowed(rfq: Rfq, won: Sequence[_Won], seen_total_minor: int, *, by: Actor) -> None:
    """The whole award counts against the limit, so that nobody passes it by spreading an order over suppliers."""
    extra = {one.quotation.pk: one.on_top.freight_minor + one.on_top.other_minor for one in won}
    total = rules.landed_of([cell for one in won for _line, _row, cell in one.rows], extra)
    if total != seen_total_minor:
        raise QuoteMoved
    limit = limits_for(by, rfq.shop).purchase_minor
    if limit is not None and total > limit:
        raise AwardAboveLimit(amount=to_text(total))


@inner
def _order(rfq: Rfq, won: _Won, *, by: Actor, at: datetime) -> Order:
    lines = [
        Quoted(
            sku_id=line.sku_id,  # type: ignore[arg-type]  # _cell refused a line without one
            names=(line.name_zh, line.name_en),
            units=(line.unit_zh, line.unit_en),
            per_unit=line.per_unit,
            whole=line.whole,
            quantity=cell.quantity,
            unit_minor=row.paid_minor,
            tax_bp=row.tax_bp,
            promised_on=cell.ready_on,
        )
        for line, row, cell in won.rows
    ]
    return place_quoted(shop=rfq.shop, supplier=won.quotation.supplier, lines=lines, on_top=won.on_top, code=rfq.number, note=rfq.note, by=by, at=at)


@inner
def _settle(rfq: Rfq, won: Sequence[_Won], orders: Mapping[UUID, Order], *, by: Actor, at: datetime) -> None:
    AwardLine.objects.bulk_create(
        AwardLine(line=line, quoted=row, quantity=cell.quantity, goods_minor=cell.goods_minor) for one in won for line, row, cell in one.rows
    )
    for one in won:
        Quotation.objects.filter(pk=one.quotation.pk).update(status="awarded", order=orders[one.quotation.pk], ended_at=at)
    lost = list(rfq.quotations.filter(status__in=rules.MAY_ANSWER).select_related("supplier"))
    rfq.quotations.filter(status__in=rules.MAY_ANSWER).update(status="lost", ended_at=at)
    move(rfq, "awarded", by=by, at=at, ended_at=at)
    tell_suppliers(rfq, [one.quotation for one in won], "quote_won", key="won", at=at)
    tell_suppliers(rfq, lost, "quote_lost", key="lost", at=at)
    fact = RfqAwarded(
        rfq=str(rfq.pk),
        asked=rfq.quotations.count(),
        quoted=rfq.quotations.filter(number__gt=0).count(),
        awarded=len(won),
        total_minor=sum(order.total_minor + order.extra_minor for order in orders.values()),
        currency=rfq.currency,
    )
    # The suppliers' own quotes and the buyer's award: both have said so, where all of them are in the circle.
    standing = "attested" if all(one.quotation.supplier.party_id for one in won) else "claimed"
    publish(fact, about=rfq.shop.party_id, key=f"rfq/{rfq.pk}/awarded", at=at, standing=standing)
