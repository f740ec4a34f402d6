"""Counter sales, for programs: a till makes the code, the buyer pays it."""

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
from ecosystem.web.api import REPEAT_KEY, Input, MoneyField, actor_of, repeat_key
from merchants.orders.public import Wanted

from . import actions


class SaleLineInput(Input):
    sku = serializers.UUIDField()
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3)
    price = MoneyField()
    options = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=60)


class SaleInput(Input):
    lines = SaleLineInput(many=True, allow_empty=False)


class SaleOutput(serializers.Serializer[Any]):
    order = serializers.UUIDField(source="id")
    number = serializers.CharField()
    total = MoneyField(source="total_minor")
    pay = serializers.SerializerMethodField()
    pay_until = serializers.DateTimeField()

    def get_pay(self, order: Any) -> str:
        return f"/pay/{order.pk}/"


class SalesView(APIView):
    @extend_schema(request=SaleInput, responses={201: SaleOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Ring up a sale and get the address that its collection code holds."""
        given = SaleInput(data=request.data)
        given.is_valid(raise_exception=True)
        wanted = [Wanted(line["sku"], line["quantity"], line["price"], tuple(line["options"])) for line in given.validated_data["lines"]]
        order = actions.ring_up(shop_id=shop_id, wanted=wanted, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(SaleOutput(order).data, status=201)


urlpatterns = [path("shops/<uuid:shop_id>/sales", SalesView.as_view(), name="api-sales")]
