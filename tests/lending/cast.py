"""The lending suite's own cast: no wing but ours is needed to make them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from ecosystem.consent.public import CREDIT_ASSESSMENT, Grant, grant
from ecosystem.feed.public import Publication, Stated, publish_all
from ecosystem.identity.public import Membership, Party, Person, give_role, register_party, register_person
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from lending.products.public import LINE, Product
from tests.lending.trade import AT, Trade


def actor(person: Person) -> Actor:
    return Actor(person_id=person.pk, party_id=person.party_id)


def person(name: str, *, at: datetime = AT) -> Person:
    with transaction.atomic():
        return register_person(email=f"{name}-{uuid4().hex[:8]}@example.test", name_zh=name, name_en=name, password=None, at=at)


def at_bank(role: str) -> Actor:
    """Somebody who works at the bank."""
    with transaction.atomic():
        unit = register_party(kind=Party.Kind.BANK_UNIT, name_zh="支行", name_en="Branch", at=AT)
        someone = person(role)
        give_role(person=someone, party=unit, role=role, at=AT)
    return actor(someone)


@dataclass
class Merchant:
    """A business with an owner, and the trade it told the feed."""

    party: Party
    owner: Person
    trade: Trade
    told: int = field(default=0)

    @property
    def by(self) -> Actor:
        return actor(self.owner)

    @property
    def party_id(self) -> UUID:
        return UUID(str(self.party.pk))

    def publish(self, at: datetime = AT) -> None:
        """Tell the feed what it has not been told yet."""
        fresh = self.trade.facts[self.told :]
        self.told = len(self.trade.facts)
        with transaction.atomic():
            publish_all(
                [
                    Publication(
                        fact=Stated(fact.kind, 1, fact.body),
                        about=self.party_id,
                        key=f"{self.party_id}/{fact.key}",
                        at=max(at, fact.occurred_at),
                        occurred_at=fact.occurred_at,
                        standing=fact.standing,
                        transfer_id=uuid4() if fact.standing == "settled" else None,
                        source="elsewhere",
                    )
                    for fact in fresh
                ]
            )

    def consent(self, at: datetime = AT) -> Grant:
        with transaction.atomic():
            return grant(party_id=self.party_id, purpose=CREDIT_ASSESSMENT.code, by=self.by, at=at)


def merchant(name: str = "Corner", *, days: int = 120, daily: int = 60_000, consents: bool = True) -> Merchant:
    """A steady shop that sells 600 yuan a day, unless told otherwise; ``days=0`` has never sold."""
    with transaction.atomic():
        party = register_party(kind=Party.Kind.SOLE_TRADER, name_zh=name, name_en=name, at=AT)
        owner = person(name)
        give_role(person=owner, party=party, role=Membership.Role.OWNER, at=AT)
    made = Merchant(party, owner, Trade(party_id=party.pk))
    if days:
        made.trade.steady(days, daily=daily)
        made.publish()
    if consents:
        made.consent()
    return made


def newer_terms(*, at: datetime = AT, **changed: Any) -> Product:
    """The line's next version, in force from that day on; nothing asks whether anybody may."""
    last = Product.objects.filter(code=LINE).latest("version")
    kept = {field.name: getattr(last, field.name) for field in Product._meta.concrete_fields if field.name != "id"}
    return Product.objects.create(**{**kept, "version": last.version + 1, "valid_from": business_date(at), **changed})
