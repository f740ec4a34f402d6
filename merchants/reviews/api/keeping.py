"""The shop's verbs."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import actor_of, given

from .. import actions
from .shared import QuestionOutput, ReviewOutput, TextInput, answered


class ReplyView(APIView):
    @extend_schema(request=TextInput, responses=ReviewOutput)
    def post(self, request: Request, review_id: UUID) -> Response:
        """The shop's one reply."""
        text = given(TextInput, request)["text"]
        return answered(actions.reply_to_review(review_id=review_id, text=text, by=actor_of(request), at=clock.now()).pk)


class AnswerView(APIView):
    @extend_schema(request=TextInput, responses=QuestionOutput)
    def post(self, request: Request, question_id: UUID) -> Response:
        """Answer a question, or word the answer anew."""
        text = given(TextInput, request)["text"]
        return Response(QuestionOutput(actions.answer_question(question_id=question_id, text=text, by=actor_of(request), at=clock.now())).data)
