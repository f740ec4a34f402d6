"""Changing one article, its units and hours, and taking it off the shelf for good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F, ProtectedError

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry
from merchants.shops.public import Hours, orderly

from .. import access, rules
from ..errors import BadUnits, PriceMoved
from ..models import PriceChange, Sku, Window
from .writing import Kept, hold, moved, rewrite


@entry
def edit_article(*, sku_id: UUID, changes: Mapping[str, Any], seen_version: int, by: Actor, at: datetime) -> Sku:
    """Let the named fields of ``Standing`` be otherwise; names and section change at all shops of the merchant.

    Raises:
        SkuNotFound: absent, or in somebody else's shop.
        PriceMoved: it was changed after the page was drawn; ``details`` says how it stands now.
        SharedElsewhere: words of what is sold at a branch too that the actor does not keep.
        BadName, BadPrice, BadBarcode, BadCap, BadTax, BadMaking, BarcodeTaken: what is wrong with the change.
    """
    shop_id = access.sku_for(by, sku_id).shop_id
    before = _as_seen(hold([sku_id])[sku_id], seen_version)
    after = replace(before.standing, **changes).checked()
    if after != before.standing:
        rewrite([(before, after)], by=by, at=at)
        was, now = moved(before.standing, after)
        record("catalog.edit", target=f"sku/{sku_id}", by=by, at=at, before=was, after=now, about=shop_id)
    return access.sku_for(by, sku_id)


@entry
def set_units(*, sku_id: UUID, units: rules.Units, seen_version: int, by: Actor, at: datetime) -> Sku:
    """Sell and buy by other units. What lies on the shelf stays in the base unit, so that one is for good.

    Raises:
        SkuNotFound, PriceMoved, SharedElsewhere: as for every edit.
        BadUnits: unknown ones, ones that don't convert, or another base unit than the article was made with.
    """
    access.sku_for(by, sku_id)
    _as_seen(hold([sku_id])[sku_id], seen_version)
    sku = access.sku_for(by, sku_id)
    variant = sku.variant
    access.require_keeps_everywhere(by, {variant.product_id})
    if units.base != variant.base_unit:
        raise BadUnits
    units = rules.checked_units(units)
    before = {"sale": variant.sale_unit, "sale_factor": str(variant.sale_factor)}
    variant.sale_unit, variant.sale_factor = units.sale, units.sale_factor
    variant.purchase_unit, variant.purchase_factor = units.purchase, units.purchase_factor
    variant.save(update_fields=["sale_unit", "sale_factor", "purchase_unit", "purchase_factor"])
    Sku.objects.filter(variant=variant).update(version=F("version") + 1)
    after = {"sale": units.sale, "sale_factor": str(units.sale_factor)}
    record("catalog.set_units", target=f"sku/{sku_id}", by=by, at=at, before=before, after=after, about=sku.shop_id)
    return access.sku_for(by, sku_id)


@entry
def set_windows(*, sku_id: UUID, windows: Sequence[Hours], seen_version: int, by: Actor, at: datetime) -> Sku:
    """Sell an article only in these hours of the week; none means whenever the shop is open.

    Raises:
        SkuNotFound, PriceMoved: as for every edit.
        HoursOverlap: two windows at one time.
    """
    sku = access.sku_for(by, sku_id)
    _as_seen(hold([sku_id])[sku_id], seen_version)
    weekly = orderly(windows)
    stood = Window.objects.filter(sku=sku_id)
    before = [list(row) for row in stood.order_by("weekday", "opens_minute").values_list("weekday", "opens_minute", "closes_minute")]
    stood.delete()
    Window.objects.bulk_create(
        Window(sku_id=sku_id, weekday=each.weekday, opens_minute=each.opens_minute, closes_minute=each.closes_minute) for each in weekly
    )
    Sku.objects.filter(pk=sku_id).update(version=seen_version + 1)
    after = [[w.weekday, w.opens_minute, w.closes_minute] for w in weekly]
    record("catalog.set_windows", target=f"sku/{sku_id}", by=by, at=at, before={"windows": before}, after={"windows": after}, about=sku.shop_id)
    return access.sku_for(by, sku_id)


@entry
def remove_article(*, sku_id: UUID, seen_version: int, by: Actor, at: datetime) -> bool:
    """Take a listing away for good. What was ever sold, stocked or part of a batch is archived; returns whether it is gone.

    Raises:
        SkuNotFound, PriceMoved: as for every edit.
    """
    sku = access.sku_for(by, sku_id)
    before = _as_seen(hold([sku_id])[sku_id], seen_version)
    record("catalog.remove", target=f"sku/{sku_id}", by=by, at=at, before={"code": before.code}, about=sku.shop_id)
    if _deleted(sku_id):
        return True
    rewrite([(before, replace(before.standing, archived=True, on_sale=False))], by=by, at=at)
    return False


def _as_seen(before: Kept, seen_version: int) -> Kept:
    if before.version != seen_version:
        raise PriceMoved(details={"version": before.version, "now": before.standing.told()})
    return before


def _deleted(sku_id: UUID) -> bool:
    """Delete what nothing refers to; the foreign keys decide, also against what is being sold just now."""
    try:
        with transaction.atomic():
            PriceChange.objects.filter(sku=sku_id).delete()
            sku = Sku.objects.select_related("variant__product").get(pk=sku_id)
            sku.delete()
            if not sku.variant.listings.exists():
                sku.variant.delete()
                if not sku.variant.product.variants.exists():
                    sku.variant.product.delete()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except (ProtectedError, IntegrityError):
        return False
    return True
