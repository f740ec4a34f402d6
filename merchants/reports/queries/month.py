"""One month: profit and loss, the settlement statement, what the sales contain of tax."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Min

from merchants.payouts.public import sums_between

from .. import rules
from ..models import Day, TaxTerms
from .sales import days_between, profit_of


@dataclass(frozen=True, slots=True)
class Month:
    """``statement`` is the payouts' own waterfall of the month; ``tax_minor`` is none where no rate is on file."""

    first: date
    last: date
    profit: rules.Profit
    before: rules.Profit
    statement: dict[str, int]
    terms: TaxTerms | None

    @property
    def tax_minor(self) -> int | None:
        terms = self.terms
        return None if terms is None else rules.tax_in(self.profit.kept_minor, terms.rate, terms.free_up_to_minor)

    @property
    def rate_bp(self) -> Decimal | None:
        return None if self.terms is None else self.terms.rate * 10_000

    @property
    def change_bp(self) -> int | None:
        return rules.change_bp(self.profit.profit_minor, self.before.profit_minor)

    @property
    def name(self) -> str:
        return f"{self.first:%Y-%m}"


def month_of(shop_id: UUID, first: date) -> Month:
    """Four statements."""
    last = rules.next_month(first) - timedelta(days=1)
    before = (first - timedelta(days=1)).replace(day=1)
    return Month(
        first=first,
        last=last,
        profit=profit_of(days_between(shop_id, first, last)),
        before=profit_of(days_between(shop_id, before, first - timedelta(days=1))),
        statement=sums_between([shop_id], since=first, until=last),
        terms=TaxTerms.objects.filter(from_on__lte=last, until_on__gte=last).order_by("-from_on").first(),
    )


def months_of(shop_id: UUID, *, today: date, most: int = 12) -> list[date]:
    """This month and those before it in which the shop traded, the newest first."""
    oldest = Day.objects.filter(shop=shop_id).aggregate(on=Min("on"))["on"] or today
    months: list[date] = []
    first = today.replace(day=1)
    while len(months) < most and (not months or first >= oldest.replace(day=1)):
        months.append(first)
        first = (first - timedelta(days=1)).replace(day=1)
    return months
