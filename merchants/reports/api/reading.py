"""Sales, goods and months, for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.api import MoneyField, actor_of

from .. import access, queries, rules

DAYS = OpenApiParameter("days", int, description="How many days, today the last: 7, 30 or 90.", enum=list(rules.PERIODS))
MONTH = OpenApiParameter("month", str, description="A month as 2026-11; this month where it is left out.")


class ShareOutput(serializers.Serializer[Any]):
    value = serializers.CharField()
    tickets = serializers.IntegerField()
    sales = MoneyField(source="sales_minor")


class DaySalesOutput(serializers.Serializer[Any]):
    on = serializers.DateField()
    sales = MoneyField()


class SalesOutput(serializers.Serializer[Any]):
    since = serializers.DateField()
    until = serializers.DateField()
    tickets = serializers.IntegerField(source="sums.tickets")
    sales = MoneyField(source="sums.sales_minor")
    refunds = MoneyField(source="sums.refunds_minor")
    cost = MoneyField(source="sums.cost_minor")
    sales_before = MoneyField(source="before.sales_minor")
    channels = ShareOutput(many=True)
    tenders = ShareOutput(many=True)
    hours = ShareOutput(many=True)
    days = serializers.SerializerMethodField()

    @extend_schema_field(DaySalesOutput(many=True))
    def get_days(self, sales: queries.Sales) -> list[dict[str, Any]]:
        return [{"on": str(on), "sales": MoneyField().to_representation(minor)} for on, minor in sales.days]


class SalesReportView(APIView):
    @extend_schema(responses=SalesOutput, parameters=[DAYS])
    def get(self, request: Request, shop_id: UUID) -> Response:
        """Sales of the last days, by day, channel, tender and hour, beside as many days before."""
        shop, _shops = access.shop_read(actor_of(request), shop_id)
        days = rules.period_from(request.GET.get("days", ""))
        return Response(SalesOutput(queries.sales_of(shop.pk, until=clock.business_date(clock.now()), days=days)).data)


class GoodsOutput(serializers.Serializer[Any]):
    sku = serializers.UUIDField(source="sku_id")
    code = serializers.CharField()
    name_zh = serializers.CharField()
    name_en = serializers.CharField()
    sold = serializers.DecimalField(max_digits=18, decimal_places=3, source="quantity")
    sales = MoneyField(source="sales_minor")
    cost = MoneyField(source="cost_minor")
    margin_bp = serializers.IntegerField(allow_null=True)
    on_hand = serializers.DecimalField(max_digits=14, decimal_places=3)
    value = MoneyField(source="value_minor")
    days_of_cover = serializers.DecimalField(max_digits=14, decimal_places=1, allow_null=True, source="cover")


class GoodsReportView(APIView):
    @extend_schema(responses=GoodsOutput(many=True), parameters=[DAYS])
    def get(self, request: Request, shop_id: UUID) -> Response:
        """What each article sold, earned and how long it lasts; the best seller first."""
        shop, _shops = access.shop_read(actor_of(request), shop_id)
        rows = queries.goods_of(shop.pk, until=clock.business_date(clock.now()), days=rules.period_from(request.GET.get("days", "")))
        return Response(GoodsOutput(rows, many=True).data)


class TaxedOutput(serializers.Serializer[Any]):
    """Sales at one rate of tax, in basis points; ``own`` where the articles said it, and not the tax terms of the month."""

    rate_bp = serializers.DecimalField(max_digits=9, decimal_places=2)
    own = serializers.BooleanField(source="is_own")
    delivery = serializers.BooleanField(source="is_fee")
    sales = MoneyField(source="sales_minor")
    refunds = MoneyField(source="back_minor")
    tax = MoneyField(source="tax_minor")


class InputTaxOutput(serializers.Serializer[Any]):
    """One invoice at one rate of tax, or what was taken off it later (below nothing); without a rate nothing is taken off."""

    order = serializers.UUIDField(source="order_id")
    invoice = serializers.CharField(source="number")
    supplier = serializers.CharField()
    on = serializers.DateField()
    rate_bp = serializers.IntegerField(allow_null=True)
    freight = serializers.BooleanField(source="is_freight")
    paid = MoneyField(source="paid_minor")
    tax = MoneyField(source="tax_minor")


class MonthOutput(serializers.Serializer[Any]):
    """``sales − refunds − cost − write_offs − commission − commission_tax − acquiring_fee = profit``."""

    month = serializers.CharField(source="name")
    sales = MoneyField(source="profit.sales_minor")
    refunds = MoneyField(source="profit.refunds_minor")
    cost = MoneyField(source="profit.cost_minor")
    write_offs = MoneyField(source="profit.write_off_minor")
    commission = MoneyField(source="profit.commission_minor")
    commission_tax = MoneyField(source="profit.commission_tax_minor")
    acquiring_fee = MoneyField(source="profit.acquiring_fee_minor")
    profit = MoneyField(source="profit.profit_minor")
    settled_net = MoneyField(source="statement.net")
    general_taxpayer = serializers.BooleanField(source="taxing.is_general")
    tax = MoneyField(source="tax_minor", allow_null=True)
    taxed = TaxedOutput(many=True)
    input_tax = MoneyField(source="bought.tax_minor", help_text="In invoices approved in the month, at the rates that suppliers said.")
    tax_left = MoneyField(source="left_minor", allow_null=True)
    bought = InputTaxOutput(many=True, source="bought.rows")


class MonthReportView(APIView):
    @extend_schema(responses=MonthOutput, parameters=[MONTH])
    def get(self, request: Request, shop_id: UUID) -> Response:
        """A month's profit and loss, what was settled, and the tax that its sales contain."""
        shop, _shops = access.shop_read(actor_of(request), shop_id)
        first = rules.month_from(request.GET.get("month", ""), today=clock.business_date(clock.now()))
        if first is None:
            raise NotFound
        return Response(MonthOutput(queries.month_of(shop.pk, first)).data)
