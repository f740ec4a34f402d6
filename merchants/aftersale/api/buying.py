"""The buyer's verbs."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import REPEAT_KEY, Input, actor_of, given, repeat_key

from .. import actions, queries, rules
from ..models import Case
from ..rules import Asked
from .shared import CaseOutput, SayInput, WholeCaseOutput, answered


class AskedLineInput(Input):
    position = serializers.IntegerField(min_value=1)
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3)


class ApplyInput(Input):
    kind = serializers.ChoiceField(Case.Kind.values)
    reason = serializers.ChoiceField(list(rules.BUYERS_REASONS))
    note = serializers.CharField(max_length=500, default="", allow_blank=True)
    lines = AskedLineInput(many=True, allow_empty=False)


class AnswerInput(Input):
    taken = serializers.BooleanField()


class MineView(APIView):
    @extend_schema(responses=CaseOutput(many=True))
    def get(self, request: Request) -> Response:
        """What the person signed in has asked for, newest first."""
        party_id = actor_of(request).party_id
        return Response(CaseOutput(queries.cases_of_buyer(party_id) if party_id else [], many=True).data)


class ApplyView(APIView):
    @extend_schema(request=ApplyInput, responses={201: WholeCaseOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, order_id: UUID) -> Response:
        """Ask for money back for some of an order, by line and quantity."""
        sent = given(ApplyInput, request)
        asked = tuple(Asked(line["position"], line["quantity"]) for line in sent["lines"])
        wanted = actions.Application(order_id, sent["kind"], sent["reason"], sent["note"], asked)
        return answered(actions.apply(application=wanted, key=repeat_key(request), by=actor_of(request), at=clock.now()), 201)


class WithdrawView(APIView):
    @extend_schema(request=None, responses=WholeCaseOutput)
    def post(self, request: Request, case_id: UUID) -> Response:
        """Take the request back."""
        return answered(actions.withdraw(case_id=case_id, by=actor_of(request), at=clock.now()))


class AnswerOfferView(APIView):
    @extend_schema(request=AnswerInput, responses=WholeCaseOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, case_id: UUID) -> Response:
        """Take the part that the shop offers, or leave it."""
        taken = given(AnswerInput, request)["taken"]
        return answered(actions.answer_offer(case_id=case_id, taken=taken, key=repeat_key(request), by=actor_of(request), at=clock.now()))


class SendBackView(APIView):
    @extend_schema(request=None, responses=WholeCaseOutput)
    def post(self, request: Request, case_id: UUID) -> Response:
        """The goods are on their way back."""
        return answered(actions.send_back(case_id=case_id, by=actor_of(request), at=clock.now()))


class EscalateView(APIView):
    @extend_schema(request=SayInput, responses=WholeCaseOutput)
    def post(self, request: Request, case_id: UUID) -> Response:
        """Ask the platform, where the shop refused."""
        text = given(SayInput, request)["text"]
        return answered(actions.escalate(case_id=case_id, text=text, by=actor_of(request), at=clock.now()))
