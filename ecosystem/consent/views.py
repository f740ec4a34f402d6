"""The page where a party sees, gives and withdraws its consents."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.web.consoles import frame_of
from ecosystem.web.pages import form_id, form_key, signed_in

from . import actions, approvals, queries
from .errors import QuorumNotAllowed, UntilNotAllowed
from .models import Grant

DAYS = [30, 90, 180, 365]
ENDED = {Grant.Status.EXPIRED: _("ran out"), Grant.Status.REVOKED: _("withdrawn"), Grant.Status.REPLACED: _("replaced by a newer one")}

DEEDS = {"consent.grant": _("Allowed"), "consent.revoke": _("Withdrawn"), queries.READ: _("Read by the bank")}


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    return _shown(request)


@require_POST
def grant(request: HttpRequest) -> HttpResponse:
    by, at = signed_in(request), clock.now()
    actions.give_consent(
        party_id=form_id(request, "party"),
        purpose=request.POST.get("purpose", ""),
        # From midnight, so that the same form sent twice means the same moment.
        until=clock.midnight(at) + timedelta(days=_days(request)),
        seen=request.POST.get("seen", ""),
        key=form_key(request),
        by=by,
        at=at,
    )
    return _shown(request)


@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    approvals.propose_consent(
        party_id=form_id(request, "party"),
        purpose=request.POST.get("purpose", ""),
        until=clock.midnight(at) + timedelta(days=_days(request)),
        seen=request.POST.get("seen", ""),
        key=form_key(request),
        by=signed_in(request),
        at=at,
    )
    return _shown(request)


@require_POST
def quorum(request: HttpRequest) -> HttpResponse:
    needed = request.POST.get("needed", "")
    if not (needed.isascii() and needed.isdigit() and len(needed) < 4):
        raise QuorumNotAllowed(owners=1)
    party_id = form_id(request, "party")
    approvals.set_quorum(party_id=party_id, needed=int(needed), key=form_key(request), by=signed_in(request), at=clock.now())
    return _shown(request)


@require_POST
def approve(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    approvals.approve_proposal(proposal_id=proposal_id, by=signed_in(request), at=clock.now())
    return _shown(request)


@require_POST
def drop(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    approvals.drop_proposal(proposal_id=proposal_id, by=signed_in(request), at=clock.now())
    return _shown(request)


@require_POST
def revoke(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    by = signed_in(request)
    actions.withdraw_consent(grant_id=grant_id, key=form_key(request), by=by, at=clock.now())
    return _shown(request)


def _days(request: HttpRequest) -> int:
    days = request.POST.get("days", "")
    if not (days.isascii() and days.isdigit() and int(days) in DAYS):
        raise UntilNotAllowed
    return int(days)


def _shown(request: HttpRequest) -> HttpResponse:
    """The list; after a plain form a redirect to it."""
    if request.method == "POST" and not getattr(request, "htmx", False):
        return redirect("consent:list")
    actor = signed_in(request)
    parties = queries.choices_of(actor, clock.now())
    context = {"parties": parties, "days": DAYS, "ended": ENDED, "deeds": DEEDS, "frame": frame_of(actor) or "design/resident.html"}
    return render(request, "consent/_parties.html" if getattr(request, "htmx", False) else "consent/list.html", context)
