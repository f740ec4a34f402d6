"""How fast, against what: ``python -m tests.bench [names]``.

A benchmark is a function in one of these modules that returns a ``Measure``, named as the
function is, or ``Rows``, which have names of their own. It runs under production settings, as
the app's role, on a database of its own that was migrated by the owner and holds nothing else.
It keeps to a few seconds.

``checkout`` is a rate, and its ratio one of rates: what the wall clock and the machine's other
work made of both. What is asked of it is processor time, so ``checkout_cpu`` is a row too:
its value our milliseconds an order (web and database together), its limit those of the bare
view in the same run, its ratio the one over the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict


class Measure(TypedDict):
    """``limit`` is what a bare program reaches with the same work in the same run, ``ratio`` the value over it.

    ``sql`` counts statements and ``cpu_ms`` the processor time of our own processes, both per unit of work.
    """

    value: float
    unit: str
    limit: float | None
    ratio: float | None
    sql: float | None
    cpu_ms: float | None


Rows = dict[str, Measure]


@dataclass(frozen=True, slots=True)
class Bar:
    """What a row must keep to on a quiet machine with two processors."""

    column: str
    least: float | None = None
    most: float | None = None

    def __str__(self) -> str:
        return f"{self.column} ≥ {self.least:g}" if self.least is not None else f"{self.column} ≤ {self.most:g}"

    def kept(self, row: Measure) -> bool:
        found = row[self.column]  # type: ignore[literal-required]
        return found is not None and (self.least is None or found >= self.least) and (self.most is None or found <= self.most)


BARS = {
    "checkout": Bar("sql", most=20),
    "checkout_cpu": Bar("ratio", most=3),
    "decide": Bar("value", least=2000),
    "errand": Bar("sql", most=30),
    "errand_cpu": Bar("ratio", most=4),
    "first_page": Bar("value", least=90),
    "flow": Bar("value", least=30),
    "nearby": Bar("value", most=10),
    "nearby_10x": Bar("value", most=15),
    "nightly": Bar("value", most=300),
    "offer": Bar("value", most=150),
    "portrait_delay": Bar("value", most=5),
    "portraits": Bar("value", most=12),
    "portraits_mib": Bar("value", most=1536),
    "receive_order": Bar("sql", most=30),
    "reorder": Bar("value", most=5000),
    "search": Bar("value", most=40),
    "search_10x": Bar("value", most=40),
    "sockets": Bar("value", most=300),
    "sockets_word": Bar("value", most=300),
    "today": Bar("value", most=100),
    "transfer": Bar("value", least=1500),
}


def measured(value: float, unit: str, *, limit: float | None = None, sql: float | None = None, cpu_ms: float | None = None) -> Measure:
    return {
        "value": round(value, 2),
        "unit": unit,
        "limit": None if limit is None else round(limit, 2),
        "ratio": None if not limit else round(value / limit, 3),
        "sql": sql,
        "cpu_ms": None if cpu_ms is None else round(cpu_ms, 3),
    }
