"""The lending wing's share of the demo town: owners who let the bank read their trade, and its offers."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from ecosystem.consent.public import CREDIT_ASSESSMENT, give_consent
from ecosystem.demo.public import shape
from ecosystem.identity.public import Membership, Person
from ecosystem.kernel.actor import Actor
from lending.offers.public import qualify_party

# Three owners of four have agreed that the bank may read their trade; the rule is their shop's code.
AGREED, OF = 3, 4


class Credit:
    """Joined to the port ``TownPart``; runs once there is trade to read."""

    def load(self, *, town: Any, at: datetime) -> Iterator[str]:
        offered = agreed = 0
        shown = {one.stands_for for one in town.people if one.role == "owner"}
        for shop in town.shops:
            if shop.has_history and (shop.code in shown or has_agreed(shop)):
                owner, party_id = owner_of(shop, town)
                give_consent(party_id=party_id, purpose=CREDIT_ASSESSMENT.code, key=f"town/{shop.code}/consent", by=owner, at=at)
                agreed += 1
                offered += qualify_party(party_id=party_id, at=at).offer is not None
        yield f"{agreed} owners let the bank read their trade, {offered} have an offer"


def has_agreed(shop: shape.Shop) -> bool:
    return zlib.crc32(f"consent/{shop.code}".encode()) % OF < AGREED


def owner_of(shop: shape.Shop, town: Any) -> tuple[Actor, UUID]:
    """Who owns a shop, and the party that it is."""
    email = next((one.email for one in town.people if one.role == "owner" and one.stands_for == shop.code), f"{shop.code}@town.twin")
    person = Person.objects.get(email=email)
    held = Membership.objects.get(person=person, role=Membership.Role.OWNER, ended_at=None)
    return Actor(person_id=person.pk, party_id=person.party_id), held.party_id
