"""One cell of a decision table: what it asks of one value, as people write it and as an exact region.

Written forms: nothing or ``-`` (anything, known or not), ``missing``, ``known``, ``< 60``, ``<= 60``, ``> 60``,
``>= 60``, ``= 60``, ranges with either kind of bracket (``[60, 75)`` holds 60 and not 75), ``in A, B`` and
``not in A, B``; and any of them followed by ``or missing``. A comparison never holds of a missing value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

Value = int | Decimal | str | bool | None
Cut = tuple[Decimal, int]
"""A place between numbers: ``(v, 0)`` is just before v, ``(v, 1)`` just after it."""
LOWEST: Cut = (Decimal("-Infinity"), 0)
HIGHEST: Cut = (Decimal("Infinity"), 0)
NUMBERS = frozenset({"integer", "decimal"})
FLAGS = {"yes": True, "no": False}
COMPARED = re.compile(r"(<=|>=|<|>|=)\s*(\S+)")
BETWEEN = re.compile(r"([\[(])\s*([^\s,]+)\s*(?:,|\.\.)\s*([^\s,]+)\s*([\])])")


class CellUnreadable(ValueError):
    """The text is no condition, or not one on values of this type."""


@dataclass(frozen=True, slots=True)
class Cell:
    """``ranges`` are of numbers, half-open between two cuts; ``members`` are texts or flags, and hold what is not among them if ``apart``."""

    text: str
    ranges: tuple[tuple[Cut, Cut], ...] = ()
    members: frozenset[Value] = frozenset()
    apart: bool = False
    missing: bool = False

    def holds(self, value: Value) -> bool:
        if value is None:
            return self.missing
        if isinstance(value, (str, bool)):
            return (value in self.members) != self.apart
        return self.holds_from((Decimal(value), 0))

    def holds_from(self, cut: Cut) -> bool:
        """Of the numbers that begin at a cut, up to the next at which it changes its mind."""
        return any(low <= cut < high for low, high in self.ranges)


ANYTHING = Cell("", ((LOWEST, HIGHEST),), apart=True, missing=True)


def read(text: str, kind: str) -> Cell:
    """The cell that a text means for an input of type ``integer``, ``decimal``, ``text`` or ``flag``.

    Raises:
        CellUnreadable: it means nothing.
    """
    plain = " ".join(text.split())
    if plain in ("", "-"):
        return ANYTHING
    body, missing = (plain[: -len(" or missing")], True) if plain.endswith(" or missing") else (plain, False)
    if body == "missing":
        return Cell("missing", missing=True)
    if body == "known":
        return Cell("known", ((LOWEST, HIGHEST),), apart=True, missing=missing)
    if kind in NUMBERS:
        return Cell(plain, _ranges(body, kind), missing=missing)
    return _named(body, kind, plain, missing)


def _ranges(body: str, kind: str) -> tuple[tuple[Cut, Cut], ...]:
    if found := COMPARED.fullmatch(body):
        sign, number = found[1], _number(found[2], kind)
        before, after = _cut(number, 0, kind), _cut(number, 1, kind)
        return ({"<": (LOWEST, before), "<=": (LOWEST, after), ">": (after, HIGHEST), ">=": (before, HIGHEST), "=": (before, after)}[sign],)
    if found := BETWEEN.fullmatch(body):
        low = _cut(_number(found[2], kind), found[1] == "(", kind)
        high = _cut(_number(found[3], kind), found[4] == "]", kind)
        if low >= high:
            raise CellUnreadable(_("%(cell)s holds nothing") % {"cell": body})
        return ((low, high),)
    if body.startswith("in "):
        numbers = sorted(_number(part.strip(), kind) for part in body[3:].split(","))
        return tuple((_cut(number, 0, kind), _cut(number, 1, kind)) for number in numbers)
    raise CellUnreadable(_("%(cell)s is no condition on a number") % {"cell": body})


def _cut(number: Decimal, after: int, kind: str) -> Cut:
    """Among whole numbers, just after one is just before the next, so that both are one place."""
    return (number + 1, 0) if after and kind == "integer" else (number, int(after))


def _number(text: str, kind: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise CellUnreadable(_("%(value)s is no number") % {"value": text}) from None
    if not number.is_finite() or (kind == "integer" and number != number.to_integral_value()):
        sentence = _("%(value)s is no whole number") if kind == "integer" else _("%(value)s is no number")
        raise CellUnreadable(sentence % {"value": text})
    return number


def _named(body: str, kind: str, plain: str, missing: bool) -> Cell:
    apart = body.startswith("not in ")
    listed = body[7:] if apart else body[3:] if body.startswith("in ") else body[1:] if body.startswith("=") else None
    parts = [part.strip() for part in (listed or "").split(",")]
    if kind == "flag" and not set(parts) <= set(FLAGS):
        raise CellUnreadable(_("%(cell)s: a flag is yes or no") % {"cell": body})
    if listed is None or not all(parts):
        raise CellUnreadable(_("%(cell)s is no condition on names") % {"cell": body})
    return Cell(plain, members=frozenset(FLAGS[part] if kind == "flag" else part for part in parts), apart=apart, missing=missing)


def way_out(cell: Cell, value: Value) -> tuple[int, bool] | None:
    """The nearest whole number outside the region that ``value`` is in, and whether it lies above; of a missing value, outside the only region."""
    if isinstance(value, (str, bool)):
        return None
    at = None if value is None else (Decimal(value), 0)
    for low, high in cell.ranges:
        if at is None or low <= at < high:
            above = None if high == HIGHEST else int(high[0]) + high[1]
            below = None if low == LOWEST else int(low[0]) - 1 + low[1]
            if below is None or (above is not None and (value is None or above - value <= value - below)):
                return None if above is None else (above, True)
            return below, False
    return None


def bounds_of(cell: Cell) -> tuple[int | None, int | None]:
    """First whole number of the region and the first beyond it; ``None`` where it has no end."""
    if not cell.ranges:
        return None, None
    low, high = cell.ranges[0][0], cell.ranges[-1][1]
    return (None if low == LOWEST else int(low[0]) + low[1]), (None if high == HIGHEST else int(high[0]) + high[1])


def cuts_of(cells: Sequence[Cell]) -> list[Cut]:
    """Every place at which some cell changes its mind, in order."""
    return sorted({cut for cell in cells for bounds in cell.ranges for cut in bounds if cut not in (LOWEST, HIGHEST)})
