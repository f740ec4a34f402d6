"""Orders, for programs: the buyer's, and the shop's buttons."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.kernel.photos import taken_all
from ecosystem.web.api import REPEAT_KEY, Input, MoneyField, actor_of, repeat_key
from merchants.shops.public import shop_for

from . import access, actions, queries
from .codes import code_of, token_of
from .errors import OrderNotFound
from .models import Order
from .rules import LONGEST_WORD, REASONS, WITHOUT_CODE


class LineOutput(serializers.Serializer[Any]):
    sku = serializers.UUIDField(source="sku_id")
    name = serializers.CharField()
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3)
    price = MoneyField(source="unit_minor")
    gross = MoneyField(source="gross_minor")
    discount = MoneyField(source="discount_minor")
    tax_bp = serializers.IntegerField(allow_null=True, help_text="The tax that the price holds; null as the shop's tax terms of the day say.")
    margin = MoneyField(source="margin_minor", help_text="The most that its weight may come to above gross.")
    weighed = serializers.DecimalField(max_digits=14, decimal_places=3, allow_null=True, help_text="What it weighed, in its sale unit.")
    sold = MoneyField(source="sold_minor", help_text="What it comes to after weighing, before discounts.")


class OrderOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.CharField()
    errand = serializers.UUIDField(source="errand_id")
    shop = serializers.UUIDField(source="shop_id")
    shop_name = serializers.CharField(source="shop.name")
    channel = serializers.CharField()
    table = serializers.CharField(help_text="Where the buyer sits; empty unless the channel is dine_in.")
    status = serializers.CharField()
    tender = serializers.CharField()
    goods = MoneyField(source="goods_minor")
    discount = MoneyField(source="discount_minor")
    subsidy = MoneyField(source="subsidy_minor")
    delivery_fee = MoneyField(source="delivery_fee_minor")
    margin = MoneyField(source="margin_minor", help_text="Held above what was ordered, until it is weighed.")
    weighed_back = MoneyField(source="weighed_back_minor", help_text="What went back when it was weighed, and so of the total.")
    weighed_at = serializers.DateTimeField(allow_null=True)
    total = MoneyField(source="total_minor")
    round = serializers.UUIDField(source="round_id", allow_null=True)
    point = serializers.UUIDField(source="point_id", allow_null=True, help_text="The pickup point where its buyer collects it.")
    fee_back = MoneyField(source="fee_back_minor", help_text="What its round gave back of the delivery fee, and so of the total.")
    placed_at = serializers.DateTimeField()
    accept_by = serializers.DateTimeField(allow_null=True)
    promised_at = serializers.DateTimeField(allow_null=True)
    cancel_by = serializers.DateTimeField(allow_null=True)
    slot_from = serializers.DateTimeField(allow_null=True)
    slot_until = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    lines = LineOutput(many=True)


class WeighInput(Input):
    """As a form: ``weights`` is the JSON object in one field, beside the files."""

    weights = serializers.JSONField(help_text='Weight by line position, as {"1": "1.185"}: every line that is sold by weight.')
    photos = serializers.ListField(child=serializers.FileField(), default=list, help_text="The goods on the scale; one at least.")

    def validate_weights(self, told: Any) -> dict[int, Decimal]:
        read = told if isinstance(told, dict) else {}
        try:
            return {int(position): Decimal(str(weight)) for position, weight in read.items()}
        except (ArithmeticError, ValueError):
            raise serializers.ValidationError("a number by line position") from None


class RejectInput(Input):
    reason = serializers.ChoiceField(list(REASONS))
    sold_out = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=100, help_text="Articles of the order to sell no more.")
    sold_out_until = serializers.DateTimeField(required=False, help_text="Needed with sold_out.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["sold_out"] and "sold_out_until" not in attrs:
            raise serializers.ValidationError({"sold_out_until": "say until when"})
        return attrs


class OrdersView(APIView):
    @extend_schema(responses=OrderOutput(many=True), operation_id="orders_list")
    def get(self, request: Request) -> Response:
        """The orders that the person signed in has made, newest first."""
        actor = actor_of(request)
        return Response(OrderOutput(queries.orders_of(actor.party_id) if actor.party_id else [], many=True).data)


class OrderView(APIView):
    @extend_schema(responses=OrderOutput, operation_id="orders_retrieve")
    def get(self, request: Request, order_id: UUID) -> Response:
        return Response(OrderOutput(queries.with_lines(access.order_for_either(actor_of(request), order_id).pk)).data)


class ErrandView(APIView):
    @extend_schema(responses=OrderOutput(many=True))
    def get(self, request: Request, errand_id: UUID) -> Response:
        """All orders of one checkout."""
        actor = actor_of(request)
        orders = list(queries.errand(errand_id, actor.party_id)) if actor.party_id else []
        if not orders:
            raise OrderNotFound
        return Response(OrderOutput(orders, many=True).data)


class BoardView(APIView):
    @extend_schema(responses=OrderOutput(many=True))
    def get(self, request: Request, shop_id: UUID) -> Response:
        """What the shop has to do, oldest first."""
        shop = shop_for(actor_of(request), shop_id)
        return Response(OrderOutput(queries.board_of([shop.pk]), many=True).data)


class StepView(APIView):
    """One of the shop's buttons that moves neither money nor stock."""

    verb: Callable[..., Order]

    @extend_schema(request=None, responses=OrderOutput)
    def post(self, request: Request, order_id: UUID) -> Response:
        order = type(self).verb(order_id=order_id, by=actor_of(request), at=clock.now())
        return Response(OrderOutput(queries.with_lines(order.pk)).data)


