"""A shop's shelf, for programs: open to read, the keeper's to change."""

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
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.taxes import MOST_TAX_BP
from ecosystem.web.api import REPEAT_KEY, AnyVisitor, Input, MoneyField, SignedIn, actor_of, repeat_key
from merchants.shops.public import serving_shops

from . import actions, queries, rules
from .models import Unit

TAX_HELP = "Within the price, in basis points; null as the merchant's tax terms say."
MAKING_HELP = "What making one takes; 0 lies on the shelf."


class SkuOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    section = serializers.CharField()
    size = serializers.CharField()
    barcode = serializers.CharField(source="variant.barcode", allow_null=True)
    unit = serializers.CharField(source="variant.sale_unit")
    price = MoneyField(source="price_minor")
    tax_bp = serializers.IntegerField(source="variant.tax_bp", allow_null=True, help_text=TAX_HELP)
    make_minutes = serializers.IntegerField(help_text=MAKING_HELP)
    on_sale = serializers.BooleanField()
    sold_out_until = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class SkuInput(Input):
    code = serializers.CharField(max_length=80)
    name_zh = serializers.CharField(max_length=80)
    name_en = serializers.CharField(max_length=80)
    price = MoneyField()
    section_zh = serializers.CharField(max_length=80, default="", allow_blank=True)
    section_en = serializers.CharField(max_length=80, default="", allow_blank=True)
    size = serializers.CharField(max_length=80, default="", allow_blank=True)
    barcode = serializers.CharField(max_length=20, default="", allow_blank=True)
    unit = serializers.ChoiceField(Unit.values, default=Unit.PIECE)
    tax_bp = serializers.IntegerField(min_value=0, max_value=MOST_TAX_BP, default=None, allow_null=True, help_text=TAX_HELP)
    make_minutes = serializers.IntegerField(min_value=0, max_value=rules.MOST_MAKING, default=0, help_text=MAKING_HELP)


class EditInput(Input):
    version = serializers.IntegerField(min_value=1)
    name_zh = serializers.CharField(max_length=80, required=False)
    name_en = serializers.CharField(max_length=80, required=False)
    section_zh = serializers.CharField(max_length=80, required=False, allow_blank=True)
    section_en = serializers.CharField(max_length=80, required=False, allow_blank=True)
    size = serializers.CharField(max_length=80, required=False, allow_blank=True)
    barcode = serializers.CharField(max_length=20, required=False, allow_null=True, allow_blank=True)
    price = MoneyField(required=False)
    on_sale = serializers.BooleanField(required=False)
    sold_out_until = serializers.DateTimeField(required=False, allow_null=True)
    daily_cap = serializers.DecimalField(max_digits=14, decimal_places=3, required=False, allow_null=True)
    tax_bp = serializers.IntegerField(min_value=0, max_value=MOST_TAX_BP, required=False, allow_null=True, help_text=TAX_HELP)
    make_minutes = serializers.IntegerField(min_value=0, max_value=rules.MOST_MAKING, required=False, help_text=MAKING_HELP)


class SkuLineInput(Input):
    """An article by its ``code`` or ``barcode``; what is left out stays as it is. ``price`` in yuan, ``tax`` in percent."""

    code = serializers.CharField(max_length=80, default="", allow_blank=True)
    barcode = serializers.CharField(max_length=20, default="", allow_blank=True)
    name_zh = serializers.CharField(max_length=200, default="", allow_blank=True)
    name_en = serializers.CharField(max_length=200, default="", allow_blank=True)
    section_zh = serializers.CharField(max_length=200, default="", allow_blank=True)
    section_en = serializers.CharField(max_length=200, default="", allow_blank=True)
    size = serializers.CharField(max_length=200, default="", allow_blank=True)
    unit = serializers.CharField(max_length=20, default="", allow_blank=True)
    price = serializers.CharField(max_length=20, default="", allow_blank=True)
    on_sale = serializers.CharField(max_length=5, default="", allow_blank=True)
    daily_cap = serializers.CharField(max_length=20, default="", allow_blank=True)
    make_minutes = serializers.CharField(max_length=5, default="", allow_blank=True)
    tax = serializers.CharField(max_length=10, default="", allow_blank=True)


class LinesInput(Input):
    lines = SkuLineInput(many=True, allow_empty=False)


