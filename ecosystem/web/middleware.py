"""The edge of every page: a refusal becomes a page (of the API, problem+json); private pages stay private."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRedirect

from ecosystem.kernel.errors import DomainError, Invalid, Unauthenticated

from . import problems


class TooLarge(Invalid):
    code = "body_too_large"
    sentence = _("That is larger than %(most)s.")
    next_step = _("Send a smaller file, or split it.")
    http_status = 413


class PackedPages(GZipMiddleware):
    """A page is a fifth of its length on the way to a phone. Random bytes in it hide how long what is secret in it is (Django's answer to
    BREACH); answers of the API are short, and files are packed already."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:  # type: ignore[override]
        if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)  # type: ignore[return-value]


class RefusalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # A body in parts has a file in it, and only an address that takes files reads it; what is not one is as short as ever.
        short = request.path.startswith("/api/") and request.content_type != "multipart/form-data"
        if short and int(request.headers.get("Content-Length") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return problems.too_large()
        if int(request.headers.get("Content-Length") or 0) > settings.UPLOAD_MAX_SIZE:
            # Before anything reads it: no field of any form is this long.
            refused = self.process_exception(request, TooLarge(most=f"{settings.UPLOAD_MAX_SIZE // 1_048_576} MB"))
            return refused or problems.too_large()
        response = self.get_response(request)
        return _told_where(response) if _is_kept(request) and response.has_header("Location") else response

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        """NUL is in no text that PostgreSQL can hold, and in no field that a person filled in."""
        sent = [request.GET] if request.path.startswith("/api/") else [request.GET, request.POST]
        nul = any("\0" in text for form in sent for _name, texts in form.lists() for text in texts)
        return self.process_exception(request, Invalid()) if nul else None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if request.path.startswith("/api/"):
            if isinstance(error, DomainError):
                return problems.response_for(error)
            return None if settings.DEBUG else problems.unexpected()
        if not isinstance(error, DomainError):
            return None
        if isinstance(error, Unauthenticated):
            login = redirect_to_login(_where(request))
            return HttpResponseClientRedirect(login.url) if getattr(request, "htmx", False) else login
        status = problems.status_of(error)
        if _is_kept(request):
            return render(request, "web/_refusal.html", {"refusal": error}, status=status)
        if not getattr(request, "htmx", False):
            return render(request, "web/refusal.html", {"refusal": error, "back": _form_page(request)}, status=status)
        response = render(request, "web/_refusal.html", {"refusal": error}, status=status)
        # The part of the page that asked stays as it is; the refusal is said beside it.
        response["HX-Retarget"], response["HX-Reswap"] = "#toasts", "beforeend"
        return response


def _is_kept(request: HttpRequest) -> bool:
    """Whether a form was carried by the page that it stands on (``design/forms.js``), which stays where a refusal is the answer."""
    return request.method == "POST" and "X-Kept-Form" in request.headers


def _told_where(response: HttpResponse) -> HttpResponse:
    """Where to go next as a header: what fetches for a page follows a redirect by itself and never says where to."""
    response["X-Go-To"] = response["Location"]
    del response["Location"]
    response.status_code, response.content = 204, b""
    return response


def _where(request: HttpRequest) -> str:
    """The page to come back to: the one that is shown, since what a form or htmx asks for is no page."""
    if request.method == "GET" and not getattr(request, "htmx", False):
        return request.get_full_path()
    shown = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "/")
    same_site = shown.netloc in {"", request.get_host()}
    return shown._replace(scheme="", netloc="", fragment="").geturl() if same_site else "/"


def _form_page(request: HttpRequest) -> str:
    """The page whose form was refused, to go back to; nothing for a page that was only asked for."""
    where = _where(request) if request.method == "POST" else "/"
    return "" if where == "/" else where


class PrivatePages:
    """What is shown to somebody who has signed in is kept by no cache, shared or on a lent device."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response


class KnownDevice:
    """Which browser acts: a cookie of its own, given to whoever signs in and kept by nobody else, of which we see a digest.

    Signing out and in again, as somebody else too, leaves it as it is; it outlives sessions, and no page reads it.
    """

    name, kept_seconds = "device", 400 * 86_400
    shape = re.compile(r"[0-9a-f]{32}")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = request.COOKIES.get(self.name, "")
        known = bool(self.shape.fullmatch(told))
        request.device = hashlib.sha256(told.encode()).hexdigest()[:32] if known else ""  # type: ignore[attr-defined]
        response = self.get_response(request)
        session = settings.SESSION_COOKIE_NAME
        if not known and (session in request.COOKIES or session in response.cookies) and request.user.is_authenticated:
            response.set_cookie(
                self.name, secrets.token_hex(16), max_age=self.kept_seconds, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
            )
        return response
