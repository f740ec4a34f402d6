"""SKUs, prices and deliveries of every shop, from what was sold there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from . import deliveries, naming, shelves
from .deliveries import Stocked
from .shape import Kind, Named, Price, Receipt, Shop, Sku, Supplier
from .shelves import Sale
from .source import SourceProduct

EVENING_BEFORE = timedelta(hours=6)
COLD_STOCK = 10
"""How many of each good a shop without history expects to sell in its first week."""
Sold = Mapping[tuple[str, str], list[tuple[datetime, Sale]]]


@dataclass
class Stock:
    """Gathers the shelves of the town's shops, one shop after another."""

    products: Mapping[int, SourceProduct]
    skus: list[Sku] = field(default_factory=list)
    prices: list[Price] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    list_prices: dict[str, int] = field(default_factory=dict)
    """What a maker asks for a good: the least that the trades which sell it would pay, and the same for all of them."""
    changes_in_a_day: int = 0

    def __post_init__(self) -> None:
        self._names = naming.goods(self.products.values())

    def sold(self, sold: Sold, *, costs: Mapping[str, int], starts_at: datetime) -> None:
        """Shops with a history: ``sold`` by (shop, SKU), ``costs`` the kind's ``cost_bp`` by shop."""
        stocked: defaultdict[str, list[Stocked]] = defaultdict(list)
        unit_prices_of = {key: [(moment, sale.unit_minor) for moment, sale in sales] for key, sales in sold.items()}
        for (shop, code), unit_prices in unit_prices_of.items():
            cost = deliveries.cost(shelves.typical(unit_prices), costs[shop])
            self.list_prices[code] = min(cost, self.list_prices.get(code, cost))
        for (shop, code), sales in sold.items():
            unit_prices = unit_prices_of[shop, code]
            dated = shelves.prices(shop, code, unit_prices, opening=starts_at - EVENING_BEFORE)
            self.prices.extend(dated.prices)
            self.changes_in_a_day += dated.in_a_day
            sku = self._sku(shop, sales[0][1].product, sales[0][1].pack)
            quantities = tuple((moment, sale.quantity) for moment, sale in sales)
            stocked[shop].append(Stocked(sku=code, supplier=sku.supplier, cost_minor=self.list_prices[code], sold=quantities))
        for shop, ones in stocked.items():
            self.receipts.extend(deliveries.receipts(shop, ones, starts_at=starts_at))

    def unsold(self, shop: Shop, kind: Kind, shelf: list[tuple[int, int]], *, opens_at: datetime) -> None:
        """A shop without history: (product, unit price) of what stands on its shelf."""
        stocked: list[Stocked] = []
        for product, unit_minor in sorted(shelf):
            sku = self._sku(shop.code, product, 1)
            self.prices.append(Price(shop=shop.code, sku=sku.code, from_at=opens_at - EVENING_BEFORE, unit_minor=unit_minor))
            cost = self.list_prices.setdefault(sku.code, deliveries.cost(unit_minor, kind.cost_bp))
            stocked.append(Stocked(sku=sku.code, supplier=sku.supplier, cost_minor=cost, sold=((opens_at, COLD_STOCK),)))
        self.receipts.extend(deliveries.receipts(shop.code, stocked, starts_at=opens_at))

    def suppliers(self, in_circle: Collection[int]) -> tuple[Supplier, ...]:
        makers = sorted({sku.supplier for sku in self.skus})
        return tuple(Supplier(no=no, name=Named(zh=f"{no} 号厂", en=f"Maker {no}"), in_circle=no in in_circle) for no in makers)

    def _sku(self, shop: str, product: int, pack: int) -> Sku:
        source = self.products[product]
        sku = Sku(
            shop=shop,
            code=shelves.sku_code(product, pack),
            product_id=product,
            pack=pack,
            name=naming.bundle(self._names[product], pack),
            category=naming.slug(source.category),
            supplier=source.maker,
            own_brand=source.own_brand,
        )
        self.skus.append(sku)
        return sku
