"""Limits, for the bank's programs: what is left, and stopping further use at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import REPEAT_KEY, MoneyField, actor_of, repeat_key

from . import actions


class LimitOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="node.id")
    kind = serializers.CharField(source="node.kind")
    limit = MoneyField(source="node.limit_minor")
    used = MoneyField(source="node.used_minor")
    reserved = MoneyField(source="node.reserved_minor")
    free = MoneyField(source="free_minor")
    frozen = serializers.BooleanField(source="node.frozen_at")
    over = serializers.BooleanField(
        source="node.over_at", help_text="It was cut below what is used: nothing more is reserved, nothing is called back."
    )

    def to_representation(self, instance: Any) -> dict[str, Any]:
        told = super().to_representation(instance)
        return {**told, "frozen": instance.node.frozen_at is not None, "over": instance.node.over_at is not None}


class FreezeInput(serializers.Serializer[Any]):
    node = serializers.UUIDField()
    why = serializers.CharField()


class LimitsView(APIView):
    @extend_schema(responses=LimitOutput(many=True), operation_id="limits_list")
    def get(self, request: Request, party_id: UUID) -> Response:
        """A business's limits, root first, its group's before its own."""
        branches = actions.read_limits(party_id=party_id, by=actor_of(request), at=clock.now())
        return Response(LimitOutput(branches, many=True).data)


class FreezeView(APIView):
    @extend_schema(request=FreezeInput, responses={204: None}, parameters=[REPEAT_KEY], operation_id="limits_freeze")
    def post(self, request: Request) -> Response:
        """Nothing more is drawn at or below the node; repayments go on. Again for the same reason changes nothing."""
        sent = FreezeInput(data=request.data)
        sent.is_valid(raise_exception=True)
        told = sent.validated_data
        actions.freeze_by_hand(node_id=told["node"], why=told["why"], key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(status=204)


urlpatterns = [
    path("limits/<uuid:party_id>", LimitsView.as_view(), name="api-limits"),
    path("limits/freeze", FreezeView.as_view(), name="api-limit-freeze"),
]
