"""Short ways to people of a shop and their PINs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from ecosystem.identity.public import Membership, Party, Person, take_up_role
from merchants.shops.public import Profile, Shop, every_day, open_shop
from merchants.staff import links
from merchants.staff.actions import accept_invitation, invite, set_pin
from merchants.staff.models import Invitation
from tests.cast import BANK, MORNING, STREET, actor, person

PIN = "4826"


@transaction.atomic
def hired(shop: Shop, role: str, *, at: Collection[Shop] | None = None) -> Person:
    """Somebody with a role at the whole party of a shop, or at some of its shops."""
    made = person(role)
    places = None if at is None else [each.pk for each in at]
    take_up_role(person_id=made.pk, party_id=shop.party_id, role=role, places=places, at=MORNING)
    return made


@transaction.atomic
def branch(of: Shop, owner: Person, name: str = "Branch") -> Shop:
    """A second shop of the same party."""
    party = Party.objects.get(pk=of.party_id)
    profile = Profile(name_zh=name, name_en=name, category="grocer", lat=STREET[0], lng=STREET[1], opened_on=MORNING.date())
    return open_shop(party=party, owner=owner, profile=profile, hours=every_day(0, 1440), by=BANK, at=MORNING)


def pinned(shop: Shop, who: Person, pin: str = PIN, *, at: datetime = MORNING) -> Person:
    set_pin(shop_id=shop.pk, person_id=who.pk, pin=pin, by=actor(who), at=at)
    return who


def asked(shop: Shop, owner: Person, role: str = "cashier", *, at: Collection[UUID] | None = None, contact: str = "13800138000") -> Invitation:
    return invite(shop_id=shop.pk, contact=contact, role=role, places=at, key=uuid4().hex, by=actor(owner), at=MORNING)


def joined(invitation: Invitation, who: Person, *, at: datetime = MORNING) -> Membership:
    return accept_invitation(token=links.write(invitation), by=actor(who), at=at)
