from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.consent.public import CREDIT_ASSESSMENT, Grant

from .models import FeatureSnapshot, StalePortrait

MOST_FAILURES = 5


def stale_parties(limit: int) -> list[UUID]:
    """Out of date the longest first; those that failed five times wait for a person."""
    stale = StalePortrait.objects.filter(failures__lt=MOST_FAILURES).order_by("marked_at")
    return list(stale.values_list("party_id", flat=True)[:limit])


def consenting_parties(at: datetime) -> list[UUID]:
    standing = Grant.objects.filter(purpose=CREDIT_ASSESSMENT.code, revoked_at=None, until__gt=at)
    return list(standing.order_by("party_id").values_list("party_id", flat=True))


def latest_snapshot(party_id: UUID) -> FeatureSnapshot | None:
    return FeatureSnapshot.objects.latest_of(party_id)


def latest_snapshots(party_ids: Sequence[UUID]) -> list[FeatureSnapshot]:
    newest = FeatureSnapshot.objects.filter(party__in=party_ids).order_by("party_id", "-as_of", "-id").distinct("party_id")
    return list(newest)