class FaultOutput(serializers.Serializer[Any]):
    line = serializers.SerializerMethodField()
    code = serializers.CharField(source="refusal.code")
    title = serializers.CharField(source="refusal.explain")

    def get_line(self, fault: Any) -> int:
        """Counted from 1."""
        return int(fault.number) - 1


class BatchOutput(serializers.Serializer[Any]):
    batch = serializers.UUIDField()
    added = serializers.IntegerField()
    changed = serializers.IntegerField()
    same = serializers.IntegerField()
    refused = serializers.IntegerField()
    undo_until = serializers.DateTimeField()
    faults = FaultOutput(many=True)


class UndoneOutput(serializers.Serializer[Any]):
    restored = serializers.IntegerField()
    left = serializers.ListField(child=serializers.CharField())


class PriceInput(Input):
    price = MoneyField()
    version = serializers.IntegerField(min_value=1)


class ShelfView(APIView):
    def get_permissions(self) -> list[Any]:
        return [AnyVisitor()] if self.request.method == "GET" else [SignedIn()]

    @extend_schema(responses=SkuOutput(many=True))
    def get(self, request: Request, shop_id: UUID) -> Response:
        """What the shop sells now."""
        if shop_id not in serving_shops([shop_id]):
            raise NotFound
        return Response(SkuOutput(queries.shelf_of(shop_id, text=str(request.query_params.get("q", ""))[:40]), many=True).data)

    @extend_schema(request=SkuInput, responses={201: SkuOutput})
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Put a new article on sale; its code is the key."""
        given = SkuInput(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        units, price = rules.sold_by(values.pop("unit")), values.pop("price")
        article = actions.Article(**values, price_minor=price, units=units)
        sku = actions.add_sku(shop_id=shop_id, article=article, by=actor_of(request), at=clock.now())
        return Response(SkuOutput(sku).data, status=201)


class PriceView(APIView):
    @extend_schema(request=PriceInput, responses=SkuOutput)
    def post(self, request: Request, sku_id: UUID) -> Response:
        """Ask another price from now on, having seen the given version."""
        given = PriceInput(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        sku = actions.change_price(sku_id=sku_id, price_minor=values["price"], seen_version=values["version"], by=actor_of(request), at=clock.now())
        return Response(SkuOutput(sku).data)


class ArticleView(APIView):
    @extend_schema(request=EditInput, responses=SkuOutput)
    def patch(self, request: Request, sku_id: UUID) -> Response:
        """Change what is named, having seen the given version; a conflict tells how the article stands now."""
        given = EditInput(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        seen = values.pop("version")
        if "price" in values:
            values["price_minor"] = values.pop("price")
        sku = actions.edit_article(sku_id=sku_id, changes=values, seen_version=seen, by=actor_of(request), at=clock.now())
        return Response(SkuOutput(sku).data)


class LinesView(APIView):
    @extend_schema(request=LinesInput, responses={201: BatchOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Add and change many articles as one batch; lines that can't be taken are told, the others are taken."""
        given = LinesInput(data=request.data)
        given.is_valid(raise_exception=True)
        fields = list(SkuLineInput().fields)
        rows = [fields, *([line[name] for name in fields] for line in given.validated_data["lines"])]
        batch, done = actions.import_lines(shop_id=shop_id, rows=rows, key=repeat_key(request), by=actor_of(request), at=clock.now())
        told = {"batch": batch.pk, **done.counts, "undo_until": batch.undo_until, "faults": done.faults}
        return Response(BatchOutput(told).data, status=201)


class UndoView(APIView):
    @extend_schema(request=None, responses=UndoneOutput)
    def post(self, request: Request, batch_id: UUID) -> Response:
        """Take a batch back, within 24 hours; what was changed since is left and named."""
        return Response(UndoneOutput(actions.undo_batch(batch_id=batch_id, by=actor_of(request), at=clock.now())).data)


urlpatterns = [
    path("shops/<uuid:shop_id>/skus", ShelfView.as_view(), name="api-skus"),
    path("shops/<uuid:shop_id>/sku-lines", LinesView.as_view(), name="api-sku-lines"),
    path("sku-batches/<uuid:batch_id>/undo", UndoView.as_view(), name="api-sku-batch-undo"),
    path("skus/<uuid:sku_id>", ArticleView.as_view(), name="api-sku"),
    path("skus/<uuid:sku_id>/price", PriceView.as_view(), name="api-sku-price"),
]
