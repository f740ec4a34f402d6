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
from ecosystem.web.api import REPEAT_KEY, Input, MoneyField, repeat_key
from merchants.orders.public import Wanted

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


class PhoneOrderOutput(serializers.Serializer[Any]):
    order = serializers.UUIDField(source="id")
    number = serializers.CharField()
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
            wanted=[Wanted(line["sku"], line["quantity"], line["price"], tuple(line["options"])) for line in said["lines"]],
            handover=Handover(said["channel"], said["deliver_to"], said["near"], said["note"], said["slot"]),
            key=repeat_key(request),
            by=seller_of(request, shop_id),
            at=clock.now(),
        )
        return Response(PhoneOrderOutput(order).data, status=201)
