"""Where a shop delivers and how it serves, for programs of its managers; what anybody may know stands on the shop itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import Input, MoneyField, actor_of

from . import access, pacing, seating, signing, special_days, zoning
from .day_rules import MOST_TIMES, SpecialDay
from .door_rules import Door
from .models import Shop
from .table_rules import LONGEST_NAME, MOST_TABLES
from .zone_rules import MOST_CORNERS, Zone, degrees, micro


class CornerField(serializers.ListField):
    """Latitude and longitude in degrees (WGS-84)."""

    child = serializers.DecimalField(max_digits=9, decimal_places=6, min_value=-180, max_value=180)


class ZoneInput(Input):
    """A circle has ``radius_m`` alone, an area ``outline`` alone. A surcharge has its hours in minutes from midnight, town time."""

    name = serializers.CharField(max_length=40, default="", allow_blank=True)
    radius_m = serializers.IntegerField(default=None, allow_null=True)
    outline = serializers.ListField(child=CornerField(min_length=2, max_length=2), default=list, max_length=MOST_CORNERS)
    fee = MoneyField()
    min_order = MoneyField()
    free_above = MoneyField(default=None, allow_null=True)
    surcharge = MoneyField(default=0)
    surcharge_from = serializers.IntegerField(default=None, allow_null=True)
    surcharge_until = serializers.IntegerField(default=None, allow_null=True)


class ZonesInput(Input):
    version = serializers.IntegerField(help_text="The shop's, as it was read with its zones.")
    zones = ZoneInput(many=True)


class ZonesOutput(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    zones = ZoneInput(many=True)


class ZonesView(APIView):
    @extend_schema(responses=ZonesOutput, operation_id="shop_zones")
    def get(self, request: Request, shop_id: UUID) -> Response:
        """The zones of a shop that the actor keeps, in their order: the first that holds a place decides."""
        return Response(_told(access.shop_for(actor_of(request), shop_id)))

    @extend_schema(request=ZonesInput, responses=ZonesOutput, operation_id="shop_zones_set")
    def put(self, request: Request, shop_id: UUID) -> Response:
        """Replace them all; none is to deliver nothing."""
        given = ZonesInput(data=request.data)
        given.is_valid(raise_exception=True)
        zones = [_zone(one) for one in given.validated_data["zones"]]
        version = given.validated_data["version"]
        shop = zoning.set_zones(shop_id=shop_id, zones=zones, seen_version=version, by=actor_of(request), at=clock.now())
        return Response(_told(shop))


class TablesInput(Input):
    version = serializers.IntegerField(help_text="The shop's, as it was read.")
    tables = serializers.ListField(child=serializers.CharField(max_length=LONGEST_NAME), max_length=MOST_TABLES)


class TablesOutput(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    tables = serializers.ListField(child=serializers.CharField())


class TablesView(APIView):
    @extend_schema(responses=TablesOutput, operation_id="shop_tables")
    def get(self, request: Request, shop_id: UUID) -> Response:
        """The tables that guests of a shop that the actor keeps order from."""
        return Response(TablesOutput(access.shop_for(actor_of(request), shop_id)).data)

    @extend_schema(request=TablesInput, responses=TablesOutput, operation_id="shop_tables_set")
    def put(self, request: Request, shop_id: UUID) -> Response:
        """Name them all; none is to serve nobody at a table."""
        given = TablesInput(data=request.data)
        given.is_valid(raise_exception=True)
        told = given.validated_data
        shop = seating.set_tables(shop_id=shop_id, names=told["tables"], seen_version=told["version"], by=actor_of(request), at=clock.now())
        return Response(TablesOutput(shop).data)


class ServingInput(Input):
    version = serializers.IntegerField(help_text="The shop's, as it was read.")
    auto_accept = serializers.BooleanField()
    accept_minutes = serializers.IntegerField()
    prep_minutes = serializers.IntegerField()
    misses_allowed = serializers.IntegerField()
    prep_items = serializers.IntegerField(default=0, help_text="For so many items prep_minutes holds.")
    prep_more_minutes = serializers.IntegerField(default=0, help_text="For each item more.")
    rings_up = serializers.BooleanField(default=False, help_text="Whether its people are rung up for an order that waits too long.")
    weigh_margin_bp = serializers.IntegerField(default=0, help_text="By how much goods sold by weight may come to more than was ordered.")


class ServingView(APIView):
    @extend_schema(responses=ServingInput, operation_id="shop_serving")
    def get(self, request: Request, shop_id: UUID) -> Response:
        """How orders of a shop that the actor keeps are answered, prepared and weighed."""
        return Response(ServingInput(access.shop_for(actor_of(request), shop_id)).data)

    @extend_schema(request=ServingInput, responses=ServingInput, operation_id="shop_serving_set")
    def put(self, request: Request, shop_id: UUID) -> Response:
        """Set all of it; it counts from the next order on."""
        given = ServingInput(data=request.data)
        given.is_valid(raise_exception=True)
        told = dict(given.validated_data)
        seen = told.pop("version")
        shop = pacing.set_serving(shop_id=shop_id, terms=pacing.Serving(**told), seen_version=seen, by=actor_of(request), at=clock.now())
        return Response(ServingInput(shop).data)


class DoorInput(Input):
    """``sign_until`` is the last day on which the sign stands; null until it is taken away."""

    version = serializers.IntegerField(help_text="The shop's, as it was read.")
    phone = serializers.CharField(max_length=40, allow_blank=True)
    sign = serializers.CharField(max_length=400, allow_blank=True)
    sign_until = serializers.DateField(allow_null=True, default=None)


class DoorView(APIView):
    @extend_schema(responses=DoorInput, operation_id="shop_door")
    def get(self, request: Request, shop_id: UUID) -> Response:
        """What a shop that the actor keeps says at its door."""
        return Response(DoorInput(access.shop_for(actor_of(request), shop_id)).data)

    @extend_schema(request=DoorInput, responses=DoorInput, operation_id="shop_door_set")
    def put(self, request: Request, shop_id: UUID) -> Response:
        """Say something else there; an empty sign takes it down."""
        given = DoorInput(data=request.data)
        given.is_valid(raise_exception=True)
        told = given.validated_data
        door = Door(told["phone"], told["sign"], told["sign_until"])
        shop = signing.put_up_sign(shop_id=shop_id, door=door, seen_version=told["version"], by=actor_of(request), at=clock.now())
        return Response(DoorInput(shop).data)


class TimesField(serializers.ListField):
    """From and until, in minutes from the day's midnight; beyond 1440 is after midnight."""

    child = serializers.IntegerField(min_value=0, max_value=2880)


