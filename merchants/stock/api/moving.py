"""Transfers and counts, for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.api import REPEAT_KEY, Input, actor_of, given, repeat_key

from .. import access, actions, queries


class QuantityInput(Input):
    sku = serializers.UUIDField()
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3)


class TransferInput(Input):
    destination = serializers.UUIDField()
    lines = QuantityInput(many=True, allow_empty=False)


class TransferLineOutput(serializers.Serializer[Any]):
    sku = serializers.UUIDField(source="from_sku_id")
    arrives_as = serializers.UUIDField(source="to_sku_id")
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3)
    received = serializers.DecimalField(max_digits=14, decimal_places=3)
    returned = serializers.DecimalField(max_digits=14, decimal_places=3)
    lost = serializers.DecimalField(max_digits=14, decimal_places=3)


class TransferOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    from_shop = serializers.UUIDField(source="source_id")
    to_shop = serializers.UUIDField(source="destination_id")
    status = serializers.CharField()
    lines = serializers.SerializerMethodField()

    @extend_schema_field(TransferLineOutput(many=True))
    def get_lines(self, transfer: Any) -> Any:
        return TransferLineOutput(queries.lines_of(transfer), many=True).data


class TransfersView(APIView):
    @extend_schema(request=TransferInput, responses={201: TransferOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Say what is to go to another shop of the owner's."""
        given = TransferInput(data=request.data)
        given.is_valid(raise_exception=True)
        asked = given.validated_data
        made = actions.draft_transfer(
            source_id=shop_id,
            destination_id=asked["destination"],
            lines=[actions.Packed(line["sku"], line["quantity"]) for line in asked["lines"]],
            key=repeat_key(request),
            by=actor_of(request),
            at=clock.now(),
        )
        return Response(TransferOutput(made).data, status=201)


class TransferView(APIView):
    @extend_schema(responses=TransferOutput)
    def get(self, request: Request, transfer_id: UUID) -> Response:
        return Response(TransferOutput(access.transfer_for(actor_of(request), transfer_id)).data)


class DispatchView(APIView):
    @extend_schema(request=None, responses=TransferOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, transfer_id: UUID) -> Response:
        """The goods leave the sending shop's shelves."""
        moved = actions.dispatch_transfer(transfer_id=transfer_id, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(TransferOutput(moved).data)


class ArrivalInput(Input):
    lines = QuantityInput(many=True)
    short_reason = serializers.CharField(max_length=200, default="", allow_blank=True)


class ArrivalView(APIView):
    @extend_schema(request=ArrivalInput, responses=TransferOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, transfer_id: UUID) -> Response:
        """Goods arrive; with ``short_reason`` what is missing will never come."""
        given = ArrivalInput(data=request.data)
        given.is_valid(raise_exception=True)
        arrived = {line["sku"]: line["quantity"] for line in given.validated_data["lines"]}
        short, by = given.validated_data["short_reason"], actor_of(request)
        key = repeat_key(request)
        moved = actions.receive_transfer(transfer_id=transfer_id, arrived=arrived, short_reason=short, key=key, by=by, at=clock.now())
        return Response(TransferOutput(moved).data)


class CancelInput(Input):
    how = serializers.ChoiceField(choices=["", "back", "write_off"], default="", allow_blank=True)
    reason = serializers.CharField(max_length=200, default="", allow_blank=True)


class CancelView(APIView):
    @extend_schema(request=CancelInput, responses=TransferOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, transfer_id: UUID) -> Response:
        """Give it up; what is on its way comes back, or is written off with its reason."""
        given = CancelInput(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        moved = actions.cancel_transfer(transfer_id=transfer_id, key=repeat_key(request), by=actor_of(request), at=clock.now(), **values)
        return Response(TransferOutput(moved).data)


class StockCountInput(Input):
    name = serializers.CharField(max_length=80)
    skus = serializers.ListField(child=serializers.UUIDField(), default=list)
    freezes = serializers.BooleanField(default=False)


class StockCountOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    status = serializers.CharField()
    freezes = serializers.BooleanField()
    held_until = serializers.DateTimeField(allow_null=True)


class CountsView(APIView):
    @extend_schema(request=StockCountInput, responses={201: StockCountOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Say what is to be counted: these articles, or everything; with ``freezes`` nothing of it moves meanwhile."""
        asked = given(StockCountInput, request)
        values = {"name": asked["name"], "sku_ids": asked["skus"], "freezes": asked["freezes"]}
        made = actions.plan_count(shop_id=shop_id, key=repeat_key(request), by=actor_of(request), at=clock.now(), **values)
        return Response(StockCountOutput(made).data, status=201)


class CountStepView(APIView):
    @extend_schema(request=None, responses=StockCountOutput)
    def post(self, request: Request, count_id: UUID, name: str) -> Response:
        """Take a count further: start, review, reopen, cancel; or ``hold`` its goods still for half a day more."""
        step = actions.COUNT_STEPS.get(name)
        if step is None:
            raise NotFound
        return Response(StockCountOutput(step(count_id=count_id, by=actor_of(request), at=clock.now())).data)


class TallyInput(Input):
    sku = serializers.UUIDField()
    counted = serializers.DecimalField(max_digits=14, decimal_places=3)


class TallyOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    counted = serializers.DecimalField(max_digits=14, decimal_places=3)


class TallyView(APIView):
    @extend_schema(request=TallyInput, responses=TallyOutput)
    def post(self, request: Request, count_id: UUID) -> Response:
        """One's own figure for an article, or that figure anew; a scanner's way to count."""
        given = TallyInput(data=request.data)
        given.is_valid(raise_exception=True)
        asked = given.validated_data
        row = actions.tally(count_id=count_id, sku_id=asked["sku"], counted=asked["counted"], by=actor_of(request), at=clock.now())
        return Response(TallyOutput(row).data)


class PostCountView(APIView):
    @extend_schema(request=None, responses=StockCountOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, count_id: UUID) -> Response:
        """Make the books what was counted."""
        count = actions.post_count(count_id=count_id, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(StockCountOutput(count).data)


urlpatterns = [
    path("shops/<uuid:shop_id>/transfers", TransfersView.as_view(), name="api-transfers"),
    path("transfers/<uuid:transfer_id>", TransferView.as_view(), name="api-transfer"),
    path("transfers/<uuid:transfer_id>/dispatch", DispatchView.as_view(), name="api-transfer-dispatch"),
    path("transfers/<uuid:transfer_id>/arrival", ArrivalView.as_view(), name="api-transfer-arrival"),
    path("transfers/<uuid:transfer_id>/cancel", CancelView.as_view(), name="api-transfer-cancel"),
    path("counts/<uuid:count_id>/tally", TallyView.as_view(), name="api-tally"),
    path("counts/<uuid:count_id>/post", PostCountView.as_view(), name="api-count-post"),
    path("counts/<uuid:count_id>/<slug:name>", CountStepView.as_view(), name="api-count-step"),
    path("shops/<uuid:shop_id>/counts", CountsView.as_view(), name="api-counts"),
]
