"""Everybody reaches what is about herself, and nothing else."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.identity.public import Person
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Unauthenticated
from ecosystem.ports import Subject

from .errors import ExportNotFound
from .models import Export


def subject_of(by: Actor) -> Subject:
    """Raises ``Unauthenticated``."""
    if by.person_id is None:
        raise Unauthenticated
    return subject_named(by.person_id)


def subject_named(person_id: UUID) -> Subject:
    party_id, email = Person.objects.values_list("party_id", "email").get(pk=person_id)
    return Subject(person_id, party_id, email)


def export_for(by: Actor, export_id: UUID, *, at: datetime) -> Export:
    """A file of the actor's own that is still there. Raises ``ExportNotFound``."""
    found = Export.objects.filter(pk=export_id, person_id=by.person_id).first() if by.person_id else None
    if found is None or not found.is_there(at):
        raise ExportNotFound
    return found
