"""How fast, against what: ``python -m tests.bench [names]``.

A benchmark is a function in one of these modules that returns a ``Measure``; its name is the
measure's. It runs under production settings, as the app's role, on a database of its own that
was migrated by the owner and holds nothing else. It keeps to a few seconds.
"""

from __future__ import annotations

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


def measured(value: float, unit: str, *, limit: float | None = None, sql: float | None = None, cpu_ms: float | None = None) -> Measure:
    return {
        "value": round(value, 2),
        "unit": unit,
        "limit": None if limit is None else round(limit, 2),
        "ratio": None if not limit else round(value / limit, 3),
        "sql": sql,
        "cpu_ms": None if cpu_ms is None else round(cpu_ms, 3),
    }
