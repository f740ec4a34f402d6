"""Parcels at pickup points, for programs: dropped with a picture, handed out against a code, fetched back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.kernel.photos import taken_all
from ecosystem.web.api import REPEAT_KEY, actor_of, repeat_key

from .. import actions
from .rides import CodeInput, PhotosInput


class MovedParcelOutput(serializers.Serializer[Any]):
    order = serializers.UUIDField(source="order_id")
    status = serializers.CharField()
    keep_until = serializers.DateTimeField(allow_null=True)


class DropView(APIView):
    parser_classes = [JSONParser, MultiPartParser]

    @extend_schema(request=PhotosInput, responses=MovedParcelOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, order_id: UUID) -> Response:
        """It lies at its pickup point, and a picture shows it."""
        PhotosInput(data=request.data).is_valid(raise_exception=True)
        shots, key = taken_all(request.FILES.getlist("photos")), repeat_key(request)
        done = actions.drop(order_id=order_id, shots=shots, key=key, by=actor_of(request), at=clock.now())
        return Response(MovedParcelOutput(done).data)


class CollectView(APIView):
    @extend_schema(request=CodeInput, responses=MovedParcelOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, order_id: UUID) -> Response:
        """The buyer told her code at the point and has it: the order is completed and settled, and the point is paid."""
        given = CodeInput(data=request.data)
        given.is_valid(raise_exception=True)
        code, key = given.validated_data["code"], repeat_key(request)
        done = actions.collect(order_id=order_id, code=code, key=key, by=actor_of(request), at=clock.now())
        return Response(MovedParcelOutput(done).data)


class FetchView(APIView):
    @extend_schema(request=None, responses=MovedParcelOutput)
    def post(self, request: Request, order_id: UUID) -> Response:
        """The shop has back what nobody collected."""
        return Response(MovedParcelOutput(actions.fetch_back(order_id=order_id, by=actor_of(request), at=clock.now())).data)


urlpatterns = [
    path("parcels/<uuid:order_id>/drop", DropView.as_view(), name="api-parcel-drop"),
    path("parcels/<uuid:order_id>/collect", CollectView.as_view(), name="api-parcel-collect"),
    path("parcels/<uuid:order_id>/fetch", FetchView.as_view(), name="api-parcel-fetch"),
]
