"""Which months of a shop are closed, and how its merchant is taxed."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Max, QuerySet

from . import rules
from .models import ClosedMonth, Taxpayer


def closed_until(shop_id: UUID) -> date | None:
    """The first day that may be written to; none where nothing was ever closed."""
    last: date | None = ClosedMonth.objects.filter(shop=shop_id, opened_at=None).aggregate(last=Max("first"))["last"]
    return None if last is None else rules.next_month(last)


def closings_of(shop_id: UUID, first: date) -> QuerySet[ClosedMonth]:
    """How often a month was closed, the newest first."""
    rows = ClosedMonth.objects.filter(shop=shop_id, first=first).select_related("closed_by__party", "opened_by__party")
    return rows.order_by("-closed_at", "-pk")


def taxpayers_of(party_id: UUID) -> QuerySet[Taxpayer]:
    """All that a merchant said of its taxes, what counts from latest on first."""
    return Taxpayer.objects.filter(party=party_id).select_related("by__party").order_by("-from_on", "-pk")


def taxpayer_on(party_id: UUID, day: date) -> Taxpayer | None:
    """How a merchant is taxed on a day; none for one that never said: a small-scale taxpayer on the platform's terms."""
    return Taxpayer.objects.filter(party=party_id, from_on__lte=day).order_by("-from_on", "-pk").first()
