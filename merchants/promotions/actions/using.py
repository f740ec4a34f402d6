"""An order takes what it was offered, and gives it back if it ends without goods changing hands.

Before the shelves: coupons, then the counters of promotions. After the shelves: budgets (``bearing``), then the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from ecosystem.kernel.verbs import inner
from merchants.catalog.public import terms_of
from merchants.stock.public import let_go_part

from ..errors import CouponGone, DealGone
from ..models import Coupon, Use
from ..rules import Applied, Deal

LOCK = """
UPDATE promotions_coupon c SET status = 'locked', order_id = w.order_id
FROM unnest(%s::uuid[], %s::uuid[]) AS w(id, order_id)
WHERE c.id = w.id AND c.status = 'issued' AND c.expires_at > %s AND c.holder_id = %s
"""
# Every promotion of an errand at once and in id order, so that two errands meet in one order whatever shops they go to.
COUNT = """
WITH wanted AS (SELECT * FROM unnest(%(ids)s::uuid[], %(amounts)s::bigint[], %(pieces)s::int[]) AS w(id, amount, pieces)),
locked AS (SELECT p.id, w.amount, w.pieces FROM promotions_promotion p JOIN wanted w USING (id) ORDER BY p.id FOR NO KEY UPDATE OF p)
UPDATE promotions_promotion p SET
    given_minor = p.given_minor + CASE WHEN p.budget_minor IS NULL THEN 0 ELSE l.amount END, sold = p.sold + l.pieces
FROM locked l WHERE p.id = l.id AND (p.budget_minor IS NULL OR p.given_minor + l.amount <= p.budget_minor)
    AND (p.kind <> 'flash' OR p.status = 'published' AND p.brought_back_at IS NULL AND p.sold + l.pieces <= p.allotted)
RETURNING p.id, CASE WHEN p.kind <> 'coupon' THEN p.per_person END
"""
# Asked after the lock: a count within the statement that waits for it would not see what the other one wrote.
HAD = "SELECT promotion_id, max(seq), count(*) FROM promotions_use WHERE promotion_id = ANY(%s) AND buyer_id = %s AND status <> 'let_go' GROUP BY 1"
LET_GO = """
WITH gone AS (
    UPDATE promotions_use SET status = 'let_go' WHERE order_id = ANY(%(orders)s) AND status = 'held' RETURNING promotion_id, discount_minor),
sums AS (SELECT g.promotion_id AS id, sum(g.discount_minor) AS amount FROM gone g GROUP BY 1),
locked AS (
    SELECT p.id, s.amount FROM promotions_promotion p JOIN sums s USING (id) WHERE p.budget_minor IS NOT NULL ORDER BY p.id FOR NO KEY UPDATE OF p)
