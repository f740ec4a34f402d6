"""Policies, for programs of the bank: what decides, drafts, and putting a colleague's draft in force."""

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
from ecosystem.kernel.actor import Actor
from ecosystem.web.api import REPEAT_KEY, actor_of, given, repeat_key
from lending.portraits.public import digest

from . import access, actions, lint, queries
from .models import PolicyDraft
from .reasons import KNOWN


class PolicyOutput(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    name = serializers.CharField()
    sha256 = serializers.CharField()
    published_at = serializers.DateTimeField()


class PolicyContentOutput(PolicyOutput):
    content = serializers.JSONField()


class PolicyPlanOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    champion = serializers.IntegerField(source="champion_id")
    challenger = serializers.IntegerField(source="challenger_id", allow_null=True)
    share_bp = serializers.IntegerField(help_text="The share of parties that the challenger decides on, in basis points.")
    shadow = serializers.IntegerField(source="shadow_id", allow_null=True)
    from_at = serializers.DateTimeField()
    why = serializers.CharField()


class PoliciesOutput(serializers.Serializer[Any]):
    in_force = PolicyPlanOutput()
    to_come = PolicyPlanOutput(many=True)
    versions = PolicyOutput(many=True)


class DraftInput(serializers.Serializer[Any]):
    note = serializers.CharField()
    base = serializers.IntegerField(required=False, help_text="Copy this version.")
    content = serializers.JSONField(required=False, help_text="Or the whole policy.")


class DraftOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    note = serializers.CharField()
    status = serializers.CharField()
    version = serializers.IntegerField(source="version_id", allow_null=True)
    sha256 = serializers.SerializerMethodField(help_text="Of the content; whoever publishes it says which she looked at.")
    faults = serializers.SerializerMethodField()

    def get_sha256(self, draft: PolicyDraft) -> str:
        return digest(draft.content)

    @extend_schema(responses=serializers.ListField(child=serializers.CharField()))
    def get_faults(self, draft: PolicyDraft) -> list[str]:
        return lint.faults(draft.content, known=KNOWN)


class EnteringInput(serializers.Serializer[Any]):
    role = serializers.ChoiceField(choices=["champion", "challenger", "shadow"])
    share_bp = serializers.IntegerField(required=False, default=0)
    from_at = serializers.DateTimeField(required=False, help_text="At once, if absent.")


class PublishInput(EnteringInput):
    sha256 = serializers.CharField()


class RollBackInput(serializers.Serializer[Any]):
    seen = serializers.IntegerField(help_text="The plan in force that was looked at.")
    why = serializers.CharField()


def _reader(request: Request) -> Actor:
    by = actor_of(request)
    access.require_reader(by)
    return by


class PoliciesView(APIView):
    @extend_schema(responses=PoliciesOutput, operation_id="policies_list")
    def get(self, request: Request) -> Response:
        """What decides now, what is planned, and every version."""
        _reader(request)
        at = clock.now()
        told = {"in_force": actions.plan_in_force(at), "to_come": queries.plans_since(at), "versions": queries.versions()}
        return Response(PoliciesOutput(told).data)


class PolicyView(APIView):
    @extend_schema(responses=PolicyContentOutput, operation_id="policies_retrieve")
    def get(self, request: Request, number: int) -> Response:
        return Response(PolicyContentOutput(access.version_for(actor_of(request), number)).data)


class DraftsView(APIView):
    @extend_schema(request=DraftInput, responses={201: DraftOutput}, parameters=[REPEAT_KEY], operation_id="policy_drafts_create")
    def post(self, request: Request) -> Response:
        """Write a policy down; what is wrong with it is told, and another officer publishes it."""
        asked = given(DraftInput, request)
        draft = actions.draft_policy(
            note=asked["note"], base=asked.get("base"), content=asked.get("content"), key=repeat_key(request), by=actor_of(request), at=clock.now()
        )
        return Response(DraftOutput(draft).data, status=201)


class PublishView(APIView):
    @extend_schema(request=PublishInput, responses=PolicyOutput, operation_id="policy_drafts_publish")
    def post(self, request: Request, draft_id: UUID) -> Response:
        """Put a colleague's draft in force. A second call finds it decided."""
        asked = given(PublishInput, request)
        at = clock.now()
        entering = actions.Entering(asked["role"], asked.get("from_at") or at, asked["share_bp"])
        version = actions.publish_draft(draft_id=draft_id, sha256=asked["sha256"], entering=entering, by=actor_of(request), at=at)
        return Response(PolicyOutput(version).data)


class RollBackView(APIView):
    @extend_schema(request=RollBackInput, responses=PolicyPlanOutput, operation_id="policies_roll_back")
    def post(self, request: Request) -> Response:
        """At once: the version before decides again."""
        asked = given(RollBackInput, request)
        plan = actions.roll_back(seen=asked["seen"], why=asked["why"], by=actor_of(request), at=clock.now())
        return Response(PolicyPlanOutput(plan).data)


urlpatterns = [
    path("policies", PoliciesView.as_view(), name="api-policies"),
    path("policies/<int:number>", PolicyView.as_view(), name="api-policy"),
    path("policies/drafts", DraftsView.as_view(), name="api-policy-drafts"),
    path("policies/drafts/<uuid:draft_id>/publish", PublishView.as_view(), name="api-policy-publish"),
    path("policies/roll-back", RollBackView.as_view(), name="api-policy-roll-back"),
]
