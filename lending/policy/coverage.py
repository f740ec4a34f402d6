"""What a table leaves open, says twice, never reaches or turns upside down: found by going through every region it tells apart.

Each input is cut where any row changes its mind; between two cuts all values are treated alike, so one of them stands
for all. A missing value is a region of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise, product
from math import prod
from typing import Any

from django.utils.translation import gettext as _

from .cells import ANYTHING, NUMBERS, Cut, Value, cuts_of
from .tables import Table

MOST_REGIONS = 200_000
MOST_TOLD = 3
ELSE = "(anything else)"
SEVERITY = {"approve": 0, "refer": 1, "decline": 2}


@dataclass(frozen=True, slots=True)
class Region:
    """One value for all that are treated like it, and which rows hold there, as bits."""

    value: Value
    mask: int

    def __str__(self) -> str:
        return "missing" if self.value is None else str(self.value)


def regions_of(table: Table, name: str, declared: Mapping[str, Any]) -> list[Region]:
    """In rising order, the missing one last."""
    cells = [row.when.get(name, ANYTHING) for row in table.rows]
    values: list[Value] = _numbers(cuts_of(cells), declared) if declared["type"] in NUMBERS else _names(cells, declared)
    if declared.get("source") != "flow":
        values.append(None)
    return [Region(value, sum(1 << at for at, cell in enumerate(cells) if cell.holds(value))) for value in values]


def _numbers(cuts: list[Cut], declared: Mapping[str, Any]) -> list[Value]:
    least, most = declared.get("least"), declared.get("most")
    low = (Decimal(least), 0) if least is not None else ((cuts[0][0] if cuts else Decimal(0)) - 1, 0)
    high = (Decimal(most), 1) if most is not None else ((cuts[-1][0] if cuts else Decimal(0)) + 1, 1)
    places = [low, *(cut for cut in cuts if low < cut < high), high]
    return [_between(one, other, whole=declared["type"] == "integer") for one, other in pairwise(places)]


def _between(low: Cut, high: Cut, *, whole: bool) -> Value:
    if low[1] == 0 or whole:
        return low[0] + low[1]
    return (low[0] + high[0]) / 2


def _names(cells: Sequence[Any], declared: Mapping[str, Any]) -> list[Value]:
    if declared["type"] == "flag":
        return [False, True]
    named = sorted({str(member) for cell in cells for member in cell.members} | set(declared.get("values", ())))
    return [*named] if "values" in declared else [*named, ELSE]


def faults(table: Table, inputs: Mapping[str, Mapping[str, Any]], monotone: Sequence[Mapping[str, str]], less: frozenset[str]) -> Iterator[str]:
    """Sentences for the author; ``inputs`` are the flow's declarations by name, ``less`` the outputs of which less is better."""
    regions = {name: regions_of(table, name, inputs[name]) for name in table.inputs}
    if table.sum:
        yield from _summed(table, regions, monotone)
        return
    if prod(len(found) for found in regions.values()) > MOST_REGIONS:
        yield _("%(table)s: it tells too many cases apart to prove it; make two tables of it") % {"table": table.name}
        return
    yield from _holes(table, regions)
    for wish in monotone:
        yield from _upside_down(table, regions, wish, better_is_less=wish["output"] in less)


def _holes(table: Table, regions: Mapping[str, list[Region]]) -> Iterator[str]:
    reached, holes, twice = 0, [], []
    for case in product(*regions.values()):
        mask = _held(case, table)
        if not mask and not (table.hit == "collect" and table.otherwise):
            holes.append(case)
        if table.hit == "unique" and mask & (mask - 1):
            twice.append((case, mask))
        reached |= mask if table.hit != "first" else mask & -mask
    for case in holes[:MOST_TOLD]:
        yield _("%(table)s: no row for %(case)s") % {"table": table.name, "case": _told(regions, case)}
    for case, mask in twice[:MOST_TOLD]:
        both = [row.name for at, row in enumerate(table.rows) if mask >> at & 1][:2]
        told = {"table": table.name, "row": both[0], "other": both[1], "case": _told(regions, case)}
        yield _("%(table)s: rows %(row)s and %(other)s both hold for %(case)s") % told
    for at, row in enumerate(table.rows):
        if not reached >> at & 1:
            yield _("%(table)s: row %(row)s is never reached") % {"table": table.name, "row": row.name}


