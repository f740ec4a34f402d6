"""Today so far: sales and refunds from the books over an index, the days before from the roll-ups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Sum

from ecosystem.kernel.clock import business_date, midnight
from merchants.orders.public import Order

from .. import rules
from ..models import Back, Day

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Today:
    """Minor units; ``before`` is the same weekday of last week until the same time of day.

    ``profit`` is of these seven days and today, as of the last roll-up, seconds ago.
    """

    tickets: int
    sales_minor: int
    tickets_before: int
    sales_before_minor: int
    refunds: int
    refunds_minor: int
    profit: rules.Profit
    week: Sequence[tuple[date, int]]

    @property
    def average_minor(self) -> int | None:
        return self.sales_minor // self.tickets if self.tickets else None

    @property
    def change_bp(self) -> int | None:
        return rules.change_bp(self.sales_minor, self.sales_before_minor)

    @property
    def has_traded(self) -> bool:
        return any(sales for _on, sales in self.week)


def today_of(shop_id: UUID, *, at: datetime) -> Today:
    """Four statements: today, a week ago until now, today's refunds, and the days between from the roll-ups."""
    begins, today = midnight(at), business_date(at)
    tickets, sales = _sold(shop_id, begins, at)
    tickets_before, before = _sold(shop_id, begins - WEEK, at - WEEK)
    back = Back.objects.filter(shop=shop_id, at__gte=begins, at__lte=at).aggregate(n=Count("pk"), sum=Sum("amount_minor"))
    days = {day.on: day for day in Day.objects.filter(shop=shop_id, on__gte=today - WEEK, on__lte=today)}
    shown = [(on, days[on].sales_minor if on in days else 0) for on in (today - timedelta(days=gone) for gone in range(7, 0, -1))]
    profit = rules.Profit(*(sum(getattr(day, name) for day in days.values()) for name in rules.Profit.__dataclass_fields__))
    return Today(tickets, sales, tickets_before, before, back["n"], back["sum"] or 0, profit, [*shown, (today, sales)])


def _sold(shop_id: UUID, since: datetime, until: datetime) -> tuple[int, int]:
    paid = Order.objects.filter(shop=shop_id, paid_at__gte=since, paid_at__lte=until)
    row = paid.aggregate(n=Count("pk"), sum=Sum(F("total_minor") - F("weighed_back_minor")))
    return row["n"], row["sum"] or 0
