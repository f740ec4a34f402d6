"""Orders given by hand or by phone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import REPEAT_KEY, Input, MoneyField, actor_of, repeat_key
from merchants.orders.public import Wanted
from merchants.shops.public import SELLERS, shop_for

from .. import actions
from ..actions.phoning import CHANNELS, Handover
from ..seating import seller_of


class PhoneLineInput(Input):
    sku = serializers.UUIDField()
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3)
    price = MoneyField()
    options = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=60)


class PhoneOrderInput(Input):
    customer = serializers.UUIDField()
    lines = PhoneLineInput(many=True, allow_empty=False)
    channel = serializers.ChoiceField([str(channel) for channel in CHANNELS])
    deliver_to = serializers.CharField(max_length=200, default="", allow_blank=True)
    near = serializers.CharField(max_length=80, default="", allow_blank=True, help_text="The code of a landmark near the address.")
    note = serializers.CharField(max_length=200, default="", allow_blank=True)
    slot = serializers.DateTimeField(
        default=None, allow_null=True, help_text="When the chosen slot begins, at a shop that works by slots; none is as soon as possible."
    )
    fee = MoneyField(default=None, allow_null=True, help_text="What the customer was told that bringing it costs; another fee is then refused.")


class PhoneQuoteInput(Input):
    lines = PhoneLineInput(many=True, allow_empty=False)
    near = serializers.CharField(max_length=80, help_text="The code of a landmark near the address.")
    slot = serializers.DateTimeField(default=None, allow_null=True, help_text="As with the order.")


class PhoneQuoteOutput(serializers.Serializer[Any]):
    """``fee`` with the ``surcharge`` for the hour in it; send it along with the order."""

    zone = serializers.CharField(source="zone.name")
    fee = MoneyField(source="fee_minor")
    surcharge = MoneyField(source="surcharge_minor")


class PhoneOrderOutput(serializers.Serializer[Any]):
    order = serializers.UUIDField(source="id")
    number = serializers.CharField()
    delivery_fee = MoneyField(source="delivery_fee_minor")
    total = MoneyField(source="total_minor")
    status = serializers.CharField()
    slot_from = serializers.DateTimeField(allow_null=True)
    slot_until = serializers.DateTimeField(allow_null=True)


class PhoneOrdersView(APIView):
    @extend_schema(request=PhoneOrderInput, responses={201: PhoneOrderOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Take an order for a customer of the shop, on her tab: it waits on the board like any other."""
        given = PhoneOrderInput(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        order = actions.take_order(
            shop_id=shop_id,
            card_id=said["customer"],
            wanted=_wanted(said["lines"]),
            handover=Handover(said["channel"], said["deliver_to"], said["near"], said["note"], said["slot"], said["fee"]),
            key=repeat_key(request),
            by=seller_of(request, shop_id),
            at=clock.now(),
        )
        return Response(PhoneOrderOutput(order).data, status=201)


class PhoneQuotesView(APIView):
    @extend_schema(request=PhoneQuoteInput, responses=PhoneQuoteOutput)
    def post(self, request: Request, shop_id: UUID) -> Response:
        """What bringing an order near a landmark costs: asked before it is put on a tab, nothing is written down."""
        given = PhoneQuoteInput(data=request.data)
        given.is_valid(raise_exception=True)
        said, shop = given.validated_data, shop_for(actor_of(request), shop_id, SELLERS)
        terms = actions.delivery_near(shop_id=shop.pk, near=said["near"], wanted=_wanted(said["lines"]), at=said["slot"] or clock.now())
        return Response(PhoneQuoteOutput(terms).data)


def _wanted(lines: list[dict[str, Any]]) -> list[Wanted]:
    return [Wanted(line["sku"], line["quantity"], line["price"], tuple(line["options"])) for line in lines]
