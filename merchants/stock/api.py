"""Deliveries into a shop, for programs."""

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

from . import actions


class ReceiptLineInput(Input):
    sku = serializers.UUIDField()
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3)
    unit_cost = MoneyField()
    supplier = serializers.CharField(max_length=80, default="", allow_blank=True)


class ReceiptInput(Input):
    lines = ReceiptLineInput(many=True, allow_empty=False)


class ReceiptOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    cost = MoneyField(source="cost_minor")
    received_at = serializers.DateTimeField()


class ReceiptsView(APIView):
    @extend_schema(request=ReceiptInput, responses={201: ReceiptOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Take in a delivery."""
        given = ReceiptInput(data=request.data)
        given.is_valid(raise_exception=True)
        lines = [actions.ReceiptLine(line["sku"], line["quantity"], line["unit_cost"], line["supplier"]) for line in given.validated_data["lines"]]
        receipt = actions.receive_stock(shop_id=shop_id, lines=lines, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(ReceiptOutput(receipt).data, status=201)


urlpatterns = [path("shops/<uuid:shop_id>/receipts", ReceiptsView.as_view(), name="api-receipts")]
