"""What buyers are offered: every promotion of some shops as one buyer has it now, in one statement."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from .models import Coupon
from .rules import Offer, Purse

# A claimed coupon is a promise: it stays good until its day, whatever becomes of its promotion.
OFFERS = """
SELECT p.shop_id, p.id, p.kind, p.name, p.rate, p.cap_minor, p.off_minor, p.price_minor, p.threshold_minor,
    (SELECT jsonb_agg(jsonb_build_array(s.from_minor, s.off_minor) ORDER BY s.from_minor) FROM promotions_step s WHERE s.promotion_id = p.id),
    (SELECT array_agg(o.sku_id) FROM promotions_scope o WHERE o.promotion_id = p.id),
    COALESCE(c.merchant_pct, p.merchant_pct), COALESCE(c.platform_pct, p.platform_pct), COALESCE(c.supplier_pct, p.supplier_pct),
    p.platform_budget_id, p.supplier_budget_id,
    CASE pb.status WHEN 'active' THEN pb.funded_minor - pb.reserved_minor - pb.spent_minor - pb.withdrawn_minor ELSE 0 END,
    CASE sb.status WHEN 'active' THEN sb.funded_minor - sb.reserved_minor - sb.spent_minor - sb.withdrawn_minor ELSE 0 END,
    p.budget_minor - p.given_minor,
    CASE WHEN p.kind = 'flash' THEN CASE WHEN p.set_aside_at IS NULL OR p.brought_back_at IS NOT NULL THEN 0 ELSE p.allotted - p.sold END END,
    CASE WHEN p.kind <> 'coupon' THEN p.per_person - (
        SELECT count(*) FROM promotions_use u WHERE u.promotion_id = p.id AND u.buyer_id = %(buyer)s AND u.status <> 'let_go') END,
    c.id, c.expires_at
FROM promotions_promotion p
LEFT JOIN promotions_budget pb ON pb.id = p.platform_budget_id
LEFT JOIN promotions_budget sb ON sb.id = p.supplier_budget_id
LEFT JOIN LATERAL (
    SELECT k.id, k.expires_at, k.merchant_pct, k.platform_pct, k.supplier_pct FROM promotions_coupon k
    WHERE k.promotion_id = p.id AND k.holder_id = COALESCE(%(holder)s::uuid, %(buyer)s::uuid) AND k.id = COALESCE(%(coupon)s::uuid, k.id)
        AND k.status = 'issued' AND k.expires_at > %(at)s
    ORDER BY k.expires_at, k.id LIMIT 1) c ON p.kind = 'coupon'
WHERE p.shop_id = ANY(%(shops)s) AND CASE p.kind WHEN 'coupon' THEN c.id IS NOT NULL ELSE
    p.status = 'published' AND p.starts_at <= %(at)s AND (p.ends_at IS NULL OR p.ends_at > %(at)s)
    AND (p.per_person IS NULL OR %(buyer)s::uuid IS NOT NULL)
    AND (p.kind <> 'member' OR EXISTS (
        SELECT 1 FROM members_member m WHERE m.shop_id = p.shop_id AND m.party_id = %(buyer)s AND m.left_at IS NULL AND m.level >= p.member_level)
        OR p.member_level = 0 AND EXISTS (
        SELECT 1 FROM customers_card m WHERE m.shop_id = p.shop_id AND (m.holder_id = %(buyer)s OR m.party_id = %(buyer)s)
        AND NOT EXISTS (SELECT 1 FROM customers_leave l WHERE l.shop_id = m.shop_id AND l.party_id = m.holder_id AND NOT l.keeps_card))) END
"""


@dataclass(frozen=True, slots=True)
class Offers:
    """By shop; ``purse`` is what is left of the budgets that bear a part of them."""

    by_shop: dict[UUID, list[Offer]]
    purse: Purse

    def of(self, shop_id: UUID) -> list[Offer]:
        return self.by_shop.get(shop_id, [])

    def of_shops_alone(self) -> Offers:
        """Those that nobody else bears a part of: where the bank does not see the money, no funder pays on the shop's word."""
        return Offers({shop_id: [offer for offer in offers if offer.is_the_shops] for shop_id, offers in self.by_shop.items()}, self.purse)


def offers_for(
    shop_ids: Collection[UUID], *, buyer_id: UUID | None, at: datetime, shown: Coupon | None = None, holder_id: UUID | None = None
) -> Offers:
    """What a buyer, or somebody whom nobody knows, is offered at some shops. A coupon that was ``shown`` there counts instead of the buyer's own;
    ``holder_id`` is whose coupons count where the buyer is to stay unknown.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            OFFERS,
            {
                "shops": list(shop_ids),
                "buyer": buyer_id,
                "at": at,
                "holder": shown.holder_id if shown else holder_id,
                "coupon": shown.pk if shown else None,
            },
        )
        rows = cursor.fetchall()
    by_shop: dict[UUID, list[Offer]] = defaultdict(list)
    left: dict[UUID, int] = {}
    for shop_id, *row in rows:
        offer, budgets = _offer(row)
        by_shop[shop_id].append(offer)
        left.update(budgets)
    return Offers(by_shop, Purse(left))


def _offer(row: list[Any]) -> tuple[Offer, dict[UUID, int]]:
    (promotion_id, kind, name, rate, cap, off, price, threshold, steps, sku_ids, *rest) = row
    merchant, platform, supplier, platform_budget, supplier_budget, platform_left, supplier_left, left, pieces, hers, coupon_id, until = rest
    rungs = json.loads(steps) if isinstance(steps, str) else steps
    offer = Offer(
        id=promotion_id,
        kind=kind,
        name=name,
        rate=rate,
        cap_minor=cap,
        off_minor=off,
        price_minor=price,
        threshold_minor=threshold,
        steps=tuple((start, taken) for start, taken in rungs or ()),
        sku_ids=frozenset(sku_ids or ()),
        pct=(merchant, platform, supplier),
        platform_budget=platform_budget,
        supplier_budget=supplier_budget,
        left_minor=left,
        left_pieces=pieces,
        left_for_her=hers,
        coupon_id=coupon_id,
        coupon_until=until,
    )
    budgets = {budget: amount for budget, amount in ((platform_budget, platform_left), (supplier_budget, supplier_left)) if budget}
    return offer, budgets
