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
from ecosystem.web.api import AnyVisitor, Input, MoneyField, SignedIn, actor_of
from merchants.shops.public import serving_shops

from . import actions, queries


class SkuOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    section = serializers.CharField()
    size = serializers.CharField()
    price = MoneyField(source="price_minor")
    on_sale = serializers.BooleanField()
    version = serializers.IntegerField()


class SkuInput(Input):
    code = serializers.CharField(max_length=80)
    name_zh = serializers.CharField(max_length=80)
    name_en = serializers.CharField(max_length=80)
    price = MoneyField()


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
        values = given.validated_data
        article = actions.Article(code=values["code"], name_zh=values["name_zh"], name_en=values["name_en"], price_minor=values["price"])
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


urlpatterns = [
    path("shops/<uuid:shop_id>/skus", ShelfView.as_view(), name="api-skus"),
    path("skus/<uuid:sku_id>/price", PriceView.as_view(), name="api-sku-price"),
]
