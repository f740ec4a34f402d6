"""A tiny site that refuses in every way a page or an endpoint can."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, Unauthenticated
from ecosystem.web.api import AnyVisitor, Input, MoneyField, repeat_key

KINDS: dict[str, type[DomainError]] = {kind.code: kind for kind in (Conflict, Forbidden, Invalid, NotFound, Unauthenticated)}


class Pay(Input):
    amount = MoneyField()
    note = serializers.CharField(required=False)


class OpenEndpoint(APIView):
    permission_classes = [AnyVisitor]

    def post(self, request: Request) -> Response:
        given = Pay(data=request.data)
        given.is_valid(raise_exception=True)
        return Response({"amount_minor": given.validated_data["amount"], "key": repeat_key(request)})


class ClosedEndpoint(APIView):
    def get(self, request: Request) -> Response:
        return Response({})


def refuse(request: HttpRequest, code: str) -> HttpResponse:
    raise KINDS[code]


def fail(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


handler404 = "ecosystem.web.views.not_found"
urlpatterns = [
    path("api/v1/open/", OpenEndpoint.as_view()),
    path("api/v1/closed/", ClosedEndpoint.as_view()),
    path("api/v1/fail/", fail),
    path("refuse/<str:code>/", refuse),
    path("fail/", fail),
    path("hello/", hello),
    path("", include("ecosystem.urls")),
]
