"""The buyer's verbs. Pictures come with the page's form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import REPEAT_KEY, Input, actor_of, given, repeat_key

from .. import actions
from ..rules import LONGEST_REVIEW
from .shared import ComplaintOutput, ReviewOutput, TextInput, answered, complained


class MarkInput(Input):
    position = serializers.IntegerField(min_value=1)
    stars = serializers.IntegerField(min_value=1, max_value=5)


class ReviewInput(Input):
    stars = serializers.IntegerField(min_value=1, max_value=5)
    text = serializers.CharField(max_length=LONGEST_REVIEW, default="", allow_blank=True)
    lines = MarkInput(many=True, default=list)


def _wording(sent: dict[str, Any]) -> actions.Wording:
    return actions.Wording(sent["stars"], sent["text"], {line["position"]: line["stars"] for line in sent["lines"]})


class WriteView(APIView):
    @extend_schema(request=ReviewInput, responses={201: ReviewOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, order_id: UUID) -> Response:
        """Review a completed order of one's own."""
        wording = _wording(given(ReviewInput, request))
        made = actions.write_review(order_id=order_id, wording=wording, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return answered(made.pk, 201)


class EditView(APIView):
    @extend_schema(request=ReviewInput, responses=ReviewOutput)
    def put(self, request: Request, review_id: UUID) -> Response:
        """Change one's review, once within seven days."""
        wording = _wording(given(ReviewInput, request))
        return answered(actions.edit_review(review_id=review_id, wording=wording, by=actor_of(request), at=clock.now()).pk)


class AppealView(APIView):
    @extend_schema(request=TextInput, responses={201: ComplaintOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, review_id: UUID) -> Response:
        """Say that one's review was hidden wrongly."""
        words = given(TextInput, request)["text"]
        return complained(actions.appeal(review_id=review_id, words=words, key=repeat_key(request), by=actor_of(request), at=clock.now()), 201)
