"""Consents, for programs."""

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
from ecosystem.web.api import REPEAT_KEY, Input, actor_of, repeat_key

from . import actions, queries
from .models import Grant
from .purposes import REGISTERED


class PurposeOutput(serializers.Serializer[Any]):
    code = serializers.CharField()
    version = serializers.IntegerField()
    sha256 = serializers.CharField()
    title_zh = serializers.CharField()
    title_en = serializers.CharField()
    text_zh = serializers.CharField()
    text_en = serializers.CharField()


class ConsentOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    party = serializers.UUIDField(source="party_id")
    purpose = serializers.CharField()
    grantee = serializers.CharField()
    status = serializers.SerializerMethodField()
    text_version = serializers.IntegerField()
    text_sha256 = serializers.CharField()
    granted_at = serializers.DateTimeField()
    until = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)
    last_read_at = serializers.SerializerMethodField()

    def get_status(self, grant: Grant) -> str:
        return grant.status(self.context["at"]).value

    def get_last_read_at(self, grant: Grant) -> str | None:
        at = self.context["reads"].get(grant.pk)
        return at.isoformat() if at else None


class ConsentInput(Input):
    party = serializers.UUIDField()
    purpose = serializers.CharField(max_length=60)
    until = serializers.DateTimeField(required=False)
    text_sha256 = serializers.CharField(required=False, max_length=64)


def _told(grants: list[Grant]) -> list[dict[str, Any]]:
    context = {"at": clock.now(), "reads": queries.last_reads(grants)}
    return list(ConsentOutput(grants, many=True, context=context).data)


class ConsentsView(APIView):
    @extend_schema(responses=ConsentOutput(many=True), operation_id="consents_list")
    def get(self, request: Request) -> Response:
        """The consents of the person signed in and of the businesses she owns: standing ones, then the latest ended."""
        return Response(_told(queries.grants_of(actor_of(request))))

    @extend_schema(request=ConsentInput, responses={201: ConsentOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request) -> Response:
        """Let the bank use a party's data for one purpose; what stands for it is replaced."""
        given = ConsentInput(data=request.data)
        given.is_valid(raise_exception=True)
        asked = given.validated_data
        grant = actions.give_consent(
            party_id=asked["party"],
            purpose=asked["purpose"],
            until=asked.get("until"),
            seen=asked.get("text_sha256"),
            key=repeat_key(request),
            by=actor_of(request),
            at=clock.now(),
        )
        return Response(_told([grant])[0], status=201)


class RevokeView(APIView):
    @extend_schema(request=None, responses=ConsentOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, grant_id: UUID) -> Response:
        """End a consent now: no reading that starts afterwards succeeds."""
        grant = actions.withdraw_consent(grant_id=grant_id, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(_told([grant])[0])


class PurposesView(APIView):
    @extend_schema(responses=PurposeOutput(many=True))
    def get(self, request: Request) -> Response:
        """What can be consented to, in the words that the party must see first."""
        return Response(PurposeOutput(list(REGISTERED.values()), many=True).data)


urlpatterns = [
    path("consents", ConsentsView.as_view(), name="api-consents"),
    path("consents/<uuid:grant_id>/revoke", RevokeView.as_view(), name="api-consent-revoke"),
    path("consent-purposes", PurposesView.as_view(), name="api-consent-purposes"),
]
