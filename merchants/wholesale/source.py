"""Reading the wholesaler's year, with DuckDB, straight from Parquet: UCI Online Retail II as one table.

Traps, each handled in ``sql/lines.sql`` or by a rule that says why a line is refused: prices of a tenth of a penny, codes in two cases,
invoices whose lines are minutes apart, lines that are no goods, lines without a customer or a price.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

NEEDED = {"Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country"}


class SourceMissing(RuntimeError):
    """There is no such file, or it is not the wholesaler's."""


class Line(NamedTuple):
    """One line as it stands in the file; ``price_milli`` is thousandths of a pound, ``at`` the shop's wall clock, ``number`` the row from 0."""

    number: int
    invoice: str
    code: str
    quantity: int
    at: datetime
    price_milli: int
    customer: int | None


@dataclass(frozen=True, slots=True)
class Own:
    """What the file says of itself, summed by the database that read it.

    ``net_milli`` is thousandths of a pound, exact; ``net_minor`` pence, each line rounded once, halves away from zero.
    """

    lines: int
    invoices: int
    cancelled_lines: int
    net_milli: int
    net_minor: int
    first_at: datetime
    last_at: datetime


class Source:
    """Raises ``SourceMissing``."""

    def __init__(self, file: Path) -> None:
        if not file.is_file():
            raise SourceMissing(f"{file} is not there")
        self.file = file
        # Loaded by whoever reads the file, and by no process that serves.
        duckdb = import_module("duckdb")
        self._db = duckdb.connect(config={"threads": 2, "memory_limit": "600MB"})
        self._db.execute("SET VARIABLE file = ?", [str(file)])
        try:
            found = {row[0] for row in self._all("DESCRIBE SELECT * FROM read_parquet(getvariable('file'))")}
        except duckdb.Error as refused:
            raise SourceMissing(f"{file} is not Parquet: {refused}") from refused
        if not found >= NEEDED:
            raise SourceMissing(f"{file} lacks {', '.join(sorted(NEEDED - found))}")
        self._db.execute(Path(__file__).with_name("sql").joinpath("lines.sql").read_text(encoding="utf-8"))

    def lines(self) -> list[Line]:
        """All of them, in the order of time and then of the file."""
        found = self._all("SELECT number, invoice, code, quantity, sold_at, price_milli, customer FROM source ORDER BY sold_at, number")
        return [Line._make(row) for row in found]

    def own(self) -> Own:
        return Own(
            *self._all(
                "SELECT count(*), count(DISTINCT invoice), count(*) FILTER (invoice LIKE 'C%'), sum(quantity * price_milli)::BIGINT, "
                "sum(sign(quantity * price_milli) * ((2 * abs(quantity * price_milli) + 10) // 20))::BIGINT, min(sold_at), max(sold_at) FROM source"
            )[0]
        )

    def names(self) -> dict[str, str]:
        """What each code was called most often, where somebody paid for it; the source writes words beside stock corrections too."""
        called = "SELECT code, description, count(*) AS times FROM source WHERE price_milli > 0 AND quantity > 0 AND description <> '' GROUP BY ALL"
        return dict(self._all(f"SELECT code, arg_max(description, (times, description)) FROM ({called}) GROUP BY code"))  # noqa: S608 - our own text

    def countries(self) -> dict[int, str]:
        """Where each customer is; of the five that moved, where they bought last."""
        return dict(self._all("SELECT customer, arg_max(country, (sold_at, number)) FROM source WHERE customer IS NOT NULL GROUP BY customer"))

    def digest(self) -> bytes:
        """SHA-256 of the file."""
        return hashlib.sha256(self.file.read_bytes()).digest()

    def _all(self, sql: str) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self._db.execute(sql).fetchall()
        return found
