"""Looking ahead, for programs of the owner."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.kernel.money import from_text
from ecosystem.web.api import REPEAT_KEY, Input, MoneyField, actor_of, repeat_key
from lending.offers.public import business_of

from . import actions, looking, queries, telling
from .models import MonthlyCost


class AheadQuery(Input):
    """A purchase that the owner thinks of, in yuan, paid on a day within the next thirty: today, unless it is said."""

    amount = serializers.CharField(required=False)
    pay_on = serializers.DateField(required=False)


class MonthlyCostShape(Input):
    what = serializers.ChoiceField(MonthlyCost.What.choices)
    amount = MoneyField(source="amount_minor")
    day = serializers.IntegerField(min_value=1, max_value=31)


class CashMoveOutput(serializers.Serializer[Any]):
    what = serializers.CharField()
    amount = MoneyField(source="amount_minor", help_text="Negative where it goes out.")


class DayAheadOutput(serializers.Serializer[Any]):
    on = serializers.DateField()
    moves = CashMoveOutput(many=True)
    closing = MoneyField(source="closing_minor")


class CheaperWayOutput(serializers.Serializer[Any]):
    """Something to do instead: ``later``, ``chase`` or ``clear``; what is then still to be borrowed, and the interest that is not paid."""

    kind = serializers.CharField()
    amount = MoneyField(source="amount_minor")
    days = serializers.IntegerField()
    lowest = MoneyField(source="low.amount_minor")
    loan = MoneyField(source="loan_minor")
    saves = MoneyField(source="saves_minor")


class LoanAdviceOutput(serializers.Serializer[Any]):
    amount = MoneyField(source="amount_minor")
    days = serializers.IntegerField()
    cost = MoneyField(source="cost_minor")
    short = MoneyField(source="short_minor", help_text="What no line covers.")


class AheadOutput(serializers.Serializer[Any]):
    needed = serializers.BooleanField(source="advice.needed")
    answer = serializers.SerializerMethodField()
    lowest_on = serializers.DateField(source="advice.low.on")
    lowest = MoneyField(source="advice.low.amount_minor")
    cushion = MoneyField(source="advice.cushion_minor", help_text="One ordinary day's sales, which should never be missing.")
    loan = LoanAdviceOutput(source="advice.loan", allow_null=True)
    ways = CheaperWayOutput(source="advice.ways", many=True)
    days = DayAheadOutput(source="advice.days", many=True)

    @extend_schema(responses=serializers.CharField())
    def get_answer(self, look: looking.Look) -> str:
        return " ".join(telling.answer(look))


class AheadView(APIView):
    @extend_schema(parameters=[AheadQuery], responses=AheadOutput, operation_id="look_ahead")
    def get(self, request: Request, party_id: UUID) -> Response:
        """Thirty days of cash, whether a loan is needed, and what would cost less. Nothing is kept; that the facts were read is recorded."""
        asked = AheadQuery(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        pay_on: date | None = asked.validated_data.get("pay_on")
        purchase = from_text(asked.validated_data.get("amount", "0"))
        look = looking.look_ahead(party_id=party_id, purchase_minor=purchase, pay_on=pay_on, by=actor_of(request), at=clock.now())
        return Response(AheadOutput(look).data)


class MonthlyCostsView(APIView):
    @extend_schema(responses=MonthlyCostShape(many=True), operation_id="monthly_costs_list")
    def get(self, request: Request, party_id: UUID) -> Response:
        party = business_of(actor_of(request), party_id)
        return Response(MonthlyCostShape(list(queries.costs_of(party.pk).values()), many=True).data)

    @extend_schema(
        request=MonthlyCostShape(many=True), responses=MonthlyCostShape(many=True), parameters=[REPEAT_KEY], operation_id="monthly_costs_set"
    )
    def put(self, request: Request, party_id: UUID) -> Response:
        """What the business pays each month, all of it; what is left out is paid no more."""
        sent = MonthlyCostShape(data=request.data, many=True)
        sent.is_valid(raise_exception=True)
        said = [actions.Said(one["what"], one["amount_minor"], one["day"]) for one in sent.validated_data]
        kept = actions.say_costs(party_id=party_id, said=said, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(MonthlyCostShape(kept, many=True).data)


urlpatterns = [
    path("parties/<uuid:party_id>/ahead", AheadView.as_view(), name="api-ahead"),
    path("parties/<uuid:party_id>/monthly-costs", MonthlyCostsView.as_view(), name="api-monthly-costs"),
]
