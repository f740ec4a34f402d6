"""What everybody reads, asks and reports."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.api import REPEAT_KEY, AnyVisitor, Input, actor_of, given, repeat_key
from merchants.shops.public import serving_shops

from .. import actions, queries
from ..rules import LONGEST_QUESTION
from .shared import ComplaintOutput, QuestionOutput, ReportInput, ReviewOutput, complained


class BeforeInput(Input):
    before = serializers.DateTimeField(required=False, help_text="written_at of the last review of the page before")


class ShopReviewsOutput(serializers.Serializer[Any]):
    rating = serializers.DecimalField(max_digits=2, decimal_places=1, allow_null=True, help_text="1.0 to 5.0; null while nothing counts")
    counted = serializers.IntegerField(help_text="How many reviews make the rating")
    published = serializers.IntegerField()
    reviews = ReviewOutput(many=True)


class ShopReviewsView(APIView):
    permission_classes = [AnyVisitor]

    @extend_schema(parameters=[BeforeInput], responses=ShopReviewsOutput)
    def get(self, request: Request, shop_id: UUID) -> Response:
        """A shop's reviews, newest first, and what they come to."""
        asked = BeforeInput(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        _require(shop_id)
        rating = queries.ratings_of([shop_id]).get(shop_id)
        told = {
            "rating": rating and rating.shown,
            "counted": rating.counted if rating else 0,
            "published": rating.published if rating else 0,
            "reviews": queries.reviews_of_shop(shop_id, before=asked.validated_data.get("before")),
        }
        return Response(ShopReviewsOutput(told).data)


class AskInput(Input):
    text = serializers.CharField(max_length=LONGEST_QUESTION)


class ShopQuestionsView(APIView):
    permission_classes = [AnyVisitor]

    @extend_schema(responses=QuestionOutput(many=True))
    def get(self, request: Request, shop_id: UUID) -> Response:
        """What a shop was asked, and what it answered, newest first."""
        _require(shop_id)
        return Response(QuestionOutput(queries.questions_of_shop(shop_id), many=True).data)

    @extend_schema(request=AskInput, responses={201: QuestionOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Ask the shop something."""
        text = given(AskInput, request)["text"]
        made = actions.ask_question(shop_id=shop_id, text=text, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(QuestionOutput(made).data, status=201)


class ReportReviewView(APIView):
    @extend_schema(request=ReportInput, responses={201: ComplaintOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, review_id: UUID) -> Response:
        """Say that a review should be hidden."""
        sent, by = given(ReportInput, request), actor_of(request)
        return complained(actions.report_review(review_id=review_id, key=repeat_key(request), by=by, at=clock.now(), **sent), 201)


class ReportQuestionView(APIView):
    @extend_schema(request=ReportInput, responses={201: ComplaintOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, question_id: UUID) -> Response:
        """Say that a question should be hidden."""
        sent, by = given(ReportInput, request), actor_of(request)
        return complained(actions.report_question(question_id=question_id, key=repeat_key(request), by=by, at=clock.now(), **sent), 201)


def _require(shop_id: UUID) -> None:
    if shop_id not in serving_shops([shop_id]):
        raise NotFound
