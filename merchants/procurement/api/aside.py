"""Deliveries that are counted before they are accepted, and what becomes of refused goods."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import REPEAT_KEY, actor_of, given, repeat_key

from .. import actions
from . import shapes
from .orders import counted, quantities


class CountsView(APIView):
    @extend_schema(request=shapes.DoorCountInput, responses={201: shapes.DoorCountOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, order_id: UUID) -> Response:
        """Write down what came and set it aside, without comparing it."""
        said = given(shapes.DoorCountInput, request)
        count = actions.count_delivery(
            order_id=order_id,
            delivered=quantities(said["lines"]),
            shipment_id=said["shipment"],
            key=repeat_key(request),
            by=actor_of(request),
            at=clock.now(),
        )
        return Response(shapes.DoorCountOutput(count).data, status=201)


class AcceptanceView(APIView):
    @extend_schema(request=shapes.CountAcceptanceInput, responses={201: shapes.GoodsReceiptOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, order_id: UUID, count_id: UUID) -> Response:
        """Take in what was counted: each quantity accepted, or refused with a reason."""
        lines = given(shapes.CountAcceptanceInput, request)["lines"]
        receipt = actions.accept_count(
            order_id=order_id, count_id=count_id, counted=counted(lines), key=repeat_key(request), by=actor_of(request), at=clock.now()
        )
        return Response(shapes.GoodsReceiptOutput(receipt).data, status=201)


class DroppingView(APIView):
    @extend_schema(request=shapes.ReversalInput, responses=shapes.DoorCountOutput)
    def post(self, request: Request, order_id: UUID, count_id: UUID) -> Response:
        """A count was wrong: it is made anew."""
        reason = given(shapes.ReversalInput, request)["reason"]
        count = actions.drop_count(order_id=order_id, count_id=count_id, reason=reason, by=actor_of(request), at=clock.now())
        return Response(shapes.DoorCountOutput(count).data)


class RefusedView(APIView):
    @extend_schema(request=shapes.RefusedInput, responses=shapes.RefusedOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, order_id: UUID, refused_id: UUID) -> Response:
        """Refused goods are sent back or thrown away, all that lies there or ``quantity`` of it."""
        said = given(shapes.RefusedInput, request)
        refused = actions.decide_refused(
            order_id=order_id, refused_id=refused_id, key=repeat_key(request), by=actor_of(request), at=clock.now(), **said
        )
        return Response(shapes.RefusedOutput(refused).data)
