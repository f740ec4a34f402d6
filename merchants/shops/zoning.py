"""The zones of a shop: written as one list, since the first that holds a place decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry

from . import access
from .errors import ShopChanged
from .models import DeliveryZone, Shop
from .zone_rules import Zone, checked, corners, micro


def draft_zones(shop: Shop, zones: Iterable[Zone]) -> list[DeliveryZone]:
    """Unsaved rows, numbered in their order."""
    return [DeliveryZone(shop=shop, position=position, **_columns(zone)) for position, zone in enumerate(zones, 1)]


@entry
def set_zones(*, shop_id: UUID, zones: Iterable[Zone], seen_version: int, by: Actor, at: datetime) -> Shop:
    """Replace the zones of a shop, the first that holds a place decides; for managers. Without any it brings nothing.

    Orders that are placed keep the fee that they were placed with; a basket whose fee is another now is shown again.

    Raises:
        NotFound: no such shop, or none that the actor manages.
        ShopChanged: the shop is no longer as the actor saw it.
        TooManyZones, BadZone, BadOutline: what is wrong with them.
    """
    shop = access.shop_for(by, shop_id, access.MANAGERS, lock=True)
    if shop.version != seen_version:
        raise ShopChanged
    new = checked(list(zones), shop=micro(shop.lat, shop.lng))
    before = zones_of(shop)
    shop.zone_rows.all().delete()
    DeliveryZone.objects.bulk_create(draft_zones(shop, new))
    shop.version += 1
    shop.save(update_fields=["version"])
    record("merchants.shop.set_zones", target=shop, by=by, at=at, before=_told(before), after=_told(new), about=shop.pk)
    return shop


def zones_of(shop: Shop) -> tuple[Zone, ...]:
    """The zones as they stand, in their order."""
    names = [name for name in Zone.__dataclass_fields__ if name != "outline"]
    rows = shop.zone_rows.order_by("position")
    return tuple(Zone(outline=corners(row.outline), **{name: getattr(row, name) for name in names}) for row in rows)


def _columns(zone: Zone) -> dict[str, object]:
    return {**asdict(zone), "outline": [value for corner in zone.outline for value in corner]}


def _told(zones: Iterable[Zone]) -> dict[str, object]:
    """Zones for the audit, each without what it does not have."""
    return {"zones": [{name: value for name, value in _columns(zone).items() if value not in (None, "", 0, [])} for zone in zones]}
