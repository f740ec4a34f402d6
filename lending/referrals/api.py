"""Asking for a person, for programs of an owner."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import REPEAT_KEY, MoneyField, actor_of, given, repeat_key

from . import access, actions, queries, rules


class ReferralInput(serializers.Serializer[Any]):
    party = serializers.UUIDField(help_text="The business that it is about.")
    words = serializers.CharField(required=False, allow_blank=True, default="", max_length=rules.LONGEST, help_text="What the person should know.")


class ReferralOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    party = serializers.UUIDField(source="party_id")
    decision = serializers.UUIDField(source="decision_id")
    cause = serializers.CharField(help_text="policy or asked.")
    status = serializers.CharField(help_text="waiting, worked, proposed, granted, kept or closed.")
    opened_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(help_text="By when it was promised.")
    ended_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.SerializerMethodField(help_text="What the people who looked say; empty until they have decided.")
    granted = serializers.SerializerMethodField()

    def get_answer(self, case: Any) -> str:
        return case.answer if case.status in ("granted", "kept") else ""

    @extend_schema(responses=MoneyField())
    def get_granted(self, case: Any) -> Any:
        return MoneyField().to_representation(case.proposed_minor if case.status == "granted" else 0)


class ReferralsView(APIView):
    @extend_schema(responses=ReferralOutput(many=True), operation_id="referrals_list")
    def get(self, request: Request) -> Response:
        """Cases of the businesses that the person signed in owns, newest first."""
        return Response(ReferralOutput(queries.referrals_of(list(access.businesses_of(actor_of(request)))), many=True).data)

    @extend_schema(request=ReferralInput, responses={201: ReferralOutput}, parameters=[REPEAT_KEY], operation_id="referrals_ask")
    def post(self, request: Request) -> Response:
        """Have a person look at what was decided on a business; the case that is open already is the answer."""
        said = given(ReferralInput, request)
        case = actions.ask_for_person(party_id=said["party"], words=said["words"], key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(ReferralOutput(case).data, status=201)


urlpatterns = [path("referrals", ReferralsView.as_view(), name="api-referrals")]
