"""One month: profit and loss, the settlement statement, what the sales contain of tax."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Min, OuterRef, Q, Subquery, Sum

from merchants.payouts.public import sums_between
from merchants.periods.public import Taxpayer
from merchants.shops.public import Shop

from .. import rules
from ..models import Day, RateDay, TaxTerms
from .bought import bought_in
from .sales import days_between, profits_of


@dataclass(frozen=True, slots=True)
class Month:
    """``statement`` is the payouts' own waterfall of the month; ``sold_at`` are sales and refunds by rate of tax.

    ``bought`` is what a general taxpayer may take off for what it bought, by its sources; nothing for others, who may not.
    """

    first: date
    last: date
    profit: rules.Profit
    before: rules.Profit
    statement: dict[str, int]
    taxing: rules.Taxing
    sold_at: tuple[tuple[int | None, bool, int, int], ...]
    bought: rules.Bought

    @property
    def taxed(self) -> list[rules.Taxed]:
        """By rate, the lowest first, what the terms tax at the end. Empty where no rate is on file."""
        return self.taxing.taxed(self.sold_at, self.profit.kept_minor)

    @property
    def tax_minor(self) -> int | None:
        return sum(one.tax_minor for one in self.taxed) if self.taxing.is_known else None

    @property
    def left_minor(self) -> int | None:
        """The tax that is left of what the sales hold once that is taken off; below nothing it goes on to the next month."""
        return None if self.tax_minor is None else self.tax_minor - self.bought.tax_minor

    @property
    def change_bp(self) -> int | None:
        return rules.change_bp(self.profit.profit_minor, self.before.profit_minor)

    @property
    def name(self) -> str:
        return f"{self.first:%Y-%m}"


def month_of(shop_id: UUID, first: date) -> Month:
    """Four statements, and of a general taxpayer those of what was bought."""
    last = rules.next_month(first) - timedelta(days=1)
    before = rules.month_before(first)
    profit, earlier = profits_of(days_between(shop_id, before, last), Q(on__gte=first), Q(on__lt=first))
    sold = RateDay.objects.filter(shop=shop_id, on__gte=first, on__lte=last)
    taxing = taxing_of(shop_id, last)
    return Month(
        first=first,
        last=last,
        profit=profit,
        before=earlier,
        statement=sums_between([shop_id], since=first, until=last),
        taxing=taxing,
        sold_at=tuple(sold.values_list("tax_bp", "is_fee").annotate(Sum("sales_minor"), Sum("back_minor")).order_by("tax_bp", "is_fee")),
        bought=bought_in(shop_id, first) if taxing.is_general else rules.Bought(),
    )


def taxing_of(shop_id: UUID, last: date) -> rules.Taxing:
    """How the sales of a month that ends so are taxed: what the merchant says of itself, and what the platform has on file."""
    said = Taxpayer.objects.filter(party=OuterRef("party"), from_on__lte=last).order_by("-from_on", "-pk")
    filed = TaxTerms.objects.filter(from_on__lte=last, until_on__gte=last).order_by("-from_on")
    row = Shop.objects.filter(pk=shop_id).values_list(
        Subquery(said.values("is_general")[:1]),
        Subquery(said.values("rate_bp")[:1]),
        Subquery(said.values("delivery_bp")[:1]),
        *(Subquery(filed.values(name)[:1]) for name in ("rate", "free_up_to_minor", "source")),
    )
    general, own, delivery, rate, free, source = row.get()
    return rules.Taxing(bool(general), own, delivery, None if rate is None else rate * 10_000, free or 0, source or "")


def months_of(shop_id: UUID, *, today: date, most: int = 12) -> list[date]:
    """This month and those before it in which the shop traded, the newest first."""
    oldest = Day.objects.filter(shop=shop_id).aggregate(on=Min("on"))["on"] or today
    months: list[date] = []
    first = today.replace(day=1)
    while len(months) < most and (not months or first >= oldest.replace(day=1)):
        months.append(first)
        first = rules.month_before(first)
    return months
