"""A basket priced: what each shop asks, and a hash that says what the buyer was shown."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from ecosystem.kernel.money import line_minor
from ecosystem.kernel.names import in_language
from merchants.promotions.public import NO_DEAL, Deal

MAX_LINES = 100


@dataclass(frozen=True, slots=True)
class Pick:
    """Something chosen with an article, and how often."""

    option_id: UUID
    name_zh: str
    name_en: str
    delta_minor: int
    times: int

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a basket with the shelf's price of now; ``left`` is in sale units, ``options`` has an option twice for twice of it."""

    sku_id: UUID
    shop_id: UUID
    name_zh: str
    name_en: str
    size: str
    kind: str
    quantity: Decimal
    price_minor: int
    on_sale: bool
    left: Decimal
    unit: str = "piece"
    whole_only: bool = True
    options: tuple[UUID, ...] = ()
    picks: tuple[Pick, ...] = ()

    @property
    def gone(self) -> bool:
        """Whether something that was chosen is not offered any more."""
        return sum(pick.times for pick in self.picks) < len(self.options)

    @property
    def choices(self) -> list[str]:
        return [f"{pick.name} ×{pick.times}" if pick.times > 1 else pick.name for pick in self.picks]

    @property
    def unit_minor(self) -> int:
        """The price of one unit with all choices."""
        return self.price_minor + sum(pick.delta_minor * pick.times for pick in self.picks)

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def gross_minor(self) -> int:
        return line_minor(self.unit_minor, self.quantity)

    @property
    def is_short(self) -> bool:
        return not self.on_sale or self.gone or self.left < self.quantity


@dataclass(frozen=True, slots=True)
class Part:
    """One shop's part of the basket. ``fee_minor`` is for delivery, ``deal`` what the shop's promotions take off."""

    shop_id: UUID
    shop_zh: str
    shop_en: str
    category: str
    items: tuple[Item, ...]
    fee_minor: int
    min_order_minor: int
    delivers: bool
    deal: Deal = NO_DEAL

    @property
    def shop_name(self) -> str:
        return in_language(self.shop_zh, self.shop_en)

    @property
    def goods_minor(self) -> int:
        return sum(item.gross_minor for item in self.items)

    @property
    def due_minor(self) -> int:
        """The goods after all discounts."""
        return self.goods_minor - self.deal.discount_minor


@dataclass(frozen=True, slots=True)
class Quote:
    """The whole basket, one part a shop, ordered by shop id: that is also the order of locks."""

    parts: tuple[Part, ...]

    @property
    def goods_minor(self) -> int:
        return sum(part.goods_minor for part in self.parts)

    @property
    def lines(self) -> int:
        return sum(len(part.items) for part in self.parts)

    @property
    def due_minor(self) -> int:
        """The goods of all shops after all discounts."""
        return sum(part.due_minor for part in self.parts)

    @property
    def shown_ids(self) -> set[UUID]:
        """The promotions that its page tells of."""
        return {promotion_id for part in self.parts for promotion_id in part.deal.shown_ids}

    def total_minor(self, channel: str) -> int:
        return self.due_minor + (sum(part.fee_minor for part in self.parts) if channel == "delivery" else 0)

    @property
    def digest(self) -> str:
        """Changes with any article, quantity, price, fee or discount."""
        shown = [(item.sku_id, item.quantity.normalize(), item.unit_minor, *sorted(item.options)) for part in self.parts for item in part.items]
        fees = [(part.shop_id, part.fee_minor) for part in self.parts]
        deals = [(part.shop_id, part.deal.told) for part in self.parts if part.deal.applied]
        return hashlib.sha256(repr((sorted(shown), fees, deals)).encode()).hexdigest()[:32]


def quoted(items: Sequence[tuple[Item, Part]]) -> Quote:
    """Group priced items under the bare part of their shop."""
    parts: dict[UUID, tuple[Part, list[Item]]] = {}
    for item, part in items:
        parts.setdefault(part.shop_id, (part, []))[1].append(item)
    return Quote(tuple(replace(part, items=tuple(mine)) for _shop_id, (part, mine) in sorted(parts.items())))
