"""Pickup points, for programs: what a shop offers, to which points others bring things, and what lies there."""

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
from ecosystem.web.api import Input, MoneyField, actor_of, given
from merchants.shops.public import KEEPERS, shop_for

from . import access, actions, queries, rules
from .actions import Terms


class TermsInput(Input):
    fee = MoneyField()
    capacity = serializers.IntegerField(min_value=1, max_value=rules.MOST_PARCELS)


class FeeInput(Input):
    fee = MoneyField()


class PointOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    shop = serializers.UUIDField(source="shop_id")
    name = serializers.CharField(source="told")
    fee = MoneyField(source="fee_minor")
    capacity = serializers.IntegerField()
    taken = serializers.IntegerField()
    is_open = serializers.BooleanField()


class NearPointOutput(serializers.Serializer[Any]):
    """``bringing`` is what the shop asks for bringing an order there; null where it does not."""

    point = PointOutput()
    metres = serializers.IntegerField()
    bringing = MoneyField(source="bringing.fee_minor", allow_null=True, default=None)


class BringingOutput(serializers.Serializer[Any]):
    point = serializers.UUIDField(source="point_id")
    shop = serializers.UUIDField(source="shop_id")
    fee = MoneyField(source="fee_minor")


class ParcelOutput(serializers.Serializer[Any]):
    order = serializers.UUIDField(source="order_id")
    shop = serializers.UUIDField(source="shop_id")
    point = serializers.UUIDField(source="point_id")
    status = serializers.CharField()
    fee = MoneyField(source="fee_minor")
    booked_at = serializers.DateTimeField()
    dropped_at = serializers.DateTimeField(allow_null=True)
    keep_until = serializers.DateTimeField(allow_null=True)


class PointView(APIView):
    @extend_schema(responses=PointOutput)
    def get(self, request: Request, shop_id: UUID) -> Response:
        """The point that a shop of the actor's is."""
        return Response(PointOutput(access.point_at(shop_for(actor_of(request), shop_id, KEEPERS).pk)).data)

    @extend_schema(request=TermsInput, responses=PointOutput)
    def put(self, request: Request, shop_id: UUID) -> Response:
        """Receive parcels, by these terms from now on."""
        said = given(TermsInput, request)
        terms = Terms(said["fee"], said["capacity"])
        return Response(PointOutput(actions.offer_point(shop_id=shop_id, terms=terms, by=actor_of(request), at=clock.now())).data)

    @extend_schema(request=None, responses=PointOutput)
    def delete(self, request: Request, shop_id: UUID) -> Response:
        """Take no more parcels; what is there is still handed out."""
        return Response(PointOutput(actions.close_point(shop_id=shop_id, by=actor_of(request), at=clock.now())).data)


class ParcelsView(APIView):
    @extend_schema(responses=ParcelOutput(many=True), operation_id="point_parcels_list")
    def get(self, request: Request, shop_id: UUID) -> Response:
        """What lies at the shop's point or is promised to it, what was first promised on top."""
        point = access.point_at(shop_for(actor_of(request), shop_id, KEEPERS).pk)
        return Response(ParcelOutput(queries.parcels_at(point), many=True).data)


class NearPointsView(APIView):
    @extend_schema(responses=NearPointOutput(many=True), operation_id="points_near_list")
    def get(self, request: Request, shop_id: UUID) -> Response:
        """Points of others near a shop, the nearest first."""
        shop = shop_for(actor_of(request), shop_id, KEEPERS)
        return Response(NearPointOutput(queries.points_near(shop), many=True).data)


class BringingView(APIView):
    @extend_schema(request=FeeInput, responses=BringingOutput)
    def put(self, request: Request, shop_id: UUID, point_id: UUID) -> Response:
        """Bring what the shop sells to a point, for so much an order on top of the point's fee."""
        fee = given(FeeInput, request)["fee"]
        said = actions.bring_to_point(point_id=point_id, shop_id=shop_id, fee_minor=fee, by=actor_of(request), at=clock.now())
        return Response(BringingOutput(said).data)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, shop_id: UUID, point_id: UUID) -> Response:
        """Bring nothing more there."""
        actions.stop_bringing(point_id=point_id, shop_id=shop_id, by=actor_of(request), at=clock.now())
        return Response(status=204)


urlpatterns = [
    path("shops/<uuid:shop_id>/point", PointView.as_view(), name="api-point"),
    path("shops/<uuid:shop_id>/point/parcels", ParcelsView.as_view(), name="api-point-parcels"),
    path("shops/<uuid:shop_id>/points", NearPointsView.as_view(), name="api-points-near"),
    path("shops/<uuid:shop_id>/points/<uuid:point_id>", BringingView.as_view(), name="api-point-bringing"),
]
