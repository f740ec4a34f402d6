"""Every refusal as RFC 9457 problem+json: one handler, one shape, a code that never changes."""

from __future__ import annotations

import logging
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from ecosystem.kernel.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, Unauthenticated

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
STATUS: tuple[tuple[type[DomainError], int], ...] = (
    (Unauthenticated, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (Conflict, 409),
    (Invalid, 422),
)


def status_of(refusal: DomainError) -> int:
    given = getattr(refusal, "http_status", None)
    if given:
        return int(given)
    return next((status for kind, status in STATUS if isinstance(refusal, kind)), 422)


def body_of(refusal: DomainError) -> dict[str, Any]:
    return _body(refusal.code, status_of(refusal), refusal.explain(), refusal.advise(), **refusal.details)


def _body(code: str, status: int, title: str, next_step: str, **more: Any) -> dict[str, Any]:
    return {"type": f"/problems/{code}", "code": code, "status": status, "title": title, "next_step": next_step, **more}


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """Django REST framework's exception handler; ``None`` leaves the unexpected to the error log."""
    if isinstance(error, Http404):
        error = NotFound()
    if isinstance(error, PermissionDenied):
        error = Forbidden()
    if isinstance(error, RecursionError):
        # JSON that is nested deeper than anything meant.
        error = exceptions.ParseError()
    if isinstance(error, RequestDataTooBig):
        # What is no file of a body in parts.
        return _response(_too_large())
    if isinstance(error, DomainError):
        return _response(body_of(error))
    if isinstance(error, exceptions.APIException):
        return _response(_translated(error), headers=_headers(error))
    return None


def _response(body: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    return Response(body, status=body["status"], content_type=MEDIA_TYPE, headers=headers)


def _headers(error: exceptions.APIException) -> dict[str, str]:
    wait = getattr(error, "wait", None)
    return {"Retry-After": str(int(wait) + 1)} if wait else {}


def _translated(error: exceptions.APIException) -> dict[str, Any]:
    match error:
        case exceptions.ValidationError():
            return _body(
                "invalid", 422, _("Some of what was sent can't be taken."), _("Correct the fields named in errors."), errors=_flat(error.detail)
            )
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            refusal = Unauthenticated()
            return _body(refusal.code, 401, refusal.explain(), refusal.advise())
        case exceptions.ParseError():
            return _body("malformed_json", 400, _("The body is not JSON that can be read."), _("Send one JSON object in UTF-8."))
        case exceptions.UnsupportedMediaType():
            return _body("wrong_content_type", 415, _("Only application/json is taken here."), _("Send the header Content-Type: application/json."))
        case exceptions.MethodNotAllowed():
            return _body("wrong_method", 405, _("This address does not take that method."), _("See the methods in the API description."))
    return _body(str(getattr(error, "default_code", "refused")), error.status_code, str(error.detail), _("See the API description."))


def _flat(detail: Any, path: str = "") -> list[dict[str, str]]:
    if isinstance(detail, dict):
        return [row for key, value in detail.items() for row in _flat(value, f"{path}.{key}".lstrip("."))]
    if isinstance(detail, list) and any(isinstance(value, (dict, list)) for value in detail):
        return [row for index, value in enumerate(detail) for row in _flat(value, f"{path}.{index}".lstrip("."))]
    values = detail if isinstance(detail, list) else [detail]
    return [{"field": path, "code": getattr(value, "code", "invalid"), "message": str(value)} for value in values]


def response_for(refusal: DomainError) -> JsonResponse:
    """A refusal outside Django REST framework's views."""
    return JsonResponse(body_of(refusal), status=status_of(refusal), content_type=MEDIA_TYPE)


def too_large() -> JsonResponse:
    return JsonResponse(_too_large(), status=413, content_type=MEDIA_TYPE)


def _too_large() -> dict[str, Any]:
    return _body("body_too_large", 413, _("The request is larger than this address takes."), _("Send less at a time."))


def unexpected() -> JsonResponse:
    reference = uuid4().hex[:12]
    log.error("unexpected failure, reference %s", reference, exc_info=True)
    body = _body(
        "unexpected",
        500,
        _("Something went wrong here, and nothing was changed."),
        _("Try again with the same Idempotency-Key; if it stays, give the reference."),
        reference=reference,
    )
    return JsonResponse(body, status=500, content_type=MEDIA_TYPE)
