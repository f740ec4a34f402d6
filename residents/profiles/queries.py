"""What each shop knows about somebody, as the shops' own rooms hold it; the page has a query budget in the tests."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q

from ecosystem.notices.public import Notice
from merchants.cards.public import PrepaidCard
from merchants.customers.public import NO_LEAVE, Card, Leave, leaves_of, parties_behind
from merchants.members.public import Member
from merchants.orders.public import Order
from merchants.promotions.public import Coupon
from merchants.reviews.public import Question, Review
from merchants.shops.public import Shop
from merchants.vouchers.public import Voucher


@dataclass(slots=True)
class Known:
    """One shop's knowledge of a person. ``cards`` are customer cards as the shop wrote them; ``points`` are
    of her membership, none where she has not joined; ``is_member`` may have members' prices."""

    shop: Shop
    allows: dict[str, bool]
    orders: int = 0
    last_order_at: datetime | None = None
    with_address: int = 0
    cards: list[Card] = field(default_factory=list)
    coupons: int = 0
    vouchers: int = 0
    prepaid: int = 0
    points: int | None = None
    reviews: int = 0
    photos: int = 0
    questions: int = 0
    notices: int = 0

    @property
    def tab_minor(self) -> int:
        return sum(card.balance_minor for card in self.cards)

    @property
    def is_member(self) -> bool:
        return self.points is not None or (bool(self.cards) and self.allows["keeps_card"])


def known_by_shops(party_id: UUID) -> list[Known]:
    """Shops that know the person, the latest order first; a statement for each kind of thing, however many shops there are."""
    mine = parties_behind(party_id)
    orders = _by_shop(Order.objects.filter(buyer__in=mine), times=Count("pk"), last=Max("placed_at"), doors=Count("pk", filter=~Q(deliver_to="")))
    cards: dict[UUID, list[Card]] = defaultdict(list)
    for card in Card.objects.filter(holder=party_id).order_by("pk"):
        cards[card.shop_id].append(card)
    coupons = _counts(Coupon.objects.filter(holder=party_id).values_list("promotion__shop").annotate(times=Count("pk")))
    vouchers = _counts(Voucher.objects.filter(holder=party_id).values_list("shop").annotate(times=Count("pk")))
    prepaid = _counts(PrepaidCard.objects.filter(holder=party_id).values_list("shop").annotate(times=Count("pk")))
    points = _counts(Member.objects.filter(party=party_id, left_at=None).values_list("shop", "points"))
    reviews = _by_shop(Review.objects.filter(buyer=party_id), times=Count("pk", distinct=True), pictures=Count("photos"))
    questions = _counts(Question.objects.filter(asker=party_id).values_list("shop").annotate(times=Count("pk")))
    told, allowed = _told_of_orders(party_id), leaves_of(party_id)
    shops = Shop.objects.filter(pk__in={*orders, *cards, *coupons, *vouchers, *prepaid, *points, *reviews, *questions, *allowed})
    found = [
        Known(
            shop=shop,
            allows=allowed.get(shop.pk, NO_LEAVE),
            orders=orders.get(shop.pk, {}).get("times", 0),
            last_order_at=orders.get(shop.pk, {}).get("last"),
            with_address=orders.get(shop.pk, {}).get("doors", 0),
            cards=cards.get(shop.pk, []),
            coupons=coupons.get(shop.pk, 0),
            vouchers=vouchers.get(shop.pk, 0),
            prepaid=prepaid.get(shop.pk, 0),
            points=points.get(shop.pk),
            reviews=reviews.get(shop.pk, {}).get("times", 0),
            photos=reviews.get(shop.pk, {}).get("pictures", 0),
            questions=questions.get(shop.pk, 0),
            notices=told.get(shop.pk, 0),
        )
        for shop in shops
    ]
    return sorted(found, key=lambda one: (-(one.last_order_at.timestamp() if one.last_order_at else 0), one.shop.name_en))


def knows_of(shop_id: UUID, party_id: UUID) -> Known | None:
    """One shop's line of the list."""
    return next((one for one in known_by_shops(party_id) if one.shop.pk == shop_id), None)


def allowed_of(leave: Leave) -> dict[str, bool]:
    return {what: getattr(leave, what) for what in NO_LEAVE}


def _by_shop(rows: Any, **sums: Any) -> dict[UUID, dict[str, Any]]:
    return {row["shop"]: row for row in rows.values("shop").annotate(**sums)}


def _counts(rows: Iterable[tuple[UUID, int]]) -> dict[UUID, int]:
    return dict(rows)


def _told_of_orders(party_id: UUID) -> Counter[UUID]:
    """How many notices the person had about orders at each shop: a notice's key names its order."""
    shops = {str(order_id): shop_id for order_id, shop_id in Order.objects.filter(buyer=party_id).values_list("pk", "shop")}
    keys = Notice.objects.filter(party_id=party_id, key__startswith="order/").values_list("key", flat=True)
    named = (key.split("/")[1] for key in keys)
    return Counter(shops[order_id] for order_id in named if order_id in shops)
