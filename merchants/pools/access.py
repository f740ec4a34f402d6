"""Pools of the neighbourhood, for an actor."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from ecosystem.kernel.actor import Actor
from merchants.procurement.public import BILLERS, Article, suppliers_of
from merchants.shops.public import BUYERS, Shop, shop_for, shops_of

from .errors import NoLadder, PoolNotFound
from .models import Pool


def pools_near(shop: Shop) -> QuerySet[Pool, Any]:
    """Pools of the shop's own neighbourhood, and those it is in."""
    return Pool.objects.filter(Q(neighbourhood=shop.neighbourhood_id) | Q(members__shop=shop)).distinct()


def pool_near(shop: Shop, pool_id: UUID, *, lock: bool = False) -> Pool:
    seen = pools_near(shop).filter(pk=pool_id).values_list("pk", flat=True).first()
    rows = Pool.objects.filter(pk=seen or pool_id).select_related("article__supplier")
    pool = (rows.select_for_update(of=("self",)) if lock else rows).first() if seen else None
    if pool is None:
        raise PoolNotFound
    return pool


def buying_shop(actor: Actor, shop_id: UUID) -> Shop:
    return shop_for(actor, shop_id, BUYERS)


def first_shop(actor: Actor) -> Shop:
    shops = shops_of(actor, BUYERS)
    if not shops:
        raise PoolNotFound
    return shops[0]


def priced_article(actor: Actor, article_id: UUID) -> Article:
    """An article of a supplier of the circle whose prices the actor sets."""
    article = Article.objects.filter(pk=article_id, supplier__in=suppliers_of(actor, BILLERS).values("pk")).select_related("supplier").first()
    if article is None:
        raise NoLadder
    return article
