"""What a shop asks, and whether it asks it now."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry

from .. import access, rules
from ..errors import PriceMoved, SkuNotFound
from ..models import PriceChange, Sku


@entry
def change_price(*, sku_id: UUID, price_minor: int, seen_version: int, by: Actor, at: datetime) -> Sku:
    """Ask another price from now on.

    Raises:
        SkuNotFound: absent, or in somebody else's shop.
        PriceMoved: it was changed after the page was drawn.
        BadPrice: not a price.
    """
    sku = access.sku_for(by, sku_id, lock=True)
    if sku.version != seen_version:
        raise PriceMoved
    before, sku.price_minor, sku.version = sku.price_minor, rules.checked_price(price_minor), sku.version + 1
    sku.save(update_fields=["price_minor", "version"])
    PriceChange.objects.create(sku=sku, price_minor=price_minor, from_at=at, by_id=by.person_id)
    record(
        "catalog.change_price",
        target=f"sku/{sku.pk}",
        by=by,
        at=at,
        before={"price_minor": before},
        after={"price_minor": price_minor},
        about=sku.shop_id,
    )
    return sku


@entry
def put_on_sale(*, sku_id: UUID, by: Actor, at: datetime) -> Sku:
    """Raises ``SkuNotFound``, also for what is archived."""
    return _set_on_sale(sku_id, on_sale=True, by=by, at=at)


@entry
def take_off_sale(*, sku_id: UUID, by: Actor, at: datetime) -> Sku:
    """Raises ``SkuNotFound``."""
    return _set_on_sale(sku_id, on_sale=False, by=by, at=at)


def _set_on_sale(sku_id: UUID, *, on_sale: bool, by: Actor, at: datetime) -> Sku:
    sku = access.sku_for(by, sku_id, lock=True)
    if on_sale and sku.archived_at:
        raise SkuNotFound
    if sku.on_sale != on_sale:
        sku.on_sale, sku.version = on_sale, sku.version + 1
        sku.save(update_fields=["on_sale", "version"])
        act = "catalog.put_on_sale" if on_sale else "catalog.take_off_sale"
        record(act, target=f"sku/{sku.pk}", by=by, at=at, before={"on_sale": not on_sale}, after={"on_sale": on_sale})
    return sku
