"""The desk that lets platforms in, and the page on which an owner lets them tell of her trade."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.consent.public import OUTSIDE_TRADE
from ecosystem.kernel import clock
from ecosystem.web.consoles import frame_of
from ecosystem.web.pages import form_id, form_key, signed_in

from . import actions, queries


@require_GET
def clients(request: HttpRequest) -> HttpResponse:
    return render(request, "openapi/clients.html", {"listed": queries.clients_for_desk(signed_in(request))})


@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    name, public_key = request.POST.get("name", "").strip()[:80], request.POST.get("public_key", "").strip()
    actions.register_client(name=name, public_key=public_key, key=form_key(request), by=signed_in(request), at=clock.now())
    messages.success(request, _("The platform is drafted; a colleague lets it in."))
    return redirect("openapi:clients")


@require_POST
def approve(request: HttpRequest, client_id: UUID) -> HttpResponse:
    client = actions.approve_client(client_id=client_id, by=signed_in(request), at=clock.now())
    messages.success(request, _("%(name)s may send from now on.") % {"name": client.name})
    return redirect("openapi:clients")


@require_POST
def suspend(request: HttpRequest, client_id: UUID) -> HttpResponse:
    client = actions.suspend_client(client_id=client_id, by=signed_in(request), at=clock.now())
    messages.success(request, _("Nothing more is taken from %(name)s.") % {"name": client.name})
    return redirect("openapi:clients")


@require_GET
def platforms(request: HttpRequest) -> HttpResponse:
    by = signed_in(request)
    context = {
        "businesses": queries.businesses_of(by, at=clock.now()),
        "purpose": OUTSIDE_TRADE,
        "frame": frame_of(by) or "design/resident.html",
    }
    return render(request, "openapi/platforms.html", context)


@require_POST
def connect(request: HttpRequest) -> HttpResponse:
    made = actions.connect_client(
        party_id=form_id(request, "party"),
        client_id=form_id(request, "client"),
        seen=request.POST.get("seen", ""),
        key=form_key(request),
        by=signed_in(request),
        at=clock.now(),
    )
    messages.success(request, _("%(name)s may tell of your trade from now on.") % {"name": made.client.name})
    return redirect("openapi:platforms")


@require_POST
def disconnect(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    ended = actions.end_connection(connection_id=connection_id, by=signed_in(request), at=clock.now())
    messages.success(request, _("Nothing more is taken from %(name)s.") % {"name": ended.client.name})
    return redirect("openapi:platforms")
