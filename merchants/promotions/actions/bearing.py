"""Who else bears a discount: promised when an order is placed, paid to the shop when goods change hands, back when they don't."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from ecosystem.kernel.money import allocate
from ecosystem.kernel.verbs import inner
from ecosystem.ledger.public import Leg, budget_of

from ..errors import DealGone
from ..models import Budget, BudgetEntry, Use
from ..rules import Deal

# Budgets are locked in id order everywhere, several orders' at once.
PROMISE = """
WITH wanted AS (SELECT * FROM unnest(%(ids)s::uuid[], %(amounts)s::bigint[]) AS w(id, amount)),
locked AS (SELECT b.id, w.amount FROM promotions_budget b JOIN wanted w USING (id) ORDER BY b.id FOR NO KEY UPDATE OF b)
UPDATE promotions_budget b SET reserved_minor = b.reserved_minor + l.amount FROM locked l WHERE b.id = l.id AND b.status = 'active'
    AND b.funded_minor - b.reserved_minor - b.spent_minor - b.withdrawn_minor >= l.amount
"""
LET_GO = """
WITH wanted AS (SELECT * FROM unnest(%(ids)s::uuid[], %(amounts)s::bigint[]) AS w(id, amount)),
locked AS (SELECT b.id, w.amount FROM promotions_budget b JOIN wanted w USING (id) ORDER BY b.id FOR NO KEY UPDATE OF b)
UPDATE promotions_budget b SET reserved_minor = b.reserved_minor - l.amount FROM locked l WHERE b.id = l.id
"""
SPEND = """
WITH wanted AS (SELECT * FROM unnest(%(ids)s::uuid[], %(amounts)s::bigint[]) AS w(id, amount)),
locked AS (SELECT b.id, w.amount FROM promotions_budget b JOIN wanted w USING (id) ORDER BY b.id FOR NO KEY UPDATE OF b)
UPDATE promotions_budget b SET reserved_minor = b.reserved_minor - l.amount, spent_minor = b.spent_minor + l.amount
FROM locked l WHERE b.id = l.id RETURNING b.id, b.party_id
"""
RETURN = """
WITH wanted AS (SELECT * FROM unnest(%(ids)s::uuid[], %(amounts)s::bigint[]) AS w(id, amount)),
locked AS (SELECT b.id, w.amount FROM promotions_budget b JOIN wanted w USING (id) ORDER BY b.id FOR NO KEY UPDATE OF b)
UPDATE promotions_budget b SET spent_minor = b.spent_minor - l.amount FROM locked l WHERE b.id = l.id RETURNING b.id, b.party_id
"""
Kind = BudgetEntry.Kind
# (budget, order) → minor units
Parts = Mapping[tuple[UUID, UUID], int]


@dataclass(frozen=True, slots=True)
class Spent:
    """What budgets pay towards one order: legs of the caller's transfer, and what is then written of them."""

    legs: tuple[Leg, ...]
    parts: Parts


@inner
def promise_budgets(*, deals: Mapping[UUID, Deal], at: datetime) -> None:
    """Reserve what funders bear of these orders, by order id; after the shelves.

    Raises:
        DealGone: a budget was used up or stopped meanwhile.
    """
    parts: dict[tuple[UUID, UUID], int] = defaultdict(int)
    for order_id, deal in deals.items():
        for one in deal.applied:
            for budget, amount in ((one.offer.platform_budget, one.platform_minor), (one.offer.supplier_budget, one.supplier_minor)):
                if budget and amount:
                    parts[(budget, order_id)] += amount
    if parts and _change(PROMISE, parts) < len({budget for budget, _order in parts}):
        raise DealGone
    _write(Kind.RESERVED, parts, None, at)


@inner
def let_go_of_budgets(*, order_ids: Sequence[UUID], at: datetime) -> None:
    """Orders whose promotions were let go bind no budget any more; after the shelves. Each order is let go once, by its caller."""
    parts = _parts_of(Use.objects.filter(order_id__in=order_ids, status=Use.Status.LET_GO))
    if parts:
        _change(LET_GO, parts)
        _write(Kind.RELEASED, parts, None, at)


