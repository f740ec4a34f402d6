"""A report as a table of typed columns, whatever file it becomes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from ecosystem.design import wording
from ecosystem.kernel.cells import marked
from ecosystem.kernel.money import to_text
from ecosystem.kernel.quantities import plain

Kind = Literal["text", "money", "number", "percent"]
Cell = str | int | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """``money`` cells are minor units, ``percent`` cells basis points; none is an empty cell."""

    label: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    total: Sequence[Cell] = ()
    note: str = ""

    @property
    def every_row(self) -> Iterator[Sequence[Cell]]:
        yield from self.rows
        if self.total:
            yield self.total


def as_data(cell: Cell, kind: Kind) -> str:
    """As a program reads it back: amounts with a point, percentages as numbers, no formula."""
    if cell is None:
        return ""
    if kind == "money":
        return to_text(int(str(cell)))
    if kind == "percent":
        return f"{Decimal(str(cell)) / 100:f}"
    return plain(cell) if isinstance(cell, Decimal) else marked(_moment(cell))


def as_words(cell: Cell, kind: Kind) -> str:
    """As a person reads it on paper."""
    if cell is None:
        return "–"
    if kind == "money":
        return wording.yuan(int(str(cell)))
    if kind == "percent":
        return wording.percent(Decimal(str(cell)))
    if isinstance(cell, Decimal):
        return plain(cell)
    return formats.date_format(cell) if isinstance(cell, date) and not isinstance(cell, datetime) else _moment(cell)


def _moment(cell: Cell) -> str:
    return f"{timezone.localtime(cell):%Y-%m-%d %H:%M:%S}" if isinstance(cell, datetime) else str(cell)


def total_word() -> str:
    return _("Total")
