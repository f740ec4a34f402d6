"""Joining and being given a role."""

from __future__ import annotations

from datetime import datetime

from ecosystem.kernel.verbs import inner

from .models import Membership, Party, Person


@inner
def register_party(*, kind: str, name_zh: str, name_en: str, at: datetime) -> Party:
    return Party.objects.create(kind=kind, name_zh=name_zh, name_en=name_en, created_at=at)


@inner
def register_person(*, email: str, name_zh: str, name_en: str, password: str | None, at: datetime) -> Person:
    """A person with a party of her own; without a password she signs in by e-mailed code."""
    party = register_party(kind=Party.Kind.NATURAL_PERSON, name_zh=name_zh, name_en=name_en, at=at)
    person = Person(party=party, email=email.strip().lower(), joined_at=at)
    person.set_password(password)
    person.save(force_insert=True)
    return person


@inner
def give_role(*, person: Person, party: Party, role: str, at: datetime) -> Membership:
    """Give a role once; giving it again changes nothing."""
    membership, _ = Membership.objects.get_or_create(person=person, party=party, role=role, ended_at=None, defaults={"since": at})
    return membership
