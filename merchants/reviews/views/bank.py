"""The operator's complaints: what should be hidden, what was hidden wrongly."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.identity.public import require_operator
from ecosystem.kernel import clock
from ecosystem.web.pages import form_key, signed_in

from .. import actions, queries


@require_GET
def complaints(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    require_operator(actor)
    context = {"open": queries.complaints_to_decide(), "decided": queries.complaints_decided(), "me": actor.name, "at": clock.now()}
    return render(request, "reviews/complaints.html", context)


@require_GET
def complaint(request: HttpRequest, complaint_id: UUID) -> HttpResponse:
    actor = signed_in(request)
    found = actions.read_complaint(complaint_id=complaint_id, by=actor, at=clock.now())
    review = queries.whole(found.review_id) if found.review_id else None
    return render(request, "reviews/complaint.html", {"complaint": found, "review": review, "me": actor.name, "at": clock.now()})


@require_POST
def decide(request: HttpRequest, complaint_id: UUID) -> HttpResponse:
    grant, reason = request.POST.get("grant") == "1", request.POST.get("reason", "")
    actions.decide(complaint_id=complaint_id, grant=grant, reason=reason, key=form_key(request), by=signed_in(request), at=clock.now())
    return redirect("complaints:complaints")


@require_POST
def second(request: HttpRequest, complaint_id: UUID) -> HttpResponse:
    agree = request.POST.get("agree") == "1"
    actions.second(complaint_id=complaint_id, agree=agree, key=form_key(request), by=signed_in(request), at=clock.now())
    return redirect("complaints:complaints")
