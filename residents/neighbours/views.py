"""One switch for all shops: whether what I buy counts in what neighbours bought."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import Invalid
from ecosystem.web.pages import signed_in

from .choosing import choose_to_count
from .rules import FEWEST_NEIGHBOURS


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    actor, wanted = signed_in(request), request.POST.get("counts", "")
    if wanted not in {"yes", "no"}:
        raise Invalid
    choose_to_count(counts=wanted == "yes", by=actor, at=clock.now())
    if not getattr(request, "htmx", False):
        return redirect("profiles:shops")
    return render(request, "neighbours/_switch.html", {"counts": wanted == "yes", "fewest": FEWEST_NEIGHBOURS})