def _held(case: Sequence[Region], table: Table) -> int:
    mask = (1 << len(table.rows)) - 1
    for region in case:
        mask &= region.mask
    return mask


def _told(regions: Mapping[str, list[Region]], case: Sequence[Region]) -> str:
    return ", ".join(f"{name} {region}" for name, region in zip(regions, case, strict=True))


def _worth(table: Table, mask: int, output: str) -> Any:
    """The output in a region as a number, for outcomes their severity; ``None`` where nothing follows."""
    rows = [row.then for at, row in enumerate(table.rows) if mask >> at & 1]
    if table.hit != "collect":
        rows = rows[:1]
    elif not rows:
        rows = [table.otherwise]
    if output != "outcome":
        return rows[0].get(output) if rows else None
    return max((SEVERITY[row["outcome"]] for row in rows), default=None)


def _upside_down(table: Table, regions: Mapping[str, list[Region]], wish: Mapping[str, str], *, better_is_less: bool) -> Iterator[str]:
    name, output = wish["input"], wish["output"]
    others = {other: found for other, found in regions.items() if other != name}
    told = 0
    for case in product(*others.values()):
        mask = _held(case, table)
        steps = [(region, _worth(table, mask & region.mask, output)) for region in regions[name]]
        for worse in _turns(steps, wish["as"], better_is_less=better_is_less):
            told += 1
            if told <= MOST_TOLD:
                yield _must_not_get_better(table, output, name, worse, _told(others, case))


def _must_not_get_better(table: Table, output: str, name: str, worse: Region, beside: str = "") -> str:
    told = {"table": table.name, "output": output, "case": f"{name} {worse}" + (f" ({beside})" if beside else "")}
    if worse.value is None:
        return _("%(table)s: %(output)s of a missing value must not get better at %(case)s") % told
    return _("%(table)s: %(output)s must not get better at %(case)s") % told


def _turns(steps: Sequence[tuple[Region, Any]], direction: str, *, better_is_less: bool) -> Iterator[Region]:
    """Regions in which the output goes the wrong way, or in which not knowing pays."""
    known = [(region, worth) for region, worth in steps if region.value is not None and worth is not None]
    down = direction in ("falls", "softens")
    for (_one, before), (region, after) in pairwise(known):
        if (after > before) if down else (after < before):
            yield region
    worths = [worth for _, worth in known]
    for region, worth in steps:
        if region.value is None and worth is not None and worths and (worth < max(worths) if better_is_less else worth > min(worths)):
            yield region


def _summed(table: Table, regions: Mapping[str, list[Region]], monotone: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """A table that adds up asks one input in each row; then each input can be looked at by itself."""
    for row in table.rows:
        if len(row.when) != 1:
            told = {"table": table.name, "row": row.name, "output": table.sum}
            yield _("%(table)s: row %(row)s must ask exactly one input, since its %(output)s are added up") % told
            return
    wished = {wish["input"]: wish["as"] for wish in monotone}
    for name, found in regions.items():
        own = sum(1 << at for at, row in enumerate(table.rows) if name in row.when)
        counts = [(region, region.mask & own) for region in found]
        for region, mask in counts:
            if mask.bit_count() != 1:
                sentence = _("%(table)s: more than one row for %(case)s") if mask else _("%(table)s: no row for %(case)s")
                yield sentence % {"table": table.name, "case": f"{name} {region}"}
        steps = [(region, _worth(table, mask & -mask, table.sum)) for region, mask in counts]
        for region in _turns(steps, wished.get(name, ""), better_is_less=False) if name in wished else ():
            yield _must_not_get_better(table, table.sum, name, region)
