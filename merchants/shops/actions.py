"""Opening a shop, its hours, and the one-tap stop."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from ecosystem.identity.public import Membership, Party, Person, give_role
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import inner
from ecosystem.ledger.public import available_of, deposit_of, open_accounts, pending_of
from ecosystem.places.public import Neighbourhood, cell_of

from .models import OpeningInterval, Shop
from .rules import Hours


@dataclass(frozen=True, slots=True)
class Profile:
    """What a shop says about itself when it opens. Coordinates are WGS-84 degrees; amounts are minor units."""

    name_zh: str
    name_en: str
    category: str
    lat: Decimal
    lng: Decimal
    opened_on: date
    address_zh: str = ""
    address_en: str = ""
    neighbourhood: Neighbourhood | None = None
    auto_accept: bool = False
    min_order_minor: int = 0
    delivers: bool = False
    delivery_radius_m: int = 0
    delivery_fee_minor: int = 0


def draft_shop(party_id: UUID, profile: Profile) -> Shop:
    """An unsaved shop, its cell worked out: what ``open_shop`` saves, and the town's bulk load with it."""
    values = {name: getattr(profile, name) for name in Profile.__dataclass_fields__}
    return Shop(party_id=party_id, cell=cell_of(profile.lat, profile.lng), **values)


def draft_intervals(shop: Shop, hours: Iterable[Hours]) -> list[OpeningInterval]:
    return [OpeningInterval(shop=shop, **asdict(interval)) for interval in sorted(set(hours))]


@inner
def open_shop(*, party: Party, owner: Person, profile: Profile, hours: Iterable[Hours], by: Actor, at: datetime) -> Shop:
    """Open a shop for a party: its owner's role, its ledger accounts and its weekly hours come with it."""
    give_role(person=owner, party=party, role=Membership.Role.OWNER, at=at)
    open_accounts([deposit_of(party.pk), pending_of(party.pk), available_of(party.pk)])
    shop = draft_shop(party.pk, profile)
    shop.save(force_insert=True)
    OpeningInterval.objects.bulk_create(draft_intervals(shop, hours))
    return shop
