from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from ecosystem.kernel.names import in_language
from ecosystem.places.public import Landmark, landmark_coded, metres, shown
from merchants.catalog.public import Sku, by_ids
from merchants.orders.public import bought_at
from merchants.promotions.public import offers_for
from merchants.reviews.public import Rating, ratings_of
from merchants.shops.public import After, DeliveryTerms, NearbyShop, nearby_shops, serving_shops
from residents.neighbours.public import Bought, bought_in, neighbourhood_around

from .models import Favourite
from .rules import Wish, cursor_of

PAGE = 20


@dataclass(frozen=True, slots=True)
class Here:
    """Where the reader says she is: a landmark she chose, or her device's position."""

    lat: float
    lng: float
    code: str = ""
    name_zh: str = "我的位置"
    name_en: str = "My position"
    neighbourhood_id: int | None = None

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @classmethod
    def at(cls, landmark: Landmark) -> Here:
        return cls(float(landmark.lat), float(landmark.lng), landmark.code, landmark.name_zh, landmark.name_en, landmark.neighbourhood_id)


@dataclass(frozen=True, slots=True)
class Row:
    """A shop in the list: how far, whether it serves now and when that changes, what it asks for bringing something here,
    the goods of it that a search is about, what it offers the reader, and how often she bought there."""

    id: UUID
    name: str
    category: str
    metres: int | None
    selling: bool
    open: bool
    change: datetime | None
    delivery: DeliveryTerms | None
    lat: str
    lng: str
    rating: Rating | None = None
    goods: tuple[Sku, ...] = ()
    more: int = 0
    offers: tuple[str, ...] = ()
    bought: int = 0


def here_from(session: Any) -> Here | None:
    """The place kept in the session, if it still exists."""
    code, position = session.get("landmark", ""), session.get("position")
    landmark = landmark_coded(code) if code else None
    if landmark:
        return Here.at(landmark)
    return Here(*position) if position else None


def shops_around(here: Here, wish: Wish, *, buyer_id: UUID | None, at: datetime, after: After | None = None) -> dict[str, Any]:
    """A page of the list, ready for its template: nearest first, and beside each shop all that could be a reason to choose it."""
    found = nearby_shops(
        lat=here.lat,
        lng=here.lng,
        radius_m=wish.radius_m,
        category=wish.category,
        open_at=at if wish.open_now else None,
        delivers=wish.delivers,
        text=wish.text,
        limit=PAGE,
        after=after,
    )
    rows = _rows(found.shops, here, buyer_id, at)
    around = [] if wish.is_narrowed or after else _bought_around(here, buyer_id, at)
    return {"rows": rows, "next": cursor_of(found.after) if found.after else "", "loose": found.loose and bool(rows), "neighbours": around}


def _bought_around(here: Here, reader_id: UUID | None, at: datetime) -> list[Bought]:
    """What neighbours bought where the reader is; whoever looks for something is not shown it."""
    area = here.neighbourhood_id or neighbourhood_around(here.lat, here.lng)
    return bought_in(area, reader_id=reader_id, at=at) if area else []


def is_kept(shop_id: UUID, party_id: UUID | None) -> bool:
    return party_id is not None and Favourite.objects.filter(party=party_id, shop=shop_id).exists()


def kept_by(party_id: UUID, here: Here | None, *, at: datetime) -> list[Row]:
    """A party's favourites, nearest first, or latest first where nobody knows what is near."""
    shop_ids = list(Favourite.objects.filter(party=party_id).order_by("-kept_at", "-pk").values_list("shop_id", flat=True))
    shops = serving_shops(shop_ids)
    near = [NearbyShop(shop, metres(here.lat, here.lng, shop.lat, shop.lng) if here else 0) for shop in map(shops.__getitem__, shop_ids)]
    rows = _rows(sorted(near, key=lambda one: one.metres), here, party_id, at)
    return rows if here else [replace(row, metres=None) for row in rows]


def _rows(found: Sequence[NearbyShop], here: Here | None, buyer_id: UUID | None, at: datetime) -> list[Row]:
    shop_ids = [near.shop.id for near in found]
    if not shop_ids:
        return []
    goods = by_ids([sku_id for near in found for sku_id in near.goods])
    offers = offers_for(shop_ids, buyer_id=buyer_id, at=at)
    ratings = ratings_of(shop_ids)
    bought = bought_at(buyer_id, shop_ids) if buyer_id else {}
    rows = []
    for near in found:
        row = _row(near, here, [goods[sku_id] for sku_id in near.goods if sku_id in goods], at)
        names = tuple(sorted({offer.name for offer in offers.of(near.shop.id)}))
        rows.append(replace(row, rating=ratings.get(near.shop.id), offers=names, bought=bought.get(near.shop.id, 0)))
    return rows


def _row(near: NearbyShop, here: Here | None, goods: Sequence[Sku], at: datetime) -> Row:
    shop = near.shop
    lat, lng = shown(shop.lat, shop.lng)
    return Row(
        id=shop.id,
        name=shop.name,
        category=shop.category,
        metres=near.metres,
        selling=shop.takes_orders,
        open=shop.serves_at(at),
        change=shop.next_change(at),
        delivery=shop.delivery_to(here.lat, here.lng, goods_minor=0, at=at) if here else None,
        lat=f"{lat:.6f}",
        lng=f"{lng:.6f}",
        goods=tuple(goods),
        more=near.hits - len(goods),
    )
