"""Sales, returns, receipts and cash for a tab."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.ids import uuid7
from ecosystem.web.api import REPEAT_KEY, Input, MoneyField, actor_of, repeat_key
from merchants.aftersale.public import CaseLine
from merchants.orders.public import Order, Wanted
from merchants.shops.public import SELLERS, shop_for
from merchants.staff.public import prove_pin

from .. import access, actions, queries, reading, rules
from ..models import Sale, Todo
from ..rules import Ticket, TicketLine
from ..seating import seller_of
from ..slips import sale_slip


class SaleLineInput(Input):
    sku = serializers.UUIDField(default=None, allow_null=True, help_text="Left out for an open amount, whose price is the amount.")
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3)
    price = MoneyField()
    discount = MoneyField(default=0)
    list_price = MoneyField(default=None, help_text="What the shop asks, where the seller asks another price on purpose.")
    options = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=60, help_text="What was chosen with it, by code.")


class ApprovalInput(Input):
    """Somebody who stands by and types her PIN; it is compared, never kept."""

    person = serializers.UUIDField()
    pin = serializers.CharField(max_length=8, write_only=True)


class SaleInput(Input):
    lines = SaleLineInput(many=True, allow_empty=False)
    tender = serializers.ChoiceField([rules.CODE, rules.CASH, rules.TAB], default=rules.CODE)
    sale = serializers.UUIDField(default=None, allow_null=True, help_text="The till's own UUIDv7; the Idempotency-Key of cash and tab sales.")
    offline = serializers.BooleanField(default=False, help_text="It has happened already: book it as it was, or hold it.")
    drawer = serializers.UUIDField(default=None, allow_null=True)
    customer = serializers.UUIDField(default=None, allow_null=True)
    tendered = MoneyField(default=None)
    prices = serializers.CharField(max_length=64, default="", allow_blank=True)
    rung_at = serializers.DateTimeField(default=None, allow_null=True)
    seller = serializers.UUIDField(default=None, allow_null=True, help_text="Who sold, as the till knows it.")
    deal = MoneyField(default=None, help_text="What promotions take off, as it was quoted; without it nothing is. A sale by code needs none.")
    coupon = serializers.CharField(max_length=200, default="", allow_blank=True, help_text="The slip of a coupon that was shown.")
    approval = ApprovalInput(default=None, allow_null=True)


class SaleOutput(serializers.Serializer[Any]):
    order = serializers.UUIDField(source="id")
    number = serializers.CharField()
    total = MoneyField(source="total_minor")
    pay = serializers.SerializerMethodField()
    pay_until = serializers.DateTimeField()

    def get_pay(self, order: Any) -> str:
        return f"/pay/{order.pk}/"


class BookedOutput(serializers.Serializer[Any]):
    state = serializers.ChoiceField(["booked", "held"])
    order = serializers.UUIDField()
    number = serializers.CharField()
    total = MoneyField()
    change = MoneyField()
    said_zh = serializers.CharField()
    said_en = serializers.CharField()
    code = serializers.CharField(help_text="Why it is held; empty where it is booked.")


SaleAnswer = PolymorphicProxySerializer("SaleAnswer", serializers=[SaleOutput, BookedOutput], resource_type_field_name=None)


class SalesView(APIView):
    @extend_schema(request=SaleInput, responses={201: SaleAnswer, 202: BookedOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Ring up a sale: by code it waits for the buyer; for cash or on a tab it is done.

        An offline sale is always taken: 201 booked as it was rung up, 202 held for a person to decide.
        """
        given = SaleInput(data=request.data)
        given.is_valid(raise_exception=True)
        wanted, actor, at = given.validated_data, actor_of(request), clock.now()
        if wanted["tender"] == rules.CODE:
            lines = [Wanted(line["sku"], line["quantity"], line["price"], tuple(line["options"])) for line in wanted["lines"] if line["sku"]]
            order = actions.ring_up(shop_id=shop_id, wanted=lines, coupon=wanted["coupon"], key=repeat_key(request), by=actor, at=at)
            return Response(SaleOutput(order).data, status=201)
        repeat_key(request)
        ticket = ticket_of(wanted, at)
        if not wanted["offline"]:
            seller, approver = seller_of(request, shop_id), approver_of(wanted["approval"], shop_id, by=actor, at=at)
            return Response(BookedOutput(booked(actions.sell(shop_id=shop_id, ticket=ticket, by=seller, at=at, approver=approver))).data, status=201)
        answer = actions.replay(shop_id=shop_id, ticket=ticket, by=actor, at=at)
        if isinstance(answer, Todo):
            return Response(BookedOutput(held(answer)).data, status=202)
        return Response(BookedOutput(booked(answer)).data, status=201)


def ticket_of(wanted: dict[str, Any], at: datetime) -> Ticket:
    lines = tuple(
        TicketLine(line["sku"], line["quantity"], line["price"], line["discount"], tuple(line["options"]), line["list_price"])
        for line in wanted["lines"]
    )
    return Ticket(
        sale=wanted["sale"] or uuid7(),
        tender=wanted["tender"],
        lines=lines,
        rung_at=wanted["rung_at"] or at,
        drawer=wanted["drawer"],
        customer=wanted["customer"],
        tendered_minor=wanted["tendered"] if wanted["tender"] == rules.CASH else None,
        prices=wanted["prices"],
        seller=wanted["seller"],
        deal_minor=wanted["deal"],
        coupon=wanted["coupon"],
    )


