"""Putting things on the shelf and asking a price for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry
from merchants.shops.public import KEEPERS, shop_for

from . import access, rules
from .errors import CodeTaken, PriceMoved
from .models import PriceChange, Sku


@dataclass(frozen=True, slots=True)
class Article:
    """What a shop says of something it sells. The price is in minor units."""

    code: str
    name_zh: str
    name_en: str
    price_minor: int
    kind: str = ""
    size: str = ""
    section_zh: str = ""
    section_en: str = ""


@entry
def add_sku(*, shop_id: UUID, article: Article, by: Actor, at: datetime) -> Sku:
    """Put a new article on sale.

    Raises:
        NotFound: not a shop of the actor's.
        CodeTaken, BadName, BadPrice: what is wrong with the article.
    """
    sku = draft_sku(shop_for(by, shop_id, roles=KEEPERS).pk, article)
    try:
        with transaction.atomic():
            sku.save(force_insert=True)
    except IntegrityError:
        raise CodeTaken(code=article.code) from None
    PriceChange.objects.create(sku=sku, price_minor=sku.price_minor, from_at=at, by_id=by.person_id)
    record("catalog.add", target=f"sku/{sku.pk}", by=by, at=at, after={"code": sku.code, "price_minor": sku.price_minor})
    return sku


def draft_sku(shop_id: UUID, article: Article) -> Sku:
    """An unsaved article, its names and price checked. Raises ``BadName`` or ``BadPrice``."""
    return Sku(
        shop_id=shop_id,
        code=rules.checked_name(article.code),
        name_zh=rules.checked_name(article.name_zh),
        name_en=rules.checked_name(article.name_en),
        price_minor=rules.checked_price(article.price_minor),
        kind=article.kind,
        size=article.size,
        section_zh=article.section_zh,
        section_en=article.section_en,
    )


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
    record("catalog.change_price", target=f"sku/{sku.pk}", by=by, at=at, before={"price_minor": before}, after={"price_minor": price_minor})
    return sku


@entry
def put_on_sale(*, sku_id: UUID, by: Actor, at: datetime) -> Sku:
    return _set_on_sale(sku_id, on_sale=True, by=by, at=at)


@entry
def take_off_sale(*, sku_id: UUID, by: Actor, at: datetime) -> Sku:
    return _set_on_sale(sku_id, on_sale=False, by=by, at=at)


def _set_on_sale(sku_id: UUID, *, on_sale: bool, by: Actor, at: datetime) -> Sku:
    sku = access.sku_for(by, sku_id, lock=True)
    if sku.on_sale != on_sale:
        sku.on_sale, sku.version = on_sale, sku.version + 1
        sku.save(update_fields=["on_sale", "version"])
        record("catalog.put_on_sale" if on_sale else "catalog.take_off_sale", target=f"sku/{sku.pk}", by=by, at=at)
    return sku
