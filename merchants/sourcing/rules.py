"""Comparing quotes: what each line would cost from each supplier, and the best ways to award a request.

Pure, in minor units of one currency. A plan's total is what would be paid: the goods, rounded once a line (R1), and the freight and
other cost of each supplier in it, whole, as it was quoted for a delivery. What one line bears of that is only for looking at: the
supplier's cost shared over all lines that it quoted, by their value, by largest remainder (R3). Prices are what is paid, tax and all: one
supplier's without tax and another's with it stand beside each other as the shop would pay them. A general taxpayer gets the tax within them
back: what is cheapest is judged by what they cost without it (``landed``); what is paid stays what it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from uuid import UUID

from ecosystem.kernel.money import allocate, line_minor
from ecosystem.kernel.taxes import tax_within
from merchants.procurement.public import orderable

MAX_LINES = 100
MAX_ASKED = 8
# Who holds a link is known to nobody: so many quotes and files may come by it for one request.
MOST_BY_LINK = 20
MOST_FILES_BY_LINK = 5
MAX_COST_MINOR = 1_000_000_00

# status after → statuses before.
BEFORE: dict[str, tuple[str, ...]] = {
    "sent": ("draft",),
    "partially_quoted": ("sent", "partially_quoted"),
    "quoted": ("sent", "partially_quoted", "quoted"),
    "awarded": ("partially_quoted", "quoted"),
    "cancelled": ("draft", "sent", "partially_quoted", "quoted"),
    "expired": ("sent", "partially_quoted", "quoted"),
}
# Freight and other cost of each quotation, and the tax within them that comes back.
Extra = Mapping[UUID, tuple[int, int]]
OPEN = ("sent", "partially_quoted", "quoted")
MAY_ANSWER = ("invited", "viewed", "submitted", "revised")


@dataclass(frozen=True, slots=True)
class Wanted:
    position: int
    quantity: Decimal
    by: date | None = None


@dataclass(frozen=True, slots=True)
class Priced:
    """What one supplier asks for one line: minor units a unit with its tax, least and step in units, days until it is there.

    ``deducted_bp`` is the rate of the tax in it that the buyer gets back, nothing for a small-scale taxpayer.
    """

    position: int
    unit_minor: int
    moq: Decimal
    multiple: Decimal
    lead_days: int
    valid_until: date
    deducted_bp: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """A supplier's newest quote; ``extra_minor`` is freight and other cost of a delivery of any of it, of which so much tax comes back."""

    quotation_id: UUID
    number: int
    extra_minor: int
    lines: Sequence[Priced]
    extra_deducted_minor: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One line from one supplier. ``quantity`` covers what is wanted in the supplier's steps, ``over`` is what that is too much."""

    position: int
    quotation_id: UUID
    number: int
    unit_minor: int
    quantity: Decimal
    over: Decimal
    goods_minor: int
    extra_minor: int
    ready_on: date
    late: bool
    goods_deducted_minor: int = 0
    extra_deducted_minor: int = 0

    @property
    def deducted_minor(self) -> int:
        """The input tax within it that comes back."""
        return self.goods_deducted_minor + self.extra_deducted_minor

    @property
    def landed_minor(self) -> int:
        """What it costs: what is paid, less the tax that comes back."""
        return self.goods_minor + self.extra_minor - self.deducted_minor

    @property
    def net_goods_minor(self) -> int:
        return self.goods_minor - self.goods_deducted_minor

    @property
    def over_minor(self) -> int:
        """What the part that nobody asked for costs."""
        return self.goods_minor - line_minor(self.unit_minor, self.quantity - self.over)


