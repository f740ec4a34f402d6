"""Takings from elsewhere, for programs."""

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
from ecosystem.web.api import REPEAT_KEY, Input, MoneyField, actor_of, repeat_key

from . import access, actions, queries, rules
from .models import Statement


class TakingLineInput(Input):
    """A row as the platform's statement has it; ``amount`` and ``fee`` in yuan. Below nothing is what went back to buyers."""

    reference = serializers.CharField(max_length=80)
    day = serializers.CharField(max_length=20)
    amount = serializers.CharField(max_length=20)
    fee = serializers.CharField(max_length=20, default="0")


class TakingsInput(Input):
    platform = serializers.CharField(max_length=80)
    lines = TakingLineInput(many=True, allow_empty=False)


class TakingFaultOutput(serializers.Serializer[Any]):
    line = serializers.SerializerMethodField()
    code = serializers.CharField(source="refusal.code")
    title = serializers.CharField(source="refusal.explain")

    def get_line(self, fault: Any) -> int:
        """Counted from 1."""
        return int(fault.number) - 1


class StatementOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    platform = serializers.CharField()
    name = serializers.CharField()
    status = serializers.ChoiceField(Statement.Status.values)
    taken = serializers.IntegerField()
    refused = serializers.IntegerField()
    uploaded_at = serializers.DateTimeField()
    undo_until = serializers.DateTimeField(allow_null=True)


class StatementMadeOutput(StatementOutput):
    faults = TakingFaultOutput(many=True)


class ClaimedMonthOutput(serializers.Serializer[Any]):
    month = serializers.DateField()
    platform = serializers.CharField()
    rows = serializers.IntegerField()
    amount = MoneyField(source="amount_minor")
    fee = MoneyField(source="fee_minor")


class ClaimedOutput(serializers.Serializer[Any]):
    """``standing`` is always ``claimed``: the shop says so, no transfer shows it."""

    standing = serializers.CharField()
    months = ClaimedMonthOutput(many=True)
    statements = StatementOutput(many=True)


class TakingsView(APIView):
    @extend_schema(responses=ClaimedOutput)
    def get(self, request: Request, shop_id: UUID) -> Response:
        """What the shop says it took elsewhere, and the statements it comes from; never part of its sales here."""
        shop = access.shop_kept(actor_of(request), shop_id)
        told = {"standing": "claimed", "months": queries.claimed_by_month(shop.pk), "statements": queries.statements_of(shop.pk)}
        return Response(ClaimedOutput(told).data)

    @extend_schema(request=TakingsInput, responses={201: StatementMadeOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Claim takings of another acquirer or platform; lines that can't be taken are told, the others are taken."""
        given = TakingsInput(data=request.data)
        given.is_valid(raise_exception=True)
        fields = list(rules.NAMES)
        rows = [fields, *([line[name] for name in fields] for line in given.validated_data["lines"])]
        made, plan = actions.take_in_lines(
            shop_id=shop_id, platform=given.validated_data["platform"], rows=rows, key=repeat_key(request), by=actor_of(request), at=clock.now()
        )
        return Response({**StatementOutput(made).data, "faults": TakingFaultOutput(plan.faults, many=True).data}, status=201)


class TakeBackView(APIView):
    @extend_schema(request=None, responses=StatementOutput)
    def post(self, request: Request, statement_id: UUID) -> Response:
        """Take a statement back, within 24 hours of taking it in."""
        return Response(StatementOutput(actions.take_back_statement(statement_id=statement_id, by=actor_of(request), at=clock.now())).data)


urlpatterns = [
    path("shops/<uuid:shop_id>/takings", TakingsView.as_view(), name="api-takings"),
    path("takings-statements/<uuid:statement_id>/take-back", TakeBackView.as_view(), name="api-takings-take-back"),
]
