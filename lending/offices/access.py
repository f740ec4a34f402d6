"""Who at the bank sees which business: an officer those of her office, a manager those of the offices below too, the head office all."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from ecosystem.identity.public import BANK_ROLES, Membership, Party, bank_roles_of
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Unauthenticated

from .errors import HeadOfficeOnly, LendersOnly, OfficeNotFound
from .models import Home, Office

Row = TypeVar("Row", bound=Model)
STAFF = BANK_ROLES | {Membership.Role.MANAGER}
# Who answers for the offices below hers too.
MANAGERS = frozenset({Membership.Role.MANAGER, Membership.Role.RISK_MANAGER})
OFFICER = Membership.Role.CREDIT_OFFICER


def require_officer(by: Actor) -> None:
    """For acts: whoever judges them may not be the one who does them. Raises ``Unauthenticated``, ``LendersOnly``."""
    _require(by, OFFICER)


def require_reader(by: Actor) -> None:
    """For reading what was decided, by which rules: officers and risk managers. Raises ``Unauthenticated``, ``LendersOnly``."""
    _require(by, OFFICER, Membership.Role.RISK_MANAGER)


def is_officer(by: Actor) -> bool:
    return OFFICER in bank_roles_of(by)


def _require(by: Actor, *roles: str) -> None:
    if not by.is_signed_in:
        raise Unauthenticated
    if not bank_roles_of(by).intersection(roles):
        raise LendersOnly


def offices_of(by: Actor) -> frozenset[UUID] | None:
    """The units whose businesses she sees; ``None`` for the head office, who sees all."""
    held = Membership.objects.filter(person=by.person_id, party__kind=Party.Kind.BANK_UNIT, ended_at=None)
    roles = list(held.values_list("party_id", "role"))
    above = dict(Office.objects.values_list("unit_id", "above_id")) if roles else {}
    if any(unit not in above for unit, _role in roles):
        return None
    seen = {unit for unit, _role in roles}
    for unit, role in roles:
        if role in MANAGERS:
            seen |= _below(unit, above)
    return frozenset(seen)


def _below(unit: UUID, above: Mapping[UUID, UUID | None]) -> set[UUID]:
    """An office and all below it."""
    return {one for one in above if unit in chain_of(one, above)}


def chain_of(unit: UUID, above: Mapping[UUID, UUID | None]) -> list[UUID]:
    """An office and those above it, the nearest first."""
    chain: list[UUID] = []
    at: UUID | None = unit
    while at is not None and at not in chain:
        chain.append(at)
        at = above.get(at)
    return chain


def within(by: Actor, rows: QuerySet[Row], field: str = "party") -> QuerySet[Row]:
    """Of some rows those about businesses that she sees."""
    offices = offices_of(by)
    return rows if offices is None else rows.filter(**{f"{field}__in": _at_home(offices).values("party")})


def of_office(office: UUID | None, rows: QuerySet[Row], field: str = "party") -> QuerySet[Row]:
    """Of some rows those about businesses of an office and of those below it; all of them where it is ``None``: the whole bank."""
    if office is None:
        return rows
    below = _below(office, dict(Office.objects.values_list("unit_id", "above_id")))
    return rows.filter(**{f"{field}__in": _at_home(below).values("party")})


def office_for(by: Actor, wanted: UUID | None) -> UUID | None:
    """Whose sums she reads: the office that she chose, else the highest that is hers; ``None`` is the whole bank, for the head office.

    Raises:
        OfficeNotFound: there is no such office, its businesses are not hers to see, or she works nowhere at the bank.
    """
    seen = offices_of(by)
    if wanted is not None:
        if not Office.objects.filter(pk=wanted).exists() or (seen is not None and wanted not in seen):
            raise OfficeNotFound
        return wanted
    if seen is None:
        return None
    if not seen:
        raise OfficeNotFound
    above = dict(Office.objects.values_list("unit_id", "above_id"))
    return min(seen, key=lambda unit: (len(chain_of(unit, above)), unit))


def is_office_manager(by: Actor) -> bool:
    """Whether she answers for an office: its manager, or its risk manager. At the head office nobody is."""
    held = Membership.objects.filter(person=by.person_id, role__in=MANAGERS, party__kind=Party.Kind.BANK_UNIT, ended_at=None)
    return by.person_id is not None and held.filter(party__in=Office.objects.values("unit")).exists()


def sees(by: Actor, party_id: UUID) -> bool:
    offices = offices_of(by)
    return offices is None or _at_home(offices).filter(party=party_id).exists()


def sees_all(by: Actor) -> bool:
    return offices_of(by) is None


def _at_home(offices: Collection[UUID]) -> QuerySet[Home]:
    return Home.objects.filter(district__in=Office.objects.filter(pk__in=offices).values("districts__code"))


def bankers_seeing(party_id: UUID, roles: Collection[str]) -> list[UUID]:
    """The parties of those who hold one of the roles and see the business: whom to tell of it."""
    home = Home.objects.filter(party=party_id).values_list("district", flat=True).first()
    above = dict(Office.objects.values_list("unit_id", "above_id"))
    unit = Office.objects.filter(districts__code=home).values_list("unit_id", flat=True).first() if home and above else None
    chain = chain_of(unit, above) if unit else []
    held = Membership.objects.filter(party__kind=Party.Kind.BANK_UNIT, ended_at=None).values_list("person__party", "party_id", "role")
    people: dict[UUID, bool] = {}
    managers = {(person, at) for person, at, role in held if role in MANAGERS}
    for person, at, role in held.order_by("person__party"):
        may = at not in above or at == unit or (at in chain and (person, at) in managers)
        if role in roles:
            people[person] = people.get(person, False) or may
    return [person for person, may in people.items() if may]


def is_head_office(by: Actor) -> bool:
    return Membership.Role.RISK_MANAGER in bank_roles_of(by) and offices_of(by) is None


def require_head_office(by: Actor) -> None:
    """Raises ``Unauthenticated``, ``HeadOfficeOnly``."""
    if not by.is_signed_in:
        raise Unauthenticated
    if not is_head_office(by):
        raise HeadOfficeOnly
