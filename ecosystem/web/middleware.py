"""A refusal that reaches the edge of a page becomes a page; of the API, problem+json."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ecosystem.kernel.errors import DomainError, Unauthenticated

from . import problems


class RefusalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/") and int(request.headers.get("Content-Length") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return problems.too_large()
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if request.path.startswith("/api/"):
            return None if settings.DEBUG or isinstance(error, DomainError) else problems.unexpected()
        if not isinstance(error, DomainError):
            return None
        if isinstance(error, Unauthenticated):
            return redirect_to_login(request.get_full_path())
        template = "web/_refusal.html" if getattr(request, "htmx", False) else "web/refusal.html"
        return render(request, template, {"refusal": error}, status=problems.status_of(error))
