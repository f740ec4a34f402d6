"""What all sides see of a case, and write to each other."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import Input, MoneyField, actor_of, given

from .. import access, actions, queries
from ..models import Case, CaseLine


class CaseLineOutput(serializers.Serializer[Any]):
    position = serializers.IntegerField(source="line.position")
    name = serializers.CharField(source="line.name")
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3)
    asked = MoneyField(source="asked_minor")
    refunded = serializers.SerializerMethodField()
    restock = serializers.CharField()

    def get_refunded(self, line: CaseLine) -> dict[str, str] | None:
        return None if line.amount_minor is None else MoneyField().to_representation(line.amount_minor)


class PhotoOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.CharField()
    size = serializers.IntegerField()


class StepOutput(serializers.Serializer[Any]):
    act = serializers.CharField()
    side = serializers.CharField()
    text = serializers.CharField()
    at = serializers.DateTimeField()
    photos = PhotoOutput(many=True)


class CaseOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    order = serializers.UUIDField(source="order_id")
    number = serializers.CharField(source="order.number")
    shop = serializers.UUIDField(source="shop_id")
    kind = serializers.CharField()
    status = serializers.CharField()
    reason = serializers.CharField()
    asked = MoneyField(source="asked_minor")
    agreed = MoneyField(source="agreed_minor")
    delivery_fee = MoneyField(source="delivery_fee_minor")
    applied_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    lines = CaseLineOutput(many=True)


class WholeCaseOutput(CaseOutput):
    steps = StepOutput(many=True)


class SayInput(Input):
    text = serializers.CharField(max_length=500)


class ReasonInput(Input):
    reason = serializers.CharField(max_length=500)


def answered(case: Case, status: int = 200) -> Response:
    """The case as it now stands, with its history."""
    return Response(WholeCaseOutput(queries.whole(case.pk)).data, status=status)


class CaseView(APIView):
    @extend_schema(responses=WholeCaseOutput)
    def get(self, request: Request, case_id: UUID) -> Response:
        """A case of the actor's, on either side."""
        return answered(access.case_for_either(actor_of(request), case_id))


class SayView(APIView):
    @extend_schema(request=SayInput, responses=WholeCaseOutput)
    def post(self, request: Request, case_id: UUID) -> Response:
        """Write to the other side."""
        step = actions.say(case_id=case_id, text=given(SayInput, request)["text"], by=actor_of(request), at=clock.now())
        return answered(step.case)