@inner
def hold_budgets(*, order_id: UUID) -> list[str]:
    """Lock the budgets that will pay for an order, or have paid for it, in id order, and tell their accounts.

    For whoever pays and completes, or takes back and refunds, in one transaction: budgets come before the accounts
    that the payment or the refund holds.
    """
    budgets = [budget for budget, _order in _parts_of(Use.objects.filter(order_id=order_id).exclude(status=Use.Status.LET_GO))]
    held = Budget.objects.select_for_update(no_key=True).filter(pk__in=budgets).order_by("pk")
    return [budget_of(party_id) for party_id in held.values_list("party_id", flat=True)]


@inner
def spend(*, order_id: UUID) -> Spent:
    """The goods changed hands: keep the order's promotions, and say which accounts pay their part of it.

    The caller posts the legs in its transfer, then calls ``write_spent``.
    """
    held = Use.objects.filter(order_id=order_id, status=Use.Status.HELD)
    parts = _parts_of(held)
    held.update(status=Use.Status.KEPT)
    return Spent(_legs(SPEND, parts, sign=-1), parts)


@inner
def write_spent(spent: Spent, *, transfer_id: UUID, at: datetime) -> None:
    """What was spent, on the funders' statements."""
    _write(Kind.SPENT, spent.parts, transfer_id, at)


@inner
def return_to_funders(*, order_id: UUID, amount_minor: int) -> Spent:
    """Goods came back: so much of what funders paid for the order goes back to their budgets, to each as it bore.

    Whoever holds accounts before this has taken ``hold_budgets`` before them.

    Largest remainder over what each part has not got back yet, so that nobody gets more than it bore.
    """
    uses = list(Use.objects.select_for_update().filter(order_id=order_id, status=Use.Status.KEPT).order_by("pk"))
    slots = [(use, part) for use in uses for part in ("platform", "supplier") if getattr(use, f"{part}_minor")]
    rest = [getattr(use, f"{part}_minor") - getattr(use, f"{part}_returned_minor") for use, part in slots]
    parts: dict[tuple[UUID, UUID], int] = defaultdict(int)
    if amount_minor:
        for (use, part), share in zip(slots, allocate(amount_minor, rest), strict=True):
            setattr(use, f"{part}_returned_minor", getattr(use, f"{part}_returned_minor") + share)
            if share:
                parts[(getattr(use, f"{part}_budget_id"), order_id)] += share
        Use.objects.bulk_update(uses, ["platform_returned_minor", "supplier_returned_minor"])
    return Spent(_legs(RETURN, parts, sign=1), parts)


@inner
def write_returned(returned: Spent, *, transfer_id: UUID, at: datetime) -> None:
    """What came back, on the funders' statements."""
    _write(Kind.RETURNED, returned.parts, transfer_id, at)


def _parts_of(uses: Any) -> dict[tuple[UUID, UUID], int]:
    parts: dict[tuple[UUID, UUID], int] = defaultdict(int)
    fields = ("order_id", "platform_budget", "platform_minor", "supplier_budget", "supplier_minor")
    for order_id, platform, platform_minor, supplier, supplier_minor in uses.values_list(*fields):
        for budget, amount in ((platform, platform_minor), (supplier, supplier_minor)):
            if budget and amount:
                parts[(budget, order_id)] += amount
    return parts


def _values(parts: Parts) -> dict[str, list[Any]]:
    sums: dict[UUID, int] = defaultdict(int)
    for (budget, _order), amount in parts.items():
        sums[budget] += amount
    return {"ids": list(sums), "amounts": list(sums.values())}


def _change(statement: str, parts: Parts) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, _values(parts))
        return int(cursor.rowcount)


def _legs(statement: str, parts: Parts, *, sign: int) -> tuple[Leg, ...]:
    if not parts:
        return ()
    values = _values(parts)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        party_of = dict(cursor.fetchall())
    return tuple(Leg(budget_of(party_of[budget]), sign * amount) for budget, amount in zip(values["ids"], values["amounts"], strict=True))


def _write(kind: str, parts: Parts, transfer_id: UUID | None, at: datetime) -> None:
    BudgetEntry.objects.bulk_create(
        BudgetEntry(budget_id=budget, kind=kind, amount_minor=amount, order_id=order, transfer_id=transfer_id, at=at)
        for (budget, order), amount in parts.items()
    )