@dataclass(frozen=True, slots=True)
class Plan:
    """Which cell for which line. ``missing`` are the lines that nobody in it offers."""

    name: str
    cells: Mapping[int, Cell]
    extra_minor: int
    missing: tuple[int, ...] = ()
    extra_deducted_minor: int = 0

    @property
    def deducted_minor(self) -> int:
        return sum(cell.goods_deducted_minor for cell in self.cells.values()) + self.extra_deducted_minor

    @property
    def landed_minor(self) -> int:
        return self.total_minor - self.deducted_minor

    @property
    def goods_minor(self) -> int:
        return sum(cell.goods_minor for cell in self.cells.values())

    @property
    def total_minor(self) -> int:
        return self.goods_minor + self.extra_minor

    @property
    def ready_on(self) -> date:
        return max(cell.ready_on for cell in self.cells.values())

    @property
    def quotation_ids(self) -> list[UUID]:
        """Whoever delivers, in the order of the lines."""
        return list(dict.fromkeys(cell.quotation_id for _position, cell in sorted(self.cells.items())))

    @property
    def late(self) -> int:
        return sum(cell.late for cell in self.cells.values())

    @property
    def over_minor(self) -> int:
        return sum(cell.over_minor for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Comparison:
    cells: Mapping[tuple[int, UUID], Cell]
    cheapest: Mapping[int, UUID]
    earliest: Mapping[int, UUID]
    split: Plan | None = None
    single: Plan | None = None
    soonest: Plan | None = None
    alone: Mapping[UUID, Plan] = field(default_factory=dict)


def compare(wanted: Sequence[Wanted], offers: Sequence[Offer], *, today: date) -> Comparison:
    """Everything that the buyer's table shows. Lines of a quote that no longer hold are left out.

    ``split`` costs the least of all ways to cover as many lines as anybody offers; ``single`` the least from one supplier that
    covers them alone; ``soonest`` has each line as early as can be, the cheaper of two equally early.
    """
    cells = {(cell.position, cell.quotation_id): cell for offer in offers for cell in _cells(wanted, offer, today)}
    if not cells:
        return Comparison({}, {}, {})
    extra = {offer.quotation_id: (offer.extra_minor, offer.extra_deducted_minor) for offer in offers}
    positions = [one.position for one in wanted]
    by_line = {position: [cell for (at, _id), cell in cells.items() if at == position] for position in positions}
    plans = [_cheapest_of(positions, by_line, extra, chosen) for chosen in _groups([offer.quotation_id for offer in offers])]
    whole = [plan for plan in plans if plan is not None and len(plan.missing) == sum(1 for row in by_line.values() if not row)]
    alone = {plan.quotation_ids[0]: plan for plan in plans if plan is not None and len(plan.quotation_ids) == 1}
    singles = [plan for plan in whole if len(plan.quotation_ids) == 1]
    soonest = {position: min(row, key=_by_day) for position, row in by_line.items() if row}
    return Comparison(
        cells,
        {position: min(row, key=_by_cost).quotation_id for position, row in by_line.items() if row},
        {position: cell.quotation_id for position, cell in soonest.items()},
        split=_named("split", min(whole, key=_rank)),
        single=_named("single", min(singles, key=_rank)) if singles else None,
        soonest=_plan("soonest", positions, soonest, extra),
        alone=alone,
    )


def landed_of(cells: Sequence[Cell], extra: Mapping[UUID, int]) -> int:
    """What awarding these lines costs: their goods, and once each supplier's freight and other cost."""
    return sum(cell.goods_minor for cell in cells) + sum(extra[quotation_id] for quotation_id in {cell.quotation_id for cell in cells})


def cell_of(want: Wanted, priced: Priced, offer: Offer, *, extra_minor: int, extra_deducted_minor: int = 0, today: date) -> Cell:
    quantity = orderable(want.quantity, moq=priced.moq, multiple=priced.multiple)
    ready_on = today + timedelta(days=priced.lead_days)
    goods_minor = line_minor(priced.unit_minor, quantity)
    return Cell(
        position=want.position,
        quotation_id=offer.quotation_id,
        number=offer.number,
        unit_minor=priced.unit_minor,
        quantity=quantity,
        over=quantity - want.quantity,
        goods_minor=goods_minor,
        extra_minor=extra_minor,
        ready_on=ready_on,
        late=want.by is not None and ready_on > want.by,
        goods_deducted_minor=tax_within(goods_minor, priced.deducted_bp),
        extra_deducted_minor=extra_deducted_minor,
    )


def _cells(wanted: Sequence[Wanted], offer: Offer, today: date) -> Iterator[Cell]:
    asked = {one.position: one for one in wanted}
    lines = [line for line in sorted(offer.lines, key=lambda line: line.position) if line.valid_until >= today]
    if not lines:
        return
    worth = [line_minor(line.unit_minor, orderable(asked[line.position].quantity, moq=line.moq, multiple=line.multiple)) for line in lines]
    backs = allocate(offer.extra_deducted_minor, worth)
    for line, share, back in zip(lines, allocate(offer.extra_minor, worth), backs, strict=True):
        yield cell_of(asked[line.position], line, offer, extra_minor=share, extra_deducted_minor=back, today=today)


def _groups(ids: Sequence[UUID]) -> Iterator[tuple[UUID, ...]]:
    """Every choice of suppliers, few first: at most 255 of eight."""
    for size in range(1, len(ids) + 1):
        yield from combinations(ids, size)


def _cheapest_of(positions: Sequence[int], by_line: Mapping[int, Sequence[Cell]], extra: Extra, chosen: Sequence[UUID]) -> Plan | None:
    """Each line from the cheapest of the chosen; with their freight paid whole, goods alone decide between them."""
    cells = {}
    for position in positions:
        row = [cell for cell in by_line[position] if cell.quotation_id in chosen]
        if row:
            cells[position] = min(row, key=lambda cell: (cell.net_goods_minor, cell.ready_on, chosen.index(cell.quotation_id)))
    return _plan("split", positions, cells, extra) if cells else None


def _plan(name: str, positions: Sequence[int], cells: Mapping[int, Cell], extra: Extra) -> Plan:
    used = {cell.quotation_id for cell in cells.values()}
    missing = tuple(position for position in positions if position not in cells)
    paid, back = (sum(extra[quotation_id][part] for quotation_id in used) for part in (0, 1))
    return Plan(name, cells, paid, missing, back)


def _named(name: str, plan: Plan) -> Plan:
    return replace(plan, name=name)


def _rank(plan: Plan) -> tuple[int, int, date]:
    return plan.landed_minor, len(plan.quotation_ids), plan.ready_on


def _by_cost(cell: Cell) -> tuple[int, date]:
    return cell.landed_minor, cell.ready_on


def _by_day(cell: Cell) -> tuple[date, int]:
    return cell.ready_on, cell.landed_minor
