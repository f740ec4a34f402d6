"""What stands on a shelf, at which price since when: whatever explains each real sale to the cent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from .shape import Price


@dataclass(frozen=True, slots=True)
class Sale:
    """How one source line is sold here.

    The source gives a quantity and what was paid for all of it. Where the cents divide, that
    is the unit price. Where they don't (three for two dollars), the goods were sold as a
    bundle: another SKU, ``pack`` of them in one, at the price of the whole. So every sale is
    unit price × quantity exactly, and nothing is rounded.
    """

    product: int
    pack: int
    quantity: int
    unit_minor: int

    @classmethod
    def of(cls, product: int, quantity: int, paid_minor: int) -> Sale:
        if paid_minor % quantity == 0:
            return cls(product=product, pack=1, quantity=quantity, unit_minor=paid_minor // quantity)
        return cls(product=product, pack=quantity, quantity=1, unit_minor=paid_minor)

    @property
    def sku(self) -> str:
        return sku_code(self.product, self.pack)


def sku_code(product: int, pack: int) -> str:
    return f"P{product:08d}" + (f"X{pack}" if pack > 1 else "")


@dataclass(frozen=True, slots=True)
class Dated:
    """The prices of a shop's SKU, and how many of the changes came within a day of trade."""

    prices: tuple[Price, ...]
    in_a_day: int


def prices(shop: str, sku: str, sold: Iterable[tuple[datetime, int]], *, opening: datetime) -> Dated:
    """The fewest dated prices that explain ``sold``: (moment, unit price) in the order of time.

    The first price stands from the opening. A new one starts at the midnight before the sale
    that shows it, or, where the old price was still paid that day, at the sale itself.
    """
    found: list[Price] = []
    last: datetime | None = None
    in_a_day = 0
    for moment, unit_minor in sold:
        if not found:
            found.append(Price(shop=shop, sku=sku, from_at=opening, unit_minor=unit_minor))
        elif unit_minor != found[-1].unit_minor:
            midnight = datetime.combine(moment.date(), time(), tzinfo=moment.tzinfo)
            same_day = last is not None and last >= midnight
            in_a_day += same_day
            found.append(Price(shop=shop, sku=sku, from_at=moment if same_day else midnight, unit_minor=unit_minor))
        last = moment
    return Dated(prices=tuple(found), in_a_day=in_a_day)


def typical(sold: Iterable[tuple[datetime, int]]) -> int:
    """The middle unit price, by which deliveries are costed."""
    by_price = sorted(unit_minor for _, unit_minor in sold)
    return by_price[(len(by_price) - 1) // 2]


def by_sku(sales: Iterable[tuple[str, datetime, Sale]]) -> dict[tuple[str, str], list[tuple[datetime, Sale]]]:
    """Sales by (shop, SKU), each in the order of time."""
    shelf: defaultdict[tuple[str, str], list[tuple[datetime, Sale]]] = defaultdict(list)
    for shop, moment, sale in sales:
        shelf[shop, sale.sku].append((moment, sale))
    return {key: shelf[key] for key in sorted(shelf)}
