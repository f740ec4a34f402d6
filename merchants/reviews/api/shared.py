"""What is told of reviews, questions and complaints."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.response import Response

from ecosystem.web.api import Input

from .. import queries
from ..models import Complaint, Hidden, Question, Review
from ..rules import shown_name


class MarkOutput(serializers.Serializer[Any]):
    name_zh = serializers.CharField(source="line.name_zh")
    name_en = serializers.CharField(source="line.name_en")
    stars = serializers.IntegerField()


class ReviewOutput(serializers.Serializer[Any]):
    """Of a hidden review only why and since when it is hidden."""

    id = serializers.UUIDField()
    status = serializers.CharField()
    hidden_for = serializers.CharField()
    hidden_at = serializers.DateTimeField(allow_null=True)
    writer = serializers.SerializerMethodField(help_text="The first letter of the name; empty where she does not show it to this shop")
    stars = serializers.IntegerField(allow_null=True)
    text = serializers.CharField()
    marks = MarkOutput(many=True)
    photos = serializers.SerializerMethodField()
    reply = serializers.CharField()
    replied_at = serializers.DateTimeField(allow_null=True)
    written_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    refunded_in_full = serializers.BooleanField(source="undone", help_text="Shown, but not counted in the rating")

    def get_writer(self, review: Review) -> str:
        return "" if getattr(review, "nameless", False) else shown_name(review.buyer.name_zh)

    def get_photos(self, review: Review) -> list[str]:
        return [str(photo.pk) for photo in review.photos.all()]

    def to_representation(self, review: Review) -> dict[str, Any]:
        told = super().to_representation(review)
        return told if review.is_shown else {**told, "stars": None, "text": "", "marks": [], "photos": [], "reply": "", "writer": ""}


class QuestionOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    status = serializers.CharField()
    hidden_for = serializers.CharField()
    text = serializers.CharField()
    answer = serializers.CharField()
    asked_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, question: Question) -> dict[str, Any]:
        told = super().to_representation(question)
        return told if question.is_shown else {**told, "text": "", "answer": ""}


class ComplaintOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.CharField()
    review = serializers.UUIDField(source="review_id", allow_null=True)
    question = serializers.UUIDField(source="question_id", allow_null=True)
    by_shop = serializers.BooleanField()
    reason = serializers.CharField()
    words = serializers.CharField()
    status = serializers.CharField()
    decision = serializers.CharField()
    decision_reason = serializers.CharField()
    made_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class TextInput(Input):
    text = serializers.CharField(max_length=500)


class ReportInput(Input):
    reason = serializers.ChoiceField(Hidden.choices)
    words = serializers.CharField(max_length=500, default="", allow_blank=True)


def answered(review_id: UUID, status: int = 200) -> Response:
    return Response(ReviewOutput(queries.whole(review_id)).data, status=status)


def complained(complaint: Complaint, status: int = 200) -> Response:
    return Response(ComplaintOutput(complaint).data, status=status)
