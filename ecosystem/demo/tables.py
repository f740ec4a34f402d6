"""The town's names, kept as CSV beside the code and read once."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from .shape import Kind, Named

NAMES = Path(__file__).resolve().parent / "names"


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    with (NAMES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def named(row: dict[str, str]) -> Named:
    return Named(zh=row["zh"], en=row["en"])


@cache
def kinds() -> tuple[Kind, ...]:
    return tuple(Kind(code=row["code"], name=named(row), cost_bp=int(row["cost_bp"])) for row in rows("kinds"))
