"""Couriers, for programs: what they ask, one for an order, called back; and where firms call us, which a signature tells."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import REPEAT_KEY, Input, MoneyField, actor_of, given, repeat_key
from merchants.shops.public import KEEPERS, shop_for

from . import access, actions, queries
from .errors import CallNotSigned, CourierNotFound

LONGEST_CALL = 65_536


class RuleInput(Input):
    most_added = MoneyField(help_text="What the shop adds at most to what a buyer paid for the way.")


class RuleOutput(serializers.Serializer[Any]):
    shop = serializers.UUIDField(source="shop_id")
    most_added = MoneyField(source="most_added_minor")


class CourierOfferOutput(serializers.Serializer[Any]):
    courier = serializers.CharField()
    quote = serializers.CharField(source="quote.reference")
    price = MoneyField(source="quote.price_minor")
    added = MoneyField(source="added_minor", help_text="What the shop adds to what the buyer paid.")
    valid_until = serializers.DateTimeField(source="quote.valid_until")


class SendInput(Input):
    courier = serializers.CharField(max_length=60)
    quote = serializers.CharField(max_length=100)
    price = MoneyField()


class DispatchOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    order = serializers.UUIDField(source="delivery.order_id")
    delivery = serializers.UUIDField(source="delivery_id")
    courier = serializers.CharField()
    status = serializers.CharField()
    price = MoneyField(source="price_minor")
    fee = MoneyField(source="fee_minor", allow_null=True)
    disputed = serializers.CharField(help_text="Why what the firm said last was not believed.")
    cancel_wanted = serializers.BooleanField()


class TakenOutput(serializers.Serializer[Any]):
    order = serializers.UUIDField(source="delivery.order_id")
    courier = serializers.CharField()
    status = serializers.CharField()
    ended_at = serializers.DateTimeField()
    fee = MoneyField(source="fee_minor")
    transfer = serializers.UUIDField(source="transfer_id", allow_null=True)
    sent_to_the_firm = serializers.CharField(source="remittance.status", allow_null=True, default=None)
    reference = serializers.CharField(source="remittance.reference", allow_null=True, default=None)


class CourierDayOutput(serializers.Serializer[Any]):
    on = serializers.DateField()
    fee = MoneyField(source="fee_minor")
    buyers_paid = MoneyField(source="buyers_minor", help_text="What buyers had paid for the same ways.")
    errands = TakenOutput(source="rows", many=True)


class DayInput(Input):
    on = serializers.DateField()


class DayView(APIView):
    @extend_schema(parameters=[DayInput], responses=CourierDayOutput, operation_id="couriers_day")
    def get(self, request: Request, shop_id: UUID) -> Response:
        """What couriers took of the shop for errands that ended on one day."""
        shop = shop_for(actor_of(request), shop_id, KEEPERS)
        asked = DayInput(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        return Response(CourierDayOutput(queries.statement_of(shop, asked.validated_data["on"])).data)


class RuleView(APIView):
    @extend_schema(responses=RuleOutput, operation_id="couriers_rule")
    def get(self, request: Request, shop_id: UUID) -> Response:
        """By which rule the shop sends couriers."""
        rule = queries.rule_of(shop_for(actor_of(request), shop_id, KEEPERS).pk)
        if rule is None:
            raise CourierNotFound
        return Response(RuleOutput(rule).data)

    @extend_schema(request=RuleInput, responses=RuleOutput, operation_id="couriers_let")
    def put(self, request: Request, shop_id: UUID) -> Response:
        """Let couriers come, by this rule from now on."""
        most = given(RuleInput, request)["most_added"]
        return Response(RuleOutput(actions.let_couriers(shop_id=shop_id, most_added_minor=most, by=actor_of(request), at=clock.now())).data)

    @extend_schema(responses={204: None}, operation_id="couriers_forbid")
    def delete(self, request: Request, shop_id: UUID) -> Response:
        """Send none any more."""
        actions.forbid_couriers(shop_id=shop_id, by=actor_of(request), at=clock.now())
        return Response(status=204)


class OffersView(APIView):
    @extend_schema(responses=CourierOfferOutput(many=True), operation_id="courier_offers_list")
    def get(self, request: Request, order_id: UUID) -> Response:
        """What couriers ask for bringing an order now, the cheapest first."""
        return Response(CourierOfferOutput(actions.offers_for(order_id=order_id, by=actor_of(request), at=clock.now()), many=True).data)


class SendView(APIView):
    @extend_schema(request=SendInput, responses={201: DispatchOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, order_id: UUID) -> Response:
        """Send a courier for an order, at the price that it offered."""
        told = given(SendInput, request)
        told["price_minor"] = told.pop("price")
        at = clock.now()
        made = actions.order_courier(order_id=order_id, key=repeat_key(request), by=actor_of(request), at=at, **told)
        actions.work_on(dispatch_id=made.pk, at=at)
        return Response(DispatchOutput(access.dispatch_for_shop(actor_of(request), made.pk)).data, status=201)


class RecallView(APIView):
    @extend_schema(request=None, responses=DispatchOutput)
    def post(self, request: Request, dispatch_id: UUID) -> Response:
        """Call a courier back that does not have the goods yet."""
        at = clock.now()
        actions.recall_courier(dispatch_id=dispatch_id, by=actor_of(request), at=at)
        actions.work_on(dispatch_id=dispatch_id, at=at)
        return Response(DispatchOutput(access.dispatch_for_shop(actor_of(request), dispatch_id)).data)


@csrf_exempt
@require_POST
def call(request: HttpRequest, name: str) -> HttpResponse:
    """Take a call of a firm. Any refusal is a 4xx, after which it calls again."""
    if int(request.headers.get("Content-Length") or 0) > LONGEST_CALL:
        raise CallNotSigned
    headers = {key: value for key, value in request.headers.items() if key not in {"Cookie", "Authorization"}}
    actions.hear(name=name, headers=headers, body=request.body, at=clock.now())
    return JsonResponse({"code": "SUCCESS"})


urlpatterns = [
    path("shops/<uuid:shop_id>/couriers", RuleView.as_view(), name="api-couriers-rule"),
    path("shops/<uuid:shop_id>/couriers/day", DayView.as_view(), name="api-couriers-day"),
    path("orders/<uuid:order_id>/courier-offers", OffersView.as_view(), name="api-courier-offers"),
    path("orders/<uuid:order_id>/courier", SendView.as_view(), name="api-courier-send"),
    path("couriers/<uuid:dispatch_id>/recall", RecallView.as_view(), name="api-courier-recall"),
    path("couriers/<slug:name>/calls", call, name="api-courier-call"),
]
