"""Shops near a point, for programs; open to visitors."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.money import CNY, to_text
from ecosystem.places.public import MOST_METRES
from ecosystem.web.api import AnyVisitor, Input, MoneyField, actor_of
from merchants.catalog.public import Sku, by_ids
from merchants.reviews.public import Rating, ratings_of
from merchants.shops.public import Category, ServingShop, degrees, nearby_shops, serving_shops

from . import actions
from .rules import DEFAULT_RADIUS, after_of, cursor_of


class NearbyInput(Input):
    lat = serializers.FloatField(min_value=-90, max_value=90, help_text="Degrees north, WGS-84")
    lng = serializers.FloatField(min_value=-180, max_value=180, help_text="Degrees east, WGS-84")
    radius_m = serializers.IntegerField(min_value=0, max_value=MOST_METRES, default=DEFAULT_RADIUS)
    category = serializers.ChoiceField(Category.choices, default="")
    open = serializers.BooleanField(default=False, help_text="Only shops that are open and selling now")
    delivers = serializers.BooleanField(default=False, help_text="Only shops that deliver to this point")
    q = serializers.CharField(
        max_length=40, allow_blank=True, default="", help_text="Words of a shop, its trade or its goods: Chinese, pinyin, initials or English"
    )
    limit = serializers.IntegerField(min_value=1, max_value=50, default=20)
    cursor = serializers.CharField(max_length=60, allow_blank=True, default="")

    def validate_cursor(self, cursor: str) -> str:
        if cursor and after_of(cursor) is None:
            raise serializers.ValidationError(_("Send a cursor as it came in next, unchanged."))
        return cursor


class HoursOutput(serializers.Serializer[Any]):
    weekday = serializers.IntegerField(help_text="Monday is 0")
    opens_minute = serializers.IntegerField(help_text="Minutes from midnight, town time")
    closes_minute = serializers.IntegerField(help_text="Beyond 1440 it is after midnight")


class SpecialDayOutput(serializers.Serializer[Any]):
    on = serializers.DateField()
    times = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField()), help_text="From and until, as in hours; none is closed."
    )


class ShopOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name_zh = serializers.CharField()
    name_en = serializers.CharField()
    category = serializers.CharField()
    lat = serializers.DecimalField(max_digits=9, decimal_places=6)
    lng = serializers.DecimalField(max_digits=9, decimal_places=6)
    open = serializers.BooleanField()
    next_change = serializers.DateTimeField(allow_null=True)
    delivers = serializers.BooleanField(help_text="Whether it brings anything to anybody")
    hours = HoursOutput(many=True)
    special_days = SpecialDayOutput(many=True, help_text="Of the coming fortnight; instead of their weekday's hours.")
    rating = serializers.DecimalField(max_digits=2, decimal_places=1, allow_null=True, help_text="1.0 to 5.0; null while no review counts")
    reviews = serializers.IntegerField(help_text="How many reviews make the rating")


class ZoneOutput(serializers.Serializer[Any]):
    """The first zone that holds a place decides. A circle has a radius around the shop, an outline its corners; amounts as decimals."""

    name = serializers.CharField()
    radius_m = serializers.IntegerField(allow_null=True)
    outline = serializers.ListField(child=serializers.ListField(child=serializers.DecimalField(9, 6)), help_text="Latitude, longitude (WGS-84)")
    fee = MoneyField(source="fee_minor")
    min_order = MoneyField(source="min_order_minor")
    free_above = MoneyField(source="free_above_minor", allow_null=True)
    surcharge = MoneyField(source="surcharge_minor")
    surcharge_from = serializers.IntegerField(allow_null=True, help_text="Minutes from midnight, town time")
    surcharge_until = serializers.IntegerField(allow_null=True, help_text="Beyond 1440 it is after midnight")


class OneShopOutput(ShopOutput):
    phone = serializers.CharField(help_text="Empty where the shop names none")
    sign = serializers.CharField(help_text="What stands at its door today; may be empty")
    zones = ZoneOutput(many=True)


class DeliveryHereOutput(serializers.Serializer[Any]):
    fee = MoneyField()
    min_order = MoneyField()


class GoodOutput(serializers.Serializer[Any]):
    sku = serializers.UUIDField()
    name_zh = serializers.CharField()
    name_en = serializers.CharField()
    price = MoneyField()


class NearbyShopOutput(serializers.Serializer[Any]):
    metres = serializers.IntegerField()
    delivery = DeliveryHereOutput(allow_null=True, help_text="What bringing something here costs now; null where the shop does not")
    shop = ShopOutput()
    goods = GoodOutput(many=True, help_text="Of a search: the three of its goods that are closest to what was asked")
    hits = serializers.IntegerField(help_text="Of a search: how many of its goods answer to it")


class NearbyOutput(serializers.Serializer[Any]):
    shops = NearbyShopOutput(many=True)
    loose = serializers.BooleanField(help_text="Nothing was called what was asked, and slips were forgiven")
    next = serializers.CharField(help_text="The cursor of the next page; empty on the last")


class NearbyShops(APIView):
    permission_classes = [AnyVisitor]

    @extend_schema(operation_id="shops_nearby", parameters=[NearbyInput], responses=NearbyOutput)
    def get(self, request: Request) -> Response:
        asked = NearbyInput(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        wish, at = asked.validated_data, clock.now()
        found = nearby_shops(
            lat=wish["lat"],
            lng=wish["lng"],
            radius_m=wish["radius_m"],
            category=wish["category"],
            open_at=at if wish["open"] else None,
            delivers=wish["delivers"],
            text=wish["q"],
            limit=wish["limit"],
            after=after_of(wish["cursor"]),
        )
        ratings = ratings_of([near.shop.id for near in found.shops])
        goods = by_ids([sku_id for near in found.shops for sku_id in near.goods])
        here = (wish["lat"], wish["lng"])
        shops = [
            {
                "metres": near.metres,
                "delivery": _brought(near.shop, here, at),
                "shop": told(near.shop, ratings.get(near.shop.id), at),
                "goods": [_told_good(goods[sku_id]) for sku_id in near.goods if sku_id in goods],
                "hits": near.hits,
            }
            for near in found.shops
        ]
        return Response({"shops": shops, "loose": found.loose, "next": cursor_of(found.after) if found.after else ""})


class OneShop(APIView):
    permission_classes = [AnyVisitor]

    @extend_schema(operation_id="shop", responses=OneShopOutput)
    def get(self, request: Request, shop_id: UUID) -> Response:
        shop = serving_shops([shop_id]).get(shop_id)
        if shop is None:
            raise NotFound
        at = clock.now()
        zones = [{**asdict(zone), "outline": [degrees(corner) for corner in zone.outline]} for zone in shop.zones]
        door = {"phone": shop.phone, "sign": shop.sign_at(at)}
        return Response({**told(shop, ratings_of([shop_id]).get(shop_id), at), **door, "zones": ZoneOutput(zones, many=True).data})


def _brought(shop: ServingShop, here: tuple[float, float], at: datetime) -> dict[str, Any] | None:
    terms = shop.delivery_to(*here, goods_minor=0, at=at)
    return {"fee": _money(terms.fee_minor), "min_order": _money(terms.min_order_minor)} if terms else None


def _money(amount_minor: int) -> dict[str, str]:
    return {"amount": to_text(amount_minor), "currency": CNY}


class Favourite(APIView):
    @extend_schema(operation_id="keep_shop", request=None, responses={204: None})
    def put(self, request: Request, shop_id: UUID) -> Response:
        """Keep a shop among one's favourites; saying it twice is saying it once."""
        actions.keep_shop(shop_id=shop_id, by=actor_of(request), at=clock.now())
        return Response(status=204)

    @extend_schema(operation_id="let_shop_go", request=None, responses={204: None})
    def delete(self, request: Request, shop_id: UUID) -> Response:
        """Keep it no longer."""
        actions.let_shop_go(shop_id=shop_id, by=actor_of(request), at=clock.now())
        return Response(status=204)


