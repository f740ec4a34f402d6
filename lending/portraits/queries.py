from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from ecosystem.consent.public import CREDIT_ASSESSMENT, Grant
from ecosystem.kernel.clock import TOWN_TIME

from .models import FeatureSnapshot, StalePortrait
from .rules import digest

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


def is_whole(snapshot: FeatureSnapshot) -> bool:
    """Whether it is still what was hashed. Its moment was told in UTC, or in the town's time, and is kept as neither."""
    rests_on = {name: getattr(snapshot, name) for name in ("features", "left_out", "guards", "facts_until")}
    content = {**rests_on, "party": str(snapshot.party_id), "grant_id": str(snapshot.grant_id)}
    moments = {snapshot.as_of.astimezone(zone).isoformat() for zone in (UTC, TOWN_TIME)}
    return snapshot.sha256 in {digest({**content, "as_of": moment}) for moment in moments}


def latest_snapshots(party_ids: Sequence[UUID]) -> list[FeatureSnapshot]:
    newest = FeatureSnapshot.objects.filter(party__in=party_ids).order_by("party_id", "-as_of", "-id").distinct("party_id")
    return list(newest)
