"""Group-buys, for a shop's program: set one up, end it, see its groups, complete one."""

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
from ecosystem.kernel.errors import Unauthenticated
from ecosystem.web.api import REPEAT_KEY, AnyVisitor, Input, MoneyField, actor_of, repeat_key

from . import actions, queries


class RungInput(Input):
    size = serializers.IntegerField(min_value=2, max_value=200)
    price = MoneyField()


class GroupBuyInput(Input):
    sku = serializers.UUIDField()
    steps = RungInput(many=True)
    hours = serializers.IntegerField(min_value=1, max_value=72, default=24)
    starts_at = serializers.DateTimeField(required=False)
    days = serializers.IntegerField(min_value=1, max_value=60, default=7)


class RungOutput(serializers.Serializer[Any]):
    size = serializers.IntegerField()
    price = MoneyField(source="price_minor")


class GroupBuyOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    shop = serializers.UUIDField(source="shop_id")
    sku = serializers.UUIDField(source="sku_id")
    hours = serializers.IntegerField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    steps = RungOutput(many=True)


class ShopGroupOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    code = serializers.CharField()
    size = serializers.IntegerField()
    price = MoneyField(source="price_minor")
    seats_taken = serializers.IntegerField()
    seats_paid = serializers.IntegerField()
    status = serializers.CharField()
    completed_by_shop = serializers.BooleanField()
    expires_at = serializers.DateTimeField()


class GroupBuysView(APIView):
    permission_classes = [AnyVisitor]

    @extend_schema(responses=GroupBuyOutput(many=True))
    def get(self, request: Request, shop_id: UUID) -> Response:
        """What a shop offers to groups now."""
        return Response(GroupBuyOutput(queries.running_at(shop_id, clock.now()), many=True).data)

    @extend_schema(request=GroupBuyInput, responses={201: GroupBuyOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Offer an article to groups: the more people, the cheaper for each."""
        actor = actor_of(request)
        if not actor.is_signed_in:
            raise Unauthenticated
        given = GroupBuyInput(data=request.data)
        given.is_valid(raise_exception=True)
        told, at = given.validated_data, clock.now()
        made = actions.set_up_group_buy(
            shop_id=shop_id,
            sku_id=told["sku"],
            steps=[(step["size"], step["price"]) for step in told["steps"]],
            hours=told["hours"],
            starts_at=told.get("starts_at") or at,
            days=told["days"],
            key=repeat_key(request),
            by=actor,
            at=at,
        )
        return Response(GroupBuyOutput(queries.group_buy_shown(made.pk)).data, status=201)


class GroupBuyEndView(APIView):
    @extend_schema(request=None, responses=GroupBuyOutput)
    def post(self, request: Request, group_buy_id: UUID) -> Response:
        """Let no new group begin."""
        actions.end_group_buy(group_buy_id=group_buy_id, by=actor_of(request), at=clock.now())
        return Response(GroupBuyOutput(queries.group_buy_shown(group_buy_id)).data)


class GroupCompleteView(APIView):
    @extend_schema(request=None, responses=ShopGroupOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, group_id: UUID) -> Response:
        """Give the price to those who have paid, though seats are empty."""
        done = actions.complete_group(group_id=group_id, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(ShopGroupOutput(done).data)


urlpatterns = [
    path("shops/<uuid:shop_id>/group-buys", GroupBuysView.as_view(), name="api-group-buys"),
    path("group-buys/<uuid:group_buy_id>/end", GroupBuyEndView.as_view(), name="api-group-buy-end"),
    path("groups/<uuid:group_id>/complete", GroupCompleteView.as_view(), name="api-group-complete"),
]
