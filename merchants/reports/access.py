"""Whose reports an actor reads; absent and forbidden are the same."""

from __future__ import annotations

from uuid import UUID

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import NotFound
from merchants.shops.public import ACCOUNTANTS, MANAGERS, Shop, shops_of

READERS = MANAGERS | ACCOUNTANTS


def shop_read(actor: Actor, wanted: str | UUID = "") -> tuple[Shop, list[Shop]]:
    """The shop asked for, or the actor's first, and all whose reports she reads. Raises ``NotFound``."""
    shops = shops_of(actor, READERS)
    chosen = [shop for shop in shops if str(shop.pk) == str(wanted)] if wanted else shops
    if not chosen:
        raise NotFound
    return chosen[0], shops
