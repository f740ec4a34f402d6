"""How a merchant is taxed, and months closed and opened, for programs."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.taxes import MOST_TAX_BP
from ecosystem.web.api import REPEAT_KEY, Input, actor_of, repeat_key
from merchants.periods.public import set_taxpayer

from .. import actions, rules


class TaxpayerInput(Input):
    general = serializers.BooleanField()
    rate_bp = serializers.IntegerField(
        min_value=0, max_value=MOST_TAX_BP, default=None, allow_null=True, help_text="What prices hold whose articles say nothing else."
    )
    delivery_bp = serializers.IntegerField(
        min_value=0, max_value=MOST_TAX_BP, default=None, allow_null=True, help_text="What delivery fees hold; left out, as the rest."
    )
    from_month = serializers.DateField(help_text="The first day of the month from which it holds.")


class TaxpayerOutput(serializers.Serializer[Any]):
    general = serializers.BooleanField(source="is_general")
    rate_bp = serializers.IntegerField(allow_null=True)
    delivery_bp = serializers.IntegerField(allow_null=True)
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
            delivery_bp=said["delivery_bp"],
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
