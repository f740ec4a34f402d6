"""Platforms of others: trade facts from them, who lets them in, and whom businesses connect."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import REPEAT_KEY, AnyVisitor, Input, actor_of, given, repeat_key

from . import actions, rules
from .errors import TooManyFacts
from .pace import require_pace
from .signing import HEADER, client_signed

SIGNATURE = OpenApiParameter(
    HEADER,
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="A detached JWS by EdDSA over the body's bytes; its header says alg, kid (the client), iat and path.",
)


class FactInput(Input):
    id = serializers.CharField(max_length=64)
    kind = serializers.CharField(max_length=40)
    occurred_at = serializers.DateTimeField()
    body = serializers.DictField()
    corrects = serializers.IntegerField(required=False, min_value=1)


class FactsInput(Input):
    party = serializers.UUIDField()
    facts = FactInput(many=True, allow_empty=False)


class FactsOutput(serializers.Serializer[Any]):
    facts = serializers.ListField(child=serializers.IntegerField(), help_text="The numbers of the facts, in the order given.")


class ClientInput(Input):
    name = serializers.CharField(max_length=80)
    public_key = serializers.CharField(max_length=64)


class ClientOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    status = serializers.CharField()


class ConnectionInput(Input):
    party = serializers.UUIDField()
    client = serializers.UUIDField()
    text_sha256 = serializers.CharField(max_length=64)


class ConnectionOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    party = serializers.UUIDField(source="party_id")
    client = serializers.UUIDField(source="client_id")
    allowed_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class TradeFactsView(APIView):
    # Who sends is told by the signature, not by signing in.
    authentication_classes: list[Any] = []
    permission_classes = [AnyVisitor]

    @extend_schema(request=FactsInput, responses={201: FactsOutput}, parameters=[REPEAT_KEY, SIGNATURE])
    def post(self, request: Request) -> Response:
        """Tell of a business's trade elsewhere: at most a thousand facts, all or none, as claims."""
        at = clock.now()
        client = client_signed(header=request.headers.get(HEADER, ""), path=request.path, body=request._request.body, at=at)
        require_pace(client, request, self)
        sent = request.data.get("facts") if isinstance(request.data, dict) else None
        if isinstance(sent, list) and len(sent) > rules.MOST:
            raise TooManyFacts(most=rules.MOST, details={"most": rules.MOST})
        told = given(FactsInput, request)
        rows = [rules.Row(data=fact.pop("body"), **fact) for fact in told["facts"]]
        numbers = actions.report_facts(client=client, party_id=told["party"], rows=rows, key=repeat_key(request), at=at)
        return Response({"facts": numbers}, status=201)


class ClientsView(APIView):
    @extend_schema(request=ClientInput, responses={201: ClientOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request) -> Response:
        """Draft a client with its public key; for operators."""
        client = actions.register_client(**given(ClientInput, request), key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(ClientOutput(client).data, status=201)


class ApproveView(APIView):
    @extend_schema(request=None, responses=ClientOutput)
    def post(self, request: Request, client_id: UUID) -> Response:
        """Let a client in that a colleague drafted."""
        return Response(ClientOutput(actions.approve_client(client_id=client_id, by=actor_of(request), at=clock.now())).data)


class SuspendView(APIView):
    @extend_schema(request=None, responses=ClientOutput)
    def post(self, request: Request, client_id: UUID) -> Response:
        """Take nothing more from a client."""
        return Response(ClientOutput(actions.suspend_client(client_id=client_id, by=actor_of(request), at=clock.now())).data)


class ConnectionsView(APIView):
    @extend_schema(request=ConnectionInput, responses={201: ConnectionOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request) -> Response:
        """Let a platform tell of a business's trade; for its owner, in the words of the consent that she saw."""
        asked = given(ConnectionInput, request)
        made = actions.connect_client(
            party_id=asked["party"],
            client_id=asked["client"],
            seen=asked["text_sha256"],
            key=repeat_key(request),
            by=actor_of(request),
            at=clock.now(),
        )
        return Response(ConnectionOutput(made).data, status=201)


class EndConnectionView(APIView):
    @extend_schema(request=None, responses=ConnectionOutput)
    def post(self, request: Request, connection_id: UUID) -> Response:
        """Take nothing more from a platform about a business."""
        return Response(ConnectionOutput(actions.end_connection(connection_id=connection_id, by=actor_of(request), at=clock.now())).data)


urlpatterns = [
    path("trade-facts", TradeFactsView.as_view(), name="api-trade-facts"),
    path("clients", ClientsView.as_view(), name="api-clients"),
    path("clients/<uuid:client_id>/approve", ApproveView.as_view(), name="api-client-approve"),
    path("clients/<uuid:client_id>/suspend", SuspendView.as_view(), name="api-client-suspend"),
    path("connections", ConnectionsView.as_view(), name="api-connections"),
    path("connections/<uuid:connection_id>/end", EndConnectionView.as_view(), name="api-connection-end"),
]
