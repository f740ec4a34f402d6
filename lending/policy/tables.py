"""Decision tables: rows of conditions on typed inputs, and what follows from those that hold.

``first`` takes the first row that holds, ``unique`` the only one, ``collect`` every one; a collecting table adds up its
number if it names one in ``sum``. Numbers are whole or ``Decimal``, never floats. Tables are compiled once and are then
pure functions.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .cells import ANYTHING, LOWEST, NUMBERS, Cell, Value, cuts_of, read

HITS = ("first", "unique", "collect")
NEAR_PERCENT = 10
MOST_NEAR = 4
DECIMAL = re.compile(r"-?\d+(\.\d+)?")
Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Row:
    """``when`` holds the conditions that ask something."""

    name: str
    when: Mapping[str, Cell]
    then: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Index:
    """Which rows hold for a value of one input, as bits: found by bisection among the places at which some row changes its mind."""

    cuts: Sequence[Any]
    masks: Sequence[int]
    named: Mapping[Value, int]
    others: int
    missing: int
    whole: bool

    def at(self, value: Value) -> int:
        if value is None:
            return self.missing
        if isinstance(value, (str, bool)):
            return self.named.get(value, self.others)
        return self.masks[bisect_right(self.cuts, value if self.whole else (Decimal(value), 0))]


@dataclass(frozen=True, slots=True)
class Table:
    """``otherwise`` follows where no row of a collecting table holds; ``sum`` names the number that is added up, if any.

    ``asking`` gives the rows that ask something of an input.
    """

    name: str
    hit: str
    inputs: tuple[str, ...]
    rows: tuple[Row, ...]
    otherwise: Mapping[str, Any]
    sum: str
    index: Mapping[str, Index]
    asking: Mapping[str, tuple[Row, ...]]


def compiled(content: Mapping[str, Any], types: Mapping[str, str]) -> Table:
    """``types`` names the type of every input of the flow.

    Raises:
        CellUnreadable: a condition means nothing.
        KeyError: an input that nobody declared.
    """
    rows = tuple(Row(row["row"], {name: read(text, types[name]) for name, text in row["when"].items()}, row["then"]) for row in content["rows"])
    inputs = tuple(content["inputs"])
    return Table(
        name=content["node"],
        hit=content["hit"],
        inputs=inputs,
        rows=rows,
        otherwise=content.get("otherwise", {}),
        sum=content.get("sum", ""),
        index={name: _indexed([row.when.get(name, ANYTHING) for row in rows], types[name]) for name in inputs},
        asking={name: tuple(row for row in rows if name in row.when) for name in inputs},
    )


def _indexed(cells: Sequence[Cell], kind: str) -> Index:
    def mask(holds: Callable[[Cell], bool]) -> int:
        return sum(1 << at for at, cell in enumerate(cells) if holds(cell))

    cuts, whole = cuts_of(cells), kind == "integer"
    named: set[Value] = {member for cell in cells for member in cell.members} | ({True, False} if kind == "flag" else set())
    return Index(
        cuts=[int(number) + after for number, after in cuts] if whole else cuts,
        masks=[mask(lambda cell, cut=cut: cell.holds_from(cut)) for cut in (LOWEST, *cuts)],  # type: ignore[misc]
        named={value: mask(lambda cell, value=value: cell.holds(value)) for value in named},  # type: ignore[misc]
        others=mask(lambda cell: cell.apart),
        missing=mask(lambda cell: cell.missing),
        whole=whole,
    )


def _rows_of(table: Table, mask: int) -> list[Row]:
    rows = []
    while mask:
        lowest = mask & -mask
        rows.append(table.rows[lowest.bit_length() - 1])
        mask ^= lowest
    return rows


def hits(table: Table, values: Values) -> list[Row]:
    """The rows that decide, in the table's order."""
    mask = (1 << len(table.rows)) - 1
    for name, index in table.index.items():
        mask &= index.at(values.get(name))
    return _rows_of(table, mask if table.hit == "collect" else mask & -mask)


def followed(table: Table, found: Sequence[Row]) -> Mapping[str, Any]:
    """What follows, apart from outcomes: of one row its outputs, of a collecting table the sum alone."""
    if table.hit != "collect":
        return found[0].then if found else {}
    return {table.sum: sum(row.then[table.sum] for row in found)} if table.sum else {}


def near_misses(table: Table, values: Values, found: Sequence[Row]) -> list[dict[str, Any]]:
    """Rows that a single condition kept from holding; where they have no other, the value must be within ten per cent of its edge."""
    if table.sum:
        return []
    missed_once, missed_more, near = 0, 0, []
    for name, index in table.index.items():
        missed = ~index.at(values.get(name))
        missed_once, missed_more = missed_once | missed, missed_more | (missed_once & missed)
    whole = (1 << len(table.rows)) - 1
    for row in _rows_of(table, missed_once & ~missed_more & whole):
        if found and table.hit != "collect" and row.then == found[0].then:
            continue
        name = next(name for name, cell in row.when.items() if not cell.holds(values.get(name)))
        value, cell = values.get(name), row.when[name]
        if len(row.when) > 1 or _is_close(cell, value):
            near.append({"row": row.name, "input": name, "value": value, "cell": cell.text})
            if len(near) == MOST_NEAR:
                break
    return near


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
