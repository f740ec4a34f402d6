"""Scorecards, for programs of the bank: the registry, a training job's file, and a step."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import REPEAT_KEY, actor_of, repeat_key

from . import access, actions, queries, stages
from .models import ScoringModel


class ScorecardOutput(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    name = serializers.CharField()
    population = serializers.CharField(help_text="Whom it was learned from; only `merchants` may score.")
    sha256 = serializers.CharField()
    stage = serializers.SerializerMethodField()
    registered_at = serializers.DateTimeField()

    def get_stage(self, model: ScoringModel) -> str:
        return queries.registry_at().stage_of(model.pk)


class ScorecardFileOutput(ScorecardOutput):
    artefact = serializers.JSONField()
    report = serializers.JSONField()


class ScorecardInput(serializers.Serializer[Any]):
    artefact = serializers.JSONField()
    sha256 = serializers.CharField(help_text="Of the artefact in canonical JSON.")
    report = serializers.JSONField()


class ScorecardStepInput(serializers.Serializer[Any]):
    stage = serializers.ChoiceField(choices=[*stages.STEPS])
    why = serializers.CharField()
    share_bp = serializers.IntegerField(required=False, default=0, help_text="Of a challenger, in basis points.")


class ScorecardStepOutput(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    stage = serializers.CharField()
    share_bp = serializers.IntegerField()
    why = serializers.CharField()
    taken_at = serializers.DateTimeField()


class ScorecardsView(APIView):
    @extend_schema(responses=ScorecardOutput(many=True), operation_id="scorecards_list")
    def get(self, request: Request) -> Response:
        access.require_reader(actor_of(request))
        return Response(ScorecardOutput(queries.models_listed(), many=True).data)

    @extend_schema(request=ScorecardInput, responses={201: ScorecardOutput}, parameters=[REPEAT_KEY], operation_id="scorecards_create")
    def post(self, request: Request) -> Response:
        """Register what a training job wrote; an edited file is refused."""
        sent = ScorecardInput(data=request.data)
        sent.is_valid(raise_exception=True)
        made = actions.register_model(file=dict(sent.validated_data), key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(ScorecardOutput(made).data, status=201)


class ScorecardView(APIView):
    @extend_schema(responses=ScorecardFileOutput, operation_id="scorecards_retrieve")
    def get(self, request: Request, number: int) -> Response:
        return Response(ScorecardFileOutput(access.model_for(actor_of(request), number)).data)


class ScorecardStepView(APIView):
    @extend_schema(request=ScorecardStepInput, responses=ScorecardStepOutput, operation_id="scorecards_step")
    def post(self, request: Request, number: int) -> Response:
        """Validate it, let it watch, challenge or decide, or retire it. A second call finds the step taken."""
        sent = ScorecardStepInput(data=request.data)
        sent.is_valid(raise_exception=True)
        step = actions.move_model(number=number, **sent.validated_data, by=actor_of(request), at=clock.now())
        return Response(ScorecardStepOutput(step).data)


urlpatterns = [
    path("scorecards", ScorecardsView.as_view(), name="api-scorecards"),
    path("scorecards/<int:number>", ScorecardView.as_view(), name="api-scorecard"),
    path("scorecards/<int:number>/step", ScorecardStepView.as_view(), name="api-scorecard-step"),
]
