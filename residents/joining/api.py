"""Groups, for a buyer's program: look at one, begin one, join one."""

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
from ecosystem.kernel.ways import LONGEST_WAY
from ecosystem.payments.public import BANK_ACCOUNT
from ecosystem.web.api import REPEAT_KEY, AnyVisitor, Input, MoneyField, actor_of, repeat_key
from merchants.groups.public import group_by_code

from . import actions


class StartInput(Input):
    size = serializers.IntegerField(min_value=2, max_value=200)
    method = serializers.CharField(max_length=LONGEST_WAY, default=BANK_ACCOUNT)


class JoinGroupInput(Input):
    method = serializers.CharField(max_length=LONGEST_WAY, default=BANK_ACCOUNT)


class GroupOutput(serializers.Serializer[Any]):
    code = serializers.CharField()
    shop = serializers.UUIDField(source="shop_id")
    sku = serializers.UUIDField(source="sku_id")
    size = serializers.IntegerField()
    price = MoneyField(source="price_minor")
    seats_taken = serializers.IntegerField()
    seats_paid = serializers.IntegerField()
    status = serializers.CharField()
    completed_by_shop = serializers.BooleanField()
    expires_at = serializers.DateTimeField()


class SeatOutput(serializers.Serializer[Any]):
    """``order`` waits for the group once it is paid; ``status`` is the order's."""

    order = serializers.UUIDField(source="pk")
    status = serializers.CharField()
    group = GroupOutput()


class GroupView(APIView):
    permission_classes = [AnyVisitor]

    @extend_schema(responses=GroupOutput)
    def get(self, request: Request, code: str) -> Response:
        """How a group stands; whoever has its code may ask."""
        return Response(GroupOutput(group_by_code(code)).data)


class JoinView(APIView):
    @extend_schema(request=JoinGroupInput, responses={201: SeatOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, code: str) -> Response:
        """Take a seat and pay for it."""
        given = JoinGroupInput(data=request.data)
        given.is_valid(raise_exception=True)
        method = given.validated_data["method"]
        order = actions.join_group(code=code, method=method, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(SeatOutput(order).data, status=201)


class StartView(APIView):
    @extend_schema(request=StartInput, responses={201: SeatOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, group_buy_id: UUID) -> Response:
        """Begin a group and take its first seat."""
        given = StartInput(data=request.data)
        given.is_valid(raise_exception=True)
        told = given.validated_data
        order = actions.start_group(
            group_buy_id=group_buy_id, size=told["size"], method=told["method"], key=repeat_key(request), by=actor_of(request), at=clock.now()
        )
        return Response(SeatOutput(order).data, status=201)


urlpatterns = [
    path("groups/<slug:code>", GroupView.as_view(), name="api-group"),
    path("groups/<slug:code>/join", JoinView.as_view(), name="api-group-join"),
    path("group-buys/<uuid:group_buy_id>/start", StartView.as_view(), name="api-group-start"),
]
