"""The bank's look at payouts: what waits for a second person, what came back, who owes."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.identity.public import require_operator
from ecosystem.kernel import clock
from ecosystem.web.pages import signed_in

from .. import actions, queries, rules


@require_GET
def payouts(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    require_operator(actor)
    context = {
        "payouts": queries.payouts_to_look_at(),
        "debts": queries.debts(),
        "threshold": rules.CHECKED_FROM_MINOR,
        "me": actor.name,
        "at": clock.now(),
    }
    return render(request, "payouts/operator.html", context)


@require_POST
def approve(request: HttpRequest, payout_id: UUID) -> HttpResponse:
    actions.approve_payout(payout_id=payout_id, by=signed_in(request), at=clock.now())
    return redirect("payouts-bank:payouts")


@require_POST
def reject(request: HttpRequest, payout_id: UUID) -> HttpResponse:
    actions.reject_payout(payout_id=payout_id, reason=request.POST.get("reason", "")[:500], by=signed_in(request), at=clock.now())
    return redirect("payouts-bank:payouts")
