"""Decision tables: rows of conditions on typed inputs, and what follows from those that hold.

``first`` takes the first row that holds, ``unique`` the only one, ``collect`` every one; a collecting table adds up its
number if it names one in ``sum``. Numbers are whole or ``Decimal``, never floats. Tables are compiled once and are then
pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .cells import NUMBERS, Cell, Value, question_of, read

HITS = ("first", "unique", "collect")
NEAR_PERCENT = 10
MOST_NEAR = 4
DECIMAL = re.compile(r"-?\d+(\.\d+)?")
Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Row:
    """``when`` holds the conditions that ask something, ``tests`` the same compiled."""

    name: str
    when: Mapping[str, Cell]
    tests: tuple[tuple[str, Callable[[Value], bool]], ...]
    then: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """``otherwise`` follows where no row of a collecting table holds; ``sum`` names the number that is added up, if any."""

    name: str
    hit: str
    inputs: tuple[str, ...]
    rows: tuple[Row, ...]
    otherwise: Mapping[str, Any]
    sum: str


def compiled(content: Mapping[str, Any], types: Mapping[str, str]) -> Table:
    """``types`` names the type of every input of the flow.

    Raises:
        CellUnreadable: a condition means nothing.
        KeyError: an input that nobody declared.
    """
    rows = []
    for row in content["rows"]:
        when = {name: read(text, types[name]) for name, text in row["when"].items()}
        rows.append(Row(row["row"], when, tuple((name, question_of(cell)) for name, cell in when.items()), row["then"]))
    return Table(content["node"], content["hit"], tuple(content["inputs"]), tuple(rows), content.get("otherwise", {}), content.get("sum", ""))


def hits(table: Table, values: Values) -> list[Row]:
    """The rows that decide, in the table's order."""
    found = []
    for row in table.rows:
        for name, test in row.tests:
            if not test(values.get(name)):
                break
        else:
            found.append(row)
            if table.hit != "collect":
                break
    return found


def followed(table: Table, found: Sequence[Row]) -> Mapping[str, Any]:
    """What follows, apart from outcomes: of one row its outputs, of a collecting table the sum alone."""
    if table.hit != "collect":
        return found[0].then if found else {}
    return {table.sum: sum(row.then[table.sum] for row in found)} if table.sum else {}


def near_misses(table: Table, values: Values, found: Sequence[Row]) -> list[dict[str, Any]]:
    """Rows that a single condition kept from holding; where they have no other, the value must be within ten per cent of its edge."""
    if table.sum:
        return []
    near: list[dict[str, Any]] = []
    for row in table.rows:
        missed = _only_miss(row, values)
        if missed is None or row in found or (found and row.then == found[0].then):
            continue
        value, cell = values.get(missed), row.when[missed]
        if len(row.tests) > 1 or _is_close(cell, value):
            near.append({"row": row.name, "input": missed, "value": value, "cell": cell.text})
            if len(near) == MOST_NEAR:
                break
    return near


def _only_miss(row: Row, values: Values) -> str | None:
    missed = None
    for name, test in row.tests:
        if not test(values.get(name)):
            if missed is not None:
                return None
            missed = name
    return missed


def _is_close(cell: Cell, value: Value) -> bool:
    if value is None or isinstance(value, (str, bool)):
        return False
    edges = [cut[0] for bounds in cell.ranges for cut in bounds if cut[0].is_finite()]
    return any(abs(Decimal(value) - edge) * 100 <= abs(edge) * NEAR_PERCENT for edge in edges)


def admitted(value: Any, declared: Mapping[str, Any]) -> Value:
    """The value as an input takes it; of another type, or outside its bounds, it counts as missing. A decimal is written as a text."""
    kind = declared["type"]
    if kind in NUMBERS:
        if kind == "decimal" and isinstance(value, str) and DECIMAL.fullmatch(value):
            value = Decimal(value)
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or (kind == "integer" and not isinstance(value, int)):
            return None
        low, high = declared.get("least"), declared.get("most")
        return value if (low is None or value >= Decimal(low)) and (high is None or value <= Decimal(high)) else None
    if kind == "flag":
        return value if isinstance(value, bool) else None
    return value if isinstance(value, str) and value in declared.get("values", (value,)) else None
