"""A copy of one's data, for programs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import path, reverse
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import REPEAT_KEY, actor_of, repeat_key

from . import access, actions, queries
from .models import Export


class ExportOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    status = serializers.CharField()
    asked_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    size = serializers.IntegerField(help_text="Bytes")
    file = serializers.SerializerMethodField(help_text="Where its person fetches it while it is there")

    def get_file(self, export: Export) -> str:
        return reverse("privacy:fetch", args=[export.pk]) if export.is_there(clock.now()) else ""


class ExportsView(APIView):
    @extend_schema(responses=ExportOutput(many=True), operation_id="my_exports_list")
    def get(self, request: Request) -> Response:
        """Copies of her data that the person signed in has asked for, newest first."""
        subject = access.subject_of(actor_of(request))
        return Response(ExportOutput(queries.exports_of(subject.person_id), many=True).data)

    @extend_schema(request=None, responses={202: ExportOutput}, parameters=[REPEAT_KEY], operation_id="my_exports_create")
    def post(self, request: Request) -> Response:
        """Have a copy put together; it is ready some minutes later."""
        language = get_language() or settings.LANGUAGE_CODE
        export = actions.ask_for_export(language=language, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(ExportOutput(export).data, status=202)


urlpatterns = [path("me/exports", ExportsView.as_view(), name="api-my-exports")]
