"""Drawing portraits: one, those that are out of date, and all from nothing."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.consent.public import CREDIT_ASSESSMENT, ConsentWithdrawn, require_grant
from ecosystem.feed.public import Reader, as_corrected, facts_about
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.verbs import entry, inner

from . import rules
from .engines import on_duckdb
from .lines import flatten
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
    facts = facts_about(party_id=party_id, kinds="trade.", purpose=PURPOSE, by=by, at=at, since=at - READ_BACK)
    [measures] = on_duckdb(flatten(as_corrected(facts)), [(party_id, at)])
    features = rules.features_of(measures)
    until = max((fact.pk for fact in facts), default=0)
    latest = FeatureSnapshot.objects.latest_of(party_id)
    if latest and (latest.features, latest.facts_until, latest.grant_id) == (features, until, grant.pk) and _same_day(latest.as_of, at):
        return latest
    content = {"party": str(party_id), "as_of": at.isoformat(), "features": features, "facts_until": until, "grant": str(grant.pk)}
    drawn = FeatureSnapshot.objects.create(
        party_id=party_id,
        as_of=at,
        features=features,
        facts_until=until,
        facts_counted=len(facts),
        grant_id=grant.pk,
        sha256=rules.digest(content),
    )
    record("lending.portrait.build", target=drawn, by=by, at=at, after={"party": party_id, "facts": len(facts), "sha256": drawn.sha256})
    return drawn


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
def mark_stale(*, party_id: UUID, at: datetime) -> None:
    _mark({party_id}, at)


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
