"""Complaints about credit, for programs of an owner."""

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
from ecosystem.web.api import REPEAT_KEY, actor_of, given, repeat_key

from . import access, actions, queries, rules


class CreditComplaintInput(serializers.Serializer[Any]):
    party = serializers.UUIDField(help_text="The business that complains.")
    about = serializers.ChoiceField(choices=rules.ABOUT)
    subject = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="The offer, the decision or the loan that it is about.")
    words = serializers.CharField(max_length=rules.LONGEST, help_text="What is wrong.")


class ReopenComplaintInput(serializers.Serializer[Any]):
    why = serializers.CharField(max_length=rules.LONGEST, help_text="What the answer left open.")


class CreditComplaintAnswerOutput(serializers.Serializer[Any]):
    round = serializers.IntegerField(help_text="1, or 2 where it was reopened.")
    outcome = serializers.CharField(help_text="upheld or rejected.")
    remedy = serializers.CharField(help_text="none, or look_again: people look at what was decided.")
    answer = serializers.CharField()
    answered_at = serializers.DateTimeField()


class CreditComplaintOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.CharField()
    party = serializers.UUIDField(source="party_id")
    about = serializers.CharField(help_text="offer, refusal, loan or person.")
    subject = serializers.UUIDField(source="subject_id", allow_null=True)
    status = serializers.CharField(help_text="waiting, worked, proposed or answered.")
    filed_at = serializers.DateTimeField()
    answer_on = serializers.DateField(help_text="The last day on which it is answered.")
    answers = serializers.SerializerMethodField(help_text="The first before the second.")

    @extend_schema(responses=CreditComplaintAnswerOutput(many=True))
    def get_answers(self, complaint: Any) -> Any:
        return CreditComplaintAnswerOutput(complaint.answers.order_by("round"), many=True).data


class ComplaintsView(APIView):
    @extend_schema(responses=CreditComplaintOutput(many=True), operation_id="credit_complaints_list")
    def get(self, request: Request) -> Response:
        """Complaints of the businesses that the person signed in owns, newest first."""
        return Response(CreditComplaintOutput(queries.complaints_of(access.businesses_of(actor_of(request))), many=True).data)

    @extend_schema(
        request=CreditComplaintInput, responses={201: CreditComplaintOutput}, parameters=[REPEAT_KEY], operation_id="credit_complaints_file"
    )
    def post(self, request: Request) -> Response:
        """Complain of an offer, a refusal, a loan or a person; the answer comes by ``answer_on``, from somebody who had no part in it."""
        told = given(CreditComplaintInput, request)
        said = actions.Said(told["about"], told["subject"], told["words"])
        made = actions.file_complaint(party_id=told["party"], said=said, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(CreditComplaintOutput(made).data, status=201)


class ReopenView(APIView):
    @extend_schema(request=ReopenComplaintInput, responses=CreditComplaintOutput, operation_id="credit_complaints_reopen")
    def post(self, request: Request, complaint_id: UUID) -> Response:
        """Have somebody else look at an answered complaint again, once."""
        why = given(ReopenComplaintInput, request)["why"]
        return Response(
            CreditComplaintOutput(actions.reopen_complaint(complaint_id=complaint_id, why=why, by=actor_of(request), at=clock.now())).data
        )


urlpatterns = [
    path("credit-complaints", ComplaintsView.as_view(), name="api-complaints"),
    path("credit-complaints/<uuid:complaint_id>/reopen", ReopenView.as_view(), name="api-complaint-reopen"),
]
