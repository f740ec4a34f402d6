"""Reading what was bought, and counting heads; one worker at a time, and no buyer waits for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from ecosystem.feed.public import FactRow, Reader
from ecosystem.identity.public import Membership
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.verbs import entry, inner
from ecosystem.places.public import nearest_neighbourhoods
from merchants.aftersale.public import Case, CaseLine
from merchants.customers.public import TAB
from merchants.orders.public import Line, Order
from merchants.shops.public import Shop

from . import rules
from .models import Choice, Purchase

BATCH = 2_000
KINDS = frozenset({"trade.order_settled", "trade.order_refunded"})
OURS = "twin"
HOLD = "SELECT pg_try_advisory_xact_lock(hashtextextended('neighbours', 0))"
OF_ORDERS = "DELETE FROM neighbours_purchase WHERE order_id = ANY(%s::uuid[]) RETURNING sku_id"
OF_PARTIES = "DELETE FROM neighbours_purchase WHERE party_id = ANY(%s::uuid[]) RETURNING sku_id"
OF_NOBODY = "DELETE FROM neighbours_purchase WHERE party_id IS NULL RETURNING sku_id"
OLD = 'DELETE FROM neighbours_purchase WHERE "on" < %s RETURNING sku_id'
CLEAR = "DELETE FROM neighbours_tally WHERE sku_id = ANY(%s::uuid[])"
COUNT = """
INSERT INTO neighbours_tally (neighbourhood_id, shop_id, sku_id, neighbours)
SELECT neighbourhood_id, shop_id, sku_id, count(DISTINCT party_id) FROM neighbours_purchase
WHERE sku_id = ANY(%s::uuid[]) AND party_id IS NOT NULL GROUP BY neighbourhood_id, shop_id, sku_id
"""


@entry
def read_trade(*, at: datetime) -> int:
    """Bring the tallies up to the facts since the last reading, to who wants to count, and to the day; answers how many facts.

    None while another worker is at it: two that count one article at once would each miss what the other has not committed.
    """
    if not _held():
        return 0
    reader = Reader("neighbours")
    facts = reader.batch(BATCH)
    # Choices are locked before purchases, as whoever leaves does.
    touched, back = _heard(at)
    touched |= _deleted(OF_NOBODY) | _deleted(OLD, rules.first_day(business_date(at)))
    touched |= _fold(_named(facts, at) | back, at)
    _count(touched)
    if facts:
        reader.done(facts[-1])
    return len(facts)


def follow(*, at: datetime, most: int = 200) -> int:
    """Read until nothing is left, a batch a transaction; answers how many facts. Safe to run by several workers."""
    total = 0
    for _ in range(most):
        read = read_trade(at=at)
        total += read
        if read < BATCH:
            break
    return total


def _held() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(HOLD)
        return bool(cursor.fetchone()[0])


def _named(facts: Iterable[FactRow], at: datetime) -> set[UUID]:
    """The orders of our own that facts since the window's begin tell of; what each comes to, its books say."""
    since = rules.begins(business_date(at))
    ours = (fact for fact in facts if fact.kind in KINDS and fact.source == OURS and fact.occurred_at >= since)
    return {UUID(fact.body["order"]) for fact in ours}


@inner
def _heard(at: datetime) -> tuple[set[UUID], set[UUID]]:
    """Take out who no longer wants to count; the orders of whoever wants to again."""
    new = list(Choice.objects.select_for_update(skip_locked=True).filter(read=False).order_by("pk"))
    if not new:
        return set(), set()
    gone = _deleted(OF_PARTIES, [one.party_id for one in new if not one.counts])
    returned = [one.party_id for one in new if one.counts]
    back = Order.objects.filter(buyer__in=returned, completed_at__gte=rules.begins(business_date(at)))
    Choice.objects.filter(pk__in=[one.pk for one in new]).update(read=True)
    return gone, set(back.values_list("pk", flat=True))


@inner
def _fold(order_ids: Collection[UUID], at: datetime) -> set[UUID]:
    """Work these orders out anew; the articles of which something changed."""
    if not order_ids:
        return set()
    completed = Order.objects.filter(pk__in=order_ids, status=Order.Status.COMPLETED, completed_at__gte=rules.begins(business_date(at)))
    # Whose tab it is, a shop knows; a person is seldom known behind it, and must not count twice.
    known = completed.filter(buyer__isnull=False).exclude(tender=TAB).exclude(shop__category__in=rules.UNTOLD).select_related("shop")
    orders = {order.pk: order for order in _of_others(list(known))}
    areas = _areas({order.shop for order in orders.values()})
    rows = {
        (line.order_id, line.sku_id): _purchase(orders[line.order_id], line.sku_id, areas[orders[line.order_id].shop_id])
        for line in _kept(orders)
        if orders[line.order_id].shop_id in areas
    }
    before = _deleted(OF_ORDERS, list(order_ids))
    Purchase.objects.bulk_create(rows.values(), batch_size=2_000)
    return before | {sku_id for _order, sku_id in rows}


def _of_others(orders: list[Order]) -> list[Order]:
    """Without what a shop's own people bought there, and without whoever does not want to count."""
    buyers = {order.buyer_id for order in orders}
    held = Membership.objects.filter(person__party__in=buyers, party__in={order.shop.party_id for order in orders}, ended_at=None)
    own = set(held.values_list("person__party", "party"))
    silent = set(Choice.objects.filter(party__in=buyers, counts=False).values_list("party", flat=True))
    return [order for order in orders if order.buyer_id not in silent and (order.buyer_id, order.shop.party_id) not in own]


def _kept(order_ids: Iterable[UUID]) -> list[Line]:
    """The lines of some orders of which something was not given back."""
    done = CaseLine.objects.filter(case__order__in=list(order_ids), case__status=Case.Status.DONE)
    back = dict(done.values_list("line").annotate(sum=Sum("quantity")).values_list("line", "sum"))
    lines = Line.objects.filter(order__in=list(order_ids)).only("pk", "order_id", "sku_id", "quantity")
    return [line for line in lines if line.quantity > back.get(line.pk, 0)]


def _areas(shops: set[Shop]) -> dict[UUID, int]:
    """The neighbourhood of each shop: the one it named, else the nearest; a shop of none is left out."""
    nearest = nearest_neighbourhoods(shop.cell for shop in shops if shop.neighbourhood_id is None)
    found = {shop.pk: shop.neighbourhood_id or getattr(nearest.get(shop.cell), "pk", None) for shop in shops}
    return {shop_id: area for shop_id, area in found.items() if area is not None}


def _purchase(order: Order, sku_id: UUID, area: int) -> Purchase:
    if order.completed_at is None:
        raise LookupError("a completed order says when")
    return Purchase(
        order_id=order.pk,
        sku_id=sku_id,
        shop_id=order.shop_id,
        neighbourhood_id=area,
        party_id=order.buyer_id,
        on=business_date(order.completed_at),
    )


@inner
def _count(sku_ids: Collection[UUID]) -> None:
    if sku_ids:
        with connection.cursor() as cursor:
            cursor.execute(CLEAR, [list(sku_ids)])
            cursor.execute(COUNT, [list(sku_ids)])


def _deleted(statement: str, *values: Any) -> set[UUID]:
    """The articles of the purchases that a statement deletes."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return {sku_id for (sku_id,) in cursor.fetchall()}
