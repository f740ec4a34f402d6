"""Rounds, for programs: near a place, by code, and what a shop opens, serves, leaves and calls off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import REPEAT_KEY, AnyVisitor, Input, MoneyField, actor_of, repeat_key
from merchants.shops.public import KEEPERS, shop_for

from . import access, actions, queries, rules
from .actions.opening import Plan


class NearInput(Input):
    lat = serializers.DecimalField(max_digits=9, decimal_places=6, min_value=-90, max_value=90)
    lng = serializers.DecimalField(max_digits=9, decimal_places=6, min_value=-180, max_value=180)


class RoundInput(Input):
    landmark = serializers.CharField(max_length=64, help_text="The code of the estate.")
    gate = serializers.CharField(max_length=rules.LONGEST_GATE)
    begins_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    cuts_off_at = serializers.DateTimeField()
    fee = MoneyField()
    least = serializers.IntegerField(min_value=2, max_value=rules.MOST_PEOPLE, help_text="By how many the fee is shared at the very least.")
    most = serializers.IntegerField(min_value=2, max_value=rules.MOST_PEOPLE, help_text="How many seats there are.")


class ServeInput(Input):
    shop = serializers.UUIDField()


class RoundOutput(serializers.Serializer[Any]):
    """``share_most`` is paid when a seat is taken; ``share_now`` is what it would come to if nobody else joined."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    landmark = serializers.CharField(source="landmark.code")
    gate = serializers.CharField()
    begins_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    cuts_off_at = serializers.DateTimeField()
    fee = MoneyField(source="fee_minor")
    share_most = MoneyField(source="share_most_minor")
    share_now = MoneyField(source="share_now_minor")
    least = serializers.IntegerField()
    most = serializers.IntegerField()
    seats_taken = serializers.IntegerField()
    seats_paid = serializers.IntegerField()
    status = serializers.CharField()
    shared = MoneyField(source="shared_minor")
    borne = MoneyField(source="borne_minor")
    shops = serializers.ListField(child=serializers.UUIDField())


class NearOutput(serializers.Serializer[Any]):
    metres = serializers.IntegerField()
    round = RoundOutput()


class RoundsView(APIView):
    permission_classes = [AnyVisitor]

    @extend_schema(responses=NearOutput(many=True), parameters=[NearInput])
    def get(self, request: Request) -> Response:
        """Rounds to estates near a place that can be joined now, the one that is cut off next first."""
        asked = NearInput(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        found = queries.rounds_near(asked.validated_data["lat"], asked.validated_data["lng"], at=clock.now())
        return Response(NearOutput(found, many=True).data)


class RoundView(APIView):
    permission_classes = [AnyVisitor]

    @extend_schema(responses=RoundOutput)
    def get(self, request: Request, code: str) -> Response:
        """How a round stands; whoever has its code may ask."""
        return Response(RoundOutput(access.round_by_code(code)).data)


class ShopRoundsView(APIView):
    @extend_schema(responses=RoundOutput(many=True))
    def get(self, request: Request, shop_id: UUID) -> Response:
        """What a shop serves: open rounds first, the one that is cut off next on top."""
        shop = shop_for(actor_of(request), shop_id, KEEPERS)
        return Response(RoundOutput(queries.rounds_at(shop.pk, since=clock.now() - timedelta(days=1)), many=True).data)

    @extend_schema(request=RoundInput, responses={201: RoundOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Open a round to a gate."""
        given = RoundInput(data=request.data)
        given.is_valid(raise_exception=True)
        told = dict(given.validated_data)
        plan = Plan(fee_minor=told.pop("fee"), **told)
        made = actions.open_round(shop_id=shop_id, plan=plan, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(RoundOutput(made).data, status=201)


class ServeView(APIView):
    @extend_schema(request=ServeInput, responses=RoundOutput)
    def post(self, request: Request, round_id: UUID) -> Response:
        """A shop comes along with a round."""
        return Response(RoundOutput(actions.serve_round(shop_id=_shop(request), round_id=round_id, by=actor_of(request), at=clock.now())).data)


class LeaveView(APIView):
    @extend_schema(request=ServeInput, responses=RoundOutput)
    def post(self, request: Request, round_id: UUID) -> Response:
        """A shop that nobody has ordered from for the round does not come along."""
        return Response(RoundOutput(actions.leave_round(shop_id=_shop(request), round_id=round_id, by=actor_of(request), at=clock.now())).data)


class CallOffView(APIView):
    @extend_schema(request=None, responses=RoundOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, round_id: UUID) -> Response:
        """The round does not come; all of the money goes back."""
        done = actions.call_off_round(round_id=round_id, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(RoundOutput(done).data)


def _shop(request: Request) -> UUID:
    given = ServeInput(data=request.data)
    given.is_valid(raise_exception=True)
    return UUID(str(given.validated_data["shop"]))


urlpatterns = [
    path("rounds", RoundsView.as_view(), name="api-rounds"),
    path("rounds/<slug:code>", RoundView.as_view(), name="api-round"),
    path("rounds/<uuid:round_id>/serve", ServeView.as_view(), name="api-round-serve"),
    path("rounds/<uuid:round_id>/leave", LeaveView.as_view(), name="api-round-leave"),
    path("rounds/<uuid:round_id>/call-off", CallOffView.as_view(), name="api-round-call-off"),
    path("shops/<uuid:shop_id>/rounds", ShopRoundsView.as_view(), name="api-shop-rounds"),
]
