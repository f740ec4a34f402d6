"""Who pays for me and for whom I pay, and the answer to a link."""

from __future__ import annotations

from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ecosystem.kernel import clock
from ecosystem.web.pages import form_amount, form_key, signed_in

from . import access, actions, links, queries
from .models import Arrangement


@require_GET
def payers(request: HttpRequest) -> HttpResponse:
    actor, at = signed_in(request), clock.now()
    me = access.party_of(actor)
    asked = queries.payers_of(me, at=at)
    shown = request.GET.get("link", "")
    new = next((one for one in asked if str(one.pk) == shown and one.status == Arrangement.Status.ASKED), None)
    context: dict[str, object] = {
        "agreed": [one for one in asked if one.status == Arrangement.Status.AGREED],
        "waiting": [one for one in asked if one.status == Arrangement.Status.ASKED],
        "paid_for": queries.paid_for(me),
        "payments": queries.payments_by(me),
        "at": at,
    }
    if new:
        link = request.build_absolute_uri(f"/family/answer/{links.write(new.pk)}/")
        picture = segno.make(link, error="m").svg_inline(scale=4, omitsize=True, svgclass="code-svg", lineclass=None)
        context |= {"new": new, "link": link, "picture": mark_safe(picture)}  # noqa: S308 - our own SVG
    return render(request, "family/payers.html", context)


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    made = actions.ask_payer(called=request.POST.get("called", ""), key=form_key(request), by=signed_in(request), at=clock.now())
    there = redirect("family:payers")
    there["Location"] += f"?link={made.pk}"
    return there


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the sign-in: who asks, what it means, a cap and one button; or no."""
    actor, at = signed_in(request), clock.now()
    if request.method == "POST":
        if request.POST.get("answer") == "no":
            actions.decline_to_pay(token=token, by=actor, at=at)
        else:
            actions.agree_to_pay(token=token, cap_minor=form_amount(request, "cap"), key=form_key(request), by=actor, at=at)
        return redirect("family:payers")
    found = access.asked_by(token, at=at)
    return render(request, "family/answer.html", {"asked": found, "is_mine": found.asker_id == actor.party_id, "at": at})


@require_POST
def cap(request: HttpRequest, arrangement_id: UUID) -> HttpResponse:
    actions.set_cap(arrangement_id=arrangement_id, cap_minor=form_amount(request, "cap"), by=signed_in(request), at=clock.now())
    return redirect("family:payers")


@require_POST
def end(request: HttpRequest, arrangement_id: UUID) -> HttpResponse:
    actions.end_arrangement(arrangement_id=arrangement_id, by=signed_in(request), at=clock.now())
    return redirect("family:payers")
