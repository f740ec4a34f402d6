"""Who is in the story of a week, and the clocks by which it is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from ecosystem.identity.public import Membership, Party, Person, give_role, register_party
from merchants.catalog.public import Sku
from merchants.procurement.models import Supplier
from merchants.shops.public import Shop
from tests import cast
from tests.journeys.browser import PHONE, Door
from tests.journeys.telling import Teller

MONDAY = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
# A whole day after the month in which the week lies.
AFTERWARDS = datetime(2026, 12, 2, 1, 0, tzinfo=UTC)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass
class Week:
    door: Door
    now: Any
    keeper: Person
    boss: Person
    shop: Teller
    desk: Teller
    looks: tuple[str, tuple[int, int]]
    others: list[Teller] = field(default_factory=list)

    def day(self, name: str) -> datetime:
        """The clocks of the server and of the shop's device; both stood still meanwhile."""
        at = MONDAY + timedelta(days=DAYS.index(name))
        self.now.move_to(at)
        self.shop.visitor.context.clock.set_system_time(at)
        return at

    def joined_by(self, who: Person | None, size: tuple[int, int] = PHONE) -> Teller:
        """Somebody else, in the shopkeeper's language."""
        self.others.append(Teller(self.door, who, self.looks[0], size))
        return self.others[-1]

    def sku(self, code: str) -> Sku:
        return Sku.objects.get(shop=self.place, code=code)

    @property
    def place(self) -> Shop:
        return Shop.objects.get(party__memberships__person=self.keeper)

    @property
    def supplier(self) -> Supplier:
        return Supplier.objects.get(party__memberships__person=self.boss)


@transaction.atomic
def wholesaler() -> Person:
    """Somebody with a business that supplies nobody yet."""
    boss = cast.person("boss", at=MONDAY)
    party = register_party(kind=Party.Kind.COMPANY, name_zh="丰收批发", name_en="Harvest Wholesale", at=MONDAY)
    give_role(person=boss, party=party, role=Membership.Role.OWNER, at=MONDAY)
    return boss
