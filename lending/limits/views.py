"""A business's limits for a credit officer: the tree, what stands in the way, freezing and cutting at once."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.identity.public import Party
from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import form_amount, form_id, form_key, signed_in
from lending.policy.public import is_officer

from . import actions


@require_GET
def limits(request: HttpRequest, party_id: UUID) -> HttpResponse:
    at = clock.now()
    by = signed_in(request)
    branches = actions.read_limits(party_id=party_id, by=by, at=at)
    party = Party.objects.filter(pk=party_id).first()
    if party is None:
        raise NotFound
    context = {
        "party": party,
        "branches": branches,
        "may_act": is_officer(by),
        "grouped": bool(branches) and branches[0].node.kind == "group",
        "at": at,
    }
    return render(request, "limits/_tree.html" if getattr(request, "htmx", False) else "limits/limits.html", context)


@require_POST
def press_freeze(request: HttpRequest, party_id: UUID) -> HttpResponse:
    node_id, why = form_id(request, "node"), request.POST.get("why", "")
    actions.freeze_by_hand(node_id=node_id, why=why, key=form_key(request), by=signed_in(request), at=clock.now())
    return redirect("limits:limits", party_id)


@require_POST
def press_unfreeze(request: HttpRequest, party_id: UUID) -> HttpResponse:
    actions.unfreeze_by_hand(node_id=form_id(request, "node"), reason=request.POST.get("reason", ""), by=signed_in(request), at=clock.now())
    return redirect("limits:limits", party_id)


@require_POST
def press_cut(request: HttpRequest, party_id: UUID) -> HttpResponse:
    amount = form_amount(request, "limit")
    why = request.POST.get("why", "")
    actions.cut_by_hand(node_id=form_id(request, "node"), limit_minor=amount, why=why, by=signed_in(request), at=clock.now())
    return redirect("limits:limits", party_id)


@require_POST
def press_join(request: HttpRequest, party_id: UUID) -> HttpResponse:
    """Below the group of that name, which is opened with the limit typed if there is none."""
    by, at = signed_in(request), clock.now()
    group = actions.open_group(name=request.POST.get("name", ""), limit_minor=form_amount(request, "limit"), by=by, at=at)
    actions.join_group(group_id=group.pk, party_id=party_id, by=by, at=at)
    return redirect("limits:limits", party_id)


@require_POST
def press_leave(request: HttpRequest, party_id: UUID) -> HttpResponse:
    actions.leave_group(party_id=party_id, by=signed_in(request), at=clock.now())
    return redirect("limits:limits", party_id)
