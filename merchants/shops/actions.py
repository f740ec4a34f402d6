"""Opening a shop, its hours, and the one-tap stop."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from ecosystem.audit.public import Note, record, record_all
from ecosystem.feed.public import publish
from ecosystem.identity.public import Membership, Party, Person, give_role
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import available_of, deposit_of, open_accounts, pending_of
from ecosystem.notices.public import nudge
from ecosystem.places.public import Neighbourhood, cell_of

from . import access, rules
from .describing import describe, described_shop
from .errors import ShopChanged
from .facts import ShopOpened
from .models import DeliveryZone, OpeningInterval, Shop
from .rules import Hours
from .zone_rules import Zone, checked, micro
from .zoning import draft_zones


@dataclass(frozen=True, slots=True)
class Profile:
    """What a shop says about itself when it opens. Coordinates are WGS-84 degrees; without zones it brings nothing."""

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
    zones: tuple[Zone, ...] = ()


def draft_shop(party_id: UUID, profile: Profile) -> Shop:
    """An unsaved shop, its cell worked out: what ``open_shop`` saves, and the town's bulk load with it."""
    values = {name: getattr(profile, name) for name in Profile.__dataclass_fields__ if name != "zones"}
    return Shop(party_id=party_id, cell=cell_of(profile.lat, profile.lng), **values)


def draft_intervals(shop: Shop, hours: Iterable[Hours]) -> list[OpeningInterval]:
    return [OpeningInterval(shop=shop, **asdict(interval)) for interval in sorted(set(hours))]


@inner
def open_shop(*, party: Party, owner: Person, profile: Profile, hours: Iterable[Hours], by: Actor, at: datetime) -> Shop:
    """Open a shop for a party: its owner's role, its ledger accounts and its weekly hours come with it.

    Raises:
        HoursOverlap: two of the weekly hours overlap.
        TooManyZones, BadZone, BadOutline: what is wrong with the zones.
    """
    weekly = rules.orderly(hours)
    zones = checked(profile.zones, shop=micro(profile.lat, profile.lng))
    give_role(person=owner, party=party, role=Membership.Role.OWNER, at=at)
    open_accounts([deposit_of(party.pk), pending_of(party.pk), available_of(party.pk)])
    shop = draft_shop(party.pk, profile)
    shop.save(force_insert=True)
    OpeningInterval.objects.bulk_create(draft_intervals(shop, weekly))
    DeliveryZone.objects.bulk_create(draft_zones(shop, zones))
    describe([described_shop(shop)])
    record_all([opened_note(shop, weekly, by=by, at=at)])
    # Nobody but the platform has said so: what its papers prove is told of the merchant's file.
    publish(opened_fact(shop), about=party.pk, key=f"shop/{shop.pk}/opened", at=at, standing="claimed")
    return shop


def opened_note(shop: Shop, hours: Iterable[Hours], *, by: Actor, at: datetime) -> Note:
    return Note(act="merchants.shop.open", target=shop, by=by, at=at, after={"category": shop.category, "hours": _plain(hours)}, about=shop.pk)


def opened_fact(shop: Shop) -> ShopOpened:
    return ShopOpened(shop=str(shop.pk), category=shop.category, cell=shop.cell, opened_on=shop.opened_on.isoformat())


@entry
def stop_selling(*, shop_id: UUID, by: Actor, at: datetime) -> Shop:
    """Take no orders from now on, whatever the hours say; orders already placed go on. Stopping twice changes nothing.

    Raises:
        NotFound: no such shop, or none that the actor keeps.
    """
    return _set_selling(shop_id, on=False, by=by, at=at)


@entry
def resume_selling(*, shop_id: UUID, by: Actor, at: datetime) -> Shop:
    """Take orders again during opening hours; a pause is over too. Raises ``NotFound`` as ``stop_selling`` does."""
    return _set_selling(shop_id, on=True, by=by, at=at)


@entry
def change_hours(*, shop_id: UUID, hours: Iterable[Hours], seen_version: int, by: Actor, at: datetime) -> Shop:
    """Replace the weekly hours; for owners.

    Raises:
        NotFound: no such shop, or none that the actor owns.
        ShopChanged: the shop is no longer as the actor saw it.
        HoursOverlap: two of the opening times overlap.
    """
    shop = access.shop_for(by, shop_id, access.OWNERS, lock=True)
    if shop.version != seen_version:
        raise ShopChanged
    weekly = rules.orderly(hours)
    before = sorted(row.hours for row in shop.intervals.all())
    if weekly == before:
        return shop
    shop.intervals.all().delete()
    OpeningInterval.objects.bulk_create(draft_intervals(shop, weekly))
    _bump(shop)
    record("merchants.shop.change_hours", target=shop, by=by, at=at, before=_plain(before), after=_plain(weekly), about=shop.pk)
    return shop


def _set_selling(shop_id: UUID, *, on: bool, by: Actor, at: datetime) -> Shop:
    shop = access.shop_for(by, shop_id, access.KEEPERS, lock=True)
    if shop.selling == on and shop.paused_until is None:
        return shop
    # Either answer of the keeper's ends a pause: she goes on, or stops until she says otherwise.
    shop.selling, shop.paused_until, shop.paused_for = on, None, ""
    _bump(shop, "selling", "paused_until", "paused_for")
    record(
        "merchants.shop.resume" if on else "merchants.shop.stop",
        target=shop,
        by=by,
        at=at,
        before={"selling": not on},
        after={"selling": on},
        about=shop.pk,
    )
    nudge([shop.party_id], "shop")
    return shop


def _bump(shop: Shop, *fields: str) -> None:
    shop.version += 1
    shop.save(update_fields=[*fields, "version"])


def _plain(hours: Iterable[Hours]) -> list[list[int]]:
    return [[each.weekday, each.opens_minute, each.closes_minute] for each in hours]
