from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from ecosystem.kernel.names import in_language
from ecosystem.places.public import Landmark, landmark_coded
from merchants.reviews.public import Rating, ratings_of
from merchants.shops.public import After, DeliveryTerms, NearbyShop, nearby_shops

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

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @classmethod
    def at(cls, landmark: Landmark) -> Here:
        return cls(float(landmark.lat), float(landmark.lng), landmark.code, landmark.name_zh, landmark.name_en)


@dataclass(frozen=True, slots=True)
class Row:
    """A shop in the list: how far, whether it serves now, when that changes, and what it asks for bringing something here."""

    id: UUID
    name: str
    category: str
    metres: int
    selling: bool
    open: bool
    change: datetime | None
    delivery: DeliveryTerms | None
    lat: str
    lng: str
    rating: Rating | None


def here_from(session: Any) -> Here | None:
    """The place kept in the session, if it still exists."""
    code, position = session.get("landmark", ""), session.get("position")
    landmark = landmark_coded(code) if code else None
    if landmark:
        return Here.at(landmark)
    return Here(*position) if position else None


def shops_around(here: Here, wish: Wish, *, at: datetime, after: After | None = None) -> dict[str, Any]:
    """A page of the list, ready for its template."""
    found = nearby_shops(
        lat=here.lat,
        lng=here.lng,
        radius_m=wish.radius_m,
        category=wish.category,
        open_at=at if wish.open_now else None,
        text=wish.text,
        limit=PAGE,
        after=after,
    )
    ratings = ratings_of([near.shop.id for near in found.shops])
    rows = [_row(near, here, ratings.get(near.shop.id), at) for near in found.shops]
    return {"rows": rows, "next": cursor_of(found.after) if found.after else "", "loose": found.loose and bool(rows)}


def _row(near: NearbyShop, here: Here, rating: Rating | None, at: datetime) -> Row:
    shop = near.shop
    return Row(
        id=shop.id,
        name=shop.name,
        category=shop.category,
        metres=near.metres,
        selling=shop.takes_orders,
        open=shop.serves_at(at),
        change=shop.next_change(at),
        delivery=shop.delivery_to(here.lat, here.lng, goods_minor=0, at=at),
        lat=str(shop.lat),
        lng=str(shop.lng),
        rating=rating,
    )
