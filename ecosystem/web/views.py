"""What a browser asks for beside the pages: the app's manifest, its worker, and answers for nothing there."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from ecosystem.kernel.errors import NotFound

from . import problems


@require_safe
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> JsonResponse:
    icons = [
        {"src": static("design/mark.svg"), "sizes": "any", "type": "image/svg+xml"},
        {"src": static("design/mark-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("design/mark-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
    ]
    app = {
        "id": "/",
        "name": _("Twin Circles"),
        "short_name": _("Twin Circles"),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f7f5f0",
        "theme_color": "#ffffff",
        "icons": icons,
    }
    return JsonResponse(app, content_type="application/manifest+json")


@require_safe
@cache_control(max_age=0)
def service_worker(request: HttpRequest) -> HttpResponse:
    return render(request, "web/sw.js", content_type="text/javascript")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """In both languages at once: the worker keeps one copy, whatever the reader chooses later."""
    return render(request, "web/offline.html")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django itself refuses to read; a body that is too large is said to be that."""
    if isinstance(exception, RequestDataTooBig):
        return problems.too_large() if request.path.startswith("/api/") else render(request, "413.html", status=413)
    return defaults.bad_request(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing at this address: problem+json under ``/api/``, a page elsewhere."""
    if request.path.startswith("/api/"):
        return problems.response_for(NotFound())
    return defaults.page_not_found(request, exception if isinstance(exception, Http404) else Http404())
