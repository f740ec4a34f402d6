"""People who work in a shop, by role."""

from __future__ import annotations

from django.db import transaction

from ecosystem.identity.public import Party, Person, give_role
from merchants.shops.public import Shop
from tests.cast import MORNING, person


@transaction.atomic
def staff(shop: Shop, role: str) -> Person:
    made = person(role)
    give_role(person=made, party=Party.objects.get(pk=shop.party_id), role=role, at=MORNING)
    return made
