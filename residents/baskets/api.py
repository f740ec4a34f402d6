"""The basket and checkout, for programs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.ways import LONGEST_WAY
from ecosystem.payments.public import BANK_ACCOUNT, payment_for
from ecosystem.web.api import REPEAT_KEY, AnyVisitor, Input, MoneyField, actor_of, repeat_key
from merchants.points.public import point_shown, way_to
from merchants.rounds.public import round_shown
from merchants.shops.public import LONGEST_NAME, Work, open_slots, serving_shops
from residents.family.public import arrangement_of_way

from . import actions, queries
from .errors import SignInToBuy
from .repeating import Again, order_again
from .rules import in_round, to_point


class LineInput(Input):
    sku = serializers.UUIDField()
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3, min_value=0)
    options = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=60)


class WhereInput(Input):
    lat = serializers.DecimalField(max_digits=9, decimal_places=6, min_value=-90, max_value=90)
    lng = serializers.DecimalField(max_digits=9, decimal_places=6, min_value=-180, max_value=180)


class QuoteInput(Input):
    lat = serializers.DecimalField(max_digits=9, decimal_places=6, min_value=-90, max_value=90, required=False)
    lng = serializers.DecimalField(max_digits=9, decimal_places=6, min_value=-180, max_value=180, required=False)
    round = serializers.UUIDField(required=False, help_text="The round that brings it, instead of a place.")
    point = serializers.UUIDField(required=False, help_text="The pickup point that it goes to, instead of a place.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("lat" in attrs) != ("lng" in attrs) or len({"lat", "round", "point"} & set(attrs)) > 1:
            raise serializers.ValidationError(_("Say both, or neither."))
        return attrs


class SlotInput(Input):
    shop = serializers.UUIDField()
    begins_at = serializers.DateTimeField()


class SlotOutput(serializers.Serializer[Any]):
    begins_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    is_free = serializers.BooleanField()


class CheckoutInput(Input):
    quote = serializers.CharField(max_length=64)
    channel = serializers.ChoiceField(["pickup", "delivery", "dine_in"])
    method = serializers.CharField(max_length=LONGEST_WAY, default=BANK_ACCOUNT)
    deliver_to = serializers.CharField(max_length=200, default="", allow_blank=True)
    where = WhereInput(required=False)
    note = serializers.CharField(max_length=200, default="", allow_blank=True)
    table = serializers.CharField(max_length=LONGEST_NAME, default="", allow_blank=True, help_text="Where the buyer sits; needed with dine_in.")
    slots = SlotInput(many=True, default=list, help_text="Left out: as soon as possible.")
    round = serializers.UUIDField(required=False, help_text="The round that brings it, with delivery; then no place is needed.")
    point = serializers.UUIDField(required=False, help_text="The pickup point that it goes to, with delivery; then no place is needed.")


class PayInput(Input):
    method = serializers.CharField(max_length=LONGEST_WAY, default=BANK_ACCOUNT)


class ItemOutput(serializers.Serializer[Any]):
    sku = serializers.UUIDField(source="sku_id")
    name = serializers.CharField()
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3)
    price = MoneyField(source="unit_minor")
    options = serializers.ListField(child=serializers.UUIDField())
    choices = serializers.ListField(child=serializers.CharField())
    gross = MoneyField(source="gross_minor")
    short = serializers.BooleanField(source="is_short")


class DiscountOutput(serializers.Serializer[Any]):
    promotion = serializers.UUIDField(source="offer.id")
    kind = serializers.CharField(source="offer.kind")
    name = serializers.CharField(source="offer.name")
    coupon = serializers.UUIDField(source="offer.coupon_id", allow_null=True)
    amount = MoneyField(source="discount_minor")


class MissedOutput(serializers.Serializer[Any]):
    """Why a promotion gives nothing: ``threshold``, ``used_up``, ``sold_out``, ``had_it`` or ``better_one``."""

    promotion = serializers.UUIDField(source="offer.id")
    kind = serializers.CharField(source="offer.kind")
    name = serializers.CharField(source="offer.name")
    reason = serializers.CharField()
    missing = MoneyField(source="missing_minor")


class BroughtOutput(serializers.Serializer[Any]):
    """What bringing it to the place costs, ``surcharge`` of ``fee`` for the hour; null where the shop does not go, or no place was said."""

    zone = serializers.CharField(source="zone.name")
    fee = MoneyField(source="fee_minor")
    surcharge = MoneyField(source="surcharge_minor")
    min_order = MoneyField(source="min_order_minor")
    missing = MoneyField(source="missing_minor")


class PartOutput(serializers.Serializer[Any]):
    shop = serializers.UUIDField(source="shop_id")
    shop_name = serializers.CharField()
    goods = MoneyField(source="goods_minor")
    margin = MoneyField(source="margin_minor", help_text="Held above goods sold by weight, and so of due, until they are weighed.")
    due = MoneyField(source="due_minor")
    delivery = BroughtOutput(allow_null=True)
    seat = MoneyField(source="seat_minor", allow_null=True)
    discounts = DiscountOutput(many=True, source="deal.applied")
    missed = MissedOutput(many=True, source="deal.missed")
    items = ItemOutput(many=True)


class QuoteOutput(serializers.Serializer[Any]):
    quote = serializers.CharField(source="digest")
    goods = MoneyField(source="goods_minor")
    due = MoneyField(source="due_minor")
    parts = PartOutput(many=True)


class ErrandOutput(serializers.Serializer[Any]):
    errand = serializers.UUIDField()
    orders = serializers.CharField()
    payment = serializers.UUIDField(allow_null=True)


class PaymentOutput(serializers.Serializer[Any]):
    payment = serializers.UUIDField()


class StandingOutput(serializers.Serializer[Any]):
    """``address`` is where the payer pays, as long as she may; empty for money that moves at once."""

    payment = serializers.UUIDField(source="pk")
    method = serializers.CharField()
    status = serializers.CharField()
    amount = MoneyField(source="amount_minor")
    address = serializers.CharField(source="charge.address", default="")


class BasketView(APIView):
    @extend_schema(responses=QuoteOutput, parameters=[QuoteInput])
    def get(self, request: Request) -> Response:
        """The basket at the prices of now, with the quote to check out by; for a delivery, with the place that it goes to."""
        actor = actor_of(request)
        if actor.party_id is None:
            raise SignInToBuy
        asked = QuoteInput(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        told = asked.validated_data
        where = (told["lat"], told["lng"]) if "lat" in told else None
        quote = queries.quote_for(actor.party_id, where=where, at=clock.now())
        if "point" in told:
            way = way_to(point_shown(told["point"]), [part.shop_id for part in quote.parts])
            quote = to_point(quote, {part.shop_id: way.fee_of(part.shop_id) for part in quote.parts})
        return Response(QuoteOutput(in_round(quote, round_shown(told["round"]).share_most_minor) if "round" in told else quote).data)


class BasketLinesView(APIView):
    @extend_schema(request=LineInput, responses={204: None})
    def post(self, request: Request) -> Response:
        """Set how much of an article is in the basket; 0 takes it out."""
        given = LineInput(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        actions.put_in_basket(sku_id=values["sku"], quantity=values["quantity"], options=values["options"], by=actor_of(request), at=clock.now())
        return Response(status=204)


class AgainOutput(serializers.Serializer[Any]):
    """``what``: ``gone``, ``sold_out``, ``hours``, ``choices``, ``fewer``, or empty where all of the line went into the basket."""

    sku = serializers.UUIDField(source="line.sku_id")
    name = serializers.CharField(source="line.name")
    asked = serializers.DecimalField(max_digits=14, decimal_places=3, source="line.quantity")
    taken = serializers.DecimalField(max_digits=14, decimal_places=3, source="takes")
    what = serializers.CharField()
    price_then = MoneyField(source="line.unit_minor")
    price_now = serializers.SerializerMethodField()

    def get_price_now(self, one: Again) -> dict[str, str] | None:
        return None if one.now_minor is None else MoneyField().to_representation(one.now_minor)


class AgainView(APIView):
    @extend_schema(request=None, responses=AgainOutput(many=True))
    def post(self, request: Request, order_id: UUID) -> Response:
        """Put a past order into the basket once more, as far as it is sold now; answers what is otherwise."""
        return Response(AgainOutput(order_again(order_id=order_id, by=actor_of(request), at=clock.now()), many=True).data)


class CheckoutView(APIView):
    @extend_schema(request=CheckoutInput, responses={201: ErrandOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request) -> Response:
        """One payment and one order a shop, all or nothing."""
        given = CheckoutInput(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        where = values.pop("where", None)
        slots = tuple((slot["shop"], slot["begins_at"]) for slot in values.pop("slots"))
        ride, point = values.pop("round", None), values.pop("point", None)
        wish = actions.Wish(**values, round_id=ride, point_id=point, slots=slots, where=(where["lat"], where["lng"]) if where else None)
        errand = actions.checkout(wish=wish, key=repeat_key(request), by=actor_of(request), at=clock.now())
        # Money that moves at once leaves nothing to wait for.
        payment = None if wish.method == BANK_ACCOUNT or arrangement_of_way(wish.method) else queries.payment_of_errand(errand)
        return Response({"errand": str(errand), "orders": f"/api/v1/errands/{errand}", "payment": payment}, status=201)


class SlotsView(APIView):
    permission_classes = [AnyVisitor]

    @extend_schema(
        responses=SlotOutput(many=True),
        parameters=[
            OpenApiParameter("items", int, description="How many pieces or kilograms: more take longer."),
            OpenApiParameter("longest", int, description="Minutes to make the article that takes longest."),
            OpenApiParameter("making", int, description="Minutes that making all of it takes: a slot may have room for so many."),
        ],
    )
    def get(self, request: Request, shop_id: UUID, channel: str) -> Response:
        """When a shop's goods may be fetched (``pickup``) or brought (``delivery``); empty where it has no slots."""
        shop = serving_shops([shop_id]).get(shop_id)
        if shop is None or channel not in {"pickup", "delivery"}:
            raise NotFound
        asked = {name: _number(request.GET.get(name, "")) for name in ("items", "making", "longest")}
        work = Work(Decimal(asked["items"] or 1), asked["making"], asked["longest"])
        return Response(SlotOutput(open_slots([shop], channel, works={shop_id: work}, at=clock.now()).get(shop_id, []), many=True).data)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 5 else 0


