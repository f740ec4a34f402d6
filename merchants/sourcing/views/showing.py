"""The comparison as its page shows it: lines across, suppliers down, what is best in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ..models import Quotation, QuoteLine, QuoteVersion, Rfq, RfqLine
from ..offers import comparison_of
from ..rules import Cell, Comparison, Plan


@dataclass(frozen=True, slots=True)
class Shown:
    """What one supplier asks for one line; ``cell`` is missing where it offers none."""

    quotation: Quotation
    cell: Cell | None
    quoted: QuoteLine | None
    cheapest: bool
    earliest: bool


@dataclass(frozen=True, slots=True)
class Column:
    quotation: Quotation
    version: QuoteVersion
    alone: Plan | None


@dataclass(frozen=True, slots=True)
class Share:
    """What one supplier of a plan gets: so many lines for so much, freight included."""

    quotation: Quotation
    lines: int
    total_minor: int


@dataclass(frozen=True, slots=True)
class ShownPlan:
    plan: Plan
    shares: Sequence[Share]
    missing: Sequence[RfqLine]


@dataclass(frozen=True, slots=True)
class Table:
    columns: Sequence[Column]
    rows: Sequence[tuple[RfqLine, Sequence[Shown]]]
    plans: Sequence[ShownPlan]
    deducts: bool

    @property
    def attached(self) -> bool:
        return any(column.version.attachment_id for column in self.columns)


def table_of(rfq: Rfq, *, today: date) -> Table:
    found = comparison_of(rfq, today=today)
    columns = [column for quotation in rfq.quotations.all() if (column := _column(quotation, found)) is not None]
    rows = [(line, [_shown(line, column, found) for column in columns]) for line in rfq.lines.all()]
    # One that is the same as another is shown once.
    plans: list[Plan] = []
    for plan in (found.split, found.single, found.soonest):
        if plan is not None and all(plan.cells != other.cells for other in plans):
            plans.append(plan)
    return Table(columns, rows, [_plan(plan, rfq, {column.quotation.pk: column for column in columns}) for plan in plans], rfq.deducts)


def _column(quotation: Quotation, found: Comparison) -> Column | None:
    version = next((one for one in quotation.versions.all() if one.number == quotation.number), None)
    offers = quotation.stands or quotation.status in ("awarded", "lost")
    return Column(quotation, version, found.alone.get(quotation.pk)) if version is not None and offers else None


def _shown(line: RfqLine, column: Column, found: Comparison) -> Shown:
    pk = column.quotation.pk
    quoted = next((row for row in column.version.lines.all() if row.line_id == line.pk), None)
    cell = found.cells.get((line.position, pk))
    several = sum(at == line.position for at, _pk in found.cells) > 1
    return Shown(
        column.quotation,
        cell,
        quoted,
        cheapest=several and cell is not None and found.cheapest.get(line.position) == pk,
        earliest=several and cell is not None and found.earliest.get(line.position) == pk,
    )


def _plan(plan: Plan, rfq: Rfq, columns: dict[UUID, Column]) -> ShownPlan:
    shares = []
    for pk in plan.quotation_ids:
        mine = [cell for cell in plan.cells.values() if cell.quotation_id == pk]
        version = columns[pk].version
        shares.append(Share(columns[pk].quotation, len(mine), sum(cell.goods_minor for cell in mine) + version.extra_paid_minor))
    return ShownPlan(plan, shares, [line for line in rfq.lines.all() if line.position in plan.missing])
