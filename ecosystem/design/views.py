from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET


@require_GET
def guide(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for whoever builds the next page; absent in production."""
    if not (settings.DEBUG or settings.DEMO_MODE):
        raise Http404
    return render(request, "design/guide.html", {"face": request.GET.get("face", "resident")})
