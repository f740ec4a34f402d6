"""Drawing portraits: one, those that are out of date, and all from nothing."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from ecosystem.audit.public import Note, record_all
from ecosystem.consent.public import CREDIT_ASSESSMENT, ConsentWithdrawn, Grant, require_grant
from ecosystem.feed.public import Reader, as_corrected, facts_about, hold_for_reading
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.verbs import entry, inner

from . import rules
from .drawing import Measures, measured_lines, measured_parties, uncollected
from .lines import SHAPES, flatten
from .models import FeatureSnapshot, StalePortrait

PURPOSE = CREDIT_ASSESSMENT.code
READ_BACK = timedelta(days=400)
BATCH = 1_000
JOB = platform("portraits")
log = logging.getLogger(__name__)


@inner
def build_portrait(*, party_id: UUID, by: Actor, at: datetime) -> FeatureSnapshot:
    """The party's features from the trade facts of 400 days up to ``at``.

    The last snapshot comes back unchanged when it is of the same day and nothing in it would
    differ.

    Raises:
        ConsentWithdrawn: nobody allows us to read these facts.
    """
    grant = require_grant(party_id=party_id, purpose=PURPOSE, at=at)
    facts = facts_about(party_id=party_id, kinds=list(SHAPES), purpose=PURPOSE, by=by, at=at, since=at - READ_BACK)
    [measures] = measured_lines(flatten(as_corrected(facts)), [(party_id, at)])
    [drawn] = _kept([(grant, measures)], by=by, at=at)
    return drawn


@entry
def draw_portraits(*, party_ids: Sequence[UUID], at: datetime) -> list[FeatureSnapshot]:
    """``build_portraits`` on its own."""
    return build_portraits(party_ids=party_ids, at=at)


@inner
def build_portraits(*, party_ids: Sequence[UUID], at: datetime) -> list[FeatureSnapshot]:
    """``build_portrait`` for many at once, in one pass over their facts; parties without a standing consent are left out.

    They are marked out of date no more: what is drawn here is as new as it can be.
    """
    StalePortrait.objects.filter(party_id__in=party_ids).delete()
    with uncollected():
        return _kept(measured_of(party_ids=party_ids, at=at), by=JOB, at=at)


@inner
def measured_of(*, party_ids: Sequence[UUID], at: datetime) -> list[tuple[Grant, Measures]]:
    """What is measured of those among the parties whose consent stands, each under hers."""
    since = at - READ_BACK
    grants = hold_for_reading(party_ids=party_ids, kinds=list(SHAPES), purpose=PURPOSE, by=JOB, at=at, since=since)
    return list(zip(grants, measured_parties(grants, since=since, at=at), strict=True)) if grants else []


@inner
def _kept(measured: Sequence[tuple[Grant, Mapping[str, Any]]], *, by: Actor, at: datetime) -> list[FeatureSnapshot]:
    """A snapshot for each: the last one where nothing in it would differ, else a new one."""
    newest = FeatureSnapshot.objects.filter(party__in=[grant.party_id for grant, _ in measured])
    latest = {one.party_id: one for one in newest.order_by("party_id", "-as_of", "-id").distinct("party_id")}
    drawn = [_drafted(grant, row, latest.get(grant.party_id), at) for grant, row in measured]
    fresh = [one for one in drawn if one._state.adding]
    FeatureSnapshot.objects.bulk_create(fresh)
    after = [{"party": one.party_id, "facts": one.facts_counted, "sha256": one.sha256} for one in fresh]
    record_all([Note(act="lending.portrait.build", target=one, by=by, at=at, after=told) for one, told in zip(fresh, after, strict=True)])
    return drawn


def _drafted(grant: Grant, row: Mapping[str, Any], latest: FeatureSnapshot | None, at: datetime) -> FeatureSnapshot:
    seen = {"features": rules.features_of(row), "left_out": rules.left_out_of(row), "guards": rules.asked_about(row)}
    rests_on = {**seen, "facts_until": row.get("facts_until") or 0, "grant_id": grant.pk}
    if latest and all(getattr(latest, name) == value for name, value in rests_on.items()) and _same_day(latest.as_of, at):
        return latest
    content = {**rests_on, "party": str(grant.party_id), "as_of": at.isoformat(), "grant_id": str(grant.pk)}
    return FeatureSnapshot(party_id=grant.party_id, as_of=at, facts_counted=row.get("facts_read") or 0, sha256=rules.digest(content), **rests_on)


def _same_day(one: datetime, other: datetime) -> bool:
    return business_date(one) == business_date(other)


@entry
def draw_portrait(*, party_id: UUID, by: Actor, at: datetime) -> FeatureSnapshot:
    """``build_portrait`` on its own."""
    return build_portrait(party_id=party_id, by=by, at=at)


@entry
def note_trade(*, at: datetime) -> int:
    """Mark the parties of the facts that arrived since the last call; answers how many facts were read."""
    reader = Reader("portraits")
    facts = reader.batch(BATCH)
    if facts:
        _mark({fact.about for fact in facts if fact.kind.startswith("trade.")}, at)
        reader.done(facts[-1])
    return len(facts)


def _mark(parties: set[UUID], at: datetime) -> None:
    # An update, not "do nothing": it waits for a portrait being drawn, and marks the party again behind it.
    StalePortrait.objects.bulk_create(
        [StalePortrait(party_id=party, marked_at=at) for party in sorted(parties)],
        update_conflicts=True,
        unique_fields=["party_id"],
        update_fields=["marked_at"],
    )


@entry
def refresh_portrait(*, party_id: UUID, at: datetime) -> FeatureSnapshot | None:
    """Draw a portrait that is out of date; ``None`` when another worker is at it, or nobody consents.

    A party without consent is no longer marked: giving it draws a new portrait anyway.
    """
    stale = StalePortrait.objects.filter(party_id=party_id).select_for_update(skip_locked=True).first()
    if stale is None:
        return None
    drawn = None
    try:
        drawn = build_portrait(party_id=party_id, by=JOB, at=at)
    except ConsentWithdrawn:
        log.info("portrait of %s not drawn: no consent", party_id)
    stale.delete()
    return drawn


@entry
def set_aside(*, party_id: UUID, at: datetime) -> None:
    """A portrait that can't be drawn goes to the end of the queue, and after five failures out of it."""
    stale = StalePortrait.objects.filter(party_id=party_id).select_for_update().first()
    if stale is not None:
        stale.failures, stale.marked_at = stale.failures + 1, at
        stale.save(update_fields=["failures", "marked_at"])