class SpecialDayInput(Input):
    """``times`` are pairs of minutes; none is closed all day."""

    on = serializers.DateField()
    times = serializers.ListField(child=TimesField(min_length=2, max_length=2), max_length=MOST_TIMES)


class SpecialDaysInput(Input):
    version = serializers.IntegerField(help_text="The shop's, as it was read.")
    days = SpecialDayInput(many=True)


class SpecialDaysView(APIView):
    @extend_schema(responses=SpecialDaysInput, operation_id="shop_special_days")
    def get(self, request: Request, shop_id: UUID) -> Response:
        """The days from today on, on which a shop that the actor keeps opens otherwise than in every week."""
        return Response(_special(access.shop_for(actor_of(request), shop_id)))

    @extend_schema(request=SpecialDaysInput, responses=SpecialDaysInput, operation_id="shop_special_days_set")
    def put(self, request: Request, shop_id: UUID) -> Response:
        """Say them all; none is to open as in every week."""
        given = SpecialDaysInput(data=request.data)
        given.is_valid(raise_exception=True)
        told = given.validated_data
        days = [SpecialDay(one["on"], tuple((opens, closes) for opens, closes in one["times"])) for one in told["days"]]
        shop = special_days.set_special_days(shop_id=shop_id, days=days, seen_version=told["version"], by=actor_of(request), at=clock.now())
        return Response(_special(shop))


def _special(shop: Shop) -> dict[str, Any]:
    days = special_days.special_days_of(shop, today=clock.business_date(clock.now()))
    return {"version": shop.version, "days": [{"on": day.on.isoformat(), "times": [list(each) for each in day.times]} for day in days]}


def _zone(given: dict[str, Any]) -> Zone:
    return Zone(
        name=given["name"],
        radius_m=given["radius_m"],
        outline=tuple(micro(lat, lng) for lat, lng in given["outline"]),
        fee_minor=given["fee"],
        min_order_minor=given["min_order"],
        free_above_minor=given["free_above"],
        surcharge_minor=given["surcharge"],
        surcharge_from=given["surcharge_from"],
        surcharge_until=given["surcharge_until"],
    )


def _told(shop: Shop) -> dict[str, Any]:
    money = MoneyField().to_representation
    zones = [
        {
            "name": zone.name,
            "radius_m": zone.radius_m,
            "outline": [[str(value) for value in degrees(corner)] for corner in zone.outline],
            "fee": money(zone.fee_minor),
            "min_order": money(zone.min_order_minor),
            "free_above": None if zone.free_above_minor is None else money(zone.free_above_minor),
            "surcharge": money(zone.surcharge_minor),
            "surcharge_from": zone.surcharge_from,
            "surcharge_until": zone.surcharge_until,
        }
        for zone in zoning.zones_of(shop)
    ]
    return {"version": shop.version, "zones": zones}


urlpatterns = [
    path("shops/<uuid:shop_id>/zones", ZonesView.as_view(), name="api-shop-zones"),
    path("shops/<uuid:shop_id>/tables", TablesView.as_view(), name="api-shop-tables"),
    path("shops/<uuid:shop_id>/serving", ServingView.as_view(), name="api-shop-serving"),
    path("shops/<uuid:shop_id>/special-days", SpecialDaysView.as_view(), name="api-shop-special-days"),
    path("shops/<uuid:shop_id>/door", DoorView.as_view(), name="api-shop-door"),
]
