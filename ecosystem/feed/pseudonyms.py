"""Code names for the people in a fact, and forgetting whose they were."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import inner

from . import access
from .models import PseudonymKey
from .rules import code_name


@inner
def pseudonym(subject_party_id: UUID, *, within: UUID) -> str:
    """The subject's code name in one place: the same there for ever, another elsewhere."""
    return pseudonyms([subject_party_id], within=within)[subject_party_id]


@inner
def pseudonyms(subjects: Collection[UUID], *, within: UUID) -> dict[UUID, str]:
    """``pseudonym`` for many, in one statement once their keys exist."""
    keys = _keys_made_for(subjects)
    return {subject: code_name(keys[subject], within) for subject in subjects}


@inner
def pseudonyms_across(subject_party_id: UUID, places: Collection[UUID]) -> dict[UUID, str]:
    """The subject's code name in each of several places, in one statement once its key exists."""
    key = _keys_made_for([subject_party_id])[subject_party_id]
    return {place: code_name(key, place) for place in places}


@inner
def forget(party_id: UUID, *, by: Actor, at: datetime) -> None:
    """Destroy the party's key: her code names in all facts name nobody from now on.

    Should she trade again, a new key gives her new code names, which nothing links to the old.

    Raises:
        PartyUnknown: ``by`` is neither the party, an owner of it, nor the platform.
    """
    access.require_owner(by, party_id)
    destroyed, _rows = PseudonymKey.objects.filter(party=party_id).delete()
    if destroyed:
        record("feed.forget", target=f"identity.party/{party_id}", by=by, at=at)


def _keys_made_for(subjects: Collection[UUID]) -> dict[UUID, bytes]:
    keys = _keys_of(subjects)
    missing = set(subjects) - set(keys)
    if missing:
        fresh = [PseudonymKey(party_id=subject, key=secrets.token_bytes(32)) for subject in sorted(missing)]
        PseudonymKey.objects.bulk_create(fresh, ignore_conflicts=True)
        # Read again: another transaction may have made one of them first.
        keys |= _keys_of(missing)
    return keys


def _keys_of(subjects: Collection[UUID]) -> dict[UUID, bytes]:
    found = PseudonymKey.objects.filter(party__in=subjects).values_list("party_id", "key")
    return {party_id: bytes(key) for party_id, key in found}
