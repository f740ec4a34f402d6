"""The operator's verbs: disputes, and refunds that the buyer's bank did not take."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.identity.public import require_operator
from ecosystem.kernel import clock
from ecosystem.web.api import REPEAT_KEY, Input, MoneyField, actor_of, given, repeat_key

from .. import actions, queries
from .shared import CaseOutput, WholeCaseOutput, answered


class DecideInput(Input):
    refund = serializers.BooleanField()
    amount = MoneyField(default=None, help_text="A part of what is asked; left out, all of it.")
    reason = serializers.CharField(max_length=500)


class SecondInput(Input):
    agree = serializers.BooleanField()


class SentToInput(Input):
    account = serializers.CharField(max_length=200)


class DisputesView(APIView):
    @extend_schema(responses=CaseOutput(many=True))
    def get(self, request: Request) -> Response:
        """What the platform has to decide, oldest first."""
        require_operator(actor_of(request))
        return Response(CaseOutput(queries.disputes(), many=True).data)


class DecideView(APIView):
    @extend_schema(request=DecideInput, responses=WholeCaseOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, case_id: UUID) -> Response:
        """Decide a dispute; from an amount on a second operator looks at it first."""
        sent = given(DecideInput, request)
        case = actions.decide(
            case_id=case_id,
            refund=sent["refund"],
            amount_minor=sent["amount"],
            reason=sent["reason"],
            key=repeat_key(request),
            by=actor_of(request),
            at=clock.now(),
        )
        return answered(case)


class SecondView(APIView):
    @extend_schema(request=SecondInput, responses=WholeCaseOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, case_id: UUID) -> Response:
        """Let a colleague's decision stand, or send it back."""
        agree = given(SecondInput, request)["agree"]
        return answered(actions.second(case_id=case_id, agree=agree, key=repeat_key(request), by=actor_of(request), at=clock.now()))


class RetryRefundView(APIView):
    @extend_schema(request=None, responses=WholeCaseOutput)
    def post(self, request: Request, case_id: UUID) -> Response:
        """Try a failed refund now; it is the same refund."""
        return answered(actions.retry_refund(case_id=case_id, by=actor_of(request), at=clock.now()))


class ByHandView(APIView):
    @extend_schema(request=SentToInput, responses=WholeCaseOutput)
    def post(self, request: Request, case_id: UUID) -> Response:
        """Name the account for a refund that failed for good."""
        sent_to = given(SentToInput, request)["account"]
        return answered(actions.ask_by_hand(case_id=case_id, sent_to=sent_to, by=actor_of(request), at=clock.now()))


class SendByHandView(APIView):
    @extend_schema(request=None, responses=WholeCaseOutput)
    def post(self, request: Request, case_id: UUID) -> Response:
        """Send the money into the account that a colleague named."""
        return answered(actions.send_by_hand(case_id=case_id, by=actor_of(request), at=clock.now()))
