"""The platform's own pages, no wing's."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

handler404 = "ecosystem.web.views.not_found"
urlpatterns = [
    path("", include("ecosystem.identity.urls")),
    path("", include("ecosystem.web.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.account.urls")),
]


def blank(request: HttpRequest) -> HttpResponse:
    return HttpResponse()
