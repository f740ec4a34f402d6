"""Reports, for programs."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.taxes import MOST_TAX_BP
from ecosystem.web.api import REPEAT_KEY, Input, MoneyField, actor_of, repeat_key
from merchants.periods.public import set_taxpayer

from . import access, actions, health, queries, rules
from .models import PARTS

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
    sales = MoneyField(source="sales_minor")
    refunds = MoneyField(source="back_minor")
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


class MonthReportView(APIView):
    @extend_schema(responses=MonthOutput, parameters=[MONTH])
    def get(self, request: Request, shop_id: UUID) -> Response:
        """A month's profit and loss, what was settled, and the tax that its sales contain."""
        shop, _shops = access.shop_read(actor_of(request), shop_id)
        first = rules.month_from(request.GET.get("month", ""), today=clock.business_date(clock.now()))
        if first is None:
            raise NotFound
        return Response(MonthOutput(queries.month_of(shop.pk, first)).data)


class TaxpayerInput(Input):
    general = serializers.BooleanField()
    rate_bp = serializers.IntegerField(
        min_value=0, max_value=MOST_TAX_BP, default=None, allow_null=True, help_text="What prices hold whose articles say nothing else."
    )
    from_month = serializers.DateField(help_text="The first day of the month from which it holds.")


class TaxpayerOutput(serializers.Serializer[Any]):
    general = serializers.BooleanField(source="is_general")
    rate_bp = serializers.IntegerField(allow_null=True)
    from_month = serializers.DateField(source="from_on")


class TaxpayerView(APIView):
    @extend_schema(request=TaxpayerInput, responses={201: TaxpayerOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Say how the shop's merchant is taxed from a month on."""
        told = TaxpayerInput(data=request.data)
        told.is_valid(raise_exception=True)
        said = told.validated_data
        made = set_taxpayer(
            shop_id=shop_id,
            is_general=said["general"],
            rate_bp=said["rate_bp"],
            from_on=said["from_month"],
            key=repeat_key(request),
            by=actor_of(request),
            at=clock.now(),
        )
        return Response(TaxpayerOutput(made).data, status=201)


class ClosedMonthOutput(serializers.Serializer[Any]):
    """``figures`` are minor units as the month stood when it was closed."""

    month = serializers.DateField(source="first", format="%Y-%m")
    figures = serializers.DictField(child=serializers.IntegerField())
    closed_at = serializers.DateTimeField()
    opened_at = serializers.DateTimeField(allow_null=True)


class ReopenInput(Input):
    reason = serializers.CharField(max_length=200)


class CloseMonthView(APIView):
    @extend_schema(request=None, responses={201: ClosedMonthOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID, month: str) -> Response:
        """Close a month: it keeps what it says, and nothing is dated into it any more."""
        first, key = _month(month), repeat_key(request)
        closed = actions.close_month(shop_id=shop_id, first=first, key=key, by=actor_of(request), at=clock.now())
        return Response(ClosedMonthOutput(closed).data, status=201)


class ReopenMonthView(APIView):
    @extend_schema(request=ReopenInput, responses=ClosedMonthOutput)
    def post(self, request: Request, shop_id: UUID, month: str) -> Response:
        """Open the month that was closed last again, as its owner and for a reason."""
        told = ReopenInput(data=request.data)
        told.is_valid(raise_exception=True)
        opened = actions.reopen_month(shop_id=shop_id, first=_month(month), by=actor_of(request), at=clock.now(), **told.validated_data)
        return Response(ClosedMonthOutput(opened).data)


def _month(text: str) -> date:
    first = rules.month_from(text, today=clock.business_date(clock.now()))
    if first is None:
        raise NotFound
    return first


class HealthPartOutput(serializers.Serializer[Any]):
    """``bad`` of ``of`` cases; of ``refunds`` both are minor units of money."""

    part = serializers.CharField()
    bad = serializers.IntegerField()
    of = serializers.IntegerField()
    weight = serializers.IntegerField()
    good_bp = serializers.IntegerField()
    bad_bp = serializers.IntegerField()
    left_out = serializers.BooleanField()
    points = serializers.IntegerField(allow_null=True)


class ChangeOutput(serializers.Serializer[Any]):
    part = serializers.CharField()
    fewer = serializers.IntegerField()
    points = serializers.IntegerField()


class HealthOutput(serializers.Serializer[Any]):
    points = serializers.IntegerField(allow_null=True)
    parts = HealthPartOutput(many=True)
    changes = ChangeOutput(many=True)


class HealthView(APIView):
    @extend_schema(responses=HealthOutput)
    def get(self, request: Request, shop_id: UUID) -> Response:
        """The shop's health score of now: its exact numbers, and what would change it."""
        shop, _shops = access.shop_read(actor_of(request), shop_id)
        parts = queries.measures_of(shop.pk, at=clock.now())
        told = {"points": health.score_of(parts), "parts": parts, "changes": health.what_would_change(parts)}
        return Response(HealthOutput(told).data)


class AppealInput(Input):
    part = serializers.ChoiceField(choices=PARTS)
    words = serializers.CharField(max_length=2_000)


class AppealOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    part = serializers.CharField()
    words = serializers.CharField()
    status = serializers.CharField()
    answer = serializers.CharField()
    made_at = serializers.DateTimeField()
    left_out_until = serializers.DateField(allow_null=True)


class AppealsView(APIView):
    @extend_schema(responses=AppealOutput(many=True))
    def get(self, request: Request, shop_id: UUID) -> Response:
        """What the shop said against its score, and the answers."""
        shop, _shops = access.shop_read(actor_of(request), shop_id)
        return Response(AppealOutput(queries.appeals_of(shop.pk), many=True).data)

    @extend_schema(request=AppealInput, responses={201: AppealOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Appeal against one part of the score."""
        told = AppealInput(data=request.data)
        told.is_valid(raise_exception=True)
        appeal = actions.appeal_score(shop_id=shop_id, key=repeat_key(request), by=actor_of(request), at=clock.now(), **told.validated_data)
        return Response(AppealOutput(appeal).data, status=201)


urlpatterns = [
    path("shops/<uuid:shop_id>/reports/sales", SalesReportView.as_view(), name="api-report-sales"),
    path("shops/<uuid:shop_id>/reports/goods", GoodsReportView.as_view(), name="api-report-goods"),
    path("shops/<uuid:shop_id>/reports/month", MonthReportView.as_view(), name="api-report-month"),
    path("shops/<uuid:shop_id>/taxpayer", TaxpayerView.as_view(), name="api-taxpayer"),
    path("shops/<uuid:shop_id>/months/<slug:month>/close", CloseMonthView.as_view(), name="api-close-month"),
    path("shops/<uuid:shop_id>/months/<slug:month>/open", ReopenMonthView.as_view(), name="api-reopen-month"),
    path("shops/<uuid:shop_id>/health", HealthView.as_view(), name="api-health"),
    path("shops/<uuid:shop_id>/appeals", AppealsView.as_view(), name="api-appeals"),
]
