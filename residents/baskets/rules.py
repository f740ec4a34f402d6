"""A basket priced: what each shop asks, and a hash that says what the buyer was shown."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from ecosystem.kernel.money import line_minor
from ecosystem.kernel.names import in_language
from merchants.orders.public import margin_minor
from merchants.promotions.public import NO_DEAL, Deal
from merchants.shops.public import DeliveryTerms, ServingShop, Work, work_of

MAX_LINES = 100
# Latitude and longitude (WGS-84) of where something is brought.
Place = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Carried:
    """One article in the basket of a visitor, how much of it, and what was chosen with it."""

    sku_id: UUID
    quantity: Decimal
    options: tuple[UUID, ...] = ()


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
    make_minutes: int = 0

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

    def margin_minor(self, margin_bp: int) -> int:
        """What is held above it, in case the scale says more."""
        return margin_minor(self.gross_minor, self.unit, margin_bp)

    @property
    def is_short(self) -> bool:
        return not self.on_sale or self.gone or self.left < self.quantity


@dataclass(frozen=True, slots=True)
class Part:
    """One shop's part of the basket. ``deal`` is what the shop's promotions take off.

    ``delivery`` is what bringing it to the place of the quote costs; nothing where the shop does not go there, or no place was said.
    ``seat_minor`` is what its seat costs in the round, or its way to the pickup point, that the quote is for.
    """

    shop: ServingShop
    items: tuple[Item, ...] = ()
    delivery: DeliveryTerms | None = None
    deal: Deal = NO_DEAL
    seat_minor: int | None = None

    @property
    def shop_id(self) -> UUID:
        return self.shop.id

    @property
    def shop_name(self) -> str:
        return self.shop.name

    @property
    def delivers(self) -> bool:
        return self.shop.delivers

    @property
    def work(self) -> Work:
        return work_of((item.quantity, item.make_minutes) for item in self.items)

    @property
    def prep_minutes(self) -> int:
        """How long the shop needs for so much, as it says."""
        return self.shop.prep_for(self.work)

    @property
    def fee_minor(self) -> int:
        """What is asked for bringing it, where it can be brought."""
        if self.seat_minor is not None:
            return self.seat_minor
        return self.delivery.fee_minor if self.delivery else 0

    @property
    def is_brought(self) -> bool:
        """Whether it may be brought to the place of the quote: the shop goes there, and for so much."""
        return self.seat_minor is not None or (self.delivery is not None and not self.delivery.missing_minor)

    @property
    def fee_told(self) -> int | None:
        """What a digest says of it."""
        return self.fee_minor if self.delivery or self.seat_minor is not None else None

    @property
    def goods_minor(self) -> int:
        return sum(item.gross_minor for item in self.items)

    @property
    def due_minor(self) -> int:
        """The goods after all discounts, with what is held for the scale."""
        return self.goods_minor - self.deal.discount_minor + self.margin_minor

    @property
    def margin_minor(self) -> int:
        """What is held above the goods sold by weight until they are weighed; what is over comes back then."""
        return sum(item.margin_minor(self.shop.weigh_margin_bp) for item in self.items)


@dataclass(frozen=True, slots=True)
class Quote:
    """The whole basket, one part a shop, ordered by shop id: that is also the order of locks.

    With a place it says what bringing everything there costs.
    """

    parts: tuple[Part, ...]
    has_place: bool = False

    @property
    def goods_minor(self) -> int:
        return sum(part.goods_minor for part in self.parts)

    @property
    def lines(self) -> int:
        return sum(len(part.items) for part in self.parts)

    @property
    def due_minor(self) -> int:
        """The goods of all shops after all discounts, with what is held for the scale."""
        return sum(part.due_minor for part in self.parts)

    @property
    def shown_ids(self) -> set[UUID]:
        """The promotions that its page tells of."""
        return {promotion_id for part in self.parts for promotion_id in part.deal.shown_ids}

    @property
    def is_brought(self) -> bool:
        """Whether every shop brings its part to the place."""
        return bool(self.parts) and all(part.is_brought for part in self.parts)

    def total_minor(self, channel: str) -> int:
        return self.due_minor + (sum(part.fee_minor for part in self.parts) if channel == "delivery" else 0)

    @property
    def digest(self) -> str:
        """Changes with any article, quantity, price, discount or what is held for the scale; with a place also with any fee for bringing it there."""
        shown = [(item.sku_id, item.quantity.normalize(), item.unit_minor, *sorted(item.options)) for part in self.parts for item in part.items]
        deals = [(part.shop_id, part.deal.told) for part in self.parts if part.deal.applied]
        margins = [(part.shop_id, part.margin_minor) for part in self.parts if part.margin_minor]
        goods = _hash((sorted(shown), deals, margins) if margins else (sorted(shown), deals))[:32]
        fees = [(part.shop_id, part.fee_told) for part in self.parts]
        return f"{goods}-{_hash(fees)[:16]}" if self.has_place else goods

    def is_what(self, shown: str, channel: str) -> bool:
        """Whether a digest that was shown promises this much: the fees count where it is brought."""
        if channel == "delivery":
            return self.has_place and shown == self.digest
        return shown.partition("-")[0] == self.digest.partition("-")[0]


def in_round(quote: Quote, seat_minor: int) -> Quote:
    """The same basket as it comes with a round: a seat for each shop's part."""
    return replace(quote, parts=tuple(replace(part, delivery=None, seat_minor=seat_minor) for part in quote.parts), has_place=True)


def to_point(quote: Quote, fees: Mapping[UUID, int]) -> Quote:
    """The same basket as it goes to a pickup point, for so much of each shop."""
    return replace(quote, parts=tuple(replace(part, delivery=None, seat_minor=fees[part.shop_id]) for part in quote.parts), has_place=True)


def _hash(told: object) -> str:
    return hashlib.sha256(repr(told).encode()).hexdigest()


def quoted(items: Sequence[Item], shops: Mapping[UUID, ServingShop], *, where: Place | None = None, moments: Mapping[UUID, datetime]) -> Quote:
    """Group priced items by their shop; with a place, what bringing them there at each shop's moment costs."""
    mine: dict[UUID, list[Item]] = {}
    for item in items:
        mine.setdefault(item.shop_id, []).append(item)
    parts = [Part(shops[shop_id], tuple(lines)) for shop_id, lines in sorted(mine.items())]
    if where is not None:
        parts = [replace(part, delivery=part.shop.delivery_to(*where, goods_minor=part.goods_minor, at=moments[part.shop_id])) for part in parts]
    return Quote(tuple(parts), where is not None)