def told(shop: ServingShop, rating: Rating | None, at: datetime) -> dict[str, Any]:
    """The shape of ``ShopOutput``, written by hand: through the serializer a list costs ten times as much."""
    change = shop.next_change(at)
    stars = rating.shown if rating else None
    return {
        "id": str(shop.id),
        "name_zh": shop.name_zh,
        "name_en": shop.name_en,
        "category": shop.category,
        "lat": str(shop.lat),
        "lng": str(shop.lng),
        "open": shop.serves_at(at),
        "next_change": change.isoformat() if change else None,
        "delivers": shop.delivers,
        "hours": [{"weekday": each.weekday, "opens_minute": each.opens_minute, "closes_minute": each.closes_minute} for each in shop.hours],
        "special_days": [{"on": day.on.isoformat(), "times": [list(each) for each in day.times]} for day in shop.special_ahead(at)],
        "rating": None if stars is None else str(stars),
        "reviews": rating.counted if rating else 0,
    }


def _told_good(sku: Sku) -> dict[str, Any]:
    price = {"amount": to_text(sku.price_minor), "currency": CNY}
    return {"sku": str(sku.pk), "name_zh": sku.name_zh, "name_en": sku.name_en, "price": price}


urlpatterns = [
    path("shops/nearby", NearbyShops.as_view()),
    path("shops/<uuid:shop_id>", OneShop.as_view()),
    path("shops/<uuid:shop_id>/favourite", Favourite.as_view()),
]
