"""The demo town: real purchases told as a street's trade.

Real: who bought what, together with what, when, and for how much. A supermarket is a
neighbourhood, its departments are the shops, a household is a resident, a basket an errand,
a maker a supplier; a US cent is a fen, one to one. Ours: every name and place, the way of
handing over, what deliveries bring and cost. These are not Chinese merchants.

The eight busiest stores of the window are the neighbourhoods; a department of theirs in at
least 30 baskets is a shop; the residents are the households with most baskets in the shops
(then by value, then by number). Two more shops have a shelf and no history.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from ecosystem.kernel.clock import TOWN_TIME

from . import buying, cast, errands, naming, places, shelves, streets
from .shape import Errand, Report, Resident, Share, Shop, Town
from .source import Source, SourceLine, Window
from .stocking import Stock
from .tables import kinds

COLD_KINDS = ("fishmonger", "florist", "wine", "natural", "deli", "bakery")
COLD_SHOPS, COLD_SHELF = 2, 40


class TownTooSmall(ValueError):
    """The window holds fewer shops or residents than were asked for."""


def read_town(*, ends_on: date, shops: int = 48, residents: int = 500, days: int = 90) -> Town:
    """Read the last ``days`` of real baskets, moved by whole weeks so that they end on ``ends_on``.

    The same arguments give an equal town. ``shops`` is the least number with history.

    Raises:
        SourceMissing: the package with the purchases is not installed.
        TownTooSmall: the window can't fill that many shops or residents.
    """
    return _Reading(ends_on=ends_on, shops=shops, residents=residents, days=days).town()


class _Reading:
    """One reading of the source, step by step; each step needs those before it."""

    def __init__(self, *, ends_on: date, shops: int, residents: int, days: int) -> None:
        self.window = Window.ending_on(ends_on, days=days)
        self.ends_on = ends_on
        self.starts_at = datetime.combine(ends_on - timedelta(days=days - 1), time(), tzinfo=TOWN_TIME)
        self.source = Source(self.window, residents=residents)
        self.lines = self.source.lines()
        self.places = places.neighbourhoods(self.source.stores())
        self.shop_of = {(place.source_store, kind.code): f"n{place.no}-{kind.code}" for place in self.places for kind in kinds()}
        self.sales = self._sales()
        self.taken: set[str] = set()
        self.moments, self.moved = self._moments()
        self.shops = self._shops()
        if len(self.shops) < shops or len({line.household for line in self.lines}) < residents:
            raise TownTooSmall(f"{len(self.shops)} shops and {len({line.household for line in self.lines})} residents in {self.window}")
        self.cold = self._cold_shops()

    def _moments(self) -> tuple[dict[int, datetime], int]:
        """Each basket's moment here. Two of a store in one second: the later number a second later."""
        shift = self.ends_on - self.window.last
        seen: set[tuple[int, datetime]] = set()
        found: dict[int, datetime] = {}
        moved = 0
        for line in self.lines:
            if line.basket in found:
                continue
            moment = (line.sold_at + shift).replace(tzinfo=TOWN_TIME)
            while (line.store, moment) in seen:
                moment += timedelta(seconds=1)
                moved += 1
            seen.add((line.store, moment))
            found[line.basket] = moment
        return found, moved

    def _shops(self) -> dict[str, Shop]:
        # One moment an order, however many lines it has.
        sold: defaultdict[str, dict[int, datetime]] = defaultdict(dict)
        for line in self.lines:
            sold[self.shop_of[line.store, line.counter]][line.basket] = self.moments[line.basket]
        return {
            code: streets.shop(place, kind, sold_at=sold[code].values(), opened_on=None, taken=self.taken)
            for place in self.places
            for kind in kinds()
            if (code := f"n{place.no}-{kind.code}") in sold
        }

    def _cold_shops(self) -> dict[str, Shop]:
        """The first trades that a neighbourhood lacks, one a trade and a neighbourhood; they open tomorrow."""
        found: dict[str, Shop] = {}
        by_code = {kind.code: kind for kind in kinds()}
        for kind in COLD_KINDS:
            taken_places = {shop.neighbourhood for shop in found.values()}
            lacking = [place for place in self.places if f"n{place.no}-{kind}" not in self.shops and place.no not in taken_places]
            if lacking and len(found) < COLD_SHOPS:
                opened_on = self.ends_on + timedelta(days=1)
                shop = streets.shop(lacking[0], by_code[kind], sold_at=(), opened_on=opened_on, taken=self.taken)
                found[shop.code] = shop
        return found

    def town(self) -> Town:
        stock = self._stock()
        found = self._errands()
        residents = self._residents(found)
        first_day = self.starts_at.date()
        growing = cast.growing_shops(list(self.shops.values()), found, starts_on=first_day, ends_on=self.ends_on)
        in_circle = buying.makers_in_circle(stock.receipts)
        receipts, purchases = buying.bought(stock.receipts, in_circle)
        maker = cast.largest_maker(growing[0], purchases)
        people = cast.demo_people(growing[0], cast.regular_of(growing[0], residents, found), list(self.cold.values()), maker, self.taken)
        return Town(
            starts_on=first_day,
            ends_on=self.ends_on,
            neighbourhoods=self.places,
            landmarks=places.landmarks(),
            kinds=kinds(),
            categories=naming.categories(product.category for product in stock.products.values()),
            suppliers=stock.suppliers(in_circle),
            shops=(*self.shops.values(), *self.cold.values()),
            skus=tuple(stock.skus),
            prices=tuple(stock.prices),
            receipts=tuple(receipts),
            purchases=tuple(purchases),
            residents=residents,
            errands=found,
            borrowings=cast.borrowings(growing, starts_on=first_day, ends_on=self.ends_on),
            people=people,
            report=self._report(found, stock),
        )

    def _stock(self) -> Stock:
        by_code = {kind.code: kind for kind in kinds()}
        best = {shop.code: self.source.best_sellers(shop.kind, most=COLD_SHELF) for shop in self.cold.values()}
        wanted = [line.product for line in self.lines] + [product for shelf in best.values() for product, _ in shelf]
        stock = Stock(products=self.source.products(wanted))
        sold = shelves.by_sku((shop, self.moments[line.basket], sale) for line, shop, sale in self.sales)
        stock.sold(sold, costs={shop.code: by_code[shop.kind].cost_bp for shop in self.shops.values()}, starts_at=self.starts_at)
        tomorrow = datetime.combine(self.ends_on + timedelta(days=1), time(), tzinfo=TOWN_TIME)
        for shop in self.cold.values():
            stock.unsold(shop, by_code[shop.kind], best[shop.code], opens_at=tomorrow)
        return stock

    def _sales(self) -> list[tuple[SourceLine, str, shelves.Sale]]:
        """Each kept line with its shop and how it is sold there, in the order of time."""
        return [(line, self.shop_of[line.store, line.counter], shelves.Sale.of(line.product, line.quantity, line.paid_minor)) for line in self.lines]

    def _errands(self) -> tuple[Errand, ...]:
        owners: dict[int, str] = {}
        baskets: defaultdict[int, defaultdict[str, list[shelves.Sale]]] = defaultdict(lambda: defaultdict(list))
        for line, shop, sale in self.sales:
            owners[line.basket] = f"h{line.household}"
            baskets[line.basket][shop].append(sale)
        made = [
            errands.errand(basket, resident=owners[basket], placed_at=self.moments[basket], sales=sales, shops=self.shops)
            for basket, sales in baskets.items()
        ]
        return tuple(sorted(made, key=lambda errand: (errand.placed_at, errand.source_basket)))

    def _residents(self, found: Sequence[Errand]) -> tuple[Resident, ...]:
        visits: defaultdict[str, Counter[int]] = defaultdict(Counter)
        for errand in found:
            visits[errand.resident][self.shops[errand.orders[0].shop].neighbourhood] += 1
        households = sorted({line.household for line in self.lines})
        return tuple(
            streets.resident(household, errands_in=visits[f"h{household}"], estates=places.landmarks(), taken=self.taken) for household in households
        )

    def _report(self, found: Sequence[Errand], stock: Stock) -> Report:
        shares = self.source.shares()
        source, kept = shares.pop("source"), shares.pop("kept")
        inside = [kept, *shares.values()]
        shares["outside_window"] = Share(
            lines=source.lines - sum(share.lines for share in inside),
            value_minor=source.value_minor - sum(share.value_minor for share in inside),
        )
        return Report(
            source=source,
            source_starts_on=self.window.first,
            source_ends_on=self.window.last,
            kept=kept,
            left_out=dict(sorted(shares.items())),
            price_changes=len(stock.prices) - len(stock.skus),
            price_changes_in_a_day=stock.changes_in_a_day,
            bundles=sum(line.quantity > 1 and line.paid_minor % line.quantity != 0 for line in self.lines),
            moved_one_second=self.moved,
            orders_out_of_hours=sum(not streets.was_open(self.shops[order.shop], errand.placed_at) for errand in found for order in errand.orders),
            channels=dict(sorted(Counter(errand.channel for errand in found).items())),
            lines_named_by_type=sum(naming.named_by_type(stock.products[line.product]) for line in self.lines),
        )
