"""Setting so much of an order's lines apart for a case, and letting go of it: under the order's lock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.money import refund_minor
from ecosystem.kernel.verbs import inner
from merchants.orders.public import Order

from .. import rules
from ..errors import NotCompleted, NothingToReturn
from ..models import Case, CaseLine, Tally


@inner
def open_case(
    *, order: Order, asked: Sequence[rules.Asked], kind: str, reason: str, note: str, by_shop: bool, due_at: datetime | None, at: datetime
) -> Case:
    """A case over so much of the lines of an order that the caller holds; not written as a step yet.

    Raises:
        NotCompleted: the goods were not handed over yet.
        NothingToReturn: no lines, more than is left of one, or nothing that was paid.
    """
    if order.status != Order.Status.COMPLETED:
        raise NotCompleted
    claims = _claimed(order, asked)
    case = Case(
        id=uuid7(),
        order=order,
        shop=order.shop,
        buyer_id=order.buyer_id,
        by_shop=by_shop,
        kind=kind,
        status=Case.Status.APPLIED,
        reason=reason,
        note=note[: rules.LONGEST_TEXT],
        asked_minor=sum(claim.asked_minor for claim in claims),
        applied_at=at,
        due_at=due_at,
    )
    case.save(force_insert=True)
    for claim in claims:
        claim.case = case
    CaseLine.objects.bulk_create(claims)
    return case


def _claimed(order: Order, asked: Sequence[rules.Asked]) -> list[CaseLine]:
    lines = {line.position: line for line in order.lines.order_by("position")}
    if not asked or len({one.position for one in asked}) < len(asked) or any(one.position not in lines for one in asked):
        raise NothingToReturn
    chosen = [lines[one.position] for one in asked]
    Tally.objects.bulk_create([Tally(line=line, sold=line.sold, paid_minor=line.paid_minor) for line in chosen], ignore_conflicts=True)
    tallies = {tally.line_id: tally for tally in Tally.objects.filter(line__in=chosen)}
    claims = []
    for one, line in zip(asked, chosen, strict=True):
        tally = tallies[line.pk]
        quantity = rules.checked_quantity(one.quantity, tally.left)
        worth = refund_minor(tally.paid_minor, tally.sold, tally.claimed, tally.claimed + quantity)
        claims.append(CaseLine(line=line, quantity=quantity, asked_minor=min(worth, tally.paid_minor - tally.granted_minor)))
        tally.claimed += quantity
    if not sum(claim.asked_minor for claim in claims):
        raise NothingToReturn
    Tally.objects.bulk_update(tallies.values(), ["claimed"])
    return claims


@inner
def let_go(case: Case) -> None:
    """What the case claimed may be claimed again."""
    tallies = {tally.line_id: tally for tally in Tally.objects.filter(line__in=case.lines.values("line"))}
    for claim in case.lines.all():
        tallies[claim.line_id].claimed -= claim.quantity
    Tally.objects.bulk_update(tallies.values(), ["claimed"])


def claims_of(case: Case) -> list[rules.Claim]:
    """What a case claims, beside what was granted of the same lines before; in the order of the lines."""
    rows = case.lines.select_related("line__after_sale_tally").order_by("line__position")
    return [_claim(row, row.line.after_sale_tally) for row in rows]


def _claim(row: CaseLine, tally: Tally) -> rules.Claim:
    return rules.Claim(row.line_id, row.quantity, row.asked_minor, tally.sold, tally.granted, tally.paid_minor, tally.granted_minor)


@inner
def grant(case: Case, claims: Sequence[rules.Claim], amounts: dict[int, int]) -> None:
    """Note what each line gives back, once its money is on the way."""
    tallies = {tally.line_id: tally for tally in Tally.objects.filter(line__in=amounts)}
    for claim in claims:
        tallies[claim.line_id].granted += claim.quantity
        tallies[claim.line_id].granted_minor += amounts[claim.line_id]
        CaseLine.objects.filter(case=case, line=claim.line_id).update(amount_minor=amounts[claim.line_id])
    Tally.objects.bulk_update(tallies.values(), ["granted", "granted_minor"])


def all_granted(order: Order) -> bool:
    """Whether every line of the order came back whole."""
    lines = order.lines.select_related("after_sale_tally")
    return all((line.after_sale_tally.granted if hasattr(line, "after_sale_tally") else Decimal(0)) >= line.sold for line in lines)


def paid_back_with(order: Order, amounts: Mapping[int, int]) -> bool:
    """Whether these amounts by line, beside what was granted before, are all that was paid for the goods: a part that was agreed on is not."""
    lines = order.lines.select_related("after_sale_tally")
    before = {line.pk: line.after_sale_tally.granted_minor if hasattr(line, "after_sale_tally") else 0 for line in lines}
    return all(before[line.pk] + amounts.get(line.pk, 0) == line.paid_minor for line in lines)
