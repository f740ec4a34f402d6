"""Vouchers at the counter, for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import REPEAT_KEY, Input, MoneyField, actor_of, repeat_key

from .. import actions


class ShownInput(Input):
    """``shown`` is a code as it is read out, or the token of the holder's screen."""

    shown = serializers.CharField(max_length=200)


class RedemptionOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    voucher = serializers.UUIDField(source="voucher_id")
    number = serializers.IntegerField()
    uses = serializers.IntegerField(source="voucher.uses")
    amount = MoneyField(source="amount_minor")
    order = serializers.UUIDField(source="order_id")
    at = serializers.DateTimeField()
    undone_at = serializers.DateTimeField(allow_null=True)


class RedemptionsView(APIView):
    @extend_schema(request=ShownInput, responses={201: RedemptionOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Take one use of a voucher."""
        given = ShownInput(data=request.data)
        given.is_valid(raise_exception=True)
        shown = given.validated_data["shown"]
        used = actions.redeem_voucher(shop_id=shop_id, shown=shown, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(RedemptionOutput(used).data, status=201)


class UndoView(APIView):
    @extend_schema(request=None, responses=RedemptionOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, redemption_id: UUID) -> Response:
        """Undo the latest use within five minutes, for managers."""
        undone = actions.undo_redemption(redemption_id=redemption_id, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(RedemptionOutput(undone).data)
