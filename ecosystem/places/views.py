from __future__ import annotations

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from . import queries

DRAWN = "demo/district.geojson"


@require_GET
@cache_control(public=True, max_age=3600)
@vary_on_headers("Accept-Language", "Cookie")
def town_map(request: HttpRequest) -> HttpResponse:
    """The map beneath the shops: neighbourhoods and landmarks, as far as they are known."""
    return JsonResponse(queries.town_map(), content_type="application/geo+json")


@require_GET
def drawn_map(request: HttpRequest) -> HttpResponse:
    """Streets, river and parks where somebody drew them; an empty collection otherwise."""
    if finders.find(DRAWN):
        return redirect(staticfiles_storage.url(DRAWN))
    return JsonResponse({"type": "FeatureCollection", "features": []}, content_type="application/geo+json")
