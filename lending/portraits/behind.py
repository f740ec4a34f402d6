"""The facts that one feature of a stored portrait rests on, found again by the expression that counted them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.feed.public import FactRow, as_corrected, facts_about
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry

from . import access
from .actions import PURPOSE, READ_BACK
from .drawing import newest_behind
from .lines import SHAPES, flatten
from .models import FeatureSnapshot
from .rules import FEATURES

MOST = 100
# Of this one only the facts that a guard asks about are shown.
ASKED_ABOUT = "suspect_sales_bp"


@dataclass(frozen=True, slots=True)
class Behind:
    """The newest facts, at most a hundred, each with its amount and the guards that ask about it."""

    snapshot: FeatureSnapshot
    facts: list[tuple[FactRow, int, list[str]]]


@entry
def open_portrait(*, party_id: UUID, by: Actor, at: datetime) -> FeatureSnapshot | None:
    """The newest portrait, for its owner or a lender; that she looked is recorded.

    Raises:
        PortraitNotFound: no such business, or not for her.
    """
    access.business_for(by, party_id)
    found = FeatureSnapshot.objects.latest_of(party_id)
    if found is not None:
        record("lending.portrait.read", target=found, by=by, at=at)
    return found


@entry
def facts_behind(*, party_id: UUID, feature: str, by: Actor, at: datetime) -> Behind | None:
    """What the newest portrait's feature rests on, read again under the consent that stands now, and recorded.

    ``None`` where there is no portrait yet.

    Raises:
        PortraitNotFound: no such business or feature, or not for her.
        ConsentWithdrawn: nobody allows us to read these facts any more.
    """
    access.business_for(by, party_id)
    name = access.feature_named(feature)
    snapshot = FeatureSnapshot.objects.latest_of(party_id)
    if snapshot is None:
        return None
    since = snapshot.as_of - READ_BACK
    told = facts_about(party_id=party_id, kinds=list(SHAPES), purpose=PURPOSE, by=by, at=at, since=since)
    known = {fact.pk: fact for fact in as_corrected(fact for fact in told if fact.pk <= snapshot.facts_until)}
    lines = flatten(known.values())
    amounts = {line.fact: line.amount_minor for line in lines}
    flagged = name == ASKED_ABOUT
    found = newest_behind(lines, [(party_id, snapshot.as_of)], FEATURES[name].basis, flagged=flagged, most=MOST)
    return Behind(snapshot, [(known[fact], amounts[fact], guards) for fact, guards in found])
