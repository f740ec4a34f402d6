"""What happened, newest first, and when it was read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.identity.public import bank_roles_of
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.web.consoles import frame_of
from ecosystem.web.pages import signed_in

from . import actions, queries


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


def _frame(actor: Actor) -> str:
    """The frame of the face that the reader works in."""
    if bank_roles_of(actor):
        return "design/bank.html"
    return frame_of(actor) or "design/resident.html"
