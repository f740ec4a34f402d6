"""Whose notices an actor may read, and whose changes she may hear of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from ecosystem.identity.public import Membership, Person, parties_where
from ecosystem.kernel.actor import Actor

from .models import Notice

Role = Membership.Role
SERVES = (Role.MANAGER, Role.CLERK)


def notices_for(actor: Actor) -> QuerySet[Notice]:
    """Her own, all of the parties that she owns, and what concerns orders where she serves: at the party, or at her places of it."""
    if not actor.is_signed_in:
        return Notice.objects.none()
    held = Membership.objects.filter(person=actor.person_id, role__in=[Role.OWNER, *SERVES], ended_at=None)
    owned, everywhere, places = [actor.party_id], list[UUID](), list[UUID]()
    for party_id, role, limited in held.values_list("party_id", "role", "places"):
        if role == Role.OWNER:
            owned.append(party_id)
        elif limited is None:
            everywhere.append(party_id)
        else:
            places += limited
    orders = Q(party_id__in=everywhere) | Q(place_id__in=places)
    return Notice.objects.filter(Q(party_id__in=owned) | (orders & Q(kind__startswith="order_")))


def readers_of(notices: Collection[Notice]) -> dict[int, list[UUID]]:
    """Who reads each of some notices (``notices_for``, the other way round): by the notice's number; two statements."""
    parties = {notice.party_id for notice in notices}
    own = dict(Person.objects.filter(party__in=parties, is_active=True).values_list("party_id", "pk"))
    held = Membership.objects.filter(party__in=parties, role__in=[Role.OWNER, *SERVES], ended_at=None, person__is_active=True)
    serving: dict[UUID, list[tuple[UUID, str, list[UUID] | None]]] = defaultdict(list)
    for party_id, person_id, role, places in held.values_list("party_id", "person_id", "role", "places"):
        serving[party_id].append((person_id, role, places))
    readers = {}
    for notice in notices:
        here = {person_id for person_id, role, places in serving[notice.party_id] if _reads(notice, role, places)}
        readers[notice.pk] = sorted(here | ({own[notice.party_id]} if notice.party_id in own else set()))
    return readers


def _reads(notice: Notice, role: str, places: list[UUID] | None) -> bool:
    if role == Role.OWNER:
        return True
    return notice.kind.startswith("order_") and (places is None or notice.place_id in places)


def parties_heard_by(actor: Actor) -> list[UUID]:
    """The parties whose pages the actor has open: her own, and those where she holds a role."""
    if actor.party_id is None:
        return []
    return sorted({actor.party_id, *parties_where(actor, list(Role.values))})
