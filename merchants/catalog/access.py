"""Articles, choices, changes and files, fetched for a keeper; absent and forbidden are the same."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from ecosystem.identity.public import Membership
from ecosystem.kernel.actor import Actor
from merchants.shops.public import KEEPERS, shops_where

from .errors import BatchNotFound, GroupNotFound, ImportNotFound, SharedElsewhere, SkuNotFound
from .models import Batch, Import, ModifierGroup, Sku


def sku_for(actor: Actor, sku_id: UUID, *, lock: bool = False) -> Sku:
    """An article of a shop that the actor keeps; absent and forbidden are the same."""
    rows = Sku.objects.select_for_update(of=("self",)) if lock else Sku.objects.all()
    sku = rows.filter(pk=sku_id, shop__in=shops_where(actor, KEEPERS)).select_related("shop", "variant").first()
    if sku is None:
        raise SkuNotFound
    return sku


def group_for(actor: Actor, group_id: UUID, *, lock: bool = False) -> ModifierGroup:
    """A choice of a merchant that the actor keeps the goods of. Raises ``GroupNotFound``."""
    rows = ModifierGroup.objects.select_for_update(of=("self",)) if lock else ModifierGroup.objects.all()
    group = rows.filter(pk=group_id, party__in=_parties(actor, KEEPERS)).first()
    if group is None:
        raise GroupNotFound
    return group


def batch_for(actor: Actor, batch_id: UUID, *, lock: bool = False) -> Batch:
    """Raises ``BatchNotFound``."""
    rows = Batch.objects.select_for_update(of=("self",)) if lock else Batch.objects.all()
    batch = rows.filter(pk=batch_id, shop__in=shops_where(actor, KEEPERS)).select_related("shop").first()
    if batch is None:
        raise BatchNotFound
    return batch


def import_for(actor: Actor, import_id: UUID, *, lock: bool = False) -> Import:
    """Raises ``ImportNotFound``."""
    rows = Import.objects.select_for_update(of=("self",)) if lock else Import.objects.all()
    found = rows.filter(pk=import_id, shop__in=shops_where(actor, KEEPERS)).select_related("shop").first()
    if found is None:
        raise ImportNotFound
    return found


def _parties(actor: Actor, roles: Collection[str]) -> list[UUID]:
    held = Membership.objects.filter(person=actor.person_id, person__isnull=False, role__in=list(roles), ended_at=None)
    return list(held.values_list("party_id", flat=True))


def all_of(shop_id: UUID, sku_ids: Collection[UUID]) -> bool:
    """Whether all of these are listings of the shop."""
    return Sku.objects.filter(shop=shop_id, pk__in=list(sku_ids)).count() == len(sku_ids)


def shared_elsewhere(actor: Actor, product_ids: Collection[UUID] | QuerySet[Any, Any]) -> set[UUID]:
    """Which of these products are also listed at a shop that the actor does not keep."""
    beyond = Sku.objects.filter(variant__product__in=product_ids, archived_at=None).exclude(shop__in=shops_where(actor, KEEPERS))
    return set(beyond.values_list("variant__product", flat=True))


def require_keeps_everywhere(actor: Actor, product_ids: Collection[UUID]) -> None:
    """What is one at all branches is changed by who keeps all that list it. Raises ``SharedElsewhere``."""
    if product_ids and shared_elsewhere(actor, product_ids):
        raise SharedElsewhere


def waiting_import_for(actor: Actor, import_id: UUID, *, lock: bool = False) -> Import:
    """A file that was not taken in yet. Raises ``ImportNotFound``."""
    found = import_for(actor, import_id, lock=lock)
    if found.status != Import.Status.UPLOADED:
        raise ImportNotFound
    return found
