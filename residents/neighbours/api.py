"""What neighbours bought, for programs; open to visitors."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.kernel.errors import Unauthenticated
from ecosystem.web.api import AnyVisitor, Input, MoneyField, actor_of

from . import queries
from .choosing import choose_to_count


class PlaceInput(Input):
    lat = serializers.FloatField(min_value=-90, max_value=90, help_text="Degrees north, WGS-84")
    lng = serializers.FloatField(min_value=-180, max_value=180, help_text="Degrees east, WGS-84")


class BoughtOutput(serializers.Serializer[Any]):
    sku = serializers.UUIDField(source="sku.pk")
    shop = serializers.UUIDField(source="sku.shop_id")
    name_zh = serializers.CharField(source="sku.name_zh")
    name_en = serializers.CharField(source="sku.name_en")
    price = MoneyField(source="sku.price_minor")
    at_least = serializers.IntegerField(help_text="So many different people, or more, bought it in the last thirty days, you not among them")


class CountsInput(Input):
    counts = serializers.BooleanField()


class CountsOutput(serializers.Serializer[Any]):
    counts = serializers.BooleanField(help_text="Whether what you buy counts in what neighbours bought")


class BoughtView(APIView):
    permission_classes = [AnyVisitor]

    @extend_schema(parameters=[PlaceInput], responses=BoughtOutput(many=True), operation_id="neighbours_bought")
    def get(self, request: Request) -> Response:
        """What at least five different people bought at the shops of the neighbourhood that holds a place, in the last thirty days."""
        asked = PlaceInput(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        area = queries.neighbourhood_around(**asked.validated_data)
        found = queries.bought_in(area, reader_id=actor_of(request).party_id, at=clock.now()) if area else []
        return Response(BoughtOutput(found, many=True).data)


class CountsView(APIView):
    @extend_schema(responses=CountsOutput, operation_id="my_neighbours")
    def get(self, request: Request) -> Response:
        """Whether what the person signed in buys counts."""
        party_id = actor_of(request).party_id
        if party_id is None:
            raise Unauthenticated
        return Response({"counts": queries.counts(party_id)})

    @extend_schema(request=CountsInput, responses=CountsOutput, operation_id="my_neighbours_choose")
    def put(self, request: Request) -> Response:
        """Count, or not, at every shop; from the next reading on."""
        given = CountsInput(data=request.data)
        given.is_valid(raise_exception=True)
        choose_to_count(counts=given.validated_data["counts"], by=actor_of(request), at=clock.now())
        return Response(given.validated_data)


urlpatterns = [
    path("neighbours", BoughtView.as_view(), name="api-neighbours"),
    path("me/neighbours", CountsView.as_view(), name="api-my-neighbours"),
]
