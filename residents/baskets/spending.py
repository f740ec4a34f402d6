"""What points of hers would take off the basket that lies there: a coupon that costs them, which the basket then takes like any other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from ecosystem.kernel.money import portion
from merchants.members.public import Member
from merchants.promotions.public import Promotion
from merchants.promotions.public import running_at as promotions_at

from .rules import Part, Quote


@dataclass(frozen=True, slots=True)
class ForPoints:
    """A coupon that a part of the basket could have for so many of the points that she ``has``."""

    shop_id: UUID
    promotion_id: UUID
    name: str
    says: str
    off_minor: int
    costs: int
    has: int


def for_points(quote: Quote, party_id: UUID | None, *, at: datetime) -> list[ForPoints]:
    """By part, what takes most off first; one statement where she is a member of none of the shops."""
    if party_id is None or not quote.parts:
        return []
    mine = Member.objects.filter(party=party_id, left_at=None, points__gt=0, shop__in=[part.shop_id for part in quote.parts])
    points = dict(mine.values_list("shop", "points"))
    return [one for part in quote.parts if part.shop_id in points for one in _of(part, points[part.shop_id], at)]


def _of(part: Part, has: int, at: datetime) -> list[ForPoints]:
    coupons = [one.discount_minor for one in part.deal.applied if one.offer.kind == Promotion.Kind.COUPON]
    # A coupon's threshold looks at what the articles' own discounts leave; one coupon a shop, so that a worse one is no help.
    worth = part.goods_minor - part.deal.discount_minor + sum(coupons)
    found = [
        ForPoints(part.shop_id, one.promotion.pk, one.promotion.name, one.says, _off(one.promotion, worth), one.promotion.points, has)
        for one in promotions_at(part.shop_id, at)
        if one.promotion.points and one.promotion.points <= has and one.promotion.threshold_minor <= worth
    ]
    return sorted((one for one in found if one.off_minor > max(coupons, default=0)), key=lambda one: (-one.off_minor, one.costs))


def _off(promotion: Promotion, worth_minor: int) -> int:
    """About what it takes off; what it does take off the basket says once it is taken."""
    if promotion.off_minor is not None:
        return promotion.off_minor
    off = portion(worth_minor, promotion.rate or Decimal(0))
    return off if promotion.cap_minor is None else min(off, promotion.cap_minor)
