from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from django.utils.translation import get_language

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import NotFound, Unauthenticated

from .models import Membership, Party, Person

BANK_ROLES = frozenset({Membership.Role.RELATIONSHIP_MANAGER, Membership.Role.CREDIT_OFFICER, Membership.Role.RISK_MANAGER, Membership.Role.OPERATOR})


def parties_where(actor: Actor, roles: Collection[str]) -> list[UUID]:
    """The parties at which the actor holds one of the roles today, be it at some of their places only."""
    if actor.person_id is None:
        return []
    held = Membership.objects.filter(person=actor.person_id, role__in=roles, ended_at=None)
    return list(held.order_by("since", "pk").values_list("party_id", flat=True))


def holds_role(actor: Actor, party_id: UUID, roles: Collection[str]) -> bool:
    """Whether the actor holds one of the roles at the party as a whole; a role at some of its places is none."""
    held = Membership.objects.filter(person=actor.person_id, party=party_id, role__in=roles, places=None, ended_at=None)
    return actor.person_id is not None and held.exists()


def bank_roles_of(actor: Actor) -> set[str]:
    """Roles that the actor holds at the bank, whichever unit."""
    if actor.person_id is None:
        return set()
    held = Membership.objects.filter(person=actor.person_id, party__kind=Party.Kind.BANK_UNIT, ended_at=None)
    return set(held.values_list("role", flat=True))


def bankers(roles: Collection[str]) -> list[UUID]:
    """The parties of the people who hold one of the roles at the bank today, whichever unit: whom to tell."""
    held = Membership.objects.filter(role__in=roles, party__kind=Party.Kind.BANK_UNIT, ended_at=None)
    return list(held.order_by("person__party").values_list("person__party", flat=True).distinct())


def require_operator(actor: Actor) -> Actor:
    """The actor, who is an operator of the bank. Raises ``Unauthenticated`` for a visitor and ``NotFound`` for anybody else."""
    if not actor.is_signed_in:
        raise Unauthenticated
    if Membership.Role.OPERATOR not in bank_roles_of(actor):
        raise NotFound
    return actor


def holds_role_as_party(person_party_id: UUID, party_id: UUID, roles: Collection[str]) -> bool:
    """Whether the person behind one party holds a role at another."""
    return Membership.objects.filter(person__party=person_party_id, party=party_id, role__in=roles, ended_at=None).exists()


def main_role_of(actor: Actor) -> str:
    """The role whose page is the actor's home: at the bank before at a shop, owner before manager before clerk, else ``resident``."""
    if actor.person_id is None:
        return "resident"
    rank = [
        Membership.Role.OPERATOR,
        Membership.Role.RISK_MANAGER,
        Membership.Role.CREDIT_OFFICER,
        Membership.Role.RELATIONSHIP_MANAGER,
        Membership.Role.OWNER,
        Membership.Role.MANAGER,
        Membership.Role.CLERK,
        Membership.Role.CASHIER,
        Membership.Role.STOCK_KEEPER,
        Membership.Role.BUYER,
        Membership.Role.ACCOUNTANT,
    ]
    held = set(Membership.objects.filter(person=actor.person_id, ended_at=None).values_list("role", flat=True))
    return next((str(role) for role in rank if role in held), "resident")


def people_known_by(addresses: Collection[str]) -> set[str]:
    """Which of the e-mail addresses belong to somebody who may sign in."""
    return set(Person.objects.filter(email__in=addresses, is_active=True).values_list("email", flat=True))


def person_known_by(address: str) -> Person | None:
    return Person.objects.filter(email=address, is_active=True).first()


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """``{"person/<id>": "Lan Qin"}`` in the reader's language; the platform is not among them."""
    ids = {name.removeprefix("person/") for name in actors if name.startswith("person/")}
    people = Person.objects.filter(pk__in=ids).select_related("party")
    zh = (get_language() or "").startswith("zh")
    return {f"person/{person.pk}": person.party.name_zh if zh else person.party.name_en for person in people}