UPDATE promotions_promotion p SET given_minor = p.given_minor - l.amount FROM locked l WHERE p.id = l.id
"""
GIVE_BACK = """
UPDATE promotions_coupon SET status = CASE WHEN expires_at > %(at)s THEN 'issued' ELSE 'expired' END, order_id = NULL, used_at = NULL
WHERE order_id = ANY(%(orders)s) AND status IN ('locked', 'used')
"""
# Under the order's lock, which every refund of it holds; whoever takes the coupon for another order meanwhile waits for the row.
BACK = """
UPDATE promotions_coupon c SET status = CASE WHEN c.expires_at > %(at)s THEN 'issued' ELSE 'expired' END, order_id = NULL, used_at = NULL
FROM promotions_promotion p WHERE p.id = c.promotion_id AND p.comes_back AND c.order_id = %(order)s AND c.status = 'used'
"""
USE = "UPDATE promotions_coupon SET status = 'used', used_at = %s WHERE order_id = ANY(%s) AND status = 'locked'"


@inner
def hold_deals(*, deals: Mapping[UUID, Deal], buyer_id: UUID | None, at: datetime, shown: Coupon | None = None) -> dict[UUID, int]:
    """Take coupons and counters for the orders of one errand, by order id; returns her number of each promotion that counts people.

    Coupons are the buyer's, or the one whose holder showed it at the counter.

    Raises:
        CouponGone: a coupon is in another order or has expired.
        DealGone: a promotion's budget or stock was used up meanwhile, or she had it as often as she may.
    """
    coupons = [(coupon_id, order_id) for order_id, deal in deals.items() for coupon_id in deal.coupon_ids]
    counted = [one for deal in deals.values() for one in deal.applied if one.offer.is_counted]
    with connection.cursor() as cursor:
        if coupons:
            cursor.execute(LOCK, [[each[0] for each in coupons], [each[1] for each in coupons], at, shown.holder_id if shown else buyer_id])
            if cursor.rowcount < len(coupons):
                raise CouponGone
        return _count(cursor, counted, buyer_id) if counted else {}


def _count(cursor: Any, counted: Sequence[Applied], buyer_id: UUID | None) -> dict[UUID, int]:
    values = {
        "ids": [one.offer.id for one in counted],
        "amounts": [one.discount_minor for one in counted],
        "pieces": [one.pieces for one in counted],
    }
    cursor.execute(COUNT, values)
    limits = {row[0]: row[1] for row in cursor.fetchall()}
    if len(limits) < len(counted):
        raise DealGone
    personal = {promotion_id: limit for promotion_id, limit in limits.items() if limit is not None}
    if not personal:
        return {}
    cursor.execute(HAD, [list(personal), buyer_id])
    had = {row[0]: (row[1] or 0, row[2]) for row in cursor.fetchall()}
    if any(had.get(promotion_id, (0, 0))[1] >= limit for promotion_id, limit in personal.items()):
        raise DealGone
    return {promotion_id: had.get(promotion_id, (0, 0))[0] + 1 for promotion_id in personal}


@inner
def keep_uses(*, deals: Mapping[UUID, Deal], turnovers: Mapping[UUID, int], numbers: Mapping[UUID, int], buyer_id: UUID | None, at: datetime) -> None:
    """Freeze what each order got. ``turnovers`` are what its goods cost after it, ``numbers`` come from ``hold_deals``."""
    Use.objects.bulk_create(
        Use(
            order_id=order_id,
            promotion_id=one.offer.id,
            coupon_id=one.offer.coupon_id,
            buyer_id=buyer_id,
            seq=numbers.get(one.offer.id),
            pieces=one.pieces,
            turnover_minor=turnovers[order_id],
            discount_minor=one.discount_minor,
            shares=list(one.shares),
            merchant_minor=one.merchant_minor,
            platform_minor=one.platform_minor,
            supplier_minor=one.supplier_minor,
            platform_budget_id=one.offer.platform_budget if one.platform_minor else None,
            supplier_budget_id=one.offer.supplier_budget if one.supplier_minor else None,
            at=at,
        )
        for order_id, deal in deals.items()
        for one in deal.applied
    )


@inner
def free_flash_stock(*, shop_id: UUID, deal: Deal, sku_ids: Sequence[UUID]) -> None:
    """Let go of what a flash sale keeps for this order, so that the order may be promised it in the same transaction."""
    flash = [one for one in deal.applied if one.pieces]
    if not flash:
        return
    articles = {one.offer.id: next(iter(one.offer.sku_ids)) for one in flash}
    terms = terms_of(shop_id, list(articles.values()))
    parts = [(one.offer.id, articles[one.offer.id], terms[articles[one.offer.id]].base_of(Decimal(one.pieces))) for one in flash]
    let_go_part(shop_id=shop_id, parts=parts, sku_ids=sku_ids)


@inner
def use_coupons(*, order_ids: Sequence[UUID], at: datetime) -> None:
    """The orders are paid: their coupons are used."""
    with connection.cursor() as cursor:
        cursor.execute(USE, [at, list(order_ids)])


@inner
def return_coupon(*, order_id: UUID, at: datetime) -> None:
    """All of a completed order came back, and all its money goes: a coupon is its holder's again where its promotion says so.

    One whose day is over comes back expired. What the order got keeps standing in its books; a second call finds nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(BACK, {"order": order_id, "at": at})


@inner
def let_go_of_deals(*, order_ids: Sequence[UUID], at: datetime) -> None:
    """The orders ended without goods changing hands: coupons that are still good go back to people, counters go down.

    A flash sale's goods go back to the shelf, not into the sale. Before the shelves; a second call finds nothing held.
    """
    with connection.cursor() as cursor:
        cursor.execute(GIVE_BACK, {"orders": list(order_ids), "at": at})
        cursor.execute(LET_GO, {"orders": list(order_ids)})
