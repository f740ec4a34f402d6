"""Stock, for programs: what lies there, deliveries and adjustments."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import REPEAT_KEY, Input, MoneyField, actor_of, repeat_key
from merchants.catalog.public import SkuNotFound
from merchants.shops.public import STOCKERS, shop_for

from .. import actions, queries
from . import moving


class ReceiptLineInput(Input):
    sku = serializers.UUIDField()
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3)
    unit_cost = MoneyField()
    supplier = serializers.CharField(max_length=80, default="", allow_blank=True)
    batch = serializers.CharField(max_length=40, default="", allow_blank=True)
    expires_on = serializers.DateField(default=None, allow_null=True)
    weight_g = serializers.IntegerField(min_value=0, max_value=10**9, default=0)


class ReceiptInput(Input):
    lines = ReceiptLineInput(many=True, allow_empty=False)
    landed_cost = MoneyField(required=False)
    landed_by = serializers.ChoiceField(choices=["value", "quantity", "weight"], default="value")


class ReceiptOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    cost = MoneyField(source="cost_minor")
    landed_cost = MoneyField(source="landed_minor")
    received_at = serializers.DateTimeField()


class ReceiptsView(APIView):
    @extend_schema(request=ReceiptInput, responses={201: ReceiptOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Take in a delivery."""
        given = ReceiptInput(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        lines = [_line(line) for line in values["lines"]]
        receipt = actions.receive_stock(
            shop_id=shop_id,
            lines=lines,
            key=repeat_key(request),
            by=actor_of(request),
            at=clock.now(),
            landed_minor=values.get("landed_cost", 0),
            landed_by=values["landed_by"],
        )
        return Response(ReceiptOutput(receipt).data, status=201)


def _line(line: dict[str, Any]) -> actions.ReceiptLine:
    return actions.ReceiptLine(
        line["sku"], line["quantity"], line["unit_cost"], line["supplier"], line["batch"], line["expires_on"], line["weight_g"]
    )


class LevelOutput(serializers.Serializer[Any]):
    sku = serializers.UUIDField(source="sku_id")
    code = serializers.CharField(source="sku.code")
    on_hand = serializers.DecimalField(max_digits=14, decimal_places=3)
    reserved = serializers.DecimalField(max_digits=14, decimal_places=3)
    available = serializers.DecimalField(max_digits=14, decimal_places=3)
    safety = serializers.DecimalField(max_digits=14, decimal_places=3)
    backorder_limit = serializers.DecimalField(max_digits=14, decimal_places=3)
    value = MoneyField(source="value_minor")


class StockView(APIView):
    @extend_schema(
        responses=LevelOutput(many=True), parameters=[OpenApiParameter("q", str), OpenApiParameter("only", str), OpenApiParameter("page", int)]
    )
    def get(self, request: Request, shop_id: UUID) -> Response:
        """What lies on the shelves, 50 a page; ``only`` is ``low`` or ``gaps``."""
        shop = shop_for(actor_of(request), shop_id, STOCKERS)
        asked = request.query_params
        page = asked.get("page", "1")
        text, only = asked.get("q", "")[:40], asked.get("only", "")
        levels, _more = queries.levels_in(shop.pk, text=text, only=only, page=int(page) if page.isdecimal() and len(page) < 6 else 1)
        return Response(LevelOutput(levels, many=True).data)


class AdjustmentInput(Input):
    sku = serializers.UUIDField()
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3)
    reason = serializers.ChoiceField(choices=sorted(actions.REASONS))
    batch = serializers.IntegerField(default=None, allow_null=True)


class MovementOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = serializers.CharField()
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3)
    before = serializers.DecimalField(max_digits=14, decimal_places=3, source="on_hand_before")
    after = serializers.DecimalField(max_digits=14, decimal_places=3, source="on_hand_after")
    value = MoneyField(source="value_minor")
    reason = serializers.CharField()
    at = serializers.DateTimeField()


class AdjustmentsView(APIView):
    @extend_schema(request=AdjustmentInput, responses={201: MovementOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Goods were damaged, used, given away, lost or found."""
        given = AdjustmentInput(data=request.data)
        given.is_valid(raise_exception=True)
        asked = given.validated_data
        values = {"sku_id": asked["sku"], "quantity": asked["quantity"], "reason": asked["reason"], "batch_id": asked["batch"]}
        moved = actions.adjust_stock(shop_id=shop_id, key=repeat_key(request), by=actor_of(request), at=clock.now(), **values)
        return Response(MovementOutput(moved).data, status=201)


class HistoryView(APIView):
    @extend_schema(responses=MovementOutput(many=True))
    def get(self, request: Request, shop_id: UUID, sku_id: UUID) -> Response:
        """An article's last hundred movements, the newest first."""
        shop = shop_for(actor_of(request), shop_id, STOCKERS)
        level = queries.level_of(sku_id, [shop.pk])
        if level is None:
            raise SkuNotFound
        return Response(MovementOutput(queries.history_of(level), many=True).data)


urlpatterns = [
    path("shops/<uuid:shop_id>/receipts", ReceiptsView.as_view(), name="api-receipts"),
    path("shops/<uuid:shop_id>/stock", StockView.as_view(), name="api-stock"),
    path("shops/<uuid:shop_id>/stock/adjustments", AdjustmentsView.as_view(), name="api-adjustments"),
    path("shops/<uuid:shop_id>/stock/<uuid:sku_id>/movements", HistoryView.as_view(), name="api-stock-history"),
    *moving.urlpatterns,
]
