"""Joining and being given a role."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry, inner

from .errors import AddressTaken, LastOwner, RoleEnded, RoleHeld
from .models import Membership, Party, Person


@inner
def register_party(*, kind: str, name_zh: str, name_en: str, at: datetime) -> Party:
    return Party.objects.create(kind=kind, name_zh=name_zh, name_en=name_en, created_at=at)


@inner
def register_person(*, email: str, name_zh: str, name_en: str, password: str | None, at: datetime) -> Person:
    """A person with a party of her own; without a password she signs in by e-mailed code."""
    person = draft_person(email=email, name_zh=name_zh, name_en=name_en, password=password, at=at)
    person.party.save(force_insert=True)
    person.save(force_insert=True)
    return person


def draft_person(*, email: str, name_zh: str, name_en: str, password: str | None, at: datetime) -> Person:
    """An unsaved person of an unsaved party."""
    party = Party(kind=Party.Kind.NATURAL_PERSON, name_zh=name_zh, name_en=name_en, created_at=at)
    person = Person(party=party, email=email.strip().lower(), joined_at=at)
    person.set_password(password)
    return person


@entry
def join_by_code(*, person_id: UUID | str, email: str, at: datetime) -> Person:
    """Whoever proved an address by a code has an account: her own, or a new one under the id that the code was sent for.

    Raises:
        AddressTaken: the address has another account since.
    """
    held = Person.objects.filter(pk=person_id).first()
    if held:
        return held
    name = email.partition("@")[0]
    person = draft_person(email=email, name_zh=name, name_en=name, password=None, at=at)
    person.pk = UUID(str(person_id))
    try:
        with transaction.atomic():
            person.party.save(force_insert=True)
            person.save(force_insert=True)
    except IntegrityError as error:
        raise AddressTaken from error
    return person


@entry
def set_large_type(*, large: bool, by: Actor) -> None:
    """Every page is shown to this person in large type from now on, or in the usual size, on whatever device she signs in."""
    if by.person_id:
        Person.objects.filter(pk=by.person_id).update(large_type=large)


@inner
def give_role(*, person: Person, party: Party, role: str, at: datetime) -> Membership:
    """Give a role at the whole party once; giving it again changes nothing."""
    membership, _ = Membership.objects.get_or_create(person=person, party=party, role=role, ended_at=None, defaults={"since": at})
    return membership


@inner
def take_up_role(*, person_id: UUID, party_id: UUID, role: str, places: Collection[UUID] | None, at: datetime) -> Membership:
    """Begin a role that was offered, at some places or (``None``) at the whole party.

    Raises:
        RoleHeld: she holds it there, or elsewhere at the party.
    """
    limited = sorted(set(places)) if places is not None else None
    membership = Membership(person_id=person_id, party_id=party_id, role=role, places=limited, since=at)
    try:
        with transaction.atomic():
            membership.save(force_insert=True)
    except IntegrityError as error:
        raise RoleHeld from error
    return membership


@inner
def hold_role(membership_id: int) -> Membership:
    """A role that is held today, locked with all roles of its party: they change one after the other.

    Raises:
        RoleEnded: there is none, or no longer.
    """
    party_id = Membership.objects.filter(pk=membership_id).values_list("party", flat=True).first()
    if party_id is None:
        raise RoleEnded
    # Without this lock two owners who leave in the same moment would each see the other stay.
    Party.objects.select_for_update(no_key=True).filter(pk=party_id).first()
    membership = Membership.objects.select_related("person__party").filter(pk=membership_id, ended_at=None).first()
    if membership is None:
        raise RoleEnded
    return membership


@inner
def end_role(*, membership: Membership, at: datetime) -> None:
    """End a role that ``hold_role`` has given out. Raises ``LastOwner``."""
    if membership.role == Membership.Role.OWNER:
        owners = Membership.objects.filter(party=membership.party_id, role=Membership.Role.OWNER, ended_at=None)
        if not owners.exclude(pk=membership.pk).exists():
            raise LastOwner
    membership.ended_at = at
    membership.save(update_fields=["ended_at"])


@inner
def change_role(*, membership: Membership, role: str, places: Collection[UUID] | None, at: datetime) -> Membership:
    """Hold another role, or the same elsewhere, from now on: the old row ends, so that what she might do when stays known.

    Raises:
        LastOwner: nobody else owns the party.
        RoleHeld: she holds the other role already.
    """
    end_role(membership=membership, at=at)
    return take_up_role(person_id=membership.person_id, party_id=membership.party_id, role=role, places=places, at=at)
