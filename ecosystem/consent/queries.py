from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from ecosystem.audit.public import latest_of, name_of
from ecosystem.identity.public import Party
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import inner

from . import access
from .errors import ConsentWithdrawn
from .models import Grant
from .purposes import REGISTERED, Purpose

READ = "feed.read"
MOST_SHOWN = 100


def standing_grant(party_id: UUID, purpose: str, at: datetime) -> Grant | None:
    """For showing. Decide and read data only after ``require_grant``."""
    return Grant.objects.filter(party=party_id, purpose=purpose, grantee="bank", revoked_at=None, until__gt=at).first()


@inner
def require_grant(*, party_id: UUID, purpose: str, at: datetime) -> Grant:
    """The grant that a read or a decision rests on, held until the caller's transaction ends.

    A revocation waits for readers that hold the grant; whoever comes after it finds none.

    Raises:
        ConsentWithdrawn: never given, revoked or expired.
    """
    held = _held(party_id, purpose)
    if held is None:
        # It may have been replaced while we waited for it. Whoever gives one holds the party's row, so nobody does once
        # we have it, and the next statement sees what stands.
        list(Party.objects.raw("SELECT id FROM identity_party WHERE id = %s FOR SHARE", [party_id]))
        held = _held(party_id, purpose)
    if held is None or held.until <= at:
        raise ConsentWithdrawn
    return held


@inner
def held_grants(*, party_ids: Collection[UUID], purpose: str, at: datetime) -> list[Grant]:
    """``require_grant`` for many: of those parties whose consent stands, held until the caller's transaction ends."""
    found = Grant.objects.raw(
        "SELECT * FROM consent_grant WHERE party_id = ANY(%s) AND purpose = %s AND grantee = 'bank' AND revoked_at IS NULL AND until > %s "
        "ORDER BY party_id FOR SHARE",
        [list(party_ids), purpose, at],
    )
    return list(found)


def _held(party_id: UUID, purpose: str) -> Grant | None:
    # FOR SHARE, which the ORM lacks: readers do not wait for each other, only for a change.
    found = Grant.objects.raw(
        "SELECT * FROM consent_grant WHERE party_id = %s AND purpose = %s AND grantee = 'bank' AND revoked_at IS NULL FOR SHARE",
        [party_id, purpose],
    )
    return next(iter(found), None)


@dataclass(frozen=True, slots=True)
class Choice:
    """One purpose as its party sees it: the grant that stands, if any, and its last use."""

    purpose: Purpose
    standing: Grant | None
    last_read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Choices:
    party: Party
    choices: list[Choice]
    past: list[tuple[Grant, Grant.Status]]


def grants_of(by: Actor) -> list[Grant]:
    """The grants of every party that ``by`` decides for: those that nobody ended, then the latest ended."""
    held = Grant.objects.filter(party__in=access.parties_of(by))
    return list(held.order_by(F("revoked_at").desc(nulls_first=True), "-granted_at", "-pk")[:MOST_SHOWN])


def last_reads(grants: Sequence[Grant]) -> dict[UUID, datetime]:
    """When each grant was last used to read; unused ones are left out."""
    names = {name_of(grant): grant.pk for grant in grants}
    return {names[name]: at for name, at in latest_of(READ, list(names)).items()}


def choices_of(by: Actor, at: datetime) -> list[Choices]:
    """What ``by`` may decide for each business that she owns; three queries."""
    grants = grants_of(by)
    given_for = {grant.party_id for grant in grants}
    # Her own party trades nothing, so nothing is asked of her for it; what she gave she still sees.
    parties = [party for party in access.parties_of(by).order_by("pk") if party.kind != Party.Kind.NATURAL_PERSON or party.pk in given_for]
    reads = last_reads(grants)
    return [_choices(party, [grant for grant in grants if grant.party_id == party.pk], reads, at) for party in parties]


def _choices(party: Party, grants: Sequence[Grant], reads: dict[UUID, datetime], at: datetime) -> Choices:
    standing = {grant.purpose: grant for grant in grants if grant.status(at) == Grant.Status.STANDING}
    offered = [Choice(purpose, held := standing.get(purpose.code), reads.get(held.pk) if held else None) for purpose in REGISTERED.values()]
    past = [(grant, grant.status(at)) for grant in grants if grant.pk not in {held.pk for held in standing.values()}]
    return Choices(party, offered, past)
