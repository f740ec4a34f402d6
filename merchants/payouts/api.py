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
from ecosystem.web.api import REPEAT_KEY, Input, MoneyField, actor_of, repeat_key
from merchants.shops.public import ACCOUNTANTS, OWNERS, shop_for

from . import actions, queries
from .models import PayoutTerms


class DeductionOutput(serializers.Serializer[Any]):
    claimant = serializers.CharField()
    amount = MoneyField(source="amount_minor")
    lines = serializers.JSONField()


class PayoutOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    status = serializers.CharField()
    goods = MoneyField(source="goods_minor")
    subsidy = MoneyField(source="subsidy_minor")
    delivery_fees = MoneyField(source="delivery_fee_minor")
    commission = MoneyField(source="commission_minor")
    commission_tax = MoneyField(source="commission_tax_minor")
    acquiring_fee = MoneyField(source="acquiring_fee_minor")
    recovered = MoneyField(source="recovered_minor")
    gross = MoneyField(source="gross_minor")
    withheld = MoneyField(source="withheld_minor")
    reserved = MoneyField(source="reserved_minor")
    fee = MoneyField(source="fee_minor")
    net = MoneyField(source="net_minor")
    bank_reference = serializers.CharField()
    made_at = serializers.DateTimeField()
    arrived_at = serializers.DateTimeField(allow_null=True)
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


class RetryView(APIView):
    @extend_schema(request=None, responses=PayoutOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, payout_id: UUID) -> Response:
        """Send a payout again that failed or was returned, by the terms of now."""
        payout = actions.retry_payout(payout_id=payout_id, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(PayoutOutput(payout).data)


class DayOutput(serializers.Serializer[Any]):
    """``gross − refunds − fees + recovered = net``."""

    on = serializers.DateField()
    orders = serializers.IntegerField()
    gross = MoneyField(source="gross_minor")
    refunds = MoneyField(source="refunds_minor")
    fees = MoneyField(source="fees_minor")
    recovered = MoneyField(source="recovered_minor")
    net = MoneyField(source="net_minor")
    expected_on = serializers.DateField(allow_null=True)
    payouts = serializers.SerializerMethodField()
    differs = serializers.BooleanField()

    def get_payouts(self, day: queries.DayRow) -> list[str]:
        return [str(payout.pk) for payout in day.payouts]


class DaysView(APIView):
    @extend_schema(responses=DayOutput(many=True))
    def get(self, request: Request, shop_id: UUID) -> Response:
        """The last fourteen days of a shop's statement."""
        shop = shop_for(actor_of(request), shop_id, ACCOUNTANTS)
        return Response(DayOutput(queries.days_of(shop.pk, queries.terms_of(shop.pk), at=clock.now()), many=True).data)


class PayoutTermsInput(Input):
    """Without an account the money goes into the shop's account at this bank."""

    schedule = serializers.ChoiceField(choices=PayoutTerms.Schedule.choices)
    weekday = serializers.IntegerField(default=0, min_value=0, max_value=6)
    minimum = MoneyField(default=0)
    rail = serializers.CharField(default="", allow_blank=True)
    bank_code = serializers.CharField(default="", allow_blank=True)
    account_no = serializers.CharField(default="", allow_blank=True)
    holder = serializers.CharField(default="", allow_blank=True)


class TermsOutput(serializers.Serializer[Any]):
    schedule = serializers.CharField()
    weekday = serializers.IntegerField()
    minimum = MoneyField(source="minimum_minor")
    rail = serializers.CharField()
    bank_code = serializers.CharField()
    account_no = serializers.CharField()
    holder = serializers.CharField()


class TermsView(APIView):
    @extend_schema(responses=TermsOutput)
    def get(self, request: Request, shop_id: UUID) -> Response:
        """When and where the shop is paid."""
        return Response(TermsOutput(queries.terms_of(shop_for(actor_of(request), shop_id, ACCOUNTANTS).pk)).data)

    @extend_schema(request=PayoutTermsInput, responses=TermsOutput)
    def put(self, request: Request, shop_id: UUID) -> Response:
        """Choose when and where the shop is paid from now on."""
        told = PayoutTermsInput(data=request.data)
        told.is_valid(raise_exception=True)
        values = dict(told.validated_data)
        choice = actions.TermsChoice(minimum_minor=values.pop("minimum"), **values)
        return Response(TermsOutput(actions.change_terms(shop_id=shop_id, choice=choice, by=actor_of(request), at=clock.now())).data)


urlpatterns = [
    path("shops/<uuid:shop_id>/payouts", PayoutsView.as_view(), name="api-payouts"),
    path("shops/<uuid:shop_id>/payout-terms", TermsView.as_view(), name="api-payout-terms"),
    path("shops/<uuid:shop_id>/statement-days", DaysView.as_view(), name="api-statement-days"),
    path("payouts/<uuid:payout_id>/retry", RetryView.as_view(), name="api-payout-retry"),
]
