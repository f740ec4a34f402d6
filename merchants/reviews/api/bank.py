"""The operator's verbs."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.identity.public import require_operator
from ecosystem.kernel import clock
from ecosystem.web.api import REPEAT_KEY, Input, actor_of, given, repeat_key

from .. import actions, queries
from .shared import ComplaintOutput, complained


class ComplaintsView(APIView):
    @extend_schema(responses=ComplaintOutput(many=True))
    def get(self, request: Request) -> Response:
        """What the platform has to decide, oldest first."""
        require_operator(actor_of(request))
        return Response(ComplaintOutput(queries.complaints_to_decide(), many=True).data)


class DecideWordsInput(Input):
    grant = serializers.BooleanField()
    reason = serializers.CharField(max_length=500)


class SecondWordsInput(Input):
    agree = serializers.BooleanField()


class DecideView(APIView):
    @extend_schema(request=DecideWordsInput, responses=ComplaintOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, complaint_id: UUID) -> Response:
        """Propose to grant a complaint, or leave the words as they are."""
        sent, by = given(DecideWordsInput, request), actor_of(request)
        return complained(actions.decide(complaint_id=complaint_id, key=repeat_key(request), by=by, at=clock.now(), **sent))


class SecondView(APIView):
    @extend_schema(request=SecondWordsInput, responses=ComplaintOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, complaint_id: UUID) -> Response:
        """Let a colleague's proposal stand, or send it back."""
        agree, by = given(SecondWordsInput, request)["agree"], actor_of(request)
        return complained(actions.second(complaint_id=complaint_id, agree=agree, key=repeat_key(request), by=by, at=clock.now()))
