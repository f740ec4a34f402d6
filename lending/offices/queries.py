from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from ecosystem.consent.public import CREDIT_ASSESSMENT, Grant
from ecosystem.feed.public import FactRow
from ecosystem.identity.public import Membership, Party
from ecosystem.kernel.actor import Actor

from .access import STAFF, offices_of
from .models import District, Home, Office

UNKNOWN = "unknown"
OPENED = "trade.shop_opened"
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
        # Whoever holds two roles is one of its people once.
        here = list({held.person_id: held for held in people if held.party_id == one.pk}.values())
        shown.append(Shown(one, codes, sum(counted.get(code, 0) for code in codes), here))
    return shown


def bank_people() -> list[Membership]:
    held = Membership.objects.filter(party__kind=Party.Kind.BANK_UNIT, ended_at=None, role__in=STAFF).select_related("person__party", "party")
    return list(held.order_by("person__party__name_en", "pk"))


def offices_to_choose(by: Actor) -> list[Office]:
    """Whose sums she may read one by one: of the head office all, else those that she sees."""
    seen = offices_of(by)
    offices = Office.objects.select_related("unit").order_by("unit__name_en", "pk")
    return list(offices if seen is None else offices.filter(pk__in=seen))


def unplaced(at: datetime, most: int) -> list[UUID]:
    """Businesses that let the bank look and have no home, the oldest consent first; where no shop was told of, again after a day."""
    standing = Grant.objects.filter(purpose=CREDIT_ASSESSMENT.code, revoked_at=None, until__gt=at)
    placed = Home.objects.filter(party=OuterRef("party")).exclude(fact_id=0, placed_at__lt=at - DAY)
    found = standing.filter(~Exists(placed)).order_by("granted_at", "pk")
    return list(found.values_list("party_id", flat=True)[:most])


def outgrown(at: datetime, most: int) -> list[UUID]:
    """Businesses that let the bank look and have opened a shop since the one that their home rests on, or whose opening was corrected."""
    opened_at = Subquery(FactRow.objects.filter(pk=OuterRef(OuterRef("fact_id"))).values("occurred_at")[:1])
    later = Q(occurred_at__gt=opened_at) | Q(occurred_at=opened_at, pk__gt=OuterRef("fact_id")) | Q(corrects=OuterRef("fact_id"))
    told = FactRow.objects.filter(later, about=OuterRef("party"), kind=OPENED)
    newer = told.filter(~Exists(FactRow.objects.filter(corrects=OuterRef("pk"))))
    standing = Grant.objects.filter(party=OuterRef("party"), purpose=CREDIT_ASSESSMENT.code, revoked_at=None, until__gt=at)
    found = Home.objects.exclude(fact_id=0).filter(Exists(newer), Exists(standing))
    return list(found.order_by("placed_at", "pk").values_list("party_id", flat=True)[:most])