class AcceptView(StepView):
    verb = staticmethod(actions.accept_order)


class ReadyView(StepView):
    verb = staticmethod(actions.mark_ready)


class SendOutView(StepView):
    verb = staticmethod(actions.send_out)


class AskToCancelView(StepView):
    """The buyer asks to get out of an accepted order; the shop has ten minutes to answer."""

    verb = staticmethod(actions.ask_to_cancel)

    @extend_schema(responses=OrderOutput)
    def delete(self, request: Request, order_id: UUID) -> Response:
        """Take it back, before the shop has answered."""
        order = actions.stay(order_id=order_id, by=actor_of(request), at=clock.now())
        return Response(OrderOutput(queries.with_lines(order.pk)).data)


class RefuseToCancelView(StepView):
    verb = staticmethod(actions.refuse_to_cancel)


class AgreeToCancelView(APIView):
    @extend_schema(request=None, responses=OrderOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, order_id: UUID) -> Response:
        """The shop lets the buyer go who asked: she gets everything back."""
        order = actions.agree_to_cancel(order_id=order_id, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(OrderOutput(queries.with_lines(order.pk)).data)


class WordInput(Input):
    text = serializers.CharField(max_length=LONGEST_WORD)


class WordOutput(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    by_shop = serializers.BooleanField()
    text = serializers.CharField()
    at = serializers.DateTimeField()


class WordsView(APIView):
    @extend_schema(responses=WordOutput(many=True))
    def get(self, request: Request, order_id: UUID) -> Response:
        """What buyer and shop wrote to each other about it, for both of them."""
        order = access.order_for_either(actor_of(request), order_id)
        return Response(WordOutput(order.words.order_by("number"), many=True).data)

    @extend_schema(request=WordInput, responses={201: WordOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, order_id: UUID) -> Response:
        """Write to the other side while it is open."""
        given = WordInput(data=request.data)
        given.is_valid(raise_exception=True)
        text = given.validated_data["text"]
        word = actions.write_word(order_id=order_id, text=text, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(WordOutput(word).data, status=201)


class HandOverInput(Input):
    code = serializers.CharField(default="", allow_blank=True, max_length=120, help_text="What the buyer says or shows, where she fetches it.")
    without = serializers.ChoiceField(["", *WITHOUT_CODE], default="", help_text="Why it is handed over without her code.")


class HandOverView(APIView):
    @extend_schema(request=HandOverInput, responses=OrderOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, order_id: UUID) -> Response:
        """The goods are handed over: stock leaves, the sale is settled. What is fetched needs its buyer's code, or a reason."""
        given = HandOverInput(data=request.data)
        given.is_valid(raise_exception=True)
        told, at = given.validated_data, clock.now()
        order = actions.hand_over(
            order_id=order_id, shown=told["code"], without=told["without"], key=repeat_key(request), by=actor_of(request), at=at
        )
        return Response(OrderOutput(queries.with_lines(order.pk)).data)


class CodeOutput(serializers.Serializer[Any]):
    digits = serializers.CharField(help_text="To say at the counter, at a pickup point or at the door.")
    token = serializers.CharField(help_text="To show as a QR code at the counter; stale within a minute.")


class CodeView(APIView):
    @extend_schema(responses=CodeOutput)
    def get(self, request: Request, order_id: UUID) -> Response:
        """What its buyer shows for the goods; only for her."""
        order = access.order_for_buyer(actor_of(request), order_id)
        return Response(CodeOutput({"digits": code_of(order.pk), "token": token_of(order.pk, clock.now())}).data)


class WeighView(APIView):
    parser_classes = [JSONParser, MultiPartParser]

    @extend_schema(request=WeighInput, responses=OrderOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, order_id: UUID) -> Response:
        """What it weighs, with a picture of the scale: the buyer pays that, and what was held above it goes back."""
        given = WeighInput(data=request.data)
        given.is_valid(raise_exception=True)
        shots = taken_all(request.FILES.getlist("photos"))
        weights = given.validated_data["weights"]
        order = actions.weigh_order(order_id=order_id, weights=weights, shots=shots, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(OrderOutput(queries.with_lines(order.pk)).data)


class RejectView(APIView):
    @extend_schema(request=RejectInput, responses=OrderOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, order_id: UUID) -> Response:
        """The shop can't serve it: the buyer gets everything back."""
        given = RejectInput(data=request.data)
        given.is_valid(raise_exception=True)
        told = given.validated_data
        gone = actions.Gone(tuple(told["sold_out"]), told["sold_out_until"]) if told["sold_out"] else None
        order = actions.reject_order(
            order_id=order_id, reason=told["reason"], gone=gone, key=repeat_key(request), by=actor_of(request), at=clock.now()
        )
        return Response(OrderOutput(queries.with_lines(order.pk)).data)


class CancelView(APIView):
    @extend_schema(request=None, responses=OrderOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, order_id: UUID) -> Response:
        """The buyer cancels before the shop has accepted, or lets go unpaid."""
        order = actions.cancel_order(order_id=order_id, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(OrderOutput(queries.with_lines(order.pk)).data)


urlpatterns = [
    path("orders", OrdersView.as_view(), name="api-orders"),
    path("orders/<uuid:order_id>", OrderView.as_view(), name="api-order"),
    path("orders/<uuid:order_id>/code", CodeView.as_view(), name="api-order-code"),
    path("orders/<uuid:order_id>/cancel", CancelView.as_view(), name="api-order-cancel"),
    path("orders/<uuid:order_id>/words", WordsView.as_view(), name="api-order-words"),
    path("orders/<uuid:order_id>/cancel-request", AskToCancelView.as_view(), name="api-order-cancel-request"),
    path("orders/<uuid:order_id>/cancel-request/agree", AgreeToCancelView.as_view(), name="api-order-cancel-agree"),
    path("orders/<uuid:order_id>/cancel-request/refuse", RefuseToCancelView.as_view(), name="api-order-cancel-refuse"),
    path("orders/<uuid:order_id>/accept", AcceptView.as_view(), name="api-order-accept"),
    path("orders/<uuid:order_id>/weigh", WeighView.as_view(), name="api-order-weigh"),
    path("orders/<uuid:order_id>/ready", ReadyView.as_view(), name="api-order-ready"),
    path("orders/<uuid:order_id>/send-out", SendOutView.as_view(), name="api-order-send-out"),
    path("orders/<uuid:order_id>/hand-over", HandOverView.as_view(), name="api-order-hand-over"),
    path("orders/<uuid:order_id>/reject", RejectView.as_view(), name="api-order-reject"),
    path("errands/<uuid:errand_id>", ErrandView.as_view(), name="api-errand"),
    path("shops/<uuid:shop_id>/orders", BoardView.as_view(), name="api-shop-orders"),
]
