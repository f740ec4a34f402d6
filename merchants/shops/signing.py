"""What a shop says at its door, for whoever comes to its page."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry

from . import access
from .door_rules import Door
from .errors import ShopChanged
from .models import Shop


def door_of(shop: Shop) -> Door:
    return Door(shop.phone, shop.sign, shop.sign_until)


@entry
def put_up_sign(*, shop_id: UUID, door: Door, seen_version: int, by: Actor, at: datetime) -> Shop:
    """What stands at the door from now on, and the number to ring; for managers. Saying it twice is saying it once.

    Raises:
        NotFound: no such shop, or none that the actor manages.
        ShopChanged: the shop is no longer as the actor saw it.
        BadPhone, BadSign: what is wrong with it.
    """
    shop = access.shop_for(by, shop_id, access.MANAGERS, lock=True)
    if shop.version != seen_version:
        raise ShopChanged
    before, after = door_of(shop), door.checked(at)
    if after == before:
        return shop
    shop.phone, shop.sign, shop.sign_until, shop.version = after.phone, after.sign, after.sign_until, shop.version + 1
    shop.save(update_fields=["phone", "sign", "sign_until", "version"])
    record("merchants.shop.put_up_sign", target=shop, by=by, at=at, before=_plain(before), after=_plain(after), about=shop.pk)
    return shop


def _plain(door: Door) -> dict[str, str]:
    return {name: str(value or "") for name, value in asdict(door).items()}
