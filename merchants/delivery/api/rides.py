"""Deliveries, for programs: the shop's choice of a rider, and the rider's buttons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
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
from ecosystem.kernel.photos import Shot, taken_all
from ecosystem.web.api import REPEAT_KEY, Input, actor_of, repeat_key
from merchants.orders.public import order_for_shop

from .. import actions, queries
from ..models import Delivery
from ..rules import FAILURES, REASONS


class DeliveryOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    order = serializers.UUIDField(source="order_id")
    rider = serializers.UUIDField(source="rider_id", allow_null=True)
    courier = serializers.CharField(help_text="The firm that brings it instead of a rider of the shop's; empty where it is one of hers.")
    status = serializers.CharField()
    failed_for = serializers.CharField()
    failures = serializers.IntegerField(help_text="How often this ride failed.")
    place = serializers.CharField(help_text="near or far from the address when it was handed over; empty where nobody knows.")
    proof = serializers.CharField(help_text="code or photo, once it is handed over; courier where it is a firm's word alone.")
    note = serializers.CharField()
    assigned_at = serializers.DateTimeField()
    picked_up_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class RiderInput(Input):
    rider = serializers.UUIDField(help_text="Somebody who rides for the shop.")


class HereInput(Input):
    lat = serializers.DecimalField(max_digits=9, decimal_places=6, min_value=-90, max_value=90)
    lng = serializers.DecimalField(max_digits=9, decimal_places=6, min_value=-180, max_value=180)


class CodeInput(Input):
    code = serializers.CharField(max_length=8, help_text="The four digits on the buyer's page.")
    here = HereInput(required=False, help_text="Where the rider's phone is (WGS-84); far from the address a picture is needed.")


class PhotosInput(Input):
    """Pictures come as ``multipart/form-data``."""

    photos = serializers.ListField(child=serializers.FileField(), default=list)


class FailureInput(PhotosInput):
    reason = serializers.ChoiceField(list(REASONS))
    note = serializers.CharField(max_length=200, default="", allow_blank=True)


class FailingOutput(serializers.Serializer[Any]):
    reason = serializers.CharField()
    words = serializers.CharField(help_text="In the language of the request.")
    side = serializers.CharField(help_text="buyer, shop, rider or nobody")
    follows = serializers.CharField(help_text="again, back or refund")
    shown = serializers.BooleanField(help_text="Whether it needs a picture.")


def _shots(request: Request) -> tuple[Shot, ...]:
    """Raises ``NotAPicture``."""
    return taken_all(request.FILES.getlist("photos"))


class DeliveriesView(APIView):
    @extend_schema(responses=DeliveryOutput(many=True), operation_id="deliveries_list")
    def get(self, request: Request) -> Response:
        """What the person signed in is to bring, the oldest first."""
        return Response(DeliveryOutput(queries.under_way(actor_of(request)), many=True).data)


class FailuresView(APIView):
    @extend_schema(responses=FailingOutput(many=True), operation_id="delivery_failures_list")
    def get(self, request: Request) -> Response:
        """Why a delivery may fail, whose side each reason is on, and what follows from it."""
        known = [{"reason": code, "words": label, **asdict(FAILURES[code])} for code, label in Delivery.Failure.choices]
        return Response(FailingOutput(known, many=True).data)


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


class AgainView(StepView):
    verb = staticmethod(actions.try_again)


class BringBackView(APIView):
    @extend_schema(request=None, responses=DeliveryOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, delivery_id: UUID) -> Response:
        """The shop has the goods again; where the reason says so, the buyer gets her money back."""
        done = actions.bring_back(delivery_id=delivery_id, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(DeliveryOutput(done).data)


class DeliverView(APIView):
    parser_classes = [JSONParser, MultiPartParser]

    @extend_schema(request=CodeInput, responses=DeliveryOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, delivery_id: UUID) -> Response:
        """The buyer told her code and has the goods: the order is completed and settled."""
        given = CodeInput(data=request.data)
        given.is_valid(raise_exception=True)
        code, here, key = given.validated_data["code"], given.validated_data.get("here"), repeat_key(request)
        place = (here["lat"], here["lng"]) if here else None
        done = actions.deliver(delivery_id=delivery_id, code=code, here=place, shots=_shots(request), key=key, by=actor_of(request), at=clock.now())
        return Response(DeliveryOutput(done).data)


class LeaveView(APIView):
    parser_classes = [JSONParser, MultiPartParser]

    @extend_schema(request=PhotosInput, responses=DeliveryOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, delivery_id: UUID) -> Response:
        """It lies at the door, as the buyer let it, and a picture shows where: the order is completed and settled."""
        PhotosInput(data=request.data).is_valid(raise_exception=True)
        key = repeat_key(request)
        done = actions.leave_at_door(delivery_id=delivery_id, shots=_shots(request), key=key, by=actor_of(request), at=clock.now())
        return Response(DeliveryOutput(done).data)


class DoorView(APIView):
    @extend_schema(request=None, responses={204: None}, operation_id="door_leave_set")
    def put(self, request: Request, order_id: UUID) -> Response:
        """The buyer lets the rider leave it at her door."""
        actions.let_leave(order_id=order_id, by=actor_of(request), at=clock.now())
        return Response(status=204)

    @extend_schema(request=None, responses={204: None}, operation_id="door_leave_end")
    def delete(self, request: Request, order_id: UUID) -> Response:
        """She wants it handed to her after all."""
        actions.let_ring(order_id=order_id, by=actor_of(request), at=clock.now())
        return Response(status=204)


class FailView(APIView):
    parser_classes = [JSONParser, MultiPartParser]

    @extend_schema(request=FailureInput, responses=DeliveryOutput)
    def post(self, request: Request, delivery_id: UUID) -> Response:
        """It could not be handed over; what follows is the reason's."""
        given = FailureInput(data=request.data)
        given.is_valid(raise_exception=True)
        told = {name: given.validated_data[name] for name in ("reason", "note")}
        done = actions.fail(delivery_id=delivery_id, **told, shots=_shots(request), by=actor_of(request), at=clock.now())
        return Response(DeliveryOutput(done).data)


