"""Shifts on drawers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import REPEAT_KEY, Input, MoneyField, actor_of, repeat_key
from merchants.shops.public import SELLERS, shop_for

from .. import actions, queries
from ..models import CashMovement


class OpenInput(Input):
    drawer = serializers.CharField(max_length=40, default="", allow_blank=True)
    float = MoneyField()


class CashInput(Input):
    amount = MoneyField()
    reason = serializers.CharField(max_length=200)


class CountInput(Input):
    cash = MoneyField()
    code = MoneyField(required=False)
    tab = MoneyField(required=False)
    note = serializers.CharField(max_length=300, default="", allow_blank=True)


class DrawerCountOutput(serializers.Serializer[Any]):
    tender = serializers.CharField()
    counted = MoneyField(source="counted_minor")
    expected = MoneyField(source="expected_minor")
    difference = MoneyField(source="difference_minor")


class ShiftOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    drawer = serializers.UUIDField(source="drawer_id")
    drawer_name = serializers.CharField(source="drawer.name")
    status = serializers.CharField()
    float = MoneyField(source="float_minor")
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField()
    approved_at = serializers.DateTimeField()
    counts = DrawerCountOutput(many=True)


class CashMovementOutput(serializers.Serializer[Any]):
    kind = serializers.CharField()
    amount = MoneyField(source="amount_minor")
    reason = serializers.CharField()
    at = serializers.DateTimeField()


class ShiftsView(APIView):
    @extend_schema(responses=ShiftOutput(many=True))
    def get(self, request: Request, shop_id: UUID) -> Response:
        """Open shifts, then those that were counted, newest first. What an open one should hold is told to nobody."""
        shop = shop_for(actor_of(request), shop_id, SELLERS)
        open_ones = queries.open_shifts(shop.pk).prefetch_related("counts")
        return Response(ShiftOutput([*open_ones, *queries.counted_shifts(shop.pk)], many=True).data)

    @extend_schema(request=OpenInput, responses={201: ShiftOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Open a shift with the float that lies in the drawer."""
        given = OpenInput(data=request.data)
        given.is_valid(raise_exception=True)
        drawer, float_minor = given.validated_data["drawer"], given.validated_data["float"]
        shift = actions.open_shift(
            shop_id=shop_id, drawer=drawer, float_minor=float_minor, key=repeat_key(request), by=actor_of(request), at=clock.now()
        )
        return Response(ShiftOutput(shift).data, status=201)


class OutOfTurnView(APIView):
    verb: Callable[..., CashMovement]

    @extend_schema(request=CashInput, responses={201: CashMovementOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shift_id: UUID) -> Response:
        given = CashInput(data=request.data)
        given.is_valid(raise_exception=True)
        amount, reason = given.validated_data["amount"], given.validated_data["reason"]
        movement = type(self).verb(
            shift_id=shift_id, amount_minor=amount, reason=reason, key=repeat_key(request), by=actor_of(request), at=clock.now()
        )
        return Response(CashMovementOutput(movement).data, status=201)


class PaidInView(OutOfTurnView):
    verb = staticmethod(actions.pay_in)


class PaidOutView(OutOfTurnView):
    verb = staticmethod(actions.pay_out)


class CloseView(APIView):
    @extend_schema(request=CountInput, responses=ShiftOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, shift_id: UUID) -> Response:
        """Count blind: what was expected is in the answer, and nowhere before it."""
        given = CountInput(data=request.data)
        given.is_valid(raise_exception=True)
        counted = {tender: given.validated_data[tender] for tender in ("cash", "code", "tab") if tender in given.validated_data}
        shift = actions.close_shift(
            shift_id=shift_id, counted=counted, note=given.validated_data["note"], key=repeat_key(request), by=actor_of(request), at=clock.now()
        )
        return Response(ShiftOutput(shift).data)


class ApproveView(APIView):
    @extend_schema(request=None, responses=ShiftOutput)
    def post(self, request: Request, shift_id: UUID) -> Response:
        """Somebody else has looked at the difference."""
        return Response(ShiftOutput(actions.approve_shift(shift_id=shift_id, by=actor_of(request), at=clock.now())).data)