class PayOrderView(APIView):
    @extend_schema(request=PayInput, responses=PaymentOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, order_id: UUID) -> Response:
        """Pay an order that waits: scanned at a counter, or again after a failure."""
        given = PayInput(data=request.data)
        given.is_valid(raise_exception=True)
        payment = actions.pay_order(
            order_id=order_id, method=given.validated_data["method"], key=repeat_key(request), by=actor_of(request), at=clock.now()
        )
        return Response({"payment": str(payment)})


class PaymentView(APIView):
    @extend_schema(responses=StandingOutput)
    def get(self, request: Request, payment_id: UUID) -> Response:
        """Where a payment of the payer's stands: created, pending, unknown, succeeded, failed or closed."""
        return Response(StandingOutput(payment_for(actor_of(request), payment_id)).data)


class PayAgainView(APIView):
    @extend_schema(request=PayInput, responses=PaymentOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, payment_id: UUID) -> Response:
        """Pay what this payment has not: after it failed, or another way while nobody answers for it."""
        given = PayInput(data=request.data)
        given.is_valid(raise_exception=True)
        again = actions.pay_again(
            payment_id=payment_id, method=given.validated_data["method"], key=repeat_key(request), by=actor_of(request), at=clock.now()
        )
        return Response({"payment": str(again)})


urlpatterns = [
    path("basket", BasketView.as_view(), name="api-basket"),
    path("basket/lines", BasketLinesView.as_view(), name="api-basket-lines"),
    path("checkout", CheckoutView.as_view(), name="api-checkout"),
    path("payments/<uuid:payment_id>", PaymentView.as_view(), name="api-payment"),
    path("payments/<uuid:payment_id>/again", PayAgainView.as_view(), name="api-payment-again"),
    path("shops/<uuid:shop_id>/slots/<slug:channel>", SlotsView.as_view(), name="api-shop-slots"),
    path("orders/<uuid:order_id>/again", AgainView.as_view(), name="api-order-again"),
    path("orders/<uuid:order_id>/pay", PayOrderView.as_view(), name="api-order-pay"),
]
