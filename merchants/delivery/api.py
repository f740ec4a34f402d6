"""Deliveries, for programs: the shop's choice of a rider, and the rider's buttons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import REPEAT_KEY, Input, actor_of, repeat_key
from merchants.orders.public import order_for_shop

from . import actions, queries
from .models import Delivery
from .rules import FAILURES


class DeliveryOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    order = serializers.UUIDField(source="order_id")
    rider = serializers.UUIDField(source="rider_id")
    status = serializers.CharField()
    failed_for = serializers.CharField()
    note = serializers.CharField()
    assigned_at = serializers.DateTimeField()
    picked_up_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class RiderInput(Input):
    rider = serializers.UUIDField(help_text="Somebody who rides for the shop.")


class CodeInput(Input):
    code = serializers.CharField(max_length=8, help_text="The four digits on the buyer's page.")


class FailureInput(Input):
    reason = serializers.ChoiceField(list(FAILURES))
    note = serializers.CharField(max_length=200, default="", allow_blank=True)


class DeliveriesView(APIView):
    @extend_schema(responses=DeliveryOutput(many=True), operation_id="deliveries_list")
    def get(self, request: Request) -> Response:
        """What the person signed in is to bring, the oldest first."""
        return Response(DeliveryOutput(queries.under_way(actor_of(request)), many=True).data)


class OrderDeliveriesView(APIView):
    @extend_schema(responses=DeliveryOutput(many=True), operation_id="order_deliveries_list")
    def get(self, request: Request, order_id: UUID) -> Response:
        """Every try at bringing an order of the actor's shop, the latest first."""
        return Response(DeliveryOutput(queries.deliveries_of(order_for_shop(actor_of(request), order_id).pk), many=True).data)

    @extend_schema(request=RiderInput, responses=DeliveryOutput)
    def post(self, request: Request, order_id: UUID) -> Response:
        """Give the order to a rider."""
        given = RiderInput(data=request.data)
        given.is_valid(raise_exception=True)
        made = actions.assign(order_id=order_id, rider_id=given.validated_data["rider"], by=actor_of(request), at=clock.now())
        return Response(DeliveryOutput(made).data)


class ClaimView(APIView):
    @extend_schema(request=None, responses=DeliveryOutput)
    def post(self, request: Request, order_id: UUID) -> Response:
        """The rider takes an order that nobody brings."""
        return Response(DeliveryOutput(actions.claim(order_id=order_id, by=actor_of(request), at=clock.now())).data)


class StepView(APIView):
    """One of the buttons that moves neither money nor stock."""

    verb: Callable[..., Delivery]

    @extend_schema(request=None, responses=DeliveryOutput)
    def post(self, request: Request, delivery_id: UUID) -> Response:
        return Response(DeliveryOutput(type(self).verb(delivery_id=delivery_id, by=actor_of(request), at=clock.now())).data)


class AcceptView(StepView):
    verb = staticmethod(actions.accept)


class DeclineView(StepView):
    verb = staticmethod(actions.decline)


class ArriveView(StepView):
    verb = staticmethod(actions.arrive)


class PickUpView(StepView):
    verb = staticmethod(actions.pick_up)


class BringBackView(StepView):
    verb = staticmethod(actions.bring_back)


class DeliverView(APIView):
    @extend_schema(request=CodeInput, responses=DeliveryOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, delivery_id: UUID) -> Response:
        """The buyer told her code and has the goods: the order is completed and settled."""
        given = CodeInput(data=request.data)
        given.is_valid(raise_exception=True)
        code, key = given.validated_data["code"], repeat_key(request)
        done = actions.deliver(delivery_id=delivery_id, code=code, key=key, by=actor_of(request), at=clock.now())
        return Response(DeliveryOutput(done).data)


class FailView(APIView):
    @extend_schema(request=FailureInput, responses=DeliveryOutput)
    def post(self, request: Request, delivery_id: UUID) -> Response:
        """It could not be handed over and comes back."""
        given = FailureInput(data=request.data)
        given.is_valid(raise_exception=True)
        done = actions.fail(delivery_id=delivery_id, **given.validated_data, by=actor_of(request), at=clock.now())
        return Response(DeliveryOutput(done).data)


urlpatterns = [
    path("deliveries", DeliveriesView.as_view(), name="api-deliveries"),
    path("orders/<uuid:order_id>/deliveries", OrderDeliveriesView.as_view(), name="api-order-deliveries"),
    path("orders/<uuid:order_id>/deliveries/claim", ClaimView.as_view(), name="api-delivery-claim"),
    path("deliveries/<uuid:delivery_id>/accept", AcceptView.as_view(), name="api-delivery-accept"),
    path("deliveries/<uuid:delivery_id>/decline", DeclineView.as_view(), name="api-delivery-decline"),
    path("deliveries/<uuid:delivery_id>/arrive", ArriveView.as_view(), name="api-delivery-arrive"),
    path("deliveries/<uuid:delivery_id>/pick-up", PickUpView.as_view(), name="api-delivery-pick-up"),
    path("deliveries/<uuid:delivery_id>/deliver", DeliverView.as_view(), name="api-delivery-deliver"),
    path("deliveries/<uuid:delivery_id>/fail", FailView.as_view(), name="api-delivery-fail"),
    path("deliveries/<uuid:delivery_id>/bring-back", BringBackView.as_view(), name="api-delivery-bring-back"),
]
