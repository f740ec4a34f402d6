"""Where acquirers call us. Not of the open API: who may call is told by a signature, not by signing in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ecosystem.kernel import clock

from . import actions
from .errors import CallNotSigned

LONGEST_CALL = 65_536


@csrf_exempt
@require_POST
def call(request: HttpRequest, name: str) -> HttpResponse:
    """Take a call. Any refusal is a 4xx, after which acquirers call again."""
    if int(request.headers.get("Content-Length") or 0) > LONGEST_CALL:
        raise CallNotSigned
    headers = {key: value for key, value in request.headers.items() if key not in {"Cookie", "Authorization"}}
    actions.hear(name=name, headers=headers, body=request.body, at=clock.now())
    return JsonResponse({"code": "SUCCESS"})


urlpatterns = [path("acquirers/<slug:name>/calls", call, name="api-acquirer-call")]
