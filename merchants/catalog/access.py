from __future__ import annotations

from uuid import UUID

from ecosystem.kernel.actor import Actor
from merchants.shops.public import KEEPERS, shops_where

from .errors import SkuNotFound
from .models import Sku


def sku_for(actor: Actor, sku_id: UUID, *, lock: bool = False) -> Sku:
    """An article of a shop that the actor keeps; absent and forbidden are the same."""
    rows = Sku.objects.select_for_update(of=("self",)) if lock else Sku.objects.all()
    sku = rows.filter(pk=sku_id, shop__in=shops_where(actor, KEEPERS)).select_related("shop").first()
    if sku is None:
        raise SkuNotFound
    return sku