def approver_of(given: dict[str, Any] | None, shop_id: UUID, *, by: Actor, at: datetime) -> Actor | None:
    """Who let it through, if somebody typed her PIN. Raises as ``prove_pin``."""
    return prove_pin(shop_id=shop_id, person_id=given["person"], pin=given["pin"], by=by, at=at) if given else None


def booked(sale: Sale) -> dict[str, Any]:
    order: Order = sale.order
    change = (sale.tendered_minor or order.total_minor) - order.total_minor
    words = {"said_zh": reading.received_zh(order.total_minor), "said_en": reading.received_en(order.total_minor)}
    return {"state": "booked", "order": order.pk, "number": order.number, "total": order.total_minor, "change": change, "code": "", **words}


def held(todo: Todo) -> dict[str, Any]:
    return {"state": "held", "order": todo.sale_id, "number": "", "total": 0, "change": 0, "said_zh": "", "said_en": "", "code": todo.code}


class PriceRow(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    code = serializers.CharField()
    name_zh = serializers.CharField(source="zh")
    name_en = serializers.CharField(source="en")
    size = serializers.CharField()
    price = MoneyField()


class PriceListOutput(serializers.Serializer[Any]):
    version = serializers.CharField()
    rows = PriceRow(many=True)


class PriceListView(APIView):
    @extend_schema(responses=PriceListOutput)
    def get(self, request: Request, shop_id: UUID) -> Response:
        """Everything on sale with its price; sales name the version that they were rung up with."""
        shop = shop_for(actor_of(request), shop_id, SELLERS)
        return Response(PriceListOutput(queries.price_list(shop.pk)).data)


class ReturnLineInput(Input):
    position = serializers.IntegerField(min_value=1)
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3)
    restock = serializers.ChoiceField(["", *CaseLine.Restock.values], default="", help_text="Where the goods go; empty is decided later.")


class ReturnInput(Input):
    lines = ReturnLineInput(many=True, allow_empty=False)
    reason = serializers.CharField(max_length=200)
    drawer = serializers.UUIDField(default=None, allow_null=True)
    approval = ApprovalInput(default=None, allow_null=True)


class ReturnOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    amount = MoneyField(source="amount_minor")
    reason = serializers.CharField()


class ReturnsView(APIView):
    @extend_schema(request=ReturnInput, responses={201: ReturnOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, order_id: UUID) -> Response:
        """Take goods of a cash or tab sale back, and give what was paid for them."""
        given = ReturnInput(data=request.data)
        given.is_valid(raise_exception=True)
        wanted = {line["position"]: line["quantity"] for line in given.validated_data["lines"]}
        restock = {line["position"]: line["restock"] for line in given.validated_data["lines"] if line["restock"]}
        actor, at = actor_of(request), clock.now()
        shop_id = access.sale_for(actor, order_id).shop_id
        back = actions.give_back(
            order_id=order_id,
            wanted=wanted,
            reason=given.validated_data["reason"],
            drawer_id=given.validated_data["drawer"],
            restock=restock,
            key=repeat_key(request),
            by=seller_of(request, shop_id),
            at=at,
            approver=approver_of(given.validated_data["approval"], shop_id, by=actor, at=at),
        )
        return Response(ReturnOutput(back).data, status=201)


class PrintInput(Input):
    width = serializers.ChoiceField([58, 80])


class ReceiptView(APIView):
    @extend_schema(request=PrintInput, responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def post(self, request: Request, order_id: UUID) -> HttpResponse:
        """The receipt as ESC/POS bytes; every call is a printing, and every one after the first a copy."""
        given = PrintInput(data=request.data)
        given.is_valid(raise_exception=True)
        width = int(given.validated_data["width"])
        printing = actions.print_receipt(order_id=order_id, width=width, by=actor_of(request), at=clock.now())
        slip = sale_slip(queries.sale_with_lines(order_id), copy=printing.number - 1)
        return HttpResponse(slip.bytes_for(width), content_type="application/octet-stream")


class TabPaymentInput(Input):
    amount = MoneyField()
    items = serializers.ListField(child=serializers.UUIDField(), default=list)
    drawer = serializers.UUIDField(default=None, allow_null=True)


class TabPaymentOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    amount = MoneyField(source="amount_minor")
    how = serializers.CharField()
    status = serializers.CharField()


class TabPaymentsView(APIView):
    @extend_schema(request=TabPaymentInput, responses={201: TabPaymentOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, card_id: UUID) -> Response:
        """Take cash for a tab: oldest items first, or the ones named."""
        given = TabPaymentInput(data=request.data)
        given.is_valid(raise_exception=True)
        wanted = given.validated_data
        payment = actions.take_for_tab(
            card_id=card_id,
            amount_minor=wanted["amount"],
            wanted=wanted["items"],
            drawer_id=wanted["drawer"],
            key=repeat_key(request),
            by=actor_of(request),
            at=clock.now(),
        )
        return Response(TabPaymentOutput(payment).data, status=201)
