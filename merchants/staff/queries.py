"""The staff's reads: who works here, who was asked, how far each may go, and who did what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from ecosystem.audit.public import Act, acts_about
from ecosystem.identity.public import Membership, Person
from ecosystem.kernel.actor import Actor
from merchants.shops.public import SELLERS, Shop, held_at

from . import rules
from .models import ROLES, Invitation, Pin, Threshold
from .rules import Limits

FIELDS = tuple(Limits.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Seller:
    """Somebody who may sell here, as the till offers her."""

    id: UUID
    name_zh: str
    name_en: str
    has_pin: bool


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody with her roles at a shop, and how her PIN stands there: ``""``, ``set`` or ``locked``."""

    person: Person
    roles: list[Membership]
    pin: str


def people_at(shop: Shop, *, at: datetime) -> list[Worker]:
    """Who works at a shop, by how much they may, then by how long they have been there."""
    pins = {pin.person_id: "locked" if pin.locked_until and pin.locked_until > at else "set" for pin in Pin.objects.filter(shop=shop)}
    roles: dict[UUID, list[Membership]] = {}
    for held in held_at(shop).select_related("person__party").order_by("since", "pk"):
        roles.setdefault(held.person_id, []).append(held)
    rank = {role: place for place, role in enumerate(ROLES)}
    found = [Worker(held[0].person, held, pins.get(person_id, "")) for person_id, held in roles.items()]
    return sorted(found, key=lambda one: min(rank.get(held.role, len(rank)) for held in one.roles))


def branches_of(party_id: UUID) -> list[Shop]:
    return list(Shop.objects.filter(party=party_id).order_by("opened_on", "pk"))


def open_invitations(party_id: UUID, *, at: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(party=party_id, status=Invitation.Status.OPEN, expires_at__gt=at).order_by("-invited_at", "-pk")


def pins_at(shop_id: UUID) -> dict[UUID, Pin]:
    return {pin.person_id: pin for pin in Pin.objects.filter(shop=shop_id)}


def sellers_at(shop: Shop) -> list[Seller]:
    pinned = set(Pin.objects.filter(shop=shop).values_list("person", flat=True))
    rows = held_at(shop).filter(role__in=list(SELLERS)).order_by("person__party__name_zh", "person")
    people = {row[0]: row for row in rows.values_list("person", "person__party__name_zh", "person__party__name_en")}
    return [Seller(person_id, zh, en, person_id in pinned) for person_id, zh, en in people.values()]


def thresholds_of(shop_id: UUID) -> dict[str, Limits]:
    """How far each limited role may go alone, by role; where the shop has said nothing, what holds by default."""
    said = _said(shop_id)
    return {role: said.get(role, rules.DEFAULTS[role]) for role in rules.LIMITS_OF}


def limits_for(actor: Actor, shop: Shop) -> Limits:
    """How far the actor may go alone at the shop, all her roles taken together."""
    roles = set(held_at(shop).filter(person=actor.person_id).values_list("role", flat=True))
    if "owner" in roles:
        return rules.UNLIMITED
    return rules.limits_of(roles, _said(shop.pk))


def trail_of(shop_id: UUID, *, starts: str = "") -> QuerySet[Act]:
    """What was done in a shop, newest first; ``starts`` is how the act's name begins."""
    acts = acts_about(shop_id)
    return acts.filter(act__startswith=starts) if starts else acts


def names_of(actors: Iterable[str], party_id: UUID) -> dict[str, Person]:
    """The people of a business behind the actors of audit rows, by the name that stands there; also those who have left, and nobody else."""
    ids = {UUID(name.removeprefix("person/")) for name in actors if name.startswith("person/")}
    worked = Membership.objects.filter(party=party_id, person__in=ids).values("person")
    return {f"person/{person.pk}": person for person in Person.objects.filter(pk__in=worked).select_related("party")}


def _said(shop_id: UUID) -> dict[str, Limits]:
    rows = Threshold.objects.filter(shop=shop_id).values_list("role", *FIELDS)
    return {role: Limits(*values) for role, *values in rows}
