"""Payouts, for programs."""

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
from ecosystem.web.api import REPEAT_KEY, MoneyField, actor_of, repeat_key
from merchants.shops.public import OWNERS, shop_for

from . import actions, queries


class DeductionOutput(serializers.Serializer[Any]):
    claimant = serializers.CharField()
    amount = MoneyField(source="amount_minor")
    lines = serializers.JSONField()


class PayoutOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    goods = MoneyField(source="goods_minor")
    delivery_fees = MoneyField(source="delivery_fee_minor")
    commission = MoneyField(source="commission_minor")
    gross = MoneyField(source="gross_minor")
    withheld = MoneyField(source="withheld_minor")
    net = MoneyField(source="net_minor")
    made_at = serializers.DateTimeField()
    deductions = DeductionOutput(many=True)


class PayoutsView(APIView):
    @extend_schema(responses=PayoutOutput(many=True))
    def get(self, request: Request, shop_id: UUID) -> Response:
        shop = shop_for(actor_of(request), shop_id, OWNERS)
        return Response(PayoutOutput(queries.payouts_of([shop.pk]), many=True).data)

    @extend_schema(request=None, responses={201: PayoutOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Pay out everything that is settled, now."""
        payout = actions.pay_out(shop_id=shop_id, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(PayoutOutput(payout).data, status=201)


urlpatterns = [path("shops/<uuid:shop_id>/payouts", PayoutsView.as_view(), name="api-payouts")]
