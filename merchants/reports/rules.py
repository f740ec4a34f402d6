"""Sums and comparisons of reports. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from ecosystem.kernel.money import allocate, round_half_up
from ecosystem.kernel.taxes import by_rate, tax_within

PERIODS = (7, 30, 90)
NOT_DUE = "not due"
LATE = ((0, NOT_DUE), (30, "1–30"), (60, "31–60"), (90, "61–90"))
LATEST = "91+"
LATE_NAMES = (*(name for _most, name in LATE), LATEST)


def change_bp(now: int, before: int) -> int | None:
    """How much more (+) or less (−) than before, in basis points; none where there was nothing before."""
    return round_half_up(Decimal(now - before) * 10_000 / before) if before > 0 else None


def margin_bp(sales_minor: int, cost_minor: int) -> int | None:
    """Gross margin as a part of the sales, in basis points; none without sales."""
    return round_half_up(Decimal(sales_minor - cost_minor) * 10_000 / sales_minor) if sales_minor > 0 else None


def days_of_cover(on_hand: Decimal, left: Decimal, days: int) -> Decimal | None:
    """How many days what lies there lasts at the pace of the last ``days``; none where nothing left."""
    if left <= 0 or days <= 0:
        return None
    return max(on_hand * days / left, Decimal(0)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def late_by(due_on: date, on: date) -> str:
    """The bucket of a bill: not due yet, or 1–30, 31–60, 61–90, 91 and more days past the day on which it fell due."""
    days = (on - due_on).days
    return next((name for most, name in LATE if days <= most), LATEST)


def period_from(text: str) -> int:
    """How many days a reader asked for; a month where it is none of ``PERIODS``."""
    return int(text) if text in {str(days) for days in PERIODS} else 30


def month_from(text: str, *, today: date) -> date | None:
    """``2026-11`` as its first day; none for what is no month or is still to come."""
    try:
        first = date.fromisoformat(f"{text}-01") if text else today.replace(day=1)
    except ValueError:
        return None
    return first if first <= today and first.year >= 2000 else None


def next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


@dataclass(frozen=True, slots=True)
class Profit:
    """A month's profit and loss in minor units: ``sales − refunds − cost − write-offs − commission − its tax − acquiring = profit``."""

    tickets: int = 0
    sales_minor: int = 0
    refunds_minor: int = 0
    cost_minor: int = 0
    write_off_minor: int = 0
    commission_minor: int = 0
    commission_tax_minor: int = 0
    acquiring_fee_minor: int = 0

    @property
    def kept_minor(self) -> int:
        """Sales less what went back."""
        return self.sales_minor - self.refunds_minor

    @property
    def gross_minor(self) -> int:
        return self.kept_minor - self.cost_minor

    @property
    def fees_minor(self) -> int:
        return self.commission_minor + self.commission_tax_minor + self.acquiring_fee_minor

    @property
    def profit_minor(self) -> int:
        return self.gross_minor - self.write_off_minor - self.fees_minor

    @property
    def margin_bp(self) -> int | None:
        return margin_bp(self.kept_minor, self.cost_minor)

    @property
    def lines(self) -> list[tuple[str, int]]:
        """Each line with its sign; they sum to the profit."""
        return [
            ("sales", self.sales_minor),
            ("refunds", -self.refunds_minor),
            ("cost", -self.cost_minor),
            ("write-offs", -self.write_off_minor),
            ("commission", -self.commission_minor),
            ("commission-tax", -self.commission_tax_minor),
            ("acquiring", -self.acquiring_fee_minor),
        ]


@dataclass(frozen=True, slots=True)
class Taxed:
    """What was sold at one rate of tax, in minor units; ``is_own`` where the articles said it, and not the terms of the month.

    ``is_fee`` are delivery fees, where the merchant says a rate of them.
    """

    rate_bp: Decimal
    is_own: bool
    sales_minor: int
    back_minor: int
    is_free: bool
    is_fee: bool = False

    @property
    def kept_minor(self) -> int:
        return self.sales_minor - self.back_minor

    @property
    def tax_minor(self) -> int:
        """``kept ÷ (1 + rate) × rate``, rounded once a rate; nothing in a month that is free of it."""
        return 0 if self.is_free else tax_within(self.kept_minor, self.rate_bp)


