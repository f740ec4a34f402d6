from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from ecosystem.kernel.clock import business_date
from ecosystem.kernel.money import CNY
from ecosystem.ledger.public import book_total
from lending.loans.public import Facility

from .models import BusinessDay

MOST_SHOWN = 14


@dataclass(frozen=True, slots=True)
class Book:
    """The bank's side of all lines, and which day waits to be closed."""

    lent_minor: int
    receivable_minor: int
    income_minor: int
    lines: int
    closed_through: date | None
    waiting: int


def book_on(at: datetime) -> Book:
    last = BusinessDay.objects.order_by("-on").values_list("on", flat=True).first()
    yesterday = business_date(at) - timedelta(days=1)
    return Book(
        lent_minor=-book_total("loans", CNY),
        receivable_minor=-book_total("interest_receivable", CNY),
        income_minor=book_total("interest_income", CNY),
        lines=Facility.objects.open().count(),
        closed_through=last,
        waiting=max((yesterday - last).days, 0) if last else 1,
    )


def closed_days() -> QuerySet[BusinessDay]:
    return BusinessDay.objects.order_by("-on")[:MOST_SHOWN]


def late_lines() -> QuerySet[Facility]:
    late = Facility.objects.open().filter(days_past_due__gt=0)
    return late.select_related("borrower").order_by("-days_past_due", "pk")[:MOST_SHOWN]
