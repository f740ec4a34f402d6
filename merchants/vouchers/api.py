"""Vouchers, for programs: what a shop sells ahead, buying, showing, giving back."""

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
from ecosystem.kernel.tokens import TOKEN_LIVES
from ecosystem.kernel.ways import LONGEST_WAY
from ecosystem.payments.public import BANK_ACCOUNT
from ecosystem.web.api import REPEAT_KEY, AnyVisitor, Input, MoneyField, actor_of, repeat_key

from . import access, actions, queries
from .errors import VoucherOver
from .models import Voucher


class ProductInput(Input):
    sku = serializers.UUIDField()
    name = serializers.CharField(max_length=60)
    uses = serializers.IntegerField(min_value=1, max_value=500)
    price = MoneyField()
    valid_days = serializers.IntegerField(min_value=1, max_value=1095, default=365)


class ProductOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    shop = serializers.UUIDField(source="shop_id")
    sku = serializers.UUIDField(source="sku_id")
    name = serializers.CharField()
    uses = serializers.IntegerField()
    price = MoneyField(source="price_minor")
    valid_days = serializers.IntegerField()
    status = serializers.CharField()


class VoucherOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    product = serializers.UUIDField(source="product_id")
    shop = serializers.UUIDField(source="shop_id")
    name = serializers.CharField(source="product.name")
    last4 = serializers.CharField()
    uses = serializers.IntegerField()
    remaining = serializers.IntegerField()
    price = MoneyField(source="price_minor")
    refunded = MoneyField(source="refunded_minor")
    status = serializers.CharField()
    expires_at = serializers.DateTimeField()


class BoughtVoucherOutput(serializers.Serializer[Any]):
    """``code`` is told once; a repeated request has it empty, and a new one can be made."""

    voucher = VoucherOutput()
    code = serializers.CharField()


class TokenOutput(serializers.Serializer[Any]):
    token = serializers.CharField()
    lives_seconds = serializers.IntegerField()


class BuyInput(Input):
    method = serializers.CharField(max_length=LONGEST_WAY, default=BANK_ACCOUNT)


class RefundShopInput(Input):
    reason = serializers.CharField(max_length=200)


class RefundedOutput(serializers.Serializer[Any]):
    refunded = serializers.IntegerField()


class ProductsView(APIView):
    permission_classes = [AnyVisitor]

    @extend_schema(responses=ProductOutput(many=True))
    def get(self, request: Request, shop_id: UUID) -> Response:
        """What a shop sells ahead."""
        return Response(ProductOutput(queries.on_sale_at(shop_id), many=True).data)

    @extend_schema(request=ProductInput, responses={201: ProductOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Sell so many uses of an article ahead."""
        actor = actor_of(request)
        if not actor.is_signed_in:
            raise Unauthenticated
        given = ProductInput(data=request.data)
        given.is_valid(raise_exception=True)
        told = given.validated_data
        product = actions.define_product(
            shop_id=shop_id,
            sku_id=told["sku"],
            name=told["name"],
            uses=told["uses"],
            price_minor=told["price"],
            valid_days=told["valid_days"],
            key=repeat_key(request),
            by=actor,
            at=clock.now(),
        )
        return Response(ProductOutput(product).data, status=201)


class ProductStopView(APIView):
    @extend_schema(request=None, responses=ProductOutput)
    def post(self, request: Request, product_id: UUID) -> Response:
        """Sell no more of it."""
        return Response(ProductOutput(actions.stop_product(product_id=product_id, by=actor_of(request), at=clock.now())).data)


class BuyView(APIView):
    @extend_schema(request=BuyInput, responses={201: BoughtVoucherOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, product_id: UUID) -> Response:
        """Buy one; the bank keeps the money."""
        given = BuyInput(data=request.data)
        given.is_valid(raise_exception=True)
        method = given.validated_data["method"]
        bought = actions.buy_voucher(product_id=product_id, method=method, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(BoughtVoucherOutput(bought).data, status=201)


class VouchersView(APIView):
    @extend_schema(responses=VoucherOutput(many=True))
    def get(self, request: Request) -> Response:
        """The vouchers of the person signed in."""
        actor = actor_of(request)
        return Response(VoucherOutput(queries.vouchers_of(actor.party_id) if actor.party_id else [], many=True).data)


class TokenView(APIView):
    @extend_schema(responses=TokenOutput)
    def get(self, request: Request, voucher_id: UUID) -> Response:
        """What a holder's screen shows as a QR code, good for a minute."""
        voucher = access.voucher_for_holder(actor_of(request), voucher_id)
        if voucher.status != Voucher.Status.ISSUED:
            raise VoucherOver(status=voucher.get_status_display())
        told = {"token": queries.token_of(voucher, clock.now()), "lives_seconds": int(TOKEN_LIVES.total_seconds())}
        return Response(TokenOutput(told).data)


class RenewView(APIView):
    @extend_schema(request=None, responses=BoughtVoucherOutput)
    def post(self, request: Request, voucher_id: UUID) -> Response:
        """Make a new code; the old one is good no more."""
        return Response(BoughtVoucherOutput(actions.renew_code(voucher_id=voucher_id, by=actor_of(request), at=clock.now())).data)


class RefundView(APIView):
    @extend_schema(request=None, responses=VoucherOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, voucher_id: UUID) -> Response:
        """Get back what is not used."""
        voucher = actions.refund_voucher(voucher_id=voucher_id, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(VoucherOutput(voucher).data)


class RefundShopView(APIView):
    @extend_schema(request=RefundShopInput, responses=RefundedOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """For operators: the shop may sell no more, so everybody gets back what is not used."""
        given = RefundShopInput(data=request.data)
        given.is_valid(raise_exception=True)
        reason = given.validated_data["reason"]
        refunded = actions.refund_shop_vouchers(shop_id=shop_id, reason=reason, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response({"refunded": refunded})


urlpatterns = [
    path("shops/<uuid:shop_id>/voucher-products", ProductsView.as_view(), name="api-voucher-products"),
    path("shops/<uuid:shop_id>/vouchers/refund", RefundShopView.as_view(), name="api-vouchers-refund-shop"),
    path("voucher-products/<uuid:product_id>/stop", ProductStopView.as_view(), name="api-voucher-product-stop"),
    path("voucher-products/<uuid:product_id>/buy", BuyView.as_view(), name="api-voucher-buy"),
    path("vouchers", VouchersView.as_view(), name="api-vouchers"),
    path("vouchers/<uuid:voucher_id>/token", TokenView.as_view(), name="api-voucher-token"),
    path("vouchers/<uuid:voucher_id>/code", RenewView.as_view(), name="api-voucher-code"),
    path("vouchers/<uuid:voucher_id>/refund", RefundView.as_view(), name="api-voucher-refund"),
]
