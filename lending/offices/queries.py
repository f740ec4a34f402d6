from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef

from ecosystem.consent.public import CREDIT_ASSESSMENT, Grant
from ecosystem.identity.public import Membership, Party

from .access import STAFF
from .models import District, Home, Office

UNKNOWN = "unknown"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shown:
    """An office with its districts, how many businesses are at home there, and who works there."""

    office: Office
    districts: Sequence[str]
    businesses: int
    people: Sequence[Membership]


def offices() -> list[Shown]:
    """Four statements, however many there are."""
    counted = dict(Home.objects.values_list("district").annotate(Count("party")))
    districts: dict[UUID, list[str]] = {}
    for code, office_id in District.objects.order_by("code").values_list("code", "office_id"):
        districts.setdefault(office_id, []).append(code)
    people = bank_people()
    found = Office.objects.select_related("unit", "above__unit").order_by("unit__name_en", "pk")
    shown = []
    for one in found:
        codes = districts.get(one.pk, [])
        here = [held for held in people if held.party_id == one.pk]
        shown.append(Shown(one, codes, sum(counted.get(code, 0) for code in codes), here))
    return shown


def bank_people() -> list[Membership]:
    held = Membership.objects.filter(party__kind=Party.Kind.BANK_UNIT, ended_at=None, role__in=STAFF).select_related("person__party", "party")
    return list(held.order_by("person__party__name_en", "pk"))


def unplaced(at: datetime, most: int) -> list[UUID]:
    """Businesses that let the bank look and have no home, the oldest consent first; where no shop was told of, again after a day."""
    standing = Grant.objects.filter(purpose=CREDIT_ASSESSMENT.code, revoked_at=None, until__gt=at)
    placed = Home.objects.filter(party=OuterRef("party")).exclude(fact_id=0, placed_at__lt=at - DAY)
    found = standing.filter(~Exists(placed)).order_by("granted_at", "pk")
    return list(found.values_list("party_id", flat=True)[:most])
