"""The tables that a shop's guests order from: named by its manager, so that an order never comes from one that isn't there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry

from . import access
from .errors import BadTables, ShopChanged
from .models import Shop
from .table_rules import LONGEST_NAME, MOST_TABLES


@entry
def set_tables(*, shop_id: UUID, names: Sequence[str], seen_version: int, by: Actor, at: datetime) -> Shop:
    """Which tables there are; none is to serve nobody at a table. Orders that were made from one that is gone go on.

    Raises:
        NotFound: no such shop, or none that the actor manages.
        ShopChanged: the shop is no longer as the actor saw it.
        BadTables: too many, two of one name, or a name that is empty or too long.
    """
    named = [name.strip() for name in names]
    if len(named) > MOST_TABLES or len(set(named)) < len(named) or not all(0 < len(name) <= LONGEST_NAME for name in named):
        raise BadTables(most=MOST_TABLES, longest=LONGEST_NAME)
    shop = access.shop_for(by, shop_id, access.MANAGERS, lock=True)
    if shop.version != seen_version:
        raise ShopChanged
    before = list(shop.tables)
    if named == before:
        return shop
    shop.tables, shop.version = named, shop.version + 1
    shop.save(update_fields=["tables", "version"])
    record("merchants.shop.set_tables", target=shop, by=by, at=at, before={"tables": before}, after={"tables": named}, about=shop.pk)
    return shop
