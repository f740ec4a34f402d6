"""Before a promotion runs: what a customer will see of it, what an order costs at most, and which articles would sell below cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ecosystem.kernel.money import portion, round_half_up
from ecosystem.kernel.names import in_language
from merchants.catalog.public import Sku

from .models import Promotion

SHOWN = 5
FIELDS = ("pk", "name_zh", "name_en", "price_minor", "level__on_hand", "level__value_minor", "level__unit_cost", "variant__sale_factor")


@dataclass(frozen=True, slots=True)
class BelowCost:
    name: str
    price_minor: int
    cost_minor: int


@dataclass(frozen=True, slots=True)
class Preview:
    """``most_minor`` is the most that an order gets, ``None`` where it has no bound; ``below`` the articles that would sell below cost."""

    most_minor: int | None
    own_pct: int
    below: tuple[BelowCost, ...]

    @property
    def first(self) -> tuple[BelowCost, ...]:
        return self.below[:SHOWN]

    @property
    def more(self) -> int:
        return max(len(self.below) - SHOWN, 0)


def worst_price(promotion: Promotion, steps: Sequence[tuple[int, int]], price_minor: int) -> int:
    """What the shop is left with of an article's price in the order that gets most off: with its own part of the discount taken."""
    kind = Promotion.Kind(promotion.kind)
    if kind == Promotion.Kind.FLASH:
        off = max(price_minor - (promotion.price_minor or 0), 0)
    elif kind == Promotion.Kind.LADDER:
        off = portion(price_minor, max((Decimal(taken) / start for start, taken in steps), default=Decimal(0)))
    elif promotion.rate is not None:
        off = portion(price_minor, promotion.rate)
        if promotion.cap_minor is not None and kind != Promotion.Kind.COUPON:
            off = min(off, promotion.cap_minor)
    elif kind == Promotion.Kind.COUPON:
        off = portion(price_minor, Decimal(promotion.off_minor or 0) / max(promotion.threshold_minor, 1))
    else:
        off = min(promotion.off_minor or 0, price_minor)
    return price_minor - portion(off, Decimal(promotion.merchant_pct) / 100)


def most_of(promotion: Promotion, steps: Sequence[tuple[int, int]]) -> int | None:
    """The most that one order gets, where that is bounded."""
    if promotion.kind == Promotion.Kind.LADDER:
        return max((off for _start, off in steps), default=0)
    if promotion.kind == Promotion.Kind.COUPON:
        return promotion.off_minor if promotion.rate is None else promotion.cap_minor
    return None


def preview_of(promotion: Promotion, steps: Sequence[tuple[int, int]], sku_ids: Iterable[Any]) -> Preview:
    """One statement: the articles that it is about, at their moving-average cost."""
    chosen = list(sku_ids)
    skus = Sku.objects.filter(shop=promotion.shop_id, on_sale=True)
    if chosen:
        skus = skus.filter(pk__in=chosen)
    below = []
    for _pk, name_zh, name_en, price, on_hand, value, unit_cost, factor in skus.order_by("name_en", "pk").values_list(*FIELDS):
        each = Decimal(value) / on_hand if on_hand and on_hand > 0 and value else unit_cost or Decimal(0)
        cost, worst = round_half_up(each * factor), worst_price(promotion, steps, price)
        if worst < cost:
            below.append(BelowCost(in_language(name_zh, name_en), worst, cost))
    return Preview(most_of(promotion, steps), promotion.merchant_pct, tuple(below))
