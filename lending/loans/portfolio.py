"""All open lines as a risk manager counts them: how late, where, in which trade, and from which month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, TextField, Value, When
from django.db.models.functions import Coalesce, TruncMonth

from ecosystem.kernel.actor import Actor
from lending.offices.public import UNKNOWN, Home, of_office, within

from .models import Facility

# The stages of delinquency, by the first day of each: due, 1–30, 31–60, 61–90, 91–270, 271–360 and later.
STAGES = (0, 1, 31, 61, 91, 271, 361)
OWED = Coalesce(Sum("draws__outstanding_minor"), Value(0))
UNPLACED = Value(UNKNOWN, TextField())
LATE = 30


@dataclass(frozen=True, slots=True)
class Slice:
    """Lines of one group and the principal owed on them, in minor units; ``late_minor`` is of those more than thirty days past due."""

    group: Any
    lines: int
    owed_minor: int
    late_minor: int


def open_lines() -> QuerySet[Facility]:
    homes = Home.objects.filter(party=OuterRef("borrower"))
    stage = Case(*(When(days_past_due__gte=first, then=Value(first)) for first in reversed(STAGES)), output_field=IntegerField())
    return Facility.objects.open().annotate(
        stage=stage,
        district=Coalesce(Subquery(homes.values("district")[:1]), UNPLACED),
        industry=Coalesce(Subquery(homes.values("industry")[:1]), UNPLACED),
        month=TruncMonth("opened_on"),
    )


def sliced(by: str, office: UUID | None = None) -> list[Slice]:
    """Open lines by ``stage``, ``district``, ``industry`` or ``month``, of the bank or an office: one statement, the groups in their order."""
    late = Coalesce(Sum("draws__outstanding_minor", filter=Q(days_past_due__gt=LATE)), Value(0))
    told = of_office(office, open_lines(), "borrower").values_list(by).annotate(lines=Count("pk", distinct=True), owed=OWED, late=late)
    return [Slice(group, lines, int(owed), int(overdue)) for group, lines, owed, overdue in told.order_by(by)]


def book(by: Actor, *, most: int, chosen: dict[str, str | int | date], office: UUID | None = None) -> list[Facility]:
    """Open lines of businesses that the reader sees, the latest first; ``chosen`` narrows them to one group of each kind, ``office`` to hers."""
    found = of_office(office, within(by, open_lines(), "borrower"), "borrower").filter(**chosen).annotate(owed_minor=OWED).select_related("borrower")
    return list(found.order_by("-days_past_due", "-owed_minor", "pk")[:most])
