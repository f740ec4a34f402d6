"""What lines earned over some days, and what became of the offers that opened them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import TruncMonth

from ecosystem.kernel.clock import TOWN_TIME
from ecosystem.kernel.money import round_half_up
from lending.offers.public import Offer
from lending.offices.public import of_office

from .models import Facility, LoanTransaction

# A movement counts from the day of its value: principal drawn that day is lent that night, principal repaid that day is not.
LENT = """
SELECT COALESCE(SUM(part.principal_minor * (%(until)s::date - GREATEST(moved.value_on, %(since)s::date))), 0)
FROM loans_loanentry AS part JOIN loans_loantransaction AS moved ON moved.id = part.transaction_id
WHERE moved.value_on < %(until)s AND (%(lines)s::uuid[] IS NULL OR moved.facility_id = ANY(%(lines)s::uuid[]))
"""


@dataclass(frozen=True, slots=True)
class Earned:
    """Interest of some days, and the principal that stood each of them, summed (minor units × days)."""

    interest_minor: int
    lent_minor_days: int
    days: int

    @property
    def lent_minor(self) -> int:
        """On an average day."""
        return round_half_up(Decimal(self.lent_minor_days) / max(self.days, 1))

    @property
    def nominal_bp(self) -> int | None:
        """A year of 360 days at that pace, as the lines' own rates are told; ``None`` where nothing was lent."""
        return round_half_up(Decimal(self.interest_minor) * 360 * 10_000 / self.lent_minor_days) if self.lent_minor_days else None


def lines_of_office(office: UUID | None) -> list[UUID] | None:
    """The lines of businesses at home at an office; ``None``, for all, of the whole bank."""
    return None if office is None else list(of_office(office, Facility.objects.all(), "borrower").values_list("pk", flat=True))


def earned_between(since: date, until: date, lines: list[UUID] | None = None) -> Earned:
    """From the first day to the day before ``until``, over every line or over these: two statements."""
    interest = LoanTransaction.objects.filter(kind=LoanTransaction.Kind.INTEREST, value_on__gte=since, value_on__lt=until)
    if lines is not None:
        interest = interest.filter(facility__in=lines)
    with connection.cursor() as cursor:
        cursor.execute(LENT, {"since": since, "until": until, "lines": lines})
        lent = int(cursor.fetchone()[0])
    return Earned(interest.aggregate(sum=Sum("amount_minor"))["sum"] or 0, lent, (until - since).days)


class Used(NamedTuple):
    """Of the lines that a month's offers opened: from how many money was drawn, and on how many of those nothing is owed any more."""

    drawn: int
    repaid: int


def used_by_month(since: datetime, until: datetime, office: UUID | None = None) -> dict[date, Used]:
    """By the month in which the offers were made, of the bank or an office: one statement."""
    made_at = Subquery(Offer.objects.filter(pk=OuterRef("offer_id")).values("made_at")[:1])
    owes = Count("draws", filter=Q(draws__outstanding_minor__gt=0) | Q(draws__interest_minor__gt=F("draws__interest_paid_minor")))
    lines = (
        of_office(office, Facility.objects.all(), "borrower")
        .annotate(made_at=made_at, drawn=Count("draws"), owes=owes)
        .filter(made_at__gte=since, made_at__lt=until, drawn__gt=0)
    )
    found: dict[date, Used] = {}
    for made, owing in lines.annotate(month=TruncMonth("made_at", tzinfo=TOWN_TIME)).values_list("month", "owes"):
        before = found.get(made.date(), Used(0, 0))
        found[made.date()] = Used(before.drawn + 1, before.repaid + (owing == 0))
    return found
