"""The health score, for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import REPEAT_KEY, Input, actor_of, repeat_key

from .. import access, actions, queries
from .. import health as scores
from ..models import PARTS


class HealthPartOutput(serializers.Serializer[Any]):
    """``bad`` of ``of`` cases; of ``refunds`` both are minor units of money."""

    part = serializers.CharField()
    bad = serializers.IntegerField()
    of = serializers.IntegerField()
    weight = serializers.IntegerField()
    good_bp = serializers.IntegerField()
    bad_bp = serializers.IntegerField()
    left_out = serializers.BooleanField()
    points = serializers.IntegerField(allow_null=True)


class ChangeOutput(serializers.Serializer[Any]):
    part = serializers.CharField()
    fewer = serializers.IntegerField()
    points = serializers.IntegerField()


class HealthOutput(serializers.Serializer[Any]):
    points = serializers.IntegerField(allow_null=True)
    parts = HealthPartOutput(many=True)
    changes = ChangeOutput(many=True)


class HealthView(APIView):
    @extend_schema(responses=HealthOutput)
    def get(self, request: Request, shop_id: UUID) -> Response:
        """The shop's health score of now: its exact numbers, and what would change it."""
        shop, _shops = access.shop_read(actor_of(request), shop_id)
        parts = queries.measures_of(shop.pk, at=clock.now())
        told = {"points": scores.score_of(parts), "parts": parts, "changes": scores.what_would_change(parts)}
        return Response(HealthOutput(told).data)


class AppealInput(Input):
    part = serializers.ChoiceField(choices=PARTS)
    words = serializers.CharField(max_length=2_000)


class AppealOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    part = serializers.CharField()
    words = serializers.CharField()
    status = serializers.CharField()
    answer = serializers.CharField()
    made_at = serializers.DateTimeField()
    left_out_until = serializers.DateField(allow_null=True)


class AppealsView(APIView):
    @extend_schema(responses=AppealOutput(many=True))
    def get(self, request: Request, shop_id: UUID) -> Response:
        """What the shop said against its score, and the answers."""
        shop, _shops = access.shop_read(actor_of(request), shop_id)
        return Response(AppealOutput(queries.appeals_of(shop.pk), many=True).data)

    @extend_schema(request=AppealInput, responses={201: AppealOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Appeal against one part of the score."""
        told = AppealInput(data=request.data)
        told.is_valid(raise_exception=True)
        appeal = actions.appeal_score(shop_id=shop_id, key=repeat_key(request), by=actor_of(request), at=clock.now(), **told.validated_data)
        return Response(AppealOutput(appeal).data, status=201)