urlpatterns = [
    path("deliveries", DeliveriesView.as_view(), name="api-deliveries"),
    path("deliveries/failures", FailuresView.as_view(), name="api-delivery-failures"),
    path("orders/<uuid:order_id>/left-at-door", DoorView.as_view(), name="api-door"),
    path("orders/<uuid:order_id>/deliveries", OrderDeliveriesView.as_view(), name="api-order-deliveries"),
    path("orders/<uuid:order_id>/deliveries/claim", ClaimView.as_view(), name="api-delivery-claim"),
    path("deliveries/<uuid:delivery_id>/accept", AcceptView.as_view(), name="api-delivery-accept"),
    path("deliveries/<uuid:delivery_id>/decline", DeclineView.as_view(), name="api-delivery-decline"),
    path("deliveries/<uuid:delivery_id>/arrive", ArriveView.as_view(), name="api-delivery-arrive"),
    path("deliveries/<uuid:delivery_id>/pick-up", PickUpView.as_view(), name="api-delivery-pick-up"),
    path("deliveries/<uuid:delivery_id>/deliver", DeliverView.as_view(), name="api-delivery-deliver"),
    path("deliveries/<uuid:delivery_id>/leave", LeaveView.as_view(), name="api-delivery-leave"),
    path("deliveries/<uuid:delivery_id>/again", AgainView.as_view(), name="api-delivery-again"),
    path("deliveries/<uuid:delivery_id>/fail", FailView.as_view(), name="api-delivery-fail"),
    path("deliveries/<uuid:delivery_id>/bring-back", BringBackView.as_view(), name="api-delivery-bring-back"),
]