@dataclass(frozen=True, slots=True)
class Paid:
    """What one invoice asks at one rate of tax, or what was taken off it later; none where nobody said the rate, so that nothing is taken off."""

    order_id: UUID
    number: str
    supplier: str
    on: date
    rate_bp: int | None
    paid_minor: int
    is_freight: bool = False

    @property
    def tax_minor(self) -> int:
        return tax_within(self.paid_minor, self.rate_bp or 0)


@dataclass(frozen=True, slots=True)
class Bought:
    """The sources of a month's input tax: its tax is the sum of theirs, each rounded once."""

    rows: tuple[Paid, ...] = ()

    @property
    def tax_minor(self) -> int:
        return sum(row.tax_minor for row in self.rows)

    @property
    def off_minor(self) -> int:
        """The same as it is taken off."""
        return -self.tax_minor

    @property
    def by_rate(self) -> list[tuple[int | None, int, int]]:
        """Rate, paid and tax; the lowest first, what has no rate at the end."""
        taxed = dict(by_rate((row.rate_bp, row.tax_minor) for row in self.rows))
        return [(rate, paid, taxed[rate]) for rate, paid in by_rate((row.rate_bp, row.paid_minor) for row in self.rows)]


def on_top(billed_minor: int, freight: tuple[int, int | None], other: tuple[int, int | None]) -> list[tuple[int | None, int]]:
    """So much of freight and other cost that an invoice asks, shared by what the order says of each; (rate, amount)."""
    if not billed_minor:
        return []
    shares = allocate(billed_minor, [freight[0], other[0]])
    return [(rate, share) for (_whole, rate), share in zip((freight, other), shares, strict=True) if share]


@dataclass(frozen=True, slots=True)
class Taxing:
    """``own_bp`` is what the merchant says its goods usually hold, ``filed_bp`` the platform's rate for small-scale taxpayers, with its source
    and the sales up to which their month is free.
    """

    is_general: bool = False
    own_bp: int | None = None
    delivery_bp: int | None = None
    filed_bp: Decimal | None = None
    free_up_to_minor: int = 0
    source: str = ""

    @property
    def usual_bp(self) -> Decimal | None:
        """The rate of what has none of its own."""
        return self.filed_bp if self.own_bp is None else Decimal(self.own_bp)

    @property
    def is_known(self) -> bool:
        """A small-scale taxpayer's month can't be told without the terms that may set it free."""
        return self.usual_bp is not None and (self.is_general or self.filed_bp is not None)

    def taxed(self, sold_at: Iterable[tuple[int | None, bool, int, int]], kept_minor: int) -> list[Taxed]:
        """Of (own rate, whether it is a fee, sales, back). Fees of which no rate is said stand with what has none."""
        usual = self.usual_bp
        if usual is None or not self.is_known:
            return []
        free = not self.is_general and kept_minor <= self.free_up_to_minor
        sums: dict[tuple[Decimal, bool, bool], tuple[int, int]] = {}
        for rate, is_fee, sales, back in sold_at:
            apart = is_fee and self.delivery_bp is not None
            at = Decimal(self.delivery_bp or 0) if apart else usual if rate is None else Decimal(rate)
            before = sums.get((at, rate is not None, apart), (0, 0))
            sums[at, rate is not None, apart] = (before[0] + sales, before[1] + back)
        return [Taxed(at, is_own, sales, back, free, is_fee) for (at, is_own, is_fee), (sales, back) in sums.items()]


def whole_percent(basis_points: int) -> int:
    """1234 → 1200: what is compared at a glance has no decimals."""
    return round_half_up(Decimal(basis_points) / 100) * 100
