"""The people of these tests: an owner with her shop, her clerk, and a rival who owns another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from ecosystem.identity.public import Membership, Party, Person, give_role, register_party, register_person
from ecosystem.kernel.actor import Actor

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Cast:
    shop: UUID
    rival_shop: UUID
    owner: Actor
    clerk: Actor
    rival: Actor
    officer: Actor


def person(name: str) -> Person:
    return register_person(email=f"{name}@example.com", name_zh=name, name_en=name, password=None, at=AT)


def actor(someone: Person) -> Actor:
    return Actor(person_id=someone.pk, party_id=someone.party_id)


@transaction.atomic
def call_the_cast() -> Cast:
    shop = register_party(kind=Party.Kind.SOLE_TRADER, name_zh="阿梅鲜果", name_en="Mei's Fruit", at=AT)
    rival_shop = register_party(kind=Party.Kind.SOLE_TRADER, name_zh="对门鲜果", name_en="Fruit Opposite", at=AT)
    bank = register_party(kind=Party.Kind.BANK_UNIT, name_zh="小微信贷部", name_en="Small Business Lending", at=AT)
    mei, clerk, rival, officer = (person(name) for name in ("mei", "clerk", "rival", "officer"))
    give_role(person=mei, party=shop, role=Membership.Role.OWNER, at=AT)
    give_role(person=clerk, party=shop, role=Membership.Role.CLERK, at=AT)
    give_role(person=rival, party=rival_shop, role=Membership.Role.OWNER, at=AT)
    give_role(person=officer, party=bank, role=Membership.Role.CREDIT_OFFICER, at=AT)
    return Cast(shop.pk, rival_shop.pk, actor(mei), actor(clerk), actor(rival), actor(officer))
