"""What happened, newest first, and when it was read."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ecosystem.identity.public import bank_roles_of
from ecosystem.kernel import base64url, clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import NotFound
from ecosystem.web.consoles import frame_of
from ecosystem.web.pages import signed_in

from . import actions, queries
from .quiet import Quiet
from .topics import CHANNELS, TOPICS
from .ways import Keys, clock_from, let_device_go, let_device_in, set_ways, ways_of
from .webpush import public_bytes, server_key

# Where people who use this live or travel; a zone that somebody has is offered to her as well.
ZONES = [
    *("Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Tokyo", "Asia/Singapore"),
    *("Europe/London", "Europe/Paris", "America/New_York", "America/Los_Angeles", "Australia/Sydney"),
]


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    context = {"frame": _frame(actor), **queries.notices_page(actor, before=request.GET.get("before", ""))}
    template = "notices/_list.html" if getattr(request, "htmx", False) else "notices/list.html"
    return render(request, template, context)


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    chosen = request.POST.get("notice", "")
    actions.mark_read(by=actor, at=clock.now(), notice_id=int(chosen) if chosen.isdecimal() and len(chosen) < 19 else None)
    if not getattr(request, "htmx", False):
        return redirect("notices:list")
    return render(request, "notices/_list.html", queries.notices_page(actor))


@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """The number on the bell."""
    return render(request, "notices/_count.html", {"unread": queries.unread_count(signed_in(request))})


@require_http_methods(["GET", "POST"])
def ways(request: HttpRequest) -> HttpResponse:
    """Which news comes by which way, and when it is quiet."""
    actor = signed_in(request)
    if actor.person_id is None:
        raise NotFound
    if request.method == "POST":
        ticked = set(request.POST.getlist("way"))
        wants = {(topic, channel): f"{topic}/{channel}" in ticked for topic in TOPICS for channel in CHANNELS}
        set_ways(wants=wants, quiet=_quiet(request), by=actor, at=clock.now())
        messages.success(request, _("Saved. It counts for what is told from now on."))
        return redirect("notices:ways")
    rows, quiet = ways_of(actor.person_id)
    zones = ZONES if quiet is None or quiet.zone in ZONES else [*ZONES, quiet.zone]
    context = {
        "frame": _frame(actor),
        "rows": rows,
        "channels": CHANNELS,
        "quiet": quiet,
        "zones": zones,
        "server_key": base64url.encode(public_bytes(server_key())),
    }
    return render(request, "notices/ways.html", context)


@require_POST
def device(request: HttpRequest) -> HttpResponse:
    """The browser lets itself be woken."""
    sent = request.POST
    keys = Keys(sent.get("endpoint", ""), sent.get("p256dh", ""), sent.get("auth", ""))
    let_device_in(keys=keys, session_key=request.session.session_key or "", by=signed_in(request), at=clock.now())
    return HttpResponse(status=204)


@require_POST
def forget_device(request: HttpRequest) -> HttpResponse:
    let_device_go(endpoint=request.POST.get("endpoint", ""), by=signed_in(request))
    return HttpResponse(status=204)


def _quiet(request: HttpRequest) -> Quiet | None:
    """Both times cleared is no quiet hours. Raises ``BadQuietHours``."""
    starts, ends = request.POST.get("starts", ""), request.POST.get("ends", "")
    return Quiet(clock_from(starts), clock_from(ends), request.POST.get("zone", "")) if starts or ends else None


def _frame(actor: Actor) -> str:
    """The frame of the face that the reader works in."""
    if bank_roles_of(actor):
        return "design/bank.html"
    return frame_of(actor) or "design/resident.html"
